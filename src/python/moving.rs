//! A scenario some figures of which take many values, one after another.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::PyBytes;

use corridor::analysis::{Selection, parse};
use corridor::answer::Prepared;
use corridor::sweep::MovingFigures;

use super::wait::{NoAnswer, worked};

/// Millionths of one unit of money.
const MICROS: f64 = 1e6;

/// Figures of a scenario that move.
#[pyclass(frozen, module = "corridor._corridor")]
pub(super) struct MovingCase(Arc<MovingFigures>);

impl MovingCase {
    /// Prepares to move figures.
    pub(super) fn of(case: &Prepared, paths: Vec<String>, select: &str) -> Result<Self, NoAnswer> {
        let select: Selection = parse(select).map_err(|error| NoAnswer::of(&error))?;
        let case = case.selected_again(case.overrides(), &select)?;
        Ok(Self(Arc::new(MovingFigures::new(case, select, paths)?)))
    }
}

#[pymethods]
impl MovingCase {
    /// Lists the pairs in the order of their totals: origin, destination, regime, corridor.
    fn pairs(&self) -> Vec<(String, String, &'static str, String)> {
        let pairs = self.0.questions().iter();
        pairs.map(|pair| (pair.from.clone(), pair.to.clone(), pair.regime, pair.corridor.clone())).collect()
    }

    /// Answers sets of values, given as doubles of this machine: the totals as such doubles, not a number where there is no
    /// route, and a byte for each that says whether it is the least of its demand.
    fn totals(&self, py: Python<'_>, values: &[u8]) -> PyResult<(Py<PyBytes>, Py<PyBytes>)> {
        let (doubles, _) = values.as_chunks();
        let values: Vec<f64> = doubles.iter().map(|bytes| f64::from_ne_bytes(*bytes)).collect();
        let moving = self.0.clone();
        let (totals, leads) = worked(py, move |progress| {
            let found = moving.totals(&values, progress).map_err(|error| match error {
                corridor::sweep::MovingError::Invalid(problems) => problems.into(),
                other => NoAnswer::of(&other),
            })?;
            let total =
                |total: &Option<corridor::units::Money>| total.map_or(f64::NAN, |it| it.micros() as f64 / MICROS);
            let totals: Vec<u8> = found.totals.iter().flat_map(|it| total(it).to_ne_bytes()).collect();
            Ok((totals, found.leads.into_iter().map(u8::from).collect::<Vec<u8>>()))
        })?;
        Ok((PyBytes::new(py, &totals).unbind(), PyBytes::new(py, &leads).unbind()))
    }
}
