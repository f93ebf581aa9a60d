//! What a report says, in its language.

use crate::answer::{Answer, PlaceName, StepKind};
use crate::present::local::in_percent;
use crate::present::messages::{COMMON, REPORT};
use crate::present::words::{Lang, fixed};
use crate::units::{Decimal, Money};

/// The language of a report, and the currency as it writes it.
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
        self.short_of(value.to_f64())
    }

    fn short_of(&self, number: f64) -> String {
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

    /// Writes a multiple; one near 1 so that it is told from 1.
    pub(super) fn times(&self, times: f64) -> String {
        self.number(times, if (0.9..1.1).contains(&times) { 2 } else { 1 })
    }

    pub(super) fn days(&self, days: f64) -> String {
        self.number(days, 1)
    }

    /// Writes a share as percent.
    pub(super) fn share(&self, share: f64) -> String {
        self.lang.share(share)
    }

    /// Writes a value of a figure with its unit, to four significant digits.
    pub(super) fn quantity(&self, value: Decimal, unit: &str) -> String {
        let (number, unit) = in_percent(value.to_f64(), unit);
        let text = self.short_of(number);
        match unit {
            "%" => format!("{text}{}", self.lang.percent_sign()),
            unit => format!("{text} {}", self.lang.unit(unit)).trim_end().to_owned(),
        }
    }

    pub(super) const fn comma(&self) -> &'static str {
        if matches!(self.lang, Lang::Zh) { "、" } else { ", " }
    }

    pub(super) const fn semicolon(&self) -> &'static str {
        if matches!(self.lang, Lang::Zh) { "；" } else { "; " }
    }

    /// Writes the titles of corridors that take one route: the first, and that it is the others too.
    pub(super) fn also(&self, titles: &[String]) -> String {
        match titles {
            [first, others @ ..] if !others.is_empty() => {
                self.say("also", &[("first", first), ("others", &others.join(self.comma()))])
            }
            _ => titles.concat(),
        }
    }

    pub(super) fn place<'p>(&self, place: &'p PlaceName) -> &'p str {
        self.lang.name(place)
    }

    /// Joins names as a sentence does.
    pub(super) fn and(&self, names: &[String]) -> String {
        let comma = self.comma();
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
