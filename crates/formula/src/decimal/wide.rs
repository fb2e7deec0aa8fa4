//! Wide integers for the slow path: 320 bits hold the product of two 39-digit coefficients, and the dividend of
//! a 40-digit quotient.

use ruint::Uint;

/// An unsigned integer of 320 bits, up to 96 decimal digits.
pub type Wide = Uint<320, 5>;

/// The most decimal digits that always fit in [`Wide`].
pub const CAPACITY: u32 = 96;

const POWERS: [u64; 20] = {
    let mut powers = [1; 20];
    let mut index = 1;
    while index < powers.len() {
        powers[index] = powers[index - 1] * 10;
        index += 1;
    }
    powers
};

/// Returns a power of ten, up to [`CAPACITY`].
pub fn power_of_ten(mut power: u32) -> Wide {
    let mut result = Wide::from_limbs([1, 0, 0, 0, 0]);
    while power > 0 {
        let step = power.min(19);
        result *= Wide::from_limbs([short_power_of_ten(step).unwrap_or(1), 0, 0, 0, 0]);
        power -= step;
    }
    result
}

/// Returns a power of ten if it fits 64 bits.
pub fn short_power_of_ten(power: u32) -> Option<u64> {
    POWERS.get(power as usize).copied()
}

/// Returns the number of decimal digits; 1 for zero.
pub fn digits(number: Wide) -> u32 {
    // log10(2) is a little more than 1233/4096, so the guess is right or one too low.
    let guess = (u32::try_from(number.bit_len()).unwrap_or(0) * 1233) >> 12;
    if number < power_of_ten(guess) { guess.max(1) } else { guess + 1 }
}

/// Returns the number in more bits.
pub fn widen(number: u128) -> Wide {
    Wide::from_limbs([low_half(number), low_half(number >> 64), 0, 0, 0])
}

/// Returns the lower 64 bits of a number.
pub const fn low_half(number: u128) -> u64 {
    (number & 0xFFFF_FFFF_FFFF_FFFF) as u64
}

/// Returns quotient and remainder; zero for a division by zero, which no caller requests.
///
/// Limb by limb if the divisor is short, as it nearly always is; otherwise bit by bit for the bits of the
/// quotient. `ruint`'s own division is faster there, but takes as much wasm as everything else here together.
pub fn div_rem(number: Wide, divisor: Wide) -> (Wide, Wide) {
    let Some(shift) = number.bit_len().checked_sub(divisor.bit_len()) else { return (Wide::ZERO, number) };
    let [short, upper @ ..] = *divisor.as_limbs();
    if upper == [0; 4] {
        return if short == 0 { (Wide::ZERO, Wide::ZERO) } else { div_rem_short(number, u128::from(short)) };
    }
    let (mut quotient, mut rest) = (Wide::ZERO, number);
    let mut part = divisor << shift;
    for bit in (0..=shift).rev() {
        if rest >= part {
            rest -= part;
            quotient.set_bit(bit, true);
        }
        part >>= 1;
    }
    (quotient, rest)
}

fn div_rem_short(number: Wide, divisor: u128) -> (Wide, Wide) {
    let mut rest = 0;
    let mut quotient = *number.as_limbs();
    for limb in quotient.iter_mut().rev() {
        let part = rest << 64 | u128::from(*limb);
        *limb = low_half(part / divisor);
        rest = part % divisor;
    }
    (Wide::from_limbs(quotient), widen(rest))
}
