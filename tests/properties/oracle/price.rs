//! Prices hauls, handling and borders in exact fractions.

use super::*;

/// Returns the step that support is paid for: a `*` is any.
fn step<'a>(row: &'a Row, column: &str) -> Option<&'a str> {
    row.get(column).map(String::as_str).filter(|text| !text.is_empty())
}

impl<'a> Way<'a> {
    pub(super) fn goods(&self, key: &str) -> Exact {
        self.world.cargo.get(key).map_or_else(Exact::zero, |text| exact(text))
    }

    /// Returns the unit of equipment for the goods.
    pub(super) fn unit(&self, unit: &str) -> &'a Row {
        let rows = self.world.rows(TableName::Equipment).iter().filter(|row| row["unit"] == unit);
        rows.filter_map(|row| Some((self.fits_goods(row)?, row))).max_by_key(|(fit, _)| *fit).expect("a unit").1
    }

    pub(super) fn payload(&self, unit: &str) -> Exact {
        let (payload, lot) = (exact(&self.unit(unit)["payload_t"]), self.goods("lot_t"));
        let is_whole = self.world.cargo.get("fill").is_some_and(|fill| fill == "\"whole\"");
        if is_whole { &lot / (&lot / payload).ceil() } else { payload.min(lot) }
    }

    pub(super) fn per_tonne(&self, row: &Row, amount: Exact) -> Exact {
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
        // The maker of worlds gives an index until 2015, for 2016 and from 2017 on, of which the last is in force.
        let levels: Vec<Exact> =
            self.world.rows(TableName::Series).iter().map(|level| exact(&level["value"])).collect();
        let own = match cell(row, "price_year") {
            Some("2015") => 0,
            Some("2016-03") => 1,
            _ => 2,
        };
        amount / tonnes * exchange * &levels[2] / &levels[own]
    }

    pub(super) fn vehicle(&self, leg: &Leg<'_>) -> Option<&'a Row> {
        let name = cell(leg.row, "vehicle")?;
        let rows = self.world.rows(TableName::Vehicles).iter().filter(|row| row["vehicle"] == name);
        rows.filter_map(|row| Some((self.fits_goods(row)?, row))).max_by_key(|(fit, _)| *fit).map(|(_, row)| row)
    }

    /// Rounds what is charged together, with what its time, losses and emissions cost.
    pub(super) fn rounded(&self, tally: &Tally) -> i64 {
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
        tally.parts.iter().filter(|amount| !amount.is_zero()).map(round).sum()
    }

    /// Returns what is held against the late days of a row.
    fn buffer(&self, row: &Row) -> Exact {
        self.goods("buffer_price_per_day") * figure(row, "late_days").unwrap_or_default()
    }

    /// Returns what an operation costs, if it is possible.
    pub(super) fn handle(&self, place: usize, operation: &str, from: Option<&str>, to: Option<&str>) -> Option<i64> {
        let rows = self.handling(place, operation, from, to);
        let mut tally = Tally::new();
        for row in &rows {
            tally.charge("handling", self.per_tonne(row, exact(&row["price"])));
            tally.charge("holding", self.buffer(row));
            let number = |column: &str| figure(row, column).unwrap_or_default();
            tally.hours += number("time_h") + number("dwell_h");
            tally.loss += number("loss_pct") / whole(100);
            tally.co2e_kg += number("co2e_kg_per_t");
        }
        let at = self.places[place]["key"].as_str();
        tally.charge(
            "support",
            self.support(|row| match step(row, "place") {
                Some(own) => [at, "*"].contains(&own) && cell(row, "operation").is_none_or(|own| own == operation),
                None => operation == "load" && step(row, "leg").or_else(|| step(row, "service")).is_none(),
            }),
        );
        (!rows.is_empty()).then(|| self.rounded(&tally))
    }

    /// Returns what rows of support for the goods take off a step.
    fn support(&self, is_for: impl Fn(&Row) -> bool) -> Exact {
        let in_region = |row: &Row, column: &str, place: usize| {
            cell(row, column).is_none_or(|own| own.split(';').any(|own| own == self.places[place]["region"]))
        };
        let paid = self.world.rows(TableName::Subsidies).iter().filter(|row| {
            self.fits_goods(row).is_some()
                && holds_august(cell(row, "months"))
                && in_region(row, "origin_region", self.from)
                && in_region(row, "destination_region", self.to)
                && is_for(row)
        });
        paid.fold(Exact::zero(), |sum, row| match row["basis"].as_str() {
            "value" => sum - self.goods("value_per_t") * exact(&row["price"]),
            _ => sum - self.per_tonne(row, exact(&row["price"])),
        })
    }

    pub(super) fn boarding(&self, leg: &Leg<'_>, lay: Lay<'_>) -> Tally {
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
            let half = self.world.wait != "full-headway";
            let collects = figure(row, "collects_t_per_day").filter(|_| self.world.wait == "collected-for-ship");
            let days = match figure(row, "every_days") {
                _ if collects.is_some() => self.goods("lot_t") / collects.unwrap_or_default() / whole(2),
                Some(days) if half => days / whole(2),
                Some(days) => days,
                None => days_between_weekdays(&row["weekdays"], half),
            };
            wait = days * whole(24) + figure(row, "cutoff_h").unwrap_or_default();
            tally.charge("holding", self.buffer(row));
            tally.charge(
                "support",
                self.support(|row| step(row, "service").is_some_and(|own| [service, "*"].contains(&own))),
            );
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

    pub(super) fn running(&self, leg: &Leg<'_>, first: bool) -> Tally {
        let mut tally = Tally::new();
        tally.charge(
            "support",
            self.support(|row| step(row, "leg").is_some_and(|own| [&leg.row["key"], "*"].contains(&own))),
        );
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

    pub(super) fn crossing(&self, leg: &Leg<'_>) -> Option<Tally> {
        let rows = self.borders(leg);
        let mut tally = Tally::new();
        for row in &rows {
            tally.charge("border", self.per_tonne(row, exact(&row["price"])));
            tally.charge("holding", self.buffer(row));
            tally.hours += figure(row, "time_h").unwrap_or_default();
            if let Some(open) = figure(row, "open_days") {
                let closed = (whole(7) - open) * whole(24);
                tally.hours += &closed * &closed / whole(336);
            }
        }
        (!rows.is_empty()).then_some(tally)
    }

    pub(super) fn components(&self, legs: &[Leg<'_>]) -> Vec<Component<'a>> {
        let mode = legs[0].row["mode"].as_str();
        // Inland ships count with those at sea.
        let mode = if mode == "waterway" { "sea" } else { mode };
        let haulage = PARTS.into_iter().find(|part| part.strip_suffix("_haulage") == Some(mode)).expect("a part");
        let Some(tariff) = cell(legs[0].row, "tariff") else {
            let direct = |leg: &Leg<'_>| {
                let amount = exact(&leg.row["cost_per_t"]) * self.factors(cell(leg.row, "factor"));
                let year = cell(leg.row, "price_year").unwrap_or_default().to_owned();
                let currency = leg.row["currency"].clone();
                let rate = BTreeMap::from([("basis", "t".to_owned()), ("currency", currency), ("price_year", year)]);
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

    pub(super) fn factors(&self, keys: Option<&str>) -> Exact {
        let rows = self.world.rows(TableName::Factors);
        let value = |key: &str| exact(&rows.iter().find(|row| row["key"] == key).expect("a multiplier")["value"]);
        keys.map_or_else(Exact::one, |keys| keys.split(';').map(value).product())
    }

    pub(super) fn component(&self, rows: &[&'a Row], legs: &[Leg<'_>], haulage: &'a str) -> Component<'a> {
        let number = |row: &Row, column: &str| figure(row, column).unwrap_or_default();
        let written = |leg: &Leg<'_>| exact(&leg.row["distance_km"]);
        let length: Exact = legs.iter().map(written).sum();
        let lot = self.goods("lot_t");
        if rows[0].get("method").is_some_and(|method| method == "as-if") {
            return self.as_if(rows, legs, haulage, &lot);
        }
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

    /// Returns a component whose lots may be charged as if they were the least of a higher band.
    fn as_if(&self, rows: &[&'a Row], legs: &[Leg<'_>], haulage: &'a str, lot: &Exact) -> Component<'a> {
        let mut lines = Vec::new();
        for row in rows.iter().filter(|row| figure(row, "to_t").is_none_or(|to| *lot < to)) {
            let from = figure(row, "from_t").unwrap_or_default();
            let is_larger = from > *lot && row["basis"] != "consignment";
            // One box or wagon at least.
            let unit = match row["basis"].as_str() {
                "t" | "consignment" => Exact::zero(),
                unit => exact(&self.unit(unit)["payload_t"]),
            };
            let is_whole = self.world.cargo.contains_key("fill") && unit > Exact::zero();
            let grown = match is_larger {
                true if is_whole => (from / &unit).ceil() / (lot / &unit).ceil(),
                true => from.max(unit.clone()) / lot.clone().max(unit),
                false => Exact::one(),
            };
            let grown = grown * self.factors(cell(row, "factor"));
            let price = |column: &str| figure(row, column).unwrap_or_default() * &grown;
            let km = |leg: &Leg<'_>| exact(&leg.row["distance_km"]) * self.factors(cell(leg.row, "factor"));
            let of_legs: Vec<Exact> = legs.iter().map(|leg| self.per_tonne(row, price("per_km") * km(leg))).collect();
            lines.push((self.per_tonne(row, price("per_haul")), of_legs));
        }
        let total = |line: &(Exact, Vec<Exact>)| &line.0 + line.1.iter().sum::<Exact>();
        let price = lines.iter().map(total).min().expect("a band");
        Component { part: haulage, price, lines: Some(lines) }
    }

    /// Returns what a haul costs, if it is possible.
    pub(super) fn haul(&self, path: &[usize], lay: Lay<'a>) -> Option<i64> {
        let key = (path.to_vec(), lay);
        if let Some(known) = self.hauls.borrow().get(&key) {
            return *known;
        }
        let price = self.price_of_haul(path, lay);
        self.hauls.borrow_mut().insert(key, price);
        price
    }

    pub(super) fn price_of_haul(&self, path: &[usize], lay: Lay<'a>) -> Option<i64> {
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
}
