//! How far a study is and how long it still takes, on stderr: a bar on a terminal, else a line now and then.
#![expect(clippy::disallowed_types, reason = "what people are told of time goes into no answer")]

use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::super::failure::say;

/// How often a line is written where there is no terminal.
const BETWEEN_LINES: Duration = Duration::from_secs(5);

/// Measures how long something takes.
pub(super) fn timed<T>(action: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let value = action();
    (value, start.elapsed())
}

/// Tells people how far a study is.
pub(super) struct Progress {
    total: u64,
    done: u64,
    start: Instant,
    last_line: Instant,
    bar: Option<ProgressBar>,
    quiet: bool,
}

impl Progress {
    /// Begins with so many runs to do.
    pub(super) fn new(total: u64, quiet: bool) -> Self {
        let on_terminal = !quiet && io::stderr().is_terminal();
        let bar = on_terminal.then(|| {
            let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr());
            let style = ProgressStyle::with_template("{bar:30} {pos} of {len} runs{msg}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar
        });
        let now = Instant::now();
        Self { total, done: 0, start: now, last_line: now, bar, quiet }
    }

    /// Tells that so many more runs are written.
    pub(super) fn add(&mut self, runs: u64) {
        self.done += runs;
        let left = self.left();
        if let Some(bar) = &self.bar {
            bar.set_message(left);
            bar.set_position(self.done);
        } else if !self.quiet && self.done < self.total && self.last_line.elapsed() >= BETWEEN_LINES {
            self.last_line = Instant::now();
            say(&format!("{} of {} runs{left}", self.done, self.total));
        }
    }

    /// Ends the bar, so that other lines can follow.
    pub(super) fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    /// Says what is left at the mean pace so far, of whole partitions only: runs differ, so it is no more than that.
    fn left(&self) -> String {
        if self.done == 0 || self.done >= self.total {
            return String::new();
        }
        let seconds = self.start.elapsed().as_secs_f64() / self.done as f64 * (self.total - self.done) as f64;
        format!(", about {} left", in_words(seconds))
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
