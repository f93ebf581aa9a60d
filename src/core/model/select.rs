//! The selection of the rows for one move of one cargo.

use crate::ids::{LegId, PlaceId};

use super::prices::{CargoClass, most_specific};
use super::words::{Mode, Operation, Regime};
use super::{BorderRow, HandlingRow, Leg, Model, PermissionId, Schedule};

/// Returns the score of one selector: `None` where it does not match, 0 where it selects any.
fn level<T: PartialEq>(selector: Option<&T>, value: Option<&T>) -> Option<u32> {
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
    /// impossible.
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
        most_specific(
            self.handling.at(operation, place),
            |row| {
                let where_and_how = joined(&[
                    level(row.place.as_ref(), Some(&place)),
                    level(row.from_mode.as_ref(), from.as_ref()),
                    level(row.to_mode.as_ref(), to.as_ref()),
                ])?;
                Some(where_and_how * 1000 + row.cargo.score(cargo)?)
            },
            |row| &row.component,
        )
    }

    /// Returns the charges of a crossing, one for each component; an empty result means that the crossing is
    /// impossible.
    ///
    /// The leg weighs more than the place, the place more than the countries, the countries more than the mode, the
    /// mode more than the regime, the form and the commodity.
    pub fn borders_for(&self, leg: &Leg, regime: Regime, cargo: &CargoClass<'_>) -> Vec<&BorderRow> {
        let (from, to) = (&self.places.list[leg.from].country, &self.places.list[leg.to].country);
        most_specific(
            self.borders.iter(),
            |row| {
                let at_place = match row.place {
                    None => Some(0),
                    Some(place) => (place == leg.from || place == leg.to).then_some(1),
                };
                let crossing = joined(&[
                    level(row.leg.as_ref(), Some(&leg.key)),
                    at_place,
                    level(row.from_country.as_ref(), Some(from)),
                    level(row.to_country.as_ref(), Some(to)),
                    level(row.mode.as_ref(), Some(&leg.mode)),
                    level(row.regime.as_ref(), Some(&regime)),
                ])?;
                Some(crossing * 1000 + row.cargo.score(cargo)?)
            },
            |row| &row.component,
        )
    }

    /// Returns whether a leg of a schedule has a multiplier: it scales the charge, not the haul length that selects a
    /// band.
    pub fn is_stretched(&self, schedule: &Schedule) -> bool {
        let of_schedule = |leg: &&Leg| leg.tariff.is_some_and(|tariff| self.schedules[tariff].name == schedule.name);
        self.legs.iter().filter(of_schedule).any(|leg| leg.factor.is_some())
    }

    /// Returns whether a leg crosses a border.
    pub fn is_crossing(&self, leg: &Leg) -> bool {
        self.places.list[leg.from].country != self.places.list[leg.to].country
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

    /// Returns the directed leg of a key that begins at a place.
    pub fn leg_from(&self, key: &str, from: PlaceId) -> Option<LegId> {
        self.legs.enumerate().find(|(_, leg)| leg.key == key && leg.from == from).map(|(id, _)| id)
    }
}
