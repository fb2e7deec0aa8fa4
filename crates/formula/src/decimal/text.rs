//! Parsing and formatting of numbers.

use std::fmt;
use std::str::FromStr;

use super::wide::{self, Wide};
use super::{Decimal, MAX_EXPONENT, PRECISION, Sign};

/// Error for a text that is not a number, or has too many digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotANumber;

impl fmt::Display for NotANumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected a number of at most 39 digits such as `1250.5`")
    }
}

impl std::error::Error for NotANumber {}

/// The parsed digits of a text.
struct Scanned {
    number: Decimal,
    exact: bool,
}

impl FromStr for Decimal {
    type Err = NotANumber;

    /// Parses `-12500.50` or `6.84E8`. A number that would have to be rounded is an error.
    fn from_str(text: &str) -> Result<Self, NotANumber> {
        match scan(text) {
            Some(Scanned { number, exact: true }) => Ok(number),
            _ => Err(NotANumber),
        }
    }
}

impl Decimal {
    /// Parses like [`FromStr`], but rounds to 39 digits, as formulas do.
    #[must_use]
    pub fn from_text_rounded(text: &str) -> Option<Self> {
        scan(text).map(|scanned| scanned.number)
    }

    /// Returns the coefficient's digits, without leading zeros.
    pub(super) fn coefficient_digits(self) -> String {
        if let Some(number) = self.short() {
            return number.to_string();
        }
        let chunk = wide::power_of_ten(19);
        let (upper, lowest) = wide::div_rem(self.coefficient(), chunk);
        let (highest, middle) = wide::div_rem(upper, chunk);
        let [lowest, middle, highest] = [lowest, middle, highest].map(|part| part.as_limbs()[0]);
        match (highest, middle) {
            (0, 0) => lowest.to_string(),
            (0, _) => format!("{middle}{lowest:019}"),
            _ => format!("{highest}{middle:019}{lowest:019}"),
        }
    }
}

fn scan(text: &str) -> Option<Scanned> {
    let (sign, unsigned) = match text.as_bytes() {
        [b'-', ..] => (Sign::Minus, text.get(1..)?),
        [b'+', ..] => (Sign::Plus, text.get(1..)?),
        _ => (Sign::Plus, text),
    };
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, scan_exponent(exponent)?),
        None => (unsigned, 0),
    };
    let mut digits = Digits::default();
    let mut seen = 0;
    let mut after_point = None;
    for byte in mantissa.bytes() {
        match byte {
            b'0'..=b'9' => {
                seen += 1;
                let fraction = after_point.is_some();
                digits.push(byte - b'0', fraction);
            }
            b'.' if after_point.is_none() => after_point = Some(()),
            _ => return None,
        }
    }
    if seen == 0 {
        return None;
    }
    let exponent = exponent.checked_add(digits.exponent)?;
    let number = Decimal::from_wide(sign, digits.coefficient(), exponent)?;
    Some(Scanned { number, exact: digits.exact })
}

fn scan_exponent(text: &str) -> Option<i32> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok().filter(|exponent: &i32| exponent.unsigned_abs() <= MAX_EXPONENT.unsigned_abs())
}

/// Collects digits: 38 in 128 bits, two more, and whether there were others.
struct Digits {
    start: u128,
    count: u32,
    rest: [u8; 2],
    exponent: i32,
    exact: bool,
}

impl Default for Digits {
    fn default() -> Self {
        Self { start: 0, count: 0, rest: [0; 2], exponent: 0, exact: true }
    }
}

impl Digits {
    fn push(&mut self, digit: u8, fraction: bool) {
        if self.count == 0 && digit == 0 {
            self.exponent -= i32::from(fraction);
            return;
        }
        match self.count.checked_sub(PRECISION - 1) {
            None => self.start = self.start * 10 + u128::from(digit),
            Some(0) => self.rest[0] = digit,
            Some(1) => self.rest[1] = digit,
            Some(_) => {}
        }
        self.count = self.count.saturating_add(1);
        if self.count > PRECISION {
            self.exact &= digit == 0;
        }
        // After the second spare digit only the exponent grows.
        let kept = self.count <= PRECISION + 1;
        match (kept, fraction) {
            (true, true) => self.exponent = self.exponent.saturating_sub(1),
            (false, false) => self.exponent = self.exponent.saturating_add(1),
            _ => {}
        }
    }

    fn coefficient(&self) -> Wide {
        let ten = wide::power_of_ten(1);
        let mut number = wide::widen(self.start);
        for index in 0..self.count.saturating_sub(PRECISION - 1).min(2) {
            let digit = self.rest.get(index as usize).copied().unwrap_or(0);
            number = number * ten + wide::widen(u128::from(digit));
        }
        number
    }
}

impl fmt::Display for Decimal {
    /// Writes plain digits: no exponent, no grouping, no trailing zeros.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = self.stripped();
        if number.is_negative() {
            f.write_str("-")?;
        }
        let digits = number.coefficient_digits();
        let exponent = number.exponent();
        let Ok(behind @ 1..) = usize::try_from(-exponent) else {
            f.write_str(&digits)?;
            return (0..if number.is_zero() { 0 } else { exponent }).try_for_each(|_| f.write_str("0"));
        };
        match digits.len().checked_sub(behind) {
            Some(before @ 1..) => {
                let (whole, fraction) = digits.split_at(before);
                write!(f, "{whole}.{fraction}")
            }
            _ => {
                f.write_str("0.")?;
                (digits.len()..behind).try_for_each(|_| f.write_str("0"))?;
                f.write_str(&digits)
            }
        }
    }
}
