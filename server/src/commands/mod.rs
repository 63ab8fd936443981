//! What each command of the line does.

mod analyses;
mod backup;
mod check;
mod checklist;
mod evaluate;
mod export;
mod hotspots;
mod import;
mod log;
mod plan;
mod publish;
mod reporting;
mod risk;
mod serve;
mod settings;
mod stats;
mod tokens;
mod users;

use crate::Outcome;
use crate::cli::{Cli, Command};
use aula_store::{GpkgStore, Store};
use std::path::Path;
use std::sync::Arc;

/// Arguments that clap could not judge but that are wrong: exit code 2.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct WrongArguments(pub(crate) String);

/// Runs a command.
pub(crate) fn run(cli: &Cli) -> anyhow::Result<Outcome> {
    match &cli.command {
        Command::Serve(args) => serve::run(&cli.data, args),
        Command::Import { what } => import::run(cli, what),
        Command::Hotspots(args) => hotspots::run(cli, args),
        Command::Checklist { what } => checklist::run(cli, what),
        Command::Stats { what } => stats::run(cli, what),
        Command::Risk { what } => risk::run(cli, what),
        Command::Plan { what } => plan::run(cli, what),
        Command::Evaluate(args) => evaluate::run(cli, args),
        Command::Publish { what } => publish::run(cli, what),
        Command::Settings { what } => settings::run(cli, what),
        Command::Export(args) => export::run(cli, args),
        Command::Analyses { what } => analyses::run(cli, what),
        Command::Verify { analysis } => analyses::verify(cli, analysis),
        Command::Check => check::run(cli),
        Command::Backup(args) => backup::run(cli, args),
        Command::Users { what } => users::run(cli, what),
        Command::Tokens { what } => tokens::run(cli, what),
        Command::Log { what } => log::run(cli, what),
    }
}

/// The data file, which must exist.
fn open(path: &Path) -> anyhow::Result<Arc<dyn Store>> {
    if !path.exists() {
        anyhow::bail!(
            "there is no data file `{}`; name one with --data, or make it by importing into it (`aula import areas …`)",
            path.display()
        );
    }
    Ok(Arc::new(GpkgStore::open(path)?))
}

/// The data file, made if it does not exist.
fn open_or_create(path: &Path) -> anyhow::Result<Arc<dyn Store>> {
    Ok(Arc::new(GpkgStore::open_or_create(path)?))
}
