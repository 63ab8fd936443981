//! The slow truth: the log folded into a map, and every answer counted anew from whole records.

use aula_geometry::{BBox, StudySet, geodesic_distance_m};
use aula_model::{
    Accuracy, Area, AreaId, AreaKind, Change, CitySettings, Entity, Incident, Key, Kind, LonLat, Op, Place, Seq, Slice,
    TimeSpan,
};
use aula_snapshot::{Layer, Tally};
use h3o::{CellIndex, LatLng, Resolution};
use jiff::{SignedDuration, civil::Date, tz::TimeZone};
use std::collections::{BTreeMap, BTreeSet};

/// The folded log.
#[derive(Default, Clone)]
pub(crate) struct Recount {
    pub(crate) incidents: BTreeMap<Key, (Seq, Incident)>,
    pub(crate) places: BTreeMap<Key, (Seq, Place)>,
    pub(crate) areas: BTreeMap<AreaId, Area>,
    pub(crate) settings: CitySettings,
}

/// What any layer's row comes down to.
pub(crate) struct Row<'a> {
    pub(crate) seq: Seq,
    pub(crate) key: Key,
    pub(crate) class: &'a str,
    pub(crate) when: Option<TimeSpan>,
    pub(crate) location: LonLat,
    pub(crate) located: bool,
    pub(crate) discontinued: bool,
    pub(crate) harm: f64,
}

/// Where the recount looks.
#[derive(Debug, Clone)]
pub(crate) enum Spot {
    Everywhere,
    Box(BBox),
    Radius(LonLat, f64),
    /// Corners of a triangle or rectangle, anticlockwise.
    Convex(Vec<(f64, f64)>),
    Cell(CellIndex),
}

impl Recount {
    pub(crate) fn apply(&mut self, seq: Seq, change: &Change) {
        let key = change.key;
        match &change.op {
            Op::Put(Entity::Incident(i)) => drop(self.incidents.insert(key, (seq, (**i).clone()))),
            Op::Put(Entity::Place(p)) => drop(self.places.insert(key, (seq, (**p).clone()))),
            Op::Put(Entity::Area(a)) => drop(self.areas.insert(a.id.clone(), (**a).clone())),
            Op::Put(Entity::Settings(s)) => self.settings = (**s).clone(),
            Op::Put(Entity::Document(_)) => {}
            Op::Remove => match change.kind {
                Kind::Incident => drop(self.incidents.remove(&key)),
                Kind::Place => drop(self.places.remove(&key)),
                Kind::Area => self.areas.retain(|id, _| Key::identified("area", "", id.as_str()) != key),
                Kind::Settings => self.settings = CitySettings::default(),
                _ => {}
            },
        }
    }

    pub(crate) fn zone(&self) -> TimeZone {
        self.settings.time_zone().unwrap()
    }

    pub(crate) fn rows(&self, layer: &Layer) -> Vec<Row<'_>> {
        let places = |wanted: &dyn Fn(&Place) -> bool| {
            let rows = self.places.iter().filter(|(_, (_, p))| wanted(p)).map(|(key, (seq, p))| Row {
                seq: *seq,
                key: *key,
                class: p.kind.as_str(),
                when: p.when,
                location: p.location,
                located: p.accuracy != Accuracy::Area,
                discontinued: false,
                harm: 1.0,
            });
            rows.collect()
        };
        match layer {
            Layer::Incidents => self
                .incidents
                .iter()
                .map(|(key, (seq, i))| Row {
                    seq: *seq,
                    key: *key,
                    class: i.category.as_str(),
                    when: Some(i.when),
                    location: i.location,
                    located: i.accuracy != Accuracy::Area,
                    discontinued: i.discontinued,
                    harm: i.harm_weight.get(),
                })
                .collect(),
            Layer::Places(kind) => places(&|p| p.kind == *kind),
            Layer::AllPlaces => places(&|_| true),
        }
    }

    /// The rows counted, and the tally, of a slice in a place.
    pub(crate) fn answer<'a>(&'a self, slice: &Slice, layer: &Layer, place: &Spot) -> (Vec<Row<'a>>, Tally) {
        let zone = self.zone();
        let (mut counted, mut tally) = (Vec::new(), Tally::default());
        let everywhere = matches!(place, Spot::Everywhere);
        for row in self.rows(layer) {
            if !everywhere && row.located && !place.contains(row.location) {
                continue;
            }
            let ruling = rule(&row, slice, layer, &zone);
            match ruling {
                Ruling::Out => {}
                _ if row.discontinued && ruling != Ruling::In => {}
                Ruling::In if row.discontinued => tally.discontinued += 1,
                Ruling::In if !everywhere && !row.located => tally.left_out.location += 1,
                Ruling::In => {
                    tally.total += 1;
                    counted.push(row);
                }
                Ruling::Period => tally.left_out.period += 1,
                Ruling::Weekday => tally.left_out.weekday += 1,
                Ruling::Hour => tally.left_out.hour += 1,
            }
        }
        counted.sort_by_key(|row| (row.when.map_or(i64::MAX, |w| start_second(&w)), row.seq));
        (counted, tally)
    }

    /// Counts by position, rows outside, tally with the unlocated moved.
    pub(crate) fn cell_counts(&self, slice: &Slice, layer: &Layer, set: &StudySet) -> (Vec<u32>, Vec<f64>, u64, Tally) {
        let (rows, mut tally) = self.answer(slice, layer, &Spot::Everywhere);
        let (mut counts, mut sums, mut outside) = (vec![0; set.len()], vec![0.0; set.len()], 0);
        for row in rows {
            match set.cells().binary_search(&cell(row.location, set.resolution())).ok() {
                _ if !row.located => {
                    tally.total -= 1;
                    tally.left_out.location += 1;
                }
                Some(position) => {
                    counts[position] += 1;
                    sums[position] += row.harm;
                }
                None => outside += 1,
            }
        }
        (counts, sums, outside, tally)
    }

    pub(crate) fn hour_week(&self, slice: &Slice, layer: &Layer, place: &Spot) -> ([[u32; 24]; 7], u64) {
        let (zone, mut hours, mut unknown) = (self.zone(), [[0; 24]; 7], 0);
        for row in self.answer(slice, layer, place).0 {
            match row.when.map(|when| known_time(&when, &zone)) {
                Some((Some(day), Some(hour))) => hours[usize::from(day)][usize::from(hour)] += 1,
                _ => unknown += 1,
            }
        }
        (hours, unknown)
    }

    pub(crate) fn area_counts(&self, slice: &Slice, layer: &Layer, kind: &AreaKind) -> Vec<(AreaId, u64)> {
        let areas = self.areas.values().filter(|a| a.id.kind() == kind.as_str());
        areas.map(|a| (a.id.clone(), self.answer(slice, layer, &Spot::Convex(corners(a))).1.total)).collect()
    }

    pub(crate) fn occupied(&self, slice: &Slice, layer: &Layer, resolution: Resolution) -> BTreeSet<CellIndex> {
        let (rows, _) = self.answer(slice, layer, &Spot::Everywhere);
        rows.iter().filter(|r| r.located).map(|r| cell(r.location, resolution)).collect()
    }

    pub(crate) fn nearest(&self, slice: &Slice, layer: &Layer, from: LonLat, count: usize) -> Vec<(Key, f64)> {
        let (rows, _) = self.answer(slice, layer, &Spot::Everywhere);
        let located = rows.iter().filter(|r| r.located);
        let mut near: Vec<_> = located.map(|r| (geodesic_distance_m(from, r.location), r.seq, r.key)).collect();
        near.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        near.into_iter().take(count).map(|(distance_m, _, key)| (key, distance_m)).collect()
    }

    /// First and last local day of all incidents.
    pub(crate) fn days(&self) -> Option<(Date, Date)> {
        let zone = self.zone();
        let days: Vec<(Date, Date)> = self.incidents.values().map(|(_, i)| local_days(&i.when, &zone)).collect();
        Some((days.iter().map(|d| d.0).min()?, days.iter().map(|d| d.1).max()?))
    }
}

impl Spot {
    pub(crate) fn contains(&self, p: LonLat) -> bool {
        match self {
            Self::Everywhere => true,
            Self::Box(b) => b.west() <= p.lon() && p.lon() <= b.east() && b.south() <= p.lat() && p.lat() <= b.north(),
            Self::Radius(from, radius_m) => geodesic_distance_m(*from, p) <= *radius_m,
            Self::Convex(corners) => (0..corners.len()).all(|i| {
                let ((ax, ay), (bx, by)) = (corners[i], corners[(i + 1) % corners.len()]);
                (bx - ax) * (p.lat() - ay) - (by - ay) * (p.lon() - ax) >= 0.0
            }),
            Self::Cell(c) => cell(p, c.resolution()) == *c,
        }
    }
}

#[derive(PartialEq)]
enum Ruling {
    Out,
    In,
    Period,
    Weekday,
    Hour,
}

/// What the contract says of a row, by whole civil times.
fn rule(row: &Row<'_>, slice: &Slice, layer: &Layer, zone: &TimeZone) -> Ruling {
    let categories = &slice.categories;
    let is_incident = *layer == Layer::Incidents;
    if is_incident && !categories.is_empty() && !categories.iter().any(|c| c.as_str() == row.class) {
        return Ruling::Out;
    }
    let Some(when) = row.when else { return Ruling::In };
    let (first, last) = local_days(&when, zone);
    let (from, to) = (slice.period.from().unwrap_or(Date::MIN), slice.period.to().unwrap_or(Date::MAX));
    if last < from || first >= to {
        return Ruling::Out;
    }
    if first < from || last >= to {
        return Ruling::Period;
    }
    // Every hour of the week that it may have happened in.
    let (day, hour) = known_time(&when, zone);
    let days = day.map_or((0..7).collect::<Vec<u8>>(), |d| vec![d]);
    let hours = hour.map_or((0..24).collect::<Vec<u8>>(), |h| vec![h]);
    let asked = |d: u8, h: u8| {
        let evening = if slice.hours.wraps() && h < slice.hours.from() { (d + 6) % 7 } else { d };
        slice.hours.contains(h) && slice.weekdays.contains(evening)
    };
    let may: Vec<bool> = days.iter().flat_map(|&d| hours.iter().map(move |&h| asked(d, h))).collect();
    if may.iter().all(|&m| m) {
        Ruling::In
    } else if !may.iter().any(|&m| m) {
        Ruling::Out
    } else if day.is_none() && !slice.weekdays.is_all() {
        Ruling::Weekday
    } else {
        Ruling::Hour
    }
}

fn local_days(when: &TimeSpan, zone: &TimeZone) -> (Date, Date) {
    let last = when.end() - SignedDuration::from_nanos(1);
    (when.start().to_zoned(zone.clone()).date(), last.to_zoned(zone.clone()).date())
}

/// Weekday (0 is Monday) and hour as far as they are known.
fn known_time(when: &TimeSpan, zone: &TimeZone) -> (Option<u8>, Option<u8>) {
    let first = when.start().to_zoned(zone.clone());
    let last = (when.end() - SignedDuration::from_nanos(1)).to_zoned(zone.clone());
    let day = (first.date() == last.date()).then(|| first.weekday().to_monday_zero_offset().unsigned_abs());
    let hour = (day.is_some() && first.hour() == last.hour()).then(|| first.hour().unsigned_abs());
    (day, hour)
}

pub(crate) fn start_second(when: &TimeSpan) -> i64 {
    i64::try_from(when.start().as_nanosecond().div_euclid(1_000_000_000)).unwrap()
}

pub(crate) fn cell(p: LonLat, resolution: Resolution) -> CellIndex {
    LatLng::new(p.lat(), p.lon()).unwrap().to_cell(resolution)
}

pub(crate) fn corners(area: &Area) -> Vec<(f64, f64)> {
    let ring = &area.geometry.0[0].exterior().0;
    ring[..ring.len() - 1].iter().map(|c| (c.x, c.y)).collect()
}
