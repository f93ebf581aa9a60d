//! Plain text for a terminal of a given width.

use comfy_table::presets::NOTHING;
use comfy_table::{Cell, CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, TableStyle, Width};

use crate::problem::clean;

use super::chart;
use super::page::{Align, Page, PageBlock, Table};

/// The mark where a path may break; it has no width and is never printed.
const BREAK: char = '\u{200b}';
const BREAK_AFTER_DOT: &str = ".\u{200b}";
/// Lines above and below the header and below the last row.
const LINES: TableStyle = TableStyle::new()
    .top_border(LineStyle::none().fill('─').junction('─'))
    .header_separator(LineStyle::none().fill('─').junction('─'))
    .bottom_border(LineStyle::none().fill('─').junction('─'));

/// The width beyond which sentences are hard to read.
const LONGEST_LINE: u16 = 110;
/// The width up to which a word is never broken.
const LONGEST_WORD: u16 = 24;
/// The blanks around the content of a cell.
const PADDING: u16 = 2;
/// What stands between two columns.
const BETWEEN: u16 = 1;

/// Writes a page for a terminal so many columns wide, with bold headings where `colour` is on.
pub fn render(page: &Page, width: u16, colour: bool) -> String {
    let width = width.max(40);
    let mut out = String::new();
    for block in page.all_blocks() {
        let text = write(block, width, colour);
        if text.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&text);
        out.push('\n');
    }
    out
}

fn write(block: &PageBlock, width: u16, colour: bool) -> String {
    match block {
        PageBlock::Heading(level, text) => heading(*level, text, width, colour),
        PageBlock::Lead(text) => bold(&wrapped(&clean(text), width.min(LONGEST_LINE)), colour),
        PageBlock::Text(text) => wrapped(&clean(text), width.min(LONGEST_LINE)),
        PageBlock::List(items) => {
            let lines: Vec<String> = items.iter().map(|item| bullet(&clean(item), width.min(LONGEST_LINE))).collect();
            lines.join("\n")
        }
        PageBlock::Table(table) => pieces(table, width),
        PageBlock::Bars(bars) => chart::bars(bars, width.min(LONGEST_LINE).into()),
        PageBlock::Stairs(stairs) => chart::stairs(stairs, width.min(LONGEST_LINE).into()),
    }
}

fn heading(level: u8, text: &str, width: u16, colour: bool) -> String {
    let text = wrapped(&clean(text), width);
    let line = match level {
        1 => '═',
        2 => '─',
        _ => return bold(&text, colour),
    };
    let longest = text.lines().map(display_width).max().unwrap_or(0);
    let rule: String = std::iter::repeat_n(line, longest.into()).collect();
    format!("{}\n{rule}", bold(&text, colour))
}

fn bold(text: &str, colour: bool) -> String {
    if !colour {
        return text.to_owned();
    }
    let lines: Vec<String> = text.lines().map(|line| format!("\u{1b}[1m{line}\u{1b}[0m")).collect();
    lines.join("\n")
}

fn bullet(text: &str, width: u16) -> String {
    let mut lines = String::new();
    for (position, line) in wrapped(text, width - 2).lines().enumerate() {
        lines.push_str(if position == 0 { "- " } else { "\n  " });
        lines.push_str(line);
    }
    lines
}

/// Breaks a text into lines between words; wide characters count twice.
fn wrapped(text: &str, width: u16) -> String {
    let mut table = comfy_table::Table::new();
    table.load_style(NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    table.add_row([text]);
    if let Some(column) = table.column_mut(0) {
        column.set_padding((0, 0));
    }
    table.trim_fmt()
}

/// Returns the columns of the terminal that a text takes.
fn display_width(text: &str) -> u16 {
    if text.is_ascii() {
        return text.len().try_into().unwrap_or(u16::MAX);
    }
    let mut table = comfy_table::Table::new();
    table.add_row([text]);
    table.column_max_content_widths().first().copied().unwrap_or(0)
}

/// Returns the least width in which a column can be read: numbers whole, words whole unless they are very long.
fn least_width(table: &Table, column: usize) -> u16 {
    let longest = |text: &str| text.split_whitespace().map(display_width).max().unwrap_or(0).min(LONGEST_WORD);
    let heading = longest(&clean(&table.columns[column].title));
    let cells = table.rows.iter().filter_map(|row| row.get(column)).map(|cell| match table.columns[column].align {
        Align::Right => display_width(&clean(cell)),
        Align::Path => clean(cell).split_inclusive('.').map(display_width).max().unwrap_or(0),
        Align::Left => longest(&clean(cell)),
    });
    cells.max().unwrap_or(0).max(heading)
}

/// Writes a table; where it is too wide for one piece, in several that each begin with the columns that name the row.
fn pieces(table: &Table, width: u16) -> String {
    let mut least: Vec<u16> = (0..table.columns.len()).map(|column| least_width(table, column) + PADDING).collect();
    if least.is_empty() {
        return String::new();
    }
    // No column is wider than the screen, nor those that name the row than half of it: very long words are broken.
    let keys = table.keys.min(least.len());
    let has_others = keys < least.len();
    for key in &mut least[..keys] {
        *key = (*key).min(if has_others { width / 2 } else { width });
    }
    let columns = repeated(keys, &least, width);
    let beside = width - least[..columns].iter().map(|width| width + BETWEEN).sum::<u16>().min(width / 2 + BETWEEN);
    for other in &mut least[columns..] {
        *other = (*other).min(beside);
    }
    let own: u16 = least[..columns].iter().map(|width| width + BETWEEN).sum::<u16>() - BETWEEN;
    let keys: Vec<usize> = (0..columns).collect();
    let mut pieces = vec![keys.clone()];
    let mut used = own;
    for (position, &needed) in least.iter().enumerate().skip(columns) {
        if used + BETWEEN + needed > width && pieces.last().is_some_and(|piece| piece.len() > columns) {
            pieces.push(keys.clone());
            used = own;
        }
        used += BETWEEN + needed;
        if let Some(piece) = pieces.last_mut() {
            piece.push(position);
        }
    }
    let texts: Vec<String> = pieces.iter().map(|columns| piece(table, columns, &least, width)).collect();
    texts.join("\n\n")
}

/// Returns how many columns begin each piece of a table: all that name the row, if the widest other fits beside them.
fn repeated(keys: usize, least: &[u16], width: u16) -> usize {
    let keys = keys.min(least.len());
    let widest = least[keys..].iter().max().copied().unwrap_or(0);
    let needed: u16 = least[..keys].iter().map(|width| width + BETWEEN).sum::<u16>() + widest;
    if needed <= width { keys } else { 1 }
}

fn piece(table: &Table, columns: &[usize], least: &[u16], width: u16) -> String {
    let mut drawn = comfy_table::Table::new();
    drawn.load_style(LINES).set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    let cell = |text: &str, column: usize| {
        let text = clean(text);
        // Paths break after a dot, which has to stay: so they break at a mark behind it.
        let text = if table.columns[column].align == Align::Path { text.replace('.', BREAK_AFTER_DOT) } else { text };
        Cell::new(text).set_alignment(match table.columns[column].align {
            Align::Left | Align::Path => CellAlignment::Left,
            Align::Right => CellAlignment::Right,
        })
    };
    drawn.set_header(columns.iter().map(|&column| cell(&table.columns[column].title, column)));
    for row in &table.rows {
        drawn.add_row(columns.iter().map(|&column| cell(row.get(column).map_or("", String::as_str), column)));
    }
    for (position, &column) in columns.iter().enumerate() {
        if let Some(drawn) = drawn.column_mut(position) {
            drawn.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(least[column])));
            if table.columns[column].align == Align::Path {
                drawn.set_delimiter(BREAK);
            }
        }
    }
    drawn.trim_fmt().replace(BREAK, "")
}

#[cfg(test)]
mod tests {
    use super::render;
    use crate::present::page::{Page, Table};

    fn page() -> Page {
        let mut table = Table::across("", ["Borrowing a port to go to the sea", "只走国内港口的路线"]);
        table.row(["Total", "214.310000", "232.510000"]);
        table.gap();
        table.row(["终点 宁波舟山港", "-1.000000", "1234567.000000"]);
        let mut page = Page::new();
        page.heading(1, "从珲春到宁波");
        page.text("A paragraph that is somewhat longer than the narrow terminal it has to stand in.");
        page.list(vec!["a sentence that does not fit into one line of forty".into(), "b".into()]);
        page.table(table);
        page
    }

    #[test]
    fn chinese_columns_align_and_lines_keep_to_the_width() {
        insta::assert_snapshot!(render(&page(), 60, false), @r"
        从珲春到宁波
        ════════════

        A paragraph that is somewhat longer than the narrow terminal
        it has to stand in.

        - a sentence that does not fit into one line of forty
        - b

        ────────────────────────────────────────────────────────────
                           Borrowing a port to   只走国内港口的路线
                                 go to the sea
        ────────────────────────────────────────────────────────────
         Total                      214.310000           232.510000

         终点 宁波舟山港             -1.000000       1234567.000000
        ────────────────────────────────────────────────────────────
        ");
    }

    #[test]
    fn a_table_too_wide_is_cut_between_columns_not_through_numbers() {
        insta::assert_snapshot!(render(&page(), 40, false), @r"
        从珲春到宁波
        ════════════

        A paragraph that is somewhat longer than
        the narrow terminal it has to stand in.

        - a sentence that does not fit into one
          line of forty
        - b

        ────────────────────────────────────────
                            Borrowing a port to
                                  go to the sea
        ────────────────────────────────────────
         Total                       214.310000

         终点 宁波舟山港              -1.000000
        ────────────────────────────────────────

        ──────────────────────────────────────
                           只走国内港口的路线
        ──────────────────────────────────────
         Total                     232.510000

         终点 宁波舟山港       1234567.000000
        ──────────────────────────────────────
        ");
    }

    #[test]
    fn headings_are_bold_only_where_asked() {
        assert!(render(&page(), 60, true).contains("\u{1b}[1m从珲春到宁波\u{1b}[0m"));
        assert!(!render(&page(), 60, false).contains('\u{1b}'));
    }
}
