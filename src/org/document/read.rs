//! Parses the org document. Unknown keys are errors, so that a misspelled key is not ignored silently.

use crate::base::map::{Map, first_of_each};

use super::{
    DocumentField, DocumentStage, OrgDocument, PathStep, Picklist, PicklistValue, RecordType, SalesProcess,
    StagePath, ValidationRule,
};
use crate::base::FieldName;
use crate::base::error::Problem;
use crate::base::json::{self, Json, Object};
use crate::org::Stage;
use salesforce_formula::Blanks;

/// The version of the documents that this code reads.
const VERSION: u32 = 1;

type Read<T> = Result<T, Problem>;

impl OrgDocument {
    /// Parses a document from JSON text.
    ///
    /// # Errors
    ///
    /// If the text is not JSON, is of another version, or has an unknown key or a value of the wrong kind. The
    /// message contains the path.
    pub fn from_json(text: &str) -> Read<Self> {
        let value = json::parse(text, "org document")?;
        let document = Json::document(&value, "org document");
        let keys = document.object(&[
            "version",
            "stages",
            "salesProcesses",
            "recordTypes",
            "fields",
            "paths",
            "validationRules",
        ])?;
        if keys.needed("version", |version| version.count())? != VERSION {
            return Err(keys.problem("version", "is not 1").with_help("update the package, or import again"));
        }
        let mut read = Self {
            stages: keys.list("stages", stage)?,
            sales_processes: keys.list("salesProcesses", sales_process)?,
            record_types: keys.list("recordTypes", record_type)?,
            fields: keys.list("fields", field)?,
            paths: keys.list("paths", path)?,
            validation_rules: keys.list("validationRules", validation_rule)?,
            field_order: Vec::new(),
        };
        read.index_fields();
        read.names_are_unique(&keys)?;
        Ok(read)
    }

    fn names_are_unique(&self, keys: &Object<'_>) -> Read<()> {
        once(keys, "stages", self.stages.iter().map(|stage| &*stage.stage.value))?;
        once(keys, "salesProcesses", self.sales_processes.iter().map(|process| &*process.name))?;
        once(keys, "recordTypes", self.record_types.iter().map(|kind| &*kind.developer_name))?;
        once(keys, "fields", self.fields.iter().map(|field| field.name.as_str()))?;
        once(keys, "validationRules", self.validation_rules.iter().map(|rule| &*rule.name))
    }
}

fn once<'a>(keys: &Object<'_>, key: &str, names: impl Iterator<Item = &'a str>) -> Read<()> {
    let names: Vec<&str> = names.collect();
    let first = first_of_each(names.iter().copied());
    let repeated = names.into_iter().zip(first).find(|(_, first)| !first);
    repeated
        .map(|(name, _)| name)
        .map_or(Ok(()), |name| Err(keys.problem(key, &format!("has `{name}` twice"))))
}

fn stage(json: Json<'_>) -> Read<DocumentStage> {
    let keys = json.object(&[
        "value",
        "label",
        "active",
        "closed",
        "won",
        "probability",
        "forecastCategory",
        "description",
    ])?;
    let value = keys.text("value")?;
    Ok(DocumentStage {
        stage: Stage {
            label: keys.maybe_text("label")?.unwrap_or_else(|| value.clone()),
            probability: keys.maybe("probability", |json| json.decimal())?,
            forecast_category: keys.maybe_text("forecastCategory")?,
            closed: keys.flag("closed", false)?,
            won: keys.flag("won", false)?,
            flags_unknown: false,
            value,
        },
        active: keys.flag("active", true)?,
        description: keys.maybe_text("description")?,
    })
}

fn sales_process(json: Json<'_>) -> Read<SalesProcess> {
    let keys = json.object(&["name", "stages"])?;
    Ok(SalesProcess { name: keys.text("name")?, stages: keys.texts("stages")? })
}

fn record_type(json: Json<'_>) -> Read<RecordType> {
    let keys = json.object(&["developerName", "label", "active", "salesProcess", "picklists"])?;
    let developer_name = keys.text("developerName")?;
    let picklists = keys
        .maybe("picklists", |json| json.map(|values| values.list(|value| value.text())))?
        .unwrap_or_default();
    let named = |(name, values): (String, _)| match FieldName::new(&name) {
        Some(name) => Ok((name, values)),
        None => Err(keys.problem("picklists", &format!("has `{name}`, which is not the name of a field"))),
    };
    Ok(RecordType {
        label: keys.maybe_text("label")?.unwrap_or_else(|| developer_name.clone()),
        active: keys.flag("active", true)?,
        sales_process: keys.maybe_text("salesProcess")?,
        picklists: picklists.into_iter().map(named).collect::<Read<Map<_, _>>>()?,
        developer_name,
    })
}

fn field(json: Json<'_>) -> Read<DocumentField> {
    let keys = json.object(&[
        "name",
        "label",
        "type",
        "length",
        "precision",
        "scale",
        "required",
        "formula",
        "formulaTreatBlanksAs",
        "picklist",
    ])?;
    let treat_blanks_as = match keys.maybe_text("formulaTreatBlanksAs")?.as_deref() {
        None => None,
        Some("BlankAsZero") => Some(Blanks::AsZeroes),
        Some("BlankAsBlank") => Some(Blanks::AsBlanks),
        Some(_) => {
            return Err(keys.problem("formulaTreatBlanksAs", "is neither BlankAsZero nor BlankAsBlank"));
        }
    };
    let name = keys.needed("name", |json| named(json, FieldName::in_formula))?;
    Ok(DocumentField {
        label: keys.maybe_text("label")?.unwrap_or_else(|| name.to_string()),
        name,
        data_type: keys.text("type")?,
        length: keys.maybe("length", |json| json.count())?,
        precision: keys.maybe("precision", |json| json.count())?,
        scale: keys.maybe("scale", |json| json.count())?,
        required: keys.flag("required", false)?,
        formula: keys.maybe_text("formula")?,
        treat_blanks_as,
        picklist: keys.maybe("picklist", picklist)?,
    })
}

fn picklist(json: Json<'_>) -> Read<Picklist> {
    let keys = json.object(&["restricted", "values", "controllingField", "valueSettings"])?;
    let settings = keys.maybe("valueSettings", |json| json.map(|under| under.list(|value| value.text())))?;
    Ok(Picklist {
        restricted: keys.flag("restricted", false)?,
        values: keys.list("values", picklist_value)?,
        controlling_field: keys.maybe("controllingField", field_name)?,
        value_settings: settings.unwrap_or_default(),
    })
}

fn picklist_value(json: Json<'_>) -> Read<PicklistValue> {
    let keys = json.object(&["value", "label", "active"])?;
    let value = keys.text("value")?;
    Ok(PicklistValue {
        label: keys.maybe_text("label")?.unwrap_or_else(|| value.clone()),
        active: keys.flag("active", true)?,
        value,
    })
}

fn path(json: Json<'_>) -> Read<StagePath> {
    let keys = json.object(&["recordType", "active", "steps"])?;
    Ok(StagePath {
        record_type: keys.maybe_text("recordType")?,
        active: keys.flag("active", true)?,
        steps: keys.list("steps", path_step)?,
    })
}

fn path_step(json: Json<'_>) -> Read<PathStep> {
    let keys = json.object(&["stage", "fields", "guidance"])?;
    Ok(PathStep {
        stage: keys.text("stage")?,
        fields: keys.list("fields", field_name)?,
        guidance: keys.maybe_text("guidance")?,
    })
}

fn validation_rule(json: Json<'_>) -> Read<ValidationRule> {
    let keys = json.object(&["name", "active", "formula", "message", "field", "description"])?;
    Ok(ValidationRule {
        name: keys.text("name")?,
        active: keys.flag("active", true)?,
        formula: keys.text("formula")?,
        message: keys.text("message")?,
        field: keys.maybe("field", field_name)?,
        description: keys.maybe_text("description")?,
    })
}

fn field_name(json: Json<'_>) -> Read<FieldName> {
    named(json, FieldName::new)
}

fn named(json: Json<'_>, read: fn(&str) -> Option<FieldName>) -> Read<FieldName> {
    read(&json.text()?).ok_or_else(|| json.problem("is not the name of a field"))
}
