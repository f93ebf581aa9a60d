//! What published claims teach about the figures, in sentences.

use std::io;

use crate::analysis::calibrate::{
    Calibration, ClaimFit, ClaimPair, FigureFit, FitStatus, HypothesisFit, MAX_DRAWS, ReadingFit,
};
use crate::analysis::claims::ClaimRole;
use crate::present::csv::CsvTables;
use crate::present::digits::Look;
use crate::present::page::{Columns, Page, Table};
use crate::present::shown::Shown;
use crate::present::words::{Lang, NOTHING, and, count, fixed, or_nothing, percent, plain, sentence, subject};

use super::claims::said_value;
use super::figure_keys;

/// The most figures that are listed.
const MAX_FIGURES: usize = 15;
/// The most figures that are named in a sentence.
const MAX_NAMED: usize = 3;
/// The least move of a median that is told, in widths of the range before.
const MIN_MOVE: f64 = 0.05;
/// The draws of equal weight that a fit must be worth, as people are told.
const NEEDED: u32 = 200;
/// What is met in none of so many draws is rarer than this over their number, with 95 % confidence.
const RULE_OF_THREE: f64 = 3.0;

impl Shown for Calibration {
    const FORM: &'static str = "calibrate";

    fn page(&self, _look: Look) -> Page {
        let mut page = Page::new();
        page.heading(1, "What published claims teach about the figures");
        page.text(method(self));
        page.lead(verdict(self));
        page.list(advice(self));
        page.heading(2, "The claims");
        page.table(claims(self));
        page.list(self.claims.iter().map(said).collect());
        page.list(
            self.claims
                .iter()
                .filter(|claim| claim.role == ClaimRole::Fit)
                .map(|own| against_others(own, self))
                .collect(),
        );
        page.list(self.claims.iter().filter(|claim| claim.role == ClaimRole::HoldOut).map(held_out).collect());
        page.list(self.claims.iter().filter_map(by_reading).collect());
        page.list(self.pairs.iter().map(pair).collect());
        if self.status == FitStatus::Fitted {
            page.heading(2, "What is left of the figures");
            page.list(self.hypotheses.iter().map(hypothesis).collect());
            figures(&mut page, self);
        }
        page
    }

    fn write_csv(&self, lang: Lang, to: &mut CsvTables<'_>) -> io::Result<()> {
        to.rows(&FigureFit::columns(), &self.figures, lang)
    }
}

fn fitted(found: &Calibration) -> Vec<String> {
    found.claims.iter().filter(|claim| claim.role == ClaimRole::Fit).map(|claim| claim.key.clone()).collect()
}

fn method(found: &Calibration) -> String {
    let names: Vec<String> = found.scenarios.iter().map(|own| own.name.clone()).collect();
    format!(
        "{} of the uncertain figures from seed {}, the same in {}: a figure that several scenarios have, a market or an open \
         hypothesis has one draw for all. Each draw is weighed by how well it meets {}, each within its own error and within \
         {} % of the dearer total, for what the model leaves out (one standard deviation). Nothing is tuned: no figure of \
         the tables changes, and what follows is inferred from what others have published, whether or not that was true.",
        count(found.draws as usize, "draw"),
        found.seed,
        and(&names),
        and(&fitted(found)),
        plain(found.discrepancy_pct),
    )
}

fn verdict(found: &Calibration) -> String {
    let claims = fitted(found);
    let all = and(&claims);
    let (are, be, they_hold) = match claims.len() {
        1 => ("is plausible", "be true", "As it was said, with no allowance for the model, it holds"),
        _ => (
            "are plausible together",
            "be true together",
            "As they were said, with no allowance for the model, they hold",
        ),
    };
    let kept = format!("{} of the draws", share(found.kept_share));
    match found.status {
        FitStatus::Fitted => format!(
            "{all} can {be}: {} in {kept}, within three standard deviations{}. Weighed by how well they fit, the draws tell \
             as much as {} that fit would. {they_hold} in {}.",
            if claims.len() > 1 { "they are plausible" } else { "it is plausible" },
            if claims.len() > 1 { " of each" } else { "" },
            plain(found.effective.floor()),
            share(found.said_share)
        ),
        FitStatus::TooFew => format!(
            "Not said: {all} {are} in {kept}. Weighed by how well they fit, the draws tell as much as {} that fit would, and \
             {NEEDED} are needed to say what is left of a figure.",
            fixed(found.effective, 1)
        ),
        FitStatus::Contradiction => {
            format!("{all} cannot {be} as far as the figures allow: {}.", and(&contradictions(found)))
        }
    }
}

/// Writes which claims are plausible nowhere, and which two nowhere together.
fn contradictions(found: &Calibration) -> Vec<String> {
    let never = found.claims.iter().filter(|claim| claim.share_alone == Some(0.0));
    let never = never.map(|claim| {
        let rarer = share(RULE_OF_THREE / found.draws as f64);
        let rarer = rarer.trim_start_matches("less than ");
        let none = count(found.draws as usize, "draw");
        format!("{} is plausible in none of {none}, so in less than {rarer} of all", claim.key)
    });
    let pairs = found.pairs.iter().filter(|pair| pair.contradicts);
    let pairs = pairs
        .map(|pair| format!("no draw makes both {} and {} plausible, though some make each", pair.one, pair.other));
    let all: Vec<String> = never.chain(pairs).collect();
    if all.is_empty() { vec!["no draw makes all of them plausible".to_owned()] } else { all }
}

fn advice(found: &Calibration) -> Vec<String> {
    let claims = fitted(found);
    let mut lines = Vec::new();
    let is_far = |claim: &&ClaimFit| claim.role == ClaimRole::Fit && claim.surprise.is_some_and(is_spoken_against);
    let far = found.claims.iter().filter(is_far).count();
    if let Some(key) = &found.doubtful {
        lines.push(match claims.len() {
            1 => format!("{key} is more than three standard deviations from what the figures predict."),
            2 if far == 2 => {
                format!("{} speak against each other: each is more than three standard deviations from what the other predicts.", and(&claims))
            }
            _ => format!(
                "{key} is the one that the others speak against: it is more than three standard deviations from what they \
                 predict."
            ),
        });
    }
    if found.status == FitStatus::Fitted {
        return lines;
    }
    if found.status == FitStatus::TooFew && found.kept_share > 0.0 {
        let draws = found.draws as f64 * (f64::from(NEEDED) / found.effective).ceil();
        if draws <= MAX_DRAWS as f64 {
            lines.push(format!("Take more draws, about {}: --draws.", plain(draws)));
        }
    }
    let without = found.claims.iter().filter_map(|claim| Some((claim, claim.effective_without?)));
    let enough: Vec<String> =
        without.filter(|(_, own)| *own >= f64::from(NEEDED)).map(|(claim, _)| claim.key.clone()).collect();
    if !enough.is_empty() && claims.len() > 1 {
        lines.push(format!("Enough draws are left without {}: fit the others with --claims.", any_of(&enough)));
    }
    lines.push(
        "Or ask whether a claim means something else (readings.csv), whether a bound of the tables is too narrow, and \
         whether the model leaves out more (--discrepancy)."
            .to_owned(),
    );
    lines
}

fn any_of(all: &[String]) -> String {
    match all {
        [one] => one.clone(),
        all => format!("any one of {}", and(all)),
    }
}

/// Writes a share that may be very small.
fn share(share: f64) -> String {
    match share {
        0.0 => "none".to_owned(),
        small if small < 0.000_1 => "less than 0.01 %".to_owned(),
        small if small < 0.1 => format!("{} %", fixed(small * 100.0, 2)),
        other => percent(other),
    }
}

fn claimed(claim: &ClaimFit) -> String {
    said_value(claim.relation, &plain(claim.value), Some(claim.bounds))
}

fn range(values: Option<[f64; 3]>) -> String {
    or_nothing(values, |[low, middle, high]| {
        let places = usize::from(low.abs().max(high.abs()) < 100.0);
        format!("{} ({} to {})", fixed(middle, places), fixed(low, places), fixed(high, places))
    })
}

fn claims(found: &Calibration) -> Table {
    let rows: Vec<(&ClaimFit, &ReadingFit)> =
        found.claims.iter().flat_map(|claim| claim.readings.iter().map(move |reading| (claim, reading))).collect();
    let called = |(claim, reading): &(&ClaimFit, &ReadingFit)| {
        let read = reading.reading.as_ref().map_or_else(String::new, |reading| format!(" {reading}"));
        let role = if claim.role == ClaimRole::Fit { "" } else { ", held out" };
        format!("{}{read}{role}", claim.key)
    };
    Columns::new()
        .words("Claim", called)
        .words("Claimed", |(claim, _)| claimed(claim))
        .words("Unit", |(claim, _)| claim.unit.clone())
        .numbers("Before", |(_, reading)| range(reading.prior))
        .numbers("By the others", |(claim, reading)| match claim.role {
            ClaimRole::Fit if fitted(found).len() == 1 => NOTHING.to_owned(),
            ClaimRole::Fit => range(reading.without),
            _ => range(reading.fitted),
        })
        .table(&rows)
}

/// Writes what a claim is and who says it.
fn said(claim: &ClaimFit) -> String {
    let sources = if claim.sources.is_empty() { String::new() } else { format!(" ({})", claim.sources.join("; ")) };
    format!("{}: {}{sources}.", claim.key, claim.claim.trim_end_matches('.'))
}

/// Writes what the other fitted claims say of one.
fn against_others(claim: &ClaimFit, found: &Calibration) -> String {
    let alone = claim
        .share_alone
        .map_or_else(String::new, |own| format!("alone it is plausible in {} of the draws", share(own)));
    let others = match (claim.surprise, claim.effective_without) {
        _ if fitted(found).len() == 1 => String::new(),
        (Some(surprise), _) => format!(
            "; it lies {} standard deviations from what the others predict: {}",
            fixed(surprise, 1),
            surprising(surprise)
        ),
        (None, Some(left)) => format!(
            "; the others leave draws worth {} equal ones, too few to say what they predict",
            plain(left.floor())
        ),
        (None, None) => String::new(),
    };
    format!("{}: {alone}{others}.", claim.key)
}

/// Returns whether a claim is beyond what is plausible by others.
fn is_spoken_against(surprise: f64) -> bool {
    surprise > 3.0
}

fn surprising(surprise: f64) -> &'static str {
    match surprise {
        far if is_spoken_against(far) => "they speak against it",
        near if near <= 1.0 => "they expect it",
        near if near <= 2.0 => "no surprise",
        _ => "a surprise",
    }
}

/// Writes how a claim that was not fitted compares with what the fitted ones predict.
fn held_out(claim: &ClaimFit) -> String {
    let said = match claim.surprise {
        Some(surprise) => format!(
            "it lies {} standard deviations from what the fitted claims predict: {}",
            fixed(surprise, 1),
            surprising(surprise)
        ),
        None if claim.readings.iter().any(|reading| reading.deviation.is_some()) => {
            "nothing was fitted that could predict it".to_owned()
        }
        None => "it is no cost, so it is predicted for a few draws and not tested in standard deviations".to_owned(),
    };
    let independent = match &claim.perhaps_repeats[..] {
        [] => "its row says that it is independent of them".to_owned(),
        all => format!("no row says that it is independent of {}, so it is a weak test", and(all)),
    };
    format!("{}, held out: {said}; {independent}.", claim.key)
}

fn by_reading(claim: &ClaimFit) -> Option<String> {
    let shares = claim.readings.iter().filter_map(|reading| Some((reading.share?, reading)));
    let name = |reading: &ReadingFit| reading.reading.clone().unwrap_or_else(|| reading.scenario.clone());
    let shares: Vec<String> = shares.map(|(own, reading)| format!("{} {}", name(reading), percent(own))).collect();
    (!shares.is_empty()).then(|| format!("How {} is best read, by the weighed draws: {}.", claim.key, and(&shares)))
}

fn pair(pair: &ClaimPair) -> String {
    if pair.contradicts {
        return format!("{} and {} contradict each other: no draw makes both plausible.", pair.one, pair.other);
    }
    format!("{} and {} are both plausible in {} of the draws.", pair.one, pair.other, share(pair.share))
}

fn hypothesis(own: &HypothesisFit) -> String {
    let before = format!("The switch {} is on in {} of the draws", own.switch, percent(own.weight));
    let after = own.fitted.map_or_else(String::new, |fitted| format!("; given the claims in {}", percent(fitted)));
    let by = own.by.as_ref().map_or_else(String::new, |by| format!(", mostly by {by}"));
    let kept = format!("Without --with every other command still takes {}", percent(own.weight));
    format!("{before}{after}{by}. {kept}.")
}

fn figures(page: &mut Page, found: &Calibration) {
    let moved: Vec<&FigureFit> = found.figures.iter().filter(|own| own.is_moved).collect();
    if moved.is_empty() {
        page.text("No figure's range is narrower or lies elsewhere than before, beyond what chance does: these claims teach nothing of any one figure.");
        return;
    }
    page.text(format!(
        "Of {} that are drawn, the claims move {}.",
        count(found.figures.len(), "figure"),
        if moved.len() == 1 { "one".to_owned() } else { moved.len().to_string() }
    ));
    page.list(moved.iter().take(MAX_NAMED).map(|own| learnt(own, &moved)).collect());
    moved_table(page, &moved);
    page.text(
        "Range: the 5th to the 95th percentile, with the median. The ranges given the claims are inferred, and grade no \
         figure any better: a document would. `corridor ask-first` ranks which.",
    );
    figure_keys(page, moved.iter().take(MAX_FIGURES).map(|own| (&own.name, &own.path)));
}

fn moved_table(page: &mut Page, moved: &[&FigureFit]) {
    let number = |[low, middle, high]: [f64; 3]| {
        let places = match high.abs().max(low.abs()) {
            large if large >= 100.0 => 0,
            medium if medium >= 10.0 => 1,
            small if small >= 1.0 => 2,
            _ => 3,
        };
        format!("{} ({} to {})", fixed(middle, places), fixed(low, places), fixed(high, places))
    };
    let columns = Columns::new()
        .words("Figure", |own: &&FigureFit| format!("{}, {}", called(own, moved), own.unit))
        .numbers("Before", |own| number(own.prior))
        .numbers("Given the claims", |own| number(own.fitted))
        .numbers("Left", |own| percent(own.left))
        .words("By", |own| own.by.clone().unwrap_or_else(|| NOTHING.to_owned()))
        .words("Grade", |own| own.grade.to_string());
    page.table(columns.table(&moved[..moved.len().min(MAX_FIGURES)]));
    if moved.len() > MAX_FIGURES {
        page.text(format!("{} more: --format csv lists all.", moved.len() - MAX_FIGURES));
    }
}

/// Names a figure, with its scenarios where others draw it otherwise.
fn called(own: &FigureFit, among: &[&FigureFit]) -> String {
    if among.iter().filter(|other| other.path == own.path).count() > 1 {
        format!("{} ({})", own.name, own.scenarios.join(", "))
    } else {
        own.name.clone()
    }
}

/// Writes what was learnt of a figure, by which claim, and which document would settle it.
fn learnt(own: &FigureFit, among: &[&FigureFit]) -> String {
    let way = match own.moved {
        up if up > MIN_MOVE => "higher",
        down if down < -MIN_MOVE => "lower",
        _ => "about as high",
    };
    let by = own.by.as_ref().map_or_else(String::new, |by| format!(", mostly by {by}"));
    let document = match &own.sources[..] {
        [] => "no document gives it".to_owned(),
        all => format!("it rests on {}", all.join("; ")),
    };
    let left = if own.left < 1.0 { format!(", and {} of its range is left", percent(own.left)) } else { String::new() };
    let text = format!(
        "{} is {way} where the claims fit: half of the weight lies above {} {} (before: {}){left}{by}; {document}",
        subject(&called(own, among)),
        significant(own.fitted[1]),
        own.unit,
        significant(own.prior[1]),
    );
    sentence(&text)
}

/// Writes a number with three significant digits.
fn significant(value: f64) -> String {
    let places = match value.abs() {
        large if large >= 100.0 => 0,
        medium if medium >= 10.0 => 1,
        small if small >= 1.0 => 2,
        _ => 4,
    };
    fixed(value, places)
}
