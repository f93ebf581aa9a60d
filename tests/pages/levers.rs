//! Levers in every format.
#![allow(clippy::too_many_lines, reason = "they are the outputs")]

use crate::present::sample::figures::{self, written};
use crate::present::shown::Format;

#[test]
fn levers_look_like_this() {
    let found = figures::levers();
    insta::assert_snapshot!(written(&found, Format::Table, 80), @r"
    From Hunchun to the Yangtze
    ═══════════════════════════

    hunchun-2019: maize in lots of 3000 t, as of 2019-06-24. Amounts are CNY per
    tonne of cargo, to two decimals, parts so that they add up; cargo waits half the
    interval between departures.

    Changed: factors.fuel.value = *1.2.

    What moving one figure is worth
    ───────────────────────────────

    2 demands of 40000 t a year together. 1 fees, times, tariffs and waits make some
    corridor cheaper when they are moved; 1 of them can win a demand for another
    corridor alone. Most is worth a tenth of Russian customs at Hunchun, by rail: it
    would save 1 demand 1.25 CNY/t.

    On the corridors that are cheapest, today or once it is moved:

    ────────────────────────────────────────────────────────────────────────────────
     Lever      Today   One step   saves   for    A tenth   for       The       One
                                                    saves           whole    step a
                                                                    saves      year
                                                                              (CNY)
    ────────────────────────────────────────────────────────────────────────────────
     Russian     12.5   -1 CNY/t    1.00     1       1.25     1     12.50     20000
     customs
     at
     Hunchun,
     by rail
    ────────────────────────────────────────────────────────────────────────────────

    Borrowing a port
    ────────────────

    What each takes off what borrowed costs, whether it leads or not, over the
    demands that it makes cheaper:

    ────────────────────────────────────────────────────────────────────────────────
     Lever               Today   One step   saves   for   A tenth   for   The whole
                                                            saves             saves
    ────────────────────────────────────────────────────────────────────────────────
     Russian customs      12.5   -1 CNY/t    1.00     2      1.25     2       12.50
     at Hunchun, by
     rail
    ────────────────────────────────────────────────────────────────────────────────

    Who is won
    ──────────

    Where each first gets a demand another cheapest corridor, to the last digit that
    is certain: one unit of it further the other leads.

    - Russian customs at Hunchun, by rail (12.5 CNY/t, an estimate) first wins
      Hunchun to Ningbo | Zhoushan for domestic, at 3.2 CNY/t (-74 %), and 1 demand
      in the end.

    One step: what is taken off, or added to free days - an hour, a day, a currency
    unit a tonne, of other units the greatest power of ten that is no more than a
    tenth of the value; so steps of different units are not to be compared. Tenths
    are: each goes a tenth of the way to the whole, beyond which nothing is left to
    gain - nothing of a fee or a time, a departure whenever there is cargo, 60 free
    days. On the cheapest corridors they come by what a tenth saves all demands
    together, in the tables of corridors by its mean. Saves: the mean in CNY/t of
    the demands that it makes cheaper, which are counted beside it (those of the
    whole in --format csv); – where there are none. Routes change where that is
    cheaper; every amount is what compare would say.

    Packages
    ────────

    Package 1: A bonded linkage

    - Russian customs at Hunchun, by rail: from 12.5 to 0 CNY/t
      (borders.hunchun.price=0).
    - services.zarubino.every_days=3.5

    One demand becomes cheaper by 15.00 CNY/t on average, 300000 CNY a year; it wins
    1 demand: Hunchun to Ningbo | Zhoushan for borrowed.

    - Borrowing a port: of 15.00 CNY/t less, 4.00 come off domestic too; 11.00 are
      its own.

    ─────────────────────────────────────────────────────────────────────────────
     Corridor    Demands   Less by   Of it also   Its own   Its own a year (CNY)
                    made   (CNY/t)     domestic
                 cheaper
    ─────────────────────────────────────────────────────────────────────────────
     Borrowing         2     15.00         4.00     11.00                 220000
     a port
     domestic          2      4.00            –         –                      –
     Cheapest          1     15.00            –         –                      –
     of all
    ─────────────────────────────────────────────────────────────────────────────

    Less by: the mean over the demands whose cost changes, among them those that
    become dearer; of a corridor that is set against another, over those that both
    carry and of which either changes. Negative: dearer.

    Who gains:

    - Hunchun: 120000 t a year, 15.00 CNY/t, 1.8 million CNY a year.

    Package 2

    - Russian customs at Hunchun, by rail: from 12.5 to 0 CNY/t
      (borders.hunchun.price=0).
    - services.zarubino.every_days=3.5

    It cannot be answered: E101: no rate of that day.

    What they are called in the tables and by --set:

    - Russian customs at Hunchun, by rail: borders.hunchun.price

    Not moved here, because another value takes another network:

    - Sea, running time (legs.sea.time_h): of equally short ways a haul that is
      priced as a whole goes by the fastest.

    Is it cheaper to go out by Zarubino than by Dalian? The lower total wins.
    ");
    insta::assert_snapshot!(written(&found, Format::Table, 100), @r"
    From Hunchun to the Yangtze
    ═══════════════════════════

    hunchun-2019: maize in lots of 3000 t, as of 2019-06-24. Amounts are CNY per tonne of cargo, to two
    decimals, parts so that they add up; cargo waits half the interval between departures.

    Changed: factors.fuel.value = *1.2.

    What moving one figure is worth
    ───────────────────────────────

    2 demands of 40000 t a year together. 1 fees, times, tariffs and waits make some corridor cheaper
    when they are moved; 1 of them can win a demand for another corridor alone. Most is worth a tenth of
    Russian customs at Hunchun, by rail: it would save 1 demand 1.25 CNY/t.

    On the corridors that are cheapest, today or once it is moved:

    ────────────────────────────────────────────────────────────────────────────────────────────────────
     Lever               Today   One step   saves   for   A tenth   for   The whole     One step a year
                                                            saves             saves               (CNY)
    ────────────────────────────────────────────────────────────────────────────────────────────────────
     Russian customs      12.5   -1 CNY/t    1.00     1      1.25     1       12.50               20000
     at Hunchun, by
     rail
    ────────────────────────────────────────────────────────────────────────────────────────────────────

    Borrowing a port
    ────────────────

    What each takes off what borrowed costs, whether it leads or not, over the demands that it makes
    cheaper:

    ─────────────────────────────────────────────────────────────────────────────────────────────
     Lever                Today   One step   saves   for   A tenth saves   for   The whole saves
    ─────────────────────────────────────────────────────────────────────────────────────────────
     Russian customs at    12.5   -1 CNY/t    1.00     2            1.25     2             12.50
     Hunchun, by rail
    ─────────────────────────────────────────────────────────────────────────────────────────────

    Who is won
    ──────────

    Where each first gets a demand another cheapest corridor, to the last digit that is certain: one
    unit of it further the other leads.

    - Russian customs at Hunchun, by rail (12.5 CNY/t, an estimate) first wins Hunchun to Ningbo |
      Zhoushan for domestic, at 3.2 CNY/t (-74 %), and 1 demand in the end.

    One step: what is taken off, or added to free days - an hour, a day, a currency unit a tonne, of
    other units the greatest power of ten that is no more than a tenth of the value; so steps of
    different units are not to be compared. Tenths are: each goes a tenth of the way to the whole,
    beyond which nothing is left to gain - nothing of a fee or a time, a departure whenever there is
    cargo, 60 free days. On the cheapest corridors they come by what a tenth saves all demands together,
    in the tables of corridors by its mean. Saves: the mean in CNY/t of the demands that it makes
    cheaper, which are counted beside it (those of the whole in --format csv); – where there are none.
    Routes change where that is cheaper; every amount is what compare would say.

    Packages
    ────────

    Package 1: A bonded linkage

    - Russian customs at Hunchun, by rail: from 12.5 to 0 CNY/t (borders.hunchun.price=0).
    - services.zarubino.every_days=3.5

    One demand becomes cheaper by 15.00 CNY/t on average, 300000 CNY a year; it wins 1 demand: Hunchun
    to Ningbo | Zhoushan for borrowed.

    - Borrowing a port: of 15.00 CNY/t less, 4.00 come off domestic too; 11.00 are its own.

    ───────────────────────────────────────────────────────────────────────────────────────────
     Corridor           Demands made   Less by (CNY/t)   Of it also   Its own   Its own a year
                             cheaper                       domestic                      (CNY)
    ───────────────────────────────────────────────────────────────────────────────────────────
     Borrowing a port              2             15.00         4.00     11.00           220000
     domestic                      2              4.00            –         –                –
     Cheapest of all               1             15.00            –         –                –
    ───────────────────────────────────────────────────────────────────────────────────────────

    Less by: the mean over the demands whose cost changes, among them those that become dearer; of a
    corridor that is set against another, over those that both carry and of which either changes.
    Negative: dearer.

    Who gains:

    - Hunchun: 120000 t a year, 15.00 CNY/t, 1.8 million CNY a year.

    Package 2

    - Russian customs at Hunchun, by rail: from 12.5 to 0 CNY/t (borders.hunchun.price=0).
    - services.zarubino.every_days=3.5

    It cannot be answered: E101: no rate of that day.

    What they are called in the tables and by --set:

    - Russian customs at Hunchun, by rail: borders.hunchun.price

    Not moved here, because another value takes another network:

    - Sea, running time (legs.sea.time_h): of equally short ways a haul that is priced as a whole goes
      by the fastest.

    Is it cheaper to go out by Zarubino than by Dalian? The lower total wins.
    ");
    insta::assert_snapshot!(written(&found, Format::Markdown, 0), @r"
    # From Hunchun to the Yangtze

    hunchun-2019: maize in lots of 3000 t, as of 2019-06-24. Amounts are CNY per tonne of cargo, to two decimals, parts so that they add up; cargo waits half the interval between departures.

    Changed: factors.fuel.value = \*1.2.

    ## What moving one figure is worth

    **2 demands of 40000 t a year together. 1 fees, times, tariffs and waits make some corridor cheaper when they are moved; 1 of them can win a demand for another corridor alone. Most is worth a tenth of Russian customs at Hunchun, by rail: it would save 1 demand 1.25 CNY/t.**

    On the corridors that are cheapest, today or once it is moved:

    | Lever | Today | One step | saves | for | A tenth saves | for | The whole saves | One step a year (CNY) |
    | --- | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |
    | Russian customs at Hunchun, by rail | 12.5 | -1 CNY/t | 1.00 | 1 | 1.25 | 1 | 12.50 | 20000 |

    ## Borrowing a port

    What each takes off what borrowed costs, whether it leads or not, over the demands that it makes cheaper:

    | Lever | Today | One step | saves | for | A tenth saves | for | The whole saves |
    | --- | ---: | --- | ---: | ---: | ---: | ---: | ---: |
    | Russian customs at Hunchun, by rail | 12.5 | -1 CNY/t | 1.00 | 2 | 1.25 | 2 | 12.50 |

    ## Who is won

    Where each first gets a demand another cheapest corridor, to the last digit that is certain: one unit of it further the other leads.

    - Russian customs at Hunchun, by rail (12.5 CNY/t, an estimate) first wins Hunchun to Ningbo \| Zhoushan for domestic, at 3.2 CNY/t (-74 %), and 1 demand in the end.

    One step: what is taken off, or added to free days - an hour, a day, a currency unit a tonne, of other units the greatest power of ten that is no more than a tenth of the value; so steps of different units are not to be compared. Tenths are: each goes a tenth of the way to the whole, beyond which nothing is left to gain - nothing of a fee or a time, a departure whenever there is cargo, 60 free days. On the cheapest corridors they come by what a tenth saves all demands together, in the tables of corridors by its mean. Saves: the mean in CNY/t of the demands that it makes cheaper, which are counted beside it (those of the whole in --format csv); – where there are none. Routes change where that is cheaper; every amount is what compare would say.

    ## Packages

    ### Package 1: A bonded linkage

    - Russian customs at Hunchun, by rail: from 12.5 to 0 CNY/t (borders.hunchun.price=0).
    - services.zarubino.every\_days=3.5

    **One demand becomes cheaper by 15.00 CNY/t on average, 300000 CNY a year; it wins 1 demand: Hunchun to Ningbo \| Zhoushan for borrowed.**

    - Borrowing a port: of 15.00 CNY/t less, 4.00 come off domestic too; 11.00 are its own.

    | Corridor | Demands made cheaper | Less by (CNY/t) | Of it also domestic | Its own | Its own a year (CNY) |
    | --- | ---: | ---: | ---: | ---: | ---: |
    | Borrowing a port | 2 | 15.00 | 4.00 | 11.00 | 220000 |
    | domestic | 2 | 4.00 | – | – | – |
    | Cheapest of all | 1 | 15.00 | – | – | – |

    Less by: the mean over the demands whose cost changes, among them those that become dearer; of a corridor that is set against another, over those that both carry and of which either changes. Negative: dearer.

    Who gains:

    - Hunchun: 120000 t a year, 15.00 CNY/t, 1.8 million CNY a year.

    ### Package 2

    - Russian customs at Hunchun, by rail: from 12.5 to 0 CNY/t (borders.hunchun.price=0).
    - services.zarubino.every\_days=3.5

    **It cannot be answered: E101: no rate of that day.**

    What they are called in the tables and by --set:

    - Russian customs at Hunchun, by rail: borders.hunchun.price

    Not moved here, because another value takes another network:

    - Sea, running time (legs.sea.time\_h): of equally short ways a haul that is priced as a whole goes by the fastest.

    Is it cheaper to go out by Zarubino than by Dalian? The lower total wins.
    ");
    insta::assert_snapshot!(written(&found, Format::Json, 0), @r#"
    {
      "schema": "corridor.levers",
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
      "against": "domestic",
      "demands": 2,
      "tonnes_per_year": 40000,
      "levers": [
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
          "step": -1,
          "tenth": 11.25,
          "end": 0,
          "cheapest": {
            "corridor": null,
            "one_step": {
              "demands": 1,
              "mean_saving_per_t": 1.000000,
              "mean_fall_per_t": 1.000000,
              "most_saving_per_t": 1.250000,
              "saving_per_year": 20000,
              "split": null
            },
            "a_tenth": {
              "demands": 1,
              "mean_saving_per_t": 1.250000,
              "mean_fall_per_t": 1.250000,
              "most_saving_per_t": 1.500000,
              "saving_per_year": 25000,
              "split": null
            },
            "the_whole": {
              "demands": 1,
              "mean_saving_per_t": 12.500000,
              "mean_fall_per_t": 12.500000,
              "most_saving_per_t": 12.750000,
              "saving_per_year": 250000,
              "split": null
            }
          },
          "corridors": [
            {
              "corridor": "borrowed",
              "one_step": {
                "demands": 2,
                "mean_saving_per_t": 1.000000,
                "mean_fall_per_t": 1.000000,
                "most_saving_per_t": 1.250000,
                "saving_per_year": 20000,
                "split": null
              },
              "a_tenth": {
                "demands": 2,
                "mean_saving_per_t": 1.250000,
                "mean_fall_per_t": 1.250000,
                "most_saving_per_t": 1.500000,
                "saving_per_year": 25000,
                "split": null
              },
              "the_whole": {
                "demands": 2,
                "mean_saving_per_t": 12.500000,
                "mean_fall_per_t": 12.500000,
                "most_saving_per_t": 12.750000,
                "saving_per_year": 250000,
                "split": null
              }
            },
            {
              "corridor": "domestic",
              "one_step": {
                "demands": 0,
                "mean_saving_per_t": null,
                "mean_fall_per_t": null,
                "most_saving_per_t": null,
                "saving_per_year": 0,
                "split": null
              },
              "a_tenth": {
                "demands": 0,
                "mean_saving_per_t": null,
                "mean_fall_per_t": null,
                "most_saving_per_t": null,
                "saving_per_year": 0,
                "split": null
              },
              "the_whole": {
                "demands": 0,
                "mean_saving_per_t": null,
                "mean_fall_per_t": null,
                "most_saving_per_t": null,
                "saving_per_year": 0,
                "split": null
              }
            }
          ],
          "turned_at_end": 1,
          "first_won": {
            "from": "hunchun",
            "to": "ningbo",
            "regime": "domestic",
            "flip": {
              "value": 3.2,
              "step": 0.01,
              "exact": {
                "fraction": "43/6",
                "decimal": 7.16666666666667
              },
              "to": [
                "domestic"
              ],
              "distance": -9.3,
              "share": -0.744,
              "of_bound": null
            }
          }
        }
      ],
      "held": [
        {
          "path": "legs.sea.time_h",
          "name": "Sea, running time",
          "why": "of equally short ways a haul that is priced as a whole goes by the fastest"
        }
      ],
      "packages": [
        {
          "number": 1,
          "title": "A bonded linkage",
          "changes": [
            "borders.hunchun.price=0",
            "services.zarubino.every_days=3.5"
          ],
          "in_words": [
            "Russian customs at Hunchun, by rail: from 12.5 to 0 CNY/t",
            "services.zarubino.every_days=3.5"
          ],
          "by_corridor": [
            {
              "demands": 2,
              "mean_saving_per_t": 15.000000,
              "mean_fall_per_t": 15.000000,
              "most_saving_per_t": 15.250000,
              "saving_per_year": 300000,
              "split": {
                "demands": 2,
                "fall_per_t": 15.000000,
                "common_per_t": 4.000000,
                "own_per_t": 11.000000,
                "own_per_year": 220000
              }
            },
            {
              "demands": 2,
              "mean_saving_per_t": 4.000000,
              "mean_fall_per_t": 4.000000,
              "most_saving_per_t": 4.250000,
              "saving_per_year": 80000,
              "split": null
            }
          ],
          "of_cheapest": {
            "demands": 1,
            "mean_saving_per_t": 15.000000,
            "mean_fall_per_t": 15.000000,
            "most_saving_per_t": 15.250000,
            "saving_per_year": 300000,
            "split": null
          },
          "gains": [
            {
              "from": "hunchun",
              "demands": 1,
              "tonnes_per_year": 120000,
              "saving_per_t": 15.000000,
              "saving_per_year": 1800000
            }
          ],
          "won": [
            {
              "from": "hunchun",
              "to": "ningbo",
              "before": [
                "domestic"
              ],
              "then": [
                "borrowed"
              ]
            }
          ],
          "without_effect": null,
          "problem": null
        },
        {
          "number": 2,
          "title": "",
          "changes": [
            "borders.hunchun.price=0",
            "services.zarubino.every_days=3.5"
          ],
          "in_words": [
            "Russian customs at Hunchun, by rail: from 12.5 to 0 CNY/t",
            "services.zarubino.every_days=3.5"
          ],
          "by_corridor": [
            {
              "demands": 2,
              "mean_saving_per_t": 15.000000,
              "mean_fall_per_t": 15.000000,
              "most_saving_per_t": 15.250000,
              "saving_per_year": 300000,
              "split": {
                "demands": 2,
                "fall_per_t": 15.000000,
                "common_per_t": 4.000000,
                "own_per_t": 11.000000,
                "own_per_year": 220000
              }
            },
            {
              "demands": 2,
              "mean_saving_per_t": 4.000000,
              "mean_fall_per_t": 4.000000,
              "most_saving_per_t": 4.250000,
              "saving_per_year": 80000,
              "split": null
            }
          ],
          "of_cheapest": {
            "demands": 1,
            "mean_saving_per_t": 15.000000,
            "mean_fall_per_t": 15.000000,
            "most_saving_per_t": 15.250000,
            "saving_per_year": 300000,
            "split": null
          },
          "gains": [
            {
              "from": "hunchun",
              "demands": 1,
              "tonnes_per_year": 120000,
              "saving_per_t": 15.000000,
              "saving_per_year": 1800000
            }
          ],
          "won": [],
          "without_effect": null,
          "problem": "E101: no rate of that day"
        }
      ]
    }
    "#);
    insta::assert_snapshot!(written(&found, Format::Csv, 0), @r#"
    scenario,package,title,figure,name,unit,value,grade,corridor,step,step_demands,step_saving_per_t,step_saving_per_year,tenth,tenth_demands,tenth_saving_per_t,tenth_saving_per_year,end,all_demands,all_saving_per_t,all_saving_per_year,all_fall_per_t,all_common_per_t,all_own_per_t,all_own_per_year,wins_at,wins_from,wins_to,wins_for,turned_at_end,currency,without_effect,problem
    hunchun-2019,,,borders.hunchun.price,"Russian customs at Hunchun, by rail",CNY/t,12.5,estimate,borrowed,-1,2,1.000000,20000,11.25,2,1.250000,25000,0,2,12.500000,250000,,,,,3.2,hunchun,ningbo,domestic,1,CNY,,
    hunchun-2019,,,borders.hunchun.price,"Russian customs at Hunchun, by rail",CNY/t,12.5,estimate,domestic,-1,0,,0,11.25,0,,0,0,0,,0,,,,,3.2,hunchun,ningbo,domestic,1,CNY,,
    hunchun-2019,,,borders.hunchun.price,"Russian customs at Hunchun, by rail",CNY/t,12.5,estimate,cheapest,-1,1,1.000000,20000,11.25,1,1.250000,25000,0,1,12.500000,250000,,,,,3.2,hunchun,ningbo,domestic,1,CNY,,
    hunchun-2019,1,A bonded linkage,,,,,,borrowed,,,,,,,,,,2,15.000000,300000,15.000000,4.000000,11.000000,220000,,,,,,CNY,,
    hunchun-2019,1,A bonded linkage,,,,,,domestic,,,,,,,,,,2,4.000000,80000,,,,,,,,,,CNY,,
    hunchun-2019,1,A bonded linkage,,,,,,cheapest,,,,,,,,,,1,15.000000,300000,,,,,,,,,,CNY,,
    hunchun-2019,2,,,,,,,borrowed,,,,,,,,,,,,,,,,,,,,,,CNY,,E101: no rate of that day
    hunchun-2019,2,,,,,,,domestic,,,,,,,,,,,,,,,,,,,,,,CNY,,E101: no rate of that day
    hunchun-2019,2,,,,,,,cheapest,,,,,,,,,,,,,,,,,,,,,,CNY,,E101: no rate of that day
    "#);
}
