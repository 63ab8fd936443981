//! `aula import audits`: submissions of ODK Collect and `KoboToolbox`.

use crate::Outcome;
use crate::checklist::{Beside, Rater, Secrets, audit_of, read_instrument, withdrawn_blob, yard};
use crate::city::read_kinds;
use crate::cli::{AuditImportArgs, Cli};
use crate::commands::{WrongArguments, open, reporting};
use anyhow::Context as _;
use aula_checklist::{AuditSource, Instrument, RaterRole, Rules, Submission, Surroundings, xlsform};
use aula_exchange::{TextRow, read_openrosa, read_table};
use aula_model::{Batch, Document, Entity, Kind, Language, Origin};
use aula_snapshot::Snapshot;
use aula_store::{Store, plan};
use jiff::Timestamp;
use serde_json::json;

/// Audits made so long ago are taken from a file: papers and servers are slower than phones.
const LATE_DAYS: f64 = 3650.0;

pub(super) fn run(cli: &Cli, args: &AuditImportArgs) -> anyhow::Result<Outcome> {
    let role = match args.role.as_str() {
        "resident" => RaterRole::Resident,
        "osi" => RaterRole::Osi,
        "inspector" => RaterRole::Inspector,
        other => return Err(WrongArguments(format!("--role {other}: use resident, osi or inspector")).into()),
    };
    let text = std::fs::read_to_string(&args.file).with_context(|| format!("cannot read `{}`", args.file.display()))?;
    let rows: Vec<(u64, TextRow)> = if text.trim_start().starts_with('<') {
        vec![(1, read_openrosa(&text)?)]
    } else {
        read_table(text.as_bytes())?
    };
    let store = open(&cli.data)?;
    let city = Reading {
        snapshot: read_kinds(store.as_ref(), &[Kind::Settings, Kind::Area])?,
        instrument: read_instrument(store.as_ref())?,
        secrets: Secrets::of(store.as_ref())?,
        rules: Rules { late_days: LATE_DAYS, ..Rules::default() },
        now: Timestamp::now(),
    };
    let (mut taken, mut blobs, mut rejected) = (Vec::new(), Vec::new(), Vec::new());
    for (line, row) in &rows {
        match city.take(store.as_ref(), row, role, args.signed) {
            Ok((document, beside)) => {
                blobs.extend(beside);
                taken.push((document.key(), Entity::Document(Box::new(document))));
            }
            Err(problems) => rejected.push((*line, problems)),
        }
    }
    let planned = plan(taken, &store.digests(Kind::Audit)?);
    let summary = json!({
        "action": "import audits", "rows": rows.len(), "accepted": planned.accepted, "unchanged": planned.unchanged,
        "updated": planned.updated, "rejected": rejected.len(),
        "problems": rejected.iter().map(|(line, problems)| json!({ "line": line, "problems": problems })).collect::<Vec<_>>(),
    });
    store.put_blobs(&blobs)?;
    let file = args.file.file_name().map(|name| name.to_string_lossy().into_owned());
    let origin = Origin { at: city.now, action: "import audits".to_owned(), file, summary: None };
    store.append(Batch { origin, changes: planned.changes }, None)?;
    for (line, problems) in &rejected {
        eprintln!("line {line}: {}", problems.join("; "));
    }
    let human = format!(
        "{} rows: {} new, {} unchanged, {} corrected, {} rejected",
        rows.len(),
        planned.accepted,
        planned.unchanged,
        planned.updated,
        rejected.len()
    );
    reporting::say(cli.json, &summary, &human)?;
    Ok(if rejected.is_empty() { Outcome::Done } else { Outcome::RowsRejected })
}

/// What a submission is judged against.
struct Reading {
    snapshot: Snapshot,
    instrument: Instrument,
    secrets: Secrets,
    rules: Rules,
    now: Timestamp,
}

impl Reading {
    fn take(
        &self,
        store: &dyn Store,
        row: &TextRow,
        role: RaterRole,
        signed: bool,
    ) -> Result<(Document, Beside), Vec<String>> {
        let submission: Submission = xlsform::submission(row, &self.instrument)?;
        let around = Surroundings {
            instrument: &self.instrument,
            rules: &self.rules,
            now: self.now,
            yard: yard(&self.snapshot, &submission.yard).map(|y| y.centre),
            language: Language::En,
        };
        let faults = submission.faults(&around);
        if !faults.is_empty() {
            return Err(faults.iter().map(|f| format!("{}: {}", f.field, f.message(Language::En))).collect());
        }
        let one = |problem: String| vec![problem];
        let id = self.secrets.audit_id(&submission.client_id);
        if store.blob(&withdrawn_blob(&id)).map_err(|e| one(e.to_string()))?.is_some() {
            return Err(one("it was withdrawn; its content is erased".to_owned()));
        }
        let who = submission
            .device
            .as_ref()
            .map_or_else(|| format!("paper:{}", submission.client_id), |device| format!("device:{device}"));
        let rater = Rater { role, signed: signed || role != RaterRole::Resident, person: self.secrets.person(&who) };
        let city = (&self.snapshot, &self.secrets, &self.rules);
        // The moment of the round stands for that of arrival: the same file read again is the same to the byte.
        let received = submission.at;
        let made = audit_of(city, &id, submission, Language::Ru, &rater, AuditSource::Odk, received);
        let (audit, beside) = made.ok_or_else(|| one("yard: there is no such yard".to_owned()))?;
        let document = Document::new(Kind::Audit, &id, &audit).map_err(|e| one(e.to_string()))?;
        Ok((document, beside))
    }
}
