//! Geometries in the text encoding: WKT with or without `Z`, and `BBOX`.

use super::Parser;
use crate::lex::What;
use crate::{Cql2Error, MAX_NESTING, wkt};
use geo_types::{
    Coord, Geometry, GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon,
};

pub(super) fn is_geometry(lower: &str) -> bool {
    matches!(
        lower,
        "point"
            | "linestring"
            | "polygon"
            | "multipoint"
            | "multilinestring"
            | "multipolygon"
            | "geometrycollection"
            | "bbox"
    )
}

impl Parser {
    /// What stands behind the name of a geometry. Heights are read and left out: everything is planar.
    pub(super) fn geometry(&mut self, name: &str) -> Result<Geometry<f64>, Cql2Error> {
        self.eat_word("z");
        Ok(match name {
            "point" => Geometry::Point(self.bracketed(Self::coord)?.into()),
            "linestring" => Geometry::LineString(self.line()?),
            "polygon" => Geometry::Polygon(self.polygon()?),
            "multipoint" => Geometry::MultiPoint(MultiPoint::new(self.list(Self::point_of_many)?)),
            "multilinestring" => Geometry::MultiLineString(MultiLineString::new(self.list(Self::line)?)),
            "multipolygon" => Geometry::MultiPolygon(MultiPolygon::new(self.list(Self::polygon)?)),
            "geometrycollection" => {
                let members = self.list(Self::member)?;
                Geometry::GeometryCollection(GeometryCollection::new_from(members))
            }
            _ => wkt::bbox(&self.list(Self::coordinate)?)?,
        })
    }

    fn member(&mut self) -> Result<Geometry<f64>, Cql2Error> {
        let name = match self.peek() {
            What::Word(word) if is_geometry(&word.to_lowercase()) => word.to_lowercase(),
            _ => return Err(self.unexpected("a geometry")),
        };
        self.next += 1;
        self.depth += 1;
        if self.depth > MAX_NESTING {
            return Err(Cql2Error::TooDeep(MAX_NESTING));
        }
        let geometry = self.geometry(&name)?;
        self.depth -= 1;
        Ok(geometry)
    }

    fn line(&mut self) -> Result<LineString<f64>, Cql2Error> {
        wkt::line(self.list(Self::coord)?)
    }

    fn polygon(&mut self) -> Result<Polygon<f64>, Cql2Error> {
        wkt::polygon(self.list(|p| p.list(Self::coord))?)
    }

    /// A point of several, in brackets of its own or not.
    fn point_of_many(&mut self) -> Result<Point<f64>, Cql2Error> {
        let bracketed = matches!(self.peek(), What::Symbol("("));
        Ok(if bracketed { self.bracketed(Self::coord)? } else { self.coord()? }.into())
    }

    fn bracketed<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Cql2Error>) -> Result<T, Cql2Error> {
        self.expect("(")?;
        let value = read(self)?;
        self.expect(")")?;
        Ok(value)
    }

    fn list<T>(&mut self, read: impl Fn(&mut Self) -> Result<T, Cql2Error>) -> Result<Vec<T>, Cql2Error> {
        self.bracketed(|p| {
            let mut values = vec![read(p)?];
            while p.eat(",") {
                values.push(read(p)?);
            }
            Ok(values)
        })
    }

    fn coord(&mut self) -> Result<Coord<f64>, Cql2Error> {
        let (x, y) = (self.coordinate()?, self.coordinate()?);
        if !matches!(self.peek(), What::Symbol("," | ")")) {
            self.coordinate()?;
        }
        Ok(Coord { x, y })
    }

    fn coordinate(&mut self) -> Result<f64, Cql2Error> {
        let negative = self.eat("-");
        if !negative {
            self.eat("+");
        }
        let &What::Number(n) = self.peek() else { return Err(self.unexpected("a number")) };
        self.next += 1;
        Ok(if negative { -n } else { n })
    }
}
