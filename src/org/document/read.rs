//! Parses the org document and reports all faults at once, each with its path. Unknown keys are faults, so that a
//! misspelled key is not ignored silently.

use crate::base::map::{Map, first_of_each};

use super::{
    DocumentField, DocumentStage, OrgDocument, PathStep, Picklist, PicklistValue, RecordType, SalesProcess,
    StagePath, ValidationRule,
};
use crate::base::FieldName;
use crate::base::error::Problem;
use crate::base::json::{Node, read_document};
use crate::org::Stage;
use salesforce_formula::Blanks;

/// The version of the documents that this code reads.
const VERSION: u64 = 1;

impl OrgDocument {
    /// Parses a document from JSON text.
    ///
    /// # Errors
    ///
    /// If the text is not JSON, is of another version, or has unknown keys or values of the wrong kind: one
    /// problem with all faults and their paths.
    pub fn from_json(text: &str) -> Result<Self, Problem> {
        read_document(text, "org document", document)
    }
}

fn document(root: &Node<'_>) -> Option<OrgDocument> {
    let version = root.any_object().and_then(|_| root.need("version"))?;
    if version.json.as_u64() != Some(VERSION) {
        // Another version has other keys, so nothing else is reported.
        version.wrong("is not 1, the supported version: update the package, or import again");
        return None;
    }
    root.object(&[
        "$schema",
        "version",
        "stages",
        "salesProcesses",
        "recordTypes",
        "fields",
        "paths",
        "validationRules",
    ]);
    let mut document = OrgDocument {
        stages: each(root, "stages", stage),
        sales_processes: each(root, "salesProcesses", sales_process),
        record_types: each(root, "recordTypes", record_type),
        fields: each(root, "fields", field),
        paths: each(root, "paths", path),
        validation_rules: each(root, "validationRules", validation_rule),
        field_order: Vec::new(),
    };
    document.index_fields();
    once(root, "stages", document.stages.iter().map(|stage| &*stage.stage.value));
    once(root, "salesProcesses", document.sales_processes.iter().map(|process| &*process.name));
    once(root, "recordTypes", document.record_types.iter().map(|kind| &*kind.developer_name));
    once(root, "fields", document.fields.iter().map(|field| field.name.as_str()));
    once(root, "validationRules", document.validation_rules.iter().map(|rule| &*rule.name));
    Some(document)
}

fn each<T>(node: &Node<'_>, key: &str, read: fn(&Node<'_>) -> Option<T>) -> Vec<T> {
    node.items(key).iter().filter_map(read).collect()
}

/// Reports each name that occurs more than once.
fn once<'a>(
    root: &Node<'_>,
    key: &str,
    names: impl DoubleEndedIterator<Item = &'a str> + ExactSizeIterator + Clone,
) {
    for (name, first) in names.clone().zip(first_of_each(names)) {
        if !first {
            root.wrong_at(key, &format!("has `{name}` twice"));
        }
    }
}

// The optional keys are read first, so that a missing name does not hide their faults.

fn stage(node: &Node<'_>) -> Option<DocumentStage> {
    node.object(&[
        "value",
        "label",
        "active",
        "closed",
        "won",
        "probability",
        "forecastCategory",
        "description",
    ])?;
    let (label, active) = (text(node, "label"), node.flag_or("active", true));
    let (probability, forecast_category) = (node.decimal("probability"), text(node, "forecastCategory"));
    let (closed, won) = (node.flag_or("closed", false), node.flag_or("won", false));
    let description = text(node, "description");
    let value: String = node.need_text("value")?.into();
    let label = label.unwrap_or_else(|| value.clone());
    let stage = Stage { value, label, probability, forecast_category, closed, won, flags_unknown: false };
    Some(DocumentStage { stage, active, description })
}

fn text(node: &Node<'_>, key: &str) -> Option<String> {
    node.maybe_text(key).map(Into::into)
}

fn sales_process(node: &Node<'_>) -> Option<SalesProcess> {
    node.object(&["name", "stages"])?;
    let stages = node.all_texts("stages");
    Some(SalesProcess { name: node.need_text("name")?.into(), stages })
}

fn record_type(node: &Node<'_>) -> Option<RecordType> {
    node.object(&["developerName", "label", "active", "salesProcess", "picklists"])?;
    let mut picklists = Map::new();
    if let Some(node) = node.maybe("picklists") {
        for (name, values) in node.entries() {
            let values = values.list_of_texts();
            match FieldName::new(name) {
                Some(name) => drop(picklists.insert(name, values)),
                None => node.wrong(&format!("has `{name}`, which is not the name of a field")),
            }
        }
    }
    let (label, active) = (text(node, "label"), node.flag_or("active", true));
    let sales_process = text(node, "salesProcess");
    let developer_name: String = node.need_text("developerName")?.into();
    let label = label.unwrap_or_else(|| developer_name.clone());
    Some(RecordType { developer_name, label, active, sales_process, picklists })
}

fn field(node: &Node<'_>) -> Option<DocumentField> {
    node.object(&[
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
    let treat_blanks_as = match node.maybe_text("formulaTreatBlanksAs") {
        None => None,
        Some("BlankAsZero") => Some(Blanks::AsZeroes),
        Some("BlankAsBlank") => Some(Blanks::AsBlanks),
        Some(_) => {
            node.wrong_at("formulaTreatBlanksAs", "is neither BlankAsZero nor BlankAsBlank");
            None
        }
    };
    let (label, formula) = (text(node, "label"), text(node, "formula"));
    let (length, precision, scale) = (node.count("length"), node.count("precision"), node.count("scale"));
    let required = node.flag_or("required", false);
    let picklist = node.maybe("picklist").and_then(|node| picklist(&node));
    let name = node.need("name").and_then(|node| named(&node, FieldName::in_formula));
    let data_type = node.need_text("type")?.into();
    let name = name?;
    let label = label.unwrap_or_else(|| name.to_string());
    Some(DocumentField {
        name,
        label,
        data_type,
        length,
        precision,
        scale,
        required,
        formula,
        treat_blanks_as,
        picklist,
    })
}

fn picklist(node: &Node<'_>) -> Option<Picklist> {
    node.object(&["restricted", "values", "controllingField", "valueSettings"])?;
    let settings = node.maybe("valueSettings");
    let settings = settings.iter().flat_map(Node::entries);
    Some(Picklist {
        restricted: node.flag_or("restricted", false),
        values: each(node, "values", picklist_value),
        controlling_field: node.maybe("controllingField").and_then(|node| field_name(&node)),
        value_settings: settings.map(|(value, node)| (value.into(), node.list_of_texts())).collect(),
    })
}

fn picklist_value(node: &Node<'_>) -> Option<PicklistValue> {
    node.object(&["value", "label", "active"])?;
    let (label, active) = (text(node, "label"), node.flag_or("active", true));
    let value: String = node.need_text("value")?.into();
    let label = label.unwrap_or_else(|| value.clone());
    Some(PicklistValue { value, label, active })
}

fn path(node: &Node<'_>) -> Option<StagePath> {
    node.object(&["recordType", "active", "steps"])?;
    let (record_type, active) = (text(node, "recordType"), node.flag_or("active", true));
    Some(StagePath { record_type, active, steps: each(node, "steps", path_step) })
}

fn path_step(node: &Node<'_>) -> Option<PathStep> {
    node.object(&["stage", "fields", "guidance"])?;
    let (fields, guidance) = (each(node, "fields", field_name), text(node, "guidance"));
    Some(PathStep { stage: node.need_text("stage")?.into(), fields, guidance })
}

fn validation_rule(node: &Node<'_>) -> Option<ValidationRule> {
    node.object(&["name", "active", "formula", "message", "field", "description"])?;
    let (active, description) = (node.flag_or("active", true), text(node, "description"));
    let field = node.maybe("field").and_then(|node| field_name(&node));
    let [name, formula, message] = ["name", "formula", "message"].map(|key| node.need_text(key));
    Some(ValidationRule {
        name: name?.into(),
        active,
        formula: formula?.into(),
        message: message?.into(),
        field,
        description,
    })
}

fn field_name(node: &Node<'_>) -> Option<FieldName> {
    named(node, FieldName::new)
}

fn named(node: &Node<'_>, read: fn(&str) -> Option<FieldName>) -> Option<FieldName> {
    let name = node.json.as_str().and_then(read);
    if name.is_none() {
        node.wrong("is not the name of a field");
    }
    name
}
