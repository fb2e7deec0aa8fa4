use super::*;
use crate::base::error::Duplicates;
use crate::base::json::json;

fn recorded() -> Vec<(String, HttpResponse)> {
    let rows: Json = include_str!("../../../tests/fixtures/salesforce/error-bodies.json").parse().unwrap();
    rows.as_array()
        .unwrap()
        .iter()
        .map(|row| {
            let body = match &row["body"] {
                Json::Null => String::new(),
                Json::String(text) => text.clone(),
                json => json.to_string(),
            };
            let status = u16::try_from(row["http_status"].as_u64().unwrap()).unwrap();
            (row["what"].as_str().unwrap().to_owned(), HttpResponse::new(status, body))
        })
        .collect()
}

#[test]
fn classifies_every_recorded_refusal() {
    let expected = [
        ("validation rule on Opportunity update", Code::ValidationRule),
        ("required field missing", Code::RequiredFieldMissing),
        ("GET record, well-formed id", Code::NotFound),
        ("malformed/unknown id", Code::NotFound),
        ("bad nextRecordsUrl", Code::Refused),
        ("expired session", Code::SessionExpired),
        ("session without API scope", Code::SessionNotAccepted),
        ("refresh token expired", Code::Refused),
        ("two refreshes with the same", Code::Refused),
        ("same, before Winter 25", Code::Refused),
        ("identity service with a bad token", Code::SessionExpired),
        ("preflight OPTIONS", Code::SessionExpired),
        ("row lock (older", Code::RecordLocked),
        ("row lock (current", Code::RecordLocked),
        ("PATCH without an id", Code::RequestRejected),
        ("read-only fields sent", Code::FieldNotWritable),
        ("SOQL unknown field", Code::FieldNotFound),
        ("SOQL unknown object", Code::RequestRejected),
        ("unknown field in a PATCH", Code::FieldNotFound),
        ("restricted picklist: message", Code::ValueRejected),
        ("restricted picklist on PATCH", Code::ValueRejected),
        ("external id matches", Code::UnreadableAnswer),
        ("two validation rules fail", Code::ValidationRule),
        ("XML error body", Code::Refused),
        ("HTML error page", Code::NotFound),
        ("conditional PATCH lost", Code::ChangedMeanwhile),
        ("PATCH/DELETE of a well-formed id", Code::NotFound),
        ("UI API PATCH /ui-api/records with a stale", Code::ChangedMeanwhile),
        ("UI API PATCH refused by validation", Code::ValueRejected),
        ("daily API limit", Code::RequestLimit),
        ("flow fails on save", Code::AutomationFailed),
        ("trigger wraps a nested validation rule", Code::ValidationRule),
    ];
    let mut seen = 0;
    for (what, response) in recorded() {
        // Two rows have status 200; the `composite` and `collections` modules read those.
        if response.status == 200 || what == "composite allOrNone failure" {
            continue;
        }
        let (_, code) = expected.iter().find(|(start, _)| what.starts_with(start)).expect(&what);
        let problem = read_refusal(&response);
        assert_eq!(problem.code, *code, "{what}");
        assert_eq!(problem.status, Some(response.status));
        assert!(!problem.message.is_empty());
        seen += 1;
    }
    assert_eq!(seen, expected.len());
}

#[test]
fn keeps_all_errors_and_their_fields() {
    let both = recorded().into_iter().find(|(what, _)| what.starts_with("two validation")).unwrap().1;
    let problem = read_refusal(&both);
    assert_eq!(problem.message, "no ACME accounts; no 123 phone");
    assert_eq!(problem.errors.len(), 2);

    let ui = recorded().into_iter().find(|(what, _)| what.starts_with("UI API PATCH refused")).unwrap().1;
    assert_eq!(read_refusal(&ui).fields, ["StageName"]);

    let save = HttpResponse::new(
        400,
        r#"{"success":false,"errors":[{"statusCode":"STRING_TOO_LONG","message":"Name: data value too large","fields":["Name"]}]}"#,
    );
    assert_eq!(read_refusal(&save).code, Code::ValueRejected);
    assert_eq!(read_refusal(&save).fields, ["Name"]);
}

#[test]
fn reports_what_a_duplicate_rule_found() {
    for key in ["duplicateResut", "duplicateResult"] {
        let record = |id: &str| json!({ "matchConfidence": 100, "record": { "Id": id } });
        let mut error = json!({
            "errorCode": "DUPLICATES_DETECTED",
            "message": "You're creating a duplicate record. We recommend you use an existing record instead.",
        });
        let found = json!({
            "allowSave": true, "duplicateRule": "One_Deal_A_Year",
            "matchResults": [{ "matchRecords": [record("006A"), record("006B")] }, { "matchRecords": [] }],
        });
        if let Json::Object(error) = &mut error {
            error.insert(key.into(), found);
        }
        // A row's errors, and the result of a save in a collection.
        for body in [json!([error]), json!({ "success": false, "errors": [error] })] {
            let problem = read_refusal(&HttpResponse::new(400, body.to_string()));
            assert_eq!(problem.code, Code::Duplicate);
            let records = vec!["006A".into(), "006B".into()];
            let found = Duplicates { rule: "One_Deal_A_Year".into(), records };
            assert_eq!(problem.duplicates(), Some(&found));
        }
    }
    let bare = r#"[{"errorCode":"DUPLICATES_DETECTED","message":"x"}]"#;
    let bare = read_refusal(&HttpResponse::new(400, bare));
    assert_eq!((bare.code, bare.duplicates()), (Code::Duplicate, None));
}

#[test]
fn keeps_an_administrators_own_words() {
    for message in [
        "Enter the code as <Region>-<Year>",
        "Ask <sales.ops@acme.com> first",
        "if Amount<Discount then > 5",
        "use <b>, not <i>",
        "<script>alert(1)</script>",
    ] {
        let refused = |code: &str| {
            let body = json!([{ "errorCode": code, "message": message, "fields": [] }]);
            read_refusal(&HttpResponse::new(400, body.to_string()))
        };
        let problem = refused("FIELD_CUSTOM_VALIDATION_EXCEPTION");
        assert_eq!((problem.message.as_str(), problem.errors[0].message.as_str()), (message, message));
        assert_eq!(refused("BRAND_NEW").message, message);
    }
}

#[test]
fn removes_a_flows_markup_and_keeps_what_it_quotes() {
    let body = r#"[{"errorCode":"CANNOT_EXECUTE_FLOW_TRIGGER",
        "message":"<b>An unhandled fault</b><br>Enter <Region>-<Year>"}]"#;
    let problem = read_refusal(&HttpResponse::new(400, body));
    assert_eq!(problem.message, "An unhandled fault\nEnter <Region>-<Year>");
    assert_eq!(problem.errors[0].message, problem.message);
}

#[test]
fn recognizes_a_failed_precondition_in_any_shape() {
    let collision =
        r#"{"message":"x","output":{"errors":[{"errorCode":"CollisionDetectedException","message":"m"}]}}"#;
    for (status, body) in [
        (412, ""),
        (412, "[]"),
        (412, "<html>412</html>"),
        (412, r#"[{"errorCode":"PRECONDITION_FAILED","message":"m"}]"#),
        (412, r#"[{"errorCode":"INVALID_FIELD","message":"m"}]"#),
        (409, ""),
        (409, r#"[{"errorCode":"CONFLICT","message":"m"}]"#),
        (400, collision),
        (400, r#"[{"errorCode":"COLLISION_DETECTED","message":"m"}]"#),
    ] {
        assert_eq!(read_refusal(&HttpResponse::new(status, body)).code, Code::ChangedMeanwhile, "{body}");
    }
}

#[test]
fn users_get_our_message_and_developers_get_salesforces() {
    let body = r#"[{"errorCode":"UNABLE_TO_LOCK_ROW","message":"unable to obtain exclusive access"}]"#;
    let problem = read_refusal(&HttpResponse::new(400, body));
    assert_eq!(problem.message, "another save of the record is in progress");
    assert_eq!(problem.errors[0].message, "unable to obtain exclusive access");
    assert_eq!(read_refusal(&HttpResponse::new(418, "")).message, "the server responded with status 418");
}

#[test]
fn an_unknown_code_passes_through() {
    let body = r#"[{"errorCode":"BRAND_NEW","message":"&lt;new&gt;","fields":["A"]}]"#;
    let problem = read_refusal(&HttpResponse::new(400, body));
    assert_eq!((problem.code, problem.message.as_str()), (Code::Refused, "<new>"));
    assert_eq!((problem.errors[0].code.as_str(), &problem.fields[..]), ("BRAND_NEW", &["A".to_owned()][..]));
}

#[test]
fn reports_the_requested_delay() {
    let busy = |wait: &str| HttpResponse { retry_after: Some(wait.into()), ..HttpResponse::new(503, "") };
    assert_eq!(read_refusal(&busy("120")).help.unwrap(), "wait 120 seconds, then try again");
    let date = "Fri, 21 Aug 2026 10:15:30 GMT";
    assert_eq!(read_refusal(&busy(date)).help.unwrap(), format!("try again after {date}"));
}

#[test]
fn removes_the_caret_art_from_query_errors() {
    let message = "\nSELECT Foo\n       ^\nERROR at Row:1:Column:8\nNo such column 'Foo'";
    assert_eq!(spoken(message), "No such column 'Foo'");
}

#[test]
fn two_responses_must_not_renew_the_token() {
    let answer = |status, body: &str| HttpResponse::new(status, body);
    assert_eq!(token_renewal(&answer(401, "[]")), TokenRenewal::Useful);
    assert_eq!(
        token_renewal(&answer(
            401,
            "[{\"message\":\"This session is not valid for use with the REST API\"}]"
        )),
        TokenRenewal::Unrecoverable
    );
    assert_eq!(token_renewal(&answer(403, "Bad_OAuth_Token")), TokenRenewal::NotAsked);
}

fn refused(status: u16, code: &str, message: &str) -> Problem {
    let body = json!([{ "errorCode": code, "message": message }]);
    read_refusal(&HttpResponse::new(status, body.to_string()))
}

#[test]
#[allow(clippy::too_many_lines, reason = "a table")]
fn names_the_permission_or_setting_that_is_missing() {
    for (status, code, message, expected, part) in [
        (403, "API_CURRENTLY_DISABLED", "API is disabled for this User", Code::AccessDenied, "API Enabled"),
        (403, "API_CURRENTLY_DISABLED", "API is disabled for this user.", Code::AccessDenied, "API Enabled"),
        (
            403,
            "API_DISABLED_FOR_ORG",
            "The REST API is not enabled for this Organization.",
            Code::AccessDenied,
            "API Enabled",
        ),
        (
            400,
            "INVALID_TYPE",
            "sObject type 'Opportunity' is not supported. If you are attempting",
            Code::AccessDenied,
            "Read on Opportunity",
        ),
        (
            400,
            "INVALID_TYPE",
            "\nSELECT Id FROM OpportunityStage\n ^\nERROR at Row:1:Column:16\nsObject type 'OpportunityStage' is not \
             supported.",
            Code::AccessDenied,
            "Read on Opportunity",
        ),
        (
            400,
            "INVALID_TYPE",
            "sObject type 'ValidationRule' is not supported.",
            Code::AccessDenied,
            "View Setup",
        ),
        (
            403,
            "INSUFFICIENT_ACCESS_OR_READONLY",
            "insufficient access rights on object id",
            Code::AccessDenied,
            "Edit",
        ),
        (
            400,
            "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY",
            "insufficient access rights on cross-reference id: 0015e00000tW1f0",
            Code::AccessDenied,
            "the account",
        ),
        (
            400,
            "INACTIVE_OWNER_OR_USER",
            "operation performed with inactive user [0051a] as owner of opportunity",
            Code::AccessDenied,
            "Update Records with Inactive Owners",
        ),
        (
            400,
            "INVALID_CROSS_REFERENCE_KEY",
            "Record Type ID: this ID value isn't valid for the user: 0128M0000004HVOQA2",
            Code::ValueRejected,
            "assign the record type",
        ),
        (400, "DUPLICATE_VALUE", "duplicate value found: Ext__c duplicates value", Code::Duplicate, "unique"),
        (400, "STORAGE_LIMIT_EXCEEDED", "storage limit exceeded", Code::Refused, "Storage Usage"),
        (403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.", Code::RequestLimit, "24 hours"),
        (403, "ORG_LOCKED", "x", Code::AccessDenied, "trial"),
        (403, "TRIAL_EXPIRED", "x", Code::AccessDenied, "trial"),
        (403, "PORTAL_NO_ACCESS", "x", Code::AccessDenied, "Experience Cloud"),
        (500, "ORG_IN_MAINTENANCE", "x", Code::ServerUnavailable, "maintenance"),
        (400, "ORG_NOT_OWNED_BY_INSTANCE", "x", Code::RequestRejected, "instance URL"),
        (400, "UNSUPPORTED_API_VERSION", "x", Code::ApiVersionRetired, "apiVersion"),
        (400, "PACKAGE_LICENSE_REQUIRED", "x", Code::AccessDenied, "license of the managed package"),
        (400, "MANAGER_NOT_DEFINED", "x", Code::Refused, "Manager"),
        (400, "TERRITORY_REALIGN_IN_PROGRESS", "x", Code::Refused, "territories"),
        (400, "ALREADY_IN_PROCESS", "x", Code::RecordInApproval, ""),
        (400, "FIELD_NOT_UPDATABLE", "x", Code::FieldNotWritable, "edit access"),
        (400, "INVALID_EMAIL_ADDRESS", "Mail: invalid email address: x", Code::ValueRejected, "@example.com"),
        (400, "INVALID_CROSS_REFERENCE_TYPE_FOR_FIELD", "x", Code::ValueRejected, "the lookup takes"),
        (413, "EXCEEDED_MAX_SIZE_REQUEST", "x", Code::RequestRejected, "`fields`"),
        (403, "FUNCTIONALITY_NOT_ENABLED", "x", Code::AccessDenied, "enable the feature"),
        (403, "TXN_SECURITY_NO_ACCESS", "x", Code::AccessDenied, "Transaction Security"),
        (406, "NOT_ACCEPTABLE", "x", Code::RequestRejected, ""),
        (428, "MATCH_PRECONDITION_REQUIRED", "x", Code::RequestRejected, ""),
        (
            400,
            "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
            "entity type cannot be updated: Opportunity",
            Code::AccessDenied,
            "Edit on Opportunity",
        ),
        (
            400,
            "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
            "record type missing for: Opportunity",
            Code::ValueRejected,
            "assign the record type",
        ),
        (
            400,
            "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
            "Deals: execution of BeforeUpdate caused by: System.NullPointerException",
            Code::AutomationFailed,
            "administrator",
        ),
        (
            401,
            "INVALID_OPERATION_WITH_EXPIRED_PASSWORD",
            "The users password has expired",
            Code::SessionExpired,
            "new one",
        ),
        (401, "INVALID_AUTH_HEADER", "INVALID_HEADER_TYPE", Code::SessionExpired, "Bearer"),
        (
            401,
            "MUTUAL_AUTHENTICATION_FAILED",
            "This session could not be mutually authenticated for the use with REST API",
            Code::SessionNotAccepted,
            "Mutual Authentication",
        ),
    ] {
        let problem = refused(status, code, message);
        let help = problem.help.unwrap_or_default();
        assert_eq!(problem.code, expected, "{code}");
        assert!(help.contains(part), "{code}: {help}");
        assert_eq!(problem.errors[0].code, code);
    }
}

#[test]
fn a_refusal_for_lack_of_a_permission_is_not_retryable() {
    assert!(!refused(403, "API_CURRENTLY_DISABLED", "API is disabled for this User").retryable);
    let down = refused(503, "API_CURRENTLY_DISABLED", "API functionality is temporarily unavailable");
    assert_eq!((down.code, down.retryable), (Code::ServerUnavailable, true));
}

#[test]
fn an_unknown_object_is_not_a_missing_permission() {
    assert_eq!(
        refused(400, "INVALID_TYPE", "sObject type 'XYZZY' is not supported.").code,
        Code::RequestRejected
    );
}

#[test]
fn a_response_without_a_salesforce_error_does_not_suggest_object_permissions() {
    for (status, part) in
        [(403, "proxy or a firewall"), (404, "instance URL"), (414, "`fields`"), (431, "`fields`")]
    {
        for body in ["", "<html>blocked</html>"] {
            let help = read_refusal(&HttpResponse::new(status, body)).help.unwrap_or_default();
            assert!(help.contains(part), "{status}: {help}");
        }
    }
}

#[test]
fn every_help_text_follows_the_style() {
    for (name, .., help) in causes::CAUSES {
        assert!(!help.ends_with('.') && !help.starts_with(char::is_uppercase), "{name}: {help}");
    }
}

#[test]
fn tells_salesforces_own_error_bodies_from_those_of_a_gateway() {
    let own = |body: &str| read_refusal(&HttpResponse::new(503, body)).from_salesforce;
    for body in [
        r#"[{"errorCode":"SERVER_UNAVAILABLE","message":"x"}]"#,
        r#"[{"statusCode":"UNABLE_TO_LOCK_ROW","message":"x","fields":[]}]"#,
        r#"[{"errorCode":"CollisionDetectedException","message":"x"}]"#,
        r#"{"message":"x","output":{"errors":[],"fieldErrors":{}}}"#,
        r#"{"success":false,"errors":[{"statusCode":"STRING_TOO_LONG","message":"x"}]}"#,
    ] {
        assert!(own(body), "{body}");
    }
    for body in [
        "",
        "<html>503</html>",
        "null",
        "[]",
        "{}",
        "\"SERVER_UNAVAILABLE\"",
        "[\"SERVER_UNAVAILABLE\"]",
        r#"[{"errorCode":"SERVER_UNAVAILABLE","mess"#,
        r#"{"message":"Service Unavailable"}"#,
        r#"{"statusCode":503,"message":"x"}"#,
        r#"{"status":503,"error":"Service Unavailable","path":"/services"}"#,
        r#"{"errorCode":"SERVER_UNAVAILABLE","message":"an object, not a list"}"#,
        r#"{"error":{"code":503,"status":"UNAVAILABLE"}}"#,
        r#"{"errors":[{"code":"SERVER_UNAVAILABLE","message":"x"}]}"#,
        r#"{"output":"x"}"#,
        r#"[{"errorCode":503,"message":"x"}]"#,
        r#"[{"errorCode":"upstream timed out","message":"x"}]"#,
        r#"[{"message":"SERVER_UNAVAILABLE"}]"#,
    ] {
        assert!(!own(body), "{body}");
    }
}

#[test]
fn an_html_page_with_status_200_is_unreadable() {
    let page = HttpResponse::new(200, "<html>Sign in</html>");
    assert_eq!(page.json().unwrap_err().code, Code::UnreadableAnswer);
}
