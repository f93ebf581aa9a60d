//! Colours by what they mean, widths and dashes: once as style rules, once for those who paint without a browser.
//!
//! The colours of corridors differ in lightness, so that a grey print tells them apart, and are those that people with
//! other colour vision distinguish best.
//!
//! # Source
//! M. Okabe and K. Ito, "Color Universal Design", 2008; darkened for thin lines on white.

use std::fmt::Write as _;

use serde::Serialize;

use crate::units::words;

words! {
    /// What a colour means.
    #[derive(Serialize)]
    #[serde(rename_all = "lowercase")]
    Tint {
        /// The first corridor of the file.
        First = "first",
        /// The second corridor.
        Second = "second",
        /// The third corridor.
        Third = "third",
        /// The fourth corridor.
        Fourth = "fourth",
        /// Every further corridor.
        Other = "other",
        /// The difference between two corridors.
        Difference = "difference",
        /// What helps.
        Good = "good",
        /// What harms.
        Bad = "bad",
        /// What is neither.
        Neutral = "neutral",
        /// Text and outlines.
        Ink = "ink",
        /// Text of less weight.
        Muted = "muted",
        /// Lines of the scales.
        Grid = "grid",
        /// Land on a map.
        Land = "land",
        /// Water on a map.
        Water = "water",
        /// What is behind everything.
        Page = "page",
    }
}

impl Tint {
    /// Returns the role of a corridor by its position in the file.
    pub fn corridor(position: usize) -> Self {
        [Self::First, Self::Second, Self::Third, Self::Fourth].get(position).copied().unwrap_or(Self::Other)
    }

    /// Returns red, green and blue, each from 0 to 255.
    pub(super) const fn colour(self) -> [u8; 3] {
        match self {
            Self::First => [0x0b, 0x4f, 0x8a],
            Self::Second => [0xd4, 0x6a, 0x00],
            Self::Third => [0x00, 0x80, 0x5f],
            Self::Fourth => [0xa8, 0x4d, 0x8a],
            Self::Other => [0x7a, 0x7a, 0x7a],
            Self::Difference => [0x5b, 0x3f, 0x8c],
            Self::Good => [0x2b, 0x7b, 0xb9],
            Self::Bad => [0xc0, 0x4a, 0x1a],
            Self::Neutral => [0x8c, 0x93, 0x9b],
            Self::Ink => [0x1d, 0x23, 0x2a],
            Self::Muted => [0x56, 0x5e, 0x67],
            Self::Grid => [0xd9, 0xdd, 0xe1],
            Self::Land => [0xec, 0xe9, 0xe2],
            Self::Water => [0xd6, 0xe4, 0xee],
            Self::Page => [0xff, 0xff, 0xff],
        }
    }
}

words! {
    /// How a role's colour is put on.
    #[derive(Serialize)]
    #[serde(rename_all = "lowercase")]
    Paint {
        /// An area filled.
        Fill = "fill",
        /// An area filled faintly, with an outline.
        Soft = "soft",
        /// An area filled faintly, without an outline.
        Faint = "faint",
        /// A line of usual width.
        Line = "line",
        /// A thin line.
        Thin = "thin",
        /// A thick line.
        Thick = "thick",
        /// A line that is as wide as a band behind others.
        Wide = "wide",
        /// A line that has a width of its own.
        Band = "band",
    }
}

impl Paint {
    /// Returns the opacity of the filling, if it fills.
    pub(super) const fn opacity(self) -> Option<f64> {
        match self {
            Self::Fill => Some(1.0),
            Self::Soft => Some(0.3),
            Self::Faint => Some(0.35),
            Self::Line | Self::Thin | Self::Thick | Self::Wide | Self::Band => None,
        }
    }

    /// Returns the width of the stroke in pixels.
    pub(super) const fn width(self) -> f64 {
        match self {
            Self::Fill | Self::Faint | Self::Band => 0.0,
            Self::Soft | Self::Thin => 1.0,
            Self::Line => 2.0,
            Self::Thick => 3.5,
            Self::Wide => 9.0,
        }
    }
}

words! {
    /// The dashes of a line.
    #[derive(Serialize)]
    #[serde(rename_all = "lowercase")]
    Dash {
        /// Without gaps.
        Solid = "solid",
        /// Dashes.
        Dashed = "dashed",
        /// Dots.
        Dotted = "dotted",
        /// Dashes and dots.
        Mixed = "mixed",
    }
}

impl Dash {
    /// Returns the lengths of dashes and gaps in pixels.
    pub(super) const fn lengths(self) -> &'static [f32] {
        match self {
            Self::Solid => &[],
            Self::Dashed => &[7.0, 4.0],
            Self::Dotted => &[2.0, 3.0],
            Self::Mixed => &[9.0, 3.0, 2.0, 3.0],
        }
    }
}

/// Returns the style rules of drawings; a page sets `--corridor-first` and its like to take other colours.
pub fn css() -> String {
    let mut css = String::from(
        ".drawing{font-family:'Noto Sans','Noto Sans SC','Noto Sans CJK SC',sans-serif}\
         .drawing path,.drawing circle{fill:none;stroke-linejoin:round}\
         .drawing text{stroke:none}\
         .drawing .halo{paint-order:stroke;stroke:#ffffff;stroke:var(--corridor-page,#ffffff);stroke-width:3px;\
         stroke-linejoin:round}",
    );
    for role in Tint::ALL {
        let name = role.as_str();
        let [red, green, blue] = role.colour();
        let (hex, variable) = (format!("#{red:02x}{green:02x}{blue:02x}"), format!("--corridor-{name}"));
        let set = |property: &str| format!("{property}:{hex};{property}:var({variable},{hex})");
        let fills = format!(".drawing .{name}.fill,.drawing .{name}.soft,.drawing .{name}.faint,.drawing text.{name}");
        let strokes = ["soft", "line", "thin", "thick", "wide", "band"]
            .map(|paint| format!(".drawing .{name}.{paint}"))
            .join(",");
        // Writing to a string cannot fail.
        let _ = write!(css, "{fills}{{{}}}{strokes}{{{}}}", set("fill"), set("stroke"));
    }
    for paint in Paint::ALL.into_iter().filter(|&paint| paint != Paint::Band) {
        let width = paint.width();
        let opacity = paint.opacity().filter(|&opacity| opacity < 1.0);
        let opacity = opacity.map(|opacity| format!(";fill-opacity:{opacity}")).unwrap_or_default();
        let _ = write!(css, ".drawing .{}{{stroke-width:{width}px{opacity}}}", paint.as_str());
    }
    css.push_str(".drawing .band{stroke-linecap:round}");
    for dash in Dash::ALL.into_iter().filter(|dash| !dash.lengths().is_empty()) {
        let lengths: Vec<String> = dash.lengths().iter().map(f32::to_string).collect();
        let _ = write!(css, ".drawing .{}{{stroke-dasharray:{}}}", dash.as_str(), lengths.join(" "));
    }
    css
}
