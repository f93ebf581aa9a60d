//! Why an answer is what it is, in plain sentences.

use crate::analysis::explain::{EstimateShare, Explanation, Explanations, PartDifference};
use crate::analysis::verdict::Verdict;
use crate::answer::{Answer, PARTS};
use crate::units::{Grade, Money};

use super::compare::{audited, recomputed};
use super::quotes::quotations;
use crate::present::demand::{
    allowed, behind, cheaper_but_refused, emissions_known, is_timed, mixed_years, money, no_route, pair, route, slower,
    sources, title,
};
use crate::present::digits::{Digits, Look};
use crate::present::page::Page;
use crate::present::shown::{Format, Shown};
use crate::present::stairs::{MAX_STAIRS, side_by_side};
use crate::present::verdict::{reasons, undecided};
use crate::present::words::{Lang, and, days, fixed, part, percent, sentence, size};

/// The most estimates that are named.
const MAX_ESTIMATES: usize = 5;

impl Shown for Explanations {
    const FORM: &'static str = "explain";
    const FORMATS: &'static [Format] = &[Format::Table, Format::Markdown, Format::Json];

    fn page(&self, look: Look) -> Page {
        let mut page = Page::new();
        for used in &self.scenarios {
            quotations(&mut page, used);
        }
        for explanation in &self.explanations {
            lay_out(&mut page, explanation, look.lang);
            if self.explanations.len() <= MAX_STAIRS {
                stairs(&mut page, explanation);
            }
        }
        if self.explanations.is_empty() {
            page.text("There is nothing to explain: no demand is left.");
        }
        recomputed(&mut page, audited(&self.scenarios), "answer");
        page
    }
}

fn lay_out(page: &mut Page, explanation: &Explanation, lang: Lang) {
    let Some(first) = explanation.answers.first() else {
        return;
    };
    let (currency, date) = (&explanation.currency, &explanation.date);
    page.heading(1, pair(&first.from, &first.to, lang));
    if first.is_answered() {
        page.lead(cheapest(first, explanation.verdict.as_ref(), currency, date, lang));
        page.list(explanation.verdict.as_ref().map_or_else(Vec::new, |verdict| reasons(verdict, currency)));
        page.text(format!("It goes {}.", route(first, lang)));
        page.text(made_of(first, currency));
        page.list(
            explanation.answers[1..]
                .iter()
                .filter(|answer| answer.is_answered())
                .map(|answer| {
                    if let Some(twin) = twin(&explanation.answers, answer) {
                        return format!("{} takes the same route as {}.", title(answer), title(twin));
                    }
                    let differences = explanation.differences.iter().find(|own| own.corridor == answer.corridor);
                    next(first, answer, differences.map_or(&[], |own| own.parts.as_slice()), currency)
                })
                .collect(),
        );
    } else {
        page.lead(format!("There is no way from {} on {date} by any corridor.", pair(&first.from, &first.to, lang)));
    }
    let look = Look { lang, ..Look::default() };
    let without = explanation.answers.iter().filter(|answer| !answer.is_answered());
    page.list(without.map(|answer| no_route(answer, currency, date, look)).collect());
    page.list(cheaper_but_refused(&explanation.answers, currency, date, look));
    page.list(
        explanation.answers.iter().filter(|own| twin(&explanation.answers, own).is_none()).flat_map(allowed).collect(),
    );
    if first.is_answered() {
        rests_on(page, first, &explanation.estimates, currency);
        page.list(mixed_years(first, currency, look.digits).into_iter().collect());
    }
}

/// Lays out the cost along the cheapest route beside that of the next corridor that goes another way.
fn stairs(page: &mut Page, explanation: &Explanation) {
    let [first, others @ ..] = &explanation.answers[..] else { return };
    let next = others.iter().find(|own| own.is_answered() && twin(&explanation.answers, own).is_none());
    if let Some(next) = next.filter(|_| first.is_answered()) {
        page.stairs(side_by_side([first, next], &explanation.currency));
    }
}

/// Returns the answer before one that has the same route.
fn twin<'a>(answers: &'a [Answer], own: &Answer) -> Option<&'a Answer> {
    let before = answers.iter().take_while(|answer| answer.corridor != own.corridor);
    let is_same = |answer: &&Answer| (&answer.form, &answer.steps) == (&own.form, &own.steps);
    before.filter(|answer| answer.is_answered() && own.is_answered()).find(is_same)
}

fn cheapest(answer: &Answer, verdict: Option<&Verdict>, currency: &str, date: &str, lang: Lang) -> String {
    let decided = verdict.is_none_or(|verdict| verdict.decided);
    let ends = pair(&answer.from, &answer.to, lang);
    let lead = if answer.is_cheapest() {
        let lead =
            verdict.filter(|_| !decided).map_or_else(|| "The".to_owned(), |own| format!("{} the", undecided(own)));
        format!("{lead} cheapest way from {ends} on {date} is {} at {:.2} {currency}/t", title(answer), answer.total())
    } else {
        return format!("{} It is the way from {ends} on {date}.", behind(answer, verdict, currency, Digits::Cents));
    };
    format!(
        "{lead}: {}{} km{}.",
        if is_timed(answer) { format!("{} days, ", days(answer.time())) } else { String::new() },
        fixed(answer.length().as_km(), 0),
        if answer.emissions().as_kilograms() > 0.0 {
            format!(", {} kg CO2e per tonne", emissions_known(answer))
        } else {
            String::new()
        },
    )
}

fn made_of(answer: &Answer, currency: &str) -> String {
    // Rounded so that they add up; what is then nothing is not worth a word.
    let rounded = Digits::Cents.rounded(&answer.costs().0, Digits::Cents.round(answer.costs().total()));
    let mut parts: Vec<(&str, Money)> =
        PARTS.into_iter().zip(rounded).filter(|&(_, amount)| amount != Money::ZERO).collect();
    parts.sort_by_key(|&(_, amount)| std::cmp::Reverse(amount));
    let words: Vec<String> = parts.iter().map(|(name, amount)| format!("{amount:.2} {}", part(name))).collect();
    let hours = answer.hours.unwrap_or_default();
    let times: Vec<String> = [
        ("moving", hours.moving),
        ("waiting", hours.waiting),
        ("handling", hours.handling),
        ("at borders", hours.border),
    ]
    .into_iter()
    .filter(|&(_, time)| fixed(time.as_days(), 1) != "0.0")
    .map(|(kind, time)| format!("{} {kind}", days(time)))
    .collect();
    let mut text = Vec::new();
    if !words.is_empty() {
        let total = answer.total();
        text.push(format!("The {total:.2} {currency}/t are {}.", and(&words)));
    }
    if !times.is_empty() {
        text.push(format!("The {} days are {}.", days(hours.total()), and(&times)));
    }
    text.join(" ")
}

/// Writes how much more another corridor costs, and in which parts.
fn next(winner: &Answer, answer: &Answer, differences: &[PartDifference], currency: &str) -> String {
    let more = answer.total() - winner.total();
    let lead = match (more == Money::ZERO, answer.rank) {
        (true, _) => format!("{} costs exactly the same", title(answer)),
        (false, Some(2)) => format!("Next comes {}: {} more", title(answer), money(more, currency, Digits::Cents)),
        (false, _) => format!("Then {}: {} more", title(answer), money(more, currency, Digits::Cents)),
    };
    let time = slower(answer.days_more_than(winner));
    format!("{lead}, and it is {time}.{}", because(differences, title(winner)))
}

fn because(differences: &[PartDifference], winner: &str) -> String {
    let exact: Vec<Money> = differences.iter().map(|part| part.difference).collect();
    let rounded = Digits::Cents.rounded(&exact, Digits::Cents.round(exact.iter().copied().sum()));
    let list = |dearer: bool| {
        let of_kind = |amount: Money| amount != Money::ZERO && (amount > Money::ZERO) == dearer;
        let mut parts: Vec<(&str, Money)> = differences
            .iter()
            .zip(&rounded)
            .map(|(difference, &amount)| (difference.part, amount))
            .filter(|&(_, amount)| of_kind(amount))
            .collect();
        parts.sort_by_key(|&(_, amount)| if dearer { -amount } else { amount });
        let more = if dearer { " more" } else { "" };
        let words: Vec<String> =
            parts.iter().map(|&(name, amount)| format!("{}{more} on {}", size(amount), part(name))).collect();
        and(&words)
    };
    let (saves, costs) = (list(false), list(true));
    match (saves.is_empty(), costs.is_empty()) {
        (true, true) => String::new(),
        (false, false) => format!(" Against {winner} it saves {saves}, but costs {costs}."),
        (false, true) => format!(" Against {winner} it saves {saves}."),
        (true, false) => format!(" Against {winner} it costs {costs}, and saves nothing."),
    }
}

fn rests_on(page: &mut Page, answer: &Answer, estimates: &[EstimateShare], currency: &str) {
    let share = percent(answer.share(Grade::Estimate));
    let named = &estimates[..estimates.len().min(MAX_ESTIMATES)];
    if named.is_empty() {
        page.text(format!("{share} of the total rests on estimates."));
        return;
    }
    page.text(format!(
        "{share} of the total of {} rests on estimates; the largest {}:",
        title(answer),
        if named.len() == 1 { "is" } else { "are" }
    ));
    page.list(named.iter().map(|estimate| estimated(estimate, currency)).collect());
    if named.len() < estimates.len() {
        page.text(format!(
            "Others: {}.",
            and(&estimates[named.len()..]
                .iter()
                .map(|estimate| format!("{} ({})", estimate.name, estimate.path))
                .collect::<Vec<_>>())
        ));
    }
}

fn estimated(estimate: &EstimateShare, currency: &str) -> String {
    let bounds = match &estimate.bounds {
        Some((low, high)) => format!(", between {low} and {high}"),
        None => ", without bounds".to_owned(),
    };
    let note = match &estimate.note {
        Some(note) => format!(" {}", sentence(note)),
        None => String::new(),
    };
    format!(
        "{} ({}) = {} {}{bounds}: charges of {:.2} {currency}/t rest on it{}.{note}",
        estimate.name,
        estimate.path,
        estimate.value,
        estimate.unit,
        estimate.amount_per_t,
        sources(&estimate.sources),
    )
}

#[cfg(test)]
mod tests {
    use super::{Explanations, Look, Shown};
    use crate::present::{markdown, sample};

    #[test]
    fn an_explanation_is_plain_sentences() {
        insta::assert_snapshot!(markdown::render(&sample::explanations().page(Look::default())), @r"
        # Hunchun to Ningbo \| Zhoushan

        **The cheapest way from Hunchun to Ningbo \| Zhoushan on 2019-06-24 is Borrowing a port to go to the sea at 214.31 CNY/t: 8.9 days, 1762 km, 21.8 kg CO2e per tonne.**

        It goes Hunchun —rail over the border→ Makhalino —rail→ Zarubino —sea→ Ningbo \| Zhoushan.

        The 214.31 CNY/t are 95.00 sea haulage, 60.50 handling, 39.43 rail haulage, 9.09 border, 4.27 equipment, 4.20 storage, 1.10 carbon and 0.72 holding. The 8.9 days are 3.1 moving, 3.5 waiting, 1.5 handling and 0.8 at borders.

        - Next comes All-domestic: 18.20 CNY/t more, and it is 2.4 days faster. Against Borrowing a port to go to the sea it saves 38.00 on sea haulage, 15.00 on handling, 9.09 on border, 4.27 on equipment, 4.20 on storage and 1.10 on carbon, but costs 89.08 more on rail haulage and 0.78 more on holding.

        - Borrowing a port to go to the sea is allowed by jilin-zarubino-ningbo-2018 (GACC approval of July 2018), valid from 2018-07-01, published; source: General Administration of Customs, notice of 2018.

        61 % of the total of Borrowing a port to go to the sea rests on estimates; the largest is:

        - Sea tariff per haul (tariffs.sea-tariff.per\_haul) = 2090 CNY/box20, between 1400 and 2800: charges of 95.00 CNY/t rest on it. No southbound rate was found; as northbound less a fifth.

        # Hunchun to Shanghai

        **The cheapest way from Hunchun to Shanghai on 2019-06-24 is All-domestic at 232.51 CNY/t: 6.6 days, 2342 km, 28.9 kg CO2e per tonne.**

        It goes Hunchun —rail→ Dalian —sea→ Shanghai.

        The 232.51 CNY/t are 128.51 rail haulage, 57.00 sea haulage, 45.50 handling and 1.50 holding. The 6.6 days are 4.0 moving, 1.5 waiting and 1.1 handling.

        - Borrowing a port to go to the sea has no route. Zarubino is refused to domestic goods of Jilin on 2019-06-24: no permission row covers (Jilin, maize, box20) leaving at Hunchun by Zarubino to Shanghai. That way would cost 209.88 CNY/t. Nearest row: jilin-zarubino-ningbo-2018 (GACC approval of July 2018), only for entry at Ningbo, published; source: General Administration of Customs, notice of 2018.

        20 % of the total rests on estimates.

        - All-domestic adds up prices of 2014 to 2019: 20.50 of 2014 and 181.00 of 2019 CNY/t.
        ");
    }

    #[test]
    fn a_refused_way_that_is_contested_names_its_switch() {
        let mut explanations = sample::explanations();
        let permission = &mut explanations.explanations[0].answers[0].permissions[0];
        permission.switch = Some("zarubino-2017".into());
        let text = markdown::render(&explanations.page(Look::default()));
        assert!(text.contains("turned on by the switch zarubino-2017"), "{text}");
    }

    #[test]
    fn nothing_to_explain_is_said() {
        let none = Explanations { scenarios: Vec::new(), explanations: Vec::new() };
        let text = markdown::render(&none.page(Look::default()));
        assert_eq!(text, "There is nothing to explain: no demand is left.\n");
    }

    /// Returns the explanation of one demand that one corridor answers.
    fn short() -> Explanations {
        let mut explanations = sample::explanations();
        explanations.explanations.remove(0);
        explanations
    }

    #[test]
    fn programs_get_the_differences_and_the_estimates() {
        let mut explanations = sample::explanations();
        explanations.explanations.truncate(1);
        explanations.explanations[0].answers.clear();
        explanations.explanations[0].differences[0].parts.truncate(2);
        insta::assert_snapshot!(explanations.json(), @r#"
        {
          "schema": "corridor.explain",
          "version": 1,
          "program": "corridor 0.1.0",
          "scenarios": [],
          "explanations": [
            {
              "currency": "CNY",
              "date": "2019-06-24",
              "verdict": null,
              "answers": [],
              "differences": [
                {
                  "corridor": "domestic",
                  "parts": [
                    {
                      "part": "rail_haulage",
                      "winner": 39.433334,
                      "other": 128.510000,
                      "difference": 89.076666
                    },
                    {
                      "part": "road_haulage",
                      "winner": 0.000000,
                      "other": 0.000000,
                      "difference": 0.000000
                    }
                  ]
                }
              ],
              "estimates": [
                {
                  "path": "tariffs.sea-tariff.per_haul",
                  "name": "Sea tariff per haul",
                  "value": "2090",
                  "unit": "CNY/box20",
                  "bounds": [
                    "1400",
                    "2800"
                  ],
                  "grade": "estimate",
                  "sources": [],
                  "note": "No southbound rate was found; as northbound less a fifth",
                  "amount_per_t": 95.000000
                }
              ]
            }
          ]
        }
        "#);
    }

    #[test]
    fn an_audit_is_reported() {
        let mut explanations = short();
        explanations.scenarios = sample::results().manifest.scenarios;
        explanations.scenarios[0].audited = Some(1);
        let text = markdown::render(&explanations.page(Look::default()));
        assert!(text.ends_with("\n\n1 answer recomputed from the tables alone: no difference.\n"), "{text}");
    }
}
