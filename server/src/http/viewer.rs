//! Who is asking: the operator over the loopback of his own machine, or the public.

use aula_model::Viewer;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use std::convert::Infallible;
use std::net::SocketAddr;

/// The viewer of a request.
///
/// Until accounts exist the operator is whoever asks from this machine, straight and by a loopback name. Three things
/// make a request a stranger's: it comes from another address; its `Host` is not a loopback name (a page on a foreign
/// site that had its name resolved to 127.0.0.1 would send that); it carries the marks of a proxy, which would make
/// everybody look local.
pub(crate) struct Asking(pub(crate) Viewer);

impl<S: Send + Sync> FromRequestParts<S> for Asking {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0);
        let host = parts.uri.authority().map(|a| a.host().to_owned());
        Ok(Self(viewer(peer, host.as_deref(), &parts.headers)))
    }
}

fn viewer(peer: Option<SocketAddr>, authority: Option<&str>, headers: &HeaderMap) -> Viewer {
    const PROXY_MARKS: [&str; 5] = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"];
    let local_peer = peer.is_some_and(|p| p.ip().to_canonical().is_loopback());
    let host = authority.or_else(|| headers.get(header::HOST).and_then(|h| h.to_str().ok()));
    let local_host = host.is_some_and(is_loopback_name);
    let proxied = PROXY_MARKS.iter().any(|mark| headers.contains_key(*mark));
    if local_peer && local_host && !proxied { Viewer::operator() } else { Viewer::public() }
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
    use aula_model::Role;

    fn role(peer: &str, host: &str, mark: Option<&'static str>) -> Role {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, host.parse().unwrap());
        if let Some(mark) = mark {
            headers.insert(mark, "203.0.113.7".parse().unwrap());
        }
        viewer(peer.parse().ok(), None, &headers).role()
    }

    #[test]
    fn the_own_machine_is_the_operator() {
        for host in ["127.0.0.1:8080", "localhost:8080", "localhost", "[::1]:8080"] {
            assert_eq!(role("127.0.0.1:4000", host, None), Role::Operator, "{host}");
        }
        assert_eq!(role("[::1]:4000", "[::1]:8080", None), Role::Operator);
    }

    #[test]
    fn a_stranger_a_rebound_name_and_a_proxy_are_the_public() {
        assert_eq!(role("203.0.113.7:4000", "127.0.0.1:8080", None), Role::Public);
        assert_eq!(role("127.0.0.1:4000", "evil.example:8080", None), Role::Public);
        assert_eq!(role("127.0.0.1:4000", "127.0.0.1.evil.example", None), Role::Public);
        for mark in ["forwarded", "x-forwarded-for", "x-real-ip", "via"] {
            assert_eq!(role("127.0.0.1:4000", "127.0.0.1:8080", Some(mark)), Role::Public, "{mark}");
        }
        assert_eq!(role("not an address", "127.0.0.1", None), Role::Public);
    }
}
