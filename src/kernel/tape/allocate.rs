//! Allocation of slots: from recorded values to steps over slots. Values that no answer depends on are dropped; a slot
//! is reused once its value has been read for the last time.

use crate::lanes::{Program, ProgramStep};

use super::record::{Recording, ValueId, ValueOrigin};

/// A program with the slots of its inputs, constants and answers.
#[derive(Debug)]
pub(super) struct Allocated {
    pub(super) program: Program,
    /// The class and slot of each input that an answer depends on, in the order of slots.
    pub(super) inputs: Vec<(u32, u32)>,
    /// The number and slot of each constant; the first is infinity.
    pub(super) constants: Vec<(f64, u32)>,
    /// The slot of each answer.
    pub(super) answers: Vec<Option<u32>>,
}

/// The values that can be read after a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retention {
    /// The costs: a slot is reused as soon as its value is not needed any more.
    Costs,
    /// The costs and the paths: every value has a slot of its own.
    Paths,
}

const NEVER: u32 = u32::MAX;

/// Allocates slots for the values that answers depend on.
pub(super) fn allocate(record: &Recording, answers: &[Option<ValueId>], keep: Retention) -> Allocated {
    let mut last_read = last_reads(record, answers);
    let needed: Vec<ValueId> = (0..record.len() as u32).filter(|&value| last_read[value as usize] != NEVER).collect();
    let mut slots = SlotAllocator { next: 2, free: Vec::new() };
    let mut slot_of = vec![NEVER; record.len()];
    let mut inputs = Vec::new();
    // Slot 0 contains infinity and slot 1 zero: with them the one kind of step is also a plain sum or a plain minimum.
    let mut constants = vec![(f64::INFINITY, 0), (0.0, 1)];
    // Inputs and constants come first and are never overwritten. They are in the order in which steps first read them,
    // so that memory is read from front to back.
    let reads = needed.iter().flat_map(|&value| parts(record.origin(value)));
    for value in reads.chain(answers.iter().flatten().copied()) {
        let slot = &mut slot_of[value as usize];
        match record.origin(value) {
            ValueOrigin::Input(class) if *slot == NEVER => {
                *slot = slots.take();
                inputs.push((class, *slot));
            }
            ValueOrigin::Constant(bits) if *slot == NEVER => {
                *slot = slots.take();
                constants.push((f64::from_bits(bits), *slot));
            }
            _ => {}
        }
    }
    let is_given = |value: ValueId| matches!(record.origin(value), ValueOrigin::Input(_) | ValueOrigin::Constant(_));
    let mut steps = Vec::new();
    for value in needed {
        let origin = record.origin(value);
        if keep == Retention::Costs {
            for part in parts(origin).filter(|&part| !is_given(part)) {
                if last_read[part as usize] == value {
                    slots.free.push(slot_of[part as usize]);
                    // The last reader may read the value twice.
                    last_read[part as usize] = NEVER;
                }
            }
        }
        let slot = |part: ValueId| slot_of[part as usize];
        let (or, first, second) = match origin {
            ValueOrigin::Input(_) | ValueOrigin::Constant(_) => continue,
            ValueOrigin::Least(or, first, second) => (slot(or), slot(first), slot(second)),
            ValueOrigin::Smaller(or, other) => (slot(or), slot(other), 1),
            ValueOrigin::Sum(first, second) => (0, slot(first), slot(second)),
        };
        let to = slots.take();
        slot_of[value as usize] = to;
        steps.push(ProgramStep { to, or, first, second });
    }
    let answers = answers.iter().map(|answer| answer.map(|value| slot_of[value as usize])).collect();
    Allocated { program: Program::new(slots.next as usize, &steps), inputs, constants, answers }
}

/// Returns for each value the last one that reads it, or `NEVER`; answers are read after all values.
fn last_reads(record: &Recording, answers: &[Option<ValueId>]) -> Vec<ValueId> {
    let mut last_read = vec![NEVER; record.len()];
    for &answer in answers.iter().flatten() {
        last_read[answer as usize] = record.len() as u32;
    }
    for value in (0..record.len() as u32).rev() {
        let is_needed = last_read[value as usize] != NEVER;
        for part in parts(record.origin(value)) {
            if is_needed && last_read[part as usize] == NEVER {
                last_read[part as usize] = value;
            }
        }
    }
    last_read
}

/// Returns the values that a value is computed from.
fn parts(origin: ValueOrigin) -> impl Iterator<Item = ValueId> {
    let parts = match origin {
        ValueOrigin::Input(_) | ValueOrigin::Constant(_) => [None; 3],
        ValueOrigin::Sum(left, right) | ValueOrigin::Smaller(left, right) => [Some(left), Some(right), None],
        ValueOrigin::Least(or, left, right) => [Some(or), Some(left), Some(right)],
    };
    parts.into_iter().flatten()
}

/// An allocator of slots that reuses the one freed last first, because it is most likely to be in the cache.
struct SlotAllocator {
    next: u32,
    free: Vec<u32>,
}

impl SlotAllocator {
    fn take(&mut self) -> u32 {
        self.free.pop().unwrap_or_else(|| {
            self.next += 1;
            self.next - 1
        })
    }
}
