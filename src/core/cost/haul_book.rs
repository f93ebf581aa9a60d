//! Compilation of the costs of hauls that are priced from station to station.

use std::collections::BTreeMap;

use crate::ids::{Id, IdVec, LegId, TariffId, WayId};
use crate::model::{Form, Model, Regime, SwitchSet};
use crate::network::{AlongWays, PriorOperation};
use crate::units::Decimal;

use super::charge::{Charge, WAITING};
use super::compile::{Compiler, EntryDraft};
use super::haul::{HaulRates, StationRates, longer};
use super::hauls::{HaulBeginning, HaulCargo, HaulClass, HaulClasses};
use super::terms::TermSum;

/// What the costs of an arc depend on besides its kind.
pub(super) type CargoCase = (Form, SwitchSet, Regime);

/// The classes of hauls under construction.
pub(super) struct HaulBook<'c, 'a> {
    compiler: &'c mut Compiler<'a>,
    found: HaulClasses,
    cases: Vec<CargoCase>,
    /// The number of the case of each layer.
    of_layer: Vec<u32>,
    boardings: BTreeMap<(u32, LegId, PriorOperation), u32>,
    /// The one asked for last: hauls from one station follow each other.
    last_boarding: Option<((u32, LegId, PriorOperation), u32)>,
    tables: BTreeMap<(u32, TariffId), RateTable<'a>>,
    /// The newest class of each way, and of each class the one before it of the same way.
    newest: IdVec<WayId, Option<u32>>,
    older: Vec<Option<u32>>,
    firsts: AlongWays<LegId>,
    lengths: AlongWays<Decimal>,
    /// For each cargo whether beginnings of ways cross a border; the legs of these are recorded.
    crossings: Vec<AlongWays<bool>>,
}

/// The bands of each component that hold for a length; see [`StationRates::at`].
type HeldBands = Vec<Option<Vec<usize>>>;

/// What one tariff charges for hauls of one cargo.
struct RateTable<'a> {
    components: Vec<StationRates<'a>>,
    is_banded: bool,
    lanes: Vec<RateLane<'a>>,
    /// The lane of some bands of a component, if they charge anything.
    of_bands: BTreeMap<(usize, Vec<usize>), Option<usize>>,
    /// The bands of each component that hold together, none where no component has bands, with their lanes and the number
    /// of their rates.
    known: BTreeMap<HeldBands, (Vec<usize>, u32)>,
}

/// What some bands of a component charge, in a lane of the book.
struct RateLane<'a> {
    rates: HaulRates<'a>,
    lane: u32,
    charge: Charge,
    recorded: AlongWays<()>,
}

impl<'c, 'a> HaulBook<'c, 'a> {
    pub(super) fn new(compiler: &'c mut Compiler<'a>) -> Self {
        let newest = compiler.network.ways().ids().map(|_| None).collect();
        let mut book = Self {
            compiler,
            found: HaulClasses::default(),
            cases: Vec::new(),
            of_layer: Vec::new(),
            boardings: BTreeMap::new(),
            last_boarding: None,
            tables: BTreeMap::new(),
            newest,
            older: Vec::new(),
            firsts: AlongWays::default(),
            lengths: AlongWays::default(),
            crossings: Vec::new(),
        };
        if !book.newest.is_empty() {
            for layer in 0..book.compiler.network.layers().len() {
                let number = book.case_of(layer as u16);
                book.of_layer.push(number);
            }
        }
        book
    }

    pub(super) fn finish(self) -> HaulClasses {
        self.found
    }

    /// Returns the class of a haul, counted from 0.
    pub(super) fn class(&mut self, layer: u16, way: WayId, prior: PriorOperation) -> u32 {
        let (first, boarding) = self.boarding(layer, way, prior);
        let mut known = self.newest[way];
        while let Some(class) = known {
            if self.found.classes[class as usize].boarding == boarding {
                return class;
            }
            known = self.older[class as usize];
        }
        let (crosses, rates) = self.ride(layer, first, way);
        self.found.classes.push(HaulClass { way, boarding, rates, crosses });
        self.older.push(self.newest[way]);
        let class = (self.older.len() - 1) as u32;
        self.newest[way] = Some(class);
        class
    }

    /// Records what a haul would cost that is none.
    pub(super) fn record(&mut self, layer: u16, way: WayId, prior: PriorOperation) {
        let (first, _) = self.boarding(layer, way, prior);
        self.ride(layer, first, way);
    }

    fn case_of(&mut self, layer: u16) -> u32 {
        let network = self.compiler.network;
        let cargo = network.cargo_class(self.compiler.model, layer);
        let regime = network.layers()[usize::from(layer)].customs.regime();
        let case = (cargo.form, cargo.switches, regime);
        let known = self.cases.iter().position(|known| *known == case).unwrap_or_else(|| {
            let legs = self.compiler.model.legs.len();
            let lanes = [(); 3].map(|()| self.compiler.book.lane([], legs));
            let in_common = self.compiler.in_common(&cargo);
            self.found.cargoes.push(HaulCargo { lanes, crossings: BTreeMap::new(), in_common });
            self.crossings.push(AlongWays::default());
            self.cases.push(case);
            self.cases.len() - 1
        });
        known as u32
    }

    /// Returns the first leg of a way, and the number of what begins hauls with it.
    fn boarding(&mut self, layer: u16, way: WayId, prior: PriorOperation) -> (LegId, u32) {
        let compiler = &mut *self.compiler;
        let case = self.of_layer[usize::from(layer)];
        let first = self.firsts.sum(compiler.network.ways(), way, Option::unwrap_or);
        let key = (case, first, prior);
        if let Some((_, number)) = self.last_boarding.filter(|(last, _)| *last == key) {
            return (first, number);
        }
        let number = *self.boardings.entry(key).or_insert_with(|| {
            let cargo = compiler.network.cargo_class(compiler.model, layer);
            let (leg, mut draft) = (&compiler.model.legs[first], EntryDraft::default());
            compiler.board(&mut draft, leg.from, (leg.mode, leg.service), prior, &cargo);
            let waiting = compiler.book.sum(draft.hours[WAITING].drain(..));
            compiler.run(&mut draft, leg, true, &cargo);
            let loss = compiler.book.sum(draft.loss);
            self.found.boardings.push(HaulBeginning { cargo: case, waiting, storage: draft.charges, loss });
            (self.found.boardings.len() - 1) as u32
        });
        self.last_boarding = Some((key, number));
        (first, number)
    }

    /// Records the legs of a way, and returns whether it crosses a border and the number of what its tariff charges.
    fn ride(&mut self, layer: u16, first: LegId, way: WayId) -> (bool, u32) {
        let case = self.of_layer[usize::from(layer)];
        let (compiler, own) = (&mut *self.compiler, &mut self.found.cargoes[case as usize]);
        let (model, ways) = (compiler.model, compiler.network.ways());
        let crosses = self.crossings[case as usize].sum(ways, way, |crosses, leg| {
            own.record(compiler, leg, layer);
            crosses.unwrap_or(false) || model.is_crossing(&model.legs[leg])
        });
        let tariff = model.legs[first].tariff.expect("hauls that are priced as a whole have a tariff");
        let table = self.tables.entry((case, tariff)).or_insert_with(|| {
            let schedule = compiler.plans.of(tariff, &compiler.network.cargo_class(model, layer));
            let components = schedule.iter().flat_map(|schedule| &schedule.components);
            let components: Vec<_> = components.map(|rows| StationRates::new(model, rows)).collect();
            let is_banded = components.iter().any(StationRates::is_banded);
            RateTable { components, is_banded, lanes: Vec::new(), of_bands: BTreeMap::new(), known: BTreeMap::new() }
        });
        let mut at = Vec::new();
        if table.is_banded {
            let add = |sum: Option<Decimal>, leg| longer(model, sum.unwrap_or(Decimal::ZERO), leg);
            at = table.bands(model, self.lengths.sum(ways, way, add));
        }
        if !table.known.contains_key(&at) {
            let bands = if table.is_banded { at.clone() } else { table.bands(model, Decimal::ZERO) };
            let holding = bands.iter().enumerate().filter_map(|(component, at)| Some((component, at.as_ref()?)));
            let lanes: Vec<usize> =
                holding.filter_map(|(component, at)| table.lane(component, at, compiler, layer, first)).collect();
            let number = self.found.rates.len() as u32;
            self.found.rates.push(lanes.iter().map(|&lane| table.lanes[lane].charge).collect());
            table.known.insert(at.clone(), (lanes, number));
        }
        let (lanes, number) = &table.known[&at];
        for &lane in lanes {
            let RateLane { rates, lane, recorded, .. } = &mut table.lanes[lane];
            recorded.sum(ways, way, |_, leg| {
                if !compiler.book.has_leg(*lane, leg) {
                    compiler.book.add_leg(*lane, leg, rates.of_leg(model, leg));
                }
            });
        }
        (crosses, *number)
    }
}

impl RateTable<'_> {
    /// Returns the bands of each component that hold for a length.
    fn bands(&self, model: &Model, length: Decimal) -> HeldBands {
        self.components.iter().map(|component| component.at(model, length)).collect()
    }

    /// Returns the lane of some bands of a component; nothing where they charge nothing.
    fn lane(
        &mut self,
        component: usize,
        at: &[usize],
        compiler: &mut Compiler<'_>,
        layer: u16,
        first: LegId,
    ) -> Option<usize> {
        let model = compiler.model;
        *self.of_bands.entry((component, at.to_vec())).or_insert_with(|| {
            let rates = self.components[component].rates(model, at)?;
            let lane = compiler.book.lane(rates.fixed.iter().cloned(), model.legs.len());
            let (sum, cargo) = (TermSum::Along(WayId::new(0), lane), compiler.network.cargo_class(model, layer));
            let charge = compiler.hauls(&cargo).of_stations(&rates, sum, model.legs[first].mode);
            self.lanes.push(RateLane { rates, lane, charge, recorded: AlongWays::default() });
            Some(self.lanes.len() - 1)
        })
    }
}

impl HaulCargo {
    /// Records what a leg adds to hauls.
    fn record(&mut self, compiler: &mut Compiler<'_>, leg: LegId, layer: u16) {
        if compiler.book.has_leg(self.lanes[0], leg) {
            return;
        }
        let cargo = compiler.network.cargo_class(compiler.model, layer);
        let regime = compiler.network.layers()[usize::from(layer)].customs.regime();
        let mut draft = EntryDraft::default();
        compiler.cross(&mut draft, leg, regime, &cargo);
        compiler.run(&mut draft, &compiler.model.legs[leg], false, &cargo);
        if !draft.charges.is_empty() {
            self.crossings.insert(leg, draft.charges);
        }
        let [moving, _, _, border] = draft.hours;
        for (lane, products) in self.lanes.into_iter().zip([moving, border, draft.co2e]) {
            compiler.book.add_leg(lane, leg, products);
        }
    }
}
