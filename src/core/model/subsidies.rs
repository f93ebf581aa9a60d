//! Support: what others pay of the cost of a route, by the rows of `subsidies.csv`.

use crate::ids::{FigureId, IdVec, PlaceId, ServiceId, SubsidyId};
use crate::problem::{Code, Problem, Problems, Span};
use crate::scenario::{Row, TableName};

use super::legs::Service;
use super::places::Places;
use super::prices::{CargoSelector, Price, price};
use super::rows::Basics;
use super::words::Operation;

/// The columns that name a step; a row has one of them at the most.
const STEPS: [&str; 3] = ["leg", "place", "service"];

/// The step of a route that support is paid for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SupportedStep {
    /// Each run over a leg, by its key, in either direction; over any leg where there is none.
    Leg(Option<String>),
    /// Each operation at a place, or at any, or each of one kind.
    Place(Option<PlaceId>, Option<Operation>),
    /// Each boarding of a service, or of any.
    Service(Option<ServiceId>),
}

/// One row of support in force.
#[derive(Clone, Debug, PartialEq)]
pub struct Subsidy {
    /// The key of the row.
    pub key: String,
    /// What people call it.
    pub name: Option<String>,
    /// Who pays.
    pub payer: String,
    /// The regions that the goods come from; any where there are none.
    pub origins: Vec<String>,
    /// The regions that the goods go to; any where there are none.
    pub destinations: Vec<String>,
    /// The step that it is paid for; `None` where it is paid once, when the goods are loaded.
    pub step: Option<SupportedStep>,
    /// The goods that it is for.
    pub cargo: CargoSelector,
    /// What is paid.
    pub price: Price,
    /// The most tonnes in a year for which it is paid.
    pub yearly_cap_t: Option<FigureId>,
    /// The position of the row.
    pub span: Span,
}

/// Reads the rows in force on the date in the order of their keys.
pub(super) fn subsidies(
    basics: &Basics<'_>,
    places: &Places,
    services: &IdVec<ServiceId, Service>,
    problems: &mut Problems,
) -> IdVec<SubsidyId, Subsidy> {
    let mut read = Vec::new();
    for held in basics.in_force(TableName::Subsidies) {
        let row = held.row;
        let Some(price) = price(&held, basics, problems) else { continue };
        // A selector is `None` for `*`, which is any leg, place or service; a blank cell names no step.
        let step = if row.text("leg").is_some() {
            Some(SupportedStep::Leg(held.owned("leg")))
        } else if row.text("place").is_some() {
            let operation = row.text("operation").and_then(Operation::named);
            Some(SupportedStep::Place(places.named(row, "place"), operation))
        } else {
            let named = |key: &str| services.enumerate().find(|(_, own)| own.key == key).map(|(id, _)| id);
            row.text("service").map(|_| SupportedStep::Service(row.selector("service").and_then(named)))
        };
        let [origins, destinations] = ["origin_region", "destination_region"]
            .map(|column| row.words(column).map(str::to_owned).collect::<Vec<_>>());
        check(row, (&origins, &destinations), places, problems);
        read.push(Subsidy {
            key: held.key(),
            name: row.text("name").map(str::to_owned),
            payer: row.text("payer").unwrap_or_default().to_owned(),
            origins,
            destinations,
            step,
            cargo: CargoSelector::read(row, basics),
            price,
            yearly_cap_t: held.figure("yearly_cap_t"),
            span: row.span(),
        });
    }
    read.into()
}

/// Reports support for nothing or for several things, and regions that no place is in.
fn check(row: Row<'_>, regions: (&[String], &[String]), places: &Places, problems: &mut Problems) {
    let mut report = |message: String, column: &str, help: &str| {
        problems.push(Problem::new(Code::SupportOfWhat, message).at(&row.span_of(column)).help(help));
    };
    let named: Vec<&str> = STEPS.into_iter().filter(|column| row.text(column).is_some()).collect();
    if named.len() > 1 {
        let message = format!("support `{}` names {} steps that it is paid for", row.key(), named.len());
        report(message, named[1], "fill in one of `leg`, `place` and `service`; a row for each");
    }
    if named.is_empty() && regions.0.is_empty() && regions.1.is_empty() {
        let message = format!("support `{}` does not say what it is paid for", row.key());
        report(message, "key", "fill in a region that goods come from or go to, or a `leg`, `place` or `service`");
    }
    if row.text("operation").is_some() && row.text("place").is_none() {
        let message = format!("support `{}` names an operation, but not where", row.key());
        report(message, "operation", "fill in the `place`, or leave `operation` blank");
    }
    for (column, regions) in [("origin_region", regions.0), ("destination_region", regions.1)] {
        for region in regions {
            if !places.list.iter().any(|place| place.region.as_ref() == Some(region)) {
                let message = format!("no place is in the region `{region}` of support `{}`", row.key());
                report(
                    message,
                    column,
                    "write regions as places.csv does, separated by `;`, or leave it blank for any",
                );
            }
        }
    }
}
