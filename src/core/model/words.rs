//! The fixed words of the tables: modes, forms, bases, regimes, operations, cost parts.

use crate::units::words;

words! {
    /// A mode of transport.
    Mode {
        /// Railways.
        Rail = "rail",
        /// Trucks.
        Road = "road",
        /// Sea-going ships.
        Sea = "sea",
        /// Inland ships.
        Waterway = "waterway",
    }
}

impl Mode {
    /// Returns whether the mode is by ship.
    pub const fn is_afloat(self) -> bool {
        matches!(self, Self::Sea | Self::Waterway)
    }

    /// Returns whether a change from one mode to another is a change to or from a ship.
    pub const fn changes_ship(self, to: Self) -> bool {
        self.is_afloat() || to.is_afloat()
    }

    /// Returns whether cargo may run through a place on board, within one haul or from one tariff to another.
    ///
    /// Trains and trucks pass places on their way. A sailing is one leg from port to port: its haul ends at each port
    /// of call, and sailing on takes a transhipment.
    pub const fn runs_through(self) -> bool {
        !self.is_afloat()
    }
}

words! {
    /// The form in which cargo travels.
    Form {
        /// Loose in wagons, trucks and holds.
        Bulk = "bulk",
        /// In bags.
        Bag = "bag",
        /// In twenty-foot boxes.
        Box20 = "box20",
        /// In forty-foot boxes.
        Box40 = "box40",
        /// In open-top railway boxes of 35 t, which a port tips: loose at sea.
        Box35 = "box35",
    }
}

words! {
    /// The unit that a price is per.
    Basis {
        /// A tonne of cargo.
        Tonne = "t",
        /// A twenty-foot box.
        Box20 = "box20",
        /// A forty-foot box.
        Box40 = "box40",
        /// An open-top railway box of 35 t.
        Box35 = "box35",
        /// A wagon.
        Wagon = "wagon",
        /// A consignment: the whole lot.
        Consignment = "consignment",
        /// The value of the goods, of which the price is a share.
        Value = "value",
    }
}

impl Basis {
    /// Returns the only form for which a price on this basis makes sense, if there is just one.
    pub const fn form(self) -> Option<Form> {
        match self {
            Self::Box20 => Some(Form::Box20),
            Self::Box40 => Some(Form::Box40),
            Self::Box35 => Some(Form::Box35),
            _ => None,
        }
    }

    /// Returns whether the price is per unit of equipment with a payload.
    pub const fn is_unit(self) -> bool {
        matches!(self, Self::Box20 | Self::Box40 | Self::Box35 | Self::Wagon)
    }
}

words! {
    /// The customs regime of goods at a crossing.
    Regime {
        /// Domestic goods that leave and come back.
        Transit = "transit",
        /// In bond to a destination abroad.
        Bonded = "bonded",
        /// Leaving for a destination abroad.
        Export = "export",
        /// Coming from an origin abroad.
        Import = "import",
    }
}

words! {
    /// An operation on cargo at a place.
    Operation {
        /// Loading at the origin.
        Load = "load",
        /// Unloading at the destination.
        Unload = "unload",
        /// Changing mode or service.
        Tranship = "tranship",
        /// Changing gauge.
        Gauge = "gauge",
        /// Dwell beyond the free days.
        Storage = "storage",
    }
}

words! {
    /// One of the eleven parts of a cost, in the order in which they are always given.
    Part {
        /// Hauls by rail.
        RailHaulage = "rail_haulage",
        /// Hauls by road.
        RoadHaulage = "road_haulage",
        /// Hauls by sea and inland waterway.
        SeaHaulage = "sea_haulage",
        /// Loading, unloading, transhipment, gauge change.
        Handling = "handling",
        /// Customs, quarantine, transit guarantees.
        Border = "border",
        /// Dwell in port beyond the free days.
        Storage = "storage",
        /// Capital bound in goods in transit.
        Holding = "holding",
        /// Cargo lost.
        Loss = "loss",
        /// The price of CO2e.
        Carbon = "carbon",
        /// Hire of boxes and their empty return.
        Equipment = "equipment",
        /// What others pay of the cost, below nothing.
        Support = "support",
    }
}

impl Part {
    /// Returns the haulage part of a mode.
    pub const fn haulage(mode: Mode) -> Self {
        match mode {
            Mode::Rail => Self::RailHaulage,
            Mode::Road => Self::RoadHaulage,
            Mode::Sea | Mode::Waterway => Self::SeaHaulage,
        }
    }
}
