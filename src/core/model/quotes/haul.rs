//! Quotations of legs and hauls.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use crate::ids::{IdVec, LegId, PlaceId, TariffId};
use crate::problem::{Code, Problem};
use crate::units::{Decimal, great_circle_km};

use super::super::legs::{Leg, LegRow};
use super::super::prices::{BASE, BandMethod, CargoSelector, Schedule, TariffRow};
use super::super::quotation::{HaulShares, Quotation, QuoteNumber, QuotedSubject};
use super::super::words::{Form, Mode};
use super::super::world::Model;
use super::fits_nothing;

/// The most places that a help names.
const MAX_NAMED: usize = 8;
/// The distance within which a port is that of a city.
const NEAR_KM: f64 = 120.0;

/// A way that a quotation of two places may mean.
struct QuotedWay {
    mode: Mode,
    legs: Vec<LegId>,
    is_chain: bool,
}

/// Lays a quotation over the haul between two places.
pub(super) fn between(
    model: &mut Model,
    number: QuoteNumber,
    quotation: &Quotation,
    (from, to): (&str, &str),
    mode: Option<Mode>,
) -> Result<QuotedSubject, Problem> {
    let place = |key: &str| model.places.keyed(key);
    let (Some(start), Some(end)) = (place(from), place(to)) else {
        return Err(fits_nothing(format!("`{from}` or `{to}` is no place on {}", model.date), String::new()));
    };
    let form = quotation.form.unwrap_or(Form::Bulk);
    let found = ways(model, form, (start, end), mode);
    // Who writes a city and means its port names no chain of legs to the city itself.
    if let ([way], None) = (&found[..], mode)
        && way.is_chain
    {
        let meant = sailings_nearby(model, (start, end));
        if !meant.is_empty() {
            let message = format!(
                "from `{from}` to `{to}` no single leg leads, only a chain of legs by {}; ships sail between one of them and a \
                 port near the other",
                way.mode
            );
            let all: Vec<String> = meant
                .into_iter()
                .chain([format!("{} {from}>{to}", way.mode)])
                .map(|own| format!("\"{own}=..\""))
                .collect();
            let help = format!("say which one: {}", all.join(" or "));
            return Err(Problem::new(Code::QuoteAmbiguous, message).help(help));
        }
    }
    match found.as_slice() {
        [way] => price(model, number, quotation, form, (start, end), way),
        [] => Err(no_way(model, (start, end), mode)),
        several => {
            let modes: Vec<&str> = several.iter().map(|way| way.mode.as_str()).collect();
            let message = format!("from `{from}` to `{to}` lead {}", modes.join(" and "));
            let help = format!("say which one: \"{} {from}>{to}=..\"", modes[0]);
            Err(Problem::new(Code::QuoteAmbiguous, message).help(help))
        }
    }
}

/// Returns the ways that a quotation of two places may mean.
fn ways(model: &Model, form: Form, ends: (PlaceId, PlaceId), mode: Option<Mode>) -> Vec<QuotedWay> {
    let modes = Mode::ALL.into_iter().filter(|own| mode.is_none_or(|wanted| wanted == *own));
    let mut ways: Vec<QuotedWay> = modes.filter_map(|mode| way(model, ends, mode, form)).collect();
    if ways.iter().any(|way| !way.is_chain) {
        ways.retain(|way| !way.is_chain);
    }
    ways
}

/// Lists the sailings from a place to a port near another, and from a port near a place to the other.
fn sailings_nearby(model: &Model, ends: (PlaceId, PlaceId)) -> Vec<String> {
    let is_near = |place, other| km_between(model, place, other).is_some_and(|km| km <= NEAR_KM);
    let key = |place: PlaceId| model.places.list[place].key.as_str();
    let is_meant = |leg: &&Leg| {
        let is_sailing = leg.mode == Mode::Sea && leg.quote.is_none();
        let (starts, ends_there) = (leg.from == ends.0, leg.to == ends.1);
        is_sailing && (starts && is_near(leg.to, ends.1) || ends_there && is_near(leg.from, ends.0))
    };
    let legs = model.legs.iter().filter(is_meant);
    let mut found: Vec<String> = legs.map(|leg| format!("{} {}>{}", leg.mode, key(leg.from), key(leg.to))).collect();
    found.sort();
    found.dedup();
    found.truncate(MAX_NAMED);
    found
}

/// Returns the great circle between two places, where both have a position.
fn km_between(model: &Model, place: PlaceId, other: PlaceId) -> Option<f64> {
    let position =
        |place: PlaceId| model.places.list[place].position.map(|(latitude, longitude)| (longitude, latitude));
    Some(great_circle_km(position(place)?, position(other)?))
}

/// Returns whether a quotation prices a way through: several legs with the handling at both ends.
pub(super) fn is_way_through(
    model: &Model,
    quotation: &Quotation,
    (from, to): (&str, &str),
    mode: Option<Mode>,
) -> bool {
    let place = |key: &str| model.places.keyed(key);
    let ends = place(from).zip(place(to)).filter(|_| quotation.includes_terminals());
    ends.is_some_and(|ends| {
        ways(model, quotation.form.unwrap_or(Form::Bulk), ends, mode).iter().any(|way| way.is_chain)
    })
}

/// Lays a quotation over a leg in the direction in which it is written.
pub(super) fn on_leg(
    model: &mut Model,
    number: QuoteNumber,
    quotation: &Quotation,
    key: &str,
) -> Result<QuotedSubject, Problem> {
    let found = model.legs.enumerate().find(|(_, leg)| leg.key == key && !leg.backwards && leg.quote.is_none());
    let Some((id, leg)) = found else {
        let problem = Problem::new(Code::UnknownName, format!("`{key}` is no leg on {}", model.date));
        let problem = problem.help("`corridor show legs` lists all legs");
        return Err(problem.suggest(key, model.legs.iter().map(|leg| leg.key.as_str())));
    };
    let (ends, mode) = ((leg.from, leg.to), leg.mode);
    let way = QuotedWay { mode, legs: vec![id], is_chain: false };
    price(model, number, quotation, quotation.form.unwrap_or(Form::Bulk), ends, &way)
}

/// Returns the way between two places by one mode: all legs that lead there at once, else the shortest chain of legs.
///
/// Legs that carry the form already come first; where none does, the quotation makes the others carry it.
fn way(model: &Model, (from, to): (PlaceId, PlaceId), mode: Mode, form: Form) -> Option<QuotedWay> {
    let switches = model.corridors.iter().fold(model.switches, |all, corridor| all.with(corridor.switches));
    let cargo = model.cargo_class(form, switches);
    let of_mode = |leg: &Leg| {
        let is_open = leg.quote.is_none_or(|_| leg.carries(form)) && model.through_ends(leg).is_none();
        leg.mode == mode && leg.in_season && is_open
    };
    let carries = |leg: &Leg| leg.tariff.is_none_or(|tariff| model.schedules[tariff].select(&cargo).is_some());
    for is_carrying in [true, false] {
        let usable: Vec<(LegId, &Leg)> =
            model.legs.enumerate().filter(|(_, leg)| of_mode(leg) && (!is_carrying || carries(leg))).collect();
        let direct: Vec<LegId> =
            usable.iter().filter(|(_, leg)| leg.from == from && leg.to == to).map(|&(id, _)| id).collect();
        if !direct.is_empty() {
            return Some(QuotedWay { mode, legs: direct, is_chain: false });
        }
        // A sailing is one leg from port to port; trains and trucks run through.
        if mode.runs_through()
            && let Some(legs) = chain(model, &usable, from, to)
        {
            return Some(QuotedWay { mode, legs, is_chain: true });
        }
    }
    None
}

/// Returns the shortest chain of some legs between two places; of equally short ones that with fewer legs, then the one
/// whose last leg comes first.
fn chain(model: &Model, usable: &[(LegId, &Leg)], from: PlaceId, to: PlaceId) -> Option<Vec<LegId>> {
    let mut out: BTreeMap<PlaceId, Vec<LegId>> = BTreeMap::new();
    for &(id, leg) in usable {
        out.entry(leg.from).or_default().push(id);
    }
    let micro_km = |leg: LegId| {
        let km = model.legs[leg].distance_km.map_or(0.0, |figure| model.register.figure(figure).value.to_f64());
        (km * 1e6).round() as u64
    };
    let mut best: BTreeMap<PlaceId, ((u64, u32), Option<LegId>)> = BTreeMap::from([(from, ((0, 0), None))]);
    let mut open = BinaryHeap::from([Reverse(((0_u64, 0_u32), from))]);
    let mut settled = BTreeSet::new();
    while let Some(Reverse((length, at))) = open.pop() {
        if !settled.insert(at) {
            continue;
        }
        for &leg in out.get(&at).map_or(&[][..], Vec::as_slice) {
            let next = model.legs[leg].to;
            let longer = (length.0 + micro_km(leg), length.1 + 1);
            let is_better = best.get(&next).is_none_or(|(known, last)| (longer, Some(leg)) < (*known, *last));
            if is_better && !settled.contains(&next) {
                best.insert(next, (longer, Some(leg)));
                open.push(Reverse((longer, next)));
            }
        }
    }
    let mut legs = Vec::new();
    let mut at = to;
    while let Some(leg) = best.get(&at)?.1 {
        legs.push(leg);
        at = model.legs[leg].from;
    }
    legs.reverse();
    (!legs.is_empty()).then_some(legs)
}

/// Returns the problem that no leg or chain of legs in one mode leads from a place to another.
fn no_way(model: &Model, (from, to): (PlaceId, PlaceId), mode: Option<Mode>) -> Problem {
    let key = |place: PlaceId| model.places.list[place].key.as_str();
    let by = mode.map_or_else(|| "in one mode".to_owned(), |mode| format!("by {mode}"));
    let message = format!("no leg or chain of legs {by} leads from `{}` to `{}`", key(from), key(to));
    // Those that lead nearest to the place that was named come first.
    let far = |leg: &Leg| km_between(model, leg.to, to).map_or(u64::MAX, |km| km as u64);
    let mut others: Vec<(u64, String)> = model
        .legs
        .iter()
        .filter(|leg| leg.from == from && leg.quote.is_none())
        .map(|leg| (far(leg), format!("{} {}>{}", leg.mode, key(from), key(leg.to))))
        .collect();
    others.sort();
    others.dedup();
    let mut others: Vec<String> = others.into_iter().map(|(_, leg)| leg).collect();
    let help = match others.len() {
        0 => format!("no leg leaves `{}` on {}", key(from), model.date),
        all => {
            let more = if all > MAX_NAMED { format!(" and {} more", all - MAX_NAMED) } else { String::new() };
            others.truncate(MAX_NAMED);
            format!("legs lead {}{more}; several modes are several quotations", others.join(", "))
        }
    };
    fits_nothing(message, help)
}

/// Gives the legs of a way twins that carry the quoted form at the quoted price.
fn price(
    model: &mut Model,
    number: QuoteNumber,
    quotation: &Quotation,
    form: Form,
    (from, to): (PlaceId, PlaceId),
    way: &QuotedWay,
) -> Result<QuotedSubject, Problem> {
    // One price for the whole haul with its ends stands beside the prices of cargo that gets on or off on the way.
    let is_through = quotation.includes_terminals() && way.is_chain;
    if is_through {
        may_go_through(model, way, form, (from, to))?;
    }
    if let Some(&id) = way.legs.iter().find(|&&id| !model.legs[id].carries(form)) {
        let leg = &model.legs[id].key;
        let message = format!("leg `{leg}` is quoted twice for {form}");
        return Err(Problem::new(Code::QuotedTwice, message).help("keep one of the quotations"));
    }
    let shares = shares(model, way)?;
    let of_leg = way.legs.iter().zip(&shares).map(|(&id, &share)| (model.legs[id].key.clone(), share)).collect();
    let shares = HaulShares { amount: quotation.amount, of_leg };
    let mut known: BTreeMap<Option<TariffId>, TariffId> = BTreeMap::new();
    let mut twins: IdVec<LegId, Leg> = std::mem::take(&mut model.legs);
    let first = &twins[way.legs[0]];
    let (first_tariff, first_service) = (first.tariff, first.service);
    for &id in &way.legs {
        let tariff = if is_through { first_tariff } else { twins[id].tariff };
        let schedule = *known.entry(tariff).or_insert_with(|| {
            let name = tariff.map_or_else(String::new, |tariff| format!(" for {}", model.schedules[tariff].name));
            let schedule =
                schedule(model, quotation, form, &shares, tariff, format!("quotes.{}{name}", quotation.name));
            model.schedules.push(schedule)
        });
        let twin = twins[id].with(LegRow {
            tariff: Some(schedule),
            direct: None,
            only: Some(form),
            except: Vec::new(),
            quote: Some(number),
            // A through haul waits where it begins.
            service: if is_through { first_service } else { twins[id].service },
            ..LegRow::clone(&twins[id])
        });
        if !is_through {
            twins[id].row_mut().except.push(form);
        }
        twins.push(twin);
    }
    model.legs = twins;
    Ok(QuotedSubject::Haul { from, to, mode: way.mode, legs: way.legs.clone(), is_chain: way.is_chain })
}

/// Checks that a haul over several legs can be one price with the handling at its ends.
fn may_go_through(model: &Model, way: &QuotedWay, form: Form, ends: (PlaceId, PlaceId)) -> Result<(), Problem> {
    let mut others = model.legs.iter().filter(|leg| leg.only == Some(form));
    if others.any(|leg| model.through_ends(leg) == Some(ends) && leg.mode == way.mode) {
        let message = format!("the way through is quoted twice for {form}");
        return Err(Problem::new(Code::QuotedTwice, message).help("keep one of the quotations"));
    }
    let legs = || way.legs.iter().map(|&id| &model.legs[id]);
    let tariffs: BTreeSet<Option<TariffId>> = legs().map(|leg| leg.tariff).collect();
    let rows = tariffs.iter().flatten().flat_map(|&tariff| &model.schedules[tariff].rows);
    let others: Vec<&str> = rows.filter(|row| is_beside_haulage(row)).map(|row| row.key.as_str()).collect();
    if tariffs.len() > 1 && !others.is_empty() {
        let message = format!(
            "the legs of the way through have several tariffs, with charges of their own: {}",
            others.join(", ")
        );
        return Err(fits_nothing(message, "quote the part of each tariff".to_owned()));
    }
    Ok(())
}

/// Returns whether a row of a tariff is charged in another part than haulage.
fn is_beside_haulage(row: &TariffRow) -> bool {
    row.part.is_some() && row.component != BASE
}

/// Returns the share of each leg of a way in the quoted amount: all of it for each of several legs side by side, and by
/// their lengths for legs in a row.
fn shares(model: &Model, way: &QuotedWay) -> Result<Vec<Decimal>, Problem> {
    let whole = Decimal::whole(1);
    if !way.is_chain {
        return Ok(vec![whole; way.legs.len()]);
    }
    let km = |&id: &LegId| model.legs[id].distance_km.map_or(0.0, |km| model.register.figure(km).value.to_f64());
    let total: f64 = way.legs.iter().map(km).sum();
    if total <= 0.0 {
        return Err(fits_nothing(
            "the legs of the haul have no length to divide the amount by".to_owned(),
            String::new(),
        ));
    }
    // What rounding leaves over goes to the last leg, so that the shares add up to 1.
    let mut rest = whole;
    let mut shares = Vec::new();
    for (position, leg) in way.legs.iter().enumerate() {
        let is_last = position + 1 == way.legs.len();
        let share = Decimal::parse(&format!("{:.9}", km(leg) / total)).ok().filter(|_| !is_last);
        let share = share.unwrap_or(rest);
        rest = share.times(Decimal::whole(-1)).and_then(|less| rest.plus(less)).unwrap_or(rest);
        shares.push(share);
    }
    Ok(shares)
}

/// Returns the schedule of quoted legs: the quotation in place of all haulage, and the other components as they are.
fn schedule(
    model: &Model,
    quotation: &Quotation,
    form: Form,
    shares: &HaulShares,
    before: Option<TariffId>,
    name: String,
) -> Schedule {
    let before = before.map(|tariff| &model.schedules[tariff]);
    let quoted = TariffRow {
        key: format!("quotes.{}", quotation.name),
        component: BASE.to_owned(),
        part: None,
        cargo: CargoSelector { form: Some(form), commodity: None, switch: None },
        basis: quotation.basis,
        exchange: quotation.exchange.clone(),
        per_haul: None,
        per_km: None,
        km: (None, None),
        lot: (None, None),
        minimum: None,
        cap: None,
        method: BandMethod::Slab,
        leg_tag: None,
        round_to: None,
        factors: Vec::new(),
        shares: Some(shares.clone()),
        span: quotation.span.clone(),
    };
    let stays = |row: &&TariffRow| is_beside_haulage(row) && !quotation.is_all_in();
    let kept = before.into_iter().flat_map(|schedule| &schedule.rows).filter(stays).cloned();
    Schedule { name, rows: std::iter::once(quoted).chain(kept).collect(), span: quotation.span.clone() }
}
