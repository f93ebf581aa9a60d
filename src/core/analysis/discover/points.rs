//! Points, boxes around some of them, and the points that a box holds.

/// The sampled points: for each input its value in each point, and which points win.
pub(super) struct SamplePoints<'a> {
    /// One column for each input.
    pub(super) columns: &'a [Vec<f64>],
    /// One entry for each point.
    pub(super) wins: &'a [bool],
}

/// The number of points that a box holds, and the number of them that win.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) points: u64,
    pub(super) wins: u64,
}

/// The least and the greatest value that each input has in a box; infinite where it is not restricted.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Limits(pub(super) Vec<(f64, f64)>);

impl Limits {
    /// Makes the limits of the box of all points.
    pub(super) fn everything(inputs: usize) -> Self {
        Self(vec![(f64::NEG_INFINITY, f64::INFINITY); inputs])
    }

    /// Returns the inputs that are restricted on either side.
    pub(super) fn restricted(&self) -> impl Iterator<Item = usize> + '_ {
        let is_restricted = |limits: &(f64, f64)| limits.0.is_finite() || limits.1.is_finite();
        self.0.iter().enumerate().filter(move |(_, limits)| is_restricted(limits)).map(|(input, _)| input)
    }

    /// Returns whether a point is inside, one input left out if asked.
    pub(super) fn holds(&self, points: &SamplePoints<'_>, point: usize, but: Option<usize>) -> bool {
        self.restricted().filter(|input| Some(*input) != but).all(|input| {
            let (low, high) = self.0[input];
            (low..=high).contains(&points.columns[input][point])
        })
    }

    /// Counts the points inside.
    pub(super) fn count(&self, points: &SamplePoints<'_>, but: Option<usize>) -> Held {
        let restricted: Vec<usize> = self.restricted().filter(|input| Some(*input) != but).collect();
        let mut held = Held::default();
        for (point, &wins) in points.wins.iter().enumerate() {
            let inside = restricted.iter().all(|&input| {
                let (low, high) = self.0[input];
                (low..=high).contains(&points.columns[input][point])
            });
            held.points += u64::from(inside);
            held.wins += u64::from(inside && wins);
        }
        held
    }
}
