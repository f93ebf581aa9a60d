//! Long answers: begun by one request, looked at and fetched by others, and given up by a third.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hyper::StatusCode;
use rayon::ThreadPool;
use schemars::JsonSchema;
use serde::Serialize;
use tokio::sync::Semaphore;

use corridor::answer::Progress;

use super::asked::WrittenAnswer;
use super::reply::{HttpRefusal, HttpReply, json, sent};
use super::workers::worked;

/// The most jobs that are not done; more are refused.
const MAX_OPEN_JOBS: usize = 8;
/// The most jobs that are kept; of those that are done, the oldest are forgotten.
const MAX_KEPT_JOBS: usize = 16;

/// The long answers.
pub(super) struct Jobs {
    list: Mutex<JobList>,
    /// One runs at a time: it takes all threads for long answers.
    turn: Arc<Semaphore>,
}

#[derive(Default)]
struct JobList {
    last: u64,
    jobs: BTreeMap<u64, LongJob>,
}

struct LongJob {
    progress: Progress,
    answer: Option<Result<WrittenAnswer, HttpRefusal>>,
}

/// How far a job is.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(super) struct JobState {
    /// The number of the job, which ends its address.
    id: u64,
    /// The steps that are done.
    done: u64,
    /// The steps that are known of; 0 before it begins.
    total: u64,
}

impl Jobs {
    /// Starts without jobs.
    pub(super) fn new() -> Self {
        Self { list: Mutex::default(), turn: Arc::new(Semaphore::new(1)) }
    }

    /// Begins a job.
    pub(super) fn begin(
        self: &Arc<Self>,
        pool: Arc<ThreadPool>,
        work: impl FnOnce(&Progress) -> Result<WrittenAnswer, HttpRefusal> + Send + 'static,
    ) -> HttpReply {
        let progress = Progress::default();
        let id = {
            let mut list = self.list();
            if list.jobs.values().filter(|job| job.answer.is_none()).count() >= MAX_OPEN_JOBS {
                let reason = "too many long questions are waiting: end one, or ask again when one is done";
                return HttpRefusal::new(StatusCode::TOO_MANY_REQUESTS, reason).reply();
            }
            list.last += 1;
            let id = list.last;
            list.jobs.insert(id, LongJob { progress: progress.clone(), answer: None });
            list.forget();
            id
        };
        let (jobs, turn) = (self.clone(), self.turn.clone());
        tokio::spawn(async move {
            let Ok(turn) = turn.acquire_owned().await else { return };
            let act = move || {
                let _turn = turn;
                // One that was given up while it waited is not begun.
                let is_wanted = jobs.list().jobs.contains_key(&id);
                let answer =
                    is_wanted.then(|| worked(&pool, &progress, work).unwrap_or_else(|error| Err(error.into())));
                if let Some(job) = jobs.list().jobs.get_mut(&id) {
                    job.answer = answer;
                }
            };
            // A panic of the work is among its errors.
            let _ = tokio::task::spawn_blocking(act).await;
        });
        json(StatusCode::ACCEPTED, &JobState { id, done: 0, total: 0 })
    }

    /// Sends the answer of a job, or how far it is.
    pub(super) fn look(&self, id: u64) -> HttpReply {
        match self.list().jobs.get(&id) {
            None => unknown(),
            Some(LongJob { answer: Some(Ok((kind, bytes))), .. }) => sent(StatusCode::OK, kind, bytes.clone()),
            Some(LongJob { answer: Some(Err(refusal)), .. }) => refusal.reply(),
            Some(LongJob { progress, answer: None }) => {
                let (done, total) = progress.now();
                json(StatusCode::ACCEPTED, &JobState { id, done, total })
            }
        }
    }

    /// Gives up a job, or forgets its answer.
    pub(super) fn end(&self, id: u64) -> HttpReply {
        match self.list().jobs.remove(&id) {
            None => unknown(),
            Some(job) => {
                job.progress.cancel();
                sent(StatusCode::NO_CONTENT, super::reply::JSON, "")
            }
        }
    }

    /// Gives up all jobs.
    pub(super) fn end_all(&self) {
        self.turn.close();
        self.list().jobs.values().for_each(|job| job.progress.cancel());
    }

    fn list(&self) -> MutexGuard<'_, JobList> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl JobList {
    /// Forgets the oldest of those that are done.
    fn forget(&mut self) {
        while self.jobs.len() > MAX_KEPT_JOBS {
            let Some((&oldest, _)) = self.jobs.iter().find(|(_, job)| job.answer.is_some()) else { return };
            self.jobs.remove(&oldest);
        }
    }
}

fn unknown() -> HttpReply {
    let reason = "there is no such job, or its answer is forgotten: ask again";
    HttpRefusal::new(StatusCode::NOT_FOUND, reason).reply()
}
