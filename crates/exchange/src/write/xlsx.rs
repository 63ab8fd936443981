//! A workbook of text, as small as one can be: sheets of inline strings, stored without compression.
//!
//! # References
//! ECMA-376, part 1 (`SpreadsheetML`) and part 2 (packaging); PKWARE's APPNOTE for the container.

use flate2::Crc;
use std::fmt::Write as _;

/// The bytes of a workbook.
///
/// # Arguments
/// `sheets`: names of at most 31 characters, and rows of cells.
#[must_use]
pub fn xlsx(sheets: &[(&str, Vec<Vec<String>>)]) -> Vec<u8> {
    let numbers = || 1..=sheets.len();
    let parts: String = numbers()
        .map(|n| format!(r#"<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>"#))
        .collect();
    let listed: String = sheets
        .iter()
        .zip(numbers())
        .map(|((name, _), n)| format!(r#"<sheet name="{}" sheetId="{n}" r:id="rId{n}"/>"#, escaped(name)))
        .collect();
    let related: String = numbers()
        .map(|n| format!(r#"<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>"#))
        .collect();
    let mut files = vec![
        (
            "[Content_Types].xml".to_owned(),
            format!(
                r#"{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>{parts}</Types>"#
            ),
        ),
        (
            "_rels/.rels".to_owned(),
            format!(
                r#"{HEAD}<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/workbook.xml".to_owned(),
            format!(r#"{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>"#),
        ),
        (
            "xl/_rels/workbook.xml.rels".to_owned(),
            format!(r#"{HEAD}<Relationships xmlns="{PACKAGE}">{related}</Relationships>"#),
        ),
    ];
    for ((_, rows), n) in sheets.iter().zip(numbers()) {
        files.push((format!("xl/worksheets/sheet{n}.xml"), sheet(rows)));
    }
    zip(&files)
}

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

fn sheet(rows: &[Vec<String>]) -> String {
    let mut text = format!(r#"{HEAD}<worksheet xmlns="{MAIN}"><sheetData>"#);
    for (row, cells) in (1..).zip(rows) {
        let _ = write!(text, r#"<row r="{row}">"#);
        for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let name = column_name(column);
            let value = escaped(cell);
            let _ =
                write!(text, r#"<c r="{name}{row}" t="inlineStr"><is><t xml:space="preserve">{value}</t></is></c>"#);
        }
        text.push_str("</row>");
    }
    text.push_str("</sheetData></worksheet>");
    text
}

/// A, B, … Z, AA, …
fn column_name(mut column: usize) -> String {
    let mut name = String::new();
    loop {
        name.insert(0, char::from(b'A' + u8::try_from(column % 26).unwrap_or(0)));
        if column < 26 {
            return name;
        }
        column = column / 26 - 1;
    }
}

fn escaped(text: &str) -> String {
    let fine = |c: &char| !c.is_control() || matches!(c, '\n' | '\t');
    let escape = |c: char| match c {
        '&' => "&amp;".to_owned(),
        '<' => "&lt;".to_owned(),
        '>' => "&gt;".to_owned(),
        '"' => "&quot;".to_owned(),
        c => c.to_string(),
    };
    text.chars().filter(fine).map(escape).collect()
}

/// A container of stored files, dated 1 January 1980: the same sheets, the same bytes.
fn zip(files: &[(String, String)]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    let size = |len: usize| u32::try_from(len).unwrap_or(u32::MAX).to_le_bytes();
    for (name, text) in files {
        let mut crc = Crc::new();
        crc.update(text.as_bytes());
        let offset = size(out.len());
        let mut common = vec![20, 0, 0, 8, 0, 0, 0, 0, 0x21, 0];
        common.extend_from_slice(&crc.sum().to_le_bytes());
        common.extend_from_slice(&size(text.len()));
        common.extend_from_slice(&size(text.len()));
        common.extend_from_slice(&u16::try_from(name.len()).unwrap_or(0).to_le_bytes());
        common.extend_from_slice(&[0, 0]);
        out.extend_from_slice(b"PK\x03\x04");
        out.extend_from_slice(&common);
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(text.as_bytes());
        directory.extend_from_slice(b"PK\x01\x02\x14\0");
        directory.extend_from_slice(&common);
        directory.extend_from_slice(&[0; 10]);
        directory.extend_from_slice(&offset);
        directory.extend_from_slice(name.as_bytes());
    }
    let count = u16::try_from(files.len()).unwrap_or(0).to_le_bytes();
    let begin = size(out.len());
    let length = size(directory.len());
    out.extend_from_slice(&directory);
    out.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    out.extend_from_slice(&count);
    out.extend_from_slice(&count);
    out.extend_from_slice(&length);
    out.extend_from_slice(&begin);
    out.extend_from_slice(&[0, 0]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_spreadsheets_do_and_text_is_escaped() {
        assert_eq!([0, 25, 26, 27, 701, 702].map(column_name), ["A", "Z", "AA", "AB", "ZZ", "AAA"]);
        assert_eq!(escaped("a<b & \"c\"\u{1}\n"), "a&lt;b &amp; &quot;c&quot;\n");
        let bytes = xlsx(&[("survey", vec![vec!["type".into(), "Аула".into()]])]);
        assert!(bytes.starts_with(b"PK\x03\x04") && bytes.windows(4).any(|w| w == b"PK\x05\x06"));
        assert_eq!(bytes, xlsx(&[("survey", vec![vec!["type".into(), "Аула".into()]])]));
    }
}
