//! The charges of hauls: lines of concave tariffs leg by leg, other tariffs from station to station.

use crate::ids::{FigureId, LegId, TariffId};
use crate::model::{BandMethod, Basis, CargoClass, Fill, Leg, Mode, Model, Part, TariffRow};
use crate::network::{HaulPiece, HaulPlan, LotShare, Plans, in_order, rows_for_lot};
use crate::units::Decimal;

use super::charge::{BoundedSum, Charge, Quantity};
use super::per_tonne::{payload, smaller, units_of};
use super::terms::{Book, Product, TermSum};

/// The part of a component's line to charge.
#[derive(Clone, Copy)]
enum ChargePart<'a> {
    /// The boarding charge.
    Fixed,
    /// The charge of a leg.
    Leg(&'a Leg),
}

/// The charges of hauls of one cargo, recorded in a book.
pub(super) struct HaulCharges<'c, 'm> {
    pub(super) book: &'c mut Book,
    pub(super) model: &'m Model,
    pub(super) plans: &'c mut Plans<'m>,
    pub(super) cargo: &'c CargoClass<'c>,
}

impl HaulCharges<'_, '_> {
    /// Returns the boarding charges of a line of a ride.
    pub(super) fn boarding(&mut self, tariff: TariffId, mode: Mode, line: u16) -> Vec<Charge> {
        self.on_line(tariff, mode, line, ChargePart::Fixed)
    }

    /// Returns the charges of a leg on a line of a ride.
    pub(super) fn leg(&mut self, leg: &Leg, line: u16) -> Vec<Charge> {
        match (leg.tariff, &leg.direct) {
            (Some(tariff), _) => self.on_line(tariff, leg.mode, line, ChargePart::Leg(leg)),
            (None, Some((price, exchange))) => {
                let product = Product::of(*price).times_all(leg.factor).exchanged(exchange);
                vec![plain(self.book, Part::haulage(leg.mode), product)]
            }
            (None, None) => Vec::new(),
        }
    }

    fn on_line(&mut self, tariff: TariffId, mode: Mode, line: u16, of: ChargePart<'_>) -> Vec<Charge> {
        let model = self.model;
        let Some(schedule) = self.plans.of(tariff, self.cargo) else { return Vec::new() };
        let HaulPlan::Lines(lines) = &schedule.plan else { return Vec::new() };
        let mut charges = Vec::new();
        for (rows, &piece) in schedule.components.iter().zip(&lines[usize::from(line)]) {
            // A slab band of lots has terms of its own; in all other components the rows share the terms of the first.
            let mut terms = rows[0];
            let products = match piece {
                HaulPiece::Plain => {
                    let rows = rows_for_lot(model, rows);
                    terms = rows.first().map_or(terms, |&(row, _)| row);
                    rows.into_iter().flat_map(|(row, share)| plain_row(row, share, model, of)).collect()
                }
                HaulPiece::AsIf(at) => {
                    terms = rows[at];
                    rows[at].lot.0.map_or_else(Vec::new, |edge| {
                        plain_row(rows[at], as_if(model, rows[at], edge, self.cargo), model, of)
                    })
                }
                HaulPiece::Cap => match of {
                    ChargePart::Fixed => rows[0].cap.map(Product::of).into_iter().collect(),
                    ChargePart::Leg(_) => Vec::new(),
                },
                HaulPiece::Band(band) => {
                    let bands = in_order(model, rows);
                    band_line(&bands, band, of)
                }
            };
            let part = terms.part.unwrap_or(Part::haulage(mode));
            let to_scale = scale(terms, model, self.cargo);
            charges.extend(products.into_iter().map(|product| plain(self.book, part, product.with(&to_scale))));
        }
        charges
    }

    /// Returns the charges of a haul from station to station.
    pub(super) fn stations(&mut self, legs: &[LegId]) -> Vec<Charge> {
        let model = self.model;
        let Some((tariff, mode)) = legs.first().map(|&leg| (model.legs[leg].tariff, model.legs[leg].mode)) else {
            return Vec::new();
        };
        let Some(schedule) = tariff.and_then(|tariff| self.plans.of(tariff, self.cargo)) else { return Vec::new() };
        let length = legs.iter().fold(Decimal::ZERO, |sum, &leg| longer(model, sum, leg));
        let mut charges = Vec::new();
        for component in schedule.components.iter().map(|rows| StationRates::new(model, rows)) {
            let Some(rates) = component.at(model, length).and_then(|at| component.rates(model, &at)) else { continue };
            let of_legs = legs.iter().flat_map(|&leg| rates.of_leg(model, leg));
            let sum = self.book.sum(rates.fixed.iter().cloned().chain(of_legs));
            charges.push(self.of_stations(&rates, sum, mode));
        }
        charges
    }

    /// Returns the charge of a haul from station to station by some rates.
    pub(super) fn of_stations(&mut self, rates: &HaulRates<'_>, sum: TermSum, mode: Mode) -> Charge {
        let row = rates.row;
        let mut bound = |figure: Option<FigureId>| figure.map(|figure| self.book.sum([Product::of(figure)]));
        let (floor, cap) = (bound(row.minimum), bound(row.cap));
        let amount = BoundedSum { sum, floor, cap, round_to: row.round_to };
        let scale = self.book.sum([scale(row, self.model, self.cargo)]);
        Charge { part: row.part.unwrap_or(Part::haulage(mode)), quantity: Quantity::Amount(amount), scale }
    }
}

/// Returns the length of a haul with one leg more. Lengths are summed in decimals: binary sums may be slightly off and miss
/// the edge of a band.
pub(super) fn longer(model: &Model, length: Decimal, leg: LegId) -> Decimal {
    let km = model.legs[leg].distance_km.map(|km| model.register.figure(km).value);
    km.and_then(|km| length.plus(km)).unwrap_or(length)
}

/// The rows of a component that charge hauls from station to station: by bands of lengths, or all the same.
pub(super) struct StationRates<'a> {
    /// The rows, bands in the order of their edges.
    rows: Vec<&'a TariffRow>,
    is_banded: bool,
}

/// The rows of a component that charge some hauls, with the share of the lot that each charges.
pub(super) struct HaulRates<'a> {
    /// The row whose bounds and terms hold.
    row: &'a TariffRow,
    rows: Vec<(&'a TariffRow, LotShare)>,
    /// What is charged for a haul of any length.
    pub(super) fixed: Vec<Product>,
}

impl<'a> StationRates<'a> {
    pub(super) fn new(model: &Model, rows: &[&'a TariffRow]) -> Self {
        let is_banded = rows.iter().any(|row| row.km != (None, None));
        Self { rows: if is_banded { in_order(model, rows) } else { rows.to_vec() }, is_banded }
    }

    pub(super) const fn is_banded(&self) -> bool {
        self.is_banded
    }

    /// Returns the positions of the bands that hold for a length, in the order of their edges; none where there are no bands,
    /// and nothing where none holds.
    pub(super) fn at(&self, model: &Model, length: Decimal) -> Option<Vec<usize>> {
        if !self.is_banded {
            return Some(Vec::new());
        }
        let value = |figure: FigureId| model.register.figure(figure).value;
        let reaches = |row: &TariffRow| row.km.0.is_none_or(|from| length.compare(value(from)).is_ge());
        let below = |row: &TariffRow| row.km.1.is_none_or(|to| length.compare(value(to)).is_lt());
        let holding = self.rows.iter().enumerate().filter(|(_, row)| reaches(row) && below(row)).map(|(at, _)| at);
        Some(holding.collect()).filter(|holding: &Vec<usize>| !holding.is_empty())
    }

    /// Returns the rows that charge a haul for which some bands hold; nothing where there are none.
    pub(super) fn rates(&self, model: &Model, at: &[usize]) -> Option<HaulRates<'a>> {
        let rows: Vec<(&'a TariffRow, LotShare)> = if self.is_banded {
            at.iter().map(|&at| (self.rows[at], LotShare::Whole)).collect()
        } else {
            rows_for_lot(model, &self.rows)
        };
        let &(row, _) = rows.first()?;
        let fixed = if self.is_banded && row.method == BandMethod::Graduated {
            band_line(&self.rows, at[0], ChargePart::Fixed)
        } else {
            rows.iter().flat_map(|&(row, share)| plain_row(row, share, model, ChargePart::Fixed)).collect()
        };
        Some(HaulRates { row, rows, fixed })
    }
}

impl HaulRates<'_> {
    /// Returns what is charged for a leg.
    pub(super) fn of_leg(&self, model: &Model, leg: LegId) -> Vec<Product> {
        let leg = ChargePart::Leg(&model.legs[leg]);
        self.rows.iter().flat_map(|&(row, share)| plain_row(row, share, model, leg)).collect()
    }
}

/// Returns a row's price of boarding, or of a leg.
fn plain_row(row: &TariffRow, share: LotShare, model: &Model, of: ChargePart<'_>) -> Vec<Product> {
    let price = match of {
        ChargePart::Fixed => row.per_haul.map(|price| Product::of(price).times_all(row.factors.iter().copied())),
        ChargePart::Leg(leg) => per_leg(row, leg),
    };
    price.map_or_else(Vec::new, |price| shared(&price, share, model.cargo.lot_t))
}

/// Returns a row's kilometre price of a leg; `None` where the row does not charge the leg.
fn per_leg(row: &TariffRow, leg: &Leg) -> Option<Product> {
    if let Some(shares) = &row.shares {
        let share = shares.of_leg.get(&leg.key).filter(|share| !share.is_zero())?;
        return Some(Product::of(shares.amount).scaled(share.to_f64()));
    }
    let counts = row.leg_tag.as_ref().is_none_or(|tag| leg.tags.contains(tag));
    let (per_km, km) = row.per_km.zip(leg.distance_km).filter(|_| counts)?;
    Some(Product::of(per_km).times(km).times_all(leg.factor).times_all(row.factors.iter().copied()))
}

/// Returns the price of a share of the lot, spread over the whole lot.
fn shared(price: &Product, share: LotShare, lot: FigureId) -> Vec<Product> {
    let part_of = |edge: FigureId| price.clone().times(edge).over(lot);
    let less = |edge: FigureId| part_of(edge).scaled(-1.0).correcting();
    match share {
        LotShare::Whole => vec![price.clone()],
        LotShare::Below(edge) => vec![part_of(edge)],
        LotShare::AsIf { edge, over } => vec![price.clone().times(edge).over(over)],
        LotShare::Units { paid, filled } => vec![price.clone().scaled(paid as f64 / filled as f64)],
        LotShare::Above(from) => vec![price.clone(), less(from)],
        LotShare::Between(from, to) => vec![part_of(to), less(from)],
    }
}

/// Returns the share of a lot that is charged as if it were the least of a band. A price for the whole lot is the same; a
/// box or wagon that the lot does not fill is charged whole anyway.
fn as_if(model: &Model, row: &TariffRow, edge: FigureId, cargo: &CargoClass<'_>) -> LotShare {
    let lot = model.cargo.lot_t;
    let unit = model.equipment_for(row.basis, cargo).map(|unit| unit.payload_t);
    if let Some(payload) = unit.filter(|_| model.cargo.fill == Fill::Whole) {
        return LotShare::Units { paid: units_of(model, edge, payload), filled: units_of(model, lot, payload) };
    }
    match unit.filter(|&payload| smaller(model, payload, lot) == lot) {
        _ if row.basis == Basis::Consignment => LotShare::Whole,
        Some(payload) if smaller(model, payload, edge) == edge => LotShare::Whole,
        Some(payload) => LotShare::AsIf { edge, over: payload },
        None => LotShare::AsIf { edge, over: lot },
    }
}

/// Returns the straight line of one band, continued beyond its edges.
fn band_line(bands: &[&TariffRow], band: usize, of: ChargePart<'_>) -> Vec<Product> {
    let row = bands[band];
    match of {
        ChargePart::Leg(leg) => per_leg(row, leg).into_iter().collect(),
        ChargePart::Fixed if row.method == BandMethod::Slab => {
            row.per_haul.map(|price| Product::of(price).times_all(row.factors.iter().copied())).into_iter().collect()
        }
        ChargePart::Fixed => {
            // The kilometres below the band are charged at the rates of their own bands.
            let mut products: Vec<Product> = bands[0].per_haul.map(Product::of).into_iter().collect();
            for below in &bands[..band] {
                let edges = [(below.km.1, 1.0), (below.km.0, -1.0)];
                for (edge, sign) in edges.into_iter().filter_map(|(edge, sign)| Some((edge?, sign))) {
                    products.extend(below.per_km.map(|rate| Product::of(rate).times(edge).scaled(sign).correcting()));
                    products.extend(row.per_km.map(|rate| Product::of(rate).times(edge).scaled(-sign).correcting()));
                }
            }
            products.into_iter().map(|product| product.times_all(row.factors.iter().copied())).collect()
        }
    }
}

/// Returns the factor that converts a row's amount into one per tonne in the scenario's currency.
fn scale(row: &TariffRow, model: &Model, cargo: &CargoClass<'_>) -> Product {
    payload(row.basis, model, cargo).exchanged(&row.exchange)
}

/// Creates a charge without bounds.
pub(super) fn plain(book: &mut Book, part: Part, product: Product) -> Charge {
    let amount = BoundedSum { sum: book.sum([product]), ..BoundedSum::default() };
    Charge { part, quantity: Quantity::Amount(amount), scale: book.sum([Product::constant(1.0)]) }
}
