//! Splits text into tokens.

use super::error::{Parsing, SyntaxError};
use super::syntax::{Binary, Unary};

/// The tokens of a formula.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Token<'a> {
    Number(&'a str),
    /// The text between the quotes, with its escapes.
    Text(&'a str),
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
    /// Returns the operator that this token is before an operand.
    pub(super) fn unary(self) -> Option<Unary> {
        match self {
            Self::Operator(Binary::Add) => Some(Unary::Plus),
            Self::Operator(Binary::Subtract) => Some(Unary::Minus),
            Self::Bang => Some(Unary::Bang),
            Self::Not => Some(Unary::Not),
            _ => None,
        }
    }
}

/// Iterator over tokens.
pub(super) struct Lexer<'a> {
    text: &'a str,
    position: usize,
    /// The number of open `{!`. Merge braces have no meaning and may be around anything.
    braces: u32,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, position: 0, braces: 0 }
    }

    /// Returns the text from the current position on.
    fn rest(&self) -> &'a str {
        self.text.get(self.position..).unwrap_or_default()
    }

    /// Returns the next token and its byte range.
    pub(super) fn next(&mut self) -> Parsing<(Token<'a>, std::ops::Range<usize>)> {
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

    fn skip_blanks(&mut self) -> Parsing<()> {
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
            } else if matches!(rest.as_bytes(), [b' ' | b'\t' | b'\x0C' | b'\r' | b'\n', ..]) {
                self.position += 1;
            } else {
                return Ok(());
            }
        }
    }

    fn take_while(&mut self, wanted: fn(u8) -> bool) -> &'a str {
        let rest = self.rest();
        let length = rest.bytes().position(|byte| !wanted(byte)).unwrap_or(rest.len());
        self.position += length;
        rest.get(..length).unwrap_or_default()
    }

    fn number(&mut self) -> &'a str {
        let start = self.position;
        let digits = |byte: u8| byte.is_ascii_digit();
        self.take_while(digits);
        if let [b'.', b'0'..=b'9', ..] = self.rest().as_bytes() {
            self.position += 1;
            self.take_while(digits);
        }
        self.text.get(start..self.position).unwrap_or_default()
    }

    fn word(&mut self) -> Token<'a> {
        let word = self.take_while(|byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b':' | b'.' | b'#')
        });
        let keyword = KEYWORDS.iter().find(|(keyword, _)| word.eq_ignore_ascii_case(keyword));
        keyword.map_or(Token::Name(word), |(_, token)| *token)
    }

    fn string(&mut self, quote: u8) -> Parsing<&'a str> {
        let start = self.position + 1;
        let mut escaped = false;
        // Every significant character is ASCII.
        for (length, byte) in self.text.get(start..).unwrap_or_default().bytes().enumerate() {
            let at = start + length;
            if escaped {
                if !b"nrtNRT\"'\\".contains(&byte) {
                    let expected = "one of `n`, `r`, `t`, `\"`, `'`, `\\` after a backslash";
                    return Err(SyntaxError::at_character(self.text, at, expected));
                }
                escaped = false;
            } else if byte == quote {
                self.position = at + 1;
                return Ok(self.text.get(start..at).unwrap_or_default());
            } else if matches!(byte, b'\r' | b'\n') {
                return Err(SyntaxError::new(self.text, at, "the end of the string", "a line break"));
            } else {
                escaped = byte == b'\\';
            }
        }
        let expected = if quote == b'"' { "`\"`" } else { "`'`" };
        Err(SyntaxError::new(self.text, self.text.len(), expected, "the end of the formula"))
    }

    fn mark(&mut self) -> Parsing<Token<'a>> {
        let rest = self.rest();
        let Some((mark, token)) = MARKS.iter().find(|(mark, _)| rest.starts_with(mark)) else {
            let expected = "an operator, a name, a number, a string or a parenthesis";
            return Err(SyntaxError::at_character(self.text, self.position, expected));
        };
        self.position += mark.len();
        Ok(*token)
    }
}

/// Replaces the escapes of a string. Only `\"` and `\\` are escapes; `\n` and others stay two characters.
pub(super) fn unescaped(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    let mut escaped = false;
    for character in text.chars() {
        if escaped && !matches!(character, '"' | '\\') {
            value.push('\\');
        }
        escaped = character == '\\' && !escaped;
        if !escaped {
            value.push(character);
        }
    }
    value
}

static KEYWORDS: [(&str, Token<'static>); 4] =
    [("TRUE", Token::True), ("FALSE", Token::False), ("NULL", Token::Null), ("NOT", Token::Not)];

/// Longer ones first.
static MARKS: [(&str, Token<'static>); 20] = [
    ("||", Token::Operator(Binary::Or)),
    ("&&", Token::Operator(Binary::And)),
    ("==", Token::Operator(Binary::Equal)),
    ("<>", Token::Operator(Binary::NotEqual)),
    ("!=", Token::Operator(Binary::NotEqual)),
    ("<=", Token::Operator(Binary::LessOrEqual)),
    (">=", Token::Operator(Binary::GreaterOrEqual)),
    ("=", Token::Operator(Binary::Equal)),
    ("<", Token::Operator(Binary::Less)),
    (">", Token::Operator(Binary::Greater)),
    ("+", Token::Operator(Binary::Add)),
    ("-", Token::Operator(Binary::Subtract)),
    ("&", Token::Operator(Binary::Join)),
    ("^", Token::Operator(Binary::Power)),
    ("*", Token::Operator(Binary::Multiply)),
    ("/", Token::Operator(Binary::Divide)),
    ("!", Token::Bang),
    (",", Token::Comma),
    ("(", Token::Open),
    (")", Token::Close),
];
