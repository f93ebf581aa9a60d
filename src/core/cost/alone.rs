//! What a single price or a single haul comes to by itself, outside any network.

use std::sync::OnceLock;

use crate::ids::LegId;
use crate::model::{CargoClass, Leg, Model, Part, Price};
use crate::network::Plans;
use crate::units::Money;

use super::charge::{Charge, ClassCosts};
use super::costs::Costs;
use super::haul::{HaulCharges, plain};
use super::per_tonne::payload;
use super::price::PARTS;
use super::terms::{Book, Product};

/// Returns a price per tonne in the scenario's currency.
///
/// # Shape
/// `values` has one entry for each figure of the register.
pub fn price_alone(model: &Model, price: &Price, cargo: &CargoClass<'_>, values: &[f64]) -> Money {
    let mut book = Book::default();
    let product = Product::of(price.amount).with(&payload(price.basis, model, cargo)).exchanged(&price.exchange);
    let charge = plain(&mut book, Part::Handling, product);
    Money::from_kernel(parts_of(book, vec![charge], values)[Part::Handling as usize])
}

/// Returns the haulage of some legs in a row, those of each tariff as one haul; nothing where no tariff carries the cargo.
///
/// # Shape
/// `values` has one entry for each figure of the register.
pub fn haulage_alone(model: &Model, legs: &[LegId], cargo: &CargoClass<'_>, values: &[f64]) -> Option<Money> {
    let mut book = Book::default();
    let mut plans = Plans::new(model);
    let mut hauls = HaulCharges { book: &mut book, model, plans: &mut plans, cargo };
    let mut charges = Vec::new();
    let tariff = |leg: LegId| model.legs[leg].tariff;
    for haul in legs.chunk_by(|&left, &right| tariff(left) == tariff(right)) {
        let of_haul = match tariff(haul[0]) {
            Some(_) => hauls.stations(haul),
            None => haul.iter().flat_map(|&leg| hauls.leg(&model.legs[leg], 0)).collect(),
        };
        if of_haul.is_empty() {
            return None;
        }
        charges.extend(of_haul);
    }
    let mode = |leg: &Leg| Part::haulage(leg.mode);
    let part = mode(&model.legs[*legs.first()?]);
    Some(Money::from_kernel(parts_of(book, charges, values)[part as usize]))
}

/// Prices some charges as if they were those of one arc.
fn parts_of(book: Book, charges: Vec<Charge>, values: &[f64]) -> [f64; PARTS] {
    let entries = vec![ClassCosts { charges, ..ClassCosts::default() }];
    let (hauls, of_arc, is_transfer, held) = Default::default();
    let costs = Costs { book, entries, hauls, of_arc, is_transfer, held, moved: OnceLock::new() };
    costs.priced_class(0, values).parts
}
