//! The audit: what is left without an element, asked again of a network that is laid out without it, with routes recomputed
//! from that model alone.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::answer::{Prepared, PricedNetwork, Progress, place_name};
use crate::audit::AuditError;
use crate::ids::{CorridorId, DemandId, Id};
use crate::model::{Element, Model};
use crate::network::Waive;
use crate::units::Money;

use super::super::audited::{self, differs};
use super::changes::{Changed, changes, chosen};
use super::name::ElementName;
use super::question::CriticalAsked;
use super::result::{Critical, Joint};
use super::ways::Ways;

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
    let ways = Ways::new(case, asked.pairs_asked());
    let changed = changes(&ways, &chosen(&ways, asked), asked.slow, &ways.all(), &ways.detours(), progress);
    let check = |(number, after): &(u32, Changed)| audit_element(case, asked, &ways, *number, after);
    let routes: Result<Vec<usize>, AuditError> =
        changed.par_iter().map(progress.counting(changed.len(), check)).collect();
    let of_pairs = audit_pairs(case, asked, &ways, found.pairs.as_deref().unwrap_or_default(), progress)?;
    found.scenario.audited = Some(routes?.into_iter().sum::<usize>() + of_pairs);
    Ok(())
}

/// Recomputes the ways that are left without an element, or with it slower; returns how many routes there were.
fn audit_element(
    case: &Prepared,
    asked: &CriticalAsked,
    ways: &Ways<'_>,
    number: u32,
    after: &Changed,
) -> Result<usize, AuditError> {
    let model = case.model();
    let element = ways.elements[number as usize];
    let then = asked.slow.map_or_else(|| model.without(&[element]).model, |slow| model.slower(element, slow));
    let pairs: Vec<(DemandId, CorridorId)> = after.keys().map(|&pair| ways.pairs[pair as usize]).collect();
    let own = audited::of(&then, &then.register.values(), &pairs)?;
    for ((pair, way), total) in pairs.iter().zip(after.values()).zip(&own.totals) {
        let found = way.as_ref().map(|way| Money::from_micros(way.cost));
        if found != *total {
            let name = ElementName::of(model, element);
            let nothing = || "nothing, there is no route".to_owned();
            let [total, found] = [*total, found].map(|cost| cost.map_or_else(nothing, |cost| cost.to_string()));
            let how = if asked.slow.is_some() { "with a slower" } else { "without" };
            let (kind, key, corridor) = (name.kind.as_str(), name.key, &model.corridors[pair.1].key);
            let what = format!("{how} {kind} {key}, {corridor} costs {total}, not {found}");
            return Err(differs(model, Some(pair.0), what));
        }
    }
    Ok(own.routes)
}

/// What each demand costs at least, in millionths.
type LeastCosts = Vec<Option<i64>>;

/// What pairs of elements are audited with.
struct PairAudit<'a> {
    model: &'a Model,
    asked: &'a CriticalAsked,
    ways: &'a Ways<'a>,
    before: LeastCosts,
    alone: BTreeMap<Element, LeastCosts>,
}

/// Lays out a network without both elements of each pair, compares what all demands cost more than the sum of each alone,
/// and recomputes the routes of those that do; returns how many routes there were.
fn audit_pairs(
    case: &Prepared,
    asked: &CriticalAsked,
    ways: &Ways<'_>,
    pairs: &[Joint],
    progress: &Progress,
) -> Result<usize, AuditError> {
    let model = case.model();
    let mut both: Vec<(&Joint, [Element; 2])> = Vec::new();
    for joint in pairs {
        for one in &joint.first {
            for other in &joint.second {
                let unknown = || differs(model, None, format!("{} and {} are no pair of rows", one.key, other.key));
                let [one, other] = [named(model, ways, one), named(model, ways, other)];
                both.push((joint, [one.ok_or_else(unknown)?, other.ok_or_else(unknown)?]));
            }
        }
    }
    if both.is_empty() {
        return Ok(0);
    }
    let single: BTreeSet<Element> = both.iter().flat_map(|(_, both)| both).copied().collect();
    let single: Vec<Element> = single.into_iter().collect();
    let without = |element: &Element| (*element, least_costs(asked, ways, &model.without(&[*element]).model));
    let alone = single.par_iter().map(progress.counting(single.len(), without)).collect();
    let audit = PairAudit { model, asked, ways, before: least_costs(asked, ways, model), alone };
    let check = |(joint, both): &(&Joint, [Element; 2])| audit.check(joint, *both);
    let routes: Result<Vec<usize>, AuditError> = both.par_iter().map(progress.counting(both.len(), check)).collect();
    Ok(routes?.into_iter().sum())
}

/// Returns the element that is named so.
fn named(model: &Model, ways: &Ways<'_>, name: &ElementName) -> Option<Element> {
    let is_it = |element: &&Element| element.kind() == name.kind && ElementName::of(model, **element).key == name.key;
    ways.elements.iter().find(is_it).copied()
}

/// Answers all demands on a network that is laid out from a model.
fn least_costs(asked: &CriticalAsked, ways: &Ways<'_>, then: &Model) -> LeastCosts {
    let priced = PricedNetwork::new(then, &then.register.values(), &ways.pairs, Waive::default());
    let totals = priced.totals(then);
    let corridors = then.corridors.len();
    let total = |&(demand, corridor): &(DemandId, CorridorId)| totals[demand.index() * corridors + corridor.index()];
    ways.pairs.chunks(asked.corridors.len()).map(|pairs| least(pairs.iter().map(total))).collect()
}

fn least(totals: impl Iterator<Item = Option<Money>>) -> Option<i64> {
    totals.flatten().map(Money::micros).min()
}

impl PairAudit<'_> {
    fn check(&self, joint: &Joint, both: [Element; 2]) -> Result<usize, AuditError> {
        let Self { model, asked, .. } = *self;
        let then = model.without(&both).model;
        let together = least_costs(asked, self.ways, &then);
        let (mut dearer, mut sum, mut lost) = (Vec::new(), 0, Vec::new());
        for (place, &demand) in asked.demands.iter().enumerate() {
            let ends = &model.demands[demand];
            let is_end =
                |element: &Element| matches!(element, Element::Place(own) if [ends.from, ends.to].contains(own));
            let each = both.map(|element| self.alone[&element][place]);
            let (Some(before), [Some(one), Some(other)]) = (self.before[place], each) else { continue };
            if both.iter().any(is_end) {
                continue;
            }
            match together[place] {
                None => lost.push([ends.from, ends.to].map(|own| place_name(model, own).key)),
                Some(own) if own + before > one + other => {
                    dearer.push(place);
                    sum += own + before - one - other;
                }
                Some(_) => {}
            }
        }
        let lost_in_result: Vec<[String; 2]> =
            joint.lost.iter().map(|lost| [&lost.from, &lost.to].map(|own| own.key.clone())).collect();
        let by_corridors =
            |&place: &usize| asked.corridors.iter().map(move |&corridor| (asked.demands[place], corridor));
        let pairs: Vec<(DemandId, CorridorId)> = dearer.iter().flat_map(by_corridors).collect();
        let own = audited::of(&then, &then.register.values(), &pairs)?;
        let again = own.totals.chunks(asked.corridors.len());
        let is_same = dearer.iter().zip(again).all(|(&place, own)| least(own.iter().copied()) == together[place]);
        let is_excess_same = (dearer.len(), sum) == (joint.demands, joint.excess_sum_per_t.micros());
        if is_same && is_excess_same && lost == lost_in_result {
            return Ok(own.routes);
        }
        let name = |element: Element| {
            let name = ElementName::of(model, element);
            format!("{} {}", name.kind.as_str(), name.key)
        };
        let ([one, other], sum) = (both.map(name), Money::from_micros(sum));
        let what = format!(
            "without {one} and {other}, {} demands cost {sum} more than the sum and {} have no route",
            dearer.len(),
            lost.len()
        );
        Err(differs(model, None, what))
    }
}
