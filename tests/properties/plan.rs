//! Dated plans are the best of all ways through small timetables, agree with the audit on any world, and are what `compare`
//! finds where every service leaves at any time. A simulation without chance goes as fast and costs as much.

use std::cell::Cell;

use corridor::analysis::simulate::{ConsignmentStory, SimulateQuestion};
use corridor::analysis::{self, Found, Question, Request};
use corridor::answer::{Aim, Answer, PlanError, PlannedRoute, Prepared, Progress, Selection, WaitKind};
use corridor::audit::audit_plan;
use corridor::ids::{Id, Pair};
use corridor::scenario::TableName;
use corridor::units::{Moment, Money};
use proptest::prelude::*;

use crate::holds_for;
use crate::random::{ALL, CALENDAR, CAP, CONVEX, MINIMUM, ROUNDED, SLAB, SUPPORT, plans, world};
use crate::support::world::{Corridor, Row, World, row};

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const DAY_H: i64 = 24;

fn pairs(case: &Prepared) -> Vec<Pair> {
    case.model().pairs().collect()
}

fn moment(text: &str) -> Moment {
    Moment::parse(text).expect("a moment")
}

#[test]
fn where_services_leave_at_any_time_a_plan_costs_what_compare_says() {
    let answered = Cell::new(0);
    holds_for(150, &plans(ALL | SUPPORT, 0), |plan| {
        let mut world = world(&plan);
        for service in world.rows_mut(TableName::Services) {
            service.remove("first");
            if service.remove("weekdays").is_some() {
                service.insert("every_days", "7".to_owned());
            }
        }
        // Whatever the calendar does it does in all months.
        world.rows_mut(TableName::Calendar).iter_mut().for_each(|row| _ = row.remove("months"));
        world.rows_mut(TableName::Legs).iter_mut().for_each(|row| _ = row.remove("open_months"));
        let case = world.case();
        let pairs = pairs(&case);
        let planned = match case.planned(&pairs, moment("2017-08-08"), Aim::Cheapest) {
            // Where support pays for a route but for its time, no plan is made.
            Err(PlanError::PaidRoute) => return Ok(()),
            planned => planned.expect("few ways"),
        };
        for (answer, planned) in case.answers().iter().zip(&planned) {
            prop_assert_eq!(answer.total_per_t, planned.as_ref().and_then(|own| own.answer.total_per_t));
            answered.set(answered.get() + usize::from(planned.is_some()));
        }
        Ok(())
    });
    assert!(answered.get() > 150, "only {} plans were found", answered.get());
}

/// What is added to a world to give it days and hours.
type TimesPlan = (Vec<(usize, usize, u32, u32)>, Vec<(usize, usize, u32)>, u32);

fn times() -> impl Strategy<Value = TimesPlan> {
    let departures = prop::collection::vec((0..7_usize, 0..7_usize, 0..24_u32, 0..20_u32), 4);
    (departures, prop::collection::vec((0..7_usize, 0..7_usize, 1..12_u32), 4), 0..700_u32)
}

/// Gives services departures, and places and legs opening hours.
fn with_times(mut world: World, (departures, openings, _): &TimesPlan) -> World {
    let keys = |world: &World, table| world.rows(table).iter().map(|row: &Row| row["key"].clone()).collect::<Vec<_>>();
    let mut services = keys(&world, TableName::Services);
    services.dedup();
    for (number, (service, (first, second, hour, cutoff))) in services.iter().zip(departures).enumerate() {
        let mut days = vec![DAYS[*first], DAYS[*second]];
        days.dedup();
        world.put(
            TableName::Departures,
            row! {
                key = format!("departs-{number}"), service = service, weekdays = days.join(";"),
                time = format!("{hour:02}:30"), cutoff_h = cutoff, source = "test", grade = "computed",
            },
        );
    }
    let places = keys(&world, TableName::Places);
    let country = |place: &String| {
        let row = world.rows(TableName::Places).iter().find(|row| row["key"] == *place);
        row.and_then(|row| row.get("country").cloned())
    };
    let crossings = world.rows(TableName::Legs).iter().filter(|leg| country(&leg["from"]) != country(&leg["to"]));
    let crossings: Vec<String> = crossings.map(|leg| leg["key"].clone()).collect();
    for (number, (first, second, opens)) in openings.iter().enumerate() {
        let mut row = row! {
            key = format!("open-{number}"), weekdays = format!("{};{}", DAYS[*first], DAYS[*second]),
            opens = format!("{opens:02}:00"), closes = format!("{:02}:00", opens + 9), source = "test", grade = "computed",
        };
        match crossings.get(number * 5 % crossings.len().max(1)) {
            Some(leg) if number % 2 == 1 => row.insert("leg", leg.clone()),
            _ => row.insert("place", places[number * 3 % places.len()].clone()),
        };
        world.put(TableName::Opening, row);
    }
    world
}

#[test]
fn the_audit_agrees_on_every_plan() {
    let (audited, dated) = (Cell::new(0), Cell::new(0));
    holds_for(12, &(plans(ALL, 0), times()), |(plan, times)| {
        let Ok(case) = with_times(world(&plan), &times).prepare(&[]) else { return Ok(()) };
        let pairs = pairs(&case);
        let ready = moment("2017-08-08").later(i64::from(times.2) * 3_600);
        for aim in [Aim::Cheapest, Aim::Earliest] {
            let planned = match (case.planned(&pairs, ready, aim), aim) {
                (Ok(planned), _) => planned,
                // Where cargo may wait nearly for nothing, more ways than can be looked at lie between; the search says so.
                (Err(_), Aim::Cheapest) => continue,
                (Err(error), Aim::Earliest) => panic!("{error}"),
            };
            for plan in planned.iter().flatten() {
                let agrees = audit_plan(&case, plan);
                prop_assert!(agrees.is_ok(), "{}", agrees.unwrap_err());
                audited.set(audited.get() + 1);
                dated.set(dated.get() + usize::from(plan.times.iter().any(|times| times.departs.is_some())));
                // A plan that claims to arrive earlier is found out.
                let mut wrong = plan.clone();
                wrong.arrives = plan.arrives.later(-1);
                prop_assert!(audit_plan(&case, &wrong).is_err());
            }
        }
        Ok(())
    });
    assert!(audited.get() > 10 && dated.get() > 2, "{} plans, {} of them dated", audited.get(), dated.get());
}

/// A train from A to B, a ship from B to E and a lorry from A to E, with the hours of a week at which train and ship leave.
#[derive(Clone, Debug)]
struct SmallTimetable {
    trains: Vec<i64>,
    ships: Vec<i64>,
    /// The cut-off of the ship, the handling at B, and the free days and the price of a day of storage at both.
    cutoff_h: i64,
    handling_h: i64,
    free_days: i64,
    storage: [i64; 2],
    holding: i64,
    /// The hours between which B handles cargo, on all days.
    open: (i64, i64),
    ready_h: i64,
}

fn small_timetable() -> impl Strategy<Value = SmallTimetable> {
    let week = || prop::collection::vec(0..7 * DAY_H, 1..4);
    let costs = (0..30_i64, 0..20_i64, 0..3_i64, [0..9_i64, 0..9_i64], 0..5_i64);
    (week(), week(), costs, (0..12_i64, 1..12_i64), 0..400_i64).prop_map(
        |(trains, ships, (cutoff_h, handling_h, free_days, storage, holding), (opens, long), ready_h)| SmallTimetable {
            trains,
            ships,
            cutoff_h: cutoff_h.min(6),
            handling_h,
            free_days,
            storage,
            holding,
            open: (opens, opens + long),
            ready_h,
        },
    )
}

impl SmallTimetable {
    fn world(&self) -> World {
        let mut world = World::new();
        world.date = "2024-01-01";
        // A tonne holds one unit of money an hour for each unit of `holding`.
        world.cargo.insert("value_per_t", "8760".to_owned());
        world.cargo.insert("holding_rate_per_year", format!("0.{}", self.holding));
        for key in ["a", "b", "e"] {
            world.put(
                TableName::Places,
                row! { key = key, name = key, country = "CN", source = "test", grade = "computed" },
            );
        }
        for (key, from, to, mode, hours, cost) in [
            ("train", "a", "b", "rail", 10, 50),
            ("ship", "b", "e", "sea", 40, 30),
            ("lorry", "a", "e", "road", 30, 120),
        ] {
            let mut leg = row! {
                key = key, from = from, to = to, mode = mode, both_ways = "no", time_h = hours, cost_per_t = cost,
                currency = "CNY", source = "test", grade = "computed",
            };
            if mode != "road" {
                leg.insert("service", key.to_owned());
                world.put(TableName::Services, row! { key = key, every_days = 7, source = "test", grade = "computed" });
            }
            world.put(TableName::Legs, leg);
        }
        for (service, hours) in [("train", &self.trains), ("ship", &self.ships)] {
            let mut hours = hours.clone();
            hours.sort_unstable();
            hours.dedup();
            for hour in hours {
                let mut departure = row! {
                    key = format!("{service}-{hour}"), service = service, weekdays = DAYS[(hour / DAY_H) as usize],
                    time = format!("{:02}:00", hour % DAY_H), source = "test", grade = "computed",
                };
                if service == "ship" {
                    departure.insert("cutoff_h", self.cutoff_h.to_string());
                }
                world.put(TableName::Departures, departure);
            }
        }
        for (key, place, operation, price, time, free) in [
            ("load", "*", "load", 0, 0, 0),
            ("unload", "*", "unload", 0, 0, 0),
            ("lift", "b", "tranship", 0, self.handling_h, 0),
            ("storage-a", "a", "storage", self.storage[0], 0, self.free_days),
            ("storage-b", "b", "storage", self.storage[1], 0, self.free_days),
        ] {
            let mut handling = row! {
                key = key, place = place, operation = operation, price = price, basis = "t", currency = "CNY",
                source = "test", grade = "computed",
            };
            match operation {
                "storage" => handling.insert("free_days", free.to_string()),
                _ => handling.insert("time_h", time.to_string()),
            };
            world.put(TableName::Handling, handling);
        }
        let (opens, closes) = self.open;
        world.put(
            TableName::Opening,
            row! {
                key = "b-hours", place = "b", opens = format!("{opens:02}:00"), closes = format!("{closes:02}:00"),
                source = "test", grade = "computed",
            },
        );
        world.put(TableName::Commodities, row! { key = "maize", name = "Maize", source = "test", grade = "computed" });
        world.ask("a", "e");
        world.corridors.push(Corridor::free("any"));
        world
    }

    /// Returns the cost in tenths and the arrival of what takes the first train and the first ship that it can.
    fn first_way(&self) -> (i64, i64) {
        // The lorry is the first of all ways; then come those by train, the soonest first.
        self.all_ways()[1]
    }

    /// The first twelve weeks of departures, in order.
    fn departures(hours: &[i64]) -> Vec<i64> {
        let mut all: Vec<i64> =
            (0..12).flat_map(|week| hours.iter().map(move |hour| week * 7 * DAY_H + hour)).collect();
        all.sort_unstable();
        all
    }

    /// Returns the cost in tenths, and the hour of arrival, of each way there is.
    fn all_ways(&self) -> Vec<(i64, i64)> {
        let stored = |place: usize, hours: i64| {
            let beyond = (hours - self.free_days * DAY_H).max(0);
            10 * self.storage[place] * ((beyond + DAY_H - 1) / DAY_H)
        };
        let held = |hours: i64| self.holding * hours;
        let mut ways = vec![(1200 + held(30), self.ready_h + 30)];
        for train in Self::departures(&self.trains).into_iter().filter(|&leaves| leaves >= self.ready_h) {
            let comes = train + 10;
            let (day, hour) = (comes / DAY_H, comes % DAY_H);
            let begins = match () {
                () if hour < self.open.0 => day * DAY_H + self.open.0,
                () if hour >= self.open.1 => (day + 1) * DAY_H + self.open.0,
                () => comes,
            };
            let at_port = begins + self.handling_h;
            for ship in Self::departures(&self.ships).into_iter().filter(|&leaves| leaves >= at_port + self.cutoff_h) {
                let arrives = ship + 40;
                let lying = stored(0, train - self.ready_h) + stored(1, begins - comes + ship - at_port);
                ways.push((800 + lying + held(arrives - self.ready_h), arrives));
            }
        }
        ways
    }
}

/// Sends one consignment without chance by a corridor, at a whole hour from the scenario's date on.
fn sent(case: &Prepared, corridor: &str, after_h: i64) -> Option<ConsignmentStory> {
    let lot_t = case.values()[case.model().cargo.lot_t.index()];
    let question = SimulateQuestion {
        days: 300,
        warm_up_days: Some(0),
        runs: 1,
        is_certain: true,
        // The first lot comes after half the time between two.
        tonnes_per_year: Some(lot_t * 365.0 * DAY_H as f64 / (2 * after_h) as f64),
        follow: Some(1),
        ..SimulateQuestion::default()
    };
    let select = Selection { corridor: vec![corridor.to_owned()], ..Selection::default() };
    let request = Request { select, audit: true, ..Request::from(Question::Simulate(question)) };
    match analysis::answer(std::slice::from_ref(case), &request, &Progress::default()) {
        Ok(Found::Simulate(found)) => found.story,
        Ok(_) => unreachable!("it was asked"),
        Err(refused) => panic!("{refused}"),
    }
}

#[test]
fn a_simulation_without_chance_takes_the_first_departures_to_the_second_and_the_last_digit() {
    holds_for(60, &small_timetable(), |timetable| {
        let timetable = SmallTimetable { ready_h: timetable.ready_h + 1, ..timetable };
        let mut world = timetable.world();
        world.corridors.push(Corridor::free("port").with("via_any", ["b"]));
        let case = world.case();
        let story = sent(&case, "port", timetable.ready_h).expect("it comes");
        let (tenths, arrives) = timetable.first_way();
        prop_assert_eq!(story.days, Some((arrives - timetable.ready_h) as f64 / DAY_H as f64));
        prop_assert_eq!(story.cost_per_t, Some(Money::from_micros(tenths * 100_000)));
        Ok(())
    });
}

/// The legs of a ride, its mode and its service.
type Ride<'a> = (&'a [String], Option<&'a str>, Option<&'a str>);

/// Returns in what form cargo moves, and by which rides.
fn moves(answer: &Answer) -> (Option<&str>, Vec<Ride<'_>>) {
    let steps = answer.steps.iter().filter(|step| step.moves());
    (answer.form.as_deref(), steps.map(|step| (&step.legs[..], step.mode, step.service.as_deref())).collect())
}

#[test]
fn a_simulation_without_chance_is_as_fast_as_the_fastest_plan_of_its_route_and_never_cheaper_than_the_cheapest() {
    let compared = Cell::new(0);
    let allowed = ALL & !(CONVEX | SLAB | MINIMUM | CAP | ROUNDED | CALENDAR);
    holds_for(60, &(plans(allowed, 0), times()), |(plan, times)| {
        let mut world = with_times(world(&plan), &times);
        world.rows_mut(TableName::Borders).iter_mut().for_each(|row| _ = row.remove("open_days"));
        world.rows_mut(TableName::Legs).iter_mut().for_each(|row| _ = row.remove("open_months"));
        world.demands.truncate(1);
        let Ok(case) = world.prepare(&[]) else { return Ok(()) };
        let pairs = pairs(&case);
        let after_h = i64::from(times.2) + 1;
        let ready = moment("2017-08-08").later(after_h * 3_600);
        let Ok(fastest) = case.planned(&pairs, ready, Aim::Earliest) else { return Ok(()) };
        let Ok(cheapest) = case.planned(&pairs, ready, Aim::Cheapest) else { return Ok(()) };
        for (answer, (fastest, cheapest)) in case.answers().iter().zip(fastest.iter().zip(&cheapest)) {
            let is_dated = |own: &&PlannedRoute| own.times.iter().all(|times| times.wait != Some(WaitKind::Average));
            let Some(fastest) = fastest.as_ref().filter(is_dated).filter(|own| moves(&own.answer) == moves(answer))
            else {
                continue;
            };
            let story = sent(&case, &answer.corridor, after_h).expect("it comes");
            let seconds = story.days.map(|days| (days * 86_400.0).round() as i64);
            // A plan rounds each step to a second, a simulation counts finer.
            let off = seconds.map(|seconds| (seconds - fastest.arrives.seconds_since(ready)).unsigned_abs());
            prop_assert!(off.is_some_and(|off| off <= fastest.times.len() as u64), "{:?} {:?}", off, story);
            let least = cheapest.as_ref().and_then(|own| own.answer.total_per_t);
            prop_assert!(story.cost_per_t >= least, "{:?} {:?}", story.cost_per_t, least);
            compared.set(compared.get() + 1);
        }
        Ok(())
    });
    assert!(compared.get() > 10, "only {} were compared", compared.get());
}

fn best(timetable: &SmallTimetable, aim: Aim) -> (Money, i64) {
    let case = timetable.world().case();
    let start = moment("2024-01-01");
    let ready = start.later(timetable.ready_h * 3_600);
    let plans = case.planned(&pairs(&case), ready, aim).expect("few ways");
    let plan = plans[0].as_ref().expect("the lorry goes at any time");
    audit_plan(&case, plan).unwrap_or_else(|error| panic!("{error}"));
    (plan.answer.total_per_t.expect("a total"), plan.arrives.seconds_since(start) / 3_600)
}

#[test]
fn a_plan_is_the_best_of_all_ways_through_a_small_timetable() {
    holds_for(100, &small_timetable(), |timetable| {
        let ways = timetable.all_ways();
        let money = |tenths: i64| Money::from_micros(tenths * 100_000);
        let cheapest = ways.iter().min().expect("the lorry");
        prop_assert_eq!(best(&timetable, Aim::Cheapest), (money(cheapest.0), cheapest.1));
        let earliest = ways.iter().map(|&(cost, arrives)| (arrives, cost)).min().expect("the lorry");
        prop_assert_eq!(best(&timetable, Aim::Earliest), (money(earliest.1), earliest.0));
        Ok(())
    });
}

#[test]
fn more_departures_and_longer_hours_never_cost_more() {
    holds_for(30, &(small_timetable(), 0..7 * DAY_H), |(timetable, more)| {
        let before = best(&timetable, Aim::Cheapest).0;
        let mut later = timetable.clone();
        later.ships.push(more);
        prop_assert!(best(&later, Aim::Cheapest).0 <= before);
        let longer = SmallTimetable { open: (0, 24), ..timetable };
        prop_assert!(best(&longer, Aim::Cheapest).0 <= before);
        Ok(())
    });
}
