//! Spelling mistakes.

use super::sentence::is_unspaced;

/// True if `a` is a misspelling of `b`: one letter wrong, missing, added or swapped; two in long words.
#[must_use]
pub fn is_slip(a: &[char], b: &[char]) -> bool {
    let allowed = match b.len() {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    };
    a.len().abs_diff(b.len()) <= allowed
        && distance(a, b) <= allowed
        && !a.iter().chain(b).any(|c| is_unspaced(*c))
}

/// The optimal string alignment distance.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut rows = [Vec::new(), (0..=b.len()).collect::<Vec<_>>(), Vec::new()];
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut least = (rows[1][j] + usize::from(x != y)).min(rows[1][j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a[i - 1] == *y && b[j - 1] == *x {
                least = least.min(rows[0][j - 1] + 1);
            }
            row.push(least);
        }
        rows.rotate_left(1);
        rows[1] = row;
    }
    rows[1].last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_pen() {
        let slip = |a: &str, b: &str| is_slip(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>());
        assert!(
            slip("analisys", "analysis") && slip("servce", "service") && slip("negotation", "negotiation")
        );
        assert!(!slip("won", "now") && !slip("edge", "huge"));
    }
}
