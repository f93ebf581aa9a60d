//! Checks of a scenario's meaning beyond the form of its files.

use std::collections::BTreeMap;

use crate::ids::FigureId;
use crate::problem::{Code, Problem, Problems, Span};
use crate::scenario::{Row, Scenario, TableName};
use crate::units::Decimal;

use super::legs::Leg;
use super::prices::{BASE, BandMethod, CargoClass, CargoSelector, MAX_PARALLEL_LINES, Schedule, TariffRow};
use super::rows::SwitchSet;
use super::trade;
use super::words::{Basis, Form, Regime};
use super::world::Model;

/// Checks a model as a whole and reports all problems.
pub(super) fn check(model: &Model, scenario: &Scenario, problems: &mut Problems) {
    legs_have_price_and_time(scenario, problems);
    for schedule in &model.schedules {
        bands_are_whole(model, schedule, problems);
    }
    schedules_hold(model, problems);
    units_have_payloads(model, problems);
    no_two_rows_say_the_same(model, scenario, problems);
    crossings_have_rows(model, problems);
    rows_have_rates_and_currencies(scenario, problems);
    vehicles_emit(model, scenario, problems);
}

fn legs_have_price_and_time(scenario: &Scenario, problems: &mut Problems) {
    for row in scenario.tables.rows(TableName::Legs) {
        let leg = row.key();
        let [tariff, price, currency, length, time, speed, vehicle] =
            ["tariff", "cost_per_t", "currency", "distance_km", "time_h", "speed_kmh", "vehicle"]
                .map(|column| row.cell(column).is_some());
        let mut report = |code: Code, message: String, at: &Span, help: &str| {
            problems.push(Problem::new(code, message).at(at).help(help));
        };
        if !tariff && !price {
            let help = "give it a `tariff`, or a direct price in `cost_per_t`; 0 says openly that it is free";
            report(Code::NoPrice, format!("leg `{leg}` has no price"), &row.span(), help);
        } else if tariff && price {
            let message = format!("leg `{leg}` has a tariff and a direct price");
            report(Code::TwoPrices, message, &row.span_of("cost_per_t"), "keep one of the two");
        } else if price && !currency {
            let message = format!("the direct price of leg `{leg}` has no currency");
            report(Code::NoCurrency, message, &row.span_of("cost_per_t"), "fill in the `currency` column");
        }
        if tariff && !length {
            let message = format!("leg `{leg}` has a tariff but no length");
            report(Code::NoDistance, message, &row.span(), "fill in `distance_km`");
        }
        if !time && !speed && !vehicle {
            let help = "give it a `vehicle` with a speed, a `speed_kmh`, or a `time_h`";
            report(Code::NoTime, format!("nothing says how long leg `{leg}` takes"), &row.span(), help);
        } else if !time && !length {
            let message = format!("leg `{leg}` has a speed but no length");
            report(Code::NoDistance, message, &row.span(), "fill in `distance_km` or `time_h`");
        }
    }
}

/// Checks that the rows of a component for the same cargo are bands that join without gap or overlap.
fn bands_are_whole(model: &Model, schedule: &Schedule, problems: &mut Problems) {
    let value = |figure: Option<FigureId>| figure.map(|id| model.register.figure(id).value);
    let mut groups: BTreeMap<String, Vec<&TariffRow>> = BTreeMap::new();
    for row in &schedule.rows {
        let cargo = format!("{}/{:?}/{:?}/{:?}", row.component, row.cargo.form, row.cargo.commodity, row.cargo.switch);
        groups.entry(cargo).or_default().push(row);
    }
    for rows in groups.values_mut() {
        let by_km = rows.iter().any(|row| row.km != (None, None));
        let by_lot = rows.iter().any(|row| row.lot != (None, None));
        let (component, name) = (&rows[0].component, &schedule.name);
        let problem = |code: Code, message: String, at: &TariffRow| Problem::new(code, message).at(&at.span);
        if by_km && by_lot {
            let message = format!("component `{component}` of `{name}` has bands of length and of lot");
            let help = "use two components, one with bands of length and one with bands of lot";
            problems.push(problem(Code::MixedBands, message, rows[0]).help(help));
            continue;
        }
        if let Some(other) = rows.iter().find(|row| row.method != rows[0].method) {
            let message = format!("the bands of `{component}` in `{name}` differ in method");
            let problem = problem(Code::MixedBands, message, other).related(&rows[0].span, "the first band");
            problems.push(problem.help("use one of slab, graduated and as-if for all bands of a component"));
        }
        if let Some(row) = rows.iter().find(|row| row.method == BandMethod::AsIf)
            && let Some(what) = bars_as_if(schedule, row)
        {
            let message = format!("`{component}` of `{name}` charges lots as if they were larger, beside {what}");
            let help = "as-if is for bands of lots of a schedule without minimum, step and bands of length, and without \
                        cap in that component";
            problems.push(problem(Code::MixedBands, message, row).help(help));
        }
        if let Some(other) = differs_in_terms(rows, value) {
            let message = format!("the graduated bands of `{component}` in `{name}` differ in more than their rates");
            let problem = problem(Code::MixedBands, message, other).related(&rows[0].span, "the first band");
            problems.push(problem.help(
                "a graduated price adds up over its bands: give them one basis, currency, part, factor, minimum, cap and step",
            ));
        }
        if !by_km && !by_lot {
            // Two unbanded rows for the same cargo are reported as selecting the same.
            continue;
        }
        let edge = |row: &TariffRow| if by_km { row.km } else { row.lot };
        rows.sort_by_key(|row| value(edge(row).0).unwrap_or(Decimal::ZERO));
        let unit = if by_km { "km" } else { "t" };
        let mut expected = Decimal::ZERO;
        for (position, row) in rows.iter().enumerate() {
            let from = value(edge(row).0).unwrap_or(Decimal::ZERO);
            if from.compare(expected).is_ne() {
                let what = if from > expected { "leave a gap" } else { "overlap" };
                let message = format!("the bands of `{name}` {what} between {expected} and {from} {unit}");
                let help = "each band begins where the last one ends; the first begins at 0";
                problems.push(problem(Code::BandGap, message, row).help(help));
            }
            let last = position + 1 == rows.len();
            match value(edge(row).1) {
                Some(to) if last => {
                    let message = format!("the bands of `{name}` end at {to} {unit}");
                    let help = format!(
                        "leave the upper edge of the last band blank: it has no end, or say so with a band above {to} {unit}"
                    );
                    problems.push(problem(Code::BandGap, message, row).help(help));
                }
                Some(to) => expected = to,
                None if !last => {
                    let message = format!("a band of `{name}` without an upper edge is followed by another");
                    problems
                        .push(problem(Code::BandGap, message, row).help("give every band but the last an upper edge"));
                }
                None => {}
            }
            // Along a haul only the first band is boarded; of a lot each tonne is charged in its own band.
            if by_km && row.method == BandMethod::Graduated && position > 0 && row.per_haul.is_some() {
                let message = format!("graduated band `{}` has a price per haul", row.key);
                let help = "only the first band of kilometres of a graduated component may have one";
                problems.push(problem(Code::MixedBands, message, row).help(help));
            }
        }
    }
}

/// Returns what of a schedule cannot be charged together with lots as if they were larger, if there is something: such
/// hauls are charged by the cheapest of straight lines, which these prices are not.
fn bars_as_if(schedule: &Schedule, row: &TariffRow) -> Option<&'static str> {
    let any = |is: fn(&TariffRow) -> bool| schedule.rows.iter().any(is);
    let in_component = |other: &&TariffRow| other.component == row.component;
    let mut choices: BTreeMap<&str, usize> = BTreeMap::new();
    for row in schedule.rows.iter().filter(|row| row.method == BandMethod::AsIf || row.cap.is_some()) {
        *choices.entry(&row.component).or_insert(usize::from(row.cap.is_some())) += 1;
    }
    if row.lot == (None, None) {
        return Some("no bands of lots");
    }
    let bars = [
        (any(|row| row.minimum.is_some()), "a minimum"),
        (any(|row| row.round_to.is_some()), "a rounding step"),
        (any(|row| row.km != (None, None)), "bands of length"),
        (schedule.rows.iter().filter(in_component).any(|row| row.cap.is_some()), "a cap"),
        (any(|row| row.cap.is_some() && row.lot != (None, None)), "a cap of bands of lots"),
        (choices.values().product::<usize>() > MAX_PARALLEL_LINES, "too many other bands and caps"),
    ];
    bars.into_iter().find(|(is_barred, _)| *is_barred).map(|(_, what)| what)
}

/// Returns a graduated band whose terms differ from those of the first, so that their amounts cannot be added.
fn differs_in_terms<'a>(
    rows: &[&'a TariffRow],
    value: impl Fn(Option<FigureId>) -> Option<Decimal>,
) -> Option<&'a TariffRow> {
    let terms = |row: &TariffRow| {
        let bounds = [row.minimum, row.cap, row.round_to].map(&value);
        (row.basis, row.part, row.factors.clone(), row.exchange.clone(), row.leg_tag.clone(), bounds)
    };
    let graduated = rows[0].method == BandMethod::Graduated;
    rows.iter().copied().find(|row| graduated && terms(row) != terms(rows[0]))
}

/// Warns of schedules without a row in force on the date, whose legs are unusable.
fn schedules_hold(model: &Model, problems: &mut Problems) {
    for (id, schedule) in model.schedules.enumerate() {
        let is_used = model.legs.iter().any(|leg| leg.tariff == Some(id));
        if is_used && !schedule.rows.iter().any(|row| row.component == BASE) {
            let (name, date) = (&schedule.name, model.date);
            let message = format!("no `{BASE}` row of schedule `{name}` holds on {date}: its legs are not used");
            let problem = Problem::new(Code::TariffNotInForce, message).at(&schedule.span);
            problems.push(problem.help("add a row whose period covers the date, if the legs should be usable"));
        }
    }
}

/// Checks that every price per unit that may apply to a corridor's cargo has a payload to divide by.
fn units_have_payloads(model: &Model, problems: &mut Problems) {
    let mut missing: BTreeMap<(Basis, Form), Option<FigureId>> = BTreeMap::new();
    for corridor in &model.corridors {
        for &form in &corridor.forms {
            let cargo = model.cargo_class(form, corridor.switches);
            let mut need = |basis: Basis, selector: &CargoSelector, figure: Option<FigureId>| {
                if basis.is_unit() && selector.score(&cargo).is_some() && model.equipment_for(basis, &cargo).is_none() {
                    missing.entry((basis, form)).or_insert(figure);
                }
            };
            for row in model.schedules.iter().flat_map(|schedule| &schedule.rows) {
                need(row.basis, &row.cargo, row.per_haul.or(row.per_km));
            }
            let mut handling: Vec<_> = model.handling.values().flatten().collect();
            handling.sort_by_key(|row| &row.key);
            for row in handling {
                need(row.price.basis, &row.cargo, Some(row.price.amount));
            }
            for row in &model.borders {
                need(row.price.basis, &row.cargo, Some(row.price.amount));
            }
        }
    }
    for ((basis, form), figure) in missing {
        let commodity = &model.commodities[0];
        let message = format!("this price is per {basis}, and nothing says how much `{commodity}` as {form} one holds");
        let problem =
            Problem::new(Code::NoPayload, message).help(format!("add a row with unit `{basis}` to equipment.csv"));
        problems.push(problem.placed(figure.and_then(|figure| model.register.figure(figure).span()).as_ref()));
    }
}

/// Checks that no two rows that can be in force together select exactly the same for the same component: those of one
/// switch or of none, and those of two switches that are both on, for a corridor or in some draw.
fn no_two_rows_say_the_same(model: &Model, scenario: &Scenario, problems: &mut Problems) {
    let document = &scenario.document;
    let date = document.date.value;
    let selectors = [
        (TableName::Tariffs, "tariff component form commodity from_km from_t to_km to_t"),
        (TableName::Handling, "place operation from_mode to_mode form commodity component"),
        (TableName::Borders, "leg place from_country to_country mode regime form commodity component"),
        (TableName::Vehicles, "vehicle form commodity"),
        (TableName::Equipment, "unit form commodity"),
        (TableName::Fx, "currency quote"),
    ];
    let is_settled = |name: &str| document.switched.iter().any(|known| known.value == name);
    let drawn = document.hypotheses.iter().map(|hypothesis| &hypothesis.switch).filter(|own| !is_settled(&own.value));
    let drawn = model.switch_names.turned_on(&drawn.cloned().collect::<Vec<_>>());
    let is_on = |switches: SwitchSet, name: &str| switches.allows(model.switch_names.position(name));
    let together = |one: Option<&str>, other: Option<&str>| match (one, other) {
        (Some(one), Some(other)) if one != other => model.corridors.iter().any(|corridor| {
            let switches = corridor.switches.with(drawn);
            is_on(switches, one) && is_on(switches, other)
        }),
        _ => one == other,
    };
    for (table, columns) in selectors {
        let mut seen: BTreeMap<Vec<String>, Vec<Row<'_>>> = BTreeMap::new();
        for row in scenario.tables.rows(table).iter().filter(|row| row.holds_on(date)) {
            let says = |column: &str| match (row.number(column), row.selector(column)) {
                (Some(number), _) => number.to_string(),
                // A price per box is only for boxes of that size, with or without a form in the row.
                (None, None) if column == "form" => {
                    let form = trade::basis(row).and_then(Basis::form);
                    form.map_or_else(String::new, |form| form.to_string())
                }
                (None, text) => text.unwrap_or_default().to_owned(),
            };
            let alike = seen.entry(columns.split(' ').map(says).collect()).or_default();
            let first = alike.iter().find(|first| together(first.text("switch"), row.text("switch"))).copied();
            alike.push(row);
            if let Some(first) = first {
                let (before, key) = (first.key(), row.key());
                let switches = [first, row].map(|row| row.text("switch").unwrap_or_default());
                let both = if switches[0] == switches[1] {
                    String::new()
                } else {
                    format!(" where the switches {} are both on", switches.join(" and "))
                };
                let message = format!("`{before}` and `{key}` hold for exactly the same on {date}{both}");
                let problem = Problem::new(Code::SameSelection, message).at(&row.span());
                let problem = problem.related(&first.span(), "the first of the two");
                problems.push(problem.help("make one more specific, give them different components, or remove one"));
            }
        }
    }
}

/// Warns of crossing legs that no row of borders.csv allows any goods to pass.
fn crossings_have_rows(model: &Model, problems: &mut Problems) {
    let mut cargoes: Vec<CargoClass<'_>> = Vec::new();
    for corridor in &model.corridors {
        cargoes.extend(corridor.forms.iter().map(|&form| model.cargo_class(form, corridor.switches)));
    }
    let passes = |leg: &Leg| {
        cargoes.iter().any(|cargo| Regime::ALL.iter().any(|&regime| !model.borders_for(leg, regime, cargo).is_empty()))
    };
    for leg in model.legs.iter().filter(|leg| model.is_crossing(leg) && !leg.backwards) {
        if cargoes.is_empty() || passes(leg) {
            continue;
        }
        let (from, to) = (model.country(leg.from), model.country(leg.to));
        let message =
            format!("leg `{}` crosses from {from} to {to}, and no row of borders.csv lets goods pass", leg.key);
        let problem = Problem::new(Code::NoBorderRow, message).at(&leg.span);
        problems.push(problem.help("add a row to borders.csv; price 0 says openly that the crossing is free"));
    }
}

/// Warns of vehicles that carry legs without emissions of their own and have no emission factor in force.
fn vehicles_emit(model: &Model, scenario: &Scenario, problems: &mut Problems) {
    for vehicle in model.vehicles.iter().filter(|vehicle| vehicle.emission.is_none()) {
        let carries = |leg: &Leg| leg.vehicle.as_ref() == Some(&vehicle.vehicle) && leg.co2e_kg_per_t.is_none();
        let row = scenario.tables.rows(TableName::Vehicles).iter().find(|row| row.key() == vehicle.key);
        if let Some(row) = row.filter(|_| model.legs.iter().any(carries)) {
            let (key, date) = (&vehicle.key, model.date);
            let message = format!("`{key}` has no emission factor on {date}: its legs count as 0 kg of CO2e");
            let problem = Problem::new(Code::NoEmission, message).at(&row.span_of("emission"));
            problems.push(problem.help(
                "name a row of emissions.csv that holds on the date; a factor of 0 says openly that it emits nothing",
            ));
        }
    }
}

/// Checks that every tariff row has a rate, and every price and hire a currency, which a share of value has not.
fn rows_have_rates_and_currencies(scenario: &Scenario, problems: &mut Problems) {
    for row in scenario.tables.rows(TableName::Tariffs) {
        if row.cell("per_haul").is_none() && row.cell("per_km").is_none() {
            let problem = Problem::new(Code::NoRate, format!("tariff row `{}` has no rate", row.key())).at(&row.span());
            problems.push(problem.help("fill in `per_haul`, `per_km` or both; 0 says openly that it is free"));
        }
    }
    for table in [TableName::Handling, TableName::Borders, TableName::Subsidies] {
        for row in scenario.tables.rows(table) {
            let is_share = row.text("basis") == Some("value");
            let (message, column, help) = match ["currency", "series"].map(|column| row.cell(column).is_some()) {
                [false, _] if !is_share => {
                    (format!("the price of `{}` has no currency", row.key()), "price", "fill in the `currency` column")
                }
                [true, _] if is_share => (
                    format!("the price of `{}` is a share of value, which has no currency", row.key()),
                    "currency",
                    "leave the cell blank, or take another basis",
                ),
                [_, true] if is_share => (
                    format!("the price of `{}` is a share of value, which no series carries", row.key()),
                    "series",
                    "leave the cell blank, or take another basis",
                ),
                _ => continue,
            };
            problems.push(Problem::new(Code::NoCurrency, message).at(&row.span_of(column)).help(help));
        }
    }
    for row in scenario.tables.rows(TableName::Equipment) {
        if row.cell("hire_per_day").is_some() && row.cell("currency").is_none() {
            let problem = Problem::new(Code::NoCurrency, format!("the hire of `{}` has no currency", row.key()));
            problems.push(problem.at(&row.span_of("hire_per_day")).help("fill in the `currency` column"));
        }
    }
}
