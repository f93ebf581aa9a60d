//! A question without a scenario file: its ends, commodity and tonnes are typed in, the tables are the shipped ones.

use std::env;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;

use corridor::analysis::Changes;
use corridor::problem::nearest;
use corridor::scenario::{Row, SHIPPED, Scenario, TableName};
use corridor::units::Decimal;

use super::arguments::SelectionArguments;
use super::failure::Failure;

/// The folder of the shipped tables, below the folder of scenarios.
const TABLES: &str = "northeast-asia";
/// The file in it that gives the corridors of a question that names none.
const CORRIDORS: &str = "corridors.toml";
/// The variable of the environment that names another folder of tables.
const TABLES_VARIABLE: &str = "CORRIDOR_TABLES";
/// The commodity whose value the shipped tables give.
const VALUED_COMMODITY: &str = "maize";
/// The most lots of a shipment: more is shipped lot by lot.
const MAX_LOT_T: f64 = 3000.0;

/// The question itself, where no scenario file asks it.
#[derive(Clone, Debug, Args)]
pub(super) struct Typed {
    /// Without a scenario file: what is carried, by its key in the shipped tables, such as maize
    #[arg(long, value_name = "KEY", help_heading = "Without a scenario file")]
    commodity: Option<String>,
    /// Without a scenario file: tonnes (1000 kg) a year
    #[arg(long, value_name = "N", value_parser = tonnes, help_heading = "Without a scenario file")]
    tonnes: Option<Decimal>,
}

/// A scenario that was typed in.
pub(super) struct TypedScenario {
    /// The path that it is reported by.
    pub(super) path: PathBuf,
    /// Its text.
    pub(super) text: String,
}

impl Typed {
    /// Returns whether anything of it is given.
    pub(super) const fn is_given(&self) -> bool {
        self.commodity.is_some() || self.tonnes.is_some()
    }

    /// Writes the scenario that asks the question.
    pub(super) fn scenario(&self, selection: &SelectionArguments, changes: &Changes) -> Result<TypedScenario, Failure> {
        let (Some(commodity), Some(tonnes)) = (&self.commodity, self.tonnes) else { return Err(incomplete()) };
        if selection.from.is_empty() || selection.to.is_empty() {
            return Err(incomplete());
        }
        let folder = tables();
        let corridors = folder.join(CORRIDORS);
        let base = Scenario::load_base(&corridors, &[]).map_err(Failure::Invalid)?;
        let places = base.tables.rows(TableName::Places);
        let (from, from_names) = called("place", places, &selection.from)?;
        let (to, to_names) = called("place", places, &selection.to)?;
        let commodities = base.tables.rows(TableName::Commodities);
        let (commodity, goods) = called("commodity", commodities, std::slice::from_ref(commodity))?;
        let has_value = changes.set.iter().any(|change| change.starts_with("cargo.value_per_t="));
        if commodity[0] != VALUED_COMMODITY && !has_value {
            return Err(Failure::Usage(format!(
                "the shipped tables value {VALUED_COMMODITY} alone, and cargo costs interest and losses by its value; \
                 give that of {}: --set cargo.value_per_t=AMOUNT (CNY per tonne)",
                commodity[0]
            )));
        }
        let lot = if tonnes.to_f64() < MAX_LOT_T { format!("lot_t = {tonnes}\n") } else { String::new() };
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "schema = 1\n\
             extends = {corridors:?}\n\
             title = \"{goods} from {from} to {to}\"\n\
             \n\
             [cargo]\n\
             commodity = {key:?}\n\
             {lot}\n\
             [[demand]]\n\
             from = {from_keys:?}\n\
             to = {to_keys:?}\n\
             tonnes_per_year = {tonnes}\n",
            corridors = corridors.display().to_string(),
            goods = goods[0],
            from = from_names.join(", "),
            to = to_names.join(", "),
            key = commodity[0],
            from_keys = from,
            to_keys = to,
        );
        Ok(TypedScenario { path: PathBuf::from(format!("{}-{}-{}.toml", commodity[0], from[0], to[0])), text })
    }
}

/// Returns the folder of tables: beside the working folder, that of the environment, or the one that is shipped.
#[expect(clippy::disallowed_methods, reason = "the question names no file, so its tables are found around it")]
fn tables() -> PathBuf {
    if let Some(folder) = env::var_os(TABLES_VARIABLE) {
        return PathBuf::from(folder);
    }
    let beside = Path::new("scenarios").join(TABLES);
    if beside.join(CORRIDORS).is_file() { beside } else { PathBuf::from(format!("{SHIPPED}/{TABLES}")) }
}

/// Returns the keys and the English names of rows that are called by keys or names, in any of their languages.
fn called(what: &str, rows: &[Row], words: &[String]) -> Result<(Vec<String>, Vec<String>), Failure> {
    let names = |row: &Row| ["key", "name", "name_zh", "name_ru"].map(|column| row.text(column).map(str::to_lowercase));
    let find = |word: &String| {
        let wanted = Some(word.to_lowercase());
        let row = rows.iter().find(|row| names(row).contains(&wanted));
        let both = row.and_then(|row| Some((row.text("key")?, row.text("name").or(row.text("key"))?)));
        both.map(|(key, name)| (key.to_owned(), name.to_owned())).ok_or_else(|| unknown(what, rows, word))
    };
    words.iter().map(find).collect()
}

fn unknown(what: &str, rows: &[Row], word: &str) -> Failure {
    let near = nearest(word, rows.iter().filter_map(|row| row.text("key")));
    let help = near.map_or_else(String::new, |near| format!("; did you mean {near}?"));
    Failure::Usage(format!("the tables have no {what} {word}{help}"))
}

fn incomplete() -> Failure {
    Failure::Usage(
        "name a scenario file, or ask without one: --from PLACE --to PLACE --commodity KEY --tonnes N \
         (`corridor init DIR` writes a small scenario to begin with)"
            .to_owned(),
    )
}

fn tonnes(text: &str) -> Result<Decimal, String> {
    let number = Decimal::parse(text).ok().filter(|number| (0.001..=1e9).contains(&number.to_f64()));
    number.ok_or_else(|| "give tonnes above 0, such as 20000".to_owned())
}
