//! Support: what others pay of the cost of arcs, and the shift that keeps searches right where it exceeds a step's cost.
//!
//! A rebate may be more than the step that it is paid for costs, but searches need arcs that cost nothing or more. So what an
//! arc costs in searches is shifted by a potential of its ends, which is nothing where cargo is loaded and where it arrives:
//! a whole route costs in searches what its parts add up to, and every comparison of routes stays exact.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use corridor_kernel::{NegativeWalk, Query, cheapest, potentials, potentials_from_sources};

use crate::ids::{ArcId, Id, IdVec, SubsidyId};
use crate::model::{CargoClass, Model, Operation, Part};
use crate::network::{ArcKind, Network, NetworkArc, PriorOperation};

use super::charge::{Charge, ClassCosts};
use super::compile::Compiler;
use super::costs::{Costs, ShiftHeld};
use super::haul::plain;

/// Amounts beyond this are not added up exactly.
const MAX_EXACT_MICROS: f64 = 1e15;

/// How many times the support of the tables searches stay exact for; the most that routes cost enough for is taken.
const ROOMS: [f64; 4] = [8.0, 4.0, 2.0, 1.0];

/// Returns the rows of support that are paid on an arc, one several times where it is paid for several legs of a haul.
pub fn support_on(model: &Model, network: &Network, arc: &NetworkArc) -> Vec<SubsidyId> {
    let rows = &network.layers()[usize::from(arc.layer)].support;
    if rows.is_empty() {
        return Vec::new();
    }
    let of_operation = |place, operation| {
        let is_paid = |&&row: &&SubsidyId| model.supports_operation(row, place, operation);
        rows.iter().filter(is_paid).copied().collect()
    };
    let of_boarding = |ride: u16, prior| {
        let service = network.ride(ride).service.filter(|_| prior != PriorOperation::Staying);
        rows.iter().copied().filter(move |&row| model.supports_service(row, service))
    };
    match &arc.kind {
        ArcKind::Load { place, .. } => of_operation(*place, Operation::Load),
        ArcKind::Unload { place, .. } => of_operation(*place, Operation::Unload),
        ArcKind::Tranship { place, .. } => of_operation(*place, Operation::Tranship),
        ArcKind::Gauge { place } => of_operation(*place, Operation::Gauge),
        ArcKind::Board { ride, prior, .. } => of_boarding(*ride, *prior).collect(),
        ArcKind::Move { leg, .. } => rows.iter().copied().filter(|&row| model.supports_leg(row, *leg)).collect(),
        ArcKind::Haul { way, ride, prior } => {
            let legs = network.ways().legs(*way);
            let of_leg = |leg| rows.iter().copied().filter(move |&row| model.supports_leg(row, leg));
            of_boarding(*ride, *prior).chain(legs.into_iter().flat_map(of_leg)).collect()
        }
        ArcKind::Cross { .. } | ArcKind::Alight { .. } => Vec::new(),
    }
}

impl Compiler<'_> {
    /// Returns what rows of support take off the cost.
    pub(super) fn support(&mut self, rows: &[SubsidyId], cargo: &CargoClass<'_>) -> Vec<Charge> {
        let charge = |row: &SubsidyId| {
            let price = self.per_tonne(&self.model.subsidies[*row].price, cargo);
            plain(&mut self.book, Part::Support, price.scaled(-1.0))
        };
        rows.iter().map(charge).collect()
    }
}

/// The classes of hauls that are supported, under construction.
#[derive(Default)]
pub(super) struct SupportedHauls {
    known: BTreeMap<(u32, Vec<SubsidyId>), u32>,
    of_arc: BTreeMap<ArcId, u32>,
}

impl SupportedHauls {
    /// Adds a haul that is supported, as an arc of a class of its own.
    pub(super) fn add(
        &mut self,
        arc: ArcId,
        (class, rows): (u32, Vec<SubsidyId>),
        entries: &mut Vec<ClassCosts>,
        costs: impl FnOnce(&[SubsidyId]) -> ClassCosts,
    ) {
        let entry = self.known.entry((class, rows)).or_insert_with_key(|(_, rows)| {
            entries.push(costs(rows));
            (entries.len() - 1) as u32
        });
        self.of_arc.insert(arc, *entry);
    }

    /// Numbers the classes of all arcs anew, those of hauls after the entries that were added.
    pub(super) fn number(self, of_arc: &mut IdVec<ArcId, u32>, (before, after): (usize, usize)) {
        renumber(of_arc, before, after);
        for (arc, entry) in self.of_arc {
            of_arc[arc] = entry;
        }
    }
}

/// Moves the numbers of hauls behind entries that were added.
fn renumber(of_arc: &mut IdVec<ArcId, u32>, before: usize, after: usize) {
    for class in of_arc.into_iter().filter(|class| **class as usize >= before) {
        *class += (after - before) as u32;
    }
}

/// Costs that searches are exact by wherever the figures are within some bounds.
pub(crate) struct HeldCosts {
    pub(crate) costs: Costs,
    /// What is to be added to what each query costs by them: nothing, or less than nothing.
    pub(crate) of_query: Vec<f64>,
}

/// Arcs in a row, of a route or of a ring, that may cost less than nothing together.
pub(crate) struct PaidWalk {
    pub(crate) arcs: Vec<ArcId>,
    /// The least that they may cost, in millionths.
    pub(crate) least: f64,
}

impl Costs {
    /// Returns whether support is taken off some cost.
    pub(crate) const fn is_supported(&self) -> bool {
        self.held.is_some()
    }

    /// Returns whether searches are exact however much less time a route takes than by the tables.
    pub(crate) fn is_exact_without_time(&self) -> bool {
        self.held.as_ref().is_none_or(|held| *held == ShiftHeld::WithoutTime)
    }

    /// Returns the arcs of a route, or of a ring, that support makes cheaper than nothing.
    pub(crate) fn paid_walk(&self) -> Option<&[u32]> {
        match &self.held {
            Some(ShiftHeld::Nowhere(walk)) => Some(&walk.arcs),
            _ => None,
        }
    }

    /// Returns whether arcs cost the same as others at any values of the figures, however searches shift them.
    pub(crate) fn has_terms_of(&self, other: &Self) -> bool {
        if !self.is_supported() {
            return self == other;
        }
        let unshifted = |costs: &Self, arc: ArcId| ClassCosts { shift: 0.0, ..costs.entry(arc).into_owned() };
        (&self.book, &self.is_transfer) == (&other.book, &other.is_transfer)
            && self.of_arc.len() == other.of_arc.len()
            && self.of_arc.ids().all(|arc| unshifted(self, arc) == unshifted(other, arc))
    }

    /// Shifts the costs of arcs so that none is below nothing: at the widest prices for which that can be.
    pub(super) fn held(mut self, network: &Network, model: &Model) -> Self {
        let values = model.register.values();
        let supported: BTreeSet<usize> = model.subsidies.iter().map(|row| row.price.amount.index()).collect();
        let bounds = |room: f64| -> Vec<(f64, f64)> {
            let ends = model.register.iter().map(|(id, figure)| {
                let end = |bound: Option<crate::units::Decimal>| bound.unwrap_or(figure.value).to_f64();
                let high = end(figure.high).max(end(None));
                let is_supported = supported.contains(&id.index());
                (end(figure.low).min(end(None)), if is_supported { high * room } else { high })
            });
            ends.collect()
        };
        for room in ROOMS {
            let least = self.least_without_time(&bounds(room));
            if self.shift(network, &least).is_ok() {
                self.held = Some(ShiftHeld::WithoutTime);
                return self;
            }
        }
        let least: Vec<f64> = self.bounds(&bounds(1.0)).into_iter().map(|(least, _)| least).collect();
        self.held = Some(ShiftHeld::InTime);
        if self.shift(network, &least).is_err() {
            self = self.held_at(network, &values);
        }
        self
    }

    /// Shifts the costs of arcs so that none is below nothing at some values of the figures.
    ///
    /// # Shape
    /// `values` has one entry for each figure of the register.
    pub(crate) fn held_at(mut self, network: &Network, values: &[f64]) -> Self {
        let now: Vec<f64> = (0..self.classes() as u32).map(|class| self.priced_class(class, values).total()).collect();
        self.held = Some(match self.shift(network, &now) {
            Ok(()) => ShiftHeld::InTime,
            Err(walk) => ShiftHeld::Nowhere(walk),
        });
        self
    }

    /// Shifts the costs of arcs so that none is below nothing wherever the figures are within bounds, for some queries; nothing
    /// where none is as they are shifted.
    ///
    /// # Errors
    /// Returns the arcs of a ring, or of a route of one of the queries, that may cost less than nothing within the bounds, as
    /// far as the bounds of each of its arcs show; none where costs are beyond what is counted exactly.
    ///
    /// # Shape
    /// `bounds` has one entry for each figure of the register.
    pub(crate) fn held_within(
        &self,
        network: &Network,
        bounds: &[(f64, f64)],
        queries: &[Query],
    ) -> Result<Option<HeldCosts>, PaidWalk> {
        let least: Vec<f64> = self.bounds(bounds).into_iter().map(|(least, _)| least).collect();
        let weights: Vec<f64> = self.of_arc.iter().map(|&class| least[class as usize]).collect();
        if weights.iter().all(|&weight| weight >= 0.0) {
            return Ok(None);
        }
        if !weights.iter().all(|weight| weight.abs() < MAX_EXACT_MICROS) {
            return Err(PaidWalk { arcs: Vec::new(), least: f64::NEG_INFINITY });
        }
        let graph = network.graph();
        let paid = |arcs: Vec<u32>| PaidWalk {
            least: arcs.iter().map(|&arc| weights[arc as usize]).sum(),
            arcs: arcs.into_iter().map(|arc| ArcId::new(arc as usize)).collect(),
        };
        let potential = potentials_from_sources(graph, &weights).map_err(|ring| paid(ring.arcs))?;
        let ends = |(tail, arc): (u32, usize)| potential[tail as usize] - potential[graph.head(arc) as usize];
        let reduced: Vec<f64> = graph.with_tails().zip(&weights).map(|(arc, weight)| weight + ends(arc)).collect();
        let ranks = vec![1; graph.arcs()];
        let of_query = |query: &Query| potential[query.target as usize];
        let cheapest = cheapest(graph, &reduced, &ranks, queries).into_iter().zip(queries);
        let cheapest = cheapest.filter_map(|(path, query)| path.map(|path| (path.cost + of_query(query), path)));
        if let Some((_, path)) = cheapest.min_by(|one, other| one.0.total_cmp(&other.0)).filter(|(cost, _)| *cost < 0.0)
        {
            return Err(paid(path.arcs));
        }
        let mut costs = self.clone();
        costs.shift_by(network, &potential);
        Ok(Some(HeldCosts { costs, of_query: queries.iter().map(of_query).collect() }))
    }

    /// Shifts the costs of arcs so that none is below nothing wherever the figures are within bounds, and every whole route
    /// costs what it costs; nothing where that cannot be.
    ///
    /// # Shape
    /// `bounds` has one entry for each figure of the register.
    pub(crate) fn held_between(&self, network: &Network, bounds: &[(f64, f64)]) -> Option<Self> {
        let least: Vec<f64> = self.bounds(bounds).into_iter().map(|(least, _)| least).collect();
        let mut costs = self.clone();
        costs.shift(network, &least).ok()?;
        Some(costs)
    }

    /// Adds to the shifts what keeps every arc at or above nothing where each class costs so much; nothing changes where that
    /// cannot be.
    fn shift(&mut self, network: &Network, of_class: &[f64]) -> Result<(), NegativeWalk> {
        let weights: Vec<f64> = self.of_arc.iter().map(|&class| of_class[class as usize]).collect();
        if !weights.iter().all(|weight| weight.is_finite()) {
            return Err(NegativeWalk { arcs: Vec::new() });
        }
        let graph = network.graph();
        let query = |own: &crate::network::LayerQuery| Some(Query { source: own.source, target: own.target? });
        let queries: Vec<Query> = network.questions().iter().filter_map(query).collect();
        let potential = potentials(graph, &weights, &queries)?;
        self.shift_by(network, &potential);
        Ok(())
    }

    /// Adds to the shift of each arc the potential of its tail, less that of its head.
    fn shift_by(&mut self, network: &Network, potential: &[f64]) {
        let graph = network.graph();
        let shifts: Vec<f64> = graph
            .with_tails()
            .map(|(tail, arc)| potential[tail as usize] - potential[graph.head(arc) as usize])
            .collect();
        if shifts.iter().all(|&shift| shift == 0.0) {
            return;
        }
        // The first shift of a class is its own, each other one makes a class of its own; hauls are no entries yet.
        let (before, mut first) = (self.entries.len(), vec![None; self.classes()]);
        let mut known: BTreeMap<(u32, u64), u32> = BTreeMap::new();
        let mut moved = Vec::new();
        for (arc, &shift) in shifts.iter().enumerate() {
            let class = self.of_arc[ArcId::new(arc)];
            let is_haul = class as usize >= before;
            let own = *first[class as usize].get_or_insert(if is_haul { 0.0 } else { shift });
            // Whole millionths.
            if (own - shift).abs() < 0.5 {
                continue;
            }
            let entry = *known.entry((class, shift.to_bits())).or_insert_with(|| {
                let costs = if is_haul {
                    self.hauls.costs(class as usize - before, self.book.ways())
                } else {
                    self.entries[class as usize].clone()
                };
                self.entries.push(ClassCosts { shift: costs.shift + shift, ..costs });
                (self.entries.len() - 1) as u32
            });
            moved.push((ArcId::new(arc), entry));
        }
        for (class, own) in first.into_iter().enumerate().take(before) {
            self.entries[class].shift += own.unwrap_or(0.0);
        }
        renumber(&mut self.of_arc, before, self.entries.len());
        for (arc, entry) in moved {
            self.of_arc[arc] = entry;
        }
        self.moved = OnceLock::new();
    }
}
