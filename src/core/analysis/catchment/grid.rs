//! Points between the origins: each reaches the network by road to one of its nearest origins.

use std::collections::{BTreeMap, BTreeSet};

use crate::ids::{FigureId, Id, PlaceId, TariffId};
use crate::model::{Basis, CargoClass, Mode, TariffRow};
use crate::units::{EARTH_KM, Money, great_circle_km};

use super::frame::Frame;
use super::outline::At;
use super::question::{CatchmentError, Grid, MAX_POINTS};
use super::result::GridUsed;
use super::site::{Site, SiteDestination};

/// How many of its nearest origins a point may use.
const NEAREST: usize = 6;
/// How far the rim of a grid bulges out in the middle of a side, in degrees.
const BULGE: f64 = 5e-6;

/// Returns the price of a road kilometre with its source: the one asked for, or that of the one road tariff between
/// origins, or else within their countries.
///
/// # Errors
/// Names the prices that there are where there is not exactly one.
fn access_price(frame: &Frame, grid: &Grid) -> Result<(Money, String), CatchmentError> {
    if let Some(per_km) = grid.access_per_km {
        return Ok((per_km, "--access-per-km".to_owned()));
    }
    let model = frame.model();
    let origins: BTreeSet<PlaceId> = frame.origins.iter().map(|origin| origin.place).collect();
    let countries: BTreeSet<&str> = origins.iter().map(|&origin| model.country(origin)).collect();
    let tariffs = |is_near: &dyn Fn(PlaceId) -> bool| -> BTreeSet<TariffId> {
        let legs = model.legs.iter().filter(|leg| leg.mode == Mode::Road && is_near(leg.from) && is_near(leg.to));
        legs.filter_map(|leg| leg.tariff).collect()
    };
    let mut found = tariffs(&|place| origins.contains(&place));
    if found.is_empty() {
        found = tariffs(&|place| countries.contains(model.country(place)));
    }
    let reference = &model.corridors[frame.reference];
    let cargo = model.cargo_class(reference.forms[0], reference.switches);
    let rates: Vec<(FigureId, f64)> = found.into_iter().filter_map(|tariff| rate(frame, tariff, &cargo)).collect();
    let paths: Vec<String> = rates.iter().map(|(id, _)| model.register.figure(*id).path()).collect();
    match rates.as_slice() {
        [(_, micros)] => Ok((Money::from_micros(micros.round() as i64), paths[0].clone())),
        [] => Err(CatchmentError::NoRate("no road tariff there has a single price per km and tonne".to_owned())),
        _ => Err(CatchmentError::NoRate(format!("there are {}", paths.join(", ")))),
    }
}

/// Returns the price of a kilometre that a road tariff consists of, in millionths a tonne, if it is one price.
fn rate(frame: &Frame, tariff: TariffId, cargo: &CargoClass<'_>) -> Option<(FigureId, f64)> {
    let rows = frame.model().schedules[tariff].select(cargo)?;
    let priced: Vec<&TariffRow> = rows.into_iter().flatten().filter(|row| row.per_km.is_some()).collect();
    let [row] = priced.as_slice() else { return None };
    let figure = row.per_km.filter(|_| row.basis == Basis::Tonne && row.leg_tag.is_none())?;
    let value = |id: FigureId| frame.case.values()[id.index()];
    let factors: f64 = row.factors.iter().map(|&id| value(id)).product();
    let exchanged = row.exchange.iter().fold(value(figure) * factors, |amount, exchange| {
        if exchange.divide { amount / value(exchange.rate) } else { amount * value(exchange.rate) }
    });
    Some((figure, exchanged * 1e6))
}

/// Lays points between origins, all of them within their convex hull.
///
/// # Errors
/// Refuses a grid without a price of a road kilometre, and more points than can be drawn.
pub(super) fn lay(frame: &Frame, grid: &Grid) -> Result<(GridUsed, Vec<Site>), CatchmentError> {
    grid.check()?;
    let (access_per_km, access_source) = access_price(frame, grid)?;
    let places: Vec<At> = frame.origins.iter().filter_map(|origin| origin.site.at).collect();
    let points = positions(&places, grid.step_km)?;
    let used = GridUsed {
        step_km: grid.step_km,
        points: points.len(),
        nearest: NEAREST,
        access_per_km,
        access_source,
        detour: grid.detour,
    };
    let mut weights: BTreeMap<(PlaceId, &str), u64> = BTreeMap::new();
    for (id, demand) in frame.model().demands.enumerate() {
        *weights.entry((demand.to, demand.customs.as_str())).or_default() += frame.weights[id];
    }
    let site = |at: At| {
        let origins = frame.origins.iter().filter_map(|origin| Some((great_circle_km(at, origin.site.at?), origin)));
        let mut near: Vec<_> = origins.collect();
        near.sort_by(|left, right| left.0.total_cmp(&right.0));
        let mut destinations: BTreeMap<(PlaceId, &str), SiteDestination> = BTreeMap::new();
        for (km, origin) in near.into_iter().take(NEAREST) {
            let access = (km * grid.detour * access_per_km.micros() as f64).round();
            for &id in &origin.demands {
                let demand = &frame.model().demands[id];
                let to = (demand.to, demand.customs.as_str());
                let empty = || SiteDestination { weight: weights[&to], demands: Vec::new() };
                destinations.entry(to).or_insert_with(empty).demands.push((id, access));
            }
        }
        Site { at: Some(at), destinations: destinations.into_values().collect() }
    };
    Ok((used, points.into_iter().map(site).collect()))
}

/// Returns the positions of points so many kilometres apart between some places, and along the rim.
fn positions(places: &[At], step_km: f64) -> Result<Vec<At>, CatchmentError> {
    let hull = hull(places);
    if hull.len() < 3 {
        return Ok(Vec::new());
    }
    let least = |pick: fn(&At) -> f64| places.iter().map(pick).fold(f64::INFINITY, f64::min);
    let most = |pick: fn(&At) -> f64| places.iter().map(pick).fold(f64::NEG_INFINITY, f64::max);
    let (south, north) = (least(|at| at.1), most(|at| at.1));
    let (west, east) = (least(|at| at.0), most(|at| at.0));
    let degree = EARTH_KM.to_radians();
    let rows = ((north - south) * degree / step_km) as usize + 1;
    let widest = degree * libm::cos(south.to_radians());
    let columns = ((east - west) * widest / step_km) as usize + 1;
    let laid = rows.saturating_mul(columns);
    if laid > 8 * MAX_POINTS {
        return Err(CatchmentError::TooFine { step_km, points: laid });
    }
    let mut points = Vec::new();
    for row in 0..=rows {
        let lat = south + row as f64 * step_km / degree;
        let step = step_km / (degree * libm::cos(lat.to_radians()));
        let along = (0..=columns).map(|column| (west + column as f64 * step, lat));
        points.extend(along.filter(|&at| sides(&hull).all(|(from, to)| turn(from, to, at) > 0.0)));
    }
    points.extend(sides(&hull).flat_map(|side| rim(side, step_km)));
    if points.len() > MAX_POINTS {
        return Err(CatchmentError::TooFine { step_km, points: points.len() });
    }
    Ok(points)
}

/// Lays points along a side of the hull, so that no thin triangle reaches past the points within to far origins.
///
/// They bulge out by less than a metre: three points on a line would span a triangle without an inside.
fn rim((from, to): (At, At), step_km: f64) -> Vec<At> {
    let (east, north) = (to.0 - from.0, to.1 - from.1);
    let parts = (great_circle_km(from, to) / step_km).ceil() as usize;
    let point = |part: usize| {
        let share = part as f64 / parts as f64;
        let bulge = BULGE * 4.0 * share * (1.0 - share) / (east * east + north * north).sqrt();
        (from.0 + east * share + north * bulge, from.1 + north * share - east * bulge)
    };
    (1..parts).map(point).collect()
}

/// Returns the sides of a closed line.
fn sides(corners: &[At]) -> impl Iterator<Item = (At, At)> {
    corners.iter().copied().zip(corners.iter().copied().cycle().skip(1))
}

/// Returns on which side of a line a point is: above 0 on the left.
fn turn(from: At, to: At, point: At) -> f64 {
    (to.0 - from.0) * (point.1 - from.1) - (to.1 - from.1) * (point.0 - from.0)
}

/// Returns the corners of the convex hull of points, counter-clockwise (Andrew's monotone chain, 1979).
fn hull(points: &[At]) -> Vec<At> {
    let mut sorted = points.to_vec();
    sorted.sort_by(|left, right| left.0.total_cmp(&right.0).then(left.1.total_cmp(&right.1)));
    sorted.dedup();
    let half = |points: &mut dyn Iterator<Item = At>| {
        let mut chain: Vec<At> = Vec::new();
        for point in points {
            while chain.len() > 1 && turn(chain[chain.len() - 2], chain[chain.len() - 1], point) <= 0.0 {
                chain.pop();
            }
            chain.push(point);
        }
        chain.pop();
        chain
    };
    let mut lower = half(&mut sorted.iter().copied());
    lower.extend(half(&mut sorted.iter().rev().copied()));
    lower
}

#[cfg(test)]
mod tests {
    use super::hull;

    #[test]
    fn the_hull_leaves_out_what_lies_within() {
        let all = [(0.0, 0.0), (2.0, 0.0), (1.0, 1.0), (2.0, 2.0), (0.0, 2.0), (1.0, 0.0)];
        assert_eq!(hull(&all), [(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0)]);
    }
}
