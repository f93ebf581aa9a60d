//! How far a long answer is and how long it still takes, on stderr: a bar on a terminal, else a line now and then.
#![expect(clippy::disallowed_types, reason = "what people are told of time goes into no answer")]

use std::io::{self, IsTerminal};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use corridor::answer::Progress as Steps;

use super::failure::say;

/// How often a line is written where there is no terminal.
const BETWEEN_LINES: Duration = Duration::from_secs(5);
/// How often is looked how far an answer is.
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);
/// What takes less than that is done before anybody reads a bar.
const BEFORE_BAR: Duration = Duration::from_secs(1);

/// Measures how long something takes.
pub(super) fn timed<T>(action: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let value = action();
    (value, start.elapsed())
}

/// The progress of a long answer, shown to people.
pub(super) struct ProgressDisplay {
    what: &'static str,
    total: u64,
    done: u64,
    start: Instant,
    last_line: Instant,
    bar: Option<ProgressBar>,
    quiet: bool,
}

impl ProgressDisplay {
    /// Begins with so many things to do.
    pub(super) fn new(total: u64, what: &'static str, quiet: bool) -> Self {
        let on_terminal = !quiet && io::stderr().is_terminal();
        let bar = on_terminal.then(|| {
            let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr());
            let style = ProgressStyle::with_template(&format!("{{bar:30}} {{pos}} of {{len}} {what}{{msg}}"));
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar
        });
        let now = Instant::now();
        Self { what, total, done: 0, start: now, last_line: now, bar, quiet }
    }

    /// Counts so many more things as done.
    pub(super) fn add(&mut self, more: u64) {
        self.done += more;
        self.show();
    }

    fn show(&mut self) {
        let left = self.left();
        if let Some(bar) = &self.bar {
            bar.set_message(left);
            bar.set_position(self.done);
        } else if !self.quiet && self.done < self.total && self.last_line.elapsed() >= BETWEEN_LINES {
            self.last_line = Instant::now();
            say(&format!("{} of {} {}{left}", self.done, self.total, self.what));
        }
    }

    /// Ends the bar, so that other lines can follow.
    pub(super) fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    /// Estimates the time that is left from the mean pace so far; steps differ, so it is no more than an estimate.
    fn left(&self) -> String {
        if self.done == 0 || self.done >= self.total {
            return String::new();
        }
        let seconds = self.start.elapsed().as_secs_f64() / self.done as f64 * (self.total - self.done) as f64;
        format!(", about {} left", in_words(seconds))
    }
}

/// Shows how far an answer is until it is dropped.
pub(super) struct Watching {
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Watching {
    /// Begins to look at what a case counts.
    pub(super) fn of(watch: &Steps, quiet: bool) -> Self {
        let (watch, is_over) = (watch.clone(), Arc::new(AtomicBool::new(false)));
        let over = Arc::clone(&is_over);
        let look = move || {
            let start = Instant::now();
            let mut progress: Option<ProgressDisplay> = None;
            while !over.load(Ordering::Relaxed) {
                std::thread::park_timeout(BETWEEN_LOOKS);
                let (done, total) = watch.now();
                if total == 0 || start.elapsed() < BEFORE_BAR || over.load(Ordering::Relaxed) {
                    continue;
                }
                let progress = progress
                    .get_or_insert_with(|| ProgressDisplay { start, ..ProgressDisplay::new(total, "steps", quiet) });
                (progress.done, progress.total) = (done, total);
                if let Some(bar) = &progress.bar {
                    bar.set_length(total);
                }
                progress.show();
            }
            if let Some(progress) = progress {
                progress.end();
            }
        };
        // Without a thread to look the answer is worked out all the same.
        let thread = (!quiet).then(|| std::thread::Builder::new().spawn(look).ok()).flatten();
        Self { is_over, thread }
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            // A bar that failed to be drawn is no failure of the answer.
            let _ = thread.join();
        }
    }
}

/// Writes a time as people say it.
pub(super) fn in_words(seconds: f64) -> String {
    match seconds {
        s if s < 1.0 => "a second".to_owned(),
        s if s < 90.0 => format!("{s:.0} s"),
        s if s < 5400.0 => format!("{:.0} min", s / 60.0),
        s if s < 129_600.0 => format!("{:.1} h", s / 3600.0),
        s => format!("{:.0} days", s / 86400.0),
    }
}

#[cfg(test)]
mod tests {
    use super::in_words;

    #[test]
    fn times_are_said_in_the_unit_that_fits() {
        let said = [0.2, 12.4, 600.0, 7200.0, 864_000.0].map(in_words);
        assert_eq!(said, ["a second", "12 s", "10 min", "2.0 h", "10 days"]);
    }
}
