//! What belongs to each pair of a demand and a corridor.

use std::ops::Deref;

use crate::ids::{CorridorId, DemandId, Id, Pair};
use crate::model::Model;
use crate::units::Money;

/// One `T` for each demand by each corridor of a model.
///
/// # Shape
/// The items are in the order of the demands, and for each demand in the order of the corridors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PairTable<T> {
    corridors: usize,
    items: Vec<T>,
}

/// The total of each pair; none where there is no route, or the pair was not asked for.
pub type PairTotals = PairTable<Option<Money>>;

impl<T> PairTable<T> {
    /// Makes the item of each pair of a model, in order.
    pub fn new(model: &Model, make: impl FnMut(Pair) -> T) -> Self {
        Self { corridors: model.corridors.len(), items: model.pairs().map(make).collect() }
    }

    /// Makes a table of the items of a model's pairs, in order.
    ///
    /// # Panics
    /// Where there is not one for each pair.
    pub fn of(model: &Model, items: Vec<T>) -> Self {
        let corridors = model.corridors.len();
        assert_eq!(items.len(), model.demands.len() * corridors, "one item for each pair");
        Self { corridors, items }
    }

    /// Makes a table of the same pairs from the items of this one.
    pub fn map<U>(&self, make: impl FnMut(&T) -> U) -> PairTable<U> {
        PairTable { corridors: self.corridors, items: self.items.iter().map(make).collect() }
    }

    /// Makes a table of the same pairs, which takes the items of this one.
    pub fn into_map<U>(self, make: impl FnMut(T) -> U) -> PairTable<U> {
        PairTable { corridors: self.corridors, items: self.items.into_iter().map(make).collect() }
    }

    /// Returns the item of a pair.
    pub fn get(&self, pair: Pair) -> &T {
        &self.items[self.position(pair)]
    }

    /// Lends the item of a pair.
    pub fn get_mut(&mut self, pair: Pair) -> &mut T {
        let position = self.position(pair);
        &mut self.items[position]
    }

    /// Returns the items of a demand, in the order of the corridors.
    pub fn of_demand(&self, demand: DemandId) -> &[T] {
        &self.items[demand.index() * self.corridors..][..self.corridors]
    }

    /// Iterates over the pairs of a demand.
    pub fn pairs_of(&self, demand: DemandId) -> impl Iterator<Item = Pair> + use<T> {
        (0..self.corridors).map(move |corridor| Pair { demand, corridor: CorridorId::new(corridor) })
    }

    /// Iterates over the items of a corridor, in the order of the demands.
    pub fn of_corridor(&self, corridor: CorridorId) -> impl Iterator<Item = &T> {
        self.items.iter().skip(corridor.index()).step_by(self.corridors.max(1))
    }

    /// Iterates over the demands with their items.
    pub fn by_demand(&self) -> impl Iterator<Item = (DemandId, &[T])> {
        let demands = self.items.chunks(self.corridors.max(1)).enumerate();
        demands.map(|(demand, items)| (DemandId::new(demand), items))
    }

    /// Iterates over the demands with their items, to change them.
    pub fn by_demand_mut(&mut self) -> impl Iterator<Item = (DemandId, &mut [T])> {
        let demands = self.items.chunks_mut(self.corridors.max(1)).enumerate();
        demands.map(|(demand, items)| (DemandId::new(demand), items))
    }

    /// Iterates over the pairs with their items.
    pub fn enumerate(&self) -> impl Iterator<Item = (Pair, &T)> {
        self.items.iter().enumerate().map(|(position, item)| (pair_at(position, self.corridors), item))
    }

    /// Iterates over the pairs with their items, to change them.
    pub fn enumerate_mut(&mut self) -> impl Iterator<Item = (Pair, &mut T)> {
        let corridors = self.corridors;
        self.items.iter_mut().enumerate().map(move |(position, item)| (pair_at(position, corridors), item))
    }

    /// Lends the items as a slice, to change them.
    pub fn as_mut_slice(&mut self) -> &mut [T] {
        &mut self.items
    }

    /// Returns the items.
    pub fn into_items(self) -> Vec<T> {
        self.items
    }

    /// Returns the position of a pair's item among all.
    pub(crate) fn position(&self, pair: Pair) -> usize {
        debug_assert!(pair.corridor.index() < self.corridors, "the corridor is one of the model");
        pair.demand.index() * self.corridors + pair.corridor.index()
    }
}

fn pair_at(position: usize, corridors: usize) -> Pair {
    Pair { demand: DemandId::new(position / corridors), corridor: CorridorId::new(position % corridors) }
}

impl<T> Deref for PairTable<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.items
    }
}

#[cfg(test)]
mod tests {
    use super::PairTable;
    use crate::ids::{CorridorId, DemandId, Id, Pair};

    #[test]
    fn items_are_found_by_pair_demand_and_corridor() {
        let mut table = PairTable { corridors: 3, items: vec![10, 11, 12, 20, 21, 22] };
        let pair = Pair { demand: DemandId::new(1), corridor: CorridorId::new(2) };
        assert_eq!(*table.get(pair), 22);
        assert_eq!(table.of_demand(pair.demand), [20, 21, 22]);
        assert_eq!(table.of_corridor(pair.corridor).copied().collect::<Vec<_>>(), [12, 22]);
        assert!(table.enumerate().all(|(pair, item)| table.get(pair) == item));
        assert_eq!(
            table.by_demand().map(|(demand, items)| (demand.index(), items[0])).collect::<Vec<_>>(),
            [(0, 10), (1, 20)]
        );
        *table.get_mut(pair) = 5;
        assert_eq!(table.map(|item| item * 2).into_items(), [20, 22, 24, 40, 42, 10]);
    }
}
