//! What a filter says, before anybody knows the table it is for.

use crate::time::{Instant, Span};
use crate::{Cql2Error, MAX_HEIGHT, SpatialOp, TemporalOp};
use geo_types::Geometry;

/// A comparison of two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `<>`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl Comparison {
    pub(crate) fn from_symbol(symbol: &str) -> Option<Self> {
        Some(match symbol {
            "=" => Self::Equal,
            "<>" => Self::NotEqual,
            "<" => Self::Less,
            "<=" => Self::LessOrEqual,
            ">" => Self::Greater,
            ">=" => Self::GreaterOrEqual,
            _ => return None,
        })
    }
}

/// An operation on two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arithmetic {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `div`, of whole numbers, toward zero
    IntegerDivide,
    /// `%`, with the sign of the dividend
    Modulo,
    /// `^`
    Power,
}

impl Arithmetic {
    pub(crate) fn from_symbol(symbol: &str) -> Option<Self> {
        Some(match symbol {
            "+" => Self::Add,
            "-" => Self::Subtract,
            "*" => Self::Multiply,
            "/" => Self::Divide,
            "div" => Self::IntegerDivide,
            "%" => Self::Modulo,
            "^" => Self::Power,
            _ => return None,
        })
    }

    /// The result; none where there is no finite number.
    pub(crate) fn apply(self, a: f64, b: f64) -> Option<f64> {
        let result = match self {
            Self::Add => a + b,
            Self::Subtract => a - b,
            Self::Multiply => a * b,
            Self::Divide => a / b,
            Self::IntegerDivide => (a / b).trunc(),
            Self::Modulo => a % b,
            Self::Power => a.powf(b),
        };
        result.is_finite().then_some(result)
    }
}

/// A value that stands in the filter itself.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// true or false
    Bool(bool),
    /// A finite number.
    Number(f64),
    /// A text.
    Text(String),
    /// A day, an instant or an interval.
    Time(Span),
    /// A geometry in degrees, longitude first.
    Geometry(Geometry<f64>),
}

/// An expression. Its height is at most [`MAX_HEIGHT`], whoever made it, so that walking it needs a bounded stack.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// Every one.
    And(Vec<Expr>),
    /// Any one.
    Or(Vec<Expr>),
    /// Not.
    Not(Box<Expr>),
    /// A comparison.
    Compare(Comparison, Box<Expr>, Box<Expr>),
    /// `value LIKE pattern`; the last says whether case counts not.
    Like(Box<Expr>, Box<Expr>, bool),
    /// `value BETWEEN low AND high`, both included.
    Between(Box<Expr>, Box<Expr>, Box<Expr>),
    /// One of a list.
    In(Box<Expr>, Vec<Expr>),
    /// `IS NULL`
    IsNull(Box<Expr>),
    /// How two geometries lie to each other.
    Spatial(SpatialOp, Box<Expr>, Box<Expr>),
    /// How two times lie to each other.
    Temporal(TemporalOp, Box<Expr>, Box<Expr>),
    /// An operation on numbers.
    Arithmetic(Arithmetic, Box<Expr>, Box<Expr>),
    /// A text without its case.
    Casei(Box<Expr>),
    /// A text without its accents.
    Accenti(Box<Expr>),
    /// From one instant to another; none is open.
    Interval(Option<Box<Expr>>, Option<Box<Expr>>),
    /// A property of the row.
    Property(String),
    /// A value.
    Literal(Literal),
}

impl Expr {
    /// The same expression with every geometry put through a function, into another coordinate system for example.
    ///
    /// # Errors
    /// The first of the function's.
    pub fn map_geometries<E>(self, map: &mut dyn FnMut(Geometry<f64>) -> Result<Geometry<f64>, E>) -> Result<Self, E> {
        let mut one = |e: Box<Expr>| e.map_geometries(map).map(Box::new);
        Ok(match self {
            Self::Not(a) => Self::Not(one(a)?),
            Self::Compare(op, a, b) => Self::Compare(op, one(a)?, one(b)?),
            Self::Like(a, b, casei) => Self::Like(one(a)?, one(b)?, casei),
            Self::Between(a, b, c) => Self::Between(one(a)?, one(b)?, one(c)?),
            Self::IsNull(a) => Self::IsNull(one(a)?),
            Self::Spatial(op, a, b) => Self::Spatial(op, one(a)?, one(b)?),
            Self::Temporal(op, a, b) => Self::Temporal(op, one(a)?, one(b)?),
            Self::Arithmetic(op, a, b) => Self::Arithmetic(op, one(a)?, one(b)?),
            Self::Casei(a) => Self::Casei(one(a)?),
            Self::Accenti(a) => Self::Accenti(one(a)?),
            Self::Interval(a, b) => Self::Interval(a.map(&mut one).transpose()?, b.map(&mut one).transpose()?),
            Self::And(all) => Self::And(all.into_iter().map(|e| e.map_geometries(map)).collect::<Result<_, E>>()?),
            Self::Or(all) => Self::Or(all.into_iter().map(|e| e.map_geometries(map)).collect::<Result<_, E>>()?),
            Self::In(a, list) => {
                let list = list.into_iter().map(|e| e.map_geometries(map)).collect::<Result<_, E>>()?;
                Self::In(Box::new(a.map_geometries(map)?), list)
            }
            Self::Literal(Literal::Geometry(geometry)) => Self::Literal(Literal::Geometry(map(geometry)?)),
            other @ (Self::Property(_) | Self::Literal(_)) => other,
        })
    }
}

/// An expression on its way, with the height of its tree.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) expr: Expr,
    height: usize,
}

impl Part {
    pub(crate) fn leaf(expr: Expr) -> Self {
        Self { expr, height: 1 }
    }

    /// Wraps parts; refuses a tree that grows too high.
    pub(crate) fn join<const N: usize>(
        parts: [Part; N],
        make: impl FnOnce([Box<Expr>; N]) -> Expr,
    ) -> Result<Self, Cql2Error> {
        let height = 1 + parts.iter().map(|p| p.height).max().unwrap_or(0);
        Self::checked(make(parts.map(|p| Box::new(p.expr))), height)
    }

    /// Wraps a list of parts.
    pub(crate) fn join_list(parts: Vec<Part>, make: impl FnOnce(Vec<Expr>) -> Expr) -> Result<Self, Cql2Error> {
        let height = 1 + parts.iter().map(|p| p.height).max().unwrap_or(0);
        Self::checked(make(parts.into_iter().map(|p| p.expr).collect()), height)
    }

    fn checked(expr: Expr, height: usize) -> Result<Self, Cql2Error> {
        if height > MAX_HEIGHT { Err(Cql2Error::TooDeep(MAX_HEIGHT)) } else { Ok(Self { expr, height }) }
    }
}

/// An interval of two bounds, each a value or open.
pub(crate) fn interval(start: Option<Part>, end: Option<Part>) -> Result<Part, Cql2Error> {
    if let (None | Some(Expr::Literal(Literal::Time(_))), None | Some(Expr::Literal(Literal::Time(_)))) =
        (start.as_ref().map(|p| &p.expr), end.as_ref().map(|p| &p.expr))
    {
        let bound = |part: &Option<Part>, open| match part.as_ref().map(|p| &p.expr) {
            Some(Expr::Literal(Literal::Time(span))) => span.start,
            _ => open,
        };
        let span = Span { start: bound(&start, Instant::FIRST), end: bound(&end, Instant::LAST) };
        if span.end.before(span.start) {
            return Err(Cql2Error::Type("the interval ends before it starts".to_owned()));
        }
        return Ok(Part::leaf(Expr::Literal(Literal::Time(span))));
    }
    let height = 1 + [&start, &end].into_iter().flatten().map(|p| p.height).max().unwrap_or(0);
    let boxed = |part: Option<Part>| part.map(|p| Box::new(p.expr));
    Part::checked(Expr::Interval(boxed(start), boxed(end)), height)
}
