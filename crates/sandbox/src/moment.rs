//! The time and randomness of a request.

use jiff::Timestamp;

/// The time and a random value, supplied by the caller.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// The machine's time.
    pub now: Timestamp,
    /// A random value, which makes tokens unique.
    pub random: u64,
}

impl Moment {
    /// Creates a moment from milliseconds since 1970, as JavaScript counts them. Times outside the calendar
    /// become its first or last one.
    #[must_use]
    pub fn from_milliseconds(milliseconds: f64, random: u64) -> Self {
        let nearest = if milliseconds < 0.0 { Timestamp::MIN } else { Timestamp::MAX };
        // A cast saturates, and NaN becomes 0.
        let now = Timestamp::from_millisecond(milliseconds as i64).unwrap_or(nearest);
        Self { now, random }
    }
}
