//! What one step of every fee, hour, kilometre tariff and wait is worth, and how far it must move to win whom.
//!
//! Each value is answered as `compare` would, all demands at once and eight values at a time; nothing is a derivative.

mod result;

pub use result::{Effect, Lever, LeverAt, Levers, Package, PackageWon, Won};

use std::path::Path;

use rayon::prelude::*;

use crate::answer::Prepared;
use crate::answer::place_name;
use crate::audit::AuditError;
use crate::draws::HeldFigure;
use crate::ids::{DemandId, FigureId};
use crate::model::{Figure, Model};
use crate::problem::Problems;
use crate::scenario::{Change, Design, Level, Override, Plan, Role, TableName};
use crate::units::{Decimal, Exact, Money, simplest};

use super::audited::{self, differs, in_words, setting};
use super::breakeven::{FlipOf, Leading, Moves, audit_sides, corridors, moved_figure};

/// The tables whose fees, times and waits somebody can move.
pub const KINDS: [&str; 7] = [
    TableName::Tariffs.as_str(),
    TableName::Handling.as_str(),
    TableName::Borders.as_str(),
    TableName::Services.as_str(),
    TableName::Calendar.as_str(),
    TableName::Equipment.as_str(),
    TableName::Legs.as_str(),
];
/// The free days beyond which nobody stores goods for nothing.
const MOST_FREE_DAYS: i64 = 60;

/// Works out what every lever of some tables, of [`KINDS`], is worth to some demands.
pub fn levers(case: &Prepared, demands: &[DemandId], kinds: &[&str]) -> Levers {
    let model = case.model();
    let mut held = Vec::new();
    let mut free = Vec::new();
    for figure in case.priced().costs().figures().into_iter().filter(|&figure| is_lever(case, figure, kinds)) {
        match case.network_change(figure) {
            None => free.push(figure),
            Some(why) => held.push(HeldFigure { path: model.register.figure(figure).path.clone(), why }),
        }
    }
    let moves = Moves::new(case, demands, &free);
    let today = moves.today();
    let tonnes = tonnes(case, demands);
    let sums = Sums { corridors: model.corridors.len(), tonnes: tonnes.as_deref() };
    case.watch().begin(free.len());
    let mut levers: Vec<Lever> = free
        .par_iter()
        .map_init(
            || moves.memory(),
            |memory, &figure| {
                let lever = lever(case, (demands, &moves), memory, figure, &today, &sums);
                case.watch().done();
                lever
            },
        )
        .flatten_iter()
        .collect();
    let most = |moved: &LeverAt| moved.by_corridor.iter().filter_map(|effect| effect.most_saving_per_t).max();
    let worth_less = |one: &LeverAt, other: &LeverAt| {
        let realised = together(other.of_cheapest).total_cmp(&together(one.of_cheapest));
        realised.then_with(|| most(other).cmp(&most(one)))
    };
    levers.sort_by(|one, other| {
        worth_less(&one.a_tenth, &other.a_tenth)
            .then_with(|| worth_less(&one.the_whole, &other.the_whole))
            .then_with(|| one.figure.path.cmp(&other.figure.path))
    });
    Levers {
        used: case.used(),
        corridors: corridors(model),
        demands: demands.len(),
        tonnes_per_year: tonnes.map(|tonnes| tonnes.iter().sum()),
        levers,
        held,
        packages: Vec::new(),
    }
}

/// Returns what all demands save together, in a year or, where tonnes are not known, with a tonne of each.
fn together(effect: Effect) -> f64 {
    let of_each = effect.mean_saving_per_t.map_or(0.0, Money::as_units) * effect.demands as f64;
    effect.saving_per_year.unwrap_or(of_each)
}

fn is_lever(case: &Prepared, figure: FigureId, kinds: &[&str]) -> bool {
    let known = case.model().register.figure(figure);
    known.role.is_negotiable() && known.owner.table().is_some_and(|table| kinds.contains(&table.as_str()))
}

fn tonnes(case: &Prepared, demands: &[DemandId]) -> Option<Vec<f64>> {
    let model = case.model();
    let of = |&demand: &DemandId| Some(model.register.figure(model.demands[demand].tonnes_per_year?).value.to_f64());
    demands.iter().map(of).collect()
}

/// Works out what one lever is worth; nothing where it makes nothing cheaper.
fn lever(
    case: &Prepared,
    (demands, moves): (&[DemandId], &Moves<'_>),
    memory: &mut super::breakeven::Memory,
    figure: FigureId,
    today: &[Option<Money>],
    sums: &Sums<'_>,
) -> Option<Lever> {
    let model = case.model();
    let known = model.register.figure(figure);
    let is_more_better = known.role == Role::FreeDays;
    let end = if is_more_better { Decimal::whole(MOST_FREE_DAYS) } else { least(known) };
    let step = step(known, is_more_better, end)?;
    let way = end.plus(known.value.times(Decimal::whole(-1))?)?;
    let values = [
        known.value.plus(step)?,
        known.value.plus(way.times(Decimal::near(&Exact::new(1.into(), 10.into()), 1)?)?)?,
        end,
    ];
    let totals = moves.totals(memory, figure, &values.map(Decimal::to_f64));
    let at_end = totals.last()?;
    let moved = values.iter().zip(&totals).map(|(&to, then)| {
        let (by_corridor, of_cheapest) = sums.effects(today, then);
        LeverAt { to, by_corridor, of_cheapest }
    });
    let [one_step, a_tenth, the_whole]: [LeverAt; 3] = moved.collect::<Vec<_>>().try_into().ok()?;
    if the_whole.by_corridor.iter().all(|effect| effect.demands == 0) {
        return None;
    }
    let won = moves.first_flip(memory, figure, if is_more_better { Leading::Upwards } else { Leading::Downwards });
    let first_won = won.filter(|(_, flip)| {
        // A flip beyond where there is no more to gain wins nobody.
        if is_more_better { flip.value.compare(end).is_le() } else { flip.value.compare(end).is_ge() }
    });
    let first_won = first_won.map(|(demand, flip)| {
        let asked = &model.demands[demands[demand]];
        Won {
            from: place_name(model, asked.from),
            to: place_name(model, asked.to),
            regime: asked.customs.as_str(),
            flip,
        }
    });
    let turned_at_end = sums.turned(today, at_end).count();
    Some(Lever { figure: moved_figure(model, figure), step, one_step, a_tenth, the_whole, turned_at_end, first_won })
}

/// Returns the least that a figure can be for nothing to be left to gain.
fn least(figure: &Figure) -> Decimal {
    let least = figure.range.0.max(0.0);
    Decimal::near(&simplest(least), 9).unwrap_or(Decimal::ZERO)
}

/// Chooses one step of a figure: an hour, a day, a currency unit a tonne; else the greatest power of ten that is no more
/// than a tenth of its value. A figure that is less than a step goes all the way.
fn step(figure: &Figure, is_more_better: bool, end: Decimal) -> Option<Decimal> {
    let (value, one) = (figure.value, Decimal::whole(1));
    let size = if figure.role.is_time() || figure.is_price_per_tonne() {
        one
    } else {
        let power = libm::log10(value.to_f64().abs() / 10.0);
        if !power.is_finite() {
            return None;
        }
        Decimal::near(&Exact::from_integer(10.into()).pow(power.floor() as i32), 12)?
    };
    if is_more_better {
        return Some(size);
    }
    let room = value.plus(end.times(Decimal::whole(-1))?)?;
    if room.is_zero() || room.is_negative() {
        return None;
    }
    if room.compare(size).is_lt() { room.times(Decimal::whole(-1)) } else { size.times(Decimal::whole(-1)) }
}

/// Sums what changes do to demands.
struct Sums<'a> {
    corridors: usize,
    tonnes: Option<&'a [f64]>,
}

impl Sums<'_> {
    /// Compares totals of all pairs: by corridor, and of the cheapest corridor of each demand.
    fn effects(&self, before: &[Option<Money>], then: &[Option<Money>]) -> (Vec<Effect>, Effect) {
        let pairs = || before.chunks(self.corridors).zip(then.chunks(self.corridors));
        let by_corridor = (0..self.corridors)
            .map(|place| self.effect(pairs().map(|(before, then)| saved(before[place], then[place]))))
            .collect();
        let least = |totals: &[Option<Money>]| totals.iter().flatten().min().copied();
        (by_corridor, self.effect(pairs().map(|(before, then)| saved(least(before), least(then)))))
    }

    fn effect(&self, savings: impl Iterator<Item = Money>) -> Effect {
        let mut effect = Effect { saving_per_year: self.tonnes.map(|_| 0.0), ..Effect::default() };
        let (mut sum, mut weights) = (0.0, 0.0);
        for (demand, saving) in savings.enumerate().filter(|(_, saving)| *saving > Money::ZERO) {
            let tonnes = self.tonnes.map_or(1.0, |tonnes| tonnes[demand]);
            effect.demands += 1;
            effect.most_saving_per_t = effect.most_saving_per_t.max(Some(saving));
            sum += saving.as_units() * tonnes;
            weights += tonnes;
            effect.saving_per_year = effect.saving_per_year.map(|year| year + saving.as_units() * tonnes);
        }
        effect.mean_saving_per_t = (weights > 0.0).then(|| Money::round(sum / weights));
        effect
    }

    /// Iterates over the demands whose leaders have all lost the lead.
    fn turned<'a>(
        &'a self,
        before: &'a [Option<Money>],
        then: &'a [Option<Money>],
    ) -> impl Iterator<Item = usize> + 'a {
        let leads = |totals: &[Option<Money>]| -> Vec<usize> {
            let least = totals.iter().flatten().min();
            (0..totals.len()).filter(|&place| totals[place].is_some() && totals[place].as_ref() == least).collect()
        };
        let pairs = before.chunks(self.corridors).zip(then.chunks(self.corridors)).enumerate();
        pairs.filter_map(move |(demand, (before, then))| {
            let (old, new) = (leads(before), leads(then));
            (!old.is_empty() && !new.iter().any(|place| old.contains(place))).then_some(demand)
        })
    }
}

fn saved(before: Option<Money>, then: Option<Money>) -> Money {
    before.zip(then).map_or(Money::ZERO, |(before, then)| before - then)
}

/// Says why there are no packages.
#[derive(Debug, thiserror::Error)]
pub enum PackagesError {
    /// The plan is invalid.
    #[error(transparent)]
    Invalid(#[from] Problems),
    /// Its runs are not written out.
    #[error("packages are the [[run]] of a plan of the design `list`, and this is one of the design `{0}`")]
    OtherDesign(&'static str),
}

/// Answers packages of figures that are moved together: the runs of a plan of the design `list`.
///
/// # Errors
/// Says what is wrong with the plan.
pub fn packages(case: &Prepared, demands: &[DemandId], plan: &Path) -> Result<Vec<Package>, PackagesError> {
    let plan = Plan::load(plan, case.scenario())?;
    if plan.design != Design::List {
        return Err(PackagesError::OtherDesign(plan.design.as_str()));
    }
    let runs: Vec<Vec<Override>> = (0..plan.written.len())
        .map(|run| {
            let levels = plan.factors.iter().zip(&plan.written[run]);
            let change = |level: &Level| match level {
                Level::Number(number) => number.to_string(),
                Level::Word(word) => word.clone(),
            };
            let set = levels.filter_map(|(factor, level)| {
                Some(Override { path: factor.path.clone(), change: Change::To(change(level.as_ref()?)), span: None })
            });
            set.collect()
        })
        .collect();
    let before = totals_of(case, demands, case);
    let tonnes = tonnes(case, demands);
    let sums = Sums { corridors: case.model().corridors.len(), tonnes: tonnes.as_deref() };
    let answer = |(number, set): (usize, &Vec<Override>)| package(case, demands, number + 1, set, &before, &sums);
    Ok(runs.par_iter().enumerate().map(answer).collect())
}

/// Recomputes every route with each lever a step on, a tenth of the way and at its end, and with each package, and
/// compares what they save; and on both sides of where each lever wins its first demand, and compares who leads.
///
/// # Errors
/// Returns the first finding that differs.
pub fn audit_levers(case: &Prepared, demands: &[DemandId], found: &mut Levers) -> Result<(), AuditError> {
    let model = case.model();
    let tonnes = tonnes(case, demands);
    let sums = Sums { corridors: model.corridors.len(), tonnes: tonnes.as_deref() };
    let today = audited::with(case, &[], demands)?;
    let mut claims: Vec<(Vec<Override>, &[Effect], Effect)> = Vec::new();
    for lever in &found.levers {
        for moved in [&lever.one_step, &lever.a_tenth, &lever.the_whole] {
            claims.push((vec![setting(&lever.figure.path, moved.to)], &moved.by_corridor, moved.of_cheapest));
        }
    }
    for package in found.packages.iter().filter(|package| package.problem.is_none()) {
        let set: Result<Vec<Override>, _> = package.changes.iter().map(|change| Override::parse(change)).collect();
        let set = set.map_err(|problems| differs(model, None, format!("a package cannot be read: {problems}")))?;
        claims.push((set, &package.by_corridor, package.of_cheapest));
    }
    let check = |(set, by_corridor, of_cheapest): &(Vec<Override>, &[Effect], Effect)| {
        let then = audited::with(case, set, demands)?;
        let (own, cheapest) = sums.effects(&today.totals, &then.totals);
        if own == *by_corridor && cheapest == *of_cheapest {
            return Ok(then.routes);
        }
        Err(differs(model, None, format!("{} saves something else", in_words(set))))
    };
    let check = case.watch().counting(claims.len(), check);
    let routes: Result<Vec<usize>, AuditError> = claims.par_iter().map(check).collect();
    let of_flips = audit_sides(case, &flips(case, demands, &today.totals, found)?)?;
    found.used.audited = Some(routes?.into_iter().sum::<usize>() + today.routes + of_flips);
    Ok(())
}

/// Returns where levers win their first demands, with who leads those today.
fn flips<'a>(
    case: &Prepared,
    demands: &[DemandId],
    today: &[Option<Money>],
    found: &'a Levers,
) -> Result<Vec<FlipOf<'a>>, AuditError> {
    let model = case.model();
    let won = found.levers.iter().filter_map(|lever| Some((lever, lever.first_won.as_ref()?)));
    won.map(|(lever, won)| {
        let place = audited::place_of(model, demands, [&won.from, &won.to], won.regime);
        let path = &lever.figure.path;
        let place = place.ok_or_else(|| differs(model, None, format!("{path} wins a demand that was not asked")))?;
        let old = leaders(model, &today[place * model.corridors.len()..][..model.corridors.len()]);
        Ok((path.as_str(), &won.flip, demands[place], old))
    })
    .collect()
}

/// Returns the keys of the corridors whose totals are the least.
fn leaders(model: &Model, totals: &[Option<Money>]) -> Vec<String> {
    let least = totals.iter().flatten().min();
    let leads =
        totals.iter().zip(model.corridors.iter()).filter(|(total, _)| total.is_some() && total.as_ref() == least);
    leads.map(|(_, corridor)| corridor.key.clone()).collect()
}

fn totals_of(case: &Prepared, demands: &[DemandId], of: &Prepared) -> Vec<Option<Money>> {
    let (corridors, all) = (case.model().corridors.len(), of.totals());
    let first = |demand: &DemandId| crate::ids::Id::index(*demand) * corridors;
    demands.iter().flat_map(|demand| all[first(demand)..first(demand) + corridors].to_vec()).collect()
}

fn package(
    case: &Prepared,
    demands: &[DemandId],
    number: usize,
    set: &[Override],
    before: &[Option<Money>],
    sums: &Sums<'_>,
) -> Package {
    let model = case.model();
    let changes = set.iter().map(Override::as_argument).collect();
    let overrides: Vec<Override> = case.overrides().iter().chain(set).cloned().collect();
    let then = match case.again(&overrides) {
        Ok(then) => totals_of(case, demands, &then),
        Err(problems) => {
            let problem = problems.iter().next().map(|problem| format!("{}: {}", problem.code, problem.message));
            let none = vec![Effect::default(); sums.corridors];
            return Package {
                number,
                changes,
                by_corridor: none,
                of_cheapest: Effect::default(),
                won: Vec::new(),
                problem,
            };
        }
    };
    let (by_corridor, of_cheapest) = sums.effects(before, &then);
    let leaders =
        |totals: &[Option<Money>], demand: usize| leaders(model, &totals[demand * sums.corridors..][..sums.corridors]);
    let won = sums.turned(before, &then).map(|demand| {
        let asked = &model.demands[demands[demand]];
        PackageWon {
            from: place_name(model, asked.from),
            to: place_name(model, asked.to),
            before: leaders(before, demand),
            then: leaders(&then, demand),
        }
    });
    Package { number, changes, by_corridor, of_cheapest, won: won.collect(), problem: None }
}
