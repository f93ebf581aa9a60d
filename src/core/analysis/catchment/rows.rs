//! A catchment as rows: one for each demand and corridor.

use crate::analysis::{Cell, Column};

use super::result::{Catchment, CatchmentOrigin, CatchmentPair, GatewayTotal, PairCorridor};

/// A row of the table for spreadsheets: one demand by one corridor.
pub struct CatchmentRow<'a> {
    catchment: &'a Catchment,
    pair: &'a CatchmentPair,
    corridor: usize,
}

impl Catchment {
    /// Returns one row for each demand and corridor.
    pub fn rows(&self) -> impl Iterator<Item = CatchmentRow<'_>> {
        let row = move |pair, corridor| CatchmentRow { catchment: self, pair, corridor };
        self.pairs.iter().flat_map(move |pair| (0..self.corridors.len()).map(move |corridor| row(pair, corridor)))
    }
}

impl<'a> CatchmentRow<'a> {
    fn origin(&self) -> &'a CatchmentOrigin {
        &self.catchment.origins[self.pair.origin]
    }

    fn answer(&self) -> Option<&'a PairCorridor> {
        self.pair.corridors.of(self.corridor)
    }

    fn leads(&self) -> bool {
        self.pair.leader.as_ref().is_some_and(|leader| leader.position == self.corridor)
    }

    /// Writes the gateways with their totals: `zarubino=214.310000;land=312.500000`.
    fn gateways(&self) -> Cell<'a> {
        let in_words = |own: &GatewayTotal| {
            let gateway = own.gateway.as_ref().map_or("land", |place| place.key.as_str());
            format!("{gateway}={}", own.total_per_t)
        };
        let list = |answer: &PairCorridor| answer.gateways.iter().map(in_words).collect::<Vec<_>>().join(";");
        self.answer().map(list).into()
    }

    /// Returns the columns of the rows.
    #[expect(clippy::redundant_closure_for_method_calls, reason = "the method by itself has another lifetime")]
    pub const fn columns() -> [Column<Self>; 23] {
        const MONEY: &str = "currency per tonne";
        [
            Column::new("scenario", "", |row| (&row.catchment.scenario.name).into()),
            Column::new("from", "", |row| (&row.pair.from.key).into()),
            Column::new("to", "", |row| (&row.pair.to.key).into()),
            Column::new("from_name", "", |row| Cell::Name(&row.pair.from)),
            Column::new("to_name", "", |row| Cell::Name(&row.pair.to)),
            Column::new("regime", "", |row| row.pair.regime.into()),
            Column::new("anchor", "", |row| row.origin().anchor.as_ref().map(|place| &place.key).into()),
            Column::new("anchor_km", "km", |row| row.origin().anchor_km.into()),
            Column::new("tonnes_per_year", "t", |row| row.pair.tonnes_per_year.into()),
            Column::new("corridor", "", |row| (&row.catchment.corridors[row.corridor].key).into()),
            Column::new("status", "", |row| if row.answer().is_some() { "answered" } else { "no-route" }.into()),
            Column::new("currency", "", |row| (&row.catchment.scenario.currency).into()),
            Column::new("draws", "", |row| row.catchment.draws.into()),
            Column::new("seed", "", |row| row.catchment.seed.into()),
            Column::new("leads", "", |row| if row.leads() { "yes" } else { "no" }.into()),
            Column::new("margin_per_t", MONEY, |row| row.pair.margin_per_t.filter(|_| row.leads()).into()),
            Column::new("total_per_t", MONEY, |row| row.answer().map(|own| own.total_per_t).into()),
            Column::new("reference", "", |row| (&row.catchment.reference.key).into()),
            Column::new("saving_per_t", MONEY, |row| row.answer().and_then(|own| own.saving_per_t).into()),
            Column::new("gateway", "", |row| {
                row.answer().and_then(|own| own.gateway.as_ref()).map(|place| &place.key).into()
            }),
            Column::new("chance_cheapest", "share", |row| row.answer().map(|own| own.chance_cheapest).into()),
            Column::new("chance_saves", "share", |row| row.answer().and_then(|own| own.chance_saves).into()),
            Column::new("gateways", MONEY, |row| row.gateways()),
        ]
    }
}
