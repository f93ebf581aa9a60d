//! Rendering of problems with the lines of the files they are in, as compilers do.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::cause::steers;
use super::{Code, MAX_OF_A_KIND, Problem, Problems, Severity, SourceFile, Span, clean};

/// The width in columns that lines are cut to; tables have rows of several hundred characters.
const WIDTH: usize = 120;

/// The most warnings of one kind in one file that are drawn where they are not what was asked for.
const MAX_EXAMPLES: usize = 3;

/// The longest line in bytes that is drawn.
const MAX_LINE: usize = 20_000;

/// Renders each problem with its line of the file, the position marked, and the remedy, of very many of one kind in one
/// file the first and their number; a count ends the text.
pub fn render(problems: &Problems, colour: bool) -> String {
    drawn(problems, colour, MAX_OF_A_KIND)
}

/// Renders problems as [`render`] does, but of many warnings of one kind in one file only a few and their number.
pub fn render_in_short(problems: &Problems, colour: bool) -> String {
    drawn(problems, colour, MAX_EXAMPLES)
}

fn drawn(problems: &Problems, colour: bool, warnings: usize) -> String {
    fn group(problem: &Problem) -> (Code, Option<&str>) {
        (problem.code, problem.span.as_ref().map(|span| span.source.name.as_str()))
    }
    let mut sizes: BTreeMap<(Code, Option<&str>), usize> = BTreeMap::new();
    for problem in problems {
        *sizes.entry(group(problem)).or_default() += 1;
    }
    let mut seen: BTreeMap<(Code, Option<&str>), usize> = BTreeMap::new();
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() }.term_width(WIDTH);
    let mut text = String::new();
    for problem in problems {
        let group = group(problem);
        let before = seen.entry(group).or_default();
        *before += 1;
        let is_warning = problem.code.severity() == Severity::Warning;
        let examples = if is_warning { warnings } else { MAX_OF_A_KIND };
        // One more is drawn rather than counted.
        let more = sizes[&group].saturating_sub(examples);
        if more <= 1 || *before <= examples {
            text.push_str(&renderer.render(&[draw(problem)]));
            text.push_str("\n\n");
        } else if *before == examples + 1 {
            let file = group.1.map_or_else(String::new, |file| format!(" in {}", clean(file)));
            let (word, hint) = match (is_warning, examples < MAX_OF_A_KIND) {
                (true, true) => ("warnings", ": `corridor check` shows more"),
                (true, false) => ("warnings", " like this"),
                (false, _) => ("errors", " like this"),
            };
            let _ = write!(text, "... and {} more {word} {}{file}{hint}\n\n", grouped(more), problem.code);
        }
    }
    let more = problems.len() - problems.iter().len();
    // Writing to a string cannot fail.
    let _ = match more {
        0 => write!(text, "{}", count(problems)),
        _ => write!(text, "... and {} more problems that are not kept\n\n{}", grouped(more), count(problems)),
    };
    text
}

/// Writes a number, with a comma before each three digits where it has more than four.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    if digits.len() <= 4 {
        return digits;
    }
    let first = (digits.len() + 2) % 3 + 1;
    let mut text = digits[..first].to_owned();
    for three in digits.as_bytes()[first..].chunks(3) {
        text.push(',');
        text.extend(three.iter().map(|&digit| char::from(digit)));
    }
    text
}

/// Returns the number of errors and warnings in words: `2 errors, 1 warning`.
fn count(problems: &Problems) -> String {
    let of = |severity: Severity| problems.count(severity);
    let words = |count: usize, word: &str| match count {
        0 => None,
        1 => Some(format!("1 {word}")),
        _ => Some(format!("{} {word}s", grouped(count))),
    };
    let counts = [words(of(Severity::Error), "error"), words(of(Severity::Warning), "warning")];
    let counts: Vec<String> = counts.into_iter().flatten().collect();
    if counts.is_empty() { "no problems".to_owned() } else { counts.join(", ") }
}

fn draw(problem: &Problem) -> Group<'_> {
    let level = match problem.code.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = Group::with_title(level.primary_title(clean(&problem.message)).id(problem.code.as_str()));
    if let Some(span) = problem.span.as_ref().filter(|span| span.source.is_sheet()) {
        // Who looks for a cell sees a sheet, and no lines of text.
        group = group.element(Origin::path(span.to_string()));
        for (other, label) in &problem.related {
            group = group.element(Level::NOTE.message(format!("{}: {other}", clean(label))));
        }
    } else if let Some(span) = problem.span.as_ref().filter(|span| SourceLine::of(span).text.len() > MAX_LINE) {
        let (line, column) = span.line_and_column();
        group = group.element(Origin::path(clean(&span.source.name)).line(line).char_column(column));
    } else if let Some(span) = &problem.span {
        let line = SourceLine::of(span);
        let mut snippet = line.snippet().annotation(line.mark(span, AnnotationKind::Primary));
        for (other, label) in problem.related.iter().filter(|(other, _)| line.holds(other)) {
            snippet = snippet.annotation(line.mark(other, AnnotationKind::Context).label(clean(label)));
        }
        group = group.element(snippet);
        for (other, label) in problem
            .related
            .iter()
            .filter(|(other, _)| !line.holds(other) && SourceLine::of(other).text.len() <= MAX_LINE)
        {
            let line = SourceLine::of(other);
            group =
                group.element(line.snippet().annotation(line.mark(other, AnnotationKind::Context).label(clean(label))));
        }
    }
    match &problem.help {
        Some(help) => group.element(Level::HELP.message(clean(help))),
        None => group,
    }
}

/// Replaces what steers a terminal by signs that have as many bytes, so that positions hold. The renderer itself replaces
/// the control characters of ASCII and some of those that turn the direction of writing.
fn harmless(text: &str) -> String {
    let sign = |letter: char| match letter {
        _ if letter.is_ascii() || !steers(letter) => letter,
        _ if letter.len_utf8() == 2 => '\u{a4}',
        _ => char::REPLACEMENT_CHARACTER,
    };
    text.chars().map(sign).collect()
}

/// The one line of a file that is shown; rendering with the whole file would cost time for each problem.
struct SourceLine<'a> {
    source: &'a SourceFile,
    start: usize,
    text: &'a str,
    number: usize,
}

impl<'a> SourceLine<'a> {
    fn of(span: &'a Span) -> Self {
        let (number, bytes) = span.source.line_at(span.start.min(span.source.text.len()));
        let (start, text) = (bytes.start, &span.source.text[bytes]);
        Self { source: &span.source, start, text, number: number + 1 }
    }

    fn holds(&self, span: &Span) -> bool {
        std::ptr::eq(&raw const *span.source, self.source)
            && (self.start..=self.start + self.text.len()).contains(&span.start)
    }

    fn snippet(&self) -> Snippet<'a, Annotation<'a>> {
        Snippet::source(harmless(self.text)).path(clean(&self.source.name)).line_start(self.number)
    }

    /// Returns the annotation of a range, cut to the line.
    fn mark(&self, span: &Span, kind: AnnotationKind) -> Annotation<'a> {
        let inside = |at: usize| at.saturating_sub(self.start).min(self.text.len());
        let (start, end) = (inside(span.start), inside(span.end));
        // An unclosed range of several lines would draw more than it explains.
        kind.span(start..end.max(start))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{render, render_in_short};
    use crate::problem::{Code, Problem, Problems, SourceFile, Span};

    fn drawn(text: &str, marked: &str, related: Option<&str>) -> String {
        let source = Arc::new(SourceFile::new("tables/legs.csv".to_owned(), text.to_owned()));
        let span = |marked: &str| {
            let start = text.find(marked).expect("a marked text");
            Span { source: source.clone(), start, end: start + marked.len() }
        };
        let problem = Problem::new(Code::BadCellNumber, "`km` is glued on").at(&span(marked)).help("write 12");
        let problem = match related {
            Some(related) => problem.related(&span(related), "the first"),
            None => problem,
        };
        render(&Problems::from(problem), false)
    }

    #[test]
    fn a_problem_is_drawn_at_its_place() {
        insta::assert_snapshot!(drawn("key,km\na,12km\n", "12km", Some("key")), @r"
        error[T007]: `km` is glued on
         --> tables/legs.csv:2:3
          |
        2 | a,12km
          |   ^^^^
          |
         ::: tables/legs.csv:1:1
          |
        1 | key,km
          | --- the first
          |
          = help: write 12

        1 error
        ");
    }

    #[test]
    fn many_warnings_of_one_kind_are_a_few_and_their_number() {
        let warning = |number: usize| Problem::new(Code::EstimateWithoutNote, format!("the estimate `e{number}`"));
        let mut problems = Problems::new();
        (1..=269).for_each(|number| problems.push(warning(number)));
        problems.push(Problem::new(Code::NoBorderRow, "a leg crosses"));
        let short = render_in_short(&problems, false);
        assert!(short.contains("`e3`") && !short.contains("`e4`") && short.contains("a leg crosses"), "{short}");
        assert!(short.contains("... and 266 more warnings T019: `corridor check` shows more"), "{short}");
        assert!(short.lines().count() < 20 && short.ends_with("270 warnings"), "{short}");
        assert!(render(&problems, false).contains("`e269`"));
    }

    #[test]
    fn very_many_problems_of_a_kind_are_drawn_in_part_in_linear_time() {
        let text = "key,km\n".to_owned() + &"a,x\n".repeat(90_000);
        let source = Arc::new(SourceFile::new("legs.csv".to_owned(), text));
        let mut problems = Problems::new();
        for row in (0..90_000).rev() {
            let span = Span { source: source.clone(), start: 9 + row * 4, end: 10 + row * 4 };
            problems.push(Problem::new(Code::BadCellNumber, format!("row {row}")).at(&span));
        }
        problems.sort();
        let text = render(&problems, false);
        assert!(text.contains("row 499\n") && !text.contains("row 500\n") && text.lines().count() < 5000, "{text}");
        assert!(text.contains("... and 89,500 more errors T007 in legs.csv like this"), "{text}");
        assert!(text.ends_with("90,000 errors"), "{text}");
        (0..20_000).for_each(|_| problems.push(Problem::new(Code::BadCellNumber, "one more")));
        let text = render(&problems, false);
        assert!(text.contains("... and 10,000 more problems that are not kept") && text.ends_with("110,000 errors"));
        let places: usize = problems.iter().map(|problem| problem.to_string().len()).sum();
        assert!(places > 90_000 * 20);
    }

    #[test]
    fn large_numbers_are_grouped() {
        let numbers = [0, 9999, 10_000, 199_950, 1_500_000].map(super::grouped);
        assert_eq!(numbers, ["0", "9999", "10,000", "199,950", "1,500,000"]);
    }

    #[test]
    fn a_line_of_very_many_bytes_is_named_and_not_drawn() {
        let text = drawn(&format!("key,km\n{},12km", "x".repeat(30_000)), "12km", None);
        assert!(text.contains("legs.csv:2:30002") && text.len() < 200, "{text}");
    }

    #[test]
    fn long_chinese_lines_stay_readable() {
        let row = format!("hunchun,{},12km,{}", "珲春至扎鲁比诺港".repeat(20), "吉林省".repeat(80));
        insta::assert_snapshot!(drawn(&format!("key,note,km,more\n{row}\n"), "12km", None), @r"
        error[T007]: `km` is glued on
         --> tables/legs.csv:2:170
          |
        2 | ... 港珲春至扎鲁比诺港珲春至扎鲁比诺港珲春至扎鲁比诺港,12km,吉林省吉林省吉林省吉林省吉林省吉林省吉林省吉林省吉林...
          |                                                        ^^^^
          |
          = help: write 12

        1 error
        ");
    }

    #[test]
    fn a_line_cannot_steer_the_terminal_and_keeps_its_columns() {
        let drawn = drawn("key,km\n\u{9b}2J\u{61c}\u{200f}\u{202e}\u{1b}[2J,12km\n", "12km", None);
        assert!(!drawn.contains(['\u{9b}', '\u{61c}', '\u{200f}', '\u{202e}', '\u{1b}']), "{drawn:?}");
        assert!(drawn.contains("\u{a4}2J\u{a4}\u{fffd}\u{fffd}\u{241b}[2J,12km"), "{drawn:?}");
    }

    #[test]
    fn a_point_at_the_end_of_the_file_can_be_drawn() {
        let source = Arc::new(SourceFile::new("a.csv".to_owned(), "key".to_owned()));
        let problem = Problem::new(Code::BlankCell, "blank").at(&Span { source, start: 3, end: 3 });
        assert!(render(&Problems::from(problem), true).ends_with("1 error"));
    }
}
