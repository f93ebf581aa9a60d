//! What a report says, in its language.

use crate::answer::{Answer, PlaceName, StepKind};
use crate::present::messages::{COMMON, REPORT};
use crate::present::words::{Lang, fixed};
use crate::units::{Decimal, Money};

/// The language and the currency of a report.
#[derive(Clone, Copy)]
pub(super) struct Words<'a> {
    pub(super) lang: Lang,
    pub(super) currency: &'a str,
}

impl Words<'_> {
    pub(super) fn say(&self, key: &str, values: &[(&str, &str)]) -> String {
        REPORT.say(self.lang, key, values)
    }

    /// Writes a number with so many decimals.
    pub(super) fn number(&self, value: f64, places: usize) -> String {
        self.lang.number(&fixed(value, places))
    }

    /// Writes a decimal as it is written in a table.
    pub(super) fn written(&self, decimal: &str) -> String {
        self.lang.number(decimal)
    }

    /// Writes a decimal to four significant digits, enough to look it up.
    pub(super) fn short(&self, value: Decimal) -> String {
        let number = value.to_f64();
        if number == 0.0 {
            return self.written("0");
        }
        let places = (3 - libm::log10(number.abs()).floor() as i32).clamp(0, 8) as usize;
        let text = fixed(number, places);
        let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
        self.written(text)
    }

    /// Returns the unit of amounts.
    pub(super) fn per_t(&self) -> String {
        COMMON.say(self.lang, "unit.money_per_t", &[("currency", self.currency)])
    }

    /// Writes an amount per tonne with its unit.
    pub(super) fn money(&self, amount: Money) -> String {
        format!("{} {}", self.bare(amount), self.per_t())
    }

    /// Writes an amount without its unit.
    pub(super) fn bare(&self, amount: Money) -> String {
        self.lang.number(&format!("{amount:.2}"))
    }

    pub(super) fn days(&self, days: f64) -> String {
        self.number(days, 1)
    }

    /// Writes a share as percent; one that is there is never written as nothing, and one that is not all never as all.
    pub(super) fn share(&self, share: f64) -> String {
        let percent = |text: &str| match self.lang {
            Lang::Zh => format!("{text}%"),
            Lang::En | Lang::Ru => format!("{text}\u{a0}%"),
        };
        match share {
            0.0 | 1.0 => percent(&fixed(share * 100.0, 0)),
            share if share < 0.005 => format!("<\u{a0}{}", percent("1")),
            share if share > 0.995 => format!(">\u{a0}{}", percent("99")),
            _ => percent(&fixed(share * 100.0, 0)),
        }
    }

    pub(super) fn place<'p>(&self, place: &'p PlaceName) -> &'p str {
        self.lang.name(place)
    }

    /// Joins names as a sentence does.
    pub(super) fn and(&self, names: &[String]) -> String {
        let comma = if self.lang == Lang::Zh { "、" } else { ", " };
        match names {
            [first @ .., last] if !first.is_empty() => {
                self.say("and", &[("first", &first.join(comma)), ("last", last)])
            }
            _ => names.concat(),
        }
    }

    /// Writes the places of a route where cargo is handled, without what is in brackets behind their names.
    pub(super) fn way(&self, answer: &Answer) -> String {
        let handled = answer.steps.iter().filter(|step| !matches!(step.kind, StepKind::Ride | StepKind::Cross));
        let mut names: Vec<&str> = Vec::new();
        for step in handled {
            let name = self.place(&step.from);
            let end = name.find(['(', '（']).filter(|&end| end > 0).unwrap_or(name.len());
            let name = name[..end].trim_end();
            if names.last() != Some(&name) {
                names.push(name);
            }
        }
        names.join(" → ")
    }
}
