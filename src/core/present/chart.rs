//! Bars and staircases in characters. Nothing is told by colour: lines differ by their weight.

use unicode_width::UnicodeWidthStr;

use crate::problem::clean;

use super::page::{BarRow, BarShape, Bars, StairLine, Stairs};

/// The least and the most columns of a bar.
const MIN_BAR_COLUMNS: usize = 10;
const MAX_BAR_COLUMNS: usize = 60;
/// The blanks between name, number and bar.
const BETWEEN: usize = 2;
/// The rows of a staircase, and its least columns.
const STAIR_ROWS: usize = 12;
const MIN_STAIR_COLUMNS: usize = 24;
/// The parts of a cell that a bar ends with, in eighths.
const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
/// The lines of staircases: across, upright, and the corners up to it and from it, down to it and from it.
const LINES: [[char; 6]; 2] = [['━', '┃', '┛', '┏', '┓', '┗'], ['─', '│', '┘', '┌', '┐', '└']];

/// Draws bars, each behind its name and its number; nothing where the screen is too narrow.
pub(super) fn bars(bars: &Bars, width: usize) -> String {
    let names: Vec<String> = bars.rows.iter().map(|row| clean(&row.name)).collect();
    let texts: Vec<String> = bars.rows.iter().map(|row| clean(&row.text)).collect();
    let widest = |texts: &[String]| texts.iter().map(|text| text.width()).max().unwrap_or(0);
    let name_columns = widest(&names).min(width * 2 / 5);
    let text_columns = widest(&texts);
    let Some(room) = width.checked_sub(name_columns + text_columns + 2 * BETWEEN + 1) else { return String::new() };
    if room < MIN_BAR_COLUMNS {
        return String::new();
    }
    let scale = BarScale::of(&bars.rows, room.min(MAX_BAR_COLUMNS));
    let mut lines = folded(&clean(&bars.title), width);
    for ((row, name), text) in bars.rows.iter().zip(&names).zip(&texts) {
        for (at, part) in folded(name, name_columns).iter().enumerate() {
            let blank = " ".repeat(name_columns - part.width() + BETWEEN);
            let bar = if at == 0 {
                let before = " ".repeat(text_columns - text.width());
                format!("{blank}{before}{text}{}{}", " ".repeat(BETWEEN), scale.bar(row.shown))
            } else {
                String::new()
            };
            lines.push(format!(" {part}{bar}").trim_end().to_owned());
        }
    }
    lines.join("\n")
}

/// The columns that numbers take.
struct BarScale {
    least: f64,
    most: f64,
    columns: usize,
}

impl BarScale {
    fn of(rows: &[BarRow], columns: usize) -> Self {
        let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
        for row in rows {
            let ends = match row.shown {
                BarShape::Size(size) => [0.0, size],
                BarShape::Range([from, _, to]) => [from, to],
            };
            (least, most) = (least.min(ends[0]), most.max(ends[1]));
        }
        Self { least, most, columns }
    }

    /// Returns how many eighths of columns lie before a number.
    fn eighths(&self, number: f64) -> usize {
        let span = self.most - self.least;
        let share = if span > 0.0 { ((number - self.least) / span).clamp(0.0, 1.0) } else { 1.0 };
        (share * self.columns as f64 * 8.0).round() as usize
    }

    fn bar(&self, shown: BarShape) -> String {
        match shown {
            BarShape::Size(size) => {
                let eighths = self.eighths(size);
                // What is there is seen.
                let eighths = if size > 0.0 { eighths.max(1) } else { eighths };
                "█".repeat(eighths / 8) + EIGHTHS[eighths % 8]
            }
            BarShape::Range(ends) => {
                let [from, point, to] = ends.map(|end| (self.eighths(end) / 8).min(self.columns - 1));
                let sign = |at: usize| match at {
                    _ if at == point => '●',
                    _ if at == from => '├',
                    _ if at == to => '┤',
                    _ if (from..to).contains(&at) => '─',
                    _ => ' ',
                };
                (0..=to).map(sign).collect()
            }
        }
    }
}

/// Draws staircases over one another, with what happens along the first one; nothing where the screen is too narrow.
pub(super) fn stairs(stairs: &Stairs, width: usize) -> String {
    let corners = || stairs.lines.iter().flat_map(|line| &line.corners);
    let most = |side: usize| corners().map(|corner| corner[side]).fold(0.0, f64::max);
    let (length, height) = (most(0), most(1));
    // Support may be more than has been paid along the way.
    let low = corners().map(|corner| corner[1]).fold(0.0, f64::min);
    let ticks = [height, f64::midpoint(low, height), low].map(|tick| format!("{tick:.0}"));
    let margin = ticks.iter().map(|tick| tick.width()).max().unwrap_or(0) + 1;
    let columns = width.saturating_sub(margin + 1);
    if columns < MIN_STAIR_COLUMNS || length <= 0.0 || height <= low {
        return String::new();
    }
    let mut signs = vec![vec![' '; columns]; STAIR_ROWS];
    for (place, line) in stairs.lines.iter().enumerate().rev() {
        climb(line, LINES[place.min(1)], (length, [low, height]), &mut signs);
    }
    let mut lines = folded(&clean(&stairs.title), width);
    for (row, signs) in signs.iter().enumerate() {
        let tick = match row {
            0 => &ticks[0],
            _ if row == STAIR_ROWS / 2 => &ticks[1],
            _ if row == STAIR_ROWS - 1 => &ticks[2],
            _ => "",
        };
        let axis = if tick.is_empty() { '│' } else { '┤' };
        let signs: String = signs.iter().collect();
        lines.push(format!("{tick:>margin$}{axis}{signs}").trim_end().to_owned());
    }
    lines.push(format!("{:margin$}└{}", "", "─".repeat(columns)));
    if let Some(marks) = stairs.lines.first().map(|line| marks(line, length, columns)).filter(|marks| !marks.is_empty())
    {
        lines.push(format!("{:margin$} {marks}", ""));
    }
    let end = format!("{length:.0} {}", stairs.across);
    let middle = format!("{:.0}", length / 2.0);
    let at_middle = columns / 2;
    let after = columns.saturating_sub(at_middle + end.width());
    lines.push(format!("{:margin$} 0{middle:>at_middle$}{end:>width$}", "", width = after + end.width() - 1));
    if stairs.lines.len() > 1 {
        for (place, line) in stairs.lines.iter().enumerate() {
            let sample = LINES[place.min(1)][0].to_string().repeat(3);
            let indented = folded(&clean(&line.name), width.saturating_sub(4));
            let prefix = |at: usize| if at == 0 { sample.clone() } else { "   ".to_owned() };
            lines.extend(indented.iter().enumerate().map(|(at, text)| format!("{} {text}", prefix(at))));
        }
    }
    lines.join("\n")
}

/// Draws one staircase.
fn climb(
    line: &StairLine,
    [across, upright, up_to, up_from, down_from, down_to]: [char; 6],
    (length, [low, high]): (f64, [f64; 2]),
    signs: &mut [Vec<char>],
) {
    let columns = signs[0].len();
    let row = |height: f64| {
        let share = ((height - low) / (high - low)).clamp(0.0, 1.0);
        (STAIR_ROWS - 1) - (share * (STAIR_ROWS - 1) as f64).round() as usize
    };
    let end = line.corners.last().map_or(0.0, |corner| corner[0]);
    let mut before = line.corners.first().map_or(STAIR_ROWS - 1, |corner| row(corner[1]));
    for column in 0..columns {
        let right = length * (column + 1) as f64 / columns as f64;
        if length * column as f64 / columns as f64 > end {
            return;
        }
        let after = row(height_at(line, right));
        let (top, bottom) = (before.min(after), before.max(after));
        for (at, signs) in signs.iter_mut().enumerate().take(bottom + 1).skip(top) {
            signs[column] = match (at == before, at == after, after < before) {
                (true, true, _) => across,
                (true, false, true) => up_to,
                (false, true, true) => up_from,
                (true, false, false) => down_from,
                (false, true, false) => down_to,
                (false, false, _) => upright,
            };
        }
        before = after;
    }
}

/// Returns how much is added up at a place along a route, with all that happens there.
fn height_at(line: &StairLine, at: f64) -> f64 {
    let passed = line.corners.partition_point(|corner| corner[0] <= at);
    match (line.corners.get(passed.wrapping_sub(1)), line.corners.get(passed)) {
        (Some(from), Some(to)) => from[1] + (to[1] - from[1]) * (at - from[0]) / (to[0] - from[0]),
        (Some(last), None) => last[1],
        (None, first) => first.map_or(0.0, |first| first[1]),
    }
}

/// Writes what happens along a route, as far as there is room.
fn marks(line: &StairLine, length: f64, columns: usize) -> String {
    let mut text = String::new();
    for (at, mark) in &line.marks {
        let column = ((at / length * columns as f64) as usize).min(columns.saturating_sub(mark.width()));
        let taken = text.width();
        if taken == 0 || column > taken {
            text.extend(std::iter::repeat_n(' ', column - taken));
            text.push_str(mark);
        }
    }
    text
}

/// Breaks a text into lines between words, and words that are wider than a line; wide letters count twice.
fn folded(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(2);
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let mut word = word;
        loop {
            let line = lines.last_mut().map_or_else(String::new, std::mem::take);
            let gap = usize::from(!line.is_empty());
            let (joined, rest) = if line.width() + gap + word.width() <= columns {
                (format!("{line}{}{word}", " ".repeat(gap)), "")
            } else if line.is_empty() {
                let end = word.char_indices().map(|(at, letter)| at + letter.len_utf8());
                let end = end.take_while(|&end| word[..end].width() <= columns).last().unwrap_or(word.len());
                (word[..end].to_owned(), &word[end..])
            } else {
                (line, word)
            };
            if let Some(last) = lines.last_mut() {
                *last = joined;
            }
            if rest.is_empty() {
                break;
            }
            lines.push(String::new());
            word = rest;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr;

    use super::{bars, folded, stairs};
    use crate::present::page::{BarRow, BarShape, Bars, StairLine, Stairs};

    fn row(name: &str, text: &str, shown: BarShape) -> BarRow {
        BarRow { name: name.to_owned(), text: text.to_owned(), shown }
    }

    #[test]
    fn bars_have_the_lengths_of_their_numbers() {
        let rows = vec![
            row("Share of boxes back empty", "28 %", BarShape::Size(28.0)),
            row("扎鲁比诺港装卸费", "7 %", BarShape::Size(7.0)),
            row("Nothing", "0 %", BarShape::Size(0.0)),
            row("Next to nothing", "under 1 %", BarShape::Size(0.001)),
        ];
        let bars = Bars { title: "Share of the variance".to_owned(), rows };
        insta::assert_snapshot!(super::bars(&bars, 60), @r"
        Share of the variance
         Share of boxes back            28 %  ██████████████████████
         empty
         扎鲁比诺港装卸费                7 %  █████▌
         Nothing                         0 %
         Next to nothing           under 1 %  ▏
        ");
        assert_eq!(super::bars(&bars, 20), "");
    }

    #[test]
    fn ranges_lie_beside_each_other_on_one_scale() {
        let rows = vec![
            row("borrowed", "307", BarShape::Range([252.0, 307.0, 395.0])),
            row("domestic", "268", BarShape::Range([245.0, 268.0, 294.0])),
        ];
        insta::assert_snapshot!(bars(&Bars { title: "CNY/t".to_owned(), rows }, 60), @r"
        CNY/t
         borrowed  307    ├───────────────●────────────────────────┤
         domestic  268  ├─────●───────┤
        ");
    }

    #[test]
    fn staircases_rise_at_places_and_along_the_way() {
        let line = |name: &str, corners: &[[f64; 2]]| StairLine {
            name: name.to_owned(),
            corners: corners.to_vec(),
            marks: vec![
                (0.0, "1".to_owned()),
                (10.0, "3".to_owned()),
                (300.0, "5".to_owned()),
                (1000.0, "7".to_owned()),
            ],
        };
        let lines = vec![
            line(
                "只走国内港口 250 CNY/t",
                &[[0.0, 0.0], [0.0, 20.0], [300.0, 120.0], [300.0, 180.0], [1000.0, 230.0], [1000.0, 250.0]],
            ),
            line(
                "Borrowed 280 CNY/t",
                &[[0.0, 0.0], [0.0, 40.0], [100.0, 90.0], [100.0, 150.0], [800.0, 240.0], [800.0, 280.0]],
            ),
        ];
        let both = Stairs { title: "CNY/t along the way".to_owned(), across: "km", lines };
        insta::assert_snapshot!(stairs(&both, 60), @r"
        CNY/t along the way
         280┤                                           ┌─
            │                                           │          ┏
            │                                 ┌─────────┘┏━━━━━━━━━┛
            │                       ┌┏━━━━━━━━━━━━━━━━━━━┛
            │            ┌───┏━━━━━━━┛
            │     ┌──────┘   ┃
         140┤     │         ┏┛
            │     │     ┏━━━┛
            │  ┌──┘ ┏━━━┛
            │┌─┏━━━━┛
            │┏━┛
           0┤┛
            └───────────────────────────────────────────────────────
             1               5                                     7
             0                        500                    1000 km
        ━━━ 只走国内港口 250 CNY/t
        ─── Borrowed 280 CNY/t
        ");
        for width in [40, 60, 100, 200] {
            assert!(stairs(&both, width).lines().all(|line| line.width() <= width), "{width}");
        }
        assert_eq!(stairs(&both, 20), "");
    }

    #[test]
    fn names_are_broken_between_words_or_letters() {
        assert_eq!(folded("Sea freight to  Ningbo", 11), ["Sea freight", "to Ningbo"]);
        assert_eq!(folded("扎鲁比诺港装卸费", 7), ["扎鲁比", "诺港装", "卸费"]);
        assert_eq!(folded("", 7), [""]);
    }

    #[test]
    fn a_staircase_that_falls_below_nothing_is_drawn_below_it() {
        let corners = vec![[0.0, 0.0], [0.0, -30.0], [100.0, 60.0]];
        let line = StairLine { name: "paid".to_owned(), corners, marks: Vec::new() };
        let drawn = stairs(&Stairs { title: "CNY".to_owned(), across: "km", lines: vec![line] }, 60);
        let ticks: Vec<&str> = drawn.lines().filter_map(|line| Some(line.split_once('┤')?.0.trim())).collect();
        assert_eq!(ticks, ["60", "15", "-30"], "{drawn}");
    }
}
