//! The page of a simulation.

use crate::analysis::simulate::{
    ArrivalPattern, ConsignmentStory, DepartureRule, ResourceKind, RunMean, SimulatedResource, SimulatedRoute,
    SimulatedSpread, Simulation, StoryStep,
};
use crate::answer::{NamedPlaces, StepKind};
use crate::present::{Look, Shown, markdown, sample};
use crate::units::{Date, Money};

fn spread(mean: f64) -> SimulatedSpread {
    let (p5, p50, p95, max) = (mean - 2.0, mean - 0.1, mean + 4.0, mean + 9.0);
    let error = |error| Some(error);
    SimulatedSpread {
        mean,
        mean_error: error(0.25),
        p5,
        p5_error: error(0.1),
        p50,
        p50_error: error(0.0),
        p95,
        p95_error: error(1.5),
        max,
    }
}

fn found() -> Simulation {
    let results = sample::results();
    let answer = &results.answers[0];
    let mean = |mean| Some(RunMean { mean, error: None });
    let day = |text| Date::parse(text).expect("a date");
    let route = SimulatedRoute {
        from: answer.from.clone(),
        to: answer.to.clone(),
        regime: "domestic",
        corridor: answer.corridor.clone(),
        corridor_title: answer.corridor_title.clone(),
        form: Some("box20".to_owned()),
        lot_t: 490.0,
        tonnes_per_year: 25_480.0,
        planned_days: 10.0,
        planned_per_t: Money::from_micros(250_000_000),
        planned_wait_days: 3.0,
        inside_before: 3.0,
        came: 52.0,
        arrived: 40.0,
        inside_after: 15.0,
        arrived_t_per_year: RunMean { mean: 19_600.0, error: Some(120.0) },
        days: Some(spread(15.0)),
        wait_days: Some(spread(7.0)),
        cost_per_t: Some(spread(262.5)),
        waiting_cost_per_t: Some(spread(12.5)),
    };
    let resource = |kind, key: &str, name: Option<&str>, capacity, departures| SimulatedResource {
        kind,
        key: key.to_owned(),
        name: name.map(str::to_owned),
        capacity,
        capacity_unit: "t a departure",
        line: spread(2.0),
        wait_h: mean(100.0),
        use_share: capacity.and(mean(0.9)),
        departures,
        empty_departures: departures.and(mean(1.0)),
    };
    let step = |after_days, step, hours, waited_for, resource: Option<&str>| StoryStep {
        day: day("2019-07-10"),
        after_days,
        step,
        from: answer.from.clone(),
        to: answer.to.clone(),
        hours,
        is_wait: step == StepKind::Wait,
        waited_for,
        resource: resource.map(str::to_owned),
        name: None,
    };
    Simulation {
        scenario: results.manifest.scenarios[0].clone(),
        days: 365,
        first_day: day("2019-07-01"),
        warm_up_days: 20,
        runs: 50,
        seed: 1,
        arrivals: ArrivalPattern::Poisson,
        departures: DepartureRule::OnTime,
        is_certain: false,
        is_by_harvest: false,
        hours_drawn: 4,
        back_days: Some(12.0),
        events: 1000,
        audited: Some(8),
        places: NamedPlaces::default(),
        routes: vec![route],
        without_route: Vec::new(),
        resources: vec![
            resource(ResourceKind::Service, "feeder", None, Some(1500.0), mean(52.0)),
            resource(ResourceKind::Boxes, "box20", None, None, None),
            resource(ResourceKind::Capacity, "capacities.port", Some("Port"), None, None),
        ],
        story: Some(ConsignmentStory {
            number: 3,
            from: answer.from.clone(),
            to: answer.to.clone(),
            corridor: answer.corridor.clone(),
            lot_t: 490.0,
            came: day("2019-07-10"),
            arrived: Some(day("2019-07-25")),
            days: Some(14.75),
            cost_per_t: Some(Money::from_micros(261_000_000)),
            waiting_cost_per_t: Some(Money::from_micros(11_000_000)),
            steps: vec![
                step(0.0, StepKind::Load, 12.0, None, None),
                step(0.5, StepKind::Wait, 150.0, Some(ResourceKind::Service), Some("feeder")),
                step(6.75, StepKind::Ride, 170.0, None, None),
            ],
        }),
    }
}

#[test]
fn a_simulation_is_laid_out_with_its_queues_its_story_and_what_it_assumes() {
    insta::assert_snapshot!(markdown::render(&found().page(Look::default())), @r#"
    # From Hunchun to the Yangtze

    hunchun-2019: maize in lots of 3000 t, as of 2019-06-24. Amounts are CNY per tonne of cargo, to two decimals, parts so that they add up; cargo waits half the interval between departures.

    Changed: factors.fuel.value = \*1.2.

    365 days from 2019-07-01, 50 runs from seed 1; 20 days before them fill the routes and are not counted. 1000 events.

    ## Hunchun to Ningbo \| Zhoushan

    25480 t a year by Borrowing a port to go to the sea, in lots of 490 t (box20).

    **A consignment takes 15.0 ±0.2 days (10.0 by plan), 7.0 ±0.2 of them waiting (3.0 by plan); 95 % arrive within 19.0 days. It costs 262.50 ±0.25 CNY/t (250.00 by plan), 12.50 ±0.25 of it for the waiting in storage, capital and hire: 245000 CNY a year.**

    52.0 consignments come and 40.0 arrive, 19600 ±120 t a year; 3.0 are under way at the beginning and 15.0 at the end. More come than get through: the lines grow as long as this goes on, and the figures here depend on how many days are measured.

    | Of a consignment | By plan | Mean | 5 % within | Half within | 95 % within | Most |
    | --- | ---: | ---: | ---: | ---: | ---: | ---: |
    | Days | 10.0 | 15.0 ±0.2 | 13.0 ±0.1 | 14.9 | 19.0 ±1.5 | 24.0 |
    | Days waiting | 3.0 | 7.0 ±0.2 | 5.0 ±0.1 | 6.9 | 11.0 ±1.5 | 16.0 |
    | CNY/t | 250.00 | 262.50 ±0.25 | 260.50 ±0.10 | 262.40 | 266.50 ±1.50 | 271.50 |
    | CNY/t for the waiting | – | 12.50 ±0.25 | 10.50 ±0.10 | 12.40 | 16.50 ±1.50 | 21.50 |

    ## What is waited for

    | What | Capacity | In use | Hours waited | In line, mean | most | Leaves (empty) |
    | --- | ---: | ---: | ---: | ---: | ---: | ---: |
    | service feeder | 1500 t a departure | 90 % | 100.0 | 2.00 ±0.25 | 11 | 52.0 (1.0) |
    | boxes box20 | no limit | – | 100.0 | 2.00 ±0.25 | 11 | – |
    | Port | no limit | – | 100.0 | 2.00 ±0.25 | 11 | – |

    In use: of a capacity the share of the time; of a service the share of its room; of boxes, wagons and stacks the share that is out. Hours waited: of each lot that came for it, the mean. In line: the lots that wait. Leaves: departures in the days measured, and of them those without cargo of these demands.

    ## Consignment 3 of the first run

    **490 t come on 2019-07-10 in Hunchun for Ningbo \| Zhoushan by borrowed and arrive on 2019-07-25, 14.8 days later, for 261.00 CNY/t, 11.00 of it for the waiting.**

    - 2019-07-10, day 0.0: is loaded at Hunchun, 12.0 h.
    - 2019-07-10, day 0.5: waits at Hunchun for the departure of feeder, 6.2 days.
    - 2019-07-10, day 6.8: rides from Hunchun to Ningbo \| Zhoushan, 7.1 days.

    ## What is assumed

    - Lots come at random, and as many in every season.
    - Each demand keeps to the route that is cheapest by plan on the scenario's date, and a lot is not divided.
    - The hours of 4 rows of the tables are drawn anew for each lot between their bounds, and so is what storms and ice add in their months, and how late it is where \`late\_days\` are given; speeds, intervals and prices stay at their values. Bounds that lie further up than down make the mean longer than the plan.
    - Services leave at their departures of departures.csv; those without leave at midnight by their interval from the first departure of the table, or from the scenario's date, or on their weekdays. They take whoever came before the cut-off, first come first served; their room is for these demands alone.
    - By plan a lot waits by the rule of the scenario, \`wait = "half-headway"\`; here services leave on time.
    - What has a monthly capacity takes one lot after another, each for its share of the month; the capacity is for these demands alone.
    - A crossing with fewer than seven open days is open from Monday on, where opening.csv does not give its hours.
    - Boxes are back 12.0 days after unloading; wagons are not limited.
    - Room at places is not limited (--stack).
    - ± is half the width of the 95 % confidence interval, from the differences between runs.

    8 runs recomputed from the tables alone: no difference.

    Is it cheaper to go out by Zarubino than by Dalian? The lower total wins.
    "#);
}

#[test]
fn what_is_not_there_is_said_in_words() {
    let found = Simulation {
        is_certain: true,
        resources: Vec::new(),
        story: None,
        departures: DepartureRule::ByRule,
        ..found()
    };
    let text = markdown::render(&found.page(Look::default()));
    assert!(text.contains("nothing is left to chance"), "{text}");
    assert!(text.contains("Nothing limits these routes: no service, capacity, fleet or stack is on them."), "{text}");
    assert!(text.contains("Boxes and wagons are not limited (--boxes, --wagons)."), "{text}");
    let text = markdown::render(&Simulation { is_by_harvest: true, ..found.clone() }.page(Look::default()));
    assert!(text.contains("Lots come at equal intervals within a month, and by the months of harvest.csv"), "{text}");
    let none = Simulation { routes: Vec::new(), ..found };
    let text = markdown::render(&none.page(Look::default()));
    let (_, behind) = text.split_once("has a route by the corridors asked for: nothing is sent.**\n").expect("why");
    assert_eq!(behind.trim(), "Is it cheaper to go out by Zarubino than by Dalian? The lower total wins.");
}
