//! Finds the routes of demands by corridors in the order of their cost, and chooses those that are listed.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::ids::{CorridorId, DemandId, Id, LegId};
use crate::model::Model;
use crate::network::{Arrivals, Network};
use crate::solve::{Ends, Look, Route, Routes, Ways};
use crate::units::Money;

use super::alternative::{Alternative, AlternativesAsked, AlternativesOf, Difference, Ended, Stretch};
use super::find::{Best, reasons};
use super::refusal::permissions_of;
use super::{Answer, Parts, PricedNetwork, Tracer, blank, place_name};

/// Finds the routes of some demands by some corridors.
///
/// Routes come out in the order of their cost, so the cheapest that differ from each other are found by taking one after
/// the other and keeping each that differs enough from all that were kept.
///
/// # Shape
/// `values` has one entry for each figure of the register; the result has one list for each pair.
///
/// # Source
/// Chondrogiannis, Bouros, Gamper, Leser and Blumenthal, Finding k-shortest paths with limited overlap, The VLDB Journal
/// 29 (2020), for the question; the overlap is taken of the shorter of two routes (the overlap coefficient of
/// Szymkiewicz and Simpson), so that neither is a piece of the other.
pub fn alternatives(
    model: &Model,
    values: &[f64],
    pairs: &[(DemandId, CorridorId)],
    asked: &AlternativesAsked,
) -> Vec<AlternativesOf> {
    let (network, arrivals) = Network::expand_with_arrivals(model, pairs);
    let priced = PricedNetwork::of(network, model, values);
    let (weights, ranks) = priced.weighted();
    let ways = Ways::new(priced.network().graph(), &weights, &ranks, &arrivals.steps);
    let finder = Finder { model, values, priced: &priced, arrivals: &arrivals, asked: *asked };
    let found = pairs.par_iter().map_init(
        || (Routes::new(&ways), priced.tracer(model, values)),
        |(routes, tracer), &pair| finder.list(routes, tracer, pair),
    );
    let mut lists: Vec<AlternativesOf> = found.collect();
    let missing: Vec<usize> = (0..lists.len()).filter(|&index| lists[index].routes.is_empty()).collect();
    let without: Vec<_> = missing.iter().map(|&index| pairs[index]).collect();
    for (index, reason) in missing.into_iter().zip(reasons(model, values, &without)) {
        lists[index].asked.reason = reason;
    }
    lists
}

/// Holds what all lists are found with.
struct Finder<'a> {
    model: &'a Model,
    values: &'a [f64],
    priced: &'a PricedNetwork,
    arrivals: &'a Arrivals,
    asked: AlternativesAsked,
}

/// Is a route that is listed.
struct Listed {
    route: Route,
    legs: Legs,
    rank: u32,
    is_cheap: bool,
    is_different: bool,
}

/// Is the legs of a route by which it is compared with others, and their length in millionths of a kilometre.
struct Legs {
    all: BTreeSet<u32>,
    micro_km: u64,
}

impl Finder<'_> {
    fn list(
        &self,
        routes: &mut Routes<'_>,
        tracer: &mut Tracer<'_>,
        (demand, corridor): (DemandId, CorridorId),
    ) -> AlternativesOf {
        let asked = self.priced.network().questions().iter().enumerate();
        let asked = asked.filter(|(_, question)| (question.demand, question.corridor) == (demand, corridor));
        let (questions, ends): (Vec<usize>, Vec<Ends>) = asked
            .filter_map(|(index, question)| {
                let begun = self.arrivals.begun[index].clone();
                Some((index, Ends { source: question.source, target: question.target?, begun }))
            })
            .unzip();
        routes.ask(ends);
        let mut list = AlternativesOf {
            asked: blank(self.model, demand, corridor),
            routes: Vec::new(),
            ended: Ended::All,
            tied_with_more: false,
            met: 0,
            looked: 0,
        };
        let listed = self.choose(routes, &mut list);
        list.looked = routes.looked();
        let answers: Vec<Answer> =
            listed.iter().map(|listed| self.answer(tracer, questions[listed.route.ends], listed)).collect();
        for (position, (own, answer)) in listed.iter().zip(&answers).enumerate() {
            let against = (position > 0).then(|| self.difference((own, answer), (&listed[0], &answers[0])));
            list.routes.push(Alternative {
                answer: Answer {
                    rank: Some(own.rank),
                    more_than_best: answer.total_per_t.zip(answers[0].total_per_t).map(|(total, best)| total - best),
                    ..answer.clone()
                },
                is_cheap: own.is_cheap,
                is_different: own.is_different,
                has_loop: own.route.has_loop,
                against_cheapest: against,
            });
        }
        list
    }

    /// Takes routes as they come until all that are asked for are found, and writes down how it ended.
    fn choose(&self, routes: &mut Routes<'_>, list: &mut AlternativesOf) -> Vec<Listed> {
        let mut listed: Vec<Listed> = Vec::new();
        let (mut last_cost, mut rank) = (-1.0, 0);
        list.ended = loop {
            let cheap = listed.iter().filter(|route| route.is_cheap).count();
            let different = listed.iter().filter(|route| route.is_different).count();
            let wants_cheap = self.asked.cheapest.is_none_or(|wanted| cheap < wanted);
            let wants_different = different < self.asked.different;
            let Some(least) = routes.least() else { break Ended::All };
            let dearest_cheap = listed.iter().rev().find(|route| route.is_cheap).map(|route| route.route.path.cost);
            let may_tie = !wants_cheap && !list.tied_with_more && dearest_cheap.is_some_and(|cost| least <= cost);
            if !wants_cheap && !wants_different && !may_tie {
                break Ended::Enough;
            }
            let over = |within: Money, best: &Listed| least - best.route.path.cost > within.micros() as f64;
            if self.asked.within.zip(listed.first()).is_some_and(|(within, best)| over(within, best)) {
                break Ended::Within;
            }
            if routes.looked() >= self.asked.most_looked {
                break Ended::Limit;
            }
            let Some(Look::Route(route)) = routes.look() else { continue };
            list.met += 1;
            if route.path.cost > last_cost {
                (last_cost, rank) = (route.path.cost, list.met as u32);
            }
            list.tied_with_more |= !wants_cheap && dearest_cheap == Some(route.path.cost);
            let legs = self.legs(&route);
            let mut kept = listed.iter().filter(|route| route.is_different);
            let is_different =
                wants_different && kept.all(|other| self.share(&legs, &other.legs) >= self.asked.min_difference);
            if wants_cheap || is_different {
                listed.push(Listed { route, legs, rank, is_cheap: wants_cheap, is_different });
            }
        };
        listed
    }

    fn legs(&self, route: &Route) -> Legs {
        let all: BTreeSet<u32> = route.steps.iter().copied().collect();
        let micro_km = all.iter().map(|&leg| self.micro_km(leg)).sum();
        Legs { all, micro_km }
    }

    fn micro_km(&self, leg: u32) -> u64 {
        let figure = self.model.legs[LegId::new(leg as usize)].distance_km;
        figure.map_or(0, |figure| (self.values[figure.index()] * 1e6).round() as u64)
    }

    /// Returns the share of the shorter of two routes that lies on legs which the other does not use.
    fn share(&self, one: &Legs, other: &Legs) -> f64 {
        let common = one.all.intersection(&other.all);
        let (common, shorter) = if one.micro_km == 0 || other.micro_km == 0 {
            (common.count() as u64, one.all.len().min(other.all.len()) as u64)
        } else {
            (common.map(|&leg| self.micro_km(leg)).sum(), one.micro_km.min(other.micro_km))
        };
        if shorter == 0 { 0.0 } else { (shorter - common) as f64 / shorter as f64 }
    }

    /// Writes a route out as an answer.
    fn answer(&self, tracer: &mut Tracer<'_>, question: usize, listed: &Listed) -> Answer {
        let mut answer = tracer.answer(question, &listed.route.path);
        let found = Best { question, path: listed.route.path.clone() };
        answer.permissions = permissions_of(self.model, self.priced.network(), &found);
        answer
    }

    fn difference(&self, (route, answer): (&Listed, &Answer), (best, cheapest): (&Listed, &Answer)) -> Difference {
        let mut parts = Parts::default();
        for (more, (ours, theirs)) in parts.0.iter_mut().zip(answer.parts.0.into_iter().zip(cheapest.parts.0)) {
            *more = ours - theirs;
        }
        Difference {
            share: self.share(&route.legs, &best.legs),
            parts,
            days: answer.days_more_than(cheapest),
            km: answer.km.total().as_km() - cheapest.km.total().as_km(),
            co2e_kg_per_t: answer.co2e.as_kilograms() - cheapest.co2e.as_kilograms(),
            other_form: if answer.form == cheapest.form { None } else { cheapest.form.clone() },
            own: self.stretches(&route.route.steps, &best.legs),
            others: self.stretches(&best.route.steps, &route.legs),
        }
    }

    /// Joins the legs of a route that another does not use.
    fn stretches(&self, steps: &[u32], other: &Legs) -> Vec<Stretch> {
        let mut stretches: Vec<Stretch> = Vec::new();
        let mut goes_on = false;
        for &step in steps {
            let leg = &self.model.legs[LegId::new(step as usize)];
            if other.all.contains(&step) {
                goes_on = false;
                continue;
            }
            let to = place_name(self.model, leg.to);
            let km = self.micro_km(step) as f64 / 1e6;
            match stretches.last_mut().filter(|last| goes_on && last.mode == leg.mode.as_str()) {
                Some(last) => {
                    last.to = to;
                    last.km += km;
                    last.legs.push(leg.key.clone());
                }
                None => stretches.push(Stretch {
                    from: place_name(self.model, leg.from),
                    to,
                    mode: leg.mode.as_str(),
                    km,
                    legs: vec![leg.key.clone()],
                }),
            }
            goes_on = true;
        }
        stretches
    }
}
