use proptest::prelude::*;

use super::{read, translate};
use crate::{Environment, RegexFault};

struct Properties;

impl Environment for Properties {
    fn has_property(&self, property: &str, character: char) -> Option<bool> {
        let engine = fancy_regex::Regex::new(&format!("^\\p{{{property}}}$")).ok()?;
        engine.is_match(character.encode_utf8(&mut [0; 4])).ok()
    }
}

/// The result of this engine.
fn found(pattern: &str, text: &str) -> Result<bool, RegexFault> {
    read(pattern)?.matches(text, &Properties).map(|(found, _)| found)
}

/// The result of `fancy-regex`.
fn matches(pattern: &str, text: &str) -> bool {
    let translated = translate(pattern).unwrap_or_else(|fault| panic!("{pattern}: {fault:?}"));
    let engine = fancy_regex::Regex::new(&translated)
        .unwrap_or_else(|fault| panic!("{pattern} -> {translated}: {fault}"));
    engine.is_match(text).unwrap()
}

#[test]
#[allow(clippy::too_many_lines, reason = "a table")]
fn java_patterns_match_as_in_java() {
    for (pattern, text, expected) in [
        (r"\d+", "12", true),
        (r"\d+", "a12", false),
        (r"\d+", "١٢", false),
        (r"\+\d{1,3}\d{4,14}", "+1234567890", true),
        (r"[a-zA-Z0-9._%+-]+@[a-z.-]+\.[a-z]{2,4}", "ada@example.com", true),
        ("a|bc", "bc", true),
        ("a|bc", "abc", false),
        ("", "", true),
        (".", "\n", false),
        (".", "\u{85}", false),
        (".", "\u{2028}", false),
        (".", "😀", true),
        ("(?s).", "\n", true),
        ("(?d).", "\r", true),
        (r"\w", "é", false),
        (r"\W", "é", true),
        (r"\s", "\u{A0}", false),
        (r"\h", "\u{A0}", true),
        (r"\S+", "a b", false),
        ("(?i)straße", "STRAßE", true),
        ("(?i)é", "É", false),
        ("(?i)[a-c]+", "aBC", true),
        ("a(?i)b(?-i)c", "aBc", true),
        ("a(?i)b(?-i)c", "aBC", false),
        ("(?i:a)b", "Ab", true),
        ("(?i:a)b", "AB", false),
        ("a*+a", "aaa", false),
        ("a*a", "aaa", true),
        ("(?>a|ab)c", "abc", false),
        (r"\Qa.b\E+", "a.bb", true),
        (r"\Q[x]\E", "[x]", true),
        ("[a-z&&[^bc]]+", "axz", true),
        ("[a-z&&[^bc]]+", "abz", false),
        ("[a-c[x-z]]+", "ay", true),
        ("[]a]+", "]a", true),
        ("[^]a]", "b", true),
        ("[a-]+", "-a", true),
        (r"[\w-]+", "a-b", true),
        ("[&~#]+", "&~#", true),
        (r"(a)(b)\2\1", "abba", true),
        (r"(?<x>a|b)\k<x>", "bb", true),
        (r"(?<x>a|b)\k<x>", "ab", false),
        (r"(a)\10", "aa0", true),
        ("(?=.*[0-9])(?!.*x).{3,}", "ab1", true),
        ("(?=.*[0-9])(?!.*x).{3,}", "xb1", false),
        ("(?<=a)b|ab", "ab", true),
        (r"\bfoo\b.*", "foo bar", true),
        (r"\bfoo\b.*", "foobar", false),
        (r"^abc$", "abc", true),
        (r"^abc$", "abc\n", false),
        (r"a$\n", "a\n", true),
        (r"\p{Upper}\p{Lower}+", "Ada", true),
        (r"\p{Upper}", "É", false),
        (r"\p{Lu}\p{L}+", "École", true),
        (r"[\p{L} ]+", "mañana sí", true),
        (r"[^\p{L}]", "1", true),
        (r"\P{L}", "é", false),
        (r"\x41\u0042\x{43}\0104", "ABCD", true),
        (r"\Aab\z", "ab", true),
        (r"a\Rb", "a\r\nb", true),
        (r"[\[\]\-/^$]+", "[]-/^$", true),
        ("a{2}", "aa", true),
        ("a{2,}?", "aaaa", true),
        ("(a{0,2})*", "aaaaa", true),
        (r"[0-9\s()+-]*", "+49 (30) 1-2", true),
        ("}]", "}]", true),
        ("(?:^a)?b", "b", true),
        ("[a&&b]|c", "c", true),
        ("[a-z&&b-y&&[^x]]", "c", true),
        ("[a-z&&b-y&&[^x]]", "x", false),
        ("[a-z&&def]", "d", true),
        (r"[^\W\d]", "a", true),
        (r"[^\W\d]", "1", false),
        (r"(?i)[^A-z]", "a", false),
        (r"(?i)[X-c]", "x", true),
        ("[!!%%,,::]", "%", true),
        (r"[\p{L}&&[^a-z]]", "é", true),
        (r"[\p{L}&&[^a-z]]", "e", false),
    ] {
        assert_eq!(matches(pattern, text), expected, "{pattern} on {text:?}");
        assert_eq!(found(pattern, text), Ok(expected), "{pattern} on {text:?}");
    }
}

/// For some text, each of these takes an engine without a limit hours or longer.
#[test]
fn stops_patterns_that_backtrack_endlessly() {
    let long = |unit: &str, times: usize, end: &str| format!("{}{end}", unit.repeat(times));
    for (pattern, text) in [
        ("^(([a-zA-Z0-9]+)[ -]?)+$", long("a", 28, "!")),
        ("(a+)+$", long("a", 40, "!")),
        ("(a*)*b", long("a", 60, "")),
        ("(a|a)*b", long("a", 60, "")),
        ("(a|ab|b)*c", long("ab", 60, "")),
        ("(a|aa)+b", long("a", 80, "")),
        ("(.*)*x", long("a", 60, "")),
        ("(.+)+x", long("a", 60, "")),
        ("(\\w+\\s?)*!", long("word ", 30, "?")),
        (r"\d+\d+\d+\d+\d+x", long("1", 120, "")),
        ("(x+x+)+y", long("x", 40, "")),
        ("(a?){60}a{60}b", long("a", 60, "")),
        ("((a?b?)+c?)+d", long("ab", 40, "")),
        ("(([a-z])+.)+[A-Z]([a-z])+$", long("a", 60, "")),
        (r"([a-z]+)+\1+!", long("a", 60, "")),
        (r"(a+)(a+)(a+)(a+)\1\2\3\4b", long("a", 120, "")),
        ("(?=(a+)+b)a*", long("a", 40, "")),
        ("(?:(?:a+)+)+?b", long("a", 40, "")),
        ("(?<=(a+)+b)x|(a+)+b", long("a", 40, "")),
        (r"([a-zA-Z0-9._-]+)*@x", long("a", 60, "")),
    ] {
        let fault = found(pattern, &text);
        let stopped = matches!(&fault, Err(RegexFault::Failed(why)) if why.contains("too many steps"));
        assert!(stopped, "{pattern}: {fault:?}");
    }
}

/// Patterns of real rules, with texts as long as the fields that they check.
#[test]
fn ordinary_patterns_stay_far_below_the_step_limit() {
    for (pattern, unit) in [
        (r"[a-zA-Z0-9._%+-]+@[a-zA-Z0-9.-]+\.[a-zA-Z]{2,4}", "a.b"),
        (r"^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$", "ada@example."),
        (r"\D*?(\d\D*?){10}", "(030) 12-"),
        (r"\d{5}(-\d{4})?", "12345"),
        (r"[0-9\s()+-]*", "+49 (30) "),
        (r"(http|https)://.*", "https://"),
        (r".*[A-Z]+.*\d+.*", "abc"),
        (r"(?=.*[0-9])(?=.*[a-z])(?!.*\s).{8,}", "abc1"),
        ("[^<>]*", "long text "),
        (r"(\w+ )*\w+", "some words "),
    ] {
        let text: String = unit.chars().cycle().take(255).collect();
        assert!(found(pattern, &text).is_ok(), "{pattern}");
    }
    let long = "x".repeat(131_072);
    assert_eq!(found("[^<>]*", &long), Ok(true));
    assert_eq!(found(".*<.*", &long), Ok(false));
}

#[test]
fn groups_and_loops_match_as_in_java() {
    for (pattern, text, expected) in [
        ("(a*)*", "aaa", true),
        ("(a*)+", "", true),
        ("(a|b*)*c", "abbac", true),
        ("(?:a?)*?b", "aab", true),
        (r"(a)?\1b", "b", false),
        (r"(a|(b))\2?c", "bbc", true),
        ("a{2,3}?a", "aaaa", true),
        ("(?!.*b)a+", "aaa", true),
        ("(?!.*b)a+", "aab", false),
        ("a(?=b)b", "ab", true),
        ("(?<=a)b|b", "b", true),
        ("(?<!a)b.*", "ba", true),
        ("x(?<=(x))y", "xy", true),
        (r"(?=(a+))\1b", "aab", true),
        ("(?:)*a", "a", true),
        ("()*", "", true),
    ] {
        assert_eq!(found(pattern, text), Ok(expected), "{pattern} on {text:?}");
    }
    assert!(found("((a{1000}){1000}){1000}", "a").is_err());
    assert!(found("(a{99}){99}", "a").is_ok());
}

#[test]
fn rejects_invalid_patterns() {
    for pattern in [
        "(", ")", "[a", "a{", "a{2,1}", "a{x}", "*a", "a**", "[z-a]", r"\", r"\y", r"\k<x>", "(?y)", r"\x4",
        r"\p{L",
    ] {
        assert!(
            matches!(translate(pattern), Err(RegexFault::Failed(_))),
            "{pattern}: {:?}",
            translate(pattern)
        );
    }
    for pattern in [r"\G", "(?m)^a$", r"\p{InGreek}", r"(?i)(a)\1", "(?u)a", "(?x) a", "[a&&]", "[&&a]"] {
        assert!(matches!(translate(pattern), Err(RegexFault::Unsupported)), "{pattern}");
    }
    assert!(translate(&"(".repeat(9_000)).is_err());
    assert!(translate(&"[".repeat(9_000)).is_err());
}

proptest! {
    #[test]
    fn agrees_with_fancy_regex(
        pattern in r"(\(?[ab.c]\)?[*+?]?[?]?|[ab]|\[ab\]|\[\^a\]|\||\(\?:|\(\?=|\(\?!|\(|\)|\{1,2\}|\\d|\\b|\(a\|b\)\+|(a)|\*|\+|\?){1,7}",
        text in "[abc1]{0,7}",
    ) {
        let engine = translate(&pattern).ok().and_then(|translated| fancy_regex::Regex::new(&translated).ok());
        if let (Some(engine), Ok(found)) = (engine, found(&pattern, &text))
            && let Ok(expected) = engine.is_match(&text)
        {
            prop_assert_eq!(found, expected, "{} on {:?}", pattern, text);
        }
    }

    #[test]
    fn any_pattern_is_translated_or_rejected(pattern in r"[\[\]()a-c^$.*+?{}0-3,|\\dwsQEpkxu<>:=!&-]{0,24}") {
        if let Ok(translated) = translate(&pattern) {
            // Any remaining error must be about size or limits of `fancy-regex`, not about syntax.
            if let Err(error) = fancy_regex::Regex::new(&translated) {
                let text = error.to_string();
                prop_assert!(
                    text.contains("size") || text.contains("Target of repeat") || text.contains("LookBehind") || text.contains("ook-behind")
                        || text.contains("Invalid group name") || text.contains("lookbehind"),
                    "{} -> {}: {}", pattern, translated, text
                );
            }
        }
    }
}
