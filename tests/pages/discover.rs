//! The box in every format.
#![allow(clippy::too_many_lines, reason = "they are the outputs")]

use crate::analysis::discover::{BoxCount, Discovery};
use crate::present::sample::figures::{self, written};
use crate::present::shown::Format;

#[test]
fn a_box_looks_like_this() {
    let found = figures::discovery();
    insta::assert_snapshot!(written(&found, Format::Table, 80), @r"
    From Hunchun to the Yangtze
    ═══════════════════════════

    hunchun-2019: maize in lots of 3000 t, as of 2019-06-24. Amounts are CNY per
    tonne of cargo, to two decimals, parts so that they add up; cargo waits half the
    interval between departures.

    Changed: factors.fuel.value = *1.2.

    Hunchun to Ningbo | Zhoushan
    ────────────────────────────

    Borrowing a port wins in 90 % of the draws in the box where Exchange rate, CNY
    for 1 USD, is at most 6.9 CNY/USD and Russian customs at Hunchun, by rail, is
    from 2 to 10 CNY/t (it holds 72 % of its wins; of all draws it wins 15 %).

    1000 draws from seed 1, of 12 uncertain figures that can move an answer, 5 of
    them estimates: their spread is estimated too. Compared with domestic. With
    every figure at its value domestic is cheapest. Today's values keep to 1 of its
    2 limits. Of 2 demands this is the one in which its win is least settled; ask
    for another with --from and --to.

    ────────────────────────────────────────────────────────────────────────────────
     Figure     Unit         At     At   Today   Inside     Drawn     to   Grade
                          least   most                       from
    ────────────────────────────────────────────────────────────────────────────────
     Exchange   CNY/USD       –    6.9    6.85   yes          6.4   1234   official
     rate,
     CNY for
     1 USD
     Russian    CNY/t         2     10    12.5   no           6.4   1234   estimate
     customs
     at
     Hunchun,
     by rail
    ────────────────────────────────────────────────────────────────────────────────

    ─────────────────────────────────────────────────────────────────
     Figure                                Without it      By chance
    ─────────────────────────────────────────────────────────────────
     Exchange rate, CNY for 1 USD                61 %   under 0.0001
     Russian customs at Hunchun, by rail         61 %   under 0.0001
    ─────────────────────────────────────────────────────────────────

    What they are called in the tables and by --set:

    - Exchange rate, CNY for 1 USD: fx.usd-cny.rate
    - Russian customs at Hunchun, by rail: borders.hunchun.price

    Drawn: the least and the most of all draws. Without it: the share of draws that
    the corridor wins in the box without that limit. By chance: the probability that
    chance alone makes the box as dense with it (one-sided, binomial).

    How far the box can be trusted
    ──────────────────────────────

    ────────────────────────────────────────────────────────────
                                          Found on   Checked on
    ────────────────────────────────────────────────────────────
     Seed                                        1            2
     Draws                                    1000         1000
     Won                                       150          150
     Draws in the box                          120          120
     Won in the box                            108           84
     Density: share won in the box            90 %         70 %
     Coverage: share of wins in the box       72 %         56 %
     Mean lead in the box, CNY/t              8.10         8.10
     Mean lead outside, CNY/t               -22.40       -22.40
    ────────────────────────────────────────────────────────────

    The box was made to fit the draws that it was found on; the draws of another
    seed had no say in it. There it is less dense, 70 % instead of 90 %: part of it
    fits the chance of the draws that it was found on. Lead: what the cheapest other
    corridor costs more, a loss where it is negative. Only 150 draws are won:
    --draws with a greater number makes the box surer.

    The way to the box
    ──────────────────

    Peeled slice by slice from all draws, at the figures whose values tell the draws
    that are won from the others; the box with the greatest harmonic mean of density
    and coverage is chosen, its sides are moved out again as long as that makes it
    denser, and rounded, and limits are dropped that chance explains.

    ─────────────────────────────────────────────────
     Box         Draws   Density   Coverage   Limits
    ─────────────────────────────────────────────────
     all draws    1000      15 %      100 %        0
     1             400      35 %       93 %        1
     2, chosen     120      90 %       72 %        2

     the box       120      90 %       72 %        2
    ─────────────────────────────────────────────────

    Is it cheaper to go out by Zarubino than by Dalian? The lower total wins.
    ");
    insta::assert_snapshot!(written(&found, Format::Table, 100), @r"
    From Hunchun to the Yangtze
    ═══════════════════════════

    hunchun-2019: maize in lots of 3000 t, as of 2019-06-24. Amounts are CNY per tonne of cargo, to two
    decimals, parts so that they add up; cargo waits half the interval between departures.

    Changed: factors.fuel.value = *1.2.

    Hunchun to Ningbo | Zhoushan
    ────────────────────────────

    Borrowing a port wins in 90 % of the draws in the box where Exchange rate, CNY for 1 USD, is at most
    6.9 CNY/USD and Russian customs at Hunchun, by rail, is from 2 to 10 CNY/t (it holds 72 % of its
    wins; of all draws it wins 15 %).

    1000 draws from seed 1, of 12 uncertain figures that can move an answer, 5 of them estimates: their
    spread is estimated too. Compared with domestic. With every figure at its value domestic is
    cheapest. Today's values keep to 1 of its 2 limits. Of 2 demands this is the one in which its win is
    least settled; ask for another with --from and --to.

    ───────────────────────────────────────────────────────────────────────────────────────────────────
     Figure     Unit      At least   At most   Today   Inside   Drawn from     to   Grade      Without
                                                                                                    it
    ───────────────────────────────────────────────────────────────────────────────────────────────────
     Exchange   CNY/USD          –       6.9    6.85   yes             6.4   1234   official      61 %
     rate,
     CNY for
     1 USD
     Russian    CNY/t            2        10    12.5   no              6.4   1234   estimate      61 %
     customs
     at
     Hunchun,
     by rail
    ───────────────────────────────────────────────────────────────────────────────────────────────────

    ────────────────────────────────────────────────────
     Figure                                   By chance
    ────────────────────────────────────────────────────
     Exchange rate, CNY for 1 USD          under 0.0001
     Russian customs at Hunchun, by rail   under 0.0001
    ────────────────────────────────────────────────────

    What they are called in the tables and by --set:

    - Exchange rate, CNY for 1 USD: fx.usd-cny.rate
    - Russian customs at Hunchun, by rail: borders.hunchun.price

    Drawn: the least and the most of all draws. Without it: the share of draws that the corridor wins in
    the box without that limit. By chance: the probability that chance alone makes the box as dense with
    it (one-sided, binomial).

    How far the box can be trusted
    ──────────────────────────────

    ────────────────────────────────────────────────────────────
                                          Found on   Checked on
    ────────────────────────────────────────────────────────────
     Seed                                        1            2
     Draws                                    1000         1000
     Won                                       150          150
     Draws in the box                          120          120
     Won in the box                            108           84
     Density: share won in the box            90 %         70 %
     Coverage: share of wins in the box       72 %         56 %
     Mean lead in the box, CNY/t              8.10         8.10
     Mean lead outside, CNY/t               -22.40       -22.40
    ────────────────────────────────────────────────────────────

    The box was made to fit the draws that it was found on; the draws of another seed had no say in it.
    There it is less dense, 70 % instead of 90 %: part of it fits the chance of the draws that it was
    found on. Lead: what the cheapest other corridor costs more, a loss where it is negative. Only 150
    draws are won: --draws with a greater number makes the box surer.

    The way to the box
    ──────────────────

    Peeled slice by slice from all draws, at the figures whose values tell the draws that are won from
    the others; the box with the greatest harmonic mean of density and coverage is chosen, its sides are
    moved out again as long as that makes it denser, and rounded, and limits are dropped that chance
    explains.

    ─────────────────────────────────────────────────
     Box         Draws   Density   Coverage   Limits
    ─────────────────────────────────────────────────
     all draws    1000      15 %      100 %        0
     1             400      35 %       93 %        1
     2, chosen     120      90 %       72 %        2

     the box       120      90 %       72 %        2
    ─────────────────────────────────────────────────

    Is it cheaper to go out by Zarubino than by Dalian? The lower total wins.
    ");
    insta::assert_snapshot!(written(&found, Format::Markdown, 0), @r"
    # From Hunchun to the Yangtze

    hunchun-2019: maize in lots of 3000 t, as of 2019-06-24. Amounts are CNY per tonne of cargo, to two decimals, parts so that they add up; cargo waits half the interval between departures.

    Changed: factors.fuel.value = \*1.2.

    ## Hunchun to Ningbo \| Zhoushan

    **Borrowing a port wins in 90 % of the draws in the box where Exchange rate, CNY for 1 USD, is at most 6.9 CNY/USD and Russian customs at Hunchun, by rail, is from 2 to 10 CNY/t (it holds 72 % of its wins; of all draws it wins 15 %).**

    1000 draws from seed 1, of 12 uncertain figures that can move an answer, 5 of them estimates: their spread is estimated too. Compared with domestic. With every figure at its value domestic is cheapest. Today's values keep to 1 of its 2 limits. Of 2 demands this is the one in which its win is least settled; ask for another with --from and --to.

    | Figure | Unit | At least | At most | Today | Inside | Drawn from | to | Grade | Without it | By chance |
    | --- | --- | ---: | ---: | ---: | --- | ---: | ---: | --- | ---: | ---: |
    | Exchange rate, CNY for 1 USD | CNY/USD | – | 6.9 | 6.85 | yes | 6.4 | 1234 | official | 61 % | under 0.0001 |
    | Russian customs at Hunchun, by rail | CNY/t | 2 | 10 | 12.5 | no | 6.4 | 1234 | estimate | 61 % | under 0.0001 |

    What they are called in the tables and by --set:

    - Exchange rate, CNY for 1 USD: fx.usd-cny.rate
    - Russian customs at Hunchun, by rail: borders.hunchun.price

    Drawn: the least and the most of all draws. Without it: the share of draws that the corridor wins in the box without that limit. By chance: the probability that chance alone makes the box as dense with it (one-sided, binomial).

    ## How far the box can be trusted

    |  | Found on | Checked on |
    | --- | ---: | ---: |
    | Seed | 1 | 2 |
    | Draws | 1000 | 1000 |
    | Won | 150 | 150 |
    | Draws in the box | 120 | 120 |
    | Won in the box | 108 | 84 |
    | Density: share won in the box | 90 % | 70 % |
    | Coverage: share of wins in the box | 72 % | 56 % |
    | Mean lead in the box, CNY/t | 8.10 | 8.10 |
    | Mean lead outside, CNY/t | -22.40 | -22.40 |

    The box was made to fit the draws that it was found on; the draws of another seed had no say in it. There it is less dense, 70 % instead of 90 %: part of it fits the chance of the draws that it was found on. Lead: what the cheapest other corridor costs more, a loss where it is negative. Only 150 draws are won: --draws with a greater number makes the box surer.

    ## The way to the box

    Peeled slice by slice from all draws, at the figures whose values tell the draws that are won from the others; the box with the greatest harmonic mean of density and coverage is chosen, its sides are moved out again as long as that makes it denser, and rounded, and limits are dropped that chance explains.

    | Box | Draws | Density | Coverage | Limits |
    | --- | ---: | ---: | ---: | ---: |
    | all draws | 1000 | 15 % | 100 % | 0 |
    | 1 | 400 | 35 % | 93 % | 1 |
    | 2, chosen | 120 | 90 % | 72 % | 2 |
    | the box | 120 | 90 % | 72 % | 2 |

    Is it cheaper to go out by Zarubino than by Dalian? The lower total wins.
    ");
    insta::assert_snapshot!(written(&found, Format::Json, 0), @r#"
    {
      "schema": "corridor.discover",
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
      "method": "prim",
      "from": "hunchun",
      "to": "ningbo",
      "chosen_from": 2,
      "corridor": "borrowed",
      "corridor_title": "Borrowing a port",
      "leader": "domestic",
      "against": [
        "domestic"
      ],
      "figures_drawn": 12,
      "hypotheses": [],
      "estimates_drawn": 5,
      "held": [],
      "settled": [
        "factors.fuel.value"
      ],
      "today_is_inside": false,
      "limits": [
        {
          "path": "fx.usd-cny.rate",
          "name": "Exchange rate, CNY for 1 USD",
          "is_switch": false,
          "unit": "CNY/USD",
          "grade": "official",
          "value": 6.85,
          "value_inside": true,
          "low": null,
          "high": 6.9,
          "drawn": [
            6.4,
            1234.5
          ],
          "share_kept": 0.4,
          "density_without": 0.61,
          "coverage_without": 0.88,
          "by_chance": 0.000012
        },
        {
          "path": "borders.hunchun.price",
          "name": "Russian customs at Hunchun, by rail",
          "is_switch": false,
          "unit": "CNY/t",
          "grade": "estimate",
          "value": 12.5,
          "value_inside": false,
          "low": 2,
          "high": 10,
          "drawn": [
            6.4,
            1234.5
          ],
          "share_kept": 0.4,
          "density_without": 0.61,
          "coverage_without": 0.88,
          "by_chance": 0.000012
        }
      ],
      "found_on": {
        "seed": 1,
        "draws": 1000,
        "wins": 150,
        "inside": 120,
        "wins_inside": 108,
        "coverage": 0.72,
        "density": 0.9,
        "lead_inside_per_t": 8.100000,
        "lead_outside_per_t": -22.400000
      },
      "checked_on": {
        "seed": 2,
        "draws": 1000,
        "wins": 150,
        "inside": 120,
        "wins_inside": 84,
        "coverage": 0.56,
        "density": 0.7,
        "lead_inside_per_t": 8.100000,
        "lead_outside_per_t": -22.400000
      },
      "way": [
        {
          "inside": 1000,
          "wins_inside": 150,
          "coverage": 1,
          "density": 0.15,
          "limited": 0,
          "chosen": false
        },
        {
          "inside": 400,
          "wins_inside": 140,
          "coverage": 0.933333,
          "density": 0.35,
          "limited": 1,
          "chosen": false
        },
        {
          "inside": 120,
          "wins_inside": 108,
          "coverage": 0.72,
          "density": 0.9,
          "limited": 2,
          "chosen": true
        }
      ]
    }
    "#);
    insta::assert_snapshot!(written(&found, Format::Csv, 0), @r#"
    scenario,from,to,corridor,seed,draws,wins,inside,wins_inside,coverage,density,checked_seed,checked_coverage,checked_density,path,name,unit,grade,low,high,value,value_inside,drawn_low,drawn_high,share_kept,density_without,coverage_without,by_chance
    hunchun-2019,hunchun,ningbo,borrowed,1,1000,150,120,108,0.72,0.9,2,0.56,0.7,fx.usd-cny.rate,"Exchange rate, CNY for 1 USD",CNY/USD,official,,6.9,6.85,yes,6.4,1234.5,0.4,0.61,0.88,0.000012
    hunchun-2019,hunchun,ningbo,borrowed,1,1000,150,120,108,0.72,0.9,2,0.56,0.7,borders.hunchun.price,"Russian customs at Hunchun, by rail",CNY/t,estimate,2,10,12.5,no,6.4,1234.5,0.4,0.61,0.88,0.000012
    "#);
}

#[test]
fn a_box_without_limits_says_what_the_densest_one_would_hold() {
    let all = figures::discovery();
    let found_on = corridor_box(&all);
    let found = Discovery { limits: Vec::new(), found_on, ..all };
    let page = written(&found, Format::Markdown, 0);
    let says = "Borrowing a port wins in 15 % of all draws; no box is worth choosing: the densest, where it wins in 90 % of the \
                draws, holds 72 % of its wins.";
    assert!(page.contains(says), "{page}");
}

/// Counts all draws as the box.
fn corridor_box(found: &Discovery) -> BoxCount {
    BoxCount { inside: 1000, wins_inside: 150, coverage: Some(1.0), density: Some(0.15), ..found.found_on }
}
