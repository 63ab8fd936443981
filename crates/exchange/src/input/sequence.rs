//! Newline-delimited GeoJSON (RFC 8142 and its looser relatives) read as one collection.

use std::io::{BufRead, BufReader, Read, Result};

/// Whether a text is a sequence of JSON documents, a line for each, and not one document.
pub(super) fn is_sequence(head: &[u8]) -> bool {
    let mut lines = head.split(|b| *b == b'\n').map(strip).filter(|line| !line.is_empty());
    let whole = |line: &[u8]| line.starts_with(b"{") && serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok();
    lines.next().is_some_and(whole) && lines.next().is_some_and(|second| second.starts_with(b"{"))
}

/// A record separator, and the blanks around a line.
fn strip(line: &[u8]) -> &[u8] {
    line.trim_ascii().strip_prefix(b"\x1e").unwrap_or(line).trim_ascii()
}

/// The lines of a sequence as the features of a collection. A line that is no JSON stands as `null`, one rejected row:
/// the good ones are kept.
pub(super) struct Sequence<R> {
    inner: BufReader<R>,
    pending: Vec<u8>,
    given: usize,
    state: State,
}

#[derive(PartialEq)]
enum State {
    Begin,
    First,
    Later,
    Done,
}

impl<R: Read> Sequence<R> {
    pub(super) fn new(inner: R) -> Self {
        Self { inner: BufReader::new(inner), pending: Vec::new(), given: 0, state: State::Begin }
    }

    fn refill(&mut self) -> Result<()> {
        self.pending.clear();
        self.given = 0;
        if self.state == State::Begin {
            // On the line of the first feature, so that the lines of the file keep their numbers.
            self.pending.extend_from_slice(br#"{"type":"FeatureCollection","features":["#);
            self.state = State::First;
            return Ok(());
        }
        let mut line = Vec::new();
        if self.inner.read_until(b'\n', &mut line)? == 0 {
            self.pending.extend_from_slice(b"]}");
            self.state = State::Done;
            return Ok(());
        }
        let feature = strip(&line);
        if !feature.is_empty() {
            if self.state == State::Later {
                self.pending.push(b',');
            }
            self.state = State::Later;
            let sound = serde_json::from_slice::<serde::de::IgnoredAny>(feature).is_ok();
            self.pending.extend_from_slice(if sound { feature } else { b"null" });
        }
        self.pending.push(b'\n');
        Ok(())
    }
}

impl<R: Read> Read for Sequence<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        while self.given == self.pending.len() && self.state != State::Done {
            self.refill()?;
        }
        let rest = &self.pending[self.given..];
        let n = rest.len().min(buffer.len());
        buffer[..n].copy_from_slice(&rest[..n]);
        self.given += n;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sequence_is_told_from_a_document_and_keeps_its_good_lines() {
        let sequence = b"\x1e{\"a\":1}\n\n{\"a\":2\n{\"a\":3}";
        assert!(is_sequence(sequence));
        assert!(!is_sequence(b"{\"type\":\n{\"a\":1}}") && !is_sequence(b"{\"a\":1}\n") && !is_sequence(b"a,b\n1,2"));
        let mut text = String::new();
        Sequence::new(&sequence[..]).read_to_string(&mut text).unwrap();
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["features"].to_string(), r#"[{"a":1},null,{"a":3}]"#);
    }
}
