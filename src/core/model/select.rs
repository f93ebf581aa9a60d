//! The selection of the rows for one move of one cargo.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::ids::{DemandId, FigureId, LegId, PermissionId, PlaceId, ServiceId, SubsidyId};

use super::capacity::Harvest;
use super::equipment::{Equipment, Vehicle};
use super::legs::Leg;
use super::prices::{BorderRow, CargoClass, HandlingRow, Schedule};
use super::question::{CorridorItem, Demand};
use super::subsidies::{Subsidy, SupportedStep};
use super::words::{Basis, Form, Mode, Operation, Regime};
use super::world::Model;

/// Returns the score of one selector: `None` where it does not match, 0 where it selects any.
fn level<T: PartialEq + ?Sized>(selector: Option<&T>, value: Option<&T>) -> Option<u32> {
    match selector {
        None => Some(0),
        Some(_) if selector == value => Some(1),
        Some(_) => None,
    }
}

/// Joins scores into one; the first selector weighs most.
fn joined(levels: &[Option<u32>]) -> Option<u32> {
    levels.iter().try_fold(0, |sum, level| Some(sum * 2 + (*level)?))
}

impl Model {
    /// Returns the charges of an operation, one for each component; an empty result means that the operation is
    /// impossible: no row selects the cargo, or the most specific row of a component is closed.
    ///
    /// The place weighs more than the modes, the modes more than the form, and the form more than the commodity.
    pub fn handling_for(
        &self,
        place: PlaceId,
        operation: Operation,
        from: Option<Mode>,
        to: Option<Mode>,
        cargo: &CargoClass<'_>,
    ) -> Vec<&HandlingRow> {
        let score = |row: &HandlingRow| {
            let where_and_how = joined(&[
                level(row.place.as_ref(), Some(&place)),
                level(row.from_mode.as_ref(), from.as_ref()),
                level(row.to_mode.as_ref(), to.as_ref()),
            ])?;
            let quoted = row.quoted.as_ref().map_or(Some(0), |quoted| quoted.score(from, to, cargo.form))?;
            Some(quoted + where_and_how * 1000 + row.cargo.score(cargo)?)
        };
        let rows = most_specific(self.handling_at(operation, place), score, |row| &row.component);
        let is_shut = operation != Operation::Storage && rows.iter().any(|row| row.closed);
        if is_shut { Vec::new() } else { rows }
    }

    /// Iterates over the handling rows of an operation at a place, then over those for any place.
    pub(super) fn handling_at(&self, operation: Operation, place: PlaceId) -> impl Iterator<Item = &HandlingRow> {
        let places = [Some(place), None].into_iter();
        places.filter_map(move |place| self.handling.get(&(operation, place))).flatten()
    }

    /// Returns the charges of a crossing, one for each component; an empty result means that the crossing is
    /// impossible.
    ///
    /// The leg weighs more than the place, the place more than the countries, the countries more than the mode, the
    /// mode more than the regime, the form and the commodity. Of two rows that differ only in the end of the leg that they
    /// name, that of the place entered holds.
    pub fn borders_for(&self, leg: &Leg, regime: Regime, cargo: &CargoClass<'_>) -> Vec<&BorderRow> {
        let (from, to) = (self.country(leg.from), self.country(leg.to));
        let score = |row: &BorderRow| {
            let end = if row.place == Some(leg.to) { leg.to } else { leg.from };
            let crossing = joined(&[
                level(row.leg.as_ref(), Some(&leg.key)),
                level(row.place.as_ref(), Some(&end)),
                level(row.from_country.as_deref(), Some(from)),
                level(row.to_country.as_deref(), Some(to)),
                level(row.mode.as_ref(), Some(&leg.mode)),
                level(row.regime.as_ref(), Some(&regime)),
            ])?;
            let quoted = match &row.quoted {
                None => 0,
                Some(quoted) if quoted.legs.contains(&leg.key) => quoted.score(None, None, cargo.form)?,
                Some(_) => return None,
            };
            let is_entered = u32::from(row.place == Some(leg.to));
            Some(2 * (quoted + crossing * 1000 + row.cargo.score(cargo)?) + is_entered)
        };
        most_specific(self.borders.iter(), score, |row| &row.component)
    }

    /// Returns whether a leg of a schedule has a multiplier: it scales the charge, not the haul length that selects a
    /// band.
    pub fn is_stretched(&self, schedule: &Schedule) -> bool {
        let of_schedule = |leg: &&Leg| leg.tariff.is_some_and(|tariff| self.schedules[tariff].name == schedule.name);
        self.legs.iter().filter(of_schedule).any(|leg| leg.factor.is_some())
    }

    /// Returns the ends of the through haul that a leg is a part of, if a quotation makes it one.
    pub fn through_ends(&self, leg: &Leg) -> Option<(PlaceId, PlaceId)> {
        self.quotes.get(leg.quote?)?.through()
    }

    /// Returns whether a leg crosses a border.
    pub fn is_crossing(&self, leg: &Leg) -> bool {
        let [from, to] = [leg.from, leg.to].map(|place| &self.places.list[place].country);
        // Places of one country share its name.
        !Arc::ptr_eq(from, to) && from != to
    }

    /// Returns whether a place is a port. A corridor passes a port where cargo changes to or from a ship there, or
    /// begins or ends there, not where it runs through.
    pub fn is_port(&self, place: PlaceId) -> bool {
        matches!(self.places.list[place].kind.as_deref(), Some("port" | "terminal"))
    }

    /// Returns the country of a place.
    pub fn country(&self, place: PlaceId) -> &str {
        &self.places.list[place].country
    }

    /// Returns the permissions in force for goods of a region.
    pub fn permissions_for<'a>(
        &'a self,
        region: Option<&'a str>,
        cargo: CargoClass<'a>,
    ) -> impl Iterator<Item = PermissionId> + 'a {
        self.permissions
            .enumerate()
            .filter(move |(_, row)| {
                row.period.contains(self.date)
                    && row.region.as_deref().is_none_or(|known| Some(known) == region)
                    && row.cargo.score(&cargo).is_some()
            })
            .map(|(id, _)| id)
    }

    /// Returns the directed leg of a key that begins at a place and carries a form of cargo.
    pub fn leg_from(&self, key: &str, from: PlaceId, form: Form) -> Option<LegId> {
        let is_it = |leg: &Leg| leg.key == key && leg.from == from && leg.carries(form);
        self.legs.enumerate().find(|(_, leg)| is_it(leg)).map(|(id, _)| id)
    }

    /// Returns the harvest by which the goods of a demand come to market, if one is given; the region weighs more than the
    /// goods.
    pub fn harvest_of(&self, demand: DemandId) -> Option<&Harvest> {
        let region = self.places.list[self.demands[demand].from].region.as_deref();
        let form = self.corridors.iter().flat_map(|corridor| &corridor.forms).copied().next()?;
        let cargo = self.cargo_class(form, self.switches);
        let score = |harvest: &Harvest| {
            let of_region = level(harvest.region.as_deref(), region)?;
            Some(of_region * 1000 + harvest.cargo.score(&cargo)?)
        };
        most_specific(self.harvests.iter(), score, |_| "").first().copied()
    }

    /// Returns the rows of support for the goods of a demand, whatever the steps that they are paid for; all of them count.
    pub fn subsidies_for(&self, demand: &Demand, cargo: &CargoClass<'_>) -> Vec<SubsidyId> {
        let is_in = |regions: &[String], place: PlaceId| {
            let region = self.places.list[place].region.as_ref();
            regions.is_empty() || region.is_some_and(|region| regions.contains(region))
        };
        let holds = |row: &Subsidy| {
            is_in(&row.origins, demand.from) && is_in(&row.destinations, demand.to) && row.cargo.score(cargo).is_some()
        };
        self.subsidies.enumerate().filter(|(_, row)| holds(row)).map(|(id, _)| id).collect()
    }

    /// Returns whether support is paid for an operation at a place.
    pub fn supports_operation(&self, row: SubsidyId, place: PlaceId, operation: Operation) -> bool {
        match &self.subsidies[row].step {
            Some(SupportedStep::Place(own, kind)) => {
                own.is_none_or(|own| own == place) && kind.is_none_or(|kind| kind == operation)
            }
            Some(_) => false,
            None => operation == Operation::Load,
        }
    }

    /// Returns whether support is paid for a run over a leg.
    pub fn supports_leg(&self, row: SubsidyId, leg: LegId) -> bool {
        let is_own = |key: &Option<String>| key.as_ref().is_none_or(|key| *key == self.legs[leg].key);
        matches!(&self.subsidies[row].step, Some(SupportedStep::Leg(key)) if is_own(key))
    }

    /// Returns whether support is paid for boarding a service.
    pub fn supports_service(&self, row: SubsidyId, service: Option<ServiceId>) -> bool {
        let is_own = |own: Option<ServiceId>| service.is_some_and(|service| own.is_none_or(|own| own == service));
        matches!(self.subsidies[row].step, Some(SupportedStep::Service(own)) if is_own(own))
    }

    /// Returns the equipment of a unit for a cargo.
    pub fn equipment_for(&self, unit: Basis, cargo: &CargoClass<'_>) -> Option<&Equipment> {
        let items = self.equipment.iter().filter(|item| item.unit == unit);
        most_specific(items, |item| item.cargo.score(cargo), |_| "").first().copied()
    }

    /// Returns the box in which a form travels, if it is a form of box.
    pub fn box_for(&self, cargo: &CargoClass<'_>) -> Option<&Equipment> {
        match cargo.form {
            Form::Box20 => self.equipment_for(Basis::Box20, cargo),
            Form::Box40 => self.equipment_for(Basis::Box40, cargo),
            Form::Box35 => self.equipment_for(Basis::Box35, cargo),
            Form::Bulk | Form::Bag => None,
        }
    }

    /// Returns the speed of a cargo on a leg: the leg's own, or its vehicle's.
    pub fn speed_of(&self, leg: &Leg, cargo: &CargoClass<'_>) -> Option<FigureId> {
        leg.speed_kmh.or_else(|| self.vehicle_for(leg.vehicle.as_deref()?, cargo)?.speed_kmh)
    }

    /// Returns whether a leg has a time or a speed for a cargo; without one it cannot carry the cargo.
    pub fn is_timed(&self, leg: &Leg, cargo: &CargoClass<'_>) -> bool {
        leg.time_h.is_some() || self.speed_of(leg, cargo).is_some()
    }

    /// Returns the vehicle of a name that carries a cargo.
    pub fn vehicle_for(&self, name: &str, cargo: &CargoClass<'_>) -> Option<&Vehicle> {
        let items = self.vehicles.iter().filter(|item| item.vehicle == name);
        most_specific(items, |item| item.cargo.score(cargo), |_| "").first().copied()
    }
}

impl CorridorItem {
    /// Returns whether a leg itself matches the item, apart from its ends.
    pub fn is_leg(&self, leg: &Leg) -> bool {
        match self {
            Self::Leg(key) => &leg.key == key,
            Self::Mode(mode) => leg.mode == *mode,
            Self::Tag(tag) => leg.tags.contains(tag),
            Self::Place(_) | Self::Country(_) => false,
        }
    }

    /// Returns whether a place matches the item: it is the place, is in the country, or has the tag.
    pub fn is_at(&self, place: PlaceId, model: &Model) -> bool {
        match self {
            Self::Place(wanted) => *wanted == place,
            Self::Country(country) => model.country(place) == country,
            Self::Tag(tag) => model.places.list[place].tags.contains(tag),
            Self::Leg(_) | Self::Mode(_) => false,
        }
    }

    /// Returns whether a leg or one of its ends matches the item.
    pub fn touches(&self, leg: &Leg, model: &Model) -> bool {
        self.is_leg(leg) || self.is_at(leg.from, model) || self.is_at(leg.to, model)
    }
}

/// Returns the most specific row of each component, in the order of the components' names.
///
/// Of equally specific rows the one whose key comes first is used; `check` reports such rows.
fn most_specific<'a, R>(
    rows: impl Iterator<Item = &'a R>,
    score: impl Fn(&R) -> Option<u32>,
    component: impl Fn(&'a R) -> &'a str,
) -> Vec<&'a R> {
    let mut best: BTreeMap<&str, (u32, &R)> = BTreeMap::new();
    for row in rows {
        let Some(score) = score(row) else { continue };
        let known = best.entry(component(row)).or_insert((score, row));
        if score > known.0 {
            *known = (score, row);
        }
    }
    best.into_values().map(|(_, row)| row).collect()
}
