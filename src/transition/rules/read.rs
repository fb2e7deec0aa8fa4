//! Parses the rules document and reports all faults at once, each with its path.

use super::document::{Document, Exemption, Guide, Rule, Scope, Severity, Test};
use super::formula_text::{field, fields, formula};
use super::texts::Text;
use crate::base::FieldValue;
use crate::base::error::Problem;
use crate::base::json::{Faults, Node, Value as Json, read_document};
use crate::base::map::{Map, first_of_each};
use crate::transition::kind::TransitionKind;
use crate::transition::user::{Who, canonical};

/// The keys that every rule may have.
const COMMON: [&str; 9] = ["id", "from", "to", "at", "kinds", "when", "severity", "message", "help"];

impl Document {
    /// Parses a document.
    ///
    /// # Errors
    ///
    /// If the text is not JSON or not a rules document of this version. Unknown keys are errors with a path.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        read_document(text, "rules document", |root| Some(read(root)))
    }
}

fn read(root: &Node<'_>) -> Document {
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
    switch(root, "noSkipping", "no_skipping", &["excuseLost"], rules, |node| {
        let excuse_lost = node.get("excuseLost").and_then(|node| node.flag()).unwrap_or(true);
        Some(Test::NoSkipping { excuse_lost })
    });
    switch(root, "noMovingBack", "no_moving_back", &["stages"], rules, |node| {
        Some(Test::NoMovingBack(texts(node, "stages")))
    });
    switch(root, "closedIsFinal", "closed_is_final", &["stages"], rules, |node| {
        Some(Test::ClosedIsFinal(texts(node, "stages")))
    });
    switch(root, "closeDate", "close_date", &[], rules, |_| Some(Test::CloseDate));
    if root.json.get("allowed").is_some_and(Json::is_array) {
        let drawn = root.get("allowed").map(|node| node.list()).unwrap_or_default();
        add(root, rules, plain("allowed", Test::Allowed(drawn.iter().map(draw).collect())));
    } else if root.json.get("allowed").is_some_and(|json| json.as_bool().is_some()) {
        root.wrong_at("allowed", "is neither a list nor an object");
    } else {
        switch(root, "allowed", "allowed", &["transitions"], rules, |node| {
            Some(Test::Allowed(node.need("transitions")?.list().iter().map(draw).collect()))
        });
    }
    if let Some(node) = root.get("lossReason") {
        node.object(&keys(&["field"]));
        let reason = node.need("field").and_then(|node| field(&node));
        if let (Some(reason), Some(mut rule)) = (reason, common(&node, "loss_reason", Test::Condition)) {
            if rule.scope.kinds.is_empty() {
                rule.scope.kinds.push(TransitionKind::CloseLost);
            }
            rule.field = Some(reason.clone());
            rule.test = Test::LossReason(reason);
            add(&node, rules, rule);
        }
    }
    list(root, "forbidden", &[], rules, |_| Some(Test::Forbidden));
    list(root, "required", &["fields"], rules, |node| Some(Test::Required(fields(&node.need("fields")?))));
    list(root, "approvals", &["approval"], rules, |node| {
        Some(Test::Approval(node.need("approval")?.text()?.into()))
    });
    list(root, "rules", &["field"], rules, |node| {
        let (_, _, _) = (node.need("id")?, node.need("when")?, node.need("message")?);
        Some(Test::Condition)
    });
    rules.check_ids(root.faults);
    let ids: Map<&str, ()> = rules.ids().map(|id| (id, ())).collect();
    document.exemptions = each(root, "exemptions").iter().filter_map(|node| exemption(node, &ids)).collect();
    document.rules = std::mem::take(&mut rules.rules);
    document.key_fields = each(root, "keyFields").iter().filter_map(guide).collect();
    document.texts = each_value(root, "messages", message);
    document.globals = each_value(root, "globals", global).into_iter().collect();
    document
}

fn each<'a>(root: &Node<'a>, key: &str) -> Vec<Node<'a>> {
    root.get(key).map(|node| node.list()).unwrap_or_default()
}

fn each_value<T>(root: &Node<'_>, key: &str, read: fn(&str, &Node<'_>) -> Option<T>) -> Vec<T> {
    let Some(node) = root.get(key) else { return Vec::new() };
    node.entries().filter_map(|(name, node)| read(name, &node)).collect()
}

fn texts(node: &Node<'_>, key: &str) -> Vec<Box<str>> {
    node.get(key).map(|node| node.texts()).unwrap_or_default()
}

fn keys<'a>(more: &[&'a str]) -> Vec<&'a str> {
    COMMON.iter().chain(more).copied().collect()
}

/// Reads a top-level rule: `true`, `false`, or an object with details.
fn switch(
    root: &Node<'_>,
    key: &str,
    id: &str,
    more: &[&str],
    rules: &mut RuleList,
    test: fn(&Node<'_>) -> Option<Test>,
) {
    let Some(node) = root.get(key) else { return };
    if node.json.as_bool() == Some(false) {
        return;
    }
    if node.json.as_bool() != Some(true) {
        if !node.json.is_object() {
            node.wrong("is neither true, false nor an object");
            return;
        }
        node.object(&keys(more));
    }
    if let Some(rule) = test(&node).and_then(|test| common(&node, id, test)) {
        add(&node, rules, rule);
    }
}

/// Reads a list of rules. A rule without an id is named by its index.
fn list(
    root: &Node<'_>,
    key: &str,
    more: &[&str],
    rules: &mut RuleList,
    test: fn(&Node<'_>) -> Option<Test>,
) {
    for (number, node) in (1..).zip(each(root, key)) {
        if node.object(&keys(more)).is_some() {
            let test = test(&node);
            let rule = common(&node, &format!("{key}_{number}"), Test::Condition);
            if let Some((test, rule)) = test.zip(rule) {
                add(&node, rules, Rule { test, ..rule });
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
fn common(node: &Node<'_>, id: &str, test: Test) -> Option<Rule> {
    let text = |key: &str| node.get(key).and_then(|node| node.text().map(Box::from));
    let mut rule = plain(id, test);
    if let Some(id) = text("id") {
        rule.id = id;
    }
    rule.scope = scope(node);
    rule.scope.staying = matches!(rule.test, Test::CloseDate);
    rule.when = node.get("when").and_then(|node| formula(&node));
    rule.field = node.get("field").and_then(|node| field(&node));
    rule.message = text("message");
    rule.help = text("help");
    if let Some(node) = node.get("severity") {
        match node.json.as_str() {
            Some("error") => {}
            Some("acknowledge") => rule.severity = Severity::Acknowledge,
            Some("warning") => rule.severity = Severity::Warning,
            _ => node.wrong("is neither error, acknowledge nor warning"),
        }
    }
    Some(rule)
}

fn scope(node: &Node<'_>) -> Scope {
    let mut kinds = Vec::new();
    if let Some(node) = node.get("kinds") {
        let list = node.list();
        if list.is_empty() && node.json.is_array() {
            node.wrong("is empty");
        }
        for item in list {
            match TransitionKind::ALL.iter().find(|kind| item.json.as_str() == Some(kind.as_str())) {
                Some(kind) => kinds.push(*kind),
                None => item.wrong("is not a kind of transition"),
            }
        }
    }
    Scope { from: texts(node, "from"), to: texts(node, "to"), at: texts(node, "at"), kinds, staying: false }
}

/// Reads an allowed transition.
fn draw(node: &Node<'_>) -> (Scope, Option<salesforce_formula::Formula>) {
    node.object(&["from", "to", "kinds", "when"]);
    (scope(node), node.get("when").and_then(|node| formula(&node)))
}

/// The rules of a document, with the path of each id.
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

fn add(node: &Node<'_>, rules: &mut RuleList, rule: Rule) {
    rules.id_paths.push(node.get("id").as_ref().unwrap_or(node).path.clone());
    rules.rules.push(rule);
}

fn exemption(node: &Node<'_>, ids: &Map<&str, ()>) -> Option<Exemption> {
    node.object(&["from", "who", "reason"])?;
    let from = texts(node, "from");
    for id in from.iter().filter(|id| !ids.contains_key(&***id)) {
        node.wrong_at("from", &format!("names `{id}`, which is not a rule of this document"));
    }
    let who = node.need("who")?;
    let object = who.object(&["profiles", "roles", "permissions", "users"])?;
    if object.is_empty() {
        who.wrong("does not name a user");
    }
    let reason = node.get("reason").and_then(|node| node.flag()).unwrap_or(false);
    let [profiles, roles, permissions, users] =
        ["profiles", "roles", "permissions", "users"].map(|key| texts(&who, key));
    Some(Exemption { from, who: Who { profiles, roles, permissions, users }, reason })
}

fn guide(node: &Node<'_>) -> Option<Guide> {
    node.object(&["at", "fields", "guidance"])?;
    Some(Guide {
        stages: node.need("at")?.texts(),
        fields: node.get("fields").map(|node| fields(&node)).unwrap_or_default(),
        guidance: node.get("guidance").and_then(|node| node.text().map(Box::from)),
    })
}

fn message(key: &str, node: &Node<'_>) -> Option<Text> {
    if node.json.is_string() {
        return Some(Text { key: key.into(), message: Some(node.text()?.into()), help: None });
    }
    node.object(&["message", "help"])?;
    let text = |key: &str| node.get(key).and_then(|node| node.text().map(Box::from));
    Some(Text { key: key.into(), message: text("message"), help: text("help") })
}

fn global(key: &str, node: &Node<'_>) -> Option<(String, FieldValue)> {
    let value = FieldValue::from_json(node.json).filter(|value| *value != FieldValue::Null);
    if !key.starts_with('$') {
        node.wrong("is not the name of a global variable");
    } else if value.is_none() {
        node.wrong("is not a text, a number, true or false");
    }
    Some((canonical(key), value?))
}
