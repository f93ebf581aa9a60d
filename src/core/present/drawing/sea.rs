//! Ways of ships around land, for the eye: lengths and costs come from the tables, never from here.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::Spot;
use super::coast::land;

/// The side of a cell in degrees, unless the way is so long that there would be too many of them.
const CELL_DEGREES: f64 = 0.15;
/// The most cells in one direction.
const MAX_CELLS: f64 = 500.0;
/// How far around both ends a way is looked for: in degrees, and beside their distance.
const AROUND_DEGREES: f64 = 4.0;
const AROUND_SHARE: f64 = 0.4;
/// How far a port is from the nearest cell of water at most.
const ASHORE_DEGREES: f64 = 0.6;
/// Where ships pass though cells are too wide to show it: canals and straits, each as a line.
const PASSAGES: [&[Spot]; 7] = [
    // Suez, and the gulf south of it.
    &[[32.3, 31.6], [32.6, 29.8], [34.0, 27.5]],
    &[[42.9, 13.4], [43.4, 12.5], [44.2, 12.0]],
    &[[-80.0, 9.8], [-79.5, 8.5]],
    &[[25.6, 39.9], [26.7, 40.4], [29.0, 40.8], [29.3, 41.6]],
    &[[-6.6, 35.9], [-4.6, 36.0]],
    // Malacca and Singapore.
    &[[98.5, 5.0], [101.0, 2.8], [103.4, 1.1], [105.0, 1.5]],
    &[[0.6, 50.5], [1.5, 51.0], [2.4, 51.7]],
];
/// Where a way around continents is looked for: so far to the east and west of both ends, and between two latitudes.
const FAR_DEGREES: f64 = 25.0;
const FAR_LATITUDES: Spot = [-45.0, 75.0];
/// The length of a cell's side in the whole numbers that ways are measured in.
const SIDE: f64 = 1000.0;
/// How often a line is looked at in each cell that it crosses.
const LOOKS: f64 = 4.0;

/// Returns a short way by water, with its ends; the straight line where none is found.
pub(super) fn sea_way(from: Spot, to: Spot) -> Vec<Spot> {
    let way = Waters::around(from, to, false).way(from, to);
    way.or_else(|| Waters::around(from, to, true).way(from, to)).unwrap_or_else(|| vec![from, to])
}

/// A grid of cells around two ends.
struct Waters {
    corner: Spot,
    cell: f64,
    columns: usize,
    rows: usize,
    /// The length of a degree of longitude where one of latitude is 1.
    aspect: f64,
    is_land: Vec<bool>,
}

impl Waters {
    /// Lays cells around two ends, or so many that continents can be gone around.
    fn around(from: Spot, to: Spot, is_far: bool) -> Self {
        let far = (from[0] - to[0]).abs().max((from[1] - to[1]).abs());
        let margin = if is_far { FAR_DEGREES } else { AROUND_DEGREES.max(far * AROUND_SHARE) };
        let latitudes = if is_far { FAR_LATITUDES } else { [89.0, -89.0] };
        let corner = [from[0].min(to[0]) - margin, (from[1].min(to[1]) - margin).max(-89.0).min(latitudes[0])];
        let end = [from[0].max(to[0]) + margin, (from[1].max(to[1]) + margin).min(89.0).max(latitudes[1])];
        let extent = [end[0] - corner[0], end[1] - corner[1]];
        let cell = CELL_DEGREES.max(extent[0].max(extent[1]) / MAX_CELLS);
        let [columns, rows] = extent.map(|length| (length / cell).ceil() as usize);
        let aspect = libm::cos(f64::midpoint(corner[1], end[1]).to_radians()).max(0.05);
        let mut waters = Self { corner, cell, columns, rows, aspect, is_land: vec![false; columns * rows] };
        waters.fill(&land([corner[0], corner[1], end[0], end[1]]));
        waters.open_passages();
        waters
    }

    fn open_passages(&mut self) {
        for ends in PASSAGES.iter().flat_map(|line| line.windows(2)) {
            let looks = 40;
            for look in 0..=looks {
                let share = f64::from(look) / f64::from(looks);
                let at = [0, 1].map(|axis| ends[0][axis] + share * (ends[1][axis] - ends[0][axis]));
                // The same passage, on the side of the date line on which the cells are.
                let lon = at[0] + ((self.corner[0] - at[0]) / 360.0).ceil() * 360.0;
                let size = [self.columns as f64 * self.cell, self.rows as f64 * self.cell];
                if lon < self.corner[0] + size[0] && (self.corner[1]..self.corner[1] + size[1]).contains(&at[1]) {
                    let cell = self.cell([lon, at[1]]);
                    self.is_land[cell] = false;
                }
            }
        }
    }

    /// Marks the cells whose middle is in an odd number of rings.
    fn fill(&mut self, rings: &[Vec<Spot>]) {
        let mut crossings: Vec<Vec<f64>> = vec![Vec::new(); self.rows];
        for ring in rings {
            for (number, to) in ring.iter().enumerate() {
                let from = ring[(number + ring.len() - 1) % ring.len()];
                let (low, high) = if from[1] < to[1] { (from, *to) } else { (*to, from) };
                let row_of = |lat: f64| ((lat - self.corner[1]) / self.cell - 0.5).ceil().max(0.0) as usize;
                for (row, found) in crossings.iter_mut().enumerate().take(row_of(high[1])).skip(row_of(low[1])) {
                    let lat = self.corner[1] + (row as f64 + 0.5) * self.cell;
                    found.push(low[0] + (lat - low[1]) / (high[1] - low[1]) * (high[0] - low[0]));
                }
            }
        }
        for (row, mut found) in crossings.into_iter().enumerate() {
            found.sort_by(f64::total_cmp);
            for span in found.chunks_exact(2) {
                let column = |lon: f64| ((lon - self.corner[0]) / self.cell - 0.5).ceil().max(0.0) as usize;
                let (first, last) = (column(span[0]).min(self.columns), column(span[1]).min(self.columns));
                self.is_land[row * self.columns + first..row * self.columns + last.max(first)].fill(true);
            }
        }
    }

    fn middle(&self, cell: usize) -> Spot {
        let at = [cell % self.columns, cell / self.columns];
        [0, 1].map(|axis| self.corner[axis] + (at[axis] as f64 + 0.5) * self.cell)
    }

    fn cell(&self, at: Spot) -> usize {
        let [column, row] = [0, 1].map(|axis| ((at[axis] - self.corner[axis]) / self.cell).floor().max(0.0) as usize);
        row.min(self.rows - 1) * self.columns + column.min(self.columns - 1)
    }

    /// Returns the cells beside a cell, each with its distance.
    fn beside(&self, cell: usize) -> impl Iterator<Item = (usize, u64)> + '_ {
        let (column, row) = ((cell % self.columns) as isize, (cell / self.columns) as isize);
        (-1..=1).flat_map(move |dy: isize| (-1..=1).map(move |dx: isize| (dx, dy))).filter_map(move |(dx, dy)| {
            let (column, row) = (column + dx, row + dy);
            let is_there = (0..self.columns as isize).contains(&column) && (0..self.rows as isize).contains(&row);
            let length = libm::hypot(dx as f64 * self.aspect, dy as f64) * SIDE;
            (is_there && (dx, dy) != (0, 0)).then(|| (row as usize * self.columns + column as usize, length as u64))
        })
    }

    /// Returns the cell of water that is nearest to a port; none where it is far from all water.
    fn harbour(&self, at: Spot) -> Option<usize> {
        let distance = |cell: usize| {
            let middle = self.middle(cell);
            libm::hypot((middle[0] - at[0]) * self.aspect, middle[1] - at[1])
        };
        let waters = (0..self.is_land.len()).filter(|&cell| !self.is_land[cell]);
        let nearest = waters.min_by(|&first, &second| distance(first).total_cmp(&distance(second)))?;
        (distance(nearest) <= ASHORE_DEGREES.max(2.0 * self.cell)).then_some(nearest)
    }

    /// Finds the shortest way from cell to cell, then leaves out all corners that it does not need.
    fn way(&self, from: Spot, to: Spot) -> Option<Vec<Spot>> {
        let (start, end) = (self.harbour(from)?, self.harbour(to)?);
        let mut reached = vec![(u64::MAX, usize::MAX); self.is_land.len()];
        reached[start].0 = 0;
        let mut heap = BinaryHeap::from([Reverse((0, start))]);
        while let Some(Reverse((length, cell))) = heap.pop() {
            if cell == end {
                break;
            }
            if length > reached[cell].0 {
                continue;
            }
            for (next, step) in self.beside(cell).filter(|&(next, _)| !self.is_land[next]) {
                if length + step < reached[next].0 {
                    reached[next] = (length + step, cell);
                    heap.push(Reverse((length + step, next)));
                }
            }
        }
        if reached[end].0 == u64::MAX {
            return None;
        }
        let mut cells: Vec<Spot> = vec![self.middle(end)];
        let mut cell = end;
        while cell != start {
            cell = reached[cell].1;
            cells.push(self.middle(cell));
        }
        cells.reverse();
        let mut way = vec![from, cells[0]];
        let mut at = 0;
        while at + 1 < cells.len() {
            let next = (at + 1..cells.len()).rev().find(|&next| self.sees(cells[at], cells[next]));
            at = next.unwrap_or(at + 1);
            way.push(cells[at]);
        }
        way.push(to);
        // Hundredths of a degree, as the coast.
        Some(way.into_iter().map(|at| at.map(|degrees| (degrees * 100.0).round() / 100.0)).collect())
    }

    /// Returns whether there is only water between two positions.
    fn sees(&self, from: Spot, to: Spot) -> bool {
        let far = (to[0] - from[0]).abs().max((to[1] - from[1]).abs());
        let looks = (far / self.cell * LOOKS).ceil().max(1.0) as usize;
        (0..=looks).all(|look| {
            let share = look as f64 / looks as f64;
            let at = [0, 1].map(|axis| from[axis] + share * (to[axis] - from[axis]));
            !self.is_land[self.cell(at)]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ship_goes_around_korea_and_not_across_it() {
        let (zarubino, ningbo) = ([131.08, 42.63], [121.8, 29.94]);
        let way = sea_way(zarubino, ningbo);
        assert_eq!((way[0], way[way.len() - 1]), (zarubino, ningbo));
        // Korea's south coast is at about 34.5 degrees north, Busan at 129 east.
        assert!(way.iter().any(|at| at[0] > 128.0 && at[1] < 36.0), "{way:?}");
        let waters = Waters::around(zarubino, ningbo, false);
        let open = &way[1..way.len() - 1];
        assert!(open.windows(2).all(|ends| waters.sees(ends[0], ends[1])));
    }

    #[test]
    fn a_ship_to_europe_passes_singapore_and_suez() {
        let way = sea_way([129.05, 35.1], [4.0, 52.0]);
        let passes = |lon: f64, lat: f64| way.iter().any(|at| (at[0] - lon).abs() < 4.0 && (at[1] - lat).abs() < 4.0);
        assert!(passes(103.6, 1.2) && passes(32.5, 30.0) && passes(-6.0, 36.0), "{way:?}");
    }

    #[test]
    fn where_there_is_no_way_it_is_the_straight_line() {
        // Lake Baikal is not connected with the sea, and the grid has neither.
        let ends = [[104.0, 52.0], [105.0, 52.5]];
        assert_eq!(sea_way(ends[0], ends[1]), ends);
    }

    #[test]
    fn a_way_may_cross_the_date_line() {
        let way = sea_way([170.0, 52.0], [190.0, 53.0]);
        assert!(way.iter().all(|at| (165.0..195.0).contains(&at[0])) && way.len() < 12, "{way:?}");
    }
}
