//! Land, as far as a map shows it.
//!
//! # Source
//! Natural Earth (public domain), land at 1:50 million, made smaller by `src/web/assets.py`.

use super::Spot;

/// Rings of land: for each a count, then that many differences of longitude and latitude in hundredths of a degree, all
/// of them in bytes of seven bits with the sign in the lowest.
const COAST: &[u8] = include_bytes!("../../../web/coast.bin");

/// What a map shows: west, south, east and north in degrees; longitudes may go on beyond 180.
pub(super) type Region = [f64; 4];

/// Returns the land within a region, as rings.
pub(super) fn land(region: Region) -> Vec<Vec<Spot>> {
    let [west, south, east, north] = region;
    let first_turn = ((west + 180.0) / 360.0).floor();
    // Rings that cross the date line run on to the west of it.
    let turns = (-1..=3).map(|turn| (first_turn + f64::from(turn)) * 360.0);
    let rings = rings();
    let moved = turns.flat_map(|turn| rings.iter().map(move |ring| ring.iter().map(move |[x, y]| [x + turn, *y])));
    let cut = moved.filter_map(|ring| {
        let ring: Vec<Spot> = ring.collect();
        let is_beyond = |axis: usize, edge: f64, side: f64| ring.iter().all(|at| (at[axis] - edge) * side < 0.0);
        let edges = [(0, west, 1.0), (0, east, -1.0), (1, south, 1.0), (1, north, -1.0)];
        if edges.iter().any(|&(axis, edge, side)| is_beyond(axis, edge, side)) {
            return None;
        }
        let cut = edges.into_iter().fold(ring, |ring, (axis, edge, side)| clipped(&ring, axis, edge, side));
        (cut.len() > 2).then_some(cut)
    });
    cut.collect()
}

/// Reads all rings.
fn rings() -> Vec<Vec<Spot>> {
    let mut bytes = COAST.iter();
    let mut next = || -> Option<i32> {
        let (mut value, mut shift) = (0_u32, 0);
        loop {
            let byte = *bytes.next()?;
            value |= u32::from(byte & 0x7f) << shift;
            shift += 7;
            if byte < 0x80 {
                break Some((value >> 1) as i32 ^ -((value & 1) as i32));
            }
        }
    };
    let mut rings = Vec::new();
    while let Some(count) = next() {
        let mut at = [0, 0];
        let mut ring = Vec::with_capacity(count as usize);
        for _ in 0..count {
            let (Some(east), Some(north)) = (next(), next()) else { break };
            at = [at[0] + east, at[1] + north];
            ring.push(at.map(|hundredths| f64::from(hundredths) / 100.0));
        }
        rings.push(ring);
    }
    rings
}

/// Cuts a closed ring at a line of one axis and keeps the side above it (1) or below it (-1).
///
/// # Source
/// Sutherland and Hodgman, "Reentrant Polygon Clipping", Communications of the ACM 17 (1974).
fn clipped(ring: &[Spot], axis: usize, edge: f64, side: f64) -> Vec<Spot> {
    let depth = |at: &Spot| (at[axis] - edge) * side;
    let mut kept: Vec<Spot> = Vec::new();
    for (number, to) in ring.iter().enumerate() {
        let from = ring[(number + ring.len() - 1) % ring.len()];
        if (depth(&from) < 0.0) != (depth(to) < 0.0) {
            let share = depth(&from) / (depth(&from) - depth(to));
            let other = from[1 - axis] + share * (to[1 - axis] - from[1 - axis]);
            let mut at = [edge; 2];
            // Hundredths of a degree, as all of the coast.
            at[1 - axis] = (other * 100.0).round() / 100.0;
            kept.push(at);
        }
        if depth(to) >= 0.0 {
            kept.push(*to);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use sha2::{Digest as _, Sha256};

    use super::*;

    #[test]
    fn the_coast_is_that_of_the_script() {
        let hash = Sha256::digest(COAST).iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
        assert_eq!(hash, "968d6dc5ffda73a421c22cdc2f7f129a38fcd9528c9017e9958434eec2ac0d5a");
        assert!(rings().iter().flatten().all(|[x, y]| (-540.0..=180.0).contains(x) && (-90.0..=90.0).contains(y)));
    }

    fn area(rings: &[Vec<Spot>]) -> f64 {
        let twice = |ring: &Vec<Spot>| -> f64 {
            let edges = (0..ring.len()).map(|at| (ring[at], ring[(at + 1) % ring.len()]));
            edges.map(|([ax, ay], [bx, by])| ax * by - bx * ay).sum()
        };
        rings.iter().map(twice).sum::<f64>().abs() / 2.0
    }

    #[test]
    fn land_is_cut_to_the_region() {
        // Inland of Manchuria is land all over; the middle of the Pacific is none.
        assert!((area(&land([124.0, 44.0, 126.0, 46.0])) - 4.0).abs() < 1e-9);
        assert!(land([-150.0, 40.0, -145.0, 45.0]).is_empty());
    }

    #[test]
    fn a_region_may_cross_the_date_line() {
        let (beyond, before) = (land([175.0, 62.0, 190.0, 72.0]), land([175.0, 62.0, 180.0, 72.0]));
        let rest = land([-180.0, 62.0, -170.0, 72.0]);
        assert!((area(&beyond) - area(&before) - area(&rest)).abs() < 0.5 && !rest.is_empty());
    }
}
