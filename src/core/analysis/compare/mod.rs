//! Corridors side by side: every demand by every corridor, and who wins where.

mod summarise;
mod summary;

pub use summarise::summarise;
pub use summary::{CorridorSummary, NearestCall, OriginLead, Summary};

use serde::Serialize;

use crate::answer::{Answer, Detail, Manifest, Prepared, manifest};
use crate::audit::AuditError;

/// Holds everything that one run of `compare` or `route` found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Results {
    /// What was run, on what.
    pub manifest: Manifest,
    /// One answer per scenario, demand and corridor, in the order of the files.
    pub answers: Vec<Answer>,
    /// One summary per scenario.
    pub summary: Vec<Summary>,
}

/// Answers some scenarios side by side.
pub fn answer(cases: &[Prepared]) -> Results {
    answer_in(cases, |_| Detail::Whole)
}

/// Answers some scenarios side by side, each no further than is asked.
pub fn answer_in(cases: &[Prepared], detail: impl Fn(&Prepared) -> Detail) -> Results {
    let mut all = Vec::new();
    let mut summary = Vec::new();
    for case in cases {
        let answers = case.answers_in(detail(case));
        summary.push(summarise(&case.model, &case.scenario.document.title, &answers));
        all.extend(answers);
    }
    Results { manifest: manifest(cases), answers: all, summary }
}

/// Answers some scenarios side by side, and recomputes every answer if asked.
///
/// # Errors
/// Returns the audit's finding where it disagrees.
pub fn compare(cases: &[Prepared], audit: bool) -> Result<Results, AuditError> {
    let mut results = answer(cases);
    if audit {
        let mut rest = results.answers.as_slice();
        let mut audited = 0;
        for case in cases {
            let (own, others) = rest.split_at(case.model.demands.len() * case.model.corridors.len());
            audited += case.audit(own)?;
            rest = others;
        }
        results.manifest.audited = Some(audited);
    }
    Ok(results)
}
