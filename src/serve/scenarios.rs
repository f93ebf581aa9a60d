//! The scenarios that are served: read once, prepared with the changes of a request, and kept for the next one.

use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use schemars::JsonSchema;
use serde::Deserialize;
use tokio::sync::watch;

use corridor::analysis::{Changes, Selection};
use corridor::answer::{PrepareError, Prepared};
use corridor::present::Lang;
use corridor::problem::Problems;
use corridor::scenario::{Override, SHIPPED, shipped_files};
use corridor::units::Decimal;

use crate::watch::FileWatch;

/// The most preparations with changes that are kept: the last ones.
const MAX_KEPT: usize = 4;
/// The most shipped scenarios that are kept open.
const MAX_SHIPPED_OPEN: usize = 4;

/// A scenario that was named when the server was started.
pub(crate) struct ServedFile {
    /// Its path; only this is ever read again.
    pub(crate) path: PathBuf,
    /// The scenario as it was read.
    pub(crate) case: Prepared,
}

/// Prepared scenarios that are asked together.
pub(super) type Cases = Arc<Vec<Prepared>>;

/// Why a scenario cannot be asked.
#[derive(Debug, thiserror::Error)]
pub(super) enum ShelfError {
    /// No scenario of this key is served.
    #[error("no scenario `{0}` is served; /api/scenarios lists those that are")]
    Unknown(String),
    /// It has problems, or the changes have.
    #[error("{0}")]
    Invalid(#[from] Problems),
}

/// A scenario that was read.
#[derive(Clone)]
pub(super) struct OpenScenario {
    /// The scenario without changes.
    pub(super) cases: Cases,
    /// Which reading it is: a number that grows with each change of the served files.
    pub(super) reading: u64,
    /// The problems of its files since they were changed; until they are mended, the last good reading is asked.
    pub(super) problems: Option<Problems>,
}

/// All scenarios that are served.
pub(super) struct Shelf {
    /// The keys of the named scenarios with their paths.
    named: Vec<(String, PathBuf)>,
    /// The keys of the shipped ones.
    shipped: Vec<String>,
    state: Mutex<ShelfState>,
    readings: watch::Sender<u64>,
}

/// What a preparation is kept by: the scenarios with their readings, the demand in place of theirs, the changes, and the
/// language.
type KeptBy = (Vec<(String, u64)>, Option<PutDemand>, Changes, &'static str);

/// A demand in place of those of a scenario, between any two of its places.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PutDemand {
    /// The key of the origin.
    from: String,
    /// The key of the destination.
    to: String,
    /// The yearly tonnes.
    tonnes_per_year: Option<serde_json::Number>,
}

#[derive(Default)]
struct ShelfState {
    open: BTreeMap<String, OpenScenario>,
    kept: VecDeque<(KeptBy, Cases)>,
    shipped_open: VecDeque<String>,
}

impl Shelf {
    /// Serves some scenarios; those of one name get numbers behind it.
    pub(super) fn new(files: Vec<ServedFile>) -> Self {
        let mut state = ShelfState::default();
        let mut named: Vec<(String, PathBuf)> = Vec::new();
        for ServedFile { path, case } in files {
            let name = case.model().name.clone();
            let is_free = |key: &String| named.iter().all(|(known, _)| known != key);
            let numbered = (2..).map(|number| format!("{name}-{number}"));
            let key = std::iter::once(name.clone()).chain(numbered).find(is_free).unwrap_or(name.clone());
            let open = OpenScenario { cases: Arc::new(vec![case]), reading: 1, problems: None };
            state.open.insert(key.clone(), open);
            named.push((key, path));
        }
        let (readings, _) = watch::channel(1);
        Self { named, shipped: shipped(), state: Mutex::new(state), readings }
    }

    /// Lists the keys of the scenarios that were named.
    pub(super) fn named(&self) -> impl Iterator<Item = &str> {
        self.named.iter().map(|(key, _)| key.as_str())
    }

    /// Lists the keys of the shipped scenarios.
    pub(super) fn shipped(&self) -> &[String] {
        &self.shipped
    }

    /// Returns a receiver of the number of the last reading.
    pub(super) fn readings(&self) -> watch::Receiver<u64> {
        self.readings.subscribe()
    }

    /// Returns a scenario without changes.
    ///
    /// # Errors
    /// Refuses a key that is not served.
    pub(super) fn open(&self, key: &str) -> Result<OpenScenario, ShelfError> {
        if let Some(open) = self.state().open.get(key) {
            return Ok(open.clone());
        }
        // Only a name of the list is ever made a path, and that leads into the program itself.
        let Some(key) = self.shipped.iter().find(|own| *own == key) else {
            return Err(ShelfError::Unknown(key.to_owned()));
        };
        let cases = Arc::new(vec![Prepared::prepare(Path::new(key), &[])?]);
        let open = OpenScenario { cases, reading: 1, problems: None };
        let mut state = self.state();
        state.open.insert(key.clone(), open.clone());
        state.shipped_open.retain(|known| known != key);
        state.shipped_open.push_back(key.clone());
        if state.shipped_open.len() > MAX_SHIPPED_OPEN
            && let Some(oldest) = state.shipped_open.pop_front()
        {
            state.open.remove(&oldest);
        }
        Ok(open)
    }

    /// Returns scenarios with some changes, and with a demand in place of their own if one is given, prepared from what was
    /// read.
    ///
    /// # Errors
    /// Refuses keys that are not served, and returns every problem of the changes.
    pub(super) fn cases(
        &self,
        keys: &[&str],
        demand: Option<&PutDemand>,
        changes: &Changes,
        lang: Lang,
    ) -> Result<Cases, ShelfError> {
        let open: Vec<OpenScenario> = keys.iter().map(|key| self.open(key)).collect::<Result<_, _>>()?;
        let is_changed = demand.is_some() || *changes != Changes::default();
        if let ([one], false, Lang::En) = (open.as_slice(), is_changed, lang) {
            return Ok(one.cases.clone());
        }
        let readings = keys.iter().zip(&open).map(|(key, open)| ((*key).to_owned(), open.reading)).collect();
        let by: KeptBy = (readings, demand.cloned(), changes.clone(), lang.tag());
        if let Some((_, cases)) = self.state().kept.iter().find(|(known, _)| *known == by) {
            return Ok(cases.clone());
        }
        let overrides = changes.overrides()?;
        let mut cases = Vec::new();
        let mut problems = Problems::new();
        // What is changed further is prepared from the scenarios in the language, which are kept too.
        let in_language = match (is_changed, lang) {
            (true, Lang::Zh | Lang::Ru) => Some(self.cases(keys, None, &Changes::default(), lang)?),
            _ => None,
        };
        let begin_with: Vec<&Prepared> = match &in_language {
            Some(cases) => cases.iter().collect(),
            None => open.iter().flat_map(|open| open.cases.iter()).collect(),
        };
        for own in begin_with {
            let made =
                if is_changed || lang == Lang::En { again(own, demand, &overrides) } else { own.in_language(lang) };
            match made {
                Ok(case) => cases.push(case),
                Err(found) => problems.extend(found),
            }
        }
        if !problems.is_empty() {
            return Err(problems.into());
        }
        let cases = Arc::new(cases);
        let mut state = self.state();
        state.kept.push_back((by, cases.clone()));
        if state.kept.len() > MAX_KEPT {
            state.kept.pop_front();
        }
        Ok(cases)
    }

    /// Reads the named scenarios again whenever one of their files has changed, until that is stopped.
    pub(super) fn watch(&self, is_stopped: impl Fn() -> bool) {
        let mut watches: Vec<FileWatch> = self.named.iter().map(|_| FileWatch::default()).collect();
        for ((key, path), watch) in self.named.iter().zip(&mut watches) {
            watch.add([path]);
            if let Ok(open) = self.open(key) {
                watch.add_inputs(&open.cases[0]);
            }
        }
        while !is_stopped() {
            for ((key, path), watch) in self.named.iter().zip(&mut watches) {
                if watch.has_changed() {
                    self.read_again(key, path, watch);
                }
            }
            std::thread::sleep(crate::watch::BETWEEN_LOOKS);
        }
    }

    /// Reads a scenario again; one with problems is asked as it was before.
    fn read_again(&self, key: &str, path: &Path, watch: &mut FileWatch) {
        let read = Prepared::prepare(path, &[]);
        let mut state = self.state();
        let Some(open) = state.open.get_mut(key) else { return };
        match read {
            Ok(case) => {
                watch.add_inputs(&case);
                if open.problems.is_none() && case.scenario().inputs == open.cases[0].scenario().inputs {
                    return;
                }
                (open.cases, open.problems) = (Arc::new(vec![case]), None);
            }
            Err(problems) => {
                watch.add_faulty(&problems);
                open.problems = Some(problems);
            }
        }
        self.readings.send_modify(|reading| {
            *reading += 1;
            open.reading = *reading;
        });
    }

    fn state(&self) -> MutexGuard<'_, ShelfState> {
        // A panic elsewhere leaves whole entries: each is put in place by one step.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Prepares a scenario with some changes, without reading a file.
fn again(case: &Prepared, demand: Option<&PutDemand>, overrides: &[Override]) -> Result<Prepared, Problems> {
    if let Some(PutDemand { from, to, tonnes_per_year }) = demand {
        // A change sets the tonnes, so that they are checked as those of any change.
        let tonnes = tonnes_per_year.iter().map(|tonnes| Override::set("demand.1.tonnes_per_year", tonnes));
        let overrides: Vec<Override> = tonnes.chain(overrides.iter().cloned()).collect();
        let some = tonnes_per_year.as_ref().map(|_| Decimal::ZERO);
        return Prepared::of(case.scenario().with_demand((from, to), some, &overrides)?, &overrides);
    }
    match case.selected_again(overrides, &Selection::default()) {
        Ok(case) => Ok(case),
        Err(PrepareError::Invalid(problems)) => Err(problems),
        // All is selected.
        Err(PrepareError::Selection(_)) => Err(Problems::new()),
    }
}

/// Lists the shipped scenarios by their keys.
fn shipped() -> Vec<String> {
    let files = shipped_files().into_iter().map(|(path, _)| path);
    let scenarios =
        files.filter(|path| path.extension().is_some_and(|ending| ending == "toml") && path.iter().count() == 1);
    scenarios.map(|path| format!("{SHIPPED}{}", path.with_extension("").display())).collect()
}
