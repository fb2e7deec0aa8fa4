//! Compiles the syntax tree: names become slots, and types are checked.

mod calls;
mod forms;
mod operators;

use std::cell::Cell;
use std::fmt;

use super::code::{Change, Code, Kind, Reading};
use super::compiled::{Compiled, UnknownName};
use super::dialect::{Blanks, Options};
use super::environment::{Nowhere, Schema, Slots};
use super::error::{CompileError, utf16_offset};
use super::evaluate::{MAX_STEPS, Machine};
use super::lexer::Lexer;
use super::syntax::{Expression, Node, Unary};
use super::types::{FieldType, Type, Types};
use super::value::{Scratch, Value};
use crate::{Date, DateTime, Time};

/// Compiles a tree that was parsed from this text.
pub(super) fn compile(
    text: &str,
    root: &Node,
    schema: &dyn Schema,
    slots: &mut Slots,
    options: Options,
) -> Compiling<Compiled> {
    let steps = Cell::new(MAX_STEPS);
    let mut compiler =
        Compiler { text, schema, slots, options, unknown: Vec::new(), paths: Vec::new(), steps };
    let Typed { code, kind } = compiler.plain(root)?;
    Ok(Compiled { code, kind, options, unknown: compiler.unknown.into(), paths: compiler.paths.into() })
}

struct Compiler<'a> {
    text: &'a str,
    schema: &'a dyn Schema,
    slots: &'a mut Slots,
    options: Options,
    unknown: Vec<UnknownName>,
    paths: Vec<(u32, Box<str>)>,
    /// What the evaluation of all constant code may take: as much as that of the whole formula.
    steps: Cell<u32>,
}

struct Typed {
    code: Code,
    kind: Type,
}

impl Typed {
    /// Returns a picklist's value as text, unless it is the field itself. Salesforce refuses `Status = "New"`
    /// and saves `PRIORVALUE(Status) = "New"`: the open-source engine checks only field references, and real
    /// rules rely on it.
    fn or_text(mut self) -> Self {
        let is_picklist = matches!(self.kind, Type::Picklist | Type::MultiPicklist);
        if is_picklist && !matches!(self.code.kind, Kind::Field(_)) {
            self.kind = Type::Text;
        }
        self
    }
}

/// Boxed, because the result is on the stack at every level of recursion.
type Compiling<T> = Result<T, Box<CompileError>>;

impl Compiler<'_> {
    fn error(&self, at: u32, message: fmt::Arguments<'_>) -> Box<CompileError> {
        Box::new(CompileError { at: self.offset(at) as usize, message: message.to_string() })
    }

    /// Converts an offset to UTF-16 code units.
    fn offset(&self, at: u32) -> u32 {
        u32::try_from(utf16_offset(self.text, at as usize)).unwrap_or(u32::MAX)
    }

    fn typed(&self, at: u32, kind: Type, code: Kind) -> Typed {
        Typed { code: Code { at: self.offset(at), kind: code }, kind }
    }

    /// Compiles an expression for computing, which a picklist field does not allow.
    fn plain(&mut self, node: &Node) -> Compiling<Typed> {
        let typed = self.node(node)?.or_text();
        match typed.kind {
            Type::Picklist | Type::MultiPicklist | Type::Compound => {
                Err(self.only_in_functions(node, typed.kind))
            }
            _ => Ok(typed),
        }
    }

    /// Returns the first word of an expression's source, for error messages.
    fn start_of(&self, node: &Node) -> &str {
        let rest = self.text.get(node.at as usize..).unwrap_or_default();
        Lexer::new(rest).next().ok().and_then(|(_, span)| rest.get(span)).unwrap_or_default()
    }

    fn only_in_functions(&self, node: &Node, kind: Type) -> Box<CompileError> {
        let rest = match kind {
            Type::Picklist => "picklist field, which only ISPICKVAL, CASE, TEXT and a few more take",
            Type::MultiPicklist => "multi-select picklist field, which only INCLUDES and a few more take",
            _ => "compound field, which only ISBLANK, ISNULL and ISCHANGED take",
        };
        self.error(node.at, format_args!("`{}` is a {rest}", self.start_of(node)))
    }

    /// Compiles an argument or operand of one of these types.
    fn expect(&mut self, node: &Node, types: Types, name: &str) -> Compiling<Typed> {
        let mut typed = self.node(node)?;
        typed.code.narrow(types);
        if types.accept(typed.kind) {
            return Ok(typed);
        }
        typed = typed.or_text();
        if types.accept(typed.kind) {
            return Ok(typed);
        }
        match typed.kind {
            kind @ (Type::Picklist | Type::MultiPicklist) => Err(self.only_in_functions(node, kind)),
            kind => Err(self.error(node.at, format_args!("`{name}` expects {types}, found {kind}"))),
        }
    }

    fn node(&mut self, node: &Node) -> Compiling<Typed> {
        let at = node.at;
        match &node.kind {
            Expression::Null => Ok(self.typed(at, Type::Null, Kind::Null)),
            Expression::Boolean(value) => Ok(self.typed(at, Type::Boolean, Kind::Boolean(*value))),
            Expression::Number(value) => Ok(self.typed(at, Type::Number, constant(Value::Number(**value)))),
            Expression::Text(text) => Ok(self.typed(at, Type::Text, constant(Value::text(text)))),
            Expression::Name(name) => self.name(at, name),
            Expression::Unary(operator, operand) => self.unary(at, *operator, operand),
            Expression::Chain(first, links) => self.chain(at, first, links),
            Expression::Call(name, arguments) => self.function(at, name, arguments),
        }
    }

    fn unknown(&mut self, at: u32, name: &str, function: bool) -> Typed {
        let index = self.unknown_name(at, name, function);
        self.typed(at, Type::Unknown, Kind::Unknown(index))
    }

    fn unknown_name(&mut self, at: u32, name: &str, function: bool) -> u32 {
        let index = u32::try_from(self.unknown.len()).unwrap_or(u32::MAX);
        self.unknown.push(UnknownName { name: name.into(), function, at: self.offset(at) });
        index
    }

    fn name(&mut self, at: u32, name: &str) -> Compiling<Typed> {
        if name.eq_ignore_ascii_case("$System.OriginDateTime") {
            let origin = Date::new(1900, 1, 1).map(|day| DateTime::new(day, Time::wrapping(0)));
            let value = origin.map_or(Value::Null, Value::DateTime);
            return Ok(self.typed(at, Type::DateTime, constant(value)));
        }
        if starts_with(name, "$ObjectType.") {
            let message = format_args!("`{name}` names a field and has no value: only VLOOKUP takes it");
            return Err(self.error(at, message));
        }
        match self.schema.field_type(name) {
            None => Ok(self.unknown(at, name, false)),
            Some(field) => {
                let reading = self.reading(at, name, field);
                Ok(self.typed(at, field.into(), Kind::Field(reading)))
            }
        }
    }

    fn reading(&mut self, at: u32, path: &str, field: FieldType) -> Reading {
        let number = matches!(field, FieldType::Number | FieldType::Percent);
        let reading = Reading {
            slot: u32::try_from(self.slots.slot(path, field)).unwrap_or(u32::MAX),
            change: match field {
                FieldType::Percent => Change::Hundredth,
                FieldType::Id => Change::ShortId,
                FieldType::Boolean => Change::FalseIfBlank,
                FieldType::Unspecified => {
                    let percent = is_custom(path) && !path.starts_with('$');
                    let types = if percent { Types::ANY_OR_PERCENT } else { Types::ANY };
                    Change::Unspecified(types, self.unknown_name(at, path, false))
                }
                _ => Change::Nothing,
            },
            zero: number && self.options.blanks == Blanks::AsZeroes,
        };
        Compiled::reads(&mut self.paths, reading, path);
        reading
    }

    fn unary(&mut self, at: u32, operator: Unary, operand: &Node) -> Compiling<Typed> {
        let name = operator.text();
        match operator {
            Unary::Bang | Unary::Not => {
                let typed = self.expect(operand, Types::BOOLEAN, name)?;
                Ok(self.folded(at, Type::Boolean, Kind::Not(Box::new(typed.code))))
            }
            Unary::Plus => self.expect(operand, Types::NUMBER.not_null(), name),
            Unary::Minus => {
                let typed = self.expect(operand, Types::NUMBER.not_null(), name)?;
                Ok(self.folded(at, Type::Number, Kind::Negate(Box::new(typed.code))))
            }
        }
    }

    /// Evaluates constant code now. If that fails or takes too long, the code stays until the evaluation.
    fn folded(&self, at: u32, kind: Type, code: Kind) -> Typed {
        let typed = self.typed(at, kind, code);
        if !typed.code.is_constant_expression() {
            return typed;
        }
        let scratch = Scratch::new();
        let machine =
            Machine::new(self.options.dialect, &Nowhere, &Nowhere, &scratch).with_steps(self.steps.get());
        let outcome = machine.evaluate(&typed.code);
        self.steps.set(machine.left());
        let code = match outcome {
            Err(_) => return typed,
            Ok(value) => constant(value),
        };
        self.typed(at, kind, code)
    }

    /// Returns the common type of two expressions.
    fn unified(&self, at: u32, left: Type, right: Type, name: &str) -> Compiling<Type> {
        unify(left, right)
            .ok_or_else(|| self.error(at, format_args!("`{name}` expects {left}, found {right}")))
    }
}

impl Code {
    /// Returns true if the operation has only constant operands and needs neither the record nor the
    /// environment.
    fn is_constant_expression(&self) -> bool {
        let constant = |code: &Code| {
            matches!(code.kind, Kind::Null | Kind::Boolean(_) | Kind::Constant(_) | Kind::Text(_))
        };
        match &self.kind {
            Kind::Not(operand) | Kind::Negate(operand) => constant(operand),
            Kind::Chain(first, steps) => constant(first) && steps.iter().all(|step| constant(&step.operand)),
            Kind::Call(function, arguments) => function.is_pure() && arguments.iter().all(constant),
            _ => false,
        }
    }
}

fn constant(value: Value<'_>) -> Kind {
    match value {
        Value::Null => Kind::Null,
        Value::Boolean(value) => Kind::Boolean(value),
        Value::Text(text) => Kind::Text(text.into()),
        other => Kind::Constant(Box::new(other.without_text())),
    }
}

fn unify(left: Type, right: Type) -> Option<Type> {
    match (left, right) {
        (Type::Unknown | Type::Null, other) | (other, Type::Null) => Some(other),
        (other, Type::Unknown) => Some(other),
        (left, right) => (left == right).then_some(left),
    }
}

fn starts_with(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// Returns true if a name has the suffix of a custom field, in any letter case. `__pc` is a contact's field on a
/// person account.
fn is_custom(path: &str) -> bool {
    matches!(path.as_bytes(), [.., b'_', b'_', b'c' | b'C'] | [.., b'_', b'_', b'p' | b'P', b'c' | b'C'])
}
