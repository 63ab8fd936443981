//! Records that are kept, versioned and found by identifier, but not counted: accounts, audits, plans, publications, …

use crate::{Key, Kind, ModelError};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// A record whose body has a meaning only to the crate that writes it.
///
/// The log, the store and the snapshot treat all kinds of documents alike; the owner turns the body into its own
/// validated type with [`read`](Self::read).
///
/// # Examples
/// ```
/// use aula_model::{Document, Kind};
/// let document = Document::new(Kind::View, "evenings", &serde_json::json!({ "hours": "20-2" }))?;
/// assert_eq!(document.read::<serde_json::Value>()?["hours"], "20-2");
/// assert!(Document::new(Kind::Incident, "x", &1).is_err());
/// # Ok::<(), aula_model::ModelError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    kind: Kind,
    id: String,
    body: serde_json::Value,
}

impl Document {
    /// Longest accepted identifier, in bytes.
    pub const MAX_ID_BYTES: usize = 200;

    /// A document of a kind, with an identifier that is its own among that kind.
    ///
    /// # Errors
    /// [`ModelError::Text`] for an identifier that is empty, overlong or holds control characters,
    /// [`ModelError::Document`] for a kind that is no document's and a body that is no JSON.
    pub fn new<T: Serialize>(kind: Kind, id: &str, body: &T) -> Result<Self, ModelError> {
        let refused = |reason: String| ModelError::Document { kind: kind.as_str(), id: id.to_owned(), reason };
        if !kind.is_document() {
            return Err(refused("records of this kind are no documents".to_owned()));
        }
        if id.is_empty() || id.len() > Self::MAX_ID_BYTES || id.chars().any(char::is_control) {
            return Err(refused(format!(
                "an identifier has 1 to {} bytes and no control characters",
                Self::MAX_ID_BYTES
            )));
        }
        let body = serde_json::to_value(body).map_err(|e| refused(e.to_string()))?;
        Ok(Self { kind, id: id.to_owned(), body })
    }

    /// What sort of document this is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Its identifier among its kind.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What it says, as the owner wrote it.
    #[must_use]
    pub fn body(&self) -> &serde_json::Value {
        &self.body
    }

    /// What it says, as the owner's own type.
    ///
    /// # Errors
    /// [`ModelError::Document`] for a body of another shape.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, ModelError> {
        T::deserialize(&self.body).map_err(|e| ModelError::Document {
            kind: self.kind.as_str(),
            id: self.id.clone(),
            reason: e.to_string(),
        })
    }

    /// The identity in the log.
    #[must_use]
    pub fn key(&self) -> Key {
        Self::key_of(self.kind, &self.id)
    }

    /// The identity in the log of the document of a kind with an identifier.
    #[must_use]
    pub fn key_of(kind: Kind, id: &str) -> Key {
        Key::identified(kind.as_str(), "", id)
    }
}
