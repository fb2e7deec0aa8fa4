//! Evaluation: lazy where Salesforce is lazy, and three-valued where something is unknown.

mod operations;

use std::borrow::Cow;
use std::cell::Cell;

use super::code::{Change, Code, Equality, Kind, Reading, Step};
use super::compiled::Dialect;
use super::environment::{Environment, Record, RegexFault};
use super::fault::{Failure, Fault};
use super::functions::Function;
use super::library;
use super::value::Value;
use crate::record::Decimal;

/// Steps that one evaluation may take, a text counting for its length.
const MAX_STEPS: u32 = 1_000_000;

/// Bytes of text that count as a step.
const STEP_BYTES: usize = 64;

/// The longest text on the way to a result, in bytes. The longest field holds 131,072 characters.
const MAX_TEXT: usize = 1_000_000;

/// One evaluation of one formula for one record.
pub(super) struct Machine<'a> {
    pub(super) dialect: Dialect,
    record: &'a dyn Record,
    pub(super) environment: &'a dyn Environment,
    steps: Cell<u32>,
}

type Evaluated<'a> = Result<Value<'a>, Fault>;

impl<'a> Machine<'a> {
    pub(super) fn new(dialect: Dialect, record: &'a dyn Record, environment: &'a dyn Environment) -> Self {
        Self { dialect, record, environment, steps: Cell::new(MAX_STEPS) }
    }

    pub(super) fn evaluate(&self, code: &'a Code) -> Evaluated<'a> {
        self.charge(1, code.at)?;
        match &code.kind {
            Kind::Constant(value) => Ok(value.borrowed()),
            Kind::Field(reading) => self.read(*reading, code.at, false),
            Kind::Prior(reading) => self.read(*reading, code.at, !self.record.is_new()),
            Kind::Unknown(index) => Err(Fault::Unknown(*index)),
            Kind::And(operands) => self.any(operands, false),
            Kind::Or(operands) => self.any(operands, true),
            Kind::Not(operand) => Ok(match self.evaluate(operand)? {
                Value::Boolean(value) => Value::Boolean(!value),
                _ => Value::Null,
            }),
            Kind::Negate(operand) => Ok(match self.evaluate(operand)? {
                Value::Number(number) => Value::Number(-number),
                _ => Value::Null,
            }),
            Kind::If(parts) => self.choose(parts),
            Kind::Chain(first, steps) => self.chain(first, steps),
            Kind::Call(function, arguments) => self.call(*function, arguments, code.at),
            Kind::IsPickVal(field, wanted) => {
                Ok(Value::Boolean(self.evaluate(field)?.as_text() == &**wanted))
            }
            Kind::Includes(field, wanted) => {
                let selected = self.evaluate(field)?;
                Ok(Value::Boolean(selected.as_text().split(';').any(|value| value == &**wanted)))
            }
            Kind::IsBlank(operand) => Ok(Value::Boolean(self.evaluate(operand)?.is_null())),
            Kind::IsNull(operand, text) => Ok(Value::Boolean(self.evaluate(operand)?.is_null() && !text)),
            _ => self.evaluate_rare(code),
        }
    }

    /// What rules seldom do, apart so that the common frame stays small.
    fn evaluate_rare(&self, code: &'a Code) -> Evaluated<'a> {
        match &code.kind {
            Kind::Case { arguments, equality } => self.case(arguments, *equality),
            Kind::Ifs(parts) => self.choose_first(parts),
            Kind::IfError(parts) => match self.evaluate(&parts[0]) {
                Err(Fault::Failed(..)) => self.evaluate(&parts[1]),
                other => other,
            },
            Kind::BlankValue(parts) => match self.evaluate(&parts[0])? {
                Value::Null => self.evaluate(&parts[1]),
                value => {
                    // Both are evaluated, so a failure of the unused one still counts.
                    self.failure_of(&parts[1])?;
                    Ok(value)
                }
            },
            Kind::NullValueText(parts) => {
                let value = self.evaluate(&parts[0])?;
                self.failure_of(&parts[1])?;
                Ok(value)
            }
            Kind::IsNew => Ok(Value::Boolean(self.record.is_new())),
            Kind::IsClone => match self.record.is_clone() {
                Some(clone) => Ok(Value::Boolean(clone)),
                None => Err(Fault::Unanswered("whether the record is a clone", code.at)),
            },
            Kind::IsChanged(reading) => self.is_changed(*reading, code.at),
            Kind::LookUp { wanted, key, value } => {
                let value = self.evaluate(value)?;
                self.environment
                    .look_up(wanted, key, &value)
                    .ok_or(Fault::Unanswered("what VLOOKUP finds", code.at))
            }
            Kind::Match(text, pattern) => match text.first() {
                Some(text) => {
                    let text = self.evaluate(text)?;
                    self.matches(pattern, text.as_text(), code.at)
                }
                None => Ok(Value::Null),
            },
            _ => Ok(Value::Null),
        }
    }

    /// Takes some of what is left to spend.
    fn charge(&self, steps: u32, at: u32) -> Result<(), Fault> {
        let Some(rest) = self.steps.get().checked_sub(steps) else {
            return Err(Fault::Failed("the formula takes too many steps".into(), at));
        };
        self.steps.set(rest);
        Ok(())
    }

    /// A computed text that is not too long.
    fn bounded(&self, value: Value<'a>, at: u32) -> Evaluated<'a> {
        if let Value::Text(Cow::Owned(text)) = &value {
            if text.len() > MAX_TEXT {
                return Err(Fault::Failed("the text grows too long".into(), at));
            }
            self.charge(u32::try_from(text.len() / STEP_BYTES).unwrap_or(u32::MAX), at)?;
        }
        Ok(value)
    }

    fn read(&self, reading: Reading, at: u32, prior: bool) -> Evaluated<'a> {
        let slot = reading.slot as usize;
        let value = if prior { self.record.prior(slot) } else { self.record.value(slot) };
        Ok(match (value, reading.change) {
            (None, _) => return Err(Fault::Missing { slot: reading.slot, at }),
            (Some(Value::Null), Change::FalseIfBlank) => Value::Boolean(false),
            (Some(Value::Null), _) if reading.zero => Value::Number(Decimal::ZERO),
            (Some(Value::Number(number)), Change::Hundredth) => Value::Number(number.shifted(-2)),
            (Some(Value::Text(text)), Change::ShortId) if text.len() > 15 && text.is_ascii() => {
                super::environment::shorter(text, 0..15)
            }
            (Some(Value::Text(text)), _) => Value::text(text),
            (Some(value), _) => value,
        })
    }

    /// The old value against the new one, both as stored.
    fn is_changed(&self, reading: Reading, at: u32) -> Evaluated<'a> {
        if self.record.is_new() {
            return Ok(Value::Boolean(false));
        }
        let (old, new) = (self.read(reading, at, true)?, self.read(reading, at, false)?);
        let same = match (&old, &new) {
            (Value::Text(old), Value::Text(new)) => {
                old == new || old.replace("\r\n", "\n") == new.replace("\r\n", "\n")
            }
            _ => old == new,
        };
        Ok(Value::Boolean(!same))
    }

    /// AND and OR: what settles the matter settles it, whatever the unknown operands are. Null counts as
    /// FALSE in both.
    fn any(&self, operands: &'a [Code], settles: bool) -> Evaluated<'a> {
        let mut unknown = None;
        for operand in operands {
            match self.evaluate(operand) {
                Ok(value) if (value == Value::Boolean(true)) == settles => {
                    return Ok(Value::Boolean(settles));
                }
                Ok(_) => {}
                // If the unknown operand settles the matter, this failure does not happen.
                Err(fault @ Fault::Failed(..)) => return Err(unknown.unwrap_or(fault)),
                Err(fault) => unknown = unknown.or(Some(fault)),
            }
        }
        unknown.map_or(Ok(Value::Boolean(!settles)), Err)
    }

    fn choose(&self, [condition, first, second]: &'a [Code; 3]) -> Evaluated<'a> {
        match self.evaluate(condition) {
            Ok(Value::Boolean(true)) => self.evaluate(first),
            Ok(_) => self.evaluate(second),
            Err(fault @ Fault::Failed(..)) => Err(fault),
            // The condition does not matter where both ways lead to the same.
            Err(fault) => match (self.evaluate(first), self.evaluate(second)) {
                (Ok(first), Ok(second)) if first == second => Ok(first),
                _ => Err(fault),
            },
        }
    }

    fn choose_first(&self, parts: &'a [Code]) -> Evaluated<'a> {
        let mut rest = parts;
        while let [condition, value, others @ ..] = rest {
            if self.evaluate(condition)? == Value::Boolean(true) {
                return self.evaluate(value);
            }
            rest = others;
        }
        rest.first().map_or(Ok(Value::Null), |last| self.evaluate(last))
    }

    /// Fails if the code fails, whatever else it is.
    fn failure_of(&self, code: &'a Code) -> Result<(), Fault> {
        match self.evaluate(code) {
            Err(fault @ Fault::Failed(..)) => Err(fault),
            _ => Ok(()),
        }
    }

    /// CASE evaluates all its arguments, as a failure among them shows; the unknown ones that are not
    /// chosen do not matter.
    fn case(&self, arguments: &'a [Code], equality: Equality) -> Evaluated<'a> {
        let [tested, pairs @ ..] = arguments else { return Ok(Value::Null) };
        let tested = self.evaluate(tested)?;
        let mut chosen = None;
        let mut rest = pairs;
        while let [value, result, others @ ..] = rest {
            let (value, result) = (self.evaluate(value), self.evaluate(result));
            for outcome in [&value, &result] {
                if let Err(fault @ Fault::Failed(..)) = outcome {
                    return Err(fault.clone());
                }
            }
            if chosen.is_none() {
                match value {
                    Ok(value) if operations::equal(&tested, &value, equality) == Some(true) => {
                        chosen = Some(result);
                    }
                    Ok(_) => {}
                    Err(fault) => chosen = Some(Err(fault)),
                }
            }
            rest = others;
        }
        let last = rest.first().map_or(Ok(Value::Null), |last| self.evaluate(last));
        match (chosen, last) {
            (_, Err(fault @ Fault::Failed(..))) => Err(fault),
            (Some(chosen), _) => chosen,
            (None, last) => last,
        }
    }

    fn chain(&self, first: &'a Code, steps: &'a [Step]) -> Evaluated<'a> {
        let mut value = self.evaluate(first)?;
        for step in steps {
            let operand = self.evaluate(&step.operand)?;
            value = operations::apply(step.operation, value, operand, self.dialect)
                .map_err(|failure| Fault::Failed(failure, step.at))?;
            value = self.bounded(value, step.at)?;
        }
        Ok(value)
    }

    fn call(&self, function: Function, arguments: &'a [Code], at: u32) -> Evaluated<'a> {
        if function.is_variadic() {
            return self.fold(function, arguments, at);
        }
        let mut values = [const { Value::Null }; 4];
        for (place, argument) in values.iter_mut().zip(arguments) {
            *place = self.evaluate(argument)?;
        }
        let given = values.get(..arguments.len()).unwrap_or_default();
        if !function.takes_null() && given.iter().any(Value::is_null) {
            return Ok(Value::Null);
        }
        if function == Function::Regex {
            let [text, pattern, ..] = &values;
            let pattern =
                super::regex::translate(pattern.as_text()).map_err(|fault| regex_fault(fault, at))?;
            return self.matches(&pattern, text.as_text(), at);
        }
        let value = if function.is_pure() {
            library::call(function, values, arguments.len(), self.dialect)
        } else {
            return self.ask(function, &values[0], at);
        };
        self.bounded(value.map_err(|failure| Fault::Failed(failure, at))?, at)
    }

    /// MAX, MIN and IN.
    fn fold(&self, function: Function, arguments: &'a [Code], at: u32) -> Evaluated<'a> {
        let [first, others @ ..] = arguments else { return Ok(Value::Null) };
        let mut best = self.evaluate(first)?;
        let mut found = false;
        for other in others {
            let value = self.evaluate(other)?;
            match (function, &best, &value) {
                (Function::In, Value::Null, _) | (Function::In, _, Value::Null) => {}
                (Function::In, wanted, value) => found |= wanted == value,
                (Function::Max, Value::Number(left), Value::Number(right)) if right > left => best = value,
                (Function::Min, Value::Number(left), Value::Number(right)) if right < left => best = value,
                (_, Value::Null, _) | (_, Value::Number(_), Value::Number(_)) => {}
                (_, _, Value::Null) => best = Value::Null,
                _ => return Err(Fault::Failed(library::MISTYPED.into(), at)),
            }
        }
        Ok(if function == Function::In { Value::Boolean(found) } else { best })
    }

    /// What only the environment knows.
    fn ask(&self, function: Function, argument: &Value<'a>, at: u32) -> Evaluated<'a> {
        let environment = self.environment;
        let missing = |what| Fault::Unanswered(what, at);
        match function {
            Function::Today => environment.today().map(Value::Date).ok_or(missing("today's date")),
            Function::Now => environment.now().map(Value::DateTime).ok_or(missing("the time")),
            Function::TimeNow => {
                environment.now().map(|now| Value::Time(now.time())).ok_or(missing("the time"))
            }
            Function::CurrencyRate => environment
                .currency_rate(argument.as_text())
                .map(Value::Number)
                .ok_or(missing("the rate of the currency")),
            Function::DateValue => match argument {
                Value::DateTime(instant) => {
                    let offset = environment.zone_offset(*instant).ok_or(missing("the user's time zone"))?;
                    let local = instant.checked_add(offset).and_then(|local| local.date());
                    local.map(Value::Date).ok_or(Fault::Failed(library::OUT_OF_RANGE.into(), at))
                }
                text => library::date_of_text(text.as_text())
                    .map(Value::Date)
                    .map_err(|failure| Fault::Failed(failure, at)),
            },
            _ => Ok(Value::Null),
        }
    }

    fn matches(&self, pattern: &str, text: &str, at: u32) -> Evaluated<'a> {
        self.environment.matches(pattern, text).map(Value::Boolean).map_err(|fault| regex_fault(fault, at))
    }
}

fn regex_fault(fault: RegexFault, at: u32) -> Fault {
    match fault {
        RegexFault::Failed(why) => {
            Fault::Failed(Failure::Of("the regular expression fails:", why.into()), at)
        }
        RegexFault::Unsupported(_) => Fault::Unanswered("what this regular expression matches", at),
    }
}
