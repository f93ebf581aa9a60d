//! Lines through the plane of two figures, and the parts of it that corridors lead.

use std::collections::BTreeSet;

use crate::model::Model;
use crate::units::{Exact, to_f64};

use super::super::figures::keys;
use super::super::line::FigureSpan;

use super::super::result::Lead;
use super::parted::PartedTile;
use super::result::{PlaneRow, PlaneShare, PlaneStrip};
use super::slab::order;

/// The number of lines through the plane, beside today's.
const ROWS: i64 = 17;
/// The number of lines through a strip by which its cells are measured.
const MEASURED: usize = 32;

/// Returns the values of the second figure at which lines are laid through the plane.
pub(super) fn levels(side: &FigureSpan, today: Exact) -> BTreeSet<Exact> {
    let step = (&side.to - &side.from) / Exact::from_integer((ROWS - 1).into());
    let even = (0..ROWS).map(|row| &side.from + &step * Exact::from_integer(row.into()));
    even.chain([today]).collect()
}

/// Lays a line through the plane.
pub(super) fn row(model: &Model, parted: &[PartedTile], at: Exact) -> PlaneRow {
    let last = parted.iter().map(|part| &part.sides[1].to).max();
    let holds = |part: &&PartedTile| {
        let side = &part.sides[1];
        side.from <= at && (at < side.to || (at == side.to && Some(&at) == last))
    };
    let mut own: Vec<&PartedTile> = parted.iter().filter(holds).collect();
    own.sort_by(|one, other| one.sides[0].from.cmp(&other.sides[0].from));
    let mut leads: Vec<Lead> = Vec::new();
    for part in own {
        let spans = order(&part.terms(), part.shapes[0], &part.sides[0], &part.shapes[1].input(&at));
        for (FigureSpan { from, to }, own) in spans {
            let all: BTreeSet<_> = own.iter().flat_map(|&place| &part.routes[place].corridors).collect();
            let corridors = keys(model, all);
            match leads.last_mut() {
                Some(before) if before.corridors == corridors && *before.to == from => before.to = to.into(),
                _ => leads.push(Lead { from: from.into(), to: to.into(), corridors }),
            }
        }
    }
    PlaneRow { second: at.into(), leads }
}

/// Measures the parts of the rectangle that corridors lead, by lines through the middles of thin strips.
pub(super) fn shares(parted: &[PartedTile], strips: &[Vec<PlaneStrip>], sides: &[FigureSpan; 2]) -> Vec<PlaneShare> {
    let length = |from: &Exact, to: &Exact| to_f64(to) - to_f64(from);
    let whole = length(&sides[0].from, &sides[0].to) * length(&sides[1].from, &sides[1].to);
    let mut all: Vec<PlaneShare> = Vec::new();
    let own = parted.iter().zip(strips).flat_map(|(part, strips)| strips.iter().map(move |strip| (part, strip)));
    for (part, strip) in own {
        let (low, height) =
            (to_f64(&strip.second_from.near), length(&strip.second_from.near, &strip.second_to.near) / MEASURED as f64);
        let ends = [to_f64(&strip.first_from), to_f64(&strip.first_to)];
        for line in 0..MEASURED {
            let second = low + height * (line as f64 + 0.5);
            let mut from = ends[0];
            for cell in &strip.cells {
                let to = cell.end_at(part.shapes, second).map_or(ends[1], |to| to.clamp(from, ends[1]));
                let share = (to - from) * height / whole;
                match all.iter_mut().find(|known| known.corridors == cell.corridors) {
                    Some(known) => known.share += share,
                    None => all.push(PlaneShare { corridors: cell.corridors.clone(), share }),
                }
                from = to;
            }
        }
    }
    all.sort_by(|one, other| other.share.total_cmp(&one.share));
    all
}
