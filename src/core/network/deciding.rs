//! Whether a network stands as it is where figures have other values.

use std::collections::BTreeSet;

use crate::ids::{FigureId, Id, TariffId};
use crate::model::{Leg, Model, TariffRow};
use crate::units::Decimal;

use super::{ArcKind, Network};

/// Tells whether a network stands at other values of the figures; see [`Network::stands_at`].
pub(super) fn stands_at(network: &Network, model: &Model, values: &[Decimal]) -> bool {
    let now = |figure: FigureId| model.register.figure(figure).value;
    let then = |figure: FigureId| values[figure.index()];
    let lot = model.cargo.lot_t;
    // A payload above the lot gives way to it.
    let fills = |lot: Decimal, payload: Decimal| lot.to_f64() < payload.to_f64();
    deciding(network, model).into_iter().all(|figure| now(figure) == then(figure))
        && model
            .equipment
            .iter()
            .map(|unit| unit.payload_t)
            .all(|payload| fills(now(lot), now(payload)) == fills(then(lot), then(payload)))
}

/// Returns the figures any other value of which may change the arcs that a network has, or the rows that price them.
///
/// The lot and edges decide which band holds, the rates of bands whether they are a least of straight lines, lengths and
/// times of legs which way a haul takes that is priced as a whole. Every other figure is only a number in a sum of
/// products.
fn deciding(network: &Network, model: &Model) -> BTreeSet<FigureId> {
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
