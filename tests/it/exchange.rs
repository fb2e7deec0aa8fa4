//! The exchange of one request: token, renewal, retries.

use crate::org::{CLOCK, sent, session, status};
use opportunity_stage::base::error::{Code, Problem};
use opportunity_stage::base::{Clock, Timestamp};
use opportunity_stage::client::{
    Answer, Exchange, ExchangeEvent, ExchangeStep, Notice, SearchTask, Send, Session,
};
use opportunity_stage::rest::query::OpportunityQuery;
use opportunity_stage::rest::{HttpResponse, NoAnswer};
use serde_json::json;

struct Line {
    session: Session,
    send: Send,
    renewable: bool,
    clock: Clock,
    probe: Option<NoAnswer>,
    /// One letter for each step: token, renew, send, wait, probe.
    trace: String,
    waits: Vec<u32>,
}

impl Line {
    fn new() -> Self {
        let mut session = session();
        let query = OpportunityQuery { search: Some("Acme".into()), ..OpportunityQuery::default() };
        let send = sent(SearchTask::start(&mut session, query).unwrap().1).remove(0);
        Self {
            session,
            send,
            renewable: false,
            clock: CLOCK,
            probe: Some(NoAnswer::Withheld),
            trace: String::new(),
            waits: Vec::new(),
        }
    }

    fn play(&mut self, answers: impl IntoIterator<Item = Answer>) -> Answer {
        let mut answers = answers.into_iter();
        let (mut exchange, mut next) = Exchange::start(&self.session, &self.send, self.renewable, self.clock);
        loop {
            let (letter, event) = match next {
                ExchangeStep::Token(_) => ('t', ExchangeEvent::Token(Ok(()))),
                ExchangeStep::Renew(_) => ('r', ExchangeEvent::Renewed(true)),
                ExchangeStep::Send(_) => {
                    ('s', ExchangeEvent::Answer(answers.next().expect("nothing more is sent")))
                }
                ExchangeStep::Wait(time) => {
                    self.waits.push(time);
                    self.clock.now = Timestamp(self.clock.now.0 + i64::from(time));
                    ('w', ExchangeEvent::Waited)
                }
                ExchangeStep::Probe(_) => ('p', ExchangeEvent::Probed(self.probe.clone())),
                ExchangeStep::Done(answer) => return answer,
            };
            self.trace.push(letter);
            next = exchange.handle(&mut self.session, event, self.clock);
        }
    }
}

fn busy(wait: &str) -> Answer {
    Ok(HttpResponse { retry_after: Some(wait.into()), ..HttpResponse::new(503, "") })
}

fn html(code: u16) -> Answer {
    Ok(HttpResponse::new(code, "<html>"))
}

#[test]
fn attempts_reads_three_times_with_growing_delays() {
    for code in [408, 429, 500, 502, 503, 504] {
        let mut line = Line::new();
        assert_eq!(line.play([html(code), html(code), html(code)]), html(code));
        assert_eq!(line.trace, "tswtswts", "{code}");
        assert_eq!(line.waits, [100, 200], "half of the bounds, as the dice say");
        let notices = line.session.take_notices();
        assert!(matches!(
            notices[..],
            [Notice::Retry { attempts: 1, .. }, Notice::Retry { attempts: 2, .. }]
        ));
    }
    let mut line = Line::new();
    assert_eq!(line.play([html(420), html(420)]), html(420));
    assert_eq!(line.trace, "tswts", "the edge is asked twice");
    let mut line = Line::new();
    assert_eq!(line.play([Err(NoAnswer::TimedOut), html(200)]), html(200));
    for code in [400, 403, 404, 405, 410, 412] {
        let mut line = Line::new();
        assert_eq!(line.play([html(code)]), html(code));
        assert_eq!(line.trace, "ts", "{code}");
    }
}

#[test]
fn retries_after_too_many_concurrent_calls_but_not_after_the_daily_limit() {
    let limit = |code: u16, errors: &str, message: &str| {
        status(code, &json!([{ "errorCode": errors, "message": message }]))
    };
    for crowded in [
        limit(403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentRequests (Concurrent API Requests) Limit exceeded."),
        limit(403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentPerOrgLongTxn Limit exceeded."),
        limit(400, "TOO_MANY_APEX_REQUESTS", "Unable to complete the request."),
    ] {
        let mut line = Line::new();
        assert_eq!(line.play([crowded.clone(), crowded, html(200)]), html(200));
        assert_eq!(line.trace, "tswtswts");
        let notices = line.session.take_notices();
        assert!(matches!(notices[0], Notice::Retry { because: Code::RequestLimit, .. }), "{notices:?}");
    }
    let total = || limit(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.");
    let mut line = Line::new();
    assert_eq!(line.play([total()]), total());
}

#[test]
fn honors_retry_after_up_to_a_limit() {
    let mut line = Line::new();
    assert_eq!(line.play([busy("7"), html(200)]), html(200));
    assert_eq!(line.waits, [7000]);
    let mut line = Line::new();
    assert_eq!(line.play([busy("Sun, 22 Nov 2026 07:36:04 GMT"), html(200)]), html(200));
    assert_eq!(line.waits, [4000]);
    let mut line = Line::new();
    assert_eq!(line.play([busy("60")]), busy("60"), "too long: the problem says how long");
    let mut line = Line::new();
    assert_eq!(line.play([busy("20"), busy("20")]), busy("20"), "thirty seconds in all");
    assert_eq!(line.waits, [20_000]);
}

#[test]
fn retries_of_a_client_run_out() {
    let mut line = Line::new();
    line.session.settings.retry.backoff.base = 0;
    let sent = |line: &mut Line| {
        line.trace.clear();
        let _ = line.play([html(503), html(503), html(503)]);
        line.trace.matches('s').count()
    };
    let counts: Vec<_> = (0..7).map(|_| sent(&mut line)).collect();
    assert_eq!(counts, [3, 3, 3, 3, 3, 1, 1]);
}

#[test]
fn classifies_failures() {
    let failed = || Err(NoAnswer::Failed);
    let play = |probe: Option<NoAnswer>, renewable: bool, event: bool| {
        let mut line = Line::new();
        if event {
            line.play([html(200)]).unwrap();
            line.trace.clear();
        }
        (line.probe, line.renewable) = (probe, renewable);
        let answer = line.play([failed(), failed(), failed()]);
        (answer.unwrap_err(), line.trace)
    };
    // No response was ever readable, but the org is reachable: the CORS allowlist, once another token was
    // tried.
    assert_eq!(play(Some(NoAnswer::Withheld), false, false), (NoAnswer::NotListed, "tsp".into()));
    assert_eq!(play(Some(NoAnswer::Withheld), true, false), (NoAnswer::NotListed, "tsprts".into()));
    // After a readable response, it cannot be the allowlist.
    assert_eq!(play(Some(NoAnswer::Withheld), false, true), (NoAnswer::Withheld, "tspwtswts".into()));
    assert_eq!(play(Some(NoAnswer::Withheld), true, true), (NoAnswer::Withheld, "tsprtswts".into()));
    // Another token does not help without network.
    assert_eq!(play(Some(NoAnswer::Unreachable), true, true), (NoAnswer::Unreachable, "tspwtswts".into()));
    assert_eq!(play(Some(NoAnswer::Blocked), true, false), (NoAnswer::Blocked, "tsp".into()));
    assert_eq!(play(Some(NoAnswer::Offline), true, false), (NoAnswer::Offline, "tsp".into()));
    // No probe is possible, as outside a page.
    assert_eq!(play(None, false, false), (NoAnswer::Failed, "tspwtswts".into()));
}

#[test]
fn an_expired_session_without_cors_headers_is_renewed_and_the_read_replayed() {
    let mut line = Line::new();
    line.renewable = true;
    assert_eq!(line.play([Err(NoAnswer::Failed), html(200)]), html(200));
    assert_eq!(line.trace, "tsprts");
}

#[test]
fn does_not_renew_the_token_after_unrecoverable_refusals() {
    for message in
        ["This session is not valid for use with the REST API", "Connected app is not attached to Agent"]
    {
        let mut line = Line::new();
        line.renewable = true;
        let refused = || status(401, &json!([{ "errorCode": "INVALID_SESSION_ID", "message": message }]));
        assert_eq!(line.play([refused()]), refused());
        assert_eq!(line.trace, "ts");
    }
    let mut line = Line::new();
    line.renewable = true;
    assert_eq!(line.play([html(401), html(401)]), html(401));
    assert_eq!(line.trace, "tsrts", "one replay, never a loop");
}

#[test]
fn sends_nothing_without_a_token() {
    let line = Line::new();
    let mut session = line.session.clone();
    let (mut exchange, next) = Exchange::start(&session, &line.send, true, CLOCK);
    assert_eq!(next, ExchangeStep::Token(10_000));
    let problem = Problem::new(Code::SessionExpired, "no token");
    let next = exchange.handle(&mut session, ExchangeEvent::Token(Err(problem.clone())), CLOCK);
    assert_eq!(next, ExchangeStep::Done(Err(NoAnswer::NotSent(problem))));
}
