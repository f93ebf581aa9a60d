//! The roles of figures: what a number is the measure of, set where its column or key is declared.
//!
//! Whatever is decided about a figure - what may move it, whether another value takes another network - is decided by
//! its role.

/// What a figure measures.
///
/// In one table no two columns have the same role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// The latitude of a place.
    Latitude,
    /// The longitude of a place.
    Longitude,
    /// The length of a leg by which it is charged.
    Distance,
    /// The commercial speed of a leg or a vehicle.
    Speed,
    /// The running time of a leg.
    RunningTime,
    /// The track gauge of a leg.
    TrackGauge,
    /// The tonnes that pass in a month.
    MonthlyCapacity,
    /// The most that passes in the period of a row, in its basis.
    Capacity,
    /// The share of the tonnes of a year that comes in a month.
    MonthlyShare,
    /// The direct price of a leg without a tariff.
    LegPrice,
    /// The emissions of a tonne on a leg or in an operation.
    Emissions,
    /// The price of a haul, whatever its length.
    HaulPrice,
    /// The price of a kilometre.
    KilometrePrice,
    /// The haul length from which a band of a tariff holds.
    BandFromDistance,
    /// The haul length below which a band of a tariff holds.
    BandToDistance,
    /// The lot from which a band of a tariff holds.
    BandFromLot,
    /// The lot below which a band of a tariff holds.
    BandToLot,
    /// The least that a haul is charged for a component.
    MinimumCharge,
    /// The most that a haul is charged for a component.
    MaximumCharge,
    /// The step to which a quotation is rounded.
    RoundingStep,
    /// The price of an operation, or of a day in storage.
    HandlingPrice,
    /// The hours of an operation.
    OperationTime,
    /// The hours that cargo dwells at a place apart from the wait for a service.
    DwellTime,
    /// The days that storage does not charge.
    FreeDays,
    /// The share of cargo lost in an operation or a haul.
    CargoLoss,
    /// The price of crossing a border.
    BorderPrice,
    /// What others pay of the cost of a tonne, box, wagon or consignment.
    Support,
    /// The hours of formalities and queue at a border.
    BorderTime,
    /// The days of a week on which a border is open.
    OpeningDays,
    /// The interval between departures.
    Headway,
    /// The tonnes that come together a day for a ship.
    Collecting,
    /// The hours before departure at which cargo must be there.
    CutoffTime,
    /// The tonnes that one departure carries.
    DepartureCapacity,
    /// The multiplier of running times in a season.
    SeasonFactor,
    /// The hours that a season adds to the running time of a leg.
    SeasonDelay,
    /// The price of a currency in another one.
    ExchangeRate,
    /// The emissions of a tonne-kilometre or a TEU-kilometre.
    EmissionFactor,
    /// A multiplier of charges that rows share.
    ChargeFactor,
    /// The level of a group of prices in a period.
    PriceIndex,
    /// The cargo in one box or wagon.
    Payload,
    /// The size of a loading unit in twenty-foot units.
    UnitSize,
    /// The hire of a loading unit for a day.
    Hire,
    /// The year of a published claim.
    ClaimYear,
    /// The value of a published claim.
    ClaimValue,
    /// The tonnes of a consignment.
    Lot,
    /// The value of a tonne of the goods.
    CargoValue,
    /// The cost of holding goods for a year, as a share of their value.
    HoldingRate,
    /// The price of a tonne of CO2e.
    CarbonPrice,
    /// The days beyond the expected time by which nearly all consignments have come.
    LateTime,
    /// The cost of holding a tonne in hand against a day by which goods may be late.
    BufferPrice,
    /// The yearly tonnes of a demand.
    YearlyTonnes,
    /// What a unit of the trade is worth, by definition.
    TradeUnit,
}

impl Role {
    /// Returns whether it is a time, in hours or days.
    pub const fn is_time(self) -> bool {
        matches!(
            self,
            Self::RunningTime
                | Self::OperationTime
                | Self::DwellTime
                | Self::FreeDays
                | Self::BorderTime
                | Self::Headway
                | Self::CutoffTime
                | Self::SeasonDelay
        )
    }

    /// Returns whether somebody can move it by an agreement, a tariff or an investment: a price, a time or a wait.
    pub const fn is_negotiable(self) -> bool {
        self.is_price() || self.is_time()
    }

    /// Returns whether it is a price of moving, handling or keeping cargo or its box.
    pub const fn is_price(self) -> bool {
        matches!(
            self,
            Self::HaulPrice
                | Self::KilometrePrice
                | Self::HandlingPrice
                | Self::BorderPrice
                | Self::Hire
                | Self::LegPrice
                | Self::Support
        )
    }

    /// Returns whether costs are a straight line of its reciprocal: what is divided by it grows as it falls.
    pub const fn is_divisor(self) -> bool {
        matches!(self, Self::Speed | Self::Payload | Self::Collecting)
    }

    /// Returns whether it is a price, or the least or most that a haul is charged.
    pub const fn is_amount(self) -> bool {
        self.is_price() || matches!(self, Self::MinimumCharge | Self::MaximumCharge)
    }

    /// Returns whether checks of files or the meaning of rows rest on its value, not prices alone.
    pub const fn is_checked(self) -> bool {
        self.is_band_edge()
            || matches!(
                self,
                Self::MinimumCharge
                    | Self::MaximumCharge
                    | Self::RoundingStep
                    | Self::TrackGauge
                    | Self::Latitude
                    | Self::Longitude
            )
    }

    /// Returns whether it is the edge of a band of a tariff.
    pub const fn is_band_edge(self) -> bool {
        matches!(self, Self::BandFromDistance | Self::BandToDistance | Self::BandFromLot | Self::BandToLot)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::scenario::TableName;

    #[test]
    fn no_two_columns_of_a_table_have_the_same_role() {
        for table in TableName::ALL {
            let roles: Vec<_> = table.columns().iter().filter_map(super::super::columns::TableColumn::role).collect();
            assert_eq!(roles.iter().collect::<BTreeSet<_>>().len(), roles.len(), "{}", table.as_str());
        }
    }
}
