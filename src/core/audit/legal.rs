//! The check that the rules allow an answer's route: those of the corridor, the calendar and the permissions.

use crate::answer::{Answer, Step, StepKind};
use crate::ids::PlaceId;
use crate::model::{
    CargoClass, Corridor, CorridorItem, Customs, Demand, Form, Leg, Misfit, Mode, Model, PermissionUse,
};

/// The demand, corridor and cargo of an answer, looked up in the model.
pub(super) struct AuditedQuestion<'a> {
    pub(super) demand: &'a Demand,
    pub(super) corridor: &'a Corridor,
    pub(super) cargo: CargoClass<'a>,
}

/// Looks up the demand, corridor and cargo of an answer.
pub(super) fn asked<'a>(model: &'a Model, answer: &Answer) -> Result<AuditedQuestion<'a>, String> {
    let place = |key: &str| model.places.keyed(key).ok_or_else(|| format!("there is no place `{key}`"));
    let (from, to) = (place(&answer.from.key)?, place(&answer.to.key)?);
    let is_asked =
        |demand: &&Demand| demand.from == from && demand.to == to && demand.customs.as_str() == answer.regime;
    let demand = model.demands.iter().find(is_asked).ok_or("nobody asked for it")?;
    let corridor =
        model.corridors.iter().find(|corridor| corridor.key == answer.corridor).ok_or("there is no such corridor")?;
    let form = answer.form.as_deref().and_then(Form::named).ok_or("the cargo has no form")?;
    if !corridor.forms.contains(&form) {
        return Err(format!("the corridor does not carry {form}"));
    }
    Ok(AuditedQuestion { demand, corridor, cargo: model.cargo_class(form, corridor.switches) })
}

/// Returns the directed legs of a step in order.
pub(super) fn legs<'a>(model: &'a Model, step: &Step, form: Form) -> Result<Vec<&'a Leg>, String> {
    let mut at = model.places.keyed(&step.from.key).ok_or("a step begins nowhere")?;
    let mut legs = Vec::new();
    for key in &step.legs {
        let tariff = |leg: &Leg| leg.tariff.map(|tariff| &model.schedules[tariff].name);
        // A way through runs over the legs of the tables at a price of its own.
        let is_it =
            |leg: &&Leg| leg.key == *key && leg.from == at && leg.carries(form) && tariff(leg) == step.tariff.as_ref();
        let leg = model.legs.iter().find(is_it);
        let leg = leg.ok_or_else(|| format!("no leg `{key}` leaves from where the cargo is"))?;
        legs.push(leg);
        at = leg.to;
    }
    if model.places.list[at].key == step.to.key {
        Ok(legs)
    } else {
        Err(format!("a step does not end at `{}`", step.to.key))
    }
}

/// Checks that steps join, legs are open, and the constraints of corridor and permissions are met.
pub(super) fn check(model: &Model, answer: &Answer) -> Result<(), String> {
    let asked = asked(model, answer)?;
    let ends = |index: usize| answer.steps.get(index).map(|step| step.kind);
    if ends(0) != Some(StepKind::Load) || ends(answer.steps.len().wrapping_sub(1)) != Some(StepKind::Unload) {
        return Err("a route begins with loading and ends with unloading".to_owned());
    }
    let mut at = answer.from.key.as_str();
    let mut passed: Vec<PlaceId> = vec![asked.demand.from];
    let mut used: Vec<&Leg> = Vec::new();
    for step in &answer.steps {
        if step.from.key != at {
            return Err(format!("a step begins at `{}` where the cargo is at `{at}`", step.from.key));
        }
        // A border is on a leg that is still to be run: the ride after it begins where the crossing began.
        if step.kind == StepKind::Ride {
            let legs = legs(model, step, asked.cargo.form)?;
            passed.extend(legs.iter().map(|leg| leg.to));
            used.extend(legs);
            at = &step.to.key;
        }
    }
    if at != answer.to.key {
        return Err(format!("the route ends at `{at}`"));
    }
    // A port is passed where cargo changes to or from a ship there, or begins or ends there.
    let mut changed: Vec<&str> = changes(answer)
        .into_iter()
        .filter(|(_, before, after)| before.changes_ship(*after))
        .map(|(place, ..)| place)
        .collect();
    changed.extend([answer.from.key.as_str(), answer.to.key.as_str()]);
    let used_there = |place: PlaceId| !model.is_port(place) || changed.contains(&model.places.list[place].key.as_str());
    keeps_corridor(model, &asked, &passed, &used, &used_there)?;
    keeps_permissions(model, &asked, answer, &used)
}

/// Returns the places where cargo is transhipped, with the modes before and after.
fn changes(answer: &Answer) -> Vec<(&str, Mode, Mode)> {
    let mut mode: Option<Mode> = None;
    let mut found = Vec::new();
    for step in &answer.steps {
        let next = step.mode.and_then(Mode::named);
        if step.kind == StepKind::Tranship
            && let Some((before, after)) = mode.zip(next)
        {
            found.push((step.from.key.as_str(), before, after));
        }
        mode = next;
    }
    found
}

fn keeps_corridor(
    model: &Model,
    asked: &AuditedQuestion<'_>,
    passed: &[PlaceId],
    used: &[&Leg],
    used_there: &dyn Fn(PlaceId) -> bool,
) -> Result<(), String> {
    let corridor = asked.corridor;
    for leg in used {
        if !leg.is_open(asked.cargo.switches) {
            return Err(format!("leg `{}` is shut on {}", leg.key, model.date));
        }
        if !corridor.modes.is_empty() && !corridor.modes.contains(&leg.mode) {
            return Err(format!("leg `{}` goes by {}", leg.key, leg.mode));
        }
        for place in [leg.from, leg.to] {
            if !corridor.within.is_empty() && !corridor.within.iter().any(|country| country == model.country(place)) {
                return Err(format!("the route leaves for {}", model.country(place)));
            }
        }
    }
    let touches = |item: &CorridorItem, counts: &dyn Fn(PlaceId) -> bool| {
        let place = |test: &dyn Fn(PlaceId) -> bool| passed.iter().any(|&place| test(place));
        let leg = |test: &dyn Fn(&Leg) -> bool| used.iter().any(|leg| test(leg));
        match item {
            CorridorItem::Place(wanted) => place(&|place| place == *wanted && counts(place)),
            CorridorItem::Country(country) => place(&|place| model.country(place) == country),
            CorridorItem::Leg(key) => leg(&|leg| &leg.key == key),
            CorridorItem::Mode(mode) => leg(&|leg| leg.mode == *mode),
            CorridorItem::Tag(tag) => {
                place(&|place| model.places.list[place].tags.contains(tag) && counts(place))
                    || leg(&|leg| leg.tags.contains(tag))
            }
        }
    };
    if corridor.avoid.iter().any(|item| touches(item, &|_| true)) {
        return Err("the route uses what the corridor avoids".to_owned());
    }
    let gateway = used.iter().find(|leg| leg.mode == Mode::Sea).map(|leg| leg.from);
    if corridor.gateway.is_some() && corridor.gateway != gateway {
        return Err("the first ship is boarded at another place than the corridor's gateway".to_owned());
    }
    if corridor.via.iter().any(|group| !group.iter().any(|item| touches(item, used_there))) {
        return Err("the route misses what the corridor must pass".to_owned());
    }
    Ok(())
}

fn keeps_permissions(model: &Model, asked: &AuditedQuestion<'_>, answer: &Answer, used: &[&Leg]) -> Result<(), String> {
    let Customs::Domestic(home) = &asked.demand.customs else { return Ok(()) };
    let home: &str = home;
    let leaves: Vec<&&Leg> =
        used.iter().filter(|leg| model.country(leg.from) == home && model.country(leg.to) != home).collect();
    let returns: Vec<&&Leg> =
        used.iter().filter(|leg| model.country(leg.from) != home && model.country(leg.to) == home).collect();
    let (exit, entry) = match (leaves.as_slice(), returns.as_slice()) {
        ([], []) => return Ok(()),
        ([exit], [entry]) => (exit, entry),
        _ => return Err("domestic goods leave or come back more than once".to_owned()),
    };
    let changes = changes(answer).into_iter().filter(|(_, before, after)| before.changes_ship(*after));
    let changes = changes.filter_map(|(key, ..)| model.places.keyed(key));
    let mut abroad = changes.filter(|&place| model.country(place) != home);
    let transit = abroad.next();
    if abroad.next().is_some() {
        return Err("domestic goods change to or from a ship abroad more than once".to_owned());
    }
    let used = PermissionUse {
        region: model.places.list[asked.demand.from].region.as_deref(),
        cargo: asked.cargo,
        exit: [exit.from, exit.to],
        transit,
        entry: [entry.from, entry.to],
        date: model.date,
    };
    if model.permissions.iter().any(|row| row.misfit(&used) == Misfit::default()) {
        Ok(())
    } else {
        Err("no permission in force covers the route".to_owned())
    }
}
