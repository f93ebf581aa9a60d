//! The page and the other formats of a small result made by hand.

use crate::analysis::Found;
use crate::analysis::pareto::{Axis, Pareto, ParetoCorridor, ParetoDemand, ParetoPoint, ParetoStatus, Trade};
use crate::answer::{Answer, NamedPlaces};
use crate::present::sample;
use crate::present::{Digits, Format, Lang, Look, Screen, write};
use crate::units::{Duration, Money};

fn point(answer: &Answer, price: Option<Trade>) -> ParetoPoint {
    ParetoPoint {
        transfers: 1,
        corridors: vec![answer.corridor.clone()],
        is_on_front: true,
        is_supported: true,
        per_day_saved: price,
        per_tonne_co2e_avoided: None,
        best_from_day_worth: price,
        best_from_co2e_worth: None,
        answer: answer.clone(),
    }
}

fn corridor(answer: &Answer) -> ParetoCorridor {
    ParetoCorridor {
        corridor: answer.corridor.clone(),
        corridor_title: answer.corridor_title.clone(),
        status: ParetoStatus::Answered,
        reason: None,
        front: vec![point(answer, None)],
        fastest_too_late: None,
        first_day_saved: None,
    }
}

/// Makes a front of a cheaper and a faster route, by a corridor each, and a corridor without a route in time.
fn found() -> Pareto {
    let results = sample::results();
    let [cheap, fast, none] = [0, 1, 2].map(|position| results.answers[position].clone());
    let price = Trade { against: 0, price: Money::from_micros(7_731_858) };
    let late = ParetoCorridor {
        corridor: "rajin".into(),
        corridor_title: "By Rajin".into(),
        status: ParetoStatus::TooLate,
        front: Vec::new(),
        fastest_too_late: Some(cheap.clone()),
        ..corridor(&cheap)
    };
    let closed = ParetoCorridor {
        corridor: "closed".into(),
        corridor_title: "By a closed border".into(),
        status: ParetoStatus::NoRoute,
        reason: none.reason.clone(),
        front: Vec::new(),
        ..corridor(&none)
    };
    let demand = ParetoDemand {
        from: cheap.from.clone(),
        to: cheap.to.clone(),
        regime: "domestic",
        tonnes_per_year: Some(20_000.0),
        front: vec![point(&cheap, None), point(&fast, Some(price))],
        fastest_too_late: None,
        cheapest_without_deadline: Some(cheap.clone()),
        first_day_saved: Some(price.price),
        corridors: vec![corridor(&cheap), corridor(&fast), late, closed],
    };
    Pareto {
        scenario: results.manifest.scenarios[0].clone(),
        axes: vec![Axis::Cost, Axis::Time],
        deadline: Some(Duration::hours(240.0)),
        audited: Some(3),
        places: NamedPlaces::of([&cheap, &fast]),
        demands: vec![demand],
    }
}

/// Makes the same with the fastest route alone, and without its steps.
fn short() -> Pareto {
    let mut found = found();
    let demand = &mut found.demands[0];
    demand.front.drain(..1);
    demand.corridors.clear();
    demand.front[0].answer.steps.clear();
    found
}

fn text(found: Pareto, format: Format, columns: u16) -> String {
    let look = Look { lang: Lang::En, digits: Digits::Cents };
    write(&Found::Pareto(found), format, look, Screen { columns, colour: false }).expect("a format of this question")
}

#[test]
fn a_page_on_80_columns_looks_like_this() {
    insta::assert_snapshot!(text(found(), Format::Table, 80), @"");
}

#[test]
fn a_page_on_100_columns_looks_like_this() {
    insta::assert_snapshot!(text(found(), Format::Table, 100), @"");
}

#[test]
fn a_page_for_a_report_looks_like_this() {
    insta::assert_snapshot!(text(found(), Format::Markdown, 100), @"");
}

#[test]
fn json_looks_like_this() {
    insta::assert_snapshot!(text(short(), Format::Json, 100), @"");
}

#[test]
fn rows_look_like_this() {
    insta::assert_snapshot!(text(found(), Format::Csv, 100).replace("\r\n", "\n"), @"");
}
