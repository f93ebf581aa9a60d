//! Calendar dates, periods of validity and sets of months.

use std::fmt;

use schemars::JsonSchema;
use serde::{Serialize, Serializer};

/// A calendar day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, JsonSchema)]
#[schemars(inline, with = "String", description = "", extend("format" = "date"))]
pub struct Date(jiff::civil::Date);

/// The error of a text that is not a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a date is written 2017, 2017-08 or 2017-08-08")]
pub struct DateError;

impl Date {
    /// The first day of 1970, used in place of a missing date after its problem has been reported.
    pub const EPOCH: Self = Self(jiff::civil::Date::constant(1970, 1, 1));

    /// Reads a full date such as `2017-08-08`.
    ///
    /// # Errors
    /// Where the text is not a day that exists.
    pub fn parse(text: &str) -> Result<Self, DateError> {
        let (first, last) = Self::parse_range(text)?;
        if first == last { Ok(first) } else { Err(DateError) }
    }

    /// Reads a year, a month or a day and returns its first and last day.
    ///
    /// # Errors
    /// Where the text is none of the three.
    pub fn parse_range(text: &str) -> Result<(Self, Self), DateError> {
        let number = |piece: &str, width: usize| {
            let is_written = piece.len() == width && piece.bytes().all(|byte| byte.is_ascii_digit());
            piece.parse::<i16>().ok().filter(|_| is_written).ok_or(DateError)
        };
        let day = |year: &str, month: i16, day: i16| {
            jiff::civil::Date::new(number(year, 4)?, month as i8, day as i8).map(Self).map_err(|_| DateError)
        };
        match text.trim().split('-').collect::<Vec<_>>()[..] {
            [year] => Ok((day(year, 1, 1)?, day(year, 12, 31)?)),
            [year, month] => {
                let first = day(year, number(month, 2)?, 1)?;
                Ok((first, Self(first.0.last_of_month())))
            }
            [year, month, last] => {
                let exact = day(year, number(month, 2)?, number(last, 2)?)?;
                Ok((exact, exact))
            }
            _ => Err(DateError),
        }
    }

    /// Returns the day in the middle of two, the later one of two that are equally near.
    #[must_use]
    pub fn between(first: Self, last: Self) -> Self {
        let days = first.0.duration_until(last.0).as_hours() / 24;
        Self(first.0.saturating_add(jiff::Span::new().days((days + 1) / 2)))
    }

    /// Returns the day so many days later; the last representable day instead of a later one.
    #[must_use]
    pub fn later(self, days: i32) -> Self {
        Self(self.0.saturating_add(jiff::Span::new().days(days)))
    }

    /// Returns the month, 1 to 12.
    pub fn month(self) -> u32 {
        self.0.month().unsigned_abs().into()
    }

    /// Returns the day of the month, 1 to 31.
    pub fn day(self) -> u32 {
        self.0.day().unsigned_abs().into()
    }

    /// Returns the day of the week, 0 for Monday to 6 for Sunday.
    pub fn weekday(self) -> u32 {
        self.0.weekday().to_monday_zero_offset().unsigned_abs().into()
    }

    /// Returns the day after; the last representable day returns itself.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.tomorrow().unwrap_or(self.0))
    }

    /// Returns the day before; the first representable day returns itself.
    #[must_use]
    pub fn before(self) -> Self {
        Self(self.0.yesterday().unwrap_or(self.0))
    }

    /// Returns the days up to another, both included; none where that is earlier.
    pub fn up_to(self, last: Self) -> impl Iterator<Item = Self> {
        (0..=last.days_since(self)).map(move |days| self.later(days as i32))
    }

    /// Returns the first day of each month between two days, in ascending order.
    pub fn months_between(first: Self, last: Self) -> Vec<Self> {
        let next = |day: &jiff::civil::Date| day.last_of_month().tomorrow().ok();
        let months = std::iter::successors(Some(first.0.first_of_month()), next).map(Self);
        months.take_while(|day| *day <= last).filter(|day| *day >= first).collect()
    }

    /// Returns the same day of the month in the month of another day; the last day of a month that is too short.
    #[must_use]
    pub fn in_month_of(self, other: Self) -> Self {
        let day = self.0.day().min(other.0.days_in_month());
        Self(other.0.first_of_month().saturating_add(jiff::Span::new().days(day - 1)))
    }

    /// Returns the number of days of its month.
    pub fn days_of_month(self) -> u32 {
        self.0.days_in_month().unsigned_abs().into()
    }

    /// Returns the year.
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// Returns the days from another day to this one; negative where this is the earlier.
    pub fn days_since(self, other: Self) -> i64 {
        other.0.duration_until(self.0).as_hours() / 24
    }
}

impl fmt::Display for Date {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(&self.0.to_string())
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

/// A span of days, both ends included; an end that is not given is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Period {
    /// The first day, if there is one.
    pub from: Option<Date>,
    /// The last day, if there is one.
    pub to: Option<Date>,
}

impl Period {
    /// Returns whether the day is in the period.
    pub fn contains(self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }

    /// Returns whether the two periods share a day.
    pub fn overlaps(self, other: Self) -> bool {
        let is_over = |to: Option<Date>, from: Option<Date>| to.zip(from).is_some_and(|(to, from)| to < from);
        !is_over(self.to, other.from) && !is_over(other.to, self.from)
    }
}

impl fmt::Display for Period {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.from, self.to) {
            (None, None) => out.write_str("always"),
            (Some(from), None) => write!(out, "from {from}"),
            (None, Some(to)) => write!(out, "until {to}"),
            (Some(from), Some(to)) => write!(out, "{from} to {to}"),
        }
    }
}

/// A set of months of the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Months(u16);

impl Months {
    /// Parses lists and ranges of month numbers: `7-10`, `12-3` (over new year), `1;2;12`.
    ///
    /// Returns `None` where the text is not such a list.
    pub fn parse(text: &str) -> Option<Self> {
        let month = |piece: &str| piece.trim().parse::<u16>().ok().filter(|number| (1..=12).contains(number));
        let mut set = 0;
        for piece in text.split(';') {
            let (first, last) = match piece.split_once('-') {
                Some((first, last)) => (month(first)?, month(last)?),
                None => (month(piece)?, month(piece)?),
            };
            let count = (last + 12 - first) % 12;
            set |= (0..=count).fold(0, |months, more| months | 1 << ((first + more - 1) % 12 + 1));
        }
        Some(Self(set))
    }

    /// Returns whether the month, 1 to 12, is in the set.
    pub const fn contains(self, month: u32) -> bool {
        self.0 >> month & 1 == 1
    }
}

impl fmt::Display for Months {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        const NAMES: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        let holds = |place: usize| self.contains(place as u32 % 12 + 1);
        let mut apart = "";
        for first in (0..12).filter(|&place| holds(place) && !holds(place + 11)) {
            let more = (0..12).take_while(|more| holds(first + more + 1)).count();
            let last = if more > 0 { format!(" to {}", NAMES[(first + more) % 12]) } else { String::new() };
            write!(out, "{apart}{}{last}", NAMES[first])?;
            apart = ", ";
        }
        if apart.is_empty() { out.write_str("all months") } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::{Date, Months, Period};

    fn day(text: &str) -> Date {
        Date::parse(text).expect("a date")
    }

    #[test]
    fn a_day_of_another_month_is_at_most_its_last() {
        let [day, other] = ["2020-01-31", "2020-02-10"].map(|text| Date::parse(text).expect("a date"));
        assert_eq!((day.in_month_of(other).to_string(), other.days_of_month()), ("2020-02-29".to_owned(), 29));
        assert_eq!(other.in_month_of(day).to_string(), "2020-01-10");
    }

    #[test]
    fn months_are_named_in_spans() {
        let named =
            ["5-10", "12-3", "1;3;11-12", "7", "1-12"].map(|text| Months::parse(text).expect("months").to_string());
        let spans = ["May to October", "December to March", "March, November to January", "July", "all months"];
        assert_eq!(named, spans);
    }

    #[test]
    fn a_month_or_year_stands_for_all_its_days() {
        assert_eq!(Date::parse_range("2016-02"), Ok((day("2016-02-01"), day("2016-02-29"))));
        assert_eq!(Date::parse_range("2017"), Ok((day("2017-01-01"), day("2017-12-31"))));
        assert!(Date::parse("2017-08").is_err());
        assert!(Date::parse_range("2017-02-30").is_err());
        assert!(Date::parse_range("08/08/2017").is_err());
        assert!(Date::parse_range("2017-8-8").is_err());
    }

    #[test]
    fn the_middle_of_a_period_is_a_day_of_it() {
        let middle = |text| Date::parse_range(text).map(|(first, last)| Date::between(first, last).to_string());
        assert_eq!(middle("2017"), Ok("2017-07-02".to_owned()), "182 days lie before it and 182 after");
        assert_eq!(middle("2016"), Ok("2016-07-02".to_owned()));
        assert_eq!(middle("2017-08"), Ok("2017-08-16".to_owned()));
        assert_eq!(middle("2017-08-08"), Ok("2017-08-08".to_owned()));
    }

    #[test]
    fn periods_include_both_ends() {
        let first = Period { from: Some(day("2015-02-01")), to: Some(day("2017-12-31")) };
        let second = Period { from: Some(day("2018-01-01")), to: None };
        assert!(first.contains(day("2017-12-31")) && !second.contains(day("2017-12-31")));
        assert!(!first.overlaps(second) && !second.overlaps(first));
        assert!(Period::default().overlaps(first));
    }

    #[test]
    fn winter_runs_over_new_year() {
        let winter = Months::parse("12-3").expect("months");
        assert!(winter.contains(12) && winter.contains(1) && winter.contains(3) && !winter.contains(4));
        assert!(Months::parse("1;13").is_none());
    }
}
