//! A planner asks how sure the answer is.

use serde_json::Value;

use super::{HUNCHUN, answer, json, money, root, run};

/// Returns the spread of a corridor.
fn spread<'a>(study: &'a Value, corridor: &str) -> &'a Value {
    let answers = study["studies"][0]["demands"][0]["answers"].as_array().expect("answers");
    &answers.iter().find(|answer| answer["corridor"] == corridor).expect("the corridor")["spread"]
}

#[test]
fn threads_and_instruction_sets_change_no_byte() {
    let ask = |more: &[&str]| answer(&[&["risk", HUNCHUN, "--draws", "20001", "--format", "json"], more].concat());
    let first = ask(&["--threads", "1"]);
    for threads in ["2", "16"] {
        assert_eq!(ask(&["--threads", threads]), first, "{threads} threads");
    }
    for level in corridor_kernel::lanes::InstructionSet::ALL.into_iter().filter(|level| level.is_available()) {
        assert_eq!(ask(&["--instructions", level.as_str()]), first, "{}", level.as_str());
    }
    assert_ne!(ask(&["--seed", "8"]), first, "another seed draws others");
    let unknown = run(&["risk", HUNCHUN, "--instructions", "abacus"]);
    assert_eq!(unknown.code, Some(2));
    assert!(unknown.stderr.contains("portable"), "{}", unknown.stderr);
}

#[test]
fn chances_quantiles_and_means_hang_together() {
    let study = json(&["risk", HUNCHUN, "--draws", "40000"]);
    let mut chances = 0.0;
    for corridor in ["borrowed", "domestic", "borrowed-box", "domestic-box"] {
        let of = |name: &str| money(&spread(&study, corridor)[name]);
        assert!(of("p5_per_t") < of("p50_per_t") && of("p50_per_t") < of("p95_per_t"), "{corridor}");
        assert!(of("p95_per_t") < of("cvar95_per_t") && of("regret_per_t") >= 0, "{corridor}");
        assert!(of("p5_per_t") < of("mean_per_t") && of("mean_per_t") < of("p95_per_t"), "{corridor}");
        let last = &spread(&study, corridor)["convergence_per_t"][3];
        assert_eq!(money(last), of("mean_per_t"));
        chances += spread(&study, corridor)["chance_cheapest"].as_f64().expect("a chance");
        // Against the baseline: the mean saving is the difference of the means, to the rounding of each.
        let saving = money(&spread(&study, "domestic")["mean_per_t"]) - of("mean_per_t");
        assert!((of("saving_per_t") - saving).abs() <= 2, "{corridor}");
    }
    assert!(chances >= 1.0, "some corridor is cheapest in every draw: {chances}");
    let demand = &study["studies"][0]["demands"][0];
    let (now, see) = (money(&demand["here_and_now_per_t"]), money(&demand["wait_and_see_per_t"]));
    let best = demand["here_and_now"].as_str().expect("a corridor");
    let regret = money(&spread(&study, best)["regret_per_t"]);
    assert!((now - see - regret).abs() <= 2, "what knowing is worth is the regret of the best choice");
    // The robust choices are the corridors with the least of what they are chosen by.
    let corridors = ["borrowed", "domestic", "borrowed-box", "domestic-box"];
    for (choice, by) in [("robust", "p95_regret_per_t"), ("minimax_regret", "max_regret_per_t")] {
        let least = corridors.iter().map(|corridor| money(&spread(&study, corridor)[by])).min();
        let chosen = demand[choice].as_str().expect("a corridor");
        assert_eq!(Some(money(&spread(&study, chosen)[by])), least, "{choice}");
    }
    for corridor in corridors {
        let of = |name: &str| money(&spread(&study, corridor)[name]);
        let share = |name: &str| spread(&study, corridor)[name].as_f64().expect("a share");
        assert!(of("regret_per_t") <= of("max_regret_per_t") && of("p95_regret_per_t") <= of("max_regret_per_t"));
        assert!(share("chance_near") >= share("chance_cheapest"), "{corridor}");
    }
}

#[test]
fn what_counts_as_near_is_an_amount_or_a_share() {
    let folder = tempfile::tempdir().expect("a folder");
    let trial = folder.path().join("trial").to_string_lossy().into_owned();
    answer(&["init", &trial]);
    let scenario = format!("{trial}/scenario.toml");
    // Within 0 yuan is to be cheapest; within any sum is every draw.
    for (near, all) in [("0", false), ("0%", false), ("100000", true)] {
        let study = json(&["risk", &scenario, "--draws", "2000", "--near", near]);
        for corridor in ["borrowed", "domestic"] {
            let spread = spread(&study, corridor);
            let wanted = if all { 1.0 } else { spread["chance_cheapest"].as_f64().expect("a chance") };
            assert!((spread["chance_near"].as_f64().expect("a share") - wanted).abs() < 1e-9, "{corridor}");
        }
    }
    let study = json(&["risk", &scenario, "--draws", "100", "--near", "2.5%"]);
    assert_eq!(study["studies"][0]["near"].to_string(), r#"{"share":0.025}"#);
    for near in ["--near=close", "--near=200000%", "--near=-1"] {
        let refused = run(&["risk", &scenario, near]);
        assert!(refused.code == Some(2) && refused.stderr.contains("a share such as 5%"), "{}", refused.stderr);
    }
}

#[test]
fn a_figure_that_is_set_is_not_drawn_however_uncertain_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = |name: &str, more: &str| {
        let base = root().join(HUNCHUN);
        let path = folder.path().join(name);
        std::fs::write(&path, format!("schema = 1\nextends = {base:?}\n{more}")).expect("a file");
        path.to_string_lossy().into_owned()
    };
    let tariff = "tariffs.cn-rail-class4.per_km";
    let correlated = format!("[[correlated]]\nfigures = [\"{tariff}\", \"fx.usd-cny.rate\"]\nrho = 0.5\n");
    let uncertain =
        format!("[uncertain]\n\"{tariff}\" = {{ dist = \"uniform\", low = 0.05, high = 0.2 }}\n{correlated}");
    let uncertain = scenario("uncertain.toml", &uncertain);
    let certain = scenario(
        "certain.toml",
        &format!(
            "[uncertain]\n\"{tariff}\" = {{ dist = \"discrete\", values = [0.1], probabilities = [1] }}\n{correlated}"
        ),
    );
    let set = format!("{tariff}=0.1");
    let ask = |path: &str, more: &[&str]| json(&[&["risk", path, "--draws", "2000"], more].concat());
    let settled = ask(&uncertain, &["--set", &set]);
    // Set in both, what either says of the figure is no longer heard; what goes with it is drawn as before.
    let known = ask(&certain, &["--set", &set]);
    let drawn = |study: &Value| study["studies"][0]["demands"][0]["answers"].clone();
    assert_eq!(drawn(&settled), drawn(&known));
    assert_ne!(drawn(&settled), drawn(&ask(&uncertain, &[])));
    assert_eq!(settled["studies"][0]["settled"], serde_json::json!([tariff]));
    let page = answer(&["risk", &uncertain, "--draws", "2000", "--set", &set]);
    assert!(page.contains("not drawn") && page.contains(&format!("drawn: {tariff}")), "{page}");
    // So is one that is uncertain by its bounds alone.
    let bounds = "tariffs.sea-zarubino-box20.per_haul";
    let study = ask(&uncertain, &["--set", &format!("{bounds}=700")]);
    assert_eq!(study["studies"][0]["settled"], serde_json::json!([bounds]));
}

#[test]
fn what_is_certain_costs_the_same_in_every_draw() {
    // The quotations have no bounds: nothing is drawn.
    let certain = json(&["risk", "scenarios/rail-quotations-2022.toml", "--draws", "500"]);
    assert_eq!(certain["studies"][0]["figures_drawn"], 0);
    let demands = certain["studies"][0]["demands"].as_array().expect("demands");
    let answers: Vec<&Value> =
        demands.iter().flat_map(|demand| demand["answers"].as_array().expect("answers")).collect();
    let answered: Vec<&&Value> = answers.iter().filter(|answer| answer["status"] == "answered").collect();
    assert!(answered.len() >= 4, "{answered:?}");
    for answer in answered {
        assert_eq!(money(&answer["spread"]["mean_per_t"]), money(&answer["central_per_t"]));
        assert_eq!(money(&answer["spread"]["standard_error_per_t"]), 0);
    }
    let page = answer(&["risk", "scenarios/rail-quotations-2022.toml", "--draws", "500"]);
    assert!(page.contains("nothing was drawn") && !page.contains("cheapest in"), "{page}");
    let page = answer(&["risk", HUNCHUN, "--draws", "2000", "--lang", "zh"]);
    let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "of them",
        "estimates",
        "cheapest in",
        "robust choice",
        "regret at most",
        "first knew every figure",
        "Held at their value",
        "珲春",
    ] {
        assert!(page.contains(words), "{words} is missing in\n{page}");
    }
}
