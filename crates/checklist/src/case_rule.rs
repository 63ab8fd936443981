//! When a problem becomes a case: by more than one voice, or an inspector's, or a photo's, and only where the ratings
//! together say so.

use crate::case::after_days;
use crate::{Action, Actor, Case, CaseEvent, CaseState, FactorValue, Mender, Rules};
use aula_model::AreaId;
use jiff::Timestamp;

/// Why a case opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grounds {
    /// Two persons say so.
    Persons,
    /// An inspector says so.
    Inspector,
    /// A photo that has passed moderation shows it.
    Photo,
}

impl Grounds {
    /// The grounds that a factor's ratings give, if any: rule 6 of the design, where what the ratings say together is
    /// 2 or more when rounded.
    #[must_use]
    pub fn of(value: &FactorValue, rules: &Rules) -> Option<Self> {
        if value.said.is_none_or(|said| said < 1.5) {
            return None;
        }
        if value.inspector_marked {
            Some(Self::Inspector)
        } else if value.persons_marked >= rules.persons_for_case {
            Some(Self::Persons)
        } else {
            value.photo_marked.then_some(Self::Photo)
        }
    }
}

/// What becomes of the cases of a yard.
#[derive(Debug, Clone, PartialEq)]
pub enum CaseChange {
    /// A case that was not there.
    Opened(Case),
    /// A case that is there again.
    Reopened(Case),
}

impl CaseChange {
    /// The case as it is now.
    #[must_use]
    pub fn case(&self) -> &Case {
        match self {
            Self::Opened(case) | Self::Reopened(case) => case,
        }
    }
}

/// Which cases open, or open again within half a year, by the ratings as they are now.
///
/// # Arguments
/// `existing`: all cases of the yard. `menders`: who mends a factor.
#[must_use]
pub fn cases_after(
    yard: &AreaId,
    factors: &[FactorValue],
    existing: &[&Case],
    menders: impl Fn(&str) -> Vec<Mender>,
    rules: &Rules,
    now: Timestamp,
) -> Vec<CaseChange> {
    const AGAIN_WITHIN_DAYS: u32 = 183;
    let mut changes = Vec::new();
    for value in factors.iter().filter(|v| Grounds::of(v, rules).is_some()) {
        let of_factor = existing.iter().filter(|c| c.factor == value.factor);
        let last = of_factor.max_by_key(|c| c.number);
        if last.is_some_and(|case| !case.state.is_closed()) {
            continue;
        }
        let menders = menders(&value.factor);
        let Some(mender) = menders.first() else { continue };
        let recent = last.filter(|c| c.mended_at().is_some_and(|at| now <= after_days(at, AGAIN_WITHIN_DAYS)));
        if let Some(case) = recent {
            let mut case = (*case).clone();
            let event = CaseEvent {
                at: now,
                state: CaseState::Reopened,
                action: None,
                by: Actor::system(),
                planned_for: None,
                note: None,
            };
            if case.act(Action::Reopen, event).is_ok() {
                case.due = after_days(now, mender.usual_days);
                changes.push(CaseChange::Reopened(case));
            }
            continue;
        }
        let number = last.map_or(1, |c| c.number + 1);
        let severity = value.said.unwrap_or_default();
        let body = (mender.body.as_str(), mender.account.as_deref(), mender.usual_days);
        changes.push(CaseChange::Opened(Case::open((yard.clone(), &value.factor, number), severity, body, now)));
    }
    changes
}
