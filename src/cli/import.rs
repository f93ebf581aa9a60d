//! `import`: a scenario made of a spreadsheet, a list of places, a map or a timetable.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueEnum};
use corridor::problem::{Severity, SourceFile, path_in_words};
use corridor::scenario::{
    DecimalMark, GtfsOptions, ImportError, ImportFile, ImportOptions, Imported, SheetKind, SheetRead, import_map,
    import_tables, read_feed, read_file, scenario_of_feed,
};
use corridor::units::{Date, Decimal};

use super::failure::{Exit, Failure};
use super::output::{counted, to_stdout};
use super::produce::write_new;

/// The examples below the help.
pub(super) const EXAMPLES: &str = "\
Examples:
  corridor import xlsx rates.xlsx world --country KZ
  corridor import csv legs.csv world --places places.csv
  corridor import geojson railways.geojson world --snap-km 2 --country KZ
  corridor import osm extract.osm world --country KZ
  corridor import unlocode rows.csv world --link-km 300
  corridor import gtfs feed.zip ferries --country NL";

/// The kinds of files that are imported.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
enum ImportKind {
    /// Tables of legs and places as CSV: any usual encoding, separator and decimal sign, headings in English, Chinese or Russian
    Csv,
    /// The same as sheets of a workbook
    Xlsx,
    /// A map: lines are legs, points are places
    Geojson,
    /// An extract of OpenStreetMap as XML: railways, trunk roads, ferries, stations, ports, border crossings
    Osm,
    /// Rows of UN/LOCODE in their own form
    Unlocode,
    /// A public timetable: a folder or ZIP archive of the General Transit Feed Specification
    Gtfs,
}

/// What a comma between digits is.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Comma {
    /// Decimals begin at a point
    Point,
    /// Decimals begin at a comma
    Comma,
}

/// Arguments of `import`.
#[derive(Debug, Args)]
pub(super) struct ImportArguments {
    /// The kind of what is read
    #[arg(value_name = "KIND")]
    kind: ImportKind,
    /// The file to read; of a timetable, a folder or ZIP archive
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The folder to write to; files that are there already are never replaced
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// A table of places beside that of legs: CSV, a workbook, or rows of UN/LOCODE
    #[arg(long, value_name = "FILE")]
    places: Option<PathBuf>,
    /// The country of places of which the file does not say it, by its two letters
    #[arg(long, value_name = "XX", value_parser = capitals::<2>)]
    country: Option<String>,
    /// The currency of prices whose heading names none
    #[arg(long, value_name = "CODE", default_value = "EUR", value_parser = capitals::<3>)]
    currency: String,
    /// The day that the scenario asks for; of a timetable, otherwise the first on which anything runs
    #[arg(long, value_name = "DAY", value_parser = |text: &str| Date::parse(text))]
    date: Option<Date>,
    /// The place from which the scenario asks; otherwise an end of the longest way
    #[arg(long, value_name = "PLACE")]
    from: Option<String>,
    /// The place to which it asks; otherwise the other end
    #[arg(long, value_name = "PLACE")]
    to: Option<String>,
    /// The mode of legs that name none; rail otherwise
    #[arg(long, value_name = "MODE")]
    mode: Option<String>,
    /// What great circles are multiplied by to be lengths; otherwise 1.25 for rail, 1.3 road, 1.2 sea, 1.4 waterway
    #[arg(long, value_name = "FACTOR", value_parser = |text: &str| Decimal::parse(text))]
    winding: Option<Decimal>,
    /// The kilometres within which ends of lines of a map are one place
    #[arg(long, value_name = "KM", default_value_t = 1.0)]
    snap_km: f64,
    /// Join places without legs that lie within so many kilometres
    #[arg(long, value_name = "KM")]
    link_km: Option<f64>,
    /// The encoding of texts, such as gbk or windows-1251; otherwise it is guessed
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    /// What a comma in a number is; otherwise it is guessed from all numbers
    #[arg(long, value_name = "SIGN")]
    decimal: Option<Comma>,
    /// Read the headings as an earlier import saved them (import.toml)
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
}

/// The day that an imported scenario without a timetable asks for: its tables hold on any.
const ANY_DAY: &str = "2024-01-01";

/// Reads a code of so many capital letters.
fn capitals<const N: usize>(word: &str) -> Result<String, String> {
    let is_code = word.len() == N && word.bytes().all(|byte| byte.is_ascii_uppercase());
    if is_code { Ok(word.to_owned()) } else { Err(format!("give {N} capital letters")) }
}

fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    read_file(path).map_err(|error| Failure::file("cannot read", path, &error))
}

/// Reads the headings of an earlier import.
fn saved_headings(path: &Path) -> Result<Arc<SourceFile>, Failure> {
    let text = String::from_utf8(bytes(path)?)
        .map_err(|_| Failure::Failed(format!("{} is not UTF-8 text: save it as UTF-8", path_in_words(path))))?;
    Ok(Arc::new(SourceFile::new(path_in_words(path), text)))
}

impl ImportArguments {
    /// Reads the file and writes the scenario.
    pub(super) fn run(&self) -> Result<Exit, Failure> {
        if self.kind == ImportKind::Gtfs {
            return self.timetable();
        }
        if matches!(self.kind, ImportKind::Geojson | ImportKind::Osm) && self.places.is_some() {
            return Err(Failure::Usage("--places belongs to tables: put points into the map itself".to_owned()));
        }
        let file = bytes(&self.file)?;
        let places = self.places.as_deref().map(|path| Ok::<_, Failure>((path, bytes(path)?))).transpose()?;
        let mapping = self.mapping.as_deref().map(saved_headings).transpose()?;
        let date = self.date.or_else(|| Date::parse(ANY_DAY).ok());
        let options = ImportOptions {
            country: self.country.clone(),
            currency: self.currency.clone(),
            date: date.ok_or_else(|| Failure::Failed(format!("{ANY_DAY} is no day")))?,
            from: self.from.clone(),
            to: self.to.clone(),
            mode: self.mode.clone(),
            winding: self.winding,
            snap_km: self.snap_km,
            link_km: self.link_km,
            encoding: self.encoding.clone(),
            decimal: self.decimal.map(|sign| match sign {
                Comma::Point => DecimalMark::Point,
                Comma::Comma => DecimalMark::Comma,
            }),
            mapping,
        };
        let own = ImportFile { path: &self.file, bytes: &file };
        let beside = places.as_ref().map(|(path, bytes)| ImportFile { path, bytes });
        let made = match self.kind {
            ImportKind::Geojson | ImportKind::Osm => import_map(own, &options),
            _ => import_tables(&[Some(own), beside].into_iter().flatten().collect::<Vec<_>>(), &options),
        };
        let made = made.map_err(|error| match error {
            ImportError::Option(message) => Failure::Failed(message),
            ImportError::Problems(problems) => Failure::Invalid(problems),
        })?;
        let files: Vec<(&Path, &[u8])> =
            made.files.iter().map(|(name, text)| (Path::new(*name), text.as_bytes())).collect();
        write_new(&self.folder, &files)?;
        to_stdout(page(&made, &self.folder).as_bytes())?;
        Ok(Exit::Answered)
    }

    /// Reads a timetable and writes the scenario.
    fn timetable(&self) -> Result<Exit, Failure> {
        let files = read_feed(&self.file).map_err(|error| Failure::file("cannot read", &self.file, &error))?;
        let country = self.country.clone();
        let options = GtfsOptions {
            country: country.ok_or_else(|| {
                Failure::Usage("a timetable does not say the country of its stops: give --country XX".to_owned())
            })?,
            currency: self.currency.clone(),
            date: self.date,
            from: self.from.clone(),
            to: self.to.clone(),
        };
        let made = scenario_of_feed(&files, &options)
            .map_err(|error| Failure::Failed(format!("{}: {error}", path_in_words(&self.file))))?;
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

/// Describes how the files were read, what was supposed, and what to do next.
fn page(made: &Imported, folder: &Path) -> String {
    let mut text = String::new();
    for sheet in &made.sheets {
        text += &how_read(sheet);
    }
    let of = |number: usize, word: &str| counted(number as u64, word);
    let _ =
        writeln!(text, "Wrote {} and {} to {}.", of(made.places, "place"), of(made.legs, "leg"), path_in_words(folder));
    for (mode, legs, winding) in &made.computed {
        let legs = of(*legs, "leg");
        let _ = writeln!(text, "- {legs} by {mode} had no length: great circle x {winding}, graded computed.");
    }
    let (moved, furthest) = made.snapped;
    let moved_ends = format!("of lines moved to a place, by up to {furthest:.2} km.");
    let counts = [
        (moved, "end", moved_ends.as_str()),
        (made.shorter, "line", "shorter than --snap-km left out."),
        (
            made.one_way_by_rows,
            "leg",
            "taken as one way: nothing says the direction, and a row stands for the other one.",
        ),
        (
            made.without_direction,
            "leg",
            "taken as both ways: nothing says the direction (a column Both ways: yes or no).",
        ),
        (made.without_price, "leg", "without a price, at a cost of 0: fill in cost_per_t in tables/legs.csv."),
        (made.at_usual_speed, "leg", "without a time, at a usual speed: correct tables/vehicles.csv."),
        (made.without_country, "place", "without a country, given XX: say it with --country."),
    ];
    for (number, what, how) in counts.into_iter().filter(|(number, ..)| *number > 0) {
        let _ = writeln!(text, "- {} {how}", of(number, what));
    }
    if !made.other_currencies.is_empty() {
        let codes = made.other_currencies.join(", ");
        let _ = writeln!(
            text,
            "- Prices in {codes} need a rate: write tables/fx.csv with key,currency,quote,rate,source,grade,note."
        );
    }
    text += "- Loading, unloading and changing cost 0 and no time: fill in tables/handling.csv.\n";
    let _ = writeln!(
        text,
        "- The question is from {} to {}; goods, lot and value in scenario.toml are to be replaced.",
        made.asked.0, made.asked.1
    );
    for (severity, title) in [(Severity::Warning, "Supposed"), (Severity::Error, "Not read")] {
        let own = made.problems.iter().filter(|problem| problem.code.severity() == severity);
        let lines: Vec<String> = own.map(ToString::to_string).collect();
        if !lines.is_empty() {
            let _ = write!(text, "\n{title}:\n\n{}\n", lines.join("\n"));
        }
    }
    if !made.problems.is_empty() {
        text.push('\n');
    }
    let scenario = folder.join("scenario.toml");
    let _ = writeln!(text, "Try:\n  corridor compare {}", path_in_words(&scenario));
    text
}

/// Describes how a file or sheet was read.
fn how_read(sheet: &SheetRead) -> String {
    let Some((kind, row)) = sheet.table else {
        let mut text =
            format!("{}: not read, no row names the ends of legs (From, To) or places (Name, Town, City)", sheet.name);
        if !sheet.first_row.is_empty() {
            let _ = write!(text, "; its first row is {}", sheet.first_row.join(" | ").replace('\n', " "));
        }
        return text + ".\n";
    };
    let what = if kind == SheetKind::Legs { "legs" } else { "places" };
    let mut text = format!("{}: {} of {what}", sheet.name, counted(sheet.rows as u64, "row"));
    if row > 0 {
        let _ = write!(text, ", headings in row {row}");
    }
    if let Some(encoding) = sheet.encoding {
        let _ = write!(text, ", {encoding}");
    }
    let separator = match sheet.separator {
        Some(';') => Some("semicolons"),
        Some('\t') => Some("tabs"),
        Some('|') => Some("bars"),
        Some(_) => Some("commas"),
        None => None,
    };
    if let Some(separator) = separator {
        let _ = write!(text, ", cells between {separator}");
    }
    if sheet.decimal == DecimalMark::Comma {
        text += ", decimals behind commas";
    }
    text += ".\n";
    for own in &sheet.headings {
        let heading = own.heading.replace('\n', " ");
        if heading.is_empty() {
            continue;
        }
        match (&own.column, &own.unit) {
            (Some(column), Some(unit)) => {
                let _ = writeln!(text, "  {heading} -> {column}, in {unit}");
            }
            (Some(column), None) => {
                let _ = writeln!(text, "  {heading} -> {column}");
            }
            (None, _) => {
                let belongs = own.belongs.map_or_else(String::new, |file| format!(": it belongs into tables/{file}"));
                let _ = writeln!(text, "  {heading} is not read{belongs}");
            }
        }
    }
    text
}
