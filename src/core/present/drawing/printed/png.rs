//! PNG in dots per inch.
//!
//! # Source
//! Portable Network Graphics (PNG) Specification, third edition (2025).

use zeno::{Command, Fill, Join, Mask, Style, Vector};

use crate::present::drawing::face::{Bend, FontError, GlyphCache, Typefaces};
use crate::present::drawing::labels::PixelBox;
use crate::present::drawing::{Picture, Spot};

use super::deflated;
use super::shapes::{Painting, Shaped, letters, shapes};

/// Pixels of an inch in a picture.
const PER_INCH: f64 = 96.0;
/// The most dots of a picture.
const MAX_DOTS: f64 = 1e8;
/// Metres of an inch.
const METRES_PER_INCH: f64 = 0.0254;

/// The reason why a picture cannot be painted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PngError {
    /// A character cannot be drawn.
    #[error(transparent)]
    Font(#[from] FontError),
    /// There are too many dots.
    #[error(
        "that is a picture of {0} x {1} dots, more than {most} million: take a smaller --size or less --dpi",
        most = MAX_DOTS / 1e6
    )]
    TooLarge(u32, u32),
}

/// Paints a picture.
///
/// # Errors
/// Returns a character that no font has, and refuses very many dots.
pub fn png(picture: &Picture, faces: &Typefaces<'_>, dpi: f64) -> Result<Vec<u8>, PngError> {
    let scale = dpi / PER_INCH;
    let [width, height] = picture.size.map(|pixels| (pixels * scale).round().max(1.0));
    if width * height > MAX_DOTS {
        return Err(PngError::TooLarge(width as u32, height as u32));
    }
    let mut canvas = Dots::new(width as usize, height as usize, scale);
    let mut cache = GlyphCache::default();
    for step in shapes(picture, faces)? {
        match step {
            Painting::Clip(frame) => canvas.clip(frame),
            Painting::Shape(shape) => canvas.paint(&shape),
            Painting::Text(glyphs, colour, has_halo) => {
                for shape in letters(faces, &mut cache, &glyphs, colour, has_halo) {
                    canvas.paint(&shape);
                }
            }
        }
    }
    Ok(canvas.encoded((dpi / METRES_PER_INCH).round() as u32))
}

/// Red, green and blue of every dot.
struct Dots {
    width: usize,
    height: usize,
    scale: f64,
    /// The dots that may be painted: left, top, right, bottom.
    clip: [usize; 4],
    colours: Vec<u8>,
}

impl Dots {
    fn new(width: usize, height: usize, scale: f64) -> Self {
        Self { width, height, scale, clip: [0, 0, width, height], colours: vec![u8::MAX; width * height * 3] }
    }

    fn clip(&mut self, frame: Option<PixelBox>) {
        let whole = [0, 0, self.width, self.height];
        self.clip = frame.map_or(whole, |frame| {
            let dots = frame.map(|pixels| (pixels * self.scale).round().max(0.0) as usize);
            [dots[0], dots[1], dots[2].min(self.width), dots[3].min(self.height)]
        });
    }

    fn paint(&mut self, shape: &Shaped) {
        let path: Vec<Command> = shape.curves.iter().map(|curve| self.command(*curve)).collect();
        if let Some((colour, opacity)) = shape.fill {
            let rule = if shape.has_holes { Fill::EvenOdd } else { Fill::NonZero };
            self.blend(&path, Style::Fill(rule), colour, opacity);
        }
        if let Some((colour, width, dashes)) = shape.stroke {
            let dashes: Vec<f32> = dashes.iter().map(|length| length * self.scale as f32).collect();
            let mut stroke = zeno::Stroke::new((width * self.scale) as f32);
            let cap = if shape.is_round { zeno::Cap::Round } else { zeno::Cap::Butt };
            stroke.join(Join::Round).cap(cap).dash(&dashes, 0.0);
            self.blend(&path, Style::Stroke(stroke), colour, 1.0);
        }
    }

    fn command(&self, curve: Bend) -> Command {
        let at = |[x, y]: Spot| Vector::new((x * self.scale) as f32, (y * self.scale) as f32);
        match curve {
            Bend::Move(to) => Command::MoveTo(at(to)),
            Bend::Line(to) => Command::LineTo(at(to)),
            Bend::Quadratic(by, to) => Command::QuadTo(at(by), at(to)),
            Bend::Cubic(by, and, to) => Command::CurveTo(at(by), at(and), at(to)),
            Bend::Close => Command::Close,
        }
    }

    /// Puts a colour on the dots that a path covers, by how much of each it covers.
    fn blend(&mut self, path: &[Command], style: Style<'_>, colour: [u8; 3], opacity: f64) {
        // Curves without extent cover nothing.
        let (mask, placed) = Mask::new(path).style(style).render();
        let [left, top, right, bottom] = self.clip.map(|edge| edge as i64);
        let opacity = (opacity * 255.0).round() as u32;
        for (row, covered) in mask.chunks_exact((placed.width as usize).max(1)).enumerate() {
            let y = i64::from(placed.top) + row as i64;
            if !(top..bottom).contains(&y) {
                continue;
            }
            for (column, &cover) in covered.iter().enumerate().filter(|(_, cover)| **cover > 0) {
                let x = i64::from(placed.left) + column as i64;
                if (left..right).contains(&x) {
                    let share = (u32::from(cover) * opacity + 127) / 255;
                    let first = (y as usize * self.width + x as usize) * 3;
                    for (dot, own) in self.colours[first..first + 3].iter_mut().zip(colour) {
                        *dot = ((u32::from(*dot) * (255 - share) + u32::from(own) * share + 127) / 255) as u8;
                    }
                }
            }
        }
    }

    /// Writes the dots as PNG, with those of a metre, so that the picture has its size where it is placed.
    fn encoded(&self, per_metre: u32) -> Vec<u8> {
        let [width, height] = [self.width, self.height].map(|length| (length as u32).to_be_bytes());
        // Eight bits for each colour, no interlacing.
        let header = [&width[..], &height, &[8, 2, 0, 0, 0]].concat();
        let resolution = [&per_metre.to_be_bytes()[..], &per_metre.to_be_bytes(), &[1]].concat();
        // Each row is written as the differences from the row above it.
        let mut rows = Vec::with_capacity(self.colours.len() + self.height);
        let mut above = vec![0; self.width * 3];
        for row in self.colours.chunks_exact(self.width * 3) {
            rows.push(2);
            rows.extend(row.iter().zip(&above).map(|(own, above)| own.wrapping_sub(*above)));
            above.copy_from_slice(row);
        }
        let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
        for (name, body) in
            [(b"IHDR", header), (b"pHYs", resolution), (b"IDAT", deflated(&rows)), (b"IEND", Vec::new())]
        {
            let chunk = [&name[..], &body].concat();
            file.extend((body.len() as u32).to_be_bytes().into_iter().chain(chunk.iter().copied()));
            file.extend(check(&chunk).to_be_bytes());
        }
        file
    }
}

/// Returns the check sum of a chunk, as in section 5.5 and annex D.
fn check(bytes: &[u8]) -> u32 {
    let step = |rest: u32| if rest & 1 == 1 { 0xedb8_8320 ^ (rest >> 1) } else { rest >> 1 };
    !bytes.iter().fold(u32::MAX, |sum, &byte| (0..8).fold(sum ^ u32::from(byte), |rest, _| step(rest)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::present::drawing::face::Bend::{Close, Line, Move};

    #[test]
    fn the_check_sum_is_that_of_the_empty_end_chunk() {
        // Every PNG ends with this chunk and these four bytes.
        assert_eq!(check(b"IEND"), 0xae42_6082);
    }

    #[test]
    fn an_area_covers_its_dots_and_the_clip_cuts_it() {
        let square = vec![Move([1.0, 1.0]), Line([3.0, 1.0]), Line([3.0, 3.0]), Line([1.0, 3.0]), Close];
        let shape =
            Shaped { curves: square, fill: Some(([0, 0, 0], 1.0)), stroke: None, has_holes: false, is_round: false };
        let black = |dots: &Dots| dots.colours.chunks_exact(3).filter(|dot| dot[0] == 0).count();
        let mut dots = Dots::new(8, 8, 2.0);
        dots.paint(&shape);
        assert_eq!(black(&dots), 16);
        let mut dots = Dots::new(8, 8, 2.0);
        dots.clip(Some([0.0, 0.0, 2.0, 4.0]));
        dots.paint(&shape);
        assert_eq!(black(&dots), 8);
    }
}
