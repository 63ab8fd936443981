//! Rejected rows: each by its code, line, column and remedy; and nothing personal in any of them.

mod common;

use aula_exchange::*;
use common::*;

/// A file with every fault that a row of a table can have, and two good rows.
const FAULTY: &str = "lon,lat,date,category,id,harm_weight,cleared,ФИО,note
76.9,43.2,2024-03-01,theft,1,,,Иванов Иван,good
,43.2,2024-03-01,theft,2,,,Иванов Иван,
0,0,2024-03-01,theft,3,,,Иванов Иван,
east,43.2,2024-03-01,theft,4,,,Иванов Иван,
76.9,143.2,2024-03-01,theft,5,,,Иванов Иван,

76.9,43.2,,theft,6,,,Иванов Иван,
76.9,43.2,2024-02-30,theft,7,,,Иванов Иван,
76.9,43.2,2034-03-01,theft,8,,,Иванов Иван,
76.9,43.2,2024-03-01,,9,,,Иванов Иван,
76.9,43.2,2024-03-01,espionage,10,,,Иванов Иван,=1+1
76.9,43.2,2024-03-01,theft,,,,Иванов Иван,
76.9,43.2,2024-03-01,theft,12,-3,,Иванов Иван,
76.9,43.2,2024-03-01,theft,13,,perhaps,Иванов Иван,
76.9,43.2,2024-03-01,theft,14,,,Иванов Иван
76.9,43.2,2024-03-01,theft,15,heavy,,Иванов Иван,звонить +7 701 123 45 67
76.9,43.2,2024-03-01,theft,1,,,Иванов Иван,another
76.9,43.2,2024-03-01,theft,1,,,Иванов Иван,good
880101300123,43.2,2024-03-01,theft,18,,,Иванов Иван,
76.9,43.2,2024-03-01,theft,19,,,Иванов Иван,\"two
lines\"
76.9,43.2,2024-03-01,theft,20,,,Иванов Иван,\"open
76.9,43.2,2024-03-01,theft,21,,,Иванов Иван,
";

#[test]
fn the_reject_file_says_what_where_why_and_how_to_mend_it() {
    let reading = incidents(FAULTY.as_bytes(), &[]).unwrap();
    assert_eq!(reading.rows.iter().map(|r| r.number).collect::<Vec<_>>(), [1, 19]);
    assert_eq!(reading.duplicates, 1);
    let mut out = Vec::new();
    write_rejects(&mut out, &reading.columns.header, &reading.rejected).unwrap();
    let text = String::from_utf8(out).unwrap();
    if std::env::var_os("AULA_WRITE_GOLDEN").is_some() {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/rejects.csv"), &text).unwrap();
    }
    assert_eq!(text.replace("\r\n", "\n"), include_str!("golden/rejects.csv").replace("\r\n", "\n"));
    for personal in ["Иванов", "701", "880101300123"] {
        assert!(!text.contains(personal), "{personal} is in the reject file");
    }
}

#[test]
fn a_mended_reject_file_is_imported_as_it_stands() {
    let reading = incidents(b"lon,lat,date,category\n0,0,2024-03-01,theft\n", &[]).unwrap();
    let mut out = Vec::new();
    write_rejects(&mut out, &reading.columns.header, &reading.rejected).unwrap();
    let mended = String::from_utf8(out).unwrap().replace(",0,0,2024", ",76.9,43.2,2024");
    assert_eq!(incidents(mended.as_bytes(), &[]).unwrap().rows.len(), 1);
}

#[test]
fn lines_are_those_an_editor_shows() {
    for end in ["\n", "\r\n"] {
        let text = [
            "lon,lat,date,category,note",
            "",
            "0,0,2024-03-01,theft,a",
            "",
            "",
            "0,0,2024-03-01,theft,\"b",
            "c\"",
            "0,0,2024-03-01,theft,d",
        ];
        for tail in ["", end] {
            let reading = incidents((text.join(end) + tail).as_bytes(), &[]).unwrap();
            let lines: Vec<u64> = reading.rejected.iter().map(|r| r.line).collect();
            assert_eq!(lines, [3, 6, 8], "{end:?} {tail:?}");
        }
    }
    let json = "{\"type\":\"FeatureCollection\",\"features\":[\n\n{\"type\":\"Feature\",\n\"geometry\":null},\n 7 ]}";
    let reading = places(json.as_bytes(), &["kind=bar"]).unwrap();
    assert_eq!(
        reading.rejected.iter().map(|r| (r.line, r.code.as_str())).collect::<Vec<_>>(),
        [(3, "no_coordinates"), (5, "not_a_feature")]
    );
}

#[test]
fn shifted_rows_are_blanked_whole_where_a_column_is_personal() {
    let text = "lon,lat,date,category,phone\n76.9,43.2,2024-03-01,theft,Иванов,extra\n";
    assert_eq!(incidents(text.as_bytes(), &[]).unwrap().rejected[0].fields, [""; 6]);
    let text = "lon,lat,date,category\n76.9,43.2,2024-03-01,theft,87011234567\n";
    assert_eq!(
        incidents(text.as_bytes(), &[]).unwrap().rejected[0].fields,
        ["76.9", "43.2", "2024-03-01", "theft", ""]
    );
}

#[test]
fn personal_columns_reach_no_record() {
    let text = "lon,lat,kind,name,owner_name,Телефон,кв,note,secret,colour\n\
                76.9,43.2,bar,Бар,Иванов,87011234567,12,ИИН 880101300123,s,red\n";
    let reading = places(text.as_bytes(), &["personal=secret"]).unwrap();
    let place = &reading.rows[0].value;
    assert_eq!(place.attributes.iter().map(|(k, v)| format!("{k}={v}")).collect::<Vec<_>>(), ["colour=red"]);
    assert_eq!(reading.columns.personal, ["owner_name", "Телефон", "кв", "secret"]);
    let error = incidents(b"lon,lat,date,category,iin\n", &["id=iin"]).unwrap_err().to_string();
    assert!(error.contains("personal"), "{error}");
}

#[test]
fn a_column_of_iins_is_no_identity_whatever_it_is_called() {
    let mut text = String::from("lon,lat,date,category,id\n");
    let valid = [
        "880101300123",
        "880101300124",
        "880101300125",
        "880101300126",
        "880101300127",
        "880101300128",
        "880101300129",
    ];
    let weights = |id: &str, first: usize| {
        id.bytes().take(11).enumerate().map(|(i, b)| usize::from(b - b'0') * ((i + first) % 11 + 1)).sum::<usize>() % 11
    };
    for (day, id) in valid.iter().enumerate() {
        let id = format!("{}{}", &id[..10], day);
        let check = match weights(&format!("{id}0"), 0) {
            10 => weights(&format!("{id}0"), 2),
            c => c,
        };
        if check < 10 {
            text.push_str(&format!("76.9,43.2,2024-03-0{},theft,{id}{check}\n", day + 1));
        }
    }
    let error = incidents(text.as_bytes(), &[]).unwrap_err().to_string();
    assert!(error.contains("IIN") && !error.contains("8801"), "{error}");
}

#[test]
fn rows_that_an_open_quote_swallows_are_never_lost_in_silence() {
    let head = "lon,lat,date,category,note\n";
    let row = "76.9,43.2,2024-03-01,theft,";
    // Closed by the quote of a later row: the fields are as many as the columns.
    let closed_late = format!("{head}{row}\"open\n{row}x\n{row}\"closed\"\n");
    // Never closed, and what follows does not look like a row.
    let at_end = format!("{head}{row}\"open\nand the rest\n");
    for (text, last) in [(closed_late, "lines 2 to 4"), (at_end, "lines 2 to 3")] {
        let reading = incidents(text.as_bytes(), &[]).unwrap();
        assert_eq!((reading.rows.len(), reading.rejected[0].code), (0, RejectCode::UnclosedQuote), "{text}");
        assert!(reading.rejected[0].reason.contains(last), "{}", reading.rejected[0].reason);
    }
    let fine = format!("{head}{row}\"a text\nof two lines\"\n{row}\"another\nof two\"");
    assert_eq!(incidents(fine.as_bytes(), &[]).unwrap().rows.len(), 2);
}
