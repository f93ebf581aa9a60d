//! Many demands: the figures that come first for most of them.

use crate::analysis::sensitivity::{Estimated, LeadingFigure, MethodName, Sensitivity, SensitivityDemand};
use crate::answer::PlaceName;
use crate::present::page::{Columns, Page};
use crate::present::words::{Lang, capital, count, fixed, percent};

use super::words::{bounds, find_out, told};

/// The greatest number of figures in the table.
const MAX_ROWS: usize = 15;

/// Lays out many demands: which figures come first for how many of them.
pub(super) fn overview(page: &mut Page, found: &Sensitivity, lang: Lang) {
    page.heading(2, "Which figures come first");
    if let Some(first) = found.leading.first() {
        let figure = &found.figures[first.figure];
        page.lead(format!(
            "For {} of {} demands {} ({}, {}) drives the difference most.",
            first.first,
            found.demands.len(),
            figure.name,
            bounds(figure),
            figure.grade
        ));
    }
    let is_share = matches!(found.method, MethodName::Sobol | MethodName::Shapley);
    let measure = match found.method {
        MethodName::Oat => "Greatest swing",
        MethodName::Morris => "Greatest mu*",
        MethodName::Sobol | MethodName::Shapley => "Greatest share",
    };
    let place = |key: &str, of: fn(&SensitivityDemand) -> &PlaceName| {
        let known = found.demands.iter().map(of).find(|place| place.key == key);
        known.map_or_else(|| key.to_owned(), |place| lang.name(place).to_owned())
    };
    let of = |leading: &LeadingFigure| &found.figures[leading.figure];
    let columns = Columns::new()
        .words("Figure", |leading: &LeadingFigure| leading.name.clone())
        .numbers("First for", |leading| leading.first.to_string())
        .numbers("Among three", |leading| leading.among_three.to_string())
        .numbers(measure, |leading| if is_share { percent(leading.greatest) } else { fixed(leading.greatest, 2) })
        .words("From", |leading| place(&leading.at.0, |demand| &demand.from))
        .words("To", |leading| place(&leading.at.1, |demand| &demand.to))
        .words("Value (bounds)", |leading| bounds(of(leading)))
        .words("Grade", |leading| of(leading).grade.to_string());
    let leading = || found.leading.iter().filter(|leading| leading.first > 0);
    page.table(columns.table(leading().take(MAX_ROWS)));
    page.text("Among three: demands for which it is one of the three figures that drive the difference most.");
    page.list(sides(found));
    find_out(page, found, leading().map(|leading| leading.figure).take(MAX_ROWS));
    let mut lost: Vec<(&SensitivityDemand, Estimated)> = found
        .demands
        .iter()
        .filter_map(|demand| Some((demand, demand.flip.mean?)))
        .filter(|(_, lost)| lost.estimate > 0.0)
        .collect();
    lost.sort_by(|left, right| right.1.estimate.total_cmp(&left.1.estimate));
    if let Some(&(demand, share)) = lost.first() {
        page.text(format!(
            "The lead is lost somewhere in the sample for {} of {} demands, most often from {} to {} ({}).",
            lost.len(),
            found.demands.len(),
            lang.name(&demand.from),
            lang.name(&demand.to),
            told(share)
        ));
    }
    page.text(format!(
        "{} are too many to lay out here: ask with --from and --to, or take the first figures of each with --format csv.",
        capital(&count(found.demands.len(), "demand"))
    ));
}

/// Writes which corridors are compared for how many demands.
fn sides(found: &Sensitivity) -> Vec<String> {
    let mut sides: Vec<([&str; 2], usize)> = Vec::new();
    for demand in &found.demands {
        let own = [demand.corridor_title.as_str(), demand.against_title.as_str()];
        match sides.iter_mut().find(|(known, _)| *known == own) {
            Some((_, demands)) => *demands += 1,
            None => sides.push((own, 1)),
        }
    }
    let line = |([corridor, against], demands): ([&str; 2], usize)| {
        format!("The difference is what {corridor} costs more than {against} for {}.", count(demands, "demand"))
    };
    sides.into_iter().map(line).collect()
}
