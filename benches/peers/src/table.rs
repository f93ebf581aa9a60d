//! The one table that comes out.

use std::error::Error;
use std::io::Write;

use crate::race::Outcome;

/// Is one comparison: who did what work how much faster than whom.
pub(crate) struct Row {
    /// The bar of the project that it is held to, or near.
    pub(crate) bar: &'static str,
    pub(crate) work: String,
    pub(crate) against: String,
    /// The median of the ratios of processor time, the peer's to ours.
    pub(crate) ratio: f64,
    /// What the project asks of itself; none where it asks nothing on such a graph or beside this peer.
    pub(crate) at_least: Option<f64>,
    pub(crate) graph: String,
    pub(crate) rounds: usize,
    /// Seconds for a unit of the work, ours and the peer's.
    pub(crate) seconds: (f64, f64),
}

impl Row {
    /// Tells whether it falls short.
    fn misses(&self) -> bool {
        self.at_least.is_some_and(|least| self.ratio < least)
    }
}

/// Collects rows and says on stderr how each came out as soon as it is known.
#[derive(Default)]
pub(crate) struct Table {
    rows: Vec<Row>,
}

/// Names the work that outcomes are about.
pub(crate) struct Task<'a> {
    pub(crate) bar: &'static str,
    pub(crate) work: &'a str,
    pub(crate) graph: &'a str,
    pub(crate) rounds: usize,
}

impl Table {
    /// Adds the outcomes of a race, of which the first is ours, with what is asked beside each of the others.
    pub(crate) fn add(&mut self, work: &Task<'_>, outcomes: &[Outcome], at_least: &[Option<f64>]) {
        for (outcome, &at_least) in outcomes[1..].iter().zip(at_least) {
            self.add_one(work, &outcomes[0], outcome, at_least);
        }
    }

    /// Adds how a peer did beside us.
    pub(crate) fn add_one(&mut self, work: &Task<'_>, ours: &Outcome, theirs: &Outcome, at_least: Option<f64>) {
        self.push_ratio(work, &theirs.name, theirs.ratio, at_least, (ours.seconds, theirs.seconds));
    }

    /// Adds a ratio with the seconds that it comes from.
    pub(crate) fn push_ratio(
        &mut self,
        work: &Task<'_>,
        against: &str,
        ratio: f64,
        at_least: Option<f64>,
        seconds: (f64, f64),
    ) {
        self.push(Row {
            bar: work.bar,
            work: work.work.to_owned(),
            against: against.to_owned(),
            ratio,
            at_least,
            graph: work.graph.to_owned(),
            rounds: work.rounds,
            seconds,
        });
    }

    /// Adds a row.
    fn push(&mut self, row: Row) {
        let asked = row.at_least.map_or_else(String::new, |least| {
            format!("  (at least {least}: {})", if row.misses() { "MISSED" } else { "held" })
        });
        eprintln!(
            "{:<4}{} | {} | {:.2} us beside {:.2} us: {:.2} x{asked}",
            row.bar,
            row.graph,
            format_args!("{}, against {}", row.work, row.against),
            row.seconds.0 * 1e6,
            row.seconds.1 * 1e6,
            row.ratio
        );
        self.rows.push(row);
    }

    /// Writes all rows as CSV.
    pub(crate) fn write_csv(&self, out: impl Write) -> Result<(), Box<dyn Error>> {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(["bar", "work", "against", "ratio", "at_least", "graph", "rounds"])?;
        for row in &self.rows {
            let at_least = row.at_least.map_or_else(String::new, |least| least.to_string());
            let (ratio, rounds) = (format!("{:.2}", row.ratio), row.rounds.to_string());
            writer.write_record([row.bar, &row.work, &row.against, &ratio, &at_least, &row.graph, &rounds])?;
        }
        writer.flush()?;
        Ok(())
    }

    /// Writes all rows for people.
    pub(crate) fn write_markdown(&self, mut out: impl Write) -> Result<(), Box<dyn Error>> {
        writeln!(out, "| bar | graph | work | ours | against | theirs | ratio | at least |")?;
        writeln!(out, "| --- | --- | --- | ---: | --- | ---: | ---: | ---: |")?;
        for row in &self.rows {
            writeln!(
                out,
                "| {} | {} | {} | {} | {} | {} | {:.2} | {} |",
                row.bar,
                row.graph,
                row.work,
                duration(row.seconds.0),
                row.against,
                duration(row.seconds.1),
                row.ratio,
                row.at_least
                    .map_or_else(String::new, |least| format!("{least}{}", if row.misses() { " missed" } else { "" })),
            )?;
        }
        Ok(())
    }
}

/// Writes a time in the unit that suits it.
fn duration(seconds: f64) -> String {
    match seconds {
        s if s < 1e-6 => format!("{:.0} ns", s * 1e9),
        s if s < 1e-3 => format!("{:.2} µs", s * 1e6),
        s if s < 1.0 => format!("{:.2} ms", s * 1e3),
        s => format!("{s:.2} s"),
    }
}
