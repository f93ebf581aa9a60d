//! Signals that end the program: no file is left in part, and a study ends between partitions.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use corridor::sweep::store::WritingEnded;

#[cfg(unix)]
use {
    super::failure::say,
    signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGXCPU, SIGXFSZ},
    signal_hook::iterator::Signals,
    std::sync::{Arc, Once, mpsc},
};

/// Whether the program is to end as soon as no file is there in part.
static IS_ENDING: AtomicBool = AtomicBool::new(false);
/// Whether a study runs, which Ctrl-C ends after the partition at hand, and is to say so.
static IS_STUDY: AtomicBool = AtomicBool::new(false);
static IS_QUIET: AtomicBool = AtomicBool::new(false);
/// Whether Ctrl-C is how the program is meant to end.
static IS_QUIET_END: AtomicBool = AtomicBool::new(false);
/// Whether the study is to end.
static IS_STOPPED: AtomicBool = AtomicBool::new(false);

/// Lets the first Ctrl-C end a study after the partition at hand, and the second one at once.
pub(super) fn stop_between_partitions(quiet: bool) {
    IS_QUIET.store(quiet, Ordering::SeqCst);
    IS_STUDY.store(true, Ordering::SeqCst);
    watch();
}

/// Lets Ctrl-C end the program as something that is done: once no file is there in part, with success.
pub(super) fn end_quietly() {
    IS_QUIET_END.store(true, Ordering::SeqCst);
    watch();
}

/// Returns whether the study is to end after the partition at hand.
pub(super) fn is_stopped() -> bool {
    IS_STOPPED.load(Ordering::SeqCst)
}

/// Waits until no file is there in part; signals that end the program wait until the result is dropped.
pub(super) fn writing() -> MutexGuard<'static, ()> {
    static WRITING: Mutex<()> = Mutex::new(());
    WRITING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Returns whether the file at hand is to be given up because the program ends.
pub(super) fn is_ending() -> bool {
    IS_ENDING.load(Ordering::SeqCst)
}

/// Waits until the signal has ended the program.
pub(super) fn wait_for_the_end() -> ! {
    loop {
        std::thread::park();
    }
}

/// Makes a file that grows beyond a limit an error of writing, which names it; otherwise the program would be gone without
/// a word.
pub(super) fn report_file_limits() {
    #[cfg(unix)]
    // Without it nothing is lost but the words.
    let _ = signal_hook::flag::register(SIGXFSZ, Arc::default());
}

/// Lets signals wait for the file that is being written. A program that writes none ends by them as any other.
#[cfg(unix)]
pub(super) fn watch() {
    static WATCH: Once = Once::new();
    WATCH.call_once(|| {
        let (ready, is_ready) = mpsc::channel();
        let watch = move || {
            let asked = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGXCPU].into_iter().filter(|&signal| !is_ignored(signal));
            let mut signals = Signals::new(asked);
            // Whoever waits for it goes on without a word where it is gone.
            let _ = ready.send(());
            for signal in signals.iter_mut().flat_map(Signals::forever) {
                end_by(signal);
            }
        };
        // Without a thread signals end the program at once, as they do where there is none of this.
        if std::thread::Builder::new().spawn(watch).is_ok() {
            let _ = is_ready.recv();
        }
    });
}

/// Elsewhere Ctrl-C ends the program at once; whole files stay whole by that, too.
#[cfg(not(unix))]
pub(super) const fn watch() {}

/// Ends the program with some words as soon as no file is there in part.
pub(super) fn end_with(say: impl FnOnce(), exit: i32) -> ! {
    IS_ENDING.store(true, Ordering::SeqCst);
    let _whole = writing();
    let _studies = WritingEnded::wait();
    say();
    std::process::exit(exit)
}

#[cfg(unix)]
fn end_by(signal: i32) {
    if signal == SIGINT && IS_STUDY.load(Ordering::SeqCst) && !IS_STOPPED.swap(true, Ordering::SeqCst) {
        if !IS_QUIET.load(Ordering::SeqCst) {
            say("stopping after the partition at hand; again to stop at once");
        }
        return;
    }
    if signal == SIGINT && IS_QUIET_END.load(Ordering::SeqCst) {
        end_with(|| (), 0);
    }
    IS_ENDING.store(true, Ordering::SeqCst);
    let _whole = writing();
    let _studies = WritingEnded::wait();
    // It ends the program as if nobody had watched, so that shells and schedulers see by what.
    let _ = signal_hook::low_level::emulate_default_handler(signal);
}

/// Returns whether a signal was to be ignored when the program was started: by `nohup`, or in the background of a script.
#[cfg(unix)]
fn is_ignored(signal: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    ignored.and_then(|bits| u64::from_str_radix(bits.trim(), 16).ok()).is_some_and(|bits| bits >> (signal - 1) & 1 == 1)
}
