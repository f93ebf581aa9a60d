//! The walk along a plan: each step on its day, by the rows of departures.csv, opening.csv and calendar.csv themselves.

use crate::answer::{HORIZON_DAYS, PlannedRoute, StepTimes};
use crate::ids::{FigureId, PlaceId, ServiceId};
use crate::model::{DepartureDays, DepartureRow, Leg, Model, Opening, OpeningRow, Sailing};
use crate::units::{Date, Exact, Moment, TimeOfDay, fraction};

use super::clock::{PlanWalk, hours, seconds};
use super::exact::ArcTally;
use super::walk::{self, AuditWalk, HaulTallies};

/// Recomputes a plan on a model that is open on all days, and compares the results.
pub(super) fn recompute(open: &Model, plan: &PlannedRoute) -> Result<(), String> {
    let start = PlanWalk::new(&plan.times, plan.ready);
    match walk::walk(open, &plan.answer, Some(start))? {
        Some(arrives) if arrives == plan.arrives => Ok(()),
        arrives => Err(format!("the cargo arrives at {} and should at {arrives:?}", plan.arrives)),
    }
}

impl AuditWalk<'_> {
    fn now(&self) -> Moment {
        self.plan.as_ref().map_or(Moment::of(self.model.date, TimeOfDay::default()), |plan| plan.now)
    }

    fn advance(&mut self, to: Moment) {
        if let Some(plan) = &mut self.plan {
            plan.now = to;
        }
    }

    /// Lets an operation of a plan begin when the place opens, and its time pass.
    pub(super) fn begin_when_open(&mut self, place: PlaceId, tally: &mut ArcTally) -> Result<(), String> {
        if self.plan.is_none() {
            return Ok(());
        }
        let now = self.now();
        let opens = self.next_open(&Opening::Place(place), now)?;
        let taken = &tally.hours[1] + &tally.hours[2];
        let late = hours(opens.seconds_since(now));
        tally.hours[1] += &late;
        if let Some(plan) = &mut self.plan {
            plan.opened_late = late;
        }
        self.advance(opens.later(seconds(&taken)));
        Ok(())
    }

    /// Charges a haul of a plan leg by leg, on the days on which they are run.
    pub(super) fn haul_on_days(&mut self, legs: &[&Leg]) -> Result<HaulTallies, String> {
        let first = legs[0];
        let times = self.ride_times()?;
        let (mut wait, mut stopped) = (Exact::ZERO, Exact::ZERO);
        let (mut moves, mut crossings) = (Vec::new(), Vec::new());
        let boards = self.lain.is_some();
        let departure = match first.service.filter(|_| boards) {
            Some(service) => self.departure(service, first, &times)?,
            None => None,
        };
        if boards && departure.is_none() {
            wait = self.usual_wait(first);
            let ready = self.now().later(seconds(&wait));
            self.advance(ready);
        }
        for (position, leg) in legs.iter().enumerate() {
            let leaving = departure.filter(|_| position == 0);
            let (began, mut done) = (self.now(), self.now());
            if self.model.is_crossing(leg) {
                let mut border = self.cross(leg, !self.model.keeps_hours(leg, self.cargo.switches))?;
                let opens = self.next_open(&Opening::Leg(leg.key.clone()), began)?;
                let formal = seconds(&border.hours[3]);
                done = opens.later(formal);
                match leaving {
                    None => border.hours[3] += hours(opens.seconds_since(began)),
                    Some((departs, _)) => wait = hours(departs.seconds_since(began) - formal),
                }
                crossings.push(border);
            } else if let Some((departs, _)) = leaving {
                wait = hours(departs.seconds_since(began));
            }
            if let Some((departs, _)) = leaving {
                if departs < done || !leg.runs_on(departs.day(), self.cargo.switches) {
                    return Err(format!("the departure of {departs} on leg `{}` cannot be caught", leg.key));
                }
                self.advance(departs);
            } else {
                let runs = self.next_running(leg, done)?;
                let longer = hours(runs.seconds_since(done));
                if boards && position == 0 {
                    wait += longer;
                } else {
                    stopped += longer;
                }
                self.advance(runs);
            }
            let day = self.now().day();
            let mut run = self.run(leg, position == 0, leg.effects_on(day, self.cargo.switches));
            if let Some(hours) = leaving.and_then(|(_, hours)| hours) {
                run.hours[0] = self.figures.value(hours);
            }
            let arrives = self.now().later(seconds(&run.hours[0]));
            self.advance(arrives);
            run.hours[1] += std::mem::replace(&mut stopped, Exact::ZERO);
            moves.push(run);
        }
        let late = self.plan.as_ref().map_or(Exact::ZERO, |plan| plan.opened_late.clone());
        Ok(HaulTallies { boarding: self.lying(first, (&wait, &late), departure.is_some()), moves, crossings })
    }

    /// Returns the times of the ride at hand, past the border that it may begin with.
    fn ride_times(&self) -> Result<StepTimes, String> {
        let plan = self.plan.as_ref().ok_or("there is no plan")?;
        let ahead = plan.times.get(plan.step..).unwrap_or_default();
        ahead.first().cloned().ok_or_else(|| "a step has no times".to_owned())
    }

    /// Returns the departure that a plan names for a service at the beginning of a leg, with its hours under way if they
    /// are given, once it was found in the timetable; nothing where cargo waits as long as on average.
    fn departure(
        &self,
        service: ServiceId,
        leg: &Leg,
        times: &StepTimes,
    ) -> Result<Option<(Moment, Option<FigureId>)>, String> {
        let own = &self.model.services[service];
        let is_dated = self.model.sailing(service, leg.from, self.cargo.switches) != Sailing::Average;
        let Some(departs) = times.departs.filter(|_| is_dated) else {
            return if is_dated || times.departs.is_some() {
                Err(format!("service `{}` is waited for by another rule", own.key))
            } else {
                Ok(None)
            };
        };
        let midnight = TimeOfDay::default();
        let is_of_service = own.period.contains(departs.day());
        let row = times.departure.as_ref().map(|key| {
            let is_it = |row: &&DepartureRow| {
                row.key == *key
                    && row.service == service
                    && row.place.is_none_or(|place| place == leg.from)
                    && self.cargo.switches.allows(row.switch)
                    && is_then(self, row, departs)
            };
            self.model.departures.iter().find(is_it).ok_or_else(|| format!("no row `{key}` departs at {departs}"))
        });
        let row = row.transpose()?;
        let is_regular = || match (own.every_days, own.period.from) {
            (Some(days), Some(first)) => {
                Self::is_in_step(&self.figures.value(days), Moment::of(first, midnight), departs)
            }
            _ => own.weekdays.contains(&departs.day().weekday()) && departs == Moment::of(departs.day(), midnight),
        };
        if !is_of_service || (row.is_none() && !is_regular()) {
            return Err(format!("service `{}` does not depart at {departs}", own.key));
        }
        let cutoff = row.and_then(|row| row.cutoff_h).or(own.cutoff_h);
        if self.now().later(seconds(&self.figures.or_zero(cutoff))) > departs {
            return Err(format!("the cargo is ready at {} and misses the cut-off of {departs}", self.now()));
        }
        Ok(Some((departs, row.and_then(|row| row.hours))))
    }

    /// Returns whether a moment is a whole number of intervals after the first.
    fn is_in_step(days: &Exact, first: Moment, then: Moment) -> bool {
        let step = seconds(&(days * fraction(24, 1))).max(1);
        then >= first && then.seconds_since(first) % step == 0
    }

    fn next_running(&self, leg: &Leg, from: Moment) -> Result<Moment, String> {
        let days = std::iter::successors(Some(from.day()), |day| Some(day.next())).take(HORIZON_DAYS as usize + 1);
        let runs = days.into_iter().find(|&day| leg.runs_on(day, self.cargo.switches));
        let runs = runs.ok_or_else(|| format!("leg `{}` stays shut after {from}", leg.key))?;
        Ok(from.max(Moment::of(runs, TimeOfDay::default())))
    }

    /// Returns the first moment, from one on, at which a crossing or place is open.
    fn next_open(&self, of: &Opening, from: Moment) -> Result<Moment, String> {
        let rows: Vec<&OpeningRow> = self.model.openings.iter().filter(|row| row.of == *of).collect();
        let mut day: Date = from.day();
        for _ in 0..=HORIZON_DAYS {
            let holding: Vec<&&OpeningRow> = rows.iter().filter(|row| row.holds_on(day, self.cargo.switches)).collect();
            let today: Vec<&&&OpeningRow> = holding.iter().filter(|row| row.is_for(day)).collect();
            let moment = |time| Moment::of(day, time);
            let spans: Vec<(Moment, Moment)> = match () {
                () if holding.is_empty() => vec![(moment(TimeOfDay::default()), moment(TimeOfDay::MIDNIGHT))],
                () if today.iter().any(|row| row.hours.is_none()) => Vec::new(),
                () => today.iter().filter_map(|row| row.hours).map(|(from, to)| (moment(from), moment(to))).collect(),
            };
            let open = spans.into_iter().filter(|(_, closes)| *closes > from).map(|(opens, _)| opens.max(from)).min();
            if let Some(open) = open {
                return Ok(open);
            }
            day = day.next();
        }
        Err(format!("it stays shut after {from}"))
    }
}

/// Returns whether a row departs at a moment.
fn is_then(walk: &AuditWalk<'_>, row: &DepartureRow, then: Moment) -> bool {
    let day = then.day();
    let is_timed = then == Moment::of(day, row.time);
    let is_regular = match &row.days {
        DepartureDays::Weekdays(weekdays) => is_timed && weekdays.contains(&day.weekday()),
        DepartureDays::Dates(dates) => is_timed && dates.contains(&day),
        DepartureDays::Every(days, first) => {
            AuditWalk::is_in_step(&walk.figures.value(*days), Moment::of(*first, row.time), then)
        }
    };
    let is_added = is_timed && row.added.contains(&day);
    (is_added || (is_regular && row.period.contains(day))) && !row.cancelled.contains(&day)
}
