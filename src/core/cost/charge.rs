//! The charges, hours, losses and emissions of one class of arcs.

use crate::ids::FigureId;
use crate::model::Part;

use super::terms::TermSum;

/// The positions of the hours of a class by their kind.
pub(super) const MOVING: usize = 0;
pub(super) const WAITING: usize = 1;
pub(super) const HANDLING: usize = 2;
pub(super) const BORDER: usize = 3;

/// A sum within bounds, in the currency and basis of its row.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct BoundedSum {
    /// The amount before its bounds.
    pub sum: TermSum,
    /// The minimum amount.
    pub floor: Option<TermSum>,
    /// The maximum amount.
    pub cap: Option<TermSum>,
    /// The step to which the amount is rounded, as quotations are.
    pub round_to: Option<FigureId>,
}

/// The quantity that a charge multiplies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Quantity {
    /// An amount of money.
    Amount(BoundedSum),
    /// The hours that cargo lies before boarding, beyond the free days.
    Lying(BoundedSum),
    /// The hours of all kinds.
    Hours,
    /// The share of cargo lost.
    Loss,
    /// The kilograms of CO2e per tonne.
    Emissions,
}

/// An amount in one part of the cost: `quantity x scale`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Charge {
    /// The part of the cost.
    pub part: Part,
    /// What is charged.
    pub quantity: Quantity,
    /// The price of the quantity per tonne, in the scenario's currency: one product.
    pub scale: TermSum,
}

impl Charge {
    /// Returns the bounded amount of money or hours that is charged; `None` where the quantity has no bounds.
    pub(super) fn amount(&self) -> Option<&BoundedSum> {
        match &self.quantity {
            Quantity::Amount(amount) | Quantity::Lying(amount) => Some(amount),
            _ => None,
        }
    }
}

/// The cost, time, loss and emissions of one class of arcs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClassCosts {
    /// The charges of all eleven parts.
    pub charges: Vec<Charge>,
    /// The hours moving, waiting, handling and at the border.
    pub hours: [TermSum; 4],
    /// The share of cargo lost.
    pub loss: TermSum,
    /// The kilograms of CO2e per tonne.
    pub co2e: TermSum,
    /// What the arcs cost more in searches, in whole millionths; see [`super::PricedArc::shift`].
    pub shift: f64,
}

impl ClassCosts {
    /// Returns the sums that a quantity is before its bounds.
    pub(super) fn sums<'a>(&'a self, quantity: &'a Quantity) -> &'a [TermSum] {
        match quantity {
            Quantity::Amount(amount) | Quantity::Lying(amount) => std::slice::from_ref(&amount.sum),
            Quantity::Hours => &self.hours,
            Quantity::Loss => std::slice::from_ref(&self.loss),
            Quantity::Emissions => std::slice::from_ref(&self.co2e),
        }
    }
}
