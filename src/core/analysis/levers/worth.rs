//! What one step of a lever, a tenth of the way and the whole are worth.

use rayon::prelude::*;

use crate::answer::{PairTotals, Prepared, Progress, place_name};
use crate::draws::HeldFigure;
use crate::ids::{DemandId, FigureId};
use crate::model::Figure;
use crate::scenario::Role;
use crate::units::{Decimal, Exact, Money, fraction, simplest};

use super::super::breakeven::{Moves, ProbeMemory, Side, corridors, moved_figure};
use super::LeverKind;
use super::effects::{Effects, Sums};
use super::result::{Lever, LeverEffect, LeverEffects, LeverWon, Levers};

/// The number of free days beyond which nobody stores goods for nothing.
const MAX_FREE_DAYS: i64 = 60;

/// Works out what every lever of some kinds is worth to some demands.
pub fn levers(case: &Prepared, demands: &[DemandId], kinds: &[LeverKind], progress: &Progress) -> Levers {
    let model = case.model();
    let mut held = Vec::new();
    let mut free = Vec::new();
    for figure in case.priced().costs().figures().into_iter().filter(|&figure| is_lever(case, figure, kinds)) {
        match case.network_change(figure) {
            None => free.push(figure),
            Some(why) => held.push(HeldFigure::of(model.register.figure(figure), why)),
        }
    }
    let moves = Moves::new(case, demands, &free);
    let movable = Movable { moves, sums: Sums::new(model, demands), today: case.totals() };
    progress.begin(free.len());
    let worth = |memory: &mut ProbeMemory, &figure: &FigureId| {
        let lever = movable.lever(memory, figure);
        progress.done();
        lever
    };
    let mut levers: Vec<Lever> = free.par_iter().map_init(|| movable.moves.memory(), worth).flatten_iter().collect();
    levers.sort_by(|one, other| {
        worth_less(one, other, |effects| effects.a_tenth)
            .then_with(|| worth_less(one, other, |effects| effects.the_whole))
            .then_with(|| one.figure.path.cmp(&other.figure.path))
    });
    Levers {
        scenario: case.used(),
        verdicts: Vec::new(),
        corridors: corridors(model),
        against: model.baseline.map(|corridor| model.corridors[corridor].key.clone()),
        demands: demands.len(),
        is_answered: demands.iter().any(|&demand| movable.today.of_demand(demand).iter().any(Option::is_some)),
        tonnes_per_year: movable.sums.tonnes_of_all,
        levers,
        held,
        packages: Vec::new(),
    }
}

/// Returns whether a figure is a lever of one of some kinds.
fn is_lever(case: &Prepared, figure: FigureId, kinds: &[LeverKind]) -> bool {
    let known = case.model().register.figure(figure);
    let is_own = |kind: &LeverKind| known.owner.table().is_some_and(|table| table.as_str() == kind.as_str());
    known.role.is_negotiable() && kinds.iter().any(is_own)
}

/// Compares levers by what moving them so far saves: all demands together, then the most of one demand by any corridor.
fn worth_less(one: &Lever, other: &Lever, at: fn(&LeverEffects) -> LeverEffect) -> std::cmp::Ordering {
    let most = |lever: &Lever| lever.corridors.iter().filter_map(|effects| at(effects).most_saving_per_t).max();
    let realised = together(at(&other.cheapest)).total_cmp(&together(at(&one.cheapest)));
    realised.then_with(|| most(other).cmp(&most(one)))
}

/// Returns what all demands save together, in a year or, where tonnes are not known, with a tonne of each.
fn together(effect: LeverEffect) -> f64 {
    let of_each = effect.mean_saving_per_t.map_or(0.0, Money::as_units) * effect.demands as f64;
    effect.saving_per_year.unwrap_or(of_each)
}

/// Demands for which figures can be moved.
struct Movable<'a> {
    moves: Moves<'a>,
    sums: Sums<'a>,
    today: PairTotals,
}

impl Movable<'_> {
    /// Works out what one lever is worth; nothing where it makes nothing cheaper.
    fn lever(&self, memory: &mut ProbeMemory, figure: FigureId) -> Option<Lever> {
        let model = self.sums.model;
        let known = model.register.figure(figure);
        let is_more_better = matches!(known.role, Role::FreeDays | Role::Support);
        let end = match known.role {
            Role::FreeDays => Decimal::whole(MAX_FREE_DAYS),
            Role::Support => most_support(known)?,
            _ => least(known),
        };
        let end = self.possible(figure, end)?;
        let step = step(known, is_more_better, end)?;
        let way = end.plus(known.value.times(Decimal::whole(-1))?)?;
        let tenth = known.value.plus(way.times(Decimal::near(&fraction(1, 10), 1)?)?)?;
        let values = [known.value.plus(step)?, tenth, end];
        let totals = self.moves.totals(memory, figure, &values.map(Decimal::to_f64));
        let effects = totals.iter().map(|then| self.sums.effects(&self.today, then));
        let at: [Effects; 3] = effects.collect::<Vec<_>>().try_into().ok()?;
        if at[2].by_corridor.iter().all(|effect| effect.demands == 0) {
            return None;
        }
        let effects = |corridor: Option<String>, pick: &dyn Fn(&Effects) -> LeverEffect| {
            let [one_step, a_tenth, the_whole] = at.each_ref().map(pick);
            LeverEffects { corridor, one_step, a_tenth, the_whole }
        };
        let named = model
            .corridors
            .iter()
            .enumerate()
            .map(|(place, corridor)| effects(Some(corridor.key.clone()), &|effects| effects.by_corridor[place]));
        Some(Lever {
            figure: moved_figure(model, figure),
            step,
            tenth,
            end,
            cheapest: effects(None, &|effects| effects.of_cheapest),
            corridors: named.collect(),
            turned_at_end: self.sums.turned(&self.today, totals.last()?).count(),
            first_won: self.first_won(memory, figure, if is_more_better { Side::Above } else { Side::Below }, end),
        })
    }

    /// Returns the value nearest to an end at which no route costs less than nothing.
    fn possible(&self, figure: FigureId, end: Decimal) -> Option<Decimal> {
        let Some((least, most)) = self.moves.range(figure) else { return Some(end) };
        let exact = end.to_exact();
        let nearest = exact.clone().max(least).min(most);
        if nearest == exact { Some(end) } else { Decimal::near(&nearest, 30).or_else(|| Decimal::near(&nearest, 12)) }
    }

    /// Finds the first demand that another corridor wins on the way to the end of a lever.
    fn first_won(&self, memory: &mut ProbeMemory, figure: FigureId, side: Side, end: Decimal) -> Option<LeverWon> {
        let model = self.sums.model;
        let (demand, flip) = self.moves.first_flip(memory, figure, side)?;
        // A flip beyond where there is no more to gain wins nobody.
        let order = flip.value.compare(end);
        if if side == Side::Above { order.is_gt() } else { order.is_lt() } {
            return None;
        }
        let asked = &model.demands[demand];
        Some(LeverWon {
            from: place_name(model, asked.from),
            to: place_name(model, asked.to),
            regime: asked.customs.as_str(),
            flip,
        })
    }
}

/// Returns the least that a figure can be for nothing to be left to gain.
fn least(figure: &Figure) -> Decimal {
    let least = figure.range().0.max(0.0);
    Decimal::near(&simplest(least), 9).unwrap_or(Decimal::ZERO)
}

/// Returns the most support that is looked at: its upper bound, twice its value where it has none.
fn most_support(figure: &Figure) -> Option<Decimal> {
    let twice = figure.value.times(Decimal::whole(2))?;
    Some(figure.high.filter(|high| high.compare(figure.value).is_gt()).unwrap_or(twice))
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
        Decimal::near(&Exact::from(10).pow(power.floor() as isize), 12)?
    };
    let sign = Decimal::whole(if is_more_better { 1 } else { -1 });
    let room = end.plus(value.times(Decimal::whole(-1))?)?.times(sign)?;
    if is_more_better && figure.role == Role::FreeDays {
        return Some(size);
    }
    if room.is_zero() || room.is_negative() {
        return None;
    }
    if room.compare(size).is_lt() { room.times(sign) } else { size.times(sign) }
}
