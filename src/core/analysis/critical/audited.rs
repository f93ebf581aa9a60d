//! The audit: what is left without an element, asked again of a network that is laid out without it, with routes recomputed
//! from that model alone.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::answer::{PairTotals, Prepared, PricedNetwork, Progress, place_name};
use crate::audit::AuditError;
use crate::ids::{DemandId, Pair};
use crate::model::{Element, Model, Slowdown};
use crate::network::Waive;
use crate::units::Money;

use super::super::audited::{self, differs};
use super::question::CriticalAsked;
use super::result::{Critical, ElementName, Joint};
use super::ways::{Changed, Ways};

/// Recomputes the ways that are left without each element by itself, or with each slower; and without both of each pair
/// that was found.
///
/// # Errors
/// Returns the first finding that differs.
pub fn audit_critical(
    case: &Prepared,
    asked: &CriticalAsked,
    found: &mut Critical,
    progress: &Progress,
) -> Result<(), AuditError> {
    let ways = Ways::new(case, asked);
    let changed = ways.changes(&ways.detours(), asked.slow, progress);
    let changed: Vec<(Element, Changed)> = changed.into_iter().collect();
    let check = |(element, after): &(Element, Changed)| audit_element(case.model(), asked.slow, *element, after);
    let of_elements = audited::each(&changed, progress, check)?;
    let of_pairs = audit_pairs(case.model(), asked, found.pairs.as_deref().unwrap_or_default(), progress)?;
    found.scenario.audited = Some(of_elements + of_pairs);
    Ok(())
}

/// Recomputes the ways that are left without an element, or with it slower; returns how many routes there were.
fn audit_element(
    model: &Model,
    slow: Option<Slowdown>,
    element: Element,
    after: &Changed,
) -> Result<usize, AuditError> {
    let then = slow.map_or_else(|| model.without(&[element]).model, |slow| model.slower(element, slow));
    let pairs: Vec<Pair> = after.keys().copied().collect();
    let own = audited::of(&then, &then.register.values(), &pairs)?;
    for (pair, way) in after {
        let total = *own.totals.get(*pair);
        let found = way.as_ref().map(|way| Money::from_micros(way.cost));
        if found != total {
            let nothing = || "nothing, there is no route".to_owned();
            let [total, found] = [total, found].map(|cost| cost.map_or_else(nothing, |cost| cost.to_string()));
            let how = if slow.is_some() { "with a slower" } else { "without" };
            let (name, corridor) = (in_words(model, element), &model.corridors[pair.corridor].key);
            let what = format!("{how} {name}, {corridor} costs {total}, not {found}");
            return Err(differs(model, Some(pair.demand), what));
        }
    }
    Ok(own.routes)
}

/// What pairs of elements are audited with.
struct PairAudit<'a> {
    model: &'a Model,
    asked: &'a CriticalAsked,
    pairs: Vec<Pair>,
    before: PairTotals,
    alone: BTreeMap<Element, PairTotals>,
}

/// Lays out a network without both elements of each pair, compares what all demands cost more than the sum of each alone,
/// and recomputes the routes of those that do; returns how many routes there were.
fn audit_pairs(
    model: &Model,
    asked: &CriticalAsked,
    joints: &[Joint],
    progress: &Progress,
) -> Result<usize, AuditError> {
    let mut both: Vec<(&Joint, [Element; 2])> = Vec::new();
    for joint in joints {
        for one in &joint.first {
            for other in &joint.second {
                both.push((joint, [named(model, one)?, named(model, other)?]));
            }
        }
    }
    if both.is_empty() {
        return Ok(0);
    }
    let single: BTreeSet<Element> = both.iter().flat_map(|(_, both)| both).copied().collect();
    let single: Vec<Element> = single.into_iter().collect();
    let pairs = asked.pairs_asked();
    let without = |element: &Element| (*element, totals(&model.without(&[*element]).model, &pairs));
    let alone = single.par_iter().map(progress.counting(single.len(), without)).collect();
    let audit = PairAudit { model, asked, before: totals(model, &pairs), alone, pairs };
    audited::each(&both, progress, |(joint, both): &(&Joint, [Element; 2])| audit.check(joint, *both))
}

/// Returns the element that is named so.
fn named(model: &Model, name: &ElementName) -> Result<Element, AuditError> {
    let is_it = |element: &Element| element.kind() == name.kind && ElementName::of(model, *element).key == name.key;
    let unknown = || differs(model, None, format!("{} is no row", name.key));
    model.elements().into_iter().find(is_it).ok_or_else(unknown)
}

fn in_words(model: &Model, element: Element) -> String {
    let name = ElementName::of(model, element);
    format!("{} {}", name.kind.as_str(), name.key)
}

/// Answers some pairs on a network that is laid out from a model.
fn totals(then: &Model, pairs: &[Pair]) -> PairTotals {
    PricedNetwork::new(then, &then.register.values(), pairs, Waive::default()).totals(then)
}

fn least(totals: &PairTotals, demand: DemandId) -> Option<Money> {
    totals.of_demand(demand).iter().flatten().min().copied()
}

impl PairAudit<'_> {
    fn check(&self, joint: &Joint, both: [Element; 2]) -> Result<usize, AuditError> {
        let model = self.model;
        let then = model.without(&both).model;
        let together = totals(&then, &self.pairs);
        let (mut dearer, mut sum, mut lost) = (Vec::new(), Money::ZERO, Vec::new());
        for &demand in &self.asked.demands {
            let ends = [model.demands[demand].from, model.demands[demand].to];
            let each = both.map(|element| least(&self.alone[&element], demand));
            let (Some(before), [Some(one), Some(other)]) = (least(&self.before, demand), each) else { continue };
            if ends.iter().any(|&end| both.contains(&Element::Place(end))) {
                continue;
            }
            match least(&together, demand) {
                None => lost.push(ends.map(|own| place_name(model, own).key.clone())),
                Some(own) if own + before > one + other => {
                    dearer.push(demand);
                    sum += own + before - one - other;
                }
                Some(_) => {}
            }
        }
        let lost_in_result: Vec<[String; 2]> =
            joint.lost.iter().map(|lost| [&lost.from, &lost.to].map(|own| own.key.clone())).collect();
        let pairs: Vec<Pair> = self.pairs.iter().copied().filter(|pair| dearer.contains(&pair.demand)).collect();
        let own = audited::of(&then, &then.register.values(), &pairs)?;
        let is_same = dearer.iter().all(|&demand| least(&own.totals, demand) == least(&together, demand));
        let is_excess_same = (dearer.len(), sum) == (joint.demands, joint.excess_sum_per_t);
        if is_same && is_excess_same && lost == lost_in_result {
            return Ok(own.routes);
        }
        let [one, other] = both.map(|element| in_words(model, element));
        let what = format!(
            "without {one} and {other}, {} demands cost {sum} more than the sum and {} have no route",
            dearer.len(),
            lost.len()
        );
        Err(differs(model, None, what))
    }
}
