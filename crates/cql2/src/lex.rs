//! Text into tokens.

use crate::Cql2Error;

/// A token with the character it starts at, from 1.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Token {
    pub(crate) what: What,
    pub(crate) at: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum What {
    /// A word: a keyword, a function or a property.
    Word(String),
    /// A property in double quotes.
    Quoted(String),
    /// A text in single quotes.
    Text(String),
    Number(f64),
    /// `= <> < <= > >= + - * / % ^ ( ) ,`
    Symbol(&'static str),
    End,
}

const SYMBOLS: [&str; 15] = ["<>", "<=", ">=", "=", "<", ">", "+", "-", "*", "/", "%", "^", "(", ")", ","];

pub(crate) fn tokens(text: &str) -> Result<Vec<Token>, Cql2Error> {
    let mut tokens = Vec::new();
    let mut rest = text;
    // Characters before `rest`, counted as it shrinks: counting anew for each token would be quadratic.
    let (mut counted, mut at) = (text, 1);
    loop {
        rest = rest.trim_start();
        at += counted[..counted.len() - rest.len()].chars().count();
        counted = rest;
        let Some(c) = rest.chars().next() else {
            tokens.push(Token { what: What::End, at });
            return Ok(tokens);
        };
        let (what, after) = if c == '\'' {
            text_literal(rest, at)?
        } else if c == '"' {
            quoted(rest, at)?
        } else if c.is_ascii_digit() || (c == '.' && rest[1..].starts_with(|d: char| d.is_ascii_digit())) {
            number(rest, at)?
        } else if c.is_alphabetic() || c == '_' || c == ':' {
            let end = rest.find(|c: char| !is_name(c)).unwrap_or(rest.len());
            (What::Word(rest[..end].to_owned()), &rest[end..])
        } else if let Some(symbol) = SYMBOLS.iter().find(|symbol| rest.starts_with(**symbol)) {
            (What::Symbol(symbol), &rest[symbol.len()..])
        } else {
            return Err(Cql2Error::Syntax { at, reason: format!("`{c}` has no meaning here") });
        };
        tokens.push(Token { what, at });
        rest = after;
    }
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.' | ':')
}

/// `'…'`, where `''` and `\'` are an apostrophe.
fn text_literal(rest: &str, at: usize) -> Result<(What, &str), Cql2Error> {
    let mut text = String::new();
    let mut chars = rest[1..].chars();
    loop {
        match chars.next() {
            Some('\'') if chars.as_str().starts_with('\'') => text.extend(chars.next()),
            Some('\'') => return Ok((What::Text(text), chars.as_str())),
            Some('\\') if chars.as_str().starts_with('\'') => text.extend(chars.next()),
            Some(c) => text.push(c),
            None => return Err(Cql2Error::Syntax { at, reason: "this text has no closing `'`".to_owned() }),
        }
    }
}

/// `"…"`, where `""` is a quotation mark.
fn quoted(rest: &str, at: usize) -> Result<(What, &str), Cql2Error> {
    let mut name = String::new();
    let mut chars = rest[1..].chars();
    loop {
        match chars.next() {
            Some('"') if chars.as_str().starts_with('"') => name.extend(chars.next()),
            Some('"') => return Ok((What::Quoted(name), chars.as_str())),
            Some(c) => name.push(c),
            None => return Err(Cql2Error::Syntax { at, reason: "this name has no closing `\"`".to_owned() }),
        }
    }
}

fn number(rest: &str, at: usize) -> Result<(What, &str), Cql2Error> {
    let bytes = rest.as_bytes();
    let digits = |mut i: usize| {
        while bytes.get(i).is_some_and(u8::is_ascii_digit) {
            i += 1;
        }
        i
    };
    let mut end = digits(0);
    if bytes.get(end) == Some(&b'.') {
        end = digits(end + 1);
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let exponent = digits(end + 1 + sign);
        if exponent > end + 1 + sign {
            end = exponent;
        }
    }
    let number: Option<f64> = rest[..end].parse().ok().filter(|n: &f64| n.is_finite());
    match (number, rest[end..].chars().next()) {
        (Some(number), next) if next.is_none_or(|c| !is_name(c)) => Ok((What::Number(number), &rest[end..])),
        _ => {
            Err(Cql2Error::Syntax { at, reason: format!("`{}` is not a number", crate::time::shortened(&rest[..end])) })
        }
    }
}
