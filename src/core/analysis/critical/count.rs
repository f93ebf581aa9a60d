//! What is lost, summed over demands: by tonnes where every demand has them, else each demand as one.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::answer::{PlaceName, Prepared, place_name};
use crate::ids::{CorridorId, DemandId, PlaceId};
use crate::model::{Element, Form, Model};
use crate::units::Money;

use super::changes::Changed;
use super::name::ElementName;
use super::question::CriticalAsked;
use super::result::{CorridorLoss, CriticalElement, HitOrigin, LostDemand, Move};
use super::ways::Way;

/// The demands asked for and their cheapest ways with every element in use.
pub(super) struct Counter<'a> {
    model: &'a Model,
    demands: &'a [DemandId],
    corridors: &'a [CorridorId],
    pub(super) before: &'a [Option<Way>],
    /// The yearly tonnes of each demand, where all have them.
    tonnes: Option<Vec<f64>>,
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
    pub(super) tonnes: f64,
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

    /// Returns the mean by tonnes, or by demands where there are none.
    pub(super) fn mean(&self) -> Option<Money> {
        if self.demands == 0 {
            return None;
        }
        let by_demands = || crate::draws::mean(self.micros, self.demands as u64);
        Some(if self.tonnes > 0.0 { Money::round(self.yearly / self.tonnes) } else { by_demands() })
    }
}

impl<'a> Counter<'a> {
    pub(super) fn new(case: &'a Prepared, asked: &'a CriticalAsked, before: &'a [Option<Way>]) -> Self {
        let model = case.model();
        let tonnes_of = |&demand: &DemandId| {
            model.demands[demand].tonnes_per_year.map(|figure| model.register.figure(figure).value.to_f64())
        };
        let tonnes: Option<Vec<f64>> = asked.demands.iter().map(tonnes_of).collect();
        Self {
            model,
            demands: &asked.demands,
            corridors: &asked.corridors,
            before,
            tonnes,
            takes_away: asked.slow.is_none(),
        }
    }

    pub(super) fn demands(&self) -> usize {
        self.demands.len()
    }

    /// Returns the demand of a pair, by its position among those asked for.
    pub(super) fn demand_of(&self, pair: u32) -> usize {
        pair as usize / self.corridors.len()
    }

    /// Returns the pairs of a demand.
    pub(super) fn pairs_of(&self, demand: usize) -> std::ops::Range<u32> {
        let corridors = self.corridors.len();
        (demand * corridors) as u32..((demand + 1) * corridors) as u32
    }

    pub(super) fn answered(&self) -> usize {
        (0..self.demands())
            .filter(|&demand| self.best(demand, &|pair| self.before[pair as usize].as_ref()).is_some())
            .count()
    }

    pub(super) fn tonnes_of_all(&self) -> Option<f64> {
        self.tonnes.as_ref().map(|tonnes| tonnes.iter().sum())
    }

    pub(super) fn tonnes(&self, demand: usize) -> Option<f64> {
        self.tonnes.as_ref().map(|tonnes| tonnes[demand])
    }

    /// Returns a sum of tonnes, where every demand has them.
    pub(super) fn known(&self, tonnes: f64) -> Option<f64> {
        self.tonnes.as_ref().map(|_| tonnes)
    }

    /// Returns what a sum comes to in a year, where every demand has tonnes.
    pub(super) fn per_year(&self, sum: &Sum) -> Option<Money> {
        self.tonnes.as_ref().map(|_| Money::round(sum.yearly))
    }

    /// Returns the cheapest way of a demand, the first of equally cheap ones, with its pair.
    pub(super) fn best<'w>(&self, demand: usize, way: &dyn Fn(u32) -> Option<&'w Way>) -> Option<(u32, &'w Way)> {
        let ways = self.pairs_of(demand).filter_map(|pair| Some((pair, way(pair)?)));
        ways.min_by_key(|&(pair, way)| (way.cost, pair))
    }

    /// Returns whether a demand begins or ends at an element, so that it is lost with it.
    pub(super) fn ends_at(&self, demand: usize, element: Element) -> bool {
        let demand = &self.model.demands[self.demands[demand]];
        matches!(element, Element::Place(place) if place == demand.from || place == demand.to)
    }

    /// Returns whether an element changes something for no other demands than those that begin or end there.
    pub(super) fn only_ends(&self, element: Element, after: &Changed) -> bool {
        self.takes_away && !after.is_empty() && after.keys().all(|&pair| self.ends_at(self.demand_of(pair), element))
    }

    pub(super) fn lost(&self, demand: usize) -> LostDemand {
        let ends = &self.model.demands[self.demands[demand]];
        LostDemand {
            from: place_name(self.model, ends.from),
            to: place_name(self.model, ends.to),
            tonnes_per_year: self.tonnes(demand),
        }
    }

    /// Sums up what an element that was taken away or made slower changes.
    pub(super) fn element(&self, element: Element, after: &Changed) -> CriticalElement {
        let taken_away = |demand: usize| self.takes_away && self.ends_at(demand, element);
        let mut demands: Vec<usize> = after.keys().map(|&pair| self.demand_of(pair)).collect();
        demands.dedup();
        demands.retain(|&demand| !taken_away(demand));
        let mut sum = Sum::default();
        let (mut worst, mut longer) = (None, 0.0);
        let mut lost = Vec::new();
        let mut moved = Sum::default();
        let mut moves: BTreeMap<(Passage, Passage), Sum> = BTreeMap::new();
        let mut origins: BTreeMap<PlaceId, (Sum, usize)> = BTreeMap::new();
        let before = |pair: u32| self.before[pair as usize].as_ref();
        let then = |pair: u32| after.get(&pair).map_or_else(|| before(pair), Option::as_ref);
        for &demand in &demands {
            let Some((was, old)) = self.best(demand, &before) else { continue };
            let tonnes = self.tonnes(demand);
            let origin = origins.entry(self.model.demands[self.demands[demand]].from).or_default();
            let Some((is, new)) = self.best(demand, &then) else {
                origin.1 += 1;
                lost.push(self.lost(demand));
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
            moves.entry((self.passage(was, old), self.passage(is, new))).or_default().add(micros, tonnes);
        }
        let weight = if self.tonnes.is_some() { sum.tonnes } else { sum.demands as f64 };
        let (worst_from, worst_to) = worst.map(|demand| self.lost(demand)).map(|ends| (ends.from, ends.to)).unzip();
        CriticalElement {
            name: ElementName::of(self.model, element),
            series: 0,
            demands: sum.demands,
            tonnes_per_year: self.known(sum.tonnes),
            mean_per_t: sum.mean(),
            worst_per_t: (sum.demands > 0).then(|| Money::from_micros(sum.worst)),
            worst_from,
            worst_to,
            sum_per_t: Money::from_micros(sum.micros as i64),
            per_year: self.per_year(&sum),
            days_more: if weight > 0.0 { longer / weight } else { 0.0 },
            change_corridor: moved.demands,
            change_corridor_tonnes: self.known(moved.tonnes),
            lost_tonnes_per_year: self.known(lost.iter().filter_map(|lost| lost.tonnes_per_year).sum()),
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
            tonnes_per_year: self.known(sum.tonnes),
            mean_per_t: sum.mean().unwrap_or_default(),
        });
        let mut moves: Vec<Move> = moves.collect();
        moves.sort_by_key(|way| Reverse(way.demands));
        moves
    }

    fn origins(&self, origins: BTreeMap<PlaceId, (Sum, usize)>) -> Vec<HitOrigin> {
        let mut origins: Vec<(PlaceId, (Sum, usize))> =
            origins.into_iter().filter(|(_, (sum, lost))| sum.demands + lost > 0).collect();
        origins.sort_by(|(_, (left, left_lost)), (_, (right, right_lost))| {
            right_lost.cmp(left_lost).then(right.micros.cmp(&left.micros))
        });
        let origin = |(place, (sum, lost)): (PlaceId, (Sum, usize))| HitOrigin {
            from: place_name(self.model, place),
            demands: sum.demands + lost,
            mean_per_t: sum.mean(),
        };
        origins.into_iter().map(origin).collect()
    }

    /// Sums up by corridor, those that lose nothing left out.
    fn by_corridor(&self, demands: &[usize], after: &Changed) -> Vec<CorridorLoss> {
        let mut found = Vec::new();
        for (position, &corridor) in self.corridors.iter().enumerate() {
            let (mut sum, mut lost) = (Sum::default(), 0);
            for &demand in demands {
                let pair = self.pairs_of(demand).start + position as u32;
                let (Some(old), Some(new)) = (&self.before[pair as usize], after.get(&pair)) else { continue };
                match new {
                    None => lost += 1,
                    Some(new) if new.cost != old.cost => sum.add(new.cost - old.cost, self.tonnes(demand)),
                    Some(_) => {}
                }
            }
            if sum.demands + lost > 0 {
                let known = &self.model.corridors[corridor];
                found.push(CorridorLoss {
                    corridor: known.key.clone(),
                    title: known.title.clone(),
                    dearer: sum.demands,
                    mean_per_t: sum.mean(),
                    worst_per_t: (sum.demands > 0).then(|| Money::from_micros(sum.worst)),
                    lost,
                });
            }
        }
        found
    }

    fn passage(&self, pair: u32, way: &Way) -> Passage {
        (self.corridors[pair as usize % self.corridors.len()], way.form, way.port)
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
        let alike = sorted.iter().rev().take_while(|known| greatness(known) == greatness(element));
        let known = alike.into_iter().find(|known| is_alike(known, element)).map(|known| known.series);
        element.series = known.unwrap_or_else(|| {
            series += 1;
            series
        });
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
    let what = |element: &CriticalElement| CriticalElement { name: right.name.clone(), series: 0, ..element.clone() };
    what(left) == what(right)
}
