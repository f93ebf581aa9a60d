//! The conversion of prices on any basis into prices per tonne.

use crate::ids::FigureId;
use crate::model::{Basis, CargoClass, Model};

use super::terms::Product;

/// Returns the divisor that converts a price on a basis into a price per tonne.
///
/// Boxes and wagons are divided by their payload, or by the lot where that is smaller; consignments by the lot.
pub(super) fn payload(basis: Basis, model: &Model, cargo: &CargoClass<'_>) -> Product {
    let one = Product::constant(1.0);
    match basis {
        Basis::Tonne => one,
        Basis::Consignment => one.over(model.cargo.lot_t),
        Basis::Box20 | Basis::Box40 | Basis::Box35 | Basis::Wagon => match model.equipment_for(basis, cargo) {
            Some(unit) => one.over(smaller(model, unit.payload_t, model.cargo.lot_t)),
            None => one,
        },
    }
}

/// Returns the figure with the smaller value of a payload and the lot.
pub(super) fn smaller(model: &Model, payload: FigureId, lot: FigureId) -> FigureId {
    let value = |figure| model.register.figure(figure).value.to_f64();
    if value(lot) < value(payload) { lot } else { payload }
}
