//! Runs contenders in turns and compares the processor time that each takes for a unit of the same work.

use std::time::Duration;

use nix::time::{ClockId, clock_gettime};

/// The processor time that a contender gets in a round, so that a tick of the clock is nothing beside it.
const TURN: Duration = Duration::from_millis(20);
/// The most times that a contender does its work in a turn.
const MOST_REPEATS: usize = 1 << 16;

/// Returns the processor time that this process has taken so far, all threads together.
fn processor_time() -> Duration {
    clock_gettime(ClockId::CLOCK_PROCESS_CPUTIME_ID).expect("a clock for processor time").into()
}

/// Returns the processor time that a piece of work takes.
pub(crate) fn timed(work: impl FnOnce()) -> Duration {
    let start = processor_time();
    work();
    processor_time().saturating_sub(start)
}

/// Is somebody who can do the work.
pub(crate) struct Contender<'a> {
    name: String,
    /// The units of work that are done each time.
    units: f64,
    /// Does the work so many times and returns the time that it took.
    turn: Box<dyn FnMut(usize) -> Duration + 'a>,
}

impl<'a> Contender<'a> {
    /// Takes what does `units` units of work each time that it is called.
    pub(crate) fn new(name: &str, units: f64, mut work: impl FnMut() + 'a) -> Self {
        let turn = move |repeats| {
            timed(|| {
                for _ in 0..repeats {
                    work();
                }
            })
        };
        Self::with_turns(name, units, turn)
    }

    /// Takes what does the work several times and takes the time by itself, without what it prepares before.
    pub(crate) fn with_turns(name: &str, units: f64, turn: impl FnMut(usize) -> Duration + 'a) -> Self {
        Self { name: name.to_owned(), units, turn: Box::new(turn) }
    }
}

/// Is how a contender did beside the first one.
pub(crate) struct Outcome {
    pub(crate) name: String,
    /// The median over all rounds of the seconds for a unit of work.
    pub(crate) seconds: f64,
    /// The median over all rounds of its time divided by that of the first contender in the same round.
    pub(crate) ratio: f64,
}

/// Runs all contenders in turns, the first one in every round, and returns how each did.
pub(crate) fn race(contenders: &mut [Contender<'_>], rounds: usize) -> Vec<Outcome> {
    let repeats: Vec<usize> = contenders
        .iter_mut()
        .map(|contender| {
            // The first run warms up.
            (contender.turn)(1);
            let once = (contender.turn)(1).max(Duration::from_nanos(1));
            TURN.div_duration_f64(once).ceil().clamp(1.0, MOST_REPEATS as f64) as usize
        })
        .collect();
    let mut seconds = vec![Vec::with_capacity(rounds); contenders.len()];
    for round in 0..rounds {
        // Every round begins with another contender, so that none always comes after the same one.
        for turn in 0..contenders.len() {
            let which = (round + turn) % contenders.len();
            let contender = &mut contenders[which];
            let taken = (contender.turn)(repeats[which]).as_secs_f64();
            seconds[which].push(taken / (repeats[which] as f64 * contender.units));
        }
    }
    let first = seconds[0].clone();
    contenders
        .iter()
        .zip(seconds)
        .map(|(contender, seconds)| Outcome {
            name: contender.name.clone(),
            ratio: median(seconds.iter().zip(&first).map(|(own, first)| own / first).collect()),
            seconds: median(seconds),
        })
        .collect()
}

/// Returns the middle of some numbers.
pub(crate) fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    let middle = numbers.len() / 2;
    if numbers.len() % 2 == 1 { numbers[middle] } else { f64::midpoint(numbers[middle - 1], numbers[middle]) }
}
