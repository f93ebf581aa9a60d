//! Warnings of values that are set where nobody expects them: beyond the bounds of their figure, or far from those of the
//! rows beside it.

use crate::problem::{Code, Problem};
use crate::units::Decimal;

use super::bounds;
use super::columns::{Kind, TableColumn};
use super::document::{Change, Override};
use super::row::Row;
use super::rows::{Rows, Tables};

/// The factor by which a value may differ from those of the rows beside it without a warning.
const MAX_FACTOR: i64 = 5;

/// Returns the warning of a value that is set beyond the bounds that its figure had, if it is.
pub(super) fn beyond(change: &Override, value: Decimal, before: [Option<Decimal>; 2], unit: &str) -> Option<Problem> {
    let Change::To(_) = change.change else { return None };
    let [low, high] = before;
    let is_below = low.is_some_and(|low| value.compare(low).is_lt());
    let is_above = high.is_some_and(|high| value.compare(high).is_gt());
    if !is_below && !is_above {
        return None;
    }
    let span = match (low, high) {
        (Some(low), Some(high)) => format!("between {low} and {high}"),
        (Some(low), None) => format!("at least {low}"),
        (None, Some(high)) => format!("at most {high}"),
        (None, None) => return None,
    };
    let message = format!("`{}` is set to {value}; its own bounds were {span} ({unit})", change.path);
    let problem = Problem::new(Code::BeyondBounds, message).placed(change.span.as_ref());
    Some(problem.help("check the unit and the decimal point; the value is taken as certain"))
}

/// Returns the warning of a value that is set in a row, if it is one.
pub(super) fn of_row(
    change: &Override,
    tables: &Tables,
    (index, column): (usize, &TableColumn),
    before: Row<'_>,
) -> Option<Problem> {
    let Kind::Number { range, .. } = column.kind else { return None };
    column.role()?;
    let rows = tables.rows(before.table());
    let value = rows.get(index)?.number(column.name)?;
    let unit = before.unit(range.unit);
    let own = bounds::of_figure(before, column.name);
    let warning = beyond(change, value, own, &unit).map(|problem| {
        let at = before.span_of(column.name);
        problem.related(&at, "the figure in the table")
    });
    warning.or_else(|| far(change, value, rows, index, column, &unit))
}

/// Returns the warning of a value that differs from those in the same column and unit of all other rows, if it is one.
fn far(
    change: &Override,
    value: Decimal,
    rows: Rows<'_>,
    index: usize,
    column: &TableColumn,
    unit: &str,
) -> Option<Problem> {
    let Kind::Number { range, .. } = column.kind else { return None };
    if value.is_zero() || value.is_negative() {
        return None;
    }
    let others = rows.iter().enumerate().filter(|(other, row)| *other != index && row.unit(range.unit) == unit);
    let numbers = others.filter_map(|(_, row)| row.number(column.name));
    let mut known: Vec<Decimal> = numbers.filter(|number| !number.is_zero() && !number.is_negative()).collect();
    known.sort();
    let (Some(&least), Some(&most)) = (known.first(), known.last()) else { return None };
    let factor = Decimal::whole(MAX_FACTOR);
    let is_far = most.times(factor)?.compare(value).is_lt() || value.times(factor)?.compare(least).is_lt();
    if known.len() < 2 || !is_far {
        return None;
    }
    let message = format!(
        "`{}` is set to {value}; the {} other rows of {} have {} from {least} to {most} ({unit})",
        change.path,
        known.len(),
        rows.at(index).table(),
        column.name,
    );
    let problem = Problem::new(Code::FarFromRows, message).placed(change.span.as_ref());
    Some(problem.help("check the unit and the decimal point; the value is taken as certain"))
}
