//! Who leads one demand where along a figure.

use num_traits::{Signed, Zero};

use crate::analysis::breakeven::{Curve, CurvePiece, Lead, Shape};
use crate::answer::{PlaceName, place_name};
use crate::ids::{ArcId, CorridorId, DemandId, FigureId, Id, PlaceId};
use crate::model::Model;
use crate::network::{ArcKind, Network};
use crate::units::{Exact, Money};

use super::ground::{Ground, NoCurve, Segment, Stretch};
use super::line::{Curve as Line, ExactLine, Span, envelope};
use super::truth::Side;

/// Is everything that one figure does to one demand.
pub(super) struct Led {
    stretches: Vec<Part>,
    /// How many amounts of a route are rounded that the figure moves, at most.
    rounded: u32,
}

/// Is what happens on an interval on which every cost is one line.
struct Part {
    span: Span,
    shape: Shape,
    /// For each corridor its parts from the least value of the figure to the greatest.
    corridors: Vec<Vec<Ridden>>,
    /// Who leads where, and with which line.
    leads: Vec<LeadLine>,
}

/// Is a line with where it is lowest and the corridors whose it is.
type LeadLine = (Span, ExactLine, Vec<usize>);

/// Is a part of a corridor's curve, with the route that is taken on it.
struct Ridden {
    span: Span,
    line: ExactLine,
    form: &'static str,
    way: Vec<PlaceName>,
}

impl Led {
    /// Puts together what was found out on intervals that follow each other.
    pub(super) fn joined(all: impl IntoIterator<Item = Self>) -> Self {
        let mut joined = Self { stretches: Vec::new(), rounded: 0 };
        for led in all {
            joined.stretches.extend(led.stretches);
            joined.rounded = joined.rounded.max(led.rounded);
        }
        joined
    }

    /// Tells whether it reaches from one end of an interval to the other.
    pub(super) fn covers(&self, span: &Span) -> bool {
        let ends = self.stretches.first().zip(self.stretches.last());
        ends.is_some_and(|(first, last)| first.span.from == span.from && last.span.to == span.to)
    }

    /// Tells whether every corridor costs the same everywhere.
    pub(super) fn is_still(&self) -> bool {
        let Some(first) = self.stretches.first() else { return true };
        (0..first.corridors.len()).all(|corridor| {
            let mut lines = self.stretches.iter().flat_map(|part| &part.corridors[corridor]).map(|ridden| &ridden.line);
            let first = lines.next();
            first.is_none_or(|first| first.slope.is_zero() && lines.all(|line| line == first))
        })
    }

    /// Finds out who leads some demands on an interval on which nothing moves their costs.
    pub(super) fn still(ground: &Ground<'_>, demands: &[DemandId], span: &Span) -> Vec<Self> {
        let stretch = ground.still(span);
        let own = |&demand: &DemandId| Self { stretches: vec![part(ground, demand, &stretch)], rounded: 0 };
        demands.iter().map(own).collect()
    }

    /// Finds out who leads some demands where along a figure.
    ///
    /// # Shape
    /// The result has one entry for each demand.
    pub(super) fn of(
        ground: &Ground<'_>,
        demands: &[DemandId],
        figure: FigureId,
        within: &Span,
    ) -> Result<Vec<Self>, NoCurve> {
        let (stretches, rounded) = ground.stretches(figure, within)?;
        let own = |&demand: &DemandId| Self {
            stretches: stretches.iter().map(|stretch| part(ground, demand, stretch)).collect(),
            rounded: ground.queries_of(demand).map(|query| rounded[query]).max().unwrap_or(0),
        };
        Ok(demands.iter().map(own).collect())
    }

    /// Returns the curves of all corridors.
    pub(super) fn curves(&self, model: &Model) -> Vec<Curve> {
        let curve = |(corridor, rules): (CorridorId, &crate::model::Corridor)| {
            let pieces = self.stretches.iter().flat_map(|part| {
                part.corridors[corridor.index()].iter().map(move |ridden| {
                    let cost = |at: &Exact| in_units(ridden.line.at(part.shape, at));
                    CurvePiece {
                        from: ridden.span.from.clone(),
                        to: ridden.span.to.clone(),
                        fixed: in_units(ridden.line.fixed.clone()),
                        slope: in_units(ridden.line.slope.clone()),
                        // What does not depend on the figure is as straight as it is anything.
                        shape: if ridden.line.slope.is_zero() { Shape::Straight } else { part.shape },
                        cost_from: cost(&ridden.span.from),
                        cost_to: cost(&ridden.span.to),
                        form: ridden.form,
                        way: ridden.way.clone(),
                    }
                })
            });
            Curve { corridor: rules.key.clone(), title: rules.title.clone(), pieces: joined(pieces) }
        };
        model.corridors.enumerate().map(curve).collect()
    }

    /// Returns who leads where.
    pub(super) fn leads(&self, model: &Model) -> Vec<Lead> {
        let mut all: Vec<Lead> = Vec::new();
        for (span, _, owners) in self.stretches.iter().flat_map(|part| &part.leads) {
            let corridors: Vec<String> =
                owners.iter().map(|&place| model.corridors[CorridorId::new(place)].key.clone()).collect();
            match all.last_mut() {
                Some(before) if before.corridors == corridors => before.to = span.to.clone(),
                _ => all.push(Lead { from: span.from.clone(), to: span.to.clone(), corridors }),
            }
        }
        all
    }

    /// Returns where on one side of today's value none of the old leaders leads any more, and how far the rounding of
    /// costs can move that.
    pub(super) fn next_turn(&self, today: &Exact, side: Side, old: &[CorridorId]) -> Option<(Exact, Exact)> {
        let mut leads: Vec<(&Part, &LeadLine)> =
            self.stretches.iter().flat_map(|part| part.leads.iter().map(move |lead| (part, lead))).collect();
        leads.retain(|(_, (span, _, _))| match side {
            Side::Above => span.to > *today,
            Side::Below => span.from < *today,
        });
        if side == Side::Below {
            leads.reverse();
        }
        let keeps = |owners: &[usize]| owners.iter().any(|&place| old.contains(&CorridorId::new(place)));
        let turned = leads.iter().position(|(_, (_, _, owners))| !keeps(owners))?;
        let (part, (span, line, _)) = leads[turned];
        let at = if side == Side::Above { &span.from } else { &span.to };
        if turned == 0 && at != today {
            // Today's leader is only one within rounding.
            return None;
        }
        let before = turned.checked_sub(1).map(|before| &leads[before].1.1);
        let difference = before.map_or_else(Exact::zero, |before| (&before.slope - &line.slope).abs());
        Some((at.clone(), blur(&difference, part.shape, at, self.rounded)))
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

fn part(ground: &Ground<'_>, demand: DemandId, stretch: &Stretch) -> Part {
    let Stretch { span, shape, segments } = stretch;
    let network = ground.priced.network();
    let questions = network.questions();
    let corridors: Vec<Vec<Ridden>> = ground
        .model
        .corridors
        .ids()
        .map(|corridor| {
            let is_own =
                |&query: &usize| questions[ground.questions[query]].corridor == corridor && !segments[query].is_empty();
            let queries: Vec<usize> = ground.queries_of(demand).filter(is_own).collect();
            let curves: Vec<Line> = queries.iter().map(|&query| lines(&segments[query])).collect();
            envelope(&curves, *shape, span)
                .into_iter()
                .map(|(span, line, owners)| {
                    let query = queries[owners[0]];
                    let at = segments[query].partition_point(|segment| segment.span.to <= span.from);
                    let layer = &network.layers()[usize::from(questions[ground.questions[query]].layer)];
                    let way = way(ground.model, network, &segments[query][at].arcs);
                    Ridden { span, line, form: layer.form.as_str(), way }
                })
                .collect()
        })
        .collect();
    let curves: Vec<Line> =
        corridors.iter().map(|own| own.iter().map(|own| (own.span.clone(), own.line.clone())).collect()).collect();
    Part { span: span.clone(), shape: *shape, leads: envelope(&curves, *shape, span), corridors }
}

fn lines(segments: &[Segment]) -> Line {
    segments.iter().map(|segment| (segment.span.clone(), segment.line.clone())).collect()
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
