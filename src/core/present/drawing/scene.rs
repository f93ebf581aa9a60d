//! What a drawing comes down to: paths, discs and texts in pixels, in the order of painting.

use super::labels::PixelBox;
use super::palette::{Dash, Paint, Tint};
use super::{Glyph, Spot};

/// The radius of points in pixels.
pub(super) const RADIUS: f64 = 3.5;

/// One thing to paint.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Painted {
    /// Lines or areas.
    Path {
        /// Their corners.
        rings: Vec<Vec<Spot>>,
        /// Whether each goes back to its beginning.
        is_closed: bool,
        /// How it looks.
        stroke: Stroke,
        /// What it is, for who points at it.
        tip: String,
    },
    /// A disc.
    Disc {
        /// The middle.
        at: Spot,
        /// How it looks.
        stroke: Stroke,
        /// What it is.
        tip: String,
    },
    /// A line of text.
    Text(TextLine),
    /// The box outside of which nothing is painted; none for all of the drawing again.
    Clip(Option<PixelBox>),
}

/// Colour, width and dashes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stroke {
    pub(super) tint: Tint,
    pub(super) paint: Paint,
    pub(super) dash: Dash,
    /// The width in pixels of a band.
    pub(super) width: Option<f64>,
}

impl Stroke {
    /// Makes one without dashes.
    pub(super) const fn solid(tint: Tint, paint: Paint) -> Self {
        Self { tint, paint, dash: Dash::Solid, width: None }
    }

    /// Makes one of a width in pixels.
    pub(super) const fn band(tint: Tint, width: f64) -> Self {
        Self { width: Some(width), ..Self::solid(tint, Paint::Band) }
    }

    /// Gives it dashes.
    pub(super) const fn dashed(self, dash: Dash) -> Self {
        Self { dash, ..self }
    }
}

/// A line of text at a place.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct TextLine {
    /// The end or the middle of its base line.
    pub(super) at: Spot,
    /// Whether it begins there (-1), ends there (1) or has its middle there (0).
    pub(super) anchor: f64,
    /// The height of letters.
    pub(super) size: f64,
    /// The colour.
    pub(super) tint: Tint,
    /// Whether there is a rim in the colour of the page around it.
    pub(super) has_halo: bool,
    /// The text.
    pub(super) text: String,
}

/// Paths, discs and texts in the order of painting.
#[derive(Debug, Default)]
pub(super) struct Scene(pub(super) Vec<Painted>);

impl Scene {
    /// Adds an open line.
    pub(super) fn line(&mut self, line: Vec<Spot>, stroke: Stroke, tip: &str) {
        self.0.push(Painted::Path { rings: vec![line], is_closed: false, stroke, tip: tip.to_owned() });
    }

    /// Adds an area within rings.
    pub(super) fn area(&mut self, rings: Vec<Vec<Spot>>, stroke: Stroke, tip: &str) {
        self.0.push(Painted::Path { rings, is_closed: true, stroke, tip: tip.to_owned() });
    }

    /// Adds a box between two corners.
    pub(super) fn frame(&mut self, [left, top, right, bottom]: PixelBox, stroke: Stroke, tip: &str) {
        self.area(vec![vec![[left, top], [right, top], [right, bottom], [left, bottom]]], stroke, tip);
    }

    /// Adds a point of a shape.
    pub(super) fn point(&mut self, at: Spot, glyph: Glyph, tint: Tint, tip: &str) {
        let corners: &[Spot] = match glyph {
            Glyph::Disc => &[],
            Glyph::Ring => {
                let (page, rim) = (Stroke::solid(Tint::Page, Paint::Fill), Stroke::solid(tint, Paint::Line));
                self.0.push(Painted::Disc { at, stroke: page, tip: String::new() });
                self.0.push(Painted::Disc { at, stroke: rim, tip: tip.to_owned() });
                return;
            }
            Glyph::Square => &[[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]],
            Glyph::Triangle => &[[0.0, -1.2], [1.1, 0.8], [-1.1, 0.8]],
            Glyph::Diamond => &[[0.0, -1.3], [1.3, 0.0], [0.0, 1.3], [-1.3, 0.0]],
            Glyph::Bar => &[[-0.35, -1.6], [0.35, -1.6], [0.35, 1.6], [-0.35, 1.6]],
        };
        let stroke = Stroke::solid(tint, Paint::Fill);
        if corners.is_empty() {
            self.0.push(Painted::Disc { at, stroke, tip: tip.to_owned() });
        } else {
            let ring = corners.iter().map(|[x, y]| [at[0] + x * RADIUS, at[1] + y * RADIUS]).collect();
            self.area(vec![ring], stroke, tip);
        }
    }

    /// Adds a line of text.
    pub(super) fn text(&mut self, at: Spot, anchor: f64, size: f64, tint: Tint, text: &str) {
        self.0.push(Painted::Text(TextLine { at, anchor, size, tint, has_halo: false, text: text.to_owned() }));
    }
}
