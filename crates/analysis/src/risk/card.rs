//! The algorithm card: what a run is made of, for everybody who has to live with it.

use super::report::{RiskReport, RiskSettings};
use super::{RiskWarning, words};
use crate::Sentence;
use serde::Serialize;

/// A card made from the run itself.
#[derive(Debug, Clone, Serialize)]
pub struct RiskCard {
    /// A digest of settings and data: the same question on the same data has the same card.
    pub id: String,
    /// Version of the procedure.
    pub version: &'static str,
    /// The day it was made; the caller knows the clock.
    pub made_on: String,
    /// Headed paragraphs in three languages: purpose, data, method, limits, validation.
    pub sections: Vec<CardSection>,
    /// What to know before trusting it.
    pub warnings: Vec<RiskWarning>,
    /// Every setting.
    pub settings: RiskSettings,
    /// Factors that were asked.
    pub factors: Vec<String>,
    /// What follows from the validation.
    pub verdict: Sentence,
}

/// A headed paragraph.
#[derive(Debug, Clone, Serialize)]
pub struct CardSection {
    /// `purpose`, `data`, `method`, `limits`, `validation`, `fairness`.
    pub key: &'static str,
    /// Its heading.
    pub heading: Sentence,
    /// Its text.
    pub text: Sentence,
}

/// The card of a report.
#[must_use]
pub fn card(report: &RiskReport, id: String, made_on: String) -> RiskCard {
    let sections =
        words::SECTIONS.map(|key| CardSection { key, heading: words::heading(key), text: words::section(key, report) });
    RiskCard {
        id,
        version: report.settings.version,
        made_on,
        sections: sections.to_vec(),
        warnings: report.warnings.clone(),
        settings: report.settings.clone(),
        factors: report.factors.iter().map(|f| f.factor.clone()).collect(),
        verdict: report.verdict.sentence.clone(),
    }
}
