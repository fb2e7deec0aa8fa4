//! `GET /services/data` (no token needed) and `GET /services/data/v{version}`.

use http::Method;
use serde_json::{Value as Json, json};

use crate::call::{Call, NEWEST, OLDEST};
use crate::message::{Reply, Req};
use crate::problem::Outcome;

/// Returns the list of versions.
pub fn answer(req: &Req) -> Reply {
    if !matches!(req.method, Method::GET | Method::HEAD) {
        return Reply::method_not_allowed(&req.method, "HEAD,GET");
    }
    Reply::ok((OLDEST..=NEWEST).map(version).collect::<Vec<Json>>().into())
}

/// Three releases a year; the winter release is named after the year that begins in it.
fn version(n: u32) -> Json {
    let (season, year) = match n % 3 {
        1 => ("Summer", 14 + (n - 31) / 3),
        2 => ("Winter", 15 + (n - 32) / 3),
        _ => ("Spring", 15 + (n - 33) / 3),
    };
    // One label of Salesforce's own list has a typographic apostrophe.
    let apostrophe = if (season, year) == ("Spring", 18) { '\u{2019}' } else { '\'' };
    json!({
        "label": format!("{season} {apostrophe}{year}"),
        "url": format!("/services/data/v{n}.0"),
        "version": format!("{n}.0"),
    })
}

/// Returns the resources of a version; clients read `identity`.
pub fn resources(call: &Call<'_>) -> Outcome<Reply> {
    let mut map = serde_json::Map::new();
    for (name, path) in [
        ("tooling", "/tooling"),
        ("query", "/query"),
        ("composite", "/composite"),
        ("limits", "/limits"),
        ("queryAll", "/queryAll"),
        ("sobjects", "/sobjects"),
        ("parameterizedSearch", "/parameterizedSearch"),
        ("graphql", "/graphql"),
        ("ui-api", "/ui-api"),
        ("jobs", "/jobs"),
    ] {
        map.insert(name.into(), json!(call.path(path)));
    }
    map.insert("identity".into(), json!(format!("{}/id/{}/{}", call.base, call.world.org.id, call.user)));
    Ok(Reply::ok(Json::Object(map)))
}

#[cfg(test)]
mod tests {
    use super::version;

    #[test]
    fn labels_match_the_releases() {
        for (n, label) in
            [(31, "Summer '14"), (42, "Spring \u{2019}18"), (66, "Spring '26"), (67, "Summer '26")]
        {
            assert_eq!(version(n)["label"], label);
        }
    }
}
