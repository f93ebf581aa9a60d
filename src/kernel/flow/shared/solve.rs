//! Column generation: the simplex method asks for the cheapest columns at its prices until none is cheaper.

use std::sync::{Arc, Mutex};

use dashu_int::IBig;
use dashu_ratio::RBig;

use super::machine::{Basis, Machine, MachineColumn, Variable};
use super::scalar::Scalar;
use super::{Allocation, ColumnSource, Commodity, FlowColumn, PricedColumn, ResourceUse, SharedPrices, Shortage};

/// The greatest cost of a unit at scaled prices: shortest paths in `f64` stay exact.
const MAX_LEVEL: f64 = (1_i64 << 50) as f64;
/// The greatest scaled price of a unit of a resource.
const MAX_PRICE: f64 = (1_i64 << 61) as f64;
/// How often the dearest column a unit costs that must be sent and is not; grows where that is too little.
const UNMET: i64 = 1 << 10;
/// The rounds of asking, and the steps in each, that are taken in exact fractions after costs have changed a little.
const MAX_NEAR_ROUNDS: usize = 4;
const MAX_NEAR_STEPS: usize = 40;

/// Commodities, resources and the columns found so far. Costs, supplies and capacities may change between two questions:
/// the answer to the next one begins with the columns of the last.
///
/// # Shape
/// Column `i` of the simplex method is "not sent" of commodity `i`, or the column `i - commodities` of `columns`.
pub struct SharedFlows<P> {
    commodities: Vec<Commodity>,
    capacities: Vec<RBig>,
    columns: Vec<FlowColumn<P>>,
    basis: Option<Basis>,
    /// The last answer in exact fractions.
    pub(super) exact: Option<Machine<RBig>>,
    /// Whether supplies and capacities are those of the last answer.
    is_current: bool,
    /// Columns that were found on the way to other capacities than those of the last answer.
    pub(super) beside: Mutex<Vec<MachineColumn<RBig>>>,
}

/// How costs and amounts are counted where there is rounding.
#[derive(Clone, Copy)]
pub(super) struct Units {
    cost: f64,
    amount: f64,
}

impl Units {
    pub(super) const ONE: Self = Self { cost: 1.0, amount: 1.0 };
}

/// What the columns cost.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Objective {
    /// Their own costs; a unit that must be sent and is not, so many times the dearest column.
    Cost(i64),
    /// Nothing, and each unit 1 that must be sent and is not.
    Unsent,
}

impl Objective {
    /// The costs of the columns, of which those that are not sent are known already.
    pub(super) const COST: Self = Self::Cost(UNMET);
}

/// Whole prices, and for each commodity the least that a unit costs at them.
pub(super) struct PriceAnswer {
    scale: i64,
    prices: Vec<i64>,
    least: Vec<Option<i64>>,
}

impl<P> SharedFlows<P> {
    /// Begins with what must be sent and the capacity of each resource.
    ///
    /// # Panics
    /// Where a supply, a penalty or a capacity is below 0.
    pub fn new(commodities: Vec<Commodity>, capacities: Vec<RBig>) -> Self {
        let is_fine = |commodity: &Commodity| {
            commodity.supply >= RBig::ZERO && commodity.unmet.is_none_or(|penalty| penalty >= 0)
        };
        assert!(commodities.iter().all(is_fine), "a supply or a penalty is below 0");
        assert!(capacities.iter().all(|capacity| *capacity >= RBig::ZERO), "a capacity is below 0");
        Self {
            commodities,
            capacities,
            columns: Vec::new(),
            basis: None,
            exact: None,
            is_current: false,
            beside: Mutex::default(),
        }
    }

    /// Returns the columns found so far.
    pub fn columns(&self) -> &[FlowColumn<P>] {
        &self.columns
    }

    /// Returns the commodities.
    pub fn commodities(&self) -> &[Commodity] {
        &self.commodities
    }

    /// Returns the capacities of the resources.
    pub fn capacities(&self) -> &[RBig] {
        &self.capacities
    }

    /// Changes the capacity of a resource.
    ///
    /// # Panics
    /// Where it is below 0.
    pub fn set_capacity(&mut self, resource: u32, capacity: RBig) {
        assert!(capacity >= RBig::ZERO, "a capacity is below 0");
        self.capacities[resource as usize] = capacity;
        self.is_current = false;
    }

    /// Changes the supply of a commodity.
    ///
    /// # Panics
    /// Where it is below 0.
    pub fn set_supply(&mut self, commodity: u32, supply: RBig) {
        assert!(supply >= RBig::ZERO, "a supply is below 0");
        self.commodities[commodity as usize].supply = supply;
        self.is_current = false;
    }

    /// Changes the cost of every column found so far, as the source will from now on.
    pub fn recost(&mut self, cost: impl Fn(&FlowColumn<P>) -> i64) {
        for column in &mut self.columns {
            column.cost = cost(column);
        }
    }

    /// Finds the flows of least cost.
    ///
    /// # Errors
    /// Returns what holds up commodities that must be sent.
    pub fn solve(&mut self, source: &impl ColumnSource<Path = P>) -> Result<Allocation, Shortage> {
        self.beside = Mutex::default();
        if self.columns.is_empty() {
            let prices = vec![0; self.capacities.len()];
            let offers = source.cheapest(SharedPrices { scale: 1, of: &prices, below: &[] });
            self.columns.extend(offers.into_iter().flatten().filter_map(|offer| offer.column));
        }
        let mut factor = UNMET;
        let mut known = self.exact.take().filter(|_| self.is_current);
        loop {
            let objective = Objective::Cost(factor);
            let near = known.take().and_then(|machine| self.near_last(machine, source, objective));
            let (machine, asked) = near.unwrap_or_else(|| self.best(source, objective));
            let allocation = self.allocation(&machine, &asked);
            let mut left = self.commodities.iter().zip(&allocation.unmet);
            if left.all(|(commodity, left)| commodity.unmet.is_some() || *left == RBig::ZERO) {
                self.exact = Some(machine);
                self.is_current = true;
                return Ok(allocation);
            }
            if let Some(shortage) = self.shortage(source) {
                return Err(shortage);
            }
            factor = factor.saturating_mul(UNMET);
        }
    }

    /// Goes on in exact fractions from the last answer after costs have changed; nothing where that takes many steps.
    fn near_last(
        &mut self,
        mut machine: Machine<RBig>,
        source: &impl ColumnSource<Path = P>,
        objective: Objective,
    ) -> Option<(Machine<RBig>, PriceAnswer)> {
        let commodities = self.commodities.len();
        for (column, commodity) in machine.columns.iter_mut().zip(&self.commodities) {
            column.set_cost(self.unsent_cost(commodity, objective));
        }
        for (column, known) in machine.columns[commodities..].iter_mut().zip(&self.columns) {
            column.set_cost(known.cost.into());
        }
        machine.update_prices();
        for _ in 0..MAX_NEAR_ROUNDS {
            if !machine.optimise_within(MAX_NEAR_STEPS) {
                break;
            }
            let (asked, is_done) = self.ask_and_add(&mut machine, source, objective, Units::ONE);
            if is_done {
                self.basis = Some(machine.basis.clone());
                return Some((machine, asked));
            }
        }
        self.basis = Some(machine.basis);
        None
    }

    /// Finds the best basis with rounding, then goes on from there in exact fractions.
    fn best(&mut self, source: &impl ColumnSource<Path = P>, objective: Objective) -> (Machine<RBig>, PriceAnswer) {
        let mut rounded: Machine<f64> = self.machine(objective, self.units(objective));
        self.generate(&mut rounded, source, objective);
        self.basis = Some(rounded.basis);
        let mut exact: Machine<RBig> = self.machine(objective, Units::ONE);
        let asked = self.generate(&mut exact, source, objective);
        self.basis = Some(exact.basis.clone());
        (exact, asked)
    }

    /// Returns units in which the greatest numbers are near 1, powers of two so that whole numbers stay whole.
    fn units(&self, objective: Objective) -> Units {
        let dearest = self.columns.iter().map(|column| column.cost.unsigned_abs()).max().unwrap_or(1);
        let most = self.commodities.iter().map(|commodity| commodity.supply.to_f64().value()).fold(1.0, f64::max);
        let cost = if objective == Objective::Unsent { 1.0 } else { above(dearest as f64) };
        Units { cost, amount: above(most) }
    }

    /// Returns what a unit costs that is not sent.
    fn unsent_cost(&self, commodity: &Commodity, objective: Objective) -> RBig {
        match (objective, commodity.unmet) {
            (Objective::Cost(_), Some(penalty)) => penalty.into(),
            (Objective::Cost(factor), None) => {
                let dearest = self.columns.iter().map(|column| column.cost.unsigned_abs()).max().unwrap_or(0);
                RBig::from(factor) * RBig::from(dearest + 1)
            }
            (Objective::Unsent, Some(_)) => RBig::ZERO,
            (Objective::Unsent, None) => RBig::ONE,
        }
    }

    /// Sets up the simplex method at the last basis if that still is one.
    fn machine<N: Scalar>(&self, objective: Objective, units: Units) -> Machine<N> {
        let amount = |amount: &RBig| N::of(amount, units.amount);
        let unsent = |(commodity, number): (&Commodity, u32)| {
            MachineColumn::new(number, N::of(&self.unsent_cost(commodity, objective), units.cost), Arc::default())
        };
        let known = self.columns.iter().map(|column| machine_column(column, objective, units));
        let columns = self.commodities.iter().zip(0..).map(unsent).chain(known).collect();
        let supplies = self.commodities.iter().map(|commodity| amount(&commodity.supply)).collect();
        let mut machine = Machine::new(supplies, self.capacities.iter().map(amount).collect(), columns);
        if let Some(basis) = &self.basis {
            // Other capacities may leave amounts below 0.
            if !machine.begin(basis.clone()) || !(machine.is_feasible() || machine.repair()) {
                machine.reset();
            }
        }
        machine
    }

    /// Asks for cheapest columns until none is cheaper than those that are known.
    fn generate<N: Scalar>(
        &mut self,
        machine: &mut Machine<N>,
        source: &impl ColumnSource<Path = P>,
        objective: Objective,
    ) -> PriceAnswer {
        let units = if N::IS_EXACT { Units::ONE } else { self.units(objective) };
        loop {
            if !machine.optimise() {
                machine.reset();
                machine.optimise();
            }
            let (asked, is_done) = self.ask_and_add(machine, source, objective, units);
            if is_done {
                return asked;
            }
        }
    }

    /// Asks for cheapest columns once, and adds those that are cheaper; tells whether there are none.
    fn ask_and_add<N: Scalar>(
        &mut self,
        machine: &mut Machine<N>,
        source: &impl ColumnSource<Path = P>,
        objective: Objective,
        units: Units,
    ) -> (PriceAnswer, bool) {
        let (asked, offers) = ask(machine, source, objective, units.cost);
        let known = self.columns.len();
        for offered in offers.into_iter().flatten().filter_map(|offer| offer.column) {
            let column = machine_column(&offered, objective, units);
            if machine.reduced_cost(&column).is_below_zero() {
                machine.push(column);
                self.columns.push(offered);
            }
        }
        (asked, self.columns.len() == known)
    }

    fn allocation(&self, machine: &Machine<RBig>, asked: &PriceAnswer) -> Allocation {
        let commodities = self.commodities.len();
        let mut flows = Vec::new();
        let mut unmet = vec![RBig::ZERO; commodities];
        let mut cost = RBig::ZERO;
        for (variable, amount) in machine.variables() {
            let Variable::Column(number) = variable else { continue };
            cost += &machine.columns[number as usize].cost * amount;
            match (number as usize).checked_sub(commodities) {
                Some(column) if *amount != RBig::ZERO => flows.push((column, amount.clone())),
                Some(_) => {}
                None => unmet[number as usize].clone_from(amount),
            }
        }
        flows.sort_unstable_by_key(|&(column, _)| column);
        let used = self.capacities.iter().zip(&machine.rooms).map(|(capacity, room)| capacity - room).collect();
        let bound = self.bound(asked);
        Allocation { cost, bound, flows, unmet, used, prices: machine.prices.clone(), levels: machine.levels.clone() }
    }

    /// Returns a cost that no flow goes below: every unit costs at least its cheapest column, with the resources at any
    /// prices, less what these would bring.
    fn bound(&self, asked: &PriceAnswer) -> RBig {
        let mut bound = RBig::ZERO;
        for (commodity, least) in self.commodities.iter().zip(&asked.least) {
            let penalty = commodity.unmet.map(|penalty| IBig::from(penalty) * asked.scale);
            let least = least.map(IBig::from).into_iter().chain(penalty).min();
            bound += &commodity.supply * RBig::from(least.unwrap_or_default());
        }
        for (capacity, &price) in self.capacities.iter().zip(&asked.prices) {
            bound -= capacity * RBig::from(price);
        }
        bound / RBig::from(asked.scale)
    }

    /// Finds the least amount that cannot be sent, nothing where all can.
    fn shortage(&mut self, source: &impl ColumnSource<Path = P>) -> Option<Shortage> {
        let (machine, asked) = self.best(source, Objective::Unsent);
        let left = self.allocation(&machine, &asked).unmet;
        let is_owed = |&(commodity, _): &(&Commodity, &RBig)| commodity.unmet.is_none();
        let owed = self.commodities.iter().zip(&left).filter(is_owed);
        let missing = owed.fold(RBig::ZERO, |sum, (_, left)| sum + left);
        let weighted = |weights: &[RBig]| {
            let weights = (0..).zip(weights.iter().cloned());
            weights.filter(|(_, weight)| *weight > RBig::ZERO).collect()
        };
        let (commodities, resources) = (weighted(&machine.levels), weighted(&machine.prices));
        (missing > RBig::ZERO).then_some(Shortage { missing, left, commodities, resources })
    }
}

/// Asks a source at the machine's prices.
pub(super) fn ask<N: Scalar, P>(
    machine: &Machine<N>,
    source: &impl ColumnSource<Path = P>,
    objective: Objective,
    cost_unit: f64,
) -> (PriceAnswer, Vec<Option<PricedColumn<P>>>) {
    let (scale, prices, below) = whole_prices(machine, cost_unit);
    let own = if objective == Objective::Unsent { 0 } else { scale };
    let offers = source.cheapest(SharedPrices { scale: own, of: &prices, below: &below });
    let least = offers.iter().map(|offer| offer.as_ref().map(|offer| offer.least)).collect();
    (PriceAnswer { scale, prices, least }, offers)
}

/// Returns a factor with which the prices are whole numbers, these, and the costs below which a column is cheaper than what
/// is known of its commodity. Prices are rounded where the factor would be too great; any column may be cheaper then.
fn whole_prices<N: Scalar>(machine: &Machine<N>, cost_unit: f64) -> (i64, Vec<i64>, Vec<i64>) {
    let greatest = |numbers: &[N]| numbers.iter().map(|number| number.to_f64(cost_unit)).fold(1.0, f64::max);
    let most = (MAX_LEVEL / greatest(&machine.levels)).min(MAX_PRICE / greatest(&machine.prices));
    if let Some(scale) = common_denominator(machine).filter(|&scale| scale as f64 <= most) {
        let times = |number: &N| number.exact().map(|number| number * RBig::from(scale));
        let whole = |price: &N| times(price).and_then(|price| i64::try_from(price.round()).ok());
        let above = |level: &N| times(level).and_then(|level| i64::try_from(level.ceil()).ok());
        let prices: Option<Vec<i64>> = machine.prices.iter().map(whole).collect();
        if let Some((prices, below)) = prices.zip(machine.levels.iter().map(above).collect()) {
            return (scale, prices, below);
        }
    }
    let scale = (above(most) / 2.0).max(1.0);
    let rounded = |price: &N| (price.to_f64(cost_unit) * scale).round().max(0.0) as i64;
    (scale as i64, machine.prices.iter().map(rounded).collect(), Vec::new())
}

/// Returns the least factor with which the prices are whole numbers, and what a column uses costs one; nothing where it is
/// too great or there is rounding.
fn common_denominator<N: Scalar>(machine: &Machine<N>) -> Option<i64> {
    let mut scale = RBig::ONE;
    let mut include = |number: &RBig| {
        let (_, denominator) = (number * &scale).into_parts();
        scale *= RBig::from(denominator);
    };
    for price in &machine.prices {
        include(price.exact()?);
    }
    for (resource, amount) in machine.columns.iter().flat_map(|column| &*column.uses) {
        let amount = amount.exact()?;
        if !amount.is_int() {
            include(&(amount * machine.prices[*resource as usize].exact()?));
        }
    }
    i64::try_from(scale.round()).ok()
}

pub(super) fn machine_column<P, N: Scalar>(
    column: &FlowColumn<P>,
    objective: Objective,
    units: Units,
) -> MachineColumn<N> {
    let cost = if objective == Objective::Unsent { 0 } else { column.cost };
    let each = |uses: &ResourceUse| (uses.resource, N::of(&uses.amount, 1.0));
    let mut uses: Vec<(u32, N)> = column.uses.iter().map(each).collect();
    uses.sort_unstable_by_key(|&(resource, _)| resource);
    MachineColumn::new(column.commodity, N::of(&cost.into(), units.cost), uses.into())
}

/// Returns the least power of two at or above a number.
fn above(number: f64) -> f64 {
    let mut power = 1.0;
    while power < number {
        power *= 2.0;
    }
    power
}
