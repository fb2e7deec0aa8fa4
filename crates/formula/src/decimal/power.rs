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
        let Some(raised) = raise(size, exponent.to_i64().unsigned_abs()) else {
            let large = (size > Self::ONE) != exponent.is_negative();
            return if large { Err(PowerError::TooLarge) } else { Ok(Self::ZERO) };
        };
        let result = if exponent.is_negative() { Self::ONE.checked_div(raised) } else { Some(raised) }
            .ok_or(PowerError::TooLarge)?;
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

/// Exponentiation by squaring. 39 digits lose fewer than 20 in the longest chain that stays in range.
fn raise(base: Decimal, mut exponent: u64) -> Option<Decimal> {
    let (mut result, mut square) = (Decimal::ONE, base);
    loop {
        if exponent % 2 == 1 {
            result = result.checked_mul(square)?;
        }
        exponent /= 2;
        if exponent == 0 {
            return Some(result);
        }
        square = square.checked_mul(square)?;
    }
}
