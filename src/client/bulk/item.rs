//! A record of a plan, in few bytes: there are many of them.

/// Where a record stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It has not been read yet.
    Unread,
    /// It may be written.
    Ready,
    /// It was sent, or may have been; nobody knows yet what came of it.
    Sent,
    /// Salesforce says that it was written.
    Updated,
    /// The answer was lost, and a look at the record shows that it was written.
    Confirmed,
    /// It had all the values already; nothing was sent.
    Unchanged,
    /// The rules deny it; nothing was sent.
    Denied,
    /// The change cannot be what is meant, or there is no such record; nothing was sent.
    Invalid,
    /// Salesforce refused it.
    Failed,
    /// Somebody else changed the record first; it was not written.
    Conflict,
    /// It may or may not have been written: the record cannot be read, or it may still be carried out.
    Unknown,
}

impl State {
    /// Each with the letter that it is stored as and the name that JavaScript sees.
    const ALL: [(Self, char, &'static str); 11] = [
        (Self::Unread, 'a', "planned"),
        (Self::Ready, 'r', "planned"),
        (Self::Sent, 's', "sent"),
        (Self::Updated, 'u', "updated"),
        (Self::Confirmed, 'c', "confirmed"),
        (Self::Unchanged, 'n', "unchanged"),
        (Self::Denied, 'd', "denied"),
        (Self::Invalid, 'i', "invalid"),
        (Self::Failed, 'f', "failed"),
        (Self::Conflict, 'x', "conflict"),
        (Self::Unknown, 'q', "unknown"),
    ];

    fn row(self) -> (Self, char, &'static str) {
        Self::ALL[self as usize]
    }

    /// The name that JavaScript sees.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.row().2
    }

    pub(super) fn letter(self) -> char {
        self.row().1
    }

    pub(super) fn of_letter(letter: char) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, known, _)| *known == letter).map(|(state, ..)| state)
    }

    /// True where nothing more is to be done.
    #[must_use]
    pub fn is_final(self) -> bool {
        !matches!(self, Self::Unread | Self::Ready | Self::Sent)
    }
}

/// Stands for no stage, no verdict, no problem.
pub(super) const NONE: u32 = u32::MAX;

/// A record of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The 18 characters; blanks where what was given is no id.
    pub(super) id: [u8; 18],
    /// Where it stands.
    pub state: State,
    /// The write was sent a second time, after a look that showed that the first did nothing.
    pub(super) resent: bool,
    /// A write of it may still be carried out: nobody knows where it went.
    pub(super) lost: bool,
    /// It counts as sent for caution alone: it was not when the plan was stored.
    pub(super) unsent: bool,
    /// How often somebody else's transaction held it.
    pub(super) locked: u8,
    /// The place of its change.
    pub(super) change: u32,
    /// The place of the stage that is written.
    pub(super) stage: u32,
    /// Which of the change's fields are written, as bits.
    pub(super) fields: u64,
    /// When it was last modified, as it was judged.
    pub(super) modified: i64,
    /// The place of its problem.
    pub(super) problem: u32,
    /// The place of its verdict.
    pub(super) verdict: u32,
}

impl Item {
    pub(super) fn new(id: [u8; 18], change: u32) -> Self {
        Self {
            id,
            state: State::Unread,
            resent: false,
            lost: false,
            unsent: false,
            locked: 0,
            change,
            stage: NONE,
            fields: 0,
            modified: 0,
            problem: NONE,
            verdict: NONE,
        }
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> &str {
        std::str::from_utf8(&self.id).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_the_order_of_the_states_and_unique_letters() {
        for (place, (state, letter, _)) in State::ALL.into_iter().enumerate() {
            assert_eq!(state as usize, place);
            assert_eq!(State::of_letter(letter), Some(state));
        }
        assert!(size_of::<Item>() <= 64, "{}", size_of::<Item>());
    }
}
