//! What the methods ask for: a function of uncertain inputs, eight points at a time.

use std::sync::{Mutex, PoisonError};

use corridor_kernel::lanes::Block;

/// A function of uncertain inputs, worked out for eight points at a time.
///
/// # Example
/// ```
/// use corridor_kernel::lanes::Block;
/// use corridor::analysis::sensitivity::{Function, sobol};
///
/// /// Twice the first input and the second, each from 0 to 1.
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
    /// The memory of one thread.
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

/// The memories that no thread uses.
pub(super) struct Pool<'a, F: Function> {
    pub(super) function: &'a F,
    idle: Mutex<Vec<F::Memory>>,
}

impl<'a, F: Function> Pool<'a, F> {
    /// Makes an empty pool.
    pub(super) const fn new(function: &'a F) -> Self {
        Self { function, idle: Mutex::new(Vec::new()) }
    }

    /// Works with a memory that no other thread uses.
    pub(super) fn with<T>(&self, work: impl FnOnce(&mut F::Memory) -> T) -> T {
        // A memory is pushed whole or not at all.
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = idle().pop();
        let mut memory = taken.unwrap_or_else(|| self.function.memory());
        let out = work(&mut memory);
        idle().push(memory);
        out
    }
}
