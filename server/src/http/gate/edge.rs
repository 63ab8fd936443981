//! Where the service stands: behind which proxies, under which address.

use axum::http::HeaderMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// What the operator says about the surroundings of the service.
#[derive(Debug, Clone, Default)]
pub(crate) struct Edge {
    /// The address that people know, for links, cookies and the check of origins.
    pub(crate) public_url: Option<PublicUrl>,
    /// Proxies that are believed about whom they speak for.
    pub(crate) trusted_proxies: Vec<Network>,
    /// Whether somebody on this machine is the operator although an administrator exists.
    pub(crate) trust_loopback: bool,
    /// Requests a second of one client or token, over ten seconds; 0 is no limit.
    pub(crate) requests_per_second: u32,
}

impl Edge {
    /// Who a request comes from: the peer, or what proxies that are trusted say. The last address that no trusted proxy
    /// has is the client's; whatever stands before it anybody may have written.
    pub(crate) fn client(&self, peer: Option<SocketAddr>, headers: &HeaderMap) -> IpAddr {
        let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip().to_canonical());
        if !self.trusts(peer) {
            return peer;
        }
        let said = headers.get_all("x-forwarded-for").iter().filter_map(|v| v.to_str().ok());
        let said: Vec<&str> = said.flat_map(|v| v.split(',')).map(str::trim).collect();
        let mut client = peer;
        for address in said.iter().rev() {
            let Ok(ip) = address.parse::<IpAddr>() else { break };
            client = ip.to_canonical();
            if !self.trusts(client) {
                break;
            }
        }
        client
    }

    /// Whether a peer is a proxy that is believed.
    pub(crate) fn trusts(&self, address: IpAddr) -> bool {
        self.trusted_proxies.iter().any(|network| network.contains(address))
    }

    /// Whether people reach the service by https.
    pub(crate) fn https(&self) -> bool {
        self.public_url.as_ref().is_some_and(|url| url.https)
    }
}

/// `https://aula.example`, without a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PublicUrl {
    /// Whether it is encrypted on the way.
    pub(crate) https: bool,
    /// Name and port.
    pub(crate) host: String,
}

impl std::str::FromStr for PublicUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not an address like https://aula.example");
        let (scheme, rest) = text.trim().split_once("://").ok_or_else(wrong)?;
        let host = rest.trim_end_matches('/');
        let https = match scheme {
            "https" => true,
            "http" => false,
            _ => return Err(wrong()),
        };
        let good = !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || ".-:[]".contains(c));
        if good { Ok(Self { https, host: host.to_lowercase() }) } else { Err(wrong()) }
    }
}

impl std::fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}://{}", if self.https { "https" } else { "http" }, self.host)
    }
}

/// An address, or all that begin alike: `10.0.0.0/8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Network {
    address: IpAddr,
    bits: u8,
}

impl Network {
    fn contains(&self, other: IpAddr) -> bool {
        let alike = |a: u128, b: u128, width: u8| {
            let rest = u32::from(width - self.bits.min(width));
            a.checked_shr(rest) == b.checked_shr(rest)
        };
        match (self.address, other.to_canonical()) {
            (IpAddr::V4(a), IpAddr::V4(b)) => alike(u32::from(a).into(), u32::from(b).into(), 32),
            (IpAddr::V6(a), IpAddr::V6(b)) => alike(a.into(), b.into(), 128),
            _ => false,
        }
    }
}

impl std::str::FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not an address or a network like 10.0.0.0/8");
        let (address, bits) = text.trim().split_once('/').map_or((text.trim(), None), |(a, b)| (a, Some(b)));
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), str::parse::<u8>).map_err(|_| wrong())?;
        if bits <= most { Ok(Self { address, bits }) } else { Err(wrong()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(peer: &str, said: &[&'static str]) -> String {
        let proxies = ["127.0.0.1", "10.0.0.0/8"].map(|n| n.parse().unwrap()).to_vec();
        let edge = Edge { trusted_proxies: proxies, ..Edge::default() };
        let headers = said.iter().map(|v| ("x-forwarded-for".parse().unwrap(), v.parse().unwrap())).collect();
        edge.client(peer.parse().ok(), &headers).to_string()
    }

    #[test]
    fn only_a_trusted_proxy_is_believed_and_only_about_its_own_client() {
        assert_eq!(client("203.0.113.7:1", &["198.51.100.1"]), "203.0.113.7");
        assert_eq!(client("127.0.0.1:1", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(client("127.0.0.1:1", &["6.6.6.6, 198.51.100.1, 10.1.2.3"]), "198.51.100.1", "what stands before");
        assert_eq!(client("127.0.0.1:1", &["6.6.6.6", "198.51.100.1"]), "198.51.100.1");
        assert_eq!(client("127.0.0.1:1", &["nonsense"]), "127.0.0.1");
        assert_eq!(client("127.0.0.1:1", &[]), "127.0.0.1");
    }

    #[test]
    fn networks_and_addresses_are_read() {
        let inside = |network: &str, ip: &str| network.parse::<Network>().unwrap().contains(ip.parse().unwrap());
        assert!(inside("10.0.0.0/8", "10.255.0.1") && !inside("10.0.0.0/8", "11.0.0.1"));
        assert!(inside("0.0.0.0/0", "1.2.3.4") && !inside("0.0.0.0/0", "::1") && inside("::/0", "2001:db8::1"));
        assert!(inside("2001:db8::/32", "2001:db8:1::1") && !inside("2001:db8::/32", "2001:db9::1"));
        assert!("10.0.0.0/33".parse::<Network>().is_err() && "all".parse::<Network>().is_err());
        let url: PublicUrl = "https://Aula.example/".parse().unwrap();
        assert_eq!((url.to_string(), url.https), ("https://aula.example".to_owned(), true));
        for bad in ["aula.example", "ftp://a", "https://", "https://a/b", "https://a b"] {
            assert!(bad.parse::<PublicUrl>().is_err(), "{bad}");
        }
    }
}
