//! The building of a model from a scenario, with all checks of its meaning.

use std::collections::BTreeMap;

use crate::ids::FigureId;
use crate::problem::Problems;
use crate::scenario::{Role, Scenario, TableName};

use super::basics::Basics;
use super::exchange::Rates;
use super::handling::Handling;
use super::places::{self, Places};
use super::register::{FigureOwner, Register};
use super::rows::{SwitchNames, SwitchSet};
use super::world::{CargoFigures, Model};
use super::{equipment, permissions, prices, question, rules};

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
        let rates = Rates::collect(scenario, &register);
        let switch_names = SwitchNames::collect(scenario, &mut problems);
        let basics =
            Basics { scenario, register: &register, rates: &rates, switches: &switch_names, date: document.date.value };
        let list = places::places(&basics);
        let by_key = list.enumerate().map(|(id, place)| (place.key.clone(), id)).collect();
        let places = Places { list, by_key };
        let schedules = prices::schedules(&basics, &mut problems);
        let services = places::services(&basics, &mut problems);
        let legs = places::legs(&basics, &places.by_key, &places.list, &schedules, &services, &mut problems);
        let mut switches = SwitchSet::default();
        for word in &document.switches {
            switches = switches.with(switch_names.set_of(&word.value).unwrap_or_default());
        }
        let handling = Handling::from(prices::handling(&basics, &places.by_key, &mut problems));
        let borders = prices::borders(&basics, &places.by_key, &mut problems);
        let permissions = permissions::permissions(&basics, &places.by_key);
        let equipment = equipment::equipment(&basics, &mut problems);
        let vehicles = equipment::vehicles(&basics);
        let corridors = question::corridors(&basics, &places, switches, &mut problems);
        let demands = question::demands(&basics, &places, &mut problems);
        let baseline = document
            .baseline
            .as_ref()
            .and_then(|word| corridors.enumerate().find(|(_, corridor)| corridor.key == word.value).map(|(id, _)| id));
        let cargo = CargoFigures {
            lot_t: cargo_figure(&register, Role::Lot),
            value_per_t: cargo_figure(&register, Role::CargoValue),
            holding_rate_per_year: cargo_figure(&register, Role::HoldingRate),
            carbon_price_per_t: cargo_figure(&register, Role::CarbonPrice),
        };
        let commodities = commodity_chain(&basics);
        let sources = scenario
            .tables
            .rows(TableName::Sources)
            .iter()
            .map(|row| (row.key().to_owned(), row.text("title").unwrap_or_default().to_owned()))
            .collect();
        let model = Self {
            name: scenario.name.clone(),
            date: document.date.value,
            currency: document.currency.value.clone(),
            wait: document.wait,
            register,
            places,
            legs,
            schedules,
            services,
            handling,
            borders,
            permissions,
            equipment,
            vehicles,
            commodities,
            cargo,
            switch_names,
            switches,
            corridors,
            demands,
            baseline,
            sources,
        };
        rules::check(&model, scenario, &mut problems);
        problems.or(model)
    }
}

fn cargo_figure(register: &Register, role: Role) -> FigureId {
    register.of_section(FigureOwner::Cargo, role).expect("the register holds the figures of the goods")
}

fn commodity_chain(basics: &Basics<'_>) -> Vec<String> {
    let groups: BTreeMap<&str, Option<&str>> =
        basics.scenario.tables.rows(TableName::Commodities).iter().map(|row| (row.key(), row.text("group"))).collect();
    let asked = &basics.scenario.document.cargo.commodity;
    let mut chain = vec![asked.value.clone()];
    while let Some(Some(group)) = groups.get(chain[chain.len() - 1].as_str()) {
        if chain.iter().any(|known| known == group) {
            break;
        }
        chain.push((*group).to_owned());
    }
    chain
}
