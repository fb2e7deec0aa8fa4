//! Retry rules: whether a request may be sent again, and the delay before it. Time and random values are
//! arguments.

use super::http_date::instant;
use super::{HttpResponse, read_refusal};
use crate::base::Timestamp;
use crate::base::error::{Code, Detail, Problem};

/// The longest `Retry-After` the client honors, in milliseconds.
const LONGEST_ASKED: i64 = 30_000;

/// The retry settings of a connection. All times are in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retry {
    /// The most attempts of a request, including the first.
    pub attempts: u32,
    /// The delays between attempts.
    pub backoff: Backoff,
    /// The timeout of one attempt.
    pub each: u32,
    /// The deadline of all attempts and delays together.
    pub total: u32,
}

impl Default for Retry {
    fn default() -> Self {
        Self { attempts: 3, backoff: Backoff { base: 200, longest: 5_000 }, each: 10_000, total: 30_000 }
    }
}

/// Random delays that grow with each retry. All times are in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// Upper bound of the first delay; it doubles with each retry.
    pub base: u32,
    /// The longest delay.
    pub longest: u32,
}

impl Backoff {
    /// Returns the delay before the next attempt: random, up to a bound that doubles ("full jitter"). Equal
    /// delays would bring all clients of a busy server back at the same time.
    #[must_use]
    pub fn wait(self, tries: u32, random: u32) -> u32 {
        share(self.bound(tries), random)
    }

    /// Returns a delay between half the bound and the bound ("equal jitter"), for something that takes time in any
    /// case.
    #[must_use]
    pub fn wait_at_least_half(self, tries: u32, random: u32) -> u32 {
        let half = self.bound(tries) / 2;
        half + share(half, random)
    }

    fn bound(self, tries: u32) -> u32 {
        self.base.saturating_mul(1 << tries.saturating_sub(1).min(16)).min(self.longest)
    }
}

/// Returns a random share of a bound, the bound included.
fn share(bound: u32, random: u32) -> u32 {
    let share = (u64::from(random) * (u64::from(bound) + 1)) >> 32;
    u32::try_from(share).unwrap_or(bound)
}

/// The delay that the server asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetryAfter {
    /// The server does not ask for one.
    Nothing,
    /// A delay in milliseconds.
    For(u32),
    /// A delay longer than the client honors.
    TooLong,
}

/// Returns the delay that the response's `Retry-After` asks for.
#[must_use]
pub fn retry_after(response: &HttpResponse, now: Timestamp) -> RetryAfter {
    let Some(text) = response.retry_after.as_deref().map(str::trim) else { return RetryAfter::Nothing };
    let millis = match text.parse::<i64>() {
        Ok(seconds) => seconds.saturating_mul(1000),
        Err(_) => match instant(text) {
            Some(then) => then.0.saturating_sub(now.0),
            None => return RetryAfter::Nothing,
        },
    };
    match u32::try_from(millis.max(0)) {
        Ok(wait) if millis <= LONGEST_ASKED => RetryAfter::For(wait),
        _ => RetryAfter::TooLong,
    }
}

/// Returns true if a read with this response may be retried after `tries` attempts.
#[must_use]
pub fn reads_again(response: &HttpResponse, tries: u32) -> bool {
    match response.status {
        // Salesforce's edge has no route to the host: one retry is enough.
        420 => tries < 2,
        408 | 429 | 500 | 502 | 503 | 504 => true,
        400..=499 => crowded(&read_refusal(response)),
        _ => false,
    }
}

/// Returns true for too many concurrent calls, which passes within seconds. The daily limit does not.
#[must_use]
pub fn crowded(problem: &Problem) -> bool {
    let concurrent =
        |error: &Detail| error.message.starts_with("Concurrent") || error.code == "TOO_MANY_APEX_REQUESTS";
    problem.code == Code::RequestLimit
        && (problem.status == Some(429) || problem.errors.iter().any(concurrent))
}

/// A token bucket that keeps a client from adding load to a server that is down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// In thousandths of a retry.
    level: i64,
    at: Timestamp,
}

impl Default for Bucket {
    fn default() -> Self {
        Self { level: Self::FULL, at: Timestamp(0) }
    }
}

impl Bucket {
    /// Ten retries at once, and one more each second.
    const FULL: i64 = 10_000;
    const ONE: i64 = 1_000;

    /// Takes a retry, if the bucket is not empty.
    pub fn take(&mut self, now: Timestamp) -> bool {
        let grown = now.0.saturating_sub(self.at.0).max(0);
        self.level = self.level.saturating_add(grown).min(Self::FULL);
        self.at = now;
        let there = self.level >= Self::ONE;
        if there {
            self.level -= Self::ONE;
        }
        there
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_bound_doubles_up_to_a_limit() {
        let backoff = Retry::default().backoff;
        let longest = |tries| backoff.wait(tries, u32::MAX);
        assert_eq!([1, 2, 3, 5, 6, 40].map(longest), [200, 400, 800, 3200, 5000, 5000]);
        assert_eq!(backoff.wait(3, 0), 0);
        assert_eq!(Backoff { base: 0, ..backoff }.wait(3, u32::MAX), 0);
    }

    proptest! {
        #[test]
        fn no_delay_exceeds_its_bound(tries in 1u32..100, random: u32, base in 0u32..10_000, longest in 0u32..60_000) {
            let backoff = Backoff { base, longest };
            prop_assert!(backoff.wait(tries, random) <= longest);
            let (wait, bound) = (backoff.wait_at_least_half(tries, random), backoff.wait(tries, u32::MAX));
            prop_assert!(bound / 2 <= wait && wait <= bound);
        }
    }

    #[test]
    fn reads_retry_after() {
        let now = "2026-08-21T10:15:00Z".parse().unwrap();
        let of = |text: &str| {
            retry_after(&HttpResponse { retry_after: Some(text.into()), ..HttpResponse::new(503, "") }, now)
        };
        assert_eq!(of("2"), RetryAfter::For(2000));
        assert_eq!(of("30"), RetryAfter::For(30_000));
        assert_eq!(of("31"), RetryAfter::TooLong);
        assert_eq!(of("99999999999999999"), RetryAfter::TooLong);
        assert_eq!(of("-1"), RetryAfter::For(0));
        assert_eq!(of("Fri, 21 Aug 2026 10:15:05 GMT"), RetryAfter::For(5000));
        assert_eq!(of("Fri, 21 Aug 2026 10:14:05 GMT"), RetryAfter::For(0));
        assert_eq!(of("Fri, 21 Aug 2026 11:15:05 GMT"), RetryAfter::TooLong);
        assert_eq!(of("soon"), RetryAfter::Nothing);
        assert_eq!(retry_after(&HttpResponse::new(503, ""), now), RetryAfter::Nothing);
    }

    #[test]
    fn the_bucket_empties_and_refills() {
        let mut bucket = Bucket::default();
        let taken = (0..20).filter(|_| bucket.take(Timestamp(1_000_000))).count();
        assert_eq!(taken, 10);
        assert!(!bucket.take(Timestamp(1_000_999)));
        assert!(bucket.take(Timestamp(1_001_000)));
        assert!(!bucket.take(Timestamp(0)), "a clock that goes back fills nothing");
    }
}
