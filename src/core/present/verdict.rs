//! Whether the figures decide who is cheapest, in sentences.

use crate::analysis::given::GivenClaims;
use crate::analysis::outside::{OLD_AFTER_YEARS, OutsideModel};
use crate::analysis::verdict::{CorridorChance, Doubt, ReadSaving, SavingClaim, Verdict};
use crate::draws::DrawnHypothesis;

use super::page::Page;
use super::words::{Lang, and, count, fixed};

/// The most demands that are judged one by one.
const MAX_IN_DETAIL: usize = 4;

/// Lays out whether the figures decide who is cheapest, before a page speaks of the cheapest.
pub(super) fn lay_out(page: &mut Page, verdicts: &[Verdict], currency: &str, lang: Lang) {
    let answered: Vec<&Verdict> = verdicts.iter().filter(|own| !own.cheapest.is_empty()).collect();
    if answered.len() > MAX_IN_DETAIL {
        page.text(counted(&answered));
        return;
    }
    for verdict in &answered {
        let ends = || format!("{} to {}: ", lang.name(&verdict.from), lang.name(&verdict.to));
        let ends = if answered.len() > 1 { ends() } else { String::new() };
        let cheapest: Vec<String> = verdict.cheapest.iter().map(|key| verdict.title(key).to_owned()).collect();
        let asked = if verdict.is_partial() { " of those asked for" } else { "" };
        let open = || undecided(verdict);
        let text = match (verdict.decided, &cheapest[..]) {
            (_, [one]) if verdict.is_alone && verdict.titles.len() > 1 => format!("Only {one} has a route."),
            (true, [one]) => format!("Decided: {one} is cheapest{asked}."),
            (true, all) => format!("Decided: {} are equally cheap.", and(all)),
            (false, [one]) => format!("{} the cheapest{asked} is {one}.", open()),
            (false, all) => format!("{} equally cheap: {}.", open(), and(all)),
        };
        page.text(format!("{ends}{text}"));
        page.list(reasons(verdict, currency));
    }
}

/// What pages say that take every figure at its value and judge nothing.
pub(super) const AT_VALUE: &str =
    "Every figure is at its value here; `corridor compare` says whether the figures decide which corridor is cheapest.";

/// Begins a sentence about an answer that the figures do not decide.
pub(super) fn undecided(verdict: &Verdict) -> String {
    format!("Not decided: {}. With every figure at its value", and(&because(verdict)))
}

/// Writes why the figures do not decide who is cheapest, in the fewest words.
fn because(verdict: &Verdict) -> Vec<String> {
    let mut reasons: Vec<String> = Vec::new();
    for doubt in &verdict.doubts {
        match doubt {
            Doubt::RangesOverlap => reasons.push("the ranges of the figures overlap".to_owned()),
            Doubt::NoRanges => reasons.push("no figure has a range".to_owned()),
            Doubt::EvidenceContradicts => reasons.push("published figures say the opposite".to_owned()),
            Doubt::CostAgainstDays => reasons.push("a faster way costs hardly more".to_owned()),
            Doubt::OutsideModel => {
                for own in &verdict.outside {
                    let reason = match own {
                        OutsideModel::CapacityExceeded(_) => "a capacity is exceeded".to_owned(),
                        OutsideModel::PricesOld(_) => {
                            format!("half of the prices, or more, are older than {OLD_AFTER_YEARS} years")
                        }
                        OutsideModel::RefusedCheaper(_) => "a way that no permission allows is cheaper".to_owned(),
                        OutsideModel::CorridorLeftOut(_) => "a cheaper corridor was not asked for".to_owned(),
                    };
                    if !reasons.contains(&reason) {
                        reasons.push(reason);
                    }
                }
            }
        }
    }
    reasons
}

/// Writes for how many demands the figures decide who is cheapest.
pub(super) fn counted(verdicts: &[&Verdict]) -> String {
    let answered: Vec<&Verdict> = verdicts.iter().copied().filter(|own| !own.cheapest.is_empty()).collect();
    let (open, all) = (answered.iter().filter(|own| !own.decided).count(), answered.len());
    let Some(first) = answered.first() else { return String::new() };
    let number = match open {
        0 => "all".to_owned(),
        open if open == all => "none".to_owned(),
        open => (all - open).to_string(),
    };
    let by = match first.draws {
        Some(draws) => format!("{} of the uncertain figures", count(draws as usize, "draw")),
        None => "their bounds (compare --draws 1000 asks by draws)".to_owned(),
    };
    let because = |doubt: &Doubt| {
        let open = answered.iter().filter(|own| own.doubts.contains(doubt)).count();
        (open > 0).then(|| format!("{} for {open}", doubt.as_str().replace('-', " ")))
    };
    let doubts: Vec<String> = Doubt::ALL.iter().filter_map(because).collect();
    let several = if doubts.len() > 1 { " (some for several reasons)" } else { "" };
    let doubts = if doubts.is_empty() {
        String::new()
    } else {
        format!(" Why not the other {open}: {}{several}.", and(&doubts))
    };
    format!("Of {} with a route the figures decide {number}, by {by}.{doubts}", count(all, "demand"))
}

/// Writes what speaks for and against the cheapest corridor: the draws, a faster corridor, published statements, what the
/// model leaves out.
pub(super) fn reasons(verdict: &Verdict, currency: &str) -> Vec<String> {
    let lines = verdict.given.as_ref().map(given).into_iter();
    let lines = lines.chain(drawn(verdict)).chain(unknown(&verdict.hypotheses));
    lines.chain(published(verdict, currency)).collect()
}

/// Writes on which published claims chances are given.
pub(super) fn given(given: &GivenClaims) -> String {
    format!(
        "Given {} as fitted in {}: all chances are inferred from what was published, by {} of equal weight; totals are those \
         of the tables, and no figure has a better grade.",
        and(&given.claims),
        given.folder,
        count(given.draws as usize, "draw")
    )
}

/// Writes what speaks against the cheapest corridor besides the draws.
pub(super) fn published(verdict: &Verdict, currency: &str) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(faster) = &verdict.faster {
        let name = verdict.title(&faster.corridor);
        lines.push(format!(
            "{name} costs hardly more and is {} days faster: what a day is worth decides between them.",
            fixed(faster.days, 1)
        ));
    }
    lines.extend(verdict.evidence.iter().map(|claim| saving(claim, verdict, currency)));
    lines.extend(verdict.outside.iter().filter_map(|own| outside(own, verdict, currency)));
    lines.extend(verdict.prices.filter(|own| own.older > 0).map(|own| {
        format!(
            "Of the {} of this answer {} {} older than {OLD_AFTER_YEARS} years on the date asked.",
            count(own.dated, "dated price"),
            own.older,
            if own.older == 1 { "is" } else { "are" },
        )
    }));
    lines
}

/// Writes what is outside the model and could turn the answer; the age of prices has a line of its own.
fn outside(own: &OutsideModel, verdict: &Verdict, currency: &str) -> Option<String> {
    Some(match own {
        OutsideModel::CapacityExceeded(own) => format!(
            "The capacity of `{}` is exceeded where all demands go by {}, and the model does not enforce it.",
            own.row,
            verdict.title(&own.corridor)
        ),
        OutsideModel::PricesOld(_) => return None,
        OutsideModel::RefusedCheaper(way) => format!(
            "{} would cost {:.2} {currency}/t a way that no permission allows, {:.2} less than the cheapest.",
            way.title, way.total_per_t, way.less_per_t
        ),
        OutsideModel::CorridorLeftOut(way) => {
            let asked: Vec<String> = verdict.titles.iter().map(|(_, title)| title.clone()).collect();
            format!(
                "Only {} was asked for: of all corridors {} is cheapest, {:.2} {currency}/t, which is {:.2} less.",
                and(&asked),
                way.title,
                way.total_per_t,
                way.less_per_t
            )
        }
    })
}

fn drawn(verdict: &Verdict) -> Option<String> {
    let overlaps = verdict.doubts.contains(&Doubt::RangesOverlap);
    let Some(draws) = verdict.draws else {
        let text = "Within the bounds of the figures another corridor could be cheaper: see risk for how often.";
        let undrawn = verdict.undrawn.as_ref().map(|why| undrawn(why, overlaps));
        return undrawn.or_else(|| overlaps.then(|| text.to_owned()));
    };
    // Who is alone is cheapest in every draw.
    if verdict.titles.len() == 1 || verdict.is_alone {
        return None;
    }
    if verdict.doubts.contains(&Doubt::NoRanges) {
        let text =
            "No figure here has a range or a distribution, so nothing was drawn: how sure this is cannot be said.";
        return Some(text.to_owned());
    }
    let leads = |own: &&CorridorChance| verdict.cheapest.contains(&own.corridor);
    let (own, others): (Vec<&CorridorChance>, Vec<&CorridorChance>) = verdict.chances.iter().partition(leads);
    // Of equal chances the first in the file.
    let greatest = |all: Vec<&'_ CorridorChance>| {
        let best = all.into_iter().reduce(|best, other| if other.share > best.share { other } else { best })?;
        Some((verdict.title(&best.corridor).to_owned(), best.share))
    };
    let (title, share) = greatest(own)?;
    // Where one is cheapest in every draw, another that is cheapest in some is so beside it.
    let rival = greatest(others).filter(|(_, other)| *other > 0.0 && share < 1.0);
    let rival = rival.map_or_else(String::new, |(title, share)| format!(", {title} in {}", about(share, draws)));
    let settles = match (overlaps, verdict.decided) {
        (true, _) => "the ranges of the figures alone do not settle it",
        (false, true) => "the ranges settle it",
        (false, false) => "by the ranges alone it would be decided",
    };
    let draws_in_words = count(draws as usize, "draw");
    let often = if share >= 1.0 {
        format!("all {draws_in_words}")
    } else {
        format!("{} of {draws_in_words}", about(share, draws))
    };
    Some(format!("{title} is cheapest in {often}{rival}: {settles}."))
}

/// Writes why figures could not be drawn, and what their bounds say.
fn undrawn(why: &str, overlaps: bool) -> String {
    let bounds = if overlaps { "another corridor could be cheaper" } else { "no other corridor could be cheaper" };
    format!("The figures could not be drawn, so their bounds judge: within them {bounds}. Why: {why}.")
}

/// Writes which switches nobody knows to be on or off.
fn unknown(hypotheses: &[DrawnHypothesis]) -> Option<String> {
    let one = |own: &DrawnHypothesis| format!("{} (on in {} % of the draws)", own.switch, fixed(own.weight * 100.0, 0));
    let all: Vec<String> = hypotheses.iter().map(one).collect();
    let text = || format!("Nobody knows whether these are so: {}. Ask with --set switches.NAME=true.", and(&all));
    (!all.is_empty()).then(text)
}

/// Writes a published saving beside ours.
fn saving(claim: &SavingClaim, verdict: &Verdict, currency: &str) -> String {
    let [own, against] = [&claim.corridor, &claim.against].map(|key| verdict.title(key));
    let year = claim.year.as_ref().map_or_else(String::new, |year| format!(" in {year}"));
    let sources = if claim.sources.is_empty() { claim.key.clone() } else { claim.sources.join("; ") };
    let ours = format!("{} {}", fixed(claim.ours, 0), claim.unit.replace("yuan", currency));
    let off = claim
        .value
        .parse::<f64>()
        .map_or_else(|_| String::new(), |value| format!(", {} off", fixed((claim.ours - value).abs(), 0)));
    let so = match (claim.fitted, claim.contradicts) {
        (true, _) => "; the chances are given on it, so it is no test of them",
        (false, true) => "; it says the opposite",
        (false, false) => "",
    };
    let published =
        format!("Published{year}: {own} saves {} {} against {against} ({sources})", claim.value, claim.unit);
    if claim.readings.is_empty() {
        return format!("{published}. Here it is {ours}{off}{so}.");
    }
    let read = |own: &ReadSaving| {
        let ours = format!("{} {}", fixed(own.ours, 0), claim.unit.replace("yuan", currency));
        let so = if own.contradicts { " (the opposite)" } else { "" };
        format!("{ours} read as {}{so}", own.reading)
    };
    let so = if claim.fitted { so } else { "" };
    format!("{published}. Here it is {}{so}.", and(&claim.readings.iter().map(read).collect::<Vec<_>>()))
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
        "0" => "under 1 %".to_owned(),
        "100" => "over 99 %".to_owned(),
        "100.0" => "over 99.9 %".to_owned(),
        text => format!("{text} %"),
    }
}

#[cfg(test)]
mod tests {
    use super::{about, counted, lay_out};
    use crate::analysis::outside::{CheaperWay, OutsideModel};
    use crate::analysis::verdict::{Doubt, Verdict};
    use crate::present::page::Page;
    use crate::present::words::Lang;
    use crate::present::{markdown, sample};
    use crate::units::Money;

    fn page(verdicts: &[Verdict]) -> String {
        let mut page = Page::new();
        lay_out(&mut page, verdicts, "CNY", Lang::En);
        markdown::render(&page)
    }

    #[test]
    fn a_page_begins_with_who_is_cheapest_and_whether_that_is_decided() {
        insta::assert_snapshot!(page(&[sample::verdict()]), @r"
            Not decided: the ranges of the figures overlap and published figures say the opposite. With every figure at its value the cheapest is Borrowing a port to go to the sea.

            - Borrowing a port to go to the sea is cheapest in about 81 % of 1000 draws, All-domestic in about 19 %: the ranges of the figures alone do not settle it.
            - Nobody knows whether these are so: fund (on in 5 % of the draws). Ask with --set switches.NAME=true.
            - Published in 2019: All-domestic saves 20 yuan/t against Borrowing a port to go to the sea (Customs notice). Here it is -18 CNY/t, 38 off; it says the opposite.
            - Of the 12 dated prices of this answer 3 are older than 5 years on the date asked.
        ");
        let sure =
            Verdict { doubts: Vec::new(), evidence: Vec::new(), decided: true, draws: None, ..sample::verdict() };
        insta::assert_snapshot!(page(std::slice::from_ref(&sure)), @r"
            Decided: Borrowing a port to go to the sea is cheapest.

            - Nobody knows whether these are so: fund (on in 5 % of the draws). Ask with --set switches.NAME=true.
            - Of the 12 dated prices of this answer 3 are older than 5 years on the date asked.
        ");
        // Many demands are counted, with what speaks against how many.
        let many: Vec<Verdict> = (0..6).map(|place| if place < 4 { sure.clone() } else { sample::verdict() }).collect();
        insta::assert_snapshot!(counted(&many.iter().collect::<Vec<_>>()), @r"Of 6 demands with a route the figures decide 4, by their bounds (compare --draws 1000 asks by draws). Why not the other 2: ranges overlap for 2 and evidence contradicts for 2 (some for several reasons).");
        assert_eq!(page(&[]), "");
    }

    #[test]
    fn a_corridor_that_was_not_asked_for_is_named_where_it_is_cheaper() {
        let way = |key: &str, title: &str| CheaperWay {
            corridor: key.into(),
            title: title.into(),
            total_per_t: Money::from_micros(257_960_000),
            less_per_t: Money::from_micros(26_830_000),
        };
        let outside = vec![
            OutsideModel::CorridorLeftOut(way("domestic", "By Dalian")),
            OutsideModel::RefusedCheaper(way("borrowed", "By Zarubino")),
        ];
        let titles = vec![("borrowed".to_owned(), "By Zarubino".to_owned())];
        let (evidence, doubts) = (Vec::new(), vec![Doubt::OutsideModel]);
        let alone = Verdict { doubts, evidence, outside, titles, ..sample::verdict() };
        insta::assert_snapshot!(page(&[alone]), @r"
            Not decided: a cheaper corridor was not asked for and a way that no permission allows is cheaper. With every figure at its value the cheapest of those asked for is By Zarubino.

            - Nobody knows whether these are so: fund (on in 5 % of the draws). Ask with --set switches.NAME=true.
            - Only By Zarubino was asked for: of all corridors By Dalian is cheapest, 257.96 CNY/t, which is 26.83 less.
            - By Zarubino would cost 257.96 CNY/t a way that no permission allows, 26.83 less than the cheapest.
            - Of the 12 dated prices of this answer 3 are older than 5 years on the date asked.
        ");
    }

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
        // One of 300 is neither none nor nothing.
        assert_eq!(about(1.0 / 300.0, 300), "under 1 %");
        assert_eq!(about(299.0 / 300.0, 300), "over 99 %");
        assert_eq!(about(0.000_4, 1_000_000), "under 0.1 %");
        assert_eq!(about(0.999_6, 1_000_000), "over 99.9 %");
    }
}
