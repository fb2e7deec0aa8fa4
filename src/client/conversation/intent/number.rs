//! Numbers and amounts as people write them.

use super::class::Class;
use super::reading::Reading;
use crate::base::Decimal;

/// A number in a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    /// The number.
    pub value: Decimal,
    /// Whether it is a percentage.
    pub percent: bool,
    /// The index of its first item.
    pub from: usize,
    /// The index after its last item.
    pub to: usize,
}

/// The number that begins with an item.
#[must_use]
pub fn amount_at(reading: &Reading, index: usize) -> Option<Amount> {
    if reading.used(index) {
        return None;
    }
    let (mut value, mut to) = match reading.digits(index) {
        Some(digits) => (parse(digits, reading.lexicon.comma)?, index + 1),
        None => in_words(reading, index).map(|(number, to)| (Decimal::from(number), to))?,
    };
    let mut percent = false;
    while to < reading.items.len() && !reading.used(to) {
        if let Some(scale) = reading.sense(to, Class::Scale) {
            value = value.checked_mul(scale.number.into())?;
            // Japanese has a word of its own for ten percent.
            percent |= reading.is(to, Class::Percent);
            // "Two thousand five hundred."
            let next = if reading.is(to + 1, Class::And) { to + 2 } else { to + 1 };
            // "1万3千": a smaller scale follows.
            if let Some((more, end)) = smaller(reading, to + 1, scale.number) {
                value = value.checked_add(more)?;
                to = end;
                continue;
            }
            if let Some((more, end)) = in_words(reading, next)
                && (100..scale.number).contains(&more)
            {
                value = value.checked_add(more.into())?;
                to = end;
                continue;
            }
        } else if reading.is(to, Class::Percent) || reading.is_mark(to, &['%']) {
            percent = true;
        } else if !(reading.is(to, Class::Currency) || reading.is_mark(to, &['€', '$', '£', '¥'])) {
            break;
        }
        to += 1;
    }
    Some(Amount { value, percent, from: index, to })
}

/// Digits with a smaller scale than the one before them.
fn smaller(reading: &Reading, index: usize, scale: i64) -> Option<(Decimal, usize)> {
    let digits = reading.digits(index).filter(|_| !reading.used(index))?;
    let next = reading.sense(index + 1, Class::Scale).filter(|next| next.number < scale)?;
    let value = parse(digits, reading.lexicon.comma)?.checked_mul(next.number.into())?;
    (value < Decimal::from(scale)).then_some((value, index + 2))
}

/// A number in words, without a scale after it: "thirty", "thirty five", "treinta e cinco", "doscientos cincuenta".
fn in_words(reading: &Reading, index: usize) -> Option<(i64, usize)> {
    let number = |index: usize| reading.sense(index, Class::Number).map(|sense| sense.number);
    let (mut sum, mut to) = (number(index)?, index + 1);
    let mut room = room(sum);
    loop {
        let next = if reading.is(to, Class::And) { to + 1 } else { to };
        match number(next).filter(|more| (1..room).contains(more) && !reading.used(next)) {
            Some(more) => {
                sum += more;
                room = self::room(more);
                to = next + 1;
            }
            None => return Some((sum, to)),
        }
    }
}

/// The limit of what can be added to a number in words: units to tens, tens to hundreds.
const fn room(number: i64) -> i64 {
    match number {
        20..100 if number % 10 == 0 => 10,
        100.. if number % 1000 == 0 => 1000,
        100.. if number % 100 == 0 => 100,
        _ => 0,
    }
}

/// The first number between two items.
#[must_use]
pub fn amount_between(reading: &Reading, from: usize, to: usize) -> Option<Amount> {
    (from..to).find_map(|index| amount_at(reading, index))
}

/// Parses `1,234.50`, `1.234,50`, `1 234,50`, `1'234.50` or `1.5e3`. The last separator is the decimal one, unless three digits
/// follow and it is the language's thousands separator.
#[must_use]
pub fn parse(digits: &str, comma: bool) -> Option<Decimal> {
    if digits.contains(['/', '-']) {
        return None;
    }
    let (digits, exponent) = digits.split_at(digits.find('e').unwrap_or(digits.len()));
    let last = digits.rfind(['.', ',']);
    let decimal = last.filter(|index| {
        let sign = &digits[*index..=*index];
        let after = digits.len() - index - 1;
        let repeated = digits[..*index].contains(sign);
        let groups = if comma { "." } else { "," };
        !repeated && (after != 3 || sign != groups)
    });
    let plain: String = digits
        .char_indices()
        .filter_map(|(index, c)| match c {
            c if c.is_ascii_digit() => Some(c),
            _ if Some(index) == decimal => Some('.'),
            _ => None,
        })
        .collect();
    [&plain, exponent].concat().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_separators() {
        for (digits, comma, value) in [
            ("1,234.50", false, "1234.5"),
            ("1.234,50", true, "1234.5"),
            ("1 234,50", true, "1234.5"),
            ("30,000", false, "30000"),
            ("30.000", true, "30000"),
            ("2.000", true, "2000"),
            ("12,5", true, "12.5"),
            ("12.5", true, "12.5"),
            ("1,5", false, "1.5"),
            ("1.000.000", true, "1000000"),
            ("1'250.75", false, "1250.75"),
            ("1.125", false, "1.125"),
            ("1e3", false, "1000"),
            ("1.5e3", false, "1500"),
            ("1,5e3", true, "1500"),
        ] {
            assert_eq!(parse(digits, comma), value.parse().ok(), "{digits}");
        }
        assert_eq!(parse("31/12", false), None);
    }
}
