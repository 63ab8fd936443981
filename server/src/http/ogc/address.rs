//! The address that links begin with: fixed by the operator, told by a trusted proxy, or as the request was sent.

use crate::http::gate::Edge;
use axum::http::{HeaderMap, header};
use std::net::IpAddr;

/// The address of the service as this client knows it, without a slash at its end.
pub(super) fn base(edge: &Edge, peer: Option<IpAddr>, authority: Option<&str>, headers: &HeaderMap) -> String {
    if let Some(url) = &edge.public_url {
        return url.to_string();
    }
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok()).map(|v| first(v).to_owned());
    let host = authority.map(str::to_owned).or_else(|| text(header::HOST.as_str())).filter(|host| is_host(host));
    let plain = format!("http://{}", host.as_deref().unwrap_or("localhost"));
    if !peer.is_some_and(|peer| edge.trusts(peer.to_canonical())) {
        return plain;
    }
    let forwarded = text("forwarded").unwrap_or_default();
    let part = |name: &str| {
        let mut pairs = forwarded.split(';').filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.trim_matches('"').to_owned())
    };
    let scheme = part("proto").or_else(|| text("x-forwarded-proto"));
    let scheme = scheme.filter(|s| matches!(s.as_str(), "http" | "https")).unwrap_or_else(|| "http".to_owned());
    let outer = part("host").or_else(|| text("x-forwarded-host")).filter(|host| is_host(host)).or(host);
    let prefix = text("x-forwarded-prefix").filter(|p| is_prefix(p)).unwrap_or_default();
    format!("{scheme}://{}{}", outer.as_deref().unwrap_or("localhost"), prefix.trim_end_matches('/'))
}

/// The first of several values: the proxy nearest to the client.
fn first(value: &str) -> &str {
    value.split(',').next().unwrap_or("").trim()
}

fn is_host(host: &str) -> bool {
    !host.is_empty() && host.len() < 256 && host.chars().all(|c| c.is_ascii_alphanumeric() || ".-:[]_".contains(c))
}

fn is_prefix(prefix: &str) -> bool {
    prefix.starts_with('/') && prefix.chars().all(|c| c.is_ascii_alphanumeric() || "/-._~".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(edge: &Edge, peer: &str, pairs: &[(&'static str, &'static str)]) -> String {
        let headers = pairs.iter().map(|(n, v)| ((*n).parse().unwrap(), v.parse().unwrap())).collect();
        base(edge, peer.parse().ok(), None, &headers)
    }

    #[test]
    fn only_a_trusted_proxy_says_how_the_service_is_reached() {
        let forwarded = [
            ("host", "127.0.0.1:8080"),
            ("x-forwarded-proto", "https"),
            ("x-forwarded-host", "maps.example.org"),
            ("x-forwarded-prefix", "/risk/"),
        ];
        let edge = Edge { trusted_proxies: vec!["127.0.0.1".parse().unwrap()], ..Edge::default() };
        assert_eq!(address(&edge, "127.0.0.1", &forwarded), "https://maps.example.org/risk");
        assert_eq!(address(&edge, "10.0.0.9", &forwarded), "http://127.0.0.1:8080");
        let rfc7239 = [("host", "a:1"), ("forwarded", "for=1.2.3.4;proto=https;host=\"b.example\", for=5.6.7.8")];
        assert_eq!(address(&edge, "::ffff:127.0.0.1", &rfc7239), "https://b.example");
        assert_eq!(address(&Edge::default(), "127.0.0.1", &forwarded), "http://127.0.0.1:8080");
        let fixed = Edge { public_url: Some("https://aula.example/".parse().unwrap()), ..Edge::default() };
        assert_eq!(address(&fixed, "10.0.0.9", &forwarded), "https://aula.example");
    }

    #[test]
    fn a_host_that_is_none_stands_in_no_link() {
        assert_eq!(address(&Edge::default(), "127.0.0.1", &[("host", "a\"><script>")]), "http://localhost");
    }
}
