//! The places and legs that are collected, and the tables that are made of them.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use unicode_normalization::UnicodeNormalization as _;

use super::headings::{HeadingRead, mode_named};
use super::tables::{SOURCE, USUAL, read_mapping, scenario, vehicles, written_mapping};
use super::{ImportError, ImportOptions, Imported, SheetRead};
use crate::problem::{Code, Problem, Problems, Span};
use crate::scenario::cell::is_word;
use crate::scenario::made::{HANDLING, decimal, handling, new_key, row, table};
use crate::units::{Decimal, great_circle_km};

/// The fewest kilometres of a degree of latitude.
const KM_PER_DEGREE: f64 = 111.0;
/// The country of places of which nothing says it: two letters that no country has.
const NO_COUNTRY: &str = "XX";
/// Where something was read.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    pub(super) span: Span,
    /// The place in words, for the note of the row.
    pub(super) note: String,
}

/// A place as a file has it.
#[derive(Clone, Debug)]
pub(super) struct ImportedPlace {
    pub(super) name: String,
    /// The Chinese and the Russian name.
    pub(super) other_names: [Option<String>; 2],
    /// The code or key that the file gives it.
    pub(super) code: Option<String>,
    pub(super) country: Option<String>,
    pub(super) region: Option<String>,
    pub(super) kind: Option<&'static str>,
    /// Longitude and latitude in degrees.
    pub(super) at: Option<(f64, f64)>,
    pub(super) unlocode: Option<String>,
    pub(super) tags: Option<String>,
    pub(super) note: Option<String>,
    pub(super) origin: Origin,
}

/// A price of a leg.
#[derive(Clone, Debug)]
pub(super) struct LegPrice {
    pub(super) amount: Decimal,
    pub(super) currency: String,
    /// Whether it is per tonne and kilometre, and not per tonne.
    pub(super) is_per_km: bool,
}

/// A leg as a file has it.
#[derive(Clone, Debug)]
pub(super) struct ImportedLeg {
    pub(super) from: String,
    pub(super) to: String,
    /// The countries at both ends, where the leg says them.
    pub(super) countries: [Option<String>; 2],
    pub(super) mode: &'static str,
    pub(super) both_ways: bool,
    pub(super) km: Option<Decimal>,
    pub(super) hours: Option<Decimal>,
    pub(super) speed_kmh: Option<Decimal>,
    pub(super) gauge_mm: Option<Decimal>,
    pub(super) capacity: Option<Decimal>,
    pub(super) price: Option<LegPrice>,
    pub(super) tags: Option<String>,
    pub(super) note: Option<String>,
    /// Whether its length was computed along the line of a map.
    pub(super) is_computed: bool,
    pub(super) origin: Origin,
}

/// A place with its key.
struct KnownPlace {
    key: String,
    own: ImportedPlace,
    /// Whether only legs name it.
    is_of_legs: bool,
}

/// A leg whose ends are known.
struct KnownLeg {
    ends: [usize; 2],
    own: ImportedLeg,
}

/// The places and legs of an import.
pub(super) struct ImportedWorld<'a> {
    pub(super) options: &'a ImportOptions,
    pub(super) problems: Problems,
    pub(super) sheets: Vec<SheetRead>,
    pub(super) snapped: (usize, f64),
    /// The lines that are shorter than the distance within which ends are one place.
    pub(super) shorter: usize,
    mapping: Vec<HeadingRead>,
    mode: &'static str,
    places: Vec<KnownPlace>,
    /// Places by all that they are called, folded.
    by_name: BTreeMap<String, usize>,
    keys: BTreeSet<String>,
    legs: Vec<KnownLeg>,
}

/// Returns a name as names are compared: composed, in small letters, with single spaces.
fn folded(name: &str) -> String {
    name.nfkc().collect::<String>().to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns a position as longitude and latitude; what is wrong with one that is none, with the remedy.
pub(super) fn position(
    lat: Option<Decimal>,
    lon: Option<Decimal>,
    name: &str,
) -> Result<Option<(f64, f64)>, (String, String)> {
    let (Some(lat), Some(lon)) = (lat.map(Decimal::to_f64), lon.map(Decimal::to_f64)) else {
        if lat.is_some() != lon.is_some() {
            return Err((format!("`{name}` has one coordinate"), "give both, or none".to_owned()));
        }
        return Ok(None);
    };
    if lat.abs() <= 90.0 && lon.abs() <= 180.0 {
        return Ok(Some((lon, lat)));
    }
    let is_swapped = lon.abs() <= 90.0 && lat.abs() <= 180.0;
    let help = if is_swapped {
        "latitude and longitude are exchanged: exchange their headings"
    } else {
        "write decimal degrees"
    };
    Err((format!("`{name}` would lie at latitude {lat}, longitude {lon}"), help.to_owned()))
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
        let mapping = options.mapping.as_deref().map(read_mapping).transpose()?.unwrap_or_default();
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
        })
    }

    pub(super) fn mapping(&self) -> &[HeadingRead] {
        &self.mapping
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
            let (code, region, kind, at, unlocode, tags, note) = Default::default();
            let (name, other_names, origin) = (name.trim().to_owned(), [None, None], origin.clone());
            self.add_place(ImportedPlace {
                name,
                other_names,
                code,
                country: None,
                region,
                kind,
                at,
                unlocode,
                tags,
                note,
                origin,
            });
            let last = self.places.len() - 1;
            self.places[last].is_of_legs = true;
            last
        });
        let own = &mut self.places[place].own;
        if own.country.is_none() {
            own.country = country.filter(|code| code.len() == 2).map(|code| code.to_uppercase());
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
        self.legs.push(KnownLeg { ends: [from, to], own: leg });
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
                let (km, hours, speed_kmh, gauge_mm, capacity, price, tags) = Default::default();
                let (countries, mode, both_ways, is_computed) = ([None, None], self.mode, true, false);
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
                    note,
                    is_computed,
                    origin,
                };
                self.legs.push(KnownLeg { ends, own });
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
        let mut computed: BTreeMap<&'static str, (usize, String)> = BTreeMap::new();
        let currency = self.main_currency();
        let (mut legs, mut kept, mut keys) = (Vec::new(), Vec::new(), BTreeSet::new());
        for leg in &self.legs {
            match self.leg_row(leg, &currency, &mut keys, &mut computed) {
                Ok(cells) => {
                    made.without_price += usize::from(leg.own.price.is_none());
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
        let by_mode: Vec<&str> = modes.iter().copied().filter(|mode| self.reaches(&kept, ends, Some(mode))).collect();
        let [from, to] = ends.map(|place| self.places[place].key.clone());
        let free = "Not in the file: free and at once until it is filled in";
        made.files = vec![
            (
                "scenario.toml",
                scenario(self.options, &currency, [&from, &to], if modes.len() > 1 { &by_mode } else { &[] }),
            ),
            (
                "tables/places.csv",
                table(
                    "key,name,name_zh,name_ru,country,region,kind,lat_deg,lon_deg,unlocode,tags,source,grade,note",
                    &places,
                ),
            ),
            (
                "tables/legs.csv",
                table(
                    "key,from,to,mode,both_ways,distance_km,vehicle,speed_kmh,time_h,gauge_mm,capacity_t_per_month,cost_per_t,currency,tags,source,grade,note",
                    &legs,
                ),
            ),
            ("tables/handling.csv", table(HANDLING, &handling(&modes, &currency, SOURCE, free))),
            ("tables/vehicles.csv", table("key,vehicle,speed_kmh,source,grade,note", &vehicles(&modes))),
            (
                "tables/commodities.csv",
                table("key,name,source,grade,note", &[row(["goods", "Goods", SOURCE, "estimate", "Name your own"])]),
            ),
            ("tables/sources.csv", table("key,title,where", &[row([SOURCE, "Imported file", &self.file_names()])])),
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
            km = Decimal::parse(&format!("{:.1}", straight * factor)).ok().map(Decimal::shortened);
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
            (Some(price), Some(km)) if price.is_per_km => {
                notes.push(format!("Price: {} {} per tkm x {km} km", price.amount, price.currency));
                price.amount.times(km)
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
                Some(Decimal::ZERO)
            }
        };
        notes.push(own.origin.note.clone());
        let text = |number: Option<Decimal>| number.map_or_else(String::new, |number| number.to_string());
        let key = new_key(&format!("{}-{}-{}", from.key, to.key, own.mode), keys);
        let has_time = own.hours.is_some() || own.speed_kmh.is_some();
        let cells = [
            key.as_str(),
            &from.key,
            &to.key,
            own.mode,
            if own.both_ways { "yes" } else { "no" },
            &text(km),
            if has_time { "" } else { own.mode },
            &text(own.speed_kmh),
            &text(own.hours),
            &text(own.gauge_mm.filter(|_| own.mode == "rail")),
            &text(own.capacity),
            &text(price),
            own.price.as_ref().map_or(currency, |price| &price.currency),
            own.tags.as_deref().unwrap_or_default(),
            SOURCE,
            if is_computed { "computed" } else { "estimate" },
            &notes.join("; "),
        ];
        Ok(row(cells))
    }

    /// Returns the places that legs lead to from a place, each with the number of legs.
    fn reached(&self, legs: &[&KnownLeg], from: usize, mode: Option<&str>) -> Vec<Option<usize>> {
        let mut next: Vec<Vec<usize>> = vec![Vec::new(); self.places.len()];
        for leg in legs.iter().filter(|leg| mode.is_none_or(|mode| leg.own.mode == mode)) {
            next[leg.ends[0]].push(leg.ends[1]);
            if leg.own.both_ways {
                next[leg.ends[1]].push(leg.ends[0]);
            }
        }
        let mut steps = vec![None; self.places.len()];
        steps[from] = Some(0);
        let mut queue = VecDeque::from([from]);
        while let Some(place) = queue.pop_front() {
            for &to in &next[place] {
                if steps[to].is_none() {
                    steps[to] = steps[place].map(|steps: usize| steps + 1);
                    queue.push_back(to);
                }
            }
        }
        steps
    }

    fn reaches(&self, legs: &[&KnownLeg], [from, to]: [usize; 2], mode: Option<&str>) -> bool {
        self.reached(legs, from, mode)[to].is_some()
    }

    /// Returns the ends of the example question: those asked for, or two between which there are many legs.
    fn ends(&self, legs: &[&KnownLeg]) -> Result<[usize; 2], ImportError> {
        let asked = |name: &Option<String>| match name {
            None => Ok(None),
            Some(name) => match self.by_name.get(&folded(name)) {
                Some(&place) => Ok(Some(place)),
                None => Err(ImportError::Option(format!("no place is called `{name}`"))),
            },
        };
        let (from, to) = (asked(&self.options.from)?, asked(&self.options.to)?);
        let furthest = |from: usize| {
            let steps = self.reached(legs, from, None);
            // Of equally far ones the first in the alphabet of keys, whatever the order of the rows.
            let best = (0..steps.len()).filter(|&place| place != from && steps[place].is_some());
            best.max_by_key(|&place| (steps[place], std::cmp::Reverse(&self.places[place].key)))
        };
        if let Some(from) = from {
            let to = to.or_else(|| furthest(from));
            return to
                .map(|to| [from, to])
                .ok_or_else(|| ImportError::Option("no leg leads away from the origin asked for".to_owned()));
        }
        // Two steps find the ends of a long way without looking from every place.
        let start = legs.iter().map(|leg| leg.ends[0]).min_by_key(|&place| &self.places[place].key);
        let start = start.unwrap_or_default();
        let far = furthest(start).unwrap_or(start);
        let from = if furthest(far).is_some() { far } else { start };
        let to = to.or_else(|| furthest(from)).unwrap_or(start);
        Ok([from, to])
    }
}
