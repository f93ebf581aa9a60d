//! Many draws of all demands by all gateways, counted by demand, by site and along the lines where corridors lead.

use rayon::prelude::*;

use crate::answer::PairTable;
use crate::draws::{Counts, Engine, Near, Portion, Scale, Stream, Threads};
use crate::ids::{CorridorId, DemandId, Id, IdVec, Pair, PlaceId};
use crate::problem::Problems;
use crate::units::Money;

use super::frame::Frame;
use super::gateways::ByGateway;
use super::line::{Approach, Reaches, lines};
use super::result::GridUsed;
use super::site::{Savings, Site};

/// The most steps that the savings of one count are counted in.
const MAX_STEPS: usize = 1 << 14;
/// The fewest.
const MIN_STEPS: usize = 512;
/// The most steps of all counts together.
const MAX_STEPS_OF_ALL: usize = 1 << 22;

/// Everything that is counted in the draws of a catchment.
pub(super) struct CatchmentStudy {
    pub(super) frame: Frame,
    pub(super) by: ByGateway,
    pub(super) grid: Option<GridUsed>,
    /// The points of the grid.
    pub(super) points: Vec<Site>,
    /// The route of each pair to the border or port.
    pub(super) approaches: PairTable<Option<Approach>>,
    /// The routes that break-even distances are measured along.
    pub(super) lines: Vec<Approach>,
}

impl CatchmentStudy {
    /// Lays out lines, along the routes from one origin if asked, and gateways.
    pub(super) fn new(
        frame: Frame,
        grid: Option<(GridUsed, Vec<Site>)>,
        along: Option<PlaceId>,
    ) -> Result<Self, Problems> {
        let (grid, points) = grid.unzip();
        let approaches = PairTable::new(frame.model(), |pair| Approach::of(&frame, pair));
        let lines = lines(&frame, &approaches, along);
        let by = ByGateway::of(&frame.case)?;
        Ok(Self { frame, by, grid, points: points.unwrap_or_default(), approaches, lines })
    }

    /// Iterates over the sites: the origins, then the points of the grid.
    pub(super) fn sites(&self) -> impl Iterator<Item = &Site> {
        self.frame.origins.iter().map(|origin| &origin.site).chain(&self.points)
    }
}

/// The counts of one demand.
#[derive(Clone, Debug)]
pub(super) struct DemandTally {
    /// For each corridor the draws in which none is cheaper.
    pub(super) cheapest: IdVec<CorridorId, u64>,
    /// For each corridor the draws in which it costs less than the reference.
    pub(super) saves: IdVec<CorridorId, u64>,
    /// For each way the draws in which its corridor goes by it.
    pub(super) used: IdVec<CorridorId, u64>,
    /// For each way the draws in which the demand goes by it, on its cheapest corridor.
    pub(super) won: IdVec<CorridorId, u64>,
}

/// The counts of one corridor at one site.
#[derive(Clone, Debug)]
pub(super) struct SavingsTally {
    pub(super) savings: Counts,
    pub(super) saves: u64,
    /// The draws in which no other corridor saves more; counted at origins only.
    pub(super) leads: u64,
}

/// The counts of each corridor at one site; none where it serves no destination with the reference.
pub(super) type SiteTally = IdVec<CorridorId, Option<SavingsTally>>;

/// The counts of all draws.
pub(super) struct CatchmentTally {
    pub(super) draws: u64,
    /// The steps that the savings of one count are counted in.
    steps: usize,
    pub(super) demands: IdVec<DemandId, DemandTally>,
    pub(super) origins: Vec<SiteTally>,
    /// The counts of the points of the grid.
    pub(super) points: Vec<SiteTally>,
    pub(super) lines: Vec<Reaches>,
}

impl CatchmentTally {
    /// Answers draws and counts them.
    pub(super) fn of(engine: &Engine, study: &CatchmentStudy, draws: u64) -> Self {
        let model = study.frame.model();
        let (corridors, ways) = (model.corridors.len(), study.by.gateways.len());
        let nothing = DemandTally {
            cheapest: vec![0; corridors].into(),
            saves: vec![0; corridors].into(),
            used: vec![0; ways].into(),
            won: vec![0; ways].into(),
        };
        let counts = (study.frame.origins.len() + study.points.len()) * corridors;
        let site: SiteTally = vec![None; corridors].into();
        let mut tally = Self {
            draws,
            steps: (MAX_STEPS_OF_ALL / counts.max(1)).clamp(MIN_STEPS, MAX_STEPS),
            demands: vec![nothing; model.demands.len()].into(),
            origins: vec![site.clone(); study.frame.origins.len()],
            points: vec![site; study.points.len()],
            lines: study.lines.iter().map(|line| Reaches::over(line.length())).collect(),
        };
        Stream::new(engine, &[], draws, Threads::Shared).each(draws, |portion| tally.count(study, portion));
        tally
    }

    fn count(&mut self, study: &CatchmentStudy, portion: &Portion<'_>) {
        let frame = &study.frame;
        let demands: Vec<_> = frame.model().demands.ids().zip(self.demands.iter_mut()).collect();
        let totals = demands.into_par_iter().flat_map_iter(|(demand, tally)| tally.count(study, portion, demand));
        let totals = PairTable::of(frame.model(), totals.collect());
        let (draws, steps) = (self.draws, self.steps);
        let count = |site: &Site, tally: &mut SiteTally| {
            let savings = frame.savings(site, &totals, &totals);
            for (tally, savings) in tally.iter_mut().zip(&savings) {
                let Some(savings) = savings else { continue };
                tally.get_or_insert_with(|| SavingsTally::new(savings, draws, steps)).count(savings, portion.first);
            }
            savings
        };
        let origins = self.origins.par_iter_mut().zip(&frame.origins).map(|(tally, origin)| {
            let savings = count(&origin.site, tally);
            count_leads(frame, &savings, portion.draws, tally);
            savings
        });
        let savings: Vec<Savings> = origins.collect();
        self.points.par_iter_mut().zip(&study.points).for_each(|(tally, point)| {
            count(point, tally);
        });
        self.lines.par_iter_mut().zip(&study.lines).for_each(|(reaches, line)| {
            (0..portion.draws).for_each(|draw| reaches.add(line.reach_in(&savings, draw)));
        });
    }
}

impl SavingsTally {
    /// Prepares to count savings; those of the first portion suggest the range of the steps.
    fn new(savings: &[i64], draws: u64, steps: usize) -> Self {
        let widened = |(low, high): (i64, i64), &saving: &i64| (low.min(saving), high.max(saving));
        let (low, high) = savings.iter().fold((i64::MAX, i64::MIN), widened);
        // Savings are not compared with each other, so there is no regret to count.
        let scales = [Scale::over(low, high, steps), Scale::up_to(0, 1)];
        Self { savings: Counts::new(scales, Near::PerTonne(Money::ZERO), draws), saves: 0, leads: 0 }
    }

    fn count(&mut self, savings: &[i64], first: u64) {
        for (draw, &saving) in (first..).zip(savings) {
            self.savings.add(draw, saving, saving, None);
            self.saves += u64::from(saving > 0);
        }
    }
}

/// Counts the corridor that saves most in each draw.
fn count_leads(frame: &Frame, savings: &Savings, draws: usize, tally: &mut SiteTally) {
    for draw in 0..draws {
        let leader = frame.leader(|corridor| savings[corridor].as_ref().map(|savings| savings[draw]));
        if let Some(tally) = leader.and_then(|leader| tally[leader].as_mut()) {
            tally.leads += 1;
        }
    }
}

impl DemandTally {
    /// Counts a portion and returns the totals by each corridor.
    fn count(&mut self, study: &CatchmentStudy, portion: &Portion<'_>, demand: DemandId) -> Vec<Vec<f64>> {
        let cheapest_ways: IdVec<CorridorId, Vec<(f64, CorridorId)>> =
            study.by.ways.iter().map(|ways| cheapest_ways(ways, portion, demand)).collect();
        for draw in 0..portion.draws {
            let total = |corridor: CorridorId| cheapest_ways[corridor][draw].0;
            let negative = |corridor: CorridorId| Some(-total(corridor)).filter(|total| total.is_finite());
            let Some(winner) = study.frame.leader(negative) else { break };
            self.won[cheapest_ways[winner][draw].1] += 1;
            for (corridor, ways) in cheapest_ways.enumerate() {
                let (total_by, way) = ways[draw];
                if total_by.is_finite() {
                    self.used[way] += 1;
                    self.cheapest[corridor] += u64::from(total_by <= total(winner));
                    self.saves[corridor] += u64::from(total_by < total(study.frame.reference));
                }
            }
        }
        cheapest_ways.iter().map(|ways| ways.iter().map(|&(total, _)| total).collect()).collect()
    }
}

/// Returns the cheapest of some ways in each draw, of equal ones the first, with its total; infinite without a route.
fn cheapest_ways(ways: &[CorridorId], portion: &Portion<'_>, demand: DemandId) -> Vec<(f64, CorridorId)> {
    let mut cheapest = vec![(f64::INFINITY, CorridorId::new(0)); portion.draws];
    for &way in ways {
        for (known, total) in cheapest.iter_mut().zip(portion.totals_of(Pair { demand, corridor: way })) {
            if total < known.0 {
                *known = (total, way);
            }
        }
    }
    cheapest
}
