//! Checks that parameter lists cannot express: literals, fields, and types that depend on each other.

use super::{CompileError, Compiler, Compiling, Type, Typed, Types, starts_with, unify};
use crate::code::Kind;
use crate::dialect::ENGINE;
use crate::functions::Function;
use crate::syntax::{Expression, Node};

impl Compiler<'_> {
    /// Checks arguments that must have a particular form.
    pub(super) fn check_form(&self, function: Function, name: &str, nodes: &[Node]) -> Compiling<()> {
        match (function, nodes) {
            (Function::IsChanged | Function::PriorValue, [node, ..]) if !is_own_field(node) => Err(self
                .error(
                    node.at,
                    format_args!(
                        "`{name}` expects a field of the record itself, found `{}`",
                        self.start_of(node)
                    ),
                )),
            (Function::Includes, [_, Node { at, kind: Expression::Text(text), .. }])
                if text.trim().is_empty() =>
            {
                Err(self
                    .error(*at, format_args!("`INCLUDES` expects a value of the picklist, found a blank")))
            }
            (
                Function::IsPickVal | Function::Includes | Function::JsonPathValue | Function::JsonValue,
                [_, node, ..],
            ) if !matches!(node.kind, Expression::Text(_)) => Err(self.no_literal(name, node)),
            _ => Ok(()),
        }
    }

    fn no_literal(&self, name: &str, node: &Node) -> Box<CompileError> {
        self.error(node.at, format_args!("`{name}` expects a literal text, found `{}`", self.start_of(node)))
    }

    /// Returns the function for arguments of these types, and the type of its result.
    pub(super) fn resolve(
        &self,
        function: Function,
        name: &str,
        nodes: &[Node],
        kinds: &mut [Type],
    ) -> Compiling<(Function, Type)> {
        let at = nodes.first().map_or(0, |node| node.at);
        let last = kinds.len().saturating_sub(1);
        if function == Function::Case
            && let [tested @ Type::Picklist, ..] = kinds
        {
            *tested = Type::Text;
            // A picklist can only be compared with literals.
            for (index, node) in nodes.iter().enumerate() {
                let literal = matches!(node.kind, Expression::Text(_) | Expression::Null);
                if index % 2 == 1 && index < last && !literal {
                    return Err(self.no_literal(name, node));
                }
            }
        }
        // Two types at most: that of the result, and that of the value that CASE compares.
        let (mut result, mut compared) = (Type::Null, Type::Null);
        for (index, kind) in kinds.iter().enumerate() {
            // The tested value or condition is followed by pairs, and then the default result.
            let is_result = match function {
                Function::If => index > 0,
                Function::Case => index == last || index > 0 && index % 2 == 0,
                Function::Ifs if ENGINE => index == last || index % 2 == 1,
                Function::BlankValue | Function::NullValue | Function::IfError | Function::In => true,
                _ => break,
            };
            if is_result {
                result = self.unified(at, result, *kind, name)?;
            } else if function == Function::Case {
                compared = self.unified(at, compared, *kind, name)?;
            } else if !Types::BOOLEAN.accept(*kind) {
                return Err(self.error(at, format_args!("`{name}` expects checkbox, found {kind}")));
            }
        }
        Ok(match function {
            Function::Case if compared == Type::Text => (Function::CaseText, result),
            Function::Case
                if matches!(compared, Type::Unknown | Type::Null) && kinds.contains(&Type::Unknown) =>
            {
                (Function::CaseRevealed, result)
            }
            Function::NullValue if result == Type::Text => (Function::NullValueText, result),
            Function::IsNull if matches!(kinds, [Type::Text]) => (Function::IsNullText, Type::Boolean),
            Function::FormatDuration => (function, self.check_duration(at, kinds)?),
            Function::Case
            | Function::If
            | Function::Ifs
            | Function::BlankValue
            | Function::NullValue
            | Function::IfError
            | Function::In => (function, result),
            _ => (function, kinds.first().copied().unwrap_or(Type::Unknown)),
        })
    }

    fn check_duration(&self, at: u32, kinds: &[Type]) -> Compiling<Type> {
        use Type::{Boolean, DateTime, Null, Number, Time, Unknown};
        match kinds {
            [Number | Null | Unknown]
            | [Number | Unknown, Boolean | Null | Unknown]
            | [DateTime | Null | Unknown, DateTime | Null | Unknown]
            | [Time | Null | Unknown, Time | Null | Unknown] => Ok(Type::Text),
            _ => {
                Err(self
                    .error(at, format_args!("`FORMATDURATION` expects seconds, two date/times or two times")))
            }
        }
    }

    /// Compiles VLOOKUP. Its first two arguments name fields without a value.
    pub(super) fn vlookup(&mut self, at: u32, nodes: &[Node]) -> Compiling<Typed> {
        let of_one_object = |wanted: &str, key: &str| {
            starts_with(wanted, "$ObjectType.") && object_of(wanted).eq_ignore_ascii_case(object_of(key))
        };
        let (wanted, key, value) = match nodes {
            [
                Node { kind: Expression::Name(wanted), .. },
                Node { kind: Expression::Name(key), .. },
                value,
            ] if of_one_object(wanted, key) => (wanted, key, value),
            _ => {
                let example = "two fields of one object such as `$ObjectType.Zip__c.Fields.Name`";
                return Err(self.error(at, format_args!("`VLOOKUP` expects {example}")));
            }
        };
        let value = self.expect(value, Types::PLAIN, "VLOOKUP")?;
        let kind_of = |path: &str| self.schema.field_type(path).map_or(Type::Unknown, Type::from);
        let (kind, expected) = (kind_of(wanted), kind_of(key));
        if unify(expected, value.kind).is_none() {
            let found = value.kind;
            return Err(self.error(at, format_args!("`VLOOKUP` expects {expected}, found {found}")));
        }
        Ok(self.typed(at, kind, Kind::LookUp(Box::new((wanted.clone(), key.clone(), value.code)))))
    }
}

/// Returns true for a field of the record itself, as opposed to a related field or a global variable.
fn is_own_field(node: &Node) -> bool {
    matches!(&node.kind, Expression::Name(name) if !name.bytes().any(|byte| matches!(byte, b'.' | b'$')))
}

/// Returns the part before the last dot.
fn object_of(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(object, _)| object)
}
