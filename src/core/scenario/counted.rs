//! Amounts of goods that are given in boxes or wagons, converted to tonnes by the payloads of the tables.

use crate::problem::{Code, Problem, Problems, Span};
use crate::units::{Date, Decimal};

use super::columns::TableName;
use super::document::{Change, CountedAmount, Document, Override};
use super::keys::Key;
use super::layers::Layered;
use super::quotes::{PriceWord, price_word};
use super::row::Row;
use super::rows::Tables;
use super::tree::{Entry, Item, Node, get, section};
use super::{CARGO, DEMAND, KeyKind, Role, Scenario};

/// Periods of yearly amounts: a word of each, how many make a year, and how they are written.
const PERIODS: [(&str, i64, &[&str]); 4] = [
    ("day", 365, &["day", "d", "день", "天", "日"]),
    ("week", 52, &["week", "wk", "w", "неделю", "周", "星期"]),
    ("month", 12, &["month", "mo", "m", "месяц", "月"]),
    ("year", 1, &["year", "yr", "y", "год", "年"]),
];
/// What is written before a period.
const PER: [&str; 8] = ["/", "per", "a", "each", "every", "в", "每", "за"];

/// An amount as it is written: a number of boxes or wagons.
struct WrittenCount {
    number: Decimal,
    /// The unit; nothing for a box without its size.
    unit: Option<&'static str>,
    period: Option<(&'static str, i64)>,
}

impl WrittenCount {
    /// Reads a text such as `20 box20` or `20 x 40HQ/week`; nothing where it is no number of boxes or wagons.
    fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let end = text.find(|letter: char| !letter.is_ascii_digit() && !"+-._".contains(letter))?;
        let number = Decimal::parse(&text[..end]).ok()?;
        let rest = text[end..].trim_start();
        let times = rest.strip_prefix(['x', 'X', '×', 'х', '*']).map(str::trim_start);
        let rest = times.filter(|rest| price_word(rest).is_some()).unwrap_or(rest);
        let unit_of = |word| match word {
            PriceWord::Unit(unit) if unit.starts_with("box") || unit == "wagon" => Some(Some(unit)),
            PriceWord::Box => Some(None),
            _ => None,
        };
        let (word, length) = price_word(rest)?;
        let (mut unit, mut rest) = (unit_of(word)?, rest[length..].trim_start());
        // A size and the word for a box, in either order.
        if let Some((next, length)) = price_word(rest)
            && let Some(more) = unit_of(next)
            && (unit.is_none() || more.is_none())
        {
            (unit, rest) = (unit.or(more), rest[length..].trim_start());
        }
        let period = period(rest);
        (rest.is_empty() || period.is_some()).then_some(Self { number, unit, period })
    }
}

/// Reads a period that stands behind a unit, such as `/week`.
fn period(text: &str) -> Option<(&'static str, i64)> {
    let word = PER.into_iter().find_map(|per| text.strip_prefix(per))?.trim_start().to_lowercase();
    let (name, times, _) = PERIODS.into_iter().find(|(_, _, words)| words.contains(&word.as_str()))?;
    Some((name, times))
}

impl CountedAmount {
    /// Returns whether a text is a number of boxes or wagons.
    pub fn is_written(text: &str) -> bool {
        WrittenCount::read(text).is_some()
    }

    /// Converts a number of boxes or wagons of a commodity, in the form of a scenario's own goods.
    ///
    /// # Errors
    /// Returns that the text is no such number, that the size is not said, or that the tables do not know how much one of
    /// them holds.
    pub fn of(scenario: &Scenario, path: &str, text: &str, commodity: &str) -> Result<Self, Problem> {
        let Document { cargo, switches, date, .. } = &scenario.document;
        let goods = CountedGoods {
            tables: &scenario.tables,
            commodities: commodity_chain(&scenario.tables, commodity),
            form: &cargo.form.value,
            switches: switches.iter().map(|switch| switch.value.as_str()).collect(),
            date: Some(date.value),
        };
        let unread = || Problem::new(Code::BadNumber, format!("`{path}`: `{text}` is no number of boxes or wagons"));
        goods.convert(path, text)?.ok_or_else(unread)
    }
}

/// The goods whose amounts are counted.
struct CountedGoods<'a> {
    tables: &'a Tables,
    /// The commodity, its group, its group's group and so on.
    commodities: Vec<String>,
    form: &'a str,
    switches: Vec<&'a str>,
    date: Option<Date>,
}

impl CountedGoods<'_> {
    /// Converts what is written at a path; nothing where it is no number of boxes or wagons.
    ///
    /// # Errors
    /// Returns that the size, or how much one of them holds, is not known.
    fn convert(&self, path: &str, text: &str) -> Result<Option<CountedAmount>, Problem> {
        let Some(WrittenCount { number, unit, period }) = WrittenCount::read(text) else { return Ok(None) };
        let bad = |message: String| Problem::new(Code::BadNumber, format!("`{path}`: {message}"));
        if let Some((name, _)) = period.filter(|_| path == LOT) {
            let help = format!("give the boxes of one lot, and demand.1.tonnes_per_year for those of a {name}");
            return Err(bad(format!("`{text}` is an amount of a {name}, and a lot is shipped at once")).help(help));
        }
        let own = ["box20", "box40", "box35"].into_iter().find(|form| *form == self.form);
        let Some(unit) = unit.or(own) else {
            let help = format!("write {number} box20, {number} box40 or {number} box35");
            return Err(bad(format!("`{text}` does not say how large the boxes are")).help(help));
        };
        let Some(row) = self.equipment(unit) else {
            let message = format!("no row of equipment.csv says how much {} a {unit} holds", self.commodities[0]);
            return Err(bad(message).help("add a row with its payload_t, or write tonnes"));
        };
        let Some(payload_t) = row.number("payload_t") else { return Ok(None) };
        let tonnes = number.times(payload_t).and_then(|one| one.times(Decimal::whole(period.map_or(1, |own| own.1))));
        let tonnes = tonnes.ok_or_else(|| bad(format!("`{text}` has too many digits")).help("write fewer digits"))?;
        let equipment = row.key().to_owned();
        let (period, periods_per_year) = (period.map(|own| own.0), period.map_or(1, |own| own.1));
        let path = path.to_owned();
        Ok(Some(CountedAmount { path, number, unit, period, periods_per_year, payload_t, equipment, tonnes }))
    }

    /// Returns the row that says what a unit holds of the goods: the one that is most exactly for them.
    fn equipment(&self, unit: &str) -> Option<Row<'_>> {
        // Goods in boxes of a size travel in that form, whatever else they could travel in.
        let form = if unit == "wagon" { self.form } else { unit };
        let score = |row: &Row<'_>| {
            let of = match row.selector("commodity") {
                Some(name) => self.commodities.len() - self.commodities.iter().position(|own| own == name)?,
                None => 0,
            };
            let own = row.selector("form");
            let switch = row.text("switch");
            let fits = own.is_none_or(|own| own == form)
                && switch.is_none_or(|switch| self.switches.contains(&switch))
                && self.date.is_none_or(|date| row.holds_on(date));
            fits.then_some((own.is_some(), of, switch.is_some()))
        };
        let rows = self.tables.rows(TableName::Equipment).in_key_order();
        let fitting = rows.filter(|row| row.text("unit") == Some(unit)).filter_map(|row| Some((score(&row)?, row)));
        fitting.reduce(|best, next| if next.0 > best.0 { next } else { best }).map(|(_, row)| row)
    }
}

/// The path of the lot.
const LOT: &str = "cargo.lot_t";

/// Converts all amounts of a scenario and of its changes that are given in boxes or wagons, and returns them.
pub(super) fn convert(
    entries: &mut [Entry],
    changes: &mut [Override],
    date: Option<Date>,
    layered: &Layered,
    problems: &mut Problems,
) -> Vec<CountedAmount> {
    if layered.incomplete.contains(&TableName::Equipment) {
        return Vec::new();
    }
    let word = |entries: &[Entry], name: &str| get(entries, name).and_then(|item| item.node.text()).map(str::to_owned);
    let cargo = section(entries, "cargo");
    let (commodity, form) = (word(cargo, "commodity").unwrap_or_default(), word(cargo, "form").unwrap_or_default());
    let switches: Vec<String> = section(entries, "switches")
        .iter()
        .filter(|entry| matches!(&entry.item.node, Node::Flag(true)) || entry.item.node.text() == Some("true"))
        .map(|entry| entry.key.clone())
        .collect();
    let goods = CountedGoods {
        tables: &layered.tables,
        commodities: commodity_chain(&layered.tables, &commodity),
        form: &form,
        switches: switches.iter().map(String::as_str).collect(),
        date,
    };
    let mut found = Vec::new();
    let mut take = |outcome: Result<Option<CountedAmount>, Problem>, span: Option<&Span>| match outcome {
        Ok(counted) => {
            found.extend(counted.clone());
            counted.map(|counted| counted.tonnes.to_string())
        }
        Err(problem) => {
            problems.push(problem.placed(span));
            // The amount is not looked at again.
            Some("1".to_owned())
        }
    };
    let mut convert_item = |item: &mut Item, path: &str| {
        let Item { node: Node::Text(text) | Node::Bare(text), span } = &*item else { return };
        if let Some(tonnes) = take(goods.convert(path, text), span.as_ref()) {
            item.node = Node::Number(tonnes);
        }
    };
    for entry in entries.iter_mut() {
        match (entry.key.as_str(), &mut entry.item.node) {
            ("cargo", Node::Table(keys)) => each_amount(keys, CARGO, Role::Lot, "cargo", &mut convert_item),
            ("demand", Node::List(demands)) => {
                for (place, demand) in demands.iter_mut().enumerate() {
                    if let Node::Table(keys) = &mut demand.node {
                        let path = format!("demand.{}", place + 1);
                        each_amount(keys, DEMAND, Role::YearlyTonnes, &path, &mut convert_item);
                    }
                }
            }
            _ => {}
        }
    }
    for Override { path, change, span } in changes {
        let is_yearly = path.starts_with("demand.") && path.ends_with(".tonnes_per_year");
        if let Change::To(text) = change
            && (path == LOT || is_yearly)
            && let Some(tonnes) = take(goods.convert(path, text), span.as_ref())
        {
            *text = tonnes;
        }
    }
    found
}

/// Calls an action on the amount of a role among some keys, or on its value and its bounds.
fn each_amount(
    entries: &mut [Entry],
    keys: &'static [Key],
    role: Role,
    path: &str,
    action: &mut impl FnMut(&mut Item, &str),
) {
    let is_amount = |key: &&Key| matches!(key.kind, KeyKind::Figure(own, _) if own == role);
    let Some(key) = keys.iter().find(is_amount) else { return };
    let path = format!("{path}.{}", key.name);
    for entry in entries.iter_mut().filter(|entry| entry.key == key.name) {
        match &mut entry.item.node {
            Node::Table(parts) => parts.iter_mut().for_each(|part| action(&mut part.item, &path)),
            _ => action(&mut entry.item, &path),
        }
    }
}

/// Keeps of some amounts those that a scenario has in the end: others were changed after they were counted.
pub(super) fn retain(mut counted: Vec<CountedAmount>, document: &Document) -> Vec<CountedAmount> {
    let demands = document.demands.iter().enumerate().filter_map(|(place, demand)| {
        Some((format!("demand.{}.tonnes_per_year", place + 1), demand.tonnes_per_year.as_ref()?.value))
    });
    let held: Vec<_> = demands.chain([(LOT.to_owned(), document.cargo.lot_t.value)]).collect();
    counted.retain(|own| held.iter().any(|(path, value)| *path == own.path && value.compare(own.tonnes).is_eq()));
    counted.reverse();
    counted.dedup_by(|later, earlier| later.path == earlier.path);
    counted.reverse();
    counted
}

/// Returns a commodity, its group, its group's group and so on.
pub(crate) fn commodity_chain(tables: &Tables, commodity: &str) -> Vec<String> {
    let rows = tables.rows(TableName::Commodities);
    let group = |key: &str| rows.of_key(key).last()?.text("group").map(str::to_owned);
    let mut chain = vec![commodity.to_owned()];
    while let Some(group) = group(&chain[chain.len() - 1]).filter(|group| !chain.contains(group)) {
        chain.push(group);
    }
    chain
}

#[cfg(test)]
mod tests {
    use super::WrittenCount;

    #[test]
    fn numbers_of_boxes_and_wagons_are_read_as_people_write_them() {
        let read = |text: &str| {
            let WrittenCount { number, unit, period } = WrittenCount::read(text)?;
            Some((number.to_string(), unit.unwrap_or("a box"), period.map_or("", |own| own.0)))
        };
        for (text, expected) in [
            ("20 box20", ("20", "box20", "")),
            ("20box", ("20", "a box", "")),
            ("20 boxes", ("20", "a box", "")),
            ("20 x 20'", ("20", "box20", "")),
            ("20x40HQ", ("20", "box40", "")),
            ("20 TEU a week", ("20", "box20", "week")),
            ("20 boxes of", ("", "", "")),
            ("20 20ft containers per month", ("20", "box20", "month")),
            ("20 boxes 40ft/year", ("20", "box40", "year")),
            ("14 wagons/day", ("14", "wagon", "day")),
            ("20个", ("", "", "")),
            ("20 小柜/周", ("20", "box20", "week")),
            ("2.5 вагона в неделю", ("2.5", "wagon", "week")),
            ("20 t", ("", "", "")),
            ("20 lots", ("", "", "")),
            ("20", ("", "", "")),
            ("box20", ("", "", "")),
            ("20 box20/century", ("", "", "")),
            ("20 box20 box40", ("", "", "")),
        ] {
            let read = read(text);
            let read = read.as_ref().map_or(("", "", ""), |(number, unit, period)| (number.as_str(), *unit, *period));
            assert_eq!(read, expected, "{text}");
        }
    }
}
