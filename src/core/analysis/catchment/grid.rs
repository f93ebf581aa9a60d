//! Points between the origins: each reaches the network by road to one of its nearest origins.

use std::collections::BTreeSet;

use crate::ids::{FigureId, Id, PlaceId, TariffId};
use crate::model::{Basis, CargoClass, Mode, TariffRow};
use crate::units::Money;

use super::frame::Frame;
use super::outline::At;
use super::question::{Grid, GridError, MAX_POINTS};
use super::result::GridUsed;

/// How many of its nearest origins a point may use.
pub(super) const NEAREST: usize = 6;
/// How far the rim of a grid bulges out in the middle of a side, in degrees.
const BULGE: f64 = 5e-6;
/// The radius of a sphere as large as the earth, in kilometres.
const EARTH_KM: f64 = 6371.0088;

/// A point between the origins.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Point {
    /// Longitude and latitude.
    pub(super) at: At,
    /// Its nearest origins, with what it costs to get there in millionths.
    pub(super) near: Vec<(usize, f64)>,
}

/// The price of a road kilometre, with its source.
pub(super) struct Access {
    pub(super) per_km: Money,
    pub(super) source: String,
}

impl Access {
    /// Returns the price asked for, or that of the one road tariff between origins, or else within their countries.
    ///
    /// # Errors
    /// Names the prices that there are where there is not exactly one.
    pub(super) fn of(frame: &Frame, grid: &Grid) -> Result<Self, GridError> {
        grid.check()?;
        if let Some(per_km) = grid.access_per_km {
            return Ok(Self { per_km, source: "--access-per-km".to_owned() });
        }
        let model = frame.case.model();
        let countries: BTreeSet<&str> = frame.origins.iter().map(|&origin| model.country(origin)).collect();
        let is_origin = |place: PlaceId| frame.origins.contains(&place);
        let is_home = |place: PlaceId| countries.contains(model.country(place));
        let tariffs = |counts: &dyn Fn(PlaceId) -> bool| -> BTreeSet<TariffId> {
            let legs = model.legs.iter().filter(|leg| leg.mode == Mode::Road && counts(leg.from) && counts(leg.to));
            legs.filter_map(|leg| leg.tariff).collect()
        };
        let between = tariffs(&is_origin);
        let tariffs = if between.is_empty() { tariffs(&is_home) } else { between };
        let corridors = &model.corridors.as_slice()[frame.reference];
        let cargo = model.cargo_class(corridors.forms[0], corridors.switches);
        let rates: Vec<(FigureId, f64)> =
            tariffs.into_iter().filter_map(|tariff| rate(frame, tariff, &cargo)).collect();
        match rates.as_slice() {
            [(figure, micros)] => {
                let source = model.register.figure(*figure).path.clone();
                Ok(Self { per_km: Money::from_micros(micros.round() as i64), source })
            }
            [] => Err(GridError::NoRate("no road tariff there has a single price per km and tonne".to_owned())),
            several => {
                let paths = several.iter().map(|(figure, _)| model.register.figure(*figure).path.as_str());
                Err(GridError::NoRate(format!("there are {}", paths.collect::<Vec<_>>().join(", "))))
            }
        }
    }
}

/// Returns the price of a kilometre that a road tariff consists of, in millionths a tonne, if it is one price.
fn rate(frame: &Frame, tariff: TariffId, cargo: &CargoClass<'_>) -> Option<(FigureId, f64)> {
    let rows = frame.case.model().schedules[tariff].select(cargo)?;
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
/// Refuses more points than can be drawn.
pub(super) fn points(frame: &Frame, grid: &Grid, access: &Access) -> Result<Vec<Point>, GridError> {
    let positions: Vec<(usize, At)> = frame
        .origins
        .iter()
        .enumerate()
        .filter_map(|(origin, &place)| {
            let (lat, lon) = frame.case.model().places.list[place].position?;
            Some((origin, (lon, lat)))
        })
        .collect();
    let all: Vec<At> = positions.iter().map(|&(_, at)| at).collect();
    let hull = hull(&all);
    if hull.len() < 3 {
        return Ok(Vec::new());
    }
    let least = |pick: fn(&At) -> f64| all.iter().map(pick).fold(f64::INFINITY, f64::min);
    let most = |pick: fn(&At) -> f64| all.iter().map(pick).fold(f64::NEG_INFINITY, f64::max);
    let (south, north) = (least(|at| at.1), most(|at| at.1));
    let (west, east) = (least(|at| at.0), most(|at| at.0));
    let degree = EARTH_KM.to_radians();
    let rows = ((north - south) * degree / grid.step_km) as usize + 1;
    let widest = degree * libm::cos(south.to_radians());
    let columns = ((east - west) * widest / grid.step_km) as usize + 1;
    let too_fine = |points: usize| GridError::TooFine { step_km: grid.step_km, points };
    if rows.saturating_mul(columns) > 8 * MAX_POINTS {
        return Err(too_fine(rows.saturating_mul(columns)));
    }
    let point = |at: At| {
        let mut near: Vec<(usize, f64)> =
            positions.iter().map(|&(origin, place)| (origin, distance_km(at, place))).collect();
        near.sort_by(|left, right| left.1.total_cmp(&right.1));
        near.truncate(NEAREST);
        for (_, km) in &mut near {
            *km = (*km * grid.detour * access.per_km.micros() as f64).round();
        }
        Point { at, near }
    };
    let mut points = Vec::new();
    for row in 0..=rows {
        let lat = south + row as f64 * grid.step_km / degree;
        let step = grid.step_km / (degree * libm::cos(lat.to_radians()));
        for column in 0..=columns {
            let at = (west + column as f64 * step, lat);
            if sides(&hull).all(|(from, to)| turn(from, to, at) > 0.0) {
                points.push(point(at));
            }
        }
    }
    points.extend(sides(&hull).flat_map(|side| rim(side, grid.step_km)).map(point));
    if points.len() > MAX_POINTS { Err(too_fine(points.len())) } else { Ok(points) }
}

/// Lays points along a side of the hull, so that no thin triangle reaches past the points within to far origins.
///
/// They bulge out by less than a metre: three points on a line would span a triangle without an inside.
fn rim((from, to): (At, At), step_km: f64) -> Vec<At> {
    let (east, north) = (to.0 - from.0, to.1 - from.1);
    let parts = (distance_km(from, to) / step_km).ceil() as usize;
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

/// Returns a grid as results describe it.
pub(super) fn used(grid: &Grid, access: Access, points: usize) -> GridUsed {
    GridUsed {
        step_km: grid.step_km,
        points,
        nearest: NEAREST,
        access_per_km: access.per_km,
        access_source: access.source,
        detour: grid.detour,
    }
}

/// Returns the length of the straight line between two points on the ground, by haversines.
fn distance_km(from: At, to: At) -> f64 {
    let (from, to) = ((from.0.to_radians(), from.1.to_radians()), (to.0.to_radians(), to.1.to_radians()));
    let half = |angle: f64| {
        let sine = libm::sin(angle / 2.0);
        sine * sine
    };
    let square = half(to.1 - from.1) + libm::cos(from.1) * libm::cos(to.1) * half(to.0 - from.0);
    2.0 * EARTH_KM * libm::asin(square.sqrt().min(1.0))
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
    use super::{distance_km, hull};

    #[test]
    fn a_degree_along_a_meridian_is_111_km() {
        assert!((distance_km((125.0, 43.0), (125.0, 44.0)) - 111.195).abs() < 0.001);
        // Hunchun to Changchun, as a map says.
        assert!((distance_km((130.3581, 42.8675), (125.3177, 43.9088)) - 422.0).abs() < 3.0);
    }

    #[test]
    fn the_hull_leaves_out_what_lies_within() {
        let all = [(0.0, 0.0), (2.0, 0.0), (1.0, 1.0), (2.0, 2.0), (0.0, 2.0), (1.0, 0.0)];
        assert_eq!(hull(&all), [(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0)]);
    }
}
