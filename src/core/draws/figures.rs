//! Which figures are drawn, from what, and which of them go together.

use std::collections::{BTreeMap, BTreeSet};

use crate::ids::{FigureId, IdVec};

use super::correlation::{self, Correlation};
use super::distribution::Distribution;
use super::error::DrawError;
use super::philox::stream;

/// A figure with its distribution.
#[derive(Clone, Debug, PartialEq)]
struct DrawnFigure {
    path: String,
    value: f64,
    distribution: Distribution,
}

/// The distributions of all figures of the register, and their correlations.
///
/// # Example
/// ```
/// # std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).expect("the project");
/// use corridor::answer::Prepared;
/// use corridor::draws::{Correlation, Distribution, Distributions, Draws};
///
/// let case = Prepared::prepare(std::path::Path::new("scenarios/hunchun-ningbo-2019.toml"), &[])?;
/// let mut distributions = Distributions::of_case(&case)?;
/// let lot = distributions.find("cargo.lot_t").expect("every scenario has a lot");
/// distributions.set(lot, Distribution::Uniform { low: 2000.0, high: 4000.0 })?;
/// let value = distributions.find("cargo.value_per_t").expect("and a value");
/// distributions.set(value, Distribution::normal(1800.0, 100.0, None, None))?;
/// distributions.correlate(&[Correlation::new("cargo.lot_t", "cargo.value_per_t", -0.5)])?;
///
/// let draws = Draws::new(&distributions, 42);
/// let mut values = draws.start();
/// draws.fill(0, &[lot, value], &mut values);
/// assert_eq!(values[3].0[5], values[3].0[5]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Distributions {
    figures: IdVec<FigureId, DrawnFigure>,
    /// The streams of random numbers that are mixed into those of figures that go together, with their weights.
    mixtures: BTreeMap<FigureId, Vec<(u64, f64)>>,
    /// The figures that go with a market.
    of_markets: BTreeSet<FigureId>,
    settled: BTreeSet<FigureId>,
}

impl Distributions {
    /// Makes distributions of figures that are fixed at their values, by path.
    pub fn fixed(figures: impl IntoIterator<Item = (String, f64)>) -> Self {
        let fixed = |(path, value)| DrawnFigure { path, value, distribution: Distribution::Constant(value) };
        let figures = figures.into_iter().map(fixed).collect();
        Self { figures, mixtures: BTreeMap::new(), of_markets: BTreeSet::new(), settled: BTreeSet::new() }
    }

    /// Iterates over all figures, drawn or fixed.
    pub fn ids(&self) -> impl Iterator<Item = FigureId> + use<> {
        self.figures.ids()
    }

    /// Returns the figure of a path.
    pub fn find(&self, path: &str) -> Option<FigureId> {
        self.figures.enumerate().find(|(_, figure)| figure.path == path).map(|(id, _)| id)
    }

    /// Returns the path of a figure.
    pub fn path(&self, figure: FigureId) -> &str {
        &self.figures[figure].path
    }

    /// Returns the distribution of a figure.
    pub fn distribution(&self, figure: FigureId) -> &Distribution {
        &self.figures[figure].distribution
    }

    /// Returns the value of a figure where it is not drawn: that of its distribution if there is but one.
    pub fn value(&self, figure: FigureId) -> f64 {
        match self.figures[figure].distribution {
            Distribution::Constant(value) => value,
            _ => self.figures[figure].value,
        }
    }

    /// Iterates over the figures that are not fixed.
    pub fn drawn(&self) -> impl Iterator<Item = FigureId> {
        let is_drawn = |figure: &DrawnFigure| !matches!(figure.distribution, Distribution::Constant(_));
        self.figures.enumerate().filter(move |(_, figure)| is_drawn(figure)).map(|(id, _)| id)
    }

    /// Draws a figure from a distribution.
    ///
    /// # Errors
    /// Refuses numbers that make none.
    pub fn set(&mut self, figure: FigureId, distribution: Distribution) -> Result<(), DrawError> {
        let drawn = &mut self.figures[figure];
        let fault = |fault| DrawError::Distribution { path: drawn.path.clone(), fault };
        drawn.distribution = distribution.checked().map_err(fault)?;
        self.settled.remove(&figure);
        Ok(())
    }

    /// Keeps a figure at its value, however it is drawn otherwise.
    ///
    /// What is correlated with it is drawn as before: to set a figure is no observation of it.
    pub fn settle(&mut self, figure: FigureId) {
        let drawn = &mut self.figures[figure];
        drawn.distribution = Distribution::Constant(drawn.value);
        self.settled.insert(figure);
    }

    /// Iterates over the figures that were settled.
    pub fn settled(&self) -> impl Iterator<Item = FigureId> {
        self.settled.iter().copied()
    }

    /// Correlates figures by these pairs and no others; those that no pair names stay independent.
    ///
    /// # Errors
    /// Refuses figures that are not there, pairs that are given twice, and correlations that no draws can have.
    pub fn correlate(&mut self, pairs: &[Correlation]) -> Result<(), DrawError> {
        let mixtures = correlation::mixtures(pairs, |path| self.find(path))?;
        let of_figure = |(other, weight): (FigureId, f64)| (stream(self.path(other)), weight);
        self.mixtures =
            mixtures.into_iter().map(|(figure, own)| (figure, own.into_iter().map(of_figure).collect())).collect();
        self.of_markets.clear();
        Ok(())
    }

    /// Lets some figures go with a market, by the correlation of each two of them; a figure that goes with others already
    /// is left out.
    pub fn join_market(&mut self, market: &str, rho: f64, figures: impl IntoIterator<Item = FigureId>) {
        let factor = (stream(&format!("markets.{market}")), rho.sqrt());
        for figure in figures {
            if rho > 0.0 && !self.mixtures.contains_key(&figure) {
                self.mixtures.insert(figure, vec![factor, (stream(self.path(figure)), (1.0 - rho).sqrt())]);
                self.of_markets.insert(figure);
            }
        }
    }

    /// Lets the figures of all markets be independent again.
    pub(crate) fn leave_markets(&mut self) {
        for figure in std::mem::take(&mut self.of_markets) {
            self.mixtures.remove(&figure);
        }
    }

    /// Returns whether any figure goes with a market.
    pub(crate) fn has_markets(&self) -> bool {
        !self.of_markets.is_empty()
    }

    /// Returns the streams that are mixed into the number of a figure, with their weights, if it goes with others.
    pub(crate) fn mixture(&self, figure: FigureId) -> Option<&[(u64, f64)]> {
        self.mixtures.get(&figure).map(Vec::as_slice)
    }
}
