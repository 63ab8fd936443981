//! Delimited text: the line of column names, the delimiter, and rows with their lines.

use super::assembly::{Assembly, parse};
use super::chunk::{Broken, CHUNK_BYTES, CHUNK_ROWS, Chunk, Digester};
use super::{Layout, Plan, PlanMaker};
use crate::ExchangeError;
use crate::input::{Limits, Meter, Opened};
use csv::ByteRecord;
use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering::Relaxed};

/// Reads a table. While one chunk is parsed the next is split.
pub(super) fn read<P: Plan>(
    opened: Opened<'_>,
    delimiter: Option<u8>,
    limits: Limits,
    assembly: &mut Assembly<'_, P::Value>,
    plan: &PlanMaker<'_, P>,
) -> Result<(), ExchangeError> {
    let delimiter = delimiter.unwrap_or_else(|| delimiter_of(&opened.head));
    let mut splitter = Splitter::new(opened, delimiter);
    let header = splitter.header(limits)?;
    let plan = plan(&header, &Layout { has_geometry: false, single: false, crs: None })?;
    assembly.set_columns(plan.columns().clone());
    let digester = Digester::new(&header);
    let (mut current, mut next) = (Chunk::default(), Chunk::default());
    splitter.fill(&mut current)?;
    while current.len > 0 {
        let (outcomes, filled) = rayon::join(|| parse(&plan, &digester, &current), || splitter.fill(&mut next));
        assembly.absorb(&plan, &current, outcomes)?;
        filled?;
        std::mem::swap(&mut current, &mut next);
    }
    Ok(())
}

/// The delimiter that stands most often in the line of column names, outside quotes; a comma where none does.
fn delimiter_of(head: &[u8]) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0), (b'|', 0)];
    let mut quoted = false;
    let first_line = head.iter().skip_while(|b| b.is_ascii_whitespace() && **b != b'\t');
    for &b in first_line {
        match b {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            _ if !quoted => counts.iter_mut().filter(|(d, _)| *d == b).for_each(|(_, n)| *n += 1),
            _ => {}
        }
    }
    counts.iter().rev().max_by_key(|(_, n)| *n).filter(|(_, n)| *n > 0).map_or(b',', |(d, _)| *d)
}

struct Splitter<'a> {
    csv: csv::Reader<Tail<Box<dyn Read + Send + 'a>>>,
    meter: Arc<Meter>,
    tail: Arc<TailMarks>,
    delimiter: u8,
    /// Whether lines end with CR LF; then a row ends before the line feed that its line is counted by.
    crlf: bool,
    columns: usize,
    rows: u64,
}

impl<'a> Splitter<'a> {
    fn new(opened: Opened<'a>, delimiter: u8) -> Self {
        let newline = opened.head.iter().position(|b| *b == b'\n');
        let crlf = newline.is_some_and(|i| i > 0 && opened.head[i - 1] == b'\r');
        let tail = Arc::new(TailMarks::default());
        let reader = Tail { inner: opened.reader, marks: Arc::clone(&tail) };
        let csv = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .buffer_capacity(256 << 10)
            .from_reader(reader);
        Self { csv, meter: opened.meter, tail, delimiter, crlf, columns: 0, rows: 0 }
    }

    fn header(&mut self, limits: Limits) -> Result<Vec<String>, ExchangeError> {
        let mut record = ByteRecord::new();
        if !self.csv.read_byte_record(&mut record)? {
            return Err(ExchangeError::Empty);
        }
        if record.len() > limits.columns {
            let found = format!("a first line of {} fields", record.len());
            return Err(ExchangeError::NotText { found, remedy: "give the delimiter: `--set delimiter=;`" });
        }
        self.columns = record.len();
        let name = |(i, field): (usize, &[u8])| {
            let text = std::str::from_utf8(field).map_err(|_| ExchangeError::NotText {
                found: "a first line that is not UTF-8".to_owned(),
                remedy: "give the file's encoding: `--set encoding=windows-1251`",
            })?;
            let text = text.trim();
            Ok(if text.is_empty() { format!("column_{}", i + 1) } else { text.to_owned() })
        };
        record.iter().enumerate().map(name).collect()
    }

    fn fill(&mut self, chunk: &mut Chunk) -> Result<(), ExchangeError> {
        chunk.begin(self.rows + 1);
        let mut bytes = 0;
        while chunk.len < CHUNK_ROWS && bytes < CHUNK_BYTES {
            self.meter.begin_record(self.csv.position().line());
            let record = chunk.slot();
            if !self.csv.read_byte_record(record)? {
                break;
            }
            bytes += record.as_slice().len();
            let feeds = record.as_slice().iter().filter(|b| **b == b'\n').count() as u64;
            let at_end = self.csv.position().byte() == self.tail.bytes.load(Relaxed);
            let record = &chunk.records[chunk.len];
            let cut_off = at_end && feeds > 0 && self.open_at_end(record);
            let fed = self.tail.last.load(Relaxed) == b'\n';
            // The line feed that ends a row is behind it, unless the row ends before it or the file without it.
            let behind = u64::from(!(self.crlf || cut_off || (at_end && !fed)));
            let end = self.csv.position().line().saturating_sub(behind);
            let line = end.saturating_sub(feeds).max(1);
            let last_line = end.saturating_sub(u64::from(cut_off && fed)).max(line);
            let open = cut_off || (feeds > 0 && self.looks_like_rows(record));
            chunk.commit(line, open.then_some(Broken::UnclosedQuote(last_line)));
            self.rows += 1;
        }
        Ok(())
    }

    /// Whether a line inside a field has as many delimiters as a row has: then a quote was not closed.
    fn looks_like_rows(&self, record: &ByteRecord) -> bool {
        let delimiters = |line: &[u8]| line.iter().filter(|b| **b == self.delimiter).count() + 1;
        self.columns > 2
            && record.iter().any(|field| {
                field.contains(&b'\n') && field.split(|b| *b == b'\n').skip(1).any(|l| delimiters(l) >= self.columns)
            })
    }

    /// Whether the file ends inside a quoted field.
    fn open_at_end(&self, record: &ByteRecord) -> bool {
        let last = record.get(record.len().saturating_sub(1)).unwrap_or_default();
        last.contains(&b'\n') && self.tail.last_ink.load(Relaxed) != b'"'
    }
}

/// What the end of the text looks like, as far as it has been read.
#[derive(Default)]
struct TailMarks {
    bytes: AtomicU64,
    last: AtomicU8,
    /// The last byte that is no line end.
    last_ink: AtomicU8,
}

/// Remembers the end of what passes.
struct Tail<R> {
    inner: R,
    marks: Arc<TailMarks>,
}

impl<R: Read> Read for Tail<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.marks.bytes.fetch_add(n as u64, Relaxed);
        if let Some(last) = buffer[..n].last() {
            self.marks.last.store(*last, Relaxed);
        }
        if let Some(ink) = buffer[..n].iter().rev().find(|b| !matches!(b, b'\n' | b'\r')) {
            self.marks.last_ink.store(*ink, Relaxed);
        }
        Ok(n)
    }
}
