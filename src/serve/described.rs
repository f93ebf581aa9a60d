//! What a scenario holds, as the page needs it to let people choose and change.

use schemars::JsonSchema;
use serde::Serialize;

use corridor::analysis::plan::PlanQuestion;
use corridor::answer::{NamedPlaces, PlaceName, Prepared};
use corridor::model::{Figure, Model};
use corridor::scenario::{Role, TableName};
use corridor::units::{Date, Decimal};

use super::reply::ProblemFound;
use super::scenarios::{OpenScenario, Shelf};

/// The scenarios that are served.
#[derive(Serialize, JsonSchema)]
pub(super) struct ScenarioList {
    /// The number of the last reading: it grows with each change of the files.
    reading: u64,
    /// The scenarios that were named when the server was started.
    scenarios: Vec<ScenarioHead>,
    /// The keys of those that the program carries; they are opened when they are asked.
    shipped: Vec<String>,
}

/// A scenario in short.
#[derive(Serialize, JsonSchema)]
pub(super) struct ScenarioHead {
    /// The key by which it is asked.
    key: String,
    /// The file, as the program was told.
    file: String,
    /// The title.
    title: String,
    /// The number of its last reading.
    reading: u64,
    /// The problems of its files since they were changed; until they are mended, the last good reading is asked.
    problems: Vec<ProblemFound>,
}

/// What a scenario holds.
#[derive(Serialize, JsonSchema)]
pub(super) struct ScenarioContent {
    /// Its head.
    #[serde(flatten)]
    head: ScenarioHead,
    /// The question and how to read the answer.
    #[serde(rename = "about")]
    reading_help: String,
    /// The day that picks dated rows.
    date: Date,
    /// The question of a calendar: the ready dates of the year of the date.
    ready_dates: PlanQuestion,
    /// The currency of its amounts.
    currency: String,
    /// The commodity.
    commodity: String,
    /// The form in which the goods travel where a corridor names no other.
    form: String,
    /// The forms in which goods may travel.
    forms: Vec<&'static str>,
    /// The corridor that differences are taken against; absent for the cheapest.
    baseline: Option<String>,
    /// The corridors that are compared.
    corridors: Vec<CorridorTitle>,
    /// The demands.
    demands: Vec<AskedDemand>,
    /// The places of all tables.
    places: NamedPlaces,
    /// The connections between places, each pair once.
    connections: Vec<PlaceConnection>,
    /// The switches that rows depend on.
    switches: Vec<NamedSwitch>,
    /// The rows that permit or close a way, and what changes them.
    rules: Vec<RuleRow>,
    /// Every figure.
    figures: Vec<FigureHeld>,
    /// The warnings of reading it.
    warnings: Vec<ProblemFound>,
}

/// A corridor by its key and title.
#[derive(Serialize, JsonSchema)]
pub(super) struct CorridorTitle {
    key: String,
    title: String,
}

/// A demand between two places.
#[derive(Serialize, JsonSchema)]
pub(super) struct AskedDemand {
    from: PlaceName,
    to: PlaceName,
    /// The path of its yearly tonnes, which several pairs may share; absent where none are given and there are several
    /// sections of demands.
    tonnes_path: Option<String>,
    /// The yearly tonnes.
    tonnes_per_year: Option<Decimal>,
}

/// A connection between two places.
#[derive(PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub(super) struct PlaceConnection {
    from: String,
    to: String,
    mode: &'static str,
}

/// A switch.
#[derive(Serialize, JsonSchema)]
pub(super) struct NamedSwitch {
    name: String,
    is_on: bool,
}

/// A row that permits or closes a way.
#[derive(Serialize, JsonSchema)]
pub(super) struct RuleRow {
    /// Whether it is a permission; otherwise a closure.
    is_permission: bool,
    /// The row in words.
    name: String,
    /// Whether it holds on the scenario's date.
    is_in_force: bool,
    /// The change that puts it out of force.
    off: String,
}

/// A figure with all that is known about it.
#[derive(Serialize, JsonSchema)]
pub(super) struct FigureHeld {
    /// The path by which a change names it.
    path: String,
    /// Its plain name.
    name: String,
    /// The value.
    value: Decimal,
    /// The unit.
    unit: String,
    /// The lower bound, if given.
    low: Option<Decimal>,
    /// The upper bound, if given.
    high: Option<Decimal>,
    /// How well it is known.
    grade: &'static str,
    /// The keys of its sources.
    source: Vec<String>,
}

impl ScenarioList {
    /// Lists the scenarios that are served.
    pub(super) fn of(shelf: &Shelf) -> Self {
        let named = shelf.named().filter_map(|key| Some(ScenarioHead::of(key, &shelf.open(key).ok()?)));
        Self { reading: *shelf.readings().borrow(), scenarios: named.collect(), shipped: shelf.shipped().to_vec() }
    }
}

impl ScenarioHead {
    fn of(key: &str, open: &OpenScenario) -> Self {
        let scenario = open.cases[0].scenario();
        let (file, title) = (scenario.path.display().to_string(), scenario.document.title.clone());
        let problems = open.problems.as_ref().map(ProblemFound::list).unwrap_or_default();
        Self { key: key.to_owned(), file, title, reading: open.reading, problems }
    }
}

impl ScenarioContent {
    /// Describes a scenario.
    pub(super) fn of(key: &str, open: &OpenScenario) -> Self {
        let case = &open.cases[0];
        let (model, document) = (case.model(), &case.scenario().document);
        let mut places = NamedPlaces::default();
        model.places.list.iter().for_each(|place| places.add(&place.into()));
        let corridor =
            |own: &corridor::model::Corridor| CorridorTitle { key: own.key.clone(), title: own.title.clone() };
        Self {
            head: ScenarioHead::of(key, open),
            reading_help: document.reading.clone(),
            date: model.date,
            ready_dates: PlanQuestion::of_year(case),
            currency: model.currency.clone(),
            commodity: document.cargo.commodity.value.clone(),
            form: document.cargo.form.value.clone(),
            forms: corridor::model::Form::WORDS.to_vec(),
            baseline: model.baseline.map(|id| model.corridors[id].key.clone()),
            corridors: model.corridors.iter().map(corridor).collect(),
            demands: demands(model, document.demands.len()),
            places,
            connections: connections(model),
            switches: switches(case),
            rules: rules(case),
            figures: model.register.iter().filter(|(_, own)| is_for_people(own)).map(|(_, own)| held(own)).collect(),
            warnings: ProblemFound::list(case.warnings()),
        }
    }
}

fn demands(model: &Model, sections: usize) -> Vec<AskedDemand> {
    let of_all = (sections == 1).then(|| "demand.1.tonnes_per_year".to_owned());
    let place = |id| PlaceName::from(&model.places.list[id]);
    let demand = |own: &corridor::model::Demand| {
        let tonnes = own.tonnes_per_year.map(|id| model.register.figure(id));
        AskedDemand {
            from: place(own.from),
            to: place(own.to),
            tonnes_path: tonnes.map(Figure::path).or_else(|| of_all.clone()),
            tonnes_per_year: tonnes.map(|figure| figure.value),
        }
    };
    model.demands.iter().map(demand).collect()
}

/// Returns the connections between places, both directions as one.
fn connections(model: &Model) -> Vec<PlaceConnection> {
    let key = |id| model.places.list[id].key.clone();
    let mut found: Vec<PlaceConnection> = model
        .legs
        .iter()
        .filter(|leg| leg.quote.is_none() && leg.is_open(model.switches))
        .map(|leg| {
            let (one, other) = (key(leg.from), key(leg.to));
            let (from, to) = if one < other { (one, other) } else { (other, one) };
            PlaceConnection { from, to, mode: leg.mode.as_str() }
        })
        .collect();
    found.sort();
    found.dedup();
    found
}

fn switches(case: &Prepared) -> Vec<NamedSwitch> {
    let model = case.model();
    let names = (0..=u8::MAX).map(|position| model.switch_names.name(position)).take_while(|name| !name.is_empty());
    let is_on = |position: usize| model.switches.allows(Some(position as u8));
    names.enumerate().map(|(position, name)| NamedSwitch { name: name.to_owned(), is_on: is_on(position) }).collect()
}

/// Returns the permissions and closures; a switch that no scenario turns on puts a row out of force.
fn rules(case: &Prepared) -> Vec<RuleRow> {
    let date = case.model().date;
    let tables = [(TableName::Permissions, true), (TableName::Calendar, false)];
    let each = tables.into_iter().flat_map(|(table, is_permission)| {
        let rows = case.scenario().tables.rows(table).iter();
        rows.map(move |row| {
            let words = |columns: &[&'static str]| -> Vec<String> {
                columns.iter().filter_map(|column| row.text(column)).map(str::to_owned).collect()
            };
            let (name, off) = if is_permission {
                let places = words(&["exit_point", "transit_port", "entry_port"]).join(" > ");
                let goods = words(&["region", "commodity", "form"]).join(" ");
                (format!("{}: {places} ({goods})", row.key()), format!("{}.switch=off", row.path(date)))
            } else {
                let what = words(&["name", "place", "leg", "mode", "leg_tag"]).join(" ");
                (format!("{}: {what}", row.key()), format!("{}.closed=no", row.path(date)))
            };
            let closes = is_permission || row.cell("closed").is_some();
            (closes, RuleRow { is_permission, name, is_in_force: row.holds_on(date), off })
        })
    });
    each.filter(|(closes, _)| *closes).map(|(_, rule)| rule).collect()
}

/// Returns whether a figure is one that a planner changes; where a place is, is none.
fn is_for_people(figure: &Figure) -> bool {
    !matches!(figure.role, Role::Latitude | Role::Longitude)
}

fn held(figure: &Figure) -> FigureHeld {
    FigureHeld {
        path: figure.path(),
        name: figure.name(),
        value: figure.value,
        unit: figure.unit(),
        low: figure.low,
        high: figure.high,
        grade: figure.grade.as_str(),
        source: figure.sources(),
    }
}
