//! Sets of characters, which a class of a regular expression is.

/// Ranges of characters, and Unicode properties that only the engine knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Set {
    /// Sorted, apart from each other.
    ranges: Vec<(u32, u32)>,
    /// Such as `\p{L}`.
    properties: Vec<String>,
    /// Whether everything else is meant.
    negated: bool,
}

const LAST: u32 = 0x10_FFFF;

impl Set {
    pub(super) fn of(ranges: &[(char, char)]) -> Self {
        let mut set = Self::default();
        for (first, last) in ranges {
            set.add(*first, *last);
        }
        set
    }

    pub(super) fn of_property(property: String) -> Self {
        Self { properties: vec![property], ..Self::default() }
    }

    pub(super) fn add(&mut self, first: char, last: char) {
        self.ranges.push((u32::from(first), u32::from(last)));
        self.ranges = merged(&self.ranges);
    }

    pub(super) fn negated(mut self) -> Self {
        if self.properties.is_empty() {
            self.ranges = complement(&self.ranges);
        } else {
            self.negated = !self.negated;
        }
        self
    }

    /// Everything in either; none where that takes more than a list.
    pub(super) fn union(mut self, other: Self) -> Option<Self> {
        if self == Self::default() {
            return Some(other);
        }
        if self.negated || other.negated {
            return None;
        }
        self.ranges.extend(other.ranges);
        self.ranges = merged(&self.ranges);
        self.properties.extend(other.properties);
        Some(self)
    }

    /// Everything in both; none where properties are involved.
    pub(super) fn intersection(self, other: Self) -> Option<Self> {
        let plain = self.properties.is_empty() && other.properties.is_empty();
        plain.then(|| {
            let mut outside = complement(&self.ranges);
            outside.extend(complement(&other.ranges));
            Self { ranges: complement(&merged(&outside)), ..Self::default() }
        })
    }

    /// With the other case of every ASCII letter: Java folds no more than these.
    pub(super) fn in_any_case(mut self) -> Self {
        let mut others = Vec::new();
        for (letters, shift) in [(('a', 'z'), -32_i32), (('A', 'Z'), 32)] {
            let (first, last) = (u32::from(letters.0), u32::from(letters.1));
            for range in &self.ranges {
                let (from, to) = (range.0.max(first), range.1.min(last));
                if from <= to {
                    others.push((from.saturating_add_signed(shift), to.saturating_add_signed(shift)));
                }
            }
        }
        self.ranges.extend(others);
        self.ranges = merged(&self.ranges);
        self
    }

    /// As a class that JavaScript and Rust read alike.
    pub(super) fn write(&self, out: &mut String) {
        if self.ranges.is_empty() && self.properties.is_empty() {
            out.push_str(if self.negated { "[\\s\\S]" } else { "(?!)" });
            return;
        }
        if self.ranges == [(0, LAST)] {
            out.push_str("[\\s\\S]");
            return;
        }
        let after = complement(&self.ranges);
        // The shorter of the two ways to say it.
        let invert = self.properties.is_empty() && after.len() < self.ranges.len();
        out.push_str(if self.negated || invert { "[^" } else { "[" });
        for (first, last) in if invert { &after } else { &self.ranges } {
            let (Some(from), Some(to)) = (scalar(*first, true), scalar(*last, false)) else { continue };
            push_escaped(out, from);
            if first != last {
                out.push('-');
                push_escaped(out, to);
            }
        }
        self.properties.iter().for_each(|property| out.push_str(property));
        out.push(']');
    }
}

/// The nearest character: surrogates are none.
fn scalar(code: u32, upward: bool) -> Option<char> {
    char::from_u32(code).or(Some(if upward { '\u{E000}' } else { '\u{D7FF}' }))
}

fn merged(ranges: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let mut sorted = ranges.to_vec();
    sorted.sort_unstable();
    let mut result: Vec<(u32, u32)> = Vec::with_capacity(sorted.len());
    for (first, last) in sorted {
        match result.last_mut() {
            Some(before) if first <= before.1.saturating_add(1) => before.1 = before.1.max(last),
            _ => result.push((first, last)),
        }
    }
    result
}

fn complement(ranges: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let mut result = Vec::with_capacity(ranges.len() + 1);
    let mut next = 0;
    for (first, last) in ranges {
        if *first > next {
            result.push((next, first - 1));
        }
        next = last + 1;
    }
    if next <= LAST {
        result.push((next, LAST));
    }
    result
}

/// The character for itself, inside and outside of classes.
pub(super) fn push_escaped(out: &mut String, character: char) {
    match character {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '^' | '$' | '\\' | '.' | '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|' | '/' => {
            out.extend(['\\', character]);
        }
        // JavaScript escapes these by number only, and Rust reads some of them as operators on classes.
        '-' | '&' | '~' | '#' | ' ' | '\0'..='\x1F' | '\x7F' => {
            out.push_str(&format!("\\x{:02x}", u32::from(character)));
        }
        _ => out.push(character),
    }
}
