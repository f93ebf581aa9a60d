//! The runs of a study as CSV: one row for each run and question; and the formats that runs are written in.

use std::io;

use crate::sweep::Runs;

use super::csv::{self, CsvTables, TableHeading};
use super::words::Lang;

/// The formats that the runs of a study are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunsFormat {
    /// Comma-separated values.
    Csv,
    /// Parquet.
    #[cfg(feature = "formats")]
    Parquet,
}

/// Why runs cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum RunsError {
    /// The Parquet writer objects.
    #[cfg(feature = "formats")]
    #[error(transparent)]
    Parquet(#[from] io::Error),
}

impl RunsFormat {
    const ALL: &'static [Self] = &[
        Self::Csv,
        #[cfg(feature = "formats")]
        Self::Parquet,
    ];

    /// Returns the word used in outlines, which is also the ending of the files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            #[cfg(feature = "formats")]
            Self::Parquet => "parquet",
        }
    }

    /// Returns the format of a word.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.as_str() == word)
    }

    /// Writes some runs; returns them, and whether a cell was made inert for spreadsheets.
    ///
    /// # Errors
    /// Returns what the writer objects to; writing into memory itself does not fail.
    pub fn render(self, runs: &Runs<'_>) -> Result<(Vec<u8>, bool), RunsError> {
        match self {
            Self::Csv => {
                let (text, has_inert) = render(runs);
                Ok((text.into_bytes(), has_inert))
            }
            #[cfg(feature = "formats")]
            Self::Parquet => {
                let mut bytes = Vec::new();
                super::parquet::into_file(&mut bytes, &[], |to| write(runs, to))?;
                Ok((bytes, false))
            }
        }
    }
}

/// Writes some runs as CSV; values are written as `--set` takes them. Returns whether a cell was made inert, too.
pub fn render(runs: &Runs<'_>) -> (String, bool) {
    csv::into_text(|to| write(runs, to))
}

fn write(runs: &Runs<'_>, to: &mut CsvTables<'_>) -> io::Result<()> {
    let columns = runs.columns();
    let headings = columns.iter().map(|column| TableHeading { name: column.heading, unit: None, kind: column.kind });
    let headings: Vec<_> = headings.collect();
    to.cells(None, &headings, runs.rows(), |row, column| columns[column].cell(row), Lang::default())
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::render;

    #[test]
    fn rows_look_like_this() {
        insta::assert_snapshot!(render(&sample::runs()).0.replace("\r\n", "\n"), @r"
        run,cargo.lot_t,wait,from,to,regime,corridor,status,reason,rank,ranges_overlap,form,total_per_t,rail_haulage,road_haulage,sea_haulage,handling,border,storage,holding,loss,carbon,equipment,support,moving_h,waiting_h,handling_h,border_h,co2e_kg_per_t,official_share,quoted_share,published_share,computed_share,estimate_share,mean_per_t,standard_error_per_t,p5_per_t,p50_per_t,p95_per_t,cvar95_per_t,regret_per_t,p95_regret_per_t,max_regret_per_t,chance_cheapest,chance_near
        1,3000,,hunchun,ningbo,domestic,borrowed,answered,,1,yes,box20,214.310000,39.433334,0.000000,95.000000,60.500000,9.090909,4.200000,0.717684,0.000000,1.096184,4.271889,0.000000,75.5,84,36,19,21.753086,0,0,0.25,0.14,0.61,219.500000,0.312000,201.250000,218.750000,241.125000,246.000000,1.200000,7.500000,31.000000,0.8125,0.9375
        1,3000,,hunchun,ningbo,domestic,domestic,no-route,constraint,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,
        2,1,full-headway,hunchun,ningbo,domestic,borrowed,failed,M021: too dear,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,
        2,1,full-headway,hunchun,ningbo,domestic,domestic,failed,M021: too dear,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,
        ");
    }
}
