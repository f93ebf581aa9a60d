//! Ways over several legs that quotations price from end to end, and the cargo that has begun to go one.

use crate::ids::{IdVec, LegId, PlaceId};
use crate::model::{Form, Mode, Model, Quotation, QuotedSubject};

use super::node::Begun;

/// A way that a quotation prices from end to end, by the legs that carry its price.
struct WayThrough {
    form: Form,
    mode: Mode,
    ends: (PlaceId, PlaceId),
    legs: Vec<LegId>,
}

/// All ways that quotations price from end to end.
pub(super) struct WaysThrough(Vec<WayThrough>);

impl WaysThrough {
    pub(super) fn of(model: &Model) -> Self {
        let way = |(number, quote): (usize, &Quotation)| {
            let QuotedSubject::Haul { mode, is_through: true, .. } = quote.subject else { return None };
            let own = model.legs.enumerate().filter(|(_, leg)| leg.quote == Some(number)).map(|(id, _)| id);
            let (form, legs) = (quote.form.unwrap_or(Form::Bulk), own.collect());
            Some(WayThrough { form, mode, ends: quote.through()?, legs })
        };
        Self(model.quotes.iter().enumerate().filter_map(way).collect())
    }

    fn that(&self, holds: impl Fn(&WayThrough) -> bool) -> Begun {
        self.0.iter().enumerate().filter(|(_, way)| holds(way)).fold(0, |all, (at, _)| all | 1 << at)
    }

    /// Returns the ways that begin at a place, for a form by a mode, if all of their legs are allowed.
    pub(super) fn from(&self, place: PlaceId, cargo: (Form, Mode), allowed: &IdVec<LegId, bool>) -> Begun {
        let may_go = |way: &WayThrough| way.legs.iter().all(|&leg| allowed[leg]);
        self.that(|way| (way.form, way.mode) == cargo && way.ends.0 == place && may_go(way))
    }

    /// Returns the ways that end at a place.
    pub(super) fn to(&self, place: PlaceId) -> Begun {
        self.that(|way| way.ends.1 == place)
    }
}
