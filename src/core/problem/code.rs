//! The kinds of problems in input, each with a code that stays the same between versions.

use std::fmt;

/// Whether a problem stops the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// An error: nothing is computed until it is corrected.
    Error,
    /// A warning: the run goes on; `check --strict` fails.
    Warning,
}

macro_rules! codes {
    ($($variant:ident $code:literal $severity:ident $title:literal;)*) => {
        /// The kind of a problem.
        ///
        /// The first letter is where the problem is found: F in the file system, S in a scenario file or an override, T
        /// in a table, M in the meaning of all tables together, P in the plan of a study, N in a neutral network of flows.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = concat!($code, ": ", $title, ".")] $variant,)*
        }

        impl Code {
            /// All codes in order.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// Returns the code as it is printed, which stays the same between versions.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code),* }
            }

            /// Returns whether the kind of problem stops the run.
            pub const fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity),* }
            }
        }
    };
}

codes! {
    // --- the file system
    CannotRead "F001" Error "a file or folder cannot be read";
    FileMissing "F002" Error "a file is not there";
    FolderMissing "F003" Error "a folder is not there";
    NotUtf8 "F004" Error "a file is not UTF-8 text";
    TableMissing "F005" Error "a table that every scenario needs is in none of the folders";
    StrayTable "F006" Warning "a file in a tables folder is no table and is not read";
    InheritanceLoop "F007" Error "a scenario file extends itself";
    InheritanceDepth "F008" Error "too many scenario files extend one another";
    // --- scenario files and overrides
    Syntax "S001" Error "a scenario file is not TOML";
    RepeatedKey "S002" Error "a key is given twice";
    UnknownKey "S003" Error "a key is not known";
    WrongType "S004" Error "a value is of the wrong type";
    MissingKey "S005" Error "a key is missing";
    UnsupportedSchema "S006" Error "the schema version is not supported";
    BadNumber "S007" Error "a number cannot be read";
    AbsurdNumber "S008" Error "a number lies outside its sensible bounds";
    BadDate "S009" Error "a date cannot be read";
    BadChoice "S010" Error "a value is none of the words allowed";
    BadCurrency "S011" Error "a currency is not three capital letters";
    BoundsDisagree "S012" Error "bounds do not bracket their value";
    UnknownName "S013" Error "a name names nothing";
    NoDemand "S014" Error "nothing is to be carried";
    NoCorridor "S015" Error "there is no corridor to compare";
    BadDistribution "S016" Error "a distribution does not make sense";
    BadName "S017" Error "a name has characters that names may not have";
    UnknownPath "S018" Error "a path leads to no figure";
    NoPeriod "S019" Error "no period of the figure covers the date";
    CannotChange "S020" Error "a figure cannot be changed in this way";
    BadOverride "S021" Error "an override is not PATH=VALUE";
    EmptyExpectation "S022" Warning "an expectation expects nothing";
    BadCorrelation "S023" Error "a correlation does not make sense";
    BeyondBounds "S024" Warning "a value is set beyond the bounds of its figure";
    FarFromRows "S025" Warning "a value is set far from those of the rows beside it";
    BadQuote "S026" Error "a quotation cannot be understood";
    QuoteExpired "S027" Error "a quotation does not hold on the date";
    QuoteNotInForce "S028" Warning "a quotation of the file does not hold on the date";
    QuoteWithoutVat "S029" Warning "a quotation is without VAT";
    // --- tables
    UnknownColumn "T001" Error "a column is not known";
    RepeatedColumn "T002" Error "a column is given twice";
    MissingColumn "T003" Error "a column is missing";
    CellCount "T004" Error "a row has more or fewer cells than the heading";
    BlankCell "T005" Error "a cell that must be filled is blank";
    BadCellKey "T006" Error "a key or word has characters that it may not have";
    BadCellNumber "T007" Error "a number cannot be read";
    AbsurdCellNumber "T008" Error "a number lies outside its sensible bounds";
    BadCellChoice "T009" Error "a cell is none of the words allowed";
    BadCellDate "T010" Error "a date cannot be read";
    PeriodBackwards "T011" Error "a period ends before it begins";
    BadMonths "T012" Error "months cannot be read";
    BadCellCode "T013" Error "a country or currency is not written in capital letters";
    BareTon "T014" Error "a bare ton does not say which ton it is";
    CellBoundsDisagree "T015" Error "bounds do not bracket their value";
    BoundWithoutFigure "T016" Error "a bound stands beside no figure, or twice beside one";
    RepeatedRow "T017" Error "two rows hold for one key on the same day";
    UnknownReference "T018" Error "a reference names no row";
    EstimateWithoutNote "T019" Warning "an estimate does not say why";
    NoSources "T020" Error "sources are named but there is no table of sources";
    BadQuotes "T021" Error "a quote is not closed, or stands where it does nothing";
    WrongSeparator "T022" Error "cells are not separated by commas";
    NoHeading "T023" Error "a table has no heading";
    LayersOverlap "T024" Error "a later folder gives a row for a part of another row's period";
    UnusedWord "T025" Warning "a selecting word fits nothing";
    EmptyTable "T026" Warning "a table has a heading and no rows";
    BadBookCell "T027" Error "a cell of a workbook shows what is no value of a table";
    BadCellTime "T028" Error "a time of day cannot be read";
    Supposed "T029" Warning "an import supposes what its file does not say";
    // --- what they mean together
    TooManySwitches "M001" Error "the tables speak of too many switches";
    SameEnds "M002" Error "a demand begins where it ends";
    DemandTwice "M003" Error "the same goods are asked for twice";
    LegToItself "M004" Error "a leg ends where it begins";
    NoPrice "M005" Error "a leg has no price";
    TwoPrices "M006" Error "a leg has two prices";
    NoCurrency "M007" Error "a price has no currency";
    NoDistance "M008" Error "a leg has no length";
    NoTime "M009" Error "nothing says how long a leg takes";
    NoRate "M010" Error "a tariff row has no rate";
    MixedBands "M011" Error "the bands of a tariff do not belong together";
    BandGap "M012" Error "the bands of a tariff do not join";
    TariffNotInForce "M013" Warning "no row of a tariff schedule holds on the date";
    FactorNotInForce "M014" Error "a multiplier or series does not hold on the date";
    NoExchangeRate "M015" Error "no exchange rate holds on the date";
    NoPayload "M016" Error "nothing says how much a unit holds";
    SameSelection "M017" Error "two rows hold for exactly the same";
    NoBorderRow "M018" Warning "no row lets goods pass a crossing";
    TooManyDuties "M019" Error "a corridor has too many places to pass";
    NegativeCost "M020" Error "moving cargo costs less than nothing";
    AbsurdCost "M021" Error "moving cargo costs or takes more than can be counted exactly";
    RegimeAtHome "M022" Error "domestic goods are given a regime";
    BadService "M023" Error "nothing clear says when a service departs";
    NoEmission "M024" Warning "a vehicle emits nothing that is counted";
    BoxBeyondIso "M025" Warning "a box holds more or is larger than a box can";
    PercentOrShare "M026" Warning "a share may be a percentage, or a percentage a share";
    HalfPosition "M027" Warning "a place has one of latitude and longitude";
    LegAgainstMap "M028" Warning "a leg is shorter than the straight line or many times longer";
    QuoteFitsNothing "M029" Error "a quotation prices nothing of the tables";
    QuoteAmbiguous "M030" Error "a quotation may mean several things";
    QuotedTwice "M031" Error "two quotations price the same";
    SeriesWithoutYear "M032" Error "a price names a series, but not its own year";
    QuoteFarFromTables "M033" Warning "a quotation is far from the prices that it replaces";
    RatesContradict "M034" Warning "exchange rates contradict each other";
    BelowNothingAtBound "M035" Warning "with figures at their bounds, moving cargo costs less than nothing";
    TooManyDemands "M036" Error "there are more demands than can be answered at once";
    TooManyKinds "M037" Error "there are more corridors or kinds of rides than can be told apart";
    CapacityOfWhat "M038" Error "a capacity limits nothing, or several things";
    HarvestShares "M039" Error "the shares of the months do not make a year";
    BadDeparture "M040" Error "nothing clear says when a dated service departs";
    ClosedDeparture "M041" Warning "a service departs on a day on which its legs are shut";
    BadOpening "M042" Error "opening hours do not make sense";
    NeverCarried "M045" Error "no departure of a service carries a consignment";
    SupportOfWhat "M046" Error "support is paid for nothing, or for several things";
    PaidRoute "M047" Error "support makes a whole route cost less than nothing";
    // --- plans of studies
    PlanKeyMissing "P001" Error "a key that the design needs is missing";
    PlanKeyUnused "P002" Error "a key means nothing to the design";
    NothingVaried "P003" Error "a plan varies nothing";
    VariedTwice "P004" Error "a figure is varied twice";
    BadLevels "P005" Error "levels do not suit the figure or the design";
    NoBound "P006" Error "a figure has no such bound";
    TooManyRuns "P007" Error "a design cannot have so many runs or figures";
    // --- neutral networks of flows
    SupplyUnbalanced "N001" Error "what nodes send and need does not add up";
    FlowBlocked "N002" Error "the legs cannot carry what is sent";
    EndlessFlow "N003" Error "a ring of legs costs less than nothing and has no limit";
    FlowTooGreat "N004" Error "the numbers of a network are too great to be added exactly";
}

impl fmt::Display for Code {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Code;

    #[test]
    fn no_code_is_given_out_twice() {
        let codes: BTreeSet<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(codes.len(), Code::ALL.len());
    }

    #[test]
    fn codes_stand_in_order_within_their_letter() {
        let order = |code: &&str| ("FSTMPN".find(&code[..1]), code[1..].to_owned());
        let codes: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert!(codes.is_sorted_by_key(order));
    }
}
