//! Headings of other people's tables, matched by likeness in English, Chinese and Russian.

use unicode_normalization::UnicodeNormalization as _;

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
}

/// The words of one column, in three languages.
type Synonyms = (&'static str, &'static [&'static str]);

/// Columns that legs and places share.
const SHARED: [Synonyms; 3] = [
    ("key", &["key", "id", "code", "编号", "代码", "код"]),
    (
        "note",
        &["note", "notes", "remark", "remarks", "comment", "comments", "备注", "说明", "примечание", "комментарий"],
    ),
    ("tags", &["tags", "tag", "标签", "метки"]),
];

const LEGS: [Synonyms; 13] = [
    (
        "from",
        &[
            "from",
            "origin",
            "start",
            "from place",
            "departure",
            "起点",
            "起始地",
            "始发站",
            "始发地",
            "出发地",
            "发站",
            "发货地",
            "起运地",
            "起运港",
            "装货港",
            "откуда",
            "пункт отправления",
            "станция отправления",
            "порт отправления",
            "отправление",
            "начало",
        ],
    ),
    (
        "to",
        &[
            "to",
            "destination",
            "end",
            "to place",
            "arrival",
            "终点",
            "目的地",
            "到达站",
            "到达地",
            "终到站",
            "到站",
            "收货地",
            "目的港",
            "卸货港",
            "куда",
            "пункт назначения",
            "станция назначения",
            "порт назначения",
            "назначение",
            "конец",
        ],
    ),
    (
        "mode",
        &[
            "mode",
            "transport",
            "transport mode",
            "means of transport",
            "type",
            "运输方式",
            "方式",
            "运输工具",
            "вид транспорта",
            "транспорт",
            "способ",
        ],
    ),
    (
        "distance_km",
        &[
            "distance",
            "length",
            "km",
            "kilometres",
            "kilometers",
            "miles",
            "里程",
            "距离",
            "运距",
            "公里",
            "公里数",
            "расстояние",
            "протяженность",
            "протяжённость",
            "длина",
            "километры",
        ],
    ),
    (
        "time_h",
        &[
            "time",
            "hours",
            "days",
            "duration",
            "transit time",
            "时间",
            "时长",
            "运输时间",
            "运行时间",
            "время",
            "время в пути",
            "часы",
            "срок",
        ],
    ),
    ("speed_kmh", &["speed", "速度", "скорость"]),
    (
        "cost_per_t",
        &[
            "cost",
            "price",
            "rate",
            "freight",
            "freight rate",
            "cost per t",
            "cost per tonne",
            "price per tonne",
            "tariff",
            "运价",
            "运费",
            "价格",
            "单价",
            "费用",
            "费率",
            "тариф",
            "цена",
            "стоимость",
            "ставка",
            "фрахт",
        ],
    ),
    ("currency", &["currency", "货币", "币种", "валюта"]),
    ("both_ways", &["both ways", "two way", "bidirectional", "双向", "往返", "в обе стороны"]),
    ("gauge_mm", &["gauge", "track gauge", "轨距", "ширина колеи", "колея"]),
    ("capacity_t_per_month", &["capacity", "monthly capacity", "月运能", "运能", "пропускная способность"]),
    ("from_country", &["from country", "country from", "origin country", "起点国家", "发货国", "страна отправления"]),
    ("to_country", &["to country", "country to", "destination country", "终点国家", "收货国", "страна назначения"]),
];

const PLACES: [Synonyms; 9] = [
    (
        "name",
        &[
            "name",
            "place",
            "city",
            "station",
            "port",
            "place name",
            "名称",
            "地点",
            "地名",
            "城市",
            "站名",
            "车站",
            "站点",
            "港口",
            "название",
            "наименование",
            "город",
            "станция",
            "порт",
            "пункт",
        ],
    ),
    ("name_zh", &["name zh", "chinese name", "中文名", "中文名称"]),
    ("name_ru", &["name ru", "russian name", "русское название", "俄文名"]),
    ("country", &["country", "country code", "iso", "国家", "国别", "国家代码", "страна", "код страны"]),
    ("region", &["region", "province", "state", "省", "省份", "地区", "регион", "область", "край"]),
    ("kind", &["kind", "place type", "类型", "тип"]),
    ("lat_deg", &["lat", "latitude", "纬度", "北纬", "широта"]),
    ("lon_deg", &["lon", "lng", "long", "longitude", "经度", "东经", "долгота"]),
    ("unlocode", &["unlocode", "locode", "un locode"]),
];

/// The most letters of a heading that is understood.
const MAX_HEADING_LETTERS: usize = 60;

/// Headings of numbers of rows, which say nothing.
const COUNTERS: [&str; 8] = ["no", "no.", "№", "#", "序号", "п п", "№ п п", "n"];

/// The words of the four modes in three languages.
const MODES: [(&str, &[&str]); 4] = [
    (
        "rail",
        &[
            "rail",
            "railway",
            "train",
            "铁路",
            "铁运",
            "火车",
            "жд",
            "ж/д",
            "железная дорога",
            "железнодорожный",
            "поезд",
        ],
    ),
    (
        "road",
        &[
            "road",
            "truck",
            "highway",
            "公路",
            "汽车",
            "汽运",
            "卡车",
            "陆运",
            "авто",
            "автомобильный",
            "автодорога",
            "дорога",
        ],
    ),
    ("sea", &["sea", "ship", "ocean", "ferry", "海运", "海上", "航运", "轮船", "море", "морской", "судно", "паром"]),
    (
        "waterway",
        &[
            "waterway",
            "barge",
            "river",
            "inland waterway",
            "水运",
            "水路",
            "内河",
            "河运",
            "驳船",
            "река",
            "речной",
            "баржа",
        ],
    ),
];

/// Returns the mode of a word in any of three languages.
pub(super) fn mode_named(word: &str) -> Option<&'static str> {
    let word = word.trim().to_lowercase();
    MODES.into_iter().find(|(_, words)| words.contains(&word.as_str())).map(|(mode, _)| mode)
}

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
    synonyms(kind).map(|(column, _)| *column).collect()
}

/// Splits a heading into its words and its unit: `运价（元/吨）`, `Freight, USD/t`, `distance_km`.
fn taken_apart(heading: &str) -> (String, Option<String>) {
    let plain: String = heading.nfkc().collect::<String>().to_lowercase().replace(['_', '\n', '\r'], " ");
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let in_brackets = [('(', ')'), ('[', ']'), ('【', '】')].into_iter().find_map(|(open, close)| {
        let (name, rest) = plain.split_once(open)?;
        Some((name.trim().to_owned(), rest.split(close).next().unwrap_or(rest).trim().to_owned()))
    });
    let behind_comma = || plain.split_once(',').map(|(name, unit)| (name.trim().to_owned(), unit.trim().to_owned()));
    let behind_word = || {
        let (name, unit) = plain.rsplit_once(' ')?;
        ["km", "mi", "nmi", "h", "hours", "days", "км", "ч", "сут"]
            .contains(&unit)
            .then(|| (name.to_owned(), unit.to_owned()))
    };
    match in_brackets.or_else(behind_comma).or_else(behind_word) {
        Some((name, unit)) if !name.is_empty() && !unit.is_empty() => (name, Some(unit)),
        Some((name, _)) if !name.is_empty() => (name, None),
        _ => (plain, None),
    }
}

/// Returns how like a heading is to a column, from 0 to 100.
fn likeness(name: &str, (column, words): &Synonyms) -> u32 {
    let column = column.replace('_', " ");
    // What is longer is a sentence, not a heading.
    if name.chars().count() > MAX_HEADING_LETTERS {
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

/// Matches headings with the columns of a kind of table; each column is taken once, by the heading that is most like it.
pub(super) fn matched(headings: &[&str], kind: SheetKind) -> Vec<HeadingRead> {
    let apart: Vec<(String, Option<String>)> = headings.iter().map(|heading| taken_apart(heading)).collect();
    let mut found: Vec<HeadingRead> = headings
        .iter()
        .zip(&apart)
        .map(|(heading, (_, unit))| HeadingRead { heading: (*heading).to_owned(), column: None, unit: unit.clone() })
        .collect();
    let mut pairs: Vec<(u32, usize, &str)> = Vec::new();
    for (at, (name, _)) in apart.iter().enumerate() {
        if name.is_empty() || COUNTERS.contains(&name.as_str()) {
            continue;
        }
        let like = synonyms(kind).map(|known| (likeness(name, known), at, known.0));
        pairs.extend(like.filter(|(likeness, ..)| *likeness > 0));
    }
    // The most like first; of equals the one further to the left.
    pairs.sort_by_key(|&(likeness, at, _)| (std::cmp::Reverse(likeness), at));
    for (_, at, column) in pairs {
        let is_free = found[at].column.is_none() && found.iter().all(|own| own.column.as_deref() != Some(column));
        if is_free {
            found[at].column = Some(column.to_owned());
        }
    }
    found
}

/// The unit of a column of numbers: what cells are multiplied by, or the suffix by which they are converted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum HeadingUnit {
    /// The unit of the column itself.
    Own,
    /// A unit of the trade, written behind each number.
    Suffix(&'static str),
    /// A multiple of the column's unit.
    Times(&'static str),
    /// An amount of a currency per tonne.
    PerTonne(String),
    /// An amount of a currency per tonne and kilometre.
    PerTonneKm(String),
}

/// Reads the unit of a heading for its column; nothing where it is not known.
pub(super) fn unit_of(column: &str, unit: Option<&str>, currency: &str) -> Option<HeadingUnit> {
    let Some(unit) = unit else {
        return Some(if column == "cost_per_t" {
            HeadingUnit::PerTonne(currency.to_owned())
        } else {
            HeadingUnit::Own
        });
    };
    let is = |words: &[&str]| words.contains(&unit);
    match column {
        "distance_km" if is(&["km", "公里", "千米", "км", "kilometres", "kilometers"]) => Some(HeadingUnit::Own),
        "distance_km" if is(&["mi", "miles", "英里", "мили"]) => Some(HeadingUnit::Suffix("mi")),
        "distance_km" if is(&["nmi", "nautical miles", "海里", "м.мили", "морские мили"]) => {
            Some(HeadingUnit::Suffix("nmi"))
        }
        "distance_km" if is(&["m", "米", "м", "metres", "meters"]) => Some(HeadingUnit::Times("0.001")),
        "time_h" if is(&["h", "hours", "小时", "时", "ч", "час", "часы", "часов"]) => {
            Some(HeadingUnit::Own)
        }
        "time_h" if is(&["d", "days", "天", "日", "сут", "сутки", "дней", "дни"]) => {
            Some(HeadingUnit::Times("24"))
        }
        "speed_kmh" if is(&["km/h", "公里/小时", "км/ч"]) => Some(HeadingUnit::Own),
        "speed_kmh" if is(&["mph"]) => Some(HeadingUnit::Suffix("mph")),
        "speed_kmh" if is(&["kn", "knots", "节", "узлы", "уз"]) => Some(HeadingUnit::Suffix("kn")),
        "capacity_t_per_month" if is(&["t/month", "吨/月", "т/мес"]) => Some(HeadingUnit::Own),
        "gauge_mm" if is(&["mm", "毫米", "мм"]) => Some(HeadingUnit::Own),
        "cost_per_t" => price_unit(unit),
        "distance_km" | "time_h" | "speed_kmh" | "capacity_t_per_month" | "gauge_mm" => None,
        _ => Some(HeadingUnit::Own),
    }
}

/// Reads the unit of a price, such as `元/吨` or `usd/t-km`.
fn price_unit(unit: &str) -> Option<HeadingUnit> {
    let (money, per) = unit.split_once('/').or_else(|| unit.split_once(" per "))?;
    let currency = match money.trim() {
        "元" | "人民币" | "¥" | "rmb" => "CNY".to_owned(),
        "美元" | "$" | "us$" => "USD".to_owned(),
        "欧元" | "€" => "EUR".to_owned(),
        "руб" | "руб." | "₽" | "рублей" | "卢布" => "RUB".to_owned(),
        "тенге" | "₸" | "坚戈" => "KZT".to_owned(),
        code if code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_lowercase()) => code.to_uppercase(),
        _ => return None,
    };
    match per.trim() {
        "t" | "吨" | "т" | "mt" | "tonne" | "тонна" | "тонну" => Some(HeadingUnit::PerTonne(currency)),
        "tkm" | "t-km" | "t·km" | "吨公里" | "吨·公里" | "吨千米" | "ткм" | "т-км" | "т·км" => {
            Some(HeadingUnit::PerTonneKm(currency))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{HeadingUnit, SheetKind, matched, unit_of};

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
        ] {
            assert_eq!(columns(&headings, Legs), expected, "{headings:?}");
        }
        assert_eq!(
            columns(&["序号", "城市", "纬度", "经度", "国家"], Places),
            ["", "name", "lat_deg", "lon_deg", "country"]
        );
        // Mistyped, and our own names.
        assert_eq!(columns(&["form", "Destinaton", "distance_km", "colour"], Legs)[1..], ["to", "distance_km in", ""]);
    }

    #[test]
    fn units_of_headings_are_known_or_refused() {
        let unit = |column, unit| unit_of(column, Some(unit), "EUR");
        assert_eq!(unit("cost_per_t", "元/吨"), Some(HeadingUnit::PerTonne("CNY".to_owned())));
        assert_eq!(unit("cost_per_t", "usd/tkm"), Some(HeadingUnit::PerTonneKm("USD".to_owned())));
        assert_eq!(unit("cost_per_t", "usd/box"), None);
        assert_eq!(unit("cost_per_t", "usd/ton"), None);
        assert_eq!(unit("distance_km", "海里"), Some(HeadingUnit::Suffix("nmi")));
        assert_eq!(unit("distance_km", "li"), None);
        assert_eq!(unit_of("cost_per_t", None, "EUR"), Some(HeadingUnit::PerTonne("EUR".to_owned())));
    }
}
