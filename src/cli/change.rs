//! `--set PATH=VALUE`: one figure changed from outside the files.

use crate::scenario::{Change, Override};
use crate::units::Decimal;

/// Reads `path=value`, `path=*1.2` or `path=+5`.
pub(super) fn parse(text: &str) -> Result<Override, String> {
    let (path, value) = text.split_once('=').ok_or("a change is written PATH=VALUE, such as fx.rub.rate=0.11")?;
    let (path, value) = (path.trim(), value.trim());
    if path.is_empty() || value.is_empty() {
        return Err("path and value must both be given".to_owned());
    }
    let number = |digits: &str| Decimal::parse(digits).map_err(|error| format!("{digits}: {error}"));
    let change = match value.as_bytes()[0] {
        b'*' => Change::Times(number(&value[1..])?),
        b'+' => Change::Plus(number(&value[1..])?),
        _ => Change::To(value.to_owned()),
    };
    Ok(Override { path: path.to_owned(), change, span: None })
}

#[cfg(test)]
mod tests {
    use super::parse;
    use crate::scenario::Change;
    use crate::units::Decimal;

    fn decimal(text: &str) -> Decimal {
        Decimal::parse(text).expect("a number")
    }

    #[test]
    fn a_change_sets_multiplies_or_adds() {
        let change = |text: &str| parse(text).expect("a change").change;
        assert_eq!(change("fx.rub.rate=0.11"), Change::To("0.11".into()));
        assert_eq!(change("cargo.lot_t = -5"), Change::To("-5".into()));
        assert_eq!(change("a.b.c=*1.2"), Change::Times(decimal("1.2")));
        assert_eq!(change("a.b.c=+-5"), Change::Plus(decimal("-5")));
        assert_eq!(parse("a.b.c=x=y").expect("a change").change, Change::To("x=y".into()));
    }

    #[test]
    fn a_change_without_a_value_or_number_is_refused() {
        assert!(parse("a.b.c").is_err());
        assert!(parse("=5").is_err());
        assert!(parse("a.b.c=*much").is_err());
    }
}
