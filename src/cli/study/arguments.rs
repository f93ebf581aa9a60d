//! The arguments of the commands for studies.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::super::arguments::Changes;

/// The examples of `sweep`.
pub(in crate::cli) const EXAMPLES: &str = "\
Examples:
  corridor sweep scenarios/hunchun-ningbo-2019.toml --plan scenarios/plans/freight-and-value.toml -o sweep
  corridor sweep scenarios/hunchun-ningbo-2019.toml --plan scenarios/plans/freight-and-value.toml -o sweep --resume
  corridor sweep scenarios/hunchun-ningbo-2019.toml --plan scenarios/plans/freight-and-value.toml -o part-1 --shard 1/8
  corridor merge part-* -o sweep
  corridor verify sweep";

/// Arguments of `sweep`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(in crate::cli) struct SweepArguments {
    /// The scenario file
    #[arg(value_name = "SCENARIO")]
    pub(super) scenario: PathBuf,
    /// The plan (TOML): which figures are varied, and how; described by `corridor schema plan`
    #[arg(long, value_name = "FILE")]
    pub(super) plan: PathBuf,
    /// The folder to write to, one file for each partition
    #[arg(short, long, value_name = "DIR")]
    pub(super) output: PathBuf,
    /// Go on with a study that was stopped: keep the partitions that are whole, write the others
    #[arg(long, conflicts_with = "force")]
    pub(super) resume: bool,
    /// Write only the partitions of one of several machines: 1/8 to 8/8
    #[arg(long, value_name = "I/N", value_parser = shard, default_value = "1/1")]
    pub(super) shard: Shard,
    /// The form of the partitions
    #[arg(long, value_enum, default_value_t = Form::Csv)]
    pub(super) format: Form,
    /// Begin anew in a folder that holds a study already
    #[arg(long)]
    pub(super) force: bool,
    /// Only say how large the study is and how long it takes
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Begin however large the study is
    #[arg(long)]
    pub(super) yes: bool,
    #[command(flatten)]
    pub(super) changes: Changes,
}

/// Arguments of `merge`.
#[derive(Debug, Args)]
pub(in crate::cli) struct MergeArguments {
    /// The folders of the shards
    #[arg(required = true, value_name = "DIR")]
    pub(super) folders: Vec<PathBuf>,
    /// The folder to write to
    #[arg(short, long, value_name = "DIR")]
    pub(super) output: PathBuf,
    /// Begin anew in a folder that holds a study already
    #[arg(long)]
    pub(super) force: bool,
}

/// Arguments of `verify`.
#[derive(Debug, Args)]
pub(in crate::cli) struct VerifyArguments {
    /// The folder of a study
    #[arg(value_name = "DIR")]
    pub(super) folder: PathBuf,
    /// Use so many threads; 0 is one for each core
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) threads: usize,
    /// Say nothing on stderr but errors
    #[arg(short, long)]
    pub(super) quiet: bool,
}

/// The forms of a partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Form {
    /// For spreadsheets and everything else
    Csv,
    /// For large studies: a quarter of the size, typed columns
    Parquet,
}

impl Form {
    /// Returns the word used in outlines, which is also the ending of the files.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Parquet => "parquet",
        }
    }

    /// Finds a form by its word.
    pub(super) fn named(word: &str) -> Option<Self> {
        [Self::Csv, Self::Parquet].into_iter().find(|form| form.as_str() == word)
    }
}

/// Is one of several machines that share a study.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) struct Shard {
    /// Which, counted from 0.
    pub(super) index: u64,
    /// Of how many.
    pub(super) of: u64,
}

impl Shard {
    /// Tells whether a partition is its work.
    pub(super) const fn has(self, partition: u64) -> bool {
        partition % self.of == self.index
    }
}

fn shard(text: &str) -> Result<Shard, String> {
    let numbers = text.split_once('/').and_then(|(index, of)| Some((index.parse().ok()?, of.parse().ok()?)));
    match numbers {
        Some((index, of)) if (1..=of).contains(&index) => Ok(Shard { index: index - 1, of }),
        _ => Err("write I/N: the first of eight is 1/8, the last 8/8".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Shard, shard};

    #[test]
    fn every_partition_belongs_to_one_shard() {
        let shards: Vec<Shard> = (1..=8).map(|index| shard(&format!("{index}/8")).expect("a shard")).collect();
        for partition in 0..100 {
            assert_eq!(shards.iter().filter(|shard| shard.has(partition)).count(), 1, "{partition}");
        }
        for text in ["0/8", "9/8", "8", "a/b", "1/0", "-1/8"] {
            assert!(shard(text).is_err(), "{text}");
        }
    }
}
