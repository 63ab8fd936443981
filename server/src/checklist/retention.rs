//! What is kept for a time only, and what is forgotten at once.

use super::{Core, WriteError};
use aula_model::{Document, Kind, Origin};
use aula_store::StoreError;
use jiff::Timestamp;

/// Where an audit's text is kept, its exact position (with the second it came, in hexadecimal digits, before it), its
/// photos, and the mark that it was withdrawn.
pub(crate) fn text_blob(id: &str) -> String {
    format!("checklist/text/{id}")
}

pub(crate) fn position_blob(at: Timestamp, id: &str) -> String {
    format!("{POSITIONS}{:012x}/{id}", at.as_second())
}

pub(crate) fn photo_blob(id: &str, photo: &str) -> String {
    format!("checklist/photo/{id}/{photo}")
}

pub(crate) fn withdrawn_blob(id: &str) -> String {
    format!("checklist/withdrawn/{id}")
}

const POSITIONS: &str = "checklist/position/";

/// Forgets exact positions that have been kept long enough: what stays is the distance to the yard and the accuracy,
/// in the audit.
pub(crate) fn keep_to_retention(core: &Core, now: Timestamp) -> Result<usize, StoreError> {
    let store = core.city.store();
    let oldest = now.as_second() - i64::from(core.rules.position_days) * 86_400;
    let mut forgotten = 0;
    for name in store.list_blobs(POSITIONS)? {
        let came = name[POSITIONS.len()..].split('/').next().and_then(|at| i64::from_str_radix(at, 16).ok());
        if came.is_none_or(|at| at < oldest) && store.delete_blob(&name)? {
            forgotten += 1;
        }
    }
    Ok(forgotten)
}

/// Withdraws an audit: its content is erased from the log, its text, position and photos are gone; a mark stays, so
/// that a late resend does not bring it back. For a job of the writer.
pub(crate) fn forget_audit(core: &Core, id: &str, now: Timestamp) -> Result<bool, WriteError> {
    let store = core.city.store();
    let origin = Origin { at: now, action: "audit withdrawn".to_owned(), file: None, summary: None };
    store.put_blob(&withdrawn_blob(id), b"")?;
    let mut names = vec![text_blob(id)];
    names.extend(store.list_blobs(&format!("checklist/photo/{id}/"))?);
    let ends = format!("/{id}");
    names.extend(store.list_blobs(POSITIONS)?.into_iter().filter(|name| name.ends_with(&ends)));
    for name in names {
        store.delete_blob(&name)?;
    }
    let erased = store.erase(Kind::Audit, Document::key_of(Kind::Audit, id), origin)?;
    core.catch_up()?;
    Ok(erased.is_some())
}
