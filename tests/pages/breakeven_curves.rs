//! Curves in every format.
#![allow(clippy::too_many_lines, reason = "they are the outputs")]

use crate::present::sample::figures::{self, written};
use crate::present::shown::Format;

#[test]
fn curves_look_like_this() {
    let found = figures::curves();
    insta::assert_snapshot!(written(&found, Format::Table, 80), @r"
    From Hunchun to the Yangtze
    ═══════════════════════════

    hunchun-2019: maize in lots of 3000 t, as of 2019-06-24. Amounts are CNY per
    tonne of cargo, to two decimals, parts so that they add up; cargo waits half the
    interval between departures.

    Changed: factors.fuel.value = *1.2.

    Exchange rate, CNY for 1 USD (fx.usd-cny.rate) is 6.85 CNY/USD, not below 6.5,
    official. It is moved from 0 to 10, as far as costs make sense, everything else
    stays. Where the lead changes is exact; a value is printed to the last digit
    that is certain when all amounts are rounded to millionths.

    It moves prices that are rounded to steps, as quotations are. The curves leave
    the steps out, so a cost on them may be a step from what compare says; the flips
    that each demand begins with are tried out with the steps.

    Hunchun to Ningbo | Zhoushan
    ────────────────────────────

    With every figure at its value Borrowing a port leads today for 214.31 CNY/t;
    above 7.17 CNY/USD domestic leads (0.32 CNY/USD away, +4.7 %).

    ──────────────────────────────────────────────────────────────
     From (CNY/USD)            To   Cheapest
    ──────────────────────────────────────────────────────────────
                  0   7.166666667   Borrowing a port
        7.166666667            10   Borrowing a port and domestic
    ──────────────────────────────────────────────────────────────

    ────────────────────────────────────────────────────────────────────────────
     Corridor          From            To   CNY/t at   At the     For each unit
                  (CNY/USD)                  the one    other
    ────────────────────────────────────────────────────────────────────────────
     borrowed             0   7.166666667     100.00   219.00           16.6667
                7.166666667            10     219.00   213.00   133.333 / value
     domestic             –             –   no route        –                 –
    ────────────────────────────────────────────────────────────────────────────

    ──────────────────
     Corridor   Route
    ──────────────────
     borrowed   1
                1
     domestic
    ──────────────────

    - Route 1: Hunchun - Zarubino - Ningbo | Zhoushan, in box20.

    borrowed: Borrowing a port.

    Is it cheaper to go out by Zarubino than by Dalian? The lower total wins.
    ");
    insta::assert_snapshot!(written(&found, Format::Table, 100), @r"
    From Hunchun to the Yangtze
    ═══════════════════════════

    hunchun-2019: maize in lots of 3000 t, as of 2019-06-24. Amounts are CNY per tonne of cargo, to two
    decimals, parts so that they add up; cargo waits half the interval between departures.

    Changed: factors.fuel.value = *1.2.

    Exchange rate, CNY for 1 USD (fx.usd-cny.rate) is 6.85 CNY/USD, not below 6.5, official. It is moved
    from 0 to 10, as far as costs make sense, everything else stays. Where the lead changes is exact; a
    value is printed to the last digit that is certain when all amounts are rounded to millionths.

    It moves prices that are rounded to steps, as quotations are. The curves leave the steps out, so a
    cost on them may be a step from what compare says; the flips that each demand begins with are tried
    out with the steps.

    Hunchun to Ningbo | Zhoushan
    ────────────────────────────

    With every figure at its value Borrowing a port leads today for 214.31 CNY/t; above 7.17 CNY/USD
    domestic leads (0.32 CNY/USD away, +4.7 %).

    ──────────────────────────────────────────────────────────────
     From (CNY/USD)            To   Cheapest
    ──────────────────────────────────────────────────────────────
                  0   7.166666667   Borrowing a port
        7.166666667            10   Borrowing a port and domestic
    ──────────────────────────────────────────────────────────────

    ─────────────────────────────────────────────────────────────────────────────────────────────────
     Corridor   From (CNY/USD)            To   CNY/t at the   At the other     For each unit   Route
                                                        one
    ─────────────────────────────────────────────────────────────────────────────────────────────────
     borrowed                0   7.166666667         100.00         219.00           16.6667   1
                   7.166666667            10         219.00         213.00   133.333 / value   1
     domestic                –             –       no route              –                 –
    ─────────────────────────────────────────────────────────────────────────────────────────────────

    - Route 1: Hunchun - Zarubino - Ningbo | Zhoushan, in box20.

    borrowed: Borrowing a port.

    Is it cheaper to go out by Zarubino than by Dalian? The lower total wins.
    ");
    insta::assert_snapshot!(written(&found, Format::Markdown, 0), @r"
    # From Hunchun to the Yangtze

    hunchun-2019: maize in lots of 3000 t, as of 2019-06-24. Amounts are CNY per tonne of cargo, to two decimals, parts so that they add up; cargo waits half the interval between departures.

    Changed: factors.fuel.value = \*1.2.

    Exchange rate, CNY for 1 USD (fx.usd-cny.rate) is 6.85 CNY/USD, not below 6.5, official. It is moved from 0 to 10, as far as costs make sense, everything else stays. Where the lead changes is exact; a value is printed to the last digit that is certain when all amounts are rounded to millionths.

    It moves prices that are rounded to steps, as quotations are. The curves leave the steps out, so a cost on them may be a step from what compare says; the flips that each demand begins with are tried out with the steps.

    ## Hunchun to Ningbo \| Zhoushan

    **With every figure at its value Borrowing a port leads today for 214.31 CNY/t; above 7.17 CNY/USD domestic leads (0.32 CNY/USD away, +4.7 %).**

    | From (CNY/USD) | To | Cheapest |
    | ---: | ---: | --- |
    | 0 | 7.166666667 | Borrowing a port |
    | 7.166666667 | 10 | Borrowing a port and domestic |

    | Corridor | From (CNY/USD) | To | CNY/t at the one | At the other | For each unit | Route |
    | --- | ---: | ---: | ---: | ---: | ---: | --- |
    | borrowed | 0 | 7.166666667 | 100.00 | 219.00 | 16.6667 | 1 |
    |  | 7.166666667 | 10 | 219.00 | 213.00 | 133.333 / value | 1 |
    | domestic | – | – | no route | – | – |  |

    - Route 1: Hunchun - Zarubino - Ningbo \| Zhoushan, in box20.

    borrowed: Borrowing a port.

    Is it cheaper to go out by Zarubino than by Dalian? The lower total wins.
    ");
    insta::assert_snapshot!(written(&found, Format::Json, 0), @r#"
    {
      "schema": "corridor.breakeven",
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
        "fraction": "0",
        "decimal": 0
      },
      "to": {
        "fraction": "10",
        "decimal": 10
      },
      "is_stepped": true,
      "demands": [
        {
          "from": "hunchun",
          "to": "ningbo",
          "regime": "domestic",
          "leaders": [
            "borrowed"
          ],
          "total_per_t": 214.310000,
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
          },
          "leads": [
            {
              "from": {
                "fraction": "0",
                "decimal": 0
              },
              "to": {
                "fraction": "43/6",
                "decimal": 7.16666666666667
              },
              "corridors": [
                "borrowed"
              ]
            },
            {
              "from": {
                "fraction": "43/6",
                "decimal": 7.16666666666667
              },
              "to": {
                "fraction": "10",
                "decimal": 10
              },
              "corridors": [
                "borrowed",
                "domestic"
              ]
            }
          ],
          "curves": [
            {
              "corridor": "borrowed",
              "title": "Borrowing a port",
              "pieces": [
                {
                  "from": {
                    "fraction": "0",
                    "decimal": 0
                  },
                  "to": {
                    "fraction": "43/6",
                    "decimal": 7.16666666666667
                  },
                  "shape": "straight",
                  "fixed": {
                    "fraction": "100",
                    "decimal": 100
                  },
                  "slope": {
                    "fraction": "50/3",
                    "decimal": 16.6666666666667
                  },
                  "form": "box20",
                  "way": [
                    "hunchun",
                    "zarubino",
                    "ningbo"
                  ]
                },
                {
                  "from": {
                    "fraction": "43/6",
                    "decimal": 7.16666666666667
                  },
                  "to": {
                    "fraction": "10",
                    "decimal": 10
                  },
                  "shape": "reciprocal",
                  "fixed": {
                    "fraction": "200",
                    "decimal": 200
                  },
                  "slope": {
                    "fraction": "400/3",
                    "decimal": 133.333333333333
                  },
                  "form": "box20",
                  "way": [
                    "hunchun",
                    "zarubino",
                    "ningbo"
                  ]
                }
              ]
            },
            {
              "corridor": "domestic",
              "title": "",
              "pieces": []
            }
          ]
        }
      ]
    }
    "#);
    insta::assert_snapshot!(written(&found, Format::Csv, 0), @r#"
    scenario,figure,name,unit,from,to,from_name,to_name,corridor,form,way,shape,value_from,value_to,value_from_exact,value_to_exact,fixed_per_t,slope_per_t,cost_from_per_t,cost_to_per_t,leads,currency
    hunchun-2019,fx.usd-cny.rate,"Exchange rate, CNY for 1 USD",CNY/USD,hunchun,ningbo,Hunchun,Ningbo | Zhoushan,borrowed,box20,hunchun>zarubino>ningbo,straight,0,7.16666666666667,0,43/6,100,16.6666666666667,100,219,somewhere,CNY
    hunchun-2019,fx.usd-cny.rate,"Exchange rate, CNY for 1 USD",CNY/USD,hunchun,ningbo,Hunchun,Ningbo | Zhoushan,borrowed,box20,hunchun>zarubino>ningbo,reciprocal,7.16666666666667,10,43/6,10,200,133.333333333333,219,213,somewhere,CNY
    "#);
}
