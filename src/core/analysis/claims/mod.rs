//! Published claims set beside our results; never tuned to.

mod relation;
mod result;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::analysis::{Analysis, Ask, Refusal};
use crate::answer::{Answer, PairTable, Prepared, titles};
use crate::ids::{Id, Pair};
use crate::model::{Basis, Form};
use crate::scenario::{Row, TableName};
use crate::units::{Grade, Money};

pub(in crate::analysis) use relation::Said;
pub use relation::{ClaimRole, Relation};
pub use result::{ClaimResult, Claims, UnaskedReading};

/// Published claims beside the results; where demands or corridors are selected, the claims that are measured on them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ClaimsQuestion {}

impl Analysis for ClaimsQuestion {
    type Found = Claims;

    fn answer(&self, ask: &Ask<'_>) -> Result<Claims, Refusal> {
        ask.check_names()?;
        let mut scenarios = Vec::new();
        let mut found = Vec::new();
        let mut verdicts = Vec::new();
        let mut unasked: Vec<UnaskedReading> = Vec::new();
        for prepared in ask.scenarios {
            let answers = prepared.all_answers();
            let is_asked =
                |measured: Option<&Answer>| ask.select.is_all() || measured.is_some_and(|answer| ask.is_asked(answer));
            let own = prepared.claims_of(&answers).filter(|(_, measured)| is_asked(*measured));
            let before = found.len();
            found.extend(own.map(|(claim, _)| claim));
            for reading in prepared.unasked_readings(ask.scenarios, &found[before..]) {
                if !unasked.contains(&reading) {
                    unasked.push(reading);
                }
            }
            let mut used = prepared.used();
            if ask.audit {
                let asked: Vec<Answer> = answers.iter().filter(|answer| ask.is_asked(answer)).cloned().collect();
                used.audited = Some(prepared.audit(&asked)?);
            }
            // A scenario that has none of what is selected has no verdict.
            verdicts.extend(ask.verdicts_of(prepared).unwrap_or_default());
            scenarios.push(used);
        }
        Ok(Claims { scenarios, verdicts, claims: found, unasked })
    }
}

/// Sets the claims about some scenarios beside their answers.
pub fn claims(cases: &[Prepared]) -> Vec<ClaimResult> {
    let of_case =
        |case: &Prepared| -> Vec<ClaimResult> { case.claims_of(&case.all_answers()).map(|(claim, _)| claim).collect() };
    cases.iter().flat_map(of_case).collect()
}

/// A claim as it may be read: by its own row, or by one of `readings.csv`.
#[derive(Clone, Copy)]
pub(in crate::analysis) struct Reading<'a> {
    /// The row of the claim.
    pub(in crate::analysis) claim: Row<'a>,
    /// The row that says what is read: scenario, ends, corridors.
    on: Row<'a>,
}

impl<'a> Reading<'a> {
    /// Returns how it is called, where the claim has several.
    pub(in crate::analysis) fn name(&self) -> Option<&'a str> {
        self.on.text("reading")
    }

    fn is_other(&self) -> bool {
        self.on.table() == TableName::Readings
    }

    /// Returns the name of the scenario that it is about.
    pub(in crate::analysis) fn scenario(&self) -> Option<&'a str> {
        self.on.text("scenario")
    }

    /// Returns the answers that it is measured on, to one demand: by its corridor, and by that which it is compared with.
    ///
    /// Nothing is measured where its corridor has a route for several demands that it may be about: it does not say which.
    pub(in crate::analysis) fn measured_on<'b>(
        &self,
        answers: &'b PairTable<Answer>,
    ) -> [Option<(Pair, &'b Answer)>; 2] {
        let is_end = |column: &str, key: &str| self.on.text(column).is_none_or(|own| own == key);
        let is_meant = |answer: &Answer| is_end("from", &answer.from.key) && is_end("to", &answer.to.key);
        let by = |column: &str| {
            let key = self.on.text(column);
            let is_it = move |answer: &Answer| key == Some(answer.corridor.as_str()) && answer.is_answered();
            answers.enumerate().filter(move |(_, answer)| is_it(answer) && is_meant(answer))
        };
        let own: Vec<(Pair, &Answer)> = by("corridor").collect();
        let [own] = own[..] else { return [None, None] };
        [Some(own), by("against").find(|(pair, _)| pair.demand == own.0.demand)]
    }

    /// Returns the measure of ours that the claim speaks of.
    pub(in crate::analysis) fn measure(&self) -> &'a str {
        self.claim.text("measure").unwrap_or_default()
    }
}

impl Prepared {
    /// Iterates over all readings of the claims in the tables, those of a claim together.
    pub(in crate::analysis) fn readings(&self) -> impl Iterator<Item = Reading<'_>> {
        let rows = |table| self.scenario.tables.rows(table).iter();
        rows(TableName::Claims).flat_map(move |claim| {
            let others = rows(TableName::Readings).filter(move |on| on.text("claim") == Some(claim.key()));
            std::iter::once(claim).chain(others).map(move |on| Reading { claim, on })
        })
    }

    /// Iterates over the readings that are about the scenario.
    pub(in crate::analysis) fn own_readings(&self) -> impl Iterator<Item = Reading<'_>> {
        self.readings().filter(|reading| reading.scenario() == Some(self.scenario.name.as_str()))
    }

    /// Returns the answer to each demand by each corridor.
    pub(in crate::analysis) fn all_answers(&self) -> PairTable<Answer> {
        PairTable::of(&self.model, self.answers())
    }

    /// Returns each claim about the scenario with the answer that it is measured on, if there is one.
    fn claims_of<'a>(
        &'a self,
        answers: &'a PairTable<Answer>,
    ) -> impl Iterator<Item = (ClaimResult, Option<&'a Answer>)> {
        self.own_readings().map(|reading| {
            let (claim, [own, _]) = self.claim(reading, answers);
            (claim, own)
        })
    }

    /// Returns the other readings of some claims that are about scenarios that were not given.
    fn unasked_readings(&self, asked: &[Self], claims: &[ClaimResult]) -> Vec<UnaskedReading> {
        let is_asked = |name: &str| asked.iter().any(|case| case.scenario.name == name);
        let one = |reading: Reading<'_>| {
            let scenario = reading.scenario().filter(|name| !is_asked(name))?;
            let key = reading.claim.key();
            claims.iter().find(|claim| claim.key == key)?;
            let (claim, reading) = (key.to_owned(), reading.name().unwrap_or_default().to_owned());
            Some(UnaskedReading { claim, reading, scenario: scenario.to_owned() })
        };
        self.readings().filter_map(one).collect()
    }

    /// Returns each reading of a claim about what one corridor saves against another, with both answers.
    pub(in crate::analysis) fn saving_claims<'a>(
        &self,
        answers: &'a PairTable<Answer>,
    ) -> Vec<(ClaimResult, &'a Answer, &'a Answer)> {
        let own = self.own_readings().filter(|own| own.measure().starts_with("saving_"));
        own.filter_map(|reading| {
            let (claim, [own, against]) = self.claim(reading, answers);
            Some((claim, own?, against?))
        })
        .collect()
    }

    /// Returns a claim with the answers of its corridor and of the one that it is compared with.
    fn claim<'a>(
        &self,
        reading: Reading<'_>,
        answers: &'a PairTable<Answer>,
    ) -> (ClaimResult, [Option<&'a Answer>; 2]) {
        let row = reading.claim;
        let written = |column: &str| row.number(column).map(|number| number.to_string());
        let [own, against] = reading.measured_on(answers).map(|measured| measured.map(|(_, answer)| answer));
        let measure = reading.measure();
        let ours = own.and_then(|own| self.measure(measure, own, against));
        let said = Said::of(row);
        let claimed = said.map(|said| said.value);
        let deviation = ours.zip(claimed).map(|(ours, claimed)| ours - claimed);
        let used: Vec<&Answer> = [own, against].into_iter().flatten().collect();
        let share = used.iter().map(|answer| answer.share(Grade::Estimate)).fold(0.0, f64::max);
        let measured_on = own.map(|own| {
            let versus = against.map_or_else(String::new, |against| format!(" against {}", against.corridor));
            format!("{}: {} > {} by {}{versus}", self.model.name, own.from.key, own.to.key, own.corridor)
        });
        let note = if reading.is_other() { reading.on.text("note") } else { row.text("note") };
        let result = ClaimResult {
            key: row.key().to_owned(),
            reading: reading.name().map(str::to_owned),
            year: written("year"),
            claim: row.text("claim").unwrap_or_default().to_owned(),
            measure: measure.to_owned(),
            measured_on,
            value: written("value").unwrap_or_default(),
            bounds: (written("low"), written("high")),
            taken: said.map(|said| said.bounds),
            relation: said.map_or(Relation::About, |said| said.relation),
            role: role_of(row),
            independent_of: row.words("independent_of").map(str::to_owned).collect(),
            unit: row.text("unit").unwrap_or_default().to_owned(),
            ours,
            deviation,
            deviation_pct: deviation
                .zip(claimed)
                .filter(|&(_, claimed)| claimed != 0.0)
                .map(|(deviation, claimed)| deviation / claimed.abs() * 100.0),
            holds: said.zip(ours).map(|(said, ours)| said.holds(ours)),
            estimate_share: ours.map(|_| share),
            grade: row.grade(),
            sources: titles(&self.model, &row.words("source").map(str::to_owned).collect::<Vec<_>>()),
            note: note.map(str::to_owned),
        };
        (result, [own, against])
    }

    /// Measures what a claim speaks of; savings are `against` less `own`.
    pub(in crate::analysis) fn measure(&self, measure: &str, own: &Answer, against: Option<&Answer>) -> Option<f64> {
        let total = |answer: &Answer| answer.total_per_t.map(Money::as_units);
        if let Some(payload_t) = self.payload_of(measure, own) {
            return cost_of(measure, total(own)?, against.and_then(total), payload_t);
        }
        let hours = |mode: &str| {
            let rides = own.steps.iter().filter(|step| step.mode == Some(mode));
            Some(rides.map(|step| step.hours.moving.as_hours()).sum())
        };
        match measure {
            "total_km" => Some(own.length().as_km()),
            "land_km" => Some(own.km?.land().as_km()),
            "total_days" => Some(own.time().as_days()),
            "sea_hours" => hours("sea"),
            "rail_hours" => hours("rail"),
            "shorter_km" => Some(against?.length().as_km() - own.length().as_km()),
            "shorter_land_km" => Some(against?.km?.land().as_km() - own.km?.land().as_km()),
            "days_saved" => Some(against?.time().as_days() - own.time().as_days()),
            _ => None,
        }
    }

    /// Returns the tonnes of the unit that a measure of cost is about, 1 where it is a tonne; nothing where a measure is no
    /// cost or there is no such unit.
    pub(in crate::analysis) fn payload_of(&self, measure: &str, own: &Answer) -> Option<f64> {
        match measure {
            "total_per_t" | "saving_per_t" | "saving_pct" | "cost_ratio" => Some(1.0),
            "total_per_wagon" => self.payload(Basis::Wagon, own),
            "total_per_box20" | "saving_per_box20" => self.payload(Basis::Box20, own),
            "saving_per_box40" => self.payload(Basis::Box40, own),
            _ => None,
        }
    }

    fn payload(&self, unit: Basis, own: &Answer) -> Option<f64> {
        let corridor = self.model.corridors.iter().find(|corridor| corridor.key == own.corridor)?;
        // A claim per box is about boxes, whatever form our cheapest route takes.
        let form = unit.form().or_else(|| own.form.as_deref().and_then(Form::named))?;
        let unit = self.model.equipment_for(unit, &self.model.cargo_class(form, corridor.switches))?;
        Some(self.values[unit.payload_t.index()])
    }
}

/// Returns what a claim may teach.
pub(in crate::analysis) fn role_of(claim: Row<'_>) -> ClaimRole {
    claim.text("role").and_then(ClaimRole::named).unwrap_or(ClaimRole::Context)
}

/// Returns a measure of cost from the totals of a tonne by a corridor and by that which it is compared with.
pub(in crate::analysis) fn cost_of(measure: &str, own: f64, against: Option<f64>, payload_t: f64) -> Option<f64> {
    match measure {
        "saving_pct" => against.map(|against| (against - own) / against * 100.0),
        "cost_ratio" => against.map(|against| own / against),
        _ if measure.starts_with("saving_") => against.map(|against| (against - own) * payload_t),
        _ => Some(own * payload_t),
    }
}
