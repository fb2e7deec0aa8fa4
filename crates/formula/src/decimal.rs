//! Decimal numbers, for `Amount`, `Probability` and formulas: money must not pass through binary floats.
//!
//! A coefficient of at most [`PRECISION`] digits and a power of ten, in 24 bytes without heap memory. Numbers
//! of up to 128 bits use the processor's integers, longer ones `ruint` (`docs/decisions/decimal.md` compares
//! the alternatives).

mod arithmetic;
mod float;
mod json;
mod power;
mod rounding;
mod text;
mod wide;

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

pub use power::PowerError;
pub use rounding::Rounding;
pub use text::NotANumber;
use wide::Wide;

/// The significant digits of every result, as in Salesforce's formulas.
pub const PRECISION: u32 = 39;

/// The largest exponent, positive or negative. It keeps the text of a number from filling the memory.
const MAX_EXPONENT: i32 = 9_999;

/// A decimal number of up to 39 significant digits. Numbers compare by value: 1.0 equals 1.00.
#[derive(Clone, Copy, Debug)]
pub struct Decimal {
    // The coefficient, below 10^39 and therefore below 2^130, least significant part first.
    low: u64,
    middle: u64,
    high: u8,
    sign: Sign,
    exponent: i16,
}

/// Four bytes, although one would do: the tag of a formula's value shares them, so that values are copied in
/// whole words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
enum Sign {
    Plus,
    Minus,
}

impl Sign {
    fn of(negative: bool) -> Self {
        if negative { Self::Minus } else { Self::Plus }
    }

    /// Returns the sign of a product.
    fn times(self, other: Self) -> Self {
        Self::of(self != other)
    }
}

impl Decimal {
    /// Zero.
    pub const ZERO: Self = Self::small(0, 0);
    /// One.
    pub const ONE: Self = Self::small(1, 0);

    const fn small(coefficient: u64, exponent: i16) -> Self {
        Self { low: coefficient, middle: 0, high: 0, sign: Sign::Plus, exponent }
    }

    /// Creates a number from 128 bits; `None` if the exponent is out of range.
    fn from_parts(sign: Sign, coefficient: u128, exponent: i32) -> Option<Self> {
        if coefficient == 0 {
            return Some(Self::ZERO);
        }
        Some(Self {
            low: wide::low_half(coefficient),
            middle: wide::low_half(coefficient >> 64),
            high: 0,
            sign,
            exponent: in_range(exponent)?,
        })
    }

    /// Creates the nearest number with at most 39 digits; `None` if the exponent is out of range.
    fn from_wide(sign: Sign, coefficient: Wide, exponent: i32) -> Option<Self> {
        let (coefficient, exponent) = rounding::to_digits(coefficient, exponent, PRECISION, Rounding::HalfUp);
        let [low, middle, high, ..] = *coefficient.as_limbs();
        if (low, middle, high) == (0, 0, 0) {
            return Some(Self::ZERO);
        }
        let high = u8::try_from(high).ok()?;
        Some(Self { low, middle, high, sign, exponent: in_range(exponent)? })
    }

    /// Returns the coefficient if it fits 128 bits, as all but the longest do.
    fn narrow(self) -> Option<u128> {
        (self.high == 0).then(|| u128::from(self.middle) << 64 | u128::from(self.low))
    }

    /// Returns the coefficient if it fits 64 bits.
    fn short(self) -> Option<u64> {
        (self.high == 0 && self.middle == 0).then_some(self.low)
    }

    fn coefficient(self) -> Wide {
        Wide::from_limbs([self.low, self.middle, u64::from(self.high), 0, 0])
    }

    fn exponent(self) -> i32 {
        i32::from(self.exponent)
    }

    /// Returns the number without trailing zeros in its coefficient, the canonical form of a value.
    fn stripped(self) -> Self {
        if self.is_zero() {
            return Self::ZERO;
        }
        let mut number = self;
        while let Some(shorter) = number.without_last_zero() {
            number = shorter;
        }
        number
    }

    fn without_last_zero(self) -> Option<Self> {
        if let Some(coefficient) = self.short() {
            return coefficient.is_multiple_of(10).then(|| Self {
                low: coefficient / 10,
                exponent: self.exponent + 1,
                ..self
            });
        }
        let (shorter, digit) = wide::div_rem(self.coefficient(), wide::power_of_ten(1));
        let [low, middle, high, ..] = *shorter.as_limbs();
        digit.is_zero().then_some(Self {
            low,
            middle,
            high: u8::try_from(high).ok()?,
            exponent: self.exponent + 1,
            ..self
        })
    }

    /// Returns the number times a power of ten; zero if that is out of range. Zero stays zero, because it has
    /// no scale.
    #[must_use]
    pub fn shifted(self, power: i16) -> Self {
        if self.is_zero() {
            return Self::ZERO;
        }
        in_range(self.exponent() + i32::from(power)).map_or(Self::ZERO, |exponent| Self { exponent, ..self })
    }

    /// Returns true for zero.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.low == 0 && self.middle == 0 && self.high == 0
    }

    /// Returns true for negative numbers.
    #[must_use]
    pub fn is_negative(self) -> bool {
        self.sign == Sign::Minus && !self.is_zero()
    }

    /// Returns the number of digits before the decimal point, without leading zeros: 1 for everything between
    /// -10 and 10.
    #[must_use]
    pub fn integer_digits(self) -> u32 {
        let digits = i64::from(wide::digits(self.coefficient())) + i64::from(self.exponent);
        u32::try_from(digits.max(1)).unwrap_or(1)
    }

    /// Returns the number of digits after the decimal point, without trailing zeros.
    #[must_use]
    pub fn scale(self) -> u32 {
        u32::try_from(-self.stripped().exponent()).unwrap_or(0)
    }

    /// Returns true if there are no digits after the decimal point.
    #[must_use]
    pub fn is_integer(self) -> bool {
        self.exponent >= 0 || self.scale() == 0
    }

    /// Returns the integer part; the nearest bound if it is out of range.
    #[must_use]
    pub fn to_i64(self) -> i64 {
        let whole = self.round_with(0, Rounding::Down);
        let size = u32::try_from(whole.exponent)
            .ok()
            .and_then(|power| whole.narrow_times_power(power))
            .and_then(|size| i64::try_from(size).ok())
            .unwrap_or(i64::MAX);
        if whole.sign == Sign::Minus { -size } else { size }
    }
}

fn in_range(exponent: i32) -> Option<i16> {
    if exponent.abs() > MAX_EXPONENT { None } else { i16::try_from(exponent).ok() }
}

impl From<i64> for Decimal {
    fn from(number: i64) -> Self {
        Self { sign: Sign::of(number < 0), ..Self::small(number.unsigned_abs(), 0) }
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        // The common case: short, not negative, and with the same number of decimals.
        let like = self.sign == Sign::Plus && other.sign == Sign::Plus && self.exponent == other.exponent;
        if let Some((one, another)) = self.short().zip(other.short()).filter(|_| like) {
            return one.cmp(&another);
        }
        match (self.is_negative(), other.is_negative()) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => self.compare_size(*other),
            (true, true) => other.compare_size(*self),
        }
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

impl Hash for Decimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let one_form = self.stripped();
        (one_form.low, one_form.middle, one_form.high, one_form.exponent).hash(state);
        one_form.is_negative().hash(state);
    }
}

#[cfg(test)]
mod tests;
