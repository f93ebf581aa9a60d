//! Scenario discovery: in which box of figures a corridor is cheapest, and how often the box is right on other draws.

mod result;

pub use result::{BoxCount, BoxLimit, BoxOnTheWay, Discovery};

mod prim;

use rayon::prelude::*;

use crate::answer::Prepared;
use crate::answer::place_name;
use crate::ids::{CorridorId, DemandId, FigureId, Id};
use crate::units::{Decimal, Grade};
use corridor_kernel::lanes::{Block, LANES};

use crate::draws::Distributions;
use crate::draws::mean;
use crate::draws::{Engine, EngineError};
use crate::draws::{Stream, Threads};

use prim::{Held, Limits, Points};

/// The draws by which the demand and the corridor are chosen where they are not given.
const PILOT: u64 = 4096;

/// Says which win is looked for.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The demands to choose from: the one in which the corridor's win is least settled.
    pub demands: Vec<DemandId>,
    /// The corridors that are compared.
    pub corridors: Vec<CorridorId>,
    /// The corridor that is to win; by default one that is not today's leader, on the other side of the border from it -
    /// the borrowed port where the leader stays at home - if such a one can win, and the likeliest of those.
    pub wins: Option<CorridorId>,
    /// How often the figures are drawn, and drawn again to check.
    pub draws: u64,
    /// What the random numbers begin with; those of the check begin with the next number.
    pub seed: u64,
}

/// Says why no box was looked for.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum DiscoverError {
    /// The figures cannot be drawn.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// Only one corridor has a route, or none.
    #[error("only one corridor or none has a route for these demands: there is nothing to win against")]
    NoRival,
    /// No draw is won by a corridor that can be asked for.
    #[error(
        "{0} wins in none of the {1} draws: there is no box to find; --draws more may meet one, or ask for another with --wins"
    )]
    NeverWins(String, u64),
    /// Every draw is won.
    #[error("{0} wins in all of the {1} draws: every box is as good; ask for another with --wins")]
    AlwaysWins(String, u64),
}

/// The blocks of eight draws that are answered before they are put into columns.
const BLOCKS: u64 = 1 << 10;

/// Is one question with what was found out about its draws.
struct Drawn {
    /// The value of each figure in each draw.
    columns: Vec<Vec<f64>>,
    /// Which draws the corridor wins.
    wins: Vec<bool>,
    /// What the cheapest other corridor costs more in each, in millionths.
    lead: Vec<i64>,
}

/// Finds the box of figures in which a corridor is cheapest.
///
/// # Errors
/// Refuses what cannot be drawn, and a corridor that wins never or always.
pub fn discover(case: &Prepared, distributions: Distributions, asked: &Asked) -> Result<Discovery, DiscoverError> {
    let model = case.model();
    let mut engine = Engine::new(case, distributions, asked.seed)?;
    let (demand, corridor) = choose(case, &engine, asked)?;
    let pair = |corridor: CorridorId| demand.index() * model.corridors.len() + corridor.index();
    let others = asked.corridors.iter().filter(|&&other| other != corridor).map(|&other| pair(other));
    let pairs: Vec<usize> = std::iter::once(pair(corridor)).chain(others).collect();
    let drawn = draw(&engine, &pairs, engine.figures(), asked.draws);
    let name = || model.corridors[corridor].key.clone();
    let wins = drawn.wins.iter().filter(|&&wins| wins).count() as u64;
    if wins == 0 {
        return Err(DiscoverError::NeverWins(name(), asked.draws));
    }
    if wins == asked.draws {
        return Err(DiscoverError::AlwaysWins(name(), asked.draws));
    }
    let figures = engine.figures().to_vec();
    let points = Points { columns: &drawn.columns, wins: &drawn.wins };
    let found = prim::find(&points);
    let limits = limits(case, &figures, &points, &found);
    let restricted: Vec<FigureId> = found.limits.restricted().map(|input| figures[input]).collect();
    let of_box = Limits(found.limits.restricted().map(|input| found.limits.0[input]).collect());
    engine.reseed(asked.seed.wrapping_add(1));
    let other = draw(&engine, &pairs, &restricted, asked.draws);
    let is_estimate = |id: &&FigureId| model.register.figure(**id).grade == Grade::Estimate;
    let cheapest = |demand: DemandId| {
        let totals = case.totals();
        let total = |corridor: &CorridorId| totals[demand.index() * model.corridors.len() + corridor.index()];
        asked.corridors.iter().filter_map(|corridor| Some((total(corridor)?, *corridor))).min()
    };
    let ends = &model.demands[demand];
    let all_wins = points_won(&drawn.wins);
    Ok(Discovery {
        used: case.used(),
        from: place_name(model, ends.from),
        to: place_name(model, ends.to),
        chosen_from: asked.demands.len(),
        corridor: name(),
        corridor_title: model.corridors[corridor].title.clone(),
        leader: cheapest(demand).map(|(_, corridor)| model.corridors[corridor].key.clone()),
        against: asked
            .corridors
            .iter()
            .filter(|&&other| other != corridor)
            .map(|&other| model.corridors[other].key.clone())
            .collect(),
        figures_drawn: figures.len(),
        estimates_drawn: figures.iter().filter(is_estimate).count(),
        held: engine.held().to_vec(),
        settled: engine.settled().to_vec(),
        found_on: count(&found.limits, &drawn, asked.seed),
        checked_on: count(&of_box, &other, asked.seed.wrapping_add(1)),
        limits,
        way: found
            .peels
            .iter()
            .enumerate()
            .map(|(position, peel)| BoxOnTheWay {
                inside: peel.held.points,
                wins_inside: peel.held.wins,
                coverage: peel.held.wins as f64 / all_wins as f64,
                density: peel.held.wins as f64 / peel.held.points as f64,
                limited: peel.limits.restricted().count(),
                chosen: position == found.chosen,
            })
            .collect(),
    })
}

fn points_won(wins: &[bool]) -> u64 {
    wins.iter().filter(|&&wins| wins).count() as u64
}

/// Chooses the demand and the corridor that are not given.
fn choose(case: &Prepared, engine: &Engine, asked: &Asked) -> Result<(DemandId, CorridorId), DiscoverError> {
    let corridors = case.model().corridors.len();
    let position = |demand: DemandId, corridor: CorridorId| demand.index() * corridors + corridor.index();
    let pilot = asked.draws.min(PILOT);
    let mut won = vec![0_u64; engine.pairs()];
    let mut answered = vec![false; engine.pairs()];
    Stream::new(engine, &[], pilot, Threads::Shared).each(pilot, |portion| {
        let lanes: Vec<usize> = portion.lanes().collect();
        for &demand in &asked.demands {
            let pairs: Vec<usize> = asked.corridors.iter().map(|&corridor| position(demand, corridor)).collect();
            let mut rows: Vec<_> = pairs.iter().map(|&pair| portion.of(pair)).collect();
            for &lanes in &lanes {
                let totals: Vec<_> = rows.iter_mut().filter_map(Iterator::next).collect();
                for lane in 0..lanes {
                    let best = totals.iter().map(|totals| totals.0[lane]).fold(f64::INFINITY, f64::min);
                    for (totals, &pair) in totals.iter().zip(&pairs) {
                        answered[pair] |= totals.0[lane].is_finite();
                        won[pair] += u64::from(totals.0[lane] <= best && best.is_finite());
                    }
                }
            }
        }
    });
    let totals = case.totals();
    let abroad = abroad(case);
    let mut best: Option<((bool, u64), DemandId, CorridorId)> = None;
    let mut rivals = false;
    for &demand in &asked.demands {
        let routes: Vec<CorridorId> =
            asked.corridors.iter().copied().filter(|&corridor| answered[position(demand, corridor)]).collect();
        let leader = routes.iter().min_by_key(|&&corridor| (totals[position(demand, corridor)], corridor)).copied();
        rivals |= routes.len() > 1;
        for &corridor in routes.iter().filter(|_| routes.len() > 1) {
            let is_asked = asked.wins.map_or(Some(corridor) != leader, |wins| wins == corridor);
            // A win is least settled where it is nearest to half of the draws.
            let chance = won[position(demand, corridor)];
            let crosses = |corridor: CorridorId| abroad[position(demand, corridor)];
            let is_other_side = leader.is_some_and(|leader| crosses(leader) != crosses(corridor));
            let key = (is_other_side && chance > 0, chance.min(pilot - chance));
            if is_asked && best.as_ref().is_none_or(|(known, ..)| key > *known) {
                best = Some((key, demand, corridor));
            }
        }
    }
    match best {
        Some((_, demand, corridor)) => Ok((demand, corridor)),
        None if rivals && asked.wins.is_some() => {
            let wins = asked.wins.map(|corridor| case.model().corridors[corridor].key.clone());
            Err(DiscoverError::NeverWins(wins.unwrap_or_default(), asked.draws))
        }
        None => Err(DiscoverError::NoRival),
    }
}

/// Tells of each pair whether its cheapest way with every figure at its value goes through a third country.
fn abroad(case: &Prepared) -> Vec<bool> {
    let model = case.model();
    let answers = case.answers_in(crate::answer::Detail::Sums);
    let pairs = model.demands.ids().flat_map(|demand| model.corridors.ids().map(move |_| demand));
    pairs
        .zip(answers)
        .map(|(demand, answer)| {
            let ends = &model.demands[demand];
            let at_home = |country: &str| country == model.country(ends.from) || country == model.country(ends.to);
            answer.km_by_country.iter().flatten().any(|(country, _)| !at_home(country))
        })
        .collect()
}

/// Answers the draws of one question and notes the values of some figures.
///
/// # Shape
/// `pairs` has the position of the corridor that is to win, then those of the others.
fn draw(engine: &Engine, pairs: &[usize], figures: &[FigureId], draws: u64) -> Drawn {
    let mut drawn = Drawn {
        columns: vec![Vec::with_capacity(draws as usize); figures.len()],
        wins: Vec::with_capacity(draws as usize),
        lead: Vec::with_capacity(draws as usize),
    };
    let blocks = draws.div_ceil(LANES as u64);
    for first in (0..blocks).step_by(BLOCKS as usize) {
        let answered: Vec<(Vec<Block>, Vec<Block>)> = (first..blocks.min(first + BLOCKS))
            .into_par_iter()
            .map_init(
                || engine.worker(),
                |worker, block| {
                    let totals = engine.answer(worker, block * LANES as u64);
                    let totals = pairs.iter().map(|&pair| totals[pair]).collect();
                    (totals, figures.iter().map(|&figure| *worker.values(figure)).collect())
                },
            )
            .collect();
        for (totals, values) in answered {
            let left = (draws as usize - drawn.wins.len()).min(LANES);
            for lane in 0..left {
                let own = totals[0].0[lane];
                let best = totals[1..].iter().map(|totals| totals.0[lane]).fold(f64::INFINITY, f64::min);
                drawn.wins.push(own <= best);
                drawn.lead.push((best - own) as i64);
            }
            for (column, values) in drawn.columns.iter_mut().zip(values) {
                column.extend(&values.0[..left]);
            }
        }
    }
    drawn
}

/// Counts a box on some draws.
fn count(limits: &Limits, drawn: &Drawn, seed: u64) -> BoxCount {
    let points = Points { columns: &drawn.columns, wins: &drawn.wins };
    let Held { points: inside, wins: wins_inside } = limits.count(&points, None);
    let wins = points_won(&drawn.wins);
    let (mut lead_in, mut lead_out) = (0_i128, 0_i128);
    for (point, &lead) in drawn.lead.iter().enumerate() {
        *(if limits.holds(&points, point, None) { &mut lead_in } else { &mut lead_out }) += i128::from(lead);
    }
    let draws = drawn.wins.len() as u64;
    BoxCount {
        seed,
        draws,
        wins,
        inside,
        wins_inside,
        coverage: (wins > 0).then(|| wins_inside as f64 / wins as f64),
        density: (inside > 0).then(|| wins_inside as f64 / inside as f64),
        lead_inside_per_t: (inside > 0).then(|| mean(lead_in, inside)),
        lead_outside_per_t: (inside < draws).then(|| mean(lead_out, draws - inside)),
    }
}

/// Describes the limits of a box, the one without which it would be least dense first.
fn limits(case: &Prepared, figures: &[FigureId], points: &Points<'_>, found: &prim::Found) -> Vec<BoxLimit> {
    let register = &case.model().register;
    let all = points.wins.len() as f64;
    let wins = points_won(points.wins) as f64;
    let mut limits: Vec<BoxLimit> = found
        .limits
        .restricted()
        .zip(&found.chances)
        .map(|(input, &by_chance)| {
            let figure = register.figure(figures[input]);
            let column = &points.columns[input];
            let (low, high) = found.limits.0[input];
            let without = found.limits.count(points, Some(input));
            let kept = column.iter().filter(|value| (low..=high).contains(value)).count();
            let written = |limit: f64| limit.is_finite().then(|| Decimal::parse(&format!("{limit}")).ok()).flatten();
            BoxLimit {
                path: figure.path.clone(),
                unit: figure.unit.clone(),
                grade: figure.grade,
                value: figure.value,
                value_inside: (low..=high).contains(&figure.value.to_f64()),
                low: written(low),
                high: written(high),
                drawn: (
                    column.iter().copied().fold(f64::INFINITY, f64::min),
                    column.iter().copied().fold(f64::NEG_INFINITY, f64::max),
                ),
                share_kept: kept as f64 / all,
                density_without: without.wins as f64 / without.points as f64,
                coverage_without: without.wins as f64 / wins,
                by_chance,
            }
        })
        .collect();
    limits.sort_by(|left, right| left.density_without.total_cmp(&right.density_without));
    limits
}
