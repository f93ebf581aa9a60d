//! Capacities: what legs, places, crossings, services and permissions let pass in a period.

use crate::ids::{FigureId, PlaceId};
use crate::problem::{Code, Problem, Problems};
use crate::scenario::{Row, TableName};
use crate::units::{Decimal, words};

use super::places::Places;
use super::prices::CargoSelector;
use super::rows::{Basics, InForce};
use super::words::{Basis, Mode};

/// The columns of `capacities.csv` that say what a row limits.
const SUBJECTS: [&str; 5] = ["leg", "place", "crossing", "service", "permission"];

/// What a capacity limits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Limited {
    /// A leg, by its key, in both directions together.
    Leg(String),
    /// What is loaded, unloaded, transhipped or changes gauge at a place.
    Place(PlaceId),
    /// The border crossings of legs with an end at a place, in both directions together.
    Crossing(PlaceId),
    /// A service, by its key.
    Service(String),
    /// A permission, by its key: a quota.
    Permission(String),
    /// The operations that a row of `handling.csv` prices, by its key.
    HandlingRow(String),
    /// The crossings that a row of `borders.csv` prices, by its key.
    BorderRow(String),
}

words! {
    /// The period of a capacity.
    CapacityPeriod {
        /// A day.
        Day = "day",
        /// A week.
        Week = "week",
        /// A calendar month.
        Month = "month",
        /// The whole time that is asked about.
        Year = "year",
        /// One departure of a service.
        Departure = "departure",
    }
}

/// A limit on what passes, of one row of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Capacity {
    /// The row: `capacities.KEY`, or that of the leg, operation, crossing or service whose own column gives it.
    pub row: String,
    /// What people call it.
    pub name: Option<String>,
    /// What it limits.
    pub limited: Limited,
    /// The mode that it limits; `None` for any.
    pub mode: Option<Mode>,
    /// The cargo that it limits.
    pub cargo: CargoSelector,
    /// The most that passes in a period.
    pub amount: FigureId,
    /// The unit of the amount.
    pub unit: Basis,
    /// The period.
    pub period: CapacityPeriod,
}

/// A table with a column of capacities: the table, the column, what its rows limit by their keys, the period.
type OwnCapacity = (TableName, &'static str, fn(String) -> Limited, CapacityPeriod);

/// Reads all capacities in force on the date: the rows of `capacities.csv`, then those that legs, operations, crossings and
/// services give in a column of their own.
pub(super) fn capacities(basics: &Basics<'_>, places: &Places, problems: &mut Problems) -> Vec<Capacity> {
    let shared = basics.in_force(TableName::Capacities);
    let mut read: Vec<Capacity> = shared.iter().filter_map(|held| shared_row(held, basics, places, problems)).collect();
    let own: [OwnCapacity; 4] = [
        (TableName::Legs, "capacity_t_per_month", Limited::Leg, CapacityPeriod::Month),
        (TableName::Handling, "capacity_t_per_month", Limited::HandlingRow, CapacityPeriod::Month),
        (TableName::Borders, "capacity_t_per_month", Limited::BorderRow, CapacityPeriod::Month),
        (TableName::Services, "capacity_t", Limited::Service, CapacityPeriod::Departure),
    ];
    for (table, column, limited, period) in own {
        for held in basics.in_force(table) {
            let Some(amount) = held.figure(column) else { continue };
            read.push(Capacity {
                row: format!("{}.{}", table.as_str(), held.row.key()),
                name: held.row.text("name").map(str::to_owned),
                limited: limited(held.key()),
                mode: None,
                cargo: CargoSelector { form: None, commodity: None, switch: basics.switch(held.row) },
                amount,
                unit: Basis::Tonne,
                period,
            });
        }
    }
    read
}

fn shared_row(held: &InForce<'_>, basics: &Basics<'_>, places: &Places, problems: &mut Problems) -> Option<Capacity> {
    let row = held.row;
    let named: Vec<&str> = SUBJECTS.into_iter().filter(|column| row.text(column).is_some()).collect();
    let [subject] = named[..] else {
        let message = format!("capacity `{}` names {} things that it limits", row.key(), named.len());
        let help = "fill in one of `leg`, `place`, `crossing`, `service` and `permission`; a row for each";
        problems.push(Problem::new(Code::CapacityOfWhat, message).at(&row.span()).help(help));
        return None;
    };
    let key = row.text(subject)?.to_owned();
    let limited = match subject {
        "leg" => Limited::Leg(key),
        "place" => Limited::Place(places.named(row, subject)?),
        "crossing" => Limited::Crossing(places.named(row, subject)?),
        "service" => Limited::Service(key),
        _ => Limited::Permission(key),
    };
    Some(Capacity {
        row: format!("{}.{}", row.table().as_str(), row.key()),
        name: row.text("name").map(str::to_owned),
        limited,
        mode: held.mode("mode"),
        cargo: CargoSelector::read(row, basics),
        amount: held.figure("capacity")?,
        unit: held.basis(),
        period: row.text("per").and_then(CapacityPeriod::named)?,
    })
}

/// The share of a year's tonnes that comes to market in each month, of a region's goods.
#[derive(Clone, Debug, PartialEq)]
pub struct Harvest {
    /// The region that the goods come from; `None` for any.
    pub region: Option<String>,
    /// The cargo that it is about.
    pub cargo: CargoSelector,
    /// The figure of each month, January first, in per cent of the year.
    pub shares_pct: [Option<FigureId>; 12],
}

/// Reads the harvests in force on the date: rows of one region, commodity and switch together.
pub(super) fn harvests(basics: &Basics<'_>, places: &Places, problems: &mut Problems) -> Vec<Harvest> {
    let mut harvests: Vec<(Harvest, Row<'_>)> = Vec::new();
    for held in basics.in_force(TableName::Harvest) {
        let (region, cargo) = (held.owned("region"), CargoSelector::read(held.row, basics));
        let (Some(months), Some(share)) = (held.row.months("months"), held.figure("share_pct")) else { continue };
        let position = harvests.iter().position(|(own, _)| own.region == region && own.cargo == cargo);
        let position = position.unwrap_or_else(|| {
            harvests.push((Harvest { region, cargo, shares_pct: [None; 12] }, held.row));
            harvests.len() - 1
        });
        let (known, _) = &mut harvests[position];
        for month in (1..=12).filter(|&month| months.contains(month)) {
            let place = &mut known.shares_pct[month as usize - 1];
            if place.is_some() {
                let message = format!("`{}` gives month {month} a share that another row gives it too", held.row.key());
                let problem = Problem::new(Code::HarvestShares, message).at(&held.row.span_of("months"));
                problems.push(problem.help("let each month of a region and commodity have one row"));
            }
            *place = Some(share);
        }
    }
    for (harvest, row) in &harvests {
        let is_in = |region: &String| places.list.iter().any(|place| place.region.as_ref() == Some(region));
        if let Some(region) = harvest.region.as_ref().filter(|region| !is_in(region)) {
            let message = format!("no place is in the region `{region}`, of which `{}` gives the harvest", row.key());
            let problem = Problem::new(Code::HarvestShares, message).at(&row.span_of("region"));
            problems.push(problem.help("write the region as places.csv does, or leave it blank for all"));
        }
        let shares = harvest.shares_pct.iter().flatten().map(|&share| basics.register.figure(share).value);
        let sum = shares.into_iter().try_fold(Decimal::ZERO, Decimal::plus);
        let hundred = Decimal::whole(100);
        if sum.is_none_or(|sum| sum.compare(hundred).is_ne()) {
            let sum = sum.map_or_else(|| "no number".to_owned(), |sum| sum.to_string());
            let message = format!("the shares of the months beside `{}` add up to {sum} %", row.key());
            let problem = Problem::new(Code::HarvestShares, message).at(&row.span_of("share_pct"));
            problems
                .push(problem.help("let the shares of a region and commodity add up to 100; a share is of each month"));
        }
    }
    harvests.into_iter().map(|(harvest, _)| harvest).collect()
}
