//! `aula`: the command line and the server.

mod access_log;
mod accounts;
mod analyses;
mod checklist;
mod city;
mod cli;
mod commands;
mod demo;
mod http;
mod imports;
mod output;
mod publications;
mod risk_models;
mod search;

use clap::Parser as _;
use std::process::ExitCode;

/// How a command ended.
pub(crate) enum Outcome {
    /// Everything was done.
    Done,
    /// Done, but rows of the input were rejected.
    RowsRejected,
}

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    match commands::run(&cli) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::RowsRejected) => ExitCode::from(3),
        Err(error) => {
            if error.chain().any(is_closed_pipe) {
                return ExitCode::SUCCESS;
            }
            eprintln!("aula: {error:#}");
            ExitCode::from(if error.is::<commands::WrongArguments>() { 2 } else { 1 })
        }
    }
}

/// Whether the reader of our output went away, as `head` does: that is no failure.
fn is_closed_pipe(cause: &(dyn std::error::Error + 'static)) -> bool {
    cause.downcast_ref::<std::io::Error>().is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe)
}
