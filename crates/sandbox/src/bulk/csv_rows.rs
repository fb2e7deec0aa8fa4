//! The rows of a job as CSV.

use crate::job::Job;

/// Parses header and rows of an upload.
pub fn read(text: &str, delimiter: u8) -> Result<(Vec<String>, Vec<Vec<String>>), csv::Error> {
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let strings = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect::<Vec<_>>();
    let header = strings(reader.headers()?);
    let rows = reader.records().map(|record| record.map(|r| strings(&r))).collect::<Result<_, _>>()?;
    Ok((header, rows))
}

fn write(job: &Job, own: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(job.delimiter.1)
        .quote_style(csv::QuoteStyle::Always)
        .flexible(true)
        .from_writer(Vec::new());
    let header = own.iter().map(|name| (*name).to_owned()).chain(job.header.iter().cloned());
    // Writing to a vector cannot fail.
    let _ = writer.write_record(header.collect::<Vec<_>>());
    for row in rows {
        let _ = writer.write_record(row);
    }
    writer.into_inner().map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
}

/// `"sf__Id","sf__Created",…`
pub fn successes(job: &Job) -> String {
    let row = |(id, created, row): &(crate::org::id::Id, bool, Vec<String>)| {
        [id.to_string(), created.to_string()].into_iter().chain(row.iter().cloned()).collect()
    };
    write(job, &["sf__Id", "sf__Created"], job.successes.iter().map(row))
}

/// `"sf__Id","sf__Error",…`
pub fn failures(job: &Job) -> String {
    let row = |(id, error, row): &(String, String, Vec<String>)| {
        [id.clone(), error.clone()].into_iter().chain(row.iter().cloned()).collect()
    };
    write(job, &["sf__Id", "sf__Error"], job.failures.iter().map(row))
}

/// The rows that a failed or aborted job did not process.
pub fn unprocessed(job: &Job) -> String {
    let done = job.successes.len() + job.failures.len();
    let rest = match (&job.data, job.state) {
        (Some(text), super::State::Failed | super::State::Aborted) => read(text, job.delimiter.1).ok(),
        _ => None,
    };
    match rest {
        Some((header, rows)) => {
            let job = Job { header, ..job.clone() };
            write(&job, &[], rows.into_iter().skip(done))
        }
        None => write(job, &[], std::iter::empty()),
    }
}
