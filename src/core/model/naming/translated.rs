//! The names of figures in Chinese and Russian: the same parts as in English, in the order of the language.

use crate::scenario::{Quote, QuoteSubject, Role, Row, TableName};
use crate::units::Lang;

use super::{FigureNames, spoken};

/// Words of tables in Chinese and in Russian.
#[rustfmt::skip]
const WORDS: &[(&str, &str, &str)] = &[
    ("rail", "铁路", "ж. д."), ("road", "公路", "авто"), ("sea", "海运", "море"), ("waterway", "内河", "река"),
    ("load", "装货", "Погрузка"), ("unload", "卸货", "Выгрузка"), ("gauge", "换轨", "Смена колеи"),
    ("storage", "堆存", "Хранение"), ("tranship", "装卸", "Перевалка"), ("handling", "装卸", "Перевалка"),
    ("filling", "灌装", "Насыпка"), ("stuffing", "装箱", "Загрузка контейнеров"),
    ("stripping", "拆箱", "Выгрузка из контейнеров"), ("tipping", "倾卸", "Опрокидывание"),
    ("border", "口岸", "Граница"), ("quarantine", "检疫", "Карантин"), ("passage", "通行", "Проход границы"),
    ("customs", "报关", "Таможня"), ("escort", "押运", "Сопровождение"),
    ("export", "出口", "экспорт"), ("import", "进口", "импорт"), ("transit", "过境", "транзит"),
    ("domestic", "内贸", "внутренний"), ("bonded", "保税", "под таможенным контролем"),
    ("bulk", "散装", "насыпью"), ("bag", "袋装", "в мешках"), ("box20", "20英尺箱", "20-фут. контейнеры"),
    ("box40", "40英尺箱", "40-фут. контейнеры"), ("box35", "35吨敞顶箱", "35-т контейнеры"), ("wagon", "车皮", "вагон"),
    ("CN", "中国", "Китай"), ("RU", "俄罗斯", "Россия"), ("KP", "朝鲜", "КНДР"), ("KR", "韩国", "Корея"),
    ("JP", "日本", "Япония"), ("US", "美国", "США"), ("NL", "荷兰", "Нидерланды"),
    ("CNY", "人民币", "CNY"), ("USD", "美元", "USD"), ("RUB", "卢布", "RUB"), ("CHF", "瑞士法郎", "CHF"),
    ("EUR", "欧元", "EUR"), ("JPY", "日元", "JPY"), ("KRW", "韩元", "KRW"), ("km", "公里", "км"), ("t", "吨", "т"),
];

/// Returns a word of the tables in a language other than English; one that is not known as it is.
fn word(lang: Lang, own: &str) -> &str {
    let known = WORDS.iter().find(|(english, ..)| *english == own);
    known.map_or(own, |(_, zh, ru)| if lang == Lang::Zh { zh } else { ru })
}

/// Writes a range of which one end may be open.
fn band(lang: Lang, unit: &str, ends: [Option<String>; 2]) -> Option<String> {
    let unit = word(lang, unit);
    Some(match (lang, ends) {
        (_, [None, None]) => return None,
        (Lang::Zh, [Some(from), Some(to)]) => format!("{from}至{to}{unit}"),
        (Lang::Zh, [Some(from), None]) => format!("{from}{unit}以上"),
        (Lang::Zh, [None, Some(to)]) => format!("{to}{unit}以下"),
        (_, [Some(from), Some(to)]) => format!("{from}–{to} {unit}"),
        (_, [Some(from), None]) => format!("от {from} {unit}"),
        (_, [None, Some(to)]) => format!("до {to} {unit}"),
    })
}

/// Returns what a row is called without where and for what it holds.
pub(super) fn head(names: &FigureNames, row: Row<'_>) -> String {
    let lang = names.lang;
    let own = |column| row.selector(column).unwrap_or("");
    let component = row.text("component");
    match row.table() {
        TableName::Legs => {
            let [from, to] = ["from", "to"].map(|column| names.place(own(column)));
            let is_ship = matches!(own("mode"), "sea" | "waterway");
            let mut vehicles = names.rows(TableName::Vehicles).iter();
            let vehicle = vehicles.find(|row| row.selector("vehicle") == Some(own("vehicle")));
            let ship = vehicle.and_then(|row| row.name(lang)).unwrap_or(own("vehicle")).replace('-', " ");
            match (lang, is_ship) {
                (Lang::Zh, false) => format!("{from}—{to}{}", word(lang, own("mode"))),
                (Lang::Zh, true) => format!("{from}—{to}{}（{ship}）", word(lang, own("mode"))),
                (_, false) => format!("{from} – {to} ({})", word(lang, own("mode"))),
                (_, true) => format!("{from} – {to} ({}, {ship})", word(lang, own("mode"))),
            }
        }
        TableName::Handling | TableName::Borders if component.is_some() => {
            // Parts of a charge may be called after the country: `customs-ru`.
            let whole = component.unwrap_or_default();
            word(lang, whole.split('-').next().unwrap_or(whole)).to_owned()
        }
        TableName::Handling => {
            word(lang, Some(own("operation")).filter(|own| !own.is_empty()).unwrap_or("handling")).to_owned()
        }
        TableName::Borders => word(lang, "border").to_owned(),
        TableName::Subsidies => (if lang == Lang::Zh { "补贴 " } else { "Субсидия " }).to_owned() + row.key(),
        TableName::Fx => {
            let [quote, of] = ["quote", "currency"].map(|column| word(lang, own(column)));
            if lang == Lang::Zh { format!("1{of}兑{quote}汇率") } else { format!("Курс, {quote} за 1 {of}") }
        }
        TableName::Equipment => word(lang, own("unit")).to_owned(),
        TableName::Tariffs => spoken(own("tariff")),
        TableName::Claims => (if lang == Lang::Zh { "公开数据 " } else { "Утверждение " }).to_owned() + row.key(),
        _ => spoken(row.key()),
    }
}

/// Returns the place of a row, and for what it holds.
pub(super) fn rest(names: &FigureNames, row: Row<'_>) -> (Option<String>, Vec<String>) {
    let lang = names.lang;
    let is_zh = lang == Lang::Zh;
    let own = |column| row.selector(column);
    let is_alone = matches!(row.table(), TableName::Places | TableName::Legs | TableName::Emissions);
    let mut rest = Vec::new();
    let mut at = None;
    if !is_alone {
        at = own("place").map(|place| names.place(place).to_owned());
        if row.table() == TableName::Borders {
            rest.extend(match ["from_country", "to_country"].map(|column| own(column).map(|own| word(lang, own))) {
                [Some(from), Some(to)] if is_zh => Some(format!("{from}至{to}")),
                [Some(from), Some(to)] => Some(format!("{from} – {to}")),
                [Some(from), None] => {
                    Some(if is_zh { format!("自{from}出境") } else { format!("выезд: {from}") })
                }
                [None, Some(to)] => Some(if is_zh { format!("入境{to}") } else { format!("въезд: {to}") }),
                [None, None] => None,
            });
        }
        rest.extend(match ["from_mode", "to_mode", "mode"].map(|column| own(column).map(|own| word(lang, own))) {
            [Some(from), Some(to), _] if from != to => {
                Some(if is_zh { format!("{from}转{to}") } else { format!("{from} – {to}") })
            }
            [Some(from), None, _] => {
                Some(if is_zh { format!("{from}到达") } else { format!("прибытие: {from}") })
            }
            [None, Some(to), _] => Some(if is_zh { format!("{to}发出") } else { format!("отправка: {to}") }),
            [from, _, mode] => from.or(mode).map(str::to_owned),
        });
        rest.extend(own("regime").map(|own| word(lang, own).to_owned()));
        let form = own("form").filter(|_| row.table() != TableName::Equipment);
        rest.extend(form.map(|own| word(lang, own).to_owned()));
        let goods = |key| names.known(TableName::Commodities, key).unwrap_or(key).to_lowercase();
        rest.extend(own("commodity").map(goods));
    }
    if row.table() == TableName::Tariffs {
        let ends = |unit: &str| {
            ["from", "to"].map(|end| row.number(&format!("{end}_{unit}")).map(|number| number.to_string()))
        };
        rest.extend(["km", "t"].into_iter().filter_map(|unit| band(lang, unit, ends(unit))));
    }
    let months = row.months("months").and_then(|_| row.written("months"));
    rest.extend(months.map(|months| if is_zh { format!("{months}月") } else { format!("месяцы {months}") }));
    rest.extend(row.text("switch").map(|own| if is_zh { format!("启用 {own}") } else { format!("с {own}") }));
    let period = row.period();
    let from = period.from.filter(|_| !period.contains(names.date));
    rest.extend(from.map(|from| if is_zh { format!("自 {from} 起") } else { format!("с {from}") }));
    (at, rest)
}

/// Joins what a figure is called: `扎鲁比诺装卸费（铁路转海运，20英尺箱）`, `Перевалка, Зарубино, ж. д. – море, 20-фут. контейнеры`.
pub(super) fn joined(lang: Lang, (head, at, rest): (&str, Option<&str>, &[String]), role: Role) -> String {
    let measure = measure(lang, role);
    let is_per_unit =
        role.is_price() && !measure.is_empty() && !matches!(role, Role::HandlingPrice | Role::BorderPrice);
    if lang == Lang::Zh {
        let (behind, first) = if is_per_unit { ("", Some(measure)) } else { (measure, None) };
        let rest: Vec<&str> = first.into_iter().chain(rest.iter().map(String::as_str)).collect();
        let rest = if rest.is_empty() { String::new() } else { format!("（{}）", rest.join("，")) };
        return format!("{}{head}{behind}{rest}", at.unwrap_or(""));
    }
    let mut name = head.to_owned();
    if is_per_unit {
        name = format!("{name} {measure}");
    }
    let last = Some(measure).filter(|own| !is_per_unit && !own.is_empty());
    for part in at.into_iter().chain(rest.iter().map(String::as_str)).chain(last) {
        name = format!("{name}, {part}");
    }
    name
}

/// Returns what a column measures, where the table's rows do not say it alone.
fn measure(lang: Lang, role: Role) -> &'static str {
    let (zh, ru) = match role {
        Role::HandlingPrice | Role::BorderPrice => ("费", ""),
        Role::Latitude => ("纬度", "широта"),
        Role::Longitude => ("经度", "долгота"),
        Role::Distance => ("里程", "расстояние"),
        Role::Speed => ("速度", "скорость"),
        Role::RunningTime => ("运行时间", "время в пути"),
        Role::TrackGauge => ("轨距", "колея"),
        Role::Capacity | Role::MonthlyCapacity | Role::DepartureCapacity => ("能力", "пропускная способность"),
        Role::MonthlyShare => ("占全年比重", "доля года"),
        Role::Emissions | Role::EmissionFactor => ("排放", "выбросы"),
        Role::HaulPrice => ("每次", "за перевозку"),
        Role::KilometrePrice => ("每公里", "за км"),
        Role::BandFromDistance => ("起始公里", "от км"),
        Role::BandToDistance => ("终止公里", "до км"),
        Role::BandFromLot => ("起始吨数", "от т"),
        Role::BandToLot => ("终止吨数", "до т"),
        Role::MinimumCharge => ("最低收费", "минимум"),
        Role::MaximumCharge => ("最高收费", "максимум"),
        Role::RoundingStep => ("取整单位", "округление"),
        Role::OperationTime | Role::BorderTime | Role::SeasonDelay => ("用时", "часы"),
        Role::DwellTime => ("停放时间", "часы простоя"),
        Role::LateTime => ("延误天数", "дни опоздания"),
        Role::FreeDays => ("免费堆存天数", "бесплатные дни"),
        Role::CargoLoss => ("货损率", "потери"),
        Role::OpeningDays => ("每周开放天数", "дней работы"),
        Role::Headway => ("班期间隔天数", "дней между отправлениями"),
        Role::Collecting => ("每日集货量", "накопление в сутки"),
        Role::CutoffTime => ("截港提前时间", "часов до отправления"),
        Role::SeasonFactor => ("减速系数", "замедление"),
        Role::Payload => ("载重", "загрузка"),
        Role::UnitSize => ("尺寸", "размер"),
        Role::ClaimYear => ("年份", "год"),
        Role::Hire => ("日租金", "аренда за сутки"),
        Role::YearlyTonnes => ("年货运量上限", "предел тонн в год"),
        _ => ("", ""),
    };
    if lang == Lang::Zh { zh } else { ru }
}

/// Names the amount of a quotation.
pub(super) fn of_quote(names: &FigureNames, quote: &Quote) -> String {
    let lang = names.lang;
    let is_zh = lang == Lang::Zh;
    let subject = match &quote.subject {
        QuoteSubject::Haul { from, to, mode } => {
            let [from, to] = [from, to].map(|key| names.place(key));
            let mode = mode.as_deref().map(|mode| word(lang, mode));
            match (is_zh, mode) {
                (true, mode) => format!("{from}至{to}{}", mode.unwrap_or("")),
                (false, Some(mode)) => format!("{from} – {to}, {mode}"),
                (false, None) => format!("{from} – {to}"),
            }
        }
        QuoteSubject::Leg(key) => {
            let row = names.rows(TableName::Legs).of_key(key).next();
            row.map_or_else(|| key.clone(), |row| head(names, row))
        }
        QuoteSubject::Handling { place, operation, .. } => {
            let (place, operation) = (names.place(place), word(lang, operation.as_deref().unwrap_or("handling")));
            if is_zh { format!("{place}{operation}") } else { format!("{operation}, {place}") }
        }
        QuoteSubject::Border { place, .. } => {
            let (place, border) = (names.place(place), word(lang, "border"));
            if is_zh { format!("{place}{border}") } else { format!("{border}, {place}") }
        }
    };
    if is_zh { format!("报价：{subject}") } else { format!("Котировка: {subject}") }
}

/// Names a figure of the cargo or of a demand.
pub(super) const fn of_section(lang: Lang, role: Role) -> &'static str {
    let (zh, ru) = match role {
        Role::Lot => ("批量", "Размер партии"),
        Role::CargoValue => ("货值", "Стоимость груза"),
        Role::HoldingRate => ("资金占用年费率", "Годовая ставка на запас в пути"),
        Role::CarbonPrice => ("碳价", "Цена CO2e"),
        Role::BufferPrice => ("每日缓冲库存费", "Цена суток резерва"),
        _ => ("年货运量", "Тонн в год"),
    };
    if matches!(lang, Lang::Zh) { zh } else { ru }
}
