//! Whether the figures decide who is cheapest, in sentences.

use crate::analysis::verdict::{CorridorChance, Doubt, SavingClaim, Verdict};
use crate::draws::DrawnHypothesis;

use super::words::{and, count, fixed};

/// Writes what speaks for and against the cheapest corridor: the draws, a faster corridor, published statements.
///
/// # Shape
/// `names` has the key and the title of each corridor.
pub(super) fn reasons(verdict: &Verdict, names: &[(&str, &str)], currency: &str) -> Vec<String> {
    let lines = drawn(verdict, names).into_iter().chain(unknown(&verdict.hypotheses));
    lines.chain(published(verdict, names, currency)).collect()
}

/// Writes what speaks against the cheapest corridor besides the draws: a faster one, published statements.
pub(super) fn published(verdict: &Verdict, names: &[(&str, &str)], currency: &str) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(faster) = &verdict.faster {
        let name = title_of(&faster.corridor, names);
        lines.push(format!(
            "{name} costs hardly more and is {} days faster: what a day is worth decides between them.",
            fixed(faster.days, 1)
        ));
    }
    lines.extend(verdict.evidence.iter().map(|claim| saving(claim, names, currency)));
    lines
}

fn drawn<'a>(verdict: &'a Verdict, names: &[(&str, &str)]) -> Option<String> {
    let overlaps = verdict.doubts.contains(&Doubt::RangesOverlap);
    let Some(draws) = verdict.draws else {
        let text = "Within the bounds of the figures another corridor could be cheaper: see risk for how often.";
        return overlaps.then(|| text.to_owned());
    };
    let leads = |own: &&CorridorChance| verdict.cheapest.contains(&own.corridor);
    let (own, others): (Vec<&CorridorChance>, Vec<&CorridorChance>) = verdict.chances.iter().partition(leads);
    // Of equal chances the first in the file.
    let greatest = |all: Vec<&'a CorridorChance>| {
        all.into_iter().reduce(|best, other| if other.share > best.share { other } else { best })
    };
    let best = greatest(own)?;
    let rival = greatest(others);
    let rival = rival.filter(|rival| rival.share > 0.0).map_or_else(String::new, |rival| {
        format!(", {} in {}", title_of(&rival.corridor, names), about(rival.share, draws))
    });
    let settles = match (overlaps, verdict.decided) {
        (true, _) => "the ranges of the figures alone do not settle it",
        (false, true) => "the ranges settle it",
        (false, false) => "by the ranges alone it would be decided",
    };
    Some(format!(
        "{} is cheapest in {} of {}{rival}: {settles}.",
        title_of(&best.corridor, names),
        about(best.share, draws),
        count(draws as usize, "draw"),
    ))
}

/// Writes which switches nobody knows to be on or off.
fn unknown(hypotheses: &[DrawnHypothesis]) -> Option<String> {
    let one = |own: &DrawnHypothesis| format!("{} (on in {} % of the draws)", own.switch, fixed(own.weight * 100.0, 0));
    let all: Vec<String> = hypotheses.iter().map(one).collect();
    let text = || format!("Nobody knows whether these are so: {}. Ask with --set switches.NAME=true.", and(&all));
    (!all.is_empty()).then(text)
}

/// Writes a published saving beside ours.
fn saving(claim: &SavingClaim, names: &[(&str, &str)], currency: &str) -> String {
    let [own, against] = [&claim.corridor, &claim.against].map(|key| title_of(key, names));
    let year = claim.year.as_ref().map_or_else(String::new, |year| format!(" in {year}"));
    let sources = if claim.sources.is_empty() { claim.key.clone() } else { claim.sources.join("; ") };
    let ours = format!("{} {}", fixed(claim.ours, 0), claim.unit.replace("yuan", currency));
    let off = claim
        .value
        .parse::<f64>()
        .map_or_else(|_| String::new(), |value| format!(", {} off", fixed((claim.ours - value).abs(), 0)));
    let so = if claim.contradicts { "; it says the opposite" } else { "" };
    format!(
        "Published{year}: {own} saves {} {} against {against} ({sources}). Here it is {ours}{off}{so}.",
        claim.value, claim.unit
    )
}

/// Writes a chance with as many digits as so many draws carry, and that it is one of a sample.
pub(super) fn about(share: f64, draws: u64) -> String {
    let text = share_of(share, draws);
    if text.starts_with(|first: char| first.is_ascii_digit()) { format!("about {text}") } else { text }
}

/// Writes a share of draws with as many digits as so many of them carry.
pub(super) fn share_of(share: f64, draws: u64) -> String {
    let percent = share * 100.0;
    let error = 196.0 * (share * (1.0 - share) / draws as f64).sqrt();
    // Of a chance that no draw met three times the reciprocal of the draws is the bound with 95 % confidence.
    let least = (300.0 / draws as f64).max(0.05);
    let places = usize::from(error < 0.5);
    let of_least = |value: f64| fixed(value, usize::from(least < 1.0));
    if draws < 10 {
        return format!("{} of {draws}", fixed(share * draws as f64, 0));
    }
    match fixed(percent, places).as_str() {
        _ if share <= 0.0 => format!("under {} %", of_least(least.max(0.1))),
        _ if share >= 1.0 => format!("over {} %", of_least(100.0 - least.max(0.1))),
        "0.0" => "under 0.1 %".to_owned(),
        "100.0" => "over 99.9 %".to_owned(),
        text => format!("{text} %"),
    }
}

fn title_of<'a>(key: &'a str, names: &[(&'a str, &'a str)]) -> &'a str {
    names.iter().find(|(known, _)| *known == key).map_or(key, |(_, title)| title)
}

#[cfg(test)]
mod tests {
    use super::about;

    #[test]
    fn a_chance_has_as_many_digits_as_its_draws_carry() {
        // 95 % of 1000 draws are right to 2.4 points at 19 %, of a million to 0.08.
        assert_eq!(about(0.187, 1_000), "about 19 %");
        assert_eq!(about(0.187_34, 1_000_000), "about 18.7 %");
        assert_eq!(about(0.0, 1_000), "under 0.3 %");
        assert_eq!(about(1.0, 1_000), "over 99.7 %");
        assert_eq!(about(0.0, 100), "under 3 %");
        // Two of a hundred are no bound: the interval reaches to 7 %.
        assert_eq!(about(0.02, 100), "about 2 %");
        assert_eq!(about(0.000_4, 1_000_000), "under 0.1 %");
        assert_eq!(about(0.999_6, 1_000_000), "over 99.9 %");
    }
}
