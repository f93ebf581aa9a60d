//! What a scenario holds, and how two scenarios differ.

mod only;
mod result;

pub use result::{Listing, Listings, NothingToShow, ShowWhat};

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::analysis::{Analysis, Ask, Refusal, SelectionError};
use crate::answer::{Answer, Status};
use crate::ids::FigureId;
use crate::model::{Figure, FigureOwner};
use crate::network::Physical;
use crate::scenario::{Row, TableName};
use crate::units::{Decimal, Grade, Money, Period};

use crate::answer::Prepared;

/// What a scenario holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ShowQuestion {
    /// What is listed: `tables`, `figures`, `network`, `unused`, or the name of a table such as `legs`.
    pub what: ShowWhat,
    /// Words of which a row must hold each, in a cell or in a name of one of its places, such as `zarubino` and `handling`
    /// or a grade; with `*`, what a whole cell is like, such as `handling.*.price`. Empty for all rows.
    pub only: Vec<String>,
}

/// The documents that the figures of scenarios come from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SourcesQuestion {}

/// What differs between two scenarios: their inputs, then their results.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DiffQuestion {}

impl Analysis for ShowQuestion {
    type Found = Listings;

    fn answer(&self, ask: &Ask<'_>) -> Result<Listings, Refusal> {
        ask.check_whole()?;
        let list = |prepared: &Prepared| {
            let mut list = prepared.show(self.what);
            prepared.keep_only(&mut list, self.what, &self.only);
            list
        };
        Ok(Listings { listings: ask.scenarios.iter().map(list).collect() })
    }
}

impl Analysis for SourcesQuestion {
    type Found = Listings;

    fn answer(&self, ask: &Ask<'_>) -> Result<Listings, Refusal> {
        ask.check_whole()?;
        Ok(Listings { listings: ask.scenarios.iter().map(Prepared::sources).collect() })
    }
}

impl Analysis for DiffQuestion {
    type Found = Listings;

    fn answer(&self, ask: &Ask<'_>) -> Result<Listings, Refusal> {
        ask.check_whole()?;
        match ask.scenarios {
            [left, right] => Ok(Listings { listings: diff(left, right) }),
            _ => Err(SelectionError::TwoScenarios.into()),
        }
    }
}

impl Prepared {
    /// Lists what the scenario holds.
    pub fn show(&self, what: ShowWhat) -> Listing {
        match what {
            ShowWhat::Tables => self.tables(),
            ShowWhat::Table(table) => self.table(table),
            ShowWhat::Figures => self.figures(),
            ShowWhat::Network => self.network(),
            ShowWhat::Unused => self.unused(),
        }
    }

    /// Lists the documents that figures come from, with how many figures each supports.
    pub fn sources(&self) -> Listing {
        let mut list = Listing::new(
            format!("Sources of {}", self.model.name),
            &["key", "figures", "title", "publisher", "date", "where", "licence", "attribution"],
        );
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for (_, figure) in self.model.register.iter() {
            for source in figure.sources() {
                *counts.entry(source).or_default() += 1;
            }
        }
        for row in self.scenario.tables.rows(TableName::Sources) {
            let mut cells = vec![row.key().to_owned(), counts.get(row.key()).copied().unwrap_or(0).to_string()];
            for column in ["title", "publisher", "date", "where", "licence", "attribution"] {
                cells.push(row.text(column).unwrap_or_default().to_owned());
            }
            list.rows.push(cells);
        }
        let of_grade = |grade: Grade| self.model.register.iter().filter(|(_, figure)| figure.grade == grade).count();
        // Most scenarios hold no quotation.
        let named = Grade::ALL.into_iter().filter(|&grade| grade != Grade::Quoted || of_grade(grade) > 0);
        let counts = named.map(|grade| {
            let plural = if grade == Grade::Estimate { "s" } else { "" };
            format!("{} {grade}{plural}", of_grade(grade))
        });
        let counts = counts.collect::<Vec<_>>().join(", ");
        list.notes.push(format!("{} figures: {counts}", self.model.register.len()));
        list
    }

    fn tables(&self) -> Listing {
        let mut list = Listing::new(
            format!("Tables of {}", self.model.name),
            &["table", "rows", "in force", "figures", "estimates"],
        );
        for table in TableName::ALL {
            let rows = self.scenario.tables.rows(table);
            let in_force = rows.iter().filter(|row| row.holds_on(self.model.date)).count();
            let is_own = |(_, figure): &(FigureId, &Figure)| figure.owner.table() == Some(table);
            let figures: Vec<_> = self.model.register.iter().filter(is_own).collect();
            let estimates = figures.iter().filter(|(_, figure)| figure.grade == Grade::Estimate).count();
            let counts = [rows.len(), in_force, figures.len(), estimates].map(|count| count.to_string());
            list.rows.push([table.as_str().to_owned()].into_iter().chain(counts).collect());
        }
        list.notes.push(format!("rows are in force that hold on {}", self.model.date));
        list
    }

    fn table(&self, table: TableName) -> Listing {
        let rows = self.scenario.tables.rows(table);
        let used: Vec<&str> = table
            .columns()
            .iter()
            .map(|column| column.name)
            .filter(|name| rows.iter().any(|row| row.cell(name).is_some()))
            .collect();
        let mut list = Listing::new(format!("{}.csv", table.as_str()), &used);
        list.keeps_all_names = table == TableName::Places;
        let text = |row: Row<'_>, column: &str| {
            row.cell(column).map_or_else(String::new, |cell| cell.span().text().to_owned())
        };
        list.rows = rows.iter().map(|row| used.iter().map(|column| text(row, column)).collect()).collect();
        list
    }

    /// Lists the tables by their names with the texts of their files: without changes, so that reading them is reading the
    /// files again. Tables without rows are left out, unless no scenario can do without them.
    pub fn written_tables(&self) -> Vec<Listing> {
        let listed = TableName::ALL.into_iter().map(|table| {
            let rows = self.scenario.tables.rows(table);
            let is_written = |name: &str| rows.iter().any(|row| row.written(name).is_some());
            let columns = table.columns().iter().filter(|column| column.required || is_written(column.name));
            let columns: Vec<&str> = columns.map(|column| column.name).collect();
            let text = |row: Row<'_>, column: &&str| row.written(column).map_or_else(String::new, Cow::into_owned);
            let mut list = Listing::new(table.as_str().to_owned(), &columns);
            list.rows = rows.iter().map(|row| columns.iter().map(|column| text(row, column)).collect()).collect();
            (table, list)
        });
        listed.filter(|(table, list)| table.is_required() || !list.rows.is_empty()).map(|(_, list)| list).collect()
    }

    fn figures(&self) -> Listing {
        let mut list = Listing::new(
            format!("Figures of {}", self.model.name),
            &["path", "value", "unit", "low", "high", "grade", "holds", "source", "name"],
        );
        let bound = |bound: Option<crate::units::Decimal>| bound.map_or_else(String::new, |number| number.to_string());
        list.rows = self
            .model
            .register
            .iter()
            .map(|(_, figure)| {
                vec![
                    figure.path(),
                    figure.value.to_string(),
                    figure.unit(),
                    bound(figure.low),
                    bound(figure.high),
                    figure.grade.to_string(),
                    self.holds(figure),
                    figure.sources().join(";"),
                    figure.name(),
                ]
            })
            .collect();
        list
    }

    fn network(&self) -> Listing {
        let physical = Physical::of(&self.model, self.model.switches);
        let parts = physical.parts();
        let mut list = Listing::new(
            format!("Network of {} on {}", self.model.name, self.model.date),
            &["place", "name", "country", "kind", "part", "legs out", "modes"],
        );
        let legs = || self.model.legs.iter().filter(|leg| leg.quote.is_none());
        for (id, place) in self.model.places.list.enumerate() {
            let out: Vec<_> = legs().filter(|leg| leg.from == id && leg.is_open(self.model.switches)).collect();
            let modes: BTreeSet<&str> = out.iter().map(|leg| leg.mode.as_str()).collect();
            let part = parts.iter().position(|part| part.contains(&id)).map_or(0, |part| part + 1);
            list.rows.push(vec![
                place.key.clone(),
                place.name.clone(),
                place.country.to_string(),
                place.kind.clone().unwrap_or_default(),
                part.to_string(),
                out.len().to_string(),
                modes.into_iter().collect::<Vec<_>>().join(" "),
            ]);
        }
        let priced = self.priced();
        let graph = priced.network().graph();
        list.notes.push(format!(
            "{} places in {} parts that no open leg joins; {} legs by direction; expanded: {} nodes, {} arcs, {} ways of shipping, {} questions",
            self.model.places.list.len(),
            parts.len(),
            legs().count(),
            graph.nodes(),
            graph.arcs(),
            priced.network().layers().len(),
            priced.network().questions().len(),
        ));
        list
    }

    fn unused(&self) -> Listing {
        let priced = self.priced();
        let used: BTreeSet<FigureOwner> =
            priced.costs().figures().into_iter().map(|id| self.model.register.figure(id).owner).collect();
        let mut list = Listing::new(
            format!("Rows that no way of shipping in {} uses", self.model.name),
            &["row", "holds", "grade"],
        );
        let mut listed = BTreeSet::new();
        for (_, figure) in self.model.register.iter() {
            let FigureOwner::Row(table, row) = figure.owner else { continue };
            // Rows of the last four count in plans, flows and simulations.
            let counts = !matches!(
                table,
                TableName::Places
                    | TableName::Claims
                    | TableName::Readings
                    | TableName::Capacities
                    | TableName::Departures
                    | TableName::Harvest
                    | TableName::Opening
            );
            if counts && !used.contains(&figure.owner) && listed.insert(figure.owner) {
                let name = self.scenario.tables.rows(table).at(row).path(self.model.date);
                list.rows.push(vec![name, self.holds(figure), figure.grade.to_string()]);
            }
        }
        list.notes.push(format!("rows with @ in their name do not hold on {}", self.model.date));
        list
    }

    /// Writes when a figure holds: its days, and its months of each year.
    fn holds(&self, figure: &Figure) -> String {
        let months = match figure.owner {
            FigureOwner::Row(table, row) => self.scenario.tables.rows(table).at(row).months("months"),
            _ => None,
        };
        match (figure.period() == Period::default(), months) {
            (true, Some(months)) => months.to_string(),
            (false, Some(months)) => format!("{}, {months}", figure.period()),
            (_, None) => figure.period().to_string(),
        }
    }

    /// Returns the plain name of the figure of a path; nothing where it leads to none.
    fn name_of(&self, path: &str) -> Option<String> {
        let register = &self.model.register;
        let id = register.find(path).or_else(|| register.find(&self.scenario.canonical(path)?))?;
        Some(register.figure(id).name())
    }

    fn cells(&self) -> BTreeMap<String, InputCell> {
        let mut cells: BTreeMap<String, InputCell> = BTreeMap::new();
        for table in TableName::ALL {
            for row in self.scenario.tables.rows(table) {
                let period = row.period().from.map_or_else(String::new, |from| format!("@{from}"));
                for column in table.columns() {
                    if let Some(value) = row.cell(column.name).and_then(crate::scenario::TableCell::value) {
                        let path = format!("{}.{}{period}.{}", table.as_str(), row.key(), column.name);
                        cells.insert(path, InputCell::of(&value));
                    }
                }
            }
        }
        let document = &self.scenario.document;
        let words = |words: &[crate::scenario::Given<String>]| {
            words.iter().map(|word| word.value.as_str()).collect::<Vec<_>>().join(", ")
        };
        let mut put = |path: &str, text: String| {
            let is_list = path == "switches";
            cells.insert(path.to_owned(), InputCell { text, number: None, is_list })
        };
        put("date", document.date.value.to_string());
        put("currency", document.currency.value.clone());
        put("wait", document.wait.as_str().to_owned());
        put("switches", words(&document.switches));
        put("cargo.commodity", document.cargo.commodity.value.clone());
        put("cargo.form", document.cargo.form.value.clone());
        if let Some(baseline) = &document.baseline {
            put("baseline", baseline.value.clone());
        }
        for (position, demand) in document.demands.iter().enumerate() {
            let path = |key: &str| format!("demand.{}.{key}", position + 1);
            put(&path("from"), words(&demand.from));
            put(&path("to"), words(&demand.to));
            if let Some(regime) = &demand.regime {
                put(&path("regime"), regime.value.clone());
            }
        }
        for uncertain in &document.uncertain {
            let named = |(name, number): &(String, Decimal)| format!("{name} = {}", number.shortened());
            let listed = |(name, numbers): &(String, Vec<Decimal>)| {
                let numbers: Vec<String> = numbers.iter().map(|number| number.shortened().to_string()).collect();
                format!("{name} = [{}]", numbers.join(", "))
            };
            let parts: Vec<String> =
                uncertain.parameters.iter().map(named).chain(uncertain.lists.iter().map(listed)).collect();
            put(&format!("uncertain.{}", uncertain.path.value), format!("{}: {}", uncertain.dist, parts.join(", ")));
        }
        for (position, correlated) in document.correlated.iter().enumerate() {
            let text = format!("{}: {}", words(&correlated.figures), correlated.rho.shortened());
            put(&format!("correlated.{}", position + 1), text);
        }
        for (_, figure) in self.model.register.iter() {
            if matches!(figure.owner, FigureOwner::Cargo | FigureOwner::Demand(_)) {
                let parts = [("", Some(figure.value)), (".low", figure.low), (".high", figure.high)];
                for (part, number) in parts {
                    if let Some(number) = number {
                        let cell = InputCell { text: number.to_string(), number: Some(number), is_list: false };
                        cells.insert(format!("{}{part}", figure.path()), cell);
                    }
                }
            }
        }
        let mut put = |path: &str, text: String| {
            let is_list = path.starts_with("corridors.");
            cells.insert(path.to_owned(), InputCell { text, number: None, is_list })
        };
        for market in &document.markets {
            let text = format!("{}: {}", words(&market.figures), market.rho.shortened());
            put(&format!("markets.{}", market.key.value), text);
        }
        for hypothesis in &document.hypotheses {
            put(&format!("hypotheses.{}", hypothesis.switch.value), hypothesis.weight.shortened().to_string());
        }
        for quote in &document.quotes {
            let bounds = [("low", quote.low), ("high", quote.high)];
            let bounds = bounds.into_iter().filter_map(|(name, bound)| Some(format!(", {name} {}", bound?)));
            let form = quote.form.as_ref().map_or_else(String::new, |form| format!(", {form}"));
            let includes = quote.includes.words().map_or_else(String::new, |words| format!(", {words}"));
            put(&quote.path(), format!("{}{form}{includes}{}", quote.said(), bounds.collect::<String>()));
        }
        for corridor in &document.corridors {
            for (name, list) in [
                ("within", &corridor.within),
                ("avoid", &corridor.avoid),
                ("via_any", &corridor.via_any),
                ("via_all", &corridor.via_all),
                ("modes", &corridor.modes),
                ("form", &corridor.forms),
                ("switches", &corridor.switches),
            ] {
                if !list.is_empty() {
                    put(&format!("corridors.{}.{name}", corridor.key.value), words(list));
                }
            }
        }
        cells
    }
}

/// A value that answers depend on, as it is written; equal numbers that are written differently are equal, and so are the
/// same words in another order.
#[derive(Clone, Debug)]
struct InputCell {
    text: String,
    number: Option<Decimal>,
    is_list: bool,
}

impl InputCell {
    fn of(value: &crate::scenario::Value) -> Self {
        let number = match value {
            crate::scenario::Value::Number(number) => Some(*number),
            _ => None,
        };
        Self { text: shown(value), number, is_list: matches!(value, crate::scenario::Value::Words(_)) }
    }

    fn is_same(&self, other: &Self) -> bool {
        match (self.number, other.number) {
            (Some(left), Some(right)) => left.compare(right).is_eq(),
            _ if self.is_list => self.words() == other.words(),
            _ => self.text == other.text,
        }
    }

    fn words(&self) -> Vec<&str> {
        let mut words: Vec<&str> = self.text.split([';', ',']).map(str::trim).collect();
        words.sort_unstable();
        words
    }
}

fn shown(value: &crate::scenario::Value) -> String {
    use crate::scenario::Value;
    match value {
        Value::Text(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Flag(flag) => if *flag { "yes" } else { "no" }.to_owned(),
        Value::From(date) | Value::To(date) => date.to_string(),
        Value::Months(months) => (1..=12)
            .filter(|&month| months.contains(month))
            .map(|month| month.to_string())
            .collect::<Vec<_>>()
            .join(";"),
        Value::Words(words) => words.join(";"),
        Value::Days(days) => days.iter().map(ToString::to_string).collect::<Vec<_>>().join(";"),
        Value::Time(time) => time.to_string(),
    }
}

/// Lists how two scenarios differ: first in their inputs with inheritance resolved, then in their results by part.
pub fn diff(left: &Prepared, right: &Prepared) -> Vec<Listing> {
    let names = (&left.model.name, &right.model.name);
    let mut inputs = Listing::new(format!("Inputs: {} and {}", names.0, names.1), &["path", names.0, names.1, "name"]);
    let (before, after) = (left.cells(), right.cells());
    let paths: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    for path in paths {
        let value = |cells: &BTreeMap<String, InputCell>| {
            cells.get(path).map_or_else(|| "-".to_owned(), |cell| cell.text.clone())
        };
        let is_same = before.get(path).zip(after.get(path)).is_some_and(|(before, after)| before.is_same(after));
        if !is_same {
            let called = right.name_of(path).or_else(|| left.name_of(path)).unwrap_or_default();
            inputs.rows.push(vec![path.clone(), value(&before), value(&after), called]);
        }
    }
    if inputs.rows.is_empty() {
        inputs.notes.push("no input differs".to_owned());
    }
    vec![inputs, results_diff(left, right)]
}

fn results_diff(left: &Prepared, right: &Prepared) -> Listing {
    let (before, after) = (left.answers(), right.answers());
    let unit = if left.model.currency == right.model.currency {
        left.model.currency.clone()
    } else {
        "own currency".to_owned()
    };
    let mut list = Listing::new(
        format!("Results in {unit}/t: {} and {}", left.model.name, right.model.name),
        &["from", "to", "corridor", "part", &left.model.name, &right.model.name, "difference"],
    );
    list.more_keys = 3;
    let key = |answer: &Answer| {
        (answer.from.key.clone(), answer.to.key.clone(), answer.regime.to_string(), answer.corridor.clone())
    };
    let by_key: BTreeMap<_, &Answer> = after.iter().map(|answer| (key(answer), answer)).collect();
    let mut same = 0;
    for old in &before {
        let Some(new) = by_key.get(&key(old)) else { continue };
        let (from, to, _, corridor) = key(old);
        let mut row = |part: &str, old: Option<Money>, new: Option<Money>| {
            let text =
                |amount: Option<Money>| amount.map_or_else(|| "no route".to_owned(), |amount| amount.to_string());
            let difference = old.zip(new).map_or_else(String::new, |(old, new)| (new - old).to_string());
            list.rows.push(vec![
                from.clone(),
                to.clone(),
                corridor.clone(),
                part.to_owned(),
                text(old),
                text(new),
                difference,
            ]);
        };
        if old.parts == new.parts && old.status == new.status {
            same += 1;
            continue;
        }
        if old.status == Status::Answered && new.status == Status::Answered {
            let (old, new) = (old.costs(), new.costs());
            for ((part, old), (_, new)) in old.iter().zip(new.iter()) {
                if old != new {
                    row(part, Some(old), Some(new));
                }
            }
        }
        row("total", old.total_per_t, new.total_per_t);
    }
    list.notes.push(format!("{same} answers that both give are equal in every part"));
    let missing =
        before.len() + after.len() - 2 * before.iter().filter(|answer| by_key.contains_key(&key(answer))).count();
    if missing > 0 {
        list.notes.push(format!("{missing} answers belong to one of the two only"));
    }
    list
}
