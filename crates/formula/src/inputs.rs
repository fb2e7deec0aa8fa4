//! The inputs of an evaluation, read off the compiled code, so that a prediction whether a formula can be
//! decided always agrees with its evaluation.

use super::code::{Change, Code, Equality, Kind, Operation, Reading};
use super::compiled::{Compiled, UnknownName};
use super::functions::Function;

/// An input of a formula.
#[derive(Clone, Copy, Debug)]
pub enum Input<'a> {
    /// The value of a field or a global variable, and whether every value reveals its type.
    Value(&'a str, bool),
    /// An unknown name. No evaluation gets past it.
    Unknown(&'a UnknownName),
    /// A record that VLOOKUP finds.
    LookUp,
    /// An exchange rate.
    CurrencyRate,
    /// A regular expression that this engine does not support.
    Regex,
}

impl Compiled {
    /// Returns every input of an evaluation except the clock, without duplicates, in order of appearance.
    #[must_use]
    pub fn inputs(&self) -> Vec<Input<'_>> {
        let mut inputs = Vec::new();
        self.ask(&self.code, false, &mut inputs);
        inputs
    }

    /// `revealed` is true if the value is compared as its type demands, which a blank does not reveal.
    fn ask<'a>(&'a self, code: &'a Code, revealed: bool, inputs: &mut Vec<Input<'a>>) {
        match &code.kind {
            Kind::Null | Kind::Boolean(_) | Kind::Constant(_) | Kind::Text(_) => {}
            Kind::Field(reading) | Kind::Prior(reading) | Kind::IsChanged(reading) => {
                inputs.extend(self.value(*reading, revealed));
            }
            Kind::Unknown(index) => inputs.extend(self.unknown.get(*index as usize).map(Input::Unknown)),
            Kind::Not(operand) | Kind::Negate(operand) | Kind::Match(operand, _) => {
                self.ask(operand, false, inputs);
            }
            Kind::LookUp(parts) => {
                self.ask(&parts.2, false, inputs);
                inputs.push(Input::LookUp);
            }
            Kind::Chain(first, steps) => {
                let revealed = steps.iter().any(|step| {
                    let (Operation::Equal(how) | Operation::NotEqual(how)) = step.operation else {
                        return false;
                    };
                    how == Equality::Revealed
                });
                self.ask(first, revealed, inputs);
                steps.iter().for_each(|step| self.ask(&step.operand, revealed, inputs));
            }
            Kind::Call(function, operands) => {
                let revealed = revealed || *function == Function::CaseRevealed;
                operands.iter().for_each(|operand| self.ask(operand, revealed, inputs));
                match (function, &**operands) {
                    (Function::CurrencyRate, _) => inputs.push(Input::CurrencyRate),
                    (Function::Regex, [_, Code { kind: Kind::Text(_), .. }]) => inputs.push(Input::Regex),
                    _ => {}
                }
            }
        }
    }

    fn value(&self, reading: Reading, revealed: bool) -> Option<Input<'_>> {
        let any_value = match reading.change {
            Change::Unspecified(types, _) => !revealed && !types.may_be_percent(),
            _ => true,
        };
        self.path(reading.slot).map(|path| Input::Value(path, any_value))
    }
}
