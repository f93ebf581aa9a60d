//! Rows under their headings: of a table, or of the properties of a map.

use std::collections::BTreeMap;

use super::headings::SheetKind;
use super::records::{ImportedLeg, ImportedNumber, ImportedPlace, LegPrice, Origin, position};
use super::sheet::{ColumnUnit, SheetTable, Supposed, basis_fault};
use super::text::{DecimalMark, GridCell, plain_number};
use super::units::{ColumnQuantity, PriceBasis, TONNE, TextUnit, currency_named, unit_in};
use super::words::{country, folded, mode_named, mode_within, yes_or_no};
use super::world::ImportedWorld;
use crate::problem::{Code, Problem, Span};
use crate::scenario::TableName;
use crate::scenario::number::decimal_in;
use crate::scenario::{degrees, unread};
use crate::units::Decimal;

/// The most bytes beside a number that may be its unit.
const MAX_UNIT_BYTES: usize = 60;

/// The decimals of a price that is converted.
const CONVERTED_DECIMALS: u32 = 6;

/// One row under its headings.
pub(super) struct SheetRow<'a> {
    pub(super) table: &'a SheetTable,
    pub(super) units: &'a [ColumnUnit],
    pub(super) at: usize,
    pub(super) sign: Option<DecimalMark>,
    /// What it is called: `row 7`, `feature 3`.
    pub(super) what: String,
}

impl SheetTable {
    /// Reads the rows and returns their number.
    pub(super) fn read(&self, sign: Option<DecimalMark>, world: &mut ImportedWorld<'_>) -> usize {
        let Some((kind, heading)) = self.found else { return 0 };
        let units = self.units(world);
        let mut supposed = Supposed::default();
        if let Some(column) = self.mode_by_cells {
            let message =
                format!("`{}` is read as the mode: its cells are modes of transport", self.headings()[column].heading);
            let help = "call the column Mode, or name it with --mapping";
            supposed.add(column, Code::Supposed, &message, &self.heading_span(column), help);
        }
        let mut read = 0;
        let usual = self.usual_cells(heading);
        for at in heading + 1..self.grid.rows.len() {
            if self.grid.rows[at].iter().all(|cell| cell.text.is_empty()) {
                continue;
            }
            let row = SheetRow { table: self, units: &units, at, sign, what: format!("row {}", at + 1) };
            let made = self.whole(at, usual).and_then(|()| match kind {
                SheetKind::Legs => row.leg(&mut supposed, world).map(|leg| world.add_leg(leg)),
                SheetKind::Places => row.place().map(|place| world.add_place(place)),
            });
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
        supposed.report(&mut world.problems);
        read
    }

    /// Returns the number of cells of most rows, or that of the headings where it is greater.
    fn usual_cells(&self, heading: usize) -> usize {
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        for row in &self.grid.rows[heading + 1..] {
            *counts.entry(row.len()).or_default() += 1;
        }
        let most = counts.into_iter().max_by_key(|&(_, rows)| rows).map_or(0, |(cells, _)| cells);
        most.max(self.headings().len())
    }

    /// Checks that a row has no more cells than there are headings, and none that a workbook shows and does not hold.
    fn whole(&self, at: usize, usual: usize) -> Result<(), Problem> {
        let row = &self.grid.rows[at];
        // A blank cell too many is what a comma within a number leaves behind the last heading.
        let is_beyond = |column: &usize| *column >= usual || !row[*column].text.is_empty();
        let beyond = (self.headings().len()..row.len()).find(is_beyond);
        if let Some(column) = beyond.filter(|_| self.grid.is_text) {
            let message = format!("row {} is not read: it has more cells than there are headings", at + 1);
            let help = "put quotes around a cell that holds the separator, as a number with a decimal comma may";
            return Err(Problem::new(Code::CellCount, message).at(&self.grid.span(at, column)).help(help));
        }
        for (column, cell) in row.iter().enumerate() {
            let is_read = self.headings().get(column).is_some_and(|own| own.column.is_some());
            // Faults are in the order of their cells.
            let faults = &self.grid.faults;
            let fault = faults.get(faults.partition_point(|(bytes, ..)| bytes.start < cell.at.start));
            let fault = fault.filter(|(bytes, ..)| cell.at.contains(&bytes.start));
            if let Some((_, message, help)) = fault.filter(|_| is_read) {
                let message = format!("row {} is not read: {message}", at + 1);
                return Err(Problem::new(Code::BadBookCell, message).at(&self.grid.span(at, column)).help(*help));
            }
        }
        Ok(())
    }
}

/// The number of a cell with the unit that stands beside it.
struct CellNumber {
    number: Decimal,
    unit: Option<TextUnit>,
}

/// An amount of money as a cell has it.
#[derive(PartialEq)]
struct CellPrice {
    amount: Decimal,
    currency: String,
    is_per_km: bool,
    note: Option<String>,
}

impl SheetRow<'_> {
    fn cell(&self, column: &str) -> Option<(usize, &GridCell)> {
        let at = self.table.column(column)?;
        self.table.grid.rows[self.at].get(at).filter(|cell| !cell.text.is_empty()).map(|cell| (at, cell))
    }

    fn text(&self, column: &str) -> Option<String> {
        self.cell(column).map(|(_, cell)| cell.text.clone())
    }

    fn span(&self, column: &str) -> Span {
        self.table.grid.span(self.at, self.table.column(column).unwrap_or(0))
    }

    /// Returns the problem for which the row is not read.
    fn refused(&self, code: Code, column: &str, why: &str, help: impl Into<String>) -> Problem {
        Problem::new(code, format!("{} is not read: {why}", self.what)).at(&self.span(column)).help(help)
    }

    fn needed(&self, column: &str) -> Result<String, Problem> {
        let blank =
            || self.refused(Code::BlankCell, column, &format!("`{column}` is blank"), "fill it in, or remove the row");
        self.text(column).ok_or_else(blank)
    }

    /// Returns where the row stands.
    pub(super) fn origin(&self) -> Origin {
        let name = &self.table.grid.source.name;
        Origin { span: self.table.grid.span(self.at, 0), note: format!("As in {name}, {}", self.what) }
    }

    /// Separates a cell into its number and the unit beside it.
    fn parted(
        &self,
        column: &str,
        cell: &GridCell,
        metric: &str,
        quantity: Option<ColumnQuantity>,
    ) -> Result<CellNumber, Problem> {
        let refused = |why: &str, help: String| self.refused(Code::BadCellNumber, column, why, help);
        let text = cell.text.as_str();
        let Some(sign) = self.sign.or_else(|| (!text.contains(',')).then_some(DecimalMark::Point)) else {
            let why = format!("the comma of `{text}` groups thousands or begins decimals");
            return Err(refused(&why, "say which: --decimal point or --decimal comma".to_owned()));
        };
        let read = |text: &str| plain_number(text, sign).and_then(|plain| Decimal::parse(&plain).ok());
        if let Some(number) = read(text) {
            return Ok(CellNumber { number, unit: None });
        }
        let own = folded(text);
        let is_digit = |letter: char| letter.is_ascii_digit();
        if let (Some(quantity), Some(first), Some(last)) = (quantity, own.find(is_digit), own.rfind(is_digit)) {
            let start = own[..first].trim_end_matches(['-', '+', '.']).len();
            let (before, behind) = (own[..start].trim(), own[last + 1..].trim());
            let beside = format!("{before} {behind}").trim().to_owned();
            if beside.len() <= MAX_UNIT_BYTES
                && let Some(number) = read(&own[start..=last])
                && let Ok(Some(unit)) = unit_in(quantity, &beside, 0..beside.len())
            {
                return Ok(CellNumber { number, unit: Some(unit.unit) });
            }
        }
        if sign == DecimalMark::Comma && text.contains('.') {
            let why = format!("`{text}` has a point where decimals begin at commas and points group three digits");
            return Err(refused(&why, "write its decimals as in the other cells, or say --decimal point".to_owned()));
        }
        let inner = text.trim_matches(|letter: char| !letter.is_ascii_digit());
        if inner.chars().all(|letter| letter.is_ascii_digit() || " \u{A0}\u{202F}\u{2009}'’".contains(letter))
            && inner.contains(|letter: char| !letter.is_ascii_digit())
            && inner == text
        {
            let why = format!("`{text}` is not one number: groups have three digits each");
            return Err(refused(&why, "write one number".to_owned()));
        }
        let number = decimal_in(text, metric).map_err(|error| {
            let (why, help) = unread::explain(text, metric, error);
            refused(&why, help)
        })?;
        // What is converted already is in the unit of the column; a plain number with an exponent is in that of the heading.
        let unit = Decimal::parse(text).is_err().then_some(TextUnit::Times("1"));
        Ok(CellNumber { number, unit })
    }

    /// Checks that a number makes sense in its column.
    fn sensible(&self, column: &str, number: Decimal, text: &str) -> Result<Decimal, Problem> {
        let own = [TableName::Legs, TableName::Places].into_iter().find_map(|table| table.column(column)?.range());
        if own.is_some_and(|range| !(range.least..=range.most).contains(&number.to_f64())) {
            let help = "check the unit of the heading and the decimal sign";
            return Err(self.refused(Code::AbsurdCellNumber, column, &format!("`{text}` makes no sense here"), help));
        }
        if number.is_negative() {
            return Err(self.refused(
                Code::BadCellNumber,
                column,
                &format!("`{text}` is below zero"),
                "check the sign",
            ));
        }
        Ok(number)
    }

    /// Reads the number of a column in the unit of its cell or heading.
    fn number(&self, column: &str, supposed: &mut Supposed) -> Result<Option<Decimal>, Problem> {
        let (Some((at, cell)), Some(quantity)) = (self.cell(column), ColumnQuantity::of(column)) else {
            return Ok(None);
        };
        let ColumnUnit::Named(of_heading) = &self.units[at] else { return Ok(None) };
        let CellNumber { number, unit } = self.parted(column, cell, quantity.metric(), Some(quantity))?;
        let heading = &self.table.headings()[at].heading;
        match (&unit, of_heading, quantity) {
            (Some(own), Some(other), _) if own != other => {
                let message =
                    format!("`{heading}`: another unit than that of the heading stands in {{rows}}, and is read");
                supposed.add(
                    at,
                    Code::Supposed,
                    &message,
                    &self.span(column),
                    "check that the unit of the cell is meant",
                );
            }
            (None, None, ColumnQuantity::Time) => {
                let message =
                    format!("`{heading}`: nothing says whether hours or days are meant: not read in {{rows}}");
                let help = format!("write `{heading}, h` or `{heading}, days`, or \"{column} in days\" with --mapping");
                supposed.add(at, Code::UnknownColumn, &message, &self.table.heading_span(at), &help);
                return Ok(None);
            }
            (None, None, ColumnQuantity::Length | ColumnQuantity::Speed | ColumnQuantity::Flow) => {
                let metric = quantity.metric();
                let message =
                    format!("`{heading}`: no unit in the heading or the cells of {{rows}}: {metric} supposed");
                let help = format!("write `{heading} ({metric})`");
                supposed.add(at, Code::Supposed, &message, &self.table.heading_span(at), &help);
            }
            _ => {}
        }
        let factor = unit.as_ref().or(of_heading.as_ref()).and_then(TextUnit::factor);
        let converted = factor.map_or(Some(number), |factor| number.times(factor));
        let too_long =
            || self.refused(Code::BadCellNumber, column, &format!("`{}` has too many digits", cell.text), "round it");
        self.sensible(column, converted.ok_or_else(too_long)?, &cell.text).map(Some)
    }

    /// Reads a number with its bounds; of bounds alone the middle is taken.
    fn bounded<T: Copy>(
        &self,
        [column, low_column, high_column]: [&str; 3],
        [value, low, high]: [Option<T>; 3],
        number: impl Fn(T) -> Decimal,
        supposed: &mut Supposed,
    ) -> Result<Option<ImportedNumber>, Problem> {
        let [value, low, high] = [value, low, high].map(|own| own.map(&number));
        let value = match (value, low, high) {
            (None, None, None) => return Ok(None),
            (Some(value), ..) => value,
            (None, Some(low), Some(high)) => {
                let at = self.table.column(low_column).unwrap_or(0);
                let message =
                    format!("`{low_column}` and `{high_column}` alone in {{rows}}: the middle is taken as `{column}`");
                supposed.add(
                    at,
                    Code::Supposed,
                    &message,
                    &self.table.heading_span(at),
                    "give the value itself in a column",
                );
                let half = Decimal::parse("0.5").ok();
                let middle = low.plus(high).and_then(|sum| sum.times(half?));
                let why = "its bounds have too many digits";
                middle.ok_or_else(|| self.refused(Code::BadCellNumber, low_column, why, "round them"))?
            }
            (None, low, _) => {
                let own = if low.is_some() { low_column } else { high_column };
                let why = format!("a bound stands in `{own}` and no value beside it");
                return Err(self.refused(Code::BoundWithoutFigure, own, &why, "give the value, or both bounds"));
            }
        };
        let is_below = |left: Option<Decimal>, right: Option<Decimal>| {
            left.zip(right).is_none_or(|(left, right)| left.compare(right).is_le())
        };
        if !is_below(low, Some(value)) || !is_below(Some(value), high) {
            let own = if low.is_some() { low_column } else { high_column };
            let why = "its bounds do not bracket the value";
            return Err(self.refused(Code::CellBoundsDisagree, own, why, "low <= value <= high"));
        }
        Ok(Some(ImportedNumber { value, low, high }))
    }

    fn quantity(&self, columns: [&str; 3], supposed: &mut Supposed) -> Result<Option<ImportedNumber>, Problem> {
        let [value, low, high] = columns;
        let read = [self.number(value, supposed)?, self.number(low, supposed)?, self.number(high, supposed)?];
        self.bounded(columns, read, |number| number, supposed)
    }

    /// Reads an amount of money with its currency and what it is per.
    fn amount(&self, column: &str, default: &str, supposed: &mut Supposed) -> Result<Option<CellPrice>, Problem> {
        let Some((at, cell)) = self.cell(column) else { return Ok(None) };
        let ColumnUnit::Named(of_heading) = &self.units[at] else { return Ok(None) };
        let CellNumber { number, unit } =
            self.parted(column, cell, ColumnQuantity::Price.metric(), Some(ColumnQuantity::Price))?;
        let parts = |unit: Option<&TextUnit>| match unit {
            Some(TextUnit::Price(currency, basis)) => (currency.clone(), *basis),
            _ => (None, None),
        };
        let ((own, own_basis), (of_heading, basis)) = (parts(unit.as_ref()), parts(of_heading.as_ref()));
        let of_row = match self.text("currency") {
            None => None,
            Some(text) => Some(currency_named(&text).ok_or_else(|| {
                let why = format!("`{text}` is no currency");
                self.refused(Code::BadCellCode, "currency", &why, "write three capital letters, such as USD")
            })?),
        };
        let heading = &self.table.headings()[at].heading;
        if own.is_some() && of_heading.is_some() && own != of_heading {
            let message =
                format!("`{heading}`: another currency than that of the heading stands in {{rows}}, and is read");
            supposed.add(
                at,
                Code::Supposed,
                &message,
                &self.span(column),
                "check that the currency of the cell is meant",
            );
        }
        if own.is_some() && of_row.is_some() && own != of_row {
            let why = format!("`{}` and the column of the currency name two currencies", cell.text);
            return Err(self.refused(Code::BadCellCode, column, &why, "name one"));
        }
        let currency = own.or(of_row).or(of_heading).unwrap_or_else(|| {
            let message =
                format!("`{heading}`: no currency in heading or cells of {{rows}}: {default} supposed (--currency)");
            let help = format!("write `{heading} (USD/t)`, or say --currency USD");
            supposed.add(at, Code::Supposed, &message, &self.table.heading_span(at), &help);
            default.to_owned()
        });
        let basis = own_basis.or(basis).unwrap_or_else(|| {
            let message = format!("`{heading}`: nothing says what the price of {{rows}} is per: a tonne supposed");
            let help = format!("write `{heading} ({currency}/t)`, or {currency}/tkm");
            supposed.add(at, Code::Supposed, &message, &self.table.heading_span(at), &help);
            TONNE
        });
        if let Some((code, why, help)) = basis_fault(basis) {
            return Err(self.refused(code, column, &why, help));
        }
        let (amount, note) = match basis {
            PriceBasis::Mass(factor, name) if name != "t" => {
                let amount = Decimal::parse(factor).ok().and_then(|factor| number.times(factor)).and_then(rounded);
                (amount, Some(format!("Price: {number} {currency} per {name}")))
            }
            _ => (Some(number), None),
        };
        let too_long =
            || self.refused(Code::BadCellNumber, column, &format!("`{}` has too many digits", cell.text), "round it");
        let amount = self.sensible(column, amount.ok_or_else(too_long)?, &cell.text)?;
        Ok(Some(CellPrice { amount, currency, is_per_km: basis == PriceBasis::TonneKm, note }))
    }

    fn price(&self, default: &str, supposed: &mut Supposed) -> Result<Option<LegPrice>, Problem> {
        let columns = ["cost_per_t", "low", "high"];
        let mut read = Vec::new();
        for column in columns {
            read.push(self.amount(column, default, supposed)?);
        }
        let Some(first) = read.iter().flatten().next() else { return Ok(None) };
        if read.iter().flatten().any(|own| (&own.currency, own.is_per_km) != (&first.currency, first.is_per_km)) {
            let why = "its price and bounds are in several currencies or units";
            return Err(self.refused(Code::BadCellCode, "low", why, "write them in one"));
        }
        let amounts = [0, 1, 2].map(|at: usize| read[at].as_ref().map(|own: &CellPrice| own.amount));
        let amount = self.bounded(columns, amounts, |amount| amount, supposed)?;
        let (currency, is_per_km, note) = (first.currency.clone(), first.is_per_km, first.note.clone());
        Ok(amount.map(|amount| LegPrice { amount, currency, is_per_km, note }))
    }

    fn mode(&self, usual: &'static str, supposed: &mut Supposed) -> Result<&'static str, Problem> {
        let Some((at, cell)) = self.cell("mode") else {
            let (message, at) = match self.table.column("mode") {
                Some(at) => (format!("no mode in {{rows}}: taken as {usual} (--mode)"), at),
                None => (format!("no column for the mode: {{rows}}, all of them, taken as {usual} (--mode)"), 0),
            };
            let help = "write a column Mode with rail, road, sea or waterway, or say --mode";
            supposed.add(at, Code::Supposed, &message, &self.table.heading_span(at), help);
            return Ok(usual);
        };
        if let Some(mode) = mode_named(&cell.text) {
            return Ok(mode);
        }
        let Some(mode) = mode_within(&cell.text) else {
            let help =
                "write rail, road, sea or waterway; 铁路, 公路, 海运 or 水运; железная дорога, авто, море or река";
            let why = format!("`{}` is no mode of transport", cell.text);
            return Err(self.refused(Code::BadCellChoice, "mode", &why, help));
        };
        let message = format!("`{}` is taken as {mode} in {{rows}}", cell.text);
        supposed.add(at, Code::Supposed, &message, &self.span("mode"), "write one of rail, road, sea, waterway");
        Ok(mode)
    }

    /// Reads whether a column says yes; nothing where it is blank.
    fn flag(&self, column: &str) -> Result<Option<bool>, Problem> {
        let Some(text) = self.text(column) else { return Ok(None) };
        let unknown = || {
            let why = format!("`{text}` is neither yes nor no");
            self.refused(Code::BadCellChoice, column, &why, "write yes or no; 是 or 否; да or нет")
        };
        yes_or_no(&text).map(Some).ok_or_else(unknown)
    }

    fn country(&self, column: &str) -> Result<Option<String>, Problem> {
        let Some(text) = self.text(column) else { return Ok(None) };
        let unknown = || {
            let why = format!("`{text}` is no country");
            self.refused(Code::BadCellCode, column, &why, "write two letters, such as CN, KZ or RU")
        };
        country(&text).map(Some).ok_or_else(unknown)
    }

    /// Reads a leg between the places that the row names.
    pub(super) fn leg(&self, supposed: &mut Supposed, world: &ImportedWorld<'_>) -> Result<ImportedLeg, Problem> {
        let (from, to) = (self.needed("from")?, self.needed("to")?);
        self.leg_between([from, to], supposed, world)
    }

    /// Reads a leg whose ends are known.
    pub(super) fn leg_between(
        &self,
        [from, to]: [String; 2],
        supposed: &mut Supposed,
        world: &ImportedWorld<'_>,
    ) -> Result<ImportedLeg, Problem> {
        let both_ways = match (self.flag("both_ways")?, self.flag("one_way")?) {
            (Some(both), Some(one)) if both == one => {
                let why = "one column says both ways and another one way";
                return Err(self.refused(Code::BadCellChoice, "one_way", why, "leave one of them blank"));
            }
            (both, one) => both.or(one.map(|one| !one)),
        };
        Ok(ImportedLeg {
            from,
            to,
            countries: [self.country("from_country")?, self.country("to_country")?],
            mode: self.mode(world.usual_mode(), supposed)?,
            both_ways,
            km: self.quantity(["distance_km", "distance_km_low", "distance_km_high"], supposed)?,
            hours: self.quantity(["time_h", "time_h_low", "time_h_high"], supposed)?,
            speed_kmh: self.number("speed_kmh", supposed)?,
            gauge_mm: self.number("gauge_mm", supposed)?,
            capacity: self.number("capacity_t_per_month", supposed)?,
            price: self.price(world.currency(), supposed)?,
            tags: self.text("tags"),
            source: self.text("source"),
            note: self.text("note"),
            is_computed: false,
            is_of_map: false,
            origin: self.origin(),
        })
    }

    fn degrees(&self, column: &str, unit: &str) -> Result<Option<Decimal>, Problem> {
        let Some((_, cell)) = self.cell(column) else { return Ok(None) };
        // `43°27'N` and its like are decimal degrees in another notation.
        match self.parted(column, cell, unit, None) {
            Ok(read) => Ok(Some(read.number)),
            Err(problem) => degrees::decimal(&cell.text, unit).map(Some).ok_or(problem),
        }
    }

    /// Reads a place.
    pub(super) fn place(&self) -> Result<ImportedPlace, Problem> {
        let name = self.needed("name")?;
        let (lat, lon) = (self.degrees("lat_deg", "degrees north")?, self.degrees("lon_deg", "degrees east")?);
        let at = position(lat, lon, &name)
            .map_err(|(why, help)| self.refused(Code::AbsurdCellNumber, "lat_deg", &why, help))?;
        self.place_at(name, at)
    }

    /// Reads a place whose name and position are known.
    pub(super) fn place_at(&self, name: String, at: Option<(f64, f64)>) -> Result<ImportedPlace, Problem> {
        debug_assert_eq!(self.table.kind(), Some(SheetKind::Places));
        Ok(ImportedPlace {
            name,
            other_names: [self.text("name_zh"), self.text("name_ru")],
            code: self.text("key"),
            country: self.country("country")?,
            region: self.text("region"),
            kind: None,
            at,
            unlocode: self.text("unlocode"),
            tags: self.text("tags"),
            note: self.text("note"),
            origin: self.origin(),
        })
    }

    /// Returns the text of a column of words.
    pub(super) fn word(&self, column: &str) -> Option<String> {
        self.text(column)
    }
}

/// Rounds a converted price, half up.
fn rounded(number: Decimal) -> Option<Decimal> {
    let (mantissa, scale) = number.parts();
    let Some(more) = scale.checked_sub(CONVERTED_DECIMALS).filter(|more| *more > 0) else { return Some(number) };
    let unit = 10_i128.checked_pow(more)?;
    let half = if mantissa < 0 { -unit / 2 } else { unit / 2 };
    Decimal::of_parts(mantissa.checked_add(half)? / unit, CONVERTED_DECIMALS).map(Decimal::shortened)
}
