//! `verify`: a study is run again and every byte compared.

use std::path::{Path, PathBuf};

use clap::Args;

use corridor::present::{Lang, RunsFormat};
use corridor::problem::path_in_words;
use corridor::scenario::{Override, ScenarioFiles};
use corridor::sweep::store::{PartitionFault, Store, StudyDifference};

use super::failure::{Exit, Failure};
use super::output::{counted, to_stdout};
use super::prepare::use_threads;
use super::progress::ProgressDisplay;
use super::sweep::{StudyFiles, check_unchanged, partition};

/// Arguments of `verify`.
#[derive(Debug, Args)]
pub(super) struct VerifyArguments {
    /// The folder of a study
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Use so many threads; 0 is one for each core
    #[arg(long, value_name = "N", default_value_t = 0)]
    threads: usize,
    /// Say nothing on stderr but errors
    #[arg(short, long)]
    quiet: bool,
}

impl From<PartitionFault> for Failure {
    fn from(fault: PartitionFault) -> Self {
        Self::Failed(fault.to_string())
    }
}

impl VerifyArguments {
    /// Runs a study again and compares.
    pub(super) fn run(&self) -> Result<Exit, Failure> {
        use_threads(self.threads, self.quiet);
        let store = Store::open(&self.folder)?;
        let outline = store.outline();
        let folder = path_in_words(store.folder());
        let differs = |what: String| Failure::Failed(format!("{folder}: {what}"));
        let format = RunsFormat::named(&outline.format);
        let format = format.ok_or_else(|| differs(format!("no form is called {}", outline.format)))?;
        let overrides: Result<Vec<Override>, _> = outline.set.iter().map(|text| Override::parse(text)).collect();
        let overrides = overrides.map_err(|problem| differs(problem.message))?;
        let study = StudyFiles {
            scenario: ScenarioFiles {
                path: Path::new(&outline.scenario),
                tables: outline.tables.as_deref().map(Path::new),
                lang: Lang::En,
            },
            plan: Path::new(&outline.plan),
            overrides: &overrides,
            select: outline.select.clone(),
        };
        let study = study.prepare(self.quiet)?;
        if let Some(difference) = StudyDifference::between(outline, &study.outline(&outline.format)) {
            return Err(differs(difference.to_string()));
        }
        let mut progress = ProgressDisplay::new(outline.runs, "runs", self.quiet);
        let mut records = Vec::new();
        for number in 0..outline.partitions {
            let (record, kept) = store.read(number)?;
            let again = partition(&study, number, format)?;
            store.compare(number, &kept, &again.0)?;
            progress.add(record.runs);
            records.push(record);
        }
        progress.end();
        check_unchanged(&study)?;
        if let Some(fault) = store.fault(records)? {
            return Err(differs(fault.to_string()));
        }
        let (rows, partitions) = (counted(outline.rows, "row"), counted(outline.partitions, "partition"));
        to_stdout(format!("{folder}: {rows} in {partitions}, every byte as in a new run\n").as_bytes())?;
        Ok(Exit::Answered)
    }
}
