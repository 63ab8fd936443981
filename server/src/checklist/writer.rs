//! The one writer: audits that arrive together become durable together, and nobody is told "received" before that.
//!
//! Fifty connections that each wait for a flush to disk would make fifty flushes; here they share one. What is judged
//! by what is there already (has this audit come before? does a case open?) is judged on this one thread, so two
//! answers cannot contradict each other.

use super::{Core, areas_of};
use aula_checklist::{Action, Actor, Audit, Case, CaseEvent, CaseState, cases_after, menders};
use aula_model::{AreaId, Batch, Change, Document, Entity, Kind, Op, Origin};
use aula_store::StoreError;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// Audits that share one flush at most.
const TOGETHER: usize = 256;

/// How often what is kept for a time is looked through.
const TIDY_EVERY: Duration = Duration::from_secs(3600);

/// What became of an audit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Received {
    /// It is new, and on disk.
    New,
    /// It was there already, word for word.
    Again,
    /// Another audit has this identifier.
    Other,
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WriteError {
    #[error("the audit could not be written")]
    Store(#[from] Arc<StoreError>),
    #[error("the writer of audits has stopped")]
    Stopped,
    #[error("a document could not be made")]
    Document(#[from] Arc<aula_model::ModelError>),
}

impl From<StoreError> for WriteError {
    fn from(error: StoreError) -> Self {
        Self::Store(Arc::new(error))
    }
}

impl From<aula_model::ModelError> for WriteError {
    fn from(error: aula_model::ModelError) -> Self {
        Self::Document(Arc::new(error))
    }
}

/// An audit on its way to the disk.
pub(crate) struct Arriving {
    pub(crate) id: String,
    pub(crate) audit: Audit,
    /// What is kept beside it: text, exact position.
    pub(crate) blobs: Vec<(String, Vec<u8>)>,
    /// Who sent it, for cases that wait for somebody else's look.
    pub(crate) by: Actor,
    /// Whether it replaces an audit that is there.
    pub(crate) corrects: bool,
}

type Job = Box<dyn FnOnce(&Core) + Send>;

enum Order {
    Audit(Box<Arriving>, oneshot::Sender<Result<Received, WriteError>>),
    Job(Job),
}

/// The line to the writer's thread; it ends when this is dropped.
pub(crate) struct Writer(mpsc::Sender<Order>);

impl Writer {
    pub(crate) fn start(core: &Arc<Core>) -> Self {
        let (orders, line) = mpsc::channel();
        let core = Arc::clone(core);
        let work = move || run(&core, &line);
        if let Err(error) = std::thread::Builder::new().name("aula-writer".to_owned()).spawn(work) {
            tracing::error!(%error, "the writer of audits cannot start");
        }
        Self(orders)
    }

    /// Hands an audit over and waits until it is on disk.
    pub(crate) async fn receive(&self, audit: Arriving) -> Result<Received, WriteError> {
        let (reply, answer) = oneshot::channel();
        self.0.send(Order::Audit(Box::new(audit), reply)).map_err(|_| WriteError::Stopped)?;
        answer.await.map_err(|_| WriteError::Stopped)?
    }

    /// Runs a change between the audits: nothing else is written meanwhile.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Core) -> T + Send + 'static,
    ) -> Result<T, WriteError> {
        let (reply, answer) = oneshot::channel();
        let job: Job = Box::new(move |core| drop(reply.send(work(core))));
        self.0.send(Order::Job(job)).map_err(|_| WriteError::Stopped)?;
        answer.await.map_err(|_| WriteError::Stopped)
    }
}

fn run(core: &Core, line: &mpsc::Receiver<Order>) {
    let mut waiting = None;
    let mut tidied: Option<Instant> = None;
    loop {
        if tidied.is_none_or(|at| at.elapsed() >= TIDY_EVERY) {
            tidied = Some(Instant::now());
            guarded(|| tidy(core));
        }
        let first = match waiting.take() {
            Some(order) => order,
            None => match line.recv_timeout(TIDY_EVERY) {
                Ok(order) => order,
                Err(mpsc::RecvTimeoutError::Timeout) => continue,
                Err(mpsc::RecvTimeoutError::Disconnected) => return,
            },
        };
        let mut audits = Vec::new();
        match first {
            Order::Job(job) => {
                guarded(|| job(core));
                continue;
            }
            Order::Audit(audit, reply) => audits.push((*audit, reply)),
        }
        while audits.len() < TOGETHER {
            match line.try_recv() {
                Ok(Order::Audit(audit, reply)) => audits.push((*audit, reply)),
                Ok(job @ Order::Job(_)) => {
                    waiting = Some(job);
                    break;
                }
                Err(_) => break,
            }
        }
        // A panic drops the senders: their callers are told that nothing was confirmed.
        guarded(|| take(core, audits));
    }
}

/// Forgets what has been kept long enough.
fn tidy(core: &Core) {
    match super::retention::keep_to_retention(core, Timestamp::now()) {
        Ok(0) => {}
        Ok(forgotten) => tracing::info!(forgotten, "exact positions are past their time"),
        Err(error) => {
            tracing::error!(error = format!("{error:#}"), "old positions could not be forgotten; trying again");
        }
    }
}

/// A fault of ours must not end the writer for everybody else.
fn guarded(work: impl FnOnce()) {
    if std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).is_err() {
        tracing::error!("writing broke; the writer goes on");
    }
}

type Waiting = (Arriving, oneshot::Sender<Result<Received, WriteError>>);

fn take(core: &Core, audits: Vec<Waiting>) {
    let mut verdicts = Vec::with_capacity(audits.len());
    match append_all(core, audits, &mut verdicts) {
        Ok(arrived) => {
            if let Err(error) = follow_up(core, &arrived) {
                tracing::error!(
                    error = format!("{error:#}"),
                    "cases could not be brought up to date; the audits are safe"
                );
            }
            for (reply, verdict) in verdicts {
                // Whoever went away meanwhile sends it again and learns that it is there.
                let _ = reply.send(Ok(verdict));
            }
        }
        Err(error) => {
            for (reply, _) in verdicts {
                let _ = reply.send(Err(WriteError::Store(Arc::clone(&error))));
            }
        }
    }
}

type Verdict = (oneshot::Sender<Result<Received, WriteError>>, Received);

/// Appends what is new; answers it when it is on disk.
fn append_all(
    core: &Core,
    audits: Vec<Waiting>,
    verdicts: &mut Vec<Verdict>,
) -> Result<Vec<Arriving>, Arc<StoreError>> {
    let mut digests: HashMap<String, String> = HashMap::new();
    let mut arrived: Vec<Arriving> = Vec::with_capacity(audits.len());
    for (audit, reply) in audits {
        let known = core.with(|known| known.audits.get(&audit.id).map(|k| k.audit.digest.clone()));
        let before = match known {
            Ok(known) => known.or_else(|| digests.get(&audit.id).cloned()),
            Err(error) => {
                let _ = reply.send(Err(error.into()));
                continue;
            }
        };
        let verdict = match before {
            Some(digest) if digest == audit.audit.digest => Received::Again,
            Some(_) if !audit.corrects => Received::Other,
            _ => Received::New,
        };
        verdicts.push((reply, verdict));
        if verdict == Received::New {
            digests.insert(audit.id.clone(), audit.audit.digest.clone());
            arrived.push(audit);
        }
    }
    let documents = arrived.iter().map(|a| Document::new(Kind::Audit, &a.id, &a.audit));
    let documents: Result<Vec<Document>, _> = documents.collect();
    let documents = documents.map_err(|e| Arc::new(StoreError::Visitor(Box::new(e))))?;
    if documents.is_empty() {
        return Ok(arrived);
    }
    let blobs: Vec<(String, Vec<u8>)> = arrived.iter_mut().flat_map(|a| std::mem::take(&mut a.blobs)).collect();
    let store = core.city.store();
    if !blobs.is_empty() {
        store.put_blobs(&blobs).map_err(Arc::new)?;
    }
    put(core, "audits", documents).map_err(Arc::new)?;
    Ok(arrived)
}

/// Appends documents and lets readers see them.
pub(super) fn put(core: &Core, action: &str, documents: Vec<Document>) -> Result<(), StoreError> {
    let change = |document: Document| Change {
        kind: document.kind(),
        key: document.key(),
        op: Op::Put(Entity::Document(Box::new(document))),
    };
    let origin = Origin { at: Timestamp::now(), action: action.to_owned(), file: None, summary: None };
    let batch = Batch { origin, changes: documents.into_iter().map(change).collect() };
    core.city.store().append(batch, None)?;
    core.catch_up()
}

impl Core {
    /// Writes documents and lets readers see them: for jobs of the writer.
    pub(crate) fn put(&self, action: &str, documents: Vec<Document>) -> Result<(), WriteError> {
        Ok(put(self, action, documents)?)
    }

    pub(super) fn catch_up(&self) -> Result<(), StoreError> {
        self.city.catch_up().map(drop).map_err(|e| StoreError::Visitor(e.into()))
    }

    /// Opens and moves the cases of a yard by its ratings as they are now: for jobs of the writer.
    pub(crate) fn look_at_cases(&self, yard: &AreaId) -> Result<(), WriteError> {
        let changed = opened(self, yard, Timestamp::now())?;
        write_cases(self, &changed)
    }

    /// Writes cases: for jobs of the writer.
    pub(crate) fn put_cases(&self, cases: &[Case]) -> Result<(), WriteError> {
        write_cases(self, cases)
    }
}

fn write_cases(core: &Core, cases: &[Case]) -> Result<(), WriteError> {
    if cases.is_empty() {
        return Ok(());
    }
    let documents: Result<Vec<Document>, _> =
        cases.iter().map(|case| Document::new(Kind::Case, &case.id(), case)).collect();
    Ok(put(core, "cases", documents?)?)
}

/// What audits do to cases: a fresh look confirms or disputes what is reported mended, and ratings open new ones.
fn follow_up(core: &Core, arrived: &[Arriving]) -> Result<(), WriteError> {
    let mut looked: BTreeMap<String, Case> = BTreeMap::new();
    for audit in arrived.iter().filter(|a| !a.corrects) {
        let waiting = core.with(|known| {
            let waits = |case: &&Arc<Case>| case.state == CaseState::ReportedMended;
            known.cases_of(&audit.audit.yard).filter(waits).map(|case| (**case).clone()).collect::<Vec<_>>()
        })?;
        for case in waiting {
            let case = looked.remove(&case.id()).unwrap_or(case);
            let case = fresh_look(case, audit);
            looked.insert(case.id(), case);
        }
    }
    let unchanged = |case: &Case| core.with(|known| known.cases.get(&case.id()).is_some_and(|(_, old)| **old == *case));
    let mut changed = Vec::new();
    for case in looked.into_values() {
        if !unchanged(&case)? {
            changed.push(case);
        }
    }
    write_cases(core, &changed)?;
    let yards: BTreeSet<&AreaId> = arrived.iter().map(|a| &a.audit.yard).collect();
    let mut new = Vec::new();
    for yard in yards {
        new.extend(opened(core, yard, Timestamp::now())?);
    }
    write_cases(core, &new)
}

/// "Already reported, still so?": what a rater says after a report is the look of somebody else.
fn fresh_look(mut case: Case, audit: &Arriving) -> Case {
    let reported = case.events.last().map(|e| e.at);
    let Some(severity) = audit.audit.answers.get(&case.factor).and_then(|answer| answer.severity()) else {
        return case;
    };
    if reported.is_none_or(|at| audit.audit.at < at) {
        return case;
    }
    let action = if severity >= aula_checklist::MARKED { Action::Dispute } else { Action::Confirm };
    let event = CaseEvent {
        at: audit.audit.at,
        state: case.state,
        action: None,
        by: audit.by.clone(),
        planned_for: None,
        note: None,
    };
    // The mender's own look changes nothing: `act` refuses it.
    let _ = case.act(action, event);
    case
}

/// The cases that open in a yard by its ratings.
fn opened(core: &Core, yard: &AreaId, now: Timestamp) -> Result<Vec<Case>, StoreError> {
    let snapshot = core.city.snapshot();
    let areas = areas_of(&snapshot, yard);
    let today = now.to_zoned(snapshot.zone().clone()).date();
    core.with(|known| {
        let assessment = known.assess(yard, &core.instrument, &core.rules, now);
        let existing: Vec<&Case> = known.cases_of(yard).map(|case| &**case).collect();
        let mend = |id: &str| {
            let factor = core.instrument.factor(id);
            factor.map(|f| menders(f, known.duty_list(), &areas, today)).unwrap_or_default()
        };
        let changes = cases_after(yard, &assessment.factors, &existing, mend, &core.rules, now);
        changes.iter().map(|change| change.case().clone()).collect()
    })
}
