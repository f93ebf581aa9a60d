//! What levers are worth, for people.

use std::io;

use crate::analysis::levers::{Lever, LeverEffect, LeverEffects, LeverRow, Levers, OriginGain, Package};
use crate::present::csv::CsvTables;
use crate::present::demand::{named, pair};
use crate::present::digits::{Digits, Look};
use crate::present::page::{BarRow, Columns, MAX_BARS, Page, Table};
use crate::present::shown::Shown;
use crate::present::words::{Lang, a_year, and, capital, count, fixed, or_nothing, percent};
use crate::units::Money;

use super::breakeven::{in_unit, known};
use super::compare::judged;
use super::figure_keys;

/// The greatest number of levers that are listed of each corridor.
const MAX_LISTED: usize = 15;
/// The greatest number of won demands of a package that are named.
const MAX_NAMED: usize = 8;

impl Shown for Levers {
    const FORM: &'static str = "levers";

    fn page(&self, look: Look) -> Page {
        let lang = look.lang;
        let mut page = Page::new();
        judged(&mut page, &self.scenario, Digits::Cents, &self.verdicts, look.lang);
        page.heading(2, "What moving one figure is worth");
        page.lead(summary(self));
        let realised: Vec<&Lever> = self.levers.iter().filter(|lever| lever.cheapest.the_whole.demands > 0).collect();
        if !realised.is_empty() {
            page.text("On the corridors that are cheapest, today or once it is moved:");
            page.table(table(self, &realised, |lever| &lever.cheapest, true));
            let saves = |lever: &&Lever| {
                let saved = lever.cheapest.a_tenth.mean_saving_per_t?;
                Some(BarRow::size(lever.figure.name.clone(), Digits::Cents.text(saved), saved.as_units()))
            };
            let title = format!("What a tenth of each saves, {} per tonne", self.scenario.currency);
            page.bars(title, realised.iter().filter_map(saves).take(MAX_BARS).collect());
            more(&mut page, realised.len());
        }
        for (place, corridor) in self.corridors.iter().enumerate() {
            let mut own: Vec<&Lever> =
                self.levers.iter().filter(|lever| lever.corridors[place].the_whole.demands > 0).collect();
            own.sort_by(|one, other| {
                let effects = |lever: &Lever| [lever.corridors[place].a_tenth, lever.corridors[place].the_whole];
                let worth = |lever: &Lever| effects(lever).map(|effect| effect.mean_saving_per_t);
                worth(other).cmp(&worth(one)).then_with(|| one.figure.path.cmp(&other.figure.path))
            });
            if own.is_empty() {
                continue;
            }
            page.heading(2, named(&corridor.title, &corridor.key));
            page.text(format!(
                "What each takes off what {} costs, whether it leads or not, over the demands that it makes cheaper:",
                corridor.key
            ));
            page.table(table(self, &own, |lever| &lever.corridors[place], false));
            more(&mut page, own.len());
        }
        let winners: Vec<String> = self.levers.iter().filter_map(|lever| wins(lever, lang)).collect();
        if !winners.is_empty() {
            page.heading(2, "Who is won");
            page.text(
                "Where each first gets a demand another cheapest corridor, to the last digit that is certain: one unit of it \
                 further the other leads.",
            );
            let number = winners.len();
            page.list(winners.into_iter().take(MAX_LISTED).collect());
            more(&mut page, number);
        }
        page.text(format!(
            "One step: what is taken off, or added to free days - an hour, a day, a currency unit a tonne, of other units the \
             greatest power of ten that is no more than a tenth of the value; so steps of different units are not to be compared. \
             Tenths are: each goes a tenth of the way to the whole, beyond which nothing is left to gain - nothing of a fee or a \
             time, a departure whenever there is cargo, 60 free days. On the cheapest corridors they come by what a \
             tenth saves all demands together, in the tables of corridors by its mean. \
             Saves: the mean in {}/t of the demands that it makes cheaper{}; \u{2013} where there are none. Routes change where that is cheaper; every amount is what compare would say.",
            self.scenario.currency,
            if self.demands > 1 { ", which are counted beside it (those of the whole in --format csv)" } else { "" },
        ));
        packages(&mut page, self, lang);
        let listed = self.levers.iter().filter(|lever| {
            let effects = lever.corridors.iter().chain([&lever.cheapest]);
            effects.into_iter().any(|effects| effects.the_whole.demands > 0)
        });
        figure_keys(&mut page, listed.map(|lever| (&lever.figure.name, &lever.figure.path)));
        if !self.held.is_empty() {
            page.text("Not moved here, because another value takes another network:");
            page.list(self.held.iter().map(|held| format!("{}: {}.", held.called(), held.why)).collect());
        }
        page
    }

    fn write_csv(&self, lang: Lang, to: &mut CsvTables<'_>) -> io::Result<()> {
        to.rows(&LeverRow::columns(), self.rows(), lang)
    }
}

fn summary(found: &Levers) -> String {
    let asked = capital(&count(found.demands, "demand"));
    let tonnes = match found.tonnes_per_year {
        Some(tonnes) => format!(" of {} t a year together", fixed(tonnes, 0)),
        None => ", without tonnes, so nothing is said per year and each counts alike".to_owned(),
    };
    let winners = found.levers.iter().filter(|lever| lever.first_won.is_some()).count();
    let first =
        found.levers.iter().find(|lever| lever.cheapest.a_tenth.demands > 0).map_or_else(String::new, |lever| {
            format!(
                " Most is worth a tenth of {}: it would save {} {} {}/t.",
                lever.figure.name,
                count(lever.cheapest.a_tenth.demands, "demand"),
                amount(lever.cheapest.a_tenth),
                found.scenario.currency,
            )
        });
    format!(
        "{asked}{tonnes}. {} fees, times, tariffs and waits make some corridor cheaper when they are moved; {} of them can win a \
         demand for another corridor alone.{first}",
        found.levers.len(),
        if winners == 0 { "none".to_owned() } else { winners.to_string() },
    )
}

fn amount(effect: LeverEffect) -> String {
    Digits::Cents.cell(effect.mean_saving_per_t)
}

fn table(found: &Levers, levers: &[&Lever], effects: impl Fn(&Lever) -> &LeverEffects, has_years: bool) -> Table {
    // Of one demand there is nothing to count.
    let has_counts = found.demands > 1;
    let has_years = has_years && found.tonnes_per_year.is_some();
    let rows: Vec<(&Lever, &LeverEffects)> =
        levers.iter().take(MAX_LISTED).map(|lever| (*lever, effects(lever))).collect();
    let is_split =
        rows.iter().any(|(_, effects)| effects.a_tenth.split.is_some_and(|of| of.common_per_t != Money::ZERO));
    Columns::new()
        .words("Lever", |(lever, _): &(&Lever, &LeverEffects)| lever.figure.name.clone())
        .numbers("Today", |(lever, _)| lever.figure.value.to_string())
        .words("One step", |(lever, _)| in_unit(&lever.step.to_string(), &lever.figure.unit))
        .numbers("saves", |(_, effects)| amount(effects.one_step))
        .with(has_counts, |columns| columns.numbers("for", |(_, effects)| effects.one_step.demands.to_string()))
        .numbers("A tenth saves", |(_, effects)| amount(effects.a_tenth))
        .with(has_counts, |columns| columns.numbers("for", |(_, effects)| effects.a_tenth.demands.to_string()))
        .with(is_split, |columns| {
            columns.numbers("A tenth's own", |(_, effects)| or_nothing(effects.a_tenth.split, |of| cents(of.own_per_t)))
        })
        .numbers("The whole saves", |(_, effects)| amount(effects.the_whole))
        .with(has_years, |columns| {
            columns.numbers(format!("One step a year ({})", found.scenario.currency), |(_, effects)| {
                or_nothing(effects.one_step.saving_per_year, |year| fixed(year, 0))
            })
        })
        .table(&rows)
}

/// Writes the demand that a lever wins first.
fn wins(lever: &Lever, lang: Lang) -> Option<String> {
    let won = lever.first_won.as_ref()?;
    let share = won.flip.share.map_or_else(|| format!("by {}", won.flip.distance), percent);
    Some(format!(
        "{} ({}{}) first wins {} for {}, at {} {} ({share}), and {} in the end.",
        lever.figure.name,
        in_unit(&lever.figure.value.to_string(), &lever.figure.unit),
        known(&lever.figure),
        pair(&won.from, &won.to, lang),
        won.flip.to.join(", "),
        won.flip.value,
        lever.figure.unit,
        count(lever.turned_at_end, "demand"),
    ))
}

fn more(page: &mut Page, number: usize) {
    if number > MAX_LISTED {
        page.text(format!("{} more are worth less; --format csv lists all.", number - MAX_LISTED));
    }
}

fn packages(page: &mut Page, found: &Levers, lang: Lang) {
    if found.packages.is_empty() {
        return;
    }
    page.heading(2, "Packages");
    for package in &found.packages {
        let title = if package.title.is_empty() { String::new() } else { format!(": {}", package.title) };
        page.heading(3, format!("Package {}{title}", package.number));
        let changes = package.in_words.iter().zip(&package.changes);
        let changes = changes.map(
            |(words, change)| {
                if words == change { change.clone() } else { format!("{words} ({change}).") }
            },
        );
        page.list(changes.collect());
        if let Some(problem) = &package.problem {
            page.lead(format!("It cannot be answered: {problem}."));
            continue;
        }
        if let Some(why) = package.without_effect {
            page.lead(format!("It changes nothing: {why}."));
            continue;
        }
        page.lead(verdict(package, &found.scenario.currency, lang));
        split(page, found, package);
        gains(page, found, package, lang);
    }
}

/// Lays out what a package takes off each corridor, what of it comes off the one it is set against too, and the rest.
fn split(page: &mut Page, found: &Levers, package: &Package) {
    let against = found.against.as_ref().and_then(|key| found.corridors.iter().find(|known| known.key == *key));
    let against = against.map_or("the cheapest other", |known| named(&known.title, &known.key));
    let currency = &found.scenario.currency;
    let corridors = found.corridors.iter().map(|corridor| named(&corridor.title, &corridor.key));
    let mut rows: Vec<(&str, LeverEffect)> = corridors.zip(package.by_corridor.iter().copied()).collect();
    let shared = rows.iter().filter_map(|(name, effect)| {
        let split = effect.split.filter(|split| split.common_per_t != Money::ZERO)?;
        if split.fall_per_t < Money::ZERO || split.common_per_t < Money::ZERO {
            let [own, other, rest] =
                [split.fall_per_t, split.common_per_t, split.own_per_t].map(|fall| less(fall, currency));
            return Some(format!("{name} costs {own}, {against} {other}: set against it that is {rest}."));
        }
        Some(format!(
            "{name}: of {} {currency}/t less, {} come off {against} too; {} are its own.",
            cents(split.fall_per_t),
            cents(split.common_per_t),
            cents(split.own_per_t),
        ))
    });
    let shared: Vec<String> = shared.collect();
    page.list(shared);
    rows.push(("Cheapest of all", package.of_cheapest));
    if rows.iter().all(|(_, effect)| effect.mean_fall_per_t.is_none() && effect.split.is_none()) {
        return;
    }
    let is_split = rows.iter().any(|(_, effect)| effect.split.is_some());
    let has_years = found.tonnes_per_year.is_some() && is_split;
    let columns = Columns::new()
        .words("Corridor", |(name, _): &(&str, LeverEffect)| (*name).to_owned())
        .with(found.demands > 1, |columns| {
            columns.numbers("Demands made cheaper", |(_, effect)| effect.demands.to_string())
        })
        .numbers(format!("Less by ({currency}/t)"), |(_, effect)| {
            Digits::Cents.cell(effect.split.map_or(effect.mean_fall_per_t, |split| Some(split.fall_per_t)))
        })
        .with(is_split, |columns| {
            let common =
                |(_, effect): &(&str, LeverEffect)| or_nothing(effect.split, |split| cents(split.common_per_t));
            let own = |(_, effect): &(&str, LeverEffect)| or_nothing(effect.split, |split| cents(split.own_per_t));
            columns.numbers(format!("Of it also {against}"), common).numbers("Its own", own)
        })
        .with(has_years, |columns| {
            columns.numbers(format!("Its own a year ({currency})"), |(_, effect)| {
                or_nothing(effect.split.and_then(|split| split.own_per_year), |year| fixed(year, 0))
            })
        });
    page.table(columns.table(&rows));
    if found.demands > 1 {
        page.text(
            "Less by: the mean over the demands whose cost changes, among them those that become dearer; of a corridor that \
             is set against another, over those that both carry and of which either changes. Negative: dearer.",
        );
    }
}

/// Writes how much less, or more, something costs.
fn less(fall: Money, currency: &str) -> String {
    let (amount, word) = if fall < Money::ZERO { (Money::ZERO - fall, "more") } else { (fall, "less") };
    format!("{} {currency}/t {word}", cents(amount))
}

/// Lists who gains by a package, the one that gains most first.
fn gains(page: &mut Page, found: &Levers, package: &Package, lang: Lang) {
    let Some(most) = package.gains.len().checked_sub(1) else { return };
    let currency = &found.scenario.currency;
    page.text(if most == 0 { "Who gains:" } else { "Who gains, by origin, most first:" });
    let line = |gain: &OriginGain| {
        let tonnes = gain.tonnes_per_year.map_or_else(String::new, |tonnes| format!("{} t a year, ", fixed(tonnes, 0)));
        let year = gain.saving_per_year.map_or_else(String::new, |year| format!(", {}", a_year(year, currency)));
        format!("{}: {tonnes}{} {currency}/t{year}.", lang.name(&gain.from), cents(gain.saving_per_t))
    };
    page.list(package.gains.iter().take(MAX_NAMED).map(line).collect());
    if package.gains.len() > MAX_NAMED {
        page.text(format!("{} gain less; --format json lists all.", count(package.gains.len() - MAX_NAMED, "origin")));
    }
}

fn cents(amount: Money) -> String {
    Digits::Cents.cell(Some(amount))
}

fn verdict(package: &Package, currency: &str, lang: Lang) -> String {
    let year =
        package.of_cheapest.saving_per_year.map_or_else(String::new, |year| format!(", {}", a_year(year, currency)));
    let won = match &package.won[..] {
        [] => "it wins no demand for another corridor".to_owned(),
        won => {
            let names: Vec<String> = won
                .iter()
                .take(MAX_NAMED)
                .map(|won| format!("{} for {}", pair(&won.from, &won.to, lang), won.then.join(", ")))
                .collect();
            let rest = won.len().saturating_sub(MAX_NAMED);
            let rest = if rest > 0 { format!(" and {rest} more") } else { String::new() };
            format!("it wins {}: {}{rest}", count(won.len(), "demand"), and(&names))
        }
    };
    match package.of_cheapest.demands {
        0 => format!("No demand becomes cheaper by its cheapest corridor; {won}."),
        demands => format!(
            "{} cheaper by {} {currency}/t on average{year}; {won}.",
            if demands == 1 { "One demand becomes".to_owned() } else { format!("{demands} demands become") },
            amount(package.of_cheapest),
        ),
    }
}

#[cfg(all(test, feature = "formats"))]
#[path = "../../../../tests/pages/levers.rs"]
mod snapshots;
