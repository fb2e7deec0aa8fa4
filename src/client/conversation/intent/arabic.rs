//! Arabic prefixes (articles, conjunctions, prepositions) and suffixed pronouns, which are written without a space.

use super::sentence::{Sentence, is_arabic};

/// The end of a word with a suffixed pronoun.
pub fn arabic_ending(sentence: &Sentence, end: usize) -> Option<usize> {
    const ENDINGS: [&str; 9] = ["ها", "هم", "هما", "نا", "ني", "ه", "ي", "ك", "كم"];
    if !sentence.chars().get(end).copied().is_some_and(is_arabic) {
        return None;
    }
    ENDINGS.iter().find_map(|ending| {
        let ending: Vec<char> = ending.chars().collect();
        let after = end + ending.len();
        (sentence.chars().get(end..after) == Some(&ending[..]) && sentence.is_edge(after)).then_some(after)
    })
}

/// The positions at which the stem of a word can begin, after its prefixes.
pub fn arabic_stems(sentence: &Sentence, from: usize) -> Vec<usize> {
    const PREFIXES: [&str; 17] =
        ["وال", "بال", "فال", "كال", "ولل", "ال", "لل", "وب", "ول", "و", "ف", "ب", "ل", "ك", "س", "ت", "ن"];
    let word = sentence.chars().get(from..).unwrap_or_default();
    if !word.first().copied().is_some_and(is_arabic) {
        return Vec::new();
    }
    let fits = |prefix: &&str| {
        let length = prefix.chars().count();
        let begins = prefix.chars().zip(word).all(|(wanted, c)| wanted == *c);
        let goes_on = word.get(length..length + 2).is_some_and(|next| next.iter().all(|c| is_arabic(*c)));
        (begins && goes_on).then_some(from + length)
    };
    PREFIXES.iter().filter_map(fits).collect()
}
