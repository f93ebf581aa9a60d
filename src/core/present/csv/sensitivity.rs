//! What drives a difference, as CSV: one row for each demand, output and figure.

use crate::analysis::sensitivity::{Driver, Estimated, Sensitivity};

use super::super::words::{Lang, plain};
use super::write;

const HEADER: [&str; 18] = [
    "scenario",
    "from",
    "to",
    "from_name",
    "to_name",
    "corridor",
    "against",
    "leader",
    "output",
    "method",
    "rank",
    "figure",
    "value",
    "low",
    "high",
    "unit",
    "grade",
    "sources",
];
/// The columns of the methods; estimates have a lower and an upper bound beside them.
const ESTIMATES: [&str; 5] = ["total", "first_order", "shapley", "mu_star", "mu"];
const OTHERS: [&str; 5] = ["sigma", "at_low", "at_high", "flips_at_low", "flips_at_high"];

/// Writes one row for each figure that drives a difference (`difference_per_t`) or the lead (`flip`).
pub fn sensitivity(found: &Sensitivity, lang: Lang) -> String {
    let mut header: Vec<String> = HEADER.map(String::from).into();
    header
        .extend(ESTIMATES.iter().flat_map(|name| [(*name).to_owned(), format!("{name}_low"), format!("{name}_high")]));
    header.extend(OTHERS.map(String::from));
    let mut rows = Vec::new();
    for demand in &found.demands {
        for (output, drivers) in [("difference_per_t", &demand.difference), ("flip", &demand.flip)] {
            for driver in drivers.listed.iter().filter(|_| drivers.is_told) {
                let figure = &found.figures[driver.figure];
                let mut cells = vec![
                    found.used.name.clone(),
                    demand.from.key.clone(),
                    demand.to.key.clone(),
                    lang.name(&demand.from).to_owned(),
                    lang.name(&demand.to).to_owned(),
                    demand.corridor.0.clone(),
                    demand.against.0.clone(),
                    demand.leader.0.clone(),
                    output.to_owned(),
                    found.method.to_owned(),
                    driver.rank.to_string(),
                    figure.path.clone(),
                    plain(figure.value),
                    plain(figure.low),
                    plain(figure.high),
                    figure.unit.clone(),
                    figure.grade.to_string(),
                    figure.sources.join(";"),
                ];
                cells.extend(numbers(driver));
                rows.push(cells);
            }
        }
    }
    write(header, rows)
}

fn numbers(driver: &Driver) -> Vec<String> {
    let number = |number: Option<f64>| number.map_or_else(String::new, plain);
    let yes = |is: Option<bool>| is.map_or("", |is| if is { "yes" } else { "no" }).to_owned();
    let estimate =
        |of: Option<Estimated>| [of.map(|of| of.estimate), of.map(|of| of.low), of.map(|of| of.high)].map(number);
    let estimates = [driver.total, driver.first, driver.share, driver.size, driver.mean_effect];
    let mut cells: Vec<String> = estimates.into_iter().flat_map(estimate).collect();
    cells.push(number(driver.deviation));
    cells.extend([driver.ends.map(|ends| ends.0), driver.ends.map(|ends| ends.1)].map(number));
    cells.extend([driver.flips.map(|flips| flips.0), driver.flips.map(|flips| flips.1)].map(yes));
    cells
}
