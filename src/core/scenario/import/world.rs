//! The places and legs that are collected, and the tables that are made of them.

use std::collections::{BTreeMap, BTreeSet};

use super::headings::HeadingRead;
use super::records::{ImportedLeg, ImportedNumber, ImportedPlace, Origin};
use super::tables::{
    SOURCE, SavedHeading, USUAL, WrittenScenario, read_mapping, unapplied, vehicles, without_blank, written_mapping,
};
use super::words::{folded, mode_named};
use super::{ImportError, ImportOptions, Imported, SheetRead};
use crate::problem::{Code, Problem, Problems};
use crate::scenario::cell::is_word;
use crate::scenario::made::{HANDLING, decimal, handling, new_key, row, table};
use crate::units::{Decimal, great_circle_km};

/// The fewest kilometres of a degree of latitude.
const KM_PER_DEGREE: f64 = 111.0;
/// The country of places of which nothing says it: two letters that no country has.
const NO_COUNTRY: &str = "XX";
/// The columns of a leg.
const LEG_COLUMNS: &str = "key,from,to,mode,both_ways,distance_km,distance_km_low,distance_km_high,vehicle,speed_kmh,time_h,time_h_low,\
    time_h_high,gauge_mm,capacity_t_per_month,cost_per_t,currency,tags,low,high,source,grade,note";
/// Those that are left out where no leg has any.
const LEG_BOUNDS: [&str; 6] = ["distance_km_low", "distance_km_high", "time_h_low", "time_h_high", "low", "high"];

/// A place with its key.
pub(super) struct KnownPlace {
    pub(super) key: String,
    pub(super) own: ImportedPlace,
    /// Whether only legs name it.
    is_of_legs: bool,
}

/// A leg whose ends are known.
pub(super) struct KnownLeg {
    pub(super) ends: [usize; 2],
    pub(super) own: ImportedLeg,
    /// Whether it can be used backwards.
    pub(super) both_ways: bool,
}

/// The places and legs of an import.
pub(super) struct ImportedWorld<'a> {
    pub(super) options: &'a ImportOptions,
    pub(super) problems: Problems,
    pub(super) sheets: Vec<SheetRead>,
    pub(super) snapped: (usize, f64),
    /// The lines that are shorter than the distance within which ends are one place.
    pub(super) shorter: usize,
    mapping: Vec<SavedHeading>,
    mode: &'static str,
    pub(super) places: Vec<KnownPlace>,
    /// Places by all that they are called, folded.
    pub(super) by_name: BTreeMap<String, usize>,
    keys: BTreeSet<String>,
    legs: Vec<KnownLeg>,
    /// The first leg of each way by its ends and mode.
    by_way: BTreeMap<([usize; 2], &'static str), usize>,
}

impl<'a> ImportedWorld<'a> {
    /// Begins an import.
    ///
    /// # Errors
    /// Returns an option that names nothing.
    pub(super) fn new(options: &'a ImportOptions) -> Result<Self, ImportError> {
        let mode = match &options.mode {
            None => "rail",
            Some(word) => mode_named(word)
                .ok_or_else(|| ImportError::Option(format!("`{word}` is no mode: rail, road, sea or waterway")))?,
        };
        let is_sensible = |number: f64, least: f64, most: f64| (least..=most).contains(&number);
        let winding = options.winding.map_or(1.0, Decimal::to_f64);
        let link_km = options.link_km.unwrap_or(1.0);
        if !is_sensible(winding, 0.5, 10.0)
            || !is_sensible(options.snap_km, 0.0, 1000.0)
            || !is_sensible(link_km, 0.0, 1e5)
        {
            let message = "a winding factor is from 0.5 to 10, a distance of snapping from 0 to 1000 km, one of links up to 100000 km";
            return Err(ImportError::Option(message.to_owned()));
        }
        let mapping = options.mapping.as_ref().map(read_mapping).transpose()?.unwrap_or_default();
        let (problems, keys) = (Problems::new(), BTreeSet::new());
        let (sheets, places, by_name, legs) = (Vec::new(), Vec::new(), BTreeMap::new(), Vec::new());
        Ok(Self {
            options,
            problems,
            sheets,
            snapped: (0, 0.0),
            shorter: 0,
            mapping,
            mode,
            places,
            by_name,
            keys,
            legs,
            by_way: BTreeMap::new(),
        })
    }

    /// Returns the headings of an earlier import.
    pub(super) fn mapping(&self) -> Vec<HeadingRead> {
        self.mapping.iter().map(|saved| saved.read.clone()).collect()
    }

    pub(super) fn currency(&self) -> &str {
        &self.options.currency
    }

    /// Returns the mode of legs that name none.
    pub(super) const fn usual_mode(&self) -> &'static str {
        self.mode
    }

    /// Adds a place; a second one of the same name that lies elsewhere is a problem, and is left out.
    pub(super) fn add_place(&mut self, place: ImportedPlace) {
        let names: Vec<String> = [Some(place.name.clone()), place.code.clone(), place.unlocode.clone()]
            .into_iter()
            .chain(place.other_names.clone())
            .flatten()
            .map(|name| folded(&name))
            .collect();
        if let Some(&known) = self.by_name.get(&names[0]) {
            let first = &self.places[known].own;
            let is_same = place.at.is_none() || first.at == place.at;
            if !is_same {
                let message = format!("a second place is called `{}` and lies elsewhere; it is left out", place.name);
                let problem = Problem::new(Code::RepeatedRow, message).at(&place.origin.span);
                self.problems
                    .push(problem.related(&first.origin.span, "the first").help("give them names that differ"));
            }
            return;
        }
        let given = place.code.clone().filter(|code| is_word(code) && !self.keys.contains(code));
        let key = given.unwrap_or_else(|| new_key(&place.name, &mut self.keys));
        self.keys.insert(key.clone());
        for name in names.into_iter().chain([key.clone()]) {
            self.by_name.entry(name).or_insert(self.places.len());
        }
        self.places.push(KnownPlace { key, own: place, is_of_legs: false });
    }

    /// Returns the place of a name; one that no list of places has is added.
    fn place_of(&mut self, name: &str, country: Option<&String>, origin: &Origin) -> usize {
        let known = self.by_name.get(&folded(name)).copied();
        let place = known.unwrap_or_else(|| {
            self.add_place(ImportedPlace::named(name.trim().to_owned(), None, origin.clone()));
            let last = self.places.len() - 1;
            self.places[last].is_of_legs = true;
            last
        });
        let own = &mut self.places[place].own;
        match (&own.country, country) {
            (Some(known), Some(other)) if known != other => {
                let message = format!(
                    "`{}` is in {known} by what was read before and in {other} here: {known} is kept",
                    own.name
                );
                let problem = Problem::new(Code::Supposed, message).at(&origin.span).help("write one country");
                self.problems.push(problem.related(&own.origin.span, "the first"));
            }
            (None, Some(_)) => own.country = country.cloned(),
            _ => {}
        }
        place
    }

    /// Adds a leg.
    pub(super) fn add_leg(&mut self, leg: ImportedLeg) {
        let [from, to] = [(&leg.from, &leg.countries[0]), (&leg.to, &leg.countries[1])]
            .map(|(name, country)| self.place_of(name, country.as_ref(), &leg.origin));
        if from == to {
            let message = format!("a leg from `{}` leads to itself and is left out", leg.from);
            self.problems.push(Problem::new(Code::UnknownName, message).at(&leg.origin.span).help("name two places"));
            return;
        }
        let (ends, both_ways) = ([from, to], leg.both_ways.unwrap_or(true));
        if let Some(&first) = self.by_way.get(&(ends, leg.mode)).filter(|_| !leg.is_of_map) {
            let first = &self.legs[first].own;
            let (code, message, help) = if first.is_same(&leg) {
                let message = format!(
                    "the same leg from `{}` to `{}` stands twice, and the second is left out",
                    leg.from, leg.to
                );
                (Code::RepeatedRow, message, "remove one of the rows")
            } else {
                let message =
                    format!("a second leg by {} from `{}` to `{}`: both are kept", leg.mode, leg.from, leg.to);
                (Code::Supposed, message, "remove one of the rows, or say in a column of remarks how they differ")
            };
            self.problems.push(
                Problem::new(code, message).at(&leg.origin.span).help(help).related(&first.origin.span, "the first"),
            );
            if code == Code::RepeatedRow {
                return;
            }
        }
        self.by_way.entry((ends, leg.mode)).or_insert(self.legs.len());
        self.legs.push(KnownLeg { ends, own: leg, both_ways });
    }

    /// Lets legs of whose direction nothing is said lead one way where the table has a row for the other direction.
    fn set_directions(&mut self) {
        for leg in self.legs.iter_mut().filter(|leg| leg.own.both_ways.is_none()) {
            let [from, to] = leg.ends;
            leg.both_ways = leg.own.is_of_map || !self.by_way.contains_key(&([to, from], leg.own.mode));
        }
    }

    /// Returns where the places lie that are known so far, each with its name.
    pub(super) fn positions(&self) -> Vec<((f64, f64), String)> {
        self.places.iter().filter_map(|place| Some((place.own.at?, place.own.name.clone()))).collect()
    }

    /// Joins places that no leg touches with those within so many kilometres.
    fn link(&mut self, within_km: f64) {
        let touched: BTreeSet<usize> = self.legs.iter().flat_map(|leg| leg.ends).collect();
        let mut places: Vec<(usize, (f64, f64))> =
            self.places.iter().enumerate().filter_map(|(at, place)| Some((at, place.own.at?))).collect();
        // By latitude, so that the search stops where no further place can be near enough.
        places.sort_by(|left, right| left.1.1.total_cmp(&right.1.1));
        for (number, &(from, at)) in places.iter().enumerate() {
            for &(to, other) in &places[number + 1..] {
                if (other.1 - at.1) * KM_PER_DEGREE > within_km {
                    break;
                }
                let is_joined = touched.contains(&from) && touched.contains(&to);
                if is_joined || great_circle_km(at, other) > within_km {
                    continue;
                }
                let ends = [from, to];
                let names = ends.map(|place| self.places[place].own.name.clone());
                let [from, to] = names;
                let origin = self.places[ends[0]].own.origin.clone();
                let note = Some(format!("Supposed: both ends lie within {within_km} km"));
                let (km, hours, speed_kmh, gauge_mm, capacity, price, tags, source) = Default::default();
                let (countries, mode, both_ways, is_computed, is_of_map) =
                    ([None, None], self.mode, Some(true), false, true);
                let own = ImportedLeg {
                    from,
                    to,
                    countries,
                    mode,
                    both_ways,
                    km,
                    hours,
                    speed_kmh,
                    gauge_mm,
                    capacity,
                    price,
                    tags,
                    source,
                    note,
                    is_computed,
                    is_of_map,
                    origin,
                };
                self.legs.push(KnownLeg { ends, own, both_ways: true });
            }
        }
    }

    /// Makes the scenario.
    ///
    /// # Errors
    /// Returns the problems where no leg is left, or an end of the question that is no place.
    pub(super) fn finish(mut self) -> Result<Imported, ImportError> {
        if let Some(within_km) = self.options.link_km {
            self.link(within_km);
        }
        let mut made = Imported { snapped: self.snapped, shorter: self.shorter, ..Imported::default() };
        if self.sheets.iter().any(|sheet| sheet.table.is_some()) {
            let problems = unapplied(&self.mapping, &self.sheets);
            if !problems.is_empty() {
                return Err(ImportError::Problems(problems));
            }
        }
        self.set_directions();
        let sources = self.sources();
        let mut computed: BTreeMap<&'static str, (usize, String)> = BTreeMap::new();
        let currency = self.main_currency();
        let (mut legs, mut kept, mut keys) = (Vec::new(), Vec::new(), BTreeSet::new());
        for leg in &self.legs {
            match self.leg_row(leg, &currency, &sources, &mut keys, &mut computed) {
                Ok(cells) => {
                    made.without_price += usize::from(leg.own.price.is_none());
                    made.at_usual_speed += usize::from(leg.own.hours.is_none() && leg.own.speed_kmh.is_none());
                    made.one_way_by_rows += usize::from(leg.own.both_ways.is_none() && !leg.both_ways);
                    made.without_direction += usize::from(leg.own.both_ways.is_none() && leg.both_ways);
                    let other = leg.own.price.as_ref().map(|price| &price.currency).filter(|code| **code != currency);
                    made.other_currencies.extend(other.filter(|code| !made.other_currencies.contains(code)).cloned());
                    kept.push(leg);
                    legs.push(cells);
                }
                Err(problem) => self.problems.push(problem),
            }
        }
        if kept.is_empty() {
            for sheet in self.sheets.iter().filter(|sheet| sheet.table.is_none()) {
                let message = format!("`{}` has no row of headings that name both ends of legs", sheet.name);
                let help = "write headings such as from and to, 起点 and 终点, or откуда and куда; or name them with --mapping";
                self.problems.push(Problem::new(Code::NoHeading, message).help(help));
            }
            if !self.problems.has_errors() {
                let message = format!("{} places and no leg", self.places.len());
                let help = "give a table of legs, or join near places with --link-km";
                self.problems.push(Problem::new(Code::TableMissing, message).help(help));
            }
            return Err(ImportError::Problems(self.problems));
        }
        let ends = self.ends(&kept)?;
        let touched: BTreeSet<usize> = kept.iter().flat_map(|leg| leg.ends).collect();
        let places: Vec<Vec<String>> = self.places.iter().map(|place| self.place_row(place)).collect();
        made.without_country = self.places.iter().filter(|place| self.country(place) == NO_COUNTRY).count();
        made.computed = computed.into_iter().map(|(mode, (legs, winding))| (mode, legs, winding)).collect();
        made.places = places.len();
        made.legs = legs.len();
        let modes: BTreeSet<&str> = kept.iter().map(|leg| leg.own.mode).collect();
        let countries: BTreeSet<&str> = touched.iter().map(|&place| self.country(&self.places[place])).collect();
        let by_mode: Vec<&str> = modes.iter().copied().filter(|mode| self.reaches(&kept, ends, mode)).collect();
        let ports = self.ports(&kept, ends);
        let named = |place: usize| (self.places[place].key.as_str(), self.places[place].own.name.as_str());
        let written = WrittenScenario {
            date: self.options.date,
            currency: &currency,
            ends: ends.map(named),
            by_mode: if modes.len() > 1 { &by_mode } else { &[] },
            ports: ports.into_iter().map(named).collect(),
            legs: legs.len(),
            without_price: made.without_price,
            at_usual_speed: made.at_usual_speed,
            has_borders: countries.len() > 1,
        };
        let free = "Not in the file: free and at once until it is filled in";
        made.files = vec![
            ("scenario.toml", written.text()),
            (
                "tables/places.csv",
                table(
                    "key,name,name_zh,name_ru,country,region,kind,lat_deg,lon_deg,unlocode,tags,source,grade,note",
                    &places,
                ),
            ),
            ("tables/legs.csv", without_blank(LEG_COLUMNS, &legs, &LEG_BOUNDS)),
            ("tables/handling.csv", table(HANDLING, &handling(&modes, &currency, SOURCE, free))),
            ("tables/vehicles.csv", table("key,vehicle,speed_kmh,source,grade,note", &vehicles(&modes))),
            (
                "tables/commodities.csv",
                table("key,name,source,grade,note", &[row(["goods", "Goods", SOURCE, "estimate", "Name your own"])]),
            ),
            ("tables/sources.csv", table("key,title,where", &self.source_rows(&sources))),
        ];
        if countries.len() > 1 {
            let rows = [row(["crossing", "*", "0", "t", &currency, SOURCE, "estimate", free])];
            made.files.push(("tables/borders.csv", table("key,regime,price,basis,currency,source,grade,note", &rows)));
        }
        if self.sheets.iter().any(|sheet| sheet.table.is_some_and(|(_, row)| row > 0)) {
            made.files.push(("import.toml", written_mapping(&self.sheets)));
        }
        made.asked = (self.places[ends[0]].own.name.clone(), self.places[ends[1]].own.name.clone());
        made.problems = self.problems;
        made.sheets = self.sheets;
        Ok(made)
    }

    /// Returns the keys of the sources that legs name, by their texts.
    fn sources(&self) -> BTreeMap<String, String> {
        let named: BTreeSet<&String> = self.legs.iter().filter_map(|leg| leg.own.source.as_ref()).collect();
        let mut keys = BTreeSet::from([SOURCE.to_owned()]);
        named.into_iter().map(|text| (text.clone(), new_key(text, &mut keys))).collect()
    }

    fn source_rows(&self, sources: &BTreeMap<String, String>) -> Vec<Vec<String>> {
        let files = self.file_names();
        let named = sources.iter().map(|(text, key)| row([key, text, &files]));
        std::iter::once(row([SOURCE, "Imported file", &files])).chain(named).collect()
    }

    fn file_names(&self) -> String {
        let names: BTreeSet<&str> = self.places.iter().map(|place| place.own.origin.span.source.path()).collect();
        names.into_iter().collect::<Vec<_>>().join("; ")
    }

    fn country<'b>(&'b self, place: &'b KnownPlace) -> &'b str {
        let own = place.own.country.as_deref().or(self.options.country.as_deref());
        own.unwrap_or(NO_COUNTRY)
    }

    /// Returns the currency of most prices.
    fn main_currency(&self) -> String {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for price in self.legs.iter().filter_map(|leg| leg.own.price.as_ref()) {
            *counts.entry(&price.currency).or_default() += 1;
        }
        let most = counts.into_iter().max_by_key(|&(code, count)| (count, std::cmp::Reverse(code)));
        most.map_or_else(|| self.options.currency.clone(), |(code, _)| code.to_owned())
    }

    fn place_row(&self, place: &KnownPlace) -> Vec<String> {
        let own = &place.own;
        let has = |of: fn(char) -> bool| own.name.chars().any(of).then(|| own.name.clone());
        let chinese = own.other_names[0].clone().or_else(|| has(|letter| matches!(letter, '\u{4E00}'..='\u{9FFF}')));
        let russian = own.other_names[1].clone().or_else(|| has(|letter| matches!(letter, '\u{0400}'..='\u{04FF}')));
        let (lon, lat) = own.at.map_or_else(Default::default, |(lon, lat)| (decimal(lon), decimal(lat)));
        // A code that cannot be a key is kept as a word by which the place is found.
        let code = own.code.clone().filter(|code| *code != place.key);
        let tags = [own.tags.clone(), code].into_iter().flatten().collect::<Vec<_>>().join(";");
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let where_from = if place.is_of_legs { "Named by legs alone. " } else { "" };
        let note = [own.note.clone(), Some(format!("{where_from}{}", own.origin.note))]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join("; ");
        let cells = [
            &place.key,
            &own.name,
            &chinese.unwrap_or_default(),
            &russian.unwrap_or_default(),
            self.country(place),
            &text(&own.region),
            own.kind.unwrap_or_default(),
            &lat,
            &lon,
            &text(&own.unlocode),
            &tags,
            SOURCE,
            "estimate",
            &note,
        ];
        row(cells)
    }

    /// Writes a leg; its length is computed where the file has none.
    fn leg_row(
        &self,
        leg: &KnownLeg,
        currency: &str,
        sources: &BTreeMap<String, String>,
        keys: &mut BTreeSet<String>,
        computed: &mut BTreeMap<&'static str, (usize, String)>,
    ) -> Result<Vec<String>, Problem> {
        let own = &leg.own;
        let [from, to] = leg.ends.map(|place| &self.places[place]);
        let mut notes: Vec<String> = own.note.clone().into_iter().collect();
        let mut km = own.km;
        let mut is_computed = own.is_computed;
        if km.is_none()
            && let (Some(start), Some(end)) = (from.own.at, to.own.at)
        {
            let usual = USUAL.iter().find(|(mode, ..)| *mode == own.mode).map_or("1.3", |(.., winding)| winding);
            let winding = self.options.winding.map_or_else(|| usual.to_owned(), |factor| factor.to_string());
            let straight = great_circle_km(start, end);
            let factor = Decimal::parse(&winding).map_or(1.0, Decimal::to_f64);
            km = Decimal::parse(&format!("{:.1}", straight * factor))
                .ok()
                .map(|km| ImportedNumber::only(km.shortened()));
            notes.push(format!("Length: great circle of {straight:.1} km x {winding}"));
            computed.entry(own.mode).or_insert((0, winding)).0 += 1;
            is_computed = true;
        }
        if km.is_none() && own.hours.is_none() {
            let message =
                format!("the leg from `{}` to `{}` is not read: nothing says how long it is", own.from, own.to);
            let help = "give a column of lengths or times, or a table of the places with their coordinates (--places)";
            return Err(Problem::new(Code::BlankCell, message).at(&own.origin.span).help(help));
        }
        let price = match (&own.price, km) {
            (Some(price), Some(ImportedNumber { value: km, .. })) if price.is_per_km => {
                notes.push(format!("Price: {} {} per tkm x {km} km", price.amount.value, price.currency));
                Some(price.amount.times(km).ok_or_else(|| {
                    let message = format!(
                        "the leg from `{}` to `{}` is not read: its price has too many digits",
                        own.from, own.to
                    );
                    Problem::new(Code::BadCellNumber, message).at(&own.origin.span).help("round it")
                })?)
            }
            (Some(price), None) if price.is_per_km => {
                let message = format!(
                    "the leg from `{}` to `{}` is not read: its price is per kilometre, and it has no length",
                    own.from, own.to
                );
                return Err(Problem::new(Code::BlankCell, message).at(&own.origin.span).help("give its length"));
            }
            (Some(price), _) => Some(price.amount),
            (None, _) => {
                notes.push("No freight rate: 0 until it is filled in".to_owned());
                Some(ImportedNumber::only(Decimal::ZERO))
            }
        };
        notes.extend(own.price.as_ref().and_then(|price| price.note.clone()));
        if own.both_ways.is_none() && !own.is_of_map {
            let is = if leg.both_ways { "both ways" } else { "one way, as the file has a row for the other direction" };
            notes.push(format!("Direction not said: taken as {is}"));
        }
        notes.push(own.origin.note.clone());
        let text = |number: Option<Decimal>| number.map_or_else(String::new, |number| number.to_string());
        let value = |number: Option<ImportedNumber>| text(number.map(|number| number.value));
        let [low, high] = [|own: ImportedNumber| own.low, |own: ImportedNumber| own.high].map(
            |bound: fn(ImportedNumber) -> Option<Decimal>| {
                move |number: Option<ImportedNumber>| text(number.and_then(bound))
            },
        );
        let key = new_key(&format!("{}-{}-{}", from.key, to.key, own.mode), keys);
        let has_time = own.hours.is_some() || own.speed_kmh.is_some();
        let cells = [
            key.as_str(),
            &from.key,
            &to.key,
            own.mode,
            if leg.both_ways { "yes" } else { "no" },
            &value(km),
            &low(km),
            &high(km),
            if has_time { "" } else { own.mode },
            &text(own.speed_kmh),
            &value(own.hours),
            &low(own.hours),
            &high(own.hours),
            &text(own.gauge_mm.filter(|_| own.mode == "rail")),
            &text(own.capacity),
            &value(price),
            own.price.as_ref().map_or(currency, |price| &price.currency),
            own.tags.as_deref().unwrap_or_default(),
            &low(price),
            &high(price),
            own.source.as_ref().and_then(|source| sources.get(source)).map_or(SOURCE, |key| key),
            if is_computed { "computed" } else { "estimate" },
            &notes.join("; "),
        ];
        Ok(row(cells))
    }
}
