//! The list of figures given a fit: what the fitted claims leave of each figure, and how often that is beyond its flip.

use corridor_kernel::weighted_quantiles;

use crate::analysis::given::GivenFit;
use crate::answer::Prepared;
use crate::draws::{Distributions, DrawError};
use crate::ids::{DemandId, FigureId};

use super::list::nearer;
use super::result::{FigureFlip, FittedRange, FlipList};

impl FlipList {
    /// Adds what a fit leaves of each figure; those come first that are oftenest beyond a flip.
    pub(super) fn given_fit(
        &mut self,
        case: &Prepared,
        demands: &[DemandId],
        given: &GivenFit,
    ) -> Result<(), DrawError> {
        let engine = given.engine(case, Distributions::of_case(case)?, Some(demands))?;
        let register = &case.model().register;
        let id_of = |flip: &FigureFlip| register.find(&flip.figure.path).filter(|id| engine.figures().contains(id));
        let ids: Vec<Option<FigureId>> = self.flips.iter().map(id_of).collect();
        let drawn: Vec<FigureId> = ids.iter().copied().flatten().collect();
        let mut columns = engine.values(&drawn, given.effective()).into_iter();
        for (flip, id) in self.flips.iter_mut().zip(ids) {
            flip.fitted = id.and_then(|_| columns.next()).map(|values| FittedRange::of(&values, flip));
        }
        self.given = Some(given.claims.clone());
        let beyond = |flip: &FigureFlip| flip.fitted.as_ref().map_or(0.0, |fitted| fitted.beyond);
        self.flips.sort_by(|one, other| {
            let by_move = || nearer(&one.nearest, &other.nearest);
            beyond(other)
                .total_cmp(&beyond(one))
                .then_with(by_move)
                .then_with(|| one.figure.path.cmp(&other.figure.path))
        });
        Ok(())
    }
}

impl FittedRange {
    fn of(values: &[f64], flip: &FigureFlip) -> Self {
        let flips = || std::iter::once(&flip.nearest).chain(&flip.other);
        let is_beyond = |value: &&f64| {
            flips().any(|flip| {
                let at = flip.value.to_f64();
                if flip.distance.is_negative() { **value <= at } else { **value >= at }
            })
        };
        let beyond = values.iter().filter(is_beyond).count() as f64 / values.len().max(1) as f64;
        Self { range: weighted_quantiles(values, &vec![1.0; values.len()], [0.05, 0.5, 0.95]), beyond }
    }
}
