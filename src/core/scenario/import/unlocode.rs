//! Rows of UN/LOCODE in their own form: no headings, the code in three columns, coordinates in degrees and minutes.
//!
//! # Source
//! UNECE, UN/LOCODE code list, columns: change, country, location, name, name without diacritics, subdivision, function,
//! status, date, IATA, coordinates, remarks.

use crate::problem::{Code, Problem};

use super::headings::HeadingRead;
use super::records::{ImportedPlace, Origin};
use super::text::SheetGrid;
use super::world::ImportedWorld;

/// The columns of a row.
const COUNTRY: usize = 1;
const LOCATION: usize = 2;
const NAME: usize = 3;
const PLAIN_NAME: usize = 4;
const SUBDIVISION: usize = 5;
const FUNCTION: usize = 6;
const COORDINATES: usize = 10;
/// The fewest cells of a row: the remarks at its end may be left out.
const MIN_CELLS: usize = 11;

/// Returns whether most rows are those of the list.
pub(super) fn is_list(grid: &SheetGrid) -> bool {
    let is_row = |at: &usize| {
        let text = |column: usize| grid.rows[*at].get(column).map_or("", |cell| cell.text.as_str());
        let is_capitals = |text: &str, length: usize| {
            text.len() == length && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        };
        let is_function = text(FUNCTION).len() == 8;
        grid.rows[*at].len() >= MIN_CELLS
            && is_capitals(text(COUNTRY), 2)
            && (is_function || is_capitals(text(LOCATION), 3))
    };
    let rows = grid.rows.len().min(200);
    rows > 0 && (0..rows).filter(is_row).count() * 2 > rows
}

/// Returns what the columns are.
pub(super) fn headings() -> Vec<HeadingRead> {
    let own = [
        (COUNTRY, "country"),
        (LOCATION, "unlocode"),
        (NAME, "name"),
        (SUBDIVISION, "region"),
        (FUNCTION, "kind"),
        (COORDINATES, "lat_deg, lon_deg"),
    ];
    let read = |(column, name): (usize, &str)| HeadingRead {
        heading: format!("column {}", column + 1),
        column: Some(name.to_owned()),
        unit: None,
        belongs: None,
    };
    own.into_iter().map(read).collect()
}

/// Reads the rows and returns their number; a row that names only a country begins its places and is none.
pub(super) fn read(grid: &SheetGrid, world: &mut ImportedWorld<'_>) -> usize {
    let mut read = 0;
    for (at, row) in grid.rows.iter().enumerate() {
        let text = |column: usize| row.get(column).map_or("", |cell| cell.text.as_str());
        if text(LOCATION).is_empty() {
            continue;
        }
        let position = match text(COORDINATES) {
            "" => None,
            written => {
                let position = position(written);
                if position.is_none() {
                    let message = format!("row {} is not read: `{written}` is no position", at + 1);
                    let problem = Problem::new(Code::BadCellNumber, message).at(&grid.span(at, COORDINATES));
                    world.problems.push(problem.help("write degrees and minutes such as 4312N 13153E"));
                    continue;
                }
                position
            }
        };
        let name = text(NAME).trim_start_matches('.').to_owned();
        let plain = text(PLAIN_NAME);
        let function = text(FUNCTION);
        let kind =
            [('1', "port"), ('2', "station"), ('B', "crossing")].into_iter().find(|(sign, _)| function.contains(*sign));
        world.add_place(ImportedPlace {
            other_names: [None, None],
            // The name without diacritics names it as well.
            code: Some(plain.to_owned()).filter(|plain| !plain.is_empty() && *plain != name),
            country: Some(text(COUNTRY).to_owned()),
            region: Some(text(SUBDIVISION).to_owned()).filter(|region| !region.is_empty()),
            kind: Some(kind.map_or("city", |(_, kind)| kind)),
            at: position,
            unlocode: Some(format!("{}{}", text(COUNTRY), text(LOCATION))),
            tags: None,
            note: None,
            origin: Origin { span: grid.span(at, 0), note: format!("UN/LOCODE, row {}", at + 1) },
            name,
        });
        read += 1;
    }
    read
}

/// Reads `4312N 13153E` as longitude and latitude.
fn position(text: &str) -> Option<(f64, f64)> {
    let (lat, lon) = text.split_once(' ')?;
    let degrees = |text: &str, digits: usize, signs: [char; 2]| {
        let number = text.strip_suffix(signs)?;
        if number.len() != digits || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let (degrees, minutes) = number.split_at(digits - 2);
        let (degrees, minutes): (f64, f64) = (degrees.parse().ok()?, minutes.parse().ok()?);
        let value = degrees + minutes / 60.0;
        let most = if digits == 4 { 90.0 } else { 180.0 };
        (minutes < 60.0 && value <= most).then_some(if text.ends_with(signs[1]) { -value } else { value })
    };
    Some((degrees(lon.trim(), 5, ['E', 'W'])?, degrees(lat.trim(), 4, ['N', 'S'])?))
}

#[cfg(test)]
mod tests {
    use super::position;

    #[test]
    fn degrees_and_minutes_run_together_are_a_position() {
        assert_eq!(position("0030S 00545W"), Some((-5.75, -0.5)));
        assert_eq!(position("4312N 13154E"), Some((131.9, 43.2)));
        for text in ["", "4312N", "4375N 13154E", "43N 131E", "9912N 13154E", "13154E 4312N", "4312 13154"] {
            assert_eq!(position(text), None, "{text}");
        }
    }
}
