//! The register of accounts: making and changing them, in the log.

use super::password::forget_password;
use super::{Account, AccountError, AccountName, Standing};
use aula_model::{AreaId, Batch, Change as LogChange, Document, Entity, Kind, Op, Origin, Role};
use aula_snapshot::Snapshot;
use aula_store::{Store, StoreError};
use jiff::Timestamp;

/// Whether somebody may administer: from then on the service may be reached by others, and this machine alone is no
/// right any more.
pub(crate) fn admin_exists(snapshot: &Snapshot) -> bool {
    let is_admin = |account: Account| account.role == Role::Admin && account.standing != Standing::Disabled;
    snapshot.documents().of_kind(Kind::Account).any(|(_, d)| d.read().is_ok_and(is_admin))
}

/// A change of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Change {
    /// A new account.
    Add {
        /// The person's name.
        full_name: String,
        /// The role.
        role: Role,
        /// The areas of responsibility.
        areas: Vec<AreaId>,
    },
    /// Another role, other areas.
    Role(Role, Vec<AreaId>),
    /// No signing in any more.
    Disable,
    /// Signing in again, after a new invitation.
    Enable,
    /// A password was set: whoever signed in before does so again.
    Password,
    /// Every session is over.
    SignOut,
}

/// The register, over a store and a way to read it.
pub(crate) struct Register<'a> {
    store: &'a dyn Store,
    read: &'a dyn Fn() -> Result<Snapshot, AccountError>,
}

impl<'a> Register<'a> {
    /// A register. `read` answers a version that is up to date.
    pub(crate) fn new(store: &'a dyn Store, read: &'a dyn Fn() -> Result<Snapshot, AccountError>) -> Self {
        Self { store, read }
    }

    /// The store.
    pub(crate) fn store(&self) -> &'a dyn Store {
        self.store
    }

    /// The version of this moment.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub(crate) fn snapshot(&self) -> Result<Snapshot, AccountError> {
        (self.read)()
    }

    /// Changes an account and returns it as it is now.
    ///
    /// # Arguments
    /// `by` is who does it: another account's name, or none for the operator and for what somebody does to the own
    /// password and sessions.
    ///
    /// # Errors
    /// See [`AccountError`].
    pub(crate) fn change(
        &self,
        name: &AccountName,
        change: &Change,
        by: Option<&str>,
        now: Timestamp,
    ) -> Result<Account, AccountError> {
        let own = by == Some(name.as_str());
        if own && !matches!(change, Change::Password | Change::SignOut) {
            return Err(AccountError::Own);
        }
        let account = self.write(Kind::Account, name.as_str(), by.unwrap_or("operator"), now, &|snapshot| {
            changed(snapshot, name, change, now)
        })?;
        if *change == Change::Disable {
            forget_password(self.store, name)?;
        }
        Ok(account)
    }

    /// Writes a document that is worked out from the newest version; works it out again where somebody was faster.
    ///
    /// # Errors
    /// Whatever `work` answers, and where the store cannot be written.
    pub(super) fn write<T: serde::Serialize>(
        &self,
        kind: Kind,
        id: &str,
        by: &str,
        now: Timestamp,
        work: &dyn Fn(&Snapshot) -> Result<T, AccountError>,
    ) -> Result<T, AccountError> {
        loop {
            let snapshot = self.snapshot()?;
            let body = work(&snapshot)?;
            let document = Document::new(kind, id, &body)?;
            let change = LogChange { kind, key: document.key(), op: Op::Put(Entity::Document(Box::new(document))) };
            let action = format!("{} {id} by {by}", kind.as_str());
            let origin = Origin { at: now, action, file: None, summary: None };
            match self.store.append(Batch { origin, changes: vec![change] }, Some(snapshot.seq())) {
                Ok(_) => break Ok(body),
                Err(StoreError::Conflict { .. }) => {}
                Err(other) => break Err(other.into()),
            }
        }
    }
}

/// The account after a change.
fn changed(snapshot: &Snapshot, name: &AccountName, change: &Change, now: Timestamp) -> Result<Account, AccountError> {
    let found = Account::find(snapshot, name.as_str())?;
    if let Change::Add { full_name, role, areas } = change {
        if found.is_some() {
            return Err(AccountError::Taken(name.to_string()));
        }
        check_role(snapshot, *role, areas)?;
        let full_name = full_name.trim();
        let full_name = if full_name.is_empty() { name.as_str() } else { full_name };
        return Ok(Account {
            full_name: full_name.chars().filter(|c| !c.is_control()).take(120).collect(),
            role: *role,
            areas: areas.clone(),
            standing: Standing::Invited,
            created: now,
            sessions_from: now,
        });
    }
    let account = found.ok_or_else(|| AccountError::Unknown(name.to_string()))?;
    let last_admin = || -> Result<bool, AccountError> {
        let others = Account::all(snapshot)?.into_iter().filter(|(other, _)| other != name.as_str());
        let more = others.map(|(_, a)| a).any(|a| a.role == Role::Admin && a.standing == Standing::Active);
        Ok(account.role == Role::Admin && !more)
    };
    let over = Account { sessions_from: now, ..account.clone() };
    Ok(match change {
        Change::Add { .. } | Change::SignOut => over,
        Change::Role(role, areas) => {
            let pair = [account.role, *role];
            if pair.contains(&Role::Admin) && pair.contains(&Role::Analyst) {
                return Err(AccountError::AdminAndAnalyst(name.to_string()));
            }
            if *role != Role::Admin && last_admin()? {
                return Err(AccountError::LastAdmin(name.to_string()));
            }
            check_role(snapshot, *role, areas)?;
            Account { role: *role, areas: areas.clone(), ..over }
        }
        Change::Disable if last_admin()? => return Err(AccountError::LastAdmin(name.to_string())),
        Change::Disable => Account { standing: Standing::Disabled, ..over },
        Change::Enable if account.standing == Standing::Disabled => Account { standing: Standing::Invited, ..over },
        Change::Enable => account,
        Change::Password => Account { standing: Standing::Active, ..over },
    })
}

fn check_role(snapshot: &Snapshot, role: Role, areas: &[AreaId]) -> Result<(), AccountError> {
    if matches!(role, Role::Public | Role::Operator) {
        return Err(AccountError::Role(role));
    }
    if let Some(unknown) = areas.iter().find(|id| snapshot.areas().get(id).is_none()) {
        return Err(AccountError::Area(unknown.clone()));
    }
    if role == Role::Inspector && areas.is_empty() {
        return Err(AccountError::NoArea(role));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::city::read_snapshot;
    use aula_store::MemoryStore;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    fn add(role: Role) -> Change {
        Change::Add { full_name: String::new(), role, areas: Vec::new() }
    }

    #[test]
    fn admin_and_analyst_are_never_one_and_the_last_admin_stays() {
        let store = MemoryStore::new();
        let read = || read_snapshot(&store).map_err(|e| AccountError::Read(e.to_string()));
        let register = Register::new(&store, &read);
        let name = |n: &str| n.parse::<AccountName>().unwrap();
        let (boss, other, analyst) = (name("boss"), name("other"), name("analyst"));
        assert!(!admin_exists(&read().unwrap()));
        register.change(&boss, &add(Role::Admin), None, at(0)).unwrap();
        assert!(admin_exists(&read().unwrap()));
        assert!(matches!(register.change(&boss, &add(Role::Planner), None, at(0)), Err(AccountError::Taken(_))));
        register.change(&boss, &Change::Password, None, at(1)).unwrap();
        register.change(&analyst, &add(Role::Analyst), Some("boss"), at(2)).unwrap();
        let to = |role| Change::Role(role, Vec::new());
        let refused = register.change(&analyst, &to(Role::Admin), Some("boss"), at(3));
        assert!(matches!(refused, Err(AccountError::AdminAndAnalyst(_))));
        assert!(matches!(register.change(&boss, &to(Role::Planner), Some("boss"), at(3)), Err(AccountError::Own)));
        assert!(matches!(register.change(&boss, &to(Role::Planner), None, at(3)), Err(AccountError::LastAdmin(_))));
        assert!(matches!(register.change(&boss, &Change::Disable, None, at(3)), Err(AccountError::LastAdmin(_))));
        register.change(&other, &add(Role::Admin), Some("boss"), at(4)).unwrap();
        assert!(register.change(&boss, &Change::Disable, Some("other"), at(5)).is_err(), "`other` cannot sign in yet");
        register.change(&other, &Change::Password, None, at(6)).unwrap();
        let gone = register.change(&boss, &Change::Disable, Some("other"), at(7)).unwrap();
        assert_eq!((gone.standing, gone.sessions_from), (Standing::Disabled, at(7)));
    }

    #[test]
    fn an_account_has_a_role_that_accounts_have_and_areas_that_are_there() {
        let store = MemoryStore::new();
        let read = || read_snapshot(&store).map_err(|e| AccountError::Read(e.to_string()));
        let register = Register::new(&store, &read);
        let name: AccountName = "someone".parse().unwrap();
        let add = |role, areas| Change::Add { full_name: String::new(), role, areas };
        let change = |c: &Change| register.change(&name, c, None, at(0));
        assert!(matches!(change(&add(Role::Operator, vec![])), Err(AccountError::Role(_))));
        assert!(matches!(change(&add(Role::Public, vec![])), Err(AccountError::Role(_))));
        assert!(matches!(change(&add(Role::Inspector, vec![])), Err(AccountError::NoArea(_))));
        let nowhere = vec!["precinct:nowhere".parse().unwrap()];
        assert!(matches!(change(&add(Role::Inspector, nowhere)), Err(AccountError::Area(_))));
        assert!(matches!(change(&Change::Disable), Err(AccountError::Unknown(_))));
    }
}
