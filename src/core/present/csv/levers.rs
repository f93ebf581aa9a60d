//! What levers are worth, as CSV.

use crate::analysis::levers::{Effect, Levers};

use super::super::words::plain;
use super::write;

/// Writes one row for each lever and corridor, and one for the cheapest corridors of all demands.
pub fn levers(found: &Levers) -> String {
    let header = [
        "scenario",
        "figure",
        "unit",
        "value",
        "grade",
        "corridor",
        "step",
        "step_demands",
        "step_saving_per_t",
        "step_saving_per_year",
        "tenth",
        "tenth_demands",
        "tenth_saving_per_t",
        "tenth_saving_per_year",
        "end",
        "all_demands",
        "all_saving_per_t",
        "all_saving_per_year",
        "wins_at",
        "wins_from",
        "wins_to",
        "wins_for",
        "turned_at_end",
        "currency",
    ];
    let rows = found.levers.iter().flat_map(|lever| {
        let moves = [&lever.one_step, &lever.a_tenth, &lever.the_whole];
        let by_corridor = found.corridors.iter().enumerate();
        let named =
            by_corridor.map(move |(place, (key, _))| (key.as_str(), moves.map(|moved| moved.by_corridor[place])));
        let cheapest = ("cheapest", moves.map(|moved| moved.of_cheapest));
        named.chain([cheapest]).map(move |(key, [step, tenth, all])| {
            let won = lever.first_won.as_ref();
            let mut cells = vec![
                found.used.name.clone(),
                lever.figure.path.clone(),
                lever.figure.unit.clone(),
                lever.figure.value.to_string(),
                lever.figure.grade.as_str().to_owned(),
                key.to_owned(),
                lever.step.to_string(),
            ];
            cells.extend(effect(&step));
            cells.push(lever.a_tenth.to.to_string());
            cells.extend(effect(&tenth));
            cells.push(lever.the_whole.to.to_string());
            cells.extend(effect(&all));
            cells.push(won.map_or_else(String::new, |won| won.flip.value.to_string()));
            cells.push(won.map_or_else(String::new, |won| won.from.key.clone()));
            cells.push(won.map_or_else(String::new, |won| won.to.key.clone()));
            cells.push(won.map_or_else(String::new, |won| won.flip.to.join(";")));
            cells.push(lever.turned_at_end.to_string());
            cells.push(found.used.currency.clone());
            cells
        })
    });
    write(header.into_iter().map(String::from).collect(), rows)
}

fn effect(effect: &Effect) -> [String; 3] {
    [
        effect.demands.to_string(),
        effect.mean_saving_per_t.map_or_else(String::new, |saving| saving.to_string()),
        effect.saving_per_year.map_or_else(String::new, plain),
    ]
}
