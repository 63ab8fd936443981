//! The instrument as an `XLSForm`, and what ODK Collect or `KoboToolbox` send back.
//!
//! # References
//! <https://xlsform.org>; the `OpenRosa` metadata of a submission (`instanceID`).

use crate::{Answer, GivenInstrument, GivenPosition, Instrument, Submission, Text, When};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// A sheet: its name and its rows, the first being the columns' names.
pub type Sheet = (&'static str, Vec<Vec<String>>);

/// The name of a language in the form, and how its text is got.
type FormLanguage = (&'static str, fn(&Text) -> &str);

const LANGUAGES: [FormLanguage; 3] =
    [("Қазақша (kk)", |t| &t.kk), ("Русский (ru)", |t| &t.ru), ("English (en)", |t| &t.en)];

/// The texts that are the form's own, not the instrument's.
struct Own;

impl Own {
    fn text(kk: &str, ru: &str, en: &str) -> Text {
        Text { kk: kk.into(), ru: ru.into(), en: en.into() }
    }

    fn consent() -> Text {
        Self::text("Келісемін", "Согласен", "I agree")
    }

    fn yard() -> Text {
        Self::text("Ауланың коды", "Код двора", "Code of the yard")
    }

    fn at() -> Text {
        Self::text("Аралау уақыты", "Время обхода", "Time of the round")
    }

    fn round() -> Text {
        Self::text("Қазір қараңғы ма?", "Сейчас темно?", "Is it dark now?")
    }

    fn night() -> Text {
        Self::text("Иә, қараңғы", "Да, темно", "Yes, it is dark")
    }

    fn day() -> Text {
        Self::text("Жоқ, жарық", "Нет, светло", "No, it is light")
    }

    fn position() -> Text {
        Self::text("Орын (міндетті емес)", "Положение (необязательно)", "Position (optional)")
    }

    fn remark() -> Text {
        Self::text(
            "Ескертпе (міндетті емес, жарияланбайды)",
            "Замечание (необязательно, не публикуется)",
            "Remark (optional, never public)",
        )
    }

    fn not_applicable() -> Text {
        Self::text("Мұнда ондай жоқ", "Здесь этого нет", "Does not exist here")
    }

    fn not_checked() -> Text {
        Self::text("Қаралмады", "Не смотрели", "Not looked at")
    }
}

/// Rows of the sheet `survey`.
struct Survey(Vec<Vec<String>>);

impl Survey {
    fn row(&mut self, kind: &str, name: &str, label: Option<&Text>, extras: [&str; 4]) {
        let labels = LANGUAGES.iter().map(|(_, get)| label.map_or(String::new(), |l| get(l).to_owned()));
        let mut row = vec![kind.to_owned(), name.to_owned()];
        row.extend(labels);
        row.extend(extras.map(str::to_owned));
        self.0.push(row);
    }
}

/// The sheets `survey`, `choices` and `settings` of an instrument.
#[must_use]
pub fn sheets(instrument: &Instrument) -> Vec<Sheet> {
    vec![("survey", survey(instrument)), ("choices", choices(instrument)), ("settings", settings(instrument))]
}

fn header(first: &[&str], last: &[&str]) -> Vec<String> {
    let labels = LANGUAGES.iter().map(|(name, _)| format!("label::{name}"));
    let own = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
    own(first).into_iter().chain(labels).chain(own(last)).collect()
}

fn survey(instrument: &Instrument) -> Vec<Vec<String>> {
    let file = instrument.file();
    let head = header(&["type", "name"], &["required", "relevant", "appearance", "default"]);
    let mut survey = Survey(vec![head]);
    let none = ["", "", "", ""];
    survey.row("note", "consent_text", Some(&file.consent.text), none);
    survey.row("acknowledge", "consent", Some(&Own::consent()), ["yes", "", "", ""]);
    survey.row("text", "yard", Some(&Own::yard()), ["yes", "", "", ""]);
    survey.row("dateTime", "at", Some(&Own::at()), ["yes", "", "", "now()"]);
    survey.row("select_one round", "round", Some(&Own::round()), ["yes", "", "", ""]);
    survey.row("geopoint", "position", Some(&Own::position()), none);
    let relevant = |when: When| match when {
        When::Night => "${round} = 'night'",
        When::Day => "${round} = 'day'",
        When::Both => "",
    };
    for group in &file.groups {
        survey.row("begin_group", &group.id, Some(&group.names), ["", "", "field-list", ""]);
        for factor in file.factors.iter().filter(|f| f.group == group.id) {
            let kind = format!("select_one steps_{}", factor.id);
            survey.row(&kind, &factor.id, Some(&factor.names), ["", relevant(factor.when), "", ""]);
        }
        survey.row("end_group", &group.id, None, none);
    }
    for outcome in &file.outcomes {
        let kind = format!("select_one steps_{}", outcome.id);
        survey.row(&kind, &outcome.id, Some(&outcome.names), ["", relevant(outcome.when), "", ""]);
    }
    survey.row("text", "remark", Some(&Own::remark()), ["", "", "multiline", ""]);
    survey.0
}

fn choices(instrument: &Instrument) -> Vec<Vec<String>> {
    let mut rows = vec![header(&["list_name", "name"], &[])];
    let mut row = |list: &str, name: &str, label: &Text| {
        let labels = LANGUAGES.iter().map(|(_, get)| get(label).to_owned());
        rows.push([list.to_owned(), name.to_owned()].into_iter().chain(labels).collect());
    };
    row("round", "night", &Own::night());
    row("round", "day", &Own::day());
    let factors = instrument.factors().iter().map(|f| (&f.id, &f.anchors));
    let outcomes = instrument.file().outcomes.iter().map(|o| (&o.id, &o.anchors));
    for (id, anchors) in factors.chain(outcomes) {
        let list = format!("steps_{id}");
        for (step, anchor) in anchors.iter().enumerate() {
            row(&list, &step.to_string(), anchor);
        }
        row(&list, "not_applicable", &Own::not_applicable());
        row(&list, "not_checked", &Own::not_checked());
    }
    rows
}

fn settings(instrument: &Instrument) -> Vec<Vec<String>> {
    let columns = ["form_title", "form_id", "version", "default_language"];
    let file = instrument.file();
    let values = [file.names.ru.clone(), file.id.clone(), file.version.to_string(), LANGUAGES[1].0.to_owned()];
    vec![columns.map(str::to_owned).to_vec(), values.to_vec()]
}

/// One submission out of its fields: names of questions, with or without their groups (`neglect-waste`,
/// `neglect/waste`), and their values as text.
///
/// # Errors
/// Every field that cannot be read.
pub fn submission(fields: &BTreeMap<String, String>, instrument: &Instrument) -> Result<Submission, Vec<String>> {
    let get = |name: &str| find(fields, name).map(str::trim).filter(|v| !v.is_empty());
    let mut problems = Vec::new();
    let instance = ["instanceID", "KEY", "_uuid"].into_iter().find_map(get).unwrap_or_default();
    let client_id = client_id(instance);
    if client_id.is_empty() {
        problems.push("instanceID: is missing, so that the same submission could count twice".to_owned());
    }
    let at = get("at").or_else(|| get("end")).map_or_else(
        || Err("at: is missing".to_owned()),
        |text| text.parse::<Timestamp>().map_err(|_| format!("at: `{text}` is not a moment with an offset")),
    );
    let at = at.unwrap_or_else(|problem| {
        problems.push(problem);
        Timestamp::UNIX_EPOCH
    });
    let mut answers = BTreeMap::new();
    let mut outcomes = BTreeMap::new();
    let factors = instrument.factors().iter().map(|f| (f.id.as_str(), true));
    for (id, is_factor) in factors.chain(instrument.file().outcomes.iter().map(|o| (o.id.as_str(), false))) {
        let Some(text) = get(id) else { continue };
        let answer = match text {
            "not_applicable" => Some(Answer::NotApplicable),
            "not_checked" => Some(Answer::NotChecked),
            number => number.parse().ok().and_then(Answer::rated),
        };
        match answer {
            Some(answer) => drop(if is_factor { &mut answers } else { &mut outcomes }.insert(id.to_owned(), answer)),
            None => problems.push(format!("{id}: `{text}` is none of 0, 1, 2, 3, not_applicable, not_checked")),
        }
    }
    let version = get("__version__").or_else(|| get("version")).and_then(|v| v.parse().ok());
    let position = position(fields, &mut problems);
    let yard = get("yard").map_or_else(String::new, |y| if y.contains(':') { y.into() } else { format!("yard:{y}") });
    let given = Submission {
        client_id,
        yard,
        instrument: GivenInstrument {
            id: instrument.id().to_owned(),
            version: version.unwrap_or_else(|| instrument.version()),
        },
        at,
        language: "ru".to_owned(),
        role: None,
        device: get("deviceid").map(client_id_of_device),
        paper: false,
        answers,
        outcomes,
        position,
        text: get("remark").map(str::to_owned),
        consent_version: get("consent").filter(|c| *c == "OK").map(|_| instrument.file().consent.version),
        proof: None,
    };
    if problems.is_empty() { Ok(given) } else { Err(problems) }
}

/// A field by the name of its question, whatever groups stand before it.
fn find<'a>(fields: &'a BTreeMap<String, String>, name: &str) -> Option<&'a str> {
    let ends = |key: &str| {
        let before = key.strip_suffix(name)?;
        (before.is_empty() || before.ends_with(['/', '-', ':', '.'])).then_some(before.len())
    };
    let found = fields.iter().filter_map(|(key, value)| Some((ends(key)?, value)));
    found.min_by_key(|(len, _)| *len).map(|(_, value)| value.as_str())
}

/// `uuid:0123…` as the identifier of a submission.
fn client_id(instance: &str) -> String {
    let bare = instance.strip_prefix("uuid:").unwrap_or(instance);
    let kept: String = bare.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(64).collect();
    if kept.len() >= 16 { kept } else { String::new() }
}

fn client_id_of_device(device: &str) -> String {
    let kept: String = device.chars().filter(char::is_ascii_alphanumeric).take(48).collect();
    format!("odk-{kept:0>12}")
}

/// `lat lon altitude accuracy` in one field, or in four.
fn position(fields: &BTreeMap<String, String>, problems: &mut Vec<String>) -> Option<GivenPosition> {
    let part = |name: &str| find(fields, &format!("position-{name}")).and_then(|v| v.trim().parse::<f64>().ok());
    if let (Some(lat), Some(lon)) = (part("Latitude"), part("Longitude")) {
        return Some(GivenPosition { lon, lat, accuracy_m: part("Accuracy").unwrap_or(100_000.0) });
    }
    let text = find(fields, "position").map(str::trim).filter(|t| !t.is_empty())?;
    let numbers: Option<Vec<f64>> = text.split_whitespace().map(|n| n.parse().ok()).collect();
    match numbers.as_deref() {
        Some([lat, lon]) => Some(GivenPosition { lon: *lon, lat: *lat, accuracy_m: 100_000.0 }),
        Some([lat, lon, _, accuracy_m]) => Some(GivenPosition { lon: *lon, lat: *lat, accuracy_m: *accuracy_m }),
        _ => {
            problems.push(format!("position: `{text}` is not `lat lon altitude accuracy`"));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_question_has_its_choices_in_three_languages() {
        let instrument = Instrument::built_in();
        let sheets = sheets(&instrument);
        let [survey, choices, _] = &sheets[..] else { panic!("three sheets") };
        for row in survey.1.iter().filter(|r| r[0].starts_with("select_one ")) {
            let list = row[0].trim_start_matches("select_one ");
            let own: Vec<_> = choices.1.iter().filter(|c| c[0] == list).collect();
            assert_eq!(own.len(), if list == "round" { 2 } else { 6 }, "{list}");
            assert!(own.iter().all(|c| c[2..5].iter().all(|label| !label.is_empty())), "{list}");
        }
        assert_eq!(survey.1.iter().filter(|r| r[0].starts_with("select_one steps_")).count(), 21);
    }

    #[test]
    fn a_submission_is_read_whatever_its_groups_are_called() {
        let instrument = Instrument::built_in();
        let fields = |sep: &str| -> BTreeMap<String, String> {
            [
                ("yard".to_owned(), "y-0001"),
                ("at".to_owned(), "2026-11-20T20:00:00.000+05:00"),
                (format!("light_and_sight{sep}lighting_yard"), "3"),
                (format!("use_and_control{sep}disorder"), "not_applicable"),
                ("feeling".to_owned(), "1"),
                ("position".to_owned(), "43.25 76.95 700 8"),
                ("consent".to_owned(), "OK"),
                (format!("meta{sep}instanceID"), "uuid:6a0c1f0e-1111-2222-3333-444455556666"),
            ]
            .into_iter()
            .map(|(k, v)| (k, v.to_owned()))
            .collect()
        };
        for sep in ["-", "/", ":"] {
            let read = submission(&fields(sep), &instrument).unwrap();
            assert_eq!(read.yard, "yard:y-0001");
            assert_eq!(read.answers["lighting_yard"].severity(), Some(3));
            assert_eq!(read.answers["disorder"], Answer::NotApplicable);
            assert_eq!(read.outcomes["feeling"].severity(), Some(1));
            assert_eq!(read.position.unwrap().lon, 76.95);
            assert_eq!(read.client_id, "6a0c1f0e-1111-2222-3333-444455556666");
        }
        let mut broken = fields("/");
        broken.insert("waste".to_owned(), "7".to_owned());
        broken.remove("at");
        assert_eq!(submission(&broken, &instrument).unwrap_err().len(), 2);
    }
}
