//! What everybody may see: the latest approved version, ready to be asked.

use super::desk::{Desk, DeskError};
use super::record::{Record, State};
use aula_analysis::PlaceFacts;
use aula_disclosure::{
    Exposure, Figures, Group, Level, Period, PlaceId, Publication, PublicationError, Published, Question,
};
use aula_snapshot::Snapshot;
use aula_store::Store;
use std::collections::{BTreeMap, BTreeSet};

/// The latest approved version with the facts frozen beside it.
pub(crate) struct PublicLayer {
    /// Its entry in the log.
    pub(crate) record: Record,
    publication: Published<Publication>,
    facts: BTreeMap<PlaceId, PlaceFacts>,
    exposure: BTreeMap<PlaceId, Exposure>,
}

/// What somebody asks of it. Only what was published can be asked: no filter reaches behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PublicQuestion {
    /// The kind of places.
    pub(crate) level: Level,
    /// The period.
    pub(crate) period: Period,
    /// The category group, none for all together.
    pub(crate) group: Option<String>,
}

/// A place of an answer.
pub(crate) struct Row<'a> {
    /// Its published figures.
    pub(crate) figures: Figures,
    /// Its public facts.
    pub(crate) facts: Option<&'a PlaceFacts>,
}

impl PublicLayer {
    /// The latest version that is approved; none before the first.
    ///
    /// # Errors
    /// [`DeskError`] where a stored version cannot be read or is not what was approved.
    pub(crate) fn latest(store: &dyn Store, snapshot: &Snapshot) -> Result<Option<Self>, DeskError> {
        let records = Desk { store, snapshot }.records()?;
        let latest = records.into_iter().rfind(|r| r.state == State::Approved);
        Ok(latest.map(Self::new).transpose()?)
    }

    /// A version as it would be, or is, public.
    pub(crate) fn new(record: Record) -> Result<Self, PublicationError> {
        let publication = record.publication()?;
        let facts: BTreeMap<PlaceId, PlaceFacts> = record.places.iter().map(|f| (f.place.clone(), f.clone())).collect();
        let exposure = facts.iter().map(|(place, facts)| (place.clone(), facts.exposure())).collect();
        Ok(Self { record, publication, facts, exposure })
    }

    /// The publication.
    pub(crate) fn publication(&self) -> &Publication {
        self.publication.get()
    }

    /// The public facts about a place.
    pub(crate) fn facts(&self, place: &PlaceId) -> Option<&PlaceFacts> {
        self.facts.get(place)
    }

    /// The words of the levels there are, coarse first: `city`, the kinds of its areas, `cells`.
    pub(crate) fn levels(&self) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        for place in self.facts.keys() {
            let word = word_of(place);
            if !words.contains(&word) {
                words.push(word);
            }
        }
        words
    }

    /// The resolutions of the cells there are.
    pub(crate) fn resolutions(&self) -> Vec<u8> {
        let of = |level| self.facts.keys().any(|p| p.level() == level);
        [(Level::Cell8, 8), (Level::Cell9, 9)].into_iter().filter(|(l, _)| of(*l)).map(|(_, r)| r).collect()
    }

    /// The level of a word and a resolution of cells.
    pub(crate) fn level(&self, word: &str, resolution: u8) -> Option<Level> {
        if word == "cells" {
            return match resolution {
                8 => Some(Level::Cell8),
                9 => Some(Level::Cell9),
                _ => None,
            };
        }
        self.facts.keys().find(|place| word_of(place) == word).map(PlaceId::level)
    }

    /// The periods that places of a level have figures for.
    pub(crate) fn periods(&self, level: Level) -> Vec<Period> {
        let mine = self.publication().units().iter().filter(|u| u.unit.place.level() == level);
        mine.map(|u| u.unit.period).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The period that is shown unless another is asked for: the last 12 months, else the last quarter.
    pub(crate) fn usual_period(&self, level: Level) -> Option<Period> {
        let periods = self.periods(level);
        let year = periods.iter().rfind(|p| matches!(p, Period::TwelveMonths(_)));
        year.or(periods.last()).copied()
    }

    /// The groups that places of a level have figures for.
    pub(crate) fn groups(&self, level: Level) -> Vec<&Group> {
        // Fine cells have figures of all groups together only.
        if level == Level::Cell9 { Vec::new() } else { self.publication().groups().iter().collect() }
    }

    /// The figures that answer a question, in the order of the publication.
    pub(crate) fn rows(&self, question: &PublicQuestion) -> Vec<Row<'_>> {
        let asked = Question { level: question.level, period: question.period, group: question.group.as_deref() };
        let figures = self.publication.figures(&asked, &self.exposure).into_inner();
        figures.into_iter().map(|f| Row { facts: self.facts.get(&f.place), figures: f }).collect()
    }

    /// The city's own figures in the period and group of a question.
    pub(crate) fn city(&self, question: &PublicQuestion) -> Option<Row<'_>> {
        self.rows(&PublicQuestion { level: Level::City, ..question.clone() }).into_iter().next()
    }

    /// The place of a name as addresses have it: `city`, an area's `kind:code` or an H3 cell.
    pub(crate) fn place(&self, name: &str) -> Option<&PlaceId> {
        self.facts.keys().find(|place| place.to_string() == name)
    }
}

/// The word of a place's kind.
pub(crate) fn word_of(place: &PlaceId) -> String {
    match place {
        PlaceId::City => "city".to_owned(),
        PlaceId::District(id) | PlaceId::MicroDistrict(id) => id.kind().to_owned(),
        PlaceId::Cell8(_) | PlaceId::Cell9(_) => "cells".to_owned(),
    }
}

/// A period as parameters and answers write it: `2025` for a calendar year, `2025-Q3`, `2024-Q3/2025-Q2`.
pub(crate) fn period_word(period: Period) -> String {
    match period {
        Period::TwelveMonths(first) if first.number() == 1 => {
            first.to_string().split('-').next().unwrap_or_default().to_owned()
        }
        other => other.to_string(),
    }
}
