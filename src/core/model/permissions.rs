//! Permissions: the foreign ports that domestic goods may use in transit, and from which day.

use crate::ids::{IdVec, PermissionId, PlaceId};
use crate::scenario::{Row, TableName};
use crate::units::{Date, Grade, Period};

use super::places::Places;
use super::prices::{CargoClass, CargoSelector};
use super::rows::Basics;

/// One row of `permissions.csv`, in force or not.
#[derive(Clone, Debug, PartialEq)]
pub struct Permission {
    /// The key of the row.
    pub key: String,
    /// The region of origin of the goods; `None` for any.
    pub region: Option<String>,
    /// The cargo that the row is for.
    pub cargo: CargoSelector,
    /// The place where the goods leave the country; `None` for any.
    pub exit_point: Option<PlaceId>,
    /// The foreign port; `None` for any.
    pub transit_port: Option<PlaceId>,
    /// The place where the goods return; `None` for any.
    pub entry_port: Option<PlaceId>,
    /// The days on which the permission is in force.
    pub period: Period,
    /// The notice or agreement.
    pub instrument: String,
    /// The keys of the sources.
    pub sources: Vec<String>,
    /// The grade of evidence.
    pub grade: Grade,
}

/// Reads all rows, also those not in force: a refusal names the nearest row.
pub(super) fn permissions(basics: &Basics<'_>, places: &Places) -> IdVec<PermissionId, Permission> {
    let mut rows: Vec<_> = basics.scenario.tables.rows(TableName::Permissions).iter().collect();
    rows.sort_by_key(|row| (row.key(), row.period().from));
    let read = |row: Row<'_>| Permission {
        key: row.key().to_owned(),
        region: row.selector("region").map(str::to_owned),
        cargo: CargoSelector::read(row, basics),
        exit_point: places.named(row, "exit_point"),
        transit_port: places.named(row, "transit_port"),
        entry_port: places.named(row, "entry_port"),
        period: row.period(),
        instrument: row.text("instrument").unwrap_or_default().to_owned(),
        sources: row.words("source").map(str::to_owned).collect(),
        grade: row.grade(),
    };
    rows.into_iter().map(read).collect()
}

/// The criteria of a permission that do not match a use of it.
#[expect(clippy::struct_excessive_bools, reason = "each is a column that may not fit by itself")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Misfit {
    /// Whether the region differs.
    pub region: bool,
    /// The number of places that differ.
    pub places: u8,
    /// Whether the commodity differs.
    pub commodity: bool,
    /// Whether the form differs.
    pub form: bool,
    /// Whether the permission is not in force on the date.
    pub period: bool,
    /// Whether the switch is off.
    pub switch: bool,
}

impl Permission {
    /// Compares the permission with one use: goods of a region out by `exit`, through the port `transit`, back in by
    /// `entry`.
    ///
    /// `exit` and `entry` are both ends of the crossing leg.
    pub fn misfit(&self, use_of: &PermissionUse<'_>) -> Misfit {
        let any_end = |place: Option<PlaceId>, ends: [PlaceId; 2]| place.is_none_or(|place| ends.contains(&place));
        let wrong_places = [
            !any_end(self.exit_point, use_of.exit),
            self.transit_port.is_some() && self.transit_port != use_of.transit,
            !any_end(self.entry_port, use_of.entry),
        ];
        Misfit {
            region: self.region.as_deref().is_some_and(|region| Some(region) != use_of.region),
            places: wrong_places.into_iter().filter(|&wrong| wrong).count() as u8,
            commodity: self.cargo.commodity_rank(&use_of.cargo).is_none(),
            form: self.cargo.form.is_some_and(|form| form != use_of.cargo.form),
            period: !self.period.contains(use_of.date),
            switch: !use_of.cargo.switches.allows(self.cargo.switch),
        }
    }
}

/// One use of a foreign port by domestic goods.
#[derive(Clone, Copy, Debug)]
pub struct PermissionUse<'a> {
    /// The region of origin of the goods.
    pub region: Option<&'a str>,
    /// The cargo.
    pub cargo: CargoClass<'a>,
    /// Both ends of the leg by which the goods leave.
    pub exit: [PlaceId; 2],
    /// The foreign port where the goods change to or from a ship.
    pub transit: Option<PlaceId>,
    /// Both ends of the leg by which the goods return.
    pub entry: [PlaceId; 2],
    /// The date of the use.
    pub date: Date,
}
