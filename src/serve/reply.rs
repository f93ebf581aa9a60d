//! What is sent back: documents with the headers that keep the page to itself, and refusals as documents.

use std::fmt;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::{Response, StatusCode};
use schemars::JsonSchema;
use serde::Serialize;

use corridor::problem::{Problem, Problems, Severity};

/// What is sent back.
pub(super) type HttpReply = Response<Full<Bytes>>;

/// The content policy: scripts, styles and data of this server alone, nothing written into the page.
const CONTENT_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
                              connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The headers of every reply.
const HEADERS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];

/// The content type of JSON.
pub(super) const JSON: &str = "application/json";

/// The most problems that a refusal lists; more are counted.
const MAX_PROBLEMS_LISTED: usize = 500;

/// Sends bytes of a content type.
pub(super) fn sent(status: StatusCode, content_type: &'static str, body: impl Into<Bytes>) -> HttpReply {
    let mut reply = Response::new(Full::new(body.into()));
    *reply.status_mut() = status;
    let headers = reply.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    reply
}

/// Sends a value as JSON.
pub(super) fn json(status: StatusCode, value: &impl Serialize) -> HttpReply {
    // The types that are sent have no keys but texts, and writing into memory cannot fail.
    sent(status, JSON, serde_json::to_vec(value).unwrap_or_default())
}

/// A request that is not answered, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HttpRefusal {
    status: StatusCode,
    message: String,
    problems: Option<Problems>,
}

/// Why a request is not answered, as it is sent.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ErrorDocument<'a> {
    /// The status of the reply.
    status: u16,
    /// What is wrong and what to do, in words.
    error: &'a str,
    /// The problems of scenarios, tables and changes.
    problems: Vec<ProblemFound>,
    /// How many problems there are, those that are not listed among them.
    problem_count: usize,
}

/// One problem of a scenario, a table or a change.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(super) struct ProblemFound {
    /// The code, which the guide explains.
    code: &'static str,
    /// Whether it stops the answer.
    is_error: bool,
    /// What is wrong.
    message: String,
    /// What to do.
    help: Option<String>,
    /// The file, if the problem is in one.
    file: Option<String>,
    /// The line there, from 1.
    line: Option<usize>,
    /// The column there, from 1.
    column: Option<usize>,
}

impl ProblemFound {
    /// Lists problems, of very many the first.
    pub(super) fn list(problems: &Problems) -> Vec<Self> {
        problems.iter().take(MAX_PROBLEMS_LISTED).map(Self::of).collect()
    }

    fn of(problem: &Problem) -> Self {
        let place = problem.span.as_ref().map(|span| (span.source.name.clone(), span.line_and_column()));
        Self {
            code: problem.code.as_str(),
            is_error: problem.code.severity() == Severity::Error,
            message: problem.message.clone(),
            help: problem.help.clone(),
            file: place.as_ref().map(|(file, _)| file.clone()),
            line: place.as_ref().map(|&(_, (line, _))| line),
            column: place.as_ref().map(|&(_, (_, column))| column),
        }
    }
}

impl HttpRefusal {
    /// Refuses with a status, for a reason.
    pub(super) fn new(status: StatusCode, reason: impl fmt::Display) -> Self {
        Self { status, message: reason.to_string(), problems: None }
    }

    /// Refuses because of problems in scenarios, tables or changes.
    pub(super) fn invalid(problems: Problems) -> Self {
        let message = "the scenario, its tables or the changes have problems".to_owned();
        Self { status: StatusCode::UNPROCESSABLE_ENTITY, message, problems: Some(problems) }
    }

    /// Writes it as it is sent.
    pub(super) fn reply(&self) -> HttpReply {
        let problems = self.problems.as_ref();
        let document = ErrorDocument {
            status: self.status.as_u16(),
            error: &self.message,
            problems: problems.map(ProblemFound::list).unwrap_or_default(),
            problem_count: problems.map_or(0, Problems::len),
        };
        let mut reply = json(self.status, &document);
        match self.status {
            StatusCode::PAYLOAD_TOO_LARGE | StatusCode::REQUEST_TIMEOUT => {
                // What is left of the body is not read, so the connection is of no use any more.
                reply.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
                reply.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
            }
            _ => {}
        }
        reply
    }
}
