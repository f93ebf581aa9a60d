//! `import`: a scenario made of a timetable feed.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use corridor::problem::path_in_words;
use corridor::scenario::{GtfsOptions, read_feed, scenario_of_feed};
use corridor::units::Date;

use super::failure::{Exit, Failure};
use super::output::to_stdout;
use super::produce::write_new;

/// The examples below the help.
pub(super) const EXAMPLES: &str = "\
Examples:
  corridor import gtfs feed.zip ferries --country NL
  corridor import gtfs feed-folder ferries --country NL --from STOP_1 --to STOP_2 --date 2018-06-01";

/// The kinds of files that are imported.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum ImportKind {
    /// A public timetable: a folder or ZIP archive of the General Transit Feed Specification
    Gtfs,
}

/// Arguments of `import`.
#[derive(Debug, Args)]
pub(super) struct ImportArguments {
    /// The kind of what is read
    #[arg(value_name = "KIND")]
    kind: ImportKind,
    /// The folder or the ZIP archive to read
    #[arg(value_name = "FEED")]
    feed: PathBuf,
    /// The folder to write to; files that are there already are never replaced
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The country of all stops, by its two letters: a feed does not say it
    #[arg(long, value_name = "XX", value_parser = capitals::<2>)]
    country: String,
    /// The currency of the prices that are filled in later
    #[arg(long, value_name = "XXX", default_value = "EUR", value_parser = capitals::<3>)]
    currency: String,
    /// The day that the scenario asks for; otherwise the first on which anything runs
    #[arg(long, value_name = "DAY", value_parser = |text: &str| Date::parse(text))]
    date: Option<Date>,
    /// The stop from which the scenario asks, by its key in the feed; otherwise the beginning of the longest chain of stops
    #[arg(long, value_name = "STOP")]
    from: Option<String>,
    /// The stop to which it asks; otherwise the end of that chain
    #[arg(long, value_name = "STOP")]
    to: Option<String>,
}

/// Reads a code of so many capital letters.
fn capitals<const N: usize>(word: &str) -> Result<String, String> {
    let is_code = word.len() == N && word.bytes().all(|byte| byte.is_ascii_uppercase());
    if is_code { Ok(word.to_owned()) } else { Err(format!("give {N} capital letters")) }
}

impl ImportArguments {
    /// Reads the feed and writes the scenario.
    pub(super) fn run(&self) -> Result<Exit, Failure> {
        let ImportKind::Gtfs = self.kind;
        let files = read_feed(&self.feed).map_err(|error| Failure::file("cannot read", &self.feed, &error))?;
        let options = GtfsOptions {
            country: self.country.clone(),
            currency: self.currency.clone(),
            date: self.date,
            from: self.from.clone(),
            to: self.to.clone(),
        };
        let made = scenario_of_feed(&files, &options)
            .map_err(|error| Failure::Failed(format!("{}: {error}", path_in_words(&self.feed))))?;
        let files: Vec<(&Path, &[u8])> =
            made.files.iter().map(|(name, text)| (Path::new(*name), text.as_bytes())).collect();
        write_new(&self.folder, &files)?;
        let mut text = format!(
            "Wrote {} places, {} legs, {} services and {} departures to {}.\n",
            made.places,
            made.legs,
            made.services,
            made.departures,
            path_in_words(&self.folder),
        );
        let left_out = [
            (
                made.trips_by_other_modes,
                "trips are left out: their routes are by air, cable or another way without goods",
            ),
            (made.stops_without_time, "stops have no time: trips pass them"),
        ];
        for (number, what) in left_out.into_iter().filter(|(number, _)| *number > 0) {
            let _ = writeln!(text, "{number} {what}.");
        }
        let scenario = self.folder.join("scenario.toml");
        let _ = writeln!(
            text,
            "A feed has no prices: every leg and every handling costs 0 until you fill it in (cost_per_t in legs.csv, price \
             in handling.csv).\nTry:\n  corridor compare {}",
            path_in_words(&scenario)
        );
        to_stdout(text.as_bytes())?;
        Ok(Exit::Answered)
    }
}
