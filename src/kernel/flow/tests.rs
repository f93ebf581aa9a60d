//! The network simplex and its prices against another algorithm, against solving anew, and against known answers.

use proptest::prelude::*;

use super::{Flow, FlowArc, FlowNetwork, FlowRefusal};

/// Finds the least cost by cheapest augmenting paths: another algorithm, with sums of its own.
///
/// Returns nothing where not all supply can be sent. Rings that cost less than nothing are full first.
///
/// # Source
/// Ford and Fulkerson, Flows in Networks (1962); rings: Klein, Management Science 14 (1967).
fn by_paths(network: &FlowNetwork) -> Option<i128> {
    let (count, end) = (network.supplies.len(), network.supplies.len() + 1);
    // Both directions of every arc, one after the other, with room and cost.
    let mut ways: Vec<(usize, usize, i64, i64)> = Vec::new();
    let mut add = |tail: usize, head: usize, room: i64, cost: i64| {
        ways.extend([(tail, head, room, cost), (head, tail, 0, -cost)]);
    };
    for arc in &network.arcs {
        add(arc.tail as usize, arc.head as usize, arc.capacity.unwrap_or(1 << 40), arc.cost);
    }
    for (node, &supply) in network.supplies.iter().enumerate() {
        if supply > 0 { add(count, node, supply, 0) } else { add(node, end, -supply, 0) }
    }
    let mut cost = 0_i128;
    let mut sent = 0;
    // First rings, from an origin that reaches every node for nothing, then paths.
    for rings in [true, false] {
        loop {
            let mut distances = vec![if rings { 0 } else { i64::MAX / 2 }; count + 2];
            distances[count] = 0;
            let mut via = vec![usize::MAX; count + 2];
            let mut last = None;
            for _ in 0..count + 2 {
                last = None;
                for (number, &(tail, head, room, cost)) in ways.iter().enumerate() {
                    let through = distances[tail].saturating_add(cost);
                    if room > 0 && distances[tail] < i64::MAX / 2 && through < distances[head] {
                        (distances[head], via[head], last) = (through, number, Some(head));
                    }
                }
            }
            let start = match (rings, last) {
                (true, Some(mut node)) => {
                    (0..count + 2).for_each(|_| node = ways[via[node]].0);
                    node
                }
                (false, _) if via[end] != usize::MAX => end,
                _ => break,
            };
            let mut path = Vec::new();
            let mut node = start;
            while path.is_empty() || (node != start && via[node] != usize::MAX) {
                path.push(via[node]);
                node = ways[via[node]].0;
            }
            let room = path.iter().map(|&number| ways[number].2).min()?;
            for number in path {
                ways[number].2 -= room;
                ways[number ^ 1].2 += room;
                cost += i128::from(room) * i128::from(ways[number].3);
            }
            sent += if rings { 0 } else { room };
        }
    }
    (sent == network.supplies.iter().filter(|&&supply| supply > 0).sum::<i64>()).then_some(cost)
}

/// Few different numbers make many ties; several arcs may join the same nodes, and an arc a node with itself.
fn networks() -> impl Strategy<Value = FlowNetwork> {
    (2..8_u32).prop_flat_map(|nodes| {
        let capacity = prop_oneof![1 => Just(None), 6 => (0..9_i64).prop_map(Some)];
        let arc = (0..nodes, 0..nodes, capacity, prop_oneof![9 => 0..7_i64, 1 => -3..0_i64]).prop_map(
            // Only an arc with a limit may cost less than nothing, so that there is an optimum.
            |(tail, head, capacity, cost)| FlowArc {
                tail,
                head,
                capacity,
                cost: if capacity.is_none() { cost.abs() } else { cost },
            },
        );
        let moves = prop::collection::vec((0..nodes, 0..nodes, 0..5_i64), 0..5);
        (prop::collection::vec(arc, 0..24), moves).prop_map(move |(arcs, moves)| {
            let mut supplies = vec![0; nodes as usize];
            for (from, to, units) in moves {
                supplies[from as usize] += units;
                supplies[to as usize] -= units;
            }
            FlowNetwork { supplies, arcs }
        })
    })
}

/// Checks supplies, capacities and potentials: together they prove that the flow is the cheapest.
fn check(network: &FlowNetwork, flow: &Flow) {
    let mut left = network.supplies.clone();
    for (arc, &units) in network.arcs.iter().zip(&flow.flows) {
        left[arc.tail as usize] -= units;
        left[arc.head as usize] += units;
        let rise = flow.potentials[arc.head as usize] - flow.potentials[arc.tail as usize];
        assert!(units >= 0 && arc.capacity.is_none_or(|capacity| units <= capacity));
        assert!(rise <= arc.cost || arc.capacity == Some(units), "an arc that is not full is too cheap");
        assert!(rise >= arc.cost || units == 0, "an arc that is used is too dear");
    }
    assert_eq!(left, vec![0; left.len()]);
}

fn with_capacity(network: &FlowNetwork, arc: u32, capacity: i64) -> Option<i128> {
    let mut changed = network.clone();
    changed.arcs[arc as usize].capacity = Some(capacity);
    changed.cheapest().ok().map(|flow| flow.cost)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_flow_costs_as_little_as_cheapest_paths_find(network in networks()) {
        match network.cheapest() {
            Ok(flow) => {
                check(&network, &flow);
                prop_assert_eq!(Some(flow.cost), by_paths(&network));
            }
            Err(FlowRefusal::Blocked(cut)) => {
                prop_assert_eq!(by_paths(&network), None);
                let inside = |node: u32| cut.nodes.contains(&node);
                let supply: i64 = cut.nodes.iter().map(|&node| network.supplies[node as usize]).sum();
                let out = |&(_, arc): &(u32, &FlowArc)| inside(arc.tail) && !inside(arc.head);
                let arcs: Vec<(u32, &FlowArc)> = (0..).zip(&network.arcs).filter(out).collect();
                let capacity: i64 = arcs.iter().map(|(_, arc)| arc.capacity.expect("a limit")).sum();
                prop_assert_eq!(&arcs.iter().map(|&(number, _)| number).collect::<Vec<_>>(), &cut.arcs);
                prop_assert_eq!(i128::from(supply - capacity), cut.missing);
                prop_assert!(cut.missing > 0);
                // No set of nodes lacks more.
                for set in 0..1_u32 << network.supplies.len() {
                    let inside = |node: u32| set >> node & 1 == 1;
                    let supply = |(node, supply): (u32, &i64)| if inside(node) { i128::from(*supply) } else { 0 };
                    let capacity = |arc: &FlowArc| {
                        let is_out = inside(arc.tail) && !inside(arc.head);
                        if is_out { arc.capacity.map_or(1 << 60, i128::from) } else { 0 }
                    };
                    let missing = (0..).zip(&network.supplies).map(supply).sum::<i128>()
                        - network.arcs.iter().map(capacity).sum::<i128>();
                    prop_assert!(missing <= cut.missing);
                }
            }
            other => prop_assert!(false, "{:?}", other),
        }
    }

    #[test]
    fn a_flow_is_the_only_one_where_no_slight_change_of_a_cost_moves_it(network in networks()) {
        let Ok(flow) = network.cheapest() else { return Ok(()) };
        let moves = |arc: usize, change: i64| {
            let mut changed = network.clone();
            changed.arcs.iter_mut().for_each(|arc| arc.cost *= 1000);
            changed.arcs[arc].cost += change;
            // A ring without a limit that costs nothing has no end once it is cheaper.
            !changed.cheapest().is_ok_and(|other| other.flows[arc] == flow.flows[arc])
        };
        let has_other = (0..network.arcs.len()).any(|arc| moves(arc, 1) || moves(arc, -1));
        prop_assert_eq!(network.is_only(&flow), !has_other);
    }

    #[test]
    fn a_price_is_the_change_of_the_cost_as_far_as_its_range_and_no_farther(network in networks()) {
        let Ok(flow) = network.cheapest() else { return Ok(()) };
        for priced in network.prices(&flow) {
            let capacity = flow.flows[priced.arc as usize];
            let saved = |units: i64| with_capacity(&network, priced.arc, capacity + units).map(|cost| flow.cost - cost);
            // Where a price has no end, forty units are as good as any.
            let more = priced.more.units.unwrap_or(40);
            for units in 1..=more {
                prop_assert_eq!(saved(units), Some(i128::from(units * priced.more.price)));
            }
            if priced.more.units.is_some() {
                prop_assert!(saved(more + 1) < Some(i128::from((more + 1) * priced.more.price)));
            }
            let fewer = priced.fewer.map_or(0, |step| step.units.expect("an end"));
            for units in 1..=fewer {
                let price = priced.fewer.expect("a price").price;
                prop_assert_eq!(saved(-units), Some(-i128::from(units * price)));
                prop_assert!(price >= priced.more.price);
            }
            if fewer < capacity {
                let beyond = saved(-fewer - 1).map(|saved| -saved);
                let price = priced.fewer.map_or(0, |step| step.price);
                prop_assert!(beyond.is_none_or(|cost| fewer > 0 && cost > i128::from((fewer + 1) * price)));
            }
        }
    }
}

/// Reads the practice network of `tests/cases/flow`.
fn corridor16(with_capacities: bool) -> FlowNetwork {
    let rows = |text: &'static str| text.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>());
    let node = |name: &str| name[1..].parse::<u32>().expect("a number");
    let supplies = rows(include_str!("../../../tests/cases/flow/corridor16/nodes.csv"));
    let legs = rows(include_str!("../../../tests/cases/flow/corridor16/legs.csv"));
    let arc = |row: Vec<&str>| FlowArc {
        tail: node(row[1]),
        head: node(row[2]),
        capacity: with_capacities.then(|| row[3].parse().expect("a number")),
        cost: row[4].parse().expect("a number"),
    };
    FlowNetwork {
        supplies: supplies.map(|row| row[1].parse().expect("a number")).collect(),
        arcs: legs.map(arc).collect(),
    }
}

#[test]
fn the_practice_network_costs_what_full_enumeration_found() {
    assert_eq!(corridor16(true).cheapest().map(|flow| flow.cost), Ok(69_900));
    assert_eq!(corridor16(false).cheapest().map(|flow| flow.cost), Ok(58_100));
}

#[test]
fn what_has_no_optimum_is_told() {
    let arc = |tail, head, capacity, cost| FlowArc { tail, head, capacity, cost };
    let network = |supplies, arcs| FlowNetwork { supplies, arcs };
    assert_eq!(network(vec![3, -2], vec![]).cheapest(), Err(FlowRefusal::Unbalanced(1)));
    let ring = vec![arc(0, 1, None, 2), arc(1, 2, None, -4), arc(2, 1, Some(5), 0), arc(2, 0, None, 1)];
    let Err(FlowRefusal::Endless(mut arcs)) = network(vec![0; 3], ring).cheapest() else { panic!("a ring") };
    arcs.sort_unstable();
    assert_eq!(arcs, [0, 1, 3]);
    assert_eq!(network(vec![0; 2], vec![arc(0, 0, None, -1)]).cheapest(), Err(FlowRefusal::Endless(vec![0])));
    assert_eq!(network(vec![0; 2], vec![arc(0, 1, None, i64::MAX)]).cheapest(), Err(FlowRefusal::TooGreat));
    assert_eq!(network(vec![], vec![]).cheapest().map(|flow| flow.cost), Ok(0));
}
