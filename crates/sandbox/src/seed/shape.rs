//! Fields that the seed adds to the objects or hides.

use serde_json::json;

use super::{CustomField, Seed};
use crate::org::objects;
use crate::org::schema::{Choice, Field, Kind, Object};

impl Seed {
    /// Adds custom fields and those of features.
    pub(super) fn shape(&self, all: &mut [Object]) -> Result<(), String> {
        for object in all.iter_mut().filter(|o| o.name == "Opportunity") {
            if !self.record_types.is_empty() {
                object.fields.push(objects::record_type_id());
            }
            if self.organization.currencies.len() > 1 {
                let codes: Vec<&str> = self.organization.currencies.iter().map(String::as_str).collect();
                object.fields.push(objects::currency_iso_code(&codes));
            }
            if let Some(stage) = object.fields.iter_mut().find(|f| f.name == "StageName") {
                stage.choices = self
                    .stages
                    .iter()
                    .filter(|s| s.active)
                    .map(|s| Choice {
                        value: s.value.clone(),
                        label: s.label.clone().unwrap_or_else(|| s.value.clone()),
                        active: true,
                        valid_for: Vec::new(),
                    })
                    .collect();
            }
        }
        for custom in &self.fields {
            let object = all
                .iter_mut()
                .find(|o| o.name.eq_ignore_ascii_case(&custom.object))
                .ok_or_else(|| format!("field `{}`: no object `{}`", custom.name, custom.object))?;
            match object.fields.iter_mut().find(|f| f.name == custom.name) {
                Some(field) => {
                    field.hidden = custom.hidden;
                    if !custom.values.is_empty() {
                        let given = self::field(custom)?;
                        (field.choices, field.restricted) = (given.choices, given.restricted);
                        field.controller = given.controller;
                    }
                }
                None => object.fields.push(field(custom)?),
            }
        }
        for object in all {
            object.reindex();
        }
        Ok(())
    }
}

fn field(custom: &CustomField) -> Result<Field, String> {
    let kind = custom.kind.as_deref().ok_or_else(|| format!("field `{}` has no type", custom.name))?;
    // Long text can be selected only. Numbers and instants cannot be grouped.
    let long = kind == "textarea" && custom.length > 255;
    let sortable = !long && kind != "multipicklist";
    let groupable = sortable && !matches!(kind, "currency" | "percent" | "double" | "datetime");
    let described = json!({
        "name": custom.name, "label": custom.label.as_ref().unwrap_or(&custom.name), "type": kind,
        "length": custom.length, "precision": custom.precision, "scale": custom.scale, "nillable": !custom.required,
        "createable": !custom.read_only, "updateable": !custom.read_only, "filterable": !long,
        "sortable": sortable, "groupable": groupable,
        "externalId": custom.external_id, "restrictedPicklist": custom.restricted,
        "picklistValues": custom.values.iter()
            .map(|v| {
                let label = custom.labels.get(v).unwrap_or(v);
                json!({ "value": v, "label": label, "active": true, "validFor": custom.valid_for.get(v) })
            })
            .collect::<Vec<_>>(),
        "controllerName": custom.controller,
    });
    let mut field = Field::from_describe(&described);
    field.hidden = custom.hidden;
    if field.length == 0 && (field.kind == Kind::String || field.kind.is_picklist()) {
        field.length = 255;
    }
    Ok(field)
}
