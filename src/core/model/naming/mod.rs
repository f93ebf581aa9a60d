//! The plain name of every figure: what is charged, timed or counted, where, for which goods, in words.
//!
//! A row's own `name` says what it is called; its place, modes, form and goods are added, and what the column measures.

mod translated;

use std::collections::BTreeSet;
use std::sync::OnceLock;

use crate::scenario::{Quote, QuoteSubject, Role, Row, Rows, TableName, Tables};
use crate::units::{Date, Lang};

/// The names of places and goods, by which figures are named.
#[derive(Clone, Debug)]
pub(super) struct FigureNames {
    tables: Tables,
    date: Date,
    lang: Lang,
    /// The names of places that are those of several without what stands in brackets.
    shared: OnceLock<BTreeSet<String>>,
}

impl PartialEq for FigureNames {
    fn eq(&self, other: &Self) -> bool {
        (&self.tables, self.date, self.lang) == (&other.tables, other.date, other.lang)
    }
}

// Figures share their names: equal ones are mostly the same ones.
impl Eq for FigureNames {}

/// Writes a name within a sentence: in small letters, unless it is an abbreviation.
fn within(name: &str) -> String {
    let is_word = name.chars().nth(1).is_none_or(|second| !second.is_uppercase());
    if is_word { name.to_lowercase() } else { name.to_owned() }
}

/// What all figures of a row are called: `Handling at Zarubino, rail to sea, 20 ft boxes`.
pub(super) struct RowName {
    head: String,
    rest: String,
    /// What the others need that are no English name: the language, the place, and for what it holds.
    translated: Option<(Lang, Option<String>, Vec<String>)>,
}

impl RowName {
    /// Names the figure in a column of the row: `Passage at Kraskino, by road, export, hours`.
    pub(super) fn of(&self, role: Role) -> String {
        let Self { head, rest, translated } = self;
        if let Some((lang, at, rest)) = translated {
            return translated::joined(*lang, (head, at.as_deref(), rest), role);
        }
        match measure(role) {
            "" => format!("{head}{rest}"),
            measure if role.is_price() => format!("{head} {measure}{rest}"),
            measure => format!("{head}{rest}, {measure}"),
        }
    }
}

/// Returns a name without what stands in brackets.
fn short(name: &str) -> &str {
    name.find(['(', '（']).filter(|&at| at > 0).map_or(name, |at| name[..at].trim_end())
}

impl FigureNames {
    pub(super) const fn new(tables: Tables, date: Date, lang: Lang) -> Self {
        Self { tables, date, lang, shared: OnceLock::new() }
    }

    /// Returns the language.
    pub(super) const fn lang(&self) -> Lang {
        self.lang
    }

    /// Returns the scenario's date.
    pub(super) const fn date(&self) -> Date {
        self.date
    }

    /// Returns the rows of a table.
    pub(super) fn rows(&self, table: TableName) -> Rows<'_> {
        self.tables.rows(table)
    }

    /// Returns a row by its position in its table.
    pub(super) fn row(&self, table: TableName, row: usize) -> Row<'_> {
        self.rows(table).at(row)
    }

    /// Returns the name of the last row of a key.
    fn known(&self, table: TableName, key: &str) -> Option<&str> {
        self.rows(table).of_key(key).filter_map(|row| row.name(self.lang)).last()
    }

    fn shared(&self) -> &BTreeSet<String> {
        self.shared.get_or_init(|| {
            let mut names: Vec<&str> =
                self.rows(TableName::Places).iter().filter_map(|row| row.name(self.lang).map(short)).collect();
            names.sort_unstable();
            names.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0].to_owned()).collect()
        })
    }

    /// Names what a row is about.
    pub(super) fn of_row(&self, row: Row<'_>) -> RowName {
        if self.lang != Lang::En {
            let own = self.lang.choose(None, row.text("name_zh"), row.text("name_ru")).or_else(|| row.text("name"));
            let head = own.map_or_else(|| translated::head(self, row), str::to_owned);
            let (at, rest) = translated::rest(self, row);
            return RowName { head, rest: String::new(), translated: Some((self.lang, at, rest)) };
        }
        let head = row.text("name").map_or_else(|| self.head(row), str::to_owned);
        let is_alone = matches!(row.table(), TableName::Places | TableName::Legs | TableName::Emissions);
        let mut rest = if is_alone { Vec::new() } else { self.selected(row) };
        if row.table() == TableName::Tariffs {
            let band = |unit: &str| match ["from", "to"].map(|end| row.number(&format!("{end}_{unit}"))) {
                [Some(from), Some(to)] => Some(format!(", {from} to {to} {unit}")),
                [Some(from), None] => Some(format!(", from {from} {unit}")),
                [None, to] => to.map(|to| format!(", up to {to} {unit}")),
            };
            rest.extend(["km", "t"].into_iter().filter_map(band));
        }
        rest.extend(row.months("months").map(|months| format!(", {months}")));
        rest.extend(row.text("switch").map(|switch| format!(", with {switch}")));
        let period = row.period();
        rest.extend(period.from.filter(|_| !period.contains(self.date)).map(|from| format!(", from {from}")));
        RowName { head, rest: rest.concat(), translated: None }
    }

    /// Returns what a row without a name of its own is called.
    fn head(&self, row: Row<'_>) -> String {
        let word = |column| row.selector(column).unwrap_or("");
        match row.table() {
            TableName::Legs => {
                let [from, to] = ["from", "to"].map(|column| self.place(word(column)));
                let ship = if matches!(word("mode"), "sea" | "waterway") {
                    word("vehicle").replace('-', " ")
                } else {
                    String::new()
                };
                format!("{} {from}-{to}{}{ship}", spoken(word("mode")), if ship.is_empty() { "" } else { " by " })
            }
            TableName::Handling | TableName::Borders if row.text("component").is_some() => spoken(word("component")),
            TableName::Handling => match word("operation") {
                "load" => "Loading",
                "unload" => "Unloading",
                "gauge" => "Gauge change",
                "storage" => "Storage",
                _ => "Handling",
            }
            .to_owned(),
            TableName::Borders => "Border charge".to_owned(),
            TableName::Subsidies => format!("Support by {}, {}", row.text("payer").unwrap_or(""), spoken(row.key())),
            TableName::Tariffs => {
                let component = row.text("component").map(|part| format!(", {}", part.replace('-', " ")));
                spoken(word("tariff")) + &component.unwrap_or_default()
            }
            TableName::Fx => format!("Exchange rate, {} for 1 {}", word("quote"), word("currency")),
            TableName::Equipment => form(word("unit")).trim_end_matches("es").to_owned(),
            TableName::Emissions => {
                let known = ["vehicle", "energy", "scope"].into_iter().filter_map(|column| row.text(column));
                let known = known.collect::<Vec<_>>().join(", ");
                if known.is_empty() { spoken(row.key()) } else { capital(&known) }
            }
            TableName::Claims => format!("Claim {}", row.key()),
            TableName::Vehicles => spoken(word("vehicle")),
            _ => spoken(row.key()),
        }
    }

    /// Writes where and for what a row holds.
    fn selected(&self, row: Row<'_>) -> Vec<String> {
        let word = |column| row.selector(column);
        let place = word("place").map(|place| format!(" at {}", self.place(place)));
        let countries = if row.table() == TableName::Borders {
            match (word("from_country"), word("to_country")) {
                (Some(from), Some(to)) => Some(format!(", {from} to {to}")),
                (Some(from), None) => Some(format!(", out of {from}")),
                (None, to) => to.map(|to| format!(", into {to}")),
            }
        } else {
            None
        };
        let modes = match (word("from_mode"), word("to_mode"), word("mode")) {
            (Some(from), Some(to), _) if from != to => Some(format!(", {from} to {to}")),
            (Some(from), None, _) => Some(format!(" from {from}")),
            (None, Some(to), _) => Some(format!(" for {to}")),
            (from, _, mode) => from.or(mode).map(|mode| format!(", by {mode}")),
        };
        let regime = word("regime").map(|regime| if regime == "bonded" { "in bond" } else { regime }.to_owned());
        let form = word("form").filter(|_| row.table() != TableName::Equipment).map(|key| form(key).to_owned());
        let goods = word("commodity").map(|key| within(self.known(TableName::Commodities, key).unwrap_or(key)));
        let rest = [regime, form, goods].into_iter().flatten().map(|part| format!(", {part}"));
        [place, countries, modes].into_iter().flatten().chain(rest).collect()
    }

    fn place<'a>(&'a self, key: &'a str) -> &'a str {
        let Some(name) = self.known(TableName::Places, key) else { return key };
        if self.shared().contains(short(name)) { name } else { short(name) }
    }

    /// Names the amount of a quotation.
    pub(super) fn of_quote(&self, quote: &Quote) -> String {
        if self.lang != Lang::En {
            return translated::of_quote(self, quote);
        }
        let subject = match &quote.subject {
            QuoteSubject::Haul { from, to, mode } => {
                let [from, to] = [from, to].map(|key| self.place(key));
                format!("{from} to {to}{}", mode.as_ref().map_or_else(String::new, |mode| format!(" by {mode}")))
            }
            QuoteSubject::Leg(key) => {
                let row = self.rows(TableName::Legs).of_key(key).next();
                row.map_or_else(|| key.clone(), |row| self.head(row))
            }
            QuoteSubject::Handling { place, operation, .. } => {
                let operation = match operation.as_deref() {
                    None => "handling",
                    Some("load") => "loading",
                    Some("unload") => "unloading",
                    Some("tranship") => "transhipment",
                    Some("gauge") => "gauge change",
                    Some(other) => other,
                };
                format!("{operation} at {}", self.place(place))
            }
            QuoteSubject::Border { place, .. } => format!("border at {}", self.place(place)),
        };
        format!("Quotation, {subject}")
    }
}

/// Names a figure of the cargo or of a demand.
pub(super) const fn of_section(lang: Lang, role: Role) -> &'static str {
    if !matches!(lang, Lang::En) {
        return translated::of_section(lang, role);
    }
    match role {
        Role::Lot => "Size of the lot",
        Role::CargoValue => "Value of the goods",
        Role::HoldingRate => "Cost of holding goods",
        Role::CarbonPrice => "Price of CO2e",
        Role::BufferPrice => "Price of a day of buffer",
        _ => "Tonnes a year",
    }
}

/// Returns the form of cargo as people write it.
fn form(word: &str) -> &str {
    match word {
        "bulk" => "loose",
        "bag" => "bags",
        "box20" => "20 ft boxes",
        "box40" => "40 ft boxes",
        "box35" => "35 t rail boxes",
        other => other,
    }
}

/// Returns what a column measures, where the table's rows do not say it alone.
const fn measure(role: Role) -> &'static str {
    match role {
        Role::Latitude => "latitude",
        Role::Longitude => "longitude",
        Role::Distance => "distance",
        Role::Speed => "speed",
        Role::RunningTime => "running time",
        Role::TrackGauge => "gauge",
        Role::Capacity | Role::MonthlyCapacity | Role::DepartureCapacity => "capacity",
        Role::MonthlyShare => "share of the year",
        Role::Emissions | Role::EmissionFactor => "emissions",
        Role::HaulPrice => "per haul",
        Role::KilometrePrice => "per km",
        Role::BandFromDistance => "from km",
        Role::BandToDistance => "to km",
        Role::BandFromLot => "from t",
        Role::BandToLot => "to t",
        Role::MinimumCharge => "minimum",
        Role::MaximumCharge => "maximum",
        Role::RoundingStep => "rounding",
        Role::OperationTime | Role::BorderTime | Role::SeasonDelay => "hours",
        Role::DwellTime => "hours lying",
        Role::LateTime => "late days",
        Role::FreeDays => "free days",
        Role::CargoLoss => "loss",
        Role::OpeningDays => "days open",
        Role::Headway => "days between departures",
        Role::Collecting => "tonnes collected a day",
        Role::CutoffTime => "hours before departure",
        Role::SeasonFactor => "slower by",
        Role::Payload => "payload",
        Role::UnitSize => "size",
        Role::ClaimYear => "year",
        Role::Hire => "hire for a day",
        Role::YearlyTonnes => "most tonnes a year",
        _ => "",
    }
}

/// Writes a key as words: `ship-coastal` as `Ship coastal`.
fn spoken(key: &str) -> String {
    capital(&key.replace(['-', '_'], " "))
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::model::{Model, Register};
    use crate::scenario::Scenario;

    fn register() -> Register {
        register_of("scenarios/hunchun-ningbo-2019.toml")
    }

    fn register_of(scenario: &str) -> Register {
        let path = &Path::new("../..").join(scenario);
        let scenario = Scenario::load(path, &[]).expect("it is shipped");
        Model::check(&scenario).expect("it is valid").0.register
    }

    #[test]
    fn figures_are_called_by_what_they_are_and_where() {
        let register = register();
        let name = |path: &str| {
            let id = register.find(path).expect("the figure is there");
            register.figure(id).name()
        };
        let named = [
            ("handling.zarubino-rail-sea-box20.price", "Handling at Zarubino, rail to sea, 20 ft boxes"),
            ("handling.zarubino-rail-sea-box20.dwell_h", "Handling at Zarubino, rail to sea, 20 ft boxes, hours lying"),
            ("handling.south-unload.price", "Unloading from sea"),
            ("tariffs.cn-rail-class4.per_km", "Chinese rail freight per km, grain"),
            ("borders.cn-ru-rail-transit-customs-ru.price", "Russian customs, CN to RU, by rail, transit"),
            ("legs.rail-changchun-jiutai.distance_km", "Rail Changchun-Jiutai, distance"),
            ("fx.usd-cny.rate", "Exchange rate, CNY for 1 USD"),
            ("fx.usd-cny@2010-01-01.rate", "Exchange rate, CNY for 1 USD, from 2010-01-01"),
            ("equipment.box20-maize.payload_t", "20 ft box, maize, payload"),
            ("cargo.lot_t", "Size of the lot"),
            ("demand.1.tonnes_per_year", "Tonnes a year of demand 1"),
        ];
        for (path, plain) in named {
            assert_eq!(name(path), plain, "{path}");
        }
    }

    #[test]
    fn rows_that_differ_in_their_band_or_months_alone_are_told_apart() {
        let named = [
            (
                "a-lot-just-under-a-break-is-charged-as-the-next-band",
                ["tariffs.r1.per_km", "tariffs.r2.per_km"],
                ["Rail per km, 0 to 1000 t", "Rail per km, from 1000 t"],
            ),
            (
                "a-price-holds-in-its-months",
                ["handling.ssummer.price", "handling.swinter.price"],
                ["Storage at b for sea, May to October", "Storage at b for sea, November to April"],
            ),
        ];
        for (rule, paths, names) in named {
            let register = register_of(&format!("tests/rules/{rule}/scenario.toml"));
            let name = |path| register.figure(register.find(path).expect("the figure is there")).name();
            assert_eq!(paths.map(name), names);
        }
    }

    #[test]
    fn every_figure_of_the_shipped_tables_has_a_name_of_its_own() {
        let register = register();
        let mut known = std::collections::BTreeMap::new();
        for (_, figure) in register.iter().filter(|(_, figure)| !figure.path().contains('@')) {
            known.entry(figure.name()).or_insert_with(Vec::new).push(figure.path());
        }
        known.retain(|_, paths| paths.len() > 1);
        assert!(known.is_empty(), "{known:#?}");
    }
}
