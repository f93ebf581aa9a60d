//! Follows every way over the physical legs.

use std::collections::BTreeSet;

use super::routes::Trailing;
use super::*;

fn is_afloat(mode: &str) -> bool {
    matches!(mode, "sea" | "waterway")
}

impl<'a> Way<'a> {
    pub(super) fn search(&self) -> Option<i64> {
        let met = self.met(|word| self.is_item(word, None, Some(self.from)));
        let past = Past { abroad: (None, None, None), met };
        for mode in self.modes_from(self.from) {
            if let Some(cost) = self.handle(self.from, "load", None, Some(mode)) {
                self.depart(self.from, mode, Track::Any, Lay::Loaded, past, cost);
            }
        }
        *self.best.borrow()
    }

    /// Tells whether running over a leg uses something; a port is used only where cargo changes to or from a ship.
    pub(super) fn is_passed(&self, word: &str, leg: &Leg<'_>) -> bool {
        let is_port = matches!(cell(self.places[leg.to], "kind"), Some("port" | "terminal"));
        self.is_item(word, Some(leg), None)
            || self.is_item(word, None, Some(leg.to)) && (!is_port || word == self.country(leg.to))
    }

    /// Returns the duties that something meets.
    pub(super) fn met(&self, has: impl Fn(&str) -> bool) -> u32 {
        let meets = |group: &Vec<&str>| group.iter().any(|word| has(word));
        self.duties.iter().enumerate().filter(|(_, group)| meets(group)).fold(0, |met, (bit, _)| met | 1 << bit)
    }

    pub(super) fn legs_from(&self, place: usize) -> impl Iterator<Item = usize> + '_ {
        (0..self.legs.len()).filter(move |&leg| self.open[leg] && self.legs[leg].from == place)
    }

    pub(super) fn rides_from(&self, place: usize) -> BTreeSet<Ride<'a>> {
        self.legs_from(place).map(|leg| self.legs[leg].ride).collect()
    }

    pub(super) fn modes_from(&self, place: usize) -> BTreeSet<&'a str> {
        self.rides_from(place).into_iter().filter_map(|ride| ride[0]).collect()
    }

    /// Boards every ride of a mode; on one track only, where that is given.
    pub(super) fn depart(&self, place: usize, mode: &str, track: Track<'_>, lay: Lay<'a>, past: Past, cost: i64) {
        for ride in self.rides_from(place) {
            if ride[0] == Some(mode) && (track == Track::Any || track == Track::Gauge(ride[1])) {
                self.ride(place, ride, lay, past, cost);
            }
        }
    }

    /// Rides every haul that begins somewhere.
    pub(super) fn ride(&self, place: usize, ride: Ride<'a>, lay: Lay<'a>, past: Past, cost: i64) {
        let begun = past;
        let mut hauls = Vec::new();
        self.follow(&mut vec![(place, past)], &mut Vec::new(), ride, &mut hauls);
        let km = |path: &[usize]| path.iter().map(|&leg| exact(&self.legs[leg].row["distance_km"])).sum::<Exact>();
        let straight = hauls.first().is_none_or(|(_, path, _)| {
            let legs: Vec<Leg<'_>> = path.iter().map(|&leg| self.legs[leg]).collect();
            self.components(&legs).iter().all(|component| component.lines.is_some())
        });
        if !straight {
            // Such prices are those of the shortest way between two stations.
            let mut shortest: BTreeMap<(usize, Past), (Exact, Vec<usize>)> = BTreeMap::new();
            for (end, path, past) in hauls.drain(..).filter(|(end, ..)| *end != place) {
                let length = km(&path);
                if shortest.get(&(end, past)).is_none_or(|(known, _)| length < *known) {
                    shortest.insert((end, past), (length, path));
                }
            }
            hauls = shortest.into_iter().map(|((end, past), (_, path))| (end, path, past)).collect();
        }
        for (end, path, past) in hauls {
            let Some(price) = self.haul(&path, lay) else { continue };
            match self.trailing(begun, &path) {
                Trailing::Not => self.arrive(end, ride, past, cost + price),
                Trailing::On(before) => {
                    self.arrive(end, ride, past, cost + price);
                    self.back_to(before);
                }
                Trailing::Loop => {}
            }
        }
    }

    pub(super) fn follow(
        &self,
        seen: &mut Vec<(usize, Past)>,
        path: &mut Vec<usize>,
        ride: Ride<'a>,
        hauls: &mut Vec<(usize, Vec<usize>, Past)>,
    ) {
        let &(place, past) = seen.last().expect("the start at least");
        for leg in self.legs_from(place) {
            if self.legs[leg].ride != ride {
                continue;
            }
            let Some(abroad) = self.over(leg, past.abroad) else { continue };
            let to = self.legs[leg].to;
            let next = Past { abroad, met: past.met | self.met(|word| self.is_passed(word, &self.legs[leg])) };
            // Out and back may pay where handling after a ride is cheaper than loading; so where a haul began it has not
            // arrived yet, and may come by and go on.
            if seen[1..].contains(&(to, next)) {
                continue;
            }
            path.push(leg);
            seen.push((to, next));
            hauls.push((to, path.clone(), next));
            // A ship is unloaded where it calls.
            if !is_afloat(ride[0].expect("a mode")) {
                self.follow(seen, path, ride, hauls);
            }
            path.pop();
            seen.pop();
        }
    }

    /// Returns how foreign countries have been used after a leg; nothing where goods leave home a second time.
    pub(super) fn over(&self, leg: usize, abroad: Abroad) -> Option<Abroad> {
        let ends = &self.legs[leg];
        let (Some(home), true) = (self.home, self.crosses(ends)) else { return Some(abroad) };
        // Where goods leave and come back is told by the ends: legs beside each other are one border.
        let is_beside = |other: &Leg<'_>| (other.from, other.to) == (ends.from, ends.to);
        let leg = self.legs.iter().position(is_beside).unwrap_or(leg);
        match abroad {
            (exit, port, entry) if self.country(ends.from) == home => {
                exit.is_none().then_some((Some(leg), port, entry))
            }
            (exit, port, _) if self.country(ends.to) == home => Some((exit, port, Some(leg))),
            other => Some(other),
        }
    }

    pub(super) fn arrive(&self, place: usize, ride: Ride<'a>, past: Past, cost: i64) {
        if !self.is_trailing() {
            // What comes later may be paid for.
            let is_dearer = self.world.rows(TableName::Subsidies).is_empty();
            if is_dearer && self.best.borrow().is_some_and(|best| best <= cost) {
                return;
            }
            let known = self.least.borrow().get(&(place, ride, past)).copied();
            if known.is_some_and(|known| known <= cost) {
                return;
            }
            self.least.borrow_mut().insert((place, ride, past), cost);
        }
        let mode = ride[0].expect("a mode");
        if place == self.to
            && past.met | self.met(|word| self.is_item(word, None, Some(place))) == (1 << self.duties.len()) - 1
            && self.is_permitted(past.abroad)
            && let Some(price) = self.handle(place, "unload", Some(mode), None)
        {
            let total = cost + price;
            self.note(total);
            let mut best = self.best.borrow_mut();
            *best = Some(best.map_or(total, |best| best.min(total)));
        }
        for next in self.rides_from(place) {
            if !is_afloat(mode) && next != ride && next[..2] == ride[..2] && (next[3].is_none() || next[3] == ride[3]) {
                self.ride(place, next, Lay::Staying, past, cost);
            }
        }
        for to in self.modes_from(place) {
            let Some(price) = self.handle(place, "tranship", Some(mode), Some(to)) else { continue };
            let mut after = past;
            if is_afloat(mode) || is_afloat(to) {
                after.met |= self.met(|word| self.is_item(word, None, Some(place)));
                // A permission covers one such change abroad.
                if self.home.is_some_and(|home| home != self.country(place)) && after.abroad.1.replace(place).is_some()
                {
                    continue;
                }
            }
            // From train to train the gauge stays.
            let track = if to == mode { Track::Gauge(ride[1]) } else { Track::Any };
            self.depart(place, to, track, Lay::From(mode), after, cost + price);
        }
        if mode == "rail"
            && let Some(price) = self.handle(place, "gauge", Some("rail"), Some("rail"))
        {
            let rails = self.rides_from(place).into_iter().filter(|next| next[0] == Some("rail"));
            for gauge in rails.map(|next| next[1]).filter(|&gauge| gauge != ride[1]).collect::<BTreeSet<_>>() {
                self.depart(place, "rail", Track::Gauge(gauge), Lay::Regauged, past, cost + price);
            }
        }
    }

    /// Tells whether goods that stayed at home, or left and came back like this, are permitted.
    pub(super) fn is_permitted(&self, (exit, port, entry): Abroad) -> bool {
        let (Some(exit), Some(entry)) = (exit, entry) else { return exit.is_none() };
        let at = |row: &Row, column: &str, leg: usize| {
            let ends = [self.legs[leg].from, self.legs[leg].to];
            cell(row, column).is_none_or(|key| ends.iter().any(|&end| self.places[end]["key"] == key))
        };
        let today = "2017-08-08";
        self.world.rows(TableName::Permissions).iter().any(|row| {
            self.fits_goods(row).is_some()
                && cell(row, "region").is_none_or(|region| region == self.places[self.from]["region"])
                && at(row, "exit_point", exit)
                && cell(row, "transit_port").is_none_or(|key| port.is_some_and(|port| self.places[port]["key"] == key))
                && at(row, "entry_port", entry)
                && cell(row, "valid_from").is_none_or(|from| from <= today)
                && cell(row, "valid_to").is_none_or(|to| to >= today)
        })
    }
}
