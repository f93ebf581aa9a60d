//! What a scenario expects of its answers.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::analysis::listing::Listing;
use crate::analysis::{Analysis, Answered, Ask, Refusal};
use crate::answer::{Answer, Prepared};
use crate::scenario::{Expect, Given, Range};
use crate::units::{Decimal, Money};

/// Whether the answers are what their scenarios expect.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct TestQuestion {}

impl Analysis for TestQuestion {
    type Found = Expectations;

    fn answer(&self, ask: &Ask<'_>) -> Result<Expectations, Refusal> {
        ask.check_whole()?;
        let expected = ask.scenarios.iter().flat_map(|prepared| prepared.expectations(&prepared.answers()));
        Ok(Expectations::new(&expected.collect::<Vec<_>>()))
    }
}

impl Prepared {
    /// Checks every expectation of the scenario against its answers.
    pub fn expectations(&self, answers: &[Answer]) -> Vec<Expectation> {
        self.scenario.document.expects.iter().flat_map(|expect| self.check(expect, answers)).collect()
    }

    fn check(&self, expect: &Expect, answers: &[Answer]) -> Vec<Expectation> {
        let is = |wanted: &Option<Given<String>>, found: &str| wanted.as_ref().is_none_or(|word| word.value == found);
        let place = expect.span.as_ref().map_or_else(|| self.scenario.name.clone(), ToString::to_string);
        let mut found = Vec::new();
        let mut say = |text: String, met: bool, is: String| {
            found.push(Expectation { place: place.clone(), text, met, found: is });
        };
        let of_demands: Vec<&Answer> = answers
            .iter()
            .filter(|answer| is(&expect.from, &answer.from.key) && is(&expect.to, &answer.to.key))
            .collect();
        let selected: Vec<&Answer> =
            of_demands.iter().copied().filter(|answer| is(&expect.corridor, &answer.corridor)).collect();
        if selected.is_empty() {
            say("an answer for these places and this corridor".to_owned(), false, "none".to_owned());
        }
        for answer in &selected {
            let name = format!("{} > {} by {}", answer.from.key, answer.to.key, answer.corridor);
            let status = answer.status.as_str();
            if let Some(wanted) = &expect.status {
                say(format!("{name} is {}", wanted.value), wanted.value == status, status.to_owned());
            }
            for (what, range) in &expect.bounds {
                let number = measured(answer, what);
                let met = number.is_some_and(|number| holds(range, number));
                let shown = number.map_or_else(|| status.to_owned(), |number| number.to_string());
                say(format!("{name}: {what} {}", bounds_in_words(range)), met, shown);
            }
        }
        if let Some(wanted) = &expect.winner {
            for answer in of_demands.iter().filter(|answer| answer.corridor == wanted.value) {
                let best: Vec<&str> = of_demands
                    .iter()
                    .filter(|other| other.from == answer.from && other.to == answer.to && other.rank == Some(1))
                    .map(|other| other.corridor.as_str())
                    .collect();
                let text = format!("{} > {} is cheapest by {}", answer.from.key, answer.to.key, wanted.value);
                let shown = if best.is_empty() { "no route".to_owned() } else { best.join(", ") };
                say(text, answer.rank == Some(1), shown);
            }
        }
        found
    }
}

/// Returns a number of an answer exactly as results print it.
fn measured(answer: &Answer, what: &str) -> Option<Decimal> {
    let money = |amount: Option<Money>| Decimal::parse(&amount?.to_string()).ok();
    let number = |value: f64| Decimal::parse(&format!("{value:.6}")).ok();
    match what {
        _ if !answer.is_answered() => None,
        "total_per_t" => money(answer.total_per_t),
        "saving_per_t" => money(answer.saving_per_t),
        "days" => number(answer.time().as_days()),
        "km" => number(answer.length().as_km()),
        "co2e_kg_per_t" => number(answer.emissions().as_kilograms()),
        _ => None,
    }
}

fn holds(range: &Range, number: Decimal) -> bool {
    let value = |decimal: Decimal| decimal.plus(Decimal::ZERO).unwrap_or(decimal);
    let number = value(number);
    range.min.is_none_or(|min| value(min) <= number) && range.max.is_none_or(|max| number <= value(max))
}

fn bounds_in_words(range: &Range) -> String {
    match (&range.min, &range.max) {
        (Some(min), Some(max)) if min == max => format!("is {min}"),
        (Some(min), Some(max)) => format!("lies between {min} and {max}"),
        (Some(min), None) => format!("is at least {min}"),
        (None, Some(max)) => format!("is at most {max}"),
        (None, None) => "is given".to_owned(),
    }
}

/// What a scenario expects of an answer, with what was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    /// The position in the scenario, as `file:line:column`.
    pub place: String,
    /// What is expected, as a sentence.
    pub text: String,
    /// Whether the answers keep it.
    pub met: bool,
    /// What was found.
    pub found: String,
}

/// What scenarios expect of their answers, as plain lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Expectations {
    /// The lists.
    pub listings: Vec<Listing>,
    /// Whether every expectation is met.
    #[serde(skip)]
    pub are_met: bool,
}

impl Expectations {
    /// Lists expectations, those that are not met first.
    pub fn new(expectations: &[Expectation]) -> Self {
        let (met, unmet): (Vec<&Expectation>, Vec<&Expectation>) =
            expectations.iter().partition(|expectation| expectation.met);
        let counted = match expectations.len() {
            1 => "1 expectation".to_owned(),
            number => format!("{number} expectations"),
        };
        let note = match (expectations.len(), unmet.len()) {
            (0, _) => "The scenarios expect nothing".to_owned(),
            (_, 0) => format!("{counted}, all met"),
            (_, unmet) => format!("{counted}, {unmet} not met"),
        };
        let mut listing = Listing::new("Expectations", &["result", "expected", "found", "place"]);
        for Expectation { place, text, met, found } in unmet.iter().chain(&met) {
            let met = if *met { "met" } else { "NOT MET" };
            listing.rows.push([met, text, found, place].map(String::from).to_vec());
        }
        listing.notes.push(note);
        Self { listings: vec![listing], are_met: unmet.is_empty() }
    }
}

impl Answered for Expectations {
    fn is_answered(&self) -> bool {
        true
    }
}
