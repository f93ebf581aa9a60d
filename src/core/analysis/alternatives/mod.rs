//! Finds the routes of demands by corridors in the order of their cost, and chooses those that are listed.

mod result;

pub use result::{Alternative, Alternatives, AlternativesAsked, AlternativesOf, Difference, Ended, Stretch};

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::ids::{CorridorId, DemandId, Id, LegId, PlaceId};
use crate::model::{Mode, Model};
use crate::network::{Arrivals, Network};
use crate::units::Money;
use corridor_kernel::{Candidate, RankedRoute, RouteEnds, RouteGraph, Routes};

use crate::answer::permissions_of;
use crate::answer::{Answer, Parts, Prepared, PricedNetwork, Tracer, blank, manifest, place_name};
use crate::answer::{Best, reasons};
use crate::audit::AuditError;

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
    done: impl Fn() + Sync,
) -> Vec<AlternativesOf> {
    let (network, arrivals) = Network::expand_with_arrivals(model, pairs);
    let priced = PricedNetwork::of(network, model, values);
    let (weights, ranks) = priced.weighted();
    let ways = RouteGraph::new(priced.network().graph(), &weights, &ranks, &arrivals.steps);
    let finder = Finder { model, values, priced: &priced, arrivals: &arrivals, asked: *asked };
    let found = pairs.par_iter().map_init(
        || (Routes::new(&ways), priced.tracer(model, values)),
        |(routes, tracer), &pair| {
            let list = finder.list(routes, tracer, pair);
            done();
            list
        },
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
    route: RankedRoute,
    way: Way,
    rank: u32,
    is_cheap: bool,
    is_different: bool,
}

/// Is a way from a place to the next by one mode; legs of other ships, services or tariffs may go the same way.
type Link = (PlaceId, PlaceId, Mode);

/// Is the way of a route, by which it is compared with others: its links with their lengths in millionths of a kilometre.
struct Way {
    links: BTreeMap<Link, u64>,
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
        let (questions, ends): (Vec<usize>, Vec<RouteEnds>) = asked
            .filter_map(|(index, question)| {
                let begun = vec![self.arrivals.begun[index]];
                Some((index, RouteEnds { source: question.source, target: question.target?, begun }))
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
        let listed = self.choose(routes, &questions, &mut list);
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
    fn choose(&self, routes: &mut Routes<'_>, questions: &[usize], list: &mut AlternativesOf) -> Vec<Listed> {
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
            let Some(Candidate::Route(mut route)) = routes.look() else { continue };
            if self.is_needless(questions[route.ends], &route) {
                // As in a kernel's loop, only the cheapest route of all may.
                if list.met > 0 {
                    continue;
                }
                route.has_loop = true;
            }
            list.met += 1;
            if route.path.cost > last_cost {
                (last_cost, rank) = (route.path.cost, list.met as u32);
            }
            list.tied_with_more |= !wants_cheap && dearest_cheap == Some(route.path.cost);
            let way = self.way(&route);
            let mut kept = listed.iter().filter(|route| route.is_different);
            let is_different =
                wants_different && kept.all(|other| Self::share(&way, &other.way) >= self.asked.min_difference);
            if wants_cheap || is_different {
                listed.push(Listed { route, way, rank, is_cheap: wants_cheap, is_different });
            }
        };
        listed
    }

    fn is_needless(&self, question: usize, route: &RankedRoute) -> bool {
        let legs = route.path.arcs.iter().flat_map(|&arc| self.arrivals.steps.of(arc as usize));
        let legs: Vec<(u32, u32)> = legs.copied().collect();
        let layer = self.priced.network().questions()[question].layer;
        self.arrivals.is_needless(self.model, layer, self.arrivals.begun[question], &legs)
    }

    fn way(&self, route: &RankedRoute) -> Way {
        let links: BTreeMap<Link, u64> = route.steps.iter().map(|&leg| self.link(leg)).collect();
        Way { micro_km: links.values().sum(), links }
    }

    /// Returns the link that a leg goes, with its length.
    fn link(&self, leg: u32) -> (Link, u64) {
        let leg = &self.model.legs[LegId::new(leg as usize)];
        let km = leg.distance_km.map_or(0, |figure| (self.values[figure.index()] * 1e6).round() as u64);
        ((leg.from, leg.to, leg.mode), km)
    }

    /// Returns the share of the shorter of two ways that does not go where the other goes.
    fn share(one: &Way, other: &Way) -> f64 {
        let common = one.links.iter().filter_map(|(link, &km)| Some(km.min(*other.links.get(link)?)));
        let (common, shorter) = if one.micro_km == 0 || other.micro_km == 0 {
            (common.count() as u64, one.links.len().min(other.links.len()) as u64)
        } else {
            (common.sum(), one.micro_km.min(other.micro_km))
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
            share: Self::share(&route.way, &best.way),
            parts,
            days: answer.days_more_than(cheapest),
            km: answer.km.total().as_km() - cheapest.km.total().as_km(),
            co2e_kg_per_t: answer.co2e.as_kilograms() - cheapest.co2e.as_kilograms(),
            own_legs: self.own_legs(&route.route.steps, &best.route.steps),
            others_legs: self.own_legs(&best.route.steps, &route.route.steps),
            other_form: if answer.form == cheapest.form { None } else { cheapest.form.clone() },
            own: self.stretches(&route.route.steps, &best.way),
            others: self.stretches(&best.route.steps, &route.way),
        }
    }

    /// Joins the legs of a route that go where another does not.
    fn stretches(&self, steps: &[u32], other: &Way) -> Vec<Stretch> {
        let mut stretches: Vec<Stretch> = Vec::new();
        let mut goes_on = false;
        for &step in steps {
            let leg = &self.model.legs[LegId::new(step as usize)];
            let (link, micro_km) = self.link(step);
            if other.links.contains_key(&link) {
                goes_on = false;
                continue;
            }
            let [from, to] = [leg.from, leg.to].map(|place| place_name(self.model, place));
            let km = micro_km as f64 / 1e6;
            if let Some(last) = stretches.last_mut().filter(|last| goes_on && last.mode == leg.mode.as_str()) {
                last.via.push(std::mem::replace(&mut last.to, to));
                last.km += km;
                last.legs.push(leg.key.clone());
            } else {
                let (mode, legs) = (leg.mode.as_str(), vec![leg.key.clone()]);
                stretches.push(Stretch { from, via: Vec::new(), to, mode, km, legs });
            }
            goes_on = true;
        }
        stretches
    }

    /// Returns the keys of the legs of a route that another does not use.
    fn own_legs(&self, steps: &[u32], others: &[u32]) -> Vec<String> {
        let own = steps.iter().filter(|leg| !others.contains(leg));
        own.map(|&leg| self.model.legs[LegId::new(leg as usize)].key.clone()).collect()
    }
}

impl Prepared {
    /// Finds the routes of some demands by some corridors beside the cheapest, and recomputes those that are listed if
    /// asked.
    ///
    /// # Errors
    /// Returns the audit's finding where it disagrees.
    ///
    /// # Example
    /// ```
    /// # std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).expect("the project");
    /// use corridor::{answer::Prepared, ids::Id, ids::CorridorId, ids::DemandId, analysis::alternatives::AlternativesAsked};
    ///
    /// let case = Prepared::prepare(std::path::Path::new("scenarios/hunchun-ningbo-2019.toml"), &[])?;
    /// let asked = AlternativesAsked {
    ///     cheapest: Some(3),
    ///     different: 1,
    ///     min_difference: 0.3,
    ///     within: None,
    ///     most_looked: 1000,
    /// };
    /// let found = case.alternatives(&[(DemandId::new(0), CorridorId::new(0))], &asked, true).expect("an audit that agrees");
    /// let routes = &found.lists[0].routes;
    /// assert_eq!(routes[0].answer.total_per_t, case.totals()[0]);
    /// assert!(routes.windows(2).all(|pair| pair[0].answer.total_per_t <= pair[1].answer.total_per_t));
    /// # Ok::<(), corridor::problem::Problems>(())
    /// ```
    pub fn alternatives(
        &self,
        pairs: &[(DemandId, CorridorId)],
        asked: &AlternativesAsked,
        audit: bool,
    ) -> Result<Alternatives, AuditError> {
        self.watch().begin(pairs.len());
        let lists = alternatives(&self.model, &self.values, pairs, asked, || self.watch().done());
        let mut manifest = manifest(std::slice::from_ref(self));
        if audit {
            let answers: Vec<Answer> =
                lists.iter().flat_map(|list| &list.routes).map(|route| route.answer.clone()).collect();
            manifest.audited = Some(self.audit(&answers)?);
        }
        Ok(Alternatives { manifest, asked: *asked, lists })
    }
}
