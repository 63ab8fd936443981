//! Whether a request comes from the machine itself.

use axum::http::{HeaderMap, header};
use std::net::SocketAddr;

/// Whether somebody asks from this machine, straight and by a loopback name.
///
/// Three things make a request a stranger's: it comes from another address; its `Host` is not a loopback name (a page
/// on a foreign site that had its name resolved to 127.0.0.1 would send that); it carries the marks of a proxy, which
/// would make everybody look local.
pub(super) fn is_own_machine(peer: Option<SocketAddr>, authority: Option<&str>, headers: &HeaderMap) -> bool {
    const PROXY_MARKS: [&str; 5] = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"];
    let local_peer = peer.is_some_and(|p| p.ip().to_canonical().is_loopback());
    let host = authority.or_else(|| headers.get(header::HOST).and_then(|h| h.to_str().ok()));
    let local_host = host.is_some_and(is_loopback_name);
    let proxied = PROXY_MARKS.iter().any(|mark| headers.contains_key(*mark));
    local_peer && local_host && !proxied
}

/// Whether a `Host` value, with or without a port, names the loopback.
fn is_loopback_name(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or(""),
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    name.eq_ignore_ascii_case("localhost") || name.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(peer: &str, host: &str, mark: Option<&'static str>) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, host.parse().unwrap());
        if let Some(mark) = mark {
            headers.insert(mark, "203.0.113.7".parse().unwrap());
        }
        is_own_machine(peer.parse().ok(), None, &headers)
    }

    #[test]
    fn the_own_machine_is_the_operator() {
        for host in ["127.0.0.1:8080", "localhost:8080", "localhost", "[::1]:8080"] {
            assert!(own("127.0.0.1:4000", host, None), "{host}");
        }
        assert!(own("[::1]:4000", "[::1]:8080", None));
    }

    #[test]
    fn a_stranger_a_rebound_name_and_a_proxy_are_the_public() {
        assert!(!own("203.0.113.7:4000", "127.0.0.1:8080", None));
        assert!(!own("127.0.0.1:4000", "evil.example:8080", None));
        assert!(!own("127.0.0.1:4000", "127.0.0.1.evil.example", None));
        for mark in ["forwarded", "x-forwarded-for", "x-real-ip", "via"] {
            assert!(!own("127.0.0.1:4000", "127.0.0.1:8080", Some(mark)), "{mark}");
        }
        assert!(!own("not an address", "127.0.0.1", None));
    }
}
