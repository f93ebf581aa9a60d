//! The rows of an operation, selected for the audit by itself.

use std::collections::BTreeMap;

use crate::ids::PlaceId;
use crate::model::{CargoClass, HandlingRow, Mode, Model, Operation, QuotedRow};

/// How closely a row is about an operation: what is said of it, the weightiest first.
type Closeness = (u8, [bool; 4], usize, bool);

/// Returns the row of each component that is most closely about an operation at a place, between two modes.
pub(super) fn handling<'a>(
    model: &'a Model,
    (place, operation): (PlaceId, Operation),
    [from, to]: [Option<Mode>; 2],
    cargo: &CargoClass<'_>,
) -> Vec<&'a HandlingRow> {
    let mut best: BTreeMap<&str, (Closeness, &HandlingRow)> = BTreeMap::new();
    let here = model.handling.iter().filter(|((own, at), _)| *own == operation && at.is_none_or(|at| at == place));
    for row in here.flat_map(|(_, rows)| rows) {
        let fits = |wanted: Option<Mode>, mode: Option<Mode>| wanted.is_none() || wanted == mode;
        let is_for = fits(row.from_mode, from)
            && fits(row.to_mode, to)
            && row.cargo.form.is_none_or(|form| form == cargo.form)
            && cargo.switches.allows(row.cargo.switch)
            && row.quoted.as_ref().is_none_or(|quoted| is_quoted_for(quoted, [from, to], cargo));
        let group = row.cargo.commodity.as_ref().map(|name| cargo.commodities.iter().position(|own| own == name));
        if !is_for || group == Some(None) {
            continue;
        }
        let quoted = row.quoted.as_ref().map_or(0, |quoted| 1 + u8::from(quoted.is_specific));
        let said = [row.place.is_some(), row.from_mode.is_some(), row.to_mode.is_some(), row.cargo.form.is_some()];
        let group = group.flatten().map_or(0, |place| cargo.commodities.len() - place);
        let closeness = (quoted, said, group, row.cargo.switch.is_some());
        let known = best.entry(row.component.as_str()).or_insert((closeness, row));
        if (closeness, &known.1.key) > (known.0, &row.key) {
            *known = (closeness, row);
        }
    }
    best.into_values().map(|(_, row)| row).collect()
}

/// Returns whether a quotation is about an operation between two modes.
fn is_quoted_for(quoted: &QuotedRow, modes: [Option<Mode>; 2], cargo: &CargoClass<'_>) -> bool {
    let wanted = [quoted.from, quoted.to];
    quoted.form.is_none_or(|form| form == cargo.form)
        && wanted.into_iter().zip(modes).all(|(wanted, mode)| wanted.is_none() || wanted == mode)
        && (!quoted.is_port || modes.into_iter().flatten().any(Mode::is_afloat))
}
