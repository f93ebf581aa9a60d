//! The cheapest way by trying every way: an independent reading of the tables in exact fractions.
//!
//! It knows nothing of the program's model, network or prices: it takes the rows as they are written, follows every
//! sequence of hauls over the physical legs, and prices each. Only the rule of rounding is the program's: what is
//! charged together is rounded once to the millionth, part by part.

mod price;
mod routes;
mod search;

pub(crate) use routes::routes;

use std::cell::RefCell;
use std::collections::BTreeMap;

use corridor::answer::PARTS;
use corridor::scenario::TableName;
use num_rational::BigRational;
use num_traits::{One, ToPrimitive, Zero};
use proptest::prelude::*;

use crate::holds_for;
use crate::random::{ALL, LOTS, ROUGH, SUPPORT, plans, world};
use crate::support::world::{Corridor, Demand, Row, World, totals};

type Exact = BigRational;

fn whole(number: i64) -> Exact {
    Exact::from_integer(number.into())
}

/// Adds a number; most are zero, and every sum of fractions is brought to its lowest terms, which takes long.
fn sum(mine: &mut Exact, other: &Exact) {
    if !other.is_zero() {
        *mine += other;
    }
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
    parts: [Exact; PARTS.len()],
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
        if !amount.is_zero() {
            self.parts[index] += amount;
        }
    }

    fn add(&mut self, other: &Self) {
        self.parts.iter_mut().zip(&other.parts).for_each(|(mine, theirs)| sum(mine, theirs));
        sum(&mut self.hours, &other.hours);
        sum(&mut self.loss, &other.loss);
        sum(&mut self.co2e_kg, &other.co2e_kg);
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
    /// The way so far and all routes found, where they are asked for and not only the cheapest.
    trail: RefCell<Option<routes::Trail>>,
}

/// Returns the cheapest total of a demand by a corridor in millionths.
pub(crate) fn cheapest(world: &World, demand: &Demand, corridor: &Corridor) -> Option<i64> {
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
            trail: RefCell::default(),
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
    ///
    /// `fits` gives what a row is about, the weightiest first, and what counts after its goods.
    fn chosen(&self, table: TableName, fits: impl Fn(&Row) -> Option<(Vec<u8>, u8)>) -> Vec<&'a Row> {
        let mut best: BTreeMap<&str, (Vec<u8>, &Row)> = BTreeMap::new();
        for row in self.world.rows(table) {
            let (Some((mut fit, last)), Some(goods)) = (fits(row), self.fits_goods(row)) else { continue };
            fit.extend(goods);
            fit.push(last);
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
            let said = [("place", Some(self.places[place]["key"].as_str())), ("from_mode", from), ("to_mode", to)];
            let said: Option<_> = said.into_iter().map(|(column, is)| selects(cell(row, column), is)).collect();
            Some((said?, 0))
        })
    }

    fn borders(&self, leg: &Leg<'_>) -> Vec<&'a Row> {
        self.chosen(TableName::Borders, |row| {
            let place = match cell(row, "place") {
                None => Some(0),
                Some(key) => [leg.from, leg.to].iter().any(|&end| self.places[end]["key"] == key).then_some(1),
            };
            let is_entered = u8::from(cell(row, "place") == Some(&self.places[leg.to]["key"]));
            let said: Option<_> = [
                selects(cell(row, "leg"), Some(&leg.row["key"])),
                place,
                selects(cell(row, "from_country"), Some(self.country(leg.from))),
                selects(cell(row, "to_country"), Some(self.country(leg.to))),
                selects(cell(row, "mode"), Some(&leg.row["mode"])),
                selects(cell(row, "regime"), Some(self.regime)),
            ]
            .into_iter()
            .collect();
            Some((said?, is_entered))
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
    holds_for(800, &plans(ALL | SUPPORT, ROUGH), |plan| {
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
    for feature in (0..25).map(|bit| 1 << bit) {
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
