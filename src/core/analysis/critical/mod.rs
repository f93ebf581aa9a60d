//! What is critical: each leg, place, service and permission taken away in turn, or made slower.
//!
//! An element that no cheapest way of any demand by any corridor needs changes no answer, for what is left is never
//! cheaper: it is not computed but counted. Where it is needed only the questions that need it are asked again: with
//! its arcs closed in the same network, or on a network expanded without it where that would be another one.

mod audited;
mod count;
mod pairs;
mod question;
mod result;
mod ways;

use crate::analysis::{Analysis, Ask, Refusal};
use crate::answer::{Prepared, Progress};
pub use crate::model::ElementKind;
use crate::model::Slowdown;

pub use audited::audit_critical;
pub use question::{CriticalAsked, CriticalError, CriticalQuestion};
pub use result::{
    CorridorLoss, Critical, CriticalElement, CriticalRow, ElementName, HitOrigin, Joint, LostDemand, Move,
};

use count::Counter;
use ways::Ways;

impl Analysis for CriticalQuestion {
    type Found = Critical;

    fn answer(&self, ask: &Ask<'_>) -> Result<Critical, Refusal> {
        let kinds = self.kinds().map_err(Refusal::request)?;
        let prepared = ask.one()?;
        let asked = CriticalAsked {
            demands: ask.demands(prepared)?,
            corridors: ask.corridors(prepared)?,
            kinds,
            slow: self.slow,
            pairs: self.pairs,
        };
        let mut found = critical(prepared, &asked, ask.progress);
        if ask.audit {
            audit_critical(prepared, &asked, &mut found, ask.progress)?;
        }
        found.verdicts = ask.verdicts()?;
        Ok(found)
    }
}

/// Removes each element in turn, or makes it slower, and sums up what that costs.
///
/// The answers without an element are, to the last digit, those of the scenario without its row.
///
/// # Example
/// ```
/// # std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).expect("the project");
/// use corridor::analysis::critical::{CriticalAsked, ElementKind, critical};
/// use corridor::answer::{Prepared, Progress};
///
/// let case = Prepared::prepare(std::path::Path::new("scenarios/hunchun-ningbo-2019.toml"), &[])?;
/// let asked = CriticalAsked {
///     demands: case.model().demands.ids().collect(),
///     corridors: case.model().corridors.ids().collect(),
///     kinds: ElementKind::ALL.to_vec(),
///     slow: None,
///     pairs: false,
/// };
/// let found = critical(&case, &asked, &Progress::default());
/// assert!(found.elements[0].mean_per_t > found.elements[1].mean_per_t);
/// # Ok::<(), corridor::problem::Problems>(())
/// ```
pub fn critical(case: &Prepared, asked: &CriticalAsked, progress: &Progress) -> Critical {
    let model = case.model();
    let ways = Ways::new(case, asked);
    let detours = ways.detours();
    let changed = ways.changes(&detours, asked.slow, progress);
    let counter = Counter::new(case, asked, &ways.before);
    let mut elements: Vec<CriticalElement> = Vec::new();
    let (mut harmless, mut own_ends) = (Vec::new(), 0);
    for (&element, after) in &changed {
        let counted = counter.element(element, after);
        if counted.demands > 0 || !counted.lost.is_empty() || !counted.corridors.is_empty() {
            elements.push(counted);
        } else if counter.only_ends(element, after) {
            own_ends += 1;
        } else {
            harmless.push(counted.name);
        }
    }
    count::sort(&mut elements);
    let search = || pairs::PairSearch::new(model, &ways, &counter, &changed);
    let pairs = asked.pairs.then(|| search().joint(&detours, progress));
    Critical {
        scenario: case.used(),
        verdicts: Vec::new(),
        slower: asked.slow.map(slow_in_words),
        kinds: asked.kinds.clone(),
        corridors: asked.corridors.iter().map(|&corridor| model.corridors[corridor].key.clone()).collect(),
        demands: counter.answered(),
        without_route: asked.demands.len() - counter.answered(),
        tonnes_per_year: counter.tonnes_of_all,
        examined: ways.chosen.len(),
        unused: ways.chosen.len() - changed.len(),
        own_ends,
        harmless,
        elements,
        pairs,
    }
}

fn slow_in_words(slow: Slowdown) -> String {
    match slow {
        Slowdown::Hours(hours) => format!("{hours} h more at each use"),
        Slowdown::Times(factor) => format!("{factor} times as long at each use"),
    }
}
