//! What levers are worth, as JSON.

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::levers::{Effect, Lever, LeverAt, Levers, Package};
use crate::answer::ScenarioUsed;
use crate::draws::HeldFigure;
use crate::units::Decimal;

use super::breakeven::{CorridorOut, FigureOut, FlipOut, corridors, figure, flip};
use super::form::{Form, document};

/// Tells what moving each fee, hour, kilometre tariff or wait is worth.
#[derive(Serialize, JsonSchema)]
pub(super) struct LeversOut<'a> {
    /// What was asked, of which files.
    scenario: &'a ScenarioUsed,
    /// The corridors that were compared, in the order of the file.
    corridors: Vec<CorridorOut<'a>>,
    /// How many demands were asked.
    demands: usize,
    /// Their yearly tonnes, where all have them.
    tonnes_per_year: Option<f64>,
    /// The levers that make some demand cheaper by some corridor: first those a tenth of which is worth most.
    levers: Vec<LeverOut<'a>>,
    /// Figures that stayed at their value, and why.
    held: &'a [HeldFigure],
    /// Levers moved together, if asked for.
    packages: Vec<PackageOut<'a>>,
}

impl Form for LeversOut<'_> {
    const NAME: &'static str = "levers";
}

/// Is one lever.
#[derive(Serialize, JsonSchema)]
struct LeverOut<'a> {
    /// The figure.
    figure: FigureOut<'a>,
    /// One step of it, in its unit: negative where less is cheaper.
    step: Decimal,
    /// The value a tenth of the way to its end.
    tenth: Decimal,
    /// The value at which there is no more to gain: the least that makes sense of a fee or a wait, 60 days of free storage.
    end: Decimal,
    /// What it does to the cheapest corridors of all demands: what is really saved.
    cheapest: EffectsOut<'a>,
    /// What it does to each corridor.
    corridors: Vec<EffectsOut<'a>>,
    /// How many demands another corridor leads when it is at its end.
    turned_at_end: usize,
    /// The first demand that another corridor wins on the way there.
    first_won: Option<WonOut<'a>>,
}

/// Is what a lever does.
#[derive(Serialize, JsonSchema)]
struct EffectsOut<'a> {
    /// The key of the corridor; nothing for the cheapest of each demand.
    corridor: Option<&'a str>,
    /// What a step does.
    one_step: Effect,
    /// What a tenth of the way to its end does.
    a_tenth: Effect,
    /// What going all the way does.
    the_whole: Effect,
}

/// Is the first demand that a lever wins.
#[derive(Serialize, JsonSchema)]
struct WonOut<'a> {
    /// The key of the origin.
    from: &'a str,
    /// The key of the destination.
    to: &'a str,
    /// How the goods stand to customs: `domestic`, `bonded`, `export` or `import`.
    regime: &'a str,
    /// Where the lead changes hands.
    flip: FlipOut<'a>,
}

/// Is several figures moved together.
#[derive(Serialize, JsonSchema)]
struct PackageOut<'a> {
    /// Its number, from 1.
    number: usize,
    /// What is moved, as `--set` takes it.
    changes: &'a [String],
    /// What it does to each corridor, in the order of `corridors`.
    by_corridor: &'a [Effect],
    /// What it does to the cheapest corridors of all demands.
    of_cheapest: Effect,
    /// The demands that it wins for another corridor.
    won: Vec<PackageWonOut<'a>>,
    /// Why it cannot be answered, if it cannot.
    problem: Option<&'a str>,
}

/// Is a demand that a package wins.
#[derive(Serialize, JsonSchema)]
struct PackageWonOut<'a> {
    /// The key of the origin.
    from: &'a str,
    /// The key of the destination.
    to: &'a str,
    /// The keys of the corridors that lead before.
    before: &'a [String],
    /// The keys of the corridors that lead then.
    then: &'a [String],
}

/// Writes what levers are worth.
pub fn levers(found: &Levers) -> String {
    let levers = found.levers.iter().map(|lever| lever_out(lever, &found.corridors));
    document(
        LeversOut::NAME,
        &LeversOut {
            scenario: &found.used,
            corridors: corridors(&found.corridors),
            demands: found.demands,
            tonnes_per_year: found.tonnes_per_year,
            levers: levers.collect(),
            held: &found.held,
            packages: found.packages.iter().map(package_out).collect(),
        },
    )
}

fn lever_out<'a>(lever: &'a Lever, corridors: &'a [(String, String)]) -> LeverOut<'a> {
    let effects = |corridor: Option<&'a str>, of: &dyn Fn(&LeverAt) -> Effect| {
        let [one_step, a_tenth, the_whole] = [&lever.one_step, &lever.a_tenth, &lever.the_whole].map(of);
        EffectsOut { corridor, one_step, a_tenth, the_whole }
    };
    let by_corridor = corridors.iter().enumerate();
    LeverOut {
        figure: figure(&lever.figure),
        step: lever.step,
        tenth: lever.a_tenth.to,
        end: lever.the_whole.to,
        cheapest: effects(None, &|moved| moved.of_cheapest),
        corridors: by_corridor.map(|(place, (key, _))| effects(Some(key), &|moved| moved.by_corridor[place])).collect(),
        turned_at_end: lever.turned_at_end,
        first_won: lever.first_won.as_ref().map(|won| WonOut {
            from: &won.from.key,
            to: &won.to.key,
            regime: won.regime,
            flip: flip(&won.flip),
        }),
    }
}

fn package_out(package: &Package) -> PackageOut<'_> {
    let won = package.won.iter().map(|won| PackageWonOut {
        from: &won.from.key,
        to: &won.to.key,
        before: &won.before,
        then: &won.then,
    });
    PackageOut {
        number: package.number,
        changes: &package.changes,
        by_corridor: &package.by_corridor,
        of_cheapest: package.of_cheapest,
        won: won.collect(),
        problem: package.problem.as_deref(),
    }
}
