//! The matches of a search.

use serde::Serialize;

use crate::base::error::Problem;
use crate::base::json::Value as Json;
use crate::base::order::sort_by_key;
use crate::base::{Decimal, RecordId};
use crate::rest::http::unreadable;
use crate::rest::{HttpResponse, InstanceUrl};

/// The most matches that are shown.
const SHOWN: usize = 50;

/// An opportunity that matches the search.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OpportunityMatch {
    /// Its id.
    pub id: RecordId,
    /// Its name.
    pub name: String,
    /// The account's name.
    pub account: Option<String>,
    /// The owner's name.
    pub owner: Option<String>,
    /// The stage's API name.
    pub stage: String,
    /// True if it is closed.
    pub closed: bool,
    /// True if it is won.
    pub won: bool,
    /// The amount, in the record's currency.
    pub amount: Option<Decimal>,
    /// The record's currency, if the query asked for it.
    pub currency: Option<String>,
    /// The org's currency sign, if the org has one currency and the sign is known.
    pub currency_sign: Option<String>,
    /// As `yyyy-mm-dd`.
    pub close_date: Option<String>,
    /// The record's page in Salesforce, if known.
    pub link: Option<String>,
    /// The owner's id.
    #[serde(skip)]
    pub owner_id: Option<RecordId>,
    /// The record type, if the user may see it.
    #[serde(skip)]
    pub record_type: Option<RecordId>,
}

/// The result of a search.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matches {
    /// Open opportunities first, the user's own before others.
    pub opportunities: Vec<OpportunityMatch>,
    /// True if there are more than are listed.
    pub more: bool,
}

/// Reads the matches, with links to the org `links`. Open before closed, the user's own before others, then by
/// last viewed and last modified.
///
/// # Errors
///
/// The server's refusal, or a response of another shape.
pub fn read(
    response: &HttpResponse,
    links: Option<&InstanceUrl>,
    user: Option<&RecordId>,
    currency_sign: Option<&str>,
) -> Result<Matches, Problem> {
    let body = response.json()?;
    let records = body["records"].as_array().ok_or_else(|| unreadable(response.status, "no `records`"))?;
    let mut opportunities = records
        .iter()
        .map(|row| {
            read_row(row, links, currency_sign)
                .ok_or_else(|| unreadable(response.status, "a row without an id or a name"))
        })
        .collect::<Result<Vec<_>, _>>()?;
    sort_by_key(&mut opportunities, |found| {
        let own = user.is_some() && found.owner_id.as_ref() == user;
        (found.closed, !own)
    });
    // A page may be shorter than the limit of the query.
    let more = opportunities.len() > SHOWN || body["done"] == Json::Bool(false);
    opportunities.truncate(SHOWN);
    Ok(Matches { opportunities, more })
}

fn read_row(
    row: &Json,
    links: Option<&InstanceUrl>,
    currency_sign: Option<&str>,
) -> Option<OpportunityMatch> {
    let id = RecordId::opportunity(row["Id"].as_str()?).ok()?;
    let text = |value: &Json| value.as_str().map(str::to_owned);
    Some(OpportunityMatch {
        name: text(&row["Name"])?,
        account: text(&row["Account"]["Name"]),
        owner: text(&row["Owner"]["Name"]),
        stage: text(&row["StageName"])?,
        closed: row["IsClosed"].as_bool().unwrap_or(false),
        won: row["IsWon"].as_bool().unwrap_or(false),
        amount: row["Amount"].as_number().and_then(|number| number.as_str().parse().ok()),
        currency: text(&row["CurrencyIsoCode"]),
        currency_sign: currency_sign.map(Into::into),
        close_date: text(&row["CloseDate"]),
        link: links.and_then(|org| org.record_link("Opportunity", &id)),
        owner_id: row["OwnerId"].as_str().and_then(|owner| RecordId::new(owner).ok()),
        record_type: row["RecordTypeId"].as_str().and_then(|record_type| RecordId::new(record_type).ok()),
        id,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::json::json;

    #[test]
    fn lists_the_users_own_open_ones_first_and_reports_more() {
        let instance = InstanceUrl::new("https://acme.my.salesforce.com", &[]).unwrap();
        let me = RecordId::new("0051a000000UGT8").unwrap();
        let row = |id: &str, closed: bool, mine: bool| {
            json!({ "Id": RecordId::new(id).unwrap().as_str(), "Name": id, "StageName": "x", "IsClosed": closed,
                    "OwnerId": if mine { me.as_str() } else { "0051a000000UGT9AAO" }, "Account": null, "Amount": 12500 })
        };
        let answer = |rows: Vec<Json>| HttpResponse::new(200, json!({ "records": rows }).to_string());
        let found = read(
            &answer(vec![
                row("006000000000001", false, false),
                row("006000000000002", false, true),
                row("006000000000003", true, true),
                row("006000000000004", true, false),
            ]),
            Some(&instance),
            Some(&me),
            Some("$"),
        )
        .unwrap();
        let names: Vec<_> = found.opportunities.iter().map(|found| &found.name[14..]).collect();
        assert_eq!(names, ["2", "1", "3", "4"]);
        assert!(!found.more);
        assert_eq!(found.opportunities[0].account, None);
        assert_eq!(found.opportunities[0].currency_sign.as_deref(), Some("$"));
        assert_eq!(found.opportunities[0].amount, "12500".parse().ok());

        let many = (0..60).map(|n| row(&format!("0060000000000{n:02}"), false, n == 59)).collect();
        let found = read(&answer(many), Some(&instance), Some(&me), None).unwrap();
        assert_eq!((found.opportunities.len(), found.more), (50, true));
        assert!(found.opportunities[0].name.ends_with("59"), "the user's own one is not cut off");

        let body =
            json!({ "records": [row("006000000000001", false, true)], "totalSize": 201, "done": false });
        assert!(
            read(&HttpResponse::new(200, body.to_string()), None, None, None).unwrap().more,
            "a short page"
        );
    }
}
