//! What arrives, and everything that can be wrong with it.

use crate::{Answer, Fault, FaultCode, Instrument, Rules, When, is_night, sun_altitude_degrees};
use aula_model::{Language, LonLat};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An audit as the form sends it. Every member is read leniently, so that all faults can be said at once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Submission {
    /// Made by the device: makes a resend harmless.
    pub client_id: String,
    /// The yard's identity.
    pub yard: String,
    /// Which instrument was answered.
    pub instrument: GivenInstrument,
    /// When the round was made.
    pub at: Timestamp,
    /// The language of the form.
    pub language: String,
    /// In which role; a resident unless said otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// The device's own random key, by which one person counts once without an account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// Whether a paper form is typed in: every paper is a person of its own.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub paper: bool,
    /// By factor; a missing one is not checked.
    #[serde(default)]
    pub answers: BTreeMap<String, Answer>,
    /// By outcome.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub outcomes: BTreeMap<String, Answer>,
    /// Where the device was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<GivenPosition>,
    /// A remark; never public.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Which consent text was agreed to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent_version: Option<u32>,
    /// The proof of work, where one is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<Proof>,
}

/// A counter such that SHA-256 of the challenge's nonce with the counter behind it begins with so many zero bits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// The challenge.
    pub nonce: String,
    /// The counter, written behind it in decimal digits.
    pub counter: u64,
}

/// An instrument as named by the sender.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GivenInstrument {
    /// Its code.
    pub id: String,
    /// Its version.
    pub version: u32,
}

/// A position as the device gives it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GivenPosition {
    /// Degrees.
    pub lon: f64,
    /// Degrees.
    pub lat: f64,
    /// Metres.
    pub accuracy_m: f64,
}

impl GivenPosition {
    /// The spot, where it is one.
    #[must_use]
    pub fn spot(&self) -> Option<LonLat> {
        let fine = self.accuracy_m.is_finite() && (0.0..=100_000.0).contains(&self.accuracy_m);
        LonLat::new(self.lon, self.lat).ok().filter(|_| fine)
    }
}

/// What a submission is judged against.
#[derive(Debug, Clone, Copy)]
pub struct Surroundings<'a> {
    /// The instrument of the city.
    pub instrument: &'a Instrument,
    /// The rules.
    pub rules: &'a Rules,
    /// Now.
    pub now: Timestamp,
    /// The middle of the yard; none where there is no such yard.
    pub yard: Option<LonLat>,
    /// The language for names in messages.
    pub language: Language,
}

impl Submission {
    /// Longest accepted remark, in characters.
    pub const MAX_TEXT: usize = 1000;

    /// Everything that is wrong with it; nothing for a sound one.
    #[must_use]
    pub fn faults(&self, around: &Surroundings<'_>) -> Vec<Fault> {
        let mut found = Vec::new();
        self.check_head(around, &mut found);
        self.check_moment(around, &mut found);
        self.check_answers(around, &mut found);
        self.check_rest(around, &mut found);
        found
    }

    fn check_head(&self, around: &Surroundings<'_>, found: &mut Vec<Fault>) {
        let fine = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if !(16..=64).contains(&self.client_id.len()) || !self.client_id.chars().all(fine) {
            found.push(Fault::new("client_id", FaultCode::ClientId));
        }
        if self.device.as_ref().is_some_and(|d| !(16..=64).contains(&d.len()) || !d.chars().all(fine)) {
            found.push(Fault::new("device", FaultCode::ClientId));
        }
        let instrument = around.instrument;
        if self.instrument.id != instrument.id() {
            let fault = Fault::new("instrument.id", FaultCode::UnknownInstrument);
            found.push(fault.with("value", &self.instrument.id).with("known", instrument.id()));
        } else if !instrument.reads_version(self.instrument.version) {
            let known: Vec<String> = instrument.versions().iter().map(ToString::to_string).collect();
            let fault = Fault::new("instrument.version", FaultCode::UnknownVersion);
            found.push(fault.with("value", self.instrument.version).with("known", known.join(", ")));
        }
        if around.yard.is_none() {
            found.push(Fault::new("yard", FaultCode::UnknownYard).with("value", &self.yard));
        }
        if self.language.parse::<Language>().is_err() {
            found.push(Fault::new("language", FaultCode::UnknownLanguage).with("value", &self.language));
        }
        if let Some(role) = self.role.as_deref().filter(|r| !["resident", "osi", "inspector"].contains(r)) {
            found.push(Fault::new("role", FaultCode::UnknownRole).with("value", role));
        }
    }

    fn check_moment(&self, around: &Surroundings<'_>, found: &mut Vec<Fault>) {
        let seconds_ago = (around.now.as_millisecond() - self.at.as_millisecond()) as f64 / 1e3;
        if seconds_ago < -60.0 * around.rules.ahead_minutes {
            found.push(Fault::new("at", FaultCode::Future).with("value", self.at));
        }
        if seconds_ago > 86_400.0 * around.rules.late_days {
            let fault = Fault::new("at", FaultCode::TooOld).with("value", self.at);
            found.push(fault.with("days", around.rules.late_days));
        }
    }

    fn check_answers(&self, around: &Surroundings<'_>, found: &mut Vec<Fault>) {
        let instrument = around.instrument;
        if !instrument.reads_version(self.instrument.version) {
            return;
        }
        let sun = around.yard.map(|yard| (is_night(yard, self.at), sun_altitude_degrees(yard, self.at)));
        let wrong_time = |field: String, when: When, name: &str, answer: Answer| {
            let (night, altitude) = sun?;
            answer.severity()?;
            let code = match (when, night) {
                (When::Night, false) => FaultCode::NotByDay,
                (When::Day, true) => FaultCode::NotByNight,
                _ => return None,
            };
            Some(Fault::new(field, code).with("factor", name).with("altitude", format!("{altitude:.0}")))
        };
        let mut rated = 0;
        for (id, answer) in &self.answers {
            let field = format!("answers.{id}");
            match instrument.place_now(self.instrument.version, id) {
                Some(place) => {
                    let factor = &instrument.factors()[place];
                    rated += usize::from(*answer != Answer::NotChecked);
                    found.extend(wrong_time(field, factor.when, factor.names.get(around.language), *answer));
                }
                // A factor that a later version gave up is kept with the answer and counts no more.
                None if self.instrument.version != instrument.version() => rated += 1,
                None => found.push(Fault::new(field, FaultCode::UnknownFactor).with("value", id)),
            }
        }
        for (id, answer) in &self.outcomes {
            let field = format!("outcomes.{id}");
            match instrument.outcome(id) {
                Some(outcome) => {
                    found.extend(wrong_time(field, outcome.when, outcome.names.get(around.language), *answer));
                }
                None => found.push(Fault::new(field, FaultCode::UnknownOutcome).with("value", id)),
            }
        }
        if rated == 0 && found.iter().all(|f| f.code != FaultCode::UnknownFactor) {
            found.push(Fault::new("answers", FaultCode::NothingRated));
        }
    }

    fn check_rest(&self, around: &Surroundings<'_>, found: &mut Vec<Fault>) {
        let known = around.instrument.file().consent.version;
        match self.consent_version {
            None => found.push(Fault::new("consent_version", FaultCode::ConsentMissing)),
            Some(version) if version != known => {
                found.push(Fault::new("consent_version", FaultCode::ConsentVersion).with("known", known));
            }
            Some(_) => {}
        }
        if self.position.is_some_and(|p| p.spot().is_none()) {
            found.push(Fault::new("position", FaultCode::Position));
        }
        if let Some(text) = &self.text {
            let len = text.chars().count();
            if len > Self::MAX_TEXT {
                let fault = Fault::new("text", FaultCode::TextTooLong);
                found.push(fault.with("len", len).with("max", Self::MAX_TEXT));
            }
            if text.chars().any(|c| c.is_control() && !['\n', '\r', '\t'].contains(&c)) {
                found.push(Fault::new("text", FaultCode::TextCharacters));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NIGHT: &str = "2026-11-20T15:00:00Z";
    const DAY: &str = "2026-11-20T06:00:00Z";

    fn sound(at: &str) -> serde_json::Value {
        serde_json::json!({
            "client_id": "0123456789abcdef", "yard": "yard:y-0001",
            "instrument": { "id": "aula-yard-safety", "version": 1 }, "at": at, "language": "ru",
            "answers": { "lighting_yard": { "severity": 2 }, "cctv": { "state": "not_checked" } },
            "consent_version": 1,
        })
    }

    fn codes(change: impl FnOnce(&mut serde_json::Value), at: &str) -> Vec<FaultCode> {
        let mut value = sound(at);
        change(&mut value);
        let submission: Submission = serde_json::from_value(value).unwrap();
        let (instrument, rules) = (Instrument::built_in(), Rules::default());
        let yard = LonLat::new(76.95, 43.25).ok().filter(|_| submission.yard == "yard:y-0001");
        let around = Surroundings {
            instrument: &instrument,
            rules: &rules,
            now: "2026-11-21T00:00:00Z".parse().unwrap(),
            yard,
            language: Language::En,
        };
        submission.faults(&around).iter().map(|f| f.code).collect()
    }

    #[test]
    fn a_sound_round_has_no_fault_and_each_fault_is_found_alone() {
        assert_eq!(codes(|_| (), NIGHT), []);
        assert_eq!(codes(|_| (), DAY), [FaultCode::NotByDay]);
        let by_night = |v: &mut serde_json::Value| v["answers"] = serde_json::json!({ "waste": { "severity": 1 } });
        assert_eq!(codes(by_night, NIGHT), [FaultCode::NotByNight]);
        assert_eq!(codes(by_night, DAY), []);
        assert_eq!(codes(|v| v["client_id"] = "short".into(), NIGHT), [FaultCode::ClientId]);
        assert_eq!(codes(|v| v["instrument"]["version"] = 9.into(), NIGHT), [FaultCode::UnknownVersion]);
        assert_eq!(codes(|v| v["yard"] = "yard:nowhere".into(), NIGHT), [FaultCode::UnknownYard]);
        assert_eq!(codes(|_| (), "2026-11-21T01:00:00Z"), [FaultCode::Future]);
        assert_eq!(codes(|_| (), "2026-05-20T18:00:00Z"), [FaultCode::TooOld]);
        assert_eq!(
            codes(|v| v["answers"]["magic"] = serde_json::json!({ "severity": 1 }), NIGHT),
            [FaultCode::UnknownFactor]
        );
        let unchecked = serde_json::json!({ "cctv": { "state": "not_checked" } });
        assert_eq!(codes(|v| v["answers"] = unchecked, NIGHT), [FaultCode::NothingRated]);
        assert_eq!(codes(|v| v["consent_version"] = serde_json::Value::Null, NIGHT), [FaultCode::ConsentMissing]);
        assert_eq!(codes(|v| v["text"] = "я".repeat(1001).into(), NIGHT), [FaultCode::TextTooLong]);
        assert_eq!(codes(|v| v["text"] = "a\u{0}b".into(), NIGHT), [FaultCode::TextCharacters]);
        let nowhere = serde_json::json!({ "lon": 200.0, "lat": 0.0, "accuracy_m": 5.0 });
        assert_eq!(codes(|v| v["position"] = nowhere, NIGHT), [FaultCode::Position]);
        assert_eq!(codes(|v| v["role"] = "king".into(), NIGHT), [FaultCode::UnknownRole]);
    }

    #[test]
    fn all_faults_are_said_at_once() {
        let many = codes(
            |v| {
                v["client_id"] = "x".into();
                v["consent_version"] = serde_json::Value::Null;
                v["language"] = "de".into();
            },
            DAY,
        );
        assert_eq!(many.len(), 4, "{many:?}");
    }
}
