//! The box in which a corridor is cheapest, found on some draws and checked on others.

use crate::answer::{Prepared, place_name};
use crate::draws::{DrawnHypothesis, Engine, mean};
use crate::ids::{FigureId, Pair};
use crate::model::Figure;
use crate::units::{Decimal, Grade};

use super::choose::WantedWin;
use super::prim::{self, Peel, PrimBox};
use super::result::{BoxCount, BoxLimit, BoxMethod, BoxOnTheWay, Discovery};
use super::sample::{DrawnSample, Limits};
use super::{DiscoverError, MIN_EACH_WAY};

/// Finds the box of figures in which a corridor is cheapest.
pub(super) fn discover(
    case: &Prepared,
    mut engine: Engine,
    wanted: &WantedWin,
    seed: u64,
) -> Result<Discovery, DiscoverError> {
    let model = case.model();
    let own = wanted.choose(case, &engine)?;
    let others: Vec<Pair> = wanted.pairs_of(own.demand).filter(|&other| other != own).collect();
    let pairs: Vec<Pair> = std::iter::once(own).chain(others.iter().copied()).collect();
    let figures = engine.figures().to_vec();
    // A draw has the same switches on with any seed.
    let switches = engine.switched(case, wanted.draws);
    let sample = DrawnSample::draw(&engine, &pairs, &figures, switches.clone(), wanted.draws);
    let key = |pair: Pair| model.corridors[pair.corridor].key.clone();
    match sample.won() {
        0 => return Err(DiscoverError::NeverWins(key(own), wanted.draws)),
        all if all == wanted.draws => return Err(DiscoverError::AlwaysWins(key(own), wanted.draws)),
        few if few < MIN_EACH_WAY => return Err(DiscoverError::Handful(key(own), "wins", few, wanted.draws)),
        most if wanted.draws - most < MIN_EACH_WAY => {
            return Err(DiscoverError::Handful(key(own), "loses", wanted.draws - most, wanted.draws));
        }
        _ => {}
    }
    let found = prim::find(&sample);
    let limits = limits(case, (&figures, engine.hypotheses()), &sample, &found);
    let restricted: Vec<usize> = found.limits.restricted().collect();
    let of_box = Limits(restricted.iter().map(|&input| found.limits.0[input]).collect());
    let of_box_figures: Vec<FigureId> = restricted.iter().filter_map(|&input| figures.get(input).copied()).collect();
    let switch = |input: &usize| Some(switches[input.checked_sub(figures.len())?].clone());
    let of_box_switches = restricted.iter().filter_map(switch).collect();
    let other_seed = seed.wrapping_add(1);
    engine.reseed(other_seed);
    let other = DrawnSample::draw(&engine, &pairs, &of_box_figures, of_box_switches, wanted.draws);
    let is_estimate = |id: &&FigureId| model.register.figure(**id).grade == Grade::Estimate;
    let totals = case.totals();
    let leader = wanted.pairs_of(own.demand).filter_map(|pair| Some(((*totals.get(pair))?, pair))).min();
    let ends = &model.demands[own.demand];
    Ok(Discovery {
        scenario: case.used(),
        verdicts: Vec::new(),
        method: BoxMethod::Prim,
        from: place_name(model, ends.from),
        to: place_name(model, ends.to),
        chosen_from: wanted.demands.len(),
        corridor: key(own),
        corridor_title: model.corridors[own.corridor].title.clone(),
        leader: leader.map(|(_, pair)| key(pair)),
        against: others.into_iter().map(key).collect(),
        figures_drawn: figures.len(),
        hypotheses: engine.hypotheses().to_vec(),
        estimates_drawn: figures.iter().filter(is_estimate).count(),
        held: engine.held().to_vec(),
        settled: engine.settled().to_vec(),
        found_on: count(&found.limits, &sample, seed),
        checked_on: count(&of_box, &other, other_seed),
        today_is_inside: limits.iter().all(|limit| limit.value_inside),
        limits,
        way: way(&found, sample.won()),
    })
}

/// Counts a box on some draws.
fn count(limits: &Limits, sample: &DrawnSample, seed: u64) -> BoxCount {
    let (held, wins, draws) = (limits.count(sample, None), sample.won(), sample.wins.len() as u64);
    let lead_inside: i128 = limits.inside(sample, None).map(|point| i128::from(sample.lead[point])).sum();
    let lead: i128 = sample.lead.iter().map(|&lead| i128::from(lead)).sum();
    BoxCount {
        seed,
        draws,
        wins,
        inside: held.points,
        wins_inside: held.wins,
        coverage: (wins > 0).then(|| held.wins as f64 / wins as f64),
        density: (held.points > 0).then(|| held.wins as f64 / held.points as f64),
        lead_inside_per_t: (held.points > 0).then(|| mean(lead_inside, held.points)),
        lead_outside_per_t: (held.points < draws).then(|| mean(lead - lead_inside, draws - held.points)),
    }
}

/// Describes the boxes on the way of peeling.
fn way(found: &PrimBox, wins: u64) -> Vec<BoxOnTheWay> {
    let on_the_way = |(position, peel): (usize, &Peel)| BoxOnTheWay {
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
fn limits(
    case: &Prepared,
    (figures, switches): (&[FigureId], &[DrawnHypothesis]),
    sample: &DrawnSample,
    found: &PrimBox,
) -> Vec<BoxLimit> {
    let limit = |(input, &by_chance): (usize, &f64)| {
        let figure = figures.get(input).map(|&figure| case.model().register.figure(figure));
        let value = figure.map_or(Decimal::ZERO, |figure| figure.value);
        let path = |input: usize| format!("switches.{}", switches[input - figures.len()].switch);
        let (low, high) = found.limits.0[input];
        let without = found.limits.count(sample, Some(input));
        let kept = sample.columns[input].iter().filter(|value| (low..=high).contains(value)).count();
        let written = |limit: f64| limit.is_finite().then(|| Decimal::parse(&format!("{limit}")).ok()).flatten();
        BoxLimit {
            path: figure.map_or_else(|| path(input), Figure::path),
            name: figure.map_or_else(|| path(input), Figure::name),
            is_switch: figure.is_none(),
            unit: figure.map_or_else(String::new, Figure::unit),
            grade: figure.map_or(Grade::Estimate, |figure| figure.grade),
            value,
            value_inside: (low..=high).contains(&value.to_f64()),
            low: written(low),
            high: written(high),
            drawn: sample.range(input),
            share_kept: kept as f64 / sample.wins.len() as f64,
            density_without: without.wins as f64 / without.points as f64,
            coverage_without: without.wins as f64 / sample.won() as f64,
            by_chance,
        }
    };
    let mut limits: Vec<BoxLimit> = found.limits.restricted().zip(&found.chances).map(limit).collect();
    limits.sort_by(|left, right| left.density_without.total_cmp(&right.density_without));
    limits
}
