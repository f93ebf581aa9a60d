//! Names as people type them: in any case, composed or decomposed, in part, or with a letter wrong.

use unicode_normalization::UnicodeNormalization;

/// Returns a name in lower case and composed letters, in which two ways of typing it are equal.
pub fn folded(name: &str) -> String {
    if name.is_ascii() {
        return name.trim().to_ascii_lowercase();
    }
    // Lower case first: it may leave a letter and its accent apart.
    name.trim().to_lowercase().nfc().collect()
}

/// Returns whether two texts are one name.
pub fn is_same_name(left: &str, right: &str) -> bool {
    left == right || folded(left) == folded(right)
}

/// Returns the known name nearest to a misspelt one, if one is near enough: one letter in five may differ, and a name may
/// go on where the word ends.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = folded(word);
    known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&lower, &folded(name)), name))
        .filter(|&(distance, name)| {
            distance <= 1.max(name.chars().count() / 5) || (lower.len() > 3 && folded(name).starts_with(&lower))
        })
        .min()
        .map(|(_, name)| name)
}

/// Returns whether a name holds a word that someone typed: `Guangzhou Nansha` holds `guangzhou`.
fn holds(name: &str, word: &str) -> bool {
    let word = folded(word);
    // Two Chinese characters are a name, two letters are not.
    word.len() > 3 && folded(name).contains(&word)
}

/// Returns those of some things that someone may have meant by a word: those with a name that holds it, or else those with
/// a name that it nearly spells. Each thing comes with its names.
pub fn meant<T: Copy>(word: &str, things: &[(T, Vec<&str>)]) -> Vec<T> {
    let of = |is: &dyn Fn(&str) -> bool| -> Vec<T> {
        things.iter().filter(|(_, names)| names.iter().any(|name| is(name))).map(|(thing, _)| *thing).collect()
    };
    let held = of(&|name| holds(name, word));
    if !held.is_empty() {
        return held;
    }
    // One character of two is no misspelling.
    of(&|name| name.chars().count() > 3 && nearest(word, [name]).is_some())
}

#[cfg(test)]
mod tests {
    use super::{is_same_name, meant};

    #[test]
    fn one_name_may_be_typed_in_several_ways() {
        assert!(is_same_name("\u{d6}rk\u{e9}ny", "O\u{308}rke\u{301}ny"));
        assert!(is_same_name("ВЛАДИВОСТОК", "Владивосток"));
        assert!(is_same_name(" Hunchun", "hunchun"));
        assert!(!is_same_name("Hunchun", "Huncun"));
    }

    #[test]
    fn a_name_that_holds_the_word_comes_before_one_that_is_spelt_like_it() {
        let things =
            [(1, vec!["quanzhou"]), (2, vec!["nansha", "Guangzhou Nansha"]), (3, vec!["huangpu", "Guangzhou"])];
        assert_eq!(meant("guangzhou", &things), [2, 3]);
        assert_eq!(meant("quangzhou", &things), [1, 3]);
    }
}
