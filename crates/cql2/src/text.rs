//! The text encoding: a descent with a limit.

mod geometry;

use crate::expr::{Arithmetic, Comparison, Expr, Literal, Part, interval};
use crate::lex::{Token, What, tokens};
use crate::{Cql2Error, MAX_NESTING, SpatialOp, TemporalOp, time};

/// Whose text it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Dialect {
    /// The standard's.
    #[default]
    Cql2,
    /// What OGR writes under the old name `cql-text`: `ILIKE` besides.
    Ogr,
}

/// Reads a filter in the text encoding.
///
/// # Errors
/// [`Cql2Error`] with the character at fault.
///
/// # Examples
/// ```
/// use aula_cql2::{Dialect, parse_text};
/// assert!(parse_text("CASEI(name) LIKE casei('al%') AND floors > 2 * 3", Dialect::Cql2).is_ok());
/// assert!(parse_text("name = = 'x'", Dialect::Cql2).is_err());
/// assert!(parse_text(&"(".repeat(100_000), Dialect::Cql2).is_err());
/// ```
pub fn parse_text(text: &str, dialect: Dialect) -> Result<Expr, Cql2Error> {
    let mut parser = Parser { tokens: tokens(text)?, next: 0, depth: 0, dialect };
    let part = parser.any()?;
    match parser.peek() {
        What::End => Ok(part.expr),
        _ => Err(parser.unexpected("the end of the filter")),
    }
}

struct Parser {
    tokens: Vec<Token>,
    next: usize,
    depth: usize,
    dialect: Dialect,
}

impl Parser {
    /// `a OR b OR …`; a long list is wide, not deep.
    fn any(&mut self) -> Result<Part, Cql2Error> {
        self.depth += 1;
        if self.depth > MAX_NESTING {
            return Err(Cql2Error::TooDeep(MAX_NESTING));
        }
        let mut parts = vec![self.all()?];
        while self.eat_word("or") {
            parts.push(self.all()?);
        }
        self.depth -= 1;
        one_or(parts, Expr::Or)
    }

    fn all(&mut self) -> Result<Part, Cql2Error> {
        let mut parts = vec![self.not()?];
        while self.eat_word("and") {
            parts.push(self.not()?);
        }
        one_or(parts, Expr::And)
    }

    /// Of a chain of NOTs only the parity counts, in three-valued logic too.
    fn not(&mut self) -> Result<Part, Cql2Error> {
        let mut negated = false;
        while self.eat_word("not") {
            negated = !negated;
        }
        let part = self.comparison()?;
        if negated { Part::join([part], |[e]| Expr::Not(e)) } else { Ok(part) }
    }

    fn comparison(&mut self) -> Result<Part, Cql2Error> {
        let left = self.sum()?;
        if let What::Symbol(symbol) = self.peek()
            && let Some(op) = Comparison::from_symbol(symbol)
        {
            self.next += 1;
            let right = self.sum()?;
            return Part::join([left, right], |[a, b]| Expr::Compare(op, a, b));
        }
        if self.eat_word("is") {
            let negated = self.eat_word("not");
            self.expect_word("null")?;
            let part = Part::join([left], |[e]| Expr::IsNull(e))?;
            return negate(part, negated);
        }
        let negated = self.eat_word("not");
        let part = if self.eat_word("like") {
            let pattern = self.sum()?;
            Part::join([left, pattern], |[a, b]| Expr::Like(a, b, false))?
        } else if self.dialect == Dialect::Ogr && self.eat_word("ilike") {
            let pattern = self.sum()?;
            Part::join([left, pattern], |[a, b]| Expr::Like(a, b, true))?
        } else if self.eat_word("between") {
            let low = self.sum()?;
            self.expect_word("and")?;
            let high = self.sum()?;
            Part::join([left, low, high], |[a, b, c]| Expr::Between(a, b, c))?
        } else if self.eat_word("in") {
            self.expect("(")?;
            let mut parts = vec![left, self.sum()?];
            while self.eat(",") {
                parts.push(self.sum()?);
            }
            self.expect(")")?;
            Part::join_list(parts, |mut exprs| {
                let list = exprs.split_off(1);
                Expr::In(Box::new(exprs.remove(0)), list)
            })?
        } else if negated {
            return Err(self.unexpected("LIKE, BETWEEN or IN"));
        } else {
            return Ok(left);
        };
        negate(part, negated)
    }

    fn sum(&mut self) -> Result<Part, Cql2Error> {
        let mut left = self.product()?;
        while let What::Symbol(symbol @ ("+" | "-")) = *self.peek() {
            self.next += 1;
            let right = self.product()?;
            left = operation(symbol, left, right)?;
        }
        Ok(left)
    }

    fn product(&mut self) -> Result<Part, Cql2Error> {
        let mut left = self.power()?;
        loop {
            let symbol = match *self.peek() {
                What::Symbol(symbol @ ("*" | "/" | "%")) => symbol,
                What::Word(ref word) if word.eq_ignore_ascii_case("div") => "div",
                _ => return Ok(left),
            };
            self.next += 1;
            let right = self.power()?;
            left = operation(symbol, left, right)?;
        }
    }

    fn power(&mut self) -> Result<Part, Cql2Error> {
        let mut left = self.signed()?;
        while self.eat("^") {
            let right = self.signed()?;
            left = operation("^", left, right)?;
        }
        Ok(left)
    }

    fn signed(&mut self) -> Result<Part, Cql2Error> {
        let mut negative = false;
        while let What::Symbol(symbol @ ("+" | "-")) = *self.peek() {
            self.next += 1;
            negative ^= symbol == "-";
        }
        let part = self.primary()?;
        match part.expr {
            Expr::Literal(Literal::Number(n)) if negative => Ok(number(-n)),
            _ if negative => operation("-", number(0.0), part),
            _ => Ok(part),
        }
    }

    fn primary(&mut self) -> Result<Part, Cql2Error> {
        let Token { what, at } = self.tokens[self.next].clone();
        self.next += usize::from(what != What::End);
        match what {
            What::Number(n) => Ok(number(n)),
            What::Text(text) => Ok(Part::leaf(Expr::Literal(Literal::Text(text)))),
            What::Quoted(name) => Ok(Part::leaf(Expr::Property(name))),
            What::Symbol("(") => {
                let part = self.any()?;
                self.expect(")")?;
                Ok(part)
            }
            What::Word(word) => self.word(&word, at),
            _ => {
                self.next = self.tokens.iter().position(|t| t.at == at).unwrap_or(self.next);
                Err(self.unexpected("a value"))
            }
        }
    }

    fn word(&mut self, word: &str, at: usize) -> Result<Part, Cql2Error> {
        let lower = word.to_lowercase();
        let literal = |value| Ok(Part::leaf(Expr::Literal(Literal::Bool(value))));
        match lower.as_str() {
            "true" => return literal(true),
            "false" => return literal(false),
            "and" | "or" | "not" | "like" | "between" | "in" | "is" | "null" | "div" => {
                let reason =
                    format!("`{word}` stands where a value should; a property of that name needs double quotes");
                return Err(Cql2Error::Syntax { at, reason });
            }
            _ => {}
        }
        let geometry = geometry::is_geometry(&lower);
        let called = matches!(self.peek(), What::Symbol("("));
        let with_height = geometry && self.is_word("z");
        if !called && !with_height {
            return Ok(Part::leaf(Expr::Property(word.to_owned())));
        }
        if geometry {
            return Ok(Part::leaf(Expr::Literal(Literal::Geometry(self.geometry(&lower)?))));
        }
        self.expect("(")?;
        let part = self.function(&lower, word)?;
        self.expect(")")?;
        Ok(part)
    }

    fn function(&mut self, lower: &str, word: &str) -> Result<Part, Cql2Error> {
        if let Some(op) = SpatialOp::from_name(lower) {
            let (a, b) = self.pair()?;
            return Part::join([a, b], |[a, b]| Expr::Spatial(op, a, b));
        }
        if let Some(op) = TemporalOp::from_name(lower) {
            let (a, b) = self.pair()?;
            return Part::join([a, b], |[a, b]| Expr::Temporal(op, a, b));
        }
        let time = |span| Part::leaf(Expr::Literal(Literal::Time(span)));
        match lower {
            "casei" => {
                let part = self.nested()?;
                Part::join([part], |[e]| Expr::Casei(e))
            }
            "accenti" => {
                let part = self.nested()?;
                Part::join([part], |[e]| Expr::Accenti(e))
            }
            "date" => Ok(time(time::date(&self.text()?)?)),
            "timestamp" => Ok(time(time::timestamp(&self.text()?)?)),
            "interval" => {
                let start = self.bound()?;
                self.expect(",")?;
                interval(start, self.bound()?)
            }
            _ => Err(Cql2Error::UnknownFunction(time::shortened(word))),
        }
    }

    /// A bound of an interval: a text, a property, a date or a timestamp.
    fn bound(&mut self) -> Result<Option<Part>, Cql2Error> {
        if let What::Text(text) = self.peek() {
            let bound = time::bound(text)?;
            self.next += 1;
            return Ok(bound.map(|span| Part::leaf(Expr::Literal(Literal::Time(span)))));
        }
        self.primary().map(Some)
    }

    fn pair(&mut self) -> Result<(Part, Part), Cql2Error> {
        let a = self.nested()?;
        self.expect(",")?;
        Ok((a, self.nested()?))
    }

    /// An argument of a function, one level deeper.
    fn nested(&mut self) -> Result<Part, Cql2Error> {
        self.depth += 1;
        if self.depth > MAX_NESTING {
            return Err(Cql2Error::TooDeep(MAX_NESTING));
        }
        let part = self.sum()?;
        self.depth -= 1;
        Ok(part)
    }

    fn text(&mut self) -> Result<String, Cql2Error> {
        let What::Text(text) = self.peek() else { return Err(self.unexpected("a text in single quotes")) };
        let text = text.clone();
        self.next += 1;
        Ok(text)
    }

    fn peek(&self) -> &What {
        &self.tokens[self.next].what
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(self.peek(), What::Word(w) if w.eq_ignore_ascii_case(word))
    }

    fn eat_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        self.next += usize::from(found);
        found
    }

    fn expect_word(&mut self, word: &str) -> Result<(), Cql2Error> {
        if self.eat_word(word) { Ok(()) } else { Err(self.unexpected(&word.to_uppercase())) }
    }

    fn eat(&mut self, symbol: &str) -> bool {
        let found = matches!(self.peek(), What::Symbol(s) if *s == symbol);
        self.next += usize::from(found);
        found
    }

    fn expect(&mut self, symbol: &str) -> Result<(), Cql2Error> {
        if self.eat(symbol) { Ok(()) } else { Err(self.unexpected(&format!("`{symbol}`"))) }
    }

    fn unexpected(&self, wanted: &str) -> Cql2Error {
        let Token { what, at } = &self.tokens[self.next];
        let found = match what {
            What::Word(w) => format!("`{}`", time::shortened(w)),
            What::Quoted(w) => format!("\"{}\"", time::shortened(w)),
            What::Text(t) => format!("'{}'", time::shortened(t)),
            What::Number(n) => n.to_string(),
            What::Symbol(s) => format!("`{s}`"),
            What::End => "the end".to_owned(),
        };
        Cql2Error::Syntax { at: *at, reason: format!("expected {wanted}, found {found}") }
    }
}

fn number(n: f64) -> Part {
    Part::leaf(Expr::Literal(Literal::Number(n)))
}

fn operation(symbol: &str, left: Part, right: Part) -> Result<Part, Cql2Error> {
    let op = Arithmetic::from_symbol(symbol).ok_or_else(|| Cql2Error::UnknownFunction(symbol.to_owned()))?;
    Part::join([left, right], |[a, b]| Expr::Arithmetic(op, a, b))
}

fn negate(part: Part, negated: bool) -> Result<Part, Cql2Error> {
    if negated { Part::join([part], |[e]| Expr::Not(e)) } else { Ok(part) }
}

fn one_or(mut parts: Vec<Part>, make: impl FnOnce(Vec<Expr>) -> Expr) -> Result<Part, Cql2Error> {
    match parts.len() {
        1 => parts.pop().ok_or(Cql2Error::TooDeep(0)),
        _ => Part::join_list(parts, make),
    }
}
