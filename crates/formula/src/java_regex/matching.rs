//! Matching with a limit of steps. Backtracking, as in Java, so that patterns mean the same, but with a step
//! counter: the browser's engine cannot be stopped, and some patterns take it hours.

use super::program::{Instruction, Item, Program, Set};
use crate::environment::{Environment, RegexFault};

/// The most steps of a match, and the additional steps for each character of the text. Patterns of real rules
/// take a few steps a character; Salesforce stops after a million.
const STEPS: usize = 100_000;
const STEPS_FOR_CHARACTER: usize = 8;

/// A register without a saved position.
const NOTHING: usize = usize::MAX;

/// An entry of the backtracking stack.
enum Undo {
    /// Continues with this instruction at this position.
    Branch(usize, usize),
    /// Restores the value of a register.
    Restore(usize, usize),
}

struct Machine<'a> {
    program: &'a Program,
    text: &'a [char],
    environment: &'a dyn Environment,
    registers: Vec<usize>,
    undo: Vec<Undo>,
    steps: usize,
}

impl Program {
    /// Returns whether the pattern matches from the start of a text, and the steps that it took.
    ///
    /// # Errors
    ///
    /// If it takes too many steps, or the environment does not know a Unicode property.
    pub(crate) fn matches(
        &self,
        text: &str,
        environment: &dyn Environment,
    ) -> Result<(bool, usize), RegexFault> {
        let text: Vec<char> = text.chars().collect();
        let budget = STEPS + text.len() * STEPS_FOR_CHARACTER;
        let mut machine = Machine {
            program: self,
            text: &text,
            environment,
            registers: vec![NOTHING; self.registers],
            undo: Vec::new(),
            steps: budget,
        };
        let found = machine.run(0, 0, None)?;
        Ok((found, budget - machine.steps))
    }
}

impl Machine<'_> {
    /// Executes instructions up to a `Match`, which must be at `end` if that is given.
    fn run(&mut self, mut at: usize, mut position: usize, end: Option<usize>) -> Result<bool, RegexFault> {
        let base = self.undo.len();
        loop {
            self.steps = self.steps.checked_sub(1).ok_or_else(too_many_steps)?;
            let program = self.program;
            let next = self.text.get(position).copied();
            let went_on = match program.code.get(at) {
                Some(Instruction::Character(wanted)) => {
                    position += 1;
                    next == Some(*wanted)
                }
                Some(Instruction::Set(set)) => {
                    position += 1;
                    match next {
                        Some(character) => self.is_among(set, character)?,
                        None => false,
                    }
                }
                Some(Instruction::Start) => position == 0,
                Some(Instruction::End) => next.is_none(),
                Some(Instruction::Jump(to)) => {
                    at = *to;
                    continue;
                }
                Some(Instruction::Split(first, second)) => {
                    self.undo.push(Undo::Branch(*second, position));
                    at = *first;
                    continue;
                }
                Some(Instruction::Save(register)) => {
                    self.save(*register, position);
                    true
                }
                Some(Instruction::Progress(register)) => self.registers.get(*register) != Some(&position),
                Some(Instruction::Reference(register)) => match self.back_reference(*register, position)? {
                    Some(after) => {
                        position = after;
                        true
                    }
                    None => false,
                },
                Some(Instruction::LookAround { behind, negative, after }) => {
                    let found = self.look_around(at + 1, position, *behind, *negative)?;
                    at = *after;
                    if found {
                        continue;
                    }
                    false
                }
                Some(Instruction::Match) | None if end.is_none_or(|end| end == position) => {
                    self.settle(base);
                    return Ok(true);
                }
                Some(Instruction::Match) | None => false,
            };
            if went_on {
                at += 1;
            } else if let Some(branch) = self.back(base) {
                (at, position) = branch;
            } else {
                return Ok(false);
            }
        }
    }

    fn save(&mut self, register: usize, position: usize) {
        if let Some(saved) = self.registers.get_mut(register) {
            self.undo.push(Undo::Restore(register, *saved));
            *saved = position;
        }
    }

    /// Backtracks to the last branch above `base`, if there is one.
    fn back(&mut self, base: usize) -> Option<(usize, usize)> {
        while self.undo.len() > base {
            match self.undo.pop()? {
                Undo::Branch(at, position) => return Some((at, position)),
                Undo::Restore(register, previous) => {
                    if let Some(saved) = self.registers.get_mut(register) {
                        *saved = previous;
                    }
                }
            }
        }
        None
    }

    /// Discards the branches above `base`, but keeps the saved registers.
    fn settle(&mut self, base: usize) {
        let mut kept = self.undo.split_off(base);
        kept.retain(|undo| matches!(undo, Undo::Restore(..)));
        self.undo.append(&mut kept);
    }

    fn look_around(
        &mut self,
        at: usize,
        position: usize,
        behind: bool,
        negative: bool,
    ) -> Result<bool, RegexFault> {
        let base = self.undo.len();
        let mut found = false;
        if behind {
            for start in (0..=position).rev() {
                found = self.run(at, start, Some(position))?;
                if found {
                    break;
                }
            }
        } else {
            found = self.run(at, position, None)?;
        }
        if found && negative {
            while self.back(base).is_some() {}
        }
        Ok(found != negative)
    }

    /// Returns the position after the text of a group, if that text follows. In Java a group that has not
    /// matched never does.
    fn back_reference(&mut self, register: usize, position: usize) -> Result<Option<usize>, RegexFault> {
        let saved = |index: usize| self.registers.get(index).copied().unwrap_or(NOTHING);
        let (start, end) = (saved(register), saved(register + 1));
        let Some(group) = self.text.get(start..end) else { return Ok(None) };
        self.steps = self.steps.checked_sub(group.len()).ok_or_else(too_many_steps)?;
        let after = position + group.len();
        Ok((self.text.get(position..after) == Some(group)).then_some(after))
    }

    fn is_among(&self, set: &Set, character: char) -> Result<bool, RegexFault> {
        let mut among = true;
        for side in &set.sides {
            let mut any = false;
            for item in side {
                any |= match item {
                    Item::Range(first, last) => (*first..=*last).contains(&character),
                    Item::Set(inner) => self.is_among(inner, character)?,
                    Item::Property(name) => {
                        self.environment.has_property(name, character).ok_or(RegexFault::Unsupported)?
                    }
                };
                if any {
                    break;
                }
            }
            among &= any;
        }
        Ok(among != set.negated)
    }
}

fn too_many_steps() -> RegexFault {
    RegexFault::Failed("the regular expression takes too many steps for this text".to_owned())
}
