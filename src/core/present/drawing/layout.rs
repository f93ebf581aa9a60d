//! From a drawing to pixels: titles, legend and notes around the panels, ticks and labels in them.

use super::labels::{Crowd, LABEL_SIZE, PixelBox};
use super::palette::{Paint, Tint};
use super::scale::FittedScale;
use super::scene::{Painted, Scene, Stroke, TextLine};
use super::text::{width, wrap};
use super::{LabelSide, LegendSample, Mark, Panel, Picture, Spot};

/// The empty rim of a drawing.
const RIM: f64 = 10.0;
/// The height of the letters of the title, of the subtitle, of ticks and of notes.
const TITLE: f64 = 14.0;
const SUBTITLE: f64 = 11.0;
const TICK: f64 = 10.0;
const NOTE: f64 = 10.0;
/// The height of lines of text beside that of their letters.
const LEADING: f64 = 1.3;
/// The part of its height by which a text that is centred on a line is below it.
const BELOW_MIDDLE: f64 = 0.35;
/// The width of the samples of a legend.
const SAMPLE: f64 = 24.0;
/// The room beside a panel for half of its last tick's text.
const LAST_TICK: f64 = 14.0;
/// The least share of a panel's width that a label's position is counted with.
const MIN_SHARE: f64 = 0.4;
/// The most that names take of the width.
const NAMES_SHARE: f64 = 0.36;
/// The width below which names stand above their rows, and what is said of a row below it.
const NARROW: f64 = 480.0;
/// The part of a row's height that its marks have there, and the room on both sides for the texts at the ends of a scale.
const ROW_SHARE: f64 = 0.4;
const ROW_RIM: f64 = 8.0;
/// The height of lines below a scale.
const FOOT_LINE: f64 = 13.0;

/// Lays out a drawing.
pub(super) fn layout(drawing: &Picture) -> Scene {
    let mut scene = Scene::default();
    let [full_width, full_height] = drawing.size;
    scene.frame([0.0, 0.0, full_width, full_height], Stroke::solid(Tint::Page, Paint::Fill), "");
    let mut top = RIM;
    top = lines(&mut scene, &drawing.title, TITLE, Tint::Ink, top, full_width);
    top = lines(&mut scene, &drawing.subtitle, SUBTITLE, Tint::Muted, top, full_width);
    top = legend(&mut scene, drawing, top + 4.0);
    let notes: Vec<Vec<String>> = drawing.notes.iter().map(|note| wrap(note, NOTE, full_width - 2.0 * RIM)).collect();
    let notes_lines: f64 = notes.iter().map(|lines| lines.len() as f64).sum();
    let bottom = full_height - RIM - notes_lines * NOTE * LEADING;
    let mut below = bottom;
    for note in &drawing.notes {
        below = lines(&mut scene, note, NOTE, Tint::Muted, below, full_width);
    }
    panels(&mut scene, drawing, top, bottom - 4.0);
    scene
}

/// Writes a text in lines from a height on, and returns the height below them.
fn lines(scene: &mut Scene, text: &str, size: f64, tint: Tint, top: f64, full_width: f64) -> f64 {
    let mut top = top;
    for line in wrap(text, size, full_width - 2.0 * RIM) {
        scene.text([RIM, top + size], -1.0, size, tint, &line);
        top += size * LEADING;
    }
    top
}

/// Draws the legend from a height on, and returns the height below it.
fn legend(scene: &mut Scene, drawing: &Picture, top: f64) -> f64 {
    if drawing.legend.is_empty() {
        return top;
    }
    let (mut left, mut middle) = (RIM, top + 7.0);
    for key in &drawing.legend {
        let texts = wrap(&key.text, TICK, drawing.size[0] - 2.0 * RIM - SAMPLE - 5.0);
        let widest = texts.iter().fold(0.0, |most, text| at_least(width(text, TICK), most));
        let length = SAMPLE + 5.0 + widest;
        if left > RIM && left + length > drawing.size[0] - RIM {
            (left, middle) = (RIM, middle + 15.0);
        }
        let (from, to) = ([left, middle], [left + SAMPLE, middle]);
        let centre = [left + SAMPLE / 2.0, middle];
        match key.sample {
            LegendSample::Stroke(dash) => {
                scene.line(vec![from, to], Stroke::solid(key.tint, Paint::Line).dashed(dash), "");
            }
            LegendSample::Band(width) => {
                // Its ends are round, and so beyond its line.
                let line = vec![[left + width / 2.0, middle], [left + SAMPLE - width / 2.0, middle]];
                scene.line(line, Stroke::band(key.tint, width), "");
            }
            LegendSample::Marked(glyph) => {
                scene.line(vec![from, to], Stroke::solid(key.tint, Paint::Line), "");
                scene.point(centre, glyph, key.tint, "");
            }
            LegendSample::Patch(paint) => {
                let frame = [left + 4.0, middle - 5.0, left + SAMPLE - 4.0, middle + 5.0];
                scene.frame(frame, Stroke::solid(key.tint, paint), "");
            }
            LegendSample::Point(glyph) => scene.point(centre, glyph, key.tint, ""),
        }
        for (number, text) in texts.iter().enumerate() {
            let below = middle + number as f64 * FOOT_LINE;
            scene.text([left + SAMPLE + 5.0, below + TICK * BELOW_MIDDLE], -1.0, TICK, Tint::Ink, text);
        }
        middle += at_least(texts.len() as f64 - 1.0, 0.0) * FOOT_LINE;
        left += length + 16.0;
    }
    middle + 13.0
}

/// A panel with its scales.
struct FittedPanel<'a> {
    panel: &'a Panel,
    frame: PixelBox,
    x: FittedScale,
    y: FittedScale,
    /// Where labels end.
    right: f64,
    /// The title and that of the scale to the right, in lines.
    titles: [Vec<String>; 2],
    /// Whether names stand above their rows.
    is_stacked: bool,
}

impl FittedPanel<'_> {
    /// Returns the pixels of a position.
    fn to_pixels(&self, at: &Spot) -> Spot {
        let x = self.x.at(at[0]);
        if !self.is_stacked {
            return [x, self.y.at(at[1])];
        }
        let row = (at[1] + 0.5).floor();
        let [top, next] = [self.y.at(row), self.y.at(row + 1.0)];
        [x, top + (at[1] - row) * (next - top) * ROW_SHARE]
    }
}

fn panels(scene: &mut Scene, drawing: &Picture, top: f64, bottom: f64) {
    let full_width = drawing.size[0];
    let shares: f64 = drawing.panels.iter().map(|panel| panel.share).sum();
    let gap = 8.0;
    let room = at_least(bottom - top - gap * (drawing.panels.len() as f64 - 1.0), 1.0);
    let mut from = top;
    let mut fitted = Vec::new();
    for panel in &drawing.panels {
        let height = room * panel.share / shares;
        let titles = [(&panel.title, SUBTITLE), (&panel.x.title, TICK)];
        let titles = titles.map(|(title, size)| wrap(title, size, full_width - 2.0 * RIM));
        let head = if panel.title.is_empty() { 4.0 } else { titles[0].len() as f64 * SUBTITLE * LEADING + 8.0 };
        let is_stacked = !panel.y.names.is_empty() && full_width < NARROW;
        let is_map = panel.aspect.is_some();
        let ticks = match (is_map, panel.x.bare) {
            (true, _) => 0.0,
            (false, true) => 4.0,
            (false, false) => 16.0,
        };
        let foot = ticks + titles[1].len() as f64 * FOOT_LINE;
        let frame = [RIM, from + head, full_width - RIM, from + at_least(height - foot, head + 10.0)];
        let values = |axis: usize| panel.marks.iter().flat_map(move |mark| positions(mark, axis));
        let target = at_least(((frame[3] - frame[1]) / 32.0).floor(), 2.0);
        let y = FittedScale::fit(&panel.y, values(1), target, drawing.lang);
        let target = at_least(((frame[2] - frame[0]) / 85.0).floor(), 2.0);
        let x = FittedScale::fit(&panel.x, values(0), target, drawing.lang);
        fitted.push(FittedPanel { panel, frame, x, y, right: frame[2], titles, is_stacked });
        from += height + gap;
    }
    let names_width = NAMES_SHARE * full_width;
    let tick_width = |own: &FittedPanel<'_>| {
        if own.panel.aspect.is_some() || own.is_stacked {
            return 0.0;
        }
        let texts = own.y.ticks.iter().flat_map(|(_, text)| wrap(text, TICK, names_width));
        texts.fold(0.0, |most, text| at_least(width(&text, TICK), most)) + 6.0
    };
    let margin = fitted.iter().fold(0.0, |most, own| at_least(tick_width(own), most));
    for mut own in fitted {
        if let Some(aspect) = own.panel.aspect {
            fill(&mut own, aspect);
        } else if own.is_stacked {
            own.frame[0] += ROW_RIM;
            own.frame[2] -= ROW_RIM;
            own.x.pixels = [own.frame[0], own.frame[2]];
            own.y.pixels = [own.frame[1], own.frame[3]];
        } else {
            own.frame[0] += margin;
            own.frame[2] -= reserve(&own);
            own.x.pixels = [own.frame[0], own.frame[2]];
            let is_named = !own.panel.y.names.is_empty();
            own.y.pixels = if is_named { [own.frame[1], own.frame[3]] } else { [own.frame[3], own.frame[1]] };
        }
        panel(scene, &own, names_width);
    }
}

/// Returns the room that a panel needs on its right, for the last tick and for labels that go beyond it.
fn reserve(own: &FittedPanel<'_>) -> f64 {
    let ([low, high], room) = (own.x.values, own.frame[2] - own.frame[0]);
    let needed = own.panel.marks.iter().map(|mark| match mark {
        Mark::Label { at, text, side: LabelSide::Right, .. } => {
            let share = (at[0] - low) / (high - low);
            (width(text, LABEL_SIZE) + 8.0 - (1.0 - share) * room) / at_least(share, MIN_SHARE)
        }
        _ => 0.0,
    });
    needed.fold(LAST_TICK, |most, needed| at_least(needed, most))
}

/// Returns the greater of two numbers.
fn at_least(value: f64, least: f64) -> f64 {
    if value > least { value } else { least }
}

/// Returns the values of a mark on one scale.
fn positions(mark: &Mark, axis: usize) -> Vec<f64> {
    match mark {
        Mark::Line { at, .. } | Mark::Band { at, .. } => at.iter().map(|at| at[axis]).collect(),
        Mark::Polygon { rings, .. } => rings.iter().flatten().map(|at| at[axis]).collect(),
        Mark::Rect { x, y, .. } => if axis == 0 { x } else { y }.to_vec(),
        Mark::Point { at, .. } | Mark::Label { at, .. } => vec![at[axis]],
        Mark::Rule { value, upright, .. } => {
            if *upright == (axis == 0) {
                vec![*value]
            } else {
                Vec::new()
            }
        }
    }
}

/// Widens the values of a map so that it fills its frame with the aspect kept.
fn fill(own: &mut FittedPanel<'_>, aspect: f64) {
    let [left, top, right, bottom] = own.frame;
    let ([west, east], [south, north]) = (own.x.values, own.y.values);
    let (by_width, by_height) = ((right - left) / ((east - west) * aspect), (bottom - top) / (north - south));
    let pixels = if by_width < by_height { by_width } else { by_height };
    let half = [(right - left) / (2.0 * pixels * aspect), (bottom - top) / (2.0 * pixels)];
    let middle = [f64::midpoint(west, east), f64::midpoint(south, north)];
    own.x.values = [middle[0] - half[0], middle[0] + half[0]];
    own.y.values = [middle[1] - half[1], middle[1] + half[1]];
    (own.x.pixels, own.y.pixels) = ([left, right], [bottom, top]);
}

fn panel(scene: &mut Scene, own: &FittedPanel<'_>, names_width: f64) {
    let FittedPanel { panel, frame, titles, .. } = own;
    for (number, line) in titles[0].iter().rev().enumerate() {
        let below = frame[1] - 10.0 - number as f64 * SUBTITLE * LEADING;
        scene.text([RIM, below], -1.0, SUBTITLE, Tint::Ink, line);
    }
    if panel.aspect.is_some() {
        scene.frame(*frame, Stroke::solid(Tint::Water, Paint::Fill), "");
        scene.0.push(Painted::Clip(Some(*frame)));
    } else {
        axes(scene, own, names_width);
    }
    let to_pixels = |at: &Spot| own.to_pixels(at);
    let mut crowd = Crowd { bounds: *frame, ..Crowd::default() };
    for mark in &panel.marks {
        draw(scene, &mut crowd, mark, &to_pixels, frame);
    }
    if panel.aspect.is_some() {
        scene.0.push(Painted::Clip(None));
    } else {
        // Labels of charts may be beside the last tick.
        crowd.bounds = [frame[0] + 2.0, frame[1] - 2.0, own.right, frame[3]];
    }
    for mark in &panel.marks {
        let Mark::Label { at, text, tint, side } = mark else { continue };
        if own.is_stacked && *side == LabelSide::Right {
            // There is no room beside a bar for what is said of it.
            let below = own.to_pixels(&[at[0], at[1] + 0.5 - 1e-9])[1] + TICK;
            for (number, text) in wrap(text, LABEL_SIZE, own.right - RIM).into_iter().enumerate() {
                let at = [RIM, below + number as f64 * LABEL_SIZE * LEADING];
                let line = TextLine { at, anchor: -1.0, size: LABEL_SIZE, tint: *tint, has_halo: true, text };
                scene.0.push(Painted::Text(line));
            }
            continue;
        }
        let Some(placed) = crowd.place(to_pixels(at), text, *side) else { continue };
        if let Some(lead) = placed.lead {
            scene.line(lead.to_vec(), Stroke::solid(Tint::Muted, Paint::Thin), "");
        }
        let [left, top, right, bottom] = placed.frame;
        let anchor_at = f64::midpoint(left, right) + placed.anchor * ((right - left) / 2.0);
        let at = [anchor_at, f64::midpoint(top, bottom) + LABEL_SIZE * BELOW_MIDDLE];
        let line =
            TextLine { at, anchor: placed.anchor, size: LABEL_SIZE, tint: *tint, has_halo: true, text: text.clone() };
        scene.0.push(Painted::Text(line));
    }
}

/// Draws grid lines, ticks with their texts, and the lines at 0.
fn axes(scene: &mut Scene, own: &FittedPanel<'_>, names_width: f64) {
    let FittedPanel { panel, frame: [left, top, right, bottom], x, y, .. } = own;
    let grid = Stroke::solid(Tint::Grid, Paint::Thin);
    for (value, text) in &y.ticks {
        let at = y.at(*value);
        if panel.y.names.is_empty() {
            scene.line(vec![[*left, at], [*right, at]], grid, "");
        }
        if own.is_stacked {
            let above = own.to_pixels(&[x.values[0], *value - 0.5])[1] - 3.0;
            for (number, line) in wrap(text, TICK, own.right - RIM).iter().rev().enumerate() {
                scene.text([RIM, above - number as f64 * TICK * LEADING], -1.0, TICK, Tint::Muted, line);
            }
            continue;
        }
        let lines = wrap(text, TICK, names_width);
        let first = at - (lines.len() as f64 - 1.0) * TICK * LEADING / 2.0;
        for (number, line) in lines.iter().enumerate() {
            let below = first + number as f64 * TICK * LEADING + TICK * BELOW_MIDDLE;
            scene.text([left - 6.0, below], 1.0, TICK, Tint::Muted, line);
        }
    }
    let widest = x.ticks.iter().fold(0.0, |most, (_, text)| at_least(width(text, TICK), most)) + 8.0;
    let room = (right - left) / at_least(x.values[1] - x.values[0], 1.0);
    // Names that are too wide for their places are written at every second or third place.
    let every = if panel.x.names.is_empty() { 1 } else { at_least((widest / room).ceil(), 1.0) as usize };
    for (number, (value, text)) in x.ticks.iter().enumerate() {
        let at = x.at(*value);
        if panel.x.names.is_empty() {
            scene.line(vec![[at, *top], [at, *bottom]], grid, "");
        }
        if !panel.x.bare && number % every == 0 {
            scene.text([at, bottom + 12.0], 0.0, TICK, Tint::Muted, text);
        }
    }
    for (number, line) in own.titles[1].iter().enumerate() {
        let below = bottom + if panel.x.bare { 12.0 } else { 25.0 } + number as f64 * FOOT_LINE;
        let end = if width(line, TICK) > right - RIM { own.right } else { *right };
        scene.text([end, below], 1.0, TICK, Tint::Ink, line);
    }
    let zero = Stroke::solid(Tint::Muted, Paint::Thin);
    if panel.x.names.is_empty() && x.values[0] <= 0.0 && x.values[1] >= 0.0 {
        scene.line(vec![[x.at(0.0), *top], [x.at(0.0), *bottom]], zero, "");
    }
    if panel.y.names.is_empty() && y.values[0] <= 0.0 && y.values[1] >= 0.0 {
        scene.line(vec![[*left, y.at(0.0)], [*right, y.at(0.0)]], zero, "");
    }
}

/// Draws a mark, and keeps what labels must keep clear of.
fn draw(scene: &mut Scene, crowd: &mut Crowd, mark: &Mark, to_pixels: &impl Fn(&Spot) -> Spot, frame: &PixelBox) {
    match mark {
        Mark::Line { at, tint, paint, dash, tip } => {
            line(scene, crowd, at.iter().map(to_pixels).collect(), Stroke::solid(*tint, *paint).dashed(*dash), tip);
        }
        Mark::Band { at, width, tint, tip } => {
            line(scene, crowd, at.iter().map(to_pixels).collect(), Stroke::band(*tint, *width), tip);
        }
        Mark::Polygon { rings, tint, paint, tip } => {
            let rings = rings.iter().map(|ring| ring.iter().map(to_pixels).collect()).collect();
            scene.area(rings, Stroke::solid(*tint, *paint), tip);
        }
        Mark::Rect { x, y, tint, paint, tip } => {
            let (from, to) = (to_pixels(&[x[0], y[0]]), to_pixels(&[x[1], y[1]]));
            scene.frame([from[0], from[1], to[0], to[1]], Stroke::solid(*tint, *paint), tip);
        }
        Mark::Point { at, tint, glyph, tip } => {
            let at = to_pixels(at);
            crowd.points.push(at);
            scene.point(at, *glyph, *tint, tip);
        }
        Mark::Rule { value, upright, tint, dash } => {
            let at = to_pixels(&[*value, *value]);
            let [left, top, right, bottom] = *frame;
            let ends = if *upright { [[at[0], top], [at[0], bottom]] } else { [[left, at[1]], [right, at[1]]] };
            scene.line(ends.to_vec(), Stroke::solid(*tint, Paint::Thin).dashed(*dash), "");
            crowd.lines.push(ends);
        }
        Mark::Label { .. } => {}
    }
}

/// Draws a line that labels keep clear of.
fn line(scene: &mut Scene, crowd: &mut Crowd, line: Vec<Spot>, stroke: Stroke, tip: &str) {
    crowd.lines.extend(line.windows(2).map(|ends| [ends[0], ends[1]]));
    scene.line(line, stroke, tip);
}
