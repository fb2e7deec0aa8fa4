//! The cases of Salesforce's open-source engine, in both modes.

use salesforce_formula::Blanks;

use crate::runner::{Document, agrees, run};

/// The known deviations, by case and row, with the reason.
const KNOWN: [(&str, usize); 0] = [];

#[test]
fn every_case_gives_the_expected_result_in_both_modes() {
    let text = include_str!("../fixtures/cases.json");
    let document: Document = serde_json::from_str(text).unwrap();
    let mut rows = 0;
    let mut wrong = Vec::new();
    for case in &document.cases {
        for (index, row) in case.rows.iter().enumerate() {
            rows += 1;
            for (blanks, expected) in
                [(Blanks::AsZeroes, &row.out), (Blanks::AsBlanks, &row.out_blank_as_null)]
            {
                let found = run(case, row, blanks);
                if !agrees(&found, expected.as_ref()) && !KNOWN.contains(&(&case.name, index)) {
                    wrong.push(format!("{} row {index}, {blanks:?}: {found}, not {expected:?}", case.name));
                }
            }
        }
    }
    assert_eq!(rows, 3823);
    assert!(wrong.is_empty(), "{} of {rows} rows are wrong:\n{}", wrong.len(), wrong.join("\n"));
}
