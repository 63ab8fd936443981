//! The way of a problem until somebody else than the mender says that it is mended.

use aula_model::AreaId;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseState {
    /// Known, nobody has answered.
    Open,
    /// The body says that it is its own to mend.
    TakenOn,
    /// Planned for a date.
    Planned,
    /// The body says that it is mended.
    ReportedMended,
    /// Somebody else says so too. The end, unless it comes again.
    Confirmed,
    /// Somebody says that it is not mended.
    Disputed,
    /// It came again, or the dispute was right.
    Reopened,
}

impl CaseState {
    /// Every state.
    pub const ALL: [Self; 7] = [
        Self::Open,
        Self::TakenOn,
        Self::Planned,
        Self::ReportedMended,
        Self::Confirmed,
        Self::Disputed,
        Self::Reopened,
    ];

    /// The word of the contract.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::TakenOn => "taken_on",
            Self::Planned => "planned",
            Self::ReportedMended => "reported_mended",
            Self::Confirmed => "confirmed",
            Self::Disputed => "disputed",
            Self::Reopened => "reopened",
        }
    }

    /// Whether nothing is left to do.
    #[must_use]
    pub fn is_closed(self) -> bool {
        self == Self::Confirmed
    }
}

/// What somebody does with a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Say that it is one's own to mend.
    TakeOn,
    /// Name a date.
    Plan,
    /// Say that it is mended.
    ReportMended,
    /// Say that it really is.
    Confirm,
    /// Say that it is not.
    Dispute,
    /// Put it back on the list.
    Reopen,
    /// Hand it to another body.
    Assign,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 7] =
        [Self::TakeOn, Self::Plan, Self::ReportMended, Self::Confirm, Self::Dispute, Self::Reopen, Self::Assign];

    /// The word of the contract.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TakeOn => "take_on",
            Self::Plan => "plan",
            Self::ReportMended => "report_mended",
            Self::Confirm => "confirm",
            Self::Dispute => "dispute",
            Self::Reopen => "reopen",
            Self::Assign => "assign",
        }
    }

    /// Whether it is the mender's to do, not the reader's.
    #[must_use]
    pub fn is_the_menders(self) -> bool {
        matches!(self, Self::TakeOn | Self::Plan | Self::ReportMended | Self::Reopen | Self::Assign)
    }
}

/// Who did something: the role and a pseudonym of that yard, by which "somebody else" is told; never a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Actor {
    /// The role (`resident`, `osi`, `body`, `inspector`, …; `system` for the rule that opens cases).
    pub role: String,
    /// The pseudonym.
    pub key: String,
    /// The pseudonym of the network it came from: somebody else does not sit at the same machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network: Option<String>,
    /// The rater's number in the city, sealed, where it may count as a rating.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal: Option<String>,
}

impl Actor {
    /// The rule itself.
    #[must_use]
    pub fn system() -> Self {
        Self { role: "system".into(), key: String::new(), network: None, seal: None }
    }

    /// Whether two actors may be one person.
    #[must_use]
    pub fn may_be(&self, other: &Self) -> bool {
        let same_network = self.network.is_some() && self.network == other.network;
        self.role != "system" && other.role != "system" && (self.key == other.key || same_network)
    }
}

/// Something that happened to a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseEvent {
    /// When.
    pub at: Timestamp,
    /// The state after it.
    pub state: CaseState,
    /// What was done; none for the opening.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<Action>,
    /// By whom.
    pub by: Actor,
    /// The date planned, where one was named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned_for: Option<Date>,
    /// What the mender notes; for the offices, never public.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A problem of a yard.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// The yard.
    pub yard: AreaId,
    /// The factor's code.
    pub factor: String,
    /// Its number among the cases of that yard and factor, from 1.
    pub number: u32,
    /// What the ratings said when it opened, 0 to 3.
    pub severity: f64,
    /// Where it stands.
    pub state: CaseState,
    /// The kind of body that mends it.
    pub body: String,
    /// The account that takes it on, where the register names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// When it opened, or opened again.
    pub opened: Timestamp,
    /// By when it is usually mended.
    pub due: Timestamp,
    /// For when it is planned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned_for: Option<Date>,
    /// Everything that happened, in order.
    pub events: Vec<CaseEvent>,
}

/// Why an action is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CaseError {
    /// The state does not allow it.
    #[error("a case that is {} cannot take the action {}", .state.as_str(), .action.as_str())]
    State {
        /// The state.
        state: CaseState,
        /// The action.
        action: Action,
    },
    /// The one who reported it mended confirms it.
    #[error("somebody else than the one who reported it mended must confirm it")]
    SamePerson,
    /// Planned without a date.
    #[error("a plan needs a date")]
    NoDate,
    /// An action that is not this role's.
    #[error("the role `{0}` cannot do this")]
    Role(String),
}

impl Case {
    /// A new case.
    #[must_use]
    pub fn open(
        (yard, factor, number): (AreaId, &str, u32),
        severity: f64,
        body: (&str, Option<&str>, u32),
        at: Timestamp,
    ) -> Self {
        let (body, account, usual_days) = body;
        let opening =
            CaseEvent { at, state: CaseState::Open, action: None, by: Actor::system(), planned_for: None, note: None };
        Self {
            yard,
            factor: factor.to_owned(),
            number,
            severity,
            state: CaseState::Open,
            body: body.to_owned(),
            account: account.map(str::to_owned),
            opened: at,
            due: after_days(at, usual_days),
            planned_for: None,
            events: vec![opening],
        }
    }

    /// Its identifier among all cases.
    #[must_use]
    pub fn id(&self) -> String {
        format!("{}.{}.{}", self.yard.code(), self.factor, self.number)
    }

    /// Does something with it.
    ///
    /// # Errors
    /// [`CaseError`] where the state or the person does not allow it; then nothing is changed.
    pub fn act(&mut self, action: Action, event: CaseEvent) -> Result<(), CaseError> {
        use CaseState::{Confirmed, Disputed, Open, Planned, Reopened, ReportedMended, TakenOn};
        let next = match (action, self.state) {
            (Action::TakeOn, Open | Reopened | Disputed) => TakenOn,
            (Action::Plan, Open | Reopened | Disputed | TakenOn | Planned) => Planned,
            (Action::ReportMended, Open | Reopened | Disputed | TakenOn | Planned) => ReportedMended,
            (Action::Confirm, ReportedMended | Disputed) => Confirmed,
            (Action::Dispute, ReportedMended) => Disputed,
            (Action::Reopen, Confirmed | Disputed) => Reopened,
            (Action::Assign, Open | Reopened | Disputed | TakenOn | Planned) => Open,
            (action, state) => return Err(CaseError::State { state, action }),
        };
        if action == Action::Confirm && self.reporter().is_some_and(|reporter| reporter.may_be(&event.by)) {
            return Err(CaseError::SamePerson);
        }
        if action == Action::Plan {
            self.planned_for = Some(event.planned_for.ok_or(CaseError::NoDate)?);
        }
        if next == Reopened {
            self.opened = event.at;
            self.planned_for = None;
        }
        self.state = next;
        self.events.push(CaseEvent { state: next, action: Some(action), ..event });
        Ok(())
    }

    /// Who reported it mended last.
    #[must_use]
    pub fn reporter(&self) -> Option<&Actor> {
        self.events.iter().rev().find(|e| e.action == Some(Action::ReportMended)).map(|e| &e.by)
    }

    /// The confirmations, by which earlier ratings end.
    pub fn confirmations(&self) -> impl Iterator<Item = &CaseEvent> {
        self.events.iter().filter(|e| e.state == CaseState::Confirmed && e.action == Some(Action::Confirm))
    }

    /// When it was confirmed mended, if it stands so.
    #[must_use]
    pub fn mended_at(&self) -> Option<Timestamp> {
        (self.state == CaseState::Confirmed).then(|| self.events.last().map(|e| e.at)).flatten()
    }

    /// Whether it should have been mended by now.
    #[must_use]
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        !matches!(self.state, CaseState::Confirmed | CaseState::ReportedMended) && now > self.due
    }
}

/// A moment so many days later.
pub(crate) fn after_days(at: Timestamp, days: u32) -> Timestamp {
    at.checked_add(SignedDuration::from_hours(24 * i64::from(days))).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(by: &str, at: i64) -> CaseEvent {
        let by = Actor { role: by.to_owned(), key: by.to_owned(), network: None, seal: None };
        let at = Timestamp::from_second(1_700_000_000 + at).unwrap();
        CaseEvent { at, state: CaseState::Open, action: None, by, planned_for: None, note: None }
    }

    fn case() -> Case {
        let yard: AreaId = "yard:y-0001".parse().unwrap();
        Case::open((yard, "lighting_yard", 1), 2.5, ("DA", None, 30), event("x", 0).at)
    }

    #[test]
    fn a_case_goes_its_way_and_only_somebody_else_ends_it() {
        let mut case = case();
        case.act(Action::TakeOn, event("body", 1)).unwrap();
        assert_eq!(case.act(Action::Plan, event("body", 2)), Err(CaseError::NoDate));
        let dated = CaseEvent { planned_for: Some(jiff::civil::date(2023, 12, 1)), ..event("body", 3) };
        case.act(Action::Plan, dated).unwrap();
        case.act(Action::ReportMended, event("body", 4)).unwrap();
        let before = case.clone();
        assert_eq!(case.act(Action::Confirm, event("body", 5)), Err(CaseError::SamePerson));
        assert_eq!(case, before, "a refused action changes nothing");
        case.act(Action::Dispute, event("resident", 6)).unwrap();
        case.act(Action::ReportMended, event("body", 7)).unwrap();
        case.act(Action::Confirm, event("inspector", 8)).unwrap();
        assert_eq!((case.mended_at(), case.confirmations().count()), (Some(event("x", 8).at), 1));
        case.act(Action::Reopen, event("system", 9)).unwrap();
        assert_eq!((case.state, case.mended_at()), (CaseState::Reopened, None));
        assert_eq!(case.id(), "y-0001.lighting_yard.1");
    }

    #[test]
    fn the_same_network_is_not_somebody_else() {
        let mut case = case();
        let mut report = event("body", 1);
        report.by.network = Some("n1".into());
        case.act(Action::ReportMended, report).unwrap();
        let mut confirm = event("resident", 2);
        confirm.by.network = Some("n1".into());
        assert_eq!(case.act(Action::Confirm, confirm), Err(CaseError::SamePerson));
    }

    #[test]
    fn a_case_is_overdue_after_the_usual_days_and_not_while_it_waits_for_a_confirmation() {
        let mut case = case();
        assert!(!case.is_overdue(event("x", 86_400 * 30).at) && case.is_overdue(event("x", 86_400 * 30 + 1).at));
        case.act(Action::ReportMended, event("body", 1)).unwrap();
        assert!(!case.is_overdue(event("x", 86_400 * 90).at));
    }
}
