//! Wildcard patterns.

/// LIKE: `%` matches any text, `_` one character, and a backslash makes the next character literal.
pub(super) fn like(text: &str, pattern: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    let mut wanted = Vec::new();
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        wanted.push(match character {
            '%' => Wanted::Run,
            '_' => Wanted::Any,
            '\\' => Wanted::This(characters.next().unwrap_or('\\')),
            _ => Wanted::This(character),
        });
    }
    // Greedy with one backtracking position, so that time is at most the product of the lengths.
    let (mut at, mut next, mut back) = (0, 0, None);
    while at < text.len() {
        match wanted.get(next) {
            Some(Wanted::Run) => {
                next += 1;
                back = Some((at, next));
            }
            Some(Wanted::Any) => (at, next) = (at + 1, next + 1),
            Some(Wanted::This(character)) if text.get(at) == Some(character) => {
                (at, next) = (at + 1, next + 1)
            }
            _ => match back {
                Some((from, resume)) => {
                    back = Some((from + 1, resume));
                    (at, next) = (from + 1, resume);
                }
                None => return false,
            },
        }
    }
    wanted.iter().skip(next).all(|rest| matches!(rest, Wanted::Run))
}

enum Wanted {
    Run,
    Any,
    This(char),
}
