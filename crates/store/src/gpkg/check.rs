//! Looking a file over.

use super::connection::Snapshot;
use super::log::{self, Chunks};
use super::rows::{self, Row, TABLES, Table};
use super::{geometry, plain};
use crate::chunk::Chunk;
use crate::fold::Fold;
use crate::parallel::ordered;
use crate::{CheckReport, Problem, StoreError, content_hash};
use aula_model::{ContentHash, Entity, Key, Kind, Seq};
use rusqlite::types::ValueRef;
use std::collections::HashMap;

/// How to mend a table that another program changed.
const MEND: &str = "make the tables anew out of the log";

/// How many problems of one sort are named; of more it is said how many there are.
const NAMED: usize = 100;

/// Looks everything over.
pub(crate) fn check(tx: &mut Snapshot<'_>) -> Result<CheckReport, StoreError> {
    let mut found = Findings::default();
    storage(tx, &mut found)?;
    let head = log::head(tx)?;
    let batches = batches(tx, &mut found)?;
    let expected = the_log(tx, head, &batches, &mut found)?;
    for table in &TABLES {
        plain_table(tx, table, expected.rows.get(&table.kind), &mut found)?;
        spatial_index(tx, table, &mut found)?;
    }
    Ok(CheckReport { head, batches: batches.len() as u64, live: expected.live, problems: found.into_problems() })
}

#[derive(Default)]
struct Findings {
    problems: Vec<Problem>,
    counts: HashMap<&'static str, usize>,
}

impl Findings {
    fn add(&mut self, sort: &'static str, place: impl Into<String>, what: impl Into<String>) {
        let count = self.counts.entry(sort).or_default();
        *count += 1;
        if *count <= NAMED {
            self.problems.push(Problem { place: place.into(), what: what.into() });
        }
    }

    fn into_problems(mut self) -> Vec<Problem> {
        let more = self.counts.iter().filter(|(_, count)| **count > NAMED);
        let more = more.map(|(sort, count)| Problem {
            place: (*sort).to_owned(),
            what: format!("and {} problems more of the same sort", count - NAMED),
        });
        self.problems.extend(more);
        self.problems
    }
}

fn storage(tx: &Snapshot<'_>, found: &mut Findings) -> Result<(), StoreError> {
    let mut check = tx.prepare("PRAGMA integrity_check(100)")?;
    let mut rows = check.query(())?;
    while let Some(row) = rows.next()? {
        let verdict: String = row.get(0)?;
        if verdict != "ok" {
            found.add("the data file", "the data file", format!("{verdict}; put back a backup"));
        }
    }
    Ok(())
}

/// Reads the batches and holds them against each other: numbered on from 1 without a gap.
fn batches(tx: &Snapshot<'_>, found: &mut Findings) -> Result<Vec<(u64, Seq, Seq)>, StoreError> {
    let mut select = tx.prepare("SELECT batch, first_seq, last_seq, origin FROM aula_batches ORDER BY batch")?;
    let mut rows = select.query(())?;
    let mut batches: Vec<(u64, Seq, Seq)> = Vec::new();
    let mut next = Seq(1);
    while let Some(row) = rows.next()? {
        let number = |column| row.get::<_, i64>(column).map(i64::cast_unsigned);
        let (batch, first, last) = (number(0)?, Seq(number(1)?), Seq(number(2)?));
        let place = format!("batch {batch} of the log");
        if first != next || last < first {
            let what = format!("has the numbers {first} to {last} where {next} comes next; put back a backup");
            found.add("batches of the log", &place, what);
        }
        if let Err(e) = serde_json::from_str::<aula_model::Origin>(row.get_ref(3)?.as_str().unwrap_or_default()) {
            found.add("batches of the log", place, format!("its origin cannot be read: {e}"));
        }
        next = Seq(last.0.saturating_add(1));
        batches.push((batch, first, last));
    }
    Ok(batches)
}

/// What the plain tables should say.
#[derive(Default)]
struct Expected {
    live: u64,
    /// By kind: for each row the digest of its values.
    rows: HashMap<Kind, HashMap<i64, ContentHash>>,
}

/// Reads the whole log and folds it.
fn the_log(
    tx: &mut Snapshot<'_>,
    head: Seq,
    batches: &[(u64, Seq, Seq)],
    found: &mut Findings,
) -> Result<Expected, StoreError> {
    let of_batch: HashMap<u64, (Seq, Seq)> =
        batches.iter().map(|(batch, first, last)| (*batch, (*first, *last))).collect();
    let mut folds: HashMap<Kind, Fold> = HashMap::new();
    let mut expected = Expected::default();
    let mut next = Seq(1);
    let all = Chunks { after: Seq(0), up_to: Seq(i64::MAX.cast_unsigned()), kind: None };
    ordered(
        move |give| all.read(tx, true, |chunk| Ok(give(chunk))),
        |chunk| Ok((examine(&chunk), chunk)),
        |(examined, chunk)| {
            let place = chunk.name();
            if chunk.first != next {
                let what = format!("entry {next} comes next; put back a backup");
                found.add("chunks of the log", &place, what);
            }
            next = Seq(chunk.last.0.saturating_add(1));
            if of_batch.get(&chunk.batch).is_none_or(|(first, last)| chunk.first < *first || *last < chunk.last) {
                found.add("chunks of the log", &place, format!("does not lie in its batch {}", chunk.batch));
            }
            let changes = match examined {
                Ok(changes) => changes,
                Err(what) => {
                    found.add("chunks of the log", place, what);
                    return Ok(());
                }
            };
            let fold = folds.entry(chunk.kind).or_default();
            let rows = expected.rows.entry(chunk.kind).or_default();
            for (seq, key, row) in changes {
                let before = fold.take(seq, key, row.is_none());
                let fid = before.map_or(seq, |position| position.born).0.cast_signed();
                match row {
                    Some(row) => rows.insert(fid, row),
                    None => rows.remove(&fid),
                };
            }
            Ok(())
        },
    )?;
    if next.0 != head.0 + 1 {
        let what = format!("ends at {} where the last batch ends at {head}; put back a backup", next.0 - 1);
        found.add("chunks of the log", "the log", what);
    }
    expected.live = folds.values().map(|fold| fold.len() as u64).sum();
    Ok(expected)
}

type Examined = Vec<(Seq, Key, Option<ContentHash>)>;

/// Decodes a chunk, holds its digests against its lines, and works out the rows it makes.
fn examine(chunk: &Chunk) -> Result<Examined, String> {
    let plain_reason = |e: StoreError| match e {
        StoreError::Damaged { reason, .. } => format!("{reason}; put back a backup"),
        other => other.to_string(),
    };
    let has_table = plain::kinds().any(|kind| kind == chunk.kind);
    let decoded = chunk.decode(|_, _| true).map_err(plain_reason)?;
    let entries = chunk.entries().map_err(plain_reason)?;
    let examined = decoded.into_iter().zip(entries).map(|((seq, key, entity), (_, entry))| {
        let Some(entity) = entity else { return Ok((seq, key, None)) };
        if content_hash(&entity) != entry.hash {
            return Err(format!("entry {seq} has another digest than its table of contents says"));
        }
        let row = if has_table { row_digest(&entity).map_err(|e| e.to_string())? } else { entry.hash };
        Ok((seq, key, Some(row)))
    });
    examined.collect()
}

/// Collects the values of a row in a form that can be compared.
#[derive(Default)]
struct Digest(Vec<u8>);

impl Row for Digest {
    fn value(&mut self, value: ValueRef<'_>) -> rusqlite::Result<()> {
        let (sort, bytes): (u8, &[u8]) = match &value {
            ValueRef::Null => (0, &[]),
            ValueRef::Integer(i) => (1, &i.to_le_bytes()),
            ValueRef::Real(r) => (2, &r.to_bits().to_le_bytes()),
            ValueRef::Text(text) => (3, text),
            ValueRef::Blob(blob) => (4, blob),
        };
        self.0.push(sort);
        self.0.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
        self.0.extend_from_slice(bytes);
        Ok(())
    }
}

fn row_digest(entity: &Entity) -> rusqlite::Result<ContentHash> {
    let mut digest = Digest(Vec::with_capacity(320));
    rows::write(entity, &mut digest)?;
    Ok(ContentHash::of(&digest.0))
}

/// Holds a plain table against what the log says.
fn plain_table(
    tx: &Snapshot<'_>,
    table: &Table,
    expected: Option<&HashMap<i64, ContentHash>>,
    found: &mut Findings,
) -> Result<(), StoreError> {
    let mut select = match tx.prepare(&format!("SELECT fid, {} FROM {}", table.column_list(), table.name)) {
        Ok(select) => select,
        Err(e) => {
            found.add(table.name, format!("table {}", table.name), format!("cannot be read: {e}; {MEND}"));
            return Ok(());
        }
    };
    let columns = select.column_count();
    let mut rows = select.query(())?;
    let mut right = 0;
    let none = HashMap::new();
    let expected = expected.unwrap_or(&none);
    let mut seen = std::collections::HashSet::with_capacity(expected.len());
    while let Some(row) = rows.next()? {
        let fid: i64 = row.get(0)?;
        seen.insert(fid);
        let mut digest = Digest(Vec::with_capacity(320));
        (1..columns).try_for_each(|column| digest.value(row.get_ref(column)?))?;
        let place = || format!("row {fid} of table {}", table.name);
        match expected.get(&fid) {
            Some(hash) if *hash == ContentHash::of(&digest.0) => right += 1,
            Some(_) => found.add(table.name, place(), format!("differs from the log; {MEND}")),
            None => found.add(table.name, place(), format!("is not in the log; {MEND}")),
        }
    }
    if right < expected.len() {
        let mut missing: Vec<_> = expected.keys().filter(|fid| !seen.contains(*fid)).collect();
        missing.sort_unstable();
        for fid in missing {
            found.add(table.name, format!("row {fid} of table {}", table.name), format!("is missing; {MEND}"));
        }
    }
    Ok(())
}

/// Holds a spatial index against the rows of its table.
fn spatial_index(tx: &Snapshot<'_>, table: &Table, found: &mut Findings) -> Result<(), StoreError> {
    let name = table.name;
    let place = format!("spatial index of table {name}");
    let mut add = |what: String| found.add("spatial indexes", &place, format!("{what}; {MEND}"));
    let verdict = tx.query_row("SELECT rtreecheck(?1)", [format!("rtree_{name}_geom")], |row| row.get::<_, String>(0));
    match verdict {
        Ok(verdict) if verdict == "ok" => {}
        Ok(verdict) => add(verdict),
        Err(e) => {
            add(format!("cannot be read: {e}"));
            return Ok(());
        }
    }
    let mut boxes: HashMap<i64, [f64; 4]> = HashMap::new();
    let mut select = tx.prepare(&format!("SELECT id, minx, maxx, miny, maxy FROM rtree_{name}_geom"))?;
    let mut rows = select.query(())?;
    while let Some(row) = rows.next()? {
        boxes.insert(row.get(0)?, [row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?]);
    }
    let mut select = tx.prepare(&format!("SELECT fid, geom FROM {name}"))?;
    let mut rows = select.query(())?;
    while let Some(row) = rows.next()? {
        let fid: i64 = row.get(0)?;
        let bounds = row.get_ref(1)?.as_blob().map_err(|e| e.to_string()).and_then(geometry::bounds);
        match (bounds, boxes.remove(&fid)) {
            (Ok(Some(b)), Some(sides)) => {
                // Boxes are single precision, rounded outwards: at 180 degrees a step is 15 millionths.
                let side = |inner: f64, outer: f64| (0.0..=0.000_06).contains(&(inner - outer));
                let fits = side(b.min_x, sides[0]) && side(sides[1], b.max_x);
                if !(fits && side(b.min_y, sides[2]) && side(sides[3], b.max_y)) {
                    add(format!("has another box for row {fid}"));
                }
            }
            (Ok(Some(_)), None) => add(format!("lacks row {fid}")),
            (Ok(None), Some(_)) => add(format!("has row {fid}, which has no geometry")),
            (Ok(None), None) => {}
            (Err(e), _) => add(format!("row {fid} has no readable geometry: {e}")),
        }
    }
    boxes.into_keys().for_each(|id| add(format!("has row {id}, which is not in the table")));
    Ok(())
}
