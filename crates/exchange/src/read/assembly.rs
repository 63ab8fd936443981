//! Chunks of rows become a reading: parsed in parallel, put together in the order of the file.

use super::chunk::{Broken, Chunk, Digester, RawRow, Scratch};
use super::{Fault, Plan, Progress, Reading, Row};
use crate::columns::Columns;
use crate::input::{Limits, Meter};
use crate::text::personal::{is_iin, is_personal_value};
use crate::text::quoted;
use crate::{ExchangeError, RejectCode, Rejection};
use aula_model::{ContentHash, Key, Occurrences};
use csv::ByteRecord;
use rayon::prelude::*;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;

/// A reading in the making.
pub(super) struct Assembly<'p, T> {
    reading: Reading<T>,
    seen: Occurrences,
    identified: HashMap<Key, (u64, ContentHash)>,
    iins: u64,
    meter: Arc<Meter>,
    limits: Limits,
    stop: Option<Arc<AtomicBool>>,
    progress: &'p mut dyn FnMut(Progress),
}

/// A row parsed.
pub(super) struct Parsed<T> {
    value: T,
    digest: ContentHash,
    key: Option<Key>,
}

impl<'p, T: Send> Assembly<'p, T> {
    pub(super) fn new(
        meter: Arc<Meter>,
        limits: Limits,
        stop: Option<Arc<AtomicBool>>,
        progress: &'p mut dyn FnMut(Progress),
    ) -> Self {
        let reading = Reading {
            rows: Vec::new(),
            rejected: Vec::new(),
            duplicates: 0,
            read: 0,
            columns: Columns::default(),
            notes: Vec::new(),
        };
        Self {
            reading,
            seen: Occurrences::default(),
            identified: HashMap::new(),
            iins: 0,
            meter,
            limits,
            stop,
            progress,
        }
    }

    /// Takes what a chunk gave, in its order.
    pub(super) fn absorb<P: Plan<Value = T>>(
        &mut self,
        plan: &P,
        chunk: &Chunk,
        outcomes: Vec<Result<Parsed<T>, Fault>>,
    ) -> Result<(), ExchangeError> {
        if self.stop.as_ref().is_some_and(|stop| stop.load(Relaxed)) {
            return Err(ExchangeError::Stopped);
        }
        for (i, outcome) in outcomes.into_iter().enumerate() {
            let number = chunk.first_row + i as u64;
            match outcome.and_then(|parsed| self.place(plan, number, parsed)) {
                Ok(Some(row)) => self.reading.rows.push(row),
                Ok(None) => self.reading.duplicates += 1,
                Err(fault) => self.reading.rejected.push(rejection(plan, chunk, i, fault)),
            }
        }
        self.reading.read += chunk.len as u64;
        self.check_limits()?;
        if self.iins >= 5 && self.iins * 5 > self.reading.read {
            return Err(ExchangeError::Columns {
                problem: "the identifiers are IINs of persons, which are never kept".to_owned(),
                found: plan.columns().header.join(", "),
                remedy: "name another column as identity, or none: `--set id=`".to_owned(),
            });
        }
        (self.progress)(Progress { bytes: self.meter.raw_bytes(), rows: self.reading.read });
        Ok(())
    }

    fn check_limits(&self) -> Result<(), ExchangeError> {
        let (rows, rejected) = (self.reading.read, self.reading.rejected.len());
        let (what, limit) = match self.limits {
            Limits { rows: most, .. } if rows > most => ("rows", most),
            Limits { rejected: most, .. } if rejected > most => ("rejected rows", most as u64),
            _ => return Ok(()),
        };
        let first = self.reading.rejected.first();
        let first_fault = first.map(|r| format!("Line {}: {}; {}", r.line, r.reason, r.remedy)).unwrap_or_default();
        Err(ExchangeError::TooMany { what, limit, first_fault })
    }

    /// Gives a row its key; none where it repeats an earlier one.
    fn place<P: Plan<Value = T>>(&mut self, plan: &P, number: u64, parsed: Parsed<T>) -> Result<Option<Row<T>>, Fault> {
        let Parsed { value, digest, key } = parsed;
        let Some(key) = key else {
            let key = P::anonymous(&value, digest, self.seen.next(digest));
            return Ok(Some(Row { number, key, value }));
        };
        match self.identified.entry(key) {
            Entry::Occupied(first) if first.get().1 == digest => Ok(None),
            Entry::Occupied(first) => Err(plan.conflict(&value, first.get().0)),
            Entry::Vacant(free) => {
                free.insert((number, digest));
                self.iins += u64::from(is_iin(P::identifier(&value)));
                Ok(Some(Row { number, key, value }))
            }
        }
    }

    pub(super) fn set_columns(&mut self, columns: Columns) {
        self.reading.columns = columns;
    }

    pub(super) fn finish(self) -> Reading<T> {
        self.reading
    }
}

/// Parses the rows of a chunk on all cores.
pub(super) fn parse<P: Plan>(plan: &P, digester: &Digester, chunk: &Chunk) -> Vec<Result<Parsed<P::Value>, Fault>> {
    let width = plan.columns().header.len();
    (0..chunk.len)
        .into_par_iter()
        .with_min_len(512)
        .map_init(Scratch::default, |scratch, i| {
            let (record, geometry) = (&chunk.records[i], chunk.geometries.get(i));
            let row = sound(chunk, i, width)?;
            let digest = digester.digest(record, geometry, &mut scratch.bytes);
            let value = plan.read(&row, scratch)?;
            let key = P::identified(&value);
            Ok(Parsed { value, digest, key })
        })
        .collect()
}

/// The row, where it is one: as many fields as columns, all of them text.
fn sound(chunk: &Chunk, i: usize, width: usize) -> Result<RawRow<'_>, Fault> {
    let record = &chunk.records[i];
    match chunk.broken[i] {
        Some(Broken::UnclosedQuote(last)) => Err(Fault::new(
            RejectCode::UnclosedQuote,
            format!("a quote is not closed, so that lines {} to {last} ran together", chunk.lines[i]),
            "close the quote, or double those inside a text; the rows of these lines were not taken",
        )),
        Some(Broken::NotAFeature) => {
            Err(Fault::new(RejectCode::NotAFeature, "this element of `features` is no Feature", "remove or mend it"))
        }
        None if record.len() != width => Err(Fault::new(
            RejectCode::WrongFieldCount,
            format!("{} fields, but {width} columns", record.len()),
            "put texts with a delimiter in quotes, and give every row all columns",
        )),
        None => RawRow::new(record, chunk.geometries.get(i), chunk.first_row + i as u64).ok_or_else(|| {
            let bad = record.iter().position(|f| std::str::from_utf8(f).is_err());
            let remedy = "give the file's encoding: `--set encoding=windows-1251`";
            Fault::new(RejectCode::NotText, "bytes that are not UTF-8", remedy).at(bad)
        }),
    }
}

/// A rejection with the row as read, what is personal blanked.
fn rejection<P: Plan>(plan: &P, chunk: &Chunk, i: usize, fault: Fault) -> Rejection {
    let (record, personal, header) = (&chunk.records[i], plan.personal(), &plan.columns().header);
    // Where the fields do not fit the columns, nobody knows which of them are personal.
    let shifted = record.len() != personal.len() || chunk.broken[i].is_some();
    let nothing_sure = shifted && personal.contains(&true);
    let field = |(column, bytes): (usize, &[u8])| {
        let text = String::from_utf8_lossy(bytes);
        let blank = nothing_sure || personal.get(column) == Some(&true) || is_personal_value(&text);
        if blank { String::new() } else { text.into_owned() }
    };
    let row = if shifted { None } else { RawRow::new(record, chunk.geometries.get(i), chunk.first_row + i as u64) };
    Rejection {
        place: row.and_then(|row| plan.place(&row)),
        row: chunk.first_row + i as u64,
        line: chunk.lines[i],
        column: fault.column.and_then(|c| header.get(c)).cloned(),
        code: fault.code,
        reason: fault.reason,
        remedy: fault.remedy,
        fields: fields_of(record).map(field).collect(),
    }
}

fn fields_of(record: &ByteRecord) -> impl Iterator<Item = (usize, &[u8])> {
    record.iter().enumerate()
}

/// The fault of an identifier that an earlier row has with another content.
pub(super) fn conflicting(code: RejectCode, what: &str, identifier: &str, first_row: u64) -> Fault {
    let reason = format!("row {first_row} has the same {what}, {}, and another content", quoted(identifier));
    let remedy = format!("keep one of them, or give each a {what} of its own");
    Fault::new(code, reason, remedy)
}
