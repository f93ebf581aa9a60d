//! Changing a figure in the files and changing its value under a network that stands are the same.

use std::collections::BTreeMap;

use corridor::answer::{Answer, HoldReason};
use corridor::ids::Id;
use corridor::model::Model;
use corridor::scenario::{Change, Override, Role};
use corridor::units::Decimal;
use corridor_kernel::{Query, cheapest};
use proptest::prelude::*;

use crate::holds_for;
use crate::random::{ALL, plans, world};
use crate::support::world::totals;

/// Returns the total of every demand by every corridor from a standing network at other values.
fn repriced(
    model: &Model,
    priced: &corridor::answer::PricedNetwork,
    answers: &[Answer],
    values: &[f64],
) -> Vec<Option<i64>> {
    let (network, costs) = (priced.network(), priced.costs());
    let prices = costs.price(values);
    let asked: Vec<_> = network.questions().iter().filter(|question| question.target.is_some()).collect();
    let query = |question: &&corridor::network::LayerQuery| Query {
        source: question.source,
        target: question.target.expect("only those with a target are asked"),
    };
    let queries: Vec<Query> = asked.iter().map(query).collect();
    let paths = cheapest(network.graph(), &costs.weights(&prices), &costs.ranks(&prices), &queries);
    let mut best: BTreeMap<(usize, usize), i64> = BTreeMap::new();
    for (question, path) in asked.iter().zip(paths) {
        if let Some(path) = path {
            let cost = path.cost as i64;
            let pair = (question.demand.index(), question.corridor.index());
            best.entry(pair).and_modify(|known| *known = cost.min(*known)).or_insert(cost);
        }
    }
    let corridors = model.corridors.len();
    (0..answers.len()).map(|index| best.get(&(index / corridors, index % corridors)).copied()).collect()
}

#[test]
fn setting_a_figure_is_the_same_as_pricing_the_network_anew() {
    let compared = std::cell::RefCell::new(BTreeMap::<String, (u32, u32)>::new());
    holds_for(60, &plans(ALL, 0), |plan| {
        let world = world(&plan);
        let case = world.case();
        let (priced, answers) = (case.priced(), case.answers());
        let model = case.model();
        prop_assert_eq!(repriced(model, priced, &answers, &model.register.values()), totals(&answers));
        for id in priced.costs().figures() {
            let figure = model.register.figure(id);
            let decimal = |text: &str| Decimal::parse(text).expect("a decimal number");
            let value = match figure.value {
                nothing if nothing.is_zero() => decimal("0.5"),
                // There are 7 days in a week.
                days if figure.role == Role::OpeningDays => days.times(decimal("0.5")).expect("few digits"),
                value => value.times(decimal("1.25")).expect("few digits"),
            };
            let mut values = model.register.values();
            values[id.index()] = value.to_f64();
            let set = Override { path: figure.path(), change: Change::To(value.to_string()), span: None };
            let why = case.network_change(id);
            match world.prepare(&[set]) {
                Ok(changed) => {
                    let same = totals(&changed.answers()) == repriced(model, priced, &answers, &values);
                    prop_assert!(same || why.is_some(), "{} from {} to {value}", figure.path(), figure.value);
                }
                // The edges of bands belong to two bands each.
                Err(problems) => {
                    let edge = why == Some(HoldReason::BandEdge);
                    prop_assert!(edge, "{} to {value}:\n{problems}", figure.path());
                }
            }
            let path = figure.path();
            let (table, column) = (path.split('.').next(), path.rsplit('.').next());
            let name = format!("{}.{}", table.unwrap_or_default(), column.unwrap_or_default());
            let mut compared = compared.borrow_mut();
            let counts = compared.entry(name).or_default();
            *if why.is_some() { &mut counts.1 } else { &mut counts.0 } += 1;
        }
        Ok(())
    });
    // Every kind of figure was changed somewhere where only its price matters, but for those that never are so.
    let only_structural: Vec<String> =
        compared.into_inner().into_iter().filter(|(_, (plain, _))| *plain == 0).map(|(name, _)| name).collect();
    let known =
        ["cargo.lot_t", "equipment.payload_t", "tariffs.from_km", "tariffs.from_t", "tariffs.to_km", "tariffs.to_t"];
    assert!(only_structural.iter().all(|name| known.contains(&name.as_str())), "{only_structural:?}");
}
