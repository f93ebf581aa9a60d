//! Whether other values of the figures leave a network unchanged.

use std::collections::BTreeSet;

use crate::ids::{FigureId, Id, TariffId};
use crate::model::{Leg, Model, TariffRow};
use crate::units::Decimal;

use super::arcs::ArcKind;
use super::expanded::Network;

impl Network {
    /// Returns whether the model with other values of its figures would be expanded into the same network, priced by
    /// the same sums of products. The answer may be `false` although the network would be the same.
    ///
    /// # Shape
    /// `values` has one entry for each figure of the register.
    pub fn is_unchanged_at(&self, model: &Model, values: &[Decimal]) -> bool {
        let now = |figure: FigureId| model.register.figure(figure).value;
        let then = |figure: FigureId| values[figure.index()];
        let lot = model.cargo.lot_t;
        // A payload above the lot has no effect: the lot is used instead.
        let fills = |lot: Decimal, payload: Decimal| lot.to_f64() < payload.to_f64();
        deciding_figures(self, model).into_iter().all(|figure| now(figure) == then(figure))
            && model
                .equipment
                .iter()
                .map(|unit| unit.payload_t)
                .all(|payload| fills(now(lot), now(payload)) == fills(then(lot), then(payload)))
    }
}

/// Returns the figures of which another value may change the arcs of a network, or the rows that price them.
///
/// The lot and the edges of bands determine which band applies. The rates of bands determine whether they are the least
/// of straight lines. The lengths and times of legs determine the path of a haul that is priced as a whole. Every other
/// figure is only a number in a sum of products.
fn deciding_figures(network: &Network, model: &Model) -> BTreeSet<FigureId> {
    let mut figures = BTreeSet::from([model.cargo.lot_t]);
    figures.extend(model.schedules.iter().flat_map(|schedule| &schedule.rows).flat_map(of_row));
    let whole: BTreeSet<_> = network.arcs.iter().filter_map(|arc| whole_haul(network, &arc.kind)).collect();
    let mut legs = model.legs.iter().filter(|leg| leg.tariff.is_some_and(|tariff| whole.contains(&tariff))).peekable();
    if legs.peek().is_some() {
        figures.extend(model.vehicles.iter().filter_map(|vehicle| vehicle.speed_kmh));
    }
    figures.extend(legs.flat_map(of_leg));
    figures
}

fn whole_haul(network: &Network, kind: &ArcKind) -> Option<TariffId> {
    match kind {
        ArcKind::Haul { ride, .. } => network.ride(*ride).tariff,
        _ => None,
    }
}

fn of_row(row: &TariffRow) -> impl Iterator<Item = FigureId> {
    let banded = row.km != (None, None);
    let rates = [row.per_km, row.per_haul].into_iter().filter(move |_| banded);
    [row.km.0, row.km.1, row.lot.0, row.lot.1].into_iter().chain(rates).flatten()
}

fn of_leg(leg: &Leg) -> impl Iterator<Item = FigureId> {
    [leg.distance_km, leg.time_h, leg.speed_kmh].into_iter().flatten()
}
