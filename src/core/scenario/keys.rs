//! The keys of scenario files and of plans: their contents, whether they are required, and their meaning.
//!
//! The reader and the JSON Schema both use this one description.

use crate::units::{Grade, words};

use super::columns::{FORMS, MODES, OPERATIONS, REGIMES};
use super::document::{Fill, Wait};
use super::number::{SensibleRange, sensible};
use super::quotes::QUOTED;
use super::role::Role;

/// The content of a key.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum KeyKind {
    /// The version number of the scenario language.
    Schema,
    /// Any text.
    Text,
    /// A full date.
    Date,
    /// Three capital letters (ISO 4217).
    Currency,
    /// One of some words.
    Choice(&'static [&'static str]),
    /// One of some words, or a list of them.
    Choices(&'static [&'static str]),
    /// A text, or a list of texts.
    Texts,
    /// A bare number.
    Number(SensibleRange),
    /// A number, or a table that says more about it.
    Figure(Role, SensibleRange),
    /// A number, or a table with `min` and `max`.
    Range,
    /// The name of a file.
    File,
    /// The name of a folder, or a list of them.
    Folders,
    /// A section.
    Section(&'static [Key]),
    /// A section for each name.
    Named(&'static [Key]),
    /// A list of sections.
    List(&'static [Key]),
    /// A list of sections, or the name of a CSV file that holds it.
    ListOrFile(&'static [Key]),
    /// `true` or `false` for each name.
    Flags,
    /// A value or a change for each path of a figure.
    Changes,
    /// A distribution for each path of a figure.
    Draws,
    /// A whole number from the first to the second.
    Count(u64, u64),
    /// The levels of each path of a figure.
    Levels,
    /// A list of sections, each a value or a change for some paths of figures.
    Runs,
}

/// One key of a file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Key {
    /// The key.
    pub name: &'static str,
    /// The kind of its contents.
    pub kind: KeyKind,
    /// Whether the key is required, in the file or in one that it extends.
    pub required: bool,
    /// The meaning, as sentences.
    pub meaning: &'static str,
}

const fn key(name: &'static str, kind: KeyKind, meaning: &'static str) -> Key {
    Key { name, kind, required: false, meaning }
}

const fn must(name: &'static str, kind: KeyKind, meaning: &'static str) -> Key {
    Key { name, kind, required: true, meaning }
}

/// The title in other languages.
const TITLE_ZH: Key = key("title_zh", KeyKind::Text, "The title in Chinese.");
const TITLE_RU: Key = key("title_ru", KeyKind::Text, "The title in Russian.");

/// The bounds of numbers about which nothing is known.
pub(super) const ANY_NUMBER: SensibleRange = sensible("as its figure", -1e15, 1e15);

/// The states of an answer.
pub(super) const STATUSES: &[&str] = &["answered", "no-route"];

/// The keys of the whole file.
#[rustfmt::skip]
pub(super) const TOP: &[Key] = &[
    must("schema", KeyKind::Schema, "The version of this language: 1."),
    must("title", KeyKind::Text, "The title for people."),
    TITLE_ZH,
    TITLE_RU,
    key("reading", KeyKind::Text, "The question and how to read the answer, as one paragraph."),
    key("extends", KeyKind::File, "A scenario file whose keys hold here too; keys given here win. Relative to this file."),
    must("tables", KeyKind::Folders, "The folders of tables, relative to this file, laid over those of the file that it extends; later ones win row by row."),
    must("date", KeyKind::Date, "The day that picks the valid rows of every dated table."),
    must("currency", KeyKind::Currency, "The currency of all results."),
    key("wait", KeyKind::Choice(Wait::WORDS), "How long cargo waits for a service: half the interval between departures (the default), or the whole; or until a lot is there, where a row of services.csv says how fast it collects; with `timetable` `corridor plan` takes the dated departures, and other questions half the interval."),
    key("baseline", KeyKind::Text, "The corridor that differences are taken against; else the cheapest."),
    must("cargo", KeyKind::Section(CARGO), "The goods."),
    key("demand", KeyKind::ListOrFile(DEMAND), "What is to go where: sections [[demand]], or the name of a CSV file with the columns from, to, tonnes_per_year, regime. Replaces an inherited list."),
    key("corridors", KeyKind::Named(CORRIDOR), "The ways to compare, each a named set of must and must-not."),
    key("switches", KeyKind::Flags, "Turns rows of the tables on that name a switch."),
    key("quote", KeyKind::List(QUOTE), "Prices as a forwarder, carrier or port has quoted them, in place of those of the tables. Replaces an inherited list."),
    key("set", KeyKind::Changes, "Changes figures by their paths, such as \"tariffs.cn-rail.per_km\" = 0.1, { times = 1.05 } or { plus = 5 }."),
    key("uncertain", KeyKind::Draws, "Says how figures are drawn in studies, by their paths; else by the bounds of the tables."),
    key("correlated", KeyKind::List(CORRELATED), "Figures that go together in studies. Replaces an inherited list."),
    key("markets", KeyKind::Named(MARKET), "Markets whose figures rise and fall together in studies; a figure of [[correlated]] belongs to none."),
    key("hypotheses", KeyKind::Named(HYPOTHESIS), "Switches that are on in a share of the draws, by their names, unless [switches] turns them on or off."),
    key("expect", KeyKind::List(EXPECT), "What the answers are expected to be; checked by `corridor test`. Replaces an inherited list."),
];

/// The keys of `[cargo]`.
#[rustfmt::skip]
pub const CARGO: &[Key] = &[
    must("commodity", KeyKind::Text, "A row of commodities.csv."),
    must("form", KeyKind::Choice(FORMS), "The form that the goods travel in; corridors may choose another."),
    key("fill", KeyKind::Choice(Fill::WORDS), "Whether a lot pays for the part of boxes and wagons that it fills (`part`, the default) or for whole ones: of 20.4 boxes 21."),
    must("lot_t", KeyKind::Figure(Role::Lot, sensible("t", 0.001, 1e7)), "The lot: spreads what is charged per consignment."),
    must("value_per_t", KeyKind::Figure(Role::CargoValue, sensible("currency/t", 0.0, 1e13)), "The value of a tonne in the scenario's currency."),
    key("holding_rate_per_year", KeyKind::Figure(Role::HoldingRate, sensible("share of value per year", 0.0, 10.0)), "What holding goods costs, as a share of their value per year; 0 by default."),
    key("carbon_price_per_t", KeyKind::Figure(Role::CarbonPrice, sensible("currency/t CO2e", 0.0, 1e10)), "The price of a tonne of CO2e in the scenario's currency; 0 by default."),
    key("buffer_price_per_day", KeyKind::Figure(Role::BufferPrice, sensible("currency/t/day", 0.0, 1e10)), "What it costs to hold a tonne in hand for a day against the `late_days` of services, crossings and handling; without it late days cost nothing."),
];

/// The keys of a number with bounds and evidence, apart from `value`, `low` and `high`.
#[rustfmt::skip]
pub(super) const FIGURE: &[Key] = &[
    must("value", KeyKind::Number(ANY_NUMBER), "The value."),
    key("low", KeyKind::Number(ANY_NUMBER), "The lower bound."),
    key("high", KeyKind::Number(ANY_NUMBER), "The upper bound."),
    key("grade", KeyKind::Choice(Grade::WORDS), "How well it is known; estimate by default."),
    key("source", KeyKind::Texts, "Rows of sources.csv that it comes from."),
];

/// The keys of `[[demand]]`.
#[rustfmt::skip]
pub const DEMAND: &[Key] = &[
    must("from", KeyKind::Texts, "The origins: keys of places, or tag:WORD or region:WORD."),
    must("to", KeyKind::Texts, "The destinations: keys of places, or tag:WORD or region:WORD."),
    key("tonnes_per_year", KeyKind::Figure(Role::YearlyTonnes, sensible("t/year", 0.0, 1e10)), "The yearly tonnes of each pair."),
    key("regime", KeyKind::Choice(REGIMES), "How the goods stand to customs where the countries at both ends do not say it all."),
];

/// The keys of `[corridors.NAME]`.
#[rustfmt::skip]
pub(super) const CORRIDOR: &[Key] = &[
    key("title", KeyKind::Text, "The title for people; else the name."),
    TITLE_ZH,
    TITLE_RU,
    key("within", KeyKind::Texts, "Countries by two letters that must not be left; without it there is no limit."),
    key("avoid", KeyKind::Texts, "Places, legs, modes, countries or tag:WORD that must not be used."),
    key("via_any", KeyKind::Texts, "Places, legs, modes, countries or tag:WORD of which one must be used."),
    key("via_all", KeyKind::Texts, "Places, legs, modes, countries or tag:WORD all of which must be used."),
    key("modes", KeyKind::Choices(MODES), "The modes allowed; all by default."),
    key("form", KeyKind::Choices(FORMS), "The forms to choose the cheapest of; the cargo's own by default."),
    key("switches", KeyKind::Texts, "Switches that it turns on besides the scenario's."),
];

/// The keys of a change in `[set]`.
#[rustfmt::skip]
pub(super) const CHANGE: &[Key] = &[
    key("times", KeyKind::Number(ANY_NUMBER), "What the figure is multiplied by."),
    key("plus", KeyKind::Number(ANY_NUMBER), "What is added to the figure."),
];

/// The keys of `[[correlated]]`.
#[rustfmt::skip]
pub(super) const CORRELATED: &[Key] = &[
    must("figures", KeyKind::Texts, "The paths of two figures or more, of which each pair goes together."),
    must("rho", KeyKind::Number(sensible("correlation", -1.0, 1.0)), "How far: the correlation of the normal numbers behind them, between -1 and 1."),
];

/// The keys of `[markets.NAME]`.
#[rustfmt::skip]
pub(super) const MARKET: &[Key] = &[
    must("figures", KeyKind::Texts, "The paths of its figures without periods; `*` stands for any characters."),
    must("rho", KeyKind::Number(sensible("correlation", 0.0, 0.999)), "How closely they go together: the correlation of the normal numbers behind each two of them; 0 for not at all."),
    key("title", KeyKind::Text, "The title for people; else the name."),
    TITLE_ZH,
    TITLE_RU,
];

/// The keys of `[hypotheses.NAME]`.
#[rustfmt::skip]
pub(super) const HYPOTHESIS: &[Key] = &[
    must("weight", KeyKind::Number(PROBABILITY), "The share of the draws in which the switch is on."),
    key("reason", KeyKind::Text, "What speaks for the weight, as one sentence."),
    key("reason_zh", KeyKind::Text, "The reason in Chinese."),
    key("reason_ru", KeyKind::Text, "The reason in Russian."),
];

/// The keys of `[[quote]]`.
#[rustfmt::skip]
pub(super) const QUOTE: &[Key] = &[
    key("name", KeyKind::Text, "The name by which paths call it: quotes.NAME.amount; else it is made of the places."),
    key("text", KeyKind::Text, "The quotation in one line, as --quote takes it; then the keys that it gives are not needed."),
    key("haul", KeyKind::Text, "Two places as FROM>TO: the transport between them, over one leg or several of one mode."),
    key("leg", KeyKind::Text, "A row of legs.csv, in the direction in which it is written."),
    key("handling", KeyKind::Text, "The place of an operation."),
    key("border", KeyKind::Text, "A place or leg of a crossing."),
    key("mode", KeyKind::Choice(MODES), "The mode of the haul or crossing, where there are several."),
    key("operation", KeyKind::Choice(OPERATIONS), "The operation; loading, unloading and transhipment by default."),
    key("from_mode", KeyKind::Choice(MODES), "The mode that brings the cargo; any by default."),
    key("to_mode", KeyKind::Choice(MODES), "The mode that takes it on; any by default."),
    key("amount", KeyKind::Number(QUOTED), "The amount."),
    key("low", KeyKind::Number(QUOTED), "Its lower bound, where the quotation leaves a range open."),
    key("high", KeyKind::Number(QUOTED), "Its upper bound."),
    key("basis", KeyKind::Text, "What the amount is per: t, box20, box40, wagon or lot."),
    key("currency", KeyKind::Text, "The currency of the amount, by its three letters, sign or name."),
    key("form", KeyKind::Choice(FORMS), "The form of cargo that it is for; that of its basis, else of the cargo, by default."),
    key("valid_from", KeyKind::Date, "The first day on which it holds."),
    key("valid_to", KeyKind::Date, "The last day on which it holds."),
    key("by", KeyKind::Text, "Who quoted it."),
    key("on", KeyKind::Date, "When it was quoted."),
    key("includes", KeyKind::Text, "What is included: \"all in\" is every charge of the leg, haul, operation or crossing, \"terminal to terminal\" a haul with the handling at both ends."),
    key("note", KeyKind::Text, "What a reader should know."),
];

/// The keys of `[[expect]]`.
#[rustfmt::skip]
pub(super) const EXPECT: &[Key] = &[
    key("from", KeyKind::Text, "The origin; every demand's by default."),
    key("to", KeyKind::Text, "The destination; every demand's by default."),
    key("corridor", KeyKind::Text, "The corridor; every corridor by default."),
    key("winner", KeyKind::Text, "The corridor that must be cheapest."),
    key("status", KeyKind::Choice(STATUSES), "Whether there is a route."),
    key("total_per_t", KeyKind::Range, "The total in the scenario's currency per tonne."),
    key("days", KeyKind::Range, "The days from origin to destination."),
    key("km", KeyKind::Range, "The kilometres."),
    key("co2e_kg_per_t", KeyKind::Range, "The emissions in kilograms per tonne."),
    key("saving_per_t", KeyKind::Range, "The total of the baseline corridor minus this corridor's."),
];

/// The keys of a range in `[[expect]]`.
#[rustfmt::skip]
pub(super) const RANGE: &[Key] = &[
    key("min", KeyKind::Number(ANY_NUMBER), "The least that is expected."),
    key("max", KeyKind::Number(ANY_NUMBER), "The most that is expected."),
];

words! {
    /// The way in which the runs of a plan are made from the levels.
    Design {
        /// Every combination of levels; the last factor changes fastest.
        Grid = "grid",
        /// The scenario itself, then each level of each factor alone.
        OneAtATime = "one-at-a-time",
        /// Points of which each of `runs` equal slices of each range has exactly one.
        LatinHypercube = "latin-hypercube",
        /// Points of the scrambled Sobol' sequence.
        Sobol = "sobol",
        /// Points of the Halton sequence.
        Halton = "halton",
        /// Runs as they are written in the plan.
        List = "list",
        /// Runs as they are written in a CSV file.
        Csv = "csv",
    }
}

/// The most runs that a design may have: what can be counted, not what can be waited for.
pub(super) const MAX_RUNS: u64 = 1_000_000_000;

/// The keys of the plan of a study.
#[rustfmt::skip]
pub(super) const PLAN: &[Key] = &[
    must("schema", KeyKind::Schema, "The version of this language: 1."),
    key("title", KeyKind::Text, "The title for people."),
    must("design", KeyKind::Choice(Design::WORDS), "How runs are made: every combination of levels (grid), each level by itself (one-at-a-time), points spread between the least and the greatest level (latin-hypercube, sobol, halton), or runs written out (list, csv)."),
    key("factors", KeyKind::Levels, "What is varied, by paths of figures: [values], { times = [..] }, { plus = [..] } or \"bounds\"; the words low, value and high stand for the figure's own."),
    key("run", KeyKind::Runs, "One run of the design list: a value, { times = .. } or { plus = .. } for some paths of figures."),
    key("file", KeyKind::File, "The CSV file of the design csv, relative to this file: paths of figures as heading, one run a row, *1.2 and +5 as with --set, blank for unchanged; a row of blank cells is a run that changes nothing."),
    key("runs", KeyKind::Count(1, MAX_RUNS), "How many points the designs latin-hypercube, sobol (a power of two) and halton have."),
    key("draws", KeyKind::Count(1, MAX_RUNS), "How often every figure that the plan does not vary is drawn in each run; if blank, none is."),
    key("seed", KeyKind::Count(0, 4_294_967_295), "Chooses one of the designs latin-hypercube or sobol, and the draws; 0 by default."),
    key("partition_runs", KeyKind::Count(1, 1_000_000), "How many runs stand in one file of the results; 1000 by default."),
];

/// A distribution with its parameters, first those that must be given.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct DistributionKeys {
    /// The name.
    pub(super) name: &'static str,
    /// The required parameters.
    pub(super) required: &'static [&'static str],
    /// The optional parameters.
    pub(super) optional: &'static [&'static str],
    /// The description, as one sentence.
    pub(super) meaning: &'static str,
}

/// The parameters that are lists of numbers.
pub(super) const LISTS: &[&str] = &["values", "probabilities"];

/// The bounds of probabilities.
pub(super) const PROBABILITY: SensibleRange = sensible("probability", 0.0, 1.0);

/// All distributions.
#[rustfmt::skip]
pub(super) const DISTRIBUTIONS: &[DistributionKeys] = &[
    DistributionKeys { name: "uniform", required: &["low", "high"], optional: &[], meaning: "Every value between the bounds is as likely." },
    DistributionKeys { name: "triangular", required: &["low", "mode", "high"], optional: &[], meaning: "Likeliest at the mode, falling in straight lines to the bounds." },
    DistributionKeys { name: "pert", required: &["low", "mode", "high"], optional: &[], meaning: "A smooth triangle: a beta distribution with the same bounds and mode." },
    DistributionKeys { name: "normal", required: &["mean", "sd"], optional: &["low", "high"], meaning: "The bell curve, cut at the bounds, or else at four standard deviations and, for a price, at 0." },
    DistributionKeys { name: "lognormal", required: &["median", "sigma"], optional: &["low", "high"], meaning: "The exponential of a bell curve, cut at the bounds, or else at four standard deviations." },
    DistributionKeys { name: "discrete", required: &["values", "probabilities"], optional: &[], meaning: "One of some values, each with its probability." },
    DistributionKeys { name: "empirical", required: &["values"], optional: &[], meaning: "Values at equal steps of probability, the least and the greatest at the ends, and straight lines between them." },
    DistributionKeys { name: "event", required: &["probability", "value"], optional: &[], meaning: "Another value with some probability, and else the figure's own." },
];

#[cfg(test)]
mod tests {
    use super::{CARGO, CORRELATED, CORRIDOR, DEMAND, EXPECT, HYPOTHESIS, MARKET, PLAN, QUOTE, TOP};

    #[test]
    fn every_meaning_is_a_sentence() {
        let all = [TOP, CARGO, CORRELATED, CORRIDOR, DEMAND, EXPECT, HYPOTHESIS, MARKET, PLAN, QUOTE];
        for key in all.into_iter().flatten() {
            assert!(key.meaning.ends_with('.'), "{}", key.name);
        }
    }
}
