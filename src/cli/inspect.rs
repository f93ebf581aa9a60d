//! The commands that look into scenarios: `check`, `show`, `sources`, `diff`, `test`.

use std::path::Path;

use corridor::analysis;
use corridor::analysis::listing::Listing;
use corridor::analysis::listing::ShowWhat;
use corridor::answer::Prepared;
use corridor::present::pages::listing;
use corridor::present::{csv, json};
use corridor::problem::{Problems, nearest};
use corridor::scenario::TableName;

use super::answer::prepare;
use super::arguments::{
    Changes, CheckArguments, DiffArguments, Format, Look, Running, ScenariosArguments, ShowArguments,
};
use super::failure::{Exit, Failure, draw};
use super::output::to_stdout;

const FORMATS: &[Format] = &[Format::Table, Format::Markdown, Format::Json, Format::Csv];

/// Checks scenarios and says of each whether it is valid.
pub(super) fn check(arguments: &CheckArguments) -> Result<Exit, Failure> {
    let mut lines = Vec::new();
    let mut exit = Exit::Answered;
    for path in &arguments.input.scenarios {
        // Warnings belong to the answer of this command, so they are shown even where it is to be quiet.
        let mut quiet = arguments.input.changes.clone();
        quiet.running.quiet = true;
        let name = path.display();
        match prepare(std::slice::from_ref(path), &quiet) {
            Ok(cases) => {
                let warnings: usize = cases.iter().map(|case| case.warnings().len()).sum();
                for case in &cases {
                    draw(case.warnings());
                }
                lines.push(match warnings {
                    0 => format!("{name}: valid\n"),
                    1 => format!("{name}: valid, 1 warning\n"),
                    number => format!("{name}: valid, {number} warnings\n"),
                });
                if arguments.strict && warnings > 0 {
                    exit = Exit::Invalid;
                }
            }
            Err(Failure::Invalid(problems)) => {
                draw(&problems);
                lines.push(format!("{name}: not valid, {}\n", counted(&problems)));
                exit = Exit::Invalid;
            }
            Err(other) => return Err(other),
        }
    }
    to_stdout(lines.concat().as_bytes())?;
    Ok(exit)
}

fn counted(problems: &Problems) -> String {
    if problems.len() == 1 { "1 problem".to_owned() } else { format!("{} problems", problems.len()) }
}

/// Lists what a scenario holds.
pub(super) fn show(arguments: &ShowArguments) -> Result<Exit, Failure> {
    arguments.look.check("show", FORMATS)?;
    let what = match arguments.what.as_str() {
        "tables" => ShowWhat::Tables,
        "figures" => ShowWhat::Figures,
        "network" => ShowWhat::Network,
        "unused" => ShowWhat::Unused,
        word => ShowWhat::Table(TableName::named(word).ok_or_else(|| unknown(word))?),
    };
    let case = one(&arguments.scenario, &arguments.changes)?;
    write(&arguments.look, &[case.show(what)])
}

fn unknown(word: &str) -> Failure {
    let words = ["tables", "figures", "network", "unused"];
    let tables: Vec<&str> = TableName::ALL.into_iter().map(TableName::as_str).collect();
    let help = nearest(word, words.into_iter().chain(tables.iter().copied()));
    let help = help.map_or_else(String::new, |near| format!("; did you mean {near}?"));
    Failure::Usage(format!(
        "there is no {word} to show{help}; take {}, or a table: {}",
        words.join(", "),
        tables.join(", ")
    ))
}

/// Lists the documents behind scenarios.
pub(super) fn sources(arguments: &ScenariosArguments) -> Result<Exit, Failure> {
    arguments.look.check("sources", FORMATS)?;
    let cases = prepare(&arguments.input.scenarios, &arguments.input.changes)?;
    let listings: Vec<Listing> = cases.iter().map(Prepared::sources).collect();
    write(&arguments.look, &listings)
}

/// Lists what differs between two scenarios.
pub(super) fn diff(arguments: &DiffArguments) -> Result<Exit, Failure> {
    arguments.look.check("diff", FORMATS)?;
    let running = Running { threads: 0, instructions: None, quiet: true };
    let changes = Changes { set: Vec::new(), date: None, running };
    let (first, second) = (one(&arguments.first, &changes)?, one(&arguments.second, &changes)?);
    write(&arguments.look, &analysis::listing::diff(&first, &second))
}

/// Checks what scenarios expect of their answers.
pub(super) fn test(arguments: &ScenariosArguments) -> Result<Exit, Failure> {
    arguments.look.check("test", FORMATS)?;
    let cases = prepare(&arguments.input.scenarios, &arguments.input.changes)?;
    let mut expectations = Vec::new();
    for case in &cases {
        expectations.extend(case.expectations(&case.answers()));
    }
    write(&arguments.look, &[listing::expectations(&expectations)])?;
    let met = expectations.iter().all(|expectation| expectation.met);
    Ok(if met { Exit::Answered } else { Exit::Unmet })
}

fn one(path: &Path, changes: &Changes) -> Result<Prepared, Failure> {
    let mut cases = prepare(&[path.to_owned()], changes)?;
    cases.pop().ok_or_else(|| Failure::Failed(format!("{} gives no scenario", path.display())))
}

fn write(look: &Look, listings: &[Listing]) -> Result<Exit, Failure> {
    look.write(&match look.format {
        Format::Json => json::listings(listings),
        Format::Csv => csv::listings(listings),
        _ => look.page(&listing::page(listings)),
    })?;
    Ok(Exit::Answered)
}
