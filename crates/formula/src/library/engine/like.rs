//! Patterns with wildcards.

/// LIKE: `%` stands for any run, `_` for one character, a backslash takes the next one as it is.
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
    // Greedy with one place to come back to: time grows with the product of the lengths, no more.
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
