//! What can be searched: areas, streets, yards and houses by name. Facts about the city, open to everybody; nothing of
//! incidents is in it.

mod streets;
mod things;

use aula_model::{Kind, Seq};
use aula_search::Index;
use aula_snapshot::Snapshot;
use std::sync::{Arc, Mutex, PoisonError};
pub(crate) use things::{Bounds, Sort, Thing, bounds};

/// Every thing that has a name, and the index over them.
pub(crate) struct Found {
    pub(crate) things: Vec<Thing>,
    pub(crate) index: Index,
}

/// What the index hangs on: the last changes of areas and places, and of roads.
type Version = (Seq, Seq);

/// The index of the current version, kept until areas, places or roads change.
#[derive(Default)]
pub(crate) struct Search(Mutex<Option<(Version, Arc<Found>)>>);

impl Search {
    /// The index of a version; made where it is not at hand. To be called on a blocking thread.
    pub(crate) fn of(&self, snapshot: &Snapshot) -> Arc<Found> {
        let version = (snapshot.ground_seq(), snapshot.documents().seq_of(Kind::Road));
        // Made under the lock: of several questions at once one looks at every name.
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, found)) = kept.as_ref().filter(|(of, _)| *of == version) {
            return Arc::clone(found);
        }
        let things = things::things(snapshot);
        let index = Index::new(things.iter().map(Thing::spellings));
        let found = Arc::new(Found { things, index });
        *kept = Some((version, Arc::clone(&found)));
        found
    }
}
