//! Where the city is kept: an ordered log of changes, and plain tables beside it.
//!
//! The log is the truth. A correction is a new entry for the same key, never an edit; so one call ([`Store::changes_since`])
//! serves a running server that notices another process's import, replicas, and analyses repeated as of a number. The
//! plain tables repeat what is current, for QGIS, GDAL and whoever else opens the file.
//!
//! A store is synchronous and called on blocking threads. Backends are sibling folders that pass one suite
//! (`contract`): [`gpkg`] keeps a city in one `GeoPackage` file, [`memory`] in memory, for tests.
//!
//! # Examples
//! ```
//! use aula_model::{Batch, Entity, Kind, Occurrences, Origin, CitySettings, ContentHash};
//! use aula_store::{GpkgStore, Store, plan};
//!
//! let folder = tempfile::tempdir()?;
//! let store = GpkgStore::open_or_create(&folder.path().join("city.gpkg"))?;
//!
//! let settings = Entity::Settings(Box::new(CitySettings::default()));
//! let key = settings.key(ContentHash::of(b""), &mut Occurrences::default());
//! let plan = plan(vec![(key, settings)], &store.digests(Kind::Settings)?);
//! assert_eq!((plan.accepted, plan.unchanged), (1, 0));
//!
//! let origin = Origin { at: "2024-03-01T00:00:00Z".parse()?, action: "settings set".into(), file: None, summary: None };
//! let seq = store.append(Batch { origin, changes: plan.changes }, None)?;
//! assert_eq!(store.head()?, seq);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod access;
mod chunk;
#[cfg(feature = "contract")]
pub mod contract;
mod error;
mod fold;
pub mod gpkg;
pub mod memory;
mod parallel;
mod plan;
mod store;

pub use access::{AccessHead, AccessLine, verify_accesses};
pub use error::StoreError;
pub use gpkg::GpkgStore;
pub use memory::MemoryStore;
pub use plan::{Plan, content_hash, plan};
pub use store::{BatchInfo, CheckReport, Problem, Record, Store, VisitChanges, VisitRecords};
