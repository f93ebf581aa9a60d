//! Curves and flips as rows of tables.

use crate::analysis::{Cell, Column};
use crate::units::{decimal_text, fraction_text};

use super::result::{BreakEven, BreakEvenDemand, Curve, CurvePiece, FigureFlip, FlipList};

/// A row of the table for spreadsheets: one piece of the curve of a corridor.
pub struct CurveRow<'a> {
    found: &'a BreakEven,
    demand: &'a BreakEvenDemand,
    curve: &'a Curve,
    piece: &'a CurvePiece,
}

impl BreakEven {
    /// Returns one row for each piece of each corridor's curve.
    pub fn rows(&self) -> impl Iterator<Item = CurveRow<'_>> {
        let curves = self.demands.iter().flat_map(|demand| demand.curves.iter().map(move |curve| (demand, curve)));
        curves.flat_map(move |(demand, curve)| {
            curve.pieces.iter().map(move |piece| CurveRow { found: self, demand, curve, piece })
        })
    }
}

impl CurveRow<'_> {
    /// Returns whether the corridor leads somewhere on the piece.
    fn is_leading(&self) -> bool {
        let Self { demand, curve, piece, .. } = self;
        let mut leads = demand.leads.iter().filter(|lead| lead.from < piece.to && lead.to > piece.from);
        leads.any(|lead| lead.corridors.contains(&curve.corridor))
    }

    /// Returns the columns of the rows.
    pub const fn columns() -> [Column<Self>; 21] {
        const MONEY: &str = "currency per tonne";
        const UNIT: &str = "the figure's";
        [
            Column::new("scenario", "", |row| (&row.found.scenario.name).into()),
            Column::new("figure", "", |row| (&row.found.figure.path).into()),
            Column::new("unit", "", |row| (&row.found.figure.unit).into()),
            Column::new("from", "", |row| (&row.demand.from.key).into()),
            Column::new("to", "", |row| (&row.demand.to.key).into()),
            Column::new("from_name", "", |row| Cell::Name(&row.demand.from)),
            Column::new("to_name", "", |row| Cell::Name(&row.demand.to)),
            Column::new("corridor", "", |row| (&row.curve.corridor).into()),
            Column::new("form", "", |row| row.piece.form.into()),
            Column::new("way", "", |row| {
                row.piece.way.iter().map(|place| place.key.as_str()).collect::<Vec<_>>().join(">").into()
            }),
            Column::new("shape", "", |row| row.piece.shape.as_str().into()),
            Column::new("value_from", UNIT, |row| decimal_text(&row.piece.from).into()),
            Column::new("value_to", UNIT, |row| decimal_text(&row.piece.to).into()),
            Column::new("value_from_exact", UNIT, |row| fraction_text(&row.piece.from).into()),
            Column::new("value_to_exact", UNIT, |row| fraction_text(&row.piece.to).into()),
            Column::new("fixed_per_t", MONEY, |row| decimal_text(&row.piece.fixed).into()),
            Column::new("slope_per_t", MONEY, |row| decimal_text(&row.piece.slope).into()),
            Column::new("cost_from_per_t", MONEY, |row| decimal_text(&row.piece.cost_from).into()),
            Column::new("cost_to_per_t", MONEY, |row| decimal_text(&row.piece.cost_to).into()),
            Column::new("leads", "", |row| if row.is_leading() { "somewhere" } else { "nowhere" }.into()),
            Column::new("currency", "", |row| (&row.found.scenario.currency).into()),
        ]
    }
}

/// A row of the table for spreadsheets: a figure with the least move of it that changes an answer.
pub struct FlipRow<'a> {
    found: &'a FlipList,
    flip: &'a FigureFlip,
}

impl FlipList {
    /// Returns one row for each figure that can change an answer.
    pub fn rows(&self) -> impl Iterator<Item = FlipRow<'_>> {
        self.flips.iter().map(|flip| FlipRow { found: self, flip })
    }
}

impl FlipRow<'_> {
    /// Returns the columns of the rows.
    pub const fn columns() -> [Column<Self>; 23] {
        const UNIT: &str = "the figure's";
        [
            Column::new("scenario", "", |row| (&row.found.scenario.name).into()),
            Column::new("figure", "", |row| (&row.flip.figure.path).into()),
            Column::new("unit", "", |row| (&row.flip.figure.unit).into()),
            Column::new("value", UNIT, |row| row.flip.figure.value.into()),
            Column::new("low", UNIT, |row| row.flip.figure.low.into()),
            Column::new("high", UNIT, |row| row.flip.figure.high.into()),
            Column::new("grade", "", |row| row.flip.figure.grade.into()),
            Column::new("turns_at", UNIT, |row| row.flip.nearest.value.into()),
            Column::new("step", UNIT, |row| row.flip.nearest.step.into()),
            Column::new("exact", UNIT, |row| fraction_text(&row.flip.nearest.exact).into()),
            Column::new("distance", UNIT, |row| row.flip.nearest.distance.into()),
            Column::new("share", "share", |row| row.flip.nearest.share.into()),
            Column::new("of_bound", "share", |row| row.flip.nearest.of_bound.into()),
            Column::new("leaders", "", |row| row.flip.leaders.join(";").into()),
            Column::new("then_leads", "", |row| row.flip.nearest.to.join(";").into()),
            Column::new("from", "", |row| (&row.flip.from.key).into()),
            Column::new("to", "", |row| (&row.flip.to.key).into()),
            Column::new("regime", "", |row| row.flip.regime.into()),
            Column::new("from_name", "", |row| Cell::Name(&row.flip.from)),
            Column::new("to_name", "", |row| Cell::Name(&row.flip.to)),
            Column::new("other_turn", UNIT, |row| row.flip.other.as_ref().map(|other| other.value).into()),
            Column::new("turned_within_bounds", "", |row| row.flip.turned_within_bounds.into()),
            Column::new("sources", "", |row| row.flip.figure.sources.join("; ").into()),
        ]
    }
}
