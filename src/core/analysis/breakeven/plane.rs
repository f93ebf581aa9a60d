//! The corridors that lead where two figures move: exactly along the first, on lines of values of the second.
//!
//! Each line is the scenario with the second figure set to one value, and the curve of the first in it. So a plane says
//! nothing that the curves of one figure do not say, and holds for all figures that these hold for.

use std::collections::BTreeSet;

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::verdict::Verdict;
use crate::analysis::{Cell, Column};
use crate::answer::{PlaceName, Prepared, Progress, ScenarioUsed, place_name};
use crate::ids::{DemandId, FigureId};
use crate::model::Model;
use crate::scenario::Override;
use crate::units::{Decimal, Exact, ExactNumber, Money, decimal_text, to_f64};

use super::figures::{asked_span, check_units, corridors, keys, moved_figure, sensible_span};
use super::line::FigureSpan;
use super::question::BreakEvenError;
use super::result::{Flip, Lead, MovedFigure, NamedCorridor};
use super::rounded::{RoundedAnswers, Side};
use super::structure::{each, lead_curve};

/// The number of lines through the plane, beside today's.
const ROWS: i64 = 17;
/// The most demands for which lines are laid just beyond the flips of the second figure as well.
const MAX_DEMANDS_WITH_FLIPS: usize = 4;
/// The digits of the second figure on a line.
const DIGITS: i32 = 12;

/// One of the two figures that move.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PlaneAxis {
    /// The figure.
    pub figure: MovedFigure,
    /// The least value looked at.
    pub from: ExactNumber,
    /// The greatest.
    pub to: ExactNumber,
}

/// A line through the plane: the corridors that lead along the first figure at one value of the second.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PlaneRow {
    /// The second figure on it.
    pub second: Decimal,
    /// The corridors that lead along the first.
    pub leads: Vec<Lead>,
}

/// The part of the plane that some corridors lead.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PlaneShare {
    /// Their keys.
    pub corridors: Vec<String>,
    /// The share of the rectangle, from 0 to 1, as if it changed evenly from one line to the next.
    pub share: f64,
}

/// The values at which the cheapest corridors change if one figure moves alone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct AxisFlips {
    /// The next flip below today's value.
    pub below: Option<Flip>,
    /// The next flip above it.
    pub above: Option<Flip>,
}

/// What two figures do to one demand.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PlaneDemand {
    /// The key of the origin.
    pub from: PlaceName,
    /// The key of the destination.
    pub to: PlaceName,
    /// The customs regime of the goods: `domestic`, `bonded`, `export` or `import`.
    pub regime: &'static str,
    /// The keys of the corridors that are cheapest today; several where they cost the same.
    pub leaders: Vec<String>,
    /// What the cheapest costs today.
    pub total_per_t: Option<Money>,
    /// What either figure does alone.
    pub alone: [AxisFlips; 2],
    /// The parts of the plane that corridors lead, the greatest share first.
    pub shares: Vec<PlaneShare>,
    /// Lines through the plane from the least to the greatest value of the second figure, today's among them.
    pub rows: Vec<PlaneRow>,
}

/// The corridors that lead where two figures move.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Plane {
    /// What was asked, of which files.
    pub scenario: ScenarioUsed,
    /// Whether the figures decide who is cheapest, demand by demand.
    pub verdicts: Vec<Verdict>,
    /// The figure along rows.
    pub first: PlaneAxis,
    /// The figure from row to row.
    pub second: PlaneAxis,
    /// The corridors in the order of the file.
    #[serde(skip)]
    pub corridors: Vec<NamedCorridor>,
    /// The demands in the order of the file.
    pub demands: Vec<PlaneDemand>,
}

impl Plane {
    /// Returns the two figures.
    pub const fn axes(&self) -> [&PlaneAxis; 2] {
        [&self.first, &self.second]
    }
}

/// Finds the corridors that lead some demands where two figures move.
///
/// Where nothing is said a figure moves between its bounds, or from half to twice its value.
///
/// # Errors
/// Returns why there is no such plane.
pub fn plane(
    case: &Prepared,
    demands: &[DemandId],
    figures: [FigureId; 2],
    between: [Option<(Decimal, Decimal)>; 2],
    progress: &Progress,
) -> Result<Plane, BreakEvenError> {
    let (model, costs) = (case.model(), case.priced().costs());
    let paths = figures.map(|figure| model.register.figure(figure).path());
    if figures[0] == figures[1] {
        return Err(BreakEvenError::Same(paths[0].clone()));
    }
    for (figure, path) in figures.into_iter().zip(&paths) {
        if model.register.figure(figure).role.is_band_edge() {
            return Err(BreakEvenError::Edge(path.clone()));
        }
        if case.network_change(figure).is_none() && costs.moved_by(figure).is_empty() {
            return Err(BreakEvenError::Still(path.clone()));
        }
    }
    if costs.moved_by(figures[0]).iter().any(|&class| costs.is_stepped(class, &BTreeSet::from([figures[0]]))) {
        let [first, second] = paths;
        return Err(BreakEvenError::Stepped(first, second));
    }
    let sides = [side(model, figures[0], between[0])?, side(model, figures[1], between[1])?];
    let alone_of = |&demand: &DemandId| {
        let answers = RoundedAnswers::new(case, demand);
        (figures.map(|figure| alone(&answers, figure)), answers)
    };
    let answered: Vec<([AxisFlips; 2], RoundedAnswers<'_>)> = demands.par_iter().map(alone_of).collect();
    let mut levels = levels(&sides[1], model.register.figure(figures[1]).value);
    if demands.len() <= MAX_DEMANDS_WITH_FLIPS {
        levels.extend(answered.iter().flat_map(|([_, second], _)| second.beyond(&sides[1])));
        levels.sort_by(|one, other| one.compare(*other));
        levels.dedup_by(|one, other| one.compare(*other).is_eq());
    }
    let on_line = |&at: &Decimal| line(case, demands, [&paths[0], &paths[1]], &sides[0], at);
    let lines: Vec<Vec<Vec<Lead>>> =
        levels.par_iter().map(progress.counting(levels.len(), on_line)).collect::<Result<_, _>>()?;
    let of_demand = |(place, &demand): (usize, &DemandId)| {
        let row = |(&second, line): (&Decimal, &Vec<Vec<Lead>>)| PlaneRow { second, leads: line[place].clone() };
        let rows: Vec<PlaneRow> = levels.iter().zip(&lines).map(row).collect();
        let ((alone, answers), asked) = (&answered[place], &model.demands[demand]);
        PlaneDemand {
            from: place_name(model, asked.from),
            to: place_name(model, asked.to),
            regime: asked.customs.as_str(),
            leaders: keys(model, &answers.leaders),
            total_per_t: answers.today.iter().flatten().min().copied(),
            alone: alone.clone(),
            shares: shares(&rows),
            rows,
        }
    };
    let axis = |axis: usize| PlaneAxis {
        figure: moved_figure(model, figures[axis]),
        from: sides[axis].from.clone().into(),
        to: sides[axis].to.clone().into(),
    };
    Ok(Plane {
        scenario: case.used(),
        verdicts: Vec::new(),
        first: axis(0),
        second: axis(1),
        corridors: corridors(model),
        demands: demands.par_iter().enumerate().map(of_demand).collect(),
    })
}

impl AxisFlips {
    /// Returns the values one step beyond the flips, where they are on one side of the plane.
    fn beyond(&self, side: &FigureSpan) -> Vec<Decimal> {
        let step = |flip: &Option<Flip>, sign: i64| {
            let flip = flip.as_ref()?;
            let at = flip.value.to_exact() + Exact::from(sign) * flip.step.to_exact();
            Decimal::of_digits(&at, DIGITS).filter(|_| side.from <= at && at <= side.to)
        };
        step(&self.below, -1).into_iter().chain(step(&self.above, 1)).collect()
    }
}

/// Returns the values of a figure that are looked at.
fn side(model: &Model, figure: FigureId, between: Option<(Decimal, Decimal)>) -> Result<FigureSpan, BreakEvenError> {
    // A line through the plane looks at all sensible values of a figure.
    check_units(model, figure, &sensible_span(model, figure))?;
    if let Some(between) = between {
        return asked_span(model, figure, between);
    }
    let known = model.register.figure(figure);
    let value = known.value.to_exact();
    let two = Exact::from(2);
    let mut ends = [&value / &two, &value * &two];
    ends.sort();
    let [mut from, mut to] = ends;
    if let Some(low) = known.low {
        from = low.to_exact().min(value.clone());
    }
    if let Some(high) = known.high {
        to = high.to_exact().max(value);
    }
    let sensible = sensible_span(model, figure);
    let span = FigureSpan { from: from.max(sensible.from), to: to.min(sensible.to) };
    if span.from < span.to { Ok(span) } else { Err(BreakEvenError::NoInterval(known.path())) }
}

/// Returns the values of the second figure at which lines are laid through the plane, from the least to the greatest.
fn levels(side: &FigureSpan, today: Decimal) -> Vec<Decimal> {
    let step = (&side.to - &side.from) / Exact::from(ROWS - 1);
    let even = (0..ROWS).filter_map(|row| {
        let at = &side.from + &step * Exact::from(row);
        Decimal::of_digits(&at, DIGITS)
    });
    let mut all: Vec<Decimal> = even.chain([today]).collect();
    all.sort_by(|one, other| one.compare(*other));
    all.dedup_by(|one, other| one.compare(*other).is_eq());
    all
}

/// Finds the corridors that lead along the first figure where the second is set to a value.
///
/// # Shape
/// The result has one entry for each demand.
fn line(
    case: &Prepared,
    demands: &[DemandId],
    paths: [&str; 2],
    span: &FigureSpan,
    at: Decimal,
) -> Result<Vec<Vec<Lead>>, BreakEvenError> {
    let senseless = || BreakEvenError::Senseless(paths[0].to_owned(), paths[1].to_owned());
    let then = case.with_set(&[Override::set(paths[1], at)]).map_err(|_| senseless())?;
    let figure = then.model().register.find(paths[0]).ok_or_else(senseless)?;
    let found = each(&then, demands, figure, span, |_, curve| {
        let leads = curve.as_ref().map_err(BreakEvenError::clone)?.leads(then.model());
        match leads.first().zip(leads.last()) {
            Some((first, last)) if *first.from > span.from || *last.to < span.to => Err(senseless()),
            _ => Ok(leads),
        }
    });
    found.into_iter().collect()
}

/// Finds the flips of a figure that moves alone.
fn alone(answers: &RoundedAnswers<'_>, figure: FigureId) -> AxisFlips {
    let Ok(curve) = lead_curve(answers, figure, &sensible_span(answers.case.model(), figure)) else {
        return AxisFlips::default();
    };
    let [below, above] = [Side::Below, Side::Above].map(|side| curve.flip(answers, figure, side));
    AxisFlips { below, above }
}

/// Measures the parts of the rectangle that corridors lead.
fn shares(rows: &[PlaneRow]) -> Vec<PlaneShare> {
    let height = |below: &PlaneRow, above: &PlaneRow| above.second.to_f64() - below.second.to_f64();
    let whole: f64 = rows.windows(2).map(|rows| height(&rows[0], &rows[1])).sum();
    let mut all: Vec<PlaneShare> = Vec::new();
    for (place, row) in rows.iter().enumerate() {
        let below = place.checked_sub(1).map_or(0.0, |below| height(&rows[below], row));
        let above = rows.get(place + 1).map_or(0.0, |above| height(row, above));
        let ends = row.leads.first().zip(row.leads.last());
        let width = ends.map_or(1.0, |(first, last)| to_f64(&last.to) - to_f64(&first.from));
        for lead in &row.leads {
            let share = (to_f64(&lead.to) - to_f64(&lead.from)) / width * (below + above) / 2.0 / whole;
            match all.iter_mut().find(|known| known.corridors == lead.corridors) {
                Some(known) => known.share += share,
                None => all.push(PlaneShare { corridors: lead.corridors.clone(), share }),
            }
        }
    }
    all.sort_by(|one, other| other.share.total_cmp(&one.share));
    all
}

/// A row of the table for spreadsheets: an interval of the first figure at one value of the second.
pub struct PlaneLeadRow<'a> {
    plane: &'a Plane,
    demand: &'a PlaneDemand,
    second: Decimal,
    lead: &'a Lead,
}

impl Plane {
    /// Returns one row for each interval on each line of each demand.
    pub fn table(&self) -> impl Iterator<Item = PlaneLeadRow<'_>> {
        let lines = self.demands.iter().flat_map(|demand| demand.rows.iter().map(move |row| (demand, row)));
        lines.flat_map(move |(demand, PlaneRow { second, leads })| {
            leads.iter().map(move |lead| PlaneLeadRow { plane: self, demand, second: *second, lead })
        })
    }
}

impl PlaneLeadRow<'_> {
    /// Returns the columns of the rows.
    pub const fn columns() -> [Column<Self>; 14] {
        const UNIT: &str = "the figure's";
        [
            Column::new("scenario", "", |row| (&row.plane.scenario.name).into()),
            Column::new("first", "", |row| (&row.plane.first.figure.path).into()),
            Column::new("first_unit", "", |row| (&row.plane.first.figure.unit).into()),
            Column::new("second", "", |row| (&row.plane.second.figure.path).into()),
            Column::new("second_unit", "", |row| (&row.plane.second.figure.unit).into()),
            Column::new("from", "", |row| (&row.demand.from.key).into()),
            Column::new("to", "", |row| (&row.demand.to.key).into()),
            Column::new("from_name", "", |row| Cell::Name(&row.demand.from)),
            Column::new("to_name", "", |row| Cell::Name(&row.demand.to)),
            Column::new("leaders", "", |row| row.lead.corridors.join(";").into()),
            Column::new("second_value", UNIT, |row| row.second.into()),
            Column::new("first_from", UNIT, |row| decimal_text(&row.lead.from).into()),
            Column::new("first_to", UNIT, |row| decimal_text(&row.lead.to).into()),
            Column::new("currency", "", |row| (&row.plane.scenario.currency).into()),
        ]
    }
}
