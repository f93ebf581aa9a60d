//! The plane in every format.
#![allow(clippy::too_many_lines, reason = "they are the outputs")]

use crate::present::sample::figures::{self, written};
use crate::present::shown::Format;

#[test]
fn a_plane_looks_like_this() {
    let found = figures::plane();
    insta::assert_snapshot!(written(&found, Format::Table, 80), @r"
    From Hunchun to the Yangtze
    ═══════════════════════════

    hunchun-2019: maize in lots of 3000 t, as of 2019-06-24. Amounts are CNY per
    tonne of cargo, to two decimals, parts so that they add up; cargo waits half the
    interval between departures.

    Changed: factors.fuel.value = *1.2.

    x is Exchange rate, CNY for 1 USD (fx.usd-cny.rate): 6.85 CNY/USD today, not
    below 6.5, official. It moves from 5 to 9; y is Russian customs at Hunchun, by
    rail (borders.hunchun.price): 12.5 CNY/t today, an estimate. It moves from 10 to
    20. Everything else stays.

    Hunchun to Ningbo | Zhoushan
    ────────────────────────────

    With every figure at its value Borrowing a port leads today for 214.31 CNY/t. Of
    all pairs of values, each counted alike, borrowed leads on about 81 % and
    domestic leads on about 19 %. Moved alone, Exchange rate, CNY for 1 USD: above
    7.17 CNY/USD domestic leads (0.32 CNY/USD away, +4.7 %). Moved alone, Russian
    customs at Hunchun, by rail turns it nowhere.

    ────────────────────────────────────────────────────────────────────────────────
        y                                       x from 5 to 9   The lead changes at
                                                                x
    ────────────────────────────────────────────────────────────────────────────────
       20   AAAAAAAAAAAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBBBBBBBBB   7
     12.5   AAAAAAAAAAAAAAAAAAAAAA*AAAAAAAAAAAAAAAAAAAAAAAAAA
       10   AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
    ────────────────────────────────────────────────────────────────────────────────

    * today; A borrowed; B domestic.

    borrowed: Borrowing a port.

    Is it cheaper to go out by Zarubino than by Dalian? The lower total wins.
    ");
    insta::assert_snapshot!(written(&found, Format::Table, 100), @r"
    From Hunchun to the Yangtze
    ═══════════════════════════

    hunchun-2019: maize in lots of 3000 t, as of 2019-06-24. Amounts are CNY per tonne of cargo, to two
    decimals, parts so that they add up; cargo waits half the interval between departures.

    Changed: factors.fuel.value = *1.2.

    x is Exchange rate, CNY for 1 USD (fx.usd-cny.rate): 6.85 CNY/USD today, not below 6.5, official. It
    moves from 5 to 9; y is Russian customs at Hunchun, by rail (borders.hunchun.price): 12.5 CNY/t
    today, an estimate. It moves from 10 to 20. Everything else stays.

    Hunchun to Ningbo | Zhoushan
    ────────────────────────────

    With every figure at its value Borrowing a port leads today for 214.31 CNY/t. Of all pairs of
    values, each counted alike, borrowed leads on about 81 % and domestic leads on about 19 %. Moved
    alone, Exchange rate, CNY for 1 USD: above 7.17 CNY/USD domestic leads (0.32 CNY/USD away, +4.7 %).
    Moved alone, Russian customs at Hunchun, by rail turns it nowhere.

    ──────────────────────────────────────────────────────────────────────────────────
        y                                       x from 5 to 9   The lead changes at x
    ──────────────────────────────────────────────────────────────────────────────────
       20   AAAAAAAAAAAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBBBBBBBBB   7
     12.5   AAAAAAAAAAAAAAAAAAAAAA*AAAAAAAAAAAAAAAAAAAAAAAAAA
       10   AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
    ──────────────────────────────────────────────────────────────────────────────────

    * today; A borrowed; B domestic.

    borrowed: Borrowing a port.

    Is it cheaper to go out by Zarubino than by Dalian? The lower total wins.
    ");
    insta::assert_snapshot!(written(&found, Format::Markdown, 0), @r"
    # From Hunchun to the Yangtze

    hunchun-2019: maize in lots of 3000 t, as of 2019-06-24. Amounts are CNY per tonne of cargo, to two decimals, parts so that they add up; cargo waits half the interval between departures.

    Changed: factors.fuel.value = \*1.2.

    x is Exchange rate, CNY for 1 USD (fx.usd-cny.rate): 6.85 CNY/USD today, not below 6.5, official. It moves from 5 to 9; y is Russian customs at Hunchun, by rail (borders.hunchun.price): 12.5 CNY/t today, an estimate. It moves from 10 to 20. Everything else stays.

    ## Hunchun to Ningbo \| Zhoushan

    **With every figure at its value Borrowing a port leads today for 214.31 CNY/t. Of all pairs of values, each counted alike, borrowed leads on about 81 % and domestic leads on about 19 %. Moved alone, Exchange rate, CNY for 1 USD: above 7.17 CNY/USD domestic leads (0.32 CNY/USD away, +4.7 %). Moved alone, Russian customs at Hunchun, by rail turns it nowhere.**

    | y | x from 5 to 9 | The lead changes at x |
    | ---: | ---: | --- |
    | 20 | AAAAAAAAAAAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBBBBBBBBB | 7 |
    | 12.5 | AAAAAAAAAAAAAAAAAAAAAA\*AAAAAAAAAAAAAAAAAAAAAAAAAA |  |
    | 10 | AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA |  |

    \* today; A borrowed; B domestic.

    borrowed: Borrowing a port.

    Is it cheaper to go out by Zarubino than by Dalian? The lower total wins.
    ");
    insta::assert_snapshot!(written(&found, Format::Json, 0), @r#"
    {
      "schema": "corridor.plane",
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
      "first": {
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
        "from": {
          "fraction": "5",
          "decimal": 5
        },
        "to": {
          "fraction": "9",
          "decimal": 9
        }
      },
      "second": {
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
        "from": {
          "fraction": "10",
          "decimal": 10
        },
        "to": {
          "fraction": "20",
          "decimal": 20
        }
      },
      "demands": [
        {
          "from": "hunchun",
          "to": "ningbo",
          "regime": "domestic",
          "leaders": [
            "borrowed"
          ],
          "total_per_t": 214.310000,
          "alone": [
            {
              "below": null,
              "above": {
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
              }
            },
            {
              "below": null,
              "above": null
            }
          ],
          "shares": [
            {
              "corridors": [
                "borrowed"
              ],
              "share": 0.8125
            },
            {
              "corridors": [
                "domestic"
              ],
              "share": 0.1875
            }
          ],
          "rows": [
            {
              "second": 10,
              "leads": [
                {
                  "from": {
                    "fraction": "5",
                    "decimal": 5
                  },
                  "to": {
                    "fraction": "9",
                    "decimal": 9
                  },
                  "corridors": [
                    "borrowed"
                  ]
                }
              ]
            },
            {
              "second": 12.5,
              "leads": [
                {
                  "from": {
                    "fraction": "5",
                    "decimal": 5
                  },
                  "to": {
                    "fraction": "9",
                    "decimal": 9
                  },
                  "corridors": [
                    "borrowed"
                  ]
                }
              ]
            },
            {
              "second": 20,
              "leads": [
                {
                  "from": {
                    "fraction": "5",
                    "decimal": 5
                  },
                  "to": {
                    "fraction": "7",
                    "decimal": 7
                  },
                  "corridors": [
                    "borrowed"
                  ]
                },
                {
                  "from": {
                    "fraction": "7",
                    "decimal": 7
                  },
                  "to": {
                    "fraction": "9",
                    "decimal": 9
                  },
                  "corridors": [
                    "domestic"
                  ]
                }
              ]
            }
          ]
        }
      ]
    }
    "#);
    insta::assert_snapshot!(written(&found, Format::Csv, 0), @r"
    scenario,first,first_unit,second,second_unit,from,to,from_name,to_name,leaders,second_value,first_from,first_to,currency
    hunchun-2019,fx.usd-cny.rate,CNY/USD,borders.hunchun.price,CNY/t,hunchun,ningbo,Hunchun,Ningbo | Zhoushan,borrowed,10,5,9,CNY
    hunchun-2019,fx.usd-cny.rate,CNY/USD,borders.hunchun.price,CNY/t,hunchun,ningbo,Hunchun,Ningbo | Zhoushan,borrowed,12.5,5,9,CNY
    hunchun-2019,fx.usd-cny.rate,CNY/USD,borders.hunchun.price,CNY/t,hunchun,ningbo,Hunchun,Ningbo | Zhoushan,borrowed,20,5,7,CNY
    hunchun-2019,fx.usd-cny.rate,CNY/USD,borders.hunchun.price,CNY/t,hunchun,ningbo,Hunchun,Ningbo | Zhoushan,domestic,20,7,9,CNY
    ");
}
