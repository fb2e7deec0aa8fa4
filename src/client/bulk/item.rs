//! A record of a plan. Compact, because there are many.

/// The state of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Not read yet.
    Unread,
    /// May be written.
    Ready,
    /// Sent, or possibly sent; the outcome is not known yet.
    Sent,
    /// Salesforce reported that it was written.
    Updated,
    /// The response was lost, and reading the record showed that it was written.
    Confirmed,
    /// It had the values already; nothing was sent.
    Unchanged,
    /// Rules deny the change; nothing was sent.
    Denied,
    /// The change is invalid, or the record does not exist; nothing was sent.
    Invalid,
    /// Salesforce refused the change.
    Failed,
    /// Another user changed the record first; it was not written.
    Conflict,
    /// It may have been written: the record cannot be read, or the write may still be processed.
    Unknown,
}

impl State {
    /// Each with the letter that stores it and the name that JavaScript sees.
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

    /// Returns the name that JavaScript sees.
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

    /// Returns true if nothing remains to be done.
    #[must_use]
    pub fn is_final(self) -> bool {
        !matches!(self, Self::Unread | Self::Ready | Self::Sent)
    }
}

/// Marks a missing stage, verdict or problem.
pub(super) const NONE: u32 = u32::MAX;

/// A record of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The 18 characters; blanks for an invalid id.
    pub(super) id: [u8; 18],
    /// Its state.
    pub state: State,
    /// The write was sent a second time, after a read showed that the first had no effect.
    pub(super) resent: bool,
    /// The outcome of a write is unknown; it may still be processed.
    pub(super) outcome_unknown: bool,
    /// It counts as sent only as a precaution: it was not sent when the plan was stored.
    pub(super) unsent: bool,
    /// How often another transaction had locked it.
    pub(super) locked: u8,
    /// The index of its change.
    pub(super) change: u32,
    /// The index of the stage to write.
    pub(super) stage: u32,
    /// The fields of the change to write, as bits.
    pub(super) fields: u64,
    /// The time of its last modification when it was checked.
    pub(super) modified: i64,
    /// The index of its problem.
    pub(super) problem: u32,
    /// The index of its verdict.
    pub(super) verdict: u32,
}

impl Item {
    pub(super) fn new(id: [u8; 18], change: u32) -> Self {
        Self {
            id,
            state: State::Unread,
            resent: false,
            outcome_unknown: false,
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

    /// Returns its id.
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
        for (index, (state, letter, _)) in State::ALL.into_iter().enumerate() {
            assert_eq!(state as usize, index);
            assert_eq!(State::of_letter(letter), Some(state));
        }
        assert!(size_of::<Item>() <= 64, "{}", size_of::<Item>());
    }
}
