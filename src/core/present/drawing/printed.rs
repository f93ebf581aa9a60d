//! Pictures for papers: SVG with text as outlines, PNG and PDF, all of the same shapes.

mod pdf;
mod png;
mod shapes;
mod svg;

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;

pub use pdf::pdf;
pub use png::{PngError, png};
pub use svg::outlined_svg;

/// Compresses bytes.
fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    // Writing into memory cannot fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}
