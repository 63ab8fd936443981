//! The folder of real data, which is not part of the project.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

static SKIPPED: AtomicU32 = AtomicU32::new(0);

/// A file of the real data (`data/…` or `golden/…` below the folder named by `AULA_TEST_DATA`).
///
/// Without the folder the answer is none, the skip is printed and counted; in continuous integration it is a failure.
///
/// # Panics
/// When `CI` is set and the data are not there.
#[must_use]
pub fn test_data(path: &str) -> Option<PathBuf> {
    let found =
        std::env::var_os("AULA_TEST_DATA").map(|folder| PathBuf::from(folder).join(path)).filter(|p| p.exists());
    if found.is_none() {
        assert!(std::env::var_os("CI").is_none(), "AULA_TEST_DATA/{path} must be there in continuous integration");
        let count = SKIPPED.fetch_add(1, Ordering::Relaxed) + 1;
        eprintln!("skipped ({count}): AULA_TEST_DATA/{path} is not there");
    }
    found
}
