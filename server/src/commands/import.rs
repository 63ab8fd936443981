//! `aula import`: a file becomes one batch of the log, all or nothing, and every row of it is accounted for.

mod audits;
mod duties;
mod guessing;
mod layer;
mod past;
mod rejects;

use super::{WrongArguments, open_or_create, reporting};
use crate::Outcome;
use crate::city::read_kinds;
use crate::cli::{Cli, ImportArgs, ImportCommand};
use crate::imports::{Appending, Intake, RowsOf, Summary, append};
use anyhow::Context as _;
use aula_exchange::{ExchangeError, Mapping, ReadContext, open_file, source_name_of_file};
use aula_model::Kind;
use jiff::Timestamp;
use std::path::Path;
use std::time::Instant;

pub(super) fn run(cli: &Cli, what: &ImportCommand) -> anyhow::Result<Outcome> {
    let (args, words) = match what {
        ImportCommand::Incidents(args) => (args, ("incidents", None)),
        ImportCommand::Areas { args, kind } => (args, ("areas", Some(kind.as_str()))),
        ImportCommand::Places { args, kind } => (args, ("places", kind.as_deref())),
        ImportCommand::Guess(args) => return guessing::run(cli, args),
        ImportCommand::Layer(args) => return layer::run(cli, args),
        ImportCommand::Audits(args) => return audits::run(cli, args),
        ImportCommand::Duties { file } => return duties::run(cli, file),
        ImportCommand::List => return past::list(cli),
        ImportCommand::TakeBack { number } => return past::take_back(cli, *number),
    };
    let rows = RowsOf::of_words(words.0, words.1).map_err(WrongArguments)?;
    file(cli, args, &rows)
}

/// Incidents, places or areas out of a file.
fn file(cli: &Cli, args: &ImportArgs, rows: &RowsOf) -> anyhow::Result<Outcome> {
    let started = Instant::now();
    let mut mapping = mapping(args)?;
    let store = open_or_create(&cli.data)?;
    let city = read_kinds(store.as_ref(), &[Kind::Settings, Kind::Area])?;
    let settings = city.settings();
    let source = source_name_of_file(&args.file);
    let context = ReadContext::new(Timestamp::now(), settings.time_zone()?, &settings.categories, source);
    let bytes = std::fs::metadata(&args.file).with_context(|| cannot_read(&args.file))?.len();
    let intake = Intake { city: &city, rows, open: &|| open_file(&args.file), context };
    let guessed = intake.guess(&mapping).map_err(|error| explain(&args.file, error))?;
    guessing::settle(args, &guessed, &mut mapping)?;
    let bar = reporting::byte_bar(bytes, "reading");
    let read = intake.read(&mapping, &mut |p| bar.set_position(p.bytes));
    bar.finish_and_clear();
    let taken = read.map_err(|e| explain(&args.file, e))?;

    let mut summary = Summary::new(rows.action(), &args.file, &taken, guessed);
    summary.seconds.read = started.elapsed().as_secs_f64();
    if !taken.reading.rejected.is_empty() {
        summary.rejects_file = Some(rejects::write(args, &taken.reading)?);
    }
    let spinner = reporting::spinner("writing");
    let with = Appending {
        store: store.as_ref(),
        file: args.file.file_name().map(|name| name.to_string_lossy().into_owned()),
        ready: &|| true,
        record: &|_| Ok(None),
    };
    append(&with, taken.reading, &mut summary)?;
    summary.seconds.durable = started.elapsed().as_secs_f64();
    // The rows are safe and served from here on; the index is for programs that open the tables.
    spinner.set_message("indexing");
    store.finish_index()?;
    spinner.finish_and_clear();
    summary.seconds.done = started.elapsed().as_secs_f64();
    reporting::say(cli.json, &serde_json::to_value(&summary)?, &summary.to_string())?;
    Ok(if summary.rejected > 0 { Outcome::RowsRejected } else { Outcome::Done })
}

fn mapping(args: &ImportArgs) -> anyhow::Result<Mapping> {
    let mut mapping = match &args.mapping {
        Some(path) => {
            let text = std::fs::read_to_string(path).with_context(|| cannot_read(path))?;
            Mapping::from_toml(&text).map_err(|e| WrongArguments(format!("`{}`: {e}", path.display())))?
        }
        None => Mapping::default(),
    };
    for assignment in &args.set {
        mapping.set(assignment).map_err(|e| WrongArguments(e.to_string()))?;
    }
    Ok(mapping)
}

fn cannot_read(path: &Path) -> String {
    format!("cannot read `{}`", path.display())
}

/// A fault of the whole file; wrong mappings are wrong arguments.
fn explain(file: &Path, error: ExchangeError) -> anyhow::Error {
    if error.is_mapping() {
        return WrongArguments(format!("`{}`: {error}", file.display())).into();
    }
    anyhow::Error::new(error).context(format!("`{}` was not imported", file.display()))
}
