//! Functions that choose what they evaluate, or look at a field rather than at a value.

use super::{Compiler, Compiling, Type, Typed, Types, starts_with, unify};
use crate::formula::code::{Code, Equality, Kind, Reading};
use crate::formula::functions::Form;
use crate::formula::syntax::{Expression, Node};

impl Compiler<'_> {
    pub(super) fn form(&mut self, at: u32, name: &str, form: Form, arguments: &[Node]) -> Compiling<Typed> {
        let whose = format!("`{name}`");
        match form {
            Form::And | Form::Or => {
                let codes = arguments
                    .iter()
                    .map(|node| self.expect(node, Types::BOOLEAN, &whose).map(|typed| typed.code))
                    .collect::<Compiling<_>>()?;
                let kind = if form == Form::And { Kind::And(codes) } else { Kind::Or(codes) };
                Ok(self.typed(at, Type::Boolean, kind))
            }
            Form::If => self.if_(at, arguments, &whose),
            Form::Case => self.case(at, arguments, &whose),
            Form::Ifs => self.ifs(at, arguments, &whose),
            Form::IfError => {
                let [first, second] = self.exactly(at, name, arguments)?;
                let (first, second) = (self.plain(first)?, self.plain(second)?);
                let kind = self.unified(at, first.kind, second.kind, &whose)?;
                Ok(self.typed(at, kind, Kind::IfError(Box::new([first.code, second.code]))))
            }
            Form::IsBlank | Form::IsNull => {
                let [field] = self.exactly(at, name, arguments)?;
                let types = Types::PLAIN.or(Types::PICKLIST).or(Types::MULTI).or(Types::LOCATION).or(Types::COMPOUND);
                let typed = self.expect(field, types, &whose)?;
                let code = Box::new(typed.code);
                let kind = match form {
                    Form::IsNull => Kind::IsNull(code, typed.kind == Type::Text),
                    _ => Kind::IsBlank(code),
                };
                Ok(self.typed(at, Type::Boolean, kind))
            }
            Form::BlankValue | Form::NullValue => {
                let [first, second] = self.exactly(at, name, arguments)?;
                let first = self.expect(first, Types::PLAIN, &whose)?;
                let second = self.expect(second, Types::PLAIN, &whose)?;
                let kind = self.unified(at, first.kind, second.kind, &whose)?;
                let text = form == Form::NullValue && kind == Type::Text;
                let codes = Box::new([first.code, second.code]);
                Ok(self.typed(at, kind, if text { Kind::NullValueText(codes) } else { Kind::BlankValue(codes) }))
            }
            Form::IsPickVal => {
                let [field, literal] = self.exactly(at, name, arguments)?;
                let typed = self.expect(field, Types::PICKLIST.not_null(), &whose)?;
                let value = self.literal(literal, &whose)?;
                Ok(self.typed(at, Type::Boolean, Kind::IsPickVal(Box::new(typed.code), value)))
            }
            Form::Includes => {
                let [field, literal] = self.exactly(at, name, arguments)?;
                let typed = self.expect(field, Types::MULTI.not_null(), &whose)?;
                let value = self.literal(literal, &whose)?;
                if value.trim().is_empty() {
                    return Err(self.error(literal.at, "`INCLUDES` expects a value of the picklist, found a blank"));
                }
                Ok(self.typed(at, Type::Boolean, Kind::Includes(Box::new(typed.code), value)))
            }
            Form::IsNew => {
                let [] = self.exactly(at, name, arguments)?;
                Ok(self.typed(at, Type::Boolean, Kind::IsNew))
            }
            Form::IsClone => {
                let [] = self.exactly(at, name, arguments)?;
                Ok(self.typed(at, Type::Boolean, Kind::IsClone))
            }
            Form::IsChanged => {
                let [field] = self.exactly(at, name, arguments)?;
                let typed = self.own_field(field, &whose)?;
                Ok(match typed.code.kind {
                    Kind::Field(reading) => self.typed(at, Type::Boolean, Kind::IsChanged(reading)),
                    _ => Typed { kind: Type::Boolean, ..typed },
                })
            }
            Form::PriorValue => {
                let [field] = self.exactly(at, name, arguments)?;
                let typed = self.own_field(field, &whose)?;
                Ok(match typed.code.kind {
                    Kind::Field(_) if typed.kind == Type::Compound => {
                        return Err(self.only_in_functions(field, typed.kind));
                    }
                    Kind::Field(reading) => {
                        // What was blank stays blank, in either mode.
                        self.typed(at, typed.kind, Kind::Prior(Reading { zero: false, ..reading }))
                    }
                    _ => typed,
                })
            }
            Form::Vlookup => self.vlookup(at, name, arguments),
        }
    }

    fn exactly<'n, const N: usize>(&self, at: u32, name: &str, nodes: &'n [Node]) -> Compiling<&'n [Node; N]> {
        nodes.try_into().map_err(|_| self.wrong_count(at, name, &format!("{N} arguments"), nodes.len()))
    }

    fn literal(&self, node: &Node, whose: &str) -> Compiling<Box<str>> {
        match &node.kind {
            Expression::Text(text) => Ok(text.clone()),
            _ => Err(self.error(node.at, format!("{whose} expects a literal text, found `{node}`"))),
        }
    }

    /// One field of the record itself, as what compares with the state before the save needs it.
    fn own_field(&mut self, node: &Node, whose: &str) -> Compiling<Typed> {
        match &node.kind {
            Expression::Name(name) if !name.contains(['.', '$']) => self.name(node.at, name),
            _ => Err(self.error(node.at, format!("{whose} expects a field of the record itself, found `{node}`"))),
        }
    }

    fn if_(&mut self, at: u32, arguments: &[Node], whose: &str) -> Compiling<Typed> {
        let [condition, first, second] = self.exactly(at, "IF", arguments)?;
        let condition = self.expect(condition, Types::BOOLEAN.not_null(), whose)?;
        let (first, second) = (self.plain(first)?, self.plain(second)?);
        let kind = self.unified(at, first.kind, second.kind, whose)?;
        Ok(self.typed(at, kind, Kind::If(Box::new([condition.code, first.code, second.code]))))
    }

    fn ifs(&mut self, at: u32, arguments: &[Node], whose: &str) -> Compiling<Typed> {
        if arguments.len() < 3 || arguments.len().is_multiple_of(2) {
            return Err(self.wrong_count(at, "IFS", "conditions, their values and a last value", arguments.len()));
        }
        let mut kind = Type::Null;
        let mut codes = Vec::with_capacity(arguments.len());
        for (index, node) in arguments.iter().enumerate() {
            if index % 2 == 0 && index + 1 < arguments.len() {
                codes.push(self.expect(node, Types::BOOLEAN, whose)?.code);
            } else {
                let typed = self.plain(node)?;
                kind = self.unified(node.at, kind, typed.kind, whose)?;
                codes.push(typed.code);
            }
        }
        Ok(self.typed(at, kind, Kind::Ifs(codes.into())))
    }

    fn case(&mut self, at: u32, arguments: &[Node], whose: &str) -> Compiling<Typed> {
        let [tested, middle @ .., last] = arguments else {
            return Err(self.wrong_count(at, "CASE", "an even number of arguments from 4 on", arguments.len()));
        };
        let (pairs, []) = middle.as_chunks::<2>() else {
            return Err(self.wrong_count(at, "CASE", "an even number of arguments from 4 on", arguments.len()));
        };
        if pairs.is_empty() {
            return Err(self.wrong_count(at, "CASE", "an even number of arguments from 4 on", arguments.len()));
        }
        let tested = self.expect(tested, Types::PLAIN.or(Types::PICKLIST), whose)?;
        let picklist = tested.kind == Type::Picklist;
        let mut compared = if picklist { Type::Text } else { tested.kind };
        let mut result = Type::Null;
        let mut codes = vec![tested.code];
        for [value, outcome] in pairs {
            if picklist && !matches!(value.kind, Expression::Null) {
                self.literal(value, whose)?;
            }
            let value_typed = self.expect(value, Types::PLAIN, whose)?;
            compared = self.unified(value.at, compared, value_typed.kind, whose)?;
            codes.push(value_typed.code);
            result = self.case_result(outcome, result, &mut codes, whose)?;
        }
        result = self.case_result(last, result, &mut codes, whose)?;
        let equality = if compared == Type::Text { Equality::Text } else { Equality::Other };
        Ok(self.typed(at, result, Kind::Case { arguments: codes.into(), equality }))
    }

    fn case_result(&mut self, node: &Node, kind: Type, codes: &mut Vec<Code>, whose: &str) -> Compiling<Type> {
        let typed = self.expect(node, Types::PLAIN, whose)?;
        codes.push(typed.code);
        self.unified(node.at, kind, typed.kind, whose)
    }

    fn vlookup(&mut self, at: u32, name: &str, arguments: &[Node]) -> Compiling<Typed> {
        let [wanted, key, value] = self.exactly(at, name, arguments)?;
        let (Expression::Name(wanted_path), Expression::Name(key_path)) = (&wanted.kind, &key.kind) else {
            return Err(self.error(at, "`VLOOKUP` expects two fields such as `$ObjectType.Zip__c.Fields.Name`"));
        };
        let object = |path: &str| path.rfind('.').and_then(|dot| path.get(..dot)).map(str::to_ascii_lowercase);
        for path in [wanted_path, key_path] {
            if !starts_with(path, "$ObjectType.") {
                return Err(self.error(at, "`VLOOKUP` expects two fields such as `$ObjectType.Zip__c.Fields.Name`"));
            }
        }
        if object(wanted_path) != object(key_path) {
            return Err(self.error(key.at, "both fields of `VLOOKUP` must belong to one object"));
        }
        let value = self.expect(value, Types::PLAIN, "`VLOOKUP`")?;
        let (Some(kind), Some(key_kind)) =
            (self.schema.field_type(wanted_path), self.schema.field_type(key_path))
        else {
            return Ok(self.unknown(at, name, true));
        };
        if unify(key_kind.into(), value.kind).is_none() {
            return Err(self.error(at, format!("`VLOOKUP` expects {}, found {}", Type::from(key_kind), value.kind)));
        }
        let look_up =
            Kind::LookUp { wanted: wanted_path.clone(), key: key_path.clone(), value: Box::new(value.code) };
        Ok(self.typed(at, kind.into(), look_up))
    }
}
