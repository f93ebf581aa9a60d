//! Pages: what people read of each question, in words and layout.

pub mod alternatives;
pub mod breakeven;
pub mod catchment;
pub mod claims;
pub mod compare;
pub mod critical;
pub mod discover;
pub mod explain;
pub mod levers;
pub mod listing;
pub mod pareto;
mod quotes;
pub mod risk;
pub mod route;
pub mod sensitivity;

use super::page::Page;
use super::shown::shown;
use crate::analysis::breakeven as found;

/// Lists the keys of figures that a page calls by their names, as `--set` takes them.
fn figure_keys<'a>(page: &mut Page, figures: impl IntoIterator<Item = (&'a String, &'a String)>) {
    let named = figures.into_iter().filter(|(name, path)| name != path);
    let lines: Vec<String> = named.map(|(name, path)| format!("{name}: {path}")).collect();
    if !lines.is_empty() {
        page.text("What they are called in the tables and by --set:");
        page.list(lines);
    }
}

shown! {
    Compare(crate::analysis::compare::Results);
    Route(crate::analysis::route::Itineraries);
    Explain(crate::analysis::explain::Explanations);
    Claims(crate::analysis::claims::Claims);
    Show(crate::analysis::listing::Listings);
    Sources(crate::analysis::listing::Listings);
    Diff(crate::analysis::listing::Listings);
    Test(crate::analysis::expect::Expectations);
    Risk(crate::analysis::risk::Risks);
    Alternatives(crate::analysis::alternatives::Alternatives);
    Pareto(crate::analysis::pareto::Pareto);
    Catchment(crate::analysis::catchment::Catchment);
    Critical(crate::analysis::critical::Critical);
    BreakEven(found::BreakEven) as found::BreakEvenFound::Curves;
    BreakEven(found::plane::Plane) as found::BreakEvenFound::Plane;
    BreakEven(found::FlipList) as found::BreakEvenFound::Flips;
    BreakEven(found::DateSteps) as found::BreakEvenFound::Dates;
    Levers(crate::analysis::levers::Levers);
    Sensitivity(crate::analysis::sensitivity::Sensitivity);
    Discover(crate::analysis::discover::Discovery);
}
