//! Selects the operation of an operator for the types of its operands.

use super::{Compiler, Compiling, Type, Typed, Types, unify};
use crate::code::{Comparison, Equality, Kind, Operation, Step};
use crate::functions::Function;
use crate::syntax::{Binary, Link, Node};

impl Compiler<'_> {
    pub(super) fn chain(&mut self, at: u32, first: &Node, links: &[Link]) -> Compiling<Typed> {
        match links.first().map(|link| link.operator) {
            Some(operator @ (Binary::And | Binary::Or)) => {
                let mut codes = vec![self.expect(first, Types::BOOLEAN, operator.text())?.code];
                for link in links {
                    codes.push(self.expect(&link.operand, Types::BOOLEAN, operator.text())?.code);
                }
                let function = if operator == Binary::And { Function::And } else { Function::Or };
                Ok(self.typed(at, Type::Boolean, Kind::Call(function, codes.into())))
            }
            _ => self.steps(at, first, links),
        }
    }

    fn steps(&mut self, at: u32, first: &Node, links: &[Link]) -> Compiling<Typed> {
        let mut first = self.plain(first)?;
        let mut kind = first.kind;
        let mut steps = Vec::with_capacity(links.len());
        for link in links {
            let mut operand = self.plain(&link.operand)?;
            let Some((operation, result)) = choose(link.operator, kind, operand.kind) else {
                let operator = link.operator.text();
                let other = operand.kind;
                let message = format_args!("operator `{operator}` does not take {kind} and {other}");
                return Err(self.error(link.at, message));
            };
            if let Operation::Equal(_) | Operation::NotEqual(_) | Operation::Compare(_) | Operation::Join =
                operation
            {
                // Each side restricts the type of the other.
                first.code.narrow(Types::of(operand.kind));
                operand.code.narrow(Types::of(kind));
            }
            kind = result;
            steps.push(Step { at: self.offset(link.at), operation, operand: operand.code });
        }
        Ok(self.folded(at, kind, Kind::Chain(Box::new(first.code), steps.into())))
    }
}

/// Returns the operation and the type of its result.
fn choose(operator: Binary, left: Type, right: Type) -> Option<(Operation, Type)> {
    match operator {
        Binary::Add => add(left, right),
        Binary::Subtract => subtract(left, right),
        Binary::Join => fits(left, right, Types::TEXT).then_some((Operation::Join, Type::Text)),
        Binary::Multiply => numbers(left, right, Operation::Multiply),
        Binary::Divide => numbers(left, right, Operation::Divide),
        Binary::Power => numbers(left, right, Operation::Power),
        Binary::Equal => equality(left, right).map(|how| (Operation::Equal(how), Type::Boolean)),
        Binary::NotEqual => equality(left, right).map(|how| (Operation::NotEqual(how), Type::Boolean)),
        Binary::Less => compare(left, right, Comparison::Less),
        Binary::Greater => compare(left, right, Comparison::Greater),
        Binary::LessOrEqual => compare(left, right, Comparison::LessOrEqual),
        Binary::GreaterOrEqual => compare(left, right, Comparison::GreaterOrEqual),
        // Compiled separately, as they are always Boolean.
        Binary::And | Binary::Or => None,
    }
}

fn fits(left: Type, right: Type, types: Types) -> bool {
    types.accept(left) && types.accept(right)
}

fn numbers(left: Type, right: Type, operation: Operation) -> Option<(Operation, Type)> {
    fits(left, right, Types::NUMBER).then_some((operation, Type::Number))
}

fn add(left: Type, right: Type) -> Option<(Operation, Type)> {
    use Type::{Date, DateTime, Null, Number, Text, Time, Unknown};
    Some(match (left, right) {
        (Null, other) | (other, Null) if Types::PLAIN.accept(other) => (Operation::Nothing, other),
        (Text | Unknown, Text) | (Text, Unknown) => (Operation::Join, Text),
        (Number, Number) => (Operation::Add, Number),
        (Date | DateTime | Time, Number | Unknown) => (Operation::Later, left),
        (Number | Unknown, Date | DateTime) => (Operation::LaterThan, right),
        // The unknown operand may be a time or a date, so the result type is unknown.
        (Unknown, Number | Unknown) | (Number, Unknown) => (Operation::Add, Unknown),
        _ => return None,
    })
}

fn subtract(left: Type, right: Type) -> Option<(Operation, Type)> {
    use Type::{Date, DateTime, Null, Number, Time, Unknown};
    let moments = Types::DATE.or(Types::DATE_TIME).or(Types::TIME);
    Some(match (left, right) {
        (Null, other) | (other, Null) if Types::NUMBER.or(moments).accept(other) => {
            (Operation::Nothing, other)
        }
        (Number, Number | Unknown) => (Operation::Subtract, Number),
        (Date | DateTime | Time, Number) => (Operation::Earlier, left),
        (Date, Date) | (DateTime, DateTime) | (Time, Time) => (Operation::Between, Number),
        (Unknown, Unknown | Number | Date | DateTime | Time) | (Date | DateTime | Time, Unknown) => {
            (Operation::Subtract, Unknown)
        }
        _ => return None,
    })
}

fn equality(left: Type, right: Type) -> Option<Equality> {
    if !fits(left, right, Types::PLAIN.or(Types::BOOLEAN)) {
        return None;
    }
    unify(left, right).map(|kind| match kind {
        Type::Text => Equality::Text,
        Type::Unknown | Type::Null if [left, right].contains(&Type::Unknown) => Equality::Revealed,
        _ => Equality::Other,
    })
}

fn compare(left: Type, right: Type, comparison: Comparison) -> Option<(Operation, Type)> {
    if !fits(left, right, Types::PLAIN) {
        return None;
    }
    unify(left, right).map(|_| (Operation::Compare(comparison), Type::Boolean))
}
