//! Who asks. A viewer is an argument of every use case.

use crate::AreaId;
use serde::{Deserialize, Serialize};

/// What somebody may see and do; the rules are in the privacy design, the enforcement in `disclosure`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Nobody signed in: the public layer only.
    Public,
    /// A resident with an account: the public layer and own audits.
    Resident,
    /// A residents' association: the yards of its own.
    Osi,
    /// A body that mends: cases of its duty and area.
    Body,
    /// A precinct inspector: the precise layers of the own precinct.
    Inspector,
    /// A planner of the akimat: exact counts of cells and areas, no single incident.
    Planner,
    /// An analyst: everything precise.
    Analyst,
    /// Accounts, the access log, approvals; no precise data.
    Admin,
    /// Whoever runs the command line on the data file, or asks over the loopback of that machine.
    Operator,
}

crate::names::word_list!(
    Role, "role",
    Public => "public", Resident => "resident", Osi => "osi", Body => "body", Inspector => "inspector",
    Planner => "planner", Analyst => "analyst", Admin => "admin", Operator => "operator",
);

/// A role with its areas of responsibility.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    role: Role,
    areas: Vec<AreaId>,
    account: Option<String>,
    incidents: bool,
}

impl Viewer {
    /// Nobody in particular.
    #[must_use]
    pub fn public() -> Self {
        Self { role: Role::Public, areas: Vec::new(), account: None, incidents: true }
    }

    /// The operator of the command line.
    #[must_use]
    pub fn operator() -> Self {
        Self { role: Role::Operator, areas: Vec::new(), account: None, incidents: true }
    }

    /// Somebody signed in, by session or token.
    #[must_use]
    pub fn signed_in(account: &str, role: Role, areas: Vec<AreaId>) -> Self {
        Self { role, areas, account: Some(account.to_owned()), incidents: true }
    }

    /// The same viewer, but single incidents stay closed whatever the role: for tokens that are not meant for them.
    #[must_use]
    pub fn without_incidents(self) -> Self {
        Self { incidents: false, ..self }
    }

    /// Whether single incidents may be shown where the role allows it.
    #[must_use]
    pub fn sees_incidents(&self) -> bool {
        self.incidents
    }

    /// The identifier of the account, if somebody is signed in.
    #[must_use]
    pub fn account(&self) -> Option<&str> {
        self.account.as_deref()
    }

    /// The role.
    #[must_use]
    pub fn role(&self) -> Role {
        self.role
    }

    /// The areas of responsibility; empty means that the role itself draws the line.
    #[must_use]
    pub fn areas(&self) -> &[AreaId] {
        &self.areas
    }
}
