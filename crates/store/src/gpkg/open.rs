//! Making a file, and refusing one that is not ours.

use super::schema::{APPLICATION_ID, NEWEST};
use super::{connection, migrate};
use crate::StoreError;
use rusqlite::{Connection, OptionalExtension};
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

/// Makes a new file of the newest schema. It has its name only when it is whole.
pub(crate) fn create(path: &Path) -> Result<(), StoreError> {
    create_version(path, NEWEST)
}

/// Makes a new file of some schema version.
pub(crate) fn create_version(path: &Path, version: u32) -> Result<(), StoreError> {
    in_one_go(path, |draft| {
        let mut connection = connection::open_file(draft)?;
        let tx = connection.transaction()?;
        migrate::run(&tx, 0, version)?;
        tx.commit()?;
        // Closing the only connection moves everything from the write-ahead log into the file.
        connection.close().map_err(|(_, e)| e.into())
    })
}

/// Lets `write` fill a new, empty file that only its owner may read, and gives it its name when it is whole. Nobody
/// ever sees half of it, and a file that is there already stays as it is.
pub(crate) fn in_one_go(path: &Path, write: impl FnOnce(&Path) -> Result<(), StoreError>) -> Result<(), StoreError> {
    if path.exists() {
        return Err(StoreError::Exists(path.to_owned()));
    }
    let draft = Draft::new(path)?;
    write(&draft.0)?;
    let failed = |doing| move |source| StoreError::File { doing, path: path.to_owned(), source };
    File::open(&draft.0).and_then(|file| file.sync_all()).map_err(failed("cannot flush"))?;
    publish(&draft.0, path)?;
    File::open(folder(path)).and_then(|folder| folder.sync_all()).map_err(failed("cannot flush the folder of"))
}

/// Gives a file its name unless there is another of that name.
fn publish(draft: &Path, path: &Path) -> Result<(), StoreError> {
    match std::fs::hard_link(draft, path) {
        Ok(()) => Ok(()),
        Err(e) if e.kind() == ErrorKind::AlreadyExists => Err(StoreError::Exists(path.to_owned())),
        // A file system without hard links.
        Err(_) => std::fs::rename(draft, path).map_err(|source| StoreError::File {
            doing: "cannot make",
            path: path.to_owned(),
            source,
        }),
    }
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A file that goes away with its companions unless it got its name.
struct Draft(PathBuf);

impl Draft {
    fn new(path: &Path) -> Result<Self, StoreError> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        for attempt in 0..100 {
            let draft = path.with_file_name(format!(".{name}.{}.{attempt}.part", std::process::id()));
            match owner_only().open(&draft) {
                Ok(_) => return Ok(Self(draft)),
                Err(e) if e.kind() == ErrorKind::AlreadyExists => {}
                Err(source) => return Err(StoreError::File { doing: "cannot make", path: path.to_owned(), source }),
            }
        }
        Err(StoreError::Exists(path.with_extension("part")))
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        for companion in ["", "-wal", "-shm", "-journal"] {
            let mut path = self.0.clone().into_os_string();
            path.push(companion);
            let _ = std::fs::remove_file(path);
        }
    }
}

/// A new file for nobody but its owner; `SQLite` gives its companions the same permissions.
fn owner_only() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Refuses what is not there or is not ours, by its first bytes, before anything could change it.
pub(crate) fn refuse_foreign(path: &Path) -> Result<(), StoreError> {
    let not_ours = |reason: &str| StoreError::NotOurs { path: path.to_owned(), reason: reason.to_owned() };
    let failed = |source: std::io::Error| match source.kind() {
        ErrorKind::NotFound => StoreError::Missing(path.to_owned()),
        _ => StoreError::File { doing: "cannot read", path: path.to_owned(), source },
    };
    let mut file = File::open(path).map_err(failed)?;
    if file.metadata().map_err(failed)?.is_dir() {
        return Err(not_ours("it is a folder"));
    }
    let mut header = [0; 100];
    file.read_exact(&mut header).map_err(|e| match e.kind() {
        ErrorKind::UnexpectedEof => not_ours("it is too short"),
        _ => failed(e),
    })?;
    if !header.starts_with(b"SQLite format 3\0") {
        return Err(not_ours("it is no SQLite database"));
    }
    if header[68..72] != APPLICATION_ID.to_be_bytes() {
        return Err(not_ours("it is an SQLite database but no GeoPackage"));
    }
    let reader = connection::open_to_look(path)?;
    let sql = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'aula_meta'";
    let ours = reader.query_row(sql, (), |_| Ok(())).optional()?.is_some();
    if ours { Ok(()) } else { Err(not_ours("it is a GeoPackage of another program")) }
}

/// The schema version of a file; 0 before the first step.
pub(crate) fn schema_version(tx: &Connection) -> rusqlite::Result<u32> {
    let sql = "SELECT value FROM aula_meta WHERE name = 'schema_version'";
    Ok(tx.query_row(sql, (), |row| row.get(0)).optional()?.unwrap_or(0))
}

/// Notes the schema version.
pub(crate) fn set_schema_version(tx: &Connection, version: u32) -> rusqlite::Result<()> {
    let sql = "INSERT INTO aula_meta (name, value) VALUES ('schema_version', ?1)
               ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    tx.execute(sql, [version]).map(drop)
}
