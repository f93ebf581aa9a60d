//! What moving a fee, an hour, a kilometre tariff or a wait is worth, and to whom.

use schemars::JsonSchema;
use serde::Serialize;

use crate::units::{Decimal, Money};

use crate::analysis::breakeven::{Flip, MovedFigure};
use crate::answer::{PlaceName, ScenarioUsed};
use crate::draws::HeldFigure;

/// Is what a change does to the demands that a corridor answers, or to the cheapest corridors of all demands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct Effect {
    /// How many demands become cheaper.
    pub demands: usize,
    /// The mean that these save, weighted by tonnes where all have them.
    pub mean_saving_per_t: Option<Money>,
    /// The most that one of them saves.
    pub most_saving_per_t: Option<Money>,
    /// What all of them save in a year in the scenario's currency, where all demands have tonnes.
    pub saving_per_year: Option<f64>,
}

/// Is a figure that somebody can move: a fee, an hour, a kilometre tariff, a wait.
#[derive(Clone, Debug, PartialEq)]
pub struct Lever {
    /// The figure.
    pub figure: MovedFigure,
    /// One step of it, in its unit: negative where less is cheaper.
    pub step: Decimal,
    /// What a step does.
    pub one_step: LeverAt,
    /// What a tenth of the way to its end does: ten percent of a fee or a wait. Tenths compare where steps do not.
    pub a_tenth: LeverAt,
    /// What going all the way does: to where there is no more to gain, nothing of a fee or a wait.
    pub the_whole: LeverAt,
    /// How many demands another corridor leads when it is there.
    pub turned_at_end: usize,
    /// The first demand that another corridor wins on the way there.
    pub first_won: Option<Won>,
}

/// Is what a lever does at one value.
#[derive(Clone, Debug, PartialEq)]
pub struct LeverAt {
    /// The value.
    pub to: Decimal,
    /// What that does to each corridor, in the order of the file.
    pub by_corridor: Vec<Effect>,
    /// What it does to the cheapest corridors of all demands: what is really saved.
    pub of_cheapest: Effect,
}

/// Is the first demand that a lever wins.
#[derive(Clone, Debug, PartialEq)]
pub struct Won {
    /// The origin.
    pub from: PlaceName,
    /// The destination.
    pub to: PlaceName,
    /// How the goods stand to customs.
    pub regime: &'static str,
    /// Where the lead changes hands.
    pub flip: Flip,
}

/// Is several figures moved together.
#[derive(Clone, Debug, PartialEq)]
pub struct Package {
    /// Its number, from 1.
    pub number: usize,
    /// What is moved, as `--set` takes it.
    pub changes: Vec<String>,
    /// What it does to each corridor, in the order of the file.
    pub by_corridor: Vec<Effect>,
    /// What it does to the cheapest corridors of all demands.
    pub of_cheapest: Effect,
    /// The demands that it wins for another corridor.
    pub won: Vec<PackageWon>,
    /// Why it cannot be answered, if it cannot.
    pub problem: Option<String>,
}

/// Is a demand that a package wins.
#[derive(Clone, Debug, PartialEq)]
pub struct PackageWon {
    /// The origin.
    pub from: PlaceName,
    /// The destination.
    pub to: PlaceName,
    /// The keys of the corridors that lead before.
    pub before: Vec<String>,
    /// The keys of the corridors that lead then.
    pub then: Vec<String>,
}

/// Holds what all levers of a scenario are worth.
#[derive(Clone, Debug, PartialEq)]
pub struct Levers {
    /// The scenario.
    pub used: ScenarioUsed,
    /// The corridors in the order of the file, by key and title.
    pub corridors: Vec<(String, String)>,
    /// How many demands were asked.
    pub demands: usize,
    /// Their tonnes in a year, where all have them.
    pub tonnes_per_year: Option<f64>,
    /// The levers that make some demand cheaper by some corridor: first those a tenth of which is worth most.
    pub levers: Vec<Lever>,
    /// Levers that shape the network and were not moved, and why.
    pub held: Vec<HeldFigure>,
    /// The packages asked for.
    pub packages: Vec<Package>,
}
