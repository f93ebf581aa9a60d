//! The paths of the interface, each with what answers it.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::header::HeaderValue;
use hyper::{Method, Request, StatusCode, header};
use tokio::sync::watch;

use corridor::analysis;
use corridor::answer::Progress;
use corridor::present::drawing::css;
use corridor::present::messages::SERVE;

use super::asked::{AnswerForm, PutQuestion};
use super::described::{ScenarioContent, ScenarioList};
use super::guard::{MAX_BODY_BYTES, RequestGuard, check_body, too_large};
use super::jobs::Jobs;
use super::openapi::openapi;
use super::reply::{HttpRefusal, HttpReply, json, sent};
use super::scenarios::Shelf;
use super::workers::Workers;

/// How long a body may take to arrive.
const MAX_BODY_TIME: Duration = Duration::from_secs(5);
/// How long a request for events waits at most.
const MAX_EVENT_WAIT: Duration = Duration::from_secs(25);

const PAGE: &str = include_str!("../web/serve.html");
/// The style of the page, with that of drawings.
static STYLE: LazyLock<String> = LazyLock::new(|| format!("{}{}\n", include_str!("../web/serve.css"), css()));
/// The script of the page, with its messages before it.
static SCRIPT: LazyLock<String> = LazyLock::new(|| {
    let messages = serde_json::to_string(&*SERVE).unwrap_or_default();
    format!("\"use strict\";\nconst MESSAGES = {messages};\n{}", include_str!("../web/serve.js"))
});

/// What all connections share.
pub(super) struct Server {
    pub(super) guard: RequestGuard,
    pub(super) shelf: Shelf,
    pub(super) workers: Workers,
    pub(super) jobs: Arc<Jobs>,
    pub(super) is_stopped: watch::Receiver<bool>,
}

/// A path with what it takes.
enum ApiRoute<'a> {
    Asset(&'static str, &'a str),
    Scenarios,
    Scenario(&'a str),
    OpenApi,
    Events,
    Report,
    Put(AnswerForm),
    Job(Option<u64>),
}

impl ApiRoute<'_> {
    /// Finds the route of a path.
    fn of(path: &str) -> Option<ApiRoute<'_>> {
        Some(match path {
            "/" => ApiRoute::Asset("text/html; charset=utf-8", PAGE),
            "/serve.css" => ApiRoute::Asset("text/css; charset=utf-8", &STYLE),
            "/serve.js" => ApiRoute::Asset("text/javascript; charset=utf-8", &SCRIPT),
            "/api/scenarios" => ApiRoute::Scenarios,
            "/api/openapi.json" => ApiRoute::OpenApi,
            "/api/events" => ApiRoute::Events,
            "/report" => ApiRoute::Report,
            "/api/answer" => ApiRoute::Put(AnswerForm::Document),
            "/api/page" => ApiRoute::Put(AnswerForm::Page),
            _ => match (path.strip_prefix("/api/scenarios/"), path.strip_prefix("/api/jobs/")) {
                (Some(key), _) => ApiRoute::Scenario(key),
                (_, Some(id)) => ApiRoute::Job(id.parse().ok()),
                _ => return None,
            },
        })
    }

    /// Returns the methods that it takes.
    const fn methods(&self) -> &'static [Method] {
        match self {
            Self::Put(_) => &[Method::POST],
            Self::Job(_) => &[Method::GET, Method::DELETE],
            _ => &[Method::GET, Method::HEAD],
        }
    }
}

impl Server {
    /// Answers a request, or says why not.
    pub(super) async fn reply(self: Arc<Self>, request: Request<Incoming>) -> HttpReply {
        self.try_reply(request).await.unwrap_or_else(|refusal| refusal.reply())
    }

    async fn try_reply(self: &Arc<Self>, request: Request<Incoming>) -> Result<HttpReply, HttpRefusal> {
        let (head, body) = request.into_parts();
        self.guard.check(&head)?;
        let path = decoded(head.uri.path());
        let Some(route) = ApiRoute::of(&path) else {
            return Err(HttpRefusal::new(StatusCode::NOT_FOUND, "there is no such path; /api/openapi.json lists all"));
        };
        if !route.methods().contains(&head.method) {
            let names: Vec<&str> = route.methods().iter().map(Method::as_str).collect();
            let refusal =
                HttpRefusal::new(StatusCode::METHOD_NOT_ALLOWED, format!("this path takes {}", names.join(", ")));
            let mut reply = refusal.reply();
            reply.headers_mut().extend(names.join(", ").parse().map(|allowed| (header::ALLOW, allowed)).ok());
            return Ok(reply);
        }
        Ok(match route {
            ApiRoute::Asset(kind, text) => sent(StatusCode::OK, kind, text.to_owned()),
            ApiRoute::OpenApi => json(StatusCode::OK, &openapi()),
            ApiRoute::Scenarios => json(StatusCode::OK, &ScenarioList::of(&self.shelf)),
            ApiRoute::Scenario(key) => self.scenario(key.to_owned()).await?,
            ApiRoute::Events => self.events(head.uri.query()).await,
            ApiRoute::Report => self.report(head.uri.query()).await?,
            ApiRoute::Job(id) if head.method == Method::DELETE => self.jobs.end(id.unwrap_or_default()),
            ApiRoute::Job(id) => self.jobs.look(id.unwrap_or_default()),
            ApiRoute::Put(form) => {
                check_body(&head)?;
                self.put(form, &read(body).await?).await?
            }
        })
    }

    /// Describes a scenario, which may have to be opened for that.
    async fn scenario(self: &Arc<Self>, key: String) -> Result<HttpReply, HttpRefusal> {
        let own = self.clone();
        let describe = move |_: &Progress| -> Result<HttpReply, HttpRefusal> {
            Ok(json(StatusCode::OK, &ScenarioContent::of(&key, &own.shelf.open(&key)?)))
        };
        self.workers.once(Progress::default(), describe).await?
    }

    /// Answers a question, or begins to.
    async fn put(self: &Arc<Self>, form: AnswerForm, body: &str) -> Result<HttpReply, HttpRefusal> {
        let question: PutQuestion =
            analysis::parse(body).map_err(|fault| HttpRefusal::new(StatusCode::BAD_REQUEST, fault))?;
        let (client, sequence, is_job) = (question.client.clone(), question.sequence, question.job);
        let own = self.clone();
        let work = move |progress: &Progress| question.answer(&own.shelf, form, progress);
        if is_job {
            return Ok(self.jobs.begin(self.workers.long(), work));
        }
        let answer = match client {
            Some(client) => self.workers.newest(&client, sequence, work).await,
            None => self.workers.once(Progress::default(), work).await,
        };
        let (kind, bytes) = answer??;
        Ok(sent(StatusCode::OK, kind, bytes))
    }

    /// Writes the report of a question, which stands in the address so that a browser can open it.
    async fn report(self: &Arc<Self>, query: Option<&str>) -> Result<HttpReply, HttpRefusal> {
        let question = query.and_then(|query| query.strip_prefix("question=")).unwrap_or_default();
        let mut reply = self.put(AnswerForm::Report, &decoded(question)).await?;
        // The report is one file with a policy of its own in it, which would be cut down by that of the page.
        let policy = HeaderValue::from_static("frame-ancestors 'none'");
        reply.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
        Ok(reply)
    }

    /// Waits until there is a later reading than the one that the page knows.
    async fn events(&self, query: Option<&str>) -> HttpReply {
        let since = query.and_then(|query| query.strip_prefix("since=")?.parse().ok()).unwrap_or(0);
        let (mut readings, mut is_stopped) = (self.shelf.readings(), self.is_stopped.clone());
        tokio::select! {
            _ = readings.wait_for(|&reading| reading > since) => {}
            _ = is_stopped.wait_for(|&is_stopped| is_stopped) => {}
            () = tokio::time::sleep(MAX_EVENT_WAIT) => {}
        }
        json(StatusCode::OK, &ScenarioList::of(&self.shelf))
    }
}

/// Reads a body as text, no longer and no larger than allowed.
async fn read(body: Incoming) -> Result<String, HttpRefusal> {
    let body = Limited::new(body, MAX_BODY_BYTES as usize).collect();
    let Ok(body) = tokio::time::timeout(MAX_BODY_TIME, body).await else {
        let reason = format!("the body did not arrive within {} s", MAX_BODY_TIME.as_secs());
        return Err(HttpRefusal::new(StatusCode::REQUEST_TIMEOUT, reason));
    };
    let bytes = match body {
        Ok(body) => body.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => return Err(too_large()),
        Err(error) => return Err(HttpRefusal::new(StatusCode::BAD_REQUEST, error)),
    };
    String::from_utf8(bytes.into()).map_err(|_| HttpRefusal::new(StatusCode::BAD_REQUEST, "the body is no UTF-8"))
}

/// Reads `%41` as `A`; what cannot be read so stays as it is.
fn decoded(path: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = path.as_bytes();
    while let [first, others @ ..] = rest {
        let coded = match others {
            [high, low, ..] if *first == b'%' => {
                let digit = |byte: u8| char::from(byte).to_digit(16);
                digit(*high).zip(digit(*low)).map(|(high, low)| (high * 16 + low) as u8)
            }
            _ => None,
        };
        bytes.push(coded.unwrap_or(*first));
        rest = if coded.is_some() { &others[2..] } else { others };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn coded_letters_of_a_path_are_read() {
        assert_eq!(decoded("/api/scenarios/shipped%3Aa"), "/api/scenarios/shipped:a");
        assert_eq!(decoded("/%e7%8f%b2%E6%98%A5"), "/珲春");
        assert_eq!(decoded("/%zz%4"), "/%zz%4");
    }
}
