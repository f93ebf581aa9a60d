//! A case as plain numbers that another program runs: the cost program, the tape and the graph.
//!
//! The page in a browser reads it. Prices are worked out by the recorded steps, totals by the tape, and the one route
//! that is looked at by a search in the graph; all three are additions, products, quotients, comparisons and roundings
//! down of doubles, which every machine does alike. So the totals are those of the program to the last millionth.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use corridor_kernel::{Query, Retention, Tape};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};

use crate::answer::{MAX_ARC_HOURS, MAX_ARC_MICROS, Prepared, place_name};
use crate::cost::{BlockPrices, CLASS_NUMBERS, StepOperation};
use crate::ids::{ArcId, FigureId, Id, LegId, PlaceId};
use crate::network::ArcKind;

/// The number in the place of one that is not there.
const NONE: u32 = 0xFF_FFFF;

/// Whole numbers below 2^24 in three bytes each, the lowest first, as base64: four characters a number.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PackedNumbers(Vec<u8>);

/// Doubles in eight bytes each, the lowest first, as base64.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PackedDoubles(Vec<u8>);

impl FromIterator<u32> for PackedNumbers {
    fn from_iter<I: IntoIterator<Item = u32>>(numbers: I) -> Self {
        Self(numbers.into_iter().flat_map(|number| number.to_le_bytes().into_iter().take(3)).collect())
    }
}

impl FromIterator<f64> for PackedDoubles {
    fn from_iter<I: IntoIterator<Item = f64>>(numbers: I) -> Self {
        Self(numbers.into_iter().flat_map(f64::to_le_bytes).collect())
    }
}

macro_rules! packed {
    ($($name:ident)+) => {$(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(&BASE64_STANDARD.encode(&self.0))
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                String::json_schema(generator)
            }
        }
    )+};
}

packed!(PackedNumbers PackedDoubles);

/// A figure that may take another value without another network.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PortableFigure {
    /// Its path, as `--set` takes it.
    pub path: String,
    /// Its name.
    pub name: String,
    /// Its unit.
    pub unit: String,
    /// Its value as written.
    pub value: String,
    /// Its bounds as written, where there are any.
    pub bounds: [Option<String>; 2],
    /// The least and the greatest value that its column takes; none where there is no such limit.
    pub limits: [Option<f64>; 2],
}

/// The action of cargo on some arcs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct PortableAction {
    /// What happens: `load`, `board`, `move`, `haul`, `cross`, `alight`, `tranship`, `gauge` or `unload`.
    pub kind: &'static str,
    /// The number of the place where it begins.
    pub place: u32,
    /// The mode of the ride or crossing, or the mode that handling leads to.
    pub mode: Option<&'static str>,
    /// The numbers of the legs ridden or crossed.
    pub legs: Vec<u32>,
    /// The tariff charged.
    pub tariff: Option<String>,
    /// The service ridden.
    pub service: Option<String>,
}

/// A leg.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PortableLeg {
    /// Its key.
    pub key: String,
    /// The numbers of the places where it begins and ends.
    pub ends: [u32; 2],
    /// The number of the figure of its length in km; none where that is no such figure.
    pub figure: Option<u32>,
    /// Its length in km with every figure at its value.
    pub km: f64,
}

/// A place.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PortablePlace {
    /// Its key.
    pub key: String,
    /// Its names in English, Chinese and Russian; the English one, or the key, where it has none in a language.
    pub names: [String; 3],
    /// Its longitude and latitude in degrees, where they are known.
    pub degrees: Option<[f64; 2]>,
}

/// The arithmetic of all prices: steps over slots, `slot[to] = left kind right`.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PortablePrices {
    /// The number of slots.
    pub slots: usize,
    /// The constants, and the slot of each.
    pub constants: PackedDoubles,
    /// The slots of the constants.
    pub constant_slots: PackedNumbers,
    /// The slot of each figure; 2^24 - 1 where no price depends on it.
    pub figure_slots: PackedNumbers,
    /// Of each step its kind (0 add, 1 multiply, 2 divide, 3 smaller, 4 greater, 5 round down), its slot and its operands.
    pub steps: PackedNumbers,
    /// The slots of the numbers of each class: total as searches count it, eleven parts, hours moving, waiting, handling and at the border, kg
    /// of CO2e, hire of boxes. Money is in whole millionths per tonne.
    pub classes: PackedNumbers,
}

/// The arithmetic of all totals: steps over slots, `slot[to] = smaller of slot[or] and slot[first] + slot[second]`.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PortableTape {
    /// The slot of the first step; those of the others follow it in their order.
    pub first: usize,
    /// The constants.
    pub constants: PackedDoubles,
    /// The slots of the constants.
    pub constant_slots: PackedNumbers,
    /// Of each input the class and the slot.
    pub inputs: PackedNumbers,
    /// Of each step `or`, `first` and `second`.
    pub steps: PackedNumbers,
    /// The slot of the answer to each question; 2^24 - 1 where there is no route at any price.
    pub answers: PackedNumbers,
}

/// The expanded network.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PortableGraph {
    /// The number of nodes.
    pub nodes: usize,
    /// Of each arc its tail, its head, its class and its action; sorted by tail.
    pub arcs: PackedNumbers,
    /// The actions.
    pub actions: Vec<PortableAction>,
    /// The forms of cargo, and the number of that of each question.
    pub forms: Vec<&'static str>,
    /// Of each question its demand, its corridor, its form, its source and its target; 2^24 - 1 for a target that cannot
    /// be reached.
    pub questions: PackedNumbers,
}

/// A case as plain numbers.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PortableCase {
    /// The figures that may move, in the order of the register.
    pub figures: Vec<PortableFigure>,
    /// The prices.
    pub prices: PortablePrices,
    /// The tape.
    pub tape: PortableTape,
    /// The graph.
    pub graph: PortableGraph,
    /// The legs.
    pub legs: Vec<PortableLeg>,
    /// The places that legs join.
    pub places: Vec<PortablePlace>,
    /// The number of steps of the tape.
    #[serde(skip)]
    pub tape_steps: usize,
    /// The dearest that one move may be, in millionths per tonne.
    pub max_move_micros: f64,
    /// The longest that one move may take, in hours.
    pub max_move_h: f64,
}

impl PortableCase {
    /// Writes out a case with all its questions; nothing where it is too large for that.
    pub fn of(case: &Prepared) -> Option<Self> {
        let (model, network, costs) = (case.model(), case.priced().network(), case.priced().costs());
        let is_free = |figure: &FigureId| case.network_change(*figure).is_none();
        let moving: Vec<FigureId> = costs.figures().into_iter().filter(is_free).collect();
        let number_of = |figure: FigureId| moving.binary_search(&figure).ok().map(|number| number as u32);
        let classes: Vec<u32> = (0..costs.classes() as u32).collect();
        let prices = costs.whole_in_blocks(case.values(), &moving.iter().copied().collect(), &classes);
        let places: BTreeSet<PlaceId> = model.legs.iter().flat_map(|leg| [leg.from, leg.to]).collect();
        let places: Vec<PlaceId> = places.into_iter().collect();
        let place_number = |place: PlaceId| places.binary_search(&place).map_or(NONE, |number| number as u32);
        let leg = |leg: &crate::model::Leg| PortableLeg {
            key: leg.key.clone(),
            ends: [place_number(leg.from), place_number(leg.to)],
            figure: leg.distance_km.and_then(number_of),
            km: leg.distance_km.map_or(0.0, |figure| case.values()[figure.index()]),
        };
        let figure = |&id: &FigureId| {
            let figure = model.register.figure(id);
            let limit = |limit: f64| limit.is_finite().then_some(limit);
            let (low, high) = figure.range();
            PortableFigure {
                path: figure.path(),
                name: figure.name(),
                unit: figure.unit(),
                value: figure.value.to_string(),
                bounds: [figure.low, figure.high].map(|bound| bound.map(|bound| bound.to_string())),
                limits: [limit(low), limit(high)],
            }
        };
        let (tape, graph) = (portable_tape(case)?, network.graph());
        let counts = [graph.arcs(), graph.nodes(), prices.slots, classes.len() * CLASS_NUMBERS];
        if counts.into_iter().any(|count| count >= NONE as usize) {
            return None;
        }
        Some(Self {
            figures: moving.iter().map(figure).collect(),
            prices: portable_prices(&prices, &moving),
            tape_steps: tape.steps.0.len() / 9,
            tape,
            graph: portable_graph(case, place_number),
            legs: model.legs.iter().map(leg).collect(),
            places: places.iter().map(|&place| portable_place(case, place)).collect(),
            max_move_micros: MAX_ARC_MICROS,
            max_move_h: MAX_ARC_HOURS,
        })
    }
}

fn portable_place(case: &Prepared, place: PlaceId) -> PortablePlace {
    let name = place_name(case.model(), place);
    let own = |of_lang: &Option<String>| match of_lang {
        Some(own) if !name.has_namesake => own.clone(),
        _ if name.name.is_empty() || name.has_namesake => name.key.clone(),
        _ => name.name.clone(),
    };
    PortablePlace {
        names: [own(&None), own(&name.name_zh), own(&name.name_ru)],
        degrees: case.model().places.list[place].position.map(|(lat, lon)| [lon, lat]),
        key: name.key.clone(),
    }
}

fn portable_prices(prices: &BlockPrices, moving: &[FigureId]) -> PortablePrices {
    let slots: BTreeMap<FigureId, u32> = prices.figures.iter().copied().collect();
    let kind = |kind| match kind {
        StepOperation::Add => 0,
        StepOperation::Mul => 1,
        StepOperation::Div => 2,
        StepOperation::Min => 3,
        StepOperation::Max => 4,
        StepOperation::Floor => 5,
    };
    PortablePrices {
        slots: prices.slots,
        constants: prices.constants.iter().map(|&(number, _)| number).collect(),
        constant_slots: prices.constants.iter().map(|&(_, slot)| slot).collect(),
        figure_slots: moving.iter().map(|figure| slots.get(figure).copied().unwrap_or(NONE)).collect(),
        steps: prices.steps.iter().flat_map(|step| [kind(step.kind), step.to, step.left, step.right]).collect(),
        classes: prices.totals.iter().copied().collect(),
    }
}

/// Builds a tape that holds at any prices, since a reader may move a figure anywhere.
fn portable_tape(case: &Prepared) -> Option<PortableTape> {
    let (network, costs) = (case.priced().network(), case.priced().costs());
    let of_arc: Vec<u32> = network.arcs().ids().map(|arc| costs.entry_number(arc)).collect();
    let asked = network.questions().iter().filter_map(|own| Some(Query { source: own.source, target: own.target? }));
    let queries: Vec<Query> = asked.collect();
    let tape = Tape::build(network.graph(), &of_arc, &vec![Tape::ANY; costs.classes()], &queries, Retention::Paths);
    let mut answers = tape.answer_slots().iter();
    let mut slot = |question: &crate::network::LayerQuery| {
        question.target.and_then(|_| answers.next().copied().flatten()).unwrap_or(NONE)
    };
    if tape.slots().len() >= NONE as usize {
        return None;
    }
    Some(PortableTape {
        first: tape.program().next().map_or(0, |step| step.to as usize),
        constants: tape.constants().iter().map(|&(number, _)| number).collect(),
        constant_slots: tape.constants().iter().map(|&(_, slot)| slot).collect(),
        inputs: tape.inputs().iter().flat_map(|&(class, slot)| [class, slot]).collect(),
        steps: tape.program().flat_map(|step| [step.or, step.first, step.second]).collect(),
        answers: network.questions().iter().map(&mut slot).collect(),
    })
}

fn portable_graph(case: &Prepared, place_number: impl Fn(PlaceId) -> u32) -> PortableGraph {
    let (model, network, costs) = (case.model(), case.priced().network(), case.priced().costs());
    let leg_from = |leg: LegId| model.legs[leg].from;
    let action = |kind: &ArcKind| {
        let plain = |kind, place, mode: Option<crate::model::Mode>| PortableAction {
            kind,
            place: place_number(place),
            mode: mode.map(crate::model::Mode::as_str),
            legs: Vec::new(),
            tariff: None,
            service: None,
        };
        let ridden = |kind, place, ride: u16, legs: &[LegId]| {
            let ride = network.ride(ride);
            PortableAction {
                legs: legs.iter().map(|leg| leg.index() as u32).collect(),
                tariff: ride.tariff.map(|tariff| model.schedules[tariff].name.clone()),
                service: ride.service.map(|service| model.services[service].key.clone()),
                ..plain(kind, place, Some(ride.mode))
            }
        };
        match *kind {
            ArcKind::Load { place, to, .. } => plain("load", place, Some(to)),
            ArcKind::Board { place, ride, .. } => ridden("board", place, ride, &[]),
            ArcKind::Move { leg, ride, .. } => ridden("move", leg_from(leg), ride, &[leg]),
            ArcKind::Haul { way, ride, .. } => {
                let legs = network.ways().legs(way);
                ridden("haul", leg_from(legs[0]), ride, &legs)
            }
            ArcKind::Cross { leg } => PortableAction {
                legs: vec![leg.index() as u32],
                ..plain("cross", leg_from(leg), Some(model.legs[leg].mode))
            },
            ArcKind::Alight { place } => plain("alight", place, None),
            ArcKind::Tranship { place, to, .. } => plain("tranship", place, Some(to)),
            ArcKind::Gauge { place } => plain("gauge", place, Some(crate::model::Mode::Rail)),
            ArcKind::Unload { place, from, .. } => plain("unload", place, Some(from)),
        }
    };
    let of_arc: Vec<PortableAction> = network.arcs().iter().map(|arc| action(&arc.kind)).collect();
    let actions: Vec<PortableAction> = of_arc.iter().cloned().collect::<BTreeSet<_>>().into_iter().collect();
    let number = |action: &PortableAction| actions.binary_search(action).map_or(NONE, |number| number as u32);
    let arc = |(tail, arc): (u32, usize)| {
        [tail, network.graph().head(arc), costs.entry_number(ArcId::new(arc)), number(&of_arc[arc])]
    };
    let mut forms = Vec::new();
    let mut form_number = |form: &'static str| {
        forms.iter().position(|own| *own == form).unwrap_or_else(|| {
            forms.push(form);
            forms.len() - 1
        })
    };
    let question = |own: &crate::network::LayerQuery| {
        let form = form_number(network.layers()[usize::from(own.layer)].form.as_str());
        let pair = [own.demand.index() as u32, own.corridor.index() as u32];
        [pair[0], pair[1], form as u32, own.source, own.target.unwrap_or(NONE)]
    };
    let questions = network.questions().iter().flat_map(question).collect();
    PortableGraph {
        nodes: network.graph().nodes(),
        arcs: network.graph().with_tails().flat_map(arc).collect(),
        actions,
        forms,
        questions,
    }
}
