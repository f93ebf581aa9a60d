//! The charges of a haul, computed directly from the rows of its tariff.

use crate::model::{BandMethod, Basis, CargoClass, Fill, Leg, MAX_PARALLEL_LINES, Model, Part, TariffRow};
use crate::units::{Exact, fraction};

use super::exact::{Figures, sum};

/// The price of one component of one haul.
pub(super) struct HaulComponent {
    pub(super) part: Part,
    /// The price per tonne where the haul is charged as a whole.
    pub(super) whole: Exact,
    /// The straight lines whose minimum is the price, if it can be charged leg by leg.
    pub(super) lines: Option<Vec<AuditLine>>,
}

/// A straight line: the price of boarding, and the price of each leg, per tonne.
#[derive(Clone)]
pub(super) struct AuditLine {
    pub(super) boarding: Exact,
    pub(super) legs: Vec<Exact>,
}

/// Prices a haul over some legs, which share one schedule.
pub(super) fn components(model: &Model, legs: &[&Leg], cargo: &CargoClass<'_>) -> Result<Vec<HaulComponent>, String> {
    let figures = Figures { model };
    let first = legs[0];
    let Some(tariff) = first.tariff else {
        let prices = legs.iter().map(|leg| {
            let (price, _) = leg.direct.as_ref().ok_or("a leg has no price")?;
            let factor = leg.factor.map_or_else(|| fraction(1, 1), |factor| figures.value(factor));
            Ok(figures.exchanged(figures.value(*price) * factor, *price))
        });
        let legs: Vec<Exact> = prices.collect::<Result<_, String>>()?;
        let whole = sum(&legs);
        let lines = Some(vec![AuditLine { boarding: Exact::ZERO, legs }]);
        return Ok(vec![HaulComponent { part: Part::haulage(first.mode), whole, lines }]);
    };
    let schedule = &model.schedules[tariff];
    let selected = schedule.select(cargo).ok_or_else(|| format!("tariff `{}` is not for this cargo", schedule.name))?;
    let mut components: Vec<HaulComponent> =
        selected.iter().map(|rows| component(figures, rows, legs, cargo)).collect();
    let banded = |rows: &Vec<&TariffRow>| rows.iter().any(|row| row.km != (None, None));
    let lines: usize = components.iter().map(|component| component.lines.as_ref().map_or(1, Vec::len)).product();
    // Too many lines, or bands combined with multipliers of legs: charged as a whole.
    if lines > MAX_PARALLEL_LINES || (model.is_stretched(schedule) && selected.iter().any(banded)) {
        for component in &mut components {
            component.lines = None;
        }
    }
    Ok(components)
}

fn component(figures: Figures<'_>, rows: &[&TariffRow], legs: &[&Leg], cargo: &CargoClass<'_>) -> HaulComponent {
    if rows[0].method == BandMethod::AsIf {
        return as_if(figures, rows, legs, cargo);
    }
    let table = TariffTable { figures, rows: sorted(figures, rows) };
    let length = sum(legs.iter().map(|leg| figures.or_zero(leg.distance_km)));
    // A slab band is a price of its own: only its terms apply.
    let row = table.charged(&length);
    let factors: Exact = row.factors.iter().fold(fraction(1, 1), |product, &factor| product * figures.value(factor));
    let quoted = row.shares.as_ref().map(|shares| shares.amount);
    let mut prices = [quoted, row.per_haul, row.per_km, row.minimum, row.cap].into_iter().flatten();
    let price = prices.next();
    let per_tonne = |amount: Exact| {
        let amount = amount / figures.tonnes(row.basis, cargo);
        price.map_or_else(|| amount.clone(), |price| figures.exchanged(amount.clone(), price))
    };
    // The kilometres as charged: multiplied by a leg's multiplier, and 0 where a tag excludes the leg.
    let charged = |leg: &Leg| {
        let counts = row.leg_tag.as_ref().is_none_or(|tag| leg.tags.contains(tag));
        let factor = leg.factor.map_or_else(|| fraction(1, 1), |factor| figures.value(factor));
        if counts { figures.or_zero(leg.distance_km) * factor } else { Exact::ZERO }
    };
    if let Some(shares) = &row.shares {
        // A quotation: its amount, divided over its legs, whatever their multipliers.
        let share = |leg: &&Leg| shares.of_leg.get(&leg.key).map_or(Exact::ZERO, |share| share.to_exact());
        let of_leg: Vec<Exact> = legs.iter().map(|leg| figures.value(shares.amount) * share(leg)).collect();
        let whole = per_tonne(sum(&of_leg));
        let lines = vec![AuditLine { boarding: Exact::ZERO, legs: of_leg.into_iter().map(per_tonne).collect() }];
        return HaulComponent { part: row.part.unwrap_or(Part::haulage(legs[0].mode)), whole, lines: Some(lines) };
    }
    let stretched: Vec<Exact> = legs.iter().map(|leg| charged(leg)).collect();
    let mut amount = table.line_at(&length);
    let kilometres = sum(&stretched);
    let mut whole = (&amount.0 + &amount.1 * &kilometres) * &factors;
    if let Some(minimum) = row.minimum {
        whole = whole.max(figures.value(minimum));
    }
    if let Some(cap) = row.cap {
        whole = whole.min(figures.value(cap));
    }
    if let Some(step) = row.round_to.map(|step| figures.value(step)).filter(|step| !step.is_zero()) {
        whole = (whole / &step + fraction(500_000_001, 1_000_000_000)).floor() * step;
    }
    let bounded = rows.iter().any(|row| row.minimum.is_some() || row.round_to.is_some());
    let lines = if bounded { None } else { table.lines(rows.iter().any(|row| row.cap.is_some())) };
    let lines = lines.map(|lines| {
        let mut lines: Vec<AuditLine> = lines
            .into_iter()
            .map(|line| {
                amount = line;
                AuditLine {
                    boarding: per_tonne(&amount.0 * &factors),
                    legs: stretched.iter().map(|km| per_tonne(&amount.1 * km * &factors)).collect(),
                }
            })
            .collect();
        if let Some(cap) = row.cap {
            let free = stretched.iter().map(|_| Exact::ZERO).collect();
            lines.push(AuditLine { boarding: per_tonne(figures.value(cap)), legs: free });
        }
        lines
    });
    HaulComponent { part: row.part.unwrap_or(Part::haulage(legs[0].mode)), whole: per_tonne(whole), lines }
}

/// Prices a component whose bands of lots may be charged as if the lot were larger: the least over all bands whose upper
/// edge the lot does not reach, each for the larger of the lot and its lower edge.
fn as_if(figures: Figures<'_>, rows: &[&TariffRow], legs: &[&Leg], cargo: &CargoClass<'_>) -> HaulComponent {
    let lot = figures.value(figures.model.cargo.lot_t);
    let open = rows.iter().filter(|row| row.lot.1.is_none_or(|to| lot < figures.value(to)));
    let line = |row: &&TariffRow| {
        let charged_t = figures.or_zero(row.lot.0).max(lot.clone());
        let factors = row.factors.iter().fold(Exact::ONE, |product, &factor| product * figures.value(factor));
        // A price for the whole lot is the same for any lot of the band; a box or wagon is charged whole, full or not.
        let unit = figures.model.equipment_for(row.basis, cargo).map(|unit| figures.value(unit.payload_t));
        let least = unit.unwrap_or(Exact::ZERO);
        let units = |tonnes: &Exact| (tonnes / &least).ceil();
        let grown = if row.basis == Basis::Consignment {
            fraction(1, 1)
        } else if figures.model.cargo.fill == Fill::Whole && least > Exact::ZERO {
            Exact::from(units(&charged_t)) / Exact::from(units(&lot))
        } else {
            charged_t.max(least.clone()) / lot.clone().max(least)
        };
        let price = row.per_haul.or(row.per_km);
        let per_tonne = |amount: Exact| {
            let amount = amount * &factors * &grown / figures.tonnes(row.basis, cargo);
            price.map_or_else(|| amount.clone(), |price| figures.exchanged(amount.clone(), price))
        };
        let of_leg = |leg: &&Leg| {
            let counts = row.leg_tag.as_ref().is_none_or(|tag| leg.tags.contains(tag));
            let factor = leg.factor.map_or_else(|| fraction(1, 1), |factor| figures.value(factor));
            let km = if counts { figures.or_zero(leg.distance_km) * factor } else { Exact::ZERO };
            per_tonne(km * figures.or_zero(row.per_km))
        };
        AuditLine { boarding: per_tonne(figures.or_zero(row.per_haul)), legs: legs.iter().map(of_leg).collect() }
    };
    let lines: Vec<AuditLine> = open.map(line).collect();
    let total = |line: &AuditLine| &line.boarding + sum(&line.legs);
    let whole = lines.iter().map(total).min().unwrap_or(Exact::ZERO);
    HaulComponent { part: rows[0].part.unwrap_or(Part::haulage(legs[0].mode)), whole, lines: Some(lines) }
}

fn sorted<'a>(figures: Figures<'_>, rows: &[&'a TariffRow]) -> Vec<&'a TariffRow> {
    let mut rows = rows.to_vec();
    rows.sort_by_key(|row| figures.or_zero(row.km.0));
    rows
}

/// The rows of a component as a function of the haul length.
struct TariffTable<'a> {
    figures: Figures<'a>,
    rows: Vec<&'a TariffRow>,
}

impl<'a> TariffTable<'a> {
    /// Returns the fixed price and the kilometre price for a haul of some length.
    fn line_at(&self, length: &Exact) -> (Exact, Exact) {
        if !self.is_banded() {
            return self.for_lot();
        }
        let holds = |row: &TariffRow| {
            self.figures.or_zero(row.km.0) <= *length && row.km.1.is_none_or(|to| *length < self.figures.value(to))
        };
        self.rows
            .iter()
            .position(|row| holds(row))
            .map_or_else(|| (Exact::ZERO, Exact::ZERO), |band| self.line_of(band))
    }

    /// Returns the row whose terms apply to a haul of some length.
    fn charged(&self, length: &Exact) -> &'a TariffRow {
        let banded = self.is_banded();
        let lot = self.figures.value(self.figures.model.cargo.lot_t);
        let holds = |row: &&TariffRow| {
            let ((from, to), quantity) = if banded { (row.km, length) } else { (row.lot, &lot) };
            self.figures.or_zero(from) <= *quantity && to.is_none_or(|to| *quantity < self.figures.value(to))
        };
        self.rows.iter().copied().find(holds).unwrap_or(self.rows[0])
    }

    fn is_banded(&self) -> bool {
        self.rows.iter().any(|row| row.km != (None, None))
    }

    /// Returns the line of a band: through its price at its lower edge, with its own rate.
    fn line_of(&self, band: usize) -> (Exact, Exact) {
        let row = self.rows[band];
        let rate = self.figures.or_zero(row.per_km);
        match row.method {
            BandMethod::Slab | BandMethod::AsIf => (self.figures.or_zero(row.per_haul), rate),
            BandMethod::Graduated => {
                let from = self.figures.or_zero(row.km.0);
                let of_band = |row: &&TariffRow| {
                    let width = self.figures.or_zero(row.km.1) - self.figures.or_zero(row.km.0);
                    width * self.figures.or_zero(row.per_km)
                };
                let below = sum(self.rows[..band].iter().map(of_band));
                (self.figures.or_zero(self.rows[0].per_haul) + below - &rate * from, rate)
            }
        }
    }

    /// Returns the prices of the rows for the lot, spread over the lot.
    fn for_lot(&self) -> (Exact, Exact) {
        let lot = self.figures.value(self.figures.model.cargo.lot_t);
        let mut sum = (Exact::ZERO, Exact::ZERO);
        for row in &self.rows {
            let from = self.figures.or_zero(row.lot.0);
            let to = row.lot.1.map(|to| self.figures.value(to));
            let share = match row.method {
                _ if row.lot == (None, None) => fraction(1, 1),
                BandMethod::Slab if from <= lot && to.as_ref().is_none_or(|to| lot < *to) => fraction(1, 1),
                BandMethod::Slab | BandMethod::AsIf => continue,
                BandMethod::Graduated if from > lot => continue,
                BandMethod::Graduated => (to.map_or_else(|| lot.clone(), |to| to.min(lot.clone())) - from) / &lot,
            };
            sum.0 += self.figures.or_zero(row.per_haul) * &share;
            sum.1 += self.figures.or_zero(row.per_km) * &share;
        }
        sum
    }

    /// Returns the lines whose minimum is the price of every length, or `None` where there are none.
    fn lines(&self, capped: bool) -> Option<Vec<(Exact, Exact)>> {
        if !self.is_banded() {
            return (!capped || self.rows.len() == 1).then(|| vec![self.for_lot()]);
        }
        let terms = |row: &TariffRow| (row.basis, row.part, row.factors.clone(), row.exchange.clone());
        if capped || self.rows.iter().any(|row| row.leg_tag.is_some() || terms(row) != terms(self.rows[0])) {
            return None;
        }
        let lines: Vec<(Exact, Exact)> = (0..self.rows.len()).map(|band| self.line_of(band)).collect();
        // The minimum of the lines is the price if each band's own line is the minimum at both of its edges.
        let least_at = |band: usize, length: &Exact| {
            let own = &lines[band].0 + &lines[band].1 * length;
            lines.iter().all(|line| &line.0 + &line.1 * length >= own)
        };
        let holds = (0..self.rows.len()).all(|band| {
            let row = self.rows[band];
            least_at(band, &self.figures.or_zero(row.km.0))
                && row.km.1.is_none_or(|to| least_at(band, &self.figures.value(to)))
        });
        let falls = lines.windows(2).all(|pair| pair[1].1 <= pair[0].1);
        (holds && falls).then_some(lines)
    }
}
