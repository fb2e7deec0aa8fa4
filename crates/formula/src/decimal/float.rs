//! Conversion from and to binary floating point, for transcendental functions and JavaScript.

use super::{Decimal, Sign};

/// All integers up to this one are exact doubles.
const WHOLE: u64 = 1 << 53;

/// Powers of ten are exact doubles up to the 22nd.
const EXACT_POWERS: u8 = 22;

impl Decimal {
    /// Returns the number with the fewest digits that reads back as this double; `None` for NaN and infinity.
    #[must_use]
    pub fn from_f64(number: f64) -> Option<Self> {
        if !number.is_finite() {
            return None;
        }
        #[allow(clippy::cast_precision_loss, reason = "2^53 is a double")]
        let whole = number.fract() == 0.0 && number.abs() < WHOLE as f64;
        #[allow(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
        let integer = number as i64;
        if whole {
            Some(integer.into())
        } else {
            Self::few_digits(number).or_else(|| text::of(number)?.parse().ok())
        }
    }

    /// Returns the number if it has at most four digits after the decimal point, as money has. Doubles
    /// distinguish all numbers of up to 15 digits, so these digits are the shortest ones.
    fn few_digits(number: f64) -> Option<Self> {
        [(10.0, -1), (100.0, -2), (1_000.0, -3), (10_000.0, -4)].into_iter().find_map(|(scale, exponent)| {
            let coefficient = (number.abs() * scale).round();
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "whole and below 10^15"
            )]
            let short = Self { sign: Sign::of(number < 0.0), ..Self::small(coefficient as u64, exponent) };
            #[allow(clippy::float_cmp, reason = "the very same double is what is asked for")]
            let same = coefficient / scale == number.abs();
            (same && coefficient < 1e15).then_some(short)
        })
    }

    /// Returns the nearest double.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        let power = u8::try_from(self.exponent.unsigned_abs()).unwrap_or(u8::MAX);
        let size = match self.short() {
            // Both operands are exact, so that this one operation rounds correctly.
            Some(coefficient) if coefficient <= WHOLE && power <= EXACT_POWERS => {
                let scale = (0..power).fold(1.0, |scale, _| scale * 10.0);
                #[allow(clippy::cast_precision_loss, reason = "not above 2^53")]
                let coefficient = coefficient as f64;
                if self.exponent < 0 { coefficient / scale } else { coefficient * scale }
            }
            _ => text::read(&format!("{}e{}", self.coefficient_digits(), self.exponent)),
        };
        if self.sign == Sign::Minus { -size } else { size }
    }
}

/// Converts doubles to text, shortest and correctly rounded. In the browser its own function does, which keeps
/// 14 kilobytes out of the wasm.
#[cfg(all(target_arch = "wasm32", feature = "browser"))]
mod text {
    use js_sys::{JsString, Number};

    pub fn of(number: f64) -> Option<String> {
        Number::from(number).to_string_with_radix(10).ok().map(|text: JsString| text.into())
    }

    pub fn read(digits: &str) -> f64 {
        Number::parse_float(digits)
    }
}

#[cfg(not(all(target_arch = "wasm32", feature = "browser")))]
mod text {
    pub fn of(number: f64) -> Option<String> {
        Some(format!("{number:e}"))
    }

    pub fn read(digits: &str) -> f64 {
        digits.parse().unwrap_or(f64::INFINITY)
    }
}
