//! The fields of Opportunity that every org may have, and that its metadata therefore does not describe.

use crate::formula::FieldType;

/// What a standard field holds, in any letter case of its name.
pub(super) fn standard_field(name: &str) -> Option<FieldType> {
    // The parts of a geolocation.
    if ["__latitude__s", "__longitude__s"].iter().any(|part| name.to_ascii_lowercase().ends_with(part)) {
        return Some(FieldType::Number);
    }
    let listed = |names: &[&str]| names.iter().any(|known| known.eq_ignore_ascii_case(name));
    TABLE.iter().find(|(_, names)| listed(names)).map(|(kind, _)| *kind)
}

/// The name of a standard field as Salesforce spells it, from any letter case.
pub(crate) fn standard_name(name: &str) -> Option<&'static str> {
    TABLE.iter().flat_map(|(_, names)| *names).copied().find(|known| known.eq_ignore_ascii_case(name))
}

const TABLE: &[(FieldType, &[&str])] = &[
    (FieldType::Text, &["Name", "NextStep", "Description", "Fiscal"]),
    (
        FieldType::Picklist,
        &["StageName", "Type", "LeadSource", "ForecastCategory", "ForecastCategoryName", "CurrencyIsoCode"],
    ),
    (
        FieldType::Number,
        &[
            "Amount",
            "ExpectedRevenue",
            "TotalOpportunityQuantity",
            "FiscalQuarter",
            "FiscalYear",
            "IqScore",
            "PushCount",
            "LastActivityInDays",
            "LastStageChangeInDays",
        ],
    ),
    (FieldType::Percent, &["Probability"]),
    (FieldType::Date, &["CloseDate", "LastActivityDate"]),
    (
        FieldType::DateTime,
        &[
            "CreatedDate",
            "LastModifiedDate",
            "SystemModstamp",
            "LastStageChangeDate",
            "LastViewedDate",
            "LastReferencedDate",
        ],
    ),
    (
        FieldType::Boolean,
        &[
            "IsClosed",
            "IsWon",
            "IsPrivate",
            "IsDeleted",
            "IsSplit",
            "HasOpportunityLineItem",
            "HasOpenActivity",
            "HasOverdueTask",
            "IsExcludedFromTerritory2Filter",
        ],
    ),
    (
        FieldType::Id,
        &[
            "Id",
            "AccountId",
            "OwnerId",
            "RecordTypeId",
            "CampaignId",
            "ContactId",
            "ContractId",
            "CreatedById",
            "LastModifiedById",
            "PartnerAccountId",
            "Pricebook2Id",
            "SyncedQuoteId",
            "Territory2Id",
        ],
    ),
];
