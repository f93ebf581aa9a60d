//! An index of keys by their hashes: it finds the position of a key without a copy of any.

use std::hash::{DefaultHasher, Hasher};

use hashbrown::HashTable;

/// The positions of keys that stand somewhere else.
#[derive(Clone, Debug, Default)]
pub(crate) struct KeyIndex {
    positions: HashTable<u32>,
}

impl KeyIndex {
    /// Indexes keys by their positions; of equal keys the first one counts.
    pub(crate) fn of<'a>(number: usize, key_of: impl Fn(u32) -> &'a str) -> Self {
        let mut positions = HashTable::with_capacity(number);
        for position in 0..number as u32 {
            let key = key_of(position);
            let hash = hash(key);
            if positions.find(hash, |&other| key_of(other) == key).is_none() {
                positions.insert_unique(hash, position, |&other| self::hash(key_of(other)));
            }
        }
        Self { positions }
    }

    /// Returns the position of a key.
    pub(crate) fn find<'a>(&self, key: &str, key_of: impl Fn(u32) -> &'a str) -> Option<u32> {
        self.positions.find(hash(key), |&position| key_of(position) == key).copied()
    }
}

/// Hashes a key, so that an input in which many keys collide is hard to make.
fn hash(key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(key.as_bytes());
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::KeyIndex;

    #[test]
    fn the_first_of_equal_keys_is_found_and_others_are_not() {
        let keys = ["hunchun", "", "ningbo", "hunchun", "宁波"];
        let key_of = |position: u32| keys[position as usize];
        let index = KeyIndex::of(keys.len(), key_of);
        let found = ["hunchun", "", "ningbo", "宁波", "dalian"].map(|key| index.find(key, key_of));
        assert_eq!(found, [Some(0), Some(1), Some(2), Some(4), None]);
    }
}
