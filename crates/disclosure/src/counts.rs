//! The exact counts that a publication is made of, and the filter that every incident passes on its way into them.

use crate::{Calendar, Ground, PlaceId, Precise, PublicationError, Quarter};
use aula_model::{CategoryCode, CategoryTable, ReportedBy};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The category groups of a publication: one to four, without a common category, none of them sensitive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Groups(Vec<Group>);

/// A group of categories that are counted as one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Its name, a code.
    pub name: String,
    /// Its categories.
    pub categories: BTreeSet<CategoryCode>,
}

impl Groups {
    /// The most groups that a publication has.
    pub const MAX: usize = 4;

    /// Groups, checked against the city's categories.
    ///
    /// # Errors
    /// [`PublicationError::Group`] for none or more than four, an empty or repeated one, and a category that is
    /// sensitive, unknown or in two groups.
    pub fn new(mut groups: Vec<Group>, table: &CategoryTable) -> Result<Self, PublicationError> {
        let refuse = |group: &str, reason| Err(PublicationError::Group { group: group.to_owned(), reason });
        if groups.is_empty() || groups.len() > Self::MAX {
            return refuse(&groups.len().to_string(), "is the number of groups; give one to four");
        }
        groups.sort_by(|a, b| a.name.cmp(&b.name));
        let (mut names, mut seen) = (BTreeSet::new(), BTreeSet::new());
        for group in &groups {
            if group.name.is_empty() || !names.insert(&group.name) || group.categories.is_empty() {
                return refuse(&group.name, "needs a name of its own and at least one category");
            }
            for category in &group.categories {
                match table.get(category) {
                    None => return refuse(category.as_str(), "is not a category of this city"),
                    Some(c) if c.sensitive => return refuse(category.as_str(), "is sensitive and never published"),
                    Some(_) if !seen.insert(category) => {
                        return refuse(category.as_str(), "is in two groups; a category belongs to one");
                    }
                    Some(_) => {}
                }
            }
        }
        Ok(Self(groups))
    }

    /// The groups, by name.
    #[must_use]
    pub fn as_slice(&self) -> &[Group] {
        &self.0
    }

    fn of(&self, category: &CategoryCode) -> Option<usize> {
        self.0.iter().position(|g| g.categories.contains(category))
    }
}

/// One incident, as far as a publication needs it.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// Its category.
    pub category: &'a CategoryCode,
    /// Who reported it.
    pub reported_by: ReportedBy,
    /// The quarter of its local day.
    pub quarter: Quarter,
    /// The places that its point lies in; the city is understood.
    pub places: &'a [PlaceId],
}

/// What the filter let through and what it held back: for the analyst and the second person, never for the public,
/// since exact totals are in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FilterReport {
    /// Incidents counted.
    pub counted: u64,
    /// Held back: the category is sensitive or none that the city knows.
    pub sensitive_or_unknown: u64,
    /// Held back: found by police.
    pub found_by_police: u64,
    /// Held back: the category is in no group.
    pub in_no_group: u64,
    /// Held back: outside the quarters of the publication.
    pub outside_period: u64,
    /// Held back: on no piece of the ground.
    pub outside_ground: u64,
}

/// Exact counts per piece of ground, quarter and group. Made by [`Counts::tally`] alone, so nothing sensitive and
/// nothing found by police can be in them; without `Debug` and `Serialize`.
pub struct Counts {
    pub(crate) ground: Ground,
    pub(crate) calendar: Calendar,
    pub(crate) groups: Groups,
    /// By piece, then quarter, then group.
    pub(crate) cells: Vec<u32>,
}

impl Counts {
    /// Counts incidents.
    ///
    /// # Arguments
    /// `table` the city's categories, which say what is sensitive *today*: a category that has become sensitive since
    /// the groups were made is held back too.
    ///
    /// # Returns
    /// The counts, and what was held back by each rule (the first that applies, in the order of [`FilterReport`]).
    #[must_use]
    pub fn tally<'a>(
        ground: &Ground,
        calendar: &Calendar,
        groups: &Groups,
        table: &CategoryTable,
        rows: impl IntoIterator<Item = Row<'a>>,
    ) -> (Precise<Self>, Precise<FilterReport>) {
        let (quarters, kinds) = (calendar.quarters(), groups.0.len());
        let mut cells = vec![0_u32; ground.atoms().len() * quarters * kinds];
        let mut report = FilterReport::default();
        for row in rows {
            let held_back = if table.get(row.category).is_none_or(|c| c.sensitive) {
                &mut report.sensitive_or_unknown
            } else if row.reported_by == ReportedBy::Police {
                &mut report.found_by_police
            } else if let Some(group) = groups.of(row.category) {
                match row.quarter.since(calendar.first()).filter(|q| *q < quarters) {
                    None => &mut report.outside_period,
                    Some(quarter) => match ground.find(row.places) {
                        None => &mut report.outside_ground,
                        Some(atom) => {
                            let cell = &mut cells[(atom * quarters + quarter) * kinds + group];
                            *cell = cell.saturating_add(1);
                            &mut report.counted
                        }
                    },
                }
            } else {
                &mut report.in_no_group
            };
            *held_back += 1;
        }
        let counts = Self { ground: ground.clone(), calendar: calendar.clone(), groups: groups.clone(), cells };
        (Precise::new(counts), Precise::new(report))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Place;

    fn code(text: &str) -> CategoryCode {
        CategoryCode::new(text).unwrap()
    }

    fn group(name: &str, categories: &[&str]) -> Group {
        Group { name: name.to_owned(), categories: categories.iter().map(|c| code(c)).collect() }
    }

    #[test]
    fn sensitive_repeated_and_unknown_categories_make_no_group() {
        let table = CategoryTable::default();
        let fault = |groups: Vec<Group>| Groups::new(groups, &table).unwrap_err().to_string();
        assert!(fault(vec![group("violence", &["assault", "domestic"])]).contains("`domestic`"));
        assert!(fault(vec![group("a", &["theft"]), group("b", &["theft"])]).contains("two groups"));
        assert!(fault(vec![group("a", &["witchcraft"])]).contains("not a category"));
        assert!(fault((0..5).map(|n| group(&n.to_string(), &["theft"])).collect()).contains("one to four"));
    }

    #[test]
    fn police_found_sensitive_and_foreign_rows_never_enter() {
        let table = CategoryTable::default();
        let groups = Groups::new(vec![group("theft", &["theft"])], &table).unwrap();
        let quarter = Quarter::new(2024, 1).unwrap();
        let calendar = Calendar::by_year(quarter, 4).unwrap();
        let cell = PlaceId::Cell8("a".into());
        let places = [PlaceId::City, cell.clone()].map(|id| Place { id, addresses: None, area_m2: 1.0 });
        let ground = Ground::new(places, [vec![cell.clone()]]).unwrap();
        let (theft, domestic, fraud) = (code("theft"), code("domestic"), code("fraud"));
        let here = [cell];
        let row = |category, reported_by, quarter| Row { category, reported_by, quarter, places: &here };
        let rows = vec![
            row(&theft, ReportedBy::Unknown, quarter),
            row(&theft, ReportedBy::Police, quarter),
            row(&domestic, ReportedBy::Resident, quarter),
            row(&fraud, ReportedBy::Resident, quarter),
            row(&theft, ReportedBy::Resident, quarter.plus(4)),
            Row { places: &[], ..row(&theft, ReportedBy::Resident, quarter) },
        ];
        let (counts, report) = Counts::tally(&ground, &calendar, &groups, &table, rows);
        let expected = FilterReport {
            counted: 1,
            sensitive_or_unknown: 1,
            found_by_police: 1,
            in_no_group: 1,
            outside_period: 1,
            outside_ground: 1,
        };
        assert_eq!(*report.open(), expected);
        assert_eq!(counts.open().cells, [1, 0, 0, 0]);
    }
}
