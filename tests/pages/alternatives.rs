//! The page of the routes beside the cheapest.

use crate::analysis::alternatives::{Alternative, Alternatives, AlternativesAsked, AlternativesList, Difference};
use crate::analysis::alternatives::{Ended, Stretch};
use crate::answer::{Answer, NamedPlaces, Parts};
use crate::present::{Look, Shown, markdown, sample};
use crate::units::Money;

/// Returns the route by Dalian as one that goes another way than that by Zarubino.
fn another_way(cheapest: &Answer, own: Answer) -> Alternative {
    let (ours, theirs) = (own.costs().0, cheapest.costs().0);
    let parts = Parts(std::array::from_fn(|part| ours[part] - theirs[part]));
    let [from, to] = [own.from.clone(), own.steps[1].to.clone()];
    let stretch =
        Stretch { from, via: Vec::new(), to, mode: "rail", km: 1301.0, legs: vec!["rail-hunchun-dalian".into()] };
    let against = Difference {
        share: 0.75,
        total_per_t: parts.total(),
        parts,
        days: own.days_more_than(cheapest),
        km: 580.0,
        co2e_kg_per_t: 7.2,
        other_form: cheapest.form.clone(),
        own_legs: vec!["rail-hunchun-dalian".into()],
        others_legs: vec!["rail-hunchun-makhalino".into()],
        own: vec![stretch],
        others: Vec::new(),
    };
    Alternative {
        is_cheap: false,
        is_different: true,
        has_loop: false,
        against_cheapest: Some(against),
        answer: Answer { rank: Some(7), ..own },
    }
}

/// Makes a list of two routes, and an empty one.
fn found() -> Alternatives {
    let results = sample::results();
    let [first, second, none, _]: [Answer; 4] = results.answers.try_into().expect("four answers");
    let list = |asked: &Answer, routes: Vec<Alternative>| AlternativesList {
        from: asked.from.clone(),
        to: asked.to.clone(),
        corridor: "any".into(),
        corridor_title: "Any corridor".into(),
        reason: routes.is_empty().then(|| "no leg leaves Hunchun".to_owned()),
        ended: if routes.is_empty() { Ended::All } else { Ended::Limit },
        tied_with_more: !routes.is_empty(),
        routes_met: 9,
        paths_looked_at: 20,
        routes,
    };
    let other = another_way(&first, second);
    let cheapest = Alternative {
        is_cheap: true,
        is_different: true,
        has_loop: true,
        against_cheapest: None,
        answer: Answer { refused: None, ..first.clone() },
    };
    let asked = AlternativesAsked {
        cheapest: Some(1),
        different: 2,
        min_difference: 0.3,
        within_per_t: Some(Money::from_micros(20_000_000)),
        most_paths: 20,
    };
    let mut manifest = results.manifest;
    manifest.audited = Some(2);
    let lists = vec![list(&first, vec![cheapest, other]), list(&none, Vec::new())];
    Alternatives { manifest, asked, verdicts: Vec::new(), places: NamedPlaces::default(), lists, shares: None }
}

#[test]
fn routes_are_listed_with_what_each_costs_more_and_why() {
    insta::assert_snapshot!(markdown::render(&found().page(Look::default())), @r"
    # From Hunchun to the Yangtze

    hunchun-2019: maize in lots of 3000 t, as of 2019-06-24. Amounts are CNY per tonne of cargo, to two decimals, parts so that they add up; cargo waits half the interval between departures.

    Changed: factors.fuel.value = \*1.2.

    ## Hunchun to Ningbo \| Zhoushan: Any corridor

    **The cheapest route costs 214.31 CNY/t and takes 8.9 days; 61 % of this total rests on estimates. Going another way over at least 30 % of the distance costs 18.20 CNY/t more, 2.4 days faster.**

    | Rank | CNY/t | More | Days | Km | CO2e, kg/t | Form | Elsewhere | Listed as |
    | ---: | ---: | ---: | ---: | ---: | ---: | --- | ---: | --- |
    | 1 | 214.31 | 0.00 | 8.9 | 1762 | 21.8 | box20 |  | cheapest |
    | 7 | 232.51 | 18.20 | 6.6 | 2342 | 28.9 | bulk | 75 % | another way |

    - 1: Hunchun —rail over the border→ Makhalino —rail→ Zarubino —sea→ Ningbo \| Zhoushan. It comes back to where it was, because that pays.
    - 7: Hunchun —rail→ Dalian —sea→ Ningbo \| Zhoushan. 18.20 CNY/t more, 2.4 days faster: rail haulage +89.08, sea haulage -38.00, handling -15.00, all else -17.88. It goes in bulk, not in box20; besides the cheapest way Hunchun → Dalian by rail, 1301 km.

    - At least one more route costs as much as the last of the cheapest ones listed.
    - Stopped after 20 paths, 9 routes among them: dearer routes were not looked at, so more of what was asked for may exist. Give --most-paths to look further.

    ## Hunchun to Shanghai: Any corridor

    **Any corridor has no route: no leg leaves Hunchun.**

    Elsewhere: the share of the kilometres of a route, or of the cheapest where that is shorter, on ways from place to place by a mode that the other does not go. The rank counts all routes that do not come back to where they were, listed or not. Another way differs from the cheapest route and from every cheaper other way by at least 30 %.

    2 routes recomputed from the tables alone: no difference.

    Is it cheaper to go out by Zarubino than by Dalian? The lower total wins.
    ");
}

#[test]
fn many_lists_make_one_table() {
    let mut found = found();
    found.lists = found.lists.iter().cycle().take(7).cloned().collect();
    let text = markdown::render(&found.page(Look::default()));
    insta::assert_snapshot!(text.split("## ").nth(1).unwrap_or_default(), @r"
    Routes of all demands

    | From | To | Corridor | CNY/t | Routes listed | 2nd, more | Last cheap, more | Another way, more | Elsewhere | Another way |
    | --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |
    | Hunchun | Ningbo \| Zhoushan | any | 214.31 | 2 |  |  | 18.20 | 75 % | Hunchun —rail→ Dalian —sea→ Ningbo \| Zhoushan |
    | Hunchun | Shanghai | any | no route | 0 |  |  |  |  |  |
    | Hunchun | Ningbo \| Zhoushan | any | 214.31 | 2 |  |  | 18.20 | 75 % | Hunchun —rail→ Dalian —sea→ Ningbo \| Zhoushan |
    | Hunchun | Shanghai | any | no route | 0 |  |  |  |  |  |
    | Hunchun | Ningbo \| Zhoushan | any | 214.31 | 2 |  |  | 18.20 | 75 % | Hunchun —rail→ Dalian —sea→ Ningbo \| Zhoushan |
    | Hunchun | Shanghai | any | no route | 0 |  |  |  |  |  |
    | Hunchun | Ningbo \| Zhoushan | any | 214.31 | 2 |  |  | 18.20 | 75 % | Hunchun —rail→ Dalian —sea→ Ningbo \| Zhoushan |

    - 4 lists stopped after 20 paths: dearer routes were not looked at there. Give --most-paths to look further.
    - 3 pairs have no route; name one with --from, --to and --corridor to learn why.

    Elsewhere: the share of the kilometres of a route, or of the cheapest where that is shorter, on ways from place to place by a mode that the other does not go. The rank counts all routes that do not come back to where they were, listed or not. Another way differs from the cheapest route and from every cheaper other way by at least 30 %.

    2 routes recomputed from the tables alone: no difference.

    Is it cheaper to go out by Zarubino than by Dalian? The lower total wins.
    ");
}
