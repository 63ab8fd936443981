//! Public figures: rates, densities, ranks and verdicts, computed from published classes alone.

use crate::{Class, Interval, Period, PlaceId, Publication, Published};
use serde::Serialize;
use std::collections::BTreeMap;

/// What a figure is divided by, per place. Public statistics: none of them comes from incidents.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Exposure {
    /// Area in square metres.
    pub area_m2: Option<f64>,
    /// Residents (or addresses, by the caller's choice; the same for all places).
    pub persons: Option<f64>,
}

/// A range of a figure; no `high` where nothing is said upward.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Range {
    /// Lowest possible value.
    pub low: f64,
    /// Highest possible value.
    pub high: Option<f64>,
}

/// Whether a place stands out from the whole, as far as the published classes can tell. The words are about where help
/// is needed first, not about danger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// Even the lowest possible density is more than twice the highest that the whole may have.
    HelpFirst,
    /// Even the lowest possible density is above the highest that the whole may have.
    AboveAverage,
    /// The published classes do not tell it from the whole.
    NotToldApart,
    /// Even the highest possible density is below the lowest that the whole may have.
    BelowAverage,
    /// Nothing is shown here.
    NotShown,
}

/// The public figures of one place.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figures {
    /// The place.
    pub place: PlaceId,
    /// Its published class.
    pub class: Class,
    /// Incidents per 1,000 persons; none where it is not shown or persons are not known.
    pub rate_per_1000: Option<Range>,
    /// Incidents per square kilometre; none where it is not shown or the area is not known.
    pub density_per_km2: Option<Range>,
    /// Best and worst rank by density that the classes allow, 1 being where help is needed first; none where there is
    /// no density. Equal densities share the better rank.
    pub rank: Option<(usize, usize)>,
    /// Whether the place stands out.
    pub need: Need,
}

/// Which figures are asked for: places of one kind, a period and a group.
#[derive(Debug, Clone, PartialEq)]
pub struct Question<'a> {
    /// The kind of places that are compared.
    pub level: crate::Level,
    /// The period.
    pub period: Period,
    /// The category group; none means all together.
    pub group: Option<&'a str>,
}

impl Published<Publication> {
    /// The public figures of all places of one kind: intervals in, intervals out.
    ///
    /// # Arguments
    /// `exposure` by place; `PlaceId::City` among them is what places are compared with.
    ///
    /// # Returns
    /// The figures in the order of the publication; a publication without such units answers none.
    #[must_use]
    pub fn figures(&self, question: &Question<'_>, exposure: &BTreeMap<PlaceId, Exposure>) -> Published<Vec<Figures>> {
        let asked =
            |u: &&crate::PublishedUnit| u.unit.period == question.period && u.unit.group.as_deref() == question.group;
        let units = || self.get().units().iter().filter(asked);
        let of = |place: &PlaceId| exposure.get(place).copied().unwrap_or_default();
        let whole = units().find(|u| u.unit.place == PlaceId::City);
        let whole = whole.and_then(|u| density(&u.class, of(&PlaceId::City)));
        let mut figures: Vec<Figures> = units()
            .filter(|u| u.unit.place.level() == question.level)
            .map(|u| {
                let here = of(&u.unit.place);
                let density_per_km2 = density(&u.class, here);
                Figures {
                    place: u.unit.place.clone(),
                    rate_per_1000: per(&u.class, here.persons.map(|p| p / 1e3)),
                    density_per_km2,
                    rank: None,
                    need: need(&u.class, density_per_km2, whole),
                    class: u.class.clone(),
                }
            })
            .collect();
        rank(&mut figures);
        Published::by_rule(figures)
    }
}

fn density(class: &Class, exposure: Exposure) -> Option<Range> {
    per(class, exposure.area_m2.map(|m2| m2 / 1e6))
}

/// A shown class divided by an exposure.
fn per(class: &Class, exposure: Option<f64>) -> Option<Range> {
    let exposure = exposure.filter(|e| e.is_finite() && *e > 0.0)?;
    let Interval { low, high } = class.interval();
    class.is_shown().then(|| Range { low: f64::from(low) / exposure, high: high.map(|h| f64::from(h) / exposure) })
}

fn need(class: &Class, here: Option<Range>, whole: Option<Range>) -> Need {
    if !class.is_shown() {
        return Need::NotShown;
    }
    let (Some(here), Some(whole)) = (here, whole) else { return Need::NotToldApart };
    match (here, whole) {
        (Range { low, .. }, Range { high: Some(average), .. }) if low > 2.0 * average => Need::HelpFirst,
        (Range { low, .. }, Range { high: Some(average), .. }) if low > average => Need::AboveAverage,
        (Range { high: Some(high), .. }, Range { low: average, .. }) if high < average => Need::BelowAverage,
        _ => Need::NotToldApart,
    }
}

/// Ranks by density: at best behind those surely above, at worst behind all that may be above.
fn rank(figures: &mut [Figures]) {
    let mut lows: Vec<f64> = figures.iter().filter_map(|f| f.density_per_km2).map(|d| d.low).collect();
    let highs = figures.iter().filter_map(|f| f.density_per_km2).map(|d| d.high.unwrap_or(f64::INFINITY));
    let mut highs: Vec<f64> = highs.collect();
    lows.sort_by(f64::total_cmp);
    highs.sort_by(f64::total_cmp);
    for figure in figures {
        let Some(density) = figure.density_per_km2 else { continue };
        let high = density.high.unwrap_or(f64::INFINITY);
        let surely_above = lows.len() - lows.partition_point(|low| *low <= high);
        // The place itself may be above its own lowest density, but not above itself.
        let itself = usize::from(high > density.low);
        let may_be_above = highs.len() - highs.partition_point(|h| *h <= density.low) - itself;
        figure.rank = Some((surely_above + 1, may_be_above + 1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(low: f64, high: f64) -> Figures {
        Figures {
            place: PlaceId::City,
            class: Class::UpTo4,
            rate_per_1000: None,
            density_per_km2: Some(Range { low, high: Some(high) }),
            rank: None,
            need: Need::NotToldApart,
        }
    }

    #[test]
    fn ranks_are_as_wide_as_the_classes_leave_them() {
        let mut figures = [figure(18.0, 22.0), figure(0.0, 4.0), figure(5.0, 12.0), figure(3.0, 7.0)];
        rank(&mut figures);
        let ranks: Vec<_> = figures.iter().filter_map(|f| f.rank).collect();
        assert_eq!(ranks, [(1, 1), (3, 4), (2, 3), (2, 4)]);
    }

    #[test]
    fn every_true_order_lies_within_the_ranks() {
        let spans = [(0.0, 4.0), (0.0, 4.0), (5.0, 12.0), (3.0, 17.0), (13.0, 17.0)];
        let mut figures = spans.map(|(low, high)| figure(low, high));
        rank(&mut figures);
        for choice in 0..1 << spans.len() {
            let value = |n: usize| if choice >> n & 1 == 1 { spans[n].1 } else { spans[n].0 };
            for (n, figure) in figures.iter().enumerate() {
                let above = (0..spans.len()).filter(|o| value(*o) > value(n)).count() + 1;
                let (best, worst) = figure.rank.unwrap();
                assert!((best..=worst).contains(&above), "{n} is {above}, said {best} to {worst}");
            }
        }
    }

    #[test]
    fn a_place_stands_out_only_when_no_possible_count_contradicts() {
        let whole = Some(Range { low: 4.0, high: Some(5.0) });
        let verdict =
            |class: Class| need(&class, density(&class, Exposure { area_m2: Some(1e6), persons: None }), whole);
        assert_eq!(verdict(Class::Rounded { value: 15 }), Need::HelpFirst);
        assert_eq!(verdict(Class::Range { low: 6, high: 17 }), Need::AboveAverage);
        assert_eq!(verdict(Class::From5To12), Need::NotToldApart);
        assert_eq!(verdict(Class::UpTo4), Need::NotToldApart);
        assert_eq!(verdict(Class::Suppressed), Need::NotShown);
        let far = Exposure { area_m2: Some(2e6), persons: None };
        assert_eq!(need(&Class::UpTo4, density(&Class::UpTo4, far), whole), Need::BelowAverage);
    }
}
