//! `GET /services/data/v{version}/query?q=SELECT … FROM Opportunity`
//!
//! Searches opportunities by the account's name, their own name, or both.

mod matches;

use serde::Serialize;

use super::http::encode;
use super::{ApiVersion, HttpRequest, composite_query, soql};
use crate::base::error::{Code, Problem};
use crate::base::{Date, Decimal, FieldName, RecordId};
pub use matches::{Matches, OpportunityMatch, read};

/// The most rows that are requested. More than are shown, so that the user's own opportunities can come first.
const ASKED: usize = 200;

/// A search. All given conditions must match.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct OpportunityQuery {
    /// Part of the account's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// Part of the opportunity's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Part of either name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// Words, each of which occurs in the name of the opportunity, its account or its owner.
    #[serde(skip)]
    pub words: Vec<String>,
    /// True if one matching word is enough and letters may be wrong or missing. The caller ranks the matches.
    #[serde(skip)]
    pub loose: bool,
    /// True for the user's own opportunities only.
    #[serde(skip)]
    pub mine: bool,
    /// Part of the stage's name.
    #[serde(skip)]
    pub stage: Option<String>,
    /// True for closed opportunities, false for open ones.
    #[serde(skip)]
    pub closed: Option<bool>,
    /// True for won opportunities, false for the others.
    #[serde(skip)]
    pub won: Option<bool>,
    /// The amount is greater than this.
    #[serde(skip)]
    pub over: Option<Decimal>,
    /// The amount is less than this.
    #[serde(skip)]
    pub under: Option<Decimal>,
    /// The close date is this day or later.
    #[serde(skip)]
    pub from: Option<Date>,
    /// The close date is this day or earlier.
    #[serde(skip)]
    pub until: Option<Date>,
}

impl OpportunityQuery {
    /// Checks that there is something to search for.
    ///
    /// # Errors
    ///
    /// If there are no conditions, or a text is longer than any name.
    pub fn check(&self) -> Result<(), Problem> {
        condition(self, &[], None).map(|_| ())
    }

    /// Returns the loose version of a search for words; `None` if this is already the loose one.
    #[must_use]
    pub fn looser(&self) -> Option<Self> {
        let worth = !self.loose && self.words.iter().any(|word| consonants(word).is_some());
        worth.then(|| Self { loose: true, ..self.clone() })
    }
}

/// Returns the columns that may be hidden from a user who can read opportunities. One hidden column fails the
/// whole query.
///
/// An org without several currencies refuses the currency column.
#[must_use]
pub fn columns(with_currency: bool) -> Vec<FieldName> {
    const NAMES: [&str; 6] =
        ["Amount", "OwnerId", "Owner.Name", "Account.Name", "RecordTypeId", "CurrencyIsoCode"];
    NAMES[..if with_currency { 6 } else { 5 }].iter().map(|name| FieldName::known(name)).collect()
}

/// Builds the query with these columns and those that every user can see. A query whose path exceeds `longest`
/// bytes is sent in a body.
///
/// # Errors
///
/// If there are no conditions, or a text is longer than any name.
pub fn request(
    version: ApiVersion,
    query: &OpportunityQuery,
    columns: &[FieldName],
    user: Option<&RecordId>,
    longest: usize,
) -> Result<HttpRequest, Problem> {
    let condition = condition(query, columns, user)?;
    let mut selected = String::from("Id, Name, StageName, IsClosed, IsWon, CloseDate");
    for column in columns {
        selected.push_str(", ");
        selected.push_str(column.as_str());
    }
    // `LastViewedDate` is this user's own.
    let soql = format!(
        "SELECT {selected} FROM Opportunity WHERE {condition} \
         ORDER BY IsClosed, LastViewedDate DESC NULLS LAST, LastModifiedDate DESC LIMIT {}",
        ASKED + 1
    );
    let path = version.path("/query?q=") + &encode(&soql);
    Ok(if path.len() > longest { composite_query::request(version, &soql) } else { HttpRequest::get(path) })
}

fn condition(
    query: &OpportunityQuery,
    columns: &[FieldName],
    user: Option<&RecordId>,
) -> Result<String, Problem> {
    let mut conditions = Vec::new();
    for (key, text, columns) in [
        ("account", &query.account, &["Account.Name"][..]),
        ("name", &query.name, &["Name"]),
        ("search", &query.search, &["Account.Name", "Name"]),
    ] {
        let Some(text) = text.as_deref() else { continue };
        let text = text.trim();
        if text.is_empty() {
            return Err(Problem::new(Code::InvalidQuery, format!("`{key}` is empty")));
        }
        // The longest name that Salesforce stores is an account's.
        if text.chars().count() > 255 {
            return Err(Problem::new(Code::InvalidQuery, format!("`{key}` is longer than any name")));
        }
        let pattern = soql::contains(text);
        let either: Vec<_> = columns.iter().map(|column| format!("{column} LIKE {pattern}")).collect();
        conditions.push(if either.len() > 1 {
            format!("({})", either.join(" OR "))
        } else {
            either.concat()
        });
    }
    conditions.extend(word_conditions(query, columns));
    conditions.extend(criteria(query));
    if let (true, Some(user)) = (query.mine, user) {
        conditions.push(format!("OwnerId = '{user}'"));
    }
    if conditions.is_empty() && !query.mine {
        return Err(Problem::new(Code::InvalidQuery, "the query has no search term"));
    }
    Ok(conditions.join(" AND "))
}

fn word_conditions(query: &OpportunityQuery, columns: &[FieldName]) -> Vec<String> {
    let owner = columns.iter().any(|column| column.as_str() == "Owner.Name");
    let columns = &["Name", "Account.Name", "Owner.Name"][..if owner { 3 } else { 2 }];
    let like = |pattern: String| {
        let either: Vec<_> = columns.iter().map(|column| format!("{column} LIKE {pattern}")).collect();
        format!("({})", either.join(" OR "))
    };
    let words = query.words.iter().take(12).filter(|word| word.chars().count() <= 255);
    if query.loose {
        let any: Vec<_> = words.filter_map(|word| consonants(word)).map(like).collect();
        return if any.is_empty() { any } else { vec![format!("({})", any.join(" OR "))] };
    }
    words.map(|word| like(soql::contains(word))).collect()
}

/// Returns a pattern of the word's consonants, which people rarely get wrong. `None` if the pattern would match
/// nearly everything.
fn consonants(word: &str) -> Option<String> {
    if !word.is_ascii() && word.chars().all(|c| !c.is_ascii_alphabetic()) {
        return Some(soql::contains(word));
    }
    let letters: String =
        word.chars().filter(|c| c.is_ascii_alphabetic() && !"aeiouyAEIOUY".contains(*c)).take(5).collect();
    if word.chars().count() < 4 || letters.len() < 2 {
        return None;
    }
    let spread: Vec<_> = letters.chars().map(String::from).collect();
    Some(format!("'%{}%'", spread.join("%")))
}

fn criteria(query: &OpportunityQuery) -> Vec<String> {
    let mut conditions = Vec::new();
    if let Some(stage) = &query.stage {
        conditions.push(format!("StageName LIKE {}", soql::contains(stage)));
    }
    for (column, wanted) in [("IsClosed", query.closed), ("IsWon", query.won)] {
        conditions.extend(wanted.map(|wanted| format!("{column} = {wanted}")));
    }
    for (sign, amount) in [(">", query.over), ("<", query.under)] {
        conditions.extend(amount.map(|amount| format!("Amount {sign} {amount}")));
    }
    for (sign, day) in [(">=", query.from), ("<=", query.until)] {
        conditions.extend(day.map(|day| format!("CloseDate {sign} {day}")));
    }
    conditions
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::json::Value as Json;
    use crate::rest::{LONGEST_PATH, Method};
    use percent_encoding::percent_decode_str;

    fn soql(query: &OpportunityQuery) -> String {
        let path = request(ApiVersion::DEFAULT, query, &columns(false), None, LONGEST_PATH).unwrap().path;
        let encoded = path.strip_prefix("/services/data/v66.0/query?q=").unwrap();
        percent_decode_str(encoded).decode_utf8().unwrap().into_owned()
    }

    #[test]
    fn the_condition_contains_exactly_what_was_given() {
        let both = OpportunityQuery {
            account: Some("O'Brien & Co".into()),
            name: Some("50%".into()),
            ..OpportunityQuery::default()
        };
        assert!(soql(&both).contains(
            "FROM Opportunity WHERE Account.Name LIKE '%O\\'Brien & Co%' AND Name LIKE '%50\\%%' ORDER BY IsClosed,"
        ));
        let either = OpportunityQuery { search: Some(" Acme ".into()), ..OpportunityQuery::default() };
        assert!(soql(&either).contains("WHERE (Account.Name LIKE '%Acme%' OR Name LIKE '%Acme%') ORDER BY"));
    }

    #[test]
    fn a_query_with_a_long_path_is_sent_in_a_body() {
        let long = "\u{1F600}".repeat(255);
        for query in [
            OpportunityQuery {
                account: Some(long.clone()),
                search: Some(long.clone()),
                ..OpportunityQuery::default()
            },
            OpportunityQuery {
                account: Some(long.clone()),
                name: Some(long.clone()),
                search: Some(long),
                ..OpportunityQuery::default()
            },
        ] {
            let request = request(ApiVersion::DEFAULT, &query, &columns(true), None, LONGEST_PATH).unwrap();
            assert_eq!(
                (request.method, request.path.as_str()),
                (Method::Post, "/services/data/v66.0/composite")
            );
            assert!(!request.writes);
            let body: Json = request.body.unwrap().parse().unwrap();
            let url = body["compositeRequest"][0]["url"].as_str().unwrap();
            assert!(url.starts_with("/services/data/v66.0/query?q=SELECT%20Id"), "{url}");
        }
    }

    #[test]
    fn rejects_an_empty_search() {
        let account =
            |text: &str| OpportunityQuery { account: Some(text.into()), ..OpportunityQuery::default() };
        for query in [OpportunityQuery::default(), account("  "), account(&"x".repeat(256))] {
            let problem = request(ApiVersion::DEFAULT, &query, &[], None, LONGEST_PATH).unwrap_err();
            assert_eq!(problem.code, Code::InvalidQuery);
        }
    }
}
