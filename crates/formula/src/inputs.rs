//! What an evaluation may ask for: from the code that is evaluated, so that code which predicts whether a formula can be
//! decided and the evaluation itself cannot disagree.

use super::code::{Change, Code, Kind, Reading};
use super::compiled::{Compiled, UnknownName};
use super::functions::Function;

/// Something that a formula takes from outside.
#[derive(Clone, Copy, Debug)]
pub enum Input<'a> {
    /// The value of a field or a global variable, and whether any value tells its type.
    Value(&'a str, bool),
    /// A name of which nothing is known. No evaluation gets past it.
    Unknown(&'a UnknownName),
    /// A record that VLOOKUP finds.
    LookUp,
    /// An exchange rate.
    CurrencyRate,
    /// A regular expression that cannot be matched here.
    Regex,
}

impl Compiled {
    /// Returns everything that an evaluation may ask for except the clock, each once, in order of appearance.
    #[must_use]
    pub fn inputs(&self) -> Vec<Input<'_>> {
        let mut inputs = Vec::new();
        self.ask(&self.code, &mut inputs);
        inputs
    }

    fn ask<'a>(&'a self, code: &'a Code, inputs: &mut Vec<Input<'a>>) {
        match &code.kind {
            Kind::Null | Kind::Boolean(_) | Kind::Constant(_) | Kind::Text(_) => {}
            Kind::Field(reading) | Kind::Prior(reading) | Kind::IsChanged(reading) => {
                inputs.extend(self.value(*reading));
            }
            Kind::Unknown(index) => inputs.extend(self.unknown.get(*index as usize).map(Input::Unknown)),
            Kind::Not(operand) | Kind::Negate(operand) | Kind::Match(operand, _) => self.ask(operand, inputs),
            Kind::LookUp(parts) => {
                self.ask(&parts.2, inputs);
                inputs.push(Input::LookUp);
            }
            Kind::Chain(first, steps) => {
                self.ask(first, inputs);
                steps.iter().for_each(|step| self.ask(&step.operand, inputs));
            }
            Kind::Call(function, operands) => {
                operands.iter().for_each(|operand| self.ask(operand, inputs));
                match (function, &**operands) {
                    (Function::CurrencyRate, _) => inputs.push(Input::CurrencyRate),
                    (Function::Regex, [_, Code { kind: Kind::Text(_), .. }]) => inputs.push(Input::Regex),
                    _ => {}
                }
            }
        }
    }

    fn value(&self, reading: Reading) -> Option<Input<'_>> {
        let told = match reading.change {
            Change::Unspecified(types, _) => !types.may_be_percent(),
            _ => true,
        };
        self.path(reading.slot).map(|path| Input::Value(path, told))
    }
}
