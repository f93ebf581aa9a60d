//! The width of text, and lines broken to a width.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::ADVANCES;

/// The width of characters without an entry, in thousandths of the height of letters: that of Chinese.
const FULL_WIDTH: u32 = 1000;
/// The first character that has the full width and after which a line may break.
const FIRST_WIDE: char = '\u{2e80}';
/// What does not begin a line.
const CLOSING: &str = "、。」』】〉》）！，．：；？";

/// Widths in thousandths, by character.
static WIDTHS: LazyLock<BTreeMap<u32, u32>> = LazyLock::new(|| {
    let runs: Vec<(u32, Vec<u32>)> = serde_json::from_str(ADVANCES).expect("the widths are checked by the tests");
    runs.into_iter().flat_map(|(first, widths)| (first..).zip(widths)).collect()
});

/// Returns the width of a text whose letters have a height, in the unit of that height.
pub(super) fn width(text: &str, size: f64) -> f64 {
    let sum: u32 = text.chars().map(|letter| WIDTHS.get(&u32::from(letter)).copied().unwrap_or(FULL_WIDTH)).sum();
    f64::from(sum) * size / 1000.0
}

/// Breaks a text into lines that are no wider than a width, unless a single word is.
pub(super) fn wrap(text: &str, size: f64, max_width: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for (is_spaced, word) in words(text) {
        let Some(line) = lines.last_mut() else {
            lines.push(word);
            continue;
        };
        let longer = format!("{line}{}{word}", if is_spaced { " " } else { "" });
        if width(&longer, size) <= max_width {
            *line = longer;
        } else {
            lines.push(word);
        }
    }
    lines
}

/// Splits a text where a line may break; the words behind a space are marked.
fn words(text: &str) -> Vec<(bool, String)> {
    let mut words: Vec<(bool, String)> = Vec::new();
    let mut is_spaced = false;
    let mut is_after_wide = false;
    for letter in text.chars() {
        if letter == ' ' {
            is_spaced = true;
            continue;
        }
        let is_wide = letter >= FIRST_WIDE;
        let may_break = is_spaced || ((is_wide || is_after_wide) && !CLOSING.contains(letter));
        match words.last_mut().filter(|_| !may_break) {
            Some((_, word)) => word.push(letter),
            None => words.push((is_spaced, letter.to_string())),
        }
        (is_spaced, is_after_wide) = (false, is_wide);
    }
    words
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "these numbers are exact")]
mod tests {
    use super::{width, wrap};

    #[test]
    fn chinese_is_as_wide_as_high_and_latin_is_narrower() {
        assert_eq!(width("珲春", 10.0), 20.0);
        assert!(width("il", 10.0) < width("MW", 10.0) && width("Ж", 10.0) < 10.0);
    }

    #[test]
    fn lines_break_at_spaces_and_between_chinese_characters() {
        assert_eq!(wrap("Zarubino or Slavyanka", 10.0, 70.0), ["Zarubino or", "Slavyanka"]);
        assert_eq!(wrap("从珲春到宁波，2019年", 10.0, 62.0), ["从珲春到宁", "波，2019年"]);
        assert_eq!(wrap("Unbreakable", 10.0, 5.0), ["Unbreakable"]);
        assert!(wrap("", 10.0, 5.0).is_empty());
    }
}
