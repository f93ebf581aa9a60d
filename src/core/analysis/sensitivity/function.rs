//! What the methods ask for: a function of uncertain inputs, eight points at a time.

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
///     fn inputs(&self) -> usize {
///         2
///     }
///     fn outputs(&self) -> usize {
///         1
///     }
///     fn value(&self, _input: usize, probability: f64) -> f64 {
///         probability
///     }
///     fn evaluate(&self, inputs: &[Block]) -> Vec<Block> {
///         vec![Block(std::array::from_fn(|lane| 2.0 * inputs[0].0[lane] + inputs[1].0[lane]))]
///     }
/// }
///
/// // The variance is (4 + 1) / 12, of which the first input makes 4 / 5.
/// let found = sobol(&Sum, 4096, 1, false).remove(0);
/// assert!((found.total[0].value - 0.8).abs() < 3.0 * found.total[0].error);
/// ```
pub trait Function: Sync {
    /// Returns how many inputs there are.
    fn inputs(&self) -> usize;

    /// Returns how many outputs there are.
    fn outputs(&self) -> usize;

    /// Returns the value of an input whose lower values have a probability, from 0 to 1.
    fn value(&self, input: usize, probability: f64) -> f64;

    /// Works out eight points.
    ///
    /// # Shape
    /// One block for each input; the result has one for each output.
    fn evaluate(&self, inputs: &[Block]) -> Vec<Block>;
}
