//! The page and the other formats of a small result made by hand.

use crate::analysis::Found;
use crate::analysis::critical::{
    CorridorLoss, Critical, CriticalElement, ElementKind, ElementName, HitOrigin, Joint, LostDemand, Move,
};
use crate::answer::PlaceName;
use crate::present::sample;
use crate::present::{Digits, Format, Lang, Look, Screen, write};
use crate::units::Money;

fn money(micros: i64) -> Money {
    Money::from_micros(micros)
}

fn place(name: &str) -> ElementName {
    let place = PlaceName { key: name.to_lowercase(), name: name.into(), ..PlaceName::default() };
    ElementName {
        kind: ElementKind::Place,
        key: place.key.clone(),
        name: format!("{name} (place)"),
        title: None,
        mode: None,
        places: vec![place],
    }
}

/// Makes the loss of a leg, which cuts one demand off, and of two places, each other's alternative.
fn found() -> Critical {
    let results = sample::results();
    let (answer, lone) = (&results.answers[0], &results.answers[3]);
    let [hunchun, ningbo, shanghai] = [&answer.from, &answer.to, &lone.to].map(Clone::clone);
    let leg = ElementName {
        kind: ElementKind::Leg,
        key: "rail-hunchun-makhalino".into(),
        name: "Hunchun - Makhalino (rail)".into(),
        title: None,
        mode: Some("rail"),
        places: vec![hunchun.clone(), answer.steps[1].to.clone()],
    };
    let lost = LostDemand { from: hunchun.clone(), to: shanghai, tonnes_per_year: Some(5000.0) };
    let element = |name: ElementName, series: usize| CriticalElement {
        name,
        series,
        demands: 1,
        tonnes_per_year: Some(20_000.0),
        mean_per_t: Some(money(18_200_000)),
        worst_per_t: Some(money(18_200_000)),
        worst_from: Some(hunchun.clone()),
        worst_to: Some(ningbo.clone()),
        sum_per_t: money(18_200_000),
        per_year: Some(money(364_000_000_000)),
        days_more: -2.354_167,
        change_corridor: 1,
        change_corridor_tonnes: Some(20_000.0),
        lost: Vec::new(),
        lost_tonnes_per_year: Some(0.0),
        corridors: vec![CorridorLoss {
            corridor: "borrowed".into(),
            title: "Borrowing a port to go to the sea".into(),
            dearer: 0,
            mean_per_t: None,
            worst_per_t: None,
            lost: 1,
        }],
        moves: vec![Move {
            from_corridor: "borrowed".into(),
            from_form: "box20",
            from_port: Some(answer.steps[5].to.clone()),
            to_corridor: "domestic".into(),
            to_form: "bulk",
            to_port: None,
            demands: 1,
            tonnes_per_year: Some(20_000.0),
            mean_per_t: money(18_200_000),
        }],
        origins: vec![HitOrigin { from: hunchun.clone(), demands: 1, mean_per_t: Some(money(18_200_000)) }],
    };
    let cut = CriticalElement { lost: vec![lost.clone()], lost_tonnes_per_year: Some(5000.0), ..element(leg, 1) };
    Critical {
        scenario: results.manifest.scenarios[0].clone(),
        slower: None,
        kinds: vec![ElementKind::Leg, ElementKind::Place],
        corridors: vec!["borrowed".into(), "domestic".into()],
        demands: 2,
        without_route: 1,
        tonnes_per_year: Some(25_000.0),
        examined: 14,
        unused: 8,
        own_ends: 2,
        harmless: vec![place("Dalian")],
        elements: vec![cut, element(place("Zarubino"), 2), element(place("Makhalino"), 2)],
        pairs: Some(vec![Joint {
            first: vec![place("Zarubino")],
            second: vec![place("Dalian"), place("Yingkou")],
            demands: 1,
            first_alone_mean_per_t: Some(money(18_200_000)),
            second_alone_mean_per_t: Some(money(0)),
            excess_mean_per_t: Some(money(7_500_000)),
            excess_sum_per_t: money(7_500_000),
            excess_per_year: Some(money(150_000_000_000)),
            lost: vec![lost],
            lost_tonnes_per_year: Some(5000.0),
        }]),
    }
}

fn text(found: Critical, format: Format, columns: u16) -> String {
    let look = Look { lang: Lang::En, digits: Digits::Cents };
    write(&Found::Critical(found), format, look, Screen { columns, colour: false }).expect("a format of this question")
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
    insta::assert_snapshot!(text(found(), Format::Json, 100), @"");
}

#[test]
fn rows_look_like_this() {
    insta::assert_snapshot!(text(found(), Format::Csv, 100).replace("\r\n", "\n"), @"");
}
