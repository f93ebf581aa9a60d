//! Stage 4: each arc's ten parts as sums of products of figures; a new price needs no new network.

mod arithmetic;
mod attribute;
mod block;
mod compile;
mod draft;
mod formula;
mod haul;
mod powers;
mod price;
mod sketch;
mod terms;

use crate::ids::{ArcId, FigureId, Id, IdVec};
use crate::model::{CargoFigures, Figure, Model, Part, Register};
use crate::network::Network;
use crate::units::Decimal;

pub use attribute::Attribution;
pub use block::BlockPrices;
pub use draft::{Draft, Drafts};
pub use formula::{CostFormula, Formula, Formulas};
pub use powers::Powers;
pub use price::{ArcPrices, PricedArc};
pub use sketch::Sketch;
pub use terms::{Book, Product, TermSum};

/// An amount in one part of the cost: `scale x bounded(sum)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Charge {
    /// The part of the cost.
    pub part: Part,
    /// The amount before its bounds, in the currency and basis of its row.
    pub sum: TermSum,
    /// The minimum amount.
    pub floor: Option<TermSum>,
    /// The maximum amount.
    pub cap: Option<TermSum>,
    /// The step to which the amount is rounded, as quotations are.
    pub round_to: Option<FigureId>,
    /// The factor that converts the amount into one per tonne in the scenario's currency, as one product.
    pub scale: TermSum,
}

/// The cost, time, loss and emissions of one class of arcs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClassCosts {
    /// The charges.
    pub charges: Vec<Charge>,
    /// The hours moving, waiting, handling and at the border.
    pub hours: [TermSum; 4],
    /// The share of cargo lost.
    pub loss: TermSum,
    /// The kilograms of CO2e per tonne.
    pub co2e: TermSum,
    /// The hire of boxes per tonne and hour.
    pub hire: TermSum,
}

/// The costs of a network: one entry for each distinct kind of arc.
#[derive(Clone, Debug, PartialEq)]
pub struct Costs {
    book: Book,
    entries: Vec<ClassCosts>,
    of_arc: IdVec<ArcId, u32>,
    is_transfer: IdVec<ArcId, bool>,
    cargo: CargoFigures,
}

impl Costs {
    /// Compiles the costs of every arc of a network.
    pub fn compile(network: &Network, model: &Model) -> Self {
        compile::compile(network, model)
    }

    /// Returns the entry of an arc.
    pub fn entry(&self, arc: ArcId) -> &ClassCosts {
        &self.entries[self.of_arc[arc] as usize]
    }

    /// Returns the number of an arc's entry, shared by all arcs that cost the same at any values of the figures.
    pub fn entry_number(&self, arc: ArcId) -> u32 {
        self.of_arc[arc]
    }

    /// Returns the number of entries.
    pub fn classes(&self) -> usize {
        self.entries.len()
    }

    /// Returns the values of the figures with every bounded figure at its favourable bound, and with every one at its
    /// unfavourable bound.
    ///
    /// A figure that raises some costs and lowers others keeps its value.
    ///
    /// # Shape
    /// Both results have one entry for each figure of the register.
    pub fn extremes(&self, register: &Register) -> [Vec<Decimal>; 2] {
        let mut raises = vec![false; register.len()];
        let mut lowers = vec![false; register.len()];
        self.book.each_use(|figure, up| if up { raises[figure.index()] = true } else { lowers[figure.index()] = true });
        let cargo = self.cargo;
        for figure in [cargo.value_per_t, cargo.holding_rate_per_year, cargo.carbon_price_per_t] {
            raises[figure.index()] = true;
        }
        let at_bound = |favourable: bool| {
            let end = |(id, figure): (FigureId, &Figure)| {
                let end = match (raises[id.index()], lowers[id.index()]) {
                    (true, false) => {
                        if favourable {
                            figure.low
                        } else {
                            figure.high
                        }
                    }
                    (false, true) => {
                        if favourable {
                            figure.high
                        } else {
                            figure.low
                        }
                    }
                    _ => None,
                };
                end.unwrap_or(figure.value)
            };
            register.iter().map(end).collect()
        };
        [at_bound(true), at_bound(false)]
    }

    /// Returns the figures that the charges, hours, losses and emissions of an arc depend on, some of them several
    /// times.
    pub fn figures_of(&self, arc: ArcId) -> Vec<FigureId> {
        let ClassCosts { charges, hours, loss, co2e, hire } = self.entry(arc);
        let bounds = charges.iter().flat_map(|charge| charge.floor.iter().chain(&charge.cap));
        let of_charges = charges.iter().flat_map(|charge| [&charge.sum, &charge.scale]).chain(bounds);
        let sums = of_charges.chain(hours).chain([loss, co2e, hire]);
        let mut figures: Vec<FigureId> = sums.flat_map(|sum| self.book.figures_of(sum).iter().copied()).collect();
        figures.extend(charges.iter().filter_map(|charge| charge.round_to));
        figures
    }

    /// Returns the figures that any arc's cost, time or emissions depend on, in the order of the register.
    pub fn figures(&self) -> Vec<FigureId> {
        let mut figures: Vec<FigureId> = self.book.figures().collect();
        for charge in self.entries.iter().flat_map(|entry| &entry.charges) {
            figures.extend(charge.round_to);
        }
        let cargo = self.cargo;
        figures.extend([cargo.value_per_t, cargo.holding_rate_per_year, cargo.carbon_price_per_t]);
        figures.sort_unstable();
        figures.dedup();
        figures
    }
}
