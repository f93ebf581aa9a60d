//! Published claims set beside our results; never tuned to.

mod result;

pub use result::ClaimResult;

use crate::answer::{Answer, Status, titles};
use crate::ids::Id;
use crate::model::{Basis, Form};
use crate::scenario::{Row, TableName};
use crate::units::Grade;

use crate::answer::Prepared;

/// Sets the claims that speak of some scenarios beside their answers.
pub fn claims(cases: &[Prepared]) -> Vec<ClaimResult> {
    let mut found = Vec::new();
    for case in cases {
        let answers = case.answers();
        let rows = case.scenario.tables.rows(TableName::Claims);
        for row in rows.iter().filter(|row| row.text("scenario") == Some(case.model.name.as_str())) {
            found.push(case.claim(row, &answers));
        }
    }
    found
}

impl Prepared {
    fn claim(&self, row: &Row, answers: &[Answer]) -> ClaimResult {
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
        let claimed = row.number("value").map(crate::units::Decimal::to_f64);
        let deviation = ours.zip(claimed).map(|(ours, claimed)| ours - claimed);
        let used: Vec<&Answer> = [own, against].into_iter().flatten().collect();
        let share = used.iter().map(|answer| answer.grades.share(Grade::Estimate)).fold(0.0, f64::max);
        let measured_on = own.map(|own| {
            let versus = against.map_or_else(String::new, |against| format!(" against {}", against.corridor));
            format!("{}: {} > {} by {}{versus}", self.model.name, own.from.key, own.to.key, own.corridor)
        });
        ClaimResult {
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
            sources: titles(&self.model, row.words("source")),
            note: row.text("note").map(str::to_owned),
        }
    }

    /// Measures what a claim speaks of; savings are `against` less `own`.
    fn measure(&self, measure: &str, own: &Answer, against: Option<&Answer>) -> Option<f64> {
        let total = |answer: &Answer| answer.total_per_t.map(crate::units::Money::as_units);
        let saving = || Some(total(against?)? - total(own)?);
        let hours = |mode: &str| {
            let rides = own.steps.iter().filter(|step| step.mode == Some(mode));
            Some(rides.map(|step| step.hours.moving.as_hours()).sum())
        };
        match measure {
            "total_km" => Some(own.km.total().as_km()),
            "land_km" => Some(own.km.land().as_km()),
            "total_days" => Some(own.hours.total().as_days()),
            "total_per_t" => total(own),
            "total_per_wagon" => Some(total(own)? * self.payload(Basis::Wagon, own)?),
            "total_per_box20" => Some(total(own)? * self.payload(Basis::Box20, own)?),
            "sea_hours" => hours("sea"),
            "rail_hours" => hours("rail"),
            "saving_per_t" => saving(),
            "saving_per_box20" => Some(saving()? * self.payload(Basis::Box20, own)?),
            "saving_per_box40" => Some(saving()? * self.payload(Basis::Box40, own)?),
            "saving_pct" => Some(saving()? / total(against?)? * 100.0),
            "shorter_km" => Some(against?.km.total().as_km() - own.km.total().as_km()),
            "shorter_land_km" => Some(against?.km.land().as_km() - own.km.land().as_km()),
            "days_saved" => Some(against?.hours.total().as_days() - own.hours.total().as_days()),
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
