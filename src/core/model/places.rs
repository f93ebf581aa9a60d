//! Places: where cargo is loaded, handled and unloaded.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::ids::{Id, IdVec, PlaceId};
use crate::problem::folded;
use crate::scenario::{KeyIndex, Row, TableName};
use crate::units::Decimal;

use super::rows::Basics;

/// A city, station, crossing, port or terminal.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Place {
    /// The key of its row.
    pub key: String,
    /// The English name.
    pub name: String,
    /// The Chinese name.
    pub name_zh: Option<String>,
    /// The Russian name.
    pub name_ru: Option<String>,
    /// The country, as two letters.
    pub country: Arc<str>,
    /// The province or region.
    pub region: Option<String>,
    /// The kind of place.
    pub kind: Option<String>,
    /// The words by which demands select it.
    pub tags: Vec<String>,
    /// Latitude and longitude in degrees.
    pub position: Option<(f64, f64)>,
    /// Whether another place has one of its names.
    pub has_namesake: bool,
}

impl Place {
    fn names(&self) -> impl Iterator<Item = &str> {
        [Some(&self.name), self.name_zh.as_ref(), self.name_ru.as_ref()].into_iter().flatten().map(String::as_str)
    }
}

/// The places of a model, by position and by key.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// The places in the order of their keys.
    pub list: IdVec<PlaceId, Arc<Place>>,
    by_key: KeyIndex,
}

impl PartialEq for Places {
    fn eq(&self, other: &Self) -> bool {
        self.list == other.list
    }
}

impl Places {
    /// Reads all places.
    pub(super) fn read(basics: &Basics<'_>) -> Self {
        let mut places = Self::default();
        // Places of one country share its name, and so do all that is asked from them.
        let mut countries: BTreeSet<Arc<str>> = BTreeSet::new();
        let mut country_of = |country: &str| {
            let known = countries.get(country).cloned().unwrap_or_else(|| country.into());
            countries.insert(known.clone());
            known
        };
        for held in basics.in_force(TableName::Places) {
            let degrees = |column: &str| held.row.number(column).map(Decimal::to_f64);
            let place = Place {
                key: held.key(),
                name: held.row.text("name").unwrap_or_default().to_owned(),
                name_zh: held.owned("name_zh"),
                name_ru: held.owned("name_ru"),
                country: country_of(held.row.text("country").unwrap_or_default()),
                region: held.owned("region"),
                kind: held.owned("kind"),
                tags: held.row.words("tags").map(str::to_owned).collect(),
                position: degrees("lat_deg").zip(degrees("lon_deg")),
                has_namesake: false,
            };
            places.list.push(place.into());
        }
        let list = &places.list;
        places.by_key = KeyIndex::of(list.len(), |place| &list[PlaceId::new(place as usize)].key);
        places.find_namesakes();
        places
    }

    fn find_namesakes(&mut self) {
        let names = self.list.enumerate().flat_map(|(id, place)| place.names().map(move |name| (folded(name), id)));
        let mut names: Vec<(String, PlaceId)> = names.collect();
        names.sort_unstable();
        names.dedup();
        for same in names.chunk_by(|left, right| left.0 == right.0).filter(|same| same.len() > 1) {
            for (_, id) in same {
                Arc::make_mut(&mut self.list[*id]).has_namesake = true;
            }
        }
    }

    /// Returns the place that a cell names; nothing where it is blank or `*`.
    pub(super) fn named(&self, row: Row<'_>, column: &str) -> Option<PlaceId> {
        self.keyed(row.selector(column)?)
    }

    /// Returns the place with a key.
    pub fn keyed(&self, key: &str) -> Option<PlaceId> {
        let id = |place: u32| PlaceId::new(place as usize);
        self.by_key.find(key, |place| &self.list[id(place)].key).map(id)
    }
}
