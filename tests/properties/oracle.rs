//! The cheapest way by trying every way: an independent reading of the tables in exact fractions.
//!
//! It knows nothing of the program's model, network or prices: it takes the rows as they are written, follows every
//! sequence of hauls over the physical legs, and prices each. Only the rule of rounding is the program's: what is
//! charged together is rounded once to the millionth, part by part.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use corridor::results::PARTS;
use corridor::scenario::TableName;
use num_rational::BigRational;
use num_traits::{One, ToPrimitive, Zero};
use proptest::prelude::*;

use crate::holds_for;
use crate::random::{ALL, LOTS, ROUGH, plans, world};
use crate::support::world::{Corridor, Demand, Row, World, totals};

type Exact = BigRational;

fn whole(number: i64) -> Exact {
    Exact::from_integer(number.into())
}

/// Reads a written decimal.
fn exact(text: &str) -> Exact {
    let (integer, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits: i64 = format!("{integer}{fraction}").parse().expect("a decimal number");
    whole(digits) / whole(10_i64.pow(fraction.len() as u32))
}

fn cell<'a>(row: &'a Row, column: &str) -> Option<&'a str> {
    row.get(column).map(String::as_str).filter(|text| !text.is_empty() && *text != "*")
}

fn figure(row: &Row, column: &str) -> Option<Exact> {
    cell(row, column).map(exact)
}

/// Tells whether a set of months such as `11-3` holds August.
fn holds_august(months: Option<&str>) -> bool {
    let Some((first, last)) = months.map(|months| months.split_once('-').expect("a range")) else { return true };
    let [first, last]: [u32; 2] = [first, last].map(|month| month.parse().expect("a month"));
    if first <= last { (first..=last).contains(&8) } else { first <= 8 || 8 <= last }
}

/// Is what legs share that can be one haul: mode, gauge, tariff, service.
type Ride<'a> = [Option<&'a str>; 4];

/// Is a leg in one direction.
#[derive(Clone, Copy)]
struct Leg<'a> {
    row: &'a Row,
    from: usize,
    to: usize,
    ride: Ride<'a>,
}

/// Says what brought cargo to where it boards.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Lay<'a> {
    Staying,
    Loaded,
    Regauged,
    From(&'a str),
}

/// Says on which tracks goods may go on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Track<'a> {
    Any,
    Gauge(Option<&'a str>),
}

/// Is how domestic goods have used foreign countries: leg out, port of change, leg back.
type Abroad = (Option<usize>, Option<usize>, Option<usize>);

/// Is what matters for the rest of the way besides the place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Past {
    abroad: Abroad,
    met: u32,
}

/// Holds what hauls cost by their legs and by what came before them; nothing where one is impossible.
type Hauls<'a> = BTreeMap<(Vec<usize>, Lay<'a>), Option<i64>>;

/// Adds up what is rounded together.
#[derive(Clone)]
struct Tally {
    parts: [Exact; 10],
    hours: Exact,
    loss: Exact,
    co2e_kg: Exact,
}

impl Tally {
    fn new() -> Self {
        Self {
            parts: std::array::from_fn(|_| Exact::zero()),
            hours: Exact::zero(),
            loss: Exact::zero(),
            co2e_kg: Exact::zero(),
        }
    }

    fn charge(&mut self, part: &str, amount: Exact) {
        let index = PARTS.iter().position(|known| *known == part).expect("a part");
        self.parts[index] += amount;
    }

    fn add(&mut self, other: &Self) {
        self.parts.iter_mut().zip(&other.parts).for_each(|(mine, theirs)| *mine += theirs);
        self.hours += &other.hours;
        self.loss += &other.loss;
        self.co2e_kg += &other.co2e_kg;
    }
}

/// Is what one component charges for a haul.
struct Component<'a> {
    part: &'a str,
    /// The whole price.
    price: Exact,
    /// What boarding and each leg cost on each of the straight lines whose least it is, if it is that.
    lines: Option<Vec<(Exact, Vec<Exact>)>>,
}

/// Looks for the cheapest way of one demand by one corridor in one form.
struct Way<'a> {
    world: &'a World,
    corridor: &'a Corridor,
    form: &'a str,
    regime: &'a str,
    /// The country of domestic goods.
    home: Option<&'a str>,
    places: Vec<&'a Row>,
    legs: Vec<Leg<'a>>,
    /// Whether a leg may be used.
    open: Vec<bool>,
    duties: Vec<Vec<&'a str>>,
    from: usize,
    to: usize,
    least: RefCell<BTreeMap<(usize, Ride<'a>, Past), i64>>,
    hauls: RefCell<Hauls<'a>>,
    best: RefCell<Option<i64>>,
}

/// Returns the cheapest total of a demand by a corridor in millionths.
fn cheapest(world: &World, demand: &Demand, corridor: &Corridor) -> Option<i64> {
    let forms = if corridor.list("form").is_empty() { vec!["bulk"] } else { strings(corridor.list("form")) };
    forms.into_iter().filter_map(|form| Way::new(world, demand, corridor, form).search()).min()
}

fn strings(words: &[String]) -> Vec<&str> {
    words.iter().map(String::as_str).collect()
}

impl<'a> Way<'a> {
    fn new(world: &'a World, demand: &'a Demand, corridor: &'a Corridor, form: &'a str) -> Self {
        let places: Vec<&Row> = world.rows(TableName::Places).iter().collect();
        let place = |key: &str| places.iter().position(|row| row["key"] == key).expect("a place");
        let (from, to) = (place(&demand.from), place(&demand.to));
        let country = |place: usize| places[place]["country"].as_str();
        let home = (country(from) == country(to)).then(|| country(from));
        let regime = match (home, demand.regime) {
            (Some(_), _) => "transit",
            (None, Some(stated)) => stated,
            (None, None) => "export",
        };
        let mut legs = Vec::new();
        for row in world.rows(TableName::Legs) {
            let ride = ["mode", "gauge_mm", "tariff", "service"].map(|column| cell(row, column));
            let leg = Leg { row, from: place(&row["from"]), to: place(&row["to"]), ride };
            legs.push(leg);
            if row["both_ways"] == "yes" {
                legs.push(Leg { from: leg.to, to: leg.from, ..leg });
            }
        }
        let mut duties: Vec<Vec<&str>> = corridor.list("via_all").iter().map(|word| vec![word.as_str()]).collect();
        if !corridor.list("via_any").is_empty() {
            duties.push(strings(corridor.list("via_any")));
        }
        let mut way = Self {
            world,
            corridor,
            form,
            regime,
            home,
            places,
            legs,
            open: Vec::new(),
            duties,
            from,
            to,
            least: RefCell::default(),
            hauls: RefCell::default(),
            best: RefCell::default(),
        };
        way.open = way.legs.iter().map(|leg| way.is_open(leg)).collect();
        way
    }

    fn country(&self, place: usize) -> &'a str {
        &self.places[place]["country"]
    }

    fn crosses(&self, leg: &Leg<'_>) -> bool {
        self.country(leg.from) != self.country(leg.to)
    }

    fn holds(&self, row: &Row) -> bool {
        cell(row, "switch").is_none_or(|switch| self.corridor.list("switches").iter().any(|on| on == switch))
    }

    fn is_item(&self, word: &str, leg: Option<&Leg<'_>>, place: Option<usize>) -> bool {
        leg.is_some_and(|leg| leg.row["key"] == word || leg.row["mode"] == word)
            || place.is_some_and(|place| self.places[place]["key"] == word || self.country(place) == word)
    }

    fn is_open(&self, leg: &Leg<'_>) -> bool {
        let shut = |effect: &&Row| cell(effect, "closed") == Some("yes");
        let ends = [leg.from, leg.to];
        let keeps = |list: &str, has: &dyn Fn(&str) -> bool| {
            self.corridor.list(list).is_empty() || self.corridor.list(list).iter().any(|word| has(word))
        };
        self.holds(leg.row)
            && holds_august(cell(leg.row, "open_months"))
            && !self.seasons(leg).iter().any(shut)
            && cell(leg.row, "tariff").is_none_or(|tariff| self.schedule(tariff).is_some())
            && keeps("modes", &|mode| mode == leg.row["mode"])
            && ends.iter().all(|&end| keeps("within", &|country| country == self.country(end)))
            && !self.corridor.list("avoid").iter().any(|word| {
                self.is_item(word, Some(leg), None) || ends.iter().any(|&end| self.is_item(word, None, Some(end)))
            })
    }

    /// Returns the rows of the calendar that speak of a leg in August.
    fn seasons(&self, leg: &Leg<'_>) -> Vec<&'a Row> {
        let fits = |row: &&Row| {
            let is = |column: &str, fits: &dyn Fn(&str) -> bool| cell(row, column).is_none_or(fits);
            is("leg", &|key| key == leg.row["key"])
                && is("place", &|key| [leg.from, leg.to].iter().any(|&end| self.places[end]["key"] == key))
                && is("mode", &|mode| mode == leg.row["mode"])
                && is("leg_tag", &|tag| cell(leg.row, "tags") == Some(tag))
                && holds_august(cell(row, "months"))
        };
        self.world.rows(TableName::Calendar).iter().filter(fits).collect()
    }

    /// Returns how well a row fits the goods: by form, then by commodity, then by switch.
    fn fits_goods(&self, row: &Row) -> Option<[u8; 3]> {
        let form = cell(row, "form").or_else(|| cell(row, "basis").filter(|basis| *basis == "box20"));
        let form = match form {
            None => 0,
            Some(form) if form == self.form => 1,
            Some(_) => return None,
        };
        let commodity = match cell(row, "commodity") {
            None => 0,
            Some("grain") => 1,
            Some("maize") => 2,
            Some(_) => return None,
        };
        // What a switch turns on comes before what holds anyway.
        let switch = u8::from(cell(row, "switch").is_some());
        self.holds(row).then_some([form, commodity, switch])
    }

    /// Returns the best fitting row of each component.
    fn chosen(&self, table: TableName, fits: impl Fn(&Row) -> Option<Vec<u8>>) -> Vec<&'a Row> {
        let mut best: BTreeMap<&str, (Vec<u8>, &Row)> = BTreeMap::new();
        for row in self.world.rows(table) {
            let (Some(mut fit), Some(goods)) = (fits(row), self.fits_goods(row)) else { continue };
            fit.extend(goods);
            let component = cell(row, "component").unwrap_or("base");
            if best.get(component).is_none_or(|(known, _)| *known < fit) {
                best.insert(component, (fit, row));
            }
        }
        best.into_values().map(|(_, row)| row).collect()
    }

    fn handling(&self, place: usize, operation: &str, from: Option<&str>, to: Option<&str>) -> Vec<&'a Row> {
        self.chosen(TableName::Handling, |row| {
            if row["operation"] != operation {
                return None;
            }
            [("place", Some(self.places[place]["key"].as_str())), ("from_mode", from), ("to_mode", to)]
                .into_iter()
                .map(|(column, is)| selects(cell(row, column), is))
                .collect()
        })
    }

    fn borders(&self, leg: &Leg<'_>) -> Vec<&'a Row> {
        self.chosen(TableName::Borders, |row| {
            let place = match cell(row, "place") {
                None => Some(0),
                Some(key) => [leg.from, leg.to].iter().any(|&end| self.places[end]["key"] == key).then_some(1),
            };
            [
                selects(cell(row, "leg"), Some(&leg.row["key"])),
                place,
                selects(cell(row, "from_country"), Some(self.country(leg.from))),
                selects(cell(row, "to_country"), Some(self.country(leg.to))),
                selects(cell(row, "mode"), Some(&leg.row["mode"])),
                selects(cell(row, "regime"), Some(self.regime)),
            ]
            .into_iter()
            .collect()
        })
    }

    /// Returns the components of a schedule with all best fitting rows; nothing without a base.
    fn schedule(&self, tariff: &str) -> Option<BTreeMap<&'a str, Vec<&'a Row>>> {
        let mut best: BTreeMap<&str, ([u8; 3], Vec<&Row>)> = BTreeMap::new();
        for row in self.world.rows(TableName::Tariffs).iter().filter(|row| row["tariff"] == tariff) {
            let Some(fit) = self.fits_goods(row) else { continue };
            let entry = best.entry(cell(row, "component").unwrap_or("base")).or_insert((fit, Vec::new()));
            if fit > entry.0 {
                *entry = (fit, Vec::new());
            }
            if fit == entry.0 {
                entry.1.push(row);
            }
        }
        best.contains_key("base").then(|| best.into_iter().map(|(name, (_, rows))| (name, rows)).collect())
    }

    fn goods(&self, key: &str) -> Exact {
        self.world.cargo.get(key).map_or_else(Exact::zero, |text| exact(text))
    }

    /// Returns the unit of equipment for the goods.
    fn unit(&self, unit: &str) -> &'a Row {
        let rows = self.world.rows(TableName::Equipment).iter().filter(|row| row["unit"] == unit);
        rows.filter_map(|row| Some((self.fits_goods(row)?, row))).max_by_key(|(fit, _)| *fit).expect("a unit").1
    }

    fn payload(&self, unit: &str) -> Exact {
        exact(&self.unit(unit)["payload_t"]).min(self.goods("lot_t"))
    }

    fn per_tonne(&self, row: &Row, amount: Exact) -> Exact {
        let tonnes = match row["basis"].as_str() {
            "t" => Exact::one(),
            "consignment" => self.goods("lot_t"),
            unit => self.payload(unit),
        };
        let rate = |key: &str| {
            let row = self.world.rows(TableName::Fx).iter().find(|row| row["key"] == key).expect("a rate");
            exact(&row["rate"])
        };
        let exchange = match row["currency"].as_str() {
            "USD" => rate("usd"),
            "RUB" => Exact::one() / rate("rub"),
            _ => Exact::one(),
        };
        amount / tonnes * exchange
    }

    fn vehicle(&self, leg: &Leg<'_>) -> Option<&'a Row> {
        let name = cell(leg.row, "vehicle")?;
        let rows = self.world.rows(TableName::Vehicles).iter().filter(|row| row["vehicle"] == name);
        rows.filter_map(|row| Some((self.fits_goods(row)?, row))).max_by_key(|(fit, _)| *fit).map(|(_, row)| row)
    }

    /// Rounds what is charged together, with what its time, losses and emissions cost.
    fn rounded(&self, tally: &Tally) -> i64 {
        let mut tally = tally.clone();
        let worth = self.goods("value_per_t");
        let hours = tally.hours.clone();
        tally.charge("holding", &worth * self.goods("holding_rate_per_year") * &hours / whole(8760));
        tally.charge("loss", worth * &tally.loss.clone());
        tally.charge("carbon", self.goods("carbon_price_per_t") * &tally.co2e_kg.clone() / whole(1000));
        if self.form == "box20"
            && let Some(hire) = figure(self.unit("box20"), "hire_per_day")
        {
            tally.charge("equipment", hire / self.payload("box20") * hours / whole(24));
        }
        let guard = whole(5001) / whole(10_000);
        let round = |amount: &Exact| (amount * whole(1_000_000) + &guard).floor().to_integer().to_i64().expect("a sum");
        tally.parts.iter().map(round).sum()
    }

    /// Returns what an operation costs, if it is possible.
    fn handle(&self, place: usize, operation: &str, from: Option<&str>, to: Option<&str>) -> Option<i64> {
        let rows = self.handling(place, operation, from, to);
        let mut tally = Tally::new();
        for row in &rows {
            tally.charge("handling", self.per_tonne(row, exact(&row["price"])));
            let number = |column: &str| figure(row, column).unwrap_or_default();
            tally.hours += number("time_h") + number("dwell_h");
            tally.loss += number("loss_pct") / whole(100);
            tally.co2e_kg += number("co2e_kg_per_t");
        }
        (!rows.is_empty()).then(|| self.rounded(&tally))
    }

    fn boarding(&self, leg: &Leg<'_>, lay: Lay<'_>) -> Tally {
        let mut tally = Tally::new();
        let (operation, came) = match lay {
            Lay::Staying => return tally,
            Lay::Loaded => ("load", None),
            Lay::Regauged => ("gauge", Some("rail")),
            Lay::From(mode) => ("tranship", Some(mode)),
        };
        let to = Some(leg.row["mode"].as_str());
        let mut wait = Exact::zero();
        if let Some(service) = cell(leg.row, "service") {
            let row = self.world.rows(TableName::Services).iter().find(|row| row["key"] == service).expect("a service");
            let half = self.world.wait == "half-headway";
            let days = match figure(row, "every_days") {
                Some(days) if half => days / whole(2),
                Some(days) => days,
                None => days_between_weekdays(&row["weekdays"], half),
            };
            wait = days * whole(24) + figure(row, "cutoff_h").unwrap_or_default();
        }
        let dwell =
            self.handling(leg.from, operation, came, to).iter().filter_map(|row| figure(row, "dwell_h")).sum::<Exact>();
        for row in self.handling(leg.from, "storage", came, to) {
            let days = (&wait + &dwell) / whole(24) - figure(row, "free_days").unwrap_or_default();
            tally.charge("storage", self.per_tonne(row, exact(&row["price"])) * days.max(Exact::zero()));
        }
        tally.hours = wait;
        tally
    }

    fn running(&self, leg: &Leg<'_>, first: bool) -> Tally {
        let mut tally = Tally::new();
        let vehicle = self.vehicle(leg);
        let km = exact(&leg.row["distance_km"]);
        let speed = figure(leg.row, "speed_kmh").or_else(|| figure(vehicle?, "speed_kmh"));
        tally.hours = figure(leg.row, "time_h").unwrap_or_else(|| &km / speed.expect("a speed"));
        let seasons = self.seasons(leg);
        for row in &seasons {
            tally.hours *= figure(row, "time_factor").unwrap_or_else(Exact::one);
        }
        tally.hours += seasons.iter().filter_map(|row| figure(row, "extra_h")).sum::<Exact>();
        let emission = vehicle.map(|row| {
            let emission = self.world.rows(TableName::Emissions).iter().find(|other| other["key"] == row["emission"]);
            let emission = emission.expect("an emission factor");
            let grams = exact(&emission["value"]) * &km;
            match (emission["unit"].as_str(), self.form) {
                ("g/tkm", _) => grams / whole(1000),
                (_, "box20") => grams / self.payload("box20") / whole(1000),
                _ => Exact::zero(),
            }
        });
        tally.co2e_kg = figure(leg.row, "co2e_kg_per_t").or(emission).unwrap_or_default();
        if first {
            tally.loss = vehicle.and_then(|row| figure(row, "loss_pct")).unwrap_or_default() / whole(100);
        }
        tally
    }

    fn crossing(&self, leg: &Leg<'_>) -> Option<Tally> {
        let rows = self.borders(leg);
        let mut tally = Tally::new();
        for row in &rows {
            tally.charge("border", self.per_tonne(row, exact(&row["price"])));
            tally.hours += figure(row, "time_h").unwrap_or_default();
            if let Some(open) = figure(row, "open_days") {
                let closed = (whole(7) - open) * whole(24);
                tally.hours += &closed * &closed / whole(336);
            }
        }
        (!rows.is_empty()).then_some(tally)
    }

    fn components(&self, legs: &[Leg<'_>]) -> Vec<Component<'a>> {
        let mode = legs[0].row["mode"].as_str();
        let haulage = PARTS.into_iter().find(|part| part.strip_suffix("_haulage") == Some(mode)).expect("a part");
        let Some(tariff) = cell(legs[0].row, "tariff") else {
            let direct = |leg: &Leg<'_>| {
                let amount = exact(&leg.row["cost_per_t"]) * self.factors(cell(leg.row, "factor"));
                let rate = BTreeMap::from([("basis", "t".to_owned()), ("currency", leg.row["currency"].clone())]);
                self.per_tonne(&rate, amount)
            };
            let prices: Vec<Exact> = legs.iter().map(direct).collect();
            return vec![Component {
                part: haulage,
                price: prices.iter().sum(),
                lines: Some(vec![(Exact::zero(), prices)]),
            }];
        };
        let schedule = self.schedule(tariff).expect("the leg is open");
        schedule.values().map(|rows| self.component(rows, legs, haulage)).collect()
    }

    fn factors(&self, keys: Option<&str>) -> Exact {
        let rows = self.world.rows(TableName::Factors);
        let value = |key: &str| exact(&rows.iter().find(|row| row["key"] == key).expect("a multiplier")["value"]);
        keys.map_or_else(Exact::one, |keys| keys.split(';').map(value).product())
    }

    fn component(&self, rows: &[&'a Row], legs: &[Leg<'_>], haulage: &'a str) -> Component<'a> {
        let number = |row: &Row, column: &str| figure(row, column).unwrap_or_default();
        let written = |leg: &Leg<'_>| exact(&leg.row["distance_km"]);
        let length: Exact = legs.iter().map(written).sum();
        let lot = self.goods("lot_t");
        let within = |row: &Row, quantity: &Exact, from: &str, to: &str| {
            number(row, from) <= *quantity && figure(row, to).is_none_or(|to| *quantity < to)
        };
        let by_km = rows.iter().any(|row| cell(row, "to_km").is_some());
        let by_lot = rows.iter().any(|row| cell(row, "to_t").is_some());
        let slab = rows[0].get("method").is_none_or(|method| method == "slab");
        let row = *rows
            .iter()
            .find(|row| match (by_km, by_lot) {
                (true, _) => within(row, &length, "from_km", "to_km"),
                (_, true) => within(row, &lot, "from_t", "to_t"),
                _ => true,
            })
            .expect("a band");
        let factors = self.factors(cell(row, "factor"));
        let charged = |leg: &Leg<'_>| {
            let counts = cell(row, "leg_tag").is_none_or(|tag| cell(leg.row, "tags") == Some(tag));
            if counts { written(leg) * self.factors(cell(leg.row, "factor")) } else { Exact::zero() }
        };
        let km: Vec<Exact> = legs.iter().map(charged).collect();
        // Straight lines as what a haul and what a kilometre costs.
        let mut lines: Vec<(Exact, Exact)> = Vec::new();
        let mut price;
        if by_km && !slab {
            let mut fixed = number(rows[0], "per_haul");
            price = fixed.clone();
            let mut last = None;
            let mut concave = true;
            for row in rows {
                let (from, rate) = (number(row, "from_km"), number(row, "per_km"));
                let to = figure(row, "to_km").unwrap_or_else(|| length.clone().max(from.clone()));
                price += &rate * (to.min(length.clone()) - &from).max(Exact::zero());
                if let Some(before) = last {
                    fixed += (&before - &rate) * &from;
                    concave &= rate <= before;
                }
                lines.push((fixed.clone(), rate.clone()));
                last = Some(rate);
            }
            if !concave {
                lines.clear();
            }
        } else {
            let (mut fixed, mut rate) = (number(row, "per_haul"), number(row, "per_km"));
            if by_lot && !slab {
                (fixed, rate) = (Exact::zero(), Exact::zero());
                for row in rows {
                    let to = figure(row, "to_t").unwrap_or_else(|| lot.clone()).min(lot.clone());
                    let share = (to - number(row, "from_t")).max(Exact::zero()) / &lot;
                    fixed += number(row, "per_haul") * &share;
                    rate += number(row, "per_km") * share;
                }
            }
            price = &fixed + &rate * km.iter().sum::<Exact>();
            if !by_km {
                lines.push((fixed, rate));
            }
        }
        price *= &factors;
        for line in &mut lines {
            *line = (&line.0 * &factors, &line.1 * &factors);
        }
        if let Some(minimum) = figure(row, "minimum") {
            price = price.max(minimum);
            lines.clear();
        }
        if let Some(cap) = figure(row, "cap") {
            price = price.min(cap.clone());
            lines.push((cap, Exact::zero()));
        }
        if let Some(step) = figure(row, "round_to") {
            price = (price / &step + Exact::new(1.into(), 2.into())).floor() * step;
            lines.clear();
        }
        let per_leg = |line: (Exact, Exact)| {
            let legs = km.iter().map(|km| self.per_tonne(row, &line.1 * km)).collect();
            (self.per_tonne(row, line.0), legs)
        };
        let part = match cell(row, "part") {
            None | Some("haulage") => haulage,
            Some(part) => part,
        };
        let lines = (!lines.is_empty()).then(|| lines.into_iter().map(per_leg).collect());
        Component { part, price: self.per_tonne(row, price), lines }
    }

    /// Returns what a haul costs, if it is possible.
    fn haul(&self, path: &[usize], lay: Lay<'a>) -> Option<i64> {
        let key = (path.to_vec(), lay);
        if let Some(known) = self.hauls.borrow().get(&key) {
            return *known;
        }
        let price = self.price_of_haul(path, lay);
        self.hauls.borrow_mut().insert(key, price);
        price
    }

    fn price_of_haul(&self, path: &[usize], lay: Lay<'a>) -> Option<i64> {
        let legs: Vec<Leg<'_>> = path.iter().map(|&leg| self.legs[leg]).collect();
        let crossings: Vec<Tally> =
            legs.iter().filter(|leg| self.crosses(leg)).map(|leg| self.crossing(leg)).collect::<Option<_>>()?;
        let boarding = self.boarding(&legs[0], lay);
        let running: Vec<Tally> = legs.iter().enumerate().map(|(index, leg)| self.running(leg, index == 0)).collect();
        let components = self.components(&legs);
        if components.iter().any(|component| component.lines.is_none()) {
            // A price that is no straight line is charged as one, with all that happens on the way.
            let mut all = boarding;
            for component in components {
                all.charge(component.part, component.price);
            }
            running.iter().chain(&crossings).for_each(|tally| all.add(tally));
            return Some(self.rounded(&all));
        }
        let mut ways = vec![(boarding, running)];
        for component in components {
            let lines = component.lines.expect("all have lines");
            ways = ways
                .iter()
                .flat_map(|(boarding, running)| {
                    lines.iter().map(|(fixed, per_leg)| {
                        let (mut boarding, mut running) = (boarding.clone(), running.clone());
                        boarding.charge(component.part, fixed.clone());
                        running
                            .iter_mut()
                            .zip(per_leg)
                            .for_each(|(tally, price)| tally.charge(component.part, price.clone()));
                        (boarding, running)
                    })
                })
                .collect();
        }
        let sums = ways.iter().map(|(boarding, running)| {
            running.iter().chain([boarding]).chain(&crossings).map(|tally| self.rounded(tally)).sum::<i64>()
        });
        sums.min()
    }

    fn search(&self) -> Option<i64> {
        let met = self.met(|word| self.is_item(word, None, Some(self.from)));
        let past = Past { abroad: (None, None, None), met };
        for mode in self.modes_from(self.from) {
            if let Some(cost) = self.handle(self.from, "load", None, Some(mode)) {
                self.depart(self.from, mode, Track::Any, Lay::Loaded, past, cost);
            }
        }
        *self.best.borrow()
    }

    /// Tells whether running over a leg uses something; a port is used only where cargo changes to or from a ship.
    fn is_passed(&self, word: &str, leg: &Leg<'_>) -> bool {
        let is_port = matches!(cell(self.places[leg.to], "kind"), Some("port" | "terminal"));
        self.is_item(word, Some(leg), None)
            || self.is_item(word, None, Some(leg.to)) && (!is_port || word == self.country(leg.to))
    }

    /// Returns the duties that something meets.
    fn met(&self, has: impl Fn(&str) -> bool) -> u32 {
        let meets = |group: &Vec<&str>| group.iter().any(|word| has(word));
        self.duties.iter().enumerate().filter(|(_, group)| meets(group)).fold(0, |met, (bit, _)| met | 1 << bit)
    }

    fn legs_from(&self, place: usize) -> impl Iterator<Item = usize> + '_ {
        (0..self.legs.len()).filter(move |&leg| self.open[leg] && self.legs[leg].from == place)
    }

    fn rides_from(&self, place: usize) -> BTreeSet<Ride<'a>> {
        self.legs_from(place).map(|leg| self.legs[leg].ride).collect()
    }

    fn modes_from(&self, place: usize) -> BTreeSet<&'a str> {
        self.rides_from(place).into_iter().filter_map(|ride| ride[0]).collect()
    }

    /// Boards every ride of a mode; on one track only, where that is given.
    fn depart(&self, place: usize, mode: &str, track: Track<'_>, lay: Lay<'a>, past: Past, cost: i64) {
        for ride in self.rides_from(place) {
            if ride[0] == Some(mode) && (track == Track::Any || track == Track::Gauge(ride[1])) {
                self.ride(place, ride, lay, past, cost);
            }
        }
    }

    /// Rides every haul that begins somewhere.
    fn ride(&self, place: usize, ride: Ride<'a>, lay: Lay<'a>, past: Past, cost: i64) {
        let mut hauls = Vec::new();
        self.follow(&mut vec![(place, past)], &mut Vec::new(), ride, &mut hauls);
        let km = |path: &[usize]| path.iter().map(|&leg| exact(&self.legs[leg].row["distance_km"])).sum::<Exact>();
        let straight = hauls.first().is_none_or(|(_, path, _)| {
            let legs: Vec<Leg<'_>> = path.iter().map(|&leg| self.legs[leg]).collect();
            self.components(&legs).iter().all(|component| component.lines.is_some())
        });
        if !straight {
            // Such prices are those of the shortest way between two stations.
            let mut shortest: BTreeMap<(usize, Past), (Exact, Vec<usize>)> = BTreeMap::new();
            for (end, path, past) in hauls.drain(..).filter(|(end, ..)| *end != place) {
                let length = km(&path);
                if shortest.get(&(end, past)).is_none_or(|(known, _)| length < *known) {
                    shortest.insert((end, past), (length, path));
                }
            }
            hauls = shortest.into_iter().map(|((end, past), (_, path))| (end, path, past)).collect();
        }
        for (end, path, past) in hauls {
            if let Some(price) = self.haul(&path, lay) {
                self.arrive(end, ride, past, cost + price);
            }
        }
    }

    fn follow(
        &self,
        seen: &mut Vec<(usize, Past)>,
        path: &mut Vec<usize>,
        ride: Ride<'a>,
        hauls: &mut Vec<(usize, Vec<usize>, Past)>,
    ) {
        let &(place, past) = seen.last().expect("the start at least");
        for leg in self.legs_from(place) {
            if self.legs[leg].ride != ride {
                continue;
            }
            let Some(abroad) = self.over(leg, past.abroad) else { continue };
            let to = self.legs[leg].to;
            let next = Past { abroad, met: past.met | self.met(|word| self.is_passed(word, &self.legs[leg])) };
            if (to, next) == seen[0] {
                // Out and back may pay where handling after a ride is cheaper than loading.
                path.push(leg);
                hauls.push((to, path.clone(), next));
                path.pop();
            }
            if seen.contains(&(to, next)) {
                continue;
            }
            path.push(leg);
            seen.push((to, next));
            hauls.push((to, path.clone(), next));
            self.follow(seen, path, ride, hauls);
            path.pop();
            seen.pop();
        }
    }

    /// Returns how foreign countries have been used after a leg; nothing where goods leave home a second time.
    fn over(&self, leg: usize, abroad: Abroad) -> Option<Abroad> {
        let ends = &self.legs[leg];
        let (Some(home), true) = (self.home, self.crosses(ends)) else { return Some(abroad) };
        match abroad {
            (exit, port, entry) if self.country(ends.from) == home => {
                exit.is_none().then_some((Some(leg), port, entry))
            }
            (exit, port, _) if self.country(ends.to) == home => Some((exit, port, Some(leg))),
            other => Some(other),
        }
    }

    fn arrive(&self, place: usize, ride: Ride<'a>, past: Past, cost: i64) {
        if self.best.borrow().is_some_and(|best| best <= cost) {
            return;
        }
        let known = self.least.borrow().get(&(place, ride, past)).copied();
        if known.is_some_and(|known| known <= cost) {
            return;
        }
        self.least.borrow_mut().insert((place, ride, past), cost);
        let mode = ride[0].expect("a mode");
        if place == self.to
            && past.met | self.met(|word| self.is_item(word, None, Some(place))) == (1 << self.duties.len()) - 1
            && self.is_permitted(past.abroad)
            && let Some(price) = self.handle(place, "unload", Some(mode), None)
        {
            let total = cost + price;
            let mut best = self.best.borrow_mut();
            *best = Some(best.map_or(total, |best| best.min(total)));
        }
        for next in self.rides_from(place) {
            if next != ride && next[..2] == ride[..2] && (next[3].is_none() || next[3] == ride[3]) {
                self.ride(place, next, Lay::Staying, past, cost);
            }
        }
        for to in self.modes_from(place) {
            let Some(price) = self.handle(place, "tranship", Some(mode), Some(to)) else { continue };
            let mut after = past;
            if mode == "sea" || to == "sea" {
                after.met |= self.met(|word| self.is_item(word, None, Some(place)));
            }
            if (mode == "sea") != (to == "sea") {
                // A permission covers one such change abroad.
                if self.home.is_some_and(|home| home != self.country(place)) && after.abroad.1.replace(place).is_some()
                {
                    continue;
                }
            }
            // From train to train the gauge stays.
            let track = if to == mode { Track::Gauge(ride[1]) } else { Track::Any };
            self.depart(place, to, track, Lay::From(mode), after, cost + price);
        }
        if mode == "rail"
            && let Some(price) = self.handle(place, "gauge", Some("rail"), Some("rail"))
        {
            let rails = self.rides_from(place).into_iter().filter(|next| next[0] == Some("rail"));
            for gauge in rails.map(|next| next[1]).filter(|&gauge| gauge != ride[1]).collect::<BTreeSet<_>>() {
                self.depart(place, "rail", Track::Gauge(gauge), Lay::Regauged, past, cost + price);
            }
        }
    }

    /// Tells whether goods that stayed at home, or left and came back like this, are permitted.
    fn is_permitted(&self, (exit, port, entry): Abroad) -> bool {
        let (Some(exit), Some(entry)) = (exit, entry) else { return exit.is_none() };
        let at = |row: &Row, column: &str, leg: usize| {
            let ends = [self.legs[leg].from, self.legs[leg].to];
            cell(row, column).is_none_or(|key| ends.iter().any(|&end| self.places[end]["key"] == key))
        };
        let today = "2017-08-08";
        self.world.rows(TableName::Permissions).iter().any(|row| {
            self.fits_goods(row).is_some()
                && cell(row, "region").is_none_or(|region| region == self.places[self.from]["region"])
                && at(row, "exit_point", exit)
                && cell(row, "transit_port").is_none_or(|key| port.is_some_and(|port| self.places[port]["key"] == key))
                && at(row, "entry_port", entry)
                && cell(row, "valid_from").is_none_or(|from| from <= today)
                && cell(row, "valid_to").is_none_or(|to| to >= today)
        })
    }
}

/// Returns how many days goods wait that come at any time of the week: on average, or at worst.
fn days_between_weekdays(weekdays: &str, half: bool) -> Exact {
    const WEEK: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let departs = |day: usize| weekdays.split(';').any(|word| word == WEEK[day % 7]);
    // Who comes within a day waits half of it, and then whole days up to the departure at the end of the last.
    let whole_days = (0..7).map(|day| (0..7).find(|later| departs(day + later + 1)).expect("a departure") as i64);
    let waits: Vec<i64> = whole_days.collect();
    if half {
        whole(waits.iter().sum::<i64>()) / whole(7) + whole(1) / whole(2)
    } else {
        whole(waits.into_iter().max().unwrap_or(0) + 1)
    }
}

/// Scores a selector: nothing where it does not match, 0 where it is any.
fn selects(selector: Option<&str>, is: Option<&str>) -> Option<u8> {
    match selector {
        None => Some(0),
        Some(_) if selector == is => Some(1),
        Some(_) => None,
    }
}

#[test]
fn every_total_is_that_of_the_cheapest_of_all_ways() {
    let answered = std::cell::Cell::new((0, 0));
    holds_for(800, &plans(ALL, ROUGH), |plan| {
        let world = world(&plan);
        let mut oracle = Vec::new();
        for demand in &world.demands {
            oracle.extend(world.corridors.iter().map(|corridor| cheapest(&world, demand, corridor)));
        }
        let found = totals(&world.answers());
        prop_assert_eq!(&found, &oracle);
        let (yes, no) = answered.get();
        let routes = found.iter().flatten().count();
        answered.set((yes + routes, no + found.len() - routes));
        Ok(())
    });
    let (yes, no) = answered.get();
    assert!(yes > 2000 && no > 200, "{yes} answers and {no} refusals were compared");
}

#[test]
fn a_single_feature_at_a_time_is_priced_like_the_cheapest_of_all_ways() {
    for feature in (0..24).map(|bit| 1 << bit) {
        holds_for(16, &plans(feature | LOTS, feature | ROUGH), |plan| {
            let world = world(&plan);
            let all =
                world.demands.iter().flat_map(|demand| world.corridors.iter().map(move |corridor| (demand, corridor)));
            let oracle: Vec<Option<i64>> = all.map(|(demand, corridor)| cheapest(&world, demand, corridor)).collect();
            prop_assert_eq!(totals(&world.answers()), oracle);
            Ok(())
        });
    }
}
