//! Stage 2: the meaning of the files, checked; the register of figures.

mod element;
mod equipment;
mod exchange;
mod handling;
mod permissions;
mod places;
mod prices;
mod question;
mod register;
mod rows;
mod rules;
mod select;
mod slow;
mod words;

use std::collections::BTreeMap;

use crate::ids::{CorridorId, DemandId, FigureId, IdVec, LegId, Pair, PermissionId, PlaceId, ServiceId, TariffId};
use crate::problem::Problems;
use crate::scenario::{Role, Scenario, TableName};
use crate::units::{Date, Decimal};

pub use crate::scenario::Wait;
pub use element::{Element, Without};
pub use equipment::{EmissionUnit, Equipment, Vehicle};
pub use exchange::{Exchange, Rates};
pub use handling::Handling;
pub use permissions::{Misfit, Permission, PermissionUse};
pub use places::{CalendarEffect, Leg, Place, Service};
pub use prices::{
    BASE, BorderRow, CargoClass, CargoSelector, HandlingRow, MAX_PARALLEL_LINES, Method, Price, Schedule, TariffRow,
};
pub use question::{Corridor, Customs, Demand, Item, MAX_VIAS};
pub use register::{Figure, FigureOwner, Register, row_name};
pub use rows::{SwitchNames, SwitchSet};
pub use slow::{Slow, SlowError};
pub use words::{Basis, Form, Mode, Operation, Part, Regime};

/// The figures of the cargo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CargoFigures {
    /// The consignment size in tonnes.
    pub lot_t: FigureId,
    /// The value of a tonne.
    pub value_per_t: FigureId,
    /// The holding cost as a share of value per year.
    pub holding_rate_per_year: FigureId,
    /// The price of a tonne of CO2e.
    pub carbon_price_per_t: FigureId,
}

/// The places of a model, by position and by key.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Places {
    /// The places in the order of their keys.
    pub list: IdVec<PlaceId, Place>,
    /// The positions by key.
    pub by_key: BTreeMap<String, PlaceId>,
}

/// The meaning of a scenario on its date: every name resolved, every number in the register.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// The name of the scenario.
    pub name: String,
    /// The day that selected the rows.
    pub date: Date,
    /// The currency of all results.
    pub currency: String,
    /// The rule for waiting times.
    pub wait: Wait,
    /// Every figure.
    pub register: Register,
    /// The places.
    pub places: Places,
    /// The legs, one per direction.
    pub legs: IdVec<LegId, Leg>,
    /// The tariff schedules.
    pub schedules: IdVec<TariffId, Schedule>,
    /// The services.
    pub services: IdVec<ServiceId, Service>,
    /// The handling rows.
    pub handling: Handling,
    /// The border rows.
    pub borders: Vec<BorderRow>,
    /// The permissions, in force or not.
    pub permissions: IdVec<PermissionId, Permission>,
    /// The loading units.
    pub equipment: Vec<Equipment>,
    /// The vehicles.
    pub vehicles: Vec<Vehicle>,
    /// The commodity, its group, the group of its group and so on.
    pub commodities: Vec<String>,
    /// The figures of the cargo.
    pub cargo: CargoFigures,
    /// The names of the switches.
    pub switch_names: SwitchNames,
    /// The switches that the scenario turns on.
    pub switches: SwitchSet,
    /// The corridors.
    pub corridors: IdVec<CorridorId, Corridor>,
    /// The demands.
    pub demands: IdVec<DemandId, Demand>,
    /// The corridor that differences are taken against; absent for the cheapest.
    pub baseline: Option<CorridorId>,
    /// The titles of sources by their keys.
    pub sources: BTreeMap<String, String>,
}

/// The inputs that all readers of rows need.
pub(crate) struct Basics<'a> {
    pub(crate) scenario: &'a Scenario,
    pub(crate) register: &'a Register,
    pub(crate) rates: &'a Rates,
    pub(crate) switches: &'a SwitchNames,
    pub(crate) date: Date,
}

impl Basics<'_> {
    /// Returns the multipliers in force by key.
    fn factors(&self) -> BTreeMap<String, FigureId> {
        rows::in_force(self.scenario, self.register, TableName::Factors, self.date)
            .into_iter()
            .filter_map(|held| Some((held.key(), held.figure("value")?)))
            .collect()
    }
}

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

    /// Returns the model with other values of its figures, one for each in the order of the register.
    ///
    /// The rows in force do not change, because dates, forms and switches are no figures.
    #[must_use]
    pub fn with_values(&self, values: &[Decimal]) -> Self {
        Self { register: self.register.with_values(values), ..self.clone() }
    }

    /// Iterates over all pairs of a demand and a corridor, in the order of the demands.
    pub fn pairs(&self) -> impl Iterator<Item = Pair> + '_ {
        self.demands.ids().flat_map(|demand| self.pairs_of(demand))
    }

    /// Iterates over the pairs of a demand with each corridor.
    pub fn pairs_of(&self, demand: DemandId) -> impl Iterator<Item = Pair> + use<> {
        self.corridors.ids().map(move |corridor| Pair { demand, corridor })
    }

    /// Returns the cargo class of a form under a corridor's switches.
    pub fn cargo_class(&self, form: Form, switches: SwitchSet) -> CargoClass<'_> {
        CargoClass { form, commodities: &self.commodities, switches }
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
