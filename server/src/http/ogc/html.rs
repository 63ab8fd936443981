//! Plain pages, made here, everything from data escaped, without a script.

use super::asked::Asked;
use super::words::word;
use aula_features::Datum;
use aula_model::Language;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};

const STYLE: &str = include_str!("style.css");

/// `GET /ogc/style.css`.
pub(crate) async fn stylesheet() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "public, max-age=3600")], STYLE)
        .into_response()
}

/// A page being written.
pub(super) struct Page {
    language: Language,
    title: String,
    body: String,
}

impl Page {
    /// A page with a title, the way to it, and the languages.
    pub(super) fn new(asked: &Asked, language: Language, title: &str) -> Self {
        let title = escape(title);
        let mut way = vec![link(&asked.base, word(language, "landing"))];
        let mut at = asked.base.clone();
        for part in asked.path.split('/').filter(|p| !p.is_empty()) {
            at = format!("{at}/{part}");
            way.push(link(&at, &decoded(part)));
        }
        let languages = Language::ALL.iter().map(|other| {
            let name = match other {
                Language::Kk => "Қазақша",
                Language::Ru => "Русский",
                Language::En => "English",
            };
            if *other == language {
                return format!("<span aria-current=\"true\" lang=\"{other}\">{name}</span>");
            }
            let href = escape(&asked.address(&[("lang", Some(other.as_str())), ("f", Some("html"))]));
            format!("<a href=\"{href}\" lang=\"{other}\" hreflang=\"{other}\">{name}</a>")
        });
        let languages = languages.collect::<Vec<_>>().join(" ");
        let body = format!(
            "<header><nav aria-label=\"{}\">{}</nav><nav class=\"languages\" aria-label=\"{}\">{languages}</nav></header><main><h1>{title}</h1>",
            escape(word(language, "way")),
            way.join(" › "),
            escape(word(language, "languages")),
        );
        Self { language, title, body }
    }

    /// A paragraph of text.
    pub(super) fn text(&mut self, text: &str) {
        self.paragraph(&escape(text));
    }

    /// A paragraph that is written already.
    pub(super) fn paragraph(&mut self, html: &str) {
        self.body.push_str(&format!("<p>{html}</p>"));
    }

    /// A heading.
    pub(super) fn heading(&mut self, text: &str) {
        self.body.push_str(&format!("<h2>{}</h2>", escape(text)));
    }

    /// Lines to copy.
    pub(super) fn code(&mut self, text: &str) {
        self.body.push_str(&format!("<pre tabindex=\"0\"><code>{}</code></pre>", escape(text)));
    }

    /// A list of parts that are written already.
    pub(super) fn list(&mut self, items: impl Iterator<Item = String>) {
        let items: String = items.map(|item| format!("<li>{item}</li>")).collect();
        self.body.push_str(&format!("<ul>{items}</ul>"));
    }

    /// A table of cells that are written already; the first of each row is its name.
    pub(super) fn table(&mut self, head: &[&str], rows: impl Iterator<Item = Vec<String>>) {
        self.body.push_str("<div class=\"wide\" tabindex=\"0\"><table>");
        if !head.is_empty() {
            let cells: String = head.iter().map(|cell| format!("<th scope=\"col\">{}</th>", escape(cell))).collect();
            self.body.push_str(&format!("<thead><tr>{cells}</tr></thead>"));
        }
        self.body.push_str("<tbody>");
        for row in rows {
            let mut cells = row.into_iter();
            let name = cells.next().unwrap_or_default();
            let rest: String = cells.map(|cell| format!("<td>{cell}</td>")).collect();
            self.body.push_str(&format!("<tr><th scope=\"row\">{name}</th>{rest}</tr>"));
        }
        self.body.push_str("</tbody></table></div>");
    }

    /// The answer.
    pub(super) fn answer(self, asked: &Asked) -> Response {
        let page = format!(
            "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{} · Aula</title><link rel=\"stylesheet\" href=\"{}/style.css\"></head><body>{}</main></body></html>",
            self.language,
            self.title,
            escape(&asked.base),
            self.body
        );
        asked.answer("text/html; charset=utf-8", page)
    }
}

/// A link; both parts are escaped here.
pub(super) fn link(href: &str, text: &str) -> String {
    format!("<a href=\"{}\">{}</a>", escape(href), escape(text))
}

/// A text as HTML writes it.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// A value as a person reads it.
pub(super) fn shown(datum: &Datum<'_>) -> String {
    match datum {
        Datum::Null => String::new(),
        Datum::Text(text) => text.to_string(),
        Datum::Integer(n) => n.to_string(),
        Datum::Number(n) => n.to_string(),
        Datum::Boolean(b) => b.to_string(),
        Datum::Moment(t) => t.to_string(),
        Datum::Day(d) => d.to_string(),
    }
}

/// A part of a path, with what cannot stand there written as `%xx`.
pub(super) fn path_part(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

/// A part of a path as a person reads it.
fn decoded(part: &str) -> String {
    let pair = serde_urlencoded::from_str::<Vec<(String, String)>>(&format!("x={}", part.replace('+', "%2B")));
    pair.ok().and_then(|pairs| pairs.into_iter().next()).map_or_else(|| part.to_owned(), |(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_data_becomes_markup() {
        assert_eq!(link("a\"b", "<script>'&"), "<a href=\"a&quot;b\">&lt;script&gt;&#39;&amp;</a>");
        assert_eq!(
            path_part("district:Бостандық/1"),
            "district%3A%D0%91%D0%BE%D1%81%D1%82%D0%B0%D0%BD%D0%B4%D1%8B%D2%9B%2F1"
        );
        assert_eq!(decoded("yard%3A1"), "yard:1");
    }
}
