//! What many draws of the uncertain figures say of each corridor.

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::given::GivenClaims;
use crate::analysis::verdict::Verdict;
use crate::analysis::{Answered, Cell, Column};
use crate::answer::{MONEY, PlaceName, ScenarioUsed, Status};
use crate::draws::{DrawnHypothesis, HeldFigure, Near, Percentile, Spread};
use crate::units::Money;

/// How sure answers are while uncertain figures are drawn.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Risks {
    /// One for each scenario.
    pub studies: Vec<Risk>,
}

impl Answered for Risks {
    fn is_answered(&self) -> bool {
        let mut answers = self.studies.iter().flat_map(|risk| &risk.demands).flat_map(|demand| &demand.answers);
        answers.any(|answer| answer.spread.is_some())
    }
}

/// The draws of one scenario.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Risk {
    /// What was asked, of which files.
    pub scenario: ScenarioUsed,
    /// The key of the corridor that differences are taken against.
    pub baseline: Option<String>,
    /// The number of draws.
    pub draws: u64,
    /// What the random numbers begin with.
    pub seed: u64,
    /// The published claims on which the draws are given; none unless that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given: Option<GivenClaims>,
    /// How much more than the cheapest corridor of a draw still counts as near it.
    pub near: Near,
    /// How many figures were drawn that can move an answer.
    pub figures_drawn: usize,
    /// How many of the figures drawn are estimates.
    pub estimates_drawn: usize,
    /// Switches that are on in a share of the draws.
    pub hypotheses: Vec<DrawnHypothesis>,
    /// Figures that stayed at their value, and why.
    pub held: Vec<HeldFigure>,
    /// Figures that have a distribution but were set on the command line, and so are certain.
    pub settled: Vec<String>,
    /// The demands in the order of the file.
    pub demands: Vec<RiskDemand>,
}

/// The draws of one demand.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct RiskDemand {
    /// The key of the origin.
    pub from: PlaceName,
    /// The key of the destination.
    pub to: PlaceName,
    /// Whether the figures decide which corridor is cheapest.
    pub verdict: Verdict,
    /// The key of the corridor with the least mean total: the one to choose before the figures are known.
    pub here_and_now: Option<String>,
    /// Its mean total.
    pub here_and_now_per_t: Option<Money>,
    /// The mean total of the cheapest corridor of each draw.
    pub wait_and_see_per_t: Option<Money>,
    /// The key of the corridor with the least 95th percentile of regret.
    pub robust: Option<String>,
    /// That percentile.
    pub robust_p95_regret_per_t: Option<Money>,
    /// The key of the corridor with the least maximal regret of all draws.
    pub minimax_regret: Option<String>,
    /// That maximum.
    pub minimax_regret_per_t: Option<Money>,
    /// The key of the corridor that is near the cheapest in the greatest share of draws.
    pub oftenest_near: Option<String>,
    /// That share.
    pub oftenest_near_chance: Option<f64>,
    /// One for each corridor in the order of the file.
    pub answers: Vec<RiskAnswer>,
}

/// The draws of one demand by one corridor.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct RiskAnswer {
    /// The corridor's key.
    pub corridor: String,
    /// The corridor's title.
    pub corridor_title: String,
    /// Whether there is a route.
    pub status: Status,
    /// Its total with every figure at its value.
    pub central_per_t: Option<Money>,
    /// How the total is spread over the draws.
    pub spread: Option<Spread>,
    /// The totals that the percentages asked for stay below or meet; none where there is no route.
    pub percentiles: Vec<Percentile>,
}

/// A row of the table for spreadsheets: one demand of a scenario by one corridor.
pub struct RiskRow<'a> {
    risk: &'a Risk,
    demand: &'a RiskDemand,
    answer: &'a RiskAnswer,
}

impl Risks {
    /// Returns the columns of the rows; the claims on which draws are given only where they are.
    pub fn columns(&self) -> Vec<Column<RiskRow<'_>>> {
        let mut columns = Vec::from(RiskRow::columns());
        if self.studies.iter().any(|risk| risk.given.is_some()) {
            columns
                .push(Column::new("given_claims", "", |row| row.risk.given.as_ref().map(GivenClaims::listed).into()));
        }
        columns
    }

    /// Returns one row for each scenario, demand and corridor.
    pub fn rows(&self) -> impl Iterator<Item = RiskRow<'_>> {
        let demands = self.studies.iter().flat_map(|risk| risk.demands.iter().map(move |demand| (risk, demand)));
        demands.flat_map(|(risk, demand)| demand.answers.iter().map(move |answer| RiskRow { risk, demand, answer }))
    }
}

impl<'a> RiskRow<'a> {
    fn spread<T: Into<Cell<'a>>>(&self, pick: fn(&Spread) -> T) -> Cell<'a> {
        self.answer.spread.as_ref().map(pick).into()
    }

    /// Returns the columns of the rows.
    pub const fn columns() -> [Column<Self>; 35] {
        [
            Column::new("scenario", "", |row| (&row.risk.scenario.name).into()),
            Column::new("from", "", |row| (&row.demand.from.key).into()),
            Column::new("to", "", |row| (&row.demand.to.key).into()),
            Column::new("from_name", "", |row| Cell::Name(&row.demand.from)),
            Column::new("to_name", "", |row| Cell::Name(&row.demand.to)),
            Column::new("corridor", "", |row| (&row.answer.corridor).into()),
            Column::new("status", "", |row| row.answer.status.as_str().into()),
            Column::new("currency", "", |row| (&row.risk.scenario.currency).into()),
            Column::new("draws", "count", |row| row.risk.draws.into()),
            Column::new("seed", "count", |row| row.risk.seed.into()),
            Column::new("central_per_t", MONEY, |row| row.answer.central_per_t.into()),
            Column::new("mean_per_t", MONEY, |row| row.spread(|spread| spread.mean_per_t)),
            Column::new("standard_error_per_t", MONEY, |row| row.spread(|spread| spread.standard_error_per_t)),
            Column::new("p5_per_t", MONEY, |row| row.spread(|spread| spread.p5_per_t)),
            Column::new("p50_per_t", MONEY, |row| row.spread(|spread| spread.p50_per_t)),
            Column::new("p95_per_t", MONEY, |row| row.spread(|spread| spread.p95_per_t)),
            Column::new("cvar95_per_t", MONEY, |row| row.spread(|spread| spread.cvar95_per_t)),
            Column::new("resolution_per_t", MONEY, |row| row.spread(|spread| spread.resolution_per_t)),
            Column::new("chance_cheapest", "share", |row| row.spread(|spread| spread.chance_cheapest)),
            Column::new("chance_low", "share", |row| row.spread(|spread| spread.chance_bounds.0)),
            Column::new("chance_high", "share", |row| row.spread(|spread| spread.chance_bounds.1)),
            Column::new("regret_per_t", MONEY, |row| row.spread(|spread| spread.regret_per_t)),
            Column::new("p95_regret_per_t", MONEY, |row| row.spread(|spread| spread.p95_regret_per_t)),
            Column::new("max_regret_per_t", MONEY, |row| row.spread(|spread| spread.max_regret_per_t)),
            Column::new("regret_resolution_per_t", MONEY, |row| row.spread(|spread| spread.regret_resolution_per_t)),
            Column::new("chance_near", "share", |row| row.spread(|spread| spread.chance_near)),
            Column::new("saving_per_t", MONEY, |row| row.spread(|spread| spread.saving_per_t)),
            Column::new("saving_standard_error_per_t", MONEY, |row| {
                row.spread(|spread| spread.saving_standard_error_per_t)
            }),
            Column::new("chance_saves", "share", |row| row.spread(|spread| spread.chance_saves)),
            Column::new("decided", "", |row| row.demand.verdict.decided.into()),
            Column::new("undecided_because", "", |row| row.demand.verdict.doubts_in_words().into()),
            Column::new("percentiles", "", |row| in_one_cell(&row.answer.percentiles).into()),
            Column::new("wait_and_see_per_t", MONEY, |row| row.demand.wait_and_see_per_t.into()),
            Column::new("robust", "", |row| row.demand.robust.as_ref().into()),
            Column::new("minimax_regret", "", |row| row.demand.minimax_regret.as_ref().into()),
        ]
    }
}

/// Writes percentiles in one cell: `1=240.5;99=310`.
fn in_one_cell(percentiles: &[Percentile]) -> String {
    let one = |own: &Percentile| format!("{}={}", own.percent, own.total_per_t);
    percentiles.iter().map(one).collect::<Vec<_>>().join(";")
}
