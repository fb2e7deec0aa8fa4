//! Starts a sandbox and sends requests to it.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

/// A running sandbox, which ends with the test.
pub struct Server {
    pub process: Child,
    agent: ureq::Agent,
    pub address: String,
    pub token: String,
}

/// A response.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: ureq::http::HeaderMap,
    pub text: String,
}

impl Answer {
    /// Returns the body as JSON; null without a body.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or(Value::Null)
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|v| v.to_str().unwrap())
    }

    /// Returns status, first errorCode, first message.
    pub fn problem(&self) -> (u16, String, String) {
        let json = self.json();
        let text = |key: &str| json[0][key].as_str().unwrap_or_default().to_owned();
        (self.status, text("errorCode"), text("message"))
    }
}

pub const VERSION: &str = "/services/data/v66.0";
pub const ORIGIN: &str = "http://localhost:8080";

impl Server {
    pub fn start(args: &[&str]) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_opportunity-stage-sandbox"))
            .args(["--port", "0"])
            .args(args)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let ready = lines.find_map(|line| line.unwrap().strip_prefix("ready ").map(str::to_owned)).unwrap();
        let ready: Value = serde_json::from_str(&ready).unwrap();
        let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0);
        let agent = config.allow_non_standard_methods(true).build().into();
        let text = |key: &str| ready[key].as_str().unwrap().to_owned();
        Self { process, agent, address: text("address"), token: text("token") }
    }

    /// Sends a request with these headers and no others.
    pub fn raw(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Result<Answer, ureq::Error> {
        let mut request =
            ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.address));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.agent.run(request.body(body.to_owned()).unwrap())?;
        let (parts, mut body) = response.into_parts();
        let text = body.with_config().limit(200 << 20).read_to_string()?;
        Ok(Answer { status: parts.status.as_u16(), headers: parts.headers, text })
    }

    /// Sends a request as the user.
    pub fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let bearer = format!("Bearer {}", self.token);
        let mut all = vec![("authorization", bearer.as_str())];
        if !body.is_empty() && !headers.iter().any(|(name, _)| *name == "content-type") {
            all.push(("content-type", "application/json"));
        }
        all.extend(headers);
        self.raw(method, path, &all, body).unwrap()
    }

    /// Sends a `GET` below the version.
    pub fn get(&self, path: &str) -> Answer {
        self.ask("GET", &format!("{VERSION}{path}"), &[], "")
    }

    pub fn send(&self, method: &str, path: &str, body: Value) -> Answer {
        self.ask(method, &format!("{VERSION}{path}"), &[], &body.to_string())
    }

    pub fn query(&self, soql: &str) -> Answer {
        self.get(&format!("/query?q={}", encode(soql)))
    }

    /// Returns the rows of a query.
    pub fn rows(&self, soql: &str) -> Vec<Value> {
        let answer = self.query(soql);
        assert_eq!(answer.status, 200, "{soql}: {}", answer.text);
        answer.json()["records"].as_array().unwrap().clone()
    }

    /// Returns the id of the opportunity with this name.
    pub fn deal(&self, name: &str) -> String {
        let name = name.replace('\\', "\\\\").replace('\'', "\\'");
        let rows = self.rows(&format!("SELECT Id FROM Opportunity WHERE Name = '{name}'"));
        rows[0]["Id"].as_str().unwrap().to_owned()
    }

    pub fn patch(&self, id: &str, body: Value) -> Answer {
        self.send("PATCH", &format!("/sobjects/Opportunity/{id}"), body)
    }

    pub fn read(&self, id: &str, fields: &str) -> Value {
        let answer = self.get(&format!("/sobjects/Opportunity/{id}?fields={fields}"));
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()
    }

    /// Adds faults.
    pub fn set_faults(&self, faults: Value) {
        let answer = self.send_control("POST", "/faults", faults);
        assert_eq!(answer.status, 200, "{}", answer.text);
    }

    pub fn send_control(&self, method: &str, path: &str, body: Value) -> Answer {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.raw(method, &format!("/sandbox{path}"), &[("content-type", "application/json")], &body).unwrap()
    }

    pub fn reset(&self) {
        assert_eq!(self.send_control("POST", "/reset", Value::Null).status, 200);
    }

    pub fn log(&self) -> Value {
        self.raw("GET", "/sandbox/log", &[], "").unwrap().json()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

pub fn encode(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

/// Returns the keys of an object, in order.
pub fn keys(json: &Value) -> Vec<String> {
    let mut keys: Vec<String> = json.as_object().map(|o| o.keys().cloned().collect()).unwrap_or_default();
    keys.sort();
    keys
}

#[test]
fn starts_within_a_second_and_resets() {
    let begun = std::time::Duration::from_secs(1);
    let clock = jiff::Timestamp::now();
    let server = Server::start(&[]);
    let took = jiff::Timestamp::now().duration_since(clock);
    assert!(took.as_millis() < begun.as_millis() as i128, "{took:?}");
    let id = server.deal("Acme - 200 Widgets");
    assert_eq!(server.patch(&id, json!({ "NextStep": "x" })).status, 204);
    assert_eq!(server.log()["writes"][0]["changes"]["NextStep"]["to"], "x");
    server.reset();
    assert_eq!(server.log()["writes"], json!([]));
    assert_eq!(server.read(&id, "NextStep")["NextStep"], "Send the revised quote");
    assert_eq!(server.query("SELECT count() FROM Opportunity").json()["totalSize"], 60);
    assert_eq!(server.query("SELECT count() FROM Account").json()["totalSize"], 12);
}
