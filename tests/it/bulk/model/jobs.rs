//! Bulk API 2.0 jobs of the model.

use super::*;

#[derive(Clone, Debug)]
pub(super) struct Job {
    state: &'static str,
    csv: String,
    done: Vec<(String, Option<Json>)>,
    unprocessed: Vec<String>,
}

impl World {
    pub(super) fn job(&mut self, request: &HttpRequest, rest: &str, locked: bool) -> Answer {
        if rest.is_empty() {
            if self.no_bulk {
                return status(
                    403,
                    &json!([{ "errorCode": "FUNCTIONALITY_NOT_ENABLED", "message": "no Bulk API" }]),
                );
            }
            self.jobs.push(Job {
                state: "Open",
                csv: String::new(),
                done: Vec::new(),
                unprocessed: Vec::new(),
            });
            return ok(&self.describe(self.jobs.len() - 1));
        }
        let number: usize = rest[4..16].trim_start_matches("e00").parse().unwrap();
        let invalid = || status(400, &json!([{ "errorCode": "INVALIDJOBSTATE", "message": "no" }]));
        match (request.method, rest.splitn(3, '/').nth(2)) {
            (Method::Put, Some("batches")) => {
                if self.jobs[number].state != "Open" || !self.jobs[number].csv.is_empty() {
                    return invalid();
                }
                self.jobs[number].csv = request.body.clone().unwrap();
                Ok(HttpResponse::new(201, ""))
            }
            (Method::Patch, None) => {
                let body: Json = serde_json::from_str(request.body.as_deref().unwrap()).unwrap();
                let job = &mut self.jobs[number];
                match (job.state, body["state"].as_str().unwrap()) {
                    ("Open", "UploadComplete") => job.state = "InProgress",
                    ("Open", "Aborted") => job.state = "Aborted",
                    _ => return invalid(),
                }
                if job.state == "InProgress" {
                    self.work(number, locked);
                }
                ok(&self.describe(number))
            }
            (Method::Get, None) if self.job_forgotten => {
                status(404, &json!([{ "errorCode": "NOT_FOUND", "message": "no job" }]))
            }
            (Method::Get, None) => {
                let answer = ok(&self.describe(number));
                let ended = self.jobs[number].unprocessed.is_empty();
                if self.jobs[number].state == "InProgress" {
                    self.jobs[number].state = if ended { "JobComplete" } else { "Failed" };
                }
                answer
            }
            (Method::Get, Some(which)) => {
                let job = &self.jobs[number];
                let mut text = String::new();
                let header: &[&str] = match which {
                    "successfulResults/" => &["sf__Id", "sf__Created", "Id"],
                    "failedResults/" => &["sf__Id", "sf__Error", "Id"],
                    _ => &["Id"],
                };
                row(&mut text, header);
                for (id, error) in job.done.iter().rev() {
                    let error = error.as_ref().map(|it| {
                        let text = |key: &str| it[0][key].as_str().unwrap().to_owned();
                        format!("{}:{}:--", text("statusCode"), text("message"))
                    });
                    match (&error, which) {
                        (None, "successfulResults/") => row(&mut text, &[id, "false", id]),
                        (Some(error), "failedResults/") => row(&mut text, &[id, error, id]),
                        _ => {}
                    }
                }
                if which == "unprocessedrecords/" {
                    job.unprocessed.iter().for_each(|id| row(&mut text, &[id]));
                }
                Ok(HttpResponse::new(200, text.replace('\n', "\r\n")))
            }
            _ => panic!("{request:?}"),
        }
    }

    fn describe(&self, number: usize) -> Json {
        json!({ "id": format!("750e{number:011}"), "state": self.jobs[number].state,
            "numberRecordsProcessed": self.jobs[number].done.len(), "errorMessage": self.job_error })
    }

    /// Processes the rows of a job.
    fn work(&mut self, number: usize, locked: bool) {
        let text = self.jobs[number].csv.clone();
        if text.contains('\r') {
            self.job_fails_after = Some(0);
            self.job_error =
                "ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is LF";
        }
        let (mut rows, mut header, mut cells) = (csv::Rows::new(&text), Vec::new(), Vec::new());
        assert!(rows.read(&mut header), "a job without rows");
        let mut count = 0;
        while rows.read(&mut cells) {
            count += 1;
            if self.job_fails_after.is_some_and(|most| count > most) {
                self.jobs[number].unprocessed.push(cells[0].clone());
                continue;
            }
            let value = |cell: &String| match cell.as_str() {
                "#N/A" => Json::Null,
                text => {
                    serde_json::from_str(text).ok().filter(Json::is_number).unwrap_or_else(|| json!(text))
                }
            };
            let fields = header.iter().zip(&cells).skip(1).filter(|(_, cell)| !cell.is_empty());
            let fields = fields.map(|(name, cell)| (name.clone(), value(cell))).collect();
            let held = json!([{ "statusCode": "UNABLE_TO_LOCK_ROW", "message": "held" }]);
            let result = if locked { Err(held) } else { self.save(&cells[0].clone(), &fields, None) };
            self.jobs[number].done.push((cells[0].clone(), result.err()));
        }
    }
}

fn row(text: &mut String, cells: &[&str]) {
    for (index, cell) in cells.iter().enumerate() {
        text.push_str(if index > 0 { "," } else { "" });
        csv::write_cell(text, cell);
    }
    text.push('\n');
}
