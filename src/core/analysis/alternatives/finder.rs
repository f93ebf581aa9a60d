//! The routes of each demand by each corridor, taken in the order of their cost.

use rayon::prelude::*;

use crate::answer::{Answer, Parts, Prepared, PricedNetwork, Progress, Tracer, place_name, reasons};
use crate::ids::Pair;
use crate::network::{Arrivals, Network};
use corridor_kernel::{Candidate, RankedRoute, RouteEnds, RouteGraph, Routes};

use super::question::AlternativesAsked;
use super::result::{Alternative, AlternativesList, Difference, Ended};
use super::way::LinkedWay;

/// Lists the routes of some pairs, and the reasons of those that have none; returns the ways of the routes too.
pub(super) fn lists(
    case: &Prepared,
    pairs: &[Pair],
    asked: &AlternativesAsked,
    progress: &Progress,
) -> (Vec<AlternativesList>, Vec<Vec<LinkedWay>>) {
    let (model, values) = (case.model(), case.values());
    let (network, arrivals) = Network::expand_with_arrivals(model, pairs);
    let priced = PricedNetwork::of(network, model, values);
    let (weights, ranks) = priced.weighted();
    let ways = RouteGraph::new(priced.network().graph(), &weights, &ranks, &arrivals.steps);
    let finder = Finder { case, priced: &priced, arrivals: &arrivals, asked };
    progress.begin(pairs.len());
    let found = pairs.par_iter().map_init(
        || (Routes::new(&ways), priced.tracer(model, values)),
        |(routes, tracer), &pair| {
            let list = finder.list(routes, tracer, pair);
            progress.done();
            list
        },
    );
    let (mut lists, ways): (Vec<AlternativesList>, Vec<Vec<LinkedWay>>) = found.unzip();
    let without = pairs.iter().zip(&lists).filter(|(_, list)| list.routes.is_empty());
    let mut reasons = reasons(model, values, &without.map(|(&pair, _)| pair).collect::<Vec<_>>());
    for (pair, list) in pairs.iter().zip(&mut lists) {
        list.reason = reasons.remove(pair).map(|reason| reason.text);
    }
    (lists, ways)
}

struct Finder<'a> {
    case: &'a Prepared,
    priced: &'a PricedNetwork,
    arrivals: &'a Arrivals,
    asked: &'a AlternativesAsked,
}

/// A route that is listed, with what the next ones are compared by.
struct ListedRoute {
    alternative: Alternative,
    way: LinkedWay,
    cost: f64,
}

impl Finder<'_> {
    /// Lists the routes of a demand by a corridor, with their ways.
    fn list(&self, routes: &mut Routes<'_>, tracer: &mut Tracer<'_>, pair: Pair) -> (AlternativesList, Vec<LinkedWay>) {
        let model = self.case.model();
        let (mut questions, mut ends) = (Vec::new(), Vec::new());
        for (index, question) in self.priced.network().questions().iter().enumerate() {
            if let Some(target) = question.target.filter(|_| question.pair() == pair) {
                questions.push(index);
                ends.push(RouteEnds { source: question.source, target, begun: vec![self.arrivals.begun[index]] });
            }
        }
        routes.ask(ends);
        let (demand, corridor) = (&model.demands[pair.demand], &model.corridors[pair.corridor]);
        let mut list = AlternativesList {
            from: place_name(model, demand.from),
            to: place_name(model, demand.to),
            corridor: corridor.key.clone(),
            corridor_title: corridor.title.clone(),
            reason: None,
            ended: Ended::All,
            tied_with_more: false,
            routes_met: 0,
            paths_looked_at: 0,
            routes: Vec::new(),
        };
        let listed = self.choose(routes, tracer, &questions, &mut list);
        let ways;
        (list.routes, ways) = listed.into_iter().map(|listed| (listed.alternative, listed.way)).unzip();
        list.paths_looked_at = routes.looked();
        (list, ways)
    }

    /// Chooses among routes in the order of their cost until all that are asked for are found; notes how that ended.
    fn choose(
        &self,
        routes: &mut Routes<'_>,
        tracer: &mut Tracer<'_>,
        questions: &[usize],
        list: &mut AlternativesList,
    ) -> Vec<ListedRoute> {
        let mut listed: Vec<ListedRoute> = Vec::new();
        let (mut last_cost, mut rank) = (-1.0, 0);
        while let Some(least) = routes.least() {
            let cheap = || listed.iter().filter(|route| route.alternative.is_cheap);
            let mut different = listed.iter().filter(|route| route.alternative.is_different);
            let wants_cheap = self.asked.cheapest.is_none_or(|wanted| cheap().count() < wanted);
            let wants_different = different.clone().count() < self.asked.different;
            let dearest_cheap = cheap().next_back().map(|route| route.cost);
            let may_tie = !wants_cheap && !list.tied_with_more && dearest_cheap.is_some_and(|cost| least <= cost);
            let wants_more = wants_cheap || wants_different || may_tie;
            if let Some(ended) = self.end(listed.first(), least, wants_more, routes.looked()) {
                list.ended = ended;
                break;
            }
            let Some(Candidate::Route(mut route)) = routes.look() else { continue };
            let question = questions[route.ends];
            if self.is_needless(question, &route) {
                // As in a kernel's loop, only the cheapest route of all may.
                if list.routes_met > 0 {
                    continue;
                }
                route.has_loop = true;
            }
            list.routes_met += 1;
            let cost = route.path.cost;
            if cost > last_cost {
                (last_cost, rank) = (cost, list.routes_met as u32);
            }
            list.tied_with_more |= !wants_cheap && dearest_cheap == Some(cost);
            let way = LinkedWay::new(self.case, &route.steps);
            let is_different =
                wants_different && different.all(|other| way.share(&other.way) >= self.asked.min_difference);
            if wants_cheap || is_different {
                let mut answer = self.priced.itinerary(self.case.model(), tracer, question, &route.path);
                let cheapest = listed.first();
                let best = cheapest.map_or(answer.total_per_t, |cheapest| cheapest.alternative.answer.total_per_t);
                answer.rank = Some(rank);
                answer.more_than_best = answer.total_per_t.zip(best).map(|(total, best)| total - best);
                let alternative = Alternative {
                    is_cheap: wants_cheap,
                    is_different,
                    has_loop: route.has_loop,
                    against_cheapest: cheapest.map(|cheapest| self.difference(&way, &answer, cheapest)),
                    answer,
                };
                listed.push(ListedRoute { alternative, way, cost });
            }
        }
        listed
    }

    /// Returns why no further route is taken, where the next one costs so much at least.
    fn end(&self, cheapest: Option<&ListedRoute>, least: f64, wants_more: bool, looked: usize) -> Option<Ended> {
        let within = self.asked.within_per_t.zip(cheapest);
        if !wants_more {
            Some(Ended::Enough)
        } else if within.is_some_and(|(within, cheapest)| least - cheapest.cost > within.micros() as f64) {
            Some(Ended::Within)
        } else if looked >= self.asked.most_paths {
            Some(Ended::Limit)
        } else {
            None
        }
    }

    /// Returns whether a route passes a place or a border that it need not.
    fn is_needless(&self, question: usize, route: &RankedRoute) -> bool {
        let legs = route.path.arcs.iter().flat_map(|&arc| self.arrivals.steps.of(arc as usize));
        let legs: Vec<(u32, u32)> = legs.copied().collect();
        let layer = self.priced.network().questions()[question].layer;
        self.arrivals.is_needless(self.case.model(), layer, self.arrivals.begun[question], &legs)
    }

    /// Returns what a route has more than the cheapest, and where it goes elsewhere.
    fn difference(&self, way: &LinkedWay, own: &Answer, cheapest: &ListedRoute) -> Difference {
        let (case, model) = (self.case, self.case.model());
        let (other, others_way) = (&cheapest.alternative.answer, &cheapest.way);
        let (ours, theirs) = (own.costs().0, other.costs().0);
        let parts = Parts(std::array::from_fn(|part| ours[part] - theirs[part]));
        Difference {
            share: way.share(others_way),
            total_per_t: parts.total(),
            parts,
            days: own.days_more_than(other),
            km: own.length().as_km() - other.length().as_km(),
            co2e_kg_per_t: own.emissions().as_kilograms() - other.emissions().as_kilograms(),
            other_form: if own.form == other.form { None } else { other.form.clone() },
            own_legs: way.own_legs(model, others_way),
            others_legs: others_way.own_legs(model, way),
            own: way.stretches(case, others_way),
            others: others_way.stretches(case, way),
        }
    }
}
