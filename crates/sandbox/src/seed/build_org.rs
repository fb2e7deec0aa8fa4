//! Builds the org from the seed.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use rust_decimal::Decimal;
use serde_json::{Value as Json, json};

use super::add::{add, add_as, build, shape, stamp, stamp_row};
use super::{Account, Opportunity, Seed};
use crate::org::coerce;
use crate::org::id::Id;
use crate::org::stages::{CATEGORIES, Stage};
use crate::org::value::Value;
use crate::org::{Access, Org, RecordType, history, objects, opportunity};

const DAY: i64 = 86_400;
/// The number of generated deals for each account. They have accounts of their own, so that a search for a name
/// of the seed only finds records of the seed.
const DEALS_OF_AN_ACCOUNT: u32 = 25;

/// The ids of created records by name.
#[derive(Default)]
pub(super) struct CreatedIds {
    users: IndexMap<String, Id>,
    accounts: BTreeMap<String, Id>,
    stages: Vec<Stage>,
    pub(super) start: Timestamp,
}

impl Seed {
    /// Builds the org; days of the seed are relative to `now`.
    pub fn build_org(&self, now: Timestamp) -> Result<Org, String> {
        let start = Timestamp::from_second(now.as_second()).map_err(|e| e.to_string())?;
        let mut all = objects::all().map_err(|e| format!("recorded describe: {e}"))?;
        self.shape(&mut all)?;
        let org_id = self.organization.id.as_deref().unwrap_or("00DHs00000AbC1Z");
        let org_id = org_id.parse().map_err(|_| format!("`{org_id}` is not an id"))?;
        let mut org = Org::new(org_id, all, now);
        org.currency = self.organization.currency.clone();
        if self.organization.currencies.len() > 1 {
            let rates = &self.organization.conversion_rates;
            let rate = |code: &String| rates.get(code).and_then(|rate| coerce::number(&rate.to_string()));
            let currencies = self.organization.currencies.iter();
            org.rates = currencies.map(|code| (code.clone(), rate(code).unwrap_or(Decimal::ONE))).collect();
        }
        let mut created = CreatedIds { start, ..CreatedIds::default() };
        self.users(&mut org, &mut created)?;
        self.organization(&mut org, &created)?;
        self.stages(&mut org, &created)?;
        created.stages = org.stages();
        self.record_types(&mut org, &created)?;
        self.accounts(&mut org, &mut created)?;
        for opportunity in &self.opportunities {
            self.opportunity(&mut org, &created, opportunity)
                .map_err(|e| format!("opportunity `{}`: {e}", opportunity.name))?;
        }
        for n in 0..self.generate.div_ceil(DEALS_OF_AN_ACCOUNT) {
            Self::account(&mut org, &mut created, &generated_account(n))?;
        }
        for n in 0..self.generate {
            self.opportunity(&mut org, &created, &self.generated(n))?;
        }
        self.setup(&mut org, &created)?;
        org.writes.clear();
        Ok(org)
    }

    fn users(&self, org: &mut Org, created: &mut CreatedIds) -> Result<(), String> {
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
            created.users.insert(user.username.clone(), id);
            stamp(org, "User", id, id, created.start, created.start);
        }
        if created.users.is_empty() { Err("the seed has no user".into()) } else { Ok(()) }
    }

    fn organization(&self, org: &mut Org, created: &CreatedIds) -> Result<(), String> {
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
        stamp(org, "Organization", id, created.first(), created.start, created.start);
        Ok(())
    }

    fn stages(&self, org: &mut Org, created: &CreatedIds) -> Result<(), String> {
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
            stamp(org, "OpportunityStage", id, created.first(), created.start, created.start);
        }
        Ok(())
    }

    fn record_types(&self, org: &mut Org, created: &CreatedIds) -> Result<(), String> {
        let master = "012000000000000".parse().map_err(|_| "master record type")?;
        org.record_types.push(RecordType {
            id: master,
            name: "Master".into(),
            developer_name: "Master".into(),
            stages: Vec::new(),
            available: true,
            default: self.record_types.is_empty(),
            picklists: BTreeMap::new(),
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
            stamp(org, "RecordType", id, created.first(), created.start, created.start);
            org.record_types.push(RecordType {
                id,
                name: record_type.name.clone(),
                developer_name: record_type.developer_name.clone(),
                stages: process.stages.clone(),
                available: record_type.available,
                default: record_type.default,
                picklists: record_type.picklists.clone(),
                master: false,
            });
        }
        Ok(())
    }

    fn accounts(&self, org: &mut Org, created: &mut CreatedIds) -> Result<(), String> {
        self.accounts.iter().try_for_each(|account| Self::account(org, created, account))
    }

    fn account(org: &mut Org, created: &mut CreatedIds, account: &Account) -> Result<(), String> {
        let owner = created.user(account.owner.as_deref())?;
        let mut values = vec![("Name", json!(account.name)), ("OwnerId", json!(owner.to_string()))];
        values.extend(account.fields.iter().map(|(k, v)| (k.as_str(), v.clone())));
        let id = add(org, "Account", &values).map_err(|e| format!("account `{}`: {e}", account.name))?;
        let then =
            created.start.saturating_sub(SignedDuration::from_secs(200 * DAY)).unwrap_or(created.start);
        stamp(org, "Account", id, owner, then, then);
        created.accounts.insert(account.name.clone(), id);
        Ok(())
    }

    fn opportunity(&self, org: &mut Org, created: &CreatedIds, deal: &Opportunity) -> Result<(), String> {
        let owner = created.user(deal.owner.as_deref())?;
        let stage = created
            .stages
            .iter()
            .find(|s| s.value == deal.stage)
            .ok_or_else(|| format!("no stage `{}`", deal.stage))?;
        let mut values = vec![
            ("Name", json!(deal.name)),
            ("OwnerId", json!(owner.to_string())),
            ("StageName", json!(stage.value)),
            ("Probability", Json::Number(stage.probability.to_string().parse().map_err(|_| "probability")?)),
            ("ForecastCategory", json!(stage.category)),
            ("ForecastCategoryName", json!(stage.category_name)),
            ("IsClosed", json!(stage.closed)),
            ("IsWon", json!(stage.won)),
            ("CloseDate", json!(created.day(&deal.close)?.to_string())),
            ("HasOpportunityLineItem", json!(deal.has_products)),
        ];
        if let Some(amount) = &deal.amount {
            values.push(("Amount", Json::Number(amount.clone())));
        }
        if let Some(name) = &deal.account {
            let id = created.accounts.get(name).ok_or_else(|| format!("no account `{name}`"))?;
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
        let id = org.next_id("Opportunity");
        let object = shape(org, "Opportunity")?;
        let mut row = build(&object, id, &values)?;
        let ago = |days: i64| {
            // Spreads the times over the day.
            let seconds = days * DAY + (deal.name.len() as i64 * 977) % 30_000;
            created.start.saturating_sub(SignedDuration::from_secs(seconds)).unwrap_or(created.start)
        };
        let modified = ago(deal.modified_days_ago);
        stamp_row(&object, &mut row, owner, ago(deal.created_days_ago.max(deal.modified_days_ago)), modified);
        if let Some(slot) = object.slot("LastStageChangeDate") {
            row.values[slot] = Value::DateTime(modified);
        }
        opportunity::derive(&object, &mut row);
        // Generated deals have no history, which would double their memory.
        if org.table("Opportunity").is_some_and(|t| t.rows.len() < self.opportunities.len()) {
            history::record(org, owner, &object, None, &row);
        }
        org.put("Opportunity", row);
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

    /// Returns the `n`th generated deal: varied, and the same at each start.
    fn generated(&self, n: u32) -> Opportunity {
        let pick = |of: usize, step: u32| (n.wrapping_mul(step) as usize) % of.max(1);
        let account = generated_account(n / DEALS_OF_AN_ACCOUNT).name;
        let active: Vec<_> = self.stages.iter().filter(|s| s.active).collect();
        let stage = active.get(pick(active.len(), 13)).map(|s| s.value.clone()).unwrap_or_default();
        let name = format!("{account} - Deal {n:05}");
        Opportunity {
            name,
            account: Some(account),
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
}

fn generated_account(n: u32) -> Account {
    Account { name: format!("Portfolio {:03}", n + 1), owner: None, fields: BTreeMap::new() }
}

impl CreatedIds {
    pub(super) fn first(&self) -> Id {
        self.users.values().next().copied().unwrap_or_else(|| Id::numbered("005", 0))
    }

    fn user(&self, username: Option<&str>) -> Result<Id, String> {
        match username {
            None => Ok(self.first()),
            Some(name) => self.users.get(name).copied().ok_or_else(|| format!("no user `{name}`")),
        }
    }

    /// Parses a number of days from the start day, or a date.
    fn day(&self, close: &Json) -> Result<Date, String> {
        if let Some(days) = close.as_i64() {
            let today = self.start.to_zoned(TimeZone::UTC).date();
            return today.checked_add(days.days()).map_err(|e| e.to_string());
        }
        close.as_str().and_then(coerce::date).ok_or_else(|| format!("`{close}` is neither days nor a date"))
    }
}
