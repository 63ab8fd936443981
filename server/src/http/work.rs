//! Computation off the async workers, a limited number at a time.

use super::Problem;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// The gate for computations: as many at once as there are processors, the others wait in line.
#[derive(Clone)]
pub(crate) struct Work(Arc<Semaphore>);

impl Default for Work {
    fn default() -> Self {
        let at_once = std::thread::available_parallelism().map_or(2, usize::from).max(2);
        Self(Arc::new(Semaphore::new(at_once)))
    }
}

impl Work {
    /// So many at once.
    pub(crate) fn of(at_once: usize) -> Self {
        Self(Arc::new(Semaphore::new(at_once)))
    }

    /// Runs a computation on a blocking thread. A request that goes away while it waits in line is never computed.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        compute: impl FnOnce() -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let permit = Arc::clone(&self.0).acquire_owned().await.map_err(|e| Problem::internal(&e))?;
        let task = tokio::task::spawn_blocking(move || {
            let answer = compute();
            drop(permit);
            answer
        });
        task.await.map_err(|e| Problem::internal(&e))?
    }
}
