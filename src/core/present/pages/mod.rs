//! Pages: what people read of each question, in words and layout.

pub mod alternatives;
pub mod ask_first;
pub mod breakeven;
pub mod calibrate;
pub mod catchment;
pub mod claims;
pub mod compare;
pub mod critical;
pub mod discover;
pub mod explain;
pub mod flow;
pub mod levers;
pub mod listing;
pub mod months;
pub mod network_flow;
pub mod pareto;
pub mod payers;
pub mod plan;
mod quotes;
pub mod risk;
pub mod route;
pub mod sensitivity;
pub mod simulate;
pub mod totals;

use super::page::Page;
use super::shown::shown;
use crate::analysis::breakeven as found;

/// The most figures whose keys a page lists.
const MAX_KEYS: usize = 12;

/// Lists the keys of the first figures that a page calls by their names, as `--set` takes them.
fn figure_keys<'a>(page: &mut Page, figures: impl IntoIterator<Item = (&'a String, &'a String)>) {
    let named = figures.into_iter().filter(|(name, path)| name != path);
    let mut lines: Vec<String> = named.map(|(name, path)| format!("{name}: {path}")).collect();
    let more = lines.len().saturating_sub(MAX_KEYS);
    if lines.is_empty() {
        return;
    }
    page.text("What they are called in the tables and by --set:");
    lines.truncate(MAX_KEYS);
    if more > 0 {
        lines.push(format!("{more} more: corridor show SCENARIO figures WORD.. lists those that hold the words."));
    }
    page.list(lines);
}

shown! {
    Compare(crate::analysis::compare::Results);
    Totals(crate::analysis::totals::Totals);
    Months(crate::analysis::months::MonthTable);
    Payers(crate::analysis::payers::Payments);
    Route(crate::analysis::route::Itineraries);
    Explain(crate::analysis::explain::Explanations);
    Claims(crate::analysis::claims::Claims);
    Calibrate(crate::analysis::calibrate::Calibration);
    Show(crate::analysis::listing::Listings);
    Sources(crate::analysis::listing::Listings);
    Diff(crate::analysis::listing::Listings);
    Test(crate::analysis::expect::Expectations);
    Risk(crate::analysis::risk::Risks);
    Alternatives(crate::analysis::alternatives::Alternatives);
    Pareto(crate::analysis::pareto::Pareto);
    Plan(crate::analysis::plan::DatedPlan) as crate::analysis::plan::PlanFound::Plan;
    Plan(crate::analysis::plan::ReadyCalendar) as crate::analysis::plan::PlanFound::Calendar;
    Catchment(crate::analysis::catchment::Catchment);
    Critical(crate::analysis::critical::Critical);
    Flow(crate::analysis::flow::Flows);
    BreakEven(found::BreakEven) as found::BreakEvenFound::Curves;
    BreakEven(found::plane::Plane) as found::BreakEvenFound::Plane;
    BreakEven(found::FlipList) as found::BreakEvenFound::Flips;
    BreakEven(found::DateSteps) as found::BreakEvenFound::Dates;
    Levers(crate::analysis::levers::Levers);
    Sensitivity(crate::analysis::sensitivity::Sensitivity);
    AskFirst(crate::analysis::ask_first::AskFirst);
    Discover(crate::analysis::discover::Discovery);
    NetworkFlow(crate::analysis::network_flow::NetworkFlow);
    Simulate(crate::analysis::simulate::Simulation);
    Report(crate::analysis::report::Report);
}

#[cfg(test)]
mod tests {
    use super::{MAX_KEYS, Page, figure_keys};
    use crate::present::markdown;

    #[test]
    fn a_long_list_of_keys_is_cut_and_says_where_the_rest_is() {
        let figures: Vec<(String, String)> = (1..=30).map(|n| (format!("Fee {n}"), format!("fees.f{n}"))).collect();
        let listed = |number: usize| {
            let mut page = Page::new();
            figure_keys(&mut page, figures.iter().take(number).map(|(name, path)| (name, path)));
            markdown::render(&page)
        };
        assert!(!listed(MAX_KEYS).contains("more") && listed(MAX_KEYS).contains("fees.f12"));
        assert!(listed(30).contains("- 18 more: corridor show SCENARIO figures WORD.."), "{}", listed(30));
        assert!(!listed(30).contains("fees.f13"));
    }
}
