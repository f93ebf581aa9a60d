//! How many decimals of money people read: cents that still add up, or all that there are.

use crate::units::Money;

use super::words::{Lang, is_small, or_nothing};

/// The millionths in a cent.
const CENT: i64 = Money::SCALE / 100;

/// The decimals of amounts in tables.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Digits {
    /// Two: a total is rounded, and its parts so that they add up to it; none moves by a cent or more.
    #[default]
    Cents,
    /// All six, as programs get them.
    All,
}

/// How people read a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// The language of place names.
    pub lang: Lang,
    /// The decimals of amounts.
    pub digits: Digits,
}

impl Digits {
    /// Describes in the heading of a page what its amounts are rounded to.
    pub(super) const fn in_words(self) -> &'static str {
        match self {
            Self::Cents => "to two decimals, parts so that they add up",
            Self::All => "with all six decimals",
        }
    }

    /// Returns the decimals that a total and its parts need so that the total is not written as nothing.
    pub(super) fn for_total(self, total: Money) -> Self {
        if total != Money::ZERO && is_small(total) { Self::All } else { self }
    }

    /// Writes an amount; one too small for its cents with all its decimals.
    pub(super) fn text(self, amount: Money) -> String {
        match self {
            Self::Cents if amount == Money::ZERO || !is_small(amount) => format!("{amount:.2}"),
            _ => amount.to_string(),
        }
    }

    /// Writes an amount, or a dash where there is none.
    pub(super) fn cell(self, amount: Option<Money>) -> String {
        or_nothing(amount, |amount| self.text(amount))
    }

    /// Writes the parts of a total, which stands beside them as [`Digits::text`] writes it.
    pub(super) fn parts(self, parts: &[Money]) -> Vec<String> {
        let total: Money = parts.iter().copied().sum();
        let digits = self.for_total(total);
        digits.rounded(parts, digits.round(total)).iter().map(|part| digits.write(*part)).collect()
    }

    /// Rounds a total, midpoints away from zero.
    pub(super) fn round(self, total: Money) -> Money {
        match self {
            Self::Cents => Money::from_micros((total.micros() + total.micros().signum() * CENT / 2) / CENT * CENT),
            Self::All => total,
        }
    }

    /// Rounds parts so that they add up to a total that was rounded, up or down, from their sum.
    ///
    /// Each is rounded down, and what is missing goes by cents to those that lost most, the first of equal ones.
    ///
    /// # Source
    /// Hare's method of largest remainders; as a rule for tables: Cox, Controlled rounding, INFOR 20 (1982).
    pub(super) fn rounded(self, parts: &[Money], total: Money) -> Vec<Money> {
        if self == Self::All {
            return parts.to_vec();
        }
        let mut cents: Vec<i64> = parts.iter().map(|part| part.micros().div_euclid(CENT)).collect();
        let missing = total.micros() / CENT - cents.iter().sum::<i64>();
        let mut lost: Vec<usize> = (0..parts.len()).collect();
        lost.sort_by_key(|&part| (-parts[part].micros().rem_euclid(CENT), part));
        for &part in lost.iter().take(usize::try_from(missing).unwrap_or(0)) {
            cents[part] += 1;
        }
        cents.into_iter().map(|cents| Money::from_micros(cents * CENT)).collect()
    }

    /// Writes what [`Digits::rounded`] returns.
    pub(super) fn write(self, rounded: Money) -> String {
        match self {
            Self::Cents => format!("{rounded:.2}"),
            Self::All => rounded.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{CENT, Digits};
    use crate::units::Money;
    use proptest::prelude::*;

    fn money(micros: &[i64]) -> Vec<Money> {
        micros.iter().map(|&micros| Money::from_micros(micros)).collect()
    }

    #[test]
    fn three_thirds_are_one() {
        let thirds = money(&[333_333, 333_333, 333_334]);
        assert_eq!(Digits::Cents.parts(&thirds), ["0.33", "0.33", "0.34"]);
        assert_eq!(Digits::All.parts(&thirds), ["0.333333", "0.333333", "0.333334"]);
    }

    #[test]
    fn parts_of_a_total_below_a_cent_keep_all_their_digits() {
        assert_eq!(Digits::Cents.parts(&money(&[1_000, 3_000])), ["0.001000", "0.003000"]);
        assert_eq!(Digits::Cents.text(Money::from_micros(4_000)), "0.004000");
    }

    #[test]
    fn what_is_not_nothing_is_not_written_as_nothing() {
        assert_eq!(Digits::Cents.text(Money::from_micros(1)), "0.000001");
        assert_eq!(Digits::Cents.text(Money::ZERO), "0.00");
        assert_eq!(Digits::Cents.text(Money::from_micros(-5_000)), "-0.01");
    }

    proptest! {
        #[test]
        fn parts_add_up_and_move_by_less_than_a_cent(micros in prop::collection::vec(-2_000_000..9_000_000_i64, 1..11)) {
            let parts = money(&micros);
            let exact: i64 = micros.iter().sum();
            // Both ways of rounding the sum can be met: a step's total may itself be a part that was rounded.
            for total in [exact.div_euclid(CENT), -(-exact).div_euclid(CENT)] {
                let total = Money::from_micros(total * CENT);
                let rounded = Digits::Cents.rounded(&parts, total);
                prop_assert_eq!(rounded.iter().copied().sum::<Money>(), total);
                for (part, rounded) in parts.iter().zip(rounded) {
                    prop_assert!((part.micros() - rounded.micros()).abs() < CENT);
                    prop_assert_eq!(rounded.micros() % CENT, 0);
                }
            }
        }
    }
}
