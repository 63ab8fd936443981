//! Words that repeat in many rows, each kept once and numbered.

use crate::SnapshotError;
use std::collections::HashMap;
use std::hash::Hash;

/// Codes by number and numbers by code.
#[derive(Debug, Clone)]
pub(crate) struct Codes<T> {
    by_number: Vec<T>,
    numbers: HashMap<T, u16>,
}

impl<T> Default for Codes<T> {
    fn default() -> Self {
        Self { by_number: Vec::new(), numbers: HashMap::new() }
    }
}

impl<T: Clone + Eq + Hash> Codes<T> {
    /// The number of a code, a new one where it is new.
    pub(crate) fn number(&mut self, code: &T, what: &'static str) -> Result<u16, SnapshotError> {
        if let Some(&number) = self.numbers.get(code) {
            return Ok(number);
        }
        let count = self.by_number.len() as u64 + 1;
        let number = u16::try_from(self.by_number.len()).map_err(|_| SnapshotError::TooMany {
            what,
            count,
            limit: u64::from(u16::MAX) + 1,
        })?;
        self.by_number.push(code.clone());
        self.numbers.insert(code.clone(), number);
        Ok(number)
    }

    /// The number of a code, if it has one.
    pub(crate) fn find(&self, code: &T) -> Option<u16> {
        self.numbers.get(code).copied()
    }

    /// The code of a number that this table gave.
    pub(crate) fn code(&self, number: u16) -> &T {
        &self.by_number[usize::from(number)]
    }

    /// Every code, by number.
    pub(crate) fn all(&self) -> &[T] {
        &self.by_number
    }

    /// By number, whether a code is asked for.
    pub(crate) fn mark(&self, wanted: impl Fn(&T) -> bool) -> Vec<bool> {
        self.by_number.iter().map(wanted).collect()
    }
}

/// Every numbered vocabulary of a snapshot.
#[derive(Debug, Clone, Default)]
pub(crate) struct Vocabulary {
    pub(crate) categories: Codes<aula_model::CategoryCode>,
    pub(crate) kinds: Codes<aula_model::PlaceKind>,
    pub(crate) sources: Codes<aula_model::SourceName>,
}
