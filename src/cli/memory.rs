//! A limit on the memory that the program takes: it ends with words before the system ends it without.

use std::time::Duration;

use bytesize::ByteSize;

use super::failure::{Exit, Failure, say};
use super::signals::end_with;

/// How often the memory is looked at.
const INTERVAL: Duration = Duration::from_millis(5);

/// Watches the memory from now on, if there is a limit.
pub(super) fn watch(limit: Option<ByteSize>) {
    if limit.is_none() {
        return;
    }
    let look = move || {
        loop {
            if let Err(failure) = check(limit) {
                end_with(|| say(&format!("error: {failure}")), Exit::Failed as i32);
            }
            std::thread::sleep(INTERVAL);
        }
    };
    // Without a thread the memory is looked at before an answer is written.
    let _ = std::thread::Builder::new().spawn(look);
}

/// Fails where more memory is taken than the limit allows.
pub(super) fn check(limit: Option<ByteSize>) -> Result<(), Failure> {
    let taken = || memory_stats::memory_stats().map(|taken| taken.physical_mem as u64);
    match limit.zip(limit.and_then(|_| taken())) {
        Some((limit, taken)) if taken > limit.as_u64() => Err(Failure::Failed(format!(
            "stopped, because this takes more memory than --max-memory allows: {}. Ask about fewer demands (--from, --to) or \
             in less detail (compare --detail totals)",
            limit.display().si()
        ))),
        _ => Ok(()),
    }
}
