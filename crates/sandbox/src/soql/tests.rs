//! What the grammar takes and refuses.

use proptest::prelude::*;

use super::parse::parse;
use super::text::{matches, pattern, plain};

#[test]
fn queries_that_are_served() {
    for query in [
        "SELECT Id FROM Opportunity",
        "select id, account.name from opportunity o where o.name like 'Acme\\_%' order by closedate desc nulls last limit 5 offset 2",
        "SELECT StageName, COUNT(Id) n, SUM(Amount) FROM Opportunity GROUP BY StageName HAVING COUNT(Id) > 1",
        "SELECT Id FROM Opportunity WHERE NOT (IsClosed = true OR Amount >= 1.5E3) AND CloseDate = LAST_N_DAYS:30",
        "SELECT Id FROM Opportunity WHERE AccountId IN (SELECT Id FROM Account WHERE Name = 'O\\'Brien & Co')",
        "SELECT Id, (SELECT Name FROM Opportunities LIMIT 1) FROM Account FOR VIEW",
        "SELECT Id FROM Opportunity WHERE CloseDate > 2026-10-31 AND LastModifiedDate < 2026-10-31T00:00:00Z",
    ] {
        assert!(parse(query).is_ok(), "{query}: {:?}", parse(query));
    }
}

#[test]
fn queries_that_are_refused_where_they_go_wrong() {
    for (query, column) in [
        ("SELECT FROM Opportunity", 8),
        ("SELECT Id FROM Opportunity WHERE Name like ABC1 ORDER BY CloseDate", 44),
        ("SELECT Id FROM Opportunity WHERE IsWon = true AND IsClosed = true OR Amount > 1", 67),
        ("SELECT Id FROM Opportunity WHERE Id = :id", 39),
        ("SELECT Id FROM Opportunity LIMIT", 33),
    ] {
        let error = parse(query).unwrap_err();
        let message = error.problem(query).message;
        assert!(message.contains(&format!("ERROR at Row:1:Column:{column}\n")), "{query}: {message}");
        assert_eq!(error.code, "MALFORMED_QUERY");
    }
}

#[test]
fn escapes_are_exactly_those_documented() {
    assert_eq!(plain(r"O\'Brien \\ \u00e9\n", (0, 0)).unwrap(), "O'Brien \\ é\n");
    for stray in [r"\d", r"\%", r"\_", r"\u12", r"\uD800", r"C:\x"] {
        assert!(plain(stray, (0, 0)).is_err(), "{stray}");
    }
    let hundred = pattern(r"100\%\_%", (0, 0)).unwrap();
    assert!(matches(&hundred, "100%_Green") && !matches(&hundred, "1000 Green"));
    let middle = pattern("%b_n%", (0, 0)).unwrap();
    assert!(matches(&middle, "O'BRIEN bon") && !matches(&middle, "O'Brien"));
}

proptest! {
    /// Whatever is asked, there is an answer and no crash.
    #[test]
    fn any_text_is_answered(text in "\\PC*") {
        if let Err(error) = parse(&text) {
            let _ = error.problem(&text);
        }
    }

    #[test]
    fn anything_that_looks_like_soql_is_answered(
        parts in prop::collection::vec(prop::sample::select(vec![
            "SELECT", "FROM", "WHERE", "Id", "Account.Name", "(", ")", ",", "'a'", "'\\'", "'", "=", "LIKE", "IN", "NOT",
            "AND", "OR", "LAST_N_DAYS", ":", "30", "GROUP", "BY", "count", "LIMIT", "é", "\n", "2026-01-01",
            "2026-99-99T00:00:00Z", "ORDER", "NULLS", "TYPEOF", "FIELDS(ALL)", "-1e9999",
        ]), 0..40)
    ) {
        let text = parts.join(" ");
        if let Err(error) = parse(&text) {
            let _ = error.problem(&text);
        }
    }

    /// A literal that was escaped by the rules means the text it was made from.
    #[test]
    fn escaped_text_comes_back(text in "\\PC{0,40}") {
        let escaped = text.replace('\\', "\\\\").replace('\'', "\\'");
        prop_assert_eq!(plain(&escaped, (0, 0)).unwrap(), text.clone());
        let like = escaped.replace('%', "\\%").replace('_', "\\_");
        prop_assert!(matches(&pattern(&like, (0, 0)).unwrap(), &text));
    }
}
