//! Powers with integer exponents, as the formula operator `^` defines them.

use super::{Decimal, Rounding};

/// The significant digits of a result.
const DIGITS: u32 = 18;

/// The exponent above which a result is an error.
const LARGEST: i16 = 64;

/// The exponent below which a result is zero.
const SMALLEST: i16 = -39;

/// The reason why a power cannot be computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PowerError {
    /// The exponent is not an integer.
    Fraction,
    /// Zero to a negative power.
    DivisionByZero,
    /// The result is too large.
    TooLarge,
}

impl Decimal {
    /// Returns the power, rounded half up to 18 digits; zero if it is too small.
    ///
    /// # Errors
    ///
    /// For a fractional exponent, zero to a negative power, or a result above 10^64.
    pub fn power(self, exponent: Self) -> Result<Self, PowerError> {
        if !exponent.is_integer() {
            return Err(PowerError::Fraction);
        }
        if exponent.is_zero() {
            return Ok(Self::ONE);
        }
        if self.is_zero() {
            return if exponent.is_negative() { Err(PowerError::DivisionByZero) } else { Ok(Self::ZERO) };
        }
        let odd = exponent.checked_rem(Self::from(2)).is_some_and(|rest| !rest.is_zero());
        let negative = self.is_negative() && odd;
        let size = self.abs();
        let times = exponent.to_i64().unsigned_abs();
        // The digits of intermediate results, as in Java's `BigDecimal.pow`.
        let digits = DIGITS + times.ilog10() + 2;
        let Some(raised) = raise(size, times, digits) else {
            let large = (size > Self::ONE) != exponent.is_negative();
            return if large { Err(PowerError::TooLarge) } else { Ok(Self::ZERO) };
        };
        let result = if exponent.is_negative() {
            let inverse = Self::ONE.checked_div(raised).ok_or(PowerError::TooLarge)?;
            inverse.round_to_digits(digits, Rounding::HalfUp)
        } else {
            raised
        };
        if result > Self::small(1, LARGEST) {
            return Err(PowerError::TooLarge);
        }
        if result < Self::small(1, SMALLEST) {
            return Ok(Self::ZERO);
        }
        let result = result.round_to_digits(DIGITS, Rounding::HalfUp);
        Ok(if negative { -result } else { result })
    }
}

/// Exponentiation by squaring from the highest bit on. Each result is rounded to `digits`, so that the last digit
/// of a power is the one that Salesforce calculates.
fn raise(base: Decimal, exponent: u64, digits: u32) -> Option<Decimal> {
    let mut result = times(Decimal::ONE, base, digits)?;
    for bit in (0..exponent.ilog2()).rev() {
        result = times(result, result, digits)?;
        if exponent >> bit & 1 == 1 {
            result = times(result, base, digits)?;
        }
    }
    Some(result)
}

fn times(left: Decimal, right: Decimal, digits: u32) -> Option<Decimal> {
    Some(left.checked_mul(right)?.round_to_digits(digits, Rounding::HalfUp))
}
