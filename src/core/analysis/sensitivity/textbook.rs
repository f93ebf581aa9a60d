//! Functions whose indices are known, for the estimators to find.

use corridor_kernel::lanes::Block;

use super::function::Function;

/// A function of one point, its inputs drawn by their quantiles.
pub(super) struct Textbook<'a> {
    pub(super) inputs: usize,
    pub(super) quantile: &'a (dyn Fn(usize, f64) -> f64 + Sync),
    pub(super) function: &'a (dyn Fn(&[f64]) -> f64 + Sync),
}

impl Function for Textbook<'_> {
    fn inputs(&self) -> usize {
        self.inputs
    }

    fn outputs(&self) -> usize {
        1
    }

    fn value(&self, input: usize, probability: f64) -> f64 {
        (self.quantile)(input, probability)
    }

    fn evaluate(&self, inputs: &[Block]) -> Vec<Block> {
        let point = |lane: usize| inputs.iter().map(|input| input.0[lane]).collect::<Vec<f64>>();
        vec![Block(std::array::from_fn(|lane| (self.function)(&point(lane))))]
    }
}

mod tests {
    use std::f64::consts::PI;

    use serde_json::Value;

    use super::super::{Estimate, Sample, Shapley, Sobol, Swing, Together, morris, oat, shapley, sobol};
    use super::Textbook;
    use crate::draws::{Distribution, normal_quantile};

    /// Returns the neutral cases with known answers.
    fn cases() -> Value {
        let text = include_str!("../../../../tests/cases/montecarlo/expected.json");
        serde_json::from_str(text).expect("JSON")
    }

    fn numbers(value: &Value) -> Vec<f64> {
        value.as_array().expect("numbers").iter().map(|number| number.as_f64().expect("a number")).collect()
    }

    /// Checks an estimate: within four of its standard errors, which one in 16,000 independent ones is not, and the
    /// error no greater than is asked for.
    fn check(what: &str, found: Estimate, wanted: f64, most: f64) {
        let off = (found.value - wanted).abs();
        assert!(off <= 4.0 * found.error + 1e-9, "{what}: {found:?}, not {wanted}");
        assert!(found.error <= most, "{what}: {found:?} is not as exact as {most}");
    }

    fn check_all(what: &str, found: &[Estimate], wanted: &[f64], most: f64) {
        assert_eq!(found.len(), wanted.len());
        for (input, (&found, &wanted)) in found.iter().zip(wanted).enumerate() {
            check(&format!("{what} of input {input}"), found, wanted, most);
        }
    }

    const ISHIGAMI: Textbook<'static> = Textbook {
        inputs: 3,
        quantile: &|_, u| PI * (2.0 * u - 1.0),
        function: &|x| {
            let sine = libm::sin(x[1]);
            libm::sin(x[0]) * (1.0 + 0.1 * x[2] * x[2] * x[2] * x[2]) + 7.0 * sine * sine
        },
    };

    const G: Textbook<'static> = Textbook {
        inputs: 8,
        quantile: &|_, u| u,
        function: &|x| {
            let a = [0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0];
            x.iter().zip(a).map(|(x, a)| ((4.0 * x - 2.0).abs() + a) / (1.0 + a)).product()
        },
    };

    fn parts() -> [Distribution; 3] {
        [
            Distribution::Uniform { low: 100.0, high: 160.0 },
            Distribution::Triangular { low: 10.0, mode: 20.0, high: 45.0 },
            Distribution::Uniform { low: 50.0, high: 110.0 },
        ]
    }

    #[test]
    fn the_indices_of_ishigami_and_of_the_g_function_are_those_of_the_textbooks() {
        let cases = cases();
        for (name, function) in [("ishigami_A7_B0.1", &ISHIGAMI), ("sobol_g", &G)] {
            let wanted = &cases[name];
            let found = sobol(function, 16_384, 1, false).remove(0);
            check_all(name, &found.first, &numbers(&wanted["S1"]), 0.01);
            check_all(name, &found.total, &numbers(&wanted["ST"]), 0.01);
            let variance = wanted["variance"].as_f64().expect("a variance");
            assert!((found.sample.variance / variance - 1.0).abs() < 0.05, "{} {variance}", found.sample.variance);
            let alone: f64 = numbers(&wanted["S1"]).iter().sum();
            check(name, found.interactions, 1.0 - alone, 0.02);
        }
    }

    #[test]
    fn errors_shrink_with_the_root_of_the_rows_and_hold_in_nineteen_of_twenty_cases() {
        let wanted = numbers(&cases()["ishigami_A7_B0.1"]["ST"]);
        let (mut inside, mut all) = (0, 0);
        for seed in 0..40 {
            let found = sobol(&ISHIGAMI, 512, seed, false).remove(0);
            for (found, wanted) in found.total.iter().zip(&wanted) {
                inside += u32::from((found.value - wanted).abs() <= 1.96 * found.error);
                all += 1;
            }
        }
        // Of 120 independent ones 114 are expected, and fewer than 105 once in 10,000.
        assert!(inside >= 105, "{inside} of {all}");
        let [few, many] = [1_024, 16_384].map(|rows| sobol(&ISHIGAMI, rows, 5, false).remove(0));
        let ratio = few.total[0].error / many.total[0].error;
        assert!((3.0..5.3).contains(&ratio), "a quarter of the error for sixteen times the rows: {ratio}");
    }

    #[test]
    fn pairs_make_what_the_textbook_says() {
        // Of Ishigami's function only the first and the third interact: their share is the total of the third.
        let found = sobol(&ISHIGAMI, 16_384, 2, true).remove(0);
        let wanted = numbers(&cases()["ishigami_A7_B0.1"]["ST"])[2];
        assert_eq!(found.pairs.iter().map(|pair| pair.inputs).collect::<Vec<_>>(), [[0, 1], [0, 2], [1, 2]]);
        for (pair, wanted) in found.pairs.iter().zip([0.0, wanted, 0.0]) {
            check(&format!("{:?}", pair.inputs), pair.share, wanted, 0.02);
        }
    }

    #[test]
    fn parts_of_a_sum_make_alone_all_that_they_make() {
        let (cases, parts) = (cases(), parts());
        let wanted = &cases["additive_route"];
        let sum = Textbook {
            inputs: 3,
            quantile: &|part, u| parts[part].quantile(u),
            function: &|values| values.iter().sum(),
        };
        let shares = &wanted["sobol_first_order_equals_total"];
        let shares = ["rail", "border_fee", "sea_freight"].map(|part| shares[part].as_f64().expect("a share"));
        let Sobol { sample: Sample { mean, variance, .. }, first, total, interactions, .. } =
            sobol(&sum, 16_384, 3, false).remove(0);
        check("the mean", mean, wanted["mean"].as_f64().expect("a mean"), 0.2);
        assert!((variance / wanted["variance"].as_f64().expect("a variance") - 1.0).abs() < 0.02, "{variance}");
        check_all("first order", &first, &shares, 0.006);
        check_all("total", &total, &shares, 0.006);
        for (first, total) in first.iter().zip(&total) {
            // To rounding: no noise comes between them.
            assert!((first.value - total.value).abs() < 1e-12);
        }
        check("interactions", interactions, 0.0, 0.01);
        let found = shapley(&sum, &[], 16_384, 3).remove(0);
        check_all("Shapley effects", &found.shares, &shares, 0.01);
        // The mean size of a step of half the probability, per whole: twice the mean of q(u + 1/2) - q(u) at 1/8 and 3/8.
        let effects = morris(&sum, 64, 3).remove(0);
        for (part, effect) in parts.iter().zip(&effects) {
            let step = |u: f64| part.quantile(u + 0.5) - part.quantile(u);
            check("an effect", effect.size, step(0.125) + step(0.375), 2.0);
            assert!((effect.size.value - effect.mean.value).abs() < 1e-9, "prices only raise");
        }
    }

    #[test]
    fn the_cheaper_of_two_is_as_often_the_one_and_each_has_its_regret() {
        let cases = cases();
        let wanted = |name: &str| cases["two_corridors"][name].as_f64().expect("a number");
        let quantile = |corridor: usize, u: f64| [400.0 + 100.0 * u, 420.0 + 60.0 * u][corridor];
        let of = |function: &(dyn Fn(&[f64]) -> f64 + Sync)| {
            sobol(&Textbook { inputs: 2, quantile: &quantile, function }, 8_192, 4, false).remove(0)
        };
        let flips = of(&|costs| f64::from(u8::from(costs[0] < costs[1])));
        check("the chance", flips.sample.mean, wanted("prob_A_cheaper_decimal"), 0.005);
        check("the cheaper", of(&|costs| costs[0].min(costs[1])).sample.mean, wanted("expected_cost_of_best"), 0.3);
        for (own, name) in [(0, "expected_regret_always_A"), (1, "expected_regret_always_B")] {
            let regret = of(&|costs| costs[own] - costs[0].min(costs[1]));
            check(name, regret.sample.mean, wanted(name), 0.3);
        }
        // With b between 420 and 480 the chance that a is less is (b - 400) / 100: its variance is 60^2 / 12 / 10^4 =
        // 0.03, of 1/4. With a beyond these the chance is 0 or 1, with probability 0.4, and else even: the variance is
        // 0.4 / 4 + 0.6 (1/12) = 0.15.
        check_all("first order", &flips.first, &[0.15 / 0.25, 0.03 / 0.25], 0.02);
        check_all("total", &flips.total, &[1.0 - 0.12, 1.0 - 0.6], 0.02);
    }

    #[test]
    fn shapley_effects_lie_between_first_order_and_total_and_add_up_to_one() {
        let wanted = numbers(&cases()["ishigami_A7_B0.1"]["S1"]);
        let total = numbers(&cases()["ishigami_A7_B0.1"]["ST"]);
        // With pairs at most, each has half of what it makes with others.
        let halves: Vec<f64> = wanted.iter().zip(&total).map(|(first, total)| f64::midpoint(*first, *total)).collect();
        let found = shapley(&ISHIGAMI, &[], 16_384, 1).remove(0);
        check_all("Shapley effects", &found.shares, &halves, 0.02);
        for seed in 0..20 {
            let found = shapley(&G, &[], 64, seed).remove(0);
            let sum: f64 = found.shares.iter().map(|share| share.value).sum();
            assert!((sum - 1.0).abs() < 1e-12, "{sum}");
        }
    }

    /// Runs a linear function of normal inputs that go together.
    fn linear(weights: &[f64], together: &[Together], walks: u64) -> Shapley {
        let function = Textbook {
            inputs: weights.len(),
            quantile: &|_, u| normal_quantile(u),
            function: &|x| x.iter().zip(weights).map(|(x, weight)| x * weight).sum(),
        };
        shapley(&function, together, walks, 9).remove(0)
    }

    #[test]
    fn two_inputs_that_go_together_share_as_song_and_others_work_out() {
        // Y = b1 X1 + b2 X2 with unit variances: var = b1^2 + b2^2 + 2 r b1 b2, and the first has
        // b1^2 (1 - r^2 / 2) + r b1 b2 + b2^2 r^2 / 2 of it (Song, Nelson and Staum 2016; Owen and Prieur 2017).
        for rho in [-0.9, -0.4, 0.0, 0.5, 0.95] {
            let (first, second) = (1.0, 2.0);
            let together = Together { inputs: vec![0, 1], correlations: vec![vec![1.0, rho], vec![rho, 1.0]] };
            let found = linear(&[first, second], &[together], 16_384);
            let variance = first * first + second * second + 2.0 * rho * first * second;
            let half = rho * rho / 2.0;
            let of = |own: f64, other: f64| own * own * (1.0 - half) + rho * own * other + other * other * half;
            let wanted = [of(first, second) / variance, of(second, first) / variance];
            check_all(&format!("rho {rho}"), &found.shares, &wanted, 0.02);
            assert!((found.sample.variance / variance - 1.0).abs() < 0.05);
        }
    }

    #[test]
    fn an_input_without_weight_has_a_share_by_those_it_goes_with_alone() {
        // X2 has no weight but goes with X1 by 0.8: it explains r^2 if known first and nothing if known last, so half of
        // 0.64. X3 is in no product and has no weight.
        let together = Together { inputs: vec![2, 0], correlations: vec![vec![1.0, 0.8], vec![0.8, 1.0]] };
        let found = linear(&[1.0, 0.0, 0.0], &[together], 8_192);
        check_all("shares", &found.shares, &[0.68, 0.0, 0.32], 0.02);
        assert!(found.shares[1].value.abs() < 1e-300 && found.shares[1].error.abs() < 1e-300, "exactly nothing");
    }

    #[test]
    fn threads_change_no_bit_and_a_constant_has_no_drivers() {
        let all = || {
            let sobol = sobol(&G, 1_000, 7, true);
            let bits = |estimates: &[Estimate]| {
                estimates.iter().flat_map(|of| [of.value.to_bits(), of.error.to_bits()]).collect::<Vec<_>>()
            };
            let pairs: Vec<Estimate> = sobol[0].pairs.iter().map(|pair| pair.share).collect();
            let morris: Vec<Estimate> =
                morris(&G, 100, 7)[0].iter().flat_map(|effect| [effect.size, effect.mean]).collect();
            let shapley = shapley(&G, &[], 1_000, 7);
            [&sobol[0].first, &sobol[0].total, &pairs, &morris, &shapley[0].shares].map(|of| bits(of))
        };
        let on = |threads: usize| {
            rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads").install(all)
        };
        assert_eq!(on(1), on(4));
        let constant = Textbook { inputs: 2, quantile: &|_, u| u, function: &|_| 3.0 };
        let found = sobol(&constant, 64, 1, true).remove(0);
        assert!(
            found.total.iter().chain(&found.first).all(|of| *of == Estimate::default()) && found.sample.different == 0
        );
        assert_eq!(found.interactions, Estimate::default());
        assert_eq!(shapley(&constant, &[], 64, 1)[0].shares, [Estimate::default(); 2]);
    }

    #[test]
    fn one_at_a_time_is_the_function_at_its_ends() {
        let product = Textbook { inputs: 5, quantile: &|_, u| u, function: &|x| x.iter().product() };
        let (centre, swings) =
            oat(&product, &[1.0, 2.0, 3.0, 4.0, 5.0], &[(0.0, 2.0), (1.0, 2.0), (6.0, 0.0), (4.0, 4.0), (1.0, 10.0)]);
        assert_eq!(centre, [120.0]);
        let wanted = [(0.0, 240.0), (60.0, 120.0), (240.0, 0.0), (120.0, 120.0), (24.0, 240.0)];
        assert_eq!(swings[0], wanted.map(|(low, high)| Swing { low, high }));
        assert_eq!(swings[0].iter().map(|swing| swing.size()).collect::<Vec<_>>(), [240.0, 60.0, 240.0, 0.0, 216.0]);
    }
}
