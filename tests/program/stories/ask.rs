//! Questions as JSON, each beside the command that asks the same, and what is said of those that cannot be read.

use super::{HUNCHUN, run};

/// A command with its options, and the request that asks the same.
pub(super) const BOTH_WAYS: [(&str, &str); 29] = [
    ("compare", r#"{ "question": { "compare": {} } }"#),
    (
        "compare --corridor borrowed,domestic --set fx.usd-cny.rate=*1.05",
        r#"{ "question": { "compare": {} },
        "select": { "corridor": ["borrowed", "domestic"] }, "changes": { "set": ["fx.usd-cny.rate=*1.05"] } }"#,
    ),
    (
        "compare --date 2017-08-01 --audit",
        r#"{ "question": { "compare": {} },
        "changes": { "date": "2017-08-01" }, "audit": true }"#,
    ),
    (
        "compare --quote port\u{a0}zarubino=7\u{a0}USD/t",
        "{ \"question\": { \"compare\": {} }, \"changes\": { \"quote\": [\"port\u{a0}zarubino=7\u{a0}USD/t\"] } }",
    ),
    (
        "compare --detail totals --from hunchun",
        r#"{ "question": { "totals": {} }, "select": { "from": ["hunchun"] } }"#,
    ),
    (
        "compare --detail route --to ningbo",
        r#"{ "question": { "totals": { "detail": "route" } }, "select": { "to": ["ningbo"] } }"#,
    ),
    ("compare --by month", r#"{ "question": { "months": {} } }"#),
    (
        "alternatives -k 2 --different 1 --choice logit --scale 0.1",
        r#"{ "question": { "alternatives": { "cheapest": 2, "different": 1, "choice": { "model": "logit", "scale": 0.1 } } } }"#,
    ),
    ("route --corridor domestic", r#"{ "question": { "route": {} }, "select": { "corridor": ["domestic"] } }"#),
    ("explain --from hunchun", r#"{ "question": { "explain": {} }, "select": { "from": ["hunchun"] } }"#),
    ("claims", r#"{ "question": { "claims": {} } }"#),
    ("sources", r#"{ "question": { "sources": {} } }"#),
    (
        "show figures zarubino estimate",
        r#"{ "question": { "show": { "what": "figures", "only": ["zarubino", "estimate"] } } }"#,
    ),
    ("test", r#"{ "question": { "test": {} } }"#),
    ("risk --draws 500 --seed 2", r#"{ "question": { "risk": { "draws": 500, "seed": 2 } } }"#),
    (
        "alternatives -k 3 --corridor domestic",
        r#"{ "question": { "alternatives": { "cheapest": 3 } },
        "select": { "corridor": ["domestic"] } }"#,
    ),
    ("pareto --deadline 10d", r#"{ "question": { "pareto": { "deadline_h": 240 } } }"#),
    ("catchment --draws 100", r#"{ "question": { "catchment": { "draws": 100 } } }"#),
    ("critical --kind leg,place", r#"{ "question": { "critical": { "kind": ["leg", "place"] } } }"#),
    ("critical --slow 3d", r#"{ "question": { "critical": { "slow": "3d" } } }"#),
    ("breakeven", r#"{ "question": { "break-even": {} } }"#),
    ("breakeven", r#"{ "question": { "breakeven": {} } }"#),
    (
        "breakeven --vary fx.usd-cny.rate --between 4,8",
        r#"{ "question": { "break-even": {
        "vary": [{ "path": "fx.usd-cny.rate", "between": ["4", "8"] }] } } }"#,
    ),
    (
        "breakeven --vary date --between 2019-03-01,2019-05-01",
        r#"{ "question": { "break-even": {
        "vary": [{ "path": "date", "between": ["2019-03-01", "2019-05-01"] }] } } }"#,
    ),
    ("levers --kind borders", r#"{ "question": { "levers": { "kinds": ["borders"] } } }"#),
    ("sensitivity --method oat", r#"{ "question": { "sensitivity": { "method": "oat" } } }"#),
    ("ask-first --draws 1000", r#"{ "question": { "ask-first": { "draws": 1000 } } }"#),
    (
        "calibrate --claims v01 --hold-out none --draws 2000",
        r#"{ "question": { "calibrate": { "claims": ["v01"], "hold_out": ["none"], "draws": 2000 } } }"#,
    ),
    ("discover --draws 1000", r#"{ "question": { "discover": { "draws": 1000 } } }"#),
];

#[test]
fn a_request_that_cannot_be_read_is_refused_with_its_place_and_what_was_meant() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("request.json");
    let path = file.to_string_lossy();
    for (request, words) in [
        ("", &["the request is empty"][..]),
        ("{ \"question\": {", &["line 1, column 15", "ends too early"]),
        ("{ \"question\": { \"compare\": {} }, }", &["line 1, column 34", "no JSON"]),
        (
            "{ \"question\": { \"rsk\": {} } }",
            &["line 1, column 21", "no question `rsk`", "did you mean `risk`?", "levers"],
        ),
        ("{ \"question\": { \"risk\": { \"drawss\": 10 } } }", &["no field `drawss`", "did you mean `draws`?", "seed"]),
        ("{ \"question\": { \"risk\": { \"draws\": \"ten\" } } }", &["the text \"ten\"", "expected a whole number"]),
        ("{ \"question\": \"risk\" }", &["{ \"risk\": {} }"]),
        ("{ \"select\": {} }", &["`question` is missing"]),
        ("{ \"question\": { \"compare\": {} }, \"select\": { \"from\": \"a\" } }", &["expected [ .. ]"]),
    ] {
        std::fs::write(&file, request).expect("a request");
        let refused = run(&["ask", HUNCHUN, &path]);
        assert_eq!(refused.code, Some(2), "{request}");
        for word in words.iter().chain(&["`corridor schema request`"]) {
            assert!(refused.stderr.contains(word), "{request}: {word} is missing in\n{}", refused.stderr);
        }
    }
    std::fs::write(&file, "{ \"question\": { \"risk\": { \"draws\": 0 } } }").expect("a request");
    let refused = run(&["ask", HUNCHUN, &path]);
    assert!(refused.code == Some(2) && refused.stderr.contains("take 1 to 4000000000 draws"), "{}", refused.stderr);
    for (near, why) in [
        (r#"{ "share": -1 }"#, "a share is from 0 to 10, not -1"),
        (r#"{ "share": 2000 }"#, "a share is from 0 to 10, not 2000"),
        (r#"{ "per-tonne": -1 }"#, "an amount is 0 or more, not -1"),
    ] {
        std::fs::write(&file, format!(r#"{{ "question": {{ "risk": {{ "near": {near} }} }} }}"#)).expect("a request");
        let refused = run(&["ask", HUNCHUN, &path]);
        assert!(refused.code == Some(2) && refused.stderr.contains(why), "{near}: {}", refused.stderr);
    }
}

#[test]
fn a_request_that_selects_its_ends_needs_no_scenario() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("request.json");
    let path = file.to_string_lossy();
    let request = r#"{ "question": { "compare": {} }, "select": { "from": ["hunchun"], "to": ["ningbo"] } }"#;
    std::fs::write(&file, request).expect("a request");
    let goods = ["--commodity", "maize", "--tonnes", "20000"];
    let asked = run(&[&["ask", &path][..], &goods].concat());
    let same = run(&[&["compare", "--from", "hunchun", "--to", "ningbo"][..], &goods].concat());
    assert!(asked.code == Some(0) && asked.stdout == same.stdout, "{}", asked.stderr);
    let refused = run(&["ask", &path]);
    assert!(refused.code == Some(2) && refused.stderr.contains("--commodity KEY --tonnes N"), "{}", refused.stderr);
    std::fs::write(&file, r#"{ "question": { "compare": {} } }"#).expect("a request");
    let refused = run(&["ask", &path]);
    assert!(refused.code == Some(2) && refused.stderr.contains("name a scenario file"), "{}", refused.stderr);
    let refused = run(&["ask", HUNCHUN]);
    assert!(refused.code == Some(2) && refused.stderr.contains("is a scenario"), "{}", refused.stderr);
}
