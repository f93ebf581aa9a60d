//! Boxes, wagons and vehicles: payloads, hire, speed, losses, emissions.

use crate::ids::FigureId;
use crate::problem::Problems;
use crate::scenario::TableName;

use super::prices::CargoSelector;
use super::rows::{Basics, Exchange, InForce};
use super::words::Basis;

/// A loading unit with its payload for some cargo.
#[derive(Clone, Debug, PartialEq)]
pub struct Equipment {
    /// The key of its row.
    pub key: String,
    /// `box20`, `box40`, `box35` or `wagon`.
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
    let mut read = |held: InForce<'_>| {
        Some(Equipment {
            key: held.key(),
            unit: held.row.text("unit").and_then(Basis::named)?,
            cargo: CargoSelector::read(held.row, basics),
            payload_t: held.figure("payload_t")?,
            teu: held.figure("teu"),
            hire_per_day: held.figure("hire_per_day").map(|hire| (hire, basics.exchange(held.row, problems))),
        })
    };
    basics.in_force(TableName::Equipment).into_iter().filter_map(&mut read).collect()
}

/// Reads all vehicles in the order of their keys.
pub(super) fn vehicles(basics: &Basics<'_>) -> Vec<Vehicle> {
    let emissions = basics.in_force(TableName::Emissions);
    let emission = |key: &str| {
        let held = emissions.iter().find(|emission| emission.row.key() == key)?;
        let unit = match held.row.text("unit") {
            Some("g/TEU-km") => EmissionUnit::GramsPerTeuKm,
            _ => EmissionUnit::GramsPerTkm,
        };
        Some((held.figure("value")?, unit))
    };
    let read = |held: InForce<'_>| Vehicle {
        key: held.key(),
        vehicle: held.row.text("vehicle").unwrap_or_default().to_owned(),
        cargo: CargoSelector::read(held.row, basics),
        speed_kmh: held.figure("speed_kmh"),
        loss_pct: held.figure("loss_pct"),
        emission: held.row.text("emission").and_then(emission),
    };
    basics.in_force(TableName::Vehicles).into_iter().map(read).collect()
}
