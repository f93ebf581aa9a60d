//! The legs out of each place that a layer of the network may use.

use crate::ids::{Id, IdVec, LegId, PlaceId};
use crate::model::Model;

/// The allowed legs out of each place, those of a ride together, in flat lists.
pub(super) struct Exits {
    /// For each place the first of its legs.
    first_leg: Vec<u32>,
    /// The legs with their rides, sorted by place, ride and number.
    legs: Vec<LegId>,
    /// For each place the first of its rides.
    first_ride: Vec<u32>,
    /// The rides with their first legs, sorted by place.
    rides: Vec<(u16, u32)>,
}

impl Exits {
    pub(super) fn of(model: &Model, ride_of: &IdVec<LegId, u16>, allowed: &IdVec<LegId, bool>) -> Self {
        let mut legs: Vec<LegId> = model.legs.ids().filter(|&leg| allowed[leg]).collect();
        legs.sort_unstable_by_key(|&leg| (model.legs[leg].from, ride_of[leg], leg));
        let places = model.places.list.len();
        let (mut first_leg, mut first_ride) = (Vec::with_capacity(places + 1), Vec::with_capacity(places + 1));
        let mut rides: Vec<(u16, u32)> = Vec::new();
        let mut next = 0;
        for place in model.places.list.ids() {
            first_leg.push(next as u32);
            first_ride.push(rides.len() as u32);
            let of_place = legs[next..].iter().take_while(|&&leg| model.legs[leg].from == place).count();
            let of_ride = legs[next..next + of_place].chunk_by(|&left, &right| ride_of[left] == ride_of[right]);
            for of_ride in of_ride {
                rides.push((ride_of[of_ride[0]], next as u32));
                next += of_ride.len();
            }
        }
        first_leg.push(next as u32);
        first_ride.push(rides.len() as u32);
        Self { first_leg, legs, first_ride, rides }
    }

    fn of_place(&self, place: PlaceId) -> &[(u16, u32)] {
        &self.rides[self.first_ride[place.index()] as usize..self.first_ride[place.index() + 1] as usize]
    }

    /// Returns the rides that leave a place, in their order.
    pub(super) fn rides(&self, place: PlaceId) -> impl Iterator<Item = u16> + Clone + '_ {
        self.of_place(place).iter().map(|&(ride, _)| ride)
    }

    /// Returns the legs of a ride that leave a place and are allowed there.
    pub(super) fn legs_on(&self, place: PlaceId, ride: u16) -> &[LegId] {
        let rides = self.of_place(place);
        let Ok(own) = rides.binary_search_by_key(&ride, |&(ride, _)| ride) else { return &[] };
        let end = rides.get(own + 1).map_or(self.first_leg[place.index() + 1], |&(_, first)| first);
        &self.legs[rides[own].1 as usize..end as usize]
    }
}
