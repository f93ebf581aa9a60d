//! The local page as browsers and programs meet it: raw bytes in, raw bytes out.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use super::ask::BOTH_WAYS;
use super::{HUNCHUN, answer, root, run};

/// What no wait is longer than: a fault ends a test, it does not hang.
const PATIENCE: Duration = Duration::from_mins(5);

/// A server that ends with the test.
struct Server {
    child: Child,
    port: String,
    token: String,
}

impl Server {
    fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(assert_cmd::cargo::cargo_bin("corridor"))
            .arg("serve")
            .args(arguments)
            .current_dir(root())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program runs");
        let mut address = String::new();
        let stdout = child.stdout.take().expect("a pipe");
        BufReader::new(stdout).read_line(&mut address).expect("an address");
        let (port, token) = address
            .trim()
            .strip_prefix("http://127.0.0.1:")
            .expect("it is local")
            .split_once("/?token=")
            .expect("a token");
        Self { port: port.to_owned(), token: token.to_owned(), child }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(format!("127.0.0.1:{}", self.port)).expect("it listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a time limit");
        stream
    }

    /// Sends bytes, and returns the status and the body of the reply.
    fn exchange(&self, bytes: &[u8]) -> (u16, String) {
        let mut stream = self.connect();
        stream.write_all(bytes).expect("it reads");
        reply(stream)
    }

    fn get(&self, path: &str) -> (u16, String) {
        self.exchange(
            format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\r\n", self.port).as_bytes(),
        )
    }

    /// Writes a request that changes something, as the page writes it.
    fn written(&self, method: &str, path: &str, body: &str) -> Vec<u8> {
        let Self { port, token, .. } = self;
        let length = body.len();
        format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\nx-corridor-token: {token}\r\n\
             Content-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        )
        .into_bytes()
    }

    fn post(&self, path: &str, body: &Value) -> (u16, String) {
        self.exchange(&self.written("POST", path, &body.to_string()))
    }

    /// Asks for the document of an answer.
    fn document(&self, scenario: &str, request: &str) -> String {
        let request: Value = serde_json::from_str(request).expect("a request");
        let (status, body) = self.post("/api/answer", &json!({ "scenario": scenario, "request": request }));
        assert_eq!(status, 200, "{request}: {body}");
        body
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // One that has ended already is none the worse.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads a reply to its end.
fn reply(mut stream: TcpStream) -> (u16, String) {
    let mut text = Vec::new();
    stream.read_to_end(&mut text).expect("a reply that ends");
    let text = String::from_utf8(text).expect("UTF-8");
    let status = text.strip_prefix("HTTP/1.1 ").and_then(|rest| rest[..3].parse().ok());
    let body = text.split_once("\r\n\r\n").map(|(_, body)| body.to_owned());
    (status.unwrap_or_else(|| panic!("no reply: {text:?}")), body.unwrap_or_default())
}

/// Writes the small world of `corridor init` to a new folder, and returns its scenario.
fn world(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("serve").join(name);
    let _ = fs::remove_dir_all(&folder);
    assert_eq!(run(&["init", &folder.display().to_string()]).code, Some(0));
    folder.join("scenario.toml")
}

#[test]
fn what_does_not_come_from_the_page_is_refused_and_the_page_is_answered_all_the_same() {
    let server = Server::start(&["shipped:hunchun-ningbo-2019"]);
    let Server { port, token, .. } = &server;
    let question =
        json!({ "scenario": "hunchun-ningbo-2019", "request": { "question": { "totals": {} } } }).to_string();
    let length = question.len();
    let own = format!("Host: 127.0.0.1:{port}\r\n");
    let kind = "Content-Type: application/json\r\n";
    let known = format!("x-corridor-token: {token}\r\n");
    let post = |headers: &str| {
        format!("POST /api/answer HTTP/1.1\r\nConnection: close\r\n{headers}Content-Length: {length}\r\n\r\n{question}")
    };
    let get = |path: &str, headers: &str| format!("GET {path} HTTP/1.1\r\nConnection: close\r\n{headers}\r\n");
    let many = "x: y\r\n".repeat(200);
    let long = format!("x: {}\r\n", "y".repeat(100_000));
    let other_port = format!("http://127.0.0.1:{}", port.parse::<u16>().expect("a port") ^ 1);
    for (status, what, bytes) in [
        (421, "another host", get("/", "Host: evil.example\r\n")),
        (421, "the right host at another port", get("/", "Host: 127.0.0.1:1\r\n")),
        (421, "no host", get("/", "")),
        (421, "two hosts", get("/", &format!("{own}Host: evil.example\r\n"))),
        (421, "an address with another host", get("http://evil.example/", &own)),
        (403, "another origin", post(&format!("{own}{kind}{known}Origin: http://evil.example\r\n"))),
        (403, "an origin at another port", post(&format!("{own}{kind}{known}Origin: {other_port}\r\n"))),
        (403, "a page without origin", get("/api/scenarios", &format!("{own}Origin: null\r\n"))),
        (403, "no token", post(&format!("{own}{kind}"))),
        (403, "a wrong token", post(&format!("{own}{kind}x-corridor-token: {}\r\n", token.replace(&token[..1], "g")))),
        (415, "a form", post(&format!("{own}{known}Content-Type: application/x-www-form-urlencoded\r\n"))),
        (415, "no type", post(&format!("{own}{known}"))),
        (404, "an unknown path", get("/../../etc/passwd", &own)),
        (404, "an unknown scenario", get("/api/scenarios/..%2F..%2Fetc%2Fpasswd", &own)),
        (404, "a scenario that is not shipped", get("/api/scenarios/shipped:..%2FCargo", &own)),
        (404, "an unknown job", get("/api/jobs/7", &own)),
        (405, "a wrong method", get("/api/answer", &own)),
        (405, "a method that nobody needs", format!("PUT / HTTP/1.1\r\nConnection: close\r\n{own}{known}\r\n")),
        (431, "too many headers", get("/", &format!("{own}{many}"))),
        (431, "headers that are too long", get("/", &format!("{own}{long}"))),
        (400, "garbage", "\u{16}\u{3}\u{1} what\r\n\r\n".to_owned()),
        (
            413,
            "a body that says that it is too large",
            format!(
                "POST /api/answer HTTP/1.1\r\nConnection: close\r\n{own}{kind}{known}Content-Length: 9999999\r\n\r\n"
            ),
        ),
        (
            413,
            "a body that is too large in the end",
            format!(
                "POST /api/answer HTTP/1.1\r\nConnection: close\r\n{own}{kind}{known}Transfer-Encoding: chunked\r\n\r\n200000\r\n{}",
                " ".repeat(0x20_0000)
            ),
        ),
    ] {
        let mut stream = server.connect();
        // It may close before it has read all.
        let _ = stream.write_all(bytes.as_bytes());
        let mut head = [0; 12];
        stream.read_exact(&mut head).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!(String::from_utf8_lossy(&head), format!("HTTP/1.1 {status}"), "{what}");
    }
    let (status, body) = server.exchange(post(&format!("{own}{kind}{known}")).as_bytes());
    assert_eq!(status, 200, "what has no origin is a program that knows the token: {body}");
    assert_eq!(server.get("/").0, 200);
}

#[test]
fn requests_that_cannot_be_answered_are_told_what_is_wrong() {
    let server = Server::start(&["shipped:hunchun-ningbo-2019"]);
    let ask = |body: Value| {
        let (status, body) = server.post("/api/answer", &body);
        (status, serde_json::from_str::<Value>(&body).unwrap_or_else(|_| panic!("{body}")))
    };
    let request = |request: Value| ask(json!({ "scenario": "hunchun-ningbo-2019", "request": request }));
    for (status, words, (is, refused)) in [
        (400, "no question `rsk`; did you mean `risk`?", request(json!({ "question": { "rsk": {} } }))),
        (400, "`scenario` is missing", ask(json!({ "request": { "question": { "compare": {} } } }))),
        (400, "no field `scenari`", ask(json!({ "scenari": "x" }))),
        (400, "take 1 to 4000000000 draws", request(json!({ "question": { "risk": { "draws": 0 } } }))),
        (400, "no file is opened", request(json!({ "question": { "levers": { "packages": "Cargo.toml" } } }))),
        (
            404,
            "no scenario `Cargo.toml`",
            ask(json!({ "scenario": "Cargo.toml", "request": { "question": { "compare": {} } } })),
        ),
    ] {
        let error = refused["error"].as_str().expect("words");
        assert!(is == status && error.contains(words), "{is}: {error}");
    }
    let (status, refused) =
        request(json!({ "question": { "compare": {} }, "changes": { "set": ["fx.usd-cny.rate=much"] } }));
    let problem = &refused["problems"][0];
    assert!(status == 422 && problem["code"].is_string() && problem["help"].is_string(), "{refused}");
    let (_, body) = server.exchange(&server.written("POST", "/api/answer", "{ \"scenario\": "));
    assert!(body.contains("line 1, column 14"), "{body}");
}

#[test]
fn a_question_has_the_bytes_of_its_command_asked_as_a_file_and_by_the_page() {
    let server = Server::start(&[HUNCHUN, "scenarios/zarubino-qingdao-2020.toml"]);
    let folder = tempfile::tempdir().expect("a folder");
    for (number, (command, request)) in BOTH_WAYS.into_iter().enumerate() {
        let file = folder.path().join(format!("{number}.json"));
        std::fs::write(&file, request).expect("a request");
        let file = file.to_string_lossy();
        let mut words = command.split(' ');
        let name = words.next().expect("a command");
        let options: Vec<&str> = words.collect();
        for format in ["table", "json"] {
            let expected = run(&[&[name, HUNCHUN, "--format", format], &options[..]].concat());
            let asked = run(&["ask", HUNCHUN, &file, "--format", format]);
            assert_eq!(expected.code, asked.code, "{command}: {}{}", expected.stderr, asked.stderr);
            assert!(expected.stdout == asked.stdout, "{command}:\n{}\n---\n{}", expected.stdout, asked.stdout);
            assert!(expected.code == Some(0) || expected.code == Some(4), "{command}: {}", expected.stderr);
            if format == "json" && !expected.stdout.is_empty() {
                let found = server.document("hunchun-ningbo-2019", request);
                assert!(found == expected.stdout, "{command}:\n{found}\n---\n{}", expected.stdout);
            }
        }
    }
    let both = json!({ "scenario": "hunchun-ningbo-2019", "also": ["zarubino-qingdao-2020"], "request": { "question": { "diff": {} } } });
    let (status, found) = server.post("/api/answer", &both);
    assert_eq!(status, 200, "{found}");
    assert!(found == answer(&["diff", HUNCHUN, "scenarios/zarubino-qingdao-2020.toml", "--format", "json"]));
}

#[test]
fn a_page_has_the_words_of_the_command() {
    let server = Server::start(&[HUNCHUN]);
    let question = |extra: Value| {
        let mut question =
            json!({ "scenario": "hunchun-ningbo-2019", "request": { "question": { "compare": {} } }, "lang": "zh" });
        question.as_object_mut().expect("fields").extend(extra.as_object().expect("fields").clone());
        server.post("/api/page", &question)
    };
    let (status, markdown) = question(json!({ "markdown": true }));
    assert!(
        status == 200 && markdown == answer(&["compare", HUNCHUN, "--format", "markdown", "--lang", "zh"]),
        "{markdown}"
    );
    let (status, blocks) = question(json!({ "drawings": [600, 400] }));
    let page: Value = serde_json::from_str(&blocks).expect("JSON");
    let blocks = page["blocks"].as_array().expect("blocks");
    assert!(status == 200 && page["is_answered"] == true, "{page}");
    let lead = blocks.iter().find_map(|block| block["lead"].as_str()).expect("a lead");
    assert!(markdown.contains(lead), "{lead}");
    assert!(blocks.iter().any(|block| block["table"]["rows"].is_array()));
    let drawings: Vec<&str> = page["drawings"].as_array().expect("drawings").iter().filter_map(Value::as_str).collect();
    assert!(drawings.len() > 1 && drawings[0].contains("class=\"drawing staircase\""), "{drawings:?}");
    // The policy of the page forbids both.
    assert!(drawings.iter().all(|svg| !svg.contains("<style") && !svg.contains(" style=")));
}

#[test]
fn a_demand_that_the_scenario_does_not_have_is_asked_as_one_that_it_has() {
    let server = Server::start(&[HUNCHUN]);
    let ask = |demand: Value| {
        let question = json!({ "scenario": "hunchun-ningbo-2019", "demand": demand, "request": { "question": { "compare": {} },
            "changes": { "set": ["fx.usd-cny.rate=*1.1"] } } });
        server.post("/api/answer", &question)
    };
    let answers = |document: &str| serde_json::from_str::<Value>(document).expect("JSON")["answers"].clone();
    let (status, found) = ask(json!({ "from": "changchun", "to": "shanghai", "tonnes_per_year": 500.5 }));
    assert_eq!(status, 200, "{found}");
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("serve");
    fs::create_dir_all(&folder).expect("a folder");
    let own = folder.join("own-demand.toml");
    let base = root().join(HUNCHUN).display().to_string();
    let text = "[[demand]]\nfrom = \"changchun\"\nto = \"shanghai\"\ntonnes_per_year = 500.5\n";
    fs::write(&own, format!("schema = 1\nextends = {base:?}\n{text}")).expect("a scenario");
    let expected =
        answer(&["compare", &own.display().to_string(), "--set", "fx.usd-cny.rate=*1.1", "--format", "json"]);
    // The scenario has another name; all else is the same.
    let renamed = |text: &str| text.replace("own-demand", "hunchun-ningbo-2019");
    assert_eq!(answers(&found), answers(&renamed(&expected)));
    for (demand, words) in [
        (json!({ "from": "nowhere", "to": "shanghai" }), "nowhere"),
        (json!({ "from": "changchun", "to": "shanghai", "tonnes_per_year": -5 }), "tonnes_per_year"),
    ] {
        let (status, refused) = ask(demand);
        assert!(status == 422 && refused.contains(words), "{refused}");
    }
}

#[test]
fn the_report_of_a_question_opens_in_a_browser() {
    let server = Server::start(&[HUNCHUN]);
    let coded = |question: Value| -> String {
        let coded =
            |byte: u8| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02x}") };
        question.to_string().bytes().map(coded).collect()
    };
    let question = |question: Value| json!({ "scenario": "hunchun-ningbo-2019", "lang": "zh", "request": { "question": question } });
    let (status, report) = server.get(&format!("/report?question={}", coded(question(json!({ "report": {} })))));
    assert!(status == 200 && report == answer(&["report", HUNCHUN, "--lang", "zh"]), "{status}");
    let (status, refused) = server.get(&format!("/report?question={}", coded(question(json!({ "compare": {} })))));
    assert!(status == 400 && refused.contains("no html of this answer"), "{refused}");
    assert_eq!(server.get("/report").0, 400);
}

#[test]
fn no_file_is_opened_after_the_start() {
    let scenario = world("gone");
    let path = scenario.display().to_string();
    let commands = ["compare", "explain", "breakeven", "catchment", "levers", "sources"];
    let expected: Vec<String> = commands.iter().map(|name| answer(&[name, &path, "--format", "json"])).collect();
    let changed = answer(&["compare", &path, "--set", "fx.rub.rate=0.2", "--date", "2019-05-05", "--format", "json"]);
    let server = Server::start(&[&path]);
    fs::remove_dir_all(scenario.parent().expect("a folder")).expect("the world goes");
    for (name, expected) in commands.into_iter().zip(expected) {
        let found = server.document("scenario", &format!(r#"{{ "question": {{ "{name}": {{}} }} }}"#));
        assert!(found == expected, "{name}:\n{found}\n---\n{expected}");
    }
    let changes =
        r#"{ "question": { "compare": {} }, "changes": { "set": ["fx.rub.rate=0.2"], "date": "2019-05-05" } }"#;
    assert!(server.document("scenario", changes) == changed);
    let shipped = r#"{ "question": { "totals": {} } }"#;
    let expected = answer(&["compare", "shipped:hunchun-timber-2019", "--detail", "totals", "--format", "json"]);
    assert!(server.document("shipped:hunchun-timber-2019", shipped) == expected, "what is shipped is in the program");
}

#[test]
fn of_200_moves_a_second_the_newest_is_answered() {
    let server = Server::start(&[HUNCHUN]);
    let rate = |sequence: u64| format!("fx.usd-cny.rate=*1.{sequence:03}");
    let moves: Vec<TcpStream> = (1..=200)
        .map(|sequence| {
            let question = json!({ "scenario": "hunchun-ningbo-2019", "client": "page", "sequence": sequence,
                "request": { "question": { "totals": {} }, "changes": { "set": [rate(sequence)] } } });
            let mut stream = server.connect();
            stream.write_all(&server.written("POST", "/api/answer", &question.to_string())).expect("it reads");
            stream
        })
        .collect();
    // Others are answered meanwhile.
    assert_eq!(server.get("/api/scenarios").0, 200);
    let mut replies: Vec<(u16, String)> = moves.into_iter().map(reply).collect();
    let (status, last) = replies.pop().expect("the last");
    let expected = answer(&["compare", HUNCHUN, "--detail", "totals", "--set", &rate(200), "--format", "json"]);
    assert!(status == 200 && last == expected, "{last}");
    let overtaken = replies.iter().filter(|(status, _)| *status == 409).count();
    let answered = replies.iter().filter(|(status, _)| *status == 200).count();
    assert!(overtaken + answered == 199 && overtaken > 0, "{overtaken} overtaken, {answered} answered");
}

#[test]
fn a_slow_client_holds_up_nobody_and_is_sent_away() {
    let server = Server::start(&[HUNCHUN]);
    let mut slow_head = server.connect();
    slow_head.write_all(b"GET / HTTP/1.1\r\nHost:").expect("it reads");
    let mut slow_body = server.connect();
    let whole = server.written("POST", "/api/answer", &" ".repeat(1000));
    slow_body.write_all(&whole[..whole.len() - 900]).expect("it reads");
    for _ in 0..5 {
        server.document("hunchun-ningbo-2019", r#"{ "question": { "totals": {} } }"#);
    }
    assert_eq!(reply(slow_body).0, 408);
    let mut rest = Vec::new();
    slow_head.read_to_end(&mut rest).expect("it is closed");
    assert!(rest.is_empty() || rest.starts_with(b"HTTP/1.1 408"), "{}", String::from_utf8_lossy(&rest));
}

#[test]
fn a_long_question_shows_how_far_it_is_and_can_be_given_up() {
    let server = Server::start(&[HUNCHUN]);
    let begin = |draws: u64| {
        let question = json!({ "scenario": "hunchun-ningbo-2019", "job": true,
            "request": { "question": { "risk": { "draws": draws, "seed": 2 } } } });
        let (status, body) = server.post("/api/answer", &question);
        assert_eq!(status, 202, "{body}");
        serde_json::from_str::<Value>(&body).expect("JSON")["id"].clone()
    };
    let long = begin(4_000_000_000);
    let path = format!("/api/jobs/{long}");
    loop {
        let (status, body) = server.get(&path);
        assert_eq!(status, 202, "{body}");
        let state: Value = serde_json::from_str(&body).expect("JSON");
        if state["done"].as_u64() > Some(0) {
            assert!(state["done"].as_u64() < state["total"].as_u64(), "{body}");
            break;
        }
    }
    // Short questions are answered beside it.
    server.document("hunchun-ningbo-2019", r#"{ "question": { "totals": {} } }"#);
    let short = begin(500);
    assert_eq!(server.exchange(&server.written("DELETE", &path, "")).0, 204);
    assert_eq!(server.get(&path).0, 404);
    let found = loop {
        let (status, body) = server.get(&format!("/api/jobs/{short}"));
        if status == 200 {
            break body;
        }
        assert_eq!(status, 202, "{body}");
    };
    assert!(found == answer(&["risk", HUNCHUN, "--draws", "500", "--seed", "2", "--format", "json"]));
}

#[cfg(unix)]
#[test]
fn ctrl_c_finishes_the_answer_at_hand() {
    let mut server = Server::start(&[HUNCHUN]);
    let question =
        json!({ "scenario": "hunchun-ningbo-2019", "request": { "question": { "risk": { "draws": 20_000 } } } });
    let mut asked = server.connect();
    asked.write_all(&server.written("POST", "/api/answer", &question.to_string())).expect("it reads");
    // Whoever asks later is answered later: by now the question is being answered.
    assert_eq!(server.get("/api/scenarios").0, 200);
    let interrupt = Command::new("kill").args(["-INT", &server.child.id().to_string()]).status().expect("a signal");
    assert!(interrupt.success());
    let (status, found) = reply(asked);
    assert!(status == 200 && found.contains("corridor.risk"), "{found}");
    assert_eq!(server.child.wait().expect("it ends").code(), Some(0));
}

/// Replaces a text in a file of a world.
fn replace(file: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(file).expect("a file");
    assert!(text.contains(from), "{from} is not in {}", file.display());
    fs::write(file, text.replace(from, to)).expect("a changed file");
}

#[test]
fn a_changed_file_is_read_again_and_the_page_is_told() {
    let scenario = world("changed");
    let path = scenario.display().to_string();
    let table = scenario.with_file_name("tables").join("fx.csv");
    let server = Server::start(&[&path, "--watch"]);
    let wait = |since: u64| -> Value {
        let (status, body) = loop {
            let (status, body) = server.get(&format!("/api/events?since={since}"));
            let list: Value = serde_json::from_str(&body).expect("JSON");
            if list["reading"].as_u64() > Some(since) {
                break (status, list);
            }
        };
        assert_eq!(status, 200);
        body
    };
    let compare = r#"{ "question": { "compare": {} } }"#;
    let before = server.document("scenario", compare);
    let first = wait(0)["reading"].as_u64().expect("a number");
    let rate = fs::read_to_string(&table).expect("a table");
    replace(&table, "0.109", "0.115");
    let second = wait(first)["reading"].as_u64().expect("a number");
    let after = server.document("scenario", compare);
    assert!(after != before && after == answer(&["compare", &path, "--format", "json"]));
    replace(&table, "0.115", "much");
    let broken = wait(second);
    let problem = &broken["scenarios"][0]["problems"][0];
    assert!(problem["file"].as_str().is_some_and(|file| file.ends_with("fx.csv")) && problem["line"] == 2, "{broken}");
    assert!(server.document("scenario", compare) == after, "until it is mended, the last good reading is asked");
    fs::write(&table, rate).expect("a mended table");
    let mended = wait(broken["reading"].as_u64().expect("a number"));
    assert_eq!(mended["scenarios"][0]["problems"], json!([]));
    assert!(server.document("scenario", compare) == before);
}

#[test]
fn the_description_names_paths_that_are_there_and_what_a_scenario_holds() {
    let server = Server::start(&[HUNCHUN]);
    let (status, text) = server.get("/api/openapi.json");
    let described: Value = serde_json::from_str(&text).expect("JSON");
    assert!(status == 200 && described["openapi"] == "3.1.0");
    for (path, methods) in described["paths"].as_object().expect("paths") {
        let path = path.replace("{key}", "hunchun-ningbo-2019").replace("{id}", "1");
        for method in methods.as_object().expect("methods").keys().filter(|_| path != "/api/events") {
            let (status, body) = server.exchange(&server.written(&method.to_uppercase(), &path, "{}"));
            assert!(
                ![405, 500].contains(&status) && (status != 404 || path.contains("jobs")),
                "{method} {path}: {body}"
            );
        }
    }
    let (status, text) = server.get("/api/scenarios/hunchun-ningbo-2019");
    let held: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(status, 200);
    let figure = |path: &str| {
        let figures = held["figures"].as_array().expect("figures");
        figures.iter().find(|own| own["path"] == path).unwrap_or_else(|| panic!("{path} is missing")).clone()
    };
    let lot = figure("cargo.lot_t");
    assert!(lot["unit"] == "t" && lot["value"].is_number() && lot["grade"].is_string(), "{lot}");
    assert!(figure("fx.usd-cny.rate")["source"].as_array().is_some_and(|keys| !keys.is_empty()));
    assert_eq!(held["demands"][0]["from"], "hunchun");
    // What a rule says about putting it out of force is a change that the program takes.
    let rules = held["rules"].as_array().expect("rules");
    let rule = |name: &str| {
        rules.iter().find(|rule| rule["name"].as_str().is_some_and(|own| own.starts_with(name))).expect("a rule")
    };
    let off = rule("jilin-zarubino-ningbo:")["off"].clone();
    let asked =
        json!({ "question": { "totals": {} }, "select": { "corridor": ["borrowed"] }, "changes": { "set": [off] } });
    let found: Value = serde_json::from_str(&server.document("hunchun-ningbo-2019", &asked.to_string())).expect("JSON");
    assert!(found.to_string().contains("null"), "without the permission there is no borrowed route: {found}");
}
