//! Every shipped scenario is read without an error, gives what it expects, and is audited.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use corridor::analysis::compare::{CompareQuestion, MAX_DEMANDS_IN_DETAIL};
use corridor::analysis::pareto::{Axis, ParetoAsked, audit_pareto, pareto};
use corridor::analysis::{self, Extent, Question, Request};
use corridor::answer::{Answer, Detail, Status, Step, StepKind};
use corridor::answer::{Prepared, Progress};
use corridor::cost::Costs;
use corridor::ids::Id;
use corridor::model::FigureOwner;
use corridor::network::{KeptNetwork, Network};
use corridor::present::{self, Format, Look, Screen};
use corridor::scenario::{Change, Override, Scenario, ScenarioFiles};
use corridor::units::{Decimal, Lang};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")
}

/// Returns the scenario files of a folder in the order of their names.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("a file").path());
    let mut files: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|ending| ending == "toml")).collect();
    files.sort();
    files
}

#[test]
fn every_shipped_place_has_a_name_in_each_language() {
    let mut nameless = BTreeSet::new();
    for path in files(&folder()) {
        let case = Prepared::prepare(&path, &[]).expect("a shipped scenario");
        let without =
            case.model().places.list.iter().filter(|place| place.name_zh.is_none() || place.name_ru.is_none());
        nameless.extend(without.map(|place| place.key.clone()));
    }
    assert_eq!(nameless, BTreeSet::new());
}

#[test]
fn every_shipped_title_and_figure_is_called_in_chinese_and_in_russian() {
    let mut foreign = BTreeSet::new();
    for path in files(&folder()) {
        let case = Prepared::prepare(&path, &[]).expect("a shipped scenario");
        let english = case.used().title;
        for (lang, letters) in [(Lang::Zh, '\u{4e00}'..='\u{9fff}'), (Lang::Ru, 'А'..='я')] {
            let case = case.in_language(lang).expect("the same scenario");
            let titles = case.model().corridors.iter().map(|corridor| corridor.title.clone());
            // What a question supposes is called by its path.
            let figures = case.model().register.iter().filter(|(_, own)| own.owner != FigureOwner::Question);
            let names = figures.map(|(_, figure)| figure.name()).chain(titles).chain([case.used().title]);
            foreign.extend(names.filter(|name| !name.chars().any(|letter| letters.contains(&letter))));
            assert_ne!(case.used().title, english, "{lang:?}");
        }
    }
    assert_eq!(foreign, BTreeSet::new());
}

#[test]
fn a_title_that_is_written_anew_has_no_translation_of_the_one_before() {
    let path = folder().join("changed.toml");
    let text = "schema = 1\nextends = \"hunchun-ningbo-2019.toml\"\ntitle = \"Mine\"\n[corridors.domestic]\ntitle = \"Home\"\n";
    let files = ScenarioFiles { lang: Lang::Zh, ..(&path).into() };
    let scenario = Scenario::load_given(files, vec![(path.clone(), text.to_owned())], &[]).expect("it holds");
    let titles: Vec<&str> = scenario.document.corridors.iter().map(|own| own.title.as_str()).take(2).collect();
    assert_eq!((scenario.document.title.as_str(), titles), ("Mine", vec!["扎鲁比诺或斯拉夫扬卡", "Home"]));
}

#[test]
fn every_shipped_scenario_gives_what_it_expects_and_the_audit_agrees() {
    let files = files(&folder());
    assert!(files.len() >= 15, "only {} scenarios are shipped", files.len());
    let mut failures = Vec::new();
    for path in files {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let case = match Prepared::prepare(&path, &[]) {
            Ok(case) => case,
            Err(problems) => {
                failures.push(format!("{name} is refused:\n{problems}"));
                continue;
            }
        };
        let answers = case.answers();
        let expectations = case.expectations(&answers);
        if expectations.is_empty() {
            failures.push(format!("{name} expects nothing of its answers"));
        }
        for unmet in expectations.iter().filter(|expectation| !expectation.met) {
            failures.push(format!("{name}: {} but it is {}", unmet.text, unmet.found));
        }
        let answered = answers.iter().filter(|answer| answer.status == Status::Answered).count();
        match case.audit(&answers) {
            Ok(audited) if audited == answered && answered > 0 => {}
            Ok(audited) => failures.push(format!("{name}: {audited} of {answered} answers were audited")),
            Err(error) => failures.push(error.to_string()),
        }
        for refused in answers.iter().filter(|answer| answer.status == Status::NoRoute) {
            if refused.reason.is_none() {
                failures.push(format!("{name}: no reason why {} > {} has no route", refused.from.key, refused.to.key));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn the_cheap_end_of_every_front_is_what_compare_says() {
    for path in files(&folder()) {
        let case = Prepared::prepare(&path, &[]).unwrap_or_else(|problems| panic!("{problems}"));
        let demands: Vec<_> = case.model().demands.ids().collect();
        // Whole routes are audited, but for those of every origin to every port: they would take too long.
        let detail = if demands.len() > 100 { Detail::Sums } else { Detail::Whole };
        let asked = ParetoAsked {
            demands,
            corridors: case.model().corridors.ids().collect(),
            axes: vec![Axis::Cost, Axis::Time],
            deadline: None,
            detail,
        };
        let mut found = pareto(&case, &asked, &Progress::default()).expect("sound axes");
        let answers = case.answers_in(Detail::Sums);
        let fronts = found.demands.iter().flat_map(|demand| &demand.corridors);
        assert_eq!(fronts.clone().count(), answers.len());
        for (front, answer) in fronts.zip(&answers) {
            let way = format!("{} > {} by {} of {}", answer.from.key, answer.to.key, answer.corridor, answer.scenario);
            let first = front.front.first().map(|point| &point.answer);
            assert_eq!(first.and_then(|first| first.total_per_t), answer.total_per_t, "{way}");
            let faster = first.map(|first| first.time() <= answer.time());
            assert!(faster.unwrap_or(true), "{way}: of equally cheap routes the fastest is on the front");
        }
        if detail == Detail::Whole {
            audit_pareto(&case, &mut found).unwrap_or_else(|error| panic!("{error}"));
        }
    }
}

/// Returns the rides by sea of an answer.
fn voyages(answer: &Answer) -> Vec<&Step> {
    answer.steps.iter().filter(|step| step.kind == StepKind::Ride && step.mode == Some("sea")).collect()
}

/// Tells whether a ride is so much longer than the great circle between its ends that no one would ask for it.
///
/// Lines round mountains and bays are up to four times as long over a hundred kilometres, and twice over thousands.
fn goes_round(ride: &Step) -> bool {
    let Some((from, to)) = ride.from.position.zip(ride.to.position) else { return false };
    let [(lat, lon), (to_lat, to_lon)] = [from, to].map(|(lat, lon)| (lat.to_radians(), lon.to_radians()));
    // Haversine formula on a sphere of 6371 km.
    let half = |angle: f64| libm::pow(libm::sin(angle / 2.0), 2.0);
    let share = half(to_lat - lat) + libm::cos(lat) * libm::cos(to_lat) * half(to_lon - lon);
    let straight_km = 2.0 * 6371.0 * libm::asin(share.sqrt());
    ride.km.as_km() > 3.0 * straight_km + 250.0
}

#[test]
fn every_listed_path_can_be_set() {
    let path = folder().join("jilin-maize-2017.toml");
    let case = Prepared::prepare(&path, &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let same = |(_, figure): (_, &corridor::model::Figure)| Override {
        path: figure.path(),
        change: Change::To(figure.value.to_string()),
        span: None,
    };
    let all: Vec<Override> = case.model().register.iter().map(same).collect();
    assert!(all.len() > 2000 && all.iter().any(|set| set.path.contains("@always")));
    let again = Prepared::prepare(&path, &all).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(again.model().register.values(), case.model().register.values());
}

#[test]
fn a_page_of_many_demands_says_the_same_of_sums_as_of_whole_answers() {
    let mut seen = 0;
    for path in files(&folder()) {
        let cases = [Prepared::prepare(&path, &[]).unwrap_or_else(|problems| panic!("{problems}"))];
        if cases[0].model().demands.len() <= MAX_DEMANDS_IN_DETAIL {
            continue;
        }
        let page = |extent| {
            let request = Request { extent, ..Request::from(Question::Compare(CompareQuestion::default())) };
            let found = analysis::answer(&cases, &request, &Progress::default()).expect("an answer");
            let screen = Screen { columns: 100, colour: false };
            present::write(&found, Format::Markdown, Look::default(), screen).expect("a page")
        };
        assert_eq!(page(Extent::Page), page(Extent::Whole), "{}", path.display());
        seen += 1;
    }
    assert!(seen > 0, "no shipped scenario has so many demands");
}

#[test]
fn what_is_kept_of_a_network_is_that_of_the_one_laid_out_at_other_values() {
    let mut seen = BTreeMap::new();
    for path in files(&folder()) {
        let case = Prepared::prepare(&path, &[]).unwrap_or_else(|problems| panic!("{problems}"));
        let (model, network, costs) = (case.model(), case.priced().network(), case.priced().costs());
        let own: Vec<Decimal> = model.register.iter().map(|(_, figure)| figure.value).collect();
        let of_lot = |lot: i32| {
            let mut values = own.clone();
            values[model.cargo.lot_t.index()] = Decimal::whole(lot.into());
            values
        };
        for values in costs.extremes(&model.register).into_iter().chain([1, 22, 100, 20_000].map(of_lot)) {
            let there = model.with_values(&values);
            let kept = network.kept_at(model, &values, || &there);
            *seen.entry(kept).or_insert(0) += 1;
            if kept == KeptNetwork::Nothing {
                continue;
            }
            let (anew, values) = (Network::expand(&there), there.register.values());
            assert!(anew.graph() == network.graph() && anew.arcs() == network.arcs(), "{}", path.display());
            if kept == KeptNetwork::Sums {
                assert_eq!(Costs::compile(&anew, &there).price(&values), costs.price(&values), "{}", path.display());
            }
        }
    }
    assert!(seen[&KeptNetwork::Sums] > 20 && seen[&KeptNetwork::Arcs] > 10, "{seen:?}");
}

#[test]
fn no_ship_calls_at_a_third_port_and_domestic_goods_go_to_sea_once() {
    // The law of each of these days opens other ports: what is no route on one day must be a sound one on the others.
    let days = ["2011-01-11", "2017-08-08", "2018-08-01", "2019-06-24", "2020-05-16", "2023-06-07"];
    let mut seen = 0;
    for path in files(&folder()) {
        let dates = if path.ends_with("jilin-maize-2017.toml") { days.map(Some).to_vec() } else { vec![None] };
        for date in dates {
            let set =
                date.map(|date| Override { path: "date".to_owned(), change: Change::To(date.to_owned()), span: None });
            let case = Prepared::prepare(&path, set.as_slice()).unwrap_or_else(|problems| panic!("{problems}"));
            for answer in case.answers() {
                let voyages = voyages(&answer);
                let way =
                    format!("{} > {} by {} of {}", answer.from.key, answer.to.key, answer.corridor, answer.scenario);
                assert!(voyages.iter().all(|ride| ride.legs.len() == 1), "{way} runs through a port");
                for ride in answer.steps.iter().filter(|step| step.kind == StepKind::Ride) {
                    assert!(
                        !goes_round(ride),
                        "{way} goes {} km from {} to {}",
                        ride.km.as_km(),
                        ride.from.key,
                        ride.to.key
                    );
                }
                if answer.regime == "domestic" {
                    assert!(voyages.len() <= 1, "{way} goes to sea {} times", voyages.len());
                }
                if let Some(used) = answer.permissions.first() {
                    let row = case.model().permissions.iter().find(|row| row.key == used.key).expect("the row");
                    let entry = row.entry_port.map(|port| case.model().places.list[port].key.as_str());
                    let last = answer.steps.iter().rfind(|step| step.kind == StepKind::Cross);
                    let back = last.map(|step| step.to.key.as_str());
                    assert!(
                        entry.is_none() || entry == back,
                        "{way} comes back at {back:?}, {} says {entry:?}",
                        row.key
                    );
                }
                seen += voyages.len();
            }
        }
    }
    assert!(seen > 9000, "only {seen} voyages were seen");
}

#[test]
fn what_lies_beside_the_tables_is_extended_by_a_scenario() {
    let read: BTreeSet<String> = files(&folder())
        .iter()
        .flat_map(|path| Scenario::load(path, &[]).unwrap_or_else(|problems| panic!("{problems}")).inputs)
        .filter_map(|input| Some(Path::new(&input.path).file_name()?.to_string_lossy().into_owned()))
        .collect();
    let mut parents = 0;
    let folders = fs::read_dir(folder()).expect("a folder").map(|entry| entry.expect("a file").path());
    for tables in folders.filter(|path| !path.ends_with("plans")) {
        for path in if tables.is_dir() { files(&tables) } else { Vec::new() } {
            assert!(Scenario::load(&path, &[]).is_err(), "{} asks nothing by itself", path.display());
            let name = path.file_name().expect("a name").to_string_lossy();
            // A question that is typed in extends the common corridors.
            assert!(read.contains(&*name) || name == "corridors.toml", "no scenario extends {}", path.display());
            parents += 1;
        }
    }
    assert!(parents > 0, "the shipped scenarios share their defaults");
}
