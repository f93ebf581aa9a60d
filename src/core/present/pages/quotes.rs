//! The quotations of a question: each with its conversion, what it replaces, and who uses it or why nobody does.

use crate::answer::{QuoteReplaced, QuoteUnused, QuoteUsed, ScenarioUsed};
use crate::present::page::Page;
use crate::present::words::{and, fixed, plain, sentence};

/// The most prices of the tables that a sentence names.
const MAX_REPLACED: usize = 4;

/// Lays out the quotations of a scenario, if there are any.
pub(crate) fn quotations(page: &mut Page, used: &ScenarioUsed) {
    page.list(used.quotes.iter().map(|quote| quotation(quote, &used.currency)).collect());
}

fn quotation(quote: &QuoteUsed, currency: &str) -> String {
    let form = quote.form.as_ref().map_or_else(String::new, |form| format!(" for {form}"));
    let includes = quote.includes.as_ref().map_or_else(String::new, |words| format!(", {words}"));
    let mut text = format!("Quoted for {}{form}{includes}: {}", quote.of, quote.said);
    if !quote.conversion.is_empty() || !quote.said.ends_with(&format!("{currency}/t")) {
        text += &format!(" = {:.2} {currency}/t", quote.per_t);
    }
    if !quote.conversion.is_empty() {
        let by = quote.conversion.iter().map(|step| format!("{} {}", plain(step.value), step.unit));
        text += &format!(" ({})", by.collect::<Vec<_>>().join(", "));
    }
    text += &replaces(&quote.replaces, currency);
    if !quote.keeps.is_empty() {
        text +=
            &format!("; {} {} charged as before", and(&quote.keeps), if quote.keeps.len() == 1 { "is" } else { "are" });
    }
    text.push('.');
    let about: Vec<String> = [
        quote.by.as_ref().map(|by| format!("by {by}")),
        quote.on.as_ref().map(|on| format!("on {on}")),
        quote.valid.as_ref().map(|valid| format!("valid {valid}")),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !about.is_empty() {
        text += &format!(" {}", sentence(&format!("Quoted {}", about.join(", "))));
    }
    match &quote.unused {
        None => text += &format!(" Used by {}.", and(&quote.used_by)),
        Some(unused) => text += &format!(" {}", why_unused(quote, unused)),
    }
    text
}

/// Names the prices of the tables that a quotation replaces.
fn replaces(all: &[QuoteReplaced], currency: &str) -> String {
    let one = |replaced: &QuoteReplaced| match replaced.per_t {
        Some(per_t) => format!("{} ({per_t:.2} {currency}/t) on {}", replaced.what, replaced.on),
        None => format!("nothing on {}, where {} does not carry such cargo", replaced.on, replaced.what),
    };
    if all.is_empty() {
        return String::new();
    }
    let mut named: Vec<String> = all.iter().take(MAX_REPLACED).map(one).collect();
    if all.len() > MAX_REPLACED {
        named.push(format!("{} more", all.len() - MAX_REPLACED));
    }
    format!("; replaces {}", and(&named))
}

/// Writes why no winning route uses a quotation, and what would have to change.
fn why_unused(quote: &QuoteUsed, unused: &QuoteUnused) -> String {
    let Some(corridor) = &unused.corridor else {
        let form = quote.form.as_ref().map_or_else(String::new, |form| format!(" in {form}"));
        return format!("No route uses it, at whatever amount: no corridor that is asked for can lead that way{form}.");
    };
    let pair = unused.from.as_ref().zip(unused.to.as_ref());
    let of_demand = pair.map_or_else(String::new, |(from, to)| format!(" from {} to {}", from.key, to.key));
    let now = match &unused.form {
        _ if unused.is_on_its_route => {
            format!("It is on the cheapest route of {corridor}{of_demand}, but another corridor is cheaper")
        }
        Some(form) if quote.form.as_ref().is_some_and(|own| own != form) => {
            format!("No cheapest route uses it: {corridor}{of_demand} goes in {form}, for which it is not quoted")
        }
        _ => format!("No cheapest route uses it; {corridor}{of_demand} comes closest"),
    };
    let unit = quote.said.split_once(' ').map_or("", |(_, unit)| unit);
    let then = match unused.must_fall_to {
        Some(amount) => format!("it would be cheapest there at {} {unit} or less", down(amount)),
        None => "even at nothing it would not be cheapest there".to_owned(),
    };
    format!("{now}; {then}.")
}

/// Writes an amount with two decimals, not rounded up.
fn down(amount: f64) -> String {
    fixed((amount * 100.0).floor() / 100.0, 2)
}
