//! The partition of a plane as rows of a table.

use crate::analysis::{Cell, Column};
use crate::units::{Exact, decimal_text};

use super::result::{Plane, PlaneCell, PlaneDemand, PlaneStrip, PlaneTerms};

/// A row of the table for spreadsheets: one cell of a strip of a demand.
pub struct PlaneCellRow<'a> {
    plane: &'a Plane,
    demand: &'a PlaneDemand,
    strip: &'a PlaneStrip,
    cell: &'a PlaneCell,
    /// The first figure where the cell begins, at both ends of the strip.
    begins_at: [&'a Exact; 2],
}

impl Plane {
    /// Returns one row for each cell of each strip of each demand.
    pub fn table(&self) -> impl Iterator<Item = PlaneCellRow<'_>> {
        let strips = self.demands.iter().flat_map(|demand| demand.strips.iter().map(move |strip| (demand, strip)));
        strips.flat_map(move |(demand, strip)| {
            let first = [&*strip.first_from; 2];
            let ends = strip.cells.iter().map(|cell| [&*cell.ends_at[0], &*cell.ends_at[1]]);
            let begins = std::iter::once(first).chain(ends);
            let row = move |(cell, begins_at)| PlaneCellRow { plane: self, demand, strip, cell, begins_at };
            strip.cells.iter().zip(begins).map(row)
        })
    }
}

fn boundary<'a>(row: &PlaneCellRow<'a>, pick: fn(&PlaneTerms) -> &Exact) -> Cell<'a> {
    row.cell.ends_where.as_ref().map(|terms| decimal_text(pick(terms))).into()
}

impl PlaneCellRow<'_> {
    /// Returns the columns of the rows.
    pub const fn columns() -> [Column<Self>; 29] {
        const MONEY: &str = "currency per tonne";
        const UNIT: &str = "the figure's";
        [
            Column::new("scenario", "", |row| (&row.plane.scenario.name).into()),
            Column::new("first", "", |row| (&row.plane.first.figure.path).into()),
            Column::new("first_unit", "", |row| (&row.plane.first.figure.unit).into()),
            Column::new("first_shape", "", |row| row.plane.first.shape.as_str().into()),
            Column::new("second", "", |row| (&row.plane.second.figure.path).into()),
            Column::new("second_unit", "", |row| (&row.plane.second.figure.unit).into()),
            Column::new("second_shape", "", |row| row.plane.second.shape.as_str().into()),
            Column::new("from", "", |row| (&row.demand.from.key).into()),
            Column::new("to", "", |row| (&row.demand.to.key).into()),
            Column::new("from_name", "", |row| Cell::Name(&row.demand.from)),
            Column::new("to_name", "", |row| Cell::Name(&row.demand.to)),
            Column::new("leaders", "", |row| row.cell.corridors.join(";").into()),
            Column::new("form", "", |row| row.cell.form.into()),
            Column::new("way", "", |row| {
                row.cell.way.iter().map(|place| place.key.as_str()).collect::<Vec<_>>().join(">").into()
            }),
            Column::new("second_from", UNIT, |row| decimal_text(&row.strip.second_from.near).into()),
            Column::new("second_to", UNIT, |row| decimal_text(&row.strip.second_to.near).into()),
            Column::new("first_from_at_second_from", UNIT, |row| decimal_text(row.begins_at[0]).into()),
            Column::new("first_to_at_second_from", UNIT, |row| decimal_text(&row.cell.ends_at[0]).into()),
            Column::new("first_from_at_second_to", UNIT, |row| decimal_text(row.begins_at[1]).into()),
            Column::new("first_to_at_second_to", UNIT, |row| decimal_text(&row.cell.ends_at[1]).into()),
            Column::new("cost_fixed_per_t", MONEY, |row| decimal_text(&row.cell.cost_per_t.fixed).into()),
            Column::new("cost_first_per_t", MONEY, |row| decimal_text(&row.cell.cost_per_t.first).into()),
            Column::new("cost_second_per_t", MONEY, |row| decimal_text(&row.cell.cost_per_t.second).into()),
            Column::new("cost_both_per_t", MONEY, |row| decimal_text(&row.cell.cost_per_t.both).into()),
            Column::new("boundary_fixed", "", |row| boundary(row, |terms| &terms.fixed)),
            Column::new("boundary_first", "", |row| boundary(row, |terms| &terms.first)),
            Column::new("boundary_second", "", |row| boundary(row, |terms| &terms.second)),
            Column::new("boundary_both", "", |row| boundary(row, |terms| &terms.both)),
            Column::new("currency", "", |row| (&row.plane.scenario.currency).into()),
        ]
    }
}
