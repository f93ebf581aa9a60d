//! Elements, places and ways in words, as the page of `critical` and other formats name them.

use crate::analysis::critical::{CriticalElement, ElementName, Move};
use crate::answer::PlaceName;
use crate::units::Money;

use crate::present::words::{Lang, and};

/// The most origins, moves and elements that are named.
const MAX_NAMED: usize = 3;

/// Names an element: `Hunchun - Makhalino (rail)`, `Zarubino (place)`.
pub(in crate::present) fn in_words(name: &ElementName, lang: Lang) -> String {
    name.in_words(|place| lang.name(place))
}

/// Names the elements of a row of the table, each of which means the same.
pub(super) fn names_of(row: &[&CriticalElement], lang: Lang) -> String {
    any_of(row.iter().map(|element| &element.name), lang)
}

/// Names some elements, each of which means the same; the first of many.
pub(super) fn any_of<'a>(names: impl ExactSizeIterator<Item = &'a ElementName>, lang: Lang) -> String {
    let more = names.len().saturating_sub(MAX_NAMED);
    let mut words: Vec<String> = names.take(MAX_NAMED).map(|name| in_words(name, lang)).collect();
    if more > 0 {
        words.push(format!("{more} more"));
    }
    match words.as_slice() {
        [] | [_] => words.concat(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

/// Names places, the first of many.
pub(super) fn names(places: &[&PlaceName], lang: Lang) -> String {
    let mut names: Vec<String> = places.iter().take(MAX_NAMED).map(|place| lang.name(place).to_owned()).collect();
    if places.len() > MAX_NAMED {
        names.push(format!("{} more", places.len() - MAX_NAMED));
    }
    and(&names)
}

/// Names the origins that an element hits.
pub(super) fn origins(element: &CriticalElement, lang: Lang) -> String {
    let places: Vec<&PlaceName> = element.origins.iter().map(|origin| &origin.from).collect();
    names(&places, lang)
}

/// Writes how many demands have something.
pub(super) fn have(number: usize, of: usize) -> String {
    match (number, of) {
        (1, 1) => "the demand has".to_owned(),
        (1, _) => "one demand has".to_owned(),
        (all, of) if all == of => format!("all {all} demands have"),
        _ => format!("{number} of {of} demands have"),
    }
}

/// Writes an amount of a year without decimals.
pub(super) fn whole(amount: Money) -> String {
    format!("{amount:.0}")
}

/// Writes how demands went and where they go instead, the two most frequent changes first.
pub(super) fn instead(moves: &[Move], lang: Lang) -> String {
    // Those that keep their form are counted together, whatever it is.
    let mut changes: Vec<(String, usize)> = Vec::new();
    for way in moves {
        let text = change(way, lang);
        match changes.iter_mut().find(|(known, _)| *known == text) {
            Some((_, demands)) => *demands += way.demands,
            None => changes.push((text, way.demands)),
        }
    }
    changes.sort_by_key(|&(_, demands)| std::cmp::Reverse(demands));
    if let [(text, _)] = changes.as_slice() {
        return text.clone();
    }
    let others: usize = changes.iter().skip(2).map(|(_, demands)| demands).sum();
    let mut texts: Vec<String> = changes.iter().take(2).map(|(text, demands)| format!("{demands} {text}")).collect();
    if others > 0 {
        texts.push(format!("{others} others"));
    }
    texts.join("; ")
}

/// Writes a change of way: `home by Dalian in bulk → borrowed by Zarubino in box20`; the forms where they differ.
fn change(way: &Move, lang: Lang) -> String {
    let via = |corridor: &String, port: &Option<PlaceName>, form: &str| {
        let port = port.as_ref().map_or_else(String::new, |port| format!(" by {}", lang.name(port)));
        let form = if way.from_form == way.to_form { String::new() } else { format!(" in {form}") };
        format!("{corridor}{port}{form}")
    };
    let from = via(&way.from_corridor, &way.from_port, way.from_form);
    let to = via(&way.to_corridor, &way.to_port, way.to_form);
    if from == to { format!("still {to}") } else { format!("{from} → {to}") }
}

#[cfg(test)]
mod tests {
    use super::instead;
    use crate::analysis::critical::Move;
    use crate::present::Lang;
    use crate::units::Money;

    fn moved(forms: [&'static str; 2], corridor: &str, demands: usize) -> Move {
        let [from_form, to_form] = forms;
        Move {
            from_corridor: "home".into(),
            from_form,
            from_port: None,
            to_corridor: corridor.into(),
            to_form,
            to_port: None,
            demands,
            tonnes_per_year: None,
            mean_per_t: Money::ZERO,
        }
    }

    #[test]
    fn those_that_keep_their_form_are_counted_together_and_others_by_their_forms() {
        let keeps = [moved(["bulk", "bulk"], "home", 3), moved(["box20", "box20"], "home", 2)];
        assert_eq!(instead(&keeps, Lang::En), "still home");
        let all = [&keeps[..], &[moved(["bulk", "box20"], "home", 4), moved(["bulk", "bulk"], "away", 1)]].concat();
        assert_eq!(instead(&all, Lang::En), "5 still home; 4 home in bulk → home in box20; 1 others");
    }
}
