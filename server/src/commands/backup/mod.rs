//! `aula backup`: a whole copy of the data file while it is in use, plain or encrypted to a key.

mod seal;

use super::{WrongArguments, open, reporting};
use crate::Outcome;
use crate::cli::{BackupArgs, Cli};
use anyhow::Context as _;
use std::path::{Path, PathBuf};

pub(super) fn run(cli: &Cli, args: &BackupArgs) -> anyhow::Result<Outcome> {
    let to = &args.to;
    if to.exists() {
        let message = format!("`{}` exists; a backup never overwrites, choose another name", to.display());
        return Err(WrongArguments(message).into());
    }
    let keys = keys(args)?;
    let encrypted = !keys.is_empty();
    if encrypted {
        let recipients = seal::recipients(&keys)?;
        let store = open(&cli.data)?;
        let plain = Removed(beside(to, "plain"));
        store.backup(&plain.0)?;
        let sealed = Removed(beside(to, "part"));
        seal::seal(&plain.0, &sealed.0, &recipients)?;
        std::fs::rename(&sealed.0, to).with_context(|| format!("cannot make `{}`", to.display()))?;
    } else {
        open(&cli.data)?.backup(to)?;
    }
    let bytes = std::fs::metadata(to)?.len();
    reporting::say(
        cli.json,
        &serde_json::json!({ "backup": to, "bytes": bytes, "encrypted": encrypted }),
        &format!("Copied to {} ({bytes} bytes{})", to.display(), if encrypted { ", encrypted" } else { "" }),
    )?;
    Ok(Outcome::Done)
}

/// The public keys to encrypt to; none for a plain copy.
fn keys(args: &BackupArgs) -> anyhow::Result<Vec<String>> {
    let mut given = args.encrypt_to.clone();
    if let Some(file) = &args.recipient_file {
        let text = std::fs::read_to_string(file).with_context(|| format!("cannot read `{}`", file.display()))?;
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        given.extend(lines.map(str::to_owned));
        // Whoever names a file wants encryption: an empty one must not make a plain copy.
        anyhow::ensure!(!given.is_empty(), "`{}` holds no public key", file.display());
    }
    Ok(given)
}

fn beside(path: &Path, what: &str) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{}.{what}", std::process::id()))
}

/// A file that goes away, whatever happens.
struct Removed(PathBuf);

impl Drop for Removed {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}
