//! Ranks the results of a search by words.

use super::intent::{slips_into, words_of};
use crate::rest::query::{Matches, OpportunityMatch, OpportunityQuery};

/// Keeps the best matches: those with the words in their own names come before those with them in the owner's.
pub(super) fn rank(query: &OpportunityQuery, matches: &mut Matches) {
    let words: Vec<String> = query.words.iter().map(|word| words_of(word)).collect();
    let score = |found: &OpportunityMatch| {
        let own = words_of(&[&found.name, " ", found.account.as_deref().unwrap_or_default()].concat());
        let owner = words_of(found.owner.as_deref().unwrap_or_default());
        let any = fits(&words, &[&*own, " ", &owner].concat());
        // First and last name together mean the owner, even if an account has one of them in its name.
        let person = words.iter().flat_map(|word| word.split(' ')).count() > 1 && fits(&words, &owner) == any;
        (if person { any } else { fits(&words, &own) }, any)
    };
    let scores: Vec<_> = matches.opportunities.iter().map(score).collect();
    // Short words that occur in no name are ignored.
    let all: usize = words
        .iter()
        .filter(|word| word.chars().count() > 3 || !word.is_ascii())
        .map(String::len)
        .sum::<usize>();
    let best = scores.iter().map(|(own, any)| (*any, *own)).max().unwrap_or_default();
    if query.loose && best.0.0 * 2 < all.max(1) {
        matches.opportunities.clear();
        return;
    }
    let mut scores = scores.into_iter();
    matches.opportunities.retain(|_| scores.next().is_some_and(|(own, any)| (any, own) == best));
}

/// Returns the number of matched letters, and how many of them are in whole words.
fn fits(words: &[String], names: &str) -> (usize, usize) {
    let mut fitting = (0, 0);
    for word in words {
        let found = word.split(' ').all(|word| slips_into(word, names));
        // A number only matches as a whole: 1 does not match 15.
        let whole = word.split(' ').all(|word| names.split(' ').any(|name| name == word));
        if found && (whole || !word.bytes().all(|byte| byte.is_ascii_digit())) {
            fitting.0 += word.len();
            fitting.1 += if whole { word.len() } else { 0 };
        }
    }
    fitting
}
