//! The state of the simplex method: which columns are basic, how much each carries, and what the resources cost.
//!
//! Every commodity has a key column. Other basic columns and the scarce resources (those of which nothing is left) make a
//! square matrix, the only one that is inverted: its size is the number of scarce resources, however many commodities there
//! are.

use std::sync::Arc;

use super::inverse::WorkingInverse;
use super::scalar::Scalar;

pub(super) const NONE: u32 = u32::MAX;
/// The place of a key column.
pub(super) const KEY: u32 = u32::MAX - 1;
/// The number of steps after which rounding is removed by inverting anew.
const MAX_STEPS: usize = 100;

/// How much greater than the sum of its terms' sizes, as a share of it, a rounded sum must be to be above 0 for certain.
const ROUGHLY: f64 = 1e-12;

/// A column as the simplex method sees it, its uses sorted by resource.
#[derive(Clone)]
pub(super) struct MachineColumn<N> {
    pub(super) commodity: u32,
    pub(super) cost: N,
    pub(super) uses: Arc<[(u32, N)]>,
    /// The cost and the uses, rounded; 0 and empty where there is rounding anyway.
    rough_cost: f64,
    rough_uses: Arc<[f64]>,
}

/// The basic columns and scarce resources, enough to go on from there.
#[derive(Clone)]
pub(super) struct Basis {
    /// The key column of each commodity.
    pub(super) keys: Vec<u32>,
    /// The other basic columns.
    pub(super) basic: Vec<u32>,
    /// The scarce resources, as many.
    pub(super) scarce: Vec<u32>,
}

/// A variable: the amount that a column carries, or the room that is left of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Variable {
    Column(u32),
    Room(u32),
}

/// The simplex method.
///
/// # Shape
/// `supplies`, `levels`, `key_amounts` and `basis.keys` have one entry for each commodity; `capacities`, `rooms`, `prices`
/// and `seats` for each resource; `places` for each column; `amounts` for each basic column.
#[derive(Clone)]
pub(super) struct Machine<N> {
    pub(super) supplies: Vec<N>,
    pub(super) capacities: Vec<N>,
    pub(super) columns: Vec<MachineColumn<N>>,
    pub(super) basis: Basis,
    /// The position of each column among the basic ones, `KEY` or `NONE`.
    pub(super) places: Vec<u32>,
    /// The position of each resource among the scarce ones, or `NONE`.
    pub(super) seats: Vec<u32>,
    pub(super) inverse: WorkingInverse<N>,
    pub(super) amounts: Vec<N>,
    pub(super) key_amounts: Vec<N>,
    pub(super) rooms: Vec<N>,
    pub(super) prices: Vec<N>,
    /// The price of a unit of each commodity.
    pub(super) levels: Vec<N>,
    /// The key column of each commodity at which its level was calculated.
    levels_of: Vec<u32>,
    /// Prices and levels, rounded; empty where there is rounding anyway.
    rough_prices: Vec<f64>,
    rough_levels: Vec<f64>,
    /// The variables that may go below 0, where the amounts are a direction; else none.
    pub(super) free: Free,
    /// The column at which the next search begins.
    pub(super) next: usize,
    /// The steps since the last one that changed an amount.
    pub(super) stalled: usize,
    steps: usize,
}

/// The variables that may go below 0; empty lists where there are none.
#[derive(Clone, Default)]
pub(super) struct Free {
    pub(super) columns: Vec<bool>,
    pub(super) rooms: Vec<bool>,
}

impl Free {
    pub(super) fn has(&self, variable: Variable) -> bool {
        let list = |list: &[bool], number: u32| list.get(number as usize).copied().unwrap_or(false);
        match variable {
            Variable::Column(number) => list(&self.columns, number),
            Variable::Room(number) => list(&self.rooms, number),
        }
    }
}

impl<N: Scalar> Machine<N> {
    /// Begins with the first column of each commodity, which uses nothing and has the commodity's number.
    pub(super) fn new(supplies: Vec<N>, capacities: Vec<N>, columns: Vec<MachineColumn<N>>) -> Self {
        let (commodities, resources) = (supplies.len(), capacities.len());
        let mut machine = Self {
            key_amounts: vec![N::zero(); commodities],
            levels: vec![N::zero(); commodities],
            levels_of: vec![NONE; commodities],
            rough_prices: Vec::new(),
            rough_levels: Vec::new(),
            rooms: vec![N::zero(); resources],
            prices: vec![N::zero(); resources],
            seats: vec![NONE; resources],
            places: vec![NONE; columns.len()],
            basis: Basis { keys: Vec::new(), basic: Vec::new(), scarce: Vec::new() },
            inverse: WorkingInverse { rows: Vec::new() },
            amounts: Vec::new(),
            free: Free::default(),
            next: 0,
            stalled: 0,
            steps: 0,
            supplies,
            capacities,
            columns,
        };
        machine.reset();
        machine
    }

    /// Goes back to the first column of each commodity.
    pub(super) fn reset(&mut self) {
        let keys = (0..self.supplies.len() as u32).collect();
        self.begin(Basis { keys, basic: Vec::new(), scarce: Vec::new() });
    }

    /// Begins with given basic columns and scarce resources; tells whether they determine all amounts.
    pub(super) fn begin(&mut self, basis: Basis) -> bool {
        self.places.fill(NONE);
        self.seats.fill(NONE);
        for &column in &basis.keys {
            self.places[column as usize] = KEY;
        }
        for (&column, position) in basis.basic.iter().zip(0..) {
            self.places[column as usize] = position;
        }
        for (&resource, position) in basis.scarce.iter().zip(0..) {
            self.seats[resource as usize] = position;
        }
        self.basis = basis;
        (self.next, self.stalled) = (0, 0);
        self.refresh()
    }

    /// Adds a column that carries nothing.
    pub(super) fn push(&mut self, column: MachineColumn<N>) {
        self.columns.push(column);
        self.places.push(NONE);
    }

    /// Inverts anew and calculates all amounts and prices from it.
    fn refresh(&mut self) -> bool {
        let size = self.basis.basic.len();
        let mut matrix = vec![vec![N::zero(); size]; size];
        for (position, &column) in self.basis.basic.iter().enumerate() {
            for (seat, number) in self.beside_key(column) {
                matrix[seat][position] = matrix[seat][position].sum(&number);
            }
        }
        self.steps = 0;
        let Some(inverse) = WorkingInverse::of(matrix) else { return false };
        self.inverse = inverse;
        self.update_amounts();
        self.update_prices();
        true
    }

    /// Counts a step, and removes rounding from time to time.
    pub(super) fn count_step(&mut self) -> bool {
        self.steps += 1;
        if !N::IS_EXACT && self.steps >= MAX_STEPS {
            return self.refresh();
        }
        self.follow_prices();
        true
    }

    /// Returns what a column uses of scarce resources beyond the key of its commodity; a resource may come twice.
    pub(super) fn beside_key(&self, column: u32) -> Vec<(usize, N)> {
        let column = &self.columns[column as usize];
        let key = &self.columns[self.basis.keys[column.commodity as usize] as usize];
        let own = column.uses.iter().map(|(resource, amount)| (*resource, amount.clone()));
        let others = key.uses.iter().map(|(resource, amount)| (*resource, amount.minus()));
        let seated = |(resource, amount)| {
            let seat = self.seats[resource as usize];
            (seat != NONE).then_some((seat as usize, amount))
        };
        own.chain(others).filter_map(seated).collect()
    }

    /// Returns what a basic column uses of a resource beyond the key of its commodity.
    fn use_beside_key(&self, column: u32, resource: u32) -> N {
        let column = &self.columns[column as usize];
        let key = self.basis.keys[column.commodity as usize];
        column.use_of(resource).difference(&self.columns[key as usize].use_of(resource))
    }

    /// Returns the uses of a resource by the basic columns beyond their keys, times the inverse.
    pub(super) fn row_of(&self, resource: u32) -> Vec<N> {
        let row: Vec<N> = self.basis.basic.iter().map(|&column| self.use_beside_key(column, resource)).collect();
        self.inverse.of_row(&row)
    }

    /// Calculates all amounts from supplies and capacities.
    pub(super) fn update_amounts(&mut self) {
        let mut rooms = self.capacities.clone();
        for (supply, &key) in self.supplies.iter().zip(&self.basis.keys) {
            self.columns[key as usize].take(&mut rooms, supply);
        }
        let scarce = self.basis.scarce.iter().enumerate();
        let wanted: Vec<(usize, N)> =
            scarce.map(|(seat, &resource)| (seat, rooms[resource as usize].clone())).collect();
        self.amounts = self.inverse.times(&wanted);
        self.key_amounts.clone_from(&self.supplies);
        for (&column, amount) in self.basis.basic.iter().zip(&self.amounts) {
            let commodity = self.columns[column as usize].commodity as usize;
            let less = amount.minus();
            self.key_amounts[commodity] = self.key_amounts[commodity].sum(&less);
            self.columns[self.basis.keys[commodity] as usize].take(&mut rooms, &less);
            self.columns[column as usize].take(&mut rooms, amount);
        }
        for &resource in &self.basis.scarce {
            rooms[resource as usize] = N::zero();
        }
        self.rooms = rooms;
    }

    /// Calculates the prices at which all basic columns of a commodity cost the same, whatever has changed.
    pub(super) fn update_prices(&mut self) {
        self.levels_of.fill(NONE);
        self.follow_prices();
    }

    /// Calculates the prices at which all basic columns of a commodity cost the same after a step: levels anew only where
    /// the key or a price of what it uses has changed.
    fn follow_prices(&mut self) {
        let columns = &self.columns;
        let difference = |&column: &u32| {
            let column = &columns[column as usize];
            let key = self.basis.keys[column.commodity as usize];
            columns[key as usize].cost.difference(&column.cost)
        };
        let differences: Vec<N> = self.basis.basic.iter().map(difference).collect();
        let of_scarce = self.inverse.of_row(&differences);
        let mut prices = vec![N::zero(); self.prices.len()];
        for (&resource, price) in self.basis.scarce.iter().zip(of_scarce) {
            prices[resource as usize] = price;
        }
        let is_other = |(new, old): (&N, &N)| new.order(old).is_ne();
        let has_changed: Vec<bool> = prices.iter().zip(&self.prices).map(is_other).collect();
        self.prices = prices;
        let rough = |number: &N| if N::IS_EXACT { number.to_f64(1.0) } else { 0.0 };
        self.rough_prices = self.prices.iter().map(rough).collect();
        self.rough_levels.resize(self.levels.len(), 0.0);
        for (commodity, &key) in self.basis.keys.iter().enumerate() {
            let column = &self.columns[key as usize];
            if self.levels_of[commodity] != key
                || column.uses.iter().any(|&(resource, _)| has_changed[resource as usize])
            {
                self.levels[commodity] = column.priced(&self.prices);
                self.rough_levels[commodity] = rough(&self.levels[commodity]);
                self.levels_of[commodity] = key;
            }
        }
    }

    /// Whether rounded numbers show that a column does not cost less than a unit of its commodity.
    pub(super) fn is_no_cheaper(&self, column: &MachineColumn<N>) -> bool {
        if !N::IS_EXACT {
            return false;
        }
        let level = self.rough_levels[column.commodity as usize];
        let cost = column.rough_cost;
        let (mut sum, mut size) = (cost - level, cost.abs() + level.abs());
        for ((resource, _), amount) in column.uses.iter().zip(&*column.rough_uses) {
            let price = amount * self.rough_prices[*resource as usize];
            sum += price;
            size += price.abs();
        }
        sum > size * ROUGHLY
    }

    /// Returns by how much a column costs more than a unit of its commodity.
    pub(super) fn reduced_cost(&self, column: &MachineColumn<N>) -> N {
        column.priced(&self.prices).difference(&self.levels[column.commodity as usize])
    }

    /// Iterates over the basic variables, each with its amount.
    pub(super) fn variables(&self) -> impl Iterator<Item = (Variable, &N)> {
        let basic = self.basis.basic.iter().zip(&self.amounts);
        let keys = self.basis.keys.iter().zip(&self.key_amounts);
        let columns = basic.chain(keys).map(|(&column, amount)| (Variable::Column(column), amount));
        let rooms = self.rooms.iter().zip(0_u32..).filter(|&(_, resource)| self.seats[resource as usize] == NONE);
        columns.chain(rooms.map(|(room, resource)| (Variable::Room(resource), room)))
    }

    /// Whether all amounts are at or above 0.
    pub(super) fn is_feasible(&self) -> bool {
        self.variables().all(|(variable, amount)| !amount.is_below_zero() || self.free.has(variable))
    }
}

impl<N: Scalar> MachineColumn<N> {
    pub(super) fn new(commodity: u32, cost: N, uses: Arc<[(u32, N)]>) -> Self {
        let rough = uses.iter().filter(|_| N::IS_EXACT).map(|(_, amount)| amount.to_f64(1.0));
        let mut column = Self { commodity, rough_cost: 0.0, cost: N::zero(), rough_uses: rough.collect(), uses };
        column.set_cost(cost);
        column
    }

    pub(super) fn set_cost(&mut self, cost: N) {
        self.rough_cost = if N::IS_EXACT { cost.to_f64(1.0) } else { 0.0 };
        self.cost = cost;
    }

    fn use_of(&self, resource: u32) -> N {
        let found = self.uses.binary_search_by_key(&resource, |&(resource, _)| resource);
        found.map_or(N::zero(), |at| self.uses[at].1.clone())
    }

    /// Subtracts what an amount of this column uses from rooms.
    pub(super) fn take(&self, rooms: &mut [N], amount: &N) {
        let less = amount.minus();
        for (resource, per_unit) in &*self.uses {
            rooms[*resource as usize].add_product(per_unit, &less);
        }
    }

    /// Returns what a unit costs with the prices of what it uses.
    fn priced(&self, prices: &[N]) -> N {
        let mut cost = self.cost.clone();
        for (resource, per_unit) in &*self.uses {
            cost.add_product(per_unit, &prices[*resource as usize]);
        }
        cost
    }
}
