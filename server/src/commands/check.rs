//! `aula check`: is the file whole, and is what the server would serve what the log says?

use super::{open, reporting};
use crate::Outcome;
use crate::city::read_snapshot;
use crate::cli::Cli;
use aula_model::Kind;

pub(super) fn run(cli: &Cli) -> anyhow::Result<Outcome> {
    let store = open(&cli.data)?;
    let report = store.check()?;
    let mut problems: Vec<String> = report.problems.iter().map(ToString::to_string).collect();
    let snapshot = read_snapshot(store.as_ref())?;
    let in_memory = [
        (Kind::Incident, snapshot.incidents_len()),
        (Kind::Place, snapshot.places_len()),
        (Kind::Area, snapshot.areas().len()),
    ];
    for (kind, in_memory) in in_memory {
        let stored = store.digests(kind)?.len();
        if stored != in_memory {
            problems.push(format!("the memory image holds {in_memory} of kind {kind}, the store {stored}"));
        }
    }
    let counts: Vec<String> = in_memory.iter().map(|(kind, n)| format!("{n} {kind}")).collect();
    let machine = serde_json::json!({ "seq": report.head.0, "problems": problems,
        "incidents": in_memory[0].1, "places": in_memory[1].1, "areas": in_memory[2].1 });
    let human = if problems.is_empty() {
        format!("Whole: log up to {}, {}", report.head, counts.join(", "))
    } else {
        problems.iter().map(|p| format!("Problem: {p}")).collect::<Vec<_>>().join("\n")
    };
    reporting::say(cli.json, &machine, &human)?;
    if problems.is_empty() { Ok(Outcome::Done) } else { anyhow::bail!("{} problems found", problems.len()) }
}
