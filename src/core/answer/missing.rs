//! The rows that are missing where legs lead all the way and goods do not: those of the way that lacks the fewest.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use crate::ids::{Id, LegId, Pair, PlaceId};
use crate::model::{BASE, CargoClass, Form, Leg, Mode, Model, Operation};

/// A row that a way needs and the tables do not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum MissingRow {
    /// A row of `handling.csv` for an operation between two modes.
    Handling(PlaceId, Operation, Option<Mode>, Option<Mode>),
    /// A row of `borders.csv` for a crossing.
    Border(LegId),
    /// A row of `tariffs.csv` for the goods in the schedule of a leg.
    Tariff(LegId),
}

/// A way's search for the goods of one pair in one form.
struct RowSearch<'a> {
    model: &'a Model,
    pair: Pair,
    form: Form,
    cargo: CargoClass<'a>,
}

/// Names the rows of which a pair's goods lack the fewest; nothing where no row is missing.
pub(super) fn missing_rows(model: &Model, pair: Pair) -> Option<String> {
    let corridor = &model.corridors[pair.corridor];
    let of_form = |&form: &Form| {
        let cargo = model.cargo_class(form, corridor.switches);
        let search = RowSearch { model, pair, form, cargo };
        Some((search.fewest()?, search))
    };
    let (rows, search) = corridor.forms.iter().filter_map(of_form).min_by_key(|(rows, _)| rows.len())?;
    let rows: Vec<String> = rows.iter().map(|&row| search.in_words(row)).collect();
    (!rows.is_empty()).then(|| rows.join("; "))
}

impl RowSearch<'_> {
    /// Returns the rows that are missing on the way that lacks the fewest, by a search over the legs that end it.
    fn fewest(&self) -> Option<Vec<MissingRow>> {
        let model = self.model;
        let switches = model.corridors[self.pair.corridor].switches;
        let demand = &model.demands[self.pair.demand];
        let is_open = |leg: &LegId| model.legs[*leg].is_open(switches);
        let leaving =
            |place: PlaceId| model.legs.ids().filter(move |&leg| model.legs[leg].from == place).filter(is_open);
        let mut best: Vec<Option<usize>> = vec![None; model.legs.len()];
        let mut before: Vec<Option<LegId>> = vec![None; model.legs.len()];
        let mut heap: BinaryHeap<Reverse<(usize, LegId)>> = BinaryHeap::new();
        for leg in leaving(demand.from) {
            let cost = self.of_leg(leg).len() + usize::from(self.onto(demand.from, None, leg).is_some());
            best[leg.index()] = Some(cost);
            heap.push(Reverse((cost, leg)));
        }
        let mut done: BTreeSet<LegId> = BTreeSet::new();
        let mut last: Option<(usize, LegId)> = None;
        while let Some(Reverse((cost, leg))) = heap.pop() {
            if !done.insert(leg) {
                continue;
            }
            let place = model.legs[leg].to;
            if place == demand.to {
                let whole = (cost + usize::from(self.off(leg).is_some()), leg);
                last = Some(last.map_or(whole, |last| last.min(whole)));
            }
            for next in leaving(place).filter(|next| !done.contains(next)) {
                let cost = cost + usize::from(self.onto(place, Some(leg), next).is_some()) + self.of_leg(next).len();
                if best[next.index()].is_none_or(|known| cost < known) {
                    best[next.index()] = Some(cost);
                    before[next.index()] = Some(leg);
                    heap.push(Reverse((cost, next)));
                }
            }
        }
        let (_, last) = last?;
        let mut legs = vec![last];
        while let Some(leg) = before[legs[legs.len() - 1].index()] {
            legs.push(leg);
        }
        legs.reverse();
        let mut rows = Vec::new();
        let mut came = None;
        for leg in legs {
            rows.extend(self.onto(model.legs[leg].from, came, leg));
            rows.extend(self.of_leg(leg));
            came = Some(leg);
        }
        rows.extend(self.off(last));
        rows.dedup();
        Some(rows)
    }

    /// Returns the row that is missing to get onto a leg, from the origin or from another leg.
    fn onto(&self, place: PlaceId, came: Option<LegId>, next: LegId) -> Option<MissingRow> {
        let to = &self.model.legs[next];
        let Some(from) = came.map(|leg| &self.model.legs[leg]) else {
            return self.handling(place, Operation::Load, None, Some(to.mode));
        };
        let stays_on = to.service.is_none() || to.service == from.service;
        if from.mode != to.mode || !from.mode.runs_through() {
            return self.handling(place, Operation::Tranship, Some(from.mode), Some(to.mode));
        }
        if from.gauge_mm != to.gauge_mm {
            return self.handling(place, Operation::Gauge, Some(from.mode), Some(to.mode));
        }
        if stays_on { None } else { self.handling(place, Operation::Tranship, Some(from.mode), Some(to.mode)) }
    }

    /// Returns the row that is missing to unload at the end of a leg.
    fn off(&self, leg: LegId) -> Option<MissingRow> {
        let leg = &self.model.legs[leg];
        self.handling(leg.to, Operation::Unload, Some(leg.mode), None)
    }

    fn handling(
        &self,
        place: PlaceId,
        operation: Operation,
        from: Option<Mode>,
        to: Option<Mode>,
    ) -> Option<MissingRow> {
        let is_missing = self.model.handling_for(place, operation, from, to, &self.cargo).is_empty();
        is_missing.then_some(MissingRow::Handling(place, operation, from, to))
    }

    /// Returns the rows that are missing to ride a leg.
    fn of_leg(&self, id: LegId) -> Vec<MissingRow> {
        let (model, leg): (&Model, &Leg) = (self.model, &self.model.legs[id]);
        let regime = model.demands[self.pair.demand].customs.regime();
        let crosses = model.is_crossing(leg) && model.borders_for(leg, regime, &self.cargo).is_empty();
        let is_priced = |tariff| {
            let rows = &model.schedules[tariff].rows;
            rows.iter().any(|row| row.component == BASE && row.cargo.score(&self.cargo).is_some())
        };
        let unpriced = leg.tariff.is_some_and(|tariff| !is_priced(tariff));
        let border = crosses.then_some(MissingRow::Border(id));
        border.into_iter().chain(unpriced.then_some(MissingRow::Tariff(id))).collect()
    }

    fn in_words(&self, row: MissingRow) -> String {
        let (model, commodity, form) = (self.model, &self.model.commodities[0], self.form);
        let key = |place: PlaceId| &model.places.list[place].key;
        match row {
            MissingRow::Handling(place, operation, from, to) => {
                let from = from.map_or_else(String::new, |mode| format!(" from {mode}"));
                let to = to.map_or_else(String::new, |mode| format!(" to {mode}"));
                let operation = operation.as_str();
                format!("handling.csv has no row `{operation}`{from}{to} at `{}` for {commodity} as {form}", key(place))
            }
            MissingRow::Border(leg) => {
                let leg = &model.legs[leg];
                let regime = model.demands[self.pair.demand].customs.regime();
                let (from, to) = (model.country(leg.from), model.country(leg.to));
                format!(
                    "borders.csv has no row for {commodity} as {form} in {regime} on leg `{}` from {from} to {to}",
                    leg.key
                )
            }
            MissingRow::Tariff(leg) => {
                let leg = &model.legs[leg];
                let name = leg.tariff.map_or("", |tariff| model.schedules[tariff].name.as_str());
                format!(
                    "tariffs.csv has no `{BASE}` row of `{name}` for {commodity} as {form}, by which leg `{}` is charged",
                    leg.key
                )
            }
        }
    }
}
