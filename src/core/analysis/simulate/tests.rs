use std::path::Path;

use super::{DepartureRule, SimulateQuestion, Simulation, StackRoom};
use crate::analysis::compare::CompareQuestion;
use crate::analysis::{self, Found, Question, Refusal, Request};
use crate::answer::{Answer, Prepared, Progress, Selection};
use crate::scenario::Override;
use crate::units::Money;

const HUNCHUN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scenarios/hunchun-ningbo-2019.toml");

/// Reads the published case in April, when no season acts, with some changes.
fn case(changes: &[&str]) -> Prepared {
    let april = Override::set("date", crate::units::Date::parse("2019-04-01").expect("a date"));
    let changes = changes.iter().map(|text| Override::parse(text).expect("a change"));
    let changes: Vec<Override> = std::iter::once(april).chain(changes).collect();
    Prepared::prepare(Path::new(HUNCHUN), &changes).expect("a good scenario")
}

fn asked(case: &Prepared, corridor: &str, question: SimulateQuestion, audit: bool) -> Result<Simulation, Refusal> {
    let select = Selection { corridor: vec![corridor.to_owned()], ..Selection::default() };
    let request = Request { select, audit, ..Request::from(Question::Simulate(question)) };
    match analysis::answer(std::slice::from_ref(case), &request, &Progress::default())? {
        Found::Simulate(found) => Ok(found),
        _ => unreachable!("it was asked"),
    }
}

fn planned(case: &Prepared) -> Vec<Answer> {
    let request = Request::from(Question::Compare(CompareQuestion { draws: Some(0) }));
    match analysis::answer(std::slice::from_ref(case), &request, &Progress::default()) {
        Ok(Found::Compare(found)) => found.answers,
        _ => unreachable!("it was asked"),
    }
}

/// A ship every week with room for three of the lots, one lot a week.
const WEEKLY: [&str; 5] = [
    "cargo.lot_t=490",
    "demand.1.tonnes_per_year=25480",
    "services.zarubino-feeder.every_days=7",
    "services.zarubino-feeder.capacity_t=1500",
    "services.zarubino-feeder.cutoff_h=24",
];

#[test]
fn without_chance_and_limits_a_consignment_takes_and_costs_what_the_plan_says_to_the_last_digit() {
    // What has a monthly capacity would be busy with a lot for longer than the plan gives it.
    let case = case(&[
        "capacities.zarubino-port.capacity=1e9",
        "capacities.kamyshovaya-rail.capacity=1e9",
        "capacities.hunchun-line.capacity=1e9",
    ]);
    let question =
        SimulateQuestion { days: 85, warm_up_days: Some(0), runs: 1, is_certain: true, ..SimulateQuestion::default() };
    let mut compared = 0;
    for answer in planned(&case).iter().filter(|answer| answer.is_answered()) {
        let found = asked(&case, &answer.corridor, question.clone(), true).expect("an answer");
        let [route] = &found.routes[..] else { panic!("one demand") };
        let (days, cost) = (route.days.expect("one arrived"), route.cost_per_t.expect("one arrived"));
        let planned = answer.time().as_days().to_bits();
        assert_eq!([days.mean, days.max].map(f64::to_bits), [planned; 2], "{}", answer.corridor);
        assert_eq!(Money::round(cost.mean), answer.total(), "{}", answer.corridor);
        assert_eq!(route.wait_days.map(|wait| wait.mean), Some(route.planned_wait_days));
        compared += 1;
    }
    assert_eq!(compared, 4);
}

#[test]
fn a_weekly_ship_is_waited_for_half_a_week() {
    let case = case(&[&WEEKLY[..], &["services.zarubino-feeder.cutoff_h=0"]].concat());
    let question = SimulateQuestion { departures: DepartureRule::OnTime, days: 364, ..SimulateQuestion::default() };
    let found = asked(&case, "borrowed-box", question, false).expect("an answer");
    let ship = found.resources.iter().find(|own| own.key == "zarubino-feeder").expect("the ship");
    let wait = ship.wait_h.expect("lots waited");
    let half = wait.error.expect("many runs");
    // Hours of work before it are drawn, so a lot comes to the port at any moment of the week.
    assert!((wait.mean - 7.0 * 24.0 / 2.0).abs() < half && half < 4.0, "{wait:?}");
    assert_eq!(ship.departures.map(|departures| departures.mean), Some(52.0));
}

#[test]
fn a_lot_that_waits_for_room_costs_at_least_what_it_would_in_the_store() {
    let case = case(&WEEKLY);
    let cost_of = |tonnes: Option<f64>| {
        let stacks = tonnes.map(|tonnes| StackRoom { place: "zarubino".to_owned(), tonnes }).into_iter().collect();
        let (departures, arrivals) = (DepartureRule::OnTime, super::ArrivalPattern::Poisson);
        let question = SimulateQuestion { departures, arrivals, stacks, runs: 4, ..SimulateQuestion::default() };
        let found = asked(&case, "borrowed-box", question, false).expect("an answer");
        let room = found.resources.iter().find(|own| own.kind == super::ResourceKind::Stack);
        let waited = room.and_then(|room| room.wait_h).map_or(0.0, |wait| wait.mean);
        (found.routes[0].cost_per_t.expect("one arrived").mean, waited)
    };
    let (free, narrow) = (cost_of(None), cost_of(Some(1000.0)));
    assert!(narrow.1 > 0.0 && narrow.0 >= free.0, "{free:?} {narrow:?}");
}

#[test]
fn every_count_is_that_of_the_events_and_no_rule_is_broken() {
    let case = case(&WEEKLY);
    let base = SimulateQuestion { runs: 8, days: 200, ..SimulateQuestion::default() };
    let stacks = vec![StackRoom { place: "zarubino".to_owned(), tonnes: 1000.0 }];
    let questions = [
        SimulateQuestion { boxes: Some(60), ..base.clone() },
        SimulateQuestion { departures: DepartureRule::WhenFull, stacks, ..base.clone() },
        SimulateQuestion {
            departures: DepartureRule::OnTime,
            arrivals: super::ArrivalPattern::Poisson,
            ..base.clone()
        },
    ];
    for question in questions {
        let found = asked(&case, "borrowed-box", question, true).expect("no difference");
        assert_eq!(found.audited, Some(8));
        let route = &found.routes[0];
        assert!((route.inside_before + route.came - route.arrived - route.inside_after).abs() < 1e-9);
    }
}

#[test]
fn fewer_boxes_and_smaller_ships_never_let_more_arrive() {
    let arrived = |changes: &[&str], boxes: Option<u64>| {
        let case = case(&[&WEEKLY[..], changes].concat());
        let question =
            SimulateQuestion { boxes, departures: DepartureRule::OnTime, runs: 10, ..SimulateQuestion::default() };
        let found = asked(&case, "borrowed-box", question, false).expect("an answer");
        found.routes[0].arrived
    };
    let free = arrived(&[], None);
    let fewer = [200, 80, 40, 20].map(|boxes| arrived(&[], Some(boxes)));
    assert!(fewer[0] <= free && fewer.is_sorted_by(|more, less| more >= less), "{free} {fewer:?}");
    // 20 boxes carry one lot, and are a fortnight on the way there and back.
    assert!(fewer[3] < 0.6 * free, "{free} {fewer:?}");
    let rarer = ["services.zarubino-feeder.every_days=14", "services.zarubino-feeder.capacity_t=500"];
    assert!(arrived(&rarer, None) < 0.6 * free);
}

#[test]
fn the_bytes_do_not_depend_on_threads() {
    let case = case(&WEEKLY);
    let written = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        let question = SimulateQuestion { runs: 9, boxes: Some(100), follow: Some(2), ..SimulateQuestion::default() };
        pool.install(|| serde_json::to_string(&asked(&case, "borrowed-box", question, false).expect("an answer")))
    };
    assert_eq!(written(1).expect("JSON"), written(2).expect("JSON"));
}

#[test]
fn lots_come_in_the_months_of_the_harvest() {
    let mut case = case(&WEEKLY);
    let december = case.model().register.find("cargo.lot_t").expect("a figure");
    // A share of 490 % in December alone stands for all goods: 4.9 years' tonnes, 254.8 lots.
    let mut shares_pct = [None; 12];
    shares_pct[11] = Some(december);
    let cargo = crate::model::CargoSelector { form: None, commodity: None, switch: None };
    case.model.harvests = vec![crate::model::Harvest { region: None, cargo, shares_pct }];
    let question = SimulateQuestion { runs: 1, is_certain: true, warm_up_days: Some(0), ..SimulateQuestion::default() };
    let came = |days: u32| {
        let found =
            asked(&case, "borrowed-box", SimulateQuestion { days, ..question.clone() }, false).expect("an answer");
        found.routes[0].came
    };
    // December begins 244 days after the first of April.
    let counts = [244, 244 + 31, 365].map(came);
    assert!(counts[0] < 1.0 && (counts[1] - 254.8).abs() < 1.0 && (counts[2] - counts[1]).abs() < 1.0, "{counts:?}");
}

#[test]
fn what_can_never_be_carried_is_said() {
    let whole = case(&[]);
    let fault =
        |question: SimulateQuestion| asked(&whole, "borrowed-box", question, false).expect_err("refused").to_string();
    let base = SimulateQuestion { runs: 1, ..SimulateQuestion::default() };
    let boxes = fault(SimulateQuestion { boxes: Some(100), ..base.clone() });
    assert_eq!(
        boxes,
        "a consignment of 3000 t needs 123 boxes and there are 100: it could never leave; take smaller lots (--set cargo.lot_t=..) or more boxes"
    );
    let stack = |place: &str| SimulateQuestion {
        stacks: vec![StackRoom { place: place.to_owned(), tonnes: 1000.0 }],
        ..base.clone()
    };
    assert_eq!(
        fault(stack("zarubino")),
        "a consignment of 3000 t never finds room at zarubino, where there is room for 1000 t"
    );
    assert_eq!(fault(stack("dalian")), "no route changes its mode at dalian: its room limits nothing");
    assert_eq!(
        fault(SimulateQuestion { days: 0, ..base.clone() }),
        "take 1 to 3650 days, and at most as many to warm up, not 0"
    );
    assert_eq!(fault(SimulateQuestion { runs: 0, ..base.clone() }), "take 1 to 100000 runs, not 0");
    assert_eq!(fault(SimulateQuestion { boxes: Some(0), ..base.clone() }), "--boxes must be a number above 0");
    let away = SimulateQuestion { boxes: Some(200), back_days: Some(1e15), ..base.clone() };
    assert_eq!(fault(away), "--back-days must be at most 3650, not 1000000000000000");
    let none = SimulateQuestion { follow: Some(9), days: 30, ..base.clone() };
    assert!(fault(none).starts_with("there is no consignment 9 to follow: "));
    let many = case(&["cargo.lot_t=1"]);
    let question = SimulateQuestion { runs: 100_000, ..base };
    let fault = asked(&many, "borrowed-box", question, false).expect_err("refused").to_string();
    assert!(fault.ends_with("take fewer runs or days, larger lots, or fewer demands"), "{fault}");
}
