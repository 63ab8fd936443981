//! What was asked and what was used, beside every answer.

use crate::registration::{Incomplete, incomplete};
use crate::sentence::Around;
use crate::sentence::{Counted, HotspotMapFacts, hotspot_map};
use crate::{Correction, HotspotMethod, HotspotQuery, Sentence, StudySetKind, StudySets, StudySpace};
use aula_model::Slice;
use aula_snapshot::{LeftOut, Snapshot};
use aula_statistics::HotspotClass;
use serde::Serialize;
use std::collections::BTreeMap;

/// The selection of an answer, defaults written out.
#[derive(Debug, Clone, Serialize)]
pub struct SliceSettings {
    /// First local day; none is open.
    pub from: Option<String>,
    /// First local day left out; none is open.
    pub to: Option<String>,
    /// Category codes; empty is all.
    pub categories: Vec<String>,
    /// Hours of the local day, `[from, to)`.
    pub hours: String,
    /// Weekdays.
    pub weekdays: String,
    /// The city's clock.
    pub timezone: String,
    /// Log number of the data answered from.
    pub seq: u64,
}

impl SliceSettings {
    pub(crate) fn new(snapshot: &Snapshot, slice: &Slice) -> Self {
        Self {
            from: slice.period.from().map(|d| d.to_string()),
            to: slice.period.to().map(|d| d.to_string()),
            categories: slice.categories.iter().map(ToString::to_string).collect(),
            hours: slice.hours.to_string(),
            weekdays: slice.weekdays.to_string(),
            timezone: snapshot.settings().timezone.clone(),
            seq: snapshot.seq().0,
        }
    }
}

/// Why incidents that the categories select were left out.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct LeftOutReasons {
    /// The span lies only partly in the period.
    pub period: u64,
    /// The weekday is not known.
    pub weekday: u64,
    /// The hour is not known.
    pub hour: u64,
    /// Only the area is known, no cell.
    pub location: u64,
}

impl From<LeftOut> for LeftOutReasons {
    fn from(left: LeftOut) -> Self {
        Self { period: left.period, weekday: left.weekday, hour: left.hour, location: left.location }
    }
}

impl LeftOutReasons {
    /// All of them.
    #[must_use]
    pub fn sum(self) -> u64 {
        self.period + self.weekday + self.hour + self.location
    }
}

/// The limits of the classes, on q (p without correction).
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Thresholds {
    /// `hot_99`, `cold_99` below this.
    pub class_99: f64,
    /// `hot_95`, `cold_95` below this.
    pub class_95: f64,
    /// `hot_90`, `cold_90` below this.
    pub class_90: f64,
}

/// Whether anything can be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Yes.
    Ok,
    /// Fewer than 30 cells or 60 incidents.
    TooFew,
    /// Every cell has the same count.
    NoVariation,
}

/// Something a reader should know before trusting the answer.
#[derive(Debug, Clone, Serialize)]
pub struct Warning {
    /// What it is; the catalogues hold the sentence.
    pub code: WarningCode,
}

/// The kinds of warnings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WarningCode {
    /// No ground data were imported: every cell of the area counts as inhabited.
    StudySetArea,
    /// More than a tenth of the selected incidents lie in no study cell.
    ManyOutside,
    /// More than a tenth of the incidents were left out.
    ManyLeftOut,
    /// No correction for the number of cells was made.
    Uncorrected,
    /// The bandwidth is narrower than the distance of two cells: the density shows the grid.
    BandwidthUnderCell,
    /// So few permutations that no p could stay significant after correction.
    FewPermutations,
    /// The two periods do not begin on the same day of the year: the season may be what changed.
    SeasonsDiffer,
    /// The two periods differ in length by more than a tenth.
    LengthsDiffer,
    /// Some steps had too little to say which cells were hot.
    SilentSteps,
    /// Some areas have no exposure of the kind asked for: no rate.
    NoExposure,
    /// The period reaches beyond the data, or begins before them.
    PeriodBeyondData,
    /// The end of the period is not registered in full yet: few incidents there may only be late.
    LateRegistration,
    /// The answer is not exact; `largest_error` says by how much it can be off.
    Approximate,
    /// Areas overlap: what lies in two of them counts twice.
    AreasOverlap,
}

/// Number of cells by class.
pub type ClassCounts = BTreeMap<&'static str, u64>;

/// The settings of a hotspot answer.
#[derive(Debug, Clone, Serialize)]
pub struct Settings {
    /// `incidents` or `places.<kind>`.
    pub layer: String,
    /// The statistic.
    pub method: &'static str,
    /// The weights.
    pub weights: String,
    /// Where `p` comes from.
    pub tail: &'static str,
    /// R, where `p` comes from permutations.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permutations: Option<u32>,
    /// What decided them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// How `q` is made of `p`; `none`: `q` is `p`.
    pub correction: Correction,
    /// The limits of the classes.
    pub thresholds: Thresholds,
    /// H3 resolution.
    pub resolution: u8,
    /// Which cells were analysed.
    pub study_set: StudySetKind,
    /// The study areas.
    pub study_area: Vec<String>,
    /// The selection.
    #[serde(flatten)]
    pub slice: SliceSettings,
    /// Cells analysed.
    pub n: u64,
    /// Incidents counted in them.
    pub total: u64,
    /// Selected incidents that lie in no study cell.
    pub outside_cells: u64,
    /// Incidents too imprecise for the question.
    pub left_out: u64,
    /// Why.
    pub left_out_reasons: LeftOutReasons,
    /// Incidents whose proceedings were discontinued: not counted.
    pub discontinued: u64,
    /// Number of cells by class.
    pub classes: ClassCounts,
    /// Whether anything can be said.
    pub verdict: Verdict,
    /// Sources that have not registered the end of the period in full.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub registration: Vec<Incomplete>,
    /// What to know before trusting it.
    pub warnings: Vec<Warning>,
    /// What the map says as a whole.
    pub sentence: Sentence,
}

/// The counts an answer's settings are made of.
pub(crate) struct Tally {
    pub(crate) total: u64,
    pub(crate) outside_cells: u64,
    pub(crate) left_out: LeftOutReasons,
    pub(crate) discontinued: u64,
}

/// The outcome that an answer's settings tell of.
pub(crate) struct Used<'a> {
    pub(crate) tally: &'a Tally,
    pub(crate) verdict: Verdict,
    pub(crate) classes: &'a [HotspotClass],
    pub(crate) few_permutations: bool,
}

impl Settings {
    pub(crate) fn new(
        snapshot: &Snapshot,
        sets: &StudySets,
        query: &HotspotQuery,
        space: &StudySpace,
        used: &Used<'_>,
    ) -> Self {
        let Used { tally, verdict, classes, few_permutations } = *used;
        let registration = incomplete(snapshot, sets, &query.slice, &query.layer);
        let mut by_class = ClassCounts::new();
        for class in classes {
            *by_class.entry(class.as_str()).or_default() += 1;
        }
        let left_out = tally.left_out.sum();
        let selected = tally.total + tally.outside_cells;
        let checks = [
            (space.no_ground_data, WarningCode::StudySetArea),
            (tally.outside_cells * 10 > selected, WarningCode::ManyOutside),
            (left_out * 10 > selected + left_out, WarningCode::ManyLeftOut),
            (query.correction == Correction::None, WarningCode::Uncorrected),
            (few_permutations, WarningCode::FewPermutations),
            (!registration.is_empty(), WarningCode::LateRegistration),
        ];
        let sentence = hotspot_map(&HotspotMapFacts {
            counted: Counted::from(&query.layer),
            total: tally.total,
            n: space.set.len() as u64,
            classes: &by_class,
            around: Around::from(&query.choices),
            correction: query.correction,
            left_out,
            outside: tally.outside_cells,
        });
        Self {
            layer: query.layer.to_string(),
            method: match query.choices.method {
                HotspotMethod::GiStar => "getis_ord_gi_star",
                HotspotMethod::Gi => "getis_ord_gi",
            },
            weights: match query.choices.method {
                HotspotMethod::GiStar => format!("{}_with_self", query.choices.weights),
                HotspotMethod::Gi => format!("{}_without_self", query.choices.weights),
            },
            tail: match query.choices.permutations {
                None => "pearson_iii_permutation",
                Some(_) => "conditional_permutation",
            },
            permutations: query.choices.permutations,
            seed: query.choices.permutations.map(|_| query.choices.seed),
            correction: query.correction,
            thresholds: Thresholds { class_99: 0.01, class_95: 0.05, class_90: 0.1 },
            resolution: query.resolution.into(),
            study_set: space.kind,
            study_area: space.areas.iter().map(ToString::to_string).collect(),
            slice: SliceSettings::new(snapshot, &query.slice),
            n: space.set.len() as u64,
            total: tally.total,
            outside_cells: tally.outside_cells,
            left_out,
            left_out_reasons: tally.left_out,
            discontinued: tally.discontinued,
            classes: by_class,
            verdict,
            registration,
            warnings: checks.into_iter().filter(|(holds, _)| *holds).map(|(_, code)| Warning { code }).collect(),
            sentence,
        }
    }
}
