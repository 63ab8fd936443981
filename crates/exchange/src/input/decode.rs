//! Encodings: whatever the file is in becomes UTF-8.

use encoding_rs::{Decoder, Encoding, UTF_8};
use std::io::{Read, Result};

/// UTF-8 out of another encoding; UTF-8 itself passes as it stands, faults included, so that they are found per row.
pub(super) struct Decoded<R> {
    inner: R,
    decoder: Option<Decoder>,
    /// Bytes of the mark still to be skipped.
    skip: usize,
    raw: Vec<u8>,
    text: String,
    given: usize,
    ended: bool,
}

impl<R: Read> Decoded<R> {
    /// `start` are the first bytes that `inner` will deliver; a byte order mark in them wins over `encoding`.
    pub(super) fn new(inner: R, start: &[u8], encoding: Option<&'static Encoding>) -> Self {
        let (encoding, skip) = Encoding::for_bom(start).unwrap_or((encoding.unwrap_or(UTF_8), 0));
        let decoder = (encoding != UTF_8).then(|| encoding.new_decoder_without_bom_handling());
        let raw = if decoder.is_some() { vec![0; 32 << 10] } else { Vec::new() };
        Self { inner, decoder, skip, raw, text: String::new(), given: 0, ended: false }
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        while self.skip > 0 {
            let mut mark = [0; 4];
            let n = self.inner.read(&mut mark[..self.skip])?;
            self.skip -= n;
            if n == 0 {
                self.skip = 0;
            }
        }
        let Some(decoder) = &mut self.decoder else { return self.inner.read(buffer) };
        while self.given == self.text.len() && !self.ended {
            let n = self.inner.read(&mut self.raw)?;
            self.ended = n == 0;
            self.text.clear();
            self.given = 0;
            let room = decoder.max_utf8_buffer_length(n).unwrap_or(4 * n + 16);
            self.text.reserve(room);
            let _ = decoder.decode_to_string(&self.raw[..n], &mut self.text, self.ended);
        }
        let rest = &self.text.as_bytes()[self.given..];
        let n = rest.len().min(buffer.len());
        buffer[..n].copy_from_slice(&rest[..n]);
        self.given += n;
        Ok(n)
    }
}
