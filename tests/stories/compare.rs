//! A planner compares corridors, and every form of the answer says the same.

use serde_json::Value;

use super::{HUNCHUN, JILIN, PARTS, answer, answers, json, micros, money, run};

/// Returns the numbers behind a heading, from a table of the terminal or of Markdown.
fn row(page: &str, heading: &str) -> Vec<i64> {
    let line = page.lines().find(|line| line.trim_matches(['|', ' ']).starts_with(heading));
    let line = line.unwrap_or_else(|| panic!("no row {heading} in\n{page}"));
    let rest = &line[line.find(heading).expect("the heading") + heading.len()..];
    rest.split(['|', ' ']).filter(|word| !word.is_empty()).map(micros).collect()
}

#[test]
fn ten_parts_add_up_to_the_last_digit_in_every_form() {
    let from_json: Vec<Vec<i64>> = answers(&["compare", HUNCHUN])
        .iter()
        .map(|answer| {
            let parts: Vec<i64> = PARTS.iter().map(|part| money(&answer["parts"][part])).collect();
            assert_eq!(answer["parts"].as_object().expect("parts").len(), 10);
            assert_eq!(parts.iter().sum::<i64>(), money(&answer["total_per_t"]));
            parts
        })
        .collect();
    assert_eq!(from_json.len(), 4);

    let text = answer(&["compare", HUNCHUN, "--format", "csv"]);
    let mut csv = csv::Reader::from_reader(text.as_bytes());
    let headers = csv.headers().expect("headings").clone();
    let column = |name: &str| headers.iter().position(|heading| heading == name).expect("the column");
    for (record, parts) in csv.records().zip(&from_json) {
        let record = record.expect("a row");
        let cells: Vec<i64> = PARTS.iter().map(|part| micros(&record[column(part)])).collect();
        assert_eq!(&cells, parts);
        assert_eq!(micros(&record[column("total_per_t")]), parts.iter().sum::<i64>());
    }

    for form in ["table", "markdown"] {
        let page = answer(&["compare", HUNCHUN, "--format", form]);
        for (position, part) in PARTS.iter().enumerate() {
            let heading = part.replace('_', " ");
            let heading = heading[..1].to_uppercase() + &heading[1..];
            let wanted: Vec<i64> = from_json.iter().map(|parts| parts[position]).collect();
            assert_eq!(row(&page, &heading), wanted, "{form}: {heading}");
        }
        let totals: Vec<i64> = from_json.iter().map(|parts| parts.iter().sum()).collect();
        assert_eq!(row(&page, "Total"), totals, "{form}");
    }
}

#[test]
fn steps_add_up_to_the_answer() {
    for answer in answers(&["compare", JILIN, "--from", "hunchun"]) {
        let steps = answer["steps"].as_array().expect("steps");
        if answer["status"] == "no-route" {
            assert!(steps.is_empty());
            continue;
        }
        for part in PARTS {
            let sum: i64 = steps.iter().map(|step| money(&step["parts"][part])).sum();
            assert_eq!(sum, money(&answer["parts"][part]), "{part}");
        }
        for step in steps {
            let sum: i64 = PARTS.iter().map(|part| money(&step["parts"][part])).sum();
            assert_eq!(sum, money(&step["total_per_t"]));
        }
    }
}

#[test]
fn a_map_carries_every_step_and_its_costs_add_up_to_the_total() {
    let map: Value = serde_json::from_str(&answer(&["compare", HUNCHUN, "--format", "geojson"])).expect("JSON");
    assert_eq!(map["type"], "FeatureCollection");
    let features = map["features"].as_array().expect("features");
    for answer in answers(&["compare", HUNCHUN]) {
        let of_corridor = features.iter().filter(|feature| feature["properties"]["corridor"] == answer["corridor"]);
        let lines: Vec<(u64, i64)> = of_corridor
            .map(|feature| {
                let properties = &feature["properties"];
                (properties["step"].as_u64().expect("a number"), money(&properties["cost_per_t"]))
            })
            .collect();
        let steps = answer["steps"].as_array().expect("steps").iter().zip(1_u64..);
        let wanted: Vec<(u64, i64)> = steps.map(|(step, number)| (number, money(&step["total_per_t"]))).collect();
        assert!(!wanted.is_empty());
        assert_eq!(lines, wanted, "{}", answer["corridor"]);
        assert_eq!(lines.iter().map(|(_, cost)| cost).sum::<i64>(), money(&answer["total_per_t"]));
    }
}

#[test]
fn each_demand_and_corridor_has_one_answer_in_the_order_of_the_file() {
    let all = answers(&["compare", JILIN, "--quiet"]);
    let corridors: Vec<&str> = all[..4].iter().map(|answer| answer["corridor"].as_str().expect("a key")).collect();
    assert_eq!(corridors, ["borrowed", "borrowed-open", "domestic", "all-rail"]);
    let mut demands = std::collections::BTreeSet::new();
    for of_demand in all.chunks(4) {
        let keys: Vec<&str> = of_demand.iter().map(|answer| answer["corridor"].as_str().expect("a key")).collect();
        assert_eq!(keys, corridors);
        assert!(of_demand.iter().all(|answer| answer["from"] == of_demand[0]["from"]));
        assert!(of_demand.iter().all(|answer| answer["to"] == of_demand[0]["to"]));
        assert!(demands.insert((of_demand[0]["from"].to_string(), of_demand[0]["to"].to_string())));
    }
    assert!(demands.len() > 1000, "{}", demands.len());
}

#[test]
fn no_route_is_an_answer_with_a_reason() {
    let all = answers(&["compare", JILIN, "--from", "changchun", "--to", "haikou"]);
    for answer in all.iter().filter(|answer| answer["status"] == "no-route") {
        assert!(answer["reason"].as_str().is_some_and(|reason| !reason.is_empty()), "{answer}");
        assert!(answer["total_per_t"].is_null() && answer["rank"].is_null(), "{answer}");
    }
    let rail = all.iter().find(|answer| answer["corridor"] == "all-rail").expect("an answer");
    assert_eq!(rail["status"], "no-route");
    let page = answer(&["compare", JILIN, "--from", "changchun", "--to", "haikou"]);
    assert!(page.contains("no route"), "{page}");
}

#[test]
fn ranks_and_differences_agree_with_totals() {
    let all = answers(&["compare", HUNCHUN]);
    let totals: Vec<i64> = all.iter().map(|answer| money(&answer["total_per_t"])).collect();
    let best = totals.iter().min().expect("totals");
    let domestic = super::total(&all, "domestic");
    for (answer, total) in all.iter().zip(&totals) {
        let cheaper = totals.iter().filter(|&other| other < total).count() as u64;
        assert_eq!(answer["rank"].as_u64(), Some(cheaper + 1));
        assert_eq!(money(&answer["more_than_best"]), total - best);
        assert_eq!(money(&answer["saving_per_t"]), domestic - total);
    }
}

#[test]
fn scenarios_stand_side_by_side() {
    let both = json(&["compare", HUNCHUN, "scenarios/hunchun-timber-2019.toml"]);
    assert_eq!(both["manifest"]["scenarios"].as_array().expect("scenarios").len(), 2);
    assert_eq!(both["answers"].as_array().expect("answers").len(), 8);
    let alone = json(&["compare", HUNCHUN]);
    assert_eq!(both["answers"].as_array().expect("answers")[..4], alone["answers"].as_array().expect("answers")[..]);
}

#[test]
fn a_route_is_itemised() {
    let page = answer(&["route", HUNCHUN, "--corridor", "borrowed"]);
    for word in ["load to rail", "change gauge", "rail over the border", "tranship to sea", "wait for sea", "unload"] {
        assert!(page.contains(word), "{word} is missing in\n{page}");
    }
    assert!(page.contains("tariff rzd-primorye"), "{page}");
    let many = run(&["route", JILIN]);
    assert_eq!(many.code, Some(2));
    assert!(many.stderr.contains("--from") && many.stderr.contains("--to"), "{}", many.stderr);
}
