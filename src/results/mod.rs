//! Stage 6: what was found, as data: itineraries, comparisons, explanations, the run manifest.
//!
//! `present` lays these types out and computes nothing; what a format needs stands here as a field.

mod alternative;
mod alternatives;
mod answer;
mod bounds;
mod breakeven;
mod catchment;
mod claim;
mod critical;
mod discovery;
mod explain;
mod explanation;
mod find;
mod levers;
mod listing;
mod manifest;
mod pareto;
mod plane;
mod refusal;
mod risk;
mod run;
mod sensitivity;
mod summarise;
mod summary;
mod trace;

pub use alternative::{Alternative, Alternatives, AlternativesAsked, AlternativesOf, Difference, Ended, Stretch};
pub use alternatives::alternatives;
pub use answer::{
    Answer, Grades, Hours, KmByMode, PARTS, Parts, PermissionUsed, PlaceName, Reason, Refused, RefusedRow, Status,
    Step, StepKind,
};
pub use breakeven::{
    BreakEven, BreakEvenDemand, Curve, CurvePiece, DateStep, DateSteps, DemandSteps, FigureFlip, Flip, FlipList, Lead,
    MovedFigure, Shape,
};
pub use catchment::{
    Anchor, AreaKind, BoundaryKind, BreakEvenLine, Catchment, CatchmentCorridor, CatchmentMap, CatchmentOrigin,
    CatchmentPair, GatewayShare, GatewayTotal, GridUsed, LineStop, MapArea, MapBoundary, MapPolygon, OriginCorridor,
    PairCorridor, Reach, Weighing,
};
pub use claim::ClaimResult;
pub use critical::{
    CorridorLoss, Critical, CriticalElement, ElementName, HitOrigin, Joint, Loss, LostDemand, Move, Via,
};
pub use discovery::{BoxCount, BoxLimit, BoxOnTheWay, Discovery};
pub use explain::explain;
pub use explanation::{EstimateShare, Explanation, PartDifference};
pub use find::{Detail, PricedNetwork, add_refusals, answers, reasons};
pub use levers::{Effect, Lever, LeverAt, Levers, Package, PackageWon, Won};
pub use listing::{Expectation, Listing};
pub use manifest::{InputFile, Manifest, ScenarioUsed};
pub use pareto::{Axis, Pareto, ParetoCorridor, ParetoDemand, ParetoPoint, Trade};
pub use plane::{
    Plane, PlaneAxis, PlaneCell, PlaneDemand, PlaneEdge, PlaneLevel, PlaneRow, PlaneShare, PlaneStep, PlaneStrip,
    PlaneTerms,
};
pub use refusal::permissions_covering;
pub use risk::{HeldFigure, Near, Risk, RiskAnswer, RiskDemand, Spread};
pub use run::{
    FiguresDrawn, PartitionWritten, Run, RunAnswer, RunStatus, Runs, Setting, StudyManifest, StudyOutline,
    StudyQuestion, Varied,
};
pub use sensitivity::{
    Driver, Drivers, DrivingPair, Estimated, Leading, Sensitivity, SensitivityDemand, Uncontested, VariedFigure,
};
pub use summarise::summarise;
pub use summary::{CorridorSummary, NearestCall, OriginLead, Summary};
pub use trace::{Tracer, blank, permission_used, place_name, titles};

use serde::Serialize;

/// Holds everything that one run of `compare` or `route` found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Results {
    /// What was run, on what.
    pub manifest: Manifest,
    /// One answer per scenario, demand and corridor, in the order of the files.
    pub answers: Vec<Answer>,
    /// One summary per scenario.
    pub summary: Vec<Summary>,
}
