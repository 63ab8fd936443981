//! `aula import list` and `aula import take-back`.

use crate::Outcome;
use crate::cli::Cli;
use crate::commands::{WrongArguments, open, reporting};
use crate::imports::{TakeBackError, past_imports, take_back as take_back_import};

pub(super) fn list(cli: &Cli) -> anyhow::Result<Outcome> {
    let store = open(&cli.data)?;
    let past = past_imports(store.as_ref())?;
    let lines: Vec<String> = past.iter().map(ToString::to_string).collect();
    let human = if lines.is_empty() { "nothing was imported yet".to_owned() } else { lines.join("\n") };
    reporting::say(cli.json, &serde_json::json!({ "imports": past }), &human)?;
    Ok(Outcome::Done)
}

pub(super) fn take_back(cli: &Cli, number: u64) -> anyhow::Result<Outcome> {
    let store = open(&cli.data)?;
    let done = take_back_import(store.as_ref(), number, "operator").map_err(|error| match error {
        TakeBackError::NoSuch(_) | TakeBackError::NotPossible { .. } | TakeBackError::Already { .. } => {
            WrongArguments(error.to_string()).into()
        }
        other => anyhow::Error::new(other),
    })?;
    reporting::say(cli.json, &serde_json::to_value(&done)?, &done.to_string())?;
    Ok(Outcome::Done)
}
