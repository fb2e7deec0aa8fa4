//! Functions that choose what they evaluate, or look at a field rather than at a value.

use super::{Compiler, Compiling, Type, Typed, Types, starts_with, unify};
use crate::formula::code::{Code, Equality, Kind, Reading};
use crate::formula::functions::Form;
use crate::formula::syntax::{Expression, Node};

impl Compiler<'_> {
    pub(super) fn form(&mut self, at: u32, name: &str, form: Form, arguments: &[Node]) -> Compiling<Typed> {
        // One function each: a single one would need all their space at every level of a nest.
        match form {
            Form::And | Form::Or => self.all(at, name, form, arguments),
            Form::If => self.if_(at, arguments),
            Form::Case => self.case(at, arguments),
            Form::Ifs => self.ifs(at, arguments),
            Form::IfError => self.if_error(at, name, arguments),
            Form::IsBlank | Form::IsNull => self.is_blank(at, name, form, arguments),
            Form::BlankValue | Form::NullValue => self.blank_value(at, name, form, arguments),
            Form::IsPickVal | Form::Includes => self.picklist(at, name, form, arguments),
            Form::IsNew | Form::IsClone => {
                let [] = self.exactly(at, name, arguments)?;
                let kind = if form == Form::IsNew { Kind::IsNew } else { Kind::IsClone };
                Ok(self.typed(at, Type::Boolean, kind))
            }
            Form::IsChanged | Form::PriorValue => self.before(at, name, form, arguments),
            Form::Vlookup => self.vlookup(at, name, arguments),
        }
    }

    fn all(&mut self, at: u32, name: &str, form: Form, arguments: &[Node]) -> Compiling<Typed> {
        let mut codes = Vec::with_capacity(arguments.len());
        for node in arguments {
            codes.push(self.expect(node, Types::BOOLEAN, name)?.code);
        }
        let codes = codes.into_boxed_slice();
        Ok(self.typed(at, Type::Boolean, if form == Form::And { Kind::And(codes) } else { Kind::Or(codes) }))
    }

    fn if_error(&mut self, at: u32, name: &str, arguments: &[Node]) -> Compiling<Typed> {
        let [first, second] = self.exactly(at, name, arguments)?;
        let (first, second) = (self.plain(first)?, self.plain(second)?);
        let kind = self.unified(at, first.kind, second.kind, name)?;
        Ok(self.typed(at, kind, Kind::IfError(Box::new([first.code, second.code]))))
    }

    fn is_blank(&mut self, at: u32, name: &str, form: Form, arguments: &[Node]) -> Compiling<Typed> {
        let [field] = self.exactly(at, name, arguments)?;
        let types = Types::PLAIN.or(Types::PICKLIST).or(Types::MULTI).or(Types::LOCATION).or(Types::COMPOUND);
        let typed = self.expect(field, types, name)?;
        let code = Box::new(typed.code);
        let kind = match form {
            Form::IsNull => Kind::IsNull(code, typed.kind == Type::Text),
            _ => Kind::IsBlank(code),
        };
        Ok(self.typed(at, Type::Boolean, kind))
    }

    fn blank_value(&mut self, at: u32, name: &str, form: Form, arguments: &[Node]) -> Compiling<Typed> {
        let [first, second] = self.exactly(at, name, arguments)?;
        let first = self.expect(first, Types::PLAIN, name)?;
        let second = self.expect(second, Types::PLAIN, name)?;
        let kind = self.unified(at, first.kind, second.kind, name)?;
        let text = form == Form::NullValue && kind == Type::Text;
        let codes = Box::new([first.code, second.code]);
        Ok(self.typed(at, kind, if text { Kind::NullValueText(codes) } else { Kind::BlankValue(codes) }))
    }

    fn picklist(&mut self, at: u32, name: &str, form: Form, arguments: &[Node]) -> Compiling<Typed> {
        let [field, literal] = self.exactly(at, name, arguments)?;
        let types = if form == Form::Includes { Types::MULTI } else { Types::PICKLIST };
        let typed = self.expect(field, types.not_null(), name)?;
        let value = self.literal(literal, name)?;
        let code = Box::new(typed.code);
        if form == Form::IsPickVal {
            return Ok(self.typed(at, Type::Boolean, Kind::IsPickVal(code, value)));
        }
        if value.trim().is_empty() {
            return Err(self.error(literal.at, "`INCLUDES` expects a value of the picklist, found a blank"));
        }
        Ok(self.typed(at, Type::Boolean, Kind::Includes(code, value)))
    }

    /// ISCHANGED and PRIORVALUE.
    fn before(&mut self, at: u32, name: &str, form: Form, arguments: &[Node]) -> Compiling<Typed> {
        let [field] = self.exactly(at, name, arguments)?;
        let typed = self.own_field(field, name)?;
        match (form, &typed.code.kind) {
            (Form::IsChanged, Kind::Field(reading)) => {
                Ok(self.typed(at, Type::Boolean, Kind::IsChanged(*reading)))
            }
            (Form::IsChanged, _) => Ok(Typed { kind: Type::Boolean, ..typed }),
            (_, Kind::Field(_)) if typed.kind == Type::Compound => {
                Err(self.only_in_functions(field, typed.kind))
            }
            // What was blank stays blank, in either mode.
            (_, Kind::Field(reading)) => {
                Ok(self.typed(at, typed.kind, Kind::Prior(Reading { zero: false, ..*reading })))
            }
            _ => Ok(typed),
        }
    }

    fn exactly<'n, const N: usize>(
        &self,
        at: u32,
        name: &str,
        nodes: &'n [Node],
    ) -> Compiling<&'n [Node; N]> {
        nodes.try_into().map_err(|_| self.wrong_count(at, name, &format!("{N} arguments"), nodes.len()))
    }

    fn literal(&self, node: &Node, name: &str) -> Compiling<Box<str>> {
        match &node.kind {
            Expression::Text(text) => Ok(text.clone()),
            _ => Err(self.error(node.at, format!("`{name}` expects a literal text, found `{node}`"))),
        }
    }

    /// One field of the record itself, as what compares with the state before the save needs it.
    fn own_field(&mut self, node: &Node, name: &str) -> Compiling<Typed> {
        match &node.kind {
            Expression::Name(field) if !field.contains(['.', '$']) => self.name(node.at, field),
            _ => {
                Err(self
                    .error(node.at, format!("`{name}` expects a field of the record itself, found `{node}`")))
            }
        }
    }

    fn if_(&mut self, at: u32, arguments: &[Node]) -> Compiling<Typed> {
        let [condition, first, second] = self.exactly(at, "IF", arguments)?;
        let condition = self.expect(condition, Types::BOOLEAN.not_null(), "IF")?;
        let (first, second) = (self.plain(first)?, self.plain(second)?);
        let kind = self.unified(at, first.kind, second.kind, "IF")?;
        Ok(self.typed(at, kind, Kind::If(Box::new([condition.code, first.code, second.code]))))
    }

    fn ifs(&mut self, at: u32, arguments: &[Node]) -> Compiling<Typed> {
        if arguments.len() < 3 || arguments.len().is_multiple_of(2) {
            return Err(self.wrong_count(
                at,
                "IFS",
                "conditions, their values and a last value",
                arguments.len(),
            ));
        }
        let mut kind = Type::Null;
        let mut codes = Vec::with_capacity(arguments.len());
        for (index, node) in arguments.iter().enumerate() {
            if index % 2 == 0 && index + 1 < arguments.len() {
                codes.push(self.expect(node, Types::BOOLEAN, "IFS")?.code);
            } else {
                let typed = self.plain(node)?;
                kind = self.unified(node.at, kind, typed.kind, "IFS")?;
                codes.push(typed.code);
            }
        }
        Ok(self.typed(at, kind, Kind::Ifs(codes.into())))
    }

    fn case(&mut self, at: u32, arguments: &[Node]) -> Compiling<Typed> {
        let [tested, middle @ .., last] = arguments else {
            return Err(self.wrong_count(
                at,
                "CASE",
                "an even number of arguments from 4 on",
                arguments.len(),
            ));
        };
        let (pairs, []) = middle.as_chunks::<2>() else {
            return Err(self.wrong_count(
                at,
                "CASE",
                "an even number of arguments from 4 on",
                arguments.len(),
            ));
        };
        if pairs.is_empty() {
            return Err(self.wrong_count(
                at,
                "CASE",
                "an even number of arguments from 4 on",
                arguments.len(),
            ));
        }
        let tested = self.expect(tested, Types::PLAIN.or(Types::PICKLIST), "CASE")?;
        let picklist = tested.kind == Type::Picklist;
        let mut compared = if picklist { Type::Text } else { tested.kind };
        let mut result = Type::Null;
        let mut codes = vec![tested.code];
        for [value, outcome] in pairs {
            if picklist && !matches!(value.kind, Expression::Null) {
                self.literal(value, "CASE")?;
            }
            let value_typed = self.expect(value, Types::PLAIN, "CASE")?;
            compared = self.unified(value.at, compared, value_typed.kind, "CASE")?;
            codes.push(value_typed.code);
            result = self.case_result(outcome, result, &mut codes, "CASE")?;
        }
        result = self.case_result(last, result, &mut codes, "CASE")?;
        let equality = if compared == Type::Text { Equality::Text } else { Equality::Other };
        Ok(self.typed(at, result, Kind::Case { arguments: codes.into(), equality }))
    }

    fn case_result(
        &mut self,
        node: &Node,
        kind: Type,
        codes: &mut Vec<Code>,
        whose: &str,
    ) -> Compiling<Type> {
        let typed = self.expect(node, Types::PLAIN, whose)?;
        codes.push(typed.code);
        self.unified(node.at, kind, typed.kind, whose)
    }

    fn vlookup(&mut self, at: u32, name: &str, arguments: &[Node]) -> Compiling<Typed> {
        let [wanted, key, value] = self.exactly(at, name, arguments)?;
        let (Expression::Name(wanted_path), Expression::Name(key_path)) = (&wanted.kind, &key.kind) else {
            return Err(
                self.error(at, "`VLOOKUP` expects two fields such as `$ObjectType.Zip__c.Fields.Name`")
            );
        };
        let object =
            |path: &str| path.rfind('.').and_then(|dot| path.get(..dot)).map(str::to_ascii_lowercase);
        for path in [wanted_path, key_path] {
            if !starts_with(path, "$ObjectType.") {
                return Err(
                    self.error(at, "`VLOOKUP` expects two fields such as `$ObjectType.Zip__c.Fields.Name`")
                );
            }
        }
        if object(wanted_path) != object(key_path) {
            return Err(self.error(key.at, "both fields of `VLOOKUP` must belong to one object"));
        }
        let value = self.expect(value, Types::PLAIN, name)?;
        let (Some(kind), Some(key_kind)) =
            (self.schema.field_type(wanted_path), self.schema.field_type(key_path))
        else {
            return Ok(self.unknown(at, name, true));
        };
        if unify(key_kind.into(), value.kind).is_none() {
            return Err(
                self.error(at, format!("`VLOOKUP` expects {}, found {}", Type::from(key_kind), value.kind))
            );
        }
        let look_up =
            Kind::LookUp { wanted: wanted_path.clone(), key: key_path.clone(), value: Box::new(value.code) };
        Ok(self.typed(at, kind.into(), look_up))
    }
}
