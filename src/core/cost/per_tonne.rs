//! The conversion of prices on any basis into prices per tonne.

use crate::ids::FigureId;
use crate::model::{Basis, CargoClass, Fill, Model};

use super::terms::Product;

/// Returns the factor or divisor that converts a price on a basis into a price per tonne.
///
/// A share of value is multiplied by the value of a tonne. Boxes and wagons are divided by what is in one, see [`over_unit`]; consignments by the lot.
pub(super) fn payload(basis: Basis, model: &Model, cargo: &CargoClass<'_>) -> Product {
    let one = Product::constant(1.0);
    match basis {
        Basis::Tonne => one,
        Basis::Consignment => one.over(model.cargo.lot_t),
        Basis::Value => one.times(model.cargo.value_per_t),
        Basis::Box20 | Basis::Box40 | Basis::Box35 | Basis::Wagon => match model.equipment_for(basis, cargo) {
            Some(unit) => over_unit(one, unit.payload_t, model),
            None => one,
        },
    }
}

/// Divides a price of a box or wagon by the tonnes in it: its payload, or the lot where that is smaller; where whole ones are
/// paid for, the lot over their number.
pub(super) fn over_unit(price: Product, payload: FigureId, model: &Model) -> Product {
    let lot = model.cargo.lot_t;
    match model.cargo.fill {
        Fill::Part => price.over(smaller(model, payload, lot)),
        Fill::Whole => price.scaled(units_of(model, lot, payload) as f64).over(lot),
    }
}

/// Returns the number of boxes or wagons that so many tonnes begin.
pub(super) fn units_of(model: &Model, tonnes: FigureId, payload: FigureId) -> u64 {
    let value = |figure: FigureId| model.register.figure(figure).value;
    value(tonnes).units_of(value(payload))
}

/// Returns the figure with the smaller value of a payload and the lot.
pub(super) fn smaller(model: &Model, payload: FigureId, lot: FigureId) -> FigureId {
    let value = |figure| model.register.figure(figure).value.to_f64();
    if value(lot) < value(payload) { lot } else { payload }
}
