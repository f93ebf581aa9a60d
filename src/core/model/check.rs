//! The building of a model from a scenario, with all checks of its meaning.

use crate::ids::FigureId;
use crate::problem::Problems;
use crate::scenario::{Row, Scenario, TableName, commodity_chain};

use super::legs::LegReader;
use super::places::Places;
use super::question::Corridor;
use super::register::Register;
use super::rows::{Basics, SwitchNames};
use super::world::{CargoFigures, Model};
use super::{
    capacity, equipment, legs, limits, permissions, plausible, prices, question, quotes, rules, subsidies, timetable,
};

impl Model {
    /// Builds the model of a scenario, and returns it with the warnings.
    ///
    /// Names that [`Scenario::load`] has found to exist are resolved.
    ///
    /// # Errors
    /// Returns every problem at once if one of them is an error.
    pub fn check(scenario: &Scenario) -> Result<(Self, Problems), Problems> {
        let mut problems = Problems::new();
        let document = &scenario.document;
        let register = Register::collect(scenario);
        let switch_names = SwitchNames::collect(scenario, &mut problems);
        let basics = Basics::new(scenario, &register, &switch_names);
        basics.check_rates(&mut problems);
        let places = Places::read(&basics);
        let schedules = prices::schedules(&basics, &mut problems);
        let services = legs::services(&basics, &mut problems);
        let reader = LegReader::new(&basics, &places, &schedules, &services);
        let legs = reader.legs(&mut problems);
        let switches = switch_names.turned_on(&document.switches);
        let source = |row: Row<'_>| (row.key().to_owned(), row.text("title").unwrap_or_default().to_owned());
        let quotations = quotes::read(&basics, &mut problems);
        let mut model = Self {
            name: scenario.name.clone(),
            date: document.date.value,
            currency: document.currency.value.clone(),
            wait: document.wait,
            handling: prices::handling(&basics, &places, &mut problems),
            borders: prices::borders(&basics, &places, &mut problems),
            departures: timetable::departures(&basics, &places, &services, &mut problems),
            openings: timetable::openings(&basics, &places, &mut problems),
            permissions: permissions::permissions(&basics, &places),
            subsidies: subsidies::subsidies(&basics, &places, &services, &mut problems),
            capacities: capacity::capacities(&basics, &places, &mut problems),
            harvests: capacity::harvests(&basics, &places, &mut problems),
            equipment: equipment::equipment(&basics, &mut problems),
            vehicles: equipment::vehicles(&basics),
            corridors: question::corridors(&basics, &places, switches, &mut problems),
            demands: question::demands(&basics, &places, &mut problems),
            baseline: None,
            quotes: Vec::new(),
            commodities: commodity_chain(&scenario.tables, &scenario.document.cargo.commodity.value),
            cargo: CargoFigures {
                fill: document.cargo.fill,
                lot_t: cargo_figure(&register, "lot_t"),
                value_per_t: cargo_figure(&register, "value_per_t"),
                holding_rate_per_year: cargo_figure(&register, "holding_rate_per_year"),
                carbon_price_per_t: cargo_figure(&register, "carbon_price_per_t"),
                buffer_price_per_day: register.find("cargo.buffer_price_per_day"),
            },
            sources: scenario.tables.rows(TableName::Sources).iter().map(source).collect(),
            rates: basics.rates(),
            levels: basics.levels(),
            register,
            places,
            legs,
            schedules,
            services,
            switch_names,
            switches,
        };
        let is_baseline = |corridor: &Corridor| document.baseline.as_ref().is_some_and(|it| it.value == corridor.key);
        model.baseline = model.corridors.enumerate().find(|(_, corridor)| is_baseline(corridor)).map(|(id, _)| id);
        rules::check(&model, scenario, &mut problems);
        timetable::check(&model, &mut problems);
        plausible::check(scenario, &mut problems);
        if !problems.has_errors() {
            quotes::lay(&mut model, scenario, &quotations, &mut problems);
            limits::check(&model, scenario, &mut problems);
        }
        problems.or(model)
    }
}

/// Returns the commodity of a scenario, its group, the group of its group and so on.
fn cargo_figure(register: &Register, key: &str) -> FigureId {
    register.find(&format!("cargo.{key}")).expect("the register holds the figures of the goods")
}
