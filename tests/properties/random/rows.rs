//! Writes the rows of handling, borders, permissions and the calendar, and what is asked.

use super::*;

impl Maker {
    pub(super) fn handling(&mut self) {
        for operation in ["load", "unload", "tranship"] {
            if operation == "tranship" && self.dice.chance(10) {
                continue;
            }
            let (price, currency) = (self.dice.price(20), self.currency());
            self.world.put(
                TableName::Handling,
                row! { key = operation, place = "*", operation = operation, price = price, basis = "t", currency = currency },
            );
        }
        if self.has(GAUGES) {
            self.world.put(
                TableName::Handling,
                row! { key = "gauge", place = "*", operation = "gauge", from_mode = "rail", to_mode = "rail", price = 8,
                basis = "t", currency = "CNY", time_h = 6, dwell_h = 24 },
            );
        }
        let selectors = ["place", "operation", "from_mode", "to_mode", "form", "commodity", "component", "switch"];
        for number in 0..if self.has(HANDLING) { 8 } else { 0 } {
            let operation = self.dice.pick(&["load", "unload", "tranship", "tranship"]);
            let mut row = self.charge(&format!("extra-{number}"));
            row.insert("place", if self.dice.chance(60) { self.a_place() } else { "*".to_owned() });
            row.insert("operation", operation.to_owned());
            let mode = |dice: &mut Dice| dice.pick(&["rail", "road", "sea", "waterway", "*"]).to_owned();
            if operation != "load" {
                row.insert("from_mode", mode(&mut self.dice));
            }
            if operation != "unload" {
                row.insert("to_mode", mode(&mut self.dice));
            }
            row.insert("time_h", (6 * self.dice.below(5)).to_string());
            let dwell = self.dice.below(15);
            row.insert("dwell_h", (12 * dwell).to_string());
            row.insert("late_days", if dwell.is_multiple_of(3) { String::new() } else { dwell.to_string() });
            row.insert("loss_pct", self.dice.pick(&["", "0.25", "0.5"]).to_owned());
            row.insert("co2e_kg_per_t", self.dice.pick(&["", "", "0.5"]).to_owned());
            self.put_once(TableName::Handling, &selectors, row);
        }
        for number in 0..if self.has(STORAGE) { 3 } else { 0 } {
            let mut row = self.charge(&format!("storage-{number}"));
            row.insert("place", if self.dice.chance(40) { self.a_place() } else { "*".to_owned() });
            row.insert("operation", "storage".to_owned());
            row.insert("from_mode", self.dice.pick(&["rail", "*", "*"]).to_owned());
            row.insert("to_mode", self.dice.pick(&["sea", "*"]).to_owned());
            row.insert("free_days", self.dice.pick(&["", "1", "3"]).to_owned());
            self.put_once(TableName::Handling, &selectors, row);
        }
    }

    /// Starts a charge of handling or a border.
    pub(super) fn charge(&mut self, key: &str) -> Row {
        let (price, currency) = (self.dice.price(30), self.currency());
        let mut row = row! { key = key, price = price, basis = "t", currency = currency };
        if self.shows(BASES, 40) {
            row.insert("basis", self.dice.pick(&["wagon", "consignment", "box20"]).to_owned());
        }
        if self.dice.chance(20) {
            row.insert("commodity", self.dice.pick(&["maize", "grain"]).to_owned());
        }
        if row["basis"] == "box20" || self.shows(BOXES, 20) {
            row.insert("form", "box20".to_owned());
        }
        if self.dice.chance(30) {
            row.insert("component", "fee".to_owned());
        }
        if self.shows(SWITCHES, 25) {
            row.insert("switch", "planned".to_owned());
        }
        row
    }

    pub(super) fn a_place(&mut self) -> String {
        format!("p{}", self.dice.below(self.plan.places))
    }

    pub(super) fn borders(&mut self) {
        let (price, currency) = (self.dice.price(40), self.currency());
        self.world.put(
            TableName::Borders,
            row! { key = "any", regime = "*", price = price, basis = "t", currency = currency, time_h = 12 },
        );
        let selectors = [
            "leg",
            "place",
            "from_country",
            "to_country",
            "mode",
            "regime",
            "form",
            "commodity",
            "component",
            "switch",
        ];
        for number in 0..if self.has(BORDERS) { 6 } else { 0 } {
            let mut row = self.charge(&format!("border-{number}"));
            let legs = self.world.rows(TableName::Legs).len();
            match self.dice.below(4) {
                0 => drop(row.insert("leg", format!("l{}", self.dice.below(legs)))),
                1 => drop(row.insert("place", self.a_place())),
                2 => drop(row.insert("to_country", "CN".to_owned())),
                _ => drop(row.insert("mode", self.dice.pick(&["rail", "sea"]).to_owned())),
            }
            row.insert("regime", self.dice.pick(&["transit", "export", "import", "*", "*"]).to_owned());
            let time = self.dice.below(8);
            row.insert("time_h", (6 * time).to_string());
            row.insert("late_days", if time.is_multiple_of(2) { String::new() } else { (time * 2).to_string() });
            if self.has(ROUGH) {
                row.insert("open_days", self.dice.pick(&["", "5", "6.5", "7"]).to_owned());
            }
            self.put_once(TableName::Borders, &selectors, row);
        }
    }

    pub(super) fn permissions(&mut self) {
        let any = |key: &str| {
            row! { key = key, region = "*", commodity = "*", form = "*", exit_point = "*", transit_port = "*", entry_port = "*",
            instrument = "A notice" }
        };
        if !self.has(PERMISSIONS) {
            self.world.put(TableName::Permissions, any("all"));
            return;
        }
        for number in 0..5 {
            let mut row = any(&format!("notice-{number}"));
            for column in ["exit_point", "transit_port", "entry_port"] {
                if self.dice.chance(40) {
                    row.insert(column, self.a_place());
                }
            }
            row.insert("region", self.dice.pick(&["jilin", "liaoning", "*"]).to_owned());
            row.insert("commodity", self.dice.pick(&["maize", "grain", "*"]).to_owned());
            row.insert("form", self.dice.pick(&["bulk", "box20", "*", "*"]).to_owned());
            row.insert("valid_from", self.dice.pick(&["2010", "2017-08-08", "2018-07", ""]).to_owned());
            row.insert("valid_to", self.dice.pick(&["", "", "2018-12-31"]).to_owned());
            if self.shows(SWITCHES, 20) {
                row.insert("switch", "planned".to_owned());
            }
            self.world.put(TableName::Permissions, row);
        }
    }

    pub(super) fn calendar(&mut self) {
        for number in 0..if self.has(CALENDAR) { 4 } else { 0 } {
            let mut row = row! { key = format!("season-{number}") };
            let legs = self.world.rows(TableName::Legs).len();
            match self.dice.below(4) {
                0 => drop(row.insert("leg", format!("l{}", self.dice.below(legs)))),
                1 => drop(row.insert("place", self.a_place())),
                2 => drop(row.insert("mode", self.dice.pick(&["rail", "sea", "road"]).to_owned())),
                _ => drop(row.insert("leg_tag", "electrified".to_owned())),
            }
            row.insert("months", self.dice.pick(&["7-10", "12-3", ""]).to_owned());
            match self.dice.below(5) {
                0 if row.contains_key("leg") => drop(row.insert("closed", "yes".to_owned())),
                1 => drop(row.insert("extra_h", "12".to_owned())),
                _ => drop(row.insert(
                    "time_factor",
                    self.dice.pick(if self.plan.has(ROUGH) { &["1.5", "0.5"] } else { &["2", "3"] }).to_owned(),
                )),
            }
            self.world.put(TableName::Calendar, row);
        }
    }

    /// Puts support on goods of a region, on legs, operations and services: often more than the step itself costs.
    pub(super) fn support(&mut self) {
        for number in 0..=self.dice.below(3) {
            let most = self.dice.pick(&[10, 40, 40, 150]);
            let (price, currency) = (self.dice.price(most), self.currency());
            let basis =
                if self.has(BASES) { self.dice.pick(&["t", "t", "wagon", "consignment", "value"]) } else { "t" };
            let mut row = row! { key = format!("aid{number}"), payer = "state", price = price, basis = basis, currency = currency };
            match basis {
                "value" => {
                    row.insert("price", format!("0.0{}", self.dice.below(10)));
                    row.remove("currency");
                }
                "wagon" => drop(row.insert("price", self.dice.price(9 * most))),
                "consignment" => drop(row.insert("price", self.dice.price(99 * most))),
                _ => {}
            }
            let mut place = format!("p{}", self.dice.below(self.plan.places));
            if self.dice.chance(15) {
                "*".clone_into(&mut place);
            }
            if self.dice.chance(30) {
                row.insert("months", self.dice.pick(&["7-10", "12-3"]).to_owned());
            }
            match self.dice.below(5) {
                0 if self.dice.chance(15) => drop(row.insert("leg", "*".to_owned())),
                0 => drop(row.insert("leg", self.some_leg())),
                1 => drop(row.insert("place", place)),
                2 => {
                    row.insert("place", place);
                    row.insert("operation", self.dice.pick(&["load", "unload", "tranship"]).to_owned());
                }
                3 if self.has(SERVICES) => {
                    row.insert("service", self.dice.pick(&["liner", "feeder", "block-train", "*"]).to_owned());
                }
                _ => drop(row.insert("origin_region", self.some_region())),
            }
            if self.dice.chance(30) {
                row.insert("destination_region", self.some_region());
            }
            if self.has(BOXES) && self.dice.chance(30) {
                row.insert("form", self.dice.pick(&["bulk", "box20"]).to_owned());
            }
            if self.dice.chance(30) {
                row.insert("commodity", self.dice.pick(&["grain", "maize"]).to_owned());
            }
            if self.shows(SWITCHES, 20) {
                row.insert("switch", "planned".to_owned());
            }
            self.world.put(TableName::Subsidies, row);
        }
    }

    fn some_leg(&mut self) -> String {
        let legs = self.world.rows(TableName::Legs).len();
        format!("l{}", self.dice.below(legs))
    }

    /// Names a region or two that some place is in.
    fn some_region(&mut self) -> String {
        let regions = [0, 1].map(|_| {
            let place = self.dice.below(self.plan.places);
            self.world.rows(TableName::Places)[place]["region"].clone()
        });
        if regions[0] == regions[1] { regions[0].clone() } else { regions.join(";") }
    }

    /// Lowers support until no route costs less than nothing.
    pub(super) fn moderate(&mut self) {
        for _ in 0..4 {
            if self.world.prepare(&[]).is_ok() {
                return;
            }
            for row in self.world.rows_mut(TableName::Subsidies) {
                let price: f64 = row["price"].parse().expect("a number");
                row.insert("price", format!("{:.3}", price / 5.0));
            }
        }
        self.world.rows_mut(TableName::Subsidies).clear();
    }

    pub(super) fn questions(&mut self) {
        let last = self.plan.places - 1;
        self.world.wait = self.dice.pick(&["half-headway", "full-headway", "collected-for-ship"]);
        self.world.ask("p0", &format!("p{last}"));
        if last > 1 {
            let middle = 1 + self.dice.below(last - 1);
            let regime = (self.country(middle) != "CN").then_some(self.dice.pick(&["export", "bonded"]));
            self.world.demands.push(Demand { from: "p0".to_owned(), to: format!("p{middle}"), regime });
            if self.dice.chance(50) {
                self.world.ask(&format!("p{middle}"), &format!("p{last}"));
            }
        }
        self.world.corridors.push(Corridor::free("free"));
        if self.has(BOXES) {
            self.world.corridors.push(Corridor::free("boxes").with("form", ["box20"]));
            self.world.corridors.push(Corridor::free("either").with("form", ["bulk", "box20"]));
        }
        if self.has(SWITCHES) && self.world.tables.values().flatten().any(|row| row.contains_key("switch")) {
            self.world.corridors.push(Corridor::free("planned").with("switches", ["planned"]));
        }
        if self.has(RULES) {
            self.world.corridors.push(Corridor::free("home").with("within", ["CN"]));
            for number in 0..2 {
                let mut corridor = Corridor::free(&format!("ruled-{number}"));
                for list in ["via_any", "via_all", "avoid"] {
                    if self.dice.chance(50) {
                        let words: Vec<String> = (0..=self.dice.below(2)).map(|_| self.item()).collect();
                        corridor = corridor.with(list, words);
                    }
                }
                if self.dice.chance(25) {
                    corridor = corridor.with("modes", ["rail", self.dice.pick(&["sea", "road"])]);
                }
                self.world.corridors.push(corridor);
            }
        }
    }

    /// Names something that a corridor must or must not use.
    pub(super) fn item(&mut self) -> String {
        let legs = self.world.rows(TableName::Legs).len();
        match self.dice.below(5) {
            0 | 1 => self.a_place(),
            2 => format!("l{}", self.dice.below(legs)),
            3 => self.dice.pick(&["rail", "road", "sea", "waterway"]).to_owned(),
            _ => {
                let place = self.dice.below(self.plan.places);
                self.country(place).to_owned()
            }
        }
    }
}
