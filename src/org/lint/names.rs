//! Finds names that the org no longer has.

use super::{Finding, Linter, Severity};
use crate::base::FieldName;
use crate::base::map::Map;
use crate::org::{OrgDocument, SalesProcess, ValidationRule};
use salesforce_formula::Formula;

impl Linter<'_> {
    /// Checks the names in a rule.
    pub(super) fn check_names(&mut self, rule: &ValidationRule, formula: &Formula) {
        let severity = if rule.active { Severity::Warning } else { Severity::Info };
        let literals: Vec<_> = formula
            .literals()
            .into_iter()
            .filter_map(|literal| {
                let (code, message) = self.lost_literal(literal.field, literal.value)?;
                Some((code, literal.at, message))
            })
            .collect();
        let mut add = |code, at, message: String| {
            let name = rule.name.clone();
            self.findings.push(Finding { code, severity, subject: "rule", name, message, at });
        };
        for name in formula.fields().into_iter().filter(|name| is_lost(self.document, &self.packages, name)) {
            add("unknown_field", None, format!("`{name}` is not among the document's fields"));
        }
        for (code, at, message) in literals {
            add(code, Some(at), message);
        }
        if let Some(field) =
            rule.field.as_ref().filter(|field| is_lost(self.document, &self.packages, field.as_str()))
        {
            add(
                "unknown_field",
                None,
                format!("the message is shown at `{field}`, which is not among the document's fields"),
            );
        }
    }

    /// Checks the names by which parts of the document refer to each other.
    pub(super) fn check_structure(&mut self) {
        let document = self.document;
        let mut add = |code, subject, name: &str, message: String| {
            let severity = Severity::Warning;
            self.findings.push(Finding { code, severity, subject, name: name.into(), message, at: None });
        };
        let (stages, lower) = (&self.stages, str::to_ascii_lowercase);
        let lost_stage = |stage: &str| !stages.is_empty() && !stages.contains_key(stage);
        let processes: Map<&str, &SalesProcess> =
            document.sales_processes.iter().map(|process| (&*process.name, process)).collect();
        let types: Map<String, ()> =
            document.record_types.iter().map(|kind| (lower(&kind.developer_name), ())).collect();
        let is_active = |stage: &str| stages.get(stage).is_some_and(|stage| stage.active);
        let has_stages = |process: Option<&&SalesProcess>| match process {
            Some(process) => process.stages.iter().any(|stage| is_active(stage)),
            None => document.stages.iter().any(|stage| stage.active),
        };
        for process in &document.sales_processes {
            for stage in process.stages.iter().filter(|stage| lost_stage(stage)) {
                add(
                    "unknown_stage",
                    "salesProcess",
                    &process.name,
                    format!("`{stage}` is not a stage of the org"),
                );
            }
        }
        for kind in &document.record_types {
            let known = |name: &str| processes.get(name);
            if let Some(process) = kind.sales_process.as_ref().filter(|name| known(name).is_none()) {
                let message = format!("the sales process `{process}` does not exist");
                add("unknown_sales_process", "recordType", &kind.developer_name, message);
            } else if kind.active
                && !document.stages.is_empty()
                && !has_stages(kind.sales_process.as_deref().and_then(known))
            {
                add("no_stages", "recordType", &kind.developer_name, "it has no active stage".into());
            }
        }
        for path in &document.paths {
            let of = path.record_type.as_deref().unwrap_or("(no record type)");
            if let Some(name) = path.record_type.as_deref()
                && !types.contains_key(&lower(name))
            {
                add("unknown_record_type", "path", of, format!("`{name}` is not a record type of the org"));
            }
            for step in &path.steps {
                if lost_stage(&step.stage) {
                    add("unknown_stage", "path", of, format!("`{}` is not a stage of the org", step.stage));
                }
                let missing = |field: &&FieldName| is_lost(self.document, &self.packages, field.as_str());
                for field in step.fields.iter().filter(missing) {
                    let message = format!(
                        "`{field}`, a key field of `{}`, is not among the document's fields",
                        step.stage
                    );
                    add("unknown_field", "path", of, message);
                }
            }
        }
    }
}

/// Returns true if the name is a custom field of Opportunity that the document does not contain.
///
/// Nothing is certain about packages of which the document has no field, because they may be installed without
/// being part of the project. The same goes for standard fields, which Salesforce adds with every release.
fn is_lost(document: &OrgDocument, packages: &Map<String, ()>, name: &str) -> bool {
    let own = match name.split_once('.') {
        Some((object, own)) if object.eq_ignore_ascii_case("Opportunity") => own,
        Some(_) => return false,
        None => name,
    };
    let Some(package) = package_of(own) else { return false };
    document.field(own).is_none() && packages.contains_key(&package)
}

/// Returns the namespaces of the document's custom fields of Opportunity.
pub(super) fn packages(document: &OrgDocument) -> Map<String, ()> {
    let own = document.fields.iter().map(|field| field.name.as_str()).filter(|name| !name.contains('.'));
    own.filter_map(package_of).map(|package| (package, ())).collect()
}

/// Returns the namespace of a custom field, empty for the org's own; `None` for a standard field.
fn package_of(field: &str) -> Option<String> {
    let field = field.to_ascii_lowercase();
    let bare = field.strip_suffix("__c")?;
    Some(bare.split_once("__").map_or("", |(package, _)| package).to_owned())
}

impl Linter<'_> {
    /// Checks a text that a field is compared with.
    fn lost_literal(&self, field: &str, value: &str) -> Option<(&'static str, String)> {
        let document = self.document;
        let own = match field.split_once('.') {
            Some((object, own)) if object.eq_ignore_ascii_case("Opportunity") => own,
            _ => field,
        };
        let is = |name: &str| own.eq_ignore_ascii_case(name);
        if is("StageName") {
            return self.lost_stage(value);
        }
        if is("$RecordType.DeveloperName") || is("RecordType.DeveloperName") {
            let missing = !document.record_types.is_empty() && document.record_type(value).is_none();
            return missing
                .then(|| ("unknown_record_type", format!("`{value}` is not a record type of the org")));
        }
        if is("$RecordType.Name") || is("RecordType.Name") {
            let known = |kind: &crate::org::RecordType| kind.label.eq_ignore_ascii_case(value);
            let missing = !document.record_types.is_empty() && !document.record_types.iter().any(known);
            return missing.then(|| {
                ("unknown_record_type", format!("no record type of the org has the label `{value}`"))
            });
        }
        let picklist =
            document.field(own)?.picklist.as_ref().filter(|picklist| !picklist.values.is_empty())?;
        let Some(known) = picklist.values.iter().find(|known| known.value == value) else {
            return Some(("unknown_value", format!("`{value}` is not a value of `{own}`")));
        };
        (!known.active).then(|| ("inactive_value", format!("`{value}` of `{own}` is no longer active")))
    }

    fn lost_stage(&self, value: &str) -> Option<(&'static str, String)> {
        if self.stages.is_empty() {
            return None;
        }
        let Some(known) = self.stages.get(value) else {
            let labelled = self.labels.get(value);
            let message = match labelled {
                Some(stage) => {
                    format!("`{value}` is the label of the stage `{}`, not its API name", stage.stage.value)
                }
                None => format!("`{value}` is not a stage of the org"),
            };
            return Some(("unknown_stage", message));
        };
        (!known.active).then(|| ("inactive_stage", format!("the stage `{value}` is no longer active")))
    }
}
