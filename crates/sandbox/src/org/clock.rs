//! The org's clock, which can differ from the machine's, to test what happens at midnight in UTC.

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};

/// The machine's time with an offset.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clock {
    shift: SignedDuration,
}

impl Clock {
    /// Returns the current time in whole seconds, as records store it.
    pub fn now(&self) -> Timestamp {
        let now = Timestamp::now().saturating_add(self.shift).unwrap_or(Timestamp::MAX);
        Timestamp::from_second(now.as_second()).unwrap_or(now)
    }

    /// Returns today in UTC.
    pub fn today(&self) -> Date {
        self.now().to_zoned(TimeZone::UTC).date()
    }

    /// Sets the clock, which continues from this time.
    pub fn set(&mut self, time: Timestamp) {
        self.shift = time.duration_since(Timestamp::now());
    }

    /// Moves the clock by a span.
    pub fn advance(&mut self, by: SignedDuration) {
        self.shift = self.shift.saturating_add(by);
    }
}
