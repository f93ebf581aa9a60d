//! The flip list in every format.
#![allow(clippy::too_many_lines, reason = "they are the outputs")]

use crate::present::sample::figures::{self, written};
use crate::present::shown::Format;

#[test]
fn a_flip_list_looks_like_this() {
    let found = figures::flips();
    insta::assert_snapshot!(written(&found, Format::Table, 80), @r"
    From Hunchun to the Yangtze
    ═══════════════════════════

    hunchun-2019: maize in lots of 3000 t, as of 2019-06-24. Amounts are CNY per
    tonne of cargo, to two decimals, parts so that they add up; cargo waits half the
    interval between departures.

    Changed: factors.fuel.value = *1.2.

    What would turn the answer
    ──────────────────────────

    2 demands asked. No figure that turns an answer has a bound on that side, so how
    far it may be off is not known. The nearest: Russian customs at Hunchun, by
    rail, would have to rise from 12.5 to 40.1 CNY/t (+221 %) for domestic to lead
    from Hunchun to Ningbo | Zhoushan. 2 figures alone can.

    ───────────────────────────────────────────────────────────────────────────────
     Figure     Today   Turns at   Unit        Move   Grade      First      Turned
                                                                 turned     within
                                                                            bounds
    ───────────────────────────────────────────────────────────────────────────────
     Russian     12.5       40.1   CNY/t     +221 %   estimate   Hunchun         0
     customs                                                     to
     at                                                          Ningbo |
     Hunchun,                                                    Zhoushan
     by rail
     Exchange    6.85       7.17   CNY/USD   +4.7 %   official   Hunchun         1
     rate,                                                       to
     CNY for                                                     Ningbo |
     1 USD                                                       Zhoushan
    ───────────────────────────────────────────────────────────────────────────────

    With any of these beyond its value domestic leads.

    A value is printed to the last digit that is certain: one unit of it nearer to
    today's value today's leader still leads, one further it does not.

    - Russian customs at Hunchun, by rail (borders.hunchun.price): 12.5 CNY/t, an
      estimate.
    - Exchange rate, CNY for 1 USD (fx.usd-cny.rate): 6.85 CNY/USD, not below 6.5,
      official; SAFE, central parity rates. mean of the year.

    7 other figures move some cost of these demands but turn nothing, whatever
    sensible value they take alone.

    Not moved here:

    - Rail, to km (tariffs.rail.to_km): edges decide which band holds, and bands
      must join.

    Is it cheaper to go out by Zarubino than by Dalian? The lower total wins.
    ");
    insta::assert_snapshot!(written(&found, Format::Table, 100), @r"
    From Hunchun to the Yangtze
    ═══════════════════════════

    hunchun-2019: maize in lots of 3000 t, as of 2019-06-24. Amounts are CNY per tonne of cargo, to two
    decimals, parts so that they add up; cargo waits half the interval between departures.

    Changed: factors.fuel.value = *1.2.

    What would turn the answer
    ──────────────────────────

    2 demands asked. No figure that turns an answer has a bound on that side, so how far it may be off
    is not known. The nearest: Russian customs at Hunchun, by rail, would have to rise from 12.5 to 40.1
    CNY/t (+221 %) for domestic to lead from Hunchun to Ningbo | Zhoushan. 2 figures alone can.

    ────────────────────────────────────────────────────────────────────────────────────────────────────
     Figure            Today   Turns at   Unit        Move   Grade      First turned      Turned within
                                                                                                 bounds
    ────────────────────────────────────────────────────────────────────────────────────────────────────
     Russian customs    12.5       40.1   CNY/t     +221 %   estimate   Hunchun to                    0
     at Hunchun, by                                                     Ningbo |
     rail                                                               Zhoushan
     Exchange rate,     6.85       7.17   CNY/USD   +4.7 %   official   Hunchun to                    1
     CNY for 1 USD                                                      Ningbo |
                                                                        Zhoushan
    ────────────────────────────────────────────────────────────────────────────────────────────────────

    With any of these beyond its value domestic leads.

    A value is printed to the last digit that is certain: one unit of it nearer to today's value today's
    leader still leads, one further it does not.

    - Russian customs at Hunchun, by rail (borders.hunchun.price): 12.5 CNY/t, an estimate.
    - Exchange rate, CNY for 1 USD (fx.usd-cny.rate): 6.85 CNY/USD, not below 6.5, official; SAFE,
      central parity rates. mean of the year.

    7 other figures move some cost of these demands but turn nothing, whatever sensible value they take
    alone.

    Not moved here:

    - Rail, to km (tariffs.rail.to_km): edges decide which band holds, and bands must join.

    Is it cheaper to go out by Zarubino than by Dalian? The lower total wins.
    ");
    insta::assert_snapshot!(written(&found, Format::Markdown, 0), @r"
    # From Hunchun to the Yangtze

    hunchun-2019: maize in lots of 3000 t, as of 2019-06-24. Amounts are CNY per tonne of cargo, to two decimals, parts so that they add up; cargo waits half the interval between departures.

    Changed: factors.fuel.value = \*1.2.

    ## What would turn the answer

    **2 demands asked. No figure that turns an answer has a bound on that side, so how far it may be off is not known. The nearest: Russian customs at Hunchun, by rail, would have to rise from 12.5 to 40.1 CNY/t (+221 %) for domestic to lead from Hunchun to Ningbo \| Zhoushan. 2 figures alone can.**

    | Figure | Today | Turns at | Unit | Move | Grade | First turned | Turned within bounds |
    | --- | ---: | ---: | --- | ---: | --- | --- | ---: |
    | Russian customs at Hunchun, by rail | 12.5 | 40.1 | CNY/t | +221 % | estimate | Hunchun to Ningbo \| Zhoushan | 0 |
    | Exchange rate, CNY for 1 USD | 6.85 | 7.17 | CNY/USD | +4.7 % | official | Hunchun to Ningbo \| Zhoushan | 1 |

    With any of these beyond its value domestic leads.

    A value is printed to the last digit that is certain: one unit of it nearer to today's value today's leader still leads, one further it does not.

    - Russian customs at Hunchun, by rail (borders.hunchun.price): 12.5 CNY/t, an estimate.
    - Exchange rate, CNY for 1 USD (fx.usd-cny.rate): 6.85 CNY/USD, not below 6.5, official; SAFE, central parity rates. mean of the year.

    7 other figures move some cost of these demands but turn nothing, whatever sensible value they take alone.

    Not moved here:

    - Rail, to km (tariffs.rail.to\_km): edges decide which band holds, and bands must join.

    Is it cheaper to go out by Zarubino than by Dalian? The lower total wins.
    ");
    insta::assert_snapshot!(written(&found, Format::Json, 0), @r#"
    {
      "schema": "corridor.flips",
      "version": 1,
      "program": "corridor VERSION",
      "scenario": {
        "name": "hunchun-2019",
        "title": "From Hunchun to the Yangtze",
        "reading": "Is it cheaper to go out by Zarubino than by Dalian? The lower total wins",
        "date": "2019-06-24",
        "date_asked": false,
        "currency": "CNY",
        "commodity": "maize",
        "lot_t": 3000,
        "wait": "half-headway",
        "switches": [],
        "set": [
          "factors.fuel.value = *1.2"
        ],
        "inputs": [
          {
            "path": "hunchun-2019.toml",
            "sha256": "00"
          }
        ]
      },
      "verdicts": [],
      "corridors": [
        {
          "corridor": "borrowed",
          "title": "Borrowing a port"
        },
        {
          "corridor": "domestic",
          "title": ""
        }
      ],
      "demands": 2,
      "flips": [
        {
          "figure": {
            "path": "borders.hunchun.price",
            "name": "Russian customs at Hunchun, by rail",
            "unit": "CNY/t",
            "value": 12.5,
            "low": null,
            "high": null,
            "grade": "estimate",
            "sources": [],
            "note": null
          },
          "from": "hunchun",
          "to": "ningbo",
          "regime": "domestic",
          "leaders": [
            "borrowed"
          ],
          "nearest": {
            "value": 40.1,
            "step": 0.01,
            "exact": {
              "fraction": "43/6",
              "decimal": 7.16666666666667
            },
            "to": [
              "domestic"
            ],
            "distance": 27.6,
            "share": 2.208,
            "of_bound": null
          },
          "other": null,
          "turned_within_bounds": 0
        },
        {
          "figure": {
            "path": "fx.usd-cny.rate",
            "name": "Exchange rate, CNY for 1 USD",
            "unit": "CNY/USD",
            "value": 6.85,
            "low": 6.5,
            "high": null,
            "grade": "official",
            "sources": [
              "SAFE, central parity rates"
            ],
            "note": "mean of the year"
          },
          "from": "hunchun",
          "to": "ningbo",
          "regime": "domestic",
          "leaders": [
            "borrowed"
          ],
          "nearest": {
            "value": 7.17,
            "step": 0.01,
            "exact": {
              "fraction": "43/6",
              "decimal": 7.16666666666667
            },
            "to": [
              "domestic"
            ],
            "distance": 0.32,
            "share": 0.0467,
            "of_bound": null
          },
          "other": {
            "value": 6.4,
            "step": 0.01,
            "exact": {
              "fraction": "43/6",
              "decimal": 7.16666666666667
            },
            "to": [
              "domestic"
            ],
            "distance": -0.45,
            "share": -0.0657,
            "of_bound": 1.2857
          },
          "turned_within_bounds": 1
        }
      ],
      "figures_that_turn_nothing": 7,
      "held": [
        {
          "path": "tariffs.rail.to_km",
          "name": "Rail, to km",
          "why": "edges decide which band holds, and bands must join"
        }
      ]
    }
    "#);
    insta::assert_snapshot!(written(&found, Format::Csv, 0), @r#"
    scenario,figure,name,unit,value,low,high,grade,turns_at,step,exact,distance,share,of_bound,leaders,then_leads,from,to,regime,from_name,to_name,other_turn,turned_within_bounds,sources,fitted_p5,fitted_p50,fitted_p95,beyond
    hunchun-2019,borders.hunchun.price,"Russian customs at Hunchun, by rail",CNY/t,12.5,,,estimate,40.1,0.01,43/6,27.6,2.208,,borrowed,domestic,hunchun,ningbo,domestic,Hunchun,Ningbo | Zhoushan,,0,,,,,
    hunchun-2019,fx.usd-cny.rate,"Exchange rate, CNY for 1 USD",CNY/USD,6.85,6.5,,official,7.17,0.01,43/6,0.32,0.0467,,borrowed,domestic,hunchun,ningbo,domestic,Hunchun,Ningbo | Zhoushan,6.4,1,"SAFE, central parity rates",,,,
    "#);
}

#[test]
fn a_figure_that_turns_just_beyond_its_range_is_not_said_to_turn_within_it() {
    let far = |of_bound| {
        let mut found = figures::flips();
        found.flips[0].nearest.of_bound = Some(of_bound);
        written(&found, Format::Markdown, 0)
    };
    assert!(far(1.01).contains("(just beyond its own range)"), "{}", far(1.01));
    assert!(far(1.08).contains("(1.1 times its own range)") && far(0.99).contains("(within its own range)"));
}
