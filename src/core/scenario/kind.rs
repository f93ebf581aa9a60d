//! The names of the tables, and the kinds of contents that their cells have.

use crate::units::words;

use super::number::SensibleRange;
use super::role::Role;

words! {
    /// A table of a scenario's folder, in reading order.
    TableName {
        /// Cities, stations, crossings, ports.
        Places = "places",
        /// Rail, road, sea and waterway legs.
        Legs = "legs",
        /// Prices of hauls.
        Tariffs = "tariffs",
        /// Loading, unloading, transhipment, gauge change, storage.
        Handling = "handling",
        /// The charges and times of crossings between two countries.
        Borders = "borders",
        /// Permissions to use foreign ports, with their dates.
        Permissions = "permissions",
        /// What others pay of the cost.
        Subsidies = "subsidies",
        /// Frequencies and timetables.
        Services = "services",
        /// Closures and slow seasons.
        Calendar = "calendar",
        /// Limits that legs, places, crossings, services and permissions have in common.
        Capacities = "capacities",
        /// When in the year goods come to market.
        Harvest = "harvest",
        /// Dated departures of services.
        Departures = "departures",
        /// Opening hours of crossings and places.
        Opening = "opening",
        /// Exchange rates.
        Fx = "fx",
        /// CO2e per tonne-kilometre.
        Emissions = "emissions",
        /// Named multipliers that tariffs and legs share.
        Factors = "factors",
        /// Indices by month or year that carry prices from their year to another.
        Series = "series",
        /// Boxes and wagons.
        Equipment = "equipment",
        /// Trains, trucks and ships.
        Vehicles = "vehicles",
        /// Goods and the groups by which tariffs select them.
        Commodities = "commodities",
        /// Documents that the figures come from.
        Sources = "sources",
        /// Published claims to compare with our results.
        Claims = "claims",
        /// Other readings of published claims: the goods, ways and scenarios that they may mean.
        Readings = "readings",
    }
}

/// The content of a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// The name of the row: letters, digits, `-` and `_`.
    Key,
    /// Any text.
    Text,
    /// One of some words.
    Choice(&'static [&'static str]),
    /// The key of a row of another table.
    Ref(TableName),
    /// The key of a row of another table, or `*` for any.
    RefOrAny(TableName),
    /// A word that rows of the same table share (a schedule, a component); legs refer to it.
    Group,
    /// A word of the scenario such as a region or tag, or `*` for any.
    WordOrAny,
    /// Words separated by `;`.
    Words,
    /// Keys of rows of another table separated by `;`.
    Refs(TableName),
    /// Two capital letters (ISO 3166), or `*` where the column selects.
    Country,
    /// Three capital letters (ISO 4217).
    Currency,
    /// A decimal number in a unit, with the bounds outside which it is absurd.
    Number {
        /// Which number of a figure it is.
        part: FigurePart,
        /// The unit and the bounds.
        range: SensibleRange,
    },
    /// `yes` or `no`.
    Flag,
    /// The first day of a period: `2017`, `2017-08` or `2017-08-08`.
    DateFrom,
    /// The last day of a period: `2017`, `2017-08` or `2017-08-08`.
    DateTo,
    /// The middle day of a period: `2017` (2 July), `2017-08` (the 16th) or `2017-08-08`.
    DateWithin,
    /// Months: `7-10`, `12-3`, `1;2;12`.
    Months,
    /// Days: `2017-08-08;2017-09-01`.
    Days,
    /// Days of the week: `mon;thu`.
    Weekdays,
    /// A time of day: `08:30`.
    Time,
}

impl Kind {
    /// Returns whether the content is one name, choice or other text.
    pub(super) const fn is_text(self) -> bool {
        use Kind::{Choice, Country, Currency, Group, Key, Ref, RefOrAny, Text, WordOrAny};
        matches!(self, Key | Text | Choice(_) | Ref(_) | RefOrAny(_) | Group | WordOrAny | Country | Currency)
    }

    /// Returns whether the content is words or references separated by `;`.
    pub(super) const fn is_list(self) -> bool {
        matches!(self, Self::Words | Self::Refs(_) | Self::Weekdays)
    }
}

/// Which number of a figure a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FigurePart {
    /// The value of a figure with a role.
    Value(Role),
    /// The lower bound of the figure in the named column, or of the row's main figure.
    Low(Option<&'static str>),
    /// The upper bound of the figure in the named column, or of the row's main figure.
    High(Option<&'static str>),
}
