//! Help, usage errors and what is printed without a scenario.

use super::{corridor, stderr, stdout};

const COMMANDS: [&str; 15] = [
    "compare",
    "route",
    "explain",
    "check",
    "show",
    "sources",
    "diff",
    "test",
    "init",
    "schema",
    "completions",
    "man",
    "claims",
    "calibrate",
    "ask-first",
];

#[test]
fn help_lists_every_command_and_the_exit_codes() {
    corridor().arg("--help").assert().success();
    let text = stdout(corridor().arg("--help"));
    for command in COMMANDS {
        assert!(text.contains(&format!("  {command}")), "{command} is missing in\n{text}");
    }
    assert!(text.contains("4  no route"), "{text}");
}

#[test]
fn every_command_has_help() {
    for command in COMMANDS {
        corridor().args([command, "--help"]).assert().success();
    }
}

#[test]
fn senseless_arguments_exit_with_2() {
    for arguments in [
        &["compare"][..],
        &["nonsense"],
        &["compare", "a.toml", "--set", "no-value"],
        &["compare", "a.toml", "--set", "a.b.c=*much"],
        &["compare", "a.toml", "--date", "08/08/2017"],
        &["compare", "a.toml", "--width", "3"],
        &["compare", "a.toml", "--format", "xml"],
        &["explain", "a.toml", "--format", "csv"],
        &["show", "a.toml", "tarifs"],
        &["schema", "nothing"],
        &["completions", "cmd.exe"],
        &["diff", "a.toml"],
    ] {
        let outcome = corridor().args(arguments).assert().code(2);
        assert!(outcome.get_output().stdout.is_empty(), "{arguments:?}");
        assert!(!outcome.get_output().stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_misspelt_table_is_guessed() {
    let text = stderr(corridor().args(["show", "a.toml", "tarifs"]));
    assert!(text.contains("did you mean tariffs?"), "{text}");
}

#[test]
fn a_scenario_that_is_not_there_exits_with_1() {
    let text = stderr(corridor().args(["compare", "/nowhere/at/all.toml"]));
    assert!(text.contains("there is no file /nowhere/at/all.toml"), "{text}");
    corridor().args(["compare", "/nowhere/at/all.toml"]).assert().code(1);
    corridor().args(["compare", env!("CARGO_MANIFEST_DIR")]).assert().code(1);
}

#[test]
fn schemas_are_json() {
    for what in ["scenario", "results", "legs", "tariffs", "breakeven", "flips", "plane", "levers", "totals", "claims"]
    {
        let text = stdout(corridor().args(["schema", what]));
        let schema: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        for (name, definition) in schema["$defs"].as_object().into_iter().flatten() {
            assert_ne!(definition["$ref"], format!("#/$defs/{name}"), "{what}: {name} is described by itself");
        }
    }
    for (what, form) in [("results", "corridor.compare"), ("corridor.claims", "corridor.claims")] {
        let schema: serde_json::Value = serde_json::from_str(&stdout(corridor().args(["schema", what]))).expect("JSON");
        assert_eq!(schema["properties"]["schema"]["const"], form);
    }
}

#[test]
fn completions_know_the_commands() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(stdout(corridor().args(["completions", shell])).contains("compare"), "{shell}");
    }
}
