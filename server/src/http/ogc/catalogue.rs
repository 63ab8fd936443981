//! Which collections there are for a viewer, and what they are called.

mod analyses;
mod areas;
mod cells;
mod checklist;
mod inferred;
mod layers;
mod public;

use super::super::Problem;
use super::shelf::Shelf;
use super::words;
use crate::analyses::AnalysisRecord;
use crate::checklist::Core;
use aula_analysis::AnalysisError;
use aula_disclosure::{Precise, disclose, may_see_precise};
use aula_features::{PointTable, Table};
use aula_model::{Kind, Language, Names, Role, Viewer};
use aula_snapshot::{Layer, Snapshot};
use std::sync::Arc;

pub(crate) use inferred::{columns, flat, geometry};
pub(crate) use layers::{LayerHead, SEPARATOR, type_word};

/// A collection of features.
#[derive(Clone)]
pub(crate) struct Collection {
    /// Its identifier, for ever.
    pub(crate) id: String,
    /// What it is.
    pub(crate) of: Of,
    /// Its rows.
    pub(crate) table: Arc<dyn Table>,
    /// At which version of the data.
    pub(crate) version: u64,
    /// For whom its rows are, where that is not everybody; two scopes never share a selection.
    pub(crate) scope: String,
}

/// What a collection is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Of {
    /// Areas of a kind.
    Areas(String),
    /// Places of a kind.
    Places(String),
    /// Incidents.
    Incidents,
    /// A published analysis.
    Analysis(Box<AnalysisRecord>),
    /// The public layer at a level.
    Public(String),
    /// A layer that the city imported.
    Layer(Box<LayerHead>),
    /// Yards with their scores.
    Yards,
    /// Cases.
    Cases,
    /// Audits.
    Audits,
    /// Exact counts of incidents by cell, of a resolution.
    Cells(u8),
}

impl Collection {
    /// Whether its rows are precise: what is read of it goes into the access log.
    pub(super) fn is_precise(&self) -> bool {
        match &self.of {
            Of::Places(_) | Of::Incidents | Of::Analysis(_) | Of::Audits | Of::Cells(_) => true,
            Of::Layer(head) => !head.public,
            // As in `/api/v1/layers` and `/api/v1/cases`: each viewer's own view of them is no precise read.
            Of::Areas(_) | Of::Public(_) | Of::Yards | Of::Cases => false,
        }
    }

    /// The title in a language.
    pub(super) fn title(&self, language: Language) -> String {
        match &self.of {
            Of::Areas(kind) => kind_title(language, "area", kind),
            Of::Places(kind) => kind_title(language, "place", kind),
            Of::Incidents => words::word(language, "incidents").to_owned(),
            Of::Analysis(record) => record.title.get(language).to_owned(),
            Of::Public(level) => {
                let level = match level.as_str() {
                    "cells" | "city" => words::found(language, &format!("level_{level}")).unwrap_or(level).to_owned(),
                    kind => kind_title(language, "area", kind),
                };
                words::filled(language, "public_title", &[("level", &level)])
            }
            Of::Layer(head) => head.title.get(language).to_owned(),
            Of::Yards => words::word(language, "yards").to_owned(),
            Of::Cases => words::word(language, "cases").to_owned(),
            Of::Audits => words::word(language, "audits").to_owned(),
            Of::Cells(resolution) => words::filled(language, "cells_title", &[("resolution", &resolution.to_string())]),
        }
    }

    /// What it holds, in a language.
    pub(super) fn description(&self, language: Language) -> String {
        let title = self.title(language);
        match &self.of {
            Of::Areas(_) => words::filled(language, "about_areas", &[("title", &title)]),
            Of::Places(_) => words::filled(language, "about_places", &[("title", &title)]),
            Of::Incidents => words::word(language, "about_incidents").to_owned(),
            Of::Public(_) => words::word(language, "about_public").to_owned(),
            Of::Yards => words::word(language, "about_yards").to_owned(),
            Of::Cases => words::word(language, "about_cases").to_owned(),
            Of::Audits => words::word(language, "about_audits").to_owned(),
            Of::Cells(_) => words::word(language, "about_cells").to_owned(),
            Of::Analysis(record) => {
                let parameters: Vec<String> = record.parameters.iter().map(|(n, v)| format!("{n}={v}")).collect();
                let values = [
                    ("method", record.method.as_str()),
                    ("parameters", &parameters.join(", ")),
                    ("version", &record.version.to_string()),
                    ("date", &record.published_at.strftime("%Y-%m-%d").to_string()),
                    ("hash", record.sha256.as_str()),
                ];
                words::filled(language, "about_analysis", &values)
            }
            Of::Layer(head) => {
                let said = head.description.as_ref().map(|names| names.get(language)).filter(|d| !d.is_empty());
                said.map_or_else(|| words::filled(language, "about_layer", &[("title", &title)]), str::to_owned)
            }
        }
    }

    /// Under which terms it may be used, where that is known.
    pub(super) fn licence(&self) -> Option<&str> {
        match &self.of {
            Of::Layer(head) => head.licence.as_deref(),
            _ => None,
        }
    }

    /// Whom to name as the source.
    pub(super) fn attribution(&self, snapshot: &Snapshot, language: Language) -> String {
        match &self.of {
            Of::Layer(head) if head.attribution.is_some() => head.attribution.clone().unwrap_or_default(),
            _ => city_name(&snapshot.settings().names, language),
        }
    }
}

/// A city's name; the service's where the city has none.
pub(super) fn city_name(names: &Names, language: Language) -> String {
    let name = names.get(language);
    if name.is_empty() { "Aula".to_owned() } else { name.to_owned() }
}

fn kind_title(language: Language, sort: &str, kind: &str) -> String {
    words::found(language, &format!("{sort}_{kind}")).map_or_else(|| kind.replace('_', " "), str::to_owned)
}

/// For whom rows are made that differ from viewer to viewer. Whoever sees no more than everybody shares one scope.
fn scope(viewer: &Viewer) -> String {
    match viewer.role() {
        Role::Public | Role::Resident | Role::Admin => "public".to_owned(),
        role @ (Role::Operator | Role::Analyst | Role::Planner) => role.to_string(),
        role => {
            let areas: Vec<String> = viewer.areas().iter().map(ToString::to_string).collect();
            format!("{role}@{}@{}", viewer.account().unwrap_or_default(), areas.join("+"))
        }
    }
}

/// Whether an imported layer is shown: one that is not public is precise, and of the whole city.
fn shows(head: &LayerHead, viewer: &Viewer) -> Result<(), Problem> {
    if !head.public {
        disclose(Precise::counts(()), viewer)?;
    }
    Ok(())
}

/// Every collection that the viewer may see, in the order of their identifiers.
pub(super) fn all(core: &Core, shelf: &Shelf, viewer: &Viewer) -> Vec<Collection> {
    let snapshot = &core.city.snapshot();
    let mut found = Vec::new();
    let kinds: Vec<String> = snapshot.areas().kinds().map(|(kind, _)| kind.to_owned()).collect();
    found.extend(kinds.iter().map(|kind| areas::collection(shelf, snapshot, kind)));
    found.extend(
        layers::heads(snapshot)
            .filter(|head| shows(head, viewer).is_ok())
            .map(|head| layers::collection(shelf, snapshot, head)),
    );
    found.extend(public::collections(&core.city, shelf, snapshot));
    if disclose(Precise::counts(()), viewer).is_ok() {
        let records = analyses::records(snapshot);
        found.extend(records.filter_map(|record| analyses::collection(&core.city, shelf, snapshot, record).ok()));
    }
    let mut ids: Vec<String> = [checklist::YARDS, checklist::CASES].map(str::to_owned).to_vec();
    if may_see_precise(viewer).is_ok() {
        ids.extend(snapshot.place_kinds().iter().map(|kind| format!("places.{kind}")));
        ids.extend(["incidents", checklist::AUDITS].map(str::to_owned));
        ids.extend(cells::RESOLUTIONS.map(|resolution| format!("{}{resolution}", cells::PREFIX)));
    }
    found.extend(ids.iter().filter_map(|id| own(core, shelf, viewer, id).ok().flatten()));
    found.retain(|c| !c.table.is_empty() || matches!(c.of, Of::Layer(_) | Of::Incidents));
    found.sort_by(|a, b| a.id.cmp(&b.id));
    found
}

/// The collections whose rows depend on who asks.
fn own(core: &Core, shelf: &Shelf, viewer: &Viewer, id: &str) -> Result<Option<Collection>, Problem> {
    if let Some(collection) = checklist::collection(core, shelf, viewer, id)? {
        return Ok(Some(collection));
    }
    match id.strip_prefix(cells::PREFIX) {
        Some(resolution) => cells::collection(core, shelf, viewer, resolution),
        None => points(core, shelf, viewer, id),
    }
}

/// The collection of an identifier, if there is one and the viewer may see it.
pub(crate) fn find(core: &Core, shelf: &Shelf, viewer: &Viewer, id: &str) -> Result<Collection, Problem> {
    let snapshot = &core.city.snapshot();
    let missing =
        || Problem::not_found(format!("there is no collection `{}`", id.chars().take(80).collect::<String>()));
    if let Some(kind) = id.strip_prefix("areas.") {
        let known = snapshot.areas().kinds().any(|(k, _)| k == kind);
        return if known { Ok(areas::collection(shelf, snapshot, kind)) } else { Err(missing()) };
    }
    if let Some(level) = id.strip_prefix(public::PREFIX) {
        return public::collection(&core.city, shelf, snapshot, level)?.ok_or_else(missing);
    }
    if let Some(name) = id.strip_prefix(analyses::PREFIX) {
        disclose(Precise::counts(()), viewer)?;
        let record = analyses::records(snapshot).find(|record| record.id == name).ok_or_else(missing)?;
        return analyses::collection(&core.city, shelf, snapshot, record);
    }
    if let Some(head) = layers::head(snapshot, id) {
        shows(&head, viewer)?;
        return Ok(layers::collection(shelf, snapshot, head));
    }
    own(core, shelf, viewer, id)?.ok_or_else(missing)
}

/// Incidents or places, which are precise: the door decides. Whoever is bound to areas gets what lies in them.
fn points(core: &Core, shelf: &Shelf, viewer: &Viewer, id: &str) -> Result<Option<Collection>, Problem> {
    let Ok(layer @ (Layer::Incidents | Layer::Places(_))) = id.parse() else { return Ok(None) };
    if let Layer::Places(kind) = &layer
        && (kind.is_ground() || !core.city.snapshot().place_kinds().contains(kind))
    {
        return Ok(None);
    }
    may_see_precise(viewer)?;
    let snapshot = core.city.snapshot_for(viewer).map_err(AnalysisError::from)?;
    let version = snapshot.seq().0;
    // One table for all who see the whole city, and one for each set of areas.
    let scope = match snapshot.limits() {
        None => String::new(),
        Some(areas) => areas.iter().map(ToString::to_string).collect::<Vec<_>>().join("+"),
    };
    let key = if scope.is_empty() { id.to_owned() } else { format!("{id}@{scope}") };
    let make = || -> Arc<dyn Table> { Arc::new(PointTable::new(snapshot.clone(), layer.clone())) };
    let table = shelf.table(&key, version, true, make);
    // A place is a condition, an incident is not: a planner sees the one and not the other.
    let precise = if layer == Layer::Incidents { Precise::new(table) } else { Precise::counts(table) };
    let table = disclose(precise.within(snapshot.limits()), viewer)?.into_inner();
    let of = match &layer {
        Layer::Places(kind) => Of::Places(kind.to_string()),
        Layer::Incidents | Layer::AllPlaces => Of::Incidents,
    };
    Ok(Some(Collection { id: id.to_owned(), of, table, version, scope }))
}

/// The number of the last change of a kind of documents.
fn version_of(snapshot: &Snapshot, kind: Kind) -> u64 {
    snapshot.documents().seq_of(kind).0
}
