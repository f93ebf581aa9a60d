//! What levers are worth, as JSON.

use serde::Serialize;

use crate::results::{Effect, HeldFigure, Lever, Levers, Package, ScenarioUsed};
use crate::units::Decimal;

use super::breakeven::{FigureOut, FlipOut, figure, flip};
use super::{VERSION, write};

#[derive(Serialize)]
struct LeversOut<'a> {
    schema: &'static str,
    version: u32,
    scenario: &'a ScenarioUsed,
    demands: usize,
    tonnes_per_year: Option<f64>,
    levers: Vec<LeverOut<'a>>,
    held: &'a [HeldFigure],
    packages: &'a [Package],
}

#[derive(Serialize)]
struct LeverOut<'a> {
    figure: FigureOut<'a>,
    step: Decimal,
    end: Decimal,
    cheapest: EffectsOut<'a>,
    corridors: Vec<EffectsOut<'a>>,
    turned_at_end: usize,
    first_won: Option<WonOut<'a>>,
}

#[derive(Serialize)]
struct EffectsOut<'a> {
    corridor: Option<&'a str>,
    one_step: Effect,
    the_whole: Effect,
}

#[derive(Serialize)]
struct WonOut<'a> {
    from: &'a str,
    to: &'a str,
    flip: FlipOut<'a>,
}

/// Writes what levers are worth.
pub fn levers(found: &Levers) -> String {
    let levers = found.levers.iter().map(|lever| lever_out(lever, &found.corridors));
    write(&LeversOut {
        schema: "corridor.levers",
        version: VERSION,
        scenario: &found.used,
        demands: found.demands,
        tonnes_per_year: found.tonnes_per_year,
        levers: levers.collect(),
        held: &found.held,
        packages: &found.packages,
    })
}

fn lever_out<'a>(lever: &'a Lever, corridors: &'a [(String, String)]) -> LeverOut<'a> {
    let pairs = lever.step_by_corridor.iter().zip(&lever.all_by_corridor).zip(corridors);
    LeverOut {
        figure: figure(&lever.figure),
        step: lever.step,
        end: lever.end,
        cheapest: EffectsOut { corridor: None, one_step: lever.step_of_cheapest, the_whole: lever.all_of_cheapest },
        corridors: pairs
            .map(|((step, all), (key, _))| EffectsOut { corridor: Some(key), one_step: *step, the_whole: *all })
            .collect(),
        turned_at_end: lever.turned_at_end,
        first_won: lever.first_won.as_ref().map(|won| WonOut {
            from: &won.from.key,
            to: &won.to.key,
            flip: flip(&won.flip),
        }),
    }
}
