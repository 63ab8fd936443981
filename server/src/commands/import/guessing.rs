//! What a file probably means, shown and applied before it is read.

use super::{cannot_read, explain, mapping};
use crate::Outcome;
use crate::city::read_kinds;
use crate::cli::{Cli, GuessArgs, ImportArgs, RowsAre};
use crate::commands::{WrongArguments, reporting};
use anyhow::Context as _;
use aula_exchange::{
    CityFrame, Confidence, Finding, Guess, GuessFor, Mapping, ReadContext, open_file, source_name_of_file,
};
use aula_geometry::BBox;
use aula_model::{AreaKind, CitySettings, Kind};
use aula_snapshot::{Snapshot, SnapshotBuilder};
use aula_store::GpkgStore;
use jiff::Timestamp;

/// `aula import guess`: nothing is imported, and the data file is not made.
pub(super) fn run(cli: &Cli, asked: &GuessArgs) -> anyhow::Result<Outcome> {
    let subject = match asked.rows {
        RowsAre::Incidents => GuessFor::Incidents,
        RowsAre::Places => GuessFor::Places,
        RowsAre::Areas => GuessFor::Areas,
    };
    let city = if cli.data.exists() {
        read_kinds(&GpkgStore::open(&cli.data)?, &[Kind::Settings, Kind::Area])?
    } else {
        SnapshotBuilder::default().finish()?
    };
    let settings: &CitySettings = city.settings();
    let source = source_name_of_file(&asked.args.file);
    let context = ReadContext::new(Timestamp::now(), settings.time_zone()?, &settings.categories, source);
    let mut mapping = mapping(&asked.args)?;
    let guessed = guess(&city, &asked.args, subject, &mapping, &context)?;
    guessed.apply(&mut mapping, Confidence::Likely)?;
    let toml = toml::to_string(&mapping)?;
    if let Some(path) = &asked.write {
        std::fs::write(path, &toml).with_context(|| format!("cannot write `{}`", path.display()))?;
    }
    let mut text = format!("{} rows looked at, {} columns", guessed.rows, guessed.header.len());
    for finding in &guessed.findings {
        text.push_str(&format!("\n  {}: {}", sure(finding), finding.why));
        if !finding.examples.is_empty() {
            text.push_str(&format!("\n    for example {}", finding.examples.join(", ")));
        }
    }
    if guessed.findings.is_empty() {
        text.push_str("\n  the names of its columns say everything that is needed");
    }
    text.push_str(&format!("\nMapping, without what is doubtful:\n{toml}"));
    let value = serde_json::json!({ "guess": guessed, "mapping": toml });
    reporting::say(cli.json, &value, &text)?;
    Ok(Outcome::Done)
}

/// What the mapping does not say.
pub(super) fn guess(
    city: &Snapshot,
    args: &ImportArgs,
    subject: GuessFor,
    mapping: &Mapping,
    context: &ReadContext<'_>,
) -> anyhow::Result<Guess> {
    let frame = CityFrame { bounds: bounds(city), crs_epsg: city.settings().crs_epsg };
    std::fs::metadata(&args.file).with_context(|| cannot_read(&args.file))?;
    aula_exchange::guess(&|| open_file(&args.file), subject, mapping, context, frame)
        .map_err(|error| explain(&args.file, error))
}

/// Applies what is sure. What is doubtful stops the import, unless it is to be applied as well.
pub(super) fn settle(args: &ImportArgs, guessed: &Guess, mapping: &mut Mapping) -> anyhow::Result<()> {
    let open: Vec<&Finding> = guessed.doubtful().filter(|f| !args.accept_guess || f.set.is_empty()).collect();
    if let Some(first) = open.first() {
        let mut message = format!("`{}`: {}", args.file.display(), first.why);
        for finding in &open[1..] {
            message.push_str("; also: ");
            message.push_str(&finding.why);
        }
        message.push_str(&format!(". Columns found: {}", guessed.header.join(", ")));
        if open.iter().any(|f| !f.set.is_empty()) {
            let lines: Vec<&str> = open.iter().flat_map(|f| f.set.iter().map(String::as_str)).collect();
            message.push_str(&format!(". The likeliest is {}: `--accept-guess` takes it", lines.join(", ")));
        }
        return Err(WrongArguments(message).into());
    }
    let least = if args.accept_guess { Confidence::Doubtful } else { Confidence::Likely };
    Ok(guessed.apply(mapping, least)?)
}

/// The assignments of a finding with how sure they are.
pub(super) fn sure(finding: &Finding) -> String {
    let sure = match finding.confidence {
        Confidence::Certain => "certain",
        Confidence::Likely => "likely",
        Confidence::Doubtful => "doubtful",
    };
    let set = if finding.set.is_empty() { finding.about.clone() } else { finding.set.join(", ") };
    format!("{set} ({sure})")
}

/// The box around the study area; around all areas where none is known.
fn bounds(city: &Snapshot) -> Option<BBox> {
    let areas = city.areas();
    let chosen: Vec<_> = match &city.settings().study_area {
        Some(id) => areas.get(id).into_iter().collect(),
        None => AreaKind::new("study_area").map(|kind| areas.of_kind(&kind).collect()).unwrap_or_default(),
    };
    let all: Vec<_> = if chosen.is_empty() { areas.iter().collect() } else { chosen };
    let corners = all.iter().flat_map(|area| &area.geometry.0).flat_map(|polygon| &polygon.exterior().0);
    let none = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    let [west, south, east, north] =
        corners.fold(none, |[w, s, e, n], c| [w.min(c.x), s.min(c.y), e.max(c.x), n.max(c.y)]);
    BBox::new(west, south, east, north).ok()
}
