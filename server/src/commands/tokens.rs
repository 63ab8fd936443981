//! `aula tokens`.

use super::users::{read_accounts, refused};
use super::{open, reporting};
use crate::Outcome;
use crate::accounts::{AccountError, AccountName, Register, Scope, Tokens, list_tokens};
use crate::cli::{Cli, TokensCommand};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

pub(super) fn run(cli: &Cli, what: &TokensCommand) -> anyhow::Result<Outcome> {
    let store = open(&cli.data)?;
    let read = || read_accounts(store.as_ref());
    let register = Register::new(store.as_ref(), &read);
    let (tokens, now) = (Tokens(&register), Timestamp::now());
    match what {
        TokensCommand::Add { account, name, scopes, days, minutes } => {
            let account: AccountName = account.parse().map_err(refused)?;
            let scopes: Result<Vec<Scope>, AccountError> = scopes.iter().map(|scope| scope.parse()).collect();
            let minutes = minutes.map_or(i64::from(*days) * 24 * 60, i64::from);
            let life = SignedDuration::from_mins(minutes);
            let made = tokens.add(account.as_str(), name, &scopes.map_err(refused)?, life, now);
            let (id, secret, token) = made.map_err(refused)?;
            let human = format!(
                "Token {id} of `{account}`, valid until {}; it is shown this once:\n{}",
                token.expires,
                secret.expose()
            );
            let machine = json!({ "id": id, "secret": secret.expose(), "token": token });
            reporting::say(cli.json, &machine, &human)?;
        }
        TokensCommand::List => {
            let all = list_tokens(&read()?, None)?;
            let machine: Vec<_> = all.iter().map(|(id, token)| json!({ "id": id, "token": token })).collect();
            let human: Vec<String> = all
                .iter()
                .map(|(id, t)| {
                    let scopes: Vec<String> = t.scopes.iter().map(ToString::to_string).collect();
                    let state = if t.revoked.is_some() { "revoked" } else { "until" };
                    format!("{id}\t{}\t{}\t{state} {}\t{}", t.account, scopes.join(","), t.expires, t.name)
                })
                .collect();
            let human = if human.is_empty() { "There are no tokens".to_owned() } else { human.join("\n") };
            reporting::say(cli.json, &json!({ "tokens": machine }), &human)?;
        }
        TokensCommand::Revoke { id } => {
            tokens.revoke(id, None, "operator", now).map_err(refused)?;
            reporting::say(cli.json, &json!({ "revoked": id }), &format!("Token {id} is revoked"))?;
        }
    }
    Ok(Outcome::Done)
}
