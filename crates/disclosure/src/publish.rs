//! The rule that makes exact counts public: propose, prove, widen, freeze.

use crate::plan::{Plan, Proposed};
use crate::search::{Search, Target};
use crate::{Class, Counts, Interval, Level, Precise, Publication, PublicationError, Published, PublishedUnit};
use crate::{Review, Settings, UnitId, Widened};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// A publication that a second person can approve, with what only the analyst and that person see.
pub struct Proposal {
    /// What would be published.
    pub publication: Published<Publication>,
    /// How useful it is and what was hidden for what, by exact counts.
    pub review: Precise<Review>,
}

/// Makes the next publication out of exact counts.
///
/// # Arguments
/// `counts` all quarters from the first on; those of periods that are published already as they stood then. `date` is
/// the day of the publication. `earlier` is the version before, which is repeated unchanged.
///
/// # Returns
/// A proposal: the same bytes for the same input, whatever its order. No count of a unit, of a piece of ground or of
/// the difference between a unit and its parts is bounded to fewer than [`Settings::least_width`] whole numbers by
/// everything published so far, shown by two cities for each that agree with all of it.
///
/// # Errors
/// [`PublicationError::Setting`], [`PublicationError::Frame`] when ground, groups, settings or periods do not continue
/// those of `earlier`, [`PublicationError::Moved`] when counts of a frozen period have changed,
/// [`PublicationError::NotCertified`] when no proof is found beside the earlier versions.
pub fn publish(
    counts: &Precise<Counts>,
    settings: &Settings,
    date: Date,
    earlier: Option<&Published<Publication>>,
) -> Result<Proposal, PublicationError> {
    let counts = counts.open();
    let earlier = earlier.map(Published::get);
    settings.validate()?;
    if let Some(earlier) = earlier {
        earlier.continued_by(counts, settings)?;
    }
    let mut plan = Plan::new(counts, settings, earlier)?;
    let widened = prove(&mut plan, settings)?;
    drop_poor_fine_cells(&mut plan, settings);
    let review = Review::of(&plan, widened);
    let units = plan.units.iter().filter_map(|p| {
        let class = p.class.clone()?;
        Some(PublishedUnit { unit: plan.name(p.unit), class })
    });
    let version = earlier.map_or(1, |e| e.version() + 1);
    let publication = Publication::new(version, date, counts, settings, units.collect());
    Ok(Proposal { publication: Published::by_rule(publication), review: Precise::new(review) })
}

/// Widens classes until two far enough cities are found for everything that has to stay hidden.
fn prove(plan: &mut Plan<'_>, settings: &Settings) -> Result<Vec<Widened>, PublicationError> {
    let (system, shown, mut targets) = plan.system();
    let mut search = Search::new(system, settings.least_width);
    let components = search.system.components();
    let live: BTreeSet<u32> = (0..plan_len(&search))
        .filter(|s| search.system.is_shown(*s) && !search.system.sums[*s as usize].frozen)
        .filter_map(|s| search.system.atoms(s).first().map(|a| components[*a as usize]))
        .collect();
    targets.retain(|t| !is_settled(plan, &search, t, &components, &live));
    let mut widened = Vec::new();
    for target in unproved(&mut search, targets) {
        let mut drop = GiveUp::Nothing;
        while let Err(blockers) = search.prove_or_blame(&target) {
            let changes = if blockers.is_empty() {
                // Only earlier figures stand in the way: try from the true city, then without the new figures around,
                // at last without any new figure that is connected. What is left then has been proved before.
                search.system.restart();
                match drop.next() {
                    Some(next) => drop = next,
                    None if is_old(plan, &search, &target) => break,
                    None => return Err(PublicationError::NotCertified(describe(plan, &shown, &target))),
                }
                dropped(&search, &target, drop, &components)
            } else {
                blockers.into_iter().map(|(sum, value)| (sum, Some(value))).collect()
            };
            for (sum, value) in changes {
                let proposed = &plan.units[shown[sum as usize]];
                let before = proposed.class.as_ref().map_or(Interval::ANY, Class::interval);
                let after = value.map_or(Interval::ANY, |value| {
                    let reached = Class::of(u32::try_from(value.max(0)).unwrap_or(u32::MAX)).interval();
                    tolerable(before.hull(reached))
                });
                search.system.widen(sum, i64::from(after.low), after.high.map_or(i64::MAX, i64::from));
                widened.push(Widened { unit: plan.name(proposed.unit), hides: describe(plan, &shown, &target) });
                plan.units[shown[sum as usize]].class = Some(Class::from_interval(after));
            }
        }
    }
    Ok(widened)
}

/// What is given up for a target that earlier figures leave too little room.
#[derive(Debug, Clone, Copy, PartialEq)]
enum GiveUp {
    Nothing,
    /// Nothing, but the search begins again from the true city.
    Time,
    /// New figures that hold a part of the target.
    Touching,
    /// All new figures of its components.
    Connected,
}

impl GiveUp {
    fn next(self) -> Option<Self> {
        match self {
            Self::Nothing => Some(Self::Time),
            Self::Time => Some(Self::Touching),
            Self::Touching => Some(Self::Connected),
            Self::Connected => None,
        }
    }
}

fn plan_len(search: &Search) -> u32 {
    u32::try_from(search.system.sums.len()).unwrap_or(u32::MAX)
}

/// The unknowns that a target is made of, and some more where something is taken away from it.
fn atoms_of(search: &Search, target: &Target) -> Vec<u32> {
    match target {
        Target::Atom(atom) => vec![*atom],
        Target::Sum { whole, .. } => search.system.atoms(*whole).to_vec(),
    }
}

/// Whether a target is of a period that an earlier version has published, and so has been proved with it.
fn is_old(plan: &Plan<'_>, search: &Search, target: &Target) -> bool {
    match target {
        Target::Atom(atom) => plan.is_old(*atom),
        Target::Sum { whole, .. } => search.system.sums[*whole as usize].old,
    }
}

/// Whether a target has been proved with an earlier version and nothing new is connected with it.
fn is_settled(plan: &Plan<'_>, search: &Search, target: &Target, components: &[u32], live: &BTreeSet<u32>) -> bool {
    is_old(plan, search, target) && atoms_of(search, target).iter().all(|a| !live.contains(&components[*a as usize]))
}

/// The new figures to take back for a target.
fn dropped(search: &Search, target: &Target, drop: GiveUp, components: &[u32]) -> Vec<(u32, Option<i64>)> {
    let atoms: BTreeSet<u32> = atoms_of(search, target).into_iter().collect();
    let connected: BTreeSet<u32> = atoms.iter().map(|a| components[*a as usize]).collect();
    let near = |sum: &u32| {
        let mut of = search.system.atoms(*sum).iter();
        match drop {
            GiveUp::Nothing | GiveUp::Time => false,
            GiveUp::Touching => of.any(|a| atoms.contains(a)),
            GiveUp::Connected => of.any(|a| connected.contains(&components[*a as usize])),
        }
    };
    let new = |s: &u32| search.system.is_shown(*s) && !search.system.sums[*s as usize].frozen;
    (0..plan_len(search)).filter(new).filter(near).map(|s| (s, None)).collect()
}

/// A quick round over all targets. Differences of sums are looked at in the
/// cities met on the way.
fn unproved(search: &mut Search, targets: Vec<Target>) -> Vec<Target> {
    let (differences, plain): (Vec<_>, Vec<_>) =
        targets.into_iter().partition(|t| matches!(t, Target::Sum { less, .. } if !less.is_empty()));
    let mut seen: Vec<(i64, i64)> = differences.iter().map(|d| search.seen(d)).collect();
    let pause = plain.len() / 48 + 1;
    let mut open = Vec::new();
    for (n, target) in plain.into_iter().enumerate() {
        if !search.prove(&target) {
            open.push(target);
        }
        if n % pause == 0 {
            for (d, seen) in differences.iter().zip(&mut seen) {
                let now = search.now(d);
                *seen = (seen.0.min(now), seen.1.max(now));
            }
        }
    }
    let far = search.spread;
    let close = differences.into_iter().zip(seen).filter(|(_, (low, high))| high - low < far).map(|(d, _)| d);
    let close: Vec<_> = close.filter(|d| !search.prove(d)).collect();
    open.extend(close);
    open
}

/// A range that still says something, or silence: the highest count at most twice the lowest and 12 more.
fn tolerable(range: Interval) -> Interval {
    if range.high.is_some_and(|high| high <= range.low.saturating_mul(2).saturating_add(12)) {
        range
    } else {
        Interval::ANY
    }
}

/// Takes fine cells out where a coarse cell around them is no longer shown with enough: they would say that it has.
fn drop_poor_fine_cells(plan: &mut Plan<'_>, settings: &Settings) {
    let coarse = |p: &&Proposed| plan.level(p.unit.place) == Level::Cell8 && p.unit.group.is_none();
    let rich: BTreeSet<_> = plan
        .units
        .iter()
        .filter(coarse)
        .filter(|p| p.class.as_ref().is_some_and(|c| c.interval().low >= settings.fine_cells_from))
        .map(|p| (p.unit.place, p.unit.period))
        .collect();
    let poor: Vec<usize> = (0..plan.units.len())
        .filter(|n| {
            let p = &plan.units[*n];
            let fine = plan.level(p.unit.place) == Level::Cell9 && !p.frozen && p.class.is_some();
            fine && !plan.coarse_cells(p.unit.place).iter().all(|c| rich.contains(&(*c, p.unit.period)))
        })
        .collect();
    for n in poor {
        plan.units[n].class = None;
    }
}

fn describe(plan: &Plan<'_>, shown: &[usize], target: &Target) -> String {
    let name = |sum: u32| shown.get(sum as usize).map(|n| plan.name(plan.units[*n].unit));
    match target {
        Target::Sum { whole, less } => match (name(*whole), less.first().and_then(|s| name(*s))) {
            (Some(unit), None) => unit.to_string(),
            (Some(unit), Some(first)) if less.len() == 1 => format!("{unit} less {first}"),
            (Some(unit), Some(first)) => format!("{unit} less {} parts from {first}", less.len()),
            (None, _) => format!("common piece {whole}"),
        },
        Target::Atom(atom) => format!("smallest piece {atom}"),
    }
}

/// Makes the yearly revision: the same units and periods, from counts that corrections have changed since.
///
/// A figure that still holds is repeated; one that does not is widened until it holds both what was said and what is
/// true, or taken back. So the revision says nothing that the version before did not say, and needs no new proof.
///
/// # Errors
/// [`PublicationError::Frame`] when ground, groups, settings or periods are not exactly those of `earlier`.
pub fn revise(
    counts: &Precise<Counts>,
    date: Date,
    earlier: &Published<Publication>,
) -> Result<Proposal, PublicationError> {
    let (counts, before) = (counts.open(), earlier.get());
    before.continued_by(counts, before.settings())?;
    if before.calendar() != &counts.calendar {
        return Err(PublicationError::Frame("the periods", before.version()));
    }
    let mut plan = Plan::unfrozen(counts, before);
    let mut widened: Vec<Widened> = Vec::new();
    for n in 0..plan.units.len() {
        let p = &plan.units[n];
        let Some(class) = p.class.as_ref().filter(|c| !c.interval().holds(p.exact)) else { continue };
        let range = tolerable(class.interval().hull(Class::of(p.exact).interval()));
        let unit: UnitId = plan.name(p.unit);
        widened.push(Widened { hides: format!("the correction of {unit}"), unit });
        plan.units[n].class = Some(Class::from_interval(range));
    }
    let review = Review::of(&plan, widened);
    let units = plan.units.iter().filter_map(|p| {
        let class = p.class.clone()?;
        Some(PublishedUnit { unit: plan.name(p.unit), class })
    });
    let publication = Publication::new(before.version() + 1, date, counts, before.settings(), units.collect());
    Ok(Proposal { publication: Published::by_rule(publication), review: Precise::new(review) })
}
