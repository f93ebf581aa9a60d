//! Answers in threads of their own: so many at once, no longer than allowed, of one client the newest.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hyper::StatusCode;
use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};
use tokio::sync::{Mutex as AsyncMutex, Semaphore, watch};

use corridor::answer::{Cancelled, Progress};

use super::reply::HttpRefusal;

/// The most requests that wait for a thread; more are refused.
const MAX_WAITING: usize = 64;
/// The most clients whose newest request is remembered.
const MAX_CLIENTS: usize = 256;
/// How long an answer may go on after a newer request of its client, where it can be ended.
const AFTER_OVERTAKEN: Duration = Duration::from_millis(300);

/// Threads that answer, with the limits on them.
pub(super) struct Workers {
    limit: Duration,
    slots: Arc<Semaphore>,
    waiting: AtomicUsize,
    /// Threads of their own for each kind, so that a long answer does not hold up the short ones.
    short: Arc<ThreadPool>,
    long: Arc<ThreadPool>,
    turns: Mutex<BTreeMap<String, Arc<ClientTurns>>>,
}

/// The requests of one client, of which one is answered at a time.
struct ClientTurns {
    newest: watch::Sender<u64>,
    turn: AsyncMutex<()>,
    running: Mutex<Progress>,
}

/// Why work was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum WorkError {
    /// A newer request of the same client is answered in its place.
    #[error("a newer request of this client is answered in its place")]
    Overtaken,
    /// Too many wait.
    #[error("too many questions are being answered: ask again in a moment")]
    Busy,
    /// It takes longer than allowed.
    #[error(
        "this takes longer than {0} s: ask it as a job (\"job\": true), or start the server with a longer --timeout"
    )]
    TooLong(u64),
    /// Nobody waits for it any more.
    #[error("cancelled")]
    Cancelled,
    /// It panicked.
    #[error("this question met a fault of the program; other questions are answered as before. Please report it")]
    Panicked,
}

impl From<WorkError> for HttpRefusal {
    fn from(error: WorkError) -> Self {
        let status = match error {
            WorkError::Overtaken | WorkError::Cancelled => StatusCode::CONFLICT,
            WorkError::Busy => StatusCode::TOO_MANY_REQUESTS,
            WorkError::TooLong(_) => StatusCode::SERVICE_UNAVAILABLE,
            WorkError::Panicked => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self::new(status, error)
    }
}

/// Cancels an answer when whoever waits for it goes away.
struct CancelWhenDropped(Progress);

impl Drop for CancelWhenDropped {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

impl Workers {
    /// Starts threads for so many answers at once, each with a limit on its time.
    pub(super) fn new(parallel: usize, limit: Duration) -> Result<Self, ThreadPoolBuildError> {
        // The pool of the whole program has as many threads as its user wants.
        let pool = || ThreadPoolBuilder::new().num_threads(rayon::current_num_threads()).build().map(Arc::new);
        Ok(Self {
            limit,
            slots: Arc::new(Semaphore::new(parallel)),
            waiting: AtomicUsize::new(0),
            short: pool()?,
            long: pool()?,
            turns: Mutex::default(),
        })
    }

    /// Returns the threads for long answers.
    pub(super) fn long(&self) -> Arc<ThreadPool> {
        self.long.clone()
    }

    /// Does some work for a client, whose newer requests overtake those that wait.
    ///
    /// # Errors
    /// Returns why it was not done.
    pub(super) async fn newest<T: Send + 'static>(
        &self,
        client: &str,
        sequence: u64,
        work: impl FnOnce(&Progress) -> T + Send + 'static,
    ) -> Result<T, WorkError> {
        let turns = self.turns_of(client);
        let take = |newest: &mut u64| {
            let is_newer = sequence > *newest;
            *newest = sequence.max(*newest);
            is_newer
        };
        if !turns.newest.send_if_modified(take) {
            return Err(WorkError::Overtaken);
        }
        let mut newest = turns.newest.subscribe();
        let progress = Progress::default();
        let turn = async {
            tokio::select! {
                biased;
                turn = turns.turn.lock() => return turn,
                () = tokio::time::sleep(AFTER_OVERTAKEN) => {}
            }
            running(&turns).cancel();
            turns.turn.lock().await
        };
        let _turn = tokio::select! {
            biased;
            _ = newest.wait_for(|newest| *newest > sequence) => return Err(WorkError::Overtaken),
            turn = turn => turn,
        };
        *running(&turns) = progress.clone();
        let done = self.once(progress, work).await;
        if done.as_ref().is_err_and(|error| *error == WorkError::Cancelled) { Err(WorkError::Overtaken) } else { done }
    }

    /// Does some work as soon as a thread is free.
    ///
    /// # Errors
    /// Returns why it was not done.
    pub(super) async fn once<T: Send + 'static>(
        &self,
        progress: Progress,
        work: impl FnOnce(&Progress) -> T + Send + 'static,
    ) -> Result<T, WorkError> {
        let _counted = Counted::one_of(&self.waiting, MAX_WAITING).ok_or(WorkError::Busy)?;
        let cancel = CancelWhenDropped(progress.clone());
        let pool = self.short.clone();
        let slots = self.slots.clone();
        let done = async move {
            let slot = slots.acquire_owned().await.map_err(|_| WorkError::Cancelled)?;
            let act = move || {
                // The slot is taken until the work has ended, whoever waits for it.
                let _slot = slot;
                worked(&pool, &progress, work)
            };
            tokio::task::spawn_blocking(act).await.unwrap_or(Err(WorkError::Panicked))
        };
        let done = tokio::time::timeout(self.limit, done).await;
        drop(cancel);
        done.unwrap_or(Err(WorkError::TooLong(self.limit.as_secs())))
    }

    /// Returns the turns of a client; where there are very many, those who ask nothing are forgotten.
    fn turns_of(&self, client: &str) -> Arc<ClientTurns> {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        if turns.len() >= MAX_CLIENTS {
            turns.retain(|name, own| name == client || Arc::strong_count(own) > 1);
        }
        let new = || {
            let (newest, turn, running) = (watch::Sender::new(0), AsyncMutex::default(), Mutex::default());
            Arc::new(ClientTurns { newest, turn, running })
        };
        turns.entry(client.to_owned()).or_insert_with(new).clone()
    }
}

fn running(turns: &ClientTurns) -> std::sync::MutexGuard<'_, Progress> {
    turns.running.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Does some work in a pool, and comes back also where that panics or is cancelled.
pub(super) fn worked<T: Send>(
    pool: &ThreadPool,
    progress: &Progress,
    work: impl FnOnce(&Progress) -> T + Send,
) -> Result<T, WorkError> {
    // Prepared scenarios are only read, and what the work has made so far is given up.
    let done = catch_unwind(AssertUnwindSafe(|| pool.install(|| progress.until_cancelled(|| work(progress)))));
    match done {
        Ok(done) => done.map_err(|Cancelled| WorkError::Cancelled),
        Err(_) => Err(WorkError::Panicked),
    }
}

/// One of a number of things that are counted while they are there.
struct Counted<'a>(&'a AtomicUsize);

impl<'a> Counted<'a> {
    /// Counts one more, unless there are as many as may be.
    fn one_of(number: &'a AtomicUsize, most: usize) -> Option<Self> {
        let counted = Self(number);
        (number.fetch_add(1, Ordering::SeqCst) < most).then_some(counted)
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::mpsc::channel;
    use std::time::Duration;

    use corridor::answer::Progress;

    use super::{WorkError, Workers};

    const LONG: Duration = Duration::from_mins(10);

    fn run(test: impl Future<Output = ()>) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
        runtime.block_on(test);
    }

    #[test]
    fn a_panic_and_a_cancelled_answer_leave_the_next_one_alone() {
        run(async {
            let workers = Workers::new(1, LONG).expect("threads");
            let quiet = |_: &Progress| -> u8 { std::panic::resume_unwind(Box::new("a fault")) };
            assert_eq!(workers.once(Progress::default(), quiet).await, Err(WorkError::Panicked));
            let cancelled = |progress: &Progress| {
                progress.cancel();
                progress.done();
            };
            assert_eq!(workers.once(Progress::default(), cancelled).await, Err(WorkError::Cancelled));
            assert_eq!(workers.once(Progress::default(), |_| 7).await, Ok(7));
        });
    }

    #[test]
    fn of_one_client_the_newest_is_answered_and_what_waits_is_told() {
        run(async {
            let workers = Arc::new(Workers::new(4, LONG).expect("threads"));
            let (begin, has_begun) = channel();
            let (end, may_end) = channel::<()>();
            let first = workers.newest("page", 1, move |_| {
                begin.send(()).expect("the test waits");
                may_end.recv().expect("the test says when");
                1
            });
            let second = workers.newest("page", 2, |_| 2);
            let third = async {
                // By now the second waits behind the first.
                tokio::task::yield_now().await;
                let third = workers.newest("page", 3, |_| 3);
                let ending = async {
                    tokio::task::spawn_blocking(move || has_begun.recv()).await.expect("a thread").expect("it begins");
                    end.send(()).expect("the first waits");
                };
                tokio::join!(third, ending).0
            };
            let (first, second, third) = tokio::join!(first, second, third);
            assert_eq!((first, second, third), (Ok(1), Err(WorkError::Overtaken), Ok(3)));
            assert_eq!(workers.newest("page", 2, |_| 2).await, Err(WorkError::Overtaken), "an old one that comes late");
            assert_eq!(workers.newest("other", 1, |_| 9).await, Ok(9), "another client");
        });
    }

    #[test]
    fn an_overtaken_answer_that_counts_its_steps_is_ended() {
        run(async {
            let workers = Workers::new(4, LONG).expect("threads");
            let endless = |progress: &Progress| {
                loop {
                    progress.done();
                    std::thread::yield_now();
                }
            };
            let first = workers.newest::<()>("page", 1, endless);
            let second = workers.newest("page", 2, |_| 2);
            assert_eq!(tokio::join!(first, second), (Err(WorkError::Overtaken), Ok(2)));
        });
    }

    #[test]
    fn what_takes_too_long_is_refused_and_ended() {
        run(async {
            let workers = Workers::new(1, Duration::from_millis(50)).expect("threads");
            let (end, is_over) = channel();
            let endless = move |progress: &Progress| -> u8 {
                let _end = end;
                loop {
                    progress.done();
                }
            };
            assert_eq!(workers.once(Progress::default(), endless).await, Err(WorkError::TooLong(0)));
            let is_over = tokio::task::spawn_blocking(move || is_over.recv()).await.expect("a thread");
            assert_eq!(is_over, Err::<(), _>(std::sync::mpsc::RecvError), "the thread is free again");
        });
    }
}
