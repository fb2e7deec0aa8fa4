//! A seed from an org document, the file that `opportunity-stage import` writes.
//!
//! The document says how the org is set up, and the seed supplies the records: its opportunities get stages and
//! record types of the document's org.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Number;

use super::{CustomField, PathAssistant, PathStep, RecordType, SalesProcess, Seed, Stage, ValidationRule};
use crate::org::stages::CATEGORIES;

/// An org document. Any key may be null; the package's `org.schema.json` describes them.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[allow(missing_docs, reason = "the names are those of the schema")]
pub struct Document {
    #[serde(rename = "$schema")]
    _schema: Option<String>,
    version: u32,
    stages: Option<Vec<DocumentStage>>,
    sales_processes: Option<Vec<DocumentProcess>>,
    record_types: Option<Vec<DocumentType>>,
    fields: Option<Vec<DocumentField>>,
    paths: Option<Vec<DocumentPath>>,
    validation_rules: Option<Vec<DocumentRule>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct DocumentStage {
    value: String,
    label: Option<String>,
    active: Option<bool>,
    closed: Option<bool>,
    won: Option<bool>,
    probability: Option<Number>,
    forecast_category: Option<String>,
    description: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct DocumentProcess {
    name: String,
    stages: Option<Vec<String>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct DocumentType {
    developer_name: String,
    label: Option<String>,
    active: Option<bool>,
    sales_process: Option<String>,
    picklists: Option<BTreeMap<String, Vec<String>>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct DocumentField {
    name: String,
    label: Option<String>,
    #[serde(rename = "type")]
    kind: String,
    length: Option<u32>,
    precision: Option<u32>,
    scale: Option<u32>,
    required: Option<bool>,
    formula: Option<String>,
    #[serde(rename = "formulaTreatBlanksAs")]
    _blanks: Option<String>,
    picklist: Option<DocumentPicklist>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct DocumentPicklist {
    restricted: Option<bool>,
    values: Option<Vec<DocumentValue>>,
    controlling_field: Option<String>,
    value_settings: Option<BTreeMap<String, Vec<String>>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct DocumentValue {
    value: String,
    label: Option<String>,
    active: Option<bool>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct DocumentPath {
    record_type: Option<String>,
    active: Option<bool>,
    steps: Option<Vec<DocumentStep>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct DocumentStep {
    stage: String,
    fields: Option<Vec<String>>,
    guidance: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct DocumentRule {
    name: String,
    active: Option<bool>,
    formula: String,
    message: String,
    field: Option<String>,
    description: Option<String>,
}

/// The sales process of record types whose document names none.
const EVERY_STAGE: &str = "Every stage";

impl Seed {
    /// Returns the seed as an org that is set up as the document says. Stages that the document leaves out stay
    /// the seed's; custom fields, Paths and validation rules are those of the document alone.
    pub fn of_document(mut self, document: &Document) -> Result<Self, String> {
        let former = self.stages.clone();
        if document.version != 1 {
            return Err(format!("org document: version {} is not 1", document.version));
        }
        if let Some(stages) = document.stages.as_ref().filter(|stages| !stages.is_empty()) {
            if stages.iter().all(|stage| stage.active == Some(false)) {
                return Err("org document: no stage is active".into());
            }
            self.stages = stages.iter().map(stage).collect();
        }
        let of_stages = document.stages.is_some() || document.record_types.is_some();
        if of_stages {
            self.sales_processes(document);
            self.record_types = self.types(document);
        }
        self.fields = document.fields.iter().flatten().filter_map(field).collect();
        self.paths = document.paths.iter().flatten().filter_map(path).collect();
        self.validation_rules = document.validation_rules.iter().flatten().map(rule).collect();
        self.lenient = true;
        self.adapt(&former);
        Ok(self)
    }

    /// Takes over the sales processes, their stages in the org's order.
    fn sales_processes(&mut self, document: &Document) {
        let every: Vec<String> = self.stages.iter().filter(|s| s.active).map(|s| s.value.clone()).collect();
        let in_order = |process: &DocumentProcess| {
            let listed = |value: &&String| process.stages.iter().flatten().any(|stage| stage == *value);
            SalesProcess {
                name: process.name.clone(),
                stages: every.iter().filter(listed).cloned().collect(),
            }
        };
        self.sales_processes = document.sales_processes.iter().flatten().map(in_order).collect();
        self.sales_processes.retain(|process| !process.stages.is_empty());
        self.sales_processes.push(SalesProcess { name: EVERY_STAGE.into(), stages: every });
    }

    fn types(&self, document: &Document) -> Vec<RecordType> {
        let known = |name: &&String| self.sales_processes.iter().any(|process| process.name == **name);
        let first = document.record_types.iter().flatten().position(|of| of.active != Some(false));
        let record_type = |(position, of): (usize, &DocumentType)| RecordType {
            name: of.label.clone().unwrap_or_else(|| of.developer_name.clone()),
            developer_name: of.developer_name.clone(),
            sales_process: of
                .sales_process
                .as_ref()
                .filter(known)
                .cloned()
                .unwrap_or_else(|| EVERY_STAGE.into()),
            default: Some(position) == first,
            available: of.active != Some(false),
            picklists: of.picklists.clone().unwrap_or_default(),
        };
        document.record_types.iter().flatten().enumerate().map(record_type).collect()
    }

    /// Gives records what the org has: its record types, its stages, its fields. What fits stays.
    fn adapt(&mut self, former: &[Stage]) {
        let available: Vec<usize> =
            self.record_types.iter().enumerate().filter(|(_, t)| t.available).map(|(at, _)| at).collect();
        let mut opportunities = std::mem::take(&mut self.opportunities);
        for (position, opportunity) in opportunities.iter_mut().enumerate() {
            let kept = self
                .record_types
                .iter()
                .find(|t| Some(&t.developer_name) == opportunity.record_type.as_ref());
            // The records go round the record types, the first one to the default.
            let given = available.get(position % available.len().max(1)).map(|at| &self.record_types[*at]);
            let record_type = kept.or(given);
            opportunity.record_type = record_type.map(|t| t.developer_name.clone());
            let process = record_type
                .and_then(|t| self.sales_processes.iter().find(|process| process.name == t.sales_process));
            let was = former.iter().find(|stage| stage.value == opportunity.stage);
            let admitted = |stage: &&Stage| {
                stage.active && process.is_none_or(|process| process.stages.contains(&stage.value))
            };
            let fits =
                |stage: &&Stage| stage.value == opportunity.stage && (kept.is_some() || admitted(stage));
            if !self.stages.iter().any(|stage| fits(&stage)) {
                let choices: Vec<&Stage> = self.stages.iter().filter(admitted).collect();
                opportunity.stage = like(was, &choices, position);
            }
            opportunity
                .fields
                .retain(|name, _| !name.ends_with("__c") || self.has_field(name, "Opportunity"));
        }
        self.opportunities = opportunities;
        let mut accounts = std::mem::take(&mut self.accounts);
        for account in &mut accounts {
            account.fields.retain(|name, _| !name.ends_with("__c") || self.has_field(name, "Account"));
        }
        self.accounts = accounts;
    }

    fn has_field(&self, name: &str, object: &str) -> bool {
        self.fields.iter().any(|field| field.name == name && field.object == object && !field.computed)
    }
}

/// Returns the stage in place of another one: one that is as open, won or lost.
fn like(was: Option<&Stage>, choices: &[&Stage], position: usize) -> String {
    let (closed, won) = was.map_or((false, false), |stage| (stage.closed, stage.won));
    let alike: Vec<&Stage> =
        choices.iter().copied().filter(|stage| (stage.closed, stage.won) == (closed, won)).collect();
    let found = alike.get(position % alike.len().max(1)).or_else(|| choices.first());
    found.map(|stage| stage.value.clone()).unwrap_or_default()
}

fn stage(of: &DocumentStage) -> Stage {
    let (closed, won) = (of.closed == Some(true), of.won == Some(true));
    let category = of.forecast_category.as_deref();
    let known = CATEGORIES.iter().find(|(api, name)| category.is_some_and(|c| c == *name || c == *api));
    let default = match (closed, won) {
        (_, true) => ("Closed", 100.0),
        (true, false) => ("Omitted", 0.0),
        (false, false) => ("Pipeline", 10.0),
    };
    let probability = of.probability.as_ref().and_then(Number::as_f64).unwrap_or(default.1);
    Stage {
        value: of.value.clone(),
        label: of.label.clone(),
        // OpportunityStage.DefaultProbability has no digits after the point.
        probability: probability.round() as i64,
        forecast_category: known.map_or(default.0, |(api, _)| api).into(),
        closed,
        won,
        active: of.active != Some(false),
        description: of.description.clone(),
    }
}

/// Returns a field of Opportunity, of Account (`Account.Score__c`) or of User (`$User.Region__c`). Other objects
/// do not exist in the sandbox.
fn field(of: &DocumentField) -> Option<CustomField> {
    let (object, name) = match of.name.rsplit_once('.') {
        None => ("Opportunity", of.name.as_str()),
        Some(("Account", name)) => ("Account", name),
        Some(("$User" | "Owner", name)) => ("User", name),
        Some(_) => return None,
    };
    let picklist = of.picklist.clone().unwrap_or_default();
    let active = picklist.values.iter().flatten().filter(|value| value.active != Some(false));
    let labels = active.clone().filter_map(|v| Some((v.value.clone(), v.label.clone()?)));
    let computed = of.formula.is_some() || of.kind == "Summary";
    Some(CustomField {
        object: object.into(),
        label: of.label.clone(),
        // Describe has the names of the UI API in lower case.
        kind: Some(of.kind.to_ascii_lowercase()),
        length: of.length.unwrap_or_default(),
        precision: of.precision.unwrap_or_default(),
        scale: of.scale.unwrap_or_default(),
        labels: labels.collect(),
        values: active.map(|value| value.value.clone()).collect(),
        restricted: picklist.restricted == Some(true),
        controller: picklist.controlling_field,
        valid_for: picklist.value_settings.unwrap_or_default(),
        read_only: computed,
        computed,
        required: of.required == Some(true) && !computed,
        ..CustomField::named(name)
    })
}

fn path(of: &DocumentPath) -> Option<PathAssistant> {
    let name = of.record_type.as_deref().unwrap_or("Opportunity");
    let step = |step: &DocumentStep| PathStep {
        stage: step.stage.clone(),
        info: step.guidance.clone().unwrap_or_default(),
        fields: step.fields.clone().unwrap_or_default(),
    };
    (of.active != Some(false)).then(|| PathAssistant {
        developer_name: format!("{name}_Path"),
        label: format!("{name} Path"),
        record_type: of.record_type.clone(),
        steps: of.steps.iter().flatten().map(step).collect(),
    })
}

fn rule(of: &DocumentRule) -> ValidationRule {
    ValidationRule {
        name: of.name.clone(),
        active: of.active != Some(false),
        description: of.description.clone(),
        formula: of.formula.clone(),
        error_message: of.message.clone(),
        error_display_field: of.field.clone(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::{Document, Seed};

    fn document() -> Document {
        serde_json::from_str(include_str!("../../../../tests/fixtures/org/document.json")).unwrap()
    }

    #[test]
    fn builds_the_org_of_a_document() {
        let seed = Seed::built_in().unwrap().of_document(&document()).unwrap();
        let org = seed.build_org(Timestamp::UNIX_EPOCH).unwrap();
        let stages: Vec<String> = org.stages().into_iter().map(|stage| stage.value).collect();
        assert_eq!(
            stages,
            [
                "Prospecting",
                "Proposal/Price Quote",
                "Old",
                "Négociation",
                "Closed Won",
                "Signed",
                "Closed Lost"
            ]
        );
        let partner = org.record_types.iter().find(|t| t.developer_name == "Partner").unwrap();
        // In the org's order; `Old` is inactive, and `Gone` is not a stage.
        assert_eq!(partner.stages, ["Prospecting", "Négociation", "Closed Won", "Closed Lost"]);
        assert_eq!(partner.picklists["Loss_Reason__c"], ["Price"]);
        let fields = &org.table("Opportunity").unwrap().object;
        let reason = fields.field("Loss_Reason__c").unwrap();
        assert_eq!((reason.choices.len(), reason.choices[0].label.as_str()), (1, "Too dear"));
        assert!(reason.restricted && reason.choices[0].valid_for == ["Closed Lost"]);
        assert!(!fields.field("Note__c").unwrap().nillable);
        assert!(fields.field("MRR__c").is_none(), "a field of the built-in seed");
        assert_eq!(org.rules.len(), 1);
    }

    #[test]
    fn gives_every_opportunity_a_stage_of_its_sales_process() {
        let seed = Seed::built_in().unwrap().of_document(&document()).unwrap();
        assert_eq!(seed.opportunities[0].record_type.as_deref(), Some("Partner"));
        let partner = &seed.sales_processes[0];
        for opportunity in &seed.opportunities {
            assert!(
                partner.stages.contains(&opportunity.stage),
                "{}: {}",
                opportunity.name,
                opportunity.stage
            );
        }
        let closed = seed.opportunities.iter().filter(|o| o.stage == "Closed Won").count();
        let of_seed = Seed::built_in().unwrap().opportunities;
        assert_eq!(closed, of_seed.iter().filter(|o| o.stage == "Closed Won").count());
    }

    #[test]
    fn skips_a_rule_that_it_cannot_evaluate() {
        let mut document = document();
        let rule = |name: &str, formula: &str| {
            serde_json::from_value(serde_json::json!({ "name": name, "formula": formula, "message": "No." }))
                .unwrap()
        };
        document.validation_rules = Some(vec![
            rule("Broken", "AND("),
            rule("Computed", "Doubled__c > 10"),
            rule("Unknown", "Gone__c = 1"),
            rule("Good", "Amount > 10"),
        ]);
        let seed = Seed::built_in().unwrap().of_document(&document).unwrap();
        let org = seed.build_org(Timestamp::UNIX_EPOCH).unwrap();
        let skipped: Vec<&str> = org.skipped.iter().map(|(rule, _)| rule.as_str()).collect();
        assert_eq!(skipped, ["Broken", "Computed", "Unknown"]);
        assert_eq!(org.rules.len(), 1);
    }
}
