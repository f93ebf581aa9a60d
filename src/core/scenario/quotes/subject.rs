//! What a quotation prices: places in three languages, operations and borders.

use crate::problem::{Code, Problem, folded};

use super::super::columns::MODES;
use super::piece::Piece;
use super::words::{QuoteTerm, SubjectWord, is_ideograph, subject_word, term};
use super::{QuoteContext, QuoteSubject};

/// The signs and words between the two places of a haul; those that no name has come first.
const BETWEEN: [&str; 14] = ["-->", "->", "—>", "–>", ">", "→", "⇒", " to ", " до ", " — ", "—", "–", "-", "至"];
/// Another word between two places.
const TO_ZH: &str = "到";

/// Reads what is quoted; several where a place may be one of several.
///
/// # Errors
/// Returns what names no place, or that nothing is named.
pub(super) fn read(what: &Piece, context: QuoteContext<'_>, shape: &str) -> Result<Vec<QuoteSubject>, Problem> {
    let mut what = what.part(0, what.text().trim_end_matches([':', '：']).len());
    while let Some((QuoteTerm::Nothing, length)) = term(what.text()) {
        what = what.after(length);
    }
    // A place may begin with such a word: then the text with it is a haul between known places.
    if let Some(hauls) = hauls(&what, None, context) {
        return Ok(hauls);
    }
    if let Some((word, length)) = subject_word(what.text()) {
        let (first, rest) = (what.part(0, length), what.after(length));
        if rest.is_empty() {
            return Err(first.bad(format!("`{}` names no place", first.text())).help(shape.to_owned()));
        }
        match word {
            SubjectWord::Handling { operation, is_port } => return handling(&rest, operation, is_port, context),
            SubjectWord::Border => {
                let (mode, place) = moded(&rest);
                let place = context.only_key(place.text()).unwrap_or_else(|| place.text().to_owned());
                return Ok(vec![QuoteSubject::Border { place, mode }]);
            }
            SubjectWord::Leg => return Ok(vec![QuoteSubject::Leg(rest.text().to_owned())]),
            SubjectWord::Haul => what = rest,
        }
    }
    // In Chinese the word for a crossing stands behind its place.
    let crossing = what.text().strip_suffix("口岸").and_then(|place| context.only_key(place));
    if let Some(place) = crossing {
        return Ok(vec![QuoteSubject::Border { place, mode: None }]);
    }
    let (mode, ends) = moded(&what);
    if let Some(hauls) = hauls(&ends, mode.as_deref(), context) {
        return Ok(hauls);
    }
    let Some((from, to)) = BETWEEN.iter().chain([&TO_ZH]).find_map(|sign| ends.split(sign)) else {
        let message = format!("`{}` is no haul, port or border", ends.text());
        return Err(ends.bad(message).help(shape.to_owned()));
    };
    let end = |piece: &Piece| context.key(piece.text(), &piece.span());
    end(&from)?;
    end(&to)?;
    Err(ends.bad(format!("`{}` does not name two places", ends.text())).help(shape.to_owned()))
}

/// Reads two places; the words around them must be names on both sides of one sign. Nothing where no sign has names on
/// both sides.
pub(super) fn hauls(ends: &Piece, mode: Option<&str>, context: QuoteContext<'_>) -> Option<Vec<QuoteSubject>> {
    let from = ["from ", "из ", "от ", "从", "自"].into_iter().find(|word| folded(ends.text()).starts_with(word));
    let ends = from.map_or_else(|| ends.clone(), |word| ends.after(word.len()));
    let text = ends.text();
    let lower = text.to_lowercase();
    // Lower case may have other lengths in rare letters: then signs are found in the text as it is.
    let searched = if lower.len() == text.len() { lower.as_str() } else { text };
    for sign in BETWEEN.iter().chain([&TO_ZH]) {
        for (at, _) in searched.match_indices(sign) {
            let sides = [ends.part(0, at), ends.after(at + sign.len())];
            let [from, to] = sides.map(|side| context.keys(side.text()));
            let pairs = from.iter().flat_map(|from| to.iter().map(move |to| (from, to)));
            let hauls = pairs.map(|(from, to)| QuoteSubject::Haul {
                from: from.clone(),
                to: to.clone(),
                mode: mode.map(str::to_owned),
            });
            let hauls: Vec<QuoteSubject> = hauls.collect();
            if !hauls.is_empty() {
                return Some(hauls);
            }
        }
    }
    None
}

/// Reads the mode that a text may begin with, and returns the rest.
fn moded(piece: &Piece) -> (Option<String>, Piece) {
    match term(piece.text()) {
        Some((QuoteTerm::Mode(mode), length)) if !piece.after(length).is_empty() => {
            (Some(mode.to_owned()), piece.after(length))
        }
        // The modes that have no other names.
        _ => MODES
            .iter()
            .find(|mode| piece.text().strip_prefix(**mode).is_some_and(|rest| rest.starts_with(' ')))
            .map_or_else(|| (None, piece.clone()), |mode| (Some((*mode).to_owned()), piece.after(mode.len()))),
    }
}

/// Reads the place of a handling quotation and the modes behind it: `zarubino rail>sea`.
fn handling(
    rest: &Piece,
    operation: Option<&str>,
    is_port: bool,
    context: QuoteContext<'_>,
) -> Result<Vec<QuoteSubject>, Problem> {
    let is_mode = |piece: &Piece| MODES.contains(&piece.text()) || piece.text() == "*";
    let last = rest.text().rfind(char::is_whitespace).map(|at| (rest.part(0, at), rest.after(at)));
    let changed = last.and_then(|(place, modes)| {
        let (from, to) = modes.split(">")?;
        (is_mode(&from) && is_mode(&to)).then_some((place, from, to))
    });
    let named = |piece: &Piece| Some(piece.text().to_owned()).filter(|mode| mode != "*");
    let (place, from_mode, to_mode) = match &changed {
        Some((place, from, to)) => (place, named(from), named(to)),
        None => (rest, None, None),
    };
    let keys = context.keys(place.text());
    if keys.is_empty() {
        context.key(place.text(), &place.span())?;
    }
    let of = |place: String| QuoteSubject::Handling {
        place,
        operation: operation.map(str::to_owned),
        from_mode: from_mode.clone(),
        to_mode: to_mode.clone(),
        is_port,
    };
    Ok(keys.into_iter().map(of).collect())
}

/// A name of a place without what stands in brackets, and its parts beside slashes.
fn name_parts(name: &str) -> impl Iterator<Item = &str> {
    name.split(['(', ')', '（', '）', '/']).map(str::trim).filter(|part| !part.is_empty())
}

/// Returns whether a word calls a place by a part of its name that stands alone: `Zarubino` of `Zarubino (Troitsa Bay)`.
fn is_part(name: &str, word: &str) -> bool {
    name_parts(name).any(|part| folded(part) == word)
}

/// Returns whether a name begins with a word, or holds it as a word of its own.
fn holds(name: &str, word: &str) -> bool {
    let name = folded(name);
    let is_end = |letter: Option<char>| letter.is_none_or(|letter| !letter.is_alphanumeric() || is_ideograph(letter));
    word.chars().count() > 1
        && name.match_indices(word).any(|(at, _)| {
            let before = name[..at].chars().next_back();
            is_end(before) && is_end(name[at + word.len()..].chars().next())
        })
}

impl QuoteContext<'_> {
    /// Returns the keys of the places that a word calls: one, or several of which it may be any; none where it calls no
    /// place.
    pub(super) fn keys(self, word: &str) -> Vec<String> {
        let word = word.trim();
        let rows = self.places();
        let lower = folded(word);
        if lower.is_empty() {
            return Vec::new();
        }
        let named = |is: &dyn Fn(&str) -> bool| -> Vec<String> {
            rows.iter().filter(|row| row.names().any(is)).map(|row| row.key().to_owned()).collect()
        };
        let called = super::super::called_rows(rows, word);
        if !called.is_empty() {
            return called.into_iter().map(|row| row.key().to_owned()).collect();
        }
        let parts = named(&|name| is_part(name, &lower));
        if !parts.is_empty() {
            return parts;
        }
        let held = named(&|name| holds(&name.replace('_', " "), &lower));
        // A word of many names is no name.
        if held.len() > super::MAX_NAMED { Vec::new() } else { held }
    }

    /// Returns the key of the one place that a word calls.
    pub(super) fn only_key(self, word: &str) -> Option<String> {
        let [key] = <[String; 1]>::try_from(self.keys(word)).ok()?;
        Some(key)
    }

    /// Returns the key of the one place that a word calls.
    ///
    /// # Errors
    /// Returns that it calls none or several, with what may be meant.
    pub(super) fn key(self, word: &str, span: &crate::problem::Span) -> Result<String, Problem> {
        let keys = self.keys(word);
        if let [key] = keys.as_slice() {
            return Ok(key.clone());
        }
        let message = match keys.len() {
            0 => format!("`{}` is no place of the tables", word.trim()),
            _ => format!("`{}` may be several places", word.trim()),
        };
        let problem = Problem::new(Code::UnknownName, message).at(span);
        let similar = super::super::similar_rows(self.places(), word.trim());
        let near: Vec<String> = similar.into_iter().map(|row| row.key().to_owned()).collect();
        let near = if keys.is_empty() { near } else { keys };
        Err(if near.is_empty() {
            problem.help("`corridor show places` lists all places with their names in three languages")
        } else {
            problem.help(format!("did you mean {}?", near[..near.len().min(super::MAX_NAMED)].join(" or ")))
        })
    }
}
