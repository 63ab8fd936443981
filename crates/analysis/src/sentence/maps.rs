//! What the maps and tables say as a whole.

use super::draft::{Draft, Value};
use super::nothing::{Nothing, nothing};
use super::sureness::corrected_by;
use super::{ChangeBasis, Compared, Counted, Days, DensityPer, Exposure, Sentence};
use crate::Correction;
use aula_statistics::{EmergingClass, Kernel};

/// What there is to say of a map of densities.
#[derive(Debug, Clone, Copy)]
pub struct DensityMapFacts {
    /// What is counted.
    pub counted: Counted,
    /// The largest density.
    pub peak: f64,
    /// Per what.
    pub per: DensityPer,
    /// The kernel.
    pub kernel: Kernel,
    /// Its bandwidth.
    pub bandwidth_m: f64,
    /// Counted in all.
    pub total: u64,
    /// The density if all were spread evenly.
    pub mean: f64,
}

/// How dense it is where it is densest.
#[must_use]
pub fn density_map(facts: &DensityMapFacts) -> Sentence {
    if facts.total == 0 {
        return nothing(&Nothing::NoRecords, facts.counted);
    }
    let (key, who) = match facts.per {
        DensityPer::Km2 => ("density.map", Exposure::Other),
        DensityPer::Thousand(exposure) => ("density.map.exposed", exposure),
    };
    let slots = [
        ("peak", facts.peak.into()),
        ("kernel", Value::Term(super::density::kernel(facts.kernel))),
        ("bandwidth", facts.bandwidth_m.into()),
        ("total", facts.total.into()),
    ];
    let mut draft = Draft::new(&[facts.counted.unit(), who.unit()]);
    draft.say(key, &slots).say("density.mean", &[("mean", facts.mean.into())]).say("density.caution", &[]).finish()
}

/// What there is to say of a map of changes.
#[derive(Debug, Clone, Copy)]
pub struct ChangeMapFacts {
    /// What is counted.
    pub counted: Counted,
    /// The earlier period.
    pub before_days: Days,
    /// Counted in it.
    pub before: u64,
    /// The later period.
    pub after_days: Days,
    /// Counted in it.
    pub after: u64,
    /// By what a cell's later count is expected.
    pub basis: ChangeBasis,
    /// Cells tested.
    pub tested: u64,
    /// Cells compared at all.
    pub n: u64,
    /// Cells that rose by more than chance.
    pub up: u64,
    /// Cells that fell by more than chance.
    pub down: u64,
    /// Whether a verdict was possible.
    pub judged: bool,
}

/// How many cells rose and fell.
#[must_use]
pub fn change_map(facts: &ChangeMapFacts) -> Sentence {
    let mut draft = Draft::new(&[facts.counted.unit(), Compared::Cells.unit()]);
    let day = Value::Day;
    draft.say(
        "change.map.counts",
        &[
            ("before", facts.before.into()),
            ("before_from", day(facts.before_days.from)),
            ("before_to", day(facts.before_days.last())),
            ("after", facts.after.into()),
            ("after_from", day(facts.after_days.from)),
            ("after_to", day(facts.after_days.last())),
        ],
    );
    if !facts.judged {
        let too_few = Nothing::TooFew { cells: facts.n, count: facts.before + facts.after };
        return draft.finish().then(&nothing(&too_few, facts.counted));
    }
    let basis = match facts.basis {
        ChangeBasis::SameRate => "change.map.length",
        ChangeBasis::WholeArea => "change.map.whole",
        ChangeBasis::Season => "change.map.season",
    };
    draft.say(basis, &[]);
    let n = ("n", facts.tested.into());
    if facts.up + facts.down == 0 {
        draft.say("map.none", &[n]);
    } else {
        draft.say("change.map.moved", &[("up", facts.up.into()), ("down", facts.down.into())]);
        draft.say("map.level", &[n, ("level", 0.1.into()), corrected_by(Correction::BenjaminiHochberg)]);
    }
    draft.say("change.caution", &[]).finish()
}

/// What there is to say of a map of histories.
#[derive(Debug, Clone)]
pub struct EmergingMapFacts<'a> {
    /// What is counted.
    pub counted: Counted,
    /// Counted in all steps.
    pub total: u64,
    /// Cells compared.
    pub n: u64,
    /// Steps in time.
    pub steps: u32,
    /// Steps without a verdict.
    pub silent: u32,
    /// The level of q in each step.
    pub level: f64,
    /// The class of every cell.
    pub classes: &'a [EmergingClass],
}

/// How many cells are newly hot, steadily hot, hot on and off.
#[must_use]
pub fn emerging_map(facts: &EmergingMapFacts<'_>) -> Sentence {
    use EmergingClass::{
        ConsecutiveHot, DiminishingHot, HistoricalHot, IntensifyingHot, NewHot, None as Nowhere, OscillatingHot,
        PersistentHot, SporadicHot,
    };
    let mut draft = Draft::new(&[facts.counted.unit()]);
    let of = |wanted: &[EmergingClass]| facts.classes.iter().filter(|class| wanted.contains(class)).count() as u64;
    let hot = [of(&[NewHot]), of(&[ConsecutiveHot, IntensifyingHot, PersistentHot, DiminishingHot])];
    let (going, past) = (of(&[SporadicHot, OscillatingHot]), of(&[HistoricalHot]));
    let cold = facts.n.saturating_sub(hot[0] + hot[1] + going + past + of(&[Nowhere]));
    draft.say(
        "emerging.map",
        &[
            ("total", facts.total.into()),
            ("n", facts.n.into()),
            ("steps", facts.steps.into()),
            ("new", hot[0].into()),
            ("steady", hot[1].into()),
            ("going", going.into()),
            ("past", past.into()),
            ("cold", cold.into()),
        ],
    );
    if facts.silent > 0 {
        draft.say("emerging.silent", &[("silent", facts.silent.into())]);
    }
    draft.say("emerging.how", &[("n", facts.n.into()), ("level", facts.level.into())]).finish()
}

/// What there is to say of rates of areas; rates per 1,000 a year.
#[derive(Debug, Clone, Copy)]
pub struct RatesMapFacts {
    /// What is counted.
    pub counted: Counted,
    /// Counted in the areas with exposure.
    pub count: u64,
    /// Who or what it is set against.
    pub exposure_kind: Exposure,
    /// The rate of all areas together.
    pub rate: f64,
    /// Areas with exposure.
    pub n: u64,
    /// Areas surely above the rate of all.
    pub above: u64,
    /// Areas surely below it.
    pub below: u64,
}

/// The rate of all areas together, and how many stand apart.
#[must_use]
pub fn rates_map(facts: &RatesMapFacts) -> Sentence {
    let mut draft = Draft::new(&[facts.counted.unit(), facts.exposure_kind.unit()]);
    let slots = [("rate", facts.rate.into()), ("count", facts.count.into()), ("n", facts.n.into())];
    draft.say("rates.map", &slots);
    draft.say("rates.map.apart", &[("above", facts.above.into()), ("below", facts.below.into())]);
    draft.say("rates.how", &[("n", facts.n.into())]).finish()
}

/// What there is to say of a map over several grids.
#[derive(Debug, Clone, Copy)]
pub struct RobustnessMapFacts {
    /// What is counted.
    pub counted: Counted,
    /// Cells hot on the grid asked for.
    pub hot: u64,
    /// Of these, cells hot on most grids.
    pub stays: u64,
    /// Grids with a verdict.
    pub judged: u32,
}

/// How many hot cells outlive another grid.
#[must_use]
pub fn robustness_map(facts: &RobustnessMapFacts) -> Sentence {
    if facts.judged == 0 {
        return nothing(&Nothing::NoGrid, facts.counted);
    }
    let slots = [("hot", facts.hot.into()), ("stays", facts.stays.into()), ("judged", facts.judged.into())];
    Draft::new(&[]).say("robust.map", &slots).say("robust.how", &[]).finish()
}

/// What is said of a cell, or that it is not among those compared.
#[must_use]
pub fn cell_or_outside(said: Option<Sentence>, counted: Counted) -> Sentence {
    said.unwrap_or_else(|| nothing(&Nothing::OutsideStudy, counted))
}
