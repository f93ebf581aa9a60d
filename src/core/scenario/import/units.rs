//! Units that headings and cells name in English, Chinese and Russian: of lengths, times, speeds and prices.

use std::ops::Range;

use super::words::{folded, place_of};
use crate::units::Decimal;

/// What a column counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ColumnQuantity {
    /// Kilometres.
    Length,
    /// Hours.
    Time,
    /// Kilometres an hour.
    Speed,
    /// Tonnes a month.
    Flow,
    /// Millimetres.
    Gauge,
    /// Money per tonne.
    Price,
}

impl ColumnQuantity {
    /// Returns what a column counts; nothing where it holds words, or degrees.
    pub(super) fn of(column: &str) -> Option<Self> {
        Some(match column {
            "distance_km" | "distance_km_low" | "distance_km_high" => Self::Length,
            "time_h" | "time_h_low" | "time_h_high" => Self::Time,
            "speed_kmh" => Self::Speed,
            "capacity_t_per_month" => Self::Flow,
            "gauge_mm" => Self::Gauge,
            "cost_per_t" | "low" | "high" => Self::Price,
            _ => return None,
        })
    }

    /// Returns the unit of the column itself.
    pub(super) const fn metric(self) -> &'static str {
        match self {
            Self::Length => "km",
            Self::Time => "h",
            Self::Speed => "km/h",
            Self::Flow => "t/month",
            Self::Gauge => "mm",
            Self::Price => "currency/t",
        }
    }

    /// Returns the words of its units, each with what one of it is worth in the unit of the column.
    const fn words(self) -> &'static [(&'static str, &'static [&'static str])] {
        match self {
            Self::Length => &[
                ("1", &["km", "公里", "千米", "км", "kilometres", "kilometers", "километры", "километров"]),
                ("1.609344", &["mi", "mile", "miles", "英里", "мили", "миль"]),
                (
                    "1.852",
                    &["nmi", "nm", "nautical miles", "nautical mile", "海里", "м.мили", "морские мили", "морских миль"],
                ),
                ("0.001", &["m", "metres", "meters", "米", "м", "метров"]),
            ],
            Self::Time => &[
                ("1", &["h", "hr", "hrs", "hour", "hours", "小时", "时", "ч", "ч.", "час", "часы", "часов"]),
                (
                    "24",
                    &[
                        "d",
                        "day",
                        "days",
                        "天",
                        "日",
                        "сут",
                        "сут.",
                        "сутки",
                        "суток",
                        "день",
                        "дни",
                        "дней",
                        "дн",
                        "дн.",
                        "tage",
                        "tagen",
                    ],
                ),
                ("168", &["week", "weeks", "周", "недель", "недели", "нед", "нед."]),
            ],
            Self::Speed => &[
                ("1", &["km/h", "kmh", "kph", "公里/小时", "км/ч"]),
                ("1.609344", &["mph"]),
                ("1.852", &["kn", "knots", "节", "узлы", "уз"]),
            ],
            Self::Flow => &[("1", &["t/month", "t per month", "吨/月", "т/мес", "т/мес."])],
            Self::Gauge => &[("1", &["mm", "毫米", "мм"])],
            Self::Price => &[],
        }
    }
}

/// Words that are units only in brackets, behind a comma or a number, at the end of a heading or after `per`: elsewhere they
/// may be parts of other words.
const ONLY_WHERE_UNITS_STAND: [&str; 16] =
    ["m", "м", "米", "h", "ч", "时", "d", "日", "nm", "t", "т", "mt", "st", "lt", "р", "kg"];

/// Words of what is loaded, which say what a price is per only in brackets or behind `per`: a truck rate is by road.
const VEHICLES: [&str; 17] = [
    "truck",
    "wagon",
    "car",
    "railcar",
    "lot",
    "trip",
    "voyage",
    "车",
    "车皮",
    "票",
    "批",
    "вагон",
    "вагона",
    "машину",
    "рейс",
    "партию",
    "отправку",
];

/// The codes of currencies but for those that are English words.
///
/// # Source
/// ISO 4217.
const CURRENCIES: &str = "aed afn amd ang aoa ars aud awg azn bbd bdt bgn bhd bif bmd bnd bob brl bsd btn bwp byn bzd cad cdf chf clp \
    cny cop crc cve czk djf dkk dop dzd egp ern etb eur fjd fkp gbp gel ghs gip gmd gnf gtq gyd hkd hnl hrk htg huf idr ils inr iqd irr \
    isk jmd jod jpy kes kgs khr kmf kpw krw kwd kyd kzt lak lbp lkr lrd lsl lyd mdl mga mkd mmk mnt mru mur mvr mwk mxn myr mzn nad ngn \
    nio nok npr nzd omr pab pgk php pkr pln pyg qar ron rsd rub rwf sar sbd scr sdg sek sgd shp sle srd ssp stn svc syp szl thb tjs tmt \
    tnd ttd twd tzs uah ugx usd uyu uzs ved ves vnd vuv wst xaf xcd xof xpf yer zar zmw zwl";

/// The other words of currencies.
const MONEY: [(&str, &[&str]); 6] = [
    ("CNY", &["元", "人民币", "¥", "rmb", "yuan", "юань", "юаней"]),
    ("USD", &["美元", "美金", "us$", "$", "dollars", "долл", "долл.", "долларов"]),
    ("EUR", &["欧元", "€", "euro", "euros", "евро"]),
    ("RUB", &["руб", "руб.", "₽", "рублей", "рубли", "卢布", "р", "р."]),
    ("KZT", &["тенге", "₸", "坚戈"]),
    ("JPY", &["日元", "иен"]),
];

/// What a price is per.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PriceBasis {
    /// A mass, which is one tonne times so much: what amounts are multiplied by to be per tonne, and the name of the mass.
    Mass(&'static str, &'static str),
    /// A tonne and kilometre.
    TonneKm,
    /// Something that legs.csv has no price for, with the basis of tariffs.csv where there is one.
    Other(&'static str, Option<&'static str>),
    /// A ton of which nothing says which it is.
    BareTon,
}

/// A tonne.
pub(super) const TONNE: PriceBasis = PriceBasis::Mass("1", "t");

/// The words of what prices are per.
///
/// # Source
/// As in `units/trade.rs`: a pound is 0.45359237 kg, a short ton 2000 pounds, a long ton 2240.
const BASES: [(PriceBasis, &[&str]); 13] = [
    (
        TONNE,
        &[
            "t",
            "т",
            "mt",
            "tonne",
            "tonnes",
            "metric ton",
            "metric tons",
            "metric tonne",
            "тонна",
            "тонну",
            "тонны",
            "吨",
            "公吨",
        ],
    ),
    (
        PriceBasis::TonneKm,
        &[
            "tkm",
            "t-km",
            "t·km",
            "t km",
            "tonne-km",
            "tonne km",
            "tonne-kilometre",
            "吨公里",
            "吨·公里",
            "吨千米",
            "ткм",
            "т-км",
            "т·км",
            "т км",
        ],
    ),
    (
        PriceBasis::Mass("1.1023113109243879", "short ton"),
        &["short ton", "short-ton", "short tons", "st", "短吨", "короткая тонна", "короткую тонну"],
    ),
    (
        PriceBasis::Mass("0.9842065276110606", "long ton"),
        &["long ton", "long-ton", "long tons", "lt", "长吨", "длинная тонна", "длинную тонну"],
    ),
    (PriceBasis::Mass("1000", "kg"), &["kg", "公斤", "千克", "кг"]),
    (PriceBasis::BareTon, &["ton", "tons"]),
    (
        PriceBasis::Other("a box of 20 feet", Some("box20")),
        &[
            "teu",
            "20ft",
            "20 ft",
            "20-ft",
            "20'",
            "20 foot",
            "20-foot",
            "20gp",
            "20dc",
            "20尺",
            "20英尺",
            "box20",
            "20 фут",
            "20-фут",
            "20фут",
            "20 футов",
            "20-футовый",
        ],
    ),
    (
        PriceBasis::Other("a box of 40 feet", Some("box40")),
        &[
            "feu",
            "40ft",
            "40 ft",
            "40-ft",
            "40'",
            "40 foot",
            "40-foot",
            "40gp",
            "40dc",
            "40hc",
            "40hq",
            "40尺",
            "40英尺",
            "box40",
            "40 фут",
            "40-фут",
            "40фут",
            "40 футов",
            "40-футовый",
        ],
    ),
    (
        PriceBasis::Other("a box", Some("box20 or box40")),
        &["box", "boxes", "container", "containers", "集装箱", "箱", "柜", "контейнер", "контейнера"],
    ),
    (
        PriceBasis::Other("a wagon or truck", Some("wagon")),
        &["wagon", "car", "railcar", "truck", "车", "车皮", "вагон", "вагона", "машину", "рейс"],
    ),
    (
        PriceBasis::Other("a consignment", Some("consignment")),
        &["shipment", "consignment", "lot", "lump sum", "lumpsum", "trip", "voyage", "票", "批", "отправку", "партию"],
    ),
    (PriceBasis::Other("a kilometre", None), &["km", "公里", "км"]),
    (PriceBasis::Other("a mile", None), &["mile", "mi", "英里", "милю", "ton-mile", "ton mile"]),
];

/// A unit that a text names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TextUnit {
    /// What numbers are multiplied by, to be in the unit of the column.
    Times(&'static str),
    /// The currency and the basis of a price; one of them may be named elsewhere.
    Price(Option<String>, Option<PriceBasis>),
}

impl TextUnit {
    /// Returns the factor as a number.
    pub(super) fn factor(&self) -> Option<Decimal> {
        match self {
            Self::Times(factor) => Decimal::parse(factor).ok(),
            Self::Price(..) => None,
        }
    }
}

/// The unit of a heading or cell, with the bytes of the text that name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct UnitRead {
    pub(super) unit: TextUnit,
    pub(super) at: Range<usize>,
}

/// A text of which units are taken one by one.
struct UnitText {
    text: String,
    /// The bytes that hold a unit and nothing else: behind a number, in brackets or behind a comma.
    stated: Range<usize>,
    taken: Option<Range<usize>>,
}

/// What stands in the place of a unit that was taken; each of its bytes has one.
const TAKEN: char = '\u{1}';

impl UnitText {
    /// Removes the longest of some words that stands where units stand, or else anywhere, and returns what it means.
    fn take<T: Copy>(&mut self, words: &mut [(&'static str, T)]) -> Option<T> {
        words.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        let placed = words.iter().filter_map(|&(word, value)| Some((word, place_of(&self.text, word)?, value)));
        let (mut here, mut elsewhere) = (None, None);
        for (word, at, value) in placed {
            if here.is_none() && self.is_where_units_stand(word, &at) {
                here = Some((at, value));
            } else if elsewhere.is_none() && !ONLY_WHERE_UNITS_STAND.contains(&word) && !VEHICLES.contains(&word) {
                elsewhere = Some((at, value));
            }
        }
        let (at, value) = here.or(elsewhere)?;
        self.text.replace_range(at.clone(), &String::from(TAKEN).repeat(at.len()));
        let known = self.taken.clone().unwrap_or_else(|| at.clone());
        self.taken = Some(known.start.min(at.start)..known.end.max(at.end));
        Some(value)
    }

    fn is_where_units_stand(&self, word: &str, at: &Range<usize>) -> bool {
        let (before, behind) = (self.text[..at.start].trim_end(), self.text[at.end..].trim());
        let is_last = behind.is_empty() && !before.is_empty() && !VEHICLES.contains(&word);
        let is_stated = self.stated.start <= at.start && at.end <= self.stated.end;
        is_stated
            || is_last
            || behind.starts_with('/')
            || ["/", "per", "за", "每"].iter().any(|sign| before.ends_with(sign))
    }

    /// Returns whether letters are left where nothing but a unit may stand.
    fn has_rest(&self) -> bool {
        self.text[self.stated.clone()].chars().any(char::is_alphanumeric)
    }

    /// Returns whether the text goes on about something that the price is per.
    fn has_other_basis(&self) -> bool {
        let behind =
            |sign: &str| self.text.split(sign).skip(1).any(|rest| rest.trim_start().starts_with(char::is_alphanumeric));
        behind("/") || behind("per ") || behind(" за ") || behind("每")
    }
}

/// Reads the unit that a text names for a quantity; `stated` are the bytes in which nothing but a unit stands. The text is
/// folded. Nothing where it names none.
///
/// # Errors
/// Returns the words that were to name a unit and name none that is known.
pub(super) fn unit_in(quantity: ColumnQuantity, text: &str, stated: Range<usize>) -> Result<Option<UnitRead>, String> {
    let unknown = || text[stated.clone()].trim().to_owned();
    let mut own = UnitText { text: text.to_owned(), stated: stated.clone(), taken: None };
    if quantity != ColumnQuantity::Price {
        let words = quantity.words().iter().flat_map(|(worth, words)| words.iter().map(move |word| (*word, *worth)));
        let worth = own.take(&mut words.collect::<Vec<_>>());
        return match (worth, own.taken.clone()) {
            _ if own.has_rest() => Err(unknown()),
            (Some(worth), Some(at)) => Ok(Some(UnitRead { unit: TextUnit::Times(worth), at })),
            _ => Ok(None),
        };
    }
    let bases = BASES.iter().flat_map(|(basis, words)| words.iter().map(move |word| (*word, *basis)));
    let basis = own.take(&mut bases.collect::<Vec<_>>());
    let mut money: Vec<(&'static str, &'static str)> =
        MONEY.iter().flat_map(|(code, words)| words.iter().map(move |word| (*word, *code))).collect();
    money.extend(CURRENCIES.split_whitespace().map(|code| (code, code)));
    let currency = own.take(&mut money).map(str::to_uppercase);
    let second = own.take(&mut money).map(str::to_uppercase);
    if second.is_some_and(|second| Some(second) != currency) || (basis.is_none() && own.has_other_basis()) {
        return Err(if stated.is_empty() { text.to_owned() } else { unknown() });
    }
    match own.taken {
        Some(at) => Ok(Some(UnitRead { unit: TextUnit::Price(currency, basis), at })),
        None if own.has_rest() => Err(unknown()),
        None => Ok(None),
    }
}

/// Returns the code of a currency that a text names, and nothing else.
pub(super) fn currency_named(text: &str) -> Option<String> {
    let text = text.trim();
    if text.len() == 3 && text.bytes().all(|letter| letter.is_ascii_uppercase()) {
        return Some(text.to_owned());
    }
    let own = folded(text);
    match unit_in(ColumnQuantity::Price, &own, 0..own.len()) {
        Ok(Some(UnitRead { unit: TextUnit::Price(currency, None), at })) if at == (0..own.len()) => currency,
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{ColumnQuantity, PriceBasis, TONNE, TextUnit, currency_named, unit_in};

    const BOX40: PriceBasis = PriceBasis::Other("a box of 40 feet", Some("box40"));

    #[test]
    fn prices_name_currency_and_basis_anywhere_in_a_heading() {
        for (text, currency, basis) in [
            ("rate usd/t", Some("USD"), Some(TONNE)),
            ("freight usd/feu", Some("USD"), Some(BOX40)),
            ("price per 40ft box", None, Some(BOX40)),
            ("тариф руб/т", Some("RUB"), Some(TONNE)),
            ("运价（元/吨公里）", Some("CNY"), Some(PriceBasis::TonneKm)),
            ("usd per short ton", Some("USD"), Some(PriceBasis::Mass("1.1023113109243879", "short ton"))),
            ("freight $/ton", Some("USD"), Some(PriceBasis::BareTon)),
            ("rate in euro", Some("EUR"), None),
            ("cost per t", None, Some(TONNE)),
            ("美元/箱", Some("USD"), Some(PriceBasis::Other("a box", Some("box20 or box40")))),
        ] {
            let read = unit_in(ColumnQuantity::Price, text, 0..0).expect("known").expect("a unit");
            assert_eq!(read.unit, TextUnit::Price(currency.map(str::to_owned), basis), "{text}");
        }
        assert_eq!(unit_in(ColumnQuantity::Price, "all in rate", 0..0), Ok(None));
        for text in ["rate usd/gallon", "usd or eur per t"] {
            assert!(unit_in(ColumnQuantity::Price, text, 0..0).is_err(), "{text}");
        }
    }

    #[test]
    fn times_and_lengths_name_their_unit_or_something_unknown() {
        let times = |quantity, text: &str, stated| match unit_in(quantity, text, stated) {
            Ok(read) => read.and_then(|read| read.unit.factor()).map(|factor| factor.to_string()),
            Err(unknown) => Some(format!("? {unknown}")),
        };
        for (quantity, text, stated, expected) in [
            (ColumnQuantity::Time, "transit days", 0..0, Some("24")),
            (ColumnQuantity::Time, "время", 0..0, None),
            (ColumnQuantity::Time, "运行时间", 0..0, None),
            (ColumnQuantity::Time, "time (working days)", 6..18, Some("? working days")),
            (ColumnQuantity::Length, "distance miles", 0..0, Some("1.609344")),
            (ColumnQuantity::Length, "м", 0..2, Some("0.001")),
            (ColumnQuantity::Length, "li", 0..2, Some("? li")),
        ] {
            assert_eq!(times(quantity, text, stated).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_currency_is_named_by_its_code_or_its_word_alone() {
        for (text, expected) in
            [("usd", Some("USD")), ("元", Some("CNY")), ("XAU", Some("XAU")), ("usd/t", None), ("nothing", None)]
        {
            assert_eq!(currency_named(text).as_deref(), expected, "{text}");
        }
    }
}
