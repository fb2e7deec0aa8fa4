//! Exemptions from rules.

use super::world::{engine, input, propose, record, short};
use opportunity_stage::transition::User;
use serde_json::json;

#[test]
fn exemptions_are_data() {
    let rules = json!({ "version": 1, "noSkipping": true,
        "rules": [{ "id": "quiet", "when": "Amount > 5", "message": "No." }],
        "exemptions": [
            { "from": "no_skipping", "who": { "profiles": ["Boss"] } },
            { "who": { "permissions": ["Override"] }, "reason": true },
        ] });
    let engine = engine(&rules);
    let user = |profile: Option<&str>, permissions: Option<&[&str]>| User {
        profile: profile.map(Into::into),
        permissions: permissions.map(|names| names.iter().map(|name| (*name).into()).collect()),
        ..User::default()
    };
    let skips = "denied stages_skipped:no_skipping";
    let both = "denied stages_skipped:no_skipping rule:quiet";
    for (user, reason, amount, expected, exempt) in [
        (user(None, None), "", json!(1), skips, vec![]),
        (user(Some("Clerk"), Some(&[])), "Because.", json!(1), skips, vec![]),
        (user(Some("Boss"), None), "", json!(1), "allowed", vec![("no_skipping", None)]),
        (user(Some("Boss"), None), "", json!(9), "denied rule:quiet", vec![("no_skipping", None)]),
        (user(None, Some(&["Override"])), "", json!(9), both, vec![]),
        (user(None, Some(&["Override"])), "  ", json!(9), both, vec![]),
        (
            user(None, Some(&["Override"])),
            "The customer waits.",
            json!(9),
            "allowed",
            vec![("no_skipping", Some("The customer waits.")), ("quiet", Some("The customer waits."))],
        ),
        (user(Some("Boss"), Some(&["Override"])), "", json!(1), "allowed", vec![("no_skipping", None)]),
        // A rule that does not fire needs no exemption.
        (user(Some("Boss"), None), "", json!(null), "allowed", vec![("no_skipping", None)]),
    ] {
        let given = input("Review", &json!({ "reason": reason }));
        let verdict = propose(&engine, record("New", &json!({ "Amount": amount })), &user, &given).verdict;
        assert_eq!(short(&verdict), expected, "{user:?} {reason:?}");
        let found: Vec<_> = verdict.exemptions.iter().map(|it| (&*it.rule, it.reason.as_deref())).collect();
        assert_eq!(found, exempt, "{user:?} {reason:?}");
    }
    let entitled = user(None, Some(&["Override"]));
    let given = input("Review", &json!({}));
    let verdict = propose(&engine, record("New", &json!({ "Amount": 1 })), &entitled, &given).verdict;
    assert_eq!(verdict.violations[0].help.as_deref(), Some("You may do this anyway if you give a reason."));
    // The amount is unknown, which does not matter to an exempt user.
    let verdict = propose(&engine, record("New", &json!({})), &entitled, &given).verdict;
    assert_eq!(short(&verdict), "denied stages_skipped:no_skipping missing_value?quiet");
    let given = input("Review", &json!({ "reason": "So." }));
    let verdict = propose(&engine, record("New", &json!({})), &entitled, &given).verdict;
    assert_eq!(short(&verdict), "allowed");
}
