//! Compiles translated patterns to instructions.

use super::super::environment::RegexFault;
use super::{Translated, failed};

/// The most instructions of a pattern, with its counted repetitions expanded.
const MAX_INSTRUCTIONS: usize = 20_000;

/// A compiled pattern.
#[derive(Debug)]
pub(crate) struct Program {
    pub(super) code: Vec<Instruction>,
    /// The number of saved positions: two for each group, and one for each loop that may match nothing.
    pub(super) registers: usize,
}

#[derive(Debug)]
pub(super) enum Instruction {
    Character(char),
    Set(Set),
    Start,
    End,
    Jump(usize),
    /// Continues at the first, and at the second if that fails.
    Split(usize, usize),
    Save(usize),
    /// Fails if the position is still the saved one, because a loop that matches nothing would never end.
    Progress(usize),
    /// Matches the text of the group whose registers begin here.
    Reference(usize),
    /// Matches up to the next `Match` without consuming text, then continues at the last index.
    LookAround {
        behind: bool,
        negative: bool,
        after: usize,
    },
    Match,
}

/// A class: characters that belong to every set of ranges, or all others.
#[derive(Clone, Debug, Default)]
pub(super) struct Set {
    pub(super) negated: bool,
    pub(super) sides: Vec<Vec<Item>>,
}

#[derive(Clone, Debug)]
pub(super) enum Item {
    Range(char, char),
    Property(Box<str>),
    Set(Set),
}

enum Node {
    Character(char),
    Set(Set),
    Start,
    End,
    Reference(usize),
    Sequence(Vec<Self>),
    Choice(Vec<Self>),
    /// A repetition with a minimum, a maximum, and whether it is lazy.
    Repeat(Box<Self>, usize, Option<usize>, bool),
    Group(usize, Box<Self>),
    Look(bool, bool, Box<Self>),
}

impl Program {
    /// Compiles a pattern that [`super::translate`] wrote.
    ///
    /// # Errors
    ///
    /// If the pattern is too large with its counted repetitions expanded.
    pub(crate) fn new(pattern: &str) -> Result<Self, RegexFault> {
        let mut reader = Reader { rest: pattern, groups: Vec::new() };
        let read = reader.alternatives();
        let mut program = Self { code: Vec::new(), registers: reader.groups.len() * 2 };
        read.and_then(|node| program.emit(&node)).map_err(|fault| *fault)?;
        program.code.push(Instruction::Match);
        Ok(program)
    }

    fn push(&mut self, instruction: Instruction) -> Translated<usize> {
        if self.code.len() >= MAX_INSTRUCTIONS {
            return Err(failed("the regular expression is too large"));
        }
        self.code.push(instruction);
        Ok(self.code.len() - 1)
    }

    fn emit(&mut self, node: &Node) -> Translated<()> {
        match node {
            Node::Character(character) => drop(self.push(Instruction::Character(*character))?),
            Node::Set(set) => drop(self.push(Instruction::Set(set.clone()))?),
            Node::Start => drop(self.push(Instruction::Start)?),
            Node::End => drop(self.push(Instruction::End)?),
            Node::Reference(group) => drop(self.push(Instruction::Reference(group * 2))?),
            Node::Sequence(nodes) => nodes.iter().try_for_each(|node| self.emit(node))?,
            Node::Choice(nodes) => self.choice(nodes)?,
            Node::Repeat(node, least, most, lazy) => self.repeat(node, *least, *most, *lazy)?,
            Node::Group(group, node) => {
                self.push(Instruction::Save(group * 2))?;
                self.emit(node)?;
                self.push(Instruction::Save(group * 2 + 1))?;
            }
            Node::Look(behind, negative, node) => {
                let look_around = self.push(Instruction::Match)?;
                self.emit(node)?;
                let after = self.push(Instruction::Match)? + 1;
                self.set(
                    look_around,
                    Instruction::LookAround { behind: *behind, negative: *negative, after },
                );
            }
        }
        Ok(())
    }

    fn set(&mut self, at: usize, instruction: Instruction) {
        if let Some(slot) = self.code.get_mut(at) {
            *slot = instruction;
        }
    }

    fn choice(&mut self, nodes: &[Node]) -> Translated<()> {
        let mut ends = Vec::new();
        for (index, node) in nodes.iter().enumerate() {
            if index + 1 == nodes.len() {
                self.emit(node)?;
                break;
            }
            let split = self.push(Instruction::Match)?;
            self.emit(node)?;
            ends.push(self.push(Instruction::Match)?);
            self.set(split, Instruction::Split(split + 1, self.code.len()));
        }
        for end in ends {
            self.set(end, Instruction::Jump(self.code.len()));
        }
        Ok(())
    }

    fn repeat(&mut self, node: &Node, least: usize, most: Option<usize>, lazy: bool) -> Translated<()> {
        for _ in 0..least {
            self.emit(node)?;
        }
        let mut splits = Vec::new();
        for _ in 0..most.map_or(1, |most| most.saturating_sub(least)) {
            splits.push(self.push(Instruction::Match)?);
            let register = (most.is_none() && node.may_match_nothing()).then_some(self.registers);
            if let Some(register) = register {
                self.registers += 1;
                self.push(Instruction::Save(register))?;
            }
            self.emit(node)?;
            if let Some(register) = register {
                self.push(Instruction::Progress(register))?;
            }
        }
        if let (None, Some(first)) = (most, splits.first()) {
            self.push(Instruction::Jump(*first))?;
        }
        let after = self.code.len();
        for split in splits {
            let (first, second) = if lazy { (after, split + 1) } else { (split + 1, after) };
            self.set(split, Instruction::Split(first, second));
        }
        Ok(())
    }
}

impl Node {
    fn may_match_nothing(&self) -> bool {
        match self {
            Self::Character(_) | Self::Set(_) => false,
            Self::Start | Self::End | Self::Reference(_) | Self::Look(..) => true,
            Self::Sequence(nodes) => nodes.iter().all(Self::may_match_nothing),
            Self::Choice(nodes) => nodes.iter().any(Self::may_match_nothing),
            Self::Repeat(node, least, ..) => *least == 0 || node.may_match_nothing(),
            Self::Group(_, node) => node.may_match_nothing(),
        }
    }
}

/// Parses the translator's output, which has few constructs.
struct Reader<'p> {
    rest: &'p str,
    groups: Vec<&'p str>,
}

impl<'p> Reader<'p> {
    fn bump(&mut self) -> Option<char> {
        let mut characters = self.rest.chars();
        let character = characters.next()?;
        self.rest = characters.as_str();
        Some(character)
    }

    fn eat(&mut self, text: &str) -> bool {
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn until(&mut self, mark: char) -> &'p str {
        let (before, after) = self.rest.split_once(mark).unwrap_or((self.rest, ""));
        self.rest = after;
        before
    }

    fn alternatives(&mut self) -> Translated<Node> {
        let mut choices = Vec::new();
        loop {
            let mut nodes = Vec::new();
            while !self.rest.is_empty() && !self.rest.starts_with(['|', ')']) {
                let node = self.atom()?;
                nodes.push(self.quantified(node)?);
            }
            choices.push(Node::Sequence(nodes));
            if !self.eat("|") {
                return Ok(Node::Choice(choices));
            }
        }
    }

    fn atom(&mut self) -> Translated<Node> {
        Ok(match self.bump() {
            Some('(') => self.group()?,
            Some('[') => Node::Set(self.class()?),
            Some('^') => Node::Start,
            Some('$') => Node::End,
            Some('\\') if self.eat("k<") => {
                let name = self.until('>');
                Node::Reference(self.group_of(name))
            }
            Some(character) => Node::Character(self.literal(character)?),
            None => return Err(unreadable()),
        })
    }

    fn group_of(&mut self, name: &'p str) -> usize {
        self.groups.iter().position(|known| *known == name).unwrap_or_else(|| {
            self.groups.push(name);
            self.groups.len() - 1
        })
    }

    fn group(&mut self) -> Translated<Node> {
        let look_around =
            [("?=", false, false), ("?!", false, true), ("?<=", true, false), ("?<!", true, true)]
                .into_iter()
                .find(|(opening, ..)| self.eat(opening));
        let group = if look_around.is_none() && self.eat("?<") {
            let name = self.until('>');
            Some(self.group_of(name))
        } else {
            self.eat("?:");
            None
        };
        let inner = self.alternatives()?;
        if !self.eat(")") {
            return Err(unreadable());
        }
        Ok(match (look_around, group) {
            (Some((_, behind, negative)), _) => Node::Look(behind, negative, Box::new(inner)),
            (None, Some(group)) => Node::Group(group, Box::new(inner)),
            (None, None) => inner,
        })
    }

    fn quantified(&mut self, node: Node) -> Translated<Node> {
        let (least, most) = if self.eat("*") {
            (0, None)
        } else if self.eat("+") {
            (1, None)
        } else if self.eat("?") {
            (0, Some(1))
        } else if self.eat("{") {
            let bounds = self.until('}');
            let (least, most) = bounds.split_once(',').unwrap_or((bounds, bounds));
            let count = |text: &str| text.parse().map_err(|_| unreadable());
            (count(least)?, if most.is_empty() { None } else { Some(count(most)?) })
        } else {
            return Ok(node);
        };
        let lazy = self.eat("?");
        Ok(Node::Repeat(Box::new(node), least, most, lazy))
    }

    /// Parses a literal or escaped character.
    fn literal(&mut self, character: char) -> Translated<char> {
        if character != '\\' {
            return Ok(character);
        }
        Ok(match self.bump() {
            Some('t') => '\t',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('x') => {
                let (digits, rest) = self.rest.split_at_checked(2).unwrap_or_default();
                self.rest = rest;
                u32::from_str_radix(digits, 16).ok().and_then(char::from_u32).ok_or_else(unreadable)?
            }
            Some(other) => other,
            None => return Err(unreadable()),
        })
    }

    /// Parses a class, after its opening bracket.
    fn class(&mut self) -> Translated<Set> {
        let mut set = Set { negated: self.eat("^"), sides: Vec::new() };
        let mut side = Vec::new();
        loop {
            if self.eat("]") {
                set.sides.push(side);
                return Ok(set);
            }
            if self.eat("&&") {
                set.sides.push(std::mem::take(&mut side));
            } else if self.eat("[") {
                side.push(Item::Set(self.class()?));
            } else if self.eat("\\p{") {
                side.push(Item::Property(self.until('}').into()));
            } else {
                let first = self.bump().ok_or_else(unreadable)?;
                let first = self.literal(first)?;
                let last = if self.eat("-") {
                    let last = self.bump().ok_or_else(unreadable)?;
                    self.literal(last)?
                } else {
                    first
                };
                side.push(Item::Range(first, last));
            }
        }
    }
}

fn unreadable() -> Box<RegexFault> {
    Box::new(RegexFault::Unsupported)
}
