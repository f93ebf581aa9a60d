//! Drivers in every format.
#![allow(clippy::too_many_lines, reason = "they are the outputs")]

use crate::present::sample::figures::{self, written};
use crate::present::shown::Format;

#[test]
fn drivers_look_like_this() {
    let found = figures::sensitivity();
    insta::assert_snapshot!(written(&found, Format::Table, 80), @r"
    From Hunchun to the Yangtze
    ═══════════════════════════

    hunchun-2019: maize in lots of 3000 t, as of 2019-06-24. Amounts are CNY per
    tonne of cargo, to two decimals, parts so that they add up; cargo waits half the
    interval between departures.

    Changed: factors.fuel.value = *1.2.

    Sobol' indices from 1024 rows of 6 evaluations, 6144 in all, from seed 1. 2
    uncertain figures can move these answers, 1 of them estimates: what they drive
    is an estimate too.

    Hunchun to Ningbo | Zhoushan
    ────────────────────────────

    The difference: what Borrowing a port costs more than domestic. It is -18.20
    CNY/t with every figure at its value, and over their distributions -17.5 on
    average (-18.2 to -16.8 with 95 % confidence), with a standard deviation of
    20.5.

    Exchange rate, CNY for 1 USD (6.85 (6.5 to 7.2) CNY/USD, official) drives 65 %
    of the variance of the difference (63 to 67 % with 95 % confidence); with what
    it does together with others it has a part in 70 %. Were it known, the standard
    deviation would fall from 20.5 to about 11.2 CNY/t.

    ────────────────────────────────────────────────────────────────────────────────
     Figure               Total         95 %   Alone   Value (bounds)      Grade
    ────────────────────────────────────────────────────────────────────────────────
     Exchange rate, CNY    70 %   68 to 72 %    65 %   6.85 (6.5 to 7.2)   official
     for 1 USD                                         CNY/USD
     Russian customs at    35 %   33 to 37 %    30 %   12.5 (8 to 20)      estimate
     Hunchun, by rail                                  CNY/t
    ────────────────────────────────────────────────────────────────────────────────

    Share of the variance
     Exchange rate, CNY for 1 USD      70 %  ███████████████████████████████████████
     Russian customs at Hunchun, by    35 %  ███████████████████▌
     rail

    6 % of the variance no figure makes alone (4 to 8 %).

    What to go and find out first:

    - Exchange rate, CNY for 1 USD (fx.usd-cny.rate), official, from: SAFE, central
      parity rates. Note: mean of the year.
    - Russian customs at Hunchun, by rail (borders.hunchun.price), estimate, from: .

    Pairs that do more together than each does alone, told from nothing with 95 %
    confidence each, so that of a hundred pairs looked at five may be there by
    chance:

    - Russian customs at Hunchun, by rail and Exchange rate, CNY for 1 USD: 5 % (3
      to 7 %).

    The lead: Borrowing a port is cheapest today; over the distributions another
    corridor costs less with a chance of 21 % (19 to 23 % with 95 % confidence). It
    depends most on Exchange rate, CNY for 1 USD (70 %) and Russian customs at
    Hunchun, by rail (35 %): shares of the variance of whether it is lost. No figure
    decides it alone in 30 % of its variance.

    Uncertain figures that were not varied:

    - 1 provably move none of these answers, wherever they lie within their bounds:
      handling.dalian.price.
    - 1 held at their value, because another would take another network (vary them
      with sweep): cargo.lot_t.

    Each figure is varied by itself here, also where it goes with a market, so a
    market's figures weigh less than all of them do: --method shapley lets them rise
    and fall together.

    Is it cheaper to go out by Zarubino than by Dalian? The lower total wins.
    ");
    insta::assert_snapshot!(written(&found, Format::Table, 100), @r"
    From Hunchun to the Yangtze
    ═══════════════════════════

    hunchun-2019: maize in lots of 3000 t, as of 2019-06-24. Amounts are CNY per tonne of cargo, to two
    decimals, parts so that they add up; cargo waits half the interval between departures.

    Changed: factors.fuel.value = *1.2.

    Sobol' indices from 1024 rows of 6 evaluations, 6144 in all, from seed 1. 2 uncertain figures can
    move these answers, 1 of them estimates: what they drive is an estimate too.

    Hunchun to Ningbo | Zhoushan
    ────────────────────────────

    The difference: what Borrowing a port costs more than domestic. It is -18.20 CNY/t with every figure
    at its value, and over their distributions -17.5 on average (-18.2 to -16.8 with 95 % confidence),
    with a standard deviation of 20.5.

    Exchange rate, CNY for 1 USD (6.85 (6.5 to 7.2) CNY/USD, official) drives 65 % of the variance of
    the difference (63 to 67 % with 95 % confidence); with what it does together with others it has a
    part in 70 %. Were it known, the standard deviation would fall from 20.5 to about 11.2 CNY/t.

    ────────────────────────────────────────────────────────────────────────────────────────────────────
     Figure                           Total         95 %   Alone   Value (bounds)              Grade
    ────────────────────────────────────────────────────────────────────────────────────────────────────
     Exchange rate, CNY for 1 USD      70 %   68 to 72 %    65 %   6.85 (6.5 to 7.2) CNY/USD   official
     Russian customs at Hunchun, by    35 %   33 to 37 %    30 %   12.5 (8 to 20) CNY/t        estimate
     rail
    ────────────────────────────────────────────────────────────────────────────────────────────────────

    Share of the variance
     Exchange rate, CNY for 1 USD         70 %  ████████████████████████████████████████████████████████
     Russian customs at Hunchun, by rail  35 %  ████████████████████████████

    6 % of the variance no figure makes alone (4 to 8 %).

    What to go and find out first:

    - Exchange rate, CNY for 1 USD (fx.usd-cny.rate), official, from: SAFE, central parity rates. Note:
      mean of the year.
    - Russian customs at Hunchun, by rail (borders.hunchun.price), estimate, from: .

    Pairs that do more together than each does alone, told from nothing with 95 % confidence each, so
    that of a hundred pairs looked at five may be there by chance:

    - Russian customs at Hunchun, by rail and Exchange rate, CNY for 1 USD: 5 % (3 to 7 %).

    The lead: Borrowing a port is cheapest today; over the distributions another corridor costs less
    with a chance of 21 % (19 to 23 % with 95 % confidence). It depends most on Exchange rate, CNY for 1
    USD (70 %) and Russian customs at Hunchun, by rail (35 %): shares of the variance of whether it is
    lost. No figure decides it alone in 30 % of its variance.

    Uncertain figures that were not varied:

    - 1 provably move none of these answers, wherever they lie within their bounds:
      handling.dalian.price.
    - 1 held at their value, because another would take another network (vary them with sweep):
      cargo.lot_t.

    Each figure is varied by itself here, also where it goes with a market, so a market's figures weigh
    less than all of them do: --method shapley lets them rise and fall together.

    Is it cheaper to go out by Zarubino than by Dalian? The lower total wins.
    ");
    insta::assert_snapshot!(written(&found, Format::Markdown, 0), @r"
    # From Hunchun to the Yangtze

    hunchun-2019: maize in lots of 3000 t, as of 2019-06-24. Amounts are CNY per tonne of cargo, to two decimals, parts so that they add up; cargo waits half the interval between departures.

    Changed: factors.fuel.value = \*1.2.

    Sobol' indices from 1024 rows of 6 evaluations, 6144 in all, from seed 1. 2 uncertain figures can move these answers, 1 of them estimates: what they drive is an estimate too.

    ## Hunchun to Ningbo \| Zhoushan

    The difference: what Borrowing a port costs more than domestic. It is -18.20 CNY/t with every figure at its value, and over their distributions -17.5 on average (-18.2 to -16.8 with 95 % confidence), with a standard deviation of 20.5.

    **Exchange rate, CNY for 1 USD (6.85 (6.5 to 7.2) CNY/USD, official) drives 65 % of the variance of the difference (63 to 67 % with 95 % confidence); with what it does together with others it has a part in 70 %. Were it known, the standard deviation would fall from 20.5 to about 11.2 CNY/t.**

    | Figure | Total | 95 % | Alone | Value (bounds) | Grade |
    | --- | ---: | ---: | ---: | --- | --- |
    | Exchange rate, CNY for 1 USD | 70 % | 68 to 72 % | 65 % | 6.85 (6.5 to 7.2) CNY/USD | official |
    | Russian customs at Hunchun, by rail | 35 % | 33 to 37 % | 30 % | 12.5 (8 to 20) CNY/t | estimate |

    6 % of the variance no figure makes alone (4 to 8 %).

    What to go and find out first:

    - Exchange rate, CNY for 1 USD (fx.usd-cny.rate), official, from: SAFE, central parity rates. Note: mean of the year.
    - Russian customs at Hunchun, by rail (borders.hunchun.price), estimate, from: .

    Pairs that do more together than each does alone, told from nothing with 95 % confidence each, so that of a hundred pairs looked at five may be there by chance:

    - Russian customs at Hunchun, by rail and Exchange rate, CNY for 1 USD: 5 % (3 to 7 %).

    The lead: Borrowing a port is cheapest today; over the distributions another corridor costs less with a chance of 21 % (19 to 23 % with 95 % confidence). It depends most on Exchange rate, CNY for 1 USD (70 %) and Russian customs at Hunchun, by rail (35 %): shares of the variance of whether it is lost. No figure decides it alone in 30 % of its variance.

    Uncertain figures that were not varied:

    - 1 provably move none of these answers, wherever they lie within their bounds: handling.dalian.price.
    - 1 held at their value, because another would take another network (vary them with sweep): cargo.lot\_t.

    Each figure is varied by itself here, also where it goes with a market, so a market's figures weigh less than all of them do: --method shapley lets them rise and fall together.

    Is it cheaper to go out by Zarubino than by Dalian? The lower total wins.
    ");
    insta::assert_snapshot!(written(&found, Format::Json, 0), @r#"
    {
      "schema": "corridor.sensitivity",
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
      "method": "sobol",
      "evaluations": 6144,
      "samples": 1024,
      "seed": 1,
      "hypotheses_off": [],
      "estimates": 1,
      "figures": [
        {
          "path": "borders.hunchun.price",
          "name": "Russian customs at Hunchun, by rail",
          "value": 12.5,
          "low": 8,
          "high": 20,
          "unit": "CNY/t",
          "grade": "estimate",
          "sources": [],
          "note": null
        },
        {
          "path": "fx.usd-cny.rate",
          "name": "Exchange rate, CNY for 1 USD",
          "value": 6.85,
          "low": 6.5,
          "high": 7.2,
          "unit": "CNY/USD",
          "grade": "official",
          "sources": [
            "SAFE, central parity rates"
          ],
          "note": "mean of the year"
        }
      ],
      "irrelevant": [
        "handling.dalian.price"
      ],
      "unpriced": [],
      "held": [
        {
          "path": "cargo.lot_t",
          "name": "Size of the lot",
          "why": "the lot decides which bands of lots hold, and whether it fills a wagon or box"
        }
      ],
      "settled": [],
      "correlated": [],
      "markets_apart": true,
      "demands": [
        {
          "from": "hunchun",
          "to": "ningbo",
          "corridor": "borrowed",
          "corridor_title": "Borrowing a port",
          "against": "domestic",
          "against_title": "domestic",
          "leader": "borrowed",
          "central_per_t": -18.200000,
          "difference_per_t": {
            "mean": {
              "estimate": -17.5,
              "low": -18.25,
              "high": -16.75
            },
            "points": 2048,
            "standard_deviation": 20.5,
            "is_told": true,
            "moving": 2,
            "interactions": {
              "estimate": 0.06,
              "low": 0.04,
              "high": 0.08
            },
            "figures": [
              {
                "rank": 1,
                "path": "fx.usd-cny.rate",
                "name": "Exchange rate, CNY for 1 USD",
                "first_order": {
                  "estimate": 0.65,
                  "low": 0.63,
                  "high": 0.67
                },
                "total": {
                  "estimate": 0.7,
                  "low": 0.68,
                  "high": 0.72
                },
                "standard_deviation_if_known": 11.2
              },
              {
                "rank": 2,
                "path": "borders.hunchun.price",
                "name": "Russian customs at Hunchun, by rail",
                "first_order": {
                  "estimate": 0.3,
                  "low": 0.28,
                  "high": 0.32
                },
                "total": {
                  "estimate": 0.35,
                  "low": 0.33,
                  "high": 0.37
                },
                "standard_deviation_if_known": 11.2
              }
            ],
            "pairs": [
              {
                "paths": [
                  "borders.hunchun.price",
                  "fx.usd-cny.rate"
                ],
                "names": [
                  "Russian customs at Hunchun, by rail",
                  "Exchange rate, CNY for 1 USD"
                ],
                "second_order": {
                  "estimate": 0.05,
                  "low": 0.03,
                  "high": 0.07
                }
              }
            ]
          },
          "flip": {
            "mean": {
              "estimate": 0.21,
              "low": 0.19,
              "high": 0.23
            },
            "points": 2048,
            "standard_deviation": 0.41,
            "is_told": true,
            "moving": 2,
            "interactions": {
              "estimate": 0.3,
              "low": 0.28,
              "high": 0.32
            },
            "figures": [
              {
                "rank": 1,
                "path": "fx.usd-cny.rate",
                "name": "Exchange rate, CNY for 1 USD",
                "first_order": {
                  "estimate": 0.65,
                  "low": 0.63,
                  "high": 0.67
                },
                "total": {
                  "estimate": 0.7,
                  "low": 0.68,
                  "high": 0.72
                },
                "standard_deviation_if_known": 11.2
              },
              {
                "rank": 2,
                "path": "borders.hunchun.price",
                "name": "Russian customs at Hunchun, by rail",
                "first_order": {
                  "estimate": 0.3,
                  "low": 0.28,
                  "high": 0.32
                },
                "total": {
                  "estimate": 0.35,
                  "low": 0.33,
                  "high": 0.37
                },
                "standard_deviation_if_known": 11.2
              }
            ],
            "pairs": []
          }
        }
      ],
      "uncontested": [],
      "leading": [
        {
          "path": "fx.usd-cny.rate",
          "name": "Exchange rate, CNY for 1 USD",
          "figure": 1,
          "first": 1,
          "among_three": 1,
          "greatest": 0.7,
          "at": [
            "hunchun",
            "ningbo"
          ]
        }
      ]
    }
    "#);
    insta::assert_snapshot!(written(&found, Format::Csv, 0), @r#"
    scenario,from,to,from_name,to_name,corridor,against,leader,output,method,rank,figure,name,value,low,high,unit,grade,sources,total,total_low,total_high,first_order,first_order_low,first_order_high,shapley,shapley_low,shapley_high,mu_star,mu_star_low,mu_star_high,mu,mu_low,mu_high,sigma,at_low,at_high,flips_at_low,flips_at_high
    hunchun-2019,hunchun,ningbo,Hunchun,Ningbo | Zhoushan,borrowed,domestic,borrowed,difference_per_t,sobol,1,fx.usd-cny.rate,"Exchange rate, CNY for 1 USD",6.85,6.5,7.2,CNY/USD,official,"SAFE, central parity rates",0.7,0.68,0.72,0.65,0.63,0.67,,,,,,,,,,,,,,
    hunchun-2019,hunchun,ningbo,Hunchun,Ningbo | Zhoushan,borrowed,domestic,borrowed,difference_per_t,sobol,2,borders.hunchun.price,"Russian customs at Hunchun, by rail",12.5,8,20,CNY/t,estimate,,0.35,0.33,0.37,0.3,0.28,0.32,,,,,,,,,,,,,,
    hunchun-2019,hunchun,ningbo,Hunchun,Ningbo | Zhoushan,borrowed,domestic,borrowed,flip,sobol,1,fx.usd-cny.rate,"Exchange rate, CNY for 1 USD",6.85,6.5,7.2,CNY/USD,official,"SAFE, central parity rates",0.7,0.68,0.72,0.65,0.63,0.67,,,,,,,,,,,,,,
    hunchun-2019,hunchun,ningbo,Hunchun,Ningbo | Zhoushan,borrowed,domestic,borrowed,flip,sobol,2,borders.hunchun.price,"Russian customs at Hunchun, by rail",12.5,8,20,CNY/t,estimate,,0.35,0.33,0.37,0.3,0.28,0.32,,,,,,,,,,,,,,
    "#);
}
