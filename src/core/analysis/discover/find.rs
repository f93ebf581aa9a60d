//! The box in which a corridor is cheapest, found on some draws and checked on others.

use crate::answer::{Prepared, Progress, place_name};
use crate::draws::{Distributions, Engine};
use crate::ids::{CorridorId, FigureId, Id};
use crate::units::{Decimal, Grade};

use super::choose::{WantedWin, choose};
use super::draw::{count, draw, points_won};
use super::error::DiscoverError;
use super::points::{Limits, SamplePoints};
use super::prim::{self, PrimBox};
use super::result::{BoxLimit, BoxMethod, BoxOnTheWay, Discovery};

/// Finds the box of figures in which a corridor is cheapest.
///
/// # Errors
/// Refuses what cannot be drawn, and a corridor that wins never or always.
pub fn discover(
    case: &Prepared,
    distributions: Distributions,
    wanted: &WantedWin,
    progress: &Progress,
) -> Result<Discovery, DiscoverError> {
    let model = case.model();
    let mut engine = Engine::new(case, distributions, wanted.seed)?.with_progress(progress);
    let (demand, corridor) = choose(case, &engine, wanted)?;
    let pair = |corridor: CorridorId| demand.index() * model.corridors.len() + corridor.index();
    let others = wanted.corridors.iter().filter(|&&other| other != corridor).map(|&other| pair(other));
    let pairs: Vec<usize> = std::iter::once(pair(corridor)).chain(others).collect();
    let drawn = draw(&engine, &pairs, engine.figures(), wanted.draws);
    let name = || model.corridors[corridor].key.clone();
    let wins = points_won(&drawn.wins);
    if wins == 0 {
        return Err(DiscoverError::NeverWins(name(), wanted.draws));
    }
    if wins == wanted.draws {
        return Err(DiscoverError::AlwaysWins(name(), wanted.draws));
    }
    let figures = engine.figures().to_vec();
    let points = SamplePoints { columns: &drawn.columns, wins: &drawn.wins };
    let found = prim::find(&points);
    let limits = limits(case, &figures, &points, &found);
    let restricted: Vec<FigureId> = found.limits.restricted().map(|input| figures[input]).collect();
    let of_box = Limits(found.limits.restricted().map(|input| found.limits.0[input]).collect());
    engine.reseed(wanted.seed.wrapping_add(1));
    let other = draw(&engine, &pairs, &restricted, wanted.draws);
    let is_estimate = |id: &&FigureId| model.register.figure(**id).grade == Grade::Estimate;
    let totals = case.totals();
    let total = |corridor: &CorridorId| Some((totals[pair(*corridor)]?, *corridor));
    let leader = wanted.corridors.iter().filter_map(total).min();
    let ends = &model.demands[demand];
    Ok(Discovery {
        scenario: case.used(),
        method: BoxMethod::Prim,
        from: place_name(model, ends.from),
        to: place_name(model, ends.to),
        chosen_from: wanted.demands.len(),
        corridor: name(),
        corridor_title: model.corridors[corridor].title.clone(),
        leader: leader.map(|(_, corridor)| model.corridors[corridor].key.clone()),
        against: wanted
            .corridors
            .iter()
            .filter(|&&other| other != corridor)
            .map(|&other| model.corridors[other].key.clone())
            .collect(),
        figures_drawn: figures.len(),
        estimates_drawn: figures.iter().filter(is_estimate).count(),
        held: engine.held().to_vec(),
        settled: engine.settled().to_vec(),
        found_on: count(&found.limits, &drawn, wanted.seed),
        checked_on: count(&of_box, &other, wanted.seed.wrapping_add(1)),
        today_is_inside: limits.iter().all(|limit| limit.value_inside),
        limits,
        way: way(&found, points_won(&drawn.wins)),
    })
}

/// Describes the boxes on the way of peeling.
fn way(found: &PrimBox, wins: u64) -> Vec<BoxOnTheWay> {
    let on_the_way = |(position, peel): (usize, &prim::Peel)| BoxOnTheWay {
        inside: peel.held.points,
        wins_inside: peel.held.wins,
        coverage: peel.held.wins as f64 / wins as f64,
        density: peel.held.wins as f64 / peel.held.points as f64,
        limited: peel.limits.restricted().count(),
        chosen: position == found.chosen,
    };
    found.peels.iter().enumerate().map(on_the_way).collect()
}

/// Describes the limits of a box, the one without which it would be least dense first.
fn limits(case: &Prepared, figures: &[FigureId], points: &SamplePoints<'_>, found: &PrimBox) -> Vec<BoxLimit> {
    let register = &case.model().register;
    let all = points.wins.len() as f64;
    let wins = points_won(points.wins) as f64;
    let limit = |(input, &by_chance): (usize, &f64)| {
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
    };
    let mut limits: Vec<BoxLimit> = found.limits.restricted().zip(&found.chances).map(limit).collect();
    limits.sort_by(|left, right| left.density_without.total_cmp(&right.density_without));
    limits
}
