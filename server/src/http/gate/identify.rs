//! The first step of every request: who is it, and is it too many?

use super::super::{App, Problem};
use super::asker::{Asker, How};
use super::credentials::Credentials;
use super::loopback;
use crate::accounts::{AccountError, Sessions, admin_exists, find_token, network};
use aula_model::Viewer;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use std::net::{IpAddr, SocketAddr};
use std::time::Instant;

/// Finds out who asks and notes it for the gate and the handlers.
pub(crate) async fn identify(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0);
    let host = request.uri().authority().map(|a| a.host().to_owned());
    let own_machine = loopback::is_own_machine(peer, host.as_deref(), request.headers());
    let client = app.edge.client(peer, request.headers());
    let mut uri = std::mem::take(request.uri_mut());
    let credentials = Credentials::take(&mut uri, request.headers(), &app.edge);
    *request.uri_mut() = uri;
    let asker = match found(&app, credentials, client, own_machine).await {
        Ok(asker) => asker,
        Err(refusal) => return refusal,
    };
    let who = match &asker.how {
        How::Loopback => None,
        How::Token { id, .. } => Some(format!("token {id}")),
        How::Nobody | How::Session { .. } => Some(network(client).to_string()),
    };
    let counted = who.map(|who| app.rates.count(&who, app.edge.requests_per_second, Instant::now()));
    if let Some(Err(wait)) = counted {
        return Problem::too_many("too many requests", wait.as_secs() + 1).into_response();
    }
    request.extensions_mut().insert(asker);
    next.run(request).await
}

impl Asker {
    /// Whoever has just begun a session.
    ///
    /// # Errors
    /// Where the session cannot be found again.
    pub(crate) async fn of_session(app: &App, secret: &str, client: IpAddr) -> Result<Self, Problem> {
        let asker = found(app, Some(Credentials::Cookie(secret.to_owned())), client, false).await;
        asker.map_err(|_| Problem::not_ready("the session cannot be read back"))
    }
}

/// Who brings these credentials along.
///
/// Until an administrator exists this machine is the operator's. From then on being there proves nothing any more: a
/// proxy on the machine, or anybody with a shell account, would be the operator without a name in the access log. So
/// the right ends, unless the operator insists (`--trust-loopback`). In the demo nobody has it by being there: a
/// visitor begins as the public and looks as somebody else by choosing a role.
async fn found(
    app: &App,
    credentials: Option<Credentials>,
    client: IpAddr,
    own_machine: bool,
) -> Result<Asker, Response> {
    let nobody = || {
        let trusted = app.edge.trust_loopback || (!app.city.demo && !admin_exists(&app.city.snapshot()));
        if own_machine && trusted {
            Asker { viewer: Viewer::operator(), how: How::Loopback, client }
        } else {
            Asker::nobody(client)
        }
    };
    let (token, scheme) = match credentials {
        None => return Ok(nobody()),
        Some(Credentials::Cookie(secret)) => {
            let session =
                look(app, move |app, now| Sessions(app.city.store().as_ref()).find(&app.city.snapshot(), &secret, now));
            let session = session.await.map_err(Problem::into_response)?;
            return Ok(session.map_or_else(nobody, |session| Asker {
                viewer: session.viewer,
                how: How::Session { csrf: session.csrf, expires: session.expires, demo: session.demo },
                client,
            }));
        }
        Some(Credentials::Header { token, scheme }) => (token, Some(scheme)),
        Some(Credentials::Address(token)) => (token, None),
    };
    let valid = look(app, move |app, now| find_token(app.city.store().as_ref(), &app.city.snapshot(), &token, now));
    let valid = valid.await.map_err(Problem::into_response)?;
    match valid.filter(|valid| scheme.is_some() || valid.fits_an_address) {
        Some(valid) => {
            Ok(Asker { viewer: valid.viewer, how: How::Token { id: valid.id, scopes: valid.scopes }, client })
        }
        None => {
            let mut refusal = Problem::unauthorised().into_response();
            let challenge = if scheme == Some("Basic") { "Basic realm=\"aula\"" } else { "Bearer" };
            refusal.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
            Err(refusal)
        }
    }
}

/// Whoever has a token as Open311 wants it: in a parameter of its own, not as one that stands in any address.
pub(crate) async fn asker_of_key(app: &App, key: &str, client: IpAddr) -> Option<Asker> {
    let key = key.to_owned();
    let valid = look(app, move |app, now| find_token(app.city.store().as_ref(), &app.city.snapshot(), &key, now));
    let valid = valid.await.ok()??;
    Some(Asker { viewer: valid.viewer, how: How::Token { id: valid.id, scopes: valid.scopes }, client })
}

/// Looks something up in the store, on a blocking thread.
async fn look<T: Send + 'static>(
    app: &App,
    work: impl FnOnce(&App, Timestamp) -> Result<T, AccountError> + Send + 'static,
) -> Result<T, Problem> {
    let app = app.clone();
    let task = tokio::task::spawn_blocking(move || work(&app, Timestamp::now()));
    Ok(task.await.map_err(|e| Problem::internal(&e))??)
}
