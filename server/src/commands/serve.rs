//! `aula serve`: the map and the API.

use super::{WrongArguments, open_or_create, reporting};
use crate::Outcome;
use crate::accounts::{admin_exists, sweep};
use crate::city::{City, follow};
use crate::cli::ServeArgs;
use crate::http::{self, Edge};
use crate::publications::keep_schedule;
use anyhow::Context as _;
use aula_store::Store;
use jiff::Timestamp;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// How long open requests may go on after the signal to stop.
const GRACE: Duration = Duration::from_secs(10);
/// Lines of the access log that a demo keeps at least.
const DEMO_LINES: u64 = 50_000;
/// How often what has expired is forgotten.
const SWEEP_EVERY: Duration = Duration::from_secs(600);

pub(super) fn run(data: &Path, args: &ServeArgs) -> anyhow::Result<Outcome> {
    init_log();
    let spinner = reporting::spinner("reading the city");
    let store = if args.demo { crate::demo::store(args.seed)? } else { open_or_create(data)? };
    let city = Arc::new(City::load(store, args.demo)?);
    spinner.finish_and_clear();
    if !args.listen.ip().is_loopback() && !admin_exists(&city.snapshot()) {
        let message = format!(
            "`{}` is not a loopback address; until an administrator exists the service listens on this machine only, for example on 127.0.0.1:8080. Make one with `aula users add NAME --role admin`",
            args.listen
        );
        return Err(WrongArguments(message).into());
    }
    let edge = Edge {
        public_url: args.public_url.clone(),
        trusted_proxies: args.trusted_proxy.clone(),
        trust_loopback: args.trust_loopback,
        requests_per_second: args.requests_per_second,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(serve(city, args.listen, edge))?;
    runtime.shutdown_timeout(Duration::from_secs(2));
    Ok(Outcome::Done)
}

async fn serve(city: Arc<City>, listen: SocketAddr, edge: Edge) -> anyhow::Result<()> {
    let listener = tokio::net::TcpListener::bind(listen)
        .await
        .with_context(|| format!("cannot listen on {listen}; another program may, choose another with --listen"))?;
    let address = listener.local_addr()?;
    let router = http::router(Arc::clone(&city), edge)?;
    let following = tokio::spawn(follow(Arc::clone(&city)));
    let sweeping = tokio::spawn(sweep_now_and_then(Arc::clone(&city)));
    let schedule = tokio::spawn(keep_schedule(Arc::clone(&city)));
    announce(address, city.demo);
    tracing::info!(%address, demo = city.demo, "listening");
    http::listen(listener, router, stop_signal(), GRACE).await;
    following.abort();
    sweeping.abort();
    schedule.abort();
    Ok(())
}

/// Forgets sessions, invitations and counters that have expired.
async fn sweep_now_and_then(city: Arc<City>) {
    loop {
        tokio::time::sleep(SWEEP_EVERY).await;
        let task = Arc::clone(&city);
        let swept = tokio::task::spawn_blocking(move || {
            if task.demo {
                forget_demo_reads(task.store().as_ref())?;
            }
            sweep(task.store().as_ref(), Timestamp::now())
        });
        match swept.await {
            Ok(Ok(0)) => {}
            Ok(Ok(swept)) => tracing::debug!(swept, "forgot what had expired"),
            Ok(Err(error)) => tracing::error!(%error, "cannot forget what has expired; trying again"),
            Err(panicked) => tracing::error!(%panicked, "forgetting what has expired broke; trying again"),
        }
    }
}

/// The demo's access log lies in memory and is about invented incidents: the last lines are enough.
fn forget_demo_reads(store: &dyn Store) -> Result<(), aula_store::StoreError> {
    let (head, anchor) = (store.access_head()?, store.access_anchor()?);
    if head.seq - anchor.seq > 2 * DEMO_LINES
        && let Some(line) = store.accesses(head.seq - DEMO_LINES, 1)?.first()
    {
        store.forget_accesses(line.head(), "{\"route\":\"the demo forgets\"}")?;
    }
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
