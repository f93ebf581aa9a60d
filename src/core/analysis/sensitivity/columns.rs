//! The figures that drive differences, as rows of a table.

use crate::analysis::{Cell, Column};

use super::result::{Driver, Drivers, Estimated, Sensitivity, SensitivityDemand, VariedFigure};

/// A row of the table for spreadsheets: a figure that drives a difference (`difference_per_t`) or the lead (`flip`).
pub struct DriverRow<'a> {
    found: &'a Sensitivity,
    demand: &'a SensitivityDemand,
    output: &'static str,
    driver: &'a Driver,
}

impl SensitivityDemand {
    /// Returns the two numbers whose drivers are listed, by name.
    fn outputs(&self) -> [(&'static str, &Drivers); 2] {
        [("difference_per_t", &self.difference_per_t), ("flip", &self.flip)]
    }
}

impl Sensitivity {
    /// Returns one row for each demand, number and figure that drives it.
    pub fn rows(&self) -> impl Iterator<Item = DriverRow<'_>> {
        let outputs = self.demands.iter().flat_map(|demand| demand.outputs().map(|output| (demand, output)));
        outputs.filter(|(_, (_, drivers))| drivers.is_told).flat_map(move |(demand, (output, drivers))| {
            drivers.figures.iter().map(move |driver| DriverRow { found: self, demand, output, driver })
        })
    }
}

impl DriverRow<'_> {
    fn figure(&self) -> &VariedFigure {
        &self.found.figures[self.driver.figure]
    }

    /// Returns the columns of the rows.
    pub const fn columns() -> [Column<Self>; 38] {
        const UNIT: &str = "the figure's";
        const OUTPUT: &str = "currency per tonne, or chance";
        [
            Column::new("scenario", "", |row| (&row.found.scenario.name).into()),
            Column::new("from", "", |row| (&row.demand.from.key).into()),
            Column::new("to", "", |row| (&row.demand.to.key).into()),
            Column::new("from_name", "", |row| Cell::Name(&row.demand.from)),
            Column::new("to_name", "", |row| Cell::Name(&row.demand.to)),
            Column::new("corridor", "", |row| (&row.demand.corridor).into()),
            Column::new("against", "", |row| (&row.demand.against).into()),
            Column::new("leader", "", |row| (&row.demand.leader).into()),
            Column::new("output", "", |row| row.output.into()),
            Column::new("method", "", |row| row.found.method.as_str().into()),
            Column::new("rank", "", |row| row.driver.rank.into()),
            Column::new("figure", "", |row| (&row.driver.path).into()),
            Column::new("value", UNIT, |row| row.figure().value.into()),
            Column::new("low", UNIT, |row| row.figure().low.into()),
            Column::new("high", UNIT, |row| row.figure().high.into()),
            Column::new("unit", "", |row| (&row.figure().unit).into()),
            Column::new("grade", "", |row| row.figure().grade.into()),
            Column::new("sources", "", |row| row.figure().sources.join(";").into()),
            Column::new("total", "share", |row| estimate(row.driver.total)),
            Column::new("total_low", "share", |row| low(row.driver.total)),
            Column::new("total_high", "share", |row| high(row.driver.total)),
            Column::new("first_order", "share", |row| estimate(row.driver.first_order)),
            Column::new("first_order_low", "share", |row| low(row.driver.first_order)),
            Column::new("first_order_high", "share", |row| high(row.driver.first_order)),
            Column::new("shapley", "share", |row| estimate(row.driver.shapley)),
            Column::new("shapley_low", "share", |row| low(row.driver.shapley)),
            Column::new("shapley_high", "share", |row| high(row.driver.shapley)),
            Column::new("mu_star", OUTPUT, |row| estimate(row.driver.mu_star)),
            Column::new("mu_star_low", OUTPUT, |row| low(row.driver.mu_star)),
            Column::new("mu_star_high", OUTPUT, |row| high(row.driver.mu_star)),
            Column::new("mu", OUTPUT, |row| estimate(row.driver.mu)),
            Column::new("mu_low", OUTPUT, |row| low(row.driver.mu)),
            Column::new("mu_high", OUTPUT, |row| high(row.driver.mu)),
            Column::new("sigma", OUTPUT, |row| row.driver.sigma.into()),
            Column::new("at_low", OUTPUT, |row| row.driver.at_low.into()),
            Column::new("at_high", OUTPUT, |row| row.driver.at_high.into()),
            Column::new("flips_at_low", "", |row| yes(row.driver.flips_at_low)),
            Column::new("flips_at_high", "", |row| yes(row.driver.flips_at_high)),
        ]
    }
}

fn estimate<'a>(of: Option<Estimated>) -> Cell<'a> {
    of.map(|of| of.estimate).into()
}

fn low<'a>(of: Option<Estimated>) -> Cell<'a> {
    of.map(|of| of.low).into()
}

fn high<'a>(of: Option<Estimated>) -> Cell<'a> {
    of.map(|of| of.high).into()
}

fn yes<'a>(is: Option<bool>) -> Cell<'a> {
    is.map(|is| if is { "yes" } else { "no" }).into()
}
