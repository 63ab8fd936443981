//! Requests that another site makes a browser send.

use super::super::Problem;
use super::asker::{Asker, How};
use super::edge::Edge;
use axum::http::{HeaderMap, Method, Uri, header};

/// The header in which a page repeats what only it could read: `csrf` of `GET /api/v1/session`.
pub(crate) const CSRF_HEADER: &str = "x-csrf-token";

/// Refuses a request that changes something, comes out of a browser and is not from a page of ours.
///
/// What a browser adds by itself (a cookie, being on this machine) proves nothing about who wanted the request. Two
/// marks that no page can forge say where it comes from, `Sec-Fetch-Site` and `Origin`; a session must repeat a secret
/// besides. A bearer token is not added by a browser, so it needs none of this.
///
/// # Errors
/// A problem of status 403.
pub(crate) fn refuse(
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
    asker: &Asker,
    edge: &Edge,
) -> Result<(), Problem> {
    if method.is_safe() || !asker.how.is_ambient() {
        return Ok(());
    }
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    if text("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none") {
        return Err(Problem::cross_site("the request was made by a page of another site"));
    }
    if let Some(origin) = headers.get(header::ORIGIN) {
        let host = uri.authority().map(axum::http::uri::Authority::as_str).or_else(|| text("host"));
        let origin = origin.to_str().ok().and_then(|o| o.split_once("://")).map(|(_, host)| host);
        let ours =
            |origin: &str| host == Some(origin) || edge.public_url.as_ref().is_some_and(|url| url.host == origin);
        if !origin.is_some_and(ours) {
            return Err(Problem::cross_site("the request was made by a page of another origin"));
        }
    }
    match &asker.how {
        How::Session { csrf, .. } if !text(CSRF_HEADER).is_some_and(|given| same(given, csrf)) => {
            Err(Problem::cross_site("the header X-CSRF-Token is missing or of another session"))
        }
        _ => Ok(()),
    }
}

/// Compares without telling by its time how much was right.
pub(crate) fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |all, (x, y)| all | (x ^ y)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use aula_model::Viewer;
    use std::net::{IpAddr, Ipv4Addr};

    fn passes(how: How, headers: &[(&'static str, &'static str)]) -> bool {
        let asker = Asker { viewer: Viewer::operator(), how, client: IpAddr::V4(Ipv4Addr::LOCALHOST) };
        let headers = headers.iter().map(|(n, v)| (n.parse().unwrap(), v.parse().unwrap())).collect();
        refuse(&Method::POST, &Uri::from_static("/api/v1/users"), &headers, &asker, &Edge::default()).is_ok()
    }

    const HOST: (&str, &str) = ("host", "aula.example");

    #[test]
    fn a_page_of_another_site_changes_nothing() {
        for mark in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("origin", "https://evil.example"),
            ("origin", "null"),
            ("origin", "https://aula.example:8443"),
        ] {
            assert!(!passes(How::Loopback, &[HOST, mark]), "{mark:?}");
            assert!(!passes(How::Nobody, &[HOST, mark]), "{mark:?}");
        }
        assert!(passes(How::Loopback, &[HOST, ("origin", "https://aula.example"), ("sec-fetch-site", "same-origin")]));
        assert!(passes(How::Loopback, &[HOST]), "a program on the machine itself sends no marks");
    }

    #[test]
    fn a_session_repeats_its_secret_and_a_token_needs_none() {
        let session = || How::Session { csrf: "right".to_owned(), expires: jiff::Timestamp::MAX, demo: false };
        assert!(!passes(session(), &[HOST]));
        assert!(!passes(session(), &[HOST, ("x-csrf-token", "wrong")]));
        assert!(passes(session(), &[HOST, ("x-csrf-token", "right")]));
        assert!(!passes(session(), &[HOST, ("x-csrf-token", "right"), ("sec-fetch-site", "cross-site")]));
        assert!(passes(
            How::Token { id: "t".to_owned(), scopes: Vec::new() },
            &[HOST, ("origin", "https://evil.example")]
        ));
    }

    #[test]
    fn reading_is_never_refused() {
        let asker = Asker::nobody(IpAddr::V4(Ipv4Addr::LOCALHOST));
        let headers = [("origin".parse().unwrap(), "https://evil.example".parse().unwrap())].into_iter().collect();
        assert!(refuse(&Method::GET, &Uri::from_static("/"), &headers, &asker, &Edge::default()).is_ok());
    }
}
