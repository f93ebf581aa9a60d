//! The page and the other formats of a small result made by hand.

use crate::analysis::Found;
use crate::analysis::alternatives::{
    Alternative, Alternatives, AlternativesAsked, AlternativesList, Difference, Ended, Stretch,
};
use crate::answer::NamedPlaces;
use crate::present::sample;
use crate::present::{Digits, Format, Lang, Look, Screen, write};
use crate::units::Money;

/// Makes one list of two routes, and one of a corridor without a route.
fn found() -> Alternatives {
    let results = sample::results();
    let [cheap, other, none] = [0, 1, 2].map(|position| results.answers[position].clone());
    let mut parts = other.costs();
    for (more, cheapest) in parts.0.iter_mut().zip(cheap.costs().0) {
        *more = *more - cheapest;
    }
    let stretch = Stretch {
        from: other.from.clone(),
        via: vec![other.steps[1].to.clone()],
        to: other.to.clone(),
        mode: "rail",
        km: 2342.0,
        legs: vec!["rail-hunchun-dalian".into(), "rail-dalian-ningbo".into()],
    };
    let difference = Difference {
        share: 0.95,
        total_per_t: parts.total(),
        parts,
        days: other.days_more_than(&cheap),
        km: 580.0,
        co2e_kg_per_t: 7.160_494,
        other_form: cheap.form.clone(),
        own_legs: stretch.legs.clone(),
        others_legs: vec!["rail-hunchun-makhalino".into()],
        own: vec![stretch],
        others: Vec::new(),
    };
    let cheapest = Alternative {
        is_cheap: true,
        is_different: true,
        has_loop: true,
        against_cheapest: None,
        answer: cheap.clone(),
    };
    let second = Alternative {
        is_cheap: false,
        has_loop: false,
        against_cheapest: Some(difference),
        answer: other.clone(),
        ..cheapest.clone()
    };
    let first = AlternativesList {
        from: cheap.from.clone(),
        to: cheap.to.clone(),
        corridor: cheap.corridor.clone(),
        reason: None,
        asked: cheap.clone(),
        ended: Ended::Limit,
        tied_with_more: true,
        routes_met: 7,
        paths_looked_at: 200,
        routes: vec![cheapest, second],
    };
    let empty = AlternativesList {
        from: none.from.clone(),
        to: none.to.clone(),
        corridor: none.corridor.clone(),
        reason: none.reason.clone(),
        asked: none,
        ended: Ended::All,
        tied_with_more: false,
        routes_met: 0,
        paths_looked_at: 0,
        routes: Vec::new(),
    };
    let asked = AlternativesAsked {
        cheapest: Some(5),
        different: 3,
        min_difference: 0.3,
        within_per_t: Some(Money::from_micros(20_000_000)),
        most_paths: 200,
    };
    let places = NamedPlaces::of([&cheap, &other]);
    Alternatives { manifest: results.manifest, asked, places, lists: vec![first, empty] }
}

/// Makes the same with the second route alone, and without its steps.
fn short() -> Alternatives {
    let mut found = found();
    found.lists[0].routes.drain(..1);
    found.lists[0].routes[0].answer.steps.clear();
    found
}

fn text(found: Alternatives, format: Format, columns: u16) -> String {
    let look = Look { lang: Lang::En, digits: Digits::Cents };
    write(&Found::Alternatives(found), format, look, Screen { columns, colour: false })
        .expect("a format of this question")
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
