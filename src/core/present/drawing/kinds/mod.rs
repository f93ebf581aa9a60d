//! The kinds of drawings: each lays out what was found as marks, in the words of a language.

mod breakeven;
mod calendar;
mod capacities;
mod catchment;
mod curve;
mod flow;
mod map;
mod months;
mod pareto;
mod plane;
mod queues;
mod risk;
mod staircase;
mod tornado;
mod waterfall;

use crate::analysis::breakeven::{BreakEvenFound, BreakEvenQuestion, Interval, Vary};
use crate::analysis::catchment::CatchmentQuestion;
use crate::analysis::compare::{CompareQuestion, Results};
use crate::analysis::flow::FlowQuestion;
use crate::analysis::pareto::{Axis, ParetoQuestion};
use crate::analysis::plan::{PlanFound, PlanQuestion};
use crate::analysis::risk::RiskQuestion;
use crate::analysis::sensitivity::{MethodName, SensitivityQuestion};
use crate::analysis::simulate::SimulateQuestion;
use crate::analysis::{Found, Question};
use crate::answer::{Answer, PlaceName, ScenarioUsed};
use crate::present::local::in_percent;
use crate::present::messages::DRAWINGS;
use crate::present::words::Lang;
use crate::units::{Decimal, Money, words};

use super::palette::{Dash, Paint, Tint};
use super::scale::fixed;
use super::{Glyph, LabelSide, LegendKey, LegendSample, Mark, Picture, Spot};

pub use breakeven::breakeven;
pub use calendar::calendar;
pub use capacities::capacities;
pub use catchment::catchment;
pub use curve::curve;
pub use flow::flow;
pub use map::{SeaWay, map, sea_ways};
pub use months::months;
pub use pareto::pareto;
pub use plane::plane;
pub use queues::queues;
pub use risk::risk;
pub use staircase::staircase;
pub use tornado::{tornado, tornado_drivers};
pub use waterfall::waterfall;

words! {
    /// A kind of drawing.
    Kind {
        /// Cost and time along the routes.
        Staircase = "staircase",
        /// The routes on a map.
        Map = "map",
        /// The difference by cost part.
        Waterfall = "waterfall",
        /// How far each figure must move until another corridor leads.
        Breakeven = "breakeven",
        /// The cost of each corridor as one figure moves.
        Curve = "curve",
        /// Who leads where two figures move.
        Plane = "plane",
        /// How totals are spread over draws, and how often each corridor is cheapest.
        Risk = "risk",
        /// The figures that drive the difference.
        Tornado = "tornado",
        /// Cost against time.
        Pareto = "pareto",
        /// Which corridor origins should use, on a map.
        Catchment = "catchment",
        /// The cost of each corridor over a year.
        Months = "months",
        /// What cargo costs and how long it takes by the day on which it is ready.
        Calendar = "calendar",
        /// Where all tonnes go where capacities are limited, on a map.
        Flow = "flow",
        /// How far capacities are used, and what one unit more is worth.
        Capacities = "capacities",
        /// How long consignments take, and how many wait for what.
        Queues = "queues",
    }
}

/// What some kinds of drawings are asked.
#[derive(Clone, Debug, PartialEq)]
pub struct KindOptions {
    /// The figures that move: one for a curve, two for a plane.
    pub vary: Vec<Vary>,
    /// The year whose months are drawn.
    pub year: i16,
    /// How often uncertain figures are drawn, or days are run, where that is asked.
    pub draws: Option<u64>,
    /// The ready dates of a calendar.
    pub ready: PlanQuestion,
}

impl Kind {
    /// Returns the question whose answer it draws.
    pub fn question(self, options: &KindOptions) -> Question {
        let draws = |usual: u64| options.draws.unwrap_or(usual);
        match self {
            Self::Staircase | Self::Map | Self::Waterfall => Question::Compare(CompareQuestion { draws: Some(0) }),
            Self::Breakeven => Question::BreakEven(BreakEvenQuestion::default()),
            Self::Curve | Self::Plane => Question::BreakEven(BreakEvenQuestion { vary: options.vary.clone() }),
            Self::Months => {
                let ends = [format!("{}-01-01", options.year), format!("{}-12-31", options.year)];
                let vary = vec![Vary { path: "date".to_owned(), between: Interval::try_from(ends).ok() }];
                Question::BreakEven(BreakEvenQuestion { vary })
            }
            Self::Risk => Question::Risk(RiskQuestion { draws: draws(10_000), ..RiskQuestion::default() }),
            Self::Tornado => {
                let method = MethodName::Oat;
                Question::Sensitivity(SensitivityQuestion { method, ..SensitivityQuestion::default() })
            }
            Self::Pareto => Question::Pareto(ParetoQuestion { axes: vec![Axis::Cost, Axis::Time], deadline_h: None }),
            Self::Catchment => {
                Question::Catchment(CatchmentQuestion { draws: draws(1_000), ..CatchmentQuestion::default() })
            }
            Self::Calendar => Question::Plan(options.ready.clone()),
            Self::Flow | Self::Capacities => Question::Flow(FlowQuestion::default()),
            Self::Queues => {
                let runs = u32::try_from(draws(200)).unwrap_or(u32::MAX);
                Question::Simulate(SimulateQuestion { runs, ..SimulateQuestion::default() })
            }
        }
    }

    /// Returns how many figures must be named to move.
    pub const fn moved_figures(self) -> usize {
        match self {
            Self::Curve => 1,
            Self::Plane => 2,
            _ => 0,
        }
    }

    /// Draws what was found; none where there is nothing of it to draw.
    pub fn draw(self, found: &Found, canvas: Canvas) -> Option<Picture> {
        match (self, found) {
            (Self::Staircase, Found::Compare(results)) => staircase(results, canvas),
            (Self::Map, Found::Compare(results)) => map(results, canvas),
            (Self::Waterfall, Found::Compare(results)) => waterfall(results, canvas),
            (Self::Breakeven, Found::BreakEven(BreakEvenFound::Flips(found))) => breakeven(found, canvas),
            (Self::Curve, Found::BreakEven(BreakEvenFound::Curves(found))) => curve(found, canvas),
            (Self::Plane, Found::BreakEven(BreakEvenFound::Plane(found))) => plane(found, canvas),
            (Self::Months, Found::BreakEven(BreakEvenFound::Dates(found))) => months(found, canvas),
            (Self::Risk, Found::Risk(found)) => risk(found, canvas),
            (Self::Tornado, Found::Sensitivity(found)) => tornado(found, canvas),
            (Self::Pareto, Found::Pareto(found)) => pareto(found, canvas),
            (Self::Catchment, Found::Catchment(found)) => catchment(found, canvas),
            (Self::Calendar, Found::Plan(PlanFound::Calendar(found))) => calendar(found, canvas),
            (Self::Flow, Found::Flow(found)) => flow(found, canvas),
            (Self::Capacities, Found::Flow(found)) => capacities(found, canvas),
            (Self::Queues, Found::Simulate(found)) => queues(found, canvas),
            _ => None,
        }
    }

    /// Returns why there is nothing to draw.
    pub const fn nothing(self) -> &'static str {
        match self {
            Self::Map => "no corridor has a route whose places have a position (lat_deg, lon_deg of places.csv)",
            Self::Waterfall => "fewer than two corridors have a route: there is no difference to draw",
            Self::Breakeven => "no single figure can change the answer: there is nothing to draw",
            Self::Tornado => {
                "no demand has two corridors that an uncertain figure tells apart: there is nothing to draw"
            }
            Self::Catchment => {
                "no origin has a position and a route (lat_deg, lon_deg of places.csv): there is no map to draw"
            }
            Self::Calendar => "no corridor has a plan for any of these ready dates: there is nothing to draw",
            Self::Flow => "no tonnes go between places with a position (lat_deg, lon_deg of places.csv)",
            Self::Capacities => "no tonnes use a capacity: there is nothing to draw",
            Self::Queues => "no consignment arrives in the days that are measured: there is nothing to draw",
            _ => "no corridor has a route that could be drawn: `corridor compare` says why",
        }
    }
}

/// The size and the language of a drawing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Canvas {
    /// The language.
    pub lang: Lang,
    /// Width and height in pixels of which 96 are an inch.
    pub size: Spot,
}

impl Canvas {
    /// Returns a message of drawings; currencies and days are written as the language does.
    fn say(self, key: &str, values: &[(&str, &str)]) -> String {
        let local = |name: &str, value: &str| match name {
            "currency" => self.lang.currency(value),
            "date" => self.lang.day(value),
            _ => value.to_owned(),
        };
        let own: Vec<String> = values.iter().map(|(name, value)| local(name, value)).collect();
        let own: Vec<(&str, &str)> =
            values.iter().zip(&own).map(|((name, _), value)| (*name, value.as_str())).collect();
        DRAWINGS.say(self.lang, key, &own)
    }

    /// Writes the titles of corridors that are the same as one: the first, and that it is the others too.
    fn also(self, titles: &[String]) -> String {
        match titles {
            [first, others @ ..] if !others.is_empty() => {
                self.say("also", &[("first", first), ("others", &others.join(self.comma()))])
            }
            _ => titles.concat(),
        }
    }

    /// Joins the corridors of which all that is drawn is the same: the position of the first, their titles as one, and what
    /// is drawn.
    fn grouped<T>(
        self,
        own: impl Iterator<Item = (usize, String, T)>,
        is_same: impl Fn(&T, &T) -> bool,
    ) -> Vec<(usize, String, T)> {
        let mut groups: Vec<(usize, Vec<String>, T)> = Vec::new();
        for (position, title, drawn) in own {
            match groups.iter_mut().find(|(_, _, known)| is_same(known, &drawn)) {
                Some((_, titles, _)) => titles.push(title),
                None => groups.push((position, vec![title], drawn)),
            }
        }
        groups.into_iter().map(|(position, titles, drawn)| (position, self.also(&titles), drawn)).collect()
    }

    /// Writes a number with so many decimals.
    fn number(self, value: f64, decimals: usize) -> String {
        self.lang.number(&fixed(value, decimals))
    }

    /// Writes an amount to the cent.
    fn money(self, amount: Money) -> String {
        self.lang.number(&format!("{amount:.2}"))
    }

    /// Writes an amount to the cent with its sign.
    fn signed(self, amount: Money) -> String {
        if amount > Money::ZERO { format!("+{}", self.money(amount)) } else { self.money(amount) }
    }

    /// Writes a number of four digits or fewer, as a figure is set.
    fn short(self, value: f64) -> String {
        let decimals = match value.abs() {
            100.0.. => 0,
            10.0.. => 1,
            1.0.. => 2,
            _ => 4,
        };
        let text = fixed(value, decimals);
        let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
        self.lang.number(text)
    }

    /// Returns the name of a place without what is in brackets behind it.
    fn place(self, place: &PlaceName) -> String {
        let name = self.lang.name(place);
        let end = name.find(['(', '（']).filter(|&end| end > 0).unwrap_or(name.len());
        name[..end].trim_end().to_owned()
    }

    /// Writes the origin, the destination, the goods and the day.
    fn subject(self, from: &PlaceName, to: &PlaceName, used: &ScenarioUsed) -> String {
        let (from, to, goods) = (self.place(from), self.place(to), used.goods.to_lowercase());
        self.say("subject", &[("from", &from), ("to", &to), ("goods", &goods), ("date", &used.date)])
    }

    /// Returns a note on the demands that are not drawn.
    fn one_of(self, demands: usize) -> Option<String> {
        (demands > 1).then(|| self.say("note.one_of", &[("n", &demands.to_string())]))
    }

    /// Writes a value of a figure with its unit.
    fn value(self, value: Decimal, unit: &str) -> String {
        let (value, unit) = in_percent(value.to_f64(), unit);
        self.with_unit(&self.short(value), unit)
    }

    /// Returns what stands before an explanation.
    const fn colon(self) -> &'static str {
        if matches!(self.lang, Lang::Zh) { "：" } else { ": " }
    }

    /// Returns what stands between the words of a list.
    const fn comma(self) -> &'static str {
        if matches!(self.lang, Lang::Zh) { "、" } else { ", " }
    }

    /// Returns what stands between the parts of a list.
    const fn semicolon(self) -> &'static str {
        match self.lang {
            Lang::Zh => "；",
            Lang::En | Lang::Ru => "; ",
        }
    }

    /// Writes numbers with their unit.
    fn with_unit(self, numbers: &str, unit: &str) -> String {
        match unit {
            "%" => format!("{numbers}{}", self.lang.percent_sign()),
            unit => format!("{numbers} {}", self.lang.unit(unit)).trim_end().to_owned(),
        }
    }

    /// Starts a drawing.
    fn drawing(self, kind: &'static str, title: String) -> Picture {
        Picture {
            kind,
            lang: self.lang,
            title,
            subtitle: String::new(),
            summary: String::new(),
            size: self.size,
            legend: Vec::new(),
            panels: Vec::new(),
            notes: Vec::new(),
        }
    }
}

/// A demand with the two corridors that are compared: the cheapest, and the baseline or the next one.
struct Rivals<'a> {
    /// All answers to the demand, in the order of the file.
    answers: Vec<&'a Answer>,
    /// The positions of the two among them, the cheapest first.
    pair: Vec<usize>,
    /// The currency.
    currency: &'a str,
    /// What was asked.
    used: &'a ScenarioUsed,
    /// The number of demands that were asked about.
    demands: usize,
}

impl<'a> Rivals<'a> {
    /// Chooses the first demand that has two routes, or else one.
    fn of(results: &'a Results) -> Option<Self> {
        let mut demands: Vec<Vec<&Answer>> = Vec::new();
        for answer in &results.answers {
            match demands.last_mut().filter(|own| is_same_demand(own[0], answer)) {
                Some(own) => own.push(answer),
                None => demands.push(vec![answer]),
            }
        }
        let count = demands.len();
        let routes = |own: &Vec<&Answer>| own.iter().filter(|answer| answer.is_answered()).count();
        let most = demands.iter().map(routes).max()?.min(2);
        let answers = demands.into_iter().find(|own| most > 0 && routes(own) >= most)?;
        let used = results.manifest.scenarios.iter().find(|used| used.name == answers[0].scenario)?;
        let mut by_total: Vec<usize> = (0..answers.len()).filter(|&at| answers[at].is_answered()).collect();
        by_total.sort_by_key(|&at| answers[at].total());
        let leader = by_total[0];
        // Whoever is cheaper than the baseline is compared with it; corridors that take one route are one.
        let others: Vec<usize> =
            by_total[1..].iter().copied().filter(|&at| !answers[at].is_same_route(answers[leader])).collect();
        let is_baseline = |at: &&usize| answers[**at].saving_per_t == Some(Money::ZERO);
        let rival = others.iter().find(is_baseline).or_else(|| others.first()).copied();
        let pair = std::iter::once(leader).chain(rival).collect();
        Some(Self { answers, pair, currency: &used.currency, used, demands: count })
    }

    /// Iterates over the two corridors with their colours and shapes.
    fn pair(&self) -> impl Iterator<Item = (&'a Answer, Tint, Glyph)> + '_ {
        self.pair.iter().map(|&at| (self.answers[at], Tint::corridor(at), glyph(at)))
    }

    /// Writes the origin, the destination, the goods and the day.
    fn subject(&self, canvas: Canvas) -> String {
        canvas.subject(&self.answers[0].from, &self.answers[0].to, self.used)
    }

    /// Returns whether the tables know how long anything takes.
    fn knows_time(&self) -> bool {
        self.answers.iter().any(|answer| answer.is_answered() && answer.time().as_days() > 0.0)
    }

    /// Writes who is cheapest, by how much and by how many days it is slower or faster.
    fn finding(&self, canvas: Canvas) -> String {
        let leader = self.answers[self.pair[0]];
        let currency = self.currency;
        let Some(&rival) = self.pair.get(1) else {
            let total = canvas.money(leader.total());
            let values = [("leader", leader.corridor_title.as_str()), ("total", &total), ("currency", currency)];
            return canvas.say("finding.alone", &values);
        };
        let rival = self.answers[rival];
        let days = leader.days_more_than(rival);
        let (amount, days_text) = (canvas.money(rival.total() - leader.total()), canvas.number(days.abs(), 1));
        let key = match days {
            _ if !self.knows_time() => "finding.cheaper",
            ..-0.05 => "finding.faster",
            0.05.. => "finding.slower",
            _ => "finding.as_fast",
        };
        let values = [
            ("leader", leader.corridor_title.as_str()),
            ("rival", &rival.corridor_title),
            ("amount", &amount),
            ("currency", currency),
            ("days", &days_text),
        ];
        canvas.say(key, &values)
    }

    /// Returns a note on the demands that are not drawn.
    fn note(&self, canvas: Canvas) -> Option<String> {
        canvas.one_of(self.demands)
    }
}

fn is_same_demand(first: &Answer, second: &Answer) -> bool {
    let ends = |answer: &Answer| [answer.from.key.clone(), answer.to.key.clone()];
    first.scenario == second.scenario && first.regime == second.regime && ends(first) == ends(second)
}

/// Returns the shape of the points of a corridor by its position in the file.
fn glyph(position: usize) -> Glyph {
    [Glyph::Disc, Glyph::Square, Glyph::Triangle, Glyph::Diamond].get(position).copied().unwrap_or(Glyph::Ring)
}

/// Returns the dashes of a mode.
fn dash(mode: Option<&str>) -> Dash {
    match mode {
        Some("sea") => Dash::Dashed,
        Some("waterway") => Dash::Mixed,
        Some("road") => Dash::Dotted,
        _ => Dash::Solid,
    }
}

/// Makes the entries of a legend for the modes of some routes.
fn modes<'a>(canvas: Canvas, answers: impl Iterator<Item = &'a Answer>) -> Vec<LegendKey> {
    let rides = answers.flat_map(|answer| &answer.steps).filter(|step| step.moves());
    let mut used: Vec<&str> = rides.filter_map(|step| step.mode).collect();
    used.sort_unstable();
    used.dedup();
    let key = |mode| LegendKey {
        text: canvas.say(&format!("mode.{mode}"), &[]),
        tint: Tint::Ink,
        sample: LegendSample::Stroke(dash(Some(mode))),
    };
    used.into_iter().map(key).collect()
}

/// Makes a label in the colour of text.
fn label(at: Spot, text: String, side: LabelSide) -> Mark {
    Mark::Label { at, text, tint: Tint::Ink, side }
}

/// Makes an entry of a legend.
fn key(text: String, tint: Tint, sample: LegendSample) -> LegendKey {
    LegendKey { text, tint, sample }
}

/// Makes a line across a panel, from below to above.
fn upright(value: f64, tint: Tint, dash: Dash) -> Mark {
    Mark::Rule { value, upright: true, tint, dash }
}

/// Makes a bar in a row of names.
fn bar(row: usize, x: Spot, half: f64, (tint, paint): (Tint, Paint), tip: String) -> Mark {
    Mark::Rect { x, y: [row as f64 - half, row as f64 + half], tint, paint, tip }
}
