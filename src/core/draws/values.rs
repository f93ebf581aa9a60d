//! Values of figures, eight draws at a time.

#![allow(clippy::inline_always)] // What is not inlined into `lanes::dispatch` is compiled without the instruction set.

use std::collections::BTreeMap;

use crate::ids::{FigureId, Id, IdVec};
use corridor_kernel::lanes::{Block, LANES, Lanes, Work, dispatch};

use super::figures::Distributions;
use super::inverse::Inverse;
use super::philox::{self, Counters, STREAMS, stream, uniform, uniforms};
use super::special::{normal_probability, normal_quantile, normal_quantiles};
use super::table::QuantileTables;

/// Draws the figures of a register.
///
/// A value is a function of seed, figure and draw: the same by [`Draws::value`] and by [`Draws::fill`], on any
/// instruction set, whatever else is needed.
#[derive(Clone, Debug)]
pub struct Draws {
    key: [u32; 2],
    start: Vec<f64>,
    sources: IdVec<FigureId, Option<Source>>,
    /// The streams whose normal numbers are mixed into those of correlated figures.
    normals: Vec<u64>,
}

/// The random numbers and the quantile function of a drawn figure.
#[derive(Clone, Debug)]
struct Source {
    stream: u64,
    inverse: Inverse,
    /// Which of the normal numbers are mixed into that of the figure, with their weights; none where it is independent.
    mixture: Vec<(usize, f64)>,
}

impl Draws {
    /// Draws from distributions with a seed.
    pub fn new(distributions: &Distributions, seed: u64) -> Self {
        let mut tables = QuantileTables::default();
        let mut normals = Vec::new();
        let mut places = BTreeMap::new();
        let mut place = |stream: u64| {
            *places.entry(stream).or_insert_with(|| {
                normals.push(stream);
                normals.len() - 1
            })
        };
        let mut source = |figure: FigureId| {
            let mixture = distributions.mixture(figure).unwrap_or_default();
            let stream = stream(distributions.path(figure));
            // The first of a group keeps its own number.
            let mixture = if mixture == [(stream, 1.0)] { &[] } else { mixture };
            Some(Source {
                stream,
                inverse: Inverse::of(distributions.distribution(figure), &mut tables)?,
                mixture: mixture.iter().map(|&(other, weight)| (place(other), weight)).collect(),
            })
        };
        let sources = distributions.ids().map(&mut source).collect();
        let start = distributions.ids().map(|figure| distributions.value(figure)).collect();
        Self { key: philox::key(seed), start, sources, normals }
    }

    /// Draws from the same distributions with another seed.
    pub(crate) fn reseed(&mut self, seed: u64) {
        self.key = philox::key(seed);
    }

    /// Returns one block for each figure of the register, all at their undrawn values.
    pub fn start(&self) -> Vec<Block> {
        self.start.iter().map(|&value| Block::splat(value)).collect()
    }

    /// Returns whether a figure is drawn, or fixed.
    pub fn is_drawn(&self, figure: FigureId) -> bool {
        self.sources[figure].is_some()
    }

    /// Returns the value of a figure in a draw.
    pub fn value(&self, figure: FigureId, draw: u64) -> f64 {
        let Some(source) = &self.sources[figure] else { return self.start[figure.index()] };
        if source.mixture.is_empty() {
            return source.inverse.at(uniform(self.key, source.stream, draw));
        }
        source.inverse.at(source.mixed(|place| self.normal(place, draw)))
    }

    /// Returns the value of a figure whose lower values have a probability, from 0 to 1; of a fixed one its value.
    pub fn quantile(&self, figure: FigureId, probability: f64) -> f64 {
        let source = self.sources[figure].as_ref();
        source.map_or(self.start[figure.index()], |source| source.inverse.at(probability))
    }

    fn normal(&self, place: usize, draw: u64) -> f64 {
        normal_quantile(uniform(self.key, self.normals[place], draw))
    }

    /// Writes the values of figures that go together: each normal number is found once, whoever it is mixed into.
    #[inline(always)]
    fn fill_mixed<L: Lanes>(&self, lanes: L, counters: &Counters<L>, needed: &[FigureId], values: &mut [Block]) {
        let mixed = || {
            let sources = needed.iter().filter_map(|&figure| Some((figure, self.sources[figure].as_ref()?)));
            sources.filter(|(_, source)| !source.mixture.is_empty())
        };
        let mut is_wanted = vec![false; self.normals.len()];
        for &(place, _) in mixed().flat_map(|(_, source)| &source.mixture) {
            is_wanted[place] = true;
        }
        let wanted: Vec<usize> = (0..is_wanted.len()).filter(|&place| is_wanted[place]).collect();
        let mut normals = vec![Block::default(); self.normals.len()];
        for places in wanted.chunks(STREAMS) {
            let mut streams = [0; STREAMS];
            for (stream, &place) in streams.iter_mut().zip(places) {
                *stream = self.normals[place];
            }
            for (numbers, &place) in uniforms(lanes, counters, streams).into_iter().zip(places) {
                normal_quantiles(lanes, numbers, &mut normals[place]);
            }
        }
        for (figure, source) in mixed() {
            let mut sum = lanes.splat(0.0);
            for &(place, weight) in &source.mixture {
                sum = lanes.add(sum, lanes.mul(lanes.splat(weight), lanes.load(&normals[place])));
            }
            let mut numbers = Block::default();
            lanes.store(sum, &mut numbers);
            numbers.0 = numbers.0.map(normal_probability);
            source.inverse.write(lanes, lanes.load(&numbers), &mut values[figure.index()]);
        }
    }

    /// Writes the values of the needed figures in eight draws, from a first one on; fixed figures are left alone.
    ///
    /// # Shape
    /// One block for each figure of the register, as [`Draws::start`] makes them; lane `i` is draw `first_draw + i`.
    ///
    /// # Panics
    /// Where there are more or fewer blocks than figures, or the first draw is no multiple of eight.
    pub fn fill(&self, first_draw: u64, needed: &[FigureId], values: &mut [Block]) {
        assert_eq!(values.len(), self.start.len(), "one block for each figure");
        assert!(first_draw.is_multiple_of(LANES as u64), "draws come in eights");
        dispatch(Fill { draws: self, eight: first_draw / LANES as u64, needed, values });
    }
}

impl Source {
    /// Mixes normal numbers into a uniform one.
    fn mixed(&self, normal: impl Fn(usize) -> f64) -> f64 {
        normal_probability(self.mixture.iter().map(|&(place, weight)| weight * normal(place)).sum())
    }
}

/// The work of drawing eight values of each of some figures.
struct Fill<'a> {
    draws: &'a Draws,
    /// The number of the eight draws.
    eight: u64,
    needed: &'a [FigureId],
    values: &'a mut [Block],
}

impl Work for Fill<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L) {
        let counters = Counters::of(lanes, self.draws.key, self.eight);
        if !self.draws.normals.is_empty() {
            self.draws.fill_mixed(lanes, &counters, self.needed, self.values);
        }
        let mut rest = self.needed.iter().filter_map(|&figure| {
            let source = self.draws.sources[figure].as_ref()?;
            source.mixture.is_empty().then_some((figure, source))
        });
        loop {
            let batch: [Option<(FigureId, &Source)>; STREAMS] = std::array::from_fn(|_| rest.next());
            if batch[0].is_none() {
                break;
            }
            let streams = batch.map(|entry| entry.map_or(0, |(_, source)| source.stream));
            let numbers = uniforms(lanes, &counters, streams);
            for (numbers, (figure, source)) in numbers.into_iter().zip(batch.into_iter().flatten()) {
                source.inverse.write(lanes, numbers, &mut self.values[figure.index()]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Draws, stream};
    use crate::draws::{Correlation, Distribution, Distributions};
    use crate::ids::{FigureId, Id};
    use corridor_kernel::lanes::{Block, InstructionSet, choose, level};

    /// Returns twelve figures of every kind, the third fixed, the last three correlated.
    fn figures() -> Distributions {
        let kinds = [
            Distribution::Uniform { low: 0.1, high: 0.7 },
            Distribution::Triangular { low: 10.0, mode: 20.0, high: 45.0 },
            Distribution::Constant(3.0),
            Distribution::Pert { low: 10.0, mode: 20.0, high: 45.0 },
            Distribution::normal(-3.0, 1.0, None, None),
            Distribution::log_normal(5.0, 0.3, None, None),
            Distribution::Discrete(vec![(3.0, 0.25), (1.0, 0.5), (7.0, 0.25)]),
            Distribution::Empirical(vec![4.0, 0.0, 2.0, 2.0, 7.0]),
            Distribution::Event { probability: 0.1, value: 20.0, otherwise: 10.0 },
            Distribution::Triangular { low: 0.0, mode: 1.0, high: 1.0 },
            Distribution::normal(0.0, 1.0, None, None),
            Distribution::Uniform { low: 0.0, high: 1.0 },
        ];
        let mut all = Distributions::fixed((0..kinds.len()).map(|index| (format!("figure.{index}"), 1.5)));
        for (index, kind) in kinds.into_iter().enumerate() {
            all.set(FigureId::new(index), kind).expect("a distribution");
        }
        let pair = |first: usize, second: usize, rho| {
            Correlation::new(&format!("figure.{first}"), &format!("figure.{second}"), rho)
        };
        all.correlate(&[pair(9, 10, 0.7), pair(11, 10, -0.5)]).expect("correlations");
        all
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn every_instruction_set_fills_in_what_one_at_a_time_gives(
            seed: u64, eight in 0..=u64::MAX / 8, needed in proptest::collection::vec(0_usize..12, 0..30),
        ) {
            let (draws, first_draw) = (Draws::new(&figures(), seed), eight * 8);
            let needed: Vec<FigureId> = needed.into_iter().map(FigureId::new).collect();
            let mut wanted = draws.start();
            for &figure in &needed {
                for (lane, value) in wanted[figure.index()].0.iter_mut().enumerate() {
                    *value = draws.value(figure, first_draw + lane as u64);
                }
            }
            let before = level();
            for set in InstructionSet::ALL.into_iter().filter(|set| choose(*set)) {
                let mut found = draws.start();
                draws.fill(first_draw, &needed, &mut found);
                let bits = |blocks: &[Block]| blocks.iter().map(|block| block.0.map(f64::to_bits)).collect::<Vec<_>>();
                prop_assert_eq!(bits(&found), bits(&wanted), "{:?}", set);
            }
            choose(before);
        }
    }

    #[test]
    fn no_value_leaves_its_support_and_a_fixed_one_stays() {
        let all = figures();
        let draws = Draws::new(&all, 1);
        let needed: Vec<FigureId> = all.ids().collect();
        let mut values = draws.start();
        assert!(values[4] == Block::splat(1.5) && values[2] == Block::splat(3.0));
        assert!(!draws.is_drawn(needed[2]) && draws.is_drawn(needed[3]) && all.drawn().count() == 11);
        for block in 0..2_000 {
            draws.fill(block * 8, &needed, &mut values);
            for (figure, block) in needed.iter().zip(&values) {
                let (low, high) = all.distribution(*figure).support();
                assert!(block.0.iter().all(|value| (low..=high).contains(value)), "{figure:?} {block:?}");
            }
        }
    }

    #[test]
    fn a_figure_keeps_its_numbers_among_others_and_loses_them_for_another_seed() {
        let draw = |paths: &[&str], seed| {
            let mut all = Distributions::fixed(paths.iter().map(|path| ((*path).to_owned(), 0.0)));
            for path in paths {
                let figure = all.find(path).expect("a figure");
                all.set(figure, Distribution::Uniform { low: 0.0, high: 1.0 }).expect("a distribution");
            }
            let figure = all.find("tariffs.rail.per_km").expect("a figure");
            Draws::new(&all, seed).value(figure, 12).to_bits()
        };
        let alone = draw(&["tariffs.rail.per_km"], 3);
        assert_eq!(alone, draw(&["cargo.lot_t", "tariffs.rail.per_km", "tariffs.road.per_km"], 3));
        assert_ne!(alone, draw(&["tariffs.rail.per_km"], 4));
        // printf '\0tariffs.rail.per_km' | sha256sum
        assert_eq!(stream("tariffs.rail.per_km"), 0x9558_c54f_270d_a012);
    }

    #[test]
    fn correlated_figures_keep_their_distributions_and_go_together() {
        let all = figures();
        let draws = Draws::new(&all, 5);
        let count = 40_000;
        let sample = |index: usize| (0..count).map(move |draw| (FigureId::new(index), draw));
        let values = |index: usize| sample(index).map(|(figure, draw)| draws.value(figure, draw)).collect::<Vec<_>>();
        let (left, middle, right) = (values(9), values(10), values(11));
        // The share below a quantile of 30 % is off by sqrt(0.3 * 0.7 / n), five times at most.
        for (index, values) in [(9, &left), (10, &middle), (11, &right)] {
            let limit = all.distribution(FigureId::new(index)).quantile(0.3);
            let share = values.iter().filter(|value| **value < limit).count() as f64 / count as f64;
            assert!((share - 0.3).abs() < 5.0 * (0.21 / count as f64).sqrt(), "{index}: {share}");
        }
        // Rank correlations are 6/pi asin(rho/2); a sample's is off by 1/sqrt(n).
        for (one, other, rho) in [(&left, &middle, 0.7), (&middle, &right, -0.5), (&left, &right, 0.0)] {
            let wanted = 6.0 / std::f64::consts::PI * libm::asin(rho / 2.0);
            let found = rank_correlation(one, other);
            assert!((found - wanted).abs() < 5.0 / (count as f64).sqrt(), "{found} {wanted}");
        }
    }

    fn rank_correlation(left: &[f64], right: &[f64]) -> f64 {
        let ranks = |values: &[f64]| {
            let mut order: Vec<usize> = (0..values.len()).collect();
            order.sort_by(|&one, &other| values[one].total_cmp(&values[other]));
            let mut ranks = vec![0.0; values.len()];
            for (rank, place) in order.into_iter().enumerate() {
                ranks[place] = (rank as f64 + 0.5) / values.len() as f64 - 0.5;
            }
            ranks
        };
        let product: f64 = ranks(left).iter().zip(ranks(right)).map(|(one, other)| one * other).sum();
        12.0 * product / left.len() as f64
    }
}
