//! Permits: the remaining permissions as a state of the cargo; states with the same remaining permissions are one
//! state.

use crate::ids::PlaceId;
use crate::model::{CargoClass, Model};

/// Any place, or one place.
type Any = Option<PlaceId>;

/// The permissions that are still available on the rest of the way.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Permit {
    /// No restriction: the goods are not domestic goods of one country, or permissions are waived.
    Free,
    /// Still at home: exit, foreign port and entry of each permission.
    Home(Vec<(Any, Any, Any)>),
    /// Abroad by land or sea, not yet changed to or from a ship there: foreign port and entry.
    Abroad(Vec<(Any, Any)>),
    /// Changed at the foreign port: entry.
    Changed(Vec<Any>),
    /// Home again, with no further exit.
    Back,
}

impl Permit {
    /// Returns the permit at home with the permissions in force for a region.
    pub fn home(model: &Model, region: Option<&str>, cargo: CargoClass<'_>) -> Self {
        let rows = model.permissions_for(region, cargo).map(|id| {
            let row = &model.permissions[id];
            (row.exit_point, row.transit_port, row.entry_port)
        });
        Self::Home(set(rows))
    }

    /// Returns the permit after leaving the home country by a leg with these ends; `None` where that is not permitted.
    pub fn leave(&self, ends: [PlaceId; 2]) -> Option<Self> {
        match self {
            Self::Free => Some(Self::Free),
            Self::Home(rows) => {
                let left = set(rows.iter().filter(|row| fits(row.0, &ends)).map(|row| (row.1, row.2)));
                (!left.is_empty()).then_some(Self::Abroad(left))
            }
            Self::Abroad(_) | Self::Changed(_) | Self::Back => None,
        }
    }

    /// Returns the permit after a change to or from a ship at a foreign place; `None` where that is not permitted.
    pub fn change(&self, port: PlaceId) -> Option<Self> {
        match self {
            Self::Abroad(rows) => {
                let left = set(rows.iter().filter(|row| fits(row.0, &[port])).map(|row| row.1));
                (!left.is_empty()).then_some(Self::Changed(left))
            }
            Self::Free => Some(Self::Free),
            // A permission covers one foreign port: goods that have changed there cannot change at another.
            Self::Home(_) | Self::Changed(_) | Self::Back => None,
        }
    }

    /// Returns the permit after returning to the home country by a leg with these ends; `None` where that is not
    /// permitted.
    pub fn come_back(&self, ends: [PlaceId; 2]) -> Option<Self> {
        let permitted = match self {
            Self::Free => return Some(Self::Free),
            // A permission that names a foreign port requires the change there.
            Self::Abroad(rows) => rows.iter().any(|row| row.0.is_none() && fits(row.1, &ends)),
            Self::Changed(rows) => rows.iter().any(|&entry| fits(entry, &ends)),
            Self::Home(_) | Self::Back => false,
        };
        permitted.then_some(Self::Back)
    }
}

fn fits(wanted: Any, places: &[PlaceId]) -> bool {
    wanted.is_none_or(|place| places.contains(&place))
}

fn set<T: Ord>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut items: Vec<T> = items.collect();
    items.sort_unstable();
    items.dedup();
    items
}

#[cfg(test)]
mod tests {
    use super::Permit;
    use crate::ids::{Id, PlaceId};

    fn place(index: usize) -> PlaceId {
        PlaceId::new(index)
    }

    #[test]
    fn goods_come_back_only_where_one_row_allows_the_whole_way() {
        let (hunchun, zarubino, ningbo, suifenhe, vladivostok, shanghai) =
            (place(0), place(1), place(2), place(3), place(4), place(5));
        let home = Permit::Home(vec![
            (Some(hunchun), Some(zarubino), Some(ningbo)),
            (Some(suifenhe), Some(vladivostok), Some(shanghai)),
        ]);
        let out = home.leave([hunchun, place(9)]).expect("may leave by Hunchun");
        assert!(out.change(vladivostok).is_none(), "the other row's port");
        let changed = out.change(zarubino).expect("may change at Zarubino");
        assert!(changed.change(zarubino).is_none(), "one change abroad, not two");
        assert!(changed.come_back([zarubino, shanghai]).is_none(), "the other row's entry");
        assert_eq!(changed.come_back([zarubino, ningbo]), Some(Permit::Back));
        assert_eq!(Permit::Back.leave([hunchun, place(9)]), None);
    }

    #[test]
    fn a_row_that_names_a_port_asks_for_the_change_there() {
        let home = Permit::Home(vec![(None, Some(place(1)), None)]);
        let out = home.leave([place(0), place(8)]).expect("any exit");
        assert_eq!(out.come_back([place(8), place(2)]), None);
    }
}
