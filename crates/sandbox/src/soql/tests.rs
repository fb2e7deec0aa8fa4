//! Valid and invalid queries.

use proptest::prelude::*;

use super::parse::parse;
use super::text::{matches, pattern, plain};

#[test]
fn accepts_supported_queries() {
    for query in [
        "SELECT Id FROM Opportunity",
        "select id, account.name from opportunity o where o.name like 'Acme\\_%' order by closedate desc nulls last limit 5 offset 2",
        "SELECT StageName, COUNT(Id) n, SUM(Amount) FROM Opportunity GROUP BY StageName HAVING COUNT(Id) > 1",
        "SELECT Id FROM Opportunity WHERE NOT (IsClosed = true OR Amount >= 1.5E3) AND CloseDate = LAST_N_DAYS:30",
        "SELECT Id FROM Opportunity WHERE AccountId IN (SELECT Id FROM Account WHERE Name = 'O\\'Brien & Co')",
        "SELECT Id, (SELECT Name FROM Opportunities LIMIT 1) FROM Account FOR VIEW",
        "SELECT Id FROM Opportunity WHERE CloseDate > 2026-10-31 AND LastModifiedDate < 2026-10-31T00:00:00Z",
        "SELECT Id FROM Opportunity WHERE Amount > USD5000 AND ExpectedRevenue < eur0.5",
        "SELECT Id FROM Opportunity WHERE Amount IN (USD500.01, USD600) OR Amount = USD-12.5",
        "SELECT FORMAT(Amount) shown, convertCurrency(Amount) mine, FORMAT(convertCurrency(Amount)) both FROM Opportunity",
        "SELECT FORMAT(MIN(CloseDate)) earliest FROM Opportunity",
        "SELECT toLabel(StageName) FROM Opportunity WHERE toLabel(StageName) = 'Closed Won'",
        "SELECT CALENDAR_YEAR(convertTimezone(CreatedDate)) y, COUNT(Id) FROM Opportunity GROUP BY CALENDAR_YEAR(convertTimezone(CreatedDate))",
        "SELECT HOUR_IN_DAY(CreatedDate), WEEK_IN_YEAR(CloseDate), COUNT(Id) FROM Opportunity GROUP BY HOUR_IN_DAY(CreatedDate), WEEK_IN_YEAR(CloseDate)",
        "SELECT StageName, GROUPING(StageName) g, COUNT(Id) FROM Opportunity GROUP BY ROLLUP(StageName, Type)",
        "SELECT StageName, COUNT(Id) FROM Opportunity GROUP BY CUBE(StageName) ORDER BY GROUPING(StageName), StageName",
        "SELECT TYPEOF What WHEN Account THEN Phone, Website WHEN Opportunity THEN Amount ELSE Name END FROM Event",
        "SELECT Id FROM Opportunity USING SCOPE mine WHERE IsClosed = false WITH SECURITY_ENFORCED",
        "SELECT Id FROM Opportunity WITH USER_MODE LIMIT 5",
        "SELECT Id FROM Opportunity WITH SYSTEM_MODE",
        "SELECT Title FROM Question WITH DATA CATEGORY Geography__c AT (usa__c, uk__c) AND Product__c ABOVE_OR_BELOW phones__c",
        "SELECT Id FROM FAQ__kav FOR VIEW UPDATE TRACKING",
        "SELECT Id FROM FAQ__kav UPDATE VIEWSTAT",
        "SELECT Id FROM Opportunity FOR UPDATE",
        "SELECT o.Name, a.Name FROM Opportunity o, o.Account a WHERE a.Name = 'Acme'",
        "SELECT Account.Name, (SELECT Opportunity.Name FROM Account.Opportunities) FROM Account",
        "SELECT Name FROM Warehouse__c WHERE DISTANCE(Location__c, GEOLOCATION(37.775, -122.418), 'mi') < 20",
        "SELECT Id FROM Warehouse__c ORDER BY DISTANCE(Location__c, GEOLOCATION(1,2), 'KM') DESC",
        "SELECT Id FROM Contact WHERE Skills__c INCLUDES ('AAA;BBB', 'CCC') AND Skills__c EXCLUDES ('DDD')",
        "SELECT Id FROM Opportunity WHERE CloseDate IN (TODAY, LAST_N_DAYS:4, NEXT_N_FISCAL_QUARTERS:2, N_WEEKS_AGO:3)",
        "SELECT COUNT_DISTINCT(StageName) distinct, COUNT()FROM Opportunity",
        "SELECT Id FROM Group WHERE NOT (Name = 'x')",
    ] {
        assert!(parse(query).is_ok(), "{query}: {:?}", parse(query));
    }
}

#[test]
fn groups_by_as_many_fields_as_it_can_count() {
    let by = |count| format!("SELECT COUNT(Id) FROM Opportunity GROUP BY {}", vec!["Type"; count].join(","));
    assert!(parse(&by(31)).is_ok());
    assert_eq!(parse(&by(32)).unwrap_err().code, "MALFORMED_QUERY");
}

#[test]
fn rejects_queries_that_break_the_grammar() {
    for query in [
        "SELECT Name FROM Account HAVING COUNT(Id) > 1",
        "SELECT COUNT(Id) FROM Account HAVING COUNT(Id) > 1",
        "SELECT Name FROM Account GROUP BY Name HAVING",
        "SELECT Name, Id FROM ORDER BY Name LIMIT 20",
        "SELECT Account..Name FROM Opportunity",
        "SELECT Account. FROM Opportunity",
        "SELECT Id, Name FROMAccount",
        "SELECT Name FROM Account GROUPBY Name",
        "SELECT Name FROM Account FROM Account",
        "SELECT Name FROM Account WHERE Name = foo",
        "SELECT Name FROM Account WITH",
        "SELECT Name FROM Account FOR",
        "SELECT Name FROM Account GROUP BY",
        "SELECT Name FROM Account LIMIT -1",
        "SELECT Name FROM Account LIMIT +1",
        "SELECT Name FROM Account OFFSET -10",
        "SELECT Name FROM Account WHERE ((Name = '1')",
        "SELECT Name FROM Account WHERE (Name = '1'))",
        "SELECT Name FROM Account WHERE Name = \"x\"",
        "SELECT Name FROM Account WHERE GEOLOCATION(1, 2) < 20",
        "SELECT DISTANCE(GEOLOCATION(1, 2), Location, 'km') FROM Account",
        "SELECT DISTANCE(Location, GEOLOCATION(1, 2), 'm') FROM Account",
        "SELECT FORMAT(FORMAT(Amount)) FROM Opportunity",
        "SELECT SUM(MIN(Amount)) FROM Opportunity",
        "SELECT Id FROM Opportunity WHERE convertCurrency(Amount) > 5",
        "SELECT Id FROM Opportunity WHERE FORMAT(Amount) = '5'",
        "SELECT Id FROM Opportunity WHERE Amount > USD",
        "SELECT Id FROM Opportunity WHERE Amount > USD 5000",
        "SELECT Id FROM Opportunity WHERE Amount > USDX5000",
        "SELECT TYPEOF Owner THEN Id END FROM Opportunity",
        "SELECT TYPEOF Owner WHEN User THEN Id FROM Opportunity",
        "SELECT StageName FROM Opportunity GROUP BY ROLLUP(StageName, Type, LeadSource, OwnerId)",
        "SELECT StageName FROM Opportunity GROUP BY ROLLUP StageName",
        "SELECT Id FROM Account WHERE Name = 'x' OR Id IN (SELECT AccountId FROM Opportunity)",
        "SELECT Id FROM Account WHERE Id IN ()",
        "SELECT Id FROM Account ALL ROWS",
        "SELECT Id FROM Account WITH DATA CATEGORY Geography__c NEAR usa__c",
        "SELECT Id FROM Account WHERE CreatedDate = LAST_N_DAYS",
        "SELECT Id FROM Account WHERE CreatedDate = LAST_N_DAYS:x",
        "SELECT Id, FROM Account",
        "SELECT * FROM Account",
        "SELECT Id FROM Account;",
        "SELECT Id FROM Account last",
        "SELECT COUNT(Id) first FROM Account",
        "SELECT COUNT(Id) NULLS FROM Account",
        "SELECT Id FROM Account in",
        "SELECT Id FROM Account WHERE Skills__c INCLUDES ()",
        "SELECT Id FROM Account WHERE Skills__c INCLUDES 'AAA'",
    ] {
        let error = parse(query).expect_err(query);
        assert_eq!(error.code, "MALFORMED_QUERY", "{query}");
    }
}

#[test]
fn accepts_keywords_in_any_case() {
    let query = "sElEcT StageName, gRoUpInG(StageName) g fRoM Opportunity uSiNg ScOpE mine wItH sEcUrItY_eNfOrCeD \
                 gRoUp bY rOlLuP(StageName) hAvInG cOuNt(Id) > 1 oRdEr By StageName nUlLs LaSt lImIt 5";
    assert!(parse(query).is_ok(), "{:?}", parse(query));
}

#[test]
fn reports_the_position_of_errors() {
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
fn accepts_exactly_the_documented_escapes() {
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
    /// Any text has a result and does not crash.
    #[test]
    fn any_text_gets_a_result(text in "\\PC*") {
        if let Err(error) = parse(&text) {
            let _ = error.problem(&text);
        }
    }

    #[test]
    fn anything_like_soql_gets_a_result(
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

    /// A literal that was escaped by the rules means its original text.
    #[test]
    fn escaped_text_round_trips(text in "\\PC{0,40}") {
        let escaped = text.replace('\\', "\\\\").replace('\'', "\\'");
        prop_assert_eq!(plain(&escaped, (0, 0)).unwrap(), text.clone());
        let like = escaped.replace('%', "\\%").replace('_', "\\_");
        prop_assert!(matches(&pattern(&like, (0, 0)).unwrap(), &text));
    }
}
