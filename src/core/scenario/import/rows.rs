//! Tables of legs and places with other people's headings.

use crate::problem::{Code, Problem, Span};
use crate::units::{Decimal, TradeUnit};

use super::headings::{self, HeadingRead, HeadingUnit, SheetKind, mode_named, unit_of};
use super::text::{DecimalMark, GridCell, SheetGrid, plain_number};
use super::world::{ImportedLeg, ImportedPlace, ImportedWorld, LegPrice, Origin, position};
use crate::scenario::TableName;
use crate::scenario::number::decimal_in;
use crate::scenario::{degrees, unread};

/// The rows among which the headings are looked for: titles and notes stand above them.
const MAX_ROWS_BEFORE_DATA: usize = 20;
/// A sheet with the row of its headings and what they are.
pub(super) struct SheetTable {
    pub(super) grid: SheetGrid,
    found: Option<(SheetKind, usize)>,
    headings: Vec<HeadingRead>,
}

/// One row under its headings.
struct SheetRow<'a> {
    table: &'a SheetTable,
    at: usize,
    sign: Option<DecimalMark>,
}

impl SheetTable {
    /// Finds the row whose cells are headings of legs or of places; headings of an earlier import are read as they were then.
    pub(super) fn find(grid: SheetGrid, saved: &[HeadingRead]) -> Self {
        let mut best: Option<(usize, SheetKind, usize, Vec<HeadingRead>)> = None;
        for (at, row) in grid.rows.iter().enumerate().take(MAX_ROWS_BEFORE_DATA) {
            let texts: Vec<&str> = row.iter().map(|cell| cell.text.as_str()).collect();
            for kind in [SheetKind::Legs, SheetKind::Places] {
                let read = with_saved(headings::matched(&texts, kind), saved, kind);
                let has = |column: &&str| read.iter().any(|own| own.column.as_deref() == Some(column));
                let count = read.iter().filter(|own| own.column.is_some()).count();
                // A list of places says more of them than a name, so that a lone title is no table.
                let is_table = headings::needed(kind).iter().all(has) && count >= 2;
                if is_table && best.as_ref().is_none_or(|(most, ..)| count > *most) {
                    best = Some((count, kind, at, read));
                }
            }
        }
        match best {
            Some((_, kind, at, headings)) => Self { grid, found: Some((kind, at)), headings },
            None => Self { grid, found: None, headings: Vec::new() },
        }
    }

    pub(super) fn kind(&self) -> Option<SheetKind> {
        self.found.map(|(kind, _)| kind)
    }

    /// Returns what the rows are, and the row of the headings, counted from 1.
    pub(super) fn place(&self) -> Option<(SheetKind, usize)> {
        self.found.map(|(kind, at)| (kind, at + 1))
    }

    pub(super) fn headings(&self) -> &[HeadingRead] {
        &self.headings
    }

    /// Reads the rows and returns their number.
    pub(super) fn read(&self, sign: Option<DecimalMark>, world: &mut ImportedWorld<'_>) -> usize {
        let Some((kind, heading)) = self.found else { return 0 };
        let units: Vec<Option<HeadingUnit>> = self.headings.iter().map(|own| self.unit(own, world)).collect();
        let mut read = 0;
        for at in heading + 1..self.grid.rows.len() {
            if self.grid.rows[at].iter().all(|cell| cell.text.is_empty()) {
                continue;
            }
            let row = SheetRow { table: self, at, sign };
            let made = match kind {
                SheetKind::Legs => row.leg(&units, world).map(|leg| world.add_leg(leg)),
                SheetKind::Places => row.place().map(|place| world.add_place(place)),
            };
            match made {
                Ok(()) => read += 1,
                Err(problem) => world.problems.push(problem),
            }
        }
        if read == 0 {
            let problem = Problem::new(
                Code::EmptyTable,
                format!("`{}` has headings and no row that can be read", self.grid.source.name),
            );
            world.problems.push(problem.at(&self.grid.span(heading, 0)));
        }
        read
    }

    /// Returns the unit of a column; a unit that is not known is a problem, and the column is not read.
    fn unit(&self, own: &HeadingRead, world: &mut ImportedWorld<'_>) -> Option<HeadingUnit> {
        let column = own.column.as_deref()?;
        let unit = unit_of(column, own.unit.as_deref(), world.currency());
        if unit.is_none() {
            let named = own.unit.as_deref().unwrap_or_default();
            let message = format!("`{}`: the unit `{named}` is not known, and the column is not read", own.heading);
            let help = match column {
                "cost_per_t" => {
                    "write a price per tonne, such as USD/t or 元/吨; prices per box, wagon or mile belong into tariffs.csv"
                }
                _ => "write a usual unit, such as km, 公里, mi, h, days or 天, or leave it out",
            };
            let (row, at) = (self.found.map_or(0, |(_, at)| at), self.headings.iter().position(|known| known == own));
            world
                .problems
                .push(Problem::new(Code::UnknownColumn, message).at(&self.grid.span(row, at.unwrap_or(0))).help(help));
        }
        unit
    }
}

/// Replaces the columns of headings by those that an earlier import saved.
fn with_saved(mut read: Vec<HeadingRead>, saved: &[HeadingRead], kind: SheetKind) -> Vec<HeadingRead> {
    let known = headings::columns(kind);
    for own in &mut read {
        let Some(saved) = saved.iter().find(|saved| saved.heading == own.heading) else { continue };
        if saved.column.as_deref().is_none_or(|column| known.contains(&column)) {
            own.column.clone_from(&saved.column);
            own.unit.clone_from(&saved.unit);
        }
    }
    read
}

impl SheetRow<'_> {
    fn cell(&self, column: &str) -> Option<(usize, &GridCell)> {
        let at = self.table.headings.iter().position(|own| own.column.as_deref() == Some(column))?;
        self.table.grid.rows[self.at].get(at).filter(|cell| !cell.text.is_empty()).map(|cell| (at, cell))
    }

    fn text(&self, column: &str) -> Option<String> {
        self.cell(column).map(|(_, cell)| cell.text.clone())
    }

    fn span(&self, column: &str) -> Span {
        let at = self.table.headings.iter().position(|own| own.column.as_deref() == Some(column)).unwrap_or(0);
        self.table.grid.span(self.at, at)
    }

    fn needed(&self, column: &str) -> Result<String, Problem> {
        self.text(column).ok_or_else(|| {
            let message = format!("row {} is not read: `{column}` is blank", self.at + 1);
            Problem::new(Code::BlankCell, message).at(&self.span(column)).help("fill it in, or remove the row")
        })
    }

    fn origin(&self) -> Origin {
        Origin {
            span: self.table.grid.span(self.at, 0),
            note: format!("As in {}, row {}", self.table.grid.source.name, self.at + 1),
        }
    }

    /// Reads the number of a column in a unit, written in any usual way.
    fn number(&self, column: &str, metric: &str, unit: Option<&HeadingUnit>) -> Result<Option<Decimal>, Problem> {
        let Some((_, cell)) = self.cell(column) else { return Ok(None) };
        let problem = |message: String, help: String| {
            let message = format!("row {} is not read: {message}", self.at + 1);
            Problem::new(Code::BadCellNumber, message).at(&self.span(column)).help(help)
        };
        let Some(sign) = self.sign.or_else(|| (!cell.text.contains(',')).then_some(DecimalMark::Point)) else {
            let message = format!("the comma of `{}` groups thousands or begins decimals", cell.text);
            return Err(problem(message, "say which: --decimal point or --decimal comma".to_owned()));
        };
        let plain = plain_number(&cell.text, sign);
        let own = plain.trim_end_matches(|letter: char| !letter.is_ascii_digit() && letter != '.').trim();
        // The unit of the column itself may stand behind the number.
        let behind = plain[own.len()..].trim();
        let is_own = [metric, "公里", "км", "小时", "ч"].contains(&behind);
        let text = if is_own { own } else { &plain };
        let number = decimal_in(text, metric).map_err(|error| {
            let (message, help) = unread::explain(text, metric, error);
            problem(message, help)
        })?;
        let converted = match unit {
            Some(HeadingUnit::Suffix(word)) => TradeUnit::named(word).and_then(|unit| number.times(unit.worth())),
            Some(HeadingUnit::Times(factor)) => Decimal::parse(factor).ok().and_then(|factor| number.times(factor)),
            _ => Some(number),
        };
        let number = converted.ok_or_else(|| problem(format!("`{}` has too many digits", cell.text), String::new()))?;
        let own = [TableName::Legs, TableName::Places].into_iter().find_map(|table| table.column(column)?.range());
        if own.is_some_and(|range| !(range.least..=range.most).contains(&number.to_f64()))
            && !metric.starts_with("degrees")
        {
            let message = format!("row {} is not read: `{}` makes no sense here", self.at + 1, cell.text);
            let problem = Problem::new(Code::AbsurdCellNumber, message).at(&self.span(column));
            return Err(problem.help("check the unit of the heading and the decimal sign"));
        }
        if number.is_negative() && !metric.starts_with("degrees") {
            return Err(problem(format!("`{}` is below zero", cell.text), "check the sign".to_owned()));
        }
        Ok(Some(number))
    }

    fn leg(&self, units: &[Option<HeadingUnit>], world: &ImportedWorld<'_>) -> Result<ImportedLeg, Problem> {
        let unit = |column: &str| {
            let at = self.table.headings.iter().position(|own| own.column.as_deref() == Some(column));
            at.and_then(|at| units[at].as_ref())
        };
        let number = |column: &str, metric: &str| match unit(column) {
            Some(unit) => self.number(column, metric, Some(unit)),
            None => Ok(None),
        };
        let (from, to) = (self.needed("from")?, self.needed("to")?);
        let mode = match self.text("mode") {
            None => world.usual_mode(),
            Some(word) => mode_named(&word).ok_or_else(|| {
                let message = format!("row {} is not read: `{word}` is no mode of transport", self.at + 1);
                let help =
                    "write rail, road, sea or waterway; 铁路, 公路, 海运 or 水运; железная дорога, авто, море or река";
                Problem::new(Code::BadCellChoice, message).at(&self.span("mode")).help(help)
            })?,
        };
        let price = number("cost_per_t", "currency/t")?;
        let price = match (price, unit("cost_per_t")) {
            (Some(amount), Some(HeadingUnit::PerTonne(currency))) => {
                Some(LegPrice { amount, currency: currency.clone(), is_per_km: false })
            }
            (Some(amount), Some(HeadingUnit::PerTonneKm(currency))) => {
                Some(LegPrice { amount, currency: currency.clone(), is_per_km: true })
            }
            _ => None,
        };
        let price = match (price, self.text("currency")) {
            (Some(price), Some(code)) => Some(LegPrice { currency: code.to_uppercase(), ..price }),
            (price, _) => price,
        };
        let one_way = ["no", "one way", "单向", "否", "нет", "false", "0"];
        Ok(ImportedLeg {
            from,
            to,
            countries: [self.text("from_country"), self.text("to_country")],
            mode,
            both_ways: self.text("both_ways").is_none_or(|word| !one_way.contains(&word.to_lowercase().as_str())),
            km: number("distance_km", "km")?,
            hours: number("time_h", "h")?,
            speed_kmh: number("speed_kmh", "km/h")?,
            gauge_mm: number("gauge_mm", "mm")?,
            capacity: number("capacity_t_per_month", "t/month")?,
            price,
            tags: self.text("tags"),
            note: self.text("note"),
            is_computed: false,
            origin: self.origin(),
        })
    }

    fn place(&self) -> Result<ImportedPlace, Problem> {
        let name = self.needed("name")?;
        let number = |column: &str, unit: &str| self.number(column, unit, None);
        let degrees = |column: &str, unit: &str| match number(column, unit) {
            // `43°27'N` and its like are decimal degrees in another notation.
            Err(problem) => self.text(column).and_then(|text| degrees::decimal(&text, unit)).map(Some).ok_or(problem),
            number => number,
        };
        let (lat, lon) = (degrees("lat_deg", "degrees north")?, degrees("lon_deg", "degrees east")?);
        let at = position(lat, lon, &name).map_err(|(message, help)| {
            let message = format!("row {} is not read: {message}", self.at + 1);
            Problem::new(Code::AbsurdCellNumber, message).at(&self.span("lat_deg")).help(help)
        })?;
        let country = match self.text("country") {
            Some(code) if code.len() == 2 && code.bytes().all(|letter| letter.is_ascii_alphabetic()) => {
                Some(code.to_uppercase())
            }
            Some(code) => {
                let message = format!("row {} is not read: `{code}` is no country", self.at + 1);
                let help = "write two letters, such as CN, KZ or RU";
                return Err(Problem::new(Code::BadCellCode, message).at(&self.span("country")).help(help));
            }
            None => None,
        };
        Ok(ImportedPlace {
            name,
            other_names: [self.text("name_zh"), self.text("name_ru")],
            code: self.text("key"),
            country,
            region: self.text("region"),
            kind: None,
            at,
            unlocode: self.text("unlocode"),
            tags: self.text("tags"),
            note: self.text("note"),
            origin: self.origin(),
        })
    }
}

impl SheetGrid {
    /// Fills the cells of a merged range with its first cell: a name that stands beside several rows belongs to all of them.
    #[cfg(feature = "xlsx")]
    pub(super) fn fill_merged(&mut self, range: &str) {
        let place = |cell: &str| {
            let letters = cell.len() - cell.trim_start_matches(|letter: char| letter.is_ascii_uppercase()).len();
            let column = cell[..letters].bytes().fold(0, |number, letter| number * 26 + usize::from(letter - b'A') + 1);
            Some((cell[letters..].parse::<usize>().ok()?.checked_sub(1)?, column.checked_sub(1)?))
        };
        let Some((first, last)) = range.split_once(':').and_then(|(first, last)| Some((place(first)?, place(last)?)))
        else {
            return;
        };
        // A title across columns is one cell; only what spans rows is repeated.
        let Some(filled) = self.rows.get(first.0).and_then(|row| row.get(first.1)).cloned() else { return };
        let last_row = last.0.min(self.rows.len().saturating_sub(1));
        for row in first.0 + 1..=last_row {
            if let Some(cell) = self.rows[row].get_mut(first.1).filter(|cell| cell.text.is_empty()) {
                cell.text.clone_from(&filled.text);
            }
        }
    }
}
