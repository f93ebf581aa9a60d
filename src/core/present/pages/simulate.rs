//! How consignments got through the days, for people: how long, at what cost, and what they waited for.

use std::io;

use crate::analysis::simulate::{
    ArrivalPattern, ConsignmentStory, DepartureRule, EventRow, ResourceKind, RunMean, SimulateRow, SimulatedResource,
    SimulatedRoute, SimulatedSpread, Simulation, SimulationEvents, StoryStep,
};
use crate::answer::StepKind;

use super::compare::{header, recomputed, too_many};
use crate::present::csv::CsvTables;
use crate::present::demand::{named, pair};
use crate::present::digits::{Digits, Look};
use crate::present::page::{Columns, Page, Table};
#[cfg(feature = "formats")]
use crate::present::parquet;
use crate::present::shown::{Format, Shown};
use crate::present::words::{Lang, NOTHING, a_year, count, fixed, or_nothing, percent};
/// The most routes that are laid out one by one.
const MAX_ROUTES_IN_DETAIL: usize = 4;
/// The most routes and things waited for that a table lists.
const MAX_LISTED: usize = 40;
/// The share of what came by which the consignments under way must grow to be called a line that grows.
const GROWTH: f64 = 0.05;
/// The hours below which a step is told in hours.
const MAX_HOURS_TOLD: f64 = 48.0;

impl Shown for Simulation {
    const FORM: &'static str = "simulate";

    fn page(&self, look: Look) -> Page {
        let mut page = Page::new();
        header(&mut page, &self.scenario, Digits::Cents);
        if self.routes.is_empty() {
            page.lead("No demand that is asked about has a route by the corridors asked for: nothing is sent.");
            return page;
        }
        page.text(about(self));
        if self.routes.len() > MAX_ROUTES_IN_DETAIL {
            page.heading(2, "Demand by demand");
            page.table(overview(self, look.lang));
            if self.routes.len() > MAX_LISTED {
                page.text(too_many(self.routes.len()));
            }
        } else {
            self.routes.iter().for_each(|route| detail(&mut page, self, route, look.lang));
        }
        if !self.without_route.is_empty() {
            let demands = count(self.without_route.len(), "demand");
            page.text(format!("Without a route, and so without anything sent: {demands}."));
        }
        resources(&mut page, self);
        if let Some(story) = &self.story {
            told(&mut page, self, story, look.lang);
        }
        page.heading(2, "What is assumed");
        page.list(assumed(self));
        recomputed(&mut page, self.audited, "run");
        page
    }

    fn write_csv(&self, lang: Lang, to: &mut CsvTables<'_>) -> io::Result<()> {
        to.rows(&SimulateRow::columns(), self.rows(), lang)
    }
}

/// Writes the events of a simulation, run by run, as CSV or Parquet.
///
/// # Errors
/// Returns why they cannot be written; other formats are unsupported.
pub fn write_events(events: &SimulationEvents<'_>, format: Format, to: &mut (dyn io::Write + Send)) -> io::Result<()> {
    let write = |tables: &mut CsvTables<'_>| tables.rows(&EventRow::columns(), events.rows(), Lang::default());
    match format {
        Format::Csv => write(&mut CsvTables::new(to)),
        #[cfg(feature = "formats")]
        Format::Parquet => parquet::into_file(to, &[], write),
        _ => Err(io::ErrorKind::Unsupported.into()),
    }
}

/// Writes how often which days were run.
fn about(found: &Simulation) -> String {
    let runs = if found.is_certain {
        "nothing is left to chance".to_owned()
    } else {
        format!("{} from seed {}", count(found.runs as usize, "run"), found.seed)
    };
    format!(
        "{} from {}, {runs}; {} before them fill the routes and are not counted. {} events.",
        count(found.days as usize, "day"),
        found.first_day,
        count(found.warm_up_days as usize, "day"),
        found.events,
    )
}

fn detail(page: &mut Page, found: &Simulation, route: &SimulatedRoute, lang: Lang) {
    page.heading(2, pair(&route.from, &route.to, lang));
    page.text(format!(
        "{} t a year by {}, in lots of {} t{}.",
        fixed(route.tonnes_per_year, 0),
        named(&route.corridor_title, &route.corridor),
        fixed(route.lot_t, 0),
        route.form.as_ref().map_or_else(String::new, |form| format!(" ({form})")),
    ));
    page.lead(lead(found, route));
    page.text(flow(route));
    if route.days.is_some() {
        page.table(spreads(found, route));
    }
}

/// Writes in a sentence how long consignments took, and what their waiting cost.
fn lead(found: &Simulation, route: &SimulatedRoute) -> String {
    let currency = &found.scenario.currency;
    let (Some(days), Some(waits), Some(cost), Some(waiting)) =
        (route.days, route.wait_days, route.cost_per_t, route.waiting_cost_per_t)
    else {
        return "No consignment arrived in the days measured.".to_owned();
    };
    let tail =
        if found.is_certain { String::new() } else { format!("; 95 % arrive within {} days", fixed(days.p95, 1)) };
    format!(
        "A consignment takes {} days ({} by plan), {} of them waiting ({} by plan){tail}. It costs {} {currency}/t ({} by \
         plan), {} of it for the waiting in storage, capital and hire: {}.",
        with_error(days.mean, days.mean_error, 1),
        fixed(route.planned_days, 1),
        with_error(waits.mean, waits.mean_error, 1),
        fixed(route.planned_wait_days, 1),
        with_error(cost.mean, cost.mean_error, 2),
        Digits::Cents.text(route.planned_per_t),
        with_error(waiting.mean, waiting.mean_error, 2),
        a_year(waiting.mean * route.arrived_t_per_year.mean, currency),
    )
}

/// Writes how many consignments came and arrived, and whether they pile up.
fn flow(route: &SimulatedRoute) -> String {
    let grows = route.inside_after - route.inside_before;
    let growth = if grows > GROWTH * route.came && grows >= 1.0 {
        " More come than get through: the lines grow as long as this goes on, and the figures here depend on how many \
         days are measured."
    } else {
        ""
    };
    format!(
        "{} consignments come and {} arrive, {} t a year; {} are under way at the beginning and {} at the end.{growth}",
        fixed(route.came, 1),
        fixed(route.arrived, 1),
        with_error(route.arrived_t_per_year.mean, route.arrived_t_per_year.error, 0),
        fixed(route.inside_before, 1),
        fixed(route.inside_after, 1),
    )
}

/// Writes a number with half the width of its confidence interval, where that is not nothing.
fn with_error(number: f64, error: Option<f64>, places: usize) -> String {
    let error =
        error.map(|error| fixed(error, places)).filter(|error| error.bytes().any(|byte| matches!(byte, b'1'..=b'9')));
    let number = fixed(number, places);
    error.map_or_else(|| number.clone(), |error| format!("{number} ±{error}"))
}

/// A line of the table of spreads: its name, the spread, its decimals, and the plan.
type SpreadLine = (String, SimulatedSpread, usize, Option<f64>);

fn spreads(found: &Simulation, route: &SimulatedRoute) -> Table {
    let currency = &found.scenario.currency;
    let rows: Vec<(String, Option<SimulatedSpread>, usize, Option<f64>)> = vec![
        ("Days".to_owned(), route.days, 1, Some(route.planned_days)),
        ("Days waiting".to_owned(), route.wait_days, 1, Some(route.planned_wait_days)),
        (format!("{currency}/t"), route.cost_per_t, 2, Some(route.planned_per_t.as_units())),
        (format!("{currency}/t for the waiting"), route.waiting_cost_per_t, 2, None),
    ];
    let rows: Vec<_> =
        rows.into_iter().filter_map(|(name, spread, places, planned)| Some((name, spread?, places, planned))).collect();
    Columns::new()
        .words("Of a consignment", |row: &SpreadLine| row.0.clone())
        .numbers("By plan", |row| row.3.map_or_else(|| NOTHING.to_owned(), |planned| fixed(planned, row.2)))
        .numbers("Mean", |row| with_error(row.1.mean, row.1.mean_error, row.2))
        .numbers("5 % within", |row| with_error(row.1.p5, row.1.p5_error, row.2))
        .numbers("Half within", |row| with_error(row.1.p50, row.1.p50_error, row.2))
        .numbers("95 % within", |row| with_error(row.1.p95, row.1.p95_error, row.2))
        .numbers("Most", |row| fixed(row.1.max, row.2))
        .table(&rows)
}

fn overview(found: &Simulation, lang: Lang) -> Table {
    let currency = &found.scenario.currency;
    let mean = |spread: Option<SimulatedSpread>, places| {
        or_nothing(spread, |spread| with_error(spread.mean, spread.mean_error, places))
    };
    Columns::new()
        .words("From", |route: &SimulatedRoute| lang.name(&route.from).to_owned())
        .words("To", |route| lang.name(&route.to).to_owned())
        .keyed()
        .words("Corridor", |route| route.corridor.clone())
        .numbers("t a year", |route| fixed(route.arrived_t_per_year.mean, 0))
        .numbers("Days by plan", |route| fixed(route.planned_days, 1))
        .numbers("Days", |route| mean(route.days, 1))
        .numbers("95 % within", |route| or_nothing(route.days, |days| fixed(days.p95, 1)))
        .numbers("waiting", |route| mean(route.wait_days, 1))
        .numbers(format!("{currency}/t"), |route| mean(route.cost_per_t, 2))
        .numbers("for the waiting", |route| mean(route.waiting_cost_per_t, 2))
        .table(found.routes.iter().take(MAX_LISTED))
}

/// Lists what was waited for.
fn resources(page: &mut Page, found: &Simulation) {
    page.heading(2, "What is waited for");
    if found.resources.is_empty() {
        page.text("Nothing limits these routes: no service, capacity, fleet or stack is on them.");
        return;
    }
    let mean = |mean: Option<RunMean>, write: &dyn Fn(f64) -> String| or_nothing(mean, |own| write(own.mean));
    let has_services = found.resources.iter().any(|own| own.kind == ResourceKind::Service);
    let columns = Columns::new()
        .words("What", |own: &SimulatedResource| called(own))
        .numbers("Capacity", |own| {
            let capacity = |number: f64| format!("{} {}", fixed(number, 0), own.capacity_unit);
            own.capacity.map_or_else(|| "no limit".to_owned(), capacity)
        })
        .numbers("In use", |own| mean(own.use_share, &percent))
        .numbers("Hours waited", |own| or_nothing(own.wait_h, |wait| with_error(wait.mean, wait.error, 1)))
        .numbers("In line, mean", |own| with_error(own.line.mean, own.line.mean_error, 2))
        .numbers("most", |own| fixed(own.line.max, 0))
        .with(has_services, |columns| {
            columns.numbers("Leaves (empty)", |own| {
                let number = |own: RunMean| fixed(own.mean, 1);
                or_nothing(own.departures.zip(own.empty_departures), |(all, empty)| {
                    format!("{} ({})", number(all), number(empty))
                })
            })
        });
    page.table(columns.table(found.resources.iter().take(MAX_LISTED)));
    let service = if has_services {
        " Leaves: departures in the days measured, and of them those without cargo of these demands."
    } else {
        ""
    };
    page.text(format!(
        "In use: of a capacity the share of the time; of a service the share of its room; of boxes, wagons and stacks the \
         share that is out. Hours waited: of each lot that came for it, the mean. In line: the lots that wait.{service}"
    ));
}

/// Names something that is waited for.
fn called(own: &SimulatedResource) -> String {
    match (&own.name, own.kind) {
        (Some(name), _) => name.clone(),
        (None, kind) => format!("{} {}", in_words(kind), own.key),
    }
}

const fn in_words(kind: ResourceKind) -> &'static str {
    match kind {
        ResourceKind::Capacity => "capacity of",
        ResourceKind::Collecting => "collecting for",
        ResourceKind::Service => "service",
        ResourceKind::Boxes => "boxes",
        ResourceKind::Wagons => "wagons",
        ResourceKind::Stack => "stack at",
    }
}

/// Writes what happened to a consignment.
fn told(page: &mut Page, found: &Simulation, story: &ConsignmentStory, lang: Lang) {
    let currency = &found.scenario.currency;
    page.heading(2, format!("Consignment {} of the first run", story.number));
    let end = match (story.days, story.cost_per_t, story.waiting_cost_per_t, &story.arrived) {
        (Some(days), Some(cost), Some(waiting), Some(arrived)) => format!(
            "and arrive on {arrived}, {} days later, for {} {currency}/t, {} of it for the waiting",
            fixed(days, 1),
            Digits::Cents.text(cost),
            Digits::Cents.text(waiting)
        ),
        _ => "and are still under way when the days end".to_owned(),
    };
    page.lead(format!(
        "{} t come on {} in {} for {} by {} {end}.",
        fixed(story.lot_t, 0),
        story.came,
        lang.name(&story.from),
        lang.name(&story.to),
        story.corridor,
    ));
    page.list(story.steps.iter().map(|step| sentence(step, lang)).collect());
}

fn sentence(own: &StoryStep, lang: Lang) -> String {
    let [from, to] = [&own.from, &own.to].map(|place| lang.name(place));
    let time = if own.hours < MAX_HOURS_TOLD {
        format!("{} h", fixed(own.hours, 1))
    } else {
        format!("{} days", fixed(own.hours / 24.0, 1))
    };
    let what = match (own.is_wait, own.waited_for, own.step) {
        (true, Some(kind), _) => {
            let what = match kind {
                ResourceKind::Capacity => "its turn at",
                ResourceKind::Collecting => "the lot of",
                ResourceKind::Service => "the departure of",
                ResourceKind::Boxes => "boxes",
                ResourceKind::Wagons => "wagons",
                ResourceKind::Stack => "room at",
            };
            format!(
                "waits at {from} for {what} {}",
                own.name.as_ref().or(own.resource.as_ref()).map_or("", String::as_str)
            )
        }
        (true, None, _) => format!("waits at {from} until the way is open"),
        (false, _, StepKind::Load) => format!("is loaded at {from}"),
        (false, _, StepKind::Unload) => format!("is unloaded at {from}"),
        (false, _, StepKind::Tranship) => format!("is transhipped at {from}"),
        (false, _, StepKind::Gauge) => format!("changes gauge at {from}"),
        (false, _, StepKind::Cross) => format!("crosses the border from {from} to {to}"),
        (false, _, StepKind::Ride | StepKind::Wait) => format!("rides from {from} to {to}"),
    };
    format!("{}, day {}: {what}, {time}.", own.day, fixed(own.after_days, 1))
}

/// Writes what the simulation takes for granted.
fn assumed(found: &Simulation) -> Vec<String> {
    let kinds = |kind: ResourceKind| found.resources.iter().any(|own| own.kind == kind);
    let mut list = Vec::new();
    let (within, seasons) = if found.is_by_harvest {
        (" within a month", "by the months of harvest.csv where it has the goods")
    } else {
        ("", "as many in every season")
    };
    list.push(match (found.arrivals, found.is_certain) {
        (ArrivalPattern::Poisson, false) => format!("Lots come at random{within}, and {seasons}."),
        (_, true) => format!("Lots come at equal intervals{within}, and {seasons}, the first after half of one."),
        (ArrivalPattern::Even | ArrivalPattern::ByHarvest, false) => {
            format!("Lots come at equal intervals{within}, and {seasons}; when the first comes is drawn.")
        }
    });
    list.push(
        "Each demand keeps to the route that is cheapest by plan on the scenario's date, and a lot is not divided."
            .to_owned(),
    );
    list.push(if found.is_certain {
        "Hours are those of the tables.".to_owned()
    } else if found.hours_drawn == 0 {
        "No hours of these routes have bounds, so none are drawn.".to_owned()
    } else {
        format!(
            "The hours of {} of the tables are drawn anew for each lot between their bounds, and so is what storms and ice \
             add in their months, and how late it is where `late_days` are given; speeds, intervals and prices stay at their values. Bounds that lie further up than down \
             make the mean longer than the plan.",
            count(found.hours_drawn, "row"),
        )
    });
    if kinds(ResourceKind::Service) {
        list.push(match found.departures {
            DepartureRule::WhenFull => "Services leave when lots fill them, and there is always a ship.".to_owned(),
            _ => "Services leave at their departures of departures.csv; those without leave at midnight by their interval \
                  from the first departure of the table, or from the scenario's date, or on their weekdays. They take \
                  whoever came before the cut-off, first come first served; their room is for these demands alone."
                .to_owned(),
        });
    }
    if found.departures != DepartureRule::ByRule {
        list.push(format!(
            "By plan a lot waits by the rule of the scenario, `wait = \"{}\"`; here services leave {}.",
            found.scenario.wait,
            if found.departures == DepartureRule::OnTime { "on time" } else { "when they are full" }
        ));
    }
    if kinds(ResourceKind::Collecting) {
        list.push(
            "Where the scenario waits until a lot has come together for a ship, it comes together at the rate of the \
             service, one lot after another; a tonne waits half of that on average, and there is always a ship. \
             --departures on-time lets ships leave by their interval instead."
                .to_owned(),
        );
    }
    if kinds(ResourceKind::Capacity) {
        list.push(
            "What has a monthly capacity takes one lot after another, each for its share of the month; the capacity is for \
             these demands alone."
                .to_owned(),
        );
    }
    list.push(
        "A crossing with fewer than seven open days is open from Monday on, where opening.csv does not give its hours."
            .to_owned(),
    );
    let mut limits = Vec::new();
    let back = found.back_days.map_or_else(
        || "as long after unloading as the lot's rides and crossings take by plan".to_owned(),
        |days| format!("{} days after unloading", fixed(days, 1)),
    );
    match (kinds(ResourceKind::Boxes), kinds(ResourceKind::Wagons)) {
        (true, true) => limits.push(format!("Boxes are back {back}, wagons as long after it as their ride took.")),
        (true, false) => limits.push(format!("Boxes are back {back}; wagons are not limited.")),
        (false, true) => {
            limits
                .push("Wagons are back as long after unloading as their ride took; boxes are not limited.".to_owned());
        }
        (false, false) => limits.push("Boxes and wagons are not limited (--boxes, --wagons).".to_owned()),
    }
    if !kinds(ResourceKind::Stack) {
        limits.push("Room at places is not limited (--stack).".to_owned());
    }
    list.extend(limits);
    list.push("± is half the width of the 95 % confidence interval, from the differences between runs.".to_owned());
    list
}

#[cfg(test)]
#[path = "../../../../tests/pages/simulate.rs"]
mod snapshots;
