//! Queries over HTTP: results, pages, errors.

use serde_json::json;

use super::server::{Server, VERSION, encode};

#[test]
fn relationships_filters_and_order() {
    let server = Server::start(&[]);
    let rows = server.rows(
        "SELECT Id, Name, Account.Name, Account.Owner.Name FROM Opportunity WHERE Account.Name = 'O\\'Brien & Co' AND IsClosed = false ORDER BY Amount DESC NULLS LAST",
    );
    assert!(rows.len() > 1);
    assert_eq!(rows[0]["Account"]["attributes"]["type"], "Account");
    assert_eq!(rows[0]["Account"]["Owner"]["Name"], "Zoë Müller");
    let escaped = server.rows("SELECT Name FROM Opportunity WHERE Name LIKE '100\\%\\_Green %'");
    assert_eq!(escaped[0]["Name"], "100%_Green \\ Grid");
    let among = server.rows("SELECT Id FROM Opportunity WHERE AccountId IN (SELECT Id FROM Account WHERE Name LIKE 'müller%') AND (NOT Amount = null)");
    assert!(!among.is_empty());
    let children = server
        .rows("SELECT Name, (SELECT Name FROM Opportunities ORDER BY Name) FROM Account WHERE Name = 'Acme'");
    assert_eq!(children[0]["Opportunities"]["totalSize"], 3);
    let dated = server.rows(
        "SELECT Id FROM Opportunity WHERE CloseDate = NEXT_N_DAYS:40 AND LastModifiedDate >= LAST_N_DAYS:5",
    );
    assert!(!dated.is_empty());
    let ids = server.rows("SELECT Id FROM RecordType WHERE SobjectType = 'Opportunity'");
    assert_eq!(ids.len(), 2);
}

#[test]
fn aggregates() {
    let server = Server::start(&[]);
    let count = server.query("SELECT count() FROM Opportunity WHERE Account.Name = 'Acme'").json();
    assert_eq!(count, json!({ "totalSize": 3, "done": true, "records": [] }));
    let rows = server.rows(
        "SELECT Account.Name, COUNT(Id) deals, SUM(Amount), MIN(CloseDate), AVG(Probability) FROM Opportunity WHERE Account.Name = 'Acme' GROUP BY Account.Name HAVING COUNT(Id) > 1",
    );
    assert_eq!(rows[0]["attributes"], json!({ "type": "AggregateResult" }));
    assert_eq!((rows[0]["Name"].as_str(), rows[0]["deals"].as_i64()), (Some("Acme"), Some(3)));
    assert_eq!(rows[0]["expr0"].to_string(), "67800.0");
    let years = server.rows("SELECT CALENDAR_YEAR(CloseDate) y, COUNT(Id) n FROM Opportunity GROUP BY CALENDAR_YEAR(CloseDate) ORDER BY CALENDAR_YEAR(CloseDate)");
    assert_eq!(years.iter().map(|r| r["n"].as_i64().unwrap()).sum::<i64>(), 60);
}

#[test]
fn rejects_unsupported_queries_as_recorded() {
    let server = Server::start(&[]);
    for (soql, code, message) in [
        (
            "select count() from XYZZY",
            "INVALID_TYPE",
            "\nselect count() from XYZZY\n                    ^\nERROR at Row:1:Column:21\nsObject type 'XYZZY' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.",
        ),
        (
            "SELECT Id, Dispenser__c, Answer__c, Audit_Question__c FROM Opportunity",
            "INVALID_FIELD",
            "\nSELECT Id, Dispenser__c, Answer__c, Audit_Question__c\n           ^\nERROR at Row:1:Column:12\nNo such column 'Dispenser__c' on entity 'Opportunity'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.",
        ),
    ] {
        assert_eq!(server.query(soql).problem(), (400, code.to_owned(), message.to_owned()));
    }
    rejects(&[
        ("SELECT Id FROM Opportunity WHERE Name LIKE Acme", "MALFORMED_QUERY", "unexpected token: 'Acme'"),
        (
            "SELECT Id FROM Opportunity WHERE Name = 'C:\\dir'",
            "MALFORMED_QUERY",
            "Illegal character sequence '\\d'",
        ),
        ("SELECT Id FROM Opportunity WHERE Name = 'open", "MALFORMED_QUERY", "mismatched character '<EOF>'"),
        ("SELECT Id FROM Opportunity WHERE Description LIKE '%a%'", "INVALID_FIELD", "can not be filtered"),
        (
            "SELECT Id FROM Opportunity WHERE Amount = '5'",
            "INVALID_FIELD",
            "must be of type double and should not be enclosed in quotes",
        ),
        (
            "SELECT Id FROM Opportunity WHERE CloseDate = 2026-01-01T00:00:00Z",
            "INVALID_FIELD",
            "must be of type date",
        ),
        ("SELECT Id FROM Opportunity WHERE Id = 'x'", "INVALID_QUERY_FILTER_OPERATOR", "invalid ID field: x"),
        ("SELECT Foo.Name FROM Opportunity", "INVALID_FIELD", "Didn't understand relationship 'Foo'"),
        (
            "SELECT Name, COUNT(Id) FROM Opportunity",
            "MALFORMED_QUERY",
            "Field must be grouped or aggregated: Name",
        ),
        ("SELECT TYPEOF Owner WHEN User THEN Id END FROM Opportunity", "MALFORMED_QUERY", "TYPEOF"),
        ("SELECT Id FROM Opportunity OFFSET 2001", "NUMBER_OUTSIDE_VALID_RANGE", "2000"),
        ("SELECT FIELDS(ALL) FROM Opportunity", "MALFORMED_QUERY", "LIMIT"),
        ("SELECT FIELDS(ALL) FROM Opportunity WHERE Name = 'x'", "MALFORMED_QUERY", "LIMIT"),
        ("", "MALFORMED_QUERY", ""),
    ]);
}

#[test]
fn rejects_invalid_aggregates_and_orders() {
    rejects(&[
        (
            "SELECT FIELDS(ALL), COUNT(Id) FROM Opportunity LIMIT 5",
            "MALFORMED_QUERY",
            "cannot also use LIMIT",
        ),
        ("SELECT COUNT() FROM Opportunity ORDER BY Name", "MALFORMED_QUERY", "ORDER BY"),
        ("SELECT MAX(CreatedDate) FROM Opportunity LIMIT 1", "MALFORMED_QUERY", "cannot also use LIMIT"),
        (
            "SELECT COUNT(IsWon) FROM Opportunity",
            "MALFORMED_QUERY",
            "does not support aggregate operator COUNT",
        ),
        (
            "SELECT MIN(Description) FROM Opportunity",
            "MALFORMED_QUERY",
            "does not support aggregate operator",
        ),
        ("SELECT COUNT(Id) n, SUM(Amount) N FROM Opportunity", "MALFORMED_QUERY", "duplicate alias"),
        (
            "SELECT StageName, StageName FROM Opportunity GROUP BY StageName",
            "MALFORMED_QUERY",
            "duplicate field selected",
        ),
        ("SELECT CALENDAR_YEAR(CloseDate), Amount FROM Opportunity", "MALFORMED_QUERY", "must be grouped"),
        (
            "SELECT CALENDAR_YEAR(CreatedDate), COUNT(Id) FROM Opportunity GROUP BY CreatedDate",
            "INVALID_FIELD",
            "can not be grouped",
        ),
        ("SELECT Id FROM Opportunity ORDER BY toLabel(StageName)", "MALFORMED_QUERY", "toLabel"),
        (
            "SELECT Id FROM Opportunity WHERE StageName INCLUDES ('x')",
            "INVALID_QUERY_FILTER_OPERATOR",
            "picklist",
        ),
    ]);
}

#[test]
fn rejects_invalid_subqueries() {
    rejects(&[
        (
            "SELECT Id FROM Account WHERE NOT (Id IN (SELECT AccountId FROM Opportunity))",
            "MALFORMED_QUERY",
            "NOT",
        ),
        (
            "SELECT Id FROM Opportunity WHERE Account.Id IN (SELECT Id FROM Account)",
            "MALFORMED_QUERY",
            "relationships",
        ),
        (
            "SELECT Id FROM Account WHERE Id IN (SELECT Account.Id FROM Opportunity)",
            "MALFORMED_QUERY",
            "relationships",
        ),
        (
            "SELECT Id FROM Account WHERE Id IN (SELECT OwnerId FROM Opportunity)",
            "MALFORMED_QUERY",
            "should point to the same object type",
        ),
        (
            "SELECT AccountId FROM Opportunity GROUP BY AccountId HAVING AccountId IN (SELECT Id FROM Account)",
            "MALFORMED_QUERY",
            "HAVING",
        ),
        (
            "SELECT Id, (SELECT StageName FROM Opportunities GROUP BY StageName) FROM Account",
            "MALFORMED_QUERY",
            "GROUP BY",
        ),
        ("SELECT Id, (SELECT Id FROM Opportunities OFFSET 1) FROM Account", "MALFORMED_QUERY", "OFFSET"),
    ]);
}

fn rejects(queries: &[(&str, &str, &str)]) {
    let server = Server::start(&[]);
    for (soql, code, part) in queries {
        let (status, found, message) = server.query(soql).problem();
        assert_eq!((status, found.as_str()), (400, *code), "{soql}");
        assert!(message.contains(part), "{soql}: {message}");
    }
}

#[test]
fn null_matches_an_unchecked_checkbox() {
    let server = Server::start(&[]);
    let count = |filter: &str| server.rows(&format!("SELECT Id FROM Opportunity WHERE {filter}")).len();
    let (won, open) = (count("IsWon = true"), count("IsWon = false"));
    assert!(won > 0 && open > 0);
    assert_eq!((count("IsWon != null"), count("IsWon = null")), (won, open));
    // A checkbox behind an empty lookup counts as unchecked, too.
    let orphans = count("AccountId = null");
    assert_eq!(count("Account.IsDeleted = false AND AccountId = null"), orphans);
}

#[test]
fn picklists_are_in_the_order_of_their_values() {
    let server = Server::start(&[]);
    let stages: Vec<String> = server
        .rows("SELECT StageName FROM Opportunity GROUP BY StageName ORDER BY StageName")
        .iter()
        .map(|row| row["StageName"].as_str().unwrap().to_owned())
        .collect();
    let order: Vec<String> = server
        .rows("SELECT ApiName FROM OpportunityStage WHERE IsActive = true ORDER BY SortOrder")
        .iter()
        .map(|row| row["ApiName"].as_str().unwrap().to_owned())
        .filter(|stage| stages.contains(stage))
        .collect();
    assert!(order.len() > 3);
    assert_eq!(stages[..order.len()], order);
    let ends = server.rows("SELECT MIN(StageName) least FROM Opportunity");
    assert_eq!(ends[0]["least"], order[0].as_str());
    let first = server.rows("SELECT StageName FROM Opportunity ORDER BY StageName LIMIT 1");
    assert_eq!(first[0]["StageName"], order[0].as_str());
}

#[test]
fn ids_are_compared_and_limit_all_fields() {
    let server = Server::start(&[]);
    let all = server.rows("SELECT Id FROM Opportunity ORDER BY Id");
    let middle = all[all.len() / 2]["Id"].as_str().unwrap();
    let later = server.rows(&format!("SELECT Id FROM Opportunity WHERE Id > '{middle}' ORDER BY Id"));
    assert_eq!(later.len(), all.len() - all.len() / 2 - 1);
    let fields = server.rows(&format!("SELECT FIELDS(ALL) FROM Opportunity WHERE Id IN ('{middle}')"));
    assert_eq!(fields[0]["Id"], middle);
}

#[test]
fn a_date_function_reads_a_grouped_date() {
    let server = Server::start(&[]);
    let rows = server.rows(
        "SELECT CloseDate, CALENDAR_YEAR(CloseDate) y, COUNT(Id) n FROM Opportunity GROUP BY CloseDate",
    );
    assert!(rows.iter().all(|row| row["CloseDate"].as_str().unwrap().starts_with(&row["y"].to_string())));
}

#[test]
fn compares_amounts_in_the_corporate_currency() {
    let server = Server::start(&["--profile", "multi-currency"]);
    // One dollar is worth 0.85 euros and 150 yen.
    let rates = [("USD", 1.0), ("EUR", 0.85), ("JPY", 150.0)];
    let all = server.rows("SELECT Id, Amount, CurrencyIsoCode FROM Opportunity WHERE Amount != null");
    let corporate = |row: &serde_json::Value| {
        let rate = rates.iter().find(|(code, _)| row["CurrencyIsoCode"] == *code).unwrap().1;
        row["Amount"].as_f64().unwrap() / rate
    };
    for (literal, least) in
        [("USD5000", 5_000.0), ("usd5000.00", 5_000.0), ("EUR4250", 5_000.0), ("JPY750000", 5_000.0)]
    {
        let found = server.rows(&format!("SELECT Id FROM Opportunity WHERE Amount > {literal}"));
        let expected = all.iter().filter(|row| corporate(row) > least).count();
        assert_eq!(found.len(), expected, "{literal}");
    }
    let plain = server.rows("SELECT Id FROM Opportunity WHERE Amount > 5000");
    assert_eq!(plain.len(), all.iter().filter(|row| row["Amount"].as_f64().unwrap() > 5_000.0).count());
    assert!(plain.len() != server.rows("SELECT Id FROM Opportunity WHERE Amount > USD5000").len());
    assert!(!server.rows("SELECT Id FROM Opportunity WHERE Amount > USD-1").is_empty());

    let ordered =
        server.rows("SELECT Amount, CurrencyIsoCode FROM Opportunity WHERE Amount != null ORDER BY Amount");
    assert!(ordered.windows(2).all(|pair| corporate(&pair[0]) <= corporate(&pair[1]) + 1e-6));
    let converted = server.rows(
        "SELECT Amount, convertCurrency(Amount) mine, CurrencyIsoCode FROM Opportunity WHERE Amount != null",
    );
    assert!(converted.iter().all(|row| (row["mine"].as_f64().unwrap() - corporate(row)).abs() < 0.01));
    let sum = server.rows("SELECT SUM(Amount) total FROM Opportunity WHERE Amount != null");
    let total: f64 = all.iter().map(corporate).sum();
    assert!((sum[0]["total"].as_f64().unwrap() - total).abs() < 1.0);

    for (condition, code) in [
        ("Amount > XYZ5000", "MALFORMED_QUERY"),
        ("Amount IN (USD5, 6)", "MALFORMED_QUERY"),
        ("Probability > USD5", "INVALID_FIELD"),
    ] {
        let soql = format!("SELECT Id FROM Opportunity WHERE {condition}");
        assert_eq!(server.query(&soql).problem().1, code, "{condition}");
    }
    let single = Server::start(&[]);
    assert_eq!(single.query("SELECT Id FROM Opportunity WHERE Amount > USD5").problem().1, "MALFORMED_QUERY");
}

#[test]
fn subtotals_formats_scopes_and_joined_names() {
    let server = Server::start(&[]);
    let plain = server.rows("SELECT StageName, COUNT(Id) n FROM Opportunity GROUP BY StageName");
    let rolled = server.rows(
        "SELECT StageName, GROUPING(StageName) sub, COUNT(Id) n FROM Opportunity GROUP BY ROLLUP(StageName)",
    );
    assert_eq!(rolled.len(), plain.len() + 1);
    let total = rolled.iter().find(|row| row["sub"] == 1).unwrap();
    assert_eq!((total["StageName"].is_null(), total["n"].as_i64()), (true, Some(60)));
    let cube = server
        .rows("SELECT StageName, OwnerId, COUNT(Id) n FROM Opportunity GROUP BY CUBE(StageName, OwnerId)");
    let both =
        server.rows("SELECT StageName, OwnerId, COUNT(Id) n FROM Opportunity GROUP BY StageName, OwnerId");
    let owners = server.rows("SELECT OwnerId, COUNT(Id) n FROM Opportunity GROUP BY OwnerId");
    assert_eq!(cube.len(), both.len() + plain.len() + owners.len() + 1);

    let shown = server.rows("SELECT Amount, FORMAT(Amount) text, FORMAT(CloseDate) day FROM Opportunity WHERE Amount != null LIMIT 1");
    assert!(shown[0]["text"].as_str().unwrap().starts_with('$'), "{shown:?}");
    assert!(shown[0]["day"].as_str().unwrap().contains('/'));
    let weeks = server.rows(
        "SELECT WEEK_IN_YEAR(CloseDate) w, COUNT(Id) n FROM Opportunity GROUP BY WEEK_IN_YEAR(CloseDate)",
    );
    assert!(weeks.iter().all(|row| (1..=53).contains(&row["w"].as_i64().unwrap())));

    let mine = server.rows("SELECT OwnerId FROM Opportunity USING SCOPE mine");
    assert!(!mine.is_empty() && mine.iter().all(|row| row["OwnerId"] == mine[0]["OwnerId"]));
    let joined = server.rows("SELECT o.Name, a.Name FROM Opportunity o, o.Account a WHERE a.Name = 'Acme'");
    assert_eq!((joined.len(), joined[0]["Account"]["Name"].as_str()), (3, Some("Acme")));
    let children =
        server.rows("SELECT Name, (SELECT Name FROM Account.Opportunities) FROM Account WHERE Name = 'Acme'");
    assert_eq!(children[0]["Opportunities"]["totalSize"], 3);
}

#[test]
fn rejects_invalid_queries_with_their_code() {
    let server = Server::start(&[]);
    for (soql, code, part) in [
        ("SELECT Name FROM Account HAVING COUNT(Id) > 1", "MALFORMED_QUERY", "HAVING"),
        ("SELECT Id, Name, id FROM Opportunity", "MALFORMED_QUERY", "duplicate field selected: Id"),
        ("SELECT Account.Name, account.name FROM Opportunity", "MALFORMED_QUERY", "duplicate field selected"),
        (
            "SELECT Name n FROM Opportunity",
            "MALFORMED_QUERY",
            "Only aggregate expressions use field aliasing",
        ),
        ("SELECT Id FROM Opportunity USING SCOPE nobodys", "INVALID_QUERY_SCOPE", "scope"),
        ("SELECT Id FROM Opportunity WHERE CALENDAR_YEAR(Amount) = 2026", "INVALID_FIELD", "CALENDAR_YEAR"),
        (
            "SELECT HOUR_IN_DAY(CloseDate) h, COUNT(Id) FROM Opportunity GROUP BY HOUR_IN_DAY(CloseDate)",
            "INVALID_FIELD",
            "HOUR_IN_DAY",
        ),
        ("SELECT convertCurrency(Probability) FROM Opportunity", "INVALID_FIELD", "convertCurrency"),
        (
            "SELECT Id FROM Opportunity WHERE StageName INCLUDES ('a')",
            "INVALID_QUERY_FILTER_OPERATOR",
            "StageName",
        ),
        ("SELECT NOPE(Name) FROM Opportunity", "MALFORMED_QUERY", "Unknown function"),
        (
            "SELECT Id FROM Account WHERE Id IN (SELECT Id FROM Account)",
            "MALFORMED_QUERY",
            "same object type",
        ),
        (
            "SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Opportunity LIMIT 1)",
            "MALFORMED_QUERY",
            "WHERE clause",
        ),
        (
            "SELECT Id FROM User WHERE Id IN (SELECT OwnerId FROM Opportunity WHERE AccountId IN (SELECT Id FROM Account))",
            "MALFORMED_QUERY",
            "Nesting",
        ),
        ("SELECT x.Name FROM Opportunity o, o.Nope x", "INVALID_FIELD", "Nope"),
    ] {
        let (status, found, message) = server.query(soql).problem();
        assert_eq!((status, found.as_str()), (400, code), "{soql}: {message}");
        assert!(message.contains(part), "{soql}: {message}");
    }
}

#[test]
fn follows_pages() {
    let server = Server::start(&["--generate", "4600"]);
    let path = format!("{VERSION}/query?q={}", encode("SELECT Id FROM Opportunity ORDER BY Name LIMIT 4500"));
    let mut answer = server.ask("GET", &path, &[("sforce-query-options", "batchSize=2000")], "").json();
    assert_eq!((answer["totalSize"].as_i64(), answer["done"].as_bool()), (Some(4_500), Some(false)));
    let mut ids = std::collections::BTreeSet::new();
    loop {
        for record in answer["records"].as_array().unwrap() {
            assert!(ids.insert(record["Id"].as_str().unwrap().to_owned()));
        }
        let Some(next) = answer["nextRecordsUrl"].as_str().map(str::to_owned) else { break };
        answer = server.ask("GET", &next, &[], "").json();
    }
    assert_eq!(ids.len(), 4_500);
    assert_eq!(answer["done"], true);
    let wrong = server.get("/query/01gRO0000016PIAYA2-2000");
    assert_eq!(wrong.problem(), (400, "INVALID_QUERY_LOCATOR".into(), "invalid query locator".into()));
}

#[test]
fn for_view_sets_the_viewed_date_and_search_finds_words() {
    let server = Server::start(&[]);
    let id = server.deal("Acme - 200 Widgets");
    server.rows(&format!("SELECT Id FROM Opportunity WHERE Id = '{id}' FOR VIEW"));
    assert!(server.read(&id, "LastViewedDate")["LastViewedDate"].is_string());
    let found = server.get(
        "/parameterizedSearch?q=Acme&sobject=Opportunity&Opportunity.fields=id,name&Opportunity.limit=2",
    );
    assert_eq!(found.json()["searchRecords"].as_array().unwrap().len(), 2);
    let body = json!({ "q": "widgets acme", "sobjects": [{ "name": "Opportunity", "fields": ["Id", "Name"], "where": "IsClosed = false" }] });
    let found = server.send("POST", "/parameterizedSearch", body).json();
    assert_eq!(found["searchRecords"][0]["Name"], "Acme - 200 Widgets");
}
