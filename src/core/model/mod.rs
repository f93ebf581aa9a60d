//! Stage 2: the meaning of the files, checked; the register of figures.

mod capacity;
mod check;
mod element;
mod equipment;
mod figure;
mod legs;
mod limits;
mod naming;
mod permissions;
mod places;
mod plausible;
mod prices;
mod question;
mod quotation;
mod quotes;
mod register;
mod rows;
mod rules;
mod select;
mod slow;
mod subsidies;
mod throughput;
mod timetable;
mod trade;
mod words;
mod world;

pub use crate::scenario::{Fill, Wait};
pub use capacity::{Capacity, CapacityPeriod, Harvest, Limited};
pub use element::{Element, ElementKind, ReducedModel};
pub use equipment::{EmissionUnit, Equipment, Vehicle};
pub use figure::{Figure, FigureOwner};
pub use legs::{CalendarEffect, Leg, LegRow, Season, Service};
pub use permissions::{Misfit, Permission, PermissionUse};
pub use places::{Place, Places};
pub use prices::{
    BASE, BandMethod, BorderRow, CargoClass, CargoSelector, Handling, HandlingRow, MAX_PARALLEL_LINES, Price, Schedule,
    TariffRow,
};
pub use question::{Corridor, CorridorItem, Customs, Demand, MAX_VIAS};
pub use quotation::{HaulShares, Quotation, QuoteNumber, QuotedRow, QuotedSubject};
pub use register::Register;
pub use rows::{Exchange, IndexLevel, Rate, SwitchNames, SwitchSet};
pub use slow::{Slowdown, SlowdownError};
pub use subsidies::{Subsidy, SupportedStep};
pub use timetable::{
    DayKind, Departing, Departure, DepartureDays, DepartureRow, OpenSpans, Opening, OpeningRow, RunningDays, Sailing,
    Timeline, departing, hours, seconds,
};
pub use words::{Basis, Form, Mode, Operation, Part, Regime};
pub use world::{CargoFigures, Model};
