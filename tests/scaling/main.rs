//! The work of each reader of foreign data grows about linearly: measured in allocated and moved bytes, which
//! are the same on every machine, for inputs of the sizes n, 2n and 4n.
//!
//! A separate binary, because it replaces the allocator. Readers that allocate nothing get inputs so large that
//! quadratic work would not end.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that meets the unexpected has to stop"
)]

mod counting;
mod moves;
mod readers;
mod sentences;

use counting::bytes_of;

/// Asserts that twice the input takes at most about twice the work.
fn grows_linearly<T>(what: &str, n: usize, input: impl Fn(usize) -> T, read: impl Fn(&T)) {
    let work = [n, 2 * n, 4 * n].map(|size| {
        let input = input(size);
        // Values that are cached after the first call do not count.
        read(&input);
        bytes_of(|| read(&input)).max(1)
    });
    for pair in work.windows(2) {
        // Lists double their capacity, and sorting adds a logarithm.
        assert!(pair[1] <= pair[0] * 5 / 2 + 4_096, "{what}: {work:?}");
    }
}
