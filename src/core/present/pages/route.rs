//! Itineraries step by step.

use std::io;

use crate::analysis::route::{Itineraries, StepRow};
use crate::answer::{Answer, PARTS, ScenarioUsed, Step, StepKind};
use crate::units::Money;

use super::compare::{header, scenarios};
use crate::present::csv::CsvTables;
use crate::present::demand::{cheaper_but_refused, no_route, pair, permitted, route, table, title};
use crate::present::digits::{Digits, Look};
use crate::present::geojson;
use crate::present::page::{Columns, Page, Table};
use crate::present::shown::{ALL_BUT_HTML, Format, Shown};
use crate::present::stairs::{MAX_STAIRS, of_steps};
use crate::present::words::{Lang, fixed, part};

impl Shown for Itineraries {
    const FORM: &'static str = "compare";
    const FORMATS: &'static [Format] = ALL_BUT_HTML;

    fn page(&self, look: Look) -> Page {
        let mut page = Page::new();
        for scenario in scenarios(&self.results) {
            header(&mut page, scenario.used, look.digits);
            let baseline = scenario.summary.and_then(|summary| summary.baseline.as_deref());
            let has_stairs = scenario.demands.iter().map(|answers| answers.len()).sum::<usize>() <= MAX_STAIRS;
            for answers in &scenario.demands {
                for answer in *answers {
                    lay_out(&mut page, answer, scenario.used, look);
                    if has_stairs && answer.is_answered() {
                        page.stairs(of_steps(answer, &scenario.used.currency));
                    }
                }
                page.heading(2, "In all");
                page.table(table(answers, &scenario.used.currency, baseline, look.digits));
            }
        }
        page
    }

    fn write_csv(&self, lang: Lang, to: &mut CsvTables<'_>) -> io::Result<()> {
        to.rows(&StepRow::columns(), self.rows(), lang)
    }

    fn geojson(&self, lang: Lang) -> String {
        geojson::render(&self.results, lang)
    }
}

/// Lays out one answer: its itinerary, or why there is none.
fn lay_out(page: &mut Page, answer: &Answer, used: &ScenarioUsed, look: Look) {
    let Look { lang, digits } = look;
    let (currency, date) = (&used.currency, &used.date);
    page.heading(2, format!("{}: {}", pair(&answer.from, &answer.to, lang), title(answer)));
    if answer.is_answered() {
        page.lead(format!("{}.", route(answer, lang)));
        page.table(itinerary(answer, currency, lang, digits));
        page.list(rows_used(answer));
        page.list(answer.permissions.iter().map(|row| format!("Allowed by {}.", permitted(row))).collect());
    } else {
        page.lead(no_route(answer, currency, date, look));
    }
    page.list(cheaper_but_refused(std::slice::from_ref(answer), currency, date, look));
}

/// Lays out the steps of one answer; the costs that are printed add up to the total that is.
fn itinerary(answer: &Answer, currency: &str, lang: Lang, digits: Digits) -> Table {
    let total = answer.total();
    let digits = digits.for_total(total);
    let costs: Vec<Money> = answer.steps.iter().map(|step| step.total_per_t).collect();
    let costs = digits.rounded(&costs, digits.round(total));
    let rows: Vec<(usize, &Step, Money)> =
        answer.steps.iter().zip(costs).zip(1..).map(|((step, cost), number)| (number, step, cost)).collect();
    let mut table = Columns::new()
        .words("#", |(number, ..): &(usize, &Step, Money)| number.to_string())
        .words("Step", |(_, step, _)| what(step))
        .words("Where", |(_, step, _)| place(step, lang))
        .numbers("km", |(_, step, _)| if step.moves() { fixed(step.km.as_km(), 0) } else { String::new() })
        .numbers("h", |(_, step, _)| fixed(step.hours.total().as_hours(), 1))
        .numbers(format!("{currency}/t"), |(.., cost)| digits.write(*cost))
        .words("Made up of", |(_, step, cost)| made_up_of(&digits.rounded(&step.parts.0, *cost), digits))
        .table(&rows);
    table.gap();
    table.row([
        "",
        "Total",
        "",
        &fixed(answer.length().as_km(), 0),
        &fixed(answer.time().as_hours(), 1),
        &digits.text(total),
        "",
    ]);
    table
}

pub(super) fn what(step: &Step) -> String {
    let mode = step.mode.unwrap_or_default();
    let text = match (step.kind, step.regime) {
        (StepKind::Load, _) => format!("load to {mode}"),
        (StepKind::Wait, _) => format!("wait for {mode}"),
        (StepKind::Ride, _) => mode.to_owned(),
        (StepKind::Cross, Some(regime)) => format!("{mode} over the border, {regime}"),
        (StepKind::Cross, None) => format!("{mode} over the border"),
        (StepKind::Tranship, _) => format!("tranship to {mode}"),
        (StepKind::Gauge, _) => "change gauge".to_owned(),
        (StepKind::Unload, _) => "unload".to_owned(),
    };
    text.trim_end_matches(" to ").trim_end_matches(" for ").to_owned()
}

pub(super) fn place(step: &Step, lang: Lang) -> String {
    if step.from.key == step.to.key {
        return lang.name(&step.from).to_owned();
    }
    format!("{} → {}", lang.name(&step.from), lang.name(&step.to))
}

/// Names the parts of a step's cost that are not nothing once they are rounded.
pub(super) fn made_up_of(parts: &[Money], digits: Digits) -> String {
    let parts = PARTS.into_iter().zip(parts).filter(|(_, amount)| **amount != Money::ZERO);
    let texts: Vec<String> = parts.map(|(name, &amount)| format!("{} {}", part(name), digits.write(amount))).collect();
    texts.join(", ")
}

/// Writes the tariff, the service and the legs of each step.
fn rows_used(answer: &Answer) -> Vec<String> {
    let mut lines = Vec::new();
    for (position, step) in answer.steps.iter().enumerate() {
        let mut texts: Vec<String> = Vec::new();
        texts.extend(step.tariff.as_ref().map(|tariff| format!("tariff {tariff}")));
        texts.extend(step.service.as_ref().map(|service| format!("service {service}")));
        match step.legs.as_slice() {
            [] => {}
            [only] => texts.push(format!("leg {only}")),
            legs => texts.push(format!("legs {}", legs.join(", "))),
        }
        if !texts.is_empty() {
            lines.push(format!("Step {}: {}.", position + 1, texts.join("; ")));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{Itineraries, Lang, Look, Shown};
    use crate::present::{markdown, sample};

    #[test]
    fn steps_are_itemised_and_add_up() {
        let mut results = sample::results();
        results.answers.truncate(1);
        let text = markdown::render(&Itineraries { results }.page(Look { lang: Lang::Zh, ..Look::default() }));
        let cost = |line: &str| -> i64 {
            line.split('|').nth(6).and_then(|cell| cell.trim().replace('.', "").parse().ok()).expect("a cost")
        };
        let lines: Vec<&str> = text.lines().filter(|line| line.split('|').count() == 9).skip(2).collect();
        let (total, steps) = lines.split_last().expect("rows");
        assert_eq!(steps.len(), 9);
        assert_eq!(steps.iter().map(|line| cost(line)).sum::<i64>(), cost(total));
        insta::assert_snapshot!(text.split("## In all").next().unwrap_or_default(), @r"
        # From Hunchun to the Yangtze

        hunchun-2019: maize in lots of 3000 t, as of 2019-06-24. Amounts are CNY per tonne of cargo, to two decimals, parts so that they add up; cargo waits half the interval between departures.

        Changed: factors.fuel.value = \*1.2.

        ## 珲春 to 宁波舟山港: Borrowing a port to go to the sea

        **珲春 —rail over the border→ 马哈林诺 —rail→ 扎鲁比诺 —sea→ 宁波舟山港.**

        | \# | Step | Where | km | h | CNY/t | Made up of |
        | --- | --- | --- | ---: | ---: | ---: | --- |
        | 1 | load to rail | 珲春 |  | 6.0 | 12.50 | handling 12.50 |
        | 2 | rail over the border, transit | 珲春 → 马哈林诺 |  | 19.0 | 9.09 | border 9.09 |
        | 3 | rail | 珲春 → 马哈林诺 | 27 | 1.0 | 21.33 | rail haulage 21.33 |
        | 4 | change gauge | 马哈林诺 |  | 8.0 | 3.00 | handling 3.00 |
        | 5 | rail | 马哈林诺 → 扎鲁比诺 | 41 | 2.5 | 18.15 | rail haulage 18.10, carbon 0.05 |
        | 6 | tranship to sea | 扎鲁比诺 |  | 12.0 | 30.00 | handling 30.00 |
        | 7 | wait for sea | 扎鲁比诺 |  | 84.0 | 4.92 | storage 4.20, holding 0.72 |
        | 8 | sea | 扎鲁比诺 → 宁波舟山港 | 1694 | 72.0 | 96.05 | sea haulage 95.00, carbon 1.05 |
        | 9 | unload | 宁波舟山港 |  | 10.0 | 19.27 | handling 15.00, equipment 4.27 |
        |  | Total |  | 1762 | 214.5 | 214.31 |  |

        - Step 2: tariff rail-tariff; leg rail-hunchun-makhalino.
        - Step 3: tariff rail-tariff; leg rail-hunchun-makhalino.
        - Step 5: tariff rail-tariff; leg rail-makhalino-zarubino.
        - Step 7: service zarubino-ningbo-weekly.
        - Step 8: tariff sea-tariff; leg sea-zarubino-ningbo.

        - Allowed by jilin-zarubino-ningbo-2018 (GACC approval of July 2018), valid from 2018-07-01, published; source: General Administration of Customs, notice of 2018.
        ");
    }

    /// Returns an itinerary of three steps.
    fn short() -> Itineraries {
        let mut results = sample::results();
        results.answers.truncate(1);
        results.answers[0].steps.truncate(3);
        Itineraries { results }
    }

    #[cfg(feature = "formats")]
    #[test]
    fn an_itinerary_fits_the_terminal() {
        for columns in [80, 100] {
            assert!(sample::screen(&short(), columns).lines().all(|line| line.chars().count() <= columns.into()));
        }
    }

    #[test]
    fn steps_look_like_this_in_rows() {
        insta::assert_snapshot!(short().csv(Lang::Zh).replace("\r\n", "\n"), @r"
        scenario,from,to,corridor,step,kind,step_from,step_to,step_from_name,step_to_name,mode,legs,tariff,service,regime,km,moving_h,waiting_h,handling_h,border_h,currency,total_per_t,rail_haulage,road_haulage,sea_haulage,handling,border,storage,holding,loss,carbon,equipment,support,co2e_kg_per_t,grade
        hunchun-2019,hunchun,ningbo,borrowed,1,load,hunchun,hunchun,珲春,珲春,rail,,,,,0,0,0,6,0,CNY,12.501234,0.000000,0.000000,0.000000,12.500000,0.000000,0.000000,0.001234,0.000000,0.000000,0.000000,0.000000,0,published
        hunchun-2019,hunchun,ningbo,borrowed,2,cross,hunchun,makhalino,珲春,马哈林诺,rail,rail-hunchun-makhalino,rail-tariff,,transit,0,0,0,0,19,CNY,9.090909,0.000000,0.000000,0.000000,0.000000,9.090909,0.000000,0.000000,0.000000,0.000000,0.000000,0.000000,0,published
        hunchun-2019,hunchun,ningbo,borrowed,3,ride,hunchun,makhalino,珲春,马哈林诺,rail,rail-hunchun-makhalino,rail-tariff,,,27,1,0,0,0,CNY,21.333333,21.333333,0.000000,0.000000,0.000000,0.000000,0.000000,0.000000,0.000000,0.000000,0.000000,0.000000,0.333333,published
        ");
    }

    #[test]
    fn several_demands_follow_each_other() {
        let text = markdown::render(&Itineraries { results: sample::results() }.page(Look::default()));
        let headings: Vec<&str> = text.lines().filter(|line| line.starts_with("##")).collect();
        insta::assert_snapshot!(headings.join("\n"), @r"
        ## Hunchun to Ningbo \| Zhoushan: Borrowing a port to go to the sea
        ## Hunchun to Ningbo \| Zhoushan: All-domestic
        ## In all
        ## Hunchun to Shanghai: Borrowing a port to go to the sea
        ## Hunchun to Shanghai: All-domestic
        ## In all
        ");
    }

    #[test]
    fn programs_get_the_document_of_a_comparison() {
        assert_eq!(short().json(), short().results.json());
    }
}
