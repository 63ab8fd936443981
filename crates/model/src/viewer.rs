//! Who asks. A viewer is an argument of every use case.

use crate::AreaId;
use serde::{Deserialize, Serialize};

/// What somebody may see and do; the rules are in the privacy design, the enforcement in `disclosure`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Nobody signed in: the public layer only.
    Public,
    /// Whoever runs the command line on the data file, or asks over the loopback of that machine.
    Operator,
}

crate::names::word_list!(Role, "role", Public => "public", Operator => "operator");

/// A role with its areas of responsibility.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    role: Role,
    areas: Vec<AreaId>,
}

impl Viewer {
    /// Nobody in particular.
    #[must_use]
    pub fn public() -> Self {
        Self { role: Role::Public, areas: Vec::new() }
    }

    /// The operator of the command line.
    #[must_use]
    pub fn operator() -> Self {
        Self { role: Role::Operator, areas: Vec::new() }
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
