//! One report of a scenario: who is cheapest and how sure that is, what would turn it, and a copy of the arithmetic that a
//! page solves again while figures move.

mod indicators;
mod moving;
mod portable;

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::analysis::breakeven::{BreakEven, BreakEvenFound, BreakEvenQuestion, DateSteps, FlipList, Interval, Vary};
use crate::analysis::catchment::{Catchment, CatchmentQuestion};
use crate::analysis::claims::{Claims, ClaimsQuestion};
use crate::analysis::compare::{CompareQuestion, Results};
use crate::analysis::flow::Flows;
use crate::analysis::pareto::{Pareto, ParetoQuestion};
use crate::analysis::plan::ReadyCalendar;
use crate::analysis::risk::{RiskQuestion, Risks};
use crate::analysis::sensitivity::{MethodName, Sensitivity, SensitivityQuestion};
use crate::analysis::simulate::Simulation;
use crate::analysis::{Analysis, Answered, Ask, Refusal};
use crate::answer::{Answer, Detail, Prepared, Selection};
use crate::ids::{DemandId, PlaceId};
use crate::model::Demand;
use crate::units::Money;

pub use indicators::Indicators;
pub use portable::PortableCase;

/// The fewest origins whose catchment is worth a picture.
const MIN_ORIGINS_OF_CATCHMENT: usize = 4;
/// The most draws of a catchment, which has many demands.
const MAX_CATCHMENT_DRAWS: u64 = 1000;

/// One report: the comparison, what it depends on, and whatever else the scenario has an answer to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ReportQuestion {
    /// How often the uncertain figures are drawn.
    pub draws: u64,
    /// What the random numbers begin with: the same seed gives the same draws on any machine.
    pub seed: u64,
    /// Whether the arithmetic goes along, so that the page can answer for other values of the figures.
    pub live: bool,
}

impl Default for ReportQuestion {
    fn default() -> Self {
        Self { draws: 1000, seed: 1, live: true }
    }
}

/// What a report is made of. A section that the scenario has no answer to is not there.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Report {
    /// How often the uncertain figures were drawn.
    pub draws: u64,
    /// What the random numbers began with.
    pub seed: u64,
    /// How many demands were asked for.
    pub demands: usize,
    /// The answer to every demand by every corridor, without steps; empty where there is one demand.
    pub overview: Vec<Answer>,
    /// The demand that the report is about, by every corridor: the one asked for that is contested most.
    pub results: Results,
    /// The place of that demand among those asked for, counted from 0.
    pub shown: usize,
    /// The indicators of each corridor's route, in the order of the answers; none where there is no route.
    pub indicators: Vec<Option<Indicators>>,
    /// The draws of the uncertain figures.
    pub risk: Option<Box<Risks>>,
    /// The figures whose movement turns the answer.
    pub breakeven: Option<Box<FlipList>>,
    /// The totals while the first of those figures moves.
    pub curve: Option<Box<BreakEven>>,
    /// The totals over the year of the date.
    pub months: Option<Box<DateSteps>>,
    /// The totals and the days by the date on which cargo is ready, where departures are known by their days.
    pub calendar: Option<Box<ReadyCalendar>>,
    /// How the tonnes of all demands divide over capacities, where demands have tonnes.
    pub flow: Option<Box<Flows>>,
    /// How the consignments of all demands get through a year, where all have tonnes.
    pub simulation: Option<Box<Simulation>>,
    /// The figures that move the difference most.
    pub sensitivity: Option<Box<Sensitivity>>,
    /// The routes worth choosing where time counts beside cost.
    pub pareto: Option<Box<Pareto>>,
    /// The corridor that each origin should use to the destination of that demand, where there are several.
    pub catchment: Option<Box<Catchment>>,
    /// Published claims beside the results.
    pub claims: Claims,
    /// The arithmetic, where it goes along.
    pub live: Option<Box<PortableCase>>,
    /// The sections that could not be answered.
    pub left_out: Vec<LeftOutSection>,
}

/// A section that could not be answered.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct LeftOutSection {
    /// What is not there: `risk`, `breakeven`, `curve`, `months`, `calendar`, `flow`, `simulation`, `sensitivity`, `pareto` or
    /// `catchment`.
    pub section: &'static str,
    /// Why.
    pub why: String,
}

impl Answered for Report {
    fn is_answered(&self) -> bool {
        self.results.is_answered()
    }
}

impl Analysis for ReportQuestion {
    type Found = Report;

    fn answer(&self, ask: &Ask<'_>) -> Result<Report, Refusal> {
        let prepared = ask.one()?;
        let asked = ask.demands(prepared)?;
        ask.corridors(prepared)?;
        let model = prepared.model();
        let overview = if asked.len() > 1 { overview(ask, prepared) } else { Vec::new() };
        let shown_at = shown(prepared, &asked);
        let shown = &model.demands[asked[shown_at]];
        let key = |place| vec![model.places.list[place].key.clone()];
        let select = Selection { from: key(shown.from), to: key(shown.to), corridor: ask.select.corridor.clone() };
        let one = Ask { select: &select, ..*ask };
        // Other demands have no part in what is found about this one, and cost time.
        let alone = [alone(prepared, &one)?];
        // The comparison judges; what is found beside it need not draw for that once more each time.
        let beside = Ask { is_judged: false, ..one };
        let alone = Ask { scenarios: &alone, select: &Selection::default(), ..beside };
        let risk = RiskQuestion { draws: self.draws, seed: self.seed, ..RiskQuestion::default() };
        let sensitivity = SensitivityQuestion { method: MethodName::Oat, ..SensitivityQuestion::default() };
        let compare = || CompareQuestion { draws: Some(self.draws) }.answer(&one);
        let live = || self.live.then(|| live(prepared, ask)).transpose();
        let demands: Vec<&Demand> = asked.iter().map(|&demand| &model.demands[demand]).collect();
        let moving = || (moving::calendar(&alone), moving::flow(ask, &demands), moving::simulation(ask, &demands));
        let ((results, risk, breakeven, months), ((sensitivity, pareto, catchment, live), moving)) = rayon::join(
            || (compare(), risk.answer(&alone), flips(&alone), months(&beside)),
            || {
                let (ranked, front) = (sensitivity.answer(&alone), ParetoQuestion::default().answer(&alone));
                ((ranked, front, self.catchment(ask, &asked, shown.to), live()), moving())
            },
        );
        let (results, mut left_out) = (results?, Vec::new());
        let is_compared = results.answers.iter().filter(|answer| answer.is_answered()).count() > 1;
        let mut section = SectionKeeper { left_out: &mut left_out, is_due: is_compared };
        let (risk, breakeven) = (section.keep("risk", risk), section.keep("breakeven", breakeven));
        let curve =
            breakeven.as_ref().and_then(|found| found.flips.first()).map(|flip| curve(&alone, &flip.figure.path));
        let curve = curve.and_then(|found| section.keep("curve", found));
        let sensitivity = section.keep("sensitivity", sensitivity);
        section.is_due = true;
        let months = section.keep("months", months);
        let pareto = section.keep("pareto", pareto).filter(|found| found.is_answered());
        let catchment = catchment.and_then(|found| section.keep("catchment", found));
        let (calendar, flow, simulation) = moving;
        let calendar = calendar.and_then(|found| section.keep("calendar", found));
        let flow = flow.and_then(|found| section.keep("flow", found));
        let simulation = simulation.and_then(|found| section.keep("simulation", found));
        Ok(Report {
            draws: self.draws,
            seed: self.seed,
            demands: asked.len(),
            overview,
            shown: shown_at,
            indicators: results.answers.iter().map(Indicators::of).collect(),
            results,
            risk,
            breakeven,
            curve,
            months,
            calendar,
            flow,
            simulation,
            sensitivity,
            pareto,
            catchment,
            claims: ClaimsQuestion::default().answer(&Ask { select: &select, ..alone })?,
            live: live?.flatten().map(Box::new),
            left_out,
        })
    }
}

impl ReportQuestion {
    /// Asks which corridor each origin should use for a destination, where there are several origins.
    fn catchment(&self, ask: &Ask<'_>, asked: &[DemandId], to: PlaceId) -> Option<Result<Catchment, Refusal>> {
        let prepared = ask.one().ok()?;
        let model = prepared.model();
        let demands: Vec<&Demand> =
            asked.iter().map(|&demand| &model.demands[demand]).filter(|own| own.to == to).collect();
        let origins: BTreeSet<PlaceId> = demands.iter().map(|demand| demand.from).collect();
        let draws = self.draws.min(MAX_CATCHMENT_DRAWS);
        let question = CatchmentQuestion { draws, seed: self.seed, ..CatchmentQuestion::default() };
        (origins.len() >= MIN_ORIGINS_OF_CATCHMENT).then(|| {
            let corridors = ask.corridors(prepared)?.into_iter().map(|id| model.corridors[id].clone()).collect();
            let case = [prepared.with_questions(demands.into_iter().cloned().collect(), corridors)?];
            question.answer(&Ask { scenarios: &case, select: &Selection::default(), is_judged: false, ..*ask })
        })
    }
}

/// What keeps the sections that were found, and writes down why the others are not there.
struct SectionKeeper<'a> {
    left_out: &'a mut Vec<LeftOutSection>,
    /// Whether sections are missed where they are not there.
    is_due: bool,
}

impl SectionKeeper<'_> {
    fn keep<T>(&mut self, section: &'static str, found: Result<T, Refusal>) -> Option<Box<T>> {
        match found {
            Ok(found) if self.is_due => return Some(Box::new(found)),
            Err(refusal) if self.is_due => self.left_out.push(LeftOutSection { section, why: refusal.to_string() }),
            _ => {}
        }
        None
    }
}

/// Returns the place of the demand that is contested most, the first of equal ones: its two cheapest totals that differ lie
/// nearest to each other. Without such a demand it is the first that any corridor answers, or else the first.
fn shown(prepared: &Prepared, asked: &[DemandId]) -> usize {
    let totals = prepared.totals();
    let gap = |demand: DemandId| {
        let known: BTreeSet<Money> = totals.of_demand(demand).iter().flatten().copied().collect();
        let mut known = known.into_iter();
        known.next().zip(known.next()).map(|(least, next)| next - least)
    };
    let contested = asked.iter().enumerate().filter_map(|(place, &demand)| Some((gap(demand)?, place))).min();
    let is_answered = |&demand: &DemandId| totals.of_demand(demand).iter().any(Option::is_some);
    contested.map(|(_, place)| place).or_else(|| asked.iter().position(is_answered)).unwrap_or_default()
}

fn overview(ask: &Ask<'_>, prepared: &Prepared) -> Vec<Answer> {
    prepared.answers_in(Detail::Sums).into_iter().filter(|answer| ask.is_asked(answer)).collect()
}

fn flips(ask: &Ask<'_>) -> Result<FlipList, Refusal> {
    match BreakEvenQuestion::default().answer(ask)? {
        BreakEvenFound::Flips(flips) => Ok(flips),
        _ => unreachable!("without figures that are named the list is asked for"),
    }
}

/// Asks what each corridor costs while a figure moves.
fn curve(ask: &Ask<'_>, path: &str) -> Result<BreakEven, Refusal> {
    let vary = vec![Vary { path: path.to_owned(), between: None }];
    match (BreakEvenQuestion { vary }.answer(ask))? {
        BreakEvenFound::Curves(curves) => Ok(curves),
        _ => unreachable!("one figure has curves"),
    }
}

/// Asks what each corridor costs over the year of the date.
fn months(ask: &Ask<'_>) -> Result<DateSteps, Refusal> {
    let date = ask.one()?.model().date;
    let ends = ["01-01", "12-31"].map(|day| format!("{:04}-{day}", date.year()));
    let vary = vec![Vary { path: "date".to_owned(), between: Interval::try_from(ends).ok() }];
    match (BreakEvenQuestion { vary }.answer(ask))? {
        BreakEvenFound::Dates(steps) => Ok(steps),
        _ => unreachable!("a date has steps"),
    }
}

/// Lays out the demands and corridors asked for, and no others.
fn alone(prepared: &Prepared, ask: &Ask<'_>) -> Result<Prepared, Refusal> {
    let model = prepared.model();
    let demands = ask.demands(prepared)?.into_iter().map(|id| model.demands[id].clone()).collect();
    let corridors = ask.corridors(prepared)?.into_iter().map(|id| model.corridors[id].clone()).collect();
    Ok(prepared.with_questions(demands, corridors)?)
}

/// Writes out the arithmetic of the demands and corridors asked for.
fn live(prepared: &Prepared, ask: &Ask<'_>) -> Result<Option<PortableCase>, Refusal> {
    if ask.select.is_all() {
        return Ok(PortableCase::of(prepared));
    }
    Ok(PortableCase::of(&alone(prepared, ask)?))
}
