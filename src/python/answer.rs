//! An answer, which is written in the formats of the program when they are asked for.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::PyBytes;

use corridor::analysis::Found;
use corridor::present::drawing::kinds::{Canvas, Kind};
use corridor::present::drawing::{Typefaces, outlined_svg, pdf, png};
use corridor::present::{self, Digits, Format, Look, Screen};

use super::language;
use super::wait::{NoAnswer, worked};

/// Pixels of an inch, and millimetres of an inch.
const PIXELS_PER_INCH: f64 = 96.0;
const MM_PER_INCH: f64 = 25.4;
/// The least and the greatest width and height in millimetres.
const SIZES_MM: std::ops::RangeInclusive<f64> = 40.0..=2000.0;
/// The least and the most dots of an inch.
const DPI: std::ops::RangeInclusive<u32> = 36..=2400;

/// What was found.
#[pyclass(frozen, module = "corridor._corridor")]
pub(super) struct FoundAnswer(Arc<Found>);

impl FoundAnswer {
    pub(super) fn new(found: Found) -> Self {
        Self(Arc::new(found))
    }
}

#[pymethods]
impl FoundAnswer {
    /// Whether at least one route was found, or whatever else was asked for.
    #[getter]
    fn is_answered(&self) -> bool {
        self.0.is_answered()
    }

    /// Writes it in a format, as the program writes it.
    fn written(&self, py: Python<'_>, format: &str, lang: &str) -> PyResult<Py<PyBytes>> {
        let lang = language(lang)?;
        let format = Format::named(format).ok_or_else(|| NoAnswer::no("format", format, Format::WORDS))?;
        let found = self.0.clone();
        let bytes = worked(py, move |_| {
            let look = Look { lang, digits: Digits::Cents };
            let mut bytes = Vec::new();
            let screen = Screen { columns: 100, colour: false };
            match present::write_to(&found, format, look, screen, &[], &mut bytes) {
                Ok(_) => Ok(bytes),
                Err(error) if error.kind() == std::io::ErrorKind::Unsupported => {
                    Err(NoAnswer::of(&std::io::Error::other(format!("there is no {format} of this answer"))))
                }
                Err(error) => Err(NoAnswer::of(&error)),
            }
        })?;
        Ok(PyBytes::new(py, &bytes).unbind())
    }

    /// Writes the blocks of its page as JSON.
    fn page(&self, lang: &str) -> PyResult<String> {
        let look = Look { lang: language(lang)?, digits: Digits::Cents };
        let blocks = present::lay_out(&self.0, look).blocks;
        let shown: Vec<_> = blocks.into_iter().filter(|block| !block.is_for_terminal()).collect();
        serde_json::to_string(&shown).map_err(|error| NoAnswer::of(&error).into())
    }

    /// Lists the kinds of pictures that can be drawn of it.
    fn kinds(&self) -> Vec<&'static str> {
        let canvas = Canvas { lang: present::Lang::default(), size: [600.0, 400.0] };
        Kind::ALL.into_iter().filter(|kind| kind.draw(&self.0, canvas).is_some()).map(Kind::as_str).collect()
    }

    /// Draws a picture of a kind as SVG, PNG or PDF.
    fn drawn(
        &self,
        py: Python<'_>,
        kind: &str,
        format: &str,
        lang: &str,
        size_mm: (f64, f64),
        dpi: u32,
    ) -> PyResult<Py<PyBytes>> {
        let refuse = |error: &dyn std::error::Error| PyErr::from(NoAnswer::of(error));
        let kind = Kind::named(kind).ok_or_else(|| NoAnswer::no("picture", kind, Kind::WORDS))?;
        let sides = [size_mm.0, size_mm.1];
        if !sides.iter().all(|side| SIZES_MM.contains(side)) || !DPI.contains(&dpi) {
            let text = format!("a picture is {SIZES_MM:?} mm wide and high, with {DPI:?} dots an inch");
            return Err(refuse(&std::io::Error::other(text)));
        }
        let canvas = Canvas { lang: language(lang)?, size: sides.map(|mm| mm * PIXELS_PER_INCH / MM_PER_INCH) };
        let nothing = || refuse(&std::io::Error::other(kind.nothing()));
        let picture = kind.draw(&self.0, canvas).ok_or_else(nothing)?;
        let faces = Typefaces::new(None).map_err(|error| refuse(&error))?;
        let bytes = match format {
            "svg" => outlined_svg(&picture, &faces).map_err(|error| refuse(&error))?.into_bytes(),
            "pdf" => pdf(&picture, &faces).map_err(|error| refuse(&error))?,
            "png" => png(&picture, &faces, dpi.into()).map_err(|error| refuse(&error))?,
            other => return Err(NoAnswer::no("format of pictures", other, &["svg", "png", "pdf"]).into()),
        };
        Ok(PyBytes::new(py, &bytes).unbind())
    }
}
