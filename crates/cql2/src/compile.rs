//! An expression becomes a filter for a table: names become columns, what is constant is worked out once.

use crate::expr::{Arithmetic, Comparison, Expr, Literal};
use crate::like::Pattern;
use crate::time::{Span, lenient};
use crate::value::ColumnType;
use crate::{Cql2Error, SpatialOp, TemporalOp, fold};
use geo_types::Geometry;

/// The columns of a table.
pub trait Columns {
    /// The number and the type of a column; none where there is no such column.
    fn column(&self, name: &str) -> Option<(usize, ColumnType)>;
}

/// A filter for the columns of one table.
#[derive(Debug, Clone)]
pub struct Filter {
    pub(crate) root: Node,
}

/// An expression with its columns resolved.
#[derive(Debug, Clone)]
pub(crate) enum Node {
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
    Compare(Comparison, Box<Node>, Box<Node>),
    Like(Box<Node>, Like, bool),
    Between(Box<[Node; 3]>),
    In(Box<Node>, Vec<Node>),
    IsNull(Box<Node>),
    Spatial(SpatialOp, Box<Node>, Box<Node>),
    Temporal(TemporalOp, Box<Node>, Box<Node>),
    Arithmetic(Arithmetic, Box<Node>, Box<Node>),
    Casei(Box<Node>),
    Accenti(Box<Node>),
    Interval(Option<Box<Node>>, Option<Box<Node>>),
    Column(usize, ColumnType),
    Bool(bool),
    Number(f64),
    Text(String),
    Time(Span),
    Geometry(Box<Geometry<f64>>),
}

/// A pattern: known beforehand, or different from row to row.
#[derive(Debug, Clone)]
pub(crate) enum Like {
    Fixed(Pattern),
    Each(Box<Node>),
}

/// What an expression can yield, as far as that is known.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Yields {
    Truth,
    Number,
    Text,
    Time,
    Geometry,
}

impl Filter {
    /// Resolves an expression against the columns of a table.
    ///
    /// # Errors
    /// [`Cql2Error::UnknownProperty`]; [`Cql2Error::Type`] where something is no truth value, geometry, time, number or
    /// text and must be.
    pub fn compile(expr: &Expr, columns: &dyn Columns) -> Result<Self, Cql2Error> {
        Ok(Self { root: wanted(expr, columns, Yields::Truth, "a condition")? })
    }
}

/// Compiles an expression that must yield something certain.
fn wanted(expr: &Expr, columns: &dyn Columns, yields: Yields, what: &str) -> Result<Node, Cql2Error> {
    let node = node(expr, columns)?;
    if yielded(&node) == yields {
        Ok(node)
    } else {
        Err(Cql2Error::Type(format!("{what} is expected: {}", said(&node))))
    }
}

fn said(node: &Node) -> String {
    match node {
        Node::Text(text) => format!("'{}' is a text", crate::time::shortened(text)),
        Node::Number(n) => format!("{n} is a number"),
        Node::Column(_, kind) => format!("a property holds {kind:?}").to_lowercase(),
        _ => "something else was found".to_owned(),
    }
}

fn yielded(node: &Node) -> Yields {
    match node {
        Node::Arithmetic(..) | Node::Number(_) | Node::Column(_, ColumnType::Number) => Yields::Number,
        Node::Casei(_) | Node::Accenti(_) | Node::Text(_) | Node::Column(_, ColumnType::Text) => Yields::Text,
        Node::Interval(..) | Node::Time(_) | Node::Column(_, ColumnType::Time) => Yields::Time,
        Node::Geometry(_) | Node::Column(_, ColumnType::Geometry) => Yields::Geometry,
        _ => Yields::Truth,
    }
}

fn node(expr: &Expr, columns: &dyn Columns) -> Result<Node, Cql2Error> {
    let any = |e: &Expr| node(e, columns).map(Box::new);
    let truth = |e: &Expr| wanted(e, columns, Yields::Truth, "a condition");
    let number = |e: &Expr| wanted(e, columns, Yields::Number, "a number").map(Box::new);
    let text = |e: &Expr| wanted(e, columns, Yields::Text, "a text").map(Box::new);
    let geometry = |e: &Expr| wanted(e, columns, Yields::Geometry, "a geometry").map(Box::new);
    Ok(match expr {
        Expr::And(all) => Node::And(all.iter().map(truth).collect::<Result<_, _>>()?),
        Expr::Or(all) => Node::Or(all.iter().map(truth).collect::<Result<_, _>>()?),
        Expr::Not(e) => Node::Not(Box::new(truth(e)?)),
        Expr::Compare(op, a, b) => {
            let (a, b) = (any(a)?, any(b)?);
            if [yielded(&a), yielded(&b)].contains(&Yields::Geometry) {
                return Err(Cql2Error::Type("geometries are compared by S_EQUALS and its kin".to_owned()));
            }
            let (a, b) = (timed(a, &b), b);
            let b = timed(b, &a);
            Node::Compare(*op, a, b)
        }
        Expr::Like(value, pattern, casei) => {
            let value = any(value)?;
            let like = match *text(pattern)? {
                Node::Text(p) if *casei => Like::Fixed(Pattern::new(&fold::casei(&p))),
                Node::Text(p) => Like::Fixed(Pattern::new(&p)),
                other => Like::Each(Box::new(other)),
            };
            Node::Like(value, like, *casei)
        }
        Expr::Between(value, low, high) => {
            let value = any(value)?;
            let (low, high) = (timed(any(low)?, &value), timed(any(high)?, &value));
            Node::Between(Box::new([*value, *low, *high]))
        }
        Expr::In(value, list) => {
            let value = any(value)?;
            let list = list.iter().map(|e| Ok(*timed(any(e)?, &value))).collect::<Result<_, Cql2Error>>()?;
            Node::In(value, list)
        }
        Expr::IsNull(e) => Node::IsNull(any(e)?),
        Expr::Spatial(op, a, b) => Node::Spatial(*op, geometry(a)?, geometry(b)?),
        Expr::Temporal(op, a, b) => Node::Temporal(*op, time(a, columns)?, time(b, columns)?),
        Expr::Arithmetic(op, a, b) => match (*number(a)?, *number(b)?) {
            (Node::Number(a), Node::Number(b)) => {
                let result = op.apply(a, b);
                Node::Number(result.ok_or_else(|| Cql2Error::Type("the numbers give no number".to_owned()))?)
            }
            (a, b) => Node::Arithmetic(*op, Box::new(a), Box::new(b)),
        },
        Expr::Casei(e) => match *text(e)? {
            Node::Text(text) => Node::Text(fold::casei(&text)),
            other => Node::Casei(Box::new(other)),
        },
        Expr::Accenti(e) => match *text(e)? {
            Node::Text(text) => Node::Text(fold::accenti(&text)),
            other => Node::Accenti(Box::new(other)),
        },
        Expr::Interval(start, end) => {
            let bound = |e: &Option<Box<Expr>>| e.as_deref().map(|e| time(e, columns)).transpose();
            Node::Interval(bound(start)?, bound(end)?)
        }
        Expr::Property(name) => {
            let unknown = || Cql2Error::UnknownProperty(crate::time::shortened(name));
            let (number, kind) = columns.column(name).ok_or_else(unknown)?;
            Node::Column(number, kind)
        }
        Expr::Literal(literal) => match literal {
            Literal::Bool(b) => Node::Bool(*b),
            Literal::Number(n) => Node::Number(*n),
            Literal::Text(t) => Node::Text(t.clone()),
            Literal::Time(span) => Node::Time(*span),
            Literal::Geometry(g) => Node::Geometry(Box::new(g.clone())),
        },
    })
}

/// A time; a text that reads as one counts.
fn time(expr: &Expr, columns: &dyn Columns) -> Result<Box<Node>, Cql2Error> {
    let node = Box::new(node(expr, columns)?);
    match *node {
        Node::Text(ref text) => {
            let span = lenient(text).ok_or_else(|| Cql2Error::Type(format!("a time is expected: {}", said(&node))))?;
            Ok(Box::new(Node::Time(span)))
        }
        Node::Column(_, ColumnType::Text) => Ok(node),
        _ if yielded(&node) == Yields::Time => Ok(node),
        _ => Err(Cql2Error::Type(format!("a time is expected: {}", said(&node)))),
    }
}

/// A text beside a time becomes a time, where it reads as one.
fn timed(node: Box<Node>, beside: &Node) -> Box<Node> {
    match *node {
        Node::Text(ref text) if yielded(beside) == Yields::Time => {
            lenient(text).map_or(node, |span| Box::new(Node::Time(span)))
        }
        _ => node,
    }
}
