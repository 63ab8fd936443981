//! What the published classes say of one place, and the card of a version, in words.

use super::layer::{PublicLayer, PublicQuestion, Row, word_of};
use super::words::{maybe, number, say};
use aula_disclosure::{Card, Class, Limit, Need, Period, PlaceId, Range};
use aula_model::Language;
use serde_json::{Map, Value, json};

/// The paragraphs about one place, by language. Computed from published classes alone.
pub(crate) fn story(layer: &PublicLayer, question: &PublicQuestion, row: &Row<'_>) -> Value {
    let of_kind = layer.rows(question).len();
    let city = layer.city(question);
    let text = |language: Language| {
        let mut lines = Vec::new();
        // The city is what places are compared with.
        if row.figures.place != PlaceId::City {
            lines.push(say(language, need_key(row.figures.need), &[]));
        }
        lines.push(class_line(layer, question, row, language));
        if row.figures.class.is_shown() {
            if let Some(density) = row.figures.density_per_km2 {
                lines.push(range_line("density", density, language));
            }
            if let Some(rate) = row.figures.rate_per_1000 {
                lines.push(range_line("rate", rate, language));
            }
            if row.figures.place != PlaceId::City {
                let whole = city.as_ref().and_then(|c| c.figures.density_per_km2);
                lines.extend(whole.map(|whole| range_line("density.city", whole, language)));
                if let Some((best, worst)) = row.figures.rank {
                    let n = |n: usize| number(language, n as f64);
                    let slots = [("n", n(of_kind)), ("best", n(best)), ("worst", n(worst))];
                    lines.push(say(language, "rank", &slots.each_ref().map(|(k, v)| (*k, v.as_str()))));
                }
            }
            if matches!(row.figures.need, Need::HelpFirst | Need::AboveAverage) {
                lines.push(say(language, "mend", &[]));
            }
        }
        lines.push(say(language, "limits", &[]));
        lines
    };
    by_language(|language| json!(text(language)))
}

/// The card of a version with its data, method, settings and limits in words.
pub(crate) fn card_in_words(layer: &PublicLayer, card: &Card) -> Value {
    let periods: Vec<Period> = card.calendar.periods().collect();
    by_language(|language| {
        let groups: Vec<String> = card
            .groups
            .iter()
            .map(|group| {
                let codes: Vec<&str> = group.categories.iter().map(aula_model::CategoryCode::as_str).collect();
                format!("{}: {}", group_name(&group.name, language), codes.join(", "))
            })
            .collect();
        let spoken: Vec<String> = periods.iter().map(|p| period_name(*p, language)).collect();
        let n = |n: u32| number(language, f64::from(n));
        let settings = [
            ("width", n(card.settings.least_width)),
            ("addresses", n(card.settings.least_addresses)),
            ("from", n(card.settings.fine_cells_from)),
        ];
        let limits: Vec<String> = card.limits.iter().map(|l| say(language, limit_key(*l), &[])).collect();
        json!({
            "title": say(language, "card.title", &[("version", &card.version.to_string()), ("date", &card.date.to_string())]),
            "data": say(language, "card.data", &[("groups", &groups.join("; ")), ("periods", &spoken.join(", "))]),
            "method": say(language, "card.method", &[]),
            "settings": say(language, "card.settings", &settings.each_ref().map(|(k, v)| (*k, v.as_str()))),
            "limits": limits,
            "revision": layer.record.revision.then(|| say(language, "card.revision", &[])),
        })
    })
}

/// The name of a group of ours; a city's own group goes by its code.
pub(crate) fn group_name(group: &str, language: Language) -> String {
    maybe(language, &format!("group.{group}")).map_or_else(|| group.to_owned(), str::to_owned)
}

/// A period in words.
pub(crate) fn period_name(period: Period, language: Language) -> String {
    let first = period.first().to_string();
    let year = first.split('-').next().unwrap_or_default();
    let quarter = period.first().number().to_string();
    let key = match period {
        Period::TwelveMonths(q) if q.number() == 1 => "period.year",
        Period::TwelveMonths(_) => "period.window",
        Period::Quarter(_) => "period.quarter",
    };
    say(language, key, &[("year", year), ("n", &quarter)])
}

/// The same in the three languages.
pub(crate) fn by_language(text: impl Fn(Language) -> Value) -> Value {
    Value::Object(Language::ALL.iter().map(|l| (l.as_str().to_owned(), text(*l))).collect::<Map<_, _>>())
}

fn class_line(layer: &PublicLayer, question: &PublicQuestion, row: &Row<'_>, language: Language) -> String {
    let group = match &question.group {
        Some(group) => group_name(group, language),
        None => say(language, "group.all", &[]),
    };
    let period = period_name(question.period, language);
    let interval = row.figures.class.interval();
    let n = |n: u32| number(language, f64::from(n));
    let (low, high) = (n(interval.low), n(interval.high.unwrap_or(interval.low)));
    let mut slots = vec![("group", group), ("period", period), ("low", low), ("high", high)];
    let key = match &row.figures.class {
        Class::UpTo4 | Class::From5To12 | Class::Range { .. } => "class.interval",
        Class::Rounded { value } => {
            slots.push(("value", n(*value)));
            "class.rounded"
        }
        Class::Merged { into } => {
            let name = place_name(layer, into, language);
            let least = n(layer.publication().settings().least_addresses);
            slots.extend([("into", name), ("addresses", least)]);
            "class.merged"
        }
        Class::Suppressed => "class.suppressed",
    };
    say(language, key, &slots.iter().map(|(k, v)| (*k, v.as_str())).collect::<Vec<_>>())
}

/// The name of a place, a cell by its number.
pub(crate) fn place_name(layer: &PublicLayer, place: &PlaceId, language: Language) -> String {
    match layer.facts(place).and_then(|f| f.names.as_ref()) {
        Some(names) => names.get(language).to_owned(),
        None if word_of(place) == "cells" => say(language, "cell", &[("cell", &place.to_string())]),
        None => place.to_string(),
    }
}

fn range_line(key: &str, range: Range, language: Language) -> String {
    let (low, high) = (number(language, range.low), number(language, range.high.unwrap_or(range.low)));
    say(language, key, &[("low", &low), ("high", &high)])
}

fn need_key(need: Need) -> &'static str {
    match need {
        Need::HelpFirst => "need.help_first",
        Need::AboveAverage => "need.above_average",
        Need::NotToldApart => "need.not_told_apart",
        Need::BelowAverage => "need.below_average",
        Need::NotShown => "need.not_shown",
    }
}

fn limit_key(limit: Limit) -> &'static str {
    match limit {
        Limit::RecordedOnly => "limit.recorded_only",
        Limit::ClassesOnly => "limit.classes_only",
        Limit::NoSensitiveCategories => "limit.no_sensitive_categories",
        Limit::NoPoliceFound => "limit.no_police_found",
        Limit::FewAddressesMerged => "limit.few_addresses_merged",
        Limit::PartsDoNotAddUp => "limit.parts_do_not_add_up",
        Limit::FrozenUntilRevision => "limit.frozen_until_revision",
    }
}
