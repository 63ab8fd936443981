//! What a file probably means: delimiter, encoding, columns, dates, coordinate system, categories, each with how sure
//! that is and by which rows.
//!
//! A guess is a list of the assignments that a person would otherwise write (`--set crs=EPSG:32643`). What is certain or
//! likely may be applied and is always shown; what is doubtful is shown with the line that would settle it, and applied by
//! nobody but the person who says so.

mod category;
mod coordinates;
mod encoding;
mod feed;
mod identity;
mod sample;
mod times;

use crate::text::personal::Subject;
use crate::{ExchangeError, Mapping, ReadContext};
use aula_geometry::BBox;
use sample::Sample;
use serde::Serialize;
use std::io::Read;

/// What sort of records a file is to be read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GuessFor {
    /// Incidents: place, time, category.
    Incidents,
    /// Places: place and kind.
    Places,
    /// Areas: outlines.
    Areas,
}

/// How sure a guess is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Two readings are possible, or none fits well: a person has to say.
    Doubtful,
    /// Nearly all rows fit, and no other reading does.
    Likely,
    /// Nothing else is possible.
    Certain,
}

/// One thing guessed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// What it is about: a setting of the mapping (`encoding`, `columns.when`, `crs`).
    pub about: String,
    /// The assignments that apply it; empty where nothing has to be set.
    pub set: Vec<String>,
    /// How sure it is.
    pub confidence: Confidence,
    /// By what it was told, and what else it could be.
    pub why: String,
    /// Some of the values that it was told by.
    pub examples: Vec<String>,
}

/// What a file probably means.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Guess {
    /// The mapping of a feed that is known by heart.
    #[serde(skip)]
    feed: Option<Mapping>,
    /// The columns of the file.
    pub header: Vec<String>,
    /// Rows that were looked at.
    pub rows: usize,
    /// Everything that the file does not say by itself.
    pub findings: Vec<Finding>,
}

impl Guess {
    /// What nobody but a person can settle.
    pub fn doubtful(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|f| f.confidence == Confidence::Doubtful)
    }

    /// Applies what is at least as sure as `least` to a mapping.
    ///
    /// # Errors
    /// [`ExchangeError::Mapping`] where an assignment is refused, which none of a guess is.
    pub fn apply(&self, mapping: &mut Mapping, least: Confidence) -> Result<(), ExchangeError> {
        if let Some(feed) = &self.feed {
            mapping.underlay(feed);
        }
        let sure = self.findings.iter().filter(|f| f.confidence >= least);
        sure.flat_map(|f| &f.set).try_for_each(|assignment| mapping.set(assignment))
    }
}

/// What is known of the city before the file is read.
#[derive(Debug, Clone, Copy, Default)]
pub struct CityFrame {
    /// The box around its areas, where there are any: what tells metres from feet and longitude from latitude.
    pub bounds: Option<BBox>,
    /// The code of its own coordinate system, tried first.
    pub crs_epsg: u32,
}

/// Guesses what the mapping does not say.
///
/// # Arguments
/// `open`: opens the file, anew at each call. `mapping`: what is known already, and is not guessed again.
///
/// # Errors
/// Those of the readers, for faults of the whole file.
pub fn guess(
    open: &dyn Fn() -> std::io::Result<Box<dyn Read + Send>>,
    subject: GuessFor,
    mapping: &Mapping,
    ctx: &ReadContext<'_>,
    city: CityFrame,
) -> Result<Guess, ExchangeError> {
    let mut findings = Vec::new();
    let mut mapping = mapping.clone();
    if mapping.encoding.is_none()
        && let Some(found) = encoding::finding(open()?, ctx.limits)?
    {
        found.set.iter().try_for_each(|assignment| mapping.set(assignment))?;
        findings.push(found);
    }
    let sample = Sample::take(open()?, &mapping, ctx, subject)?;
    let mut feed = None;
    if subject == GuessFor::Incidents
        && let Some((known, finding)) = feed::known(&sample)?
    {
        mapping.underlay(&known);
        findings.push(finding);
        feed = Some(known);
    }
    findings.extend(coordinates::findings(&sample, &mapping, city)?);
    if subject == GuessFor::Incidents {
        findings.extend(identity::findings(&sample, &mapping)?);
        findings.extend(times::findings(&sample, &mapping, ctx)?);
        findings.extend(category::findings(&sample, &mapping, ctx)?);
    }
    Ok(Guess { feed, header: sample.header, rows: sample.rows.len(), findings })
}

impl GuessFor {
    pub(crate) fn subject(self) -> Subject {
        match self {
            Self::Incidents => Subject::Incidents,
            Self::Places | Self::Areas => Subject::Things,
        }
    }
}

/// Up to three values as examples, shortened, and without those that look personal.
fn examples<'a>(values: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut seen: Vec<String> = Vec::new();
    for value in values {
        let shown = crate::text::quoted(value);
        if !seen.contains(&shown) {
            seen.push(shown);
        }
        if seen.len() == 3 {
            break;
        }
    }
    seen
}

/// `97.3 %`.
fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}
