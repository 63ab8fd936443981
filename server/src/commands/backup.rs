//! `aula backup`: a whole copy of the data file while it is in use, plain or encrypted.

use super::{WrongArguments, open, reporting};
use crate::Outcome;
use crate::cli::{BackupArgs, Cli};
use anyhow::Context as _;
use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};

pub(super) fn run(cli: &Cli, args: &BackupArgs) -> anyhow::Result<Outcome> {
    let to = &args.to;
    if to.exists() {
        let message = format!("`{}` exists; a backup never overwrites, choose another name", to.display());
        return Err(WrongArguments(message).into());
    }
    let recipients = recipients(args)?;
    let store = open(&cli.data)?;
    if recipients.is_empty() {
        store.backup(to)?;
    } else {
        let plain = Removed(beside(to, "plain"));
        store.backup(&plain.0)?;
        let sealed = Removed(beside(to, "part"));
        encrypt(&plain.0, &sealed.0, &recipients)?;
        std::fs::rename(&sealed.0, to).with_context(|| format!("cannot make `{}`", to.display()))?;
    }
    let bytes = std::fs::metadata(to)?.len();
    let encrypted = !recipients.is_empty();
    reporting::say(
        cli.json,
        &serde_json::json!({ "backup": to, "bytes": bytes, "encrypted": encrypted }),
        &format!("Copied to {} ({bytes} bytes{})", to.display(), if encrypted { ", encrypted" } else { "" }),
    )?;
    Ok(Outcome::Done)
}

fn recipients(args: &BackupArgs) -> anyhow::Result<Vec<age::x25519::Recipient>> {
    let mut given = args.encrypt_to.clone();
    if let Some(file) = &args.recipient_file {
        let text = std::fs::read_to_string(file).with_context(|| format!("cannot read `{}`", file.display()))?;
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        given.extend(lines.map(str::to_owned));
        anyhow::ensure!(!given.is_empty(), "`{}` holds no public key", file.display());
    }
    let parse = |text: &String| {
        text.parse::<age::x25519::Recipient>().map_err(|reason| {
            let shown: String = text.chars().take(12).collect();
            WrongArguments(format!("`{shown}…` is not a public key of age (age1…): {reason}")).into()
        })
    };
    given.iter().map(parse).collect()
}

/// Encrypts a file to those who hold a key for one of the recipients.
fn encrypt(from: &Path, to: &Path, recipients: &[age::x25519::Recipient]) -> anyhow::Result<()> {
    let some = recipients.iter().map(|recipient| recipient as &dyn age::Recipient);
    let encryptor = age::Encryptor::with_recipients(some).context("there is nobody to encrypt to")?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let sealed = options.open(to).with_context(|| format!("cannot make `{}`", to.display()))?;
    let mut out = encryptor.wrap_output(sealed)?;
    let mut plain = File::open(from)?;
    std::io::copy(&mut plain, &mut out)?;
    out.finish()?.sync_all()?;
    Ok(())
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
