//! Which permissions a route rests on, and which rows come nearest to allowing a refused one.

use std::cmp::Reverse;

use crate::ids::{ArcId, Id, LegId, PermissionId, PlaceId};
use crate::model::{CargoClass, Customs, Misfit, Model, Permission, PermissionUse};
use crate::network::{ArcKind, Network};
use crate::units::Money;
use corridor_kernel::Path;

use super::{PermissionUsed, Refused, RefusedRow, permission_used, place_name};

/// Where a path of domestic goods leaves, changes ship abroad and comes back.
struct Abroad {
    exit: LegId,
    transit: Option<PlaceId>,
    entry: LegId,
}

/// The most rows that a refusal names.
const MAX_ROWS: usize = 2;

/// Finds where a path of domestic goods leaves, changes ship abroad, and comes back; nothing where it stays at home.
fn abroad(model: &Model, network: &Network, question: usize, path: &Path) -> Option<Abroad> {
    let question = &network.questions()[question];
    let Customs::Domestic(home) = &network.layers()[usize::from(question.layer)].customs else { return None };
    let home: &str = home;
    let mut exit = None;
    let mut entry = None;
    let mut transit = None;
    for &arc in &path.arcs {
        let legs = match &network.arcs()[ArcId::new(arc as usize)].kind {
            ArcKind::Cross { leg } => vec![*leg],
            ArcKind::Haul { way, .. } => network.ways().legs(*way),
            ArcKind::Tranship { place, from, to, .. } if from.changes_ship(*to) && model.country(*place) != home => {
                transit = transit.or(Some(*place));
                continue;
            }
            _ => continue,
        };
        for leg in legs {
            let ends = &model.legs[leg];
            if !model.is_crossing(ends) {
                continue;
            }
            if model.country(ends.from) == home {
                exit = exit.or(Some(leg));
            } else if model.country(ends.to) == home {
                entry = Some(leg);
            }
        }
    }
    Some(Abroad { exit: exit?, transit, entry: entry? })
}

fn use_of<'a>(model: &'a Model, network: &Network, question: usize, way: &Abroad) -> PermissionUse<'a> {
    let question = &network.questions()[question];
    let layer = &network.layers()[usize::from(question.layer)];
    let cargo: CargoClass<'a> = model.cargo_class(layer.form, model.corridors[layer.corridor].switches);
    let ends = |leg: LegId| [model.legs[leg].from, model.legs[leg].to];
    PermissionUse {
        region: model.places.list[model.demands[question.demand].from].region.as_deref(),
        cargo,
        exit: ends(way.exit),
        transit: way.transit,
        entry: ends(way.entry),
        date: model.date,
    }
}

/// Returns the permissions in force that cover a path; none where it needs none.
pub(crate) fn permissions_of(model: &Model, network: &Network, question: usize, path: &Path) -> Vec<PermissionUsed> {
    let covering = permissions_covering(model, network, question, path);
    covering.into_iter().map(|id| permission_used(model, &model.permissions[id])).collect()
}

/// Returns the permissions in force each of which covers a path by itself; none where it needs none.
pub fn permissions_covering(model: &Model, network: &Network, question: usize, path: &Path) -> Vec<PermissionId> {
    let Some(way) = abroad(model, network, question, path) else { return Vec::new() };
    let used = use_of(model, network, question, &way);
    let covers = |row: &Permission| row.misfit(&used) == Misfit::default();
    model.permissions.enumerate().filter(|(_, row)| covers(row)).map(|(id, _)| id).collect()
}

/// Describes a path that permissions refuse, and the rows that come nearest to allowing it.
pub(crate) fn refused(model: &Model, network: &Network, question: usize, path: &Path) -> Option<Refused> {
    let way = abroad(model, network, question, path)?;
    let used = use_of(model, network, question, &way);
    let mut rows: Vec<(Misfit, &Permission)> = model.permissions.iter().map(|row| (row.misfit(&used), row)).collect();
    rows.retain(|(misfit, _)| *misfit != Misfit::default());
    // A row that only waits for its date or switch is nearer than one about other places or another region; of equally
    // near rows one that waits for its date goes before one that waits for a switch, the latest first.
    rows.sort_by_key(|(misfit, row)| {
        let wrong = [misfit.region, misfit.commodity, misfit.form, misfit.period, misfit.switch];
        let count = wrong.into_iter().filter(|&wrong| wrong).count() as u8;
        let what = [misfit.region, misfit.commodity, misfit.form, misfit.switch, misfit.period];
        (u8::from(misfit.region) + misfit.places, count, what, Reverse(row.period.from), row.key.clone())
    });
    let home_end = |leg: LegId, home_first: bool| {
        let leg = &model.legs[leg];
        place_name(model, if home_first { leg.from } else { leg.to })
    };
    Some(Refused {
        total_per_t: Money::from_kernel(path.cost),
        region: used.region.unwrap_or("no region").to_owned(),
        commodity: model.commodities[0].clone(),
        form: used.cargo.form.as_str().to_owned(),
        exit_point: home_end(way.exit, true),
        transit_port: way.transit.map(|place| place_name(model, place)),
        entry_port: home_end(way.entry, false),
        nearest: rows
            .into_iter()
            .take(MAX_ROWS)
            .map(|(misfit, row)| RefusedRow {
                permission: permission_used(model, row),
                why_not: why_not(misfit, row, model),
            })
            .collect(),
    })
}

fn why_not(misfit: Misfit, row: &Permission, model: &Model) -> String {
    let mut reasons = Vec::new();
    if misfit.region {
        reasons.push(format!("for goods of {}", row.region.as_deref().unwrap_or("any region")));
    }
    if misfit.places > 0 {
        let name = |place: Option<PlaceId>| place.map_or("any place", |place| model.places.list[place].name.as_str());
        reasons.push(format!(
            "for leaving at {} over {} and coming back at {}",
            name(row.exit_point),
            name(row.transit_port),
            name(row.entry_port)
        ));
    }
    if misfit.commodity {
        reasons.push(format!("for {}", row.cargo.commodity.as_deref().unwrap_or("other goods")));
    }
    if misfit.form {
        reasons.push(format!("for {} only", row.cargo.form.map_or("other forms", |form| form.as_str())));
    }
    if misfit.period {
        reasons.push(match (row.period.from, row.period.to) {
            (Some(from), _) if model.date < from => format!("valid only from {from}"),
            (_, Some(to)) => format!("valid only until {to}"),
            _ => "not valid on the date".to_owned(),
        });
    }
    if misfit.switch {
        let name = row.cargo.switch.map_or("", |switch| model.switch_names.name(switch));
        reasons.push(format!("contested: only with the switch `{name}`"));
    }
    reasons.join("; ")
}
