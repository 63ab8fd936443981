//! `aula plan …`: choosing, on the data file.

use super::{WrongArguments, open};
use crate::Outcome;
use crate::checklist::{Core, audit_facts};
use crate::city::City;
use crate::cli::{Cli, PlanCommand};
use crate::http::plans::{described, freeze_plan, keep_draft, next_plan_id, roads, stored_plan, write};
use crate::http::{Params, Problem};
use anyhow::Context as _;
use aula_disclosure::disclose;
use aula_model::{Kind, Viewer};
use aula_planning::{
    DesignQuery, Ground, Plan, PlanningError, ProblemFile, StoredPlan, best_mends, design, place_posts, rank_areas,
    verify,
};
use serde::Serialize;
use std::path::Path;
use std::sync::Arc;

pub(super) fn run(cli: &Cli, what: &PlanCommand) -> anyhow::Result<Outcome> {
    match what {
        PlanCommand::Verify { file } => verified(cli, file),
        other => on_data(cli, other),
    }
}

/// A problem of the arguments, or of the data.
#[expect(clippy::needless_pass_by_value, reason = "`map_err` hands it over by value")]
pub(super) fn told(problem: Problem) -> anyhow::Error {
    WrongArguments(problem.in_words()).into()
}

fn refused(error: PlanningError) -> anyhow::Error {
    match error {
        PlanningError::Unusable { .. } => told(error.into()),
        other => other.into(),
    }
}

fn on_data(cli: &Cli, what: &PlanCommand) -> anyhow::Result<Outcome> {
    let city = Arc::new(City::load(open(&cli.data)?, false)?);
    let core = Core::new(Arc::clone(&city));
    let (snapshot, viewer) = (city.snapshot(), Viewer::operator());
    match what {
        PlanCommand::Rank(args) => {
            let mut params = Params::from_pairs(args.pairs()).map_err(told)?;
            let query = params.ranking_query().map_err(told)?;
            let ground = Ground::of(&snapshot, &query.level).map_err(refused)?;
            let facts = audit_facts(&core, &query.level, query.as_of)?;
            let answer = rank_areas(&viewer, &snapshot, &ground, &query, &facts).map_err(refused)?;
            let answer = disclose(answer, &viewer)?.into_inner();
            say(cli, &answer, || {
                let mut lines =
                    vec![answer.sentence.en.clone(), "rank\tP(worst)\t90 % of rank\tper 1000 a year\tarea".to_owned()];
                for (number, area) in (1..).zip(&answer.areas) {
                    let Some(place) = area.place else { continue };
                    let rate = area.rate.map_or_else(String::new, |r| format!("{r:.1}"));
                    let (low, high) = (place.rank_low, place.rank_high);
                    lines.push(format!("{number}\t{:.2}\t{low}-{high}\t{rate}\t{}", place.p_worst, area.id));
                }
                lines.join("\n")
            })
        }
        PlanCommand::Design { question, dry_run } => {
            let text =
                std::fs::read_to_string(question).with_context(|| format!("cannot read {}", question.display()))?;
            let query: DesignQuery = serde_json::from_str(&text).map_err(|e| WrongArguments(e.to_string()))?;
            let ground = Ground::of(&snapshot, &query.level).map_err(refused)?;
            let facts = audit_facts(&core, &query.level, query.as_of)?;
            let plan = design(&viewer, &snapshot, &ground, &query, &facts).map_err(refused)?;
            let mut plan = disclose(plan, &viewer)?.into_inner();
            if !dry_run {
                let made = |snapshot: &_| keep_draft(snapshot, Plan { id: next_plan_id(snapshot), ..plan.clone() });
                plan = write(&city, "plan drafted", made)?;
            }
            say(cli, &plan, || described_plan(&plan))
        }
        PlanCommand::List => {
            let plans = described(&snapshot).map_err(told)?;
            say(cli, &plans, || serde_json::to_string_pretty(&plans).unwrap_or_default())
        }
        PlanCommand::Show { id, plan_version } => {
            let stored = stored_plan(&snapshot, id, *plan_version)?;
            say(cli, &stored, || described_plan(stored.plan()))
        }
        PlanCommand::Freeze { id } => {
            let frozen = write(&city, "plan frozen", |snapshot| freeze_plan(snapshot, id, None))?;
            say(cli, &frozen, || {
                format!("{} version {} frozen: {}", frozen.plan.id, frozen.plan.version, frozen.sha256)
            })
        }
        PlanCommand::Export { id, plan_version, output } => {
            let StoredPlan::Frozen { frozen } = stored_plan(&snapshot, id, *plan_version)? else {
                anyhow::bail!("`{id}` is a draft; freeze it first with `aula plan freeze {id}`");
            };
            let text = serde_json::to_string_pretty(&frozen)? + "\n";
            match output {
                Some(file) => std::fs::write(file, text).with_context(|| format!("cannot write {}", file.display()))?,
                None => print!("{text}"),
            }
            Ok(Outcome::Done)
        }
        PlanCommand::Posts(args) => {
            let mut params = Params::from_pairs(args.pairs()).map_err(told)?;
            let query = params.posts_query().map_err(told)?;
            let answer =
                place_posts(&viewer, &snapshot, &city.sets, &query, &roads(&snapshot), &city.risks).map_err(refused)?;
            let answer = disclose(answer, &viewer)?.into_inner();
            say(cli, &answer, || {
                let mut lines = vec![answer.sentence.en.clone(), answer.note.en.clone()];
                lines.extend(
                    answer.posts.iter().map(|p| format!("{:.5},{:.5}\t+{:.2} %", p.at[0], p.at[1], p.alone * 100.0)),
                );
                lines.join("\n")
            })
        }
        PlanCommand::Mends { id, budget } => {
            let file: ProblemFile =
                snapshot.documents().read(Kind::ProblemFile, id)?.context("there is no such problem file")?;
            let best = best_mends(&file.mends(), *budget).map_err(WrongArguments)?;
            say(cli, &best, || serde_json::to_string_pretty(&best).unwrap_or_default())
        }
        PlanCommand::Verify { .. } => Ok(Outcome::Done),
    }
}

fn verified(cli: &Cli, file: &Path) -> anyhow::Result<Outcome> {
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let frozen = verify(&text)?;
    say(cli, &frozen, || {
        format!(
            "{} version {}, frozen on {}: the file is what was frozen",
            frozen.plan.id, frozen.plan.version, frozen.frozen_on
        )
    })
}

fn described_plan(plan: &Plan) -> String {
    let mut lines = vec![format!(
        "{} version {}: {}, from {} for {} months",
        plan.id, plan.version, plan.title, plan.start, plan.months
    )];
    for pilot in &plan.pilots {
        let (low, high) = pilot.rank;
        lines.push(format!(
            "pilot {} (P {:.2}, rank {low}-{high}), controls {}",
            pilot.area.id,
            pilot.p_worst,
            pilot.controls.join(" ")
        ));
    }
    for balance in plan.balance.iter().filter(|b| !b.balanced) {
        lines.push(format!("not balanced: {} ({:+.2} standard deviations)", balance.what, balance.standardised));
    }
    let seen = plan.detectable.map(|d| aula_planning::detectable_words(&d).en);
    lines.extend(seen);
    lines.join("\n")
}

/// Writes an answer as JSON for machines, else in words.
pub(super) fn say<T: Serialize>(cli: &Cli, answer: &T, words: impl FnOnce() -> String) -> anyhow::Result<Outcome> {
    println!("{}", if cli.json { serde_json::to_string_pretty(answer)? } else { words() });
    Ok(Outcome::Done)
}
