//! The catchment, summed up from the counts of all draws: what each corridor saves at each origin and along lines.

use std::collections::{BTreeMap, BTreeSet};

use crate::answer::{NamedPlaces, PlaceName, place_name};
use crate::draws::Engine;
use crate::ids::{CorridorId, DemandId, Pair, PlaceId};
use crate::units::{Grade, Money};

use super::frame::Weighing;
use super::gateways::gateway_of;
use super::line::{Approach, Reaches};
use super::map::{self, CHANCES, MapPoint, SavingValues};
use super::result::{BreakEvenLine, Catchment, CatchmentOrigin, LineStop, OriginCorridor};
use super::site::Savings;
use super::tally::{CatchmentStudy, CatchmentTally, SavingsTally};

/// Everything that a catchment is summed up from.
pub(super) struct Summed<'a> {
    pub(super) study: &'a CatchmentStudy,
    pub(super) tally: &'a CatchmentTally,
    /// The savings at each site with the figures at their values.
    pub(super) central: Vec<Savings>,
    /// What each corridor could save at each site, with its own figures at their favourable bounds.
    pub(super) could: Vec<Savings>,
}

impl<'a> Summed<'a> {
    /// Works out the savings with the figures at their values and bounds.
    pub(super) fn new(study: &'a CatchmentStudy, tally: &'a CatchmentTally) -> Self {
        let frame = &study.frame;
        let micros = |total: Option<Money>| vec![total.map_or(f64::INFINITY, |total| total.micros() as f64)];
        let totals = frame.answers.map(|answer| micros(answer.total_per_t));
        let challenges = frame.answers.map(|answer| micros(answer.challenge_per_t));
        let central = study.sites().map(|site| frame.savings(site, &totals, &totals)).collect();
        let could = study.sites().map(|site| frame.savings(site, &challenges, &totals)).collect();
        Self { study, tally, central, could }
    }

    pub(super) fn catchment(&self, engine: &Engine, seed: u64) -> Catchment {
        let frame = &self.study.frame;
        let model = frame.model();
        let mut origins: Vec<CatchmentOrigin> = (0..frame.origins.len()).map(|origin| self.origin(origin)).collect();
        origins.sort_by(|left, right| {
            let km = |origin: &CatchmentOrigin| origin.anchor_km.unwrap_or(f64::INFINITY);
            km(left).total_cmp(&km(right)).then_with(|| left.place.key.cmp(&right.place.key))
        });
        let lines = self.study.lines.iter().zip(&self.tally.lines).map(|(line, reaches)| self.line(line, reaches));
        let shares = self.shares();
        let is_estimate = |id| model.register.figure(id).grade == Grade::Estimate;
        let mut found = Catchment {
            scenario: frame.case.used(),
            verdicts: Vec::new(),
            draws: self.tally.draws,
            seed,
            figures_drawn: engine.figures().len(),
            estimates_drawn: engine.figures().iter().filter(|&&id| is_estimate(id)).count(),
            held: engine.held().to_vec(),
            settled: engine.settled().to_vec(),
            weighing: frame.weighing,
            reference: self.key(frame.reference),
            corridors: self.corridors(&shares),
            places: NamedPlaces::default(),
            destinations: self.destinations(),
            origins,
            gateways: self.gateways(&shares),
            lines: lines.filter(|line| !line.stops.is_empty()).collect(),
            grid: self.study.grid.clone(),
            without_map: self.without_map(),
            no_areas: None,
            at_one_position: self.at_one_position(),
            map: map::draw(frame, &self.on_map()),
            pairs: self.pairs(),
        };
        found.places = places(&found);
        found.no_areas = found.map.no_areas;
        found
    }

    pub(super) fn key(&self, corridor: CorridorId) -> String {
        self.study.frame.model().corridors[corridor].key.clone()
    }

    /// Collects what is known of corridors, by key.
    pub(super) fn by_key<T>(&self, known: impl Fn(CorridorId) -> Option<T>) -> BTreeMap<String, T> {
        let corridors = self.study.frame.model().corridors.ids();
        corridors.filter_map(|corridor| Some((self.key(corridor), known(corridor)?))).collect()
    }

    /// Returns the share of draws that were counted.
    pub(super) fn chance(&self, count: u64) -> f64 {
        count as f64 / self.tally.draws as f64
    }

    fn destinations(&self) -> Vec<PlaceName> {
        let model = self.study.frame.model();
        let mut seen = BTreeSet::new();
        let places = model.demands.iter().map(|demand| demand.to).filter(|&place| seen.insert(place));
        places.map(|place| place_name(model, place)).collect()
    }

    fn origin(&self, origin: usize) -> CatchmentOrigin {
        let frame = &self.study.frame;
        let own = &frame.origins[origin];
        let place = &frame.model().places.list[own.place];
        let saving = |corridor: CorridorId| saving(&self.central[origin], corridor);
        let leader = frame.leader(saving);
        let next = frame.in_order().filter(|&other| Some(other) != leader).filter_map(saving).max();
        let tonnes = |&demand: &DemandId| frame.answers.of_demand(demand)[0].tonnes_per_year.unwrap_or_default();
        let (anchor_km, anchor) = self.anchor(&own.demands).unzip();
        CatchmentOrigin {
            place: place_name(frame.model(), own.place),
            region: place.region.clone(),
            tonnes_per_year: (frame.weighing == Weighing::Tonnes).then(|| own.demands.iter().map(tonnes).sum()),
            destinations: own.demands.len(),
            anchor: anchor.map(|place| place_name(frame.model(), place)),
            anchor_km,
            leader: leader.map(|leader| self.key(leader)),
            margin_per_t: leader.and_then(saving).zip(next).map(|(lead, next)| lead - next),
            corridors: self.by_key(|corridor| self.origin_corridor(origin, corridor)),
        }
    }

    fn origin_corridor(&self, origin: usize, corridor: CorridorId) -> Option<OriginCorridor> {
        let tally = self.tally.origins[origin][corridor].as_ref()?;
        let compared = self.compared(origin, corridor);
        let [p5, p25, p50, p75, p95] = CHANCES.map(|percent| tally.savings.percentile(f64::from(percent)));
        Some(OriginCorridor {
            destinations: compared.len(),
            gateway: self.gateway(&compared),
            saving_per_t: saving(&self.central[origin], corridor)?,
            could_save_per_t: saving(&self.could[origin], corridor),
            mean_saving_per_t: tally.savings.mean(),
            p5_saving_per_t: p5,
            p25_saving_per_t: p25,
            p50_saving_per_t: p50,
            p75_saving_per_t: p75,
            p95_saving_per_t: p95,
            chance_saves: self.chance(tally.saves),
            chance_leads: self.chance(tally.leads),
        })
    }

    /// Returns the pairs of an origin and a corridor whose demands the reference serves too.
    fn compared(&self, origin: usize, corridor: CorridorId) -> Vec<Pair> {
        let frame = &self.study.frame;
        let is_served = |&pair: &Pair| frame.answers.get(pair).total_per_t.is_some();
        let pairs = frame.origins[origin].demands.iter().map(|&demand| Pair { demand, corridor });
        pairs.filter(|pair| is_served(pair) && is_served(&Pair { corridor: frame.reference, ..*pair })).collect()
    }

    /// Returns the gateway for most of the weight of some pairs, of equal ones the first by key.
    fn gateway(&self, pairs: &[Pair]) -> Option<PlaceName> {
        let frame = &self.study.frame;
        let mut weights: BTreeMap<Option<&str>, (u64, Option<&PlaceName>)> = BTreeMap::new();
        for &pair in pairs {
            let port = gateway_of(frame.answers.get(pair));
            weights.entry(port.map(|port| port.key.as_str())).or_insert((0, port)).0 += frame.weights[pair.demand];
        }
        let most = weights.into_values().reduce(|most, next| if next.0 > most.0 { next } else { most });
        most.and_then(|(_, port)| port).cloned()
    }

    /// Returns the nearest place where routes of some demands leave the country, or else board a ship, with the distance
    /// in kilometres; those of the reference count where no other corridor has one.
    fn anchor(&self, demands: &[DemandId]) -> Option<(f64, PlaceId)> {
        let (approaches, reference) = (&self.study.approaches, self.study.frame.reference);
        let nearest = |is_counted: &dyn Fn(CorridorId) -> bool| {
            let of_demands = demands.iter().flat_map(|&demand| approaches.of_demand(demand)).flatten();
            let counted = of_demands.filter(|approach| is_counted(approach.corridor));
            let ends = counted.map(|approach| (approach.length(), approach.anchor));
            ends.min_by(|left, right| left.0.total_cmp(&right.0).then(left.1.cmp(&right.1)))
        };
        nearest(&|corridor| corridor != reference).or_else(|| nearest(&|corridor| corridor == reference))
    }

    fn line(&self, line: &Approach, reaches: &Reaches) -> BreakEvenLine {
        let frame = &self.study.frame;
        let model = frame.model();
        let stop = |&(origin, km): &(usize, f64)| {
            let tally = self.tally.origins[origin][line.corridor].as_ref()?;
            Some(LineStop {
                origin: place_name(model, frame.origins[origin].place),
                km,
                saving_per_t: saving(&self.central[origin], line.corridor)?,
                chance_saves: self.chance(tally.saves),
            })
        };
        let stops: Vec<LineStop> = line.stops.iter().filter_map(stop).collect();
        let ends = stops.first().zip(stops.last()).filter(|(first, last)| last.km > first.km);
        let loss = ends
            .map_or(0.0, |(first, last)| (first.saving_per_t - last.saving_per_t).as_units() / (last.km - first.km));
        let [p5_km, p50_km, p95_km] = [5, 50, 95].map(|percent| reaches.percentile(percent));
        BreakEvenLine {
            corridor: self.key(line.corridor),
            anchor: place_name(model, line.anchor),
            central: line.reach_in(&self.central, 0),
            could: line.reach_in(&self.could, 0),
            loss_per_km: Money::round(loss),
            p5_km,
            p50_km,
            p95_km,
            nowhere: reaches.nowhere,
            whole: reaches.whole,
            stops,
        }
    }

    /// Returns the sites that are on the map: they have a position, and the reference has a route from there.
    fn on_map(&self) -> Vec<MapPoint> {
        let tallies = self.tally.origins.iter().chain(&self.tally.points);
        let mut on_map = Vec::new();
        for (site, (own, tally)) in self.study.sites().zip(tallies).enumerate() {
            if let Some(at) = own.at.filter(|_| self.is_known(site)) {
                let corridors = tally.enumerate().map(|(corridor, tally)| self.values(site, corridor, tally.as_ref()));
                on_map.push(MapPoint { at, corridors: corridors.collect() });
            }
        }
        on_map
    }

    /// Returns the values of a corridor at a site, if it has a route there.
    fn values(&self, site: usize, corridor: CorridorId, tally: Option<&SavingsTally>) -> Option<SavingValues> {
        let savings = &tally?.savings;
        Some(SavingValues {
            central: saving(&self.central[site], corridor)?.micros() as f64 / 1e6,
            exceeds: CHANCES.map(|percent| savings.percentile(f64::from(100 - percent)).as_units()),
            could: saving(&self.could[site], corridor)?.micros() as f64 / 1e6,
        })
    }

    /// Returns the origins that are not on the map.
    fn without_map(&self) -> Vec<PlaceName> {
        let frame = &self.study.frame;
        let origins = frame.origins.iter().enumerate();
        let without = origins.filter(|(site, origin)| origin.site.at.is_none() || !self.is_known(*site));
        without.map(|(_, origin)| place_name(frame.model(), origin.place)).collect()
    }

    /// Returns the origins on the map at the position of an earlier one.
    fn at_one_position(&self) -> Vec<PlaceName> {
        let frame = &self.study.frame;
        let mut seen = Vec::new();
        let mut later = Vec::new();
        for (site, origin) in frame.origins.iter().enumerate() {
            let Some(at) = origin.site.at.filter(|_| self.is_known(site)) else { continue };
            if seen.contains(&at) {
                later.push(place_name(frame.model(), origin.place));
            } else {
                seen.push(at);
            }
        }
        later
    }

    /// Returns whether the reference has a route from a site.
    fn is_known(&self, site: usize) -> bool {
        self.central[site][self.study.frame.reference].is_some()
    }
}

/// Returns what a corridor saves without draws, if it is compared.
fn saving(savings: &Savings, corridor: CorridorId) -> Option<Money> {
    savings[corridor].as_ref().map(|savings| Money::from_micros(savings[0]))
}

/// Collects the places that a catchment names.
fn places(found: &Catchment) -> NamedPlaces {
    let own = found.pairs.iter().flat_map(|pair| pair.corridors.values());
    let ports = own.flat_map(|own| &own.gateways).filter_map(|gateway| gateway.gateway.as_ref());
    let anchors = found.origins.iter().filter_map(|origin| origin.anchor.as_ref());
    let anchors = anchors.chain(found.lines.iter().map(|line| &line.anchor));
    let origins = found.origins.iter().map(|origin| &origin.place);
    let mut places = NamedPlaces::default();
    for place in origins.chain(anchors).chain(&found.destinations).chain(ports) {
        places.add(place);
    }
    places
}
