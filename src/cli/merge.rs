//! `merge`: the folders of shards become one study.

use std::path::PathBuf;

use clap::Args;

use corridor::problem::path_in_words;
use corridor::sweep::store::{Existing, MergeError, Shards, StoreError};

use super::failure::{Exit, Failure};
use super::output::{counted, this_process, to_stdout};
use super::signals::watch;

/// Arguments of `merge`.
#[derive(Debug, Args)]
pub(super) struct MergeArguments {
    /// The folders of the shards
    #[arg(required = true, value_name = "DIR")]
    folders: Vec<PathBuf>,
    /// The folder to write to
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// Begin anew in a folder that holds a study already
    #[arg(long)]
    force: bool,
}

impl MergeArguments {
    /// Joins shards.
    pub(super) fn run(&self) -> Result<Exit, Failure> {
        watch();
        let existing = if self.force { Existing::Replace } else { Existing::Refuse };
        let joined = Shards::open(&self.folders)?.merge(&self.output, existing, &this_process())?;
        let outline = joined.outline();
        let (rows, partitions) = (counted(outline.rows, "row"), counted(outline.partitions, "partition"));
        to_stdout(format!("{}: {rows} in {partitions}, whole\n", path_in_words(joined.folder())).as_bytes())?;
        Ok(Exit::Answered)
    }
}

impl From<MergeError> for Failure {
    fn from(error: MergeError) -> Self {
        match error {
            MergeError::Store(error @ StoreError::HoldsStudy(_)) => {
                Self::Failed(format!("{error}; give --force to replace it"))
            }
            MergeError::Store(error) => error.into(),
            MergeError::None | MergeError::IntoShard => Self::Usage(error.to_string()),
            _ => Self::Failed(error.to_string()),
        }
    }
}
