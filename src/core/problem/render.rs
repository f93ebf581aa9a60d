//! Rendering of problems with the lines of the files they are in, as compilers do.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Code, Problem, Problems, Severity, SourceFile, Span, clean};

/// The width in columns that lines are cut to; tables have rows of several hundred characters.
const WIDTH: usize = 120;

/// The most warnings of one kind in one file that are drawn where they are not what was asked for.
const MAX_EXAMPLES: usize = 3;

/// Renders each problem with its line of the file, the position marked, and the remedy; a count ends the text.
pub fn render(problems: &Problems, colour: bool) -> String {
    drawn(problems, colour, usize::MAX)
}

/// Renders problems as [`render`] does, but of many warnings of one kind in one file only a few and their number.
pub fn render_in_short(problems: &Problems, colour: bool) -> String {
    drawn(problems, colour, MAX_EXAMPLES)
}

fn drawn(problems: &Problems, colour: bool, examples: usize) -> String {
    let group = |problem: &Problem| (problem.code, problem.span.as_ref().map(|span| span.source.name.clone()));
    let mut sizes: BTreeMap<(Code, Option<String>), usize> = BTreeMap::new();
    for problem in problems {
        *sizes.entry(group(problem)).or_default() += 1;
    }
    let mut seen: BTreeMap<(Code, Option<String>), usize> = BTreeMap::new();
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() }.term_width(WIDTH);
    let mut text = String::new();
    for problem in problems {
        let group = group(problem);
        let before = seen.entry(group.clone()).or_default();
        *before += 1;
        // One more is drawn rather than counted.
        let more = sizes[&group].saturating_sub(examples);
        if problem.code.severity() == Severity::Error || more <= 1 || *before <= examples {
            text.push_str(&renderer.render(&[draw(problem)]));
            text.push_str("\n\n");
        } else if *before == examples + 1 {
            let file = group.1.map_or_else(String::new, |file| format!(" in {}", clean(&file)));
            let _ = write!(text, "... and {more} more warnings {}{file}: `corridor check` shows all\n\n", problem.code);
        }
    }
    // Writing to a string cannot fail.
    let _ = write!(text, "{}", count(problems));
    text
}

/// Returns the number of errors and warnings in words: `2 errors, 1 warning`.
fn count(problems: &Problems) -> String {
    let of = |severity: Severity| problems.iter().filter(|problem| problem.code.severity() == severity).count();
    let words = |count: usize, word: &str| match count {
        0 => None,
        1 => Some(format!("1 {word}")),
        _ => Some(format!("{count} {word}s")),
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
    if let Some(span) = &problem.span {
        let line = SourceLine::of(span);
        let mut snippet = line.snippet().annotation(line.mark(span, AnnotationKind::Primary));
        for (other, label) in problem.related.iter().filter(|(other, _)| line.holds(other)) {
            snippet = snippet.annotation(line.mark(other, AnnotationKind::Context).label(clean(label)));
        }
        group = group.element(snippet);
        for (other, label) in problem.related.iter().filter(|(other, _)| !line.holds(other)) {
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

/// The one line of a file that is shown; rendering with the whole file would cost time for each problem.
struct SourceLine<'a> {
    source: &'a SourceFile,
    start: usize,
    text: &'a str,
    number: usize,
}

impl<'a> SourceLine<'a> {
    fn of(span: &'a Span) -> Self {
        let text = span.source.text.as_str();
        let at = span.start.min(text.len());
        let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let line = text[start..].split('\n').next().unwrap_or("").trim_end_matches('\r');
        Self { source: &span.source, start, text: line, number: span.line_and_column().0 }
    }

    fn holds(&self, span: &Span) -> bool {
        std::ptr::eq(&raw const *span.source, self.source)
            && (self.start..=self.start + self.text.len()).contains(&span.start)
    }

    fn snippet(&self) -> Snippet<'a, Annotation<'a>> {
        Snippet::source(self.text).path(clean(&self.source.name)).line_start(self.number)
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
        let source = Arc::new(SourceFile { name: "tables/legs.csv".to_owned(), text: text.to_owned() });
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
        assert!(short.contains("... and 266 more warnings T019: `corridor check` shows all"), "{short}");
        assert!(short.lines().count() < 20 && short.ends_with("270 warnings"), "{short}");
        assert!(render(&problems, false).contains("`e269`"));
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
    fn a_point_at_the_end_of_the_file_can_be_drawn() {
        let source = Arc::new(SourceFile { name: "a.csv".to_owned(), text: "key".to_owned() });
        let problem = Problem::new(Code::BlankCell, "blank").at(&Span { source, start: 3, end: 3 });
        assert!(render(&Problems::from(problem), true).ends_with("1 error"));
    }
}
