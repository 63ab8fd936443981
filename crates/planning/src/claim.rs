//! A figure in the news: what it can show, what could have caused it otherwise, and what to ask for.

mod parse;
mod place;

pub use parse::parse_claim;
pub use place::{ClaimQuery, ClaimReply, OwnCounts, claim, claim_alone, needs_counts};

use crate::detectable::{Z_975, baseline_needed};
use serde::{Deserialize, Serialize};

/// A claim of a change.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// The change as a share; −0.213 for "down 21.3 %".
    pub change: f64,
    /// Over how many months.
    pub months: Option<f64>,
}

/// What is known beside the claim.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ClaimFacts {
    /// Incidents before, in the place the claim is about.
    pub before: Option<f64>,
    /// Incidents after; by the claim's own share unless given.
    pub after: Option<f64>,
    /// Incidents before in what it is compared with.
    pub control_before: Option<f64>,
    /// And after.
    pub control_after: Option<f64>,
    /// Whether the place was picked because it was among the worst; unknown counts as possible.
    pub picked_as_worst: Option<bool>,
    /// How much more than Poisson monthly counts vary there.
    pub phi: Option<f64>,
}

/// What else may have caused the change; words of the catalogues.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// Counts vary.
    Chance,
    /// The place was picked at its worst and would have fallen by itself.
    RegressionToTheMean,
    /// Other months of the year.
    Season,
    /// The whole city changed so.
    CityTrend,
    /// It moved next door.
    Displacement,
    /// Fewer were registered, later or under other articles.
    Registration,
    /// The last weeks are not all registered yet.
    LateRegistration,
    /// Other measures at the same time.
    OtherMeasures,
    /// Of many places and figures, one that looks well was shown.
    PickedFigure,
}

/// What to ask for; words of the catalogues.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// The two counts, not the percentage.
    Counts,
    /// The same months of at least two earlier years.
    EarlierYears,
    /// The same for places that got nothing and were like it before.
    Controls,
    /// The ring around it.
    Ring,
    /// When and why this place and these months were picked.
    HowPicked,
    /// Which articles, and whether registration changed.
    Definition,
    /// The day on which the data were drawn.
    DrawnOn,
    /// Whether the plan was written down before.
    PlanBefore,
}

/// The claim tested with the counts that are known.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ClaimTest {
    /// Before and after.
    pub place: (f64, f64),
    /// The control's; as large and unchanged where nothing is known of one.
    pub control: (f64, f64),
    /// Whether that control is only assumed.
    pub assumed_control: bool,
    /// (T₁ − T₀) − (C₁ − C₀), the control scaled to the place's size before.
    pub difference: f64,
    /// In standard errors.
    pub z: f64,
    /// Whether |z| reaches 1.96.
    pub beyond_chance: bool,
    /// The change against the control as a share.
    pub change: f64,
    /// Its 95 % interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// The answer to a claim.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClaimAnswer {
    /// The claim as it was understood.
    pub claim: Claim,
    /// Incidents before from which on it is beyond chance, against an equally large, unchanged control.
    pub needed: f64,
    /// The same when counts vary twice as much as Poisson.
    pub needed_at_2: f64,
    /// The same at the φ given or measured.
    pub needed_here: Option<f64>,
    /// Against nothing but itself, as the news has it: a before-and-after without control is no test, and this is why.
    pub needed_without_control: f64,
    /// The test, where the counts are known.
    pub test: Option<ClaimTest>,
    /// What else may have caused it.
    pub causes: Vec<Cause>,
    /// What to ask for.
    pub ask: Vec<Ask>,
}

/// Answers a claim; none for a change of 0, a fall of more than all, or one that is no number.
#[must_use]
pub fn check_claim(claim: Claim, facts: &ClaimFacts) -> Option<ClaimAnswer> {
    let change = claim.change;
    if !change.is_finite() || change == 0.0 || change < -1.0 {
        return None;
    }
    // The design's figure is of a fall; `baseline_needed` takes the size of it, a rise is negative.
    let needed = |phi: f64| baseline_needed(-change, phi);
    let phi = facts.phi.filter(|phi| phi.is_finite() && *phi >= 1.0);
    let test = facts.before.filter(|b| *b > 0.0).map(|before| test(change, before, facts, phi.unwrap_or(1.0)));
    let mut causes = vec![
        Cause::Chance,
        Cause::RegressionToTheMean,
        Cause::Season,
        Cause::CityTrend,
        Cause::Displacement,
        Cause::Registration,
        Cause::LateRegistration,
        Cause::OtherMeasures,
        Cause::PickedFigure,
    ];
    let controlled = facts.control_before.is_some() && facts.control_after.is_some();
    causes.retain(|cause| match cause {
        Cause::Chance => !test.is_some_and(|t| t.beyond_chance && !t.assumed_control),
        Cause::RegressionToTheMean => facts.picked_as_worst != Some(false),
        // The season and the city's trend are in a control of the same months.
        Cause::Season | Cause::CityTrend => !controlled,
        // A rise is none of the late rows, a fall none of trouble that came in from next door.
        Cause::LateRegistration => change < 0.0,
        _ => true,
    });
    let mut ask = vec![
        Ask::Counts,
        Ask::EarlierYears,
        Ask::Controls,
        Ask::Ring,
        Ask::HowPicked,
        Ask::Definition,
        Ask::DrawnOn,
        Ask::PlanBefore,
    ];
    ask.retain(|ask| match ask {
        Ask::Counts => facts.before.is_none(),
        Ask::Controls => !controlled,
        _ => true,
    });
    Some(ClaimAnswer {
        claim,
        needed: needed(1.0),
        needed_at_2: needed(2.0),
        needed_here: phi.map(needed),
        needed_without_control: Z_975 * Z_975 * phi.unwrap_or(1.0) * (2.0 + change) / (change * change),
        test,
        causes,
        ask,
    })
}

fn test(change: f64, before: f64, facts: &ClaimFacts, phi: f64) -> ClaimTest {
    let after = facts.after.filter(|a| *a >= 0.0).unwrap_or(before * (1.0 + change));
    let control = facts.control_before.zip(facts.control_after).filter(|(b, a)| *b > 0.0 && *a > 0.0);
    let (c0, c1) = control.unwrap_or((before, before));
    // A control of another size foretells by its share; its chance is scaled with it.
    let scale = before / c0;
    let difference = (after - before) - scale * (c1 - c0);
    let error = (phi * (before + after + scale * scale * (c0 + c1))).sqrt();
    let z = difference / error;
    let log = (after.max(0.5) / before).ln() - (c1 / c0).ln();
    let half = Z_975 * (phi * (1.0 / before + 1.0 / after.max(0.5) + 1.0 / c0 + 1.0 / c1)).sqrt();
    ClaimTest {
        place: (before, after),
        control: (c0, c1),
        assumed_control: control.is_none(),
        difference,
        z,
        beyond_chance: z.abs() >= Z_975,
        change: log.exp() - 1.0,
        low: (log - half).exp() - 1.0,
        high: (log + half).exp() - 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(change: f64) -> Claim {
        Claim { change, months: Some(4.0) }
    }

    #[test]
    fn the_news_items_figure_needs_321_incidents_and_642_when_counts_are_unruly() {
        let answer = check_claim(claim(-0.213), &ClaimFacts::default()).unwrap();
        assert_eq!((answer.needed.round(), answer.needed_at_2.round()), (321.0, 641.0));
        assert!((answer.needed_at_2 - 642.0).abs() < 1.0 && answer.needed_without_control < 0.5 * answer.needed);
        assert!(answer.causes.contains(&Cause::Chance) && answer.causes.contains(&Cause::RegressionToTheMean));
        assert!(answer.ask.contains(&Ask::Counts) && answer.ask.contains(&Ask::Controls));
        assert!(check_claim(claim(0.0), &ClaimFacts::default()).is_none());
        assert!(check_claim(claim(-1.5), &ClaimFacts::default()).is_none());
    }

    #[test]
    fn known_counts_are_tested_and_close_what_they_close() {
        let facts = |before: f64| ClaimFacts { before: Some(before), ..ClaimFacts::default() };
        let at = |before: f64| check_claim(claim(-0.213), &facts(before)).unwrap().test.unwrap();
        assert!(!at(315.0).beyond_chance && at(325.0).beyond_chance && at(325.0).assumed_control);
        let all = ClaimFacts {
            before: Some(900.0),
            control_before: Some(1800.0),
            control_after: Some(1440.0),
            picked_as_worst: Some(false),
            phi: Some(2.0),
            ..ClaimFacts::default()
        };
        let answer = check_claim(claim(-0.213), &all).unwrap();
        let test = answer.test.unwrap();
        // The control fell by a fifth too: nothing is left of the claim.
        assert!(
            !test.beyond_chance
                && (test.change - (0.787 / 0.8 - 1.0)).abs() < 1e-12
                && test.low < 0.0
                && test.high > 0.0
        );
        assert!(!answer.causes.contains(&Cause::Season) && !answer.causes.contains(&Cause::RegressionToTheMean));
        assert!(answer.causes.contains(&Cause::Chance) && !answer.ask.contains(&Ask::Controls));
    }
}
