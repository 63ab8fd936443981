//! The demo city's store, and the plan that its planners froze eight months before its end.

use crate::city::read_snapshot;
use crate::http::plans;
use crate::publications::shipped;
use anyhow::Context as _;
use aula_disclosure::disclose;
use aula_fixtures::{DemoCity, PILOT_START, PilotTruth};
use aula_model::{Batch, Change, Entity, Op, Origin, Viewer};
use aula_planning::{DesignQuery, Ground, Outcome, Plan, Rules, StoredPlan, design};
use aula_store::{MemoryStore, Store};
use jiff::Timestamp;
use jiff::ToSpan as _;
use std::sync::Arc;

/// The invented city, in memory: nothing is read from or written to disk.
///
/// The log tells what happened in its order: the city until the pilot's start, the frozen plan, the months after. So
/// the plan is really made of what was known then, and what came later can be held against it.
pub(crate) fn store(seed: u64) -> anyhow::Result<Arc<dyn Store>> {
    let (demo, pilot) = aula_fixtures::demo_city(seed).with_pilot();
    let store = MemoryStore::default();
    let zone = demo.settings.time_zone()?;
    let start = PILOT_START.to_zoned(zone)?.timestamp();
    let later = |entity: &Entity| matches!(entity, Entity::Incident(i) if i.when.end() > start);
    append(&store, &demo, |entity| !later(entity))?;
    let frozen = frozen_plan(&store, &pilot).context("the demo's plan cannot be made")?;
    store.append(frozen, None)?;
    append(&store, &demo, later)?;
    // Ages of audits count from the day on which the demo starts.
    let documents = demo.checklist(Timestamp::now()).documents.into_iter().map(|document| Change {
        kind: document.kind(),
        key: document.key(),
        op: Op::Put(Entity::Document(Box::new(document))),
    });
    store.append(Batch { origin: origin("demo"), changes: documents.collect() }, None)?;
    if seed == aula_fixtures::USUAL_SEED {
        // Its public layer is computed beforehand; for another seed a visitor proposes and approves one.
        let document = shipped()?.document()?;
        let key = document.key();
        let change = Change { kind: document.kind(), key, op: Op::Put(Entity::Document(Box::new(document))) };
        store.append(Batch { origin: origin("demo"), changes: vec![change] }, None)?;
    }
    Ok(Arc::new(store))
}

fn append(store: &MemoryStore, demo: &DemoCity, which: impl Fn(&Entity) -> bool) -> anyhow::Result<()> {
    let entities = demo.entities().filter(|(_, entity)| which(entity));
    let changes = entities.map(|(key, entity)| Change { kind: entity.kind(), key, op: Op::Put(entity) });
    store.append(Batch { origin: origin("demo"), changes: changes.collect() }, None)?;
    Ok(())
}

fn origin(action: &str) -> Origin {
    Origin { at: Timestamp::now(), action: action.to_owned(), file: None, summary: None }
}

/// The plan of the planted pilot, frozen three days before its start in the demo's own time.
fn frozen_plan(store: &MemoryStore, pilot: &PilotTruth) -> anyhow::Result<Batch> {
    let snapshot = read_snapshot(store)?;
    let viewer = Viewer::operator();
    let query = DesignQuery {
        title: "Lit yards".to_owned(),
        measure: "Lamps mended within three days, two foot patrols in the evening, yards cleared of wrecks".to_owned(),
        as_of: Some(pilot.from),
        start: Some(pilot.from),
        outcome: Outcome {
            categories: pilot.categories.iter().map(ToString::to_string).collect(),
            ..Outcome::default()
        },
        rules: Rules {
            pilots: pilot.areas.len(),
            must: pilot.areas.iter().map(ToString::to_string).collect(),
            per_district: Some(1),
            apart_m: 0.0,
            ..Rules::default()
        },
        ..DesignQuery::default()
    };
    let ground = Ground::of(&snapshot, &query.level)?;
    let plan = disclose(design(&viewer, &snapshot, &ground, &query, &Default::default())?, &viewer)?.into_inner();
    let plan = Plan { id: plans::next_plan_id(&snapshot), ..plan };
    let frozen = plan.freeze(pilot.from.checked_sub(3.days())?, None)?;
    let id = aula_planning::document_id(&frozen.plan.id, frozen.plan.version);
    let change = plans::put(aula_model::Kind::Plan, &id, &StoredPlan::Frozen { frozen: Box::new(frozen) })?;
    Ok(Batch { origin: origin("plan frozen"), changes: vec![change] })
}
