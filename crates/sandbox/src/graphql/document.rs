//! Parses the document into a tree, with fragments expanded and variables replaced.

use async_graphql_parser::types::{
    ExecutableDocument, OperationDefinition, OperationType, Selection, SelectionSet,
};
use async_graphql_parser::{Pos, parse_query};
use async_graphql_value::{Name, Value};
use serde_json::{Map, Value as Json, json};

use super::Fault;

/// The kind of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Reads.
    Query,
    /// Writes.
    Mutation,
}

/// A selected field.
#[derive(Clone, Debug)]
pub struct Node {
    /// Its name.
    pub name: String,
    /// The key in the response: the alias or the name.
    pub key: String,
    /// Its arguments.
    pub args: Map<String, Json>,
    /// `@optional`: left out if the user may not see it.
    pub optional: bool,
    /// Line and column.
    pub at: (usize, usize),
    /// Its selection.
    pub children: Vec<Node>,
}

/// The deepest nesting of fragments.
const DEEPEST: usize = 30;

/// Parses a document and selects its operation.
pub fn read(text: &str, variables: &Json, wanted: Option<&str>) -> Result<(Kind, Vec<Node>), Fault> {
    let syntax = |message: String, at: Option<Pos>| Fault {
        message,
        kind: "InvalidSyntax",
        at: at.map(|p| (p.line, p.column)),
        path: Vec::new(),
    };
    let document = parse_query(text).map_err(|error| {
        let at = error.positions().next();
        syntax(format!("Invalid Syntax : {error}"), at)
    })?;
    let operations: Vec<(Option<&Name>, &OperationDefinition)> =
        document.operations.iter().map(|(name, op)| (name, &op.node)).collect();
    let chosen = match wanted.filter(|name| !name.is_empty()) {
        Some(name) => operations.iter().find(|(known, _)| known.is_some_and(|k| k.as_str() == name)),
        None => operations.first(),
    };
    let (_, operation) = chosen.ok_or_else(|| syntax("Unknown operation".into(), None))?;
    let kind = match operation.ty {
        OperationType::Query => Kind::Query,
        OperationType::Mutation => Kind::Mutation,
        OperationType::Subscription => return Err(syntax("Subscriptions are not supported".into(), None)),
    };
    let mut given = variables.clone();
    for definition in &operation.variable_definitions {
        let name = definition.node.name.node.as_str();
        if given.get(name).is_none()
            && let Some(default) = &definition.node.default_value
        {
            given[name] = json_of(&default.node.clone().into_value(), &Json::Null);
        }
    }
    let reader = Reader { document: &document, variables: &given };
    Ok((kind, reader.set(&operation.selection_set.node, 0)?))
}

struct Reader<'d> {
    document: &'d ExecutableDocument,
    variables: &'d Json,
}

impl Reader<'_> {
    fn set(&self, set: &SelectionSet, depth: usize) -> Result<Vec<Node>, Fault> {
        let too_deep = || Fault {
            message: "Query is too deep".into(),
            kind: "ExecutionAborted",
            at: None,
            path: vec![],
        };
        if depth > DEEPEST {
            return Err(too_deep());
        }
        let mut nodes = Vec::new();
        for item in &set.items {
            match &item.node {
                Selection::Field(field) => {
                    let f = &field.node;
                    let args = f
                        .arguments
                        .iter()
                        .map(|(name, value)| (name.node.to_string(), json_of(&value.node, self.variables)));
                    nodes.push(Node {
                        name: f.name.node.to_string(),
                        key: f.response_key().node.to_string(),
                        args: args.collect(),
                        optional: f.directives.iter().any(|d| d.node.name.node.as_str() == "optional"),
                        at: (field.pos.line, field.pos.column),
                        children: self.set(&f.selection_set.node, depth + 1)?,
                    });
                }
                Selection::InlineFragment(inline) => {
                    nodes.extend(self.set(&inline.node.selection_set.node, depth + 1)?);
                }
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    let fragment = self.document.fragments.get(name).ok_or_else(|| Fault {
                        message: format!(
                            "Validation error (UndefinedFragment) : Undefined fragment '{name}'"
                        ),
                        kind: "ValidationError",
                        at: Some((spread.pos.line, spread.pos.column)),
                        path: Vec::new(),
                    })?;
                    nodes.extend(self.set(&fragment.node.selection_set.node, depth + 1)?);
                }
            }
        }
        Ok(nodes)
    }
}

fn json_of(value: &Value, variables: &Json) -> Json {
    match value {
        Value::Variable(name) => variables.get(name.as_str()).cloned().unwrap_or(Json::Null),
        Value::Null => Json::Null,
        Value::Number(n) => n.to_string().parse().map_or(Json::Null, Json::Number),
        Value::String(text) => json!(text),
        Value::Boolean(b) => json!(b),
        Value::Binary(_) => Json::Null,
        Value::Enum(name) => json!(name.as_str()),
        Value::List(list) => list.iter().map(|v| json_of(v, variables)).collect(),
        Value::Object(object) => object.iter().map(|(k, v)| (k.to_string(), json_of(v, variables))).collect(),
    }
}
