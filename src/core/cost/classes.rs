//! Compilation of the costs of a network: arcs that cost the same are one class.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::ids::{Id, IdVec, LegId, PlaceId, SubsidyId};
use crate::model::Model;
use crate::network::{ArcKind, DeadEnds, Network, Plans};

use super::compile::Compiler;
use super::costs::Costs;
use super::haul_book::{CargoCase, HaulBook};
use super::supported::{SupportedHauls, support_on};
use super::terms::{Book, Product};

const HOURS_PER_YEAR: f64 = 8760.0;
const KG_PER_TONNE: f64 = 1000.0;

impl Costs {
    /// Compiles the costs of every arc of a network.
    ///
    /// Where there is support, what arcs cost in searches is shifted so that none is below nothing, and whole routes cost what
    /// they cost.
    pub fn compile(network: &Network, model: &Model) -> Self {
        let mut book = Book::new(Arc::clone(network.ways()));
        let worth = Product::of(model.cargo.value_per_t);
        let yearly = worth.clone().times(model.cargo.holding_rate_per_year);
        let holding = book.sum([yearly.scaled(1.0 / HOURS_PER_YEAR)]);
        let loss = book.sum([worth]);
        let carbon = book.sum([Product::of(model.cargo.carbon_price_per_t).scaled(1.0 / KG_PER_TONNE)]);
        let buffer = model.cargo.buffer_price_per_day.map(|price| book.sum([Product::of(price)]));
        let mut compiler = Compiler { model, network, plans: Plans::new(model), book, holding, loss, carbon, buffer };
        let mut entries = Vec::new();
        let mut known = KnownClasses::new(model);
        // To stay at a place costs the same everywhere: nothing.
        let alight = ArcKind::Alight { place: PlaceId::new(0) };
        let mut of_arc = IdVec::new();
        let mut is_transfer = IdVec::new();
        for arc in network.arcs() {
            is_transfer.push(matches!(arc.kind, ArcKind::Tranship { .. } | ArcKind::Gauge { .. }));
            if matches!(arc.kind, ArcKind::Haul { .. }) {
                of_arc.push(0);
                continue;
            }
            let cargo = network.cargo_class(model, arc.layer);
            let regime = network.layers()[usize::from(arc.layer)].customs.regime();
            let kind = if matches!(arc.kind, ArcKind::Alight { .. }) { &alight } else { &arc.kind };
            let support = support_on(model, network, arc);
            of_arc.push(known.class(((cargo.form, cargo.switches, regime), &support), kind, || {
                entries.push(compiler.entry(kind, &cargo, (regime, &support)));
                (entries.len() - 1) as u32
            }));
        }
        let (classes, mut hauls) = (entries.len() as u32, HaulBook::new(&mut compiler));
        for (id, arc) in network.arcs().enumerate() {
            if let ArcKind::Haul { way, prior, .. } = arc.kind {
                of_arc[id] = classes + hauls.class(arc.layer, way, prior);
            }
        }
        for DeadEnds { layer, prior, ways } in network.dead_ends() {
            for &way in ways {
                hauls.record(*layer, way, *prior);
            }
        }
        let hauls = hauls.finish();
        let is_supported = network.layers().iter().any(|layer| !layer.support.is_empty());
        if is_supported {
            let mut supported = SupportedHauls::default();
            for (id, arc) in network.arcs().enumerate() {
                let rows = support_on(model, network, arc);
                if matches!(arc.kind, ArcKind::Haul { .. }) && !rows.is_empty() {
                    let class = of_arc[id] - classes;
                    supported.add(id, (class, rows), &mut entries, |rows| {
                        let mut costs = hauls.costs(class as usize, compiler.book.ways());
                        costs.charges.extend(compiler.support(rows, &network.cargo_class(model, arc.layer)));
                        costs
                    });
                }
            }
            supported.number(&mut of_arc, (classes as usize, entries.len()));
        }
        let Compiler { book, .. } = compiler;
        debug_assert_eq!(of_arc.len(), network.graph().arcs());
        let costs = Self { book, entries, hauls, of_arc, is_transfer, held: None, moved: OnceLock::new() };
        if is_supported { costs.held(network, model) } else { costs }
    }
}

/// The classes that are compiled, by what their arcs do.
struct KnownClasses<'a> {
    /// The cargoes with the support that is paid, of which there are few.
    cargoes: Vec<(CargoCase, Vec<SubsidyId>)>,
    /// The classes of the moves and crossings on each leg, of which there are few too.
    on_leg: IdVec<LegId, Vec<(u16, &'a ArcKind, u32)>>,
    others: BTreeMap<(u16, &'a ArcKind), u32>,
}

impl<'a> KnownClasses<'a> {
    fn new(model: &Model) -> Self {
        Self { cargoes: Vec::new(), on_leg: model.legs.iter().map(|_| Vec::new()).collect(), others: BTreeMap::new() }
    }

    fn class(
        &mut self,
        (cargo, support): (CargoCase, &[SubsidyId]),
        kind: &'a ArcKind,
        compile: impl FnOnce() -> u32,
    ) -> u32 {
        let is_known = |(known, rows): &(CargoCase, Vec<SubsidyId>)| (known, &rows[..]) == (&cargo, support);
        let known = self.cargoes.iter().position(is_known).unwrap_or_else(|| {
            self.cargoes.push((cargo, support.to_vec()));
            self.cargoes.len() - 1
        });
        let cargo = known as u16;
        let (ArcKind::Move { leg, .. } | ArcKind::Cross { leg }) = kind else {
            return *self.others.entry((cargo, kind)).or_insert_with(compile);
        };
        let on_leg = &mut self.on_leg[*leg];
        if let Some(&(.., class)) = on_leg.iter().find(|(of, known, _)| *of == cargo && *known == kind) {
            return class;
        }
        let class = compile();
        on_leg.push((cargo, kind, class));
        class
    }
}
