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

    Is it cheaper to go out by Zarubino than by Dalian? The lower total wins.

    Changed: factors.fuel.value = *1.2.

    x is Exchange rate, CNY for 1 USD (fx.usd-cny.rate): 6.85 CNY/USD today, not
    below 6.5, official. It moves from 5 to 9; y is Russian customs at Hunchun, by
    rail (borders.hunchun.price): 12.5 CNY/t today, an estimate. It moves from 10 to
    20. Everything else stays.

    Hunchun to Ningbo | Zhoushan
    ────────────────────────────

    Borrowing a port leads today for 214.31 CNY/t. Of all pairs of values, each
    counted alike, borrowed leads on 75 % and domestic leads on 25 %. Moved alone,
    Exchange rate, CNY for 1 USD: above 7.17 CNY/USD domestic leads (0.32 CNY/USD
    away, +4.7 %). Moved alone, Russian customs at Hunchun, by rail turns it
    nowhere.

    ────────────────────────────────────────────────────────────────────────────────
        y                                       x from 5 to 9   The lead changes at
                                                                x
    ────────────────────────────────────────────────────────────────────────────────
       20   AAAAAAAAAAAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBBBBBBBBB   7
     12.5   AAAAAAAAAAAAAAAAAAAAAA*AAAAAAAAAAAAAAAAAAAAAAAAAA
       10   AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
    ────────────────────────────────────────────────────────────────────────────────

    * today; A borrowed; B domestic.

    Where the lead changes, exactly but for the last digits printed here:

    - borrowed | domestic: -9 + x + 20 / y = 0, for y from 14.142 to 20
    - borrowed | domestic: y = 14.142, for x from 7 to 9

    borrowed: Borrowing a port.
    ");
    insta::assert_snapshot!(written(&found, Format::Table, 100), @r"
    From Hunchun to the Yangtze
    ═══════════════════════════

    hunchun-2019: maize in lots of 3000 t, as of 2019-06-24. Amounts are CNY per tonne of cargo, to two
    decimals, parts so that they add up; cargo waits half the interval between departures.

    Is it cheaper to go out by Zarubino than by Dalian? The lower total wins.

    Changed: factors.fuel.value = *1.2.

    x is Exchange rate, CNY for 1 USD (fx.usd-cny.rate): 6.85 CNY/USD today, not below 6.5, official. It
    moves from 5 to 9; y is Russian customs at Hunchun, by rail (borders.hunchun.price): 12.5 CNY/t
    today, an estimate. It moves from 10 to 20. Everything else stays.

    Hunchun to Ningbo | Zhoushan
    ────────────────────────────

    Borrowing a port leads today for 214.31 CNY/t. Of all pairs of values, each counted alike, borrowed
    leads on 75 % and domestic leads on 25 %. Moved alone, Exchange rate, CNY for 1 USD: above 7.17
    CNY/USD domestic leads (0.32 CNY/USD away, +4.7 %). Moved alone, Russian customs at Hunchun, by rail
    turns it nowhere.

    ──────────────────────────────────────────────────────────────────────────────────
        y                                       x from 5 to 9   The lead changes at x
    ──────────────────────────────────────────────────────────────────────────────────
       20   AAAAAAAAAAAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBBBBBBBBB   7
     12.5   AAAAAAAAAAAAAAAAAAAAAA*AAAAAAAAAAAAAAAAAAAAAAAAAA
       10   AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
    ──────────────────────────────────────────────────────────────────────────────────

    * today; A borrowed; B domestic.

    Where the lead changes, exactly but for the last digits printed here:

    - borrowed | domestic: -9 + x + 20 / y = 0, for y from 14.142 to 20
    - borrowed | domestic: y = 14.142, for x from 7 to 9

    borrowed: Borrowing a port.
    ");
    insta::assert_snapshot!(written(&found, Format::Markdown, 0), @r"
    # From Hunchun to the Yangtze

    hunchun-2019: maize in lots of 3000 t, as of 2019-06-24. Amounts are CNY per tonne of cargo, to two decimals, parts so that they add up; cargo waits half the interval between departures.

    Is it cheaper to go out by Zarubino than by Dalian? The lower total wins.

    Changed: factors.fuel.value = \*1.2.

    x is Exchange rate, CNY for 1 USD (fx.usd-cny.rate): 6.85 CNY/USD today, not below 6.5, official. It moves from 5 to 9; y is Russian customs at Hunchun, by rail (borders.hunchun.price): 12.5 CNY/t today, an estimate. It moves from 10 to 20. Everything else stays.

    ## Hunchun to Ningbo \| Zhoushan

    **Borrowing a port leads today for 214.31 CNY/t. Of all pairs of values, each counted alike, borrowed leads on 75 % and domestic leads on 25 %. Moved alone, Exchange rate, CNY for 1 USD: above 7.17 CNY/USD domestic leads (0.32 CNY/USD away, +4.7 %). Moved alone, Russian customs at Hunchun, by rail turns it nowhere.**

    | y | x from 5 to 9 | The lead changes at x |
    | ---: | ---: | --- |
    | 20 | AAAAAAAAAAAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBBBBBBBBB | 7 |
    | 12.5 | AAAAAAAAAAAAAAAAAAAAAA\*AAAAAAAAAAAAAAAAAAAAAAAAAA |  |
    | 10 | AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA |  |

    \* today; A borrowed; B domestic.

    Where the lead changes, exactly but for the last digits printed here:

    - borrowed \| domestic: -9 + x + 20 / y = 0, for y from 14.142 to 20
    - borrowed \| domestic: y = 14.142, for x from 7 to 9

    borrowed: Borrowing a port.
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
        },
        "shape": "straight"
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
        },
        "shape": "reciprocal"
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
              "share": 0.75
            },
            {
              "corridors": [
                "domestic"
              ],
              "share": 0.25
            }
          ],
          "rows": [
            {
              "second": {
                "fraction": "10",
                "decimal": 10
              },
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
              "second": {
                "fraction": "25/2",
                "decimal": 12.5
              },
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
              "second": {
                "fraction": "20",
                "decimal": 20
              },
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
          ],
          "steps": [
            {
              "stays": "second",
              "at": 14.142,
              "from": 7,
              "to": 9,
              "before": [
                "borrowed"
              ],
              "after": [
                "domestic"
              ]
            }
          ],
          "strips": [
            {
              "first_from": {
                "fraction": "5",
                "decimal": 5
              },
              "first_to": {
                "fraction": "9",
                "decimal": 9
              },
              "second_from": {
                "decimal": 10,
                "fraction": "10",
                "root_of": null
              },
              "second_to": {
                "decimal": 14.142,
                "fraction": null,
                "root_of": [
                  "-200",
                  "0",
                  "1"
                ]
              },
              "cells": [
                {
                  "corridors": [
                    "borrowed"
                  ],
                  "form": "bulk",
                  "way": [
                    "hunchun",
                    "dalian",
                    "ningbo"
                  ],
                  "cost_per_t": {
                    "fixed": "100",
                    "first": "2",
                    "second": "3",
                    "both": "0"
                  },
                  "ends_where": null,
                  "ends_at": [
                    9,
                    9
                  ]
                }
              ]
            },
            {
              "first_from": {
                "fraction": "5",
                "decimal": 5
              },
              "first_to": {
                "fraction": "9",
                "decimal": 9
              },
              "second_from": {
                "decimal": 14.142,
                "fraction": null,
                "root_of": [
                  "-200",
                  "0",
                  "1"
                ]
              },
              "second_to": {
                "decimal": 20,
                "fraction": "20",
                "root_of": null
              },
              "cells": [
                {
                  "corridors": [
                    "borrowed"
                  ],
                  "form": "bulk",
                  "way": [
                    "hunchun",
                    "dalian",
                    "ningbo"
                  ],
                  "cost_per_t": {
                    "fixed": "100",
                    "first": "2",
                    "second": "3",
                    "both": "0"
                  },
                  "ends_where": {
                    "fixed": "-9",
                    "first": "1",
                    "second": "20",
                    "both": "0"
                  },
                  "ends_at": [
                    8,
                    7
                  ]
                },
                {
                  "corridors": [
                    "domestic"
                  ],
                  "form": "bulk",
                  "way": [
                    "hunchun",
                    "dalian",
                    "ningbo"
                  ],
                  "cost_per_t": {
                    "fixed": "100",
                    "first": "2",
                    "second": "3",
                    "both": "0"
                  },
                  "ends_where": null,
                  "ends_at": [
                    9,
                    9
                  ]
                }
              ]
            }
          ]
        }
      ]
    }
    "#);
    insta::assert_snapshot!(written(&found, Format::Csv, 0), @"
    scenario,first,first_unit,first_shape,second,second_unit,second_shape,from,to,from_name,to_name,leaders,form,way,second_from,second_to,first_from_at_second_from,first_to_at_second_from,first_from_at_second_to,first_to_at_second_to,cost_fixed_per_t,cost_first_per_t,cost_second_per_t,cost_both_per_t,boundary_fixed,boundary_first,boundary_second,boundary_both,currency
    hunchun-2019,fx.usd-cny.rate,CNY/USD,straight,borders.hunchun.price,CNY/t,reciprocal,hunchun,ningbo,Hunchun,Ningbo | Zhoushan,borrowed,bulk,hunchun>dalian>ningbo,10,14.142,5,9,5,9,100,2,3,0,,,,,CNY
    hunchun-2019,fx.usd-cny.rate,CNY/USD,straight,borders.hunchun.price,CNY/t,reciprocal,hunchun,ningbo,Hunchun,Ningbo | Zhoushan,borrowed,bulk,hunchun>dalian>ningbo,14.142,20,5,8,5,7,100,2,3,0,-9,1,20,0,CNY
    hunchun-2019,fx.usd-cny.rate,CNY/USD,straight,borders.hunchun.price,CNY/t,reciprocal,hunchun,ningbo,Hunchun,Ningbo | Zhoushan,domestic,bulk,hunchun>dalian>ningbo,14.142,20,8,9,7,9,100,2,3,0,,,,,CNY
    ");
}
