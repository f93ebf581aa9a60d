//! What the words of a quotation may mean in a scenario: its places, its currencies, and the boxes that it ships in.

use crate::units::Decimal;

use super::super::rows::{Rows, Tables};
use super::super::{Document, TableName};
use super::words::{PriceWord, whole_price_word};
use super::{Quote, QuoteBounds};

/// A short ton in tonnes.
///
/// # Source
/// 2,000 pounds of 0.45359237 kg (international yard and pound agreement, 1959).
const SHORT_TON_T: f64 = 0.907_184_74;

/// The scenario whose words quotations use.
#[derive(Clone, Copy)]
pub(super) struct QuoteContext<'a> {
    pub(super) tables: &'a Tables,
    pub(super) document: &'a Document,
}

/// A unit that a word may mean, with when it is meant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct QuotedUnit {
    pub(super) basis: &'static str,
    pub(super) why: &'static str,
    /// The tonnes of a ton, where it is no tonne.
    ton: Option<f64>,
}

const fn unit(basis: &'static str, why: &'static str) -> QuotedUnit {
    QuotedUnit { basis, why, ton: None }
}

const BOXES: [QuotedUnit; 3] =
    [unit("box20", "a 20 ft box"), unit("box40", "a 40 ft box"), unit("box35", "a 35 t railway box")];
const TONNE: QuotedUnit = unit("t", "a tonne of 1000 kg");
const SHORT_TON: QuotedUnit = QuotedUnit { basis: "t", why: "a short ton of 907.18474 kg", ton: Some(SHORT_TON_T) };

impl QuotedUnit {
    /// Makes the amount of a quotation one per this unit.
    pub(super) fn apply(self, quote: &mut Quote) {
        self.basis.clone_into(&mut quote.basis);
        let Some(ton) = self.ton else { return };
        let per_t = |amount: Decimal| {
            Decimal::parse(&format!("{:.6}", amount.to_f64() / ton)).map_or(amount, Decimal::shortened)
        };
        quote.set_bounds(QuoteBounds {
            amount: per_t(quote.amount),
            low: quote.low.map(per_t),
            high: quote.high.map(per_t),
        });
    }
}

impl<'a> QuoteContext<'a> {
    /// Returns all places.
    pub(super) fn places(self) -> Rows<'a> {
        self.tables.rows(TableName::Places)
    }

    /// Returns the units that a word may mean; none where it is no unit.
    pub(super) fn units(self, word: &str) -> Vec<QuotedUnit> {
        match whole_price_word(word) {
            Some(PriceWord::Unit(basis)) => vec![unit(basis, "")],
            Some(PriceWord::Ton) => vec![TONNE, SHORT_TON],
            Some(PriceWord::Box) => self.boxes(),
            _ => Vec::new(),
        }
    }

    /// Returns the units that a price without one is usually per.
    pub(super) fn usual_units(self) -> Vec<QuotedUnit> {
        let others = [unit("wagon", "a wagon"), unit("consignment", "the whole lot")];
        std::iter::once(TONNE).chain(self.boxes()).chain(others).collect()
    }

    /// Returns the boxes that the scenario ships in; both usual ones where it ships in none.
    fn boxes(self) -> Vec<QuotedUnit> {
        let of_corridors = self.document.corridors.iter().flat_map(|corridor| &corridor.forms);
        let forms: Vec<&str> =
            std::iter::once(&self.document.cargo.form).chain(of_corridors).map(|form| form.value.as_str()).collect();
        let used: Vec<QuotedUnit> = BOXES.into_iter().filter(|it| forms.contains(&it.basis)).collect();
        if used.is_empty() { BOXES[..2].to_vec() } else { used }
    }

    /// Returns the currencies that a word or sign may mean; none where it is no currency.
    pub(super) fn currencies(self, word: &str) -> Vec<String> {
        match whole_price_word(word) {
            Some(PriceWord::Currency(code)) => vec![code.to_owned()],
            Some(PriceWord::CurrencyOf(codes)) => {
                let known = self.known_currencies();
                let mut meant: Vec<String> = codes.iter().map(|code| (*code).to_owned()).collect();
                meant.retain(|code| known.contains(code));
                if meant.is_empty() { vec![codes[0].to_owned()] } else { meant }
            }
            Some(_) => Vec::new(),
            None => {
                let code = word.to_uppercase();
                let is_code = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase());
                if is_code { vec![code] } else { Vec::new() }
            }
        }
    }

    /// Returns the currency of the scenario and those of its rates of exchange.
    pub(super) fn known_currencies(self) -> Vec<String> {
        let mut known = vec![self.document.currency.value.clone()];
        for row in self.tables.rows(TableName::Fx) {
            for code in ["currency", "quote"].into_iter().filter_map(|column| row.text(column)) {
                if !known.iter().any(|other| other == code) {
                    known.push(code.to_owned());
                }
            }
        }
        known
    }
}
