//! The list of all figures that could turn the answer, for people.

use std::io;

use crate::analysis::breakeven::{FigureFlip, FlipList};
use crate::present::csv::CsvTables;
use crate::present::demand::pair;
use crate::present::digits::{Digits, Look};
use crate::present::page::{BarRow, Columns, MAX_BARS, Page};
use crate::present::shown::Shown;
use crate::present::words::{
    Lang, capital, count, first_of, fixed, or_nothing, percent as share, sentence, subject, three_digits,
};
use crate::units::Grade;

use super::super::compare::judged;
use super::super::figure_keys;
use super::words::{JUST_BEYOND, in_unit, known, leads, legend, named, number, of_bound, percent};

/// The greatest number of figures whose sources are listed.
const MAX_SOURCES: usize = 6;
/// The digits of a value in the sentence to read first.
const LEAD_DIGITS: i32 = 4;
/// The multiple of the way to its own bound beyond which nobody doubts a figure so far.
const MAX_DOUBT: f64 = 10.0;

impl Shown for FlipList {
    const FORM: &'static str = "flips";

    fn page(&self, look: Look) -> Page {
        page(self, look.lang)
    }

    fn write_csv(&self, lang: Lang, to: &mut CsvTables<'_>) -> io::Result<()> {
        to.rows(&self.columns(), self.rows(), lang)
    }
}

/// Lays out the list of figures that could turn the answer.
fn page(found: &FlipList, lang: Lang) -> Page {
    let mut page = Page::new();
    judged(&mut page, &found.scenario, Digits::Cents, &found.verdicts, lang);
    page.heading(2, "What would turn the answer");
    page.lead(summary(found, lang));
    let (mut doubted, mut sure): (Vec<&FigureFlip>, Vec<&FigureFlip>) =
        found.flips.iter().partition(|flip| is_doubted(flip));
    if doubted.is_empty() {
        // Where nobody doubts a figure so far the nearest are listed all the same.
        let rest = sure.split_off(sure.len().min(MAX_SOURCES));
        doubted = std::mem::replace(&mut sure, rest);
    }
    let is_bounded = doubted.iter().any(|flip| flip.nearest.of_bound.is_some());
    let is_one = doubted.windows(2).all(|two| two[0].nearest.to == two[1].nearest.to);
    let columns = Columns::new()
        .words("Figure", |flip: &FigureFlip| flip.figure.name.clone())
        .numbers("Today", |flip| flip.figure.value.to_string())
        .numbers("Turns at", |flip| flip.nearest.value.to_string())
        .words("Unit", |flip| flip.figure.unit.clone())
        .numbers("Move", |flip| flip.nearest.share.map_or_else(|| flip.nearest.distance.to_string(), percent))
        .with(is_bounded, |columns| columns.numbers("Of its bounds", |flip| of_bound(&flip.nearest)))
        .with(found.given.is_some(), |columns| {
            columns
                .numbers("Given the claims", |flip| or_nothing(flip.fitted.as_ref(), |fitted| left(fitted.range)))
                .numbers("Beyond", |flip| or_nothing(flip.fitted.as_ref(), |fitted| share(fitted.beyond)))
        })
        .words("Grade", |flip| flip.figure.grade.to_string())
        .with(!is_one, |columns| columns.words("Then leads", |flip| flip.nearest.to.join(", ")))
        .with(found.demands > 1, |columns| {
            columns
                .words("First turned", |flip| pair(&flip.from, &flip.to, lang))
                .numbers("Turned within bounds", |flip| flip.turned_within_bounds.to_string())
        });
    if let Some(first) = doubted.first() {
        page.table(columns.table(doubted.iter().copied()));
        if is_one {
            page.text(format!("With any of these beyond its value {}.", leads(&found.corridors, &first.nearest.to)));
        }
        page.bars("How far each must move to turn the answer, of the way to its own bound", far(&doubted));
        let of_bounds = "Of its bounds: how far the figure must move, as a multiple of the way from its value to its own bound \
             on that side; up to 1 its own uncertainty turns the answer. ";
        page.text(format!(
            "{}A value is printed to the last digit that is certain: one unit of it nearer to today's value today's leader \
             still leads, one further it does not.",
            if is_bounded { of_bounds } else { "" }
        ));
        if found.given.is_some() {
            page.text(
                "Given the claims: the median of the weighed draws and the values that one draw of twenty is below and above. \
                 Beyond: the share of them in which the figure lies where another corridor leads, all others at their value.",
            );
        }
        if !is_one {
            page.text(legend(&found.corridors));
        }
    }
    page.list(doubted.iter().take(MAX_SOURCES).copied().map(source).collect());
    figure_keys(&mut page, doubted.iter().skip(MAX_SOURCES).map(|flip| (&flip.figure.name, &flip.figure.path)));
    if !sure.is_empty() {
        page.text(format!(
            "{} would turn the answer only further out: at more than {MAX_DOUBT} times the way to their own bound, or without \
             bounds though they were looked up or by more than their own size. CSV and JSON have them: {}.",
            capital(&count(sure.len(), "other figure")),
            first_of(sure.iter().map(|flip| &flip.figure.path)),
        ));
    }
    page.text(format!(
        "{} move some cost of these demands but turn nothing, whatever sensible value they take alone.",
        capital(&count(found.figures_that_turn_nothing, "other figure"))
    ));
    if !found.held.is_empty() {
        let lines = found.held.iter().map(|held| format!("{}: {}.", held.called(), held.why));
        page.text("Not moved here:");
        page.list(lines.collect());
    }
    page
}

/// Returns how far figures must move, of the way to their own bounds, for the first of them.
fn far(flips: &[&FigureFlip]) -> Vec<BarRow> {
    let row = |flip: &&FigureFlip| {
        Some(BarRow::size(flip.figure.name.clone(), of_bound(&flip.nearest), flip.nearest.of_bound?))
    };
    flips.iter().filter_map(row).take(MAX_BARS).collect()
}

/// Returns whether somebody may doubt a figure as far as it must move: an estimate without bounds by its own size at most.
fn is_doubted(flip: &FigureFlip) -> bool {
    let is_unsure = flip.figure.grade == Grade::Estimate && flip.nearest.share.is_none_or(|share| share.abs() <= 1.0);
    flip.nearest.of_bound.map_or(is_unsure, |of| of <= MAX_DOUBT)
}

fn source(flip: &FigureFlip) -> String {
    let figure = &flip.figure;
    let sources = if figure.sources.is_empty() { String::new() } else { format!("; {}", figure.sources.join("; ")) };
    let note = figure.note.as_deref().map_or_else(String::new, |note| format!(" {}", sentence(note)));
    format!(
        "{} ({}): {}{}{sources}.{note}",
        figure.name,
        figure.path,
        in_unit(&figure.value.to_string(), &figure.unit),
        known(figure)
    )
}

/// Writes what a fit leaves of a figure.
fn left(range: [f64; 3]) -> String {
    let [low, middle, high] = range.map(three_digits);
    format!("{middle} ({low} to {high})")
}

fn summary(found: &FlipList, lang: Lang) -> String {
    let within = found.flips.iter().filter(|flip| flip.nearest.of_bound.is_some_and(|of| of <= 1.0)).count();
    let asked = match (&found.flips[..], found.demands) {
        ([first, ..], 1) => {
            let leads = leads(&found.corridors, &first.leaders);
            // What is not decided is said in the first sentence.
            let leads = if found.verdicts.iter().all(|verdict| verdict.decided) {
                capital(&leads)
            } else {
                format!("Not decided: with every figure at its value {leads}")
            };
            format!("{leads} from {}. ", pair(&first.from, &first.to, lang))
        }
        (_, demands) => format!("{} asked. ", capital(&count(demands, "demand"))),
    };
    let Some(first) = found.flips.first() else {
        return format!("{asked}No figure alone turns an answer, whatever sensible value it takes.");
    };
    let what = if found.demands == 1 { "that" } else { "an answer" };
    let would = would_have_to(found, first, lang);
    let all = count(found.flips.len(), "figure");
    let is_given = first.fitted.as_ref().is_some_and(|fitted| fitted.beyond > 0.0);
    if is_given {
        return format!("{asked}Likeliest to turn {what}, given the claims: {would}. {} alone can.", capital(&all));
    }
    let within = match within {
        0 if found.flips.iter().all(|flip| flip.nearest.of_bound.is_none()) => {
            return format!(
                "{asked}No figure that turns {what} has a bound on that side, so how far it may be off is not known. The nearest: {would}. \
                 {} alone can.",
                capital(&all)
            );
        }
        0 => {
            let further =
                if found.flips.len() == 1 { "It alone can".to_owned() } else { format!("{} alone can", capital(&all)) };
            return format!(
                "{asked}No figure alone turns {what} within its own bounds. The nearest: {would}. {further}, further out."
            );
        }
        1 => "one of them within its own bounds".to_owned(),
        _ => format!("{within} of them within their own bounds"),
    };
    format!(
        "{asked}Likeliest to turn {what}, given how far it may be off: {would}. {} alone can, {within}.",
        capital(&all)
    )
}

/// Writes what a figure would have to become for another corridor to lead.
fn would_have_to(found: &FlipList, flip: &FigureFlip, lang: Lang) -> String {
    let (figure, nearest) = (&flip.figure, &flip.nearest);
    let far = match nearest.of_bound {
        Some(of) if of <= 1.0 => "within its own range".to_owned(),
        Some(of) if of < JUST_BEYOND => "just beyond its own range".to_owned(),
        Some(of) => format!("{} times its own range", fixed(of, usize::from(of < 10.0))),
        None => nearest.share.map_or_else(|| format!("by {}", nearest.distance), percent),
    };
    let corridors = match nearest.to.len() {
        0 => "there to be no route".to_owned(),
        _ => format!("{} to lead", named(&found.corridors, &nearest.to[..1])),
    };
    let of_pair =
        if found.demands == 1 { String::new() } else { format!(" from {}", pair(&flip.from, &flip.to, lang)) };
    format!(
        "{} would have to {} from {} to {} ({far}) for {corridors}{of_pair}",
        subject(&figure.name),
        if nearest.distance.is_negative() { "fall" } else { "rise" },
        figure.value,
        in_unit(&number(&nearest.value.to_exact(), LEAD_DIGITS), &figure.unit),
    )
}

#[cfg(all(test, feature = "formats"))]
#[path = "../../../../../tests/pages/breakeven_flips.rs"]
mod snapshots;
