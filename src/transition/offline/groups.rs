//! Groups the rows of a table that are judged together.

use std::ops::Range;

/// Rows that are equal apart from the values of rules, and hold the same given values.
pub(super) struct Group<'a> {
    extra: &'a [u32],
    /// A bit for each given value that the records hold already.
    pub(super) held: u64,
    pub(super) rows: Vec<usize>,
}

/// Groups rows; each group keeps their order.
pub(super) fn grouped<'a>(
    rows: &[&'a [u32]],
    columns: &Range<usize>,
    held: &dyn Fn(&[u32]) -> u64,
) -> Vec<Group<'a>> {
    const BUCKETS: usize = 64;
    let mut groups: Vec<Group<'a>> = Vec::new();
    // Remembers the group of similar rows, so that most rows need one comparison.
    let mut last = [0; BUCKETS];
    for (index, row) in rows.iter().enumerate() {
        let (extra, held) = (row.get(columns.clone()).unwrap_or_default(), held(row));
        let mixed = extra.iter().fold(0_u32, |mixed, cell| mixed.wrapping_mul(31).wrapping_add(*cell));
        let Some(last) = last.get_mut(mixed as usize % BUCKETS) else { continue };
        // A loop over cells is smaller than a slice comparison, which calls `memcmp`.
        let same = |others: &[u32]| (0..extra.len()).all(|at| extra.get(at) == others.get(at));
        let fits = |group: &Group<'_>| group.held == held && same(group.extra);
        if !groups.get(*last).is_some_and(fits) {
            *last = groups.iter().position(fits).unwrap_or(groups.len());
        }
        match groups.get_mut(*last) {
            Some(group) => group.rows.push(index),
            None => groups.push(Group { extra, held, rows: vec![index] }),
        }
    }
    groups
}
