//! Rounding.

use std::cmp::Ordering;

use super::wide::{self, Wide};
use super::{Decimal, PRECISION, Sign};

/// A rounding mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// To the nearest; ties away from zero.
    HalfUp,
    /// To the nearest; ties toward zero.
    HalfDown,
    /// Away from zero.
    Up,
    /// Toward zero.
    Down,
    /// Toward positive infinity.
    Ceiling,
    /// Toward negative infinity.
    Floor,
}

impl Rounding {
    /// Returns the mode for the absolute value.
    fn of_size(self, sign: Sign) -> Self {
        match (self, sign) {
            (Self::Ceiling, Sign::Plus) | (Self::Floor, Sign::Minus) => Self::Up,
            (Self::Ceiling, Sign::Minus) | (Self::Floor, Sign::Plus) => Self::Down,
            (mode, _) => mode,
        }
    }

    /// Returns true if the dropped digits add one to the kept digits.
    fn carries(self, dropped: bool, against_half: Ordering) -> bool {
        match self {
            Self::HalfUp => against_half.is_ge(),
            Self::HalfDown => against_half.is_gt(),
            Self::Up | Self::Ceiling => dropped,
            Self::Down | Self::Floor => false,
        }
    }
}

/// Returns the coefficient and exponent with at most `most` digits.
pub(super) fn to_digits(number: Wide, exponent: i32, most: u32, mode: Rounding) -> (Wide, i32) {
    let digits = wide::digits(number);
    if digits <= most {
        return (number, exponent);
    }
    let rounded = drop_digits(number, digits - most, mode);
    // 99.9 to two digits is 100, which needs a second, exact step.
    let shifted = exponent.saturating_add_unsigned(digits - most);
    if wide::digits(rounded) > most {
        (drop_digits(rounded, 1, Rounding::Down), shifted.saturating_add(1))
    } else {
        (rounded, shifted)
    }
}

fn drop_digits(number: Wide, count: u32, mode: Rounding) -> Wide {
    let one = wide::power_of_ten(0);
    if count > wide::digits(number) {
        return if mode.carries(!number.is_zero(), Ordering::Less) { one } else { Wide::ZERO };
    }
    let unit = wide::power_of_ten(count);
    let (kept, dropped) = wide::div_rem(number, unit);
    if mode.carries(!dropped.is_zero(), dropped.cmp(&(unit - dropped))) { kept + one } else { kept }
}

/// The same for a coefficient of 64 bits.
fn drop_short_digits(number: u64, count: u32, mode: Rounding) -> Option<u64> {
    let unit = wide::short_power_of_ten(count)?;
    let (kept, dropped) = (number / unit, number % unit);
    Some(if mode.carries(dropped != 0, dropped.cmp(&(unit - dropped))) { kept + 1 } else { kept })
}

impl Decimal {
    /// Rounds to this many digits after the decimal point, ties away from zero.
    #[must_use]
    pub fn round(self, scale: i32) -> Self {
        self.round_with(scale, Rounding::HalfUp)
    }

    /// Rounds to this many digits after the decimal point; a negative scale counts digits before it.
    #[must_use]
    pub fn round_with(self, scale: i32, mode: Rounding) -> Self {
        let count = scale.saturating_neg().saturating_sub(self.exponent());
        let Ok(count @ 1..) = u32::try_from(count) else { return self };
        let mode = mode.of_size(self.sign);
        let exponent = self.exponent().saturating_add_unsigned(count);
        let short = self.short().and_then(|number| drop_short_digits(number, count, mode));
        match short {
            Some(number) => Self::from_parts(self.sign, number.into(), exponent),
            None => Self::from_wide(self.sign, drop_digits(self.coefficient(), count, mode), exponent),
        }
        .unwrap_or(Self::ZERO)
    }

    /// Rounds to this many significant digits.
    #[must_use]
    pub fn round_to_digits(self, digits: u32, mode: Rounding) -> Self {
        // 64 bits hold at most twenty digits.
        if digits >= PRECISION || (digits >= 20 && self.short().is_some()) {
            return self;
        }
        let mode = mode.of_size(self.sign);
        let (number, exponent) = to_digits(self.coefficient(), self.exponent(), digits, mode);
        Self::from_wide(self.sign, number, exponent).unwrap_or(self)
    }
}
