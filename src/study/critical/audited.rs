//! What is left without an element, asked again of a network that is laid out without it, its routes recomputed from that
//! model alone. The sums over demands are taken of these ways.

use rayon::prelude::*;

use crate::audit::AuditError;
use crate::case::Case;
use crate::ids::{CorridorId, DemandId};
use crate::results::Critical;
use crate::units::Money;

use super::super::audited::{self, differs};
use super::ways::Ways;
use super::{Asked, Changed, changes, chosen, element_name};

/// Recomputes the ways that are left without each element by itself, or with each slower.
///
/// # Errors
/// Returns the first finding that differs.
pub fn audit_critical(case: &Case, asked: &Asked, found: &mut Critical) -> Result<(), AuditError> {
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
    found.used.audited = Some(routes?.into_iter().sum());
    Ok(())
}
