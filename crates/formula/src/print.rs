//! Formats a tree as text that parses to the same tree.

use std::fmt::{self, Write};

use super::syntax::{Expression, Node, Unary};

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Expression::Null => f.write_str("NULL"),
            Expression::Boolean(true) => f.write_str("TRUE"),
            Expression::Boolean(false) => f.write_str("FALSE"),
            Expression::Number(number) => write!(f, "{number}"),
            Expression::Text(text) => {
                f.write_char('"')?;
                for character in text.chars() {
                    if matches!(character, '"' | '\\') {
                        f.write_char('\\')?;
                    }
                    f.write_char(character)?;
                }
                f.write_char('"')
            }
            Expression::Name(name) => f.write_str(name),
            Expression::Call(name, arguments) => {
                write!(f, "{name}(")?;
                for (index, argument) in arguments.iter().enumerate() {
                    if index > 0 {
                        f.write_str(", ")?;
                    }
                    write!(f, "{argument}")?;
                }
                f.write_char(')')
            }
            Expression::Unary(operator, operand) => {
                f.write_str(operator.text())?;
                if *operator == Unary::Not {
                    f.write_char(' ')?;
                }
                operand.write_within(f, 8)
            }
            Expression::Chain(first, links) => {
                let level = links.first().map_or(0, |link| link.operator.level());
                first.write_within(f, level)?;
                links.iter().try_for_each(|link| {
                    write!(f, " {} ", link.operator.text())?;
                    link.operand.write_within(f, level)
                })
            }
        }
    }
}

impl Node {
    /// Writes an operand of an operator of this level, in parentheses unless it binds tighter.
    fn write_within(&self, f: &mut fmt::Formatter<'_>, level: u8) -> fmt::Result {
        match &self.kind {
            Expression::Chain(_, links)
                if links.first().is_some_and(|link| link.operator.level() <= level) =>
            {
                write!(f, "({self})")
            }
            _ => write!(f, "{self}"),
        }
    }
}
