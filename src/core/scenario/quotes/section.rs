//! A quotation as a section `[[quote]]` of a scenario.

use crate::problem::{Code, Problem, Problems, Span};
use crate::units::{Date, Decimal};

use super::super::Given;
use super::super::tree::{Entry, Item, Node, get};
use super::{BASES, Quote, QuoteIncludes, QuoteSubject, QuotedPlaces, basis, text};

/// The keys of which exactly one says what is quoted.
const SUBJECTS: [&str; 5] = ["text", "haul", "leg", "handling", "border"];

/// Reads a section whose values are of the right kinds; problems that are known already give nothing.
pub(super) fn read(item: &Item, places: QuotedPlaces<'_>, problems: &mut Problems) -> Option<Quote> {
    let Node::Table(entries) = &item.node else { return None };
    let span = item.span.clone()?;
    let section = Section { entries, span: &span, places };
    match section.quote() {
        Ok(quote) => quote,
        Err(problem) => {
            problems.push(problem);
            None
        }
    }
}

struct Section<'a> {
    entries: &'a [Entry],
    span: &'a Span,
    places: QuotedPlaces<'a>,
}

impl Section<'_> {
    fn text(&self, key: &str) -> Option<Given<String>> {
        let item = get(self.entries, key)?;
        Some(Given { value: item.node.text()?.trim().to_owned(), span: item.span.clone() })
    }

    fn word(&self, key: &str) -> Option<String> {
        self.text(key).map(|given| given.value)
    }

    fn number(&self, key: &str) -> Option<Decimal> {
        get(self.entries, key).and_then(Item::decimal)
    }

    fn span_of(&self, key: &str) -> &Span {
        get(self.entries, key).and_then(|item| item.span.as_ref()).unwrap_or(self.span)
    }

    fn bad(&self, key: &str, message: String) -> Problem {
        Problem::new(Code::BadQuote, message).at(self.span_of(key))
    }

    fn place(&self, key: &str, word: &str) -> Result<String, Problem> {
        self.places.key(word, self.span_of(key))
    }

    /// Reads the whole section; nothing where a value is of the wrong kind, which is known already.
    fn quote(&self) -> Result<Option<Quote>, Problem> {
        let given: Vec<&str> = SUBJECTS.into_iter().filter(|key| get(self.entries, key).is_some()).collect();
        let [subject_key] = given.as_slice() else {
            let message = match given.len() {
                0 => "the quotation does not say what it prices".to_owned(),
                _ => format!("the quotation prices {} at once", given.join(" and ")),
            };
            let help =
                "give one of haul = \"zarubino>ningbo\", leg, handling (a place), border (a place or leg), or text";
            return Err(Problem::new(Code::BadQuote, message).at(self.span).help(help));
        };
        let Some(said) = self.text(subject_key) else { return Ok(None) };
        let mut quote = if *subject_key == "text" {
            let quote = text::read(&said.value, self.places)
                .map_err(|problem| Problem { span: Some(self.span_of("text").clone()), ..problem })?;
            Quote { span: self.span.clone(), is_typed: false, ..quote }
        } else {
            let Some(quote) = self.parts(subject_key, &said.value)? else { return Ok(None) };
            quote
        };
        quote.name = self.word("name").unwrap_or(quote.name);
        quote.form = self.word("form").or(quote.form);
        quote.low = self.number("low").or(quote.low);
        quote.high = self.number("high").or(quote.high);
        quote.period.from = self.day("valid_from", |days| days.0)?.or(quote.period.from);
        quote.period.to = self.day("valid_to", |days| days.1)?.or(quote.period.to);
        quote.by = self.word("by").or(quote.by);
        quote.on = self.written("on").or(quote.on);
        quote.note = self.word("note");
        if let Some(words) = self.word("includes") {
            quote.includes = QuoteIncludes::named(&words).ok_or_else(|| {
                let message = format!("`{words}` is not understood as what a quotation includes");
                self.bad("includes", message)
                    .help("write includes = \"all in\" or \"terminal to terminal\", or leave it out")
            })?;
        }
        let in_order: Vec<Decimal> = [quote.low, Some(quote.amount), quote.high].into_iter().flatten().collect();
        if in_order.windows(2).any(|pair| pair[0].compare(pair[1]).is_gt()) {
            let problem = Problem::new(Code::BoundsDisagree, "the bounds do not bracket the amount").at(self.span);
            return Err(problem.help("low is at most the amount, high at least"));
        }
        Ok(Some(quote))
    }

    /// Reads a section that gives subject, amount, basis and currency by keys of their own.
    fn parts(&self, key: &str, said: &str) -> Result<Option<Quote>, Problem> {
        let missing = ["amount", "basis", "currency"].into_iter().find(|key| get(self.entries, key).is_none());
        if let Some(missing) = missing {
            let problem = Problem::new(Code::MissingKey, format!("`quote.{missing}` is missing")).at(self.span);
            return Err(problem.help("write amount = 38, basis = \"t\", currency = \"USD\""));
        }
        let (Some(amount), Some(word), Some(currency)) =
            (self.number("amount"), self.word("basis"), self.text("currency"))
        else {
            return Ok(None);
        };
        let per = basis(&word).ok_or_else(|| {
            self.bad("basis", format!("`{word}` is no unit of a quotation")).help(format!("units are {BASES}"))
        })?;
        let subject = self.subject(key, said)?;
        Ok(Some(Quote::new(subject, amount, per, currency, self.span.clone())))
    }

    fn subject(&self, key: &str, said: &str) -> Result<QuoteSubject, Problem> {
        Ok(match key {
            "leg" => QuoteSubject::Leg(said.to_owned()),
            "border" => QuoteSubject::Border { place: said.to_owned(), mode: self.word("mode") },
            "handling" => QuoteSubject::Handling {
                place: self.place(key, said)?,
                operation: self.word("operation"),
                from_mode: self.word("from_mode").filter(|mode| mode != "*"),
                to_mode: self.word("to_mode").filter(|mode| mode != "*"),
                is_port: false,
            },
            _ => {
                let Some((from, to)) = said.split_once('>') else {
                    let message = format!("`{said}` does not name two places");
                    return Err(self.bad(key, message).help("write haul = \"zarubino>ningbo\""));
                };
                let (from, to) = (self.place(key, from)?, self.place(key, to)?);
                QuoteSubject::Haul { from, to, mode: self.word("mode") }
            }
        })
    }

    fn written(&self, key: &str) -> Option<String> {
        get(self.entries, key)?.node.written().map(str::to_owned)
    }

    fn day(&self, key: &str, end: impl Fn((Date, Date)) -> Date) -> Result<Option<Date>, Problem> {
        let Some(text) = self.written(key) else { return Ok(None) };
        if let Ok(days) = Date::parse_range(&text) {
            return Ok(Some(end(days)));
        }
        let problem = Problem::new(Code::BadDate, format!("`quote.{key}`: `{text}` is no day of the calendar"));
        Err(problem.at(self.span_of(key)).help("write a date such as 2019-06-30"))
    }
}
