//! The list of all figures that could turn the answer, for people.

use crate::analysis::breakeven::{FigureFlip, FlipList, FlipRow};
use crate::present::digits::{Digits, Look};
use crate::present::page::{Page, Table};
use crate::present::shown::{Format, Shown, rows};
use crate::present::words::{Lang, capital, count, sentence};

use super::super::compare::header;
use super::words::{in_unit, known, leads, legend, of_bound, percent};

/// The greatest number of figures whose sources are listed.
const MAX_SOURCES: usize = 6;

impl Shown for FlipList {
    const FORM: &'static str = "flips";
    const FORMATS: &'static [Format] = super::FORMATS;

    fn page(&self, look: Look) -> Page {
        page(self, look.lang)
    }

    fn csv(&self, lang: Lang) -> String {
        rows(&FlipRow::columns(), self.rows(), lang)
    }
}

/// Lays out the list of figures that could turn the answer.
fn page(found: &FlipList, lang: Lang) -> Page {
    let mut page = Page::new();
    header(&mut page, &found.scenario, Digits::Cents);
    page.heading(2, "What would turn the answer");
    page.lead(summary(found, lang));
    let many = found.demands > 1;
    let mut table = Table::new()
        .paths("Figure")
        .numbers("Today")
        .numbers("Turns at")
        .words("Unit")
        .numbers("Move")
        .numbers("Of its bounds")
        .words("Grade")
        .words("Then leads");
    if many {
        table = table.words("First turned").numbers("Turned within bounds");
    }
    for flip in &found.flips {
        let nearest = &flip.nearest;
        let cells = [
            flip.figure.path.clone(),
            flip.figure.value.to_string(),
            nearest.value.to_string(),
            flip.figure.unit.clone(),
            nearest.share.map_or_else(|| nearest.distance.to_string(), percent),
            of_bound(nearest),
            flip.figure.grade.as_str().to_owned(),
            nearest.to.join(", "),
        ];
        let first = format!("{} to {}", lang.name(&flip.from), lang.name(&flip.to));
        let more = [first, flip.turned_within_bounds.to_string()];
        table.row(cells.into_iter().chain(more.into_iter().take(if many { 2 } else { 0 })));
    }
    if !table.rows.is_empty() {
        page.table(table);
        page.text(
            "Of its bounds: how far the figure must move, as a multiple of the way from its value to its own bound on that \
             side; up to 1 its own uncertainty turns the answer. A value is printed to the last digit that is certain: one \
             unit of it nearer to today's value today's leader still leads, one further it does not.",
        );
        page.text(legend(&found.corridors));
    }
    page.list(found.flips.iter().take(MAX_SOURCES).map(source).collect());
    page.text(format!(
        "{} move some cost of these demands but turn nothing, whatever sensible value they take alone.",
        capital(&count(found.figures_that_turn_nothing, "other figure"))
    ));
    if !found.held.is_empty() {
        let lines = found.held.iter().map(|held| format!("{}: {}.", held.path, held.why));
        page.text("Not moved here:");
        page.list(lines.collect());
    }
    page
}

fn source(flip: &FigureFlip) -> String {
    let figure = &flip.figure;
    let sources = if figure.sources.is_empty() { String::new() } else { format!("; {}", figure.sources.join("; ")) };
    let note = figure.note.as_deref().map_or_else(String::new, |note| format!(" {}", sentence(note)));
    format!("{}: {}{}{sources}.{note}", figure.path, in_unit(&figure.value.to_string(), &figure.unit), known(figure))
}

fn summary(found: &FlipList, lang: Lang) -> String {
    let within = found.flips.iter().filter(|flip| flip.nearest.of_bound.is_some_and(|of| of <= 1.0)).count();
    let asked = match (&found.flips[..], found.demands) {
        ([first, ..], 1) => {
            format!(
                "{} from {} to {}. ",
                capital(&leads(&found.corridors, &first.leaders)),
                lang.name(&first.from),
                lang.name(&first.to)
            )
        }
        (_, demands) => format!("{} asked. ", capital(&count(demands, "demand"))),
    };
    let Some(first) = found.flips.first() else {
        return format!("{asked}No figure alone turns an answer, whatever sensible value it takes.");
    };
    let bounds = match within {
        0 => "none of them within its own bounds".to_owned(),
        1 => "one of them within its own bounds".to_owned(),
        _ => format!("{within} of them within their own bounds"),
    };
    format!(
        "{asked}{} alone can turn {}, {bounds}. Least must move {}: from {} to {} ({}).",
        capital(&count(found.flips.len(), "figure")),
        if found.demands == 1 { "that" } else { "an answer" },
        first.figure.path,
        first.figure.value,
        in_unit(&first.nearest.value.to_string(), &first.figure.unit),
        first.nearest.share.map_or_else(|| format!("by {}", first.nearest.distance), percent),
    )
}

#[cfg(all(test, feature = "formats"))]
#[path = "../../../../../tests/pages/breakeven_flips.rs"]
mod snapshots;
