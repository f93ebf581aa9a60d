//! The tables of scenarios that the program makes: keys from names, rows, and handling that allows everything.

use std::collections::BTreeSet;

use deunicode::deunicode;

/// Returns a key made of a name in any script, with a number behind it where another thing has it already.
pub(super) fn new_key(name: &str, taken: &mut BTreeSet<String>) -> String {
    let mut key = String::new();
    for letter in deunicode(name).chars() {
        match letter.to_ascii_lowercase() {
            letter if letter.is_ascii_alphanumeric() => key.push(letter),
            // An apostrophe, as a soft sign is written, divides no word.
            '\'' => {}
            _ if key.ends_with('-') || key.is_empty() => {}
            _ => key.push('-'),
        }
    }
    let key = key.trim_end_matches('-');
    let key = if key.is_empty() { "x" } else { key };
    let numbered = (2..).map(|number: u64| format!("{key}-{number}"));
    let mut free = std::iter::once(key.to_owned()).chain(numbered).filter(|key| !taken.contains(key));
    let key = free.next().unwrap_or_default();
    taken.insert(key.clone());
    key
}

/// Writes a number with up to six decimals.
pub(super) fn decimal(number: f64) -> String {
    let text = format!("{number:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Returns the cells of a row.
pub(super) fn row<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}

/// Writes a table.
pub(super) fn table(headings: &str, rows: &[Vec<String>]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail, and all rows have as many cells as there are headings.
    let written =
        writer.write_record(headings.split(',')).is_ok() && rows.iter().all(|cells| writer.write_record(cells).is_ok());
    debug_assert!(written, "a table in memory");
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

/// The headings of [`handling`].
pub(super) const HANDLING: &str = "key,place,operation,from_mode,to_mode,price,basis,currency,source,grade,note";

/// Returns the rows by which goods are loaded, unloaded and changed at any place, free until prices are filled in.
pub(super) fn handling(modes: &BTreeSet<&str>, currency: &str, source: &str, note: &str) -> Vec<Vec<String>> {
    let own = |key: &str, operation: &str, from: &str, to: &str| {
        row([key, "*", operation, from, to, "0", "t", currency, source, "estimate", note])
    };
    let mut rows = Vec::new();
    for mode in modes {
        rows.push(own(&format!("load-{mode}"), "load", "", mode));
        rows.push(own(&format!("unload-{mode}"), "unload", mode, ""));
        rows.extend(modes.iter().map(|to| own(&format!("{mode}-{to}"), "tranship", mode, to)));
    }
    rows
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::new_key;

    #[test]
    fn keys_are_made_of_names_in_any_script() {
        let mut taken = BTreeSet::new();
        for (name, expected) in [
            ("Emden-Knock", "emden-knock"),
            ("珲春", "hun-chun"),
            ("Владивосток", "vladivostok"),
            ("Malmö", "malmo"),
            ("Malmo ", "malmo-2"),
            ("St. John's", "st-johns"),
            ("…", "x"),
            ("?", "x-2"),
        ] {
            assert_eq!(new_key(name, &mut taken), expected, "{name}");
        }
    }
}
