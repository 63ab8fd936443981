//! `aula publish`: propose, look at, decide on and list the versions of the public layer.

use super::{WrongArguments, open, reporting};
use crate::Outcome;
use crate::city::read_snapshot;
use crate::cli::{Cli, DecideArgs, ProposeArgs, PublishCommand};
use crate::publications::{Decision, Desk, DeskError, PublicLayer, Record, Request, card_in_words};
use aula_disclosure::Quarter;
use aula_model::Viewer;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io::Write as _;

pub(super) fn run(cli: &Cli, what: &PublishCommand) -> anyhow::Result<Outcome> {
    let store = open(&cli.data)?;
    let spinner = reporting::spinner("reading the city");
    let snapshot = read_snapshot(store.as_ref())?;
    let desk = Desk { store: store.as_ref(), snapshot: &snapshot };
    spinner.set_message("computing what may be shown");
    let done = answer(cli, &desk, what);
    spinner.finish_and_clear();
    done.map(|()| Outcome::Done)
}

fn answer(cli: &Cli, desk: &Desk<'_>, what: &PublishCommand) -> anyhow::Result<()> {
    match what {
        PublishCommand::Propose(args) => {
            let record = desk.propose(&Viewer::operator(), &args.by, &request(args)?).map_err(refused)?;
            reporting::say(cli.json, &summary(&record)?, &in_words(&record, false))?;
        }
        PublishCommand::Review { number } => {
            let record = desk.record(*number).map_err(refused)?;
            reporting::say(cli.json, &summary(&record)?, &in_words(&record, true))?;
        }
        PublishCommand::Approve(args) => decide(cli, desk, args, Decision::Approve)?,
        PublishCommand::Reject(args) => decide(cli, desk, args, Decision::Reject)?,
        PublishCommand::Withdraw(args) => decide(cli, desk, args, Decision::Withdraw)?,
        PublishCommand::List => {
            let records = desk.records().map_err(refused)?;
            let machine = records.iter().map(summary).collect::<Result<Vec<_>, _>>()?;
            let human: Vec<String> = records.iter().map(line).collect();
            let none = "No version yet; propose one with `aula publish propose --as NAME`".to_owned();
            let human = if human.is_empty() { none } else { human.join("\n") };
            reporting::say(cli.json, &Value::from(machine), &human)?;
        }
        PublishCommand::Show { number, card } => show(desk, *number, *card)?,
    }
    Ok(())
}

fn request(args: &ProposeArgs) -> anyhow::Result<Request> {
    let wrong = |what: &str, value: &str, form: &str| WrongArguments(format!("--{what} `{value}`: write {form}"));
    let date = args.date.as_deref().map(|d| d.parse().map_err(|_| wrong("date", d, "a date as 2026-01-15")));
    let first = args.first.as_deref();
    let first = first.map(|q| Quarter::try_from(q.to_owned()).map_err(|_| wrong("first", q, "a quarter as 2025-Q1")));
    Ok(Request { date: date.transpose()?, first: first.transpose()?, quarters: args.quarters, revise: args.revise })
}

fn decide(cli: &Cli, desk: &Desk<'_>, args: &DecideArgs, decision: Decision) -> anyhow::Result<()> {
    let (hash, reason) = (args.hash.as_deref(), args.reason.as_deref());
    let record = desk.decide(args.number, &args.by, decision, hash, reason).map_err(refused)?;
    reporting::say(cli.json, &summary(&record)?, &line(&record))?;
    Ok(())
}

/// What the desk refuses for what was asked is a wrong argument; the rest is a failure.
fn refused(error: DeskError) -> anyhow::Error {
    match error {
        DeskError::NoSuchVersion(_)
        | DeskError::State(..)
        | DeskError::Waiting(_)
        | DeskError::SamePerson(_)
        | DeskError::Hash(_)
        | DeskError::Text => WrongArguments(error.to_string()).into(),
        other => other.into(),
    }
}

fn show(desk: &Desk<'_>, version: u32, card: bool) -> anyhow::Result<()> {
    let record = desk.record(version).map_err(refused)?;
    let mut out = std::io::stdout().lock();
    if card {
        let layer = PublicLayer::new(record)?;
        let card = layer.publication().card()?;
        let text = json!({ "card": card, "words": card_in_words(&layer, &card) });
        writeln!(out, "{}", serde_json::to_string_pretty(&text)?)?;
    } else {
        record.publication()?;
        out.write_all(record.bytes.as_bytes())?;
    }
    Ok(())
}

fn summary(record: &Record) -> serde_json::Result<Value> {
    let mut value = serde_json::to_value(record)?;
    if let Some(fields) = value.as_object_mut() {
        fields.remove("bytes");
        fields.remove("places");
    }
    Ok(value)
}

fn line(record: &Record) -> String {
    let mut line = format!("version {} {} {}", record.version, record.state.as_str(), record.hash);
    let acts = [("proposed", Some(&record.proposed)), ("decided", record.decided.as_ref())];
    for (what, act) in acts.into_iter().chain([("withdrawn", record.withdrawn.as_ref())]) {
        if let Some(act) = act {
            let _ = write!(line, ", {what} by {} at {:.0}", act.by, act.at);
        }
    }
    line
}

/// What the second person judges by.
fn in_words(record: &Record, whole: bool) -> String {
    let mut text = line(record);
    let _ = write!(text, "\nShown (units by a class / by a wider range / merged / taken back; incidents in them):");
    for note in &record.review.shown {
        let level = serde_json::to_value(note.level).ok().and_then(|l| l.as_str().map(str::to_owned));
        let _ = write!(
            text,
            "\n  {:<14} {:<16} {:>5} / {:>4} / {:>4} / {:>4}; {}",
            level.unwrap_or_default(),
            note.detail,
            note.units.plain,
            note.units.range,
            note.units.merged,
            note.units.suppressed,
            note.incidents_shown_percent.map_or_else(|| "no incidents".to_owned(), |p| format!("{p} %")),
        );
    }
    let _ = write!(text, "\nHeld back of all incidents of these quarters:");
    for (why, percent) in &record.review.held_back_percent {
        let _ = write!(text, "\n  {} {percent} %", why.replace('_', " "));
    }
    let widened = &record.review.widened;
    let _ = write!(text, "\nWidened or taken back {} times so that nothing can be found out", widened.len());
    let shown = if whole { widened.len() } else { 10 };
    for w in widened.iter().take(shown) {
        let _ = write!(text, "\n  {} for the sake of {}", w.unit, w.hides);
    }
    if widened.len() > shown {
        let _ = write!(text, "\n  … all of them with `aula publish review {}`", record.version);
    }
    if record.decided.is_none() {
        let _ = write!(text, "\nA second person approves: aula publish approve {} --as NAME", record.version);
    }
    text
}
