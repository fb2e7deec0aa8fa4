//! Texts that a formula compares fields with, which may be names that the org no longer has.

use super::error::utf16_offset;
use super::syntax::{Binary, Expression, Node};
use super::{Formula, visit};

/// A text that a formula compares a field with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Literal<'a> {
    /// The field, path or global variable, as written.
    pub field: &'a str,
    /// The text.
    pub value: &'a str,
    /// The position of the text, in UTF-16 code units.
    pub at: usize,
}

impl Formula {
    /// Returns the texts that fields are compared with: by `ISPICKVAL`, `INCLUDES`, `CASE`, `=` and `<>`, also
    /// through `TEXT` and `PRIORVALUE`. Empty texts mean blank and are left out.
    #[must_use]
    pub fn literals<'a>(&'a self) -> Vec<Literal<'a>> {
        let mut found = Vec::new();
        let mut compare = |field: &'a Node, text: &'a Node| {
            if let Expression::Text(value) = &text.kind
                && !value.is_empty()
                && let Some(field) = field_of(field)
            {
                found.push(Literal { field, value, at: utf16_offset(&self.read.text, text.at as usize) });
            }
        };
        visit(&self.read.root, &mut |node| match &node.kind {
            Expression::Call(name, arguments) => {
                let is = |known: &str| name.eq_ignore_ascii_case(known);
                match &**arguments {
                    [field, text] if is("ISPICKVAL") || is("INCLUDES") => compare(field, text),
                    [field, pairs @ ..] if is("CASE") => {
                        // Pairs of a value and a result, then the default result.
                        let mut rest = pairs;
                        while let [text, _, others @ ..] = rest {
                            compare(field, text);
                            rest = others;
                        }
                    }
                    _ => {}
                }
            }
            Expression::Chain(first, links) => {
                if let Some(link) = links.first()
                    && matches!(link.operator, Binary::Equal | Binary::NotEqual)
                {
                    compare(first, &link.operand);
                    compare(&link.operand, first);
                }
            }
            _ => {}
        });
        found
    }
}

/// Returns the field inside `TEXT` and `PRIORVALUE`.
fn field_of(node: &Node) -> Option<&str> {
    match &node.kind {
        Expression::Name(name) => Some(name),
        Expression::Call(name, arguments)
            if name.eq_ignore_ascii_case("TEXT") || name.eq_ignore_ascii_case("PRIORVALUE") =>
        {
            match &**arguments {
                [argument] => field_of(argument),
                _ => None,
            }
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn literals(formula: &str) -> Vec<(String, String)> {
        let formula = Formula::parse(formula).expect("it parses");
        formula.literals().into_iter().map(|found| (found.field.into(), found.value.into())).collect()
    }

    fn pair(field: &str, value: &str) -> (String, String) {
        (field.into(), value.into())
    }

    #[test]
    fn finds_every_kind_of_comparison() {
        for formula in [
            r#"ISPICKVAL(StageName, "Won")"#,
            r#"ispickval(PRIORVALUE(StageName), 'Won')"#,
            r#"TEXT(StageName) = "Won""#,
            r#""Won" <> TEXT(PRIORVALUE(StageName))"#,
            r#"NOT(INCLUDES(StageName, "Won")) && TRUE"#,
            r#"CASE(StageName, "Won", 1, 0) = 1"#,
            r#"IF(A__c, ISPICKVAL(StageName, "Won"), ISPICKVAL(StageName, ""))"#,
        ] {
            assert_eq!(literals(formula), [pair("StageName", "Won")], "{formula}");
        }
        assert_eq!(
            literals(r#"CASE($RecordType.DeveloperName, "A", "x", "B", "y", "z") = "x""#),
            [pair("$RecordType.DeveloperName", "A"), pair("$RecordType.DeveloperName", "B")]
        );
        assert_eq!(literals(r#"StageName & "Won" = "x""#), []);
    }

    #[test]
    fn reports_the_position_of_the_text() {
        let formula = Formula::parse(r#"/* é😀 */ ISPICKVAL(StageName, "Won")"#).unwrap();
        assert_eq!(formula.literals()[0].at, "/* é😀 */ ISPICKVAL(StageName, ".encode_utf16().count());
    }
}
