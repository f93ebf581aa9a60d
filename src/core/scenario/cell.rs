//! The reading of one cell by the kind of its column.

use crate::problem::{Code, Problem, nearest};
use crate::units::{Date, Months, TimeOfDay};

use super::columns::{Kind, TableColumn};
use super::number::read_number;
use super::value::Value;

/// Reads the value of a cell; `None` where it is blank.
///
/// The problem has no position yet, because both files and overrides are read by this function.
pub(super) fn read(text: &str, column: &TableColumn) -> Result<Option<Value>, Problem> {
    let text = text.trim();
    if text.is_empty() && column.required {
        let problem = Problem::new(Code::BlankCell, format!("`{}` is blank", column.name));
        return Err(problem.help(format!("fill it in: {}", column.meaning)));
    }
    if text.is_empty() {
        return Ok(None);
    }
    let value = match column.kind {
        // Keys of exchange rates are best given as currencies, which have capital letters.
        Kind::Key if is_capitals(text, 3) => Value::Text(text.to_owned()),
        Kind::Key | Kind::Group => word(text, column.name).map(Value::Text)?,
        Kind::Choice(choices) => choice(text, column.name, choices).map(Value::Text)?,
        Kind::Text | Kind::Ref(_) | Kind::RefOrAny(_) | Kind::WordOrAny => Value::Text(text.to_owned()),
        Kind::Words | Kind::Refs(_) => match words(text).map(str::to_owned).collect::<Vec<_>>() {
            words if words.is_empty() => return Ok(None),
            words => Value::Words(words),
        },
        Kind::Country if text == "*" && !column.required => Value::Text(text.to_owned()),
        Kind::Country => capitals(text, 2, "country", "CN").map(Value::Text)?,
        Kind::Currency => capitals(text, 3, "currency", "CNY").map(Value::Text)?,
        Kind::Number { range, .. } => Value::Number(read_number(column.name, text, range).map_err(in_cell)?),
        Kind::Flag => match text {
            "yes" => Value::Flag(true),
            "no" => Value::Flag(false),
            _ => return choice(text, column.name, &["yes", "no"]).map(|word| Some(Value::Text(word))),
        },
        Kind::DateFrom => Value::From(days(text, column.name)?.0),
        Kind::DateTo => Value::To(days(text, column.name)?.1),
        Kind::DateWithin => {
            let (first, last) = days(text, column.name)?;
            Value::From(Date::between(first, last))
        }
        Kind::Months => Value::Months(Months::parse(text).ok_or_else(|| {
            Problem::new(Code::BadMonths, format!("`{text}` is no set of months"))
                .help("write a range such as 7-10 or 12-3, or a list such as 1;2;12")
        })?),
        Kind::Days => Value::Days(words(text).map(|day| one_day(day, column.name)).collect::<Result<_, _>>()?),
        Kind::Weekdays => {
            let days = words(text).map(|day| choice(day, column.name, &WEEKDAYS));
            Value::Words(days.collect::<Result<_, _>>()?)
        }
        Kind::Time => Value::Time(TimeOfDay::parse(text).map_err(|_| {
            Problem::new(Code::BadCellTime, format!("`{text}` is no time of day for `{}`", column.name))
                .help("write hours and minutes from 00:00 to 24:00, such as 08:30")
        })?),
    };
    Ok(Some(value))
}

/// Checks the text of a cell, and returns whether it is blank.
///
/// # Errors
/// As [`read`].
pub(super) fn is_blank(text: &str, column: &TableColumn) -> Result<bool, Problem> {
    match column.kind {
        // What need not be taken apart is not copied either.
        Kind::Text | Kind::Ref(_) | Kind::RefOrAny(_) | Kind::WordOrAny if !text.is_empty() => Ok(false),
        Kind::Choice(choices) if choices.contains(&text) => Ok(false),
        Kind::Key | Kind::Group if is_word(text) => Ok(false),
        Kind::Words | Kind::Refs(_) if !text.is_empty() => Ok(words(text).next().is_none()),
        _ => Ok(read(text, column)?.is_none()),
    }
}

/// Gives the problem of a number the code that it has in a table.
fn in_cell(problem: Problem) -> Problem {
    let code = if problem.code == Code::AbsurdNumber { Code::AbsurdCellNumber } else { Code::BadCellNumber };
    Problem { code, ..problem }
}

/// Reads the value of a cell that is given by its path.
pub(super) fn read_at(path: &str, text: &str, column: &TableColumn) -> Result<Option<Value>, Problem> {
    read(text, column).map_err(|problem| Problem { message: format!("`{path}`: {}", problem.message), ..problem })
}

/// Returns the word of a cell for a value from outside its file, where `true` and `false` are `yes` and `no`.
pub(super) fn flag_word<'a>(text: &'a str, column: &TableColumn) -> &'a str {
    match (column.kind, text) {
        (Kind::Flag, "true") => "yes",
        (Kind::Flag, "false") => "no",
        (_, text) => text,
    }
}

/// Reads a name: lower-case ASCII letters, digits, `-` and `_`.
pub(super) fn word(text: &str, column: &str) -> Result<String, Problem> {
    if is_word(text) {
        return Ok(text.to_owned());
    }
    let better = slug(text).unwrap_or_else(|| "a word such as hunchun-makhalino".to_owned());
    let problem = Problem::new(Code::BadCellKey, format!("`{text}` is no {column}: {WORD_RULE}"));
    Err(problem.help(format!("write {better}")))
}

/// The rule for the characters of names.
pub(super) const WORD_RULE: &str = "names have lower-case letters a to z, digits, `-` and `_`";

/// Returns whether a text may be a name.
pub(super) fn is_word(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'_';
    !text.is_empty() && text.bytes().all(allowed)
}

/// Returns a valid name close to a text that is none, if lower case and hyphens suffice.
pub(super) fn slug(text: &str) -> Option<String> {
    let lower = text.to_lowercase().replace([' ', '.', '/'], "-");
    is_word(&lower).then_some(lower)
}

fn choice(text: &str, column: &str, choices: &[&str]) -> Result<String, Problem> {
    if choices.contains(&text) {
        return Ok(text.to_owned());
    }
    if let Some(help) = ton_help(text) {
        return Err(Problem::new(Code::BareTon, format!("`{text}` does not say which ton it is")).help(help));
    }
    let problem = Problem::new(Code::BadCellChoice, format!("`{column}` cannot be `{text}`"));
    Err(problem.help(choice_help(text, choices)))
}

/// Returns the help for a misspelt choice: the nearest choice and all others.
pub(super) fn choice_help(text: &str, choices: &[&str]) -> String {
    let all = choices.join(", ");
    if let Some(of) = text.strip_prefix("kg/").map(|of| format!("g/{of}")).filter(|it| choices.contains(&it.as_str())) {
        return format!("write {of} and multiply the number by 1000 (one of {all})");
    }
    // A word with other digits, or of another unit, is another amount and not a slip of the keyboard.
    let same_digits = |choice: &&str| {
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        digits(text) == digits(choice) && (!choice.contains('/') || choice.eq_ignore_ascii_case(text))
    };
    match nearest(text, choices.iter().copied().filter(same_digits)) {
        Some(near) => format!("did you mean {near}? (one of {all})"),
        None => format!("write one of {all}"),
    }
}

fn capitals(text: &str, length: usize, what: &str, example: &str) -> Result<String, Problem> {
    if is_capitals(text, length) {
        return Ok(text.to_owned());
    }
    let count = if length == 2 { "two" } else { "three" };
    let problem =
        Problem::new(Code::BadCellCode, format!("`{text}` is no {what}: {count} capital letters, such as {example}"));
    let upper = text.to_uppercase();
    Err(if is_capitals(&upper, length) { problem.help(format!("write {upper}")) } else { problem })
}

/// Returns whether a text consists of `length` capital letters.
pub(super) fn is_capitals(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// The days of a week as cells name them, Monday first.
pub(crate) const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

fn one_day(text: &str, column: &str) -> Result<Date, Problem> {
    Date::parse(text).map_err(|_| {
        Problem::new(Code::BadCellDate, format!("`{text}` is no day for `{column}`"))
            .help("write days such as 2018-09-14, separated by `;`")
    })
}

fn days(text: &str, column: &str) -> Result<(Date, Date), Problem> {
    Date::parse_range(text).map_err(|error| {
        Problem::new(Code::BadCellDate, format!("`{text}` is no date for `{column}`")).help(error.to_string())
    })
}

/// Returns the words of a list.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> + Clone {
    text.split(';').map(str::trim).filter(|word| !word.is_empty())
}

/// Returns the help for a word that contains a bare ton.
pub(super) fn ton_help(word: &str) -> Option<&'static str> {
    let is_ton = |piece: &str| matches!(piece.to_ascii_lowercase().as_str(), "ton" | "tons");
    let bare = word.split(|letter: char| !letter.is_alphabetic()).any(is_ton);
    bare.then_some("write t for the tonne of 1000 kg, short-ton for 907.18474 kg or long-ton for 1016.0469088 kg")
}

#[cfg(test)]
mod tests {
    use super::{is_word, read, ton_help};
    use crate::problem::Code;
    use crate::scenario::{TableName, Value};

    fn code(table: TableName, column: &str, text: &str) -> Option<Code> {
        let column = table.column(column).expect("a column");
        read(text, column).err().map(|problem| problem.code)
    }

    #[test]
    fn each_kind_of_cell_refuses_what_it_cannot_be() {
        use TableName::{Borders, Calendar, Legs, Places, Tariffs};
        assert_eq!(code(Places, "key", "Hunchun"), Some(Code::BadCellKey));
        assert_eq!(code(Places, "name", "  "), Some(Code::BlankCell));
        assert_eq!(code(Places, "country", "cn"), Some(Code::BadCellCode));
        assert_eq!(code(Places, "country", "*"), Some(Code::BadCellCode));
        assert_eq!(code(Borders, "from_country", "*"), None);
        assert_eq!(code(Legs, "mode", "train"), Some(Code::BadCellChoice));
        assert_eq!(code(Legs, "both_ways", "true"), Some(Code::BadCellChoice));
        assert_eq!(code(Legs, "distance_km", "12km"), Some(Code::BadCellNumber));
        assert_eq!(code(Legs, "distance_km", "-1"), Some(Code::AbsurdCellNumber));
        assert_eq!(code(Legs, "valid_from", "2017-13"), Some(Code::BadCellDate));
        assert_eq!(code(Calendar, "months", "13"), Some(Code::BadMonths));
        assert_eq!(code(Tariffs, "basis", "ton"), Some(Code::BareTon));
        assert_eq!(code(Tariffs, "currency", "yuan"), Some(Code::BadCellCode));
    }

    #[test]
    fn no_advice_for_a_word_changes_an_amount() {
        let help = |column: &str, table: TableName, text: &str| {
            read(text, table.column(column).expect("a column")).expect_err("a fault").help.unwrap_or_default()
        };
        let unit = |text| help("unit", TableName::Emissions, text);
        assert_eq!(unit("kg/tkm"), "write g/tkm and multiply the number by 1000 (one of g/tkm, g/TEU-km)");
        assert_eq!(unit("t/tkm"), "write one of g/tkm, g/TEU-km");
        assert!(unit("g/teu-km").starts_with("did you mean g/TEU-km?"));
        assert!(help("unit", TableName::Equipment, "box45").starts_with("write one of"));
        assert!(help("unit", TableName::Equipment, "bx40").starts_with("did you mean box40?"));
    }

    #[test]
    fn a_year_begins_and_ends_as_its_column_asks() {
        let cell = |column: &str| read("2017", TableName::Legs.column(column).expect("a column")).expect("a date");
        assert!(matches!(cell("valid_from"), Some(Value::From(date)) if date.to_string() == "2017-01-01"));
        assert!(matches!(cell("valid_to"), Some(Value::To(date)) if date.to_string() == "2017-12-31"));
    }

    #[test]
    fn only_bare_tons_are_tons() {
        assert!(
            ton_help("payload_ton").is_some() && ton_help("cost_per_tons").is_some() && ton_help("yuan/Ton").is_some()
        );
        assert!(ton_help("t").is_none() && ton_help("canton").is_none() && ton_help("tonnage").is_none());
        assert!(is_word("cn-rail_4") && !is_word("") && !is_word("珲春"));
    }
}
