//! Small results made by hand, for the tests of every format.

pub(in crate::present) mod figures;

use crate::analysis::claims::{ClaimResult, ClaimRole, Claims, Relation};
use crate::analysis::compare::{CorridorSummary, CorridorWins, NearestCall, OriginLead, Results, Summary};
use crate::analysis::explain::{CorridorDifference, EstimateShare, Explanation, Explanations, PartDifference};
use crate::analysis::outside::AgedPrices;
use crate::analysis::verdict::{CorridorChance, Doubt, SavingClaim, Verdict};
use crate::answer::Place;
use crate::answer::{
    Answer, Grades, Hours, InputFile, KmByMode, Manifest, PARTS, Parts, PermissionUsed, PlaceName, PriceYear,
    ReasonKind, Refused, RefusedRow, ScenarioUsed, Status, Step, StepKind,
};
use crate::draws::{DrawnHypothesis, Spread};
use crate::sweep::{Factor, Level, Run, RunAnswer, RunStatus, Runs, StudyQuestion};
use crate::units::{Decimal, Distance, Duration, Grade, Mass, Money};

#[cfg(feature = "formats")]
use super::terminal;
use super::{Look, Shown};

/// The steps by Zarubino, one a line: kind, beginning, end (`to` is the destination), mode, km, hours, millionths of CNY
/// per tonne by part.
const BY_ZARUBINO: &str = "\
load hunchun hunchun rail 0 6 handling=12500000 holding=1234
cross hunchun makhalino rail 0 19 border=9090909
ride hunchun makhalino rail 27 1 rail_haulage=21333333
gauge makhalino makhalino rail 0 8 handling=3000000
ride makhalino zarubino rail 41 2.5 rail_haulage=18100001 carbon=50506
tranship zarubino zarubino sea 0 12 handling=30000000
wait zarubino zarubino sea 0 84 storage=4200000 holding=716450
ride zarubino to sea 1694 72 sea_haulage=95000000 carbon=1045678
unload to to sea 0 10 handling=15000000 equipment=4271889";

/// The steps by Dalian, written in the same way.
const BY_DALIAN: &str = "\
load hunchun hunchun rail 0 6 handling=12500000
ride hunchun dalian rail 1301 52 rail_haulage=128510000
tranship dalian dalian sea 0 10 handling=18000000
wait dalian dalian sea 0 36 holding=1500000
ride dalian to sea 1041 44 sea_haulage=57000000
unload to to sea 0 10 handling=15000000";

const BORROWED: (&str, &str) = ("borrowed", "Borrowing a port to go to the sea");
const DOMESTIC: (&str, &str) = ("domestic", "All-domestic");

fn money(micros: i64) -> Money {
    Money::from_micros(micros)
}

fn place(key: &str, name: &str, zh: &str, lat: f64, lon: f64) -> PlaceName {
    let (name, name_zh) = (name.into(), Some(zh.into()));
    Place { key: key.into(), name, name_zh, position: Some((lat, lon)), ..Place::default() }.into()
}

fn in_russia(name_ru: &str, place: &PlaceName) -> PlaceName {
    Place { name_ru: Some(name_ru.into()), ..Place::clone(place) }.into()
}

fn hunchun() -> PlaceName {
    place("hunchun", "Hunchun", "珲春", 42.8675, 130.3581)
}

fn makhalino() -> PlaceName {
    in_russia("Махалино", &place("makhalino", "Makhalino", "马哈林诺", 42.85, 130.75))
}

fn zarubino() -> PlaceName {
    in_russia("Зарубино", &place("zarubino", "Zarubino", "扎鲁比诺", 42.63, 131.09))
}

fn dalian() -> PlaceName {
    place("dalian", "Dalian", "大连", 38.92, 121.64)
}

fn ningbo() -> PlaceName {
    place("ningbo", "Ningbo | Zhoushan", "宁波舟山港", 29.93, 121.85)
}

/// Reads the steps of a way to a place.
fn steps(way: &str, to: &PlaceName) -> Vec<Step> {
    way.lines().map(|line| step(&line.split(' ').collect::<Vec<_>>(), to)).collect()
}

fn step(words: &[&str], destination: &PlaceName) -> Step {
    let kinds = [
        StepKind::Load,
        StepKind::Wait,
        StepKind::Ride,
        StepKind::Cross,
        StepKind::Tranship,
        StepKind::Gauge,
        StepKind::Unload,
    ];
    let kind = kinds.into_iter().find(|kind| kind.as_str() == words[0]).expect("a kind of step");
    let named = |key: &str| match key {
        "hunchun" => hunchun(),
        "makhalino" => makhalino(),
        "zarubino" => zarubino(),
        "dalian" => dalian(),
        _ => destination.clone(),
    };
    let (from, to) = (named(words[1]), named(words[2]));
    let mode = if words[3] == "sea" { "sea" } else { "rail" };
    let km: f64 = words[4].parse().expect("a distance");
    let time = Duration::hours(words[5].parse().expect("a time"));
    let none = Hours::default();
    let hours = match kind {
        StepKind::Wait => Hours { waiting: time, ..none },
        StepKind::Ride => Hours { moving: time, ..none },
        StepKind::Cross => Hours { border: time, ..none },
        _ => Hours { handling: time, ..none },
    };
    let mut parts = Parts::default();
    for amount in &words[6..] {
        let (name, micros) = amount.split_once('=').expect("a part and its amount");
        let position = PARTS.iter().position(|part| *part == name).expect("the name of a part");
        parts.0[position] = money(micros.parse().expect("an amount"));
    }
    let moves = matches!(kind, StepKind::Ride | StepKind::Cross);
    Step {
        kind,
        legs: if moves { vec![format!("{mode}-{}-{}", from.key, to.key)] } else { Vec::new() },
        tariff: moves.then(|| format!("{mode}-tariff")),
        service: (kind == StepKind::Wait).then(|| "zarubino-ningbo-weekly".to_owned()),
        regime: (kind == StepKind::Cross).then_some("transit"),
        through: if moves { vec![from.clone(), to.clone()] } else { Vec::new() },
        from,
        to,
        mode: Some(mode),
        km: Distance::km(km),
        hours,
        total_per_t: parts.total(),
        parts,
        co2e_kg_per_t: km * 0.012_345_678_9,
        grade: if mode == "sea" { Grade::Estimate } else { Grade::Published },
    }
}

/// Makes the answer of a corridor without a route.
fn without_route(to: &PlaceName, corridor: (&str, &str)) -> Answer {
    Answer {
        scenario: "hunchun-2019".into(),
        from: hunchun(),
        from_name: "Hunchun".into(),
        to_name: to.name.clone(),
        to: to.clone(),
        corridor: corridor.0.into(),
        corridor_title: corridor.1.into(),
        status: Status::NoRoute,
        reason: None,
        reason_kind: None,
        rank: None,
        form: None,
        tonnes_per_year: None,
        regime: "domestic",
        total_per_t: None,
        route_cost_per_t: None,
        low_per_t: None,
        high_per_t: None,
        challenge_per_t: None,
        could_lead: false,
        parts: None,
        more_than_best: None,
        saving_per_t: None,
        hours: None,
        days: None,
        buffer: None,
        km: None,
        km_by_country: None,
        co2e: None,
        grades: None,
        price_years: Vec::new(),
        permissions: Vec::new(),
        refused: None,
        steps: Vec::new(),
    }
}

fn answer(to: &PlaceName, corridor: (&str, &str), steps: Vec<Step>) -> Answer {
    let mut parts = Parts::default();
    let mut hours = Hours::default();
    let mut km = KmByMode::default();
    for step in &steps {
        parts.add(&step.parts);
        hours.add(&step.hours);
        match step.mode {
            Some("sea") => km.sea += step.km,
            _ => km.rail += step.km,
        }
    }
    let total = parts.total();
    Answer {
        status: Status::Answered,
        rank: Some(1),
        form: Some("box20".into()),
        tonnes_per_year: Some(20_000.0),
        total_per_t: Some(total),
        route_cost_per_t: Some(parts.before_support()),
        low_per_t: Some(total - money(30_000_000)),
        high_per_t: Some(total + money(45_500_000)),
        challenge_per_t: Some(total - money(12_000_000)),
        parts: Some(parts),
        more_than_best: Some(Money::ZERO),
        saving_per_t: Some(Money::ZERO),
        hours: Some(hours),
        days: Some(hours.total().as_days()),
        km: Some(km),
        km_by_country: Some([("CN".into(), km.rail), ("RU".into(), km.sea)].into()),
        co2e: Some(Mass::kilograms(km.total().as_km() * 0.012_345_678_9)),
        grades: Some(Grades([0.0, 0.0, 0.25, 0.14, 0.61])),
        price_years: Vec::new(),
        steps,
        ..without_route(to, corridor)
    }
}

fn permission() -> PermissionUsed {
    PermissionUsed {
        key: "jilin-zarubino-ningbo-2018".into(),
        instrument: "GACC approval of July 2018".into(),
        period: "from 2018-07-01".into(),
        sources: vec!["General Administration of Customs, notice of 2018".into()],
        grade: Grade::Published,
        switch: None,
    }
}

fn borrowed() -> Answer {
    Answer {
        permissions: vec![permission()],
        saving_per_t: Some(money(18_200_000)),
        ..answer(&ningbo(), BORROWED, steps(BY_ZARUBINO, &ningbo()))
    }
}

fn domestic(to: &PlaceName) -> Answer {
    Answer {
        rank: Some(2),
        more_than_best: Some(money(18_200_000)),
        grades: Some(Grades([0.55, 0.0, 0.25, 0.0, 0.2])),
        price_years: [(Some(2014), 20_500_000), (Some(2015), 1_200_000), (Some(2019), 181_000_000)]
            .map(|(year, micros)| PriceYear { year, per_t: money(micros) })
            .to_vec(),
        form: Some("bulk".into()),
        ..answer(to, DOMESTIC, steps(BY_DALIAN, to))
    }
}

/// Makes one scenario with two demands and two corridors, one of them without a route and with a refused option.
pub(crate) fn results() -> Results {
    let shanghai = place("shanghai", "Shanghai", "上海", 31.4, 121.5);
    let lone =
        Answer { rank: Some(1), more_than_best: Some(Money::ZERO), tonnes_per_year: None, ..domestic(&shanghai) };
    let refused = Refused {
        total_per_t: money(209_876_543),
        region: "Jilin".into(),
        commodity: "maize".into(),
        form: "box20".into(),
        exit_point: hunchun(),
        transit_port: Some(zarubino()),
        entry_port: shanghai.clone(),
        nearest: vec![RefusedRow { permission: permission(), why_not: "only for entry at Ningbo".into() }],
    };
    let none = Answer {
        reason: Some("no permission covers maize of Jilin by Zarubino to Shanghai on 2019-06-24".into()),
        reason_kind: Some(ReasonKind::Permission),
        refused: Some(refused),
        ..without_route(&shanghai, BORROWED)
    };
    let manifest = Manifest {
        program: "corridor",
        version: "0.1.0",
        scenarios: vec![ScenarioUsed {
            name: "hunchun-2019".into(),
            title: "From Hunchun to the Yangtze".into(),
            reading: "Is it cheaper to go out by Zarubino than by Dalian? The lower total wins".into(),
            date: "2019-06-24".into(),
            date_asked: false,
            currency: "CNY".into(),
            goods: "Maize".to_owned(),
            commodity: "maize".into(),
            lot_t: 3000.0,
            wait: "half-headway",
            switches: Vec::new(),
            set: vec!["factors.fuel.value = *1.2".into()],
            tonnes_of_each_pair: Vec::new(),
            counted: Vec::new(),
            quotes: Vec::new(),
            inputs: vec![InputFile { path: "hunchun-2019.toml".into(), sha256: "00".into() }],
            audited: None,
        }],
        audited: Some(4),
    };
    let summary = vec![Summary {
        scenario: "hunchun-2019".into(),
        title: "From Hunchun to the Yangtze".into(),
        demands: 2,
        unanswered: 0,
        baseline: Some("domestic".into()),
        corridors: vec![corridor("borrowed", 1, 1), corridor("domestic", 2, 1)],
        usual_winner: Some("domestic".into()),
        origins: vec![OriginLead {
            from: hunchun(),
            from_name: "Hunchun".into(),
            wins: vec![wins("borrowed"), wins("domestic")],
            destinations: 2,
            lead_changes: true,
        }],
        capacity_exceeded: Vec::new(),
        support_beyond_cap: Vec::new(),
        nearest_calls: vec![NearestCall {
            corridor: "domestic".into(),
            from: hunchun(),
            to: ningbo(),
            more_per_t: money(18_200_000),
            winner: "borrowed".into(),
        }],
    }];
    let answers = vec![borrowed(), domestic(&ningbo()), none, lone];
    Results { verdicts: vec![verdict()], ..Results::new(manifest, answers, summary) }
}

/// Makes the verdict on the first demand: most draws say what is said today, and a published statement the opposite.
pub(crate) fn verdict() -> Verdict {
    let chance = |corridor: &str, share, bounds| CorridorChance { corridor: corridor.into(), share, bounds };
    Verdict {
        scenario: "hunchun-2019".into(),
        from: hunchun(),
        to: ningbo(),
        regime: "domestic",
        cheapest: vec!["borrowed".into()],
        decided: false,
        doubts: vec![Doubt::RangesOverlap, Doubt::EvidenceContradicts],
        draws: Some(1000),
        undrawn: None,
        figures: Some(12),
        hypotheses: vec![DrawnHypothesis { switch: "fund".into(), weight: 0.05, reason: "no document".into() }],
        chances: vec![chance("borrowed", 0.81, (0.785, 0.833)), chance("domestic", 0.19, (0.167, 0.215))],
        faster: None,
        given: None,
        evidence: vec![SavingClaim {
            key: "v01".into(),
            year: Some("2019".into()),
            corridor: "domestic".into(),
            against: "borrowed".into(),
            value: "20".into(),
            unit: "yuan/t".into(),
            ours: -18.2,
            readings: Vec::new(),
            fitted: false,
            contradicts: true,
            sources: vec!["Customs notice".into()],
        }],
        outside: Vec::new(),
        prices: Some(AgedPrices { older: 3, dated: 12 }),
        titles: [BORROWED, DOMESTIC].map(|(key, title)| (key.to_owned(), title.to_owned())).to_vec(),
        is_alone: false,
    }
}

fn wins(corridor: &str) -> CorridorWins {
    CorridorWins { corridor: corridor.into(), destinations: 1 }
}

fn corridor(key: &str, answered: usize, wins: usize) -> CorridorSummary {
    CorridorSummary {
        corridor: key.into(),
        title: if key == "borrowed" { BORROWED.1 } else { DOMESTIC.1 }.into(),
        answered,
        no_route: 2_usize.saturating_sub(answered),
        wins,
        could_win: 0,
        could_win_from: Vec::new(),
        mean_saving_per_t: Some(money(if key == "borrowed" { 18_200_000 } else { 0 })),
        tonnes_won_per_year: None,
        least_per_t: Some(money(214_310_000)),
        most_per_t: Some(money(232_510_000)),
    }
}

/// Makes results with so many origins that they are summed up; from the last one the other corridor is cheapest.
pub(crate) fn many() -> Results {
    let mut results = results();
    let pair: Vec<Answer> = results.answers[..2].to_vec();
    results.answers.clear();
    results.verdicts.clear();
    let origins = [("hunchun", "珲春"), ("tumen", "图们"), ("yanji", "延吉"), ("dunhua", "敦化"), ("jilin", "吉林市")];
    let summary = &mut results.summary[0];
    summary.origins.clear();
    for (key, zh) in origins {
        let from = place(key, &format!("{}{}", key[..1].to_uppercase(), &key[1..]), zh, 43.0, 128.0);
        let turned = key == "jilin";
        for answer in &pair {
            let mut answer = Answer { from_name: from.name.clone(), from: from.clone(), ..answer.clone() };
            if turned && answer.corridor == "borrowed" {
                let mut dearer = answer.costs();
                dearer.0[0] += money(40_000_000);
                answer.total_per_t = Some(dearer.total());
                answer.parts = Some(dearer);
                answer.rank = Some(2);
                answer.more_than_best = Some(money(21_800_000));
                answer.saving_per_t = Some(money(-21_800_000));
            } else if turned {
                answer.rank = Some(1);
                answer.more_than_best = Some(Money::ZERO);
            }
            results.answers.push(answer);
        }
        let winner = if turned { "domestic" } else { "borrowed" };
        summary.origins.push(OriginLead {
            from_name: from.name.clone(),
            from,
            wins: vec![wins(winner)],
            destinations: 1,
            lead_changes: turned,
        });
    }
    results.manifest.audited = None;
    summary.demands = 5;
    summary.usual_winner = Some("borrowed".into());
    summary.corridors = vec![corridor("borrowed", 5, 4), corridor("domestic", 5, 1)];
    let to = results.answers[0].to.clone();
    summary.nearest_calls = ["borrowed", "domestic"]
        .map(|key| NearestCall {
            corridor: key.into(),
            from: if key == "borrowed" { results.answers[8].from.clone() } else { hunchun() },
            to: to.clone(),
            more_per_t: money(if key == "borrowed" { 21_800_000 } else { 18_200_000 }),
            winner: if key == "borrowed" { "domestic" } else { "borrowed" }.into(),
        })
        .to_vec();
    results
}

/// Makes the explanation of both demands of [`results`].
pub(crate) fn explanations() -> Explanations {
    let mut answers = results().answers;
    let second = answers.split_off(2);
    let differences = PARTS.iter().zip(answers[0].costs().0.into_iter().zip(answers[1].costs().0));
    let differences = differences
        .map(|(part, (winner, other))| PartDifference { part, winner, other, difference: other - winner })
        .collect();
    let estimates = vec![EstimateShare {
        path: "tariffs.sea-tariff.per_haul".into(),
        name: "Sea tariff per haul".into(),
        value: "2090".into(),
        unit: "CNY/box20".into(),
        bounds: Some(("1400".into(), "2800".into())),
        grade: Grade::Estimate,
        sources: Vec::new(),
        note: Some("No southbound rate was found; as northbound less a fifth".into()),
        amount_per_t: money(95_000_000),
    }];
    let explanation = |answers, differences, estimates| Explanation {
        verdict: None,
        currency: "CNY".into(),
        date: "2019-06-24".into(),
        answers,
        differences,
        estimates,
    };
    let explanations = vec![
        explanation(answers, vec![CorridorDifference { corridor: "domestic".into(), parts: differences }], estimates),
        explanation(second.into_iter().rev().collect(), Vec::new(), Vec::new()),
    ];
    Explanations { scenarios: Vec::new(), explanations }
}

/// Makes two claims, one of them without a value of ours.
pub(crate) fn claims() -> Claims {
    let claim = ClaimResult {
        key: "saving-2018".into(),
        reading: None,
        taken: Some((80.0, 150.0)),
        relation: Relation::About,
        role: ClaimRole::Fit,
        independent_of: Vec::new(),
        holds: Some(false),
        year: Some("2018".into()),
        claim: "Hunchun to Ningbo by Zarubino saves 100 yuan a tonne".into(),
        measure: "saving_per_t".into(),
        measured_on: Some("hunchun-2019, Hunchun to Ningbo, borrowed against domestic".into()),
        value: "100".into(),
        bounds: (Some("80".into()), Some("150".into())),
        unit: "CNY/t".into(),
        ours: Some(18.2),
        deviation: Some(-81.8),
        deviation_pct: Some(-81.8),
        estimate_share: Some(0.41),
        grade: Grade::Published,
        sources: vec!["Jilin Daily".into()],
        note: None,
    };
    let unmeasured = ClaimResult {
        key: "volume-2017".into(),
        claim: "10.2 kt in nine months".into(),
        measured_on: None,
        ours: None,
        deviation: None,
        deviation_pct: None,
        taken: None,
        holds: None,
        estimate_share: None,
        bounds: (None, None),
        value: "10.2".into(),
        unit: "kt".into(),
        note: Some("Volumes are not computed".into()),
        ..claim.clone()
    };
    Claims { scenarios: Vec::new(), verdicts: Vec::new(), claims: vec![claim, unmeasured], unasked: Vec::new() }
}

/// Makes what some draws say.
fn spread() -> Spread {
    Spread {
        mean_per_t: money(219_500_000),
        standard_error_per_t: money(312_000),
        p5_per_t: money(201_250_000),
        p50_per_t: money(218_750_000),
        p95_per_t: money(241_125_000),
        cvar95_per_t: money(246_000_000),
        resolution_per_t: money(700),
        chance_cheapest: 0.8125,
        chance_bounds: (0.787, 0.835),
        regret_per_t: money(1_200_000),
        p95_regret_per_t: money(7_500_000),
        max_regret_per_t: money(31_000_000),
        regret_resolution_per_t: money(40),
        chance_near: 0.9375,
        saving_per_t: None,
        saving_standard_error_per_t: None,
        chance_saves: None,
        convergence_per_t: [money(219_500_000); 4],
    }
}

/// Makes two runs of two questions; the second run fails.
pub(super) fn runs() -> Runs<'static> {
    use std::sync::LazyLock;
    static VARIED: LazyLock<Vec<Factor>> = LazyLock::new(|| {
        let varied = |path: &str, is_number| Factor { path: path.into(), is_number, base: None, levels: Vec::new() };
        vec![varied("cargo.lot_t", true), varied("wait", false)]
    });
    static QUESTIONS: LazyLock<Vec<StudyQuestion>> = LazyLock::new(|| {
        let question = |corridor: &str| StudyQuestion {
            from: "hunchun".into(),
            to: "ningbo".into(),
            regime: "domestic",
            corridor: corridor.into(),
        };
        vec![question("borrowed"), question("domestic")]
    });
    let answer = &results().answers[0];
    let answered = RunAnswer {
        rank: Some(1),
        ranges_overlap: Some(true),
        form: Some("box20"),
        total_per_t: answer.total_per_t,
        parts: answer.costs(),
        hours: answer.hours.unwrap_or_default(),
        co2e: answer.emissions(),
        grades: answer.grades.unwrap_or_default(),
        spread: Some(Box::new(spread())),
        ..RunAnswer::without(RunStatus::Answered, None)
    };
    let without = |status, reason: &str| RunAnswer::without(status, Some(reason.into()));
    let number = |value| Some(Level::Number(Decimal::whole(value)));
    let first = Run {
        number: 1,
        settings: vec![number(3000), None],
        answers: vec![answered, without(RunStatus::NoRoute, "constraint")],
    };
    let second = Run {
        number: 2,
        settings: vec![number(1), Some(Level::Word("full-headway".into()))],
        answers: vec![without(RunStatus::Failed, "M021: too dear"); 2],
    };
    Runs { varied: &VARIED, has_draws: true, questions: &QUESTIONS, runs: vec![first, second] }
}

/// Writes a result for a terminal so many columns wide.
#[cfg(feature = "formats")]
pub(crate) fn screen<T: Shown>(found: &T, columns: u16) -> String {
    terminal::render(&found.page(Look::default()), columns, false)
}
