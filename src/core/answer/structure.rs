//! Which figures change the network itself, so that a new price is not enough.

use crate::answer::Prepared;
use crate::ids::FigureId;
use crate::network::ArcKind;
use crate::scenario::{Row, TableName};

/// Returns why another value of a figure may change the network, or nothing where it is only a number in a sum of
/// products: then pricing the network that stands gives what a new one would.
pub fn changes_network(case: &Prepared, figure: FigureId) -> Option<&'static str> {
    if case.priced().costs().figures().binary_search(&figure).is_err() {
        return Some("nothing in the network is priced by it as it stands");
    }
    let path = &case.model().register.figure(figure).path;
    let (table, rest) = path.split_once('.').unwrap_or((path, ""));
    let (key, column) = rest.rsplit_once('.').unwrap_or(("", rest));
    let rows = |table: TableName| case.scenario().tables.rows(table);
    let of_key = |row: &&Row| row.key() == key;
    let whole = |row: &Row, columns: &[&str]| columns.iter().any(|column| row.cell(column).is_some());
    let has_hauls = || case.priced().network().arcs().iter().any(|arc| matches!(arc.kind, ArcKind::Haul { .. }));
    match (table, column) {
        ("cargo", "lot_t") => Some("the lot decides which bands of lots hold, and whether it fills a wagon or box"),
        ("equipment", "payload_t") => Some("a payload above the lot gives way to it"),
        ("tariffs", "from_km" | "to_km" | "from_t" | "to_t") => {
            Some("edges decide which band holds, and bands must join")
        }
        ("tariffs", _)
            if rows(TableName::Tariffs).iter().filter(of_key).any(|row| whole(row, &["from_km", "to_km"])) =>
        {
            Some("the rates of bands decide whether they are a least of straight lines")
        }
        ("legs", "distance_km") => {
            let legs = rows(TableName::Legs).iter().filter(of_key);
            let tariffs: Vec<&str> = legs.filter_map(|row| row.text("tariff")).collect();
            let mut of_tariff = rows(TableName::Tariffs)
                .iter()
                .filter(|row| row.text("tariff").is_some_and(|tariff| tariffs.contains(&tariff)));
            let bounded = of_tariff.any(|row| whole(row, &["minimum", "round_to", "from_km", "to_km", "cap"]));
            (bounded || has_hauls())
                .then_some("hauls that are priced as a whole go by the shortest way, and their length decides the band")
        }
        ("legs", "time_h" | "speed_kmh") | ("vehicles", "speed_kmh") => {
            has_hauls().then_some("of equally short ways a haul that is priced as a whole goes by the fastest")
        }
        _ => None,
    }
}
