//! SVG that needs neither fonts nor style rules: for papers, slides and the front page.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::present::drawing::face::{Bend, FontError, GlyphKey, PlacedGlyph, Typefaces};
use crate::present::drawing::palette::Tint;
use crate::present::drawing::scale::{coordinate, fixed};
use crate::present::drawing::svg::escape;
use crate::present::drawing::{Picture, Spot};

use super::shapes::{HALO, Painting, Shaped, shapes};

/// Millimetres of a pixel.
const MM_PER_PIXEL: f64 = 25.4 / 96.0;

/// Writes a picture as SVG with its size in millimetres and its text as outlines.
///
/// # Errors
/// Returns a character that no font has.
pub fn outlined_svg(picture: &Picture, faces: &Typefaces<'_>) -> Result<String, FontError> {
    let [width, height] = picture.size.map(coordinate);
    let [width_mm, height_mm] = picture.size.map(|pixels| coordinate(pixels * MM_PER_PIXEL));
    let (title, summary) = (escape(&picture.title), escape(&picture.summary));
    let steps = shapes(picture, faces)?;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" lang=\"{}\" role=\"img\" viewBox=\"0 0 {width} {height}\" \
         width=\"{width_mm}mm\" height=\"{height_mm}mm\" fill=\"none\" stroke-linejoin=\"round\">\n<title>{title}</title>\n\
         <desc>{summary}</desc>\n<defs>\n",
        picture.lang.tag()
    );
    let texts = steps.iter().filter_map(|step| if let Painting::Text(glyphs, ..) = step { Some(glyphs) } else { None });
    let used: BTreeSet<GlyphKey> = texts.flatten().map(|glyph| glyph.key).collect();
    for key in used {
        let curves: Vec<Bend> = faces.outline(key).into_iter().map(|curve| curve.map(|[x, y]| [x, -y])).collect();
        // Writing to a string cannot fail.
        let _ = writeln!(svg, "<path id=\"g{}-{}\" d=\"{}\"/>", key.0, key.1, path(&curves));
    }
    svg.push_str("</defs>\n");
    for step in steps {
        let _ = match step {
            Painting::Shape(shape) => writeln!(svg, "<path d=\"{}\"{}/>", path(&shape.curves), attributes(&shape)),
            Painting::Text(glyphs, colour, has_halo) => {
                if let Some(glyph) = glyphs.first().filter(|_| has_halo) {
                    // The rim is scaled with the letters.
                    let width = fixed(HALO / glyph.scale, 0);
                    let _ = writeln!(
                        svg,
                        "<g stroke=\"{}\" stroke-width=\"{width}\">{}</g>",
                        hex(Tint::Page.colour()),
                        uses(&glyphs)
                    );
                }
                writeln!(svg, "<g fill=\"{}\">{}</g>", hex(colour), uses(&glyphs))
            }
            Painting::Clip(Some([left, top, right, bottom])) => {
                let [x, y, width, height] = [left, top, right - left, bottom - top].map(coordinate);
                let size = format!("width=\"{width}\" height=\"{height}\"");
                writeln!(svg, "<svg x=\"{x}\" y=\"{y}\" {size} viewBox=\"{x} {y} {width} {height}\">")
            }
            Painting::Clip(None) => writeln!(svg, "</svg>"),
        };
    }
    Ok(svg + "</svg>\n")
}

/// Writes glyphs as references to their outlines.
fn uses(glyphs: &[PlacedGlyph]) -> String {
    let one = |glyph: &PlacedGlyph| {
        let ([x, y], scale) = (glyph.at.map(coordinate), fixed(glyph.scale, 6));
        format!("<use href=\"#g{}-{}\" transform=\"translate({x} {y}) scale({scale})\"/>", glyph.key.0, glyph.key.1)
    };
    glyphs.iter().map(one).collect()
}

fn hex([red, green, blue]: [u8; 3]) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

fn attributes(shape: &Shaped) -> String {
    let mut text = String::new();
    if let Some((colour, opacity)) = shape.fill {
        let _ = write!(text, " fill=\"{}\"", hex(colour));
        if opacity < 1.0 {
            let _ = write!(text, " fill-opacity=\"{opacity}\"");
        }
    }
    if let Some((colour, width, dashes)) = shape.stroke {
        let _ = write!(text, " stroke=\"{}\" stroke-width=\"{width}\"", hex(colour));
        if !dashes.is_empty() {
            let dashes: Vec<String> = dashes.iter().map(f32::to_string).collect();
            let _ = write!(text, " stroke-dasharray=\"{}\"", dashes.join(" "));
        }
    }
    if shape.is_round {
        text.push_str(" stroke-linecap=\"round\"");
    }
    if shape.has_holes {
        text.push_str(" fill-rule=\"evenodd\"");
    }
    text
}

/// Writes curves as path data.
fn path(curves: &[Bend]) -> String {
    let at = |[x, y]: Spot| format!("{} {}", coordinate(x), coordinate(y));
    let pieces = curves.iter().map(|curve| match *curve {
        Bend::Move(to) => format!("M{}", at(to)),
        Bend::Line(to) => format!("L{}", at(to)),
        Bend::Quadratic(by, to) => format!("Q{} {}", at(by), at(to)),
        Bend::Cubic(by, and, to) => format!("C{} {} {}", at(by), at(and), at(to)),
        Bend::Close => "Z".to_owned(),
    });
    pieces.collect()
}
