//! Units, currencies, days and shares as a language writes them.

use super::messages::COMMON;
use super::words::{Lang, fixed};

impl Lang {
    /// Writes a currency that is given by its letters: `元` in Chinese for `CNY`.
    pub fn currency(self, letters: &str) -> String {
        self.word(letters)
    }

    /// Writes a unit of the tables: `元/20英尺箱·公里` in Chinese for `CNY/box20-km`.
    pub fn unit(self, unit: &str) -> String {
        if self == Self::En {
            return unit.to_owned();
        }
        if unit == "km/h" {
            return self.word("kmh");
        }
        let words = |text: &str| text.split(' ').map(|own| self.word(own)).collect::<Vec<_>>().join(" ");
        let factors = |text: &str| text.split('-').map(words).collect::<Vec<_>>().join("·");
        unit.split('/').map(factors).collect::<Vec<_>>().join("/")
    }

    /// Writes a day that is given as `2019-06-24`.
    pub fn day(self, day: &str) -> String {
        match (self, &day.split('-').collect::<Vec<_>>()[..]) {
            (Self::Ru, [year, month, day]) => format!("{day}.{month}.{year}"),
            _ => day.to_owned(),
        }
    }

    /// Returns what follows a number of hundredths.
    pub const fn percent_sign(self) -> &'static str {
        match self {
            Self::Zh => "%",
            Self::En | Self::Ru => "\u{a0}%",
        }
    }

    /// Writes a share as percent; one that is there is never written as nothing, and one that is not all never as all.
    pub fn share(self, share: f64) -> String {
        let (before, number) = match share {
            0.0 | 1.0 => ("", fixed(share * 100.0, 0)),
            share if share < 0.005 => ("<\u{a0}", "1".to_owned()),
            share if share > 0.995 => (">\u{a0}", "99".to_owned()),
            _ => ("", fixed(share * 100.0, 0)),
        };
        format!("{before}{number}{}", self.percent_sign())
    }

    fn word(self, own: &str) -> String {
        let key = format!("word.{own}");
        if COMMON.has(&key) { COMMON.say(self, &key, &[]) } else { own.to_owned() }
    }
}

/// Returns a value with its unit as people write it: a ratio as percent.
pub(super) fn in_percent(value: f64, unit: &str) -> (f64, &str) {
    if unit == "ratio" { (value * 100.0, "%") } else { (value, unit) }
}

#[cfg(test)]
mod tests {
    use super::Lang;

    #[test]
    fn units_and_days_are_in_the_words_of_the_language() {
        let units = |lang: Lang| ["CNY/box20-km", "USD/t", "km/h", "BRL/t"].map(|unit| lang.unit(unit));
        assert_eq!(units(Lang::En), ["CNY/box20-km", "USD/t", "km/h", "BRL/t"]);
        assert_eq!(units(Lang::Zh), ["元/20英尺箱·公里", "美元/吨", "公里/小时", "BRL/吨"]);
        assert_eq!(units(Lang::Ru), ["CNY/20-фут. конт.·км", "USD/т", "км/ч", "BRL/т"]);
        assert_eq!(Lang::ALL.map(|lang| lang.day("2019-06-24")), ["2019-06-24", "2019-06-24", "24.06.2019"]);
    }
}
