//! The total of every demand by every corridor, and what is measured of its route, for batches of very many demands.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answer::{
    Answer, Cell, Detail, Hours, KmByMode, MONEY, Manifest, MeasuredRoute, PairTable, PairTotals, PlaceName, Prepared,
    RouteMeasures, manifest, place_name,
};
use crate::ids::{CorridorId, DemandId, Id, Pair, PlaceId};
use crate::units::{Distance, Duration, Money, words};

use super::breakeven::{NamedCorridor, corridors};
use super::{Analysis, Answered, Ask, Column, Refusal, SelectionError};

words! {
    /// How much of each route is worked out.
    #[derive(Default, Serialize, Deserialize, JsonSchema)]
    #[serde(rename_all = "kebab-case")]
    TotalsDetail {
        /// Its total, and its rank.
        #[default]
        Totals = "totals",
        /// The total by part, the time, the length by mode and the emissions too.
        Parts = "parts",
        /// The places on the way too.
        Route = "route",
        /// Its total; as CSV with a row for each origin and a column for each destination.
        Matrix = "matrix",
    }
}

/// What every demand costs by every corridor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct TotalsQuestion {
    /// How much of each route is worked out.
    pub detail: TotalsDetail,
}

/// What every demand costs by every corridor, one entry for each scenario.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Totals {
    /// What was run, on which inputs.
    pub manifest: Manifest,
    /// The totals, in the order of the scenarios.
    pub scenarios: Vec<ScenarioTotals>,
    /// How much of each route was worked out.
    #[serde(skip)]
    pub detail: TotalsDetail,
}

/// What every demand of a scenario costs by every corridor.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ScenarioTotals {
    /// The name of the scenario.
    pub scenario: String,
    /// The currency of its amounts.
    pub currency: String,
    /// The corridors asked for.
    pub corridors: Vec<NamedCorridor>,
    /// The origins and destinations of the demands, and the places on the way where those are asked for.
    pub places: Vec<PlaceName>,
    /// The totals of each demand asked for, in the order of the file.
    pub demands: Vec<DemandTotals>,
}

/// What one demand costs by each corridor.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct DemandTotals {
    /// The origin, by its position among the places.
    pub from: u32,
    /// The destination, by its position among the places.
    pub to: u32,
    /// The customs regime of the goods: `domestic`, `bonded`, `export` or `import`.
    pub regime: &'static str,
    /// The total by each corridor, in their order; none where there is no route.
    pub by_corridor: Box<[Option<CorridorTotal>]>,
}

/// What a demand costs by one corridor.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CorridorTotal {
    /// The total per tonne.
    pub total_per_t: Money,
    /// The rank among all corridors of the scenario, 1 for the cheapest; equal totals share a rank.
    pub rank: u32,
    /// What else is known of the route, where more than totals are asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route: Option<Box<RouteFacts>>,
}

/// What is known of a route beside its total.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct RouteFacts {
    /// What is measured of it.
    #[serde(flatten)]
    pub measures: RouteMeasures,
    /// Where its rides end, by positions among the places, where routes are asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stops: Option<Box<[u32]>>,
}

/// The route of each pair; none where there is none.
type MeasuredRoutes = PairTable<Option<MeasuredRoute>>;

impl Analysis for TotalsQuestion {
    type Found = Totals;

    fn answer(&self, ask: &Ask<'_>) -> Result<Totals, Refusal> {
        ask.check_names()?;
        let mut found = Totals { manifest: manifest(ask.scenarios), scenarios: Vec::new(), detail: self.detail };
        for prepared in ask.scenarios {
            let routes = match self.detail {
                TotalsDetail::Totals | TotalsDetail::Matrix => None,
                detail => Some(prepared.measured(detail == TotalsDetail::Route)),
            };
            let totals = match &routes {
                None => prepared.totals(),
                Some(routes) => routes.map(|route| Some(route.as_ref()?.total_per_t)),
            };
            if ask.audit {
                *found.manifest.audited.get_or_insert(0) += audited(ask, prepared, &totals, routes.as_ref())?;
            }
            found.scenarios.push(ScenarioTotals::of(ask, prepared, &totals, routes, self.detail));
        }
        if found.scenarios.iter().all(|scenario| scenario.demands.is_empty() || scenario.corridors.is_empty()) {
            return Err(SelectionError::NoPair.into());
        }
        Ok(found)
    }
}

/// Recomputes all routes asked for from the tables alone, and holds what they cost and take against what was found; returns
/// how many they are.
fn audited(
    ask: &Ask<'_>,
    prepared: &Prepared,
    totals: &PairTotals,
    routes: Option<&MeasuredRoutes>,
) -> Result<usize, Refusal> {
    let answers = PairTable::of(prepared.model(), prepared.answers_in(Detail::Whole));
    let is_same = |pair: Pair, answer: &Answer| {
        let route = routes.and_then(|routes| routes.get(pair).as_ref());
        answer.total_per_t == *totals.get(pair)
            && route.is_none_or(|route| {
                let RouteMeasures { parts, hours, km, co2e, .. } = route.measures;
                (answer.parts, answer.hours, answer.km, answer.co2e) == (Some(parts), Some(hours), Some(km), Some(co2e))
            })
    };
    if let Some((_, answer)) = answers.enumerate().find(|(pair, answer)| !is_same(*pair, answer)) {
        let text = format!(
            "the route from {} to {} by {} does not cost or take what was found without its steps",
            answer.from.key, answer.to.key, answer.corridor
        );
        return Err(ask.failed(prepared, text));
    }
    let mut answers = answers.into_items();
    answers.retain(|answer| ask.is_asked(answer));
    Ok(prepared.audit(&answers)?)
}

impl ScenarioTotals {
    /// Keeps the totals of the demands and corridors asked for, each with its rank among all.
    fn of(
        ask: &Ask<'_>,
        prepared: &Prepared,
        totals: &PairTotals,
        mut routes: Option<MeasuredRoutes>,
        detail: TotalsDetail,
    ) -> Self {
        let model = prepared.model();
        let corridors = corridors(model);
        let asked: Vec<usize> = (0..corridors.len()).filter(|&place| ask.is_by(&corridors[place].key)).collect();
        let mut positions: BTreeMap<PlaceId, u32> = BTreeMap::new();
        let mut places = Vec::new();
        let mut position = |place: PlaceId| {
            *positions.entry(place).or_insert_with(|| {
                places.push(place_name(model, place));
                (places.len() - 1) as u32
            })
        };
        let mut of_demand = |id: DemandId| {
            let (demand, all) = (&model.demands[id], totals.of_demand(id));
            let (from, to) = (position(demand.from), position(demand.to));
            let ranked = |&corridor: &usize| {
                let total_per_t = all[corridor]?;
                let cheaper = all.iter().flatten().filter(|&&other| other < total_per_t).count();
                let pair = Pair { demand: id, corridor: CorridorId::new(corridor) };
                let route = routes.as_mut().and_then(|routes| routes.get_mut(pair).take());
                let route = route.map(|route| {
                    let mut stops = || route.stops.iter().map(|&stop| position(stop)).collect();
                    let stops = (detail == TotalsDetail::Route).then(&mut stops);
                    Box::new(RouteFacts { measures: route.measures, stops })
                });
                Some(CorridorTotal { total_per_t, rank: cheaper as u32 + 1, route })
            };
            let by_corridor = asked.iter().map(ranked).collect();
            DemandTotals { from, to, regime: demand.customs.as_str(), by_corridor }
        };
        let is_asked = |id: &DemandId| {
            let demand = &model.demands[*id];
            ask.select.is_all() || ask.is_about(&place_name(model, demand.from), &place_name(model, demand.to))
        };
        let demands = model.demands.ids().filter(is_asked).map(&mut of_demand).collect();
        Self {
            scenario: model.name.clone(),
            currency: model.currency.clone(),
            corridors: asked.iter().map(|&place| corridors[place].clone()).collect(),
            places,
            demands,
        }
    }
}

impl Answered for Totals {
    fn is_answered(&self) -> bool {
        self.scenarios
            .iter()
            .flat_map(|scenario| &scenario.demands)
            .any(|demand| demand.by_corridor.iter().any(Option::is_some))
    }
}

/// A row of the table for spreadsheets: one demand by one corridor.
pub struct TotalRow<'a> {
    scenario: &'a ScenarioTotals,
    demand: &'a DemandTotals,
    corridor: usize,
}

impl Totals {
    /// Returns one row for each demand and corridor.
    pub fn rows(&self) -> impl Iterator<Item = TotalRow<'_>> {
        self.scenarios.iter().flat_map(|scenario| {
            scenario.demands.iter().flat_map(move |demand| {
                (0..scenario.corridors.len()).map(move |corridor| TotalRow { scenario, demand, corridor })
            })
        })
    }
}

impl Totals {
    /// Returns the columns of the rows: of those of `compare` the ones that are known.
    pub fn columns(&self) -> Vec<Column<TotalRow<'_>>> {
        let mut columns = Vec::from(TotalRow::columns());
        if matches!(self.detail, TotalsDetail::Parts | TotalsDetail::Route) {
            let [form, others @ ..] = TotalRow::columns_of_measures();
            columns.insert(6, form);
            columns.extend(others);
        }
        if self.detail == TotalsDetail::Route {
            columns.push(Column::new("route", "", |row| row.places_in_order().into()));
        }
        columns
    }
}

/// A row of the matrix: the totals from one origin by one corridor.
pub struct MatrixRow<'a> {
    /// The totals of the scenario.
    pub scenario: &'a ScenarioTotals,
    /// The corridor, by its position.
    pub corridor: usize,
    /// The customs regime of the goods.
    pub regime: &'static str,
    /// The origin, by its position among the places.
    pub from: u32,
    /// The total to each destination; none where there is no route or no demand.
    pub totals: Vec<Option<Money>>,
}

/// The headings of a matrix before those of its destinations.
pub const MATRIX_LABELS: [&str; 5] = ["scenario", "regime", "corridor", "unit", "from"];

impl MatrixRow<'_> {
    /// Returns the cell of a column: of those of [`MATRIX_LABELS`], then of the destinations.
    pub fn cell(&self, column: usize) -> Cell<'_> {
        let ScenarioTotals { scenario, corridors, currency, places, .. } = self.scenario;
        match column {
            0 => scenario.into(),
            1 => self.regime.into(),
            2 => (&corridors[self.corridor].key).into(),
            3 => format!("{currency}/t").into(),
            4 => (&places[self.from as usize].key).into(),
            _ => self.totals[column - MATRIX_LABELS.len()].into(),
        }
    }
}

impl Totals {
    /// Returns the headings of the matrix, [`MATRIX_LABELS`] and the keys of all destinations, and one row for each corridor,
    /// customs regime and origin, all in the order of the demands; a destination whose key is a label has `to_` before it.
    pub fn matrix(&self) -> (Vec<String>, Vec<MatrixRow<'_>>) {
        let mut destinations = Vec::new();
        let mut position_of: BTreeMap<&str, usize> = BTreeMap::new();
        for scenario in &self.scenarios {
            for demand in &scenario.demands {
                let key = scenario.places[demand.to as usize].key.as_str();
                position_of.entry(key).or_insert_with(|| {
                    destinations.push(key);
                    destinations.len() - 1
                });
            }
        }
        let mut rows = Vec::new();
        for scenario in &self.scenarios {
            let column: Vec<Option<&usize>> =
                scenario.places.iter().map(|place| position_of.get(place.key.as_str())).collect();
            for corridor in 0..scenario.corridors.len() {
                let mut row_of: BTreeMap<(&str, u32), usize> = BTreeMap::new();
                for demand in &scenario.demands {
                    let row = *row_of.entry((demand.regime, demand.from)).or_insert_with(|| {
                        let totals = vec![None; destinations.len()];
                        rows.push(MatrixRow { scenario, corridor, regime: demand.regime, from: demand.from, totals });
                        rows.len() - 1
                    });
                    let total = demand.by_corridor[corridor].as_ref().map(|total| total.total_per_t);
                    column[demand.to as usize].into_iter().for_each(|&to| rows[row].totals[to] = total);
                }
            }
        }
        let heading = |key: &str| if MATRIX_LABELS.contains(&key) { format!("to_{key}") } else { key.to_owned() };
        let headings = MATRIX_LABELS.iter().map(|&label| label.to_owned()).chain(destinations.into_iter().map(heading));
        (headings.collect(), rows)
    }
}

impl<'a> TotalRow<'a> {
    fn total(&self) -> Option<&'a CorridorTotal> {
        self.demand.by_corridor[self.corridor].as_ref()
    }

    fn measures(&self) -> Option<&'a RouteMeasures> {
        Some(&self.total()?.route.as_ref()?.measures)
    }

    fn part(&self, part: usize) -> Cell<'a> {
        self.measures().map(|measures| measures.parts.0[part]).into()
    }

    fn hours(&self, of: fn(&Hours) -> Duration) -> Cell<'a> {
        self.measures().map(|measures| of(&measures.hours).as_hours()).into()
    }

    fn km(&self, of: fn(&KmByMode) -> Distance) -> Cell<'a> {
        self.measures().map(|measures| of(&measures.km).as_km()).into()
    }

    /// Returns the keys of the places where its rides begin and end.
    fn places_in_order(&self) -> String {
        let stops = self.total().and_then(|total| total.route.as_ref()?.stops.as_deref());
        let Some(stops) = stops else { return String::new() };
        let all = std::iter::once(&self.demand.from).chain(stops);
        let keys: Vec<&str> = all.map(|&place| self.scenario.places[place as usize].key.as_str()).collect();
        keys.join(" > ")
    }

    const fn columns() -> [Column<Self>; 8] {
        [
            Column::new("scenario", "", |row| (&row.scenario.scenario).into()),
            Column::new("from", "", |row| (&row.scenario.places[row.demand.from as usize].key).into()),
            Column::new("to", "", |row| (&row.scenario.places[row.demand.to as usize].key).into()),
            Column::new("regime", "", |row| row.demand.regime.into()),
            Column::new("corridor", "", |row| (&row.scenario.corridors[row.corridor].key).into()),
            Column::new("rank", "count", |row| row.total().map(|own| u64::from(own.rank)).into()),
            Column::new("currency", "", |row| (&row.scenario.currency).into()),
            Column::new("total_per_t", MONEY, |row| row.total().map(|own| own.total_per_t).into()),
        ]
    }

    const fn columns_of_measures() -> [Column<Self>; 22] {
        [
            Column::new("form", "", |row| row.measures().map(|measures| measures.form).into()),
            Column::new("rail_haulage", MONEY, |row| row.part(0)),
            Column::new("road_haulage", MONEY, |row| row.part(1)),
            Column::new("sea_haulage", MONEY, |row| row.part(2)),
            Column::new("handling", MONEY, |row| row.part(3)),
            Column::new("border", MONEY, |row| row.part(4)),
            Column::new("storage", MONEY, |row| row.part(5)),
            Column::new("holding", MONEY, |row| row.part(6)),
            Column::new("loss", MONEY, |row| row.part(7)),
            Column::new("carbon", MONEY, |row| row.part(8)),
            Column::new("equipment", MONEY, |row| row.part(9)),
            Column::new("support", MONEY, |row| row.part(10)),
            Column::new("moving_h", "h", |row| row.hours(|hours| hours.moving)),
            Column::new("waiting_h", "h", |row| row.hours(|hours| hours.waiting)),
            Column::new("handling_h", "h", |row| row.hours(|hours| hours.handling)),
            Column::new("border_h", "h", |row| row.hours(|hours| hours.border)),
            Column::new("days", "days", |row| row.measures().map(|own| own.hours.total().as_days()).into()),
            Column::new("rail_km", "km", |row| row.km(|km| km.rail)),
            Column::new("road_km", "km", |row| row.km(|km| km.road)),
            Column::new("sea_km", "km", |row| row.km(|km| km.sea)),
            Column::new("waterway_km", "km", |row| row.km(|km| km.waterway)),
            Column::new("co2e_kg_per_t", "kg/t", |row| row.measures().map(|own| own.co2e.as_kilograms()).into()),
        ]
    }
}
