//! The first step of every request: who is it?

use super::super::App;
use super::asker::{Asker, How};
use super::loopback;
use aula_model::Viewer;
use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// Finds out who asks and notes it for the gate and the handlers.
pub(crate) async fn identify(State(_app): State<App>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0);
    let host = request.uri().authority().map(|a| a.host().to_owned());
    let client = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |p| p.ip().to_canonical());
    let asker = if loopback::is_own_machine(peer, host.as_deref(), request.headers()) {
        Asker { viewer: Viewer::operator(), how: How::Loopback, client }
    } else {
        Asker::nobody(client)
    };
    request.extensions_mut().insert(asker);
    next.run(request).await
}
