//! A year month by month, worked by hand: a price that changes within a month, and a way that is shut in winter.

use corridor::analysis::months::{MonthTable, MonthsQuestion};
use corridor::analysis::{self, Found, Question, Request};
use corridor::answer::{Prepared, Progress};
use corridor::present::{Format, Shown};
use corridor::scenario::TableName;

use crate::support::world::{Corridor, World, row};

/// The railway costs 10 until 14 June and 12 from then on; the ship costs 11 and sails from April to October.
fn world() -> World {
    let mut world = World::new();
    world.put(TableName::Commodities, row! { key = "maize", name = "Maize" });
    for key in ["a", "b"] {
        world.put(TableName::Places, row! { key = key, name = key, country = "CN" });
    }
    let rail = row! { key = "rail", from = "a", to = "b", mode = "rail", both_ways = "no", distance_km = 100,
    time_h = 24, currency = "CNY" };
    for (price, from, to) in [("10", "", "2017-06-14"), ("12", "2017-06-15", "")] {
        let mut row = rail.clone();
        row.extend([("cost_per_t", price.to_owned()), ("valid_from", from.to_owned()), ("valid_to", to.to_owned())]);
        world.put(TableName::Legs, row);
    }
    world.put(
        TableName::Legs,
        row! { key = "ship", from = "a", to = "b", mode = "sea", both_ways = "no",
        distance_km = 100, time_h = 48, cost_per_t = 11, currency = "CNY", open_months = "4-10" },
    );
    for mode in ["rail", "sea"] {
        world.put(
            TableName::Handling,
            row! { key = format!("load-{mode}"), place = "*", operation = "load",
            to_mode = mode, price = 0, basis = "t", currency = "CNY" },
        );
        world.put(
            TableName::Handling,
            row! { key = format!("unload-{mode}"), place = "*", operation = "unload",
            from_mode = mode, price = 0, basis = "t", currency = "CNY" },
        );
    }
    world.ask("a", "b");
    world.corridors =
        vec![Corridor::free("rail").with("modes", ["rail"]), Corridor::free("ship").with("modes", ["sea"])];
    world
}

fn ask(case: Prepared) -> MonthTable {
    let request = Request { audit: true, ..Request::from(Question::Months(MonthsQuestion::default())) };
    match analysis::answer(&[case], &request, &Progress::default()) {
        Ok(Found::Months(found)) => found,
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_month_has_its_own_prices_and_ways_and_one_that_changes_within_is_split() {
    let found = ask(world().case());
    let months = &found.demands[0].months;
    let said: Vec<String> = months
        .iter()
        .map(|month| {
            let cell =
                |place: usize| month.corridors[place].total_per_t.map_or("-".to_owned(), |total| total.to_string());
            format!("{} {} {} {} {}", month.from, month.to, month.leaders.join("+"), cell(0), cell(1))
        })
        .collect();
    let rail = |month: &str, last: &str| format!("2017-{month}-01 2017-{month}-{last} rail 10.000000 -");
    let mut expected = vec![rail("01", "31"), rail("02", "28"), rail("03", "31")];
    expected.extend(["04 30", "05 31"].map(|own| {
        let (month, last) = own.split_once(' ').expect("a month and its last day");
        format!("2017-{month}-01 2017-{month}-{last} rail 10.000000 11.000000")
    }));
    expected.push("2017-06-01 2017-06-14 rail 10.000000 11.000000".to_owned());
    expected.push("2017-06-15 2017-06-30 ship 12.000000 11.000000".to_owned());
    expected.extend(["07 31", "08 31", "09 30", "10 31"].map(|own| {
        let (month, last) = own.split_once(' ').expect("a month and its last day");
        format!("2017-{month}-01 2017-{month}-{last} ship 12.000000 11.000000")
    }));
    expected.extend(["11 30", "12 31"].map(|own| {
        let (month, last) = own.split_once(' ').expect("a month and its last day");
        format!("2017-{month}-01 2017-{month}-{last} rail 12.000000 -")
    }));
    assert_eq!(said, expected);
    assert_eq!(months[0].corridors[0].days, Some(1.0));
    assert_eq!(
        (months[0].corridors[1].rank, months[5].corridors[1].rank, months[6].corridors[1].rank),
        (None, Some(2), Some(1))
    );
    let reason = months[0].corridors[1].reason.as_deref().expect("a reason");
    assert!(reason.contains("by sea only"), "{reason}");
    // Five months without the ship have one route, eight spans of days have two.
    assert_eq!(found.scenario.audited, Some(5 + 2 * 8));
}

#[test]
fn a_scenario_asked_for_a_month_answers_as_that_month_of_the_year() {
    let found = ask(world().case());
    for month in &found.demands[0].months {
        let mut world = world();
        world.date = Box::leak(month.from.to_string().into_boxed_str());
        let totals: Vec<_> = world.answers().iter().map(|answer| answer.total_per_t).collect();
        let own: Vec<_> = month.corridors.iter().map(|corridor| corridor.total_per_t).collect();
        assert_eq!(own, totals, "{}", month.from);
    }
}

#[test]
fn a_year_without_any_route_has_no_answer() {
    let mut world = world();
    world.rows_mut(TableName::Handling).retain(|row| !row["key"].starts_with("unload"));
    let found = ask(world.case());
    assert!(!Found::Months(found).is_answered());
}

#[test]
fn the_months_look_like_this() {
    let mut found = ask(world().case());
    found.verdicts.clear();
    let page = corridor::present::write(
        &Found::Months(found),
        Format::Markdown,
        corridor::present::Look::default(),
        corridor::present::Screen { columns: 100, colour: false },
    );
    insta::assert_snapshot!(page.expect("a page"), @r"
    # A test

    world: maize in lots of 3000 t, as of 2017-08-08. Amounts are CNY per tonne of cargo, to two decimals, parts so that they add up; cargo waits half the interval between departures.

    21 routes recomputed from the tables alone: no difference.

    Month by month in 2017: each month is asked on its first day, and on each later day on which a row of the tables begins or ends to hold, 13 days in all. Prices, rates, permissions, closures and seasons are those of the day; all else stays.

    ## a to b

    **Cheapest in 2017: rail from 2017-01-01 to 2017-06-14; ship from 2017-06-15 to 2017-10-31; rail from 2017-11-01 to 2017-12-31.**

    The total of the cheapest is least from 2017-01-01 (10.00 CNY/t) and greatest from 2017-11-01 (12.00 CNY/t).

    | From | To | Cheapest | rail, CNY/t | rail, days | ship, CNY/t | ship, days |
    | --- | --- | --- | ---: | ---: | ---: | ---: |
    | 2017-01-01 | 2017-01-31 | rail | 10.00 | 1.0 | – | – |
    | 2017-02-01 | 2017-02-28 | rail | 10.00 | 1.0 | – | – |
    | 2017-03-01 | 2017-03-31 | rail | 10.00 | 1.0 | – | – |
    | 2017-04-01 | 2017-04-30 | rail | 10.00 | 1.0 | 11.00 | 2.0 |
    | 2017-05-01 | 2017-05-31 | rail | 10.00 | 1.0 | 11.00 | 2.0 |
    | 2017-06-01 | 2017-06-14 | rail | 10.00 | 1.0 | 11.00 | 2.0 |
    | 2017-06-15 | 2017-06-30 | ship | 12.00 | 1.0 | 11.00 | 2.0 |
    | 2017-07-01 | 2017-07-31 | ship | 12.00 | 1.0 | 11.00 | 2.0 |
    | 2017-08-01 | 2017-08-31 | ship | 12.00 | 1.0 | 11.00 | 2.0 |
    | 2017-09-01 | 2017-09-30 | ship | 12.00 | 1.0 | 11.00 | 2.0 |
    | 2017-10-01 | 2017-10-31 | ship | 12.00 | 1.0 | 11.00 | 2.0 |
    | 2017-11-01 | 2017-11-30 | rail | 12.00 | 1.0 | – | – |
    | 2017-12-01 | 2017-12-31 | rail | 12.00 | 1.0 | – | – |

    - ship has no route from 2017-01-01 to 2017-03-31 and from 2017-11-01 to 2017-12-31: no way keeps the corridor's rules (by sea only); without them it would be a > b.

    rail: rail; ship: ship.
    ");
    let csv = ask(world().case()).csv(corridor::present::Lang::En);
    insta::assert_snapshot!(csv.lines().take(4).collect::<Vec<_>>().join("\n"), @r"
    scenario,from,to,from_name,to_name,regime,month,first_day,last_day,corridor,rank,form,total_per_t,days,currency,reason,problem
    world,a,b,a,b,domestic,2017-01,2017-01-01,2017-01-31,rail,1,bulk,10.000000,1,CNY,,
    world,a,b,a,b,domestic,2017-01,2017-01-01,2017-01-31,ship,,,,,CNY,no way keeps the corridor's rules (by sea only); without them it would be a > b,
    world,a,b,a,b,domestic,2017-02,2017-02-01,2017-02-28,rail,1,bulk,10.000000,1,CNY,,
    ");
}
