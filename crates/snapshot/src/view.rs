//! Rows as features: in the order of their identities, by place whatever their state, one value at a time.

use crate::block::Block;
use crate::record::PlaceDetails;
use crate::region::SEARCH;
use crate::snapshot::City;
use crate::table::{Part, Table};
use crate::{Layer, RowId, Snapshot};
use aula_geometry::BBox;
use aula_model::{Accuracy, CategoryCode, Cleared, Key, LonLat, PlaceKind, ReportedBy, SourceName, TimeSpan};

impl RowId {
    /// The row as a number, of which tables and lists are made.
    #[must_use]
    pub fn number(self) -> u32 {
        self.0
    }

    /// The row of a number.
    #[must_use]
    pub fn from_number(number: u32) -> Self {
        Self(number)
    }
}

/// One row, read value by value without copying.
#[derive(Clone, Copy)]
pub struct RowView<'a> {
    city: &'a City,
    block: &'a Block,
    row: usize,
}

impl<'a> RowView<'a> {
    /// Its identity in the log.
    #[must_use]
    pub fn key(&self) -> Key {
        self.block.key(self.row)
    }

    /// Where the record comes from.
    #[must_use]
    pub fn source(&self) -> &'a SourceName {
        self.city.words.sources.code(self.block.record(self.row).source)
    }

    /// What happened; of a row of incidents only.
    #[must_use]
    pub fn category(&self) -> &'a CategoryCode {
        self.city.words.categories.code(self.block.class[self.row])
    }

    /// What stands there; of a row of places only.
    #[must_use]
    pub fn kind(&self) -> &'a PlaceKind {
        self.city.words.kinds.code(self.block.class[self.row])
    }

    /// When, to the second.
    #[must_use]
    pub fn when(&self) -> Option<TimeSpan> {
        self.block.record(self.row).when()
    }

    /// Where.
    #[must_use]
    pub fn location(&self) -> LonLat {
        self.block.location(self.row)
    }

    /// How exactly that is known.
    #[must_use]
    pub fn accuracy(&self) -> Accuracy {
        self.block.flags[self.row].accuracy()
    }

    /// Who reported it.
    #[must_use]
    pub fn reported_by(&self) -> ReportedBy {
        self.block.flags[self.row].reported_by()
    }

    /// Whether it is cleared up.
    #[must_use]
    pub fn cleared(&self) -> Cleared {
        self.block.flags[self.row].cleared()
    }

    /// Whether the proceedings were discontinued.
    #[must_use]
    pub fn discontinued(&self) -> bool {
        self.block.flags[self.row].discontinued()
    }

    /// How much harm it stands for, to seven digits.
    #[must_use]
    pub fn harm_weight(&self) -> f64 {
        let harm = self.block.harm(self.row);
        // Of 0.1 in single precision the double is 0.10000000149011612: a reader wants 0.1.
        if harm.fract() == 0.0 { f64::from(harm) } else { harm.to_string().parse().unwrap_or(f64::from(harm)) }
    }

    /// Whether it lay outside the study area when it was imported.
    #[must_use]
    pub fn outside_study_area(&self) -> bool {
        self.block.flags[self.row].outside_study_area()
    }

    /// The name and attributes of a place, if it has any.
    #[must_use]
    pub fn details(&self) -> Option<&'a PlaceDetails> {
        self.block.details_of(self.row)
    }
}

impl Snapshot {
    /// The living rows of a layer in the order of their keys, discontinued ones among them.
    ///
    /// A key never changes, whatever corrections come: so a reader who goes on after the last key that he saw neither
    /// misses nor repeats a row that was there from the start.
    #[must_use]
    pub fn rows_by_key(&self, layer: &Layer) -> Vec<RowId> {
        let (table, class) = self.layer_table(layer);
        let Some(class) = class else { return Vec::new() };
        let parts = table.parts();
        let [base, delta] = parts.map(|part| {
            let by_key = part.block.by_key().iter().copied();
            by_key
                .filter(move |&row| wanted(&part, row as usize, class))
                .map(move |row| (part.block.key(row as usize), RowId(part.first_row + row)))
        });
        let (mut base, mut delta) = (base.peekable(), delta.peekable());
        let mut rows = Vec::with_capacity(table.len());
        loop {
            let next = match (base.peek(), delta.peek()) {
                (Some((a, _)), Some((b, _))) if b < a => delta.next(),
                (Some(_), _) => base.next(),
                (None, _) => delta.next(),
            };
            let Some((_, row)) = next else { return rows };
            rows.push(row);
        }
    }

    /// The living rows of a layer whose point lies in a box, in no order; those that stand for an area too.
    #[must_use]
    pub fn rows_in_box(&self, layer: &Layer, bbox: &BBox) -> Vec<RowId> {
        let (table, class) = self.layer_table(layer);
        let Some(class) = class else { return Vec::new() };
        let mut found = Vec::new();
        for part in table.parts() {
            let Some(column) = part.block.cells(SEARCH).filter(|_| part.block.len() > 0) else { continue };
            let candidates = column
                .tree()
                .in_box(bbox)
                .into_iter()
                .filter_map(|candidate| Some((column.rows(column.number_of(candidate.cell)?), candidate.whole)));
            for (rows, whole) in candidates.chain([(column.rows(column.cells.len()), false)]) {
                let living = rows.iter().filter(|&&row| wanted(&part, row as usize, class));
                let inside = living.filter(|&&row| whole || bbox.contains(part.block.location(row as usize)));
                found.extend(inside.map(|&row| RowId(part.first_row + row)));
            }
        }
        found
    }

    /// A row of a layer; none for a row that is none here.
    #[must_use]
    pub fn view(&self, layer: &Layer, row: RowId) -> Option<RowView<'_>> {
        let (block, row) = self.layer_table(layer).0.at(row.0)?;
        Some(RowView { city: self.city(), block, row })
    }

    fn layer_table(&self, layer: &Layer) -> (&Table, Option<Option<u16>>) {
        let city = self.city();
        match layer {
            Layer::Incidents => (&city.incidents, Some(None)),
            Layer::AllPlaces => (&city.places, Some(None)),
            Layer::Places(kind) => (&city.places, city.words.kinds.find(kind).map(Some)),
        }
    }
}

fn wanted(part: &Part<'_>, row: usize, class: Option<u16>) -> bool {
    part.lives(row) && class.is_none_or(|class| part.block.class[row] == class)
}
