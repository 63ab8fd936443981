//! Is a cell like its neighbours, and are neighbours alike on the whole?

use super::draft::{Draft, Value};
use super::nothing::{Nothing, nothing};
use super::{Compared, Counted, Sentence, Sureness};
use aula_statistics::Quadrant;

/// Moran's I of the whole map is told from chance under this p.
const LEVEL: f64 = 0.05;

/// What there is to say of local Moran's I.
#[derive(Debug, Clone, Copy)]
pub struct MoranCellFacts {
    /// What is counted.
    pub counted: Counted,
    /// Counted in the cell.
    pub count: u64,
    /// The mean of its neighbours.
    pub neighbours: f64,
    /// The mean of all cells.
    pub mean: f64,
    /// Where it lies on the scatter plot.
    pub quadrant: Quadrant,
    /// Local I.
    pub i: f64,
    /// Permutations.
    pub permutations: u32,
    /// q (p without correction), how corrected, among how many cells.
    pub sureness: Sureness,
}

/// How a cell compares with its neighbours.
#[must_use]
pub fn moran_cell(facts: &MoranCellFacts) -> Sentence {
    let mut draft = Draft::new(&[facts.counted.unit(), Compared::Cells.unit()]);
    let key = match facts.quadrant {
        Quadrant::HH => "moran.hh",
        Quadrant::LL => "moran.ll",
        Quadrant::HL => "moran.hl",
        Quadrant::LH => "moran.lh",
        Quadrant::NoNeighbours => return nothing(&Nothing::NoNeighbours, facts.counted),
    };
    let slots = [("count", facts.count.into()), ("neighbours", facts.neighbours.into()), ("mean", facts.mean.into())];
    draft.say("moran.here", &slots);
    let i = ("i", facts.i.into());
    match facts.sureness.evidence() {
        Some((evidence, _)) => draft.say(key, &[("evidence", Value::Term(evidence))]),
        None => draft.say("moran.none", &[i]),
    };
    draft.say("moran.how", &[("permutations", facts.permutations.into()), i]);
    facts.sureness.say(&mut draft);
    draft.finish()
}

/// What there is to say of local Moran's I of an area.
#[derive(Debug, Clone, Copy)]
pub struct MoranAreaFacts<'a> {
    /// What is counted.
    pub counted: Counted,
    /// The area's name.
    pub name: &'a str,
    /// Counted in it.
    pub count: u64,
    /// Where it lies on the scatter plot.
    pub quadrant: Quadrant,
    /// Local I.
    pub i: f64,
    /// Permutations.
    pub permutations: u32,
    /// q, how corrected, among how many areas.
    pub sureness: Sureness,
}

/// How an area compares with those it touches.
#[must_use]
pub fn moran_area(facts: &MoranAreaFacts<'_>) -> Sentence {
    let mut draft = Draft::new(&[facts.counted.unit(), Compared::Areas.unit()]);
    draft.say("moran.area", &[("name", Value::Text(facts.name)), ("count", facts.count.into())]);
    let key = match facts.quadrant {
        Quadrant::HH => "moran.hh",
        Quadrant::LL => "moran.ll",
        Quadrant::HL => "moran.hl.area",
        Quadrant::LH => "moran.lh.area",
        Quadrant::NoNeighbours => return draft.say("moran.area.alone", &[]).finish(),
    };
    let i = ("i", facts.i.into());
    match facts.sureness.evidence() {
        Some((evidence, _)) => draft.say(key, &[("evidence", Value::Term(evidence))]),
        None => draft.say("moran.none", &[i]),
    };
    draft.say("moran.how.areas", &[("permutations", facts.permutations.into()), i]);
    facts.sureness.say(&mut draft);
    draft.finish()
}

/// What there is to say of global Moran's I.
#[derive(Debug, Clone, Copy)]
pub struct MoranMapFacts {
    /// What is counted.
    pub counted: Counted,
    /// Cells or areas.
    pub level: Compared,
    /// Counted in all of them.
    pub total: u64,
    /// How many they are.
    pub n: u64,
    /// Moran's I.
    pub i: f64,
    /// Its mean by chance.
    pub expected: f64,
    /// Two-sided p.
    pub p: f64,
}

/// Whether like lies beside like on the whole map.
#[must_use]
pub fn moran_map(facts: &MoranMapFacts) -> Sentence {
    let mut draft = Draft::new(&[facts.counted.unit(), facts.level.unit()]);
    let key = match (facts.p < LEVEL, facts.level) {
        (true, Compared::Areas) if facts.i > facts.expected => "moran.map.clustered.areas",
        (true, _) if facts.i > facts.expected => "moran.map.clustered",
        (true, _) => "moran.map.dispersed",
        (false, _) => "moran.map.none",
    };
    let slots = [("i", facts.i.into()), ("expected", facts.expected.into()), ("p", Value::Probability(facts.p))];
    draft.say(key, &slots);
    let how = if facts.level == Compared::Areas { "moran.map.how.areas" } else { "moran.map.how" };
    draft.say(how, &[("total", facts.total.into()), ("n", facts.n.into())]).finish()
}
