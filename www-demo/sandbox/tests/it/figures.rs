//! Figures: start-up, memory, requests a second.
//!
//! `cargo test --release -p opportunity-stage-sandbox --test it -- --ignored --nocapture figures`

use super::server::{Server, VERSION};

const CLIENTS: usize = 16;
const EACH: usize = 1_000;

fn seconds(run: impl FnOnce()) -> f64 {
    let begun = jiff::Timestamp::now();
    run();
    jiff::Timestamp::now().duration_since(begun).as_secs_f64()
}

/// Every client has its own connection, kept alive.
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

#[test]
#[ignore = "figures, not a check"]
fn figures() {
    let small = seconds(|| drop(Server::start(&[])));
    let large = seconds(|| drop(Server::start(&["--profile", "large"])));
    println!("start-up: {:.0} ms, with 50,000 opportunities {:.0} ms", small * 1e3, large * 1e3);
    let server = Server::start(&["--profile", "large"]);
    println!(
        "memory: {:?} MB with 50,000 opportunities, {:?} MB without",
        server.memory(),
        Server::start(&[]).memory()
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
