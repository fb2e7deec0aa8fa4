//! Addition, subtraction, multiplication, division and comparison. Exact if 39 digits suffice, otherwise
//! rounded half away from zero.

use std::cmp::Ordering;

use super::rounding::{self, Rounding};
use super::wide::{self, CAPACITY, Wide};
use super::{Decimal, PRECISION, Sign};

impl std::ops::Neg for Decimal {
    type Output = Self;

    fn neg(self) -> Self {
        Self { sign: Sign::of(self.sign == Sign::Plus && !self.is_zero()), ..self }
    }
}

impl Decimal {
    /// Returns the absolute value.
    #[must_use]
    pub fn abs(self) -> Self {
        Self { sign: Sign::Plus, ..self }
    }

    /// Returns the sum; `None` if it is out of range.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        if self.is_zero() {
            return Some(other);
        }
        if other.is_zero() {
            return Some(self);
        }
        let (coarse, fine) = if self.exponent >= other.exponent { (self, other) } else { (other, self) };
        let gap = coarse.exponent.abs_diff(fine.exponent);
        if let (Some(large), Some(small)) = (coarse.narrow_times_power(u32::from(gap)), fine.narrow()) {
            if coarse.sign == fine.sign {
                if let Some(sum) = large.checked_add(small) {
                    return Self::from_parts(fine.sign, sum, fine.exponent());
                }
            } else {
                let sign = if large >= small { coarse.sign } else { fine.sign };
                return Self::from_parts(sign, large.abs_diff(small), fine.exponent());
            }
        }
        coarse.add_wide(fine, u32::from(gap))
    }

    fn add_wide(self, fine: Self, gap: u32) -> Option<Self> {
        // Room for a carry in addition to the 39 digits of each operand. Finer digits only break ties.
        let shift = gap.min(CAPACITY - PRECISION - 2);
        let large = self.coefficient() * wide::power_of_ten(shift);
        let exponent = self.exponent() - i32::try_from(shift).ok()?;
        let dropped = gap - shift;
        // Of the digits that are too fine, only whether there are any matters.
        let (small, rest) = wide::div_rem(fine.coefficient(), wide::power_of_ten(dropped.min(PRECISION)));
        let (sign, number) = if self.sign == fine.sign {
            (self.sign, large + small)
        } else {
            let small = if rest.is_zero() { small } else { small + wide::power_of_ten(0) };
            if large >= small { (self.sign, large - small) } else { (fine.sign, small - large) }
        };
        Self::from_wide(sign, number, exponent)
    }

    /// Returns the difference; `None` if it is out of range.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.checked_add(-other)
    }

    /// Returns the product; `None` if it is out of range.
    #[must_use]
    pub fn checked_mul(self, other: Self) -> Option<Self> {
        let sign = self.sign.times(other.sign);
        let exponent = self.exponent() + other.exponent();
        if let (Some(left), Some(right)) = (self.short(), other.short()) {
            return Self::from_parts(sign, u128::from(left) * u128::from(right), exponent);
        }
        Self::from_wide(sign, self.coefficient() * other.coefficient(), exponent)
    }

    /// Returns the quotient; `None` for a division by zero or if it is out of range.
    #[must_use]
    pub fn checked_div(self, other: Self) -> Option<Self> {
        if other.is_zero() {
            return None;
        }
        if self.is_zero() {
            return Some(Self::ZERO);
        }
        let sign = self.sign.times(other.sign);
        let exponent = self.exponent() - other.exponent();
        if let (Some(left), Some(right)) = (self.short(), other.short())
            && left % right == 0
        {
            return Self::from_parts(sign, u128::from(left / right), exponent);
        }
        let (quotient, exponent, inexact) = self.quotient(other)?;
        let number = Self::from_wide(sign, quotient, exponent)?;
        // 1/4 becomes 0.25 instead of 39 digits, so that following operations take the short path.
        Some(if inexact { number } else { number.stripped() })
    }

    /// Returns the remainder of a division that truncates, with the sign of this number. `None` for a division
    /// by zero, or if the integer part of the quotient has too many digits. The result is exact.
    #[must_use]
    pub fn checked_rem(self, other: Self) -> Option<Self> {
        if other.is_zero() {
            return None;
        }
        if let (Some(left), Some(right)) = (self.short(), other.short())
            && self.exponent == other.exponent
        {
            return Self::from_parts(self.sign, u128::from(left % right), self.exponent());
        }
        if self.compare_size(other).is_lt() {
            return Some(self);
        }
        let (quotient, exponent, _) = self.quotient(other)?;
        let (quotient, exponent) = rounding::to_digits(quotient, exponent, PRECISION, Rounding::Down);
        let whole = Self::from_wide(Sign::Plus, quotient, exponent)?.round_with(0, Rounding::Down);
        // The product has at most 78 digits, and this number at most as many above the finer of the two
        // exponents.
        let (product, exponent) =
            (other.coefficient() * whole.coefficient(), other.exponent() + whole.exponent());
        let finer = exponent.min(self.exponent());
        let shifted = |number, exponent: i32| number * wide::power_of_ten(exponent.abs_diff(finer));
        let left = shifted(self.coefficient(), self.exponent()) - shifted(product, exponent);
        let rest = Self::from_wide(self.sign, left, finer)?;
        rest.compare_size(other).is_lt().then_some(rest)
    }

    /// Returns a quotient of at least 40 digits, its exponent, and whether there are more digits. Rounding
    /// needs one digit more than the result has.
    fn quotient(self, other: Self) -> Option<(Wide, i32, bool)> {
        let (dividend, divisor) = (self.coefficient(), other.coefficient());
        let shift = PRECISION + 1 + wide::digits(divisor).saturating_sub(wide::digits(dividend));
        let (quotient, rest) = wide::div_rem(dividend * wide::power_of_ten(shift), divisor);
        let exponent = self.exponent() - other.exponent() - i32::try_from(shift).ok()?;
        Some((quotient, exponent, !rest.is_zero()))
    }

    /// Returns the coefficient times a power of ten, if it fits.
    pub(super) fn narrow_times_power(self, power: u32) -> Option<u128> {
        if power == 0 {
            return self.narrow();
        }
        Some(u128::from(self.short()?) * u128::from(wide::short_power_of_ten(power)?))
    }

    /// Compares absolute values.
    pub(super) fn compare_size(self, other: Self) -> Ordering {
        if self.is_zero() || other.is_zero() {
            return other.is_zero().cmp(&self.is_zero());
        }
        let gap = u32::from(self.exponent.abs_diff(other.exponent));
        let narrow = if self.exponent >= other.exponent {
            self.narrow_times_power(gap).zip(other.narrow())
        } else {
            self.narrow().zip(other.narrow_times_power(gap))
        };
        if let Some((left, right)) = narrow {
            return left.cmp(&right);
        }
        let magnitude =
            |number: Self| i64::from(wide::digits(number.coefficient())) + i64::from(number.exponent);
        magnitude(self).cmp(&magnitude(other)).then_with(|| {
            // Equal magnitudes: the gap is at most 38 digits, so the scaled coefficient fits.
            let power = wide::power_of_ten(gap.min(PRECISION));
            if self.exponent >= other.exponent {
                (self.coefficient() * power).cmp(&other.coefficient())
            } else {
                self.coefficient().cmp(&(other.coefficient() * power))
            }
        })
    }
}
