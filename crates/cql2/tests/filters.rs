//! What the standard's own predicates do not reach: refusals, limits, NULL, JSON, and OGR's dialect.

use aula_cql2::{ColumnType, Columns, Cql2Error, Dialect, Filter, Row, Span, Value, parse_json, parse_text};
use geo_types::Geometry;
use std::borrow::Cow;

struct Yard;

impl Columns for Yard {
    fn column(&self, name: &str) -> Option<(usize, ColumnType)> {
        let all = [
            ("name", ColumnType::Text),
            ("floors", ColumnType::Number),
            ("verified", ColumnType::Bool),
            ("when", ColumnType::Time),
            ("geometry", ColumnType::Geometry),
            ("nothing", ColumnType::Number),
        ];
        all.iter().position(|(n, _)| *n == name).map(|i| (i, all[i].1))
    }
}

impl Row for Yard {
    fn value(&self, column: usize) -> Value<'_> {
        match column {
            0 => Value::Text(Cow::Borrowed("Әуезов")),
            1 => Value::Number(9.0),
            2 => Value::Bool(true),
            3 => Value::Time(Span::at("2025-08-02T10:00:00Z".parse().unwrap())),
            4 => Value::Geometry(Cow::Owned(Geometry::Point((76.9, 43.2).into()))),
            _ => Value::Null,
        }
    }
}

fn ask(text: &str, dialect: Dialect) -> Result<Option<bool>, Cql2Error> {
    Ok(Filter::compile(&parse_text(text, dialect)?, &Yard)?.truth(&Yard))
}

fn json(text: &str) -> Result<Option<bool>, Cql2Error> {
    Ok(Filter::compile(&parse_json(text)?, &Yard)?.truth(&Yard))
}

#[test]
fn null_makes_a_condition_unknown_and_not_false() {
    for (text, expected) in [
        ("nothing = 1", None),
        ("NOT (nothing = 1)", None),
        ("nothing = 1 AND floors = 8", Some(false)),
        ("nothing = 1 OR floors = 9", Some(true)),
        ("nothing IS NULL", Some(true)),
        ("nothing + 1 > 0", None),
        ("nothing IN (1, 2)", None),
        ("floors IN (9, nothing)", Some(true)),
        ("floors / 0 = 1", None),
        ("floors BETWEEN 10 AND nothing", Some(false)),
        ("NOT (floors = 'no such value')", Some(true)),
        ("name = 'әуезов'", Some(false)),
        ("casei(name) = casei('ӘУЕЗОВ')", Some(true)),
        ("\"when\" >= '2025-08-02T'", Some(true)),
        ("\"when\" < TIMESTAMP('2025-08-02T10:00:00Z')", Some(false)),
        ("T_DURING(when, INTERVAL('2025-01-01', '..'))", Some(true)),
        ("verified", Some(true)),
        ("NOT NOT NOT verified", Some(false)),
        ("-floors = -9 AND - (floors) = 0 - 9 AND 2^3 = 8 AND 9 div 2 = 4", Some(true)),
        ("S_WITHIN(geometry, BBOX(76, 43, 0, 77, 44, 9000))", Some(true)),
        ("S_INTERSECTS(geometry, MULTIPOINT Z((76.9 43.2 5)))", Some(true)),
    ] {
        assert_eq!(ask(text, Dialect::Cql2).unwrap(), expected, "{text}");
    }
}

#[test]
fn ogr_writes_ilike_and_one_for_true() {
    assert_eq!(ask("name ILIKE 'ә%'", Dialect::Ogr).unwrap(), Some(true));
    assert_eq!(ask("verified = 1", Dialect::Ogr).unwrap(), Some(true));
    assert_eq!(ask("\"when\" >= '2025/08/02 00:00:00'", Dialect::Ogr).unwrap(), Some(true));
    assert!(ask("name ILIKE 'ә%'", Dialect::Cql2).is_err());
}

#[test]
fn what_is_no_filter_is_refused_with_its_place() {
    for text in [
        "",
        "name = = 'x'",
        "name = 'x",
        "no_such = 1",
        "nosuchfn(1) = 1",
        "floors",
        "name AND true",
        "1 + 'x' = 2",
        "name LIKE 5",
        "S_INTERSECTS(name, POINT(1 2))",
        "POINT(1 2) = geometry",
        "floors > ",
        "(true",
        "true)",
        "name IS 5",
        "S_INTERSECTS(geometry, LINESTRING(1 2))",
        "S_INTERSECTS(geometry, POLYGON((0 0, 1 1, 0 0)))",
        "DATE('2025-13-01') = \"when\"",
        "INTERVAL('2025-01-02','2025-01-01') = \"when\"",
        "t_after(\"when\", 'x')",
        "a NOT b",
        "1e400 = 1",
        "name = 'a' 'b'",
        "§",
        "floors = 12abc",
        "S_INTERSECTS(geometry, BBOX(1,2,3))",
    ] {
        assert!(ask(text, Dialect::Cql2).is_err(), "{text}");
    }
    assert!(matches!(parse_text("kind = = 'x'", Dialect::Cql2), Err(Cql2Error::Syntax { at: 8, .. })));
}

#[test]
fn no_filter_however_deep_or_long_exhausts_the_stack() {
    let deep = |open: &str, close: &str, n: usize| format!("{}true{}", open.repeat(n), close.repeat(n));
    for (text, fine) in [
        (deep("(", ")", 90), true),
        (deep("(", ")", 100_000), false),
        ("(".repeat(100_000), false),
        (deep("NOT ", "", 100_000), true),
        (vec!["true"; 100_000].join(" OR "), true),
        (format!("floors = {}", vec!["1"; 100_000].join("+")), false),
        (format!("floors = {}1", "-".repeat(100_001)), true),
        (format!("floors IN ({})", vec!["1"; 100_000].join(",")), true),
        (format!("S_INTERSECTS(geometry, {}POINT(1 2)", "GEOMETRYCOLLECTION(".repeat(100_000)), false),
        (format!("name = {}'x'", "casei(".repeat(100_000)), false),
        (format!("{}floors{} = 1", "(1+".repeat(90), ")".repeat(90)), true),
    ] {
        assert_eq!(ask(&text, Dialect::Cql2).is_ok(), fine, "{}…", &text[..40]);
    }
    let nest = |n: usize| format!("{}true{}", r#"{"op":"not","args":["#.repeat(n), "]}".repeat(n));
    assert_eq!(json(&nest(50)).unwrap(), Some(true));
    assert!(json(&nest(100_000)).is_err());
    assert!(json(&"[".repeat(100_000)).is_err());
}

#[test]
fn both_encodings_say_the_same() {
    for (text, in_json) in [
        ("floors > 5", r#"{"op":">","args":[{"property":"floors"},5]}"#),
        ("name NOT LIKE 'x%'", r#"{"op":"not","args":[{"op":"like","args":[{"property":"name"},"x%"]}]}"#),
        ("floors BETWEEN 1 AND 9", r#"{"op":"between","args":[{"property":"floors"},1,9]}"#),
        ("name IN ('a','b')", r#"{"op":"in","args":[{"property":"name"},["a","b"]]}"#),
        ("floors IS NULL", r#"{"op":"isNull","args":[{"property":"floors"}]}"#),
        (
            "S_INTERSECTS(geometry, POINT(76.9 43.2))",
            r#"{"op":"s_intersects","args":[{"property":"geometry"},{"type":"Point","coordinates":[76.9,43.2]}]}"#,
        ),
        (
            "S_WITHIN(geometry, BBOX(1,2,3,4))",
            r#"{"op":"s_within","args":[{"property":"geometry"},{"bbox":[1,2,3,4]}]}"#,
        ),
        (
            "T_DURING(\"when\", INTERVAL('2025-01-01','..'))",
            r#"{"op":"t_during","args":[{"property":"when"},{"interval":["2025-01-01",".."]}]}"#,
        ),
        (
            "\"when\" >= TIMESTAMP('2025-01-01T00:00:00Z')",
            r#"{"op":">=","args":[{"property":"when"},{"timestamp":"2025-01-01T00:00:00Z"}]}"#,
        ),
        ("casei(name) = 'x'", r#"{"op":"=","args":[{"op":"casei","args":[{"property":"name"}]},"x"]}"#),
        (
            "floors * 2 + 1 > 3",
            r#"{"op":">","args":[{"op":"+","args":[{"op":"*","args":[{"property":"floors"},2]},1]},3]}"#,
        ),
    ] {
        assert_eq!(parse_text(text, Dialect::Cql2).unwrap(), parse_json(in_json).unwrap(), "{text}");
    }
    for bad in [
        "null",
        "[]",
        "{}",
        r#"{"op":"="}"#,
        r#"{"op":"=","args":[1]}"#,
        r#"{"op":"nosuch","args":[1,2]}"#,
        r#"{"op":"#,
        r#"{"op":"in","args":[1,[]]}"#,
        r#"{"type":"LineString","coordinates":[[1,2]]}"#,
        r#"{"type":"Nonsense"}"#,
        r#"{"bbox":[1]}"#,
        r#"{"op":5,"args":[]}"#,
    ] {
        assert!(json(bad).is_err(), "{bad}");
    }
}
