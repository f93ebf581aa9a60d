//! What a published claim says of its value, and how far a value of ours is from that.

use schemars::JsonSchema;
use serde::Serialize;

use crate::scenario::Row;
use crate::units::{Decimal, words};

words! {
    /// What a claim says of its value.
    #[derive(Serialize, JsonSchema)]
    #[serde(rename_all = "kebab-case")]
    Relation {
        /// It is about that.
        About = "about",
        /// It is that or more.
        AtLeast = "at-least",
        /// It is that or less.
        AtMost = "at-most",
        /// It has that sign; nothing is said of how much.
        Sign = "sign",
    }
}

words! {
    /// What a claim may teach about the figures.
    #[derive(Serialize, JsonSchema)]
    #[serde(rename_all = "kebab-case")]
    ClaimRole {
        /// It may be fitted.
        Fit = "fit",
        /// It tests what was fitted to others.
        HoldOut = "hold-out",
        /// It is shown and teaches nothing.
        Context = "context",
    }
}

/// What a claim says in numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::analysis) struct Said {
    pub(in crate::analysis) relation: Relation,
    pub(in crate::analysis) value: f64,
    /// The bounds of the claim: as written, or else by the digits in which its value is written.
    pub(in crate::analysis) bounds: (f64, f64),
}

impl Said {
    /// Reads what the row of a claim says.
    pub(in crate::analysis) fn of(row: Row<'_>) -> Option<Self> {
        let value = row.number("value")?;
        let relation = row.text("relation").and_then(Relation::named).unwrap_or(Relation::About);
        let half = half_a_digit(value);
        let centre = value.to_f64();
        let bound = |column: &str, otherwise: f64| row.number(column).map_or(otherwise, Decimal::to_f64);
        let bounds = (bound("low", centre - half), bound("high", centre + half));
        Some(Self { relation, value: centre, bounds })
    }

    /// Returns whether a value of ours is what the claim says.
    pub(in crate::analysis) fn holds(&self, ours: f64) -> bool {
        match self.relation {
            Relation::About => (self.bounds.0..=self.bounds.1).contains(&ours),
            Relation::AtLeast => ours >= self.value,
            Relation::AtMost => ours <= self.value,
            Relation::Sign => ours * self.value > 0.0,
        }
    }

    /// Returns how far a value of ours is from what the claim says; 0 where it is on the side that the claim allows, and
    /// beyond all bounds where there is no value of ours.
    pub(in crate::analysis) fn miss(&self, ours: f64) -> f64 {
        match self.relation {
            _ if ours.is_nan() => f64::INFINITY,
            Relation::About => (ours - self.value).abs(),
            Relation::AtLeast => (self.value - ours).max(0.0),
            Relation::AtMost => (ours - self.value).max(0.0),
            Relation::Sign => (-ours * self.value.signum()).max(0.0),
        }
    }

    /// Returns the standard deviation of the claim's own error on the side on which a value of ours is.
    ///
    /// The bound of that side is taken to be passed as often as a normal error passes its own once in twenty times, as
    /// those of estimates are; a sign has no error. Bounds that lie further up than down give two halves of two normals.
    pub(in crate::analysis) fn error(&self, ours: f64) -> f64 {
        const NORMAL_95: f64 = 1.644_853_626_951_472_8;
        let width = match self.relation {
            Relation::Sign => 0.0,
            _ if ours < self.value => self.value - self.bounds.0,
            _ => self.bounds.1 - self.value,
        };
        width.abs() / NORMAL_95
    }
}

/// Returns half of the last digit of a number that is not 0: people who say 2000 mean 1500 to 2500.
fn half_a_digit(value: Decimal) -> f64 {
    let (mut mantissa, scale) = value.parts();
    let mut digit = libm::pow(10.0, -f64::from(scale));
    while mantissa != 0 && mantissa % 10 == 0 {
        mantissa /= 10;
        digit *= 10.0;
    }
    digit / 2.0
}

#[cfg(test)]
mod tests {
    use super::{Relation, Said, half_a_digit};
    use crate::units::Decimal;

    #[test]
    fn a_number_is_rounded_to_its_last_digit_that_is_not_nought() {
        let half = |text: &str| half_a_digit(Decimal::parse(text).expect("a number"));
        for (text, wanted) in [("20", 5.0), ("2000", 500.0), ("1711", 0.5), ("0.33", 0.005), ("0", 0.5), ("-150", 5.0)]
        {
            assert!((half(text) - wanted).abs() < 1e-12, "{text}: {}", half(text));
        }
    }

    #[test]
    fn a_claim_holds_and_is_missed_by_what_it_says() {
        let said = |relation| Said { relation, value: 20.0, bounds: (15.0, 25.0) };
        let (about, least, most, sign) =
            (said(Relation::About), said(Relation::AtLeast), said(Relation::AtMost), said(Relation::Sign));
        for (ours, holds) in [
            (14.9, [false, false, true, true]),
            (16.0, [true, false, true, true]),
            (20.0, [true; 4]),
            (24.0, [true, true, false, true]),
            (26.0, [false, true, false, true]),
            (-1.0, [false, false, true, false]),
        ] {
            assert_eq!([about, least, most, sign].map(|own| own.holds(ours)), holds, "{ours}");
        }
        let misses = |ours: f64| [about, least, most, sign].map(|own| own.miss(ours).to_bits());
        assert_eq!(misses(-1.0), [21.0_f64, 21.0, 0.0, 1.0].map(f64::to_bits));
        assert_eq!(misses(30.0), [10.0_f64, 0.0, 10.0, 0.0].map(f64::to_bits));
        let error = |own: &Said, ours: f64, wanted: f64| (own.error(ours) - wanted / 1.644_853_6).abs() < 1e-6;
        assert!(error(&about, 10.0, 5.0) && error(&about, 30.0, 5.0) && error(&sign, 1.0, 0.0));
        // A claim of 20, hardly less and perhaps much more.
        let lopsided = Said { bounds: (19.0, 60.0), ..about };
        assert!(error(&lopsided, 10.0, 1.0) && error(&lopsided, 30.0, 40.0));
        // Where there is no value of ours, no claim is met.
        assert!(
            [about, least, most, sign].iter().all(|own| own.miss(f64::NAN) == f64::INFINITY && !own.holds(f64::NAN))
        );
    }
}
