//! Profiles: each changes one aspect of the seed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{CustomField, Seed};

/// A kind of org.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "server", derive(clap::ValueEnum))]
#[serde(rename_all = "kebab-case")]
pub enum Profile {
    /// Two record types with different sales processes, as in the built-in seed.
    TwoRecordTypes,
    /// No record types: `RecordTypeId` is not a field.
    NoRecordTypes,
    /// Three currencies: `CurrencyIsoCode` is a field.
    MultiCurrency,
    /// Neither `Discount__c` nor `MRR__c`.
    NoCustomFields,
    /// Field-level security hides `MRR__c` from the user.
    HiddenField,
    /// The validation rules of the seed are active.
    Rules,
    /// `Region__c` controls `City__c`, and the stage controls `Loss_Reason__c`.
    DependentPicklists,
    /// 50,000 more opportunities, the same at each start.
    Large,
}

impl Profile {
    /// Changes the seed.
    pub fn change(self, seed: &mut Seed) {
        match self {
            Self::TwoRecordTypes => {}
            Self::NoRecordTypes => {
                seed.record_types.clear();
                seed.sales_processes.clear();
                for path in &mut seed.paths {
                    path.record_type = None;
                }
                seed.paths.truncate(1);
                for opportunity in &mut seed.opportunities {
                    opportunity.record_type = None;
                }
            }
            Self::MultiCurrency => {
                seed.organization.currencies = ["USD", "EUR", "JPY"].map(String::from).to_vec();
                let rates = [("USD", "1"), ("EUR", "0.85"), ("JPY", "150")];
                seed.organization.conversion_rates = rates
                    .into_iter()
                    .filter_map(|(code, rate)| Some((code.into(), rate.parse().ok()?)))
                    .collect();
                for (n, opportunity) in seed.opportunities.iter_mut().enumerate() {
                    let code = ["USD", "EUR", "JPY"][n % 3];
                    opportunity.fields.entry("CurrencyIsoCode".into()).or_insert(code.into());
                }
            }
            Self::NoCustomFields => {
                let gone = |name: &str| name.ends_with("__c");
                seed.fields.retain(|f| !gone(&f.name));
                for opportunity in &mut seed.opportunities {
                    opportunity.fields.retain(|name, _| !gone(name));
                }
                seed.validation_rules.retain(|rule| !rule.formula.contains("__c"));
                for step in seed.paths.iter_mut().flat_map(|p| &mut p.steps) {
                    step.fields.retain(|name| !gone(name));
                }
            }
            Self::HiddenField => hide(seed, "MRR__c"),
            Self::Rules => {
                for rule in &mut seed.validation_rules {
                    rule.active = true;
                }
            }
            Self::DependentPicklists => {
                let list = |name: &str, label: &str, controller: Option<&str>, values: &[(&str, &[&str])]| {
                    CustomField {
                        label: Some(label.into()),
                        kind: Some("picklist".into()),
                        values: values.iter().map(|(value, _)| (*value).into()).collect(),
                        controller: controller.map(Into::into),
                        valid_for: values
                            .iter()
                            .map(|(value, under)| {
                                ((*value).into(), under.iter().map(|v| (*v).into()).collect())
                            })
                            .collect(),
                        ..CustomField::named(name)
                    }
                };
                seed.fields.push(list("Region__c", "Region", None, &[("Europe", &[]), ("America", &[])]));
                let cities: &[(&str, &[&str])] =
                    &[("Berlin", &["Europe"]), ("Austin", &["America"]), ("Remote", &["Europe", "America"])];
                seed.fields.push(list("City__c", "City", Some("Region__c"), cities));
                let reasons: &[(&str, &[&str])] =
                    &[("Price", &["Closed Lost"]), ("No Budget", &["Closed Lost"])];
                seed.fields.push(list("Loss_Reason__c", "Loss Reason", Some("StageName"), reasons));
            }
            Self::Large => seed.generate = 50_000,
        }
    }
}

fn hide(seed: &mut Seed, name: &str) {
    match seed.fields.iter_mut().find(|f| f.name == name) {
        Some(field) => field.hidden = true,
        None => seed.fields.push(CustomField { hidden: true, ..CustomField::named(name) }),
    }
}

impl CustomField {
    /// Returns the name that formulas of Opportunity know it by.
    pub(super) fn path(&self) -> String {
        match self.object.as_str() {
            "Opportunity" => self.name.clone(),
            "User" => format!("$User.{}", self.name),
            object => format!("{object}.{}", self.name),
        }
    }

    pub(super) fn named(name: &str) -> Self {
        Self {
            name: name.into(),
            object: "Opportunity".into(),
            label: None,
            kind: None,
            length: 0,
            precision: 0,
            scale: 0,
            values: Vec::new(),
            labels: BTreeMap::new(),
            restricted: false,
            controller: None,
            valid_for: BTreeMap::new(),
            external_id: false,
            read_only: false,
            required: false,
            computed: false,
            hidden: false,
        }
    }
}
