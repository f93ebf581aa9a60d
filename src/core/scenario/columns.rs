//! The columns of every table: their content, the roles and units of their figures, and whether they are required.
//!
//! Reader, register, `check`, `schema` and `show` all use this one description.

use crate::units::Grade;

use super::number::{SensibleRange, sensible};
use super::role::Role;

pub use super::kind::{FigurePart, Kind, TableName};

/// One column of a table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TableColumn {
    /// The heading.
    pub name: &'static str,
    /// The kind of contents of its cells.
    pub kind: Kind,
    /// Whether heading and cell are required.
    pub required: bool,
    /// The meaning, as one sentence.
    pub meaning: &'static str,
}

impl TableColumn {
    /// Returns which number of a figure it holds; nothing where it holds no numbers.
    pub const fn part(&self) -> Option<FigurePart> {
        match self.kind {
            Kind::Number { part, .. } => Some(part),
            _ => None,
        }
    }

    /// Returns the unit and the bounds of its numbers; nothing where it holds none.
    pub const fn range(&self) -> Option<SensibleRange> {
        match self.kind {
            Kind::Number { range, .. } => Some(range),
            _ => None,
        }
    }

    /// Returns the role of the figures whose values it holds; nothing for bounds and for what is no number.
    pub const fn role(&self) -> Option<Role> {
        match self.part() {
            Some(FigurePart::Value(role)) => Some(role),
            _ => None,
        }
    }

    /// Returns whether it says which row it is: the key, or the period on which the row holds.
    pub(super) fn is_identity(&self) -> bool {
        [KEY, FROM, TO].contains(self)
    }
}

/// The four modes of transport.
pub(super) const MODES: &[&str] = &["rail", "road", "sea", "waterway"];
/// The modes and `*` for any.
const MODES_OR_ANY: &[&str] = &["rail", "road", "sea", "waterway", "*"];
/// The forms that cargo travels in.
pub(super) const FORMS: &[&str] = &["bulk", "bag", "box20", "box40", "box35"];
/// The forms and `*` for any.
const FORMS_OR_ANY: &[&str] = &["bulk", "bag", "box20", "box40", "box35", "*"];
/// The units that a price is per.
const BASES: &[&str] = &[
    "t", "box20", "box40", "box35", "wagon", "consignment", "short-ton", "long-ton", "bu-maize", "bu-wheat", "bu-soybeans", "teu", "feu",
];
/// The units that a price is per, and the value of the goods, of which it is a share.
const BASES_OR_VALUE: &[&str] = &[
    "t", "box20", "box40", "box35", "wagon", "consignment", "short-ton", "long-ton", "bu-maize", "bu-wheat", "bu-soybeans", "teu", "feu",
    "value",
];
/// The units that a capacity is counted in.
const UNITS: &[&str] = &["t", "box20", "box40", "box35", "wagon"];
/// The operations at a place.
pub(super) const OPERATIONS: &[&str] = &["load", "unload", "tranship", "gauge", "storage"];
/// The customs regimes of goods at a crossing.
const REGIMES_OR_ANY: &[&str] = &["transit", "bonded", "export", "import", "*"];

/// The customs regimes that a demand may ask for.
pub(super) const REGIMES: &[&str] = &["bonded", "export", "import"];

const fn column(name: &'static str, kind: Kind, meaning: &'static str) -> TableColumn {
    TableColumn { name, kind, required: false, meaning }
}

const fn must(name: &'static str, kind: Kind, meaning: &'static str) -> TableColumn {
    TableColumn { name, kind, required: true, meaning }
}

const fn figure(role: Role, unit: &'static str, least: f64, most: f64) -> Kind {
    Kind::Number { part: FigurePart::Value(role), range: sensible(unit, least, most) }
}

const fn low(of: Option<&'static str>, unit: &'static str, least: f64, most: f64) -> Kind {
    Kind::Number { part: FigurePart::Low(of), range: sensible(unit, least, most) }
}

const fn high(of: Option<&'static str>, unit: &'static str, least: f64, most: f64) -> Kind {
    Kind::Number { part: FigurePart::High(of), range: sensible(unit, least, most) }
}

const NAME: TableColumn = column("name", Kind::Text, "What people call it; its place, form and goods are added in answers. Blank is made from the row.");
const NAME_ZH: TableColumn = column("name_zh", Kind::Text, "The Chinese name.");
const NAME_RU: TableColumn = column("name_ru", Kind::Text, "The Russian name.");
const KEY: TableColumn = must("key", Kind::Key, "Names the row; rows that share a key are periods of one figure.");
const SOURCE: TableColumn = must("source", Kind::Refs(TableName::Sources), "Rows of sources.csv that the figures come from.");
const GRADE: TableColumn = must("grade", Kind::Choice(Grade::WORDS), "How well the figures are known.");
const NOTE: TableColumn = column("note", Kind::Text, "What a reader should know; for an estimate, why.");
const FROM: TableColumn = column("valid_from", Kind::DateFrom, "The first day on which the row holds.");
const TO: TableColumn = column("valid_to", Kind::DateTo, "The last day on which the row holds.");
const SWITCH: TableColumn = column("switch", Kind::Group, "The row holds only where the scenario or corridor turns this switch on.");
const MONTHS: TableColumn = column("months", Kind::Months, "The months of each year in which the row holds; blank is all.");
const SERIES: TableColumn = column("series", Kind::Ref(TableName::Series), "The index that carries the price from `price_year` to the scenario's date.");
const PRICE_YEAR: TableColumn = column("price_year", Kind::DateWithin, "The year or month whose prices it is at; blank where it is the price in force in the row's own period.");
const FORM: TableColumn = column("form", Kind::Choice(FORMS_OR_ANY), "The form of cargo it is for; blank or * is any.");
const COMMODITY: TableColumn = column("commodity", Kind::RefOrAny(TableName::Commodities), "The commodity or group of commodities it is for; blank or * is any.");
const COMPONENT: TableColumn = column("component", Kind::Group, "Rows of different components add up; within one, the most specific row holds.");
const LOW: TableColumn = column("low", low(None, "as the main figure", -1e9, 1e12), "The lower bound of the row's main figure.");
const HIGH: TableColumn = column("high", high(None, "as the main figure", -1e9, 1e12), "The upper bound of the row's main figure.");
const LATE: TableColumn = column("late_days", figure(Role::LateTime, "days", 0.0, 3650.0), "The days beyond the expected time within which 95 of 100 consignments come; a buffer is held against them where `[cargo]` has a `buffer_price_per_day`.");
const LATE_LOW: TableColumn = column("late_days_low", low(Some("late_days"), "days", 0.0, 3650.0), "Its lower bound.");
const LATE_HIGH: TableColumn = column("late_days_high", high(Some("late_days"), "days", 0.0, 3650.0), "Its upper bound.");
const CAPACITY: TableColumn = column("capacity_t_per_month", figure(Role::MonthlyCapacity, "t/month", 0.001, 1e9), "The most that passes in a month.");

const PLACES: &[TableColumn] = &[
    KEY,
    must("name", Kind::Text, "The English name."),
    NAME_ZH,
    NAME_RU,
    must("country", Kind::Country, "The country by its two letters."),
    column("region", Kind::WordOrAny, "The province or region, as permissions name it."),
    column("kind", Kind::Choice(&["city", "county", "district", "station", "crossing", "port", "terminal"]), "What kind of place it is."),
    column("lat_deg", figure(Role::Latitude, "degrees north", -90.0, 90.0), "The latitude."),
    column("lon_deg", figure(Role::Longitude, "degrees east", -180.0, 180.0), "The longitude."),
    column("unlocode", Kind::Text, "The UN/LOCODE."),
    column("gauge_mm", Kind::Words, "The track gauges in millimetres, for reading."),
    column("tags", Kind::Words, "Words by which demands select places."),
    SOURCE, GRADE, NOTE,
];

/// The columns of a file of demands.
pub(super) const DEMANDS: &[TableColumn] = &[
    must("from", Kind::Words, "The origins: keys of places, or tag:WORD or region:WORD, separated by `;`."),
    must("to", Kind::Words, "The destinations: keys of places, or tag:WORD or region:WORD, separated by `;`."),
    column("tonnes_per_year", figure(Role::YearlyTonnes, "t/year", 0.0, 1e10), "The yearly tonnes of each pair."),
    column("regime", Kind::Choice(REGIMES), "How the goods stand to customs where the countries at both ends do not say it all."),
];

/// The columns of the nodes of a neutral network.
pub(super) const NEUTRAL_NODES: &[TableColumn] = &[
    must("node", Kind::Text, "Names the node."),
    must("supply", figure(Role::YearlyTonnes, "units", -1e12, 1e12), "The units that it sends, above 0, or needs, below 0."),
];

/// The columns of the legs of a neutral network.
pub(super) const NEUTRAL_LEGS: &[TableColumn] = &[
    must("leg", Kind::Text, "Names the leg."),
    must("from", Kind::Text, "The node at which it begins."),
    must("to", Kind::Text, "The node at which it ends."),
    column("capacity", figure(Role::Capacity, "units", 0.0, 1e12), "The most units that it carries; unlimited where blank."),
    must("cost", figure(Role::LegPrice, "for each unit", -1e9, 1e9), "The cost of each unit."),
];

const LEGS: &[TableColumn] = &[
    KEY,
    must("from", Kind::Ref(TableName::Places), "The place it leaves."),
    must("to", Kind::Ref(TableName::Places), "The place it reaches."),
    must("mode", Kind::Choice(MODES), "The mode of transport."),
    must("both_ways", Kind::Flag, "Whether it can be used backwards too."),
    column("distance_km", figure(Role::Distance, "km", 0.0, 41_000.0), "The length by which it is charged."),
    column("distance_km_low", low(Some("distance_km"), "km", 0.0, 41_000.0), "The lower bound of the length."),
    column("distance_km_high", high(Some("distance_km"), "km", 0.0, 41_000.0), "The upper bound of the length."),
    column("tariff", Kind::Group, "The schedule of tariffs.csv that prices it."),
    column("vehicle", Kind::Group, "The vehicle of vehicles.csv that gives speed, losses and emissions."),
    column("speed_kmh", figure(Role::Speed, "km/h", 0.1, 1000.0), "The commercial speed, instead of the vehicle's."),
    column("time_h", figure(Role::RunningTime, "h", 0.0, 100_000.0), "The running time, instead of a speed."),
    column("time_h_low", low(Some("time_h"), "h", 0.0, 100_000.0), "The lower bound of the running time."),
    column("time_h_high", high(Some("time_h"), "h", 0.0, 100_000.0), "The upper bound of the running time."),
    column("service", Kind::Ref(TableName::Services), "The service that runs it; boarding waits for it."),
    column("gauge_mm", figure(Role::TrackGauge, "mm", 600.0, 1676.0), "The track gauge of a rail leg; trains change gauge only where handling.csv says so."),
    CAPACITY,
    column("open_months", Kind::Months, "The months in which it can be used; blank is all."),
    column("factor", Kind::Ref(TableName::Factors), "A multiplier of its direct price, or of the charges per km of its tariff."),
    column("cost_per_t", figure(Role::LegPrice, "currency/t", -1e6, 1e9), "A direct price where no tariff applies."),
    column("currency", Kind::Currency, "The currency of the direct price."),
    PRICE_YEAR, SERIES,
    column("co2e_kg_per_t", figure(Role::Emissions, "kg/t", 0.0, 1e6), "Emissions where no vehicle gives them."),
    column("tags", Kind::Words, "Words by which tariffs and the calendar select legs, such as `electrified`."),
    FROM, TO, SWITCH, LOW, HIGH, SOURCE, GRADE, NOTE,
];

const TARIFFS: &[TableColumn] = &[
    KEY, NAME, NAME_ZH, NAME_RU,
    must("tariff", Kind::Group, "The schedule it belongs to, as legs name it."),
    COMPONENT,
    column("part", Kind::Choice(&["haulage", "handling", "border", "storage", "equipment"]), "The cost part it counts in; blank is haulage."),
    FORM, COMMODITY,
    must("basis", Kind::Choice(BASES), "What the price is per."),
    must("currency", Kind::Currency, "The currency of the price."),
    column("per_haul", figure(Role::HaulPrice, "currency/basis", -1e6, 1e13), "The price of one haul, whatever its length."),
    column("per_haul_low", low(Some("per_haul"), "currency/basis", -1e6, 1e13), "Its lower bound."),
    column("per_haul_high", high(Some("per_haul"), "currency/basis", -1e6, 1e13), "Its upper bound."),
    column("per_km", figure(Role::KilometrePrice, "currency/basis-km", -1e6, 1e9), "The price of each kilometre."),
    column("per_km_low", low(Some("per_km"), "currency/basis-km", -1e6, 1e9), "Its lower bound."),
    column("per_km_high", high(Some("per_km"), "currency/basis-km", -1e6, 1e9), "Its upper bound."),
    column("from_km", figure(Role::BandFromDistance, "km", 0.0, 41_000.0), "The haul length from which the band holds."),
    column("to_km", figure(Role::BandToDistance, "km", 0.0, 41_000.0), "The haul length below which the band holds; blank is no end."),
    column("from_t", figure(Role::BandFromLot, "t", 0.0, 1e9), "The lot from which the band holds."),
    column("to_t", figure(Role::BandToLot, "t", 0.0, 1e9), "The lot below which the band holds; blank is no end."),
    column("minimum", figure(Role::MinimumCharge, "currency/basis", 0.0, 1e13), "The least that a haul is charged for the component."),
    column("cap", figure(Role::MaximumCharge, "currency/basis", 0.0, 1e13), "The most that a haul is charged for the component."),
    column("method", Kind::Choice(&["slab", "graduated", "as-if"]), "Slab: the whole quantity at its band's rate; graduated: each part at its own band's rate; as-if, of lots: as slab, or as if the lot were the least of a higher band where that is cheaper."),
    column("leg_tag", Kind::WordOrAny, "per_km counts only the kilometres of legs with this tag."),
    column("round_to", figure(Role::RoundingStep, "currency/basis", 0.0, 1e6), "The step to which a quotation rounds the component, per unit of the basis."),
    column("factor", Kind::Refs(TableName::Factors), "Multipliers of the component."),
    PRICE_YEAR, SERIES, MONTHS, FROM, TO, SWITCH, LOW, HIGH, SOURCE, GRADE, NOTE,
];

const HANDLING: &[TableColumn] = &[
    KEY, NAME, NAME_ZH, NAME_RU,
    must("place", Kind::RefOrAny(TableName::Places), "Where; * is any place."),
    must("operation", Kind::Choice(OPERATIONS), "What is done; storage prices a day of waiting after the free days."),
    column("closed", Kind::Flag, "Whether the operation is impossible for what the row selects, whatever less specific rows say; not of storage."),
    column("from_mode", Kind::Choice(MODES_OR_ANY), "The mode that brought the cargo."),
    column("to_mode", Kind::Choice(MODES_OR_ANY), "The mode that takes it on; for storage, the mode that it waits for."),
    FORM, COMMODITY, COMPONENT,
    must("price", figure(Role::HandlingPrice, "currency/basis", -1e6, 1e13), "The price; 0 says openly that it is free."),
    must("basis", Kind::Choice(BASES_OR_VALUE), "What the price is per; for storage, per day too."),
    column("currency", Kind::Currency, "The currency of the price; blank for a share of value."),
    column("time_h", figure(Role::OperationTime, "h", 0.0, 10_000.0), "How long the operation takes."),
    column("time_h_low", low(Some("time_h"), "h", 0.0, 10_000.0), "Its lower bound."),
    column("time_h_high", high(Some("time_h"), "h", 0.0, 10_000.0), "Its upper bound."),
    column("dwell_h", figure(Role::DwellTime, "h", 0.0, 10_000.0), "How long cargo lies there apart from the wait for a service."),
    column("dwell_h_low", low(Some("dwell_h"), "h", 0.0, 10_000.0), "Its lower bound."),
    column("dwell_h_high", high(Some("dwell_h"), "h", 0.0, 10_000.0), "Its upper bound."),
    column("free_days", figure(Role::FreeDays, "days", 0.0, 3650.0), "Days of lying that storage does not charge."),
    column("loss_pct", figure(Role::CargoLoss, "% of mass", 0.0, 100.0), "The share of cargo lost."),
    column("loss_pct_low", low(Some("loss_pct"), "% of mass", 0.0, 100.0), "Its lower bound."),
    column("loss_pct_high", high(Some("loss_pct"), "% of mass", 0.0, 100.0), "Its upper bound."),
    LATE, LATE_LOW, LATE_HIGH,
    column("co2e_kg_per_t", figure(Role::Emissions, "kg/t", 0.0, 1e6), "The emissions of the operation."),
    CAPACITY, PRICE_YEAR, SERIES, MONTHS, FROM, TO, SWITCH, LOW, HIGH, SOURCE, GRADE, NOTE,
];

const BORDERS: &[TableColumn] = &[
    KEY, NAME, NAME_ZH, NAME_RU,
    column("leg", Kind::RefOrAny(TableName::Legs), "The crossing leg; blank or * is any."),
    column("place", Kind::RefOrAny(TableName::Places), "Either end of the crossing leg; blank or * is any."),
    column("from_country", Kind::Country, "The country left; blank or * is any."),
    column("to_country", Kind::Country, "The country entered; blank or * is any."),
    column("mode", Kind::Choice(MODES_OR_ANY), "The mode of the crossing leg; blank or * is any."),
    must("regime", Kind::Choice(REGIMES_OR_ANY), "How the goods stand to customs: transit is domestic goods that leave and come back."),
    FORM, COMMODITY, COMPONENT,
    must("price", figure(Role::BorderPrice, "currency/basis", -1e6, 1e13), "The price; 0 says openly that it is free."),
    must("basis", Kind::Choice(BASES_OR_VALUE), "What the price is per."),
    column("currency", Kind::Currency, "The currency of the price; blank for a share of value."),
    column("time_h", figure(Role::BorderTime, "h", 0.0, 10_000.0), "How long formalities and queue take."),
    column("time_h_low", low(Some("time_h"), "h", 0.0, 10_000.0), "Its lower bound."),
    column("time_h_high", high(Some("time_h"), "h", 0.0, 10_000.0), "Its upper bound."),
    column("open_days", figure(Role::OpeningDays, "days/week", 0.1, 7.0), "Days a week on which it is open."),
    LATE, LATE_LOW, LATE_HIGH,
    CAPACITY, PRICE_YEAR, SERIES, MONTHS, FROM, TO, SWITCH, LOW, HIGH, SOURCE, GRADE, NOTE,
];

const PERMISSIONS: &[TableColumn] = &[
    KEY,
    must("region", Kind::WordOrAny, "The region that the goods come from; * is any."),
    must("commodity", Kind::RefOrAny(TableName::Commodities), "The commodity or group; * is any."),
    must("form", Kind::Choice(FORMS_OR_ANY), "The form of cargo; * is any."),
    must("exit_point", Kind::RefOrAny(TableName::Places), "Where the goods leave the country; * is any."),
    must("transit_port", Kind::RefOrAny(TableName::Places), "The foreign port where they change to or from a ship; * is any."),
    must("entry_port", Kind::RefOrAny(TableName::Places), "Where they come back; * is any."),
    must("instrument", Kind::Text, "The notice or agreement."),
    FROM, TO, SWITCH, SOURCE, GRADE, NOTE,
];

const SUBSIDIES: &[TableColumn] = &[
    KEY, NAME, NAME_ZH, NAME_RU,
    must("payer", Kind::Text, "Who pays."),
    column("origin_region", Kind::Words, "The regions that the goods come from, as places.csv writes them, separated by `;`; blank is any."),
    column("destination_region", Kind::Words, "The regions that they go to, separated by `;`; blank is any."),
    column("leg", Kind::RefOrAny(TableName::Legs), "The leg that it is paid for, each time it is run, in either direction; * is each leg."),
    column("place", Kind::RefOrAny(TableName::Places), "The place whose operations it is paid for, each time; * is each place."),
    column("operation", Kind::Choice(&["load", "unload", "tranship", "gauge"]), "The operation there; blank is each of them."),
    column("service", Kind::RefOrAny(TableName::Services), "The service that it is paid for, each time it is boarded; * is each service. Without leg, place and service it is paid once, when the goods are loaded."),
    FORM, COMMODITY,
    must("price", figure(Role::Support, "currency/basis", 0.0, 1e13), "What is paid; 0 pays nothing."),
    must("basis", Kind::Choice(BASES_OR_VALUE), "What it is paid per; `value` is a share of the value of the goods."),
    column("currency", Kind::Currency, "The currency; blank for a share of value."),
    column("yearly_cap_t", figure(Role::YearlyTonnes, "t/year", 0.001, 1e10), "The most tonnes in a year for which it is paid: answers do not keep to it, but say where the demands ask for more."),
    PRICE_YEAR, SERIES, MONTHS, FROM, TO, SWITCH, LOW, HIGH, SOURCE, GRADE, NOTE,
];

const SERVICES: &[TableColumn] = &[
    KEY, NAME, NAME_ZH, NAME_RU,
    column("every_days", figure(Role::Headway, "days", 0.01, 3650.0), "The interval between departures."),
    column("every_days_low", low(Some("every_days"), "days", 0.01, 3650.0), "Its lower bound."),
    column("every_days_high", high(Some("every_days"), "days", 0.01, 3650.0), "Its upper bound."),
    column("collects_t_per_day", figure(Role::Collecting, "t/day", 0.01, 1e7), "How many tonnes come together a day for a ship that sails when a lot is there; used with wait = \"collected-for-ship\"."),
    column("collects_t_per_day_low", low(Some("collects_t_per_day"), "t/day", 0.01, 1e7), "Its lower bound."),
    column("collects_t_per_day_high", high(Some("collects_t_per_day"), "t/day", 0.01, 1e7), "Its upper bound."),
    column("weekdays", Kind::Words, "Departure days instead of an interval: mon;thu."),
    column("first", Kind::DateFrom, "The first departure."),
    column("last", Kind::DateTo, "The last departure."),
    column("cutoff_h", figure(Role::CutoffTime, "h", 0.0, 1000.0), "How long before departure cargo must be there."),
    LATE, LATE_LOW, LATE_HIGH,
    column("capacity_t", figure(Role::DepartureCapacity, "t", 0.001, 1e7), "What one departure carries."),
    SWITCH, LOW, HIGH, SOURCE, GRADE, NOTE,
];

const CALENDAR: &[TableColumn] = &[
    KEY, NAME, NAME_ZH, NAME_RU,
    column("leg", Kind::RefOrAny(TableName::Legs), "The leg concerned; blank or * is any."),
    column("place", Kind::RefOrAny(TableName::Places), "Either end of the legs concerned; blank or * is any."),
    column("mode", Kind::Choice(MODES_OR_ANY), "The mode concerned; blank or * is any."),
    column("leg_tag", Kind::WordOrAny, "The tag of the legs concerned; blank or * is any."),
    column("months", Kind::Months, "The months concerned; blank is all."),
    column("closed", Kind::Flag, "Whether the legs are shut."),
    column("time_factor", figure(Role::SeasonFactor, "ratio", 0.01, 100.0), "What running times are multiplied by."),
    column("time_factor_low", low(Some("time_factor"), "ratio", 0.01, 100.0), "Its lower bound."),
    column("time_factor_high", high(Some("time_factor"), "ratio", 0.01, 100.0), "Its upper bound."),
    column("extra_h", figure(Role::SeasonDelay, "h", 0.0, 10_000.0), "What is added to the running time of each leg."),
    column("extra_h_low", low(Some("extra_h"), "h", 0.0, 10_000.0), "Its lower bound."),
    column("extra_h_high", high(Some("extra_h"), "h", 0.0, 10_000.0), "Its upper bound."),
    FROM, TO, SWITCH, SOURCE, GRADE, NOTE,
];

const CAPACITIES: &[TableColumn] = &[
    KEY, NAME, NAME_ZH, NAME_RU,
    column("leg", Kind::Ref(TableName::Legs), "The leg that it limits, both directions together."),
    column("place", Kind::Ref(TableName::Places), "The place that it limits: what is loaded, unloaded, transhipped or changes gauge there, each once."),
    column("crossing", Kind::Ref(TableName::Places), "The border crossing that it limits, by either end of its legs, both directions together."),
    column("service", Kind::Ref(TableName::Services), "The service that it limits."),
    column("permission", Kind::Ref(TableName::Permissions), "The permission that it limits: a quota."),
    column("mode", Kind::Choice(MODES_OR_ANY), "The mode that it limits: of the leg or crossing, or one that brings or takes the cargo at the place; blank or * is any."),
    FORM, COMMODITY,
    must("capacity", figure(Role::Capacity, "basis/period", 0.001, 1e10), "The most that passes in a period."),
    must("basis", Kind::Choice(UNITS), "What is counted; boxes of a size, or wagons, with their payload."),
    must("per", Kind::Choice(&["day", "week", "month", "year"]), "The period; a year is that of the question as a whole."),
    MONTHS, FROM, TO, SWITCH, LOW, HIGH, SOURCE, GRADE, NOTE,
];

const HARVEST: &[TableColumn] = &[
    KEY, NAME, NAME_ZH, NAME_RU,
    column("region", Kind::WordOrAny, "The region that the goods come from; blank or * is any."),
    column("commodity", Kind::RefOrAny(TableName::Commodities), "The commodity or group; blank or * is any."),
    must("months", Kind::Months, "The months that it is about."),
    must("share_pct", figure(Role::MonthlyShare, "% of the year", 0.0, 100.0), "What of the tonnes of a year comes in each of the months; those of a region and commodity add up to 100."),
    FROM, TO, SWITCH, LOW, HIGH, SOURCE, GRADE, NOTE,
];

const DEPARTURES: &[TableColumn] = &[
    KEY,
    must("service", Kind::Ref(TableName::Services), "The service that departs."),
    column("place", Kind::RefOrAny(TableName::Places), "Where it departs; blank or * is wherever the service is boarded."),
    column("weekdays", Kind::Weekdays, "The days of the week on which it departs: mon;thu."),
    column("dates", Kind::Days, "The days on which it departs, instead of weekdays: 2018-09-14;2018-10-02."),
    column("every_days", figure(Role::Headway, "days", 0.01, 3650.0), "The interval between departures, instead of weekdays: the first is on the first day on which the row holds."),
    column("time", Kind::Time, "The time of day at which it departs, by one clock for all places; blank is 00:00."),
    column("cutoff_h", figure(Role::CutoffTime, "h", 0.0, 1000.0), "How long before departure cargo must be there; blank is as in services.csv."),
    column("hours", figure(Role::RunningTime, "h", 0.0, 100_000.0), "How long it is under way, instead of the running time of its leg and of seasons."),
    column("capacity_t", figure(Role::DepartureCapacity, "t", 0.001, 1e7), "What one departure carries; plans leave out departures that carry less than the lot."),
    column("added", Kind::Days, "Days on which it departs besides."),
    column("cancelled", Kind::Days, "Days on which it does not depart."),
    FROM, TO, SWITCH, SOURCE, GRADE, NOTE,
];

const OPENING: &[TableColumn] = &[
    KEY,
    column("leg", Kind::Ref(TableName::Legs), "The crossing leg on which formalities begin only in these hours."),
    column("place", Kind::Ref(TableName::Places), "The place, instead of a leg, at which operations begin only in these hours."),
    column("weekdays", Kind::Weekdays, "The days of the week on which it is open; blank is all."),
    column("opens", Kind::Time, "When it opens, by one clock for all places; blank is 00:00."),
    column("closes", Kind::Time, "When it closes; blank is 24:00."),
    column("closed", Kind::Flag, "Whether it is shut instead, on the whole of these days."),
    column("months", Kind::Months, "The months concerned; blank is all."),
    FROM, TO, SWITCH, SOURCE, GRADE, NOTE,
];

const FX: &[TableColumn] = &[
    KEY, NAME, NAME_ZH, NAME_RU,
    must("currency", Kind::Currency, "The currency that is priced."),
    must("quote", Kind::Currency, "The currency in which the rate is given."),
    must("rate", figure(Role::ExchangeRate, "quote/currency", 1e-9, 1e9), "Units of the quote currency for one unit of the currency."),
    FROM, TO, SWITCH, LOW, HIGH, SOURCE, GRADE, NOTE,
];

const EMISSIONS: &[TableColumn] = &[
    KEY,
    column("mode", Kind::Choice(MODES), "The mode, for reading."),
    column("vehicle", Kind::Text, "The vehicle, for reading."),
    column("energy", Kind::Text, "The energy, for reading."),
    column("scope", Kind::Text, "WTW (well to wheel), TTW or WTT."),
    must("value", figure(Role::EmissionFactor, "as the unit column says", 0.0, 1e6), "The factor."),
    must("unit", Kind::Choice(&["g/tkm", "g/TEU-km"]), "Grams of CO2e per tonne-kilometre or per TEU-kilometre."),
    FROM, TO, SWITCH, LOW, HIGH, SOURCE, GRADE, NOTE,
];

const FACTORS: &[TableColumn] = &[
    KEY, NAME, NAME_ZH, NAME_RU,
    must("value", figure(Role::ChargeFactor, "ratio", 0.0, 1e6), "The multiplier."),
    FROM, TO, SWITCH, LOW, HIGH, SOURCE, GRADE, NOTE,
];

const SERIES_ROWS: &[TableColumn] = &[
    KEY, NAME, NAME_ZH, NAME_RU,
    must("value", figure(Role::PriceIndex, "index", 1e-9, 1e12), "The index, in any unit of its own."),
    FROM, TO, LOW, HIGH, SOURCE, GRADE, NOTE,
];

const EQUIPMENT: &[TableColumn] = &[
    KEY, NAME, NAME_ZH, NAME_RU,
    must("unit", Kind::Choice(&["box20", "box40", "box35", "wagon"]), "The loading unit."),
    FORM, COMMODITY,
    must("payload_t", figure(Role::Payload, "t", 0.01, 1000.0), "The cargo in one unit."),
    column("teu", figure(Role::UnitSize, "TEU", 0.1, 10.0), "Its size in twenty-foot units."),
    column("hire_per_day", figure(Role::Hire, "currency/unit-day", 0.0, 1e9), "The hire of one unit for a day of the journey."),
    column("hire_per_day_low", low(Some("hire_per_day"), "currency/unit-day", 0.0, 1e9), "Its lower bound."),
    column("hire_per_day_high", high(Some("hire_per_day"), "currency/unit-day", 0.0, 1e9), "Its upper bound."),
    column("currency", Kind::Currency, "The currency of the hire."),
    PRICE_YEAR, SERIES,
    FROM, TO, SWITCH, LOW, HIGH, SOURCE, GRADE, NOTE,
];

const VEHICLES: &[TableColumn] = &[
    KEY, NAME, NAME_ZH, NAME_RU,
    must("vehicle", Kind::Group, "The vehicle, as legs name it."),
    FORM, COMMODITY,
    column("speed_kmh", figure(Role::Speed, "km/h", 0.1, 1000.0), "The commercial speed."),
    column("loss_pct", figure(Role::CargoLoss, "% of mass", 0.0, 100.0), "The share of cargo lost in one haul."),
    column("loss_pct_low", low(Some("loss_pct"), "% of mass", 0.0, 100.0), "Its lower bound."),
    column("loss_pct_high", high(Some("loss_pct"), "% of mass", 0.0, 100.0), "Its upper bound."),
    column("emission", Kind::Ref(TableName::Emissions), "The emission factor."),
    FROM, TO, SWITCH, LOW, HIGH, SOURCE, GRADE, NOTE,
];

const COMMODITIES: &[TableColumn] = &[
    KEY,
    must("name", Kind::Text, "The English name."),
    NAME_ZH,
    NAME_RU,
    column("group", Kind::Ref(TableName::Commodities), "The wider commodity whose rows hold for it too."),
    SOURCE, GRADE, NOTE,
];

const SOURCES: &[TableColumn] = &[
    KEY,
    must("title", Kind::Text, "The document."),
    column("publisher", Kind::Text, "Who published it."),
    column("date", Kind::Text, "When."),
    column("where", Kind::Text, "Where it was found."),
    column("licence", Kind::Text, "Under which terms its data may be used."),
    column("attribution", Kind::Text, "The words that the licence asks for."),
    NOTE,
];

const CLAIMS: &[TableColumn] = &[
    KEY,
    column("year", figure(Role::ClaimYear, "year", 1900.0, 2200.0), "The year it speaks of."),
    must("claim", Kind::Text, "What is claimed, with its exact definition."),
    column("cargo", Kind::Text, "The goods it speaks of."),
    must("value", figure(Role::ClaimValue, "as the unit column says", -1e9, 1e12), "The claimed value."),
    column("low", low(None, "as the unit column says", -1e9, 1e12), "The lower end of the claim."),
    column("high", high(None, "as the unit column says", -1e9, 1e12), "The upper end of the claim."),
    must("unit", Kind::Text, "The unit."),
    must("measure", Kind::Choice(&[
        "total_km", "land_km", "total_days", "total_per_t", "total_per_wagon", "total_per_box20",
        "sea_hours", "rail_hours",
        "saving_per_t", "saving_per_box20", "saving_per_box40", "saving_pct", "shorter_km", "shorter_land_km", "days_saved", "cost_ratio",
        "not_modelled",
    ]), "What of our result it is set beside; savings are `against` minus `corridor`."),
    column("scenario", Kind::WordOrAny, "The scenario, by its file name without ending."),
    column("from", Kind::Ref(TableName::Places), "The origin."),
    column("to", Kind::Ref(TableName::Places), "The destination."),
    column("corridor", Kind::Group, "The corridor it speaks of."),
    column("against", Kind::Group, "The corridor it compares with."),
    column("reading", Kind::Text, "How these columns read the claim, in a word or two; other readings are rows of readings.csv."),
    column("relation", Kind::Choice(&["about", "at-least", "at-most", "sign"]), "What the claim says of its value; blank is `about`. `sign` says no more than which of the two is more."),
    column("role", Kind::Choice(&["fit", "hold-out", "context"]), "What it may teach: `fit` may be fitted, `hold-out` tests what was fitted, `context` (or blank) is shown and no more."),
    column("independent_of", Kind::Refs(TableName::Claims), "The claims that it does not repeat: other documents of other people."),
    SOURCE, GRADE, NOTE,
];

const READINGS: &[TableColumn] = &[
    KEY,
    must("claim", Kind::Ref(TableName::Claims), "The claim that may be read so."),
    must("reading", Kind::Text, "How it is read, in a word or two."),
    must("scenario", Kind::WordOrAny, "The scenario, by its file name without ending."),
    column("from", Kind::Ref(TableName::Places), "The origin."),
    column("to", Kind::Ref(TableName::Places), "The destination."),
    must("corridor", Kind::Group, "The corridor it speaks of."),
    column("against", Kind::Group, "The corridor it compares with."),
    SOURCE, GRADE, NOTE,
];

impl TableName {
    /// Returns the name of its file.
    pub(super) fn file_name(self) -> String {
        format!("{}.csv", self.as_str())
    }

    /// Returns its columns in the order in which they are usually written.
    pub const fn columns(self) -> &'static [TableColumn] {
        match self {
            Self::Places => PLACES,
            Self::Legs => LEGS,
            Self::Tariffs => TARIFFS,
            Self::Handling => HANDLING,
            Self::Borders => BORDERS,
            Self::Permissions => PERMISSIONS,
            Self::Subsidies => SUBSIDIES,
            Self::Services => SERVICES,
            Self::Calendar => CALENDAR,
            Self::Capacities => CAPACITIES,
            Self::Harvest => HARVEST,
            Self::Departures => DEPARTURES,
            Self::Opening => OPENING,
            Self::Fx => FX,
            Self::Emissions => EMISSIONS,
            Self::Factors => FACTORS,
            Self::Series => SERIES_ROWS,
            Self::Equipment => EQUIPMENT,
            Self::Vehicles => VEHICLES,
            Self::Commodities => COMMODITIES,
            Self::Sources => SOURCES,
            Self::Claims => CLAIMS,
            Self::Readings => READINGS,
        }
    }

    /// Returns the column of that name.
    pub fn column(self, name: &str) -> Option<&'static TableColumn> {
        self.columns().iter().find(|column| column.name == name)
    }

    /// Returns the position of the column of that name.
    pub(super) fn position(self, name: &str) -> Option<usize> {
        self.columns().iter().position(|column| column.name == name)
    }

    /// Returns whether its rows are in force in their `months` alone; elsewhere that column says what a row is about.
    pub const fn is_seasonal(self) -> bool {
        matches!(self, Self::Tariffs | Self::Handling | Self::Borders | Self::Subsidies | Self::Capacities)
    }

    /// Returns the column whose bounds are in `low` and `high`: the row's main figure.
    pub const fn main_figure(self) -> Option<&'static str> {
        match self {
            Self::Legs => Some("cost_per_t"),
            Self::Tariffs => Some("per_km"),
            Self::Handling | Self::Borders | Self::Subsidies => Some("price"),
            Self::Services => Some("every_days"),
            Self::Capacities => Some("capacity"),
            Self::Harvest => Some("share_pct"),
            Self::Fx => Some("rate"),
            Self::Emissions | Self::Factors | Self::Series | Self::Claims => Some("value"),
            Self::Equipment => Some("payload_t"),
            Self::Vehicles => Some("speed_kmh"),
            _ => None,
        }
    }

    /// Returns whether a scenario cannot do without it.
    pub const fn is_required(self) -> bool {
        matches!(self, Self::Places | Self::Legs)
    }
}

#[cfg(test)]
mod tests {
    use super::{MONTHS, TableName};

    #[test]
    fn rows_that_hold_in_their_months_are_in_force_in_them_alone() {
        for table in TableName::ALL {
            assert_eq!(table.is_seasonal(), table.columns().contains(&MONTHS), "{table}");
        }
    }
}
