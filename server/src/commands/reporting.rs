//! What commands say: words for people, JSON for machines, a bar for those who wait.

use anyhow::Context as _;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

/// Says a result on standard output.
pub(super) fn say(json: bool, machine: &serde_json::Value, human: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    if json { writeln!(out, "{machine}") } else { writeln!(out, "{human}") }
}

/// Writes an answer to a file, its settings beside it, or to standard output. A table on standard output holds no
/// settings, so they are said on standard error (`settings_apart`).
pub(super) fn write_answer(
    output: Option<&Path>,
    text: &str,
    settings: &str,
    settings_apart: bool,
) -> anyhow::Result<()> {
    let write = |path: &Path, text: &str| {
        std::fs::write(path, text).with_context(|| format!("cannot write `{}`", path.display()))
    };
    match output {
        Some(path) => {
            let mut beside = path.as_os_str().to_owned();
            beside.push(".settings.json");
            write(path, text)?;
            write(Path::new(&beside), settings)?;
        }
        None => {
            std::io::stdout().lock().write_all(text.as_bytes())?;
            if settings_apart {
                eprintln!("settings: {settings}");
            }
        }
    }
    Ok(())
}

/// A bar over the bytes of a file, with rate and time left; drawn on a terminal only.
pub(super) fn byte_bar(bytes: u64, what: &str) -> ProgressBar {
    let bar = ProgressBar::new(bytes);
    let form = "{msg} {bar:30} {percent:>3} % {bytes_per_sec} {eta} left";
    bar.set_style(ProgressStyle::with_template(form).unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.set_message(what.to_owned());
    bar
}

/// A spinner for work whose length is not known.
pub(super) fn spinner(what: &str) -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    bar.set_message(what.to_owned());
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}
