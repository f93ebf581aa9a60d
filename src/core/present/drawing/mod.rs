//! Drawings as data: a chart or a map is a [`Picture`] of panels, scales and marks, whoever renders it.
//!
//! A drawing says what is where in its own units; sizes, ticks and the places of labels are found by [`svg`], and by
//! `src/web/draw.js` in a page, which gives the same bytes. So that both agree, the layout knows only `+ - * /`,
//! comparison and rounding down.

mod coast;
#[cfg(feature = "formats")]
mod face;
pub mod kinds;
mod labels;
mod layout;
mod palette;
#[cfg(feature = "formats")]
mod printed;
mod scale;
mod scene;
mod sea;
mod svg;
mod text;

use serde::{Serialize, Serializer};

use super::words::Lang;

#[cfg(feature = "formats")]
pub use face::{FontError, Typefaces};
pub use palette::{Dash, Paint, Tint, css};
#[cfg(feature = "formats")]
pub use printed::{PngError, outlined_svg, pdf, png};
pub use svg::{Styled, svg};

/// The script that renders drawings in a page.
pub const SCRIPT: &str = include_str!("../../../web/draw.js");
/// The widths of characters, which the script is given.
pub const ADVANCES: &str = include_str!("../../../web/advances.json");

/// A position: x, then y, in the units of the scales.
pub type Spot = [f64; 2];

/// A picture of panels above each other.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Picture {
    /// The kind, such as `staircase`.
    pub kind: &'static str,
    /// The language of its words and numbers.
    #[serde(serialize_with = "as_tag")]
    pub lang: Lang,
    /// What it shows.
    pub title: String,
    /// The question in short, below the title.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub subtitle: String,
    /// What it says in words, for who cannot see it.
    pub summary: String,
    /// Width and height in pixels of which 96 are an inch.
    pub size: Spot,
    /// The meaning of colours, lines and shapes.
    pub legend: Vec<LegendKey>,
    /// The panels, from the top.
    pub panels: Vec<Panel>,
    /// Small print.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn as_tag<S: Serializer>(lang: &Lang, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(lang.tag())
}

/// One entry of a legend.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LegendKey {
    /// What it stands for.
    pub text: String,
    /// The colour.
    pub tint: Tint,
    /// A stroke with its dashes or its width, a filled box, or a point.
    pub sample: LegendSample,
}

/// What an entry of a legend looks like.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LegendSample {
    /// A line.
    Stroke(Dash),
    /// A line of a width in pixels.
    Band(f64),
    /// A line with a point on it.
    Marked(Glyph),
    /// A box.
    Patch(Paint),
    /// A point.
    Point(Glyph),
}

/// A coordinate system with marks on it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Panel {
    /// Its share of the height, beside that of the others.
    pub share: f64,
    /// What is measured upwards, with its unit.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// The scale to the right.
    pub x: DrawnScale,
    /// The scale upwards, or the names from the top.
    pub y: DrawnScale,
    /// The length of a unit of x where one of y is 1: of a map, whose scales have no axes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aspect: Option<f64>,
    /// The marks, later ones above earlier ones; labels go above all and find their places in this order.
    pub marks: Vec<Mark>,
}

/// What one direction of a panel measures.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct DrawnScale {
    /// The quantity with its unit.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// The names at 0, 1, 2 and so on, where it measures nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
    /// The least and the greatest value; otherwise those of the marks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<Spot>,
    /// Whether 0 is on it whatever the marks are.
    #[serde(skip_serializing_if = "is_false")]
    pub zero: bool,
    /// Whether its ticks have no text, because another panel's have it.
    #[serde(skip_serializing_if = "is_false")]
    pub bare: bool,
    /// What follows the number of each tick, such as ` %`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub suffix: String,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_false(flag: &bool) -> bool {
    !*flag
}

/// The shape of a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Glyph {
    /// A disc.
    Disc,
    /// A square.
    Square,
    /// A triangle.
    Triangle,
    /// A diamond.
    Diamond,
    /// An upright bar: a border.
    Bar,
    /// A ring.
    Ring,
}

/// Where the text of a label may be beside its position.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LabelSide {
    /// Wherever it is free; nowhere where nothing is.
    #[default]
    Any,
    /// To the right, or to the left where that is outside.
    Right,
    /// To the left, or to the right where that is outside.
    Left,
    /// Above it, or wherever it is free.
    Above,
    /// On it.
    On,
}

/// Something at a place.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mark {
    /// A line through positions.
    Line {
        /// The positions.
        at: Vec<Spot>,
        /// The colour.
        tint: Tint,
        /// How wide it is.
        paint: Paint,
        /// Its dashes.
        dash: Dash,
        /// What it is, for who points at it.
        #[serde(skip_serializing_if = "String::is_empty")]
        tip: String,
    },
    /// A line through positions that is as wide as what it shows is much.
    Band {
        /// The positions.
        at: Vec<Spot>,
        /// The width in pixels.
        width: f64,
        /// The colour.
        tint: Tint,
        /// What it is, for who points at it.
        #[serde(skip_serializing_if = "String::is_empty")]
        tip: String,
    },
    /// An area within rings.
    Polygon {
        /// The outlines; what lies in two of them is a hole.
        rings: Vec<Vec<Spot>>,
        /// The colour.
        tint: Tint,
        /// How it is filled.
        paint: Paint,
        /// What it is, for who points at it.
        #[serde(skip_serializing_if = "String::is_empty")]
        tip: String,
    },
    /// A box from a value to another on both scales.
    Rect {
        /// From and to on the scale to the right.
        x: Spot,
        /// From and to on the other one.
        y: Spot,
        /// The colour.
        tint: Tint,
        /// How it is filled.
        paint: Paint,
        /// What it is, for who points at it.
        #[serde(skip_serializing_if = "String::is_empty")]
        tip: String,
    },
    /// A point.
    Point {
        /// The position.
        at: Spot,
        /// The colour.
        tint: Tint,
        /// The shape.
        glyph: Glyph,
        /// What it is, for who points at it.
        #[serde(skip_serializing_if = "String::is_empty")]
        tip: String,
    },
    /// A line across the panel.
    Rule {
        /// The value that it is at, on the scale to the right if `upright`.
        value: f64,
        /// Whether it goes from below to above.
        upright: bool,
        /// The colour.
        tint: Tint,
        /// Its dashes.
        dash: Dash,
    },
    /// A text at a position.
    Label {
        /// The position.
        at: Spot,
        /// The text.
        text: String,
        /// The colour.
        tint: Tint,
        /// Where it may be.
        side: LabelSide,
    },
}
