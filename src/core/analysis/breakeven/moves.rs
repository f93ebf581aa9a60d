//! Demands while one figure after the other is moved: what levers ask.

use crate::analysis::breakeven::Flip;
use crate::answer::Prepared;
use crate::ids::{DemandId, FigureId, Id};
use crate::units::Money;

use super::probe::{Memory, Probe};
use super::search::{Demands, Search};
use super::truth::Side;
use super::{as_flip, cuts_of, sensible_span};

/// Says which way a figure is moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Leading {
    Downwards,
    Upwards,
}

/// Answers some demands while one figure after the other moves.
pub(crate) struct Moves<'a> {
    case: &'a Prepared,
    probe: Probe,
    grounds: Demands<'a>,
}

impl<'a> Moves<'a> {
    /// Prepares to move some figures, of which none shapes the network.
    pub(crate) fn new(case: &'a Prepared, demands: &'a [DemandId], figures: &[FigureId]) -> Self {
        let probe = Probe::new(case, demands, figures);
        Self { case, probe, grounds: Demands::new(case, demands) }
    }

    /// Makes the memory of a thread.
    pub(crate) fn memory(&self) -> Memory {
        self.probe.memory()
    }

    /// Returns the total of each demand by each corridor as things stand.
    pub(crate) fn today(&self) -> Vec<Option<Money>> {
        let model = self.case.model();
        let totals = self.case.totals();
        let corridors = model.corridors.len();
        let of_demand = |demand: &DemandId| totals[demand.index() * corridors..][..corridors].to_vec();
        self.grounds.ids().iter().flat_map(of_demand).collect()
    }

    /// Returns the total of each demand by each corridor with a figure at some values.
    pub(crate) fn totals(&self, memory: &mut Memory, figure: FigureId, values: &[f64]) -> Vec<Vec<Option<Money>>> {
        let money = |total: f64| total.is_finite().then(|| Money::from_kernel(total));
        let all = self.probe.totals(memory, figure, values);
        all.into_iter().map(|totals| totals.into_iter().map(money).collect()).collect()
    }

    /// Finds the flip that needs the least move of a figure in one direction, and the place of its demand.
    pub(crate) fn first_flip(&self, memory: &mut Memory, figure: FigureId, leading: Leading) -> Option<(usize, Flip)> {
        let side = if leading == Leading::Downwards { Side::Below } else { Side::Above };
        let model = self.case.model();
        let span = sensible_span(model, figure);
        let cuts = cuts_of(self.case, self.grounds.exact(), figure, &span).ok()?;
        let search = Search { demands: &self.grounds, probe: &self.probe, figure, side, span: &span, cuts: &cuts };
        let found = search.nearest(memory)?;
        Some((found.demand, as_flip(model, figure, side, found.exact, &found.turn)?))
    }
}
