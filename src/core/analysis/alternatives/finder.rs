//! The routes of one demand by one corridor, taken in the order of their cost.

use crate::answer::{Answer, PricedNetwork, Tracer, blank, permissions_of};
use crate::ids::{CorridorId, DemandId};
use crate::model::Model;
use crate::network::Arrivals;
use crate::units::Money;
use corridor_kernel::{Candidate, RankedRoute, RouteEnds, Routes};

use super::difference::{ComparedRoute, Comparison, LinkedWay};
use super::question::AlternativesAsked;
use super::result::{Alternative, AlternativesList, Ended};

/// What all lists are found with.
pub(super) struct Finder<'a> {
    pub(super) model: &'a Model,
    pub(super) values: &'a [f64],
    pub(super) priced: &'a PricedNetwork,
    pub(super) arrivals: &'a Arrivals,
    pub(super) asked: AlternativesAsked,
}

/// A route that is listed.
struct ListedRoute {
    route: RankedRoute,
    way: LinkedWay,
    rank: u32,
    is_cheap: bool,
    is_different: bool,
}

/// The routes chosen for a list, and how the search for them ended.
struct ChosenRoutes {
    listed: Vec<ListedRoute>,
    ended: Ended,
    tied_with_more: bool,
    /// How many routes were met, listed or not.
    met: usize,
}

impl ChosenRoutes {
    fn cheap(&self) -> usize {
        self.listed.iter().filter(|route| route.is_cheap).count()
    }

    fn different(&self) -> usize {
        self.listed.iter().filter(|route| route.is_different).count()
    }

    /// Returns the cost of the last of the cheapest routes.
    fn dearest_cheap(&self) -> Option<f64> {
        self.listed.iter().rev().find(|route| route.is_cheap).map(|route| route.route.path.cost)
    }
}

impl Finder<'_> {
    /// Lists the routes of a demand by a corridor.
    pub(super) fn list(
        &self,
        routes: &mut Routes<'_>,
        tracer: &mut Tracer<'_>,
        (demand, corridor): (DemandId, CorridorId),
    ) -> AlternativesList {
        let asked = self.priced.network().questions().iter().enumerate();
        let asked = asked.filter(|(_, question)| (question.demand, question.corridor) == (demand, corridor));
        let ends = |begun, source, target| RouteEnds { source, target, begun: vec![begun] };
        let (questions, ends): (Vec<usize>, Vec<RouteEnds>) = asked
            .filter_map(|(index, question)| {
                Some((index, ends(self.arrivals.begun[index], question.source, question.target?)))
            })
            .unzip();
        routes.ask(ends);
        let chosen = self.choose(routes, &questions);
        let answers: Vec<Answer> = chosen
            .listed
            .iter()
            .map(|listed| self.answer(tracer, questions[listed.route.ends], &listed.route))
            .collect();
        let asked = blank(self.model, demand, corridor);
        AlternativesList {
            from: asked.from.clone(),
            to: asked.to.clone(),
            corridor: asked.corridor.clone(),
            reason: None,
            asked,
            ended: chosen.ended,
            tied_with_more: chosen.tied_with_more,
            routes_met: chosen.met,
            paths_looked_at: routes.looked(),
            routes: self.against_cheapest(&chosen.listed, &answers),
        }
    }

    /// Chooses among routes in the order of their cost until all that are asked for are found.
    fn choose(&self, routes: &mut Routes<'_>, questions: &[usize]) -> ChosenRoutes {
        let mut chosen = ChosenRoutes { listed: Vec::new(), ended: Ended::All, tied_with_more: false, met: 0 };
        let comparison = self.comparison();
        let (mut last_cost, mut rank) = (-1.0, 0);
        while let Some(least) = routes.least() {
            let wants_cheap = self.asked.cheapest.is_none_or(|wanted| chosen.cheap() < wanted);
            let wants_different = chosen.different() < self.asked.different;
            let dearest_cheap = chosen.dearest_cheap();
            let may_tie = !wants_cheap && !chosen.tied_with_more && dearest_cheap.is_some_and(|cost| least <= cost);
            if let Some(ended) = self.end(&chosen, least, wants_cheap || wants_different || may_tie, routes.looked()) {
                chosen.ended = ended;
                break;
            }
            let Some(Candidate::Route(mut route)) = routes.look() else { continue };
            if self.is_needless(questions[route.ends], &route) {
                // As in a kernel's loop, only the cheapest route of all may.
                if chosen.met > 0 {
                    continue;
                }
                route.has_loop = true;
            }
            chosen.met += 1;
            if route.path.cost > last_cost {
                (last_cost, rank) = (route.path.cost, chosen.met as u32);
            }
            chosen.tied_with_more |= !wants_cheap && dearest_cheap == Some(route.path.cost);
            let way = comparison.way(&route.steps);
            let mut kept = chosen.listed.iter().filter(|route| route.is_different);
            let is_different = wants_different && kept.all(|other| way.share(&other.way) >= self.asked.min_difference);
            if wants_cheap || is_different {
                chosen.listed.push(ListedRoute { route, way, rank, is_cheap: wants_cheap, is_different });
            }
        }
        chosen
    }

    /// Returns why no further route is taken, where the next one costs so much at least.
    fn end(&self, chosen: &ChosenRoutes, least: f64, wants_more: bool, looked: usize) -> Option<Ended> {
        let over = |within: Money, best: &ListedRoute| least - best.route.path.cost > within.micros() as f64;
        let best = chosen.listed.first();
        if !wants_more {
            Some(Ended::Enough)
        } else if self.asked.within_per_t.zip(best).is_some_and(|(within, best)| over(within, best)) {
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
        self.arrivals.is_needless(self.model, layer, self.arrivals.begun[question], &legs)
    }

    /// Writes a route out as an answer.
    fn answer(&self, tracer: &mut Tracer<'_>, question: usize, route: &RankedRoute) -> Answer {
        let mut answer = tracer.answer(question, &route.path);
        answer.permissions = permissions_of(self.model, self.priced.network(), question, &route.path);
        answer
    }

    /// Sets routes against the first, which is the cheapest.
    fn against_cheapest(&self, listed: &[ListedRoute], answers: &[Answer]) -> Vec<Alternative> {
        let comparison = self.comparison();
        let compared = |position: usize| ComparedRoute {
            legs: &listed[position].route.steps,
            way: &listed[position].way,
            answer: &answers[position],
        };
        let alternative = |(position, own): (usize, &ListedRoute)| Alternative {
            is_cheap: own.is_cheap,
            is_different: own.is_different,
            has_loop: own.route.has_loop,
            against_cheapest: (position > 0).then(|| comparison.difference(compared(position), compared(0))),
            answer: ranked(&answers[position], own.rank, &answers[0]),
        };
        listed.iter().enumerate().map(alternative).collect()
    }

    const fn comparison(&self) -> Comparison<'_> {
        Comparison { model: self.model, values: self.values }
    }
}

/// Returns an answer with its rank and what it costs more than the cheapest.
fn ranked(answer: &Answer, rank: u32, cheapest: &Answer) -> Answer {
    let more_than_best = answer.total_per_t.zip(cheapest.total_per_t).map(|(total, best)| total - best);
    Answer { rank: Some(rank), more_than_best, ..answer.clone() }
}
