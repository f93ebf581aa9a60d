//! Scenario discovery as CSV: one row for each limit of the box.

use crate::analysis::discover::Discovery;
use crate::units::Decimal;

use super::write;
use crate::present::words::plain;

/// Writes one row per figure that the box limits, with the box as a whole in each.
pub fn discovery(found: &Discovery) -> String {
    let header = [
        "scenario",
        "from",
        "to",
        "corridor",
        "seed",
        "draws",
        "wins",
        "inside",
        "wins_inside",
        "coverage",
        "density",
        "checked_seed",
        "checked_coverage",
        "checked_density",
        "path",
        "unit",
        "grade",
        "low",
        "high",
        "value",
        "value_inside",
        "drawn_low",
        "drawn_high",
        "share_kept",
        "density_without",
        "coverage_without",
        "by_chance",
    ];
    let share = |share: Option<f64>| share.map_or_else(String::new, plain);
    let bound = |bound: Option<Decimal>| bound.map_or_else(String::new, |bound| bound.to_string());
    let (on, again) = (&found.found_on, &found.checked_on);
    let rows = found.limits.iter().map(|limit| {
        let mut cells =
            vec![found.used.name.clone(), found.from.key.clone(), found.to.key.clone(), found.corridor.clone()];
        cells.extend([on.seed, on.draws, on.wins, on.inside, on.wins_inside].map(|count| count.to_string()));
        cells.extend([share(on.coverage), share(on.density), again.seed.to_string()]);
        cells.extend([share(again.coverage), share(again.density)]);
        cells.extend([limit.path.clone(), limit.unit.clone(), limit.grade.to_string()]);
        cells.extend([bound(limit.low), bound(limit.high), limit.value.to_string()]);
        cells.push(if limit.value_inside { "yes" } else { "no" }.to_owned());
        cells.extend([limit.drawn.0, limit.drawn.1].map(plain));
        cells.extend([limit.share_kept, limit.density_without, limit.coverage_without, limit.by_chance].map(plain));
        cells
    });
    write(header.map(String::from).to_vec(), rows)
}
