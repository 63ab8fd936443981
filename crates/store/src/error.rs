//! What can go wrong with a store, and how to mend it.

use aula_model::{Kind, Seq};
use std::path::PathBuf;

/// Anything that a store cannot do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// There is no such file.
    #[error("there is no data file at `{0}`; check the path, or import something to create it")]
    Missing(PathBuf),
    /// There is a file already.
    #[error("`{0}` exists already; choose another name or move it away")]
    Exists(PathBuf),
    /// The file is something else.
    #[error("`{path}` is not an Aula data file: {reason}; give the path of a file that Aula made")]
    NotOurs {
        /// The file.
        path: PathBuf,
        /// How that is known.
        reason: String,
    },
    /// The file was written by a newer version.
    #[error("`{path}` has schema version {found}, this program knows up to {known}; use a newer version of Aula")]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: u32,
        /// The newest version known here.
        known: u32,
    },
    /// The file or its folder cannot be written.
    #[error(
        "`{0}` cannot be written; the file and its folder must be writable (two companion files stand beside it while \
         it is open): copy it to such a folder or change its permissions"
    )]
    ReadOnly(PathBuf),
    /// A file could not be made, read or written.
    #[error("{doing} `{path}`: {source}")]
    File {
        /// What was attempted.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// Another batch came between.
    #[error("the log is at {head}, not at {expected} as the batch expects; work it out again from {head}")]
    Conflict {
        /// The head that the batch was worked out against.
        expected: Seq,
        /// The head.
        head: Seq,
    },
    /// A number beyond the head.
    #[error("the log has no entry {asked} yet, its last is {head}; if the data file was put back, load it anew")]
    Future {
        /// The number asked for.
        asked: Seq,
        /// The head.
        head: Seq,
    },
    /// A change that puts an entity of another kind than it says.
    #[error("change {index} of the batch says it is of kind `{says}` but puts an entity of kind `{is}`")]
    WrongKind {
        /// Its place in the batch, from 0.
        index: usize,
        /// What the change says.
        says: Kind,
        /// What the entity is.
        is: Kind,
    },
    /// A blob without a usable name.
    #[error("a blob's name must have 1 to 255 bytes, not {0}")]
    BlobName(usize),
    /// Stored bytes that are not what was written.
    #[error("{place} is damaged: {reason}; run `aula check` and put back a backup")]
    Damaged {
        /// Which bytes.
        place: String,
        /// What is wrong with them.
        reason: String,
    },
    /// Another process kept the file to itself for too long.
    #[error("another process has been writing to the data file for more than {0} seconds; try again later")]
    Busy(u64),
    /// No room.
    #[error("the disk is full; nothing was changed: make room and try again")]
    Full,
    /// The storage engine failed otherwise.
    #[error("the storage failed: {0}")]
    Storage(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The caller's own walk over records failed.
    #[error(transparent)]
    Visitor(Box<dyn std::error::Error + Send + Sync>),
}
