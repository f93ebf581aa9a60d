//! Demands for which one figure after the other is moved, as levers are.

use crate::answer::{PairTable, PairTotals, Prepared};
use crate::ids::{DemandId, FigureId};
use crate::units::Money;

use super::bounds::cuts_of;
use super::flip::as_flip;
use super::probe::{Probe, ProbeMemory};
use super::range::sensible_span;
use super::result::Flip;
use super::rounded::Side;
use super::search::{Demands, Search};

/// The direction in which a figure is moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Towards {
    Less,
    More,
}

/// Answers some demands while one figure after the other moves.
pub(crate) struct Moves<'a> {
    case: &'a Prepared,
    probe: Probe,
    demands_asked: Demands<'a>,
}

impl<'a> Moves<'a> {
    /// Prepares to move some figures, of which none shapes the network.
    pub(crate) fn new(case: &'a Prepared, demands: &'a [DemandId], figures: &[FigureId]) -> Self {
        let probe = Probe::new(case, demands, figures);
        Self { case, probe, demands_asked: Demands::new(case, demands) }
    }

    /// Makes the memory of a thread.
    pub(crate) fn memory(&self) -> ProbeMemory {
        self.probe.memory()
    }

    /// Returns the total of each pair with a figure at some values; none where there is no route, or the demand is not asked.
    pub(crate) fn totals(&self, memory: &mut ProbeMemory, figure: FigureId, values: &[f64]) -> Vec<PairTotals> {
        let model = self.case.model();
        let pairs = || self.demands_asked.ids().iter().flat_map(|&demand| model.pairs_of(demand));
        let table = |totals: Vec<f64>| {
            let mut table = PairTable::new(model, |_| None);
            for (pair, total) in pairs().zip(totals) {
                *table.get_mut(pair) = total.is_finite().then(|| Money::from_kernel(total));
            }
            table
        };
        self.probe.totals(memory, figure, values).into_iter().map(table).collect()
    }

    /// Finds the flip that needs the least move of a figure in one direction, and its demand.
    pub(crate) fn first_flip(
        &self,
        memory: &mut ProbeMemory,
        figure: FigureId,
        towards: Towards,
    ) -> Option<(DemandId, Flip)> {
        let side = if towards == Towards::Less { Side::Below } else { Side::Above };
        let model = self.case.model();
        let span = sensible_span(model, figure);
        let cuts = cuts_of(self.case, self.demands_asked.exact(), figure, &span).ok()?;
        let search =
            Search { demands: &self.demands_asked, probe: &self.probe, figure, side, span: &span, cuts: &cuts };
        let found = search.nearest(memory)?;
        Some((self.demands_asked.ids()[found.demand], as_flip(model, figure, side, found.exact, &found.turn)?))
    }
}
