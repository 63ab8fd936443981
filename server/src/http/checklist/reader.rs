//! In which language the reader wants to be spoken to.

use aula_model::Language;
use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use std::convert::Infallible;

/// The reader's language by `Accept-Language`; English where it names none of ours.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader(pub(crate) Language);

impl<S: Send + Sync> FromRequestParts<S> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        let header = parts.headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok());
        Ok(Self(header.map_or(Language::En, preferred)))
    }
}

/// The first of our languages by weight, of equal ones the first named.
fn preferred(header: &str) -> Language {
    let weighted = header.split(',').filter_map(|part| {
        let (tag, rest) = part.split_once(';').unwrap_or((part, ""));
        let code = tag.trim().split('-').next()?.to_ascii_lowercase();
        let weight = rest.trim().strip_prefix("q=").map_or(Some(1.0), |q| q.parse::<f64>().ok())?;
        Some((code.parse::<Language>().ok()?, weight))
    });
    let best = weighted.reduce(|best, next| if next.1 > best.1 { next } else { best });
    best.filter(|(_, weight)| *weight > 0.0).map_or(Language::En, |(language, _)| language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_of_our_languages_is_taken() {
        for (header, expected) in [
            ("kk", Language::Kk),
            ("ru-RU,ru;q=0.9,en;q=0.8", Language::Ru),
            ("de,en;q=0.3,kk;q=0.7", Language::Kk),
            ("de", Language::En),
            ("*", Language::En),
        ] {
            assert_eq!(preferred(header), expected, "{header}");
        }
    }
}
