//! The steps of the simplex method: which variable enters, which leaves, and what becomes of the others.

use super::machine::{KEY, Machine, NONE, Variable};
use super::scalar::Scalar;

/// The least number of columns that are looked at for one step.
const MIN_BLOCK: usize = 256;
/// The steps without any change of an amount after which the variables are taken in their order, which ends.
const MAX_STALLED: usize = 200;
/// The steps that making amounts feasible may take, for each commodity and resource.
const MAX_REPAIRS: usize = 4;

/// By how much the amount of each basic variable falls for each unit of the one that enters.
struct Rates<N> {
    amounts: Vec<N>,
    keys: Vec<N>,
    rooms: Vec<N>,
}

/// The variable that leaves with its rate and how much of the entering one may come.
struct Leaving<N> {
    variable: Variable,
    rate: N,
    step: N,
}

impl<N: Scalar> Machine<N> {
    /// Goes on until no known column is cheaper; tells whether it came to an end in spite of rounding.
    pub(super) fn optimise(&mut self) -> bool {
        self.optimise_within(usize::MAX)
    }

    /// Does as [`Machine::optimise`], but ends after so many steps.
    pub(super) fn optimise_within(&mut self, most: usize) -> bool {
        let mut steps = 0;
        while let Some(entering) = self.entering() {
            if steps == most {
                return false;
            }
            steps += 1;
            let rates = self.rates(entering);
            let Some(leaving) = self.leaving(&rates) else { return false };
            self.stalled = if leaving.step.is_zero() { self.stalled + 1 } else { 0 };
            if !self.pivot(entering, rates, leaving) {
                return false;
            }
        }
        true
    }

    fn is_in_order(&self) -> bool {
        self.stalled > MAX_STALLED
    }

    /// Returns a variable whose increase makes the whole cheaper.
    fn entering(&mut self) -> Option<Variable> {
        let (mut best, mut found) = (N::zero(), None);
        let in_order = self.is_in_order();
        if in_order {
            self.next = 0;
        }
        for &resource in &self.basis.scarce {
            let price = &self.prices[resource as usize];
            if price.is_below_zero() && price.order(&best).is_lt() && !in_order {
                (best, found) = (price.clone(), Some(Variable::Room(resource)));
            }
        }
        let count = self.columns.len();
        let block = count.isqrt().max(MIN_BLOCK);
        let mut at = if self.next < count { self.next } else { 0 };
        for looked in 1..=count {
            if self.places[at] == NONE && !self.is_no_cheaper(&self.columns[at]) {
                let cost = self.reduced_cost(&self.columns[at]);
                if cost.is_below_zero() && cost.order(&best).is_lt() {
                    (best, found) = (cost, Some(Variable::Column(at as u32)));
                }
            }
            at = if at + 1 == count { 0 } else { at + 1 };
            if found.is_some() && (in_order || looked % block == 0) {
                break;
            }
        }
        self.next = at;
        if in_order && found.is_none() {
            let is_negative = |&&resource: &&u32| self.prices[resource as usize].is_below_zero();
            return self.basis.scarce.iter().filter(is_negative).min().map(|&resource| Variable::Room(resource));
        }
        found
    }

    fn rates(&self, entering: Variable) -> Rates<N> {
        let mut keys = vec![N::zero(); self.supplies.len()];
        let mut used = vec![N::zero(); self.capacities.len()];
        let amounts = match entering {
            Variable::Column(column) => {
                let solved = self.inverse.times(&self.beside_key(column));
                let column = &self.columns[column as usize];
                keys[column.commodity as usize] = N::one();
                column.take(&mut used, &N::one().minus());
                solved
            }
            Variable::Room(resource) => {
                let seat = self.seats[resource as usize] as usize;
                self.inverse.rows.iter().map(|row| row[seat].clone()).collect()
            }
        };
        for (&column, rate) in self.basis.basic.iter().zip(&amounts) {
            if !rate.is_zero() {
                let column = &self.columns[column as usize];
                let commodity = column.commodity as usize;
                keys[commodity] = keys[commodity].difference(rate);
                column.take(&mut used, rate);
            }
        }
        for (&key, rate) in self.basis.keys.iter().zip(&keys) {
            if !rate.is_zero() {
                self.columns[key as usize].take(&mut used, rate);
            }
        }
        Rates { amounts, keys, rooms: used }
    }

    /// Iterates over the basic variables, each with its amount and its rate.
    fn falling<'a>(&'a self, rates: &'a Rates<N>) -> impl Iterator<Item = (Variable, &'a N, &'a N)> {
        let basic = self.basis.basic.iter().zip(&self.amounts).zip(&rates.amounts);
        let keys = self.basis.keys.iter().zip(&self.key_amounts).zip(&rates.keys);
        let columns = basic.chain(keys).map(|((&column, amount), rate)| (Variable::Column(column), amount, rate));
        let rooms = (0_u32..).zip(self.rooms.iter().zip(&rates.rooms));
        let rooms = rooms.filter(|&(resource, _)| self.seats[resource as usize] == NONE);
        columns.chain(rooms.map(|(resource, (room, rate))| (Variable::Room(resource), room, rate)))
    }

    /// Returns the basic variable that comes to 0 first. Of several the one with the greatest rate, which rounding harms
    /// least; or the first in order where that is needed to come to an end.
    fn leaving(&self, rates: &Rates<N>) -> Option<Leaving<N>> {
        let mut found: Option<Leaving<N>> = None;
        let in_order = self.is_in_order();
        for (variable, amount, rate) in self.falling(rates) {
            if rate.sign().is_le() || self.free.has(variable) {
                continue;
            }
            let step = if amount.is_below_zero() { N::zero() } else { amount.quotient(rate) };
            let is_better = found.as_ref().is_none_or(|found| {
                let difference = step.difference(&found.step).sign();
                let is_preferred = if in_order { variable < found.variable } else { rate.order(&found.rate).is_gt() };
                difference.is_lt() || (difference.is_eq() && is_preferred)
            });
            if is_better {
                found = Some(Leaving { variable, rate: rate.clone(), step });
            }
        }
        found
    }

    /// Lets one variable enter and another leave.
    fn pivot(&mut self, entering: Variable, mut rates: Rates<N>, leaving: Leaving<N>) -> bool {
        let Leaving { variable, rate, step } = leaving;
        let back = step.minus();
        for (amounts, rates) in
            [(&mut self.amounts, &rates.amounts), (&mut self.key_amounts, &rates.keys), (&mut self.rooms, &rates.rooms)]
        {
            for (amount, rate) in amounts.iter_mut().zip(rates) {
                amount.add_product(rate, &back);
            }
        }
        match variable {
            Variable::Room(resource) => self.room_leaves(resource, entering, &rates, &rate, step),
            Variable::Column(column) => {
                let commodity = self.columns[column as usize].commodity;
                let mut position = self.places[column as usize];
                if position == KEY {
                    position = self.exchange_key(commodity, &mut rates);
                }
                if position == NONE {
                    // The commodity has no other basic column, so the entering one is its key from now on.
                    let Variable::Column(key) = entering else { return false };
                    self.places[column as usize] = NONE;
                    self.places[key as usize] = KEY;
                    self.basis.keys[commodity as usize] = key;
                    self.key_amounts[commodity as usize] = step;
                } else {
                    self.column_leaves(position as usize, entering, &rates, step);
                }
            }
        }
        self.count_step()
    }

    /// Makes another basic column the key of a commodity and returns the position where the old key is now; `NONE` where
    /// there is no other.
    fn exchange_key(&mut self, commodity: u32, rates: &mut Rates<N>) -> u32 {
        let is_member = |&position: &usize| {
            let column = self.basis.basic[position];
            self.columns[column as usize].commodity == commodity
        };
        let members: Vec<usize> = (0..self.basis.basic.len()).filter(is_member).collect();
        let Some(&position) = members.first() else { return NONE };
        self.inverse.exchange_key(position, &members);
        let key = &mut self.basis.keys[commodity as usize];
        std::mem::swap(key, &mut self.basis.basic[position]);
        self.places[*key as usize] = KEY;
        self.places[self.basis.basic[position] as usize] = position as u32;
        std::mem::swap(&mut self.key_amounts[commodity as usize], &mut self.amounts[position]);
        std::mem::swap(&mut rates.keys[commodity as usize], &mut rates.amounts[position]);
        position as u32
    }

    fn column_leaves(&mut self, position: usize, entering: Variable, rates: &Rates<N>, step: N) {
        self.places[self.basis.basic[position] as usize] = NONE;
        match entering {
            Variable::Column(column) => {
                self.inverse.replace_path(position, &rates.amounts);
                self.basis.basic[position] = column;
                self.places[column as usize] = position as u32;
                self.amounts[position] = step;
            }
            Variable::Room(resource) => {
                let seat = self.seats[resource as usize] as usize;
                self.inverse.remove(position, seat);
                self.basis.basic.swap_remove(position);
                self.amounts.swap_remove(position);
                self.basis.scarce.swap_remove(seat);
                self.seats[resource as usize] = NONE;
                if let Some(&moved) = self.basis.basic.get(position) {
                    self.places[moved as usize] = position as u32;
                }
                if let Some(&moved) = self.basis.scarce.get(seat) {
                    self.seats[moved as usize] = seat as u32;
                }
                self.rooms[resource as usize] = step;
            }
        }
    }

    fn room_leaves(&mut self, leaving: u32, entering: Variable, rates: &Rates<N>, rate: &N, step: N) {
        let product = self.row_of(leaving);
        self.rooms[leaving as usize] = N::zero();
        match entering {
            Variable::Column(column) => {
                self.inverse.add(&rates.amounts, &product, rate);
                self.places[column as usize] = self.basis.basic.len() as u32;
                self.seats[leaving as usize] = self.basis.scarce.len() as u32;
                self.basis.basic.push(column);
                self.basis.scarce.push(leaving);
                self.amounts.push(step);
            }
            Variable::Room(resource) => {
                let seat = self.seats[resource as usize];
                self.inverse.replace_resource(seat as usize, &product);
                self.basis.scarce[seat as usize] = leaving;
                self.seats[leaving as usize] = seat;
                self.seats[resource as usize] = NONE;
                self.rooms[resource as usize] = step;
            }
        }
    }

    /// Makes all amounts feasible where no known column is cheaper, which stays so; tells whether that can be done.
    pub(super) fn repair(&mut self) -> bool {
        let most = MAX_REPAIRS * (self.supplies.len() + self.capacities.len()) + MAX_STALLED;
        for _ in 0..most {
            let is_wrong = |&(variable, amount): &(Variable, &N)| amount.is_below_zero() && !self.free.has(variable);
            let found = self.variables().filter(is_wrong).min_by_key(|&(variable, _)| variable);
            let Some((variable, amount)) = found.map(|(variable, amount)| (variable, amount.clone())) else {
                return true;
            };
            let Some(entering) = self.cheapest_rise(variable) else { return false };
            let rates = self.rates(entering);
            let rate = self.falling(&rates).find(|&(other, ..)| other == variable).map(|(.., rate)| rate.clone());
            let Some(rate) = rate.filter(Scalar::is_below_zero) else { return false };
            let step = amount.quotient(&rate);
            if !self.pivot(entering, rates, Leaving { variable, rate, step }) {
                return false;
            }
        }
        false
    }

    /// Returns the variable that lets a basic one rise at the least cost.
    fn cheapest_rise(&self, variable: Variable) -> Option<Variable> {
        // How the variable falls for each unit that a column uses of each resource, and for a unit of its commodity.
        let mut of_resource = vec![N::zero(); self.capacities.len()];
        let mut of_commodity = None;
        let scarce = match variable {
            Variable::Room(resource) => {
                of_resource[resource as usize] = N::one();
                self.row_of(resource).iter().map(Scalar::minus).collect()
            }
            Variable::Column(column) if self.places[column as usize] == KEY => {
                let commodity = self.columns[column as usize].commodity;
                of_commodity = Some(commodity);
                let is_member = |column: &u32| self.columns[*column as usize].commodity == commodity;
                let minus = |column| if is_member(column) { N::one().minus() } else { N::zero() };
                let row: Vec<N> = self.basis.basic.iter().map(minus).collect();
                self.inverse.of_row(&row)
            }
            Variable::Column(column) => self.inverse.rows[self.places[column as usize] as usize].clone(),
        };
        for (&resource, rate) in self.basis.scarce.iter().zip(scarce) {
            of_resource[resource as usize] = rate;
        }
        let mut found: Option<(N, Variable)> = None;
        let mut offer = |rate: N, cost: &dyn Fn() -> N, variable: Variable| {
            if rate.is_below_zero() {
                let ratio = cost().quotient(&rate.minus());
                if found.as_ref().is_none_or(|(least, _)| ratio.order(least).is_lt()) {
                    found = Some((ratio, variable));
                }
            }
        };
        let used = |column: &[(u32, N)]| {
            let mut sum = N::zero();
            for (resource, amount) in column {
                sum.add_product(amount, &of_resource[*resource as usize]);
            }
            sum
        };
        let of_keys: Vec<N> = self.basis.keys.iter().map(|&key| used(&self.columns[key as usize].uses)).collect();
        for (column, number) in self.columns.iter().zip(0_u32..) {
            if self.places[number as usize] == NONE {
                let mut rate = used(&column.uses).difference(&of_keys[column.commodity as usize]);
                if of_commodity == Some(column.commodity) {
                    rate = rate.sum(&N::one());
                }
                offer(rate, &|| self.reduced_cost(column), Variable::Column(number));
            }
        }
        for &resource in &self.basis.scarce {
            let price = || self.prices[resource as usize].clone();
            offer(of_resource[resource as usize].clone(), &price, Variable::Room(resource));
        }
        found.map(|(_, variable)| variable)
    }
}
