//! A limit on the memory that the program takes: it ends with words before the system ends it without.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytesize::ByteSize;

use super::failure::{Exit, Failure, say};
use super::signals::end_with;

/// How often the memory is looked at.
const INTERVAL: Duration = Duration::from_millis(5);
/// The share of a limit of the system that is used: beyond it the next allocation could be refused.
const USED_SHARE: f64 = 0.9;
/// The share that is memory and not only addresses kept free for threads, where it is the memory that is too much.
const TAKEN_SHARE: f64 = 0.5;

/// The memory that the program may take in bytes; 0 for no limit.
static LIMIT: AtomicU64 = AtomicU64::new(0);

/// Watches the memory from now on: that asked for, or else what the system lets a process have.
pub(super) fn watch(limit: Option<ByteSize>) {
    LIMIT.store(limit.map_or(0, |limit| limit.as_u64()), Ordering::SeqCst);
    let address_space = address_space();
    if limit.is_none() && address_space.is_none() {
        return;
    }
    let look = move || {
        loop {
            if let Err(failure) = within(address_space) {
                end_with(|| say(&format!("error: {failure}")), Exit::Failed as i32);
            }
            std::thread::sleep(INTERVAL);
        }
    };
    // Without a thread the memory is looked at before an answer is written.
    let _ = std::thread::Builder::new().spawn(look);
}

/// Fails where more memory is taken than was asked for.
pub(super) fn check() -> Result<(), Failure> {
    within(None)
}

fn within(address_space: Option<u64>) -> Result<(), Failure> {
    let Some(taken) = memory_stats::memory_stats() else { return Ok(()) };
    let limit = LIMIT.load(Ordering::SeqCst);
    let exceeds = |what: &str, limit: u64| {
        let limit = ByteSize(limit).display().si();
        let text = format!("stopped, because this takes more memory than {what} {limit}. {HELP}");
        Err(Failure::Failed(text))
    };
    let [physical, virtual_] = [taken.physical_mem, taken.virtual_mem].map(|bytes| bytes as f64);
    if limit > 0 && physical > limit as f64 {
        return exceeds("--max-memory allows:", limit);
    }
    let is_near = |limit: f64| virtual_ > limit * USED_SHARE && physical > limit * TAKEN_SHARE;
    match address_space {
        Some(limit) if is_near(limit as f64) => exceeds("this process may have:", limit),
        _ => Ok(()),
    }
}

/// What to do about it.
const HELP: &str = "Ask about fewer demands (--from, --to) or in less detail (compare --detail totals)";

/// Returns the limit of the process's address space in bytes, as `ulimit -v` sets it.
fn address_space() -> Option<u64> {
    let limits = std::fs::read_to_string("/proc/self/limits").ok()?;
    let line = limits.lines().find_map(|line| line.strip_prefix("Max address space"))?;
    line.split_whitespace().next()?.parse().ok()
}
