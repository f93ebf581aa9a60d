//! The audit of runs: everything counted is counted again from what happened, and no rule of the plant is broken.

use std::collections::BTreeMap;

use corridor_kernel::events::{JobStage, Leaves, LevelSum, StagePoint};

use crate::analysis::Refusal;
use crate::audit::AuditError;

use super::acts::ActKind;
use super::clock::HOUR;
use super::run::{RunResult, WayCounts};
use super::setup::Setup;

/// The runs that are recomputed: they differ in chance alone.
const MAX_AUDITED: u64 = 8;

/// A stage of a consignment that was reached.
struct PassedStage {
    job: u32,
    stage: usize,
    reached: u64,
    begun: Option<u64>,
    ended: Option<u64>,
}

/// Recomputes the planned routes from the model alone, and the first runs from what happened in them; returns how many
/// runs.
///
/// # Errors
/// Returns the first difference.
pub(super) fn audit(setup: &Setup<'_>) -> Result<usize, Refusal> {
    for way in &setup.ways {
        setup.case.audit(std::slice::from_ref(&way.answer))?;
    }
    let runs = u64::from(setup.question.runs).min(MAX_AUDITED);
    for run in 0..runs {
        check(setup, &setup.run(run, true)).map_err(|what| {
            let of = |text: Option<&str>| text.unwrap_or_default().to_owned();
            let first = setup.ways.first().map(|way| &way.answer);
            AuditError {
                scenario: setup.case.model().name.clone(),
                from: of(first.map(|answer| answer.from.key.as_str())),
                to: of(first.map(|answer| answer.to.key.as_str())),
                corridor: of(first.map(|answer| answer.corridor.as_str())),
                what: format!("run {}: {what}", run + 1),
            }
        })?;
    }
    Ok(runs as usize)
}

fn check(setup: &Setup<'_>, run: &RunResult) -> Result<(), String> {
    let passed = passed(run)?;
    counted(setup, run, &passed)?;
    for (number, resource) in setup.resources.iter().enumerate() {
        let name = &resource.about.key;
        let mut own: Vec<&PassedStage> =
            passed.iter().filter(|stage| act(setup, run, stage).resource == Some(number)).collect();
        own.sort_by_key(|stage| (stage.begun.unwrap_or(u64::MAX), stage.reached));
        let line = area(setup, own.iter().map(|stage| (stage.reached, stage.begun)));
        let Some(first) = own.first() else { continue };
        let tally = match stage_of(setup, run, first) {
            JobStage::Board(at) => &run.outcome.carriers[at as usize].line,
            JobStage::Serve(at) => &run.outcome.servers[at as usize].line,
            JobStage::Take(at, _) | JobStage::Return(at, _) => &run.outcome.pools[at as usize].line,
            JobStage::Pass => continue,
        };
        if line != tally.area() {
            return Err(format!("the line for {name} is {line} consignment-seconds, not {}", tally.area()));
        }
        if own
            .iter()
            .filter(|stage| stage.begun.is_some())
            .collect::<Vec<_>>()
            .windows(2)
            .any(|pair| pair[0].reached > pair[1].reached)
        {
            return Err(format!("somebody overtakes in the line for {name}"));
        }
        match stage_of(setup, run, first) {
            JobStage::Board(at) => departures(setup, run, (at, &own), &passed)?,
            JobStage::Serve(_) => one_after_another(setup, run, name, &own)?,
            JobStage::Take(at, _) => enough(setup, run, at, &passed)?,
            JobStage::Return(..) | JobStage::Pass => {}
        }
    }
    Ok(())
}

fn act<'s>(setup: &'s Setup<'_>, run: &RunResult, stage: &PassedStage) -> &'s super::acts::Act {
    &setup.ways[run.jobs[stage.job as usize].route as usize].acts[stage.stage]
}

fn stage_of(setup: &Setup<'_>, run: &RunResult, stage: &PassedStage) -> JobStage {
    setup.plant.routes[run.jobs[stage.job as usize].route as usize][stage.stage]
}

/// Returns the stages that were reached, after checking that each consignment passes its own one after another.
fn passed(run: &RunResult) -> Result<Vec<PassedStage>, String> {
    let mut open: BTreeMap<u32, PassedStage> = BTreeMap::new();
    let mut passed = Vec::new();
    for what in &run.log {
        let wrong = || Err(format!("consignment {} is out of order at second {}", what.job + 1, what.second));
        let stage = what.stage as usize;
        match (what.point, open.get_mut(&what.job)) {
            (StagePoint::Reached, known) => {
                let is_next = match known {
                    None => stage == 0 && run.jobs[what.job as usize].second == what.second,
                    Some(last) => last.stage + 1 == stage && last.ended == Some(what.second),
                };
                if !is_next {
                    return wrong();
                }
                let next = PassedStage { job: what.job, stage, reached: what.second, begun: None, ended: None };
                passed.extend(open.insert(what.job, next));
            }
            (StagePoint::Begun, Some(own)) if own.stage == stage && own.begun.is_none() => {
                own.begun = Some(what.second);
            }
            (StagePoint::Ended, Some(own)) if own.stage == stage && own.ended.is_none() && own.begun.is_some() => {
                own.ended = Some(what.second);
            }
            _ => return wrong(),
        }
    }
    passed.extend(open.into_values());
    Ok(passed)
}

/// Returns the seconds of the measured days that lie in some spans, those without an end up to the last.
fn area(setup: &Setup<'_>, spans: impl Iterator<Item = (u64, Option<u64>)>) -> u128 {
    let (from, until) = setup.window();
    spans.map(|(begin, end)| u128::from(end.unwrap_or(until).min(until).saturating_sub(begin.max(from)))).sum()
}

/// Checks that nothing is lost, that Little's law holds to the second, and that times are those of the clock.
fn counted(setup: &Setup<'_>, run: &RunResult, passed: &[PassedStage]) -> Result<(), String> {
    let window = setup.window();
    let mut left: BTreeMap<u32, u64> = BTreeMap::new();
    for stage in passed {
        let last = setup.ways[run.jobs[stage.job as usize].route as usize].acts.len() - 1;
        if let Some(ended) = stage.ended.filter(|_| stage.stage == last) {
            left.insert(stage.job, ended);
        }
    }
    let mut counts = vec![WayCounts::default(); setup.ways.len()];
    for (number, job) in (0_u32..).zip(&run.jobs) {
        let own = &mut counts[job.route as usize];
        let left = left.get(&number).copied();
        let (before, arrived) = (job.second <= window.0, left.is_some_and(|left| left > window.0));
        own.inside_before += u64::from(before && left.is_none_or(|left| left > window.0));
        own.came += u64::from(!before && job.second <= window.1);
        own.arrived += u64::from(arrived);
    }
    if counts != run.counts {
        return Err("consignments are lost or made".to_owned());
    }
    let inside = area(setup, (0_u32..).zip(&run.jobs).map(|(number, job)| (job.second, left.get(&number).copied())));
    if inside != run.outcome.inside.area() {
        return Err(format!("{inside} consignment-seconds under way, not {}", run.outcome.inside.area()));
    }
    for own in &run.delivered {
        let seconds = left.get(&own.job).map_or(0, |left| left - own.came) as f64;
        let stages = setup.ways[own.way as usize].acts.len() as f64;
        if (own.time.as_hours() * HOUR - seconds).abs() > stages {
            return Err(format!(
                "consignment {} took {seconds} s and is counted as {} h",
                own.job + 1,
                own.time.as_hours()
            ));
        }
    }
    Ok(())
}

/// Checks that a carrier leaves at its times with what fits and was there.
fn departures(
    setup: &Setup<'_>,
    run: &RunResult,
    (number, own): (u32, &[&PassedStage]),
    passed: &[PassedStage],
) -> Result<(), String> {
    let carrier = setup.plant.carriers[number as usize];
    let Some((resource, calendar)) = setup.carrier(number).and_then(|known| Some((known, known.departures.as_ref()?)))
    else {
        return Err("a carrier has no departures".to_owned());
    };
    let mut loads: BTreeMap<u64, u64> = BTreeMap::new();
    for stage in own {
        let Some(begun) = stage.begun else { continue };
        let cutoff = match carrier.leaves {
            Leaves::AtTimes => calendar.at(begun).map_or(0, |departing| departing.cutoff as u64),
            Leaves::WhenReady(_) => resource.cutoff,
        };
        if begun < ready(setup, run, passed, stage) + cutoff {
            return Err(format!("cargo boards {} that came after its cut-off", resource.about.key));
        }
        *loads.entry(begun).or_default() += run.jobs[stage.job as usize].load;
    }
    for (second, load) in loads {
        if carrier.room.is_some_and(|room| load > room) {
            return Err(format!("{} leaves with {load} kg, more than its room", resource.about.key));
        }
        let is_time = match carrier.leaves {
            Leaves::AtTimes => calendar.at(second).is_some(),
            Leaves::WhenReady(wanted) => load >= wanted,
        };
        if !is_time {
            return Err(format!("{} leaves at second {second}, which is not its time", resource.about.key));
        }
    }
    Ok(())
}

/// Returns when a consignment could board before a stage: before the formalities there, which a cut-off leaves time for.
fn ready(setup: &Setup<'_>, run: &RunResult, passed: &[PassedStage], stage: &PassedStage) -> u64 {
    let formal = passed.iter().filter(|own| own.job == stage.job && own.stage < stage.stage);
    let last_before = formal.filter(|own| !act(setup, run, own).is_before_boarding).max_by_key(|own| own.stage);
    last_before.map_or(run.jobs[stage.job as usize].second, |own| own.ended.unwrap_or(own.reached))
}

/// Checks that what takes so much a month takes one consignment after another.
fn one_after_another(setup: &Setup<'_>, run: &RunResult, name: &str, own: &[&PassedStage]) -> Result<(), String> {
    let mut free = 0;
    for stage in own {
        let Some(begun) = stage.begun else { continue };
        if begun < free {
            return Err(format!("{name} takes a consignment at second {begun} and is not free before {free}"));
        }
        let way = &setup.ways[run.jobs[stage.job as usize].route as usize];
        free = match act(setup, run, stage).kind {
            ActKind::Gate(seconds) => begun + setup.shut(way, act(setup, run, stage), begun) + seconds,
            ActKind::Collect(seconds, _) => begun + seconds,
            _ => begun,
        };
    }
    Ok(())
}

/// Checks that no more units of a pool are out than there are.
fn enough(setup: &Setup<'_>, run: &RunResult, number: u32, passed: &[PassedStage]) -> Result<(), String> {
    let mut changes: Vec<(u64, i64)> = Vec::new();
    for stage in passed {
        let Some(begun) = stage.begun else { continue };
        match stage_of(setup, run, stage) {
            JobStage::Take(at, units) if at == number => changes.push((begun, units as i64)),
            JobStage::Return(at, units) if at == number => {
                let back = if let ActKind::Back(seconds) = act(setup, run, stage).kind { seconds } else { 0 };
                changes.push((begun + back, -(units as i64)));
            }
            _ => {}
        }
    }
    // Of one second what comes back is there for those who wait.
    changes.sort_unstable();
    let (mut out, mut levels) = (0_i64, LevelSum::from(setup.window().0));
    for (second, units) in changes.into_iter().filter(|&(second, _)| second <= setup.window().1) {
        out += units;
        if out > setup.plant.pools[number as usize].units as i64 {
            return Err(format!("{out} units of a pool are out at second {second}, more than there are"));
        }
        levels.set(second, u64::try_from(out).unwrap_or(0));
    }
    levels.close(setup.window().1);
    let counted = run.outcome.pools[number as usize].in_use.area();
    if levels.area() == counted {
        Ok(())
    } else {
        Err(format!("{} unit-seconds are out, not {counted}", levels.area()))
    }
}
