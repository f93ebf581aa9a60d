//! A number that changes at times, such as the length of a line: for how long it had each value.

/// For how many seconds a whole number had each value, from a given second on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Levels {
    from: u64,
    level: usize,
    since: u64,
    /// The seconds at each value.
    seconds: Vec<u64>,
}

impl Levels {
    /// Begins at 0; seconds before the given one are not counted.
    pub const fn from(second: u64) -> Self {
        Self { from: second, level: 0, since: 0, seconds: Vec::new() }
    }

    /// Changes the value at a second that is not before the last change.
    pub fn set(&mut self, second: u64, level: usize) {
        let begin = self.since.max(self.from);
        if second > begin {
            if self.seconds.len() <= self.level {
                self.seconds.resize(self.level + 1, 0);
            }
            self.seconds[self.level] += second - begin;
        }
        (self.level, self.since) = (level, second);
    }

    /// Counts the value that it has up to a second.
    pub fn close(&mut self, second: u64) {
        self.set(second, self.level);
    }

    /// Returns the value that it has now.
    pub const fn level(&self) -> usize {
        self.level
    }

    /// Returns the sum of the values over all seconds counted.
    pub fn area(&self) -> u128 {
        self.seconds.iter().zip(0_u128..).map(|(&seconds, level)| u128::from(seconds) * level).sum()
    }

    /// Returns the seconds counted.
    pub fn total(&self) -> u64 {
        self.seconds.iter().sum()
    }

    /// Returns the mean over the seconds counted; 0 where there are none.
    pub fn mean(&self) -> f64 {
        self.area() as f64 / self.total().max(1) as f64
    }

    /// Returns the greatest value that it had for a second or more.
    pub fn greatest(&self) -> usize {
        self.seconds.iter().rposition(|&seconds| seconds > 0).unwrap_or(0)
    }

    /// Returns the least value that is not exceeded in a share of the seconds.
    pub fn quantile(&self, share: f64) -> usize {
        let wanted = share * self.total() as f64;
        let mut sum = 0;
        let reaches = |seconds: &u64| {
            sum += seconds;
            sum as f64 >= wanted
        };
        self.seconds.iter().position(reaches).unwrap_or_else(|| self.greatest())
    }

    /// Adds the seconds of another run.
    pub fn add(&mut self, other: &Self) {
        if self.seconds.len() < other.seconds.len() {
            self.seconds.resize(other.seconds.len(), 0);
        }
        for (own, other) in self.seconds.iter_mut().zip(&other.seconds) {
            *own += other;
        }
    }
}

/// The sum of a whole number over the seconds, from a given one on, where the single values do not matter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LevelSum {
    from: u64,
    level: u64,
    since: u64,
    sum: u128,
}

impl LevelSum {
    /// Begins at 0; seconds before the given one are not counted.
    pub const fn from(second: u64) -> Self {
        Self { from: second, level: 0, since: 0, sum: 0 }
    }

    /// Changes the value at a second that is not before the last change.
    pub fn set(&mut self, second: u64, level: u64) {
        let seconds = second.saturating_sub(self.since.max(self.from));
        self.sum += u128::from(seconds) * u128::from(self.level);
        (self.level, self.since) = (level, second);
    }

    /// Counts the value that it has up to a second.
    pub fn close(&mut self, second: u64) {
        self.set(second, self.level);
    }

    /// Returns the value that it has now.
    pub const fn level(&self) -> u64 {
        self.level
    }

    /// Returns the sum of the values over all seconds counted.
    pub const fn area(&self) -> u128 {
        self.sum
    }
}

#[cfg(test)]
mod tests {
    use super::{LevelSum, Levels};

    #[test]
    fn seconds_are_counted_by_value_from_the_given_one_on() {
        let mut levels = Levels::from(10);
        levels.set(4, 2);
        levels.set(15, 1);
        levels.set(15, 3);
        levels.set(20, 0);
        levels.close(30);
        // 5 s of 2, none of 1, 5 s of 3, 10 s of 0.
        assert_eq!((levels.total(), levels.area(), levels.greatest()), (20, 25, 3));
        assert_eq!((levels.mean(), levels.quantile(0.5), levels.quantile(0.75)), (1.25, 0, 2));
        assert_eq!(levels.quantile(1.0), 3);
        let mut sum = LevelSum::from(10);
        for (second, level) in [(4, 2), (15, 1), (15, 3), (20, 0)] {
            sum.set(second, level);
        }
        sum.close(30);
        assert_eq!(sum.area(), levels.area());
    }
}
