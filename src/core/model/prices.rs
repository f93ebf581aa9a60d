//! Prices: tariff schedules, handling and border charges, and the selection of their rows for a cargo.

use std::collections::BTreeMap;

use crate::ids::{FigureId, IdVec, PlaceId, TariffId};
use crate::problem::{Problems, Span};
use crate::scenario::{Row, TableName};

use super::places::Places;
use super::quotation::{HaulShares, QuotedRow};
use super::rows::{Basics, Exchange, InForce, SwitchSet};
use super::trade;
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
    pub(super) fn read(row: Row<'_>, basics: &Basics<'_>) -> Self {
        let named = row.selector("form").and_then(Form::named);
        Self {
            // A price per box is only for boxes of that size.
            form: named.or_else(|| trade::basis(row).and_then(Basis::form)),
            commodity: row.selector("commodity").map(str::to_owned),
            switch: basics.switch(row),
        }
    }

    /// Returns how closely the commodity matches: 0 for any, most for the cargo's own; `None` for another one.
    pub(super) fn commodity_rank(&self, cargo: &CargoClass<'_>) -> Option<u32> {
        let Some(name) = &self.commodity else { return Some(0) };
        let groups = cargo.commodities.iter().position(|known| known == name)?;
        Some((cargo.commodities.len() - groups) as u32)
    }

    /// Returns the specificity of a match, or `None` where the cargo does not match.
    pub fn score(&self, cargo: &CargoClass<'_>) -> Option<u32> {
        let form_fits = self.form.is_none_or(|form| form == cargo.form);
        if !form_fits || !cargo.switches.allows(self.switch) {
            return None;
        }
        // A row that a switch turns on replaces the one otherwise in force.
        let (form, switch) = (u32::from(self.form.is_some()), u32::from(self.switch.is_some()));
        Some(form * 200 + self.commodity_rank(cargo)? * 2 + switch)
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
    /// Whether a quotation includes it, so that it is not charged.
    pub is_included: bool,
}

/// The way in which the bands of a tariff apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BandMethod {
    /// The whole quantity at the rate of its band.
    Slab,
    /// Each part at the rate of its own band.
    Graduated,
    /// Of lots: the whole lot at the rate of its band, or as if it were the least lot of a higher band, whichever is
    /// cheaper.
    #[doc(alias("deficit weight", "as weight"))]
    AsIf,
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
    pub method: BandMethod,
    /// The tag of the legs whose kilometres are charged.
    pub leg_tag: Option<String>,
    /// The step to which a quotation is rounded.
    pub round_to: Option<FigureId>,
    /// The multipliers, in the order of their numbers, whatever order they are written in.
    pub factors: Vec<FigureId>,
    /// What a quotation comes to on each leg, if the row is one.
    pub shares: Option<HaulShares>,
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
    /// Whether the operation is impossible for what the row selects.
    pub closed: bool,
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
    /// The days beyond the expected time within which 95 of 100 consignments have come through.
    pub late_days: Option<FigureId>,
    /// The percentage of cargo lost.
    pub loss_pct: Option<FigureId>,
    /// The emissions per tonne.
    pub co2e_kg_per_t: Option<FigureId>,
    /// What it is quoted for, if a quotation gives its price.
    pub quoted: Option<QuotedRow>,
}

/// The handling rows in force by their operation and place; rows without a place hold at any.
///
/// Every arc of a network selects its rows, so rows about other places and operations must not be read.
pub type Handling = BTreeMap<(Operation, Option<PlaceId>), Vec<HandlingRow>>;

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
    /// The days beyond the expected time within which 95 of 100 consignments have come through.
    pub late_days: Option<FigureId>,
    /// What it is quoted for, if a quotation gives its price or includes it.
    pub quoted: Option<QuotedRow>,
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
                span: row.span(),
            });
        }
    }
    for held in basics.in_force(TableName::Tariffs) {
        let row = held.row;
        let Some(schedule) = row.text("tariff").and_then(|name| schedules.get_mut(name)) else { continue };
        let factors = row.words("factor");
        let mut factors: Vec<FigureId> =
            factors.filter_map(|key| basics.factor(key, row, "tariff", problems)).collect();
        factors.sort_unstable();
        schedule.rows.push(TariffRow {
            key: held.key(),
            component: component(row),
            // "haulage" is the part of the leg's own mode, which a schedule does not have.
            part: row.text("part").and_then(Part::named),
            cargo: CargoSelector::read(row, basics),
            basis: held.basis(),
            exchange: basics.exchange(row, problems),
            per_haul: held.figure("per_haul"),
            per_km: held.figure("per_km"),
            km: (held.figure("from_km"), held.figure("to_km")),
            lot: (held.figure("from_t"), held.figure("to_t")),
            minimum: held.figure("minimum"),
            cap: held.figure("cap"),
            method: match row.text("method") {
                Some("graduated") => BandMethod::Graduated,
                Some("as-if") => BandMethod::AsIf,
                _ => BandMethod::Slab,
            },
            leg_tag: held.owned("leg_tag"),
            round_to: held.figure("round_to"),
            factors,
            shares: None,
            span: row.span(),
        });
    }
    schedules.into_values().collect::<Vec<_>>().into()
}

pub(super) fn price(held: &InForce<'_>, basics: &Basics<'_>, problems: &mut Problems) -> Option<Price> {
    let basis = held.basis();
    Some(Price {
        amount: held.figure("price")?,
        basis,
        exchange: if basis == Basis::Value { Vec::new() } else { basics.exchange(held.row, problems) },
        is_included: false,
    })
}

fn component(row: Row<'_>) -> String {
    row.text("component").unwrap_or(BASE).to_owned()
}

/// Reads all handling rows in the order of their keys, by operation and place.
pub(super) fn handling(basics: &Basics<'_>, places: &Places, problems: &mut Problems) -> Handling {
    let mut rows = Handling::new();
    for held in basics.in_force(TableName::Handling) {
        let Some(operation) = held.row.text("operation").and_then(Operation::named) else { continue };
        let Some(price) = price(&held, basics, problems) else { continue };
        let place = places.named(held.row, "place");
        rows.entry((operation, place)).or_default().push(HandlingRow {
            key: held.key(),
            place,
            operation,
            closed: held.row.flag("closed"),
            from_mode: held.mode("from_mode"),
            to_mode: held.mode("to_mode"),
            cargo: CargoSelector::read(held.row, basics),
            component: component(held.row),
            price,
            time_h: held.figure("time_h"),
            dwell_h: held.figure("dwell_h"),
            free_days: held.figure("free_days"),
            late_days: held.figure("late_days"),
            loss_pct: held.figure("loss_pct"),
            co2e_kg_per_t: held.figure("co2e_kg_per_t"),
            quoted: None,
        });
    }
    rows
}

/// Reads all border rows in the order of their keys.
pub(super) fn borders(basics: &Basics<'_>, places: &Places, problems: &mut Problems) -> Vec<BorderRow> {
    let read = |held: InForce<'_>| {
        Some(BorderRow {
            price: price(&held, basics, problems)?,
            key: held.key(),
            leg: held.owned("leg"),
            place: places.named(held.row, "place"),
            from_country: held.owned("from_country"),
            to_country: held.owned("to_country"),
            mode: held.mode("mode"),
            regime: held.row.selector("regime").and_then(Regime::named),
            cargo: CargoSelector::read(held.row, basics),
            component: component(held.row),
            time_h: held.figure("time_h"),
            open_days: held.figure("open_days"),
            late_days: held.figure("late_days"),
            quoted: None,
        })
    };
    basics.in_force(TableName::Borders).into_iter().filter_map(read).collect()
}
