//! What is lost, summed over demands: by tonnes where every demand has them, else each demand as one.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::answer::{PairTable, PlaceName, Prepared, place_name};
use crate::ids::{CorridorId, DemandId, Pair, PlaceId};
use crate::model::{Element, Form, Model};
use crate::units::Money;

use super::question::CriticalAsked;
use super::result::{CorridorLoss, CriticalElement, ElementName, HitOrigin, LostDemand, Move};
use super::ways::{Changed, Way};

/// The demands asked for and their cheapest ways with every element in use.
pub(super) struct Counter<'a> {
    model: &'a Model,
    pub(super) demands: &'a [DemandId],
    pub(super) before: &'a PairTable<Option<Way>>,
    /// The yearly tonnes of all demands, where every one has them.
    pub(super) tonnes_of_all: Option<f64>,
    /// Whether elements are taken away, and the demands that begin or end there with them.
    takes_away: bool,
}

/// How cargo travels: its corridor, its form and the port where it boards its first ship.
type Passage = (CorridorId, Form, Option<PlaceId>);

/// A sum of amounts with the tonnes of their demands.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sum {
    pub(super) demands: usize,
    pub(super) micros: i128,
    tonnes: f64,
    /// Units of currency a year.
    yearly: f64,
    worst: i64,
}

impl Sum {
    pub(super) fn add(&mut self, micros: i64, tonnes: Option<f64>) {
        self.demands += 1;
        self.micros += i128::from(micros);
        self.worst = self.worst.max(micros);
        let tonnes = tonnes.unwrap_or(0.0);
        self.tonnes += tonnes;
        self.yearly += tonnes * Money::from_micros(micros).as_units();
    }

    /// Returns the sum itself.
    pub(super) const fn total(&self) -> Money {
        Money::from_micros(self.micros as i64)
    }

    /// Returns the mean by tonnes, or by demands where there are none.
    pub(super) fn mean(&self) -> Option<Money> {
        if self.demands == 0 {
            return None;
        }
        let by_demands = || crate::draws::mean(self.micros, self.demands as u64);
        Some(if self.tonnes > 0.0 { Money::round(self.yearly / self.tonnes) } else { by_demands() })
    }

    /// Returns the greatest amount.
    fn worst(&self) -> Option<Money> {
        (self.demands > 0).then(|| Money::from_micros(self.worst))
    }
}

impl<'a> Counter<'a> {
    pub(super) fn new(case: &'a Prepared, asked: &'a CriticalAsked, before: &'a PairTable<Option<Way>>) -> Self {
        let (model, demands) = (case.model(), &asked.demands);
        let tonnes_of_all = demands.iter().map(|&demand| model.tonnes_per_year(demand)).sum();
        Self { model, demands, before, tonnes_of_all, takes_away: asked.slow.is_none() }
    }

    /// Counts the demands that have a route.
    pub(super) fn answered(&self) -> usize {
        let has_route = |&&demand: &&DemandId| self.before.of_demand(demand).iter().any(Option::is_some);
        self.demands.iter().filter(has_route).count()
    }

    /// Returns the yearly tonnes of a demand, where every demand has them.
    pub(super) fn tonnes(&self, demand: DemandId) -> Option<f64> {
        self.tonnes_of_all.and_then(|_| self.model.tonnes_per_year(demand))
    }

    /// Returns the tonnes of a sum, where every demand has them.
    fn tonnes_of(&self, sum: &Sum) -> Option<f64> {
        self.tonnes_of_all.map(|_| sum.tonnes)
    }

    /// Returns what a sum comes to in a year, where every demand has tonnes.
    pub(super) fn per_year(&self, sum: &Sum) -> Option<Money> {
        self.tonnes_of_all.map(|_| Money::round(sum.yearly))
    }

    /// Returns the cheapest way of a demand, the first of equally cheap ones, with its pair.
    pub(super) fn best<'w>(&self, demand: DemandId, way: impl Fn(Pair) -> Option<&'w Way>) -> Option<(Pair, &'w Way)> {
        let ways = self.model.pairs_of(demand).filter_map(|pair| Some((pair, way(pair)?)));
        ways.min_by_key(|&(pair, way)| (way.cost, pair))
    }

    /// Returns whether a demand begins or ends at an element, so that it is lost with it.
    pub(super) fn ends_at(&self, demand: DemandId, element: Element) -> bool {
        let demand = &self.model.demands[demand];
        matches!(element, Element::Place(place) if place == demand.from || place == demand.to)
    }

    /// Returns whether an element changes something for no other demands than those that begin or end there.
    pub(super) fn only_ends(&self, element: Element, after: &Changed) -> bool {
        self.takes_away && !after.is_empty() && after.keys().all(|pair| self.ends_at(pair.demand, element))
    }

    /// Describes demands for which no route is left, with their tonnes where every demand has them.
    pub(super) fn lost(&self, demands: &[DemandId]) -> (Vec<LostDemand>, Option<f64>) {
        let lost = |&demand: &DemandId| {
            let [from, to] = self.ends(demand);
            LostDemand { from, to, tonnes_per_year: self.tonnes(demand) }
        };
        let lost: Vec<LostDemand> = demands.iter().map(lost).collect();
        let tonnes = lost.iter().filter_map(|lost| lost.tonnes_per_year).sum();
        (lost, self.tonnes_of_all.map(|_| tonnes))
    }

    fn ends(&self, demand: DemandId) -> [PlaceName; 2] {
        let demand = &self.model.demands[demand];
        [demand.from, demand.to].map(|place| place_name(self.model, place))
    }

    /// Sums up what an element that was taken away or made slower changes.
    pub(super) fn element(&self, element: Element, after: &Changed) -> CriticalElement {
        let mut demands: Vec<DemandId> = after.keys().map(|pair| pair.demand).collect();
        demands.dedup();
        demands.retain(|&demand| !(self.takes_away && self.ends_at(demand, element)));
        let mut sum = Sum::default();
        let (mut worst, mut longer) = (None, 0.0);
        let mut lost = Vec::new();
        let mut moved = Sum::default();
        let mut moves: BTreeMap<(Passage, Passage), Sum> = BTreeMap::new();
        let mut origins: BTreeMap<PlaceId, (Sum, usize)> = BTreeMap::new();
        let before = |pair: Pair| self.before.get(pair).as_ref();
        let then = |pair: Pair| after.get(&pair).unwrap_or_else(|| self.before.get(pair)).as_ref();
        for &demand in &demands {
            let Some((was, old)) = self.best(demand, before) else { continue };
            let tonnes = self.tonnes(demand);
            let origin = origins.entry(self.model.demands[demand].from).or_default();
            let Some((is, new)) = self.best(demand, then) else {
                origin.1 += 1;
                lost.push(demand);
                continue;
            };
            let micros = new.cost - old.cost;
            if micros == 0 {
                continue;
            }
            if micros > sum.worst {
                worst = Some(demand);
            }
            sum.add(micros, tonnes);
            longer += tonnes.unwrap_or(1.0) * (new.hours - old.hours) / 24.0;
            origin.0.add(micros, tonnes);
            if was != is {
                moved.add(micros, tonnes);
            }
            let ways = [(was, old), (is, new)].map(|(pair, way)| (pair.corridor, way.form, way.port));
            moves.entry(ways.into()).or_default().add(micros, tonnes);
        }
        let weight = self.tonnes_of(&sum).unwrap_or(sum.demands as f64);
        let (worst_from, worst_to) = worst.map(|demand| self.ends(demand).into()).unzip();
        let (lost, lost_tonnes_per_year) = self.lost(&lost);
        CriticalElement {
            name: ElementName::of(self.model, element),
            series: 0,
            demands: sum.demands,
            tonnes_per_year: self.tonnes_of(&sum),
            mean_per_t: sum.mean(),
            worst_per_t: sum.worst(),
            worst_from,
            worst_to,
            sum_per_t: sum.total(),
            per_year: self.per_year(&sum),
            days_more: if weight > 0.0 { longer / weight } else { 0.0 },
            change_corridor: moved.demands,
            change_corridor_tonnes: self.tonnes_of(&moved),
            lost_tonnes_per_year,
            lost,
            corridors: self.by_corridor(&demands, after),
            moves: self.moves(moves),
            origins: self.origins(origins),
        }
    }

    fn moves(&self, moves: BTreeMap<(Passage, Passage), Sum>) -> Vec<Move> {
        let key = |corridor: CorridorId| self.model.corridors[corridor].key.clone();
        let name = |port: Option<PlaceId>| -> Option<PlaceName> { port.map(|port| place_name(self.model, port)) };
        let moves = moves.into_iter().map(|((from, to), sum)| Move {
            from_corridor: key(from.0),
            from_form: from.1.as_str(),
            from_port: name(from.2),
            to_corridor: key(to.0),
            to_form: to.1.as_str(),
            to_port: name(to.2),
            demands: sum.demands,
            tonnes_per_year: self.tonnes_of(&sum),
            mean_per_t: sum.mean().unwrap_or_default(),
        });
        let mut moves: Vec<Move> = moves.collect();
        moves.sort_by_key(|way| Reverse((way.demands, way.mean_per_t)));
        moves
    }

    /// Names the origins that are hit, with what their demands lose and how many have no route left.
    fn origins(&self, origins: BTreeMap<PlaceId, (Sum, usize)>) -> Vec<HitOrigin> {
        let mut origins: Vec<(PlaceId, (Sum, usize))> =
            origins.into_iter().filter(|(_, (sum, lost))| sum.demands + lost > 0).collect();
        origins.sort_by_key(|(_, (sum, lost))| Reverse((*lost, sum.micros)));
        let origin = |(place, (sum, lost)): (PlaceId, (Sum, usize))| HitOrigin {
            from: place_name(self.model, place),
            demands: sum.demands + lost,
            mean_per_t: sum.mean(),
        };
        origins.into_iter().map(origin).collect()
    }

    /// Sums up by corridor, those that lose nothing left out.
    fn by_corridor(&self, demands: &[DemandId], after: &Changed) -> Vec<CorridorLoss> {
        let mut found = Vec::new();
        for (corridor, known) in self.model.corridors.enumerate() {
            let (mut sum, mut lost) = (Sum::default(), 0);
            for &demand in demands {
                let pair = Pair { demand, corridor };
                let (Some(old), Some(new)) = (self.before.get(pair), after.get(&pair)) else { continue };
                match new {
                    None => lost += 1,
                    Some(new) if new.cost != old.cost => sum.add(new.cost - old.cost, self.tonnes(demand)),
                    Some(_) => {}
                }
            }
            if sum.demands + lost > 0 {
                found.push(CorridorLoss {
                    corridor: known.key.clone(),
                    title: known.title.clone(),
                    dearer: sum.demands,
                    mean_per_t: sum.mean(),
                    worst_per_t: sum.worst(),
                    lost,
                });
            }
        }
        found
    }
}

/// Sorts elements by the loss in a year or per tonne, then by what no demand or corridor reaches any longer, those of
/// one series together.
pub(super) fn sort(elements: &mut [CriticalElement]) {
    elements.sort_by_key(|element| Reverse(greatness(element)));
    let mut series = 0;
    for position in 0..elements.len() {
        let (sorted, rest) = elements.split_at_mut(position);
        let element = &mut rest[0];
        let mut alike = sorted.iter().rev().take_while(|known| greatness(known) == greatness(element));
        element.series = alike.find(|known| is_alike(known, element)).map_or_else(
            || {
                series += 1;
                series
            },
            |known| known.series,
        );
    }
    elements.sort_by_key(|element| element.series);
}

/// What elements are sorted by.
type Greatness = (Option<Money>, Money, usize, usize, usize);

fn greatness(element: &CriticalElement) -> Greatness {
    let by_corridor = element.corridors.iter().map(|corridor| corridor.lost).sum::<usize>();
    let dearer = element.corridors.iter().map(|corridor| corridor.dearer).sum::<usize>();
    (element.per_year, element.sum_per_t, element.lost.len(), by_corridor, dearer)
}

/// Returns whether the loss of either means the same.
fn is_alike(left: &CriticalElement, right: &CriticalElement) -> bool {
    CriticalElement { name: right.name.clone(), series: right.series, ..left.clone() } == *right
}
