//! PDF of one page, as large as the picture, with text as outlines.
//!
//! # Source
//! ISO 32000-1:2008, sections 7.5 (file structure), 8.4 and 8.5 (graphics state and paths).

use std::fmt::Write as _;

use crate::present::drawing::face::{Bend, FontError, GlyphCache, Typefaces};
use crate::present::drawing::scale::coordinate;
use crate::present::drawing::{Picture, Spot};

use super::deflated;
use super::shapes::{Painting, Shaped, letters, shapes};

/// Points of a pixel: 72 and 96 are an inch.
const POINTS_PER_PIXEL: f64 = 0.75;

/// Writes a picture as PDF.
///
/// # Errors
/// Returns a character that no font has.
pub fn pdf(picture: &Picture, faces: &Typefaces<'_>) -> Result<Vec<u8>, FontError> {
    let [width, height] = picture.size.map(|pixels| coordinate(pixels * POINTS_PER_PIXEL));
    // The picture's y goes downwards, the page's upwards.
    let mut content = format!("{POINTS_PER_PIXEL} 0 0 -{POINTS_PER_PIXEL} 0 {height} cm 1 j\n");
    let mut opacities: Vec<f64> = Vec::new();
    let mut cache = GlyphCache::default();
    for step in shapes(picture, faces)? {
        match step {
            Painting::Clip(Some([left, top, right, bottom])) => {
                let [x, y, width, height] = [left, top, right - left, bottom - top].map(coordinate);
                // Writing to a string cannot fail.
                let _ = writeln!(content, "q {x} {y} {width} {height} re W n");
            }
            Painting::Clip(None) => content.push_str("Q\n"),
            Painting::Shape(shape) => write_shape(&mut content, &shape, &mut opacities),
            Painting::Text(glyphs, colour, has_halo) => {
                for shape in letters(faces, &mut cache, &glyphs, colour, has_halo) {
                    write_shape(&mut content, &shape, &mut opacities);
                }
            }
        }
    }
    let mut states = String::new();
    for (number, opacity) in opacities.iter().enumerate() {
        let _ = write!(states, "/G{number} << /ca {opacity} >> ");
    }
    let title: String = picture.title.encode_utf16().fold("FEFF".to_owned(), |text, unit| format!("{text}{unit:04X}"));
    let content = deflated(content.as_bytes());
    let objects: [(String, Option<Vec<u8>>); 5] = [
        ("<< /Type /Catalog /Pages 2 0 R >>".to_owned(), None),
        ("<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(), None),
        (
            format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Contents 4 0 R \
                 /Resources << /ExtGState << {states}>> >> >>"
            ),
            None,
        ),
        (format!("<< /Length {} /Filter /FlateDecode >>", content.len()), Some(content)),
        (format!("<< /Title <{title}> /Producer (corridor) >>"), None),
    ];
    let mut file = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (number, (object, stream)) in (1..).zip(&objects) {
        let _ = writeln!(table, "{:010} 00000 n ", file.len());
        file.extend(format!("{number} 0 obj\n{object}\n").bytes());
        if let Some(stream) = stream {
            file.extend(b"stream\n".iter().chain(stream).chain(b"\nendstream\n"));
        }
        file.extend(b"endobj\n");
    }
    let (start, count) = (file.len(), objects.len() + 1);
    file.extend(table.bytes());
    file.extend(format!("trailer\n<< /Size {count} /Root 1 0 R /Info 5 0 R >>\nstartxref\n{start}\n%%EOF\n").bytes());
    Ok(file)
}

fn write_shape(content: &mut String, shape: &Shaped, opacities: &mut Vec<f64>) {
    let colour = |colour: [u8; 3]| colour.map(|part| coordinate(f64::from(part) / 255.0)).join(" ");
    content.push_str("q ");
    if let Some((own, opacity)) = shape.fill {
        let _ = write!(content, "{} rg ", colour(own));
        if opacity < 1.0 {
            let known = opacities.iter().position(|known| known.to_bits() == opacity.to_bits());
            let number = known.unwrap_or_else(|| {
                opacities.push(opacity);
                opacities.len() - 1
            });
            let _ = write!(content, "/G{number} gs ");
        }
    }
    if let Some((own, width, dashes)) = shape.stroke {
        let dashes: Vec<String> = dashes.iter().map(f32::to_string).collect();
        let _ = write!(content, "{} RG {width} w [{}] 0 d ", colour(own), dashes.join(" "));
        content.push_str(if shape.is_round { "1 J " } else { "" });
    }
    write_path(content, &shape.curves);
    let operator = match (shape.fill.is_some(), shape.stroke.is_some(), shape.has_holes) {
        (true, false, false) => "f",
        (true, false, true) => "f*",
        (true, true, false) => "B",
        (true, true, true) => "B*",
        (false, true, _) => "S",
        (false, false, _) => "n",
    };
    let _ = writeln!(content, "{operator} Q");
}

fn write_path(content: &mut String, curves: &[Bend]) {
    let at = |[x, y]: Spot| format!("{} {}", coordinate(x), coordinate(y));
    let mut here = [0.0, 0.0];
    for curve in curves {
        let _ = match *curve {
            Bend::Move(to) => write!(content, "{} m ", at(to)),
            Bend::Line(to) => write!(content, "{} l ", at(to)),
            Bend::Quadratic(by, to) => {
                // The cubic curve with the same course.
                let towards = |from: Spot| [0, 1].map(|axis| from[axis] + (by[axis] - from[axis]) * 2.0 / 3.0);
                write!(content, "{} {} {} c ", at(towards(here)), at(towards(to)), at(to))
            }
            Bend::Cubic(by, and, to) => write!(content, "{} {} {} c ", at(by), at(and), at(to)),
            Bend::Close => write!(content, "h "),
        };
        if let Bend::Move(to) | Bend::Line(to) | Bend::Quadratic(_, to) | Bend::Cubic(_, _, to) = *curve {
            here = to;
        }
    }
}
