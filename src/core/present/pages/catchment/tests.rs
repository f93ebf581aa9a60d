//! The page and the other formats of a small result made by hand.

use crate::analysis::Found;
use crate::analysis::catchment::{
    BreakEvenLine, ByCorridor, Catchment, CatchmentCorridor, CatchmentMap, CatchmentOrigin, CatchmentPair,
    ComparedCorridor, GatewayShare, GatewayTotal, GridUsed, LineStop, OriginCorridor, PairCorridor, Reach, Weighing,
};
use crate::answer::{NamedPlaces, PlaceName};
use crate::present::sample;
use crate::present::{Digits, Format, Lang, Look, Screen, write};
use crate::units::Money;

fn money(units: f64) -> Money {
    Money::round(units)
}

fn place(key: &str, name: &str) -> PlaceName {
    PlaceName { key: key.into(), name: name.into(), ..PlaceName::default() }
}

fn compared(position: usize) -> ComparedCorridor {
    ComparedCorridor { position, key: ["domestic", "borrowed"][position].into() }
}

fn of_origin(saving: f64, gateway: Option<PlaceName>) -> OriginCorridor {
    OriginCorridor {
        destinations: 1,
        gateway,
        saving_per_t: money(saving),
        could_save_per_t: Some(money(saving + 4.0)),
        mean_saving_per_t: money(saving + 1.0),
        p5_saving_per_t: money(saving - 9.0),
        p25_saving_per_t: money(saving - 3.0),
        p50_saving_per_t: money(saving),
        p75_saving_per_t: money(saving + 3.0),
        p95_saving_per_t: money(saving + 9.0),
        chance_saves: if saving > 0.0 { 0.925 } else { 0.0005 },
        chance_leads: if saving > 0.0 { 0.925 } else { 0.075 },
    }
}

/// Makes two origins, at the nearer of which the borrowed port leads, with a line along both.
fn found() -> Catchment {
    let keys = ["domestic".to_owned(), "borrowed".to_owned()].into();
    let [hunchun, changchun, ningbo] =
        [place("hunchun", "Hunchun"), place("changchun", "Changchun"), place("ningbo", "Ningbo (Zhoushan)")];
    let [dalian, zarubino] = [place("dalian", "Dalian"), place("zarubino", "Zarubino")];
    let ports = [Some(dalian.clone()), Some(zarubino.clone())];
    let origin = |origin: &PlaceName, km: f64, saving: f64| CatchmentOrigin {
        place: origin.clone(),
        region: Some("Jilin".into()),
        tonnes_per_year: Some(20_000.0),
        destinations: 1,
        anchor: Some(hunchun.clone()),
        anchor_km: Some(km),
        leader: Some(compared(usize::from(saving > 0.0))),
        margin_per_t: Some(money(saving.abs())),
        corridors: ByCorridor::new(&keys, |corridor| {
            Some(of_origin(if corridor == 0 { 0.0 } else { saving }, ports[corridor].clone()))
        }),
    };
    let pair = |position: usize, from: &PlaceName, saving: f64| CatchmentPair {
        origin: position,
        from: from.clone(),
        to: ningbo.clone(),
        regime: "domestic",
        tonnes_per_year: Some(20_000.0),
        leader: Some(compared(usize::from(saving > 0.0))),
        margin_per_t: Some(money(saving.abs())),
        corridors: ByCorridor::new(&keys, |corridor| {
            (corridor == 1 || position == 0).then(|| PairCorridor {
                total_per_t: money(232.51 - saving * corridor as f64),
                saving_per_t: Some(money(saving * corridor as f64)),
                gateway: ports[corridor].clone(),
                chance_cheapest: 0.5,
                chance_saves: Some(0.25),
                gateways: vec![GatewayTotal {
                    gateway: ports[corridor].clone(),
                    total_per_t: money(232.51 - saving * corridor as f64),
                    share: 1.0,
                }],
            })
        }),
    };
    let stop = |position: usize, origin: &PlaceName, km: f64, saving: f64| LineStop {
        position,
        origin: origin.clone(),
        km,
        saving_per_t: money(saving),
        chance_saves: 0.925,
    };
    let corridor = |position: usize, title: &str| CatchmentCorridor {
        key: compared(position).key,
        title: title.into(),
        share: 0.5,
        share_drawn: 0.4875,
    };
    let gateway = |gateway: Option<PlaceName>| GatewayShare {
        gateway,
        share: 0.5,
        tonnes_per_year: Some(20_000.0),
        share_drawn: 0.4875,
        tonnes_drawn_per_year: Some(19_500.0),
    };
    let mut places = NamedPlaces::default();
    [&hunchun, &changchun, &ningbo, &dalian, &zarubino].into_iter().for_each(|place| places.add(place));
    Catchment {
        scenario: sample::results().manifest.scenarios[0].clone(),
        draws: 2000,
        seed: 1,
        figures_drawn: 12,
        estimates_drawn: 9,
        held: Vec::new(),
        settled: vec!["fx.usd-cny.rate".into()],
        weighing: Weighing::Tonnes,
        reference: compared(0),
        corridors: vec![corridor(0, "All-domestic"), corridor(1, "Borrowing a port to go to the sea")],
        places,
        destinations: vec![ningbo.clone()],
        origins: vec![origin(&hunchun, 0.0, 18.2), origin(&changchun, 560.0, -6.5)],
        gateways: vec![gateway(ports[1].clone()), gateway(None)],
        lines: vec![BreakEvenLine {
            corridor: compared(1),
            anchor: hunchun.clone(),
            central: Reach::Km(412.6),
            could: Reach::Whole,
            loss_per_km: money(0.044_107),
            p5_km: 210.5,
            p50_km: 410.0,
            p95_km: 560.0,
            nowhere: 150,
            whole: 40,
            stops: vec![stop(0, &hunchun, 0.0, 18.2), stop(1, &changchun, 560.0, -6.5)],
        }],
        grid: Some(GridUsed {
            step_km: 25.0,
            points: 31,
            nearest: 6,
            access_per_km: money(0.38),
            access_source: "tariffs.truck.per_km".into(),
            detour: 1.3,
        }),
        without_map: vec![changchun.clone()],
        map: CatchmentMap::default(),
        pairs: vec![pair(0, &hunchun, 18.2), pair(1, &changchun, -6.5)],
    }
}

fn text(found: Catchment, format: Format, columns: u16) -> String {
    let look = Look { lang: Lang::En, digits: Digits::Cents };
    write(&Found::Catchment(found), format, look, Screen { columns, colour: false }).expect("a format of this question")
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
