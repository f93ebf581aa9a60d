//! The commands that need no scenario: `init`, `schema`, `completions`, `man`.

use std::fs;
use std::path::{Path, PathBuf};

use corridor::problem::path_in_words;
use corridor::scenario::shipped_files;

use super::arguments::{CompletionsArguments, InitArguments, ManArguments, SchemaArguments};
use super::failure::{Exit, Failure};
use super::output::{to_stdout, write_file, write_files};

/// The files of the starter, by their path in its folder.
const STARTER: &[(&str, &str)] = &[
    ("scenario.toml", include_str!("template/scenario.toml")),
    ("tables/places.csv", include_str!("template/tables/places.csv")),
    ("tables/legs.csv", include_str!("template/tables/legs.csv")),
    ("tables/tariffs.csv", include_str!("template/tables/tariffs.csv")),
    ("tables/handling.csv", include_str!("template/tables/handling.csv")),
    ("tables/borders.csv", include_str!("template/tables/borders.csv")),
    ("tables/permissions.csv", include_str!("template/tables/permissions.csv")),
    ("tables/services.csv", include_str!("template/tables/services.csv")),
    ("tables/fx.csv", include_str!("template/tables/fx.csv")),
    ("tables/emissions.csv", include_str!("template/tables/emissions.csv")),
    ("tables/equipment.csv", include_str!("template/tables/equipment.csv")),
    ("tables/vehicles.csv", include_str!("template/tables/vehicles.csv")),
    ("tables/commodities.csv", include_str!("template/tables/commodities.csv")),
    ("tables/sources.csv", include_str!("template/tables/sources.csv")),
];

/// The shipped scenario that is shown first.
const SHIPPED_EXAMPLE: &str = "hunchun-ningbo-2019.toml";

/// How to go on from either.
const NEXT: &str = "\
Then:
  corridor guide own-world     your own places, legs and prices
  corridor compare --from hunchun --to ningbo --commodity maize --tonnes 20000
                               a question on the shipped tables, without a file of your own
";

/// Writes the starter or what is shipped, unless any of the files is there already.
pub(super) fn init(arguments: &InitArguments) -> Result<Exit, Failure> {
    let folder = &arguments.folder;
    let starter = STARTER.iter().map(|(name, text)| (Path::new(*name), text.as_bytes()));
    let files: Vec<(&Path, &[u8])> = if arguments.from_shipped { shipped_files() } else { starter.collect() };
    let first = if arguments.from_shipped { SHIPPED_EXAMPLE } else { STARTER[0].0 };
    write_new(folder, &files)?;
    let scenario = folder.join(first);
    let scenario = path_in_words(&scenario);
    let text = format!(
        "Wrote {} files to {}. Try:\n  corridor compare {scenario}\n  corridor explain {scenario}\n{NEXT}",
        files.len(),
        path_in_words(folder)
    );
    to_stdout(text.as_bytes())?;
    Ok(Exit::Answered)
}

/// Writes files into a folder, unless any of them is there already.
pub(super) fn write_new(folder: &Path, files: &[(&Path, &[u8])]) -> Result<(), Failure> {
    let paths: Vec<PathBuf> = files.iter().map(|(name, _)| folder.join(name)).collect();
    if let Some(path) = paths.iter().find(|path| path.exists()) {
        return Err(Failure::Failed(format!("{} is there already; nothing is written", path_in_words(path))));
    }
    for path in &paths {
        make_folder(path.parent().unwrap_or(folder))?;
    }
    let all: Vec<(&Path, &[u8])> =
        paths.iter().map(PathBuf::as_path).zip(files.iter().map(|(_, bytes)| *bytes)).collect();
    write_files(&all, false)
}

/// Prints a JSON Schema.
pub(super) fn schema(arguments: &SchemaArguments) -> Result<Exit, Failure> {
    to_stdout(format!("{:#}\n", arguments.schema).as_bytes())?;
    Ok(Exit::Answered)
}

/// Prints a completion script.
pub(super) fn completions(arguments: &CompletionsArguments, mut command: clap::Command) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, "corridor", &mut script);
    to_stdout(&script)?;
    Ok(Exit::Answered)
}

/// Prints the manual page, or writes the pages of all commands.
pub(super) fn man(arguments: &ManArguments, mut command: clap::Command) -> Result<Exit, Failure> {
    command.build();
    let Some(folder) = &arguments.folder else {
        to_stdout(&manual(&clap_mangen::Man::new(command))?)?;
        return Ok(Exit::Answered);
    };
    make_folder(folder)?;
    let commands: Vec<clap::Command> =
        command.get_subcommands().filter(|sub| sub.get_name() != "help").cloned().collect();
    for command in std::iter::once(command).chain(commands) {
        let page = clap_mangen::Man::new(command);
        write_file(&folder.join(page.get_filename()), &manual(&page)?, arguments.force)?;
    }
    Ok(Exit::Answered)
}

fn manual(man: &clap_mangen::Man) -> Result<Vec<u8>, Failure> {
    let mut page = Vec::new();
    man.render(&mut page).map_err(|error| Failure::Failed(error.to_string()))?;
    Ok(page)
}

fn make_folder(folder: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|error| Failure::file("cannot make the folder", folder, &error))
}
