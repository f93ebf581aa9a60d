//! Published claims set beside our results; never tuned to.

mod result;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::analysis::{Analysis, Ask, Refusal};
use crate::answer::{Answer, Prepared, Status, titles};
use crate::ids::Id;
use crate::model::{Basis, Form};
use crate::scenario::{Row, TableName};
use crate::units::{Decimal, Grade, Money};

pub use result::{ClaimResult, Claims};

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
        for prepared in ask.scenarios {
            let answers = prepared.answers();
            let is_asked =
                |measured: Option<&Answer>| ask.select.is_all() || measured.is_some_and(|answer| ask.is_asked(answer));
            let own = prepared.claims_of(&answers).filter(|(_, measured)| is_asked(*measured));
            found.extend(own.map(|(claim, _)| claim));
            let mut used = prepared.used();
            if ask.audit {
                let asked: Vec<Answer> = answers.iter().filter(|answer| ask.is_asked(answer)).cloned().collect();
                used.audited = Some(prepared.audit(&asked)?);
            }
            // A scenario that has none of what is selected has no verdict.
            verdicts.extend(ask.verdicts_of(prepared).unwrap_or_default());
            scenarios.push(used);
        }
        Ok(Claims { scenarios, verdicts, claims: found })
    }
}

/// Sets the claims about some scenarios beside their answers.
pub fn claims(cases: &[Prepared]) -> Vec<ClaimResult> {
    let of_case =
        |case: &Prepared| -> Vec<ClaimResult> { case.claims_of(&case.answers()).map(|(claim, _)| claim).collect() };
    cases.iter().flat_map(of_case).collect()
}

impl Prepared {
    /// Returns each claim about the scenario with the answer that it is measured on, if there is one.
    fn claims_of<'a>(&'a self, answers: &'a [Answer]) -> impl Iterator<Item = (ClaimResult, Option<&'a Answer>)> {
        let rows = self.scenario.tables.rows(TableName::Claims).iter();
        let own = rows.filter(|row| row.text("scenario") == Some(self.model.name.as_str()));
        own.map(|row| {
            let (claim, [own, _]) = self.claim(row, answers);
            (claim, own)
        })
    }

    /// Returns each claim about what one corridor saves against another, with both answers.
    pub(in crate::analysis) fn saving_claims<'a>(
        &self,
        answers: &'a [Answer],
    ) -> Vec<(ClaimResult, &'a Answer, &'a Answer)> {
        let rows = self.scenario.tables.rows(TableName::Claims).iter();
        let is_saving = |row: &Row<'_>| row.text("measure").is_some_and(|measure| measure.starts_with("saving_"));
        let own = rows.filter(|row| row.text("scenario") == Some(self.model.name.as_str())).filter(is_saving);
        own.filter_map(|row| {
            let (claim, [own, against]) = self.claim(row, answers);
            Some((claim, own?, against?))
        })
        .collect()
    }

    /// Returns a claim with the answers of its corridor and of the one that it is compared with.
    fn claim<'a>(&self, row: Row<'_>, answers: &'a [Answer]) -> (ClaimResult, [Option<&'a Answer>; 2]) {
        let written = |column: &str| row.number(column).map(|number| number.to_string());
        let answer = |column: &str| {
            answers.iter().find(|answer| {
                row.text(column) == Some(answer.corridor.as_str())
                    && row.text("from").is_none_or(|from| from == answer.from.key)
                    && row.text("to").is_none_or(|to| to == answer.to.key)
                    && answer.status == Status::Answered
            })
        };
        let (own, against) = (answer("corridor"), answer("against"));
        let measure = row.text("measure").unwrap_or_default();
        let ours = own.and_then(|own| self.measure(measure, own, against));
        let claimed = row.number("value").map(Decimal::to_f64);
        let deviation = ours.zip(claimed).map(|(ours, claimed)| ours - claimed);
        let used: Vec<&Answer> = [own, against].into_iter().flatten().collect();
        let share = used.iter().map(|answer| answer.share(Grade::Estimate)).fold(0.0, f64::max);
        let measured_on = own.map(|own| {
            let versus = against.map_or_else(String::new, |against| format!(" against {}", against.corridor));
            format!("{}: {} > {} by {}{versus}", self.model.name, own.from.key, own.to.key, own.corridor)
        });
        let result = ClaimResult {
            key: row.key().to_owned(),
            year: written("year"),
            claim: row.text("claim").unwrap_or_default().to_owned(),
            measure: measure.to_owned(),
            measured_on,
            value: written("value").unwrap_or_default(),
            bounds: (written("low"), written("high")),
            unit: row.text("unit").unwrap_or_default().to_owned(),
            ours,
            deviation,
            deviation_pct: deviation
                .zip(claimed)
                .filter(|&(_, claimed)| claimed != 0.0)
                .map(|(deviation, claimed)| deviation / claimed.abs() * 100.0),
            estimate_share: ours.map(|_| share),
            grade: row.grade(),
            sources: titles(&self.model, &row.words("source").map(str::to_owned).collect::<Vec<_>>()),
            note: row.text("note").map(str::to_owned),
        };
        (result, [own, against])
    }

    /// Measures what a claim speaks of; savings are `against` less `own`.
    fn measure(&self, measure: &str, own: &Answer, against: Option<&Answer>) -> Option<f64> {
        let total = |answer: &Answer| answer.total_per_t.map(Money::as_units);
        let saving = || Some(total(against?)? - total(own)?);
        let hours = |mode: &str| {
            let rides = own.steps.iter().filter(|step| step.mode == Some(mode));
            Some(rides.map(|step| step.hours.moving.as_hours()).sum())
        };
        match measure {
            "total_km" => Some(own.length().as_km()),
            "land_km" => Some(own.km?.land().as_km()),
            "total_days" => Some(own.time().as_days()),
            "total_per_t" => total(own),
            "total_per_wagon" => Some(total(own)? * self.payload(Basis::Wagon, own)?),
            "total_per_box20" => Some(total(own)? * self.payload(Basis::Box20, own)?),
            "sea_hours" => hours("sea"),
            "rail_hours" => hours("rail"),
            "saving_per_t" => saving(),
            "saving_per_box20" => Some(saving()? * self.payload(Basis::Box20, own)?),
            "saving_per_box40" => Some(saving()? * self.payload(Basis::Box40, own)?),
            "saving_pct" => Some(saving()? / total(against?)? * 100.0),
            "shorter_km" => Some(against?.length().as_km() - own.length().as_km()),
            "shorter_land_km" => Some(against?.km?.land().as_km() - own.km?.land().as_km()),
            "days_saved" => Some(against?.time().as_days() - own.time().as_days()),
            "cost_ratio" => Some(total(own)? / total(against?)?),
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
