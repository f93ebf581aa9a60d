//! The runs of a study as CSV: one row for each run and question.

use crate::answer::PARTS;
use crate::draws::Spread;
use crate::sweep::{Run, RunAnswer, Runs, Setting, StudyQuestion};
use crate::units::{Grade, Money};

use super::csv;
use super::words::plain;

/// Is a column of money that draws fill in.
type Drawn = (&'static str, fn(&Spread) -> Money);

/// The columns of money that draws fill in, before those of shares; named as `risk` names them.
pub(super) const DRAWN: [Drawn; 9] = [
    ("mean_per_t", |spread| spread.mean_per_t),
    ("standard_error_per_t", |spread| spread.standard_error_per_t),
    ("p5_per_t", |spread| spread.p5_per_t),
    ("p50_per_t", |spread| spread.p50_per_t),
    ("p95_per_t", |spread| spread.p95_per_t),
    ("cvar95_per_t", |spread| spread.cvar95_per_t),
    ("regret_per_t", |spread| spread.regret_per_t),
    ("p95_regret_per_t", |spread| spread.p95_regret_per_t),
    ("max_regret_per_t", |spread| spread.max_regret_per_t),
];

/// Is a column of shares that draws fill in.
type Chance = (&'static str, fn(&Spread) -> f64);

/// The columns of shares that draws fill in: to be cheapest, and to be near the cheapest.
pub(super) const CHANCES: [Chance; 2] =
    [("chance_cheapest", |spread| spread.chance_cheapest), ("chance_near", |spread| spread.chance_near)];

/// Names the columns: the run, its varied figures, its question, its answer.
pub(super) fn columns<'a>(runs: &'a Runs<'_>) -> Vec<&'a str> {
    let mut names = vec!["run"];
    names.extend(runs.varied.iter().map(|varied| varied.path.as_str()));
    names.extend(["from", "to", "regime", "corridor", "status", "reason", "rank", "form", "total_per_t"]);
    names.extend(PARTS);
    names.extend(["moving_h", "waiting_h", "handling_h", "border_h", "co2e_kg_per_t"]);
    names.extend(["official_share", "published_share", "computed_share", "estimate_share"]);
    if runs.has_draws {
        names.extend(DRAWN.map(|(name, _)| name));
        names.extend(CHANCES.map(|(name, _)| name));
    }
    names
}

/// Writes some runs; values stand as `--set` takes them.
pub fn render(runs: &Runs<'_>) -> String {
    let header = columns(runs).into_iter().map(str::to_owned).collect();
    let rows = runs.runs.iter().flat_map(|run| {
        let answers = run.answers.iter().zip(runs.questions);
        answers.map(move |(answer, question)| row(run, question, answer, runs.has_draws))
    });
    csv::write(header, rows)
}

fn row(run: &Run, question: &StudyQuestion, answer: &RunAnswer, has_draws: bool) -> Vec<String> {
    let mut cells = vec![run.number.to_string()];
    cells.extend(run.settings.iter().map(|setting| match setting {
        Some(Setting::Number(number)) => number.to_string(),
        Some(Setting::Word(word)) => word.clone(),
        None => String::new(),
    }));
    cells.extend([question.from.clone(), question.to.clone(), question.regime.to_owned(), question.corridor.clone()]);
    cells.extend([
        answer.status.as_str().to_owned(),
        answer.reason.clone().unwrap_or_default(),
        answer.rank.map_or_else(String::new, |rank| rank.to_string()),
        answer.form.unwrap_or_default().to_owned(),
        answer.total_per_t.map_or_else(String::new, |total| total.to_string()),
    ]);
    let found = |text: String| if answer.is_answered() { text } else { String::new() };
    cells.extend(answer.parts.iter().map(|(_, amount)| found(amount.to_string())));
    let hours = &answer.hours;
    let hours = [hours.moving, hours.waiting, hours.handling, hours.border];
    cells.extend(hours.map(|time| found(plain(time.as_hours()))));
    cells.push(found(plain(answer.co2e.as_kilograms())));
    cells.extend(Grade::ALL.map(|grade| found(plain(answer.grades.share(grade)))));
    if has_draws {
        let spread = answer.spread.as_deref();
        let blank = String::new;
        cells.extend(DRAWN.map(|(_, get)| spread.map_or_else(blank, |spread| get(spread).to_string())));
        cells.extend(CHANCES.map(|(_, get)| spread.map_or_else(blank, |spread| plain(get(spread)))));
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::render;

    #[test]
    fn rows_look_like_this() {
        insta::assert_snapshot!(render(&sample::runs()).replace("\r\n", "\n"), @"
        run,cargo.lot_t,wait,from,to,regime,corridor,status,reason,rank,form,total_per_t,rail_haulage,road_haulage,sea_haulage,handling,border,storage,holding,loss,carbon,equipment,moving_h,waiting_h,handling_h,border_h,co2e_kg_per_t,official_share,published_share,computed_share,estimate_share,mean_per_t,standard_error_per_t,p5_per_t,p50_per_t,p95_per_t,cvar95_per_t,regret_per_t,p95_regret_per_t,max_regret_per_t,chance_cheapest,chance_near
        1,3000,,hunchun,ningbo,domestic,borrowed,answered,,1,box20,214.310000,39.433334,0.000000,95.000000,60.500000,9.090909,4.200000,0.717684,0.000000,1.096184,4.271889,75.5,84,36,19,21.753086,0,0.25,0.14,0.61,219.500000,0.312000,201.250000,218.750000,241.125000,246.000000,1.200000,7.500000,31.000000,0.8125,0.9375
        1,3000,,hunchun,ningbo,domestic,domestic,no-route,constraint,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,
        2,1,full-headway,hunchun,ningbo,domestic,borrowed,failed,M021: too dear,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,
        2,1,full-headway,hunchun,ningbo,domestic,domestic,failed,M021: too dear,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,
        ");
    }
}
