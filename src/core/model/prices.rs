//! Prices: tariff schedules, handling and border charges, and the selection of their rows for a cargo.

use std::collections::BTreeMap;

use crate::ids::{FigureId, IdVec, PlaceId, TariffId};
use crate::problem::{Code, Problem, Problems, Span};
use crate::scenario::TableName;

use super::Basics;
use super::exchange::Exchange;
use super::rows::{InForce, SwitchSet, in_force};
use super::words::{Basis, Form, Mode, Operation, Part, Regime};

/// The component of rows that name none; a schedule is usable only where this component has a row.
pub const BASE: &str = "base";

/// The maximum number of parallel straight lines by which a schedule is charged leg by leg; with more it is charged
/// haul by haul.
pub const MAX_PARALLEL_LINES: usize = 64;

/// A selector of rows by form, commodity and switch.
#[derive(Clone, Debug, PartialEq)]
pub struct CargoSelector {
    /// The form, or any.
    pub form: Option<Form>,
    /// The commodity or group, or any.
    pub commodity: Option<String>,
    /// The switch that the row depends on.
    pub switch: Option<u8>,
}

/// The cargo that rows are selected for: one form of the scenario's commodity.
#[derive(Clone, Copy, Debug)]
pub struct CargoClass<'a> {
    /// The form.
    pub form: Form,
    /// The commodity, its group, its group's group and so on.
    pub commodities: &'a [String],
    /// The switches that are on.
    pub switches: SwitchSet,
}

impl CargoSelector {
    fn read(held: &InForce<'_>, basics: &Basics<'_>) -> Self {
        Self {
            // A price per box is only for boxes of that size.
            form: held.form().or_else(|| held.row.text("basis").and_then(Basis::named).and_then(Basis::form)),
            commodity: held.owned("commodity"),
            switch: held.switch(basics.switches),
        }
    }

    /// Returns the specificity of a match, or `None` where the cargo does not match.
    pub fn score(&self, cargo: &CargoClass<'_>) -> Option<u32> {
        if !cargo.switches.allows(self.switch) {
            return None;
        }
        let form = match self.form {
            None => 0,
            Some(form) if form == cargo.form => 1,
            Some(_) => return None,
        };
        let commodity = match &self.commodity {
            None => 0,
            Some(name) => cargo.commodities.len() - cargo.commodities.iter().position(|known| known == name)?,
        };
        // A row that a switch turns on replaces the one otherwise in force.
        let switch = u32::from(self.switch.is_some());
        Some(form * 200 + commodity as u32 * 2 + switch)
    }
}

/// An amount of some currency per unit of some basis.
#[derive(Clone, Debug, PartialEq)]
pub struct Price {
    /// The amount.
    pub amount: FigureId,
    /// The unit that the amount is per.
    pub basis: Basis,
    /// The conversion of its currency to the scenario's.
    pub exchange: Vec<Exchange>,
}

/// The way in which the bands of a tariff apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// The whole quantity at the rate of its band.
    Slab,
    /// Each part at the rate of its own band.
    Graduated,
}

/// One row of a tariff: a price, or one band of it.
#[derive(Clone, Debug, PartialEq)]
pub struct TariffRow {
    /// The key of the row.
    pub key: String,
    /// The component of the row.
    pub component: String,
    /// The part of the cost; `None` for the haulage of the leg's mode.
    pub part: Option<Part>,
    /// The cargo that the row is for.
    pub cargo: CargoSelector,
    /// The unit that the price is per.
    pub basis: Basis,
    /// The conversion of its currency to the scenario's.
    pub exchange: Vec<Exchange>,
    /// The price of a haul.
    pub per_haul: Option<FigureId>,
    /// The price of a kilometre.
    pub per_km: Option<FigureId>,
    /// The band of haul lengths in kilometres.
    pub km: (Option<FigureId>, Option<FigureId>),
    /// The band of lots in tonnes.
    pub lot: (Option<FigureId>, Option<FigureId>),
    /// The minimum charge of the component.
    pub minimum: Option<FigureId>,
    /// The maximum charge of the component.
    pub cap: Option<FigureId>,
    /// The way in which bands apply.
    pub method: Method,
    /// The tag of the legs whose kilometres are charged.
    pub leg_tag: Option<String>,
    /// The step to which a quotation is rounded.
    pub round_to: Option<FigureId>,
    /// The multipliers.
    pub factors: Vec<FigureId>,
    /// The position of the row.
    pub span: Span,
}

/// A tariff schedule: all rows in force that one leg's `tariff` names.
#[derive(Clone, Debug, PartialEq)]
pub struct Schedule {
    /// The name.
    pub name: String,
    /// The rows in the order of their keys.
    pub rows: Vec<TariffRow>,
    /// The position of the first row that names it, in force or not.
    pub span: Span,
}

impl Schedule {
    /// Returns the components in force for a cargo, each with its bands in the order of their edges.
    ///
    /// Returns `None` where the base component has no row: legs of the schedule cannot carry such cargo.
    pub fn select(&self, cargo: &CargoClass<'_>) -> Option<Vec<Vec<&TariffRow>>> {
        let mut best: BTreeMap<&str, (u32, Vec<&TariffRow>)> = BTreeMap::new();
        for row in &self.rows {
            let Some(score) = row.cargo.score(cargo) else { continue };
            let entry = best.entry(&row.component).or_insert((score, Vec::new()));
            if score > entry.0 {
                *entry = (score, Vec::new());
            }
            if score == entry.0 {
                entry.1.push(row);
            }
        }
        best.contains_key(BASE).then(|| best.into_values().map(|(_, rows)| rows).collect())
    }
}

/// One charge for an operation at a place.
#[derive(Clone, Debug, PartialEq)]
pub struct HandlingRow {
    /// The key of the row.
    pub key: String,
    /// The place; `None` for any.
    pub place: Option<PlaceId>,
    /// The operation.
    pub operation: Operation,
    /// The mode by which the cargo arrived; `None` for any.
    pub from_mode: Option<Mode>,
    /// The mode by which the cargo continues; `None` for any.
    pub to_mode: Option<Mode>,
    /// The cargo that the row is for.
    pub cargo: CargoSelector,
    /// The component of the row.
    pub component: String,
    /// The price.
    pub price: Price,
    /// The hours of handling.
    pub time_h: Option<FigureId>,
    /// The hours of dwell.
    pub dwell_h: Option<FigureId>,
    /// The days that storage does not charge.
    pub free_days: Option<FigureId>,
    /// The percentage of cargo lost.
    pub loss_pct: Option<FigureId>,
    /// The emissions per tonne.
    pub co2e_kg_per_t: Option<FigureId>,
}

/// One charge for crossing a border.
#[derive(Clone, Debug, PartialEq)]
pub struct BorderRow {
    /// The key of the row.
    pub key: String,
    /// The crossing leg; `None` for any.
    pub leg: Option<String>,
    /// Either end of the leg; `None` for any.
    pub place: Option<PlaceId>,
    /// The country left; `None` for any.
    pub from_country: Option<String>,
    /// The country entered; `None` for any.
    pub to_country: Option<String>,
    /// The mode; `None` for any.
    pub mode: Option<Mode>,
    /// The regime; `None` for any.
    pub regime: Option<Regime>,
    /// The cargo that the row is for.
    pub cargo: CargoSelector,
    /// The component of the row.
    pub component: String,
    /// The price.
    pub price: Price,
    /// The hours of formalities and queue.
    pub time_h: Option<FigureId>,
    /// The number of open days a week.
    pub open_days: Option<FigureId>,
}

/// Reads all schedules in the order of their names.
pub(super) fn schedules(basics: &Basics<'_>, problems: &mut Problems) -> IdVec<TariffId, Schedule> {
    let mut schedules: BTreeMap<String, Schedule> = BTreeMap::new();
    // A schedule with all rows out of force still exists: its legs are unusable, not unknown.
    for row in basics.scenario.tables.rows(TableName::Tariffs) {
        if let Some(name) = row.text("tariff") {
            schedules.entry(name.to_owned()).or_insert_with(|| Schedule {
                name: name.to_owned(),
                rows: Vec::new(),
                span: row.span.clone(),
            });
        }
    }
    let factors = basics.factors();
    for held in in_force(basics.scenario, basics.register, TableName::Tariffs, basics.date) {
        let row = held.row;
        let Some(schedule) = row.text("tariff").and_then(|name| schedules.get_mut(name)) else { continue };
        let mut multipliers = Vec::new();
        for key in row.words("factor") {
            match factors.get(key) {
                Some(&figure) => multipliers.push(figure),
                None => problems.push(
                    Problem::new(
                        Code::FactorNotInForce,
                        format!("factor `{key}` of tariff `{}` has no row that holds on {}", row.key(), basics.date),
                    )
                    .at(row.span_of("factor"))
                    .help("add a period to factors.csv that covers the date"),
                ),
            }
        }
        schedule.rows.push(TariffRow {
            key: held.key(),
            component: row.text("component").unwrap_or(BASE).to_owned(),
            // "haulage" is the part of the leg's own mode, which a schedule does not have.
            part: row.text("part").and_then(Part::named),
            cargo: CargoSelector::read(&held, basics),
            basis: held.basis(),
            exchange: held.exchange(basics.rates, problems),
            per_haul: held.figure("per_haul"),
            per_km: held.figure("per_km"),
            km: (held.figure("from_km"), held.figure("to_km")),
            lot: (held.figure("from_t"), held.figure("to_t")),
            minimum: held.figure("minimum"),
            cap: held.figure("cap"),
            method: if row.text("method") == Some("graduated") { Method::Graduated } else { Method::Slab },
            leg_tag: held.owned("leg_tag"),
            round_to: held.figure("round_to"),
            factors: multipliers,
            span: row.span.clone(),
        });
    }
    schedules.into_values().collect::<Vec<_>>().into()
}

fn price(held: &InForce<'_>, basics: &Basics<'_>, problems: &mut Problems) -> Option<Price> {
    Some(Price { amount: held.figure("price")?, basis: held.basis(), exchange: held.exchange(basics.rates, problems) })
}

/// Reads all handling rows in the order of their keys.
pub(super) fn handling(
    basics: &Basics<'_>,
    places: &BTreeMap<String, PlaceId>,
    problems: &mut Problems,
) -> Vec<HandlingRow> {
    let mut rows = Vec::new();
    for held in in_force(basics.scenario, basics.register, TableName::Handling, basics.date) {
        let (Some(operation), Some(price)) =
            (held.row.text("operation").and_then(Operation::named), price(&held, basics, problems))
        else {
            continue;
        };
        rows.push(HandlingRow {
            key: held.key(),
            place: held.row.selector("place").and_then(|key| places.get(key).copied()),
            operation,
            from_mode: held.row.selector("from_mode").and_then(Mode::named),
            to_mode: held.row.selector("to_mode").and_then(Mode::named),
            cargo: CargoSelector::read(&held, basics),
            component: held.row.text("component").unwrap_or(BASE).to_owned(),
            price,
            time_h: held.figure("time_h"),
            dwell_h: held.figure("dwell_h"),
            free_days: held.figure("free_days"),
            loss_pct: held.figure("loss_pct"),
            co2e_kg_per_t: held.figure("co2e_kg_per_t"),
        });
    }
    rows
}

/// Reads all border rows in the order of their keys.
pub(super) fn borders(
    basics: &Basics<'_>,
    places: &BTreeMap<String, PlaceId>,
    problems: &mut Problems,
) -> Vec<BorderRow> {
    let mut rows = Vec::new();
    for held in in_force(basics.scenario, basics.register, TableName::Borders, basics.date) {
        let Some(price) = price(&held, basics, problems) else { continue };
        rows.push(BorderRow {
            key: held.key(),
            leg: held.owned("leg"),
            place: held.row.selector("place").and_then(|key| places.get(key).copied()),
            from_country: held.owned("from_country"),
            to_country: held.owned("to_country"),
            mode: held.row.selector("mode").and_then(Mode::named),
            regime: held.row.selector("regime").and_then(Regime::named),
            cargo: CargoSelector::read(&held, basics),
            component: held.row.text("component").unwrap_or(BASE).to_owned(),
            price,
            time_h: held.figure("time_h"),
            open_days: held.figure("open_days"),
        });
    }
    rows
}

/// Returns the most specific row of each component, in the order of the components' names.
///
/// Of equally specific rows the one whose key comes first is used; `check` reports such rows.
pub(super) fn most_specific<'a, R>(
    rows: impl Iterator<Item = &'a R>,
    score: impl Fn(&R) -> Option<u32>,
    component: impl Fn(&'a R) -> &'a str,
) -> Vec<&'a R> {
    let mut best: BTreeMap<&str, (u32, &R)> = BTreeMap::new();
    for row in rows {
        let Some(score) = score(row) else { continue };
        match best.get(component(row)) {
            Some(&(known, _)) if known >= score => {}
            _ => {
                best.insert(component(row), (score, row));
            }
        }
    }
    best.into_values().map(|(_, row)| row).collect()
}
