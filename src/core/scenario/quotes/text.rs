//! A quotation in one line, as a forwarder writes it: `zarubino>ningbo=38 USD/t, all in, until 2019-06-30`.

use std::sync::Arc;

use crate::problem::{Code, Problem, SourceFile, Span};
use crate::units::{Date, Decimal};

use super::super::columns::{FORMS, MODES};
use super::super::number::read_number;
use super::super::{Given, cell};
use super::{BASES, QUOTED, Quote, QuoteIncludes, QuoteSubject, QuotedPlaces, basis};

/// What a quotation looks like.
const SHAPE: &str = "write WHAT=AMOUNT CURRENCY/UNIT, such as \"zarubino>ningbo=38 USD/t\", \"rail hunchun>zarubino=210 \
                     USD/box20\", \"port zarubino=7 USD/t\" or \"border hunchun=5 USD/t\"";

/// The clauses that may follow an amount.
const CLAUSES: &str = "after a comma may follow: bulk, bag, box20 or box40; all in; terminal to terminal; until DATE; from DATE; by WHO; on DATE; \
                       low AMOUNT; high AMOUNT; name NAME";

/// The words that begin the subject of a quotation of handling, each with its operation.
const HANDLED: [(&str, Option<&str>); 9] = [
    ("port", None),
    ("handling", None),
    ("load", Some("load")),
    ("loading", Some("load")),
    ("unload", Some("unload")),
    ("unloading", Some("unload")),
    ("tranship", Some("tranship")),
    ("gauge", Some("gauge")),
    ("storage", Some("storage")),
];

/// A part of the text with its position.
#[derive(Clone)]
struct Piece {
    source: Arc<SourceFile>,
    start: usize,
    end: usize,
}

impl Piece {
    fn text(&self) -> &str {
        &self.source.text[self.start..self.end]
    }

    fn span(&self) -> Span {
        Span { source: self.source.clone(), start: self.start, end: self.end }
    }

    /// Returns a part of it without the spaces around.
    fn part(&self, start: usize, end: usize) -> Self {
        let whole = &self.text()[start..end];
        let start = self.start + start + (whole.len() - whole.trim_start().len());
        Self { source: self.source.clone(), start, end: start + whole.trim().len() }
    }

    /// Returns what stands before and behind the first occurrence of a sign.
    fn split(&self, sign: &str) -> Option<(Self, Self)> {
        let at = self.text().find(sign)?;
        Some((self.part(0, at), self.part(at + sign.len(), self.text().len())))
    }

    /// Returns the first word and the rest.
    fn first_word(&self) -> (Self, Self) {
        let end = self.text().find(char::is_whitespace).unwrap_or(self.text().len());
        (self.part(0, end), self.part(end, self.text().len()))
    }

    fn bad(&self, message: String) -> Problem {
        Problem::new(Code::BadQuote, message).at(&self.span())
    }
}

/// Reads a quotation.
///
/// # Errors
/// Returns what cannot be understood, with its position in the text and what would be understood.
pub(super) fn read(text: &str, places: QuotedPlaces<'_>) -> Result<Quote, Problem> {
    let source = Arc::new(SourceFile { name: "--quote".to_owned(), text: text.to_owned() });
    let whole = Piece { start: 0, end: source.text.len(), source };
    let Some((what, price)) = whole.split("=") else {
        return Err(whole.bad("there is no `=` between what is quoted and the amount".to_owned()).help(SHAPE));
    };
    let subject = subject(&what, places)?;
    let mut clauses = clauses(&price).into_iter();
    let amount = clauses.next().unwrap_or(price);
    let (number, currency, per) = priced(&amount)?;
    let mut quote = Quote { is_typed: true, ..Quote::new(subject, number, per, currency, whole.span()) };
    for clause in clauses {
        take(&mut quote, &clause)?;
    }
    let bounds = [quote.low, Some(quote.amount), quote.high];
    let in_order: Vec<Decimal> = bounds.into_iter().flatten().collect();
    if in_order.windows(2).any(|pair| pair[0].compare(pair[1]).is_gt()) {
        let message = "the bounds do not bracket the amount".to_owned();
        return Err(whole.bad(message).help("low is at most the amount, high at least"));
    }
    Ok(quote)
}

/// Splits the price and the clauses behind it; a comma between digits belongs to a number.
fn clauses(price: &Piece) -> Vec<Piece> {
    let text = price.text();
    let mut starts = vec![0];
    for (at, sign) in text.char_indices() {
        let follows = text[at + sign.len_utf8()..].chars().next();
        if sign == ';' || (sign == ',' && follows.is_none_or(|next| !next.is_ascii_digit())) {
            starts.push(at + sign.len_utf8());
        }
    }
    let ends = starts.iter().skip(1).map(|start| start - 1).chain([text.len()]);
    starts.iter().zip(ends).map(|(&start, end)| price.part(start, end)).collect()
}

/// Reads what is quoted.
fn subject(what: &Piece, places: QuotedPlaces<'_>) -> Result<QuoteSubject, Problem> {
    if what.text().is_empty() {
        return Err(what.bad("nothing stands before the `=`".to_owned()).help(SHAPE));
    }
    let (first, rest) = what.first_word();
    let word = first.text().to_lowercase();
    let needs_place = |rest: &Piece| {
        let problem = || first.bad(format!("`{word}` names no place")).help(SHAPE);
        if rest.text().is_empty() { Err(problem()) } else { Ok(()) }
    };
    if let Some(&(_, operation)) = HANDLED.iter().find(|(known, _)| *known == word) {
        needs_place(&rest)?;
        return handling(&rest, operation, word == "port", places);
    }
    if word == "border" || word == "customs" {
        needs_place(&rest)?;
        let (mode, place) = moded(&rest);
        return Ok(QuoteSubject::Border { place: place.text().to_owned(), mode });
    }
    if word == "leg" {
        needs_place(&rest)?;
        return Ok(QuoteSubject::Leg(rest.text().to_owned()));
    }
    let (mode, ends) = moded(what);
    let Some((from, to)) = ends.split("->").or_else(|| ends.split(">")).or_else(|| ends.split("→")) else {
        let message = format!("`{}` is no haul, port or border", ends.text());
        return Err(ends.bad(message).help(SHAPE));
    };
    let (from, to) = (places.key(from.text(), &from.span())?, places.key(to.text(), &to.span())?);
    Ok(QuoteSubject::Haul { from, to, mode })
}

/// Reads the mode that a text may begin with, and returns the rest.
fn moded(piece: &Piece) -> (Option<String>, Piece) {
    let (first, rest) = piece.first_word();
    let word = first.text().to_lowercase();
    let mode = match word.as_str() {
        "train" | "railway" => Some("rail"),
        "truck" | "lorry" => Some("road"),
        "ship" | "vessel" => Some("sea"),
        "barge" => Some("waterway"),
        word => MODES.iter().copied().find(|mode| *mode == word),
    };
    match mode {
        Some(mode) if !rest.text().is_empty() => (Some(mode.to_owned()), rest),
        _ => (None, piece.clone()),
    }
}

/// Reads the place of a handling quotation and the modes behind it: `zarubino rail>sea`.
fn handling(
    rest: &Piece,
    operation: Option<&str>,
    is_port: bool,
    places: QuotedPlaces<'_>,
) -> Result<QuoteSubject, Problem> {
    let is_mode = |piece: &Piece| MODES.contains(&piece.text()) || piece.text() == "*";
    let last = rest.text().rfind(char::is_whitespace).map(|at| (rest.part(0, at), rest.part(at, rest.text().len())));
    let changed = last.and_then(|(place, modes)| {
        let (from, to) = modes.split(">")?;
        (is_mode(&from) && is_mode(&to)).then_some((place, from, to))
    });
    let named = |piece: &Piece| Some(piece.text().to_owned()).filter(|mode| mode != "*");
    let (place, from_mode, to_mode) = match &changed {
        Some((place, from, to)) => (place, named(from), named(to)),
        None => (rest, None, None),
    };
    Ok(QuoteSubject::Handling {
        place: places.key(place.text(), &place.span())?,
        operation: operation.map(str::to_owned),
        from_mode,
        to_mode,
        is_port,
    })
}

/// Reads an amount with its currency and unit: `38 USD/t`, `USD 38 / t`, `$38/t`.
fn priced(amount: &Piece) -> Result<(Decimal, Given<String>, &'static str), Problem> {
    let Some((money, unit)) = amount.split("/").or_else(|| amount.split(" per ")) else {
        let message = format!("`{}` does not say what the amount is per", amount.text());
        return Err(amount.bad(message).help(format!("write AMOUNT CURRENCY/UNIT; units are {BASES}")));
    };
    let Some(per) = basis(unit.text()) else {
        let message = format!("`{}` is no unit of a quotation", unit.text());
        return Err(unit.bad(message).help(format!("units are {BASES}; {CLAUSES}")));
    };
    let is_of_number = |sign: char| sign.is_ascii_digit() || matches!(sign, '.' | ',' | '_' | '-' | '+' | '\'');
    let text = money.text();
    let start = text.find(is_of_number).unwrap_or(text.len());
    let end = text.rfind(is_of_number).map_or(start, |at| at + 1);
    let digits = money.part(start, end.max(start));
    let number = read_number("amount", digits.text(), QUOTED).map_err(|problem| problem.at(&money.span()))?;
    let (before, after) = (money.part(0, start), money.part(end, text.len()));
    if !before.text().is_empty() && !after.text().is_empty() {
        let message = format!("`{}` stands behind the amount, and its currency before it", after.text());
        return Err(after.bad(message).help("write the amount in full and its currency once, such as 38 USD/t"));
    }
    let named = if before.text().is_empty() { after } else { before };
    let currency = currency(named.text()).ok_or_else(|| {
        let what = if named.text().is_empty() { &money } else { &named };
        let message = format!("`{}` names no currency", what.text());
        what.bad(message).help("write its three letters, such as 38 USD/t")
    })?;
    Ok((number, Given { value: currency, span: Some(named.span()) }, per))
}

/// Returns the three letters of a currency by its letters or sign.
fn currency(word: &str) -> Option<String> {
    let upper = word.to_uppercase();
    let code = match upper.as_str() {
        "$" | "US$" => "USD",
        "YUAN" | "RMB" | "元" => "CNY",
        "₽" | "РУБ" | "РУБ." => "RUB",
        "€" => "EUR",
        code => code,
    };
    (code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase())).then(|| code.to_owned())
}

/// Adds what stands in a clause behind the amount.
fn take(quote: &mut Quote, clause: &Piece) -> Result<(), Problem> {
    let text = clause.text().strip_prefix("valid ").unwrap_or(clause.text());
    let text = clause.part(clause.text().len() - text.len(), clause.text().len());
    if let Some(form) = FORMS.iter().find(|form| **form == text.text()) {
        quote.form = Some((*form).to_owned());
        return Ok(());
    }
    if let Some(includes) = QuoteIncludes::named(text.text()).filter(|_| !text.text().is_empty()) {
        quote.includes = includes;
        return Ok(());
    }
    let (word, rest) = text.first_word();
    let day = || {
        let fault = |_| rest.bad(format!("`{}` is no date", rest.text())).help("write a date such as 2019-06-30");
        Date::parse_range(rest.text()).map_err(fault)
    };
    let number = || read_number(word.text(), rest.text(), QUOTED).map_err(|problem| problem.at(&rest.span()));
    match word.text() {
        "until" | "to" => quote.period.to = Some(day()?.1),
        "from" => quote.period.from = Some(day()?.0),
        "by" => quote.by = Some(rest.text().to_owned()),
        "on" => quote.on = Some(rest.text().to_owned()),
        "low" => quote.low = Some(number()?),
        "high" => quote.high = Some(number()?),
        "name" if cell::is_word(rest.text()) => rest.text().clone_into(&mut quote.name),
        _ => {
            let message = format!("`{}` is not understood", clause.text());
            return Err(clause.bad(message).help(CLAUSES));
        }
    }
    Ok(())
}
