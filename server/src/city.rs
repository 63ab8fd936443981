//! The running city: the store, the snapshot that follows it, and what is kept between questions.

use crate::publications::{DeskError, PublicLayer};
use crate::search::Search;
use anyhow::Context as _;
use aula_analysis::StudySets;
use aula_analysis::risk::RiskRuns;
use aula_model::{AreaId, Change, Kind, Op, Role, Seq, Viewer};
use aula_snapshot::{Snapshot, SnapshotBuilder, SnapshotError};
use aula_store::{Record, Store};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

/// How often the log is asked for the entries of other processes.
const FOLLOW_EVERY: Duration = Duration::from_millis(500);

/// How many versions limited to areas are kept; a city has some dozens of precincts.
const LIMITED_KEPT: usize = 64;

/// The areas and the log number that a limited version was made for.
type Limited = ((Vec<AreaId>, Seq), Snapshot);

/// One city, shared by every request.
pub(crate) struct City {
    store: Arc<dyn Store>,
    snapshot: RwLock<Snapshot>,
    /// The versions that viewers bound to areas see, newest first.
    limited: Mutex<Vec<Limited>>,
    /// Whoever makes the next version: one at a time, so that none is lost.
    following: Mutex<()>,
    /// Study sets made so far.
    pub(crate) sets: StudySets,
    /// Runs of the risk procedure made so far.
    pub(crate) risks: RiskRuns,
    /// Names of areas, streets, yards and houses.
    pub(crate) search: Search,
    /// Whether this is the demo.
    pub(crate) demo: bool,
    /// When it was loaded: two demos have the same log numbers and other data.
    pub(crate) started: Instant,
    /// The public layer, and the last change of a publication that it knows of.
    public: Mutex<Option<KeptLayer>>,
}

/// A public layer (none before the first version is approved) with the change it was made at.
type KeptLayer = (Seq, Option<Arc<PublicLayer>>);

impl City {
    /// Reads the whole store into memory.
    pub(crate) fn load(store: Arc<dyn Store>, demo: bool) -> anyhow::Result<Self> {
        let snapshot = read_snapshot(store.as_ref())?;
        Ok(Self {
            store,
            snapshot: RwLock::new(snapshot),
            limited: Mutex::default(),
            following: Mutex::default(),
            sets: StudySets::default(),
            risks: RiskRuns::default(),
            search: Search::default(),
            demo,
            started: Instant::now(),
            public: Mutex::new(None),
        })
    }

    /// The version of this moment; cheap, and it never changes under its holder.
    pub(crate) fn snapshot(&self) -> Snapshot {
        self.snapshot.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The version of this moment as a viewer may see it: whoever is bound to areas gets one in which there is nothing
    /// outside them. What handlers compute for a viewer they compute from this.
    ///
    /// # Errors
    /// Where the city has outgrown its columns.
    pub(crate) fn snapshot_for(&self, viewer: &Viewer) -> Result<Snapshot, SnapshotError> {
        let whole = self.snapshot();
        if viewer.role() != Role::Inspector {
            return Ok(whole);
        }
        let key = (viewer.areas().to_vec(), whole.seq());
        let mut limited = self.limited.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, found)) = limited.iter().find(|(made_for, _)| *made_for == key) {
            return Ok(found.clone());
        }
        // Made under the lock: of several questions at once one looks at every row.
        let made = whole.limited_to(viewer.areas())?;
        limited.retain(|((_, seq), _)| *seq == whole.seq());
        limited.truncate(LIMITED_KEPT - 1);
        limited.insert(0, (key, made.clone()));
        Ok(made)
    }

    /// The store behind it.
    pub(crate) fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    /// The latest approved version of the public layer, if there is one.
    ///
    /// # Errors
    /// Where a stored version cannot be read or is not what was approved.
    pub(crate) fn public_layer(&self) -> Result<Option<Arc<PublicLayer>>, DeskError> {
        let snapshot = self.snapshot();
        let now = snapshot.documents().seq_of(Kind::Publication);
        let mut kept = self.public.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((seq, layer)) = kept.as_ref().filter(|(seq, _)| *seq == now) {
            let _ = seq;
            return Ok(layer.clone());
        }
        let layer = PublicLayer::latest(self.store.as_ref(), &snapshot)?.map(Arc::new);
        *kept = Some((now, layer.clone()));
        Ok(layer)
    }

    /// Takes over what the log has gained since; answers whether there was anything.
    pub(crate) fn catch_up(&self) -> anyhow::Result<bool> {
        let _following = self.following.lock().unwrap_or_else(PoisonError::into_inner);
        let mine = self.snapshot();
        if self.store.head().context("cannot read the head of the log")? == mine.seq() {
            return Ok(false);
        }
        let mut news: Vec<(Seq, Change)> = Vec::new();
        self.store.changes_since(mine.seq(), &mut |chunk| {
            news.extend(chunk);
            Ok(())
        })?;
        let next = mine.apply(&news)?;
        self.replace(next);
        Ok(true)
    }

    /// Merges base and delta where that pays; answers the same before and after.
    pub(crate) fn compact(&self) -> anyhow::Result<()> {
        let mine = self.snapshot();
        if mine.needs_compaction() {
            // In the background; what came meanwhile is applied to the outcome.
            let compacted = mine.compacted()?;
            let _following = self.following.lock().unwrap_or_else(PoisonError::into_inner);
            let newer = self.snapshot().seq() > compacted.seq();
            if newer {
                return Ok(());
            }
            self.replace(compacted);
        }
        Ok(())
    }

    fn replace(&self, next: Snapshot) {
        *self.snapshot.write().unwrap_or_else(PoisonError::into_inner) = next;
    }
}

/// The snapshot of everything that the store holds now.
pub(crate) fn read_snapshot(store: &dyn Store) -> anyhow::Result<Snapshot> {
    read_kinds(store, Kind::ALL)
}

/// A snapshot of some kinds of records only: an import needs settings and areas, not a million incidents.
pub(crate) fn read_kinds(store: &dyn Store, kinds: &[Kind]) -> anyhow::Result<Snapshot> {
    let head = store.head().context("cannot read the head of the log")?;
    read_at(store, kinds, head)
}

/// The snapshot as it was at a number of the log.
pub(crate) fn read_as_of(store: &dyn Store, seq: Seq) -> anyhow::Result<Snapshot> {
    read_at(store, Kind::ALL, seq)
}

fn read_at(store: &dyn Store, kinds: &[Kind], head: Seq) -> anyhow::Result<Snapshot> {
    let mut builder = SnapshotBuilder::default();
    builder.reached(head);
    for kind in kinds {
        let mut fault = None;
        store.as_of(*kind, head, &mut |records| {
            let put = |r: Record| (r.seq, Change { kind: *kind, key: r.key, op: Op::Put(r.entity) });
            // The store only knows its own faults: ours waits until the walk is over.
            fault = fault.take().or_else(|| builder.push(records.into_iter().map(put)).err());
            Ok(())
        })?;
        if let Some(fault) = fault {
            return Err(fault.into());
        }
    }
    Ok(builder.finish()?)
}

/// Follows the log until the service stops: imports of other processes are seen within a second.
pub(crate) async fn follow(city: Arc<City>) {
    let mut failures = 0_u32;
    loop {
        tokio::time::sleep(FOLLOW_EVERY * (1 + failures.min(20))).await;
        let task = Arc::clone(&city);
        let outcome = tokio::task::spawn_blocking(move || {
            let changed = task.catch_up()?;
            if changed {
                task.compact()?;
            }
            // So that nobody who types waits for it.
            task.search.of(&task.snapshot());
            anyhow::Ok(changed)
        });
        match outcome.await {
            Ok(Ok(changed)) => {
                failures = 0;
                if changed {
                    let snapshot = city.snapshot();
                    tracing::info!(seq = %snapshot.seq(), incidents = snapshot.incidents_len(), "took over new entries");
                }
            }
            Ok(Err(error)) => {
                failures += 1;
                tracing::error!(error = format!("{error:#}"), "cannot follow the log; trying again");
            }
            Err(panicked) => {
                failures += 1;
                tracing::error!(error = %panicked, "following the log broke; trying again");
            }
        }
    }
}
