//! Encoding and decoding on all cores, in order.

use crate::StoreError;
use rayon::prelude::*;
use std::sync::{OnceLock, mpsc::sync_channel};

/// Runs items through `work` on all cores and hands the results to `sink` in the order of the items, on the calling
/// thread, while the next ones are worked on. At most a few results wait at any time.
///
/// `produce` makes the items on a thread of its own and stops when its argument says so.
pub(crate) fn ordered<I: Send, T: Send>(
    produce: impl FnOnce(&mut dyn FnMut(I) -> bool) -> Result<(), StoreError> + Send,
    work: impl Fn(I) -> Result<T, StoreError> + Sync,
    mut sink: impl FnMut(T) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let pool = pool()?;
    let work = &work;
    let window = 2 * pool.current_num_threads();
    let (sender, results) = sync_channel(window);
    std::thread::scope(|scope| {
        let producer = scope.spawn(move || {
            let mut waiting = Vec::with_capacity(window);
            let flush = |waiting: &mut Vec<I>| {
                let items = std::mem::take(waiting);
                let done: Vec<_> = pool.install(|| items.into_par_iter().with_max_len(1).map(work).collect());
                done.into_iter().all(|result| sender.send(result).is_ok())
            };
            produce(&mut |item| {
                waiting.push(item);
                waiting.len() < window || flush(&mut waiting)
            })?;
            flush(&mut waiting);
            Ok(())
        });
        let mut outcome = Ok(());
        for result in results {
            outcome = result.and_then(&mut sink);
            if outcome.is_err() {
                break;
            }
        }
        let produced = match producer.join() {
            Ok(produced) => produced,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        outcome.and(produced)
    })
}

/// Runs `work` with the store's own threads for whatever it does in parallel.
pub(crate) fn install<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T, StoreError> {
    Ok(pool()?.install(work))
}

/// Threads of the store's own: a caller may itself be a worker of the global pool, which would then wait for itself.
fn pool() -> Result<&'static rayon::ThreadPool, StoreError> {
    static POOL: OnceLock<Result<rayon::ThreadPool, rayon::ThreadPoolBuildError>> = OnceLock::new();
    let build = || rayon::ThreadPoolBuilder::new().thread_name(|i| format!("aula-store-{i}")).build();
    POOL.get_or_init(build).as_ref().map_err(|e| StoreError::Storage(e.to_string().into()))
}
