//! What moving a fee, an hour, a kilometre tariff or a wait is worth, and to whom.

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::breakeven::{Flip, MovedFigure, NamedCorridor};
use crate::analysis::verdict::Verdict;
use crate::analysis::{Answered, Cell, Column};
use crate::answer::{PlaceName, ScenarioUsed};
use crate::draws::HeldFigure;
use crate::units::{Decimal, Money};

/// What a change does to the demands that a corridor answers, or to the cheapest corridors of all demands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct LeverEffect {
    /// The number of demands that become cheaper.
    pub demands: usize,
    /// The mean that these save, weighted by tonnes where all have them.
    pub mean_saving_per_t: Option<Money>,
    /// The most that one of them saves.
    pub most_saving_per_t: Option<Money>,
    /// The sum that all of them save in a year in the scenario's currency, where all demands have tonnes.
    pub saving_per_year: Option<f64>,
}

/// A figure that somebody can move: a fee, an hour, a kilometre tariff, a wait.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Lever {
    /// The figure.
    pub figure: MovedFigure,
    /// One step of it, in its unit: negative where less is cheaper.
    pub step: Decimal,
    /// The value a tenth of the way to its end: ten percent of a fee or a wait. Tenths compare where steps do not.
    pub tenth: Decimal,
    /// The value at which there is no more to gain: the least that makes sense of a fee or a wait, 60 days of free storage.
    pub end: Decimal,
    /// The effects on the cheapest corridors of all demands: what is really saved.
    pub cheapest: LeverEffects,
    /// The effects on each corridor, in the order of the file.
    pub corridors: Vec<LeverEffects>,
    /// The number of demands that another corridor leads when it is at its end.
    pub turned_at_end: usize,
    /// The first demand that another corridor wins on the way there.
    pub first_won: Option<LeverWon>,
}

/// The effects of a lever.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct LeverEffects {
    /// The key of the corridor; nothing for the cheapest of each demand.
    pub corridor: Option<String>,
    /// The effect of a step.
    pub one_step: LeverEffect,
    /// The effect of a tenth of the way to its end.
    pub a_tenth: LeverEffect,
    /// The effect of going all the way.
    pub the_whole: LeverEffect,
}

/// The first demand that a lever wins.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct LeverWon {
    /// The key of the origin.
    pub from: PlaceName,
    /// The key of the destination.
    pub to: PlaceName,
    /// The customs regime of the goods: `domestic`, `bonded`, `export` or `import`.
    pub regime: &'static str,
    /// The value at which another corridor becomes the cheapest.
    pub flip: Flip,
}

/// Several figures moved together.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Package {
    /// Its number, from 1.
    pub number: usize,
    /// The changes, as `--set` takes them.
    pub changes: Vec<String>,
    /// The effects on each corridor, in the order of `corridors`.
    pub by_corridor: Vec<LeverEffect>,
    /// The effect on the cheapest corridors of all demands.
    pub of_cheapest: LeverEffect,
    /// The demands that it wins for another corridor.
    pub won: Vec<PackageWon>,
    /// The reason why it cannot be answered, if it cannot.
    pub problem: Option<String>,
}

/// A demand that a package wins.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PackageWon {
    /// The key of the origin.
    pub from: PlaceName,
    /// The key of the destination.
    pub to: PlaceName,
    /// The keys of the corridors that lead before.
    pub before: Vec<String>,
    /// The keys of the corridors that lead then.
    pub then: Vec<String>,
}

/// What moving each fee, hour, kilometre tariff or wait of a scenario is worth.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Levers {
    /// What was asked, of which files.
    pub scenario: ScenarioUsed,
    /// Whether the figures decide who is cheapest, demand by demand.
    pub verdicts: Vec<Verdict>,
    /// The corridors that were compared, in the order of the file.
    pub corridors: Vec<NamedCorridor>,
    /// The number of demands that were asked.
    pub demands: usize,
    /// Whether any of them has a route.
    #[serde(skip)]
    pub is_answered: bool,
    /// Their yearly tonnes, where all have them.
    pub tonnes_per_year: Option<f64>,
    /// The levers that make some demand cheaper by some corridor: first those a tenth of which is worth most.
    pub levers: Vec<Lever>,
    /// Figures that stayed at their value, and why.
    pub held: Vec<HeldFigure>,
    /// Levers moved together, if asked for.
    pub packages: Vec<Package>,
}

impl Answered for Levers {
    fn is_answered(&self) -> bool {
        self.is_answered
    }
}

/// A row of the table for spreadsheets: a lever with its effects on one corridor, or on the cheapest of all demands.
pub struct LeverRow<'a> {
    found: &'a Levers,
    lever: &'a Lever,
    effects: &'a LeverEffects,
}

impl Levers {
    /// Returns one row for each lever and corridor, and one for the cheapest corridors of all demands.
    pub fn rows(&self) -> impl Iterator<Item = LeverRow<'_>> {
        self.levers.iter().flat_map(move |lever| {
            let all = lever.corridors.iter().chain([&lever.cheapest]);
            all.map(move |effects| LeverRow { found: self, lever, effects })
        })
    }
}

impl<'a> LeverRow<'a> {
    fn won<T: Into<Cell<'a>>>(&self, pick: fn(&'a LeverWon) -> T) -> Cell<'a> {
        self.lever.first_won.as_ref().map(pick).into()
    }

    /// Returns the columns of the rows.
    pub const fn columns() -> [Column<Self>; 24] {
        const MONEY: &str = "currency per tonne";
        const YEAR: &str = "currency per year";
        const UNIT: &str = "the figure's";
        [
            Column::new("scenario", "", |row| (&row.found.scenario.name).into()),
            Column::new("figure", "", |row| (&row.lever.figure.path).into()),
            Column::new("unit", "", |row| (&row.lever.figure.unit).into()),
            Column::new("value", UNIT, |row| row.lever.figure.value.into()),
            Column::new("grade", "", |row| row.lever.figure.grade.into()),
            Column::new("corridor", "", |row| row.effects.corridor.as_deref().unwrap_or("cheapest").into()),
            Column::new("step", UNIT, |row| row.lever.step.into()),
            Column::new("step_demands", "", |row| row.effects.one_step.demands.into()),
            Column::new("step_saving_per_t", MONEY, |row| row.effects.one_step.mean_saving_per_t.into()),
            Column::new("step_saving_per_year", YEAR, |row| row.effects.one_step.saving_per_year.into()),
            Column::new("tenth", UNIT, |row| row.lever.tenth.into()),
            Column::new("tenth_demands", "", |row| row.effects.a_tenth.demands.into()),
            Column::new("tenth_saving_per_t", MONEY, |row| row.effects.a_tenth.mean_saving_per_t.into()),
            Column::new("tenth_saving_per_year", YEAR, |row| row.effects.a_tenth.saving_per_year.into()),
            Column::new("end", UNIT, |row| row.lever.end.into()),
            Column::new("all_demands", "", |row| row.effects.the_whole.demands.into()),
            Column::new("all_saving_per_t", MONEY, |row| row.effects.the_whole.mean_saving_per_t.into()),
            Column::new("all_saving_per_year", YEAR, |row| row.effects.the_whole.saving_per_year.into()),
            Column::new("wins_at", UNIT, |row| row.won(|won| won.flip.value)),
            Column::new("wins_from", "", |row| row.won(|won| won.from.key.as_str())),
            Column::new("wins_to", "", |row| row.won(|won| won.to.key.as_str())),
            Column::new("wins_for", "", |row| row.won(|won| won.flip.to.join(";"))),
            Column::new("turned_at_end", "", |row| row.lever.turned_at_end.into()),
            Column::new("currency", "", |row| (&row.found.scenario.currency).into()),
        ]
    }
}
