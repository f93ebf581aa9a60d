//! The calendar in every format.
#![allow(clippy::too_many_lines, reason = "they are the outputs")]

use crate::present::sample::figures::{self, written};
use crate::present::shown::Format;

#[test]
fn a_calendar_looks_like_this() {
    let found = figures::dates();
    insta::assert_snapshot!(written(&found, Format::Table, 80), @r"
    From Hunchun to the Yangtze
    ═══════════════════════════

    hunchun-2019: maize in lots of 3000 t, as of 2019-06-24. Amounts are CNY per
    tonne of cargo, to two decimals, parts so that they add up; cargo waits half the
    interval between departures.

    Changed: factors.fuel.value = *1.2.

    From 2018-01-01 to 2019-12-31 an answer can change on 3 days: where a dated row
    begins or ends to hold, and with the month where anything depends on it. Each
    was asked, everything else stays; values in currency of the day are converted by
    its rates.

    Hunchun to Ningbo | Zhoushan
    ────────────────────────────

    With every figure at its value Borrowing a port leads on 2019-06-24; the lead
    changes hands 2 times.

    ────────────────────────────────────────────────────────────────────────────────
     From         To           Cheapest                 borrowed   domestic (CNY/t)
                                                         (CNY/t)
    ────────────────────────────────────────────────────────────────────────────────
     2018-01-01   2018-06-30   E101: no rate of that           –                  –
                               day
     2018-07-01   2019-03-31   domestic                        –             232.51
     2019-04-01   2019-12-31   borrowed                   214.31             232.51
    ────────────────────────────────────────────────────────────────────────────────

    - borrowed on the first of each month: ···············▁▁▁▁▁▁▁▁▁
    - domestic on the first of each month: ······██████████████████
    - ▁ is 214.31, █ is 232.51 CNY/t.

    borrowed: Borrowing a port.

    Is it cheaper to go out by Zarubino than by Dalian? The lower total wins.
    ");
    insta::assert_snapshot!(written(&found, Format::Table, 100), @r"
    From Hunchun to the Yangtze
    ═══════════════════════════

    hunchun-2019: maize in lots of 3000 t, as of 2019-06-24. Amounts are CNY per tonne of cargo, to two
    decimals, parts so that they add up; cargo waits half the interval between departures.

    Changed: factors.fuel.value = *1.2.

    From 2018-01-01 to 2019-12-31 an answer can change on 3 days: where a dated row begins or ends to
    hold, and with the month where anything depends on it. Each was asked, everything else stays; values
    in currency of the day are converted by its rates.

    Hunchun to Ningbo | Zhoushan
    ────────────────────────────

    With every figure at its value Borrowing a port leads on 2019-06-24; the lead changes hands 2 times.

    ───────────────────────────────────────────────────────────────────────────────────────────
     From         To           Cheapest                    borrowed (CNY/t)   domestic (CNY/t)
    ───────────────────────────────────────────────────────────────────────────────────────────
     2018-01-01   2018-06-30   E101: no rate of that day                  –                  –
     2018-07-01   2019-03-31   domestic                                   –             232.51
     2019-04-01   2019-12-31   borrowed                              214.31             232.51
    ───────────────────────────────────────────────────────────────────────────────────────────

    - borrowed on the first of each month: ···············▁▁▁▁▁▁▁▁▁
    - domestic on the first of each month: ······██████████████████
    - ▁ is 214.31, █ is 232.51 CNY/t.

    borrowed: Borrowing a port.

    Is it cheaper to go out by Zarubino than by Dalian? The lower total wins.
    ");
    insta::assert_snapshot!(written(&found, Format::Markdown, 0), @r"
    # From Hunchun to the Yangtze

    hunchun-2019: maize in lots of 3000 t, as of 2019-06-24. Amounts are CNY per tonne of cargo, to two decimals, parts so that they add up; cargo waits half the interval between departures.

    Changed: factors.fuel.value = \*1.2.

    From 2018-01-01 to 2019-12-31 an answer can change on 3 days: where a dated row begins or ends to hold, and with the month where anything depends on it. Each was asked, everything else stays; values in currency of the day are converted by its rates.

    ## Hunchun to Ningbo \| Zhoushan

    **With every figure at its value Borrowing a port leads on 2019-06-24; the lead changes hands 2 times.**

    | From | To | Cheapest | borrowed (CNY/t) | domestic (CNY/t) |
    | --- | --- | --- | ---: | ---: |
    | 2018-01-01 | 2018-06-30 | E101: no rate of that day | – | – |
    | 2018-07-01 | 2019-03-31 | domestic | – | 232.51 |
    | 2019-04-01 | 2019-12-31 | borrowed | 214.31 | 232.51 |

    - borrowed on the first of each month: ···············▁▁▁▁▁▁▁▁▁
    - domestic on the first of each month: ······██████████████████
    - ▁ is 214.31, █ is 232.51 CNY/t.

    borrowed: Borrowing a port.

    Is it cheaper to go out by Zarubino than by Dalian? The lower total wins.
    ");
    insta::assert_snapshot!(written(&found, Format::Json, 0), @r#"
    {
      "schema": "corridor.dates",
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
      "from": "2018-01-01",
      "to": "2019-12-31",
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
      "days_asked": 3,
      "demands": [
        {
          "from": "hunchun",
          "to": "ningbo",
          "regime": "domestic",
          "steps": [
            {
              "from": "2018-01-01",
              "to": "2018-06-30",
              "leaders": [],
              "totals_per_t": {
                "borrowed": null,
                "domestic": null
              },
              "problem": "E101: no rate of that day"
            },
            {
              "from": "2018-07-01",
              "to": "2019-03-31",
              "leaders": [
                "domestic"
              ],
              "totals_per_t": {
                "borrowed": null,
                "domestic": 232.510000
              },
              "problem": null
            },
            {
              "from": "2019-04-01",
              "to": "2019-12-31",
              "leaders": [
                "borrowed"
              ],
              "totals_per_t": {
                "borrowed": 214.310000,
                "domestic": 232.510000
              },
              "problem": null
            }
          ]
        }
      ]
    }
    "#);
    insta::assert_snapshot!(written(&found, Format::Csv, 0), @"
    scenario,from,to,from_name,to_name,first_day,last_day,leaders,problem,borrowed_per_t,domestic_per_t,currency
    hunchun-2019,hunchun,ningbo,Hunchun,Ningbo | Zhoushan,2018-01-01,2018-06-30,,E101: no rate of that day,,,CNY
    hunchun-2019,hunchun,ningbo,Hunchun,Ningbo | Zhoushan,2018-07-01,2019-03-31,domestic,,,232.510000,CNY
    hunchun-2019,hunchun,ningbo,Hunchun,Ningbo | Zhoushan,2019-04-01,2019-12-31,borrowed,,214.310000,232.510000,CNY
    ");
}
