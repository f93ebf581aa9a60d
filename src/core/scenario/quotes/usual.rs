//! The usual way of writing a quotation, in which each is written back to whoever typed it in another.

use super::numbers::unmistakable;
use super::{Quote, QuoteSubject, usual_name};

impl Quote {
    /// Writes it as `--quote` takes it: `zarubino>ningbo=38 USD/t, all in, until 2019-06-30`.
    pub fn usual(&self) -> String {
        let amount = unmistakable(self.amount);
        let mut clauses = vec![format!("{}={amount} {}/{}", self.subject.usual(), self.currency.value, self.unit())];
        let mut clause = |word: &str, value: Option<String>| {
            clauses.extend(value.map(|value| if word.is_empty() { value } else { format!("{word} {value}") }));
        };
        clause("low", self.low.map(unmistakable));
        clause("high", self.high.map(unmistakable));
        clause("", self.form.clone());
        clause("", self.includes.words().map(str::to_owned));
        clause("", self.is_without_vat.then(|| "excl. VAT".to_owned()));
        clause("from", self.period.from.map(|day| day.to_string()));
        clause("until", self.period.to.map(|day| day.to_string()));
        clause("by", self.by.clone());
        clause("on", self.on.clone());
        clause("name", Some(self.name.clone()).filter(|name| *name != usual_name(&self.subject)));
        clauses.join(", ")
    }

    /// Returns the word for what the amount is per.
    pub(super) fn unit(&self) -> &str {
        if self.basis == "consignment" { "lot" } else { &self.basis }
    }
}

impl QuoteSubject {
    /// Writes it as the beginning of a quotation.
    pub(super) fn usual(&self) -> String {
        let moded = |mode: &Option<String>| mode.as_ref().map_or_else(String::new, |mode| format!("{mode} "));
        match self {
            Self::Haul { from, to, mode } => format!("{}{from}>{to}", moded(mode)),
            Self::Leg(leg) => format!("leg {leg}"),
            Self::Border { place, mode } => format!("border {}{place}", moded(mode)),
            Self::Handling { place, operation, from_mode, to_mode, is_port } => {
                let any = if *is_port { "port" } else { "handling" };
                let word = |mode: &Option<String>| mode.clone().unwrap_or_else(|| "*".to_owned());
                let modes = match (from_mode, to_mode) {
                    (None, None) => String::new(),
                    _ => format!(" {}>{}", word(from_mode), word(to_mode)),
                };
                format!("{} {place}{modes}", operation.as_deref().unwrap_or(any))
            }
        }
    }

    /// Returns the mode of a haul or crossing, if it has one.
    pub(super) fn mode(&self) -> Option<&str> {
        match self {
            Self::Haul { mode, .. } | Self::Border { mode, .. } => mode.as_deref(),
            Self::Leg(_) | Self::Handling { .. } => None,
        }
    }

    /// Gives a haul or crossing its mode, unless it has one.
    pub(super) fn set_mode(&mut self, word: &str) {
        if let Self::Haul { mode, .. } | Self::Border { mode, .. } = self {
            mode.get_or_insert_with(|| word.to_owned());
        }
    }
}
