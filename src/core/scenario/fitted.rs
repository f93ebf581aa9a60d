//! What `calibrate` wrote into a folder: which draws meet some published claims, and how well.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::source::{read_file, sha256};

/// Draws that were weighed by published claims.
#[derive(Clone, Debug, PartialEq)]
pub struct FittedDraws {
    /// The folder, as it was given.
    pub folder: String,
    /// What the random numbers began with.
    pub seed: u64,
    /// The keys of the claims.
    pub claims: Vec<String>,
    /// The hypotheses that divided the draws, in their order, each with its share.
    pub common: Vec<(String, f64)>,
    /// The files that were read, each with the SHA-256 of its bytes.
    pub inputs: Vec<(String, String)>,
    /// The changes that the scenarios were drawn with, as they were asked for.
    pub changes: Vec<String>,
    /// The numbers of the draws.
    pub draws: Vec<u64>,
    /// The weight of each.
    pub weights: Vec<f64>,
}

/// The reason why a fit cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FittedError {
    /// A file cannot be read.
    #[error("{0}: {1}; `corridor calibrate .. -o FOLDER` writes it")]
    Unread(PathBuf, std::io::Error),
    /// A file is not what `calibrate` writes.
    #[error("{0} is not what `corridor calibrate .. -o FOLDER` writes: {1}")]
    Malformed(PathBuf, String),
}

/// What is read of the document that describes a fit.
#[derive(Deserialize)]
struct FitDocument {
    schema: String,
    seed: u64,
    claims: Vec<FitClaim>,
    common: Vec<FitHypothesis>,
    scenarios: Vec<FitScenario>,
    changes: Vec<String>,
    status: String,
    fingerprint: Option<String>,
}

#[derive(Deserialize)]
struct FitClaim {
    key: String,
    role: String,
}

#[derive(Deserialize)]
struct FitHypothesis {
    switch: String,
    weight: f64,
}

#[derive(Deserialize)]
struct FitScenario {
    inputs: Vec<FitInput>,
}

#[derive(Deserialize)]
struct FitInput {
    path: String,
    sha256: String,
}

impl FittedDraws {
    /// Returns the files of a folder that make a fit.
    pub fn files(folder: &Path) -> [PathBuf; 2] {
        ["fit.json", "draws.csv"].map(|name| folder.join(name))
    }

    /// Reads a fit from a folder.
    ///
    /// # Errors
    /// Returns which file cannot be read, or what is wrong with it.
    pub fn load(folder: &Path) -> Result<Self, FittedError> {
        let [described, drawn] = Self::files(folder);
        let text = |path: &Path| {
            let bytes = read_file(path).map_err(|error| FittedError::Unread(path.to_owned(), error))?;
            String::from_utf8(bytes).map_err(|error| FittedError::Malformed(path.to_owned(), error.to_string()))
        };
        let malformed = |path: &Path, fault: String| FittedError::Malformed(path.to_owned(), fault);
        let document: FitDocument =
            serde_json::from_str(&text(&described)?).map_err(|error| malformed(&described, error.to_string()))?;
        if document.schema != "corridor.calibrate" {
            return Err(malformed(&described, format!("it is a {}", document.schema)));
        }
        if document.status != "fitted" {
            return Err(malformed(&described, "its claims could not be fitted".to_owned()));
        }
        let text_of_draws = text(&drawn)?;
        let mut lines = text_of_draws.lines().enumerate();
        if lines.next().map(|(_, line)| line) != Some("draw,weight") {
            return Err(malformed(&drawn, "its first line is not `draw,weight`".to_owned()));
        }
        let mut fitted = Self {
            folder: folder.display().to_string(),
            seed: document.seed,
            claims: document.claims.into_iter().filter(|own| own.role == "fit").map(|own| own.key).collect(),
            common: document.common.into_iter().map(|own| (own.switch, own.weight)).collect(),
            inputs: document
                .scenarios
                .into_iter()
                .flat_map(|own| own.inputs)
                .map(|input| (input.path, input.sha256))
                .collect(),
            changes: document.changes,
            draws: Vec::new(),
            weights: Vec::new(),
        };
        for (number, line) in lines {
            let cells =
                line.split_once(',').and_then(|(draw, weight)| Some((draw.parse().ok()?, weight.parse().ok()?)));
            let known = cells.filter(|(_, weight): &(u64, f64)| (0.0..=1.0).contains(weight));
            let (draw, weight) =
                known.ok_or_else(|| malformed(&drawn, format!("line {} is no draw with its weight", number + 1)))?;
            fitted.draws.push(draw);
            fitted.weights.push(weight);
        }
        if fitted.weights.iter().all(|weight| *weight == 0.0) || fitted.claims.is_empty() {
            return Err(malformed(&drawn, "no draw has a weight".to_owned()));
        }
        let (claims, common) = (fitted.claims.join(" "), Self::listed(fitted.common.iter().cloned()));
        if document.fingerprint != Some(Self::fingerprint(fitted.seed, &claims, &common, &text_of_draws)) {
            let fault = format!("{} has another fingerprint: one of them was changed since", described.display());
            return Err(malformed(&drawn, fault));
        }
        Ok(fitted)
    }

    /// Lists hypotheses with their shares.
    pub fn listed(hypotheses: impl Iterator<Item = (String, f64)>) -> String {
        let all: Vec<String> = hypotheses.map(|(switch, share)| format!("{switch}={share}")).collect();
        all.join(" ")
    }

    /// Returns the SHA-256 of what an answer takes from a fit: of its seed, claims, hypotheses and draws.
    pub fn fingerprint(seed: u64, claims: &str, hypotheses: &str, draws: &str) -> String {
        sha256(format!("{seed}\n{claims}\n{hypotheses}\n{draws}").as_bytes())
    }
}
