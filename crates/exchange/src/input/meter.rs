//! Counting what passes, and stopping what is too much.

use super::Limits;
use crate::ExchangeError;
use flate2::bufread::MultiGzDecoder;
use std::io::{BufReader, Read, Result};
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering::Relaxed},
};

/// Counters shared by the layers of one input.
#[derive(Debug, Default)]
pub(crate) struct Meter {
    /// Bytes read from the file itself, for progress.
    raw: AtomicU64,
    /// Unpacked bytes.
    text: AtomicU64,
    /// Unpacked bytes when the last complete record was handed on.
    mark: AtomicU64,
    /// Line on which the record being read begins.
    line: AtomicU64,
}

impl Meter {
    /// Bytes read from the file itself.
    pub(crate) fn raw_bytes(&self) -> u64 {
        self.raw.load(Relaxed)
    }

    /// Says that a record begins on this line, and so that all before it is done with.
    pub(crate) fn begin_record(&self, line: u64) {
        self.mark.store(self.text.load(Relaxed), Relaxed);
        self.line.store(line, Relaxed);
    }
}

/// Counts the bytes of the file itself.
pub(crate) struct Counted<R> {
    inner: R,
    meter: Arc<Meter>,
}

impl<R: Read> Counted<R> {
    pub(crate) fn new(inner: R, meter: Arc<Meter>) -> Self {
        Self { inner, meter }
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let n = self.inner.read(buffer)?;
        self.meter.raw.fetch_add(n as u64, Relaxed);
        Ok(n)
    }
}

/// Unpacks gzip and names its faults.
pub(crate) struct Unzipped<R: Read> {
    inner: MultiGzDecoder<BufReader<R>>,
    read_bytes: u64,
}

impl<R: Read> Unzipped<R> {
    pub(crate) fn new(inner: R) -> Self {
        Self { inner: MultiGzDecoder::new(BufReader::with_capacity(128 << 10, inner)), read_bytes: 0 }
    }
}

impl<R: Read> Read for Unzipped<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        use std::io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
        match self.inner.read(buffer) {
            Ok(n) => {
                self.read_bytes += n as u64;
                Ok(n)
            }
            Err(e) if matches!(e.kind(), InvalidData | InvalidInput | UnexpectedEof) => {
                Err(ExchangeError::Gzip { read_bytes: self.read_bytes, cause: e.to_string() }.into())
            }
            Err(e) => Err(e),
        }
    }
}

/// Stops a file, or a record of it, that is larger than allowed. Readers above it buffer, so a record may be larger by
/// their buffers before it is stopped.
pub(crate) struct Limited<R> {
    inner: R,
    meter: Arc<Meter>,
    limits: Limits,
}

impl<R: Read> Limited<R> {
    pub(crate) fn new(inner: R, meter: Arc<Meter>, limits: Limits) -> Self {
        meter.line.store(1, Relaxed);
        Self { inner, meter, limits }
    }
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let n = self.inner.read(buffer)?;
        let total = self.meter.text.fetch_add(n as u64, Relaxed) + n as u64;
        if total > self.limits.file_bytes {
            return Err(ExchangeError::TooLarge { limit_bytes: self.limits.file_bytes }.into());
        }
        if total - self.meter.mark.load(Relaxed).min(total) > self.limits.record_bytes.max(super::HEAD_BYTES) {
            let line = self.meter.line.load(Relaxed);
            return Err(ExchangeError::RecordTooLong { line, limit_bytes: self.limits.record_bytes }.into());
        }
        Ok(n)
    }
}
