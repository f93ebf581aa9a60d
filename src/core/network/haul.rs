//! The layout of the hauls of a tariff in the network: as parallel straight lines, or station to station.
//!
//! A concave function of the haul length is the minimum of its straight lines, so one layer per line is exact and the
//! cheapest path selects the line. Other functions are priced between every pair of stations.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::ids::{FigureId, TariffId};
use crate::model::{BandMethod, CargoClass, Form, MAX_PARALLEL_LINES, Model, Schedule, SwitchSet, TariffRow};
use crate::units::Decimal;

/// The layout of the hauls of one schedule for one cargo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HaulPlan {
    /// Parallel layers, one for each line.
    Lines(Vec<HaulLine>),
    /// One arc for each pair of stations.
    Pairs,
}

/// One straight line: a piece for each component, in the order of [`Schedule::select`].
pub type HaulLine = Vec<HaulPiece>;

/// One straight piece of a component's price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HaulPiece {
    /// The rows themselves: price per haul and per kilometre.
    Plain,
    /// The cap.
    Cap,
    /// The line of one band, continued beyond its edges; bands count from 0.
    Band(usize),
    /// A higher band of lots, as if the lot were the least of it; rows count from 0.
    AsIf(usize),
}

/// The share of the lot that a band of lots charges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LotShare {
    /// All of the lot.
    Whole,
    /// The lot above the lower edge.
    Above(FigureId),
    /// The lot below the upper edge, which the lot exceeds.
    Below(FigureId),
    /// The lot between the edges.
    Between(FigureId, FigureId),
    /// The lot as if it were the lower edge, which it does not reach: the edge over the lot, or over what one box or wagon
    /// holds where the lot does not fill it.
    AsIf {
        /// The lower edge.
        edge: FigureId,
        /// The lot, or what one box or wagon holds.
        over: FigureId,
    },
    /// The lot as if it were the lower edge, where whole boxes or wagons are paid for.
    Units {
        /// The number that the lower edge begins.
        paid: u64,
        /// The number that the lot begins.
        filled: u64,
    },
}

/// Returns the positions of the rows of higher bands that may charge a lot as if it were the least of theirs.
fn rows_as_if(model: &Model, rows: &[&TariffRow]) -> impl Iterator<Item = usize> {
    let lot = model.register.figure(model.cargo.lot_t).value;
    let is_higher = move |from: FigureId| model.register.figure(from).value.compare(lot).is_gt();
    let edges = rows.iter().enumerate().filter(|(_, row)| row.method == BandMethod::AsIf);
    edges.filter(move |(_, row)| row.lot.0.is_some_and(is_higher)).map(|(at, _)| at)
}

/// Returns the rows of a component that charge a lot, each with its share of it.
///
/// A band applies from its lower edge up to, but not including, its upper edge.
pub fn rows_for_lot<'a>(model: &Model, rows: &[&'a TariffRow]) -> Vec<(&'a TariffRow, LotShare)> {
    let value = |figure: FigureId| model.register.figure(figure).value;
    let lot = value(model.cargo.lot_t);
    let below = |edge: Option<FigureId>| edge.is_none_or(|edge| lot.to_f64() < value(edge).to_f64());
    let reaches = |edge: Option<FigureId>| edge.is_none_or(|edge| lot.to_f64() >= value(edge).to_f64());
    rows.iter()
        .filter_map(|&row| {
            let (from, to) = row.lot;
            match row.method {
                _ if row.lot == (None, None) => Some((row, LotShare::Whole)),
                BandMethod::Slab | BandMethod::AsIf => (reaches(from) && below(to)).then_some((row, LotShare::Whole)),
                BandMethod::Graduated if !reaches(from) => None,
                BandMethod::Graduated => Some((
                    row,
                    match (from, to) {
                        (Some(from), Some(to)) if !below(Some(to)) => LotShare::Between(from, to),
                        (Some(from), _) => LotShare::Above(from),
                        (None, Some(to)) if !below(Some(to)) => LotShare::Below(to),
                        (None, _) => LotShare::Whole,
                    },
                )),
            }
        })
        .collect()
}

/// A schedule with the rows that apply to one cargo.
#[derive(Clone, Debug)]
pub struct CargoSchedule<'a> {
    /// The applicable rows of each component; see [`Schedule::select`].
    pub components: Vec<Vec<&'a TariffRow>>,
    /// The layout of its hauls.
    pub plan: HaulPlan,
}

/// The schedules by cargo, each computed once: the legs of a network need the same few.
pub struct Plans<'a> {
    model: &'a Model,
    known: BTreeMap<(TariffId, Form, SwitchSet), Option<Rc<CargoSchedule<'a>>>>,
}

impl<'a> Plans<'a> {
    /// Creates an empty collection.
    pub const fn new(model: &'a Model) -> Self {
        Self { model, known: BTreeMap::new() }
    }

    /// Returns a schedule for a cargo; `None` where the schedule cannot carry it.
    pub fn of(&mut self, tariff: TariffId, cargo: &CargoClass<'_>) -> Option<Rc<CargoSchedule<'a>>> {
        let model = self.model;
        let lay_out = || {
            let schedule = &model.schedules[tariff];
            let components = schedule.select(cargo)?;
            let plan = plan(model, schedule, &components);
            Some(Rc::new(CargoSchedule { components, plan }))
        };
        self.known.entry((tariff, cargo.form, cargo.switches)).or_insert_with(lay_out).clone()
    }
}

fn plan(model: &Model, schedule: &Schedule, components: &[Vec<&TariffRow>]) -> HaulPlan {
    let stretched = model.is_stretched(schedule);
    let mut lines: Vec<HaulLine> = vec![Vec::new()];
    for rows in components {
        let Some(pieces) = pieces(model, rows).filter(|pieces| pieces.len() * lines.len() <= MAX_PARALLEL_LINES) else {
            return HaulPlan::Pairs;
        };
        if stretched && rows.iter().any(|row| row.km != (None, None)) {
            return HaulPlan::Pairs;
        }
        lines = lines
            .into_iter()
            .flat_map(|line| {
                pieces.iter().map(move |&piece| {
                    let mut longer = line.clone();
                    longer.push(piece);
                    longer
                })
            })
            .collect();
    }
    HaulPlan::Lines(lines)
}

/// Returns the straight pieces of a component whose minimum is its price, or `None` where there are none.
fn pieces(model: &Model, rows: &[&TariffRow]) -> Option<Vec<HaulPiece>> {
    if rows.iter().any(|row| row.minimum.is_some() || row.round_to.is_some()) {
        return None;
    }
    let capped = rows.iter().any(|row| row.cap.is_some());
    let banded = rows.iter().any(|row| row.km != (None, None));
    match (banded, capped) {
        (false, false) => {
            let as_if = rows_as_if(model, rows).map(HaulPiece::AsIf);
            Some(std::iter::once(HaulPiece::Plain).chain(as_if).collect())
        }
        (false, true) if rows.len() == 1 => Some(vec![HaulPiece::Plain, HaulPiece::Cap]),
        (true, false) if rows.iter().all(|row| row.leg_tag.is_none()) => {
            is_concave(model, &in_order(model, rows)).then(|| (0..rows.len()).map(HaulPiece::Band).collect())
        }
        _ => None,
    }
}

/// Sorts the bands of a component by their lower edge.
pub fn in_order<'a>(model: &Model, rows: &[&'a TariffRow]) -> Vec<&'a TariffRow> {
    let mut rows = rows.to_vec();
    rows.sort_by(|left, right| {
        let edge = |row: &TariffRow| row.km.0.map_or(0.0, |figure| model.register.figure(figure).value.to_f64());
        edge(left).total_cmp(&edge(right))
    });
    rows
}

/// Returns whether a banded price never rises faster than before and never jumps.
fn is_concave(model: &Model, bands: &[&TariffRow]) -> bool {
    let value = |figure: Option<FigureId>| figure.map_or(Decimal::ZERO, |id| model.register.figure(id).value);
    bands.windows(2).all(|pair| {
        let falls = value(pair[1].per_km).to_f64() <= value(pair[0].per_km).to_f64();
        let joins = || {
            let at_edge = |row: &TariffRow| {
                value(row.per_km).times(value(pair[1].km.0)).and_then(|km| km.plus(value(row.per_haul)))
            };
            at_edge(pair[0])
                .zip(at_edge(pair[1]))
                .is_some_and(|(left, right)| left.to_f64().total_cmp(&right.to_f64()).is_eq())
        };
        falls && same_terms(pair) && (pair[0].method == BandMethod::Graduated || joins())
    })
}

/// Returns whether two bands differ only in their rates.
fn same_terms(pair: &[&TariffRow]) -> bool {
    let terms = |row: &TariffRow| (row.basis, row.part, row.factors.clone(), row.exchange.clone());
    terms(pair[0]) == terms(pair[1])
}
