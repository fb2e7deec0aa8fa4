//! Sorting that is compiled once for all types: the standard library's is 650 bytes for each.

use std::cmp::Ordering;

/// Returns the indices that sort `count` items; equal items keep their order.
pub(crate) fn order(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|a, b| compare(*a, *b));
    order
}

/// Returns the items in this order, without those that it leaves out.
pub(crate) fn arranged<T>(items: Vec<T>, order: Vec<usize>) -> Vec<T> {
    let mut items: Vec<_> = items.into_iter().map(Some).collect();
    order.into_iter().filter_map(|index| items.get_mut(index)?.take()).collect()
}

/// Returns the items sorted by a key; equal ones keep their order.
pub(crate) fn sorted_by_key<T, K: Ord>(items: Vec<T>, key: impl Fn(&T) -> K) -> Vec<T> {
    let keys: Vec<K> = items.iter().map(key).collect();
    let order = order(keys.len(), &|a, b| keys[a].cmp(&keys[b]));
    arranged(items, order)
}

#[cfg(test)]
mod tests {
    use super::sorted_by_key;

    #[test]
    fn equal_items_keep_their_order() {
        let items = vec![(2, 'a'), (1, 'b'), (2, 'c'), (1, 'd')];
        assert_eq!(sorted_by_key(items, |(key, _)| *key), [(1, 'b'), (1, 'd'), (2, 'a'), (2, 'c')]);
    }
}
