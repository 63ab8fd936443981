//! A claim looked at beside the city's own counts.

use super::{Claim, ClaimAnswer, ClaimFacts, check_claim, parse_claim};
use crate::PlanningError;
use crate::effect::noise;
use crate::ground::{Ground, outcome, rows};
use crate::months::{covered, later, starts};
use crate::plan::{Outcome, Window};
use crate::ranking::{end_of_data, slice};
use crate::words::{Words, percent, say};
use aula_disclosure::{Grade, Precise, may_see};
use aula_model::Viewer;
use aula_snapshot::Snapshot;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A claim as it is pasted, with what is known of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ClaimQuery {
    /// The sentence.
    pub text: String,
    /// The change as a share, where the text does not say it.
    pub change: Option<f64>,
    /// Months, likewise.
    pub months: Option<f64>,
    /// The place, an area of the level or a district: then our own counts are looked at.
    pub area: Option<String>,
    /// First day of the months of the claim.
    pub from: Option<Date>,
    /// What is counted.
    pub outcome: Outcome,
    /// What is known besides.
    pub facts: ClaimFacts,
}

/// Our own counts beside a claim.
#[derive(Debug, Clone, Serialize)]
pub struct OwnCounts {
    /// The place.
    pub area: String,
    /// The months.
    pub window: Window,
    /// The same months of the year before.
    pub before: Window,
    /// Incidents in the place, before and after.
    pub place: (f64, f64),
    /// In the rest of the city.
    pub rest: (f64, f64),
    /// How much more than Poisson the areas' months vary, where a year could be looked at.
    pub phi: Option<f64>,
}

/// The answer with its sentences.
#[derive(Debug, Clone, Serialize)]
pub struct ClaimReply {
    /// The figures.
    #[serde(flatten)]
    pub answer: ClaimAnswer,
    /// Our own counts, where a place and months were named.
    pub own: Option<OwnCounts>,
    /// What it can and cannot show.
    pub sentences: Vec<Words>,
    /// What else may have caused it.
    pub cause_words: Vec<Words>,
    /// What to ask for.
    pub ask_words: Vec<Words>,
}

/// Answers a claim by what it says itself and what the asker knows: no count of ours is looked at, anybody may ask.
///
/// # Errors
/// [`PlanningError::Unusable`] for a text without a percentage and direction.
pub fn claim_alone(query: &ClaimQuery) -> Result<ClaimReply, PlanningError> {
    reply(query, None)
}

/// Answers a claim beside our own counts of the place and months that it names.
///
/// # Errors
/// [`PlanningError::Unusable`] for a text without a percentage and direction, a place or months that we do not have;
/// [`PlanningError::Analysis`] for a viewer that may not see counts.
pub fn claim(viewer: &Viewer, snapshot: &Snapshot, query: &ClaimQuery) -> Result<Precise<ClaimReply>, PlanningError> {
    may_see(viewer, Grade::Counts, None)?;
    let months = query.months.or(parse_claim(&query.text).and_then(|c| c.months));
    let missing = |what| PlanningError::unusable(what, "a place needs its first day and months", "give all three");
    let area = query.area.as_ref().ok_or_else(|| missing("area"))?;
    let (from, months) = query.from.zip(months).ok_or_else(|| missing("from"))?;
    Ok(Precise::counts(reply(query, Some(own_counts(snapshot, query, area, from, months)?))?))
}

fn reply(query: &ClaimQuery, own: Option<OwnCounts>) -> Result<ClaimReply, PlanningError> {
    let read = parse_claim(&query.text);
    let change = query.change.or(read.map(|c| c.change)).ok_or_else(|| {
        let reason = "no percentage with a direction was found in the text";
        PlanningError::unusable("text", reason, "write it as -21.3 % in four months, or give `change` as a share")
    })?;
    let months = query.months.or(read.and_then(|c| c.months));
    let mut facts = query.facts;
    if let Some(own) = &own {
        facts.before = facts.before.or(Some(own.place.0));
        facts.after = facts.after.or(Some(own.place.1));
        facts.control_before = facts.control_before.or(Some(own.rest.0));
        facts.control_after = facts.control_after.or(Some(own.rest.1));
        facts.phi = facts.phi.or(own.phi);
    }
    let answer = check_claim(Claim { change, months }, &facts).ok_or_else(|| {
        let reason = format!("{change} is no change that can be judged");
        PlanningError::unusable("change", reason, "give a share above −1 and not 0")
    })?;
    let sentences = sentences(&answer, own.as_ref());
    let words = |prefix: &str, code: Result<serde_json::Value, _>| {
        let code = code.ok().and_then(|v: serde_json::Value| v.as_str().map(str::to_owned)).unwrap_or_default();
        say(&format!("{prefix}.{code}"), &[])
    };
    let cause_words = answer.causes.iter().map(|c| words("cause", serde_json::to_value(c))).collect();
    let ask_words = answer.ask.iter().map(|a| words("ask", serde_json::to_value(a))).collect();
    Ok(ClaimReply { answer, own, sentences, cause_words, ask_words })
}

/// Whether a claim asks for counts of ours; without them anybody may ask.
#[must_use]
pub fn needs_counts(query: &ClaimQuery) -> bool {
    query.area.is_some()
}

fn sentences(answer: &ClaimAnswer, own: Option<&OwnCounts>) -> Vec<Words> {
    let whole = |n: f64| format!("{n:.0}");
    let mut said = vec![say(
        "claim.needed",
        &[
            ("change", percent(answer.claim.change)),
            ("needed", whole(answer.needed)),
            ("needed2", whole(answer.needed_at_2)),
        ],
    )];
    if let Some(own) = own {
        said.push(say(
            "claim.measured",
            &[
                ("before", whole(own.place.0)),
                ("after", whole(own.place.1)),
                ("control_before", whole(own.rest.0)),
                ("control_after", whole(own.rest.1)),
            ],
        ));
    }
    if let Some(test) = answer.test {
        said.push(say(
            if test.beyond_chance { "claim.beyond" } else { "claim.chance" },
            &[
                ("before", whole(test.place.0)),
                ("after", whole(test.place.1)),
                ("change", percent(test.change)),
                ("low", percent(test.low)),
                ("high", percent(test.high)),
            ],
        ));
        if test.assumed_control {
            said.push(say("claim.assumed", &[]));
        }
    }
    said
}

fn own_counts(
    snapshot: &Snapshot,
    query: &ClaimQuery,
    area: &str,
    from: Date,
    months: f64,
) -> Result<OwnCounts, PlanningError> {
    let level = area.split_once(':').map_or("", |(kind, _)| kind);
    let ground = Ground::of(snapshot, level)?;
    let at = ground.position(area).ok_or_else(|| {
        PlanningError::unusable(
            "area",
            format!("there is no area `{area}`"),
            "see /api/v1/areas for the areas there are",
        )
    })?;
    let known = covered(snapshot.period(), end_of_data(snapshot)?)?;
    let months = months.round().clamp(1.0, 60.0) as i32;
    let from = from.first_of_month();
    let window = Window { from, to: later(from, months) };
    let before = Window { from: later(from, -12), to: later(window.to, -12) };
    if before.from < known.from || window.to > known.to {
        let reason =
            format!("our data hold {} to {}, not these months and those of the year before", known.from, known.to);
        return Err(PlanningError::unusable("from", reason, "name other months"));
    }
    let whole = Window { from: before.from, to: window.to };
    let firsts = starts(whole);
    let counts = snapshot.month_counts(&slice(&query.outcome)?, &ground.set, &firsts)?;
    let table = outcome(&counts, query.outcome.with_found_by_police);
    let monthly = rows(ground.pieces.iter().map(|p| p.cells.as_slice()), &ground.set, &table, firsts.len() - 1);
    let of = |i: usize, w: Window| -> f64 {
        let inside = firsts.iter().zip(&monthly[i]).filter(|(day, _)| **day >= w.from && **day < w.to);
        inside.map(|(_, count)| count).sum()
    };
    let rest = |w: Window| (0..monthly.len()).filter(|&i| i != at).map(|i| of(i, w)).sum::<f64>();
    let first_year: Vec<usize> = (0..12.min(firsts.len() - 1)).collect();
    let phi = noise(&monthly.iter().collect::<Vec<_>>(), &first_year).map(|n| n.phi);
    Ok(OwnCounts {
        area: area.to_owned(),
        place: (of(at, before), of(at, window)),
        rest: (rest(before), rest(window)),
        window,
        before,
        phi,
    })
}
