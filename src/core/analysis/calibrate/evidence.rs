//! Claims measured on draws: which readings of which claims the scenarios can measure, and what each draw gives.

use rayon::prelude::*;

use crate::analysis::claims::{ClaimRole, Reading, Said, cost_of, role_of};
use crate::answer::{Answer, Detail, PairTable, Prepared, PricedNetwork, answers};
use crate::draws::{Engine, Portion};
use crate::ids::{DemandId, Id, Pair};
use crate::network::Waive;
use crate::units::{Decimal, Money};

use super::CalibrateError;
use super::fit::Weigher;

/// A claim that is fitted or held out.
pub(super) struct Evidence<'a> {
    /// The row, and the scenario that it was found in.
    pub(super) reading: Reading<'a>,
    pub(super) said: Said,
    pub(super) role: ClaimRole,
    pub(super) readings: Vec<MeasuredReading<'a>>,
}

/// One reading of a claim, measured on a scenario.
pub(super) struct MeasuredReading<'a> {
    pub(super) reading: Reading<'a>,
    /// The place of the scenario among those asked.
    pub(super) case: usize,
    pub(super) own: Pair,
    pub(super) against: Option<Pair>,
    /// The tonnes of one unit that the claim speaks of; 1 for a claim per tonne.
    payload_t: f64,
    /// What ours is with every figure at its value.
    pub(super) central: Option<f64>,
    /// The standard deviation of the model, in the unit of the claim; nothing where what is claimed is no cost.
    pub(super) discrepancy: Option<f64>,
}

/// The names of claims that are asked for: `v01`, or `v01:timber` for one reading.
pub(super) fn asked(names: &[String]) -> impl Iterator<Item = (&str, Option<&str>)> {
    names.iter().map(|name| name.split_once(':').map_or((name.as_str(), None), |(key, reading)| (key, Some(reading))))
}

/// The central answers of some scenarios.
pub(super) struct Central<'a> {
    cases: &'a [Prepared],
    answers: Vec<PairTable<Answer>>,
}

impl<'a> Central<'a> {
    pub(super) fn of(cases: &'a [Prepared]) -> Self {
        let answers = cases.iter().map(Prepared::all_answers).collect();
        Self { cases, answers }
    }

    /// Collects the claims that are asked for by name, or else all of a role that the scenarios can measure.
    pub(super) fn evidence(
        &self,
        names: &[String],
        role: ClaimRole,
        discrepancy: f64,
    ) -> Result<Vec<Evidence<'a>>, CalibrateError> {
        let all: Vec<(usize, Reading<'a>)> = self
            .cases
            .iter()
            .enumerate()
            .flat_map(|(place, case)| case.readings().map(move |own| (place, own)))
            .collect();
        let wanted: Vec<(&str, Option<&str>)> = if names.is_empty() {
            let mut keys = Vec::new();
            let own = all
                .iter()
                .filter(|(_, own)| role_of(own.claim) == role && self.measured(own, discrepancy, role).is_some());
            for (_, own) in own {
                if !keys.contains(&(own.claim.key(), None)) {
                    keys.push((own.claim.key(), None));
                }
            }
            keys
        } else {
            asked(names).collect()
        };
        wanted.into_iter().map(|(key, only)| self.claim(&all, (key, only), role, discrepancy)).collect()
    }

    fn claim(
        &self,
        all: &[(usize, Reading<'a>)],
        (key, only): (&str, Option<&str>),
        role: ClaimRole,
        discrepancy: f64,
    ) -> Result<Evidence<'a>, CalibrateError> {
        let of_claim: Vec<&(usize, Reading<'a>)> = all.iter().filter(|(_, own)| own.claim.key() == key).collect();
        let Some((first, known)) = of_claim.first() else { return Err(CalibrateError::UnknownClaim(key.to_owned())) };
        let said = Said::of(known.claim).ok_or_else(|| CalibrateError::UnknownClaim(key.to_owned()))?;
        if of_claim.iter().any(|(_, own)| Said::of(own.claim) != Some(said)) {
            return Err(CalibrateError::TwoRows(key.to_owned()));
        }
        // Several scenarios read the same table: a reading counts once.
        let own = of_claim.iter().filter(|(place, own)| {
            only.is_none_or(|only| own.name() == Some(only))
                && own.scenario() == Some(self.cases[*place].scenario().name.as_str())
        });
        let readings: Vec<MeasuredReading<'a>> =
            own.filter_map(|(_, own)| self.measured(own, discrepancy, role)).collect();
        if readings.is_empty() {
            let of_table = of_claim.iter().filter(|(place, _)| place == first);
            let needed: Vec<String> = of_table.filter_map(|(_, own)| own.scenario()).map(str::to_owned).collect();
            return Err(CalibrateError::Unmeasured {
                claim: key.to_owned(),
                scenarios: needed,
                fitted: role == ClaimRole::Fit,
            });
        }
        Ok(Evidence { reading: *known, said, role, readings })
    }

    /// Measures a reading on the scenario that it names; nothing where that is not asked, has no such route, or where what
    /// is to be fitted is no cost.
    fn measured(&self, reading: &Reading<'a>, share: f64, role: ClaimRole) -> Option<MeasuredReading<'a>> {
        let place = self.cases.iter().position(|case| reading.scenario() == Some(case.scenario().name.as_str()))?;
        let (case, answers) = (&self.cases[place], &self.answers[place]);
        let [own, against] = reading.measured_on(answers);
        let (own, answered) = own?;
        let (measure, against_answer) = (reading.measure(), against.map(|(_, answer)| answer));
        let central = case.measure(measure, answered, against_answer)?;
        let payload_t = case.payload_of(measure, answered);
        let mut found = MeasuredReading {
            reading: *reading,
            case: place,
            own,
            against: against.map(|(pair, _)| pair),
            payload_t: 1.0,
            central: Some(central),
            discrepancy: None,
        };
        if let Some(payload_t) = payload_t {
            found.payload_t = payload_t;
            let own = answered.total_per_t.map(Money::as_units)?;
            let other = against_answer.and_then(|answer| answer.total_per_t).map(Money::as_units);
            let dearer = other.unwrap_or(own).max(own);
            let moved = cost_of(measure, own + share * dearer, other, payload_t)?;
            found.discrepancy = Some((moved - central).abs());
        } else if role == ClaimRole::Fit {
            return None;
        }
        Some(found)
    }
}

impl MeasuredReading<'_> {
    /// Returns the values of some draws.
    pub(super) fn of_portion(&self, portion: &Portion<'_>) -> Vec<f64> {
        let own = portion.totals_of(self.own);
        let measure = |own: f64, against: Option<f64>| {
            let against = against.map(|total| total / 1e6);
            cost_of(self.reading.measure(), own / 1e6, against, self.payload_t).unwrap_or(f64::NAN)
        };
        match self.against {
            Some(against) => {
                own.zip(portion.totals_of(against)).map(|(own, against)| measure(own, Some(against))).collect()
            }
            None => own.map(|own| measure(own, None)).collect(),
        }
    }

    /// Answers some draws anew for a measure that is no cost, such as days.
    pub(super) fn of_draws(&self, case: &Prepared, engine: &Engine, draws: &[u64]) -> Vec<f64> {
        let pairs: Vec<Pair> = std::iter::once(self.own).chain(self.against).collect();
        let one = |&draw: &u64| -> Option<f64> {
            let branch = case.with_switches(engine.switches_of(draw)).ok()?;
            let model = branch.model();
            let mut values: Vec<Decimal> = model.register.iter().map(|(_, figure)| figure.value).collect();
            for &figure in engine.figures() {
                values[figure.index()] = Decimal::parse(&engine.value(figure, draw).to_string()).ok()?;
            }
            let numbers: Vec<f64> = values.iter().map(|value| value.to_f64()).collect();
            let model = model.with_values(&values);
            let priced = PricedNetwork::new(&model, &numbers, &pairs, Waive::default());
            let all = PairTable::of(&model, answers(&model, &numbers, &priced, Detail::Routes));
            case.measure(self.reading.measure(), all.get(self.own), self.against.map(|pair| all.get(pair)))
        };
        draws.par_iter().filter_map(one).collect()
    }
}

/// Returns how the claims weigh draws whose values are those of all readings, in order.
pub(super) fn weighers(evidence: &[Evidence<'_>]) -> Vec<Weigher> {
    let mut place = 0;
    let mut of_claim = |own: &Evidence<'_>| {
        let mut discrepancy = |reading: &MeasuredReading<'_>| {
            place += 1;
            (place - 1, reading.discrepancy.unwrap_or(0.0))
        };
        Weigher { said: own.said, readings: own.readings.iter().map(&mut discrepancy).collect() }
    };
    evidence.iter().map(&mut of_claim).collect()
}

/// The demands of a scenario that some claims are measured on.
pub(super) fn demands_of(evidence: &[Evidence<'_>], case: usize) -> Vec<DemandId> {
    let own = evidence.iter().flat_map(|own| &own.readings).filter(|reading| reading.case == case);
    let mut demands: Vec<DemandId> = own.map(|reading| reading.own.demand).collect();
    demands.sort();
    demands.dedup();
    demands
}
