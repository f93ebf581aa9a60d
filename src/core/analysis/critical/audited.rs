//! What is left without an element, asked again of a network that is laid out without it, its routes recomputed from that
//! model alone. The sums over demands are taken of these ways.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::analysis::critical::{Critical, ElementName, Joint};
use crate::answer::Prepared;
use crate::answer::{PricedNetwork, place_name};
use crate::audit::AuditError;
use crate::ids::{CorridorId, DemandId, Id};
use crate::model::{Element, Model};
use crate::network::Waive;
use crate::units::Money;

use super::super::audited::{self, differs};
use super::ways::Ways;
use crate::analysis::critical::{Asked, Changed, changes, chosen, element_name};

/// Recomputes the ways that are left without each element by itself, or with each slower; and without both of each pair
/// that was found.
///
/// # Errors
/// Returns the first finding that differs.
pub fn audit_critical(case: &Prepared, asked: &Asked, found: &mut Critical) -> Result<(), AuditError> {
    let model = case.model();
    let of_demand = |&demand: &DemandId| asked.corridors.iter().map(move |&corridor| (demand, corridor));
    let ways = Ways::new(case, asked.demands.iter().flat_map(of_demand).collect());
    let changed = changes(&ways, &chosen(&ways, asked), asked.slow, &ways.all(), &ways.detours());
    let routes: Result<Vec<usize>, AuditError> = changed
        .par_iter()
        .map(case.watch().counting(changed.len(), |(number, after): &(u32, Changed)| {
            let element = ways.elements[*number as usize];
            let then = asked.slow.map_or_else(|| model.without(&[element]).model, |slow| model.slower(element, slow));
            let pairs: Vec<(DemandId, CorridorId)> = after.keys().map(|&pair| ways.pairs[pair as usize]).collect();
            let own = audited::of(&then, &then.register.values(), &pairs)?;
            for ((pair, way), total) in pairs.iter().zip(after.values()).zip(&own.totals) {
                let says = way.as_ref().map(|way| Money::from_micros(way.cost));
                if says != *total {
                    let name = element_name(model, element);
                    let what = format!(
                        "{} {} {}, {} costs {}, not {}",
                        if asked.slow.is_some() { "with a slower" } else { "without" },
                        name.kind,
                        name.key,
                        model.corridors[pair.1].key,
                        total.map_or_else(|| "nothing, there is no route".to_owned(), |total| total.to_string()),
                        says.map_or_else(|| "nothing, there is no route".to_owned(), |says| says.to_string()),
                    );
                    return Err(differs(model, Some(pair.0), what));
                }
            }
            Ok(own.routes)
        }))
        .collect();
    let of_pairs = audit_pairs(case, asked, &ways, found.pairs.as_deref().unwrap_or_default())?;
    found.used.audited = Some(routes?.into_iter().sum::<usize>() + of_pairs);
    Ok(())
}

/// Is what each demand costs at least, in millionths.
type Least = Vec<Option<i64>>;

/// Lays out a network without both elements of each pair, compares what all demands cost more than the sum of each alone,
/// and recomputes the routes of those that do; returns how many routes there were.
fn audit_pairs(case: &Prepared, asked: &Asked, ways: &Ways<'_>, pairs: &[Joint]) -> Result<usize, AuditError> {
    let model = case.model();
    let of_demand = |totals: &mut dyn Iterator<Item = Option<Money>>| totals.flatten().map(Money::micros).min();
    let least = |then: &Model| -> Least {
        let priced = PricedNetwork::new(then, &then.register.values(), &ways.pairs, Waive::default());
        let totals = priced.totals(then);
        let place = |&(demand, corridor): &(DemandId, CorridorId)| {
            totals[demand.index() * model.corridors.len() + corridor.index()]
        };
        ways.pairs.chunks(asked.corridors.len()).map(|pairs| of_demand(&mut pairs.iter().map(place))).collect()
    };
    let named = |name: &ElementName| {
        let is_it = |element: &&Element| element.kind() == name.kind && element_name(model, **element).key == name.key;
        ways.elements.iter().find(is_it).copied()
    };
    let mut both: Vec<(&Joint, [Element; 2])> = Vec::new();
    for joint in pairs {
        for one in &joint.first {
            for other in &joint.second {
                let unknown = || differs(model, None, format!("{} and {} are no pair of rows", one.key, other.key));
                both.push((joint, [named(one).ok_or_else(unknown)?, named(other).ok_or_else(unknown)?]));
            }
        }
    }
    if both.is_empty() {
        return Ok(0);
    }
    let single: BTreeSet<Element> = both.iter().flat_map(|(_, both)| both).copied().collect();
    let single: Vec<Element> = single.into_iter().collect();
    let without = |element: &Element| (*element, least(&model.without(&[*element]).model));
    let alone: BTreeMap<Element, Least> = single.par_iter().map(case.watch().counting(single.len(), without)).collect();
    let before = least(model);
    let check = |(joint, both): &(&Joint, [Element; 2])| {
        let then = model.without(both).model;
        let together = least(&then);
        let (mut dearer, mut sum, mut lost) = (Vec::new(), 0, Vec::new());
        for (place, &demand) in asked.demands.iter().enumerate() {
            let ends = &model.demands[demand];
            let is_end =
                |element: &Element| matches!(element, Element::Place(own) if [ends.from, ends.to].contains(own));
            let each = both.map(|element| alone[&element][place]);
            let (Some(before), [Some(one), Some(other)]) = (before[place], each) else { continue };
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
        let says: Vec<[String; 2]> =
            joint.lost.iter().map(|lost| [&lost.from, &lost.to].map(|own| own.key.clone())).collect();
        let by_corridors =
            |&place: &usize| asked.corridors.iter().map(move |&corridor| (asked.demands[place], corridor));
        let pairs: Vec<(DemandId, CorridorId)> = dearer.iter().flat_map(by_corridors).collect();
        let own = audited::of(&then, &then.register.values(), &pairs)?;
        let again = own.totals.chunks(asked.corridors.len());
        let is_same =
            dearer.iter().zip(again).all(|(&place, own)| of_demand(&mut own.iter().copied()) == together[place]);
        if is_same && (dearer.len(), sum) == (joint.demands, joint.excess_sum_per_t.micros()) && lost == says {
            return Ok(own.routes);
        }
        let [one, other] =
            both.map(|element| element_name(model, element)).map(|name| format!("{} {}", name.kind, name.key));
        let sum = Money::from_micros(sum);
        let what = format!(
            "without {one} and {other}, {} demands cost {sum} more than the sum and {} have no route",
            dearer.len(),
            lost.len()
        );
        Err(differs(model, None, what))
    };
    let routes: Result<Vec<usize>, AuditError> =
        both.par_iter().map(case.watch().counting(both.len(), check)).collect();
    Ok(routes?.into_iter().sum())
}
