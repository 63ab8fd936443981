//! Who may call a route.

use super::super::Problem;
use super::asker::{Asker, How};
use crate::accounts::Scope;
use aula_disclosure::Withheld;
use aula_model::{Role, Viewer};
use axum::http::Method;

/// Who may call a route. The gate asks this before a handler runs; what a caller may see of the answer, and of which
/// areas, the use cases and `disclosure` decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(test), expect(dead_code, reason = "some owners have no route yet"))]
pub(crate) enum Access {
    /// Everybody: the public layer, facts about the city, the pages.
    Anyone,
    /// Whoever is signed in, by session or token.
    SignedIn,
    /// Whoever is signed in by a session of one's own: what no token may do.
    Session,
    /// Exact counts of cells and areas: planner, analyst; an inspector for the own areas. Each answer is in the access
    /// log.
    Cells,
    /// Exact counts for those who may see them, each answer in the access log; published classes for everybody else.
    CellsElsePublished,
    /// Single incidents: analyst; an inspector for the own areas. Each answer is in the access log.
    Incidents,
    /// Accounts, tokens, the access log, settings: the administrator, in a session.
    Admin,
    /// The operator of the machine.
    Operator,
    /// These roles, and the operator; not in the access log.
    Roles(&'static [Role]),
    /// These roles, and the operator; each answer is in the access log.
    Precise(&'static [Role]),
}

/// Who sees exact counts of cells and areas.
const CELLS: &[Role] = &[Role::Inspector, Role::Planner, Role::Analyst];
/// Who sees single incidents.
const INCIDENTS: &[Role] = &[Role::Inspector, Role::Analyst];

impl Access {
    /// Whether each answer to this viewer goes into the access log.
    pub(crate) fn is_precise(self, viewer: &Viewer) -> bool {
        match self {
            Self::Cells | Self::Incidents | Self::Precise(_) => true,
            Self::CellsElsePublished => viewer.role() == Role::Operator || CELLS.contains(&viewer.role()),
            _ => false,
        }
    }

    /// Whether a bearer token will do.
    pub(crate) fn takes_tokens(self) -> bool {
        !matches!(self, Self::Session | Self::Admin | Self::Operator)
    }

    /// Lets the asker pass or says why not.
    ///
    /// # Errors
    /// A problem of status 403.
    pub(crate) fn admit(self, asker: &Asker, method: &Method, path: &str) -> Result<(), Problem> {
        let viewer = &asker.viewer;
        if !self.admits(viewer) {
            return Err(if self.is_precise(viewer) {
                Withheld::Role(viewer.role()).into()
            } else {
                Problem::forbidden(format!("this is for {self}, not for the role `{}`", viewer.role()))
            });
        }
        match &asker.how {
            How::Token { scopes, .. } => self.admit_token(scopes, method, path),
            How::Nobody | How::Loopback | How::Session { .. } => Ok(()),
        }
    }

    fn admit_token(self, scopes: &[Scope], method: &Method, path: &str) -> Result<(), Problem> {
        if !self.takes_tokens() {
            return Err(Problem::forbidden("no token may do this; sign in on the page"));
        }
        let collection = collection_of(path);
        // A filter that no address can hold is sent as the body of a question: it changes nothing.
        let reads = method.is_safe() || (path.starts_with("/ogc/") && path.ends_with("/items"));
        let within = |scope: &Scope| match scope {
            Scope::Collection(id) => reads && collection == Some(id),
            Scope::Read => reads && self != Self::Incidents,
            Scope::Incidents => reads,
            Scope::Write => !reads,
        };
        if scopes.iter().any(within) {
            return Ok(());
        }
        let said: Vec<String> = scopes.iter().map(ToString::to_string).collect();
        Err(Problem::forbidden(format!("this token is for {} only", said.join(", "))))
    }

    fn admits(self, viewer: &Viewer) -> bool {
        let role = viewer.role();
        if role == Role::Operator {
            return true;
        }
        match self {
            Self::Anyone | Self::CellsElsePublished => true,
            Self::SignedIn | Self::Session => viewer.account().is_some(),
            Self::Cells => CELLS.contains(&role),
            Self::Incidents => INCIDENTS.contains(&role),
            Self::Admin => role == Role::Admin,
            Self::Operator => false,
            Self::Roles(roles) | Self::Precise(roles) => roles.contains(&role),
        }
    }
}

/// The collection or layer that an address is about: `/ogc/collections/{id}/…`, `/api/v1/layers/{id}`.
fn collection_of(path: &str) -> Option<&str> {
    let mut segments = path.split('/').skip_while(|segment| *segment != "collections" && *segment != "layers");
    segments.next()?;
    segments.next().filter(|id| !id.is_empty())
}

impl std::fmt::Display for Access {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let roles = |f: &mut std::fmt::Formatter<'_>, roles: &[Role]| {
            let names: Vec<&str> = roles.iter().map(|role| role.as_str()).collect();
            f.write_str(&names.join(", "))
        };
        match self {
            Self::Anyone => f.write_str("anyone"),
            Self::SignedIn => f.write_str("whoever is signed in"),
            Self::Session => f.write_str("whoever is signed in on the page"),
            Self::Cells => roles(f, CELLS),
            Self::CellsElsePublished => {
                f.write_str("anyone: precise figures for inspector, planner, analyst, published classes for others")
            }
            Self::Incidents => roles(f, INCIDENTS),
            Self::Admin => f.write_str("admin"),
            Self::Operator => f.write_str("operator"),
            Self::Roles(some) | Self::Precise(some) => roles(f, some),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_roles_of_each_owner_are_those_of_the_design() {
        let admitted = |access: Access| -> Vec<&str> {
            let viewer = |role: Role| match role {
                Role::Public => Viewer::public(),
                Role::Operator => Viewer::operator(),
                role => Viewer::signed_in("a", role, Vec::new()),
            };
            Role::ALL.iter().filter(|role| access.admits(&viewer(**role))).map(|role| role.as_str()).collect()
        };
        assert_eq!(admitted(Access::Anyone).len(), Role::ALL.len());
        assert_eq!(admitted(Access::SignedIn).len(), Role::ALL.len() - 1);
        assert_eq!(admitted(Access::Cells), ["inspector", "planner", "analyst", "operator"]);
        assert_eq!(admitted(Access::Incidents), ["inspector", "analyst", "operator"]);
        assert_eq!(admitted(Access::Admin), ["admin", "operator"]);
        assert_eq!(admitted(Access::Operator), ["operator"]);
        assert_eq!(admitted(Access::Roles(&[Role::Osi])), ["osi", "operator"]);
    }

    #[test]
    fn a_token_does_what_its_scopes_say_and_no_more() {
        let may = |access: Access, scope: &str, method: Method, path: &str| {
            access.admit_token(&[scope.parse().unwrap()], &method, path).is_ok()
        };
        assert!(may(Access::Cells, "read", Method::GET, "/api/v1/hotspots"));
        assert!(!may(Access::Incidents, "read", Method::GET, "/api/v1/incidents"));
        assert!(may(Access::Incidents, "incidents", Method::GET, "/api/v1/incidents"));
        assert!(!may(Access::SignedIn, "read", Method::POST, "/api/v1/audits"));
        assert!(may(Access::SignedIn, "write", Method::POST, "/api/v1/audits"));
        assert!(!may(Access::Admin, "write", Method::POST, "/api/v1/users"));
        assert!(!may(Access::Session, "write", Method::POST, "/api/v1/tokens"), "a token begets no token");
        let one = "collection:hot_res9";
        assert!(may(Access::Cells, one, Method::GET, "/ogc/collections/hot_res9/items"));
        assert!(!may(Access::Cells, one, Method::GET, "/ogc/collections/hot_res8/items"));
        assert!(!may(Access::Cells, one, Method::GET, "/api/v1/hotspots"));
        // A question sent as a body changes nothing; anything else that is sent is no reading.
        assert!(may(Access::Cells, one, Method::POST, "/ogc/collections/hot_res9/items"));
        assert!(!may(Access::Cells, one, Method::POST, "/api/v1/plans"));
    }
}
