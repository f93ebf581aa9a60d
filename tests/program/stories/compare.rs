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

/// Returns the amounts behind a heading; a corridor without a route has none.
fn amounts(page: &str, heading: &str) -> Vec<i64> {
    let line = page.lines().find(|line| line.trim_start().starts_with(heading)).expect("the row");
    line[line.find(heading).expect("the heading") + heading.len()..]
        .split_whitespace()
        .filter(|word| word.contains('.'))
        .map(decimal)
        .collect()
}

/// Returns what the program says where it ends without an answer.
fn refusal(arguments: &[&str], exit: Option<i32>) -> String {
    let outcome = run(arguments);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (exit, ""), "{}", outcome.stderr);
    outcome.stderr
}

/// Reads an amount with any number of decimals in millionths.
fn decimal(text: &str) -> i64 {
    let places = text.split_once('.').map_or(0, |(_, places)| places.len());
    micros(&format!("{text}{}", "0".repeat(6 - places)))
}

/// Whether a page has a row for a part where no support is paid.
fn is_on_page(part: &str) -> bool {
    part != "support"
}

#[test]
fn eleven_parts_add_up_to_the_last_digit_in_every_form() {
    let from_json: Vec<Vec<i64>> = answers(&["compare", HUNCHUN])
        .iter()
        .map(|answer| {
            let parts: Vec<i64> = PARTS.iter().map(|part| money(&answer["parts"][part])).collect();
            assert_eq!(answer["parts"].as_object().expect("parts").len(), 11);
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

    // A corridor with the route of an earlier one has no column of its own: both go by Zarubino in boxes.
    let is_twin = |place: &usize| from_json[..*place].contains(&from_json[*place]);
    let shown: Vec<&Vec<i64>> =
        (0..from_json.len()).filter(|place| !is_twin(place)).map(|place| &from_json[place]).collect();
    assert_eq!(shown.len(), 3);
    for form in ["table", "markdown"] {
        let page = answer(&["compare", HUNCHUN, "--exact", "--format", form]);
        for (position, part) in PARTS.iter().enumerate().filter(|&(_, part)| is_on_page(part)) {
            let heading = part.replace('_', " ");
            let heading = heading[..1].to_uppercase() + &heading[1..];
            let wanted: Vec<i64> = shown.iter().map(|parts| parts[position]).collect();
            assert_eq!(row(&page, &heading), wanted, "{form}: {heading}");
        }
        let totals: Vec<i64> = shown.iter().map(|parts| parts.iter().sum()).collect();
        assert_eq!(row(&page, "Total"), totals, "{form}");
    }
}

#[test]
fn cents_on_a_page_add_up_too_and_are_those_of_the_exact_amounts() {
    for arguments in [vec!["compare", HUNCHUN], vec!["compare", JILIN, "--from", "hunchun", "--to", "ningbo"]] {
        let page = answer(&arguments);
        let exact = answer(&[arguments.as_slice(), &["--exact"]].concat());
        let heading = |part: &&str| part[..1].to_uppercase() + &part.replace('_', " ")[1..];
        let parts: Vec<&str> = PARTS.into_iter().filter(|part| is_on_page(part)).collect();
        let rows: Vec<Vec<i64>> = parts.iter().map(|part| amounts(&page, &heading(part))).collect();
        let totals = amounts(&page, "Total");
        assert!(totals.len() >= 2, "{page}");
        for (column, &total) in totals.iter().enumerate() {
            assert_eq!(rows.iter().map(|row| row[column]).sum::<i64>(), total);
        }
        for (part, cents) in parts.iter().zip(&rows) {
            for (cents, micros) in cents.iter().zip(amounts(&exact, &heading(part))) {
                assert!((cents - micros).abs() < 10_000, "{part}: {cents} of {micros}");
            }
        }
    }
}

#[test]
fn the_steps_of_a_route_add_up_in_cents() {
    let page = answer(&["route", HUNCHUN, "--corridor", "borrowed", "--format", "markdown"]);
    let table: Vec<Vec<&str>> = page.lines().map(|line| line.split('|').map(str::trim).collect()).collect();
    let steps: Vec<&Vec<&str>> =
        table.iter().filter(|cells| cells.len() == 9 && cells[1].parse::<u8>().is_ok()).collect();
    let total = table.iter().find(|cells| cells.len() == 9 && cells[2] == "Total").expect("a total");
    assert!(steps.len() > 8, "{page}");
    assert_eq!(steps.iter().map(|cells| decimal(cells[6])).sum::<i64>(), decimal(total[6]));
    for cells in steps {
        let parts = cells[7].split(", ").filter_map(|part| part.rsplit_once(' '));
        assert_eq!(parts.map(|(_, amount)| decimal(amount)).sum::<i64>(), decimal(cells[6]), "{cells:?}");
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
fn waiting_costs_what_lying_costs_and_no_more() {
    let all = answers(&["compare", HUNCHUN, "--corridor", "borrowed"]);
    let steps = all[0]["steps"].as_array().expect("steps");
    let wait = steps.iter().find(|step| step["kind"] == "wait").expect("a wait");
    // Half of 3000 t at 1516 t a day and a day of cut-off, 1.989446 days, at 8 yuan a box of 24.5 t of maize; bringing boxes
    // back belongs to the voyage.
    assert_eq!(money(&wait["parts"]["equipment"]), 649_615);
    for part in PARTS.iter().filter(|part| !["storage", "holding", "equipment"].contains(part)) {
        assert_eq!(money(&wait["parts"][part]), 0, "{part}");
    }
    let voyage = steps.iter().find(|step| step["kind"] == "ride" && step["mode"] == "sea").expect("a voyage");
    // Three boxes in ten go back empty for 1800 yuan, each is hired for 160 yuan more: 700 / 24.5; hire at sea on top.
    assert!(money(&voyage["parts"]["equipment"]) > 28_571_428, "{voyage}");
}

#[test]
fn every_explained_total_is_the_sum_of_what_it_is_made_of() {
    let pages = ["hunchun", "changchun", "suifenhe"]
        .map(|from| answer(&["explain", JILIN, "--from", from, "--format", "markdown"]));
    let mut seen = 0;
    for line in pages
        .iter()
        .flat_map(|page| page.lines())
        .filter(|line| line.starts_with("The ") && line.contains(" CNY/t are "))
    {
        let (total, parts) = line["The ".len()..].split_once(" CNY/t are ").expect("a total");
        let parts = parts.split(". The ").next().expect("parts").replace(" and ", ", ");
        let amounts = parts.split(", ").filter_map(|part| part.split_once(' ')).map(|(amount, _)| decimal(amount));
        assert_eq!(amounts.sum::<i64>(), decimal(total), "{line}");
        seen += 1;
    }
    assert!(seen > 60, "{seen} sentences");
}

#[test]
fn a_route_is_itemised() {
    let page = answer(&["route", HUNCHUN, "--corridor", "borrowed"]);
    for word in ["load to rail", "change gauge", "rail over the border", "tranship to sea", "wait for sea", "unload"] {
        assert!(page.contains(word), "{word} is missing in\n{page}");
    }
    assert!(page.contains("tariff rzd-primorye"), "{page}");
    let several = answer(&["route", "scenarios/vladivostok-zhoushan-2023.toml", "--corridor", "borrowed"]);
    for ends in ["Hunchun to Zhoushan", "Changchun to Zhoushan"] {
        assert!(several.contains(ends), "{several}");
    }
}

#[test]
fn a_matrix_has_the_totals_of_a_batch_by_origin_and_destination() {
    let rows = |arguments: &[&str]| -> Vec<Vec<String>> {
        let text = answer(&[&["compare", JILIN, "--format", "csv", "--detail"], arguments].concat());
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect()
    };
    let columns = "from,to,regime,corridor,total_per_t";
    let totals = rows(&["totals", "--columns", columns]);
    assert_eq!(totals[0].join(","), columns);
    let matrix = rows(&["matrix"]);
    assert_eq!(matrix[0][..5], ["scenario", "regime", "corridor", "unit", "from"]);
    assert!(matrix[1..].iter().all(|row| row[3] == "CNY/t"));
    let mut cells = 0;
    for row in &matrix[1..] {
        for (to, cell) in matrix[0].iter().zip(row).skip(5) {
            let same = |total: &&Vec<String>| total[..4] == [&row[4], to, &row[1], &row[2]].map(String::clone);
            assert_eq!(totals.iter().find(same).map_or("", |total| &total[4]), cell, "{row:?} to {to}");
            cells += 1;
        }
    }
    assert_eq!(cells, totals.len() - 1, "every origin is asked with every destination");
    let some = rows(&["matrix", "--columns", "from,ningbo", "--corridor", "borrowed"]);
    assert_eq!((some[0].join(",").as_str(), some.len()), ("from,ningbo", 54));
}

#[test]
fn columns_are_those_of_csv_and_have_the_names_of_its_header() {
    let failure = |arguments: &[&str]| refusal(&[&["compare", HUNCHUN, "--draws", "0"], arguments].concat(), Some(2));
    let said = failure(&["--format", "csv", "--columns", "corridor,totl_per_t"]);
    assert!(
        said.contains("there is no column `totl_per_t`; did you mean `total_per_t`? There are scenario,"),
        "{said}"
    );
    let said = failure(&["--format", "csv", "--columns", "corridor,corridor"]);
    assert!(said.contains("the column `corridor` is named twice"), "{said}");
    // Of two tables each has the columns that it knows.
    let both = ["diff", HUNCHUN, "scenarios/hunchun-timber-2019.toml", "--format", "csv", "--columns", "corridor,path"];
    let tables = answer(&both);
    assert!(tables.starts_with("path\r\n") && tables.contains("\r\n\r\ncorridor\r\n"), "{tables}");
    let said = failure(&["--columns", "corridor"]);
    assert!(said.contains("--columns chooses those of CSV: give --format csv too"), "{said}");
}

#[test]
fn the_rows_of_a_batch_can_be_had_as_parquet() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, arguments) in [("all", &[][..]), ("parts", &["--detail", "parts"]), ("matrix", &["--detail", "matrix"])]
    {
        let path = folder.path().join(name).with_extension("parquet");
        let path = path.to_str().expect("a path");
        answer(&[&["compare", HUNCHUN, "-o", path], arguments].concat());
        let bytes = std::fs::read(path).expect("the file");
        assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"), "{name}");
        let said =
            refusal(&[&["compare", HUNCHUN, "-o", path, "--force", "--columns", "cost"], arguments].concat(), Some(2));
        assert!(said.contains("there is no column `cost`; there are scenario,"), "{said}");
    }
    let said = refusal(&["explain", HUNCHUN, "--format", "parquet"], Some(2));
    assert!(said.contains("there is no parquet of this answer; take table, markdown, json"), "{said}");
    let said = refusal(&["diff", HUNCHUN, JILIN, "--format", "parquet"], Some(2));
    assert!(said.contains("a Parquet file holds one table"), "{said}");
}

#[test]
fn more_memory_than_allowed_ends_with_words_and_without_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = folder.path().join("answer.json");
    let output = output.to_str().expect("a path");
    let said = refusal(&["compare", JILIN, "--max-memory", "1MB", "-o", output], Some(1));
    assert!(said.contains("stopped, because this takes more memory than --max-memory allows: 1.0 MB."), "{said}");
    assert_eq!(folder.path().read_dir().expect("a folder").count(), 0);
    answer(&["compare", HUNCHUN, "--max-memory", "4GB"]);
    let said = refusal(&["compare", JILIN, "--max-memory", "much"], Some(2));
    assert!(said.contains("write a size with its unit, such as 500MB or 4GB"), "{said}");
}

#[test]
fn less_detail_is_some_columns_of_compare_for_a_batch_and_for_a_selection() {
    let table = |arguments: &[&str], columns: Option<&[String]>| -> (Vec<String>, Vec<Vec<String>>) {
        let text = answer(&[&["compare"], arguments, &["--format", "csv"]].concat());
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let headings: Vec<String> = reader.headers().expect("headings").iter().map(str::to_owned).collect();
        let columns = columns.unwrap_or(&headings);
        let place = |column: &String| headings.iter().position(|heading| heading == column).expect("a column");
        let places: Vec<usize> = columns.iter().map(place).collect();
        let cells = |row: csv::StringRecord| places.iter().map(|&place| row[place].to_owned()).collect();
        let rows = reader.records().map(|row| cells(row.expect("a row"))).collect();
        (columns.to_vec(), rows)
    };
    // Of two scenarios one has no such corridor, or no such destination.
    let both = [HUNCHUN, "scenarios/zarubino-qingdao-2020.toml"];
    for asked in [
        &[JILIN][..],
        &[HUNCHUN],
        &[JILIN, "--to", "ningbo,fuzhou", "--corridor", "borrowed", "--audit"],
        &[&both[..], &["--corridor", "borrowed-box"]].concat(),
        &[&both[..], &["--to", "qingdao"]].concat(),
    ] {
        for (detail, width) in [("totals", 8), ("parts", 30), ("route", 31)] {
            let (columns, rows) = table(&[asked, &["--detail", detail]].concat(), None);
            assert!(columns.len() == width && !rows.is_empty(), "{detail} of {asked:?}: {columns:?}");
            assert!(rows == table(asked, Some(&columns)).1, "{detail} of {asked:?}");
        }
    }
    for detail in ["totals", "route"] {
        let page = answer(&["compare", JILIN, "--detail", detail, "--to", "ningbo", "--audit"]);
        assert!(page.contains("53 demands by 4 corridors."), "{page}");
        assert!(page.contains("recomputed from the tables alone"), "{page}");
        assert_eq!(page.contains("Route by route"), detail == "route", "{page}");
    }
    let measured = json(&["compare", HUNCHUN, "--detail", "route"]);
    let whole = json(&["compare", HUNCHUN, "--draws", "0"]);
    let routes = measured["scenarios"][0]["demands"][0]["by_corridor"].as_array().expect("corridors");
    for (route, answer) in routes.iter().zip(whole["answers"].as_array().expect("answers")) {
        assert_eq!(route["total_per_t"], answer["total_per_t"]);
        for measure in ["form", "parts", "hours", "km", "co2e_kg_per_t"] {
            assert!(!answer[measure].is_null() && route["route"][measure] == answer[measure], "{measure}: {route}");
        }
    }
}
