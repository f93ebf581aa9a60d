//! Why not all tonnes can go, for people.

use dashu_ratio::RBig;

use crate::analysis::Refusal;

use super::problem::{FlowProblem, HeldUp};
use super::question::month_name;

/// Tonnes that have to go and cannot.
#[derive(Debug, thiserror::Error)]
#[error(
    "{missing_t:.1} t cannot go, the least that is possible: {demands}{limits}; raise a capacity, or say with --unmet what a tonne \
     costs that does not go"
)]
struct NotAllCanGo {
    missing_t: f64,
    demands: String,
    limits: String,
}

/// The most demands and limits that a refusal names.
const MAX_NAMED: usize = 5;

impl FlowProblem<'_> {
    /// Describes which demands cannot go as a whole and which capacities hold them up.
    pub(super) fn refusal(&self, HeldUp { shortage, contested }: &HeldUp) -> Refusal {
        let mut demands: Vec<String> = Vec::new();
        for (commodity, left) in shortage.left.iter().enumerate().filter(|(_, left)| **left > RBig::ZERO) {
            let supply = &self.space.supplies[contested[commodity]];
            let model = self.scenarios[supply.scenario].0.model();
            let demand = &model.demands[supply.demand];
            let [from, to] = [demand.from, demand.to].map(|place| &model.places.list[place].key);
            let left = left.to_f64().value();
            demands.push(format!("{left:.1} t from {from} to {to} of {}", month_name(self.months[supply.month])));
        }
        let mut rows: Vec<String> = Vec::new();
        for &(limit, _) in &shortage.resources {
            let limit = &self.space.limits.all[limit as usize];
            let month = limit.month.map(|month| format!(" in {}", month_name(self.months[month])));
            rows.push(format!("`{}`{}", limit.row, month.unwrap_or_default()));
        }
        let listed = |mut list: Vec<String>| {
            let more = list.len().saturating_sub(MAX_NAMED);
            list.truncate(MAX_NAMED);
            list.join(", ") + &if more > 0 { format!(" and {more} more") } else { String::new() }
        };
        let limits = if rows.is_empty() {
            ", because no route is open to them".to_owned()
        } else {
            format!(", held up by {}", listed(rows))
        };
        let cause = NotAllCanGo { missing_t: shortage.missing.to_f64().value(), demands: listed(demands), limits };
        Refusal::Nothing { scenario: self.scenarios[0].0.model().name.clone(), cause: cause.into() }
    }
}
