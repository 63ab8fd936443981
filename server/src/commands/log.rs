//! `aula log`: the access log.

use super::{WrongArguments, open, reporting};
use crate::Outcome;
use crate::access_log::Line;
use crate::cli::{Cli, LogCommand};
use crate::http::access_table;
use anyhow::Context as _;
use aula_store::{AccessLine, Store, verify_accesses};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::json;
use std::io::Write as _;
use std::path::Path;

/// Days that always stay.
const DAYS_THAT_STAY: i64 = 365;

pub(super) fn run(cli: &Cli, what: &LogCommand) -> anyhow::Result<Outcome> {
    let store = open(&cli.data)?;
    match what {
        LogCommand::Show { last } => show(cli, store.as_ref(), *last)?,
        LogCommand::Verify { head } => verify(cli, store.as_ref(), head.as_deref())?,
        LogCommand::Export { output } => export(store.as_ref(), output.as_deref())?,
        LogCommand::Forget { before } => forget(cli, store.as_ref(), *before)?,
    }
    Ok(Outcome::Done)
}

fn show(cli: &Cli, store: &dyn Store, last: usize) -> anyhow::Result<()> {
    let head = store.access_head()?;
    let lines = store.accesses(head.seq.saturating_sub(last as u64), last)?;
    let human: Vec<String> = lines
        .iter()
        .map(|line| match serde_json::from_str::<Line>(&line.text) {
            Ok(l) => format!("{}\t{}", line.seq, l.columns().join("\t")),
            Err(_) => format!("{}\t{}", line.seq, line.text),
        })
        .collect();
    let machine: Vec<_> = lines
        .iter()
        .map(|line| json!({ "seq": line.seq, "line": serde_json::from_str::<serde_json::Value>(&line.text).ok() }))
        .collect();
    let machine = json!({ "lines": machine, "head": { "seq": head.seq, "hash": head.hash_hex() } });
    let human = format!("{}\nhead {}:{}", human.join("\n"), head.seq, head.hash_hex());
    Ok(reporting::say(cli.json, &machine, human.trim_start())?)
}

fn verify(cli: &Cli, store: &dyn Store, noted: Option<&str>) -> anyhow::Result<()> {
    let noted = noted.map(|text| {
        let wrong = || WrongArguments(format!("`{text}` is not NUMBER:HASH, as `aula log show` ends with"));
        let (seq, hash) = text.split_once(':').ok_or_else(wrong)?;
        Ok::<_, WrongArguments>((seq.parse::<u64>().map_err(|_| wrong())?, hash.to_lowercase()))
    });
    let noted = noted.transpose()?;
    let anchor = store.access_anchor()?;
    let mut found = noted.as_ref().is_some_and(|(seq, hash)| *seq == anchor.seq && *hash == anchor.hash_hex());
    let (mut lines, mut anchored) = (0_u64, anchor.seq == 0);
    let head = verify_accesses(store, &mut |line| {
        lines += 1;
        let head = line.head();
        found |= noted.as_ref().is_some_and(|(seq, hash)| *seq == head.seq && *hash == head.hash_hex());
        anchored |= line.text.contains(&anchor.hash_hex());
        Ok(())
    });
    let head = head.context("the access log is not whole")?;
    anyhow::ensure!(anchored, "the access log begins after line {} and does not say why", anchor.seq);
    if let Some((seq, _)) = noted.filter(|(seq, _)| !found && *seq > anchor.seq) {
        anyhow::bail!("the access log does not hold line {seq} with that hash: it was replaced");
    }
    let machine = json!({ "whole": true, "lines": lines, "from": anchor.seq + 1, "head": { "seq": head.seq, "hash": head.hash_hex() } });
    let human = format!("The access log is whole: {lines} lines, head {}:{}", head.seq, head.hash_hex());
    Ok(reporting::say(cli.json, &machine, &human)?)
}

fn export(store: &dyn Store, output: Option<&Path>) -> anyhow::Result<()> {
    let mut lines: Vec<AccessLine> = Vec::new();
    verify_accesses(store, &mut |line| {
        lines.push(line.clone());
        Ok(())
    })
    .context("the access log is not whole; see `aula log verify`")?;
    let text = access_table(&lines)?;
    match output {
        Some(path) => std::fs::write(path, text).with_context(|| format!("cannot write `{}`", path.display()))?,
        None => std::io::stdout().lock().write_all(text.as_bytes())?,
    }
    Ok(())
}

fn forget(cli: &Cli, store: &dyn Store, before: jiff::civil::Date) -> anyhow::Result<()> {
    let now = Timestamp::now();
    let limit = now.to_zoned(TimeZone::UTC).date().checked_sub(jiff::Span::new().days(DAYS_THAT_STAY))?;
    if before > limit {
        let message = format!("the last {DAYS_THAT_STAY} days stay; the latest day to forget before is {limit}");
        return Err(WrongArguments(message).into());
    }
    let before_at = before.to_zoned(TimeZone::UTC)?.timestamp();
    let (mut last_old, mut count, mut younger) = (None, 0_u64, false);
    verify_accesses(store, &mut |line| {
        // Lines are in order of time but for what clocks do: the first younger one ends it.
        younger |= !serde_json::from_str::<Line>(&line.text).is_ok_and(|l| l.at < before_at);
        if !younger {
            last_old = Some(line.head());
            count += 1;
        }
        Ok(())
    })
    .context("the access log is not whole; nothing was forgotten")?;
    let Some(up_to) = last_old else {
        reporting::say(cli.json, &json!({ "forgotten": 0 }), "Nothing is that old")?;
        return Ok(());
    };
    let line = Line {
        at: now,
        who: "operator".to_owned(),
        role: "operator".to_owned(),
        how: "command line".to_owned(),
        client: String::new(),
        route: "log forget".to_owned(),
        query: format!("before={before}&up_to={}&hash={}", up_to.seq, up_to.hash_hex()),
        status: 200,
        rows: Some(0),
    };
    store.forget_accesses(up_to, &line.text())?;
    let human = format!("Forgot {count} lines up to number {}; the log says so and verifies from there", up_to.seq);
    Ok(reporting::say(cli.json, &json!({ "forgotten": count, "up_to": up_to.seq }), &human)?)
}
