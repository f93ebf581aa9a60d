//! Corridors by gateway: each corridor once for every port where its cargo can first board a ship, and once by land.
//!
//! A way boards its first ship at one port, or none at all: so the ways of a corridor are those of its gateways, each way
//! once, and the least of their totals is the corridor's own, whatever the figures are.

use std::collections::BTreeSet;

use crate::answer::{Answer, PlaceName, Prepared, StepKind};
use crate::ids::{CorridorId, IdVec, PlaceId};
use crate::model::{Corridor, CorridorItem, Mode, Model};
use crate::network::ArcKind;
use crate::problem::Problems;

/// A case asked by gateway.
pub(super) struct ByGateway {
    /// The case whose corridors, here called ways, are those of another, each by one gateway.
    pub(super) case: Prepared,
    /// The ways that make up each corridor asked.
    pub(super) ways: IdVec<CorridorId, Vec<CorridorId>>,
    /// The gateway of each way; none goes by land all the way.
    pub(super) gateways: IdVec<CorridorId, Option<PlaceId>>,
}

impl ByGateway {
    /// Asks the demands and corridors of a case gateway by gateway.
    pub(super) fn of(case: &Prepared) -> Result<Self, Problems> {
        let model = case.model();
        let mut ways: IdVec<CorridorId, Vec<CorridorId>> = model.corridors.iter().map(|_| Vec::new()).collect();
        let (mut all, mut gateways) = (IdVec::new(), IdVec::new());
        for (corridor, gateway) in reached(case) {
            ways[corridor].push(all.push(by(&model.corridors[corridor], gateway, model)));
            gateways.push(gateway);
        }
        Ok(Self { case: case.with_questions(model.demands.clone(), all)?, ways, gateways })
    }
}

/// Returns the port where an answer's cargo first boards a ship.
pub(super) fn gateway_of(answer: &Answer) -> Option<&PlaceName> {
    let sea = Some(Mode::Sea.as_str());
    let first = answer.steps.iter().find(|step| step.kind == StepKind::Ride && step.mode == sea);
    first.map(|step| &step.from)
}

/// Returns a corridor that boards its first ship at one place, or none at all.
fn by(corridor: &Corridor, gateway: Option<PlaceId>, model: &Model) -> Corridor {
    let mut by = corridor.clone();
    let place = gateway.map_or("land", |place| model.places.list[place].key.as_str());
    by.key = format!("{}@{place}", corridor.key);
    by.gateway = gateway;
    if gateway.is_none() {
        by.avoid.push(CorridorItem::Mode(Mode::Sea));
    }
    by
}

/// Returns where cargo can first board a ship by each corridor, and no place where it can arrive without a ship.
fn reached(case: &Prepared) -> BTreeSet<(CorridorId, Option<PlaceId>)> {
    let (model, network) = (case.model(), case.priced().network());
    let graph = network.graph();
    let mut open: Vec<u32> = network.questions().iter().map(|question| question.source).collect();
    let mut known = vec![false; graph.nodes()];
    let mut found = BTreeSet::new();
    while let Some(node) = open.pop() {
        if std::mem::replace(&mut known[node as usize], true) {
            continue;
        }
        for arc in graph.out(node) {
            let meaning = &network.arcs().as_slice()[arc];
            let boards = match &meaning.kind {
                ArcKind::Board { place, ride, .. } => Some((*place, *ride)),
                ArcKind::Haul { way, ride, .. } => Some((model.legs[network.ways().first(*way)].from, *ride)),
                _ => None,
            };
            match boards.filter(|&(_, ride)| network.ride(ride).mode == Mode::Sea) {
                Some((place, _)) => {
                    found.insert((network.layers()[usize::from(meaning.layer)].corridor, Some(place)));
                }
                None => open.push(graph.head(arc)),
            }
        }
    }
    for question in network.questions() {
        if question.target.is_some_and(|target| known[target as usize]) {
            found.insert((question.corridor, None));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{ByGateway, gateway_of};
    use crate::answer::{PairTable, Prepared, place_name};
    use crate::draws::{Distributions, Engine};
    use crate::ids::Pair;
    use corridor_kernel::lanes::LANES;

    #[test]
    fn the_least_over_gateways_is_the_corridor_in_every_draw_and_every_way_is_lawful() {
        for name in ["hunchun-ningbo-2019", "changchun-ocean-2017", "harbin-busan-2015", "maize-all-rail-2013"] {
            let case = Prepared::prepare(
                Path::new(&format!("{}/../../scenarios/{name}.toml", env!("CARGO_MANIFEST_DIR"))),
                &[],
            )
            .expect("a good scenario");
            let by = ByGateway::of(&case).expect("countable");
            let answers = PairTable::of(by.case.model(), by.case.answers());
            by.case.audit(&answers).expect("the audit knows gateways");
            for (pair, answer) in answers.enumerate().filter(|(_, answer)| answer.is_answered()) {
                let gateway = by.gateways[pair.corridor].map(|place| place_name(case.model(), place).key.clone());
                assert_eq!(gateway_of(answer).map(|port| port.key.clone()), gateway, "{name}: {}", answer.corridor);
            }
            let engine = |case: &Prepared| {
                let distributions = Distributions::of_case(case).expect("distributions");
                Engine::new(case, distributions, 3).expect("an engine")
            };
            let (whole, split) = (engine(&case), engine(&by.case));
            let (mut one, mut other) = (whole.worker(), split.worker());
            for draw in (0..80).step_by(LANES) {
                let totals = whole.answer(&mut one, draw);
                let of_gateways = split.answer(&mut other, draw);
                for (pair, total) in totals.enumerate() {
                    let own = by.ways[pair.corridor].iter().map(|&way| of_gateways.get(Pair { corridor: way, ..pair }));
                    let least = own.fold([f64::INFINITY; LANES], |least, totals| {
                        std::array::from_fn(|lane| least[lane].min(totals.0[lane]))
                    });
                    assert_eq!(total.0.map(f64::to_bits), least.map(f64::to_bits), "{name}: {pair:?} from draw {draw}");
                }
            }
        }
    }
}
