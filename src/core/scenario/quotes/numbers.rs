//! Numbers and days as people of several countries write them.

use crate::units::{Date, Decimal};

/// The sign that begins the decimals of a number; the other of the two groups thousands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DecimalSign {
    Point,
    Comma,
}

impl DecimalSign {
    /// Both signs.
    pub(super) const ALL: [Self; 2] = [Self::Point, Self::Comma];

    /// Reads digits with the sign before decimals, and other signs between groups of three; nothing where a group has
    /// another length.
    pub(super) fn read(self, text: &str) -> Option<Decimal> {
        let (sign, other) = match self {
            Self::Point => ('.', ','),
            Self::Comma => (',', '.'),
        };
        let (whole, decimals) = text.split_once(sign).map_or((text, None), |(whole, rest)| (whole, Some(rest)));
        let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if decimals.is_some_and(|decimals| !is_digits(decimals)) {
            return None;
        }
        let is_gap = |letter: char| letter == other || is_gap(letter);
        let groups: Vec<&str> = whole.split(is_gap).collect();
        let grouped = groups.len() > 1;
        let fits = |(position, group): (usize, &&str)| {
            is_digits(group)
                && (!grouped || if position == 0 { group.len() <= 3 && *group != "0" } else { group.len() == 3 })
        };
        if !groups.iter().enumerate().all(fits) {
            return None;
        }
        let digits = groups.concat();
        Decimal::parse(&decimals.map_or_else(|| digits.clone(), |decimals| format!("{digits}.{decimals}"))).ok()
    }
}

/// Returns whether a sign may stand between groups of three digits beside a point and a comma.
const fn is_gap(letter: char) -> bool {
    matches!(letter, ' ' | '\u{A0}' | '\u{2009}' | '\u{202F}' | '\'' | '’' | '_')
}

/// Returns the length in bytes of the number that a text begins with; 0 where it begins with none.
pub(super) fn length(text: &str) -> usize {
    let is_digit = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    let mut end = 0;
    while is_digit(end) {
        end += 1;
        let Some(next) = text[end..].chars().next() else { break };
        let after = end + next.len_utf8();
        let groups = (0..3).all(|more| is_digit(after + more)) && !is_digit(after + 3);
        // A gap of white space or an apostrophe is one of thousands only before exactly three digits.
        if (matches!(next, '.' | ',') && is_digit(after)) || (is_gap(next) && groups) {
            end = after;
        }
    }
    end
}

/// Returns the different values that a number may have: one, or two where a point or comma may begin decimals or group
/// thousands.
pub(super) fn readings(text: &str) -> Vec<Decimal> {
    let mut all: Vec<Decimal> = DecimalSign::ALL.iter().filter_map(|sign| sign.read(text)).collect();
    all.dedup_by(|left, right| left.compare(*right).is_eq());
    all
}

/// Writes a number so that it has one reading: three decimals alone might be thousands.
pub(super) fn unmistakable(number: Decimal) -> String {
    let text = number.shortened().to_string();
    if readings(&text).len() > 1 { format!("{text}0") } else { text }
}

/// The names of months in English and Russian, by their first three letters.
const MONTHS: [[&str; 2]; 12] = [
    ["jan", "янв"],
    ["feb", "фев"],
    ["mar", "мар"],
    ["apr", "апр"],
    ["may", "мая"],
    ["jun", "июн"],
    ["jul", "июл"],
    ["aug", "авг"],
    ["sep", "сен"],
    ["oct", "окт"],
    ["nov", "ноя"],
    ["dec", "дек"],
];

/// Returns the spans of days that a text may name, as first and last day: `2019-06`, `31.12.2019`, `31 Dec 2019`,
/// `2019年6月30日`; two where day and month may be exchanged, as in `05/06/2019`; none where it is no date.
pub(super) fn days(text: &str) -> Vec<(Date, Date)> {
    let text = text.trim();
    if let Ok(days) = Date::parse_range(text) {
        return vec![days];
    }
    let is_between =
        |letter: char| letter.is_whitespace() || matches!(letter, '.' | '/' | '-' | ',' | '年' | '月' | '日');
    let pieces: Vec<&str> = text.split(is_between).filter(|piece| !piece.is_empty()).collect();
    let number = |piece: &str| piece.parse::<u32>().ok().filter(|_| piece.len() <= 2);
    let month = |piece: &str| {
        let start: String = piece.to_lowercase().chars().take(3).collect();
        let named =
            MONTHS.iter().position(|names| names.contains(&start.as_str()) || start == "май" && names[0] == "may");
        named.map(|month| month as u32 + 1)
    };
    let span = |year: &str, month: u32, day: Option<u32>| {
        let day = day.map_or_else(String::new, |day| format!("-{day:02}"));
        Date::parse_range(&format!("{year}-{month:02}{day}")).ok().filter(|_| year.len() == 4)
    };
    let found: Vec<Option<(Date, Date)>> = match pieces[..] {
        [first, second, year] if year.len() == 4 => match (number(first), month(second), number(second)) {
            (Some(day), Some(month), _) => vec![span(year, month, Some(day))],
            (Some(day), _, Some(month)) if text.contains('/') => {
                vec![span(year, month, Some(day)), span(year, day, Some(month))]
            }
            (Some(day), _, Some(month)) => vec![span(year, month, Some(day))],
            (None, ..) => vec![month(first).zip(number(second)).and_then(|(month, day)| span(year, month, Some(day)))],
            _ => Vec::new(),
        },
        [year, second, third] => {
            vec![number(second).zip(number(third)).and_then(|(month, day)| span(year, month, Some(day)))]
        }
        [first, second] if second.len() == 4 => {
            vec![month(first).or_else(|| number(first)).and_then(|month| span(second, month, None))]
        }
        [year, second] => vec![number(second).and_then(|month| span(year, month, None))],
        _ => Vec::new(),
    };
    let mut found: Vec<(Date, Date)> = found.into_iter().flatten().collect();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::{days, length, readings, unmistakable};
    use crate::units::Decimal;

    #[test]
    fn a_number_has_one_reading_or_two_never_a_wrong_one() {
        let all = |text: &str| readings(text).iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(all("1.250,00"), ["1250.00"]);
        assert_eq!(all("1,250.5"), ["1250.5"]);
        assert_eq!(all("1 250"), ["1250"]);
        assert_eq!(all("38,5"), ["38.5"]);
        assert_eq!(all("0.375"), ["0.375"]);
        assert_eq!(all("1.250.000"), ["1250000"]);
        assert_eq!(all("12345.678"), ["12345.678"]);
        assert_eq!(all("1,250"), ["1250", "1.250"]);
        assert_eq!(all("1.250"), ["1.250", "1250"]);
        assert!(all("1,25,0").is_empty() && all("1.25.000").is_empty());
        assert_eq!([length("2 000元"), length("20 30"), length("1'250/20'"), length("38USD")], [5, 2, 5, 2]);
        assert_eq!(unmistakable(Decimal::parse("4.369").expect("a number")), "4.3690");
    }

    #[test]
    fn a_day_is_read_as_it_is_written_where_that_leaves_one_reading() {
        let all = |text: &str| days(text).iter().map(|(_, last)| last.to_string()).collect::<Vec<_>>();
        for text in [
            "2019-06-30",
            "30.06.2019",
            "30 June 2019",
            "30 июня 2019",
            "2019年6月30日",
            "30/06/2019",
            "2019-06",
            "June 2019",
        ] {
            assert_eq!(all(text), ["2019-06-30"], "{text}");
        }
        assert_eq!(all("05/06/2019"), ["2019-06-05", "2019-05-06"]);
        assert!(all("31.02.2019").is_empty() && all("tomorrow").is_empty() && all("31.12.19").is_empty());
    }
}
