//! Random small scenarios: two to six places in up to three countries, and a little of everything that tables can say.

mod rows;

use std::collections::BTreeMap;

use corridor::scenario::TableName;
use proptest::prelude::*;

use crate::support::world::{Corridor, Demand, Row, World, row};

/// Bands of haul length, each further kilometre cheaper.
pub(crate) const CONCAVE: u32 = 1;
/// Bands of haul length, each further kilometre dearer.
pub(crate) const CONVEX: u32 = 1 << 1;
/// Bands that charge the whole haul at one rate.
pub(crate) const SLAB: u32 = 1 << 2;
/// Least charges.
pub(crate) const MINIMUM: u32 = 1 << 3;
/// Most charges.
pub(crate) const CAP: u32 = 1 << 4;
/// Quotations rounded to a step.
pub(crate) const ROUNDED: u32 = 1 << 5;
/// Bands of lot.
pub(crate) const LOTS: u32 = 1 << 6;
/// Several components, multipliers, tagged legs, other parts.
pub(crate) const COMPONENTS: u32 = 1 << 7;
/// Prices by wagon, box and consignment.
pub(crate) const BASES: u32 = 1 << 8;
/// Handling by place, mode, form and commodity, with time and losses.
pub(crate) const HANDLING: u32 = 1 << 9;
/// Charges and hours at borders.
pub(crate) const BORDERS: u32 = 1 << 10;
/// Permissions by exit, port and entry.
pub(crate) const PERMISSIONS: u32 = 1 << 11;
/// Services that are waited for.
pub(crate) const SERVICES: u32 = 1 << 12;
/// Storage after free days.
pub(crate) const STORAGE: u32 = 1 << 13;
/// Seasons and closures.
pub(crate) const CALENDAR: u32 = 1 << 14;
/// Prices in other currencies.
pub(crate) const CURRENCIES: u32 = 1 << 15;
/// Boxes besides bulk, with their hire.
pub(crate) const BOXES: u32 = 1 << 16;
/// Capital, losses and emissions have a price.
pub(crate) const VALUE: u32 = 1 << 17;
/// Corridors with all kinds of rules.
pub(crate) const RULES: u32 = 1 << 18;
/// Two gauges.
pub(crate) const GAUGES: u32 = 1 << 19;
/// Rows that hold only by a switch.
pub(crate) const SWITCHES: u32 = 1 << 20;
/// Countries besides the first.
pub(crate) const ABROAD: u32 = 1 << 21;
/// Numbers whose quotients have no end, and lengths of which no two sums are the same. Without it no amount has more than
/// six decimals: prices have two, lengths are whole tens, what they are divided by and multiplied with adds few.
pub(crate) const ROUGH: u32 = 1 << 22;
/// Direct prices.
pub(crate) const DIRECT: u32 = 1 << 23;

/// Support by regions, legs, places and services; not among everything, for it may cost a world its route.
pub(crate) const SUPPORT: u32 = 1 << 24;

/// Everything else.
pub(crate) const ALL: u32 = (1 << 24) - 1;

/// Says which world is made; a simpler plan makes a simpler world, so that a failure shrinks to one that is easy to read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    pub(crate) seed: u64,
    pub(crate) places: usize,
    pub(crate) extra_legs: usize,
    pub(crate) features: u32,
}

impl Plan {
    pub(crate) const fn has(&self, feature: u32) -> bool {
        self.features & feature != 0
    }
}

/// Returns plans for worlds that show some of the features allowed, and all of those required.
pub(crate) fn plans(allowed: u32, required: u32) -> impl Strategy<Value = Plan> {
    (any::<u64>().no_shrink(), 2..6_usize, 0..6_usize, any::<u32>()).prop_map(
        move |(seed, places, extra_legs, features)| Plan {
            seed,
            places,
            extra_legs,
            features: features & allowed | required,
        },
    )
}

/// Draws numbers one after the other.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        // Steele, Lea and Flood, Fast splittable pseudorandom number generators, OOPSLA 2014.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    /// Shuffles like Fisher and Yates.
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }

    /// Draws a price with two decimals below some units.
    fn price(&mut self, below: usize) -> String {
        format!("{}.{:02}", self.below(below), self.below(100))
    }
}

/// Makes the world of a plan.
pub(crate) fn world(plan: &Plan) -> World {
    let mut maker = Maker { plan: *plan, dice: Dice::new(plan.seed), world: World::new(), schedules: Vec::new() };
    maker.goods();
    maker.places();
    maker.schedules();
    maker.services();
    maker.legs();
    maker.handling();
    maker.price_years();
    maker.borders();
    maker.permissions();
    maker.calendar();
    maker.questions();
    if plan.has(SUPPORT) {
        maker.support();
        maker.moderate();
    }
    maker.world
}

/// Makes the world of a plan with whatever support, though a route may cost less than nothing.
pub(crate) fn lavish(plan: &Plan) -> World {
    let mut world = world(&Plan { features: plan.features & !SUPPORT, ..*plan });
    let mut maker = Maker { plan: *plan, dice: Dice::new(!plan.seed), world: World::new(), schedules: Vec::new() };
    std::mem::swap(&mut maker.world, &mut world);
    maker.support();
    maker.world
}

/// Is a schedule that legs of a mode may name.
#[derive(Clone, Copy)]
struct Named {
    mode: &'static str,
    name: &'static str,
    /// Whether its price is a straight line of the kilometres, so that it may serve legs with a multiplier and crossings.
    straight: bool,
}

struct Maker {
    plan: Plan,
    dice: Dice,
    world: World,
    schedules: Vec<Named>,
}

impl Maker {
    const fn has(&self, feature: u32) -> bool {
        self.plan.has(feature)
    }

    /// Tells whether a feature is there and shows here.
    fn shows(&mut self, feature: u32, percent: usize) -> bool {
        self.has(feature) && self.dice.chance(percent)
    }

    fn currency(&mut self) -> &'static str {
        if self.shows(CURRENCIES, 40) { self.dice.pick(&["USD", "RUB"]) } else { "CNY" }
    }

    fn country(&self, place: usize) -> &str {
        &self.world.rows(TableName::Places)[place]["country"]
    }

    /// Adds a row unless one selects exactly the same already.
    fn put_once(&mut self, table: TableName, selectors: &[&str], row: Row) {
        let any = |row: &Row, column: &str| row.get(column).filter(|cell| *cell != "*").cloned().unwrap_or_default();
        let same = |other: &Row| selectors.iter().all(|column| any(other, column) == any(&row, column));
        if !self.world.rows(table).iter().any(same) {
            self.world.put(table, row);
        }
    }

    fn goods(&mut self) {
        let rough = self.has(ROUGH);
        let world = &mut self.world;
        let lot = if rough { self.dice.pick(&["3000", "700", "19.5"]) } else { "1000" };
        world.cargo.insert("lot_t", lot.to_owned());
        if lot == "700" {
            world.cargo.insert("fill", "\"whole\"".to_owned());
        }
        if self.plan.has(VALUE) {
            let (value, rate, carbon) = if rough { ("1720", "0.0435", "57.3") } else { ("1752", "0.05", "50") };
            world.cargo.insert("value_per_t", value.to_owned());
            world.cargo.insert("holding_rate_per_year", rate.to_owned());
            world.cargo.insert("carbon_price_per_t", carbon.to_owned());
            world.cargo.insert("buffer_price_per_day", if rough { "0.2049" } else { "0.25" }.to_owned());
        }
        world.put(TableName::Commodities, row! { key = "grain", name = "Grain" });
        world.put(TableName::Commodities, row! { key = "maize", name = "Maize", group = "grain" });
        world.put(
            TableName::Fx,
            row! { key = "usd", currency = "USD", quote = "CNY", rate = if rough { "6.5" } else { "6" } },
        );
        // Quoted the other way round.
        world.put(
            TableName::Fx,
            row! { key = "rub", currency = "CNY", quote = "RUB", rate = if rough { "8.7" } else { "0.5" } },
        );
        world.put(TableName::Factors, row! { key = "fuel", value = 1.1 });
        let (first, second) = if rough { ("80", "125") } else { ("50", "25") };
        let levels = [("", "2015", first), ("2016", "2016", second), ("2017", "", "100")];
        for (from, to, value) in levels {
            world.put(TableName::Series, row! { key = "level", valid_from = from, valid_to = to, value = value });
        }
        world.put(TableName::Factors, row! { key = "tax", value = if rough { "0.5" } else { "2" } });
        let (wagon, box20) = if rough { (63, "21.7") } else { (50, "25") };
        world.put(TableName::Equipment, row! { key = "wagon", unit = "wagon", payload_t = wagon });
        world.put(
            TableName::Equipment,
            row! { key = "wagon-box", unit = "wagon", form = "box20", payload_t = if rough { 40 } else { 20 } },
        );
        let mut unit =
            row! { key = "box20", unit = "box20", form = "box20", commodity = "grain", payload_t = box20, teu = 1 };
        if self.dice.chance(60) {
            unit.insert("hire_per_day", if rough { "31.3" } else { "48" }.to_owned());
            unit.insert("currency", "CNY".to_owned());
        }
        world.put(TableName::Equipment, unit);
        world.put(
            TableName::Emissions,
            row! { key = "land", value = if rough { "17.3" } else { "20" }, unit = "g/tkm" },
        );
        world.put(
            TableName::Emissions,
            row! { key = "ship", value = 100, unit = if rough { "g/TEU-km" } else { "g/tkm" } },
        );
        let speeds = if rough { [37, 55, 27] } else { [40, 50, 25] };
        for (vehicle, speed) in ["train", "truck", "vessel"].into_iter().zip(speeds) {
            let emission = if vehicle == "vessel" { "ship" } else { "land" };
            world.put(
                TableName::Vehicles,
                row! { key = vehicle, vehicle = vehicle, speed_kmh = speed, loss_pct = 0.25, emission = emission },
            );
        }
        world.put(
            TableName::Vehicles,
            row! { key = "train-box", vehicle = "train", form = "box20", speed_kmh = 50, emission = "land" },
        );
    }

    fn places(&mut self) {
        for index in 0..self.plan.places {
            let inner = index > 0 && index + 1 < self.plan.places;
            let last = index + 1 == self.plan.places;
            let abroad = self.has(ABROAD) && (inner && self.dice.chance(50) || last && self.dice.chance(20));
            let country = if abroad { self.dice.pick(&["RU", "KR"]) } else { "CN" };
            let region = self.dice.pick(&["jilin", "liaoning"]);
            let tags = if self.dice.chance(40) { "port" } else { "" };
            let kind = self.dice.pick(&["port", "terminal", "city", ""]);
            let name = format!("Place {index}");
            self.world.put(
                TableName::Places,
                row! { key = format!("p{index}"), name = name, country = country, region = region, kind = kind, tags = tags },
            );
        }
    }

    fn schedules(&mut self) {
        for (mode, name) in [
            ("rail", "rail-a"),
            ("rail", "rail-b"),
            ("road", "road-a"),
            ("sea", "sea-a"),
            ("sea", "sea-b"),
            ("waterway", "canal-a"),
        ] {
            let straight = self.schedule(name);
            self.schedules.push(Named { mode, name, straight });
        }
        for (mode, name) in [("rail", "rail-x"), ("road", "road-x"), ("sea", "sea-x"), ("waterway", "canal-x")] {
            let row = self.tariff_row(name, "");
            self.world.put(TableName::Tariffs, row);
            self.schedules.push(Named { mode, name, straight: true });
        }
    }

    fn tariff_row(&mut self, tariff: &str, more: &str) -> Row {
        let key = format!("{tariff}{more}");
        let (per_haul, currency) = (self.dice.price(30), self.currency());
        let per_km = format!("0.{}", 1 + self.dice.below(9));
        row! { key = key, tariff = tariff, basis = "t", currency = currency, per_haul = per_haul, per_km = per_km }
    }

    /// Makes one schedule and tells whether it is a straight line.
    fn schedule(&mut self, name: &'static str) -> bool {
        let mut base = self.tariff_row(name, "");
        if self.shows(BASES, 60) {
            let basis = self.dice.pick(&["wagon", "wagon", "consignment"]);
            base.insert("basis", basis.to_owned());
            // What a wagon or a lot costs is more than what a tonne does.
            base.insert("per_haul", self.dice.below(900).to_string());
            base.insert("per_km", format!("{}.{}", self.dice.below(30), self.dice.below(10)));
        }
        if self.shows(COMPONENTS, 30) {
            base.insert("factor", self.dice.pick(&["fuel", "tax", "fuel;tax"]).to_owned());
        }
        let shapes = [CONCAVE, CONVEX, SLAB, MINIMUM, CAP, ROUNDED, LOTS];
        let wanted: Vec<u32> = shapes.into_iter().filter(|&shape| self.has(shape)).collect();
        let shape = if wanted.is_empty() || self.dice.chance(30) { 0 } else { self.dice.pick(&wanted) };
        let straight = self.shape(name, base, shape);
        if self.shows(COMPONENTS, 60) {
            let mut fund = self.tariff_row(name, "-fund");
            fund.insert("component", "fund".to_owned());
            fund.remove("per_haul");
            fund.insert("per_km", "0.03".to_owned());
            if self.dice.chance(50) {
                fund.insert("leg_tag", "electrified".to_owned());
            }
            if self.dice.chance(30) {
                fund.insert("part", self.dice.pick(&["equipment", "handling", "border", "storage"]).to_owned());
            }
            self.world.put(TableName::Tariffs, fund);
        }
        if self.shows(BASES, 40) {
            // A price per box holds for boxes only, and before the general one.
            let row = self.tariff_row(name, "-box");
            let basis = [("basis", "box20".to_owned()), ("per_haul", "500".to_owned()), ("per_km", "2.5".to_owned())];
            self.world.put(TableName::Tariffs, row.into_iter().chain(basis).collect());
        }
        if self.shows(BASES, 20) {
            let mut row = self.tariff_row(name, "-maize");
            row.insert("commodity", self.dice.pick(&["maize", "grain"]).to_owned());
            self.world.put(TableName::Tariffs, row);
        }
        if self.shows(SWITCHES, 30) {
            let mut row = self.tariff_row(name, "-planned");
            row.insert("switch", "planned".to_owned());
            self.world.put(TableName::Tariffs, row);
        }
        straight
    }

    /// Adds the rows of a base component in some shape, and tells whether it is a straight line.
    fn shape(&mut self, name: &str, mut base: Row, shape: u32) -> bool {
        let rate: Vec<&str> = match shape {
            CONCAVE => vec!["0.4", "0.3", "0.1"],
            CONVEX => vec!["0.1", "0.3", "0.5"],
            SLAB => vec!["0.5", "0.2", "0.3"],
            _ => Vec::new(),
        };
        match shape {
            CONCAVE | CONVEX | SLAB => {
                let bands = 2 + self.dice.below(2);
                let edges = [0, 100 + 50 * self.dice.below(6), 700];
                for band in 0..bands {
                    let mut row = base.clone();
                    row.insert("key", format!("{name}-{band}"));
                    row.insert("method", if shape == SLAB { "slab" } else { "graduated" }.to_owned());
                    row.insert("from_km", edges[band].to_string());
                    if band + 1 < bands {
                        row.insert("to_km", edges[band + 1].to_string());
                    }
                    row.insert("per_km", rate[band].to_owned());
                    if band > 0 && shape != SLAB {
                        row.remove("per_haul");
                    }
                    if band > 0 && shape == SLAB && self.dice.chance(30) {
                        // Each band is a price of its own, with its own terms.
                        row.insert("factor", "fuel".to_owned());
                        row.insert("currency", self.currency().to_owned());
                    }
                    self.world.put(TableName::Tariffs, row);
                }
                return false;
            }
            MINIMUM => drop(base.insert("minimum", (50 * self.dice.below(10)).to_string())),
            CAP => drop(base.insert("cap", (20 + 40 * self.dice.below(10)).to_string())),
            ROUNDED => drop(base.insert("round_to", self.dice.pick(&["0.1", "1", "5"]).to_owned())),
            LOTS => {
                // A lot charged as another one divides by the lot, which is no amount in six decimals.
                let methods: &[&str] =
                    if self.has(ROUGH) { &["slab", "graduated", "as-if"] } else { &["slab", "graduated"] };
                let method = self.dice.pick(methods);
                for (band, (from, to)) in [("", "500"), ("500", "2500"), ("2500", "")].into_iter().enumerate() {
                    let mut row = base.clone();
                    row.insert("key", format!("{name}-{band}"));
                    row.insert("method", method.to_owned());
                    row.insert("from_t", from.to_owned());
                    row.insert("to_t", to.to_owned());
                    row.insert("per_km", format!("0.{}", 8 - 2 * band));
                    if method != "graduated" && self.dice.chance(30) {
                        row.insert("currency", self.currency().to_owned());
                    }
                    self.world.put(TableName::Tariffs, row);
                }
                return true;
            }
            _ => {}
        }
        self.world.put(TableName::Tariffs, base);
        shape == 0
    }

    /// Puts some prices at the level of an earlier year: all rows of a schedule, each row of handling for itself.
    fn price_years(&mut self) {
        if !self.has(COMPONENTS) {
            return;
        }
        let mut chosen: BTreeMap<String, &str> = BTreeMap::new();
        for table in [TableName::Tariffs, TableName::Handling, TableName::Borders, TableName::Legs] {
            for row in self.world.rows_mut(table).iter_mut().filter(|row| row.contains_key("currency")) {
                let group = row.get("tariff").unwrap_or(&row["key"]).clone();
                let year = *chosen.entry(group).or_insert_with(|| self.dice.pick(&["", "", "2015", "2016-03", "2017"]));
                if !year.is_empty() {
                    row.insert("series", "level".to_owned());
                    row.insert("price_year", year.to_owned());
                }
            }
        }
    }

    fn services(&mut self) {
        let days = if self.has(ROUGH) { self.dice.pick(&["mon;thu", "tue;wed;sun"]) } else { "mon" };
        self.world.put(TableName::Services, row! { key = "liner", every_days = 7, cutoff_h = 12, late_days = 4 });
        self.world.put(
            TableName::Services,
            row! { key = "feeder", weekdays = days, cutoff_h = 24, collects_t_per_day = 500 },
        );
        self.world.put(TableName::Services, row! { key = "block-train", every_days = 3, collects_t_per_day = 250 });
    }

    fn legs(&mut self) {
        for index in 1..self.plan.places {
            self.leg(index - 1, index);
        }
        for _ in 0..self.plan.extra_legs {
            let (from, to) = (self.dice.below(self.plan.places), self.dice.below(self.plan.places));
            if from != to {
                self.leg(from, to);
            }
        }
    }

    fn leg(&mut self, from: usize, to: usize) {
        let number = self.world.rows(TableName::Legs).len();
        let crossing = self.country(from) != self.country(to);
        let mode = self.dice.pick(&["rail", "rail", "rail", "road", "sea", "sea", "waterway"]);
        let km = 10 * (5 + self.dice.below(60));
        // No two sets of legs are equally long, so that there is one shortest way.
        let km = if self.has(ROUGH) { format!("{km}.{:03}", 1 << number.min(9)) } else { km.to_string() };
        let both = if self.dice.chance(85) { "yes" } else { "no" };
        let vehicle = match mode {
            "rail" => "train",
            "road" => "truck",
            _ => "vessel",
        };
        let (from, to) = (format!("p{from}"), format!("p{to}"));
        let mut row =
            row! { key = format!("l{number}"), from = from, to = to, mode = mode, both_ways = both, distance_km = km };
        // A haul loses what the vehicle of its first leg loses: hauls that begin without one would pay for a way round.
        let timed = self.dice.chance(20);
        if !timed || self.has(VALUE) {
            row.insert("vehicle", vehicle.to_owned());
        }
        if timed {
            row.insert("time_h", (self.dice.below(40) + 1).to_string());
            row.insert("co2e_kg_per_t", self.dice.below(20).to_string());
        }
        if self.dice.chance(15) {
            row.insert("speed_kmh", "20".to_owned());
        }
        // A ship sails one leg: its price may jump at a crossing too, where there is no other way round.
        let one_leg = matches!(mode, "sea" | "waterway");
        let fits = |named: &&Named| named.mode == mode && (named.straight || !crossing || one_leg);
        let named: Vec<Named> = self.schedules.iter().filter(fits).copied().collect();
        let schedule = self.dice.pick(&named);
        let straight = if self.shows(DIRECT, 25) {
            row.insert("cost_per_t", self.dice.price(200));
            row.insert("currency", self.currency().to_owned());
            true
        } else {
            row.insert("tariff", schedule.name.to_owned());
            schedule.straight
        };
        if straight && self.shows(COMPONENTS, 15) {
            row.insert("factor", "fuel".to_owned());
        }
        if self.shows(COMPONENTS, 50) {
            row.insert("tags", "electrified".to_owned());
        }
        if mode == "rail" && self.has(GAUGES) {
            row.insert("gauge_mm", self.dice.pick(&["1435", "1435", "1520"]).to_owned());
        }
        let services: &[&str] = if mode == "rail" { &["block-train", "", ""] } else { &["liner", "feeder", ""] };
        if mode != "road" && self.has(SERVICES) {
            row.insert("service", self.dice.pick(services).to_owned());
        }
        if self.shows(SWITCHES, 20) {
            row.insert("switch", "planned".to_owned());
        }
        if self.shows(CALENDAR, 10) {
            row.insert("open_months", self.dice.pick(&["6-9", "11-3"]).to_owned());
        }
        self.world.put(TableName::Legs, row);
    }
}
