//! Compilation of the charges, hours, losses and emissions of every kind of arc.

use std::collections::BTreeMap;

use crate::ids::{IdVec, LegId, PlaceId, ServiceId};
use crate::model::{
    Basis, BorderRow, CargoClass, EmissionUnit, Form, HandlingRow, Leg, Mode, Model, Operation, Part, Regime,
    SwitchSet, Wait,
};
use crate::network::{ArcKind, Network, Plans, PriorOperation, Ride};

use super::haul::{self, plain};
use super::terms::{Book, Product};
use super::{Charge, ClassCosts, Costs};

const HOURS_PER_DAY: f64 = 24.0;

/// Compiles a network's costs; see [`Costs::compile`].
pub(super) fn compile(network: &Network, model: &Model) -> Costs {
    let mut compiler =
        Compiler { model, network, plans: Plans::new(model), book: Book::default(), entries: Vec::new() };
    let mut known: BTreeMap<(Form, SwitchSet, Regime, &ArcKind), u32> = BTreeMap::new();
    let mut of_arc = IdVec::new();
    let mut is_transfer = IdVec::new();
    for arc in network.arcs() {
        let cargo = network.cargo_class(model, arc.layer);
        let regime = network.layers()[usize::from(arc.layer)].customs.regime();
        let entry = *known.entry((cargo.form, cargo.switches, regime, &arc.kind)).or_insert_with(|| {
            let entry = compiler.entry(&arc.kind, &cargo, regime);
            compiler.entries.push(entry);
            (compiler.entries.len() - 1) as u32
        });
        of_arc.push(entry);
        is_transfer.push(matches!(arc.kind, ArcKind::Tranship { .. } | ArcKind::Gauge { .. }));
    }
    let Compiler { book, entries, .. } = compiler;
    debug_assert_eq!(of_arc.len(), network.graph().arcs());
    Costs { book, entries, of_arc, is_transfer, cargo: model.cargo }
}

/// Returns the divisor that converts a price on a basis into a price per tonne.
///
/// Boxes and wagons are divided by their payload, or by the lot where that is smaller; consignments by the lot.
pub(super) fn payload(basis: Basis, model: &Model, cargo: &CargoClass<'_>) -> Product {
    let one = Product::constant(1.0);
    match basis {
        Basis::Tonne => one,
        Basis::Consignment => one.over(model.cargo.lot_t),
        Basis::Box20 | Basis::Box40 | Basis::Wagon => match model.equipment_for(basis, cargo) {
            Some(unit) => one.over(smaller(model, unit.payload_t, model.cargo.lot_t)),
            None => one,
        },
    }
}

fn smaller(model: &Model, payload: crate::ids::FigureId, lot: crate::ids::FigureId) -> crate::ids::FigureId {
    let value = |figure| model.register.figure(figure).value.to_f64();
    if value(lot) < value(payload) { lot } else { payload }
}

struct Compiler<'a> {
    model: &'a Model,
    network: &'a Network,
    plans: Plans<'a>,
    book: Book,
    entries: Vec<ClassCosts>,
}

/// An entry under construction, before its sums are recorded in the book.
#[derive(Default)]
struct EntryDraft {
    charges: Vec<Charge>,
    hours: [Vec<Product>; 4],
    loss: Vec<Product>,
    co2e: Vec<Product>,
}

const MOVING: usize = 0;
const WAITING: usize = 1;
const HANDLING: usize = 2;
const BORDER: usize = 3;

impl Compiler<'_> {
    fn entry(&mut self, kind: &ArcKind, cargo: &CargoClass<'_>, regime: Regime) -> ClassCosts {
        let mut draft = EntryDraft::default();
        match kind {
            ArcKind::Load { place, to } => self.handle(&mut draft, *place, Operation::Load, None, Some(*to), cargo),
            ArcKind::Unload { place, from } => {
                self.handle(&mut draft, *place, Operation::Unload, Some(*from), None, cargo);
            }
            ArcKind::Tranship { place, from, to } => {
                self.handle(&mut draft, *place, Operation::Tranship, Some(*from), Some(*to), cargo);
            }
            ArcKind::Gauge { place } => {
                let rail = Some(Mode::Rail);
                self.handle(&mut draft, *place, Operation::Gauge, rail, rail, cargo);
            }
            ArcKind::Board { place, ride, line, prior } => {
                let ride = *self.network.ride(*ride);
                self.board(&mut draft, *place, &ride, *prior, cargo);
                if let Some(tariff) = ride.tariff {
                    draft.charges.extend(haul::boarding(
                        &mut self.book,
                        (self.model, &mut self.plans),
                        tariff,
                        ride.mode,
                        *line,
                        cargo,
                    ));
                }
            }
            ArcKind::Move { leg, line, first, .. } => {
                let leg = &self.model.legs[*leg];
                draft.charges.extend(haul::leg(&mut self.book, (self.model, &mut self.plans), leg, *line, cargo));
                self.run(&mut draft, leg, *first, cargo);
            }
            ArcKind::Haul { legs, ride, prior } => {
                let ride = *self.network.ride(*ride);
                self.board(&mut draft, self.model.legs[legs[0]].from, &ride, *prior, cargo);
                draft.charges.extend(haul::stations(&mut self.book, (self.model, &mut self.plans), legs, cargo));
                for (position, &leg) in legs.iter().enumerate() {
                    self.cross(&mut draft, leg, regime, cargo);
                    self.run(&mut draft, &self.model.legs[leg], position == 0, cargo);
                }
            }
            ArcKind::Cross { leg } => self.cross(&mut draft, *leg, regime, cargo),
            ArcKind::Alight { .. } => {}
        }
        let hire = self.model.box_for(cargo).and_then(|unit| unit.hire_per_day.as_ref().map(|hire| (unit, hire)));
        let hire = hire.map(|(unit, (price, exchange))| {
            let payload = smaller(self.model, unit.payload_t, self.model.cargo.lot_t);
            Product::of(*price).over(payload).scaled(1.0 / HOURS_PER_DAY).exchanged(exchange)
        });
        ClassCosts {
            charges: draft.charges,
            hours: draft.hours.map(|products| self.book.sum(products)),
            loss: self.book.sum(draft.loss),
            co2e: self.book.sum(draft.co2e),
            hire: self.book.sum(hire),
        }
    }

    fn handle(
        &mut self,
        draft: &mut EntryDraft,
        place: PlaceId,
        operation: Operation,
        from: Option<Mode>,
        to: Option<Mode>,
        cargo: &CargoClass<'_>,
    ) {
        for row in self.model.handling_for(place, operation, from, to, cargo) {
            let price = self.per_tonne(&row.price, cargo);
            draft.charges.push(plain(&mut self.book, Part::Handling, price));
            draft.hours[HANDLING].extend(row.time_h.map(Product::of));
            draft.hours[WAITING].extend(row.dwell_h.map(Product::of));
            draft.loss.extend(row.loss_pct.map(|loss| Product::of(loss).scaled(0.01)));
            draft.co2e.extend(row.co2e_kg_per_t.map(Product::of));
        }
    }

    fn per_tonne(&self, price: &crate::model::Price, cargo: &CargoClass<'_>) -> Product {
        Product::of(price.amount).with(&payload(price.basis, self.model, cargo)).exchanged(&price.exchange)
    }

    /// Adds the wait for the service of a ride, and the storage charge for dwell beyond the free days.
    fn board(
        &mut self,
        draft: &mut EntryDraft,
        place: PlaceId,
        ride: &Ride,
        prior: PriorOperation,
        cargo: &CargoClass<'_>,
    ) {
        if prior == PriorOperation::Staying {
            return;
        }
        let wait: Vec<Product> = ride.service.map_or_else(Vec::new, |service| self.wait(service));
        draft.hours[WAITING].extend(wait.iter().cloned());
        let (came, dwell) = self.dwell_before(place, ride.mode, prior, cargo);
        let storage: Vec<HandlingRow> = self
            .model
            .handling_for(place, Operation::Storage, came, Some(ride.mode), cargo)
            .into_iter()
            .cloned()
            .collect();
        for row in storage {
            let free = row.free_days.map(|days| Product::of(days).scaled(-HOURS_PER_DAY));
            let beyond = wait.iter().chain(&dwell).cloned().chain(free);
            let per_hour = self.per_tonne(&row.price, cargo).scaled(1.0 / HOURS_PER_DAY);
            let charge = Charge {
                part: Part::Storage,
                sum: self.book.sum(beyond),
                floor: Some(self.book.sum([Product::constant(0.0)])),
                cap: None,
                round_to: None,
                scale: self.book.sum([per_hour]),
            };
            draft.charges.push(charge);
        }
    }

    /// Returns the mode of arrival before boarding, and the dwell hours of the operation before boarding.
    fn dwell_before(
        &self,
        place: PlaceId,
        to: Mode,
        prior: PriorOperation,
        cargo: &CargoClass<'_>,
    ) -> (Option<Mode>, Vec<Product>) {
        let (operation, from) = match prior {
            PriorOperation::Staying => return (None, Vec::new()),
            PriorOperation::Loaded => (Operation::Load, None),
            PriorOperation::Regauged => (Operation::Gauge, Some(Mode::Rail)),
            PriorOperation::From(mode) => (Operation::Tranship, Some(mode)),
        };
        let rows = self.model.handling_for(place, operation, from, Some(to), cargo);
        (from, rows.into_iter().filter_map(|row| row.dwell_h.map(Product::of)).collect())
    }

    fn wait(&self, service: ServiceId) -> Vec<Product> {
        let service = &self.model.services[service];
        let half = self.model.wait == Wait::HalfHeadway;
        let headway = service.every_days.map_or_else(
            || {
                // Cargo that comes at any time falls into a gap in proportion to its length and waits half of it.
                let gaps = service.gaps_days.iter().map(|&days| f64::from(days));
                let days =
                    if half { gaps.map(|days| days * days).sum::<f64>() / 14.0 } else { gaps.fold(0.0, f64::max) };
                Product::constant(HOURS_PER_DAY * days)
            },
            |days| Product::of(days).scaled(if half { HOURS_PER_DAY / 2.0 } else { HOURS_PER_DAY }),
        );
        std::iter::once(headway).chain(service.cutoff_h.map(Product::of)).collect()
    }

    fn cross(&mut self, draft: &mut EntryDraft, leg: LegId, regime: Regime, cargo: &CargoClass<'_>) {
        let leg = &self.model.legs[leg];
        if !self.model.is_crossing(leg) {
            return;
        }
        for row in self.model.borders_for(leg, regime, cargo) {
            let BorderRow { price, time_h, open_days, .. } = row;
            let price = self.per_tonne(price, cargo);
            draft.charges.push(plain(&mut self.book, Part::Border, price));
            draft.hours[BORDER].extend(time_h.map(Product::of));
            if let Some(open) = *open_days {
                // Goods that come at any time meet d closed days in a row in a share d/7 of weeks and then wait half of
                // them: (24 d)^2 / (2 x 168) hours with d = 7 - open, written out as a sum of products.
                draft.hours[BORDER].extend([
                    Product::constant(84.0),
                    Product::of(open).scaled(-24.0),
                    Product::of(open).times(open).scaled(12.0 / 7.0),
                ]);
            }
        }
    }

    /// Adds a move over a leg: time, emissions, and, on the first leg, the losses of the haul.
    fn run(&mut self, draft: &mut EntryDraft, leg: &Leg, first: bool, cargo: &CargoClass<'_>) {
        let vehicle = leg.vehicle.as_deref().and_then(|name| self.model.vehicle_for(name, cargo));
        let speed = self.model.speed_of(leg, cargo);
        let time = match (leg.time_h, leg.distance_km, speed) {
            (Some(time), _, _) => Some(Product::of(time)),
            (None, Some(km), Some(speed)) => Some(Product::of(km).over(speed)),
            _ => None,
        };
        let effects = leg.calendar.iter().filter(|effect| cargo.switches.allows(effect.switch));
        if let Some(time) = time {
            draft.hours[MOVING].push(time.times_all(effects.clone().filter_map(|effect| effect.time_factor)));
        }
        draft.hours[MOVING].extend(effects.filter_map(|effect| effect.extra_h.map(Product::of)));
        match (leg.co2e_kg_per_t, leg.distance_km, vehicle.and_then(|vehicle| vehicle.emission)) {
            (Some(co2e), _, _) => draft.co2e.push(Product::of(co2e)),
            (None, Some(km), Some((factor, EmissionUnit::GramsPerTkm))) => {
                draft.co2e.push(Product::of(factor).times(km).scaled(0.001));
            }
            (None, Some(km), Some((factor, EmissionUnit::GramsPerTeuKm))) => {
                if let Some(unit) = self.model.box_for(cargo) {
                    let payload = smaller(self.model, unit.payload_t, self.model.cargo.lot_t);
                    draft.co2e.push(Product::of(factor).times(km).times_all(unit.teu).over(payload).scaled(0.001));
                }
            }
            _ => {}
        }
        if first {
            let loss = vehicle.and_then(|vehicle| vehicle.loss_pct);
            draft.loss.extend(loss.map(|loss| Product::of(loss).scaled(0.01)));
        }
    }
}
