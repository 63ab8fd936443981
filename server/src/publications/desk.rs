//! Where versions are proposed and decided on. Two people are needed, and both are written down.

use super::record::{Act, Record, ReviewNote, State};
use aula_analysis::{AnalysisError, PublicationQuery, propose_publication};
use aula_disclosure::{Calendar, PublicationError, Quarter, Settings, disclose};
use aula_model::{Batch, Change, Entity, Kind, ModelError, Op, Origin, Viewer};
use aula_snapshot::Snapshot;
use aula_store::{Store, StoreError};
use jiff::Timestamp;
use jiff::civil::Date;

/// Longest reason, in characters.
const MAX_REASON: usize = 2_000;

/// What somebody asks to be proposed; what is not said is chosen by the data.
#[derive(Debug, Clone, Default)]
pub(crate) struct Request {
    /// The day of the publication; today in the city unless given.
    pub(crate) date: Option<Date>,
    /// The first quarter.
    pub(crate) first: Option<Quarter>,
    /// How many quarters.
    pub(crate) quarters: Option<u16>,
    /// Whether the version before is corrected.
    pub(crate) revise: bool,
}

/// What is decided on a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision {
    /// It becomes public.
    Approve,
    /// It never will be public.
    Reject,
    /// It is no longer served.
    Withdraw,
}

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DeskError {
    #[error("there is no version {0}")]
    NoSuchVersion(u32),
    #[error("version {0} is {state}, so this cannot be done with it", state = .1.as_str())]
    State(u32, State),
    #[error("version {0} waits for its decision; approve or reject it first")]
    Waiting(u32),
    #[error("`{0}` proposed it; a second person approves")]
    SamePerson(String),
    #[error("the hash is not that of version {0}; look at the proposal again")]
    Hash(u32),
    #[error("a name has 1 to 200 characters and a reason at most {MAX_REASON}")]
    Text,
    #[error(transparent)]
    Analysis(#[from] AnalysisError),
    #[error(transparent)]
    Stored(#[from] ModelError),
    #[error("the log cannot be written")]
    Store(#[from] StoreError),
}

impl From<PublicationError> for DeskError {
    fn from(error: PublicationError) -> Self {
        Self::Analysis(error.into())
    }
}

/// The desk of one state of the city.
pub(crate) struct Desk<'a> {
    /// The log.
    pub(crate) store: &'a dyn Store,
    /// The state that decisions are made on.
    pub(crate) snapshot: &'a Snapshot,
}

impl Desk<'_> {
    /// Every version, the first first.
    pub(crate) fn records(&self) -> Result<Vec<Record>, DeskError> {
        let documents = self.snapshot.documents().of_kind(Kind::Publication);
        Ok(documents.map(|(_, document)| document.read()).collect::<Result<_, _>>()?)
    }

    /// A version.
    pub(crate) fn record(&self, version: u32) -> Result<Record, DeskError> {
        let found = self.snapshot.documents().read(Kind::Publication, &Record::id(version))?;
        found.ok_or(DeskError::NoSuchVersion(version))
    }

    /// Computes and keeps a proposal.
    ///
    /// # Errors
    /// [`DeskError::Waiting`] while another waits, and whatever the rule refuses.
    pub(crate) fn propose(&self, viewer: &Viewer, by: &str, request: &Request) -> Result<Record, DeskError> {
        let records = self.records()?;
        if let Some(waiting) = records.iter().find(|r| r.state == State::Proposed) {
            return Err(DeskError::Waiting(waiting.version));
        }
        let earlier = records.iter().rfind(|r| r.was_public()).map(Record::publication).transpose()?;
        let now = Timestamp::now();
        let today = now.to_zoned(self.snapshot.zone().clone()).date();
        let date = request.date.unwrap_or(today);
        let calendar = match (request.first, request.quarters) {
            (None, None) => None,
            (first, quarters) => {
                let known = aula_analysis::publication::calendar_of(
                    self.snapshot,
                    date,
                    earlier.as_ref().map(|e| e.get().calendar()),
                );
                let first = first.map_or_else(|| known.map(|k| k.first()), Ok)?;
                Some(Calendar::by_year(first, quarters.unwrap_or(4))?)
            }
        };
        let query = PublicationQuery { date, calendar, settings: Settings::default(), revise: request.revise };
        let made = propose_publication(viewer, self.snapshot, &query, earlier.as_ref())?;
        let review = disclose(made.proposal.review, viewer).map_err(AnalysisError::from)?;
        let filter = disclose(made.filter, viewer).map_err(AnalysisError::from)?;
        let note = ReviewNote::new(review.get(), filter.get());
        let publication = made.proposal.publication.get();
        let record = Record::propose(publication, made.places, note, request.revise, act(by, now, None)?)?;
        self.keep(&record, "publish propose")?;
        Ok(record)
    }

    /// Decides on a version.
    ///
    /// # Arguments
    /// `hash` is what the person has seen; given, it must be that of the version.
    ///
    /// # Errors
    /// [`DeskError::SamePerson`] where whoever proposed wants to approve, [`DeskError::State`] where it is too late or
    /// too early for that.
    pub(crate) fn decide(
        &self,
        version: u32,
        by: &str,
        decision: Decision,
        hash: Option<&str>,
        reason: Option<&str>,
    ) -> Result<Record, DeskError> {
        let mut record = self.record(version)?;
        let fits = matches!(
            (decision, record.state),
            (Decision::Approve | Decision::Reject, State::Proposed) | (Decision::Withdraw, State::Approved)
        );
        if !fits {
            return Err(DeskError::State(version, record.state));
        }
        if hash.is_some_and(|hash| hash != record.hash) {
            return Err(DeskError::Hash(version));
        }
        // Names are compared without regard to case: `Aigerim` and `aigerim` are one person.
        if decision == Decision::Approve && record.proposed.by.to_lowercase() == by.trim().to_lowercase() {
            return Err(DeskError::SamePerson(record.proposed.by));
        }
        let act = act(by, Timestamp::now(), reason)?;
        let action = match decision {
            Decision::Approve => {
                // What becomes public is read back first: it must be what was proposed, to the byte.
                record.publication()?;
                record.state = State::Approved;
                record.decided = Some(act);
                "publish approve"
            }
            Decision::Reject => {
                record.state = State::Rejected;
                record.decided = Some(act);
                "publish reject"
            }
            Decision::Withdraw => {
                record.state = State::Withdrawn;
                record.withdrawn = Some(act);
                "publish withdraw"
            }
        };
        self.keep(&record, action)?;
        Ok(record)
    }

    /// Appends a version, unless the log has moved since it was worked out.
    fn keep(&self, record: &Record, action: &str) -> Result<(), DeskError> {
        let entity = Entity::Document(Box::new(record.document()?));
        let key = entity.own_key().unwrap_or_else(|| aula_model::Document::key_of(Kind::Publication, ""));
        let change = Change { kind: Kind::Publication, key, op: Op::Put(entity) };
        let summary = Some(format!("version {} {}", record.version, record.hash));
        let origin = Origin { at: Timestamp::now(), action: action.to_owned(), file: None, summary };
        let head = self.store.head()?;
        if self.changed_since(head)? {
            return Err(StoreError::Conflict { expected: self.snapshot.seq(), head }.into());
        }
        self.store.append(Batch { origin, changes: vec![change] }, Some(head))?;
        Ok(())
    }

    /// Whether another process has written a version since this state: an import meanwhile does no harm.
    fn changed_since(&self, head: aula_model::Seq) -> Result<bool, DeskError> {
        if head == self.snapshot.seq() {
            return Ok(false);
        }
        let mut changed = false;
        self.store.changes_since(self.snapshot.seq(), &mut |chunk| {
            changed |= chunk.iter().any(|(_, change)| change.kind == Kind::Publication);
            Ok(())
        })?;
        Ok(changed)
    }
}

fn act(by: &str, at: Timestamp, reason: Option<&str>) -> Result<Act, DeskError> {
    let by = by.trim();
    let reason = reason.map(str::trim).filter(|r| !r.is_empty());
    let fits = (1..=200).contains(&by.chars().count()) && reason.is_none_or(|r| r.chars().count() <= MAX_REASON);
    if !fits || by.chars().any(char::is_control) {
        return Err(DeskError::Text);
    }
    Ok(Act { by: by.to_owned(), at, reason: reason.map(str::to_owned) })
}
