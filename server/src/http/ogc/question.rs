//! The parameters of a question for items.

use super::super::{Params, Problem};
use super::catalogue::Collection;
use super::{DEFAULT_LIMIT, MAX_LIMIT};
use aula_cql2::{Comparison, Cql2Error, Dialect, Expr, Literal, parse_json, parse_text};
use aula_features::{ColumnKind, Crs, Cursor, Query, SortKey, Table, TimeWindow, compile};
use aula_snapshot::Snapshot;
use geo_types::{Coord, Geometry, Rect};

/// Parameters that are no property, whatever a table's columns are called.
pub(super) const RESERVED: &[&str] = &[
    "bbox",
    "bbox-crs",
    "crs",
    "cursor",
    "datetime",
    "f",
    "filter",
    "filter-crs",
    "filter-lang",
    "lang",
    "limit",
    "offset",
    "properties",
    "sortby",
    "token",
];

/// What is asked of items.
pub(crate) struct Question {
    /// Which rows, in which order.
    pub(crate) query: Query,
    /// The same as text: two questions with one key have one answer.
    pub(crate) key: String,
    /// At most so many; none where the client did not say.
    pub(crate) limit: Option<usize>,
    pub(crate) offset: usize,
    pub(crate) after: Option<Cursor>,
    /// What coordinates are written in.
    pub(crate) crs: Crs,
    /// Which columns.
    pub(crate) columns: Vec<usize>,
}

impl Question {
    /// At most so many features of a page.
    pub(super) fn page_limit(&self) -> usize {
        self.limit.unwrap_or(DEFAULT_LIMIT).min(MAX_LIMIT)
    }
}

/// Takes every parameter of items. `body` is a filter in JSON that came by POST.
pub(crate) fn take(
    params: &mut Params,
    collection: &Collection,
    snapshot: &Snapshot,
    body: Option<&str>,
) -> Result<Question, Problem> {
    let table = collection.table.as_ref();
    let served = Crs::served(snapshot.settings().crs_epsg);
    // A token in the address is the gate's.
    params.take("token");
    let limit = limit(params)?;
    let offset = params.integer("offset", 0, u64::from(u32::MAX))?.unwrap_or(0);
    let cursor = params.take("cursor").map(|text| {
        let refused = |_| Problem::parameter("cursor", "this is no cursor of ours", "take it from the link `next`");
        text.parse::<Cursor>().map_err(refused)
    });
    let after = cursor.transpose()?;
    let crs = system(params, "crs", &served)?.unwrap_or_else(Crs::crs84);
    let mut key = format!("{}@{}@{}", collection.id, collection.scope, collection.version);
    let mut query = Query { sort: sort(params, table)?, ..Query::default() };
    key.push_str(&format!("&sort={:?}", query.sort));
    let bbox_crs = system(params, "bbox-crs", &served)?.unwrap_or_else(Crs::crs84);
    if let Some(bbox) = params.take("bbox") {
        key.push_str(&format!("&bbox={bbox}&bbox-crs={}", bbox_crs.uri()));
        query.regions = Some(regions(&bbox, &bbox_crs)?);
    }
    if let Some(datetime) = params.take("datetime") {
        key.push_str(&format!("&datetime={datetime}"));
        let remedy = "write 2025-01-31T12:00:00Z, or two of them with / between; an open end is ..";
        let window: TimeWindow = datetime
            .parse()
            .map_err(|e: aula_features::WindowError| Problem::parameter("datetime", e.to_string(), remedy))?;
        query.time = Some(window);
    }
    for expr in expressions(params, table, &served, body, &mut key)? {
        query.filters.push(compile(&expr, table).map_err(|e| unusable(&e))?);
    }
    let columns = columns(params, table)?;
    Ok(Question { query, key, limit, offset: usize::try_from(offset).unwrap_or(usize::MAX), after, crs, columns })
}

/// `limit`: 1 or more; what is too much is clamped, as the standard wants it.
fn limit(params: &mut Params) -> Result<Option<usize>, Problem> {
    let Some(text) = params.take("limit") else { return Ok(None) };
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let limit = if digits { text.parse::<usize>().unwrap_or(usize::MAX) } else { 0 };
    if limit == 0 {
        let detail = format!("`{}` is not a whole number of at least 1", text.chars().take(40).collect::<String>());
        return Err(Problem::parameter("limit", detail, "give a whole number, 1 or more; above 10000 it is 10000"));
    }
    Ok(Some(limit))
}

/// A coordinate reference system out of those that are served.
pub(super) fn system(params: &mut Params, name: &'static str, served: &[Crs]) -> Result<Option<Crs>, Problem> {
    let Some(text) = params.take(name) else { return Ok(None) };
    let known = Crs::parse(&text).ok().and_then(|crs| served.iter().find(|s| s.code() == crs.code()).cloned());
    known.map(Some).ok_or_else(|| {
        let uris: Vec<String> = served.iter().map(Crs::uri).collect();
        let detail =
            format!("the coordinate reference system `{}` is not served", text.chars().take(80).collect::<String>());
        Problem::parameter(name, detail, format!("choose one of {}", uris.join(", ")))
    })
}

/// The parts of the world that a box means: two where it goes over the antimeridian.
fn regions(text: &str, crs: &Crs) -> Result<Vec<Geometry<f64>>, Problem> {
    let refused = |detail: &str| {
        Problem::parameter(
            "bbox",
            detail,
            "write four numbers: west,south,east,north; or six, with heights after each pair",
        )
    };
    let numbers: Option<Vec<f64>> =
        text.split(',').map(|n| n.trim().parse().ok().filter(|n: &f64| n.is_finite())).collect();
    let Some(&([a, b, c, d] | [a, b, _, c, d, _])) = numbers.as_deref() else {
        return Err(refused("the box is neither four nor six numbers"));
    };
    if crs.is_projected() {
        if a > c || b > d {
            return Err(refused("the first corner lies beyond the second"));
        }
        let outside = |_| refused("the box lies outside of what its coordinate reference system can show");
        return Ok(vec![crs.region(Rect::new((a, b), (c, d))).map_err(outside)?]);
    }
    let [west, south, east, north] = if crs.is_crs84() { [a, b, c, d] } else { [b, a, d, c] };
    if south > north {
        return Err(refused("south lies north of north"));
    }
    let rect =
        |west: f64, east: f64| Geometry::Rect(Rect::new(Coord { x: west, y: south }, Coord { x: east, y: north }));
    Ok(if west > east { vec![rect(west, 180.0), rect(-180.0, east)] } else { vec![rect(west, east)] })
}

fn sort(params: &mut Params, table: &dyn Table) -> Result<Vec<SortKey>, Problem> {
    let Some(text) = params.take("sortby") else { return Ok(Vec::new()) };
    text.split(',')
        .map(|part| {
            // A plus sign in an address is read as a blank.
            let part = part.trim();
            let (descending, name) = match part.strip_prefix('-') {
                Some(name) => (true, name),
                None => (false, part.strip_prefix('+').unwrap_or(part)),
            };
            let column = table.column_named(name).ok_or_else(|| {
                let detail = format!(
                    "there is nothing to sort by that is called `{}`",
                    name.chars().take(60).collect::<String>()
                );
                Problem::parameter("sortby", detail, "see sortables for the names there are")
            })?;
            Ok(SortKey { column, descending })
        })
        .collect()
}

fn columns(params: &mut Params, table: &dyn Table) -> Result<Vec<usize>, Problem> {
    let Some(text) = params.take("properties") else { return Ok((0..table.columns().len()).collect()) };
    text.split(',')
        .map(|name| {
            table.column_named(name.trim()).ok_or_else(|| {
                let detail = format!("there is no property `{}`", name.chars().take(60).collect::<String>());
                Problem::parameter("properties", detail, "see schema for the names there are")
            })
        })
        .collect()
}

/// Every condition: `filter`, the body of a POST, and properties as parameters.
fn expressions(
    params: &mut Params,
    table: &dyn Table,
    served: &[Crs],
    body: Option<&str>,
    key: &mut String,
) -> Result<Vec<Expr>, Problem> {
    #[derive(Clone, Copy)]
    enum Language {
        Text(Dialect),
        Json,
    }
    let languages = [
        ("cql2-text", Language::Text(Dialect::Cql2)),
        ("cql2-json", Language::Json),
        ("cql-text", Language::Text(Dialect::Ogr)),
    ];
    let language = params.choice("filter-lang", &languages)?.unwrap_or(Language::Text(Dialect::Cql2));
    let filter_crs = system(params, "filter-crs", served)?;
    let mut found = Vec::new();
    if let Some(text) = params.take("filter") {
        key.push_str(&format!("&filter={text}&crs={:?}", filter_crs.as_ref().map(Crs::uri)));
        let parsed = match language {
            Language::Text(dialect) => {
                key.push_str(&format!("&dialect={dialect:?}"));
                parse_text(&text, dialect)
            }
            Language::Json => parse_json(&text),
        };
        found.push(placed(parsed.map_err(|e| unusable(&e))?, filter_crs.as_ref())?);
    }
    if let Some(body) = body {
        key.push_str(&format!("&body={body}&crs={:?}", filter_crs.as_ref().map(Crs::uri)));
        found.push(placed(parse_json(body).map_err(|e| unusable(&e))?, filter_crs.as_ref())?);
    }
    for column in table.columns().iter().filter(|c| !RESERVED.contains(&c.name.as_str())) {
        let Some(value) = params.take_named(&column.name) else { continue };
        key.push_str(&format!("&{}={value}", column.name));
        let literal = literal(column.kind, &value).ok_or_else(|| {
            let detail = format!("`{}` is no value of this property", value.chars().take(60).collect::<String>());
            Problem::parameter(&column.name, detail, format!("give a {}", column.kind.schema().0))
        })?;
        let property = Box::new(Expr::Property(column.name.to_string()));
        found.push(Expr::Compare(Comparison::Equal, property, Box::new(Expr::Literal(literal))));
    }
    Ok(found)
}

fn placed(expr: Expr, crs: Option<&Crs>) -> Result<Expr, Problem> {
    let Some(crs) = crs.filter(|crs| !crs.is_crs84()) else { return Ok(expr) };
    expr.map_geometries(&mut |geometry| crs.unproject(&geometry)).map_err(|e| {
        Problem::parameter("filter-crs", e.to_string(), "write the geometries of the filter in that system")
    })
}

fn literal(kind: ColumnKind, value: &str) -> Option<Literal> {
    Some(match kind {
        ColumnKind::Text => Literal::Text(value.to_owned()),
        ColumnKind::Integer | ColumnKind::Number => {
            Literal::Number(value.parse().ok().filter(|n: &f64| n.is_finite())?)
        }
        ColumnKind::Boolean => Literal::Bool(match value {
            "true" | "1" => true,
            "false" | "0" => false,
            _ => return None,
        }),
        ColumnKind::Moment => Literal::Time(aula_cql2::Span::at(aula_features::moment(value)?)),
        ColumnKind::Day => Literal::Time(aula_cql2::Span::day(value.parse().ok()?)),
    })
}

fn unusable(error: &Cql2Error) -> Problem {
    let remedy = match error {
        Cql2Error::UnknownProperty(_) => "see queryables for the names there are",
        Cql2Error::TooDeep(_) => "write it flatter: a OR b OR c needs no brackets",
        _ => "see OGC 21-065 (CQL2), for example category = 'theft' AND harm_weight >= 2",
    };
    Problem::parameter("filter", error.to_string(), remedy)
}
