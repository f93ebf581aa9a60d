//! Corridors side by side: every demand by every corridor, and who wins where.

mod capacity;
mod result;
mod summary;
mod support;

pub use capacity::CapacityExceeded;
pub(super) use capacity::{ExceededRow, exceeded};
pub use result::{AnswerRow, Results};
pub use summary::{CorridorSummary, CorridorWins, NearestCall, OriginLead, Summary};
pub use support::SupportCapExceeded;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::analysis::verdict::{DrawnChances, verdicts};
use crate::analysis::{Analysis, Ask, Extent, Refusal, SelectionError};
use crate::answer::{Answer, Detail, PairTable, Prepared, manifest};
use crate::ids::{DemandId, Pair};

/// The most demands of a scenario that a page lays out one by one; it sums up more of them.
pub const MAX_DEMANDS_IN_DETAIL: usize = 4;
/// The draws by which a few demands are judged unless another number is asked for.
const USUAL_DRAWS: u64 = 1_000;

/// Every demand by every corridor, side by side.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CompareQuestion {
    /// How often the uncertain figures are drawn to see whether they decide who is cheapest; 0 for not at all. Otherwise
    /// 1000 times where four demands at most are asked for; more are judged by the bounds of the figures.
    pub draws: Option<u64>,
}

impl Analysis for CompareQuestion {
    type Found = Results;

    fn answer(&self, ask: &Ask<'_>) -> Result<Results, Refusal> {
        if let Some(draws) = self.draws.filter(|&draws| draws > MAX_DRAWS) {
            return Err(Refusal::request(TooManyDraws(draws)));
        }
        let detail = |prepared: &Prepared| {
            let is_summed_up = prepared.model().demands.len() > MAX_DEMANDS_IN_DETAIL;
            let is_short = ask.extent == Extent::Page && !ask.audit && ask.select.is_all();
            if is_short && is_summed_up { Detail::Sums } else { Detail::Whole }
        };
        answer_selected(ask, detail, |demands| self.draws.unwrap_or_else(|| usual_draws(demands)))
    }
}

/// The most draws by which demands are judged; it takes minutes.
const MAX_DRAWS: u64 = 1_000_000;

/// A number of draws that is beyond a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("compare judges by at most {MAX_DRAWS} draws, not {0}; risk takes more and shows how far it is")]
struct TooManyDraws(u64);

/// Returns the number of draws by which so many demands are judged unless another is asked for.
pub(in crate::analysis) const fn usual_draws(demands: usize) -> u64 {
    if demands > MAX_DEMANDS_IN_DETAIL { 0 } else { USUAL_DRAWS }
}

/// Answers some scenarios side by side.
pub fn answer(cases: &[Prepared]) -> Results {
    let mut results = Results::new(manifest(cases), Vec::new(), Vec::new());
    for case in cases {
        let answers = PairTable::of(case.model(), case.answers());
        let demands: Vec<DemandId> = case.model().demands.ids().collect();
        let exceeded = exceeded(case);
        results.verdicts.extend(verdicts(case, &answers, &demands, || None, &exceeded));
        results.summary.push(Summary::of(case, &answers, &exceeded));
        results.answers.extend(answers.into_items());
    }
    results.named()
}

/// Answers scenarios side by side, keeps the demands and corridors asked for, and recomputes what is kept if asked.
///
/// Ranks and differences are those among all corridors. A summary counts all demands of its scenario, so there is none
/// where only a part of the answers is kept.
///
/// # Errors
/// Refuses names that no scenario has and a selection that leaves nothing; returns the audit's finding.
pub(in crate::analysis) fn answer_selected(
    ask: &Ask<'_>,
    detail: impl Fn(&Prepared) -> Detail,
    draws: impl Fn(usize) -> u64,
) -> Result<Results, Refusal> {
    Ok(answer_pairs(ask, detail, draws)?.0)
}

/// Does so, and returns for each answer the place of its scenario among those asked, and its pair.
///
/// # Errors
/// As [`answer_selected`].
pub(in crate::analysis) fn answer_pairs(
    ask: &Ask<'_>,
    detail: impl Fn(&Prepared) -> Detail,
    draws: impl Fn(usize) -> u64,
) -> Result<(Results, Vec<(usize, Pair)>), Refusal> {
    ask.check_names()?;
    let given = ask.given()?;
    let mut results = Results::new(manifest(ask.scenarios), Vec::new(), Vec::new());
    let (mut found, mut pairs) = (0, Vec::new());
    for (place, prepared) in ask.scenarios.iter().enumerate() {
        let answers = PairTable::of(prepared.model(), prepared.answers_in(detail(prepared)));
        let exceeded = exceeded(prepared);
        results.summary.push(Summary::of(prepared, &answers, &exceeded));
        let is_asked = |(_, own): &(DemandId, &[Answer])| own.iter().any(|answer| ask.is_asked(answer));
        let demands: Vec<DemandId> = answers.by_demand().filter(is_asked).map(|(demand, _)| demand).collect();
        let wanted = draws(demands.len());
        let chances = || match (&given, wanted) {
            (Some(given), _) => Some(DrawnChances::draw_given(prepared, &demands, given)),
            (None, 0) => None,
            (None, draws) => Some(DrawnChances::draw(prepared, &demands, draws)),
        };
        results.verdicts.extend(verdicts(prepared, &answers, &demands, chances, &exceeded));
        found += answers.len();
        let asked = answers.enumerate().filter(|(_, answer)| ask.is_asked(answer));
        pairs.extend(asked.map(|(pair, _)| (place, pair)));
        let mut answers = answers.into_items();
        answers.retain(|answer| ask.is_asked(answer));
        if ask.audit {
            *results.manifest.audited.get_or_insert(0) += prepared.audit(&answers)?;
        }
        results.answers.extend(answers);
    }
    if results.answers.is_empty() && found > 0 {
        return Err(SelectionError::NoPair.into());
    }
    if results.answers.len() < found {
        results.summary.clear();
    }
    Ok((results.named(), pairs))
}
