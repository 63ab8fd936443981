//! Everything that was ever imported, out of the log itself.

use super::take_back::{TakenBack, is_import, taken_back_by};
use aula_model::Seq;
use aula_store::{Store, StoreError};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use std::fmt;

/// An import in the log.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct PastImport {
    /// Its number, by which it can be taken back.
    pub(crate) batch: u64,
    /// When.
    pub(crate) at: Timestamp,
    /// What: `import incidents`.
    pub(crate) action: String,
    /// Of which file.
    pub(crate) file: Option<String>,
    /// By whom, where that is known.
    pub(crate) by: Option<String>,
    /// Rows read, accepted, unchanged, updated and rejected, where it said so.
    pub(crate) read: Option<u64>,
    /// New ones.
    pub(crate) accepted: Option<u64>,
    /// Known already.
    pub(crate) unchanged: Option<u64>,
    /// Corrected.
    pub(crate) updated: Option<u64>,
    /// Not taken.
    pub(crate) rejected: Option<u64>,
    /// By whom, when and how it was taken back.
    pub(crate) taken_back: Option<Undone>,
}

/// That an import was taken back.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Undone {
    /// When.
    pub(crate) at: Timestamp,
    /// What that did.
    #[serde(flatten)]
    pub(crate) done: TakenBack,
}

impl fmt::Display for PastImport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = self.at.strftime("%Y-%m-%d %H:%M UTC");
        write!(f, "{}\t{time}\t{}\t{}", self.batch, self.action, self.file.as_deref().unwrap_or("-"))?;
        let numbers = [(self.accepted, "accepted"), (self.updated, "updated"), (self.rejected, "rejected")];
        for (number, word) in numbers.into_iter().filter_map(|(number, word)| Some((number?, word))) {
            write!(f, "\t{number} {word}")?;
        }
        if let Some(undone) = &self.taken_back {
            write!(f, "\ttaken back by {}", undone.done.seq)?;
        }
        Ok(())
    }
}

/// Every import that can be or was taken back, the last first.
///
/// # Errors
/// Where the store fails.
pub(crate) fn past_imports(store: &dyn Store) -> Result<Vec<PastImport>, StoreError> {
    let batches = store.batches(Seq(0))?;
    let undone: Vec<Undone> =
        batches.iter().filter_map(|b| Some(Undone { at: b.origin.at, done: taken_back_by(b)? })).collect();
    let imports = batches.into_iter().rev().filter(|b| is_import(&b.origin));
    Ok(imports
        .map(|info| {
            let said: Value =
                info.origin.summary.as_deref().map_or(Value::Null, |s| serde_json::from_str(s).unwrap_or_default());
            PastImport {
                batch: info.last.0,
                at: info.origin.at,
                action: info.origin.action,
                file: info.origin.file,
                by: said["by"].as_str().map(str::to_owned),
                read: said["read"].as_u64(),
                accepted: said["accepted"].as_u64(),
                unchanged: said["unchanged"].as_u64(),
                updated: said["updated"].as_u64(),
                rejected: said["rejected"].as_u64(),
                taken_back: undone.iter().find(|u| u.done.batch == info.last.0).cloned(),
            }
        })
        .collect())
}
