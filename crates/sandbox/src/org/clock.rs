//! The org's clock: it can be set apart from the machine's, to see what midnight in UTC does.

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};

/// The machine's time, shifted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clock {
    shift: SignedDuration,
}

impl Clock {
    /// Now, in whole seconds: records keep no fractions.
    pub fn now(&self) -> Timestamp {
        let now = Timestamp::now().saturating_add(self.shift).unwrap_or(Timestamp::MAX);
        Timestamp::from_second(now.as_second()).unwrap_or(now)
    }

    /// Today in UTC.
    pub fn today(&self) -> Date {
        self.now().to_zoned(TimeZone::UTC).date()
    }

    /// Lets it go on from this time.
    pub fn set(&mut self, time: Timestamp) {
        self.shift = time.duration_since(Timestamp::now());
    }

    /// Moves it by so much.
    pub fn advance(&mut self, by: SignedDuration) {
        self.shift = self.shift.saturating_add(by);
    }
}
