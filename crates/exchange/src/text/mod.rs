//! Small readings of text: slugs, numbers, words, and what looks personal.

pub(crate) mod moment;
pub(crate) mod number;
pub(crate) mod personal;

mod slug;
pub(crate) mod words;

pub use slug::{slug, source_name_of_file};

/// Texts by which sources say that there is nothing.
pub(crate) fn is_blank(text: &str) -> bool {
    let nothing = ["na", "n/a", "nan", "null", "none", "\\n", "-", "nil"];
    text.is_empty() || (text.len() <= 4 && nothing.iter().any(|n| text.eq_ignore_ascii_case(n)))
}

/// A value for a message: short, without control characters, and without what looks personal.
pub(crate) fn quoted(value: &str) -> String {
    if personal::is_personal_value(value) {
        return "(not shown: looks personal)".to_owned();
    }
    let short: String = value.chars().take(60).map(|c| if c.is_control() { ' ' } else { c }).collect();
    let more = if value.chars().count() > 60 { "…" } else { "" };
    format!("`{short}{more}`")
}

/// The message of an error that repeats the value, unless the value looks personal.
pub(crate) fn told(value: &str, error: &dyn std::fmt::Display) -> String {
    if personal::is_personal_value(value) {
        format!("a value that cannot be taken {}", quoted(value))
    } else {
        error.to_string()
    }
}
