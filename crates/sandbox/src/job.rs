//! A job of Bulk API 2.0.

use jiff::Timestamp;
use serde_json::{Value as Json, json};

use crate::org::id::Id;
use crate::org::value::rest_time;

/// The state of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are Salesforce's states")]
pub enum State {
    Open,
    UploadComplete,
    InProgress,
    JobComplete,
    Failed,
    Aborted,
}

impl State {
    /// Returns the name in the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::UploadComplete => "UploadComplete",
            Self::InProgress => "InProgress",
            Self::JobComplete => "JobComplete",
            Self::Failed => "Failed",
            Self::Aborted => "Aborted",
        }
    }
}

/// A job.
#[derive(Clone, Debug)]
pub struct Job {
    /// The id.
    pub id: Id,
    /// The user who created it.
    pub user: Id,
    /// The object whose records it writes.
    pub object: String,
    /// `insert`, `update`, `upsert` or `delete`.
    pub operation: String,
    /// The field that `upsert` matches by.
    pub external_id: Option<String>,
    /// Whether its lines end in CR LF.
    pub crlf: bool,
    /// Name and byte of the column delimiter.
    pub delimiter: (String, u8),
    /// When it was created.
    pub created: Timestamp,
    /// The API version of its creation.
    pub version: u32,
    /// Its state.
    pub state: State,
    /// The upload.
    pub data: Option<String>,
    /// The reason for its failure.
    pub error: Option<String>,
    /// Id, created, the row as uploaded.
    pub successes: Vec<(Id, bool, Vec<String>)>,
    /// Id as uploaded, error, the row.
    pub failures: Vec<(String, String, Vec<String>)>,
    /// The column names of the upload.
    pub header: Vec<String>,
}

impl Job {
    /// Returns the job as JSON.
    pub fn json(&self) -> Json {
        let mut json = json!({
            "id": self.id.to_string(), "operation": self.operation, "object": self.object,
            "createdById": self.user.to_string(), "createdDate": rest_time(self.created),
            "systemModstamp": rest_time(self.created), "state": self.state.name(),
            "externalIdFieldName": self.external_id, "concurrencyMode": "Parallel", "contentType": "CSV",
            "apiVersion": crate::org::value::Value::Number(self.version.into()).rest(),
            "lineEnding": if self.crlf { "CRLF" } else { "LF" }, "columnDelimiter": self.delimiter.0,
        });
        if self.external_id.is_none()
            && let Some(object) = json.as_object_mut()
        {
            object.shift_remove("externalIdFieldName");
        }
        if self.state == State::Open {
            // Without a leading slash, as in the guide.
            json["contentUrl"] =
                json!(format!("services/data/v{}.0/jobs/ingest/{}/batches", self.version, self.id));
        }
        json
    }

    /// Returns the form of a request for a single job, which has counts.
    pub fn details(&self) -> Json {
        let mut json = self.json();
        let failed = self.failures.len();
        json["jobType"] = json!("V2Ingest");
        json["retries"] = json!(0);
        for key in ["totalProcessingTime", "apiActiveProcessingTime", "apexProcessingTime"] {
            json[key] =
                json!(if self.state == State::JobComplete && key != "apexProcessingTime" { 125 } else { 0 });
        }
        json["numberRecordsProcessed"] = json!(self.successes.len() + failed);
        json["numberRecordsFailed"] = json!(failed);
        if let Some(error) = &self.error {
            json["errorMessage"] = json!(error);
        }
        json
    }
}
