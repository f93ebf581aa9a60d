//! What the model leaves out, or was not asked, and could turn an answer.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::compare::{CapacityExceeded, ExceededRow};
use crate::answer::{Answer, PairTable, PairTotals, Prepared, add_refusals};
use crate::ids::{CorridorId, DemandId, FigureId, Pair};
use crate::model::{Corridor, FigureOwner};
use crate::scenario::TableName;
use crate::units::Money;

/// The years after which a price is old.
pub const OLD_AFTER_YEARS: i16 = 5;

/// Something outside the model that could turn an answer.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OutsideModel {
    /// The cheapest way uses a row of which the demands by its corridor ask more than it has: capacities are not enforced.
    CapacityExceeded(CapacityExceeded),
    /// Half of the dated prices, or more, that the cheapest way rests on are older than five years.
    PricesOld(AgedPrices),
    /// A way that no permission allows would be cheaper than the cheapest.
    RefusedCheaper(CheaperWay),
    /// A corridor that was not asked for is cheaper than the cheapest of those asked for.
    CorridorLeftOut(CheaperWay),
}

/// The prices behind an answer by their age on the date asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AgedPrices {
    /// The prices that are older than five years, by the year that their row states, else by their latest source.
    pub older: usize,
    /// The prices whose year is known.
    pub dated: usize,
}

/// A way that would be cheaper than the cheapest.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CheaperWay {
    /// The corridor's key.
    pub corridor: String,
    /// The corridor's title.
    #[serde(skip)]
    pub title: String,
    /// What it costs per tonne.
    pub total_per_t: Money,
    /// How much less that is.
    pub less_per_t: Money,
}

impl CheaperWay {
    /// Describes a way by a corridor, if it is cheaper than a total.
    fn than(total: Money, key: &str, title: &str, own: Money) -> Option<Self> {
        let title = if title.is_empty() { key } else { title };
        let (corridor, title) = (key.to_owned(), title.to_owned());
        (own < total).then(|| Self { corridor, title, total_per_t: own, less_per_t: total - own })
    }
}

/// What is known about the surroundings of some answers.
pub(super) struct Surroundings<'a> {
    case: &'a Prepared,
    exceeded: &'a [ExceededRow],
    /// The answers with the cheaper ways that permissions refuse.
    with_refusals: PairTable<Answer>,
    aged: BTreeMap<DemandId, AgedPrices>,
}

impl<'a> Surroundings<'a> {
    /// Looks around some demands of a case.
    pub(super) fn new(
        case: &'a Prepared,
        answers: &PairTable<Answer>,
        demands: &[DemandId],
        exceeded: &'a [ExceededRow],
    ) -> Self {
        let mut with_refusals = answers.clone();
        add_refusals(case.model(), case.values(), &mut with_refusals, demands);
        Self { case, exceeded, with_refusals, aged: aged(case, answers, demands) }
    }

    /// Returns the age of the prices that the cheapest way of a demand rests on.
    pub(super) fn aged(&self, demand: DemandId) -> Option<AgedPrices> {
        self.aged.get(&demand).copied()
    }

    /// Returns what could turn the answer to a demand.
    pub(super) fn of(&self, demand: DemandId, answers: &[Answer]) -> Vec<OutsideModel> {
        let Some((best, corridor)) = cheapest(self.case, answers) else { return Vec::new() };
        let is_own = |row: &&ExceededRow| row.corridor == corridor && row.demands.contains(&demand);
        let exceeded = self.exceeded.iter().filter(is_own).map(|row| row.exceeded.clone());
        let mut found: Vec<OutsideModel> = exceeded.map(OutsideModel::CapacityExceeded).collect();
        found.extend(
            self.aged(demand).filter(|own| own.older > 0 && own.older * 2 >= own.dated).map(OutsideModel::PricesOld),
        );
        let cheaper = self.with_refusals.of_demand(demand).iter().filter_map(|answer| {
            let refused = answer.refused.as_ref()?;
            CheaperWay::than(best.total(), &answer.corridor, &answer.corridor_title, refused.total_per_t)
        });
        found.extend(cheaper.min_by_key(|way| way.total_per_t).map(OutsideModel::RefusedCheaper));
        found
    }
}

/// Returns the cheapest corridor of a demand that was left out, where it is cheaper than a total.
pub(super) fn left_out(all: &Prepared, totals: &PairTotals, demand: DemandId, total: Money) -> Option<OutsideModel> {
    let of = |(id, corridor): (CorridorId, &Corridor)| {
        let own = (*totals.get(Pair { demand, corridor: id }))?;
        CheaperWay::than(total, &corridor.key, &corridor.title, own)
    };
    let cheaper = all.model().corridors.enumerate().filter_map(of);
    cheaper.min_by_key(|way| way.total_per_t).map(OutsideModel::CorridorLeftOut)
}

/// Returns the cheapest answer to a demand with its corridor, the first in the file of equal ones.
fn cheapest<'a>(case: &Prepared, answers: &'a [Answer]) -> Option<(&'a Answer, CorridorId)> {
    let mut corridors = case.model().corridors.ids().zip(answers);
    corridors.find(|(_, answer)| answer.is_cheapest()).map(|(corridor, answer)| (answer, corridor))
}

/// Counts the old ones among the prices that the cheapest way of each demand rests on.
fn aged(case: &Prepared, answers: &PairTable<Answer>, demands: &[DemandId]) -> BTreeMap<DemandId, AgedPrices> {
    let (model, best) = (case.model(), case.priced().best());
    let tracer = case.priced().tracer(model, case.values());
    let years = years_of_sources(case);
    // What is quoted or set was asked about today; a price without a year is as old as its latest source.
    let year = |id: FigureId| {
        let price = model.register.figure(id);
        let is_row = price.role.is_price() && matches!(price.owner, FigureOwner::Row(..));
        let of_source = || price.sources().iter().filter_map(|key| years.get(key.as_str()).copied()).max();
        model.price_year(price).or_else(of_source).filter(|_| is_row)
    };
    let count = |&demand: &DemandId| {
        let (_, corridor) = cheapest(case, answers.of_demand(demand))?;
        let path = &best.get(&Pair { demand, corridor })?.path;
        let years: Vec<i16> = tracer.rests_on(path).into_iter().filter_map(|(id, _)| year(id)).collect();
        let older = years.iter().filter(|&&year| model.date.year() - year > OLD_AFTER_YEARS).count();
        Some((demand, AgedPrices { older, dated: years.len() }))
    };
    demands.iter().filter_map(count).collect()
}

/// Returns the year of each source whose date names one.
fn years_of_sources(case: &Prepared) -> BTreeMap<&str, i16> {
    let rows = case.scenario().tables.rows(TableName::Sources).iter();
    rows.filter_map(|row| Some((row.key(), middle_year(row.text("date")?)?))).collect()
}

/// Returns the middle of the years that a text names: 2019 of `about 2018-2021`.
fn middle_year(text: &str) -> Option<i16> {
    let numbers = text.split(|letter: char| !letter.is_ascii_digit()).filter(|number| number.len() == 4);
    let years = numbers.filter_map(|number| number.parse().ok()).filter(|year| (1800..=2200).contains(year));
    let years: Vec<i16> = years.collect();
    Some(i16::midpoint(*years.iter().min()?, *years.iter().max()?))
}

#[cfg(test)]
mod tests {
    use super::middle_year;

    #[test]
    fn the_year_of_a_source_is_the_middle_of_those_that_its_date_names() {
        let years =
            ["2017-2023", "2019-06-24", "about 2018-2021", "2000s", "2011", "computed", "1-06"].map(middle_year);
        assert_eq!(years, [Some(2020), Some(2019), Some(2019), Some(2000), Some(2011), None, None]);
    }
}
