//! The designer of a pilot: which areas, with which controls, and what could be seen.

use crate::PlanningError;
use crate::choose::{Candidate, Choice, Rules as Constraints, choose};
use crate::detectable::{Expected, detectable};
use crate::dice::Dice;
use crate::effect::{Comparison, Row, noise};
use crate::ground::{Ground, RESOLUTION, as_delta, outcome, rows};
use crate::matching::{Covariate, match_controls};
use crate::months::{between, covered, first_of, later, split, starts};
use crate::plan::{Alternative, Choosing, FORMAT, METHOD, Outcome, Pilot, Plan, PlannedArea, Ticket, Window};
use crate::rank::{RankSettings, Ranked, Weights};
use crate::ranking::{Audits, Order, RankQuery, end_of_data, order, slice};
use aula_disclosure::{Grade, Precise, may_see};
use aula_geometry::geodesic_distance_m;
use aula_model::{ExposureKind, Period, Slice, Viewer};
use aula_snapshot::{Layer, Snapshot};
use h3o::CellIndex;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What holds of the pilots.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rules {
    /// How many pilots.
    pub pilots: usize,
    /// The most that they may cost together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget: Option<f64>,
    /// What an area costs where `costs` says nothing.
    pub usual_cost: f64,
    /// What each area costs.
    pub costs: BTreeMap<String, f64>,
    /// The most in one district.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per_district: Option<usize>,
    /// The least distance between the middles of two pilots, in metres.
    pub apart_m: f64,
    /// Areas that must be pilots.
    pub must: Vec<String>,
    /// Areas that must not.
    pub must_not: Vec<String>,
    /// The least share of yards with an audit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_audited: Option<f64>,
    /// Controls for each pilot.
    pub controls: usize,
    /// Steps of cells in the ring around a pilot.
    pub ring_steps: u32,
    /// Areas with a probability of being among the worst k between these are near-equals: the lottery decides.
    pub near_equal: (f64, f64),
    /// Decides the lottery; publish it before it is drawn.
    pub lottery_seed: u64,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            pilots: 4,
            budget: None,
            usual_cost: 1.0,
            costs: BTreeMap::new(),
            per_district: Some(1),
            apart_m: 1500.0,
            must: Vec::new(),
            must_not: Vec::new(),
            min_audited: None,
            controls: 3,
            ring_steps: 3,
            near_equal: (0.35, 0.65),
            lottery_seed: 1,
        }
    }
}

/// A plan asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DesignQuery {
    /// Its name.
    pub title: String,
    /// What is to be done.
    pub measure: String,
    /// Data until the day before are looked at; none: all there are.
    pub as_of: Option<Date>,
    /// First day of the measure; the next first of a month unless given.
    pub start: Option<Date>,
    /// Months after which it is judged.
    pub months: u32,
    /// The kind of areas.
    pub level: String,
    /// What is counted.
    pub outcome: Outcome,
    /// Categories that the measure cannot change.
    pub placebo_categories: Vec<String>,
    /// The criteria's weights.
    pub weights: Weights,
    /// k of "among the worst k".
    pub worst: usize,
    /// Draws of the ranks.
    pub draws: u32,
    /// Their seed.
    pub seed: u64,
    /// What holds of the pilots.
    pub rules: Rules,
}

impl Default for DesignQuery {
    fn default() -> Self {
        Self {
            title: "Pilot".to_owned(),
            measure: String::new(),
            as_of: None,
            start: None,
            months: 8,
            level: "micro_district".to_owned(),
            outcome: Outcome::default(),
            placebo_categories: vec!["fraud".to_owned()],
            weights: Weights::default(),
            worst: 10,
            draws: 2000,
            seed: 1,
            rules: Rules::default(),
        }
    }
}

/// Makes a plan: ranks by the selection months, chooses under the rules, draws among near-equals, matches controls.
///
/// # Errors
/// [`PlanningError::Analysis`] for a viewer that may not see counts or a level that does not exist;
/// [`PlanningError::Unusable`] for rules that nothing satisfies, areas that do not exist, a period without data.
pub fn design(
    viewer: &Viewer,
    snapshot: &Snapshot,
    ground: &Ground,
    query: &DesignQuery,
    audits: &Audits,
) -> Result<Precise<Plan>, PlanningError> {
    may_see(viewer, Grade::Counts, None)?;
    check(query)?;
    let end = end_of_data(snapshot)?;
    let as_of = query.as_of.unwrap_or(end);
    let known = covered(snapshot.period(), as_of)?;
    let (selection, baseline, picked_by_baseline) = split(known);
    let start = query.start.unwrap_or_else(|| if as_of.day() == 1 { as_of } else { later(first_of(as_of), 1) });
    if start.day() != 1 || start < known.to {
        let remedy = "give the first day of a month, not before the data end";
        return Err(PlanningError::unusable("start", format!("{start} cannot be the start"), remedy));
    }
    let ranked = RankQuery {
        level: query.level.clone(),
        outcome: query.outcome.clone(),
        weights: query.weights,
        settings: RankSettings { worst: query.worst, draws: query.draws, seed: query.seed, ..RankSettings::default() },
        exposure: ExposureKind::Residents,
        ..RankQuery::default()
    };
    let order = order(snapshot, ground, selection, &ranked, audits)?;
    let chosen = choosing(ground, &order, query, audits)?;
    let before = counts_of(snapshot, ground, baseline, &query.outcome)?;
    let rings = |i: usize| ground.around(i, query.rules.ring_steps);
    let pilot_cells: BTreeSet<CellIndex> =
        chosen.pilots.iter().flat_map(|&i| ground.pieces[i].cells.iter().copied()).collect();
    let pilot_rings: BTreeSet<CellIndex> = chosen.pilots.iter().flat_map(|&i| rings(i)).collect();
    // Neither a pilot, nor beside one, nor in its ring.
    let near = ground.owners_of(&pilot_rings);
    let rankable: BTreeSet<usize> = order.ranking.order.iter().map(|r| r.area).collect();
    let pool: Vec<usize> =
        rankable.iter().copied().filter(|i| !chosen.pilots.contains(i) && !near.contains(i)).collect();
    if pool.len() < chosen.pilots.len() {
        let reason = "too few areas are left that are neither pilots nor beside one";
        return Err(PlanningError::unusable("rules.ring_steps", reason, "choose fewer pilots or a narrower ring"));
    }
    let (covariates, not_compared) = covariates(snapshot, ground, &order, selection)?;
    let matched = match_controls(&chosen.pilots, &pool, query.rules.controls, &covariates, query.seed);
    let controls: Vec<usize> = matched.of_pilot.concat();
    let control_cells: BTreeSet<CellIndex> =
        controls.iter().flat_map(|&i| ground.pieces[i].cells.iter().copied()).collect();

    let planned = |i: usize, ring: Vec<u64>| {
        let piece = &ground.pieces[i];
        PlannedArea {
            id: piece.id.to_string(),
            names: piece.names.clone(),
            district: piece.district.as_ref().map(ToString::to_string),
            cells: as_delta(piece.cells.iter().copied()),
            ring,
        }
    };
    // A cell in two rings counts in the first; a control's ring gives way to everything of the pilots.
    let mut taken: BTreeSet<CellIndex> = pilot_cells.union(&control_cells).copied().collect();
    let mut ring_of = |i: usize, keep_out: &BTreeSet<CellIndex>| {
        let ring: Vec<CellIndex> = rings(i).into_iter().filter(|c| !keep_out.contains(c) && taken.insert(*c)).collect();
        as_delta(ring)
    };
    let none = BTreeSet::new();
    let pilot_rows: Vec<Row> = chosen.pilots.iter().map(|&i| before[i].clone()).collect();
    let control_rows: Vec<Row> = controls.iter().map(|&i| before[i].clone()).collect();
    let pilots = (chosen.pilots.iter().zip(&matched.of_pilot))
        .map(|(&i, own)| {
            let place = chosen.place(i);
            Pilot {
                p_worst: place.map_or(0.0, |p| p.p_worst),
                rank: place.map_or((0, 0), |p| (p.rank_low, p.rank_high)),
                cost: cost_of(&query.rules, ground.pieces[i].id.as_str()),
                must: query.rules.must.iter().any(|id| id == ground.pieces[i].id.as_str()),
                drawn: chosen.tickets.contains_key(&i),
                controls: own.iter().map(|&c| ground.pieces[c].id.to_string()).collect(),
                area: planned(i, ring_of(i, &none)),
            }
        })
        .collect();
    let control_areas = controls.iter().map(|&i| planned(i, ring_of(i, &pilot_rings))).collect();
    let seen = what_could_be_seen(&pilot_rows, &control_rows, query.months);
    Ok(Precise::counts(Plan {
        format: FORMAT,
        id: String::new(),
        version: 1,
        follows: None,
        title: query.title.clone(),
        measure: query.measure.clone(),
        as_of,
        later_data_at_hand: as_of < end,
        seq: snapshot.seq().0,
        level: query.level.clone(),
        outcome: query.outcome.clone(),
        placebo_categories: query.placebo_categories.clone(),
        start,
        months: query.months,
        selection,
        baseline,
        picked_by_baseline,
        resolution: RESOLUTION.into(),
        ring_steps: query.rules.ring_steps,
        pilots,
        controls: control_areas,
        balance: matched.balance,
        closeness: Some(matched.closeness),
        not_compared,
        phi: seen.0,
        detectable: seen.1,
        choosing: chosen.told(ground, query),
        method: METHOD.to_owned(),
    }))
}

fn check(query: &DesignQuery) -> Result<(), PlanningError> {
    let rules = &query.rules;
    let within = |name, value: usize, most: usize| {
        let remedy = "give a number in that range";
        if (1..=most).contains(&value) {
            Ok(())
        } else {
            Err(PlanningError::unusable(name, format!("{value} is not from 1 to {most}"), remedy))
        }
    };
    within("rules.pilots", rules.pilots, 30)?;
    within("rules.controls", rules.controls, 10)?;
    within("rules.ring_steps", rules.ring_steps as usize, 12)?;
    within("months", query.months as usize, 60)?;
    within("worst", query.worst, 1000)?;
    within("draws", query.draws as usize, 20_000)?;
    let (low, high) = rules.near_equal;
    if !(0.0..=1.0).contains(&low) || !(low..=1.0).contains(&high) {
        let remedy = "give two shares, the lower first";
        return Err(PlanningError::unusable("rules.near_equal", format!("{low} to {high} is no range"), remedy));
    }
    let costs = rules.costs.values().chain([&rules.usual_cost, &rules.apart_m]).chain(&rules.budget);
    if costs.into_iter().any(|c| !c.is_finite() || *c < 0.0) {
        return Err(PlanningError::unusable("rules.costs", "costs and distances are at least 0", "mend them"));
    }
    let words = [("title", &query.title, 200), ("measure", &query.measure, 4000)];
    for (name, text, most) in words {
        if text.chars().count() > most {
            return Err(PlanningError::unusable(name, format!("longer than {most} characters"), "shorten it"));
        }
    }
    Ok(())
}

fn cost_of(rules: &Rules, id: &str) -> f64 {
    rules.costs.get(id).copied().unwrap_or(rules.usual_cost)
}

/// Who was chosen, and by what.
struct Chosen<'a> {
    pilots: Vec<usize>,
    places: BTreeMap<usize, &'a Ranked>,
    tickets: BTreeMap<usize, f64>,
    candidates: Vec<Candidate>,
    constraints: Constraints,
    choice: Choice,
}

fn choosing<'a>(
    ground: &Ground,
    order: &'a Order,
    query: &DesignQuery,
    audits: &Audits,
) -> Result<Chosen<'a>, PlanningError> {
    let rules = &query.rules;
    for id in rules.must.iter().chain(&rules.must_not).chain(rules.costs.keys()) {
        if ground.position(id).is_none() {
            let remedy = "see /api/v1/areas for the areas there are";
            return Err(PlanningError::unusable(
                "rules.must",
                format!("there is no area `{id}` of this level"),
                remedy,
            ));
        }
    }
    let places: BTreeMap<usize, &Ranked> = order.ranking.order.iter().map(|r| (r.area, r)).collect();
    let districts: Vec<_> =
        ground.pieces.iter().map(|p| p.district.clone()).collect::<BTreeSet<_>>().into_iter().collect();
    let candidate = |i: usize| {
        let (piece, place) = (&ground.pieces[i], places.get(&i));
        let id = piece.id.as_str();
        let audited = 1.0 - audits.get(id).and_then(|a| a.missing).unwrap_or(1.0);
        let named = |list: &[String]| list.iter().any(|one| one == id);
        let must = named(&rules.must);
        Candidate {
            value: place.map_or(0.0, |p| p.p_worst),
            cost: cost_of(rules, id),
            group: districts.iter().position(|d| *d == piece.district).unwrap_or(0),
            must,
            may: !named(&rules.must_not)
                && (must || (place.is_some() && rules.min_audited.is_none_or(|m| audited >= m))),
        }
    };
    let mut candidates: Vec<Candidate> = (0..ground.pieces.len()).map(candidate).collect();
    let tickets = lottery(&mut candidates, rules);
    let apart =
        |a: usize, b: usize| geodesic_distance_m(ground.pieces[a].centre, ground.pieces[b].centre) < rules.apart_m;
    let n = ground.pieces.len();
    let conflicts: Vec<Vec<usize>> = (0..n)
        .map(|a| {
            let beside = ground.owners_of(&ground.around(a, 1));
            (0..n).filter(|&b| b != a && (beside.contains(&b) || apart(a, b))).collect()
        })
        .collect();
    // Neighbourhood by cells is not always mutual at a jagged border: a conflict holds both ways.
    let mut mutual = conflicts.clone();
    for (a, list) in conflicts.iter().enumerate() {
        for &b in list {
            if !mutual[b].contains(&a) {
                mutual[b].push(a);
            }
        }
    }
    let constraints =
        Constraints { count: rules.pilots, budget: rules.budget, per_group: rules.per_district, conflicts: mutual };
    let choice = choose(&candidates, &constraints).ok_or_else(|| {
        let remedy = "allow more money, more of one district, less distance, or fewer pilots";
        PlanningError::unusable("rules", "no choice of areas satisfies all the rules", remedy)
    })?;
    Ok(Chosen { pilots: choice.chosen.clone(), places, tickets, candidates, constraints, choice })
}

/// Gives near-equals one value, and a ticket that breaks the tie.
fn lottery(candidates: &mut [Candidate], rules: &Rules) -> BTreeMap<usize, f64> {
    const TIE: f64 = 1e-6;
    let (low, high) = rules.near_equal;
    let band: Vec<usize> = (0..candidates.len())
        .filter(|&i| candidates[i].may && !candidates[i].must && (low..=high).contains(&candidates[i].value))
        .filter(|&i| candidates[i].value > 0.0)
        .collect();
    if band.len() < 2 {
        return BTreeMap::new();
    }
    let mean = band.iter().map(|&i| candidates[i].value).sum::<f64>() / band.len() as f64;
    let mut dice = Dice::new(rules.lottery_seed, 303);
    let mut tickets = BTreeMap::new();
    for i in band {
        let number = (dice.unit() * 1e4).floor() / 1e4;
        candidates[i].value = mean + TIE * number;
        tickets.insert(i, number);
    }
    tickets
}

impl Chosen<'_> {
    fn place(&self, i: usize) -> Option<&Ranked> {
        self.places.get(&i).copied()
    }

    fn told(&self, ground: &Ground, query: &DesignQuery) -> Choosing {
        let name = |i: usize| ground.pieces[i].id.to_string();
        let mut lottery: Vec<Ticket> = (self.tickets.iter())
            .map(|(&i, &number)| Ticket { area: name(i), number, won: self.pilots.contains(&i) })
            .collect();
        lottery.sort_by(|a, b| b.number.total_cmp(&a.number));
        Choosing {
            rules: query.rules.clone(),
            weights: query.weights,
            worst: query.worst,
            draws: query.draws,
            seed: query.seed,
            candidates: self.candidates.iter().filter(|c| c.may).count(),
            value: self.choice.value,
            bound: self.choice.bound,
            gap: self.choice.gap(),
            lottery,
            alternatives: self.alternatives(ground),
        }
    }

    /// The choices with one other area that cost the least of the aim.
    fn alternatives(&self, ground: &Ground) -> Vec<Alternative> {
        let mut others: Vec<usize> =
            (0..self.candidates.len()).filter(|i| self.candidates[*i].may && !self.pilots.contains(i)).collect();
        others.sort_by(|&a, &b| self.candidates[b].value.total_cmp(&self.candidates[a].value).then(a.cmp(&b)));
        let forced = |&i: &usize| {
            let mut candidates = self.candidates.clone();
            candidates[i].must = true;
            let choice = choose(&candidates, &self.constraints)?;
            let left = self.pilots.iter().filter(|p| !choice.chosen.contains(p));
            Some(Alternative {
                enters: ground.pieces[i].id.to_string(),
                names: ground.pieces[i].names.clone(),
                leaves: left.map(|&p| ground.pieces[p].id.to_string()).collect(),
                loss: ((self.choice.value - choice.value) / self.choice.value.max(1e-9)).max(0.0),
            })
        };
        let mut found: Vec<Alternative> = others.iter().take(12).filter_map(forced).collect();
        found.sort_by(|a, b| a.loss.total_cmp(&b.loss));
        found.truncate(5);
        found
    }
}

/// Monthly counts of every area over a window.
fn counts_of(snapshot: &Snapshot, ground: &Ground, window: Window, what: &Outcome) -> Result<Vec<Row>, PlanningError> {
    let months = starts(window);
    let counts = snapshot.month_counts(&slice(what)?, &ground.set, &months)?;
    let table = outcome(&counts, what.with_found_by_police);
    Ok(rows(ground.pieces.iter().map(|p| p.cells.as_slice()), &ground.set, &table, months.len() - 1))
}

/// What areas are compared in: level, trend, season, people and factors, all of the selection months, so that the
/// baseline stays untouched by the choice. What the outcome itself did weighs most: an evaluation compares courses, and
/// controls of another level or trend would spoil it before conditions on the ground do.
fn covariates(
    snapshot: &Snapshot,
    ground: &Ground,
    order: &Order,
    selection: Window,
) -> Result<(Vec<Covariate>, Vec<String>), PlanningError> {
    let n = ground.pieces.len();
    let months = between(selection.from, selection.to).max(1);
    let mut found = Vec::new();
    let mut add = |name: &str, weight: f64, values: Vec<f64>| {
        found.push(Covariate { name: name.to_owned(), values, weight });
    };
    let total = |i: usize| order.rows[i].iter().sum::<f64>();
    add("level", 20.0, (0..n).map(|i| (1.0 + total(i) / f64::from(months)).ln()).collect());
    let trend = |i: usize| ((order.inputs[i].later + 3.0) / (order.inputs[i].earlier + 3.0)).ln();
    add("trend", 10.0, (0..n).map(trend).collect());
    let mut not_compared = Vec::new();
    if months >= 12 {
        let cold = |i: usize| {
            let winter: f64 = starts(selection)
                .iter()
                .zip(&order.rows[i])
                .filter(|(day, _)| day.month() >= 10 || day.month() <= 3)
                .map(|(_, count)| count)
                .sum();
            (winter + 3.0) / (total(i) + 6.0)
        };
        add("season", 5.0, (0..n).map(cold).collect());
    } else {
        not_compared.push("season".to_owned());
    }
    let people = |i: usize| (1.0 + order.exposures[i].unwrap_or(0.0)).ln();
    if order.exposures.iter().any(Option::is_some) {
        add("residents", 1.0, (0..n).map(people).collect());
    }
    for kind in snapshot.place_kinds().iter().filter(|kind| !kind.is_ground()) {
        let period = Period::new(None, Some(selection.to)).unwrap_or_default();
        let slice = Slice { period, ..Slice::default() };
        let counts = snapshot.cell_counts(&slice, &Layer::Places(kind.clone()), &ground.set)?;
        let density = |i: usize| {
            let piece = &ground.pieces[i];
            let positions = piece.cells.iter().filter_map(|&c| ground.set.position(c));
            let places: f64 = positions.map(|p| f64::from(counts.counts[p as usize])).sum();
            (1.0 + places / (piece.area_m2 / 1e6)).ln()
        };
        add(kind.as_str(), 0.5, (0..n).map(density).collect());
    }
    Ok((found, not_compared))
}

/// φ and the smallest falls that could be seen, should the months after be as those before.
fn what_could_be_seen(pilots: &[Row], controls: &[Row], months: u32) -> (Option<f64>, Option<crate::Detectable>) {
    let length = pilots.first().map_or(0, Vec::len);
    let before: Vec<usize> = (0..length).collect();
    let Some(noise) = noise(&pilots.iter().chain(controls).collect::<Vec<_>>(), &before) else { return (None, None) };
    let comparison = Comparison { treated: pilots, control: controls, before: &before, after: &before };
    let (t, c) = comparison.counts();
    let phi = comparison.effect(&noise).map_or(noise.phi, |e| e.phi);
    let share = f64::from(months) / length.max(1) as f64;
    let expected = Expected {
        treated_before: t.before,
        treated_after: t.before * share,
        control_before: c.before,
        control_after: c.before * share,
    };
    (Some(phi), detectable(&expected, phi))
}
