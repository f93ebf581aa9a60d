//! Headings of other people's tables, matched by likeness in English, Chinese and Russian.

use std::ops::Range;

use super::synonyms::{LEGS, PLACES, SHARED, Synonyms};
use super::units::{ColumnQuantity, TextUnit, UnitRead, unit_in};
use super::words::{folded, place_of};

/// What a row of a table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SheetKind {
    /// A leg from a place to a place.
    Legs,
    /// A place.
    Places,
}

/// The way in which a column was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadingRead {
    /// The heading as it is written.
    pub heading: String,
    /// The column that it is, and nothing where it is not read.
    pub column: Option<String>,
    /// The unit that the heading names, as it is written.
    pub unit: Option<String>,
    /// The file of tables in which such figures belong, where they belong into none of an import.
    pub belongs: Option<&'static str>,
}

/// The most letters of a heading that is understood.
const MAX_HEADING_LETTERS: usize = 60;

/// Headings of numbers of rows, which say nothing.
const COUNTERS: [&str; 8] = ["no", "no.", "№", "#", "序号", "п п", "№ п п", "n"];

/// Words of costs and times that are none of a leg, with the file in which they belong.
const ELSEWHERE: [(&str, &[&str]); 2] = [
    (
        "borders.csv",
        &[
            "border",
            "customs",
            "frontier",
            "口岸",
            "边境",
            "过境",
            "海关",
            "报关",
            "清关",
            "关税",
            "границ",
            "тамож",
            "погранич",
        ],
    ),
    (
        "handling.csv",
        &[
            "handling",
            "loading",
            "unloading",
            "transshipment",
            "transhipment",
            "port charge",
            "port dues",
            "thc",
            "storage",
            "装卸",
            "装船",
            "卸船",
            "换装",
            "港杂",
            "仓储",
            "堆存",
            "погрузк",
            "выгрузк",
            "перевалк",
            "хранени",
            "обработк",
        ],
    ),
];

/// Words of lower and upper bounds.
const LOW: [&str; 15] = [
    "low",
    "lower",
    "lowest",
    "min.",
    "min",
    "minimum",
    "from",
    "最低",
    "下限",
    "мин.",
    "мин",
    "минимум",
    "минимальный",
    "минимальная",
    "от",
];
const HIGH: [&str; 15] = [
    "high",
    "higher",
    "highest",
    "max.",
    "max",
    "maximum",
    "to",
    "最高",
    "上限",
    "макс.",
    "макс",
    "максимум",
    "максимальный",
    "максимальная",
    "до",
];

/// The columns of a leg that have bounds, with those that hold them.
const BOUNDED: [(&str, [&str; 2]); 3] = [
    ("cost_per_t", ["low", "high"]),
    ("distance_km", ["distance_km_low", "distance_km_high"]),
    ("time_h", ["time_h_low", "time_h_high"]),
];

/// The columns without which a table is none of its kind.
pub(super) const fn needed(kind: SheetKind) -> &'static [&'static str] {
    match kind {
        SheetKind::Legs => &["from", "to"],
        SheetKind::Places => &["name"],
    }
}

fn synonyms(kind: SheetKind) -> impl Iterator<Item = &'static Synonyms> {
    let own: &'static [Synonyms] = if kind == SheetKind::Legs { &LEGS } else { &PLACES };
    own.iter().chain(&SHARED)
}

/// Returns the columns of a kind of table.
pub(super) fn columns(kind: SheetKind) -> Vec<&'static str> {
    let bounds = BOUNDED.iter().flat_map(|(_, bounds)| *bounds).filter(|_| kind == SheetKind::Legs);
    synonyms(kind).map(|(column, _)| *column).chain(bounds).collect()
}

/// A heading with the place of its unit: `运价（元/吨）`, `Freight, USD/t`, `distance_km`.
struct HeadingText {
    plain: String,
    /// The bytes in brackets or behind a comma.
    stated: Range<usize>,
}

impl HeadingText {
    fn new(heading: &str) -> Self {
        let plain = folded(&heading.replace(['_', '\n', '\r'], " "));
        let in_brackets = [('(', ')'), ('[', ']'), ('【', '】')].into_iter().find_map(|(open, close)| {
            let start = plain.find(open)? + open.len_utf8();
            Some(start..plain[start..].find(close).map_or(plain.len(), |end| start + end))
        });
        let behind_comma = || plain.find(',').map(|comma| comma + 1..plain.len());
        let stated = in_brackets.or_else(behind_comma).filter(|stated| !plain[stated.clone()].trim().is_empty());
        Self { stated: stated.unwrap_or(0..0), plain }
    }

    /// Returns the text without its unit, and that in brackets or behind a comma.
    fn name(&self, unit: Option<&UnitRead>) -> String {
        let is_left = |at: &usize| {
            let is_stated = !self.stated.is_empty() && (self.stated.start - 1..=self.stated.end).contains(at);
            !is_stated && unit.is_none_or(|unit| !unit.at.contains(at))
        };
        let left: String =
            self.plain.char_indices().map(|(at, letter)| if is_left(&at) { letter } else { ' ' }).collect();
        let mut words: Vec<&str> =
            left.split([' ', '/', '(', ')', '[', ']', '【', '】']).filter(|word| !word.is_empty()).collect();
        while words.len() > 1 && words.last().is_some_and(|word| ["per", "in", "за", "в", ","].contains(word)) {
            words.pop();
        }
        words.join(" ")
    }

    /// Returns the unit that it names for a quantity.
    fn unit(&self, quantity: ColumnQuantity) -> Result<Option<UnitRead>, String> {
        unit_in(quantity, &self.plain, self.stated.clone())
    }
}

/// Returns the unit that a heading names for a column, as it is written; of words that name none, these.
pub(super) fn unit_text(heading: &str, column: &str) -> Option<String> {
    let own = HeadingText::new(heading);
    match own.unit(ColumnQuantity::of(column)?) {
        Ok(read) => read.map(|read| {
            let is_stated = own.stated.start <= read.at.start && read.at.end <= own.stated.end;
            own.plain[if is_stated { own.stated.clone() } else { read.at }].trim().to_owned()
        }),
        Err(unknown) => Some(unknown),
    }
}

/// Returns how like a name is to a column, from 0 to 100.
fn likeness(name: &str, (column, words): &Synonyms) -> u32 {
    let column = column.replace('_', " ");
    if name.is_empty() {
        return 0;
    }
    if name == column || words.contains(&name) {
        return 100;
    }
    // A longer word that is part of the heading says more than a short one: `铁路里程` is a distance.
    let is_long = |word: &&&str| word.chars().count() >= if word.is_ascii() { 4 } else { 2 };
    let inside = |word: &&&str| {
        if word.chars().any(|letter| matches!(letter, '\u{4E00}'..='\u{9FFF}')) {
            name.contains(**word)
        } else {
            name == **word || name.starts_with(&format!("{word} ")) || name.ends_with(&format!(" {word}"))
        }
    };
    let part = words.iter().filter(is_long).filter(inside).map(|word| 60 + (word.chars().count() as u32).min(20)).max();
    let near = words.iter().filter(is_long).filter(|word| strsim::normalized_damerau_levenshtein(name, word) >= 0.8);
    part.max(near.map(|_| 50).max()).unwrap_or(0)
}

/// Returns how like a heading is to a column, with or without the unit that it names.
fn heading_likeness(own: &HeadingText, known: &Synonyms) -> u32 {
    let unit = ColumnQuantity::of(known.0).and_then(|quantity| own.unit(quantity).ok().flatten());
    let without = own.name(unit.as_ref());
    let whole = likeness(&own.name(None), known).max(if own.plain == known.0.replace('_', " ") { 100 } else { 0 });
    match unit.map(|unit| unit.unit) {
        // `USD/t` alone is a price.
        Some(TextUnit::Price(Some(_), Some(_))) if without.is_empty() => 70,
        Some(_) => whole.max(likeness(&without, known)),
        None => whole,
    }
}

/// Returns the bound that a heading names, 0 for the lower one, with the rest.
fn bound_of(heading: &str) -> Option<(usize, String)> {
    let plain = folded(&heading.replace('_', " "));
    // A unit may stand behind the word: `Rate low (USD/t)`.
    let (name, unit) = plain.split_at(plain.find(['(', '[', '【', ',']).unwrap_or(plain.len()));
    let name = name.trim();
    let rest_of = |word: &&str| {
        // `from` and `to` begin the name of an end, and end that of a bound.
        let rest = if ["from", "to", "от", "до"].contains(word) {
            name.strip_suffix(*word).filter(|rest| rest.ends_with(' '))?.to_owned()
        } else if word.chars().all(|letter| matches!(letter, '\u{4E00}'..='\u{9FFF}')) {
            name.contains(*word).then(|| name.replacen(*word, "", 1))?
        } else {
            let at = place_of(name, word)?;
            format!("{} {}", name[..at.start].trim_end(), name[at.end..].trim_start())
        };
        Some(format!("{} {unit}", rest.trim()).trim().to_owned())
    };
    [LOW, HIGH].iter().enumerate().find_map(|(bound, words)| Some((bound, words.iter().find_map(rest_of)?)))
}

/// Returns the file in which a figure of such a heading belongs, where it is none of a leg.
fn elsewhere(plain: &str) -> Option<&'static str> {
    ELSEWHERE.into_iter().find(|(_, words)| words.iter().any(|word| plain.contains(word))).map(|(file, _)| file)
}

/// Returns how like a heading is to each column of a kind of table.
fn likenesses(heading: &str, kind: SheetKind) -> Vec<(u32, &'static str)> {
    // What is longer is a sentence, not a heading.
    if heading.chars().nth(MAX_HEADING_LETTERS).is_some() {
        return Vec::new();
    }
    let own = HeadingText::new(heading);
    let name = own.name(None);
    if name.is_empty() || COUNTERS.contains(&name.as_str()) {
        return Vec::new();
    }
    let is_elsewhere = kind == SheetKind::Legs && elsewhere(&own.plain).is_some();
    let is_of_leg =
        |column: &str| matches!(ColumnQuantity::of(column), Some(ColumnQuantity::Price | ColumnQuantity::Time));
    let bounds: Vec<(u32, &'static str)> = bound_of(heading)
        .filter(|_| kind == SheetKind::Legs && !is_elsewhere)
        .into_iter()
        .flat_map(|(bound, rest)| {
            let rest = HeadingText::new(&rest);
            BOUNDED.iter().filter_map(move |(column, bounds)| {
                let known = synonyms(kind).find(|(own, _)| own == column)?;
                let like =
                    if rest.plain.is_empty() && *column == "cost_per_t" { 100 } else { heading_likeness(&rest, known) };
                (like > 0).then_some((like, bounds[bound]))
            })
        })
        .collect();
    if !bounds.is_empty() {
        return bounds;
    }
    synonyms(kind)
        .filter(|(column, _)| !(is_elsewhere && is_of_leg(column)))
        .map(|known| (heading_likeness(&own, known), known.0))
        .filter(|(like, _)| *like > 0)
        .collect()
}

/// Matches headings with the columns of a kind of table; each column is taken once, by the heading that is most like it.
pub(super) fn matched(headings: &[&str], kind: SheetKind) -> Vec<HeadingRead> {
    let read = |heading: &&str| HeadingRead { heading: (*heading).to_owned(), column: None, unit: None, belongs: None };
    let mut found: Vec<HeadingRead> = headings.iter().map(read).collect();
    let mut pairs: Vec<(u32, usize, &str)> = Vec::new();
    for (at, heading) in headings.iter().enumerate() {
        pairs.extend(likenesses(heading, kind).into_iter().map(|(like, column)| (like, at, column)));
    }
    // The most like first; of equals the one further to the left.
    pairs.sort_by_key(|&(likeness, at, _)| (std::cmp::Reverse(likeness), at));
    for (_, at, column) in pairs {
        let is_free = found[at].column.is_none() && found.iter().all(|own| own.column.as_deref() != Some(column));
        if is_free {
            found[at].column = Some(column.to_owned());
            found[at].unit = unit_text(headings[at], column);
        }
    }
    for own in found.iter_mut().filter(|own| own.column.is_none()) {
        own.belongs = elsewhere(&folded(&own.heading)).filter(|_| own.heading.len() <= 4 * MAX_HEADING_LETTERS);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{SheetKind, matched};

    fn columns(headings: &[&str], kind: SheetKind) -> Vec<String> {
        let read = matched(headings, kind);
        read.into_iter().map(|own| own.column.unwrap_or_default() + own.unit.map_or("", |_| " in")).collect()
    }

    #[test]
    fn headings_in_three_languages_are_the_same_columns() {
        use SheetKind::{Legs, Places};
        let expected = ["from", "to", "mode", "distance_km in", "cost_per_t in", "note"];
        for headings in [
            ["From", "Destination", "Transport mode", "Distance (km)", "Freight, USD/t", "Remarks"],
            ["起点", "终点", "运输方式", "里程（公里）", "运价（元/吨）", "备注"],
            ["Откуда", "Куда", "Вид транспорта", "Расстояние, км", "Тариф (руб/т)", "Примечание"],
            ["始发站", "到达站", "方式", "铁路里程（公里）", "单价（元/吨公里）", "备注"],
            ["from", "to", "mode", "Км", "Тариф руб/т", "Комментарий"],
            ["POL", "POD", "Mode", "Distance miles", "Truck rate USD/t", "Note"],
        ] {
            assert_eq!(columns(&headings, Legs), expected, "{headings:?}");
        }
        assert_eq!(
            columns(&["序号", "城市", "纬度", "经度", "国家"], Places),
            ["", "name", "lat_deg", "lon_deg", "country"]
        );
        // Mistyped, and our own names.
        assert_eq!(columns(&["form", "Destinaton", "distance_km", "colour"], Legs)[1..], ["to", "distance_km in", ""]);
        let own = ["time_h", "cost_per_t", "speed_kmh", "gauge_mm", "low", "both_ways", "from_country"];
        assert_eq!(
            columns(&own, Legs),
            ["time_h in", "cost_per_t in", "speed_kmh in", "gauge_mm in", "low", "both_ways", "from_country"]
        );
    }

    #[test]
    fn bounds_and_what_belongs_elsewhere_are_no_prices() {
        for headings in [
            ["From", "To", "Rate low USD/t", "Rate high (USD/t)", "Border cost USD/t", "Transit days"],
            ["起点", "终点", "最低运价（元/吨）", "最高运价（元/吨）", "报关费用", "运输时间（天）"],
            ["Откуда", "Куда", "Тариф мин, руб/т", "Тариф макс, руб/т", "Стоимость таможни", "Срок, сут"],
            ["from", "to", "Minimum rate USD/t", "Maximum rate USD/t", "Customs fee", "Time h"],
        ] {
            let expected = ["from", "to", "low in", "high in", "", "time_h in"];
            assert_eq!(columns(&headings, SheetKind::Legs), expected, "{headings:?}");
            assert_eq!(matched(&headings, SheetKind::Legs)[4].belongs, Some("borders.csv"));
        }
    }
}
