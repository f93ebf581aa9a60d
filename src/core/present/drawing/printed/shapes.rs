//! Shapes of a picture with colours and widths, for those who paint.

use crate::present::drawing::face::{Bend, FontError, GlyphCache, PlacedGlyph, Typefaces};
use crate::present::drawing::labels::PixelBox;
use crate::present::drawing::layout::layout;
use crate::present::drawing::palette::Tint;
use crate::present::drawing::scene::{Painted, RADIUS, Stroke};
use crate::present::drawing::{Picture, Spot};

/// The width of the rim around text.
pub(super) const HALO: f64 = 3.0;
/// The part of the radius at which the handles of a quarter of a circle are.
const HANDLE: f64 = 0.552_284_75;

/// One step of painting.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Painting {
    /// A filled or stroked outline.
    Shape(Shaped),
    /// Glyphs in a colour, with a rim where they may be on lines.
    Text(Vec<PlacedGlyph>, [u8; 3], bool),
    /// The box outside of which nothing is painted; none for all of the picture again.
    Clip(Option<PixelBox>),
}

/// An outline with how it is painted.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Shaped {
    pub(super) curves: Vec<Bend>,
    /// Colour and opacity.
    pub(super) fill: Option<([u8; 3], f64)>,
    /// Colour, width and dashes.
    pub(super) stroke: Option<([u8; 3], f64, &'static [f32])>,
    /// Whether what lies in two rings is a hole.
    pub(super) has_holes: bool,
    /// Whether the ends of lines are round.
    pub(super) is_round: bool,
}

/// Turns glyphs into shapes: the rim first, where there is one.
pub(super) fn letters(
    faces: &Typefaces<'_>,
    cache: &mut GlyphCache,
    glyphs: &[PlacedGlyph],
    colour: [u8; 3],
    has_halo: bool,
) -> Vec<Shaped> {
    let curves: Vec<Bend> = glyphs.iter().flat_map(|glyph| cache.placed(faces, glyph)).collect();
    let rim = has_halo.then(|| Shaped {
        curves: curves.clone(),
        fill: None,
        stroke: Some((Tint::Page.colour(), HALO, &[][..])),
        has_holes: false,
        is_round: false,
    });
    rim.into_iter()
        .chain([Shaped { curves, fill: Some((colour, 1.0)), stroke: None, has_holes: false, is_round: false }])
        .collect()
}

/// Lays out a picture and turns all of it into shapes.
pub(super) fn shapes(picture: &Picture, faces: &Typefaces<'_>) -> Result<Vec<Painting>, FontError> {
    let mut steps = Vec::new();
    for painted in layout(picture).0 {
        match painted {
            Painted::Path { rings, is_closed, stroke, .. } => {
                let has_holes = is_closed && rings.len() > 1;
                let curves = rings.iter().flat_map(|ring| corners(ring, is_closed)).collect();
                steps.push(Painting::Shape(painted_with(curves, stroke, has_holes)));
            }
            Painted::Disc { at, stroke, .. } => steps.push(Painting::Shape(painted_with(circle(at), stroke, false))),
            Painted::Text(line) => {
                steps.push(Painting::Text(faces.glyphs(&line)?, line.tint.colour(), line.has_halo));
            }
            Painted::Clip(frame) => steps.push(Painting::Clip(frame)),
        }
    }
    Ok(steps)
}

fn painted_with(curves: Vec<Bend>, stroke: Stroke, has_holes: bool) -> Shaped {
    let (colour, width) = (stroke.tint.colour(), stroke.width.unwrap_or(stroke.paint.width()));
    let fill = stroke.paint.opacity().map(|opacity| (colour, opacity));
    Shaped {
        curves,
        fill,
        stroke: (width > 0.0).then(|| (colour, width, stroke.dash.lengths())),
        has_holes,
        is_round: stroke.width.is_some(),
    }
}

fn corners(ring: &[Spot], is_closed: bool) -> Vec<Bend> {
    let first = ring.first().map(|&at| Bend::Move(at));
    let others = ring.iter().skip(1).map(|&at| Bend::Line(at));
    first.into_iter().chain(others).chain(is_closed.then_some(Bend::Close)).collect()
}

fn circle([x, y]: Spot) -> Vec<Bend> {
    let (r, h) = (RADIUS, RADIUS * HANDLE);
    vec![
        Bend::Move([x + r, y]),
        Bend::Cubic([x + r, y + h], [x + h, y + r], [x, y + r]),
        Bend::Cubic([x - h, y + r], [x - r, y + h], [x - r, y]),
        Bend::Cubic([x - r, y - h], [x - h, y - r], [x, y - r]),
        Bend::Cubic([x + h, y - r], [x + r, y - h], [x + r, y]),
        Bend::Close,
    ]
}
