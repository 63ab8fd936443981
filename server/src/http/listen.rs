//! Taking connections: how many, how slow, until when.

use axum::Router;
use axum::extract::ConnectInfo;
use axum::extract::Request;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::collections::HashMap;
use std::future::Future;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower::ServiceExt as _;

/// How long a client may take for the head of a request, and be silent between two.
const HEAD_TIME: Duration = Duration::from_secs(15);
/// Longest head of a request in bytes, HTTP/1.
const HEAD_BYTES: usize = 64 * 1024;
/// Connections at once.
const CONNECTIONS: usize = 4096;
/// Connections at once from one address; this machine, where a proxy may stand, has no such limit.
const CONNECTIONS_OF_ONE: usize = 256;

/// Serves until `stop` ends; then open requests may finish within `grace`.
pub(crate) async fn listen(listener: TcpListener, router: Router, stop: impl Future<Output = ()>, grace: Duration) {
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEAD_TIME).max_buf_size(HEAD_BYTES);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(64)
        .max_header_list_size(32 * 1024)
        .keep_alive_interval(Some(HEAD_TIME))
        .keep_alive_timeout(HEAD_TIME);
    let (graceful, places) = (GracefulShutdown::new(), Places::default());
    tokio::pin!(stop);
    loop {
        let (stream, peer) = tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Out of file descriptors, say: waiting helps, ending does not.
                    tracing::warn!(%error, "cannot take a connection");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            },
        };
        // Whoever finds no place is hung up on: a queue would only hold memory.
        let Some(place) = places.take(peer.ip()) else { continue };
        let service = router.clone().map_request(move |mut request: Request| {
            request.extensions_mut().insert(ConnectInfo(peer));
            request
        });
        let service = service
            .map_request(|request: axum::http::Request<hyper::body::Incoming>| request.map(axum::body::Body::new));
        let connection = builder.serve_connection_with_upgrades(io(stream), TowerToHyperService::new(service));
        let connection = graceful.watch(connection.into_owned());
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%peer, error, "a connection broke");
            }
            drop(place);
        });
    }
    drop(listener);
    tracing::info!("stopping; open requests may finish");
    tokio::select! {
        () = graceful.shutdown() => {}
        () = tokio::time::sleep(grace) => {
            tracing::warn!("open requests took longer than {} s; stopping anyway", grace.as_secs());
        }
    }
}

fn io(stream: TcpStream) -> TokioIo<TcpStream> {
    // Small answers at once; where that cannot be set they only come a little later.
    let _ = stream.set_nodelay(true);
    TokioIo::new(stream)
}

/// Places for connections.
struct Places {
    all: Arc<Semaphore>,
    of: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

impl Default for Places {
    fn default() -> Self {
        Self { all: Arc::new(Semaphore::new(CONNECTIONS)), of: Arc::default() }
    }
}

/// A place that is given back when dropped.
struct Place {
    _one: OwnedSemaphorePermit,
    peer: IpAddr,
    of: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

impl Places {
    fn take(&self, peer: IpAddr) -> Option<Place> {
        let one = Arc::clone(&self.all).try_acquire_owned().ok()?;
        let peer = crate::accounts::network(peer);
        let mut of = self.of.lock().unwrap_or_else(PoisonError::into_inner);
        let count = of.entry(peer).or_default();
        if *count >= CONNECTIONS_OF_ONE && !peer.is_loopback() {
            return None;
        }
        *count += 1;
        Some(Place { _one: one, peer, of: Arc::clone(&self.of) })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut of = self.of.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = of.get_mut(&self.peer) {
            *count -= 1;
            if *count == 0 {
                of.remove(&self.peer);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_does_not_take_all_places() {
        let places = Places::default();
        let (one, other): (IpAddr, IpAddr) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        let mut held: Vec<Place> = (0..CONNECTIONS_OF_ONE).map(|_| places.take(one).unwrap()).collect();
        assert!(places.take(one).is_none() && places.take(other).is_some());
        held.pop();
        assert!(places.take(one).is_some());
        drop(held);
        assert!(places.of.lock().unwrap().is_empty(), "nothing is left behind");
    }
}
