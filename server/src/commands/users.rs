//! `aula users`.

use super::{WrongArguments, open, open_or_create, reporting};
use crate::Outcome;
use crate::accounts::{Account, AccountError, AccountName, Change, Password, Register, invite, set_password};
use crate::city::read_kinds;
use crate::cli::{Cli, UsersCommand};
use crate::http::{PublicUrl, invitation_path};
use anyhow::Context as _;
use aula_model::Kind;
use aula_snapshot::Snapshot;
use aula_store::Store;
use jiff::Timestamp;
use serde_json::json;
use std::io::Read as _;

/// What accounts hang on.
const KINDS: [Kind; 4] = [Kind::Account, Kind::Token, Kind::Area, Kind::Settings];

/// The accounts of a data file.
pub(super) fn read_accounts(store: &dyn Store) -> Result<Snapshot, AccountError> {
    read_kinds(store, &KINDS).map_err(|e| AccountError::Read(format!("{e:#}")))
}

/// What the operator got wrong is a matter of the arguments.
pub(super) fn refused(error: AccountError) -> anyhow::Error {
    match error {
        AccountError::Store(_)
        | AccountError::Model(_)
        | AccountError::Kept(_)
        | AccountError::Read(_)
        | AccountError::Secret(_) => error.into(),
        other => WrongArguments(other.to_string()).into(),
    }
}

pub(super) fn run(cli: &Cli, what: &UsersCommand) -> anyhow::Result<Outcome> {
    let store = if matches!(what, UsersCommand::Add { .. }) { open_or_create(&cli.data)? } else { open(&cli.data)? };
    let read = || read_accounts(store.as_ref());
    let register = Register::new(store.as_ref(), &read);
    let now = Timestamp::now();
    let change = |name: &str, change: &Change| -> anyhow::Result<AccountName> {
        let name: AccountName = name.parse().map_err(refused)?;
        register.change(&name, change, None, now).map_err(refused)?;
        Ok(name)
    };
    match what {
        UsersCommand::Add { name, role, full_name, areas, password, public_url } => {
            let given = given_password(password.password_file.as_deref(), password.password_stdin)?;
            let parsed: AccountName = name.parse().map_err(refused)?;
            let given = given.map(|text| Password::new(&text, &parsed)).transpose().map_err(refused)?;
            let add = Change::Add { full_name: full_name.clone(), role: *role, areas: areas.clone() };
            let name = change(name, &add)?;
            match given {
                Some(password) => {
                    set_password(store.as_ref(), &name, &password)?;
                    change(name.as_str(), &Change::Password)?;
                    let said = format!("Made `{name}` ({role}); the password was set");
                    reporting::say(cli.json, &json!({ "name": name, "role": role }), &said)?;
                }
                None => say_invitation(cli, store.as_ref(), &name, public_url.as_ref(), now)?,
            }
        }
        UsersCommand::List => list(cli, &read()?)?,
        UsersCommand::Invite { name, public_url } => {
            let name = change(name, &Change::Enable)?;
            say_invitation(cli, store.as_ref(), &name, public_url.as_ref(), now)?;
        }
        UsersCommand::Role { name, role, areas } => {
            let name = change(name, &Change::Role(*role, areas.clone()))?;
            reporting::say(cli.json, &json!({ "name": name, "role": role }), &format!("`{name}` is {role} now"))?;
        }
        UsersCommand::Disable { name } => {
            let name = change(name, &Change::Disable)?;
            reporting::say(cli.json, &json!({ "name": name }), &format!("`{name}` cannot sign in any more"))?;
        }
    }
    Ok(Outcome::Done)
}

/// A password from a file, from standard input or from the environment.
fn given_password(file: Option<&std::path::Path>, stdin: bool) -> anyhow::Result<Option<String>> {
    let text = match (file, stdin) {
        (Some(file), _) => {
            Some(std::fs::read_to_string(file).with_context(|| format!("cannot read `{}`", file.display()))?)
        }
        (None, true) => {
            let mut text = String::new();
            std::io::stdin().take(64 * 1024).read_to_string(&mut text).context("cannot read standard input")?;
            Some(text)
        }
        (None, false) => std::env::var("AULA_PASSWORD").ok(),
    };
    Ok(text.map(|text| text.trim_end_matches(['\r', '\n']).to_owned()))
}

fn say_invitation(
    cli: &Cli,
    store: &dyn Store,
    name: &AccountName,
    public_url: Option<&PublicUrl>,
    now: Timestamp,
) -> anyhow::Result<()> {
    let (secret, expires) = invite(store, name, now).map_err(refused)?;
    let path = invitation_path(secret.expose());
    let link = public_url.map_or_else(|| path.clone(), |url| format!("{url}{path}"));
    let where_to = if public_url.is_some() { "" } else { " (behind the address of your service)" };
    let human = format!("Invitation for `{name}`, valid once and until {expires}{where_to}:\n{link}");
    let machine = json!({ "name": name, "secret": secret.expose(), "path": path, "link": link, "expires": expires });
    Ok(reporting::say(cli.json, &machine, &human)?)
}

fn list(cli: &Cli, snapshot: &Snapshot) -> anyhow::Result<()> {
    let all = Account::all(snapshot)?;
    let rows: Vec<_> = all
        .iter()
        .map(|(name, a)| json!({ "name": name, "full_name": a.full_name, "role": a.role, "areas": a.areas, "standing": a.standing }))
        .collect();
    let human: Vec<String> = all
        .iter()
        .map(|(name, a)| {
            let areas: Vec<String> = a.areas.iter().map(ToString::to_string).collect();
            let standing = serde_json::to_value(a.standing).ok().and_then(|v| v.as_str().map(str::to_owned));
            format!("{name}\t{}\t{}\t{}\t{}", a.role, standing.unwrap_or_default(), areas.join(" "), a.full_name)
        })
        .collect();
    let human = if human.is_empty() { "There are no accounts".to_owned() } else { human.join("\n") };
    Ok(reporting::say(cli.json, &json!({ "users": rows }), &human)?)
}
