//! Lower and upper bounds of a figure in other columns of its row.

use std::cmp::Ordering;

use crate::problem::{Code, Problem, Problems};
use crate::units::Decimal;

use super::columns::{FigurePart, TableColumn, TableName};
use super::document::Change;
use super::number::SensibleRange;
use super::row::Row;
use super::rows::Rows;
use super::stored::StoredTable;

/// The names of the columns of a figure and its lower and upper bound.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Bounds {
    figure: &'static str,
    low: &'static str,
    high: &'static str,
}

/// Returns the column whose bounds are in `low` and `high` of this row.
pub(super) fn main_figure(row: Row<'_>) -> Option<&'static str> {
    if row.table() == TableName::Tariffs && row.cell("per_km").is_none() {
        return Some("per_haul");
    }
    row.table().main_figure()
}

/// Returns all pairs of bounds of a row's table, those of the main figure first.
fn all(row: Row<'_>) -> impl Iterator<Item = Bounds> + use<> {
    let columns = row.table().columns();
    let main = main_figure(row);
    let pair = move |of: Option<&'static str>| {
        let holds = |part: FigurePart| columns.iter().find(|column| column.part() == Some(part));
        let (low, high) = (holds(FigurePart::Low(of))?, holds(FigurePart::High(of))?);
        Some(Bounds { figure: of.or(main)?, low: low.name, high: high.name })
    };
    let own = columns.iter().filter_map(|column| match column.part() {
        Some(FigurePart::Low(Some(of))) => Some(Some(of)),
        _ => None,
    });
    std::iter::once(None).chain(own).filter_map(pair)
}

/// Returns the lower and the upper bound of a figure of a row, if given.
pub fn of_figure(row: Row<'_>, figure: &str) -> [Option<Decimal>; 2] {
    let end = |pick: fn(&Bounds) -> &'static str| {
        all(row).filter(|bounds| bounds.figure == figure).find_map(|bounds| row.number(pick(&bounds)))
    };
    [end(|bounds| bounds.low), end(|bounds| bounds.high)]
}

/// Checks that every bound of a row belongs to a figure and that bounds bracket the figure.
///
/// Columns whose cells could not be read are skipped, because their problem is already reported.
pub(super) fn check(row: Row<'_>, faulty: &[&str], problems: &mut Problems) {
    minimum_below_cap(row, problems);
    let mut bounded: Vec<&str> = Vec::new();
    for bounds in all(row) {
        let Bounds { figure, low, high } = bounds;
        let given: Vec<&str> = [low, high].into_iter().filter(|bound| row.cell(bound).is_some()).collect();
        let Some(&first) = given.first() else { continue };
        if bounded.contains(&figure) {
            let message = format!("`{figure}` has bounds in `low` and `high` and again in `{first}`");
            let problem = Problem::new(Code::BoundWithoutFigure, message).at(&row.span_of(first));
            problems.push(problem.help("give each bound once"));
            continue;
        }
        bounded.push(figure);
        if row.cell(figure).is_none() {
            if !faulty.contains(&figure) {
                let message = format!("`{first}` bounds `{figure}`, which is blank");
                let problem = Problem::new(Code::BoundWithoutFigure, message).at(&row.span_of(first));
                problems.push(problem.help(format!("give `{figure}`, or leave `{first}` blank")));
            }
            continue;
        }
        for bound in given {
            out_of_range(row, bound, figure, problems);
        }
        for (least, most) in [(low, figure), (figure, high), (low, high)] {
            if let (Some(small), Some(large)) = (row.number(least), row.number(most))
                && small.compare(large) == Ordering::Greater
            {
                let at = if least == figure { most } else { least };
                let message = format!("`{least}` is {small}, above `{most}`, which is {large}");
                let problem = Problem::new(Code::CellBoundsDisagree, message).at(&row.span_of(at));
                let other = if at == least { most } else { least };
                let problem = problem.related(&row.span_of(other), format!("`{other}`"));
                problems.push(problem.help("bounds bracket their figure: low <= figure <= high"));
                break;
            }
        }
    }
}

/// Checks that a bound of a figure lies where the figure itself may lie.
fn out_of_range(row: Row<'_>, bound: &str, figure: &str, problems: &mut Problems) {
    let range = row.table().column(figure).and_then(TableColumn::range);
    let Some((SensibleRange { unit, least, most }, value)) = range.zip(row.number(bound)) else { return };
    if !(least..=most).contains(&value.to_f64()) {
        let unit = row.unit(unit);
        let message =
            format!("`{bound}` is {value}, which `{figure}` cannot be: at least {least}, at most {most} ({unit})");
        let problem = Problem::new(Code::AbsurdCellNumber, message).at(&row.span_of(bound));
        problems.push(problem.help("bounds obey the limits of their figure; a bound that is not known stays blank"));
    }
}

/// Checks that the least that a haul is charged is not above the most.
fn minimum_below_cap(row: Row<'_>, problems: &mut Problems) {
    if let (Some(minimum), Some(cap)) = (row.number("minimum"), row.number("cap"))
        && minimum.compare(cap) == Ordering::Greater
    {
        let message = format!("`minimum` is {minimum}, above `cap`, which is {cap}");
        let problem = Problem::new(Code::CellBoundsDisagree, message).at(&row.span_of("minimum"));
        let problem = problem.related(&row.span_of("cap"), "`cap`");
        problems.push(problem.help("exchange or correct them: the least charge of a haul is at most its greatest"));
    }
}

/// Lets the bounds of a figure of a row of a table follow a change of its value, as [`Change::moved`] moves them.
///
/// A bound stays where the figure itself may lie. One that is itself set is not moved, and [`check`] reports it where it
/// does not bracket the value.
pub(super) fn follow(
    table: &mut StoredTable,
    row: usize,
    column: &str,
    change: &Change,
    is_set: impl Fn(&str) -> bool,
) {
    let bounds: Vec<Bounds> = all(Rows::of(table).at(row)).filter(|bounds| bounds.figure == column).collect();
    for Bounds { low, high, .. } in bounds {
        let names = [low, high];
        let after = change.moved(names.map(|name| Rows::of(table).at(row).number(name)));
        let range = table.name.column(column).and_then(TableColumn::range);
        let after = range.map_or(after, |range| after.map(|bound| Some(range.nearest(bound?))));
        for (name, after) in names.into_iter().zip(after).filter(|(name, _)| !is_set(name)) {
            if let Some(at) = table.name.position(name) {
                table.set(row, at, after.map(|value| value.to_string()).as_deref());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Change, Rows};
    use crate::problem::{Code, Problems, SourceFile};
    use crate::scenario::{TableName, table};
    use crate::units::Decimal;

    fn codes(name: TableName, text: &str) -> Vec<Code> {
        let mut problems = Problems::new();
        let source = Arc::new(SourceFile::new("a.csv".to_owned(), text.to_owned()));
        table::read(&source, name, &mut problems);
        problems.iter().map(|problem| problem.code).collect()
    }

    fn tariff(cells: &str) -> Vec<Code> {
        let heading = "key,tariff,basis,currency,per_haul,per_haul_low,per_haul_high,per_km,low,high,source,grade";
        codes(TableName::Tariffs, &format!("{heading}\na,a,t,CNY,{cells},s,official\n"))
    }

    #[test]
    fn bounds_bracket_their_figure() {
        assert_eq!(tariff("10,9,11,1,1.0,1"), []);
        assert_eq!(tariff("10,11,,1,,"), [Code::CellBoundsDisagree]);
        assert_eq!(tariff("10,,9,1,,"), [Code::CellBoundsDisagree]);
        assert_eq!(tariff(",,,1,2,0.5"), [Code::CellBoundsDisagree]);
    }

    #[test]
    fn bounds_obey_the_limits_of_their_figure() {
        use Code::{AbsurdCellNumber, CellBoundsDisagree};
        let every = |bounds: &str| {
            codes(TableName::Services, &format!("key,every_days,low,high,source,grade\na,7,{bounds},s,official\n"))
        };
        assert_eq!(every("7,14"), []);
        assert_eq!(every("-7,14"), [AbsurdCellNumber]);
        assert_eq!(every("0,4000"), [AbsurdCellNumber, AbsurdCellNumber]);
        assert_eq!(every("8,4000"), [AbsurdCellNumber, CellBoundsDisagree]);
        assert_eq!(tariff("10,,,1,,2000000000"), [AbsurdCellNumber]);
        // Without a price per kilometre they are those of the price of the haul, which may be higher.
        assert_eq!(tariff("10,,,,,2000000000"), []);
        let row = |name, heading: &str, cells: &str| codes(name, &format!("{heading}\n{cells}\n"));
        let payload = "key,unit,payload_t,low,source,grade";
        assert_eq!(row(TableName::Equipment, payload, "a,box20,24,-22,s,official"), [AbsurdCellNumber]);
        let rate = "key,currency,quote,rate,low,source,grade";
        assert_eq!(row(TableName::Fx, rate, "a,RUB,CNY,0.109,-0.10,s,official"), [AbsurdCellNumber]);
        assert_eq!(
            row(TableName::Vehicles, "key,vehicle,speed_kmh,low,source,grade", "a,t,25,0,s,official"),
            [AbsurdCellNumber]
        );
        assert_eq!(row(TableName::Factors, "key,value,low,source,grade", "a,1,-0.5,s,official"), [AbsurdCellNumber]);
    }

    #[test]
    fn the_least_charge_is_not_above_the_greatest() {
        let row = |cells: &str| {
            let heading = "key,tariff,basis,currency,per_km,minimum,cap,source,grade";
            codes(TableName::Tariffs, &format!("{heading}\na,a,t,CNY,1,{cells},s,official\n"))
        };
        assert_eq!(row("50,20"), [Code::CellBoundsDisagree]);
        assert_eq!(row("20,20"), []);
        assert_eq!(row("50,"), []);
    }

    #[test]
    fn low_and_high_bound_the_price_of_the_haul_where_there_is_none_per_km() {
        assert_eq!(tariff("10,,,,9,11"), []);
        assert_eq!(tariff("10,9,11,,9,11"), [Code::BoundWithoutFigure]);
        assert_eq!(tariff(",,,,9,11"), [Code::BoundWithoutFigure]);
        assert_eq!(tariff("x,,,,9,11"), [Code::BadCellNumber]);
    }

    #[test]
    fn bounds_follow_a_factor_of_many_digits() {
        let text = "key,value,low,high,source,grade\nf,0.1,0.0123456789012345678,0.2,s,official\n";
        let source = Arc::new(SourceFile::new("a.csv".to_owned(), text.to_owned()));
        let mut rows = table::read(&source, TableName::Factors, &mut Problems::new()).rows;
        let factor = |text: &str| Change::Times(Decimal::parse(text).expect("a number"));
        super::follow(&mut rows, 0, "value", &factor("1.0833333333333333"), |_| false);
        let low = |rows: &_| Rows::of(rows).at(0).number("low").map(Decimal::to_f64);
        assert!(low(&rows).is_some_and(|low| (low - 0.013_374_485_476_337_4).abs() < 1e-15), "{:?}", low(&rows));
        for _ in 0..20 {
            super::follow(&mut rows, 0, "value", &factor("1e-17"), |_| false);
        }
        assert_eq!(low(&rows), Some(0.0));
    }
}
