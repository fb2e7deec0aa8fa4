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
    for (a, b) in swaps(items.len(), &|a, b| key(&items[a]).cmp(&key(&items[b]))) {
        items.swap(a, b);
    }
}

/// Returns the swaps that sort `count` items, one after the other. Each brings an item to its place, so that there
/// are never more of them than items.
fn swaps(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<(usize, usize)> {
    let mut target = vec![0; count];
    for (to, from) in order(count, compare).into_iter().enumerate() {
        target[from] = to;
    }
    let mut swaps = Vec::new();
    for index in 0..count {
        while target[index] != index {
            let to = target[index];
            swaps.push((index, to));
            target.swap(index, to);
        }
    }
    swaps
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::sort_by_key;

    #[test]
    fn moves_each_item_once() {
        // The last item belongs first. A search along the items that were moved before would not end.
        let mut items: Vec<u32> = (1..2_000_000).chain([0]).collect();
        sort_by_key(&mut items, |item| *item);
        assert!(items.is_sorted());
    }

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
