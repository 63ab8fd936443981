//! A submission that was found sound becomes an audit and what is kept beside it.

use super::secrets::Person;
use super::{Core, Secrets, hex, position_blob, position_of, text_blob, yard};
use aula_checklist::{
    Audit, AuditSource, InstrumentRef, Moderation, Position, RaterRole, Round, Rules, Submission, is_night,
};
use aula_model::Language;
use aula_snapshot::Snapshot;
use aula_store::StoreError;
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

/// Who rated.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rater {
    pub(crate) role: RaterRole,
    pub(crate) signed: bool,
    pub(crate) person: Person,
}

/// Bytes that are kept beside an audit, by name.
pub(crate) type Beside = Vec<(String, Vec<u8>)>;

/// The audit of a sound submission; none for a yard that is not there.
pub(crate) fn audit_of(
    (snapshot, secrets, rules): (&Snapshot, &Secrets, &Rules),
    id: &str,
    submission: Submission,
    language: Language,
    rater: &Rater,
    source: AuditSource,
    now: Timestamp,
) -> Option<(Audit, Beside)> {
    let found = yard(snapshot, &submission.yard)?;
    let digest = digest(&submission);
    let spot = submission.position.and_then(|p| Some((p.spot()?, p.accuracy_m)));
    let position = spot.map(|(spot, accuracy_m)| {
        let distance_m = position_of(snapshot, found.area, spot).round();
        let trusted = accuracy_m <= rules.coarse_position_m && distance_m <= accuracy_m;
        Position { distance_m, accuracy_m, trusted }
    });
    let mut beside = Vec::new();
    if let Some((spot, _)) = spot {
        beside.push((position_blob(now, id), format!("{},{}", spot.lon(), spot.lat()).into_bytes()));
    }
    let text = submission.text.as_deref().map(str::trim).filter(|t| !t.is_empty());
    if let Some(text) = text {
        beside.push((text_blob(id), text.as_bytes().to_vec()));
    }
    let audit = Audit {
        instrument: InstrumentRef { id: submission.instrument.id.clone(), version: submission.instrument.version },
        yard: found.area.id.clone(),
        at: submission.at,
        received: now,
        role: rater.role,
        signed: rater.signed,
        rater: secrets.pseudonym(found.area.id.as_str(), &rater.person),
        seal: secrets.seal(id, &rater.person),
        language,
        round: if is_night(found.centre, submission.at) { Round::Night } else { Round::Day },
        text: text.map(|_| Moderation::Pending),
        answers: submission.answers,
        outcomes: submission.outcomes,
        position,
        photos: Vec::new(),
        consent_version: submission.consent_version.unwrap_or_default(),
        source,
        digest,
    };
    Some((audit, beside))
}

impl Core {
    /// The audit of a submission that was found sound.
    pub(crate) fn audit_of(
        &self,
        id: &str,
        submission: Submission,
        language: Language,
        rater: &Rater,
        source: AuditSource,
        now: Timestamp,
    ) -> Result<(Audit, Beside), StoreError> {
        let snapshot = self.city.snapshot();
        let city = (&snapshot, self.secrets()?, &self.rules);
        let gone = || StoreError::Visitor("the yard went away meanwhile".into());
        audit_of(city, id, submission, language, rater, source, now).ok_or_else(gone)
    }
}

/// What tells a resend from another audit: everything but the proof, which is another one each time.
fn digest(submission: &Submission) -> String {
    let said = Submission { proof: None, ..submission.clone() };
    hex(&Sha256::digest(serde_json::to_vec(&said).unwrap_or_default())[..16])
}
