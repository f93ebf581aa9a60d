//! Labels beside points, so that none overlaps another: each takes the first free place, those that come first before
//! the others.

use super::text::width;
use super::{LabelSide, Spot};

/// The size of labels.
pub(super) const LABEL_SIZE: f64 = 10.0;
/// The distances from a point at which a label is tried, with what they count as against it.
const DISTANCES: [(f64, f64); 6] = [(5.0, 0.0), (14.0, 1.5), (26.0, 3.0), (42.0, 5.0), (64.0, 6.0), (90.0, 7.0)];
/// From this distance on a line leads from the point to its label.
const LED: f64 = 14.0;
/// The directions in which a label is tried: to the right, above and so on.
const DIRECTIONS: [Spot; 8] =
    [[1.0, 0.0], [-1.0, 0.0], [0.0, -1.0], [0.0, 1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, -1.0], [-1.0, 1.0]];
/// What a covered point counts as against a place, and a crossed line.
const COVERED: f64 = 5.0;
const CROSSED: f64 = 4.0;
/// What counts so much against it is no place for a label.
const MAX_AGAINST: f64 = 11.0;
/// The room that labels leave beside each other, in pixels.
const APART: f64 = 4.0;

/// How near positions with the same text are named once, in pixels.
const SAME: f64 = 40.0;

/// A box: left, top, right, bottom.
pub(super) type PixelBox = [f64; 4];

/// What labels keep clear of.
#[derive(Debug, Default)]
pub(super) struct Crowd {
    /// The box in which they are.
    pub(super) bounds: PixelBox,
    /// Points.
    pub(super) points: Vec<Spot>,
    /// Lines from a position to another.
    pub(super) lines: Vec<[Spot; 2]>,
    /// Boxes taken by labels.
    pub(super) taken: Vec<PixelBox>,
    /// Positions that have a label, with its text.
    pub(super) named: Vec<(Spot, String)>,
}

/// A label at its place.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct PlacedLabel {
    /// The box.
    pub(super) frame: PixelBox,
    /// Whether the text begins at the left of the box (-1), ends at its right (1) or is in its middle (0).
    pub(super) anchor: f64,
    /// The line that leads from the point to the box.
    pub(super) lead: Option<[Spot; 2]>,
}

impl Crowd {
    /// Finds a place for a label; none where it would cover another.
    pub(super) fn place(&mut self, at: Spot, text: &str, side: LabelSide) -> Option<PlacedLabel> {
        let size = [width(text, LABEL_SIZE), LABEL_SIZE * 1.2];
        let placed = match side {
            LabelSide::Any if self.is_named(at, text) => return None,
            LabelSide::Any => self.anywhere(at, size)?,
            LabelSide::Right | LabelSide::Left => {
                let wanted = if side == LabelSide::Right { 1.0 } else { -1.0 };
                let [first, second] = [wanted, -wanted].map(|dx| beside(at, size, [dx, 0.0], DISTANCES[0].0));
                if self.holds(&first.frame) || !self.holds(&second.frame) { first } else { second }
            }
            LabelSide::Above => {
                let above = beside(at, size, [0.0, -1.0], 2.0);
                let other = if self.is_taken(&above.frame) { self.anywhere(at, size) } else { None };
                other.unwrap_or(above)
            }
            LabelSide::On => beside([at[0], at[1] - size[1] / 2.0], size, [0.0, 1.0], 0.0),
        };
        let [left, top, right, bottom] = placed.frame;
        self.taken.push([left - APART, top, right + APART, bottom]);
        self.named.push((at, text.to_owned()));
        Some(placed)
    }

    fn anywhere(&self, at: Spot, size: Spot) -> Option<PlacedLabel> {
        let mut best: Option<(f64, PlacedLabel)> = None;
        for (distance, penalty) in DISTANCES {
            for direction in DIRECTIONS {
                let placed = beside(at, size, direction, distance);
                let limit = best.as_ref().map_or(MAX_AGAINST, |(least, _)| *least);
                if penalty >= limit || !self.holds(&placed.frame) || self.is_taken(&placed.frame) {
                    continue;
                }
                let cost = penalty + self.harm(&placed.frame);
                if cost < limit {
                    best = Some((cost, placed));
                }
            }
        }
        best.map(|(_, placed)| placed)
    }

    /// Returns whether a label near a position says the same already.
    fn is_named(&self, at: Spot, text: &str) -> bool {
        let is_near = |own: &Spot, axis: usize| own[axis] - at[axis] < SAME && at[axis] - own[axis] < SAME;
        self.named.iter().any(|(own, named)| named == text && is_near(own, 0) && is_near(own, 1))
    }

    fn holds(&self, frame: &PixelBox) -> bool {
        let [left, top, right, bottom] = self.bounds;
        frame[0] >= left && frame[1] >= top && frame[2] <= right && frame[3] <= bottom
    }

    fn is_taken(&self, frame: &PixelBox) -> bool {
        self.taken.iter().any(|own| frame[0] < own[2] && own[0] < frame[2] && frame[1] < own[3] && own[1] < frame[3])
    }

    fn harm(&self, frame: &PixelBox) -> f64 {
        let inside = |point: &&Spot| {
            let [x, y] = **point;
            x > frame[0] - 3.0 && x < frame[2] + 3.0 && y > frame[1] - 3.0 && y < frame[3] + 3.0
        };
        let points = self.points.iter().filter(inside).count();
        let lines = self.lines.iter().filter(|line| crosses(line, frame)).count();
        points as f64 * COVERED + lines as f64 * CROSSED
    }
}

fn beside(at: Spot, size: Spot, direction: Spot, distance: f64) -> PlacedLabel {
    // The middle of the box.
    let middle = [0, 1].map(|axis| at[axis] + direction[axis] * (distance + size[axis] / 2.0));
    let half = [size[0] / 2.0, size[1] / 2.0];
    let frame = [middle[0] - half[0], middle[1] - half[1], middle[0] + half[0], middle[1] + half[1]];
    let lead = (distance >= LED).then(|| {
        let end = [0, 1].map(|axis| middle[axis] - direction[axis] * half[axis]);
        [at, end]
    });
    PlacedLabel { frame, anchor: -direction[0], lead }
}

/// Returns whether a line from a position to another meets a box.
fn crosses(line: &[Spot; 2], frame: &PixelBox) -> bool {
    let [from, to] = line;
    let (mut enters, mut leaves) = (0.0, 1.0);
    for axis in [0, 1] {
        let (low, high, length) = (frame[axis], frame[axis + 2], to[axis] - from[axis]);
        if length == 0.0 {
            if from[axis] < low || from[axis] > high {
                return false;
            }
            continue;
        }
        let (first, second) = ((low - from[axis]) / length, (high - from[axis]) / length);
        let (near, far) = if first < second { (first, second) } else { (second, first) };
        enters = if near > enters { near } else { enters };
        leaves = if far < leaves { far } else { leaves };
    }
    enters <= leaves
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "these numbers are exact")]
mod tests {
    use super::*;

    fn crowd() -> Crowd {
        Crowd { bounds: [0.0, 0.0, 300.0, 100.0], ..Crowd::default() }
    }

    #[test]
    fn labels_of_one_point_take_different_places() {
        let mut crowd = crowd();
        let frames: Vec<PixelBox> = (0..8)
            .filter_map(|number| crowd.place([150.0, 50.0], &format!("Hunchun {number}"), LabelSide::Any))
            .map(|label| label.frame)
            .collect();
        assert!(frames.len() > 4);
        for (at, frame) in frames.iter().enumerate() {
            let apart =
                |own: &PixelBox| own[2] <= frame[0] || own[0] >= frame[2] || own[3] <= frame[1] || own[1] >= frame[3];
            assert!(frames[..at].iter().all(apart) && crowd.holds(frame));
        }
    }

    #[test]
    fn a_label_keeps_off_lines_and_stays_inside() {
        let mut crowd = crowd();
        crowd.lines.push([[150.0, 50.0], [300.0, 50.0]]);
        let label = crowd.place([150.0, 50.0], "Hunchun", LabelSide::Any).expect("there is room");
        assert_eq!(label.anchor, 1.0, "it is on the left, because the line goes to the right");
        let label = crowd.place([299.0, 20.0], "Hunchun", LabelSide::Right).expect("there is room on the left");
        assert!(label.frame[2] < 299.0);
    }

    #[test]
    fn two_labels_above_points_beside_each_other_do_not_overlap() {
        let mut crowd = crowd();
        let first = crowd.place([150.0, 50.0], "46.1", LabelSide::Above).expect("there is room");
        let second = crowd.place([153.0, 51.0], "47.1", LabelSide::Above).expect("there is room");
        assert!(first.anchor == 0.0 && first.frame[3] < 50.0);
        assert!(
            second.frame[0] >= first.frame[2] || second.frame[2] <= first.frame[0] || second.frame[1] >= first.frame[3]
        );
    }

    #[test]
    fn two_points_beside_each_other_with_one_name_are_named_once() {
        let mut crowd = crowd();
        assert!(crowd.place([150.0, 50.0], "Hunchun", LabelSide::Any).is_some());
        assert_eq!(crowd.place([152.0, 51.0], "Hunchun", LabelSide::Any), None);
        assert!(crowd.place([220.0, 51.0], "Hunchun", LabelSide::Any).is_some());
    }

    #[test]
    fn where_nothing_is_free_there_is_no_label() {
        let mut crowd = Crowd { bounds: [0.0, 0.0, 20.0, 10.0], ..Crowd::default() };
        assert_eq!(crowd.place([10.0, 5.0], "Hunchun", LabelSide::Any), None);
    }

    #[test]
    fn a_line_meets_a_box_that_it_goes_through() {
        let frame = [10.0, 10.0, 20.0, 20.0];
        assert!(crosses(&[[0.0, 0.0], [30.0, 30.0]], &frame));
        assert!(!crosses(&[[0.0, 0.0], [30.0, 0.0]], &frame));
        assert!(!crosses(&[[0.0, 0.0], [9.0, 9.0]], &frame));
    }
}
