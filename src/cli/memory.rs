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
        let text = format!("this takes more memory than {what} {limit}; nothing is written. {HELP}");
        Err(Failure::Failed(text))
    };
    if limit > 0 && taken.physical_mem as u64 > limit {
        return exceeds("--max-memory allows:", limit);
    }
    match address_space {
        Some(limit) if taken.virtual_mem as f64 > limit as f64 * USED_SHARE => exceeds("this process may have:", limit),
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
