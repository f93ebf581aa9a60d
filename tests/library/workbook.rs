//! Workbooks: tables written and read back give the same answers, and answers are numbers and sums that anyone can read.

use std::fs;
use std::io::{Cursor, Read as _};

use corridor::analysis::compare::CompareQuestion;
use corridor::analysis::listing::{ShowQuestion, SourcesQuestion};
use corridor::analysis::route::RouteQuestion;
use corridor::analysis::totals::{TotalsDetail, TotalsQuestion};
use corridor::analysis::{self, Found, Question, Request};
use corridor::answer::{Prepared, Progress};
use corridor::present::xlsx::write_book;
use corridor::present::{self, Format, Look, Screen};
use corridor::scenario::{Override, ScenarioFiles};
use serde_json::Value;
use zip::ZipArchive;

use super::screens::shipped;

fn ask(case: &Prepared, question: Question) -> (Found, Request) {
    let request = Request::from(question);
    (analysis::answer(std::slice::from_ref(case), &request, &Progress::default()).expect("an answer"), request)
}

fn book(case: &Prepared, question: Question) -> Vec<u8> {
    let (found, request) = ask(case, question);
    let mut bytes = Vec::new();
    let asked = (&request, std::slice::from_ref(case));
    write_book(&found, asked, Look::default(), &[], &mut bytes).expect("a book");
    bytes
}

/// Returns an answer in a format, without the files that it rests on.
fn written(case: &Prepared, question: Question, format: Format) -> String {
    let (found, _) = ask(case, question);
    let screen = Screen { columns: 100, colour: false };
    let text = present::write(&found, format, Look::default(), screen).expect("a format that it has");
    if format != Format::Json {
        return text;
    }
    let mut json: Value = serde_json::from_str(&text).expect("JSON");
    for scenario in json["manifest"]["scenarios"].as_array_mut().expect("scenarios") {
        scenario["inputs"].take();
    }
    json.to_string()
}

/// Returns a part of a book.
fn part(bytes: &[u8], name: &str) -> String {
    let mut text = String::new();
    let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    archive.by_name(name).expect("a part").read_to_string(&mut text).expect("UTF-8");
    text
}

#[test]
fn tables_that_are_written_and_read_back_give_the_same_answers() {
    let folder = tempfile::tempdir().expect("a folder");
    for path in shipped() {
        let case = Prepared::prepare(&path, &[]).unwrap_or_else(|problems| panic!("{problems}"));
        let bytes = book(&case, Question::Show(ShowQuestion::default()));
        let tables = folder.path().join("book.xlsx");
        fs::write(&tables, &bytes).expect("room for it");
        let files = ScenarioFiles { path: &path, tables: Some(&tables), ..(&path).into() };
        let again = Prepared::prepare(files, &[]).unwrap_or_else(|problems| panic!("{problems}"));
        let totals = || Question::Totals(TotalsQuestion { detail: TotalsDetail::Route });
        let name = path.display();
        assert_eq!(written(&case, totals(), Format::Json), written(&again, totals(), Format::Json), "{name}");
        assert_eq!(written(&case, totals(), Format::Csv), written(&again, totals(), Format::Csv), "{name}");
        let sources = || Question::Sources(SourcesQuestion {});
        assert_eq!(written(&case, sources(), Format::Csv), written(&again, sources(), Format::Csv), "{name}");
        if case.model().demands.iter().len() < 5 {
            let compare = || Question::Compare(CompareQuestion { draws: Some(20) });
            assert_eq!(written(&case, compare(), Format::Json), written(&again, compare(), Format::Json), "{name}");
            let route = || Question::Route(RouteQuestion {});
            assert_eq!(written(&case, route(), Format::Csv), written(&again, route(), Format::Csv), "{name}");
        }
        // The book holds no more and no less than the files.
        assert!(book(&again, Question::Show(ShowQuestion::default())) == bytes, "{name}");
    }
}

#[test]
fn tables_are_written_as_the_files_have_them_whatever_is_changed() {
    let path = shipped().into_iter().find(|path| path.ends_with("hunchun-ningbo-2019.toml")).expect("it is shipped");
    let dearer = Override::parse("tariffs.cn-rail-class4.per_km=*1.2").expect("a change");
    let [plain, changed] = [vec![], vec![dearer]].map(|set| Prepared::prepare(&path, &set).expect("a good scenario"));
    let [plain, changed] = [plain, changed].map(|case| book(&case, Question::Show(ShowQuestion::default())));
    assert!(plain == changed);
}

#[test]
fn an_answer_has_numbers_and_the_sum_of_its_parts_and_the_same_bytes_every_time() {
    let path = shipped().into_iter().find(|path| path.ends_with("hunchun-ningbo-2019.toml")).expect("it is shipped");
    let case = Prepared::prepare(&path, &[]).expect("a good scenario");
    let compare = || Question::Compare(CompareQuestion { draws: Some(0) });
    let bytes = book(&case, compare());
    assert!(bytes == book(&case, compare()), "the same bytes every time");
    let workbook = part(&bytes, "xl/workbook.xml");
    let names: Vec<&str> = workbook.split("<sheet name=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(names, ["question", "compare", "sources"]);
    let sheet = part(&bytes, "xl/worksheets/sheet2.xml");
    let json: Value = serde_json::from_str(&written(&case, compare(), Format::Json)).expect("JSON");
    let mut sums = sheet.split("<f>ROUND(SUM(N").skip(1);
    for answer in json["answers"].as_array().expect("answers") {
        let sum = sums.next().expect("a formula for each answer");
        let value = sum.split_once("<v>").and_then(|(_, rest)| rest.split_once("</v>")).expect("its value").0;
        let total = answer["total_per_t"].as_f64().expect("a total");
        assert!(value.parse::<f64>().is_ok_and(|value| value.total_cmp(&total).is_eq()), "{value} {total}");
        for part in answer["parts"].as_object().expect("parts").values() {
            let number = part.as_f64().expect("an amount");
            assert!(sheet.contains(&format!("<v>{number}</v>")), "{number}");
        }
    }
    assert_eq!(sums.count(), 0);
    let texts = part(&bytes, "xl/sharedStrings.xml");
    let sha256 = &case.scenario().inputs[0].sha256;
    assert!(texts.contains(sha256.as_str()) && texts.contains("total_per_t\nCNY/t"), "{texts}");
}
