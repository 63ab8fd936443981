//! Who asks, and by what right.

use crate::accounts::Scope;
use aula_model::Viewer;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use jiff::Timestamp;
use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr};

/// Whoever sent a request, as the gate found out.
#[derive(Debug, Clone)]
pub(crate) struct Asker {
    /// What they may see.
    pub(crate) viewer: Viewer,
    /// By what right.
    pub(crate) how: How,
    /// Where they are; behind a trusted proxy what that says.
    pub(crate) client: IpAddr,
}

/// By what right somebody asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum How {
    /// By none.
    Nobody,
    /// By asking from the machine itself.
    Loopback,
    /// By a session's cookie.
    Session {
        /// What a request that changes something must repeat in the header `X-CSRF-Token`.
        csrf: String,
        /// When it ends at the latest.
        expires: Timestamp,
        /// Whether it is a visitor's of the demo.
        demo: bool,
    },
    /// By a bearer token.
    Token {
        /// Its identifier, never the token.
        id: String,
        /// What it may be used for.
        scopes: Vec<Scope>,
    },
}

impl How {
    /// In a word, for the access log and the page; of a token its identifier.
    pub(crate) fn in_words(&self) -> String {
        match self {
            Self::Nobody => "nobody".to_owned(),
            Self::Loopback => "loopback".to_owned(),
            Self::Session { .. } => "session".to_owned(),
            Self::Token { id, .. } => format!("token {id}"),
        }
    }

    /// Whether a browser sends along what gives this right without being asked to.
    pub(crate) fn is_ambient(&self) -> bool {
        !matches!(self, Self::Token { .. })
    }
}

impl Asker {
    /// The name in the access log.
    pub(crate) fn who(&self) -> &str {
        self.viewer.account().unwrap_or_else(|| self.viewer.role().as_str())
    }

    /// Somebody of whom nothing is known.
    pub(crate) fn nobody(client: IpAddr) -> Self {
        Self { viewer: Viewer::public(), how: How::Nobody, client }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Asker {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        // A request that did not pass `identify` is nobody's: the safe side.
        let found = parts.extensions.get::<Self>().cloned();
        Ok(found.unwrap_or_else(|| Self::nobody(IpAddr::V4(Ipv4Addr::UNSPECIFIED))))
    }
}

/// The viewer of a request, for handlers.
pub(crate) struct Asking(pub(crate) Viewer);

impl<S: Send + Sync> FromRequestParts<S> for Asking {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        Ok(Self(Asker::from_request_parts(parts, state).await?.viewer))
    }
}
