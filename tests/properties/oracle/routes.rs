//! Every route without a loop, each with the cheapest way to run it.

use super::*;

/// Is where cargo arrived: place, and what matters of the past.
type Arrived = (usize, Past);

/// Is the legs ridden so far, where they arrived, and the least total of every list of legs found.
pub(super) struct Trail {
    legs: Vec<usize>,
    arrived: Vec<Arrived>,
    found: BTreeMap<Vec<usize>, i64>,
}

/// Says what a haul does to the trail.
pub(super) enum Trailing {
    /// There is none: only the cheapest way is looked for.
    Not,
    /// It goes on; so many legs were ridden before.
    On(usize),
    /// It would come back to where it was.
    Loop,
}

impl Way<'_> {
    /// Returns every route that never comes back to a place with the same past, as its legs with their ends, and its
    /// least total.
    pub(super) fn routes(&self) -> BTreeMap<Vec<(String, String)>, i64> {
        let met = self.met(|word| self.is_item(word, None, Some(self.from)));
        let origin = (self.from, Past { abroad: (None, None, None), met });
        let trail = Trail { legs: Vec::new(), arrived: vec![origin], found: BTreeMap::new() };
        *self.trail.borrow_mut() = Some(trail);
        self.search();
        let found = self.trail.borrow_mut().take().expect("a trail").found;
        let name = |leg: usize| {
            let leg = &self.legs[leg];
            (leg.row["key"].clone(), self.places[leg.to]["key"].clone())
        };
        found.into_iter().map(|(legs, total)| (legs.into_iter().map(name).collect(), total)).collect()
    }

    pub(super) fn is_trailing(&self) -> bool {
        self.trail.borrow().is_some()
    }

    /// Adds a haul that begins with some past.
    pub(super) fn trailing(&self, begun: Past, path: &[usize]) -> Trailing {
        let mut trail = self.trail.borrow_mut();
        let Some(trail) = trail.as_mut() else { return Trailing::Not };
        let before = trail.legs.len();
        let mut past = begun;
        for &leg in path {
            past.abroad = self.over(leg, past.abroad).expect("a way that is open");
            past.met |= self.met(|word| self.is_passed(word, &self.legs[leg]));
            let arrived = (self.legs[leg].to, past);
            if trail.arrived.contains(&arrived) {
                trail.legs.truncate(before);
                trail.arrived.truncate(before + 1);
                return Trailing::Loop;
            }
            trail.legs.push(leg);
            trail.arrived.push(arrived);
        }
        Trailing::On(before)
    }

    /// Takes legs off the trail until so many are left.
    pub(super) fn back_to(&self, before: usize) {
        if let Some(trail) = self.trail.borrow_mut().as_mut() {
            trail.legs.truncate(before);
            trail.arrived.truncate(before + 1);
        }
    }

    /// Tells whether the trail comes back to a place with the same history abroad, and would do all that the corridor
    /// asks without the way between.
    fn is_needless(&self, trail: &Trail) -> bool {
        let at = |position: usize| (trail.arrived[position].0, trail.arrived[position].1.abroad);
        let all = (1_u32 << self.duties.len()) - 1;
        (1..trail.arrived.len()).any(|end| {
            (0..end).filter(|&start| at(start) == at(end)).any(|start| {
                let legs = [&trail.legs[..start], &trail.legs[end..]].concat();
                self.met_over(&legs) == all
            }) && all > 0
        })
    }

    /// Returns the duties that a way over some legs meets, to its end.
    fn met_over(&self, legs: &[usize]) -> u32 {
        let used = |place: usize| self.met(|word| self.is_item(word, None, Some(place)));
        let afloat = |leg: usize| matches!(self.legs[leg].row["mode"].as_str(), "sea" | "waterway");
        let mut met = used(self.from) | used(self.to);
        for (position, &leg) in legs.iter().enumerate() {
            met |= self.met(|word| self.is_passed(word, &self.legs[leg]));
            if legs.get(position + 1).is_some_and(|&next| afloat(leg) || afloat(next)) {
                met |= used(self.legs[leg].to);
            }
        }
        met
    }

    /// Notes that the trail is a route.
    pub(super) fn note(&self, total: i64) {
        if let Some(trail) = self.trail.borrow_mut().as_mut().filter(|trail| !self.is_needless(trail)) {
            let least = trail.found.entry(trail.legs.clone()).or_insert(total);
            *least = total.min(*least);
        }
    }
}

/// Returns every route of a demand by a corridor: its form and legs with their ends, and its least total in millionths.
pub(crate) fn routes(
    world: &World,
    demand: &Demand,
    corridor: &Corridor,
) -> BTreeMap<(String, Vec<(String, String)>), i64> {
    let forms = if corridor.list("form").is_empty() { vec!["bulk"] } else { strings(corridor.list("form")) };
    let of_form = |form: &str| {
        let found = Way::new(world, demand, corridor, form).routes();
        found.into_iter().map(|(legs, total)| ((form.to_owned(), legs), total)).collect::<Vec<_>>()
    };
    forms.into_iter().flat_map(of_form).collect()
}
