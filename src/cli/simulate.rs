//! `simulate`: a year's consignments day by day.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use corridor::analysis::simulate::{
    ArrivalPattern, DepartureRule, MAX_DAYS, MAX_RUNS, SimulateQuestion, SimulationEvents, StackRoom,
};
use corridor::analysis::{Question, Request};
use corridor::answer::{Prepared, Progress};
use corridor::present::{self, Digits, Format};
use corridor::scenario::CountedAmount;
use corridor::units::Decimal;

use super::arguments::{Choice, one_of};
use super::door::{Asked, FileBeside};
use super::failure::{Exit, Failure};

/// The examples below the help.
pub(super) const EXAMPLES: &str = "\
Examples:
  corridor simulate scenarios/hunchun-ningbo-2019.toml --corridor borrowed-box --departures on-time
  corridor simulate scenarios/hunchun-ningbo-2019.toml --corridor borrowed-box --boxes 400 --follow 1
  corridor simulate scenarios/hunchun-ningbo-2019.toml --runs 20 --events events.parquet";

const ARRIVALS: [Choice<ArrivalPattern>; 3] = [
    Choice::new("by-harvest", ArrivalPattern::ByHarvest, "At equal intervals in each month of harvest.csv"),
    Choice::new("even", ArrivalPattern::Even, "At equal intervals, whatever the harvest"),
    Choice::new("poisson", ArrivalPattern::Poisson, "At random, by the months of harvest.csv"),
];

const DEPARTURES: [Choice<DepartureRule>; 3] = [
    Choice::new("by-rule", DepartureRule::ByRule, "As the scenario's `wait` says"),
    Choice::new("on-time", DepartureRule::OnTime, "At their departures, interval or weekdays, with what is there"),
    Choice::new("when-full", DepartureRule::WhenFull, "When lots fill their capacity"),
];

/// Arguments of `simulate`.
#[derive(Debug, Args)]
pub(super) struct SimulateArguments {
    #[command(flatten)]
    asked: Asked,
    /// How many days are measured, from the scenario's date on
    #[arg(long, value_name = "N", default_value_t = 365, value_parser = clap::value_parser!(u32).range(1..=i64::from(MAX_DAYS)))]
    days: u32,
    /// How many days before them fill the routes [default: twice the longest planned time]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=i64::from(MAX_DAYS)))]
    warm_up: Option<u32>,
    /// How often the days are run
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..=i64::from(MAX_RUNS)))]
    runs: u32,
    /// What the random numbers begin with: the same seed gives the same runs on any machine
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// How lots come
    #[arg(long, value_parser = one_of(&ARRIVALS), default_value = "by-harvest")]
    arrivals: ArrivalPattern,
    /// When services leave
    #[arg(long, value_parser = one_of(&DEPARTURES), default_value = "by-rule")]
    departures: DepartureRule,
    /// Leave nothing to chance: hours are those of the tables
    #[arg(long)]
    certain: bool,
    /// The yearly tonnes of each demand that gives none
    #[arg(long, value_name = "T", value_parser = tonnes)]
    tonnes_per_year: Option<f64>,
    /// How many boxes there are; they come back
    #[arg(long, value_name = "N")]
    boxes: Option<u64>,
    /// How many rail wagons there are for loose and bagged goods; they come back
    #[arg(long, value_name = "N")]
    wagons: Option<u64>,
    /// After how many days an unloaded box is back where it is loaded [default: as long as the planned rides and crossings]
    #[arg(long, value_name = "DAYS", value_parser = positive, requires = "boxes")]
    back_days: Option<f64>,
    /// How many tonnes can lie at a place where cargo changes its mode, such as zarubino=6000
    #[arg(long, value_name = "PLACE=T", value_parser = stack)]
    stack: Vec<StackRoom>,
    /// Tell the N-th consignment of the first run step by step
    #[arg(long, value_name = "N")]
    follow: Option<u32>,
    /// Write every event of every run to this file too, as CSV or by its ending as Parquet
    #[arg(long, value_name = "FILE")]
    events: Option<PathBuf>,
}

impl SimulateArguments {
    /// Runs the days.
    pub(super) fn run(&self) -> Result<Exit, Failure> {
        let question = Question::Simulate(SimulateQuestion {
            days: self.days,
            warm_up_days: self.warm_up,
            runs: self.runs,
            seed: self.seed,
            arrivals: self.arrivals,
            departures: self.departures,
            is_certain: self.certain,
            tonnes_per_year: self.tonnes_per_year,
            boxes: self.boxes,
            wagons: self.wagons,
            back_days: self.back_days,
            stacks: self.stack.clone(),
            follow: self.follow,
        });
        let is_parquet = self.events.as_ref().is_some_and(|path| path.extension().is_some_and(|end| end == "parquet"));
        let format = if is_parquet { Format::Parquet } else { Format::Csv };
        let write = |prepared: &[Prepared], request: &Request, to: &mut (dyn Write + Send)| {
            let progress = Progress::default();
            let events = SimulationEvents::new(prepared, request, &progress)?;
            present::write_events(&events, format, to).map_err(|error| Failure::Failed(error.to_string()))
        };
        let beside = self.events.as_deref().map(|path| FileBeside { path, write: &write });
        self.asked.answer_beside(question, self.asked.selected(), Digits::Cents, beside.as_ref())
    }
}

/// Reads a number above 0.
fn positive(text: &str) -> Result<f64, String> {
    let number = Decimal::parse(text).ok().map(Decimal::to_f64);
    number.filter(|&number| number > 0.0).ok_or_else(|| "take a number above 0".to_owned())
}

/// Reads tonnes of a year above 0.
fn tonnes(text: &str) -> Result<f64, String> {
    let is_counted = CountedAmount::is_written(text);
    let help = || format!("boxes are counted by --set 'demand.1.tonnes_per_year={text}'");
    positive(text).map_err(|error| if is_counted { help() } else { error })
}

/// Reads a place and the tonnes that can lie there.
fn stack(text: &str) -> Result<StackRoom, String> {
    let parts = text.split_once('=').and_then(|(place, tonnes)| Some((place.trim(), positive(tonnes.trim()).ok()?)));
    let (place, tonnes) = parts.ok_or_else(|| "take a place and tonnes above 0, such as zarubino=6000".to_owned())?;
    Ok(StackRoom { place: place.to_owned(), tonnes })
}
