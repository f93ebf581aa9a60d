//! What an import writes beside the rows of its network: the question, usual speeds, and how the headings were read.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::headings::HeadingRead;
use super::{ImportError, ImportOptions, SheetRead};
use crate::scenario::made::row;

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

/// Writes the scenario file: any way, and each mode that leads from end to end alone.
pub(super) fn scenario(options: &ImportOptions, currency: &str, [from, to]: [&str; 2], by_mode: &[&str]) -> String {
    let mut corridors = String::new();
    for mode in by_mode {
        let _ = write!(corridors, "\n[corridors.{mode}]\ntitle = \"By {mode} alone\"\nmodes = [\"{mode}\"]\n");
    }
    let date = options.date;
    format!(
        "# Made by `corridor import`. Handling costs nothing until it is filled in (tables/handling.csv).\n\
         schema = 1\ntitle = \"Imported network\"\ntables = \"tables\"\ndate = {date}\ncurrency = \"{currency}\"\n\n\
         [cargo]                          # put your own\ncommodity = \"goods\"\nform = \"bulk\"\nlot_t = 1000\nvalue_per_t = 1000\n\
         holding_rate_per_year = 0.05\n\n[[demand]]\nfrom = \"{from}\"\nto = \"{to}\"\n\n[corridors.any]\ntitle = \"Any way\"\n{corridors}"
    )
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
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        let column = own.column.as_deref().unwrap_or_default();
        let unit =
            own.unit.as_deref().filter(|_| own.column.is_some()).map_or_else(String::new, |unit| format!(" in {unit}"));
        let _ = writeln!(text, "{} = {}", quoted(&own.heading), quoted(&format!("{column}{unit}")));
    }
    text
}

/// Reads the headings that an earlier import saved.
pub(super) fn read_mapping(text: &str) -> Result<Vec<HeadingRead>, ImportError> {
    let bad = |why: String| ImportError::Option(format!("the saved headings cannot be read: {why}"));
    let saved = DeTable::parse(text).map_err(|error| bad(error.message().to_owned()))?;
    let columns = saved.get_ref().get("columns").and_then(|columns| columns.get_ref().as_table());
    let columns = columns.ok_or_else(|| bad("there is no section [columns]".to_owned()))?;
    let read = |(heading, value): (&Spanned<DeString<'_>>, &Spanned<DeValue<'_>>)| {
        let heading = heading.get_ref().to_string();
        let value = value.get_ref().as_str().ok_or_else(|| bad(format!("`{heading}` must be a text")))?;
        let (column, unit) = match value.split_once(" in ") {
            Some((column, unit)) => (column, Some(unit.to_owned())),
            None => (value, None),
        };
        let column = Some(column.to_owned()).filter(|column| !column.is_empty());
        Ok(HeadingRead { heading, column, unit })
    };
    columns.iter().map(read).collect()
}
