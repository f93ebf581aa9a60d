//! JSON: the form that scripts rely on.
//!
//! Money has six places and no number has an exponent; other numbers are rounded to at most six decimals.

mod alternatives;
mod answer;
mod breakeven;
mod catchment;
mod critical;
mod discovery;
mod form;
mod levers;
mod pareto;
mod plane;
mod sensitivity;
mod summary;

use std::collections::BTreeMap;
use std::io::{self, Write};

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter};

use crate::analysis::claims::ClaimResult;
use crate::analysis::compare::Results;
use crate::analysis::explain::Explanation;
use crate::analysis::listing::Listing;
use crate::answer::{Answer, Manifest, PlaceName, ScenarioUsed};

pub use alternatives::alternatives;
pub use breakeven::{breakeven, dates, flips};
pub use catchment::catchment;
pub use critical::critical;
pub use discovery::discovery;
pub use form::{request_schema, result_forms, results_schema};
pub use levers::levers;
pub use pareto::pareto;
pub use plane::plane;
pub use sensitivity::sensitivity;

use answer::AnswerOut;
use form::Form;
pub(super) use form::document;
use summary::SummaryOut;

use super::words::plain;

/// Holds one answer for each scenario, demand and corridor, in the order of the files.
#[derive(Serialize, JsonSchema)]
struct ResultsOut<'a> {
    /// What was run, on which inputs.
    manifest: &'a Manifest,
    /// Every place named in the answer, by key.
    places: BTreeMap<&'a str, PlaceOut<'a>>,
    /// The answers.
    answers: Vec<AnswerOut<'a>>,
    /// Who wins where, one entry for each scenario; empty where only a part of the answers was asked for.
    summary: Vec<SummaryOut<'a>>,
}

impl Form for ResultsOut<'_> {
    const NAME: &'static str = "compare";
}

/// Names a place.
#[derive(Serialize, JsonSchema)]
struct PlaceOut<'a> {
    /// The English name.
    name: &'a str,
    /// The Chinese name, if given.
    name_zh: Option<&'a str>,
    /// The Russian name, if given.
    name_ru: Option<&'a str>,
    /// Degrees north.
    lat_deg: Option<f64>,
    /// Degrees east.
    lon_deg: Option<f64>,
}

/// Explains why answers are what they are.
#[derive(Serialize, JsonSchema)]
struct ExplanationsOut<'a> {
    /// What was asked, of which files.
    scenarios: &'a [ScenarioUsed],
    /// One for each demand.
    explanations: Vec<ExplanationOut<'a>>,
}

impl Form for ExplanationsOut<'_> {
    const NAME: &'static str = "explain";
}

/// Explains the answers to one demand.
#[derive(Serialize, JsonSchema)]
struct ExplanationOut<'a> {
    /// The currency of all amounts.
    currency: &'a str,
    /// The day that picks dated rows.
    date: &'a str,
    /// All corridors of the demand, cheapest first, then those without a route.
    answers: Vec<AnswerOut<'a>>,
    /// What makes each later corridor dearer than the winner, part by part.
    differences: Vec<DifferenceOut<'a>>,
    /// The estimates that the winner rests on, the largest amount first.
    estimates: &'a [crate::analysis::explain::EstimateShare],
}

/// Splits what a corridor costs more than the winner.
#[derive(Serialize, JsonSchema)]
struct DifferenceOut<'a> {
    /// The corridor's key.
    corridor: &'a str,
    /// One entry for each of the ten parts.
    parts: &'a [crate::analysis::explain::PartDifference],
}

/// Sets published claims beside results.
#[derive(Serialize, JsonSchema)]
struct ClaimsOut<'a> {
    /// What was asked, of which files.
    scenarios: &'a [ScenarioUsed],
    /// The claims, in the order of their table.
    claims: &'a [ClaimResult],
}

impl Form for ClaimsOut<'_> {
    const NAME: &'static str = "claims";
}

/// Holds plain lists.
#[derive(Serialize, JsonSchema)]
struct ListingsOut<'a> {
    /// The lists.
    listings: Vec<ListingOut<'a>>,
}

impl Form for ListingsOut<'_> {
    const NAME: &'static str = "listing";
}

/// Is a titled list, every cell as text.
#[derive(Serialize, JsonSchema)]
struct ListingOut<'a> {
    /// What the rows are.
    title: &'a str,
    /// The headings.
    columns: &'a [String],
    /// The rows; each has one cell for each heading.
    rows: &'a [Vec<String>],
    /// Sentences that belong below the list.
    notes: &'a [String],
}

/// Writes the answers of `compare` or `route`.
pub fn render(results: &Results) -> String {
    let mut places = BTreeMap::new();
    for answer in &results.answers {
        collect(&mut places, answer);
    }
    for origin in results.summary.iter().flat_map(|summary| &summary.origins) {
        insert(&mut places, &origin.from);
    }
    document(
        ResultsOut::NAME,
        &ResultsOut {
            manifest: &results.manifest,
            places,
            answers: results.answers.iter().map(AnswerOut::new).collect(),
            summary: results.summary.iter().map(SummaryOut::new).collect(),
        },
    )
}

/// Writes explanations.
pub fn explanations(scenarios: &[ScenarioUsed], explanations: &[Explanation]) -> String {
    let explanations = explanations.iter().map(|explanation| ExplanationOut {
        currency: &explanation.currency,
        date: &explanation.date,
        answers: explanation.answers.iter().map(AnswerOut::new).collect(),
        differences: explanation
            .differences
            .iter()
            .map(|(corridor, parts)| DifferenceOut { corridor, parts })
            .collect(),
        estimates: &explanation.estimates,
    });
    document(ExplanationsOut::NAME, &ExplanationsOut { scenarios, explanations: explanations.collect() })
}

/// Writes claims beside our results.
pub fn claims(scenarios: &[ScenarioUsed], claims: &[ClaimResult]) -> String {
    document(ClaimsOut::NAME, &ClaimsOut { scenarios, claims })
}

/// Writes lists; every cell is text.
pub fn listings(listings: &[Listing]) -> String {
    let listings = listings.iter().map(|listing| ListingOut {
        title: &listing.title,
        columns: &listing.columns,
        rows: &listing.rows,
        notes: &listing.notes,
    });
    document(ListingsOut::NAME, &ListingsOut { listings: listings.collect() })
}

fn collect<'a>(places: &mut BTreeMap<&'a str, PlaceOut<'a>>, answer: &'a Answer) {
    insert(places, &answer.from);
    insert(places, &answer.to);
    for step in &answer.steps {
        for place in [&step.from, &step.to].into_iter().chain(&step.through) {
            insert(places, place);
        }
    }
    if let Some(refused) = &answer.refused {
        for place in [&refused.exit_point, &refused.entry_port].into_iter().chain(&refused.transit_port) {
            insert(places, place);
        }
    }
}

fn insert<'a>(places: &mut BTreeMap<&'a str, PlaceOut<'a>>, place: &'a PlaceName) {
    places.entry(&place.key).or_insert_with(|| PlaceOut {
        name: &place.name,
        name_zh: place.name_zh.as_deref(),
        name_ru: place.name_ru.as_deref(),
        lat_deg: place.position.map(|(lat, _)| lat),
        lon_deg: place.position.map(|(_, lon)| lon),
    });
}

/// Writes any value, indented, with a line end.
pub(super) fn write<T: Serialize>(value: &T) -> String {
    let mut bytes = Vec::new();
    let mut to = serde_json::Serializer::with_formatter(&mut bytes, Plain(PrettyFormatter::new()));
    // Writing into memory cannot fail, and no map here has keys other than text.
    if value.serialize(&mut to).is_err() {
        debug_assert!(false, "results are always writable as JSON");
    }
    bytes.push(b'\n');
    String::from_utf8(bytes).unwrap_or_default()
}

/// Indents like [`PrettyFormatter`] and writes numbers without exponents.
struct Plain(PrettyFormatter<'static>);

macro_rules! as_pretty {
    ($($name:ident($($flag:ident)?);)*) => {$(
        fn $name<W: ?Sized + Write>(&mut self, to: &mut W $(, $flag: bool)?) -> io::Result<()> {
            self.0.$name(to $(, $flag)?)
        }
    )*};
}

impl Formatter for Plain {
    fn write_f64<W: ?Sized + Write>(&mut self, to: &mut W, value: f64) -> io::Result<()> {
        to.write_all(plain(value).as_bytes())
    }

    as_pretty! {
        begin_array();
        end_array();
        begin_array_value(first);
        end_array_value();
        begin_object();
        end_object();
        begin_object_key(first);
        begin_object_value();
        end_object_value();
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::sample;

    #[test]
    fn printed_parts_add_up_to_the_printed_total() {
        let text = super::render(&sample::results());
        let value: Value = serde_json::from_str(&text).expect("JSON");
        let mut answered = 0;
        for answer in value["answers"].as_array().expect("answers") {
            let micros = |value: &Value| -> i64 { value.to_string().replace('.', "").parse().expect("six places") };
            if answer["status"] == "answered" {
                let parts = answer["parts"].as_object().expect("parts");
                assert_eq!(parts.len(), 10);
                assert_eq!(parts.values().map(micros).sum::<i64>(), micros(&answer["total_per_t"]));
                let steps = answer["steps"].as_array().expect("steps");
                assert_eq!(
                    steps.iter().map(|step| micros(&step["total_per_t"])).sum::<i64>(),
                    micros(&answer["total_per_t"])
                );
                answered += 1;
            } else {
                assert!(answer["total_per_t"].is_null() && answer["parts"].is_null());
                assert!(answer["reason"].is_string());
            }
        }
        assert_eq!(answered, 3);
    }

    #[test]
    fn no_number_has_an_exponent() {
        let mut results = sample::results();
        results.manifest.scenarios[0].lot_t = 1e22;
        results.answers[0].hours.moving = crate::units::Duration::hours(1e-9);
        let text = super::render(&results);
        assert!(text.contains("\"lot_t\": 10000000000000000000000,"), "{text}");
        assert!(text.contains("\"moving\": 0,"), "{text}");
    }

    #[test]
    fn an_answer_looks_like_this() {
        let mut results = sample::results();
        results.answers.truncate(1);
        results.answers[0].steps.clear();
        let text = super::render(&results);
        let answer = text.split("\"answers\": [\n").nth(1).and_then(|text| text.split("  ],\n  \"summary\"").next());
        insta::assert_snapshot!(answer.unwrap_or_default(), @r#"
        {
          "scenario": "hunchun-2019",
          "from": "hunchun",
          "to": "ningbo",
          "from_name": "Hunchun",
          "to_name": "Ningbo | Zhoushan",
          "regime": "domestic",
          "corridor": "borrowed",
          "corridor_title": "Borrowing a port to go to the sea",
          "status": "answered",
          "reason": null,
          "reason_kind": null,
          "rank": 1,
          "form": "box20",
          "tonnes_per_year": 20000,
          "total_per_t": 214.310000,
          "low_per_t": 184.310000,
          "high_per_t": 259.810000,
          "challenge_per_t": 202.310000,
          "parts": {
            "rail_haulage": 39.433334,
            "road_haulage": 0.000000,
            "sea_haulage": 95.000000,
            "handling": 60.500000,
            "border": 9.090909,
            "storage": 4.200000,
            "holding": 0.717684,
            "loss": 0.000000,
            "carbon": 1.096184,
            "equipment": 4.271889
          },
          "more_than_best": 0.000000,
          "saving_per_t": 18.200000,
          "hours": {
            "moving": 75.5,
            "waiting": 84,
            "handling": 36,
            "border": 19,
            "total": 214.5
          },
          "days": 8.9375,
          "km": {
            "rail": 68,
            "road": 0,
            "sea": 1694,
            "waterway": 0,
            "total": 1762
          },
          "km_by_country": {
            "CN": 68,
            "RU": 1694
          },
          "co2e_kg_per_t": 21.753086,
          "grades": {
            "official": 0,
            "published": 0.25,
            "computed": 0.14,
            "estimate": 0.61
          },
          "permissions": [
            {
              "key": "jilin-zarubino-ningbo-2018",
              "instrument": "GACC approval of July 2018",
              "period": "from 2018-07-01",
              "sources": [
                "General Administration of Customs, notice of 2018"
              ],
              "grade": "published",
              "switch": null
            }
          ],
          "refused": null,
          "steps": []
        }
        "#);
    }

    #[test]
    fn a_step_looks_like_this() {
        let mut results = sample::results();
        results.answers.truncate(1);
        results.answers[0].steps.truncate(2);
        let text = super::render(&results);
        insta::assert_snapshot!(text.split("\"kind\": \"load\"").nth(1).and_then(|text| text.split("\"summary\"").next()).unwrap_or_default(), @r#"
        ,
                  "from": "hunchun",
                  "to": "hunchun",
                  "through": [],
                  "mode": "rail",
                  "legs": [],
                  "tariff": null,
                  "service": null,
                  "regime": null,
                  "km": 0,
                  "hours": {
                    "moving": 0,
                    "waiting": 0,
                    "handling": 6,
                    "border": 0,
                    "total": 6
                  },
                  "total_per_t": 12.501234,
                  "parts": {
                    "rail_haulage": 0.000000,
                    "road_haulage": 0.000000,
                    "sea_haulage": 0.000000,
                    "handling": 12.500000,
                    "border": 0.000000,
                    "storage": 0.000000,
                    "holding": 0.001234,
                    "loss": 0.000000,
                    "carbon": 0.000000,
                    "equipment": 0.000000
                  },
                  "co2e_kg_per_t": 0,
                  "grade": "published"
                },
                {
                  "kind": "cross",
                  "from": "hunchun",
                  "to": "makhalino",
                  "through": [
                    "hunchun",
                    "makhalino"
                  ],
                  "mode": "rail",
                  "legs": [
                    "rail-hunchun-makhalino"
                  ],
                  "tariff": "rail-tariff",
                  "service": null,
                  "regime": "transit",
                  "km": 0,
                  "hours": {
                    "moving": 0,
                    "waiting": 0,
                    "handling": 0,
                    "border": 19,
                    "total": 19
                  },
                  "total_per_t": 9.090909,
                  "parts": {
                    "rail_haulage": 0.000000,
                    "road_haulage": 0.000000,
                    "sea_haulage": 0.000000,
                    "handling": 0.000000,
                    "border": 9.090909,
                    "storage": 0.000000,
                    "holding": 0.000000,
                    "loss": 0.000000,
                    "carbon": 0.000000,
                    "equipment": 0.000000
                  },
                  "co2e_kg_per_t": 0,
                  "grade": "published"
                }
              ]
            }
          ],
        "#);
    }
}
