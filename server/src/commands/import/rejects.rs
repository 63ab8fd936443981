//! The file of rejected rows: beside the input, readable by its owner alone.

use crate::cli::ImportArgs;
use anyhow::Context as _;
use aula_exchange::{Reading, write_rejects};
use aula_model::Entity;
use std::fs::{File, OpenOptions};
use std::io::BufWriter;
use std::path::{Path, PathBuf};

/// Writes the rejected rows and answers where.
pub(super) fn write(args: &ImportArgs, reading: &Reading<Entity>) -> anyhow::Result<PathBuf> {
    let wanted = args.rejects.clone().unwrap_or_else(|| beside(&args.file));
    let (path, file) = match (create(&wanted), &args.rejects) {
        (Ok(file), _) => (wanted, file),
        // The folder of the input may be read-only; the rows must not be lost for that.
        (Err(_), None) => {
            let here = PathBuf::from(wanted.file_name().unwrap_or_default());
            let file = create(&here).with_context(|| cannot_write(&here))?;
            (here, file)
        }
        (Err(fault), Some(_)) => return Err(fault).with_context(|| cannot_write(&wanted)),
    };
    let out = BufWriter::new(file);
    write_rejects(out, &reading.columns.header, &reading.rejected).with_context(|| cannot_write(&path))?;
    Ok(path)
}

/// `thefts.csv.gz` → `thefts.csv.gz.rejected.csv`.
fn beside(input: &Path) -> PathBuf {
    let mut name = input.as_os_str().to_owned();
    name.push(".rejected.csv");
    PathBuf::from(name)
}

fn create(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
        let file = options.mode(0o600).open(path)?;
        // The mode above holds for a new file only; an older one may have been wider.
        file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
        Ok(file)
    }
    #[cfg(not(unix))]
    options.open(path)
}

fn cannot_write(path: &Path) -> String {
    format!("cannot write the rejected rows to `{}`; name another file with --rejects", path.display())
}
