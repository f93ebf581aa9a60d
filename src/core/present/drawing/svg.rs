//! Drawings as SVG: text stays text, colours are those of the style rules around it.

use std::fmt::Write as _;

use super::layout::layout;
use super::scale::coordinate;
use super::scene::{Painted, RADIUS, Stroke, TextLine};
use super::{Picture, Spot, css};

/// Whether an image brings its style rules along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Styled {
    /// It is complete by itself.
    Alone,
    /// The page around it has the rules.
    ByPage,
}

/// Writes a drawing as SVG.
pub fn svg(drawing: &Picture, styled: Styled) -> String {
    let [width, height] = drawing.size.map(coordinate);
    let (title, summary) = (escape(&drawing.title), escape(&drawing.summary));
    let (kind, lang) = (drawing.kind, drawing.lang.tag());
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"drawing {kind}\" lang=\"{lang}\" role=\"img\" \
         viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\"><title>{title}</title><desc>{summary}</desc>",
    );
    if styled == Styled::Alone {
        // Writing to a string cannot fail.
        let _ = write!(svg, "<style>{}</style>", css());
    }
    for painted in &layout(drawing).0 {
        write_painted(painted, &mut svg);
    }
    svg + "</svg>"
}

fn write_painted(painted: &Painted, svg: &mut String) {
    match painted {
        Painted::Path { rings, is_closed, stroke, tip } => {
            let path: String = rings.iter().map(|ring| ring_path(ring, *is_closed)).collect();
            let rule = if rings.len() > 1 && *is_closed { " fill-rule=\"evenodd\"" } else { "" };
            let width =
                stroke.width.map(|width| format!(" stroke-width=\"{}\"", coordinate(width))).unwrap_or_default();
            element(svg, "path", &format!("class=\"{}\"{width} d=\"{path}\"{rule}", classes(*stroke)), tip);
        }
        Painted::Disc { at, stroke, tip } => {
            let [x, y] = at.map(coordinate);
            element(
                svg,
                "circle",
                &format!("class=\"{}\" cx=\"{x}\" cy=\"{y}\" r=\"{RADIUS}\"", classes(*stroke)),
                tip,
            );
        }
        Painted::Text(TextLine { at, anchor, size, tint, has_halo, text }) => {
            let [x, y] = at.map(coordinate);
            let anchor = if *anchor < 0.0 {
                ""
            } else if *anchor > 0.0 {
                " text-anchor=\"end\""
            } else {
                " text-anchor=\"middle\""
            };
            let halo = if *has_halo { " halo" } else { "" };
            let _ = write!(
                svg,
                "<text class=\"{}{halo}\" x=\"{x}\" y=\"{y}\" font-size=\"{}\"{anchor}>{}</text>",
                tint.as_str(),
                coordinate(*size),
                escape(text)
            );
        }
        Painted::Clip(Some([left, top, right, bottom])) => {
            // An image within the image shows nothing outside of itself, and needs no name that is unique in a page.
            let [x, y, width, height] = [*left, *top, right - left, bottom - top].map(coordinate);
            let _ = write!(
                svg,
                "<svg x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" viewBox=\"{x} {y} {width} {height}\">"
            );
        }
        Painted::Clip(None) => svg.push_str("</svg>"),
    }
}

fn element(svg: &mut String, name: &str, attributes: &str, tip: &str) {
    let _ = if tip.is_empty() {
        write!(svg, "<{name} {attributes}/>")
    } else {
        write!(svg, "<{name} {attributes}><title>{}</title></{name}>", escape(tip))
    };
}

fn classes(stroke: Stroke) -> String {
    format!("{} {} {}", stroke.tint.as_str(), stroke.paint.as_str(), stroke.dash.as_str())
}

/// Writes the corners of a line; those that fall on the same hundredth as the one before are left out.
pub(super) fn ring_path(ring: &[Spot], is_closed: bool) -> String {
    let mut path = String::new();
    let mut before = String::new();
    for at in ring {
        let [x, y] = at.map(coordinate);
        let corner = format!("{x} {y}");
        if corner != before {
            path.push(if path.is_empty() { 'M' } else { 'L' });
            path.push_str(&corner);
            before = corner;
        }
    }
    if is_closed {
        path.push('Z');
    }
    path
}

/// Writes a text as it is written in XML.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
