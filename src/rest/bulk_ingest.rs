//! `/services/data/v{version}/jobs/ingest…`: Bulk API 2.0
//!
//! The client creates a job, uploads its rows once, and closes it. Only then does Salesforce start. Two result
//! lists, in no particular order, say what happened to each row.

use super::csv::Rows;
use super::http::unreadable;
use super::{ApiVersion, HttpRequest, HttpResponse, Method, refusal};
use crate::base::RecordId;
use crate::base::error::{Code, Problem};
use crate::base::json::{Value as Json, json};

/// The cell that clears a field. An empty cell leaves the field unchanged.
pub const NULL: &str = "#N/A";

/// Creates a job that updates opportunities.
#[must_use]
pub fn create(version: ApiVersion) -> HttpRequest {
    const BODY: &str = r#"{"object":"Opportunity","operation":"update","contentType":"CSV","lineEnding":"LF","columnDelimiter":"COMMA"}"#;
    let path = version.path("/jobs/ingest");
    // A job without rows changes nothing.
    HttpRequest {
        writes: false,
        ..HttpRequest::with_text(Method::Post, path, "application/json", BODY.into())
    }
}

/// Returns the path of a job. The `contentUrl` of its description is not usable: it has no leading slash and
/// may lack the `v`.
fn path(version: ApiVersion, job: &RecordId, rest: &str) -> String {
    version.path("/jobs/ingest/") + job.as_str() + rest
}

/// Uploads the rows. A job accepts one upload.
#[must_use]
pub fn upload(version: ApiVersion, job: &RecordId, csv: String) -> HttpRequest {
    HttpRequest::with_text(Method::Put, path(version, job, "/batches"), "text/csv", csv)
}

/// Reads the response to an upload, which has no body.
///
/// # Errors
///
/// The server's refusal, or a success status other than Salesforce's 201.
pub fn read_upload(response: &HttpResponse) -> Result<(), Problem> {
    match response.status {
        201 => Ok(()),
        200..300 => Err(unreadable(response.status, "not the status 201 of an upload")),
        _ => Err(super::read_refusal(response)),
    }
}

/// Closes the job, so that Salesforce starts.
#[must_use]
pub fn close(version: ApiVersion, job: &RecordId) -> HttpRequest {
    set(version, job, "UploadComplete")
}

/// Aborts a job.
#[must_use]
pub fn abort(version: ApiVersion, job: &RecordId) -> HttpRequest {
    HttpRequest { writes: false, ..set(version, job, "Aborted") }
}

fn set(version: ApiVersion, job: &RecordId, state: &str) -> HttpRequest {
    HttpRequest::with_body(Method::Patch, path(version, job, ""), &json!({ "state": state }))
}

/// Asks for the state of a job.
#[must_use]
pub fn poll(version: ApiVersion, job: &RecordId) -> HttpRequest {
    HttpRequest::get(path(version, job, ""))
}

/// A result list of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Results {
    /// The rows that were written.
    Successful,
    /// The rows that were refused.
    Failed,
    /// The rows that the job did not process.
    Unprocessed,
}

/// Asks for a result list.
#[must_use]
pub fn results(version: ApiVersion, job: &RecordId, which: Results) -> HttpRequest {
    let resource = match which {
        Results::Successful => "/successfulResults/",
        Results::Failed => "/failedResults/",
        // Lower-case `r`, unlike the two others.
        Results::Unprocessed => "/unprocessedrecords/",
    };
    let mut request = HttpRequest::get(path(version, job, resource));
    request.headers = vec![("Accept", "text/csv".into())];
    request
}

/// The state of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobState {
    /// Waits for its rows or for being closed.
    Open,
    /// Salesforce is processing it.
    Running,
    /// Ended, with every row processed.
    Complete,
    /// Ended, possibly with rows left unprocessed.
    Ended,
}

/// Salesforce's description of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Its id.
    pub id: RecordId,
    /// Its state.
    pub state: JobState,
    /// The number of rows processed so far.
    pub processed: u32,
    /// Why it failed.
    pub error: Option<String>,
}

/// Reads the description of a job.
///
/// # Errors
///
/// The server's refusal, or a response of another shape.
pub fn read(response: &HttpResponse) -> Result<Job, Problem> {
    let body = response.json()?;
    let state = match body["state"].as_str() {
        Some("Open") => Some(JobState::Open),
        Some("UploadComplete" | "InProgress") => Some(JobState::Running),
        Some("JobComplete") => Some(JobState::Complete),
        Some("Failed" | "Aborted") => Some(JobState::Ended),
        Some(_) | None => None,
    };
    let id = body["id"].as_str().and_then(|id| RecordId::new(id).ok());
    let (Some(id), Some(state)) = (id, state) else {
        return Err(unreadable(response.status, "no job with an `id` and a `state`"));
    };
    let processed = body["numberRecordsProcessed"].as_u64().and_then(|count| u32::try_from(count).ok());
    let error = body["errorMessage"].as_str().map(Into::into);
    Ok(Job { id, state, processed: processed.unwrap_or_default(), error })
}

/// Reads the rows of a result list and calls back with the id of each, and with the refusal if there is one.
///
/// # Errors
///
/// The server's refusal, or a response without the columns that identify the records.
pub fn read_rows(
    response: &HttpResponse,
    which: Results,
    each: &mut dyn FnMut(&str, Option<Problem>),
) -> Result<(), Problem> {
    if !(200..300).contains(&response.status) {
        return Err(super::read_refusal(response));
    }
    let (mut rows, mut cells) = (Rows::new(&response.body), Vec::new());
    if !rows.read(&mut cells) {
        return Ok(());
    }
    let column = |cells: &[String], name: &str| cells.iter().position(|cell| cell.eq_ignore_ascii_case(name));
    // If a row was refused because of its id, only our own column contains the id.
    let (own, salesforces) = (column(&cells, "Id"), column(&cells, "sf__Id"));
    let error = column(&cells, "sf__Error");
    if own.or(salesforces).is_none() || (which == Results::Failed && error.is_none()) {
        return Err(unreadable(response.status, "not the columns of results"));
    }
    while rows.read(&mut cells) {
        let cell =
            |column: Option<usize>| column.and_then(|column| cells.get(column)).filter(|it| !it.is_empty());
        let problem = (which == Results::Failed).then(|| row_problem(cell(error).map_or("", String::as_str)));
        if let Some(id) = cell(own).or_else(|| cell(salesforces)) {
            each(id, problem);
        }
    }
    Ok(())
}

/// Parses `CODE:message:Field,Other --` into the problem that a collection reports for the same refusal.
fn row_problem(error: &str) -> Problem {
    let Some((code, rest)) = error.split_once(':') else {
        return Problem::new(Code::Refused, error);
    };
    let (message, fields) = rest.rsplit_once(':').unwrap_or((rest, ""));
    let fields = fields.trim_end_matches('-').trim();
    let fields: Vec<_> = fields.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    let error = json!({ "statusCode": code, "message": message, "fields": fields });
    refusal::read_body(400, &Json::Array(vec![error]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(body: &str) -> HttpResponse {
        HttpResponse::new(200, body)
    }

    #[test]
    fn the_requests_of_a_job() {
        let job = RecordId::new("7505e000000001AAAA").or_else(|_| RecordId::new("7505e000000001A")).unwrap();
        let lines: Vec<_> = [
            create(ApiVersion::DEFAULT),
            upload(ApiVersion::DEFAULT, &job, "Id\n".into()),
            close(ApiVersion::DEFAULT, &job),
            abort(ApiVersion::DEFAULT, &job),
            poll(ApiVersion::DEFAULT, &job),
            results(ApiVersion::DEFAULT, &job, Results::Successful),
            results(ApiVersion::DEFAULT, &job, Results::Failed),
            results(ApiVersion::DEFAULT, &job, Results::Unprocessed),
        ]
        .map(|request| {
            let path = request.path.replace(job.as_str(), "{id}").replace("/services/data/v66.0", "");
            let headers: Vec<_> = request.headers.iter().map(|(_, value)| value.as_str()).collect();
            format!("{} {path} {headers:?} {}", request.method.as_str(), request.body.unwrap_or_default())
        })
        .into();
        let json = r#"["application/json", "application/json"]"#;
        assert_eq!(
            lines,
            [
                format!(
                    "POST /jobs/ingest {json} {}",
                    r#"{"object":"Opportunity","operation":"update","contentType":"CSV","lineEnding":"LF","columnDelimiter":"COMMA"}"#
                ),
                "PUT /jobs/ingest/{id}/batches [\"application/json\", \"text/csv\"] Id\n".to_owned(),
                format!("PATCH /jobs/ingest/{{id}} {json} {}", r#"{"state":"UploadComplete"}"#),
                format!("PATCH /jobs/ingest/{{id}} {json} {}", r#"{"state":"Aborted"}"#),
                "GET /jobs/ingest/{id} [\"application/json\"] ".to_owned(),
                "GET /jobs/ingest/{id}/successfulResults/ [\"text/csv\"] ".to_owned(),
                "GET /jobs/ingest/{id}/failedResults/ [\"text/csv\"] ".to_owned(),
                "GET /jobs/ingest/{id}/unprocessedrecords/ [\"text/csv\"] ".to_owned(),
            ]
        );
    }

    #[test]
    fn reads_rows_by_id_with_their_errors() {
        let mut seen = Vec::new();
        let csv = "\"sf__Id\",\"sf__Error\",\"Id\",\"StageName\"\n\
            \"006000000000001AAA\",\"UNABLE_TO_LOCK_ROW:unable to obtain exclusive access to this record:--\",\"006000000000001AAA\",\"Won\"\n\
            \"\",\"FIELD_CUSTOM_VALIDATION_EXCEPTION:No: \"\"never\"\":StageName,Amount --\",\"006000000000002AAA\",\"a\nb\"\n";
        read_rows(&answer(csv), Results::Failed, &mut |id, problem| {
            let problem = problem.unwrap();
            seen.push((id.to_owned(), problem.code, problem.message, problem.fields.join(",")));
        })
        .unwrap();
        assert_eq!(
            seen,
            [
                (
                    "006000000000001AAA".into(),
                    Code::RecordLocked,
                    "another save of the record is in progress".into(),
                    String::new()
                ),
                (
                    "006000000000002AAA".into(),
                    Code::ValidationRule,
                    "No: \"never\"".into(),
                    "StageName,Amount".into()
                ),
            ]
        );
        let none = read_rows(&answer("<html>"), Results::Failed, &mut |_, _| {});
        assert_eq!(none.unwrap_err().code, Code::UnreadableAnswer);
        read_rows(&answer(""), Results::Unprocessed, &mut |_, _| panic!("there is no row")).unwrap();
    }

    #[test]
    fn reads_a_job_in_each_state() {
        let state = |name: &str| {
            let body = json!({ "id": "7505e000000001A", "state": name, "numberRecordsProcessed": 3 });
            read(&answer(&body.to_string())).map(|job| (job.state, job.processed)).map_err(|it| it.code)
        };
        assert_eq!(state("Open"), Ok((JobState::Open, 3)));
        assert_eq!(state("InProgress"), Ok((JobState::Running, 3)));
        assert_eq!(state("JobComplete"), Ok((JobState::Complete, 3)));
        assert_eq!(state("Failed"), Ok((JobState::Ended, 3)));
        assert_eq!(state("Paused"), Err(Code::UnreadableAnswer));
    }
}
