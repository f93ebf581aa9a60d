//! A catchment as a page, as rows and as a map.
#![allow(clippy::too_many_lines, reason = "they are the outputs")]

use std::collections::BTreeMap;

use crate::analysis::catchment::{
    AreaKind, BoundaryKind, BreakEvenLine, Catchment, CatchmentCorridor, CatchmentMap, CatchmentOrigin, CatchmentPair,
    GatewayShare, GatewayTotal, GridUsed, LineStop, MapArea, MapBoundary, OriginCorridor, PairCorridor, Reach,
    Weighing,
};
use crate::answer::Place;
use crate::answer::{HoldReason, NamedPlaces, PlaceName};
use crate::draws::HeldFigure;
use crate::present::sample;
use crate::present::sample::figures::written;
use crate::present::shown::Format;
use crate::units::Money;

fn place(key: &str, name: &str, position: Option<(f64, f64)>) -> PlaceName {
    Place { key: key.into(), name: name.into(), position, ..Place::default() }.into()
}

fn money(units: i64) -> Money {
    Money::from_micros(units * 1_000_000)
}

fn corridor(saving: i64, chance_leads: f64, gateway: &PlaceName) -> OriginCorridor {
    OriginCorridor {
        destinations: 1,
        gateway: Some(gateway.clone()),
        saving_per_t: money(saving),
        could_save_per_t: Some(money(saving + 12)),
        mean_saving_per_t: money(saving),
        p5_saving_per_t: money(saving - 9),
        p25_saving_per_t: money(saving - 3),
        p50_saving_per_t: money(saving),
        p75_saving_per_t: money(saving + 3),
        p95_saving_per_t: money(saving + 9),
        chance_saves: chance_leads,
        chance_leads,
    }
}

fn pair_corridor(total: i64, gateway: &PlaceName) -> PairCorridor {
    PairCorridor {
        total_per_t: money(total),
        saving_per_t: Some(money(300 - total)),
        gateway: Some(gateway.clone()),
        chance_cheapest: 0.75,
        chance_saves: Some(0.75),
        gateways: vec![GatewayTotal { gateway: Some(gateway.clone()), total_per_t: money(total), share: 1.0 }],
    }
}

/// Makes a catchment of two origins by hand: the borrowed port leads at the border, the domestic one inland.
fn catchment() -> Catchment {
    let (hunchun, changchun) = (
        place("hunchun", "Hunchun", Some((42.8675, 130.3581))),
        place("changchun", "Changchun (Jilin)", Some((43.9088, 125.3177))),
    );
    let (zarubino, dalian) =
        (place("zarubino", "Zarubino (Russia)", Some((42.63, 131.09))), place("dalian", "Dalian", None));
    let ningbo = place("ningbo", "Ningbo", Some((29.93, 121.85)));
    let origin = |place: &PlaceName, km, leader: &str, saving, chance| CatchmentOrigin {
        place: place.clone(),
        region: Some("Jilin".into()),
        tonnes_per_year: Some(20_000.0),
        destinations: 2,
        anchor: Some(zarubino.clone()),
        anchor_km: Some(km),
        leader: Some(leader.into()),
        margin_per_t: Some(money(i64::abs(saving))),
        corridors: BTreeMap::from([
            ("borrowed".into(), corridor(saving, chance, &zarubino)),
            ("domestic".into(), corridor(0, 1.0 - chance, &dalian)),
        ]),
    };
    let stop = |place: &PlaceName, km, saving, chance_saves| LineStop {
        origin: place.clone(),
        km,
        saving_per_t: money(saving),
        chance_saves,
    };
    let share = |gateway: &PlaceName, share| GatewayShare {
        gateway: Some(gateway.clone()),
        share,
        tonnes_per_year: Some(40_000.0 * share),
        share_drawn: share,
        tonnes_drawn_per_year: Some(40_000.0 * share),
    };
    let pair = |place: &PlaceName, leader: &str, borrowed| CatchmentPair {
        from: place.clone(),
        to: ningbo.clone(),
        regime: "domestic",
        tonnes_per_year: Some(20_000.0),
        leader: Some(leader.into()),
        margin_per_t: Some(money(i64::abs(300 - borrowed))),
        corridors: BTreeMap::from([
            ("borrowed".into(), pair_corridor(borrowed, &zarubino)),
            ("domestic".into(), pair_corridor(300, &dalian)),
        ]),
    };
    let square = vec![vec![[125.0, 42.0], [126.0, 42.0], [126.0, 43.0], [125.0, 42.0]]];
    let line = vec![vec![[127.5, 42.0], [127.5, 43.0]]];
    let boundary = |kind| MapBoundary { kind, corridor: "borrowed".into(), lines: line.clone() };
    Catchment {
        scenario: sample::results().manifest.scenarios.remove(0),
        verdicts: Vec::new(),
        draws: 1000,
        seed: 1,
        figures_drawn: 12,
        estimates_drawn: 5,
        held: vec![HeldFigure { path: "cargo.lot_t".into(), name: "Size of the lot".into(), why: HoldReason::Lot }],
        settled: vec!["factors.fuel.value".into()],
        weighing: Weighing::Tonnes,
        reference: "domestic".into(),
        corridors: vec![
            CatchmentCorridor {
                key: "borrowed".into(),
                title: "Borrowing a port".into(),
                share: 0.5,
                share_drawn: 0.9999,
            },
            CatchmentCorridor { key: "domestic".into(), title: String::new(), share: 0.5, share_drawn: 0.0001 },
        ],
        places: NamedPlaces::default(),
        destinations: vec![ningbo.clone()],
        origins: vec![origin(&hunchun, 30.0, "borrowed", 20, 0.9), origin(&changchun, 480.0, "domestic", -10, 0.2)],
        gateways: vec![share(&zarubino, 0.5), share(&dalian, 0.5)],
        lines: vec![BreakEvenLine {
            corridor: "borrowed".into(),
            anchor: zarubino.clone(),
            central: Reach::Km(330.0),
            could: Reach::Whole,
            loss_per_km: Money::from_micros(66_667),
            p5_km: 0.0,
            p50_km: 330.0,
            p95_km: 450.0,
            nowhere: 100,
            whole: 40,
            stops: vec![stop(&hunchun, 30.0, 20, 0.9), stop(&changchun, 480.0, -10, 0.2)],
        }],
        grid: Some(GridUsed {
            step_km: 25.0,
            points: 40,
            nearest: 6,
            access_per_km: Money::from_micros(380_000),
            access_source: "tariffs.truck.per_km".into(),
            detour: 1.3,
        }),
        without_map: vec![place("jilin", "Jilin", None)],
        no_areas: None,
        at_one_position: Vec::new(),
        map: CatchmentMap {
            no_areas: None,
            areas: vec![MapArea { kind: AreaKind::Leads, corridor: "borrowed".into(), polygons: vec![square] }],
            boundaries: vec![
                boundary(BoundaryKind::Lead { other: "domestic".into() }),
                boundary(BoundaryKind::Chance { percent: 95 }),
                boundary(BoundaryKind::Could),
            ],
        },
        pairs: vec![pair(&hunchun, "borrowed", 280), pair(&changchun, "domestic", 310)],
    }
}

#[test]
fn a_catchment_looks_like_this() {
    let found = catchment();
    insta::assert_snapshot!(written(&found, Format::Table, 80), @r#"
    From Hunchun to the Yangtze
    ═══════════════════════════

    hunchun-2019: maize in lots of 3000 t, as of 2019-06-24. Amounts are CNY per
    tonne of cargo, to two decimals, parts so that they add up; cargo waits half the
    interval between departures.

    Changed: factors.fuel.value = *1.2.

    Compared are borrowed (Borrowing a port) and domestic (). Savings are taken
    against domestic; demands count by their yearly tonnes.

    1000 draws from seed 1, of 12 uncertain figures that can move an answer, 5 of
    them estimates: their spread is estimated too.

    Set on the command line, so taken as certain and not drawn: factors.fuel.value.

    Held at their value, because another would take another network: Size of the lot
    (cargo.lot_t).

    To Ningbo, "Borrowing a port" leads within 330 km of Zarubino (Russia) on the
    way to Changchun (Jilin) (480 km) with the figures at their values, and
    "domestic" beyond. In 900 of 1000 draws (90 %) it leads somewhere on the way,
    all the way in 40; the distance up to which it leads is 0 to 450 km in 90 % of
    draws, 330 km in the middle one; with its own figures at their favourable bounds
    it could save all the way.

    Who leads
    ─────────

    ────────────────────────────────────────────────────────────────────────────────
     Corridor   Title           Cheapest        In the   Origins led     Could save
                                     for         draws                         from
    ────────────────────────────────────────────────────────────────────────────────
     borrowed   Borrowing a         50 %   over 99.9 %             1              2
                port
     domestic   domestic            50 %   under 0.1 %             1              2
    ────────────────────────────────────────────────────────────────────────────────

    Cheapest for: the share of the tonnes of all demands that have a route, with the
    figures at their values and on the mean of the draws; of equal corridors the
    reference counts, then the first. Could save from: origins from which it would
    save with its own bounded figures at their favourable bounds, those that it
    shares with the cheapest other corridor as they are.

    Origins, the nearest to the border or port first
    ────────────────────────────────────────────────

    ────────────────────────────────────────────────────────────────────────────────
     Origin       Km   Leads      by         Lead,     in   Next         in   Could
                                             CNY/t                            save
    ────────────────────────────────────────────────────────────────────────────────
     Hunchun      30   borrowed   Zarubino   20.00   90 %   domestic   10 %   yes
     Changchun   480   domestic   Dalian     10.00   80 %   borrowed   20 %   yes
     (Jilin)
    ────────────────────────────────────────────────────────────────────────────────

    Km: by rail and road to where the cargo leaves the country by land, or else
    boards its first ship, on the shortest of its routes but those of domestic.
    Lead: mean saving against domestic less that of the next corridor; in: the share
    of draws in which the corridor saves most. By: the port where the cargo first
    boards a ship.

    - borrowed is compared on 1 of 2 destinations from 2 origins: it, or domestic,
      has no route to the others.
    - domestic is compared on 1 of 2 destinations from 2 origins: it, or domestic,
      has no route to the others.

    What each gateway gets if every demand takes its cheapest corridor
    ──────────────────────────────────────────────────────────────────

    ────────────────────────────────────────────────────────────────────────────────
     Gateway    Share   Mean share in the   t a year     Mean t a year in the draws
                                    draws
    ────────────────────────────────────────────────────────────────────────────────
     Zarubino    50 %                50 %      20000                          20000
     Dalian      50 %                50 %      20000                          20000
    ────────────────────────────────────────────────────────────────────────────────

    Borrowing a port along its route from Zarubino (Russia)
    ───────────────────────────────────────────────────────

    ────────────────────────────────────────────────────────────────────────────────
     Origin       Km   Saving    5 % of draws   95 % of draws   Saves in   Gateway
                                   stay below      stay below
    ────────────────────────────────────────────────────────────────────────────────
     Hunchun      30    20.00           11.00           29.00       90 %   Zarubino
     Changchun   480   -10.00          -19.00           -1.00       20 %   Zarubino
     (Jilin)
    ────────────────────────────────────────────────────────────────────────────────

    Beside the origins the map knows 40 points every 25 km, each of which goes by
    road to whichever of its 6 nearest origins is cheapest for each corridor and
    destination: straight line x 1.3 (an estimate) at 0.38 CNY/t a km
    (tariffs.truck.per_km); the map (--format geojson) joins what is known to
    triangles and takes savings as straight over each; it ends at the outermost
    origins. Break-even distances are straight between the origins of a line. A
    border is that of the figures at their values and known only within its band.

    Not on the map, for want of a position or of a route by the reference: Jilin.

    42 % of the figures drawn are estimates.

    Is it cheaper to go out by Zarubino than by Dalian? The lower total wins.
    "#);
    insta::assert_snapshot!(written(&found, Format::Csv, 0), @"
    scenario,from,to,from_name,to_name,regime,anchor,anchor_km,tonnes_per_year,corridor,status,currency,draws,seed,leads,margin_per_t,total_per_t,reference,saving_per_t,gateway,chance_cheapest,chance_saves,gateways
    hunchun-2019,hunchun,ningbo,Hunchun,Ningbo,domestic,zarubino,30,20000,borrowed,answered,CNY,1000,1,yes,20.000000,280.000000,domestic,20.000000,zarubino,0.75,0.75,zarubino=280.000000
    hunchun-2019,hunchun,ningbo,Hunchun,Ningbo,domestic,zarubino,30,20000,domestic,answered,CNY,1000,1,no,,300.000000,domestic,0.000000,dalian,0.75,0.75,dalian=300.000000
    hunchun-2019,changchun,ningbo,Changchun (Jilin),Ningbo,domestic,zarubino,480,20000,borrowed,answered,CNY,1000,1,no,,310.000000,domestic,-10.000000,zarubino,0.75,0.75,zarubino=310.000000
    hunchun-2019,changchun,ningbo,Changchun (Jilin),Ningbo,domestic,zarubino,480,20000,domestic,answered,CNY,1000,1,yes,10.000000,300.000000,domestic,0.000000,dalian,0.75,0.75,dalian=300.000000
    ");
    insta::assert_snapshot!(written(&found, Format::Geojson, 0), @r#"
    {
      "type": "FeatureCollection",
      "features": [
        {
          "type": "Feature",
          "geometry": {
            "type": "Polygon",
            "coordinates": [
              [
                [
                  125,
                  42
                ],
                [
                  126,
                  42
                ],
                [
                  126,
                  43
                ],
                [
                  125,
                  42
                ]
              ]
            ]
          },
          "properties": {
            "corridor": "borrowed",
            "corridor_title": "Borrowing a port",
            "feature": "area",
            "kind": "leads",
            "meaning": "saves most with the figures at their values",
            "reference": "domestic"
          }
        },
        {
          "type": "Feature",
          "geometry": {
            "type": "MultiLineString",
            "coordinates": [
              [
                [
                  127.5,
                  42
                ],
                [
                  127.5,
                  43
                ]
              ]
            ]
          },
          "properties": {
            "corridor": "borrowed",
            "corridor_title": "Borrowing a port",
            "feature": "boundary",
            "kind": "lead",
            "meaning": "the lead changes with the figures at their values",
            "other": "domestic",
            "reference": "domestic"
          }
        },
        {
          "type": "Feature",
          "geometry": {
            "type": "MultiLineString",
            "coordinates": [
              [
                [
                  127.5,
                  42
                ],
                [
                  127.5,
                  43
                ]
              ]
            ]
          },
          "properties": {
            "corridor": "borrowed",
            "corridor_title": "Borrowing a port",
            "feature": "boundary",
            "kind": "chance",
            "meaning": "saves in 95 % of draws",
            "percent": 95,
            "reference": "domestic"
          }
        },
        {
          "type": "Feature",
          "geometry": {
            "type": "MultiLineString",
            "coordinates": [
              [
                [
                  127.5,
                  42
                ],
                [
                  127.5,
                  43
                ]
              ]
            ]
          },
          "properties": {
            "corridor": "borrowed",
            "corridor_title": "Borrowing a port",
            "feature": "boundary",
            "kind": "could",
            "meaning": "could save up to here with its own figures at their favourable bounds",
            "reference": "domestic"
          }
        },
        {
          "type": "Feature",
          "geometry": {
            "type": "Point",
            "coordinates": [
              130.3581,
              42.8675
            ]
          },
          "properties": {
            "anchor": "zarubino",
            "anchor_km": 30.0,
            "corridors": {
              "borrowed": {
                "chance_leads": 0.9,
                "chance_saves": 0.9,
                "could_save_per_t": 32.000000,
                "destinations": 1,
                "gateway": "zarubino",
                "p5_saving_per_t": 11.000000,
                "p95_saving_per_t": 29.000000,
                "saving_per_t": 20.000000
              },
              "domestic": {
                "chance_leads": 0.09999999999999998,
                "chance_saves": 0.09999999999999998,
                "could_save_per_t": 12.000000,
                "destinations": 1,
                "gateway": "dalian",
                "p5_saving_per_t": -9.000000,
                "p95_saving_per_t": 9.000000,
                "saving_per_t": 0.000000
              }
            },
            "currency": "CNY",
            "destinations": 2,
            "feature": "origin",
            "leader": "borrowed",
            "margin_per_t": 20.000000,
            "name": "Hunchun",
            "place": "hunchun",
            "region": "Jilin",
            "tonnes_per_year": 20000.0
          }
        },
        {
          "type": "Feature",
          "geometry": {
            "type": "Point",
            "coordinates": [
              125.3177,
              43.9088
            ]
          },
          "properties": {
            "anchor": "zarubino",
            "anchor_km": 480.0,
            "corridors": {
              "borrowed": {
                "chance_leads": 0.2,
                "chance_saves": 0.2,
                "could_save_per_t": 2.000000,
                "destinations": 1,
                "gateway": "zarubino",
                "p5_saving_per_t": -19.000000,
                "p95_saving_per_t": -1.000000,
                "saving_per_t": -10.000000
              },
              "domestic": {
                "chance_leads": 0.8,
                "chance_saves": 0.8,
                "could_save_per_t": 12.000000,
                "destinations": 1,
                "gateway": "dalian",
                "p5_saving_per_t": -9.000000,
                "p95_saving_per_t": 9.000000,
                "saving_per_t": 0.000000
              }
            },
            "currency": "CNY",
            "destinations": 2,
            "feature": "origin",
            "leader": "domestic",
            "margin_per_t": 10.000000,
            "name": "Changchun (Jilin)",
            "place": "changchun",
            "region": "Jilin",
            "tonnes_per_year": 20000.0
          }
        },
        {
          "type": "Feature",
          "geometry": {
            "type": "Point",
            "coordinates": [
              131.09,
              42.63
            ]
          },
          "properties": {
            "feature": "gateway",
            "name": "Zarubino (Russia)",
            "place": "zarubino",
            "share": 0.5,
            "share_drawn": 0.5,
            "tonnes_drawn_per_year": 20000.0,
            "tonnes_per_year": 20000.0
          }
        }
      ],
      "catchment": {
        "break_even": [
          {
            "anchor": "zarubino",
            "central_km": 330.0,
            "corridor": "borrowed",
            "could_km": "whole",
            "nowhere_draws": 100,
            "p50_km": 330.0,
            "p5_km": 0.0,
            "p95_km": 450.0,
            "whole_draws": 40
          }
        ],
        "corridors": [
          "borrowed",
          "domestic"
        ],
        "currency": "CNY",
        "date": "2019-06-24",
        "destinations": [
          "ningbo"
        ],
        "draws": 1000,
        "grid": {
          "access_per_km": 0.380000,
          "access_source": "tariffs.truck.per_km",
          "detour": 1.3,
          "detour_grade": "estimate",
          "nearest_origins": 6,
          "points": 40,
          "step_km": 25.0
        },
        "interpolation": "savings are known at the origins, and at the points of the grid if there is one; between them they are straight over the triangles of a Delaunay triangulation, which ends at the outermost origins; where a corridor has no route its lead ends about halfway to there",
        "reference": "domestic",
        "scenario": "hunchun-2019",
        "seed": 1,
        "sentences": [
          "To Ningbo, \"Borrowing a port\" leads within 330 km of Zarubino (Russia) on the way to Changchun (Jilin) (480 km) with the figures at their values, and \"domestic\" beyond. In 900 of 1000 draws (90 %) it leads somewhere on the way, all the way in 40; the distance up to which it leads is 0 to 450 km in 90 % of draws, 330 km in the middle one; with its own figures at their favourable bounds it could save all the way."
        ],
        "unit": "CNY per tonne of cargo"
      }
    }
    "#);
}
