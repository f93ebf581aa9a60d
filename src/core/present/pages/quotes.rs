//! The quotations of a question: each with its conversion, what it replaces, and who uses it or why nobody does.

use crate::answer::{QuoteReplaced, QuoteUnused, QuoteUsed, QuoteWay, ScenarioUsed};
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
    let read_as = quote.read_as.as_ref().map_or_else(String::new, |usual| format!("Read as {usual}. "));
    let mut first = vec![format!("{read_as}Quoted for {}{form}{includes}: {}", quote.of, quote.said)];
    if !quote.conversion.is_empty() || !quote.said.ends_with(&format!("{currency}/t")) {
        first.push(format!(" = {:.2} {currency}/t", quote.per_t));
    }
    if !quote.conversion.is_empty() {
        let by = quote.conversion.iter().map(|step| format!("{} {}", plain(step.value), step.unit));
        first.push(format!(" ({})", by.collect::<Vec<_>>().join(", ")));
    }
    first.push(replaces(&quote.replaces, currency));
    if !quote.keeps.is_empty() {
        let verb = if quote.keeps.len() == 1 { "is" } else { "are" };
        let kept = quote.keeps.iter().map(|kept| format!("{} ({})", kept.name, kept.path));
        first.push(format!("; {} {verb} charged as before", and(&kept.collect::<Vec<_>>())));
    }
    if quote.is_through {
        first.push(
            "; it is one price for the whole way beside those of the tables: a route that gets on or off on the way does not have it"
                .to_owned(),
        );
    }
    for overruled in &quote.overruled {
        first.push(format!(
            "; on {} {} holds instead, which says more exactly what it is for",
            overruled.on, overruled.by
        ));
    }
    let about = [
        quote.by.as_ref().map(|by| format!("by {by}")),
        quote.on.as_ref().map(|on| format!("on {on}")),
        quote.valid.as_ref().map(|valid| format!("valid {valid}")),
    ];
    let about: Vec<String> = about.into_iter().flatten().collect();
    let mut sentences = vec![format!("{}.", first.concat())];
    if !about.is_empty() {
        sentences.push(sentence(&format!("Quoted {}", about.join(", "))));
    }
    sentences.push(match &quote.unused {
        None => format!("Used by {}.", and(&quote.used_by)),
        Some(unused) => why_unused(quote, unused, currency),
    });
    if !quote.partly_used_by.is_empty() {
        sentences.push(format!(
            "A part of the way, for its part of the amount by length, is ridden by {}: write \"terminal to terminal\" where only the whole way has this price.",
            and(&quote.partly_used_by)
        ));
    }
    sentences.join(" ")
}

/// Names the prices of the tables that a quotation replaces.
fn replaces(all: &[QuoteReplaced], currency: &str) -> String {
    let one = |replaced: &QuoteReplaced| match replaced.per_t {
        Some(per_t) => {
            format!("{} ({}, {per_t:.2} {currency}/t) on {}", replaced.name, replaced.what, replaced.on)
        }
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
fn why_unused(quote: &QuoteUsed, unused: &QuoteUnused, currency: &str) -> String {
    let Some(corridor) = &unused.corridor else {
        let form = quote.form.as_ref().map_or_else(String::new, |form| format!(" in {form}"));
        return format!("No route uses it, at whatever amount: no corridor that is asked for can lead that way{form}.");
    };
    let pair = unused.from.as_ref().zip(unused.to.as_ref());
    let of_demand = pair.map_or_else(String::new, |(from, to)| format!(" from {} to {}", from.key, to.key));
    let is_other_form = unused.form.as_ref().is_some_and(|form| quote.form.as_ref().is_some_and(|own| own != form));
    let now = match &unused.form {
        _ if !quote.used_by.is_empty() => {
            format!("It is on the cheapest route of {}, but another corridor is cheaper", and(&quote.used_by))
        }
        Some(form) if is_other_form => {
            format!("No cheapest route uses it: {corridor}{of_demand} goes in {form}, for which it is not quoted")
        }
        _ => "No cheapest route uses it".to_owned(),
    };
    let unit = quote.said.split_once(' ').map_or("", |(_, unit)| unit);
    let then = match unused.must_fall_to {
        Some(amount) => format!("with it {corridor}{of_demand} would be cheapest at {} {unit} or less", down(amount)),
        None => format!("even at nothing {corridor}{of_demand} would not be cheapest with it"),
    };
    format!("{now}{}; {then}.", dearer(unused, currency))
}

/// Writes what the quoted way costs, and by how much it is dearer than the ways that are taken instead.
fn dearer(unused: &QuoteUnused, currency: &str) -> String {
    let Some(own) = &unused.with_it else { return String::new() };
    let by = |it: &QuoteWay| format!("by {} in {}", it.way, it.form);
    let more = |other: &QuoteWay, of: &str| format!(", {:.2} more than {of}{}", own.per_t - other.per_t, by(other));
    let instead = unused.instead.as_ref().map(|it| more(it, "") + ", which it takes instead");
    let cheapest = unused.cheapest.as_ref().map(|it| more(it, &format!("{} ", it.corridor)));
    let others: String = instead.into_iter().chain(cheapest).collect();
    format!("; with it {} costs {:.2} {currency}/t {}{others}", own.corridor, own.per_t, by(own))
}

/// Writes an amount with two decimals, not rounded up.
fn down(amount: f64) -> String {
    fixed((amount * 100.0).floor() / 100.0, 2)
}

#[cfg(test)]
mod tests {
    use super::quotation;
    use crate::answer::{QuoteConversion, QuoteKept, QuoteReplaced, QuoteUnused, QuoteUsed, QuoteWay};
    use crate::units::Money;

    fn quote() -> QuoteUsed {
        QuoteUsed {
            name: "zarubino-ningbo".into(),
            said: "38 USD/t".into(),
            read_as: None,
            of: "sea zarubino>ningbo".into(),
            form: Some("bulk".into()),
            per_t: Money::from_micros(262_200_000),
            conversion: vec![QuoteConversion { path: "fx.usd-cny.rate".into(), value: 6.9, unit: "CNY/USD".into() }],
            replaces: vec![QuoteReplaced {
                what: "tariff sea-primorye-bulk".into(),
                name: "Sea freight".into(),
                on: "zarubino>ningbo".into(),
                per_t: Some(Money::from_micros(85_300_000)),
            }],
            keeps: vec![QuoteKept { path: "tariffs.sea-empty".into(), name: "Empty box back".into() }],
            overruled: Vec::new(),
            includes: Some("terminal to terminal".into()),
            is_through: false,
            by: Some("the line".into()),
            on: None,
            valid: None,
            used_by: vec!["borrowed".into()],
            partly_used_by: Vec::new(),
            unused: None,
        }
    }

    #[test]
    fn a_quotation_that_is_used_looks_like_this() {
        insta::assert_snapshot!(quotation(&quote(), "CNY"), @"Quoted for sea zarubino>ningbo for bulk, terminal to terminal: 38 USD/t = 262.20 CNY/t (6.9 CNY/USD); replaces Sea freight (tariff sea-primorye-bulk, 85.30 CNY/t) on zarubino>ningbo; Empty box back (tariffs.sea-empty) is charged as before. Quoted by the line. Used by borrowed.");
    }

    #[test]
    fn a_quotation_that_no_winner_uses_says_why_and_how_far_it_would_have_to_fall() {
        let unused = QuoteUnused {
            corridor: Some("borrowed".into()),
            from: None,
            to: None,
            form: Some("box20".into()),
            must_fall_to: Some(4.369),
            with_it: None,
            instead: None,
            cheapest: None,
        };
        let why = |used_by: &[&str], unused: &QuoteUnused| {
            let used_by = used_by.iter().map(|&corridor| corridor.into()).collect();
            let text = quotation(&QuoteUsed { used_by, unused: Some(unused.clone()), ..quote() }, "CNY");
            text.split_once("the line. ").map(|(_, why)| why.to_owned()).unwrap_or_default()
        };
        insta::assert_snapshot!(why(&[], &unused), @"No cheapest route uses it: borrowed goes in box20, for which it is not quoted; with it borrowed would be cheapest at 4.36 USD/t or less.");
        insta::assert_snapshot!(why(&["borrowed-box"], &unused), @"It is on the cheapest route of borrowed-box, but another corridor is cheaper; with it borrowed would be cheapest at 4.36 USD/t or less.");
        let never = QuoteUnused { must_fall_to: None, form: Some("bulk".into()), ..unused.clone() };
        insta::assert_snapshot!(why(&[], &never), @"No cheapest route uses it; even at nothing borrowed would not be cheapest with it.");
        let way = |corridor: &str, way: &str, micros| {
            Some(QuoteWay {
                corridor: corridor.into(),
                way: way.into(),
                form: "bulk".into(),
                per_t: Money::from_micros(micros),
            })
        };
        let dear = QuoteUnused {
            form: None,
            with_it: way("borrowed", "hunchun > zarubino > ningbo", 412_000_000),
            instead: way("borrowed", "hunchun > slavyanka > ningbo", 300_500_000),
            cheapest: way("domestic", "hunchun > yingkou > ningbo", 250_000_000),
            ..unused.clone()
        };
        insta::assert_snapshot!(why(&[], &dear), @"No cheapest route uses it; with it borrowed costs 412.00 CNY/t by hunchun > zarubino > ningbo in bulk, 111.50 more than by hunchun > slavyanka > ningbo in bulk, which it takes instead, 162.00 more than domestic by hunchun > yingkou > ningbo in bulk; with it borrowed would be cheapest at 4.36 USD/t or less.");
        let nowhere = QuoteUnused { corridor: None, ..never };
        insta::assert_snapshot!(why(&[], &nowhere), @"No route uses it, at whatever amount: no corridor that is asked for can lead that way in bulk.");
    }
}
