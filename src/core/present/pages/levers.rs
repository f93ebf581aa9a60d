//! What levers are worth, for people.

use crate::analysis::levers::{Lever, LeverEffect, LeverEffects, LeverRow, Levers, Package};
use crate::present::demand::{named, pair};
use crate::present::digits::{Digits, Look};
use crate::present::page::{Columns, Page, Table};
use crate::present::shown::{Shown, rows};
use crate::present::words::{Lang, and, capital, count, fixed, or_nothing};

use super::breakeven::{in_unit, known};
use super::compare::judged;

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
        if !self.held.is_empty() {
            page.text("Not moved here, because another value takes another network:");
            page.list(self.held.iter().map(|held| format!("{}: {}.", held.path, held.why)).collect());
        }
        page
    }

    fn csv(&self, lang: Lang) -> String {
        rows(&LeverRow::columns(), self.rows(), lang)
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
                lever.figure.path,
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
    Columns::new()
        .paths("Lever", |(lever, _): &(&Lever, &LeverEffects)| lever.figure.path.clone())
        .numbers("Today", |(lever, _)| lever.figure.value.to_string())
        .words("One step", |(lever, _)| in_unit(&lever.step.to_string(), &lever.figure.unit))
        .numbers("saves", |(_, effects)| amount(effects.one_step))
        .with(has_counts, |columns| columns.numbers("for", |(_, effects)| effects.one_step.demands.to_string()))
        .numbers("A tenth saves", |(_, effects)| amount(effects.a_tenth))
        .with(has_counts, |columns| columns.numbers("for", |(_, effects)| effects.a_tenth.demands.to_string()))
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
    let share = won
        .flip
        .share
        .map_or_else(|| format!("by {}", won.flip.distance), |share| format!("{} %", fixed(share * 100.0, 0)));
    Some(format!(
        "{} ({}{}) first wins {} for {}, at {} {} ({share}), and {} in the end.",
        lever.figure.path,
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
        page.heading(3, format!("Package {}", package.number));
        page.list(package.changes.clone());
        if let Some(problem) = &package.problem {
            page.lead(format!("It cannot be answered: {problem}."));
            continue;
        }
        page.lead(verdict(package, &found.scenario.currency, lang));
        let corridors = found.corridors.iter().map(|corridor| named(&corridor.title, &corridor.key));
        let mut rows: Vec<(&str, LeverEffect)> = corridors.zip(package.by_corridor.iter().copied()).collect();
        rows.push(("Cheapest of all", package.of_cheapest));
        let columns = Columns::new()
            .words("Corridor", |(name, _): &(&str, LeverEffect)| (*name).to_owned())
            .numbers("Demands made cheaper", |(_, effect)| effect.demands.to_string())
            .numbers(format!("Mean saving ({}/t)", found.scenario.currency), |(_, effect)| amount(*effect))
            .numbers("Most", |(_, effect)| Digits::Cents.cell(effect.most_saving_per_t));
        page.table(columns.table(&rows));
    }
}

fn verdict(package: &Package, currency: &str, lang: Lang) -> String {
    let year = package
        .of_cheapest
        .saving_per_year
        .map_or_else(String::new, |year| format!(", {} {currency} a year", fixed(year, 0)));
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
