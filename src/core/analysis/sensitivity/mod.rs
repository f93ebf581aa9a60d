//! Which uncertain figures drive an answer: global sensitivity analysis.
//!
//! ```text
//! points   inputs between 0 and 1         oat      one input after the other at its ends
//! walk     from one point to another      morris   elementary effects, on walks
//! estimate ratios of sums with errors     sobol    first order, total and pairs, on rows
//!                                         shapley  shares that add up to 1, on walks; inputs may go together
//! ```
//!
//! The methods know nothing of corridors: they ask a [`Function`] for eight points at a time, be it a textbook's or
//! [`contest::Contests`], which is what corridors of a case cost more than others. [`study()`] puts both together.
//! Every sum is taken in an order that does not depend on threads, so neither do the answers.

mod result;

pub use result::{
    Driver, Drivers, DrivingPair, Estimated, Leading, Sensitivity, SensitivityDemand, Uncontested, VariedFigure,
};

mod contest;
mod estimate;
mod morris;
mod oat;
mod points;
mod report;
mod shapley;
mod sobol;
mod study;
mod walk;

use std::sync::{Mutex, PoisonError};

use corridor_kernel::lanes::Block;

pub use contest::{Contest, Contests};
pub use estimate::Estimate;
pub use morris::{Effect, LEVELS, morris};
pub use oat::{Swing, oat};
pub use shapley::{Shapley, Together, shapley};
pub use sobol::{PairShare, Sobol, sobol};
pub use study::{Asked, Ends, Method, SensitivityError, study};

/// Is a function of uncertain inputs, worked out for eight points at a time.
///
/// # Example
/// ```
/// use corridor_kernel::lanes::Block;
/// use corridor::analysis::sensitivity::{Function, sobol};
///
/// /// Is twice its first input and its second, each from 0 to 1.
/// struct Sum;
///
/// impl Function for Sum {
///     type Memory = ();
///     fn inputs(&self) -> usize {
///         2
///     }
///     fn outputs(&self) -> usize {
///         1
///     }
///     fn value(&self, _input: usize, probability: f64) -> f64 {
///         probability
///     }
///     fn memory(&self) {}
///     fn evaluate(&self, _memory: &mut (), inputs: &[Block], outputs: &mut [Block]) {
///         for lane in 0..8 {
///             outputs[0].0[lane] = 2.0 * inputs[0].0[lane] + inputs[1].0[lane];
///         }
///     }
/// }
///
/// // The variance is (4 + 1) / 12, of which the first input makes 4 / 5.
/// let found = sobol(&Sum, 4096, 1, false).remove(0);
/// assert!((found.total[0].value - 0.8).abs() < 3.0 * found.total[0].error);
/// ```
pub trait Function: Sync {
    /// Is the memory of one thread.
    type Memory: Send;

    /// Returns how many inputs there are.
    fn inputs(&self) -> usize;

    /// Returns how many outputs there are.
    fn outputs(&self) -> usize;

    /// Returns the value of an input whose lower values have a probability, from 0 to 1.
    fn value(&self, input: usize, probability: f64) -> f64;

    /// Makes the memory of a thread.
    fn memory(&self) -> Self::Memory;

    /// Works out eight points.
    ///
    /// # Shape
    /// One block for each input, one for each output.
    fn evaluate(&self, memory: &mut Self::Memory, inputs: &[Block], outputs: &mut [Block]);
}

/// Keeps the memories that no thread uses.
struct Pool<'a, F: Function> {
    function: &'a F,
    idle: Mutex<Vec<F::Memory>>,
}

impl<'a, F: Function> Pool<'a, F> {
    const fn new(function: &'a F) -> Self {
        Self { function, idle: Mutex::new(Vec::new()) }
    }

    /// Lends a memory.
    fn with<T>(&self, work: impl FnOnce(&mut F::Memory) -> T) -> T {
        // A memory is pushed whole or not at all.
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = idle().pop();
        let mut memory = taken.unwrap_or_else(|| self.function.memory());
        let out = work(&mut memory);
        idle().push(memory);
        out
    }
}

#[cfg(test)]
mod textbook;
