//! Java's regular expressions, which Salesforce's REGEX uses, matched with a limit of steps.
//!
//! A pattern is first rewritten with fewer constructs: classes become explicit ranges (`\w`, `\s` and `(?i)`
//! are ASCII in Java), `.` excludes Java's line ends, and possessive and atomic groups become a look-ahead and
//! a back reference. JavaScript and Rust's `fancy-regex` read the result alike, so the tests compare this
//! engine with `fancy-regex`.

mod class;
mod matching;
mod program;

use super::environment::RegexFault;
pub(super) use program::Program;

/// The deepest nesting of groups.
const MAX_DEPTH: u32 = 100;

/// The longest pattern, in bytes.
const MAX_LENGTH: usize = 10_000;

/// Boxed, because nearly everything here may fail and successful results are small.
type Translated<T> = Result<T, Box<RegexFault>>;

/// Translates a Java pattern that must match a whole text into a JavaScript pattern for the flag `v`. Without
/// nested classes it means the same with the flag `u`, which older browsers support.
///
/// # Errors
///
/// If the pattern is wrong, or uses a construct without a counterpart.
pub fn translate(pattern: &str) -> Result<String, RegexFault> {
    translated(pattern).map_err(|fault| *fault)
}

/// Parses a Java pattern that must match a whole text.
///
/// # Errors
///
/// Those of [`translate`], or the pattern is too large.
pub(super) fn read(pattern: &str) -> Result<Program, RegexFault> {
    Program::new(&translate(pattern)?)
}

fn translated(pattern: &str) -> Translated<String> {
    if pattern.len() > MAX_LENGTH {
        return Err(failed("the regular expression is too long"));
    }
    let mut translator = Translator {
        rest: pattern,
        out: String::new(),
        flags: Flags::default(),
        depth: 0,
        groups: Vec::new(),
        helpers: 0,
        refers: refers_back(pattern),
    };
    translator.alternatives()?;
    if !translator.rest.is_empty() {
        return Err(failed("the regular expression has a `)` too many"));
    }
    Ok(format!("^(?:{})$", translator.out))
}

fn failed(why: &str) -> Box<RegexFault> {
    Box::new(RegexFault::Failed(why.to_owned()))
}

fn unsupported() -> Box<RegexFault> {
    Box::new(RegexFault::Unsupported)
}

/// Returns true if there may be a back reference. Without one, no group needs to capture.
fn refers_back(pattern: &str) -> bool {
    pattern.as_bytes().windows(2).any(|pair| matches!(pair, [b'\\', b'1'..=b'9' | b'k']))
}

#[derive(Clone, Copy, Default)]
struct Flags {
    ignore_case: bool,
    dot_all: bool,
    unix_lines: bool,
    multiline: bool,
}

/// The operand of a quantifier.
#[derive(Clone, Copy, PartialEq)]
enum Atom {
    /// Nothing that can be repeated, such as a change of flags.
    Nothing,
    /// A character or group.
    Single,
    /// The last of several characters, which begins at this offset.
    Last(usize),
    /// A position, which consumes no text.
    Position,
}

struct Translator<'p> {
    rest: &'p str,
    out: String,
    flags: Flags,
    depth: u32,
    /// The names of Java's capturing groups so far, by number.
    groups: Vec<Option<&'p str>>,
    helpers: u32,
    refers: bool,
}

impl<'p> Translator<'p> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn bump(&mut self) -> Option<char> {
        let mut characters = self.rest.chars();
        let character = characters.next()?;
        self.rest = characters.as_str();
        Some(character)
    }

    fn eat(&mut self, text: &str) -> bool {
        match self.rest.strip_prefix(text) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Consumes and returns the text before a mark, and consumes the mark.
    fn until(&mut self, mark: &str) -> Translated<&'p str> {
        let (before, after) = self
            .rest
            .split_once(mark)
            .ok_or_else(|| failed(&format!("the regular expression lacks a `{mark}`")))?;
        self.rest = after;
        Ok(before)
    }

    fn alternatives(&mut self) -> Translated<()> {
        self.deeper()?;
        loop {
            match self.peek() {
                None | Some(')') => break,
                Some('|') => {
                    self.bump();
                    self.out.push('|');
                }
                Some(_) => self.item()?,
            }
        }
        self.depth -= 1;
        Ok(())
    }

    fn deeper(&mut self) -> Translated<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(failed("the regular expression is nested too deeply"));
        }
        Ok(())
    }

    fn item(&mut self) -> Translated<()> {
        let start = self.out.len();
        let atom = self.atom()?;
        self.quantifier(start, atom)
    }

    fn atom(&mut self) -> Translated<Atom> {
        match self.bump() {
            Some('(') => self.group(),
            Some('[') => {
                self.class()?;
                Ok(Atom::Single)
            }
            Some('\\') => self.escape(),
            Some('.') => {
                self.out.push_str(match self.flags {
                    Flags { dot_all: true, .. } => "[\\x00-\u{10FFFF}]",
                    Flags { unix_lines: true, .. } => "[^\\n]",
                    _ => "[^\\n\\r\u{85}\u{2028}\u{2029}]",
                });
                Ok(Atom::Single)
            }
            Some('^' | '$') if self.flags.multiline => Err(unsupported()),
            Some('^') => {
                self.out.push('^');
                Ok(Atom::Position)
            }
            Some('$') => {
                self.end_or_last_line();
                Ok(Atom::Position)
            }
            Some('*' | '+' | '?' | '{') => Err(failed("the regular expression repeats nothing")),
            Some(character) => {
                self.literal(character);
                Ok(Atom::Single)
            }
            None => Ok(Atom::Nothing),
        }
    }

    /// `$` also matches before a last line end. For a match of the whole text, that makes no difference.
    fn end_or_last_line(&mut self) {
        if self.rest.is_empty() {
            self.out.push('$');
        } else {
            self.out.push_str("(?=(?:\\r\\n|[\\n\\r\u{85}\u{2028}\u{2029}])?$)");
        }
    }

    fn literal(&mut self, character: char) {
        if self.flags.ignore_case && character.is_ascii_alphabetic() {
            let (small, large) = (character.to_ascii_lowercase(), character.to_ascii_uppercase());
            self.out.push('[');
            self.out.push(large);
            self.out.push(small);
            self.out.push(']');
        } else {
            push_escaped(&mut self.out, character);
        }
    }

    fn group(&mut self) -> Translated<Atom> {
        let flags = self.flags;
        let mut atom = Atom::Single;
        if !self.eat("?") {
            self.capture(None);
        } else if self.eat(">") {
            return self.atomic(flags);
        } else if let Some(opening) =
            [":", "=", "!", "<=", "<!"].into_iter().find(|opening| self.eat(opening))
        {
            self.out.push_str("(?");
            self.out.push_str(opening);
            if opening != ":" {
                atom = Atom::Position;
            }
        } else if self.eat("<") {
            let name = self.until(">")?;
            self.capture(Some(name));
        } else if self.inline_flags()? {
            self.out.push_str("(?:");
        } else {
            return Ok(Atom::Nothing);
        }
        self.close_group(flags)?;
        self.out.push(')');
        Ok(atom)
    }

    fn close_group(&mut self, flags: Flags) -> Translated<()> {
        self.alternatives()?;
        self.flags = flags;
        if self.eat(")") { Ok(()) } else { Err(failed("the regular expression lacks a `)`")) }
    }

    fn capture(&mut self, name: Option<&'p str>) {
        self.groups.push(name);
        if self.refers {
            self.out.push_str(&format!("(?<g{}>", self.groups.len()));
        } else {
            self.out.push_str("(?:");
        }
    }

    /// JavaScript has no atomic groups, but its look-aheads are atomic: match ahead, then match the same text
    /// again.
    fn atomic(&mut self, flags: Flags) -> Translated<Atom> {
        let start = self.out.len();
        self.close_group(flags)?;
        self.make_atomic(start);
        Ok(Atom::Single)
    }

    fn make_atomic(&mut self, start: usize) {
        self.helpers += 1;
        let helper = self.helpers;
        self.out.insert_str(start, &format!("(?:(?=(?<p{helper}>"));
        self.out.push_str(&format!("))\\k<p{helper}>)"));
    }

    /// Parses flags: `(?i)` changes what follows, `(?i:` opens a group. Returns true for the latter.
    fn inline_flags(&mut self) -> Translated<bool> {
        let mut on = true;
        loop {
            match self.bump() {
                Some('i') => self.flags.ignore_case = on,
                Some('s') => self.flags.dot_all = on,
                Some('d') => self.flags.unix_lines = on,
                Some('m') => self.flags.multiline = on,
                Some('u' | 'U' | 'x') if on => return Err(unsupported()),
                Some('u' | 'U' | 'x') => {}
                Some('-') if on => on = false,
                Some(')') => return Ok(false),
                Some(':') => return Ok(true),
                _ => return Err(failed("the regular expression has an unknown kind of group")),
            }
        }
    }

    fn quantifier(&mut self, start: usize, atom: Atom) -> Translated<()> {
        let before = self.rest;
        let optional = match self.peek() {
            Some(mark @ ('*' | '+' | '?')) => {
                self.bump();
                mark != '+'
            }
            Some('{') => {
                self.bump();
                let bounds = self.until("}")?;
                check_bounds(bounds)?;
                bounds.trim_start_matches('0').starts_with(',') || bounds == "0"
            }
            _ => return Ok(()),
        };
        let mark = before.get(..before.len() - self.rest.len()).unwrap_or_default();
        let (lazy, possessive) = (self.eat("?"), self.eat("+"));
        match atom {
            Atom::Nothing => return Err(failed("the regular expression repeats nothing")),
            // Repeating a position changes nothing, and JavaScript does not allow it.
            Atom::Position if optional => self.out.truncate(start),
            Atom::Position => {}
            Atom::Single | Atom::Last(_) => {
                self.out.push_str(mark);
                if lazy {
                    self.out.push('?');
                } else if possessive {
                    self.make_atomic(if let Atom::Last(start) = atom { start } else { start });
                }
            }
        }
        if matches!(self.peek(), Some('*' | '+' | '?' | '{')) {
            return Err(failed("the regular expression repeats nothing"));
        }
        Ok(())
    }
}

/// Checks `n`, `n,` or `n,m`, which Java and JavaScript write alike.
fn check_bounds(bounds: &str) -> Translated<()> {
    let (least, most) = bounds.split_once(',').unwrap_or((bounds, bounds));
    let number = |text: &str| text.parse::<u32>().ok().filter(|_| !text.starts_with('+'));
    let in_order = match number(least) {
        Some(least) => most.is_empty() || number(most).is_some_and(|most| least <= most),
        None => false,
    };
    if in_order { Ok(()) } else { Err(failed("the regular expression has an invalid count")) }
}

/// Appends a literal character, valid inside and outside of classes.
fn push_escaped(out: &mut String, character: char) {
    match character {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '^' | '$' | '\\' | '.' | '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|' | '/' => {
            out.push('\\');
            out.push(character);
        }
        '"' | '\'' | '_' => out.push(character),
        // In classes some punctuation is an operator, at least when doubled. A numeric escape is always
        // literal.
        _ if character.is_ascii_punctuation() || character.is_ascii_control() || character == ' ' => {
            out.push_str("\\x");
            for digit in [u32::from(character) / 16, u32::from(character) % 16] {
                out.push(char::from_digit(digit, 16).unwrap_or('0'));
            }
        }
        _ => out.push(character),
    }
}

#[cfg(test)]
mod tests;
