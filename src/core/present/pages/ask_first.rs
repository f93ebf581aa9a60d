//! Which documents and quotations to get first, as a checklist.

use std::io;

use crate::analysis::ask_first::{AskFirst, AskedFigure, AskedFor, ToAsk};
use crate::present::csv::CsvTables;
use crate::present::demand::pair;
use crate::present::digits::{Digits, Look};
use crate::present::messages::ASK_FIRST;
use crate::present::page::{Columns, Page};
use crate::present::shown::Shown;
use crate::present::verdict::given;
use crate::present::words::{Lang, a_year, count, fixed, percent, three_digits};

use super::compare::header;

/// The most lines of each list.
const MAX_LINES: usize = 8;
/// The most demands that are named.
const MAX_DEMANDS: usize = 4;
/// The most questions of one document.
const MAX_QUESTIONS: usize = 3;

impl Shown for AskFirst {
    const FORM: &'static str = "ask-first";

    fn page(&self, look: Look) -> Page {
        let mut page = Page::new();
        header(&mut page, &self.scenario, Digits::Cents);
        if let Some(claims) = &self.given {
            page.text(given(claims));
        }
        if self.figures == 0 {
            page.lead("No figure that can move an answer has a range or a distribution, so nothing ranks what to find out first.");
            return page;
        }
        page.lead(self.lead());
        page.list(self.demands.iter().take(MAX_DEMANDS).map(|demand| {
            format!(
                "{}: who knows no more chooses {}; in {} of the draws another corridor is cheaper, and knowing every \
                 figure first would save {} {}/t on average.",
                pair(&demand.from, &demand.to, look.lang),
                demand.here_and_now_title,
                percent(demand.changes_if_all_known),
                fixed(demand.worth_of_all_per_t.as_units(), 2),
                self.scenario.currency
            )
        }).collect());
        page.text(format!(
            "{} from seed {}, of {}. What a document is worth is what choosing after reading it would save on average, \
             learnt on one half of the draws and judged on the other, so a little too low rather than too high; the \
             sampling error is one standard error. Worths do not add up: one document may tell what another does.",
            count(self.draws as usize, "draw"),
            self.seed,
            count(self.figures, "uncertain figure"),
        ));
        let is_group = |own: &&ToAsk| matches!(own.kind, AskedFor::Row | AskedFor::Market | AskedFor::Document);
        let groups = without_repeats(self.asks.iter().filter(|own| own.is_sure).filter(is_group));
        let alone: Vec<&ToAsk> = self.asks.iter().filter(|own| own.is_sure && !is_group(own)).take(MAX_LINES).collect();
        if groups.is_empty() && alone.is_empty() {
            page.text(
                "No single document is worth more than its sampling error: what is not known lies in many figures, or no \
                 figure would change the choice. More --draws tell smaller worths.",
            );
            return page;
        }
        self.table(&mut page, "Documents that would settle several figures", &groups);
        page.list(groups.iter().map(|own| wording(own, look.lang)).collect());
        self.table(&mut page, "Figures by themselves", &alone);
        page.list(alone.iter().map(|own| wording(own, look.lang)).collect());
        page
    }

    fn write_csv(&self, lang: Lang, to: &mut CsvTables<'_>) -> io::Result<()> {
        to.rows(&self.columns(), self.rows(), lang)
    }
}

/// Leaves out what settles the same figures as something before.
fn without_repeats<'a>(asks: impl Iterator<Item = &'a ToAsk>) -> Vec<&'a ToAsk> {
    let figures = |own: &ToAsk| {
        let mut paths: Vec<String> = own.figures.iter().map(|figure| figure.path.clone()).collect();
        paths.sort();
        paths
    };
    let mut kept: Vec<&ToAsk> = Vec::new();
    for own in asks {
        if kept.len() < MAX_LINES && kept.iter().all(|other| figures(other) != figures(own)) {
            kept.push(own);
        }
    }
    kept
}

impl AskFirst {
    /// Writes an amount of money.
    fn amount(&self, amount: f64) -> String {
        let currency = &self.scenario.currency;
        if self.yearly { a_year(amount, currency) } else { format!("{} {currency}/t", fixed(amount, 2)) }
    }

    fn lead(&self) -> String {
        let first = self.asks.iter().find(|own| own.is_sure);
        let first = first.map_or_else(String::new, |own| {
            format!(
                " First: {}, worth {}; it would change the choice in {} of the cases.",
                own.name,
                self.amount(own.worth),
                percent(own.changes)
            )
        });
        format!(
            "Knowing every uncertain figure before choosing would be worth {}.{first}",
            self.amount(self.worth_of_all)
        )
    }

    fn table(&self, page: &mut Page, title: &str, asks: &[&ToAsk]) {
        if asks.is_empty() {
            return;
        }
        page.heading(2, title);
        let unit = if self.yearly { "a year" } else { "per t" };
        let places = if self.yearly { 0 } else { 2 };
        let columns = Columns::new()
            .words("Ask for", |own: &&ToAsk| own.name.clone())
            .words("Kind", |own| own.kind.to_string())
            .numbers("Figures", |own| own.settles.to_string())
            .numbers(format!("Worth, {} {unit}", self.scenario.currency), move |own| fixed(own.worth, places))
            .numbers("Error", move |own| fixed(own.error, places))
            .numbers("Changes the choice", |own| percent(own.changes));
        page.table(columns.table(asks));
    }
}

/// Writes what to ask, in a language.
fn wording(own: &ToAsk, lang: Lang) -> String {
    let say = |key: &str, values: &[(&str, &str)]| ASK_FIRST.say(lang, key, values);
    let of_figure = |figure: &AskedFigure| {
        let key = match (figure.is_price, figure.is_time) {
            (true, _) => "price",
            (_, true) => "time",
            _ => "other",
        };
        let [value, low, high] = [figure.value, figure.low, figure.high].map(three_digits);
        say(key, &[("name", &figure.name), ("unit", &figure.unit), ("value", &value), ("low", &low), ("high", &high)])
    };
    let head = match own.kind {
        AskedFor::Figure => return own.figures.first().map(of_figure).unwrap_or_default(),
        AskedFor::Hypothesis => {
            let reason =
                own.reason.as_ref().map_or_else(|| own.name.clone(), |reason| format!("{} ({reason})", own.name));
            return say("hypothesis", &[("name", &reason)]);
        }
        AskedFor::Row => "row",
        AskedFor::Market => "market",
        AskedFor::Document => "document",
    };
    let questions: Vec<String> = own.figures.iter().take(MAX_QUESTIONS).map(of_figure).collect();
    format!("{} {}", say(head, &[("name", &own.name)]), questions.join(" "))
}
