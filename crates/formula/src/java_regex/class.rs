//! Character classes and escapes.

use super::{Atom, Translated, Translator, failed, unsupported};

/// Horizontal white space.
const HORIZONTAL: &str = "\\t\\x20\u{A0}\u{1680}\u{180E}\u{2000}-\u{200A}\u{202F}\u{205F}\u{3000}";

/// Returns the class of an escape letter. In Java these are ASCII.
fn class_of(letter: char) -> Option<&'static str> {
    Some(match letter {
        'd' => "0-9",
        'w' => "0-9A-Z_a-z",
        's' => "\\t-\\r\\x20",
        'h' => HORIZONTAL,
        'v' => "\\n-\\r\u{85}\u{2028}\u{2029}",
        _ => return None,
    })
}

/// POSIX classes, which are ASCII as well, one a line.
const POSIX: &str = r"Lower a-z
Upper A-Z
ASCII \x00-\x7f
Alpha A-Za-z
Digit 0-9
Alnum 0-9A-Za-z
Punct !-\/:-@\[-`\{-\x7e
Graph !-\x7e
Print \x20-\x7e
Blank \t\x20
Cntrl \x00-\x1f\x7f
XDigit 0-9A-Fa-f
Space \t-\r\x20";

/// An ASCII word boundary.
const BOUNDARY: &str = "(?:(?<=[0-9A-Z_a-z])(?![0-9A-Z_a-z])|(?<![0-9A-Z_a-z])(?=[0-9A-Z_a-z]))";
const NO_BOUNDARY: &str = "(?:(?<=[0-9A-Z_a-z])(?=[0-9A-Z_a-z])|(?<![0-9A-Z_a-z])(?![0-9A-Z_a-z]))";

impl<'p> Translator<'p> {
    /// Parses an escape outside of a class, after its backslash.
    pub(super) fn escape(&mut self) -> Translated<Atom> {
        let text = match self.peek() {
            Some('Q') => return self.quotation(),
            Some('1'..='9') => return self.back_reference(),
            Some('k') => return self.named_reference(),
            Some('Z') => {
                self.bump();
                self.end_or_last_line();
                return Ok(Atom::Position);
            }
            Some('b') => BOUNDARY,
            Some('B') => NO_BOUNDARY,
            Some('A') => "^",
            Some('z') => "$",
            Some('G' | 'X' | 'N') => return Err(unsupported()),
            Some('R') => {
                self.bump();
                self.out.push_str("(?:\\r\\n|[\\n-\\r\u{85}\u{2028}\u{2029}])");
                return Ok(Atom::Single);
            }
            _ => {
                if let Some(character) = self.class_escape(false)? {
                    self.literal(character);
                }
                return Ok(Atom::Single);
            }
        };
        self.bump();
        self.out.push_str(text);
        Ok(Atom::Position)
    }

    /// Consumes the text up to `\E`.
    fn quoted(&mut self) -> &'p str {
        self.bump();
        let (quoted, rest) = self.rest.split_once("\\E").unwrap_or((self.rest, ""));
        self.rest = rest;
        quoted
    }

    fn quotation(&mut self) -> Translated<Atom> {
        let mut atom = Atom::Nothing;
        // A quantifier after the quotation applies to its last character only.
        for character in self.quoted().chars() {
            atom = Atom::Last(self.out.len());
            self.literal(character);
        }
        Ok(atom)
    }

    /// Parses a back reference. Java reads as many digits as there are groups for.
    fn back_reference(&mut self) -> Translated<Atom> {
        let mut number = 0;
        while let Some(digit) = self.peek().and_then(|character| character.to_digit(10)) {
            let longer = number * 10 + digit as usize;
            if number > 0 && longer > self.groups.len() {
                break;
            }
            number = longer;
            self.bump();
        }
        if number > self.groups.len() {
            // A reference to a group that has not matched yet never matches in Java.
            self.out.push_str("(?!)");
            return Ok(Atom::Position);
        }
        self.refer(number)
    }

    fn named_reference(&mut self) -> Translated<Atom> {
        self.bump();
        let name = if self.eat("<") { self.until(">")? } else { "" };
        match self.groups.iter().position(|group| *group == Some(name)) {
            Some(index) => self.refer(index + 1),
            None => Err(failed("the regular expression refers to a group that it lacks")),
        }
    }

    fn refer(&mut self, group: usize) -> Translated<Atom> {
        if self.flags.ignore_case {
            return Err(unsupported());
        }
        self.out.push_str(&format!("\\k<g{group}>"));
        Ok(Atom::Single)
    }

    /// Parses a class, after its opening bracket. Nested classes stay; the operands of `&&` get brackets.
    pub(super) fn class(&mut self) -> Translated<()> {
        self.deeper()?;
        self.out.push('[');
        if self.eat("^") {
            self.out.push('^');
        }
        let mut side = self.out.len();
        let mut intersects = false;
        loop {
            let empty = self.out.len() == side;
            if self.rest.starts_with("&&") || (intersects && self.rest.starts_with(']')) {
                if empty {
                    return Err(unsupported());
                }
                self.out.insert(side, '[');
                self.out.push(']');
            }
            if self.eat("&&") {
                self.out.push_str("&&");
                side = self.out.len();
                intersects = true;
                continue;
            }
            match self.bump() {
                None => return Err(failed("the regular expression lacks a `]`")),
                // The first one is literal.
                Some(']') if !empty => break,
                Some('[') => self.class()?,
                Some(character) => self.class_item(character)?,
            }
        }
        self.out.push(']');
        self.depth -= 1;
        Ok(())
    }

    fn class_item(&mut self, character: char) -> Translated<()> {
        if character == '\\' && self.rest.starts_with('Q') {
            self.quoted().chars().for_each(|character| self.range(character, character));
            return Ok(());
        }
        let Some(first) = self.class_character(character)? else { return Ok(()) };
        let ahead = self.rest.strip_prefix('-').and_then(|rest| rest.chars().next());
        if matches!(ahead, None | Some('[' | ']')) {
            self.range(first, first);
            return Ok(());
        }
        self.bump();
        let last = self.bump().unwrap_or(first);
        match self.class_character(last)? {
            // `[a-\d]`: the hyphen is literal.
            None => {
                self.range(first, first);
                self.range('-', '-');
            }
            Some(last) if first > last => {
                return Err(failed("the regular expression has a range that runs backwards"));
            }
            Some(last) => self.range(first, last),
        }
        Ok(())
    }

    /// Parses a character of a class; `None` for an escape that is a class itself and has been written already.
    fn class_character(&mut self, character: char) -> Translated<Option<char>> {
        if character == '\\' { self.class_escape(true) } else { Ok(Some(character)) }
    }

    /// Writes a range and the other case of its ASCII letters. Java folds no others.
    fn range(&mut self, first: char, last: char) {
        self.push_range(first, last);
        if self.flags.ignore_case {
            for (from, to) in [('a', 'z'), ('A', 'Z')] {
                let (from, to) = (first.max(from), last.min(to));
                if from <= to {
                    let other = |letter: char| char::from_u32(u32::from(letter) ^ 32).unwrap_or(letter);
                    self.push_range(other(from), other(to));
                }
            }
        }
    }

    fn push_range(&mut self, first: char, last: char) {
        super::push_escaped(&mut self.out, first);
        if first != last {
            self.out.push('-');
            super::push_escaped(&mut self.out, last);
        }
    }

    /// Parses an escape that is valid in a class, after its backslash. Returns its character, or `None` for a
    /// class, which has been written already.
    fn class_escape(&mut self, within: bool) -> Translated<Option<char>> {
        let Some(character) = self.bump() else {
            return Err(failed("the regular expression ends with a backslash"));
        };
        let small = character.to_ascii_lowercase();
        let letter = class_of(small);
        if letter.is_some() || small == 'p' {
            let brackets = !within || character != small;
            if brackets {
                self.out.push_str(if character == small { "[" } else { "[^" });
            }
            match letter {
                Some(inside) => self.out.push_str(inside),
                None => self.property()?,
            }
            if brackets {
                self.out.push(']');
            }
            return Ok(None);
        }
        match character {
            't' => Ok(Some('\t')),
            'n' => Ok(Some('\n')),
            'r' => Ok(Some('\r')),
            'f' => Ok(Some('\x0C')),
            'a' => Ok(Some('\x07')),
            'e' => Ok(Some('\x1B')),
            'x' if self.eat("{") => {
                let digits = self.until("}")?;
                by_code(digits, 16)
            }
            'x' => self.code(2, 16),
            'u' => self.code(4, 16),
            '0' => {
                let octal = |digit: Option<&u8>| matches!(digit, Some(b'0'..=b'7'));
                let digits = self.rest.as_bytes();
                // Octal, up to \0377.
                let longest = if matches!(digits.first(), Some(b'4'..=b'7')) { 2 } else { 3 };
                let length = (0..longest).find(|index| !octal(digits.get(*index))).unwrap_or(longest);
                self.code(length, 8)
            }
            letter if letter.is_ascii_alphanumeric() => {
                let what = "the regular expression has an unknown escape `\\";
                Err(failed(&[what, letter.encode_utf8(&mut [0; 4]), "`"].concat()))
            }
            other => Ok(Some(other)),
        }
    }

    /// Consumes this many bytes; nothing if they end inside a character.
    fn take(&mut self, length: usize) -> &'p str {
        let (taken, rest) = self.rest.split_at_checked(length).unwrap_or(("", self.rest));
        self.rest = rest;
        taken
    }

    /// Parses a character code with this many digits.
    fn code(&mut self, length: usize, radix: u32) -> Translated<Option<char>> {
        let digits = self.take(length);
        by_code(digits, radix)
    }

    /// Parses a Unicode property: general categories and a few binary properties. Engines spell scripts and
    /// blocks differently.
    fn property(&mut self) -> Translated<()> {
        let name = if self.eat("{") {
            self.until("}")?
        } else {
            let length = self.peek().map_or(0, char::len_utf8);
            self.take(length)
        };
        let posix = POSIX.split('\n').find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        if let Some(inside) = posix {
            self.out.push_str(inside);
            return Ok(());
        }
        let short = name.strip_prefix("Is").unwrap_or(name);
        let category = match short.as_bytes() {
            [kind] | [kind, b'a'..=b'z'] => b"CLMNPSZ".contains(kind),
            _ => false,
        };
        let is_one_of = |names: &[&str]| short != name && names.contains(&short);
        self.out.push_str("\\p{");
        if is_one_of(&["Latin", "Greek", "Cyrillic", "Han"]) {
            self.out.push_str("Script=");
        } else if !category && !is_one_of(&["Alphabetic", "Uppercase", "Lowercase", "Ideographic"]) {
            return Err(unsupported());
        }
        self.out.push_str(short);
        self.out.push('}');
        Ok(())
    }
}

fn by_code(digits: &str, radix: u32) -> Translated<Option<char>> {
    let code = u32::from_str_radix(digits, radix).ok().filter(|_| !digits.starts_with('+'));
    match code.and_then(char::from_u32) {
        None => Err(failed("the regular expression has an invalid character code")),
        character => Ok(character),
    }
}
