//! Why a cell is hot, cold or neither; what the hotspot map says as a whole.

use super::draft::{Draft, Value};
use super::nothing::{Nothing, nothing};
use super::sureness::corrected_by;
use super::{Compared, Counted, Sentence, Sureness};
use crate::{ClassCounts, Correction, HotspotChoices, HotspotMethod, Neighbourhood};
use aula_statistics::HotspotClass;

/// The least ratio of counted to expected that is worth a sentence.
const RATIO_WORTH_SAYING: f64 = 1.2;

/// Which cells a cell is taken with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Around {
    /// With those it touches.
    DirectWithSelf,
    /// With neighbours of another choice.
    OthersWithSelf,
    /// The neighbours without the cell itself.
    WithoutSelf,
}

impl From<&HotspotChoices> for Around {
    fn from(choices: &HotspotChoices) -> Self {
        match (choices.method, choices.weights) {
            (HotspotMethod::Gi, _) => Self::WithoutSelf,
            (HotspotMethod::GiStar, Neighbourhood::Ring(1)) => Self::DirectWithSelf,
            (HotspotMethod::GiStar, _) => Self::OthersWithSelf,
        }
    }
}

/// A cell and its neighbours.
#[derive(Debug, Clone, Copy)]
pub struct RingFacts {
    /// Counted in them.
    pub count: f64,
    /// Expected if all were spread evenly.
    pub expected: f64,
    /// Cells, the cell itself among them unless it is left out.
    pub cells: u32,
    /// Which cells.
    pub around: Around,
}

/// What there is to say of a cell of the hotspot map.
#[derive(Debug, Clone, Copy)]
pub struct HotspotCellFacts {
    /// What is counted.
    pub counted: Counted,
    /// Counted in the cell.
    pub count: u64,
    /// The cell with its neighbours, where a verdict was possible.
    pub ring: Option<RingFacts>,
    /// Counted in all cells compared.
    pub total: u64,
    /// The cell's class; none outside the study set.
    pub class: Option<HotspotClass>,
    /// q (p without correction), how corrected, among how many cells.
    pub sureness: Sureness,
}

/// What a click on a cell of the hotspot map says.
#[must_use]
pub fn hotspot_cell(facts: &HotspotCellFacts) -> Sentence {
    let cells = facts.sureness.compared;
    let mut draft = Draft::new(&[facts.counted.unit(), Compared::Cells.unit()]);
    draft.say("here", &[("count", facts.count.into())]);
    let why_not = match (facts.class, facts.ring) {
        (None, _) => Some(Nothing::OutsideStudy),
        (Some(HotspotClass::TooFew), _) => Some(Nothing::TooFew { cells, count: facts.total }),
        (Some(HotspotClass::NoVariation), _) => Some(Nothing::NoVariation),
        (Some(_), ring) if ring.is_none() || facts.sureness.value.is_nan() => Some(Nothing::Undefined),
        _ => None,
    };
    if let Some(reason) = why_not {
        return draft.finish().then(&nothing(&reason, facts.counted));
    }
    if let Some(ring) = facts.ring {
        let key = match ring.around {
            Around::DirectWithSelf => "ring",
            Around::OthersWithSelf => "ring.others",
            Around::WithoutSelf => "ring.without",
        };
        draft.say(key, &[("cells", ring.cells.into()), ("ring", ring.count.into())]);
        let slots = [("total", facts.total.into()), ("n", cells.into()), ("expected", ring.expected.into())];
        draft.say("expected", &slots);
        let ratio = ring.count / ring.expected;
        if ring.expected > 0.0 && ratio >= RATIO_WORTH_SAYING {
            draft.say("ratio", &[("ratio", ratio.into())]);
        }
    }
    let hot = facts.class.is_some_and(HotspotClass::is_hot);
    let cold = facts.class.is_some_and(HotspotClass::is_cold);
    let caution = match facts.sureness.evidence().filter(|_| hot || cold) {
        Some((evidence, _)) => {
            draft.say(if hot { "hot" } else { "cold" }, &[("evidence", Value::Term(evidence))]);
            if hot { "caution.hot" } else { "caution.cold" }
        }
        None => {
            draft.say("neither", &[]);
            "caution.none"
        }
    };
    facts.sureness.say(&mut draft);
    draft.say(caution, &[]).finish()
}

/// What there is to say of the whole map.
#[derive(Debug, Clone)]
pub struct HotspotMapFacts<'a> {
    /// What is counted.
    pub counted: Counted,
    /// Counted in the cells.
    pub total: u64,
    /// Cells compared.
    pub n: u64,
    /// Number of cells by class.
    pub classes: &'a ClassCounts,
    /// Which cells each is taken with.
    pub around: Around,
    /// The correction.
    pub correction: Correction,
    /// Left out as too imprecise.
    pub left_out: u64,
    /// Selected, but in none of the cells.
    pub outside: u64,
}

/// What the hotspot map says as a whole.
#[must_use]
pub fn hotspot_map(facts: &HotspotMapFacts<'_>) -> Sentence {
    let mut draft = Draft::new(&[facts.counted.unit(), Compared::Cells.unit()]);
    let of = |class: HotspotClass| facts.classes.get(class.as_str()).copied().unwrap_or(0);
    let sum = |wanted: fn(HotspotClass) -> bool| -> u64 {
        HotspotClass::ALL.into_iter().filter(|&class| wanted(class)).map(of).sum()
    };
    let n = ("n", facts.n.into());
    if of(HotspotClass::TooFew) > 0 || facts.n == 0 {
        return nothing(&Nothing::TooFew { cells: facts.n, count: facts.total }, facts.counted);
    }
    draft.say(
        "map.counted",
        &[("total", facts.total.into()), n, ("mean", (facts.total as f64 / facts.n as f64).into())],
    );
    if of(HotspotClass::NoVariation) > 0 {
        return draft.finish().then(&nothing(&Nothing::NoVariation, facts.counted));
    }
    let (hot, cold) = (sum(HotspotClass::is_hot), sum(HotspotClass::is_cold));
    if hot > 0 {
        let key = match facts.around {
            Around::DirectWithSelf => "map.hot",
            Around::OthersWithSelf => "map.hot.others",
            Around::WithoutSelf => "map.hot.without",
        };
        draft.say(key, &[("hot", hot.into()), ("strong", of(HotspotClass::Hot99).into())]);
    }
    if cold > 0 {
        draft.say("map.cold", &[("cold", cold.into())]);
    }
    if hot + cold == 0 {
        draft.say("map.none", &[n]);
    }
    match facts.correction {
        Correction::BenjaminiHochberg | Correction::BenjaminiYekutieli if hot + cold == 0 => &mut draft,
        Correction::BenjaminiHochberg | Correction::BenjaminiYekutieli => {
            draft.say("map.level", &[n, ("level", 0.1.into()), corrected_by(facts.correction)])
        }
        Correction::None => draft.say("map.level.uncorrected", &[n, ("level", 0.1.into())]),
    };
    if facts.left_out > 0 {
        draft.say("map.left_out", &[("left", facts.left_out.into())]);
    }
    if facts.outside > 0 {
        draft.say("map.outside", &[("outside", facts.outside.into())]);
    }
    draft.finish()
}
