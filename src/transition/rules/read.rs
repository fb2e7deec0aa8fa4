//! Parses the rules document and reports all faults at once, each with its path.

use super::document::{Document, Exemption, Guide, Rule, Scope, Severity, Test};
use super::formula_text::{field, fields, formula};
use super::reader::{Faults, Place};
use super::texts::Text;
use crate::base::FieldValue;
use crate::base::error::Problem;
use crate::base::json::Value as Json;
use crate::base::map::{Map, first_of_each};
use crate::transition::kind::TransitionKind;
use crate::transition::user::Who;

/// The keys that every rule may have.
const COMMON: [&str; 9] = ["id", "from", "to", "at", "kinds", "when", "severity", "message", "help"];

impl Document {
    /// Parses a document.
    ///
    /// # Errors
    ///
    /// If the text is not JSON or not a rules document of this version. Unknown keys are errors with a path.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let json = crate::base::json::parse(text, "rules document")?;
        let faults = Faults::default();
        let document = read(&Place { json: &json, path: String::new(), faults: &faults });
        match faults.problem() {
            Some(problem) => Err(problem),
            None => Ok(document),
        }
    }
}

fn read(root: &Place<'_>) -> Document {
    let mut document = Document::default();
    root.object(&[
        "$schema",
        "version",
        "noSkipping",
        "noMovingBack",
        "closedIsFinal",
        "allowed",
        "forbidden",
        "required",
        "keyFields",
        "closeDate",
        "lossReason",
        "approvals",
        "rules",
        "exemptions",
        "messages",
        "globals",
    ]);
    if let Some(version) = root.need("version")
        && version.json.as_u64() != Some(1)
    {
        version.wrong("is not 1, the supported version");
    }
    let rules = &mut RuleList::default();
    switch(root, "noSkipping", "no_skipping", &["excuseLost"], rules, |place| {
        let excuse_lost = place.get("excuseLost").and_then(|place| place.flag()).unwrap_or(true);
        Some(Test::NoSkipping { excuse_lost })
    });
    switch(root, "noMovingBack", "no_moving_back", &["stages"], rules, |place| {
        Some(Test::NoMovingBack(texts(place, "stages")))
    });
    switch(root, "closedIsFinal", "closed_is_final", &["stages"], rules, |place| {
        Some(Test::ClosedIsFinal(texts(place, "stages")))
    });
    switch(root, "closeDate", "close_date", &[], rules, |_| Some(Test::CloseDate));
    if root.json.get("allowed").is_some_and(Json::is_array) {
        let drawn = root.get("allowed").map(|place| place.list()).unwrap_or_default();
        add(root, rules, plain("allowed", Test::Allowed(drawn.iter().map(draw).collect())));
    } else if root.json.get("allowed").is_some_and(|json| json.as_bool().is_some()) {
        root.wrong_at("allowed", "is neither a list nor an object");
    } else {
        switch(root, "allowed", "allowed", &["transitions"], rules, |place| {
            Some(Test::Allowed(place.need("transitions")?.list().iter().map(draw).collect()))
        });
    }
    if let Some(place) = root.get("lossReason") {
        place.object(&keys(&["field"]));
        let reason = place.need("field").and_then(|place| field(&place));
        if let (Some(reason), Some(mut rule)) = (reason, common(&place, "loss_reason", Test::Condition)) {
            if rule.scope.kinds.is_empty() {
                rule.scope.kinds.push(TransitionKind::CloseLost);
            }
            rule.field = Some(reason.clone());
            rule.test = Test::LossReason(reason);
            add(&place, rules, rule);
        }
    }
    list(root, "forbidden", &[], rules, |_| Some(Test::Forbidden));
    list(root, "required", &["fields"], rules, |place| Some(Test::Required(fields(&place.need("fields")?))));
    list(root, "approvals", &["approval"], rules, |place| {
        Some(Test::Approval(place.need("approval")?.text()?.into()))
    });
    list(root, "rules", &["field"], rules, |place| {
        let (_, _, _) = (place.need("id")?, place.need("when")?, place.need("message")?);
        Some(Test::Condition)
    });
    rules.check_ids(root.faults);
    let ids: Map<&str, ()> = rules.ids().map(|id| (id, ())).collect();
    document.exemptions =
        each(root, "exemptions").iter().filter_map(|place| exemption(place, &ids)).collect();
    document.rules = std::mem::take(&mut rules.rules);
    document.key_fields = each(root, "keyFields").iter().filter_map(guide).collect();
    document.texts = each_value(root, "messages", message);
    document.globals = each_value(root, "globals", global);
    document
}

fn each<'a>(root: &Place<'a>, key: &str) -> Vec<Place<'a>> {
    root.get(key).map(|place| place.list()).unwrap_or_default()
}

fn each_value<T>(root: &Place<'_>, key: &str, read: fn(&str, &Place<'_>) -> Option<T>) -> Vec<T> {
    let Some(place) = root.get(key) else { return Vec::new() };
    let names = place.any_object().map(|object| object.keys()).into_iter().flatten();
    names.filter_map(|name| read(name, &place.get(name)?)).collect()
}

fn texts(place: &Place<'_>, key: &str) -> Vec<Box<str>> {
    place.get(key).map(|place| place.texts()).unwrap_or_default()
}

fn keys<'a>(more: &[&'a str]) -> Vec<&'a str> {
    COMMON.iter().chain(more).copied().collect()
}

/// Reads a top-level rule: `true`, `false`, or an object with details.
fn switch(
    root: &Place<'_>,
    key: &str,
    id: &str,
    more: &[&str],
    rules: &mut RuleList,
    test: fn(&Place<'_>) -> Option<Test>,
) {
    let Some(place) = root.get(key) else { return };
    if place.json.as_bool() == Some(false) {
        return;
    }
    if place.json.as_bool() != Some(true) {
        if !place.json.is_object() {
            place.wrong("is neither true, false nor an object");
            return;
        }
        place.object(&keys(more));
    }
    if let Some(rule) = test(&place).and_then(|test| common(&place, id, test)) {
        add(&place, rules, rule);
    }
}

/// Reads a list of rules. A rule without an id is named by its index.
fn list(
    root: &Place<'_>,
    key: &str,
    more: &[&str],
    rules: &mut RuleList,
    test: fn(&Place<'_>) -> Option<Test>,
) {
    for (number, place) in (1..).zip(each(root, key)) {
        if place.object(&keys(more)).is_some() {
            let test = test(&place);
            let rule = common(&place, &format!("{key}_{number}"), Test::Condition);
            if let Some((test, rule)) = test.zip(rule) {
                add(&place, rules, Rule { test, ..rule });
            }
        }
    }
}

fn plain(id: &str, test: Test) -> Rule {
    Rule {
        id: id.into(),
        test,
        scope: Scope::default(),
        when: None,
        severity: Severity::Error,
        field: None,
        message: None,
        help: None,
    }
}

/// Reads the keys that every rule may have.
#[allow(clippy::unnecessary_wraps, reason = "the callers chain it with what may fail")]
fn common(place: &Place<'_>, id: &str, test: Test) -> Option<Rule> {
    let text = |key: &str| place.get(key).and_then(|place| place.text().map(Box::from));
    let mut rule = plain(id, test);
    if let Some(id) = text("id") {
        rule.id = id;
    }
    rule.scope = scope(place);
    rule.scope.staying = matches!(rule.test, Test::CloseDate);
    rule.when = place.get("when").and_then(|place| formula(&place));
    rule.field = place.get("field").and_then(|place| field(&place));
    rule.message = text("message");
    rule.help = text("help");
    if let Some(place) = place.get("severity") {
        match place.json.as_str() {
            Some("error") => {}
            Some("acknowledge") => rule.severity = Severity::Acknowledge,
            Some("warning") => rule.severity = Severity::Warning,
            _ => place.wrong("is neither error, acknowledge nor warning"),
        }
    }
    Some(rule)
}

fn scope(place: &Place<'_>) -> Scope {
    let mut kinds = Vec::new();
    if let Some(place) = place.get("kinds") {
        let list = place.list();
        if list.is_empty() && place.json.is_array() {
            place.wrong("is empty");
        }
        for item in list {
            match TransitionKind::ALL.iter().find(|kind| item.json.as_str() == Some(kind.as_str())) {
                Some(kind) => kinds.push(*kind),
                None => item.wrong("is not a kind of transition"),
            }
        }
    }
    Scope {
        from: texts(place, "from"),
        to: texts(place, "to"),
        at: texts(place, "at"),
        kinds,
        staying: false,
    }
}

/// Reads an allowed transition.
fn draw(place: &Place<'_>) -> (Scope, Option<salesforce_formula::Formula>) {
    place.object(&["from", "to", "kinds", "when"]);
    (scope(place), place.get("when").and_then(|place| formula(&place)))
}

/// The rules of a document, and where the id of each stands.
#[derive(Default)]
struct RuleList {
    rules: Vec<Rule>,
    id_paths: Vec<String>,
}

impl RuleList {
    fn ids(&self) -> impl DoubleEndedIterator<Item = &str> + ExactSizeIterator {
        self.rules.iter().map(|rule| &*rule.id)
    }

    /// Reports each id that an earlier rule has.
    fn check_ids(&self, faults: &Faults) {
        for (path, first) in self.id_paths.iter().zip(first_of_each(self.ids())) {
            if !first {
                faults.add(path, "has the id of another rule");
            }
        }
    }
}

fn add(place: &Place<'_>, rules: &mut RuleList, rule: Rule) {
    rules.id_paths.push(place.get("id").as_ref().unwrap_or(place).path.clone());
    rules.rules.push(rule);
}

fn exemption(place: &Place<'_>, ids: &Map<&str, ()>) -> Option<Exemption> {
    place.object(&["from", "who", "reason"])?;
    let from = texts(place, "from");
    for id in from.iter().filter(|id| !ids.contains_key(&***id)) {
        place.wrong_at("from", &format!("names `{id}`, which is not a rule of this document"));
    }
    let who = place.need("who")?;
    let object = who.object(&["profiles", "roles", "permissions", "users"])?;
    if object.is_empty() {
        who.wrong("does not name a user");
    }
    let reason = place.get("reason").and_then(|place| place.flag()).unwrap_or(false);
    let [profiles, roles, permissions, users] =
        ["profiles", "roles", "permissions", "users"].map(|key| texts(&who, key));
    Some(Exemption { from, who: Who { profiles, roles, permissions, users }, reason })
}

fn guide(place: &Place<'_>) -> Option<Guide> {
    place.object(&["at", "fields", "guidance"])?;
    Some(Guide {
        stages: place.need("at")?.texts(),
        fields: place.get("fields").map(|place| fields(&place)).unwrap_or_default(),
        guidance: place.get("guidance").and_then(|place| place.text().map(Box::from)),
    })
}

fn message(key: &str, place: &Place<'_>) -> Option<Text> {
    if place.json.is_string() {
        return Some(Text { key: key.into(), message: Some(place.text()?.into()), help: None });
    }
    place.object(&["message", "help"])?;
    let text = |key: &str| place.get(key).and_then(|place| place.text().map(Box::from));
    Some(Text { key: key.into(), message: text("message"), help: text("help") })
}

fn global(key: &str, place: &Place<'_>) -> Option<(Box<str>, FieldValue)> {
    let value = FieldValue::from_json(place.json).filter(|value| *value != FieldValue::Null);
    if !key.starts_with('$') {
        place.wrong("is not the name of a global variable");
    } else if value.is_none() {
        place.wrong("is not a text, a number, true or false");
    }
    Some((key.into(), value?))
}
