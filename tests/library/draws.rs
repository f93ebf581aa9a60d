//! Draws against closed forms, and from the files of a scenario to the values of its figures.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock};

use corridor::analysis::calibrate::CalibrateQuestion;
use corridor::analysis::{self, Found, Question, Request};
use corridor::answer::{Keeper, Prepared, Progress};
use corridor::draws::{Distribution, Distributions, Draws};
use corridor::ids::{FigureId, Id};
use corridor::units::Grade;

/// The draws of each test against a closed form.
const DRAWS: u64 = 100_000;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns draws of figures by their distributions.
fn draws(figures: &[(&str, Distribution)], seed: u64) -> Draws {
    let mut all = Distributions::fixed(figures.iter().map(|(path, _)| ((*path).to_owned(), 0.0)));
    for (index, (_, distribution)) in figures.iter().enumerate() {
        all.set(FigureId::new(index), distribution.clone()).expect("a distribution");
    }
    Draws::new(&all, seed)
}

/// Returns the values of a row of figures in every draw, eight at a time.
fn sample(draws: &Draws, figures: usize) -> Vec<Vec<f64>> {
    let needed: Vec<FigureId> = (0..figures).map(FigureId::new).collect();
    let mut values = draws.start();
    let mut rows = Vec::new();
    for first in (0..DRAWS).step_by(8) {
        draws.fill(first, &needed, &mut values);
        rows.extend((0..8).map(|lane| values.iter().map(|block| block.0[lane]).collect::<Vec<f64>>()));
    }
    rows
}

fn mean(numbers: impl Iterator<Item = f64>) -> f64 {
    numbers.sum::<f64>() / DRAWS as f64
}

/// Checks a mean against its closed form: five standard deviations of a mean, whose numbers have this one each.
fn check(what: &str, found: f64, wanted: f64, deviation: f64) {
    let most = 5.0 * deviation / (DRAWS as f64).sqrt();
    assert!((found - wanted).abs() <= most, "{what}: {found}, not {wanted}, by more than {most}");
}

#[test]
fn the_cheaper_of_two_corridors_costs_what_it_must() {
    // A is uniform from 400 to 500 and B from 420 to 480, both about 450. Let a and b be their distances from it.
    // A is the cheaper as often as B by symmetry: 1/2.
    // For |a| <= 30, which has probability 0.6, E|a - b| = 15 + a^2 / 60, on average 15 + 300 / 60 = 20; beyond, |a| is
    // 40 on average and so is E|a - b|. Together 0.6 * 20 + 0.4 * 40 = 28.
    // The cheaper costs 450 - 28 / 2 = 436, and always taking A, or B, costs 450 - 436 = 14 more.
    let corridors = [
        ("a", Distribution::Uniform { low: 400.0, high: 500.0 }),
        ("b", Distribution::Uniform { low: 420.0, high: 480.0 }),
    ];
    let rows = sample(&draws(&corridors, 1), 2);
    let cheaper = |row: &Vec<f64>| row[0].min(row[1]);
    check("A is cheaper", mean(rows.iter().map(|row| f64::from(row[0] < row[1]))), 0.5, 0.5);
    // No number here is further from its mean than the deviations given.
    check("the cheaper", mean(rows.iter().map(cheaper)), 436.0, 44.0);
    check("the regret of A", mean(rows.iter().map(|row| row[0] - cheaper(row))), 14.0, 66.0);
    check("the regret of B", mean(rows.iter().map(|row| row[1] - cheaper(row))), 14.0, 66.0);
}

#[test]
fn the_parts_of_a_route_add_up_in_mean_and_variance() {
    // Rail: 130, 60^2 / 12 = 300. Fee: (10 + 20 + 45) / 3 = 25,
    // (100 + 400 + 2025 - 200 - 450 - 900) / 18 = 54.1667. Sea: 80, 60^2 / 12 = 300.
    // Together 235 and 654.1667; the shares of the variance are 300 / 654.1667 = 0.458599 and 0.082803.
    let parts = [
        ("rail", Distribution::Uniform { low: 100.0, high: 160.0 }),
        ("border_fee", Distribution::Triangular { low: 10.0, mode: 20.0, high: 45.0 }),
        ("sea_freight", Distribution::Uniform { low: 50.0, high: 110.0 }),
    ];
    let rows = sample(&draws(&parts, 2), 3);
    let total = |row: &Vec<f64>| row.iter().sum::<f64>();
    let variance: f64 = 654.166_666_666_666_6;
    check("the mean", mean(rows.iter().map(total)), 235.0, variance.sqrt());
    // A squared distance from the mean deviates by at most sqrt(2) times the variance: the total is flatter than a
    // bell curve.
    let square = |row: &Vec<f64>| (total(row) - 235.0) * (total(row) - 235.0);
    check("the variance", mean(rows.iter().map(square)), variance, variance * std::f64::consts::SQRT_2);
    // In a sum of independent parts, the covariance of a part with the sum is the part's own variance. The product
    // deviates by less than sqrt(sqrt(1.8 * 3) * 0.4586) < 1.04 variances: a uniform part's fourth moment is 1.8 of
    // its variance squared, a bell curve's 3.
    for (part, middle, share) in [(0, 130.0, 0.458_598_7), (1, 25.0, 0.082_802_5), (2, 80.0, 0.458_598_7)] {
        let product = |row: &Vec<f64>| (row[part] - middle) * (total(row) - 235.0) / variance;
        check("a share", mean(rows.iter().map(product)), share, 1.04);
    }
}

#[test]
fn every_kind_has_its_mean() {
    let bell = Distribution::normal(50.0, 3.0, None, None);
    let kinds = [
        ("pert", Distribution::Pert { low: 10.0, mode: 20.0, high: 45.0 }, 22.5, 6.34),
        ("normal", bell, 50.0, 3.0),
        // exp(0.3^2 / 2) = 1.046028, of which the cut at four standard deviations leaves
        // (Phi(3.7) - Phi(-4.3)) / (Phi(4) - Phi(-4)) = 0.999947.
        ("log-normal", Distribution::log_normal(1.0, 0.3, None, None), 1.045_973, 0.32),
        ("discrete", Distribution::Discrete(vec![(1.0, 0.5), (3.0, 0.25), (7.0, 0.25)]), 3.0, 2.45),
        ("empirical", Distribution::Empirical(vec![0.0, 2.0, 4.0, 4.0, 10.0]), 3.75, 2.6),
        ("event", Distribution::Event { probability: 0.1, value: 20.0, otherwise: 10.0 }, 11.0, 3.0),
    ];
    let figures: Vec<_> = kinds.iter().map(|(name, kind, ..)| (*name, kind.clone())).collect();
    let rows = sample(&draws(&figures, 3), kinds.len());
    for (index, (name, _, wanted, deviation)) in kinds.iter().enumerate() {
        check(name, mean(rows.iter().map(|row| row[index])), *wanted, *deviation);
    }
}

fn shipped(name: &str) -> Prepared {
    Prepared::prepare(&root().join("scenarios").join(name), &[]).expect("a shipped scenario")
}

#[test]
fn scenarios_that_share_a_figure_draw_it_alike() {
    let (maize, timber) = (shipped("hunchun-ningbo-2019.toml"), shipped("hunchun-timber-2019.toml"));
    let [left, right] =
        [&maize, &timber].map(|case| Distributions::of(case.model(), case.scenario()).expect("distributions"));
    let [first, second] = [&left, &right].map(|distributions| Draws::new(distributions, 9));
    let mut shared = 0;
    for figure in left.drawn() {
        let Some(other) = right.find(left.path(figure)) else { continue };
        if left.distribution(figure) == right.distribution(other) {
            shared += 1;
            for draw in 0..20 {
                assert_eq!(first.value(figure, draw).to_bits(), second.value(other, draw).to_bits());
            }
        }
    }
    assert!(shared > 100, "{shared} figures are shared");
}

#[test]
fn a_figure_with_bounds_is_drawn_between_them() {
    let case = shipped("hunchun-ningbo-2019.toml");
    let distributions = Distributions::of(case.model(), case.scenario()).expect("distributions");
    for (id, figure) in case.model().register.iter() {
        let value = figure.value.to_f64();
        let bound = |bound: Option<corridor::units::Decimal>| bound.map_or(value, corridor::units::Decimal::to_f64);
        let (low, high) = (bound(figure.low), bound(figure.high));
        let (least, most) = distributions.distribution(id).support();
        if figure.grade != Grade::Estimate {
            assert_eq!((least, most), (low, high), "{}", figure.path());
            continue;
        }
        // The bounds of an estimate are a guess as well: one draw of twenty lies beyond each, unless that makes no sense.
        assert!(least <= low && most >= high, "{}: {least} to {most}", figure.path());
        assert!(low < 0.0 || least >= low / 2.0, "{}: {least} for {low}", figure.path());
        let tail = distributions.distribution(id).quantile(0.05);
        // A share that is at most 1 stays so.
        let is_cut = least <= low / 2.0 || least <= figure.range().0 || most >= figure.range().1 || most <= high;
        assert!(is_cut || (tail - low).abs() <= 1e-9 * high.abs(), "{}: {tail} for {low}", figure.path());
    }
}

/// Writes a scenario that extends a small one, with lines of `[uncertain]`.
fn uncertain(folder: &Path, lines: &str) -> PathBuf {
    let base = root().join("tests/problems/base/base.toml");
    let path = folder.join("uncertain.toml");
    let text = format!("schema = 1\nextends = '{}'\n\n[uncertain]\n{lines}", base.display());
    fs::write(&path, text).expect("a file");
    path
}

#[test]
fn a_scenario_says_how_its_figures_are_drawn() {
    let folder = tempfile::tempdir().expect("a folder");
    for (line, wanted) in [
        ("{ dist = 'uniform', low = 1000, high = 2000 }", Distribution::Uniform { low: 1000.0, high: 2000.0 }),
        (
            "{ dist = 'triangular', low = 1, mode = 2, high = 3 }",
            Distribution::Triangular { low: 1.0, mode: 2.0, high: 3.0 },
        ),
        ("{ dist = 'pert', low = 1, mode = 2, high = 3 }", Distribution::Pert { low: 1.0, mode: 2.0, high: 3.0 }),
        ("{ dist = 'normal', mean = 50, sd = 3 }", Distribution::normal(50.0, 3.0, None, None)),
        // A value is not below 0, whatever the bell curve says.
        ("{ dist = 'normal', mean = 50, sd = 30 }", Distribution::normal(50.0, 30.0, Some(0.0), None)),
        (
            "{ dist = 'lognormal', median = 50, sigma = 0.5, high = 90 }",
            Distribution::log_normal(50.0, 0.5, None, Some(90.0)),
        ),
        (
            "{ dist = 'discrete', values = [7, 1], probabilities = [0.25, 0.75] }",
            Distribution::Discrete(vec![(1.0, 0.75), (7.0, 0.25)]),
        ),
        ("{ dist = 'empirical', values = [3, 1, 2] }", Distribution::Empirical(vec![1.0, 2.0, 3.0])),
        // The base gives a value of 1720.
        (
            "{ dist = 'event', probability = 0.1, value = 2000 }",
            Distribution::Event { probability: 0.1, value: 2000.0, otherwise: 1720.0 },
        ),
    ] {
        let path = uncertain(folder.path(), &format!("cargo.value_per_t = {line}\n"));
        let case = Prepared::prepare(&path, &[]).unwrap_or_else(|problems| panic!("{line}\n{problems}"));
        let distributions = Distributions::of(case.model(), case.scenario()).expect("distributions");
        let figure = distributions.find("cargo.value_per_t").expect("a figure");
        assert_eq!(distributions.distribution(figure), &wanted, "{line}");
        let (low, high) = wanted.support();
        let value = Draws::new(&distributions, 1).value(figure, 0);
        assert!((low..=high).contains(&value), "{line}: {value}");
    }
}

#[test]
fn a_scenario_says_which_figures_go_together() {
    let folder = tempfile::tempdir().expect("a folder");
    // The first way of writing names the period that is in force.
    let lines = |rho: &str| {
        format!(
            "cargo.value_per_t = {{ dist = 'uniform', low = 1000, high = 2000 }}\n\n[[correlated]]\n\
             figures = ['tariffs.border-rail-base@2015.per_km', 'cargo.value_per_t']\nrho = {rho}\n\n[[correlated]]\n\
             figures = ['cargo.lot_t', 'cargo.value_per_t', 'legs.hunchun-zarubino.distance_km']\nrho = 0.9\n"
        )
    };
    let case = |rho: &str| Prepared::prepare(&uncertain(folder.path(), &lines(rho)), &[]);
    let possible = case("0.2").expect("a scenario");
    let all = Distributions::of(possible.model(), possible.scenario()).expect("distributions");
    let draws = Draws::new(&all, 4);
    let [rate, value] =
        ["tariffs.border-rail-base.per_km", "cargo.value_per_t"].map(|path| all.find(path).expect(path));
    let mut both = 0;
    for draw in 0..DRAWS {
        let is_high = |figure| draws.value(figure, draw) > all.distribution(figure).quantile(0.5);
        both += u64::from(is_high(rate) == is_high(value));
    }
    // Two normal numbers lie on the same side of their middles with probability 1/2 + asin(rho) / pi.
    let wanted = 0.5 + libm::asin(0.2) / std::f64::consts::PI;
    check("on the same side", both as f64 / DRAWS as f64, wanted, 0.5);

    let refusal = case("-0.99").err().expect("a refusal").to_string();
    let wanted = "`cargo.value_per_t` and `tariffs.border-rail-base@2015.per_km` cannot be correlated by -0.99";
    assert!(refusal.contains("error[S023]") && refusal.contains(wanted), "{refusal}");
}

/// A place in memory where an answer keeps what it has worked out, and which may stop it there.
#[derive(Debug, Default)]
struct Memory {
    kept: Mutex<Option<String>>,
    stops: OnceLock<Progress>,
    /// The draws after which it was gone on.
    resumed: Mutex<Vec<u64>>,
}

impl Keeper for &'static Memory {
    fn kept(&self) -> Option<String> {
        self.kept.lock().expect("no panic").clone()
    }

    fn keep(&self, state: String) {
        *self.kept.lock().expect("no panic") = Some(state);
        if let Some(progress) = self.stops.get() {
            progress.cancel();
        }
    }

    fn resumed(&self, done: u64, of: u64) {
        assert!(done < of);
        self.resumed.lock().expect("no panic").push(done);
    }
}

#[test]
fn a_fit_that_is_stopped_goes_on_and_ends_as_if_it_had_not_been() {
    let scenario = root().join("scenarios/hunchun-ningbo-2019.toml");
    let folder = tempfile::tempdir().expect("a folder");
    // The same file under the names of two scenarios, which two readings of the claim are about.
    let named = |name: &str| {
        let copy = folder.path().join(name);
        fs::write(&copy, format!("schema = 1\nextends = {scenario:?}\n")).expect("a file");
        [Prepared::prepare(&*copy, &[]).expect("a scenario")]
    };
    let [cases, others] = ["hunchun-ningbo-2019.toml", "hunchun-timber-2019.toml"].map(named);
    let (claims, hold_out) = (vec!["v01".to_owned()], vec!["none".to_owned()]);
    let question = CalibrateQuestion { claims, hold_out, draws: 36_000, ..CalibrateQuestion::default() };
    let request = Request::from(Question::Calibrate(question));
    let answer_of = |cases: &[Prepared], progress: &Progress| match analysis::answer(cases, &request, progress) {
        Ok(Found::Calibrate(found)) => found,
        other => panic!("{other:?}"),
    };
    let answer = |progress: &Progress| answer_of(&cases, progress);
    let whole = answer(&Progress::default());
    let memory: &'static Memory = Box::leak(Box::default());
    let stopped = Progress::keeping(memory);
    memory.stops.set(stopped.clone()).expect("set once");
    assert!(stopped.until_cancelled(|| answer(&stopped)).is_err());
    let going_on = Progress::keeping(memory);
    assert_eq!(answer(&going_on), whole);
    // What was weighed is not weighed again.
    let (done, of) = going_on.now();
    assert!(done == of && of < stopped.now().1 / 5, "{done} of {of}, {:?}", stopped.now());
    // What is kept of another question is not taken, nor what is not as it was written.
    let state = memory.kept().expect("a state");
    answer_of(&others, &Progress::keeping(memory));
    let changed = state.replacen("\"together\":", "\"together\":1", 1);
    assert_ne!(changed, state);
    *memory.kept.lock().expect("no panic") = Some(changed);
    assert_eq!(answer(&Progress::keeping(memory)), whole);
    assert_eq!(*memory.resumed.lock().expect("no panic"), [32_768]);
}
