//! Quotations of operations at places and of crossings.

use crate::ids::PlaceId;
use crate::problem::{Code, Problem};
use crate::scenario::QuoteSubject;

use super::super::legs::Leg;
use super::super::prices::{BASE, BorderRow, CargoSelector, HandlingRow, Price};
use super::super::quotation::{Quotation, QuoteNumber, QuotedRow, QuotedSubject};
use super::super::words::{Mode, Operation};
use super::super::world::Model;
use super::{fits_nothing, regimes};

/// The component of quoted crossings: of two quotations the more specific is charged, not both.
const QUOTED_CROSSING: &str = "quotes";

/// Lays a quotation over operations at a place: each row that may hold there is copied with the quoted price.
pub(super) fn handling(
    model: &mut Model,
    number: QuoteNumber,
    quotation: &Quotation,
    subject: &QuoteSubject,
) -> Result<QuotedSubject, Problem> {
    let QuoteSubject::Handling { place, operation, from_mode, to_mode, is_port } = subject else {
        return Err(fits_nothing("the quotation is of no operation".to_owned(), String::new()));
    };
    let mode = |word: &Option<String>| word.as_deref().and_then(Mode::named);
    let (from, to) = (mode(from_mode), mode(to_mode));
    let Some(at) = model.places.keyed(place) else {
        return Err(fits_nothing(format!("`{place}` is no place on {}", model.date), String::new()));
    };
    let named = operation.as_deref().and_then(Operation::named);
    let usual = [Operation::Load, Operation::Unload, Operation::Tranship];
    let operations: Vec<Operation> = named.map_or_else(|| usual.to_vec(), |operation| vec![operation]);
    let scope = QuotedRow {
        quote: number,
        form: quotation.form,
        from,
        to,
        is_port: *is_port,
        is_specific: named.is_some() || from.or(to).is_some(),
        legs: Vec::new(),
    };
    let mut priced = Vec::new();
    for operation in operations {
        let copies = copies_of_handling(model, at, operation, quotation, &scope)?;
        if !copies.is_empty() {
            model.handling.entry((operation, Some(at))).or_default().extend(copies);
            priced.push(operation);
        }
    }
    if priced.is_empty() {
        let what = named.map_or("loading, unloading or transhipment", Operation::as_str);
        let message = format!("no row of handling.csv allows {what} at `{place}` for this cargo");
        let help = "a quotation keeps hours and losses, which such a row gives: add one to handling.csv".to_owned();
        return Err(fits_nothing(message, help));
    }
    Ok(QuotedSubject::Handling { place: at, operations: priced })
}

fn copies_of_handling(
    model: &Model,
    place: PlaceId,
    operation: Operation,
    quotation: &Quotation,
    scope: &QuotedRow,
) -> Result<Vec<HandlingRow>, Problem> {
    let may_meet = |row: &HandlingRow| {
        let fits = |own: Option<Mode>, wanted: Option<Mode>| own.is_none() || wanted.is_none() || own == wanted;
        let is_ashore = |own: Option<Mode>| own.is_some_and(|mode| !mode.is_afloat());
        let ends = match operation {
            Operation::Load => is_ashore(row.to_mode),
            Operation::Unload => is_ashore(row.from_mode),
            _ => is_ashore(row.from_mode) && is_ashore(row.to_mode),
        };
        let form_fits = row.cargo.form.is_none() || scope.form.is_none() || row.cargo.form == scope.form;
        form_fits && fits(row.from_mode, scope.from) && fits(row.to_mode, scope.to) && !(scope.is_port && ends)
    };
    let mut copies = Vec::new();
    for row in model.handling_at(operation, place).filter(|row| may_meet(row)) {
        match &row.quoted {
            None if row.component == BASE => {
                copies.push(HandlingRow { price: price(quotation, false), quoted: Some(scope.clone()), ..row.clone() });
            }
            None if quotation.is_all_in() => copies.push(HandlingRow {
                price: Price { is_included: true, ..row.price.clone() },
                quoted: Some(scope.clone()),
                ..row.clone()
            }),
            Some(other) if is_same(other, scope) => {
                let message = format!("{operation} at `{}` is quoted twice", model.places.list[place].key);
                return Err(Problem::new(Code::QuotedTwice, message).help("keep one of the quotations"));
            }
            _ => {}
        }
    }
    Ok(copies)
}

/// Returns whether two quotations may price the same operation or crossing with the same precedence.
fn is_same(one: &QuotedRow, other: &QuotedRow) -> bool {
    let meets = |left: Option<Mode>, right: Option<Mode>| left.is_none() || right.is_none() || left == right;
    let forms = one.form.is_none() || other.form.is_none() || one.form == other.form;
    let legs = one.legs.is_empty() || one.legs.iter().any(|leg| other.legs.contains(leg));
    one.quote != other.quote
        && one.is_specific == other.is_specific
        && forms
        && legs
        && meets(one.from, other.from)
        && meets(one.to, other.to)
}

fn price(quotation: &Quotation, is_included: bool) -> Price {
    let Quotation { amount, basis, exchange, .. } = quotation;
    Price { amount: *amount, basis: *basis, exchange: exchange.clone(), is_included }
}

/// Lays a quotation over crossings: it is charged once, in place of all rows, whose hours stay.
pub(super) fn border(
    model: &mut Model,
    number: QuoteNumber,
    quotation: &Quotation,
    place: &str,
    mode: Option<Mode>,
) -> Result<QuotedSubject, Problem> {
    let is_open = |leg: &&Leg| model.is_crossing(leg) && mode.is_none_or(|mode| leg.mode == mode);
    let crossings: Vec<&Leg> = model.legs.iter().filter(is_open).collect();
    let mut legs: Vec<String> = meant(model, &crossings, place).map(|leg| leg.key.clone()).collect();
    legs.sort();
    legs.dedup();
    if legs.is_empty() {
        let mut ends: Vec<&str> =
            crossings.iter().filter(|leg| leg.mode != Mode::Sea).map(|leg| name(model, leg.from)).collect();
        ends.sort_unstable();
        ends.dedup();
        let message = format!("`{place}` is no place or leg of a crossing");
        let help = format!("crossings by land are at {}; a leg by its key is understood as well", ends.join(", "));
        return Err(fits_nothing(message, help).suggest(place, ends));
    }
    let scope = QuotedRow {
        quote: number,
        form: quotation.form,
        from: None,
        to: None,
        is_port: false,
        is_specific: mode.is_some(),
        legs: legs.clone(),
    };
    if let Some(other) = model.borders.iter().filter_map(|row| row.quoted.as_ref()).find(|other| is_same(other, &scope))
    {
        let message = format!("the crossing on leg `{}` is quoted twice", other.legs[0]);
        return Err(Problem::new(Code::QuotedTwice, message).help("keep one of the quotations"));
    }
    let may_meet = |row: &&BorderRow| {
        row.quoted.is_none() && (row.cargo.form.is_none() || scope.form.is_none() || row.cargo.form == scope.form)
    };
    let waived = model.borders.iter().filter(may_meet).map(|row| BorderRow {
        price: Price { is_included: true, ..row.price.clone() },
        quoted: Some(scope.clone()),
        ..row.clone()
    });
    let waived: Vec<BorderRow> = waived.collect();
    // Goods of a regime for which no row opens the crossing stay where they are.
    let opened = regimes().into_iter().filter(|regime| {
        let is_of = |row: &&BorderRow| row.regime.is_none_or(|own| own == *regime);
        waived.iter().any(|row| is_of(&row))
    });
    let charged: Vec<BorderRow> = opened
        .map(|regime| BorderRow {
            key: format!("quotes.{}", quotation.name),
            leg: None,
            place: None,
            from_country: None,
            to_country: None,
            mode: None,
            regime: Some(regime),
            cargo: CargoSelector { form: None, commodity: None, switch: None },
            component: QUOTED_CROSSING.to_owned(),
            price: price(quotation, false),
            time_h: None,
            open_days: None,
            late_days: None,
            quoted: Some(scope.clone()),
        })
        .collect();
    model.borders.extend(waived.into_iter().chain(charged));
    Ok(QuotedSubject::Border { legs })
}

/// Returns the crossing legs that a word means: a leg by its key, those with an end of that key or name, and else those
/// with an end whose key has the word as a part.
fn meant<'a>(model: &'a Model, crossings: &[&'a Leg], word: &str) -> impl Iterator<Item = &'a Leg> + use<'a> {
    let lower = word.to_lowercase();
    let calls = |place: PlaceId| {
        let place = &model.places.list[place];
        let names = [Some(&place.key), Some(&place.name), place.name_zh.as_ref(), place.name_ru.as_ref()];
        names.into_iter().flatten().any(|name| name.to_lowercase() == lower)
    };
    let has_part = |place: PlaceId| model.places.list[place].key.split('_').any(|part| part == lower);
    let by_key: Vec<&Leg> = crossings.iter().copied().filter(|leg| leg.key == word).collect();
    let by_name =
        || -> Vec<&Leg> { crossings.iter().copied().filter(|leg| calls(leg.from) || calls(leg.to)).collect() };
    let by_part = || -> Vec<&Leg> {
        crossings
            .iter()
            .copied()
            .filter(|leg| leg.mode != Mode::Sea && (has_part(leg.from) || has_part(leg.to)))
            .collect()
    };
    let found = [Some(by_key), Some(by_name()), Some(by_part())].into_iter().flatten().find(|found| !found.is_empty());
    found.unwrap_or_default().into_iter()
}

fn name(model: &Model, place: PlaceId) -> &str {
    &model.places.list[place].key
}
