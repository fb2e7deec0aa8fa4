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
    let mut target = vec![0; order.len()];
    for (to, from) in order.into_iter().enumerate() {
        target[from] = to;
    }
    // Each swap brings an item to its place, so that there are never more of them than items.
    for index in 0..target.len() {
        while target[index] != index {
            let to = target[index];
            items.swap(index, to);
            target.swap(index, to);
        }
    }
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
