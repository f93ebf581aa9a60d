//! Shares of routes where not everybody takes the cheapest: logit and path-size logit over the routes that were found.

use std::collections::BTreeMap;

use crate::ids::Pair;
use crate::units::Money;

use super::result::{Alternative, AlternativesList};
use super::shares::{ChoiceModel, ChoiceShares, CorridorShare, RouteChoice, RouteShare, RouteShares};
use super::way::{Link, LinkedWay};

/// A route of a demand with the corridors that list it.
struct Chosen<'a> {
    route: &'a Alternative,
    way: &'a LinkedWay,
    corridors: Vec<String>,
}

/// Shares the goods of each demand out among the routes of all its lists.
///
/// # Source
/// Multinomial logit: Luce (1959). Path size: Ben-Akiva and Bierlaire, Discrete choice methods and their applications to
/// short-term travel decisions, in Handbook of Transportation Science (1999): `P(i) = PS(i) exp(-S c(i)) / sum over j of
/// PS(j) exp(-S c(j))` with `PS(i) = sum over the ways a of i of l(a) / L(i) / n(a)`, where `l(a)` is the length of a way,
/// `L(i)` that of the route and `n(a)` the number of routes that go it.
pub(super) fn shares(
    choice: RouteChoice,
    pairs: &[Pair],
    lists: &[AlternativesList],
    ways: &[Vec<LinkedWay>],
) -> RouteShares {
    let mut demands = Vec::new();
    let mut first = 0;
    while first < pairs.len() {
        let number = pairs[first..].iter().take_while(|pair| pair.demand == pairs[first].demand).count();
        demands.extend(of_demand(choice, &lists[first..first + number], &ways[first..first + number]));
        first += number;
    }
    RouteShares { choice, demands }
}

/// Shares the goods of one demand out; nothing where it has no route.
fn of_demand(choice: RouteChoice, lists: &[AlternativesList], ways: &[Vec<LinkedWay>]) -> Option<ChoiceShares> {
    let mut chosen: Vec<Chosen<'_>> = Vec::new();
    for (list, ways) in lists.iter().zip(ways) {
        for (route, way) in list.routes.iter().zip(ways) {
            let is_it = |known: &&mut Chosen<'_>| {
                known.way.legs() == way.legs() && known.route.answer.form == route.answer.form
            };
            match chosen.iter_mut().find(is_it) {
                Some(known) => known.corridors.push(list.corridor.clone()),
                None => chosen.push(Chosen { route, way, corridors: vec![list.corridor.clone()] }),
            }
        }
    }
    // Equal totals stay in the order of the lists.
    chosen.sort_by_key(|own| own.route.answer.total());
    let least_per_t = chosen.first()?.route.answer.total();
    let sizes = path_sizes(&chosen.iter().map(|own| own.way).collect::<Vec<_>>());
    let more: Vec<f64> = chosen.iter().map(|own| (own.route.answer.total() - least_per_t).as_units()).collect();
    let shares = logit(choice, &more, &sizes);
    let routes: Vec<RouteShare> = chosen
        .iter()
        .zip(sizes.iter().zip(&shares))
        .map(|(own, (&path_size, &share))| RouteShare {
            corridors: own.corridors.clone(),
            form: own.route.answer.form.clone().unwrap_or_default(),
            total_per_t: own.route.answer.total(),
            days: own.route.answer.time().as_days(),
            route: own.route.answer.places_in_order(),
            path_size,
            share,
        })
        .collect();
    let mean = more.iter().zip(&shares).map(|(more, share)| more * share).sum::<f64>();
    let corridor = |list: &AlternativesList| CorridorShare {
        corridor: list.corridor.clone(),
        share: routes.iter().filter(|own| own.corridors.contains(&list.corridor)).map(|own| own.share).sum(),
        total_per_t: list.routes.first().map(|route| route.answer.total()),
    };
    Some(ChoiceShares {
        from: lists[0].from.clone(),
        to: lists[0].to.clone(),
        least_per_t,
        mean_per_t: least_per_t + Money::round(mean),
        corridors: lists.iter().map(corridor).collect(),
        routes,
    })
}

/// Returns the share of each alternative, of which each costs so much more than the least; they add up to 1.
fn logit(choice: RouteChoice, more: &[f64], sizes: &[f64]) -> Vec<f64> {
    let weight = |(&more, &size): (&f64, &f64)| {
        let size = if choice.model == ChoiceModel::PathSize { size } else { 1.0 };
        size * libm::exp(-choice.scale * more)
    };
    let weights: Vec<f64> = more.iter().zip(sizes).map(weight).collect();
    // The cheapest has at least the size of its path, which is above 0.
    let sum: f64 = weights.iter().sum();
    weights.into_iter().map(|weight| weight / sum).collect()
}

/// Returns the size of the path of each route; of routes without kilometres all ways count the same.
fn path_sizes(ways: &[&LinkedWay]) -> Vec<f64> {
    let mut routes_on: BTreeMap<&Link, f64> = BTreeMap::new();
    for link in ways.iter().flat_map(|way| way.links().keys()) {
        *routes_on.entry(link).or_default() += 1.0;
    }
    let size = |way: &&LinkedWay| {
        let whole = way.micro_km();
        let length = |km: u64| if whole == 0 { 1.0 } else { km as f64 };
        let sum = if whole == 0 { way.links().len() as f64 } else { whole as f64 };
        way.links().iter().map(|(link, &km)| length(km) / sum / routes_on[link]).sum()
    };
    ways.iter().map(size).collect()
}

#[cfg(test)]
mod tests {
    use super::{ChoiceModel, RouteChoice, logit, path_sizes};
    use crate::analysis::alternatives::way::LinkedWay;

    const LOGIT: RouteChoice = RouteChoice { model: ChoiceModel::Logit, scale: 0.1 };
    const PATH_SIZE: RouteChoice = RouteChoice { model: ChoiceModel::PathSize, ..LOGIT };

    fn near(found: &[f64], expected: &[f64]) {
        assert_eq!(found.len(), expected.len());
        assert!(found.iter().zip(expected).all(|(one, other)| (one - other).abs() < 1e-9), "{found:?} {expected:?}");
    }

    /// A way over links from place to place with kilometres.
    fn way(links: &[(usize, usize, u64)]) -> LinkedWay {
        LinkedWay::of_links(links)
    }

    #[test]
    fn shares_fall_by_e_for_each_unit_of_the_scale() {
        // 10 and 20 yuan more at 0.1 a yuan: 1, 1/e and 1/e2, over their sum.
        let (e1, e2) = (0.367_879_441_171_442_3, 0.135_335_283_236_612_7);
        let sum = 1.0 + e1 + e2;
        near(&logit(LOGIT, &[0.0, 10.0, 20.0], &[1.0; 3]), &[1.0 / sum, e1 / sum, e2 / sum]);
        near(&logit(LOGIT, &[0.0, 0.0], &[1.0; 2]), &[0.5, 0.5]);
    }

    #[test]
    fn a_great_scale_leaves_the_cheapest_alone_and_a_small_one_shares_alike() {
        near(&logit(RouteChoice { scale: 1e6, ..LOGIT }, &[0.0, 0.01, 5.0], &[1.0; 3]), &[1.0, 0.0, 0.0]);
        near(&logit(RouteChoice { scale: 1e-12, ..LOGIT }, &[0.0, 0.01, 5.0], &[1.0; 3]), &[1.0 / 3.0; 3]);
    }

    #[test]
    fn routes_that_share_a_way_share_its_size() {
        // Two routes share 60 of their 100 km, a third goes by itself: 40/100 + 60/100/2 = 0.7 for both.
        let ways = [way(&[(0, 1, 60), (1, 2, 40)]), way(&[(0, 1, 60), (1, 3, 30), (3, 2, 10)]), way(&[(0, 2, 90)])];
        let sizes = path_sizes(&ways.iter().collect::<Vec<_>>());
        near(&sizes, &[0.7, 0.7, 1.0]);
        near(&logit(PATH_SIZE, &[0.0; 3], &sizes), &[0.7 / 2.4, 0.7 / 2.4, 1.0 / 2.4]);
        // The same route three times counts as one.
        let same = [way(&[(0, 1, 60)]), way(&[(0, 1, 60)]), way(&[(0, 1, 60)])];
        near(&path_sizes(&same.iter().collect::<Vec<_>>()), &[1.0 / 3.0; 3]);
    }

    #[test]
    fn disjoint_routes_are_shared_by_logit_alone() {
        let ways = [way(&[(0, 1, 60), (1, 2, 40)]), way(&[(0, 3, 0), (3, 2, 500)]), way(&[(0, 2, 0)])];
        let sizes = path_sizes(&ways.iter().collect::<Vec<_>>());
        near(&sizes, &[1.0; 3]);
        let more = [0.0, 3.0, 12.5];
        near(&logit(PATH_SIZE, &more, &sizes), &logit(LOGIT, &more, &sizes));
    }
}
