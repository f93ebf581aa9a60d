//! Moments of dated plans: a day and a time of day by one clock, in whole seconds.

use std::fmt;

use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use super::Date;

const SECONDS_PER_DAY: i64 = 86_400;
const SECONDS_PER_MINUTE: i64 = 60;

/// A time of day, from 00:00 to 24:00.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimeOfDay {
    minutes: u16,
}

/// The error of a text that is no moment or no time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a time is written 2017-08-08 or 2017-08-08T14:30, and a time of day 14:30")]
pub struct MomentError;

impl TimeOfDay {
    /// The end of a day.
    pub const MIDNIGHT: Self = Self { minutes: 24 * 60 };

    /// Reads a time of day such as `08:30`; the end of a day is `24:00`.
    ///
    /// # Errors
    /// Where the text is none.
    pub fn parse(text: &str) -> Result<Self, MomentError> {
        let number = |piece: &str| {
            let is_written = piece.len() == 2 && piece.bytes().all(|byte| byte.is_ascii_digit());
            piece.parse::<u16>().ok().filter(|_| is_written).ok_or(MomentError)
        };
        let (hours, minutes) = text.split_once(':').ok_or(MomentError)?;
        let time = Self { minutes: number(hours)? * 60 + number(minutes).map_err(|_| MomentError)? };
        let is_a_time = number(minutes)? < 60 && time <= Self::MIDNIGHT;
        if is_a_time { Ok(time) } else { Err(MomentError) }
    }

    /// Returns the seconds since the beginning of the day.
    pub fn seconds(self) -> i64 {
        i64::from(self.minutes) * SECONDS_PER_MINUTE
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:02}:{:02}", self.minutes / 60, self.minutes % 60)
    }
}

/// A moment in whole seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, JsonSchema)]
#[schemars(inline, with = "String", description = "", extend("format" = "date-time"))]
pub struct Moment {
    /// The seconds since the beginning of 1970.
    seconds: i64,
}

impl Moment {
    /// Returns a moment of a day.
    pub fn of(day: Date, time: TimeOfDay) -> Self {
        Self { seconds: day.days_since(Date::EPOCH) * SECONDS_PER_DAY + time.seconds() }
    }

    /// Reads a day, or a day and a time: `2017-08-08`, `2017-08-08T14:30`.
    ///
    /// # Errors
    /// Where the text is neither.
    pub fn parse(text: &str) -> Result<Self, MomentError> {
        let (day, time) = match text.split_once(['T', ' ']) {
            Some((day, time)) => (day, TimeOfDay::parse(time)?),
            None => (text, TimeOfDay::default()),
        };
        Ok(Self::of(Date::parse(day).map_err(|_| MomentError)?, time))
    }

    /// Returns the moment so many seconds later.
    #[must_use]
    pub const fn later(self, seconds: i64) -> Self {
        Self { seconds: self.seconds + seconds }
    }

    /// Returns the seconds from another moment to this one; negative where this is the earlier.
    pub const fn seconds_since(self, other: Self) -> i64 {
        self.seconds - other.seconds
    }

    /// Returns its day.
    pub fn day(self) -> Date {
        Date::EPOCH.later(self.seconds.div_euclid(SECONDS_PER_DAY) as i32)
    }
}

impl fmt::Display for Moment {
    /// Writes the day and the time to the minute; with seconds where there are some.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of_day = self.seconds.rem_euclid(SECONDS_PER_DAY);
        let (hours, minutes, seconds) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
        write!(out, "{}T{hours:02}:{minutes:02}", self.day())?;
        if seconds > 0 { write!(out, ":{seconds:02}") } else { Ok(()) }
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::{Moment, TimeOfDay};

    #[test]
    fn moments_are_read_counted_and_written() {
        let ready = Moment::parse("2018-09-14T08:30").expect("a moment");
        assert_eq!(ready.to_string(), "2018-09-14T08:30");
        assert_eq!(ready.later(86_400 * 17 + 3_661).to_string(), "2018-10-01T09:31:01");
        assert_eq!(Moment::parse("2018-09-15").map(|next| next.seconds_since(ready)), Ok(55_800));
        // 14 September 2018 was a Friday.
        assert_eq!(ready.day().weekday(), 4);
        assert_eq!(
            Moment::parse("1969-12-31T23:00").map(|before| before.to_string()).as_deref(),
            Ok("1969-12-31T23:00")
        );
        for text in ["2018-09", "2018-09-14T8:30", "2018-09-14T24:01", "08:30", "2018-09-14T08:60"] {
            assert!(Moment::parse(text).is_err(), "{text}");
        }
        assert_eq!(TimeOfDay::parse("24:00"), Ok(TimeOfDay::MIDNIGHT));
    }
}
