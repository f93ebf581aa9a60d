//! What moving a fee, an hour, a kilometre tariff or a wait is worth, and to whom.

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::breakeven::{Flip, MovedFigure, NamedCorridor};
use crate::analysis::verdict::Verdict;
use crate::analysis::{Answered, Cell, Column};
use crate::answer::{MONEY, PlaceName, ScenarioUsed};
use crate::draws::HeldFigure;
use crate::units::{Decimal, Money};

/// What a change does to the demands that a corridor answers, or to the cheapest corridors of all demands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct LeverEffect {
    /// The number of demands that become cheaper.
    pub demands: usize,
    /// The mean that these save, weighted by tonnes where all have them.
    pub mean_saving_per_t: Option<Money>,
    /// The mean by which the demands whose cost changes become cheaper, those that become dearer among them.
    pub mean_fall_per_t: Option<Money>,
    /// The most that one demand saves.
    pub most_saving_per_t: Option<Money>,
    /// The sum that all of them save in a year in the scenario's currency, where all demands have tonnes.
    pub saving_per_year: Option<f64>,
    /// What of it the corridor shares with the one it is set against; nothing for that one, and where neither changes.
    pub split: Option<LeverSplit>,
}

/// What a change takes off a corridor, split into what it takes off the one that it is set against too and what is the
/// corridor's own.
///
/// The corridor is set against the baseline; where the scenario names none, against the cheapest other one of each
/// demand. Means are over the demands that both carry and of which either changes, weighted by tonnes where all have
/// them.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct LeverSplit {
    /// The number of those demands.
    pub demands: usize,
    /// The mean that the corridor becomes cheaper by; negative where it becomes dearer.
    pub fall_per_t: Money,
    /// The mean that the other becomes cheaper by: what is common to both.
    pub common_per_t: Money,
    /// The rest: what the corridor gains on the other.
    pub own_per_t: Money,
    /// What it gains in a year in the scenario's currency, where all demands have tonnes.
    pub own_per_year: Option<f64>,
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
    /// The value at which there is no more to gain: the least that makes sense of a fee or a wait, 60 days of free storage, the
    /// upper bound of support or twice its value; with support no further than a route costs nothing.
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
    /// Its title; blank where the plan gives none.
    pub title: String,
    /// The changes, as `--set` takes them.
    pub changes: Vec<String>,
    /// The changes in words, in the same order: what is changed, from what to what.
    pub in_words: Vec<String>,
    /// The effects on each corridor, in the order of `corridors`.
    pub by_corridor: Vec<LeverEffect>,
    /// The effect on the cheapest corridors of all demands.
    pub of_cheapest: LeverEffect,
    /// The origins whose cheapest corridors become cheaper, the one that gains most first.
    pub gains: Vec<OriginGain>,
    /// The demands that it wins for another corridor.
    pub won: Vec<PackageWon>,
    /// The reason why it changes no cost, if it changes none.
    pub without_effect: Option<&'static str>,
    /// The problems for which it cannot be answered, if it cannot: each with its code.
    pub problem: Option<String>,
}

/// What a package saves the demands of one origin.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct OriginGain {
    /// The origin.
    pub from: PlaceName,
    /// The number of its demands that become cheaper.
    pub demands: usize,
    /// Their yearly tonnes, where all demands that were asked have them.
    pub tonnes_per_year: Option<f64>,
    /// The mean that they save, weighted by tonnes.
    pub saving_per_t: Money,
    /// What they save in a year in the scenario's currency.
    pub saving_per_year: Option<f64>,
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
    /// The key of the corridor that the others are set against: the baseline; none where each is set against the
    /// cheapest other one.
    pub against: Option<String>,
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

/// A row of the table for spreadsheets: a lever or a package with its effects on one corridor, or on the cheapest of all
/// demands.
pub struct LeverRow<'a> {
    found: &'a Levers,
    moved: Moved<'a>,
    corridor: &'a str,
}

/// What is moved in a row.
enum Moved<'a> {
    Lever(&'a Lever, &'a LeverEffects),
    Package(&'a Package, &'a LeverEffect),
}

/// The corridor of a row that speaks of the cheapest one of each demand.
const CHEAPEST: &str = "cheapest";

impl Levers {
    /// Returns one row for each lever and corridor, and one for the cheapest corridors of all demands; then likewise for
    /// each package.
    pub fn rows(&self) -> impl Iterator<Item = LeverRow<'_>> {
        let levers = self.levers.iter().flat_map(move |lever| {
            let all = lever.corridors.iter().chain([&lever.cheapest]);
            all.map(move |effects| LeverRow {
                found: self,
                moved: Moved::Lever(lever, effects),
                corridor: effects.corridor.as_deref().unwrap_or(CHEAPEST),
            })
        });
        let packages = self.packages.iter().flat_map(move |package| {
            let names = self.corridors.iter().map(|corridor| corridor.key.as_str()).chain([CHEAPEST]);
            let effects = package.by_corridor.iter().chain([&package.of_cheapest]);
            names.zip(effects).map(move |(corridor, effect)| LeverRow {
                found: self,
                moved: Moved::Package(package, effect),
                corridor,
            })
        });
        levers.chain(packages)
    }
}

impl<'a> LeverRow<'a> {
    fn lever<T: Into<Cell<'a>>>(&self, pick: fn(&'a Lever) -> T) -> Cell<'a> {
        match self.moved {
            Moved::Lever(lever, _) => pick(lever).into(),
            Moved::Package(..) => Cell::Blank,
        }
    }

    fn package<T: Into<Cell<'a>>>(&self, pick: fn(&'a Package) -> T) -> Cell<'a> {
        match self.moved {
            Moved::Lever(..) => Cell::Blank,
            Moved::Package(package, _) => pick(package).into(),
        }
    }

    fn won<T: Into<Cell<'a>>>(&self, pick: fn(&'a LeverWon) -> T) -> Cell<'a> {
        match self.moved {
            Moved::Lever(lever, _) => lever.first_won.as_ref().map(pick).into(),
            Moved::Package(..) => Cell::Blank,
        }
    }

    /// Returns a part of the effect of a step or a tenth, which packages do not have.
    fn less<T: Into<Cell<'a>>>(
        &self,
        of: fn(&'a LeverEffects) -> &'a LeverEffect,
        pick: fn(&LeverEffect) -> T,
    ) -> Cell<'a> {
        match self.moved {
            Moved::Lever(_, effects) => pick(of(effects)).into(),
            Moved::Package(..) => Cell::Blank,
        }
    }

    /// Returns the effect of going all the way, or of the package; none of one that cannot be answered.
    const fn whole(&self) -> Option<&'a LeverEffect> {
        match self.moved {
            Moved::Lever(_, effects) => Some(&effects.the_whole),
            Moved::Package(Package { problem: Some(_), .. }, _) => None,
            Moved::Package(_, effect) => Some(effect),
        }
    }

    fn split<T: Into<Cell<'a>>>(&self, pick: fn(LeverSplit) -> T) -> Cell<'a> {
        self.whole().and_then(|whole| whole.split).map(pick).into()
    }

    /// Returns the columns of the rows.
    pub const fn columns() -> [Column<Self>; 33] {
        const YEAR: &str = "currency per year";
        const UNIT: &str = "the figure's";
        [
            Column::new("scenario", "", |row| (&row.found.scenario.name).into()),
            Column::new("package", "", |row| row.package(|package| package.number)),
            Column::new("title", "", |row| row.package(|package| &package.title)),
            Column::new("figure", "", |row| row.lever(|lever| &lever.figure.path)),
            Column::new("name", "", |row| row.lever(|lever| &lever.figure.name)),
            Column::new("unit", "", |row| row.lever(|lever| &lever.figure.unit)),
            Column::new("value", UNIT, |row| row.lever(|lever| lever.figure.value)),
            Column::new("grade", "", |row| row.lever(|lever| lever.figure.grade)),
            Column::new("corridor", "", |row| row.corridor.into()),
            Column::new("step", UNIT, |row| row.lever(|lever| lever.step)),
            Column::new("step_demands", "count", |row| row.less(|all| &all.one_step, |effect| effect.demands)),
            Column::new("step_saving_per_t", MONEY, |row| {
                row.less(|all| &all.one_step, |effect| effect.mean_saving_per_t)
            }),
            Column::new("step_saving_per_year", YEAR, |row| {
                row.less(|all| &all.one_step, |effect| effect.saving_per_year)
            }),
            Column::new("tenth", UNIT, |row| row.lever(|lever| lever.tenth)),
            Column::new("tenth_demands", "count", |row| row.less(|all| &all.a_tenth, |effect| effect.demands)),
            Column::new("tenth_saving_per_t", MONEY, |row| {
                row.less(|all| &all.a_tenth, |effect| effect.mean_saving_per_t)
            }),
            Column::new("tenth_saving_per_year", YEAR, |row| {
                row.less(|all| &all.a_tenth, |effect| effect.saving_per_year)
            }),
            Column::new("end", UNIT, |row| row.lever(|lever| lever.end)),
            Column::new("all_demands", "count", |row| row.whole().map(|whole| whole.demands).into()),
            Column::new("all_saving_per_t", MONEY, |row| row.whole().and_then(|whole| whole.mean_saving_per_t).into()),
            Column::new("all_saving_per_year", YEAR, |row| row.whole().and_then(|whole| whole.saving_per_year).into()),
            Column::new("all_fall_per_t", MONEY, |row| row.split(|split| split.fall_per_t)),
            Column::new("all_common_per_t", MONEY, |row| row.split(|split| split.common_per_t)),
            Column::new("all_own_per_t", MONEY, |row| row.split(|split| split.own_per_t)),
            Column::new("all_own_per_year", YEAR, |row| row.split(|split| split.own_per_year)),
            Column::new("wins_at", UNIT, |row| row.won(|won| won.flip.value)),
            Column::new("wins_from", "", |row| row.won(|won| won.from.key.as_str())),
            Column::new("wins_to", "", |row| row.won(|won| won.to.key.as_str())),
            Column::new("wins_for", "", |row| row.won(|won| won.flip.to.join(";"))),
            Column::new("turned_at_end", "count", |row| row.lever(|lever| lever.turned_at_end)),
            Column::new("currency", "", |row| (&row.found.scenario.currency).into()),
            Column::new("without_effect", "", |row| row.package(|package| package.without_effect)),
            Column::new("problem", "", |row| row.package(|package| package.problem.as_deref())),
        ]
    }
}
