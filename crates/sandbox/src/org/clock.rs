//! The org's clock, which can differ from the machine's, to test what happens at midnight in UTC.

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};

/// The machine's time, as of the current request, with an offset.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    machine: Timestamp,
    shift: SignedDuration,
}

impl Clock {
    /// Creates a clock that shows the machine's time.
    pub fn new(machine: Timestamp) -> Self {
        Self { machine, shift: SignedDuration::ZERO }
    }

    /// Moves the machine's time on.
    pub fn follow(&mut self, machine: Timestamp) {
        self.machine = machine;
    }

    /// Returns the machine's time.
    pub fn machine(&self) -> Timestamp {
        self.machine
    }

    /// Returns the current time in whole seconds, as records store it.
    pub fn now(&self) -> Timestamp {
        let now = self.machine.saturating_add(self.shift).unwrap_or(Timestamp::MAX);
        Timestamp::from_second(now.as_second()).unwrap_or(now)
    }

    /// Returns today in UTC.
    pub fn today(&self) -> Date {
        self.now().to_zoned(TimeZone::UTC).date()
    }

    /// Sets the clock, which continues from this time.
    pub fn set(&mut self, time: Timestamp) {
        self.shift = time.duration_since(self.machine);
    }

    /// Moves the clock by a span.
    pub fn advance(&mut self, by: SignedDuration) {
        self.shift = self.shift.saturating_add(by);
    }
}
