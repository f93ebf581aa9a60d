//! The quotations of a scenario: what they replace, which routes use them, and how much one that no winner uses would
//! have to fall.

use std::collections::{BTreeMap, BTreeSet};

use super::priced::{Best, BestPaths};
use super::{
    Prepared, PricedNetwork, QuoteConversion, QuoteKept, QuoteOverruled, QuoteReplaced, QuoteUnused, QuoteUsed,
    QuoteWay, place_name,
};
use crate::cost::{haulage_alone, price_alone};
use crate::ids::{ArcId, DemandId, FigureId, Id, LegId, Pair, PlaceId};
use crate::model::{
    Basis, CargoClass, Form, HandlingRow, Leg, Mode, Model, Operation, Price, Quotation, QuotedRow, QuotedSubject,
    Regime,
};
use crate::problem::{Code, Problem};
use crate::scenario::TableName;
use crate::units::Money;

/// The factor by which a quotation may differ from what it replaces without a warning.
const MAX_FACTOR: i64 = 5;

/// How often the amount at which a route would win is worked out anew for the route that is cheapest there.
const MAX_ROUNDS: usize = 8;

/// Describes all quotations of a case.
pub(super) fn quotes_used(case: &Prepared) -> Vec<QuoteUsed> {
    if case.model.quotes.is_empty() {
        return Vec::new();
    }
    let best = case.priced.best();
    let bare = case.model.without_quotes();
    case.model.quotes.iter().map(|quote| Quoted { case, bare: &bare, best: &best, quote }.describe()).collect()
}

/// Returns a warning for each quotation that is far from all prices of the tables that it replaces.
pub(super) fn far_quotes(case: &Prepared) -> Vec<Problem> {
    if case.model.quotes.is_empty() {
        return Vec::new();
    }
    let (bare, best) = (case.model.without_quotes(), BestPaths::default());
    case.model.quotes.iter().filter_map(|quote| Quoted { case, bare: &bare, best: &best, quote }.far()).collect()
}

/// The corridors whose cheapest route uses a quotation.
#[derive(Default)]
struct Users {
    used_by: Vec<String>,
    partly_used_by: Vec<String>,
    /// Whether one of them is cheapest of all.
    is_used: bool,
}

/// One quotation with what is needed to describe it.
struct Quoted<'a> {
    case: &'a Prepared,
    /// The model with the prices of operations and crossings that are replaced.
    bare: &'a Model,
    best: &'a BestPaths,
    quote: &'a Quotation,
}

impl Quoted<'_> {
    fn describe(&self) -> QuoteUsed {
        let (model, quote) = (&self.case.model, self.quote);
        let key = |place| model.places.list[place].key.as_str();
        let of = match &quote.subject {
            QuotedSubject::Haul { from, to, mode, .. } => format!("{mode} {}>{}", key(*from), key(*to)),
            QuotedSubject::Handling { place, operations } => {
                let words: Vec<&str> = operations.iter().map(|operation| operation.as_str()).collect();
                format!("{} at {}", words.join(", "), key(*place))
            }
            QuotedSubject::Border { legs } => format!("border on {}", legs.join(", ")),
        };
        let mut replaces = Vec::new();
        for replaced in self.cargos().iter().flat_map(|cargo| self.replaced(cargo)) {
            if !replaces.contains(&replaced) {
                replaces.push(replaced);
            }
        }
        let unlimited = quote.period.from.is_none() && quote.period.to.is_none();
        let Users { used_by, partly_used_by, is_used } = self.users();
        QuoteUsed {
            name: quote.name.clone(),
            said: quote.said.clone(),
            read_as: quote.read_as.clone(),
            of,
            form: quote.form.map(|form| form.as_str().to_owned()),
            per_t: price_alone(model, &self.price(), &self.cargo(), &self.case.values),
            conversion: self.conversion(),
            replaces,
            keeps: self.kept(),
            overruled: self.overruled(),
            includes: quote.includes.words().map(str::to_owned),
            is_through: quote.through().is_some(),
            by: quote.by.clone(),
            on: quote.on.clone(),
            valid: (!unlimited).then(|| quote.period.to_string()),
            unused: if is_used { None } else { Some(self.unused()) },
            used_by,
            partly_used_by,
        }
    }

    /// Returns the warning that it is far from all prices that it replaces, if it is.
    fn far(&self) -> Option<Problem> {
        let (model, cargo) = (&self.case.model, self.cargo());
        let quoted = price_alone(model, &self.price(), &cargo, &self.case.values);
        // In every form that corridors carry: what is far from the price of one may be near that of another.
        let in_forms = self.cargos().into_iter().filter_map(|cargo| {
            self.replaced_within(&self.replaced(&cargo).into_iter().filter_map(|price| price.per_t).collect::<Vec<_>>())
        });
        let (least, most) = in_forms.reduce(|(low, high), (least, most)| (low.min(least), high.max(most)))?;
        let (quoted_micros, factor) = (quoted.micros(), MAX_FACTOR);
        let is_far = quoted_micros > factor * most.micros() || factor * quoted_micros < least.micros();
        if !is_far || quoted_micros == 0 || most.micros() == 0 {
            return None;
        }
        let currency = &self.case.scenario.document.currency.value;
        let known = if least == most { format!("{least:.2}") } else { format!("between {least:.2} and {most:.2}") };
        let message = format!(
            "the quotation of {} comes to {quoted:.2} {currency}/t; the prices of the tables that it replaces are {known} \
             {currency}/t",
            self.quote.said
        );
        let help = "check the unit, the currency and the decimal point; the value is taken as certain";
        Some(Problem::new(Code::QuoteFarFromTables, message).at(&self.quote.span).help(help))
    }

    /// Returns the bounds of what several prices come to that it replaces for one cargo, if it replaces any.
    fn replaced_within(&self, replaced: &[Money]) -> Option<(Money, Money)> {
        let all: Money = replaced.iter().copied().sum();
        let (least, most) = (replaced.iter().copied().min()?, replaced.iter().copied().max()?);
        // What includes several prices is at least the least of them and at most all.
        Some(match &self.quote.subject {
            QuotedSubject::Haul { is_chain: true, .. } if !self.quote.includes_terminals() => (all, all),
            _ if self.quote.includes_terminals() || self.quote.is_all_in() => (least, all),
            _ => (least, most),
        })
    }

    fn price(&self) -> Price {
        let Quotation { amount, basis, exchange, .. } = self.quote;
        Price { amount: *amount, basis: *basis, exchange: exchange.clone(), is_included: false }
    }

    /// Returns the cargo by which it is converted: in its own form, else in the first that a corridor carries.
    fn cargo(&self) -> CargoClass<'_> {
        let model = &self.case.model;
        let first = model.corridors.iter().flat_map(|corridor| &corridor.forms).next();
        let form = self.quote.form.or(first.copied()).unwrap_or(Form::Bulk);
        let switches = model.corridors.iter().fold(model.switches, |all, corridor| all.with(corridor.switches));
        model.cargo_class(form, switches)
    }

    /// Returns the cargo in each form that it prices: its own, else all that corridors carry.
    fn cargos(&self) -> Vec<CargoClass<'_>> {
        let model = &self.case.model;
        let own = self.cargo();
        let carried: BTreeSet<Form> = model.corridors.iter().flat_map(|corridor| &corridor.forms).copied().collect();
        match self.quote.form {
            None if !carried.is_empty() => {
                carried.into_iter().map(|form| model.cargo_class(form, own.switches)).collect()
            }
            _ => vec![own],
        }
    }

    fn conversion(&self) -> Vec<QuoteConversion> {
        let (model, quote) = (&self.case.model, self.quote);
        let divisor = match quote.basis {
            Basis::Tonne => None,
            Basis::Consignment => Some(model.cargo.lot_t),
            unit => model.equipment_for(unit, &self.cargo()).map(|unit| unit.payload_t),
        };
        let rates = quote.exchange.iter().map(|exchange| exchange.rate);
        let of = |id: FigureId| {
            let figure = model.register.figure(id);
            QuoteConversion { path: figure.path(), value: self.case.values[id.index()], unit: figure.unit() }
        };
        divisor.into_iter().chain(rates).map(of).collect()
    }

    /// Returns the prices of the tables that it replaces for cargo in a form, each with what it came to.
    fn replaced(&self, cargo: &CargoClass<'_>) -> Vec<QuoteReplaced> {
        let (model, values) = (&self.case.model, &self.case.values);
        let key = |place| model.places.list[place].key.as_str();
        match &self.quote.subject {
            QuotedSubject::Haul { legs, is_chain, from, to, mode } => {
                let tariff = |leg: LegId| model.legs[leg].tariff;
                let hauls: Vec<&[LegId]> = if *is_chain {
                    legs.chunk_by(|&left, &right| tariff(left) == tariff(right)).collect()
                } else {
                    legs.chunks(1).collect()
                };
                let replaced = |haul: &[LegId]| {
                    let (first, last) = (&model.legs[haul[0]], &model.legs[haul[haul.len() - 1]]);
                    let (what, name) = match first.tariff {
                        Some(tariff) => {
                            let schedule = &model.schedules[tariff];
                            let name = schedule.rows.first().map(|row| self.name_of(TableName::Tariffs, &row.key));
                            (format!("tariff {}", schedule.name), name.unwrap_or_default())
                        }
                        None => (format!("leg {}", first.key), "Direct price".to_owned()),
                    };
                    let on = format!("{}>{}", key(first.from), key(last.to));
                    QuoteReplaced { what, name, on, per_t: haulage_alone(model, haul, cargo, values) }
                };
                let terminals =
                    if self.quote.includes_terminals() { self.terminals(*from, *to, *mode, cargo) } else { Vec::new() };
                hauls.into_iter().map(replaced).chain(terminals).collect()
            }
            QuotedSubject::Handling { place, operations } => {
                let (into, out) = self.modes_at(*place);
                let mut rows = BTreeMap::new();
                for &operation in operations {
                    for &from in &into {
                        for &to in &out {
                            let now = model.handling_for(*place, operation, from, to, cargo);
                            if now.into_iter().any(|row| self.is_own(row.quoted.as_ref())) {
                                let before = self.bare.handling_for(*place, operation, from, to, cargo);
                                rows.extend(before.into_iter().map(|row| (&row.key, (row, operation))));
                            }
                        }
                    }
                }
                let mut rows: Vec<_> = rows.into_values().collect();
                // The rows of the place itself before those that hold anywhere.
                rows.sort_by_key(|(row, _)| row.place.is_none());
                rows.into_iter().map(|(row, operation)| self.handled(row, operation, *place, cargo)).collect()
            }
            QuotedSubject::Border { legs } => {
                let regimes: BTreeSet<_> = model.demands.iter().map(|demand| demand.customs.regime()).collect();
                let crossing = |(key, &regime): (&String, &Regime)| {
                    let leg = model.legs.iter().find(|leg| leg.key == *key)?;
                    let now = model.borders_for(leg, regime, cargo);
                    if !now.iter().any(|row| self.is_own(row.quoted.as_ref())) {
                        return None;
                    }
                    let rows = self.bare.borders_for(leg, regime, cargo);
                    let total: Money = rows.iter().map(|row| price_alone(model, &row.price, cargo, values)).sum();
                    let keys: Vec<&str> = rows.iter().map(|row| row.key.as_str()).collect();
                    (!keys.is_empty()).then(|| QuoteReplaced {
                        what: format!("borders {}", keys.join(" + ")),
                        name: match keys[..] {
                            [key] => self.name_of(TableName::Borders, key),
                            _ => format!("{} charges of the crossing", keys.len()),
                        },
                        on: format!("{}>{} for {}", key_of(model, leg.from), key_of(model, leg.to), cargo.form),
                        per_t: Some(total),
                    })
                };
                legs.iter()
                    .flat_map(|leg| regimes.iter().map(move |regime| (leg, regime)))
                    .filter_map(crossing)
                    .collect()
            }
        }
    }

    /// Returns the plain name of a row: that of its price, or of a tariff the row's own.
    fn name_of(&self, table: TableName, key: &str) -> String {
        let register = &self.case.model.register;
        let price = register.find(&format!("{table}.{key}.price")).map(|id| register.figure(id).name());
        let row = self.case.scenario.tables.rows(table).of_key(key).next();
        price.unwrap_or_else(|| row.and_then(|row| row.text("name")).unwrap_or(key).to_owned())
    }

    /// Returns whether a row is quoted by it.
    fn is_own(&self, quoted: Option<&QuotedRow>) -> bool {
        quoted.is_some_and(|own| self.case.model.quotes[own.quote].name == self.quote.name)
    }

    /// Returns where another quotation holds in its place.
    fn overruled(&self) -> Vec<QuoteOverruled> {
        let model = &self.case.model;
        let by = |quoted: Option<&QuotedRow>, on: &str| {
            let own = quoted.filter(|_| !self.is_own(quoted))?;
            Some(QuoteOverruled { by: format!("quotes.{}.amount", model.quotes[own.quote].name), on: on.to_owned() })
        };
        let mut found = BTreeSet::new();
        for cargo in self.cargos() {
            match &self.quote.subject {
                QuotedSubject::Haul { .. } => {}
                QuotedSubject::Handling { place, operations } => {
                    let (into, out) = self.modes_at(*place);
                    for &operation in operations {
                        let on = format!("{operation} at {}", key_of(model, *place));
                        let ways = into.iter().flat_map(|&from| out.iter().map(move |&to| (from, to)));
                        let rows = ways.flat_map(|(from, to)| model.handling_for(*place, operation, from, to, &cargo));
                        found.extend(rows.filter_map(|row| by(row.quoted.as_ref(), &on)));
                    }
                }
                QuotedSubject::Border { legs } => {
                    let regimes: BTreeSet<_> = model.demands.iter().map(|demand| demand.customs.regime()).collect();
                    for leg in model.legs.iter().filter(|leg| legs.contains(&leg.key)) {
                        let rows = regimes.iter().flat_map(|&regime| model.borders_for(leg, regime, &cargo));
                        found.extend(rows.filter_map(|row| by(row.quoted.as_ref(), &leg.key)));
                    }
                }
            }
        }
        found.into_iter().collect()
    }

    /// Describes a row of handling that it replaces.
    fn handled(
        &self,
        row: &HandlingRow,
        operation: Operation,
        place: PlaceId,
        cargo: &CargoClass<'_>,
    ) -> QuoteReplaced {
        QuoteReplaced {
            what: format!("handling {}", row.key),
            name: self.name_of(TableName::Handling, &row.key),
            on: format!("{operation} at {}", key_of(&self.case.model, place)),
            per_t: Some(price_alone(&self.case.model, &row.price, cargo, &self.case.values)),
        }
    }

    /// Returns the rows of handling at both ends of a haul.
    fn terminals(&self, from: PlaceId, to: PlaceId, mode: Mode, cargo: &CargoClass<'_>) -> Vec<QuoteReplaced> {
        let (into, _) = self.modes_at(from);
        let (_, out) = self.modes_at(to);
        let first = into.into_iter().map(|came| {
            let operation = if came.is_none() { Operation::Load } else { Operation::Tranship };
            (from, operation, came, Some(mode))
        });
        let last = out.into_iter().map(|goes| {
            let operation = if goes.is_none() { Operation::Unload } else { Operation::Tranship };
            (to, operation, Some(mode), goes)
        });
        let mut rows = BTreeMap::new();
        for (place, operation, came, goes) in first.chain(last) {
            let found = self.bare.handling_for(place, operation, came, goes, cargo);
            rows.extend(found.into_iter().map(|row| (&row.key, (row, operation, place))));
        }
        rows.into_values().map(|(row, operation, place)| self.handled(row, operation, place, cargo)).collect()
    }

    /// Returns the modes by which cargo comes to a place, and by which it leaves, each with none for its ends.
    fn modes_at(&self, place: PlaceId) -> (Vec<Option<Mode>>, Vec<Option<Mode>>) {
        let modes = |end: fn(&Leg) -> PlaceId| {
            let legs = self.case.model.legs.iter().filter(|leg| end(leg) == place);
            let modes: BTreeSet<Mode> = legs.map(|leg| leg.mode).collect();
            std::iter::once(None).chain(modes.into_iter().map(Some)).collect()
        };
        (modes(|leg| leg.to), modes(|leg| leg.from))
    }

    /// Returns the rows of tariffs that stay on its legs.
    fn kept(&self) -> Vec<QuoteKept> {
        let model = &self.case.model;
        let own =
            model.legs.iter().filter(|leg| leg.quote.is_some_and(|quote| model.quotes[quote].name == self.quote.name));
        let rows = own.filter_map(|leg| leg.tariff).flat_map(|tariff| &model.schedules[tariff].rows);
        let kept: BTreeSet<QuoteKept> = rows
            .filter(|row| row.shares.is_none() && row.cargo.form.is_none_or(|form| Some(form) == self.quote.form))
            .map(|row| QuoteKept {
                path: format!("tariffs.{}", row.key),
                name: self.name_of(TableName::Tariffs, &row.key),
            })
            .collect();
        kept.into_iter().collect()
    }

    fn uses(&self, priced: &PricedNetwork, best: &Best) -> bool {
        best.path
            .arcs
            .iter()
            .any(|&arc| priced.costs().figures_of(ArcId::new(arc as usize)).contains(&self.quote.amount))
    }

    /// Returns which corridors' cheapest routes use it.
    fn users(&self) -> Users {
        let model = &self.case.model;
        let least = self.least();
        let mut users = Users::default();
        for (pair, best) in self.best.iter().filter(|(_, best)| self.uses(&self.case.priced, best)) {
            let corridor = &model.corridors[pair.corridor].key;
            let is_part = self.is_part(best);
            for list in [Some(&mut users.used_by), is_part.then_some(&mut users.partly_used_by)].into_iter().flatten() {
                if !list.contains(corridor) {
                    list.push(corridor.clone());
                }
            }
            users.is_used |= best.path.cost <= least[&pair.demand];
        }
        users
    }

    /// Returns whether a path that uses it rides only a part of the legs in a row that are quoted.
    fn is_part(&self, best: &Best) -> bool {
        let model = &self.case.model;
        let QuotedSubject::Haul { legs, is_chain: true, .. } = &self.quote.subject else { return false };
        let is_own =
            |leg: &LegId| model.legs[*leg].quote.is_some_and(|quote| model.quotes[quote].name == self.quote.name);
        let network = self.case.priced.network();
        let arcs = best.path.arcs.iter().map(|&arc| network.legs(&network.arcs()[ArcId::new(arc as usize)].kind));
        arcs.map(|own| own.iter().filter(|leg| is_own(leg)).count()).sum::<usize>() < legs.len()
    }

    /// Returns the least cost of each demand, in millionths per tonne.
    fn least(&self) -> BTreeMap<DemandId, f64> {
        let mut least = BTreeMap::new();
        for (pair, best) in self.best {
            let known = least.entry(pair.demand).or_insert(f64::INFINITY);
            *known = best.path.cost.min(*known);
        }
        least
    }

    /// Finds the corridor that comes closest to winning with it, and the amount at which it would.
    fn unused(&self) -> QuoteUnused {
        let (model, least) = (&self.case.model, self.least());
        let (free, at_nothing) = self.at(0.0);
        let mut closest: Option<(f64, Pair)> = None;
        for (&pair, best) in at_nothing.iter().filter(|(_, best)| self.uses(&free, best)) {
            let Some(&target) = least.get(&pair.demand) else { continue };
            let amount = self.amount_at(best, target);
            if closest.is_none_or(|(known, _)| amount > known) {
                closest = Some((amount, pair));
            }
        }
        let Some((mut amount, pair)) = closest else {
            return QuoteUnused {
                corridor: None,
                from: None,
                to: None,
                form: None,
                must_fall_to: None,
                with_it: None,
                instead: None,
                cheapest: None,
            };
        };
        let mut with_it = self.way(pair, &at_nothing[&pair]);
        // The route that is cheapest at nothing may be dearer than another just where the quotation would win.
        for _ in 0..MAX_ROUNDS {
            if amount <= 0.0 {
                break;
            }
            let (priced, best) = self.at(amount);
            let Some(best) = best.get(&pair).filter(|best| self.uses(&priced, best)) else { break };
            let way = self.way(pair, best);
            with_it = if way.per_t < with_it.per_t { way } else { with_it };
            let better = self.amount_at(best, least[&pair.demand]);
            if better <= amount {
                break;
            }
            amount = better;
        }
        let demand = &model.demands[pair.demand];
        let today = self.best.get(&pair);
        let layers = self.case.priced.network().layers();
        let form = today.map(|best| {
            let question = &self.case.priced.network().questions()[best.question];
            layers[usize::from(question.layer)].form.as_str().to_owned()
        });
        QuoteUnused {
            corridor: Some(model.corridors[pair.corridor].key.clone()),
            from: Some(place_name(model, demand.from)),
            to: Some(place_name(model, demand.to)),
            form,
            must_fall_to: (amount > 0.0).then_some(amount),
            instead: today.filter(|best| !self.uses(&self.case.priced, best)).map(|best| self.way(pair, best)),
            cheapest: self.winner(pair.demand).filter(|(own, _)| **own != pair).map(|(own, best)| self.way(*own, best)),
            with_it: Some(match today.filter(|best| self.uses(&self.case.priced, best)) {
                Some(best) => self.way(pair, best),
                None => with_it,
            }),
        }
    }

    /// Returns the cheapest path of a demand; of those that cost the same the first.
    fn winner(&self, demand: DemandId) -> Option<(&Pair, &Best)> {
        let own = self.best.iter().filter(|(pair, _)| pair.demand == demand);
        own.min_by(|left, right| left.1.path.cost.total_cmp(&right.1.path.cost))
    }

    /// Writes out a path at the prices that hold.
    fn way(&self, pair: Pair, best: &Best) -> QuoteWay {
        let (model, priced) = (&self.case.model, &self.case.priced);
        let answer = priced.tracer(model, &self.case.values).answer(best.question, &best.path);
        QuoteWay {
            corridor: model.corridors[pair.corridor].key.clone(),
            way: answer.places_in_order(),
            form: answer.form.unwrap_or_default(),
            per_t: answer.total_per_t.unwrap_or(Money::ZERO),
        }
    }

    /// Returns the prices and the cheapest routes at another amount.
    fn at(&self, amount: f64) -> (PricedNetwork, BestPaths) {
        let priced = self.case.priced.priced_at(&self.values(amount));
        let best = priced.best();
        (priced, best)
    }

    fn values(&self, amount: f64) -> Vec<f64> {
        let mut values = self.case.values.clone();
        values[self.quote.amount.index()] = amount;
        values
    }

    /// Returns the amount at which a route costs so much; its cost is a straight line in the amount.
    fn amount_at(&self, best: &Best, target: f64) -> f64 {
        let cost = |amount: f64| -> f64 {
            let values = self.values(amount);
            let arcs = best.path.arcs.iter().map(|&arc| ArcId::new(arc as usize));
            arcs.map(|arc| self.case.priced.costs().priced_at(arc, &values).total()).sum()
        };
        // A wide step keeps the rounding of each arc out of the slope.
        let wide = self.case.values[self.quote.amount.index()].max(1.0) * 1000.0;
        let (fixed, slope) = (cost(0.0), (cost(wide) - cost(0.0)) / wide);
        if slope > 0.0 { (target - fixed) / slope } else { f64::NEG_INFINITY }
    }
}

fn key_of(model: &Model, place: PlaceId) -> &str {
    &model.places.list[place].key
}
