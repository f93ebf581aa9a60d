//! From counts to what a catchment says.

use std::collections::BTreeMap;

use crate::analysis::catchment::{
    Anchor, BreakEvenLine, Catchment, CatchmentCorridor, CatchmentMap, CatchmentOrigin, CatchmentPair, GatewayShare,
    GatewayTotal, LineStop, OriginCorridor, PairCorridor, Weighing,
};
use crate::answer::{Answer, PlaceName, StepKind, place_name};
use crate::draws::Counts;
use crate::draws::Engine;
use crate::ids::PlaceId;
use crate::model::Mode;
use crate::units::{Grade, Money};

use super::line::Approach;
use super::map::{self, CHANCES, MapPoint, Values};
use super::saving::{Basket, leader};
use super::tally::{Counted, Tally, reach_in};
use crate::analysis::catchment::CatchmentAsked;

/// Is all that a catchment is summed up from.
#[derive(Clone, Copy)]
pub(super) struct Summed<'a> {
    pub(super) counted: Counted<'a>,
    pub(super) tally: &'a Tally,
    /// For each demand and corridor its route to the border or port.
    pub(super) approaches: &'a [Option<Approach>],
}

/// Is what corridors save from each origin: for each corridor one saving, if it and the reference have a route.
type Savings = Vec<Vec<Option<Vec<i64>>>>;

impl Summed<'_> {
    /// Sums up.
    pub(super) fn catchment(self, engine: &Engine, asked: &CatchmentAsked) -> Catchment {
        let Counted { frame, by, .. } = self.counted;
        let model = frame.case.model();
        let central = self.savings(|demand, corridor| frame.total(demand, corridor));
        let could = self.could();
        let is_estimate = |id| model.register.figure(id).grade == Grade::Estimate;
        let mut origins: Vec<(usize, CatchmentOrigin)> = (0..frame.origins.len())
            .map(|origin| (origin, self.origin(origin, &central, &could, asked.draws)))
            .collect();
        origins.sort_by(|(_, left), (_, right)| {
            let km = |origin: &CatchmentOrigin| origin.anchor.as_ref().map_or(f64::INFINITY, |anchor| anchor.km);
            km(left).total_cmp(&km(right)).then_with(|| left.place.key.cmp(&right.place.key))
        });
        let mut position = vec![0; origins.len()];
        for (sorted, (origin, _)) in origins.iter().enumerate() {
            position[*origin] = sorted;
        }
        let by_gateway = by.case.totals();
        let mut names: Vec<PlaceName> = frame.destinations.iter().map(|&place| place_name(model, place)).collect();
        let mut seen = std::collections::BTreeSet::new();
        names.retain(|name| seen.insert(name.key.clone()));
        Catchment {
            used: frame.case.used(),
            draws: asked.draws,
            seed: asked.seed,
            figures_drawn: engine.figures().len(),
            estimates_drawn: engine.figures().iter().filter(|&&id| is_estimate(id)).count(),
            held: engine.held().to_vec(),
            settled: engine.settled().to_vec(),
            weighing: frame.weighing,
            corridors: self.corridors(asked.draws),
            reference: frame.reference,
            destinations: names,
            pairs: (0..frame.demands.len())
                .map(|demand| self.pair(demand, &position, &by_gateway, asked.draws))
                .collect(),
            gateways: self.gateways(asked.draws),
            lines: self.lines(&central, &could, &position, asked.draws),
            map: self.map(&central, &could),
            origins: origins.into_iter().map(|(_, origin)| origin).collect(),
            grid: None,
        }
    }

    /// Returns what corridors save from each origin at one set of totals.
    fn savings(self, total: impl Fn(usize, usize) -> f64) -> Savings {
        let frame = self.counted.frame;
        let of_origin = |demands: &Vec<usize>| {
            let totals = |&demand: &usize| (0..frame.corridors).map(|corridor| vec![total(demand, corridor)]).collect();
            let owned: Vec<Vec<Vec<f64>>> = demands.iter().map(totals).collect();
            let weights = demands.iter().map(|&demand| frame.demands[demand].weight).collect();
            Basket { weights, totals: owned.iter().map(Vec::as_slice).collect() }.savings(frame)
        };
        frame.of_origin.iter().map(of_origin).collect()
    }

    /// Returns what each corridor could save from each origin, with its own figures at their favourable bounds.
    fn could(self) -> Savings {
        let frame = self.counted.frame;
        let of_origin = |demands: &Vec<usize>| {
            let gap = |corridor: usize| {
                let owned: Vec<Vec<Vec<f64>>> = demands.iter().map(|&demand| self.gap(demand, corridor)).collect();
                let weights = demands.iter().map(|&demand| frame.demands[demand].weight).collect();
                let basket = Basket { weights, totals: owned.iter().map(Vec::as_slice).collect() };
                basket.mean_gap(|rows| (&rows[0], &rows[1]))
            };
            (0..frame.corridors).map(gap).collect()
        };
        frame.of_origin.iter().map(of_origin).collect()
    }

    /// Returns the total of a demand by the reference, and what a corridor could cost.
    fn gap(self, demand: usize, corridor: usize) -> Vec<Vec<f64>> {
        let frame = self.counted.frame;
        vec![vec![frame.total(demand, frame.reference)], vec![frame.challenge(demand, corridor)]]
    }

    fn corridors(self, draws: u64) -> Vec<CatchmentCorridor> {
        let Counted { frame, by, .. } = self.counted;
        let answered = |&demand: &usize| self.best(demand).is_some();
        let all: Vec<usize> = (0..frame.demands.len()).filter(answered).collect();
        let weight: u64 = all.iter().map(|&demand| frame.demands[demand].weight).sum();
        let share = |amount: f64| if weight == 0 { 0.0 } else { amount / weight as f64 };
        let model = frame.case.model();
        let corridor = |(position, corridor): (usize, &crate::model::Corridor)| {
            let won = all.iter().filter(|&&demand| self.best(demand) == Some(position));
            let drawn = all.iter().map(|&demand| {
                let won: u64 = by.of_corridor[position].clone().map(|way| self.tally.demands[demand].won[way]).sum();
                i128::from(frame.demands[demand].weight) * i128::from(won)
            });
            CatchmentCorridor {
                key: corridor.key.clone(),
                title: corridor.title.clone(),
                share: share(won.map(|&demand| frame.demands[demand].weight).sum::<u64>() as f64),
                share_drawn: share(drawn.sum::<i128>() as f64 / draws as f64),
            }
        };
        model.corridors.iter().enumerate().map(corridor).collect()
    }

    /// Returns the cheapest corridor of a demand; of equal ones the reference, then the first.
    fn best(self, demand: usize) -> Option<usize> {
        let frame = self.counted.frame;
        let mut best: Option<usize> = None;
        for corridor in frame.in_order().filter(|&corridor| frame.total(demand, corridor).is_finite()) {
            if best.is_none_or(|known| frame.total(demand, corridor) < frame.total(demand, known)) {
                best = Some(corridor);
            }
        }
        best
    }

    fn origin(self, origin: usize, central: &Savings, could: &Savings, draws: u64) -> CatchmentOrigin {
        let frame = self.counted.frame;
        let model = frame.case.model();
        let own = &frame.of_origin[origin];
        let leader = leader(frame, &central[origin], 0);
        let saving = |corridor: usize| central[origin][corridor].as_ref().map(|savings| savings[0]);
        let next = (0..frame.corridors).filter(|&other| Some(other) != leader).filter_map(saving).max();
        let lead = leader.and_then(saving);
        let corridor = |corridor: usize| {
            let saving = saving(corridor)?;
            let tally = self.tally.origins[origin][corridor].as_ref()?;
            let chance = |count: u64| count as f64 / draws as f64;
            Some(OriginCorridor {
                destinations: own.iter().filter(|&&demand| self.is_compared(demand, corridor)).count(),
                gateway: self.gateway(origin, corridor),
                saving_per_t: Money::from_micros(saving),
                could_save_per_t: could[origin][corridor].as_ref().map(|saving| Money::from_micros(saving[0])),
                mean_saving_per_t: tally.savings.mean(),
                saving_quantiles_per_t: CHANCES.map(|percent| tally.savings.percentile(u64::from(percent))),
                chance_saves: chance(tally.saves),
                chance_leads: chance(tally.leads),
            })
        };
        let tonnes = own.iter().map(|&demand| frame.of(demand, 0).tonnes_per_year.unwrap_or_default()).sum();
        CatchmentOrigin {
            place: place_name(model, frame.origins[origin]),
            region: model.places.list[frame.origins[origin]].region.clone(),
            tonnes_per_year: (frame.weighing == Weighing::Tonnes).then_some(tonnes),
            destinations: own.len(),
            anchor: self.anchor(origin),
            leader,
            margin_per_t: lead.zip(next).map(|(lead, next)| Money::from_micros(lead - next)),
            corridors: (0..frame.corridors).map(corridor).collect(),
        }
    }

    fn is_compared(self, demand: usize, corridor: usize) -> bool {
        let frame = self.counted.frame;
        frame.total(demand, corridor).is_finite() && frame.total(demand, frame.reference).is_finite()
    }

    /// Returns the gateway for most of the weight from an origin by a corridor.
    fn gateway(self, origin: usize, corridor: usize) -> Option<PlaceName> {
        let frame = self.counted.frame;
        let mut weights: BTreeMap<Option<&str>, (u64, Option<PlaceName>)> = BTreeMap::new();
        for &demand in frame.of_origin[origin].iter().filter(|&&demand| self.is_compared(demand, corridor)) {
            let port = gateway_of(frame.of(demand, corridor));
            let entry = weights.entry(port.map(|port| port.key.as_str())).or_insert_with(|| (0, port.cloned()));
            entry.0 += frame.demands[demand].weight;
        }
        let most = weights.values().map(|(weight, _)| *weight).max();
        weights.into_values().find(|(weight, _)| Some(*weight) == most).and_then(|(_, port)| port)
    }

    /// Returns the nearest place where routes from an origin leave the country, or else board a ship; those of the
    /// reference count where no other corridor has one.
    fn anchor(self, origin: usize) -> Option<Anchor> {
        let frame = self.counted.frame;
        let model = frame.case.model();
        let nearest = |corridors: &[usize]| {
            let own = frame.of_origin[origin].iter();
            let all = own.flat_map(|&demand| {
                corridors.iter().filter_map(move |&corridor| {
                    let approach = self.approaches[demand * frame.corridors + corridor].as_ref()?;
                    Some((approach.length(), approach.anchor))
                })
            });
            all.min_by(|left, right| left.0.total_cmp(&right.0).then(left.1.cmp(&right.1)))
        };
        let others: Vec<usize> = frame.in_order().skip(1).collect();
        let (km, place) = nearest(&others).or_else(|| nearest(&[frame.reference]))?;
        Some(Anchor { place: place_name(model, place), km })
    }

    fn pair(self, demand: usize, position: &[usize], by_gateway: &[Option<Money>], draws: u64) -> CatchmentPair {
        let Counted { frame, by, .. } = self.counted;
        let model = frame.case.model();
        let tally = &self.tally.demands[demand];
        let chance = |count: u64| count as f64 / draws as f64;
        let leader = self.best(demand);
        let total = |corridor: usize| frame.of(demand, corridor).total_per_t;
        let next = (0..frame.corridors).filter(|&other| Some(other) != leader).filter_map(total).min();
        let against = total(frame.reference);
        let corridor = |corridor: usize| {
            let total_per_t = total(corridor)?;
            let first = demand * by.gateways.len();
            let mut gateways: Vec<GatewayTotal> = by.of_corridor[corridor]
                .clone()
                .filter_map(|way| {
                    Some(GatewayTotal {
                        gateway: by.gateways[way].map(|place| place_name(model, place)),
                        total_per_t: by_gateway[first + way]?,
                        share: chance(tally.used[way]),
                    })
                })
                .collect();
            gateways.sort_by_key(|gateway| gateway.total_per_t);
            Some(PairCorridor {
                total_per_t,
                saving_per_t: against.map(|against| against - total_per_t),
                gateway: gateway_of(frame.of(demand, corridor)).cloned(),
                chance_cheapest: chance(tally.cheapest[corridor]),
                chance_saves: against.map(|_| chance(tally.saves[corridor])),
                gateways,
            })
        };
        let answer = frame.of(demand, 0);
        CatchmentPair {
            from: position[frame.demands[demand].origin],
            to: answer.to.clone(),
            regime: answer.regime,
            tonnes_per_year: answer.tonnes_per_year,
            leader,
            margin_per_t: next.zip(leader.and_then(total)).map(|(next, lead)| next - lead),
            corridors: (0..frame.corridors).map(corridor).collect(),
        }
    }

    fn gateways(self, draws: u64) -> Vec<GatewayShare> {
        let Counted { frame, by, .. } = self.counted;
        let model = frame.case.model();
        // For each port what goes by it with the figures at their values, and over all draws.
        let mut all: BTreeMap<Option<PlaceId>, (u64, i128)> = BTreeMap::new();
        let mut weight = 0_u64;
        for (demand, asked) in frame.demands.iter().enumerate() {
            let Some(best) = self.best(demand) else { continue };
            weight += asked.weight;
            let port = gateway_of(frame.of(demand, best));
            let port = port.and_then(|port| model.places.by_key.get(&port.key).copied());
            all.entry(port).or_default().0 += asked.weight;
            for (way, &won) in self.tally.demands[demand].won.iter().enumerate().filter(|(_, won)| **won > 0) {
                all.entry(by.gateways[way]).or_default().1 += i128::from(asked.weight) * i128::from(won);
            }
        }
        let tonnes: f64 =
            frame.answers.iter().step_by(frame.corridors).filter_map(|answer| answer.tonnes_per_year).sum();
        let tonnes = |share: f64| (frame.weighing == Weighing::Tonnes).then_some(share * tonnes);
        let mut shares: Vec<GatewayShare> = all
            .into_iter()
            .map(|(port, (central, drawn))| {
                let share = central as f64 / weight as f64;
                let share_drawn = drawn as f64 / draws as f64 / weight as f64;
                GatewayShare {
                    gateway: port.map(|port| place_name(model, port)),
                    share,
                    tonnes_per_year: tonnes(share),
                    share_drawn,
                    tonnes_drawn_per_year: tonnes(share_drawn),
                }
            })
            .collect();
        shares.sort_by(|left, right| {
            right.share.total_cmp(&left.share).then(right.share_drawn.total_cmp(&left.share_drawn))
        });
        shares
    }

    fn lines(self, central: &Savings, could: &Savings, position: &[usize], draws: u64) -> Vec<BreakEvenLine> {
        let Counted { frame, lines, .. } = self.counted;
        let model = frame.case.model();
        let line = |((corridor, approach), reaches): (&(usize, Approach), &super::line::Reaches)| {
            let saving = |origin: usize| central[origin][*corridor].as_ref().map(|savings| savings[0]);
            let stops = approach.stops.iter().filter_map(|&(origin, km)| {
                let tally = self.tally.origins[origin][*corridor].as_ref()?;
                Some(LineStop {
                    origin: position[origin],
                    km,
                    saving_per_t: Money::from_micros(saving(origin)?),
                    chance_saves: tally.saves as f64 / draws as f64,
                })
            });
            let stops: Vec<LineStop> = stops.collect();
            let ends = stops.first().zip(stops.last()).filter(|(first, last)| last.km > first.km);
            let loss = ends.map_or(0.0, |(first, last)| {
                (first.saving_per_t - last.saving_per_t).as_units() / (last.km - first.km)
            });
            BreakEvenLine {
                corridor: *corridor,
                anchor: place_name(model, approach.anchor),
                central: reach_in(approach, central, *corridor, 0),
                could: reach_in(approach, could, *corridor, 0),
                loss_per_km: Money::round(loss),
                reach_quantiles_km: [5, 50, 95].map(|percent| reaches.percentile(percent, approach.length())),
                nowhere: reaches.nowhere,
                whole: reaches.whole,
                stops,
            }
        };
        lines.iter().zip(&self.tally.lines).map(line).filter(|line| !line.stops.is_empty()).collect()
    }

    fn map(self, central: &Savings, could: &Savings) -> CatchmentMap {
        let Counted { frame, points, .. } = self.counted;
        let model = frame.case.model();
        let units = |saving: Option<&Vec<i64>>| Some(saving?[0] as f64 / 1e6);
        let values = |central: Option<&Vec<i64>>, could: Option<&Vec<i64>>, counts: Option<&Counts>| {
            let counts = counts?;
            let exceeds = CHANCES.map(|percent| counts.percentile(u64::from(100 - percent)).as_units());
            Some(Values { central: units(central)?, exceeds, could: units(could)? })
        };
        let mut without = Vec::new();
        let mut on_map = Vec::new();
        for (origin, &place) in frame.origins.iter().enumerate() {
            let position = model.places.list[place].position.filter(|_| central[origin][frame.reference].is_some());
            let Some((lat, lon)) = position else {
                without.push(place_name(model, place));
                continue;
            };
            let corridor = |corridor: usize| {
                let counts = self.tally.origins[origin][corridor].as_ref().map(|tally| &tally.savings);
                values(central[origin][corridor].as_ref(), could[origin][corridor].as_ref(), counts)
            };
            on_map.push(MapPoint { at: (lon, lat), corridors: (0..frame.corridors).map(corridor).collect() });
        }
        let totals: Vec<Vec<Vec<f64>>> = (0..frame.demands.len())
            .map(|demand| (0..frame.corridors).map(|corridor| vec![frame.total(demand, corridor)]).collect())
            .collect();
        let could_totals: Vec<Vec<Vec<Vec<f64>>>> = (0..frame.corridors)
            .map(|corridor| (0..frame.demands.len()).map(|demand| self.gap(demand, corridor)).collect())
            .collect();
        for (point, counts) in self.tally.points.iter().enumerate() {
            let central = points.savings(frame, point, &totals);
            if central[frame.reference].is_none() {
                continue;
            }
            let corridor = |corridor: usize| {
                let gaps = points.basket(frame, point, &could_totals[corridor]);
                let basket =
                    Basket { weights: points.weights().to_vec(), totals: gaps.iter().map(Vec::as_slice).collect() };
                let could = basket.mean_gap(|rows| (&rows[0], &rows[1]));
                values(central[corridor].as_ref(), could.as_ref(), counts[corridor].as_ref())
            };
            let corridors = (0..frame.corridors).map(corridor).collect();
            on_map.push(MapPoint { at: points.all[point].at, corridors });
        }
        CatchmentMap { without, ..map::draw(frame, &on_map) }
    }
}

/// Returns the port where an answer's cargo first boards a ship.
fn gateway_of(answer: &Answer) -> Option<&PlaceName> {
    let sea = Some(Mode::Sea.as_str());
    let first = answer.steps.iter().find(|step| step.kind == StepKind::Ride && step.mode == sea);
    first.map(|step| &step.from)
}
