//! Boxes, wagons and vehicles: payloads, hire, speed, losses, emissions.

use crate::ids::FigureId;
use crate::problem::Problems;
use crate::scenario::TableName;

use super::Basics;
use super::exchange::Exchange;
use super::places::Leg;
use super::prices::{CargoClass, CargoSelector};
use super::rows::in_force;
use super::words::{Basis, Form};

/// A loading unit with its payload for some cargo.
#[derive(Clone, Debug, PartialEq)]
pub struct Equipment {
    /// The key of its row.
    pub key: String,
    /// `box20`, `box40` or `wagon`.
    pub unit: Basis,
    /// The cargo that the row is for.
    pub cargo: CargoSelector,
    /// The cargo in one unit, in tonnes.
    pub payload_t: FigureId,
    /// The size in twenty-foot units.
    pub teu: Option<FigureId>,
    /// The hire of one unit for a day, with its currency conversion.
    pub hire_per_day: Option<(FigureId, Vec<Exchange>)>,
}

/// The unit of an emission factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmissionUnit {
    /// Grams per tonne-kilometre.
    GramsPerTkm,
    /// Grams per TEU-kilometre.
    GramsPerTeuKm,
}

/// A train, truck or ship for some cargo.
#[derive(Clone, Debug, PartialEq)]
pub struct Vehicle {
    /// The key of its row.
    pub key: String,
    /// The name that legs refer to.
    pub vehicle: String,
    /// The cargo that the row is for.
    pub cargo: CargoSelector,
    /// The commercial speed.
    pub speed_kmh: Option<FigureId>,
    /// The percentage of cargo lost in one haul.
    pub loss_pct: Option<FigureId>,
    /// The emission factor.
    pub emission: Option<(FigureId, EmissionUnit)>,
}

/// Reads all equipment in the order of its keys.
pub(super) fn equipment(basics: &Basics<'_>, problems: &mut Problems) -> Vec<Equipment> {
    let mut found = Vec::new();
    for held in in_force(basics.scenario, basics.register, TableName::Equipment, basics.date) {
        let (Some(unit), Some(payload_t)) = (held.row.text("unit").and_then(Basis::named), held.figure("payload_t"))
        else {
            continue;
        };
        found.push(Equipment {
            key: held.key(),
            unit,
            cargo: CargoSelector {
                form: held.form(),
                commodity: held.owned("commodity"),
                switch: held.switch(basics.switches),
            },
            payload_t,
            teu: held.figure("teu"),
            hire_per_day: held.figure("hire_per_day").map(|hire| (hire, held.exchange(basics.rates, problems))),
        });
    }
    found
}

/// Reads all vehicles in the order of their keys.
pub(super) fn vehicles(basics: &Basics<'_>) -> Vec<Vehicle> {
    let emissions = in_force(basics.scenario, basics.register, TableName::Emissions, basics.date);
    in_force(basics.scenario, basics.register, TableName::Vehicles, basics.date)
        .into_iter()
        .map(|held| Vehicle {
            key: held.key(),
            vehicle: held.row.text("vehicle").unwrap_or_default().to_owned(),
            cargo: CargoSelector {
                form: held.form(),
                commodity: held.owned("commodity"),
                switch: held.switch(basics.switches),
            },
            speed_kmh: held.figure("speed_kmh"),
            loss_pct: held.figure("loss_pct"),
            emission: held.row.text("emission").and_then(|key| {
                let row = emissions.iter().find(|emission| emission.row.key() == key)?;
                let unit = match row.row.text("unit") {
                    Some("g/TEU-km") => EmissionUnit::GramsPerTeuKm,
                    _ => EmissionUnit::GramsPerTkm,
                };
                Some((row.figure("value")?, unit))
            }),
        })
        .collect()
}

/// Returns the most specific item for a cargo; of equally specific ones the first.
fn most_specific<'a, T>(
    items: impl Iterator<Item = &'a T>,
    cargo: &CargoClass<'_>,
    selector: impl Fn(&T) -> &CargoSelector,
) -> Option<&'a T> {
    let mut best: Option<(u32, &T)> = None;
    for item in items {
        let Some(score) = selector(item).score(cargo) else { continue };
        if best.is_none_or(|(known, _)| score > known) {
            best = Some((score, item));
        }
    }
    best.map(|(_, item)| item)
}

impl super::Model {
    /// Returns the equipment of a unit for a cargo.
    pub fn equipment_for(&self, unit: Basis, cargo: &CargoClass<'_>) -> Option<&Equipment> {
        most_specific(self.equipment.iter().filter(|item| item.unit == unit), cargo, |item| &item.cargo)
    }

    /// Returns the box in which a form travels, if it is a form of box.
    pub fn box_for(&self, cargo: &CargoClass<'_>) -> Option<&Equipment> {
        match cargo.form {
            Form::Box20 => self.equipment_for(Basis::Box20, cargo),
            Form::Box40 => self.equipment_for(Basis::Box40, cargo),
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
        most_specific(self.vehicles.iter().filter(|item| item.vehicle == name), cargo, |item| &item.cargo)
    }
}
