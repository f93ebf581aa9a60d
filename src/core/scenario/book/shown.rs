//! What a number of a cell shows by its format: a number, a percentage, a day.

use crate::units::Date;

use super::parts::{BookError, Xml, attribute, is_named};

/// The reason why a cell cannot be read.
#[derive(Debug, PartialEq)]
pub(super) struct CellFault {
    pub(super) message: String,
    pub(super) help: &'static str,
}

impl CellFault {
    /// Creates a fault.
    pub(super) const fn new(message: String, help: &'static str) -> Self {
        Self { message, help }
    }
}

/// What a number shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum CellFormat {
    /// The number itself.
    #[default]
    Number,
    /// A hundred times the number, with a percent sign.
    Percent,
    /// A day.
    Day,
    /// A year and a month.
    Month,
    /// A year.
    Year,
    /// A day or a month without a year.
    WithoutYear,
    /// A time of day.
    Time,
}

/// Reads the format of each style of a book.
pub(super) fn formats(text: &str) -> Result<Vec<CellFormat>, BookError> {
    let (mut own, mut formats, mut is_of_cells) = (Vec::new(), Vec::new(), false);
    let mut xml = Xml::new(text);
    while let Some(start) = xml.next_start(b"")? {
        let number = |name: &str| Ok::<_, BookError>(attribute(&start, name)?.and_then(|text| text.parse().ok()));
        if is_named(&start, b"numFmt") {
            let id: Option<u32> = number("numFmtId")?;
            own.extend(id.zip(attribute(&start, "formatCode")?));
        } else if is_named(&start, b"xf") && is_of_cells {
            let id = number("numFmtId")?.unwrap_or(0);
            let code = own.iter().find(|(known, _)| *known == id);
            formats.push(code.map_or_else(|| built_in(id), |(_, code)| of_code(code)));
        } else if start.local_name().as_ref().starts_with("cell") {
            is_of_cells = is_named(&start, b"cellXfs");
        }
    }
    Ok(formats)
}

/// Returns what the formats show that every spreadsheet program knows by their numbers.
const fn built_in(id: u32) -> CellFormat {
    match id {
        9 | 10 => CellFormat::Percent,
        14 | 15 | 22 | 30 | 31 => CellFormat::Day,
        17 | 27 | 36 | 50 | 52 | 57 => CellFormat::Month,
        16 | 28 | 29 | 51 | 53 | 54 | 58 => CellFormat::WithoutYear,
        18..=21 | 32..=35 | 45..=47 | 55 | 56 => CellFormat::Time,
        _ => CellFormat::Number,
    }
}

/// Returns what a format shows by its code, such as `yyyy-mm-dd` or `0.0%`.
fn of_code(code: &str) -> CellFormat {
    let signs = signs(code);
    let has = |sign: char| signs.contains(&sign);
    let is_time = has('h') || has('s');
    if signs.starts_with(&['g', 'e', 'n', 'e', 'r', 'a', 'l']) {
        return CellFormat::Number;
    }
    match (has('y'), has('d'), has('m') && !is_time) {
        (true, true, _) => CellFormat::Day,
        (true, false, true) => CellFormat::Month,
        (true, false, false) => CellFormat::Year,
        (false, true, _) | (false, false, true) => CellFormat::WithoutYear,
        (false, false, false) if is_time => CellFormat::Time,
        (false, false, false) if has('%') => CellFormat::Percent,
        (false, false, false) => CellFormat::Number,
    }
}

/// Returns the signs of the first section of a code that mean something, in small letters.
fn signs(code: &str) -> Vec<char> {
    let mut signs = Vec::new();
    let mut letters = code.chars();
    while let Some(letter) = letters.next() {
        match letter {
            ';' => break,
            '\\' | '_' | '*' => {
                letters.next();
            }
            '"' => while letters.next().is_some_and(|inside| inside != '"') {},
            '[' => {
                let inside: String = letters.by_ref().take_while(|&inside| inside != ']').collect();
                // Elapsed hours, minutes and seconds are in brackets, as are colours and conditions.
                let inside = inside.to_ascii_lowercase();
                if !inside.is_empty() && inside.chars().all(|sign| "hms".contains(sign)) {
                    signs.push('h');
                }
            }
            _ => signs.push(letter.to_ascii_lowercase()),
        }
    }
    signs
}

/// Returns the text that a number means by its format.
///
/// # Errors
/// Returns why it means nothing that a table can hold.
pub(super) fn text(written: &str, format: CellFormat, from_1904: bool) -> Result<String, CellFault> {
    let Ok(number) = written.trim().parse::<f64>() else {
        return Err(CellFault::new(format!("`{written}` is no number"), "type the cell anew"));
    };
    // The sign of a zero is no part of what is shown.
    let number = if number == 0.0 { 0.0 } else { number };
    let (year, month) = match format {
        CellFormat::Number => return Ok(number.to_string()),
        // Times a hundred is worked out in decimals.
        CellFormat::Percent => return Ok(format!("{}%", times_hundred(&number.to_string()))),
        CellFormat::Time => {
            return Err(CellFault::new(
                "the cell shows a time of day".to_owned(),
                "write hours as a number, such as 12.5, in the format `General`",
            ));
        }
        CellFormat::WithoutYear => {
            return Err(CellFault::new(
                "the cell shows a day or month without its year: a spreadsheet program has made a date of what was typed"
                    .to_owned(),
                "set the format of the cell to `Text` and type it again, such as 7-10 for July to October",
            ));
        }
        CellFormat::Day => (true, true),
        CellFormat::Month => (true, false),
        CellFormat::Year => (false, false),
    };
    let day = day(number, from_1904).ok_or_else(|| {
        let help = "write a day as 2017-08-08, without a time";
        CellFault::new(format!("the cell has the format of a date and holds {number}, which is no day"), help)
    })?;
    let text = day.to_string();
    let shown = match (year, month) {
        (true, true) => &text[..],
        (true, false) => &text[..7],
        (false, _) => &text[..4],
    };
    if Date::parse_range(shown).is_ok_and(|(first, _)| first == day) {
        Ok(shown.to_owned())
    } else {
        Err(CellFault::new(
            format!("the cell shows {shown} and holds {text}"),
            "type it as text: 2017, 2017-08 or 2017-08-08",
        ))
    }
}

/// Returns the day of a number of days; nothing where it is none, or has a time too.
fn day(number: f64, from_1904: bool) -> Option<Date> {
    // Before March 1900 books count a day too many.
    let since_1900 = if from_1904 { number + 1462.0 } else { number };
    let is_day = number.fract() == 0.0 && (61.0..2_958_466.0).contains(&since_1900);
    is_day.then(|| Date::EPOCH.later(since_1900 as i32 - 25_569))
}

/// Writes a hundred times a plain decimal.
fn times_hundred(decimal: &str) -> String {
    let (sign, digits) = decimal.strip_prefix('-').map_or(("", decimal), |digits| ("-", digits));
    let (whole, parts) = digits.split_once('.').unwrap_or((digits, ""));
    let parts = format!("{parts:0<2}");
    let whole = format!("{whole}{}", &parts[..2]);
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let rest = parts[2..].trim_end_matches('0');
    if rest.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
}

#[cfg(test)]
mod tests {
    use super::{CellFormat, of_code, text, times_hundred};

    #[test]
    fn a_format_tells_what_a_number_shows() {
        use CellFormat::{Day, Month, Number, Percent, Time, WithoutYear, Year};
        for (code, format) in [
            ("General", Number),
            ("0.00E+00", Number),
            ("#,##0.00\\ \"dm yy\";[Red]-0%", Number),
            ("[$-409]yyyy\\-mm\\-dd;@", Day),
            ("d/m/yy h:mm", Day),
            ("yyyy\"年\"m\"月\"", Month),
            ("yyyy", Year),
            ("d-mmm", WithoutYear),
            ("mmm", WithoutYear),
            ("[h]:mm", Time),
            ("mm:ss", Time),
            ("0.0%", Percent),
            ("_-* #,##0.00\\ [$CNY]_-", Number),
        ] {
            assert_eq!(of_code(code), format, "{code}");
        }
    }

    #[test]
    fn a_number_is_what_it_shows_or_refused() {
        let read = |written: &str, format| text(written, format, false).map_err(|fault| fault.message);
        assert_eq!(read("12.300000000000001", CellFormat::Number).as_deref(), Ok("12.3"));
        assert_eq!(read("1.1E-3", CellFormat::Number).as_deref(), Ok("0.0011"));
        assert_eq!(read("0.07", CellFormat::Percent).as_deref(), Ok("7%"));
        assert_eq!(read("42955", CellFormat::Day).as_deref(), Ok("2017-08-08"));
        assert_eq!(text("41493", CellFormat::Day, true).ok().as_deref(), Some("2017-08-08"));
        assert_eq!(read("42948", CellFormat::Month).as_deref(), Ok("2017-08"));
        assert_eq!(read("42736", CellFormat::Year).as_deref(), Ok("2017"));
        for (written, format) in [
            ("42955.5", CellFormat::Day),
            ("60", CellFormat::Day),
            ("1e300", CellFormat::Day),
            ("42955", CellFormat::Month),
            ("42955", CellFormat::WithoutYear),
            ("0.5", CellFormat::Time),
            ("x", CellFormat::Number),
        ] {
            assert!(read(written, format).is_err(), "{written} {format:?}");
        }
        let hundreds = ["0.07", "-1", "12.3456", "0.0001", "0"].map(times_hundred);
        assert_eq!(hundreds, ["7", "-100", "1234.56", "0.01", "0"]);
    }
}
