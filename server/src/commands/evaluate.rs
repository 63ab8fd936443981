//! `aula evaluate …`: judging a plan, or a figure in the news, by the data file.

use super::plan::{say, told};
use super::{WrongArguments, open};
use crate::Outcome;
use crate::city::City;
use crate::cli::{Cli, EvaluateArgs};
use crate::http::Params;
use crate::http::plans::stored_plan;
use aula_disclosure::disclose;
use aula_model::{Language, Viewer};
use aula_planning::{ClaimQuery, ClaimReply, PlanningError, Words, claim, claim_alone, evaluate};

pub(super) fn run(cli: &Cli, args: &EvaluateArgs) -> anyhow::Result<Outcome> {
    let language: Language = args.language.parse().map_err(|e| WrongArguments(format!("--language: {e}")))?;
    let refused = |error: PlanningError| match error {
        PlanningError::Unusable { .. } => told(error.into()),
        other => other.into(),
    };
    if let Some(text) = &args.claim {
        let from = args.from.as_deref().map(str::parse).transpose();
        let from = from.map_err(|_| WrongArguments("--from: write a local date as 2024-01-31".to_owned()))?;
        let query = ClaimQuery { text: text.clone(), area: args.area.clone(), from, ..ClaimQuery::default() };
        let reply = if query.area.is_some() {
            let city = City::load(open(&cli.data)?, false)?;
            let viewer = Viewer::operator();
            disclose(claim(&viewer, &city.snapshot(), &query).map_err(refused)?, &viewer)?.into_inner()
        } else {
            claim_alone(&query).map_err(refused)?
        };
        return say(cli, &reply, || claim_words(&reply, language));
    }
    let city = City::load(open(&cli.data)?, false)?;
    let (snapshot, viewer) = (city.snapshot(), Viewer::operator());
    let pairs = args.as_of.iter().map(|day| ("as_of".to_owned(), day.clone())).collect();
    let query = Params::from_pairs(pairs).and_then(|mut p| p.evaluate_query()).map_err(told)?;
    let stored = stored_plan(&snapshot, args.plan.as_deref().unwrap_or_default(), args.plan_version)?;
    let found = disclose(evaluate(&viewer, &snapshot, &stored, &query).map_err(refused)?, &viewer)?.into_inner();
    say(cli, &found, || {
        let notes = found.notes.iter().map(|note| note.get(language));
        std::iter::once(found.sentence.get(language)).chain(notes).collect::<Vec<_>>().join("\n")
    })
}

fn claim_words(reply: &ClaimReply, language: Language) -> String {
    let list = |words: &[Words]| words.iter().map(|w| format!("- {}", w.get(language))).collect::<Vec<_>>().join("\n");
    let said: Vec<&str> = reply.sentences.iter().map(|w| w.get(language)).collect();
    format!("{}\n\n{}\n\n{}", said.join("\n"), list(&reply.cause_words), list(&reply.ask_words))
}
