//! Benchmarks: start-up time, memory, requests a second.
//!
//! `cargo bench -p opportunity-stage-sandbox`

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "figures that cannot be had end it"
)]
#![allow(clippy::print_stdout, reason = "printing is what it is for")]

#[allow(
    dead_code,
    unused_imports,
    missing_docs,
    reason = "the tests' way to a running sandbox, of which this needs a part"
)]
#[path = "../tests/it/server.rs"]
mod server;

use server::{Server, VERSION};

const CLIENTS: usize = 16;
const EACH: usize = 1_000;

fn seconds(run: impl FnOnce()) -> f64 {
    let begun = jiff::Timestamp::now();
    run();
    jiff::Timestamp::now().duration_since(begun).as_secs_f64()
}

/// Returns the resident set size, in megabytes.
fn memory(server: &Server) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.process.id())).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kilobytes| kilobytes / 1_024)
}

/// Measures requests a second. Each client has its own keep-alive connection.
fn rate(server: &Server, method: &str, path: &str, body: &str) -> f64 {
    let url = format!("{}{path}", server.address);
    let bearer = format!("Bearer {}", server.token);
    let took = seconds(|| {
        std::thread::scope(|scope| {
            for _ in 0..CLIENTS {
                scope.spawn(|| {
                    let agent = ureq::Agent::new_with_defaults();
                    for _ in 0..EACH {
                        let request = ureq::http::Request::builder().method(method).uri(&url);
                        let request = request
                            .header("authorization", &bearer)
                            .header("content-type", "application/json");
                        let mut response = agent.run(request.body(body.to_owned()).unwrap()).unwrap();
                        response.body_mut().read_to_string().unwrap();
                    }
                });
            }
        });
    });
    (CLIENTS * EACH) as f64 / took
}

fn main() {
    let small = seconds(|| drop(Server::start(&[])));
    let large = seconds(|| drop(Server::start(&["--profile", "large"])));
    println!("start-up: {:.0} ms, with 50,000 opportunities {:.0} ms", small * 1e3, large * 1e3);
    let server = Server::start(&["--profile", "large"]);
    println!(
        "memory: {} MB with 50,000 opportunities, {} MB without",
        memory(&server).unwrap_or_default(),
        memory(&Server::start(&[])).unwrap_or_default()
    );
    let query = "SELECT Id, Name FROM Opportunity WHERE Account.Name LIKE '%acme%' AND IsClosed = false ORDER BY CloseDate LIMIT 50";
    let took = seconds(|| drop(server.rows(query)));
    println!("look-up by account among 50,000: {:.1} ms", took * 1e3);
    let server = Server::start(&[]);
    let id = server.deal("Acme - 200 Widgets");
    let row = format!("{VERSION}/sobjects/Opportunity/{id}");
    println!("row reads: {:.0} a second", rate(&server, "GET", &format!("{row}?fields=Name,StageName"), ""));
    println!("row writes: {:.0} a second", rate(&server, "PATCH", &row, r#"{"NextStep":"x"}"#));
}
