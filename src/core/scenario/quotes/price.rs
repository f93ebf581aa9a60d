//! The price in a quotation: amounts, currency and unit in any order.

use crate::problem::Problem;
use crate::units::Decimal;

use super::super::number::read_number;
use super::numbers::{DecimalSign, length};
use super::piece::Piece;
use super::words::{PriceWord, is_ideograph, price_word, whole_price_word};
use super::{QUOTED, QuoteBounds};

/// A word, number or sign of a price.
struct Lexeme {
    kind: LexemeKind,
    piece: Piece,
    /// The bytes of the text before it and up to its end.
    from: usize,
    to: usize,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum LexemeKind {
    Number,
    Word(PriceWord),
    Percent,
    Other,
}

/// The parts of a price as they are written.
#[derive(Default)]
pub(super) struct WrittenPrice {
    /// The amount, or the lower end of a range.
    first: Option<Piece>,
    /// The upper end of a range.
    second: Option<Piece>,
    /// What the amount may differ by, and whether that is in per cent.
    margin: Option<(Piece, bool)>,
    /// The currency.
    pub(super) currency: Option<Piece>,
    /// The unit.
    pub(super) unit: Option<Piece>,
}

/// A price, and what stands before and behind it.
pub(super) struct FoundPrice {
    pub(super) price: WrittenPrice,
    pub(super) before: Piece,
    pub(super) after: Piece,
}

/// Finds the price in a text; nothing where there is none.
///
/// `is_all` says that the text is a price from its beginning: it needs neither currency nor unit to be found.
///
/// # Errors
/// Returns what in a price contradicts itself, or is no amount.
pub(super) fn find(text: &Piece, is_all: bool) -> Result<Option<FoundPrice>, Problem> {
    let lexemes = lexemes(text);
    for start in 0..lexemes.len() {
        is_negative(&lexemes, start, is_all)?;
        let (price, end) = read(&lexemes[start..], is_all)?;
        let is_price = price.first.is_some() && (is_all || price.currency.is_some() || price.unit.is_some());
        if is_price {
            let (from, to) = (lexemes[start].from, lexemes[start + end - 1].to);
            return Ok(Some(FoundPrice { price, before: text.part(0, from), after: text.after(to) }));
        }
        if is_all {
            let odd = lexemes.iter().find(|lexeme| lexeme.kind == LexemeKind::Other);
            let odd = odd.map_or(text, |lexeme| &lexeme.piece);
            let message = format!("`{}` is no amount", odd.text());
            return Err(odd.bad(message).help("write the amount in full with currency and unit, such as 38 USD/t"));
        }
    }
    Ok(None)
}

/// Finds a minus before an amount: a sign glued to the number behind a space.
fn is_negative(lexemes: &[Lexeme], start: usize, is_all: bool) -> Result<(), Problem> {
    let [sign, number, ..] = &lexemes[start..] else { return Ok(()) };
    let is_sign = matches!(sign.piece.text(), "-" | "\u{2212}" | "–") && number.kind == LexemeKind::Number;
    let is_apart = if start == 0 { is_all } else { lexemes[start - 1].to < sign.from };
    if is_sign && is_apart && sign.to == number.from && !lexemes[..start].iter().any(|it| it.kind == LexemeKind::Number)
    {
        read_number("amount", &format!("-{}", number.piece.text()), QUOTED)
            .map_err(|problem| problem.at(&number.piece.span()))?;
    }
    Ok(())
}

fn lexemes(text: &Piece) -> Vec<Lexeme> {
    let whole = text.text();
    let mut all = Vec::new();
    let mut at = 0;
    while let Some(letter) = whole[at..].chars().next() {
        if letter.is_whitespace() {
            at += letter.len_utf8();
            continue;
        }
        let rest = &whole[at..];
        let digits = length(rest);
        let (kind, size) = match price_word(rest).filter(|&(_, size)| size > digits) {
            Some((word, size)) => (LexemeKind::Word(word), size),
            None if digits > 0 && !is_glued(&rest[digits..]) => (LexemeKind::Number, digits),
            None if letter == '%' => (LexemeKind::Percent, 1),
            None => (LexemeKind::Other, word_length(rest)),
        };
        all.push(Lexeme { kind, piece: text.part(at, at + size), from: at, to: at + size });
        at += size;
    }
    all
}

/// Returns whether a text goes on with letters that are no word of a price: `38k`.
fn is_glued(rest: &str) -> bool {
    rest.chars().next().is_some_and(|next| next.is_alphanumeric() && !is_ideograph(next)) && price_word(rest).is_none()
}

fn word_length(text: &str) -> usize {
    let is_of_word = |letter: char| (letter.is_alphanumeric() && !is_ideograph(letter)) || letter == '_';
    let end = text.find(|letter: char| !is_of_word(letter)).unwrap_or(text.len());
    if end > 0 { end } else { text.chars().next().map_or(0, char::len_utf8) }
}

/// Reads the price that some lexemes begin with, and returns how many belong to it.
fn read(lexemes: &[Lexeme], is_all: bool) -> Result<(WrittenPrice, usize), Problem> {
    use LexemeKind::{Number, Percent, Word};
    let mut price = WrittenPrice::default();
    let kind = |at: usize| lexemes.get(at).map(|lexeme| lexeme.kind);
    // An amount may begin with its currency.
    let amount_at = |at: usize| {
        let is_currency = matches!(kind(at), Some(Word(PriceWord::Currency(_) | PriceWord::CurrencyOf(_))));
        let at = at + usize::from(is_currency);
        (kind(at) == Some(Number)).then_some(at)
    };
    let is_unit = |at: usize| matches!(kind(at), Some(Word(PriceWord::Unit(_) | PriceWord::Ton | PriceWord::Box)));
    let mut at = 0;
    while let Some(lexeme) = lexemes.get(at) {
        let piece = || Some(lexeme.piece.clone());
        match lexeme.kind {
            Word(PriceWord::From) if at == 0 && amount_at(1).is_some() => {}
            Number if price.first.is_none() => price.first = piece(),
            Word(PriceWord::To) if price.first.is_some() && price.second.is_none() && price.unit.is_none() => {
                let Some(next) = amount_at(at + 1) else { break };
                if next > at + 1 {
                    price.add_currency(&lexemes[at + 1].piece)?;
                }
                price.second = Some(lexemes[next].piece.clone());
                at = next;
            }
            Word(PriceWord::PlusMinus) if price.first.is_some() && kind(at + 1) == Some(Number) => {
                let is_percent = kind(at + 2) == Some(Percent);
                price.margin = Some((lexemes[at + 1].piece.clone(), is_percent));
                at += 1 + usize::from(is_percent);
            }
            Word(PriceWord::Currency(_) | PriceWord::CurrencyOf(_)) => price.add_currency(&lexeme.piece)?,
            LexemeKind::Other if is_all && price.currency.is_none() && is_code(lexeme.piece.text()) => {
                price.currency = piece();
            }
            Word(PriceWord::Per) if price.unit.is_none() && is_unit(at + 1) => {
                at += 1;
                let mut unit = at;
                // A size and the word for a box are one unit, in either order.
                while let (Some(Word(own)), Some(Word(next))) = (kind(unit), kind(at + 1)) {
                    match (own, next) {
                        (_, PriceWord::Box) => {}
                        (PriceWord::Box, PriceWord::Unit(_)) => unit = at + 1,
                        _ => break,
                    }
                    at += 1;
                }
                price.unit = Some(lexemes[unit].piece.clone());
            }
            Word(PriceWord::Per) if is_all && price.unit.is_none() && lexeme.piece.text() == "/" => {
                let unit = lexemes.get(at + 1).map_or(&lexeme.piece, |next| &next.piece);
                let message = format!("`{}` is no unit of a quotation", unit.text());
                return Err(unit.bad(message).help(format!("units are {}", super::BASES)));
            }
            _ => break,
        }
        if let (Some(second), Some((margin, _))) = (&price.second, &price.margin) {
            let message = format!("up to `{}` and ± `{}` are two ranges", second.text(), margin.text());
            return Err(margin.bad(message).help("write one of them, such as 38-42 USD/t or 40±2 USD/t"));
        }
        at += 1;
    }
    Ok((price, at))
}

/// Returns whether a word may be the code of a currency.
fn is_code(word: &str) -> bool {
    word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_uppercase())
}

impl WrittenPrice {
    /// Adds the currency.
    ///
    /// # Errors
    /// Returns that there is another.
    fn add_currency(&mut self, piece: &Piece) -> Result<(), Problem> {
        let known = self.currency.get_or_insert_with(|| piece.clone());
        let is_same = whole_price_word(known.text()) == whole_price_word(piece.text());
        if known.text().eq_ignore_ascii_case(piece.text()) || (is_same && whole_price_word(piece.text()).is_some()) {
            return Ok(());
        }
        let message = format!("`{}` and `{}` are two currencies", known.text(), piece.text());
        Err(piece.bad(message).help("name the currency once, such as 38 USD/t"))
    }

    /// Returns the amounts that it may mean, each with the sign before its decimals.
    ///
    /// # Errors
    /// Returns what is no number, or makes no sense as an amount.
    pub(super) fn amounts(&self) -> Result<Vec<(QuoteBounds, DecimalSign)>, Problem> {
        let Some(first) = &self.first else { return Ok(Vec::new()) };
        let mut all: Vec<(QuoteBounds, DecimalSign)> = Vec::new();
        for sign in DecimalSign::ALL {
            if let Some(bounds) = self.amounts_by(first, sign)
                && all.iter().all(|(known, _)| *known != bounds)
            {
                all.push((bounds, sign));
            }
        }
        let written = [Some(first), self.second.as_ref(), self.margin.as_ref().map(|(margin, _)| margin)];
        if all.is_empty() {
            let is_wrong = |piece: &&Piece| super::numbers::readings(piece.text()).is_empty();
            let wrong = written.into_iter().flatten().find(is_wrong).unwrap_or(first);
            let message = format!("`{}` is not a number", wrong.text());
            return Err(wrong
                .bad(message)
                .help("write it with a decimal point and without other signs, such as 1250.50"));
        }
        for (bounds, _) in &all {
            for number in [bounds.low, Some(bounds.amount), bounds.high].into_iter().flatten() {
                read_number("amount", &number.to_string(), QUOTED).map_err(|problem| problem.at(&first.span()))?;
            }
        }
        Ok(all)
    }

    fn amounts_by(&self, first: &Piece, sign: DecimalSign) -> Option<QuoteBounds> {
        let number = sign.read(first.text())?;
        let alone = QuoteBounds { amount: number, low: None, high: None };
        if let Some((margin, is_percent)) = &self.margin {
            let margin = sign.read(margin.text())?;
            let margin = if *is_percent { margin.times(number)?.times(Decimal::parse("0.01").ok()?)? } else { margin };
            let low = number.plus(margin.times(Decimal::whole(-1))?)?;
            return Some(QuoteBounds {
                low: Some(low.shortened()),
                high: Some(number.plus(margin)?.shortened()),
                ..alone
            });
        }
        let Some(second) = &self.second else { return Some(alone) };
        let high = sign.read(second.text())?;
        let middle = number.plus(high)?.times(Decimal::parse("0.5").ok()?)?.shortened();
        Some(QuoteBounds { amount: middle, low: Some(number), high: Some(high) })
    }

    /// Returns the amount as it is written.
    pub(super) fn written(&self) -> Option<&Piece> {
        self.first.as_ref()
    }
}
