//! Powers with whole exponents, as the formula operator `^` defines them.

use super::{Decimal, PRECISION, Rounding};

/// Digits of a result.
const DIGITS: u32 = 18;

/// Results have at most so many digits before the point.
const LARGEST_LOG: f64 = 64.0;

/// Why a power cannot be computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PowerError {
    /// The exponent has a fraction.
    Fraction,
    /// Nought to a negative power.
    DivisionByZero,
    /// The result is beyond the largest number.
    TooLarge,
}

impl Decimal {
    /// The power, rounded to 18 digits, half up; nought where it is too small to tell.
    ///
    /// # Errors
    ///
    /// A fractional exponent, nought to a negative power, or a result above 10^64.
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
        if size == Self::ONE {
            return Ok(if negative { -size } else { size });
        }
        let log = size.to_f64().log10() * exponent.to_f64();
        if log > LARGEST_LOG {
            return Err(PowerError::TooLarge);
        }
        if log < -f64::from(PRECISION) {
            return Ok(Self::ZERO);
        }
        let raised = raise(size, exponent.to_i64().unsigned_abs()).ok_or(PowerError::TooLarge)?;
        let result = if exponent.is_negative() { Self::ONE.checked_div(raised) } else { Some(raised) }
            .ok_or(PowerError::TooLarge)?
            .round_to_digits(DIGITS, Rounding::HalfUp);
        Ok(if negative { -result } else { result })
    }
}

/// By squares: 39 digits lose fewer than 20 in the longest chain that stays in range.
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
