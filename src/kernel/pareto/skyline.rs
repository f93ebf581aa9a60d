//! The dominance test at a node: the sums settled there, of which none dominates another in all but the first
//! criterion.

/// The sums settled at a node, without those that a later one dominates in all but the first criterion.
///
/// Sums are added in lexicographic order, so sums added later are never better in the first criterion and only the
/// others are compared. The list is sorted by the second criterion. With two criteria it has at most one entry; with
/// three the third criterion falls along it, like a staircase.
#[derive(Clone, Debug)]
pub(super) struct Skyline<const D: usize>(Vec<[u64; D]>);

impl<const D: usize> Default for Skyline<D> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<const D: usize> Skyline<D> {
    /// Returns whether sums that come after all added ones are dominated by or equal to one of them.
    pub(super) fn covers(&self, sums: &[u64; D]) -> bool {
        match D {
            2 => self.0.first().is_some_and(|known| known[1] <= sums[1]),
            3 => {
                let before = self.0.partition_point(|known| known[1] <= sums[1]);
                before > 0 && self.0[before - 1][2] <= sums[2]
            }
            _ => self.0.iter().take_while(|known| known[1] <= sums[1]).any(|known| at_most(&known[2..], &sums[2..])),
        }
    }

    /// Adds sums that are not covered.
    pub(super) fn add(&mut self, sums: &[u64; D]) {
        let place = self.0.partition_point(|known| known[1] < sums[1]);
        if D <= 3 {
            // The sums that the new one covers are consecutive.
            let covered = self.0[place..].iter().take_while(|known| at_most(&sums[2..], &known[2..])).count();
            self.0.splice(place..place + covered, [*sums]);
        } else {
            let mut position = 0;
            self.0.retain(|known| {
                position += 1;
                position <= place || !at_most(&sums[2..], &known[2..])
            });
            self.0.insert(place, *sums);
        }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}

fn at_most(left: &[u64], right: &[u64]) -> bool {
    left.iter().zip(right).all(|(left, right)| left <= right)
}

#[cfg(test)]
mod tests {
    use super::Skyline;
    use proptest::prelude::*;

    /// Adds in lexicographic order what is not covered, and checks each answer against all that was added.
    fn agrees<const D: usize>(mut all: Vec<[u64; D]>) -> Result<(), TestCaseError> {
        all.sort_unstable();
        let mut skyline = Skyline::default();
        let mut added: Vec<[u64; D]> = Vec::new();
        for sums in &all {
            let covered = added.iter().any(|known| known.iter().zip(sums).all(|(known, sum)| known <= sum));
            prop_assert_eq!(skyline.covers(sums), covered);
            if !covered {
                skyline.add(sums);
                added.push(*sums);
            }
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn a_skyline_covers_what_anything_added_to_it_covers(
            two in prop::collection::vec(prop::array::uniform2(0..9_u64), 0..30),
            three in prop::collection::vec(prop::array::uniform3(0..9_u64), 0..60),
            four in prop::collection::vec(prop::array::uniform4(0..6_u64), 0..60),
        ) {
            agrees(two)?;
            agrees(three)?;
            agrees(four)?;
        }
    }
}
