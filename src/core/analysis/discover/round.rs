//! Limits as numbers that can be read.

/// Limits are rounded to steps of a power of ten, at least so many of them over all values.
const MIN_STEPS: f64 = 100.0;

/// Moves limits outwards to numbers that can be read: whole steps of a power of ten.
pub(super) fn rounded((low, high): (f64, f64), column: &[f64]) -> (f64, f64) {
    let least = column.iter().copied().fold(f64::INFINITY, f64::min);
    let greatest = column.iter().copied().fold(f64::NEG_INFINITY, f64::max);
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
        assert_eq!(rounded((0.1234, 0.1871), &[0.0, 1.0]), (0.12, 0.19));
        assert_eq!(rounded((-12.345, f64::INFINITY), &[-30.0, 50.0]), (-12.4, f64::INFINITY));
        assert_eq!(rounded((1234.5, 1999.0), &[1000.0, 9999.0]), (1230.0, 2000.0));
        assert_eq!(rounded((3.0, 3.0), &[3.0, 3.0]), (3.0, 3.0));
    }
}
