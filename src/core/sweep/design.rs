//! Designs: which value each figure has in each run, by the number of the run alone.

use crate::scenario::{Design, Factor, Level, Plan, sha256};
use crate::units::Decimal;

use super::runner::Inputs;

/// The first primes: bases of the Halton sequence, one for each figure.
const PRIMES: [u64; 20] = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71];

/// The inputs of a design besides its plan.
pub(super) struct DesignPoints {
    /// Of a Latin hypercube, for each figure the slice that each run falls into and where in it.
    slices: Vec<Vec<(u32, f64)>>,
}

impl DesignPoints {
    /// Prepares the points of a plan.
    pub(super) fn new(plan: &Plan) -> Self {
        let slices = match plan.design {
            Design::LatinHypercube => {
                plan.factors.iter().map(|factor| slices(&factor.path, plan.seed, plan.runs as u32)).collect()
            }
            _ => Vec::new(),
        };
        Self { slices }
    }

    /// Returns the inputs of a run, counted from 0.
    pub(super) fn run(&self, plan: &Plan, run: u64) -> Inputs {
        match plan.design {
            Design::List | Design::Csv => plan.written[run as usize].clone(),
            Design::Grid => grid(&plan.factors, run),
            Design::OneAtATime => one_at_a_time(&plan.factors, run),
            Design::LatinHypercube | Design::Sobol | Design::Halton => {
                let factors = plan.factors.iter().enumerate();
                factors.map(|(index, factor)| between(&factor.levels, self.unit(plan, run, index))).collect()
            }
        }
    }

    /// Returns where a run lies in the range of a figure, from 0 to below 1.
    fn unit(&self, plan: &Plan, run: u64, factor: usize) -> f64 {
        match plan.design {
            Design::Sobol => f64::from(sobol_burley::sample(run as u32, factor as u32, plan.seed)),
            // Its first point, 0 everywhere, is left out.
            Design::Halton => radical_inverse(run + 1, PRIMES[factor]),
            _ => {
                let (slice, within) = self.slices[factor][run as usize];
                (f64::from(slice) + within) / plan.runs as f64
            }
        }
    }
}

fn grid(factors: &[Factor], run: u64) -> Inputs {
    let mut rest = run;
    let mut inputs: Inputs = factors
        .iter()
        .rev()
        .map(|factor| {
            let count = factor.levels.len() as u64;
            let level = factor.levels[(rest % count) as usize].clone();
            rest /= count;
            Some(level)
        })
        .collect();
    inputs.reverse();
    inputs
}

fn one_at_a_time(factors: &[Factor], run: u64) -> Inputs {
    let mut inputs = vec![None; factors.len()];
    // The first run is the scenario as it is.
    let Some(mut rest) = run.checked_sub(1).map(|rest| rest as usize) else { return inputs };
    for (input, factor) in inputs.iter_mut().zip(factors) {
        if let Some(level) = factor.levels.get(rest) {
            *input = Some(level.clone());
            break;
        }
        rest -= factor.levels.len();
    }
    inputs
}

/// Returns the value that lies so far between two levels, with twelve digits: what is written is what is computed with.
fn between(levels: &[Level], unit: f64) -> Option<Level> {
    let [Level::Number(low), Level::Number(high)] = levels else { return None };
    let (least, most) = (low.to_f64(), high.to_f64());
    let written = format!("{:.11e}", least + (most - least) * unit);
    // Adding nothing drops the zeros behind.
    let value = Decimal::parse(&written).ok().and_then(|value| value.plus(Decimal::ZERO)).unwrap_or(*low);
    // Rounding to digits must not lead out of the range.
    let value = if value.compare(*low).is_lt() {
        *low
    } else if value.compare(*high).is_gt() {
        *high
    } else {
        value
    };
    Some(Level::Number(value))
}

/// Mirrors the digits of a number at the point: 6 = 110 in base 2 becomes 0.011 = 0.375.
///
/// # Source
/// Halton, On the efficiency of certain quasi-random sequences of points, Numerische Mathematik 2 (1960).
fn radical_inverse(number: u64, base: u64) -> f64 {
    let (mut rest, mut mirrored, mut scale) = (number, 0_u64, 1_u64);
    while rest > 0 {
        mirrored = mirrored * base + rest % base;
        scale *= base;
        rest /= base;
    }
    mirrored as f64 / scale as f64
}

/// Deals the slices of a range to the runs, each once; a figure's do not depend on which others are varied.
fn slices(path: &str, seed: u32, runs: u32) -> Vec<(u32, f64)> {
    let of_path = u64::from_str_radix(&sha256(path.as_bytes())[..16], 16).unwrap_or(0);
    let mut dice = Dice { state: of_path ^ (u64::from(seed) << 32 | u64::from(seed)) };
    let mut order: Vec<u32> = (0..runs).collect();
    for last in (1..order.len()).rev() {
        order.swap(last, dice.below(last as u64 + 1) as usize);
    }
    order.into_iter().map(|slice| (slice, dice.unit())).collect()
}

/// Makes numbers that look random: `SplitMix64`.
///
/// # Source
/// Steele, Lea and Flood, Fast splittable pseudorandom number generators, OOPSLA (2014).
struct Dice {
    state: u64,
}

impl Dice {
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Returns a whole number below another; the lean towards small ones is one in 2^40 at most.
    fn below(&mut self, bound: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(bound)) >> 64) as u64
    }

    /// Returns a number from 0 to below 1.
    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{DesignPoints, Dice, between, radical_inverse};
    use crate::scenario::{Design, Factor, Level, Plan};
    use crate::units::Decimal;

    fn number(text: &str) -> Level {
        Level::Number(Decimal::parse(text).expect("a number"))
    }

    fn plan(design: Design, runs: u64, levels: &[&[&str]]) -> Plan {
        let factors = levels.iter().enumerate().map(|(index, levels)| Factor {
            path: format!("factors.f{index}.value"),
            is_number: true,
            base: Some(number("1")),
            levels: levels.iter().map(|text| number(text)).collect(),
        });
        Plan {
            path: "plan.toml".into(),
            title: String::new(),
            design,
            runs,
            draws: 0,
            seed: 7,
            partition_runs: 10,
            factors: factors.collect(),
            written: Vec::new(),
            run_titles: Vec::new(),
            inputs: Vec::new(),
        }
    }

    fn texts(plan: &Plan) -> Vec<String> {
        let points = DesignPoints::new(plan);
        let text = |level: &Option<Level>| level.as_ref().map_or_else(|| "-".to_owned(), Level::to_text);
        (0..plan.runs).map(|run| points.run(plan, run).iter().map(text).collect::<Vec<_>>().join(" ")).collect()
    }

    /// Returns where the runs of a plan lie in ranges from 0 to 1.
    fn units(plan: &Plan) -> Vec<Vec<f64>> {
        let points = DesignPoints::new(plan);
        (0..plan.runs).map(|run| (0..plan.factors.len()).map(|index| points.unit(plan, run, index)).collect()).collect()
    }

    #[test]
    fn a_grid_has_every_combination_and_the_last_figure_changes_fastest() {
        let plan = plan(Design::Grid, 6, &[&["1", "2"], &["10", "20", "30"]]);
        assert_eq!(texts(&plan), ["1 10", "1 20", "1 30", "2 10", "2 20", "2 30"]);
    }

    #[test]
    fn one_at_a_time_begins_with_the_scenario_as_it_is() {
        let plan = plan(Design::OneAtATime, 5, &[&["1", "2"], &["10", "20"]]);
        assert_eq!(texts(&plan), ["- -", "1 -", "2 -", "- 10", "- 20"]);
    }

    #[test]
    fn the_halton_sequence_is_the_published_one() {
        let plan = plan(Design::Halton, 6, &[&["0", "1"], &["0", "1"]]);
        // Digits of 1 to 6 mirrored: 1, 01, 11, 001, 101, 011 in base 2; 1, 2, 01, 11, 21, 02 in base 3.
        let halves = [0.5, 0.25, 0.75, 0.125, 0.625, 0.375];
        let thirds = [1.0 / 3.0, 2.0 / 3.0, 1.0 / 9.0, 4.0 / 9.0, 7.0 / 9.0, 2.0 / 9.0];
        let by_hand: Vec<Vec<f64>> = halves.iter().zip(thirds).map(|(&half, third)| vec![half, third]).collect();
        assert_eq!(units(&plan), by_hand);
        assert_eq!(texts(&plan)[1], "0.25 0.666666666667");
        assert_eq!(radical_inverse(1_000_000_000, 71).to_bits(), radical_inverse(1_000_000_000, 71).to_bits());
    }

    #[test]
    fn a_latin_hypercube_meets_every_slice_of_every_range_once() {
        for runs in [1_u64, 10, 97] {
            let plan = plan(Design::LatinHypercube, runs, &[&["0", "1"], &["0", "1"], &["0", "1"]]);
            let units = units(&plan);
            for factor in 0..3 {
                let slices: BTreeSet<u64> = units.iter().map(|run| (run[factor] * runs as f64) as u64).collect();
                assert_eq!(slices, (0..runs).collect(), "{runs} runs, factor {factor}");
            }
            let differs = |run: &Vec<f64>| run[0].to_bits() != run[1].to_bits();
            assert!(units.iter().any(differs), "figures are dealt apart");
        }
    }

    #[test]
    fn another_figure_or_seed_changes_a_hypercube_as_it_should() {
        let (two, three) = (&[&["0", "1"][..]; 2], &[&["0", "1"][..]; 3]);
        let column = |plan: &Plan| units(plan).iter().map(|run| run[0]).collect::<Vec<_>>();
        let before = column(&plan(Design::LatinHypercube, 20, two));
        assert_eq!(before, column(&plan(Design::LatinHypercube, 20, three)), "a third figure moves none of the others");
        let other = Plan { seed: 8, ..plan(Design::LatinHypercube, 20, two) };
        assert_ne!(before, column(&other));
    }

    #[test]
    fn sobol_points_fill_every_box_of_a_net_once() {
        // A (0, m, 2)-net in base 2: of 2^m points each box of 2^-a by 2^-(m-a) holds one, scrambled or not.
        let plan = plan(Design::Sobol, 64, &[&["0", "1"], &["0", "1"]]);
        let units = units(&plan);
        for wide in 0..=6_u32 {
            let place =
                |run: &Vec<f64>| ((run[0] * f64::from(1 << wide)) as u32, (run[1] * f64::from(1 << (6 - wide))) as u32);
            assert_eq!(units.iter().map(place).collect::<BTreeSet<_>>().len(), 64, "{wide}");
        }
        // The first two points of every figure lie in different halves, as those of every Sobol' sequence do.
        assert!((0..2).all(|factor| (units[0][factor] < 0.5) != (units[1][factor] < 0.5)));
    }

    #[test]
    fn a_drawn_value_has_twelve_digits_and_stays_in_its_range() {
        let text =
            |low: &str, high: &str, unit: f64| between(&[number(low), number(high)], unit).map(|level| level.to_text());
        assert_eq!(text("100", "140", 0.5).as_deref(), Some("120"));
        assert_eq!(text("0", "1", 1.0 / 3.0).as_deref(), Some("0.333333333333"));
        assert_eq!(text("-2", "-1", 0.25).as_deref(), Some("-1.75"));
        assert_eq!(text("1.00000000000001", "2", 0.0).as_deref(), Some("1.00000000000001"));
    }

    #[test]
    fn the_dice_fall_as_published() {
        let mut dice = Dice { state: 1_234_567 };
        assert_eq!([dice.next(), dice.next()], [6_457_827_717_110_365_317, 3_203_168_211_198_807_973]);
    }
}
