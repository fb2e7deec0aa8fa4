//! Evaluates rules over records of the host, without a connection.

mod batch;
mod groups;

use std::cell::RefCell;
use std::rc::Rc;

pub use batch::{Batch, Table};

use super::opportunity::Opportunity;
use super::refused::Refusals;
use super::rules::{Document, OpportunitySchema, Rules, Ruleset};
use super::user::User;
use crate::base::error::{Code, Problem};
use crate::base::map::Map;
use crate::base::{FieldName, FieldValue, FieldValues, MASTER_RECORD_TYPE, RecordId, Snapshot};
use crate::org::{FieldInfo, ObjectInfo, OrgDocument, OrgStage, Picklists, Stage, standard_field};
use salesforce_formula::{FieldType, Schema as _};

/// The most relationships that a path may cross.
pub const MAX_RELATIONSHIPS: u32 = 10;

/// A rules document and an org document, compiled once for many records.
#[derive(Debug)]
pub struct RuleEngine {
    rules: Rc<Rules>,
    ruleset: Rc<Ruleset>,
    org_stages: Rc<Vec<OrgStage>>,
    picklists: Rc<Picklists>,
    /// The fields that rules use. Computed once, because collecting the names visits every formula.
    described: ObjectInfo,
    /// The sales processes of the org document by record type, filled on demand.
    processes: RefCell<Vec<OrgProcess>>,
}

/// A record type of the org document, or none, and its stages.
type OrgProcess = (Option<String>, Rc<Vec<Stage>>);

impl RuleEngine {
    /// Compiles the rules for the fields of the org document.
    #[must_use]
    pub fn new(document: Document, org: OrgDocument) -> Self {
        let rules = Rc::new(Rules::new(document, org));
        let ruleset = Rc::new(rules.compile(&ObjectInfo::default()));
        let rows = rules.org().stages.iter().zip(0..);
        let row = |(it, order): (&crate::org::DocumentStage, i64)| OrgStage {
            stage: it.stage.clone(),
            active: it.active,
            order,
        };
        let org_stages = Rc::new(rows.map(row).collect());
        let picklists = Picklists::of_document(rules.org()).into();
        let mut engine = Self {
            rules,
            ruleset,
            org_stages,
            picklists,
            described: ObjectInfo::default(),
            processes: RefCell::default(),
        };
        // A picklist is also checked if its controlling field changes.
        let dependent = engine.rules.org().fields.iter().filter_map(|field| {
            let controller = field.picklist.as_ref()?.controlling_field.as_ref()?;
            Some([field.name.clone(), controller.clone()])
        });
        let spoken_of = engine.rules.fields().into_iter().chain(dependent.flatten());
        engine.described = engine.describe(spoken_of.map(|name| (name, None)));
        engine
    }

    /// Returns the compiled rules.
    #[must_use]
    pub fn ruleset(&self) -> &Rc<Ruleset> {
        &self.ruleset
    }

    /// Checks that there are stages to move to.
    ///
    /// # Errors
    ///
    /// If neither the org document nor the host supplies a stage: every move would be denied.
    pub fn has_stages(&self, given: Option<&[Stage]>) -> Result<(), Problem> {
        if self.org_stages.is_empty() && given.is_none_or(<[Stage]>::is_empty) {
            return Err(Problem::new(Code::InvalidOptions, "no stages are known")
                .with_help("give `rules` an org document with `stages`, or the context `stages`"));
        }
        Ok(())
    }

    /// Returns the stages of a record: those of the host, or those of the org document for its record type.
    fn process(&self, record_type: Option<&str>, given: Option<&[Stage]>) -> Rc<Vec<Stage>> {
        let org = self.rules.org();
        if let Some(stages) = given {
            let mut stages = stages.to_vec();
            let listed = org.stages.iter().rev().map(|it| (it.stage.value.as_str(), &it.stage));
            let listed: Map<&str, &Stage> = listed.collect();
            // The host often supplies names only.
            for stage in &mut stages {
                let Some(known) = listed.get(stage.value.as_str()).copied() else { continue };
                if stage.flags_unknown && stage.label == stage.value {
                    stage.label.clone_from(&known.label);
                }
                stage.fill_in(known);
            }
            return stages.into();
        }
        let record_type = record_type.filter(|name| org.record_type(name).is_some());
        let mut processes = self.processes.borrow_mut();
        if let Some((_, process)) = processes.iter().find(|(known, _)| known.as_deref() == record_type) {
            return Rc::clone(process);
        }
        let process: Rc<Vec<Stage>> = Rc::new(org.stages_of(record_type).cloned().collect());
        processes.push((record_type.map(Into::into), Rc::clone(&process)));
        process
    }

    /// Returns the sales processes that are possible for a record without a record type, in addition to the one
    /// with all stages.
    fn possible(&self, record_type: Option<&FieldValue>, given: Option<&[Stage]>) -> Vec<Rc<Vec<Stage>>> {
        let mut possible = Vec::new();
        if record_type.is_none() && given.is_none() {
            let all = self.process(None, None).len();
            for kind in &self.rules.org().record_types {
                let process = self.process(Some(&kind.developer_name), None);
                // A process with as many stages has all of them.
                if process.len() < all {
                    possible.push(process);
                }
            }
        }
        possible
    }

    /// Returns the current stage of a record.
    fn current(&self, value: &str, process: &[Stage], read: &dyn Fn(&str) -> Option<FieldValue>) -> Stage {
        Stage::of_record(value, process, &self.org_stages, read)
    }

    /// Builds an opportunity that can be checked. `edited` are the fields to be changed.
    #[must_use]
    pub fn opportunity<'a>(
        &self,
        values: FieldValues,
        given: Option<&[Stage]>,
        user: Rc<User>,
        edited: impl Iterator<Item = &'a str>,
    ) -> Option<Opportunity> {
        let id = |name: &str, other: &str| {
            let given = values.iter().find(|(key, _)| key.as_str() == name).and_then(|(_, id)| id.as_text());
            RecordId::new(given.unwrap_or(other)).or_else(|_| RecordId::new(other)).ok()
        };
        let record = Snapshot {
            id: id("Id", "006000000000000AAA")?,
            record_type: id("RecordTypeId", MASTER_RECORD_TYPE)?,
            last_modified: String::new(),
            values,
        };
        let process = self.process(record.text("RecordType.DeveloperName"), given);
        let value = record.text("StageName").unwrap_or_default();
        let stage = self.current(value, &process, &|name| record.value(name).cloned());
        let info = self.info(&record.values, edited);
        Some(Opportunity {
            stage,
            process,
            possible: self.possible(record.value_across("RecordType.DeveloperName"), given),
            org_stages: Rc::clone(&self.org_stages),
            editable: info.fields.keys().cloned().collect(),
            info: info.into(),
            rules: Some(Rc::clone(&self.ruleset) as _),
            picklists: Rc::clone(&self.picklists),
            refusals: Refusals::default(),
            days_in_stage: None,
            user,
            record,
        })
    }

    /// Describes the fields, from the org document and from the values.
    fn info<'a>(&self, values: &FieldValues, edited: impl Iterator<Item = &'a str>) -> ObjectInfo {
        let held = values.iter().map(|(name, value)| (name.clone(), Some(value)));
        let edited = edited.filter_map(FieldName::new).map(|name| {
            let value = values.get(&name);
            (name, value)
        });
        // A field of unspecified type may have a value that determines it.
        let known = |name: &FieldName| {
            self.described.field(name).is_some() && self.rules.org().field_type(name.as_str()).is_some()
        };
        let mut info = self.described.clone();
        info.fields.extend(self.describe(held.chain(edited).filter(|(name, _)| !known(name))).fields);
        info
    }

    fn describe<'a>(&self, fields: impl Iterator<Item = (FieldName, Option<&'a FieldValue>)>) -> ObjectInfo {
        let mut info = ObjectInfo::default();
        for (name, value) in fields.filter(|(name, _)| !name.crosses_relationship()) {
            let field = self.field(&name, value);
            info.fields.insert(field.name.clone(), field);
        }
        info
    }

    fn field(&self, name: &FieldName, value: Option<&FieldValue>) -> FieldInfo {
        if let Some(field) = self.rules.org().field(name.as_str()) {
            return FieldInfo {
                name: field.name.clone(),
                label: field.label.clone(),
                data_type: field.data_type.clone(),
                required: field.required,
                updateable: field.formula.is_none(),
                length: field.length,
                precision: field.precision,
                scale: field.scale,
                calculated: field.formula.is_some(),
                controller: field.picklist.as_ref().and_then(|list| list.controlling_field.clone()),
            };
        }
        let (info, globals) = (ObjectInfo::default(), Map::new());
        let schema = OpportunitySchema { info: &info, org: self.rules.org(), globals: &globals };
        let name =
            standard_field(name.as_str()).map_or_else(|| name.clone(), |(_, name)| FieldName::known(name));
        FieldInfo {
            label: name.to_string(),
            data_type: data_type(schema.field_type(name.as_str()), value).into(),
            required: matches!(name.as_str(), "Name" | "StageName" | "CloseDate"),
            name,
            updateable: true,
            length: None,
            precision: None,
            scale: None,
            controller: None,
            calculated: false,
        }
    }
}

/// Returns the data type for a formula type, or for a value.
fn data_type(kind: Option<FieldType>, value: Option<&FieldValue>) -> &'static str {
    match (kind, value) {
        (Some(FieldType::Number), _) | (None, Some(FieldValue::Number(_))) => "Double",
        (Some(FieldType::Percent), _) => "Percent",
        (Some(FieldType::Boolean), _) | (None, Some(FieldValue::Bool(_))) => "Boolean",
        (Some(FieldType::Date), _) => "Date",
        (Some(FieldType::DateTime), _) => "DateTime",
        (Some(FieldType::Time), _) => "Time",
        (Some(FieldType::Id), _) => "Reference",
        (Some(FieldType::Picklist), _) => "Picklist",
        (Some(FieldType::MultiPicklist), _) => "MultiPicklist",
        (Some(FieldType::Location | FieldType::Compound), _) => "ComplexValue",
        (Some(FieldType::Text | FieldType::Unspecified) | None, _) => "String",
    }
}
