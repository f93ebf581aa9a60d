//! Plain text for a terminal of a given width.

use comfy_table::presets::NOTHING;
use comfy_table::{Cell, CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, TableStyle, Width};

use super::page::{Align, Page, PageBlock, Table};
use super::words::clean;

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
    for (position, block) in page.blocks.iter().enumerate() {
        if position > 0 {
            out.push('\n');
        }
        out.push_str(&write(block, width, colour));
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
    let least: Vec<u16> = (0..table.columns.len()).map(|column| least_width(table, column) + PADDING).collect();
    if least.is_empty() {
        return String::new();
    }
    let columns = repeated(table.keys, &least, width);
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
    use crate::present::{Look, Shown};

    fn page() -> Page {
        let mut table =
            Table::new().words("").numbers("Borrowing a port to go to the sea").numbers("只走国内港口的路线");
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

    #[test]
    fn a_comparison_fits_a_terminal_and_its_parts_add_up() {
        let results = crate::present::sample::results();
        let text = render(&results.page(Look { lang: crate::present::Lang::Zh, ..Default::default() }), 100, false);
        let amounts = |line: &str| -> Vec<i64> {
            let cells: Vec<&str> = line.split_whitespace().collect();
            cells
                .iter()
                .filter_map(|cell| cell.split_once('.')?.1.len().eq(&2).then(|| cell.replace('.', "").parse().ok())?)
                .collect()
        };
        let lines: Vec<&str> = text.lines().collect();
        let mut sums = 0;
        for (position, line) in lines.iter().enumerate().filter(|(_, line)| line.starts_with(" Total")) {
            let parts: Vec<Vec<i64>> = lines[position - 11..position - 1].iter().map(|line| amounts(line)).collect();
            for (column, total) in amounts(line).into_iter().enumerate() {
                assert_eq!(parts.iter().map(|row| row[column]).sum::<i64>(), total);
                sums += 1;
            }
        }
        assert_eq!(sums, 3);
        insta::assert_snapshot!(text.split("上海").next().unwrap_or_default(), @"
        From Hunchun to the Yangtze
        ═══════════════════════════

        hunchun-2019: maize in lots of 3000 t, as of 2019-06-24. Amounts are CNY per tonne of cargo, to two
        decimals, parts so that they add up; cargo waits half the interval between departures.

        Is it cheaper to go out by Zarubino than by Dalian? The lower total wins.

        Changed: factors.fuel.value = *1.2.

        珲春 to 宁波舟山港
        ──────────────────

        20000 t a year.

        Cheapest: Borrowing a port to go to the sea, 214.31 CNY/t, 18.20 CNY/t less than All-domestic, 2.4
        days slower. 61 % of this total rests on estimates.

        ────────────────────────────────────────────────────────────────────────────────
         CNY per tonne                 Borrowing a port to go to the sea   All-domestic
        ────────────────────────────────────────────────────────────────────────────────
         Rail haulage                                              39.43         128.51
         Road haulage                                               0.00           0.00
         Sea haulage                                               95.00          57.00
         Handling                                                  60.50          45.50
         Border                                                     9.09           0.00
         Storage                                                    4.20           0.00
         Holding                                                    0.72           1.50
         Loss                                                       0.00           0.00
         Carbon                                                     1.10           0.00
         Equipment                                                  4.27           0.00

         Total                                                    214.31         232.51
         At the favourable bounds                                 184.31         202.51
         At the unfavourable bounds                               259.81         278.01
         More than the cheapest                                     0.00          18.20
         Saving against All-domestic                               18.20           0.00
         Rank                                                          1              2
         Form of the cargo                                         box20           bulk

         Days in all                                                 8.9            6.6
         Days moving                                                 3.1            4.0
         Days waiting                                                3.5            1.5
         Days handling                                               1.5            1.1
         Days at borders                                             0.8            0.0
         Km in all                                                  1762           2342
         Km by rail                                                   68           1301
         Km by sea                                                  1694           1041
         CO2e, kg per tonne                                         21.8           28.9

         Rests on official figures                                   0 %           55 %
         Rests on published figures                                 25 %           25 %
         Rests on computed figures                                  14 %            0 %
         Rests on estimates                                         61 %           20 %
        ────────────────────────────────────────────────────────────────────────────────

        - Borrowing a port to go to the sea: 珲春 —rail over the border→ 马哈林诺 —rail→ 扎鲁比诺 —sea→
          宁波舟山港.
        - All-domestic: 珲春 —rail→ 大连 —sea→ 宁波舟山港.

        - Borrowing a port to go to the sea is allowed by jilin-zarubino-ningbo-2018 (GACC approval of July
          2018), valid from 2018-07-01, published; source: General Administration of Customs, notice of
          2018.

        珲春 to
        ");
    }

    #[test]
    fn many_demands_take_one_line_each() {
        let text = render(
            &crate::present::sample::many().page(Look { lang: crate::present::Lang::Zh, ..Default::default() }),
            100,
            false,
        );
        insta::assert_snapshot!(text.split("Demand by demand\n").nth(1).unwrap_or_default(), @r"
        ────────────────

        ───────────────────────────────────────────────────────────────────────────────────────────────
         From     To           Cheapest    CNY/t   Days   Next       CNY/t more   Its days          On
                                                                                             estimates
        ───────────────────────────────────────────────────────────────────────────────────────────────
         珲春     宁波舟山港   borrowed   214.31    8.9   domestic        18.20        6.6        61 %
         图们     宁波舟山港   borrowed   214.31    8.9   domestic        18.20        6.6        61 %
         延吉     宁波舟山港   borrowed   214.31    8.9   domestic        18.20        6.6        61 %
         敦化     宁波舟山港   borrowed   214.31    8.9   domestic        18.20        6.6        61 %
         吉林市   宁波舟山港   domestic   232.51    6.6   borrowed        21.80        8.9        20 %
        ───────────────────────────────────────────────────────────────────────────────────────────────
        ");
    }
}
