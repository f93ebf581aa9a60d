//! Places, services and legs: the physical network.

use std::collections::BTreeMap;

use crate::ids::{FigureId, IdVec, LegId, PlaceId, ServiceId, TariffId};
use crate::problem::{Code, Problem, Problems, Span};
use crate::scenario::TableName;

use super::exchange::Exchange;
use super::prices::Schedule;
use super::rows::{InForce, SwitchSet, in_force};
use super::{Basics, words::Mode};

/// A city, station, crossing, port or terminal.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The key of its row.
    pub key: String,
    /// The English name.
    pub name: String,
    /// The Chinese name.
    pub name_zh: Option<String>,
    /// The Russian name.
    pub name_ru: Option<String>,
    /// The country, as two letters.
    pub country: String,
    /// The province or region.
    pub region: Option<String>,
    /// The kind of place.
    pub kind: Option<String>,
    /// The words by which demands select it.
    pub tags: Vec<String>,
    /// Latitude and longitude in degrees.
    pub position: Option<(f64, f64)>,
}

/// A frequency or timetable.
#[derive(Clone, Debug, PartialEq)]
pub struct Service {
    /// The key of its row.
    pub key: String,
    /// The name for people.
    pub name: Option<String>,
    /// The interval between departures in days, unless it has weekdays.
    pub every_days: Option<FigureId>,
    /// The days between departures, around the week, for a service by weekdays.
    pub gaps_days: Vec<u32>,
    /// The hours before departure at which cargo must be at the place.
    pub cutoff_h: Option<FigureId>,
    /// The switch that the row depends on.
    pub switch: Option<u8>,
}

/// An effect of the calendar on a leg on the scenario's date.
#[derive(Clone, Debug, PartialEq)]
pub struct CalendarEffect {
    /// The key of the calendar row.
    pub key: String,
    /// Whether the leg is closed.
    pub closed: bool,
    /// The multiplier of the running time.
    pub time_factor: Option<FigureId>,
    /// The hours added to the running time.
    pub extra_h: Option<FigureId>,
    /// The switch that the row depends on.
    pub switch: Option<u8>,
}

/// A leg in one direction.
#[derive(Clone, Debug, PartialEq)]
pub struct Leg {
    /// The key of the row, which both directions share.
    pub key: String,
    /// Whether the leg is the reverse direction of its row.
    pub backwards: bool,
    /// The place where the leg begins.
    pub from: PlaceId,
    /// The place where the leg ends.
    pub to: PlaceId,
    /// The mode of transport.
    pub mode: Mode,
    /// The charged length in kilometres.
    pub distance_km: Option<FigureId>,
    /// The tariff schedule of the leg.
    pub tariff: Option<TariffId>,
    /// A direct price per tonne with its currency conversion.
    pub direct: Option<(FigureId, Vec<Exchange>)>,
    /// The vehicle, by its group in `vehicles.csv`.
    pub vehicle: Option<String>,
    /// The speed, in place of the vehicle's.
    pub speed_kmh: Option<FigureId>,
    /// The running time, in place of a speed.
    pub time_h: Option<FigureId>,
    /// The service that runs the leg.
    pub service: Option<ServiceId>,
    /// The track gauge in millimetres.
    pub gauge_mm: Option<u16>,
    /// The multiplier of distance-related charges.
    pub factor: Option<FigureId>,
    /// The emissions per tonne, where no vehicle gives them.
    pub co2e_kg_per_t: Option<FigureId>,
    /// The words by which tariffs and the calendar select the leg.
    pub tags: Vec<String>,
    /// The effects of the calendar on the date.
    pub calendar: Vec<CalendarEffect>,
    /// Whether the date's month is one of its open months.
    pub in_season: bool,
    /// The service and its period, where it does not run on the date.
    pub idle_service: Option<String>,
    /// The switch that the row depends on.
    pub switch: Option<u8>,
    /// The position of the row.
    pub span: Span,
}

impl Leg {
    /// Returns whether the leg can be used under a set of switches on the scenario's date.
    pub fn is_open(&self, switches: SwitchSet) -> bool {
        self.in_season
            && switches.allows(self.switch)
            && !self.calendar.iter().any(|effect| effect.closed && switches.allows(effect.switch))
    }
}

/// Reads all places in the order of their keys.
pub(super) fn places(basics: &Basics<'_>) -> IdVec<PlaceId, Place> {
    let number = |row: &crate::scenario::Row, column: &str| row.number(column).map(crate::units::Decimal::to_f64);
    in_force(basics.scenario, basics.register, TableName::Places, basics.date)
        .into_iter()
        .map(|held| Place {
            key: held.key(),
            name: held.row.text("name").unwrap_or_default().to_owned(),
            name_zh: held.owned("name_zh"),
            name_ru: held.owned("name_ru"),
            country: held.row.text("country").unwrap_or_default().to_owned(),
            region: held.owned("region"),
            kind: held.owned("kind"),
            tags: held.row.words("tags").to_vec(),
            position: number(held.row, "lat_deg").zip(number(held.row, "lon_deg")),
        })
        .collect()
}

/// Reads all services in the order of their keys.
pub(super) fn services(basics: &Basics<'_>, problems: &mut Problems) -> IdVec<ServiceId, Service> {
    in_force(basics.scenario, basics.register, TableName::Services, basics.date)
        .into_iter()
        .map(|held| Service {
            key: held.key(),
            name: held.owned("name"),
            every_days: held.figure("every_days"),
            gaps_days: weekdays(&held, problems),
            cutoff_h: held.figure("cutoff_h"),
            switch: held.switch(basics.switches),
        })
        .collect()
}

/// Reads the weekdays of a service as the days between its departures.
fn weekdays(held: &InForce<'_>, problems: &mut Problems) -> Vec<u32> {
    const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let words = held.row.words("weekdays");
    let mut days: Vec<u32> =
        words.iter().filter_map(|word| DAYS.iter().position(|day| day == word)).map(|day| day as u32).collect();
    days.sort_unstable();
    days.dedup();
    let fault = if days.len() < words.len() {
        Some("weekdays are mon, tue, wed, thu, fri, sat and sun, each at most once")
    } else if words.is_empty() == held.figure("every_days").is_none() {
        Some("a service has either `every_days` or `weekdays`")
    } else {
        None
    };
    if let Some(fault) = fault {
        problems.push(
            Problem::new(Code::BadService, format!("nothing clear says when service `{}` departs", held.row.key()))
                .at(held.row.span_of("weekdays"))
                .help(fault),
        );
    }
    let next = |position: usize| days.get(position + 1).copied().unwrap_or_else(|| days[0] + 7);
    days.iter().enumerate().map(|(position, &day)| next(position) - day).collect()
}

/// Reads all legs in the order of their keys, both directions where a row has both.
pub(super) fn legs(
    basics: &Basics<'_>,
    places: &BTreeMap<String, PlaceId>,
    place_list: &IdVec<PlaceId, Place>,
    schedules: &IdVec<TariffId, Schedule>,
    services: &IdVec<ServiceId, Service>,
    problems: &mut Problems,
) -> IdVec<LegId, Leg> {
    let calendar = in_force(basics.scenario, basics.register, TableName::Calendar, basics.date);
    let factors = basics.factors();
    let mut legs = IdVec::new();
    for held in in_force(basics.scenario, basics.register, TableName::Legs, basics.date) {
        let row = held.row;
        let (Some(&from), Some(&to)) =
            (row.text("from").and_then(|key| places.get(key)), row.text("to").and_then(|key| places.get(key)))
        else {
            continue;
        };
        if from == to {
            problems.push(
                Problem::new(Code::LegToItself, format!("leg `{}` ends where it begins", row.key()))
                    .at(row.span_of("to"))
                    .help("name two different places"),
            );
            continue;
        }
        let Some(mode) = row.text("mode").and_then(Mode::named) else { continue };
        let wanted = row.text("service");
        let service = wanted.and_then(|key| services.enumerate().find(|(_, service)| service.key == key));
        let idle_service = wanted.filter(|_| service.is_none()).map(|key| {
            let rows = basics.scenario.tables.rows(TableName::Services).iter();
            let periods: Vec<String> =
                rows.filter(|row| row.key() == key).map(|row| row.period().to_string()).collect();
            format!("{key} ({})", periods.join("; "))
        });
        let tariff = row
            .text("tariff")
            .and_then(|name| schedules.enumerate().find(|(_, schedule)| schedule.name == name).map(|(id, _)| id));
        let tags = row.words("tags").to_vec();
        let effects = calendar
            .iter()
            .filter(|effect| {
                let is = |column: &str, matches: &dyn Fn(&str) -> bool| effect.row.selector(column).is_none_or(matches);
                is("leg", &|key| key == row.key())
                    && is("place", &|key| key == place_list[from].key || key == place_list[to].key)
                    && is("mode", &|word| word == mode.as_str())
                    && is("leg_tag", &|word| tags.iter().any(|tag| tag == word))
                    && effect.row.months("months").is_none_or(|months| months.contains(basics.date.month()))
            })
            .map(|effect| CalendarEffect {
                key: effect.key(),
                closed: effect.row.flag("closed"),
                time_factor: effect.figure("time_factor"),
                extra_h: effect.figure("extra_h"),
                switch: effect.switch(basics.switches),
            })
            .collect::<Vec<_>>();
        let one_way = Leg {
            key: held.key(),
            backwards: false,
            from,
            to,
            mode,
            distance_km: held.figure("distance_km"),
            tariff,
            direct: held.figure("cost_per_t").map(|price| (price, held.exchange(basics.rates, problems))),
            vehicle: held.owned("vehicle"),
            speed_kmh: held.figure("speed_kmh"),
            time_h: held.figure("time_h"),
            service: service.map(|(id, _)| id),
            gauge_mm: row.number("gauge_mm").map(|gauge| gauge.to_f64() as u16),
            factor: row.text("factor").and_then(|key| {
                let found = factors.get(key).copied();
                if found.is_none() {
                    problems.push(
                        Problem::new(
                            Code::FactorNotInForce,
                            format!("factor `{key}` of leg `{}` has no row that holds on {}", row.key(), basics.date),
                        )
                        .at(row.span_of("factor"))
                        .help("add a period to factors.csv that covers the date"),
                    );
                }
                found
            }),
            co2e_kg_per_t: held.figure("co2e_kg_per_t"),
            tags,
            calendar: effects,
            // A service closes its legs before its first and after its last departure.
            in_season: idle_service.is_none()
                && row.months("open_months").is_none_or(|months| months.contains(basics.date.month())),
            idle_service,
            switch: held.switch(basics.switches),
            span: row.span.clone(),
        };
        if row.flag("both_ways") {
            let back = Leg { backwards: true, from: to, to: from, ..one_way.clone() };
            legs.push(one_way);
            legs.push(back);
        } else {
            legs.push(one_way);
        }
    }
    legs
}
