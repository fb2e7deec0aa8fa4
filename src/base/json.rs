//! JSON, and a reader for documents that people write.

mod parse;
mod reader;
mod serialize;
mod value;
mod write;

pub use parse::NotJson;
pub(crate) use reader::{Faults, Node, read_document};
pub use serialize::to_text;
pub(crate) use value::json;
pub use value::{Number, ToJson, Value};

pub use crate::base::map::Map;

use crate::base::error::{Code, Problem};

/// Parses a text as JSON.
///
/// # Errors
///
/// If the text is not JSON. The message names the document, the line and the column.
pub(crate) fn parse(text: &str, document: &str) -> Result<Value, Problem> {
    // Editors on Windows write a byte order mark, which is not JSON.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.parse().map_err(|error: NotJson| {
        Problem::new(Code::InvalidDocument, format!("the {document} is not JSON: {error}"))
    })
}
