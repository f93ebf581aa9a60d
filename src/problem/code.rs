//! placeholder until the catalogue lands.
use super::Severity;
/// x
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code { 
    /// x
    TooManySwitches, 
    /// x
    NoExchangeRate, 
    /// x
    LegToItself, 
    /// x
    FactorNotInForce, 
    /// x
    UnknownItem, 
    /// x
    UnknownSwitch, 
    /// x
    SameEnds, 
    /// x
    DemandTwice, 
    /// x
    UnknownPlace, 
    /// x
    UnknownCorridor, 
    /// x
    UnknownCommodity, 
    /// x
    UnknownTariff, 
    /// x
    UnknownVehicle, 
    /// x
    NoPrice, 
    /// x
    TwoPrices, 
    /// x
    NoCurrency, 
    /// x
    NoDistance, 
    /// x
    NoTime, 
    /// x
    MixedBands, 
    /// x
    BandGap, 
    /// x
    TariffNotInForce, 
    /// x
    NoPayload, 
    /// x
    SameSelection, 
    /// x
    NoBorderRow, 
    /// x
    UnknownFigure,
    /// x
    NegativeCost,
    /// x
    TooManyDuties,
}
impl Code {
    /// x
    pub fn as_str(self) -> &'static str {
        "X"
    }
    /// x
    pub fn severity(self) -> Severity {
        Severity::Error
    }
}
