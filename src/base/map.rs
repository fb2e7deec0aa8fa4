//! A map that is a sorted list.
//!
//! The standard library's tree costs about four kilobytes of wasm for each pair of types. Our maps hold tens of
//! entries, rarely hundreds. Keys that arrive in order, as JSON keys mostly do, are appended. For many entries
//! in any order use `extend` or `collect`, which sort once; each `insert` moves the entries after it. `docs/decisions/map.md`
//! compares it with `litemap`.

use std::borrow::Borrow;
use std::fmt;
use std::ops::Index;

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::order::order;

/// Values by key, in the order of the keys.
#[derive(Clone, PartialEq, Eq)]
pub struct Map<K, V> {
    entries: Vec<(K, V)>,
}

impl<K, V> Map<K, V> {
    /// Creates a map without entries.
    #[must_use]
    pub const fn new() -> Self {
        Self { entries: Vec::new() }
    }

    /// Returns the number of entries.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Returns true if there are no entries.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Iterates over the entries in key order.
    #[must_use]
    pub fn iter(&self) -> Iter<'_, K, V> {
        Iter(self.entries.iter())
    }

    /// Iterates over the keys in order.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &K> + ExactSizeIterator + Clone {
        self.entries.iter().map(|(key, _)| key)
    }

    /// Iterates over the values in key order.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> + ExactSizeIterator + Clone {
        self.entries.iter().map(|(_, value)| value)
    }

    /// Iterates over the values in key order, for changing.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.entries.iter_mut().map(|(_, value)| value)
    }

    /// Consumes the map and iterates over its keys.
    pub fn into_keys(self) -> impl Iterator<Item = K> {
        self.entries.into_iter().map(|(key, _)| key)
    }

    /// Consumes the map and iterates over its values.
    pub fn into_values(self) -> impl Iterator<Item = V> {
        self.entries.into_iter().map(|(_, value)| value)
    }

    /// Keeps the entries for which the predicate is true.
    pub fn retain(&mut self, mut wanted: impl FnMut(&K, &mut V) -> bool) {
        self.entries.retain_mut(|(key, value)| wanted(key, value));
    }
}

impl<K: Ord, V> Map<K, V> {
    /// Returns the index of a key, or the index where it would be inserted.
    fn search<Q: Ord + ?Sized>(&self, key: &Q) -> Result<usize, usize>
    where
        K: Borrow<Q>,
    {
        match self.entries.last() {
            None => Err(0),
            Some((last, _)) if last.borrow() < key => Err(self.entries.len()),
            Some(_) => self.entries.binary_search_by(|(known, _)| known.borrow().cmp(key)),
        }
    }

    /// Returns the value of a key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let index = self.search(key).ok()?;
        self.entries.get(index).map(|(_, value)| value)
    }

    /// Returns the value of a key for changing.
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let index = self.search(key).ok()?;
        self.entries.get_mut(index).map(|(_, value)| value)
    }

    /// Returns true if the map has the key.
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.search(key).is_ok()
    }

    /// Sets the value of a key and returns the previous one.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.search(&key) {
            Ok(index) => self.entries.get_mut(index).map(|(_, known)| std::mem::replace(known, value)),
            Err(index) => {
                self.entries.insert(index, (key, value));
                None
            }
        }
    }

    /// Returns the value of a key; inserts one if the key is missing.
    pub fn or_insert_with(&mut self, key: K, make: impl FnOnce() -> V) -> &mut V {
        let index = self.search(&key).unwrap_or_else(|index| {
            self.entries.insert(index, (key, make()));
            index
        });
        &mut self.entries[index].1
    }

    /// Removes an entry and returns its value.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let index = self.search(key).ok()?;
        Some(self.entries.remove(index).1)
    }
}

impl<K, V> Default for Map<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: fmt::Debug, V: fmt::Debug> fmt::Debug for Map<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self).finish()
    }
}

impl<K: Ord, V> Extend<(K, V)> for Map<K, V> {
    fn extend<T: IntoIterator<Item = (K, V)>>(&mut self, entries: T) {
        let mut in_order = true;
        for entry in entries {
            in_order &= self.entries.last().is_none_or(|(last, _)| *last < entry.0);
            self.entries.push(entry);
        }
        if !in_order {
            self.sort();
        }
    }
}

impl<K: Ord, V> Map<K, V> {
    /// Sorts the entries; of several with the same key the last one stays.
    fn sort(&mut self) {
        let entries = &self.entries;
        let compare = |a: usize, b: usize| entries[a].0.cmp(&entries[b].0);
        let order = order(entries.len(), &compare);
        let is_last = |at: usize| order.get(at + 1).is_none_or(|next| compare(order[at], *next).is_ne());
        let kept: Vec<usize> = (0..order.len()).filter(|at| is_last(*at)).map(|at| order[at]).collect();
        let mut entries: Vec<_> = std::mem::take(&mut self.entries).into_iter().map(Some).collect();
        self.entries = kept.into_iter().filter_map(|index| entries[index].take()).collect();
    }
}

/// Marks the first occurrence of each text, in O(n log n).
pub(crate) fn first_of_each<'a>(
    texts: impl DoubleEndedIterator<Item = &'a str> + ExactSizeIterator,
) -> Vec<bool> {
    let mut first = vec![false; texts.len()];
    let last_of_reversed: Map<&str, usize> =
        texts.enumerate().rev().map(|(index, text)| (text, index)).collect();
    for index in last_of_reversed.values() {
        first[*index] = true;
    }
    first
}

impl<K: Ord, V> FromIterator<(K, V)> for Map<K, V> {
    fn from_iter<T: IntoIterator<Item = (K, V)>>(entries: T) -> Self {
        let mut map = Self::new();
        map.extend(entries);
        map
    }
}

impl<K: Ord, V, const N: usize> From<[(K, V); N]> for Map<K, V> {
    fn from(entries: [(K, V); N]) -> Self {
        entries.into_iter().collect()
    }
}

impl<K, V> IntoIterator for Map<K, V> {
    type Item = (K, V);
    type IntoIter = std::vec::IntoIter<(K, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

impl<'a, K, V> IntoIterator for &'a Map<K, V> {
    type Item = (&'a K, &'a V);
    type IntoIter = Iter<'a, K, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<K: Ord + Borrow<Q>, Q: Ord + ?Sized, V> Index<&Q> for Map<K, V> {
    type Output = V;

    #[allow(
        clippy::expect_used,
        reason = "as of the standard library's maps: who indexes knows that the key is there"
    )]
    fn index(&self, key: &Q) -> &V {
        self.get(key).expect("the key is there")
    }
}

impl<K: Serialize, V: Serialize> Serialize for Map<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.len()))?;
        for (key, value) in self {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

/// Iterator over the entries of a map.
#[derive(Debug)]
pub struct Iter<'a, K, V>(std::slice::Iter<'a, (K, V)>);

impl<K, V> Clone for Iter<'_, K, V> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<'a, K, V> Iterator for Iter<'a, K, V> {
    type Item = (&'a K, &'a V);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|(key, value)| (key, value))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<K, V> ExactSizeIterator for Iter<'_, K, V> {}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn behaves_like_the_standard_librarys_map(steps in prop::collection::vec((0..4u8, 0..12u8, any::<u16>()), 0..60)) {
            let (mut ours, mut theirs) = (Map::new(), BTreeMap::new());
            for (what, key, value) in steps {
                match what {
                    0 | 1 => prop_assert_eq!(ours.insert(key, value), theirs.insert(key, value)),
                    2 => prop_assert_eq!(ours.remove(&key), theirs.remove(&key)),
                    _ => {
                        *ours.or_insert_with(key, || value) += 0;
                        theirs.entry(key).or_insert(value);
                    }
                }
                prop_assert_eq!(ours.get(&key), theirs.get(&key));
                prop_assert_eq!(ours.contains_key(&key), theirs.contains_key(&key));
            }
            prop_assert!(ours.iter().eq(theirs.iter()));
        }

        #[test]
        fn extend_equals_repeated_insert(
            before in prop::collection::vec((0..9u8, any::<u16>()), 0..9),
            added in prop::collection::vec((0..12u8, any::<u16>()), 0..60),
        ) {
            let mut ours: Map<_, _> = before.iter().copied().collect();
            let mut theirs: BTreeMap<_, _> = before.into_iter().collect();
            ours.extend(added.iter().copied());
            theirs.extend(added);
            prop_assert!(ours.iter().eq(theirs.iter()));
        }
    }

    #[test]
    fn marks_the_first_of_equal_texts() {
        assert_eq!(first_of_each(["b", "a", "b", "c", "a"].into_iter()), [true, true, false, true, false]);
    }
}
