//! The JSON encoding.

use crate::expr::{Arithmetic, Comparison, Expr, Literal, Part, interval};
use crate::{Cql2Error, MAX_NESTING, SpatialOp, TemporalOp, time, wkt};
use geo_types::Geometry;
use serde_json::{Map, Value};

/// Reads a filter in the JSON encoding.
///
/// # Errors
/// [`Cql2Error`] for what is no JSON, no CQL2 or nested too deeply (64 operators; the reader of JSON stops at 128
/// brackets).
///
/// # Examples
/// ```
/// use aula_cql2::{Dialect, parse_json, parse_text};
/// let json = r#"{"op": ">", "args": [{"property": "floors"}, 5]}"#;
/// assert_eq!(parse_json(json)?, parse_text("floors > 5", Dialect::Cql2)?);
/// assert!(parse_json(&"[".repeat(100_000)).is_err());
/// # Ok::<(), aula_cql2::Cql2Error>(())
/// ```
pub fn parse_json(text: &str) -> Result<Expr, Cql2Error> {
    let value: Value =
        serde_json::from_str(text).map_err(|e| Cql2Error::Json(format!("the filter is no JSON: {e}")))?;
    expr(&value, 0).map(|part| part.expr)
}

fn refused(reason: impl Into<String>) -> Cql2Error {
    Cql2Error::Json(reason.into())
}

fn expr(value: &Value, depth: usize) -> Result<Part, Cql2Error> {
    if depth > MAX_NESTING {
        return Err(Cql2Error::TooDeep(MAX_NESTING));
    }
    let literal = |literal| Ok(Part::leaf(Expr::Literal(literal)));
    match value {
        Value::Bool(b) => literal(Literal::Bool(*b)),
        Value::Number(n) => {
            let n = n.as_f64().filter(|n| n.is_finite()).ok_or_else(|| refused("a number is too large"))?;
            literal(Literal::Number(n))
        }
        Value::String(text) => literal(Literal::Text(text.clone())),
        Value::Object(object) => from_object(object, value, depth),
        Value::Null => Err(refused("null stands where a value should; use the operator isNull")),
        Value::Array(_) => Err(refused("an array stands where a value should")),
    }
}

fn from_object(object: &Map<String, Value>, value: &Value, depth: usize) -> Result<Part, Cql2Error> {
    let text = |name: &str| object.get(name).map(|v| v.as_str().ok_or_else(|| refused(format!("{name} is no text"))));
    let literal = |literal| Ok(Part::leaf(Expr::Literal(literal)));
    if let Some(op) = text("op") {
        let args = object.get("args").and_then(Value::as_array).ok_or_else(|| refused("an operator has no args"))?;
        return operator(op?, args, depth);
    }
    if let Some(name) = text("property") {
        return Ok(Part::leaf(Expr::Property(name?.to_owned())));
    }
    if let Some(date) = text("date") {
        return literal(Literal::Time(time::date(date?)?));
    }
    if let Some(instant) = text("timestamp") {
        return literal(Literal::Time(time::timestamp(instant?)?));
    }
    if let Some(bounds) = object.get("interval") {
        let [start, end] = two(bounds.as_array().map_or(&[][..], Vec::as_slice), "interval")?;
        return interval(bound(start, depth)?, bound(end, depth)?);
    }
    if let Some(numbers) = object.get("bbox") {
        let numbers: Option<Vec<f64>> =
            numbers.as_array().map_or(&[][..], Vec::as_slice).iter().map(Value::as_f64).collect();
        let numbers = numbers.ok_or_else(|| refused("a box has 4 or 6 numbers"))?;
        return literal(Literal::Geometry(wkt::bbox(&numbers)?));
    }
    if object.contains_key("type") {
        return literal(Literal::Geometry(geometry(value)?));
    }
    Err(refused("an object is neither an operator nor a property, a time or a geometry"))
}

fn bound(value: &Value, depth: usize) -> Result<Option<Part>, Cql2Error> {
    match value {
        Value::String(text) => Ok(time::bound(text)?.map(|span| Part::leaf(Expr::Literal(Literal::Time(span))))),
        other => expr(other, depth + 1).map(Some),
    }
}

fn operator(op: &str, args: &[Value], depth: usize) -> Result<Part, Cql2Error> {
    let lower = op.to_lowercase();
    let arg = |value: &Value| expr(value, depth + 1);
    let pair = || {
        let [a, b] = two(args, op)?;
        Ok::<_, Cql2Error>([arg(a)?, arg(b)?])
    };
    if let Some(comparison) = Comparison::from_symbol(&lower) {
        return Part::join(pair()?, |[a, b]| Expr::Compare(comparison, a, b));
    }
    if lower == "-" && args.len() == 1 {
        let zero = Part::leaf(Expr::Literal(Literal::Number(0.0)));
        return Part::join([zero, arg(&args[0])?], |[a, b]| Expr::Arithmetic(Arithmetic::Subtract, a, b));
    }
    if let Some(arithmetic) = Arithmetic::from_symbol(&lower) {
        return Part::join(pair()?, |[a, b]| Expr::Arithmetic(arithmetic, a, b));
    }
    if let Some(spatial) = SpatialOp::from_name(&lower) {
        return Part::join(pair()?, |[a, b]| Expr::Spatial(spatial, a, b));
    }
    if let Some(temporal) = TemporalOp::from_name(&lower) {
        return Part::join(pair()?, |[a, b]| Expr::Temporal(temporal, a, b));
    }
    let single = || match args {
        [one] => arg(one),
        _ => Err(refused(format!("{op} has one argument"))),
    };
    match lower.as_str() {
        "and" | "or" => {
            let parts = args.iter().map(arg).collect::<Result<Vec<_>, _>>()?;
            if parts.len() < 2 {
                return Err(refused(format!("{op} has two arguments or more")));
            }
            Part::join_list(parts, if lower == "and" { Expr::And } else { Expr::Or })
        }
        "not" => Part::join([single()?], |[e]| Expr::Not(e)),
        "isnull" => Part::join([single()?], |[e]| Expr::IsNull(e)),
        "casei" => Part::join([single()?], |[e]| Expr::Casei(e)),
        "accenti" => Part::join([single()?], |[e]| Expr::Accenti(e)),
        "like" => Part::join(pair()?, |[a, b]| Expr::Like(a, b, false)),
        "between" => match args {
            [value, low, high] => Part::join([arg(value)?, arg(low)?, arg(high)?], |[a, b, c]| Expr::Between(a, b, c)),
            _ => Err(refused("between has three arguments")),
        },
        "in" => {
            let [value, list] = two(args, op)?;
            let list = list.as_array().filter(|list| !list.is_empty());
            let list = list.ok_or_else(|| refused("the second argument of in is a list that is not empty"))?;
            let mut parts = vec![arg(value)?];
            for item in list {
                parts.push(arg(item)?);
            }
            Part::join_list(parts, |mut exprs| {
                let list = exprs.split_off(1);
                Expr::In(Box::new(exprs.remove(0)), list)
            })
        }
        _ => Err(Cql2Error::UnknownFunction(time::shortened(op))),
    }
}

fn two<'a>(args: &'a [Value], what: &str) -> Result<[&'a Value; 2], Cql2Error> {
    match args {
        [a, b] => Ok([a, b]),
        _ => Err(refused(format!("{} has two arguments", time::shortened(what)))),
    }
}

fn geometry(value: &Value) -> Result<Geometry<f64>, Cql2Error> {
    let parsed: geojson::Geometry =
        serde_json::from_value(value.clone()).map_err(|e| refused(format!("a geometry: {e}")))?;
    let geometry = Geometry::try_from(parsed).map_err(|e| refused(format!("a geometry: {e}")))?;
    checked(&geometry)?;
    Ok(geometry)
}

/// Refuses what text would refuse: lines of a point and rings that are none.
fn checked(geometry: &Geometry<f64>) -> Result<(), Cql2Error> {
    let line = |line: &geo_types::LineString<f64>| {
        if line.0.len() < 2 { Err(refused("a line needs two points")) } else { Ok(()) }
    };
    let polygon = |polygon: &geo_types::Polygon<f64>| {
        let mut rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
        if rings.any(|ring| ring.0.len() < 4) { Err(refused("a ring needs four points")) } else { Ok(()) }
    };
    match geometry {
        Geometry::LineString(l) => line(l),
        Geometry::MultiLineString(l) => l.iter().try_for_each(line),
        Geometry::Polygon(p) => polygon(p),
        Geometry::MultiPolygon(p) => p.iter().try_for_each(polygon),
        Geometry::GeometryCollection(c) => c.iter().try_for_each(checked),
        _ => Ok(()),
    }
}
