//! What programs read of a comparison: rows and JSON.
#![allow(clippy::too_many_lines, reason = "they are the outputs")]

use serde_json::Value;

use super::Shown;
use crate::answer::PARTS;
use crate::present::Lang;
use crate::present::sample;
use crate::units::Duration;

fn records(text: &str) -> Vec<std::collections::BTreeMap<String, String>> {
    let mut reader = ::csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(|record| record.expect("a record")).collect()
}

#[test]
fn parts_of_a_row_add_up_to_its_total() {
    let rows = records(&sample::results().csv(Lang::En));
    assert_eq!(rows.len(), 4);
    for row in rows.iter().filter(|row| row["status"] == "answered") {
        let micros = |name: &str| -> i64 { row[name].replace('.', "").parse().expect("six places") };
        assert_eq!(PARTS.iter().map(|part| micros(part)).sum::<i64>(), micros("total_per_t"));
    }
    let none = rows.iter().find(|row| row["status"] == "no-route").expect("one without a route");
    assert!(none["total_per_t"].is_empty() && none["rail_haulage"].is_empty() && none["days"].is_empty());
}

#[test]
fn rows_look_like_this() {
    insta::assert_snapshot!(sample::results().csv(Lang::Zh).replace("\r\n", "\n"), @r"
    scenario,from,to,from_name,to_name,regime,corridor,status,reason,rank,form,currency,total_per_t,rail_haulage,road_haulage,sea_haulage,handling,border,storage,holding,loss,carbon,equipment,support,route_cost_per_t,low_per_t,high_per_t,more_than_best,saving_per_t,decided,undecided_because,chance_cheapest,moving_h,waiting_h,handling_h,border_h,days,rail_km,road_km,sea_km,waterway_km,co2e_kg_per_t,official_share,quoted_share,published_share,computed_share,estimate_share,first_price_year,last_price_year,route,permissions
    hunchun-2019,hunchun,ningbo,珲春,宁波舟山港,domestic,borrowed,answered,,1,box20,CNY,214.310000,39.433334,0.000000,95.000000,60.500000,9.090909,4.200000,0.717684,0.000000,1.096184,4.271889,0.000000,214.310000,184.310000,259.810000,0.000000,18.200000,no,ranges-overlap;evidence-contradicts,0.81,75.5,84,36,19,8.9375,68,0,1694,0,21.753086,0,0,0.25,0.14,0.61,,,hunchun > makhalino > zarubino > ningbo,jilin-zarubino-ningbo-2018
    hunchun-2019,hunchun,ningbo,珲春,宁波舟山港,domestic,domestic,answered,,2,bulk,CNY,232.510000,128.510000,0.000000,57.000000,45.500000,0.000000,0.000000,1.500000,0.000000,0.000000,0.000000,0.000000,232.510000,202.510000,278.010000,18.200000,0.000000,no,ranges-overlap;evidence-contradicts,0.19,96,36,26,0,6.583333,1301,0,1041,0,28.91358,0.55,0,0.25,0,0.2,2014,2019,hunchun > dalian > ningbo,
    hunchun-2019,hunchun,shanghai,珲春,上海,domestic,borrowed,no-route,no permission covers maize of Jilin by Zarubino to Shanghai on 2019-06-24,,,CNY,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,
    hunchun-2019,hunchun,shanghai,珲春,上海,domestic,domestic,answered,,1,bulk,CNY,232.510000,128.510000,0.000000,57.000000,45.500000,0.000000,0.000000,1.500000,0.000000,0.000000,0.000000,0.000000,232.510000,202.510000,278.010000,0.000000,0.000000,,,,96,36,26,0,6.583333,1301,0,1041,0,28.91358,0.55,0,0.25,0,0.2,2014,2019,hunchun > dalian > shanghai,
    ");
}

#[test]
fn parts_and_steps_of_a_document_add_up_to_the_total() {
    let text = sample::results().json();
    let value: Value = serde_json::from_str(&text).expect("JSON");
    let mut answered = 0;
    for answer in value["answers"].as_array().expect("answers") {
        let micros = |value: &Value| -> i64 { value.to_string().replace('.', "").parse().expect("six places") };
        if answer["status"] == "answered" {
            let parts = answer["parts"].as_object().expect("parts");
            assert_eq!(parts.len(), 11);
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
    hours.moving = Duration::hours(1e-9);
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
    let answer = text.split("\"answers\": [\n").nth(1).and_then(|text| text.split("  ],\n  \"verdicts\"").next());
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
      "route_cost_per_t": 214.310000,
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
        "equipment": 4.271889,
        "support": 0.000000
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
        "quoted": 0,
        "published": 0.25,
        "computed": 0.14,
        "estimate": 0.61
      },
      "price_years": [],
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
                "equipment": 0.000000,
                "support": 0.000000
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
                "equipment": 0.000000,
                "support": 0.000000
              },
              "co2e_kg_per_t": 0,
              "grade": "published"
            }
          ]
        }
      ],
      "verdicts": [
        {
          "scenario": "hunchun-2019",
          "from": "hunchun",
          "to": "ningbo",
          "regime": "domestic",
          "cheapest": [
            "borrowed"
          ],
          "decided": false,
          "doubts": [
            "ranges-overlap",
            "evidence-contradicts"
          ],
          "draws": 1000,
          "figures": 12,
          "hypotheses": [
            {
              "switch": "fund",
              "weight": 0.05,
              "reason": "no document"
            }
          ],
          "chances": [
            {
              "corridor": "borrowed",
              "share": 0.81,
              "bounds": [
                0.785,
                0.833
              ]
            },
            {
              "corridor": "domestic",
              "share": 0.19,
              "bounds": [
                0.167,
                0.215
              ]
            }
          ],
          "faster": null,
          "evidence": [
            {
              "key": "v01",
              "year": "2019",
              "corridor": "domestic",
              "against": "borrowed",
              "value": "20",
              "unit": "yuan/t",
              "ours": -18.2,
              "contradicts": true,
              "sources": [
                "Customs notice"
              ]
            }
          ],
          "outside": [],
          "prices": {
            "older": 3,
            "dated": 12
          }
        }
      ],
    "#);
}

#[test]
fn who_wins_looks_like_this() {
    let mut results = sample::results();
    results.answers.clear();
    results.manifest.scenarios.clear();
    insta::assert_snapshot!(results.json(), @r#"
    {
      "schema": "corridor.compare",
      "version": 1,
      "program": "corridor 0.1.0",
      "manifest": {
        "program": "corridor",
        "version": "0.1.0",
        "scenarios": [],
        "audited": 4
      },
      "places": {
        "dalian": {
          "name": "Dalian",
          "name_zh": "大连",
          "name_ru": null,
          "lat_deg": 38.92,
          "lon_deg": 121.64
        },
        "hunchun": {
          "name": "Hunchun",
          "name_zh": "珲春",
          "name_ru": null,
          "lat_deg": 42.8675,
          "lon_deg": 130.3581
        },
        "makhalino": {
          "name": "Makhalino",
          "name_zh": "马哈林诺",
          "name_ru": "Махалино",
          "lat_deg": 42.85,
          "lon_deg": 130.75
        },
        "ningbo": {
          "name": "Ningbo | Zhoushan",
          "name_zh": "宁波舟山港",
          "name_ru": null,
          "lat_deg": 29.93,
          "lon_deg": 121.85
        },
        "shanghai": {
          "name": "Shanghai",
          "name_zh": "上海",
          "name_ru": null,
          "lat_deg": 31.4,
          "lon_deg": 121.5
        },
        "zarubino": {
          "name": "Zarubino",
          "name_zh": "扎鲁比诺",
          "name_ru": "Зарубино",
          "lat_deg": 42.63,
          "lon_deg": 131.09
        }
      },
      "answers": [],
      "verdicts": [
        {
          "scenario": "hunchun-2019",
          "from": "hunchun",
          "to": "ningbo",
          "regime": "domestic",
          "cheapest": [
            "borrowed"
          ],
          "decided": false,
          "doubts": [
            "ranges-overlap",
            "evidence-contradicts"
          ],
          "draws": 1000,
          "figures": 12,
          "hypotheses": [
            {
              "switch": "fund",
              "weight": 0.05,
              "reason": "no document"
            }
          ],
          "chances": [
            {
              "corridor": "borrowed",
              "share": 0.81,
              "bounds": [
                0.785,
                0.833
              ]
            },
            {
              "corridor": "domestic",
              "share": 0.19,
              "bounds": [
                0.167,
                0.215
              ]
            }
          ],
          "faster": null,
          "evidence": [
            {
              "key": "v01",
              "year": "2019",
              "corridor": "domestic",
              "against": "borrowed",
              "value": "20",
              "unit": "yuan/t",
              "ours": -18.2,
              "contradicts": true,
              "sources": [
                "Customs notice"
              ]
            }
          ],
          "outside": [],
          "prices": {
            "older": 3,
            "dated": 12
          }
        }
      ],
      "summary": [
        {
          "scenario": "hunchun-2019",
          "title": "From Hunchun to the Yangtze",
          "demands": 2,
          "unanswered": 0,
          "baseline": "domestic",
          "usual_winner": "domestic",
          "corridors": [
            {
              "corridor": "borrowed",
              "title": "Borrowing a port to go to the sea",
              "answered": 1,
              "no_route": 1,
              "wins": 1,
              "could_win": 0,
              "could_win_from": [],
              "mean_saving_per_t": 18.200000,
              "tonnes_won_per_year": null,
              "least_per_t": 214.310000,
              "most_per_t": 232.510000
            },
            {
              "corridor": "domestic",
              "title": "All-domestic",
              "answered": 2,
              "no_route": 0,
              "wins": 1,
              "could_win": 0,
              "could_win_from": [],
              "mean_saving_per_t": 0.000000,
              "tonnes_won_per_year": null,
              "least_per_t": 214.310000,
              "most_per_t": 232.510000
            }
          ],
          "origins": [
            {
              "from": "hunchun",
              "from_name": "Hunchun",
              "destinations": 2,
              "wins": [
                {
                  "corridor": "borrowed",
                  "destinations": 1
                },
                {
                  "corridor": "domestic",
                  "destinations": 1
                }
              ],
              "lead_changes": true
            }
          ],
          "nearest_calls": [
            {
              "corridor": "domestic",
              "from": "hunchun",
              "to": "ningbo",
              "more_per_t": 18.200000,
              "winner": "borrowed"
            }
          ]
        }
      ]
    }
    "#);
}
