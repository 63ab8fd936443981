//! What a file probably means, shown and applied before it is read.

use super::{cannot_read, explain, mapping};
use crate::Outcome;
use crate::city::read_kinds;
use crate::cli::{Cli, GuessArgs, ImportArgs, RowsAre};
use crate::commands::{WrongArguments, reporting};
use crate::imports::{Intake, RowsOf, settled, sure};
use anyhow::Context as _;
use aula_exchange::{Confidence, Guess, Mapping, ReadContext, open_file, source_name_of_file};
use aula_model::{CitySettings, Kind};
use aula_snapshot::SnapshotBuilder;
use aula_store::GpkgStore;
use jiff::Timestamp;

/// `aula import guess`: nothing is imported, and the data file is not made.
pub(super) fn run(cli: &Cli, asked: &GuessArgs) -> anyhow::Result<Outcome> {
    let rows = match asked.rows {
        RowsAre::Incidents => RowsOf::Incidents,
        RowsAre::Places => RowsOf::Places(None),
        // Of whatever kind: nothing is imported.
        RowsAre::Areas => RowsOf::of_words("areas", Some("study_area")).map_err(WrongArguments)?,
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
    let file = &asked.args.file;
    std::fs::metadata(file).with_context(|| cannot_read(file))?;
    let intake = Intake { city: &city, rows: &rows, open: &|| open_file(file), context };
    let guessed = intake.guess(&mapping).map_err(|error| explain(file, error))?;
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

/// Applies what is sure. What is doubtful stops the import, unless it is to be applied as well.
pub(super) fn settle(args: &ImportArgs, guessed: &Guess, mapping: &mut Mapping) -> anyhow::Result<()> {
    let Err(open) = settled(guessed, args.accept_guess, mapping) else { return Ok(()) };
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
    Ok(())
}
