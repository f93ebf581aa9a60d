//! Small results about figures, made by hand.

use crate::analysis::breakeven::plane::{AxisFlips, Plane, PlaneAxis, PlaneDemand, PlaneRow, PlaneShare};
use crate::analysis::breakeven::{
    BreakEven, BreakEvenDemand, Curve, CurvePiece, DateStep, DateSteps, DemandSteps, FigureFlip, Flip, FlipList, Lead,
    MovedFigure, NamedCorridor, Shape,
};
use crate::analysis::discover::{BoxCount, BoxLimit, BoxMethod, BoxOnTheWay, Discovery};
use crate::analysis::levers::{
    Lever, LeverEffect, LeverEffects, LeverSplit, LeverWon, Levers, OriginGain, Package, PackageWon,
};
use crate::analysis::sensitivity::{
    Driver, Drivers, DrivingPair, Estimated, LeadingFigure, MethodName, Sensitivity, SensitivityDemand, VariedFigure,
};
use crate::answer::{HoldReason, ScenarioUsed};
use crate::draws::HeldFigure;
use crate::present::digits::{Digits, Look};
use crate::present::shown::{Format, Screen, Shown, render};
use crate::present::words::Lang;
use crate::units::{Date, Decimal, ExactNumber, Grade, fraction};

use super::{hunchun, money, ningbo, results, zarubino};

/// Writes a result in a format, at a width; the version of the program is left out.
pub(crate) fn written<T: Shown>(found: &T, format: Format, columns: u16) -> String {
    let look = Look { lang: Lang::En, digits: Digits::Cents };
    let mut bytes = Vec::new();
    render(found, format, look, Screen { columns, colour: false }, &[], &mut bytes).expect("room for it");
    let text = String::from_utf8(bytes).expect("text");
    text.replace("\r\n", "\n").replace(concat!("corridor ", env!("CARGO_PKG_VERSION")), "corridor VERSION")
}

fn scenario() -> ScenarioUsed {
    results().manifest.scenarios.remove(0)
}

fn decimal(text: &str) -> Decimal {
    Decimal::parse(text).expect("a decimal number")
}

fn exact(numerator: i64, denominator: i64) -> ExactNumber {
    fraction(numerator, denominator).into()
}

fn corridors() -> Vec<NamedCorridor> {
    let named = |(key, title): (&str, &str)| NamedCorridor { key: key.into(), title: title.into() };
    [("borrowed", "Borrowing a port"), ("domestic", "")].map(named).into()
}

fn rate() -> MovedFigure {
    MovedFigure {
        path: "fx.usd-cny.rate".into(),
        name: "Exchange rate, CNY for 1 USD".into(),
        unit: "CNY/USD".into(),
        value: decimal("6.85"),
        low: Some(decimal("6.5")),
        high: None,
        grade: Grade::Official,
        sources: vec!["SAFE, central parity rates".into()],
        note: Some("mean of the year".into()),
    }
}

fn fee() -> MovedFigure {
    MovedFigure {
        path: "borders.hunchun.price".into(),
        name: "Russian customs at Hunchun, by rail".into(),
        unit: "CNY/t".into(),
        value: decimal("12.5"),
        low: None,
        high: None,
        grade: Grade::Estimate,
        sources: Vec::new(),
        note: None,
    }
}

fn flip(value: &str, distance: &str, share: f64, of_bound: Option<f64>) -> Flip {
    Flip {
        value: decimal(value),
        step: decimal("0.01"),
        exact: exact(43, 6),
        to: vec!["domestic".into()],
        distance: decimal(distance),
        share: Some(share),
        of_bound,
    }
}

/// Makes a list of two figures, of which one turns an answer on both sides.
pub(crate) fn flips() -> FlipList {
    let of_figure = |figure, nearest, other, turned_within_bounds| FigureFlip {
        fitted: None,
        figure,
        from: hunchun(),
        to: ningbo(),
        regime: "domestic",
        leaders: vec!["borrowed".into()],
        nearest,
        other,
        turned_within_bounds,
    };
    FlipList {
        given: None,
        scenario: scenario(),
        verdicts: Vec::new(),
        corridors: corridors(),
        demands: 2,
        is_answered: true,
        flips: vec![
            of_figure(fee(), flip("40.1", "27.6", 2.208, None), None, 0),
            of_figure(rate(), flip("7.17", "0.32", 0.0467, None), Some(flip("6.4", "-0.45", -0.0657, Some(1.2857))), 1),
        ],
        figures_that_turn_nothing: 7,
        held: vec![HeldFigure {
            path: "tariffs.rail.to_km".into(),
            name: "Rail, to km".into(),
            why: HoldReason::BandEdge,
        }],
    }
}

/// Makes the curves of a rate for one demand: one corridor has two pieces, the other has none.
pub(crate) fn curves() -> BreakEven {
    let piece = |ends: [i64; 2], shape, [fixed, slope]: [i64; 2], costs: [i64; 2]| CurvePiece {
        from: exact(ends[0], 6),
        to: exact(ends[1], 6),
        shape,
        fixed: exact(fixed, 1),
        slope: exact(slope, 3),
        form: "box20",
        way: vec![hunchun(), zarubino(), ningbo()],
        cost_from: exact(costs[0], 1),
        cost_to: exact(costs[1], 1),
    };
    let pieces = vec![
        piece([0, 43], Shape::Straight, [100, 50], [100, 219]),
        piece([43, 60], Shape::Reciprocal, [200, 400], [219, 213]),
    ];
    let curve = |corridor: &str, title: &str, pieces| Curve { corridor: corridor.into(), title: title.into(), pieces };
    BreakEven {
        scenario: scenario(),
        verdicts: Vec::new(),
        figure: rate(),
        from: exact(0, 1),
        to: exact(10, 1),
        is_narrower: true,
        is_stepped: true,
        corridors: corridors(),
        demands: vec![BreakEvenDemand {
            from: hunchun(),
            to: ningbo(),
            regime: "domestic",
            leaders: vec!["borrowed".into()],
            total_per_t: Some(money(214_310_000)),
            below: None,
            above: Some(flip("7.17", "0.32", 0.0467, None)),
            leads: vec![
                Lead { from: exact(0, 1), to: exact(43, 6), corridors: vec!["borrowed".into()] },
                Lead { from: exact(43, 6), to: exact(10, 1), corridors: vec!["borrowed".into(), "domestic".into()] },
            ],
            curves: vec![curve("borrowed", "Borrowing a port", pieces), curve("domestic", "", Vec::new())],
        }],
    }
}

/// Makes the answers of one demand on three spans of days, of which one cannot be answered.
pub(crate) fn dates() -> DateSteps {
    let day = |text: &str| Date::parse(text).expect("a day");
    let step = |ends: [&str; 2], leader: Option<&str>, totals: [Option<i64>; 2], problem: Option<&str>| DateStep {
        from: day(ends[0]),
        to: day(ends[1]),
        leaders: leader.into_iter().map(String::from).collect(),
        totals_per_t: ["borrowed", "domestic"]
            .map(String::from)
            .into_iter()
            .zip(totals.map(|total| total.map(money)))
            .collect(),
        problem: problem.map(String::from),
    };
    DateSteps {
        scenario: scenario(),
        verdicts: Vec::new(),
        from: day("2018-01-01"),
        to: day("2019-12-31"),
        today: day("2019-06-24"),
        corridors: corridors(),
        days_asked: 3,
        demands: vec![DemandSteps {
            from: hunchun(),
            to: ningbo(),
            regime: "domestic",
            steps: vec![
                step(["2018-01-01", "2018-06-30"], None, [None, None], Some("E101: no rate of that day")),
                step(["2018-07-01", "2019-03-31"], Some("domestic"), [None, Some(232_510_000)], None),
                step(["2019-04-01", "2019-12-31"], Some("borrowed"), [Some(214_310_000), Some(232_510_000)], None),
            ],
        }],
    }
}

/// Makes a plane of three lines: at the bottom one corridor leads, at the top the other on the right.
pub(crate) fn plane() -> Plane {
    let lead = |from: i64, to: i64, corridor: &str| Lead {
        from: exact(from, 1),
        to: exact(to, 1),
        corridors: vec![corridor.into()],
    };
    let share = |corridor: &str, share| PlaneShare { corridors: vec![corridor.into()], share };
    Plane {
        scenario: scenario(),
        verdicts: Vec::new(),
        first: PlaneAxis { figure: rate(), from: exact(5, 1), to: exact(9, 1) },
        second: PlaneAxis { figure: fee(), from: exact(10, 1), to: exact(20, 1) },
        corridors: corridors(),
        demands: vec![PlaneDemand {
            from: hunchun(),
            to: ningbo(),
            regime: "domestic",
            leaders: vec!["borrowed".into()],
            total_per_t: Some(money(214_310_000)),
            alone: [AxisFlips { below: None, above: Some(flip("7.17", "0.32", 0.0467, None)) }, AxisFlips::default()],
            shares: vec![share("borrowed", 0.8125), share("domestic", 0.1875)],
            rows: vec![
                PlaneRow { second: decimal("10"), leads: vec![lead(5, 9, "borrowed")] },
                PlaneRow { second: decimal("12.5"), leads: vec![lead(5, 9, "borrowed")] },
                PlaneRow { second: decimal("20"), leads: vec![lead(5, 7, "borrowed"), lead(7, 9, "domestic")] },
            ],
        }],
    }
}

fn effect(demands: usize, mean: i64, year: f64) -> LeverEffect {
    if demands == 0 {
        return LeverEffect { saving_per_year: Some(0.0), ..LeverEffect::default() };
    }
    LeverEffect {
        demands,
        mean_saving_per_t: Some(money(mean)),
        mean_fall_per_t: Some(money(mean)),
        most_saving_per_t: Some(money(mean + 250_000)),
        saving_per_year: Some(year),
        split: None,
    }
}

/// Makes one lever that wins a demand, one figure that is held, and two packages of which one cannot be answered.
pub(crate) fn levers() -> Levers {
    let effects = |corridor: Option<&str>, demands: usize| LeverEffects {
        corridor: corridor.map(String::from),
        one_step: effect(demands, 1_000_000, 20_000.0),
        a_tenth: effect(demands, 1_250_000, 25_000.0),
        the_whole: effect(demands, 12_500_000, 250_000.0),
    };
    let split = LeverSplit {
        demands: 2,
        fall_per_t: money(15_000_000),
        common_per_t: money(4_000_000),
        own_per_t: money(11_000_000),
        own_per_year: Some(220_000.0),
    };
    let package = |number, won, problem: Option<&str>| Package {
        number,
        title: if number == 1 { "A bonded linkage".into() } else { String::new() },
        changes: vec!["borders.hunchun.price=0".into(), "services.zarubino.every_days=3.5".into()],
        in_words: vec![
            "Russian customs at Hunchun, by rail: from 12.5 to 0 CNY/t".into(),
            "services.zarubino.every_days=3.5".into(),
        ],
        by_corridor: vec![
            LeverEffect { split: Some(split), ..effect(2, 15_000_000, 300_000.0) },
            effect(2, 4_000_000, 80_000.0),
        ],
        of_cheapest: effect(1, 15_000_000, 300_000.0),
        gains: vec![OriginGain {
            from: hunchun(),
            demands: 1,
            tonnes_per_year: Some(120_000.0),
            saving_per_t: money(15_000_000),
            saving_per_year: Some(1_800_000.0),
        }],
        won,
        without_effect: None,
        problem: problem.map(String::from),
    };
    let won =
        PackageWon { from: hunchun(), to: ningbo(), before: vec!["domestic".into()], then: vec!["borrowed".into()] };
    Levers {
        scenario: scenario(),
        verdicts: Vec::new(),
        corridors: corridors(),
        against: Some("domestic".into()),
        demands: 2,
        is_answered: true,
        tonnes_per_year: Some(40_000.0),
        levers: vec![Lever {
            figure: fee(),
            step: decimal("-1"),
            tenth: decimal("11.25"),
            end: decimal("0"),
            cheapest: effects(None, 1),
            corridors: vec![effects(Some("borrowed"), 2), effects(Some("domestic"), 0)],
            turned_at_end: 1,
            first_won: Some(LeverWon {
                from: hunchun(),
                to: ningbo(),
                regime: "domestic",
                flip: flip("3.2", "-9.3", -0.744, None),
            }),
        }],
        held: vec![HeldFigure {
            path: "legs.sea.time_h".into(),
            name: "Sea, running time".into(),
            why: HoldReason::HaulTime,
        }],
        packages: vec![package(1, vec![won], None), package(2, Vec::new(), Some("E101: no rate of that day"))],
    }
}

/// Makes a box of two limits that is less dense on other draws.
pub(crate) fn discovery() -> Discovery {
    let limit = |figure: MovedFigure, low: Option<&str>, high: Option<&str>, value_inside| BoxLimit {
        path: figure.path,
        name: figure.name,
        is_switch: false,
        unit: figure.unit,
        grade: figure.grade,
        value: figure.value,
        value_inside,
        low: low.map(decimal),
        high: high.map(decimal),
        drawn: (6.4, 1234.5),
        share_kept: 0.4,
        density_without: 0.61,
        coverage_without: 0.88,
        by_chance: 0.000_012,
    };
    let count = |seed, wins_inside| BoxCount {
        seed,
        draws: 1000,
        wins: 150,
        inside: 120,
        wins_inside,
        coverage: Some(wins_inside as f64 / 150.0),
        density: Some(wins_inside as f64 / 120.0),
        lead_inside_per_t: Some(money(8_100_000)),
        lead_outside_per_t: Some(money(-22_400_000)),
    };
    let on_the_way = |inside, wins_inside, limited, chosen| BoxOnTheWay {
        inside,
        wins_inside,
        coverage: wins_inside as f64 / 150.0,
        density: wins_inside as f64 / inside as f64,
        limited,
        chosen,
    };
    Discovery {
        scenario: scenario(),
        verdicts: Vec::new(),
        method: BoxMethod::Prim,
        from: hunchun(),
        to: ningbo(),
        chosen_from: 2,
        corridor: "borrowed".into(),
        corridor_title: "Borrowing a port".into(),
        leader: Some("domestic".into()),
        against: vec!["domestic".into()],
        figures_drawn: 12,
        hypotheses: Vec::new(),
        estimates_drawn: 5,
        held: Vec::new(),
        settled: vec!["factors.fuel.value".into()],
        today_is_inside: false,
        limits: vec![limit(rate(), None, Some("6.9"), true), limit(fee(), Some("2"), Some("10"), false)],
        found_on: count(1, 108),
        checked_on: count(2, 84),
        way: vec![on_the_way(1000, 150, 0, false), on_the_way(400, 140, 1, false), on_the_way(120, 108, 2, true)],
    }
}

/// Makes the Sobol' indices of two figures for one demand.
pub(crate) fn sensitivity() -> Sensitivity {
    let estimated = |estimate: f64| Estimated { estimate, low: estimate - 0.02, high: estimate + 0.02 };
    let varied = |figure: MovedFigure, low, high| VariedFigure {
        path: figure.path,
        name: figure.name,
        value: figure.value.to_f64(),
        low,
        high,
        set_to: None,
        unit: figure.unit,
        grade: figure.grade,
        sources: figure.sources,
        note: figure.note,
    };
    let driver = |rank, figure: usize, of: MovedFigure, total| Driver {
        rank,
        path: of.path,
        name: of.name,
        figure,
        first_order: Some(estimated(total - 0.05)),
        total: Some(estimated(total)),
        standard_deviation_if_known: Some(11.2),
        ..Driver::default()
    };
    let figures = || vec![driver(1, 1, rate(), 0.7), driver(2, 0, fee(), 0.35)];
    let pair = DrivingPair {
        paths: [fee().path, rate().path],
        names: [fee().name, rate().name],
        second_order: estimated(0.05),
    };
    Sensitivity {
        scenario: scenario(),
        verdicts: Vec::new(),
        method: MethodName::Sobol,
        evaluations: 6144,
        hypotheses_off: Vec::new(),
        samples: Some(1024),
        seed: Some(1),
        estimates: 1,
        figures: vec![varied(fee(), 8.0, 20.0), varied(rate(), 6.5, 7.2)],
        irrelevant: vec!["handling.dalian.price".into()],
        unpriced: Vec::new(),
        held: vec![HeldFigure { path: "cargo.lot_t".into(), name: "Size of the lot".into(), why: HoldReason::Lot }],
        settled: Vec::new(),
        correlated: Vec::new(),
        markets_apart: true,
        demands: vec![SensitivityDemand {
            from: hunchun(),
            to: ningbo(),
            corridor: "borrowed".into(),
            corridor_title: "Borrowing a port".into(),
            against: "domestic".into(),
            against_title: "domestic".into(),
            leader: "borrowed".into(),
            leader_title: "Borrowing a port".into(),
            central_per_t: money(-18_200_000),
            difference_per_t: Drivers {
                mean: Some(Estimated { estimate: -17.5, low: -18.25, high: -16.75 }),
                points: 2048,
                standard_deviation: Some(20.5),
                is_told: true,
                moving: 2,
                interactions: Some(estimated(0.06)),
                figures: figures(),
                pairs: vec![pair],
            },
            flip: Drivers {
                mean: Some(estimated(0.21)),
                points: 2048,
                standard_deviation: Some(0.41),
                is_told: true,
                moving: 2,
                interactions: Some(estimated(0.3)),
                figures: figures(),
                pairs: Vec::new(),
            },
        }],
        uncontested: Vec::new(),
        leading: vec![LeadingFigure {
            path: rate().path,
            name: rate().name,
            figure: 1,
            first: 1,
            among_three: 1,
            greatest: 0.7,
            at: ("hunchun".into(), "ningbo".into()),
        }],
    }
}
