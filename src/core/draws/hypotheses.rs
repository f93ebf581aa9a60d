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
use crate::scenario::Hypothesis;

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

/// A scenario under each combination of the switches that are drawn.
pub(super) struct Branches<'a> {
    /// The scenario as it is, with its share of the draws.
    own: (f64, &'a Prepared),
    /// The scenario with some switches turned on.
    others: Vec<(f64, SwitchSet, Prepared)>,
    pub(super) hypotheses: Vec<DrawnHypothesis>,
    pub(super) held: Vec<HeldFigure>,
}

impl<'a> Branches<'a> {
    /// Lays a scenario out under each combination of the switches that it gives a weight and does not turn on or off.
    ///
    /// A switch that opens or closes routes stays as it is, and so do those beyond the first few. One that prices nothing
    /// of these goods and ways is left out.
    pub(super) fn of(case: &'a Prepared) -> Self {
        let open: Vec<&Hypothesis> = open(case).collect();
        let mut branches = Self { own: (1.0, case), others: Vec::new(), hypotheses: Vec::new(), held: Vec::new() };
        if open.is_empty() {
            return branches;
        }
        let of_case = routes(case);
        let mut sets = vec![(1.0, SwitchSet::default())];
        let mut alone: Vec<(SwitchSet, Prepared)> = Vec::new();
        for hypothesis in open {
            let own = case.model().switch_names.turned_on(std::slice::from_ref(&hypothesis.switch));
            let weight = hypothesis.weight.to_f64();
            let branch = (branches.hypotheses.len() < MAX_DRAWN).then(|| case.with_switches(own));
            let why = match branch {
                None => Some(HoldReason::Combinations),
                Some(Ok(branch)) if !prices(&branch, &hypothesis.switch.value) && branch.totals() == case.totals() => {
                    continue;
                }
                Some(Ok(branch)) if routes(&branch) == of_case => {
                    alone.push((own, branch));
                    None
                }
                Some(_) => Some(HoldReason::Routes),
            };
            if let Some(why) = why {
                branches.held.push(HeldFigure::switch(&hypothesis.switch.value, why));
                continue;
            }
            let with = sets.iter().map(|&(share, set)| (share * weight, set.with(own)));
            let without = sets.iter().map(|&(share, set)| (share * (1.0 - weight), set));
            sets = without.chain(with).collect();
            let (switch, reason) = (hypothesis.switch.value.clone(), hypothesis.reason.clone());
            branches.hypotheses.push(DrawnHypothesis { switch, weight, reason });
        }
        let mut combined = |&(share, set): &(f64, SwitchSet)| {
            if let Some(place) = alone.iter().position(|(own, _)| *own == set) {
                return Some((share, set, alone.swap_remove(place).1));
            }
            let case = case.with_switches(set).ok().filter(|case| routes(case) == of_case)?;
            Some((share, set, case))
        };
        if let Some(others) = sets.iter().skip(1).map(&mut combined).collect::<Option<Vec<_>>>() {
            branches.own.0 = sets[0].0;
            branches.others.extend(others.into_iter().filter(|(share, ..)| *share > 0.0));
            return branches;
        }
        // Together they open or close routes, though none does alone.
        let held = |hypothesis: DrawnHypothesis| HeldFigure::switch(&hypothesis.switch, HoldReason::Routes);
        branches.held.extend(branches.hypotheses.drain(..).map(held));
        branches
    }
}

impl Branches<'_> {
    /// Iterates over the scenarios with their shares of the draws and the switches turned on, first the scenario as it is.
    pub(super) fn cases(&self) -> impl Iterator<Item = (f64, SwitchSet, &Prepared)> {
        let own = (self.own.0, SwitchSet::default(), self.own.1);
        std::iter::once(own).chain(self.others.iter().map(|(share, switches, case)| (*share, *switches, case)))
    }
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
    use super::place_of_block;

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
