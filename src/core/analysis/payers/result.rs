//! Who pays and receives what, for programs and as rows.

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::verdict::Verdict;
use crate::analysis::{Answered, Cell, Column};
use crate::answer::{Answer, MONEY, Manifest, Parts, PlaceName};
use crate::model::Part;
use crate::units::{Money, words};

words! {
    /// Who pays or receives money for a route.
    Party {
        /// Whoever has the goods carried.
        Shipper = "shipper",
        /// Whoever pays support, by name.
        Supporter = "support",
        /// Railways.
        Railways = "railways",
        /// Hauliers by road.
        Hauliers = "road-hauliers",
        /// Carriers by sea and inland waterway.
        Carriers = "sea-carriers",
        /// Ports.
        Ports = "ports",
        /// Stations and other places where cargo is handled and stored.
        Stations = "stations",
        /// Insurers: prices of handling that are a share of the value of the goods.
        Insurers = "insurers",
        /// Border services and the state.
        Borders = "border-and-state",
        /// Owners of boxes.
        BoxOwners = "box-owners",
    }
}

/// The parties among whom some parts of a cost are shared, by the positions of the parts.
pub const PARTY_PARTS: [(&[Party], &[usize]); 7] = [
    (&[Party::Railways], &[Part::RailHaulage as usize]),
    (&[Party::Hauliers], &[Part::RoadHaulage as usize]),
    (&[Party::Carriers], &[Part::SeaHaulage as usize]),
    (&[Party::Ports, Party::Stations, Party::Insurers], &[Part::Handling as usize, Part::Storage as usize]),
    (&[Party::Borders], &[Part::Border as usize]),
    (&[Party::BoxOwners], &[Part::Equipment as usize]),
    (&[Party::Supporter], &[Part::Support as usize]),
];

/// The positions of the parts that are costs of the shipper and nobody receives.
pub const OWN_COSTS: [usize; 3] = [Part::Holding as usize, Part::Loss as usize, Part::Carbon as usize];

/// What everybody pays and receives for each demand by each corridor.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Payments {
    /// What was run, on which inputs.
    pub manifest: Manifest,
    /// The demands, in the order of the files.
    pub demands: Vec<DemandPayments>,
    /// Whether the figures decide who is cheapest, one entry for each scenario and demand.
    pub verdicts: Vec<Verdict>,
}

/// What everybody pays and receives for one demand.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct DemandPayments {
    /// The name of the scenario.
    pub scenario: String,
    /// The origin.
    pub from: PlaceName,
    /// The destination.
    pub to: PlaceName,
    /// How the goods stand to customs.
    pub regime: &'static str,
    /// The yearly tonnes of the demand, if given.
    pub tonnes_per_year: Option<f64>,
    /// The corridors that were asked for.
    pub corridors: Vec<CorridorPayments>,
    /// What would be cheapest without support among the corridors asked for; none where no route of them has any.
    pub without_support: Option<WithoutSupport>,
    /// The place of the scenario among those asked.
    #[serde(skip)]
    pub place: usize,
}

/// What everybody pays and receives on one corridor.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CorridorPayments {
    /// The corridor's key.
    pub corridor: String,
    /// The corridor's title.
    pub title: String,
    /// 1 for the cheapest corridor of the demand.
    pub rank: Option<u32>,
    /// What a tonne costs its shipper; none where there is no route.
    pub total_per_t: Option<Money>,
    /// What a tonne costs, whoever pays.
    pub route_cost_per_t: Option<Money>,
    /// What of both nobody receives: capital bound, cargo lost, emissions at their price.
    pub own_costs_per_t: Option<Money>,
    /// The parts of the total.
    #[serde(skip)]
    pub parts: Option<Parts>,
    /// What each party receives, below nothing where it pays; they add up to nothing.
    pub payments: Vec<Payment>,
}

/// What one party receives for a tonne.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Payment {
    /// Who: `shipper`, `support`, `railways`, `road-hauliers`, `sea-carriers`, `ports`, `stations`, `insurers`,
    /// `border-and-state` or `box-owners`.
    pub party: &'static str,
    /// The name of a payer of support.
    pub name: Option<String>,
    /// What it receives; below nothing where it pays.
    pub per_t: Money,
}

/// What would be cheapest if no support were paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WithoutSupport {
    /// The key of the corridor that is cheapest with support.
    pub leader: String,
    /// Its title.
    pub leader_title: String,
    /// What its cheapest route would cost.
    pub leader_costs_per_t: Money,
    /// The key of the corridor that would be cheapest.
    pub cheapest: String,
    /// Its title.
    pub cheapest_title: String,
    /// What it would cost.
    pub cheapest_costs_per_t: Money,
    /// Whether the scenario has other corridors, which were not asked for.
    pub is_among_asked: bool,
}

impl DemandPayments {
    pub(super) fn of(answer: &Answer, place: usize) -> Self {
        Self {
            scenario: answer.scenario.clone(),
            from: answer.from.clone(),
            to: answer.to.clone(),
            regime: answer.regime,
            tonnes_per_year: answer.tonnes_per_year,
            corridors: Vec::new(),
            without_support: None,
            place,
        }
    }
}

impl Payments {
    /// Returns one row for each party on each corridor of each demand.
    pub fn rows(&self) -> impl Iterator<Item = PaymentRow<'_>> {
        let corridors = self.demands.iter().flat_map(|demand| demand.corridors.iter().map(move |own| (demand, own)));
        corridors.flat_map(move |(demand, corridor)| {
            let currency = self.manifest.scenarios.get(demand.place).map(|used| used.currency.as_str());
            corridor.payments.iter().map(move |payment| PaymentRow { currency, demand, corridor, payment })
        })
    }
}

impl Answered for Payments {
    fn is_answered(&self) -> bool {
        self.rows().next().is_some()
    }
}

/// A row of the table for spreadsheets: one party on one corridor of one demand.
pub struct PaymentRow<'a> {
    currency: Option<&'a str>,
    demand: &'a DemandPayments,
    corridor: &'a CorridorPayments,
    payment: &'a Payment,
}

impl PaymentRow<'_> {
    /// Returns the columns of the rows.
    pub const fn columns() -> [Column<Self>; 12] {
        [
            Column::new("scenario", "", |row| (&row.demand.scenario).into()),
            Column::new("from", "", |row| (&row.demand.from.key).into()),
            Column::new("to", "", |row| (&row.demand.to.key).into()),
            Column::new("from_name", "", |row| Cell::Name(&row.demand.from)),
            Column::new("to_name", "", |row| Cell::Name(&row.demand.to)),
            Column::new("regime", "", |row| row.demand.regime.into()),
            Column::new("corridor", "", |row| (&row.corridor.corridor).into()),
            Column::new("currency", "", |row| row.currency.into()),
            Column::new("party", "", |row| row.payment.party.into()),
            Column::new("name", "", |row| row.payment.name.as_ref().into()),
            Column::new("per_t", MONEY, |row| row.payment.per_t.into()),
            Column::new("tonnes_per_year", "t/year", |row| row.demand.tonnes_per_year.into()),
        ]
    }
}
