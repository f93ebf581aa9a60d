//! A question without a scenario file: its ends, commodity and tonnes are typed in, the tables are the shipped ones.

use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};

use clap::Args;

use corridor::analysis::{Changes, Selection};
use corridor::problem::{Problems, path_in_words};
use corridor::scenario::{
    Change, CountedAmount, Override, Row, Rows, SHIPPED, Scenario, TableName, called_rows, similar_rows,
};
use corridor::units::Decimal;

use super::arguments::{LookArguments, Running};
use super::failure::{Failure, say};
use super::output::{replaceable, write_file};

/// The heading of its arguments in the help.
const HEADING: &str = "Without a scenario file";
/// The folder of the shipped tables, below the folder of scenarios.
const TABLES: &str = "northeast-asia";
/// The file in it that gives the corridors of a question that names none.
const CORRIDORS: &str = "corridors.toml";
/// The variable of the environment that names another folder of tables.
const TABLES_VARIABLE: &str = "CORRIDOR_TABLES";
/// The path of the lot.
const LOT: &str = "cargo.lot_t";
/// The most keys of a table that a refusal lists.
const MAX_KEYS_LISTED: usize = 30;
/// The most rows that are guessed for a word.
const MAX_GUESSES: usize = 4;

/// The question itself, where no scenario file asks it.
#[derive(Clone, Debug, Args)]
pub(super) struct Typed {
    /// What is carried, by its key or name in the shipped tables, such as maize
    #[arg(long, value_name = "KEY", help_heading = HEADING)]
    commodity: Option<String>,
    /// Tonnes (1000 kg) a year, or boxes and wagons such as "20 box20/week"
    #[arg(long, value_name = "N", value_parser = tonnes, allow_negative_numbers = true, help_heading = HEADING)]
    tonnes: Option<TypedTonnes>,
    /// Keep the question as a scenario in this file, to change it and ask it again
    #[arg(long, value_name = "FILE", help_heading = HEADING)]
    save: Option<PathBuf>,
}

/// An amount of a year as it is typed in.
#[derive(Clone, Debug)]
enum TypedTonnes {
    /// Tonnes.
    Tonnes(Decimal),
    /// Boxes or wagons, by a text such as `20 box20/week`.
    Counted(String),
}

/// A scenario that was typed in.
pub(super) struct TypedScenario {
    /// The path that it is reported by.
    pub(super) path: PathBuf,
    /// Its text.
    pub(super) text: String,
    /// The file to keep it in, and the text with the changes of the command line.
    kept: Option<(PathBuf, String)>,
    /// What was assumed because nobody said otherwise.
    assumed: String,
}

/// The rows that some words call.
struct Called {
    keys: Vec<String>,
    names: Vec<String>,
}

impl Typed {
    /// Returns whether anything of it is given.
    pub(super) const fn is_given(&self) -> bool {
        self.commodity.is_some() || self.tonnes.is_some() || self.save.is_some()
    }

    /// Returns the file to keep the question in.
    pub(super) fn kept(&self) -> Option<&Path> {
        self.save.as_deref()
    }

    /// Fails early where the question could not be kept in the end.
    pub(super) fn check(&self, look: &LookArguments) -> Result<(), Failure> {
        let Some(path) = self.save.as_deref() else { return Ok(()) };
        if look.output.as_deref() == Some(path) {
            let path = path_in_words(path);
            return Err(Failure::Usage(format!("--output and --save are both {path}: give them files of their own")));
        }
        replaceable(path, look.force)
    }

    /// Writes the scenario that asks the question.
    pub(super) fn scenario(&self, select: &Selection, changes: &Changes) -> Result<TypedScenario, Failure> {
        let (Some(commodity), Some(tonnes), false, false) =
            (&self.commodity, &self.tonnes, select.from.is_empty(), select.to.is_empty())
        else {
            return Err(self.incomplete(select));
        };
        let folder = tables();
        let base = tables_alone(&folder).map_err(Failure::Invalid)?;
        let from = called("place", TableName::Places, &base, &select.from)?;
        let to = called("place", TableName::Places, &base, &select.to)?;
        let goods = called("commodity", TableName::Commodities, &base, std::slice::from_ref(commodity))?;
        let (tonnes, written) = match tonnes {
            TypedTonnes::Tonnes(tonnes) => (*tonnes, tonnes.to_string()),
            TypedTonnes::Counted(text) => {
                let counted = CountedAmount::of(&base, "--tonnes", text, &goods.keys[0]);
                (counted.map_err(|problem| Failure::Invalid(problem.into()))?.tonnes, format!("{text:?}"))
            }
        };
        let cargo = &base.document.cargo;
        let sets = |path: &str| changes.set.iter().any(|change| change.starts_with(path));
        if goods.keys[0] != cargo.commodity.value && !sets("cargo.value_per_t=") {
            return Err(Failure::Usage(format!(
                "the tables in {} give the value of {} alone, and cargo costs interest and losses by its value; give \
                 that of {}: --set cargo.value_per_t=AMOUNT ({} per tonne)",
                path_in_words(&folder),
                cargo.commodity.value,
                goods.keys[0],
                base.document.currency.value
            )));
        }
        let overrides = changes.overrides().map_err(Failure::Invalid)?;
        let (of_cargo, others): (Vec<&Override>, Vec<&Override>) =
            overrides.iter().partition(|change| is_of_cargo(change));
        let lot = if tonnes.to_f64() < cargo.lot_t.value.to_f64() { tonnes } else { cargo.lot_t.value };
        let lot_key = if of_cargo.iter().any(|change| change.path == LOT) {
            String::new()
        } else if lot == tonnes {
            format!("lot_t = {tonnes}\n")
        } else {
            format!("# {lot} t are shipped at once, unless another lot is given:\n# lot_t = 500\n")
        };
        let mut assumed = Vec::new();
        if !sets(&format!("{LOT}=")) {
            assumed.push(format!("{lot} t shipped at once (--set cargo.lot_t=500 takes another lot)"));
        }
        if changes.date.is_none() {
            assumed.push(format!("prices and permissions of {} (--date takes another day)", base.document.date.value));
        }
        let name = format!("{}-{}-{}.toml", goods.keys[0], from.keys[0], to.keys[0]);
        let path = self.save.clone().unwrap_or_else(|| PathBuf::from(name));
        let of_cargo = section_keys(&of_cargo);
        let text = |others: &[&Override]| {
            let (first, set) = changed_keys(others);
            format!(
                "schema = 1\n\
                 extends = {corridors:?}\n\
                 title = \"{name} from {from_names} to {to_names}\"\n\
                 {first}\n\
                 [cargo]\n\
                 commodity = {key:?}\n\
                 {lot_key}{of_cargo}\n\
                 [[demand]]\n\
                 from = {from:?}\n\
                 to = {to:?}\n\
                 tonnes_per_year = {written}\n\
                 {set}",
                corridors = seen_from(&path, &folder).join(CORRIDORS).display().to_string(),
                name = goods.names[0],
                from_names = from.names.join(", "),
                to_names = to.names.join(", "),
                key = goods.keys[0],
                from = from.keys,
                to = to.keys,
            )
        };
        let kept = self.save.clone().map(|file| (file, text(&others)));
        Ok(TypedScenario { text: text(&[]), path, kept, assumed: assumed.join(", ") })
    }

    /// Names what is missing of the question.
    fn incomplete(&self, select: &Selection) -> Failure {
        let parts = [
            ("--from PLACE", select.from.is_empty()),
            ("--to PLACE", select.to.is_empty()),
            ("--commodity KEY", self.commodity.is_none()),
            ("--tonnes N", self.tonnes.is_none()),
        ];
        let missing: Vec<&str> = parts.iter().filter(|(_, is_missing)| *is_missing).map(|(part, _)| *part).collect();
        Failure::Usage(match missing.len() {
            4 => format!(
                "name a scenario file, or ask without one: {} (`corridor init DIR` writes a small scenario to begin with)",
                missing.join(" ")
            ),
            _ => format!("to ask without a scenario file, give as well: {}", missing.join(" ")),
        })
    }
}

impl TypedScenario {
    /// Returns the file to keep it in.
    pub(super) fn kept(&self) -> Option<&Path> {
        self.kept.as_ref().map(|(path, _)| path.as_path())
    }

    /// Keeps the question if that is asked for, and says what was assumed and how to go on.
    pub(super) fn close(&self, look: &LookArguments, running: &Running) -> Result<(), Failure> {
        if let Some((path, text)) = &self.kept {
            write_file(path, text.as_bytes(), look.force)?;
        }
        if running.quiet || !look.format().is_page() {
            return Ok(());
        }
        if !self.assumed.is_empty() {
            say(&format!("Assumed: {}.", self.assumed));
        }
        say(&match &self.kept {
            Some((path, _)) => format!(
                "The question is kept in {path}: change it there and ask again with `corridor compare {path}`.",
                path = path_in_words(path)
            ),
            None => {
                "The same command with --save question.toml keeps the question as a scenario, to change it.".to_owned()
            }
        });
        Ok(())
    }
}

/// Returns whether a change gives a figure of the goods, which the scenario itself can say: then no bounds of other goods
/// are left to it.
fn is_of_cargo(change: &Override) -> bool {
    let is_number = matches!(&change.change, Change::To(value) if Decimal::parse(value).is_ok());
    is_number && change.path.strip_prefix("cargo.").is_some_and(|key| !key.contains('.'))
}

/// Writes changes of figures of the goods as keys of the section `[cargo]`.
fn section_keys(changes: &[&Override]) -> String {
    let mut keys = BTreeMap::new();
    for Override { path, change, .. } in changes {
        if let (Some(key), Change::To(value)) = (path.strip_prefix("cargo."), change) {
            keys.insert(key, value);
        }
    }
    keys.iter().fold(String::new(), |text, (key, value)| format!("{text}{key} = {value}\n"))
}

/// Writes changes as keys of a scenario: those before the sections, and the sections `[[quote]]` and `[set]`.
fn changed_keys(overrides: &[&Override]) -> (String, String) {
    let (mut first, mut set, mut quoted) = (String::new(), String::new(), String::new());
    for change in overrides {
        let value = match &change.change {
            Change::Times(factor) => format!("{{ times = {factor} }}"),
            Change::Plus(more) => format!("{{ plus = {more} }}"),
            Change::Quoted(text) => {
                quoted.extend(["\n[[quote]]\ntext = ", &format!("{text:?}"), "\n"]);
                continue;
            }
            Change::To(value) if change.path == "date" || Decimal::parse(value).is_ok() => value.clone(),
            Change::To(value) => format!("{value:?}"),
        };
        if change.path == "date" {
            first = format!("date = {value}\n");
        } else {
            set.extend([&format!("{:?}", change.path), " = ", &value, "\n"]);
        }
    }
    let set = if set.is_empty() { set } else { format!("\n[set]\n{set}") };
    (first, quoted + &set)
}

/// Returns the folder of tables: beside the working folder, that of the environment, or the one that is shipped.
#[expect(clippy::disallowed_methods, reason = "the question names no file, so its tables are found around it")]
pub(super) fn tables() -> PathBuf {
    if let Some(folder) = env::var_os(TABLES_VARIABLE) {
        return PathBuf::from(folder);
    }
    let beside = Path::new("scenarios").join(TABLES);
    if beside.join(CORRIDORS).is_file() { beside } else { PathBuf::from(format!("{SHIPPED}{TABLES}")) }
}

/// Reads a folder of tables with its corridors and without a question.
pub(super) fn tables_alone(folder: &Path) -> Result<Scenario, Problems> {
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut scenario = Scenario::load_base(&folder.join(CORRIDORS), &[])?;
    scenario.name = name;
    Ok(scenario)
}

/// Returns the path of a folder as a file elsewhere names it.
fn seen_from(file: &Path, folder: &Path) -> PathBuf {
    let is_here = file.parent().is_none_or(|parent| parent.as_os_str().is_empty());
    if is_here || folder.to_string_lossy().starts_with(SHIPPED) {
        return folder.to_owned();
    }
    std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned())
}

/// Finds the rows that are called by keys or names, in any of their languages.
fn called(what: &str, table: TableName, base: &Scenario, words: &[String]) -> Result<Called, Failure> {
    let rows = base.tables.rows(table);
    let mut called = Called { keys: Vec::new(), names: Vec::new() };
    for word in words {
        let row = match called_rows(rows, word).as_slice() {
            [] => return Err(unknown(what, table, rows, word)),
            [first, others @ ..] if others.iter().any(|row| row.key() != first.key()) => {
                let keys: Vec<&str> = std::iter::once(first).chain(others).map(|row| row.key()).collect();
                let keys = keys.join(" or ");
                return Err(Failure::Usage(format!("the name {word} has more than one {what}: give the key, {keys}")));
            }
            [row, ..] => *row,
        };
        called.keys.push(row.key().to_owned());
        called.names.push(row.text("name").unwrap_or(row.key()).to_owned());
    }
    Ok(called)
}

fn unknown(what: &str, table: TableName, rows: Rows<'_>, word: &str) -> Failure {
    let with_name = |row: &Row<'_>| format!("{} ({})", row.key(), row.names().skip(1).collect::<Vec<_>>().join(", "));
    let near: Vec<String> = similar_rows(rows, word).iter().take(MAX_GUESSES).map(with_name).collect();
    let help = match (near.is_empty(), rows.len() <= MAX_KEYS_LISTED) {
        (false, _) => format!("; did you mean {}?", near.join(" or ")),
        (true, true) => format!("; there are {}", rows.iter().map(Row::key).collect::<Vec<_>>().join(", ")),
        (true, false) => String::new(),
    };
    let table = table.as_str();
    Failure::Usage(format!("the tables have no {what} {word}{help}\n`corridor show {table}` lists all {}", rows.len()))
}

fn tonnes(text: &str) -> Result<TypedTonnes, String> {
    let is_grouped = text.contains([',', ' ', '_', '\'']) && text.contains(|sign: char| sign.is_ascii_digit());
    let number = Decimal::parse(text).ok().filter(|number| (0.001..=1e9).contains(&number.to_f64()));
    let counted = || CountedAmount::is_written(text).then(|| TypedTonnes::Counted(text.to_owned()));
    number.map(TypedTonnes::Tonnes).or_else(counted).ok_or_else(|| {
        let help =
            if is_grouped { "write the digits without separators" } else { "give tonnes above 0, at most 1000000000" };
        format!("{help}, such as 20000, or boxes and wagons such as \"20 box20/week\"")
    })
}
