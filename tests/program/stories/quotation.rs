//! A forwarder has quoted a price, and it goes in as it came.

use serde_json::Value;

use super::{HUNCHUN, JILIN, PARTS, answer, answers, json, money, run, total};

/// A quotation as a forwarder writes it, what it comes to per tonne in millionths, and the part of the way by the
/// borrowed port in boxes that it moves, in millionths afterwards.
///
/// On 24 June 2019 a dollar is 6.9 yuan; a 20 ft box holds 24.5 t of maize; the lot is 3000 t.
const WRITTEN: [(&str, i64, &str, i64); 20] = [
    // 1500 / 24.5.
    ("zarubino>ningbo=1500 CNY/box20", 61_224_490, "sea_haulage", 61_224_490),
    // 200 x 6.9 / 24.5.
    ("zarubino>ningbo = $200/20ft", 56_326_531, "sea_haulage", 56_326_531),
    // 8 x 6.9.
    ("Zarubino (Troitsa Bay)>宁波镇海/北仑=8 USD/t, box20, by the line", 55_200_000, "sea_haulage", 55_200_000),
    // 210 x 6.9 / 24.5.
    ("rail hunchun>zarubino=210 USD/box20", 59_142_857, "rail_haulage", 59_142_857),
    // 90000 / 3000.
    ("train hunchun>zarubino=90000 yuan/lot, box20", 30_000_000, "rail_haulage", 30_000_000),
    // 7 x 6.9; stripping in Hunchun and Ningbo, the change of gauge and the other end stay: 99.551021 less
    // 110 x 6.9 / 24.5 = 30.979592.
    ("port zarubino=7 USD/t", 48_300_000, "handling", 116_871_429),
    // 450 / 24.5.
    ("tranship zarubino rail>sea=450 CNY/box20", 18_367_347, "handling", 86_938_776),
    // 5 x 6.9; the release at Ningbo, 400 a lot, stays: 0.133333.
    ("border hunchun=5 USD/t", 34_500_000, "border", 34_633_333),
    // 6000 / 3000.
    ("border rail hunchun=6000 CNY/lot", 2_000_000, "border", 2_133_333),
    // 1200 / 24.5; the return of the empty box is included, the hire of the box for ten days stays.
    ("zarubino>ningbo=1200 CNY/box20, all in, until 2019-06-30", 48_979_592, "sea_haulage", 48_979_592),
    // The same as they come in letters, without a look at the guide.
    ("Zarubino - Ningbo 1500 yuan per container", 61_224_490, "sea_haulage", 61_224_490),
    ("USD 200/20' Zarubino-Ningbo FIO", 56_326_531, "sea_haulage", 56_326_531),
    ("扎鲁比诺港到宁波 1500元/箱", 61_224_490, "sea_haulage", 61_224_490),
    // 195 to 205 dollars: 200 x 6.9 / 24.5.
    ("Zarubino-Ningbo 195-205 USD/20GP, by the line", 56_326_531, "sea_haulage", 56_326_531),
    ("by rail Hunchun to Zarubino $210 per 20ft container", 59_142_857, "rail_haulage", 59_142_857),
    ("Hunchun-Zarubino by rail, box20, 90 000 RMB a lot", 30_000_000, "rail_haulage", 30_000_000),
    ("порт Зарубино 7 долл. США/т", 48_300_000, "handling", 116_871_429),
    ("tranship Zarubino rail>sea 450 RMB/TEU", 18_367_347, "handling", 86_938_776),
    ("border Hunchun: 5 $/t", 34_500_000, "border", 34_633_333),
    ("customs rail 珲春 6000元/票, valid to 31.12.2019", 2_000_000, "border", 2_133_333),
];

fn part(answers: &[Value], corridor: &str, name: &str) -> i64 {
    let answer = answers.iter().find(|answer| answer["corridor"] == corridor).expect("an answer");
    money(&answer["parts"][name])
}

fn quoted(arguments: &[&str]) -> Value {
    json(arguments)["manifest"]["scenarios"][0]["quotes"][0].clone()
}

#[test]
fn twenty_quotations_as_forwarders_write_them_are_converted_and_move_what_they_name() {
    let before = answers(&["compare", HUNCHUN, "--draws", "0"]);
    for (text, per_t, moved, after) in WRITTEN {
        let asked = ["compare", HUNCHUN, "--draws", "0", "--quote", text, "--audit"];
        let quote = quoted(&asked);
        assert_eq!(money(&quote["per_t"]), per_t, "{text}");
        assert!(!quote["replaces"].as_array().expect("a list").is_empty(), "{text}");
        let now = answers(&asked);
        // A haul over several legs is rounded leg by leg.
        assert!((part(&now, "borrowed-box", moved) - after).abs() <= 5, "{text}: {now:?}");
        for name in PARTS.iter().filter(|name| **name != moved && !(text.contains("all in") && **name == "equipment")) {
            assert_eq!(part(&now, "borrowed-box", name), part(&before, "borrowed-box", name), "{text}: {name}");
        }
        assert_eq!(total(&now, "domestic"), total(&before, "domestic"), "{text}");
    }
}

#[test]
fn a_quotation_in_roubles_is_converted_by_the_rates_of_the_day() {
    // 450 / 59.6497 x 6.75 in August 2017.
    let quote = quoted(&["compare", JILIN, "--quote", "port zarubino=450 RUB/t"]);
    assert_eq!(money(&quote["per_t"]), 50_922_301);
    let by: Vec<&Value> = quote["conversion"].as_array().expect("steps").iter().map(|step| &step["path"]).collect();
    assert_eq!(by, ["fx.usd-rub.rate", "fx.usd-cny.rate"]);
}

#[test]
fn what_is_replaced_is_shown_and_what_is_not_stays() {
    let quote = quoted(&["compare", HUNCHUN, "--quote", "zarubino>ningbo=1500 CNY/box20"]);
    assert_eq!(quote["replaces"][0]["what"], "tariff sea-zarubino-box");
    // The haul of the tables has a part a haul and one a km, each rounded by itself.
    let replaced = part(&answers(&["compare", HUNCHUN]), "borrowed-box", "sea_haulage");
    assert!((money(&quote["replaces"][0]["per_t"]) - replaced).abs() <= 1, "{replaced}");
    assert_eq!(quote["keeps"][0]["path"], "tariffs.sea-zarubino-empty-box20");
    assert_eq!(quote["keeps"][0]["name"], "Empty box back to Zarubino");
    let to_terminals =
        ["compare", HUNCHUN, "--quote", "zarubino>ningbo=1500 CNY/box20, terminal to terminal", "--audit"];
    let (alone, with) = (answers(&["compare", HUNCHUN]), answers(&to_terminals));
    // Changing to the ship in Zarubino costs 110 x 6.9 / 24.5 = 30.979592, unloading and stripping in Ningbo 450 / 24.5 + 15.
    assert_eq!(part(&alone, "borrowed-box", "handling") - part(&with, "borrowed-box", "handling"), 64_346_939);
    assert_eq!(part(&alone, "domestic-box", "handling"), part(&with, "domestic-box", "handling"));
}

#[test]
fn two_quotations_of_one_way_are_both_kept_and_nothing_behind_an_amount_is_dropped() {
    let both =
        ["compare", HUNCHUN, "--quote", "zarubino>ningbo=38 USD/t, bulk", "--quote", "zarubino>ningbo=1500 CNY/box20"];
    let quotes = json(&both)["manifest"]["scenarios"][0]["quotes"].clone();
    let names: Vec<&str> = quotes.as_array().expect("quotes").iter().filter_map(|own| own["name"].as_str()).collect();
    assert_eq!(names, ["zarubino-ningbo", "zarubino-ningbo-2"]);
    for (text, message) in [
        ("zarubino>ningbo=USD 38k/t", "`38k` is no amount"),
        ("zarubino>ningbo=$38 CNY/t", "`$` and `CNY` are two currencies"),
    ] {
        let refused = run(&["compare", HUNCHUN, "--quote", text]);
        assert!(refused.code == Some(3) && refused.stderr.contains(message), "{}", refused.stderr);
    }
}

#[test]
fn a_way_through_over_several_legs_is_one_price_with_its_ends() {
    let through = "rail hunchun>zarubino=210 USD/box20, terminal to terminal";
    let asked = ["compare", HUNCHUN, "--draws", "0", "--quote", through, "--audit"];
    let (before, now) = (answers(&["compare", HUNCHUN, "--draws", "0"]), answers(&asked));
    // 210 x 6.9 / 24.5 over both legs and a change of gauge, which stays.
    assert!((part(&now, "borrowed-box", "rail_haulage") - 59_142_857).abs() <= 5, "{now:?}");
    // Loading 195 / 24.5 and stuffing 15 in Hunchun and changing to the ship, 110 x 6.9 / 24.5, are included.
    let less = part(&before, "borrowed-box", "handling") - part(&now, "borrowed-box", "handling");
    assert!((less - (7_959_184 + 15_000_000 + 30_979_592)).abs() <= 5, "{less}");
    assert_eq!(part(&now, "borrowed-box", "border"), part(&before, "borrowed-box", "border"));
    assert_eq!(quoted(&asked)["is_through"], true);
    assert!(answer(&asked).contains("one price for the whole way"));
}

#[test]
fn a_quotation_far_from_what_it_replaces_is_taken_and_said_from_every_door() {
    let folder = tempfile::tempdir().expect("a folder");
    // 15000 / 24.5 = 612.24, and the tables have 89.80.
    let file = folder.path().join("request.json");
    let text = "zarubino>ningbo=15000 CNY/box20";
    let request = format!(
        "{{ \"question\": {{ \"compare\": {{ \"draws\": 0 }} }}, \"changes\": {{ \"quote\": [\"{text}\"] }} }}"
    );
    std::fs::write(&file, request).expect("a request");
    for arguments in [
        &["compare", HUNCHUN, "--draws", "0", "--quote", text][..],
        &["check", HUNCHUN, "--quote", text],
        &["ask", HUNCHUN, &file.to_string_lossy()],
    ] {
        let outcome = run(arguments);
        assert!(
            outcome.stderr.contains("M033") || outcome.stdout.contains("M033"),
            "{arguments:?}: {}",
            outcome.stderr
        );
        assert!(outcome.stderr.contains("89.80") || outcome.stdout.contains("89.80"), "{}", outcome.stderr);
    }
    // A price in any form is compared in each: loose, 1.37, and in boxes, 4.18.
    let outcome = run(&["check", HUNCHUN, "--quote", "border hunchun=500 CNY/lot"]);
    assert!(outcome.stderr.contains("between 1.37 and 4.18 CNY/t"), "{}", outcome.stderr);
}

#[test]
fn of_two_quotations_of_a_crossing_the_more_specific_is_charged_and_said() {
    let any = ["compare", HUNCHUN, "--quote", "border hunchun=5 USD/t"];
    let both = ["compare", HUNCHUN, "--quote", "border hunchun=5 USD/t", "--quote", "border rail hunchun=6000 CNY/lot"];
    // 6000 / 3000, and the release at Ningbo, 400 / 3000; not 5 x 6.9 besides.
    assert_eq!(part(&answers(&both), "borrowed-box", "border"), 2_133_333);
    assert_eq!(part(&answers(&any), "borrowed-box", "border"), 34_633_333);
    let overruled = &quoted(&both)["overruled"];
    assert_eq!(overruled[0]["by"], "quotes.border-rail-hunchun.amount");
    assert_eq!(overruled[0]["on"], "rail-border-cn-ru-hunchun-kamyshovaya");
    assert!(answer(&both).contains("holds instead"), "{}", answer(&both));
    assert_eq!(quoted(&any)["overruled"].as_array().map(Vec::len), Some(0));
}

#[test]
fn a_quotation_is_certain_unless_it_leaves_a_range_open() {
    let risk = |text: &str| json(&["risk", HUNCHUN, "--draws", "64", "--quote", text]).to_string();
    let path = "quotes.zarubino-ningbo.amount";
    let figures = |text: &str| json(&["show", HUNCHUN, "figures", "--quote", text]).to_string();
    assert!(figures("zarubino>ningbo=1500 CNY/box20").contains(path));
    assert!(answer(&["sources", HUNCHUN, "--quote", "zarubino>ningbo=1500 CNY/box20"]).contains(" 1 quoted,"));
    let bounds = |text: &str| {
        let all = answers(&["compare", HUNCHUN, "--quote", text]);
        let own = all.iter().find(|answer| answer["corridor"] == "borrowed-box").expect("an answer").clone();
        [money(&own["low_per_t"]), money(&own["total_per_t"]), money(&own["high_per_t"])]
    };
    let certain = bounds("zarubino>ningbo=1500 CNY/box20");
    let open = bounds("zarubino>ningbo=1500 CNY/box20, low 1300, high 1800");
    assert_eq!(certain[1], open[1]);
    assert!(open[0] < certain[0] && certain[2] < open[2], "{certain:?} {open:?}");
    assert_ne!(risk("zarubino>ningbo=1500 CNY/box20"), risk("zarubino>ningbo=1500 CNY/box20, low 1300, high 1800"));
}

#[test]
fn quotations_of_two_operations_at_a_place_have_two_names() {
    let both = ["--quote", "tranship zarubino rail>sea=450 CNY/box20", "--quote", "unload zarubino=7 USD/t"];
    let figures = answer(&[&["show", HUNCHUN, "figures", "--format", "csv"], &both[..]].concat());
    for name in ["Quotation, transhipment at Zarubino", "Quotation, unloading at Zarubino"] {
        assert!(figures.contains(name), "{figures}");
    }
}

#[test]
fn who_does_not_win_with_it_says_where_it_would() {
    let quote = |amount: &str| quoted(&["compare", HUNCHUN, "--quote", &format!("zarubino>ningbo={amount} CNY/box20")]);
    let unused = &quote("1700")["unused"];
    assert_eq!((&unused["corridor"], &unused["form"]), (&"borrowed".into(), &"box20".into()));
    let limit = unused["must_fall_to"].as_f64().expect("an amount");
    // What the domestic route leaves for the sea, times the 24.5 t of a box.
    let all = answers(&["compare", HUNCHUN]);
    let others = total(&all, "borrowed-box") - part(&all, "borrowed-box", "sea_haulage");
    let by_hand = (total(&all, "domestic") - others) as f64 / 1e6 * 24.5;
    assert!((limit - by_hand).abs() < 0.001, "{limit} and by hand {by_hand}");
    // At that amount it wins, a little above it does not.
    assert!(quote(&format!("{:.2}", limit - 0.01))["unused"].is_null());
    assert!(!quote(&format!("{:.2}", limit + 0.1))["unused"].is_null());
    let never = quoted(&["compare", HUNCHUN, "--quote", "zarubino>busan=1 USD/t"]);
    assert!(never["unused"]["corridor"].is_null(), "{never}");
}

#[test]
fn what_cannot_be_understood_is_refused_with_its_place() {
    for (text, code, place, help) in [
        ("zarubino>ninbo=38 USD/t", "S013", "--quote:1:10", "did you mean ningbo?"),
        ("ningbo>changchun=38 USD/t", "M029", "--quote:1:1", "legs lead"),
        ("hunchun>zarubino=38 USD/t", "M030", "--quote:1:1", "rail hunchun>zarubino="),
        ("zarubino>ningbo=38 USD/ton", "S026", "--quote:1:24", "zarubino>ningbo=38 USD/t"),
        ("zarubino>ningbo=38 USD/pound", "S026", "--quote:1:24", "units are t, box20"),
        ("zarubino>ningbo=38 XYZ/t", "M015", "--quote:1:20", "fx.csv"),
        ("zarubino>ningbo=38 USD/t, until 2018", "S027", "--quote:1:1", "--date"),
    ] {
        let outcome = run(&["compare", HUNCHUN, "--quote", text]);
        assert_eq!(outcome.code, Some(3), "{text}");
        for word in [code, place, help] {
            assert!(outcome.stderr.contains(word), "{text}: {word} is missing in\n{}", outcome.stderr);
        }
    }
}

#[test]
fn a_set_rate_holds_at_the_bounds_too() {
    // A rate of 70 is a slip of the decimal point: it is taken, and said, and the bounds are worked out with it.
    let outcome = run(&["compare", HUNCHUN, "--set", "fx.usd-cny.rate=70", "--format", "json"]);
    assert!(outcome.stderr.contains("S024") && outcome.stderr.contains("between 6.68 and 7.18"), "{}", outcome.stderr);
    let results: Value = serde_json::from_str(&outcome.stdout).expect("JSON");
    let own = results["answers"].as_array().expect("answers").iter().find(|own| own["corridor"] == "borrowed-box");
    let own = own.expect("an answer");
    let [low, total, high] = ["low_per_t", "total_per_t", "high_per_t"].map(|name| money(&own[name]));
    assert!(low <= total && total <= high, "{low} {total} {high}");
    // Of its own 21 yuan at the border 80 dollars a box alone are 215 at such a rate; no bound is below that.
    assert!(low > 215_000_000, "{low}");
}
