//! Text as outlines of the vendored fonts, so that a picture is the same wherever it is opened.

use std::collections::BTreeMap;

use ttf_parser::{Face, GlyphId, OutlineBuilder};

use super::Spot;
use super::scene::TextLine;
use super::text::width;

/// Latin and Cyrillic letters, then Chinese characters.
const VENDORED: [&[u8]; 2] =
    [include_bytes!("../../../web/fonts/NotoSans.ttf"), include_bytes!("../../../web/fonts/NotoSansSC.otf")];

/// The reason why text cannot be drawn.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FontError {
    /// No font has a character.
    #[error(
        "no font has the character {0:?} (U+{code:04X}): give one that has it by --font FILE, a TrueType or OpenType font",
        code = u32::from(*.0)
    )]
    Missing(char),
    /// A file is no font.
    #[error("this is no TrueType or OpenType font")]
    NoFont,
}

/// Fonts in the order in which characters are looked for.
pub struct Typefaces<'a>(Vec<Face<'a>>);

impl<'a> Typefaces<'a> {
    /// Reads the vendored fonts, and another for characters that they lack.
    ///
    /// # Errors
    /// Refuses what is no font.
    pub fn new(other: Option<&'a [u8]>) -> Result<Self, FontError> {
        let faces = VENDORED.into_iter().chain(other).map(|bytes| Face::parse(bytes, 0).map_err(|_| FontError::NoFont));
        faces.collect::<Result<_, _>>().map(Self)
    }

    /// Returns the outlines of a line of text, glyph by glyph.
    pub(super) fn glyphs(&self, line: &TextLine) -> Result<Vec<PlacedGlyph>, FontError> {
        let mut x = line.at[0] - f64::midpoint(line.anchor, 1.0) * width(&line.text, line.size);
        let mut glyphs = Vec::new();
        for letter in line.text.chars() {
            let found = self.0.iter().enumerate().find_map(|(face, own)| Some((face, own.glyph_index(letter)?)));
            let Some((face, glyph)) = found else {
                // A space that no font has needs no outline.
                if letter.is_whitespace() {
                    x += width(letter.encode_utf8(&mut [0; 4]), line.size);
                    continue;
                }
                return Err(FontError::Missing(letter));
            };
            let scale = line.size / f64::from(self.0[face].units_per_em());
            glyphs.push(PlacedGlyph { key: (face, glyph.0), at: [x, line.at[1]], scale });
            x += width(letter.encode_utf8(&mut [0; 4]), line.size);
        }
        Ok(glyphs)
    }

    /// Returns the outline of a glyph in the units of its font, upwards; none of a space.
    pub(super) fn outline(&self, (face, glyph): GlyphKey) -> Vec<Bend> {
        let mut outline = Bends(Vec::new());
        // A glyph without an outline adds nothing.
        let _ = self.0[face].outline_glyph(GlyphId(glyph), &mut outline);
        outline.0
    }
}

/// A glyph: the position of its font, and its number there.
pub(super) type GlyphKey = (usize, u16);

/// A glyph at its place: pixels for each unit of its font.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct PlacedGlyph {
    pub(super) key: GlyphKey,
    pub(super) at: Spot,
    pub(super) scale: f64,
}

/// The outlines of glyphs that have been asked for.
#[derive(Default)]
pub(super) struct GlyphCache(BTreeMap<GlyphKey, Vec<Bend>>);

impl GlyphCache {
    /// Returns the outline of a placed glyph in pixels.
    pub(super) fn placed(&mut self, faces: &Typefaces<'_>, glyph: &PlacedGlyph) -> Vec<Bend> {
        let outline = self.0.entry(glyph.key).or_insert_with(|| faces.outline(glyph.key));
        let place = |[x, y]: Spot| [glyph.at[0] + x * glyph.scale, glyph.at[1] - y * glyph.scale];
        outline.iter().map(|curve| curve.map(place)).collect()
    }
}

/// A piece of an outline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Bend {
    Move(Spot),
    Line(Spot),
    Quadratic(Spot, Spot),
    Cubic(Spot, Spot, Spot),
    Close,
}

impl Bend {
    /// Moves every position.
    pub(super) fn map(self, place: impl Fn(Spot) -> Spot) -> Self {
        match self {
            Self::Move(to) => Self::Move(place(to)),
            Self::Line(to) => Self::Line(place(to)),
            Self::Quadratic(by, to) => Self::Quadratic(place(by), place(to)),
            Self::Cubic(by, and, to) => Self::Cubic(place(by), place(and), place(to)),
            Self::Close => Self::Close,
        }
    }
}

struct Bends(Vec<Bend>);

fn spot(x: f32, y: f32) -> Spot {
    [f64::from(x), f64::from(y)]
}

impl OutlineBuilder for Bends {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.push(Bend::Move(spot(x, y)));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.0.push(Bend::Line(spot(x, y)));
    }

    fn quad_to(&mut self, bx: f32, by: f32, x: f32, y: f32) {
        self.0.push(Bend::Quadratic(spot(bx, by), spot(x, y)));
    }

    fn curve_to(&mut self, bx: f32, by: f32, ax: f32, ay: f32, x: f32, y: f32) {
        self.0.push(Bend::Cubic(spot(bx, by), spot(ax, ay), spot(x, y)));
    }

    fn close(&mut self) {
        self.0.push(Bend::Close);
    }
}

#[cfg(test)]
mod tests {
    use super::super::palette::Tint;
    use super::*;
    use crate::present::messages::DRAWINGS;
    use crate::present::words::Lang;

    fn line(text: &str) -> TextLine {
        TextLine { at: [10.0, 20.0], anchor: -1.0, size: 10.0, tint: Tint::Ink, has_halo: false, text: text.to_owned() }
    }

    #[test]
    fn every_letter_of_the_messages_has_a_glyph() {
        let faces = Typefaces::new(None).expect("the vendored fonts");
        let all = serde_json::to_string(&*DRAWINGS).expect("messages are JSON");
        assert!(faces.glyphs(&line(&all.replace(['\n', '\\'], ""))).is_ok());
        // What numbers, ranges and ellipses are written with.
        let numbers = Lang::ALL.map(|lang| lang.number("-1234567.89")).concat();
        assert!(faces.glyphs(&line(&format!("{numbers}\u{2013}\u{2026}\u{2192}%+"))).is_ok());
        assert!(!faces.outline(faces.glyphs(&line("珲")).expect("a glyph")[0].key).is_empty());
    }

    #[test]
    fn glyphs_are_as_far_apart_as_the_layout_takes_them_to_be() {
        let faces = Typefaces::new(None).expect("the vendored fonts");
        let glyphs = faces.glyphs(&line("Zarubino")).expect("Latin");
        assert!((glyphs[7].at[0] - 10.0 - width("Zarubin", 10.0)).abs() < 1e-9);
        // What the layout takes from a table is what the font says, to a thousandth.
        for letter in ["Z", "ж", "3", "珲"] {
            let glyph = faces.glyphs(&line(letter)).expect("a glyph")[0];
            let face = &faces.0[glyph.key.0];
            let own = f64::from(face.glyph_hor_advance(GlyphId(glyph.key.1)).unwrap_or(0)) * glyph.scale;
            assert!((own - width(letter, 10.0)).abs() <= 0.01, "{letter}");
        }
    }

    #[test]
    fn a_character_that_no_font_has_is_named() {
        let faces = Typefaces::new(None).expect("the vendored fonts");
        assert_eq!(faces.glyphs(&line("ก")), Err(FontError::Missing('ก')));
        assert!(Typefaces::new(Some(b"no font")).is_err());
    }
}
