//! `aula import duties`: the register of who mends what, from a table.

use crate::Outcome;
use crate::checklist::{duty_faults, duty_id, read_instrument};
use crate::city::read_kinds;
use crate::cli::Cli;
use crate::commands::{open, reporting};
use anyhow::Context as _;
use aula_checklist::{Duty, Text};
use aula_exchange::{TextRow, read_table};
use aula_model::{Batch, Document, Entity, Kind, Origin};
use aula_store::plan;
use jiff::Timestamp;
use serde_json::json;
use std::path::Path;

pub(super) fn run(cli: &Cli, path: &Path) -> anyhow::Result<Outcome> {
    let file = std::fs::File::open(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    let rows = read_table(file)?;
    let store = open(&cli.data)?;
    let snapshot = read_kinds(store.as_ref(), &[Kind::Settings, Kind::Area])?;
    let instrument = read_instrument(store.as_ref())?;
    let (mut taken, mut rejected) = (Vec::new(), Vec::new());
    for (line, row) in &rows {
        let read = duty(row).and_then(|(id, duty)| {
            let faults = duty_faults(&instrument, &snapshot, &duty);
            if !faults.is_empty() {
                return Err(faults.join("; "));
            }
            let id = id.unwrap_or_else(|| duty_id(&duty));
            Document::new(Kind::Duty, &id, &duty).map_err(|e| e.to_string())
        });
        match read {
            Ok(document) => taken.push((document.key(), Entity::Document(Box::new(document)))),
            Err(problem) => {
                eprintln!("line {line}: {problem}");
                rejected.push(json!({ "line": line, "problem": problem }));
            }
        }
    }
    let planned = plan(taken, &store.digests(Kind::Duty)?);
    let (accepted, unchanged, updated) = (planned.accepted, planned.unchanged, planned.updated);
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    let origin = Origin { at: Timestamp::now(), action: "import duties".to_owned(), file: name, summary: None };
    store.append(Batch { origin, changes: planned.changes }, None)?;
    let machine = json!({
        "action": "import duties", "rows": rows.len(), "accepted": accepted, "unchanged": unchanged, "updated": updated,
        "rejected": rejected.len(), "problems": rejected,
    });
    let human = format!(
        "{} rows: {accepted} new, {unchanged} unchanged, {updated} corrected, {} rejected",
        rows.len(),
        rejected.len()
    );
    reporting::say(cli.json, &machine, &human)?;
    Ok(if rejected.is_empty() { Outcome::Done } else { Outcome::RowsRejected })
}

/// An entry out of a row; its identifier, if the table has one.
fn duty(row: &TextRow) -> Result<(Option<String>, Duty), String> {
    let get = |name: &str| row.get(name).map(|v| v.trim()).filter(|v| !v.is_empty());
    let need = |name: &str| get(name).map(str::to_owned).ok_or_else(|| format!("{name}: is missing"));
    let date = |name: &str| {
        get(name).map(|v| v.parse().map_err(|_| format!("{name}: `{v}` is not a date like 2024-01-31"))).transpose()
    };
    let names = ["name_kk", "name_ru", "name_en"].map(|n| get(n).map(str::to_owned));
    let any = names.iter().flatten().next().cloned();
    let name = any.map(|any| {
        let [kk, ru, en] = names.map(|n| n.unwrap_or_else(|| any.clone()));
        Text { kk, ru, en }
    });
    let usual_days =
        get("usual_days").map(|v| v.parse().map_err(|_| format!("usual_days: `{v}` is no number of days")));
    let area = get("area").map(|v| v.parse().map_err(|e: aula_model::ModelError| e.to_string())).transpose()?;
    let duty = Duty {
        factor: need("factor")?,
        area,
        from: date("from")?,
        to: date("to")?,
        body: need("body")?,
        name,
        account: get("account").map(str::to_owned),
        usual_days: usual_days.transpose()?,
        source: need("source")?,
    };
    Ok((get("id").map(str::to_owned), duty))
}
