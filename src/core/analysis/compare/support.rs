//! Support for which the demands ask beyond its yearly cap: answers do not keep to caps, so readers are told.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::answer::Prepared;
use crate::cost::support_on;
use crate::ids::{ArcId, CorridorId, Id, SubsidyId};

/// A row of support that would be paid for more tonnes than its cap if all demands went by one corridor.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct SupportCapExceeded {
    /// The key of the row of subsidies.csv.
    pub row: String,
    /// The key of the corridor by which it is asked for the most.
    pub corridor: String,
    /// The most tonnes in a year for which it is paid.
    pub cap_t_per_year: f64,
    /// The yearly tonnes of the demands whose routes by the corridor it is paid for.
    pub asked_t_per_year: f64,
}

/// Returns the rows whose caps are exceeded, each once, with the corridor by which most tonnes ask for it.
pub(super) fn beyond_caps(case: &Prepared) -> Vec<SupportCapExceeded> {
    let (model, network) = (case.model(), case.priced().network());
    if model.subsidies.iter().all(|row| row.yearly_cap_t.is_none()) {
        return Vec::new();
    }
    let mut asked: BTreeMap<(SubsidyId, CorridorId), f64> = BTreeMap::new();
    for (pair, best) in case.priced().best() {
        let Some(tonnes) = model.tonnes_per_year(pair.demand) else { continue };
        let arcs = best.path.arcs.iter().map(|&arc| &network.arcs()[ArcId::new(arc as usize)]);
        let mut rows: Vec<SubsidyId> = arcs.flat_map(|arc| support_on(model, network, arc)).collect();
        rows.sort_unstable();
        rows.dedup();
        for row in rows {
            *asked.entry((row, pair.corridor)).or_default() += tonnes;
        }
    }
    let mut worst: BTreeMap<SubsidyId, SupportCapExceeded> = BTreeMap::new();
    for ((id, corridor), asked_t_per_year) in asked {
        let row = &model.subsidies[id];
        let Some(cap) = row.yearly_cap_t.map(|cap| model.register.figure(cap).value.to_f64()) else { continue };
        if asked_t_per_year > cap && worst.get(&id).is_none_or(|known| known.asked_t_per_year < asked_t_per_year) {
            let corridor = model.corridors[corridor].key.clone();
            let own = SupportCapExceeded { row: row.key.clone(), corridor, cap_t_per_year: cap, asked_t_per_year };
            worst.insert(id, own);
        }
    }
    worst.into_values().collect()
}
