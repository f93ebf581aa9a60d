//! The words of quotations: currencies, units, modes, forms, terms and operations as forwarders write them in English,
//! Chinese and Russian.

use crate::problem::folded;

use super::QuoteIncludes;

/// What a word or sign of a price means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::scenario) enum PriceWord {
    /// A currency by its code.
    Currency(&'static str),
    /// A sign or word of several currencies, by their codes; the first is usual.
    CurrencyOf(&'static [&'static str]),
    /// A unit by its basis.
    Unit(&'static str),
    /// A ton, which may be short.
    Ton,
    /// A box without its size.
    Box,
    /// What stands between an amount and its unit.
    Per,
    /// What stands between two ends: of a range, or of a haul.
    To,
    /// What stands before the first of two ends.
    From,
    /// What stands between an amount and what it may differ by.
    PlusMinus,
}

/// What a word or phrase beside a price means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum QuoteTerm {
    /// The form of cargo.
    Form(&'static str),
    /// What is included.
    Includes(QuoteIncludes),
    /// Terms that may or may not include the handling at both ends.
    YardToYard,
    /// Terms that include the handling at one end alone.
    OneEnd,
    /// Surcharges on a freight.
    Surcharges(SurchargeUse),
    /// A term of sale, which may be followed by a place.
    Sale,
    /// The mode.
    Mode(&'static str),
    /// The last day follows.
    Until,
    /// The first day follows.
    Since,
    /// Two days may follow.
    Valid,
    /// Who quoted it follows.
    By,
    /// The day of the quotation follows.
    On,
    /// The lower bound follows.
    Low,
    /// The upper bound follows.
    High,
    /// The name follows.
    Name,
    /// The amount includes VAT.
    WithVat,
    /// VAT comes on top of the amount.
    WithoutVat,
    /// A word that says nothing more.
    Nothing,
}

/// How surcharges stand to an amount.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum SurchargeUse {
    /// They are in it.
    Included,
    /// They come on top.
    OnTop,
    /// It is not said.
    Open,
}

/// What a word at the beginning of what is quoted means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum SubjectWord {
    /// An operation at a place; of a port, every change to or from a ship.
    Handling { operation: Option<&'static str>, is_port: bool },
    /// The crossing of a border.
    Border,
    /// A leg by its key.
    Leg,
    /// A haul, which is said by its places.
    Haul,
}

const fn handling(operation: Option<&'static str>) -> SubjectWord {
    SubjectWord::Handling { operation, is_port: false }
}

#[rustfmt::skip]
const PRICE_WORDS: &[(PriceWord, &[&str])] = &[
    (PriceWord::Currency("USD"), &["usd", "us$", "us dollar", "us dollars", "долл. сша", "美元", "美金"]),
    (PriceWord::CurrencyOf(&["USD", "HKD", "SGD", "TWD", "AUD", "CAD", "NZD"]), &["$", "dollar", "dollars", "долл", "долл.", "дол.", "доллар", "доллара", "долларов"]),
    (PriceWord::Currency("CNY"), &["cny", "rmb", "yuan", "元", "人民币", "юань", "юаня", "юаней"]),
    (PriceWord::CurrencyOf(&["CNY", "JPY"]), &["¥", "￥"]),
    (PriceWord::Currency("RUB"), &["rub", "rur", "rouble", "roubles", "ruble", "rubles", "₽", "р", "р.", "руб", "руб.", "рубль", "рубля", "рублей", "卢布"]),
    (PriceWord::Currency("EUR"), &["eur", "€", "euro", "euros", "евро", "欧元"]),
    (PriceWord::Currency("JPY"), &["jpy", "日元", "иен", "иена"]),
    (PriceWord::Currency("KRW"), &["krw", "₩", "won", "вон", "韩元"]),
    (PriceWord::Unit("t"), &["t", "mt", "tonne", "tonnes", "metric ton", "metric tons", "т", "тн", "тонна", "тонну", "тонны", "тонн", "吨"]),
    (PriceWord::Ton, &["ton", "tons"]),
    (PriceWord::Unit("box20"), &["box20", "20'", "20′", "20’", "20ft", "20 ft", "20-ft", "20-foot", "20 foot", "20f", "20gp", "20'gp", "20dc", "20'dc", "20dv", "20'dv", "teu", "20 фут", "20фут", "20фт", "20 фт", "20-фут", "20 фут.", "20-футовый", "20-футовый контейнер", "дфэ", "20尺", "20呎", "小柜"]),
    (PriceWord::Unit("box40"), &["box40", "40'", "40′", "40’", "40ft", "40 ft", "40-ft", "40-foot", "40 foot", "40f", "40gp", "40'gp", "40dc", "40'dc", "40hc", "40'hc", "40hq", "40'hq", "feu", "40 фут", "40фут", "40фт", "40 фт", "40-фут", "40 фут.", "40-футовый", "40-футовый контейнер", "40尺", "40呎", "大柜", "高柜"]),
    (PriceWord::Unit("box35"), &["box35", "35t box", "35吨箱"]),
    (PriceWord::Unit("wagon"), &["wagon", "wagons", "railcar", "car", "вагон", "вагона", "车", "车皮"]),
    (PriceWord::Unit("consignment"), &["lot", "consignment", "shipment", "партия", "партию", "партии", "批", "票"]),
    (PriceWord::Box, &["box", "boxes", "container", "containers", "cntr", "контейнер", "контейнера", "箱", "柜", "集装箱"]),
    (PriceWord::Per, &["/", "per", "a", "an", "each", "за", "на", "每"]),
    (PriceWord::To, &["-", "–", "—", "→", "->", "–>", "—>", ">", "..", "~", "to", "and", "до", "至", "到"]),
    (PriceWord::From, &["from", "between", "от", "из", "从", "自"]),
    (PriceWord::PlusMinus, &["±", "+-", "+/-", "плюс-минус"]),
];

#[rustfmt::skip]
const TERMS: &[(QuoteTerm, &[&str])] = &[
    (QuoteTerm::Form("bulk"), &["bulk", "in bulk", "loose", "навал", "навалом", "насыпью", "散装", "散货"]),
    (QuoteTerm::Form("bag"), &["bag", "bags", "in bags", "в мешках", "袋装"]),
    (QuoteTerm::Form("box20"), &["box20"]),
    (QuoteTerm::Form("box40"), &["box40"]),
    (QuoteTerm::Form("box35"), &["box35"]),
    (QuoteTerm::Includes(QuoteIncludes::AllIn), &["all in", "all included", "all inclusive", "всё включено", "все включено", "包干", "全包"]),
    (QuoteTerm::Includes(QuoteIncludes::Terminals), &["terminal to terminal", "liner terms", "liner in liner out", "lilo", "от терминала до терминала", "场到场", "incl thc at both ends", "incl. thc at both ends", "including thc at both ends", "thc at both ends included"]),
    (QuoteTerm::Includes(QuoteIncludes::Itself), &["freight only", "itself", "fio", "fios", "fiost", "free in and out", "free in/out", "фио", "excl thc", "excl. thc", "excluding thc", "without thc", "без thc", "thc excl", "thc excl.", "thc excluded", "thc not included", "thc extra", "plus thc", "+ thc", "+thc"]),
    (QuoteTerm::YardToYard, &["cy cy", "cy/cy", "cy to cy", "incl thc", "incl. thc", "including thc", "with thc", "включая thc", "thc incl", "thc incl.", "thc included"]),
    (QuoteTerm::OneEnd, &["filo", "fi/lo", "lifo", "li/fo", "free in liner out", "liner in free out", "incl thc at pol", "incl. thc at pol", "incl thc at pod", "incl. thc at pod", "incl othc", "incl. othc", "incl dthc", "incl. dthc"]),
    (QuoteTerm::Surcharges(SurchargeUse::Open), &["thc"]),
    (QuoteTerm::Sale, &["fob", "fas", "fca", "exw", "cfr", "cif", "c&f", "cnf", "cpt", "cip", "dap", "dat", "dpu", "ddp", "ddu"]),
    (QuoteTerm::Mode("rail"), &["rail", "train", "railway", "by rail", "by train", "ж/д", "по ж/д", "железной дорогой", "铁路"]),
    (QuoteTerm::Mode("road"), &["road", "truck", "lorry", "by road", "by truck", "авто", "автотранспортом", "公路"]),
    (QuoteTerm::Mode("sea"), &["sea", "ship", "vessel", "by sea", "by ship", "ocean", "o/f", "морем", "море", "海运"]),
    (QuoteTerm::Mode("waterway"), &["waterway", "barge", "by barge", "баржей", "水运"]),
    (QuoteTerm::Until, &["until", "untill", "till", "to", "through", "до", "по", "至", "到"]),
    (QuoteTerm::Since, &["from", "since", "с", "от", "自"]),
    (QuoteTerm::Valid, &["valid", "validity", "действует", "действительно", "有效期"]),
    (QuoteTerm::By, &["by", "quoted by"]),
    (QuoteTerm::On, &["on", "dated", "quoted on"]),
    (QuoteTerm::Low, &["low", "at least", "min"]),
    (QuoteTerm::High, &["high", "at most", "max"]),
    (QuoteTerm::Name, &["name"]),
    (QuoteTerm::WithVat, &["incl vat", "incl. vat", "including vat", "with vat", "vat incl", "vat incl.", "vat included", "с ндс", "включая ндс", "в т.ч. ндс", "含税"]),
    (QuoteTerm::WithoutVat, &["excl vat", "excl. vat", "excluding vat", "without vat", "vat excl", "vat excl.", "vat excluded", "net of vat", "plus vat", "+ vat", "+vat", "без ндс", "не включая ндс", "+ ндс", "плюс ндс", "不含税"]),
    (QuoteTerm::Nothing, &["fcl", "freight", "rate", "price", "quote", "quotation", "offer", "фрахт", "ставка", "тариф", "运费", "报价", ":"]),
];

#[rustfmt::skip]
const SUBJECT_WORDS: &[(SubjectWord, &[&str])] = &[
    (SubjectWord::Handling { operation: None, is_port: true }, &["port", "port charges", "port charge", "thc", "port of", "порт", "港口"]),
    (handling(None), &["handling"]),
    (handling(Some("load")), &["load", "loading", "погрузка", "装货"]),
    (handling(Some("unload")), &["unload", "unloading", "discharge", "выгрузка", "卸货"]),
    (handling(Some("tranship")), &["tranship", "transhipment", "перевалка", "перевалка в", "转运"]),
    (handling(Some("gauge")), &["gauge", "gauge change", "换轨"]),
    (handling(Some("storage")), &["storage", "хранение", "хранение в", "堆存"]),
    (SubjectWord::Border, &["border", "customs", "граница", "таможня", "口岸", "通关"]),
    (SubjectWord::Leg, &["leg"]),
    (SubjectWord::Haul, &["haul"]),
];

/// What stands before surcharges that are in the amount, or come on top.
#[rustfmt::skip]
const BEFORE_SURCHARGES: &[(SurchargeUse, &[&str])] = &[
    (SurchargeUse::Included, &["incl", "incl.", "including", "includes", "inclusive of", "with", "включая", "вкл.", "含"]),
    (SurchargeUse::OnTop, &["excl", "excl.", "excluding", "exclusive of", "without", "subject to", "plus", "+", "без", "не включая", "плюс", "不含", "另加"]),
];

/// What stands behind them.
#[rustfmt::skip]
const BEHIND_SURCHARGES: &[(SurchargeUse, &[&str])] = &[
    (SurchargeUse::Included, &["incl", "incl.", "included", "inclusive", "включён", "включены"]),
    (SurchargeUse::OnTop, &["excl", "excl.", "excluded", "not included", "extra", "on top", "at cost", "не включён", "отдельно"]),
];

/// Surcharges on a freight, and what stands between two of them.
#[rustfmt::skip]
const SURCHARGES: &[((), &[&str])] = &[((), &["all surcharges", "surcharges", "baf", "caf", "bunker", "bunkers", "bunker surcharge", "fuel surcharge", "lss", "ebs", "pss", "gri", "war risk", "топливная надбавка", "надбавки", "附加费", "燃油附加费"])];
const BETWEEN_SURCHARGES: &[((), &[&str])] = &[((), &["and", "/", "&", "+", "и", "和"])];

/// Returns how the surcharges that a text begins with stand to the amount, and the length of all its words for it.
fn surcharges(text: &str) -> Option<(SurchargeUse, usize)> {
    let behind_spaces = |at: usize| at + (text[at..].len() - text[at..].trim_start().len());
    let before = at_start(BEFORE_SURCHARGES, text);
    let mut end = before.map_or(0, |(_, length)| behind_spaces(length));
    end += at_start(SURCHARGES, &text[end..])?.1;
    loop {
        let next = behind_spaces(end);
        let between =
            at_start(BETWEEN_SURCHARGES, &text[next..]).map_or(next, |((), length)| behind_spaces(next + length));
        let Some(((), length)) = at_start(SURCHARGES, &text[between..]) else { break };
        end = between + length;
    }
    if let Some((own, _)) = before {
        return Some((own, end));
    }
    let behind = behind_spaces(end);
    Some(match at_start(BEHIND_SURCHARGES, &text[behind..]) {
        Some((own, length)) => (own, behind + length),
        None => (SurchargeUse::Open, end),
    })
}

/// Returns the meaning of the longest phrase of a list that a text begins with, and its length in bytes.
///
/// Case, composed letters and the hyphens between words make no difference. A phrase of letters or digits ends where a
/// word ends; Chinese characters follow one another without spaces.
fn at_start<T: Copy>(list: &[(T, &[&str])], text: &str) -> Option<(T, usize)> {
    let fits = |phrase: &str| -> Option<usize> {
        let mut letters = text.char_indices().peekable();
        let mut end = 0;
        for wanted in phrase.chars() {
            let (at, letter) = letters.next()?;
            let is_same = letter == wanted
                || letter.to_lowercase().eq(wanted.to_lowercase())
                || (wanted == ' ' && matches!(letter, '-' | '–' | '\u{A0}'));
            if !is_same {
                return None;
            }
            end = at + letter.len_utf8();
        }
        let goes_on = letters.peek().is_some_and(|&(_, next)| next.is_alphanumeric() || next == '_');
        let last = phrase.chars().last()?;
        let is_word = last.is_alphanumeric() && !is_ideograph(last);
        (!(goes_on && is_word)).then_some(end)
    };
    let all = list.iter().flat_map(|(meaning, phrases)| phrases.iter().map(move |phrase| (*meaning, *phrase)));
    all.filter_map(|(meaning, phrase)| Some((meaning, fits(phrase)?))).max_by_key(|&(_, length)| length)
}

/// Returns whether a character is one of those that make words without spaces.
pub(super) const fn is_ideograph(letter: char) -> bool {
    matches!(letter, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}')
}

/// Returns what the longest word of a price that a text begins with means, and its length in bytes.
pub(in crate::scenario) fn price_word(text: &str) -> Option<(PriceWord, usize)> {
    at_start(PRICE_WORDS, text)
}

/// Returns what the longest term that a text begins with means, and its length in bytes.
pub(super) fn term(text: &str) -> Option<(QuoteTerm, usize)> {
    let surcharges = surcharges(text).map(|(own, length)| (QuoteTerm::Surcharges(own), length));
    at_start(TERMS, text).into_iter().chain(surcharges).max_by_key(|&(_, length)| length)
}

/// Returns what is quoted by the word that a text begins with, and the length of the word in bytes.
pub(super) fn subject_word(text: &str) -> Option<(SubjectWord, usize)> {
    at_start(SUBJECT_WORDS, text)
}

/// Returns what a whole text means as a word of a price.
pub(super) fn whole_price_word(text: &str) -> Option<PriceWord> {
    let text = folded(text);
    price_word(&text).filter(|&(_, length)| length == text.len()).map(|(word, _)| word)
}

/// Returns what a whole text means as a term.
pub(super) fn whole_term(text: &str) -> Option<QuoteTerm> {
    let text = folded(text);
    term(&text).filter(|&(_, length)| length == text.len()).map(|(term, _)| term)
}
