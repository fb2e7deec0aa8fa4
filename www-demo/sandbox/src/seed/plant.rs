//! From the seed to the org.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use serde_json::{Value as Json, json};

use super::{CustomField, Opportunity, Seed};
use crate::org::coerce::{self, Manner};
use crate::org::id::Id;
use crate::org::schema::{Choice, Field, Kind, Object};
use crate::org::stages::CATEGORIES;
use crate::org::value::Value;
use crate::org::{Access, Org, RecordType, Row, history, objects, opportunity, save};

const DAY: i64 = 86_400;

/// Names to the ids of what was planted already.
#[derive(Default)]
struct Planted {
    users: IndexMap<String, Id>,
    accounts: BTreeMap<String, Id>,
    start: Timestamp,
}

impl Seed {
    /// Makes the org; days of the seed count from `now`.
    pub fn plant(&self, now: Timestamp) -> Result<Org, String> {
        let start = Timestamp::from_second(now.as_second()).map_err(|e| e.to_string())?;
        let mut all = objects::all().map_err(|e| format!("recorded describe: {e}"))?;
        self.shape(&mut all)?;
        let org_id = self.organization.id.as_deref().unwrap_or("00DHs00000AbC1Z");
        let org_id = org_id.parse().map_err(|_| format!("`{org_id}` is not an id"))?;
        let mut org = Org::new(org_id, all);
        org.currency = self.organization.currency.clone();
        let mut planted = Planted { start, ..Planted::default() };
        self.users(&mut org, &mut planted)?;
        self.organization(&mut org, &planted)?;
        self.stages(&mut org, &planted)?;
        self.record_types(&mut org, &planted)?;
        self.accounts(&mut org, &mut planted)?;
        for opportunity in &self.opportunities {
            self.opportunity(&mut org, &planted, opportunity)
                .map_err(|e| format!("opportunity `{}`: {e}", opportunity.name))?;
        }
        for n in 0..self.generate {
            self.opportunity(&mut org, &planted, &self.generated(n))?;
        }
        self.setup(&mut org, &planted)?;
        org.writes.clear();
        Ok(org)
    }

    /// Fields of admins and features.
    fn shape(&self, all: &mut [Object]) -> Result<(), String> {
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
                Some(field) => field.hidden = custom.hidden,
                None => object.fields.push(field(custom)?),
            }
        }
        for object in all {
            object.reindex();
        }
        Ok(())
    }

    fn users(&self, org: &mut Org, planted: &mut Planted) -> Result<(), String> {
        for user in &self.users {
            let profile = add(org, "Profile", &[("Name", json!(user.profile))])?;
            let full = format!("{} {}", user.first_name, user.last_name).trim().to_owned();
            let alias: String = user.last_name.chars().take(5).collect::<String>().to_lowercase();
            let id = add(
                org,
                "User",
                &[
                    ("FirstName", json!(user.first_name)),
                    ("LastName", json!(user.last_name)),
                    ("Name", json!(full)),
                    ("Username", json!(user.username)),
                    ("Email", json!(user.username)),
                    ("Alias", json!(alias)),
                    ("IsActive", json!(true)),
                    ("TimeZoneSidKey", json!(user.time_zone)),
                    ("LocaleSidKey", json!("en_US")),
                    ("LanguageLocaleKey", json!("en_US")),
                    ("UserType", json!("Standard")),
                    ("ProfileId", json!(profile.to_string())),
                ],
            )?;
            planted.users.insert(user.username.clone(), id);
            stamp(org, "User", id, id, planted.start, planted.start);
        }
        if planted.users.is_empty() { Err("the seed has no user".into()) } else { Ok(()) }
    }

    fn organization(&self, org: &mut Org, planted: &Planted) -> Result<(), String> {
        let id = org.id;
        let values = [
            ("Name", json!(self.organization.name)),
            ("OrganizationType", json!("Developer Edition")),
            ("InstanceName", json!("SBX1")),
            ("LanguageLocaleKey", json!("en_US")),
            ("DefaultLocaleSidKey", json!("en_US")),
            ("TimeZoneSidKey", json!("America/Los_Angeles")),
        ];
        add_as(org, "Organization", id, &values)?;
        stamp(org, "Organization", id, planted.first(), planted.start, planted.start);
        Ok(())
    }

    fn stages(&self, org: &mut Org, planted: &Planted) -> Result<(), String> {
        for (n, stage) in self.stages.iter().enumerate() {
            let category =
                CATEGORIES.iter().find(|(api, _)| *api == stage.forecast_category).ok_or_else(|| {
                    format!("stage `{}`: no forecast category `{}`", stage.value, stage.forecast_category)
                })?;
            let values = [
                ("MasterLabel", json!(stage.label.as_ref().unwrap_or(&stage.value))),
                ("ApiName", json!(stage.value)),
                ("IsActive", json!(stage.active)),
                ("SortOrder", json!(n + 1)),
                ("IsClosed", json!(stage.closed)),
                ("IsWon", json!(stage.won)),
                ("ForecastCategory", json!(category.0)),
                ("ForecastCategoryName", json!(category.1)),
                ("DefaultProbability", json!(stage.probability)),
                ("Description", json!(stage.description)),
            ];
            let id = add(org, "OpportunityStage", &values)?;
            stamp(org, "OpportunityStage", id, planted.first(), planted.start, planted.start);
        }
        Ok(())
    }

    fn record_types(&self, org: &mut Org, planted: &Planted) -> Result<(), String> {
        let master = "012000000000000".parse().map_err(|_| "master record type")?;
        org.record_types.push(RecordType {
            id: master,
            name: "Master".into(),
            developer_name: "Master".into(),
            stages: Vec::new(),
            available: true,
            default: self.record_types.is_empty(),
            master: true,
        });
        for process in &self.sales_processes {
            let values = [
                ("Name", json!(process.name)),
                ("EntityDefinitionId", json!("Opportunity")),
                ("IsActive", json!(true)),
                ("FullName", json!(format!("Opportunity.{}", process.name))),
            ];
            let id = add(org, "BusinessProcess", &values)?;
            let values: Vec<Json> =
                process.stages.iter().map(|s| json!({ "valueName": s, "default": false })).collect();
            org.metadata.insert(id, json!({ "isActive": true, "values": values }));
        }
        for record_type in &self.record_types {
            let process = self
                .sales_processes
                .iter()
                .find(|p| p.name == record_type.sales_process)
                .ok_or_else(|| format!("record type `{}`: no sales process", record_type.name))?;
            let process_id = org.table("BusinessProcess").and_then(|t| {
                let name = t.object.slot("Name")?;
                t.rows.values().find(|r| r.values[name].as_text() == Some(&process.name)).map(|r| r.id)
            });
            let values = [
                ("Name", json!(record_type.name)),
                ("DeveloperName", json!(record_type.developer_name)),
                ("SobjectType", json!("Opportunity")),
                ("IsActive", json!(true)),
                ("BusinessProcessId", json!(process_id.map(|id| id.to_string()))),
            ];
            let id = add(org, "RecordType", &values)?;
            stamp(org, "RecordType", id, planted.first(), planted.start, planted.start);
            org.record_types.push(RecordType {
                id,
                name: record_type.name.clone(),
                developer_name: record_type.developer_name.clone(),
                stages: process.stages.clone(),
                available: record_type.available,
                default: record_type.default,
                master: false,
            });
        }
        Ok(())
    }

    fn accounts(&self, org: &mut Org, planted: &mut Planted) -> Result<(), String> {
        for account in &self.accounts {
            let owner = planted.user(account.owner.as_deref())?;
            let mut values = vec![("Name", json!(account.name)), ("OwnerId", json!(owner.to_string()))];
            values.extend(account.fields.iter().map(|(k, v)| (k.as_str(), v.clone())));
            let id = add(org, "Account", &values).map_err(|e| format!("account `{}`: {e}", account.name))?;
            let then =
                planted.start.saturating_sub(SignedDuration::from_secs(200 * DAY)).unwrap_or(planted.start);
            stamp(org, "Account", id, owner, then, then);
            planted.accounts.insert(account.name.clone(), id);
        }
        Ok(())
    }

    fn opportunity(&self, org: &mut Org, planted: &Planted, deal: &Opportunity) -> Result<(), String> {
        let owner = planted.user(deal.owner.as_deref())?;
        let stage = org.stage(&deal.stage).ok_or_else(|| format!("no stage `{}`", deal.stage))?;
        let mut values = vec![
            ("Name", json!(deal.name)),
            ("OwnerId", json!(owner.to_string())),
            ("StageName", json!(stage.value)),
            ("Probability", Json::Number(stage.probability.to_string().parse().map_err(|_| "probability")?)),
            ("ForecastCategory", json!(stage.category)),
            ("ForecastCategoryName", json!(stage.category_name)),
            ("IsClosed", json!(stage.closed)),
            ("IsWon", json!(stage.won)),
            ("CloseDate", json!(planted.day(&deal.close)?.to_string())),
            ("HasOpportunityLineItem", json!(deal.has_products)),
        ];
        if let Some(amount) = &deal.amount {
            values.push(("Amount", Json::Number(amount.clone())));
        }
        if let Some(name) = &deal.account {
            let id = planted.accounts.get(name).ok_or_else(|| format!("no account `{name}`"))?;
            values.push(("AccountId", json!(id.to_string())));
        }
        let named = deal.record_type.as_deref();
        let record_type = org.record_types.iter().find(|t| match named {
            Some(name) => t.developer_name == name,
            None => t.default && !t.master,
        });
        if named.is_some() && record_type.is_none() {
            return Err(format!("no record type `{}`", named.unwrap_or_default()));
        }
        if let Some(record_type) = record_type {
            values.push(("RecordTypeId", json!(record_type.id.to_string())));
        }
        values.extend(deal.fields.iter().map(|(k, v)| (k.as_str(), v.clone())));
        let id = add(org, "Opportunity", &values)?;
        let ago = |days: i64| {
            // Not all at the same second of the day.
            let seconds = days * DAY + (deal.name.len() as i64 * 977) % 30_000;
            planted.start.saturating_sub(SignedDuration::from_secs(seconds)).unwrap_or(planted.start)
        };
        let (created, modified) =
            (ago(deal.created_days_ago.max(deal.modified_days_ago)), ago(deal.modified_days_ago));
        stamp(org, "Opportunity", id, owner, created, modified);
        let table = org.table("Opportunity").map(|t| (t.object.clone(), t.rows.get(&id).cloned()));
        if let Some((object, Some(mut row))) = table {
            if let Some(slot) = object.slot("LastStageChangeDate") {
                row.values[slot] = Value::DateTime(modified);
            }
            opportunity::derive(&object, &mut row);
            // Generated deals come without history: it would double their memory for nothing.
            if self.generate == 0
                || org.table("Opportunity").is_some_and(|t| t.rows.len() <= self.opportunities.len())
            {
                history::record(org, owner, &object, None, &row);
            }
            org.put("Opportunity", row);
        }
        match deal.access.as_deref() {
            Some("none") => drop(org.access.insert(id, Access::None)),
            Some("read") => drop(org.access.insert(id, Access::Read)),
            Some(other) => return Err(format!("access `{other}` is neither `read` nor `none`")),
            None => {}
        }
        if deal.locked {
            org.locked.insert(id);
        }
        Ok(())
    }

    /// The `n`th generated deal: varied, and the same at each start.
    fn generated(&self, n: u32) -> Opportunity {
        let pick = |of: usize, step: u32| (n.wrapping_mul(step) as usize) % of.max(1);
        let account = self.accounts.get(pick(self.accounts.len(), 7)).map(|a| a.name.clone());
        let active: Vec<_> = self.stages.iter().filter(|s| s.active).collect();
        let stage = active.get(pick(active.len(), 13)).map(|s| s.value.clone()).unwrap_or_default();
        let name = format!("{} - Generated {n:05}", account.as_deref().unwrap_or("Deal"));
        Opportunity {
            name,
            account,
            stage,
            close: json!(i64::from(n % 365) - 120),
            amount: Some((1_000 + u64::from(n % 997) * 250).into()),
            record_type: None,
            owner: self.users.get(pick(self.users.len(), 3)).map(|u| u.username.clone()),
            created_days_ago: i64::from(n % 300) + 5,
            modified_days_ago: i64::from(n % 90) + 1,
            has_products: false,
            access: None,
            locked: false,
            fields: BTreeMap::new(),
        }
    }

    /// What the Tooling API shows: rules and paths.
    fn setup(&self, org: &mut Org, planted: &Planted) -> Result<(), String> {
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
            stamp(org, "ValidationRule", id, planted.first(), planted.start, planted.start);
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

impl Planted {
    fn first(&self) -> Id {
        self.users.values().next().copied().unwrap_or_else(|| Id::numbered("005", 0))
    }

    fn user(&self, username: Option<&str>) -> Result<Id, String> {
        match username {
            None => Ok(self.first()),
            Some(name) => self.users.get(name).copied().ok_or_else(|| format!("no user `{name}`")),
        }
    }

    /// A number of days from the start day, or a date.
    fn day(&self, close: &Json) -> Result<Date, String> {
        if let Some(days) = close.as_i64() {
            let today = self.start.to_zoned(TimeZone::UTC).date();
            return today.checked_add(days.days()).map_err(|e| e.to_string());
        }
        close.as_str().and_then(coerce::date).ok_or_else(|| format!("`{close}` is neither days nor a date"))
    }
}

fn field(custom: &CustomField) -> Result<Field, String> {
    let kind = custom.kind.as_deref().ok_or_else(|| format!("field `{}` has no type", custom.name))?;
    let described = json!({
        "name": custom.name, "label": custom.label.as_ref().unwrap_or(&custom.name), "type": kind,
        "length": custom.length, "precision": custom.precision, "scale": custom.scale, "nillable": true,
        "createable": !custom.read_only, "updateable": !custom.read_only, "filterable": kind != "textarea",
        "sortable": kind != "textarea", "groupable": matches!(kind, "string" | "picklist" | "date" | "boolean"),
        "externalId": custom.external_id, "restrictedPicklist": custom.restricted,
        "picklistValues": custom.values.iter()
            .map(|v| json!({ "value": v, "label": v, "active": true })).collect::<Vec<_>>(),
    });
    let mut field = Field::from_describe(&described);
    field.hidden = custom.hidden;
    if field.length == 0 && matches!(field.kind, Kind::String | Kind::Picklist) {
        field.length = 255;
    }
    Ok(field)
}

fn add(org: &mut Org, object: &str, values: &[(&str, Json)]) -> Result<Id, String> {
    let id = org.next_id(object);
    add_as(org, object, id, values)?;
    Ok(id)
}

fn add_as(org: &mut Org, object: &str, id: Id, values: &[(&str, Json)]) -> Result<(), String> {
    let shape = org.table(object).map(|t| t.object.clone()).ok_or_else(|| format!("no object `{object}`"))?;
    let mut row = Row { id, values: save::blank(&shape), deleted: false };
    if let Some(slot) = shape.slot("Id") {
        row.values[slot] = Value::Id(id);
    }
    for (name, json) in values {
        let slot = shape.slot(name).ok_or_else(|| format!("{object} has no field `{name}`"))?;
        let source = crate::locate::Source::new("");
        row.values[slot] = coerce::read(&shape.fields[slot], json, Manner::Lenient, &source)
            .map_err(|p| format!("{object}.{name}: {}", p.message))?;
    }
    org.put(object, row);
    Ok(())
}

fn stamp(org: &mut Org, object: &str, id: Id, by: Id, created: Timestamp, modified: Timestamp) {
    let Some(table) = org.table(object) else { return };
    let shape = table.object.clone();
    let Some(mut row) = table.rows.get(&id).cloned() else { return };
    for (name, value) in [
        ("CreatedDate", Value::DateTime(created)),
        ("CreatedById", Value::Id(by)),
        ("LastModifiedDate", Value::DateTime(modified)),
        ("LastModifiedById", Value::Id(by)),
        ("SystemModstamp", Value::DateTime(modified)),
    ] {
        if let Some(slot) = shape.slot(name) {
            row.values[slot] = value;
        }
    }
    org.put(object, row);
}
