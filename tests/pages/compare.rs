//! What people read of a comparison.
#![allow(clippy::too_many_lines, reason = "they are the outputs")]

use super::{Look, Shown};
use crate::present::Lang;
use crate::present::{markdown, sample};
use crate::units::Money;

fn look(lang: Lang) -> Look {
    Look { lang, ..Look::default() }
}

/// Reads the amounts of a table row in millionths.
fn micros(line: &str) -> Vec<Option<i64>> {
    line.split('|').skip(2).map(|cell| cell.trim().replace('.', "").parse().ok()).collect()
}

#[test]
fn printed_parts_add_up_to_the_printed_total() {
    let text = markdown::render(&sample::results().page(look(Lang::En)));
    let lines: Vec<&str> = text.lines().filter(|line| line.starts_with('|')).collect();
    let mut sums = 0;
    for (position, line) in lines.iter().enumerate().filter(|(_, line)| line.starts_with("| Total |")) {
        let parts: Vec<Vec<Option<i64>>> = lines[position - 10..position].iter().map(|line| micros(line)).collect();
        for (column, total) in micros(line).into_iter().enumerate() {
            if let Some(total) = total {
                let sum: i64 = parts.iter().map(|row| row[column].expect("an amount")).sum();
                assert_eq!(sum, total, "{}", Money::from_micros(total));
                sums += 1;
            }
        }
    }
    assert_eq!(sums, 3);
}

#[test]
fn two_demands_are_laid_out_one_by_one() {
    insta::assert_snapshot!(markdown::render(&sample::results().page(look(Lang::Zh))), @r"
    # From Hunchun to the Yangtze

    hunchun-2019: maize in lots of 3000 t, as of 2019-06-24. Amounts are CNY per tonne of cargo, to two decimals, parts so that they add up; cargo waits half the interval between departures.

    Changed: factors.fuel.value = \*1.2.

    ## 珲春 to 宁波舟山港

    20000 t a year.

    **Not decided: the ranges of the figures overlap and published figures say the opposite. With every figure at its value the cheapest is Borrowing a port to go to the sea, 214.31 CNY/t, 18.20 CNY/t less than All-domestic, 2.4 days slower. 61 % of this total rests on estimates.**

    - Borrowing a port to go to the sea is cheapest in about 81 % of 1000 draws, All-domestic in about 19 %: the ranges of the figures alone do not settle it.
    - Nobody knows whether these are so: fund (on in 5 % of the draws). Ask with --set switches.NAME=true.
    - Published in 2019: All-domestic saves 20 yuan/t against Borrowing a port to go to the sea (Customs notice). Here it is -18 CNY/t, 38 off; it says the opposite.
    - Of the 12 dated prices of this answer 3 are older than 5 years on the date asked.

    | CNY per tonne | Borrowing a port to go to the sea | All-domestic |
    | --- | ---: | ---: |
    | Rail haulage | 39.43 | 128.51 |
    | Road haulage | 0.00 | 0.00 |
    | Sea haulage | 95.00 | 57.00 |
    | Handling | 60.50 | 45.50 |
    | Border | 9.09 | 0.00 |
    | Storage | 4.20 | 0.00 |
    | Holding | 0.72 | 1.50 |
    | Loss | 0.00 | 0.00 |
    | Carbon | 1.10 | 0.00 |
    | Equipment | 4.27 | 0.00 |
    | Total | 214.31 | 232.51 |
    | At the favourable bounds | 184.31 | 202.51 |
    | At the unfavourable bounds | 259.81 | 278.01 |
    | More than the cheapest | 0.00 | 18.20 |
    | Saving against All-domestic | 18.20 | 0.00 |
    | Rank | 1 | 2 |
    | Form of the cargo | box20 | bulk |
    | Days in all | 8.9 | 6.6 |
    | Days moving | 3.1 | 4.0 |
    | Days waiting | 3.5 | 1.5 |
    | Days handling | 1.5 | 1.1 |
    | Days at borders | 0.8 | 0.0 |
    | Km in all | 1762 | 2342 |
    | Km by rail | 68 | 1301 |
    | Km by sea | 1694 | 1041 |
    | CO2e, kg per tonne | 21.8 | 28.9 |
    | Rests on official figures | 0 % | 55 % |
    | Rests on published figures | 25 % | 25 % |
    | Rests on computed figures | 14 % | 0 % |
    | Rests on estimates | 61 % | 20 % |

    - Borrowing a port to go to the sea: 珲春 —rail over the border→ 马哈林诺 —rail→ 扎鲁比诺 —sea→ 宁波舟山港.
    - All-domestic: 珲春 —rail→ 大连 —sea→ 宁波舟山港.

    - All-domestic adds up prices of 2014 to 2019: 20.50 of 2014 and 181.00 of 2019 CNY/t.

    - Borrowing a port to go to the sea is allowed by jilin-zarubino-ningbo-2018 (GACC approval of July 2018), valid from 2018-07-01, published; source: General Administration of Customs, notice of 2018.

    ## 珲春 to 上海

    **All-domestic is the only corridor with a route: 232.51 CNY/t. 20 % of this total rests on estimates.**

    | CNY per tonne | Borrowing a port to go to the sea | All-domestic |
    | --- | ---: | ---: |
    | Rail haulage | – | 128.51 |
    | Road haulage | – | 0.00 |
    | Sea haulage | – | 57.00 |
    | Handling | – | 45.50 |
    | Border | – | 0.00 |
    | Storage | – | 0.00 |
    | Holding | – | 1.50 |
    | Loss | – | 0.00 |
    | Carbon | – | 0.00 |
    | Equipment | – | 0.00 |
    | Total | no route | 232.51 |
    | At the favourable bounds | – | 202.51 |
    | At the unfavourable bounds | – | 278.01 |
    | More than the cheapest | – | 0.00 |
    | Saving against All-domestic | – | 0.00 |
    | Rank | – | 1 |
    | Form of the cargo | – | bulk |
    | Days in all | – | 6.6 |
    | Days moving | – | 4.0 |
    | Days waiting | – | 1.5 |
    | Days handling | – | 1.1 |
    | Days at borders | – | 0.0 |
    | Km in all | – | 2342 |
    | Km by rail | – | 1301 |
    | Km by sea | – | 1041 |
    | CO2e, kg per tonne | – | 28.9 |
    | Rests on official figures | – | 55 % |
    | Rests on published figures | – | 25 % |
    | Rests on computed figures | – | 0 % |
    | Rests on estimates | – | 20 % |

    - Borrowing a port to go to the sea has no route. 扎鲁比诺 is refused to domestic goods of Jilin on 2019-06-24: no permission row covers (Jilin, maize, box20) leaving at 珲春 by 扎鲁比诺 to 上海. That way would cost 209.88 CNY/t. Nearest row: jilin-zarubino-ningbo-2018 (GACC approval of July 2018), only for entry at Ningbo, published; source: General Administration of Customs, notice of 2018.
    - All-domestic: 珲春 —rail→ 大连 —sea→ 上海.

    - All-domestic adds up prices of 2014 to 2019: 20.50 of 2014 and 181.00 of 2019 CNY/t.

    4 answers recomputed from the tables alone: no difference.

    Is it cheaper to go out by Zarubino than by Dalian? The lower total wins.
    ");
}

#[test]
fn many_demands_are_summed_up() {
    insta::assert_snapshot!(markdown::render(&sample::many().page(look(Lang::Zh))), @r"
    # From Hunchun to the Yangtze

    hunchun-2019: maize in lots of 3000 t, as of 2019-06-24. Amounts are CNY per tonne of cargo, to two decimals, parts so that they add up; cargo waits half the interval between departures.

    Changed: factors.fuel.value = \*1.2.

    ## Who wins

    **Borrowing a port to go to the sea is cheapest for 4 of 5 demands. **

    | Corridor | Title | Cheapest for | Could be for | Answered | No route | Mean saving against domestic | CNY/t, least | most |
    | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
    | borrowed | Borrowing a port to go to the sea | 4 | 0 | 5 | 0 | 18.20 | 214.31 | 232.51 |
    | domestic | All-domestic | 1 | 0 | 5 | 0 | 0.00 | 214.31 | 232.51 |

    ## Where the lead changes

    From 1 of 5 origins another corridor than Borrowing a port to go to the sea is cheapest to some destination:

    | From | Destinations | borrowed | domestic |
    | --- | ---: | ---: | ---: |
    | 吉林市 | 1 | 0 | 1 |

    From 4 other origins Borrowing a port to go to the sea is cheapest wherever there is a route.

    ## Nearest calls

    - Borrowing a port to go to the sea, where it is not cheapest, comes closest from 吉林市 to 宁波舟山港: 21.80 CNY/t more than All-domestic.
    - All-domestic, where it is not cheapest, comes closest from 珲春 to 宁波舟山港: 18.20 CNY/t more than Borrowing a port to go to the sea.

    ## Demand by demand

    | From | To | Cheapest | Decided | CNY/t | Days | Next | CNY/t more | Its days | On estimates |
    | --- | --- | --- | --- | ---: | ---: | --- | ---: | ---: | ---: |
    | 珲春 | 宁波舟山港 | borrowed |  | 214.31 | 8.9 | domestic | 18.20 | 6.6 | 61 % |
    | 图们 | 宁波舟山港 | borrowed |  | 214.31 | 8.9 | domestic | 18.20 | 6.6 | 61 % |
    | 延吉 | 宁波舟山港 | borrowed |  | 214.31 | 8.9 | domestic | 18.20 | 6.6 | 61 % |
    | 敦化 | 宁波舟山港 | borrowed |  | 214.31 | 8.9 | domestic | 18.20 | 6.6 | 61 % |
    | 吉林市 | 宁波舟山港 | domestic |  | 232.51 | 6.6 | borrowed | 21.80 | 8.9 | 20 % |

    Is it cheaper to go out by Zarubino than by Dalian? The lower total wins.
    ");
}

#[test]
fn several_scenarios_stand_side_by_side() {
    let mut results = sample::results();
    let mut second = results.manifest.scenarios[0].clone();
    second.name = "second".into();
    results.manifest.scenarios.push(second);
    let mut answers = results.answers.clone();
    for answer in &mut answers {
        answer.scenario = "second".into();
    }
    results.answers.extend(answers);
    let text = markdown::render(&results.page(look(Lang::En)));
    let side_by_side = text.split("# The scenarios side by side").nth(1).map(str::trim_start).expect("the last table");
    insta::assert_snapshot!(side_by_side, @r"
    | Scenario | From | To | Cheapest | Decided | CNY/t | Days | Next | CNY/t more | Its days | On estimates |
    | --- | --- | --- | --- | --- | ---: | ---: | --- | ---: | ---: | ---: |
    | hunchun-2019 | Hunchun | Ningbo \| Zhoushan | borrowed | no | 214.31 | 8.9 | domestic | 18.20 | 6.6 | 61 % |
    | hunchun-2019 | Hunchun | Shanghai | domestic |  | 232.51 | 6.6 |  |  |  | 20 % |
    | second | Hunchun | Ningbo \| Zhoushan | borrowed |  | 214.31 | 8.9 | domestic | 18.20 | 6.6 | 61 % |
    | second | Hunchun | Shanghai | domestic |  | 232.51 | 6.6 |  |  |  | 20 % |

    - borrowed: Borrowing a port to go to the sea
    - domestic: All-domestic

    4 answers recomputed from the tables alone: no difference.
    ");
}

#[test]
fn equal_totals_share_the_first_place() {
    let mut results = sample::results();
    results.verdicts.clear();
    results.answers.truncate(2);
    results.answers[1].rank = Some(1);
    results.answers[1].more_than_best = Some(Money::ZERO);
    let text = markdown::render(&results.page(look(Lang::En)));
    assert!(
        text.contains("Equally cheap: Borrowing a port to go to the sea and All-domestic, 214.31 CNY/t each."),
        "{text}"
    );
}

#[cfg(feature = "formats")]
#[test]
fn many_demands_fit_a_narrow_terminal() {
    insta::assert_snapshot!(sample::screen(&sample::many(), 80), @r"
    From Hunchun to the Yangtze
    ═══════════════════════════

    hunchun-2019: maize in lots of 3000 t, as of 2019-06-24. Amounts are CNY per
    tonne of cargo, to two decimals, parts so that they add up; cargo waits half the
    interval between departures.

    Changed: factors.fuel.value = *1.2.

    Who wins
    ────────

    Borrowing a port to go to the sea is cheapest for 4 of 5 demands.

    ────────────────────────────────────────────────────────────────────────────────
     Corridor   Title          Cheapest   Could be   Answered   No route       Mean
                                    for        for                           saving
                                                                            against
                                                                           domestic
    ────────────────────────────────────────────────────────────────────────────────
     borrowed   Borrowing a           4          0          5          0      18.20
                port to go
                to the sea
     domestic   All-domestic          1          0          5          0       0.00
    ────────────────────────────────────────────────────────────────────────────────

    ──────────────────────────────────
     Corridor   CNY/t, least     most
    ──────────────────────────────────
     borrowed         214.31   232.51
     domestic         214.31   232.51
    ──────────────────────────────────

    Where the lead changes
    ──────────────────────

    From 1 of 5 origins another corridor than Borrowing a port to go to the sea is
    cheapest to some destination:

    ────────────────────────────────────────────
     From    Destinations   borrowed   domestic
    ────────────────────────────────────────────
     Jilin              1          0          1
    ────────────────────────────────────────────

    From 4 other origins Borrowing a port to go to the sea is cheapest wherever
    there is a route.

    Nearest calls
    ─────────────

    - Borrowing a port to go to the sea, where it is not cheapest, comes closest
      from Jilin to Ningbo | Zhoushan: 21.80 CNY/t more than All-domestic.
    - All-domestic, where it is not cheapest, comes closest from Hunchun to Ningbo |
      Zhoushan: 18.20 CNY/t more than Borrowing a port to go to the sea.

    Demand by demand
    ────────────────

    ────────────────────────────────────────────────────────────────────────────
     From      To         Cheapest   Decided    CNY/t   Days   Next       CNY/t
                                                                           more
    ────────────────────────────────────────────────────────────────────────────
     Hunchun   Ningbo |   borrowed             214.31    8.9   domestic   18.20
               Zhoushan
     Tumen     Ningbo |   borrowed             214.31    8.9   domestic   18.20
               Zhoushan
     Yanji     Ningbo |   borrowed             214.31    8.9   domestic   18.20
               Zhoushan
     Dunhua    Ningbo |   borrowed             214.31    8.9   domestic   18.20
               Zhoushan
     Jilin     Ningbo |   domestic             232.51    6.6   borrowed   21.80
               Zhoushan
    ────────────────────────────────────────────────────────────────────────────

    ───────────────────────────────────────────────────────
     From      To                  Its days   On estimates
    ───────────────────────────────────────────────────────
     Hunchun   Ningbo | Zhoushan        6.6           61 %
     Tumen     Ningbo | Zhoushan        6.6           61 %
     Yanji     Ningbo | Zhoushan        6.6           61 %
     Dunhua    Ningbo | Zhoushan        6.6           61 %
     Jilin     Ningbo | Zhoushan        8.9           20 %
    ───────────────────────────────────────────────────────

    Is it cheaper to go out by Zarubino than by Dalian? The lower total wins.
    ");
}
