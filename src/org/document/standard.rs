//! The standard fields of Opportunity, which the org's metadata does not describe.

use salesforce_formula::FieldType;

/// Returns the type of a standard field and Salesforce's spelling of its name, from any letter case.
pub(crate) fn standard_field(name: &str) -> Option<(FieldType, &'static str)> {
    let of = |(kind, names): &(FieldType, &[&'static str])| {
        let spelled = names.iter().find(|known| known.eq_ignore_ascii_case(name))?;
        Some((*kind, *spelled))
    };
    TABLE.iter().find_map(of)
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
