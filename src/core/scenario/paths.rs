//! Paths of figures: `cargo.lot_t`, `demand.1.tonnes_per_year`, `tariffs.cn-rail.per_km`.

use std::collections::BTreeSet;

use crate::problem::{Code, Problem, nearest};
use crate::units::Date;

use super::columns::{Kind, TableColumn, TableName};
use super::keys::{CARGO, DEMAND, Key, KeyKind, Sensible};
use super::row::{Row, Tables};

/// The word behind an `@` that names the period without a first day of a row that does not hold on the date.
pub const ALWAYS: &str = "always";

/// A key of the scenario file that a path can name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum OwnKey<'a> {
    /// The day that picks dated rows.
    Date,
    /// The currency of all results.
    Currency,
    /// How long cargo waits for a service.
    Wait,
    /// The corridor that differences are taken against.
    Baseline,
    /// A key of the section `[cargo]`.
    Cargo(&'static Key),
    /// A switch by its name.
    Switch(&'a str),
}

impl<'a> OwnKey<'a> {
    /// Reads a path; nothing where it names none of these keys.
    pub(super) fn named(path: &'a str) -> Option<Self> {
        match path.split_once('.') {
            None => match path {
                "date" => Some(Self::Date),
                "currency" => Some(Self::Currency),
                "wait" => Some(Self::Wait),
                "baseline" => Some(Self::Baseline),
                _ => None,
            },
            Some(("cargo", name)) => CARGO.iter().find(|key| key.name == name).map(Self::Cargo),
            Some(("switches", name)) => Some(Self::Switch(name)),
            Some(_) => None,
        }
    }

    /// Returns whether its value is a number.
    pub(super) const fn is_figure(self) -> bool {
        matches!(self, Self::Cargo(Key { kind: KeyKind::Figure(..), .. }))
    }
}

/// The cell or key that a path leads to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum PathTarget<'a> {
    /// A key of the scenario file.
    Own(OwnKey<'a>),
    /// The yearly tonnes of a demand, counted from 0.
    Demand(usize),
    /// A cell: table, position of the row, column.
    Row(TableName, usize, &'static TableColumn),
}

impl PathTarget<'_> {
    /// Returns the bounds outside which the number is absurd; nothing where it is no number.
    pub(super) fn sensible(self) -> Option<Sensible> {
        let of_key = |key: &Key| match key.kind {
            KeyKind::Figure(_, sensible) => Some(sensible),
            _ => None,
        };
        match self {
            Self::Own(OwnKey::Cargo(key)) => of_key(key),
            Self::Own(_) => None,
            Self::Demand(_) => DEMAND.iter().find_map(of_key),
            Self::Row(_, _, column) => match column.kind {
                Kind::Number { unit, least, most, .. } => Some(Sensible { unit, least, most }),
                _ => None,
            },
        }
    }
}

/// The context in which paths are followed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paths<'a> {
    /// The scenario's date, if it is valid.
    pub(super) date: Option<Date>,
    /// The tables in which rows may be missing because a file could not be read.
    pub(super) incomplete: &'a BTreeSet<TableName>,
    /// Whether all demands are known.
    pub(super) demands_known: bool,
}

impl Paths<'_> {
    /// Finds the target of a path; `None` where it is unknown because of other problems.
    ///
    /// # Errors
    /// Returns a problem without a place that names the part of the path that leads nowhere.
    pub(super) fn find<'a>(
        &self,
        path: &'a str,
        demands: usize,
        tables: &Tables,
    ) -> Result<Option<PathTarget<'a>>, Problem> {
        let unknown = |message: String| Problem::new(Code::UnknownPath, message);
        if let Some(key) = OwnKey::named(path) {
            return Ok(Some(PathTarget::Own(key)));
        }
        match path.split_once('.') {
            Some(("cargo", name)) => {
                let problem = unknown(format!("`{path}`: [cargo] has no `{name}`"));
                return Err(match nearest(name, CARGO.iter().map(|key| key.name)) {
                    Some(near) => problem.help(format!("did you mean {near}?")),
                    None => problem,
                });
            }
            Some(("demand", rest)) => return self.find_demand(path, rest, demands),
            Some((first, rest)) if TableName::named(first).is_some() => {
                if let (Some(table), Some((row, column))) = (TableName::named(first), rest.rsplit_once('.')) {
                    return self.find_row(path, table, row, column, tables);
                }
                let problem = unknown(format!("`{path}` names no column"));
                return Err(problem.help(format!("write {first}.KEY.COLUMN")));
            }
            _ => {}
        }
        let first = path.split('.').next().unwrap_or("");
        let problem = unknown(format!("`{path}` leads to no figure: there is no `{first}`"));
        let near = nearest(first, TableName::ALL.map(TableName::as_str)).map(str::to_owned);
        Err(match near.filter(|_| path.contains('.')).or_else(|| nearest_key(path)) {
            Some(near) => problem.help(format!("did you mean {near}?")),
            None => problem.help("write TABLE.KEY.COLUMN, cargo.KEY or demand.1.tonnes_per_year"),
        })
    }

    fn find_demand<'a>(&self, path: &str, rest: &str, demands: usize) -> Result<Option<PathTarget<'a>>, Problem> {
        let bad = |message: String| {
            let problem = Problem::new(Code::UnknownPath, message);
            Err(problem.help("write demand.1.tonnes_per_year for the first demand"))
        };
        let Some((number, "tonnes_per_year")) = rest.split_once('.') else {
            return bad(format!("`{path}` leads to no figure of a demand"));
        };
        match number.parse::<usize>() {
            Ok(number) if (1..=demands).contains(&number) => Ok(Some(PathTarget::Demand(number - 1))),
            Ok(_) if !self.demands_known => Ok(None),
            _ => bad(format!("`{path}`: there is no demand {number}; there are {demands}")),
        }
    }

    fn find_row<'a>(
        &self,
        path: &str,
        table: TableName,
        row: &str,
        column: &str,
        tables: &Tables,
    ) -> Result<Option<PathTarget<'a>>, Problem> {
        let unknown = |message: String| Problem::new(Code::UnknownPath, message);
        let names = || table.columns().iter().map(|column| column.name);
        let Some(column) = table.column(column) else {
            let problem = unknown(format!("`{path}`: {} has no column `{column}`", table.as_str()));
            return Err(match nearest(column, names()) {
                Some(near) => problem.help(format!("did you mean {near}?")),
                None => problem.help(format!("it has {}", names().collect::<Vec<_>>().join(", "))),
            });
        };
        let (key, period) = match row.split_once('@') {
            Some((key, begin)) => (key, Some(begin)),
            None => (row, None),
        };
        let rows = tables.rows(table);
        let of_key = || rows.iter().enumerate().filter(|(_, row)| row.key() == key);
        if of_key().next().is_none() {
            if self.incomplete.contains(&table) {
                return Ok(None);
            }
            let problem = unknown(format!("`{path}`: {} has no row `{key}`", table.as_str()));
            return Err(match nearest(key, rows.iter().map(Row::key)) {
                Some(near) => problem.help(format!("did you mean {near}?")),
                None => problem,
            });
        }
        let periods = || of_key().map(|(_, row)| row.period().to_string()).collect::<Vec<_>>().join("; ");
        let missing = |message: String, help: String| Err(Problem::new(Code::NoPeriod, message).help(help));
        let found = |index| Ok(Some(PathTarget::Row(table, index, column)));
        if let Some(begin) = period {
            let first = Date::parse_range(begin).map(|(first, _)| first).ok();
            let begins = |row: &Row| match row.period().from {
                Some(from) => Some(from) == first,
                None => begin == ALWAYS,
            };
            if let Some((index, _)) = of_key().find(|(_, row)| begins(row)) {
                return found(index);
            }
            return missing(format!("`{path}`: no period begins on {begin}"), format!("the periods are {}", periods()));
        }
        let Some(date) = self.date else { return Ok(None) };
        if let Some((index, _)) = of_key().find(|(_, row)| row.period().contains(date)) {
            return found(index);
        }
        let named = format!("{}.{key}@DATE.{}", table.as_str(), column.name);
        missing(
            format!("`{path}`: no period covers the scenario's date {date}"),
            format!("the periods are {}; {named} names one by its first day", periods()),
        )
    }
}

/// Names the document's path nearest to one that is not known.
pub(super) fn nearest_key(path: &str) -> Option<String> {
    let mut known: Vec<String> = ["date", "currency", "wait", "baseline", "switches.NAME"].map(str::to_owned).to_vec();
    known.extend(CARGO.iter().map(|key| format!("cargo.{}", key.name)));
    known.push("demand.1.tonnes_per_year".to_owned());
    known.extend(TableName::ALL.map(|table| table.as_str().to_owned()));
    nearest(path, known.iter().map(String::as_str)).map(str::to_owned)
}
