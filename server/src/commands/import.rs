//! `aula import`: a file becomes one batch of the log, all or nothing, and every row of it is accounted for.

mod audits;
mod duties;
mod guessing;
mod layer;
mod outside;
mod rejects;
mod summary;

use super::{WrongArguments, open_or_create, reporting};
use crate::Outcome;
use crate::city::read_kinds;
use crate::cli::{Cli, ImportArgs, ImportCommand};
use anyhow::Context as _;
use aula_exchange::{
    ExchangeError, GuessFor, Mapping, ReadContext, Reading, inspect, open_file, read_areas, read_incidents,
    read_places, source_name_of_file,
};
use aula_model::{AreaKind, Batch, Entity, Kind, Origin, PlaceKind};
use aula_store::{Store, StoreError, plan};
use jiff::Timestamp;
use std::path::Path;
use std::time::Instant;
use summary::Summary;

/// How often an import is computed anew because another one came between.
const TRIES: usize = 5;

/// What the rows of a file are.
enum RowsOf<'a> {
    Incidents,
    /// Of a kind, where no column says it.
    Places(Option<&'a str>),
    /// Of a kind.
    Areas(&'a str),
}

impl RowsOf<'_> {
    /// The action in the log, and what is guessed for.
    fn names(&self) -> (&'static str, GuessFor) {
        match self {
            Self::Incidents => ("import incidents", GuessFor::Incidents),
            Self::Places(_) => ("import places", GuessFor::Places),
            Self::Areas(_) => ("import areas", GuessFor::Areas),
        }
    }
}

pub(super) fn run(cli: &Cli, what: &ImportCommand) -> anyhow::Result<Outcome> {
    let started = Instant::now();
    let (args, rows) = match what {
        ImportCommand::Incidents(args) => (args, RowsOf::Incidents),
        ImportCommand::Areas { args, kind } => (args, RowsOf::Areas(kind)),
        ImportCommand::Places { args, kind } => (args, RowsOf::Places(kind.as_deref())),
        ImportCommand::Guess(args) => return guessing::run(cli, args),
        ImportCommand::Layer(args) => return layer::run(cli, args),
        ImportCommand::Audits(args) => return audits::run(cli, args),
        ImportCommand::Duties { file } => return duties::run(cli, file),
    };
    let (action, subject) = rows.names();
    let mut mapping = mapping(args)?;
    let store = open_or_create(&cli.data)?;
    let city = read_kinds(store.as_ref(), &[Kind::Settings, Kind::Area])?;
    let settings = city.settings();
    let source = source_name_of_file(&args.file);
    let context = ReadContext::new(Timestamp::now(), settings.time_zone()?, &settings.categories, source);
    let bytes = std::fs::metadata(&args.file).with_context(|| cannot_read(&args.file))?.len();
    let guessed = guessing::guess(&city, args, subject, &mapping, &context)?;
    guessing::settle(args, &guessed, &mut mapping)?;
    let file = open_file(&args.file).map_err(ExchangeError::from).map_err(|e| explain(&args.file, e))?;
    let bar = reporting::byte_bar(bytes, "reading");
    let mut progress = |p: aula_exchange::Progress| bar.set_position(p.bytes);
    let read = match rows {
        RowsOf::Incidents => read_incidents(file, &mapping, &context, &mut progress).map(|mut reading| {
            let verdicts = inspect(&mut reading, &mapping, &context.zone);
            reading.notes.extend(verdicts.into_iter().map(|verdict| verdict.text));
            reading.map(|i| Entity::Incident(Box::new(i)))
        }),
        RowsOf::Places(kind) => {
            if let Some(kind) = kind {
                let kind = PlaceKind::new(kind).map_err(|e| WrongArguments(e.to_string()))?;
                mapping.set(&format!("kind={kind}")).map_err(|e| WrongArguments(e.to_string()))?;
            }
            read_places(file, &mapping, &context, &mut progress)
                .map(|reading| reading.map(|p| Entity::Place(Box::new(p))))
        }
        RowsOf::Areas(kind) => {
            let kind = AreaKind::new(kind).map_err(|e| WrongArguments(e.to_string()))?;
            read_areas(file, &kind, &mapping, &context, &mut progress)
                .map(|reading| outside::repaired(reading).map(|a| Entity::Area(Box::new(a))))
        }
    };
    bar.finish_and_clear();
    let mut reading = read.map_err(|e| explain(&args.file, e))?;
    outside::flag(&city, &mut reading.rows);

    let mut summary = Summary::new(action, &args.file, &reading, guessed);
    summary.seconds.read = started.elapsed().as_secs_f64();
    if !reading.rejected.is_empty() {
        summary.rejects_file = Some(rejects::write(args, &reading)?);
    }
    let spinner = reporting::spinner("writing");
    append(store.as_ref(), action, args, reading, &mut summary)?;
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

/// Appends what is new or changed; where another import came between, the difference is taken anew.
fn append(
    store: &dyn Store,
    action: &str,
    args: &ImportArgs,
    reading: Reading<Entity>,
    summary: &mut Summary,
) -> anyhow::Result<()> {
    let mut rows: Vec<_> = reading.rows.into_iter().map(|row| (row.key, row.value)).collect();
    let Some(kind) = rows.first().map(|(_, entity)| entity.kind()) else {
        summary.seq = store.head()?.0;
        return Ok(());
    };
    for attempt in 1..=TRIES {
        let head = store.head()?;
        let keep = if attempt < TRIES { rows.clone() } else { Vec::new() };
        let planned = plan(rows, &store.digests(kind)?);
        summary.take(&planned);
        if planned.changes.is_empty() {
            summary.seq = head.0;
            return Ok(());
        }
        let origin = Origin {
            at: Timestamp::now(),
            action: action.to_owned(),
            file: args.file.file_name().map(|name| name.to_string_lossy().into_owned()),
            summary: Some(serde_json::to_string(&summary)?),
        };
        match store.append_unindexed(Batch { origin, changes: planned.changes }, Some(head)) {
            Ok(seq) => {
                summary.seq = seq.0;
                return Ok(());
            }
            Err(StoreError::Conflict { .. }) => rows = keep,
            Err(other) => return Err(other.into()),
        }
    }
    anyhow::bail!("other imports kept coming between; nothing was imported, run the command again")
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
