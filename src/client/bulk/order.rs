//! The indices of the records ordered by id, sorted incrementally: no step takes long, so that the page stays
//! responsive.

/// Sorted runs, each longer than the next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Order {
    indices: Vec<u32>,
    runs: Vec<usize>,
}

impl Order {
    /// Adds an index, and merges runs of the same length.
    pub(super) fn add(&mut self, index: u32, before: &dyn Fn(u32, u32) -> bool) {
        self.indices.push(index);
        let mut length = 1;
        while self.runs.last() == Some(&length) {
            self.merge(length, before);
            length *= 2;
        }
        self.runs.push(length);
    }

    /// Merges all runs into one.
    pub(super) fn finish(&mut self, before: &dyn Fn(u32, u32) -> bool) {
        let mut length = self.runs.pop().unwrap_or_default();
        while !self.runs.is_empty() {
            length += self.merge(length, before);
        }
        self.runs.push(length);
    }

    /// Returns all indices; sorted after [`finish`](Self::finish).
    pub(super) fn indices(&self) -> &[u32] {
        &self.indices
    }

    /// Merges the last run, which has this length and is no longer among the runs, with the one before it.
    fn merge(&mut self, length: usize, before: &dyn Fn(u32, u32) -> bool) -> usize {
        let run = self.runs.pop().unwrap_or_default();
        let second = self.indices.split_off(self.indices.len().saturating_sub(length));
        let first = self.indices.split_off(self.indices.len().saturating_sub(run));
        let mut second = second.into_iter().peekable();
        for index in first {
            while let Some(other) = second.next_if(|other| before(*other, index)) {
                self.indices.push(other);
            }
            self.indices.push(index);
        }
        self.indices.extend(second);
        run
    }
}

#[cfg(test)]
mod tests {
    use super::Order;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sorts_indices(keys in prop::collection::vec(0_u8..20, 0..200)) {
            let key = |index: u32| (keys[index as usize], index);
            let before = |a: u32, b: u32| key(a) < key(b);
            let mut order = Order::default();
            let mut expected: Vec<_> = (0..u32::try_from(keys.len()).unwrap()).collect();
            for index in &expected {
                order.add(*index, &before);
            }
            order.finish(&before);
            expected.sort_by_key(|index| key(*index));
            prop_assert_eq!(order.indices(), expected);
        }
    }
}
