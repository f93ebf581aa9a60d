//! The total of every demand by every corridor and nothing else, for batches of very many demands.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answer::{Detail, Manifest, PairTable, PlaceName, Prepared, manifest, place_name};
use crate::ids::{DemandId, PlaceId};
use crate::units::Money;

use super::breakeven::{NamedCorridor, corridors};
use super::{Analysis, Answered, Ask, Column, Refusal, SelectionError};

/// What every demand costs by every corridor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct TotalsQuestion {}

/// What every demand costs by every corridor, one entry for each scenario.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Totals {
    /// What was run, on which inputs.
    pub manifest: Manifest,
    /// The totals, in the order of the scenarios.
    pub scenarios: Vec<ScenarioTotals>,
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
    /// The origins and destinations of the demands.
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
    pub by_corridor: Vec<Option<CorridorTotal>>,
}

/// What a demand costs by one corridor.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CorridorTotal {
    /// The total per tonne.
    pub total_per_t: Money,
    /// The rank among all corridors of the scenario, 1 for the cheapest; equal totals share a rank.
    pub rank: u32,
}

impl Analysis for TotalsQuestion {
    type Found = Totals;

    fn answer(&self, ask: &Ask<'_>) -> Result<Totals, Refusal> {
        ask.check_names()?;
        let mut found = Totals { manifest: manifest(ask.scenarios), scenarios: Vec::new() };
        for prepared in ask.scenarios {
            let totals = prepared.totals();
            if ask.audit {
                *found.manifest.audited.get_or_insert(0) += audited(ask, prepared, &totals)?;
            }
            found.scenarios.push(ScenarioTotals::of(ask, prepared, &totals));
        }
        if found.scenarios.iter().all(|scenario| scenario.demands.is_empty() || scenario.corridors.is_empty()) {
            return Err(SelectionError::NoPair.into());
        }
        Ok(found)
    }
}

/// Recomputes all routes asked for from the tables alone, and holds their totals against some; returns how many.
fn audited(ask: &Ask<'_>, prepared: &Prepared, totals: &PairTable<Option<Money>>) -> Result<usize, Refusal> {
    let answers = PairTable::of(prepared.model(), prepared.answers_in(Detail::Whole));
    if let Some((_, answer)) = answers.enumerate().find(|(pair, answer)| answer.total_per_t != *totals.get(*pair)) {
        let text = format!(
            "the route from {} to {} by {} does not cost what was found without routes",
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
    fn of(ask: &Ask<'_>, prepared: &Prepared, totals: &PairTable<Option<Money>>) -> Self {
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
            let ranked = |&corridor: &usize| {
                let total_per_t = all[corridor]?;
                let cheaper = all.iter().flatten().filter(|&&other| other < total_per_t).count();
                Some(CorridorTotal { total_per_t, rank: cheaper as u32 + 1 })
            };
            DemandTotals {
                from: position(demand.from),
                to: position(demand.to),
                regime: demand.customs.as_str(),
                by_corridor: asked.iter().map(ranked).collect(),
            }
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

impl TotalRow<'_> {
    fn total(&self) -> Option<CorridorTotal> {
        self.demand.by_corridor[self.corridor]
    }

    /// Returns the columns of the rows: of those of `compare` the ones that are known.
    pub const fn columns() -> [Column<Self>; 8] {
        [
            Column::new("scenario", "", |row| (&row.scenario.scenario).into()),
            Column::new("from", "", |row| (&row.scenario.places[row.demand.from as usize].key).into()),
            Column::new("to", "", |row| (&row.scenario.places[row.demand.to as usize].key).into()),
            Column::new("regime", "", |row| row.demand.regime.into()),
            Column::new("corridor", "", |row| (&row.scenario.corridors[row.corridor].key).into()),
            Column::new("rank", "", |row| row.total().map(|own| u64::from(own.rank)).into()),
            Column::new("currency", "", |row| (&row.scenario.currency).into()),
            Column::new("total_per_t", "currency per tonne", |row| row.total().map(|own| own.total_per_t).into()),
        ]
    }
}
