//! `aula backup`: a whole copy of the data file while it is in use.

use super::{WrongArguments, open, reporting};
use crate::Outcome;
use crate::cli::{BackupArgs, Cli};

pub(super) fn run(cli: &Cli, args: &BackupArgs) -> anyhow::Result<Outcome> {
    let to = &args.to;
    if to.exists() {
        let message = format!("`{}` exists; a backup never overwrites, choose another name", to.display());
        return Err(WrongArguments(message).into());
    }
    let store = open(&cli.data)?;
    store.backup(to)?;
    let bytes = std::fs::metadata(to)?.len();
    reporting::say(
        cli.json,
        &serde_json::json!({ "backup": to, "bytes": bytes }),
        &format!("Copied to {} ({bytes} bytes)", to.display()),
    )?;
    Ok(Outcome::Done)
}
