//! The problem file of a place: what is the matter, what is thought to cause it, what is done, by whom, what came of it.

use crate::PlanningError;
use crate::mends::Mend;
use aula_model::AreaId;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// How well a measure is known to work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// Several good studies agree.
    Strong,
    /// Some studies, mostly agreeing.
    Moderate,
    /// A study, or studies that disagree.
    Weak,
    /// Nobody has looked.
    None,
    /// It has been seen to harm.
    Harmful,
}

/// How far a measure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// Thought of.
    #[default]
    Proposed,
    /// Decided.
    Agreed,
    /// Under way.
    Started,
    /// Done.
    Done,
    /// Given up.
    Dropped,
}

/// Something that is done about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// Its own name within the file.
    pub id: String,
    /// What.
    pub what: String,
    /// Where.
    #[serde(default)]
    pub place: String,
    /// By which body; never a person.
    pub body: String,
    /// From when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// What it costs.
    #[serde(default)]
    pub cost: f64,
    /// How well it is known to work.
    pub evidence: Evidence,
    /// What it is expected to be good for: incidents less a year.
    #[serde(default)]
    pub benefit: f64,
    /// Of measures with the same word at most one is taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead_of: Option<String>,
    /// How far it is.
    #[serde(default)]
    pub progress: Progress,
}

/// A note of a body.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// The body.
    pub body: String,
    /// The day.
    pub on: Date,
    /// What it says.
    pub text: String,
}

/// The problem file of a place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProblemFile {
    /// Its name.
    pub title: String,
    /// The area.
    pub area: AreaId,
    /// What is the matter.
    pub matter: String,
    /// What is thought to cause it.
    #[serde(default)]
    pub hypothesis: String,
    /// What is done.
    #[serde(default)]
    pub measures: Vec<Measure>,
    /// Notes by body, the oldest first; a note is added, never changed.
    #[serde(default)]
    pub notes: Vec<Note>,
    /// The days on which the group looks again.
    #[serde(default)]
    pub reviews: Vec<Date>,
    /// What came of it.
    #[serde(default)]
    pub outcome: String,
    /// The plan by which it is judged, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    /// Whether it is closed.
    #[serde(default)]
    pub closed: bool,
}

impl ProblemFile {
    /// Refuses what cannot be kept.
    ///
    /// # Errors
    /// [`PlanningError::Unusable`] for texts that are empty or too long, numbers that are none, measures of one name.
    pub fn check(&self) -> Result<(), PlanningError> {
        let bad = |what: &'static str, reason: String| Err(PlanningError::unusable(what, reason, "mend it"));
        for (name, text, least, most) in [
            ("title", &self.title, 1, 200),
            ("matter", &self.matter, 1, 8000),
            ("hypothesis", &self.hypothesis, 0, 8000),
            ("outcome", &self.outcome, 0, 8000),
        ] {
            let length = text.trim().chars().count();
            if length < least || length > most {
                return bad(name, format!("{name} has {length} characters, not {least} to {most}"));
            }
        }
        if self.measures.len() > 200 || self.notes.len() > 2000 || self.reviews.len() > 200 {
            return bad("measures", "a file holds at most 200 measures, 2000 notes and 200 reviews".to_owned());
        }
        for (at, measure) in self.measures.iter().enumerate() {
            if self.measures[..at].iter().any(|m| m.id == measure.id) || measure.id.is_empty() {
                return bad("measures", format!("the measure `{}` has no name of its own", measure.id));
            }
            if !(measure.cost.is_finite()
                && measure.cost >= 0.0
                && measure.benefit.is_finite()
                && measure.benefit >= 0.0)
            {
                return bad("measures", format!("cost and benefit of `{}` must be at least 0", measure.id));
            }
            if measure.what.chars().count() > 2000 || measure.body.chars().count() > 200 || measure.body.is_empty() {
                return bad("measures", format!("`{}` needs a body, and at most 2000 characters", measure.id));
            }
        }
        match self.notes.iter().find(|n| n.text.is_empty() || n.text.chars().count() > 8000 || n.body.is_empty()) {
            Some(note) => bad("notes", format!("the note of {} needs a body and 1 to 8000 characters", note.on)),
            None => Ok(()),
        }
    }

    /// Whether this follows on another: the notes of the earlier are all still there, first and unchanged.
    ///
    /// # Errors
    /// [`PlanningError::Unusable`] where a note was changed or taken away.
    pub fn follows(&self, earlier: &Self) -> Result<(), PlanningError> {
        if self.notes.starts_with(&earlier.notes) {
            return Ok(());
        }
        Err(PlanningError::unusable(
            "notes",
            "a note is added, never changed or taken away",
            "send the earlier notes as they were",
        ))
    }

    /// The measures that are still open, as mends of which the best set is asked; what helps for sure counts whole,
    /// what nobody has looked at a quarter, what harms not at all.
    #[must_use]
    pub fn mends(&self) -> Vec<Mend> {
        let trust = |evidence: Evidence| match evidence {
            Evidence::Strong => 1.0,
            Evidence::Moderate => 0.75,
            Evidence::Weak => 0.5,
            Evidence::None => 0.25,
            Evidence::Harmful => 0.0,
        };
        let open = self.measures.iter().filter(|m| !matches!(m.progress, Progress::Done | Progress::Dropped));
        open.map(|m| Mend {
            id: m.id.clone(),
            cost: m.cost,
            benefit: m.benefit * trust(m.evidence),
            instead_of: m.instead_of.clone(),
            must: matches!(m.progress, Progress::Agreed | Progress::Started),
        })
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::best_mends;
    use jiff::civil::date;

    fn measure(id: &str, cost: f64, benefit: f64, evidence: Evidence) -> Measure {
        Measure {
            id: id.to_owned(),
            what: "lamps".to_owned(),
            place: String::new(),
            body: "city lights".to_owned(),
            from: None,
            cost,
            evidence,
            benefit,
            instead_of: None,
            progress: Progress::Proposed,
        }
    }

    fn file() -> ProblemFile {
        ProblemFile {
            title: "Dark yards".to_owned(),
            area: "micro_district:md-1".parse().unwrap(),
            matter: "Robberies after dark".to_owned(),
            hypothesis: String::new(),
            measures: vec![
                measure("lamps", 8.0, 10.0, Evidence::Strong),
                measure("cameras", 6.0, 12.0, Evidence::None),
            ],
            notes: vec![Note { body: "police".to_owned(), on: date(2025, 5, 1), text: "seen".to_owned() }],
            reviews: vec![],
            outcome: String::new(),
            plan: None,
            closed: false,
        }
    }

    #[test]
    fn a_note_stays_as_it_was_written() {
        let before = file();
        let mut after = file();
        after.notes.push(Note { body: "akimat".to_owned(), on: date(2025, 6, 1), text: "agreed".to_owned() });
        assert!(after.check().is_ok() && after.follows(&before).is_ok());
        after.notes[0].text = "not seen".to_owned();
        assert!(after.follows(&before).is_err());
        after.notes.clear();
        assert!(after.follows(&before).is_err());
    }

    #[test]
    fn what_is_proven_goes_before_what_is_only_promised() {
        let file = file();
        assert_eq!(best_mends(&file.mends(), 10.0).unwrap().chosen, ["lamps"]);
        let mut bad = file.clone();
        bad.measures[1].id = "lamps".to_owned();
        assert!(bad.check().is_err());
        bad.measures[1] = measure("x", f64::NAN, 1.0, Evidence::Weak);
        assert!(bad.check().is_err());
    }
}
