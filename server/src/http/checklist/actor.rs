//! Who does something to a yard, as far as the log may know: a pseudonym, a role, a network.

use crate::checklist::{Core, Secrets};
use crate::http::gate::Asker;
use aula_checklist::{Action, Actor, Case, RaterRole, is_own_case};
use aula_model::{AreaId, Role, Viewer};
use aula_store::StoreError;

/// The asker with what a submission says of the person.
pub(crate) struct Ask {
    /// Signed in, or the operator naming a role that needs it.
    pub(crate) signed: bool,
    /// The rater's role.
    pub(crate) role: RaterRole,
    /// What identifies the person to the city's secret.
    who: String,
    network: String,
    word: String,
}

impl Ask {
    /// Who asks, with the device's key, the paper's number and the role wished. None where the role needs an account.
    pub(crate) fn new(asker: &Asker, device: Option<&str>, paper: Option<&str>, role: Option<&str>) -> Option<Self> {
        let viewer = &asker.viewer;
        let own = match viewer.role() {
            Role::Osi => RaterRole::Osi,
            Role::Inspector => RaterRole::Inspector,
            _ => RaterRole::Resident,
        };
        let wished = match role {
            None => own,
            Some("osi") => RaterRole::Osi,
            Some("inspector") => RaterRole::Inspector,
            Some(_) => RaterRole::Resident,
        };
        let is_operator = viewer.role() == Role::Operator;
        if wished != RaterRole::Resident && wished != own && !is_operator {
            return None;
        }
        // Who is signed in and types a resident's paper in is not the rater.
        let types_in = paper.is_some() && (viewer.account().is_some() || is_operator);
        let signed = !types_in && (viewer.account().is_some() || (is_operator && wished != RaterRole::Resident));
        let network = asker.client.to_string();
        let who = match (paper.filter(|_| types_in), viewer.account(), device) {
            (Some(paper), ..) => format!("paper:{paper}"),
            (None, Some(account), _) => format!("account:{account}"),
            (None, None, Some(device)) => format!("device:{device}"),
            (None, None, None) if is_operator => "operator".to_owned(),
            (None, None, None) => format!("address:{network}"),
        };
        Some(Self { signed, role: wished, who, network, word: viewer.role().as_str().to_owned() })
    }

    /// The rater's number in the city and pseudonym in a yard.
    pub(crate) fn person(&self, secrets: &Secrets, yard: &AreaId) -> ([u8; 16], String) {
        let person = secrets.person(&self.who);
        let pseudonym = secrets.pseudonym(yard.as_str(), &person);
        (person, pseudonym)
    }

    /// The actor of a case's event; the network only of those who are not signed in: offices share one.
    pub(crate) fn actor(&self, core: &Core, yard: &AreaId, case: &str) -> Result<Actor, StoreError> {
        let secrets = core.secrets()?;
        let (person, key) = self.person(secrets, yard);
        let network = secrets.pseudonym(yard.as_str(), &secrets.person(&format!("address:{}", self.network)));
        let is_local = self.word == "operator";
        let role = if self.role == RaterRole::Resident || !is_local { self.word.as_str() } else { self.role.as_str() };
        Ok(Actor {
            role: if role == "operator" && !self.signed { "resident".to_owned() } else { role.to_owned() },
            key,
            network: (!is_local).then_some(network),
            seal: Some(secrets.seal(case, &person)),
        })
    }
}

/// Whether somebody may do something to a case.
pub(crate) fn may_act(viewer: &Viewer, case: &Case, areas: &[AreaId], action: Action) -> bool {
    if !action.is_the_menders() {
        return !matches!(viewer.role(), Role::Admin | Role::Body);
    }
    is_own_case(viewer, case, areas)
}
