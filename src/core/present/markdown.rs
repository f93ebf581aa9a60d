//! Markdown with pipe tables, for reports.

use crate::problem::clean;

use super::page::{Align, Page, PageBlock, Table};

/// Writes a page as Markdown.
pub fn render(page: &Page) -> String {
    let blocks: Vec<String> = page.all_blocks().filter_map(block).collect();
    let mut out = blocks.join("\n\n");
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

/// Writes a block; nothing of one that is for a terminal.
fn block(block: &PageBlock) -> Option<String> {
    Some(match block {
        PageBlock::Heading(level, text) => format!("{} {}", "#".repeat((*level).into()), escape(text)),
        PageBlock::Lead(text) => format!("**{}**", escape(text)),
        PageBlock::Text(text) => escape(text),
        PageBlock::List(items) => {
            let lines: Vec<String> = items.iter().map(|item| format!("- {}", escape(item))).collect();
            lines.join("\n")
        }
        PageBlock::Table(table) => pipes(table),
        PageBlock::Bars(_) | PageBlock::Stairs(_) => return None,
    })
}

fn pipes(table: &Table) -> String {
    let line = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
    let mut lines = vec![
        line(table.columns.iter().map(|column| escape(&column.title)).collect()),
        line(table.columns.iter().map(|column| rule(column.align).to_owned()).collect()),
    ];
    for row in table.rows.iter().filter(|row| !row.is_empty()) {
        lines.push(line(row.iter().map(|cell| escape(cell)).collect()));
    }
    lines.join("\n")
}

const fn rule(align: Align) -> &'static str {
    match align {
        Align::Left | Align::Path => "---",
        Align::Right => "---:",
    }
}

/// Keeps text from being read as markup.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in clean(text).chars() {
        if matches!(letter, '\\' | '|' | '*' | '`' | '<' | '[' | ']' | '_' | '#') {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::render;
    use crate::present::page::{Page, Table};

    #[test]
    fn names_cannot_break_a_table() {
        let mut table = Table::across("place", ["CNY/t"]);
        table.row(["a|b\n<i>", "1.000000"]);
        table.gap();
        table.row(["珲春", "-2.500000"]);
        let mut page = Page::new();
        page.heading(2, "Title | with pipe");
        page.lead("The winner.");
        page.list(vec!["one".into(), "2 * 3".into()]);
        page.table(table);
        insta::assert_snapshot!(render(&page), @r"
        ## Title \| with pipe

        **The winner.**

        - one
        - 2 \* 3

        | place | CNY/t |
        | --- | ---: |
        | a\|b \<i> | 1.000000 |
        | 珲春 | -2.500000 |
        ");
    }
}
