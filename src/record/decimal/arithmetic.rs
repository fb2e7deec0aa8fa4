//! Sums, products, quotients and comparison: exact while the digits suffice, then rounded to 39 digits,
//! half away from nought.

use std::cmp::Ordering;

use super::rounding::Rounding;
use super::wide::{self, CAPACITY};
use super::{Decimal, PRECISION, Sign};

impl std::ops::Neg for Decimal {
    type Output = Self;

    fn neg(self) -> Self {
        Self { sign: Sign::of(self.sign == Sign::Plus && !self.is_zero()), ..self }
    }
}

impl Decimal {
    /// The size without the sign.
    #[must_use]
    pub fn abs(self) -> Self {
        Self { sign: Sign::Plus, ..self }
    }

    /// The sum; none where it is out of range.
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
        // Room for a carry beside the 39 digits of each; finer digits than that only break a tie.
        let shift = gap.min(CAPACITY - PRECISION - 2);
        let large = self.coefficient() * wide::power_of_ten(shift);
        let exponent = self.exponent() - i32::try_from(shift).ok()?;
        let lost = gap - shift;
        // Beyond its own digits nothing stays of the finer number but that there is one.
        let (small, rest) = wide::div_rem(fine.coefficient(), wide::power_of_ten(lost.min(PRECISION)));
        let (sign, number) = if self.sign == fine.sign {
            (self.sign, large + small)
        } else {
            let small = if rest.is_zero() { small } else { small + wide::power_of_ten(0) };
            if large >= small { (self.sign, large - small) } else { (fine.sign, small - large) }
        };
        Self::from_wide(sign, number, exponent)
    }

    /// The difference; none where it is out of range.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.checked_add(-other)
    }

    /// The product; none where it is out of range.
    #[must_use]
    pub fn checked_mul(self, other: Self) -> Option<Self> {
        let sign = self.sign.times(other.sign);
        let exponent = self.exponent() + other.exponent();
        if let (Some(left), Some(right)) = (self.short(), other.short()) {
            return Self::from_parts(sign, u128::from(left) * u128::from(right), exponent);
        }
        Self::from_wide(sign, self.coefficient() * other.coefficient(), exponent)
    }

    /// The quotient; none for a division by nought or where it is out of range.
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
        let (dividend, divisor) = (self.coefficient(), other.coefficient());
        // A quotient of 40 digits or 41: enough, because half up looks at one digit more.
        let shift = PRECISION + 1 + wide::digits(divisor).saturating_sub(wide::digits(dividend));
        let (quotient, rest) = wide::div_rem(dividend * wide::power_of_ten(shift), divisor);
        let number = Self::from_wide(sign, quotient, exponent - i32::try_from(shift).ok()?)?;
        // 1/4 is 0.25 and not thirty-nine digits of it: keeps what follows on the short path.
        Some(if rest.is_zero() { number.stripped() } else { number })
    }

    /// What a division toward nought leaves, with the sign of this number; none for a division by nought.
    #[must_use]
    pub fn checked_rem(self, other: Self) -> Option<Self> {
        if let (Some(left), Some(right)) = (self.short(), other.short())
            && self.exponent == other.exponent
            && right != 0
        {
            return Self::from_parts(self.sign, u128::from(left % right), self.exponent());
        }
        let whole = self.checked_div(other)?.round_with(0, Rounding::Down);
        self.checked_sub(other.checked_mul(whole)?)
    }

    /// The coefficient so many digits longer, where it fits without 128-bit overflow arithmetic.
    pub(super) fn narrow_times_power(self, power: u32) -> Option<u128> {
        if power == 0 {
            return self.narrow();
        }
        Some(u128::from(self.short()?) * u128::from(wide::short_power_of_ten(power)?))
    }

    /// Compares the sizes, signs left out.
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
            // Equal magnitudes: the gap is at most 38 digits, so the wider one still fits.
            let power = wide::power_of_ten(gap.min(PRECISION));
            if self.exponent >= other.exponent {
                (self.coefficient() * power).cmp(&other.coefficient())
            } else {
                self.coefficient().cmp(&(other.coefficient() * power))
            }
        })
    }
}
