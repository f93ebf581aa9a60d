//! The costs of hauls that are priced from station to station: hauls share the terms of their legs, what their tariff charges
//! and what boarding costs, and a class of them is only the way with these.

use std::collections::BTreeMap;

use crate::ids::{LegId, WayId};
use crate::network::HaulWays;

use super::charge::{BORDER, BoundedSum, Charge, ClassCosts, MOVING, Quantity, WAITING};
use super::terms::TermSum;

/// The classes of the hauls of a network.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct HaulClasses {
    pub(super) cargoes: Vec<HaulCargo>,
    pub(super) boardings: Vec<HaulBeginning>,
    /// What tariffs charge for hauls; the ways of the sums are those of the hauls.
    pub(super) rates: Vec<Vec<Charge>>,
    pub(super) classes: Vec<HaulClass>,
}

/// One class of hauls.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct HaulClass {
    pub(super) way: WayId,
    pub(super) boarding: u32,
    pub(super) rates: u32,
    /// Whether the way crosses a border.
    pub(super) crosses: bool,
}

/// What hauls of one cargo have in common.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct HaulCargo {
    /// The lanes of the hours moving, of those at borders, and of the emissions.
    pub(super) lanes: [u32; 3],
    pub(super) crossings: BTreeMap<LegId, Vec<Charge>>,
    pub(super) in_common: Vec<Charge>,
}

/// What begins hauls of one cargo with one leg after one operation.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct HaulBeginning {
    pub(super) cargo: u32,
    pub(super) waiting: TermSum,
    pub(super) storage: Vec<Charge>,
    pub(super) loss: TermSum,
}

impl HaulClasses {
    pub(super) fn len(&self) -> usize {
        self.classes.len()
    }

    /// Writes out the costs of a class.
    pub(super) fn costs(&self, class: usize, ways: &HaulWays) -> ClassCosts {
        let HaulClass { way, boarding, rates, crosses } = self.classes[class];
        let (boarding, rates) = (&self.boardings[boarding as usize], &self.rates[rates as usize]);
        let cargo = &self.cargoes[boarding.cargo as usize];
        let mut charges = Vec::with_capacity(boarding.storage.len() + rates.len() + cargo.in_common.len());
        charges.extend(&boarding.storage);
        charges.extend(rates.iter().map(|charge| charge.along(way)));
        if crosses {
            let legs = ways.legs(way);
            charges.extend(legs.iter().filter_map(|leg| cargo.crossings.get(leg)).flatten());
        }
        charges.extend(&cargo.in_common);
        let [moving, border, co2e] = cargo.lanes.map(|lane| TermSum::Along(way, lane));
        let mut hours = [TermSum::default(); 4];
        (hours[MOVING], hours[WAITING]) = (moving, boarding.waiting);
        if crosses {
            hours[BORDER] = border;
        }
        ClassCosts { charges, hours, loss: boarding.loss, co2e, shift: 0.0 }
    }

    /// Iterates over the charges that classes share.
    pub(super) fn charges(&self) -> impl Iterator<Item = &Charge> {
        self.rates.iter().flatten().chain(self.cargoes.iter().flat_map(|cargo| &cargo.in_common))
    }
}

impl Charge {
    /// Returns the charge with a sum along another way.
    fn along(&self, way: WayId) -> Self {
        let Quantity::Amount(BoundedSum { sum: TermSum::Along(_, lane), .. }) = self.quantity else { return *self };
        let mut charge = *self;
        if let Quantity::Amount(amount) = &mut charge.quantity {
            amount.sum = TermSum::Along(way, lane);
        }
        charge
    }
}
