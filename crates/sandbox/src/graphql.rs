//! `POST /services/data/v{version}/graphql`: the subset that portals use for opportunities and related objects.
//!
//! Errors have HTTP status 200. A response may contain partial data and errors.

mod document;
mod filter;
mod mutation;
mod query;

use http::Method;
use serde_json::{Map, Value as Json, json};

use self::document::{Kind, Node};
use crate::call::Call;
use crate::message::Reply;
use crate::problem::Outcome;

/// An error.
#[derive(Debug)]
pub struct Fault {
    message: String,
    kind: &'static str,
    at: Option<(usize, usize)>,
    path: Vec<Json>,
}

impl Fault {
    /// Creates an error about something that the schema does not have.
    fn invalid(node: &Node, message: String) -> Self {
        Self { message, kind: "ValidationError", at: Some(node.at), path: Vec::new() }
    }

    fn json(&self) -> Json {
        let mut out = Map::new();
        out.insert("message".into(), json!(self.message));
        out.insert(
            "locations".into(),
            match self.at {
                Some((line, column)) => json!([{ "line": line, "column": column }]),
                None => json!([]),
            },
        );
        if !self.path.is_empty() {
            out.insert("path".into(), json!(self.path));
        }
        out.insert("extensions".into(), json!({ "ErrorType": self.kind }));
        Json::Object(out)
    }
}

/// Handles a GraphQL request.
pub fn answer(call: &mut Call<'_>) -> Outcome<Reply> {
    if call.req.method != Method::POST {
        return Ok(Reply::method_not_allowed(&call.req.method, "POST"));
    }
    let body = Json::Object(call.req.object()?);
    let text = body["query"].as_str().unwrap_or_default();
    let (kind, roots) = match document::read(text, &body["variables"], body["operationName"].as_str()) {
        Ok(read) => read,
        Err(fault) => return Ok(shown(Json::Null, &[fault])),
    };
    let mut faults = Vec::new();
    let mut data = Map::new();
    for root in &roots {
        if root.name != "uiapi" {
            let owner = if kind == Kind::Query { "Query" } else { "Mutation" };
            let message = format!(
                "Validation error (FieldUndefined@[{0}]) : Field '{0}' in type '{owner}' is undefined",
                root.name
            );
            return Ok(shown(Json::Null, &[Fault::invalid(root, message)]));
        }
        let result = match kind {
            Kind::Query => query::uiapi(call, root),
            // Mutations are beta in 59 to 65 and generally available from 66 on.
            Kind::Mutation if call.version >= 59 => mutation::uiapi(call, root, &mut faults),
            Kind::Mutation => Err(Fault {
                message: "Mutations are not supported in this version".into(),
                kind: "OperationNotSupported",
                at: Some(root.at),
                path: Vec::new(),
            }),
        };
        match result {
            Ok(json) => drop(data.insert(root.key.clone(), json)),
            Err(fault) => return Ok(shown(Json::Null, &[fault])),
        }
    }
    Ok(shown(Json::Object(data), &faults))
}

fn shown(data: Json, faults: &[Fault]) -> Reply {
    Reply::ok(json!({ "data": data, "errors": faults.iter().map(Fault::json).collect::<Vec<_>>() }))
}
