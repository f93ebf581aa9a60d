//! What published claims teach about the figures.

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::claims::{ClaimRole, Relation};
use crate::analysis::{Answered, Column};
use crate::answer::ScenarioUsed;
use crate::draws::DrawnHypothesis;
use crate::scenario::FittedDraws;
use crate::units::{Grade, words};

words! {
    /// Whether the claims could be fitted.
    #[derive(Serialize, JsonSchema)]
    #[serde(rename_all = "kebab-case")]
    FitStatus {
        /// Enough draws meet them.
        Fitted = "fitted",
        /// Too few draws meet all of them to say what is left.
        TooFew = "too-few",
        /// No draw makes all of them plausible, or two of them, or one.
        Contradiction = "contradiction",
    }
}

/// What published claims teach about the figures of some scenarios.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Calibration {
    /// What was asked, of which files.
    pub scenarios: Vec<ScenarioUsed>,
    /// The number of draws.
    pub draws: u64,
    /// What the random numbers begin with.
    pub seed: u64,
    /// The standard deviation of what the model leaves out, in percent of the dearer of the totals that a claim compares.
    pub discrepancy_pct: f64,
    /// Whether the claims could be fitted.
    pub status: FitStatus,
    /// The share of draws in which all fitted claims are plausible: missed by three standard deviations of claim and model at
    /// most.
    pub kept_share: f64,
    /// The share of draws in which all fitted claims hold as they were said, within their own bounds and no more.
    pub said_share: f64,
    /// How many draws of equal weight the weighed ones are worth.
    pub effective: f64,
    /// The claims: first those that are fitted, then those that are held out.
    pub claims: Vec<ClaimFit>,
    /// Each two of the fitted claims.
    pub pairs: Vec<ClaimPair>,
    /// The key of the fitted claim that the others speak against most, if it is beyond three standard deviations.
    pub doubtful: Option<String>,
    /// What is or is not so, with its odds.
    pub hypotheses: Vec<HypothesisFit>,
    /// The figures that are drawn, first those of which most was learnt; none where the claims could not be fitted.
    pub figures: Vec<FigureFit>,
    /// The hypotheses that divide the draws, in their order.
    pub common: Vec<DrawnHypothesis>,
    /// The changes that all scenarios were drawn with, as they were asked for.
    pub changes: Vec<String>,
    /// The SHA-256 of what an answer takes from a fit: seed, claims, hypotheses, and the draws with their weights; none where
    /// the claims could not be fitted.
    pub fingerprint: Option<String>,
    /// The draws that stand for the fit, with their weights.
    #[serde(skip)]
    pub kept: Vec<KeptDraw>,
}

/// The least weight of a draw that is written, in shares of the greatest.
const MIN_WEIGHT: f64 = 1e-9;

impl Calibration {
    /// Writes the draws that stand for a fit as CSV, with their weights in shares of the greatest; those that are as good as
    /// none are left out.
    pub fn draws_csv(&self) -> String {
        let most = self.kept.iter().map(|kept| kept.weight).fold(0.0, f64::max);
        let line = |kept: &KeptDraw| format!("{},{}\n", kept.draw, kept.weight / most);
        let counts = |kept: &&KeptDraw| kept.weight / most >= MIN_WEIGHT;
        std::iter::once("draw,weight\n".to_owned()).chain(self.kept.iter().filter(counts).map(line)).collect()
    }

    /// Adds the fingerprint of what an answer takes from the fit.
    pub(super) fn sealed(mut self) -> Self {
        if self.status == FitStatus::Fitted {
            let claims = self.claims.iter().filter(|claim| claim.role == ClaimRole::Fit).map(|claim| claim.key.clone());
            let common = self.common.iter().map(|own| (own.switch.clone(), own.weight));
            let [claims, common] = [claims.collect::<Vec<_>>().join(" "), FittedDraws::listed(common)];
            self.fingerprint = Some(FittedDraws::fingerprint(self.seed, &claims, &common, &self.draws_csv()));
        }
        self
    }
}

impl Answered for Calibration {
    fn is_answered(&self) -> bool {
        self.status == FitStatus::Fitted
    }
}

/// A draw with its weight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KeptDraw {
    /// Its number.
    pub draw: u64,
    /// Its weight, of which only the ratio to others counts.
    pub weight: f64,
}

impl KeptDraw {
    /// Returns the columns of the rows.
    pub const fn columns<'a>() -> [Column<&'a Self>; 2] {
        [
            Column::new("draw", "count", |kept| kept.draw.into()),
            Column::new("weight", "share", |kept| kept.weight.into()),
        ]
    }
}

/// A claim that is fitted or held out.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ClaimFit {
    /// The key of its row.
    pub key: String,
    /// Whether it is fitted or held out.
    pub role: ClaimRole,
    /// The year it speaks of.
    pub year: Option<String>,
    /// The claim with its exact definition.
    pub claim: String,
    /// The measure of ours.
    pub measure: String,
    /// What it says of its value.
    pub relation: Relation,
    /// The claimed value.
    pub value: f64,
    /// The bounds that it is taken to have.
    pub bounds: (f64, f64),
    /// The unit.
    pub unit: String,
    /// The titles of its sources.
    pub sources: Vec<String>,
    /// The keys of the fitted claims that it may repeat: neither row says that they are independent.
    pub perhaps_repeats: Vec<String>,
    /// The share of draws in which it alone is plausible; none where it is held out.
    pub share_alone: Option<f64>,
    /// How many draws of equal weight the fit to the other claims is worth; none where it is held out.
    pub effective_without: Option<f64>,
    /// How far the claim is from what the other claims (of one that is held out, all fitted claims) predict, in standard deviations of prediction, claim and model
    /// together; none where too few draws say so, or it is no cost.
    pub surprise: Option<f64>,
    /// What ours is, by each reading that the scenarios measure.
    pub readings: Vec<ReadingFit>,
}

/// One reading of a claim. Ranges are the 5th percentile, the median and the 95th percentile, in the unit of the claim.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ReadingFit {
    /// How it is read, where the claim has several readings.
    pub reading: Option<String>,
    /// The file name without ending of the scenario that measures it.
    pub scenario: String,
    /// Ours with every figure at its value.
    pub central: Option<f64>,
    /// The standard deviation of the claim's error, on the side of ours, and the model's discrepancy together; none where it
    /// is no cost.
    pub deviation: Option<f64>,
    /// Ours over all draws.
    pub prior: Option<[f64; 3]>,
    /// Ours over the draws as they are weighed by all fitted claims: inferred.
    pub fitted: Option<[f64; 3]>,
    /// Ours as the other fitted claims alone predict it; none where it is held out or they leave too few draws.
    pub without: Option<[f64; 3]>,
    /// The share of the weight that this reading has among those of its claim.
    pub share: Option<f64>,
}

/// Two fitted claims.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ClaimPair {
    /// The key of the one.
    pub one: String,
    /// The key of the other.
    pub other: String,
    /// The share of draws in which both are plausible.
    pub share: f64,
    /// Whether both are plausible in no draw, though they would be in ten or more, were they independent.
    pub contradicts: bool,
}

/// A switch that nobody knows to be on.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct HypothesisFit {
    /// The name of the switch.
    pub switch: String,
    /// The share of the draws in which it is on.
    pub weight: f64,
    /// What speaks for that share.
    pub reason: String,
    /// The share of the weight of draws in which it is on, given the claims: inferred.
    pub fitted: Option<f64>,
    /// The key of the claim that moved it most, if one did.
    pub by: Option<String>,
}

/// A figure with what is left of its range. Ranges are the 5th percentile, the median and the 95th percentile.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FigureFit {
    /// Its path.
    pub path: String,
    /// Its plain name.
    pub name: String,
    /// Its unit.
    pub unit: String,
    /// The scenarios in which it is drawn so.
    pub scenarios: Vec<String>,
    /// Its value in the tables, which stays as it is.
    pub value: f64,
    /// As it is drawn.
    pub prior: [f64; 3],
    /// Given the claims.
    pub fitted: [f64; 3],
    /// How far its median moved, in widths of the range before.
    pub moved: f64,
    /// The share of its range that is left.
    pub left: f64,
    /// Whether that is more than chance moves ranges by with so many draws.
    pub is_moved: bool,
    /// The key of the claim that moved it most, if one did.
    pub by: Option<String>,
    /// The grade of its value in the tables, which fitting does not improve.
    pub grade: Grade,
    /// The grade of the range that is left: `inferred`.
    pub fitted_grade: &'static str,
    /// The titles of its sources.
    pub sources: Vec<String>,
}

impl FigureFit {
    /// Returns the columns of the rows, one for each figure.
    pub const fn columns<'a>() -> [Column<&'a Self>; 18] {
        [
            Column::new("path", "", |own| (&own.path).into()),
            Column::new("name", "", |own| (&own.name).into()),
            Column::new("unit", "", |own| (&own.unit).into()),
            Column::new("scenarios", "", |own| own.scenarios.join("; ").into()),
            Column::new("value", "unit of the figure", |own| own.value.into()),
            Column::new("prior_p5", "unit of the figure", |own| own.prior[0].into()),
            Column::new("prior_p50", "unit of the figure", |own| own.prior[1].into()),
            Column::new("prior_p95", "unit of the figure", |own| own.prior[2].into()),
            Column::new("fitted_p5", "unit of the figure", |own| own.fitted[0].into()),
            Column::new("fitted_p50", "unit of the figure", |own| own.fitted[1].into()),
            Column::new("fitted_p95", "unit of the figure", |own| own.fitted[2].into()),
            Column::new("moved", "widths", |own| own.moved.into()),
            Column::new("left", "share", |own| own.left.into()),
            Column::new("is_moved", "", |own| own.is_moved.into()),
            Column::new("by", "", |own| own.by.as_ref().into()),
            Column::new("grade", "", |own| own.grade.into()),
            Column::new("fitted_grade", "", |own| own.fitted_grade.into()),
            Column::new("sources", "", |own| own.sources.join("; ").into()),
        ]
    }
}
