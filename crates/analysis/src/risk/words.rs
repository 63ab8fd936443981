//! What runs say, in Kazakh, Russian and English.

use super::explain::{Condition, FactorShare};
use super::layers::{FactorLayer, Form};
use super::report::{RiskReport, RiskSettings, Standing};
use super::{RiskDesign, RiskQuery};
use crate::Sentence;
use aula_statistics::regression::Effect;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

static WORDS: LazyLock<[BTreeMap<String, String>; 3]> = LazyLock::new(|| {
    let read = |text: &str| serde_json::from_str(text).expect("the catalogue is an object of texts; a test reads each");
    [read(include_str!("words/kk.json")), read(include_str!("words/ru.json")), read(include_str!("words/en.json"))]
});

/// What stands in a slot.
enum Slot {
    /// A number with so many decimals.
    Number(f64, usize),
    /// The same in three languages.
    Said(Sentence),
    /// The same in every language.
    Text(String),
}

/// A message with its slots filled; what the catalogue lacks shows as its key.
fn say(key: &str, slots: &[(&str, Slot)]) -> Sentence {
    let one = |language: usize| {
        let mut text = WORDS[language].get(key).cloned().unwrap_or_else(|| key.to_owned());
        for (name, slot) in slots {
            let value = match slot {
                Slot::Number(value, decimals) => number(*value, *decimals, language),
                Slot::Said(said) => [&said.kk, &said.ru, &said.en][language].clone(),
                Slot::Text(text) => text.clone(),
            };
            text = text.replace(&format!("{{{name}}}"), &value);
        }
        text
    };
    Sentence { kk: one(0), ru: one(1), en: one(2) }
}

fn number(value: f64, decimals: usize, language: usize) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let written = format!("{value:.decimals$}").replace('-', "−");
    if language < 2 { written.replace('.', ",") } else { written }
}

fn joined(parts: impl Iterator<Item = Sentence>) -> Sentence {
    let mut out = Sentence::default();
    for part in parts {
        for (text, more) in [(&mut out.kk, part.kk), (&mut out.ru, part.ru), (&mut out.en, part.en)] {
            if !text.is_empty() {
                text.push_str("; ");
            }
            text.push_str(&more);
        }
    }
    out
}

fn then(mut first: Sentence, next: &Sentence) -> Sentence {
    for (text, more) in [(&mut first.kk, &next.kk), (&mut first.ru, &next.ru), (&mut first.en, &next.en)] {
        text.push(' ');
        text.push_str(more);
    }
    first
}

/// The name of a factor; a city's own go by their code.
pub(super) fn factor_name(factor: &str) -> Sentence {
    let key = format!("factor.{factor}");
    if WORDS[2].contains_key(&key) {
        return say(&key, &[]);
    }
    let own = factor.split_once('.').map_or(factor, |(_, name)| name).replace('_', " ");
    Sentence { kk: own.clone(), ru: own.clone(), en: own }
}

fn form_name(form: Form) -> Sentence {
    match form {
        Form::Near { metres } => say("form.near", &[("metres", Slot::Number(metres, 0))]),
        Form::Several { places, metres } => {
            let slots = [("places", Slot::Number(f64::from(places), 0)), ("metres", Slot::Number(metres, 0))];
            say("form.several", &slots)
        }
        Form::Dense { metres } => say("form.dense", &[("metres", Slot::Number(metres, 0))]),
        Form::AboveMean => say("form.above_mean", &[]),
        Form::FarAboveMean => say("form.far_above_mean", &[]),
    }
}

/// Facts of a factor's sentence.
pub(super) struct FactorFacts<'a> {
    pub(super) factor: &'a str,
    pub(super) form: Option<Form>,
    pub(super) kept: bool,
    pub(super) measured: Option<Effect>,
    pub(super) cells: u64,
    pub(super) incidents: u64,
}

pub(super) fn factor(facts: &FactorFacts<'_>) -> Sentence {
    let name = capital(factor_name(facts.factor));
    let Some(form) = facts.form else { return say("effect.dropped", &[("factor", Slot::Said(name))]) };
    let Some(effect) = facts.measured else {
        return say("effect.unmeasured", &[("factor", Slot::Said(name)), ("form", Slot::Said(form_name(form)))]);
    };
    let said = say(
        if facts.kept { "effect.kept" } else { "effect.unconfirmed" },
        &[
            ("factor", Slot::Said(name)),
            ("form", Slot::Said(form_name(form))),
            ("times", Slot::Number(effect.relative, 2)),
            ("low", Slot::Number(effect.low, 2)),
            ("high", Slot::Number(effect.high, 2)),
            ("cells", Slot::Number(facts.cells as f64, 0)),
            ("incidents", Slot::Number(facts.incidents as f64, 0)),
        ],
    );
    if facts.kept { then(said, &say("cause", &[])) } else { said }
}

fn capital(said: Sentence) -> Sentence {
    let one = |text: String| {
        let mut letters = text.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    };
    Sentence { kk: one(said.kk), ru: one(said.ru), en: one(said.en) }
}

/// What stands first: the model against last period's counts (standing, difference and interval as shares).
pub(super) fn verdict(against: Option<(Standing, f64, f64, f64)>, factors: u64, _periods: u64) -> Sentence {
    let first = match against {
        None => say("verdict.untested", &[]),
        Some((standing, difference, low, high)) => {
            let lost = standing == Standing::Loses;
            let (difference, low, high) = if lost { (-difference, -high, -low) } else { (difference, low, high) };
            say(
                standing.key(),
                &[
                    ("difference", Slot::Number(100.0 * difference, 1)),
                    ("low", Slot::Number(100.0 * low, 1)),
                    ("high", Slot::Number(100.0 * high, 1)),
                ],
            )
        }
    };
    let second = if factors > 0 {
        say("verdict.factors", &[("n", Slot::Number(factors as f64, 0))])
    } else {
        say("verdict.nothing", &[])
    };
    then(first, &second)
}

/// Facts of a cell's sentence.
pub(super) struct CellFacts<'a> {
    pub(super) count: u32,
    pub(super) expected: f64,
    pub(super) relative: f64,
    pub(super) rank: u64,
    pub(super) of: u64,
    pub(super) shares: &'a [FactorShare],
    pub(super) conditions: &'a [Condition],
}

/// Shares that are said; the others are in the table.
const SAID: usize = 4;

pub(super) fn cell(facts: &CellFacts<'_>) -> Sentence {
    let mut out = say(
        "cell.expected",
        &[
            ("expected", Slot::Number(facts.expected, 2)),
            ("relative", Slot::Number(facts.relative, 2)),
            ("rank", Slot::Number(facts.rank as f64, 0)),
            ("of", Slot::Number(facts.of as f64, 0)),
            ("count", Slot::Number(f64::from(facts.count), 0)),
        ],
    );
    let shares = facts.shares.iter().take(SAID).map(|s| {
        say("cell.share_up", &[("factor", Slot::Said(factor_name(&s.factor))), ("times", Slot::Number(s.times, 2))])
    });
    if !facts.shares.is_empty() {
        out = then(out, &say("cell.shares", &[("list", Slot::Said(joined(shares)))]));
    }
    if facts.conditions.is_empty() {
        out = then(out, &say("cell.no_conditions", &[]));
    } else {
        let list = facts.conditions.iter().map(|c| {
            say(
                "cell.condition",
                &[
                    ("factor", Slot::Said(factor_name(&c.factor))),
                    ("form", Slot::Said(form_name(c.form))),
                    ("times", Slot::Number(c.relative_risk, 2)),
                ],
            )
        });
        let times: f64 = facts.conditions.iter().map(|c| c.relative_risk).product();
        let slots = [("list", Slot::Said(joined(list))), ("times", Slot::Number(times, 2))];
        out = then(out, &say("cell.conditions", &slots));
    }
    then(out, &say("cause", &[]))
}

pub(super) fn what_if(mended: u64, cells: u64, expected: f64, (change, low, high): (f64, f64, f64)) -> Sentence {
    if cells == 0 {
        return say("what_if.nothing", &[]);
    }
    let said = say(
        "what_if.said",
        &[
            ("mended", Slot::Number(mended as f64, 0)),
            ("cells", Slot::Number(cells as f64, 0)),
            ("expected", Slot::Number(expected, 1)),
            ("change", Slot::Number(change, 1)),
            ("low", Slot::Number(low, 1)),
            ("high", Slot::Number(high, 1)),
        ],
    );
    then(said, &say("cause", &[]))
}

/// Something to know before trusting a run.
#[derive(Debug, Clone, Serialize)]
pub struct RiskWarning {
    /// Its kind.
    pub code: &'static str,
    /// In words.
    pub sentence: Sentence,
}

impl RiskWarning {
    pub(super) fn of(query: &RiskQuery, settings: &RiskSettings, factors: &[FactorLayer]) -> Vec<Self> {
        let selected = settings.total + settings.outside_cells + settings.left_out;
        let undated = factors.iter().any(|f| f.undated > 0);
        let holds = [
            ("association", true),
            ("same_period", query.design == RiskDesign::Explain),
            ("police_found", query.police_found && settings.police_found > 0),
            ("undated", undated && query.design == RiskDesign::Foretell),
            ("unknown", factors.iter().any(|f| f.unknown_cells > 0)),
            ("no_ground", settings.no_ground_data),
            ("left_out", settings.left_out * 10 > selected),
        ];
        let said = holds.into_iter().filter(|(_, holds)| *holds);
        said.map(|(code, _)| Self { code, sentence: say(&format!("warning.{code}"), &[]) }).collect()
    }
}

/// The sections of a card, in order.
pub(super) const SECTIONS: [&str; 6] = ["purpose", "data", "method", "limits", "validation", "fairness"];

pub(super) fn heading(key: &str) -> Sentence {
    say(&format!("heading.{key}"), &[])
}

pub(super) fn section(key: &str, report: &RiskReport) -> Sentence {
    let s = &report.settings;
    let whole = |n: u64| Slot::Number(n as f64, 0);
    let text = |t: &str| Slot::Text(t.to_owned());
    let day = |d: &Option<String>| Slot::Text(d.clone().unwrap_or_else(|| "…".to_owned()));
    let per_cent = |share: f64| Slot::Number(100.0 * share, 0);
    let feedback = &report.feedback;
    say(
        &format!("section.{key}"),
        &[
            ("total", whole(s.total)),
            ("n", whole(s.n)),
            ("from", day(&s.slice.from)),
            ("to", day(&s.slice.to)),
            ("measured_from", text(&s.measured_from)),
            ("measured_to", text(&s.measured_to)),
            ("factors", whole(report.factors.len() as u64)),
            ("past", whole(s.past_periods as u64)),
            ("left_out", whole(s.left_out)),
            ("police_used", Slot::Said(say(if s.police_found_used { "police.used" } else { "police.unused" }, &[]))),
            ("police", whole(s.police_found)),
            ("step", Slot::Number(s.half_block_m, 0)),
            ("blocks", whole(u64::from(s.blocks))),
            ("penalty", Slot::Number(report.penalty, 3)),
            ("seed", whole(s.seed)),
            ("version", text(s.version)),
            ("verdict", Slot::Said(report.verdict.sentence.clone())),
            ("periods", whole(report.validation.len() as u64)),
            ("areas", whole(u64::from(feedback.areas))),
            ("rounds", whole(u64::from(feedback.rounds))),
            ("kept", per_cent(feedback.kept_out.top_tenth)),
            ("chance", per_cent(feedback.kept_out.top_tenth_by_chance)),
            ("counted", per_cent(feedback.counted.top_tenth)),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn catalogues_have_the_same_keys_and_slots() {
        let slots = |text: &str| {
            let mut found: Vec<String> =
                text.split('{').skip(1).filter_map(|p| p.split_once('}').map(|(name, _)| name.to_owned())).collect();
            found.sort();
            found
        };
        for (key, english) in &WORDS[2] {
            for language in &WORDS[..2] {
                let other = language.get(key).unwrap_or_else(|| panic!("`{key}` is missing"));
                assert_eq!(slots(english), slots(other), "{key}");
            }
        }
        assert!(WORDS.iter().all(|w| w.len() == WORDS[2].len()));
    }

    #[test]
    fn a_loss_is_said_first_and_every_cell_says_that_this_is_no_cause() {
        let said = verdict(Some((Standing::Loses, -0.021, -0.03, -0.01)), 0, 1);
        assert!(said.en.starts_with("The model does NOT beat last period's counts"), "{}", said.en);
        assert!(said.en.contains("2.1 percentage points less (1.0 to 3.0)") && said.en.contains("Nothing found"));
        assert!(said.ru.contains("2,1"));
        let facts = CellFacts { count: 3, expected: 1.5, relative: 2.0, rank: 4, of: 9, shares: &[], conditions: &[] };
        assert!(cell(&facts).en.ends_with("This is an association, not a cause."));
    }
}
