//! From bytes to text: gzip by content, byte order marks, encodings, and limits against files made to exhaust memory.

mod decode;
mod foreign;
mod meter;
mod sequence;

use crate::ExchangeError;
use decode::Decoded;
use foreign::Foreign;
pub use foreign::open_file;
pub(crate) use meter::Meter;
use meter::{Counted, Limited, Unzipped};
use std::io::{Cursor, Read};
use std::sync::Arc;

/// How much a file may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Unpacked bytes in all.
    pub file_bytes: u64,
    /// Bytes of one row or feature.
    pub record_bytes: u64,
    /// Columns.
    pub columns: usize,
    /// Rows in all: each takes some 200 bytes when it is read.
    pub rows: u64,
    /// Rejected rows, of which each takes some 500 bytes; more mean a wrong mapping.
    pub rejected: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { file_bytes: 4 << 30, record_bytes: 16 << 20, columns: 2_000, rows: 20_000_000, rejected: 2_000_000 }
    }
}

/// What the first bytes of the text look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A delimited table.
    Table,
    /// JSON.
    Json,
}

/// A file opened: UTF-8 (where the encoding is given or marked; else as it stands) without mark, and its beginning.
pub(crate) struct Opened<'a> {
    pub(crate) reader: Box<dyn Read + Send + 'a>,
    pub(crate) meter: Arc<Meter>,
    /// The first bytes, which `reader` will deliver again.
    pub(crate) head: Vec<u8>,
    pub(crate) shape: Shape,
}

/// Bytes looked at for recognising what a file is.
const HEAD_BYTES: u64 = 64 << 10;

/// Opens a file by its content. `layer` chooses among several layers or sheets.
pub(crate) fn open<'a>(
    input: impl Read + Send + 'a,
    encoding: Option<&'static encoding_rs::Encoding>,
    layer: Option<&str>,
    limits: Limits,
) -> Result<Opened<'a>, ExchangeError> {
    let meter = Arc::new(Meter::default());
    let (magic, raw) = peek(Counted::new(input, Arc::clone(&meter)), 4)?;
    let plain: Box<dyn Read + Send + 'a> =
        if magic.starts_with(&[0x1f, 0x8b]) { Box::new(Unzipped::new(raw)) } else { Box::new(raw) };
    let (start, mut text) = peek(Limited::new(plain, Arc::clone(&meter), limits), HEAD_BYTES)?;
    if let Some(foreign) = Foreign::of(&start) {
        let mut bytes = Vec::new();
        text.read_to_end(&mut bytes)?;
        let head_of = |bytes: &[u8]| bytes[..bytes.len().min(HEAD_BYTES as usize)].to_vec();
        let text = foreign.text(layer, bytes, limits)?;
        let shape = if text.first() == Some(&b'{') { Shape::Json } else { Shape::Table };
        return Ok(Opened { head: head_of(&text), reader: Box::new(Cursor::new(text)), meter, shape });
    }
    refuse_binary(&start)?;
    let (head, reader) = peek(Decoded::new(text, &start, encoding), HEAD_BYTES)?;
    if head.contains(&0) {
        return Err(ExchangeError::NotText { found: "a binary file".to_owned(), remedy: SAVE_AS_TEXT });
    }
    let shape = match head.iter().find(|b| !b.is_ascii_whitespace()) {
        None => return Err(ExchangeError::Empty),
        Some(b'{' | b'[' | b'\x1e') => Shape::Json,
        Some(_) => Shape::Table,
    };
    if sequence::is_sequence(&head) {
        return Ok(Opened { reader: Box::new(sequence::Sequence::new(reader)), meter, head, shape: Shape::Json });
    }
    Ok(Opened { reader: Box::new(reader), meter, head, shape })
}

const SAVE_AS_TEXT: &str = "save it as CSV (UTF-8) or XLSX, or export it as GeoJSON or GeoPackage; a shapefile comes \
     whole, as a ZIP archive of its files";

fn refuse_binary(start: &[u8]) -> Result<(), ExchangeError> {
    let known: [(&[u8], &str); 4] = [
        (b"\x1f\x8b", "gzip inside gzip"),
        (b"\0\0\x27\x0a", "the outlines of a shapefile (.shp) without its table"),
        (b"%PDF", "a PDF"),
        (b"\xd0\xcf\x11\xe0", "an old spreadsheet (XLS)"),
    ];
    match known.iter().find(|(magic, _)| start.starts_with(magic)) {
        Some((_, found)) => Err(ExchangeError::NotText { found: (*found).to_owned(), remedy: SAVE_AS_TEXT }),
        None => Ok(()),
    }
}

/// A reader with the bytes read ahead put back in front.
type Again<R> = std::io::Chain<Cursor<Vec<u8>>, R>;

/// Reads up to `limit` bytes ahead, and gives them together with a reader that delivers them again.
fn peek<R: Read>(mut reader: R, limit: u64) -> Result<(Vec<u8>, Again<R>), ExchangeError> {
    let mut head = Vec::new();
    reader.by_ref().take(limit).read_to_end(&mut head)?;
    Ok((head.clone(), Cursor::new(head).chain(reader)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn text(bytes: &[u8], label: Option<&str>, limits: Limits) -> Result<String, ExchangeError> {
        let encoding = label.and_then(|l| encoding_rs::Encoding::for_label(l.as_bytes()));
        let mut out = String::new();
        open(bytes, encoding, None, limits)?.reader.read_to_string(&mut out)?;
        Ok(out)
    }

    #[test]
    fn gzip_is_known_by_its_content_and_marks_are_taken_off() {
        assert_eq!(text(&gzip(b"a,b\n"), None, Limits::default()).unwrap(), "a,b\n");
        assert_eq!(text("\u{feff}дата".as_bytes(), None, Limits::default()).unwrap(), "дата");
        assert_eq!(text(b"\xff\xfea\0,\0b\0", None, Limits::default()).unwrap(), "a,b");
        assert_eq!(text(b"\xe4\xe0\xf2\xe0", Some("windows-1251"), Limits::default()).unwrap(), "дата");
    }

    #[test]
    fn gzip_that_is_cut_off_or_unpacks_to_too_much_is_refused() {
        let packed = gzip(&vec![b'a'; 1 << 20]);
        let cut = text(&packed[..packed.len() - 9], None, Limits::default());
        assert!(matches!(cut, Err(ExchangeError::Gzip { .. })), "{cut:?}");
        let small = Limits { file_bytes: 1 << 19, ..Limits::default() };
        assert!(matches!(text(&packed, None, small), Err(ExchangeError::TooLarge { .. })));
    }

    #[test]
    fn other_files_are_named_for_what_they_are() {
        for (bytes, word) in [
            (&b"PK\x03\x04rest"[..], "ZIP"),
            (b"\0\0\x27\x0a\0", "shapefile"),
            (b"a\0b", "binary"),
            (&gzip(&gzip(b"a")), "gzip"),
        ] {
            assert!(text(bytes, None, Limits::default()).unwrap_err().to_string().contains(word));
        }
        assert!(matches!(text(b" \n", None, Limits::default()), Err(ExchangeError::Empty)));
    }
}
