//! Which figures change the network itself, so that a new price is not enough.

use std::collections::BTreeSet;

use serde::{Serialize, Serializer};

use crate::answer::PricedNetwork;
use crate::ids::{FigureId, IdVec};
use crate::model::{Figure, FigureOwner, Register};
use crate::network::ArcKind;
use crate::scenario::{Role, Row, Scenario, TableName};
use crate::units::words;

words! {
    /// Why a figure is held at its value.
    HoldReason {
        /// No arc is priced by it, and another value may add arcs.
        Unpriced = "nothing in the network is priced by it as it stands",
        /// The lot decides which bands hold, and whether it fills a wagon or box.
        Lot = "the lot decides which bands of lots hold, and whether it fills a wagon or box",
        /// A payload above the lot is replaced by the lot.
        Payload = "a payload above the lot gives way to it",
        /// The edge of a band decides which band holds.
        BandEdge = "edges decide which band holds, and bands must join",
        /// The rates of bands decide how a tariff is charged.
        BandRate = "the rates of bands decide whether they are a least of straight lines",
        /// The length of a haul that is priced as a whole decides its way and its band.
        HaulLength = "hauls that are priced as a whole go by the shortest way, and their length decides the band",
        /// Of equally short ways a haul that is priced as a whole takes the fastest.
        HaulTime = "of equally short ways a haul that is priced as a whole goes by the fastest",
        /// A switch opens or closes routes, and all draws have the same.
        Routes = "it opens or closes routes, and all draws keep to the same",
        /// With a switch on support exceeds the cost of a whole route.
        PaidRoute = "with it support exceeds the cost of a whole route (M047)",
        /// More switches are drawn than there may be combinations of.
        Combinations = "more switches are drawn than can be combined",
        /// A cost depends on it neither in proportion nor as a divisor.
        NoCurve = "it enters some cost neither in proportion nor as a divisor",
    }
}

impl Serialize for HoldReason {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}

/// Decides for each figure of a scenario why another value of it may change the network; nothing where it is only a
/// number in a sum of products, so that new prices of the same network are those of a new network.
pub(super) fn network_changes(
    scenario: &Scenario,
    register: &Register,
    priced: &PricedNetwork,
) -> IdVec<FigureId, Option<HoldReason>> {
    let prices = priced.costs().figures();
    let rules = NetworkRules::new(scenario, priced);
    let change = |(id, figure): (FigureId, &Figure)| match prices.binary_search(&id) {
        Ok(_) => rules.change(figure),
        Err(_) => Some(HoldReason::Unpriced),
    };
    register.iter().map(change).collect()
}

/// The rows whose figures decide more than prices.
struct NetworkRules<'a> {
    scenario: &'a Scenario,
    /// Whether any haul is priced as a whole.
    has_hauls: bool,
    /// The keys of the rows of tariffs that are bands of haul lengths.
    banded: BTreeSet<&'a str>,
    /// The keys of the legs whose tariff is charged by the whole haul in some component.
    bounded_legs: BTreeSet<&'a str>,
}

impl<'a> NetworkRules<'a> {
    fn new(scenario: &'a Scenario, priced: &PricedNetwork) -> Self {
        let rows = |table| scenario.tables.rows(table).iter();
        let gives = |row: Row<'_>, columns: &[&str]| columns.iter().any(|column| row.cell(column).is_some());
        let is_band = |row: &Row<'_>| gives(*row, &["from_km", "to_km"]);
        let is_bounded = |row: &Row<'_>| gives(*row, &["minimum", "round_to", "from_km", "to_km", "cap"]);
        let bounded: BTreeSet<&str> =
            rows(TableName::Tariffs).filter(is_bounded).filter_map(|row| row.text("tariff")).collect();
        let has_bounded = |row: &Row<'_>| row.text("tariff").is_some_and(|tariff| bounded.contains(tariff));
        let arcs = priced.network().arcs();
        Self {
            scenario,
            has_hauls: arcs.iter().any(|arc| matches!(arc.kind, ArcKind::Haul { .. })),
            banded: rows(TableName::Tariffs).filter(is_band).map(Row::key).collect(),
            bounded_legs: rows(TableName::Legs).filter(has_bounded).map(Row::key).collect(),
        }
    }

    /// Returns the key of the row that a figure is in.
    fn key(&self, figure: &Figure) -> Option<&'a str> {
        let FigureOwner::Row(table, row) = figure.owner else { return None };
        self.scenario.tables.rows(table).get(row).map(Row::key)
    }

    /// Returns why another value of a figure by which arcs are priced may change the network.
    fn change(&self, figure: &Figure) -> Option<HoldReason> {
        let is_one = |keys: &BTreeSet<&str>| self.key(figure).is_some_and(|key| keys.contains(key));
        match (figure.role, figure.owner.table()) {
            (Role::Lot, _) => Some(HoldReason::Lot),
            (Role::Payload, _) => Some(HoldReason::Payload),
            (role, _) if role.is_band_edge() => Some(HoldReason::BandEdge),
            (_, Some(TableName::Tariffs)) => is_one(&self.banded).then_some(HoldReason::BandRate),
            (Role::Distance, _) => (self.has_hauls || is_one(&self.bounded_legs)).then_some(HoldReason::HaulLength),
            (Role::RunningTime | Role::Speed, _) => self.has_hauls.then_some(HoldReason::HaulTime),
            _ => None,
        }
    }
}
