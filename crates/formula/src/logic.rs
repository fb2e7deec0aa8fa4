//! Splits a formula at AND and OR, so that the result of a term can be cached for each value.

use super::code::{Change, Code, Comparison, Kind, Operation, Reading};
use super::compiled::Compiled;
use super::dialect::Dialect;
use super::environment::{Environment, Record};
use super::evaluate::{MAX_STEPS, Machine, compare};
use super::functions::Function;
use super::value::{Scratch, Value};

/// The truth value of a formula or term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// TRUE.
    Yes,
    /// FALSE or null.
    No,
    /// Depends on something unknown.
    Unknown,
    /// The evaluation failed, and therefore that of the whole formula.
    Failed,
    /// Takes a number of steps, so that the whole formula may exceed the limit.
    Costly,
}

/// A formula as a tree of terms.
#[derive(Debug)]
pub struct Logic<'a> {
    root: Node,
    terms: Vec<Term<'a>>,
    joins: u32,
}

#[derive(Debug)]
enum Node {
    /// The index of a term.
    Term(usize),
    /// AND, which FALSE settles, or OR, which TRUE settles.
    Join(bool, Vec<Self>),
}

/// A part that is neither AND nor OR.
#[derive(Debug)]
pub struct Term<'a> {
    code: &'a Code,
    dialect: Dialect,
    /// The comparison, if the term only compares a field with a constant. Such terms are evaluated most often.
    comparison: Option<(usize, Comparison, &'a Value<'static>)>,
    /// The slots that it reads, and whether it reads the values before the save.
    pub reads: Vec<(usize, bool)>,
}

impl Compiled {
    /// Splits the formula at its ANDs and ORs, so that a caller with many records can cache the result of a
    /// term for each value.
    #[must_use]
    pub fn logic(&self) -> Logic<'_> {
        let mut logic = Logic { root: Node::Term(0), terms: Vec::new(), joins: 0 };
        logic.root = logic.take_apart(&self.code, self.options.dialect);
        logic
    }
}

impl<'a> Logic<'a> {
    /// Returns the terms in their order in the formula.
    #[must_use]
    pub fn terms(&self) -> &[Term<'a>] {
        &self.terms
    }

    fn take_apart(&mut self, code: &'a Code, dialect: Dialect) -> Node {
        if let Kind::Call(function @ (Function::And | Function::Or), operands) = &code.kind {
            self.joins += 1;
            let parts = operands.iter().map(|operand| self.take_apart(operand, dialect)).collect();
            return Node::Join(*function == Function::Or, parts);
        }
        let mut reads = Vec::new();
        read_by(code, &mut reads);
        self.terms.push(Term { code, dialect, comparison: comparison_of(code), reads });
        Node::Term(self.terms.len() - 1)
    }

    /// Evaluates the formula for `held.len()` records with the same result as evaluating it as a whole. `ask`
    /// evaluates the term at an index for the listed records.
    pub fn held(&self, ask: &mut Ask<'_>, held: &mut [Held]) {
        self.root.held(ask, &(0..held.len()).collect::<Vec<_>>(), held);
    }

    /// Returns the number of steps that each term may take, so that all of them stay within an evaluation's limit.
    #[must_use]
    pub fn limit(&self) -> u32 {
        let parts = self.joins.saturating_add(u32::try_from(self.terms.len()).unwrap_or(u32::MAX));
        MAX_STEPS.checked_div(parts).unwrap_or_default()
    }
}

/// Evaluates the term at an index for the listed records.
type Ask<'a> = dyn FnMut(usize, &[usize], &mut [Held]) + 'a;

impl Node {
    /// Evaluates term by term for all records, which is faster than record by record. Records that an earlier
    /// operand has settled are skipped.
    fn held(&self, ask: &mut Ask<'_>, records: &[usize], held: &mut [Held]) {
        let (settles, parts) = match self {
            Self::Term(index) => return ask(*index, records, held),
            Self::Join(settles, parts) => (*settles, parts),
        };
        let mut open = records.to_vec();
        let mut found = vec![Held::No; held.len()];
        for record in records {
            set(held, *record, if settles { Held::No } else { Held::Yes });
        }
        for part in parts {
            if open.is_empty() {
                break;
            }
            part.held(ask, &open, &mut found);
            let mut at = 0;
            while let Some(&record) = open.get(at) {
                let now = found.get(record).copied().unwrap_or(Held::Costly);
                let unsettled = match now {
                    Held::Yes | Held::No => (now == Held::Yes) != settles,
                    _ => false,
                };
                let unknown = held.get(record) == Some(&Held::Unknown);
                // The failure does not happen if the unknown operand settles the result.
                let in_doubt = unknown && now == Held::Failed;
                if !(unsettled || in_doubt) {
                    set(held, record, now);
                }
                if unsettled || now == Held::Unknown {
                    at += 1;
                } else {
                    open.swap_remove(at);
                }
            }
        }
    }
}

fn set(held: &mut [Held], record: usize, now: Held) {
    if let Some(slot) = held.get_mut(record) {
        *slot = now;
    }
}

impl Term<'_> {
    /// Evaluates the term for a record within `limit` steps.
    #[must_use]
    pub fn held(&self, record: &dyn Record, environment: &dyn Environment, limit: u32) -> Held {
        if let Some((slot, comparison, constant)) = self.comparison
            && let Some(order) = record.value(slot).and_then(|value| compare(&value, constant))
        {
            return if comparison.holds(order) { Held::Yes } else { Held::No };
        }
        let scratch = Scratch::new();
        let machine = Machine::new(self.dialect, record, environment, &scratch);
        let held = match machine.evaluate(self.code) {
            Ok(Value::Boolean(true)) => Held::Yes,
            Ok(_) => Held::No,
            Err(fault) if fault.is_failure() => Held::Failed,
            Err(_) => Held::Unknown,
        };
        if machine.spent() > limit { Held::Costly } else { held }
    }
}

fn comparison_of(code: &Code) -> Option<(usize, Comparison, &Value<'static>)> {
    let Kind::Chain(first, steps) = &code.kind else { return None };
    let (Kind::Field(Reading { slot, change: Change::Nothing, zero: false }), [step]) =
        (&first.kind, &**steps)
    else {
        return None;
    };
    match (step.operation, &step.operand.kind) {
        (Operation::Compare(comparison), Kind::Constant(constant)) => {
            Some((*slot as usize, comparison, constant))
        }
        _ => None,
    }
}

/// Collects the slots that code reads.
fn read_by(code: &Code, found: &mut Vec<(usize, bool)>) {
    match &code.kind {
        Kind::Null | Kind::Boolean(_) | Kind::Constant(_) | Kind::Text(_) | Kind::Unknown(_) => {}
        Kind::Field(reading) => found.push((reading.slot as usize, false)),
        Kind::Prior(reading) => found.push((reading.slot as usize, true)),
        Kind::IsChanged(reading) => {
            found.extend([(reading.slot as usize, false), (reading.slot as usize, true)]);
        }
        Kind::Not(operand) | Kind::Negate(operand) | Kind::Match(operand, _) => read_by(operand, found),
        Kind::LookUp(parts) => read_by(&parts.2, found),
        Kind::Chain(first, steps) => {
            read_by(first, found);
            steps.iter().for_each(|step| read_by(&step.operand, found));
        }
        Kind::Call(_, operands) => operands.iter().for_each(|operand| read_by(operand, found)),
    }
}
