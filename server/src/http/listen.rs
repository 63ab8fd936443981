//! Taking connections: how many, how slow, until when.

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper::server::conn::http1::Builder;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::collections::HashMap;
use std::future::Future;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tower::ServiceExt as _;

/// How long a client may take for the head of a request, and be silent between two.
const HEAD_TIME: Duration = Duration::from_secs(15);
/// Longest head of a request in bytes, HTTP/1.
const HEAD_BYTES: usize = 64 * 1024;
/// Connections at once.
const CONNECTIONS: usize = 4096;
/// Connections at once from one address; this machine, where a proxy may stand, has no such limit.
const CONNECTIONS_OF_ONE: usize = 256;

/// Serves until `stop` ends; then open requests may finish within `grace`. HTTP/1.1: a proxy in front speaks the newer
/// ones with browsers.
pub(crate) async fn listen(listener: TcpListener, router: Router, stop: impl Future<Output = ()>, grace: Duration) {
    let mut builder = Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME).max_buf_size(HEAD_BYTES);
    let places = Places::default();
    let (tell, stopping) = watch::channel(false);
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
        let service = router.clone().map_request(move |request: axum::http::Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            request
        });
        let connection = builder.serve_connection(io(stream), TowerToHyperService::new(service));
        let mut stopping = stopping.clone();
        tokio::spawn(async move {
            let mut connection = std::pin::pin!(connection);
            let ended = tokio::select! {
                ended = connection.as_mut() => ended,
                _ = stopping.changed() => {
                    connection.as_mut().graceful_shutdown();
                    connection.await
                }
            };
            if let Err(error) = ended {
                tracing::debug!(%peer, %error, "a connection broke");
            }
            drop(place);
        });
    }
    drop(listener);
    tracing::info!("stopping; open requests may finish");
    let _ = tell.send(true);
    if tokio::time::timeout(grace, places.empty()).await.is_err() {
        tracing::warn!("open requests took longer than {} s; stopping anyway", grace.as_secs());
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
    /// Waits until every place is given back.
    async fn empty(&self) {
        let all = u32::try_from(CONNECTIONS).unwrap_or(u32::MAX);
        drop(self.all.acquire_many(all).await);
    }

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
