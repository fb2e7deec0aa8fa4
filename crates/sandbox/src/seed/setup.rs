//! Adds the org's setup for the Tooling API: validation rules and paths.

use serde_json::{Value as Json, json};

use super::add::{add, stamp};
use super::build_org::CreatedIds;
use super::{CustomField, Seed};
use crate::org::Org;
use crate::org::rules::Rule;

impl Seed {
    /// Refuses a rule that reads a field which the sandbox leaves empty.
    fn computable(&self, rule: Rule) -> Result<Rule, String> {
        let is_read = |field: &&CustomField| {
            field.computed && rule.paths().iter().any(|path| path.eq_ignore_ascii_case(&field.path()))
        };
        match self.fields.iter().find(is_read) {
            Some(field) => Err(format!("the sandbox does not compute `{}`", field.path())),
            None => Ok(rule),
        }
    }

    /// Adds rules and paths.
    pub(super) fn setup(&self, org: &mut Org, created: &CreatedIds) -> Result<(), String> {
        for rule in &self.validation_rules {
            let values = [
                ("ValidationName", json!(rule.name)),
                ("EntityDefinitionId", json!("Opportunity")),
                ("Active", json!(rule.active)),
                ("Description", json!(rule.description)),
                ("ErrorDisplayField", json!(rule.error_display_field)),
                ("ErrorMessage", json!(rule.error_message)),
                ("FullName", json!(format!("Opportunity.{}", rule.name))),
            ];
            let id = add(org, "ValidationRule", &values)?;
            stamp(org, "ValidationRule", id, created.first(), created.start, created.start);
            if rule.active {
                let field = rule.error_display_field.as_deref();
                let read = Rule::new(org, &rule.name, &rule.formula, &rule.error_message, field);
                match read.and_then(|read| self.computable(read)) {
                    Ok(read) => org.rules.push(read),
                    Err(why) if self.lenient => org.skipped.push((rule.name.clone(), why)),
                    Err(why) => return Err(format!("validation rule `{}`: {why}", rule.name)),
                }
            }
            let metadata = json!({
                "description": rule.description, "errorConditionFormula": rule.formula,
                "errorDisplayField": rule.error_display_field, "errorMessage": rule.error_message,
                "shouldEvaluateOnClient": null, "urls": null, "active": rule.active,
            });
            org.metadata.insert(id, metadata);
        }
        for path in &self.paths {
            let record_type = path.record_type.as_deref();
            let of = org
                .record_types
                .iter()
                .find(|t| Some(t.developer_name.as_str()) == record_type)
                .map(|t| t.id);
            let values = [
                ("DeveloperName", json!(path.developer_name)),
                ("MasterLabel", json!(path.label)),
                ("IsActive", json!(true)),
                ("IsMasterRecordType", json!(of.is_none())),
                ("RecordTypeId", json!(of.map(|id| id.to_string()))),
                ("SobjectType", json!("Opportunity")),
                ("SobjectProcessField", json!("StageName")),
                ("FullName", json!(path.developer_name)),
            ];
            let id = add(org, "PathAssistant", &values)?;
            let steps: Vec<Json> = path
                .steps
                .iter()
                .map(|s| json!({ "fieldNames": s.fields, "info": s.info, "picklistValueName": s.stage }))
                .collect();
            let metadata = json!({
                "active": true, "entityName": "Opportunity", "fieldName": "StageName", "masterLabel": path.label,
                "recordTypeName": record_type.unwrap_or("__Master__"), "pathAssistantSteps": steps, "urls": null,
            });
            org.metadata.insert(id, metadata);
        }
        Ok(())
    }
}
