//! The one gate: every route is registered here with its owner, and nothing reaches a handler but through it.
//!
//! [`Routes`] is the only way to a router: `axum::Router::route` and its like are forbidden elsewhere (`clippy.toml`),
//! and its methods take an [`Access`] by value, so a route without an owner does not compile. [`Routes::finish`] refuses
//! to build a service whose routes and whose OpenAPI document disagree.

mod access;
mod asker;
mod credentials;
mod cross_site;
mod edge;
mod guard;
mod identify;
mod loopback;
mod rates;

pub(crate) use access::Access;
pub(crate) use asker::{Asker, Asking, How};
pub(crate) use credentials::{cookie_name, session_secret};
pub(crate) use edge::{Edge, Network, PublicUrl};
pub(crate) use identify::{asker_of_key, identify};
pub(crate) use rates::Rates;

use super::{App, answer};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, delete, get, patch, post, put};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::RequestBodyTimeoutLayer;

/// Largest body of a request, in bytes, where a route says nothing else.
pub(crate) const USUAL_BODY_BYTES: usize = 64 * 1024;
/// How long a client may be silent in the middle of a body.
const BODY_SILENCE: Duration = Duration::from_secs(15);

/// A route and who may call it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row {
    /// GET, POST, PUT, PATCH or DELETE.
    pub(crate) method: &'static str,
    /// As the router writes it: `/api/v1/cells/{cell}`.
    pub(crate) path: &'static str,
    /// Who may call it.
    pub(crate) access: Access,
    /// Whether `/api/v1/openapi.json` describes it; an interface with a document of its own (OGC) does not stand there.
    pub(crate) in_openapi: bool,
}

/// The routes of the service, being collected.
///
/// # Examples
/// ```ignore
/// Routes::new(app)
///     .read("/api/v1/hotspots", Access::Cells, hotspots::hotspots)
///     .post("/api/v1/audits", Access::Anyone, audits::send)
/// ```
pub(crate) struct Routes {
    app: App,
    router: Router<App>,
    table: Vec<Row>,
    in_openapi: bool,
    body_bytes: usize,
}

/// Why a service cannot be built.
#[derive(Debug, thiserror::Error)]
#[error("the routes and the OpenAPI document disagree: {}", .0.join("; "))]
pub(crate) struct Disagreement(Vec<String>);

impl Routes {
    /// No routes yet.
    pub(crate) fn new(app: App) -> Self {
        Self { app, router: Router::new(), table: Vec::new(), in_openapi: true, body_bytes: USUAL_BODY_BYTES }
    }

    /// The routes that follow are described by a document of their own, not by `/api/v1/openapi.json`.
    pub(crate) fn described_elsewhere(mut self) -> Self {
        self.in_openapi = false;
        self
    }

    /// The routes that follow are described by `/api/v1/openapi.json`, as at first.
    pub(crate) fn described_here(mut self) -> Self {
        self.in_openapi = true;
        self
    }

    /// The routes that follow take bodies of at most so many bytes; 64 KiB at first.
    pub(crate) fn bodies_up_to(mut self, bytes: usize) -> Self {
        self.body_bytes = bytes;
        self
    }

    /// The routes of a part of the service.
    pub(crate) fn add_all(self, part: impl FnOnce(Self) -> Self) -> Self {
        part(self)
    }

    /// A GET whose answer is a function of the address, the viewer and the log's number: a reader who has it already is
    /// told so before anything is computed.
    pub(crate) fn read<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        let conditional = from_fn_with_state(self.app.clone(), answer::conditional);
        self.add("GET", path, access, get(handler).route_layer(conditional))
    }

    /// A GET whose answer depends on something else too (a session, the clock): nobody keeps it.
    pub(crate) fn get<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add("GET", path, access, get(handler))
    }

    /// A POST.
    pub(crate) fn post<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add("POST", path, access, post(handler))
    }

    /// A PUT.
    pub(crate) fn put<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add("PUT", path, access, put(handler))
    }

    /// A PATCH.
    pub(crate) fn patch<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add("PATCH", path, access, patch(handler))
    }

    /// A DELETE.
    pub(crate) fn delete<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add("DELETE", path, access, delete(handler))
    }

    #[expect(clippy::disallowed_methods, reason = "this is the one place where routes are registered")]
    fn add(mut self, method: &'static str, path: &'static str, access: Access, handler: MethodRouter<App>) -> Self {
        let guard = from_fn_with_state(guard::Guard { app: self.app.clone(), access }, guard::guard);
        let limit = RequestBodyLimitLayer::new(self.body_bytes);
        // Our own limit stands for axum's.
        let handler = handler
            .route_layer(DefaultBodyLimit::disable())
            .route_layer(limit)
            .route_layer(RequestBodyTimeoutLayer::new(BODY_SILENCE))
            .route_layer(guard);
        self.router = self.router.route(path, handler);
        self.table.push(Row { method, path, access, in_openapi: self.in_openapi });
        self
    }

    /// The router, and the document with the owner of each operation written into it.
    ///
    /// # Errors
    /// [`Disagreement`] where a route is not described, or a description has no route.
    pub(crate) fn finish(self, mut document: Value) -> Result<(Router<App>, Value), Disagreement> {
        let faults = disagreements(&self.table, &document);
        if !faults.is_empty() {
            return Err(Disagreement(faults));
        }
        for row in self.table.iter().filter(|row| row.in_openapi) {
            let operation = &mut document["paths"][openapi_path(row.path)][row.method.to_lowercase()];
            operation["x-access"] = json!(row.access.to_string());
        }
        Ok((self.router, document))
    }
}

/// A path as OpenAPI writes it: it knows no wildcards.
fn openapi_path(path: &str) -> String {
    path.replace("{*", "{")
}

/// Every route without a description and every description without a route.
fn disagreements(table: &[Row], document: &Value) -> Vec<String> {
    const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];
    let routed: BTreeSet<String> = table
        .iter()
        .filter(|row| row.in_openapi)
        .map(|row| format!("{} {}", row.method, openapi_path(row.path)))
        .collect();
    let paths = document["paths"].as_object();
    let described: BTreeSet<String> = paths
        .into_iter()
        .flatten()
        .flat_map(|(path, item)| {
            let methods = METHODS.iter().filter(|method| item.get(method).is_some());
            methods.map(move |method| format!("{} {path}", method.to_uppercase()))
        })
        .collect();
    let undescribed = routed.difference(&described).map(|r| format!("`{r}` is not described in http/openapi.rs"));
    let unrouted = described.difference(&routed).map(|r| format!("`{r}` is described but registered nowhere"));
    undescribed.chain(unrouted).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(method: &'static str, path: &'static str, in_openapi: bool) -> Row {
        Row { method, path, access: Access::Anyone, in_openapi }
    }

    #[test]
    fn a_route_without_a_description_and_a_description_without_a_route_are_named() {
        let document = json!({ "paths": { "/a": { "get": {}, "post": {} }, "/files/{name}": { "get": {} } } });
        let whole = [row("GET", "/a", true), row("POST", "/a", true), row("GET", "/files/{*name}", true)];
        assert!(disagreements(&whole, &document).is_empty());
        assert_eq!(disagreements(&whole[1..], &document), ["`GET /a` is described but registered nowhere"]);
        let more = [whole[0], whole[1], whole[2], row("PUT", "/a", true), row("GET", "/ogc", false)];
        assert_eq!(disagreements(&more, &document), ["`PUT /a` is not described in http/openapi.rs"]);
    }
}
