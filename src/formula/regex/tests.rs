use proptest::prelude::*;

use super::translate;
use crate::formula::RegexFault;

fn matches(pattern: &str, text: &str) -> bool {
    let translated = translate(pattern).unwrap_or_else(|fault| panic!("{pattern}: {fault:?}"));
    let engine = fancy_regex::Regex::new(&translated)
        .unwrap_or_else(|fault| panic!("{pattern} -> {translated}: {fault}"));
    engine.is_match(text).unwrap()
}

#[test]
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
    }
}

#[test]
fn wrong_patterns_are_refused() {
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
    fn any_pattern_is_translated_or_refused(pattern in r"[\[\]()a-c^$.*+?{}0-3,|\\dwsQEpkxu<>:=!&-]{0,24}") {
        if let Ok(translated) = translate(&pattern) {
            // What the engine then refuses must be a matter of size or of its own limits, not of syntax.
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
