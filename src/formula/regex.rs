//! Java's regular expressions, which Salesforce's REGEX takes, written as JavaScript's.
//!
//! The browser's own engine does the matching, so what Java treats otherwise is spelled out: classes become
//! explicit ranges (`\w`, `\s` and `(?i)` are ASCII in Java), `.` excludes Java's line ends, and possessive
//! and atomic groups become a look-ahead and a back reference. Only constructs are used that Rust's
//! `fancy-regex` reads alike, which is what the tests run on.

mod class;
mod set;

use super::environment::RegexFault;
use set::Set;

/// The deepest nest of groups.
const MAX_DEPTH: u32 = 100;

/// The longest pattern, in bytes.
const MAX_LENGTH: usize = 10_000;

type Translated<T> = Result<T, RegexFault>;

/// Writes a Java pattern that must match a whole text as a JavaScript pattern for the flag `u`.
///
/// # Errors
///
/// The pattern is wrong, or uses a construct that has no counterpart.
pub fn translate(pattern: &str) -> Result<String, RegexFault> {
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

fn failed(why: &str) -> RegexFault {
    RegexFault::Failed(why.to_owned())
}

fn unsupported(what: &str) -> RegexFault {
    RegexFault::Unsupported(format!("`{what}` in a regular expression"))
}

/// Whether there may be a back reference. Without one, no group needs to capture.
fn refers_back(pattern: &str) -> bool {
    pattern.as_bytes().windows(2).any(|pair| matches!(pair, [b'\\', b'1'..=b'9' | b'k']))
}

#[derive(Clone, Copy, Default)]
struct Flags {
    ignore_case: bool,
    dot_all: bool,
    unix_lines: bool,
    multiline: bool,
    comments: bool,
}

/// What a quantifier would apply to.
#[derive(Clone, Copy, PartialEq)]
enum Atom {
    /// Nothing that could be repeated, such as a change of flags.
    Nothing,
    /// One character or group.
    Single,
    /// A position, which takes no text.
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

    /// What stands before a mark, which is taken as well.
    fn until(&mut self, mark: char) -> Translated<&'p str> {
        let (before, after) = self
            .rest
            .split_once(mark)
            .ok_or_else(|| RegexFault::Failed(format!("the regular expression lacks a `{mark}`")))?;
        self.rest = after;
        Ok(before)
    }

    fn alternatives(&mut self) -> Translated<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(failed("the regular expression is nested too deeply"));
        }
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

    fn item(&mut self) -> Translated<()> {
        let start = self.out.len();
        let atom = self.atom()?;
        self.skip_comments();
        self.quantifier(start, atom)
    }

    fn skip_comments(&mut self) {
        while self.flags.comments {
            self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\x0B', '\x0C', '\r']);
            if !self.rest.starts_with('#') {
                break;
            }
            self.rest = self.rest.find(['\n', '\r']).and_then(|end| self.rest.get(end..)).unwrap_or_default();
        }
    }

    fn atom(&mut self) -> Translated<Atom> {
        if self.flags.comments {
            let before = self.rest.len();
            self.skip_comments();
            if self.rest.len() != before {
                return Ok(Atom::Nothing);
            }
        }
        match self.bump() {
            Some('(') => self.group(),
            Some('[') => {
                let set = self.class()?;
                self.emit(&set);
                Ok(Atom::Single)
            }
            Some('\\') => self.escape(),
            Some('.') => {
                let excluded = match self.flags {
                    Flags { dot_all: true, .. } => Set::default(),
                    Flags { unix_lines: true, .. } => Set::of(&[('\n', '\n')]),
                    _ => Set::of(&LINE_ENDS),
                };
                self.emit(&excluded.negated());
                Ok(Atom::Single)
            }
            Some('^' | '$') if self.flags.multiline => Err(unsupported("(?m)")),
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

    /// `$` also stands before a last line end; at the end of a whole match that makes no difference.
    fn end_or_last_line(&mut self) {
        if self.rest.is_empty() {
            self.out.push('$');
        } else {
            self.out.push_str("(?=(?:\\r\\n|[\\n\\r\u{85}\u{2028}\u{2029}])?$)");
        }
    }

    fn literal(&mut self, character: char) {
        let mut set = Set::of(&[(character, character)]);
        if self.flags.ignore_case && character.is_ascii_alphabetic() {
            set = set.in_any_case();
            self.emit(&set);
        } else {
            set::push_escaped(&mut self.out, character);
        }
    }

    fn emit(&mut self, set: &Set) {
        set.write(&mut self.out);
    }

    fn group(&mut self) -> Translated<Atom> {
        let flags = self.flags;
        let mut atom = Atom::Single;
        if !self.eat("?") {
            self.capture(None);
        } else if self.eat(":") {
            self.out.push_str("(?:");
        } else if self.eat(">") {
            return self.atomic(flags);
        } else if let Some(opening) = ["=", "!", "<=", "<!"].into_iter().find(|opening| self.eat(opening)) {
            self.out.push_str("(?");
            self.out.push_str(opening);
            atom = Atom::Position;
        } else if self.eat("<") {
            let name = self.until('>')?;
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

    /// JavaScript has no atomic groups, but its look-aheads are: match ahead, then the same again.
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

    /// `(?i)` changes what follows, `(?i:` opens a group: true for the latter.
    fn inline_flags(&mut self) -> Translated<bool> {
        let mut on = true;
        loop {
            match self.bump() {
                Some('i') => self.flags.ignore_case = on,
                Some('s') => self.flags.dot_all = on,
                Some('d') => self.flags.unix_lines = on,
                Some('m') => self.flags.multiline = on,
                Some('x') => self.flags.comments = on,
                Some('u' | 'U') if on => return Err(unsupported("(?u)")),
                Some('u' | 'U') => {}
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
                let bounds = self.until('}')?;
                check_bounds(bounds)?;
                bounds.trim_start_matches('0').starts_with(',') || bounds == "0"
            }
            _ => return Ok(()),
        };
        let mark = before.get(..before.len() - self.rest.len()).unwrap_or_default();
        let (lazy, possessive) = (self.eat("?"), self.eat("+"));
        match atom {
            Atom::Nothing => return Err(failed("the regular expression repeats nothing")),
            // A position holds or not, however often it is asked. JavaScript does not repeat one.
            Atom::Position if optional => self.out.truncate(start),
            Atom::Position => {}
            Atom::Single => {
                self.out.push_str(mark);
                if lazy {
                    self.out.push('?');
                } else if possessive {
                    self.make_atomic(start);
                }
            }
        }
        if matches!(self.peek(), Some('*' | '+' | '?' | '{')) {
            return Err(failed("the regular expression repeats nothing"));
        }
        Ok(())
    }
}

/// `n`, `n,` or `n,m`, as Java and JavaScript both have it.
fn check_bounds(bounds: &str) -> Translated<()> {
    let (least, most) = bounds.split_once(',').unwrap_or((bounds, bounds));
    let number =
        |text: &str| text.parse::<u32>().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()));
    let in_order = match (number(least), most, number(most)) {
        (Some(_), "", _) => bounds.contains(','),
        (Some(least), _, Some(most)) => least <= most,
        _ => false,
    };
    if in_order { Ok(()) } else { Err(failed("the regular expression has a count that is none")) }
}

/// What ends a line in Java.
const LINE_ENDS: [(char, char); 4] =
    [('\n', '\n'), ('\r', '\r'), ('\u{85}', '\u{85}'), ('\u{2028}', '\u{2029}')];

#[cfg(test)]
mod tests;
