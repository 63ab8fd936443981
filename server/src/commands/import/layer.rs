//! `aula import layer`: features that a city wants to see beside the others, out of a GeoJSON file.

use super::super::{WrongArguments, open_or_create, reporting};
use crate::Outcome;
use crate::city::read_kinds;
use crate::cli::{Cli, LayerArgs};
use crate::http::layers_import::{LayerHead, SEPARATOR, columns, flat, geometry, type_word};
use anyhow::Context as _;
use aula_model::{Batch, Change, Document, Entity, Kind, Names, Op, Origin};
use aula_store::plan;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use std::collections::HashSet;

/// Identifiers that are ours.
const RESERVED: [&str; 5] = ["areas", "places", "analyses", "public", "incidents"];

pub(in crate::commands) fn run(cli: &Cli, args: &LayerArgs) -> anyhow::Result<Outcome> {
    let id = checked(&args.collection)?;
    let text = std::fs::read(&args.file).with_context(|| format!("cannot read `{}`", args.file.display()))?;
    let file: Value = serde_json::from_slice(&text).with_context(|| format!("`{}` is no JSON", args.file.display()))?;
    let features = file["features"].as_array();
    let features = features.with_context(|| format!("`{}` is no FeatureCollection", args.file.display()))?;
    let rows: Vec<Map<String, Value>> = features.iter().map(|f| flat(&f["properties"])).collect();
    let (mut documents, mut rejected) = (Vec::new(), Vec::new());
    for (at, (feature, row)) in features.iter().zip(&rows).enumerate() {
        let shape = &feature["geometry"];
        if !shape.is_null() && geometry(shape).is_none() {
            rejected.push(format!("feature {}: the geometry cannot be read", at + 1));
            continue;
        }
        let named = args.id.as_ref().map_or(&feature["id"], |column| row.get(column).unwrap_or(&Value::Null));
        let own = match named {
            Value::String(text) => text.clone(),
            Value::Null => format!("{:06}", at + 1),
            other => other.to_string(),
        };
        let body = json!({ "geometry": shape, "properties": row });
        documents.push(Document::new(Kind::Feature, &format!("{id}{SEPARATOR}{own}"), &body)?);
    }
    let head = LayerHead {
        id: id.to_owned(),
        title: Names::new(
            args.title_kk.as_deref(),
            args.title_ru.as_deref(),
            Some(args.title.as_deref().unwrap_or(id)),
        )?,
        description: None,
        licence: args.licence.clone(),
        attribution: args.attribution.clone(),
        public: args.public,
        columns: columns(rows.iter()).into_iter().map(|(name, kind)| (name, type_word(kind).to_owned())).collect(),
    };
    documents.push(Document::new(Kind::Feature, id, &head)?);
    let changed = write(cli, args, id, documents)?;
    let machine =
        json!({ "collection": id, "features": rows.len() - rejected.len(), "changed": changed, "rejected": rejected });
    let mut human = format!("`{id}`: {} features, {changed} entries of the log", rows.len() - rejected.len());
    rejected.iter().take(20).for_each(|line| human.push_str(&format!("\n{line}")));
    reporting::say(cli.json, &machine, &human)?;
    Ok(if rejected.is_empty() { Outcome::Done } else { Outcome::RowsRejected })
}

fn checked(id: &str) -> anyhow::Result<&str> {
    let plain = id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'));
    let ours = RESERVED.iter().any(|r| id == *r || id.starts_with(&format!("{r}.")));
    if id.is_empty() || id.len() > 80 || !plain || ours {
        let message =
            format!("--collection `{id}`: 1 to 80 of A-Z a-z 0-9 _ - . and not one of ours ({})", RESERVED.join(", "));
        return Err(WrongArguments(message).into());
    }
    Ok(id)
}

/// Appends what is new or changed, and takes away what the file has no longer.
fn write(cli: &Cli, args: &LayerArgs, id: &str, documents: Vec<Document>) -> anyhow::Result<usize> {
    let store = open_or_create(&cli.data)?;
    let now = read_kinds(store.as_ref(), &[Kind::Feature])?;
    let kept: HashSet<String> = documents.iter().map(|d| d.id().to_owned()).collect();
    let begins = format!("{id}{SEPARATOR}");
    let gone =
        now.documents().of_kind(Kind::Feature).filter(|(_, d)| d.id().starts_with(&begins) && !kept.contains(d.id()));
    let gone: Vec<Change> = gone.map(|(_, d)| Change { kind: Kind::Feature, key: d.key(), op: Op::Remove }).collect();
    let rows = documents.into_iter().map(|d| (d.key(), Entity::Document(Box::new(d)))).collect();
    let mut changes = plan(rows, &store.digests(Kind::Feature)?).changes;
    changes.extend(gone);
    let count = changes.len();
    if count > 0 {
        let origin = Origin {
            at: Timestamp::now(),
            action: "import layer".to_owned(),
            file: args.file.file_name().map(|name| name.to_string_lossy().into_owned()),
            summary: Some(format!("{count} changes of {id}")),
        };
        store.append(Batch { origin, changes }, Some(now.seq()))?;
    }
    Ok(count)
}
