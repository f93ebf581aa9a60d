//! Corridors by gateway: each corridor once for every port where its cargo can first board a ship, and once by land.
//!
//! A way boards its first ship at one port, or none at all: so the ways of a corridor are those of its gateways, each way
//! once, and the least of their totals is the corridor's own, whatever the figures are.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::answer::Prepared;
use crate::ids::{CorridorId, DemandId, IdVec, PlaceId};
use crate::model::{Corridor, CorridorItem, Demand, Mode, Model};
use crate::network::{ArcKind, Network};
use crate::problem::Problems;

/// A case asked by gateway.
pub(super) struct ByGateway {
    /// The case whose corridors are those of another, each by one gateway.
    pub(super) case: Prepared,
    /// The corridors of this case that make up each corridor asked.
    pub(super) of_corridor: Vec<Range<usize>>,
    /// The gateway of each corridor of this case; none goes by land all the way.
    pub(super) gateways: Vec<Option<PlaceId>>,
}

impl ByGateway {
    /// Asks some demands of a case by some of its corridors, gateway by gateway.
    ///
    /// # Errors
    /// As [`Prepared::new`].
    pub(super) fn of(case: &Prepared, demands: &[DemandId], corridors: &[CorridorId]) -> Result<Self, Problems> {
        let model = case.model();
        let wanted: BTreeSet<DemandId> = demands.iter().copied().collect();
        let reached = reached(model, case.priced().network(), &wanted);
        let mut all: IdVec<CorridorId, Corridor> = IdVec::new();
        let (mut of_corridor, mut gateways) = (Vec::new(), Vec::new());
        for &id in corridors {
            let first = all.len();
            let asked = &model.corridors[id];
            let own = reached.range((id, None)..).take_while(|(corridor, _)| *corridor == id);
            for &(_, gateway) in own {
                all.push(by(asked, gateway, model));
                gateways.push(gateway);
            }
            of_corridor.push(first..all.len());
        }
        let demands: IdVec<DemandId, Demand> = demands.iter().map(|&id| model.demands[id].clone()).collect();
        Ok(Self { case: case.with_questions(demands, all)?, of_corridor, gateways })
    }
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

/// Returns where cargo of some demands can first board a ship by each corridor, and no place where it can arrive
/// without a ship.
fn reached(model: &Model, network: &Network, wanted: &BTreeSet<DemandId>) -> BTreeSet<(CorridorId, Option<PlaceId>)> {
    let graph = network.graph();
    let questions = || network.questions().iter().filter(|question| wanted.contains(&question.demand));
    let mut open: Vec<u32> = questions().map(|question| question.source).collect();
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
                ArcKind::Haul { legs, ride, .. } => Some((model.legs[legs[0]].from, *ride)),
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
    for question in questions() {
        if question.target.is_some_and(|target| known[target as usize]) {
            found.insert((question.corridor, None));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::ByGateway;
    use crate::answer::{Prepared, StepKind, place_name};
    use crate::draws::{Distributions, Engine};
    use corridor_kernel::lanes::LANES;

    #[test]
    fn the_least_over_gateways_is_the_corridor_in_every_draw_and_every_way_is_lawful() {
        for name in ["hunchun-ningbo-2019", "changchun-ocean-2017", "harbin-busan-2015", "maize-all-rail-2013"] {
            let case = Prepared::prepare(
                Path::new(&format!("{}/../../scenarios/{name}.toml", env!("CARGO_MANIFEST_DIR"))),
                &[],
            )
            .expect("a good scenario");
            let demands: Vec<_> = case.model().demands.ids().collect();
            let corridors: Vec<_> = case.model().corridors.ids().collect();
            let by = ByGateway::of(&case, &demands, &corridors).expect("countable");
            let answers = by.case.answers();
            by.case.audit(&answers).expect("the audit knows gateways");
            for (pair, answer) in answers.iter().enumerate().filter(|(_, answer)| answer.is_answered()) {
                let sea = answer.steps.iter().find(|step| step.kind == StepKind::Ride && step.mode == Some("sea"));
                let gateway = by.gateways[pair % by.gateways.len()].map(|place| place_name(case.model(), place).key);
                assert_eq!(sea.map(|step| step.from.key.clone()), gateway, "{name}: {}", answer.corridor);
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
                for (pair, total) in totals.iter().enumerate() {
                    let (demand, corridor) = (pair / corridors.len(), pair % corridors.len());
                    let own =
                        by.of_corridor[corridor].clone().map(|way| &of_gateways[demand * by.gateways.len() + way]);
                    let least = own.fold([f64::INFINITY; LANES], |least, totals| {
                        std::array::from_fn(|lane| least[lane].min(totals.0[lane]))
                    });
                    assert_eq!(total.0.map(f64::to_bits), least.map(f64::to_bits), "{name}: {pair} from draw {draw}");
                }
            }
        }
    }
}
