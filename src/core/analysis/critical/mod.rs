//! What is critical: each leg, place, service and permission taken away in turn, or made slower.
//!
//! An element that no cheapest way of any demand by any corridor needs changes no answer, for what is left is never
//! cheaper: it is not computed but counted. Where it is needed only the questions that need it are asked again - with
//! its arcs closed in the network that stands, or on a network expanded without it where that would be another one.

mod result;

pub use result::{CorridorLoss, Critical, CriticalElement, ElementName, HitOrigin, Joint, Loss, LostDemand, Move, Via};

mod audited;
mod count;
mod pairs;
mod ways;

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::answer::Prepared;
use crate::answer::place_name;
use crate::ids::{CorridorId, DemandId};
use crate::model::{Element, Model, Slow};
use corridor_kernel::PerturbedGraph;

pub use audited::audit_critical;

use count::Counter;
use ways::{Way, Ways};

/// Says what is taken away, from whom.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The demands, in the order of the file.
    pub demands: Vec<DemandId>,
    /// The corridors that each demand takes the cheapest of.
    pub corridors: Vec<CorridorId>,
    /// The kinds of elements, of [`Element::KINDS`].
    pub kinds: Vec<&'static str>,
    /// How much slower each is made; none takes it away.
    pub slow: Option<Slow>,
    /// Whether two are taken away together as well.
    pub pairs: bool,
}

/// Is what an element changes: the ways of the pairs that need it, by the positions of the pairs.
type Changed = BTreeMap<u32, Option<Way>>;

/// Takes each element away in turn, or makes it slower, and sums up what that costs.
///
/// The answers without an element are, to the last digit, those of the scenario without its row.
///
/// # Example
/// ```
/// # std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).expect("the project");
/// use corridor::{answer::Prepared, model::Element, analysis::critical::{Asked, critical}};
///
/// let case = Prepared::prepare(std::path::Path::new("scenarios/hunchun-ningbo-2019.toml"), &[])?;
/// let asked = CriticalAsked {
///     demands: case.model().demands.ids().collect(),
///     corridors: case.model().corridors.ids().collect(),
///     kinds: Element::KINDS.to_vec(),
///     slow: None,
///     pairs: false,
/// };
/// let found = critical(&case, &asked);
/// assert!(found.elements[0].loss.mean_per_t > found.elements[1].loss.mean_per_t);
/// # Ok::<(), corridor::problem::Problems>(())
/// ```
pub fn critical(case: &Prepared, asked: &Asked) -> Critical {
    let model = case.model();
    let of_demand = |&demand: &DemandId| asked.corridors.iter().map(move |&corridor| (demand, corridor));
    let ways = Ways::new(case, asked.demands.iter().flat_map(of_demand).collect());
    let before = ways.all();
    let counter = Counter::new(case, asked, &before);
    let chosen = chosen(&ways, asked);
    let detours = ways.detours();
    let changed = changes(&ways, &chosen, asked.slow, &before, &detours);
    let mut elements: Vec<CriticalElement> = Vec::new();
    let (mut harmless, mut own_ends) = (Vec::new(), 0);
    for (element, after) in &changed {
        let name = element_name(model, ways.elements[*element as usize]);
        let counted = counter.element((ways.elements[*element as usize], name), after);
        if counted.loss.demands > 0 || !counted.loss.lost.is_empty() || !counted.corridors.is_empty() {
            elements.push(counted);
        } else if counter.only_ends(ways.elements[*element as usize], after) {
            own_ends += 1;
        } else {
            harmless.push(counted.name);
        }
    }
    count::sort(&mut elements);
    let pairs = asked.pairs.then(|| pairs::joint(&ways, &detours, &counter, &changed, &chosen, model));
    let keys = |corridor: &CorridorId| model.corridors[*corridor].key.clone();
    Critical {
        used: case.used(),
        slower: asked.slow.map(slow_in_words),
        kinds: asked.kinds.clone(),
        demands: counter.answered(),
        without_route: asked.demands.len() - counter.answered(),
        corridors: asked.corridors.iter().map(keys).collect(),
        tonnes_per_year: counter.tonnes_of_all(),
        examined: chosen.len(),
        unused: chosen.len() - changed.len(),
        harmless,
        own_ends,
        elements,
        pairs,
    }
}

/// Returns the elements that are looked at.
fn chosen(ways: &Ways<'_>, asked: &Asked) -> Vec<u32> {
    let is_asked = |&element: &u32| asked.kinds.contains(&ways.elements[element as usize].kind());
    (0..ways.elements.len() as u32).filter(is_asked).collect()
}

/// Finds the ways that are left without each element, or with each slower, for those that anything may depend on.
fn changes(
    ways: &Ways<'_>,
    chosen: &[u32],
    slow: Option<Slow>,
    before: &[Option<Way>],
    detours: &PerturbedGraph<'_>,
) -> Vec<(u32, Changed)> {
    let users = users(ways, before);
    let watch = ways.case.watch();
    watch.begin(chosen.len());
    chosen
        .par_iter()
        .filter(|&&element| {
            let may_change =
                !users[element as usize].is_empty() || slow.is_none() && ways.lays_out_otherwise(&[element]);
            if !may_change {
                watch.done();
            }
            may_change
        })
        .map_init(
            || detours.memory(),
            |memory, &element| {
                let pairs: Vec<u32> = if slow.is_none() && ways.lays_out_otherwise(&[element]) {
                    (0..ways.pairs.len() as u32).collect()
                } else {
                    let needs = |way: &Way| slow.is_some() || way.needs(element, &[]);
                    let own = users[element as usize].iter().copied();
                    own.filter(|&pair| before[pair as usize].as_ref().is_some_and(needs)).collect()
                };
                let after = match slow {
                    None => ways.without((detours, memory), &[element], &pairs),
                    Some(slow) => ways.slower((detours, memory), (element, slow), &pairs),
                };
                watch.done();
                (element, pairs.into_iter().zip(after).collect())
            },
        )
        .collect()
}

/// Returns the pairs whose cheapest way uses each element.
fn users(ways: &Ways<'_>, before: &[Option<Way>]) -> Vec<Vec<u32>> {
    let mut users = vec![Vec::new(); ways.elements.len()];
    for (pair, way) in before.iter().enumerate() {
        for element in way.iter().flat_map(Way::uses) {
            users[element as usize].push(pair as u32);
        }
    }
    users
}

fn slow_in_words(slow: Slow) -> String {
    match slow {
        Slow::Hours(hours) => format!("{hours} h more at each use"),
        Slow::Times(factor) => format!("{factor} times as long at each use"),
    }
}

/// Names an element as results do.
fn element_name(model: &Model, element: Element) -> ElementName {
    let kind = element.kind();
    match element {
        Element::Leg(leg) => {
            let leg = &model.legs[leg];
            let places = [leg.from, leg.to].map(|place| place_name(model, place)).to_vec();
            ElementName { kind, key: leg.key.clone(), title: None, mode: Some(leg.mode.as_str()), places }
        }
        Element::Place(place) => {
            let key = model.places.list[place].key.clone();
            ElementName { kind, key, title: None, mode: None, places: vec![place_name(model, place)] }
        }
        Element::Service(id) => {
            let service = &model.services[id];
            let legs = model.legs.iter().filter(|leg| leg.service == Some(id) && !leg.backwards);
            let places = legs.flat_map(|leg| [leg.from, leg.to]).map(|place| place_name(model, place)).collect();
            ElementName { kind, key: service.key.clone(), title: service.name.clone(), mode: None, places }
        }
        Element::Permission(permission) => {
            let row = &model.permissions[permission];
            let places = [row.exit_point, row.transit_port, row.entry_port].into_iter().flatten();
            let places = places.map(|place| place_name(model, place)).collect();
            ElementName { kind, key: row.key.clone(), title: Some(row.instrument.clone()), mode: None, places }
        }
    }
}
