//! Many readers, one writer: lines that come at the same time go to disk together.

use super::Line;
use aula_store::{Store, StoreError};
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// How many answers may wait for their line; more are refused.
const WAITING: usize = 4096;
/// How many lines go to disk at once.
const AT_ONCE: usize = 1024;

type Waiter = (String, oneshot::Sender<Result<(), String>>);

/// The access log of a running service.
#[derive(Clone)]
pub(crate) struct AccessLog(mpsc::Sender<Waiter>);

impl AccessLog {
    /// Starts the writer over a store; it ends when the last clone of this is gone.
    ///
    /// # Errors
    /// Where the system has no thread for it.
    pub(crate) fn start(store: Arc<dyn Store>) -> std::io::Result<Self> {
        let (sender, receiver) = mpsc::channel(WAITING);
        std::thread::Builder::new().name("access log".to_owned()).spawn(move || write(store.as_ref(), receiver))?;
        Ok(Self(sender))
    }

    /// Adds a line; it is on disk when this returns.
    ///
    /// # Errors
    /// Where it is not: then the answer must not be given.
    pub(crate) async fn add(&self, line: &Line) -> Result<(), StoreError> {
        let failed = |reason: String| StoreError::Storage(reason.into());
        let (done, outcome) = oneshot::channel();
        self.0.send((line.text(), done)).await.map_err(|_| failed("the access log has ended".to_owned()))?;
        outcome.await.unwrap_or_else(|_| Err("the access log has ended".to_owned())).map_err(failed)
    }
}

/// While one group goes to disk the next one gathers: a flush is paid by a group, not by an answer.
fn write(store: &dyn Store, mut receiver: mpsc::Receiver<Waiter>) {
    while let Some(first) = receiver.blocking_recv() {
        let mut group = vec![first];
        while let (true, Ok(next)) = (group.len() < AT_ONCE, receiver.try_recv()) {
            group.push(next);
        }
        let (texts, waiters): (Vec<String>, Vec<_>) = group.into_iter().unzip();
        let outcome = store.append_accesses(&texts).map(drop).map_err(|e| e.to_string());
        if let Err(reason) = &outcome {
            tracing::error!(lines = texts.len(), reason, "the access log cannot be written; answers are withheld");
        }
        // Whoever went away meanwhile does not wait; the line stays.
        waiters.into_iter().for_each(|waiter| drop(waiter.send(outcome.clone())));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aula_store::{MemoryStore, verify_accesses};

    #[tokio::test(flavor = "multi_thread")]
    async fn lines_of_many_readers_are_all_in_one_chain() {
        let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
        let log = AccessLog::start(Arc::clone(&store)).unwrap();
        let line = |n: u64| Line {
            at: jiff::Timestamp::from_second(1).unwrap(),
            who: "serik".into(),
            role: "planner".into(),
            how: "session".into(),
            client: "192.0.2.1".into(),
            route: "GET /api/v1/hotspots".into(),
            query: format!("n={n}"),
            status: 200,
            rows: Some(n),
        };
        let tasks: Vec<_> = (0..200)
            .map(|n| {
                let log = log.clone();
                tokio::spawn(async move { log.add(&line(n)).await.is_ok() })
            })
            .collect();
        for task in tasks {
            assert!(task.await.unwrap());
        }
        let mut seen = 0;
        let head = verify_accesses(store.as_ref(), &mut |line| {
            seen += serde_json::from_str::<Line>(&line.text).unwrap().rows.unwrap();
            Ok(())
        });
        assert_eq!((head.unwrap().seq, seen), (200, 199 * 200 / 2));
    }
}
