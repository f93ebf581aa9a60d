//! A study answers each of its runs as the scenario with the same values set.

use corridor::answer::Answer;
use corridor::answer::{Prepared, ReasonKind};
use corridor::scenario::{Change, Level, Override};
use corridor::sweep::{Inputs, Runner};
use corridor::sweep::{RunAnswer, RunStatus};
use corridor::units::Decimal;
use proptest::prelude::*;

use crate::holds_for;
use crate::random::{ALL, plans, world};
use crate::support::world::Spelling;

/// The factors by which figures are changed; a week has no more than seven days.
const FACTORS: [&str; 4] = ["0.5", "1", "1.25", "3"];

fn level(figure: &corridor::model::Figure, factor: &str) -> Level {
    let decimal = |text: &str| Decimal::parse(text).expect("a decimal number");
    let factor = if figure.path().ends_with("open_days") { decimal("0.5") } else { decimal(factor) };
    Level::Number(figure.value.times(factor).expect("few digits"))
}

fn is_same(run: &RunAnswer, answer: &Answer) -> bool {
    run.total_per_t == answer.total_per_t
        && run.parts == answer.costs()
        && run.hours == answer.hours.unwrap_or_default()
        && run.co2e == answer.emissions()
        && run.grades == answer.grades.unwrap_or_default()
        && run.rank == answer.rank
        && run.form == answer.form.as_deref()
        && run.reason.as_deref() == answer.reason_kind.map(ReasonKind::as_str)
        && run.is_answered() == answer.is_answered()
}

#[test]
fn every_run_is_answered_as_the_scenario_with_its_values() {
    let compared = std::cell::Cell::new((0, 0));
    let picks = prop::collection::vec(any::<prop::sample::Index>(), 1..5);
    let runs = prop::collection::vec(prop::collection::vec(prop::option::of(0..FACTORS.len()), 4), 1..8);
    holds_for(60, &(plans(ALL, 0), picks, runs), |(plan, picks, runs)| {
        let folder = tempfile::tempdir().expect("a folder");
        let path = world(&plan).write(folder.path(), Spelling::Plain);
        let case = Prepared::prepare(&path, &[]).expect("a good scenario");
        let model = case.model();
        let mut figures: Vec<_> = picks.iter().map(|pick| pick.index(model.register.len())).collect();
        figures.sort_unstable();
        figures.dedup();
        let figures: Vec<_> = figures.into_iter().filter_map(|index| model.register.iter().nth(index)).collect();
        let figures: Vec<corridor::model::Figure> = figures.into_iter().map(|(_, figure)| figure.clone()).collect();
        let inputs: Vec<Inputs> = runs
            .iter()
            .map(|run| figures.iter().zip(run).map(|(figure, pick)| Some(level(figure, FACTORS[(*pick)?]))).collect())
            .collect();
        let runner = Runner::new(case, figures.iter().map(corridor::model::Figure::path).collect());
        let answered = runner.answer(&inputs);
        // Many runs are answered eight at a time, few one by one: nothing may show that.
        let many: Vec<Inputs> = inputs.iter().cycle().take(inputs.len() * 70).cloned().collect();
        let of_many = runner.answer(&many);
        for (one, other) in answered.iter().cycle().zip(&of_many) {
            prop_assert_eq!(one, other);
        }
        // Prepared for the first run alone, most others go beyond what was seen: nothing may show that either.
        let again = Prepared::prepare(&path, &[]).expect("a good scenario");
        let surprised = Runner::new(again, figures.iter().map(corridor::model::Figure::path).collect());
        surprised.answer(&vec![inputs[0].clone(); 70]);
        prop_assert_eq!(surprised.answer(&many), of_many);
        for (inputs, answers) in inputs.iter().zip(answered) {
            let set = figures.iter().zip(inputs).filter_map(|(figure, level)| {
                let change = Change::To(level.as_ref()?.to_text());
                Some(Override { path: figure.path(), change, span: None })
            });
            let (good, bad) = compared.get();
            match Prepared::prepare(&path, &set.collect::<Vec<_>>()) {
                Ok(case) => {
                    for (run, answer) in answers.iter().zip(case.answers()) {
                        prop_assert!(is_same(run, &answer), "{inputs:?}\n{run:?}\n{answer:?}");
                    }
                    compared.set((good + 1, bad));
                }
                Err(problems) => {
                    let failed = |run: &RunAnswer| run.status == RunStatus::Failed && run.reason.is_some();
                    prop_assert!(answers.iter().all(failed), "{problems}\n{answers:?}");
                    compared.set((good, bad + 1));
                }
            }
        }
        Ok(())
    });
    let (good, bad) = compared.get();
    assert!(good > 100 && bad > 0, "{good} runs were answered, {bad} failed");
}
