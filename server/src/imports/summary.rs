//! The account of an import: every row of the file is in exactly one of its numbers.

use super::intake::Taken;
use aula_exchange::{Columns, Confidence, Finding, Guess, Origin, Verdict};
use aula_model::Entity;
use aula_store::Plan;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

/// read = accepted + unchanged + updated + rejected.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Summary {
    /// What it was, as the log says it.
    pub(crate) action: &'static str,
    file: String,
    /// Rows of the file.
    read: u64,
    /// New.
    accepted: u64,
    /// Known already, or the same identified row again in this file.
    unchanged: u64,
    /// Known, and now corrected.
    updated: u64,
    /// Not taken, each with its reason in `rejects_file`.
    pub(crate) rejected: u64,
    /// Of the rows taken: outside the study area, kept and flagged.
    outside_study_area: u64,
    /// Rejected rows by reason.
    rejected_by_reason: BTreeMap<&'static str, u64>,
    /// Which column became what.
    columns: Columns,
    /// What was guessed and applied, since nobody said it.
    guessed: Vec<Finding>,
    /// What was mended or noticed.
    notes: Vec<String>,
    /// What was found about the file as a whole; `notes` has the same sentences.
    verdicts: Vec<Verdict>,
    /// Who imported it, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) by: Option<String>,
    /// Where the rejected rows are.
    pub(crate) rejects_file: Option<PathBuf>,
    /// The log's number after it.
    pub(crate) seq: u64,
    /// How long it took.
    pub(crate) seconds: Seconds,
    #[serde(skip)]
    duplicates: u64,
}

/// Seconds from the start until …
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub(crate) struct Seconds {
    /// … every row was read and judged.
    pub(crate) read: f64,
    /// … the batch was on disk.
    pub(crate) durable: f64,
    /// … the tables were indexed for other programs.
    pub(crate) done: f64,
}

impl Summary {
    pub(crate) fn new(action: &'static str, file: &Path, taken: &Taken, guessed: Guess) -> Self {
        let Taken { reading, verdicts } = taken;
        let mut rejected_by_reason = BTreeMap::new();
        for rejection in &reading.rejected {
            *rejected_by_reason.entry(rejection.code.as_str()).or_default() += 1;
        }
        let outside = |entity: &Entity| match entity {
            Entity::Incident(i) => i.outside_study_area,
            Entity::Place(p) => p.outside_study_area,
            Entity::Area(_) | Entity::Settings(_) | Entity::Document(_) => false,
        };
        Self {
            action,
            file: file.display().to_string(),
            read: reading.read,
            accepted: 0,
            unchanged: reading.duplicates,
            updated: 0,
            rejected: reading.rejected.len() as u64,
            outside_study_area: reading.rows.iter().filter(|row| outside(&row.value)).count() as u64,
            rejected_by_reason,
            columns: reading.columns.clone(),
            guessed: guessed.findings,
            notes: reading.notes.iter().chain(verdicts.iter().map(|v| &v.text)).cloned().collect(),
            verdicts: verdicts.clone(),
            by: None,
            rejects_file: None,
            seq: 0,
            seconds: Seconds::default(),
            duplicates: reading.duplicates,
        }
    }

    /// Takes over what the comparison with the log found.
    pub(crate) fn take(&mut self, plan: &Plan) {
        self.accepted = plan.accepted as u64;
        self.unchanged = plan.unchanged as u64 + self.duplicates;
        self.updated = plan.updated as u64;
        debug_assert_eq!(self.read, self.accepted + self.unchanged + self.updated + self.rejected);
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}: {} rows read in {:.1} s", self.file, self.read, self.seconds.done)?;
        writeln!(
            f,
            "  {} accepted, {} unchanged, {} updated, {} rejected",
            self.accepted, self.unchanged, self.updated, self.rejected
        )?;
        if self.outside_study_area > 0 {
            writeln!(f, "  {} of them outside the study area: kept and flagged", self.outside_study_area)?;
        }
        for (reason, rows) in &self.rejected_by_reason {
            writeln!(f, "  rejected, {reason}: {rows}")?;
        }
        for (role, origin) in &self.columns.taken {
            match origin {
                Origin::Columns(columns) => writeln!(f, "  {role}: from {}", columns.join(", "))?,
                Origin::Constant(value) => writeln!(f, "  {role}: {value} in every row")?,
                Origin::Geometry => writeln!(f, "  {role}: from the geometry")?,
            }
        }
        if !self.columns.personal.is_empty() {
            writeln!(f, "  personal columns, not kept: {}", self.columns.personal.join(", "))?;
        }
        for finding in &self.guessed {
            writeln!(f, "  guessed, {}: {}", sure(finding), finding.why)?;
        }
        for note in &self.notes {
            writeln!(f, "  {note}")?;
        }
        match &self.rejects_file {
            Some(path) => write!(f, "  rejected rows, with reason and remedy: {}", path.display()),
            None => write!(f, "  log number {}", self.seq),
        }
    }
}

/// The assignments of a finding with how sure they are.
pub(crate) fn sure(finding: &Finding) -> String {
    let sure = match finding.confidence {
        Confidence::Certain => "certain",
        Confidence::Likely => "likely",
        Confidence::Doubtful => "doubtful",
    };
    let set = if finding.set.is_empty() { finding.about.clone() } else { finding.set.join(", ") };
    format!("{set} ({sure})")
}
