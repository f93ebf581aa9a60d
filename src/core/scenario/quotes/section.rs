//! A quotation as a section `[[quote]]` of a scenario.

use crate::problem::{Code, Problem, Problems, Span};
use crate::units::{Date, Decimal};

use super::super::Given;
use super::super::tree::{Entry, Item, Node, get};
use super::piece::Piece;
use super::{BASES, Quote, QuoteContext, QuoteIncludes, QuoteSubject, subject, text};

/// The keys of which exactly one says what is quoted.
const SUBJECTS: [&str; 5] = ["text", "haul", "leg", "handling", "border"];

/// The keys whose meaning a text says.
const BESIDE_TEXT: [&str; 7] = ["amount", "basis", "currency", "mode", "operation", "from_mode", "to_mode"];

/// Reads a section whose values are of the right kinds; problems that are known already give nothing.
pub(super) fn read(item: &Item, context: QuoteContext<'_>, problems: &mut Problems) -> Option<Quote> {
    let Node::Table(entries) = &item.node else { return None };
    let span = item.span.clone()?;
    let section = Section { entries, span: &span, context };
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
    context: QuoteContext<'a>,
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
        self.context.key(word, self.span_of(key))
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
            if let Some(key) = BESIDE_TEXT.into_iter().find(|key| get(self.entries, key).is_some()) {
                let message = format!("`{key}` stands beside `text`, which says it already");
                return Err(self.bad(key, message).help(format!("leave out `{key}` and write it in `text`")));
            }
            let quote = text::read(&said.value, self.context)
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
        quote.check_bounds().map_err(|problem| problem.at(self.span))?;
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
        let units = self.context.units(&word);
        let [per] = units.as_slice() else {
            let message = match units.len() {
                0 => format!("`{word}` is no unit of a quotation"),
                _ => format!("`{word}` does not say which unit it is"),
            };
            let written = units.iter().map(|unit| {
                let mut quote = Quote::new(
                    QuoteSubject::Leg(String::new()),
                    amount,
                    unit.basis,
                    currency.clone(),
                    self.span.clone(),
                );
                unit.apply(&mut quote);
                format!("amount = {}, basis = \"{}\" ({})", quote.amount, quote.basis, unit.why)
            });
            let written: Vec<String> = written.collect();
            let help = if written.is_empty() {
                format!("units are {BASES}")
            } else {
                format!("write {}", written.join(" or "))
            };
            return Err(self.bad("basis", message).help(help));
        };
        let codes = self.context.currencies(&currency.value);
        let [code] = codes.as_slice() else {
            let message = match codes.len() {
                0 => format!("`{}` names no currency", currency.value),
                _ => format!("`{}` may be {}", currency.value, codes.join(" or ")),
            };
            return Err(self.bad("currency", message).help("write its three letters, such as USD"));
        };
        let currency = Given { value: code.clone(), ..currency };
        let subject = self.subject(key, said)?;
        Ok(Some(Quote::new(subject, amount, per.basis, currency, self.span.clone())))
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
                let ends = Piece::whole(said);
                let Some(mut hauls) = subject::hauls(&ends, self.word("mode").as_deref(), self.context) else {
                    if let Some((from, to)) = said.split_once('>') {
                        self.place(key, from)?;
                        self.place(key, to)?;
                    }
                    let message = format!("`{said}` does not name two places");
                    return Err(self.bad(key, message).help("write haul = \"zarubino>ningbo\""));
                };
                if hauls.len() > 1 {
                    let written: Vec<String> =
                        hauls.iter().map(|haul| format!("haul = \"{}\"", haul.usual())).collect();
                    let problem = self.bad(key, format!("`{said}` may be several hauls"));
                    return Err(problem.help(format!("write {}", written.join(" or "))));
                }
                hauls.remove(0)
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
