//! Corridors side by side: every demand by every corridor, and who wins where.

mod capacity;
mod result;
mod summary;

pub use capacity::CapacityExceeded;
pub use result::{AnswerRow, Results};
pub use summary::{CorridorSummary, CorridorWins, NearestCall, OriginLead, Summary};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::analysis::{Analysis, Ask, Extent, Refusal, SelectionError};
use crate::answer::{Answer, Detail, PairTable, Prepared, manifest};

/// The most demands of a scenario that a page lays out one by one; it sums up more of them.
pub const MAX_DEMANDS_IN_DETAIL: usize = 4;

/// Every demand by every corridor, side by side.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CompareQuestion {}

impl Analysis for CompareQuestion {
    type Found = Results;

    fn answer(&self, ask: &Ask<'_>) -> Result<Results, Refusal> {
        answer_selected(ask, |prepared| {
            let is_summed_up = prepared.model().demands.len() > MAX_DEMANDS_IN_DETAIL;
            let is_short = ask.extent == Extent::Page && !ask.audit && ask.select.is_all();
            if is_short && is_summed_up { Detail::Sums } else { Detail::Whole }
        })
    }
}

/// Answers some scenarios side by side.
pub fn answer(cases: &[Prepared]) -> Results {
    let (answers, summary): (Vec<_>, Vec<_>) = cases.iter().map(|case| summed_up(case, Detail::Whole)).unzip();
    Results::new(manifest(cases), answers.into_iter().flatten().collect(), summary)
}

/// Answers one scenario, and sums the answers up.
fn summed_up(case: &Prepared, detail: Detail) -> (Vec<Answer>, Summary) {
    let answers = PairTable::of(case.model(), case.answers_in(detail));
    let summary = Summary::of(case, &answers);
    (answers.into_items(), summary)
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
) -> Result<Results, Refusal> {
    ask.check_names()?;
    let mut manifest = manifest(ask.scenarios);
    let mut all = Vec::new();
    let mut summary = Vec::new();
    let mut found = 0;
    for prepared in ask.scenarios {
        let (mut answers, own) = summed_up(prepared, detail(prepared));
        summary.push(own);
        found += answers.len();
        answers.retain(|answer| ask.is_asked(answer));
        if ask.audit {
            *manifest.audited.get_or_insert(0) += prepared.audit(&answers)?;
        }
        all.extend(answers);
    }
    if all.is_empty() && found > 0 {
        return Err(SelectionError::NoPair.into());
    }
    if all.len() < found {
        summary.clear();
    }
    Ok(Results::new(manifest, all, summary))
}
