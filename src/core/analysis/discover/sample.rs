//! The draws of one question, and boxes of inputs that hold some of them.

use crate::draws::{Engine, Stream, Threads};
use crate::ids::{FigureId, Pair};

/// Limits are rounded to steps of a power of ten, at least so many of them over all values.
const MIN_STEPS: f64 = 100.0;

/// The draws of one question.
#[derive(Default)]
pub(super) struct DrawnSample {
    /// For each input, a figure or then a switch, its value in each draw.
    pub(super) columns: Vec<Vec<f64>>,
    /// Whether the corridor wins each draw.
    pub(super) wins: Vec<bool>,
    /// The amount that the cheapest other corridor costs more in each, in millionths.
    pub(super) lead: Vec<i64>,
}

impl DrawnSample {
    /// Answers the draws of one question and notes the values of some figures, beside whether some switches are on.
    ///
    /// # Shape
    /// `pairs` has that of the corridor that is to win, then those of the others; `switches` comes from
    /// [`Engine::switched`].
    pub(super) fn draw(
        engine: &Engine,
        pairs: &[Pair],
        figures: &[FigureId],
        switches: Vec<Vec<f64>>,
        draws: u64,
    ) -> Self {
        let mut columns = engine.values(figures, draws);
        columns.extend(switches);
        let mut sample = Self { columns, ..Self::default() };
        Stream::new(engine, &[], draws, Threads::Shared).each(draws, |portion| {
            let rivals = portion.cheapest(pairs[1..].iter().copied());
            for (own, rival) in portion.totals_of(pairs[0]).zip(rivals).take(portion.draws) {
                sample.wins.push(own <= rival);
                sample.lead.push((rival - own) as i64);
            }
        });
        sample
    }

    /// Counts the draws that are won.
    pub(super) fn won(&self) -> u64 {
        self.wins.iter().filter(|&&wins| wins).count() as u64
    }

    /// Returns the least and the greatest value of an input.
    pub(super) fn range(&self, input: usize) -> (f64, f64) {
        let values = || self.columns[input].iter().copied();
        (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max))
    }
}

/// The number of draws that a box holds, and the number of them that win.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) points: u64,
    pub(super) wins: u64,
}

/// The least and the greatest value that each input has in a box; infinite where it is not restricted.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Limits(pub(super) Vec<(f64, f64)>);

impl Limits {
    /// Makes the limits of the box of all draws.
    pub(super) fn everything(inputs: usize) -> Self {
        Self(vec![(f64::NEG_INFINITY, f64::INFINITY); inputs])
    }

    /// Returns the inputs that are restricted on either side.
    pub(super) fn restricted(&self) -> impl Iterator<Item = usize> + '_ {
        let is_restricted = |limits: &(f64, f64)| limits.0.is_finite() || limits.1.is_finite();
        self.0.iter().enumerate().filter(move |(_, limits)| is_restricted(limits)).map(|(input, _)| input)
    }

    /// Iterates over the draws inside, one input left out if asked.
    pub(super) fn inside<'a>(
        &'a self,
        sample: &'a DrawnSample,
        but: Option<usize>,
    ) -> impl Iterator<Item = usize> + 'a {
        let restricted: Vec<usize> = self.restricted().filter(|input| Some(*input) != but).collect();
        let is_inside = move |&point: &usize| {
            restricted.iter().all(|&input| {
                let (low, high) = self.0[input];
                (low..=high).contains(&sample.columns[input][point])
            })
        };
        (0..sample.wins.len()).filter(is_inside)
    }

    /// Counts the draws inside, one input left out if asked.
    pub(super) fn count(&self, sample: &DrawnSample, but: Option<usize>) -> Held {
        let mut held = Held::default();
        for point in self.inside(sample, but) {
            held.points += 1;
            held.wins += u64::from(sample.wins[point]);
        }
        held
    }

    /// Moves limits outwards to numbers that can be read: whole steps of a power of ten.
    pub(super) fn round(&mut self, sample: &DrawnSample) {
        for (input, limits) in self.0.iter_mut().enumerate() {
            *limits = rounded(*limits, sample.range(input));
        }
    }
}

/// Rounds limits of an input outwards, given its least and its greatest value.
fn rounded((low, high): (f64, f64), (least, greatest): (f64, f64)) -> (f64, f64) {
    // The least number of decimals, or else the most zeros, that leaves enough steps between.
    let decimals = (-12..=15).find(|&decimals| (greatest - least) * power(decimals) >= MIN_STEPS).unwrap_or(15);
    (-up(-low, decimals), up(high, decimals))
}

/// Returns the least number of so many decimals that is not below another; of less than none, of so many zeros.
fn up(limit: f64, decimals: i32) -> f64 {
    if !limit.is_finite() {
        return limit;
    }
    let whole = (limit * power(decimals)).ceil();
    // It is read from text, so that it is the number that is written.
    let read = |whole: f64| {
        let text = match usize::try_from(decimals) {
            Ok(places) => format!("{:.places$}", whole / power(decimals)),
            Err(_) => format!("{:.0}", whole * power(-decimals)),
        };
        text.parse::<f64>().unwrap_or(limit)
    };
    let number = read(whole);
    if number < limit { read(whole + 1.0) } else { number }
}

fn power(of_ten: i32) -> f64 {
    libm::pow(10.0, f64::from(of_ten))
}

#[cfg(test)]
mod tests {
    use super::rounded;

    #[test]
    fn limits_are_rounded_outwards_to_numbers_that_can_be_read() {
        assert_eq!(rounded((0.1234, 0.1871), (0.0, 1.0)), (0.12, 0.19));
        assert_eq!(rounded((-12.345, f64::INFINITY), (-30.0, 50.0)), (-12.4, f64::INFINITY));
        assert_eq!(rounded((1234.5, 1999.0), (1000.0, 9999.0)), (1230.0, 2000.0));
        assert_eq!(rounded((3.0, 3.0), (3.0, 3.0)), (3.0, 3.0));
    }
}
