//! Compilation of the charges, hours, losses and emissions of every kind of arc.

use crate::ids::{FigureId, LegId, PlaceId, ServiceId, SubsidyId};
use crate::model::{BorderRow, CargoClass, EmissionUnit, Leg, Mode, Model, Operation, Part, Regime, Wait};
use crate::network::{ArcKind, Network, Plans, PriorOperation};

use super::charge::{BORDER, BoundedSum, Charge, ClassCosts, HANDLING, MOVING, Quantity, WAITING};
use super::haul::{HaulCharges, plain};
use super::per_tonne::{over_unit, payload};
use super::terms::{Book, Product, TermSum};

const HOURS_PER_DAY: f64 = 24.0;

/// The compilation of entries into a book.
pub(super) struct Compiler<'a> {
    pub(super) model: &'a Model,
    pub(super) network: &'a Network,
    pub(super) plans: Plans<'a>,
    pub(super) book: Book,
    /// The holding cost of an hour.
    pub(super) holding: TermSum,
    /// The cost of losing all cargo.
    pub(super) loss: TermSum,
    /// The price of a kilogram of CO2e.
    pub(super) carbon: TermSum,
    /// The price of a day of buffer against late days, where one is held.
    pub(super) buffer: Option<TermSum>,
}

/// An entry under construction, before its sums are recorded in the book.
#[derive(Default)]
pub(super) struct EntryDraft {
    pub(super) charges: Vec<Charge>,
    pub(super) hours: [Vec<Product>; 4],
    pub(super) loss: Vec<Product>,
    pub(super) co2e: Vec<Product>,
}

impl EntryDraft {
    /// Charges no handling where a quotation from terminal to terminal includes it; hours and losses stay.
    fn include_handling(&mut self, is_included: bool) {
        if is_included {
            self.charges.retain(|charge| charge.part != Part::Handling);
        }
    }
}

impl<'a> Compiler<'a> {
    pub(super) fn hauls<'c>(&'c mut self, cargo: &'c CargoClass<'c>) -> HaulCharges<'c, 'a> {
        HaulCharges { book: &mut self.book, model: self.model, plans: &mut self.plans, cargo }
    }

    pub(super) fn entry(
        &mut self,
        kind: &ArcKind,
        cargo: &CargoClass<'_>,
        (regime, support): (Regime, &[SubsidyId]),
    ) -> ClassCosts {
        let mut draft = EntryDraft::default();
        match kind {
            ArcKind::Load { place, to, is_included } => {
                self.handle(&mut draft, *place, Operation::Load, None, Some(*to), cargo);
                draft.include_handling(*is_included);
            }
            ArcKind::Unload { place, from, is_included } => {
                self.handle(&mut draft, *place, Operation::Unload, Some(*from), None, cargo);
                draft.include_handling(*is_included);
            }
            ArcKind::Tranship { place, from, to, is_included } => {
                self.handle(&mut draft, *place, Operation::Tranship, Some(*from), Some(*to), cargo);
                draft.include_handling(*is_included);
            }
            ArcKind::Gauge { place } => {
                let rail = Some(Mode::Rail);
                self.handle(&mut draft, *place, Operation::Gauge, rail, rail, cargo);
            }
            ArcKind::Board { place, ride, line, prior } => {
                let ride = *self.network.ride(*ride);
                self.board(&mut draft, *place, (ride.mode, ride.service), *prior, cargo);
                if let Some(tariff) = ride.tariff {
                    draft.charges.extend(self.hauls(cargo).boarding(tariff, ride.mode, *line));
                }
            }
            ArcKind::Move { leg, line, first, .. } => {
                let leg = &self.model.legs[*leg];
                draft.charges.extend(self.hauls(cargo).leg(leg, *line));
                self.run(&mut draft, leg, *first, cargo);
            }
            ArcKind::Cross { leg } => self.cross(&mut draft, *leg, regime, cargo),
            // Hauls have classes of their own.
            ArcKind::Haul { .. } | ArcKind::Alight { .. } => {}
        }
        let hours = draft.hours.map(|products| self.book.sum(products));
        let (loss, co2e) = (self.book.sum(draft.loss), self.book.sum(draft.co2e));
        let mut charges = draft.charges;
        charges.extend(self.support(support, cargo));
        charges.extend(self.in_common(cargo));
        ClassCosts { charges, hours, loss, co2e, shift: 0.0 }
    }

    /// Returns the charges on hours, losses and emissions, which are the same for all arcs of a cargo.
    pub(super) fn in_common(&mut self, cargo: &CargoClass<'_>) -> Vec<Charge> {
        let charge = |part, quantity, scale| Charge { part, quantity, scale };
        let mut charges = vec![
            charge(Part::Holding, Quantity::Hours, self.holding),
            charge(Part::Loss, Quantity::Loss, self.loss),
            charge(Part::Carbon, Quantity::Emissions, self.carbon),
        ];
        if let Some(hire) = self.hourly_hire(cargo) {
            charges.push(charge(Part::Equipment, Quantity::Hours, self.book.sum([hire])));
        }
        charges
    }

    /// Returns the hire of the cargo's box per tonne and hour.
    fn hourly_hire(&self, cargo: &CargoClass<'_>) -> Option<Product> {
        let unit = self.model.box_for(cargo)?;
        let (price, exchange) = unit.hire_per_day.as_ref()?;
        let per_tonne = over_unit(Product::of(*price), unit.payload_t, self.model);
        Some(per_tonne.scaled(1.0 / HOURS_PER_DAY).exchanged(exchange))
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
            if !row.price.is_included {
                let price = self.per_tonne(&row.price, cargo);
                draft.charges.push(plain(&mut self.book, Part::Handling, price));
            }
            draft.hours[HANDLING].extend(row.time_h.map(Product::of));
            draft.hours[WAITING].extend(row.dwell_h.map(Product::of));
            draft.loss.extend(row.loss_pct.map(|loss| Product::of(loss).scaled(0.01)));
            draft.co2e.extend(row.co2e_kg_per_t.map(Product::of));
            self.hold_buffer(draft, row.late_days);
        }
    }

    /// Charges the buffer that is held against late days: their days at the price of a day, so that the days of a route add
    /// up as if all of it were late at once.
    fn hold_buffer(&mut self, draft: &mut EntryDraft, late_days: Option<FigureId>) {
        if let Some((days, scale)) = late_days.zip(self.buffer) {
            let amount = BoundedSum { sum: self.book.sum([Product::of(days)]), ..BoundedSum::default() };
            draft.charges.push(Charge { part: Part::Holding, quantity: Quantity::Amount(amount), scale });
        }
    }

    pub(super) fn per_tonne(&self, price: &crate::model::Price, cargo: &CargoClass<'_>) -> Product {
        Product::of(price.amount).with(&payload(price.basis, self.model, cargo)).exchanged(&price.exchange)
    }

    /// Adds the wait for the service of a ride, and the storage charge for dwell beyond the free days.
    pub(super) fn board(
        &mut self,
        draft: &mut EntryDraft,
        place: PlaceId,
        (mode, service): (Mode, Option<ServiceId>),
        prior: PriorOperation,
        cargo: &CargoClass<'_>,
    ) {
        if prior == PriorOperation::Staying {
            return;
        }
        let wait: Vec<Product> = service.map_or_else(Vec::new, |service| self.wait(service));
        draft.hours[WAITING].extend(wait.iter().cloned());
        self.hold_buffer(draft, service.and_then(|service| self.model.services[service].late_days));
        let (came, dwell) = self.dwell_before(place, mode, prior, cargo);
        for row in self.model.handling_for(place, Operation::Storage, came, Some(mode), cargo) {
            let free = row.free_days.map(|days| Product::of(days).scaled(-HOURS_PER_DAY));
            let beyond = wait.iter().chain(&dwell).cloned().chain(free);
            let per_hour = self.per_tonne(&row.price, cargo).scaled(1.0 / HOURS_PER_DAY);
            let sum = self.book.sum(beyond);
            let none = self.book.sum([Product::constant(0.0)]);
            let amount = BoundedSum { sum, floor: Some(none), ..BoundedSum::default() };
            let scale = self.book.sum([per_hour]);
            draft.charges.push(Charge { part: Part::Storage, quantity: Quantity::Lying(amount), scale });
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
        let half = self.model.wait != Wait::FullHeadway;
        let collected = service.collects_t_per_day.filter(|_| self.model.wait == Wait::CollectedForShip);
        if let Some(collects) = collected {
            // The first tonne waits until the lot is there and the last not at all: half of it on average.
            let wait = Product::of(self.model.cargo.lot_t).over(collects).scaled(HOURS_PER_DAY / 2.0);
            return std::iter::once(wait).chain(service.cutoff_h.map(Product::of)).collect();
        }
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

    pub(super) fn cross(&mut self, draft: &mut EntryDraft, leg: LegId, regime: Regime, cargo: &CargoClass<'_>) {
        let leg = &self.model.legs[leg];
        if !self.model.is_crossing(leg) {
            return;
        }
        for row in self.model.borders_for(leg, regime, cargo) {
            let BorderRow { price, time_h, open_days, late_days, .. } = row;
            self.hold_buffer(draft, *late_days);
            if !price.is_included {
                let price = self.per_tonne(price, cargo);
                draft.charges.push(plain(&mut self.book, Part::Border, price));
            }
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
    pub(super) fn run(&mut self, draft: &mut EntryDraft, leg: &Leg, first: bool, cargo: &CargoClass<'_>) {
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
                    let of_unit = Product::of(factor).times(km).times_all(unit.teu);
                    draft.co2e.push(over_unit(of_unit, unit.payload_t, self.model).scaled(0.001));
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
