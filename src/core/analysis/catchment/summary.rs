//! The catchment, summed up from the counts of all draws.

use std::collections::BTreeSet;

use crate::answer::{NamedPlaces, PlaceName, place_name};
use crate::draws::{Counts, Engine};
use crate::units::{Grade, Money};

use super::line::{Approach, Reaches};
use super::map::{self, CHANCES, MapPoint, Values};
use super::question::CatchmentAsked;
use super::result::{BreakEvenLine, Catchment, CatchmentOrigin, CatchmentPair, LineStop};
use super::saving::Basket;
use super::summed::{Summed, gap};
use super::tally::reach_in;

impl Summed<'_> {
    /// Sums up.
    pub(super) fn catchment(&self, engine: &Engine, asked: &CatchmentAsked) -> Catchment {
        let frame = self.counted.frame;
        let model = frame.case.model();
        let is_estimate = |id| model.register.figure(id).grade == Grade::Estimate;
        let mut origins: Vec<(usize, CatchmentOrigin)> =
            (0..frame.origins.len()).map(|origin| (origin, self.origin(origin))).collect();
        origins.sort_by(|(_, left), (_, right)| {
            let km = |origin: &CatchmentOrigin| origin.anchor_km.unwrap_or(f64::INFINITY);
            km(left).total_cmp(&km(right)).then_with(|| left.place.key.cmp(&right.place.key))
        });
        let mut position = vec![0; origins.len()];
        for (sorted, (origin, _)) in origins.iter().enumerate() {
            position[*origin] = sorted;
        }
        let origins: Vec<CatchmentOrigin> = origins.into_iter().map(|(_, origin)| origin).collect();
        let (lines, pairs) = (self.lines(&position), self.pairs(&position));
        let destinations = self.destinations();
        let (on_map, without_map) = self.on_map();
        Catchment {
            scenario: frame.case.used(),
            draws: asked.draws,
            seed: asked.seed,
            figures_drawn: engine.figures().len(),
            estimates_drawn: engine.figures().iter().filter(|&&id| is_estimate(id)).count(),
            held: engine.held().to_vec(),
            settled: engine.settled().to_vec(),
            weighing: frame.weighing,
            reference: self.corridor(frame.reference),
            corridors: self.corridors(),
            places: places(&origins, &lines, &destinations, &pairs),
            destinations,
            origins,
            gateways: self.gateways(),
            lines,
            grid: None,
            without_map,
            map: map::draw(frame, &on_map),
            pairs,
        }
    }

    /// Returns the different destinations.
    fn destinations(&self) -> Vec<PlaceName> {
        let frame = self.counted.frame;
        let mut seen = BTreeSet::new();
        let places = frame.destinations.iter().filter(|&&place| seen.insert(place));
        places.map(|&place| place_name(frame.case.model(), place)).collect()
    }

    /// Sums up the break-even distances, with origins by their positions in the result.
    fn lines(&self, position: &[usize]) -> Vec<BreakEvenLine> {
        let lines = self.counted.lines.iter().zip(&self.tally.lines);
        let all = lines.map(|((corridor, approach), reaches)| self.line(*corridor, approach, reaches, position));
        all.filter(|line| !line.stops.is_empty()).collect()
    }

    fn line(&self, corridor: usize, approach: &Approach, reaches: &Reaches, position: &[usize]) -> BreakEvenLine {
        let frame = self.counted.frame;
        let model = frame.case.model();
        let stop = |&(origin, km): &(usize, f64)| {
            let tally = self.tally.origins[origin][corridor].as_ref()?;
            Some(LineStop {
                position: position[origin],
                origin: place_name(model, frame.origins[origin]),
                km,
                saving_per_t: Money::from_micros(self.central[origin][corridor].as_ref()?[0]),
                chance_saves: self.chance(tally.saves),
            })
        };
        let stops: Vec<LineStop> = approach.stops.iter().filter_map(stop).collect();
        let ends = stops.first().zip(stops.last()).filter(|(first, last)| last.km > first.km);
        let loss = ends
            .map_or(0.0, |(first, last)| (first.saving_per_t - last.saving_per_t).as_units() / (last.km - first.km));
        let [p5_km, p50_km, p95_km] = [5, 50, 95].map(|percent| reaches.percentile(percent, approach.length()));
        BreakEvenLine {
            corridor: self.corridor(corridor),
            anchor: place_name(model, approach.anchor),
            central: reach_in(approach, &self.central, corridor, 0),
            could: reach_in(approach, &self.could, corridor, 0),
            loss_per_km: Money::round(loss),
            p5_km,
            p50_km,
            p95_km,
            nowhere: reaches.nowhere,
            whole: reaches.whole,
            stops,
        }
    }

    /// Returns the origins and points that are on the map, and the origins that are not.
    fn on_map(&self) -> (Vec<MapPoint>, Vec<PlaceName>) {
        let frame = self.counted.frame;
        let model = frame.case.model();
        let (mut on_map, mut without) = (Vec::new(), Vec::new());
        for (origin, &place) in frame.origins.iter().enumerate() {
            let is_known = self.central[origin][frame.reference].is_some();
            match model.places.list[place].position.filter(|_| is_known) {
                Some((lat, lon)) => on_map.push(self.origin_on_map(origin, (lon, lat))),
                None => without.push(place_name(model, place)),
            }
        }
        on_map.extend(self.points_on_map());
        (on_map, without)
    }

    fn origin_on_map(&self, origin: usize, at: (f64, f64)) -> MapPoint {
        let corridor = |corridor: usize| {
            let counts = self.tally.origins[origin][corridor].as_ref().map(|tally| &tally.savings);
            values(self.central[origin][corridor].as_ref(), self.could[origin][corridor].as_ref(), counts)
        };
        MapPoint { at, corridors: (0..self.counted.frame.corridors).map(corridor).collect() }
    }

    /// Returns the points of the grid from which the reference has a route.
    fn points_on_map(&self) -> Vec<MapPoint> {
        let (frame, points) = (self.counted.frame, self.counted.points);
        let total = |demand: usize, corridor: usize| vec![frame.total(demand, corridor)];
        let totals: Vec<Vec<Vec<f64>>> = (0..frame.demands.len())
            .map(|demand| (0..frame.corridors).map(|corridor| total(demand, corridor)).collect())
            .collect();
        let could_totals: Vec<Vec<Vec<Vec<f64>>>> = (0..frame.corridors)
            .map(|corridor| (0..frame.demands.len()).map(|demand| gap(self.counted, demand, corridor)).collect())
            .collect();
        let could = |point: usize, corridor: usize| {
            let gaps = points.basket(frame, point, &could_totals[corridor]);
            let totals = gaps.iter().map(Vec::as_slice).collect();
            Basket { weights: points.weights().to_vec(), totals }.mean_gap(|rows| (&rows[0], &rows[1]))
        };
        let mut on_map = Vec::new();
        for (point, counts) in self.tally.points.iter().enumerate() {
            let central = points.savings(frame, point, &totals);
            if central[frame.reference].is_none() {
                continue;
            }
            let corridor = |corridor: usize| {
                values(central[corridor].as_ref(), could(point, corridor).as_ref(), counts[corridor].as_ref())
            };
            on_map.push(MapPoint { at: points.all[point].at, corridors: (0..frame.corridors).map(corridor).collect() });
        }
        on_map
    }
}

/// Returns the values of a corridor at a point, if it has a route there.
fn values(central: Option<&Vec<i64>>, could: Option<&Vec<i64>>, counts: Option<&Counts>) -> Option<Values> {
    let counts = counts?;
    let units = |saving: Option<&Vec<i64>>| Some(saving?[0] as f64 / 1e6);
    let exceeds = CHANCES.map(|percent| counts.percentile(u64::from(100 - percent)).as_units());
    Some(Values { central: units(central)?, exceeds, could: units(could)? })
}

/// Collects the places that a catchment names.
fn places(
    origins: &[CatchmentOrigin],
    lines: &[BreakEvenLine],
    destinations: &[PlaceName],
    pairs: &[CatchmentPair],
) -> NamedPlaces {
    let gateways = pairs.iter().flat_map(|pair| pair.corridors.known()).flat_map(|(_, own)| &own.gateways);
    let ports = gateways.filter_map(|gateway| gateway.gateway.as_ref());
    let anchors = origins.iter().filter_map(|origin| origin.anchor.as_ref());
    let anchors = anchors.chain(lines.iter().map(|line| &line.anchor));
    let mut places = NamedPlaces::default();
    for place in origins.iter().map(|origin| &origin.place).chain(anchors).chain(destinations).chain(ports) {
        places.add(place);
    }
    places
}
