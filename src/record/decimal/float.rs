//! To and from binary floating point, which only the transcendental functions compute with.

use super::Decimal;

impl Decimal {
    /// The number with the fewest digits that reads back as this double; none for NaN and infinity.
    #[must_use]
    pub fn from_f64(number: f64) -> Option<Self> {
        number.is_finite().then(|| format!("{number:e}").parse().ok()).flatten()
    }

    /// The nearest double.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        // Through text: the standard library rounds it correctly, which no chain of multiplications does.
        let size =
            format!("{}e{}", self.coefficient_digits(), self.exponent).parse().unwrap_or(f64::INFINITY);
        if self.negative { -size } else { size }
    }
}
