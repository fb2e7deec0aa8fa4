//! Evaluation: lazy where Salesforce's is lazy, and with a third truth value for unknowns.

mod operations;

use std::cell::Cell;

use super::code::{Change, Code, Equality, Kind, Operation, Reading, Step};
use super::dialect::{Dialect, ENGINE};
use super::environment::{Environment, Record, RegexFault};
use super::fault::Fault;
use super::functions::Function;
use super::java_regex::Program;
use super::library;
use super::value::{Scratch, Value};
use crate::{DateTime, Decimal};

pub(super) use operations::compare;

/// The most steps of one evaluation. Texts count by their length.
pub(super) const MAX_STEPS: u32 = 1_000_000;

const TOO_MANY_STEPS: &str = "the formula takes too many steps";

/// Bytes of text that count as one step: all texts of an evaluation together are some sixty times the longest field.
const STEP_BYTES: usize = 8;

/// Steps of regular expression matching that count as one.
const MATCH_STEPS: usize = 4;

/// The longest intermediate text, in bytes. The longest field holds 131,072 characters.
const MAX_TEXT: usize = 1_000_000;

/// The evaluation of a formula for one record.
pub(super) struct Machine<'a> {
    pub(super) dialect: Dialect,
    record: &'a dyn Record,
    environment: &'a dyn Environment,
    pub(super) scratch: &'a Scratch,
    steps: Cell<u32>,
}

/// Boxed, because faults are passed on far more often than they are created.
type Evaluated<'a> = Result<Value<'a>, Box<Fault<'a>>>;

impl<'a> Machine<'a> {
    pub(super) fn new(
        dialect: Dialect,
        record: &'a dyn Record,
        environment: &'a dyn Environment,
        scratch: &'a Scratch,
    ) -> Self {
        Self { dialect, record, environment, scratch, steps: Cell::new(MAX_STEPS) }
    }

    /// Limits the evaluation to a number of steps.
    pub(super) fn with_steps(self, steps: u32) -> Self {
        self.steps.set(steps);
        self
    }

    /// Returns the steps that are left.
    pub(super) fn left(&self) -> u32 {
        self.steps.get()
    }

    pub(super) fn evaluate(&self, code: &'a Code) -> Evaluated<'a> {
        if !self.charge(1) {
            return Err(Fault::failed(TOO_MANY_STEPS, code.at));
        }
        match &code.kind {
            Kind::Null => Ok(Value::Null),
            Kind::Boolean(value) => Ok(Value::Boolean(*value)),
            Kind::Constant(value) => Ok(**value),
            Kind::Text(text) => Ok(Value::Text(text)),
            Kind::Field(reading) => self.read(*reading, code.at, false),
            Kind::Prior(reading) => self.read(*reading, code.at, !self.record.is_new()),
            Kind::Unknown(index) => Err(Box::new(Fault::Unknown(*index))),
            Kind::Not(operand) => Ok(match self.evaluate(operand)? {
                Value::Boolean(value) => Value::Boolean(!value),
                _ => Value::Null,
            }),
            Kind::Negate(operand) => Ok(match self.evaluate(operand)? {
                Value::Number(number) => Value::Number(-number),
                _ => Value::Null,
            }),
            Kind::Chain(first, steps) => self.chain(first, steps),
            Kind::Call(function, arguments) => self.call(*function, arguments, code.at),
            Kind::IsChanged(reading) => self.is_changed(*reading, code.at),
            Kind::LookUp(parts) => {
                let (wanted, key, value) = &**parts;
                let value = self.evaluate(value)?;
                self.environment
                    .look_up(wanted, key, value)
                    .ok_or_else(|| Fault::unanswered("what VLOOKUP finds", code.at))
            }
            Kind::Match(text, pattern) => {
                let text = self.evaluate(text)?;
                self.matches(pattern, text.as_text(), code.at)
            }
        }
    }

    pub(super) fn spent(&self) -> u32 {
        MAX_STEPS - self.steps.get()
    }

    /// Spends steps, if enough are left.
    fn charge(&self, steps: u32) -> bool {
        let rest = self.steps.get().checked_sub(steps);
        self.steps.set(rest.unwrap_or(0));
        rest.is_some()
    }

    /// Checks the length of a computed text.
    fn bounded(&self, value: Value<'a>, at: u32) -> Evaluated<'a> {
        if let Value::Text(text) = value {
            if text.len() > MAX_TEXT {
                return Err(Fault::failed("the text grows too long", at));
            }
            if !self.charge(u32::try_from(text.len() / STEP_BYTES).unwrap_or(u32::MAX)) {
                return Err(Fault::failed(TOO_MANY_STEPS, at));
            }
        }
        Ok(value)
    }

    fn read(&self, reading: Reading, at: u32, prior: bool) -> Evaluated<'a> {
        let slot = reading.slot as usize;
        let value = if prior { self.record.prior(slot) } else { self.record.value(slot) };
        Ok(match (value, reading.change) {
            (None, _) => return Err(Box::new(Fault::Missing { slot: reading.slot, at })),
            (Some(Value::Null), Change::FalseIfBlank) => Value::Boolean(false),
            (Some(Value::Null), Change::Unspecified(types, _)) if types.are_boolean() => {
                Value::Boolean(false)
            }
            (Some(value), Change::Unspecified(types, name)) if !types.hold(&value) => {
                return Err(Box::new(Fault::Unknown(name)));
            }
            (Some(Value::Null), _) if reading.zero => Value::Number(Decimal::ZERO),
            (Some(Value::Number(number)), Change::Hundredth) => Value::Number(number.shifted(-2)),
            (Some(Value::Text(text)), Change::ShortId) => Value::text(text.get(..15).unwrap_or(text)),
            (Some(Value::Text(text)), _) => Value::text(text),
            (Some(value), _) => value,
        })
    }

    /// Compares the old value with the new one, both as stored.
    fn is_changed(&self, reading: Reading, at: u32) -> Evaluated<'a> {
        if self.record.is_new() {
            return Ok(Value::Boolean(false));
        }
        let (old, new) = (self.read(reading, at, true)?, self.read(reading, at, false)?);
        let same = match (&old, &new) {
            (Value::Text(old), Value::Text(new)) => {
                old == new || (old.contains('\r') != new.contains('\r') && lines(old) == lines(new))
            }
            _ => old == new,
        };
        Ok(Value::Boolean(!same))
    }

    /// Evaluates AND and OR. An operand that settles the result does so whatever the unknown operands are. Null
    /// counts as FALSE.
    fn any(&self, operands: &'a [Code], settles: bool) -> Evaluated<'a> {
        let mut unknown = None;
        for operand in operands {
            match self.evaluate(operand) {
                Ok(value) if matches!(value, Value::Boolean(true)) == settles => {
                    return Ok(Value::Boolean(settles));
                }
                Ok(_) => {}
                // If the unknown operand settles the result, this failure does not happen.
                Err(fault) if fault.is_failure() => return Err(unknown.unwrap_or(fault)),
                Err(fault) => unknown = unknown.or(Some(fault)),
            }
        }
        unknown.map_or(Ok(Value::Boolean(!settles)), Err)
    }

    fn choose(&self, condition: &'a Code, first: &'a Code, second: &'a Code) -> Evaluated<'a> {
        match self.evaluate(condition) {
            Ok(Value::Boolean(true)) => self.evaluate(first),
            Ok(_) => self.evaluate(second),
            Err(fault) if fault.is_failure() => Err(fault),
            // The condition does not matter if both branches have the same value.
            Err(fault) => match (self.evaluate(first), self.evaluate(second)) {
                (Ok(first), Ok(second)) if first == second => Ok(first),
                _ => Err(fault),
            },
        }
    }

    fn choose_first(&self, parts: &'a [Code]) -> Evaluated<'a> {
        let mut rest = parts;
        while let [condition, value, others @ ..] = rest {
            if let Value::Boolean(true) = self.evaluate(condition)? {
                return self.evaluate(value);
            }
            rest = others;
        }
        rest.first().map_or(Ok(Value::Null), |last| self.evaluate(last))
    }

    /// Returns the value, or the fault if it is unknown. Fails if the code fails.
    fn attempt(&self, code: &'a Code) -> Result<Evaluated<'a>, Box<Fault<'a>>> {
        match self.evaluate(code) {
            Err(fault) if fault.is_failure() => Err(fault),
            outcome => Ok(outcome),
        }
    }

    /// Evaluates CASE. All arguments are evaluated, because any of them may fail. Unknown arguments that are
    /// not selected do not matter.
    fn case(&self, arguments: &'a [Code], equality: Equality) -> Evaluated<'a> {
        let [tested, pairs @ ..] = arguments else { return Ok(Value::Null) };
        let tested = self.evaluate(tested)?;
        let mut chosen = None;
        let mut rest = pairs;
        while let [code, result, others @ ..] = rest {
            let (value, result) = (self.attempt(code)?, self.attempt(result)?);
            if chosen.is_none() {
                match value.and_then(|value| reveal(equality, &tested, &value, code.at).map(|()| value)) {
                    Ok(value) if operations::equal(&tested, &value, equality) == Some(true) => {
                        chosen = Some(result);
                    }
                    Ok(_) => {}
                    Err(fault) => chosen = Some(Err(fault)),
                }
            }
            rest = others;
        }
        let last = match rest.first() {
            Some(last) => self.attempt(last)?,
            None => Ok(Value::Null),
        };
        chosen.unwrap_or(last)
    }

    fn chain(&self, first: &'a Code, steps: &'a [Step]) -> Evaluated<'a> {
        let mut value = self.evaluate(first)?;
        for step in steps {
            let operand = self.evaluate(&step.operand)?;
            if let Operation::Equal(how) | Operation::NotEqual(how) = step.operation {
                reveal(how, &value, &operand, step.at)?;
            }
            value = operations::apply(step.operation, &value, &operand, self.dialect, self.scratch)
                .map_err(|failure| Fault::failed(failure, step.at))?;
            value = self.bounded(value, step.at)?;
        }
        Ok(value)
    }

    fn call(&self, function: Function, arguments: &'a [Code], at: u32) -> Evaluated<'a> {
        match (function, arguments) {
            (Function::And, _) => self.any(arguments, false),
            (Function::Or, _) => self.any(arguments, true),
            (Function::If, [condition, first, second]) => self.choose(condition, first, second),
            (Function::IsPickVal, [field, wanted]) => {
                Ok(Value::Boolean(self.evaluate(field)?.as_text() == self.evaluate(wanted)?.as_text()))
            }
            (Function::IsBlank, [operand]) => Ok(Value::Boolean(self.evaluate(operand)?.is_null())),
            (Function::Case, _) => self.case(arguments, Equality::Other),
            (Function::CaseText, _) => self.case(arguments, Equality::Text),
            (Function::CaseRevealed, _) => self.case(arguments, Equality::Revealed),
            (Function::Ifs, _) if ENGINE => self.choose_first(arguments),
            (Function::IfError, [first, second]) if ENGINE => match self.evaluate(first) {
                Err(fault) if fault.is_failure() => self.evaluate(second),
                other => other,
            },
            // Both are evaluated, so that a failure of the unused one counts.
            (Function::BlankValue | Function::NullValue, [first, second]) => match self.evaluate(first)? {
                Value::Null => self.evaluate(second),
                value => self.attempt(second).map(|_| value),
            },
            (Function::NullValueText, [first, second]) => {
                let value = self.evaluate(first)?;
                self.attempt(second).map(|_| value)
            }
            (Function::IsNew, _) => Ok(Value::Boolean(self.record.is_new())),
            (Function::IsClone, _) => match self.record.is_clone() {
                Some(clone) => Ok(Value::Boolean(clone)),
                None => Err(Fault::unanswered("whether the record is a clone", at)),
            },
            (Function::Max | Function::Min | Function::In, _) => self.fold(function, arguments, at),
            _ => self.apply(function, arguments, at),
        }
    }

    /// Calls a function that evaluates all its arguments first.
    fn apply(&self, function: Function, arguments: &'a [Code], at: u32) -> Evaluated<'a> {
        let mut values = [Value::Null; 4];
        for (target, argument) in values.iter_mut().zip(arguments) {
            *target = self.evaluate(argument)?;
        }
        let given = values.get(..arguments.len()).unwrap_or_default();
        if !function.takes_null() && given.iter().any(|value| value.is_null()) {
            return Ok(Value::Null);
        }
        if !function.is_pure() {
            return self.ask(function, &values, at);
        }
        // INITCAP changes each character by itself, which takes longer than other functions.
        let each = if function == Function::InitCap { values[0].as_text().len() / 2 } else { 0 };
        if !self.charge(u32::try_from(each).unwrap_or(u32::MAX)) {
            return Err(Fault::failed(TOO_MANY_STEPS, at));
        }
        let value = library::call(function, &values, arguments.len(), self.dialect, self.scratch);
        self.bounded(value.map_err(|why| Fault::failed(why, at))?, at)
    }

    /// Evaluates MAX, MIN and IN.
    fn fold(&self, function: Function, arguments: &'a [Code], at: u32) -> Evaluated<'a> {
        let mut best = None;
        let mut found = false;
        for argument in arguments {
            let value = self.evaluate(argument)?;
            match (best, value) {
                (None, _) => best = Some(value),
                (Some(Value::Null), _) => {}
                (Some(first), _) if ENGINE && function == Function::In => found |= first == value,
                (_, Value::Null) => best = Some(Value::Null),
                (Some(Value::Number(left)), Value::Number(right)) => {
                    if (right > left) == (function == Function::Max) {
                        best = Some(value);
                    }
                }
                _ => return Err(Fault::failed(library::MISTYPED, at)),
            }
        }
        Ok(if ENGINE && function == Function::In {
            Value::Boolean(found)
        } else {
            best.unwrap_or(Value::Null)
        })
    }

    /// Calls a function that needs the environment.
    fn ask(&self, function: Function, [first, second, ..]: &[Value<'a>; 4], at: u32) -> Evaluated<'a> {
        let environment = self.environment;
        let (value, what) = match function {
            Function::Today => (environment.today().map(Value::Date), "today's date"),
            Function::Now => (environment.now().map(Value::DateTime), "the time"),
            Function::TimeNow => (environment.now().map(|now| Value::Time(now.time())), "the time"),
            Function::CurrencyRate => {
                (environment.currency_rate(first.as_text()).map(Value::Number), "the rate of the currency")
            }
            Function::Regex => {
                let pattern = super::java_regex::read(second.as_text());
                let pattern = pattern.map_err(|fault| self.regex_fault(fault, at))?;
                return self.matches(&pattern, first.as_text(), at);
            }
            _ => return self.date_value(first, at),
        };
        value.ok_or_else(|| Fault::unanswered(what, at))
    }

    /// Evaluates DATEVALUE: the day of an instant depends on the user's time zone.
    fn date_value(&self, value: &Value<'a>, at: u32) -> Evaluated<'a> {
        let date = match *value {
            Value::DateTime(instant) => {
                let offset = self.environment.zone_offset(instant);
                let offset = offset.ok_or_else(|| Fault::unanswered("the user's time zone", at))?;
                instant.checked_add(offset).and_then(DateTime::date).ok_or(library::OUT_OF_RANGE)
            }
            text => library::date_of_text(text.as_text(), self.scratch),
        };
        date.map(Value::Date).map_err(|why| Fault::failed(why, at))
    }

    fn matches(&self, pattern: &Program, text: &str, at: u32) -> Evaluated<'a> {
        let (found, steps) =
            pattern.matches(text, self.environment).map_err(|fault| self.regex_fault(fault, at))?;
        if self.charge(u32::try_from(steps / MATCH_STEPS).unwrap_or(u32::MAX)) {
            Ok(Value::Boolean(found))
        } else {
            Err(Fault::failed(TOO_MANY_STEPS, at))
        }
    }

    fn regex_fault(&self, fault: RegexFault, at: u32) -> Box<Fault<'a>> {
        match fault {
            RegexFault::Failed(why) => Fault::failed(self.scratch.keep_own(why), at),
            RegexFault::Unsupported => Fault::unanswered("what this regular expression matches", at),
        }
    }
}

/// Returns an unknown if a comparison depends on the types of values that do not reveal them.
fn reveal<'a>(how: Equality, left: &Value<'_>, right: &Value<'_>, at: u32) -> Result<(), Box<Fault<'a>>> {
    if how == Equality::Revealed && operations::hide_type(left, right) {
        return Err(Fault::unanswered("the type of this blank", at));
    }
    Ok(())
}

/// Returns a text with uniform line ends.
fn lines(text: &str) -> String {
    text.replace("\r\n", "\n")
}
