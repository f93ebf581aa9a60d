//! Catchments as CSV: one row for each demand and corridor.

use crate::analysis::catchment::Catchment;
use crate::answer::PlaceName;
use crate::present::words::{Lang, plain};
use crate::units::Money;

use super::write;

/// Writes one row per demand and corridor; the gateway of goods that go by land all the way is blank.
pub fn catchment(found: &Catchment, lang: Lang) -> String {
    let header = [
        "scenario",
        "from",
        "to",
        "from_name",
        "to_name",
        "regime",
        "anchor",
        "anchor_km",
        "tonnes_per_year",
        "corridor",
        "status",
        "currency",
        "draws",
        "seed",
        "leads",
        "margin_per_t",
        "total_per_t",
        "reference",
        "saving_per_t",
        "gateway",
        "chance_cheapest",
        "chance_saves",
        "gateways",
    ];
    let rows = found.pairs.iter().flat_map(|pair| {
        found.corridors.iter().zip(&pair.corridors).enumerate().map(move |(position, (corridor, own))| {
            let origin = &found.origins[pair.from];
            let leads = pair.leader == Some(position);
            let key = |place: Option<&PlaceName>| place.map_or_else(String::new, |place| place.key.clone());
            let money = |amount: Option<Money>| amount.map_or_else(String::new, |amount| amount.to_string());
            let number = |value: Option<f64>| value.map_or_else(String::new, plain);
            let own = own.as_ref();
            let gateways = own.map_or_else(String::new, |own| {
                let each = own.gateways.iter().map(|gateway| {
                    let port = gateway.gateway.as_ref().map_or("land", |place| place.key.as_str());
                    format!("{port}={}", gateway.total_per_t)
                });
                each.collect::<Vec<_>>().join(";")
            });
            vec![
                found.used.name.clone(),
                origin.place.key.clone(),
                pair.to.key.clone(),
                lang.name(&origin.place).to_owned(),
                lang.name(&pair.to).to_owned(),
                pair.regime.to_owned(),
                key(origin.anchor.as_ref().map(|anchor| &anchor.place)),
                number(origin.anchor.as_ref().map(|anchor| anchor.km)),
                number(pair.tonnes_per_year),
                corridor.key.clone(),
                if own.is_some() { "answered" } else { "no-route" }.to_owned(),
                found.used.currency.clone(),
                found.draws.to_string(),
                found.seed.to_string(),
                if leads { "yes" } else { "no" }.to_owned(),
                money(pair.margin_per_t.filter(|_| leads)),
                money(own.map(|own| own.total_per_t)),
                found.corridors[found.reference].key.clone(),
                money(own.and_then(|own| own.saving_per_t)),
                key(own.and_then(|own| own.gateway.as_ref())),
                number(own.map(|own| own.chance_cheapest)),
                number(own.and_then(|own| own.chance_saves)),
                gateways,
            ]
        })
    });
    write(header.map(String::from).to_vec(), rows)
}
