//! Latitudes and longitudes as people write them, converted into decimal degrees.

use crate::units::Decimal;

/// The most that a latitude or a longitude has, by the unit of its column.
fn limit(unit: &str) -> f64 {
    if unit == "degrees north" { 90.0 } else { 180.0 }
}

/// Returns the remedy for a latitude (`degrees north`) or longitude (`degrees east`) that is not in decimal degrees;
/// nothing where the text is no position in any notation known here.
pub(super) fn help(text: &str, unit: &str) -> Option<String> {
    Some(match reading(text, unit)? {
        DegreesRead::Of(value) => format!("write {}{}", if value < 0.0 { "-" } else { "" }, decimals(value.abs())),
        DegreesRead::Other => {
            let (is, column) =
                if unit == "degrees north" { ("longitude", "latitude") } else { ("latitude", "longitude") };
            format!("this is a {is}, and the column holds the {column}: exchange them")
        }
        DegreesRead::TwoSigns => "write decimal degrees: north and east above 0, south and west below 0".to_owned(),
    })
}

/// Returns the decimal degrees of a latitude or longitude in another notation that leaves one reading.
pub(super) fn decimal(text: &str, unit: &str) -> Option<Decimal> {
    match reading(text, unit)? {
        DegreesRead::Of(value) => Decimal::parse(&format!("{value:.6}")).ok(),
        DegreesRead::Other | DegreesRead::TwoSigns => None,
    }
}

/// What a text in degrees, minutes and seconds says.
enum DegreesRead {
    /// So many degrees, south and west below 0.
    Of(f64),
    /// A longitude for a latitude, or a latitude for a longitude.
    Other,
    /// A minus and a letter.
    TwoSigns,
}

fn reading(text: &str, unit: &str) -> Option<DegreesRead> {
    const LETTERS: [char; 4] = ['N', 'S', 'E', 'W'];
    let upper = text.trim().to_ascii_uppercase();
    let (letter, body) = match (upper.strip_suffix(LETTERS), upper.strip_prefix(LETTERS)) {
        (Some(body), _) => (upper.chars().last(), body),
        (None, Some(body)) => (upper.chars().next(), body),
        (None, None) => (None, upper.as_str()),
    };
    let body = body.trim();
    let (minus, body) = body.strip_prefix('-').map_or((false, body), |rest| (true, rest));
    let is_other = letter.is_some_and(|letter| matches!(letter, 'N' | 'S') != (unit == "degrees north"));
    let value = of_parts(body, if is_other { 180.0 } else { limit(unit) }, letter.is_some())?;
    if is_other {
        return Some(DegreesRead::Other);
    }
    if minus && letter.is_some() {
        return Some(DegreesRead::TwoSigns);
    }
    Some(DegreesRead::Of(if minus || matches!(letter, Some('S' | 'W')) { -value } else { value }))
}

/// Returns the other reading of a number beyond the limit of its unit: degrees, minutes and seconds without gaps.
pub(super) fn run_together(text: &str, unit: &str) -> Option<String> {
    let (sign, digits) = text.trim().strip_prefix('-').map_or(("", text.trim()), |rest| ("-", rest));
    let value = unit.starts_with("degrees").then(|| split_digits(digits, limit(unit))).flatten()?;
    Some(format!("if these are degrees and minutes, write {sign}{}", decimals(value)))
}

/// Returns the degrees of a text such as `45°30'15"`, `45 30`, `45:30`, `4530` or `45.5°`.
fn of_parts(body: &str, limit: f64, has_letter: bool) -> Option<f64> {
    const BETWEEN: [char; 11] = ['°', 'º', '\'', '′', '’', '"', '″', '”', ':', ' ', '\u{A0}'];
    if body.split(BETWEEN).any(|part| !part.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')) {
        return None;
    }
    let parts: Vec<&str> = body.split(BETWEEN).filter(|part| !part.is_empty()).collect();
    let numbers: Vec<f64> = parts.iter().map(|part| part.parse().ok()).collect::<Option<_>>()?;
    // Only the last part may have decimals; minutes and seconds are below 60.
    let whole = parts.iter().rev().skip(1).all(|part| !part.contains('.'));
    let value = match *numbers.as_slice() {
        [degrees] if degrees > limit => split_digits(parts[0], limit)?,
        [degrees] if has_letter || parts[0] != body => degrees,
        [degrees, minutes] if whole && minutes < 60.0 => degrees + minutes / 60.0,
        [degrees, minutes, seconds] if whole && minutes < 60.0 && seconds < 60.0 => {
            degrees + minutes / 60.0 + seconds / 3600.0
        }
        _ => return None,
    };
    (value <= limit).then_some(value)
}

/// Returns the degrees of digits that run together: the last two are minutes, or the last four minutes and seconds.
fn split_digits(digits: &str, limit: f64) -> Option<f64> {
    if digits.len() < 3 || digits.len() > 7 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let tail = if digits.len() > 5 { 4 } else { 2 };
    let (degrees, rest) = digits.split_at(digits.len() - tail);
    let (minutes, seconds) = rest.split_at(2);
    let degrees: f64 = degrees.parse().ok()?;
    let minutes: f64 = minutes.parse().ok()?;
    let seconds: f64 = if seconds.is_empty() { 0.0 } else { seconds.parse().ok()? };
    let value = degrees + minutes / 60.0 + seconds / 3600.0;
    (minutes < 60.0 && seconds < 60.0 && value <= limit).then_some(value)
}

/// Returns a number of degrees to a tenth of a metre, without zeros at its end.
fn decimals(value: f64) -> String {
    let text = format!("{value:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::{help, run_together};

    #[test]
    fn positions_in_other_notations_are_converted() {
        for (text, unit, expected) in [
            ("125.66W", "degrees east", "write -125.66"),
            ("W125.66", "degrees east", "write -125.66"),
            ("45°30'N", "degrees north", "write 45.5"),
            ("45°30′15″S", "degrees north", "write -45.504167"),
            ("45 30 N", "degrees north", "write 45.5"),
            ("4530N", "degrees north", "write 45.5"),
            ("12530E", "degrees east", "write 125.5"),
            ("45.5°", "degrees north", "write 45.5"),
            ("-45°30'", "degrees north", "write -45.5"),
            ("-45.5N", "degrees north", "write decimal degrees: north and east above 0, south and west below 0"),
            ("125.66E", "degrees north", "this is a longitude, and the column holds the latitude: exchange them"),
        ] {
            assert_eq!(help(text, unit).as_deref(), Some(expected), "{text}");
        }
        for text in ["45°75'N", "about 45", "45km", "N", "91N"] {
            assert_eq!(help(text, "degrees north"), None, "{text}");
        }
    }

    #[test]
    fn digits_that_run_together_are_degrees_and_minutes() {
        let other = |text| run_together(text, "degrees north");
        assert_eq!(other("4530").as_deref(), Some("if these are degrees and minutes, write 45.5"));
        assert_eq!(other("-4530").as_deref(), Some("if these are degrees and minutes, write -45.5"));
        assert_eq!(other("4575"), None);
        assert_eq!(run_together("4530", "km"), None);
    }
}
