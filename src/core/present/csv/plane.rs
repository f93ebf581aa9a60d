//! Who leads where while two figures move, as CSV.

use crate::analysis::breakeven::plane::{Plane, PlaneTerms};

use super::super::words::Lang;
use super::breakeven::decimal;
use super::write;

/// Writes one row for each cell of each strip of each demand: its four ends, who leads and what it costs.
pub fn plane(found: &Plane, lang: Lang) -> String {
    let header = [
        "scenario",
        "first",
        "first_unit",
        "first_shape",
        "second",
        "second_unit",
        "second_shape",
        "from",
        "to",
        "from_name",
        "to_name",
        "leaders",
        "form",
        "way",
        "second_from",
        "second_to",
        "first_from_at_second_from",
        "first_to_at_second_from",
        "first_from_at_second_to",
        "first_to_at_second_to",
        "cost_fixed_per_t",
        "cost_first_per_t",
        "cost_second_per_t",
        "cost_both_per_t",
        "boundary_fixed",
        "boundary_first",
        "boundary_second",
        "boundary_both",
        "currency",
    ];
    let axes = found
        .axes
        .iter()
        .flat_map(|axis| [axis.figure.path.clone(), axis.figure.unit.clone(), axis.shape.as_str().to_owned()]);
    let axes: Vec<String> = axes.collect();
    let mut rows = Vec::new();
    for demand in &found.demands {
        for strip in &demand.strips {
            let mut from = [&strip.first.0, &strip.first.0];
            for cell in &strip.cells {
                let to = [&cell.until.at_from, &cell.until.at_to];
                let mut cells = vec![found.used.name.clone()];
                cells.extend(axes.iter().cloned());
                cells.extend([
                    demand.from.key.clone(),
                    demand.to.key.clone(),
                    lang.name(&demand.from).to_owned(),
                    lang.name(&demand.to).to_owned(),
                    cell.corridors.join(";"),
                    cell.form.to_owned(),
                    cell.way.iter().map(|place| place.key.as_str()).collect::<Vec<_>>().join(">"),
                ]);
                let ends = [&strip.from.near, &strip.to.near, from[0], to[0], from[1], to[1]];
                cells.extend(ends.map(decimal));
                cells.extend(cell.cost.each_ref().map(decimal));
                cells.extend(boundary(cell.until.boundary.as_ref()));
                cells.push(found.used.currency.clone());
                rows.push(cells);
                from = to;
            }
        }
    }
    write(header.into_iter().map(String::from).collect(), rows)
}

fn boundary(terms: Option<&PlaneTerms>) -> [String; 4] {
    terms.map_or_else(Default::default, |terms| terms.each_ref().map(decimal))
}
