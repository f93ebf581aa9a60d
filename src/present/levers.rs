//! What levers are worth, for people.

use crate::results::{Effect, Flip, Lever, Levers, Package};

use super::compare::header;
use super::digits::Digits;
use super::page::{Page, Table};
use super::words::{Lang, and, capital, count, fixed};

/// The most levers that are listed of each kind.
const MOST_LISTED: usize = 15;
/// The most won demands of a package that are named.
const MOST_NAMED: usize = 8;
const NOTHING: &str = "–";

/// Lays out what levers are worth.
pub fn page(found: &Levers, lang: Lang) -> Page {
    let mut page = Page::new();
    header(&mut page, &found.used, Digits::Cents);
    page.heading(2, "What moving one figure is worth");
    page.lead(summary(found));
    let realised: Vec<&Lever> = found.levers.iter().filter(|lever| lever.all_of_cheapest.demands > 0).collect();
    if !realised.is_empty() {
        page.text("On the corridors that are cheapest, today or once it is moved:");
        let effects = |lever: &Lever| (lever.step_of_cheapest, lever.all_of_cheapest);
        page.table(table(found, &realised, effects, None));
        more(&mut page, realised.len());
    }
    for (place, (key, title)) in found.corridors.iter().enumerate() {
        let mut own: Vec<&Lever> =
            found.levers.iter().filter(|lever| lever.all_by_corridor[place].demands > 0).collect();
        own.sort_by(|one, other| {
            let worth = |lever: &Lever| lever.all_by_corridor[place].mean_saving_per_t;
            worth(other).cmp(&worth(one)).then_with(|| one.figure.path.cmp(&other.figure.path))
        });
        if own.is_empty() {
            continue;
        }
        page.heading(2, if title.is_empty() { key } else { title });
        page.text(format!(
            "What each takes off what {key} costs, whether it leads or not, over the demands that it makes cheaper:"
        ));
        let effects = |lever: &Lever| (lever.step_by_corridor[place], lever.all_by_corridor[place]);
        page.table(table(found, &own, effects, Some(key)));
        more(&mut page, own.len());
    }
    let winners: Vec<String> = found.levers.iter().filter_map(|lever| wins(lever, lang)).collect();
    if !winners.is_empty() {
        page.heading(2, "Who is won");
        let number = winners.len();
        page.list(winners.into_iter().take(MOST_LISTED).collect());
        more(&mut page, number);
    }
    page.text(
        "One step: what is taken off (or added, where more is better) - an hour, a day, a currency unit a tonne, else \
         a power of ten, at most a tenth of the value; so steps of different units are not to be compared. Saves: the mean \
         of the demands counted beside it, which it makes cheaper; \u{2013} where there are none. The whole: all of it, down to \
         nothing; beyond that nothing is left to gain, so it is the most that the figure can be worth. Wins at: where the \
         first demand gets another cheapest corridor, to the last digit that is certain: one unit of it further another \
         leads. Routes change where that is cheaper; every amount is what compare would say.",
    );
    packages(&mut page, found);
    if !found.held.is_empty() {
        page.text("Not moved here, because another value takes another network:");
        page.list(found.held.iter().map(|held| format!("{}: {}.", held.path, held.why)).collect());
    }
    page
}

fn summary(found: &Levers) -> String {
    let asked = capital(&count(found.demands, "demand"));
    let tonnes = match found.tonnes_per_year {
        Some(tonnes) => format!(" of {} t a year together", fixed(tonnes, 0)),
        None => ", without tonnes, so nothing is said per year and each counts alike".to_owned(),
    };
    let winners = found.levers.iter().filter(|lever| lever.first_won.is_some()).count();
    let first = found.levers.iter().find(|lever| lever.all_of_cheapest.demands > 0).map_or_else(String::new, |lever| {
        format!(
            " Most is worth {}: without it {} would save {} {}/t.",
            lever.figure.path,
            count(lever.all_of_cheapest.demands, "demand"),
            amount(lever.all_of_cheapest),
            found.used.currency,
        )
    });
    format!(
        "{asked}{tonnes}. {} fees, times, tariffs and waits make some corridor cheaper when they fall; {} of them can win a \
         demand for another corridor alone.{first}",
        found.levers.len(),
        if winners == 0 { "none".to_owned() } else { winners.to_string() },
    )
}

fn amount(effect: Effect) -> String {
    effect.mean_saving_per_t.map_or_else(|| NOTHING.to_owned(), |saving| Digits::Cents.text(saving))
}

fn table(
    found: &Levers,
    levers: &[&Lever],
    effects: impl Fn(&Lever) -> (Effect, Effect),
    corridor: Option<&str>,
) -> Table {
    let currency = &found.used.currency;
    let by_year = corridor.is_none() && found.tonnes_per_year.is_some();
    let mut table = Table::new()
        .paths("Lever")
        .numbers("Today")
        .words("One step")
        .numbers(format!("saves {currency}/t"))
        .numbers("for")
        .numbers(format!("The whole saves {currency}/t"))
        .numbers("for");
    if by_year {
        table = table.numbers(format!("One step a year ({currency})"));
    }
    table = table.numbers("Wins at");
    for lever in levers.iter().take(MOST_LISTED) {
        let (step, all) = effects(lever);
        let mut cells = vec![
            lever.figure.path.clone(),
            lever.figure.value.to_string(),
            format!("{} {}", lever.step, lever.figure.unit).trim_end().to_owned(),
            amount(step),
            step.demands.to_string(),
            amount(all),
            all.demands.to_string(),
        ];
        if by_year {
            cells.push(step.saving_per_year.map_or_else(|| NOTHING.to_owned(), |year| fixed(year, 0)));
        }
        // In the table of a corridor only what that corridor wins is of interest.
        let is_own = |flip: &&Flip| corridor.is_none_or(|own| flip.to.iter().any(|key| key == own));
        let wins_at = lever.first_won.as_ref().map(|won| &won.flip).filter(is_own);
        cells.push(wins_at.map_or_else(|| NOTHING.to_owned(), |flip| flip.value.to_string()));
        table.row(cells);
    }
    table
}

/// Says which demand a lever wins first.
fn wins(lever: &Lever, lang: Lang) -> Option<String> {
    let won = lever.first_won.as_ref()?;
    let share = won
        .flip
        .share
        .map_or_else(|| format!("by {}", won.flip.distance), |share| format!("{} %", fixed(share * 100.0, 0)));
    Some(format!(
        "{} first wins {} to {} for {}, at {} {} ({share}), and {} in the end.",
        lever.figure.path,
        lang.name(&won.from),
        lang.name(&won.to),
        won.flip.to.join(", "),
        won.flip.value,
        lever.figure.unit,
        count(lever.turned_at_end, "demand"),
    ))
}

fn more(page: &mut Page, number: usize) {
    if number > MOST_LISTED {
        page.text(format!("{} more are worth less; --format csv lists all.", number - MOST_LISTED));
    }
}

fn packages(page: &mut Page, found: &Levers) {
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
        page.lead(verdict(package, &found.used.currency));
        let mut table = Table::new()
            .words("Corridor")
            .numbers("Demands made cheaper")
            .numbers(format!("Mean saving ({}/t)", found.used.currency))
            .numbers("Most");
        let mut row = |name: &str, effect: &Effect| {
            let most = effect.most_saving_per_t.map_or_else(|| NOTHING.to_owned(), |most| Digits::Cents.text(most));
            table.row([name.to_owned(), effect.demands.to_string(), amount(*effect), most]);
        };
        for ((key, title), effect) in found.corridors.iter().zip(&package.by_corridor) {
            row(if title.is_empty() { key } else { title }, effect);
        }
        row("Cheapest of all", &package.of_cheapest);
        page.table(table);
    }
}

fn verdict(package: &Package, currency: &str) -> String {
    let year = package
        .of_cheapest
        .saving_per_year
        .map_or_else(String::new, |year| format!(", {} {currency} a year", fixed(year, 0)));
    let won = match &package.won[..] {
        [] => "it wins no demand for another corridor".to_owned(),
        won => {
            let names: Vec<String> = won
                .iter()
                .take(MOST_NAMED)
                .map(|won| format!("{} to {} for {}", won.from, won.to, won.then.join(", ")))
                .collect();
            let rest = won.len().saturating_sub(MOST_NAMED);
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
