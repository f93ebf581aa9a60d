//! A public timetable feed (GTFS) as the tables of a scenario: places, legs, services and dated departures.
//!
//! A feed has no prices: legs cost nothing until somebody fills them in, and the notes of the rows say so.
//!
//! # Source
//! General Transit Feed Specification, Schedule reference, <https://gtfs.org/documentation/schedule/reference/>.

mod feed;
mod files;
mod timetable;

use std::collections::{BTreeMap, BTreeSet};

use crate::units::{Date, great_circle_km};

use super::made::{HANDLING, decimal, handling, new_key, row, table};

use feed::FeedTable;
pub use feed::GtfsError;
pub use files::read_feed;
use timetable::{DAY, GtfsDays, GtfsPattern, GtfsTimetable};

/// The days of a week as tables name them, Monday first.
const WEEK: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/// The days over which departures are counted for the mean interval; a year where there is none in them.
const COUNTED_DAYS: [i32; 2] = [7, 365];
/// The minutes of an hour.
const MINUTES_PER_HOUR: f64 = 60.0;
/// The key of the row of sources.csv for the feed.
const SOURCE: &str = "gtfs";
/// The note of the rows of handling.csv.
const NOTE_OF_HANDLING: &str = "A feed has no handling: free and at once until it is filled in";

/// What a feed does not say.
#[derive(Clone, Debug)]
pub struct GtfsOptions {
    /// The country of all places, by its two letters.
    pub country: String,
    /// The currency of the scenario, by its three letters.
    pub currency: String,
    /// The day that the scenario asks for; else the first on which anything runs.
    pub date: Option<Date>,
    /// The stop from which the example question asks; else the beginning of the longest chain of stops.
    pub from: Option<String>,
    /// The stop to which it asks; else the end of that chain.
    pub to: Option<String>,
}

/// A scenario made of a feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GtfsScenario {
    /// The files by their path in the scenario's folder.
    pub files: Vec<(&'static str, String)>,
    /// The number of places.
    pub places: usize,
    /// The number of legs.
    pub legs: usize,
    /// The number of services: chains of stops that a route runs along.
    pub services: usize,
    /// The number of rows of departures.
    pub departures: usize,
    /// Trips that were left out because their route is by air, cable or another way that carries no goods.
    pub trips_by_other_modes: usize,
    /// Stops of trips without a time: trips pass them.
    pub stops_without_time: usize,
}

/// Makes the files of a scenario from those of a feed, by their names.
///
/// # Errors
/// Returns the first thing that is wrong with the feed, with its file and line.
pub fn scenario_of_feed(files: &BTreeMap<String, Vec<u8>>, options: &GtfsOptions) -> Result<GtfsScenario, GtfsError> {
    let timetable = GtfsTimetable::read(files)?;
    let date = options.date.or_else(|| timetable.first_day()).ok_or(GtfsError::Empty)?;
    let ends = ends(&timetable, options)?;
    let mut tables = GtfsTables::new(&timetable, options, date);
    timetable.patterns.iter().for_each(|pattern| tables.pattern(pattern));
    let (legs, services, departures) = (tables.legs.len(), tables.services.len(), tables.departures.len());
    let places = tables.places();
    let number = places.len();
    let modes: BTreeSet<&str> = timetable.patterns.iter().map(|pattern| pattern.mode).collect();
    let [from, to] = ends.map(|place| tables.keys[place].clone());
    Ok(GtfsScenario {
        files: vec![
            ("scenario.toml", scenario(&options.currency, date, &from, &to)),
            ("tables/places.csv", table("key,name,country,kind,lat_deg,lon_deg,source,grade,note", &places)),
            (
                "tables/legs.csv",
                table(
                    "key,from,to,mode,both_ways,distance_km,time_h,service,cost_per_t,currency,source,grade,note",
                    &tables.legs,
                ),
            ),
            ("tables/services.csv", table("key,name,every_days,source,grade,note", &tables.services)),
            (
                "tables/departures.csv",
                table(
                    "key,service,place,weekdays,dates,time,hours,added,cancelled,valid_from,valid_to,source,grade",
                    &tables.departures,
                ),
            ),
            ("tables/handling.csv", table(HANDLING, &handling(&modes, &options.currency, SOURCE, NOTE_OF_HANDLING))),
            (
                "tables/commodities.csv",
                table("key,name,source,grade,note", &[row(["goods", "Goods", SOURCE, "estimate", "Name your own"])]),
            ),
            ("tables/sources.csv", table("key,title,publisher,where", &[source(files)?])),
        ],
        places: number,
        legs,
        services,
        departures,
        trips_by_other_modes: timetable.trips_by_other_modes,
        stops_without_time: timetable.stops_without_time,
    })
}

/// Returns the ends of the example question: those asked for, or those of the longest chain of stops.
fn ends(timetable: &GtfsTimetable, options: &GtfsOptions) -> Result<[usize; 2], GtfsError> {
    let served: BTreeSet<usize> = timetable.patterns.iter().flat_map(|own| &own.stops).copied().collect();
    let longest = timetable.patterns.iter().rev().max_by_key(|own| own.stops.len()).ok_or(GtfsError::Empty)?;
    let end = |asked: &Option<String>, usual: usize| match asked {
        None => Ok(usual),
        Some(id) => {
            let place = timetable.place_of_stop.get(id).copied().filter(|place| served.contains(place));
            place.ok_or_else(|| GtfsError::NoStop(id.clone()))
        }
    };
    Ok([end(&options.from, longest.stops[0])?, end(&options.to, longest.stops[longest.stops.len() - 1])?])
}

/// The rows of the tables under construction.
struct GtfsTables<'a> {
    timetable: &'a GtfsTimetable,
    options: &'a GtfsOptions,
    date: Date,
    /// The key of each place.
    keys: Vec<String>,
    kinds: BTreeMap<usize, &'static str>,
    leg_keys: BTreeSet<String>,
    service_keys: BTreeSet<String>,
    legs: Vec<Vec<String>>,
    services: Vec<Vec<String>>,
    departures: Vec<Vec<String>>,
}

impl<'a> GtfsTables<'a> {
    fn new(timetable: &'a GtfsTimetable, options: &'a GtfsOptions, date: Date) -> Self {
        let mut taken = BTreeSet::new();
        let keys = timetable.places.iter().map(|place| new_key(&place.name, &mut taken)).collect();
        let (kinds, leg_keys, service_keys) = (BTreeMap::new(), BTreeSet::new(), BTreeSet::new());
        let (legs, services, departures) = (Vec::new(), Vec::new(), Vec::new());
        Self { timetable, options, date, keys, kinds, leg_keys, service_keys, legs, services, departures }
    }

    /// Adds the service, the legs and the departures of a pattern.
    fn pattern(&mut self, pattern: &GtfsPattern) {
        let service = new_key(&pattern.route, &mut self.service_keys);
        let note = "The mean interval over the week from the scenario's date, or the year where nothing runs in it";
        let name = format!("{}, {} stops", pattern.route, pattern.stops.len());
        self.services.push(row([&service, &name, &self.interval(pattern), SOURCE, "computed", note]));
        let last = pattern.stops.len() - 1;
        for place in 0..last {
            // Goods stay on a train from stop to stop; on a ship they stay from port to port, each pair of which is a leg.
            let furthest = if pattern.mode == "sea" { last } else { place + 1 };
            let from = pattern.stops[place];
            for end in place + 1..=furthest {
                let mean = mean(&rides(pattern, place, end));
                self.leg(pattern, &service, [from, pattern.stops[end]], mean);
            }
            let rides = rides(pattern, place, furthest);
            let mean = mean(&rides);
            // Runs of equal days, time and duration are one departure.
            let mut known: BTreeSet<(usize, u32, u32)> = BTreeSet::new();
            for (run, &ride) in pattern.runs.iter().zip(&rides) {
                let departs = run.times[place].1;
                if known.insert((run.days, departs, ride)) {
                    let hours = f64::from(ride) / MINUTES_PER_HOUR;
                    // With several legs the duration belongs to none.
                    let is_mean = (hours - mean).abs() < 1e-9 || furthest > place + 1;
                    let hours = if is_mean { String::new() } else { decimal(hours) };
                    self.departure(&service, from, departs, &self.timetable.days[run.days], hours);
                }
            }
        }
    }

    fn leg(&mut self, pattern: &GtfsPattern, service: &str, [from, to]: [usize; 2], hours: f64) {
        let kind = if pattern.mode == "sea" { "port" } else { "station" };
        for place in [from, to] {
            self.kinds.entry(place).or_insert(kind);
        }
        let at = |place: usize| self.timetable.places[place].at;
        let km = at(from).zip(at(to)).map_or_else(String::new, |(from, to)| decimal(great_circle_km(from, to)));
        let key = new_key(&format!("{}-{}", self.keys[from], self.keys[to]), &mut self.leg_keys);
        let note =
            "A feed has no freight rate: 0 until it is filled in. The length is the straight line between the stops";
        let (from, to, hours) = (&self.keys[from], &self.keys[to], decimal(hours));
        let currency = &self.options.currency;
        let cells = [&key, from, to, pattern.mode, "no", &km, &hours, service, "0", currency, SOURCE, "computed", note];
        self.legs.push(row(cells));
    }

    /// Adds a departure; one after midnight leaves on the day after the day of service.
    fn departure(&mut self, service: &str, place: usize, departs: u32, days: &GtfsDays, hours: String) {
        let shift = (departs / DAY) as i32;
        let later = |day: &Date| day.later(shift).to_string();
        let list = |days: &BTreeSet<Date>| days.iter().map(later).collect::<Vec<_>>().join(";");
        let usual = days.period.filter(|_| days.weekdays.contains(&true));
        let week: Vec<&str> =
            (0..7).filter(|day| days.weekdays[(day + 7 - shift as usize % 7) % 7]).map(|day| WEEK[day]).collect();
        let key = format!("{service}-{}", self.departures.len() + 1);
        let time = format!("{:02}:{:02}", departs % DAY / 60, departs % 60);
        let of_usual = |text: String| if usual.is_some() { text } else { String::new() };
        let (first, last) =
            usual.map_or_else(<(String, String)>::default, |(first, last)| (later(&first), later(&last)));
        // Without weekdays the days that are added are all there are.
        let dates = if usual.is_none() { list(&days.added) } else { String::new() };
        let cells = [
            key,
            service.to_owned(),
            self.keys[place].clone(),
            of_usual(week.join(";")),
            dates,
            time,
            hours,
            of_usual(list(&days.added)),
            of_usual(list(&days.cancelled.iter().copied().filter(|&day| days.is_usual(day)).collect())),
            first,
            last,
            SOURCE.to_owned(),
            "published".to_owned(),
        ];
        if days.ever_runs() {
            self.departures.push(cells.to_vec());
        }
    }

    /// Returns the mean interval between departures from the first stop of a pattern, in days.
    fn interval(&self, pattern: &GtfsPattern) -> String {
        for days in COUNTED_DAYS {
            let mut moments: BTreeSet<(i32, u32)> = BTreeSet::new();
            for run in &pattern.runs {
                let running = (0..days).filter(|&day| self.timetable.days[run.days].runs(self.date.later(day)));
                moments.extend(running.map(|day| (day, run.times[0].1)));
            }
            if !moments.is_empty() {
                return decimal(f64::from(days) / moments.len() as f64);
            }
        }
        COUNTED_DAYS[1].to_string()
    }

    /// Returns the rows of the places that legs touch.
    fn places(&self) -> Vec<Vec<String>> {
        let row_of = |(&place, kind): (&usize, &&str)| {
            let own = &self.timetable.places[place];
            let (lon, lat) = own.at.map_or_else(Default::default, |(lon, lat)| (lon.to_string(), lat.to_string()));
            let note = format!("stop_id {}", own.id);
            row([&self.keys[place], &own.name, &self.options.country, kind, &lat, &lon, SOURCE, "published", &note])
        };
        self.kinds.iter().map(row_of).collect()
    }
}

/// Returns the minutes of each run from one stop of a pattern to a later one.
fn rides(pattern: &GtfsPattern, from: usize, to: usize) -> Vec<u32> {
    pattern.runs.iter().map(|run| run.times[to].0 - run.times[from].1).collect()
}

/// Returns the mean of some minutes, in hours.
fn mean(minutes: &[u32]) -> f64 {
    f64::from(minutes.iter().sum::<u32>()) / minutes.len() as f64 / MINUTES_PER_HOUR
}

/// Returns the row of the feed's source: its publisher or its agencies.
fn source(files: &BTreeMap<String, Vec<u8>>) -> Result<Vec<String>, GtfsError> {
    let info = FeedTable::optional(files, "feed_info.txt")?;
    let agencies = FeedTable::optional(files, "agency.txt")?;
    let mut publishers: Vec<String> = Vec::new();
    for row in info.iter().flat_map(FeedTable::rows) {
        publishers.push(row.text("feed_publisher_name"));
    }
    if publishers.is_empty() {
        publishers.extend(agencies.iter().flat_map(FeedTable::rows).map(|row| row.text("agency_name")));
    }
    let publisher = match &publishers[..] {
        [] => "not named".to_owned(),
        [one] => one.clone(),
        [first, others @ ..] => format!("{first} and {} more agencies", others.len()),
    };
    Ok(row([SOURCE, "Timetable feed (GTFS)", &publisher, "the feed that was imported"]))
}

fn scenario(currency: &str, date: Date, from: &str, to: &str) -> String {
    format!(
        "# Made from a timetable feed (GTFS). It has no prices: fill in cost_per_t in tables/legs.csv and the prices in\n\
         # tables/handling.csv; until then only the value of time decides.\n\
         schema = 1\ntitle = \"By the timetable\"\ntables = \"tables\"\ndate = {date}\ncurrency = \"{currency}\"\n\
         wait = \"half-headway\"            # `timetable` for dated plans\n\n\
         [cargo]\ncommodity = \"goods\"\nform = \"bulk\"\nlot_t = 10\nvalue_per_t = 1000\nholding_rate_per_year = 0.05\n\n\
         [[demand]]\nfrom = \"{from}\"\nto = \"{to}\"\n\n[corridors.any]\ntitle = \"Any way\"\n"
    )
}
