//! A quotation in one line, as a forwarder writes it: `zarubino>ningbo=38 USD/t, all in, until 2019-06-30`, or
//! `Zarubino-Ningbo 38 $/t all in`.

use crate::problem::Problem;
use crate::units::Decimal;

use super::super::Given;
use super::piece::Piece;
use super::price::{self, FoundPrice, WrittenPrice};
use super::readings::{Readings, not_understood, term_of_sale};
use super::subject;
use super::words::{QuoteTerm, term};
use super::{Quote, QuoteContext, QuoteSubject};

/// What a quotation looks like.
const SHAPE: &str = "write WHAT=AMOUNT CURRENCY/UNIT, such as \"zarubino>ningbo=38 USD/t\", \"rail hunchun>zarubino=210 \
                     USD/box20\", \"port zarubino=7 USD/t\" or \"border hunchun=5 USD/t\"";

/// Reads a quotation.
///
/// # Errors
/// Returns what cannot be understood, with its position in the text and what would be understood; where the text has
/// several meanings, each of them as it is to be typed.
pub(super) fn read(text: &str, context: QuoteContext<'_>) -> Result<Quote, Problem> {
    let whole = Piece::whole(text);
    let parts = parts(&whole)?;
    let Some(what) = parts.what else { return Err(no_subject(&whole, &parts.price, context)) };
    if let Some((QuoteTerm::Sale, length)) = term(what.text()) {
        return Err(term_of_sale(&what.part(0, length)));
    }
    let subjects = subject::read(&what, context, SHAPE)?;
    let bare = Quote::new(subjects[0].clone(), Decimal::ZERO, "t", no_currency(), whole.span());
    let mut readings = Readings::of(Quote { is_typed: true, ..bare });
    let named = format!("`{}` may be several places", what.text());
    readings.branch(&what, named, subjects.into_iter().map(|subject| (String::new(), in_subject(subject))));
    readings.price(&parts.price, &whole, context)?;
    for clause in &parts.clauses {
        let rest = readings.take(clause)?;
        if !rest.is_empty() {
            return Err(not_understood(&rest));
        }
    }
    if let Some(problem) = readings.contradiction {
        return Err(problem);
    }
    let quote = readings.only()?;
    quote.check_bounds().map_err(|problem| problem.at(&whole.span()))?;
    let usual = quote.usual();
    let read_as = (!is_alike(text, &usual)).then_some(usual);
    Ok(Quote { read_as, ..quote })
}

/// Returns the currency of a quotation before it is known.
fn no_currency() -> Given<String> {
    Given { value: String::new(), span: None }
}

/// The parts of a quotation.
struct QuoteParts {
    /// What is quoted.
    what: Option<Piece>,
    price: WrittenPrice,
    clauses: Vec<Piece>,
}

/// Divides a quotation into what is quoted, its price and its clauses, in any order.
fn parts(whole: &Piece) -> Result<QuoteParts, Problem> {
    let (mut what, rest) = match whole.split("=") {
        Some((what, _)) if what.is_empty() => {
            return Err(whole.bad("nothing stands before the `=`".to_owned()).help(SHAPE));
        }
        Some((what, rest)) => (Some(what), rest),
        None => (None, whole.clone()),
    };
    let is_separate = what.is_some();
    let mut price = None;
    let mut others: Vec<Piece> = Vec::new();
    for segment in segments(&rest) {
        match if price.is_none() { price::find(&segment, is_separate)? } else { None } {
            Some(FoundPrice { price: found, before, after }) => {
                price = Some(found);
                others.extend([before, after]);
            }
            None => others.push(segment),
        }
    }
    let Some(price) = price else {
        return Err(rest.bad(format!("`{}` has no amount with currency and unit", rest.text())).help(SHAPE));
    };
    let mut clauses = Vec::new();
    for other in others.into_iter().filter(|other| !other.is_empty()) {
        let (before, own) = if is_separate { (None, other) } else { clauses_behind(&other) };
        match before {
            Some(before) if what.is_none() => what = Some(before),
            Some(before) => return Err(not_understood(&before)),
            None => {}
        }
        if !own.is_empty() {
            clauses.push(own);
        }
    }
    Ok(QuoteParts { what, price, clauses })
}

/// Splits a text at semicolons, brackets and commas; a comma between digits belongs to a number.
fn segments(text: &Piece) -> Vec<Piece> {
    let words = text.text();
    let mut pieces = Vec::new();
    let mut start = 0;
    for (at, sign) in words.char_indices() {
        let end = at + sign.len_utf8();
        if at < start {
            continue;
        }
        // Brackets around clauses; others belong to the name of a place.
        if matches!(sign, '(' | '（')
            && let Some(length) = words[end..].find([')', '）'])
        {
            let inside = segments(&text.part(end, end + length));
            if inside.iter().all(is_all_clauses) {
                pieces.push(text.part(start, at));
                pieces.extend(inside);
                start = end + length + words[end + length..].chars().next().map_or(0, char::len_utf8);
                continue;
            }
        }
        let follows = words[end..].chars().next();
        let is_comma = matches!(sign, ',' | '，') && follows.is_none_or(|next| !next.is_ascii_digit());
        if is_comma || matches!(sign, ';' | '；' | '\n') {
            pieces.push(text.part(start, at));
            start = end;
        }
    }
    pieces.push(text.after(start));
    // What stands first may be empty only where a price is missing.
    let last = pieces.len();
    pieces
        .into_iter()
        .enumerate()
        .filter(|(at, piece)| *at == 0 || last == 1 || !piece.is_empty())
        .map(|(_, piece)| piece)
        .collect()
}

/// Divides a text into what is quoted and the clauses behind it: `Zarubino - Ningbo all in`.
fn clauses_behind(text: &Piece) -> (Option<Piece>, Piece) {
    let is_clauses = |start: &usize| is_all_clauses(&text.after(*start));
    let start = text.word_starts().into_iter().find(is_clauses).unwrap_or(text.text().len());
    (Some(text.part(0, start)).filter(|before| !before.is_empty()), text.after(start))
}

/// Returns whether a text consists of clauses alone.
fn is_all_clauses(text: &Piece) -> bool {
    let probe = Quote::new(QuoteSubject::Leg(String::new()), Decimal::ZERO, "t", no_currency(), text.span());
    Readings::of(probe).take(text).is_ok_and(|rest| rest.is_empty())
}

/// Returns the problem of a price that nothing is said to cost.
fn no_subject(whole: &Piece, price: &WrittenPrice, context: QuoteContext<'_>) -> Problem {
    let haul = QuoteSubject::Haul { from: "FROM".to_owned(), to: "TO".to_owned(), mode: None };
    let mut readings = Readings::of(Quote::new(haul, Decimal::ZERO, "t", no_currency(), whole.span()));
    let price = match readings.price(price, whole, context) {
        Ok(()) => readings
            .all
            .into_iter()
            .map(|(_, quote)| quote.usual())
            .find_map(|usual| usual.split_once('=').map(|(_, price)| price.to_owned())),
        Err(problem) => return problem,
    };
    let price = price.unwrap_or_default();
    let message = format!("`{}` does not say what is quoted", whole.text());
    whole.bad(message).help(format!(
        "write it with its places: \"FROM>TO={price}\", \"port PLACE={price}\" or \"border PLACE={price}\""
    ))
}

fn in_subject(subject: QuoteSubject) -> impl Fn(&mut Quote) {
    move |quote| {
        quote.subject = subject.clone();
        quote.name = super::usual_name(&subject);
    }
}

/// Returns whether two quotations are written alike, but for spaces, case and the order of clauses.
fn is_alike(one: &str, other: &str) -> bool {
    let clauses = |text: &str| {
        let plain: String = text.to_lowercase().chars().filter(|letter| !letter.is_whitespace()).collect();
        let mut clauses: Vec<String> = plain.split([',', ';']).map(str::to_owned).collect();
        clauses.sort();
        clauses
    };
    clauses(one) == clauses(other)
}
