//! Classes and escapes.

use super::set::Set;
use super::{Atom, LINE_ENDS, RegexFault, Translated, Translator, failed, unsupported};

/// An escape: a set of characters, or one character.
enum Escaped {
    Set(Set),
    Character(char),
}

const WORD: [(char, char); 4] = [('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')];
const SPACE: [(char, char); 2] = [('\t', '\r'), (' ', ' ')];
const HORIZONTAL: [(char, char); 8] = [
    ('\t', '\t'),
    (' ', ' '),
    ('\u{A0}', '\u{A0}'),
    ('\u{1680}', '\u{1680}'),
    ('\u{180E}', '\u{180E}'),
    ('\u{2000}', '\u{200A}'),
    ('\u{202F}', '\u{202F}'),
    ('\u{205F}', '\u{205F}'),
];

impl<'p> Translator<'p> {
    /// An escape outside of a class, after its backslash.
    pub(super) fn escape(&mut self) -> Translated<Atom> {
        match self.peek() {
            Some('Q') => {
                self.bump();
                let (quoted, rest) = self.rest.split_once("\\E").unwrap_or((self.rest, ""));
                self.rest = rest;
                let Some(last) = quoted.chars().next_back() else { return Ok(Atom::Nothing) };
                // A quantifier behind the quotation applies to its last character alone.
                let before = quoted.get(..quoted.len() - last.len_utf8()).unwrap_or_default();
                before.chars().for_each(|character| self.literal(character));
                if matches!(self.peek(), Some('*' | '+' | '?' | '{')) && !before.is_empty() {
                    let start = self.out.len();
                    self.literal(last);
                    self.quantifier(start, Atom::Single)?;
                    return Ok(Atom::Nothing);
                }
                self.literal(last);
                Ok(Atom::Single)
            }
            Some('b') => {
                self.position("(?:(?<=[0-9A-Z_a-z])(?![0-9A-Z_a-z])|(?<![0-9A-Z_a-z])(?=[0-9A-Z_a-z]))")
            }
            Some('B') => {
                self.position("(?:(?<=[0-9A-Z_a-z])(?=[0-9A-Z_a-z])|(?<![0-9A-Z_a-z])(?![0-9A-Z_a-z]))")
            }
            Some('A') => self.position("^"),
            Some('z') => self.position("$"),
            Some('Z') => {
                self.bump();
                self.end_or_last_line();
                Ok(Atom::Position)
            }
            Some('G' | 'X' | 'N') => Err(unsupported("\\G, \\X or \\N")),
            Some('R') => {
                self.bump();
                self.out.push_str("(?:\\r\\n|[\\n-\\r\u{85}\u{2028}\u{2029}])");
                Ok(Atom::Single)
            }
            Some('1'..='9') => self.back_reference(),
            Some('k') => {
                self.bump();
                if !self.eat("<") {
                    return Err(failed("the regular expression lacks a name after `\\k`"));
                }
                let name = self.until('>')?;
                let Some(index) = self.groups.iter().position(|group| *group == Some(name)) else {
                    return Err(failed("the regular expression refers to a group that it lacks"));
                };
                self.refer(index + 1)
            }
            _ => match self.class_escape()? {
                Escaped::Set(set) => {
                    let set = if self.flags.ignore_case { set.in_any_case() } else { set };
                    self.emit(&set);
                    Ok(Atom::Single)
                }
                Escaped::Character(character) => {
                    self.literal(character);
                    Ok(Atom::Single)
                }
            },
        }
    }

    fn position(&mut self, assertion: &str) -> Translated<Atom> {
        self.bump();
        self.out.push_str(assertion);
        Ok(Atom::Position)
    }

    /// Java takes as many digits as there are groups for.
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
            // A group that has not matched yet never does in Java.
            self.out.push_str("(?!)");
            return Ok(Atom::Position);
        }
        self.refer(number)
    }

    fn refer(&mut self, group: usize) -> Translated<Atom> {
        if self.flags.ignore_case {
            return Err(unsupported("(?i) with a back reference"));
        }
        self.out.push_str(&format!("\\k<g{group}>"));
        Ok(Atom::Single)
    }

    /// A class, after its opening bracket.
    pub(super) fn class(&mut self) -> Translated<Set> {
        self.depth += 1;
        if self.depth > super::MAX_DEPTH {
            return Err(failed("the regular expression is nested too deeply"));
        }
        let negated = self.eat("^");
        let mut whole: Option<Set> = None;
        let mut part = Set::default();
        let mut first = true;
        loop {
            if self.eat("&&") {
                whole = Some(meet(whole, part)?);
                part = Set::default();
                first = false;
                continue;
            }
            match self.bump() {
                None => return Err(failed("the regular expression lacks a `]`")),
                // The first one stands for itself.
                Some(']') if !first => break,
                Some('[') => part = join(part, self.class()?)?,
                Some('\\') if self.eat("Q") => {
                    let (quoted, rest) = self.rest.split_once("\\E").unwrap_or((self.rest, ""));
                    self.rest = rest;
                    quoted.chars().for_each(|character| part.add(character, character));
                }
                Some('\\') => match self.class_escape()? {
                    Escaped::Set(set) => part = join(part, set)?,
                    Escaped::Character(character) => self.range(character, &mut part)?,
                },
                Some(' ' | '\t' | '\n' | '\r') if self.flags.comments => {}
                Some(character) => self.range(character, &mut part)?,
            }
            first = false;
        }
        self.depth -= 1;
        let set = match whole {
            // `[a&&]` leaves nothing to meet with.
            Some(whole) if part == Set::default() => whole,
            whole => meet(whole, part)?,
        };
        let set = if self.flags.ignore_case { set.in_any_case() } else { set };
        Ok(if negated { set.negated() } else { set })
    }

    /// A character, or the range that it begins.
    fn range(&mut self, first: char, part: &mut Set) -> Translated<()> {
        let ahead = self.rest.strip_prefix('-').and_then(|rest| rest.chars().next());
        let last = match ahead {
            None | Some('[' | ']') => first,
            Some(_) => {
                self.bump();
                match self.bump() {
                    Some('\\') => match self.class_escape()? {
                        Escaped::Character(last) => last,
                        Escaped::Set(set) => {
                            part.add('-', '-');
                            *part = join(std::mem::take(part), set)?;
                            first
                        }
                    },
                    Some(last) => last,
                    None => first,
                }
            }
        };
        if first > last {
            return Err(failed("the regular expression has a range that runs backwards"));
        }
        part.add(first, last);
        Ok(())
    }

    /// An escape that means the same in a class, after its backslash.
    fn class_escape(&mut self) -> Translated<Escaped> {
        let Some(character) = self.bump() else {
            return Err(failed("the regular expression ends with a backslash"));
        };
        let set = |ranges: &[(char, char)]| Ok(Escaped::Set(Set::of(ranges)));
        let outside = |ranges: &[(char, char)]| Ok(Escaped::Set(Set::of(ranges).negated()));
        let vertical = [&LINE_ENDS[..], &[('\n', '\r')]].concat();
        let horizontal = [&HORIZONTAL[..], &[('\u{3000}', '\u{3000}')]].concat();
        match character {
            'd' => set(&[('0', '9')]),
            'D' => outside(&[('0', '9')]),
            'w' => set(&WORD),
            'W' => outside(&WORD),
            's' => set(&SPACE),
            'S' => outside(&SPACE),
            'h' => set(&horizontal),
            'H' => outside(&horizontal),
            'v' => set(&vertical),
            'V' => outside(&vertical),
            'p' => self.property().map(Escaped::Set),
            'P' => self.property().map(|set| Escaped::Set(set.negated())),
            't' => Ok(Escaped::Character('\t')),
            'n' => Ok(Escaped::Character('\n')),
            'r' => Ok(Escaped::Character('\r')),
            'f' => Ok(Escaped::Character('\x0C')),
            'a' => Ok(Escaped::Character('\x07')),
            'e' => Ok(Escaped::Character('\x1B')),
            'x' if self.eat("{") => {
                let digits = self.until('}')?;
                by_code(digits, 16)
            }
            'x' => self.code(2, 16),
            'u' => self.code(4, 16),
            '0' => {
                let digits =
                    self.rest.bytes().take(3).take_while(|byte| (b'0'..=b'7').contains(byte)).count();
                let longest = if self.rest.starts_with(['4', '5', '6', '7']) { 2 } else { 3 };
                self.code(digits.min(longest), 8)
            }
            'c' => match self.bump().map(u32::from).and_then(|code| char::from_u32(code ^ 64)) {
                Some(control) => Ok(Escaped::Character(control)),
                None => Err(failed("the regular expression lacks a character after `\\c`")),
            },
            letter if letter.is_ascii_alphanumeric() => {
                Err(RegexFault::Failed(format!("the regular expression has an unknown escape `\\{letter}`")))
            }
            other => Ok(Escaped::Character(other)),
        }
    }

    /// A character by so many digits of its code.
    fn code(&mut self, length: usize, radix: u32) -> Translated<Escaped> {
        let (digits, rest) = self.rest.split_at_checked(length).unwrap_or(("", self.rest));
        self.rest = rest;
        by_code(digits, radix)
    }

    fn property(&mut self) -> Translated<Set> {
        let name = if self.eat("{") {
            self.until('}')?
        } else {
            let length = self.peek().map_or(0, char::len_utf8);
            let (name, rest) = self.rest.split_at_checked(length).unwrap_or(("", self.rest));
            self.rest = rest;
            name
        };
        let set = match name {
            "Lower" => Set::of(&[('a', 'z')]),
            "Upper" => Set::of(&[('A', 'Z')]),
            "ASCII" => Set::of(&[('\0', '\x7F')]),
            "Alpha" => Set::of(&[('A', 'Z'), ('a', 'z')]),
            "Digit" => Set::of(&[('0', '9')]),
            "Alnum" => Set::of(&[('0', '9'), ('A', 'Z'), ('a', 'z')]),
            "Punct" => Set::of(&[('!', '/'), (':', '@'), ('[', '`'), ('{', '~')]),
            "Graph" => Set::of(&[('!', '~')]),
            "Print" => Set::of(&[(' ', '~')]),
            "Blank" => Set::of(&[(' ', ' '), ('\t', '\t')]),
            "Cntrl" => Set::of(&[('\0', '\x1F'), ('\x7F', '\x7F')]),
            "XDigit" => Set::of(&[('0', '9'), ('A', 'F'), ('a', 'f')]),
            "Space" => Set::of(&SPACE),
            _ => return unicode_property(name),
        };
        Ok(set)
    }
}

/// General categories and a few binary properties; scripts and blocks are spelled differently everywhere.
fn unicode_property(name: &str) -> Translated<Set> {
    let short = name.strip_prefix("Is").unwrap_or(name);
    let category = matches!(short.len(), 1 | 2)
        && short.starts_with(['C', 'L', 'M', 'N', 'P', 'S', 'Z'])
        && short.bytes().skip(1).all(|byte| byte.is_ascii_lowercase());
    let binary = match name {
        "IsAlphabetic" | "IsUppercase" | "IsLowercase" | "IsIdeographic" | "IsWhite_Space" => short,
        "IsLatin" => "Script=Latin",
        "IsGreek" => "Script=Greek",
        "IsCyrillic" => "Script=Cyrillic",
        "IsHan" => "Script=Han",
        _ if category => short,
        _ => return Err(unsupported(&format!("\\p{{{name}}}"))),
    };
    Ok(Set::of_property(format!("\\p{{{binary}}}")))
}

fn by_code(digits: &str, radix: u32) -> Translated<Escaped> {
    let code = u32::from_str_radix(digits, radix).ok().filter(|_| !digits.starts_with('+'));
    match code.and_then(char::from_u32) {
        Some(character) => Ok(Escaped::Character(character)),
        None => Err(failed("the regular expression has a character code that is none")),
    }
}

fn join(left: Set, right: Set) -> Translated<Set> {
    left.union(right).ok_or_else(|| unsupported("a negated property in a class"))
}

fn meet(left: Option<Set>, right: Set) -> Translated<Set> {
    match left {
        None => Ok(right),
        Some(left) => left.intersection(right).ok_or_else(|| unsupported("`&&` with a property")),
    }
}
