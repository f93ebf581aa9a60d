//! Conversion of a checked tree, and of a file of demands, into a document; missing or wrong values, which are already
//! reported, become placeholders.

use std::sync::Arc;

use crate::problem::{Problems, SourceFile, Span};
use crate::units::{Date, Decimal, Grade, Lang};

use super::cell;
use super::columns::DEMANDS;
use super::document::{
    Cargo, Change, Correlated, CorridorSection, DemandSection, Document, Expect, Fill, Given, Hypothesis, Market,
    Number, Override, Range, Uncertain, Wait,
};
use super::keys::{EXPECT, KeyKind};
use super::number::decimal_in;
use super::row::span_of_word;
use super::table::{Record, Records};
use super::tree::{Entry, Item, Node, get, list, section};

/// Reads the whole document except demands in a file of their own.
///
/// Titles and reasons are those of the language, where it has them. The second value is the date, if it is valid.
pub(super) fn read(entries: &[Entry], lang: Lang) -> (Document, Option<Date>) {
    let date = date(entries);
    let known = date.as_ref().map(|date| date.value);
    let document = Document {
        title: text_in(lang, entries, "title").unwrap_or_default(),
        reading: word(entries, "reading").value,
        date: date.unwrap_or(Given { value: Date::EPOCH, span: None }),
        currency: word(entries, "currency"),
        wait: Wait::named(&word(entries, "wait").value).unwrap_or(Wait::HalfHeadway),
        cargo: cargo(section(entries, "cargo")),
        demands: tables(entries, "demand").map(demand).collect(),
        counted: Vec::new(),
        corridors: section(entries, "corridors").iter().map(|entry| corridor(entry, lang)).collect(),
        baseline: text(entries, "baseline"),
        switched: switch_names(entries),
        switches: section(entries, "switches").iter().filter(|entry| is_on(&entry.item.node)).map(name).collect(),
        set: changes(entries),
        quotes: Vec::new(),
        uncertain: section(entries, "uncertain").iter().map(uncertain).collect(),
        correlated: tables(entries, "correlated").map(correlated).collect(),
        markets: section(entries, "markets").iter().map(|entry| market(entry, lang)).collect(),
        hypotheses: section(entries, "hypotheses").iter().map(|entry| hypothesis(entry, lang)).collect(),
        expects: tables(entries, "expect").map(expect).collect(),
    };
    (document, known)
}

/// Returns the names of all switches, on or off.
fn switch_names(entries: &[Entry]) -> Vec<Given<String>> {
    section(entries, "switches").iter().map(name).collect()
}

/// Returns the changes of `[set]`.
pub(super) fn changes(entries: &[Entry]) -> Vec<Override> {
    section(entries, "set").iter().filter_map(change).collect()
}

fn name(entry: &Entry) -> Given<String> {
    Given { value: entry.key.clone(), span: entry.span.clone() }
}

fn is_on(node: &Node) -> bool {
    matches!(node, Node::Flag(true)) || matches!(node, Node::Bare(text) if text == "true")
}

fn text(entries: &[Entry], key: &str) -> Option<Given<String>> {
    let item = get(entries, key)?;
    Some(Given { value: item.node.text()?.trim().to_owned(), span: item.span.clone() })
}

fn texts(entries: &[Entry], key: &str) -> Vec<Given<String>> {
    get(entries, key).map(Item::texts).unwrap_or_default()
}

/// Returns a text, empty where it is missing.
fn word(entries: &[Entry], key: &str) -> Given<String> {
    text(entries, key).unwrap_or(Given { value: String::new(), span: None })
}

/// Returns a text in a language, or as it is written for all.
fn text_in(lang: Lang, entries: &[Entry], key: &str) -> Option<String> {
    let own = lang.ending().and_then(|ending| text(entries, &format!("{key}{ending}")));
    own.or_else(|| text(entries, key)).map(|given| given.value)
}

/// Returns the sections of a list.
fn tables<'a>(entries: &'a [Entry], key: &str) -> impl Iterator<Item = &'a Item> + use<'a> {
    list(entries, key).iter().filter(|item| matches!(item.node, Node::Table(_)))
}

/// Reads the date, if it is valid.
pub(super) fn date(entries: &[Entry]) -> Option<Given<Date>> {
    let item = get(entries, "date")?;
    let (Node::Date(text) | Node::Text(text) | Node::Bare(text)) = &item.node else { return None };
    Some(Given { value: Date::parse(text).ok()?, span: item.span.clone() })
}

fn decimal(entries: &[Entry], key: &str) -> Option<Decimal> {
    get(entries, key).and_then(Item::decimal)
}

/// Reads a number, bare or with bounds and evidence.
fn number(item: &Item) -> Option<Number> {
    let Node::Table(entries) = &item.node else { return Some(Number::bare(item.decimal()?, item.span.clone())) };
    let (low, high) = (decimal(entries, "low"), decimal(entries, "high"));
    let grade = Grade::named(&word(entries, "grade").value).unwrap_or(Grade::Estimate);
    let sources = texts(entries, "source").into_iter().map(|source| source.value).collect();
    Some(Number { value: decimal(entries, "value")?, low, high, grade, sources, span: item.span.clone() })
}

fn cargo(entries: &[Entry]) -> Cargo {
    let figure = |name: &str| get(entries, name).and_then(number).unwrap_or(Number::bare(Decimal::ZERO, None));
    Cargo {
        commodity: word(entries, "commodity"),
        form: word(entries, "form"),
        fill: Fill::named(&word(entries, "fill").value).unwrap_or(Fill::Part),
        lot_t: figure("lot_t"),
        value_per_t: figure("value_per_t"),
        holding_rate_per_year: figure("holding_rate_per_year"),
        carbon_price_per_t: figure("carbon_price_per_t"),
        buffer_price_per_day: get(entries, "buffer_price_per_day").and_then(number),
    }
}

fn demand(item: &Item) -> DemandSection {
    let entries = item.node.entries();
    DemandSection {
        from: texts(entries, "from"),
        to: texts(entries, "to"),
        tonnes_per_year: get(entries, "tonnes_per_year").and_then(number),
        regime: text(entries, "regime"),
        span: item.span.clone(),
    }
}

fn corridor(entry: &Entry, lang: Lang) -> CorridorSection {
    let entries = entry.item.node.entries();
    let list = |name: &str| texts(entries, name);
    CorridorSection {
        title: text_in(lang, entries, "title").unwrap_or_else(|| entry.key.clone()),
        key: name(entry),
        within: list("within"),
        avoid: list("avoid"),
        via_any: list("via_any"),
        via_all: list("via_all"),
        modes: list("modes"),
        forms: list("form"),
        switches: list("switches"),
    }
}

fn change(entry: &Entry) -> Option<Override> {
    let part = |name: &str| decimal(entry.item.node.entries(), name);
    let change = match &entry.item.node {
        Node::Flag(flag) => Change::To(if *flag { "yes" } else { "no" }.to_owned()),
        Node::Table(_) => part("times").map(Change::Times).or_else(|| part("plus").map(Change::Plus))?,
        // A change that is written as with `--set` has been reported.
        node => Change::To(node.written().filter(|text| !text.trim_start().starts_with(['*', '+', '×']))?.to_owned()),
    };
    Some(Override { path: entry.key.clone(), change, span: entry.span.clone() })
}

fn uncertain(entry: &Entry) -> Uncertain {
    let entries = entry.item.node.entries();
    let list = |entry: &Entry| match &entry.item.node {
        Node::List(items) => Some((entry.key.clone(), items.iter().filter_map(Item::decimal).collect())),
        _ => None,
    };
    Uncertain {
        path: name(entry),
        dist: word(entries, "dist").value,
        parameters: entries.iter().filter_map(|entry| Some((entry.key.clone(), entry.item.decimal()?))).collect(),
        lists: entries.iter().filter_map(list).collect(),
    }
}

fn correlated(item: &Item) -> Correlated {
    let entries = item.node.entries();
    let rho = decimal(entries, "rho").unwrap_or(Decimal::ZERO);
    Correlated { figures: texts(entries, "figures"), rho, span: item.span.clone() }
}

fn market(entry: &Entry, lang: Lang) -> Market {
    let entries = entry.item.node.entries();
    Market {
        title: text_in(lang, entries, "title").unwrap_or_else(|| entry.key.clone()),
        key: name(entry),
        figures: texts(entries, "figures"),
        rho: decimal(entries, "rho").unwrap_or(Decimal::ZERO),
    }
}

fn hypothesis(entry: &Entry, lang: Lang) -> Hypothesis {
    let entries = entry.item.node.entries();
    let weight = decimal(entries, "weight").unwrap_or(Decimal::ZERO);
    Hypothesis { switch: name(entry), weight, reason: text_in(lang, entries, "reason").unwrap_or_default() }
}

fn expect(item: &Item) -> Expect {
    let entries = item.node.entries();
    let bounds = EXPECT.iter().filter(|key| key.kind == KeyKind::Range).filter_map(|key| {
        let item = get(entries, key.name)?;
        let exact = item.decimal();
        let part = |name: &str| exact.or_else(|| decimal(item.node.entries(), name));
        Some((key.name.to_owned(), Range { min: part("min"), max: part("max") }))
    });
    Expect {
        from: text(entries, "from"),
        to: text(entries, "to"),
        corridor: text(entries, "corridor"),
        winner: text(entries, "winner"),
        status: text(entries, "status"),
        bounds: bounds.collect(),
        span: item.span.clone(),
    }
}

/// Reads a file of demands.
pub(super) fn read_demands(source: &Arc<SourceFile>, problems: &mut Problems) -> Vec<DemandSection> {
    let Some(mut records) = Records::open(source, DEMANDS, problems) else { return Vec::new() };
    let (mut demands, mut record) = (Vec::new(), Record::default());
    while records.read(&mut record, problems) {
        demands.push(of_record(&record, source));
    }
    demands
}

fn of_record(record: &Record<'_>, source: &Arc<SourceFile>) -> DemandSection {
    let cell = |column: usize| record.cells.iter().find(|(at, _)| *at == column).map(|(_, cell)| cell);
    let words = |column: usize| {
        let Some(cell) = cell(column) else { return Vec::new() };
        let given = |word: &str| Given { value: word.to_owned(), span: Some(span_of_word(cell.span(source), word)) };
        cell::words(&cell.text).map(given).collect()
    };
    let tonnes = cell(2).and_then(|cell| Some((decimal_in(&cell.text, "t/year").ok()?, cell.span(source))));
    let regime = cell(3).map(|cell| Given { value: cell.text.clone().into_owned(), span: Some(cell.span(source)) });
    DemandSection {
        from: words(0),
        to: words(1),
        tonnes_per_year: tonnes.map(|(value, span)| Number::bare(value, Some(span))),
        regime,
        span: Some(Span { source: source.clone(), start: record.first.start, end: record.first.end }),
    }
}
