//! The page of what is critical.

use crate::analysis::critical::{
    CorridorLoss, Critical, CriticalElement, ElementKind, ElementName, HitOrigin, Joint, LostDemand, Move,
};
use crate::answer::PlaceName;
use crate::present::{Look, Shown, markdown, sample};
use crate::units::Money;

const fn money(yuan: i64) -> Money {
    Money::from_micros(yuan * Money::SCALE)
}

fn name(kind: ElementKind, places: &[&PlaceName]) -> ElementName {
    ElementName {
        kind,
        key: places[0].key.clone(),
        name: String::new(),
        title: None,
        mode: (kind == ElementKind::Leg).then_some("rail"),
        places: places.iter().map(|&place| place.clone()).collect(),
    }
}

/// Makes a leg and a place that mean the same, each of which makes one demand dearer and cuts the other off.
fn found() -> Critical {
    let results = sample::results();
    let [from, to] = [&results.answers[0].from, &results.answers[0].to];
    let port = results.answers[0].steps[5].to.clone();
    let lost = vec![LostDemand { from: from.clone(), to: to.clone(), tonnes_per_year: Some(20_000.0) }];
    let goes = Move {
        from_corridor: "borrowed".into(),
        from_form: "box20",
        from_port: Some(port.clone()),
        to_corridor: "domestic".into(),
        to_form: "bulk",
        to_port: None,
        demands: 1,
        tonnes_per_year: Some(20_000.0),
        mean_per_t: money(18),
    };
    let element = |name: ElementName| CriticalElement {
        name,
        series: 1,
        demands: 1,
        tonnes_per_year: Some(20_000.0),
        mean_per_t: Some(money(18)),
        worst_per_t: Some(money(18)),
        worst_from: Some(from.clone()),
        worst_to: Some(to.clone()),
        sum_per_t: money(18),
        per_year: Some(money(360_000)),
        days_more: -2.4,
        change_corridor: 1,
        change_corridor_tonnes: Some(20_000.0),
        lost: lost.clone(),
        lost_tonnes_per_year: Some(20_000.0),
        corridors: vec![CorridorLoss {
            corridor: "borrowed".into(),
            title: String::new(),
            dearer: 0,
            mean_per_t: None,
            worst_per_t: None,
            lost: 1,
        }],
        moves: vec![goes.clone()],
        origins: vec![HitOrigin { from: from.clone(), demands: 2, mean_per_t: Some(money(18)) }],
    };
    let (leg, place) = (name(ElementKind::Leg, &[from, &port]), name(ElementKind::Place, &[&port]));
    let joint = Joint {
        first: vec![leg.clone(), place.clone()],
        second: vec![name(ElementKind::Permission, &[to])],
        demands: 1,
        first_alone_mean_per_t: Some(money(2)),
        second_alone_mean_per_t: Some(money(1)),
        excess_mean_per_t: Some(money(15)),
        excess_sum_per_t: money(15),
        excess_per_year: None,
        lost: Vec::new(),
        lost_tonnes_per_year: None,
    };
    Critical {
        scenario: results.manifest.scenarios[0].clone(),
        verdicts: Vec::new(),
        slower: None,
        kinds: vec![ElementKind::Leg, ElementKind::Place],
        corridors: vec!["borrowed".into(), "domestic".into()],
        demands: 2,
        without_route: 1,
        tonnes_per_year: Some(40_000.0),
        examined: 12,
        unused: 8,
        own_ends: 1,
        harmless: vec![name(ElementKind::Place, &[to])],
        elements: vec![element(leg), element(place)],
        pairs: Some(vec![joint]),
    }
}

#[test]
fn losses_are_laid_out_with_who_is_cut_off_and_who_goes_where() {
    insta::assert_snapshot!(markdown::render(&found().page(Look::default())), @r"
    # From Hunchun to the Yangtze

    hunchun-2019: maize in lots of 3000 t, as of 2019-06-24. Amounts are CNY per tonne of cargo, to two decimals, parts so that they add up; cargo waits half the interval between departures.

    Changed: factors.fuel.value = \*1.2.

    **Without Zarubino (place) one demand has no route left. The dearest to be lost is Hunchun - Zarubino (rail): it costs 1 demand 18.00 CNY/t, 360000 CNY a year.**

    Legs and places taken away one by one, for 2 demands by the cheapest of borrowed and domestic: 12 rows in all. 8 of them lie on no cheapest route of any demand by any of these, and change no answer. One demand has no route as it is and cannot lose one.

    ## No route left

    | Without | Demands cut off | of | t a year | From | To |
    | --- | ---: | ---: | ---: | --- | --- |
    | Hunchun - Zarubino (rail) | 1 | 2 | 20000 | Hunchun | Ningbo \| Zhoushan |

    ## Dearer for those who still have a route

    | Without | Demands | Mean CNY/t | Worst CNY/t | CNY a year | Days more | Change corridor | Most hit |
    | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |
    | Hunchun - Zarubino (rail) or Zarubino (place) | 1 | 18.00 | 18.00 | 360000 | -2.4 | 1 | Hunchun |

    Most hit: the origins that lose most. Days more are a mean of all that are hit: those that change their form or corridor may arrive much earlier or later.

    How the demands hit went, and where they go instead: by corridor, the port where they go to sea, and the form in which they travel where that changes; the most first:

    - Hunchun - Zarubino (rail) or Zarubino (place): borrowed by Zarubino in box20 → domestic in bulk.

    ## By corridor

    What each corridor loses by itself, whether it is the cheapest or not; first what matters to dearer corridors only, so that no demand loses by it.

    | Without | Corridor | Carries no longer | Dearer for | Mean CNY/t | Worst CNY/t |
    | --- | --- | ---: | ---: | ---: | ---: |
    | Hunchun - Zarubino (rail) or Zarubino (place) | borrowed | 1 | 0 | – | – |

    On a cheapest route, but without loss, for another way is as cheap or another permission covers it: Ningbo \| Zhoushan (place).

    One place matters to no other demands than those that begin or end there, which would go with them.

    ## Each other's alternative

    Both lost cost more than the sum of each:

    | Without | and without | Demands | First alone, CNY/t | Second alone, CNY/t | Both more than the sum, CNY/t | CNY a year |
    | --- | --- | ---: | ---: | ---: | ---: | ---: |
    | Hunchun - Zarubino (rail) or Zarubino (place) | ningbo (permission) | 1 | 2.00 | 1.00 | 15.00 | – |

    Cut off: demands that have a route without either, and none without both. Demands: those that pay more without both than the sum of what they pay more without each; the means are over them.

    Is it cheaper to go out by Zarubino than by Dalian? The lower total wins.
    ");
}

#[test]
fn what_costs_nothing_when_slower_is_said() {
    let found = Critical {
        slower: Some("24 h more at each use".into()),
        elements: Vec::new(),
        pairs: None,
        tonnes_per_year: None,
        ..found()
    };
    let text = markdown::render(&found.page(Look::default()));
    insta::assert_snapshot!(text.split_once("\n\n**").expect("a lead").1, @r"
    Nothing that is slower costs any demand anything: it lies on no cheapest route, or another way is as cheap.**

    Legs and places made slower one by one (24 h more at each use), for 2 demands by the cheapest of borrowed and domestic: 12 rows in all. 8 of them lie on no cheapest route of any demand by any of these, and change no answer. One demand has no route as it is and cannot lose one.

    The demands have no tonnes: each counts as one, and losses are given per tonne only. Give tonnes\_per\_year for losses in a year.

    On a cheapest route, but without loss, for nothing is handled there, or time costs nothing: Ningbo \| Zhoushan (place).

    One place matters to no other demands than those that begin or end there, which would go with them.

    Is it cheaper to go out by Zarubino than by Dalian? The lower total wins.
    ");
}
