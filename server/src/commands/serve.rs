//! `aula serve`: the map and the API.

use super::{WrongArguments, open_or_create, reporting};
use crate::Outcome;
use crate::city::{City, follow};
use crate::cli::ServeArgs;
use crate::http;
use crate::publications::{keep_schedule, shipped};
use anyhow::Context as _;
use aula_model::{Batch, Change, Entity, Op, Origin};
use aula_store::{MemoryStore, Store};
use jiff::Timestamp;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// How long open requests may go on after the signal to stop.
const GRACE: Duration = Duration::from_secs(10);

pub(super) fn run(data: &Path, args: &ServeArgs) -> anyhow::Result<Outcome> {
    if !args.listen.ip().is_loopback() {
        let message = format!(
            "`{}` is not a loopback address; until an administrator exists the service listens on this machine only, for example on 127.0.0.1:8080",
            args.listen
        );
        return Err(WrongArguments(message).into());
    }
    init_log();
    let spinner = reporting::spinner("reading the city");
    let store = if args.demo { demo_store(args.seed)? } else { open_or_create(data)? };
    let city = Arc::new(City::load(store, args.demo)?);
    spinner.finish_and_clear();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(serve(city, args.listen))?;
    runtime.shutdown_timeout(Duration::from_secs(2));
    Ok(Outcome::Done)
}

/// The invented city, in memory: nothing is read from or written to disk.
fn demo_store(seed: u64) -> anyhow::Result<Arc<dyn Store>> {
    let demo = aula_fixtures::demo_city(seed);
    let store = MemoryStore::default();
    let changes = demo.entities().map(|(key, entity)| Change { kind: entity.kind(), key, op: Op::Put(entity) });
    let mut changes: Vec<Change> = changes.collect();
    if seed == aula_fixtures::USUAL_SEED {
        // Its public layer is computed beforehand; for another seed a visitor proposes and approves one.
        let document = shipped()?.document()?;
        let key = document.key();
        changes.push(Change { kind: document.kind(), key, op: Op::Put(Entity::Document(Box::new(document))) });
    }
    let origin = Origin { at: Timestamp::now(), action: "demo".to_owned(), file: None, summary: None };
    store.append(Batch { origin, changes }, None)?;
    Ok(Arc::new(store))
}

async fn serve(city: Arc<City>, listen: SocketAddr) -> anyhow::Result<()> {
    let listener = tokio::net::TcpListener::bind(listen)
        .await
        .with_context(|| format!("cannot listen on {listen}; another program may, choose another with --listen"))?;
    let address = listener.local_addr()?;
    let router = http::router(Arc::clone(&city))?;
    let following = tokio::spawn(follow(Arc::clone(&city)));
    let schedule = tokio::spawn(keep_schedule(Arc::clone(&city)));
    announce(address, city.demo);
    tracing::info!(%address, demo = city.demo, "listening");
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let server = axum::serve(listener, service).with_graceful_shutdown(async move {
        stop_signal().await;
        tracing::info!("stopping; open requests may finish");
        let _ = stop.send(());
    });
    tokio::select! {
        result = server => result?,
        () = async { let _ = stopped.await; tokio::time::sleep(GRACE).await } => {
            tracing::warn!("open requests took longer than {} s; stopping anyway", GRACE.as_secs());
        }
    }
    following.abort();
    schedule.abort();
    Ok(())
}

/// Says where the service listens. A reader who went away is no reason to stop serving.
fn announce(address: SocketAddr, demo: bool) {
    let what = if demo { "Aula serves an invented city (demo)" } else { "Aula serves" };
    let _ = writeln!(std::io::stdout().lock(), "{what} at http://{address}/\nStop with Ctrl-C");
}

/// Ctrl-C, or the signal that service managers send.
async fn stop_signal() {
    let interrupted = async { tokio::signal::ctrl_c().await };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! { _ = interrupted => {}, _ = terminated.recv() => {} }
            return;
        }
    }
    let _ = interrupted.await;
}

/// Structured logs on standard error: JSON lines where no person watches.
fn init_log() {
    use std::io::IsTerminal as _;
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_env("AULA_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second initialisation can only happen in tests; the first then stays.
    let _ = if std::io::stderr().is_terminal() { log.compact().try_init() } else { log.json().try_init() };
}
