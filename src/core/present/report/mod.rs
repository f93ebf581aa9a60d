//! The report as one page for a browser: it asks for nothing beyond itself, reads without scripts, and solves again while
//! figures move.

mod first;
mod tables;
mod words;

use std::collections::BTreeMap;
use std::io::Write;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use minijinja::value::Serde;
use minijinja::{Environment, Value};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::analysis::report::{LeftOutSection, PortableCase, Report};
use crate::analysis::sensitivity::Driver;
use crate::units::Money;

use super::digits::Look;
use super::drawing::kinds::{self, Canvas, SeaWay};
use super::drawing::{self, Picture, Styled};
use super::messages::{COMMON, DRAWINGS, Messages, REPORT};
use super::page::Page;
use super::shown::{Format, Shown};
use super::words::{Lang, capital};
use first::{Card, Headline};
use tables::{GradeBar, ReportTable};
use words::Words;

const TEMPLATE: &str = include_str!("../../../web/report.html");
const STYLE: &str = include_str!("../../../web/report.css");
const SCRIPTS: [&str; 5] = [
    drawing::SCRIPT,
    include_str!("../../../web/words.js"),
    include_str!("../../../web/live.js"),
    include_str!("../../../web/pictures.js"),
    include_str!("../../../web/report.js"),
];

/// The width and height of a picture in pixels: on a wide screen, and on a phone.
type PictureSizes = [[f64; 2]; 2];

/// Those of a high picture. On a phone letters of ten pixels are drawn at eleven.
const HIGH: PictureSizes = [[960.0, 520.0], [324.0, 540.0]];
/// Those of a flat one.
const FLAT: PictureSizes = [[960.0, 360.0], [324.0, 440.0]];
/// Those of a few rows of bars.
const LOW: PictureSizes = [[960.0, 210.0], [324.0, 300.0]];

/// The height on a phone of a row, of what belongs to a panel besides, and of titles, legend and notes.
const NARROW_ROW: f64 = 66.0;
const NARROW_PANEL: f64 = 60.0;
const NARROW_BESIDES: f64 = 200.0;

/// The most steps of a tape that goes along: larger ones take a reader's browser longer than a reader waits.
const MAX_LIVE_STEPS: usize = 600_000;

impl Shown for Report {
    const FORM: &'static str = "report";
    const FORMATS: &'static [Format] = &[Format::Html, Format::Json];

    fn page(&self, look: Look) -> Page {
        self.results.page(look)
    }

    fn html(&self, lang: Lang) -> String {
        html(self, lang)
    }
}

/// What the template is filled with.
#[derive(Serialize)]
struct ReportPage<'a> {
    tag: &'static str,
    policy: String,
    style: String,
    script: String,
    title: String,
    question: String,
    asked: Vec<String>,
    reading: &'a str,
    headline: Headline,
    cards: Vec<Card>,
    pictures: Pictures,
    parts: ReportTable,
    indicators: ReportTable,
    flips: Option<ReportTable>,
    find_out: Option<ReportTable>,
    claims: ReportTable,
    overview: ReportTable,
    inputs: ReportTable,
    grades: Vec<GradeBar>,
    left_out: &'a [LeftOutSection],
    draws: String,
    /// The number of pairs of origin and destination.
    demands: String,
    has_no_ranges: bool,
    seed: u64,
    version: &'static str,
    currency: &'a str,
    /// What the scripts read, where figures can be moved.
    live: Option<String>,
    arithmetic: Option<String>,
    is_too_large: bool,
}

/// A picture as SVG, once for a wide screen and once for a phone.
type BothLayouts = [String; 2];

/// The pictures of sections that have something to show.
#[derive(Serialize)]
struct Pictures {
    map: Option<BothLayouts>,
    staircase: Option<BothLayouts>,
    waterfall: Option<BothLayouts>,
    risk: Option<BothLayouts>,
    flips: Option<BothLayouts>,
    curve: Option<BothLayouts>,
    months: Option<BothLayouts>,
    drivers: Option<BothLayouts>,
    front: Option<BothLayouts>,
    catchment: Option<BothLayouts>,
    calendar: Option<BothLayouts>,
    flow: Option<BothLayouts>,
    capacities: Option<BothLayouts>,
    queues: Option<BothLayouts>,
}

/// What the scripts of the page begin with.
#[derive(Serialize)]
struct LiveStart<'a> {
    lang: &'static str,
    currency: &'a str,
    demand: usize,
    /// The scenario file.
    file: &'a str,
    /// The position of the baseline among the corridors.
    baseline: Option<usize>,
    corridors: Vec<LiveCorridor<'a>>,
    /// The figures that have a slider from the start, by path, each with the values at which the answer turns.
    sliders: Vec<LiveSlider>,
    /// The ways at sea that the map knows.
    sea_ways: Vec<SeaWay>,
    drivers: Option<LiveDrivers<'a>>,
    /// How the page writes the units of the figures.
    units: BTreeMap<&'a str, String>,
    /// The sizes of the pictures on a phone.
    narrow: LiveSizes,
    /// What it says of how sure the answer is where figures are moved.
    sure_moved: String,
    knows_time: bool,
    drawings: &'a LiveDrawings,
    messages: &'static Messages,
    drawing_messages: &'static Messages,
    unit_per_t: String,
    advances: serde_json::Value,
}

#[derive(Serialize)]
struct LiveCorridor<'a> {
    key: &'a str,
    title: &'a str,
}

#[derive(Serialize)]
struct LiveSlider {
    path: String,
    turns_at: Vec<String>,
}

#[derive(Serialize)]
struct LiveSizes {
    staircase: [f64; 2],
    map: [f64; 2],
    waterfall: [f64; 2],
    drivers: [f64; 2],
}

#[derive(Serialize)]
struct LiveDrawings {
    staircase: Option<Picture>,
    map: Option<Picture>,
    waterfall: Option<Picture>,
    drivers: Option<Picture>,
}

/// The figures of the picture of what moves the difference, in its order.
#[derive(Serialize)]
struct LiveDrivers<'a> {
    /// The position of the corridor whose total is looked at, and of the one whose total is taken off.
    corridor: Option<usize>,
    against: Option<usize>,
    rows: Vec<LiveDriver<'a>>,
}

#[derive(Serialize)]
struct LiveDriver<'a> {
    path: &'a str,
    ends: (f64, f64),
}

fn html(report: &Report, lang: Lang) -> String {
    let used = &report.results.manifest.scenarios[0];
    let currency = lang.currency(&used.currency);
    let words = Words { lang, currency: &currency };
    let answers = &report.results.answers;
    let live = report.live.as_deref().filter(|live| live.tape_steps <= MAX_LIVE_STEPS);
    let drawn = draw(report, lang);
    let headline = Headline::of(report, words);
    let has_no_ranges = first::has_no_ranges(report);
    let script = SCRIPTS.join("\n");
    let style = format!("{STYLE}{}", drawing::css());
    let page = ReportPage {
        tag: lang.tag(),
        policy: format!(
            "default-src 'none'; style-src '{}'; script-src '{}'; base-uri 'none'; form-action 'none'",
            hash(&style),
            hash(&script)
        ),
        title: used.title.clone(),
        question: question(report, words),
        asked: asked(report, words),
        reading: &used.reading,
        cards: Card::all(answers, words),
        pictures: pictures(report, &drawn, lang),
        parts: tables::parts(answers, words),
        indicators: tables::indicators(report, words),
        flips: report.breakeven.as_ref().map(|found| tables::flips(found, words)).filter(|table| !table.is_empty()),
        find_out: report
            .sensitivity
            .as_ref()
            .map(|found| tables::find_out(found, words))
            .filter(|table| !table.is_empty()),
        claims: tables::claims(&report.claims, words),
        overview: tables::overview(&report.overview, words),
        inputs: tables::inputs(used, words),
        grades: tables::grade_bars(answers, words),
        draws: words.number(report.draws as f64, 0),
        demands: words.number(report.demands as f64, 0),
        left_out: &report.left_out,
        seed: report.seed,
        version: report.results.manifest.version,
        currency: &currency,
        live: live.map(|live| start(report, (live, &headline), &drawn, words)),
        headline,
        has_no_ranges,
        arithmetic: live.map(packed),
        is_too_large: report.live.is_some() && live.is_none(),
        style,
        script,
    };
    let mut templates = Environment::new();
    templates.set_auto_escape_callback(|_| minijinja::AutoEscape::Html);
    templates.add_function("say", move |key: &str, values: minijinja::value::Kwargs| {
        let own: Vec<(&str, String)> =
            values.args().filter_map(|name| Some((name, values.get::<Value>(name).ok()?.to_string()))).collect();
        let own: Vec<(&str, &str)> = own.iter().map(|(name, value)| (*name, value.as_str())).collect();
        REPORT.say(lang, key, &own)
    });
    let filled = templates.template_from_str(TEMPLATE).and_then(|template| template.render(Value::from(Serde(&page))));
    filled.expect("the template is part of the program and asks for what it is given")
}

/// Returns the hash by which a policy allows an element.
fn hash(content: &str) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(content.as_bytes())))
}

fn question(report: &Report, words: Words<'_>) -> String {
    let used = &report.results.manifest.scenarios[0];
    let goods = capital(&used.goods);
    if report.demands > 1 {
        let demands = words.number(report.demands as f64, 0);
        return words.say("question.all", &[("commodity", &goods), ("n", &demands)]);
    }
    let ends = report.results.answers.first().map_or(("", ""), |own| (words.place(&own.from), words.place(&own.to)));
    words.say("question", &[("commodity", &goods), ("from", ends.0), ("to", ends.1)])
}

/// Writes what was asked in small print.
fn asked(report: &Report, words: Words<'_>) -> Vec<String> {
    let used = &report.results.manifest.scenarios[0];
    let lot = words.number(used.lot_t, 0);
    let mut lines =
        vec![words.say("asked", &[("lot", &lot), ("date", &words.lang.day(&used.date)), ("currency", words.currency)])];
    lines.extend(used.counted.iter().map(|own| {
        let unit = COMMON.say(words.lang, &format!("word.{}", own.unit), &[]);
        let is_yearly = own.path.ends_with("_per_year");
        let period = own.period.unwrap_or(if is_yearly { "year" } else { "lot" });
        let [number, tonnes] = [own.number, own.tonnes].map(|number| words.written(&number.to_string()));
        words.say(&format!("counted.{period}"), &[("n", &number), ("unit", &unit), ("tonnes", &tonnes)])
    }));
    let tonnes = report.results.answers.first().and_then(|answer| answer.tonnes_per_year);
    lines.extend(tonnes.map(|tonnes| words.say("asked.tonnes", &[("tonnes", &words.number(tonnes, 0))])));
    lines
}

/// Draws what follows the figures that are moved.
fn draw(report: &Report, lang: Lang) -> LiveDrawings {
    let [wide, flat] = [HIGH, FLAT].map(|[size, _]| Canvas { lang, size });
    LiveDrawings {
        staircase: kinds::staircase(&report.results, wide),
        map: kinds::map(&report.results, wide),
        waterfall: kinds::waterfall(&report.results, flat),
        drivers: report.sensitivity.as_deref().and_then(|found| kinds::tornado(found, wide)),
    }
}

/// Returns the figures that the picture of the drivers shows.
fn live_drivers<'a>(report: &'a Report, drawn: &LiveDrawings) -> Option<LiveDrivers<'a>> {
    let count = drawn.drivers.as_ref()?.panels.first()?.y.names.len();
    let found = report.sensitivity.as_deref()?;
    let demand = found.demands.first()?;
    let position = |key: &str| report.results.answers.iter().position(|answer| answer.corridor == key);
    let row = |driver: &'a Driver| {
        let figure = &found.figures[driver.figure];
        LiveDriver { path: &figure.path, ends: figure.set_to.unwrap_or((figure.low, figure.high)) }
    };
    Some(LiveDrivers {
        corridor: position(&demand.corridor),
        against: position(&demand.against),
        rows: kinds::tornado_drivers(demand).take(count).map(row).collect(),
    })
}

fn pictures(report: &Report, drawn: &LiveDrawings, lang: Lang) -> Pictures {
    let svg = |drawing: Option<&Picture>, sizes: PictureSizes| {
        let drawing = drawing?;
        let sizes = [sizes[0], narrow(drawing, sizes[1])];
        Some(sizes.map(|size| drawing::svg(&Picture { size, ..drawing.clone() }, Styled::ByPage)))
    };
    let canvas = Canvas { lang, size: FLAT[0] };
    let (flips, front) = (report.breakeven.as_deref(), report.pareto.as_deref());
    let (catchment, flows) = (report.catchment.as_deref(), report.flow.as_deref());
    let simulated = report.simulation.as_deref();
    let rows = simulated.map_or(0, |found| found.routes.len() + found.resources.len());
    let risk = report.risk.as_deref().filter(|_| !first::has_no_ranges(report));
    Pictures {
        map: svg(drawn.map.as_ref(), HIGH),
        staircase: svg(drawn.staircase.as_ref(), HIGH),
        waterfall: svg(drawn.waterfall.as_ref(), FLAT),
        risk: svg(risk.and_then(|found| kinds::risk(found, canvas)).as_ref(), FLAT),
        flips: svg(flips.and_then(|found| kinds::breakeven(found, canvas)).as_ref(), HIGH),
        curve: svg(report.curve.as_deref().and_then(|found| kinds::curve(found, canvas)).as_ref(), FLAT),
        months: svg(report.months.as_deref().and_then(|found| kinds::months(found, canvas)).as_ref(), FLAT),
        drivers: svg(drawn.drivers.as_ref(), HIGH),
        front: svg(front.and_then(|found| kinds::pareto(found, canvas)).as_ref(), FLAT),
        catchment: svg(catchment.and_then(|found| kinds::catchment(found, canvas)).as_ref(), HIGH),
        calendar: svg(report.calendar.as_deref().and_then(|found| kinds::calendar(found, canvas)).as_ref(), HIGH),
        flow: svg(flows.and_then(|found| kinds::flow(found, canvas)).as_ref(), HIGH),
        capacities: svg(flows.and_then(|found| kinds::capacities(found, canvas)).as_ref(), HIGH),
        queues: svg(
            simulated.and_then(|found| kinds::queues(found, canvas)).as_ref(),
            if rows > 2 { FLAT } else { LOW },
        ),
    }
}

/// Returns the size of a picture on a phone: one with rows has room for the name of each and for what is said of it.
fn narrow(drawing: &Picture, usual: [f64; 2]) -> [f64; 2] {
    let rows: usize = drawing.panels.iter().map(|panel| panel.y.names.len()).sum();
    let height = NARROW_BESIDES + rows as f64 * NARROW_ROW + drawing.panels.len() as f64 * NARROW_PANEL;
    if rows == 0 { usual } else { [usual[0], height] }
}

fn start(
    report: &Report,
    (live, headline): (&PortableCase, &Headline),
    drawings: &LiveDrawings,
    words: Words<'_>,
) -> String {
    let used = &report.results.manifest.scenarios[0];
    let flips = report.breakeven.iter().flat_map(|found| &found.flips);
    let of_flips = flips.map(|flip| LiveSlider {
        path: flip.figure.path.clone(),
        turns_at: std::iter::once(&flip.nearest).chain(&flip.other).map(|flip| flip.value.to_string()).collect(),
    });
    let drivers = report
        .sensitivity
        .iter()
        .filter_map(|found| found.demands.first())
        .flat_map(|own| &own.difference_per_t.figures);
    let of_drivers = drivers.map(|driver| LiveSlider { path: driver.path.clone(), turns_at: Vec::new() });
    let mut sliders: Vec<LiveSlider> = Vec::new();
    for slider in of_flips.chain(of_drivers) {
        let is_free = live.figures.iter().any(|figure| figure.path == slider.path);
        if is_free && sliders.iter().all(|known| known.path != slider.path) && sliders.len() < MAX_SLIDERS {
            sliders.push(slider);
        }
    }
    let answers = &report.results.answers;
    let fronts = report.pareto.iter().flat_map(|found| &found.demands).flat_map(|demand| &demand.front);
    let routes = answers.iter().chain(fronts.map(|point| &point.answer));
    let start = LiveStart {
        lang: words.lang.tag(),
        currency: words.currency,
        demand: report.shown,
        file: used.inputs.first().map_or("", |input| input.path.as_str()),
        baseline: answers.iter().position(|own| own.saving_per_t == Some(Money::ZERO)),
        corridors: answers.iter().map(|own| LiveCorridor { key: &own.corridor, title: &own.corridor_title }).collect(),
        sliders,
        sea_ways: answers.first().map(|own| kinds::sea_ways(&own.from, routes)).unwrap_or_default(),
        drivers: live_drivers(report, drawings),
        units: live.figures.iter().map(|own| (&*own.unit, words.lang.unit(&own.unit))).collect(),
        narrow: LiveSizes {
            staircase: HIGH[1],
            map: HIGH[1],
            waterfall: drawings.waterfall.as_ref().map_or(FLAT[1], |drawing| narrow(drawing, FLAT[1])),
            drivers: drawings.drivers.as_ref().map_or(HIGH[1], |drawing| narrow(drawing, HIGH[1])),
        },
        sure_moved: headline.sure_moved.clone(),
        knows_time: first::knows_time(answers),
        drawings,
        messages: &REPORT,
        drawing_messages: &DRAWINGS,
        unit_per_t: words.per_t(),
        advances: serde_json::from_str(drawing::ADVANCES).expect("a file of the program"),
    };
    inert(&serde_json::to_string(&start).expect("plain data has a JSON form"))
}

/// The most figures that have a slider from the start.
const MAX_SLIDERS: usize = 8;

/// Writes JSON so that it ends no element of a page.
fn inert(json: &str) -> String {
    json.replace('<', "\\u003c")
}

/// Returns the arithmetic compressed, as base64.
fn packed(live: &PortableCase) -> String {
    // Harder compression takes seven times as long and makes no smaller file of these numbers.
    let mut to = GzEncoder::new(Vec::new(), Compression::new(4));
    let json = serde_json::to_vec(live).expect("plain data has a JSON form");
    // Writing to memory cannot fail.
    let bytes = to.write_all(&json).and_then(|()| to.finish()).unwrap_or_default();
    BASE64_STANDARD.encode(bytes)
}
