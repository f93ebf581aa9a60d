//! Finds the routes of demands by corridors in the order of their cost, and chooses those that are listed.

mod choice;
mod finder;
mod question;
mod result;
mod shares;
mod way;

use crate::analysis::{Analysis, Ask, Refusal};
use crate::answer::{Answer, NamedPlaces, Prepared, Progress, manifest};
use crate::audit::AuditError;
use crate::ids::{DemandId, Pair};

pub use question::{AlternativesAsked, AlternativesError, AlternativesQuestion};
pub use shares::{ChoiceModel, ChoiceShares, CorridorShare, RouteChoice, RouteShare, RouteShares, ShareRow};
use way::LinkedWay;

pub use result::{Alternative, Alternatives, AlternativesList, AlternativesRow, Difference, Ended, Stretch};

impl Analysis for AlternativesQuestion {
    type Found = Alternatives;

    fn answer(&self, ask: &Ask<'_>) -> Result<Alternatives, Refusal> {
        let asked = self.asked().map_err(Refusal::request)?;
        let prepared = ask.one()?;
        let (demands, corridors) = (ask.demands(prepared)?, ask.corridors(prepared)?);
        let of_demand = |&demand: &DemandId| corridors.iter().map(move |&corridor| Pair { demand, corridor });
        let pairs: Vec<Pair> = demands.iter().flat_map(of_demand).collect();
        let (mut found, ways) = listed(prepared, &pairs, &asked, ask.audit, ask.progress)?;
        found.verdicts = ask.verdicts()?;
        found.shares = self.choice.map(|choice| choice::shares(choice, &pairs, &found.lists, &ways));
        Ok(found)
    }
}

/// Finds the routes of some demands by some corridors beside the cheapest, and recomputes those that are listed if asked.
///
/// Routes come out in the order of their cost, so the cheapest that differ from each other are found by taking one after
/// the other and keeping each that differs enough from all that were kept.
///
/// # Errors
/// Returns the audit's finding where it disagrees.
///
/// # Shape
/// The result has one list for each pair.
///
/// # Source
/// Chondrogiannis, Bouros, Gamper, Leser and Blumenthal, Finding k-shortest paths with limited overlap, The VLDB Journal
/// 29 (2020), for the question; the overlap is taken of the shorter of two routes (the overlap coefficient of
/// Szymkiewicz and Simpson), so that neither is a piece of the other.
///
/// # Example
/// ```
/// # std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).expect("the project");
/// use corridor::analysis::alternatives::{AlternativesAsked, alternatives};
/// use corridor::answer::{Prepared, Progress};
/// ///
/// let case = Prepared::prepare(std::path::Path::new("scenarios/hunchun-ningbo-2019.toml"), &[])?;
/// let asked = AlternativesAsked {
///     cheapest: Some(3),
///     different: 1,
///     min_difference: 0.3,
///     within_per_t: None,
///     most_paths: 1000,
/// };
/// let pairs: Vec<_> = case.model().pairs().collect();
/// let found = alternatives(&case, &pairs[..1], &asked, true, &Progress::default()).expect("an audit that agrees");
/// let routes = &found.lists[0].routes;
/// assert_eq!(routes[0].answer.total_per_t, case.totals()[0]);
/// assert!(routes.windows(2).all(|pair| pair[0].answer.total_per_t <= pair[1].answer.total_per_t));
/// # Ok::<(), corridor::problem::Problems>(())
/// ```
pub fn alternatives(
    case: &Prepared,
    pairs: &[Pair],
    asked: &AlternativesAsked,
    audit: bool,
    progress: &Progress,
) -> Result<Alternatives, AuditError> {
    listed(case, pairs, asked, audit, progress).map(|(found, _)| found)
}

/// Does as [`alternatives`], and returns the ways of the routes too.
fn listed(
    case: &Prepared,
    pairs: &[Pair],
    asked: &AlternativesAsked,
    audit: bool,
    progress: &Progress,
) -> Result<(Alternatives, Vec<Vec<LinkedWay>>), AuditError> {
    let (lists, ways) = finder::lists(case, pairs, asked, progress);
    let mut manifest = manifest(std::slice::from_ref(case));
    if audit {
        let answers: Vec<Answer> =
            lists.iter().flat_map(|list| &list.routes).map(|route| route.answer.clone()).collect();
        manifest.audited = Some(case.audit(&answers)?);
    }
    let mut places = NamedPlaces::default();
    for list in &lists {
        places.add(&list.from);
        places.add(&list.to);
        list.routes.iter().for_each(|route| places.add_answer(&route.answer));
    }
    Ok((Alternatives { manifest, asked: *asked, verdicts: Vec::new(), places, lists, shares: None }, ways))
}
