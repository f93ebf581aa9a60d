//! What an import writes beside the rows of its network: the question, usual speeds, and how the headings were read.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::headings::{self, HeadingRead, SheetKind};
use super::{ImportError, SheetRead};
use crate::problem::{Code, Problem, Problems, SourceFile, Span};
use crate::scenario::made::{row, table};
use crate::units::Date;

/// The key of the row of sources.csv.
pub(super) const SOURCE: &str = "import";
/// What is usual of each mode: kilometres an hour, and how much longer a way is than the straight line.
pub(super) const USUAL: [(&str, &str, &str); 4] =
    [("rail", "30", "1.25"), ("road", "50", "1.3"), ("sea", "24", "1.2"), ("waterway", "10", "1.4")];

/// Returns a vehicle of the usual speed for each mode.
pub(super) fn vehicles(modes: &BTreeSet<&str>) -> Vec<Vec<String>> {
    let own = USUAL.iter().filter(|(mode, ..)| modes.contains(mode));
    own.map(|(mode, speed, _)| row([mode, mode, speed, SOURCE, "estimate", "A usual commercial speed; put your own"]))
        .collect()
}

/// What the scenario file of an import says.
pub(super) struct WrittenScenario<'a> {
    pub(super) date: Date,
    pub(super) currency: &'a str,
    /// The ends of the question, each as its key and name.
    pub(super) ends: [(&'a str, &'a str); 2],
    /// The modes that lead from end to end alone.
    pub(super) by_mode: &'a [&'a str],
    /// The ports of loading, where there is a choice of them.
    pub(super) ports: Vec<(&'a str, &'a str)>,
    pub(super) legs: usize,
    pub(super) without_price: usize,
    pub(super) at_usual_speed: usize,
    pub(super) has_borders: bool,
}

impl WrittenScenario<'_> {
    /// Writes the scenario file: each port of loading, or any way, and each mode that leads from end to end alone.
    pub(super) fn text(&self) -> String {
        let mut corridors = String::new();
        for (key, name) in &self.ports {
            let title = quoted(&format!("By {name}"));
            let _ = write!(corridors, "\n[corridors.by-{key}]\ntitle = {title}\nvia_any = [\"{key}\"]\n");
        }
        if self.ports.is_empty() {
            corridors += "\n[corridors.any]\ntitle = \"Any way\"\n";
        }
        for mode in self.by_mode {
            let _ = write!(corridors, "\n[corridors.{mode}]\ntitle = \"By {mode} alone\"\nmodes = [\"{mode}\"]\n");
        }
        let (date, currency) = (self.date, self.currency);
        let [(from, from_name), (to, to_name)] = self.ends;
        let (title, reading) = (quoted(&format!("{from_name} to {to_name}")), quoted(&self.reading()));
        format!(
            "# Made by `corridor import`.\nschema = 1\ntitle = {title}\n\
             # Shown above each answer: correct it when the tables are filled in.\nreading = {reading}\n\
             tables = \"tables\"\ndate = {date}\ncurrency = \"{currency}\"\n\n\
             [cargo]                          # put your own\ncommodity = \"goods\"\nform = \"bulk\"\nlot_t = 1000\nvalue_per_t = 1000\n\
             holding_rate_per_year = 0.05\n\n[[demand]]\nfrom = \"{from}\"\nto = \"{to}\"\n{corridors}"
        )
    }

    /// Returns what is not filled in and counts as nothing.
    fn reading(&self) -> String {
        let mut missing = vec!["loading, unloading and changing cost 0 and no time (handling.csv)".to_owned()];
        if self.has_borders {
            missing.push("crossing a border costs 0 and no time (borders.csv)".to_owned());
        }
        if self.without_price > 0 {
            missing.push(format!(
                "{} of {} legs have no price and cost 0 (cost_per_t in legs.csv)",
                self.without_price, self.legs
            ));
        }
        if self.at_usual_speed > 0 {
            missing.push(format!("{} of {} legs run at a usual speed (vehicles.csv)", self.at_usual_speed, self.legs));
        }
        format!("An import in which much is not filled in: {}; goods, lot and value are examples.", missing.join("; "))
    }
}

/// Writes a text in quotes, as JSON and TOML have it.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Writes a table without some columns that are blank in all rows.
pub(super) fn without_blank(headings: &str, rows: &[Vec<String>], columns: &[&str]) -> String {
    let headings: Vec<&str> = headings.split(',').collect();
    let is_kept = |at: &usize| !columns.contains(&headings[*at]) || rows.iter().any(|cells| !cells[*at].is_empty());
    let kept: Vec<usize> = (0..headings.len()).filter(is_kept).collect();
    let names: Vec<&str> = kept.iter().map(|&at| headings[at]).collect();
    let rows: Vec<Vec<String>> = rows.iter().map(|cells| kept.iter().map(|&at| cells[at].clone()).collect()).collect();
    table(&names.join(","), &rows)
}

/// Writes how the headings were read, for a second import.
pub(super) fn written_mapping(sheets: &[SheetRead]) -> String {
    let mut text =
        "# How the headings were read. Change a line and import again with --mapping; \"\" is not read.\n[columns]\n"
            .to_owned();
    let mut known = BTreeSet::new();
    for own in sheets.iter().flat_map(|sheet| &sheet.headings) {
        if own.heading.is_empty() || !known.insert(&own.heading) {
            continue;
        }
        let column = own.column.as_deref().unwrap_or_default();
        let unit =
            own.unit.as_deref().filter(|_| own.column.is_some()).map_or_else(String::new, |unit| format!(" in {unit}"));
        let _ = writeln!(text, "{} = {}", quoted(&own.heading), quoted(&format!("{column}{unit}")));
    }
    text
}

/// A heading of an earlier import, or one that a person wrote.
pub(super) struct SavedHeading {
    pub(super) read: HeadingRead,
    span: Span,
}

/// Returns the columns that a heading may be, of legs and of places.
fn targets() -> String {
    let of = |kind: SheetKind| headings::columns(kind).join(", ");
    format!("of legs {}; of places {}; \"\" is not read", of(SheetKind::Legs), of(SheetKind::Places))
}

/// Reads the headings that an earlier import saved.
///
/// # Errors
/// Returns every line that names no column.
pub(super) fn read_mapping(source: &Arc<SourceFile>) -> Result<Vec<SavedHeading>, ImportError> {
    let refused = |problem: Problem| ImportError::Problems(Problems::from(problem));
    let span = |at: std::ops::Range<usize>| Span { source: source.clone(), start: at.start, end: at.end };
    let saved = DeTable::parse(&source.text).map_err(|error| {
        let message = format!("the saved headings cannot be read: {}", error.message());
        refused(Problem::new(Code::Syntax, message).at(&span(error.span().unwrap_or(0..0))))
    })?;
    let columns = saved.get_ref().get("columns").and_then(|columns| columns.get_ref().as_table()).ok_or_else(|| {
        let help =
            "write [columns], and below it a line such as \"Freight\" = \"cost_per_t in USD/t\" for each heading";
        refused(Problem::new(Code::MissingKey, "there is no section [columns]").at(&span(0..0)).help(help))
    })?;
    let (mut read, mut problems) = (Vec::new(), Problems::new());
    let known = [SheetKind::Legs, SheetKind::Places].map(headings::columns).concat();
    let lines: Vec<(&Spanned<DeString<'_>>, &Spanned<DeValue<'_>>)> = columns.iter().collect();
    for (heading, value) in lines {
        let (heading, span) = (heading.get_ref().to_string(), span(value.span()));
        let Some(value) = value.get_ref().as_str() else {
            problems
                .push(Problem::new(Code::WrongType, format!("`{heading}` must be a text")).at(&span).help(targets()));
            continue;
        };
        let (column, unit) = match value.split_once(" in ") {
            Some((column, unit)) => (column.trim(), Some(unit.trim().to_owned())),
            None => (value.trim(), None),
        };
        if !column.is_empty() && !known.contains(&column) {
            let message = format!("`{heading}` cannot be `{column}`: no column of an import is called so");
            problems.push(Problem::new(Code::UnknownColumn, message).at(&span).help(targets()));
        }
        let column = Some(column.to_owned()).filter(|column| !column.is_empty());
        read.push(SavedHeading { read: HeadingRead { heading, column, unit, belongs: None }, span });
    }
    if problems.is_empty() { Ok(read) } else { Err(ImportError::Problems(problems)) }
}

/// Returns a problem for each saved heading that no sheet has, or that is a column of no sheet that has it.
pub(super) fn unapplied(saved: &[SavedHeading], sheets: &[SheetRead]) -> Problems {
    let mut problems = Problems::new();
    for SavedHeading { read: own, span } in saved {
        let found: Vec<&HeadingRead> =
            sheets.iter().flat_map(|sheet| &sheet.headings).filter(|read| read.heading == own.heading).collect();
        if found.iter().any(|read| read.column == own.column) {
            continue;
        }
        let (code, message) = match &own.column {
            Some(column) if !found.is_empty() => {
                let message = format!(
                    "`{}` is not read as `{column}`: its sheet has no such column, or another heading is it",
                    own.heading
                );
                (Code::UnknownColumn, message)
            }
            _ => (Code::UnknownName, format!("no sheet has the heading `{}`", own.heading)),
        };
        let known: Vec<&str> =
            sheets.iter().flat_map(|sheet| &sheet.headings).map(|read| read.heading.as_str()).collect();
        let help = format!("the headings are {}", known.join(" | "));
        problems.push(Problem::new(code, message).at(span).help(help).suggest(&own.heading, known));
    }
    problems
}
