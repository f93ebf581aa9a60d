//! Compilation of the costs of a network: arcs that cost the same are one class.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::ids::{Id, IdVec, LegId, PlaceId};
use crate::model::Model;
use crate::network::{ArcKind, DeadEnds, Network, Plans};

use super::compile::Compiler;
use super::costs::Costs;
use super::haul_book::{CargoCase, HaulBook};
use super::terms::{Book, Product};

const HOURS_PER_YEAR: f64 = 8760.0;
const KG_PER_TONNE: f64 = 1000.0;

impl Costs {
    /// Compiles the costs of every arc of a network.
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
            of_arc.push(known.class((cargo.form, cargo.switches, regime), kind, || {
                entries.push(compiler.entry(kind, &cargo, regime));
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
        let Compiler { book, .. } = compiler;
        debug_assert_eq!(of_arc.len(), network.graph().arcs());
        Self { book, entries, hauls, of_arc, is_transfer, moved: OnceLock::new() }
    }
}

/// The classes that are compiled, by what their arcs do.
struct KnownClasses<'a> {
    /// The cargoes, of which there are few.
    cargoes: Vec<CargoCase>,
    /// The classes of the moves and crossings on each leg, of which there are few too.
    on_leg: IdVec<LegId, Vec<(u16, &'a ArcKind, u32)>>,
    others: BTreeMap<(u16, &'a ArcKind), u32>,
}

impl<'a> KnownClasses<'a> {
    fn new(model: &Model) -> Self {
        Self { cargoes: Vec::new(), on_leg: model.legs.iter().map(|_| Vec::new()).collect(), others: BTreeMap::new() }
    }

    fn class(&mut self, cargo: CargoCase, kind: &'a ArcKind, compile: impl FnOnce() -> u32) -> u32 {
        let known = self.cargoes.iter().position(|known| *known == cargo).unwrap_or_else(|| {
            self.cargoes.push(cargo);
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
