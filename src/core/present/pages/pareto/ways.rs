//! The ways of the routes of a front, in words that distinguish them.

use crate::analysis::pareto::ParetoPoint;
use crate::answer::Answer;

use crate::present::demand::route;
use crate::present::words::Lang;

/// The most places by which ways are distinguished.
const MAX_PASSED: usize = 4;

/// Writes the ways of routes; those that stop at the same places are distinguished by the places or legs on the way.
pub(super) fn ways(points: &[ParetoPoint], lang: Lang) -> Vec<String> {
    let texts: Vec<String> = points.iter().map(|point| route(&point.answer, lang)).collect();
    let way = |(number, point): (usize, &ParetoPoint)| {
        let others: Vec<&Answer> = (0..points.len())
            .filter(|&other| other != number && texts[other] == texts[number])
            .map(|other| &points[other].answer)
            .collect();
        let apart = if others.is_empty() { String::new() } else { apart(&point.answer, &others, lang) };
        format!("{}: {}{apart}.", number + 1, texts[number])
    };
    points.iter().enumerate().map(way).collect()
}

/// Writes what a route passes, or else rides, that not all others with the same stops do.
fn apart(answer: &Answer, others: &[&Answer], lang: Lang) -> String {
    let passed = |answer: &Answer| -> Vec<String> {
        let places = answer.steps.iter().flat_map(|step| &step.through);
        places.map(|place| lang.name(place).to_owned()).collect()
    };
    let legs = |answer: &Answer| -> Vec<String> { answer.steps.iter().flat_map(|step| step.legs.clone()).collect() };
    let own = |of: &dyn Fn(&Answer) -> Vec<String>| {
        let mut own = of(answer);
        own.retain(|item| !others.iter().all(|other| of(other).contains(item)));
        own.dedup();
        own
    };
    let (places, legs) = (own(&passed), own(&legs));
    if !places.is_empty() {
        let between = if places.len() > MAX_PASSED { "; ..; " } else { ", " };
        let few: Vec<String> = match places.as_slice() {
            [first, .., last] if places.len() > MAX_PASSED => vec![first.clone(), last.clone()],
            all => all.to_vec(),
        };
        format!(" (past {})", few.join(between))
    } else if !legs.is_empty() {
        format!(" (by {})", legs.join(", "))
    } else {
        format!(" ({})", answer.form.as_deref().unwrap_or("in another way"))
    }
}
