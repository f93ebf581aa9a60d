//! What is critical as rows: one for each element by the cheapest corridors of the demands, one for each corridor that
//! loses by it, and one for each pair of elements.

use crate::analysis::Column;
use crate::answer::PlaceName;
use crate::units::Money;

use super::result::{CorridorLoss, Critical, CriticalElement, ElementName, Joint, Move};

/// A row of the table for spreadsheets.
#[derive(Default)]
pub struct CriticalRow<'a> {
    critical: Option<&'a Critical>,
    series: Option<usize>,
    element: Option<NamedElement<'a>>,
    second: Option<NamedElement<'a>>,
    corridor: &'a str,
    demands: usize,
    tonnes_per_year: Option<f64>,
    mean_per_t: Option<Money>,
    worst_per_t: Option<Money>,
    worst_from: Option<&'a PlaceName>,
    worst_to: Option<&'a PlaceName>,
    sum_per_t: Option<Money>,
    per_year: Option<Money>,
    days_more: Option<f64>,
    lost: usize,
    lost_tonnes_per_year: Option<f64>,
    change_corridor: Option<usize>,
    instead: Option<String>,
}

/// An element with its name in the language of the table.
struct NamedElement<'a> {
    name: &'a ElementName,
    in_words: String,
}

impl Critical {
    /// Returns the rows, elements named in the language of the table: for each element its own row and those of its
    /// corridors, then the pairs.
    pub fn rows<'a>(&'a self, in_words: impl Fn(&ElementName) -> String) -> Vec<CriticalRow<'a>> {
        let named = |name: &'a ElementName| Some(NamedElement { name, in_words: in_words(name) });
        let mut rows = Vec::new();
        for element in &self.elements {
            rows.push(CriticalRow { element: named(&element.name), ..self.of_element(element) });
            let of_corridor = |loss| CriticalRow { element: named(&element.name), ..self.of_corridor(element, loss) };
            rows.extend(element.corridors.iter().map(of_corridor));
        }
        for joint in self.pairs.iter().flatten() {
            for first in &joint.first {
                let of_pair =
                    |second| CriticalRow { element: named(first), second: named(second), ..self.of_pair(joint) };
                rows.extend(joint.second.iter().map(of_pair));
            }
        }
        rows
    }

    fn of_element<'a>(&'a self, element: &'a CriticalElement) -> CriticalRow<'a> {
        CriticalRow {
            critical: Some(self),
            series: Some(element.series),
            corridor: "cheapest",
            demands: element.demands,
            tonnes_per_year: element.tonnes_per_year,
            mean_per_t: element.mean_per_t,
            worst_per_t: element.worst_per_t,
            worst_from: element.worst_from.as_ref(),
            worst_to: element.worst_to.as_ref(),
            sum_per_t: Some(element.sum_per_t),
            per_year: element.per_year,
            days_more: Some(element.days_more),
            lost: element.lost.len(),
            lost_tonnes_per_year: element.lost_tonnes_per_year,
            change_corridor: Some(element.change_corridor),
            instead: Some(instead(&element.moves)),
            ..CriticalRow::default()
        }
    }

    fn of_corridor<'a>(&'a self, element: &CriticalElement, loss: &'a CorridorLoss) -> CriticalRow<'a> {
        CriticalRow {
            critical: Some(self),
            series: Some(element.series),
            corridor: &loss.corridor,
            demands: loss.dearer,
            mean_per_t: loss.mean_per_t,
            worst_per_t: loss.worst_per_t,
            lost: loss.lost,
            ..CriticalRow::default()
        }
    }

    fn of_pair(&self, joint: &Joint) -> CriticalRow<'_> {
        CriticalRow {
            critical: Some(self),
            corridor: "excess of both",
            demands: joint.demands,
            mean_per_t: joint.excess_mean_per_t,
            sum_per_t: Some(joint.excess_sum_per_t),
            per_year: joint.excess_per_year,
            lost: joint.lost.len(),
            lost_tonnes_per_year: joint.lost_tonnes_per_year,
            ..CriticalRow::default()
        }
    }
}

/// Writes where demands go instead: `borrowed by zarubino > domestic by dalian (12)`.
fn instead(moves: &[Move]) -> String {
    let via = |corridor: &String, port: &Option<PlaceName>| match port {
        Some(port) => format!("{corridor} by {}", port.key),
        None => corridor.clone(),
    };
    let in_words = |way: &Move| {
        let (from, to) = (via(&way.from_corridor, &way.from_port), via(&way.to_corridor, &way.to_port));
        format!("{from} > {to} ({})", way.demands)
    };
    moves.iter().map(in_words).collect::<Vec<_>>().join("; ")
}

impl CriticalRow<'_> {
    /// Returns the columns of the rows.
    pub const fn columns() -> [Column<Self>; 24] {
        const MONEY: &str = "currency per tonne";
        [
            Column::new("scenario", "", |row| row.critical.map(|found| &found.scenario.name).into()),
            Column::new("slower", "", |row| row.critical.and_then(|found| found.slower.as_ref()).into()),
            Column::new("series", "", |row| row.series.into()),
            Column::new("kind", "", |row| row.element.as_ref().map(|own| own.name.kind.as_str()).into()),
            Column::new("key", "", |row| row.element.as_ref().map(|own| &own.name.key).into()),
            Column::new("name", "", |row| row.element.as_ref().map(|own| &own.in_words).into()),
            Column::new("second_kind", "", |row| row.second.as_ref().map(|own| own.name.kind.as_str()).into()),
            Column::new("second_key", "", |row| row.second.as_ref().map(|own| &own.name.key).into()),
            Column::new("second_name", "", |row| row.second.as_ref().map(|own| &own.in_words).into()),
            Column::new("corridor", "", |row| row.corridor.into()),
            Column::new("currency", "", |row| row.critical.map(|found| &found.scenario.currency).into()),
            Column::new("demands_dearer", "", |row| row.demands.into()),
            Column::new("tonnes_per_year", "t", |row| row.tonnes_per_year.into()),
            Column::new("mean_per_t", MONEY, |row| row.mean_per_t.into()),
            Column::new("worst_per_t", MONEY, |row| row.worst_per_t.into()),
            Column::new("worst_from", "", |row| row.worst_from.map(|place| &place.key).into()),
            Column::new("worst_to", "", |row| row.worst_to.map(|place| &place.key).into()),
            Column::new("sum_per_t", MONEY, |row| row.sum_per_t.into()),
            Column::new("per_year", "currency", |row| row.per_year.into()),
            Column::new("days_more", "d", |row| row.days_more.into()),
            Column::new("demands_lost", "", |row| row.lost.into()),
            Column::new("lost_tonnes_per_year", "t", |row| row.lost_tonnes_per_year.into()),
            Column::new("demands_change_corridor", "", |row| row.change_corridor.into()),
            Column::new("goes_instead", "", |row| row.instead.as_ref().into()),
        ]
    }
}
