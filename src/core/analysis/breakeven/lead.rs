//! The corridors that lead one demand, interval by interval along a figure.

use num_traits::{Signed, Zero};

use crate::answer::{PlaceName, place_name};
use crate::ids::{ArcId, CorridorId, DemandId, FigureId, Id, PlaceId};
use crate::model::{Corridor, Model};
use crate::network::{ArcKind, Network};
use crate::units::{Exact, Money};

use super::base::{BaseNetwork, FigureStretch, Segment};
use super::bounds::NoCurve;
use super::line::{ExactLine, FigureSpan, LinePart, LowestLine, envelope};
use super::names::keys;
use super::result::{Curve, CurvePiece, Lead, Shape};
use super::rounded::Side;

/// What one figure does to one demand: the curves of the corridors, and which of them leads where.
pub(super) struct LeadCurve {
    stretches: Vec<LeadStretch>,
    /// The greatest number of amounts of a route that the figure moves and that are rounded.
    rounded: u32,
}

/// The curves and leads on an interval on which every cost is one line.
struct LeadStretch {
    span: FigureSpan,
    shape: Shape,
    /// For each corridor the parts of its curve from the least value of the figure to the greatest.
    corridors: Vec<Vec<CurvePart>>,
    /// The corridors that lead, with the line of their cost.
    leads: Vec<LowestLine>,
}

/// A part of a corridor's curve, with the route that is taken on it.
struct CurvePart {
    span: FigureSpan,
    line: ExactLine,
    form: &'static str,
    way: Vec<PlaceName>,
}

impl LeadCurve {
    /// Puts together what was found out on intervals that follow each other.
    pub(super) fn joined(all: impl IntoIterator<Item = Self>) -> Self {
        let mut joined = Self { stretches: Vec::new(), rounded: 0 };
        for curve in all {
            joined.stretches.extend(curve.stretches);
            joined.rounded = joined.rounded.max(curve.rounded);
        }
        joined
    }

    /// Returns whether it reaches from one end of an interval to the other.
    pub(super) fn covers(&self, span: &FigureSpan) -> bool {
        let ends = self.stretches.first().zip(self.stretches.last());
        ends.is_some_and(|(first, last)| first.span.from == span.from && last.span.to == span.to)
    }

    /// Returns whether every corridor costs the same everywhere.
    pub(super) fn is_still(&self) -> bool {
        let Some(first) = self.stretches.first() else { return true };
        (0..first.corridors.len()).all(|corridor| {
            let mut lines =
                self.stretches.iter().flat_map(|stretch| &stretch.corridors[corridor]).map(|part| &part.line);
            let first = lines.next();
            first.is_none_or(|first| first.slope.is_zero() && lines.all(|line| line == first))
        })
    }

    /// Finds the corridors that lead some demands on an interval on which nothing moves their costs.
    pub(super) fn still(base: &BaseNetwork<'_>, demands: &[DemandId], span: &FigureSpan) -> Vec<Self> {
        let stretch = base.still(span);
        let own = |&demand: &DemandId| Self { stretches: vec![lead_stretch(base, demand, &stretch)], rounded: 0 };
        demands.iter().map(own).collect()
    }

    /// Finds the corridors that lead some demands along a figure.
    ///
    /// # Shape
    /// The result has one entry for each demand.
    pub(super) fn of(
        base: &BaseNetwork<'_>,
        demands: &[DemandId],
        figure: FigureId,
        within: &FigureSpan,
    ) -> Result<Vec<Self>, NoCurve> {
        let (stretches, rounded) = base.stretches(figure, within)?;
        let own = |&demand: &DemandId| Self {
            stretches: stretches.iter().map(|stretch| lead_stretch(base, demand, stretch)).collect(),
            rounded: base.queries_of(demand).map(|query| rounded[query]).max().unwrap_or(0),
        };
        Ok(demands.iter().map(own).collect())
    }

    /// Returns the curves of all corridors.
    pub(super) fn curves(&self, model: &Model) -> Vec<Curve> {
        let curve = |(corridor, rules): (CorridorId, &Corridor)| {
            let pieces = self.stretches.iter().flat_map(|stretch| {
                let parts = stretch.corridors[corridor.index()].iter();
                parts.map(|part| part.as_piece(stretch.shape))
            });
            Curve { corridor: rules.key.clone(), title: rules.title.clone(), pieces: joined(pieces) }
        };
        model.corridors.enumerate().map(curve).collect()
    }

    /// Returns the corridors that lead, from the least value to the greatest.
    pub(super) fn leads(&self, model: &Model) -> Vec<Lead> {
        let mut all: Vec<Lead> = Vec::new();
        for LowestLine { span, owners, .. } in self.stretches.iter().flat_map(|stretch| &stretch.leads) {
            let corridors: Vec<CorridorId> = owners.iter().map(|&place| CorridorId::new(place)).collect();
            let corridors = keys(model, &corridors);
            match all.last_mut() {
                Some(before) if before.corridors == corridors => before.to = span.to.clone().into(),
                _ => all.push(Lead { from: span.from.clone().into(), to: span.to.clone().into(), corridors }),
            }
        }
        all
    }

    /// Returns the nearest value on one side of today's at which none of the old leaders leads any more, and how far the
    /// rounding of costs can move it.
    pub(super) fn next_turn(&self, today: &Exact, side: Side, old: &[CorridorId]) -> Option<(Exact, Exact)> {
        let mut leads: Vec<(Shape, &LowestLine)> = self
            .stretches
            .iter()
            .flat_map(|stretch| stretch.leads.iter().map(move |lead| (stretch.shape, lead)))
            .filter(|(_, lead)| match side {
                Side::Above => lead.span.to > *today,
                Side::Below => lead.span.from < *today,
            })
            .collect();
        if side == Side::Below {
            leads.reverse();
        }
        let keeps = |owners: &[usize]| owners.iter().any(|&place| old.contains(&CorridorId::new(place)));
        let turned = leads.iter().position(|(_, lead)| !keeps(&lead.owners))?;
        let (shape, lead) = leads[turned];
        let at = if side == Side::Above { &lead.span.from } else { &lead.span.to };
        if turned == 0 && at != today {
            // Today's leader is only one within rounding.
            return None;
        }
        let before = turned.checked_sub(1).map(|before| &leads[before].1.line);
        let difference = before.map_or_else(Exact::zero, |before| (&before.slope - &lead.line.slope).abs());
        Some((at.clone(), blur(&difference, shape, at, self.rounded)))
    }
}

impl CurvePart {
    /// Writes down the part of a curve in units of the currency.
    fn as_piece(&self, shape: Shape) -> CurvePiece {
        let Self { span, line, form, way } = self;
        let cost = |at: &Exact| in_units(line.at(shape, at)).into();
        CurvePiece {
            from: span.from.clone().into(),
            to: span.to.clone().into(),
            // A constant is written as a straight line, however the figure enters elsewhere.
            shape: if line.slope.is_zero() { Shape::Straight } else { shape },
            fixed: in_units(line.fixed.clone()).into(),
            slope: in_units(line.slope.clone()).into(),
            form,
            way: way.clone(),
            cost_from: cost(&span.from),
            cost_to: cost(&span.to),
        }
    }
}

/// Returns how far the rounding of some amounts to millionths moves where two lines cross.
fn blur(difference: &Exact, shape: Shape, at: &Exact, rounded: u32) -> Exact {
    if difference.is_zero() {
        return Exact::zero();
    }
    let off = Exact::from_integer(rounded.max(1).into()) / difference;
    match shape {
        Shape::Straight => off,
        Shape::Reciprocal => off * at * at,
    }
}

/// Finds the curves of all corridors of a demand on an interval, and which of them lead.
fn lead_stretch(base: &BaseNetwork<'_>, demand: DemandId, stretch: &FigureStretch) -> LeadStretch {
    let FigureStretch { span, shape, .. } = stretch;
    let own = |corridor: CorridorId| curve_parts(base, demand, corridor, stretch);
    let corridors: Vec<Vec<CurvePart>> = base.model.corridors.ids().map(own).collect();
    let line = |part: &CurvePart| LinePart { span: part.span.clone(), line: part.line.clone() };
    let lines: Vec<Vec<LinePart>> = corridors.iter().map(|parts| parts.iter().map(line).collect()).collect();
    LeadStretch { span: span.clone(), shape: *shape, leads: envelope(&lines, *shape, span), corridors }
}

/// Finds the curve of a demand by one corridor on an interval: the lowest of its questions, each of one form of cargo.
fn curve_parts(
    base: &BaseNetwork<'_>,
    demand: DemandId,
    corridor: CorridorId,
    FigureStretch { span, shape, segments }: &FigureStretch,
) -> Vec<CurvePart> {
    let network = base.priced.network();
    let question = |query: usize| &network.questions()[base.questions[query]];
    let is_own = |&query: &usize| question(query).corridor == corridor && !segments[query].is_empty();
    let queries: Vec<usize> = base.queries_of(demand).filter(is_own).collect();
    let line = |segment: &Segment| LinePart { span: segment.span.clone(), line: segment.line.clone() };
    let lines: Vec<Vec<LinePart>> = queries.iter().map(|&query| segments[query].iter().map(line).collect()).collect();
    let part = |LowestLine { span, line, owners }: LowestLine| {
        let query = queries[owners[0]];
        let at = segments[query].partition_point(|segment| segment.span.to <= span.from);
        let form = network.layers()[usize::from(question(query).layer)].form.as_str();
        CurvePart { span, line, form, way: way(base.model, network, &segments[query][at].arcs) }
    };
    envelope(&lines, *shape, span).into_iter().map(part).collect()
}

/// Joins pieces that follow each other by the same route and line.
fn joined(pieces: impl Iterator<Item = CurvePiece>) -> Vec<CurvePiece> {
    let mut all: Vec<CurvePiece> = Vec::new();
    for piece in pieces {
        match all.last_mut() {
            Some(before)
                if (&before.fixed, &before.slope, &before.way, before.form)
                    == (&piece.fixed, &piece.slope, &piece.way, piece.form) =>
            {
                (before.to, before.cost_to) = (piece.to, piece.cost_to);
            }
            _ => all.push(piece),
        }
    }
    all
}

/// Names the places of a route at which more happens than passing.
pub(super) fn way(model: &Model, network: &Network, arcs: &[u32]) -> Vec<PlaceName> {
    let mut places: Vec<PlaceId> = Vec::new();
    for &arc in arcs {
        let place = match &network.arcs()[ArcId::new(arc as usize)].kind {
            ArcKind::Load { place, .. }
            | ArcKind::Tranship { place, .. }
            | ArcKind::Gauge { place }
            | ArcKind::Unload { place, .. } => *place,
            _ => continue,
        };
        if places.last() != Some(&place) {
            places.push(place);
        }
    }
    places.into_iter().map(|place| place_name(model, place)).collect()
}

/// Returns millionths as units of a currency.
pub(super) fn in_units(micros: Exact) -> Exact {
    micros / Exact::from_integer(Money::SCALE.into())
}
