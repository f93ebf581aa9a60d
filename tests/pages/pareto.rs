//! The page of the routes worth choosing.

use crate::analysis::pareto::{Axis, Pareto, ParetoCorridor, ParetoDemand, ParetoPoint, ParetoStatus, Trade};
use crate::answer::{Answer, NamedPlaces};
use crate::present::{Look, Shown, markdown, sample};
use crate::units::{Duration, Money};

fn point(answer: &Answer, price: Option<Trade>) -> ParetoPoint {
    ParetoPoint {
        transfers: answer.steps.len() as u32 - 5,
        corridors: vec![answer.corridor.clone()],
        is_on_front: true,
        is_supported: price.is_none(),
        per_day_saved: price,
        per_tonne_co2e_avoided: None,
        best_from_day_worth: None,
        best_from_co2e_worth: None,
        per_late_day_avoided: None,
        best_from_late_day_worth: None,
        answer: answer.clone(),
    }
}

/// Makes one demand with two routes worth choosing, and a corridor whose routes are too late.
fn found() -> Pareto {
    let results = sample::results();
    let [cheap, fast] = [&results.answers[0], &results.answers[1]];
    let trade = Trade { against: 0, price: Money::from_micros(7_730_000) };
    let front = vec![point(cheap, None), point(fast, Some(trade))];
    let corridor = |answer: &Answer, front: &[ParetoPoint]| ParetoCorridor {
        corridor: answer.corridor.clone(),
        corridor_title: answer.corridor_title.clone(),
        status: if front.is_empty() { ParetoStatus::TooLate } else { ParetoStatus::Answered },
        reason: None,
        front: front.to_vec(),
        fastest_too_late: front.is_empty().then(|| answer.clone()),
        first_day_saved: None,
    };
    let demand = ParetoDemand {
        from: cheap.from.clone(),
        to: cheap.to.clone(),
        regime: "domestic",
        tonnes_per_year: Some(20_000.0),
        fastest_too_late: None,
        cheapest_without_deadline: None,
        first_day_saved: Some(trade.price),
        corridors: vec![corridor(cheap, &front), corridor(fast, &[])],
        front,
    };
    Pareto {
        scenario: results.manifest.scenarios[0].clone(),
        verdicts: Vec::new(),
        axes: vec![Axis::Cost, Axis::Time],
        deadline: None,
        audited: Some(3),
        places: NamedPlaces::default(),
        demands: vec![demand],
    }
}

#[test]
fn a_front_is_laid_out_with_the_price_of_a_day() {
    insta::assert_snapshot!(markdown::render(&found().page(Look::default())), @r"
    # From Hunchun to the Yangtze

    hunchun-2019: maize in lots of 3000 t, as of 2019-06-24. Amounts are CNY per tonne of cargo, to two decimals, parts so that they add up; cargo waits half the interval between departures.

    Changed: factors.fuel.value = \*1.2.

    What counts: cost and time. Found is every route that no other equals or beats in all of these, forms of cargo and corridors competing; none is missing.

    ## Hunchun to Ningbo \| Zhoushan

    20000 t a year.

    **2 routes are worth choosing, from the cheapest (Borrowing a port to go to the sea, 214.31 CNY/t in 8.9 days) to the fastest (All-domestic, 232.51 CNY/t in 6.6 days). The next faster one than the cheapest costs 18.20 CNY/t more and saves 2.4 days: 7.73 CNY/t for a day. 61 % of the cheapest total rests on estimates.**

    | Route | Corridor | Form | CNY/t | Days | kg CO2e/t | Changes | CNY/t a day saved | CNY/t best from a day worth |
    | ---: | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |
    | 1 | borrowed | box20 | 214.31 | 8.9 | 21.8 | 4 | – | – |
    | 2\* | domestic | bulk | 232.51 | 6.6 | 28.9 | 1 | 7.73 | – |

    - 1: Hunchun —rail over the border→ Makhalino —rail→ Zarubino —sea→ Ningbo \| Zhoushan.
    - 2: Hunchun —rail→ Dalian —sea→ Ningbo \| Zhoushan.

    Saved or avoided: what a route costs more than the nearest row above with such a price, or else row 1, for each day or tonne that it saves, among the routes that no other beats in cost and time. Best from: what a day or tonne must be worth for the route to be the best of all in cost and time.

    \* 1 route that no weights on what counts make the best: a mixture of others would be better, but no cargo travels by a mixture.

    ### By corridor

    | Corridor | Title | Routes | On the front above | Cheapest, CNY/t | its days | Fastest, days | its CNY/t | CNY/t a day saved, first |
    | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
    | borrowed | Borrowing a port to go to the sea | 2 | 2 | 214.31 | 8.9 | 6.6 | 232.51 | – |
    | domestic | All-domestic | 0 | 0 | – | – | – | – | – |

    - All-domestic has no route in time: its fastest is 232.51 CNY/t in 6.6 days.

    3 routes recomputed from the tables alone: no difference.

    Is it cheaper to go out by Zarubino than by Dalian? The lower total wins.
    ");
}

#[test]
fn many_fronts_are_summed_up() {
    let mut found = found();
    found.deadline = Some(Duration::hours(240.0));
    found.demands = vec![found.demands[0].clone(); 5];
    found.demands[4].front.clear();
    found.demands[4].fastest_too_late = found.demands[4].corridors[1].fastest_too_late.clone();
    let text = markdown::render(&found.page(Look::default()));
    insta::assert_snapshot!(text.split_once("What counts").expect("a sentence").1, @r"
    : cost and time. Found is every route that no other equals or beats in all of these, forms of cargo and corridors competing; none is missing. Only routes within 10 days are shown.

    **8 routes are worth choosing for 4 demands with a route in time. From Hunchun to Ningbo \| Zhoushan there are most: 2. For 1 demand no route arrives in time.**

    ## By corridor

    | Corridor | Title | Answered | Too late | Routes | On fronts | Cheapest for | Fastest for | CNY/t a day saved, first |
    | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
    | borrowed | Borrowing a port to go to the sea | 5 | 0 | 2.0 | 10 | 4 | 0 | – |
    | domestic | All-domestic | 0 | 5 | 0.0 | 0 | 0 | 4 | – |

    Routes: on the corridor's own fronts, on average of the demands it answers. On fronts: those of them that no other corridor equals or beats. Cheapest and fastest for: demands for which it holds that end of the front. A day saved, first: what the next faster route than the cheapest costs for each day that it saves; of a corridor the median.

    ## Demand by demand

    | From | To | Routes | Cheapest by | CNY/t | Days | Fastest by | Days | CNY/t | A day saved |
    | --- | --- | ---: | --- | ---: | ---: | --- | ---: | ---: | ---: |
    | Hunchun | Ningbo \| Zhoushan | 2 | borrowed | 214.31 | 8.9 | domestic | 6.6 | 232.51 | 7.73 |
    | Hunchun | Ningbo \| Zhoushan | 2 | borrowed | 214.31 | 8.9 | domestic | 6.6 | 232.51 | 7.73 |
    | Hunchun | Ningbo \| Zhoushan | 2 | borrowed | 214.31 | 8.9 | domestic | 6.6 | 232.51 | 7.73 |
    | Hunchun | Ningbo \| Zhoushan | 2 | borrowed | 214.31 | 8.9 | domestic | 6.6 | 232.51 | 7.73 |
    | Hunchun | Ningbo \| Zhoushan | 0 | – | – | – | domestic (too late) | 6.6 | 232.51 | 7.73 |

    Ask with --from or --to for the routes of a demand, or take all of them with --format csv.

    3 routes recomputed from the tables alone: no difference.

    Is it cheaper to go out by Zarubino than by Dalian? The lower total wins.
    ");
}
