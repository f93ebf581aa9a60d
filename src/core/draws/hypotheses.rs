//! Switches that nobody knows to be on or off: each share of the draws has its own network.
//!
//! A block of eight draws takes the branch in whose interval the fraction of its number times the golden ratio lies, so
//! the branches come in their shares, evenly spread, and a draw's branch depends on its number alone.
//!
//! # Source
//! Niederreiter, "Random Number Generation and Quasi-Monte Carlo Methods" (1992), section 3.1, for the sequence.

use schemars::JsonSchema;
use serde::Serialize;

use crate::answer::{HoldReason, PairTable, PairTotals, Prepared};
use crate::model::{Figure, FigureOwner, SwitchSet};
use crate::problem::Code;
use crate::scenario::Hypothesis;

use super::error::DrawError;

/// The most switches that are drawn: each doubles the networks.
const MAX_DRAWN: usize = 4;
/// The golden ratio as a share of 2^64.
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// A switch that is on in a share of the draws.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct DrawnHypothesis {
    /// The name of the switch.
    pub switch: String,
    /// The share of the draws in which it is on.
    pub weight: f64,
    /// What speaks for the weight.
    pub reason: String,
}

/// A figure that was not drawn although it is uncertain, or not moved although costs depend on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct HeldFigure {
    /// Its path.
    pub path: String,
    /// Its plain name; a switch has none but its path.
    pub name: String,
    /// Why: another value would take another network, or what it does is no curve.
    #[schemars(with = "String")]
    pub why: HoldReason,
}

impl HeldFigure {
    /// Describes a figure of a model.
    pub fn of(figure: &Figure, why: HoldReason) -> Self {
        Self { path: figure.path(), name: figure.name(), why }
    }

    fn switch(name: &str, why: HoldReason) -> Self {
        let path = format!("switches.{name}");
        Self { name: path.clone(), path, why }
    }

    /// Writes the name with the path, which is what `--set` takes.
    pub fn called(&self) -> String {
        if self.name == self.path { self.path.clone() } else { format!("{} ({})", self.name, self.path) }
    }
}

/// Iterates over the switches that a scenario gives a weight and does not turn on or off.
fn open(case: &Prepared) -> impl Iterator<Item = &Hypothesis> {
    let document = &case.scenario().document;
    let is_settled = |own: &&Hypothesis| document.switched.iter().any(|known| known.value == own.switch.value);
    document.hypotheses.iter().filter(move |own| !is_settled(own))
}

/// Returns which pairs have a route.
fn routes(case: &Prepared) -> PairTable<bool> {
    case.totals().map(Option::is_some)
}

/// Returns the totals of a scenario with each switch turned on alone that would be drawn.
pub fn totals_by_switch(case: &Prepared) -> Vec<PairTotals> {
    let of_case = routes(case);
    let of_switch = |own: &Hypothesis| {
        let own = case.model().switch_names.turned_on(std::slice::from_ref(&own.switch));
        case.with_switches(own).ok().filter(|then| routes(then) == of_case).map(|then| then.totals())
    };
    open(case).take(MAX_DRAWN).filter_map(of_switch).collect()
}

/// A share of the draws.
#[derive(Clone, Copy, Debug)]
pub(super) struct Share {
    /// How large it is.
    pub(super) part: f64,
    /// Which of the cases answers it.
    pub(super) case: usize,
    /// The hypotheses that are so in it, a bit for each in their order.
    pub(super) on: u32,
}

/// A scenario under each combination of the switches that are drawn.
pub(super) struct Branches<'a> {
    own: &'a Prepared,
    /// The scenario with some switches turned on.
    others: Vec<(SwitchSet, Prepared)>,
    /// The shares of the draws, in their order.
    pub(super) shares: Vec<Share>,
    pub(super) hypotheses: Vec<DrawnHypothesis>,
    pub(super) held: Vec<HeldFigure>,
}

/// A combination of hypotheses: its share of the draws, the switches that it turns on here, and which hypotheses are so.
type Combination = (f64, SwitchSet, u32);

impl<'a> Branches<'a> {
    /// Lays a scenario out under each combination of the switches that it gives a weight and does not turn on or off.
    ///
    /// A switch that opens or closes routes stays as it is, and so do those beyond the first few. One that prices nothing
    /// of these goods and ways is left out. Those that several scenarios have in common come first and divide the draws
    /// in all of them alike, whether they price anything here or not.
    pub(super) fn of(case: &'a Prepared, common: &[DrawnHypothesis]) -> Self {
        let whole = Share { part: 1.0, case: 0, on: 0 };
        let mut branches =
            Self { own: case, others: Vec::new(), shares: vec![whole], hypotheses: Vec::new(), held: Vec::new() };
        let mut open: Vec<&Hypothesis> = open(case).collect();
        if open.is_empty() && common.is_empty() {
            return branches;
        }
        let of_case = routes(case);
        let mut sets: Vec<Combination> = vec![(1.0, SwitchSet::default(), 0)];
        let mut alone: Vec<(SwitchSet, Prepared)> = Vec::new();
        for (place, own) in common.iter().enumerate() {
            let known = open.iter().position(|other| other.switch.value == own.switch);
            let switches = known.map(|known| open.remove(known));
            let switches = switches.and_then(|own| branches.drawn(own, &of_case, &mut alone)).unwrap_or_default();
            let split = |&(share, set, on): &Combination| {
                [(share * (1.0 - own.weight), set, on), (share * own.weight, set.with(switches), on | 1 << place)]
            };
            sets = sets.iter().flat_map(split).collect();
        }
        for hypothesis in open {
            let Some(own) = branches.drawn(hypothesis, &of_case, &mut alone) else { continue };
            let weight = hypothesis.weight.to_f64();
            let with = sets.iter().map(|&(share, set, on)| (share * weight, set.with(own), on));
            let without = sets.iter().map(|&(share, set, on)| (share * (1.0 - weight), set, on));
            sets = without.chain(with).collect();
        }
        // What several scenarios have in common must divide the draws in all of them alike, whatever else divides them here.
        sets.sort_by_key(|&(_, _, on)| on.reverse_bits());
        if branches.lay_out(&sets, &of_case, alone).is_none() {
            // Together they open or close routes, though none does alone.
            let held = |hypothesis: DrawnHypothesis| HeldFigure::switch(&hypothesis.switch, HoldReason::Routes);
            branches.held.extend(branches.hypotheses.drain(..).map(held));
            branches.others.clear();
            branches.shares = sets.into_iter().map(|(share, _, on)| Share { part: share, case: 0, on }).collect();
        }
        branches
    }

    /// Returns the switches that a hypothesis turns on where it is drawn, and keeps the scenario with it; notes why it is held.
    fn drawn(
        &mut self,
        hypothesis: &Hypothesis,
        of_case: &PairTable<bool>,
        alone: &mut Vec<(SwitchSet, Prepared)>,
    ) -> Option<SwitchSet> {
        let case = self.own;
        let own = case.model().switch_names.turned_on(std::slice::from_ref(&hypothesis.switch));
        let branch = (self.hypotheses.len() < MAX_DRAWN).then(|| case.with_switches(own));
        let why = match branch {
            None => HoldReason::Combinations,
            Some(Ok(branch)) if !prices(&branch, &hypothesis.switch.value) && branch.totals() == case.totals() => {
                return None;
            }
            Some(Ok(branch)) if routes(&branch) == *of_case => {
                alone.push((own, branch));
                let (switch, reason) = (hypothesis.switch.value.clone(), hypothesis.reason.clone());
                self.hypotheses.push(DrawnHypothesis { switch, weight: hypothesis.weight.to_f64(), reason });
                return Some(own);
            }
            Some(Err(problems)) if problems.iter().any(|own| own.code == Code::PaidRoute) => HoldReason::PaidRoute,
            Some(_) => HoldReason::Routes,
        };
        self.held.push(HeldFigure::switch(&hypothesis.switch.value, why));
        None
    }

    /// Prepares the scenario under each combination of switches that has a share; nothing where some combination opens or
    /// closes routes.
    fn lay_out(
        &mut self,
        sets: &[Combination],
        of_case: &PairTable<bool>,
        mut alone: Vec<(SwitchSet, Prepared)>,
    ) -> Option<()> {
        let mut shares = Vec::with_capacity(sets.len());
        for &(share, set, on) in sets.iter().filter(|(share, ..)| *share > 0.0) {
            let known = self.others.iter().position(|(own, _)| *own == set).map(|place| place + 1);
            let case = match known {
                _ if set == SwitchSet::default() => 0,
                Some(known) => known,
                None => {
                    let ready = alone.iter().position(|(own, _)| *own == set).map(|place| alone.swap_remove(place).1);
                    let case = match ready {
                        Some(case) => case,
                        None => self.own.with_switches(set).ok().filter(|case| routes(case) == *of_case)?,
                    };
                    self.others.push((set, case));
                    self.others.len()
                }
            };
            shares.push(Share { part: share, case, on });
        }
        self.shares = shares;
        Some(())
    }

    /// Iterates over the scenarios with the switches turned on, first the scenario as it is.
    pub(super) fn cases(&self) -> impl Iterator<Item = (SwitchSet, &Prepared)> {
        let own = (SwitchSet::default(), self.own);
        std::iter::once(own).chain(self.others.iter().map(|(switches, case)| (*switches, case)))
    }
}

/// Collects the hypotheses of several scenarios that are neither on nor off in some of them, in the order of their names.
///
/// # Errors
/// Refuses one that has two weights, and more than can be drawn together.
pub(crate) fn common_hypotheses(cases: &[Prepared]) -> Result<Vec<DrawnHypothesis>, DrawError> {
    let mut common: Vec<DrawnHypothesis> = Vec::new();
    for own in cases.iter().flat_map(open) {
        let (switch, weight) = (own.switch.value.clone(), own.weight.to_f64());
        match common.iter().find(|known| known.switch == switch) {
            Some(known) if known.weight.to_bits() != weight.to_bits() => return Err(DrawError::TwoWeights(switch)),
            Some(_) => {}
            None => common.push(DrawnHypothesis { switch, weight, reason: own.reason.clone() }),
        }
    }
    common.sort_by(|one, other| one.switch.cmp(&other.switch));
    if common.len() > MAX_DRAWN {
        return Err(DrawError::TooManyHypotheses(common.len(), MAX_DRAWN));
    }
    Ok(common)
}

/// Returns whether a cost of a case depends on a row that a switch turns on.
fn prices(case: &Prepared, switch: &str) -> bool {
    let is_own = |owner: FigureOwner| match owner {
        FigureOwner::Row(table, row) => case.scenario().tables.rows(table).at(row).text("switch") == Some(switch),
        _ => false,
    };
    let mut own = case.model().register.iter().filter(|(_, figure)| is_own(figure.owner));
    own.any(|(id, _)| !case.priced().costs().moved_by(id).is_empty())
}

/// Returns a number from 0 to below 1 for a block of draws.
pub(super) fn place_of_block(block: u64) -> f64 {
    (block.wrapping_mul(GOLDEN) >> 11) as f64 / (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Branches, common_hypotheses, place_of_block};
    use crate::answer::Prepared;

    const HUNCHUN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scenarios/hunchun-ningbo-2019.toml");

    #[test]
    fn a_hypothesis_in_common_is_so_in_the_same_draws_whatever_else_divides_them() {
        let cases = [Prepared::prepare(Path::new(HUNCHUN), &[]).expect("a good scenario")];
        let all = common_hypotheses(&cases).expect("hypotheses");
        assert_eq!(all.len(), 2, "{all:?}");
        for common in &all {
            let branches = Branches::of(&cases[0], std::slice::from_ref(common));
            assert_eq!(branches.hypotheses.len(), 2, "the other one divides the draws of this scenario alone");
            // Alone it would be so from one place in the sequence on.
            assert!(branches.shares.is_sorted_by_key(|share| share.on), "{:?}", branches.shares);
            let on: f64 = branches.shares.iter().filter(|share| share.on == 1).map(|share| share.part).sum();
            assert!((on - common.weight).abs() < 1e-12, "{on} {common:?}");
        }
    }

    #[test]
    fn blocks_meet_each_share_as_often_as_it_says() {
        for share in [0.05, 0.3, 0.5, 0.9] {
            for blocks in [125, 1_000, 12_500] {
                let met = (0..blocks).filter(|&block| place_of_block(block) < share).count() as f64;
                assert!((met / blocks as f64 - share).abs() < 4.0 / blocks as f64, "{share} of {blocks}: {met}");
            }
        }
        assert_eq!(place_of_block(0).to_bits(), 0.0_f64.to_bits());
    }
}
