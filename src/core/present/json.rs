//! JSON: the form that scripts rely on.
//!
//! Money has six places and no number has an exponent; other numbers are rounded to at most six decimals.

mod alternatives;
mod breakeven;
mod catchment;
mod critical;
mod discovery;
mod form;
mod levers;
mod pareto;
mod plane;
mod sensitivity;

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter};

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

pub(super) use form::document;

use super::words::plain;

/// Writes the files beside the partitions of a study: its outline, the record of a partition, its manifest.
pub fn study<T: Serialize>(record: &T) -> String {
    write(record)
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

    use super::super::{Shown, sample};

    #[test]
    fn printed_parts_add_up_to_the_printed_total() {
        let text = sample::results().json();
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
        let hours = results.answers[0].hours.as_mut().expect("hours");
        hours.moving = crate::units::Duration::hours(1e-9);
        let text = results.json();
        assert!(text.contains("\"lot_t\": 10000000000000000000000,"), "{text}");
        assert!(text.contains("\"moving\": 0,"), "{text}");
    }

    #[test]
    fn an_answer_looks_like_this() {
        let mut results = sample::results();
        results.answers.truncate(1);
        results.answers[0].steps.clear();
        let text = results.json();
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
        let text = results.json();
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
