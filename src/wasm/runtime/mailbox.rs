//! A queue with one reader, for messages to a waiting task.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::poll_fn;
use std::task::{Poll, Waker};

/// A queue. Pushing wakes the reader.
pub(crate) struct Mailbox<T> {
    queue: RefCell<VecDeque<T>>,
    reader: RefCell<Option<Waker>>,
}

impl<T> Mailbox<T> {
    pub(crate) fn new() -> Self {
        Self { queue: RefCell::new(VecDeque::new()), reader: RefCell::new(None) }
    }

    pub(crate) fn push(&self, item: T) {
        self.queue.borrow_mut().push_back(item);
        if let Some(reader) = self.reader.borrow_mut().take() {
            reader.wake();
        }
    }

    pub(crate) async fn next(&self) -> T {
        poll_fn(|context| match self.queue.borrow_mut().pop_front() {
            Some(item) => Poll::Ready(item),
            None => {
                *self.reader.borrow_mut() = Some(context.waker().clone());
                Poll::Pending
            }
        })
        .await
    }
}
