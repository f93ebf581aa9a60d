//! Figures and corridors of a model, as results write them.

use crate::answer::titles;
use crate::ids::{CorridorId, FigureId};
use crate::model::Model;

use super::result::{MovedFigure, NamedCorridor};

/// Describes a figure with all that is known about it.
pub(in crate::analysis) fn moved_figure(model: &Model, figure: FigureId) -> MovedFigure {
    let known = model.register.figure(figure);
    MovedFigure {
        path: known.path.clone(),
        unit: known.unit.clone(),
        value: known.value,
        low: known.low,
        high: known.high,
        grade: known.grade,
        sources: titles(model, &known.sources),
        note: known.note.clone(),
    }
}

/// Names all corridors, in the order of the file.
pub(in crate::analysis) fn corridors(model: &Model) -> Vec<NamedCorridor> {
    let name =
        |corridor: &crate::model::Corridor| NamedCorridor { key: corridor.key.clone(), title: corridor.title.clone() };
    model.corridors.iter().map(name).collect()
}

/// Returns the keys of some corridors.
pub(in crate::analysis) fn keys(model: &Model, corridors: &[CorridorId]) -> Vec<String> {
    corridors.iter().map(|&corridor| model.corridors[corridor].key.clone()).collect()
}
