//! `aula checklist`: the instrument as a file.

use super::{WrongArguments, open, open_or_create, reporting};
use crate::Outcome;
use crate::checklist::{ADDITION_BLOBS, INSTRUMENT_BLOB, read_instrument};
use crate::cli::{ChecklistCommand, ChecklistExportArgs, Cli, InstrumentFormat, UseArgs};
use anyhow::Context as _;
use aula_checklist::{BUILT_IN, Instrument, xlsform};
use serde_json::json;
use std::io::Write as _;
use std::path::{Path, PathBuf};

pub(super) fn run(cli: &Cli, what: &ChecklistCommand) -> anyhow::Result<Outcome> {
    match what {
        ChecklistCommand::Check(args) => check(cli, &args.file, &args.add),
        ChecklistCommand::Use(args) => take(cli, args),
        ChecklistCommand::Export(args) => export(cli, args),
    }
}

fn text(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))
}

fn texts(paths: &[PathBuf]) -> anyhow::Result<Vec<String>> {
    paths.iter().map(|path| text(path)).collect()
}

fn check(cli: &Cli, file: &Path, additions: &[PathBuf]) -> anyhow::Result<Outcome> {
    let (base, additions) = (text(file)?, texts(additions)?);
    let additions: Vec<&str> = additions.iter().map(String::as_str).collect();
    match Instrument::read(&base, &additions) {
        Ok(instrument) => {
            let (id, version, factors) = (instrument.id(), instrument.version(), instrument.factors().len());
            let machine = json!({ "id": id, "version": version, "factors": factors, "problems": [] });
            reporting::say(cli.json, &machine, &format!("{id} version {version}: {factors} factors, no problems"))?;
            Ok(Outcome::Done)
        }
        Err(problems) => {
            let human = format!("{} problems:\n  {}", problems.len(), problems.join("\n  "));
            reporting::say(cli.json, &json!({ "problems": problems }), &human)?;
            anyhow::bail!("`{}` cannot be used as it is", file.display())
        }
    }
}

fn take(cli: &Cli, args: &UseArgs) -> anyhow::Result<Outcome> {
    let base = args.file.as_deref().map(text).transpose()?;
    let additions = texts(&args.add)?;
    let parts: Vec<&str> = additions.iter().map(String::as_str).collect();
    let instrument = Instrument::read(base.as_deref().unwrap_or(BUILT_IN), &parts)
        .map_err(|problems| WrongArguments(format!("the instrument is not whole:\n  {}", problems.join("\n  "))))?;
    let store = open_or_create(&cli.data)?;
    match &base {
        Some(base) => store.put_blob(INSTRUMENT_BLOB, base.as_bytes())?,
        None => drop(store.delete_blob(INSTRUMENT_BLOB)?),
    }
    for name in store.list_blobs(ADDITION_BLOBS)? {
        store.delete_blob(&name)?;
    }
    for (number, addition) in additions.iter().enumerate() {
        store.put_blob(&format!("{ADDITION_BLOBS}{number:03}.json"), addition.as_bytes())?;
    }
    let machine =
        json!({ "id": instrument.id(), "version": instrument.version(), "factors": instrument.factors().len() });
    let human = format!(
        "{} version {} with {} factors is in use; a running service takes it over when it is started again",
        instrument.id(),
        instrument.version(),
        instrument.factors().len()
    );
    reporting::say(cli.json, &machine, &human)?;
    Ok(Outcome::Done)
}

fn export(cli: &Cli, args: &ChecklistExportArgs) -> anyhow::Result<Outcome> {
    let instrument =
        if cli.data.exists() { read_instrument(open(&cli.data)?.as_ref())? } else { Instrument::built_in() };
    let bytes = match args.format {
        InstrumentFormat::Xlsform => aula_exchange::xlsx(&xlsform::sheets(&instrument)),
        InstrumentFormat::Json => serde_json::to_vec_pretty(instrument.file())?,
    };
    match &args.output {
        Some(path) => std::fs::write(path, bytes).with_context(|| format!("cannot write `{}`", path.display()))?,
        None => std::io::stdout().lock().write_all(&bytes)?,
    }
    Ok(Outcome::Done)
}
