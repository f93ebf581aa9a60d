//! The events to come, the soonest first.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Added to the number of an event that happens after all others of its second.
const LAST: u64 = 1 << 63;

/// The events to come; of one second in the order in which they were scheduled.
///
/// # Example
/// ```
/// use corridor_kernel::events::EventQueue;
///
/// let mut queue = EventQueue::default();
/// queue.schedule_last(5, "departs");
/// queue.schedule(5, "arrives");
/// queue.schedule(3, "opens");
/// let order: Vec<_> = std::iter::from_fn(|| queue.next()).collect();
/// assert_eq!(order, [(3, "opens"), (5, "arrives"), (5, "departs")]);
/// ```
#[derive(Clone, Debug)]
pub struct EventQueue<E> {
    heap: BinaryHeap<Reverse<(u64, u64, E)>>,
    scheduled: u64,
}

impl<E: Ord> Default for EventQueue<E> {
    fn default() -> Self {
        Self { heap: BinaryHeap::new(), scheduled: 0 }
    }
}

impl<E: Ord> EventQueue<E> {
    /// Schedules an event for a second.
    pub fn schedule(&mut self, second: u64, event: E) {
        self.heap.push(Reverse((second, self.scheduled, event)));
        self.scheduled += 1;
    }

    /// Schedules an event for the end of a second, after those that are not.
    pub fn schedule_last(&mut self, second: u64, event: E) {
        self.heap.push(Reverse((second, LAST | self.scheduled, event)));
        self.scheduled += 1;
    }

    /// Returns the second of the next event.
    pub fn next_second(&self) -> Option<u64> {
        self.heap.peek().map(|Reverse((second, ..))| *second)
    }

    /// Removes the next event and returns it with its second.
    #[expect(clippy::should_implement_trait, reason = "a queue goes on after it was empty, an iterator need not")]
    pub fn next(&mut self) -> Option<(u64, E)> {
        self.heap.pop().map(|Reverse((second, _, event))| (second, event))
    }
}
