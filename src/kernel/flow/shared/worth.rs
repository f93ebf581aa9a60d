//! What more or less of a resource is worth, on either side, and for how many units.
//!
//! The least cost is a convex function of a capacity, made of straight pieces. The direction in which the flows of least
//! cost change with the capacity is itself a problem of least cost, in which flows that are above 0 may also fall; the
//! direction stays the best until one of them comes to 0.

use std::sync::PoisonError;

use dashu_ratio::RBig;

use super::machine::{Free, Machine, NONE, Variable};
use super::solve::{Objective, SharedFlows, Units, ask, machine_column};
use super::{ColumnSource, scalar::Scalar};

/// What each of the next units is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorthStep {
    /// The change of the least cost by each unit, without its sign.
    pub price: RBig,
    /// The units for which this is the price; nothing where it has no end.
    pub units: Option<RBig>,
}

/// What a capacity is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceWorth {
    /// What each unit more saves.
    pub more: WorthStep,
    /// What each unit less costs; nothing where less capacity leaves no flow, or there is none to take away.
    pub fewer: Option<WorthStep>,
}

/// The amounts of all variables on the way from one capacity to another.
struct Journey {
    columns: Vec<RBig>,
    rooms: Vec<RBig>,
}

impl Journey {
    fn of(machine: &Machine<RBig>) -> Self {
        let mut walk =
            Self { columns: vec![RBig::ZERO; machine.columns.len()], rooms: vec![RBig::ZERO; machine.rooms.len()] };
        for (variable, amount) in machine.variables() {
            walk.of_variable(variable).clone_from(amount);
        }
        walk
    }

    fn of_variable(&mut self, variable: Variable) -> &mut RBig {
        match variable {
            Variable::Column(number) => {
                let at = number as usize;
                if self.columns.len() <= at {
                    self.columns.resize(at + 1, RBig::ZERO);
                }
                &mut self.columns[at]
            }
            Variable::Room(number) => &mut self.rooms[number as usize],
        }
    }

    /// Returns the variables that may fall.
    fn free(&self) -> Free {
        let above = |amounts: &[RBig]| amounts.iter().map(|amount| *amount > RBig::ZERO).collect();
        Free { columns: above(&self.columns), rooms: above(&self.rooms) }
    }

    /// Goes on in the machine's direction until a variable comes to 0, or so far; returns how far.
    fn go_on(&mut self, machine: &Machine<RBig>, most: Option<&RBig>) -> Option<RBig> {
        let directions: Vec<(Variable, RBig)> =
            machine.variables().map(|(variable, rate)| (variable, rate.clone())).collect();
        let mut length = most.cloned();
        for (variable, rate) in &directions {
            if *rate < RBig::ZERO {
                let until = &*self.of_variable(*variable) / -rate;
                length = Some(length.map_or(until.clone(), |length| length.min(until)));
            }
        }
        for (variable, rate) in directions {
            *self.of_variable(variable) += rate * length.as_ref()?;
        }
        length
    }
}

impl<P> SharedFlows<P> {
    /// Finds what more or less of a resource is worth, from the last answer of [`SharedFlows::solve`].
    ///
    /// Costs, supplies and capacities must be those of that answer. Nothing where there is none.
    ///
    /// A price on the side of less that is beyond a thousand times the dearest known column counts as no flow where
    /// everything must be sent.
    pub fn worth(&self, source: &impl ColumnSource<Path = P>, resource: u32) -> Option<ResourceWorth> {
        let solved = self.exact.as_ref()?;
        // Where something is left, more is worth nothing.
        let is_used_up = solved.rooms[resource as usize] == RBig::ZERO;
        let more = if is_used_up { self.step(solved.clone(), source, resource, None) } else { None };
        let more = more.filter(|step| step.price != RBig::ZERO);
        let capacity = self.capacities()[resource as usize].clone();
        let fewer =
            if capacity == RBig::ZERO { None } else { self.step(solved.clone(), source, resource, Some(&capacity)) };
        Some(ResourceWorth { more: more.unwrap_or(WorthStep { price: RBig::ZERO, units: None }), fewer })
    }

    /// Finds what each unit more is worth, or each unit less where there are so many; nothing where there is no flow.
    fn step(
        &self,
        mut machine: Machine<RBig>,
        source: &impl ColumnSource<Path = P>,
        resource: u32,
        fewer: Option<&RBig>,
    ) -> Option<WorthStep> {
        let mut walk = Journey::of(&machine);
        // What was found for other resources saves looking for it again; it is no other answer, for prices and units are
        // those of the least cost, whatever is known.
        let beside = self.beside.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for column in beside {
            machine.push(column);
        }
        let known = machine.columns.len();
        let step = self.walk(&mut machine, &mut walk, source, resource, fewer);
        self.beside.lock().unwrap_or_else(PoisonError::into_inner).extend(machine.columns.drain(known..));
        step
    }

    /// Follows the direction of least cost until its price changes.
    fn walk(
        &self,
        machine: &mut Machine<RBig>,
        walk: &mut Journey,
        source: &impl ColumnSource<Path = P>,
        resource: u32,
        fewer: Option<&RBig>,
    ) -> Option<WorthStep> {
        machine.supplies.fill(RBig::ZERO);
        machine.capacities.fill(RBig::ZERO);
        machine.capacities[resource as usize] = if fewer.is_some() { -RBig::ONE } else { RBig::ONE };
        let mut units = RBig::ZERO;
        let mut price: Option<RBig> = None;
        loop {
            machine.free = walk.free();
            machine.update_amounts();
            if !best_direction(machine, source) {
                break;
            }
            let change = machine.variables().fold(RBig::ZERO, |sum, (variable, rate)| match variable {
                Variable::Column(number) => sum + &machine.columns[number as usize].cost * rate,
                Variable::Room(_) => sum,
            });
            let change = if fewer.is_some() { change } else { -change };
            if price.as_ref().is_some_and(|price| *price != change) || self.leaves_unsent(machine) {
                break;
            }
            let is_nothing = change == RBig::ZERO && fewer.is_none();
            price = Some(change);
            let left = fewer.map(|most| most - &units);
            // Where more is worth nothing now, it never is.
            let length = if is_nothing { None } else { walk.go_on(machine, left.as_ref()) };
            let Some(length) = length else { return price.map(|price| WorthStep { price, units: None }) };
            units += length;
            if fewer == Some(&units) {
                break;
            }
        }
        price.map(|price| WorthStep { price, units: Some(units) })
    }

    /// Whether a direction leaves more of what must be sent.
    fn leaves_unsent(&self, machine: &Machine<RBig>) -> bool {
        (0_u32..).zip(self.commodities()).any(|(number, commodity)| {
            let is_kept = commodity.unmet.is_none() && machine.places[number as usize] != NONE;
            let is_there =
                |&(variable, rate): &(Variable, &RBig)| variable == Variable::Column(number) && *rate > RBig::ZERO;
            is_kept && machine.variables().any(|pair| is_there(&pair))
        })
    }
}

/// Finds the direction that costs least, among all columns that there are.
fn best_direction<P>(machine: &mut Machine<RBig>, source: &impl ColumnSource<Path = P>) -> bool {
    // First the known columns make the direction possible, then others make it cheaper.
    if !machine.repair() {
        return false;
    }
    loop {
        if !machine.optimise() {
            return false;
        }
        let (_, offers) = ask(machine, source, Objective::COST, 1.0);
        let known = machine.columns.len();
        for offered in offers.into_iter().flatten().filter_map(|offer| offer.column) {
            let column = machine_column(&offered, Objective::COST, Units::ONE);
            if machine.reduced_cost(&column).is_below_zero() {
                machine.push(column);
            }
        }
        if machine.columns.len() == known {
            return true;
        }
    }
}
