//! What is critical, as CSV: one row for each element and corridor, the cheapest of each demand first.

use crate::analysis::critical::{Critical, CriticalElement, ElementName, Via};
use crate::units::Money;

use super::write;
use crate::present::pages::critical::in_words;
use crate::present::words::{Lang, plain};

/// Writes one row per element for the cheapest corridors of the demands, then one for each corridor that loses, and one
/// per pair of elements.
pub fn critical(found: &Critical, lang: Lang) -> String {
    let header = [
        "scenario",
        "slower",
        "series",
        "kind",
        "key",
        "name",
        "second_kind",
        "second_key",
        "second_name",
        "corridor",
        "currency",
        "demands_dearer",
        "tonnes_per_year",
        "mean_per_t",
        "worst_per_t",
        "worst_from",
        "worst_to",
        "sum_per_t",
        "per_year",
        "days_more",
        "demands_lost",
        "lost_tonnes_per_year",
        "demands_change_corridor",
        "goes_instead",
    ];
    let mut rows = Vec::new();
    let begin = |series: Option<usize>, name: &ElementName| {
        let slower = found.slower.clone().unwrap_or_default();
        let series = series.map_or_else(String::new, |series| series.to_string());
        let name = [name.kind.to_owned(), name.key.clone(), in_words(name, lang)];
        let mut cells = vec![found.used.name.clone(), slower, series];
        cells.extend(name);
        cells
    };
    let blanks = |number: usize| vec![String::new(); number];
    for element in &found.elements {
        let name = &element.name;
        let loss = &element.loss;
        let ends = loss.worst.as_ref();
        let mut row = begin(Some(element.series), name);
        row.extend(blanks(3));
        row.extend(["cheapest".to_owned(), found.used.currency.clone(), loss.demands.to_string()]);
        row.extend([number(loss.tonnes_per_year), money(loss.mean_per_t), money(loss.worst_per_t)]);
        row.extend([
            ends.map_or_else(String::new, |(from, _)| from.key.clone()),
            ends.map_or_else(String::new, |(_, to)| to.key.clone()),
        ]);
        row.extend([loss.sum_per_t.to_string(), money(loss.per_year), plain(loss.days_more)]);
        row.extend([loss.lost.len().to_string(), number(loss.lost_tonnes_per_year)]);
        row.extend([element.change_corridor.to_string(), instead(element)]);
        rows.push(row);
        for corridor in &element.corridors {
            let mut row = begin(Some(element.series), name);
            row.extend(blanks(3));
            row.extend([corridor.corridor.clone(), found.used.currency.clone(), corridor.dearer.to_string()]);
            row.push(String::new());
            row.extend([money(corridor.mean_per_t), money(corridor.worst_per_t)]);
            row.extend(blanks(5));
            row.push(corridor.lost.to_string());
            row.extend(blanks(3));
            rows.push(row);
        }
    }
    let pairs = found.pairs.iter().flatten().flat_map(|joint| {
        let pairs = joint.first.iter().flat_map(|first| joint.second.iter().map(move |second| (first, second)));
        pairs.map(move |pair| (joint, pair))
    });
    for (joint, (first, second)) in pairs {
        let mut row = begin(None, first);
        row.extend([second.kind.to_owned(), second.key.clone(), in_words(second, lang)]);
        row.extend(["excess of both".to_owned(), found.used.currency.clone(), joint.demands.to_string()]);
        row.extend([String::new(), money(joint.excess_mean_per_t)]);
        row.extend(blanks(3));
        row.extend([joint.excess_sum_per_t.to_string(), money(joint.excess_per_year), String::new()]);
        row.extend([joint.lost.len().to_string(), number(joint.lost_tonnes_per_year)]);
        row.extend(blanks(2));
        rows.push(row);
    }
    write(header.map(String::from).to_vec(), rows)
}

fn money(amount: Option<Money>) -> String {
    amount.map_or_else(String::new, |amount| amount.to_string())
}

fn number(value: Option<f64>) -> String {
    value.map_or_else(String::new, plain)
}

/// Writes where demands go instead: `borrowed by zarubino > domestic by dalian (12)`.
fn instead(element: &CriticalElement) -> String {
    let via = |via: &Via| match &via.port {
        Some(port) => format!("{} by {}", via.corridor, port.key),
        None => via.corridor.clone(),
    };
    let moves = element.moves.iter().map(|way| format!("{} > {} ({})", via(&way.from), via(&way.to), way.demands));
    moves.collect::<Vec<_>>().join("; ")
}
