//! The model: the checked meaning of a scenario.

use std::collections::BTreeMap;

use crate::ids::{
    CorridorId, DemandId, FigureId, IdVec, LegId, Pair, PermissionId, PlaceId, ServiceId, SubsidyId, TariffId,
};
use crate::scenario::{Fill, Wait};
use crate::units::{Date, Decimal, Period};

use super::capacity::{Capacity, Harvest};
use super::equipment::{Equipment, Vehicle};
use super::figure::Figure;
use super::legs::{Leg, Service};
use super::permissions::Permission;
use super::places::Places;
use super::prices::{BorderRow, CargoClass, Handling, Schedule};
use super::question::{Corridor, Demand};
use super::quotation::Quotation;
use super::register::Register;
use super::rows::{IndexLevel, Rate, SwitchNames, SwitchSet};
use super::subsidies::Subsidy;
use super::timetable::{DepartureRow, OpeningRow};
use super::words::Form;

/// The figures of the cargo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CargoFigures {
    /// Whether boxes and wagons that a lot does not fill are charged whole.
    pub fill: Fill,
    /// The consignment size in tonnes.
    pub lot_t: FigureId,
    /// The value of a tonne.
    pub value_per_t: FigureId,
    /// The holding cost as a share of value per year.
    pub holding_rate_per_year: FigureId,
    /// The price of a tonne of CO2e.
    pub carbon_price_per_t: FigureId,
    /// The cost of a day of buffer against late days; none where no buffer is held.
    pub buffer_price_per_day: Option<FigureId>,
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
    /// The rows of departures.csv of any period, in the order of their keys.
    pub departures: Vec<DepartureRow>,
    /// The rows of opening.csv of any period, in the order of their keys.
    pub openings: Vec<OpeningRow>,
    /// The handling rows.
    pub handling: Handling,
    /// The border rows.
    pub borders: Vec<BorderRow>,
    /// The permissions, in force or not.
    pub permissions: IdVec<PermissionId, Permission>,
    /// What others pay of the cost, in the order of the keys.
    pub subsidies: IdVec<SubsidyId, Subsidy>,
    /// What passes in a period at the most.
    pub capacities: Vec<Capacity>,
    /// When in the year goods come to market.
    pub harvests: Vec<Harvest>,
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
    /// The quotations that are laid over the prices of the tables.
    pub quotes: Vec<Quotation>,
    /// The exchange rates in force.
    pub rates: Vec<Rate>,
    /// The rows of series, of any period.
    pub levels: Vec<IndexLevel>,
    /// The titles of sources by their keys.
    pub sources: BTreeMap<String, String>,
}

impl Model {
    /// Returns the model with other values of its figures, one for each in the order of the register.
    ///
    /// The rows in force do not change, because dates, forms and switches are no figures.
    #[must_use]
    pub fn with_values(&self, values: &[Decimal]) -> Self {
        Self { register: self.register.with_values(values), ..self.clone() }
    }

    /// Returns whether another model of the same files is this one but for the values and bounds of its figures.
    pub(crate) fn differs_in_values_alone(&self, other: &Self) -> bool {
        // A field that is added has to be compared here, too.
        #[rustfmt::skip]
        let Self {
            name, date, currency, wait, register, places, legs, schedules, services, departures, openings, handling, borders,
            permissions, subsidies, capacities, harvests, equipment, vehicles, commodities, cargo, switch_names, switches, corridors, demands, baseline, quotes, rates, levels, sources,
        } = self;
        let is_same = |((_, own), (_, other)): ((_, &Figure), (_, &Figure))| {
            (own.owner, own.role, own.basis, own.column()) == (other.owner, other.role, other.basis, other.column())
        };
        register.len() == other.register.len()
            && register.iter().zip(other.register.iter()).all(is_same)
            && (name, date, currency, wait) == (&other.name, &other.date, &other.currency, &other.wait)
            && (places, legs, schedules) == (&other.places, &other.legs, &other.schedules)
            && (services, handling, borders) == (&other.services, &other.handling, &other.borders)
            && (permissions, capacities, harvests) == (&other.permissions, &other.capacities, &other.harvests)
            && subsidies == &other.subsidies
            && (equipment, vehicles) == (&other.equipment, &other.vehicles)
            && (departures, openings) == (&other.departures, &other.openings)
            && (commodities, cargo) == (&other.commodities, &other.cargo)
            && (switch_names, switches) == (&other.switch_names, &other.switches)
            && (corridors, demands, baseline) == (&other.corridors, &other.demands, &other.baseline)
            && (quotes, rates, levels, sources) == (&other.quotes, &other.rates, &other.levels, &other.sources)
    }

    /// Returns the model with the prices of operations and crossings that its quotations replace.
    #[must_use]
    pub fn without_quotes(&self) -> Self {
        let mut model = self.clone();
        for rows in model.handling.values_mut() {
            rows.retain(|row| row.quoted.is_none());
        }
        model.borders.retain(|row| row.quoted.is_none());
        model
    }

    /// Iterates over all pairs of a demand and a corridor, in the order of the demands.
    pub fn pairs(&self) -> impl Iterator<Item = Pair> + '_ {
        self.demands.ids().flat_map(|demand| self.pairs_of(demand))
    }

    /// Iterates over the pairs of a demand with each corridor.
    pub fn pairs_of(&self, demand: DemandId) -> impl Iterator<Item = Pair> + use<> {
        self.corridors.ids().map(move |corridor| Pair { demand, corridor })
    }

    /// Returns the year at whose prices a price is counted: its own, or that to which its series carries it; an index
    /// without an end is known for its first year alone. Nothing where the tables do not say.
    pub fn price_year(&self, price: &Figure) -> Option<i16> {
        let holds = |own: &&IndexLevel| Some(&own.series) == price.series().as_ref() && own.period.contains(self.date);
        let day = match self.levels.iter().find(holds).map(|level| level.period) {
            Some(Period { from: Some(from), to: None }) => from,
            Some(_) => self.date,
            None => price.price_day()?,
        };
        Some(day.year())
    }

    /// Returns the yearly tonnes of a demand, if given.
    pub fn tonnes_per_year(&self, demand: DemandId) -> Option<f64> {
        self.demands[demand].tonnes_per_year.map(|figure| self.register.figure(figure).value.to_f64())
    }

    /// Returns whether a demand begins or ends at the place of a key.
    pub fn is_end(&self, key: &str) -> bool {
        let is_place = |place: PlaceId| self.places.list[place].key == key;
        self.demands.iter().any(|demand| is_place(demand.from) || is_place(demand.to))
    }

    /// Returns the cargo class of a form under a corridor's switches.
    pub fn cargo_class(&self, form: Form, switches: SwitchSet) -> CargoClass<'_> {
        CargoClass { form, commodities: &self.commodities, switches }
    }
}
