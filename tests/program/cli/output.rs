//! Files are written whole and never replaced by accident.

use std::fs;

use super::{corridor, stderr, stdout};

#[test]
fn init_writes_a_folder_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let target = folder.path().join("trial");
    let text = stdout(corridor().arg("init").arg(&target));
    assert!(text.contains("corridor compare"), "{text}");
    let scenario = fs::read_to_string(target.join("scenario.toml")).expect("the scenario");
    assert!(scenario.contains("[corridors.borrowed]") && scenario.contains("[corridors.domestic]"));
    assert!(target.join("tables/legs.csv").is_file());
    corridor().arg("init").arg(&target).assert().code(1);
    fs::write(target.join("scenario.toml"), "mine").expect("a file");
    corridor().arg("init").arg(&target).assert().code(1);
    assert_eq!(fs::read_to_string(target.join("scenario.toml")).expect("the scenario"), "mine");
}

#[test]
fn the_rows_of_the_starter_have_a_cell_for_every_heading() {
    let folder = tempfile::tempdir().expect("a folder");
    corridor().arg("init").arg(folder.path()).assert().success();
    let mut tables = 0;
    for entry in fs::read_dir(folder.path().join("tables")).expect("tables") {
        let path = entry.expect("a table").path();
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let table = corridor::scenario::TableName::named(&name).expect("a known table");
        let mut reader = csv::Reader::from_path(&path).expect("a table");
        let headings = reader.headers().expect("headings").clone();
        for heading in &headings {
            assert!(table.column(heading).is_some(), "{name}.{heading}");
        }
        for column in table.columns().iter().filter(|column| column.required) {
            assert!(headings.iter().any(|heading| heading == column.name), "{name} lacks {}", column.name);
        }
        for record in reader.records() {
            let record = record.expect("as many cells as headings");
            for column in table.columns().iter().filter(|column| column.required) {
                let position = headings.iter().position(|heading| heading == column.name).expect("the heading");
                assert!(!record[position].is_empty(), "{name}: {} is blank in {record:?}", column.name);
            }
        }
        tables += 1;
    }
    assert_eq!(tables, 13);
}

#[test]
fn manual_pages_are_written_for_every_command() {
    assert!(stdout(corridor().arg("man")).contains(".TH corridor 1"));
    let folder = tempfile::tempdir().expect("a folder");
    corridor().arg("man").arg(folder.path()).assert().success();
    assert!(folder.path().join("corridor.1").is_file() && folder.path().join("corridor-compare.1").is_file());
    corridor().arg("man").arg(folder.path()).assert().code(1);
    corridor().arg("man").arg(folder.path()).arg("--force").assert().success();
}

#[test]
fn an_output_file_is_kept_unless_forced() {
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = folder.path().join("a.toml");
    fs::write(&scenario, "").expect("a file");
    let output = folder.path().join("out.txt");
    fs::write(&output, "mine").expect("a file");
    let mut command = corridor();
    command.arg("compare").arg(&scenario).arg("-o").arg(&output);
    assert!(stderr(&mut command).contains("--force"));
    command.assert().code(1);
    assert_eq!(fs::read_to_string(&output).expect("the file"), "mine");
    assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 2, "nothing else is left behind");
}

#[test]
fn a_folder_or_device_is_never_replaced() {
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = folder.path().join("a.toml");
    fs::write(&scenario, "").expect("a file");
    for output in [folder.path(), std::path::Path::new("/dev/null")] {
        let text = stderr(corridor().arg("compare").arg(&scenario).arg("--force").arg("-o").arg(output));
        assert!(text.contains("is not a file"), "{text}");
    }
}
