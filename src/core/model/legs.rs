//! Legs with their services and the calendar: the physical network between places.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::Arc;

use crate::ids::{FigureId, IdVec, LegId, PlaceId, ServiceId, TariffId};
use crate::problem::{Code, Problem, Problems, Span};
use crate::scenario::{Row, TableName};
use crate::units::{Date, Months, Period};

use super::places::Places;
use super::prices::Schedule;
use super::quotation::QuoteNumber;
use super::rows::{Basics, Exchange, InForce, SwitchSet};
use super::words::{Form, Mode};

/// A frequency or timetable.
#[derive(Clone, Debug, PartialEq)]
pub struct Service {
    /// The key of its row.
    pub key: String,
    /// The name for people.
    pub name: Option<String>,
    /// The interval between departures in days, unless it has weekdays.
    pub every_days: Option<FigureId>,
    /// The tonnes that come together a day for a ship that sails when a lot is there.
    pub collects_t_per_day: Option<FigureId>,
    /// The days of the week on which it departs, 0 for Monday, for a service by weekdays.
    pub weekdays: Vec<u32>,
    /// The days between departures, around the week, for a service by weekdays.
    pub gaps_days: Vec<u32>,
    /// The days from the first to the last departure.
    pub period: Period,
    /// The hours before departure at which cargo must be at the place.
    pub cutoff_h: Option<FigureId>,
    /// The days beyond the expected time within which 95 of 100 consignments have come.
    pub late_days: Option<FigureId>,
    /// The switch that the row depends on.
    pub switch: Option<u8>,
}

/// An effect of the calendar on a leg.
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

/// An effect of the calendar on a leg, with the days on which it applies.
#[derive(Clone, Debug, PartialEq)]
pub struct Season {
    /// The effect.
    pub effect: CalendarEffect,
    /// The months of each year in which it applies; absent for all.
    pub months: Option<Months>,
    /// The days on which its row holds.
    pub period: Period,
}

impl Season {
    /// Returns whether the effect applies on a day.
    pub fn holds_on(&self, day: Date) -> bool {
        self.period.contains(day) && self.months.is_none_or(|months| months.contains(day.month()))
    }
}

/// A leg in one direction; what does not depend on the direction is that of its row.
#[derive(Clone, Debug, PartialEq)]
pub struct Leg {
    /// The place where the leg begins.
    pub from: PlaceId,
    /// The place where the leg ends.
    pub to: PlaceId,
    /// Whether the leg is the reverse direction of its row.
    pub backwards: bool,
    row: Arc<LegRow>,
}

impl Deref for Leg {
    type Target = LegRow;

    fn deref(&self) -> &LegRow {
        &self.row
    }
}

/// What both directions of a leg share.
#[derive(Clone, Debug, PartialEq)]
pub struct LegRow {
    /// The key of the row.
    pub key: String,
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
    /// The effects of the calendar on all days, those of the date among them.
    pub seasons: Vec<Season>,
    /// The months in which it can be used; absent for all.
    pub open_months: Option<Months>,
    /// Whether the date's month is one of its open months.
    pub in_season: bool,
    /// The service and its period, where it does not run on the date.
    pub idle_service: Option<String>,
    /// The switch that the row depends on.
    pub switch: Option<u8>,
    /// The only form of cargo that it carries; absent for all that its tariff is for.
    pub only: Option<Form>,
    /// The forms of cargo that it does not carry, because a twin carries them at a quoted price.
    pub except: Vec<Form>,
    /// The quotation by which it is priced, if it is the twin of a leg.
    pub quote: Option<QuoteNumber>,
    /// The position of the row.
    pub span: Span,
}

impl Leg {
    /// Returns the same direction of another row.
    pub(super) fn with(&self, row: LegRow) -> Self {
        Self { row: row.into(), ..self.clone() }
    }

    /// Returns its row to change it for this leg alone.
    pub(super) fn row_mut(&mut self) -> &mut LegRow {
        Arc::make_mut(&mut self.row)
    }

    /// Returns whether it, and not a twin at a quoted price, carries a form of cargo.
    pub fn carries(&self, form: Form) -> bool {
        self.only.is_none_or(|only| only == form) && !self.except.contains(&form)
    }

    /// Returns whether the leg can be used under a set of switches on the scenario's date.
    pub fn is_open(&self, switches: SwitchSet) -> bool {
        self.in_season
            && switches.allows(self.switch)
            && !self.calendar.iter().any(|effect| effect.closed && switches.allows(effect.switch))
    }

    /// Returns whether the leg can be used on a day, by its months, the calendar and a set of switches.
    pub fn runs_on(&self, day: Date, switches: SwitchSet) -> bool {
        self.open_months.is_none_or(|months| months.contains(day.month()))
            && !self.effects_on(day, switches).any(|effect| effect.closed)
    }

    /// Iterates over the effects of the calendar on a day.
    pub fn effects_on(&self, day: Date, switches: SwitchSet) -> impl Iterator<Item = &CalendarEffect> {
        let on_day = self.seasons.iter().filter(move |season| season.holds_on(day));
        on_day.map(|season| &season.effect).filter(move |effect| switches.allows(effect.switch))
    }
}

/// Reads all services in the order of their keys.
pub(super) fn services(basics: &Basics<'_>, problems: &mut Problems) -> IdVec<ServiceId, Service> {
    let read = |held: InForce<'_>| Service {
        key: held.key(),
        name: held.owned("name"),
        every_days: held.figure("every_days"),
        collects_t_per_day: held.figure("collects_t_per_day"),
        weekdays: held.row.weekdays("weekdays"),
        gaps_days: weekdays(&held, problems),
        period: held.row.period(),
        cutoff_h: held.figure("cutoff_h"),
        late_days: held.figure("late_days"),
        switch: basics.switch(held.row),
    };
    basics.in_force(TableName::Services).into_iter().map(read).collect()
}

/// Reads the weekdays of a service as the days between its departures.
fn weekdays(held: &InForce<'_>, problems: &mut Problems) -> Vec<u32> {
    const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let words: Vec<&str> = held.row.words("weekdays").collect();
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
        let message = format!("nothing clear says when service `{}` departs", held.row.key());
        problems.push(Problem::new(Code::BadService, message).at(&held.row.span_of("weekdays")).help(fault));
    }
    let next = |position: usize| days.get(position + 1).copied().unwrap_or_else(|| days[0] + 7);
    days.iter().enumerate().map(|(position, &day)| next(position) - day).collect()
}

/// The tables that legs refer to.
pub(super) struct LegReader<'a> {
    basics: &'a Basics<'a>,
    places: &'a Places,
    schedules: BTreeMap<&'a str, TariffId>,
    services: BTreeMap<&'a str, ServiceId>,
}

impl<'a> LegReader<'a> {
    /// Prepares to read.
    pub(super) fn new(
        basics: &'a Basics<'a>,
        places: &'a Places,
        schedules: &'a IdVec<TariffId, Schedule>,
        services: &'a IdVec<ServiceId, Service>,
    ) -> Self {
        // Of equal names the first one counts.
        let schedules = schedules.enumerate().map(|(id, schedule)| (schedule.name.as_str(), id));
        let services = services.enumerate().map(|(id, service)| (service.key.as_str(), id));
        let (mut by_name, mut by_key) = (BTreeMap::new(), BTreeMap::new());
        schedules.for_each(|(name, id)| _ = by_name.entry(name).or_insert(id));
        services.for_each(|(key, id)| _ = by_key.entry(key).or_insert(id));
        Self { basics, places, schedules: by_name, services: by_key }
    }

    /// Reads all legs in the order of their keys, both directions where a row has both.
    pub(super) fn legs(&self, problems: &mut Problems) -> IdVec<LegId, Leg> {
        let calendar = self.basics.of_any_day(TableName::Calendar);
        let mut legs = IdVec::new();
        for held in self.basics.in_force(TableName::Legs) {
            let Some(one_way) = self.leg(&held, &calendar, problems) else { continue };
            if held.row.flag("both_ways") {
                let back = Leg { backwards: true, from: one_way.to, to: one_way.from, ..one_way.clone() };
                legs.push(one_way);
                legs.push(back);
            } else {
                legs.push(one_way);
            }
        }
        legs
    }

    fn leg(&self, held: &InForce<'_>, calendar: &[InForce<'_>], problems: &mut Problems) -> Option<Leg> {
        let (basics, row) = (self.basics, held.row);
        let (from, to) = (self.places.named(row, "from")?, self.places.named(row, "to")?);
        if from == to {
            let problem = Problem::new(Code::LegToItself, format!("leg `{}` ends where it begins", row.key()));
            problems.push(problem.at(&row.span_of("to")).help("name two different places"));
            return None;
        }
        let service = row.text("service");
        let runs = service.and_then(|key| self.services.get(key).copied());
        let idle_service = service.filter(|_| runs.is_none()).map(|key| {
            let rows = basics.scenario.tables.rows(TableName::Services).of_key(key);
            format!("{key} ({})", rows.map(|row| row.period().to_string()).collect::<Vec<_>>().join("; "))
        });
        let schedule = row.text("tariff").and_then(|name| self.schedules.get(name).copied());
        let direct = held.figure("cost_per_t").map(|price| (price, basics.exchange(row, problems)));
        let open_months = row.months("open_months");
        let mut leg = LegRow {
            key: held.key(),
            mode: row.text("mode").and_then(Mode::named)?,
            distance_km: held.figure("distance_km"),
            tariff: schedule,
            direct,
            vehicle: held.owned("vehicle"),
            speed_kmh: held.figure("speed_kmh"),
            time_h: held.figure("time_h"),
            service: runs,
            gauge_mm: row.number("gauge_mm").map(|gauge| gauge.to_f64() as u16),
            factor: row.text("factor").and_then(|key| basics.factor(key, row, "leg", problems)),
            co2e_kg_per_t: held.figure("co2e_kg_per_t"),
            tags: row.words("tags").map(str::to_owned).collect(),
            calendar: Vec::new(),
            seasons: Vec::new(),
            open_months,
            // A service closes its legs before its first and after its last departure.
            in_season: idle_service.is_none()
                && open_months.is_none_or(|months| months.contains(self.basics.date.month())),
            idle_service,
            switch: basics.switch(row),
            only: None,
            except: Vec::new(),
            quote: None,
            span: row.span(),
        };
        let effects = calendar.iter().filter(|effect| self.concerns(effect.row, &leg, [from, to]));
        leg.seasons = effects.map(|effect| self.season(effect)).collect();
        let today = leg.seasons.iter().filter(|season| season.holds_on(self.basics.date));
        leg.calendar = today.map(|season| season.effect.clone()).collect();
        Some(Leg { from, to, backwards: false, row: leg.into() })
    }

    /// Returns whether a row of the calendar concerns a leg.
    fn concerns(&self, effect: Row<'_>, leg: &LegRow, ends: [PlaceId; 2]) -> bool {
        let is = |column: &str, matches: &dyn Fn(&str) -> bool| effect.selector(column).is_none_or(matches);
        let is_end = |key: &str| ends.iter().any(|&place| self.places.list[place].key == key);
        is("leg", &|key| key == leg.key)
            && is("place", &is_end)
            && is("mode", &|word| word == leg.mode.as_str())
            && is("leg_tag", &|word| leg.tags.iter().any(|tag| tag == word))
    }

    fn season(&self, held: &InForce<'_>) -> Season {
        let effect = CalendarEffect {
            key: held.key(),
            closed: held.row.flag("closed"),
            time_factor: held.figure("time_factor"),
            extra_h: held.figure("extra_h"),
            switch: self.basics.switch(held.row),
        };
        Season { effect, months: held.row.months("months"), period: held.row.period() }
    }
}
