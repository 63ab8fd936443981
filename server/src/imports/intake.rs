//! A file before it is in the log: what it probably means, and what its rows are.

use super::outside;
use aula_exchange::{
    CityFrame, Confidence, ExchangeError, Finding, Guess, GuessFor, Mapping, Progress, ReadContext, Reading, Verdict,
    inspect, read_areas, read_incidents, read_places,
};
use aula_geometry::BBox;
use aula_model::{AreaKind, Entity, PlaceKind};
use aula_snapshot::Snapshot;
use std::io::Read;

/// What the rows of a file are.
#[derive(Debug, Clone)]
pub(crate) enum RowsOf {
    /// Incidents.
    Incidents,
    /// Places, of a kind where no column says it.
    Places(Option<PlaceKind>),
    /// Areas, of a kind.
    Areas(AreaKind),
}

impl RowsOf {
    /// Out of the words of a request: `incidents`, `places` or `areas`, and a kind.
    ///
    /// # Errors
    /// A sentence that says what is wrong with them.
    pub(crate) fn of_words(rows: &str, kind: Option<&str>) -> Result<Self, String> {
        match (rows, kind) {
            ("incidents", _) => Ok(Self::Incidents),
            ("places", kind) => {
                kind.map(PlaceKind::new).transpose().map(Self::Places).map_err(|e| format!("kind: {e}"))
            }
            ("areas", Some(kind)) => AreaKind::new(kind).map(Self::Areas).map_err(|e| format!("kind: {e}")),
            ("areas", None) => Err("kind: areas have one, for example district or study_area".to_owned()),
            (other, _) => Err(format!("`{other}` is unknown; rows are incidents, places or areas")),
        }
    }

    /// The action in the log.
    pub(crate) fn action(&self) -> &'static str {
        match self {
            Self::Incidents => "import incidents",
            Self::Places(_) => "import places",
            Self::Areas(_) => "import areas",
        }
    }

    /// What is guessed for.
    pub(crate) fn subject(&self) -> GuessFor {
        match self {
            Self::Incidents => GuessFor::Incidents,
            Self::Places(_) => GuessFor::Places,
            Self::Areas(_) => GuessFor::Areas,
        }
    }
}

/// Opens a file, anew at each call.
pub(crate) type Open<'a> = dyn Fn() -> std::io::Result<Box<dyn Read + Send>> + 'a;

/// A file and what it is read against.
pub(crate) struct Intake<'a> {
    /// Settings and areas of the city.
    pub(crate) city: &'a Snapshot,
    /// What its rows are.
    pub(crate) rows: &'a RowsOf,
    /// The file.
    pub(crate) open: &'a Open<'a>,
    /// Clock, categories, limits.
    pub(crate) context: ReadContext<'a>,
}

/// What a file held, as entities, and what is to be said of it as a whole.
pub(crate) struct Taken {
    /// Rows and rejections.
    pub(crate) reading: Reading<Entity>,
    /// What was found about the file as a whole.
    pub(crate) verdicts: Vec<Verdict>,
}

impl Intake<'_> {
    /// What the mapping does not say.
    pub(crate) fn guess(&self, mapping: &Mapping) -> Result<Guess, ExchangeError> {
        let frame = CityFrame { bounds: bounds(self.city), crs_epsg: self.city.settings().crs_epsg };
        aula_exchange::guess(self.open, self.rows.subject(), mapping, &self.context, frame)
    }

    /// Reads every row, looks the file over as a whole, mends outlines and flags what lies outside the study area.
    pub(crate) fn read(&self, mapping: &Mapping, progress: &mut dyn FnMut(Progress)) -> Result<Taken, ExchangeError> {
        let file = (self.open)()?;
        let mut verdicts = Vec::new();
        let mut reading = match self.rows {
            RowsOf::Incidents => {
                let mut reading = read_incidents(file, mapping, &self.context, progress)?;
                verdicts = inspect(&mut reading, mapping, &self.context.zone);
                reading.map(|i| Entity::Incident(Box::new(i)))
            }
            RowsOf::Places(kind) => {
                let mut mapping = mapping.clone();
                if let Some(kind) = kind {
                    mapping.set(&format!("kind={kind}"))?;
                }
                let reading = read_places(file, &mapping, &self.context, progress)?;
                reading.map(|p| Entity::Place(Box::new(p)))
            }
            RowsOf::Areas(kind) => {
                let reading = read_areas(file, kind, mapping, &self.context, progress)?;
                outside::repaired(reading).map(|a| Entity::Area(Box::new(a)))
            }
        };
        outside::flag(self.city, &mut reading.rows);
        Ok(Taken { reading, verdicts })
    }
}

/// Applies what is sure of a guess to a mapping, and what is doubtful where a person says so (`accept`).
///
/// # Errors
/// What nobody but a person can settle; nothing was applied then.
pub(crate) fn settled<'g>(guess: &'g Guess, accept: bool, mapping: &mut Mapping) -> Result<(), Vec<&'g Finding>> {
    let open: Vec<&Finding> = guess.doubtful().filter(|f| !accept || f.set.is_empty()).collect();
    if !open.is_empty() {
        return Err(open);
    }
    let least = if accept { Confidence::Doubtful } else { Confidence::Likely };
    // The assignments of a guess are never refused.
    let _ = guess.apply(mapping, least);
    Ok(())
}

/// The box around the study area; around all areas where none is known.
pub(super) fn bounds(city: &Snapshot) -> Option<BBox> {
    let areas = city.areas();
    let chosen: Vec<_> = match &city.settings().study_area {
        Some(id) => areas.get(id).into_iter().collect(),
        None => AreaKind::new("study_area").map(|kind| areas.of_kind(&kind).collect()).unwrap_or_default(),
    };
    let all: Vec<_> = if chosen.is_empty() { areas.iter().collect() } else { chosen };
    let corners = all.iter().flat_map(|area| &area.geometry.0).flat_map(|polygon| &polygon.exterior().0);
    let none = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    let [west, south, east, north] =
        corners.fold(none, |[w, s, e, n], c| [w.min(c.x), s.min(c.y), e.max(c.x), n.max(c.y)]);
    BBox::new(west, south, east, north).ok()
}
