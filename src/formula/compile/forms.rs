//! What a list of parameters cannot say: literals, fields, and types that depend on each other.

use super::{Compiler, Compiling, Type, Typed, Types, starts_with, unify};
use crate::formula::code::Kind;
use crate::formula::functions::Function;
use crate::formula::syntax::{Expression, Node};

impl Compiler<'_> {
    /// Arguments that must be written in a certain way.
    pub(super) fn check_form(&self, function: Function, name: &str, nodes: &[Node]) -> Compiling<()> {
        let literal = match function {
            Function::IsPickVal | Function::Includes | Function::JsonPathValue | Function::JsonValue => {
                nodes.get(1)
            }
            Function::IsChanged | Function::PriorValue => {
                return match nodes.first().map(|node| (node, &node.kind)) {
                    Some((node, Expression::Name(field))) if field.contains(['.', '$']) => {
                        self.not_own(name, node)
                    }
                    Some((_, Expression::Name(_))) | None => Ok(()),
                    Some((node, _)) => self.not_own(name, node),
                };
            }
            _ => None,
        };
        match literal.map(|node| (node, &node.kind)) {
            Some((node, Expression::Text(text)))
                if function == Function::Includes && text.trim().is_empty() =>
            {
                Err(self.error(node.at, "`INCLUDES` expects a value of the picklist, found a blank"))
            }
            Some((_, Expression::Text(_))) | None => Ok(()),
            Some((node, _)) => {
                Err(self.error(node.at, format!("`{name}` expects a literal text, found `{node}`")))
            }
        }
    }

    fn not_own(&self, name: &str, node: &Node) -> Compiling<()> {
        Err(self.error(node.at, format!("`{name}` expects a field of the record itself, found `{node}`")))
    }

    /// The function for arguments of these types, and the type of its result where that depends on them.
    pub(super) fn resolve(
        &self,
        function: Function,
        name: &str,
        nodes: &[Node],
        kinds: &[Type],
    ) -> Compiling<(Function, Type)> {
        let at = nodes.first().map_or(0, |node| node.at);
        let all = |kinds: &mut dyn Iterator<Item = &Type>| {
            let mut kind = Type::Null;
            for other in kinds {
                kind = self.unified(at, kind, *other, name)?;
            }
            Ok(kind)
        };
        let result = match (function, kinds) {
            (Function::If, [_, arms @ ..]) => all(&mut arms.iter())?,
            (Function::BlankValue | Function::NullValue | Function::IfError | Function::In, kinds) => {
                all(&mut kinds.iter())?
            }
            (Function::Ifs, [pairs @ .., last]) => {
                let conditions = pairs.iter().step_by(2);
                if let Some(other) = conditions.clone().find(|kind| !Types::BOOLEAN.accept(**kind)) {
                    return Err(self.error(at, format!("`{name}` expects checkbox, found {other}")));
                }
                all(&mut pairs.iter().skip(1).step_by(2).chain([last]))?
            }
            (Function::Case, [tested, pairs @ .., last]) => {
                let tested = if *tested == Type::Picklist {
                    self.check_literals(name, nodes)?;
                    Type::Text
                } else {
                    *tested
                };
                let compared = all(&mut std::iter::once(&tested).chain(pairs.iter().step_by(2)))?;
                let result = all(&mut pairs.iter().skip(1).step_by(2).chain([last]))?;
                return Ok((if compared == Type::Text { Function::CaseText } else { function }, result));
            }
            (Function::IsNull, [Type::Text]) => return Ok((Function::IsNullText, Type::Boolean)),
            (Function::FormatDuration, kinds) => self.check_duration(at, kinds)?,
            (_, [first, ..]) => *first,
            (_, []) => Type::Unknown,
        };
        let text = function == Function::NullValue && result == Type::Text;
        Ok((if text { Function::NullValueText } else { function }, result))
    }

    /// A picklist is compared with literals alone.
    fn check_literals(&self, name: &str, nodes: &[Node]) -> Compiling<()> {
        let values = nodes.iter().take(nodes.len() - 1).skip(1).step_by(2);
        match values.into_iter().find(|node| !matches!(node.kind, Expression::Text(_) | Expression::Null)) {
            Some(node) => {
                Err(self.error(node.at, format!("`{name}` expects a literal text, found `{node}`")))
            }
            None => Ok(()),
        }
    }

    fn check_duration(&self, at: u32, kinds: &[Type]) -> Compiling<Type> {
        use Type::{Boolean, DateTime, Null, Number, Time, Unknown};
        match kinds {
            [Number | Null | Unknown]
            | [Number | Unknown, Boolean | Null | Unknown]
            | [DateTime | Null | Unknown, DateTime | Null | Unknown]
            | [Time | Null | Unknown, Time | Null | Unknown] => Ok(Type::Text),
            _ => Err(self.error(at, "`FORMATDURATION` expects seconds, two date/times or two times")),
        }
    }

    /// The first two arguments name fields, which have no value.
    pub(super) fn vlookup(&mut self, at: u32, nodes: &[Node]) -> Compiling<Typed> {
        let example = "`VLOOKUP` expects two fields of one object such as `$ObjectType.Zip__c.Fields.Name`";
        let [wanted, key, value] = nodes else { return Err(self.error(at, example)) };
        let (Expression::Name(wanted), Expression::Name(key)) = (&wanted.kind, &key.kind) else {
            return Err(self.error(at, example));
        };
        let object =
            |path: &str| path.rfind('.').and_then(|dot| path.get(..dot)).map(str::to_ascii_lowercase);
        if !starts_with(wanted, "$ObjectType.") || object(wanted) != object(key) {
            return Err(self.error(at, example));
        }
        let value = self.expect(value, Types::PLAIN, "VLOOKUP")?;
        let (Some(kind), Some(key_kind)) = (self.schema.field_type(wanted), self.schema.field_type(key))
        else {
            return Ok(self.unknown(at, "VLOOKUP", true));
        };
        if unify(key_kind.into(), value.kind).is_none() {
            return Err(
                self.error(at, format!("`VLOOKUP` expects {}, found {}", Type::from(key_kind), value.kind))
            );
        }
        Ok(self.typed(at, kind.into(), Kind::LookUp(Box::new((wanted.clone(), key.clone(), value.code)))))
    }
}
