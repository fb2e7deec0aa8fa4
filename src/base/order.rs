//! Sorting that is compiled once for all types: the standard library's takes 650 bytes for each.

use std::cmp::Ordering;

/// Returns the indices that sort `count` items; equal items keep their order.
pub(crate) fn order(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|a, b| compare(*a, *b));
    order
}

/// Sorts items by a key; equal ones keep their order.
pub(crate) fn sort_by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    let order = order(items.len(), &|a, b| key(&items[a]).cmp(&key(&items[b])));
    for index in 0..order.len() {
        let from = source(&order, index);
        items.swap(index, from);
    }
}

/// Returns where the item for an index is now, after the swaps for those before it.
fn source(order: &[usize], index: usize) -> usize {
    let mut from = order[index];
    while from < index {
        from = order[from];
    }
    from
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::sort_by_key;

    proptest! {
        #[test]
        fn sorts_as_the_standard_library_does(keys in prop::collection::vec(0..8u8, 0..40)) {
            let mut items: Vec<_> = keys.into_iter().enumerate().collect();
            let mut expected = items.clone();
            expected.sort_by_key(|(_, key)| *key);
            sort_by_key(&mut items, |(_, key)| *key);
            prop_assert_eq!(items, expected);
        }
    }
}
