//! Text into tokens.

use super::error::SyntaxError;
use super::syntax::{Binary, Unary};

/// The smallest parts of a formula.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token<'a> {
    Number(&'a str),
    Text(String),
    Name(&'a str),
    True,
    False,
    Null,
    Not,
    Bang,
    Operator(Binary),
    Comma,
    Open,
    Close,
    End,
}

impl Token<'_> {
    /// The operator that this token is before an operand.
    pub(super) fn unary(&self) -> Option<Unary> {
        match self {
            Self::Operator(Binary::Add) => Some(Unary::Plus),
            Self::Operator(Binary::Subtract) => Some(Unary::Minus),
            Self::Bang => Some(Unary::Bang),
            Self::Not => Some(Unary::Not),
            _ => None,
        }
    }
}

/// Hands out one token after the other.
pub(super) struct Lexer<'a> {
    text: &'a str,
    position: usize,
    /// `{!` that wait for their `}`: merge braces mean nothing and may stand around anything.
    braces: u32,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, position: 0, braces: 0 }
    }

    /// The text from the position on.
    fn rest(&self) -> &'a str {
        self.text.get(self.position..).unwrap_or_default()
    }

    /// The next token and the bytes that it covers.
    pub(super) fn next(&mut self) -> Result<(Token<'a>, std::ops::Range<usize>), SyntaxError> {
        self.skip_blanks()?;
        let start = self.position;
        let Some(&first) = self.rest().as_bytes().first() else {
            return if self.braces == 0 {
                Ok((Token::End, start..start))
            } else {
                Err(SyntaxError::new(self.text, start, "`}`", "the end of the formula"))
            };
        };
        let token = match first {
            b'0'..=b'9' => Token::Number(self.number()),
            b'"' | b'\'' => Token::Text(self.string(first)?),
            b'A'..=b'Z' | b'a'..=b'z' | b'$' => self.word(),
            _ => self.mark()?,
        };
        Ok((token, start..self.position))
    }

    fn skip_blanks(&mut self) -> Result<(), SyntaxError> {
        loop {
            let rest = self.rest();
            if rest.starts_with("/*") {
                let Some(end) = rest.get(2..).and_then(|comment| comment.find("*/")) else {
                    let end = self.text.len();
                    return Err(SyntaxError::new(self.text, end, "`*/`", "the end of the formula"));
                };
                self.position += end + 4;
            } else if rest.starts_with("{!") {
                self.braces += 1;
                self.position += 2;
            } else if rest.starts_with('}') && self.braces > 0 {
                self.braces -= 1;
                self.position += 1;
            } else if rest.starts_with([' ', '\t', '\x0C', '\r', '\n']) {
                self.position += 1;
            } else {
                return Ok(());
            }
        }
    }

    fn take_while(&mut self, wanted: impl Fn(u8) -> bool) -> &'a str {
        let rest = self.rest();
        let length = rest.bytes().position(|byte| !wanted(byte)).unwrap_or(rest.len());
        self.position += length;
        rest.get(..length).unwrap_or_default()
    }

    fn number(&mut self) -> &'a str {
        let start = self.position;
        self.take_while(|byte| byte.is_ascii_digit());
        let rest = self.rest().as_bytes();
        if rest.first() == Some(&b'.') && rest.get(1).is_some_and(u8::is_ascii_digit) {
            self.position += 1;
            self.take_while(|byte| byte.is_ascii_digit());
        }
        self.text.get(start..self.position).unwrap_or_default()
    }

    fn word(&mut self) -> Token<'a> {
        let word = self.take_while(|byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b':' | b'.' | b'#')
        });
        let is = |keyword: &str| word.eq_ignore_ascii_case(keyword);
        if is("TRUE") {
            Token::True
        } else if is("FALSE") {
            Token::False
        } else if is("NULL") {
            Token::Null
        } else if is("NOT") {
            Token::Not
        } else {
            Token::Name(word)
        }
    }

    fn string(&mut self, quote: u8) -> Result<String, SyntaxError> {
        let mut value = String::new();
        self.position += 1;
        let mut escaped = false;
        for (offset, character) in self.rest().char_indices() {
            let at = self.position + offset;
            match character {
                // Only these two are replaced; `\n` and its like stay two characters.
                '"' | '\\' if escaped => {
                    value.push(character);
                    escaped = false;
                }
                'n' | 'r' | 't' | 'N' | 'R' | 'T' | '\'' if escaped => {
                    value.extend(['\\', character]);
                    escaped = false;
                }
                _ if escaped => {
                    let expected = "one of `n`, `r`, `t`, `\"`, `'`, `\\` after a backslash";
                    return Err(SyntaxError::at_character(self.text, at, expected));
                }
                '\\' => escaped = true,
                '\r' | '\n' => {
                    return Err(SyntaxError::new(self.text, at, "the end of the string", "a line break"));
                }
                _ if character == char::from(quote) => {
                    self.position = at + 1;
                    return Ok(value);
                }
                _ => value.push(character),
            }
        }
        let expected = if quote == b'"' { "`\"`" } else { "`'`" };
        Err(SyntaxError::new(self.text, self.text.len(), expected, "the end of the formula"))
    }

    fn mark(&mut self) -> Result<Token<'a>, SyntaxError> {
        let rest = self.rest();
        if let Some((mark, operator)) = OPERATORS.iter().find(|(mark, _)| rest.starts_with(mark)) {
            self.position += mark.len();
            return Ok(Token::Operator(*operator));
        }
        let token = match rest.as_bytes().first() {
            Some(b'!') => Token::Bang,
            Some(b',') => Token::Comma,
            Some(b'(') => Token::Open,
            Some(b')') => Token::Close,
            _ => {
                let expected = "an operator, a name, a number, a string or a parenthesis";
                return Err(SyntaxError::at_character(self.text, self.position, expected));
            }
        };
        self.position += 1;
        Ok(token)
    }
}

/// The longer ones first.
static OPERATORS: [(&str, Binary); 16] = [
    ("||", Binary::Or),
    ("&&", Binary::And),
    ("==", Binary::Equal),
    ("<>", Binary::NotEqual),
    ("!=", Binary::NotEqual),
    ("<=", Binary::LessOrEqual),
    (">=", Binary::GreaterOrEqual),
    ("=", Binary::Equal),
    ("<", Binary::Less),
    (">", Binary::Greater),
    ("+", Binary::Add),
    ("-", Binary::Subtract),
    ("&", Binary::Join),
    ("^", Binary::Power),
    ("*", Binary::Multiply),
    ("/", Binary::Divide),
];
