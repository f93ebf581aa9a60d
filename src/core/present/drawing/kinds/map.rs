//! The map: the routes of two corridors, the places on the way, the borders that they cross.

use serde::Serialize;

use crate::analysis::compare::Results;
use crate::answer::{Answer, PlaceName, StepKind};
use crate::present::drawing::coast::land;
use crate::present::drawing::palette::{Paint, Tint};
use crate::present::drawing::sea::sea_way;
use crate::present::drawing::{DrawnScale, Glyph, LabelSide, LegendKey, LegendSample, Mark, Panel, Picture, Spot};

use super::{Canvas, Rivals, dash, modes};

/// The share of its extent that a map shows beyond the outermost places.
const BEYOND: f64 = 0.08;
/// The least extent of a map in degrees.
const MIN_DEGREES: f64 = 1.0;

/// Draws the routes of a demand; none where there is no route with a position.
pub fn map(results: &Results, canvas: Canvas) -> Option<Picture> {
    let rivals = Rivals::of(results)?;
    let mut drawing = canvas.drawing("map", title(&rivals, canvas));
    drawing.subtitle = rivals.subject(canvas);
    drawing.notes = std::iter::once(canvas.say("map.note", &[])).chain(rivals.note(canvas)).collect();
    let mut sheet = MapSheet::new(&rivals.answers[rivals.pair[0]].from)?;
    for (answer, tint, glyph) in rivals.pair() {
        sheet.add(answer, tint, canvas);
        let text = answer.corridor_title.clone();
        drawing.legend.push(LegendKey { text, tint, sample: LegendSample::Marked(glyph) });
        sheet.add_stops(answer, tint, glyph, canvas);
    }
    drawing.legend.extend(modes(canvas, rivals.pair().map(|(answer, ..)| answer)));
    if sheet.has_border() {
        let text = canvas.say("map.border", &[]);
        drawing.legend.push(LegendKey { text, tint: Tint::Ink, sample: LegendSample::Point(Glyph::Bar) });
    }
    drawing.summary = format!("{}. {}", drawing.title, canvas.say("map.summary", &[]));
    drawing.panels = vec![sheet.panel()?];
    Some(drawing)
}

/// Writes whose routes are drawn.
fn title(rivals: &Rivals<'_>, canvas: Canvas) -> String {
    let titles: Vec<&str> = rivals.pair().map(|(answer, ..)| answer.corridor_title.as_str()).collect();
    match titles[..] {
        [leader, rival] => canvas.say("map.title", &[("leader", leader), ("rival", rival)]),
        _ => canvas.say("map.title.alone", &[("leader", &titles.concat())]),
    }
}

/// Marks at longitudes and latitudes.
pub(super) struct MapSheet {
    /// The longitude that all others are within half a turn of.
    centre: f64,
    lines: Vec<Mark>,
    points: Vec<Mark>,
    labels: Vec<(String, Mark)>,
    places: Vec<Spot>,
}

impl MapSheet {
    /// Starts a map around a place; none where it has no position.
    pub(super) fn new(around: &PlaceName) -> Option<Self> {
        let (_, centre) = around.position?;
        Some(Self { centre, lines: Vec::new(), points: Vec::new(), labels: Vec::new(), places: Vec::new() })
    }

    /// Returns where a place is, on the side of the date line on which the map is.
    pub(super) fn at(&self, place: &PlaceName) -> Option<Spot> {
        let (lat, lon) = place.position?;
        Some([lon - ((lon - self.centre + 180.0) / 360.0).floor() * 360.0, lat])
    }

    /// Adds the rides of a route.
    fn add(&mut self, answer: &Answer, tint: Tint, canvas: Canvas) {
        for step in answer.steps.iter().filter(|step| step.moves()) {
            let ends = [&step.from, &step.to];
            let stops = if step.through.is_empty() { ends.to_vec() } else { step.through.iter().collect() };
            let at: Vec<Spot> = stops.into_iter().filter_map(|place| self.at(place)).collect();
            if at.len() < 2 {
                continue;
            }
            let at = if step.mode == Some("sea") { by_water(&at) } else { at };
            self.include(&at);
            let names = ends.map(|place| canvas.place(place));
            // A town and its station may differ in what is in brackets alone.
            let [from, to] =
                if names[0] == names[1] { ends.map(|place| canvas.lang.name(place).to_owned()) } else { names };
            let km = canvas.number(step.km.as_km(), 0);
            let tip = canvas.say("ride.km", &[("from", &from), ("to", &to), ("km", &km)]);
            self.lines.push(Mark::Line { at, tint, paint: Paint::Line, dash: dash(step.mode), tip });
        }
    }

    /// Adds the places where something happens to the cargo.
    fn add_stops(&mut self, answer: &Answer, tint: Tint, glyph: Glyph, canvas: Canvas) {
        for end in [&answer.from, &answer.to] {
            self.add_place(end, Tint::Ink, Glyph::Ring, canvas);
        }
        for step in answer.steps.iter().filter(|step| !step.moves()) {
            let is_border = step.kind == StepKind::Cross && step.mode != Some("sea");
            let (tint, glyph) = if is_border { (Tint::Ink, Glyph::Bar) } else { (tint, glyph) };
            self.add_place(&step.from, tint, glyph, canvas);
        }
    }

    /// Adds a place with its name, unless it is there already.
    pub(super) fn add_place(&mut self, place: &PlaceName, tint: Tint, glyph: Glyph, canvas: Canvas) {
        let Some(at) = self.at(place).filter(|_| self.labels.iter().all(|(key, _)| *key != place.key)) else { return };
        self.places.push(at);
        let text = canvas.place(place);
        self.points.push(Mark::Point { at, tint, glyph, tip: text.clone() });
        self.labels.push((place.key.clone(), Mark::Label { at, text, tint: Tint::Ink, side: LabelSide::Any }));
    }

    /// Returns whether a border is marked.
    fn has_border(&self) -> bool {
        self.points.iter().any(|mark| matches!(mark, Mark::Point { glyph: Glyph::Bar, .. }))
    }

    /// Widens the map to positions.
    pub(super) fn include(&mut self, at: &[Spot]) {
        self.places.extend(at);
    }

    /// Adds a label, which finds its place after those before it.
    pub(super) fn add_label(&mut self, label: Mark) {
        self.labels.push((String::new(), label));
    }

    /// Adds a mark below all points and labels; it does not widen the map.
    pub(super) fn add_mark(&mut self, mark: Mark) {
        self.lines.push(mark);
    }

    /// Returns a line of longitudes and latitudes on the side of the date line on which the map is.
    pub(super) fn ring(&self, ring: &[Spot]) -> Vec<Spot> {
        let Some([first, _]) = ring.first() else { return Vec::new() };
        let turn = ((first - self.centre + 180.0) / 360.0).floor() * 360.0;
        let rounded = |degrees: f64| (degrees * 1000.0).round() / 1000.0;
        ring.iter().map(|[lon, lat]| [rounded(lon - turn), rounded(*lat)]).collect()
    }

    /// Makes the panel; none where there is no place.
    pub(super) fn panel(self) -> Option<Panel> {
        let range = |axis: usize| {
            let values = || self.places.iter().map(|at| at[axis]);
            let (low, high) = (values().reduce(f64::min)?, values().reduce(f64::max)?);
            let beyond = ((high - low) * BEYOND).max(MIN_DEGREES / 2.0);
            Some([low - beyond, high + beyond])
        };
        let (x, y) = (range(0)?, range(1)?);
        // A degree of longitude is as long as it is in the middle of the map; rounded, since renderers multiply by it.
        let aspect = (libm::cos(f64::midpoint(y[0], y[1]).to_radians()).max(0.05) * 1e4).round() / 1e4;
        let (width, height) = ((x[1] - x[0]) * aspect, y[1] - y[0]);
        // A map is at most three times as wide as high, and never higher than twice its width.
        let half = [width.max(height * 3.0) / aspect / 2.0 + 1.0, height.max(width * 2.0) / 2.0 + 1.0];
        let middle = [f64::midpoint(x[0], x[1]), f64::midpoint(y[0], y[1])];
        let rings = land([
            (middle[0] - half[0]).max(middle[0] - 180.0),
            (middle[1] - half[1]).max(-90.0),
            (middle[0] + half[0]).min(middle[0] + 180.0),
            (middle[1] + half[1]).min(90.0),
        ]);
        let mut marks = Vec::new();
        if !rings.is_empty() {
            marks.push(Mark::Polygon { rings, tint: Tint::Land, paint: Paint::Fill, tip: String::new() });
        }
        marks.extend(self.lines);
        marks.extend(self.points);
        marks.extend(self.labels.into_iter().map(|(_, label)| label));
        let scale = |range| DrawnScale { range: Some(range), ..DrawnScale::default() };
        Some(Panel { share: 1.0, title: String::new(), x: scale(x), y: scale(y), aspect: Some(aspect), marks })
    }
}

/// A way at sea between two places of a map.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SeaWay {
    /// The keys of the places.
    pub ends: [String; 2],
    /// The positions on the way, both ends included.
    pub at: Vec<Spot>,
}

/// Returns the ways at sea of some routes, each once, for a page whose map shows other routes as figures move.
pub fn sea_ways<'a>(around: &PlaceName, answers: impl Iterator<Item = &'a Answer>) -> Vec<SeaWay> {
    let Some(sheet) = MapSheet::new(around) else { return Vec::new() };
    let mut ways: Vec<SeaWay> = Vec::new();
    for step in answers.flat_map(|answer| &answer.steps).filter(|step| step.moves() && step.mode == Some("sea")) {
        for ends in step.through.windows(2) {
            let keys = [ends[0].key.clone(), ends[1].key.clone()];
            let (Some(from), Some(to)) = (sheet.at(&ends[0]), sheet.at(&ends[1])) else { continue };
            if ways.iter().all(|way| way.ends != keys) {
                ways.push(SeaWay { ends: keys, at: sea_way(from, to) });
            }
        }
    }
    ways
}

/// Leads a line around land between its positions.
pub(super) fn by_water(stops: &[Spot]) -> Vec<Spot> {
    let parts = stops.windows(2).flat_map(|ends| sea_way(ends[0], ends[1]));
    let mut way: Vec<Spot> = parts.collect();
    way.dedup();
    way
}
