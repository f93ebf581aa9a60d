//! How much of a network stays where figures take other values.

use std::collections::BTreeSet;

use crate::ids::{FigureId, Id, TariffId};
use crate::model::{BandMethod, CargoClass, Fill, Leg, Model, TariffRow};
use crate::units::Decimal;

use super::arcs::ArcKind;
use super::expanded::Network;
use super::haul::{HaulPlan, LotShare, Plans, in_order, rows_for_lot};

/// How much of a network, and of the sums that price it, stays where figures take other values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeptNetwork {
    /// Perhaps nothing: it is to be expanded anew.
    Nothing,
    /// Its arcs, which other sums price.
    Arcs,
    /// Its arcs, and the sums of products by which they are priced.
    Sums,
}

impl Network {
    /// Returns how much of it is the same for the model with other values of its figures. More may be the same than is
    /// returned.
    ///
    /// # Shape
    /// `values` has one entry for each figure of the register; `then` returns the model with them.
    pub fn kept_at<'m>(&self, model: &Model, values: &[Decimal], then: impl FnOnce() -> &'m Model) -> KeptNetwork {
        let now = |figure: FigureId| model.register.figure(figure).value;
        let moves = |figure: FigureId| now(figure) != values[figure.index()];
        if self.figures_of_paths(model).into_iter().any(moves) {
            return KeptNetwork::Nothing;
        }
        let is_touched =
            |row: &TariffRow| of_row(row).any(moves) || (row.lot != (None, None) && moves(model.cargo.lot_t));
        let touched = model.schedules.enumerate().filter(|(_, schedule)| schedule.rows.iter().any(is_touched));
        let touched: Vec<TariffId> = touched.map(|(tariff, _)| tariff).collect();
        let kept = if touched.is_empty() { KeptNetwork::Sums } else { self.kept_of(model, then(), &touched) };
        let are_smaller = |values: &dyn Fn(FigureId) -> Decimal| below_payloads(model, values);
        let are_same = are_smaller(&now) == are_smaller(&|figure| values[figure.index()]);
        if are_same { kept } else { kept.min(KeptNetwork::Arcs) }
    }

    /// Returns how much is the same for another model in which the lot or the figures of some schedules have other values.
    fn kept_of(&self, model: &Model, then: &Model, schedules: &[TariffId]) -> KeptNetwork {
        let cargoes = self.layers.iter().map(|layer| (layer.form, model.corridors[layer.corridor].switches));
        let cargoes: BTreeSet<_> = cargoes.collect();
        let each = cargoes.into_iter().flat_map(|cargo| schedules.iter().map(move |&tariff| (cargo, tariff)));
        let kept = each.map(|((form, switches), tariff)| {
            let cargo = model.cargo_class(form, switches);
            let [now, then] = [model, then].map(|model| charged(model, tariff, &cargo));
            match (now, then) {
                (now, then) if now == then => KeptNetwork::Sums,
                (Some((HaulPlan::Lines(now), _)), Some((HaulPlan::Lines(then), _))) if now == then => KeptNetwork::Arcs,
                _ => KeptNetwork::Nothing,
            }
        });
        kept.min().unwrap_or(KeptNetwork::Sums)
    }

    /// Returns the figures that decide by which way a haul goes that is priced as a whole.
    fn figures_of_paths(&self, model: &Model) -> BTreeSet<FigureId> {
        let whole = self.arcs.iter().filter_map(|arc| match arc.kind {
            ArcKind::Haul { ride, .. } => self.ride(ride).tariff,
            _ => None,
        });
        let whole: BTreeSet<TariffId> = whole.collect();
        let mut legs =
            model.legs.iter().filter(|leg| leg.tariff.is_some_and(|tariff| whole.contains(&tariff))).peekable();
        let mut figures = BTreeSet::new();
        if legs.peek().is_some() {
            figures.extend(model.vehicles.iter().filter_map(|vehicle| vehicle.speed_kmh));
        }
        figures.extend(legs.flat_map(of_leg));
        figures
    }
}

/// The rows of a schedule that charge, by their places there.
type ChargedRows = Vec<(Vec<(usize, LotShare)>, Vec<usize>)>;

/// Returns how the hauls of a schedule are laid out, and of each component the rows that charge the lot with their shares of
/// it and the order of all; nothing where the schedule cannot carry a cargo.
fn charged(model: &Model, tariff: TariffId, cargo: &CargoClass<'_>) -> Option<(HaulPlan, ChargedRows)> {
    let schedule = Plans::new(model).of(tariff, cargo)?;
    let rows = &model.schedules[tariff].rows;
    let place = |row: &TariffRow| rows.iter().position(|known| std::ptr::eq(known, row)).unwrap_or(rows.len());
    let of_component = |rows: &Vec<&TariffRow>| {
        let of_lot = rows_for_lot(model, rows).into_iter().map(|(row, share)| (place(row), share)).collect();
        (of_lot, in_order(model, rows).into_iter().map(place).collect())
    };
    Some((schedule.plan.clone(), schedule.components.iter().map(of_component).collect()))
}

/// Returns whether the lot, and each edge of bands that charge lots as if they were larger, is below what each box or wagon
/// holds: what is smaller divides. Where whole boxes and wagons are paid for, returns how many the tonnes begin.
fn below_payloads(model: &Model, value: &dyn Fn(FigureId) -> Decimal) -> Vec<u64> {
    let rows = model.schedules.iter().flat_map(|schedule| &schedule.rows);
    let edges = rows.filter(|row| row.method == BandMethod::AsIf).filter_map(|row| row.lot.0);
    let edges: Vec<Decimal> = edges.chain([model.cargo.lot_t]).map(value).collect();
    let payloads = model.equipment.iter().map(|unit| value(unit.payload_t));
    let compare = |edge: Decimal, payload: Decimal| match model.cargo.fill {
        Fill::Part => u64::from(edge.to_f64() < payload.to_f64()),
        Fill::Whole => edge.units_of(payload),
    };
    payloads.flat_map(|payload| edges.iter().map(move |&edge| compare(edge, payload))).collect()
}

/// Iterates over the figures of a row of which another value may change which rows charge a haul: the edges of its band,
/// and its rates where they decide whether bands are the least of straight lines. Every other figure is only a number in a
/// sum of products.
fn of_row(row: &TariffRow) -> impl Iterator<Item = FigureId> {
    let banded = row.km != (None, None);
    let rates = [row.per_km, row.per_haul].into_iter().filter(move |_| banded);
    [row.km.0, row.km.1, row.lot.0, row.lot.1].into_iter().chain(rates).flatten()
}

fn of_leg(leg: &Leg) -> impl Iterator<Item = FigureId> {
    [leg.distance_km, leg.time_h, leg.speed_kmh].into_iter().flatten()
}
