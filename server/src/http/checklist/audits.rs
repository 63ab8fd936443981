//! `POST /api/v1/audits`: a round of one person through one yard.

use super::answer::receipt;
use super::{Ask, Reader};
use crate::checklist::{Arriving, Core, ProofFault, Rater, Received, Refused, WriteError, withdrawn_blob, yard};
use crate::http::body::Sent;
use crate::http::gate::Asker;
use crate::http::{App, Problem};
use aula_checklist::{AuditSource, Fault, FaultCode, Submission, Surroundings};
use aula_model::{Language, Role};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use std::sync::Arc;

/// Sends an audit. The same `client_id` again answers 200 with the same body; with other answers 409.
///
/// Who is not signed in rates as a resident and sends a proof of work (`/api/v1/challenge`). Faults come all at once,
/// in the language of the form.
#[utoipa::path(post, path = "/api/v1/audits", tag = "checklist", request_body = serde_json::Value,
    responses((status = 201, description = "id, secret, duties, known, other_round, yard"),
        (status = 200, description = "The same audit was there already"), (status = 409, body = Problem),
        (status = 410, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub(crate) async fn send(
    State(app): State<App>,
    asker: Asker,
    Reader(reader): Reader,
    sent: Result<Sent<Submission>, Problem>,
) -> Result<Response, Problem> {
    let Sent(submission) = sent.map_err(|problem| problem.in_language(reader))?;
    let language = submission.language.parse().unwrap_or(reader);
    let core = Arc::clone(&app.desk.core);
    let prepared = app.work.run(move || prepare(&core, &asker, submission, language, false)).await?;
    let (id, audit) = (prepared.id.clone(), prepared.audit.clone());
    let received = app.desk.writer().receive(prepared).await.map_err(unwritten)?;
    let status = match received {
        Received::New => StatusCode::CREATED,
        Received::Again => StatusCode::OK,
        Received::Other => {
            let fault = Fault::new("client_id", FaultCode::OtherContent);
            return Err(Problem::faults(StatusCode::CONFLICT, &[fault], language));
        }
    };
    let core = Arc::clone(&app.desk.core);
    let compute = move || {
        let secret = core.secrets().map_err(|e| Problem::internal(&e))?.audit_secret(&id);
        core.with(|known| receipt(&core, known, &id, &audit, &secret)).map_err(|e| Problem::internal(&e))
    };
    let body = app.work.run(compute).await?;
    Ok((status, axum::Json(body)).into_response())
}

/// Nothing was confirmed: the device keeps the audit and sends it again.
#[expect(clippy::needless_pass_by_value, reason = "`map_err` hands errors over by value")]
pub(super) fn unwritten(error: WriteError) -> Problem {
    Problem::internal(&error)
}

/// Judges a submission and makes the audit of it.
pub(super) fn prepare(
    core: &Core,
    asker: &Asker,
    submission: Submission,
    language: Language,
    corrects: bool,
) -> Result<Arriving, Problem> {
    let now = Timestamp::now();
    let snapshot = core.city.snapshot();
    let found = yard(&snapshot, &submission.yard);
    let around = Surroundings {
        instrument: &core.instrument,
        rules: &core.rules,
        now,
        yard: found.as_ref().map(|y| y.centre),
        language,
    };
    let mut faults = submission.faults(&around);
    let ask = Ask::new(
        asker,
        submission.device.as_deref(),
        submission.paper.then_some(submission.client_id.as_str()),
        submission.role.as_deref(),
    );
    if ask.is_none() {
        let fault = Fault::new("role", FaultCode::RoleNeedsAccount);
        faults.push(fault.with("value", submission.role.as_deref().unwrap_or_default()));
    }
    let (Some(found), Some(ask), true) = (found, ask, faults.is_empty()) else {
        return Err(Problem::faults(StatusCode::UNPROCESSABLE_ENTITY, &faults, language));
    };
    let internal = |e: aula_store::StoreError| Problem::internal(&e);
    let secrets = core.secrets().map_err(internal)?;
    let id = secrets.audit_id(&submission.client_id);
    if core.city.store().blob(&withdrawn_blob(&id)).map_err(internal)?.is_some() {
        return Err(Problem::faults(StatusCode::GONE, &[Fault::new("client_id", FaultCode::Withdrawn)], language));
    }
    let yard_id = found.area.id.clone();
    let (person, pseudonym) = ask.person(secrets, &yard_id);
    let is_resend = core.with(|known| known.audits.contains_key(&id)).map_err(internal)?;
    if !is_resend && !corrects {
        limits(core, asker, &ask, &submission, (&yard_id, &pseudonym), now, language)?;
    }
    let by = ask.actor(core, &yard_id, &id).map_err(internal)?;
    let rater = Rater { role: ask.role, signed: ask.signed, person };
    let source = if submission.paper { AuditSource::Paper } else { AuditSource::Form };
    let (audit, blobs) = core.audit_of(&id, submission, language, &rater, source, now).map_err(internal)?;
    Ok(Arriving { id, audit, blobs, by, corrects })
}

/// Limits and the proof of work; the operator of the machine has neither.
fn limits(
    core: &Core,
    asker: &Asker,
    ask: &Ask,
    submission: &Submission,
    (yard, rater): (&aula_model::AreaId, &str),
    now: Timestamp,
    language: Language,
) -> Result<(), Problem> {
    if asker.viewer.role() == Role::Operator {
        return Ok(());
    }
    let internal = |e: aula_store::StoreError| Problem::internal(&e);
    if !ask.signed {
        prove(core, submission.proof.as_ref(), now, language)?;
    }
    core.with(|known| known.may_rate(yard, rater, ask.signed, now))
        .map_err(internal)?
        .and_then(|()| if ask.signed { Ok(()) } else { core.count_from(asker.client, now) })
        .map_err(|refused| too_many(refused, language))
}

/// Asks for the proof of work.
pub(super) fn prove(
    core: &Core,
    proof: Option<&aula_checklist::Proof>,
    now: Timestamp,
    language: Language,
) -> Result<(), Problem> {
    let verdict = core.use_proof(proof, now).map_err(|e| Problem::internal(&e))?;
    verdict.map_err(|fault| {
        let code = match fault {
            ProofFault::Missing => FaultCode::ProofMissing,
            ProofFault::Wrong => FaultCode::ProofWrong,
        };
        Problem::faults(StatusCode::UNPROCESSABLE_ENTITY, &[Fault::new("proof", code)], language)
    })
}

pub(super) fn too_many(refused: Refused, language: Language) -> Problem {
    let (fault, seconds) = match refused {
        Refused::Network(seconds) => {
            let minutes = (seconds / 60).max(1);
            let wait = match language {
                Language::Kk => format!("{minutes} минуттан"),
                Language::Ru => format!("{minutes} мин"),
                Language::En => format!("{minutes} min"),
            };
            (Fault::new("", FaultCode::TooManyFromPerson).with("wait", wait), seconds)
        }
        Refused::Yard => (Fault::new("yard", FaultCode::TooManyInYard), 86_400),
    };
    Problem::faults(StatusCode::TOO_MANY_REQUESTS, &[fault], language).retry_after(seconds)
}
