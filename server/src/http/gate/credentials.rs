//! What a request brings along to say who sends it.

use super::edge::Edge;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderMap, Uri, header};

/// A secret, and where it stood.
pub(super) enum Credentials {
    /// `Authorization: Bearer …`, or the password of `Authorization: Basic …`.
    Header {
        /// The token; empty where the header makes no sense.
        token: String,
        /// `Bearer` or `Basic`, for the answer.
        scheme: &'static str,
    },
    /// `?token=…`.
    Address(String),
    /// The cookie of a session.
    Cookie(String),
}

/// The cookie's name: browsers take one that begins with `__Host-` only from this very host and only over https.
pub(crate) fn cookie_name(edge: &Edge) -> &'static str {
    if edge.https() { "__Host-aula_session" } else { "aula_session" }
}

/// The secret of the session that a request brings along.
pub(crate) fn session_secret(headers: &HeaderMap, edge: &Edge) -> Option<String> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == cookie_name(edge)).map(|(_, value)| value.to_owned())
}

impl Credentials {
    /// Takes the credentials of a request; a token goes out of the address, so that nothing further on sees it.
    pub(super) fn take(uri: &mut Uri, headers: &HeaderMap, edge: &Edge) -> Option<Self> {
        let in_address = take_token(uri);
        if let Some(value) = headers.get(header::AUTHORIZATION) {
            return Some(authorization(value.to_str().unwrap_or_default()));
        }
        in_address.map(Self::Address).or_else(|| session_secret(headers, edge).map(Self::Cookie))
    }
}

fn authorization(value: &str) -> Credentials {
    let (scheme, rest) = value.trim().split_once(' ').unwrap_or((value, ""));
    if scheme.eq_ignore_ascii_case("basic") {
        let decoded = base64(rest.trim()).and_then(|bytes| String::from_utf8(bytes).ok());
        let password = decoded.and_then(|pair| pair.split_once(':').map(|(_, password)| password.to_owned()));
        return Credentials::Header { token: password.unwrap_or_default(), scheme: "Basic" };
    }
    let token = if scheme.eq_ignore_ascii_case("bearer") { rest.trim().to_owned() } else { String::new() };
    Credentials::Header { token, scheme: "Bearer" }
}

fn take_token(uri: &mut Uri) -> Option<String> {
    let query = uri.query()?;
    let token = query.split('&').find_map(|pair| pair.strip_prefix("token="))?.to_owned();
    let rest: Vec<&str> = query.split('&').filter(|pair| !pair.starts_with("token=")).collect();
    let address = if rest.is_empty() { uri.path().to_owned() } else { format!("{}?{}", uri.path(), rest.join("&")) };
    let mut parts = std::mem::take(uri).into_parts();
    parts.path_and_query = address.parse::<PathAndQuery>().ok();
    *uri = Uri::from_parts(parts).unwrap_or_default();
    Some(token)
}

/// The bytes of base64 with or without its padding; none for anything else.
fn base64(text: &str) -> Option<Vec<u8>> {
    let digit = |c: u8| {
        Some(match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        })
    };
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    let (mut bits, mut count) = (0_u32, 0);
    for c in text.trim_end_matches('=').bytes() {
        bits = bits << 6 | u32::from(digit(c)?);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).unwrap_or_default());
        }
    }
    (count < 6).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(uri: &str, headers: &[(&'static str, &'static str)]) -> (String, String) {
        let mut uri: Uri = uri.parse().unwrap();
        let headers = headers.iter().map(|(n, v)| (n.parse().unwrap(), v.parse().unwrap())).collect();
        let what = match Credentials::take(&mut uri, &headers, &Edge::default()) {
            None => String::new(),
            Some(Credentials::Header { token, scheme }) => format!("{scheme} {token}"),
            Some(Credentials::Address(token)) => format!("address {token}"),
            Some(Credentials::Cookie(secret)) => format!("cookie {secret}"),
        };
        (what, uri.to_string())
    }

    #[test]
    fn a_token_is_found_wherever_it_may_stand_and_leaves_the_address() {
        assert_eq!(taken("/a?b=1&token=t&c=2", &[]), ("address t".into(), "/a?b=1&c=2".into()));
        assert_eq!(taken("/a?token=t", &[]), ("address t".into(), "/a".into()));
        assert_eq!(taken("/a?token=t", &[("authorization", "Bearer h")]), ("Bearer h".into(), "/a".into()));
        assert_eq!(taken("/a", &[("authorization", "Basic YW55Ym9keTphdWxhXzE=")]).0, "Basic aula_1");
        assert_eq!(taken("/a", &[("authorization", "Basic ???")]).0, "Basic ");
        assert_eq!(taken("/a", &[("authorization", "Digest x")]).0, "Bearer ");
        assert_eq!(taken("/a", &[("cookie", "x=1; aula_session=s; y=2")]).0, "cookie s");
        assert_eq!(taken("/a?tokens=1", &[("cookie", "my_aula_session=s")]), (String::new(), "/a?tokens=1".into()));
    }

    #[test]
    fn base64_is_read() {
        for (text, bytes) in [("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9vYg", "foob")] {
            assert_eq!(base64(text).as_deref(), Some(bytes.as_bytes()), "RFC 4648, {text}");
        }
        assert_eq!(base64("Z"), None);
        assert_eq!(base64("Zm 9"), None);
    }
}
