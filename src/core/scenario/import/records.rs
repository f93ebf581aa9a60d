//! What readers of files hand on: places, legs, and the features of maps.

use std::ops::Range;

use crate::problem::Span;
use crate::units::Decimal;

/// Where something was read.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    pub(super) span: Span,
    /// The place in words, for the note of the row.
    pub(super) note: String,
}

/// A place as a file has it.
#[derive(Clone, Debug)]
pub(super) struct ImportedPlace {
    pub(super) name: String,
    /// The Chinese and the Russian name.
    pub(super) other_names: [Option<String>; 2],
    /// The code or key that the file gives it.
    pub(super) code: Option<String>,
    pub(super) country: Option<String>,
    pub(super) region: Option<String>,
    pub(super) kind: Option<&'static str>,
    /// Longitude and latitude in degrees.
    pub(super) at: Option<(f64, f64)>,
    pub(super) unlocode: Option<String>,
    pub(super) tags: Option<String>,
    pub(super) note: Option<String>,
    pub(super) origin: Origin,
}

impl ImportedPlace {
    /// Returns a place of which no more is known than a name and perhaps where it lies.
    pub(super) fn named(name: String, at: Option<(f64, f64)>, origin: Origin) -> Self {
        let (other_names, code, country, region, kind, unlocode, tags, note) = Default::default();
        Self { name, other_names, code, country, region, kind, at, unlocode, tags, note, origin }
    }
}

/// A number with its bounds, where a file gives them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct ImportedNumber {
    pub(super) value: Decimal,
    pub(super) low: Option<Decimal>,
    pub(super) high: Option<Decimal>,
}

impl ImportedNumber {
    /// Returns a number without bounds.
    pub(super) const fn only(value: Decimal) -> Self {
        Self { value, low: None, high: None }
    }

    /// Multiplies the number and its bounds; nothing where that has too many digits.
    pub(super) fn times(self, factor: Decimal) -> Option<Self> {
        let times = |bound: Option<Decimal>| bound.map_or(Some(None), |bound| bound.times(factor).map(Some));
        Some(Self { value: self.value.times(factor)?, low: times(self.low)?, high: times(self.high)? })
    }
}

/// A price of a leg.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct LegPrice {
    pub(super) amount: ImportedNumber,
    pub(super) currency: String,
    /// Whether it is per tonne and kilometre, and not per tonne.
    pub(super) is_per_km: bool,
    /// How it was written, where it was converted.
    pub(super) note: Option<String>,
}

/// A leg as a file has it.
#[derive(Clone, Debug)]
pub(super) struct ImportedLeg {
    pub(super) from: String,
    pub(super) to: String,
    /// The countries at both ends, where the leg says them.
    pub(super) countries: [Option<String>; 2],
    pub(super) mode: &'static str,
    /// Whether it can be used backwards; nothing where the file does not say it.
    pub(super) both_ways: Option<bool>,
    pub(super) km: Option<ImportedNumber>,
    pub(super) hours: Option<ImportedNumber>,
    pub(super) speed_kmh: Option<Decimal>,
    pub(super) gauge_mm: Option<Decimal>,
    pub(super) capacity: Option<Decimal>,
    pub(super) price: Option<LegPrice>,
    pub(super) tags: Option<String>,
    /// Who or what document gives it.
    pub(super) source: Option<String>,
    pub(super) note: Option<String>,
    /// Whether its length was computed.
    pub(super) is_computed: bool,
    /// Whether it is a line of a map, whose direction says nothing.
    pub(super) is_of_map: bool,
    pub(super) origin: Origin,
}

impl ImportedLeg {
    /// Returns whether another leg says the same of the same way.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let own = |leg: &Self| {
            let numbers = (leg.km, leg.hours, leg.speed_kmh, leg.gauge_mm, leg.capacity);
            (numbers, leg.price.clone(), leg.both_ways, leg.tags.clone(), leg.note.clone(), leg.source.clone())
        };
        own(self) == own(other)
    }
}

/// Returns a position as longitude and latitude; what is wrong with one that is none, with the remedy.
pub(super) fn position(
    lat: Option<Decimal>,
    lon: Option<Decimal>,
    name: &str,
) -> Result<Option<(f64, f64)>, (String, String)> {
    let (Some(lat), Some(lon)) = (lat.map(Decimal::to_f64), lon.map(Decimal::to_f64)) else {
        if lat.is_some() != lon.is_some() {
            return Err((format!("`{name}` has one coordinate"), "give both, or none".to_owned()));
        }
        return Ok(None);
    };
    if lat.abs() <= 90.0 && lon.abs() <= 180.0 {
        return Ok(Some((lon, lat)));
    }
    let is_swapped = lon.abs() <= 90.0 && lat.abs() <= 180.0;
    let help = if is_swapped {
        "latitude and longitude are exchanged: exchange their headings"
    } else {
        "write decimal degrees"
    };
    Err((format!("`{name}` would lie at latitude {lat}, longitude {lon}"), help.to_owned()))
}

/// The geometry of a feature, each position as its numbers.
#[derive(Clone, Debug)]
pub(super) enum MapShape {
    Point(Vec<f64>),
    Lines(Vec<Vec<Vec<f64>>>),
    /// An area, a collection, or what has no numbers.
    Other,
}

/// A feature with its place in the file.
#[derive(Clone, Debug)]
pub(super) struct MapFeature {
    /// The bytes where it begins.
    pub(super) at: Range<usize>,
    pub(super) properties: Vec<(String, String)>,
    pub(super) shape: MapShape,
}

/// Why a text is no map, and at which byte.
pub(super) struct MapFault {
    pub(super) at: usize,
    pub(super) why: String,
}

/// What a map says that is read in one of several ways, or not at all.
pub(super) struct MapDoubt {
    pub(super) at: Range<usize>,
    pub(super) what: String,
    pub(super) help: &'static str,
}
