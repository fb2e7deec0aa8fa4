//! `GET /services/data/v{version}/query?q=…&columns=true`, which the Salesforce CLI requests in addition to the query.

use serde_json::{Value as Json, json};

use crate::org::Org;
use crate::org::schema::Object;
use crate::soql::ast::{Item, Query};
use crate::soql::resolve::Base;

/// Returns the columns of a query.
pub fn of(org: &Org, query: &Query, object: &Object) -> Json {
    let base = Base::of(org, query, object.tooling).ok();
    let columns: Vec<Json> = query
        .select
        .iter()
        .filter_map(|item| match item {
            Item::Term(term, alias) => {
                let position = base.as_ref()?.resolve(org, term).ok();
                let field = position.as_ref().map(|p| p.field());
                let name = term.field.as_ref().map(|f| f.text.clone()).unwrap_or_default();
                let shown = alias.as_ref().map_or(name.clone(), |a| a.text.clone());
                Some(json!({
                    "aggregate": false, "apexType": field.map(|f| f.kind.names().1),
                    "booleanType": field.is_some_and(|f| f.kind.names().0 == "boolean"), "columnName": shown,
                    "custom": field.is_some_and(|f| f.custom), "displayName": shown,
                    "foreignKeyName": null, "insertable": field.is_some_and(|f| f.createable),
                    "joinColumns": [], "numberType": field.is_some_and(|f| f.kind.is_number()),
                    "textType": field.is_some_and(|f| f.kind.is_text()),
                    "updatable": field.is_some_and(|f| f.updateable),
                }))
            }
            Item::Children(_) | Item::Fields(_) | Item::TypeOf(_) => None,
        })
        .collect();
    json!({
        "columnMetadata": columns, "entityName": object.name, "groupBy": false, "idSelected": true,
        "keyPrefix": object.prefix,
    })
}
