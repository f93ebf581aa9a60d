//! The meanings that a quotation may have, and the clauses that add to them.

use crate::problem::Problem;
use crate::units::Date;

use super::super::{Given, cell};
use super::numbers::{self, DecimalSign, unmistakable};
use super::piece::Piece;
use super::price::WrittenPrice;
use super::words::{QuoteTerm, SurchargeUse, term};
use super::{BASES, Quote, QuoteContext, QuoteIncludes};

/// The clauses that may follow an amount.
const CLAUSES: &str = "after a comma may follow: bulk, bag, box20 or box40; all in; terminal to terminal; until DATE; from DATE; by WHO; on DATE; \
                       low AMOUNT; high AMOUNT; name NAME";

/// The most readings that a help writes out.
const MAX_READINGS: usize = 6;

/// The quotations that a text may mean, each with what speaks for it.
pub(super) struct Readings {
    /// Each with what speaks for it.
    pub(super) all: Vec<(Vec<String>, Quote)>,
    /// What first had several meanings.
    doubt: Option<Problem>,
    /// The terms that are said already, with their words.
    said: Vec<(QuoteTerm, Piece)>,
    /// What first contradicts a term that is said already.
    pub(super) contradiction: Option<Problem>,
}

impl Readings {
    pub(super) fn of(quote: Quote) -> Self {
        Self { all: vec![(Vec::new(), quote)], doubt: None, said: Vec::new(), contradiction: None }
    }

    /// Makes every choice for every reading; a problem if there are several.
    pub(super) fn branch<F: Fn(&mut Quote)>(
        &mut self,
        at: &Piece,
        message: String,
        choices: impl Iterator<Item = (String, F)>,
    ) {
        let choices: Vec<(String, F)> = choices.collect();
        if choices.len() > 1 && self.doubt.is_none() {
            self.doubt = Some(at.bad(message));
        }
        let before = std::mem::take(&mut self.all);
        for (known, quote) in before {
            for (why, change) in &choices {
                let mut quote = quote.clone();
                change(&mut quote);
                let why = Some(why.clone()).filter(|why| choices.len() > 1 && !why.is_empty());
                self.all.push((known.iter().cloned().chain(why).collect(), quote));
            }
        }
    }

    /// Changes every reading.
    fn set(&mut self, change: impl Fn(&mut Quote)) {
        self.all.iter_mut().for_each(|(_, quote)| change(quote));
    }

    /// Returns the quotation, or the problem that there are several.
    pub(super) fn only(mut self) -> Result<Quote, Problem> {
        match (&self.doubt, self.all.len()) {
            (None, 1) => Ok(self.all.remove(0).1),
            _ => Err(self.written_out()),
        }
    }

    /// Returns the problem that there are several readings, with each of them as it is to be typed.
    fn written_out(mut self) -> Problem {
        let doubt = self.doubt.take();
        let written = self.all.iter().take(MAX_READINGS).map(|(why, quote)| {
            let why = if why.is_empty() { String::new() } else { format!(" ({})", why.join(", ")) };
            format!("\"{}\"{why}", quote.usual())
        });
        let help = format!("write {}", written.collect::<Vec<_>>().join(" or "));
        doubt.unwrap_or_else(|| Piece::whole("").bad(String::new())).help(help)
    }

    /// Adds the price.
    pub(super) fn price(
        &mut self,
        price: &WrittenPrice,
        whole: &Piece,
        context: QuoteContext<'_>,
    ) -> Result<(), Problem> {
        let amounts = price.amounts()?;
        let written = price.written().unwrap_or(whole);
        let sign = if written.text().contains(',') { "comma" } else { "point" };
        let of_amount = amounts.iter().map(|&(bounds, decimals)| {
            let is_decimal = (decimals == DecimalSign::Comma) == (sign == "comma");
            let why = if is_decimal { "begins decimals" } else { "groups thousands" };
            (format!("the {sign} {why}"), move |quote: &mut Quote| quote.set_bounds(bounds))
        });
        self.branch(written, format!("`{}` can be read in two ways", written.text()), of_amount);

        let currencies = match &price.currency {
            Some(piece) => context.currencies(piece.text()),
            None => context.known_currencies(),
        };
        let (at, message) = match &price.currency {
            Some(piece) => (piece, format!("`{}` may be {}", piece.text(), currencies.join(" or "))),
            None => (written, format!("`{}` has no currency", written.text())),
        };
        if currencies.is_empty() {
            return Err(at
                .bad(format!("`{}` names no currency", at.text()))
                .help("write its three letters, such as 38 USD/t"));
        }
        let missing = price.currency.is_none();
        let span = at.span();
        if missing {
            self.doubt.get_or_insert_with(|| at.bad(message.clone()));
        }
        let of_currency = currencies.into_iter().map(|code| {
            let given = Given { value: code, span: Some(span.clone()) };
            (String::new(), move |quote: &mut Quote| quote.currency = given.clone())
        });
        self.branch(at, message, of_currency);

        let units = match &price.unit {
            Some(piece) => context.units(piece.text()),
            None => context.usual_units(),
        };
        let (at, message) = match &price.unit {
            Some(piece) => (piece, format!("`{}` does not say which unit it is", piece.text())),
            None => (written, format!("`{}` does not say what the amount is per", written.text())),
        };
        if units.is_empty() {
            return Err(at
                .bad(format!("`{}` is no unit of a quotation", at.text()))
                .help(format!("units are {BASES}; {CLAUSES}")));
        }
        let of_unit = units.into_iter().map(|unit| (unit.why.to_owned(), move |quote: &mut Quote| unit.apply(quote)));
        self.branch(at, message, of_unit);
        Ok(())
    }

    /// Adds the clauses that a text begins with, and returns what is left of it.
    pub(super) fn take(&mut self, text: &Piece) -> Result<Piece, Problem> {
        let mut rest = text.clone();
        while let Some((term, length)) = term(rest.text()) {
            let (word, mut after) = (rest.part(0, length), rest.after(length));
            self.say(term, &word);
            match term {
                QuoteTerm::Nothing | QuoteTerm::WithVat | QuoteTerm::Surcharges(SurchargeUse::Included) => {}
                QuoteTerm::WithoutVat => self.set(|quote| quote.is_without_vat = true),
                QuoteTerm::Valid => after = self.take_validity(&word, &after)?,
                QuoteTerm::Form(form) => self.set(|quote| quote.form = Some(form.to_owned())),
                QuoteTerm::Includes(includes) => self.set(|quote| quote.includes = includes),
                QuoteTerm::Mode(mode) => self.set(|quote| {
                    let is_usual = quote.name == super::usual_name(&quote.subject);
                    quote.subject.set_mode(mode);
                    if is_usual {
                        quote.name = super::usual_name(&quote.subject);
                    }
                }),
                QuoteTerm::Surcharges(own) => self.refuse(surcharge_apart(&word, own)),
                QuoteTerm::Sale => {
                    let end = if begins_clause(&after) { 0 } else { free_text_end(&after) };
                    after = after.after(end);
                    self.refuse(term_of_sale(&word));
                }
                // What is all in has the handling at both ends in it.
                QuoteTerm::YardToYard if self.all.iter().all(|(_, own)| own.includes == QuoteIncludes::AllIn) => {}
                QuoteTerm::YardToYard => {
                    let choices = [
                        ("the handling at both ends is included", QuoteIncludes::Terminals),
                        ("it is not", QuoteIncludes::Itself),
                    ];
                    let message = format!("`{}` may or may not include the handling at both ends", word.text());
                    let choices = choices
                        .into_iter()
                        .map(|(why, includes)| (why.to_owned(), move |quote: &mut Quote| quote.includes = includes));
                    self.branch(&word, message, choices);
                }
                QuoteTerm::OneEnd => {
                    let message = format!("`{}` includes the handling at one end alone", word.text());
                    return Err(word.bad(message).help("quote the freight as FIO, and the end that is included as a quotation of its own: \"unload PLACE=0 USD/t\""));
                }
                QuoteTerm::Until | QuoteTerm::Since | QuoteTerm::On => after = self.take_day(term, &word, &after)?,
                QuoteTerm::Low | QuoteTerm::High => after = self.take_bound(term, &after)?,
                QuoteTerm::By | QuoteTerm::Name => {
                    let end = match term {
                        QuoteTerm::By => free_text_end(&after),
                        _ => after.word_starts().get(1).copied().unwrap_or(after.text().len()),
                    };
                    let words = after.part(0, end).text().to_owned();
                    if words.is_empty() || begins_clause(&after) || (term == QuoteTerm::Name && !cell::is_word(&words))
                    {
                        return Err(not_understood(text));
                    }
                    self.set(|quote| match term {
                        QuoteTerm::By => quote.by = Some(words.clone()),
                        _ => quote.name.clone_from(&words),
                    });
                    after = after.after(end);
                }
            }
            rest = after;
        }
        Ok(rest)
    }

    /// Keeps the first problem of what is understood but leaves the price open.
    fn refuse(&mut self, problem: Problem) {
        self.contradiction.get_or_insert(problem);
    }

    /// Notes a term; a problem if another of its kind is said already.
    fn say(&mut self, term: QuoteTerm, word: &Piece) {
        use QuoteTerm::{Form, Includes, Mode, Nothing, Sale, Surcharges, Valid, WithVat, WithoutVat, YardToYard};
        let is_contrary = |known: QuoteTerm| match (known, term) {
            (Nothing | Valid | Surcharges(_) | Sale, _)
            | (Includes(QuoteIncludes::AllIn), YardToYard)
            | (WithVat, WithVat)
            | (WithoutVat, WithoutVat) => false,
            (Includes(_), YardToYard) | (YardToYard, Includes(_)) | (WithVat, WithoutVat) | (WithoutVat, WithVat) => {
                true
            }
            (Form(_), Form(_)) | (Includes(_), Includes(_)) | (Mode(_), Mode(_)) | (YardToYard, YardToYard) => {
                known != term
            }
            _ => known == term,
        };
        let known = self.said.iter().find(|(known, _)| is_contrary(*known)).map(|(_, word)| word.text().to_owned());
        let of_subject = self.all.iter().find_map(|(_, quote)| quote.subject.mode());
        let of_subject = of_subject.filter(|own| matches!(term, Mode(mode) if mode != *own)).map(str::to_owned);
        if let Some(known) = known.or(of_subject) {
            let problem = word.bad(format!("`{known}` and `{}` do not go together", word.text()));
            self.refuse(problem.help("keep one of them; two prices are two quotations"));
        }
        self.said.push((term, word.clone()));
    }

    /// Adds the days for which a quotation is valid, where they need no other word, and returns what is left of the text:
    /// `30.06.2019` for the last, `June 2019` for a whole month, `01.06.2019-30.06.2019` for both.
    fn take_validity(&mut self, word: &Piece, text: &Piece) -> Result<Piece, Problem> {
        let Some((days, rest)) = day_at_start(text) else { return Ok(text.clone()) };
        let sign = rest.text().chars().next().filter(|sign| is_range_sign(*sign));
        let goes_on = term(rest.text()).is_some_and(|(term, _)| term == QuoteTerm::Until);
        if sign.is_some() || goes_on {
            self.say(QuoteTerm::Since, word);
            let rest = self.take_day(QuoteTerm::Since, word, text)?;
            if sign.is_some() {
                self.say(QuoteTerm::Until, word);
            }
            return match sign {
                Some(sign) => self.take_day(QuoteTerm::Until, word, &rest.after(sign.len_utf8())),
                None => Ok(rest),
            };
        }
        if let [(first, last)] = days[..]
            && first != last
        {
            self.say(QuoteTerm::Since, word);
            self.set(|quote| quote.period.from = Some(first));
        }
        self.say(QuoteTerm::Until, word);
        self.take_day(QuoteTerm::Until, word, text)
    }

    /// Adds the day that a text begins with, and returns what is left of it.
    fn take_day(&mut self, term: QuoteTerm, word: &Piece, text: &Piece) -> Result<Piece, Problem> {
        let Some((days, rest)) = day_at_start(text) else {
            let at = if text.is_empty() { word } else { text };
            let help = format!("write a date with its year, such as `{} 2019-06-30`", word.text());
            return Err(at.bad(format!("`{}` is no date", at.text())).help(help));
        };
        let is_sure = days.len() == 1;
        let written = text.text()[..text.text().len() - rest.text().len()].trim().to_owned();
        let choices = days.into_iter().map(|(first, last)| {
            let why = format!("{} is meant", if term == QuoteTerm::Until { last } else { first });
            let written = if is_sure { written.clone() } else { first.to_string() };
            (why, move |quote: &mut Quote| match term {
                QuoteTerm::Until => quote.period.to = Some(last),
                QuoteTerm::On => quote.on = Some(written.clone()),
                _ => quote.period.from = Some(first),
            })
        });
        self.branch(text, "a date may have day and month in either order".to_owned(), choices);
        Ok(rest)
    }

    /// Adds the bound that a text begins with, and returns what is left of it.
    fn take_bound(&mut self, term: QuoteTerm, text: &Piece) -> Result<Piece, Problem> {
        let length = numbers::length(text.text());
        let (number, rest) = (text.part(0, length), text.after(length));
        let values = numbers::readings(number.text());
        if values.is_empty() {
            let wrong = if text.is_empty() { rest } else { text.clone() };
            return Err(wrong
                .bad(format!("`{}` is not a number", wrong.text()))
                .help("write it with a decimal point, such as 1250.50"));
        }
        let message = format!("`{}` can be read in two ways", number.text());
        let choices = values.into_iter().map(|value| {
            (format!("{} is meant", unmistakable(value)), move |quote: &mut Quote| match term {
                QuoteTerm::Low => quote.low = Some(value),
                _ => quote.high = Some(value),
            })
        });
        self.branch(&number, message, choices);
        Ok(rest)
    }
}

pub(super) fn not_understood(piece: &Piece) -> Problem {
    piece.bad(format!("`{}` is not understood", piece.text())).help(CLAUSES)
}

/// Returns the problem of surcharges that are not in the amount, or may not be.
fn surcharge_apart(word: &Piece, own: SurchargeUse) -> Problem {
    let name = word.text();
    if own == SurchargeUse::OnTop {
        let problem = word.bad(format!("`{name}`: the amount is not all that is paid"));
        return problem.help("add the surcharge to the amount, and write `incl. BAF` or nothing of it");
    }
    let problem = word.bad(format!("`{name}` does not say whether it is in the amount"));
    problem.help(format!(
        "write `incl. {name}` where it is; else `excl. THC` of handling, and add a surcharge to the amount"
    ))
}

/// Returns the problem of a term of sale.
pub(super) fn term_of_sale(word: &Piece) -> Problem {
    let name = word.text();
    let problem =
        word.bad(format!("`{name}` is a term of sale: it says who pays the freight, not what is in this price"));
    problem.help(
        "leave it out and write `FIO` for the freight alone, `terminal to terminal` for it with the handling at both \
         ends, or `all in`; a price of the goods themselves is no freight",
    )
}

/// Returns whether a text begins with a clause that no name of a company holds.
fn begins_clause(text: &Piece) -> bool {
    term(text.text()).is_some_and(|(term, length)| match term {
        QuoteTerm::Includes(_)
        | QuoteTerm::YardToYard
        | QuoteTerm::OneEnd
        | QuoteTerm::Surcharges(_)
        | QuoteTerm::Sale
        | QuoteTerm::Valid
        | QuoteTerm::By
        | QuoteTerm::WithVat
        | QuoteTerm::WithoutVat => true,
        QuoteTerm::Until | QuoteTerm::Since | QuoteTerm::On => day_at_start(&text.after(length)).is_some(),
        QuoteTerm::Low | QuoteTerm::High => numbers::length(text.after(length).text()) > 0,
        QuoteTerm::Form(_) | QuoteTerm::Mode(_) | QuoteTerm::Name | QuoteTerm::Nothing => false,
    })
}

/// Returns where the free text ends that a text begins with: where a clause begins, or forms and modes alone follow.
fn free_text_end(text: &Piece) -> usize {
    let ends = |start: &usize| {
        let mut rest = text.after(*start);
        let whole = rest.text().len();
        while let Some((QuoteTerm::Form(_) | QuoteTerm::Mode(_), length)) = term(rest.text()) {
            rest = rest.after(length);
        }
        begins_clause(&rest) || (rest.is_empty() && whole > 0)
    };
    text.word_starts().into_iter().skip(1).find(ends).unwrap_or(text.text().len())
}

/// Returns whether a sign may stand between two days.
const fn is_range_sign(sign: char) -> bool {
    matches!(sign, '-' | '–' | '—' | '\u{2212}' | '~' | '～')
}

/// Returns the spans of days that the date at the start of a text may be, and what follows it.
fn day_at_start(text: &Piece) -> Option<(Vec<(Date, Date)>, Piece)> {
    let words = text.text();
    // The longest date has three words: `31 Dec 2019`; two dates may stand without a space between them.
    let starts = text.word_starts().into_iter().skip(1).take(3);
    let signs = words.char_indices().filter(|(_, sign)| is_range_sign(*sign) || matches!(sign, '至' | '到'));
    let mut ends: Vec<usize> = starts.chain(signs.map(|(at, _)| at)).chain([words.len()]).collect();
    ends.sort_unstable();
    ends.into_iter().rev().find_map(|end| {
        let date = text.part(0, end);
        let days = if date.text().ends_with(is_range_sign) { Vec::new() } else { numbers::days(date.text()) };
        (!days.is_empty()).then(|| (days, text.after(end)))
    })
}
