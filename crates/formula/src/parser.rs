//! Parses tokens into a tree, by precedence climbing.

use super::error::{Parsing, SyntaxError};
use super::lexer::{Lexer, Token, unescaped};
use super::syntax::{Binary, Expression, Link, Node};
use crate::Decimal;

/// The longest formula, in UTF-16 code units: Salesforce's own limit.
pub const MAX_LENGTH: usize = 3_900;

/// The deepest nesting. Real rules reach 19, and the megabyte of stack that wasm has allows this many levels. A
/// deeper formula is a syntax error: `formula_syntax` in the lint, `unreadable_rule` in a verdict.
pub const MAX_DEPTH: u16 = 200;

/// Parses a formula.
pub(super) fn parse(text: &str) -> Parsing<Node> {
    if text.len() > MAX_LENGTH && text.encode_utf16().count() > MAX_LENGTH {
        let found = format!("{} characters", text.encode_utf16().count());
        return Err(SyntaxError::new(text, 0, &format!("at most {MAX_LENGTH} characters"), &found));
    }
    let mut parser = Parser { text, lexer: Lexer::new(text), token: Token::End, span: 0..0 };
    parser.advance()?;
    let node = parser.expression(1, 0)?;
    match parser.token {
        Token::End => Ok(node),
        _ => Err(parser.expected("an operator or the end of the formula")),
    }
}

struct Parser<'a> {
    text: &'a str,
    lexer: Lexer<'a>,
    token: Token<'a>,
    span: std::ops::Range<usize>,
}

impl<'a> Parser<'a> {
    fn advance(&mut self) -> Parsing<()> {
        (self.token, self.span) = self.lexer.next()?;
        Ok(())
    }

    fn expected(&self, what: &str) -> Box<SyntaxError> {
        let found = match self.token {
            Token::End => "the end of the formula".to_owned(),
            _ => format!("`{}`", self.text.get(self.span.clone()).unwrap_or_default()),
        };
        SyntaxError::new(self.text, self.span.start, what, &found)
    }

    /// Returns the start of the current token. Formulas are short, so this never saturates.
    fn at(&self) -> u32 {
        u32::try_from(self.span.start).unwrap_or(u32::MAX)
    }

    fn node(&self, at: u32, below: u16, kind: Expression) -> Parsing<Node> {
        let depth = self.deeper(below)?;
        Ok(Node { at, depth, kind })
    }

    fn deeper(&self, depth: u16) -> Parsing<u16> {
        if depth < MAX_DEPTH {
            return Ok(depth + 1);
        }
        let expected = format!("at most {MAX_DEPTH} levels of nesting");
        Err(SyntaxError::new(self.text, self.span.start, &expected, "more"))
    }

    fn expression(&mut self, loosest: u8, depth: u16) -> Parsing<Node> {
        let depth = self.deeper(depth)?;
        let mut left = self.unary(depth)?;
        while let Some(level) = self.operator_level(loosest) {
            let mut links = Vec::new();
            let mut below = left.depth;
            while let Token::Operator(operator) = self.token
                && operator.level() == level
            {
                let at = self.at();
                self.advance()?;
                let operand = self.expression(level + 1, depth)?;
                below = below.max(operand.depth);
                links.push(Link { at, operator, operand });
            }
            left = self.node(left.at, below, Expression::Chain(Box::new(left), links))?;
        }
        Ok(left)
    }

    fn operator_level(&self, loosest: u8) -> Option<u8> {
        match self.token {
            Token::Operator(operator) => Some(Binary::level(operator)).filter(|level| *level >= loosest),
            _ => None,
        }
    }

    fn unary(&mut self, depth: u16) -> Parsing<Node> {
        let Some(operator) = self.token.unary() else { return self.primary(depth) };
        let at = self.at();
        let depth = self.deeper(depth)?;
        self.advance()?;
        let operand = self.unary(depth)?;
        self.node(at, operand.depth, Expression::Unary(operator, Box::new(operand)))
    }

    fn primary(&mut self, depth: u16) -> Parsing<Node> {
        let at = self.at();
        let kind = match self.token {
            Token::Number(digits) => {
                let Some(number) = Decimal::from_text_rounded(digits) else {
                    return Err(self.expected("a number"));
                };
                Expression::Number(Box::new(number))
            }
            Token::Text(text) => Expression::Text(unescaped(text).into()),
            Token::True => Expression::Boolean(true),
            Token::False => Expression::Boolean(false),
            Token::Null => Expression::Null,
            Token::Name(name) => {
                let name: Box<str> = name.into();
                self.advance()?;
                return match self.token {
                    Token::Open => self.call(at, name, depth),
                    _ => self.node(at, 0, Expression::Name(name)),
                };
            }
            Token::Open => {
                self.advance()?;
                let inner = self.expression(1, depth)?;
                self.close("an operator or `)`")?;
                return Ok(inner);
            }
            _ => return Err(self.expected("a value")),
        };
        self.advance()?;
        self.node(at, 0, kind)
    }

    fn close(&mut self, what: &str) -> Parsing<()> {
        if !matches!(self.token, Token::Close) {
            return Err(self.expected(what));
        }
        self.advance()
    }

    fn call(&mut self, at: u32, name: Box<str>, depth: u16) -> Parsing<Node> {
        self.advance()?;
        let mut arguments = Vec::new();
        let mut below = 0;
        if !matches!(self.token, Token::Close) {
            loop {
                let argument = self.expression(1, depth)?;
                below = below.max(argument.depth);
                arguments.push(argument);
                if !matches!(self.token, Token::Comma) {
                    break;
                }
                self.advance()?;
            }
        }
        self.close("an operator, `,` or `)`")?;
        self.node(at, below, Expression::Call(name, arguments))
    }
}
