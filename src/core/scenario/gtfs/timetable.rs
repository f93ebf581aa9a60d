//! The meaning of a feed: places, patterns of stops, and when trips run along them.

use std::collections::{BTreeMap, BTreeSet};

use crate::units::Date;

use super::feed::{FeedRow, FeedTable, GtfsError};

/// The minutes of a day.
pub(super) const DAY: u32 = 24 * 60;
/// The most departures that one frequency may stand for: a day of minutes.
const MAX_OF_FREQUENCY: u32 = DAY;

/// A place of a feed: a station, or a stop that belongs to none.
#[derive(Clone, Debug)]
pub(super) struct GtfsPlace {
    pub(super) id: String,
    pub(super) name: String,
    /// The longitude and latitude.
    pub(super) at: Option<(f64, f64)>,
}

/// The days on which trips run.
#[derive(Clone, Debug, Default)]
pub(super) struct GtfsDays {
    /// From Monday to Sunday, within the period.
    pub(super) weekdays: [bool; 7],
    pub(super) period: Option<(Date, Date)>,
    pub(super) added: BTreeSet<Date>,
    pub(super) cancelled: BTreeSet<Date>,
}

impl GtfsDays {
    /// Returns whether trips run on a day.
    pub(super) fn runs(&self, day: Date) -> bool {
        (self.is_usual(day) && !self.cancelled.contains(&day)) || self.added.contains(&day)
    }

    /// Returns whether trips run on a day if it is not cancelled.
    pub(super) fn is_usual(&self, day: Date) -> bool {
        let holds = |(first, last): (Date, Date)| first <= day && day <= last;
        self.period.is_some_and(holds) && self.weekdays[day.weekday() as usize]
    }

    /// Returns whether trips run on any day.
    pub(super) fn ever_runs(&self) -> bool {
        let usual = |(first, last): (Date, Date)| first.up_to(last).any(|day| self.runs(day));
        !self.added.is_empty() || self.period.is_some_and(usual)
    }

    /// Returns the first day on which trips may run.
    fn first(&self) -> Option<Date> {
        let usual = self.period.filter(|_| self.weekdays.contains(&true)).map(|(first, _)| first);
        self.added.iter().copied().chain(usual).min()
    }
}

/// A run along a pattern: when it passes its stops, in minutes after the midnight of its day.
#[derive(Clone, Debug)]
pub(super) struct GtfsRun {
    /// The days, by their position.
    pub(super) days: usize,
    /// Arrival and departure at each stop.
    pub(super) times: Vec<(u32, u32)>,
}

/// A chain of stops that runs of one route pass, none twice.
#[derive(Clone, Debug)]
pub(super) struct GtfsPattern {
    pub(super) route: String,
    pub(super) mode: &'static str,
    /// The places, by their position.
    pub(super) stops: Vec<usize>,
    pub(super) runs: Vec<GtfsRun>,
}

/// What a feed says, in the order of its files.
#[derive(Clone, Debug, Default)]
pub(super) struct GtfsTimetable {
    pub(super) places: Vec<GtfsPlace>,
    pub(super) days: Vec<GtfsDays>,
    pub(super) patterns: Vec<GtfsPattern>,
    pub(super) place_of_stop: BTreeMap<String, usize>,
    /// Trips of routes by air, cable or other ways that carry no goods between places.
    pub(super) trips_by_other_modes: usize,
    /// Stops of trips without a time, which are passed.
    pub(super) stops_without_time: usize,
}

impl GtfsTimetable {
    /// Reads a feed.
    pub(super) fn read(files: &BTreeMap<String, Vec<u8>>) -> Result<Self, GtfsError> {
        let mut found = Self::default();
        found.read_stops(&FeedTable::required(files, "stops.txt")?)?;
        let days = found.read_days(files)?;
        found.read_trips(files, &days)?;
        if found.patterns.is_empty() { Err(GtfsError::Empty) } else { Ok(found) }
    }

    /// Returns the first day on which any trip may run.
    pub(super) fn first_day(&self) -> Option<Date> {
        let used: BTreeSet<usize> = self.patterns.iter().flat_map(|own| &own.runs).map(|run| run.days).collect();
        used.into_iter().filter_map(|days| self.days[days].first()).min()
    }

    fn read_stops(&mut self, table: &FeedTable) -> Result<(), GtfsError> {
        let mut parents: Vec<(String, String)> = Vec::new();
        for row in table.rows() {
            let id = row.must("stop_id")?;
            let kind = row.text("location_type");
            // Entrances, nodes and boarding areas are no places where trips stop.
            if !matches!(kind.as_str(), "" | "0" | "1") {
                continue;
            }
            let (latitude, longitude) = (row.angle("stop_lat", 90.0)?, row.angle("stop_lon", 180.0)?);
            let parent = row.text("parent_station");
            if kind != "1" && !parent.is_empty() {
                parents.push((id, parent));
                continue;
            }
            let (name, known) = (row.text("stop_name"), self.places.len());
            if self.place_of_stop.insert(id.clone(), known).is_some() {
                return Err(row.fault("stop_id", "a key that no other stop has"));
            }
            let name = if name.is_empty() { id.clone() } else { name };
            self.places.push(GtfsPlace { id, name, at: longitude.zip(latitude) });
        }
        for (id, parent) in parents {
            let Some(&place) = self.place_of_stop.get(&parent) else { continue };
            self.place_of_stop.insert(id, place);
        }
        Ok(())
    }

    /// Reads the days of each service; returns their positions by its key.
    fn read_days(&mut self, files: &BTreeMap<String, Vec<u8>>) -> Result<BTreeMap<String, usize>, GtfsError> {
        const WEEK: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
        let calendar = FeedTable::optional(files, "calendar.txt")?;
        let exceptions = FeedTable::optional(files, "calendar_dates.txt")?;
        if calendar.is_none() && exceptions.is_none() {
            return Err(GtfsError::NoFile("calendar.txt"));
        }
        let mut positions: BTreeMap<String, usize> = BTreeMap::new();
        for row in calendar.iter().flat_map(FeedTable::rows) {
            let mut own = GtfsDays::default();
            for (runs, day) in own.weekdays.iter_mut().zip(WEEK) {
                *runs = row.flag(day)?;
            }
            let (first, last) = (row.day("start_date")?, row.day("end_date")?);
            if last < first {
                return Err(row.fault("end_date", "no earlier than start_date"));
            }
            own.period = Some((first, last));
            if positions.insert(row.must("service_id")?, self.days.len()).is_some() {
                return Err(row.fault("service_id", "a key that no other row has"));
            }
            self.days.push(own);
        }
        for row in exceptions.iter().flat_map(FeedTable::rows) {
            let position = *positions.entry(row.must("service_id")?).or_insert_with(|| {
                self.days.push(GtfsDays::default());
                self.days.len() - 1
            });
            let (own, day) = (&mut self.days[position], row.day("date")?);
            match row.must("exception_type")?.as_str() {
                "1" => own.added.insert(day),
                "2" => own.cancelled.insert(day),
                _ => return Err(row.fault("exception_type", "1 for added or 2 for removed")),
            };
        }
        Ok(positions)
    }

    fn read_trips(
        &mut self,
        files: &BTreeMap<String, Vec<u8>>,
        days: &BTreeMap<String, usize>,
    ) -> Result<(), GtfsError> {
        let routes_table = FeedTable::required(files, "routes.txt")?;
        let mut routes: BTreeMap<String, (Option<&'static str>, String)> = BTreeMap::new();
        for row in routes_table.rows() {
            let mode = mode(row.whole("route_type")?);
            let names = ["route_long_name", "route_short_name", "route_id"].map(|column| row.text(column));
            let name = names.into_iter().find(|name| !name.is_empty()).unwrap_or_default();
            routes.insert(row.must("route_id")?, (mode, name));
        }
        let calls = self.calls(&FeedTable::required(files, "stop_times.txt")?)?;
        let frequencies = frequencies(FeedTable::optional(files, "frequencies.txt")?.as_ref())?;
        let mut patterns: BTreeMap<(String, Vec<usize>), usize> = BTreeMap::new();
        for row in FeedTable::required(files, "trips.txt")?.rows() {
            let (trip, route) = (row.must("trip_id")?, row.must("route_id")?);
            let (mode, name) = routes.get(&route).ok_or_else(|| row.fault("route_id", "a route of routes.txt"))?;
            let Some(mode) = *mode else {
                self.trips_by_other_modes += 1;
                continue;
            };
            let service = row.must("service_id")?;
            let days = *days.get(&service).ok_or_else(|| row.fault("service_id", "a service of a calendar"))?;
            let Some(calls) = calls.get(&trip) else { continue };
            let starts = frequencies.get(&trip).cloned().unwrap_or_else(|| vec![calls[0].departs]);
            for chain in chains(calls) {
                let stops: Vec<usize> = chain.iter().map(|call| call.place).collect();
                let position = *patterns.entry((route.clone(), stops.clone())).or_insert_with(|| {
                    self.patterns.push(GtfsPattern { route: name.clone(), mode, stops, runs: Vec::new() });
                    self.patterns.len() - 1
                });
                // A frequency moves the whole trip so that it begins at each of its starts.
                let runs = starts.iter().map(|&start| {
                    let moved = |minutes: u32| start + (minutes - calls[0].departs.min(minutes));
                    GtfsRun {
                        days,
                        times: chain.iter().map(|call| (moved(call.arrives), moved(call.departs))).collect(),
                    }
                });
                self.patterns[position].runs.extend(runs);
            }
        }
        Ok(())
    }

    /// Reads when each trip calls where, in its order.
    fn calls(&mut self, table: &FeedTable) -> Result<BTreeMap<String, Vec<Call>>, GtfsError> {
        let mut by_trip: BTreeMap<String, Vec<(u32, Call, FeedRow<'_>)>> = BTreeMap::new();
        for row in table.rows() {
            let stop = row.must("stop_id")?;
            let place = self.place_of_stop.get(&stop).copied();
            let place = place.ok_or_else(|| row.fault("stop_id", "a stop or station of stops.txt"))?;
            let (arrives, departs) = (row.minutes("arrival_time")?, row.minutes("departure_time")?);
            let Some((arrives, departs)) = arrives.or(departs).zip(departs.or(arrives)) else {
                self.stops_without_time += 1;
                continue;
            };
            let call = Call { place, arrives, departs };
            by_trip.entry(row.must("trip_id")?).or_default().push((row.whole("stop_sequence")?, call, row));
        }
        let mut found = BTreeMap::new();
        for (trip, mut calls) in by_trip {
            calls.sort_by_key(|(sequence, ..)| *sequence);
            for pair in calls.windows(2) {
                if pair[1].0 == pair[0].0 {
                    return Err(pair[1].2.fault("stop_sequence", "a number that no other stop of the trip has"));
                }
                if pair[1].1.arrives < pair[0].1.departs {
                    return Err(pair[1].2.fault("arrival_time", "no earlier than the departure from the stop before"));
                }
            }
            if let Some((_, _, row)) = calls.iter().find(|(_, call, _)| call.departs < call.arrives) {
                return Err(row.fault("departure_time", "no earlier than the arrival"));
            }
            found.insert(trip, calls.into_iter().map(|(_, call, _)| call).collect());
        }
        Ok(found)
    }
}

/// A call of a trip at a place.
#[derive(Clone, Copy)]
struct Call {
    place: usize,
    arrives: u32,
    departs: u32,
}

/// Returns the mode of a type of route; nothing for air, cable cars, lifts and what is not known.
///
/// # Source
/// GTFS Schedule reference, `routes.route_type`, and the extended types of Google Transit.
const fn mode(route_type: u32) -> Option<&'static str> {
    match route_type {
        0..=2 | 12 | 100..=199 | 300..=699 | 900..=999 => Some("rail"),
        3 | 11 | 200..=299 | 700..=899 => Some("road"),
        4 | 1000..=1099 | 1200..=1299 => Some("sea"),
        _ => None,
    }
}

/// Splits the calls of a trip so that no chain passes a place twice; calls one after the other at one place are one.
fn chains(calls: &[Call]) -> Vec<Vec<Call>> {
    let mut chains: Vec<Vec<Call>> = Vec::new();
    let mut chain: Vec<Call> = Vec::new();
    for &call in calls {
        if let Some(last) = chain.last_mut()
            && last.place == call.place
        {
            last.departs = call.departs;
            continue;
        }
        if chain.iter().any(|own| own.place == call.place) {
            let last = chain[chain.len() - 1];
            chains.push(std::mem::replace(&mut chain, vec![last]));
        }
        chain.push(call);
    }
    chains.push(chain);
    chains.retain(|chain| chain.len() > 1);
    chains
}

/// Reads the starts of trips that run in intervals, in minutes after midnight.
fn frequencies(table: Option<&FeedTable>) -> Result<BTreeMap<String, Vec<u32>>, GtfsError> {
    let mut starts: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for row in table.iter().flat_map(|table| table.rows()) {
        let time = |column: &'static str| row.minutes(column)?.ok_or_else(|| row.fault(column, "a time"));
        let (first, end, seconds) = (time("start_time")?, time("end_time")?, row.whole("headway_secs")?);
        if seconds == 0 || u64::from(end.saturating_sub(first)) * 60 / u64::from(seconds) > u64::from(MAX_OF_FREQUENCY)
        {
            return Err(row.fault("headway_secs", "an interval in seconds, a minute at least"));
        }
        let own = starts.entry(row.must("trip_id")?).or_default();
        let steps = (0..).map(|step: u64| first + u32::try_from(step * u64::from(seconds) / 60).unwrap_or(u32::MAX));
        own.extend(steps.take_while(|&start| start < end));
    }
    for own in starts.values_mut() {
        own.sort_unstable();
        own.dedup();
    }
    Ok(starts)
}
