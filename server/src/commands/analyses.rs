//! `aula analyses` and `aula verify`: publish an analysis as a layer, withdraw it, compute it again.

use super::{WrongArguments, open, reporting};
use crate::Outcome;
use crate::analyses::{AnalysisRecord, compute, digest};
use crate::city::{read_as_of, read_snapshot};
use crate::cli::{AnalysesCommand, Cli, PublishAnalysisArgs};
use crate::http::Problem;
use aula_model::{AreaKind, Batch, Change, Document, Entity, Kind, Names, Op, Origin, Seq};
use aula_snapshot::Snapshot;
use aula_store::Store;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub(super) fn run(cli: &Cli, what: &AnalysesCommand) -> anyhow::Result<Outcome> {
    let store = open(&cli.data)?;
    let snapshot = read_snapshot(store.as_ref())?;
    match what {
        AnalysesCommand::Publish(args) => {
            let record = publish(store.as_ref(), &snapshot, args)?;
            let human = format!(
                "`{}` version {} is published: {} bytes, SHA-256 {}, computed at number {} of the log; collection analyses.{}",
                record.id, record.version, record.bytes, record.sha256, record.seq, record.id
            );
            reporting::say(cli.json, &serde_json::to_value(&record)?, &human)?;
        }
        AnalysesCommand::List => {
            let records: Vec<AnalysisRecord> =
                snapshot.documents().of_kind(Kind::Analysis).filter_map(|(_, d)| d.read().ok()).collect();
            let line = |r: &AnalysisRecord| {
                let state = if r.withdrawn_at.is_some() { "withdrawn" } else { "published" };
                format!("{} v{} {} {state} {}", r.id, r.version, r.method, r.published_at)
            };
            let human: Vec<String> = records.iter().map(line).collect();
            let none = "No analysis yet; publish one with `aula analyses publish NAME --method hotspots`".to_owned();
            let human = if human.is_empty() { none } else { human.join("\n") };
            reporting::say(cli.json, &serde_json::to_value(&records)?, &human)?;
        }
        AnalysesCommand::Withdraw { id } => {
            let mut record = known(&snapshot, id)?;
            record.withdrawn_at = Some(Timestamp::now());
            save(store.as_ref(), &record, "analyses withdraw")?;
            reporting::say(cli.json, &serde_json::to_value(&record)?, &format!("`{id}` is withdrawn"))?;
        }
    }
    Ok(Outcome::Done)
}

/// `aula verify`: the same question of the same state of the log gives the same bytes, or the command fails.
pub(super) fn verify(cli: &Cli, id: &str) -> anyhow::Result<Outcome> {
    let store = open(&cli.data)?;
    let record = known(&read_snapshot(store.as_ref())?, id)?;
    let then = read_as_of(store.as_ref(), Seq(record.seq))?;
    let result = compute(&record.method, &record.parameters, &then).map_err(|p| anyhow::anyhow!(p.in_words()))?;
    let kept = store.blob(&record.blob())?;
    let same = digest(&result) == record.sha256 && kept.as_deref() == Some(result.as_bytes());
    let machine: Value = json!({ "id": id, "version": record.version, "same": same, "bytes": result.len(),
        "sha256": digest(&result), "published_sha256": record.sha256, "seq": record.seq });
    anyhow::ensure!(same, "`{id}` computed again from number {} of the log is not what was published", record.seq);
    let human = format!("`{id}` computed again from number {} of the log: the same {} bytes", record.seq, result.len());
    reporting::say(cli.json, &machine, &human)?;
    Ok(Outcome::Done)
}

fn known(snapshot: &Snapshot, id: &str) -> anyhow::Result<AnalysisRecord> {
    let record = snapshot.documents().read(Kind::Analysis, id)?;
    record.ok_or_else(|| WrongArguments(format!("there is no analysis `{id}`; see `aula analyses list`")).into())
}

fn publish(store: &dyn Store, snapshot: &Snapshot, args: &PublishAnalysisArgs) -> anyhow::Result<AnalysisRecord> {
    // The rule for codes of areas is the rule for these.
    AreaKind::new(&args.id).map_err(|e| WrongArguments(e.to_string()))?;
    let wrong = |problem: Problem| WrongArguments(problem.in_words());
    let mut parameters = BTreeMap::new();
    for pair in &args.set {
        let (name, value) =
            pair.split_once('=').ok_or_else(|| WrongArguments(format!("--set {pair}: write NAME=VALUE")))?;
        parameters.insert(name.to_owned(), value.to_owned());
    }
    let result = compute(&args.method, &parameters, snapshot).map_err(wrong)?;
    let before: Option<AnalysisRecord> = snapshot.documents().read(Kind::Analysis, &args.id)?;
    let title = Names::new(
        args.title_kk.as_deref(),
        args.title_ru.as_deref(),
        Some(args.title.as_deref().unwrap_or(&args.id)),
    )?;
    let record = AnalysisRecord {
        id: args.id.clone(),
        title,
        method: args.method.clone(),
        parameters,
        seq: snapshot.seq().0,
        version: before.map_or(1, |r| r.version + 1),
        published_at: Timestamp::now(),
        published_by: args.by.clone(),
        sha256: digest(&result),
        bytes: result.len() as u64,
        withdrawn_at: None,
    };
    // The result first: a record must never name a blob that is not there.
    store.put_blob(&record.blob(), result.as_bytes())?;
    save(store, &record, "analyses publish")?;
    Ok(record)
}

fn save(store: &dyn Store, record: &AnalysisRecord, action: &str) -> anyhow::Result<()> {
    let document = Document::new(Kind::Analysis, &record.id, record)?;
    let change =
        Change { kind: Kind::Analysis, key: document.key(), op: Op::Put(Entity::Document(Box::new(document))) };
    let origin = Origin { at: Timestamp::now(), action: action.to_owned(), file: None, summary: None };
    store.append(Batch { origin, changes: vec![change] }, None)?;
    Ok(())
}
